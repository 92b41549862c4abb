"""Sobol' indices against published values, scipy and SALib."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy import stats

import ioscenario as ios
from ioscenario.explore.designs import OneAtATime, latin_hypercube, saltelli
from ioscenario.explore.indicators import Indicator, outcomes
from ioscenario.explore.sensitivity import indices, matrices, sobol
from ioscenario.explore.targets import Target
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import FIRST, SECOND, WEIGHTS, g_function, ishigami, linear, made, names

CASE = json.loads((Path(__file__).parents[1] / "data" / "cases" / "sobol_ishigami.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def published() -> xr.Dataset:
    """Ishigami's function, and another one beside it."""
    return made(saltelli(names(3), 2**14, 0), "sobol", {FIRST: ishigami, SECOND: linear(1.0, 2.0, 0.0)})


# ------------------------------------------------------------------- published values


def test_ishigami(published: xr.Dataset) -> None:
    found = sobol(published, FIRST, resamples=50).isel(scenario=0, indicator=0)
    expected = CASE["recomputed"]
    np.testing.assert_allclose(found["first_order"], expected["first_order"]["values"], atol=0.01)
    np.testing.assert_allclose(found["total"], expected["total_order"]["values"], atol=0.01)
    assert float(found["variance"]) == pytest.approx(expected["total_variance"], rel=0.01)
    assert found["path"].values.tolist() == ["x1", "x2", "x3"]


def test_g_function() -> None:
    found = sobol(made(saltelli(names(8), 2**13, 0), "sobol", {FIRST: g_function}), resamples=50)
    alone = 1 / (3 * (1 + WEIGHTS) ** 2)
    variance = np.prod(1 + alone) - 1
    total = alone * np.prod(1 + alone) / (1 + alone)
    np.testing.assert_allclose(found["first_order"].values[0, 0], alone / variance, atol=0.01)
    np.testing.assert_allclose(found["total"].values[0, 0], total / variance, atol=0.01)


def test_shares_of_a_sum_are_those_of_its_terms() -> None:
    found = sobol(made(saltelli(names(3), 2**12, 0), "sobol", {FIRST: linear(1.0, 2.0, 3.0)}), resamples=50)
    np.testing.assert_allclose(found["first_order"].values[0, 0], np.array([1, 4, 9]) / 14, atol=2e-3)
    np.testing.assert_allclose(found["total"].values[0, 0], np.array([1, 4, 9]) / 14, atol=2e-3)


# -------------------------------------------------------------------- other libraries


