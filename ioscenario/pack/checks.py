"""What must hold between the numbers of a pack, and what had better hold.

Checks are small functions of a pack that yield problems. Those in `PROBLEMS` refuse a
pack; those in `WARNINGS` are told to the reader, and refuse it when asked to be strict
about the code they give. A pack with problems elsewhere is checked as far as it goes, so
a path may lack its parameter here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.outputs import VARIABLE
from ioscenario.pack import files
from ioscenario.pack.claim_checks import check_readings, unknown_scenarios
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.hindcasts import check_hindcasts
from ioscenario.pack.number_checks import (
    check_derivations,
    check_home_shares,
    check_mass_balance,
    check_sources,
    mass_problems,
)
from ioscenario.pack.rows import at_cell, at_claim, convertible
from ioscenario.pack.summary import render, summary
from ioscenario.pack.table_checks import (
    about,
    check_bridge,
    check_claims,
    check_enterprises,
    check_fitted,
    check_history,
    check_projects,
)
from ioscenario.pack.tables import records
from ioscenario.pack.targets import check_targets
from ioscenario.problems import Findings, InputError, Problem

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Check = Callable[["Pack"], Iterator[Problem]]


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
        return "\n".join(
            [
                *(str(problem) for problem in self.problems),
                *(f"warning: {warning}" for warning in self.warnings),
                *self.lines,
                f"{self.name}: {verdict}, {len(self.warnings)} warning(s)",
            ]
        )


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
    if not len(findings):  # scenarios are read against a good pack, and the chain of one is run
        findings.extend(scenario_problems(pack))
        findings.extend(carving_problems(pack))
    if not len(findings):  # hindcasts run scenarios
        findings.extend(hindcast_problems(pack))
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
    """Yield what is wrong with the scenarios of a pack, each by itself and with its ancestors applied."""
    from ioscenario.scenario.library import Library, flatten
    from ioscenario.scenario.resolve import Design, alone

    try:
        library = Library.read(pack)
        yield from unknown_scenarios(pack, tuple(library))
        alone(pack, Design(tuple(flatten(name, library) for name in library)))
    except InputError as error:
        yield from error.problems


def carving_problems(pack: Pack) -> Iterator[Problem]:
    """Yield why the chain of a pack cannot be taken out of its national table."""
    from ioscenario.scenario.national import carving_problems as problems_of_carving

    yield from problems_of_carving(pack)


def hindcast_problems(pack: Pack) -> Iterator[Problem]:
    """Yield why the hindcasts of a pack cannot be run."""
    from ioscenario.assessment.hindcast import problems as problems_of_hindcasts

    yield from problems_of_hindcasts(pack)


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
    check_readings,
    check_targets,
    check_hindcasts,
)


# ---------------------------------------------------------------------------- warnings


def warn_mass_corner(pack: Pack) -> Iterator[Problem]:
    """Warn of processes that make mass from nothing at an end of the ranges."""
    central = {problem.key for problem in mass_problems(pack, corner=False)}
    yield from (problem for problem in mass_problems(pack, corner=True) if problem.key not in central)


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
            yield at_cell(pack, "parameters", row, "grade", "missing-grade", "a grade A to E")
        elif row["grade"] == "E" and not row["note"] and not row["derivation"]:
            expected = "a note or derivation for an inferred value"
            yield at_cell(pack, "parameters", row, "note", "missing-reason", expected)


def warn_claims(pack: Pack) -> Iterator[Problem]:
    """Warn of claims in units that the model's results cannot be turned into."""
    for claim in pack.claims:
        if not claim.indicator or not convertible(claim.unit, claim.unit):
            continue  # of a claim with readings the units are checked there
        if about(pack, claim.indicator, claim.label) is not None:
            continue
        unit = result_unit(VARIABLE[claim.indicator], claim.label, pack.structure)
        if not convertible(claim.unit, unit):
            expected = f"a unit convertible to {unit}, to be compared with results"
            yield at_claim(pack, claim.line, claim.id, "unit", "claim-unit", expected, claim.unit)


WARNINGS: Final[tuple[Check, ...]] = (warn_mass_corner, warn_outlets, warn_grades, warn_claims)
