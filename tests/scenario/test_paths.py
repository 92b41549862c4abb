import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.loading import Pack
from ioscenario.scenario.paths import line_weights, pack_path
from tests.scenario import tiny


def test_one_value_for_all_years(pack: Pack) -> None:
    path = pack_path(pack.parameters[tiny.WEATHER], tiny.YEARS)
    np.testing.assert_array_equal(path, np.ones((11, 1)))


def test_rows_with_years_are_points_of_a_line(pack: Pack) -> None:
    # 0 in 2025, 100 in 2027, 300 in 2031.
    path = pack_path(pack.parameters[tiny.PROJECTS], tiny.YEARS)
    np.testing.assert_array_equal(path[:, 0], [0, 50, 100, 150, 200, 250, 300, 300, 300, 300, 300])


def test_drawn_points_take_the_place_of_values(pack: Pack) -> None:
    points = np.array([[0.0, 1.0], [10.0, 21.0], [50.0, 21.0]])
    path = pack_path(pack.parameters[tiny.PROJECTS], (2025, 2026, 2029, 2035), points)
    np.testing.assert_allclose(path, [[0, 1], [5, 11], [30, 21], [50, 21]])


@given(st.sets(st.integers(2000, 2050), min_size=1, max_size=6), st.lists(st.integers(2000, 2050), min_size=1))
def test_weights_are_those_of_interpolation(knots: set[int], years: list[int]) -> None:
    ordered = sorted(knots)
    values = np.sin(ordered)
    weights = line_weights(ordered, years)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    np.testing.assert_allclose(weights @ values, np.interp(years, ordered, values), atol=1e-12)


@pytest.mark.parametrize("path", [tiny.PROJECTS, tiny.WEATHER])
def test_agrees_with_the_parameter_itself(pack: Pack, path: str) -> None:
    parameter = pack.parameters[path]
    expected = [parameter.at(year) for year in tiny.YEARS]
    np.testing.assert_allclose(pack_path(parameter, tiny.YEARS)[:, 0], expected)
