"""``ioscenario check``, ``levers``, ``scenarios``, ``show``: what a pack holds and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping
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
    print_frame,
    print_json,
    print_result,
    print_warnings,
    wrapped,
)
from ioscenario.problems import Findings, InputError, Problem, nearest

if TYPE_CHECKING:

    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter
    from ioscenario.parameters import Field
    from ioscenario.scenario.library import Flat

#: The file that makes a folder a pack.
_DESCRIPTION: Final = "datapackage.json"

#: Keys that only the structure of a pack has.
_CHAIN_KEYS: Final = frozenset({"commodities", "processes", "schema_version"})

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
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A pack's folder, a chain file or a scenario file.")],
    pack: PackOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check a pack, a chain file or a scenario file, and report every problem at once.

    What the file is follows from its content. A scenario is checked against --pack, else the
    pack whose folder it is in, else the default pack.
    """
    facts: Mapping[str, Any] = {}
    if path.is_dir():
        kind = "pack"
        lines, facts = _check_pack(path, strict=strict, as_json=as_json)
    elif not path.exists():
        raise InputError([Problem("missing-file", "a pack's folder, a chain file or a scenario file", file=str(path))])
    elif _is_chain(path):
        kind, lines = "chain", _check_chain(path)
    else:
        kind, lines = "scenario", _check_scenario(path, pack)
    if as_json:
        print_json({"kind": kind, "path": path, "lines": lines, "facts": facts})
        return
    for line in lines:
        print_result(line)
    print_result(f"{path}: {kind}, no problems")


def _check_pack(folder: Path, *, strict: bool, as_json: bool) -> tuple[list[str], Mapping[str, Any]]:
    from ioscenario.pack.checks import check_pack

    report = check_pack(folder)
    if report.problems:
        raise ReportedError(report.problems, report.warnings)
    print_warnings(report.warnings, as_json=as_json, strict=strict)
    return list(report.lines), report.facts


def _is_chain(path: Path) -> bool:
    """Whether a YAML file has keys that only the structure of a pack has."""
    from ioscenario.yamlnodes import read_yaml

    findings = Findings()
    node = read_yaml(path, findings)
    findings.raise_if_any()
    return node is not None and isinstance(node.value, Mapping) and not _CHAIN_KEYS.isdisjoint(node.value)


def _check_chain(path: Path) -> list[str]:
    from ioscenario.pack.chain import read_structure

    findings = Findings()
    structure = read_structure(path, str(path), findings)
    findings.raise_if_any()
    assert structure is not None  # without a structure there is a problem
    return [f"{len(structure.commodities)} commodities, {len(structure.processes)} processes"]


def _check_scenario(path: Path, pack: str | None) -> list[str]:
    from ioscenario.model import load

    model = load(pack or enclosing_pack(path))
    flat = model.scenario(path)
    return [f"scenario {flat.name} on pack {model.pack.name}: {len(flat.operations)} settings with its parents"]


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
    else:
        print_frame(table)


def field_text(field: Field, language: str) -> str:
    """What a parameter is: the registry's sentence, or the name in the language where it has one."""
    from ioscenario.language import Language

    words = Language(language)
    key = f"lever.{field.name}"
    return words(key) if language != "en" and words.has(key) else field.text


# --- scenarios ---------------------------------------------------------------------------


def scenarios(pack: PackOption = None, language: LanguageOption = Tongue.en, as_json: JsonOption = False) -> None:
    """List the scenarios of a pack: name, title, parents, note."""
    from ioscenario.model import load

    table = load(pack).library.frame(language.value).reset_index()
    if as_json:
        print_json(table)
        return
    for row in table.to_dict(orient="records"):
        parents = f" (extends {row['extends']})" if row["extends"] else ""
        print_result(f"{row['name']}: {row['title']}{parents}")
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

    rows = [(item.path, as_setting(item, pack.parameters[item.path]), item.where) for item in flat.operations]
    settings = pd.DataFrame(rows, columns=["path", "setting", "where"])
    changed = list(dict.fromkeys(item.path for item in assumptions_changed(flat.operations, pack)))
    if as_json:
        print_json(
            {
                "name": flat.name,
                "title": dict(flat.title),
                "note": dict(flat.note),
                "lineage": list(flat.lineage),
                "rationing": flat.rationing,
                "hash": flat.hash,
                "settings": settings,
                "assumptions_changed": changed,
            }
        )
        return
    print_result(f"{flat.name}: {flat.title_in(language)}")
    for line in wrapped(flat.note.get(language, "")):
        print_result(line)
    print_result(f"applied in this order: {', '.join(flat.lineage)}")
    print_result(f"rationing: {flat.rationing or 'processors_first'}")
    print_result()
    if rows:
        print_frame(settings)
    else:
        print_result("sets nothing: every path is the pack's")
    if changed:
        print_result()
        print_result("Assumptions changed (these paths are not levers):")
        for path in changed:
            print_result(f"  {path}")


def _show_parameter(pack: Pack, parameter: Parameter, language: str, *, as_json: bool) -> None:
    facts = parameter_facts(pack, parameter)
    if as_json:
        print_json(facts)
        return
    print_result(f"{parameter.path}: {field_text(parameter.field, language)}")
    print_frame(facts["values"])
    for key in ("role", "distribution", "grade", "row", "derivation", "with_numbers", "note", "payer"):
        if facts[key]:
            print_result(f"{key.replace('_', ' ')}: {facts[key]}")
    for source in facts["sources"]:
        print_result("source: " + ", ".join(str(value) for value in source.values() if value))


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
    years: tuple[int | str, ...] = parameter.years or ("every",)
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
        "row": f"parameters.csv:{parameter.line}" if parameter.given else "not in parameters.csv: the field's default",
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
