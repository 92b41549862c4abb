"""Many variants of a resolved scenario as one set of inputs, a variant a run.

Explanations change one parameter a run; attributions take each part of the parameters from one
of two scenarios. Both start from inputs that are resolved already, so that thousands of
variants cost no more than their simulation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from ioscenario.batches import MOST_AT_ONCE
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.rationing import Rationing

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cell:
    """Place of a path: its field, and the position in the field's array without year and run."""

    field: str
    position: tuple[int, ...]

    @property
    def place(self) -> tuple[slice | int, ...]:
        """Index into the field's array."""
        return (slice(None), *self.position)

    def of(self, inputs: Inputs) -> Array:
        """(year, run) values of the path."""
        return np.asarray(inputs.values[self.field][self.place])


@dataclass(frozen=True, eq=False)
class Change:
    """One variant: a path with other values.

    Parameters
    ----------
    cell
        The path.
    values
        (year,) its values, canonical unit.
    """

    cell: Cell
    values: Array


def changed(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    """Inputs with one path changed in each run.

    Parameters
    ----------
    inputs
        Inputs of one run.
    changes
        One a run.
    """
    runs = len(changes)
    values = dict(inputs.values)
    for name in {change.cell.field for change in changes}:
        array = inputs.values[name]
        values[name] = np.array(np.broadcast_to(array, (*array.shape[:-1], runs)))
    for run, change in enumerate(changes):
        place: tuple[slice | int, ...] = (*change.cell.place, run)
        values[change.cell.field][place] = change.values
    return replace(inputs, runs=runs, values=values, rationing=_spread(inputs.rationing, runs))


def mixed(first: Inputs, second: Inputs, parts: Sequence[Sequence[Cell]], rule: int | None, taken: Mask) -> Inputs:
    """Inputs of mixtures that take some parts from the second scenario and all else from the first.

    Parameters
    ----------
    first, second
        Inputs with the same draws, one run a draw.
    parts
        Paths of each part.
    rule
        The part to which the rationing rule belongs; None: it is that of the first in all runs.
    taken
        (part, mixture) whether the part is that of the second.

    Returns
    -------
    Inputs
        Runs are mixture-major: each mixture with every draw.
    """
    mixtures, draws = taken.shape[1], first.runs
    runs, chosen = mixtures * draws, np.repeat(taken, draws, axis=1)
    values = {name: _again(array, mixtures) for name, array in first.values.items()}
    own: set[str] = set()
    for part, cells in enumerate(parts):
        for cell in cells:
            array = values[cell.field]
            if cell.field not in own:
                own.add(cell.field)
                values[cell.field] = array = np.array(np.broadcast_to(array, (*array.shape[:-1], runs)))
            array[cell.place] = np.where(chosen[part], _again(cell.of(second), mixtures), array[cell.place])
    old, new = (_again_rule(item.rationing, mixtures) for item in (first, second))
    if rule is not None:
        old = Rationing(
            np.where(chosen[rule], new.exporters_first, old.exporters_first),
            np.where(chosen[rule], new.among, old.among),
            np.where(chosen[rule], new.rank, old.rank),
        )
    return replace(first, runs=runs, values=values, rationing=old)


def _again(array: Array, times: int) -> Array:
    """An array with its runs repeated as a whole; one that is the same in all runs stays so."""
    return array if array.shape[-1] == 1 else np.tile(array, times)


def _again_rule(rule: Rationing, times: int) -> Rationing:
    """The rule of all draws for every mixture."""
    return Rationing(np.tile(rule.exporters_first, times), np.tile(rule.among, times), np.tile(rule.rank, times))


def _spread(rule: Rationing, runs: int) -> Rationing:
    """The rule of one run in many."""
    return Rationing(
        np.broadcast_to(rule.exporters_first, (*rule.exporters_first.shape[:-1], runs)),
        np.broadcast_to(rule.among, (*rule.among.shape[:-1], runs)),
        np.broadcast_to(rule.rank, (*rule.rank.shape[:-1], runs)),
    )


def simulated_in_parts(
    count: int, inputs: Callable[[slice], Inputs], wanted: Collection[str], draws: int = 1
) -> Iterator[tuple[slice, dict[str, Array]]]:
    """Results of many variants, some at a time.

    Parameters
    ----------
    count
        Number of variants.
    inputs
        Gives the inputs of a slice of them.
    wanted
        Variables to work out.
    draws
        Runs of each variant.

    Yields
    ------
    slice, dict
        Variants, and their arrays (year, dims, run), variant-major.
    """
    if not count:
        return
    batches = min(count, ceil(count * draws / MOST_AT_ONCE))
    edges = [count * place // batches for place in range(batches + 1)]
    for low, high in pairwise(edges):
        chosen = slice(low, high)
        arrays = simulate(inputs(chosen), wanted)
        yield chosen, {name: np.broadcast_to(a, (*a.shape[:-1], (high - low) * draws)) for name, a in arrays.items()}
