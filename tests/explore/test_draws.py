"""Draws: stratified, keyed by path, with the quantiles that the pack declares."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ioscenario.explore.draws import draw, lognormal, normal, quantiles, stratified, triangular, uniform
from ioscenario.pack.loading import Pack
from ioscenario.problems import InputError
from tests.scenario import tiny

NOWHERE = Path("nowhere")
UNCERTAIN = {tiny.GESTATION, tiny.WEATHER, tiny.GROWTH}


def changed(path: str, **changes: Any) -> Pack:
    return tiny.pack(NOWHERE, [replace(tiny.parameters()[path], **changes)])


@pytest.fixture
def pack() -> Pack:
    return tiny.pack(NOWHERE)


# ---------------------------------------------------------------------------- design


def test_uncertain_parameters_are_drawn(pack: Pack) -> None:
    draws = draw(pack, 20, 0)
    assert set(draws) == UNCERTAIN
    assert all(values.shape == (1, 20) for values in draws.values())


def test_paths_asked_for_have_any_role(pack: Pack) -> None:
    draws = draw(pack, 20, 0, [tiny.PROJECTS, tiny.AREA])
    assert list(draws) == [tiny.AREA, tiny.PROJECTS]  # in the order of the pack
    assert draws[tiny.PROJECTS].shape == (3, 20)


def test_ranges_without_width_and_fixed_distributions_are_left_out() -> None:
    assert draw(tiny.pack(NOWHERE), 5, 0, [tiny.GRANT]) == {}
    assert tiny.WEATHER not in draw(changed(tiny.WEATHER, distribution="fixed"), 5, 0)
    assert tiny.WEATHER not in draw(changed(tiny.WEATHER, lows=(1.0,), highs=(1.0,)), 5, 0)


def test_same_seed_same_draws(pack: Pack) -> None:
    first, second, other = draw(pack, 50, 7), draw(pack, 50, 7), draw(pack, 50, 8)
    for path, values in first.items():
        np.testing.assert_array_equal(values, second[path])
        assert (values != other[path]).any()


def test_seed_zero_is_a_seed(pack: Pack) -> None:
    first, second, other = draw(pack, 50, 0), draw(pack, 50, 0), draw(pack, 50, 1)
    np.testing.assert_array_equal(first[tiny.WEATHER], second[tiny.WEATHER])
    assert (first[tiny.WEATHER] != other[tiny.WEATHER]).any()


def test_more_paths_do_not_move_the_draws_of_others(pack: Pack) -> None:
    few, many = draw(pack, 30, 3, [tiny.WEATHER]), draw(pack, 30, 3, [*UNCERTAIN, tiny.AREA, tiny.PROJECTS])
    np.testing.assert_array_equal(few[tiny.WEATHER], many[tiny.WEATHER])


def test_stream_is_pinned() -> None:
    # Results name a seed; the same seed must go on giving the same numbers.
    expected = [0.231105192, 0.637541759, 0.430961275, 0.796307227]
    np.testing.assert_allclose(stratified("growing.weather", 4, 0), expected, atol=1e-9)


@given(st.integers(1, 200), st.integers(0, 2**70), st.text(min_size=1, max_size=20))
def test_one_sample_in_each_slice(samples: int, seed: int, path: str) -> None:
    probability = stratified(path, samples, seed)
    assert ((probability > 0) & (probability < 1)).all()
    slices = np.sort(probability) * samples
    np.testing.assert_allclose(np.clip(slices, np.arange(samples), np.arange(samples) + 1), slices, atol=1e-9)


def test_paths_are_independent(pack: Pack) -> None:
    draws = [stratified(f"a.b{number}", 1000, 0) for number in range(12)]
    correlation = np.corrcoef(draws) - np.eye(12)
    # The largest of 66 standard normal deviates is below 4 but once in 250 tries; the seed is fixed.
    assert np.abs(correlation).max() < 4 / np.sqrt(1000)


def test_all_years_of_a_path_take_the_same_quantile(pack: Pack) -> None:
    points = draw(pack, 40, 0, [tiny.PROJECTS])[tiny.PROJECTS]
    np.testing.assert_array_equal(points[0], 0.0)  # no width in the base year
    np.testing.assert_array_equal(np.argsort(points[1]), np.argsort(points[2]))


# ------------------------------------------------------------------------- quantiles

PROBABILITY = np.linspace(0.001, 0.999, 101)


@pytest.mark.parametrize(
    ("low", "mode", "high"), [(0.0, 1.0, 4.0), (-2.0, -2.0, 3.0), (1.0, 5.0, 5.0), (-1.0, 0.0, 1.0)]
)
def test_triangular_is_scipys(low: float, mode: float, high: float) -> None:
    expected = stats.triang.ppf(PROBABILITY, (mode - low) / (high - low), loc=low, scale=high - low)
    np.testing.assert_allclose(triangular(PROBABILITY, low, mode, high), expected, rtol=1e-9, atol=1e-12)


def test_triangular_by_hand() -> None:
    # Below the mode F(x) = (x - low)^2 / (width (mode - low)): F(2) = 4 / (10 * 4) = 0.1.
    np.testing.assert_allclose(triangular(np.array([0.1, 0.4]), 0.0, 4.0, 10.0), [2.0, 4.0])


def test_uniform_between_the_ends() -> None:
    np.testing.assert_allclose(uniform(np.array([0.0, 0.25, 1.0]), 2.0, 2.5, 6.0), [2.0, 3.0, 6.0])


def test_low_and_high_are_percentiles_of_normal_and_lognormal() -> None:
    ends = np.array([0.05, 0.5, 0.95])
    np.testing.assert_allclose(normal(ends, 2.0, 9.0, 6.0), [2.0, 4.0, 6.0], rtol=1e-12)
    np.testing.assert_allclose(lognormal(ends, 2.0, 9.0, 8.0), [2.0, 4.0, 8.0], rtol=1e-12)


@pytest.mark.parametrize("distribution", ["triangular", "uniform", "normal", "lognormal"])
def test_draws_follow_the_distribution(distribution: str) -> None:
    values = draw(changed(tiny.WEATHER, distribution=distribution), 4000, 0)[tiny.WEATHER][0]
    low, high = 0.8, 1.1
    expected = {
        "triangular": stats.triang((1.0 - low) / (high - low), loc=low, scale=high - low),
        "uniform": stats.uniform(low, high - low),
        "normal": stats.norm((low + high) / 2, (high - low) / (2 * stats.norm.ppf(0.95))),
        "lognormal": stats.lognorm(np.log(high / low) / (2 * stats.norm.ppf(0.95)), scale=float(np.sqrt(low * high))),
    }[distribution]
    # A Latin hypercube misses the distribution by one slice at most.
    assert stats.kstest(values, expected.cdf).statistic <= 1 / 4000 + 1e-9


def test_values_stay_within_the_bounds_of_the_field() -> None:
    parameter = replace(
        tiny.parameters()[tiny.LOAN], values=(0.9,), lows=(0.5,), highs=(1.0,), distribution="normal", role="uncertain"
    )
    values = draw(tiny.pack(NOWHERE, [parameter]), 200, 0)[tiny.LOAN]
    assert values.max() == 1.0
    assert values.min() > 0.0


@pytest.mark.parametrize("distribution", ["triangular", "uniform", "normal"])
def test_counts_are_whole_and_within_bounds(distribution: str) -> None:
    values = draw(changed(tiny.GESTATION, distribution=distribution), 500, 0)[tiny.GESTATION]
    np.testing.assert_array_equal(values, np.rint(values))
    assert set(np.unique(values)) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    assert len(np.unique(values)) >= 4


@given(st.lists(st.floats(0, 1000), min_size=3, max_size=3).map(sorted), st.sampled_from(["triangular", "uniform"]))
def test_quantiles_rise_within_the_ends(ends: list[float], distribution: str) -> None:
    low, value, high = ends
    row = tiny.parameters()[tiny.AREA]
    parameter = replace(row, values=(value,), lows=(low,), highs=(high,), distribution=distribution)
    (found,) = quantiles(parameter, PROBABILITY)
    slack = 1e-9 * max(1.0, high)
    assert (np.diff(found) >= -slack).all()
    assert (found >= low - slack).all()
    assert (found <= high + slack).all()


# -------------------------------------------------------------------------- refusals


def test_refusals_all_at_once(pack: Pack) -> None:
    with pytest.raises(InputError) as refused:
        draw(pack, 0, -1, ["growing.waether", tiny.AREA])
    assert [(item.key, item.nearest) for item in refused.value.problems] == [
        ("samples", None),
        ("seed", None),
        ("growing.waether", tiny.WEATHER),
    ]


def test_lognormal_needs_a_low_above_zero() -> None:
    with pytest.raises(InputError) as refused:
        draw(changed(tiny.WEATHER, distribution="lognormal", lows=(0.0,)), 10, 0)
    (problem,) = refused.value.problems
    assert (problem.code, problem.key, problem.line) == ("lognormal-range", tiny.WEATHER, 2)
    assert problem.file == "nowhere/parameters.csv"
