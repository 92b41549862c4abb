from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ioscenario.pack import files, loading
from ioscenario.pack.loading import find_pack, load_pack, shipped
from ioscenario.problems import InputError
from tests.pack.tiny import Folder, as_csv


def test_a_good_pack_is_read_whole(folder: Folder) -> None:
    pack = load_pack(folder.write())
    assert (pack.name, pack.title.ru, pack.default, pack.version) == ("books", "Книги", True, "1")
    assert pack.structure.base_year == 2025
    assert dict(pack.facts) == {"F1": 300.0, "F2": 100.0}
    assert len(pack.fact_table) == 3
    assert pack.bridge["line"].tolist()[0] == "books"
    assert pack.history["line"].tolist() == [2, 3]
    assert len(pack.enterprises) == 3
    assert (pack.claims[0].id, pack.claims[0].line, pack.claims[0].value) == ("C1", 1, 100.0)
    assert pack.frame["line"].tolist() == list(range(2, len(folder.rows) + 2))


def test_optional_files_may_be_absent(folder: Folder) -> None:
    for name in ("facts.csv", "history.csv", "bridge.csv", "fitted.csv", "claims.yaml"):
        del folder.texts[name]
    pack = load_pack(folder.write())
    assert len(pack.history) == 0
    assert list(pack.bridge.columns)[:3] == ["line", "indicator", "kind"]
    assert not pack.claims


@pytest.mark.parametrize("name", ["chain.yaml", "parameters.csv", "sources.csv", "datapackage.json"])
def test_needed_files_are_missed(folder: Folder, name: str) -> None:
    folder.write()
    (folder.path / name).unlink()
    with pytest.raises(InputError) as caught:
        load_pack(folder.path)
    missing = [problem for problem in caught.value.problems if problem.code == "missing-file"]
    assert (folder.path.name + "/" + name) in {problem.file for problem in missing}


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_pack(tmp_path / "none")
    assert [problem.code for problem in caught.value.problems] == ["missing-folder"]


def test_problems_of_all_files_come_together(folder: Folder) -> None:
    folder.edit("chain.yaml", "inputs: [wood]", "inputs: [wod]")
    folder.edit("sources.csv", "S2,Paper", "S1,Paper")
    folder.edit("facts.csv", "F2,100", "F2,1e2")
    folder.edit("claims.yaml", "year: 2030", "year: soon")
    folder.described["verion"] = folder.described.pop("version")
    found = {(Path(str(problem.file)).name, problem.code) for problem in folder.report().problems}
    assert {("chain.yaml", "unknown-commodity"), ("sources.csv", "duplicate"), ("facts.csv", "number"),
            ("claims.yaml", "value"), ("datapackage.json", "unknown-key"),
            ("datapackage.json", "missing-key")} <= found  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "key"),
    [
        ("sources.csv", "https://example.org/1", "javascript:alert(1)", "url", 2, "url"),
        ("sources.csv", ",2025,,C", ",2025,,Z", "grade", 3, "grade"),
        ("sources.csv", "S2,Paper,News,2025,,C\n", "S2,Paper,News,2025,,C\nS1,x,y,,,\n", "duplicate", 4, "id"),
        ("facts.csv", "F3,,,,,S2", "3F,,,,,S2", "id", 4, "id"),
        ("facts.csv", "F3,,,,,S2", "F1,,,,,S2", "duplicate", 4, "id"),
        ("facts.csv", "F2,100,t,2025,A,S1", "F2,100,t,2025,A,S8", "unknown-source", 3, "source"),
        ("claims.yaml", "source: S2", "source: S8", "unknown-source", 1, "C1.source"),
        ("claims.yaml", "kind: claim", "kind: rumour", "value", 9, "kind"),
        ("claims.yaml", "  value: 100\n", "  value: 1e2\n", "number", 5, None),
        ("claims.yaml", "- id: C1", "- &c\n  id: C1", "anchor", 1, None),
    ],
)
def test_refusals_in_small_tables(
    folder: Folder, name: str, old: str, new: str, code: str, line: int, key: str | None
) -> None:
    assert folder.report().good
    problems = folder.edit(name, old, new).report().problems
    problem = problems[0]
    assert (problem.code, problem.line, problem.key) == (code, line, key), problems
    assert Path(str(problem.file)).name == name


