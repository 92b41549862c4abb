"""``ioscenario check``, ``levers``, ``scenarios``, ``show``: what a pack holds and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    ReportedError,
    StrictOption,
    Tongue,
    collected_warnings,
    print_frame,
    print_json,
    print_result,
    print_warnings,
    wrapped,
)
from ioscenario.language import Language
from ioscenario.problems import Findings, InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.model import Model
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter
    from ioscenario.parameters import Field
    from ioscenario.scenario.library import Flat

#: The file that makes a folder a pack.
_DESCRIPTION: Final = "datapackage.json"

#: Keys that only the structure of a pack has.
_CHAIN_KEYS: Final = frozenset({"commodities", "processes", "schema_version"})

#: Keys that only a goal has.
_GOAL_KEYS: Final = frozenset({"targets", "minimise", "probability", "front"})

#: Keys that only a sweep has.
_SWEEP_KEYS: Final = frozenset({"levers", "uncertain", "design", "scenarios", "keep", "correlations", "seed", "chunk"})

#: Where the parameters of a pack are.
PARAMETERS: Final = "parameters.csv"

#: Year of a value that holds in every year.
EVERY_YEAR: Final = "every"

#: Endings by which a word of the command line is a scenario file rather than a name.
SCENARIO_FILES: Final = (".yaml", ".yml")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("check")(check)
    app.command("levers")(levers)
    app.command("scenarios")(scenarios)
    app.command("show")(show)


# --- check -------------------------------------------------------------------------------


def check(
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="A pack's folder, or a scenario, sweep, goal, chain or parameter file."),
    ],
    pack: PackOption = None,
    variance: Annotated[
        bool, typer.Option("--variance/--no-variance", help="Of a pack: what its uncertainty rests on, by grade.")
    ] = True,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check a pack, or a scenario, sweep, goal, chain or parameter file, and report every problem at once.

    What the file is follows from its content. A scenario, a sweep and rows of parameters (csv) are
    checked against --pack, else the pack whose folder they are in, else the default pack.
    """
    facts: Mapping[str, Any] = {}
    fitted: pd.DataFrame | None = None
    if path.is_dir():
        kind = "pack"
        lines, facts, fitted = _check_pack(path, variance=variance, strict=strict, as_json=as_json)
    elif not path.exists():
        expected = "a pack's folder, or a scenario, sweep, goal, chain or parameter file"
        raise InputError([Problem("missing-file", expected, file=str(path))])
    elif path.name.lower().endswith(".csv"):
        kind, lines = "parameters", _check_parameters(path, pack)
    elif _has_any(path, _CHAIN_KEYS):
        kind, lines = "chain", _check_chain(path)
    elif _has_any(path, _GOAL_KEYS):
        kind, lines = "goal", _check_goal(path, pack)
    elif _has_any(path, _SWEEP_KEYS):
        kind, lines = "sweep", _check_sweep(path, pack)
    else:
        kind, lines = "scenario", _check_scenario(path, pack)
    if as_json:
        told = {} if fitted is None else {"fitted": fitted}
        print_json({"kind": kind, "path": path, "lines": lines, "facts": {**facts, **told}})
        return
    for line in lines:
        print_result(line)
    if fitted is not None and len(fitted):
        print_frame(fitted, title="fitted parameters, what they were fitted to, what the model reaches", digits=6)
    print_result(f"{path}: {kind}, no problems")


def _check_pack(
    folder: Path, *, variance: bool, strict: bool, as_json: bool
) -> tuple[list[str], Mapping[str, Any], pd.DataFrame]:
    """Summary of a pack as lines and as facts, and its fitted parameters with what they reach."""
    from ioscenario.fitted import fitted_table
    from ioscenario.model import load
    from ioscenario.pack.checks import check_pack
    from ioscenario.pack.summary import render, with_differences

    report = check_pack(folder)
    if report.problems:
        raise ReportedError(report.problems, report.warnings)
    print_warnings(report.warnings, as_json=as_json, strict=strict)
    model = load(folder)
    with collected_warnings():
        results = model.run(model.pack.structure.reference)
    facts = with_differences(report.facts, results.bridge())
    lines = list(render(facts, fits=False))
    if variance:
        line, shares = _variance(model)
        lines.append(line)
        facts = {**facts, "variance_by_grade": shares}
    return lines, facts, fitted_table(model.pack, results)


def _variance(model: Model) -> tuple[str, dict[str, Any]]:
    """What the uncertainty of the pack rests on, as a line and as facts."""
    from ioscenario.explore.grades import facts_of, text_of, variance_by_grade

    scenario = model.scenario(model.pack.structure.reference)
    try:
        table = variance_by_grade(model.pack, scenario)
    except InputError as error:  # some draws within the ranges mean nothing; the central values do
        return f"variance by grade: not computed, draws are refused: {error.problems[0]}", {}
    return text_of(table), facts_of(table)


