"""Scenario discovery on boxes that are known."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import xarray as xr

from ioscenario.explore.designs import Factorial, OneAtATime, latin_hypercube
from ioscenario.explore.discovery import cart, cases, inside, pasted, peeled, prim, telling
from ioscenario.explore.targets import Target
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, Array, linear, made, names

#: The target is missed where x1 is high, x2 is low and x3 is in the middle.
LIMITS = {"x1": (0.6, np.nan), "x2": (np.nan, 0.5), "x3": (0.2, 0.8)}
TARGET = Target(FIRST, 0.5, 2030)


def boxed(position: Array) -> Array:
    """0 in the box, 1 outside."""
    within = (position[0] > 0.6) & (position[1] < 0.5) & (position[2] > 0.2) & (position[2] < 0.8)
    return np.asarray(np.where(within, 0.0, 1.0))


@pytest.fixture(scope="module")
def swept() -> xr.Dataset:
    return made(latin_hypercube(names(12), 3000, 0), "latin_hypercube", {FIRST: boxed})


# -------------------------------------------------------------------------------- PRIM


def test_known_box_is_found(swept: xr.Dataset) -> None:
    box = prim(swept, TARGET)
    assert sorted(box.limits.index) == sorted(LIMITS)
    for path, ends in LIMITS.items():
        np.testing.assert_allclose(box.limits.loc[path, ["low", "high"]].astype(float), ends, atol=0.03)
    assert box.density > 0.95
    assert box.coverage > 0.95
    assert box.mass == pytest.approx(0.4 * 0.5 * 0.6, abs=0.02)
    assert box.base_rate == pytest.approx(0.12, abs=0.02)
    assert (box.limits["chance"] < 1e-6).all()


def test_known_box_is_found_through_noise() -> None:
    rng = np.random.default_rng(1)

    def noisy(position: Array) -> Array:
        """A tenth of the draws say the opposite."""
        plain = boxed(position)
        return np.asarray(np.where(rng.random(len(plain)) < 0.1, 1.0 - plain, plain))

    box = prim(made(latin_hypercube(names(40), 3000, 0), "latin_hypercube", {FIRST: noisy}), TARGET)
    assert set(LIMITS) <= set(box.limits.index)
    assert len(box.limits) <= 4
    assert box.density > 0.75


def test_coverage_density_and_mass_are_what_they_are_called(swept: xr.Dataset) -> None:
    box = prim(swept, TARGET)
    draws = swept["draw"].values
    ends = np.stack([np.full(12, -np.inf), np.full(12, np.inf)])
    for path, row in box.limits.iterrows():
        place = swept["path"].values.tolist().index(path)
        for end, name in enumerate(("low", "high")):
            if np.isfinite(row[name]):
                ends[end, place] = row[name]
    within, missed = inside(draws, ends), swept[FIRST].values[0, :, 0] < 0.5
    assert box.coverage == pytest.approx((within & missed).sum() / missed.sum())
    assert box.density == pytest.approx(missed[within].mean())
    assert box.mass == pytest.approx(within.mean())
    alone = {path: float(row["kept"]) for path, row in box.limits.iterrows()}
    assert alone == pytest.approx({"x1": 0.4, "x2": 0.5, "x3": 0.6}, abs=0.03)


def test_trajectory_begins_with_everything_and_gets_denser(swept: xr.Dataset) -> None:
    path = prim(swept, TARGET).trajectory
    assert path.iloc[0][["coverage", "mass"]].tolist() == [1.0, 1.0]
    assert (path["density"].diff().dropna() > 0).all()
    assert (path["mass"].diff().dropna() < 0).all()


def test_density_wanted_gives_the_largest_box_that_has_it(swept: xr.Dataset) -> None:
    loose, tight = (prim(swept, TARGET, density=density) for density in (0.4, 0.9))
    assert 0.4 <= loose.density < 0.6
    assert tight.density >= 0.9
    assert loose.coverage >= tight.coverage
    assert loose.mass > tight.mass


def test_reached_is_the_other_side(swept: xr.Dataset) -> None:
    missed = prim(swept, Target(FIRST, 0.5, 2030, at_least=False), missed=False)
    assert sorted(missed.limits.index) == sorted(LIMITS)


def test_no_box_is_made_of_chance() -> None:
    rng = np.random.default_rng(0)

    def chance(position: Array) -> Array:
        """Nothing that a path could explain."""
        return np.asarray(rng.random(position.shape[1]))

    data = made(latin_hypercube(names(30), 500, 0), "latin_hypercube", {FIRST: chance})
    box = prim(data, TARGET)
    assert len(box.limits) == 0
    assert (box.coverage, box.mass) == (1.0, 1.0)
    assert box.density == box.base_rate


def test_values_that_repeat_are_taken_together() -> None:
    grid = Factorial(tuple(names(3)), 3).positions(0, 27)
    draws = np.tile(grid.T, (40, 1))
    interest = (draws[:, 0] == 1.0) & (draws[:, 1] < 1.0)
    last = peeled(draws, interest)[-1]
    np.testing.assert_array_equal(last[:, 0], [1.0, np.inf])
    np.testing.assert_array_equal(last[:, 1], [-np.inf, 0.5])
    assert interest[inside(draws, last)].all()
    assert {0, 1} <= set(telling(draws, interest).tolist())


def test_pasting_gives_back_what_costs_no_density() -> None:
    draws = np.linspace(0.0, 1.0, 1001)[:, None]
    interest = draws[:, 0] >= 0.5
    wider = pasted(draws, interest, np.array([[0.7], [np.inf]]))
    assert 0.5 <= wider[0, 0] < 0.52


def test_levers_that_differ_are_inputs_as_well() -> None:
    lever = "policy.shirts.market_access"
    asked = {
        "name": "x",
        "scenarios": ["more_demand"],
        "levers": {lever: {"from": 0, "to": 1, "steps": 5}},
        "uncertain": ["market.shirts.*"],
        "design": {"kind": "latin_hypercube", "samples": 200},
        "keep": {"variables": ["sector_jobs"]},
    }
    sweep = toy.MODEL.sweep(asked, progress=False)
    middle = float(sweep.dataset["sector_jobs"].isel(year=-1, scenario=slice(1, None)).median())
    found = cases(sweep.dataset, Target("sector_jobs", middle))
    assert found.names[-1] == lever
    assert np.unique(found.inputs[:, -1]).tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert len(found.interest) == 5 * 200
    assert found.interest.mean() == pytest.approx(0.5, abs=0.01)
    one = cases(sweep.dataset, Target("sector_jobs", middle), ["more_demand__3"], missed=True)
    assert lever not in one.names


def test_failed_runs_are_left_out_and_counted() -> None:
    design = latin_hypercube(names(3), 500, 0)
    data = made(design, "latin_hypercube", {FIRST: linear(1.0, 0.0, 0.0)}, failed=np.arange(20))
    found = prim(data, TARGET)
    assert (found.draws, found.left_out) == (480, 20)
    assert cart(data, TARGET).left_out == 20


def test_with_nothing_to_find_it_is_said(swept: xr.Dataset) -> None:
    with pytest.raises(InputError, match="here it is always missed"):
        prim(swept, Target(FIRST, 2.0, 2030))
    with pytest.raises(InputError, match="here it is never missed"):
        cart(swept, Target(FIRST, -1.0, 2030))


def test_calls_that_mean_nothing_are_refused(swept: xr.Dataset) -> None:
    with pytest.raises(InputError, match=r"a density up to 1\.00|a share above 0 and up to 1"):
        prim(swept, TARGET, density=1.5)
    with pytest.raises(InputError, match="peel"):
        prim(swept, TARGET, peel=0.9)
    with pytest.raises(InputError, match="for scenario discovery, found 'one_at_a_time'"):
        prim(made(OneAtATime(tuple(names(2))), "one_at_a_time", {FIRST: linear(1, 2)}), TARGET)
    with pytest.raises(InputError, match="keeps its draws"):
        prim(toy.MODEL.run("baseline", samples=5).dataset, Target("sector_jobs", 1.0))
    with pytest.raises(InputError, match="depth"):
        cart(swept, TARGET, depth=0)


# -------------------------------------------------------------------------------- CART


def test_leaves_share_out_the_draws(swept: xr.Dataset) -> None:
    tree = cart(swept, TARGET, depth=4)
    leaves = tree.leaves
    assert leaves["mass"].sum() == pytest.approx(1.0)
    assert leaves["coverage"].sum() == pytest.approx(1.0)
    assert (leaves["mass"] * leaves["density"]).sum() == pytest.approx(tree.base_rate)
    assert leaves["density"].is_monotonic_decreasing
    assert set(tree.importance.index) <= set(names(12))
    assert set(tree.importance.index[:2]) <= set(LIMITS)


def test_conditions_of_a_leaf_hold_its_draws_and_no_others(swept: xr.Dataset) -> None:
    tree = cart(swept, TARGET, depth=4)
    draws = {str(path): swept["draw"].sel(path=path).values for path in swept["path"].values}
    missed = swept[FIRST].values[0, :, 0] < 0.5
    for _, leaf in tree.leaves.iterrows():
        within = np.ones(len(missed), dtype=bool)
        for path, sign, limit in leaf["conditions"]:
            within &= (draws[path] <= limit) if sign == "<=" else (draws[path] > limit)
        assert within.mean() == pytest.approx(leaf["mass"])
        assert missed[within].mean() == pytest.approx(leaf["density"])


def test_densest_leaf_is_the_known_box(swept: xr.Dataset) -> None:
    first = cart(swept, TARGET, depth=4).leaves.iloc[0]
    assert first["density"] > 0.95
    limits = {(path, sign): limit for path, sign, limit in first["conditions"]}
    assert limits["x1", ">"] == pytest.approx(0.6, abs=0.02)
    assert limits["x2", "<="] == pytest.approx(0.5, abs=0.02)


def test_without_scikit_learn_it_is_said_how_to_get_it(swept: xr.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(InputError, match=r'scikit-learn, for trees: pip install "ioscenario\[discovery\]"'):
        cart(swept, TARGET)
    assert len(prim(swept, TARGET).limits) == 3
