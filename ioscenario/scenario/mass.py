"""No scenario may make mass from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.problems import Findings
from ioscenario.simulation.inputs import Array, Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.resolve import Design

#: Share of a unit's mass that rounding may create.
ROUNDING = 1e-9


def gained(inputs: Inputs) -> Array:
    """Mass of main output and co-products less that of inputs, t per unit, (year, process, technology, run).

    The crop, which has no inputs, is left at zero.
    """
    topology = inputs.topology
    mass = inputs.mass
    runs = max(inputs.runs, 1)
    balance = np.zeros((len(inputs.years), topology.processes, len(TECHNOLOGIES), runs))
    for process in topology.order:
        balance[:, process] += mass[:, topology.output[process]][:, None]
    for link, (process, commodity) in enumerate(topology.coproducts):
        balance[:, process] += inputs.coproduct[:, link] * mass[:, commodity][:, None]
    for link, (process, commodity) in enumerate(topology.links):
        balance[:, process] -= inputs.input[:, link] * mass[:, commodity][:, None]
    return balance


def check_mass(pack: Pack, design: Design, inputs: Inputs, findings: Findings) -> None:
    """Report processes that a scenario lets make more mass than they use, at central values.

    Parameters
    ----------
    pack
        The pack, whose own coefficients are known to balance.
    design
        Runs of `inputs`; draws are not checked here, as their ranges are checked with the pack.
    inputs
        Resolved parameters.
    findings
        Takes one problem for each scenario, process and technology.
    """
    if design.draws:
        return
    scale = inputs.mass[:, list(inputs.topology.output)][:, :, None]
    wrong = (gained(inputs) > ROUNDING * scale).any(axis=0)
    names = [process.id for process in pack.structure.processes]
    for process, technology, run in np.argwhere(wrong):
        findings.add(
            "mass",
            "inputs at least as heavy as what is made of them, in every year",
            file=design.scenarios[run].files[-1] if design.scenarios[run].files else None,
            key=f"process.{names[process]}.{TECHNOLOGIES[technology]}.input",
            value=f"scenario {design.scenarios[run].name}",
        )
