"""Multipliers and effects: definitions, the closed table, undefined ratios."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from tests.table.economies import economy, inverse

SEEDS = st.integers(0, 10_000)


def household(seed: int, n: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """A household row and column that leave something over."""
    random = np.random.default_rng(seed + 5)
    return random.uniform(0.0, 0.15, n), random.dirichlet(np.ones(n)) * 0.8


def test_textbook_closed_table() -> None:
    A, jobs = np.array([[0.15, 0.25], [0.20, 0.05]]), np.array([0.25, 0.15])
    row, column = np.array([0.30, 0.25]), np.array([0.05, 0.40])
    closed = io.closed_inverse(A, row, column, corner=0.05)
    np.testing.assert_allclose(
        closed, [[1.3651, 0.4253, 0.2509], [0.5273, 1.3481, 0.5954], [0.5698, 0.4890, 1.2885]], atol=5e-5
    )
    np.testing.assert_allclose(io.multipliers(A, jobs), [1.4125, 1.6722], atol=5e-5)
    two = io.multipliers(A, jobs, "type2", household_row=row, household_column=column, corner=0.05)
    np.testing.assert_allclose(two, [1.6815, 2.0568], atol=5e-5)


@given(SEEDS, st.floats(0.0, 0.2), st.floats(0.0, 2.0))
@settings(max_examples=40, deadline=None)
def test_induced_effects_are_those_of_the_closed_inverse(seed: int, corner: float, own: float) -> None:
    e = economy(seed)
    row, column = household(seed)
    full = inverse(io.closed_coefficients(e.A, row, column, corner=corner))
    got = io.multipliers(e.A, e.s, "simple2", household_row=row, household_column=column, corner=corner, own=own)
    np.testing.assert_allclose(got, (np.append(e.s, own) @ full)[:-1])


def test_output_multipliers_with_and_without_the_household_row() -> None:
    e = economy()
    row, column = household(1)
    full = inverse(io.closed_coefficients(e.A, row, column))
    for own in (0.0, 1.0):
        got = io.multipliers(e.A, kind="type2", household_row=row, household_column=column, own=own)
        np.testing.assert_allclose(got, full[:-1, :-1].sum(axis=0) + own * full[-1, :-1])


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_value_added_imports_and_taxes_of_a_unit_of_demand_add_to_one(seed: int) -> None:
    e = economy(seed)
    rest = 1.0 - e.A.sum(axis=0)
    accounts = np.outer([0.6, 0.3, 0.1], rest)
    np.testing.assert_allclose(io.multipliers(e.A, accounts, "simple").sum(axis=0), 1.0)


def test_several_accounts_are_several_rows() -> None:
    e = economy()
    frame = pd.DataFrame([e.s, 2.0 * e.s], ["jobs", "hours"], e.names)
    result = io.multipliers(e.frame, frame)
    assert list(result.index) == ["jobs", "hours"]
    np.testing.assert_allclose(result.loc["jobs"], result.loc["hours"])
    two = io.multipliers(e.frame, frame, "type2", household_row=household(1)[0], household_column=household(1)[1])
    assert (two >= result).to_numpy().all()


def test_effects_add_up() -> None:
    e = economy()
    row, column = household(3)
    table = io.effects(e.frame, e.s, household_row=row, household_column=column)
    np.testing.assert_allclose(table[["direct", "indirect", "induced"]].sum(axis=1), table["total"])
    np.testing.assert_allclose(table["first_round"], e.s @ e.A)
    without = io.effects(e.A, e.s)
    assert (without["induced"] == 0.0).all()
    np.testing.assert_allclose(without["total"], io.multipliers(e.A, e.s, "simple"))


def test_income_of_households_in_total_gives_smaller_multipliers() -> None:
    e = economy()
    consumption = 0.3 * e.f
    row = np.full(7, 0.2)
    compensation = row * e.x
    by_pay = io.consumption_coefficients(consumption, compensation)
    by_income = io.consumption_coefficients(consumption, 1.5 * compensation.sum())
    np.testing.assert_allclose(by_pay, 1.5 * by_income)
    two = [io.multipliers(e.A, row, "type2", household_row=row, household_column=c) for c in (by_pay, by_income)]
    one = io.multipliers(e.A, row)
    assert (two[0] > two[1]).all()
    assert (two[1] > one).all()


def test_households_that_spend_more_than_they_earn_are_refused() -> None:
    e = economy()
    with pytest.raises(InputError, match="households"):
        io.multipliers(e.A, e.s, "type2", household_row=np.full(7, 0.9), household_column=np.full(7, 0.9))
    with pytest.raises(InputError, match="above zero"):
        io.consumption_coefficients(e.f, 0.0)


def test_no_direct_effect_no_ratio() -> None:
    e = economy()
    s = pd.Series(e.s, e.names)
    s["s2"] = 0.0
    with pytest.warns(RuntimeWarning, match="s2"):
        ratio = io.multipliers(e.frame, s)
    assert list(ratio.index[ratio.isna()]) == ["s2"]
    assert np.isfinite(io.multipliers(e.frame, s, "simple")).all()


def test_wrong_calls_say_what_is_right() -> None:
    e = economy()
    with pytest.raises(InputError, match="nearest: type2"):
        io.multipliers(e.A, e.s, "typ2")  # type: ignore[arg-type]
    with pytest.raises(InputError) as refused:
        io.multipliers(e.A, e.s, "type2")
    assert [problem.key for problem in refused.value.problems] == ["household_row", "household_column"]


def test_supported_adds_up_both_ways() -> None:
    e = economy()
    E = io.supported(e.A, e.s, e.f)
    np.testing.assert_allclose(E.sum(axis=1), e.s * e.x)
    np.testing.assert_allclose(E.sum(axis=0), io.multipliers(e.A, e.s, "simple") * e.f)
