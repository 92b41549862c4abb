from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.derivation import MAX_LENGTH, evaluate, names

FACTS = {"A1": 10.0, "A2": 4.0, "zero": 0.0, "half_share": 0.5}


@pytest.mark.parametrize(
    ("expression", "value"),
    [("A1", 10), ("A1 / A2", 2.5), ("(A1 - A2) * 2", 12), ("-A1 + 3.5", -6.5), ("1000*half_share", 500),
     (" A1 ", 10), ("2 - -2", 4), ("A1 - A2 - 1", 5), ("A1 / A2 / 2.5", 1), ("zero", 0)],
)  # fmt: skip
def test_values(expression: str, value: float) -> None:
    assert evaluate(expression, FACTS) == value


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("A3", "A3 is none"),
        ("half_shere * 2", "nearest: half_share"),
        ("A1 / zero", "zero"),
        ("A1 / (A2 - 4)", "zero"),
        ("A1 ** A2", "plain"),
        ("A1 // A2", "plain"),
        ("9**9**9", "plain"),
        ("+A1", "plain"),
        ("abs(A1)", "plain"),
        ("A1.real", "plain"),
        ("__import__('os')", "numbers"),
        ("A1 if A2 else 0", "plain"),
        ("(A1, A2)", "numbers"),
        ("A1 < A2", "numbers"),
        ("lambda: 1", "numbers"),
        ("1e3", "plain"),
        ("0x1F", "plain"),
        ("1_000", "plain"),
        ("1j", "plain"),
        ("True", "plain"),
        ("None", "plain"),
        ("", "numbers"),
        (" ", "read"),
        ("A1 +", "read"),
        ("(A1", "read"),
        ("A1 A2", "read"),
        ("import os", "read"),
        ("A1\n+A2", "numbers"),
        ("1+" * MAX_LENGTH + "1", "characters"),
        ("-" * 300 + "1", "nested"),
        ("(" * 249 + "1" + ")" * 249, "read"),
        ("+".join(["A1"] * 120), "nested"),
    ],
)
def test_anything_else_is_refused_with_a_message(expression: str, word: str) -> None:
    with pytest.raises(ValueError, match="a derivation") as caught:
        evaluate(expression, FACTS)
    assert word in str(caught.value)


def test_overflow_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        evaluate("big * big", {"big": 1e200})


def test_names_are_those_used() -> None:
    assert names("(A1 - A2) / A1") == {"A1", "A2"}
    assert names("A1 +") == frozenset()


@given(st.text(st.sampled_from("A12+-*/(). _eE"), max_size=40))
def test_no_text_brings_more_than_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert math.isfinite(evaluate(text, FACTS))
