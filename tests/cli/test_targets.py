"""``ioscenario targets``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain")


def test_targets_and_the_register_as_json(call: Call) -> None:
    outcome = call("targets", "more_demand", *TOY, "--samples", "20", "--enterprises", "--json")
    assert outcome.code == 0, outcome.err
    told = outcome.result
    rows = {(row["target"], row["scenario"]): row for row in told["targets"]}
    assert (told["samples"], rows["jobs_2030", "more_demand"]["probability"]) == (20, 1.0)
    assert rows["new_mill_2027", "baseline"]["outcome"] == "missed"
    assert {row["enterprise"] for row in told["enterprises"]} >= {"old_mill", "new_tailor"}
    effects = [row for row in told["contributions"] if row["indicator"] == "sector_jobs" and row["year"] == 2030]
    parts = {row["enterprise"]: row["contribution"] for row in effects}
    assert sum(parts.values()) - 2 * parts["together"] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Shirts, 2028* 1.8 million items"), ("ru", "Достигнут"), ("kk", "Нысаналы көрсеткіш")],
)
def test_tables_in_three_languages(call: Call, language: str, words: str) -> None:
    outcome = call("targets", "more_demand", *TOY, "--enterprises", "--language", language)
    assert outcome.code == 0, outcome.err
    assert words in " ".join(outcome.out.replace("\N{NO-BREAK SPACE}", " ").split())
    assert outcome.out.count("New tailor") >= 3


def test_many_scenarios_stand_side_by_side(call: Call) -> None:
    outcome = call("targets", *TOY)
    head = outcome.out.splitlines()[1]
    assert all(name in head for name in ("baseline", "more_capacity", "more_demand"))
    assert "−17%" in outcome.out


def test_a_folder_is_written_and_replaced_only_with_force(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    words = ("targets", "more_demand", *TOY, "--enterprises", "--out", folder)
    outcome = call(*words)
    assert outcome.code == 0, outcome.err
    names = {path.name for path in folder.iterdir()}
    assert names >= {"targets.csv", "enterprises.csv", "register.csv", "contributions.csv",
                     "targets-en.png", "gaps-en.svg", "enterprise_targets-en.csv", "without-en.svg"}  # fmt: skip
    table = pd.read_csv(folder / "targets.csv")
    assert len(table) == 10
    again = call(*words)
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err


def test_everything_wrong_is_told_at_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    outcome = call("targets", "more_deman", *TOY, "--seed", "1", "--out", tmp_path, "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert {message["code"] for message in outcome.messages} == {"call", "output-folder", "unknown-scenario"}
