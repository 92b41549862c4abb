"""``ioscenario new``: what it writes can be used as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import ioscenario as ios
from ioscenario.scenario.language import KEYS
from ioscenario.scenario.settings import FORMS
from ioscenario.schemas import KINDS, file_name
from tests.cli.conftest import Call


def with_examples(text: str) -> str:
    """A template with the sign taken from every example."""
    return re.sub(r"^#(?!#)", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("language", "pack"), [("en", "toy-chain"), ("ru", "toy-chain"), ("kk", "kazakhstan-cotton")])
def test_scenario_is_good_as_written_and_with_all_examples(
    call: Call, tmp_path: Path, language: str, pack: str
) -> None:
    file = tmp_path / "mine.yaml"
    made = call("new", "scenario", "mine", "--pack", pack, "--out", file, "--language", language)
    assert made.code == 0, made.err
    assert str(file) in made.out
    checked = call("check", file, "--pack", pack)
    assert (checked.code, checked.err) == (0, "")
    text = with_examples(file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    checked = call("check", file, "--pack", pack)
    assert (checked.code, checked.err) == (0, "")
    model = ios.load(pack)
    assert set(model.scenario(file).paths) == set(model.levers.index)
    for word in {*KEYS, *FORMS} - {"series"}:
        assert re.search(rf"\b{word}: ", text) or word == "set", word
    assert "series:" in text


def test_scenario_takes_the_name_of_its_file(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = call("new", "scenario", "mine", "--pack", "toy-chain", "--json")
    assert made.code == 0
    assert made.result == {"files": ["mine.yaml"]}
    refused = call("new", "scenario", "mine", "--pack", "toy-chain", "--json")
    assert refused.code == 2
    assert [item["code"] for item in refused.messages] == ["output-exists"]
    assert call("new", "scenario", "mine", "--pack", "toy-chain", "--force").code == 0


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["My plan"], ["id"]),
        (["baseline"], ["name-taken"]),
        (["mine", "--out", "mine.txt"], ["file-name"]),
        (["mine", "--out", "."], ["file-name"]),
        (["Mine", "--out", "/proc/none/mine.yaml"], ["id", "output-file"]),
        (["x" * 300], ["id", "output-file"]),
    ],
)
def test_scenario_refused(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], codes: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = call("new", "scenario", *words, "--pack", "toy-chain", "--json")
    assert refused.code == 2
    assert set(codes) <= {item["code"] for item in refused.messages}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "kk"])
def test_pack_from_an_empty_folder_passes_and_runs(call: Call, tmp_path: Path, language: str) -> None:
    folder = tmp_path / "my-chain"
    folder.mkdir()
    words = ["--base-year", "2024", "--horizon", "2030", "--currency", "UZS", "--language", language]
    made = call("new", "pack", folder, *words)
    assert made.code == 0, made.err
    checked = call("check", folder, "--strict", "--no-variance")
    assert (checked.code, checked.err) == (0, "")
    ran = call("run", "--pack", folder, "--out", tmp_path / "out", "--no-charts")
    assert ran.code == 0, ran.err
    assert (ran.err, (tmp_path / "out" / "results.nc").is_file()) == ("", True)
    model = ios.load(folder)
    structure = model.pack.structure
    assert (structure.base_year, structure.horizon, structure.currency) == (2024, 2030, "UZS")
    assert set(model.parameters["grade"]) == {"E"}
    assert model.parameters["note"].nunique() == 1
    assert model.parameters["note"].str.len().min() > 20
    data = ios.open_results(tmp_path / "out" / "results.nc").dataset
    activity = data["activity"].sum(["process", "technology"])
    assert float(activity.min()) > 0
    assert float(activity.sel(scenario="example", year=2030)) != float(activity.sel(scenario="baseline", year=2030))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["full"], "output-folder"),
        (["file"], "output-folder"),
        (["My Chain"], "id"),
        (["chain", "--base-year", "20250"], "years"),
        (["chain", "--horizon", "2025"], "years"),
        (["chain", "--currency", "tenge"], "unit"),
        (["/proc/none/chain"], "output-folder"),
    ],
)
def test_pack_refused(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = call("new", "pack", *words, "--json")
    assert refused.code == 2
    assert code in {item["code"] for item in refused.messages}
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "notes.txt"]


def test_schemas_of_a_pack_know_its_paths(call: Call, tmp_path: Path) -> None:
    made = call("new", "schema", "--out", tmp_path, "--pack", "toy-chain")
    assert made.code == 0, made.err
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(map(file_name, KINDS))
    content = json.loads((tmp_path / file_name("scenario")).read_text(encoding="utf-8"))
    checker = Draft202012Validator(content)
    assert checker.is_valid({"name": "x", "set": {"policy.mill.capex_grant": "20 %"}})
    assert not checker.is_valid({"name": "x", "set": {"policy.spinning.capex_grant": "20 %"}})
    assert call("new", "schema", "--out", tmp_path).code == 2
    assert call("new", "schema", "--out", tmp_path, "--force").code == 0
    general = json.loads((tmp_path / file_name("scenario")).read_text(encoding="utf-8"))
    assert Draft202012Validator(general).is_valid({"name": "x", "set": {"policy.spinning.capex_grant": "20 %"}})


def test_alone_it_shows_what_there_is(call: Call) -> None:
    shown = call("new")
    assert shown.code == 0
    for word in ("scenario", "pack", "schema"):
        assert word in shown.out