def _has_any(path: Path, keys: Collection[str]) -> bool:
    """Whether a YAML file has any of these keys, by which its kind is known."""
    from ioscenario.yamlnodes import read_yaml

    findings = Findings()
    node = read_yaml(path, findings)
    findings.raise_if_any()
    return node is not None and isinstance(node.value, Mapping) and not set(keys).isdisjoint(node.value)


def _check_chain(path: Path) -> list[str]:
    from ioscenario.pack.chain import read_structure

    findings = Findings()
    structure = read_structure(path, str(path), findings)
    findings.raise_if_any()
    assert structure is not None  # without a structure there is a problem
    return [f"{len(structure.commodities)} commodities, {len(structure.processes)} processes"]


def _check_sweep(path: Path, pack: str | None) -> list[str]:
    from ioscenario.explore.sweepfile import read_sweep
    from ioscenario.model import load

    model = load(pack or enclosing_pack(path))
    plan = read_sweep(path, model.pack, model.library)
    return [f"{plan.runs} runs: {len(plan.points)} scenarios, {plan.samples} samples of each"]


def _check_goal(path: Path, pack: str | None) -> list[str]:
    from ioscenario.explore.goalfile import read_goal
    from ioscenario.model import load

    model = load(pack or enclosing_pack(path))
    goal = read_goal(path, model.pack, model.library)
    return [f"{len(goal.levers)} levers, {len(goal.aims)} targets"]


def _check_scenario(path: Path, pack: str | None) -> list[str]:
    from ioscenario.model import load
    from ioscenario.scenario.resolve import Design, resolve

    model = load(pack or enclosing_pack(path))
    flat = model.scenario(path)
    resolve(model.pack, Design((flat,)))  # settings may be right one by one and leave the bounds together
    count = len(flat.operations)
    settings = "1 setting" if count == 1 else f"{count} settings"
    return [f"scenario {flat.name} on pack {model.pack.name}: {settings} with its parents"]


def _check_parameters(path: Path, pack: str | None) -> list[str]:
    from ioscenario.model import load

    model = load(pack or enclosing_pack(path))
    changed = model.with_parameters(path).pack.parameters
    count = sum(changed[name].values != old.values for name, old in model.pack.parameters.items())
    return [f"{count} paths of the pack {model.pack.name} take other values"]


def enclosing_pack(path: Path) -> str | None:
    """Folder of the pack in which a file lies; None when it lies in none."""
    for folder in path.resolve().parents:
        if (folder / _DESCRIPTION).is_file():
            return str(folder)
    return None


# --- levers ------------------------------------------------------------------------------


def levers(pack: PackOption = None, language: LanguageOption = Tongue.en, as_json: JsonOption = False) -> None:
    """List what a policy can set: path, meaning, unit, today's value, range, who pays, source."""
    from ioscenario.model import load

    model = load(pack)
    table = model.levers.reset_index()
    table["does"] = [field_text(model.pack.parameters[path].field, language.value) for path in table["path"]]
    if as_json:
        print_json(table)
        return
    words = Language(language.value)
    table["payer"] = [payer_text(payer, words) for payer in table["payer"]]
    print_frame(table.rename(columns=lambda name: words(f"column.{name}")))


def payer_text(payer: str | None, words: Language) -> str:
    """Who pays, in the language where the catalogue knows the payer."""
    key = f"payer.{re.sub(r'[^a-z]+', '_', payer or '').strip('_')}"
    return words(key) if words.has(key) else payer or ""


def field_text(field: Field, language: str) -> str:
    """What a parameter is: the registry's sentence, or the name in the language where it has one."""
    words = Language(language)
    key = f"lever.{field.name}"
    return words(key) if language != "en" and words.has(key) else field.text


# --- scenarios ---------------------------------------------------------------------------


def scenarios(pack: PackOption = None, language: LanguageOption = Tongue.en, as_json: JsonOption = False) -> None:
    """List the scenarios of a pack: name, title, parents, note."""
    from ioscenario.model import load
    from ioscenario.scenario.rationing import Rule

    table = load(pack).library.frame(language.value).reset_index()
    if as_json:
        print_json(table)
        return
    words = Language(language.value)
    for row in table.to_dict(orient="records"):
        parents = f" ({words('show.extends', names=row['extends'])})" if row["extends"] else ""
        print_result(f"{row['name']}: {row['title']}{parents}")
        if row["rationing"]:
            print_result(f"  {words('column.rationing')}: {Rule.of(row['rationing']).text(words)}")
        for line in wrapped(row["note"]):
            print_result(line)


# --- show --------------------------------------------------------------------------------