def blocks(dataset: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes of A, B and the exchanged matrices."""
    values = matrices(dataset, outcomes(dataset, FIRST))[:, :, 0, 0]
    return values[0], values[1], values[2:]


def test_estimates_are_those_of_scipy(published: xr.Dataset) -> None:
    a, b, exchanged = blocks(published)
    theirs = stats.sobol_indices(
        func={"f_A": a[None], "f_B": b[None], "f_AB": exchanged[:, None]}, n=len(a), method="saltelli_2010"
    )
    found = sobol(published, FIRST, resamples=50).isel(scenario=0, indicator=0)
    np.testing.assert_allclose(found["first_order"], np.ravel(theirs.first_order), atol=1e-12)
    np.testing.assert_allclose(found["total"], np.ravel(theirs.total_order), atol=1e-12)


def test_estimates_and_intervals_are_near_those_of_salib() -> None:
    from SALib.analyze import sobol as other

    rows = 2**11
    data = made(saltelli(names(3), rows, 0), "sobol", {FIRST: ishigami})
    a, b, exchanged = blocks(data)
    interleaved = np.stack([a, *exchanged, b], axis=1).ravel()
    problem = {"num_vars": 3, "names": names(3), "bounds": [[0, 1]] * 3}
    theirs = other.analyze(problem, interleaved, calc_second_order=False, num_resamples=1000, seed=1)
    found = sobol(data, FIRST, resamples=1000).isel(scenario=0, indicator=0)
    np.testing.assert_allclose(found["first_order"], theirs["S1"], atol=2e-3)
    np.testing.assert_allclose(found["total"], theirs["ST"], atol=1e-10)
    for kind, name in (("first_order", "S1_conf"), ("total", "ST_conf")):
        half = (found[f"{kind}_high"] - found[f"{kind}_low"]) / 2
        np.testing.assert_allclose(half, theirs[name], rtol=0.15)


def test_intervals_hold_the_true_value() -> None:
    truth = np.array([CASE["recomputed"][name]["values"] for name in ("first_order", "total_order")])
    held = []
    for seed in range(10):
        found = sobol(made(saltelli(names(3), 512, seed), "sobol", {FIRST: ishigami}), resamples=400)
        ends = [[found[f"{kind}_{end}"].values[0, 0] for kind in ("first_order", "total")] for end in ("low", "high")]
        held.append((ends[0] <= truth) & (truth <= ends[1]))
    assert np.mean(held) >= 0.9


# ------------------------------------------------------------------------ all at once


def test_indicators_at_once_are_those_one_by_one(published: xr.Dataset) -> None:
    both = sobol(published, [FIRST, SECOND], resamples=50)
    for place, name in enumerate((FIRST, SECOND)):
        single = sobol(published, name, resamples=50)
        for kind in ("first_order", "total", "variance"):
            np.testing.assert_allclose(both[kind].isel(indicator=place), single[kind].isel(indicator=0), atol=1e-12)
        for kind in ("first_order_low", "total_high"):
            np.testing.assert_allclose(both[kind].isel(indicator=place), single[kind].isel(indicator=0), atol=1e-4)


def test_without_names_every_total_is_taken(published: xr.Dataset) -> None:
    assert sobol(published, resamples=10)["variable"].values.tolist() == [SECOND, FIRST]


def test_order_of_samples_does_not_matter(published: xr.Dataset) -> None:
    shuffled = published.isel(sample=np.random.default_rng(0).permutation(published.sizes["sample"]))
    first, second = (sobol(data, FIRST, resamples=10) for data in (published, shuffled))
    xr.testing.assert_equal(first, second)


def test_adding_a_constant_or_a_unit_changes_nothing(published: xr.Dataset) -> None:
    other = published.assign({FIRST: 1e6 + 1e3 * published[FIRST]})
    first, second = (sobol(data, FIRST, resamples=50) for data in (published, other))
    np.testing.assert_allclose(first["first_order"], second["first_order"], atol=1e-8)
    np.testing.assert_allclose(first["total_high"], second["total_high"], atol=1e-4)


def test_same_seed_same_intervals(published: xr.Dataset) -> None:
    first, second, other = (sobol(published, FIRST, resamples=50, seed=seed) for seed in (3, 3, 4))
    xr.testing.assert_equal(first, second)
    assert (first["total_low"] != other["total_low"]).all()


# ------------------------------------------------------------------ failed and constant


def test_rows_with_a_failed_run_are_left_out_and_counted() -> None:
    rows = 256
    design = saltelli(names(3), rows, 0)
    failed = np.array([5, rows + 9, 3 * rows + 9, 4 * rows + 17])  # rows 5, 9 and 17
    whole = made(design, "sobol", {FIRST: ishigami})
    found = sobol(made(design, "sobol", {FIRST: ishigami}, failed=failed), resamples=50)
    assert found["left_out"].values.tolist() == [[3]]
    kept = np.setdiff1d(np.arange(rows), [5, 9, 17])
    a, b, exchanged = (block[..., kept, None] for block in blocks(whole))
    expected = indices(a, b, exchanged, resamples=50)
    np.testing.assert_allclose(found["first_order"].values[0, 0], expected.first[:, 0], atol=1e-12)
    np.testing.assert_allclose(found["total"].values[0, 0], expected.total[:, 0], atol=1e-12)
    assert np.isfinite(found["total_low"]).all()


def test_a_value_that_is_not_there_counts_as_a_failure() -> None:
    data = made(saltelli(names(2), 64, 0), "sobol", {FIRST: linear(1, 1), SECOND: linear(1, 2)})
    data[FIRST][0, 70, 0] = np.nan
    assert sobol(data, [FIRST, SECOND], resamples=10)["left_out"].values.tolist() == [[1, 0]]


def test_nothing_is_said_of_what_does_not_vary() -> None:
    data = made(saltelli(names(2), 64, 0), "sobol", {FIRST: lambda position: 0.1 + 0.0 * position[0]})
    found = sobol(data, resamples=10)
    assert np.isnan(found["first_order"]).all()
    assert np.isnan(found["total_high"]).all()
    assert found["variance"].values.ravel() == pytest.approx(0.0, abs=1e-30)


def test_nothing_is_said_when_every_run_failed() -> None:
    design = saltelli(names(2), 8, 0)
    found = sobol(made(design, "sobol", {FIRST: linear(1, 2)}, failed=np.arange(design.size)), resamples=10)
    assert np.isnan(found["total"]).all()
    assert found["left_out"].values.tolist() == [[8]]


def test_a_scenario_less_itself_is_exactly_zero_in_every_sample() -> None:
    design = {"kind": "sobol", "samples": 16}
    sweep = toy.MODEL.sweep(
        {"name": "x", "scenarios": "all", "uncertain": ["market.*"], "design": design, "keep": {"variables": ["jobs"]}},
        progress=False,
    )
    found = outcomes(sweep.dataset, Indicator("jobs", against_reference=True))
    assert (found.sel(scenario="baseline") == 0.0).all()
    assert (found.sel(scenario="more_demand") != 0.0).any()
    index = sweep.sobol(Indicator("jobs", against_reference=True), resamples=10)["total"]
    assert np.isnan(index.sel(scenario="baseline")).all()
    assert np.isfinite(index.sel(scenario="more_demand")).all()


def test_a_sweep_on_disk_gives_the_same(tmp_path: Path) -> None:
    asked = {
        "name": "x",
        "scenarios": ["more_demand"],
        "uncertain": ["process.tailor.existing.*", "market.shirts.size"],
        "design": {"kind": "sobol", "samples": 16},
        "keep": {"variables": ["jobs", "sector_jobs"]},
        "chunk": 50,
    }
    toy.MODEL.sweep(asked, out=tmp_path / "stored", progress=False)
    stored, kept = ios.open_sweep(tmp_path / "stored"), toy.MODEL.sweep(asked, progress=False)
    xr.testing.assert_equal(stored.sobol(resamples=10), kept.sobol(resamples=10))
    target = Target("sector_jobs", float(kept.dataset["sector_jobs"].isel(scenario=-1, year=-1).median()))
    xr.testing.assert_equal(stored.probability(target), kept.probability(target))
    assert stored.prim(target).limits.equals(kept.prim(target).limits)
    xr.testing.assert_equal(stored.regret("sector_jobs"), kept.regret("sector_jobs"))


# ------------------------------------------------------------------------------ groups


def test_a_group_has_the_share_of_its_sum() -> None:
    base = saltelli(names(3), 2**12, 0)
    function = linear(1.0, 2.0, 3.0)
    both = base.a.copy()
    both[:2] = base.b[:2]
    last = base.a.copy()
    last[2] = base.b[2]
    a, b, exchanged = function(base.a), function(base.b), np.stack([function(both), function(last)])
    for large in (None, 0.5):
        found = indices(a[:, None], b[:, None], exchanged[..., None], resamples=100, large=large)
        np.testing.assert_allclose(found.first[:, 0], np.array([5, 9]) / 14, atol=3e-3)
        np.testing.assert_allclose(found.total[:, 0], np.array([5, 9]) / 14, atol=3e-3)
        assert (found.first_low <= found.first).all()
        assert (found.first <= found.first_high).all()


def test_the_precise_form_near_one_says_one_where_only_one_part_matters() -> None:
    base = saltelli(names(2), 64, 0)
    function = linear(1.0, 0.0)
    exchanged = np.stack([function(base.b), function(base.a)])
    found = indices(function(base.a)[:, None], function(base.b)[:, None], exchanged[..., None], large=0.5)
    np.testing.assert_allclose(found.first[:, 0], [1.0, 0.0], atol=1e-12)
    np.testing.assert_allclose([found.first_low[0, 0], found.first_high[0, 0]], 1.0, atol=1e-5)


# ----------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("kind", ["latin_hypercube", "one_at_a_time"])
def test_other_designs_are_refused(kind: str) -> None:
    design = OneAtATime(tuple(names(2))) if kind == "one_at_a_time" else latin_hypercube(names(2), 10, 0)
    with pytest.raises(InputError, match=rf"a sweep with the design sobol for Sobol' indices, found '{kind}'"):
        sobol(made(design, kind, {FIRST: linear(1, 2)}))


def test_results_without_a_sweep_are_refused() -> None:
    data = ios.load("toy-chain").run("baseline").dataset
    with pytest.raises(InputError, match="'no samples'"):
        sobol(data, FIRST)


def test_part_of_a_design_is_refused(published: xr.Dataset) -> None:
    with pytest.raises(InputError, match=r"every row in every matrix, found '100'"):
        sobol(published.isel(sample=slice(100)))


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("sector_job", "nearest: sector_jobs"),
        ("water", "a variable whose runs the sweep keeps"),
        (Indicator(FIRST, 2031), r"one of the years kept, 2030, found '2031'"),
        (Indicator(FIRST, 2030, {"process": "mill"}), "a dimension of the variable: it has none"),
    ],
)
def test_indicators_that_are_not_there_are_refused(
    published: xr.Dataset, indicator: str | Indicator, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        sobol(published, indicator)


def test_what_does_not_add_up_is_refused() -> None:
    data = ios.load("toy-chain").run("baseline").dataset
    wanted = [Indicator("production"), Indicator("utilisation"), Indicator("bottleneck")]
    with pytest.raises(InputError) as refused:
        outcomes(data, wanted, ["baseline", "none"])
    said = [problem.code for problem in refused.value.problems]
    assert said == ["unknown-scenario", "members", "members", "categories"]
    assert outcomes(data, Indicator("production", 2030, {"commodity": "shirts"}))["unit"].values.tolist() == ["item"]


@pytest.mark.parametrize("call", [{"level": 1.0}, {"resamples": 1}, {"seed": -1}])
def test_calls_that_mean_nothing_are_refused(published: xr.Dataset, call: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(call))):
        sobol(published, **call)  # type: ignore[arg-type]
