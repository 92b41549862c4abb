from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.loading import Pack
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.values import ValueRefused, check_bounds, outside_bounds, read_change, read_factor, read_value
from tests.scenario import tiny


@pytest.mark.parametrize(
    ("path", "written", "value"),
    [
        (tiny.GRANT, "20 %", 0.2),
        (tiny.GRANT, "20%", 0.2),
        (tiny.GRANT, "0.2", 0.2),
        (tiny.GRANT, "1", 1.0),
        (tiny.GRANT, "0", 0.0),
        (tiny.GRANT, "100 %", 1.0),
        (tiny.GROWTH, "-5 %", -0.05),
        (tiny.GROWTH, "-0.05", -0.05),
        (tiny.AREA, "162", 162_000.0),  # the row is in thousand ha
        (tiny.AREA, "162 thousand ha", 162_000.0),
        (tiny.AREA, "162000 ha", 162_000.0),
        (tiny.AREA, "1620 km2", 162_000.0),
        (tiny.PRICE, "3", 0.003),  # thousand KZT/m2 in the row, million in the model
        (tiny.PRICE, "0.003 million KZT/m2", 0.003),
        (tiny.WEATHER, "1.1", 1.1),
        (tiny.WEATHER, "110 %", 1.1),
        (tiny.GESTATION, "3", 3.0),
        (tiny.ACCESS, "2.5", 2.5),
    ],
)
def test_written_values(pack: Pack, path: str, written: str, value: float) -> None:
    assert read_value(written, pack.parameters[path]) == pytest.approx(value, rel=1e-12)


def test_a_share_is_never_in_the_row_unit(pack: Pack) -> None:
    # Even where the pack's row is in per cent, 0.3 is 30 % and 15 is refused.
    row = replace(pack.parameters[tiny.GRANT], shown_unit="%")
    assert read_value("0.3", row) == 0.3
    with pytest.raises(ValueRefused):
        read_value("15", row)


@pytest.mark.parametrize(
    ("path", "written", "code", "expected"),
    [
        (tiny.GRANT, "15", "share", '"15 %" or "0.15"'),
        (tiny.GRANT, "1.5", "share", '"1.5 %" or "0.015"'),
        (tiny.GROWTH, "-3", "share", '"-3 %" or "-0.03"'),
        (tiny.GRANT, "150 %", "range", "from 0 % to 100 %"),
        (tiny.GRANT, "-0.1", "range", "from 0 % to 100 %"),
        (tiny.GROWTH, "-60 %", "range", "from -50 % to 100 %"),
        (tiny.GRANT, "much", "value", "15 %"),
        (tiny.GRANT, "", "value", "15 %"),
        (tiny.GRANT, "1e-1", "unit", "15 %"),
        (tiny.GRANT, "0.2 ha", "unit", "15 %"),
        (tiny.AREA, "162 thousand t", "unit", "thousand ha"),
        (tiny.AREA, "162 thousand hq", "unit", "thousand ha"),
        (tiny.AREA, "nan", "value", "thousand ha"),
        (tiny.AREA, "-1", "range", "from 0 ha"),
        (tiny.AREA, "5 %", "unit", "thousand ha"),
        (tiny.WEATHER, "3.5", "range", "from 0 to 3"),
        (tiny.GESTATION, "2.5", "whole-number", "a whole number"),
        (tiny.GESTATION, "9", "range", "from 1 to 5"),
    ],
)
def test_refused_values(pack: Pack, path: str, written: str, code: str, expected: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        read_value(written, pack.parameters[path])
    assert refused.value.code == code
    assert expected in refused.value.expected


def test_unknown_unit_has_a_nearest(pack: Pack) -> None:
    with pytest.raises(ValueRefused) as refused:
        read_value("3 thousan ha", pack.parameters[tiny.AREA])
    assert refused.value.nearest == "thousand"


@pytest.mark.parametrize(("written", "value"), [("5 %", 0.05), ("-0.05", -0.05), ("-100 %", -1.0)])
def test_changes(pack: Pack, written: str, value: float) -> None:
    assert read_change(written, pack.parameters[tiny.GRANT]) == pytest.approx(value)


@pytest.mark.parametrize(("path", "written"), [(tiny.GRANT, "5"), (tiny.AREA, "5 %"), (tiny.GESTATION, "0.5")])
def test_refused_changes(pack: Pack, path: str, written: str) -> None:
    with pytest.raises(ValueRefused):
        read_change(written, pack.parameters[path])


def test_factor() -> None:
    assert read_factor("1.1") == 1.1
    assert read_factor("15") == 15.0
    for written in ("10 %", "-1", "inf", "1.1 ha", ""):
        with pytest.raises(ValueRefused, match="ten per cent more"):
            read_factor(written)


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    for parameter in (PARAMETERS[path] for path in (tiny.GRANT, tiny.AREA, tiny.GESTATION, tiny.PRICE)):
        try:
            value = read_value(text, parameter)
        except ValueRefused:
            continue
        assert parameter.field.bounds[0] <= value <= parameter.field.bounds[1]


PARAMETERS = tiny.parameters()


# ---------------------------------------------------------------------------- bounds


def test_bounds_of_results(pack: Pack) -> None:
    parameter = pack.parameters[tiny.GRANT]
    years = (2025, 2026, 2027)
    values = np.array([[0.5, 0.5], [0.9, 1.0], [0.9, 1.2]])
    operations = [
        Operation(tiny.GRANT, "times", (), (2.0,), 2026, None, "a.yaml:3"),
        Operation(tiny.GRANT, "plus", (), (0.2,), 2027, 2027, "b.yaml:7"),
        Operation(tiny.GRANT, "plus", (), (0.0,), 2026, 2026, "c.yaml:9"),
        Operation(tiny.AREA, "plus", (), (0.2,), 2026, None, "d.yaml:11"),
    ]
    (problem,) = check_bounds(parameter, values, years, operations)
    assert (problem.file, problem.line, problem.key, problem.value) == ("b.yaml", 7, tiny.GRANT, "1.2")
    assert "from 0 % to 100 % in 2027" in problem.expected
    assert check_bounds(parameter, values[:2], years[:2], operations) == ()


def test_rounding_is_not_held_against_a_bound(pack: Pack) -> None:
    field = pack.parameters[tiny.GRANT].field
    values = np.array([0.7 + 0.2 + 0.1, 1.0 + 1e-12, 1.0 + 1e-6, -1e-12, np.nan, np.inf])
    np.testing.assert_array_equal(outside_bounds(values, field), [False, False, True, False, True, True])


def test_a_count_must_come_out_whole(pack: Pack) -> None:
    field = pack.parameters[tiny.GESTATION].field
    np.testing.assert_array_equal(outside_bounds(np.array([1.0, 2.5, 5.0, 6.0]), field), [False, True, False, True])


def test_no_bound_above(pack: Pack) -> None:
    field = pack.parameters[tiny.AREA].field
    np.testing.assert_array_equal(outside_bounds(np.array([1e12, -1.0]), field), [False, True])
