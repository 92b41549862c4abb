"""Least cost under limits: against linear programmes, brute force and hand-made landscapes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ioscenario.explore.descent import descend, ends_of
from ioscenario.explore.search import Ledger, Scores, evolve, far_apart, missed, ranked, spread

Array = npt.NDArray[np.float64]


def linear(cost: Array, rise: Array) -> Ledger:
    """Cost and limits that are linear in the levers."""
    return Ledger(lambda x: Scores(x @ cost, rise @ x.T), len(cost), len(rise))


def test_no_point_is_run_twice_and_what_was_run_is_remembered() -> None:
    runs = []

    def evaluate(points: Array) -> Scores:
        runs.append(len(points))
        return Scores(points[:, 0], points.T[:1])

    ledger = Ledger(evaluate, 2, 1)
    points = np.array([[0.1, 0.2], [0.3, 0.4], [0.1, 0.2]])
    assert ledger(points).cost.tolist() == [0.1, 0.3, 0.1]
    assert ledger(points[::-1]).cost.tolist() == [0.1, 0.3, 0.1]
    assert runs == [2]


def test_a_limit_without_a_value_is_missed_by_far() -> None:
    ledger = Ledger(lambda x: Scores(x[:, 0], np.full((1, len(x)), np.nan)), 1, 1)
    assert missed(ledger(np.array([[0.5]])), np.zeros(1))[0] >= 1e6


def test_limits_come_before_cost() -> None:
    scores = Scores(np.array([1.0, 2.0, 3.0]), np.array([[-0.2, -0.1, 0.5]]))
    assert ranked(scores, np.zeros(1)).tolist() == [2, 1, 0]
    assert ranked(scores, np.array([-np.inf])).tolist() == [0, 1, 2]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 5), st.integers(1, 3))
def test_descent_finds_the_corner_of_a_linear_programme(seed: int, levers: int, limits: int) -> None:
    generator = np.random.default_rng(seed)
    cost, rise = generator.uniform(0.2, 2.0, levers), generator.uniform(-0.3, 1.0, (limits, levers))
    floors = rise @ generator.uniform(0.2, 0.8, levers)  # some point keeps them
    best = linprog(cost, A_ub=-rise, b_ub=-floors, bounds=(0.0, 1.0))
    found = descend(linear(cost, rise), np.full((1, levers), 0.9), floors[:, None])
    assert missed(found.scores, floors[:, None])[0] <= 1e-9
    assert found.scores.cost[0] == pytest.approx(best.fun, rel=1e-3, abs=1e-3)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 4))
def test_where_limits_cannot_be_kept_the_worst_is_missed_by_the_least(seed: int, levers: int) -> None:
    generator = np.random.default_rng(seed)
    rise = generator.uniform(-1.0, 1.0, (3, levers))
    floors = np.maximum(rise, 0.0).sum(axis=1) + 0.1  # beyond the reach of each
    # least t with rise . x + t >= floors
    above = np.concatenate([-rise, -np.ones((3, 1))], axis=1)
    bounds = [(0.0, 1.0)] * levers + [(0.0, None)]
    best = linprog(np.append(np.zeros(levers), 1.0), A_ub=above, b_ub=-floors, bounds=bounds)
    found = descend(linear(np.ones(levers), rise), np.full((1, levers), 0.5), floors[:, None])
    assert missed(found.scores, floors[:, None])[0] == pytest.approx(best.fun, abs=2e-3)


def test_descent_passes_kinks_and_leaves_levers_alone_that_are_not_to_be_moved() -> None:
    def evaluate(points: Array) -> Scores:
        x, y = points[:, 0], points[:, 1]
        output = np.minimum(2.0 * x, 0.6) + np.where(np.isnan(y), 0.0, y)  # plant limits what x can do
        return Scores(x + 1.5 * np.nan_to_num(y), output[None])

    found = descend(Ledger(evaluate, 2, 1), np.array([[0.9, 0.9]]), np.array([[1.0]]))
    assert found.points[0] == pytest.approx([0.3, 0.4], abs=1e-3)
    alone = descend(Ledger(evaluate, 2, 1), np.array([[0.9, np.nan]]), np.array([[0.5]]))
    assert alone.points[0, 0] == pytest.approx(0.25, abs=1e-3)
    assert np.isnan(alone.points[0, 1])


def two_basins(points: Array) -> Scores:
    """A wide basin of cost 0.1 near 0.2, and a narrow one of cost 0 near 0.8."""
    near, far = np.abs(points - 0.2).max(axis=1), np.abs(points - 0.8).max(axis=1)
    return Scores(np.minimum(0.1 + near, 8.0 * far), np.ones((1, len(points))))


def test_evolution_finds_the_basin_and_ends_tell_the_second_best() -> None:
    ledger, floors = Ledger(two_basins, 2, 1), np.zeros(1)
    spread(ledger, 64, 0, np.empty((0, 2)))
    evolution = evolve(ledger, floors, 0, 32, 30)
    assert list(evolution.cost) == sorted(evolution.cost, reverse=True)
    starts = ledger.points[far_apart(ledger.points, ranked(ledger.scores, floors), 4, 0.3)]
    many = np.repeat(floors[:, None], len(starts), axis=1)
    ends = [cost for _, cost in ends_of(descend(ledger, starts, many), many, 0.05)]
    assert ends[0] == pytest.approx(0.0, abs=1e-3)
    assert ends[1] == pytest.approx(0.1, abs=1e-3)


def test_same_seed_same_points() -> None:
    def search(seed: int) -> Array:
        ledger = Ledger(two_basins, 2, 1)
        spread(ledger, 32, seed, np.empty((0, 2)))
        evolve(ledger, np.zeros(1), seed, 16, 5)
        return ledger.points

    assert np.array_equal(search(3), search(3))
    assert not np.array_equal(search(3), search(4))
