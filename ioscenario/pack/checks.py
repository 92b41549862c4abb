"""What must hold between the numbers of a pack, and what had better hold.

Checks are small functions of a pack that yield problems. Those in `PROBLEMS` refuse a
pack; those in `WARNINGS` are told to the reader, and refuse it when asked to be strict
about the code they give. A pack with problems elsewhere is checked as far as it goes, so
a path may lack its parameter here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.outputs import VARIABLE
from ioscenario.pack import derivation, files
from ioscenario.pack.expansion import members, result_unit
from ioscenario.pack.parameters_table import ids
from ioscenario.pack.summary import INDICATORS, amount_of, render, summary
from ioscenario.pack.tables import empty, line_of, records
from ioscenario.pack.units import UnitProblem, convert, factor
from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.yamlnodes import MAX_SHOWN

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack
    from ioscenario.pack.structure import Process

Check = Callable[["Pack"], Iterator[Problem]]

#: How far a derivation may be from the value that it explains, relative.
DERIVATION_TOLERANCE: Final = 0.005
#: How far sums of register rows may be from the capacity they make up, relative.
SUM_TOLERANCE: Final = 1e-6
#: A pack that fits more than this to its indicators explains nothing.
MAX_FITTED: Final = 8

#: What a line of the bridge may measure: its indicator, kinds and what its label names.
MEASURES: Final[Mapping[str, tuple[str, tuple[str, ...], str]]] = {
    "production": ("output", ("model",), "commodity"),
    "exports": ("output", ("model",), "commodity"),
    "jobs_direct": ("jobs", ("model",), "process"),
    "branch_output": ("output", ("exogenous", "residual"), "branch"),
    "branch_jobs": ("jobs", ("exogenous", "residual"), "branch"),
}
KINDS: Final = ("model", "exogenous", "residual", "difference")


@dataclass(frozen=True)
class Report:
    """What checking a pack found.

    Parameters
    ----------
    name
        The pack's name, or its folder's where it has none.
    problems
        What refuses the pack.
    warnings
        What does not.
    lines
        The facts in words.
    facts
        Counts by grade and role, the fitted parameters, the unexplained shares.
    """

    name: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    lines: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether the pack can be used."""
        return not self.problems

    @property
    def text(self) -> str:
        """Everything, for a terminal."""
        verdict = "good" if self.good else f"{len(self.problems)} problem(s)"
        return "\n".join([
            *(str(problem) for problem in self.problems),
            *(f"warning: {warning}" for warning in self.warnings),
            *self.lines,
            f"{self.name}: {verdict}, {len(self.warnings)} warning(s)",
        ])


def check_pack(folder: Path | str, *, strict: bool | Collection[str] = ()) -> Report:
    """Read and check a pack with its scenarios.

    Parameters
    ----------
    folder
        The pack's folder.
    strict
        Codes of warnings that count as problems; True for all of them.

    Returns
    -------
    Report
        Whatever is wrong; nothing is raised for it.
    """
    from ioscenario.pack.loading import read_pack

    folder = Path(folder)
    findings = Findings()
    pack = read_pack(folder, findings)
    if pack is None:
        return Report(folder.name, tuple(findings), (), ())
    if not len(findings):  # scenarios are read against a good pack
        findings.extend(scenario_problems(pack))
    told = list(warnings(pack))
    hard = [item for item in told if strict is True or (strict and item.code in strict)]
    soft = [item for item in told if item not in hard]
    facts = summary(pack)
    return Report(pack.name, (*findings, *hard), tuple(soft), tuple(render(facts)), facts)


def problems(pack: Pack) -> Iterator[Problem]:
    """Yield what refuses a pack, scenarios apart."""
    for check in PROBLEMS:
        yield from check(pack)


def warnings(pack: Pack) -> Iterator[Problem]:
    """Yield what does not refuse a pack but ought to be known."""
    for check in WARNINGS:
        yield from check(pack)


def scenario_problems(pack: Pack) -> Iterator[Problem]:
    """Yield what is wrong with the scenarios of a pack."""
    from ioscenario.scenario.library import Library

    try:
        Library.read(pack)
    except InputError as error:
        yield from error.problems


