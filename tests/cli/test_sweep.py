"""``ioscenario sweep``."""

from __future__ import annotations

from pathlib import Path

import pytest

import ioscenario as ios
from ioscenario.language import Language
from tests.cli.conftest import Call

TEXT = """
name: grants
scenarios: [baseline]
levers: {policy.mill.capex_grant: [0 %, 25 %]}
uncertain: ["market.*"]
design: {kind: latin_hypercube, samples: 12}
keep: {variables: [jobs]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sweep.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_sweep_writes_and_tells(call: Call, file: Path, tmp_path: Path) -> None:
    done = call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "Runs: 36 (scenarios: 3, samples of each: 12)" in done.out
    assert "36/36" in done.err.replace(".0", "")  # the progress
    assert ios.open_sweep(tmp_path / "out").dataset.sizes["sample"] == 12


@pytest.mark.parametrize("word", ["--quiet", "--json"])
def test_silence(call: Call, file: Path, tmp_path: Path, word: str) -> None:
    done = call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out", word)
    assert done.code == 0
    assert "36" not in done.err
    if word == "--json":
        assert done.result["runs"] == 36
        assert done.result["failed"] == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_dry_run_writes_nothing(call: Call, file: Path, tmp_path: Path, language: str) -> None:
    done = call("sweep", file, "--pack", "toy-chain", "--dry-run", "--language", language)
    assert done.code == 0
    assert Language(language)("sweep.runs", runs="36", scenarios="3", samples="12") in done.out
    told = call("sweep", file, "--pack", "toy-chain", "--dry-run", "--json").result
    assert (told["runs"], told["chunks"], told["bytes"]) == (36, 1, 36 * 6 * 8)
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.yaml"]


def test_check_knows_a_sweep_by_its_content(call: Call, file: Path) -> None:
    done = call("check", file, "--pack", "toy-chain", "--json")
    assert done.code == 0, done.err
    assert done.result["kind"] == "sweep"
    assert done.result["lines"] == ["36 runs: 3 scenarios, 12 samples of each"]
    file.write_text(TEXT.replace("jobs", "jbs"), encoding="utf-8")
    assert call("check", file, "--pack", "toy-chain", "--json").messages[0]["nearest"] == "jobs"


def test_refusals(call: Call, file: Path, tmp_path: Path) -> None:
    assert call("sweep", file, "--pack", "toy-chain").code == 2  # no --out
    assert call("sweep", tmp_path / "none.yaml", "--dry-run").code == 2
    file.write_text(TEXT + "sed: 3\n", encoding="utf-8")
    done = call("sweep", file, "--pack", "toy-chain", "--dry-run", "--json")
    assert done.code == 2
    assert [(item["line"], item["key"], item["nearest"]) for item in done.messages] == [(8, "sed", "seed")]


def test_strict_refuses_before_it_runs(call: Call, file: Path, tmp_path: Path) -> None:
    file.write_text(TEXT.replace("policy.mill.capex_grant: [0 %, 25 %]", "market.fibre.price: [1]"), encoding="utf-8")
    done = call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out", "--strict")
    assert done.code == 2
    assert "drawn but overridden" in done.err
    assert not (tmp_path / "out").exists()


def test_what_costs_much_needs_a_word(call: Call, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioscenario.explore.sweep.MOST_ON_DISK", 10)
    done = call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out")
    assert done.code == 2
    assert "36 runs would take about" in done.err
    assert not (tmp_path / "out").exists()
    assert call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out", "--yes", "--quiet").code == 0


def test_an_unfinished_sweep_says_how_to_go_on(
    call: Call, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ioscenario.explore import store

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.ChunkWriter, "_put", full)
    done = call("sweep", file, "--pack", "toy-chain", "--out", tmp_path / "out", "--quiet")
    assert done.code == 1
    assert "no room left on the disk" in done.err
    assert "finished chunks are kept" in done.err
