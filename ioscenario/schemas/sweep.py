"""The schema of sweep files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ioscenario.explore import designs, sweepfile
from ioscenario.explore.draws import can_be_drawn
from ioscenario.outputs import VARIABLE
from ioscenario.parameters import FIELDS
from ioscenario.scenario.language import ID as NAME
from ioscenario.schemas.scenario import by_path, names, one_or_several
from ioscenario.schemas.values import PERCENT_OF_WHOLE, definition_name, definitions, reference

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Schema = dict[str, Any]

#: What the keys of a sweep file mean.
MEANING: Final = {
    "name": "Id of the sweep.",
    "note": "What it is for.",
    "scenarios": "Scenarios of the pack, scenario files, or all; without it the reference.",
    "levers": "Lists or ranges of values by path: every combination is run.",
    "uncertain": "Paths that are drawn: paths, patterns such as market.*, or all.",
    "design": "How uncertain paths are drawn.",
    "correlations": "Rank correlations between drawn paths.",
    "seed": "Seed of the draws.",
    "keep": "What stays of the runs; without it everything.",
    "chunk": "Runs simulated at a time.",
}

#: Numbers that a design cannot do without.
NEEDED: Final = ("samples", "trajectories")
LEVELS: Final = 100


def sweep_schema(pack: Pack | None = None) -> Schema:
    """Return the schema of sweep files.

    Parameters
    ----------
    pack
        A pack, whose paths, years and scenarios are enumerated; None: any pack.

    Returns
    -------
    dict
    """
    contents: Schema = {
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "note": {"type": "string", "pattern": r"\S"},
        "scenarios": one_or_several({"anyOf": [names(pack), {"type": "string", "pattern": r"\.ya?ml$"}]}),
        "levers": {**by_path(pack, "_lever"), "minProperties": 1},
        "uncertain": one_or_several(_uncertain(pack)),
        "design": {"anyOf": [_design(kind) for kind in designs.KINDS]},
        "correlations": _correlations(pack),
        "seed": _whole(0, sweepfile.LARGEST_SEED),
        "keep": _keep(pack),
        "chunk": _whole(1, sweepfile.MOST_CHUNK),
    }
    contents["scenarios"]["anyOf"].insert(0, {"const": sweepfile.ALL})
    settings = definitions(None if pack is None else pack.structure)
    levers = {f"{name}_lever": _lever(name) for name in dict.fromkeys(map(definition_name, FIELDS))}
    return {
        "title": "Sweep" if pack is None else f"Sweep over the pack {pack.name}",
        "description": "A sweep: scenarios x values of levers x draws of uncertain parameters.",
        "type": "object",
        "properties": {key: {"description": MEANING[key], **contents[key]} for key in sweepfile.KEYS},
        "required": ["name"],
        "dependentRequired": {"uncertain": ["design"]},
        "dependentSchemas": {"correlations": _latin_hypercube()},
        "additionalProperties": False,
        "$defs": {**settings, **levers},
    }


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "minProperties": 1,
    }


def _lever(name: str) -> Schema:
    """Values of one path: a list, a range, or either with years."""
    setting, value, year = reference(name), reference(f"{name}_value"), reference("year")
    listed = {"type": "array", "items": setting, "minItems": 1, "uniqueItems": True}
    spaced = _range(value)
    amount: Schema = {"anyOf": [{"type": "number"}, {"type": "string"}]}
    amounts = {"anyOf": [{"type": "array", "items": amount, "minItems": 1, "uniqueItems": True}, _range(amount)]}
    years = {"from": year, "to": year}
    with_years = [
        _object({key: {"anyOf": [listed, spaced]} if key == "values" else amounts, **years}, (key,))
        for key in sweepfile.AMOUNTS
    ]
    return {"anyOf": [listed, spaced, *with_years]}


def _range(end: Schema) -> Schema:
    """Evenly spaced values, both ends included."""
    steps = _whole(2, sweepfile.MOST_POINTS)
    return _object({"from": end, "to": end, "steps": steps}, sweepfile.RANGE)


def _uncertain(pack: Pack | None) -> Schema:
    """A path, a pattern, or all."""
    if pack is None:
        return {"type": "string", "minLength": 1}
    drawn = [path for path, item in pack.parameters.items() if can_be_drawn(item)]
    return {"anyOf": [{"enum": [sweepfile.ALL, *drawn]}, {"type": "string", "pattern": r"\*"}]}


def _design(kind: str) -> Schema:
    """One design with its numbers."""
    numbers: Schema = {
        "samples": _whole(1, sweepfile.MOST_SAMPLES),
        "trajectories": _whole(1, sweepfile.MOST_SAMPLES),
        "levels": _whole(2, LEVELS),
    }
    if kind == "sobol":
        numbers["samples"] = {"enum": [2**power for power in range(sweepfile.MOST_SAMPLES.bit_length())]}
    if kind == "morris":
        numbers["levels"]["multipleOf"] = 2
    own = designs.KINDS[kind]
    needed = tuple(name for name in own if name in NEEDED)
    return _object({"kind": {"const": kind}, **{name: numbers[name] for name in own}}, ("kind", *needed))


def _latin_hypercube() -> Schema:
    """The one design that takes correlations."""
    return {"properties": {"design": {"properties": {"kind": {"const": "latin_hypercube"}}}}, "required": ["design"]}


def _correlations(pack: Pack | None) -> Schema:
    path = _uncertain(pack) if pack is None else {"enum": list(pack.parameters)}
    pair = {"type": "array", "items": path, "minItems": 2, "maxItems": 2, "uniqueItems": True}
    rank = {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1}
    return {"type": "array", "items": _object({"paths": pair, "rank": rank}, ("paths", "rank")), "minItems": 1}


def _keep(pack: Pack | None) -> Schema:
    """What stays."""
    year = {"type": "integer"} if pack is None else {"enum": list(pack.structure.years)}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    quantile = {"anyOf": [share, {"type": "string", "pattern": PERCENT_OF_WHOLE}]}
    contents: Schema = {
        "variables": one_or_several({"enum": list(VARIABLE)}),
        "full": {"type": "boolean"},
        "years": one_or_several(year),
        "quantiles": one_or_several(quantile),
        "runs": {"type": "boolean"},
    }
    return {
        **_object({key: contents[key] for key in sweepfile.KEEP_KEYS}),
        "not": {"properties": {"full": {"const": True}}, "required": ["full", "variables"]},
        "if": {"properties": {"runs": {"const": False}}, "required": ["runs"]},
        "then": {"required": ["quantiles"]},
    }