# ------------------------------------------------------------------- rows as complaints


Record = Mapping[str, Any]


def _at(
    pack: Pack, table: str, row: Record, column: str, code: str, expected: str, near: str | None = None
) -> Problem:
    """Return a problem of one cell of one table."""
    frame: pd.DataFrame = pack.frame if table == "parameters" else getattr(pack, _FRAMES[table])
    place = list(frame.columns).index(column) + 1
    value = row[column]
    text = None if empty(value) else f"{value:g}" if isinstance(value, float) else str(value)[:MAX_SHOWN]
    file = files.shown(pack.folder, f"{table}.csv")
    return Problem(code, expected, file, line_of(row), place, column, text, near)


_FRAMES: Final[Mapping[str, str]] = {
    "sources": "sources", "facts": "fact_table", "history": "history",
    "bridge": "bridge", "enterprises": "enterprises", "fitted": "fitted",
}  # fmt: skip


def _tables(pack: Pack) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "parameters", records(pack.frame)
    for name, attribute in _FRAMES.items():
        yield name, records(getattr(pack, attribute))


def _unit_problem(
    pack: Pack, table: str, row: Record, unit: str, to: str, column: str = "unit"
) -> Iterator[Problem]:
    """Yield a problem when a row's unit cannot be converted to the one of what it is about."""
    try:
        factor(unit, to)
    except UnitProblem as problem:
        yield _at(pack, table, row, column, "unit", f"{problem.expected} (here {to})", problem.nearest)


def _year_problem(pack: Pack, table: str, row: Record) -> Iterator[Problem]:
    year = row["year"]
    if empty(year) or not float(year).is_integer() or not 1900 <= year <= pack.structure.horizon:
        yield _at(pack, table, row, "year", "year", f"a year in 1900..{pack.structure.horizon}")


# ----------------------------------------------------------------------------- sources


def check_sources(pack: Pack) -> Iterator[Problem]:
    """Refuse sources that are not in the list, and numbers with neither source nor grade E."""
    known = set(pack.sources["id"])
    for name, rows in _tables(pack):
        if name == "sources":
            continue
        for row in rows:
            yield from _row_sources(pack, name, row, known)
    for claim in pack.claims:
        for source in ids(claim.source):
            if source not in known:
                yield _at_claim(pack, claim.line, claim.id, "source", "unknown-source", "the id of a source",
                                source, nearest(source, known))  # fmt: skip


def _row_sources(pack: Pack, table: str, row: Record, known: set[str]) -> Iterator[Problem]:
    sources = ids(str(row["source"]))
    # What was inferred has its reasoning, in a note or a derivation, instead of a source.
    if not sources and row.get("grade") != "E" and not row.get("derivation"):
        yield _at(pack, table, row, "source", "missing-source", "a source, or grade E for what was inferred")
    for source in sources:
        if source not in known:
            near = nearest(source, known)
            yield _at(pack, table, {**row, "source": source}, "source", "unknown-source", "the id of a source", near)


def _at_claim(
    pack: Pack, line: int, claim: str, key: str, code: str, expected: str, value: str, near: str | None = None
) -> Problem:
    file = files.shown(pack.folder, files.CLAIMS)
    return Problem(code, expected, file, line, None, f"{claim}.{key}", value, near)


# ------------------------------------------------------------------ numbers that agree


def check_derivations(pack: Pack) -> Iterator[Problem]:
    """Refuse derivations that cannot be evaluated or do not give the value of their row."""
    for row in records(pack.frame):
        expression, value = str(row["derivation"]), row["value"]
        if not expression or empty(value):
            continue
        try:
            result = derivation.evaluate(expression, pack.facts)
        except ValueError as error:
            yield _at(pack, "parameters", row, "derivation", "derivation", str(error))
            continue
        if abs(result - value) > DERIVATION_TOLERANCE * abs(value):
            expected = f"a derivation that gives the row's value {value:g}; this one gives {result:g}"
            yield _at(pack, "parameters", row, "derivation", "derivation", expected)