def show(
    name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="A scenario, its file, or a parameter's path.")],
    pack: PackOption = None,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Show a scenario with all it inherits, or where a number comes from."""
    from ioscenario.model import load

    model = load(pack)
    parameters = model.pack.parameters
    if name in parameters:
        _show_parameter(model.pack, parameters[name], language.value, as_json=as_json)
    elif name in model.library or name.endswith(SCENARIO_FILES):
        _show_scenario(model.scenario(name), model.pack, language.value, as_json=as_json)
    else:
        near = nearest(name, [*model.library, *parameters])
        raise InputError([Problem("unknown-name", "a scenario or a path of the pack", value=name, nearest=near)])


def _show_scenario(flat: Flat, pack: Pack, language: str, *, as_json: bool) -> None:
    import pandas as pd

    from ioscenario.scenario.assumptions import assumptions_changed
    from ioscenario.scenario.compare import as_setting
    from ioscenario.scenario.rationing import Rule

    rows = [(item.path, as_setting(item, pack.parameters[item.path]), item.where) for item in flat.operations]
    columns = ["path", "setting", "where"]
    settings = pd.DataFrame(rows, columns=columns)
    changed = list(dict.fromkeys(item.path for item in assumptions_changed(flat.operations, pack)))
    if as_json:
        print_json(
            {
                "name": flat.name,
                "title": dict(flat.title),
                "note": dict(flat.note),
                "lineage": list(flat.lineage),
                "rationing": None if flat.rationing is None else str(flat.rationing),
                "hash": flat.hash,
                "settings": settings,
                "assumptions_changed": changed,
            }
        )
        return
    words = Language(language)
    print_result(f"{flat.name}: {flat.title_in(language)}")
    for line in wrapped(flat.note.get(language, "")):
        print_result(line)
    print_result(words("show.order", names=", ".join(flat.lineage)))
    names = {process.id: getattr(process.name, language) for process in pack.structure.processes}
    print_result(f"{words('column.rationing')}: {(flat.rationing or Rule()).text(words, names)}")
    print_result()
    if rows:
        print_frame(settings.set_axis([words(f"column.{name}") for name in columns], axis="columns"))
    else:
        print_result(words("show.nothing"))
    if changed:
        print_result()
        print_result(words("show.assumptions"))
        for path in changed:
            print_result(f"  {path}")


def _show_parameter(pack: Pack, parameter: Parameter, language: str, *, as_json: bool) -> None:
    facts = parameter_facts(pack, parameter)
    if as_json:
        print_json(facts)
        return
    words = Language(language)
    print_result(f"{parameter.path}: {field_text(parameter.field, language)}")
    values = facts["values"].replace({"year": {EVERY_YEAR: words("show.every")}})
    print_frame(values.rename(columns=lambda name: words(f"column.{name}")))
    told = {**facts, "payer": payer_text(parameter.field.payer, words)}
    if not parameter.given:
        told["row"] = words("show.default_row", file=PARAMETERS)
    for key in ("role", "distribution", "grade", "row", "derivation", "with_numbers", "note", "payer"):
        if told[key]:
            print_result(f"{words(f'show.{key}')}: {told[key]}")
    for source in facts["sources"]:
        print_result(f"{words('show.source')}: " + ", ".join(str(value) for value in source.values() if value))


def parameter_facts(pack: Pack, parameter: Parameter) -> dict[str, Any]:
    """Where a number comes from: values, grade, sources, derivation with its numbers.

    Parameters
    ----------
    pack
        A pack.
    parameter
        One of its parameters.

    Returns
    -------
    dict
        Ready for JSON but for the frame under ``values``.
    """
    import pandas as pd

    from ioscenario.pack.parameters_table import ids
    from ioscenario.pack.units import factor

    scale = factor(parameter.unit, parameter.shown_unit)
    years: tuple[int | str, ...] = parameter.years or (EVERY_YEAR,)
    values = pd.DataFrame(
        {
            "year": [str(year) for year in years],
            "value": [value * scale for value in parameter.values],
            "low": [value * scale for value in parameter.lows],
            "high": [value * scale for value in parameter.highs],
            "unit": parameter.shown_unit,
        }
    )
    sources = pack.sources[pack.sources["id"].isin(ids(parameter.source))].drop(columns="line").fillna("")
    return {
        "path": parameter.path,
        "what": parameter.field.text,
        "values": values,
        "role": parameter.role,
        "distribution": parameter.distribution,
        "grade": parameter.grade,
        "row": f"{PARAMETERS}:{parameter.line}" if parameter.given else f"not in {PARAMETERS}: the field's default",
        "derivation": parameter.derivation,
        "with_numbers": with_numbers(parameter.derivation, pack.facts),
        "note": parameter.note,
        "payer": parameter.field.payer,
        "sources": sources.to_dict(orient="records"),
    }


def with_numbers(expression: str, facts: Mapping[str, float]) -> str:
    """A derivation with the facts' values in place of their ids.

    Examples
    --------
    >>> with_numbers("C01 / C07", {"C01": 116.0, "C07": 466.0})
    '116 / 466'
    """
    import re

    def value(found: re.Match[str]) -> str:
        number = facts.get(found.group(0))
        return found.group(0) if number is None else f"{number:.10g}"

    return re.sub(r"[A-Za-z_][A-Za-z0-9_]*", value, expression)
