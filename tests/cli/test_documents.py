"""What the documents show works as shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ioscenario.cli import app as application
from tests.cli.conftest import Call

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: The page on a pack of one's own has files of that pack, tried in tests/pack/test_own_pack_page.py.
OF_THE_DEFAULT_PACK = [path for path in DOCUMENTS if path.stem != "own-pack"]


def _blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


# files of a pack of its own: what its page says is tried in tests/pack/test_own_pack_page.py
@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.stem != "own-pack"], ids=lambda path: path.name
)
def test_scenarios_are_accepted(call: Call, tmp_path: Path, document: Path) -> None:
    for number, text in enumerate(_blocks(document, "yaml")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        checked = call("check", path)
        assert checked.code == 0, checked.err


def test_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (scenario,) = _blocks(ROOT / "README.md", "yaml")
    (tmp_path / "mine.yaml").write_text(scenario, encoding="utf-8")
    (python,) = _blocks(ROOT / "README.md", "python")
    exec(compile(python, "README.md", "exec"), {})
    assert {"jobs.png", "results.nc", "tables.xlsx"} <= {path.name for path in tmp_path.iterdir()}


def test_python_of_the_scenario_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (python,) = _blocks(ROOT / "docs" / "scenarios.md", "python")
    said: dict[str, Any] = {}
    exec(compile(python, "scenarios.md", "exec"), said)
    assert said["results"].scenarios == ["baseline", "grants", "more_grants", "more_served"]
    assert (tmp_path / "more_served.yaml").is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_every_command_of_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^ioscenario (\w+)", text, flags=re.MULTILINE))
    app = application.app
    known = {command.name for command in app.registered_commands}
    known |= {str(group.typer_instance.info.name) for group in app.registered_groups if group.typer_instance}
    assert named == known