def _masses(
    pack: Pack, process: Process, technology: str, year: int, *, corner: bool = False
) -> tuple[float, float] | None:
    """Return mass in and mass out per unit of main output; None when a number is missing.

    Parameters
    ----------
    corner
        Inputs at the low ends of their ranges and outputs at the high ends, instead of
        central values. A commodity's mass is the same on both sides and stays central.
    """
    low: Literal["values", "lows"] = "lows" if corner else "values"
    high: Literal["values", "highs"] = "highs" if corner else "values"
    stem = f"process.{process.id}.{technology}"
    mass = {name: amount_of(pack, f"market.{name}.mass", year) for name in pack.structure.commodity}
    inflows = [(amount_of(pack, f"{stem}.input.{name}", year, low), mass[name]) for name in process.inputs]
    outflows = [(amount_of(pack, f"{stem}.coproduct.{name}", year, high), mass[name]) for name in process.coproducts]
    outflows.append((1.0, mass[process.output]))
    sums = []
    for flows in (inflows, outflows):
        total = 0.0
        for amount, unit_mass in flows:
            if amount is None or unit_mass is None:
                return None
            total += amount * unit_mass
        sums.append(total)
    return sums[0], sums[1]


def _mass_problems(pack: Pack, *, corner: bool) -> Iterator[Problem]:
    """Yield processes that give more mass than they take, at the years where numbers change."""
    code, where = ("mass-corner", " at the worst ends of the ranges") if corner else ("mass", "")
    for process in pack.structure.industry:
        for technology in TECHNOLOGIES:
            prefixes = (f"process.{process.id}.{technology}.input.", f"process.{process.id}.{technology}.coproduct.")
            own = [item for path, item in pack.parameters.items() if path.startswith(prefixes)]
            years = {pack.structure.base_year, *(year for item in own for year in item.years)}
            for year in sorted(years):
                masses = _masses(pack, process, technology, year, corner=corner)
                if masses is None or masses[0] >= masses[1] * (1 - 1e-9):
                    continue
                line = min((item.line for item in own if item.line), default=None)
                expected = (
                    f"inputs of at least the mass of the outputs{where}; in {year} "
                    f"{masses[0]:.4g} t go in and {masses[1]:.4g} t come out per unit"
                )
                file = files.shown(pack.folder, "parameters.csv")
                yield Problem(code, expected, file, line, None, f"process.{process.id}.{technology}")
                break


def check_mass_balance(pack: Pack) -> Iterator[Problem]:
    """Refuse processes that make mass from nothing."""
    yield from _mass_problems(pack, corner=False)


def check_home_shares(pack: Pack) -> Iterator[Problem]:
    """Refuse a largest home share that falls when the supplier becomes modern."""
    for path, parameter in pack.parameters.items():
        if parameter.field.name != "home_share":
            continue
        best = pack.parameters.get(path.replace(".home_share.", ".home_share_max."))
        if best is not None and best.values[0] < parameter.values[0]:
            expected = f"at least {path}, which is {parameter.values[0]:g}"
            file = files.shown(pack.folder, "parameters.csv")
            yield Problem("home-share", expected, file, best.line or None, None, best.path, f"{best.values[0]:g}")


# ------------------------------------------------------------------------- enterprises


def check_enterprises(pack: Pack) -> Iterator[Problem]:
    """Refuse register rows of unknown kind or process, or with units that do not fit."""
    currency = pack.structure.currency
    known = {item.id for item in pack.structure.processes}
    for row in records(pack.enterprises):
        if row["kind"] not in ("base", "project"):
            yield _at(pack, "enterprises", row, "kind", "kind", "base or project")
        if row["process"] not in known:
            near = nearest(row["process"], known)
            yield _at(pack, "enterprises", row, "process", "unknown-process", "the id of a process", near)
        elif not empty(row["capacity"]):
            yield from _unit_problem(pack, "enterprises", row, row["unit"], _output_unit(pack, row["process"]))
        if not empty(row["year"]) or row["kind"] == "project":
            yield from _year_problem(pack, "enterprises", row)
        if not empty(row["investment"]):
            unit = row["investment_unit"]
            yield from _investment_unit(pack, row, unit, f"million {currency}")


