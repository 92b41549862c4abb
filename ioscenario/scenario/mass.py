"""No scenario may make mass from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.problems import Findings
from ioscenario.scenario.values import split_where
from ioscenario.simulation.inputs import Array, Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.library import Flat
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
        process_path = f"process.{names[process]}.{TECHNOLOGIES[technology]}"
        file, line = _place(design.scenarios[run], process_path)
        findings.add(
            "mass",
            "inputs at least as heavy as what is made of them, in every year",
            file=file,
            line=line,
            key=f"{process_path}.input",
            value=f"scenario {design.scenarios[run].name}",
        )


def _place(scenario: Flat, process_path: str) -> tuple[str | None, int | None]:
    """The last setting of an input or co-product of the process, else of a mass, else the scenario's file."""
    flows = tuple(f"{process_path}.{kind}." for kind in ("input", "coproduct"))
    own = [item for item in scenario.operations if item.path.startswith(flows)]
    masses = [item for item in scenario.operations if item.path.startswith("market.") and item.path.endswith(".mass")]
    if own or masses:
        return split_where((own or masses)[-1].where)
    return (scenario.files[-1] if scenario.files else None), None
