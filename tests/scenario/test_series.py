"""Series files: what they say, and the files that are refused."""

import os
from pathlib import Path

import pytest

from ioscenario.pack.loading import Pack
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.language import parse_scenario
from ioscenario.scenario.operations import Operation
from tests.scenario import tiny


def read(pack: Pack, folder: Path, name: str = "area.csv", path: str = tiny.AREA) -> Operation:
    text = f"name: mine\nset:\n  {path}: {{series: '{name}'}}\n"
    (found,) = parse_scenario(text, pack, "mine.yaml", folder=folder).operations
    return found


def refused(pack: Pack, folder: Path, name: str = "area.csv") -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        read(pack, folder, name)
    return error.value.problems


@pytest.mark.parametrize(
    "content",
    [
        "year,value\n2027,160\n2030,170\n",
        "year,value\r\n2027,160\r\n2030,170",
        "\ufeffyear,value\n2027,160\n2030,170\n",
        "year,value\n\n2030,170\n2027,160\n",
        'year,value\n2027,"160 thousand ha"\n 2030 , 170000 ha\n',
    ],
)
def test_points(pack: Pack, tmp_path: Path, content: str) -> None:
    (tmp_path / "area.csv").write_text(content, encoding="utf-8", newline="")
    assert read(pack, tmp_path) == Operation(
        tiny.AREA, "series", (2027, 2030), (160e3, 170e3), 2027, None, "mine.yaml:3"
    )


def test_below_the_folder(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "series").mkdir()
    (tmp_path / "series" / "grant.csv").write_text("year,value\n2027,20 %\n2028,0.3\n", encoding="utf-8")
    assert read(pack, tmp_path, "series/grant.csv", tiny.GRANT).values == (0.2, 0.3)


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        ("", None, "empty-file"),
        ("year,value\n", None, "empty-file"),
        ("year;value\n2027;160\n", 1, "header"),
        ("2027,160\n", 1, "header"),
        ("year,value\n2027,160,1\n", 2, "row"),
        ("year,value\n2027\n", 2, "row"),
        ("year,value\n2025,160\n", 2, "year"),
        ("year,value\n2036,160\n", 2, "year"),
        ("year,value\n2027.0,160\n", 2, "year"),
        ("year,value\n2027,160\n2027,161\n", 3, "year"),
        ("year,value\n2027,x\n", 2, "value"),
        ("year,value\n2027,\n", 2, "value"),
        ("year,value\n2027,-1\n", 2, "range"),
        ("year,value\n2027,1 t\n", 2, "unit"),
        ('year,value\n2027,"160\n', 2, "csv"),
    ],
)
def test_refused_content(pack: Pack, tmp_path: Path, content: str, line: int | None, code: str) -> None:
    (tmp_path / "area.csv").write_text(content, encoding="utf-8")
    problem, *_ = refused(pack, tmp_path)
    assert (problem.code, problem.line) == (code, line)
    assert problem.file == str(tmp_path / "area.csv")


def test_rows_are_refused_together_and_with_the_scenario(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "area.csv").write_text("year,value\n2020,1\n2027,x\n2028,1 t\n", encoding="utf-8")
    text = f"name: Mine\nset:\n  {tiny.AREA}: {{series: area.csv}}\n"
    with pytest.raises(InputError) as error:
        parse_scenario(text, pack, "mine.yaml", folder=tmp_path)
    assert [item.code for item in error.value.problems] == ["id", "year", "value", "unit"]


def test_files_without_end_are_read_in_part(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "area.csv").write_text("year,value\n" + "1,1\n" * 50_000, encoding="utf-8")
    assert len(refused(pack, tmp_path)) < 2000


def test_too_large(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "area.csv").write_text("year,value\n" + " " * (1 << 20), encoding="utf-8")
    assert refused(pack, tmp_path)[0].code == "too-large"


def test_no_text(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "area.csv").write_bytes(b"year,value\n\xff\xfe")
    assert refused(pack, tmp_path)[0].code == "encoding"


@pytest.mark.parametrize("name", ["../out.csv", "in/../../out.csv", "..", ".", "in/.."])
def test_outside_the_folder(pack: Pack, tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    place = tmp_path_factory.mktemp("elsewhere")
    folder = place / "folder"
    (folder / "in").mkdir(parents=True)
    (place / "out.csv").write_text("year,value\n2027,160\n", encoding="utf-8")
    (problem,) = refused(pack, folder, name)
    assert (problem.code, problem.file, problem.line) == ("file-outside", "mine.yaml", 3)


def test_scenarios_of_a_pack_may_use_files_anywhere_in_the_pack(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "series").mkdir()
    (tmp_path / "series" / "area.csv").write_text("year,value\n2027,160\n2028,x\n", encoding="utf-8")
    (problem,) = refused(pack, tmp_path / "scenarios", "../series/area.csv")
    assert (problem.code, problem.file, problem.line) == ("value", str(tmp_path / "series" / "area.csv"), 3)
    (tmp_path / "series" / "area.csv").write_text("year,value\n2027,160\n", encoding="utf-8")
    assert read(pack, tmp_path / "scenarios", "../series/area.csv").values == (160e3,)
    (problem,) = refused(pack, tmp_path / "scenarios", "../../area.csv")
    assert (problem.code, problem.expected) == ("file-outside", "a file inside the folder of the pack")


def test_absolute_names_and_links_out(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("elsewhere")
    folder = place / "folder"
    folder.mkdir()
    out = place / "out.csv"
    out.write_text("year,value\n2027,160\n", encoding="utf-8")
    assert refused(pack, folder, str(out))[0].code == "file-outside"
    (folder / "link.csv").symlink_to(out)
    assert refused(pack, folder, "link.csv")[0].code == "file-outside"


@pytest.mark.parametrize("name", ["none.csv", "in", "x" * 300, "ring.csv"])
def test_no_such_file(pack: Pack, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "ring.csv").symlink_to(tmp_path / "ring.csv")
    assert refused(pack, tmp_path, name)[0].code in ("missing-file", "file-name")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_file(pack: Pack, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "area.csv")
    assert refused(pack, tmp_path)[0].code == "missing-file"


def test_name_must_be_a_text(pack: Pack, tmp_path: Path) -> None:
    for written in ("[a]", "{a: b}", "''"):
        text = f"name: mine\nset:\n  {tiny.AREA}: {{series: {written}}}\n"
        with pytest.raises(InputError) as error:
            parse_scenario(text, pack, folder=tmp_path)
        assert error.value.problems[0].code == "file-name"
