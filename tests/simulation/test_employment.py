"""Jobs, productivity and the supply of labour."""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.employment import jobs_direct, labour_supply, productivity, staffed
from ioscenario.simulation.inputs import Array, Inputs
from tests.simulation.small import CROP, GIN, SEW, YEARS, inputs, path


def modern_first(output: Array, modern: Array) -> Array:
    """(process, technology, run) activity with an output, modern plant first."""
    first = np.minimum(output, modern)
    return np.stack([output - first, first], axis=1)


def jobs(given: Inputs, activity: Array, capacity: Array) -> Array:
    """Jobs of the processes, crop apart, (run,)."""
    every = jobs_direct(given, np.stack([activity] * len(YEARS)), np.stack([capacity] * len(YEARS)), None, None)
    return np.asarray(every[0, CROP + 1 :].sum(axis=(0, 1)))


def chain(runs: int, seed: int = 3) -> tuple[Inputs, Array, Array]:
    """A chain with random staff, its activity and its capacity."""
    random = np.random.default_rng(seed)
    labour = random.uniform(0.1, 1.0, (1, 3, 2, runs)) * np.ones((len(YEARS), 1, 1, 1))
    fixed = random.uniform(0.0, 0.9, (1, 3, runs)) * np.ones((len(YEARS), 1, 1))
    capacity = random.uniform(1.0, 100.0, (3, 2, runs))
    capacity[CROP] = 0.0
    technical = 0.8 * capacity
    output = random.uniform(0.0, 1.0, (3, runs)) * technical.sum(axis=1)
    given = inputs(runs=runs, labour=labour, fixed_labour_share=fixed)
    return given, modern_first(output, technical[:, MODERN]), capacity


# ------------------------------------------------------------------------------- supply


def test_where_labour_binds_jobs_equal_the_supply() -> None:
    given, activity, capacity = chain(500)
    idle = jobs(given, np.zeros_like(activity), capacity)
    wanted = jobs(given, activity, capacity)
    supply = idle + np.linspace(0.0, 0.999, 500) * (wanted - idle)
    ceiling = staffed(given, 0, activity, capacity, supply)
    made = modern_first(np.minimum(activity.sum(axis=1), ceiling), activity[:, MODERN])
    np.testing.assert_allclose(jobs(given, made, capacity), supply, rtol=1e-12)
    assert (made <= activity + 1e-12).all()


def test_where_there_are_people_enough_nobody_is_cut() -> None:
    given, activity, capacity = chain(100)
    wanted = jobs(given, activity, capacity)
    assert np.isinf(staffed(given, 0, activity, capacity, wanted)).all()
    assert np.isinf(staffed(given, 0, activity, capacity, 2.0 * wanted)).all()


def test_each_run_by_itself() -> None:
    """Half of the runs are short: the others are not touched."""
    given, activity, capacity = chain(10)
    supply = jobs(given, activity, capacity) * np.where(np.arange(10) < 5, 0.99, 1.0)
    ceiling = staffed(given, 0, activity, capacity, supply)
    assert np.isfinite(ceiling[CROP + 1 :, :5]).all()
    assert np.isinf(ceiling[:, 5:]).all()


def test_variable_staff_is_cut_by_the_same_factor() -> None:
    """Gin 100 x 0.1, sewing 40 x 0.5 half of it fixed on 80: 10 + 10 move, 20 stay. Of 35, 15 are left for 20."""
    given = inputs()
    capacity = np.zeros((3, 2, 1))
    capacity[GIN, EXISTING], capacity[SEW, EXISTING] = 200.0, 100.0
    activity = np.zeros((3, 2, 1))
    activity[GIN, EXISTING], activity[SEW, EXISTING] = 100.0, 40.0
    assert jobs(given, activity, capacity)[0] == 40.0
    ceiling = staffed(given, 0, activity, capacity, np.array([35.0]))[:, 0]
    np.testing.assert_allclose(ceiling, [np.inf, 75.0, 30.0], rtol=1e-12)


