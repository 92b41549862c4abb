"""Targets of a programme, ``targets.yaml``: what is to be reached, when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from ioscenario.outputs import VARIABLE
from ioscenario.pack import files
from ioscenario.pack.expansion import members, result_unit
from ioscenario.pack.parameters_table import ids
from ioscenario.pack.structure import Strict, Structure, Text
from ioscenario.pack.table_checks import about
from ioscenario.pack.tables import empty, records
from ioscenario.pack.units import UnitProblem, convert, factor
from ioscenario.problems import Findings, Problem, nearest
from ioscenario.yamlnodes import read_yaml, validate

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

TARGETS: Final = "targets.yaml"

#: What can be said of one enterprise, and what the label of each names.
OF_ENTERPRISES: Final = {
    "production": "commodity",
    "activity": "process",
    "capacity": "process",
    "jobs_direct": "process",
}

TargetId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=60)]


class TargetText(Strict):
    """A target, as ``targets.yaml`` writes it."""

    id: TargetId
    indicator: str
    """A variable of the results."""
    label: str = ""
    """Member of the variable's dimension, such as a commodity; empty for the whole."""
    per: str = ""
    """A variable without members that the indicator is divided by, such as the area."""
    enterprise: str = ""
    """Id of an enterprise of the register whose part is meant; empty for all."""
    year: int
    value: float
    unit: str
    direction: Literal["at_least", "at_most"]
    """``at_least``: more is better; ``at_most``: it is to be kept below."""
    status: Literal["published", "assumption"]
    """``published``: somebody set it; ``assumption``: a working figure until it is published."""
    source: str = ""
    grade: Literal["A", "B", "C", "D", "E"]
    text: Text
    note: str = ""
    """What the figure rests on; an assumption must say it."""


class ProgrammeTarget(TargetText):
    """A target of a programme, with its line in the file."""

    line: int


def read_targets(folder: Path, findings: Findings) -> tuple[ProgrammeTarget, ...]:
    """Return the targets of ``targets.yaml``, which is a list.

    Parameters
    ----------
    folder
        The pack's folder.
    findings
        Takes every problem of the file's form; what the targets mean is for `check_targets`.
    """
    file = files.shown(folder, TARGETS)
    node = read_yaml(folder / TARGETS, findings, shown_as=file)
    if node is None:
        return ()
    if node.sequence is None:
        findings.add("value", "a list of targets", file=file, line=node.line, column=node.column, value=node.shown)
        return ()
    found: dict[str, ProgrammeTarget] = {}
    for item in node.sequence:
        written = validate(TargetText, item, findings)
        if written is None:
            continue
        target = ProgrammeTarget.model_validate({**dict(written), "line": item.line})
        if target.id in found:
            expected = f"an id of its own; line {found[target.id].line} has it already"
            findings.add("duplicate", expected, file=file, line=item.line, key="id", value=target.id)
        found[target.id] = target
    return tuple(found.values())


def unit_of_target(target: TargetText, structure: Structure) -> str:
    """Unit in which results give the indicator of a target, in the words of a pack's tables.

    Examples
    --------
    >>> import ioscenario as ios
    >>> pack = ios.load("toy-chain").pack
    >>> unit_of_target(pack.targets[0], pack.structure)
    'item'
    """
    unit = result_unit(VARIABLE[target.indicator], target.label, structure)
    return f"{unit}/{result_unit(VARIABLE[target.per], '', structure)}" if target.per else unit


def amount_of_target(target: TargetText, structure: Structure) -> float:
    """Value of a target in the unit of the results."""
    return convert(target.value, target.unit, unit_of_target(target, structure))


def target_records(pack: Pack) -> list[dict[str, object]]:
    """Targets as plain records, to be kept with results: ``amount`` is the value in ``results_unit``."""
    structure = pack.structure
    return [
        {
            **item.model_dump(),
            "amount": amount_of_target(item, structure),
            "results_unit": unit_of_target(item, structure),
        }
        for item in pack.targets
    ]


# ------------------------------------------------------------------------------ checks


def check_targets(pack: Pack) -> Iterator[Problem]:
    """Refuse targets of what the model does not give, in other units, years or without their ground."""
    known = set(pack.sources["id"])
    for target in pack.targets:
        wrong = [*_about(pack, target), *_enterprise(pack, target)]
        yield from wrong
        if not wrong:
            yield from _unit(pack, target)
        first, last = pack.structure.base_year, pack.structure.horizon
        if not first < target.year <= last:
            yield at_target(pack, target, "year", "year", f"a year in {first + 1}..{last}", str(target.year))
        yield from _ground(pack, target, known)