def _investment_unit(pack: Pack, row: Record, unit: str, to: str) -> Iterator[Problem]:
    """Yield a problem for an investment in no money at all; any known currency will do."""
    currencies = {to.split()[1], "USD", "EUR", "RUB"}
    if not any(_convertible(unit, f"million {code}") for code in currencies):
        yield _at(pack, "enterprises", row, "investment_unit", "unit", f"a unit of money such as {to}")


def _convertible(unit: str, to: str) -> bool:
    try:
        factor(unit, to)
    except UnitProblem:
        return False
    return True


def _output_unit(pack: Pack, process: str) -> str:
    return pack.structure.commodity[pack.structure.process[process].output].unit


def check_projects(pack: Pack) -> Iterator[Problem]:
    """Refuse announced capacity that differs from the sum of the register's projects."""
    for process in pack.structure.industry:
        path = f"process.{process.id}.project_capacity"
        parameter = pack.parameters.get(path)
        steps = _steps(pack, process.id)
        if parameter is None or (not parameter.given and not steps):
            continue
        first = pack.structure.base_year
        for year in sorted({*parameter.years, *(max(year, first) for year, _ in steps)} or {first}):
            total = sum(capacity for when, capacity in steps if when <= year)
            value = parameter.at(year)
            if abs(value - total) > SUM_TOLERANCE * max(abs(total), abs(value)):
                expected = f"{total:g} {parameter.unit}, the sum of the projects in enterprises.csv up to {year}"
                line = _line_of(pack, path, year) or parameter.line or None
                file = files.shown(pack.folder, "parameters.csv")
                yield Problem("project-capacity", expected, file, line, None, path, f"{value:g}")


def _steps(pack: Pack, process: str) -> list[tuple[int, float]]:
    """Return (year, capacity added) of the projects of a process, in its canonical unit."""
    steps = []
    for row in records(pack.enterprises):
        if row["kind"] != "project" or row["process"] != process or empty(row["capacity"]) or empty(row["year"]):
            continue
        to = _output_unit(pack, process)
        if _convertible(row["unit"], to):
            steps.append((int(row["year"]), convert(row["capacity"], row["unit"], to)))
    return steps


def _line_of(pack: Pack, path: str, year: int) -> int | None:
    """Return the line of the row of a path and year."""
    frame = pack.frame
    found = frame.loc[(frame["path"] == path) & (frame["year"] == year), "line"]
    return int(found.iloc[0]) if len(found) else None


# ------------------------------------------------------------------------------ bridge


def check_bridge(pack: Pack) -> Iterator[Problem]:
    """Refuse lines of the bridge that lead nowhere, and more or less than one difference each."""
    rows = records(pack.bridge)
    for row in rows:
        yield from _bridge_words(pack, row)
        yield from _bridge_numbers(pack, row)
    for indicator in INDICATORS:
        lines = [row for row in rows if row["indicator"] == indicator]
        closing = [row for row in lines if row["kind"] == "difference"]
        if lines and not closing:
            expected = f"a line of kind difference with the published total of {indicator}"
            yield _at(pack, "bridge", lines[-1], "kind", "difference", expected)
        for row in closing[1:]:
            expected = f"one difference for {indicator}; line {line_of(closing[0])} is it"
            yield _at(pack, "bridge", row, "kind", "difference", expected)


