"""The chart of a front: numbers read back, and type that fits in every language and size."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

import ioscenario as ios
from ioscenario.charts import style
from ioscenario.charts.front import front
from ioscenario.explore.goalfile import read_goal
from ioscenario.language import Language
from tests.charts.printable import assert_printable

MODEL = ios.load("toy-chain")
COST = np.array([0.0, 400.0, 900.0, 2500.0])
JOBS = np.array([790.0, 900.0, 1050.0, 1160.0])
#: What one unit at the axes is in units of the results.
SCALES = (Language("en").scale([*COST], "million KZT")[0], Language("en").scale([*JOBS, 1209.0], "job")[0])


@cache
def results() -> ios.Results:
    return MODEL.run()


def answer(*, knee: int = 2, draws: bool = False) -> Any:
    """An answer to a goal with a made-up front of four points."""
    goal = read_goal(
        {
            "name": "jobs",
            "levers": {"policy.shirts.market_access": None},
            "targets": [{"indicator": "sector_jobs", "year": 2030, "at_least": 1000}],
            "front": "sector_jobs",
            **({"probability": "80 %"} if draws else {}),
        },
        MODEL.pack,
    )
    names = list(goal.scenarios)
    data = xr.Dataset(
        {
            "cost": (("objective", "point"), [[*COST, np.nan]]),
            "value": (("objective", "point"), [[*JOBS, np.nan]]),
            "knee": ("objective", [knee]),
            "scenario_cost": ("scenario", [0.0, 240.0, 1500.0]),
            "scenario_value": (("objective", "scenario"), [[793.0, 673.0, 1209.0]]),
        },
        coords={
            "objective": ["sector_jobs 2030"],
            "scenario": names,
            "unit": ("objective", ["job"]),
            "target": ("objective", [1000.0]),
            **{
                f"scenario_title_{code}": ("scenario", [flat.title_in(code) for flat in goal.scenarios.values()])
                for code in ("en", "ru", "kk")
            },
        },
    )
    if draws:
        for name, values in (("cost", COST), ("value", JOBS)):
            data[f"{name}_low"] = (("objective", "point"), [[*(0.9 * values), np.nan]])
            data[f"{name}_high"] = (("objective", "point"), [[*(1.2 * values), np.nan]])
    return SimpleNamespace(front=data, goal=goal, results=results())


def lines(figure: Figure) -> dict[str, tuple[Any, Any]]:
    """Artists with an id: their numbers."""
    return {
        str(line.get_gid()): line.get_data() for axes in figure.axes for line in axes.get_lines() if line.get_gid()
    }


def test_numbers_read_back_from_the_picture() -> None:
    figure = front(answer())
    found, (money, people) = lines(figure), SCALES
    assert np.allclose(np.array(found["front"][0]) * money, COST, rtol=1e-9)
    assert np.allclose(np.array(found["front"][1]) * people, JOBS, rtol=1e-9)
    assert found["knee"][1][0] * people == pytest.approx(JOBS[2])
    assert found["target"][1][0] * people == pytest.approx(1000.0)
    assert found["scenario:more_demand"][1][0] * people == pytest.approx(1209.0)
    table = style.data(figure)
    assert table is not None
    assert table.loc[table["kind"] == "front", "value"].tolist() == JOBS.tolist()
    assert set(table["unit"]) == {"job"}


def test_intervals_of_draws() -> None:
    found, (money, people) = lines(front(answer(draws=True))), SCALES
    assert np.allclose(np.array(found["value:1"][1]) * people, [0.9 * 900.0, 1.2 * 900.0])
    assert np.allclose(np.array(found["cost:3"][0]) * money, [0.9 * 2500.0, 1.2 * 2500.0])


def test_the_title_is_the_finding() -> None:
    # before the knee 900 / 260 a job, beyond it 1600 / 110: 4.2 times
    assert "4.2 times" in style.title(front(answer())).replace("\n", " ")
    assert "from" in style.title(front(answer(knee=-1)))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("size", ["column", "page", "slide"])
def test_fits(language: str, size: style.Size) -> None:
    assert_printable(front(answer(draws=True), language=language, size=size), size)


def test_what_there_is_no_front_of_is_refused() -> None:
    with pytest.raises(ios.InputError):
        front(answer(), 1)
    with pytest.raises(ios.InputError):
        front(SimpleNamespace(front=None, goal=answer().goal, results=results()))