def at_target(
    pack: Pack, target: ProgrammeTarget, key: str, code: str, expected: str, value: str, near: str | None = None
) -> Problem:
    """Return a problem of one key of one target, at the line where the target starts."""
    file = files.shown(pack.folder, TARGETS)
    return Problem(code, expected, file, target.line, None, f"{target.id}.{key}", value, near)


def _about(pack: Pack, target: ProgrammeTarget) -> Iterator[Problem]:
    """Yield what is wrong with the indicator, its member and what it is divided by."""
    wrong = about(pack, target.indicator, target.label)
    if wrong is None and not target.enterprise:
        wrong = _whole(pack, target)
    if wrong is not None and not (target.enterprise and wrong[0] == "label" and not target.label):
        place, expected, near = wrong
        key = "indicator" if place == "variable" else place
        yield at_target(pack, target, key, f"unknown-{place}", expected, getattr(target, key), near)
    if target.per:
        known = [name for name, item in VARIABLE.items() if not item.dims and item.sums]
        if target.per not in known:
            near = nearest(target.per, known)
            expected = "a variable without members that may be added up, such as area or sector_jobs"
            yield at_target(pack, target, "per", "unknown-variable", expected, target.per, near)


def _whole(pack: Pack, target: ProgrammeTarget) -> tuple[str, str, str | None] | None:
    """What is wrong with an indicator as one number: codes, and members that do not add up."""
    variable = VARIABLE[target.indicator]
    if variable.name == "bottleneck":
        return "variable", "a variable with numbers: this one has codes of categories", None
    labelled = members(variable, pack.structure)
    if variable.dims and not variable.sums and not (target.label and len(variable.dims) == 1):
        return "label", f"a member of {variable.name}: members do not add up", nearest(target.label, labelled)
    return None


def _enterprise(pack: Pack, target: ProgrammeTarget) -> Iterator[Problem]:
    """Yield what is wrong with the enterprise, and with what is said of it."""
    if not target.enterprise:
        return
    rows = [row for row in records(pack.enterprises) if row["id"] == target.enterprise]
    if not rows:
        near = nearest(target.enterprise, sorted(set(pack.enterprises["id"])))
        expected = "the id of an enterprise of enterprises.csv"
        yield at_target(pack, target, "enterprise", "unknown-enterprise", expected, target.enterprise, near)
        return
    if target.indicator not in OF_ENTERPRISES:
        expected = "what can be told of one enterprise: " + ", ".join(OF_ENTERPRISES)
        near = nearest(target.indicator, OF_ENTERPRISES)
        yield at_target(pack, target, "indicator", "unknown-variable", expected, target.indicator, near)
        return
    structure = pack.structure
    stages = [row["process"] for row in rows if row["process"] in structure.process and not empty(row["capacity"])]
    if not stages:
        expected = "an enterprise with capacity in a process of the chain"
        yield at_target(pack, target, "enterprise", "unknown-enterprise", expected, target.enterprise)
        return
    commodity = OF_ENTERPRISES[target.indicator] == "commodity"
    known = [structure.process[name].output if commodity else name for name in dict.fromkeys(stages)]
    if target.label not in known and not (target.indicator == "jobs_direct" and not target.label):
        expected = "what the enterprise makes or runs: " + ", ".join(known)
        yield at_target(pack, target, "label", "unknown-label", expected, target.label, nearest(target.label, known))


def _unit(pack: Pack, target: ProgrammeTarget) -> Iterator[Problem]:
    """Yield a problem when a target cannot be compared with results."""
    to = unit_of_target(target, pack.structure)
    try:
        factor(target.unit, to)
    except UnitProblem as problem:
        expected = f"{problem.expected} (here {to})"
        yield at_target(pack, target, "unit", "unit", expected, target.unit, problem.nearest)


def _ground(pack: Pack, target: ProgrammeTarget, known: set[str]) -> Iterator[Problem]:
    """Yield what is missing to believe a target: a source when published, grade E and a reason when assumed."""
    for source in ids(target.source):
        if source not in known:
            near = nearest(source, known)
            yield at_target(pack, target, "source", "unknown-source", "the id of a source", source, near)
    if target.status == "published":
        if not ids(target.source):
            yield at_target(pack, target, "source", "missing-source", "the source of a published target", "")
        return
    if target.grade != "E":
        yield at_target(pack, target, "grade", "grade", "E, for a working assumption", target.grade)
    if not target.note.strip():
        yield at_target(pack, target, "note", "missing-reason", "what a working assumption rests on", "")


__all__ = [
    "OF_ENTERPRISES", "TARGETS", "ProgrammeTarget", "TargetText", "amount_of_target", "at_target",
    "check_targets", "read_targets", "unit_of_target",
]  # fmt: skip
