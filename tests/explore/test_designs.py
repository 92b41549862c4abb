"""Designs: positions of uncertain paths, keyed by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ioscenario.explore.correlation import Correlation, correlated, groups, possible, reordered, target
from ioscenario.explore.designs import Factorial, OneAtATime, Samples, latin_hypercube, morris, saltelli
from ioscenario.explore.draws import spread, stratified
from tests.scenario import tiny

PATHS = ("a.b", "a.c", "d", "e.f.g")
DESIGNS: dict[str, Samples] = {
    "latin_hypercube": latin_hypercube(PATHS, 40, 3),
    "sobol": saltelli(PATHS, 8, 3),
    "morris": morris(PATHS, 6, 4, 3),
    "one_at_a_time": OneAtATime(PATHS),
    "factorial": Factorial(PATHS, 3),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_slices_are_parts_of_the_whole(name: str) -> None:
    design = DESIGNS[name]
    whole = design.positions(0, design.size)
    assert whole.shape == (len(PATHS), design.size)
    assert ((whole >= 0.0) & (whole <= 1.0)).all()
    for first in range(0, design.size, 7):
        last = min(first + 7, design.size)
        np.testing.assert_array_equal(design.positions(first, last), whole[:, first:last])
        steps, all_steps = design.steps(first, last), design.steps(0, design.size)
        if steps is None or all_steps is None:
            assert steps is all_steps
            continue
        for part, full in zip(steps, all_steps, strict=True):
            np.testing.assert_array_equal(part, full[first:last])


# ------------------------------------------------------------------- Latin hypercube


def test_hypercube_is_that_of_the_draws() -> None:
    design = latin_hypercube(PATHS, 25, 9)
    np.testing.assert_array_equal(design.positions(0, 25), [stratified(path, 25, 9) for path in PATHS])


def test_hypercube_on_disk_is_the_same(tmp_path: Path) -> None:
    tied = [Correlation(("a.b", "d"), 0.5)]
    here = latin_hypercube(PATHS, 100, 9, tied)
    there = latin_hypercube(PATHS, 100, 9, tied, tmp_path / "positions.npy")
    np.testing.assert_array_equal(here.positions(10, 60), there.positions(10, 60))


def test_a_path_more_does_not_move_the_others() -> None:
    few, many = latin_hypercube(PATHS[:2], 30, 1), latin_hypercube(("0", *PATHS), 30, 1)
    np.testing.assert_array_equal(few.positions(0, 30), many.positions(0, 30)[1:3])
    fewer, more = saltelli(PATHS[:2], 16, 1), saltelli(PATHS, 16, 1)
    np.testing.assert_array_equal(fewer.a, more.a[:2])
    np.testing.assert_array_equal(fewer.b, more.b[:2])
    short, long = morris(PATHS[:2], 9, 4, 1), morris(("0", *PATHS), 9, 4, 1)
    np.testing.assert_array_equal(short.start, long.start[1:3])
    np.testing.assert_array_equal(short.end, long.end[1:3])
    # the order in which the two move is the same too
    np.testing.assert_array_equal(short.turn[0] < short.turn[1], long.turn[1] < long.turn[2])


@pytest.mark.parametrize("seed", [0, 1, 2**40])
def test_seeds(seed: int) -> None:
    for make in (lambda s: saltelli(PATHS, 16, s), lambda s: morris(PATHS, 5, 4, s)):
        first, again, other = make(seed), make(seed), make(seed + 1)
        size = first.size
        np.testing.assert_array_equal(first.positions(0, size), again.positions(0, size))
        assert (first.positions(0, size) != other.positions(0, size)).any()


# ----------------------------------------------------------------------------- Sobol'


def test_saltelli_blocks() -> None:
    design = saltelli(PATHS, 16, 0)
    assert design.size == 16 * 6
    whole, steps = design.positions(0, design.size), design.steps(0, design.size)
    a, b = whole[:, :16], whole[:, 16:32]
    np.testing.assert_array_equal(a, design.a)
    np.testing.assert_array_equal(b, design.b)
    for place in range(len(PATHS)):
        block = whole[:, (2 + place) * 16 : (3 + place) * 16]
        expected = a.copy()
        expected[place] = b[place]
        np.testing.assert_array_equal(block, expected)
        assert set(steps.moved[(2 + place) * 16 : (3 + place) * 16]) == {place}
    assert set(steps.moved[:32]) == {-1}
    np.testing.assert_array_equal(steps.group, np.tile(np.arange(16), 6))


def test_points_of_a_power_of_two_fill_every_slice_and_every_pair() -> None:
    design = saltelli(PATHS, 64, 5)
    for row in (*design.a, *design.b):
        assert sorted(np.floor(row * 64).astype(int)) == list(range(64))
    # The first two dimensions of the Sobol' sequence are a (0, m, 2)-net: one point in each of 8 x 8 squares.
    squares = np.floor(design.a[0] * 8).astype(int) * 8 + np.floor(design.b[0] * 8).astype(int)
    assert sorted(squares) == list(range(64))


def ishigami(position: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    x = np.pi * (2.0 * position - 1.0)
    return np.asarray(np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))


def test_indices_of_ishigami() -> None:
    design = saltelli(("x1", "x2", "x3"), 4096, 0)
    y = ishigami(design.positions(0, design.size)).reshape(5, 4096)
    y = y - y[:2].mean()
    variance = y[:2].var()
    first = [float(np.mean(y[1] * (y[2 + i] - y[0])) / variance) for i in range(3)]
    total = [float(np.mean((y[0] - y[2 + i]) ** 2) / (2 * variance)) for i in range(3)]
    # shared/reference/cases: 0.3139, 0.4424, 0; 0.5576, 0.4424, 0.2437
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=0.01)


# ----------------------------------------------------------------------------- Morris


@given(st.integers(1, 20), st.sampled_from([2, 4, 6, 10]), st.integers(0, 1000))
def test_each_step_moves_one_path_by_half(trajectories: int, levels: int, seed: int) -> None:
    design = morris(PATHS, trajectories, levels, seed)
    whole = design.positions(0, design.size).reshape(len(PATHS), trajectories, len(PATHS) + 1)
    jumps = np.diff(whole, axis=2)
    np.testing.assert_allclose(np.abs(jumps).sum(axis=0), 0.5)
    assert ((np.abs(jumps) > 0.25).sum(axis=2) == 1).all()
    moved = design.steps(0, design.size).moved.reshape(trajectories, -1)
    assert (moved[:, 0] == -1).all()
    np.testing.assert_array_equal(moved[:, 1:], np.abs(jumps).argmax(axis=0))
    slices = whole * levels - 0.5
    np.testing.assert_allclose(slices, np.rint(slices), atol=1e-9)


# ------------------------------------------------------------- one at a time, factorial


def test_one_at_a_time() -> None:
    design = OneAtATime(PATHS)
    whole, steps = design.positions(0, design.size), design.steps(0, design.size)
    assert (whole[:, 0] == 0.5).all()
    for sample in range(1, design.size):
        others = np.delete(whole[:, sample], steps.moved[sample])
        assert (others == 0.5).all()
        assert whole[steps.moved[sample], sample] == (0.0 if sample % 2 else 1.0)


def test_factorial_has_every_combination_once() -> None:
    design = Factorial(PATHS, 3)
    whole = design.positions(0, design.size)
    assert {tuple(column) for column in whole.T} == {
        (a, b, c, d) for a in (0, 0.5, 1) for b in (0, 0.5, 1) for c in (0, 0.5, 1) for d in (0, 0.5, 1)
    }
    assert design.size == 81


def test_spread_goes_through_low_value_and_high() -> None:
    area = tiny.parameters()[tiny.AREA]
    np.testing.assert_allclose(spread(area, np.array([0.0, 0.25, 0.5, 1.0])), [[140e3, 145e3, 150e3, 170e3]])
    years = tiny.parameters()[tiny.GESTATION]
    np.testing.assert_array_equal(spread(years, np.array([0.0, 0.3, 0.5, 1.0])), [[1.0, 2.0, 2.0, 4.0]])


# ----------------------------------------------------------------------- correlations


@given(st.floats(-0.95, 0.95), st.integers(0, 50))
def test_rank_correlation_is_hit(rank: float, seed: int) -> None:
    first, second = correlated([Correlation(("x", "y"), rank)], 2000, seed).values()
    assert stats.spearmanr(first, second).statistic == pytest.approx(rank, abs=0.02)


def test_reordering_keeps_values_and_strata() -> None:
    tied = [Correlation(("a.b", "d"), 0.7), Correlation(("d", "e.f.g"), -0.4)]
    free, bound = latin_hypercube(PATHS, 500, 2), latin_hypercube(PATHS, 500, 2, tied)
    before, after = free.positions(0, 500), bound.positions(0, 500)
    np.testing.assert_array_equal(np.sort(before, axis=1), np.sort(after, axis=1))
    np.testing.assert_array_equal(before[1], after[1])  # not correlated with anything
    np.testing.assert_array_equal(before[0], after[0])  # the first of its group
    found = np.asarray(stats.spearmanr(after.T).statistic)
    np.testing.assert_allclose(found[[0, 2, 0], [2, 3, 3]], [0.7, -0.4, 0.0], atol=0.03)


def test_identity_takes_chance_correlation_away() -> None:
    drawn = np.stack([stratified(path, 300, 0) for path in PATHS])

    def largest(values: np.ndarray) -> float:
        return float(np.abs(stats.spearmanr(values.T).statistic - np.eye(4)).max())

    assert largest(reordered(drawn, np.eye(4))) < 0.5 * largest(drawn)


def test_groups_and_what_cannot_be() -> None:
    tied = [Correlation(("a", "b"), 0.9), Correlation(("b", "c"), 0.9), Correlation(("x", "y"), 0.1)]
    assert groups(tied) == [("a", "b", "c"), ("x", "y")]
    assert not possible(("a", "b", "c"), tied)  # a and c cannot then be independent
    assert possible(("a", "b", "c"), [*tied, Correlation(("a", "c"), 0.8)])
    assert target(("x", "y"), tied)[0, 1] == pytest.approx(2 * np.sin(np.pi * 0.1 / 6))
