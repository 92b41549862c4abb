"""Quantity, price, Ghosh and mixed models: identities, refusals, nothing stale."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from tests.table.economies import economy, inverse

SEEDS = st.integers(0, 10_000)
SIZES = st.integers(1, 12)


@given(SEEDS, SIZES)
@settings(max_examples=40, deadline=None)
def test_inverse_and_solutions_agree_with_another_road(seed: int, n: int) -> None:
    e = economy(seed, n)
    L = inverse(e.A)
    np.testing.assert_allclose(io.leontief_inverse(e.A), L, rtol=1e-10, atol=1e-12)
    factorised, inverted = io.Leontief(e.A), io.Leontief(e.A)
    assert inverted.inverse.shape == (n, n)
    F = np.column_stack([e.f, 2.0 * e.f, e.s])
    for model in (factorised, inverted):
        np.testing.assert_allclose(model.solve(e.f), e.x)
        np.testing.assert_allclose(model.solve(F), L @ F)
        np.testing.assert_allclose(model.solve_transposed(e.s), e.s @ L)
        np.testing.assert_allclose(model.solve_transposed(F.T), F.T @ L)
        np.testing.assert_allclose(model.solve(np.asfortranarray(F)), L @ F)


@given(SEEDS, st.floats(0.1, 1000.0))
@settings(max_examples=20, deadline=None)
def test_output_is_homogeneous_and_adds_up(seed: int, factor: float) -> None:
    e = economy(seed)
    x = io.quantity(e.A, factor * e.f)
    np.testing.assert_allclose(x, factor * e.x)
    np.testing.assert_allclose(e.A @ x + factor * e.f, x)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_prices_of_the_base_year_are_one_and_income_is_spending(seed: int) -> None:
    e = economy(seed)
    v = 1.0 - e.A.sum(axis=0)
    np.testing.assert_allclose(io.price(e.A, v), 1.0)
    new = v * np.linspace(1.0, 1.3, len(v))
    assert new @ e.x == pytest.approx(io.price(e.A, new) @ e.f)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_ghosh_is_similar_to_leontief(seed: int) -> None:
    e = economy(seed)
    B = io.allocation(e.A * e.x, e.x)
    np.testing.assert_allclose(io.ghosh_inverse(B), inverse(e.A) * e.x / e.x[:, None], atol=1e-12)
    value_added = e.x * (1.0 - e.A.sum(axis=0))
    np.testing.assert_allclose(io.ghosh(B, value_added), e.x)


@given(SEEDS, st.sets(st.integers(0, 6), min_size=0, max_size=7))
@settings(max_examples=30, deadline=None)
def test_mixed_model_gives_back_what_is_given(seed: int, fixed: set[int]) -> None:
    e = economy(seed)
    chosen = {at: 1.1 * e.x[at] for at in fixed}
    result = io.mixed(e.A, e.f, chosen)
    np.testing.assert_allclose(result.output - e.A @ result.output, result.final_demand, atol=1e-9)
    free = [at for at in range(7) if at not in fixed]
    np.testing.assert_allclose(result.final_demand[free], e.f[free])
    np.testing.assert_allclose(result.output[list(chosen)], list(chosen.values()))


def test_new_industry_of_the_textbook() -> None:
    """Miller and Blair: an industry that is not in the table, by what it buys (their section 13.2)."""
    A = np.array([[0.15, 0.25, 0.30], [0.20, 0.05, 0.18], [0.0, 0.0, 0.0]])
    result = io.mixed(A, {0: 0.0, 1: 0.0}, {2: 100_000.0})
    np.testing.assert_allclose(result.output, [43_564.36, 28_118.81, 100_000.0], atol=5e-3)
    assert result.output[:2] @ [0.25, 0.15] == pytest.approx(15_108.91, abs=5e-3)


def test_mixed_model_in_cases() -> None:
    e = economy()
    many = io.mixed(e.A, np.column_stack([e.f, 2.0 * e.f]), {2: np.array([5.0, 7.0])})
    for case, (factor, output) in enumerate(((1.0, 5.0), (2.0, 7.0))):
        one = io.mixed(e.A, factor * e.f, {2: output})
        np.testing.assert_allclose(many.output[:, case], one.output)
        np.testing.assert_allclose(many.final_demand[:, case], one.final_demand)
    spread = io.mixed(e.A, e.f, {2: np.array([5.0, 7.0])})
    np.testing.assert_allclose(spread.output[2], [5.0, 7.0])


def test_mixed_model_takes_arrays_with_holes() -> None:
    e = economy()
    holes = np.where(np.arange(7) == 2, 5.0, np.nan)
    demand = np.where(np.arange(7) == 2, np.nan, e.f)
    np.testing.assert_allclose(io.mixed(e.A, demand, holes).output, io.mixed(e.A, e.f, {2: 5.0}).output)


def test_mixed_model_names_demand_that_lacks() -> None:
    e = economy()
    f = pd.Series(e.f, e.names).drop(["s1", "s4"])
    with pytest.raises(InputError) as refused:
        io.mixed(e.frame, f, {"s4": 1.0})
    assert [problem.key for problem in refused.value.problems] == ["s1"]


def test_mixed_model_may_leave_less_than_nothing() -> None:
    result = io.mixed([[0.0, 0.5], [0.0, 0.0]], [0.0, 100.0], {0: 20.0})
    assert result.final_demand[0] == pytest.approx(-30.0)


def test_exogenous_price_passes_on_and_leaves_a_margin() -> None:
    e = economy()
    v = 1.0 - e.A.sum(axis=0)
    same = io.exogenous_price(e.A, v, {3: 1.0})
    np.testing.assert_allclose(same.price, 1.0)
    np.testing.assert_allclose(same.value_added, v)
    dear = io.exogenous_price(e.frame, pd.Series(v, e.names), {"s3": 1.5})
    assert (dear.price >= 1.0 - 1e-12).all()
    np.testing.assert_allclose(dear.price @ (np.eye(7) - e.A), dear.value_added)
    assert dear.value_added["s3"] > v[3]


def test_non_productive_coefficients_are_refused_with_the_sectors() -> None:
    bad = pd.DataFrame(
        [[0.9, 0.4, 0.0], [0.3, 0.8, 0.0], [0.0, 0.0, 0.2]], ["a", "b", "c"], ["a", "b", "c"], dtype=float
    )
    for call in (io.leontief_inverse, io.Leontief, lambda A: io.quantity(A, [1, 1, 1]), io.linkages, io.ghosh_inverse):
        with pytest.raises(InputError) as refused:
            call(bad)
        assert [problem.key for problem in refused.value.problems] == ["A[a]", "A[b]"]
        assert "1.2" in str(refused.value)


def test_a_column_sum_above_one_is_no_crime() -> None:
    A = np.array([[0.0, 1.5], [0.2, 0.0]])
    np.testing.assert_allclose(io.leontief_inverse(A), inverse(A))


def test_singular_coefficients_are_refused() -> None:
    with pytest.raises(InputError, match="not-productive"):
        io.leontief_inverse(np.eye(3))


def test_negative_coefficients_are_judged_by_their_spectral_radius() -> None:
    fine = np.array([[0.2, -0.9], [0.9, 0.2]])
    np.testing.assert_allclose(io.leontief_inverse(fine), inverse(fine))
    with pytest.raises(InputError, match="not-productive"):
        io.Leontief([[0.2, -1.2], [1.2, 0.2]])


@given(SEEDS, SIZES, st.floats(0.5, 3.0))
@settings(max_examples=60, deadline=None)
def test_refused_if_and_only_if_the_spectral_radius_is_one_or_more(seed: int, n: int, scale: float) -> None:
    A = economy(seed, n, zeros=0.5).A * scale
    radius = np.abs(np.linalg.eigvals(A)).max()
    if abs(radius - 1.0) < 1e-9:
        return
    if radius < 1.0:
        assert io.leontief_inverse(A).min() >= -1e-12
    else:
        with pytest.raises(InputError):
            io.leontief_inverse(A)


def test_zero_output_is_refused_or_accepted_by_word() -> None:
    Z = pd.DataFrame([[1.0, 0.0], [0.0, 0.0]], ["a", "b"], ["a", "b"])
    for nothing in (0.0, -0.0):
        x = pd.Series([2.0, nothing], ["a", "b"])
        with pytest.raises(InputError, match="b: expected output above zero"):
            io.coefficients(Z, x)
        A = io.coefficients(Z, x, accept=["zero_output"])
        np.testing.assert_array_equal(A, [[0.5, 0.0], [0.0, 0.0]])
        np.testing.assert_array_equal(io.allocation(Z, x, accept=["zero_output"]), [[0.5, 0.0], [0.0, 0.0]])


def test_flows_without_output_are_never_accepted() -> None:
    with pytest.raises(InputError, match="flows-without-output"):
        io.coefficients([[1.0, 1.0], [0.0, 0.0]], [2.0, 0.0], accept=["zero_output"])


def test_negative_output_is_refused() -> None:
    with pytest.raises(InputError, match="negative-output"):
        io.coefficients(np.ones((2, 2)), [1.0, -1.0])


def test_coefficients_of_other_blocks_keep_their_rows() -> None:
    x = pd.Series([10.0, 20.0], ["a", "b"])
    block = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], ["wages", "profit"], ["b", "a"])
    result = io.coefficients(block, x)
    assert list(result.index) == ["wages", "profit"]
    np.testing.assert_allclose(result.loc["wages"], [0.2, 0.05])


def test_nothing_goes_stale() -> None:
    e = economy()
    A = e.A.copy()
    model = io.Leontief(A)
    before = model.inverse.copy()
    A[:, 0] *= 0.5
    np.testing.assert_array_equal(model.inverse, before)
    np.testing.assert_array_equal(model.A, e.A)
    for array in (model.A, model.inverse):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1.0
    with pytest.raises(AttributeError):
        model.A = A


@given(SEEDS, st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_another_column_is_another_object_with_the_inverse_of_a_new_start(seed: int, at: int) -> None:
    e = economy(seed)
    model = io.Leontief(e.A)
    column = np.random.default_rng(seed + 1).uniform(0.0, 0.9 / 7, 7)
    other = model.with_column(at, column)
    changed = e.A.copy()
    changed[:, at] = column
    np.testing.assert_allclose(other.inverse, inverse(changed), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(other.solve(e.f), inverse(changed) @ e.f)
    np.testing.assert_array_equal(model.A, e.A)


def test_another_column_that_leaves_nothing_over_is_refused() -> None:
    with pytest.raises(InputError, match="not-productive"):
        io.Leontief([[0.15, 0.25], [0.20, 0.05]]).with_column(0, [0.9, 0.9])


def test_empty_table() -> None:
    assert io.leontief_inverse(np.empty((0, 0))).shape == (0, 0)
