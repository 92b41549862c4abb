"""The schema of scenario files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ioscenario.dimensions import LANGUAGES
from ioscenario.parameters import BRACE, FIELDS, ID, Field
from ioscenario.scenario import rationing
from ioscenario.scenario.language import ID as NAME
from ioscenario.scenario.language import KEYS, scenario_names
from ioscenario.schemas.values import definition_name, definitions, reference
from ioscenario.simulation.rationing import AMONG

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

Schema = dict[str, Any]

TECHNOLOGY: Final = "(?:existing|modern)"

#: What the keys of a scenario file mean.
MEANING: Final = {
    "name": "Id of the scenario.",
    "extends": "The parent, or several in the order in which they are applied.",
    "title": "A short name for readers.",
    "note": "What is assumed and why.",
    "facts": "Facts or sources of the pack that the scenario rests on.",
    "rationing": "Who is served first when something is short.",
    "set": "Parameters that take other values, by path.",
}


def scenario_schema(pack: Pack | None = None) -> Schema:
    """Return the schema of scenario files.

    Parameters
    ----------
    pack
        A pack, whose paths, years, scenarios, facts and processes are enumerated; None: any pack.

    Returns
    -------
    dict
    """
    contents: Schema = {
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "extends": one_or_several(names(pack)),
        "title": _texts(),
        "note": _texts(),
        "facts": one_or_several(_facts(pack)),
        "rationing": _rationing(pack),
        "set": {**by_path(pack), "minProperties": 1},
    }
    return {
        "title": f"Scenario{_of(pack)}",
        "description": "A scenario: parameters of a data pack that take other values from some year on.",
        "type": "object",
        "properties": {key: {"description": MEANING[key], **contents[key]} for key in KEYS},
        "required": ["name"],
        "additionalProperties": False,
        "$defs": definitions(None if pack is None else pack.structure),
    }


def _of(pack: Pack | None) -> str:
    return "" if pack is None else f" of the pack {pack.name}"


def names(pack: Pack | None) -> Schema:
    """Return the schema of the name of a scenario of the pack."""
    if pack is None:
        return {"type": "string", "pattern": f"^{NAME.pattern}$"}
    return {"enum": list(scenario_names(pack))}


def one_or_several(item: Schema) -> Schema:
    """Return the schema of one thing, or a list of different things."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}]}


def by_path(pack: Pack | None, suffix: str = "") -> Schema:
    """Return the schema of a map from parameter paths to settings.

    Parameters
    ----------
    pack
        A pack, whose paths are enumerated; None: the patterns of the registry.
    suffix
        Put behind the name of the definition that a path's value has.
    """
    if pack is None:
        patterns = {_pattern(field): _described(field, suffix) for field in FIELDS}
        return {"type": "object", "patternProperties": patterns, "additionalProperties": False}
    paths = {
        path: {**_described(item.field, suffix), "examples": [today(item, pack)]}
        for path, item in pack.parameters.items()
    }
    return {"type": "object", "properties": paths, "additionalProperties": False}


def today(parameter: Parameter, pack: Pack) -> str:
    """Return a parameter's base-year value as a scenario file would have it, in the unit of its row."""
    from ioscenario.pack.units import convert

    value = parameter.at(pack.structure.base_year)
    if parameter.field.kind in ("share", "rate"):
        return f"{_digits(100.0 * value)} %"
    if parameter.unit == "1":
        return _digits(value)
    return f"{_digits(convert(value, parameter.unit, parameter.shown_unit))} {parameter.shown_unit}"


def _digits(value: float) -> str:
    """A number as a plain decimal, rounded to what no reader would miss."""
    from decimal import Decimal

    return format(Decimal(f"{value:.10g}").normalize(), "f")


def _pattern(field: Field) -> str:
    """Regular expression of a field's paths, in the dialect of JSON Schema."""
    parts = BRACE.split(field.pattern)
    literal = [part.replace(".", r"\.") for part in parts[0::2]]
    braces = [TECHNOLOGY if name == "technology" else ID for name in parts[1::2]]
    text = literal[0] + "".join(brace + after for brace, after in zip(braces, literal[1:], strict=True))
    return f"^{text}$"


def _described(field: Field, suffix: str) -> Schema:
    """What a path takes, and what it is."""
    unit = "" if field.unit == "1" else f" Unit: {field.unit.replace('money', 'of the currency')}."
    payer = f" Paid by: {field.payer}." if field.payer else ""
    return {**reference(definition_name(field) + suffix), "description": f"{field.text}{unit}{payer}"}


def _texts() -> Schema:
    text = {"type": "string", "pattern": r"\S"}
    return {
        "type": "object",
        "properties": dict.fromkeys(LANGUAGES, text),
        "additionalProperties": False,
        "minProperties": 1,
    }


def _facts(pack: Pack | None) -> Schema:
    if pack is None:
        return {"type": "string", "minLength": 1}
    return {"enum": [str(name) for table in (pack.fact_table, pack.sources) for name in table["id"]]}


def _rationing(pack: Pack | None) -> Schema:
    process: Schema = {"type": "string", "pattern": f"^{ID}$"}
    if pack is not None:
        process = {"enum": [item.id for item in pack.structure.industry]}
    first = {"enum": list(rationing.FIRST)}
    order = {"type": "array", "items": process, "minItems": 1, "uniqueItems": True}
    by_rule = {"first": first, "among": {"enum": [rule for rule in AMONG if rule != "priority"]}}
    by_order = {"first": first, "among": {"const": "priority"}, "priority": order}
    return {
        "anyOf": [
            {"enum": list(rationing.SHORTHANDS)},
            {"type": "object", "properties": by_rule, "additionalProperties": False, "minProperties": 1},
            {
                "type": "object",
                "properties": by_order,
                "additionalProperties": False,
                "required": ["among", "priority"],
            },
        ]
    }