def _bridge_words(pack: Pack, row: Record) -> Iterator[Problem]:
    for column, valid in (("indicator", INDICATORS), ("kind", KINDS)):
        if row[column] not in valid:
            near = nearest(row[column], valid)
            yield _at(pack, "bridge", row, column, column, "one of " + ", ".join(valid), near)
    for column in ("line", "name_en", "name_ru", "name_kk"):
        if not row[column]:
            yield _at(pack, "bridge", row, column, "missing-value", "a text")
    if row["kind"] not in KINDS or row["kind"] == "difference":
        return
    if row["measure"] not in MEASURES:
        near = nearest(row["measure"], MEASURES)
        yield _at(pack, "bridge", row, "measure", "measure", "one of " + ", ".join(MEASURES), near)
        return
    indicator, kinds, what = MEASURES[row["measure"]]
    if row["indicator"] != indicator or row["kind"] not in kinds:
        fitting = [
            name for name, (of, ways, _) in MEASURES.items() if of == row["indicator"] and row["kind"] in ways
        ]
        expected = f"a measure of {row['indicator']} for kind {row['kind']}: " + ", ".join(fitting)
        yield _at(pack, "bridge", row, "measure", "measure", expected)
    valid_labels = [item.id for item in getattr(pack.structure, _LISTS[what])]
    if row["label"] not in valid_labels:
        near = nearest(row["label"], valid_labels)
        yield _at(pack, "bridge", row, "label", "label", f"the id of a {what}", near)


_LISTS: Final = {"commodity": "commodities", "process": "processes", "branch": "branches"}


def _bridge_numbers(pack: Pack, row: Record) -> Iterator[Problem]:
    column = "published" if row["kind"] == "difference" else "factor"
    if empty(row[column]):
        yield _at(pack, "bridge", row, column, "missing-value", "a number")
    if row["indicator"] in INDICATORS:
        yield from _unit_problem(pack, "bridge", row, row["unit"], _indicator_unit(pack, row["indicator"]))
        # The published figures are read in this very unit.
        if _convertible(row["unit"], _indicator_unit(pack, row["indicator"])) and not _is_one(pack, row):
            expected = f"the unit {_indicator_unit(pack, row['indicator'])}"
            yield _at(pack, "bridge", row, "unit", "unit", expected)


def _indicator_unit(pack: Pack, indicator: str) -> str:
    return f"million {pack.structure.currency}" if indicator == "output" else "job"


def _is_one(pack: Pack, row: Record) -> bool:
    return factor(row["unit"], _indicator_unit(pack, row["indicator"])) == 1.0


# ----------------------------------------------------------- observations, fits, claims


def _about(pack: Pack, variable: str, label: str) -> tuple[str, str, str | None] | None:
    """Return (column, expected, nearest) when a row names an unknown variable or member."""
    if variable not in VARIABLE:
        return "variable", "a variable of the results", nearest(variable, VARIABLE)
    if " or " in VARIABLE[variable].unit:
        return "variable", "a variable of the results with one unit", None
    valid = members(VARIABLE[variable], pack.structure)
    if label and label not in valid:
        expected = f"a member of {variable}" if valid else f"nothing: {variable} has no members"
        return "label", expected, nearest(label, valid)
    if not label and "own" in VARIABLE[variable].unit:
        return "label", f"a member of {variable}, each of which has its own unit", None
    return None


def _observed(pack: Pack, table: str, row: Record, column: str) -> Iterator[Problem]:
    """Yield problems of a row about one variable, member, year and unit."""
    wrong = _about(pack, row[column], row["label"])
    if wrong is None:
        unit = result_unit(VARIABLE[row[column]], row["label"], pack.structure)
        yield from _unit_problem(pack, table, row, row["unit"], unit)
    else:
        place, expected, near = wrong
        yield _at(pack, table, row, column if place == "variable" else place, f"unknown-{place}", expected, near)
    yield from _year_problem(pack, table, row)


def check_history(pack: Pack) -> Iterator[Problem]:
    """Refuse observations of what the model does not give, or in units that do not fit."""
    for row in records(pack.history):
        yield from _observed(pack, "history", row, "variable")
        if empty(row["value"]):
            yield _at(pack, "history", row, "value", "missing-value", "a number")


