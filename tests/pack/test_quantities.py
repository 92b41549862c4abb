"""Expressions over results, parameters and facts: what they mean, and what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.model import load
from ioscenario.pack.binding import Joined, Path, Result, bind, leaves, shown
from ioscenario.pack.quantities import MAX_LENGTH, Name, Operation, QuantityProblem, names, parse
from ioscenario.pack.units import UnitProblem, factor, measure
from ioscenario.pack.units import names as unit_names
from ioscenario.problems import Findings

PACK = load("toy-chain").pack


def bound(text: str) -> tuple[object, list[tuple[str, str | None, str | None]]]:
    """Dimensions in words and problems of an expression in the toy chain."""
    findings = Findings()
    tree = bind(parse(text), PACK, findings)
    return shown(tree.dimensions), [(item.code, item.value, item.nearest) for item in findings]


def test_products_bind_closer_than_sums_and_go_from_the_left() -> None:
    tree = parse("a - b - c * d / e")
    assert isinstance(tree, Operation)
    assert (tree.sign, tree.right.sign) == ("-", "/")  # type: ignore[union-attr]
    assert [name.name for name in names(tree)] == ["a", "b", "c", "d", "e"]
    assert isinstance(tree.left, Operation)
    assert tree.left.sign == "-"


def test_brackets_hold_members_a_year_and_the_reference() -> None:
    assert parse("jobs_direct[tailor, modern, 2030, reference]") == Name(
        "jobs_direct", ("tailor", "modern"), 2030, True
    )
    assert parse("process.mill.existing.labour") == Name("process.mill.existing.labour")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("production[shirts]", "item"),
        ("production[shirts] / production[cloth]", "item by length"),
        ("process.tailor.project_capacity * process.tailor.modern.labour", "job"),
        ("sector_jobs - sector_jobs[reference, 2025]", "job"),
        ("value_added_direct[tailor] + 5 {billion KZT}", "money_KZT"),
        ("value_added_direct[tailor] / (520 {KZT/USD})", "money_USD"),
        ("sector_output / sector_output[2025] - 1", "a pure number"),
        ("jobs_direct[tailor] / 3 - 2 * jobs_direct[tailor, existing]", "job"),
        ("F1 - F2", "mass"),
    ],
)
def test_units_follow_the_operations(text: str, kind: str) -> None:
    found, problems = bound(text)
    assert not problems
    assert found == kind


def test_every_wrong_name_is_told_with_the_nearest() -> None:
    _, problems = bound("prodction[shirts] + process.mil.wage * production[shirtz] + F3")
    assert [item[:2] for item in problems] == [
        ("unknown-name", "prodction"), ("unknown-name", "process.mil.wage"),
        ("unknown-name", "shirtz"), ("unknown-name", "F3"),
    ]  # fmt: skip
    assert (problems[0][2], problems[2][2]) == ("production", "shirts")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("production", "members"),  # tonnes and pieces do not add up
        ("unit_cost[mill]", "members"),
        ("sector_jobs + sector_output", "unit"),
        ("sector_jobs[2000]", "unknown-year"),
        ("sector_jobs[mill]", "unknown-name"),
        ("F1 {job}", "unit"),
        ("F1[2025]", "members"),
        ("process.mill.wage[mill]", "members"),
        ("sector_jobs {job}", "unit"),
        ("3 {parsec}", "unit"),
        ("history[sector_output]", "members"),
        ("history[sector_output, 1999]", "unknown-name"),
        ("bridge", "members"),
    ],
)
def test_what_does_not_fit_the_pack_is_refused(text: str, code: str) -> None:
    assert code in [item[0] for item in bound(text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "(1", "1)", "a b", "2 ** 3", "a if b else c", "__import__('os').system('ls')", "a.b().c",
        "f(x)", "[x for x in y]", "lambda: 1", "a[0:2]", "1e9", "0x10", "1_000", "'a'", "a; b", "a\n;b", "@a", "a = 1",
        "history[a, 2001, 2002]", "((" * 60 + "1" + "))" * 60, "-" * 200 + "1", "1+" * MAX_LENGTH + "1",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(QuantityProblem):
        parse(text)


@given(st.text(alphabet="ab1.2+-*/()[]{} _,'\"\\:;=%$", max_size=60))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except QuantityProblem:
        return
    assert all(isinstance(name, Name) for name in names(tree))


@given(st.sampled_from(sorted(unit_names())), st.sampled_from(sorted(unit_names())))
def test_measures_agree_with_factors(unit: str, other: str) -> None:
    size, dimensions = measure(unit)
    other_size, other_dimensions = measure(other)
    if dimensions == other_dimensions:
        assert math.isclose(size / other_size, factor(unit, other), rel_tol=1e-12)
    else:
        with pytest.raises(UnitProblem):
            factor(unit, other)


def test_leaves_say_what_is_read() -> None:
    tree = bind(parse("production[shirts] * process.tailor.modern.labour"), PACK, Findings())
    assert isinstance(tree, Joined)
    result, path = leaves(tree)
    assert isinstance(result, Result)
    assert result.where == (("commodity", "shirts"),)
    assert isinstance(path, Path)
    assert path.path == "process.tailor.modern.labour"
