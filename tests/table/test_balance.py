"""RAS and GRAS: published examples, the properties that define them, and what cannot be balanced."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from ioscenario.problems import InputError
from ioscenario.table.balance import Balanced, feasible, gras, ras

Array = NDArray[np.float64]
CASES = Path(__file__).parents[1] / "data" / "cases"
PUBLISHED = [("ras_mb2009_p335", ras), ("gras_temurshoev2013_negative_column", gras)]


def frame(data: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(data["values"], data["rows"], data["cols"])


def series(data: dict[str, Any]) -> pd.Series:
    return pd.Series(data["values"], index=data["labels"])


def codes(refusal: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


# --- published examples -----------------------------------------------------------------------


@pytest.mark.parametrize(("case", "method"), PUBLISHED)
def test_published_example(case: str, method: Any) -> None:
    data = json.loads((CASES / f"{case}.json").read_text(encoding="utf-8"))
    rows, columns = series(data["inputs"]["row_totals"]), series(data["inputs"]["column_totals"])
    done = method(frame(data["inputs"]["prior"]), rows, columns)
    for known, accuracy in ((data["expected"], data["tolerance"]["abs"]), (data["recomputed"], 1e-8)):
        np.testing.assert_allclose(done.matrix, frame(known["balanced"]), rtol=0, atol=accuracy)
    np.testing.assert_allclose(done.matrix.sum(axis=1), rows, rtol=0, atol=1e-8)
    np.testing.assert_allclose(done.matrix.sum(), columns, rtol=0, atol=1e-8)
    assert done.sign_changes == 0


# --- properties -------------------------------------------------------------------------------


@st.composite
def solvable(draw: st.DrawFn, *, negative: bool) -> tuple[Array, Array, Array]:
    """A matrix with totals that another matrix of the same signs and zeros has."""
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    Z = rng.lognormal(0, 1, (n, m)) * (rng.random((n, m)) < 0.8)
    if negative:
        Z *= np.where(rng.random((n, m)) < 0.3, -1.0, 1.0)
    X = Z * rng.lognormal(0, draw(st.sampled_from([0.1, 0.5, 1.5])), (n, m))
    return Z, X.sum(axis=1), X.sum(axis=0)


@given(solvable(negative=False))
@settings(max_examples=60, deadline=None)
def test_ras_scales_rows_and_columns_and_meets_the_totals(task: tuple[Array, Array, Array]) -> None:
    Z, u, v = task
    done = ras(Z, u, v)
    product = done.row_multipliers[:, None] * Z * done.column_multipliers
    np.testing.assert_allclose(done.matrix, product, rtol=1e-12)
    np.testing.assert_allclose(done.matrix.sum(axis=1), u, rtol=1e-9)
    np.testing.assert_allclose(done.matrix.sum(axis=0), v, rtol=1e-9)


@given(solvable(negative=True))
@settings(max_examples=60, deadline=None)
def test_gras_has_its_form_and_keeps_signs_and_zeros(task: tuple[Array, Array, Array]) -> None:
    Z, u, v = task
    done = gras(Z, u, v)
    factor = done.row_multipliers[:, None] * done.column_multipliers
    np.testing.assert_allclose(done.matrix, np.where(Z > 0, Z * factor, Z / factor), rtol=1e-11)
    assert (np.sign(done.matrix) == np.sign(Z)).all()
    size = np.abs(done.matrix)
    assert (np.abs(done.matrix.sum(axis=1) - u) <= 1e-9 * size.sum(axis=1)).all()
    assert (np.abs(done.matrix.sum(axis=0) - v) <= 1e-9 * size.sum(axis=0)).all()


@given(solvable(negative=False))
@settings(max_examples=30, deadline=None)
def test_gras_without_negative_flows_is_ras(task: tuple[Array, Array, Array]) -> None:
    np.testing.assert_array_equal(gras(*task).matrix, ras(*task).matrix)


@given(solvable(negative=True))
@settings(max_examples=40, deadline=None)
def test_a_matrix_that_has_its_totals_stays(task: tuple[Array, Array, Array]) -> None:
    Z, _, _ = task
    done = gras(Z, Z.sum(axis=1), Z.sum(axis=0), tolerance=1e-9)
    np.testing.assert_allclose(done.matrix, Z, rtol=1e-6)
    assert done.largest_multiplier == pytest.approx(1, abs=1e-6)


@given(solvable(negative=True), st.sampled_from([1e-6, 0.5, 1e9]))
@settings(max_examples=40, deadline=None)
def test_unit_of_money_does_not_matter(task: tuple[Array, Array, Array], unit: float) -> None:
    Z, u, v = task
    done, other = gras(Z, u, v), gras(Z * unit, u * unit, v * unit)
    np.testing.assert_allclose(other.matrix, done.matrix * unit, rtol=1e-6, atol=1e-12 * unit)
    np.testing.assert_allclose(other.row_multipliers, done.row_multipliers, rtol=1e-6)


@given(solvable(negative=True))
@settings(max_examples=40, deadline=None)
def test_rows_and_columns_may_change_places(task: tuple[Array, Array, Array]) -> None:
    Z, u, v = task
    np.testing.assert_allclose(gras(Z.T, v, u).matrix.T, gras(Z, u, v).matrix, rtol=1e-5, atol=1e-8)


def nearest_by_search(Z: Array, u: Array, v: Array) -> Array:
    """The minimiser of the entropy-like objective, found by a general solver that knows nothing of scaling."""
    i, j = np.nonzero(Z)
    size, sign = np.abs(Z[i, j]), np.sign(Z[i, j])
    totals = np.zeros((len(u) + len(v), len(i)))
    k = np.arange(len(i))
    totals[i, k] = totals[len(u) + j, k] = sign * size
    # One total follows from the others.
    search: Any = minimize  # its stubs know fewer ways to state a constraint than it does
    found = search(
        lambda y: size @ (y * np.log(y) - y),
        np.ones(len(i)),
        jac=lambda y: size * np.log(y),
        bounds=[(1e-8, None)] * len(i),
        constraints={"type": "eq", "fun": lambda y: (totals @ y - np.r_[u, v])[:-1], "jac": lambda y: totals[:-1]},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    result = np.zeros(Z.shape)
    result[i, j] = sign * size * found.x
    return result


@pytest.mark.parametrize("seed", range(8))
def test_gras_is_the_nearest_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    Z = rng.uniform(0.5, 4, (3, 4)) * np.where(rng.random((3, 4)) < 0.25, -1, 1)
    X = Z * rng.uniform(0.7, 1.5, (3, 4))
    u, v = X.sum(axis=1), X.sum(axis=0)
    np.testing.assert_allclose(gras(Z, u, v).matrix, nearest_by_search(Z, u, v), atol=2e-5)


# --- what cannot be met -----------------------------------------------------------------------


def has_solution(Z: Array, u: Array, v: Array) -> bool:
    """Whether any matrix of these signs has the totals, by a linear programme written out plainly."""
    i, j = np.nonzero(Z)
    if not len(i):
        return not u.any() and not v.any()
    k = np.arange(len(i))
    totals = np.zeros((len(u) + len(v), len(i)))
    totals[i, k] = totals[len(u) + j, k] = np.sign(Z[i, j])
    return bool(linprog(np.zeros(len(i)), A_eq=totals, b_eq=np.r_[u, v]).status == 0)


@pytest.mark.parametrize("negative", [False, True])
def test_feasible_agrees_with_a_linear_programme_and_what_is_feasible_converges(negative: bool) -> None:
    rng = np.random.default_rng(7)
    met = 0
    for case in range(120):
        n, m = rng.integers(1, 6, 2)
        Z = (rng.integers(0, 4, (n, m)) * (rng.random((n, m)) < 0.7)).astype(float)
        Z *= np.where(negative & (rng.random((n, m)) < 0.25), -1, 1)
        if case % 2:
            X = Z * rng.integers(0, 3, (n, m))
            u, v = X.sum(axis=1), X.sum(axis=0)
        else:
            u, v = (rng.integers(-int(negative), 6, size).astype(float) for size in (n, m))
            v[-1] += u.sum() - v.sum()
        possible = has_solution(Z, u, v)
        assert possible == (not feasible(Z, u, v)), (Z, u, v)
        if possible:
            done = gras(Z, u, v)
            np.testing.assert_allclose(done.matrix.sum(axis=1), u, atol=1e-7)
            assert done.sign_changes == len(done.vanished)
            met += 1
    assert met > 50


def test_every_reason_is_given_at_once_with_labels_and_amounts() -> None:
    Z = pd.DataFrame(
        [[1, 0, 0, 0], [2, 3, 0, 0], [0, 0, 0, 0], [0, 0, -1, 0], [0, 0, 0, 2]],
        ["ore", "steel", "none", "subsidy", "apart"],
        ["mine", "mill", "state", "isle"],
    )
    with pytest.raises(InputError) as refusal:
        gras(Z, [5, 4, 1, 3, 2], [3, 6, -1, 6])
    assert [(problem.code, problem.key, problem.value) for problem in refusal.value.problems] == [
        ("totals-differ", "totals", "15 and 14: rows +1"),
        ("no-flows", "row none", "none"),
        ("sign-conflict", "row subsidy", "only negative ones, -1 in all"),
        ("unreachable-total", "row ore", "5: 2 too much"),
        ("block-totals-differ", "row apart with column isle", "2 and 6: rows -4"),
    ]
    assert "row ore: expected at most 3, all that column mine can take" in str(refusal.value)


def test_groups_that_are_short_apart_from_each_other_are_told_apart() -> None:
    # Rows a and b sell only to column x, row c only to column y; everyone buys from row d.
    Z = pd.DataFrame([[1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1]], list("abcd"), list("xyz"))
    found = feasible(Z, [3, 3, 4, 10], [5, 3, 12])
    assert [(problem.key, problem.value) for problem in found] == [
        ("rows a, b", "6: 1 too much"),
        ("row c", "4: 1 too much"),
    ]


def test_a_conflict_of_signs_does_not_hide_another_reason() -> None:
    Z = pd.DataFrame([[0, -1], [2, 0], [1, 1]], ["minus", "only x", "both"], ["x", "y"])
    found = feasible(Z, [1, 9, 1], [5, 6])
    assert [str(problem).split(":")[0] for problem in found] == ["row minus", "row only x", "column y"]
    assert "column y: expected at most 1, all that row both can give, found '6: 5 too much'" in str(found[2])


def test_totals_on_the_edge_make_flows_vanish_and_say_so() -> None:
    Z = pd.DataFrame([[1.0, 0.0], [2.0, 3.0]], ["a", "b"], ["x", "y"])
    done = ras(Z, [3, 6], [3, 6])
    assert done.matrix.to_numpy().tolist() == [[3, 0], [0, 6]]
    assert (done.vanished, done.sign_changes, done.iterations) == ((("b", "x"),), 1, 1)
    with pytest.raises(InputError, match="row b, column x: expected totals that leave every flow its sign"):
        ras(Z, [3, 6], [3, 6], most_multiplier=10)


def test_a_line_whose_total_is_zero_empties() -> None:
    done = ras([[1.0, 2.0], [3.0, 4.0]], [0, 5], [2, 3])
    np.testing.assert_array_equal(done.matrix, [[0, 0], [2, 3]])
    assert done.row_multipliers[0] == 0
    assert done.largest_multiplier == np.inf


def test_extreme_multipliers_are_refused_on_request() -> None:
    Z = pd.DataFrame([[10.0, 1.0], [1.0, 10.0]], ["a", "b"], ["x", "y"])
    totals = {"a": 100.0, "b": 10.0}, {"x": 60.0, "y": 50.0}
    done = ras(Z, *totals)
    assert done.largest_multiplier > 5
    with pytest.raises(InputError) as refusal:
        ras(Z, *totals, most_multiplier=5)
    assert codes(refusal) == ["extreme-multiplier"]
    assert "total 11 before, 100 wanted" in str(refusal.value)
    assert ras(Z, *totals, most_multiplier=20).largest_multiplier == done.largest_multiplier


def test_no_convergence_is_an_error_with_the_place_it_stood() -> None:
    with pytest.raises(InputError, match=r"every line within 1e-10 of its total after 2 iterations.*no-convergence"):
        ras([[5, 0.5], [4, 3]], [10, 2], [7, 5], most=2)


@pytest.mark.parametrize("room", [1e-2, 1e-4, 1e-6, 1e-8])
def test_totals_that_can_only_just_be_met_are_met(room: float) -> None:
    # The old iteration alone needs some 1 / room steps here.
    done = ras([[1.0, 0.0], [2.0, 3.0]], [3 - room, 6 + room], [3, 6])
    np.testing.assert_allclose(done.matrix, [[3 - room, 0], [room, 6]], rtol=0, atol=1e-9)
    assert done.iterations < 300


def test_ras_refuses_what_only_gras_can_scale() -> None:
    with pytest.raises(InputError) as refusal:
        ras([[1, -1], [1, 1]], [-1, 2], [2, -1])
    assert codes(refusal) == ["negative-flow", "negative-total", "negative-total"]


@pytest.mark.parametrize("setting", [{"tolerance": 0}, {"most": 0}, {"most_multiplier": 0.5}])
def test_settings_out_of_range_are_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(setting))):
        ras([[1.0]], [1], [1], **setting)


def test_missing_numbers_and_wrong_lengths_are_refused_together() -> None:
    with pytest.raises(InputError, match="not-finite"):
        gras([[1.0, np.nan]], [1], [1, 1])
    with pytest.raises(InputError) as refusal:
        gras([[1.0, 1.0]], [1, 2], [np.inf, 1])
    assert codes(refusal) == ["shape", "not-finite"]


def test_sums_that_differ_by_rounding_are_reconciled_within_the_tolerance() -> None:
    Z, rows, columns = [[1.0, 2.0], [3.0, 4.0]], [4.0, 6.0], [4.5, 5.5000001]
    with pytest.raises(InputError, match="totals-differ"):
        ras(Z, rows, columns)
    done = ras(Z, rows, columns, tolerance=1e-6)
    assert done.matrix.sum() == pytest.approx(10, rel=1e-6)


# --- evidence and labels ----------------------------------------------------------------------


def test_evidence_names_every_line() -> None:
    Z = pd.DataFrame([[7.0, 3.0, -3.0], [-2.0, 9.0, 8.0]], ["goods", "services"], ["goods", "services", "exports"])
    done = gras(Z, {"goods": 8, "services": 16}, {"goods": 6, "services": 12, "exports": 6})
    assert list(done.lines.columns) == ["before", "target", "after", "deviation", "multiplier"]
    assert done.lines.loc[("row", "goods"), "before"] == 7
    np.testing.assert_allclose(done.lines["after"], done.lines["target"], rtol=1e-9)
    assert done.lines["multiplier"].to_list() == [*done.row_multipliers, *done.column_multipliers]
    assert done.deviation == done.lines["deviation"].max() <= 1e-10
    # The mean of log s is 0, by the size of the columns.
    assert np.log(done.column_multipliers) @ Z.abs().sum() == pytest.approx(0, abs=1e-12)
    assert "iterations: deviation" in repr(done)


def test_a_total_that_changes_sign_is_told() -> None:
    done = gras([[4.0, -3.0], [1.0, 2.0]], [-1, 5], [3, 1])
    assert done.turned == (("row", 0), ("column", 1))
    assert done.sign_changes == 0


def test_labelled_totals_are_matched_by_label() -> None:
    Z = pd.DataFrame([[5, 0.5], [4, 3]], ["a", "b"], ["x", "y"])
    plain = ras(Z, [10, 2], [7, 5]).matrix
    by_label = ras(Z, pd.Series({"b": 2, "a": 10}), {"y": 5, "x": 7}).matrix
    pd.testing.assert_frame_equal(plain, by_label)
    with pytest.raises(InputError) as refusal:
        ras(Z, {"a": 10, "c": 2}, {"x": 7})
    assert codes(refusal) == ["missing-label", "unknown-label", "missing-label"]


def test_kinds_come_back_as_they_came() -> None:
    Z = [[5, 0.5], [4, 3]]
    plain = ras(Z, (10, 2), (7, 5))
    assert isinstance(plain.matrix, np.ndarray)
    assert isinstance(plain.row_multipliers, np.ndarray)
    labelled = ras(xr.DataArray(Z, {"good": ["a", "b"], "user": ["x", "y"]}, ["good", "user"]), [10, 2], [7, 5])
    assert labelled.matrix.dims == ("good", "user")
    assert labelled.column_multipliers.dims == ("user",)
    assert labelled.column_multipliers.sel(user="x").item() == plain.column_multipliers[0]


def test_pairs_of_region_and_sector_serve_as_labels() -> None:
    pairs = pd.MultiIndex.from_product([["north", "south"], ["farm"]], names=["region", "sector"])
    Z = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], pairs, pairs)
    done = ras(Z, pd.Series([4.0, 6.0], index=pairs), pd.Series([4.0, 6.0], index=pairs))
    assert done.matrix.index.equals(pairs)
    assert done.lines.index[0] == ("row", ("north", "farm"))
    with pytest.raises(InputError, match="row north / farm: expected at most 0"):
        ras(Z * np.array([[1, 0], [1, 1]]), [4, 6], [0, 10])


def test_nothing_given_is_changed() -> None:
    Z, u, v = np.array([[5, 0.5], [4, 3]]), np.array([10.0, 2]), np.array([7.0, 5])
    copies = Z.copy(), u.copy(), v.copy()
    ras(Z, u, v)
    for given_, copy in zip((Z, u, v), copies, strict=True):
        np.testing.assert_array_equal(given_, copy)


def test_result_is_frozen() -> None:
    done = ras([[1.0]], [1], [1])
    assert isinstance(done, Balanced)
    with pytest.raises(AttributeError):
        done.iterations = 3  # type: ignore[misc]
