"""Elementary effects against functions whose effects are known, and SALib."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from ioscenario.explore.designs import latin_hypercube, morris
from ioscenario.explore.morris import morris as effects
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, SECOND, Array, linear, made, names


def curved(position: Array) -> Array:
    """One path alone, two that work together, one that does nothing."""
    return np.asarray(3 * position[0] + 4 * position[1] * position[2] + 0 * position[3])


@pytest.fixture(scope="module")
def swept() -> xr.Dataset:
    return made(morris(names(4), 200, 4, 0), "morris", {FIRST: curved, SECOND: linear(1.0, -2.0, 0.5, 0.0)})


def test_effects_of_a_sum_are_its_slopes(swept: xr.Dataset) -> None:
    found = effects(swept, SECOND).isel(scenario=0, indicator=0)
    np.testing.assert_allclose(found["mu"], [1.0, -2.0, 0.5, 0.0], atol=1e-12)
    np.testing.assert_allclose(found["mu_star"], [1.0, 2.0, 0.5, 0.0], atol=1e-12)
    np.testing.assert_allclose(found["sigma"], 0.0, atol=1e-12)
    np.testing.assert_allclose(found["mu_star_low"], found["mu_star_high"], atol=1e-12)


def test_spread_shows_what_works_together(swept: xr.Dataset) -> None:
    found = effects(swept, FIRST).isel(scenario=0, indicator=0)
    np.testing.assert_allclose(found["mu"], [3.0, 2.0, 2.0, 0.0], atol=0.2)
    assert float(found["sigma"][0]) == pytest.approx(0.0, abs=1e-12)
    assert (found["sigma"][1:3] > 0.5).all()
    assert (found["mu_star_low"] <= found["mu_star"]).all()
    assert (found["mu_star"] <= found["mu_star_high"]).all()


def test_effects_are_those_of_salib(swept: xr.Dataset) -> None:
    from SALib.analyze import morris as other

    position, values = swept["position"].values, swept[FIRST].values[0, :, 0]
    problem = {"num_vars": 4, "names": names(4), "bounds": [[0, 1]] * 4}
    theirs = other.analyze(problem, position, values, num_levels=4, num_resamples=1000, seed=1)
    jump = 4 / (2 * (4 - 1))  # SALib divides by this jump; the levels here are half of the range apart
    found = effects(swept, FIRST).isel(scenario=0, indicator=0)
    for ours, name in (("mu", "mu"), ("mu_star", "mu_star"), ("sigma", "sigma")):
        np.testing.assert_allclose(found[ours], np.asarray(theirs[name]) * jump / 0.5, atol=1e-10)
    half = (found["mu_star_high"] - found["mu_star_low"]) / 2
    np.testing.assert_allclose(half, np.asarray(theirs["mu_star_conf"]) * jump / 0.5, rtol=0.2, atol=1e-9)


def test_effects_of_a_failed_run_are_left_out_and_counted(swept: xr.Dataset) -> None:
    # in the middle of a trajectory: the effect before it and the effect after it
    data = made(morris(names(4), 200, 4, 0), "morris", {SECOND: linear(1.0, -2.0, 0.5, 0.0)}, failed=np.array([7]))
    found = effects(data, SECOND).isel(scenario=0, indicator=0)
    assert int(found["left_out"]) == 2
    np.testing.assert_allclose(found["mu"], [1.0, -2.0, 0.5, 0.0], atol=1e-12)


def test_order_of_samples_does_not_matter(swept: xr.Dataset) -> None:
    shuffled = swept.isel(sample=np.random.default_rng(0).permutation(swept.sizes["sample"]))
    xr.testing.assert_equal(effects(swept, FIRST), effects(shuffled, FIRST))


def test_other_designs_and_parts_of_one_are_refused(swept: xr.Dataset) -> None:
    with pytest.raises(InputError, match="a sweep with the design morris"):
        effects(made(latin_hypercube(names(4), 10, 0), "latin_hypercube", {FIRST: curved}))
    with pytest.raises(InputError, match="every step of every trajectory"):
        effects(swept.isel(sample=slice(999)))


def test_paths_of_the_model_have_the_effects_of_two_runs() -> None:
    design = {"kind": "morris", "trajectories": 4, "levels": 4}
    paths = ["market.shirts.size", "process.tailor.wage", "process.tailor.existing.labour"]
    asked = {"name": "x", "uncertain": paths, "design": design, "keep": {"variables": ["sector_jobs", "jobs"]}}
    sweep = toy.MODEL.sweep(asked, progress=False)
    found = sweep.morris(["sector_jobs", "jobs"])
    data = sweep.dataset["sector_jobs"].values[0, :, -1]
    moved, position = sweep.dataset["moved"].values, sweep.dataset["position"].values
    place = int(np.flatnonzero(sweep.dataset["path"].values == paths[0])[0])
    after = np.flatnonzero(moved == place)
    by_hand = (data[after] - data[after - 1]) / (position[after, place] - position[after - 1, place])
    assert float(found["mu"].sel(path=paths[0])[0, 0]) == pytest.approx(by_hand.mean())
    assert float(found["sigma"].sel(path=paths[0])[0, 0]) == pytest.approx(by_hand.std(ddof=1))
    assert (found["mu"].sel(path="process.tailor.existing.labour") > 0).all()
