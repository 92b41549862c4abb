"""From a pack and a design to the inputs of a simulation.

A design says which runs are wanted and nothing else: scenarios x samples. A draw
replaces the pack's value of a path; the operations of each scenario then act on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioscenario.pack.expansion import paths, shape
from ioscenario.parameters import FIELDS, Field
from ioscenario.problems import Findings
from ioscenario.scenario.layout import topology
from ioscenario.scenario.library import Flat
from ioscenario.scenario.mass import check_mass
from ioscenario.scenario.operations import Operation, apply
from ioscenario.scenario.paths import pack_path
from ioscenario.scenario.rationing import rationing
from ioscenario.scenario.values import check_bounds
from ioscenario.scenario.vintages import check_vintages
from ioscenario.simulation.inputs import Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Which runs are wanted: every scenario with every sample.

    Parameters
    ----------
    scenarios
        Scenarios with their ancestors applied, the reference first.
    draws
        Path to (point, sample) values in the path's canonical unit.
    samples
        Number of samples; 1 without draws.
    counterfactual
        Whether the scenarios are written ones less some settings, run for comparison: what
        holds between settings is then not asked of them.
    """

    scenarios: tuple[Flat, ...]
    draws: Mapping[str, Array] = field(default_factory=dict)
    samples: int = 1
    counterfactual: bool = False

    @property
    def runs(self) -> int:
        """Number of runs, scenario-major."""
        return len(self.scenarios) * self.samples


def resolve(pack: Pack, design: Design) -> Inputs:
    """Every parameter as an array over years and runs.

    Parameters
    ----------
    pack
        A checked pack.
    design
        Runs wanted.

    Returns
    -------
    Inputs
        Arrays (year, dims of the field, run), run of size 1 where nothing varies.

    Raises
    ------
    InputError
        When operations of a scenario carry a path out of its bounds, or let a process make mass from
        nothing, all such at once; or when the pack's chain does not fit into its national table.
    """
    from ioscenario.scenario.national import economy

    return replace(alone(pack, design), economy=economy(pack))


def central(pack: Pack) -> Inputs:
    """Parameters of the pack itself in one run, without the rest of the economy."""
    return alone(pack, Design((Flat("", {}, {}, (), None, (), (), ""),)))


def alone(pack: Pack, design: Design) -> Inputs:
    """Every parameter as an array over years and runs, for the chain on its own; see :func:`resolve`."""
    findings = Findings()
    operations = [_by_path(flat.operations) for flat in design.scenarios]
    values = {item.name: _field(pack, item, design, operations, findings) for item in FIELDS}
    findings.raise_if_any()
    inputs = Inputs(
        years=pack.structure.years,
        runs=design.runs,
        values=values,
        topology=topology(pack),
        rationing=rationing(pack.structure, [flat.rationing for flat in design.scenarios], design.samples),
    )
    if not design.counterfactual:
        check_mass(pack, design, inputs, findings)
        check_vintages(pack, design, inputs, findings)
        findings.raise_if_any()
    return inputs


def _by_path(operations: Sequence[Operation]) -> dict[str, list[Operation]]:
    """Operations of each path, in order."""
    grouped: dict[str, list[Operation]] = {}
    for operation in operations:
        grouped.setdefault(operation.path, []).append(operation)
    return grouped


def _field(
    pack: Pack, item: Field, design: Design, operations: list[dict[str, list[Operation]]], findings: Findings
) -> Array:
    """Array of one field, (year, dims, run)."""
    years = pack.structure.years
    placed = {
        position: path_values(
            pack.parameters[path], years, design, [found.get(path, []) for found in operations], findings
        )
        for path, (_, position) in paths(item, pack.structure).items()
    }
    runs = max((values.shape[1] for values in placed.values()), default=1)
    dims = shape(item, pack.structure)
    # what is the same in every year is kept once
    rows = 1 if all(_steady(values) for values in placed.values()) else len(years)
    array = np.full((rows, *dims, runs), item.default or 0.0)
    for position, values in placed.items():
        place: tuple[slice | int, ...] = (slice(None), *position)
        array[place] = values[:rows]
    return np.broadcast_to(array, (len(years), *dims, runs))


def _steady(values: Array) -> bool:
    """Whether an array is one year seen many times."""
    return values.strides[0] == 0


def path_values(
    parameter: Parameter,
    years: Sequence[int],
    design: Design,
    operations: Sequence[Sequence[Operation]],
    findings: Findings | None = None,
) -> Array:
    """Values of one path in all runs, canonical unit, (year, run).

    Parameters
    ----------
    parameter
        The path's parameter.
    years
        Years wanted, the base year first.
    design
        Runs wanted.
    operations
        For each scenario the operations on this path, in order.
    findings
        Takes values that operations carry out of the field's bounds at central values;
        None: not checked. In samples such values are cut to the bound.

    Returns
    -------
    ndarray
        Run has size 1 when no scenario sets the path and no sample draws it.
    """
    drawn = design.draws.get(parameter.path)
    base = pack_path(parameter, years, drawn)
    if not any(operations):
        if base.shape[1] == 1:
            return base
        if not _steady(base):
            return np.tile(base, (1, len(operations)))
        return np.broadcast_to(np.tile(base[:1], (1, len(operations))), (len(base), base.shape[1] * len(operations)))
    columns = [_after(base, steps, years) for steps in operations]
    if findings is not None:
        middle = pack_path(parameter, years)
        central = columns if drawn is None else [_after(middle, steps, years) for steps in operations]
        for values, steps in zip(central, operations, strict=True):
            findings.extend(check_bounds(parameter, values, years, steps) if steps else ())
    wide = [np.broadcast_to(values, (len(years), design.samples)) for values in columns]
    # a change of a drawn value may pass a bound in single samples, and rounding may touch it
    return np.clip(np.concatenate(wide, axis=1), *parameter.field.bounds)


def _after(path: Array, operations: Sequence[Operation], years: Sequence[int]) -> Array:
    """The path after operations, in order."""
    for operation in operations:
        path = apply(operation, path, years)
    return path
