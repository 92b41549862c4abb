"""Regret by hand."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from ioscenario.explore.designs import morris
from ioscenario.explore.indicators import Indicator
from ioscenario.explore.regret import regret
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, linear, made, names

JOBS = [[10.0, 10.0, 10.0, 10.0], [12.0, 8.0, 16.0, 10.0], [4.0, 9.0, 10.0, np.nan]]
COST = [[0.0, 0.0, 0.0, 0.0], [5.0, 1.0, 3.0, 2.0], [2.0, 2.0, 2.0, 2.0]]


def by_hand(samples: int = 4) -> xr.Dataset:
    """Three scenarios in four draws, the last of which failed in one of them."""
    data: dict[str, tuple[tuple[str, ...], np.ndarray, dict[str, str]]] = {
        name: (("scenario", "sample", "year"), np.array(values)[:, :samples, None], {"units": unit})
        for name, values, unit in (("sector_jobs", JOBS, "full-time job"), ("social_benefit", COST, "million KZT"))
    }
    data["public_cost"] = (("scenario", "sample", "year", "lever"), np.array(COST)[:, :samples, None, None], {})
    coords = {"scenario": ["now", "bold", "shy"], "sample": range(samples), "year": [2030], "lever": ["grant"]}
    return xr.Dataset(data, coords, {"reference": "now"})


def test_regret_by_hand() -> None:
    found = regret(by_hand(), ["sector_jobs", "public_cost"])
    jobs, cost = (found.isel(indicator=place) for place in (0, 1))
    # best: 12, 10, 16
    assert jobs["regret"].values[:, :3].tolist() == [[2, 0, 6], [0, 2, 0], [8, 1, 6]]
    assert jobs["mean_regret"].values.tolist() == pytest.approx([8 / 3, 2 / 3, 5])
    assert jobs["max_regret"].values.tolist() == [6, 2, 8]
    assert jobs["best"].values.tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    # distances of the worst from the best: 8, 2, 6
    assert jobs["share"].values.tolist() == pytest.approx([8 / 16, 2 / 16, 15 / 16])
    assert jobs["high_regret"].values[0] == pytest.approx(np.quantile([2, 0, 6], 0.95))
    # of cost less is better, and no draw is missing
    assert cost["mean_regret"].values.tolist() == [0, 2.75, 2]
    assert cost["best"].values.tolist() == [1, 0, 0]
    assert found["left_out"].values.tolist() == [1, 0]
    assert found["better"].values.tolist() == ["higher", "lower"]


def test_fewer_scenarios_to_choose_from() -> None:
    found = regret(by_hand(3), "sector_jobs", ["now", "shy"])
    assert found["mean_regret"].values.ravel().tolist() == pytest.approx([0.0, 7 / 3])


def test_one_scenario_regrets_nothing() -> None:
    found = regret(by_hand(3), "sector_jobs", ["bold"])
    assert (found["regret"] == 0).all()
    assert found["best"].values.tolist() == [[1.0]]
    assert np.isnan(found["share"]).all()


def test_what_is_better_may_be_turned() -> None:
    found = regret(by_hand(3), "sector_jobs", better={"sector_jobs": "lower"})
    # least: 4, 8, 10
    assert found["mean_regret"].values.ravel().tolist() == pytest.approx([8 / 3, 14 / 3, 1 / 3])


def test_differences_within_rounding_are_none() -> None:
    data = by_hand(3)
    data["sector_jobs"][1] = data["sector_jobs"][0] * (1 + 1e-14)
    found = regret(data, "sector_jobs", ["now", "bold"])
    assert found["best"].values.ravel().tolist() == [1.0, 1.0]


def test_without_samples_there_is_one_draw() -> None:
    found = regret(by_hand().isel(sample=0, drop=True), "sector_jobs")
    assert found["mean_regret"].values.ravel().tolist() == [2, 0, 8]
    assert found.attrs["draws"] == 1


def test_what_is_not_known_to_be_better_is_asked_for() -> None:
    data = toy.MODEL.run(samples=2).dataset
    with pytest.raises(InputError, match="higher or lower in `better`"):
        regret(data, Indicator("final_use", 2030, {"commodity": "shirts"}))
    with pytest.raises(InputError, match="nearest: sector_jobs"):
        regret(data, "sector_jobs", better={"sector_job": "higher"})
    with pytest.raises(InputError, match="higher or lower, found 'more'"):
        regret(data, "sector_jobs", better={"sector_jobs": "more"})


def test_designs_without_draws_are_refused() -> None:
    data = made(morris(names(2), 4, 4, 0), "morris", {FIRST: linear(1.0, 2.0)}, scenarios={"now": 0.0, "more": 1.0})
    with pytest.raises(InputError, match="for regret, found 'morris'"):
        regret(data, FIRST)


def test_draws_are_the_same_in_every_scenario_of_the_model() -> None:
    sweep = toy.MODEL.sweep(
        {
            "name": "x",
            "scenarios": "all",
            "uncertain": ["market.*"],
            "design": {"kind": "latin_hypercube", "samples": 20},
            "keep": {"variables": ["sector_jobs"]},
        },
        progress=False,
    )
    found = sweep.regret("sector_jobs")
    jobs = sweep.dataset["sector_jobs"].isel(year=-1).values
    np.testing.assert_allclose(found["regret"].values[:, :, 0], jobs.max(axis=0) - jobs, atol=1e-6)
