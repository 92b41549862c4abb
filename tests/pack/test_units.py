from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.units import MAX_LENGTH, UnitProblem, convert, define_currency, factor, names, quantity


@pytest.mark.parametrize(
    ("unit", "to", "value"),
    [
        ("kt", "t", 1000),  # the kilotonne, not the knot
        ("Mt", "kt", 1000),
        ("kg", "t", 0.001),
        ("thousand ha", "ha", 1000),
        ("million m2", "m2", 1e6),
        ("ha", "m2", 1e4),
        ("m3/ha", "m3/ha", 1),
        ("thousand m3/ha", "m3/ha", 1000),
        ("%", "1", 0.01),
        ("1", "1", 1),
        ("%", "%", 1),
        ("thousand KZT/t", "million KZT/t", 0.001),
        ("million KZT/(t)", "million KZT/t", 1),
        ("bn KZT", "million KZT", 1000),
        ("billion KZT", "bn KZT", 1),
        ("KZT/kWh", "million KZT/kWh", 1e-6),
        ("thousand KZT/thousand m2", "million KZT/m2", 1e-6),  # a space binds closer than a stroke
        ("thousand*KZT/t", "KZT/t", 1000),
        ("MWh/kt", "kWh/t", 1),
        ("jobs/kt", "job/t", 0.001),
        ("million item", "items", 1e6),
        ("g/m2", "t/m2", 1e-6),
        ("t/(thousand item)", "kg/item", 1),
        ("t/t", "1", 1),
    ],
)
def test_factors(unit: str, to: str, value: float) -> None:
    assert factor(unit, to) == value


@pytest.mark.parametrize(
    ("unit", "to", "near"),
    [
        ("ha", "t", None), ("KZT", "USD", None), ("m2", "m3", None), ("job", "item", None), ("kWh", "t", None),
        ("1", "t", None), ("KTZ", "KZT", "KZT"), ("tonnne", "t", "tonne"), ("ms", "m", "m"), ("knot", "t", "kt"),
        ("", "1", None), ("t/", "t", None), ("/t", "t", None), ("(t", "t", None), ("t)", "t", None), ("t t", "t", None),
        ("t**2", "t", None), ("10 t", "t", None), ("1t", "t", None), ("t^2", "t", None), ("__import__", "t", None),
        ("т", "t", None), ("t" * (MAX_LENGTH + 1), "t", None), ("(" * 70, "t", None), ("1.5", "1", None),
    ],
)  # fmt: skip
def test_units_that_are_none_or_do_not_fit(unit: str, to: str, near: str | None) -> None:
    with pytest.raises(UnitProblem) as caught:
        factor(unit, to)
    assert caught.value.nearest == near


def test_all_names_of_the_definitions_are_known_to_pint() -> None:
    for name in names():
        assert factor(name, name) == 1


def test_currencies_are_dimensions_of_their_own_and_more_can_come() -> None:
    with pytest.raises(UnitProblem):
        factor("XAF", "XAF")
    define_currency("XAF")
    define_currency("XAF")
    define_currency("KZT")
    assert factor("thousand XAF/t", "million XAF/t") == 0.001
    with pytest.raises(UnitProblem):
        factor("XAF", "KZT")


@pytest.mark.parametrize("code", ["", "kzt", "EURO", "K1T", "t"])
def test_what_is_no_currency_code(code: str) -> None:
    with pytest.raises(UnitProblem):
        define_currency(code)


@given(st.integers(min_value=-10_000, max_value=10_000))
def test_percent_is_rounded_once(hundredths: int) -> None:
    assert convert(float(hundredths), "%", "1") == hundredths / 100


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("162 thousand ha", 162.0, "thousand ha"), ("20 %", 20.0, "%"), ("20%", 20.0, "%"), ("3.9", 3.9, None),
     (" -1 ", -1.0, None), ("0.5 million KZT/t", 0.5, "million KZT/t")],
)  # fmt: skip
def test_quantities(text: str, value: float, unit: str | None) -> None:
    assert quantity(text) == (value, unit)


@pytest.mark.parametrize("text", ["", "t", "% 20", "1,5 t", "1_000 t", ".5", "012 t", "nan", "1.2.3 t", "x" * 1000])
def test_texts_that_are_no_quantities(text: str) -> None:
    with pytest.raises(UnitProblem):
        quantity(text)


@given(st.text(st.sampled_from("t1%KZT/() *ha_0."), max_size=30))
def test_no_text_brings_more_than_a_problem(text: str) -> None:
    with contextlib.suppress(UnitProblem):
        assert factor(text, text) == 1
