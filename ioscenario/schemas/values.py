"""Schemas of written values and of settings of a parameter, from the field that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from ioscenario.parameters import FIELDS, SHARE, Field
from ioscenario.scenario.settings import FORMS
from ioscenario.yamlnodes import NUMBER_PATTERN

if TYPE_CHECKING:
    from ioscenario.pack.structure import Structure

Schema = dict[str, Any]

#: A number with a unit behind it: letters, or after a space a number of things ("2 1/ha").
MEASURED: Final = rf"^\s*{NUMBER_PATTERN}(?:\s*[A-Za-z(]|\s+1(?![0-9.]))[^\n]*$"
PERCENT: Final = rf"^\s*{NUMBER_PATTERN}\s*%\s*$"
PERCENT_OF_WHOLE: Final = r"^\s*\+?(?:100(?:\.0+)?|[1-9]?[0-9](?:\.[0-9]+)?)\s*%\s*$"
BARE: Final = rf"^\s*{NUMBER_PATTERN}\s*$"
#: A number in quotes that is no larger than 1.
SMALL: Final = r"^\s*[+-]?(?:0(?:\.[0-9]+)?|1(?:\.0+)?)\s*$"
YEAR: Final = "^[1-9][0-9]{3}$"


def definition_name(field: Field) -> str:
    """Return the name under ``$defs`` of the settings of a field: fields with equal settings share one.

    Examples
    --------
    >>> from ioscenario.parameters import FIELD
    >>> definition_name(FIELD["drip_share"]), definition_name(FIELD["gestation"])
    ('share_0_1', 'count_ratio_1_5')
    """
    low, high = field.bounds
    ends = (f"{end:g}".replace("-", "minus_").replace(".", "_") for end in (low, high) if isfinite(end))
    return "_".join((field.kind, *(("ratio",) if _ratio(field) else ()), *ends))


def _ratio(field: Field) -> bool:
    """Whether a quantity may have no dimension, as tonnes per tonne, so that it may be written in per cent."""
    return field.kind not in ("share", "rate") and (field.unit == "1" or "/" in field.unit)


def definitions(structure: Structure | None) -> Schema:
    """Return the settings and values that all fields have, by name.

    Parameters
    ----------
    structure
        A pack's structure, for the years that a scenario may name; None: any years.

    Returns
    -------
    dict
        For each kind of field ``NAME`` (all forms of a setting) and ``NAME_value`` (one value).
    """
    found: Schema = {"year": _year(structure)}
    for field in FIELDS:
        name = definition_name(field)
        if name not in found:
            found[name] = _setting(field, name, structure)
            found[f"{name}_value"] = _value(field)
    return found


def reference(name: str) -> Schema:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


# ----------------------------------------------------------------------------- values


def _value(field: Field) -> Schema:
    """One written value of a field."""
    if field.kind in ("share", "rate"):
        percent = PERCENT_OF_WHOLE if field.bounds == SHARE else PERCENT
        return _either(_number(*field.bounds), percent, SMALL, MEASURED)
    low, high = field.bounds
    if field.kind == "count":
        number: Schema = {"type": "integer", "minimum": low, "maximum": high}
    elif field.unit == "1" or field.kind == "index":
        number = _number(low, high)
    else:  # bounds other than zero are in the unit of the model, which need not be the row's
        number = _number(min(low, 0.0), None)
    return _either(number, BARE, MEASURED, *([PERCENT] if _ratio(field) else []))


def _change(field: Field) -> Schema:
    """An amount to add."""
    if field.kind in ("share", "rate"):
        return _either(_number(-1.0, 1.0), PERCENT, SMALL, MEASURED)
    number = {"type": "integer" if field.kind == "count" else "number"}
    return _either(number, BARE, MEASURED, *([PERCENT] if _ratio(field) else []))


def _factor() -> Schema:
    """A number to multiply with."""
    return _either({"type": "number", "minimum": 0}, rf"^\s*\+?{NUMBER_PATTERN.removeprefix('[+-]?')}\s*$")


def _number(low: float, high: float | None) -> Schema:
    schema: Schema = {"type": "number", "minimum": low}
    return schema if high is None or not isfinite(high) else {**schema, "maximum": high}


def _either(number: Schema, *patterns: str) -> Schema:
    """A number, or a text of one of some forms."""
    return {"anyOf": [number, *({"type": "string", "pattern": pattern} for pattern in patterns)]}


# ---------------------------------------------------------------------------- settings


def _year(structure: Structure | None) -> Schema:
    """A year that a scenario may name."""
    if structure is None:
        return {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 9999}, {"type": "string", "pattern": YEAR}]}
    years = structure.years[1:]
    plain = {"type": "integer", "minimum": years[0], "maximum": years[-1]}
    return {"anyOf": [plain, {"enum": [str(year) for year in years]}]}


def _by_year(value: Schema, structure: Structure | None) -> Schema:
    """A map of years to values."""
    pattern = YEAR if structure is None else f"^(?:{'|'.join(str(year) for year in structure.years[1:])})$"
    return {
        "type": "object",
        "patternProperties": {pattern: value},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _setting(field: Field, name: str, structure: Structure | None) -> Schema:
    """Every form of a setting."""
    value = reference(f"{name}_value")
    by_year = _by_year(value, structure)
    contents: Schema = {
        "value": value,
        "times": _factor(),
        "plus": _change(field),
        "steps": by_year,
        "series": {"type": "string", "minLength": 1, "description": "A csv file with the columns year,value."},
    }
    forms = [_form(form, contents[form], ("from", "value") if form == "value" else (form,)) for form in FORMS]
    line = [] if field.kind == "count" else [by_year]
    return {"anyOf": [value, *line, *forms]}


def _form(form: str, content: Schema, required: Sequence[str]) -> Schema:
    """One form of a setting that is a map."""
    years = {"from": reference("year"), "to": reference("year")} if FORMS[form] else {}
    return {
        "type": "object",
        "properties": {form: content, **years},
        "required": list(required),
        "additionalProperties": False,
    }