def check_fitted(pack: Pack) -> Iterator[Problem]:
    """Refuse fitted parameters that do not exist, what they cannot be fitted to, and too many."""
    rows = records(pack.fitted)
    for row in rows:
        parameter = pack.parameters.get(row["path"])
        if parameter is None or not parameter.given:
            near = nearest(row["path"], pack.parameters)
            yield _at(pack, "fitted", row, "path", "unknown-path", "a path that parameters.csv gives", near)
        yield from _observed(pack, "fitted", row, "indicator")
        if empty(row["target"]):
            yield _at(pack, "fitted", row, "target", "missing-value", "a number")
        if not empty(row["tolerance"]) and not 0 <= row["tolerance"] <= 1:
            yield _at(pack, "fitted", row, "tolerance", "bounds", "a share in [0, 1]")
    for row in rows[MAX_FITTED:]:
        yield _at(pack, "fitted", row, "path", "too-many", f"at most {MAX_FITTED} fitted parameters")


def check_claims(pack: Pack) -> Iterator[Problem]:
    """Refuse claims about what the model does not give, or with a unit that is none."""
    for claim in pack.claims:
        wrong = _about(pack, claim.indicator, claim.label)
        if wrong is not None:
            place, expected, near = wrong
            key = "indicator" if place == "variable" else place
            value = getattr(claim, key)
            yield _at_claim(pack, claim.line, claim.id, key, f"unknown-{place}", expected, value, near)
        try:
            factor(claim.unit, claim.unit)
        except UnitProblem as problem:
            yield _at_claim(pack, claim.line, claim.id, "unit", "unit", problem.expected, claim.unit, problem.nearest)


PROBLEMS: Final[tuple[Check, ...]] = (
    check_sources,
    check_derivations,
    check_mass_balance,
    check_home_shares,
    check_enterprises,
    check_projects,
    check_bridge,
    check_history,
    check_fitted,
    check_claims,
)


# ---------------------------------------------------------------------------- warnings


def warn_mass_corner(pack: Pack) -> Iterator[Problem]:
    """Warn of processes that make mass from nothing at an end of the ranges."""
    central = {problem.key for problem in _mass_problems(pack, corner=False)}
    yield from (problem for problem in _mass_problems(pack, corner=True) if problem.key not in central)


def warn_outlets(pack: Pack) -> Iterator[Problem]:
    """Warn of commodities that nothing uses."""
    used = {name for process in pack.structure.processes for name in process.inputs}
    for item in pack.structure.commodities:
        if item.id not in used and not item.final and item.exports == "none":
            file = files.shown(pack.folder, files.CHAIN)
            yield Problem("unused-commodity", "a use: an input, the home market or exports", file, key=item.id)


def warn_grades(pack: Pack) -> Iterator[Problem]:
    """Warn of parameters without a grade, and of inferred ones without their reasoning."""
    for row in records(pack.frame):
        if not row["grade"]:
            yield _at(pack, "parameters", row, "grade", "missing-grade", "a grade A to E")
        elif row["grade"] == "E" and not row["note"] and not row["derivation"]:
            yield _at(pack, "parameters", row, "note", "missing-reason", "a note or derivation for an inferred value")


def warn_claims(pack: Pack) -> Iterator[Problem]:
    """Warn of claims in units that the model's results cannot be turned into."""
    for claim in pack.claims:
        if _about(pack, claim.indicator, claim.label) is not None or not _convertible(claim.unit, claim.unit):
            continue
        unit = result_unit(VARIABLE[claim.indicator], claim.label, pack.structure)
        if not _convertible(claim.unit, unit):
            expected = f"a unit convertible to {unit}, to be compared with results"
            yield _at_claim(pack, claim.line, claim.id, "unit", "claim-unit", expected, claim.unit)


def warn_projects(pack: Pack) -> Iterator[Problem]:
    """Warn of announced capacity that shrinks, since it is cumulative."""
    for path, parameter in pack.parameters.items():
        if parameter.field.name == "project_capacity" and any(b < a for a, b in pairwise(parameter.values)):
            file = files.shown(pack.folder, "parameters.csv")
            yield Problem("shrinking", "cumulative capacity that does not fall", file, parameter.line or None, key=path)


WARNINGS: Final[tuple[Check, ...]] = (warn_mass_corner, warn_outlets, warn_grades, warn_claims, warn_projects)
