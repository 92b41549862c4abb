"""Written values: from ``20 %`` or ``162 thousand ha`` to a number in the canonical unit.

A share or rate is written in per cent or as a number from 0 to 1 (rates: from -1); a
plain 15 is refused, because it may be meant as 15 % or, forgotten unit and all, as
anything else. Every other number is in the unit of the pack's row or carries one that
converts to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from ioscenario.pack import units
from ioscenario.parameters import Field
from ioscenario.problems import Problem
from ioscenario.scenario.operations import Array, Operation
from ioscenario.yamlnodes import number

if TYPE_CHECKING:
    from ioscenario.pack.parameters_table import Parameter

#: Rounding of sums such as 0.7 + 0.2 + 0.1 that is not held against a bound.
TOLERANCE: Final = 1e-9


class ValueRefused(ValueError):  # noqa: N818 - it says what was expected, not what went wrong
    """A written value is not one; carries the code and the expectation of a problem."""

    def __init__(self, code: str, expected: str, near: str | None = None) -> None:
        self.code = code
        self.expected = expected
        self.nearest = near
        super().__init__(expected)


def read_value(text: str, parameter: Parameter) -> float:
    """Read a written value of a parameter, in its canonical unit and within its bounds.

    Parameters
    ----------
    text
        The value as written, such as ``"20 %"``.
    parameter
        The parameter of the pack it is for.

    Returns
    -------
    float

    Raises
    ------
    ValueRefused
        When it is no number, the unit does not convert, a share is written without
        per cent and above 1, a count is not whole, or a bound is passed.
    """
    value = _in_canonical(text, parameter)
    field = parameter.field
    if field.kind == "count" and value != round(value):
        raise ValueRefused("whole-number", "a whole number")
    low, high = field.bounds
    if not low <= value <= high:
        raise ValueRefused("range", f"a value {bounds_text(field, parameter.unit)}")
    return value


def read_change(text: str, parameter: Parameter) -> float:
    """Read a written amount to add (``plus``), in the canonical unit; bounds are for the result.

    Raises
    ------
    ValueRefused
        As for :func:`read_value`, bounds apart.
    """
    value = _in_canonical(text, parameter)
    if parameter.field.kind == "count" and value != round(value):
        raise ValueRefused("whole-number", "a whole number")
    return value


def read_factor(text: str) -> float:
    """Read a written factor (``times``): a plain number from 0.

    Per cent are refused: "times 10 %" is too easily written for "10 % more".

    Raises
    ------
    ValueRefused
        When it is not a plain number from 0.

    Examples
    --------
    >>> read_factor("1.1")
    1.1
    """
    value = number(text.strip())
    if value is None or value < 0.0:
        raise ValueRefused("factor", "a plain number from 0, such as 1.1 for ten per cent more")
    return value


def _in_canonical(text: str, parameter: Parameter) -> float:
    """Number and unit of the text, brought to the canonical unit."""
    amount, unit = _split(text, parameter)
    if parameter.field.kind in ("share", "rate") and unit is None:
        if abs(amount) > 1.0:
            share = amount / 100.0
            raise ValueRefused("share", f'"{amount:.10g} %" or "{share:.10g}", whichever is meant')
        return amount
    # An index is 1 in the base whatever unit its row is written in.
    plain_unit = "1" if parameter.unit == "1" else parameter.shown_unit
    try:
        return amount * units.factor(unit or plain_unit, parameter.unit)
    except units.UnitProblem as problem:
        raise ValueRefused("unit", _example(parameter), problem.nearest) from None


def _split(text: str, parameter: Parameter) -> tuple[float, str | None]:
    """Number and unit as written."""
    try:
        return units.quantity(text)
    except units.UnitProblem:
        raise ValueRefused("value", _example(parameter)) from None


def _example(parameter: Parameter) -> str:
    """What a value of the parameter looks like."""
    if parameter.field.kind in ("share", "rate"):
        return "a value in per cent such as 15 %, or a number such as 0.15"
    if parameter.unit == "1":
        return "a whole number" if parameter.field.kind == "count" else "a plain decimal number"
    return f"a plain decimal number, in {parameter.shown_unit} or with a unit that converts to it"


def bounds_text(field: Field, unit: str) -> str:
    """Return the bounds of a field in words.

    Examples
    --------
    >>> from ioscenario.parameters import FIELD
    >>> bounds_text(FIELD["gestation"], "1"), bounds_text(FIELD["area"], "ha")
    ('from 1 to 5', 'from 0 ha')
    """
    low, high = field.bounds
    if field.kind in ("share", "rate"):
        return f"from {100 * low:g} % to {100 * high:g} %"
    shown = "" if unit == "1" else f" {unit}"
    return f"from {low:g}{shown}" if high == float("inf") else f"from {low:g} to {high:g}{shown}"


def outside_bounds(values: Array, field: Field) -> np.typing.NDArray[np.bool_]:
    """Return where values pass the bounds of a field, are not a number, or a count is not whole.

    Parameters
    ----------
    values : ndarray, any shape
        Values in the canonical unit.
    field
        The field; excesses below 1e-9 (relative to bounds above 1) are rounding.

    Returns
    -------
    ndarray of bool, same shape
    """
    low, high = field.bounds
    slack_low, slack_high = (TOLERANCE * max(1.0, abs(bound)) if isfinite(bound) else 0.0 for bound in (low, high))
    inside = (values >= low - slack_low) & (values <= high + slack_high) & np.isfinite(values)
    if field.kind == "count":
        inside &= np.abs(values - np.rint(values)) <= TOLERANCE
    return ~inside


def check_bounds(
    parameter: Parameter, values: Array, years: Sequence[int], operations: Sequence[Operation] = ()
) -> tuple[Problem, ...]:
    """Check a path after all operations: of ``times`` and ``plus`` only the result shows whether they fit.

    Parameters
    ----------
    parameter
        The parameter of the pack.
    values : ndarray, shape (year, run)
        Its path in the canonical unit.
    years : sequence of int, length year
        The years.
    operations
        Operations that made the path, in order; those on other paths are passed over.
        The last one in force names the place.

    Returns
    -------
    tuple of Problem
        One problem for the first year with a value outside the bounds, or none.
    """
    wrong = outside_bounds(values, parameter.field)
    if not wrong.any():
        return ()
    index = int(np.argmax(wrong.any(axis=1)))
    year, found = years[index], float(values[index][wrong[index]][0])
    acting = [item for item in operations if item.path == parameter.path and _acts(item, year)]
    file, line = split_where(acting[-1].where) if acting else (None, None)
    whole = "a whole number " if parameter.field.kind == "count" else "a value "
    expected = f"{whole}{bounds_text(parameter.field, parameter.unit)} in {year} after all settings"
    return (Problem("range", expected, file, line, None, parameter.path, f"{found:.10g}"),)


def _acts(operation: Operation, year: int) -> bool:
    """Whether an operation is in force in a year."""
    return operation.start <= year and (operation.end is None or year <= operation.end)


def split_where(where: str) -> tuple[str, int | None]:
    """Return file and line of an operation's ``where``.

    Examples
    --------
    >>> split_where("a.yaml:12"), split_where("<python>")
    (('a.yaml', 12), ('<python>', None))
    """
    file, _, line = where.rpartition(":")
    return (file, int(line)) if file and line.isdecimal() else (where, None)
