"""``ioscenario claims``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import ioscenario as ios
from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain", "--samples", 20)


def test_json_has_the_numbers_of_the_audit(call: Call) -> None:
    done = call("claims", *TOY, "--seed", 4, "--json")
    expected = ios.load("toy-chain").claims(samples=20, seed=4)
    found = pd.DataFrame(done.result["readings"])
    assert done.code == 0
    for column in ("model", "q05", "q95"):
        assert found[column].tolist() == expected.frame[column].tolist()
    assert {item["claim"]: item["verdict"] for item in done.result["claims"]} == dict(expected.verdicts)
    assert (done.result["samples"], done.result["seed"]) == (20, 4)


def test_one_claim_in_words(call: Call) -> None:
    done = call("claims", "shirts_2025", *TOY)
    assert done.code == 0
    assert "✓ 1.5 million shirts were made in 2025." in done.out
    assert "270" not in done.out
    assert all(len(line) <= 100 for line in done.out.splitlines())
    assert "Подтверждается" in call("claims", "shirts_2025", *TOY, "--language", "ru").out


def test_files_are_written_beside_and_replaced_only_by_force(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "audit"
    assert call("claims", "shirts_2025", *TOY, "--out", out).code == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"claims-en-1.png", "claims-en-1.svg", "claims-en.csv", "claims-en.html", "claims-en.md",
                     "ioscenario-run.json"}  # fmt: skip
    assert pd.read_csv(out / "claims-en.csv")["verdict"].tolist()[0] == "holds"
    assert call("claims", "shirts_2025", *TOY, "--out", out).code == 2
    assert call("claims", "jobs_promise", *TOY, "--out", out, "--force").code == 0
    assert len(pd.read_csv(out / "claims-en.csv")) == 3


def test_everything_wrong_is_told_at_once_and_nothing_written(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    done = call("claims", "shirts_2026", "jobs_promis", *TOY, "--out", tmp_path / "mine", "--json")
    assert done.code == 2
    assert [(item["code"], item["nearest"]) for item in done.messages] == [
        ("output-folder", None), ("unknown-claim", "shirts_2025"), ("unknown-claim", "jobs_promise"),
    ]  # fmt: skip
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert call("claims", *TOY[:2], "--samples", 1).code == 2
