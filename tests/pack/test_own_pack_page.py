"""The page on writing a pack of one's own, done as it says, from an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ioscenario.cli import main
from ioscenario.pack.checks import check_pack

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "own-pack.md").read_text(encoding="utf-8")
FILES = re.findall(r"^File `([^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^\$ ioscenario (.+)$", PAGE, re.MULTILINE)
PARAMETERS = "cheese/parameters.csv"


def block(start: str) -> list[str]:
    """Lines of the first block of text that begins with `start`."""
    found = re.search(rf"^```text\n({re.escape(start)}.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def write(folder: Path) -> None:
    for name, content in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")


def test_the_page_has_all_that_a_pack_needs() -> None:
    assert [name for name, _ in FILES] == [
        "cheese/datapackage.json", "cheese/chain.yaml", "cheese/sources.csv", "cheese/scenarios/baseline.yaml",
        PARAMETERS, "cheese/scenarios/modern_dairy.yaml",
    ]  # fmt: skip
    for target in re.findall(r"\]\(([\w.-]+)(?:#[\w-]+)?\)", PAGE):
        assert (DOCS / target).is_file(), target


def test_every_command_of_the_page_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first check asks for the numbers; with them, check and run succeed."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    header = block("path,value")
    (tmp_path / PARAMETERS).write_text("\n".join(header) + "\n", encoding="utf-8")
    first, *later = COMMANDS
    assert main(first.split()) == 2
    asked = capsys.readouterr().err.splitlines()
    for line in block("cheese/parameters.csv: process"):
        assert line in asked, line
    write(tmp_path)
    assert len(later) == 2
    for words in later:
        # charts are tested elsewhere and take long
        code = main([*words.split(), *(["--no-charts"] if words.startswith("run") else [])])
        done = "".join(capsys.readouterr())
        assert code == 0, done
        if words.startswith("check"):
            assert "cheese: pack, no problems" in done
            assert "warning" not in done
    assert (tmp_path / "cheese-out" / "index.html").is_file()
    assert (tmp_path / "cheese-out" / "results.nc").is_file()


def test_only_needed_numbers_are_given(tmp_path: Path) -> None:
    """Every row of the page is either asked for or has no default that is as good."""
    write(tmp_path)
    (tmp_path / PARAMETERS).write_text("\n".join(block("path,value")) + "\n", encoding="utf-8")
    asked = {str(problem.key) for problem in check_pack(tmp_path / "cheese").problems}
    given = {line.split(",")[0] for line in dict(FILES)[PARAMETERS].splitlines()[1:]}
    assert asked <= given
    assert {path.rsplit(".", 1)[1] for path in given - asked} <= {"other_inputs"}


def test_messages_of_the_page_are_those_of_the_program(tmp_path: Path) -> None:
    write(tmp_path)
    file = tmp_path / PARAMETERS
    text = file.read_text(encoding="utf-8")
    slips = {
        "existing.input.milk,10,9.5,10.5,t/t": "existing.input.milk,10,9.5,10.5,kg",
        "utilisation_max,90,": "utilisation_max,190,",
        "market.cheese.price,": "market.chese.price,",
    }
    for right, wrong in slips.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    file.write_text(text, encoding="utf-8")
    told = check_pack(tmp_path / "cheese").problems
    assert list(map(str, told)) == block("cheese/parameters.csv:5")
