"""One entry of ``set``: from the written form to an operation.

======================================  ====================
written                                 operation
======================================  ====================
``20 %``                                ``set``, from base year + 1
``{2030: 20 %, 2035: 40 %}``            ``line``
``{from: 2027, to: 2031, value: 5 %}``  ``set``; ``to`` optional
``{steps: {2027: 10 %, 2030: 20 %}}``   ``steps``
``{times: 1.1}``, ``{plus: 5 %}``       ``times``, ``plus``; ``from``, ``to`` optional
``{series: file.csv}``                  ``series``
======================================  ====================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from ioscenario.scenario.operations import Operation, OperationKind
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.series import read_series
from ioscenario.scenario.values import ValueRefused, read_change, read_factor, read_value
from ioscenario.yamlnodes import Node

if TYPE_CHECKING:
    from ioscenario.pack.parameters_table import Parameter

Points = tuple[tuple[int, ...], tuple[float, ...]]
Span = tuple[int, int | None]

YEAR: Final = re.compile(r"[1-9][0-9]{3}")
NUMERIC: Final = re.compile(r"[+-]?[0-9][0-9.]*")
#: Keys of which exactly one says what is done, and whether ``from`` and ``to`` go with it.
FORMS: Final = {"value": True, "times": True, "plus": True, "steps": False, "series": False}
KEYS: Final = (*FORMS, "from", "to")


def read_setting(path: str, node: Node, reading: Reading) -> Operation | None:
    """Read one setting as an operation.

    Parameters
    ----------
    path
        Path of a parameter that the pack has.
    node
        What is written for it.
    reading
        The pack, and where problems go.

    Returns
    -------
    Operation or None
        None when anything about it was refused.
    """
    parameter = reading.pack.parameters[path]
    before = len(reading.findings)
    mapping = node.mapping
    if mapping is None:
        kind, points, span = _plain_value(path, node, parameter, reading)
    elif not mapping:
        reading.refuse("empty", "a value, a map of years, or " + _forms_text(), node, path)
        return None
    elif any(NUMERIC.fullmatch(key) for key in mapping):
        kind, points, span = "line", _line(path, node, parameter, reading), (first_year(reading), None)
    else:
        kind, points, span = _form(path, node, parameter, reading)
    if len(reading.findings) > before:
        return None
    years, values = points
    return Operation(
        path, kind, years, values, years[0] if kind in ("steps", "series") else span[0], span[1], where(node)
    )


def where(node: Node) -> str:
    """Return the name of the file, with the line if there are lines."""
    file = Path(node.file).name
    return f"{file}:{node.line}" if node.line else file


def first_year(reading: Reading) -> int:
    """Return the first year that a scenario may touch."""
    return reading.pack.structure.base_year + 1


def _forms_text() -> str:
    return "one of " + ", ".join(FORMS)


# --------------------------------------------------------------------------- values


def _value(text_reader: Callable[[], float], node: Node, key: str, reading: Reading) -> float:
    """A value read, or 0 with a problem."""
    try:
        return text_reader()
    except ValueRefused as refused:
        reading.refuse(refused.code, refused.expected, node, key, near=refused.nearest)
        return 0.0


def _scalar(key: str, node: Node, parameter: Parameter, reading: Reading) -> float:
    """The value of a parameter written in one scalar."""
    text = node.text
    if text is None:
        reading.refuse("value", "a value, not a list or map", node, key)
        return 0.0
    return _value(lambda: read_value(text, parameter), node, key, reading)


def _plain_value(path: str, node: Node, parameter: Parameter, reading: Reading) -> tuple[OperationKind, Points, Span]:
    """``20 %``."""
    value = _scalar(path, node, parameter, reading)
    return "set", ((), (value,)), (first_year(reading), None)


# ---------------------------------------------------------------------------- years


def _year(text: str, reading: Reading) -> int | None:
    """A year after the base year and not after the horizon; None for any other text."""
    if not YEAR.fullmatch(text):
        return None
    year = int(text)
    return year if first_year(reading) <= year <= reading.pack.structure.horizon else None


def years_text(reading: Reading) -> str:
    """Return which years a scenario may name, in words."""
    structure = reading.pack.structure
    first, last = structure.base_year + 1, structure.horizon
    return f"a year from {first} to {last}; the base year {structure.base_year} is given"


def _points(key: str, node: Node, parameter: Parameter, reading: Reading) -> Points:
    """A map of years to values, in the order of the years."""
    found: dict[int, float] = {}
    for text, item in (node.mapping or {}).items():
        year = _year(text, reading)
        if year is None:
            reading.refuse_key("year", years_text(reading), node, text, f"{key}.{text}")
            continue
        found[year] = _scalar(f"{key}.{text}", item, parameter, reading)
    years = tuple(sorted(found))
    return years, tuple(found[year] for year in years)


def _line(path: str, node: Node, parameter: Parameter, reading: Reading) -> Points:
    """``{2030: 20 %}``; a count has no values on the way."""
    if parameter.field.kind == "count":
        expected = "{steps: {year: value}}: whole numbers do not change in straight lines"
        reading.refuse("whole-number", expected, node, path)
    return _points(path, node, parameter, reading)


# ---------------------------------------------------------------------------- forms


def _form(path: str, node: Node, parameter: Parameter, reading: Reading) -> tuple[OperationKind, Points, Span]:
    """A map with ``value``, ``times``, ``plus``, ``steps`` or ``series``."""
    mapping = node.mapping or {}
    unknown = [key for key in mapping if key not in KEYS]
    for key in unknown:
        near = reading.near(key, KEYS)
        reading.refuse_key("unknown-key", "one of " + ", ".join(KEYS), node, key, f"{path}.{key}", near=near)
    chosen = [key for key in mapping if key in FORMS]
    if len(chosen) != 1:
        if chosen or not unknown:
            reading.refuse("setting", f"exactly {_forms_text()}", node, path)
        return "set", ((), ()), (0, None)
    form = chosen[0]
    if form == "value" and "from" not in mapping:
        expected = "`from`, the first year in force (or the value alone, for all years)"
        reading.refuse_missing(expected, node, f"{path}.from")
    span = _span(path, node, form, reading)
    item = mapping[form]
    if form == "steps":
        return "steps", _steps(f"{path}.steps", item, parameter, reading), span
    if form == "series":
        return "series", read_series(f"{path}.series", item, parameter, reading, _year), span
    kind, value = _amount(form, f"{path}.{form}", item, parameter, reading)
    return kind, ((), (value,)), span


def _amount(
    form: str, key: str, node: Node, parameter: Parameter, reading: Reading
) -> tuple[Literal["set", "times", "plus"], float]:
    """The one value of ``value``, ``times`` or ``plus``."""
    text = node.text
    if text is None or form == "value":
        return "set", _scalar(key, node, parameter, reading)
    if form == "times":
        return "times", _value(lambda: read_factor(text), node, key, reading)
    return "plus", _value(lambda: read_change(text, parameter), node, key, reading)


def _span(path: str, node: Node, form: str, reading: Reading) -> Span:
    """``from`` and ``to``, checked."""
    mapping = node.mapping or {}
    start, end = first_year(reading), None
    for key in ("from", "to"):
        if key not in mapping:
            continue
        item = mapping[key]
        year = _year(item.text or "", reading)
        if not FORMS[form]:
            reading.refuse_key("unknown-key", f"no `{key}`: {form} carries its own years", node, key, f"{path}.{key}")
        elif year is None:
            reading.refuse("year", years_text(reading), item, f"{path}.{key}")
        elif key == "from":
            start = year
        else:
            end = year
    if end is not None and start > end:
        reading.refuse("span", f"`to` not before `from` ({start})", mapping["to"], f"{path}.to")
    return start, end


def _steps(key: str, node: Node, parameter: Parameter, reading: Reading) -> Points:
    """``{2027: 10 %, 2030: 20 %}`` below ``steps``."""
    if not node.mapping:
        reading.refuse("steps", "a map of years to values", node, key)
        return (), ()
    return _points(key, node, parameter, reading)