# ------------------------------------------------------------------ description and files


def test_resources_must_exist_inside_the_folder_and_name_every_file(folder: Folder) -> None:
    folder.described["resources"] = [{"name": "x", "path": "histroy.csv"}, {"name": "y", "path": "../secret.csv"}]
    folder.texts["notes.md"] = "notes"
    folder.write()
    (folder.path / "extra.csv").write_text("a\n", encoding="utf-8")
    (folder.path.parent / "secret.csv").write_text("a\n", encoding="utf-8")
    (folder.path / ".hidden").write_text("a\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_pack(folder.path)
    found = [(problem.code, problem.value or problem.file, problem.nearest) for problem in caught.value.problems]
    assert found == [
        ("missing-file", "histroy.csv", "history.csv"),
        ("outside-folder", "../secret.csv", None),
        ("unlisted-file", "books/extra.csv", None),
    ]
    assert caught.value.problems[0].line is not None


def test_links_out_of_the_folder_are_refused(folder: Folder) -> None:
    folder.write()
    (folder.path.parent / "secret.csv").write_text("id\n", encoding="utf-8")
    (folder.path / "history.csv").unlink()
    (folder.path / "history.csv").symlink_to(folder.path.parent / "secret.csv")
    (folder.path / "scenarios" / "out").symlink_to(folder.path.parent)
    with pytest.raises(InputError) as caught:
        load_pack(folder.path)
    outside = [problem.file for problem in caught.value.problems if problem.code == "outside-folder"]
    assert outside == ["books/history.csv", "books/scenarios/out"]


def test_huge_and_countless_files_are_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write()
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    found = [(problem.code, problem.file) for problem in folder.report().problems]
    assert ("too-large", "books/parameters.csv") in found
    monkeypatch.setattr(files, "MAX_BYTES", 10**7)
    monkeypatch.setattr(files, "MAX_FILES", 3)
    assert folder.problem("too-large").file == "books"


def test_a_pack_can_be_sent_to_another_process(folder: Folder) -> None:
    pack = load_pack(folder.write())
    again = pickle.loads(pickle.dumps(pack))
    assert again.parameters == pack.parameters
    assert again.structure == pack.structure


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_spoilt_file_brings_more_than_problems(folder: Folder, data: st.DataObject) -> None:
    texts = {**folder.texts, "parameters.csv": as_csv(folder.rows)}
    name = data.draw(st.sampled_from(sorted(texts)))
    text = texts[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    piece = data.draw(st.text(st.sampled_from('\n",;:{}[]-0129.eé&*!#% abt\x00'), max_size=8))
    spoilt = Folder(folder.path)
    spoilt.texts = {**texts, name: text[:start] + piece + text[end:]}
    assert spoilt.report().text


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "syntax"), ("[]", "value"), ('{"name": "a", "name": "b"}', "duplicate-key"), ("", "syntax"),
     ("[" * 5000 + "]" * 5000, "too-deep"), ('{"name": NaN}', "value")],
)  # fmt: skip
def test_a_description_that_cannot_be_read(folder: Folder, text: str, code: str) -> None:
    folder.texts["datapackage.json"] = text
    problems = folder.report().problems
    assert code in {problem.code for problem in problems}
    assert Path(str(problems[0].file)).name == "datapackage.json"


def test_a_licence_is_asked_for(folder: Folder) -> None:
    licences = folder.described.pop("licences")
    assert folder.problem("missing-key").key == "licences"
    folder.described["licenses"] = licences
    assert folder.report().good


# ------------------------------------------------------------------------------ hash


def test_the_hash_is_that_of_the_data(make_folder: Callable[[str], Folder]) -> None:
    first, second = make_folder("one"), make_folder("two")
    second.texts = {name: text.replace("\n", "\r\n") for name, text in second.texts.items()}
    second.texts["parameters.csv"] = as_csv(second.rows).replace("\n", "\r\n")
    second.texts["scenarios/baseline.yaml"] += "note: {en: x, ru: x, kk: x}\n"
    second.write()
    (second.path / "derive").mkdir()
    (second.path / "derive" / "make.py").write_text("pass\n", encoding="utf-8")
    assert load_pack(first.write()).hash == load_pack(second.path).hash
    first.edit("facts.csv", "F2,100", "F2,101")
    changed = load_pack(first.write())
    assert changed.hash != load_pack(second.path).hash
    assert len(changed.hash) == 64


