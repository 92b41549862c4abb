"""Checks of the register, the bridge, the observations, the fits and the claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ioscenario.outputs import VARIABLE
from ioscenario.pack.expansion import members, result_unit
from ioscenario.pack.rows import Record, at_cell, at_claim, convertible, unit_problem, year_problem
from ioscenario.pack.summary import INDICATORS
from ioscenario.pack.tables import empty, line_of, records
from ioscenario.pack.units import UnitProblem, convert, factor
from ioscenario.problems import Problem, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

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


def check_enterprises(pack: Pack) -> Iterator[Problem]:
    """Refuse register rows of unknown kind or process, or with units that do not fit.

    A working enterprise may belong to a branch outside the chain; its capacity is then
    in a unit of its own and is not checked.
    """
    currency = pack.structure.currency
    branches = {item.id for item in pack.structure.branches}
    processes = {item.id for item in pack.structure.processes}
    for row in records(pack.enterprises):
        if row["kind"] not in ("base", "project"):
            yield at_cell(pack, "enterprises", row, "kind", "kind", "base or project")
        outside = row["kind"] == "base" and row["process"] in branches
        if row["process"] not in processes and not outside:
            near = nearest(row["process"], processes | branches)
            expected = "the id of a process, or for a base enterprise of a branch"
            yield at_cell(pack, "enterprises", row, "process", "unknown-process", expected, near)
        elif not empty(row["capacity"]) and not outside:
            if row["capacity"] < 0:
                yield at_cell(pack, "enterprises", row, "capacity", "bounds", "a capacity of 0 or more")
            yield from unit_problem(pack, "enterprises", row, row["unit"], _output_unit(pack, row["process"]))
        if not empty(row["year"]) or row["kind"] == "project":
            yield from year_problem(pack, "enterprises", row)
        if not empty(row["investment"]):
            unit = row["investment_unit"]
            yield from _investment_unit(pack, row, unit, f"million {currency}")


def _investment_unit(pack: Pack, row: Record, unit: str, to: str) -> Iterator[Problem]:
    """Yield a problem for an investment in no money at all; any known currency will do."""
    currencies = {to.split()[1], "USD", "EUR", "RUB"}
    if not any(convertible(unit, f"million {code}") for code in currencies):
        yield at_cell(pack, "enterprises", row, "investment_unit", "unit", f"a unit of money such as {to}")


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
                line = _row_of(pack, path, year) or parameter.line or None
                yield Problem("project-capacity", expected, pack.file_of(path), line, None, path, f"{value:g}")


def _steps(pack: Pack, process: str) -> list[tuple[int, float]]:
    """Return (year, capacity added) of the projects of a process, in its canonical unit."""
    steps = []
    for row in records(pack.enterprises):
        if row["kind"] != "project" or row["process"] != process or empty(row["capacity"]) or empty(row["year"]):
            continue
        to = _output_unit(pack, process)
        if convertible(row["unit"], to):
            steps.append((int(row["year"]), convert(row["capacity"], row["unit"], to)))
    return steps


def _row_of(pack: Pack, path: str, year: int) -> int | None:
    """Return the line of the row of a path and year."""
    frame = pack.frame
    found = frame.loc[(frame["path"] == path) & (frame["year"] == year), "line"]
    return int(found.iloc[0]) if len(found) else None


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
            yield at_cell(pack, "bridge", lines[-1], "kind", "difference", expected)
        for row in closing[1:]:
            expected = f"one difference for {indicator}; line {line_of(closing[0])} is it"
            yield at_cell(pack, "bridge", row, "kind", "difference", expected)


def _bridge_words(pack: Pack, row: Record) -> Iterator[Problem]:
    for column, valid in (("indicator", INDICATORS), ("kind", KINDS)):
        if row[column] not in valid:
            near = nearest(row[column], valid)
            yield at_cell(pack, "bridge", row, column, column, "one of " + ", ".join(valid), near)
    for column in ("line", "name_en", "name_ru", "name_kk"):
        if not row[column]:
            yield at_cell(pack, "bridge", row, column, "missing-value", "a text")
    if row["kind"] not in KINDS or row["kind"] == "difference":
        return
    if row["measure"] not in MEASURES:
        near = nearest(row["measure"], MEASURES)
        yield at_cell(pack, "bridge", row, "measure", "measure", "one of " + ", ".join(MEASURES), near)
        return
    indicator, kinds, what = MEASURES[row["measure"]]
    if row["indicator"] != indicator or row["kind"] not in kinds:
        fitting = [name for name, (of, ways, _) in MEASURES.items() if of == row["indicator"] and row["kind"] in ways]
        expected = f"a measure of {row['indicator']} for kind {row['kind']}: " + ", ".join(fitting)
        yield at_cell(pack, "bridge", row, "measure", "measure", expected)
    valid_labels = [item.id for item in getattr(pack.structure, _LISTS[what])]
    if row["label"] not in valid_labels:
        near = nearest(row["label"], valid_labels)
        yield at_cell(pack, "bridge", row, "label", "label", f"the id of a {what}", near)


_LISTS: Final = {"commodity": "commodities", "process": "processes", "branch": "branches"}


def _bridge_numbers(pack: Pack, row: Record) -> Iterator[Problem]:
    column = "published" if row["kind"] == "difference" else "factor"
    if empty(row[column]):
        yield at_cell(pack, "bridge", row, column, "missing-value", "a number")
    if row["indicator"] in INDICATORS:
        yield from unit_problem(pack, "bridge", row, row["unit"], _indicator_unit(pack, row["indicator"]))
        # The published figures are read in this very unit.
        if convertible(row["unit"], _indicator_unit(pack, row["indicator"])) and not _is_one(pack, row):
            expected = f"the unit {_indicator_unit(pack, row['indicator'])}"
            yield at_cell(pack, "bridge", row, "unit", "unit", expected)


def _indicator_unit(pack: Pack, indicator: str) -> str:
    return f"million {pack.structure.currency}" if indicator == "output" else "job"


def _is_one(pack: Pack, row: Record) -> bool:
    return factor(row["unit"], _indicator_unit(pack, row["indicator"])) == 1.0


def about(pack: Pack, variable: str, label: str) -> tuple[str, str, str | None] | None:
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
    wrong = about(pack, row[column], row["label"])
    if wrong is None:
        unit = result_unit(VARIABLE[row[column]], row["label"], pack.structure)
        yield from unit_problem(pack, table, row, row["unit"], unit)
    else:
        place, expected, near = wrong
        yield at_cell(pack, table, row, column if place == "variable" else place, f"unknown-{place}", expected, near)
    yield from year_problem(pack, table, row)


def check_history(pack: Pack) -> Iterator[Problem]:
    """Refuse observations of what the model does not give, or in units that do not fit."""
    for row in records(pack.history):
        yield from _observed(pack, "history", row, "variable")
        if empty(row["value"]):
            yield at_cell(pack, "history", row, "value", "missing-value", "a number")
        if not empty(row["months"]) and not 1 <= row["months"] <= 12:
            yield at_cell(pack, "history", row, "months", "bounds", "the months that the figure rests on, 1 to 12")


def check_fitted(pack: Pack) -> Iterator[Problem]:
    """Refuse fitted parameters that do not exist, what they cannot be fitted to, and too many."""
    rows = records(pack.fitted)
    for row in rows:
        parameter = pack.parameters.get(row["path"])
        if parameter is None or not parameter.given:
            near = nearest(row["path"], pack.parameters)
            yield at_cell(pack, "fitted", row, "path", "unknown-path", "a path that parameters.csv gives", near)
        yield from _observed(pack, "fitted", row, "indicator")
        if empty(row["target"]):
            yield at_cell(pack, "fitted", row, "target", "missing-value", "a number")
        if not empty(row["tolerance"]) and not 0 <= row["tolerance"] <= 1:
            yield at_cell(pack, "fitted", row, "tolerance", "bounds", "a share in [0, 1]")
    for row in rows[MAX_FITTED:]:
        yield at_cell(pack, "fitted", row, "path", "too-many", f"at most {MAX_FITTED} fitted parameters")


def check_claims(pack: Pack) -> Iterator[Problem]:
    """Refuse claims about what the model does not give, or with a unit that is none."""
    for claim in pack.claims:
        wrong = about(pack, claim.indicator, claim.label) if claim.indicator else None
        if wrong is not None:
            place, expected, near = wrong
            key = "indicator" if place == "variable" else place
            value = getattr(claim, key)
            yield at_claim(pack, claim.line, claim.id, key, f"unknown-{place}", expected, value, near)
        try:
            factor(claim.unit, claim.unit)
        except UnitProblem as problem:
            yield at_claim(pack, claim.line, claim.id, "unit", "unit", problem.expected, claim.unit, problem.nearest)
