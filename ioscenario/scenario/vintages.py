"""Labour saved by new plant and by a trend for the same process: one or the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.problems import Findings, Problem
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.values import split_where
from ioscenario.simulation.inputs import Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.resolve import Design


def check_vintages(pack: Pack, design: Design, inputs: Inputs, findings: Findings) -> None:
    """Report processes with growth of productivity whose technologies need different labour.

    Modern plant that needs less labour carries the growth of productivity; a trend for the
    same coefficient counts it twice.

    Parameters
    ----------
    pack
        The pack.
    design
        Runs of `inputs`. Growth is looked at as drawn, labour at central values: draws move
        the labour of two equal technologies apart, and mean no more by it.
    inputs
        Resolved parameters.
    findings
        Takes one problem for each process and place where the combination was written.
    """
    growth = inputs.labour_productivity_growth[1:]
    if not growth.any():
        return
    in_runs = np.broadcast_to(growth, (*growth.shape[:2], design.runs))
    in_scenarios = in_runs.reshape(*growth.shape[:2], len(design.scenarios), design.samples)
    central = replace(design, draws={}, samples=1)
    names = [process.id for process in pack.structure.processes]
    found: dict[Problem, None] = {}
    for process, scenario in np.argwhere(in_scenarios.any(axis=(0, 3))):
        operations = design.scenarios[scenario].operations
        if _labour_differs(pack, central, names[process], operations):
            rates = in_scenarios[:, process, scenario]
            found.setdefault(_problem(pack, names[process], operations, float(rates[rates != 0.0][0])))
    findings.extend(found)


def _labour_paths(process: str) -> list[str]:
    """Paths of the labour of the two technologies of a process."""
    return [f"process.{process}.{technology}.labour" for technology in TECHNOLOGIES]


def _labour_differs(pack: Pack, central: Design, process: str, operations: Sequence[Operation]) -> bool:
    """Whether its technologies need different labour in a year after the base year, at central values."""
    from ioscenario.scenario.resolve import path_values  # resolve calls this module

    existing, modern = (
        path_values(
            pack.parameters[path], pack.structure.years, central, [[item for item in operations if item.path == path]]
        )
        for path in _labour_paths(process)
    )
    return not np.array_equal(existing[1:], modern[1:])


def _problem(pack: Pack, process: str, operations: Sequence[Operation], rate: float) -> Problem:
    """The problem, at the setting that brought it about: of growth, else of labour, else the pack's row."""
    growth = f"process.{process}.labour_productivity_growth"
    acting = [item for item in operations if item.path == growth]
    acting = acting or [item for item in operations if item.path in _labour_paths(process)]
    if acting:
        file, line = split_where(acting[-1].where)
    else:
        file, line = pack.file_of(growth), pack.parameters[growth].line or None
    return Problem(
        "vintages",
        "no growth beside modern plant that needs other labour than existing plant: it would be counted twice",
        file=file,
        line=line,
        key=growth,
        value=f"{rate:.6g} a year",
    )
