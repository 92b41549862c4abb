"""Fans and probabilities of targets, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from ioscenario.explore.designs import OneAtATime, latin_hypercube, morris, saltelli
from ioscenario.explore.indicators import Indicator
from ioscenario.explore.targets import Target, fan, probability, wilson
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, linear, made, names

EVEN = latin_hypercube(names(1), 1000, 0)
DATA = made(EVEN, "latin_hypercube", {FIRST: linear(1.0)}, scenarios={"now": 0.0, "more": 0.25})


def test_probability_is_the_share_of_draws() -> None:
    found = probability(DATA, Target(FIRST, 0.6, 2030))
    assert found["probability"].values[:, 0].tolist() == pytest.approx([0.4, 0.65], abs=1e-3)
    assert found["runs"].values.ravel().tolist() == [1000, 1000]
    assert (found["low"] < found["probability"]).all()
    assert (found["probability"] < found["high"]).all()


def test_at_most_is_the_other_side() -> None:
    above = probability(DATA, Target(FIRST, 0.6, 2030))["probability"]
    below = probability(DATA, Target(FIRST, 0.6, 2030, at_least=False))["probability"]
    np.testing.assert_allclose(above + below, 1.0)


def test_a_scenario_less_itself_reaches_zero_in_every_draw() -> None:
    target = Target(FIRST, 0.0, 2030, against_reference=True)
    for side in (True, False):
        both = probability(DATA, Target(FIRST, 0.0, 2030, at_least=side, against_reference=True))
        assert float(both["probability"].sel(scenario="now", year=2030)) == 1.0
    assert float(probability(DATA, target)["probability"].sel(scenario="more", year=2030)) == 1.0


def test_failed_runs_are_left_out_and_counted() -> None:
    data = made(EVEN, "latin_hypercube", {FIRST: linear(1.0)}, failed=np.flatnonzero(EVEN.positions(0, 1000)[0] > 0.9))
    found = probability(data, Target(FIRST, 0.45, 2030))
    assert found["left_out"].values.tolist() == [[100]]
    assert float(found["probability"].squeeze()) == pytest.approx(0.5, abs=2e-3)
    assert int(fan(data, FIRST)["left_out"].squeeze()) == 100
    assert float(fan(data, FIRST).sel(quantile=0.5).squeeze()) == pytest.approx(0.45, abs=1e-3)


@pytest.mark.parametrize(("hits", "count"), [(0, 20), (7, 20), (20, 20), (500, 1000)])
def test_interval_is_that_of_scipy(hits: int, count: int) -> None:
    low, high = wilson(np.array([hits / count]), np.array([count]))
    theirs = stats.binomtest(hits, count).proportion_ci(0.95, method="wilson")
    assert (low[0], high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_fan_of_even_draws() -> None:
    found = fan(DATA, Indicator(FIRST))
    np.testing.assert_allclose(found.sel(scenario="now").values[:, 0], found["quantile"].values, atol=1e-3)


def test_of_a_sobol_design_only_independent_draws_count() -> None:
    data = made(saltelli(names(3), 256, 0), "sobol", {FIRST: linear(1.0, 1.0, 1.0)})
    found = probability(data, Target(FIRST, 1.5, 2030))
    assert found["runs"].values.tolist() == [[512]]
    assert float(found["probability"].squeeze()) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("kind", ["morris", "one_at_a_time"])
def test_designs_without_draws_are_refused(kind: str) -> None:
    design = morris(names(2), 4, 4, 0) if kind == "morris" else OneAtATime(tuple(names(2)))
    data = made(design, kind, {FIRST: linear(1.0, 2.0)})
    for call in (lambda: probability(data, Target(FIRST, 1.0)), lambda: fan(data, FIRST)):
        with pytest.raises(InputError, match=f"a sweep with the design latin_hypercube or sobol.*{kind}"):
            call()


def test_calls_that_mean_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="one of the years kept"):
        probability(DATA, Target(FIRST, 1.0, 2050))
    with pytest.raises(InputError, match="a number"):
        probability(DATA, Target(FIRST, float("nan")))
    with pytest.raises(InputError, match="a share from 0 to 1"):
        fan(DATA, FIRST, quantiles=[5.0])
    with pytest.raises(InputError, match="a scenario of the results"):
        fan(DATA, FIRST, ["nowhere"])


def test_fan_of_a_sweep_that_kept_quantiles_only() -> None:
    asked = {
        "name": "x",
        "uncertain": ["market.*"],
        "design": {"kind": "latin_hypercube", "samples": 40},
        "keep": {"variables": ["sector_jobs", "production"], "quantiles": ["5 %", "50 %"]},
    }
    full = toy.MODEL.sweep(asked, progress=False)
    only = toy.MODEL.sweep({**asked, "keep": {**asked["keep"], "runs": "false"}}, progress=False)  # type: ignore[dict-item]
    np.testing.assert_allclose(
        only.fan("sector_jobs", quantiles=[0.05, 0.5]), full.fan("sector_jobs", quantiles=[0.05, 0.5])
    )
    shirts = Indicator("production", where={"commodity": "shirts"})
    np.testing.assert_allclose(only.fan(shirts, quantiles=[0.5]), full.fan(shirts, quantiles=[0.5]))
    with pytest.raises(InputError, match="one of the quantiles kept"):
        only.fan("sector_jobs")
    with pytest.raises(InputError, match="do not add up"):
        only.fan("production", quantiles=[0.5])