def test_existing_plant_is_left_first() -> None:
    """Modern 40 at 0.1 and existing 60 at 0.2 need 16 people; 10 of them still make 40 + 6 / 0.2 = 70."""
    given = inputs(labour=np.array([[0, 0], [0.2, 0.1], [0, 0]], dtype=float), fixed_labour_share=0.0)
    capacity = np.zeros((3, 2, 1))
    capacity[GIN] = [[100.0], [50.0]]
    activity = np.zeros((3, 2, 1))
    activity[GIN] = [[60.0], [40.0]]
    assert staffed(given, 0, activity, capacity, np.array([10.0]))[GIN, 0] == pytest.approx(70.0)
    assert staffed(given, 0, activity, capacity, np.array([3.0]))[GIN, 0] == pytest.approx(30.0)


def test_fixed_staff_beyond_the_supply() -> None:
    """No output, and none below zero; a process that needs nobody goes on."""
    given = inputs(labour=[0.0, 0.0, 0.5])
    capacity = np.full((3, 2, 1), 100.0)
    activity = np.full((3, 2, 1), 40.0)
    ceiling = staffed(given, 0, activity, capacity, np.array([39.0]))[:, 0]
    assert ceiling.tolist() == [np.inf, np.inf, 0.0]
    exactly = staffed(given, 0, activity, capacity, np.array([40.0]))[:, 0]
    assert exactly.tolist() == [np.inf, np.inf, 0.0]
    assert staffed(given, 0, activity, capacity, np.array([0.0]))[SEW, 0] == 0.0


def test_staff_that_is_all_fixed_is_not_helped_by_a_cut() -> None:
    """The gin's 16 are fixed: as long as all fixed staff is there, only sewing is cut."""
    given = inputs(fixed_labour_share=[0.0, 1.0, 0.5])
    capacity = np.full((3, 2, 1), 100.0)
    activity = np.full((3, 2, 1), 40.0)
    assert jobs(given, activity, capacity)[0] == pytest.approx(16 + 40 + 20)
    ceiling = staffed(given, 0, activity, capacity, np.array([66.0]))[:, 0]
    np.testing.assert_allclose(ceiling, [np.inf, np.inf, 40.0])
    assert staffed(given, 0, activity, capacity, np.array([55.0]))[GIN, 0] == 0.0


def test_training_adds_people_from_the_year_after() -> None:
    given = inputs(labour_supply=path(100, 110), training=path(0, 10, 20, 0), training_success=path(1.0, 0.5))
    assert labour_supply(given)[:, 0].tolist() == [100.0, 110.0, 115.0, 125.0, 125.0, 125.0]


def test_training_raises_what_labour_allows() -> None:
    given, activity, capacity = chain(1)
    short = 0.9 * jobs(given, activity, capacity)
    trained = inputs(labour_supply=float(short[0]), training=path(0, 5, 0))
    supply = labour_supply(trained)
    before, after = (staffed(given, 0, activity, capacity, supply[year]) for year in (1, 2))
    assert supply[2, 0] == supply[1, 0] + 5.0
    assert (after[CROP + 1 :] > before[CROP + 1 :]).all()


# -------------------------------------------------------------------------- productivity


def test_trend_lowers_labour_per_unit() -> None:
    """3 % a year over five years: the constant multiplier overstates jobs by 1.03^5."""
    given = inputs(labour=[0.0, 0.1, 0.5], labour_productivity_growth=[0.0, 0.03, 0.0])
    labour = productivity(given)
    np.testing.assert_allclose(labour[:, GIN, EXISTING, 0], 0.1 / 1.03 ** np.arange(6), rtol=1e-13)
    np.testing.assert_array_equal(labour[:, SEW], given.labour[:, SEW])
    np.testing.assert_array_equal(labour[0], given.labour[0])


def test_no_growth_changes_nothing() -> None:
    given = inputs()
    np.testing.assert_array_equal(productivity(given), given.labour)


# ------------------------------------------------------------------------------- farm work


def test_seasonal_work_is_per_unit_harvested() -> None:
    """75 ha and 25 ha x 0.2, and 150 and 100 units x 0.02."""
    given = inputs(picking_labour=0.02)
    activity = np.zeros((len(YEARS), 3, 2, 1))
    activity[:, CROP, :, 0] = [150.0, 100.0]
    area, drip = path(100), path(0.25)
    work = jobs_direct(given, activity, np.zeros_like(activity), area, drip)
    np.testing.assert_allclose(work[0, CROP, :, 0], [15.0 + 3.0, 5.0 + 2.0])
