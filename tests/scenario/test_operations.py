"""Each kind of operation against paths worked out by hand, and what holds for all of them."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.scenario.operations import Array, Operation, OperationKind, apply

YEARS = tuple(range(2025, 2033))
#: The path of a parent, two runs: 1 ... 8 and ten times that.
PATH = np.stack([np.arange(1.0, 9.0), np.arange(10.0, 90.0, 10.0)], axis=1)


def operation(
    kind: OperationKind,
    values: Sequence[float],
    years: Sequence[int] = (),
    start: int = 2026,
    end: int | None = None,
) -> Operation:
    first = years[0] if years and kind != "line" else start
    return Operation("growing.area", kind, tuple(years), tuple(values), first, end, "a.yaml:1")


@pytest.mark.parametrize(
    ("change", "first", "second"),
    [
        pytest.param(operation("set", [5]), [1, 5, 5, 5, 5, 5, 5, 5], [10, 5, 5, 5, 5, 5, 5, 5], id="value"),
        pytest.param(
            operation("set", [5], start=2027, end=2029),
            [1, 2, 5, 5, 5, 6, 7, 8],
            [10, 20, 5, 5, 5, 60, 70, 80],
            id="value from to",
        ),
        pytest.param(
            operation("set", [5], start=2030), [1, 2, 3, 4, 5, 5, 5, 5], [10, 20, 30, 40, 50, 5, 5, 5], id="value from"
        ),
        pytest.param(
            # From the base-year value of each run: 1 -> 9 and 10 -> 9 in four years.
            operation("line", [9], [2029]),
            [1, 3, 5, 7, 9, 9, 9, 9],
            [10, 9.75, 9.5, 9.25, 9, 9, 9, 9],
            id="line to one point",
        ),
        pytest.param(
            operation("line", [5, 2], [2027, 2030]),
            [1, 3, 5, 4, 3, 2, 2, 2],
            [10, 7.5, 5, 4, 3, 2, 2, 2],
            id="line through two points",
        ),
        pytest.param(
            operation("steps", [0.1, 0.2], [2027, 2030]),
            [1, 2, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2],
            [10, 20, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2],
            id="steps",
        ),
        pytest.param(
            operation("series", [4, 8], [2027, 2029]),
            [1, 2, 4, 6, 8, 8, 8, 8],
            [10, 20, 4, 6, 8, 8, 8, 8],
            id="series",
        ),
        pytest.param(
            operation("times", [2]), [1, 4, 6, 8, 10, 12, 14, 16], [10, 40, 60, 80, 100, 120, 140, 160], id="times"
        ),
        pytest.param(
            operation("times", [2], start=2027, end=2028),
            [1, 2, 6, 8, 5, 6, 7, 8],
            [10, 20, 60, 80, 50, 60, 70, 80],
            id="times from to",
        ),
        pytest.param(
            operation("plus", [-1], end=2027), [1, 1, 2, 4, 5, 6, 7, 8], [10, 19, 29, 40, 50, 60, 70, 80], id="plus to"
        ),
    ],
)
def test_path_by_hand(change: Operation, first: list[float], second: list[float]) -> None:
    after = apply(change, PATH, YEARS)
    np.testing.assert_allclose(after, np.stack([first, second], axis=1), rtol=1e-14)


def test_what_parents_did_counts() -> None:
    # {times: 2} of a parent, then {plus: 1 %} of the child: 2 y + 1, not 2 (y + 1).
    path = apply(operation("plus", [1]), apply(operation("times", [2]), PATH, YEARS), YEARS)
    np.testing.assert_array_equal(path[:, 0], [1, 5, 7, 9, 11, 13, 15, 17])


def test_set_overrides_what_came_before_only_where_in_force() -> None:
    path = apply(operation("set", [0], start=2028, end=2028), apply(operation("times", [2]), PATH, YEARS), YEARS)
    np.testing.assert_array_equal(path[:, 0], [1, 4, 6, 0, 10, 12, 14, 16])


def test_points_beyond_the_years_shape_the_line() -> None:
    # 1 in 2025 towards 11 in 2035: one a year.
    path = apply(operation("line", [11], [2035]), PATH, YEARS)
    np.testing.assert_allclose(path[:, 0], np.arange(1.0, 9.0))


@pytest.mark.parametrize("change", [operation("set", [5], start=2040), operation("steps", [5], [2040])])
def test_nothing_in_force_gives_an_equal_copy(change: Operation) -> None:
    after = apply(change, PATH, YEARS)
    np.testing.assert_array_equal(after, PATH)
    assert not np.shares_memory(after, PATH)


def test_read_only_and_strided_input() -> None:
    wide = np.broadcast_to(PATH[:, :1], (len(YEARS), 1000))
    after = apply(operation("times", [2]), wide, YEARS)
    assert after.shape == wide.shape
    np.testing.assert_array_equal(after[:, 999], [1, 4, 6, 8, 10, 12, 14, 16])


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match=r"8 years"):
        apply(operation("set", [5]), PATH[:3], YEARS)
    with pytest.raises(ValueError, match=r"\(year, run\)"):
        apply(operation("set", [5]), PATH[:, 0], YEARS)


def test_line_may_not_start_in_the_base_year() -> None:
    with pytest.raises(ValueError, match="after 2025"):
        apply(operation("line", [5], [2025], start=2020), PATH, YEARS)


# ------------------------------------------------------------------------ properties

values = st.floats(-1e6, 1e6)
paths = st.lists(st.tuples(values, values), min_size=len(YEARS), max_size=len(YEARS)).map(np.array)


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    kind: OperationKind = draw(st.sampled_from(["set", "line", "steps", "series", "times", "plus"]))
    if kind in ("set", "times", "plus"):
        start = draw(st.integers(2020, 2035))
        end = draw(st.none() | st.integers(start, 2040))
        return operation(kind, [draw(values)], start=start, end=end)
    years = sorted(draw(st.sets(st.integers(2026, 2040), min_size=1, max_size=5)))
    return operation(kind, [draw(values) for _ in years], years)


@given(operations(), paths)
def test_base_year_and_input_are_never_touched(change: Operation, path: Array) -> None:
    before = path.copy()
    after = apply(change, path, YEARS)
    np.testing.assert_array_equal(after[0], path[0])
    np.testing.assert_array_equal(path, before)
    assert not np.shares_memory(after, path)


@given(operations(), paths)
def test_outside_its_years_the_path_stays(change: Operation, path: Array) -> None:
    outside = [year < change.start or (change.end is not None and year > change.end) for year in YEARS]
    np.testing.assert_array_equal(apply(change, path, YEARS)[outside], path[outside])


@given(paths, values, st.integers(2026, 2032), st.integers(0, 5))
def test_set_is_the_value_inside(path: Array, value: float, start: int, length: int) -> None:
    after = apply(operation("set", [value], start=start, end=start + length), path, YEARS)
    inside = [start <= year <= start + length for year in YEARS]
    assert (after[inside] == value).all()


@given(paths, st.sets(st.integers(2026, 2032), min_size=1), st.data())
def test_points_are_met_exactly(path: Array, years: set[int], data: st.DataObject) -> None:
    points = {year: data.draw(values) for year in sorted(years)}
    kinds: tuple[OperationKind, ...] = ("line", "steps", "series")
    for kind in kinds:
        after = apply(operation(kind, list(points.values()), list(points)), path, YEARS)
        for year, value in points.items():
            assert (after[YEARS.index(year)] == value).all()
        assert (after[YEARS.index(max(years)) :] == points[max(years)]).all()


@given(paths, st.floats(0, 10), values)
def test_order_of_times_and_plus_is_the_written_one(path: Array, factor: float, amount: float) -> None:
    times, plus = operation("times", [factor]), operation("plus", [amount])
    first = apply(plus, apply(times, path, YEARS), YEARS)
    second = apply(times, apply(plus, path, YEARS), YEARS)
    np.testing.assert_allclose(first[1:], path[1:] * factor + amount)
    np.testing.assert_allclose(second[1:], (path[1:] + amount) * factor)


@given(operations(), paths)
def test_runs_do_not_mix(change: Operation, path: Array) -> None:
    both = apply(change, path, YEARS)
    for run in (0, 1):
        np.testing.assert_array_equal(both[:, run : run + 1], apply(change, path[:, run : run + 1], YEARS))