# ------------------------------------------------------------------ changed parameters


def test_changed_parameters_make_a_new_pack(folder: Folder) -> None:
    pack = load_pack(folder.write())
    row = {"path": "process.binding.wage", "value": 0.0002, "unit": "bn KZT/job", "source": "S2"}
    frame = pd.DataFrame([row])
    changed = pack.with_parameters(frame)
    assert changed.parameters["process.binding.wage"].values == (0.2,)
    assert pack.parameters["process.binding.wage"].values == (0.1,)
    assert list(changed.parameters) == list(pack.parameters)
    assert changed.hash != pack.hash
    assert changed.hash == pack.with_parameters(frame).hash
    assert len(changed.frame) == len(pack.frame)


def test_the_whole_frame_can_be_given_back(folder: Folder) -> None:
    pack = load_pack(folder.write())
    again = pack.with_parameters(pack.frame)
    assert {path: item.values for path, item in again.parameters.items()} == {
        path: item.values for path, item in pack.parameters.items()
    }


def test_problems_of_changed_parameters(folder: Folder) -> None:
    pack = load_pack(folder.write())
    good = {"path": "process.binding.wage", "value": 0.1, "unit": "million KZT/job", "source": "S1"}
    bad = [{**good, "path": "process.binding.wgae"}, {**good, "unit": "t"}]
    with pytest.raises(InputError) as caught:
        pack.with_parameters(pd.DataFrame(bad), file="mine.xlsx")
    found = [(problem.code, problem.file, problem.line) for problem in caught.value.problems]
    assert found == [("unknown-path", "mine.xlsx", 2), ("unit", "mine.xlsx", 3)]
    wood = {"path": "process.pulping.existing.input.wood", "value": 0.5, "unit": "t/t"}
    with pytest.raises(InputError) as caught:
        pack.with_parameters(pd.DataFrame([{**good, **wood}]))
    assert [problem.code for problem in caught.value.problems] == ["mass"]
    with pytest.raises(InputError):
        pack.with_parameters(pd.DataFrame({"path": ["x"]}))


# --------------------------------------------------------------------- packs that ship


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_folder: Callable[[str], Folder]) -> Path:
    """A repository with two packs, in the place of the package's own."""
    (tmp_path / "repo" / "ioscenario" / "pack").mkdir(parents=True)
    for name, default in (("books", True), ("cards", False)):
        folder = make_folder(name)
        folder.described["default"] = default
        shutil.copytree(folder.write(), tmp_path / "repo" / "data" / name)
    (tmp_path / "repo" / "data" / "no_pack").mkdir()
    monkeypatch.setattr(loading, "__file__", str(tmp_path / "repo" / "ioscenario" / "pack" / "loading.py"))
    return tmp_path / "repo"


def test_packs_that_ship_are_found_in_repository_and_wheel(root: Path) -> None:
    assert shipped() == {name: root / "data" / name for name in ("books", "cards")}
    (root / "data").rename(root / "ioscenario" / "data")
    assert shipped() == {name: root / "ioscenario" / "data" / name for name in ("books", "cards")}


def test_a_pack_is_found_by_name_folder_or_mark(root: Path) -> None:
    assert find_pack() == root / "data" / "books"
    assert find_pack("cards") == root / "data" / "cards"
    assert find_pack(root / "data" / "cards") == root / "data" / "cards"
    assert find_pack(str(root / "data" / "cards")) == root / "data" / "cards"


@pytest.mark.parametrize(("name", "near"), [("card", "cards"), ("zzz", None), ("x\0y", None), ("a" * 5000, None)])
def test_an_unknown_pack_is_refused_with_the_nearest(root: Path, name: str, near: str | None) -> None:
    with pytest.raises(InputError) as caught:
        find_pack(name)
    assert [(problem.code, problem.nearest) for problem in caught.value.problems] == [("unknown-pack", near)]


def test_one_default_and_no_more(root: Path) -> None:
    path = root / "data" / "cards" / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"default": false', '"default": true'), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        find_pack()
    assert [problem.code for problem in caught.value.problems] == ["default-pack"]
    shutil.rmtree(root / "data")
    with pytest.raises(InputError):
        find_pack()
