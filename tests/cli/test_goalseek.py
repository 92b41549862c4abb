"""``ioscenario goalseek``: the answer printed, written and refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.explore import front, goalseek
from tests.cli.conftest import Call

GOAL = """
name: jobs
levers:
  policy.shirts.market_access: pack
targets:
  - {indicator: sector_jobs, year: 2030, at_least: NUMBER job}
"""


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SPREAD", 32), ("POPULATION", 16), ("GENERATIONS", 4), ("STARTS", 2)):
        monkeypatch.setattr(goalseek, name, value)
    monkeypatch.setattr(front, "STEPS", 4)


@pytest.fixture
def goal(tmp_path: Path) -> Any:
    def written(number: int, more: str = "") -> Path:
        path = tmp_path / "goal.yaml"
        path.write_text(GOAL.replace("NUMBER", str(number)) + more, encoding="utf-8")
        return path

    return written


def test_prints_the_mix_and_writes_a_scenario_that_reaches_the_target(call: Call, goal: Any, tmp_path: Path) -> None:
    path = goal(1000, "front: {objectives: [sector_jobs], points: 3}\n")
    done = call("goalseek", path, "--pack", "toy-chain", "--out", tmp_path / "out", "--language", "ru")
    assert done.code == 0
    assert "Целевой показатель достигается" in done.out
    assert "policy.shirts.market_access" in done.out
    assert "Доступ в торговые сети: рубашки" in done.out
    results = ios.load("toy-chain").run(tmp_path / "out" / "jobs.yaml")
    assert float(results.dataset["sector_jobs"].sel(scenario="jobs", year=2030)) >= 1000
    with xr.open_dataset(tmp_path / "out" / "front.nc") as front:
        assert front.sizes["point"] == 3
    names = {item.name for item in (tmp_path / "out").iterdir()}
    assert {"answer.json", "answer.txt", "mix.csv", "targets.csv", "front-sector_jobs-2030-ru.png"} <= names
    assert call("goalseek", path, "--pack", "toy-chain", "--out", tmp_path / "out").code == 2  # no --force


def test_out_of_reach_is_an_answer(call: Call, goal: Any) -> None:
    done = call("goalseek", goal(9000), "--pack", "toy-chain", "--json")
    assert done.code == 0
    assert done.result["feasible"] is False
    assert done.result["targets"][0]["alone"] < 9000


def test_mistakes_are_refused_together_and_nothing_is_written(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "goal.yaml"
    path.write_text("name: a b\nlevers: {policy.shirts.x: pack}\ntargets: []\n", encoding="utf-8")
    done = call("goalseek", path, "--pack", "toy-chain", "--out", tmp_path / "out")
    assert done.code == 2
    assert "refused: 3 problems" in done.err
    assert not (tmp_path / "out").exists()
