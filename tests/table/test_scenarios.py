"""Scenarios: a thousand at once are the same as each solved on its own; failures are named."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ioscenario import table as io
from ioscenario.problems import InputError
from ioscenario.table import Change
from ioscenario.table.scenarios import several_columns, several_rows
from tests.table.economies import Array, Economy, economy, inverse

SEEDS = st.integers(0, 10_000)


def technologies(e: Economy, seed: int, cases: int = 30) -> tuple[NDArray[np.int64], Array, Array]:
    """Which column changes, by how much, and the outputs by solving each again."""
    random = np.random.default_rng(seed)
    n = len(e.f)
    at = random.integers(0, n, cases)
    D = e.A[:, at] * random.uniform(-0.3, 0.2, (n, cases))
    X = np.empty((n, cases))
    for case in range(cases):
        A = e.A.copy()
        A[:, at[case]] += D[:, case]
        X[:, case] = inverse(A) @ e.f
    return at, D, X


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_single_columns_are_each_solved_again(seed: int) -> None:
    e = economy(seed)
    at, D, X = technologies(e, seed)
    np.testing.assert_allclose(io.technology_scenarios(e.A, at, D, e.f), X, rtol=1e-9)
    np.testing.assert_allclose(io.technology_effects(e.A, at, D, e.f, e.s), e.s @ X, rtol=1e-9)
    many = e.f[:, None] * np.linspace(1.0, 2.0, len(at))
    np.testing.assert_allclose(io.technology_scenarios(e.A, at, D, many), X * np.linspace(1.0, 2.0, len(at)))
    np.testing.assert_allclose(io.technology_effects(e.A, at, D, many, e.s), e.s @ X * np.linspace(1.0, 2.0, len(at)))


@given(SEEDS, st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_several_columns_and_rows_by_woodbury(seed: int, k: int) -> None:
    e = economy(seed)
    random = np.random.default_rng(seed)
    chosen = [int(item) for item in random.choice(7, k, replace=False)]
    model = io.Leontief(e.A)
    for by_columns in (True, False):
        A = e.A.copy()
        place = (slice(None), chosen) if by_columns else (chosen, slice(None))
        D = A[place] * random.uniform(-0.5, 0.1, A[place].shape)
        A[place] += D
        got = (several_columns if by_columns else several_rows)(model, chosen, D, e.x)
        assert got is not None
        np.testing.assert_allclose(got, inverse(A) @ e.f, rtol=1e-9)


@given(SEEDS, st.floats(0.5, 4.0))
@settings(max_examples=60, deadline=None)
def test_a_scenario_is_refused_if_and_only_if_it_cannot_produce(seed: int, scale: float) -> None:
    e = economy(seed, n=4)
    random = np.random.default_rng(seed)
    model = io.Leontief(e.A)
    for chosen in ([0], [1, 3], [0, 1, 2]):
        D = random.random((4, len(chosen))) * scale / 4.0
        A = e.A.copy()
        A[:, chosen] += D
        radius = np.abs(np.linalg.eigvals(A)).max()
        if abs(radius - 1.0) < 1e-6:
            continue
        got = several_columns(model, chosen, D, e.x)
        assert (got is None) == (radius >= 1.0)
        if len(chosen) == 1 and radius >= 1.0:
            with pytest.raises(InputError, match="not-productive"):
                io.technology_scenarios(model, chosen, D, e.f)


def test_demand_scenarios_keep_their_names() -> None:
    e = economy()
    F = pd.DataFrame(np.column_stack([e.f, 2.0 * e.f]), e.names, ["base", "double"])
    X = io.demand_scenarios(e.frame, F)
    assert list(X.columns) == ["base", "double"]
    np.testing.assert_allclose(X["double"], 2.0 * e.x)
    jobs = io.totals(pd.Series(e.s, e.names), X)
    assert jobs["base"] == pytest.approx(e.s @ e.x)
    accounts = io.totals(pd.DataFrame([e.s], ["jobs"], e.names), X)
    assert accounts.loc["jobs", "double"] == pytest.approx(2.0 * e.s @ e.x)
    assert io.totals(e.s, e.x) == pytest.approx(e.s @ e.x)
    plain = np.column_stack([e.x, 2.0 * e.x])
    for X2 in (plain, np.asfortranarray(plain)):
        np.testing.assert_allclose(io.totals(e.s, X2), e.s @ plain)


def test_scenarios_that_cannot_be_are_named_or_blank() -> None:
    e = economy()
    D = pd.DataFrame(np.zeros((7, 3)), e.names, ["fine", "greedy", "negative"])
    D.loc["s0", "greedy"] = 5.0
    D.loc["s1", "negative"] = -5.0
    columns = ["s0", "s0", "s3"]
    with pytest.raises(InputError) as refused:
        io.technology_scenarios(e.frame, columns, D, e.f)
    told = {problem.key: problem.code for problem in refused.value.problems}
    assert told == {"scenario greedy": "not-productive", "scenario negative": "negative-coefficient"}
    X = io.technology_scenarios(e.frame, columns, D, e.f, invalid="nan")
    assert list(X.columns[X.isna().all()]) == ["greedy", "negative"]
    np.testing.assert_allclose(X["fine"], e.x)
    jobs = io.technology_effects(e.frame, columns, D, e.f, e.s, invalid="nan")
    assert list(jobs.index[jobs.isna()]) == ["greedy", "negative"]


def test_taking_a_coefficient_away_is_allowed() -> None:
    e = economy()
    X = io.technology_scenarios(e.A, [2], -e.A[:, [2]], e.f)
    np.testing.assert_allclose(X[:, 0], io.extraction(e.A, e.f, 2, "backward").output)


def cell(e: Economy, change: Change) -> Array:
    """Output of one change, by solving again."""
    return np.asarray(io.run_scenarios(e.frame, pd.Series(e.f, e.names), {"one": change}).output["one"])


def test_what_a_change_means() -> None:
    e = economy()
    A, Z = e.A, e.A * e.x

    def again(i: int, j: int, value: float) -> Array:
        changed = A.copy()
        changed[i, j] = value
        return np.asarray(inverse(changed) @ e.f)

    i, j = (int(item) for item in np.argwhere(A > 0.0)[4])
    for change, value in (
        (Change("coefficient", "set", 0.1, i, j), 0.1),
        (Change("coefficient", "add", 0.02, i, j), A[i, j] + 0.02),
        (Change("coefficient", "scale", 0.5, i, j), A[i, j] * 0.5),
        (Change("flow", "set", 0.3, i, j), 0.3 / e.x[j]),
        (Change("flow", "add", 0.1, i, j), (Z[i, j] + 0.1) / e.x[j]),
        (Change("flow", "scale", 1.1, i, j), A[i, j] * 1.1),
    ):
        np.testing.assert_allclose(cell(e, change), again(i, j, value), err_msg=str(change))
    for change, value in (
        (Change("demand", "set", 4.0, i), 4.0),
        (Change("demand", "add", 4.0, i), e.f[i] + 4.0),
        (Change("demand", "scale", 2.0, i), e.f[i] * 2.0),
    ):
        f = e.f.copy()
        f[i] = value
        np.testing.assert_allclose(cell(e, change), inverse(A) @ f, err_msg=str(change))


def test_rows_columns_and_everything_at_once() -> None:
    e = economy(n=24)
    A = e.A
    changes = {
        "row": [Change("coefficient", "scale", 0.9, row="s3")],
        "column": [Change("coefficient", "scale", 0.9, column="s3")],
        "two columns": [Change("coefficient", "scale", 0.9, column=["s3", "s5"])],
        "rows and demand": [Change("coefficient", "scale", 0.9, row=["s1", "s2"]), Change("demand", "scale", 2.0)],
        "all": [Change("coefficient", "scale", 0.9)],
        "block": [Change("coefficient", "set", 0.01, row=["s1", "s2"], column=["s7", "s8", "s9"])],
        "twice": [Change("coefficient", "scale", 0.5, "s1", "s2"), Change("coefficient", "add", 0.01, "s1", "s2")],
        "vector": [Change("coefficient", "set", np.full(24, 0.01), column="s4")],
        "nothing": [],
    }
    result = io.run_scenarios(e.frame, e.f, changes)
    assert list(result.output.columns) == list(changes)
    expected = {name: A.copy() for name in changes}
    expected["row"][3] *= 0.9
    expected["column"][:, 3] *= 0.9
    expected["two columns"][:, [3, 5]] *= 0.9
    expected["rows and demand"][[1, 2]] *= 0.9
    expected["all"] *= 0.9
    expected["block"][np.ix_([1, 2], [7, 8, 9])] = 0.01
    expected["twice"][1, 2] = A[1, 2] * 0.5 + 0.01
    expected["vector"][:, 4] = 0.01
    for name, matrix in expected.items():
        f = 2.0 * e.f if name == "rows and demand" else e.f
        np.testing.assert_allclose(result.output[name], inverse(matrix) @ f, err_msg=name)
        np.testing.assert_allclose(result.change[name], inverse(matrix) @ f - e.x, err_msg=name, atol=1e-9)


def test_order_of_changes_and_order_of_labels() -> None:
    e = economy()
    mixed = io.run_scenarios(e.frame, e.f, {"a": Change("coefficient", "scale", 0.5, ["s5", "s1"], ["s4", "s0"])})
    A = e.A.copy()
    A[np.ix_([5, 1], [4, 0])] *= 0.5
    np.testing.assert_allclose(mixed.output["a"], inverse(A) @ e.f)


def test_demand_by_category() -> None:
    e = economy()
    f = pd.DataFrame(np.column_stack([0.4 * e.f, 0.6 * e.f]), e.names, ["households", "exports"])
    result = io.run_scenarios(
        e.frame,
        f,
        {
            "exports": Change("demand", "scale", 1.5, column="exports"),
            "both": Change("demand", "add", 1.0, "s2"),
        },
    )
    np.testing.assert_allclose(result.output["exports"], 1.3 * e.x)
    np.testing.assert_allclose(result.change["both"], inverse(e.A)[:, 2])
    with pytest.raises(InputError, match="nearest: exports"):
        io.run_scenarios(e.frame, f, {"a": Change("demand", "set", 1.0, column="export")})


def test_a_scenario_that_fails_does_not_stop_the_others() -> None:
    e = economy(n=24)
    scenarios = {
        "fine": Change("demand", "scale", 1.1),
        "one column": Change("coefficient", "add", 3.0, "s1", "s1"),
        "two columns": Change("coefficient", "add", 3.0, "s1", ["s1", "s2"]),
        "all": Change("coefficient", "scale", 9.0),
        "negative": Change("coefficient", "add", -9.0, "s1", "s2"),
    }
    with pytest.raises(InputError) as refused:
        io.run_scenarios(e.frame, e.f, scenarios)
    assert {problem.key for problem in refused.value.problems} == {f"scenario {name}" for name in list(scenarios)[1:]}
    result = io.run_scenarios(e.frame, e.f, scenarios, invalid="nan")
    assert set(result.failed) == set(list(scenarios)[1:])
    np.testing.assert_allclose(result.output["fine"], 1.1 * e.x)
    assert result.output.drop(columns="fine").isna().to_numpy().all()


def test_results_have_a_dimension_for_scenarios() -> None:
    e = economy()
    A = xr.DataArray(e.A, dims=("sector", "sector_to"), coords={"sector": e.names, "sector_to": e.names})
    result = io.run_scenarios(A, e.f, {"a": Change("demand", "scale", 2.0)})
    assert result.output.dims == ("sector", "scenario")
    np.testing.assert_allclose(result.output.sel(scenario="a"), 2.0 * e.x)
    assert io.run_scenarios(e.A, e.f, {}).output.shape == (7, 0)


def test_wrong_calls() -> None:
    e = economy()
    with pytest.raises(InputError) as refused:
        Change("coeficient", "multiply", 1.0)  # type: ignore[arg-type]
    assert refused.value.problems[0].nearest == "coefficient"
    with pytest.raises(InputError, match="column of changes for each"):
        io.technology_scenarios(e.A, [0, 1], np.zeros((7, 3)), e.f)
    with pytest.raises(InputError, match="positions from 0 to 6"):
        io.technology_scenarios(e.A, [0, 9], np.zeros((7, 2)), e.f)
    with pytest.raises(InputError, match="one value"):
        io.run_scenarios(e.A, e.f, {"a": Change("coefficient", "set", [1.0, 2.0], column=1)})
    with pytest.raises(InputError, match="buyer"):
        io.run_scenarios(np.zeros((2, 2)), [1.0, 0.0], {"a": Change("flow", "set", 1.0, 0, 1)})


def test_a_thousand_scenarios_on_a_large_table_take_no_time() -> None:
    e = economy(n=300)
    at, D, _X = technologies(e, 1, 2)
    at, D = np.tile(at, 500), np.tile(D, 500)
    model = io.Leontief(e.A)
    X = io.technology_scenarios(model, at, D, e.f)
    np.testing.assert_allclose(X[:, :2], _X, rtol=1e-9)
    np.testing.assert_allclose(X[:, 998:], _X, rtol=1e-9)
