"""A sweep cut into chunks, and how one chunk is simulated.

A chunk is some grid points with some samples. What it holds follows from the sweep alone,
never from the number of workers, so that every way of running gives the same numbers to
the last bit. A run that fails does not take the others of its chunk with it: the chunk is
halved until the runs that fail stand alone.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ioscenario.explore.draws import quantiles, spread
from ioscenario.outputs import VARIABLE
from ioscenario.scenario.library import Flat
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Inputs

if TYPE_CHECKING:
    from ioscenario.explore.sweepfile import Plan
    from ioscenario.pack.loading import Pack

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
#: Gives variables by name for inputs; the second argument says which, None: all.
Simulator = Callable[[Inputs, Collection[str] | None], Mapping[str, Array]]

#: Status of a run, in the order of the codes.
STATUS: Final = ("ok", "raised", "not_finite", "not_run")
OK, RAISED, NOT_FINITE, NOT_RUN = range(4)

#: Results of a chunk that are held at a time, bytes: more runs at a time are no faster.
CHUNK_BYTES: Final = 64 * 2**20
FEWEST: Final = 50

#: Code of categories, such as those of `bottleneck`, in rows that failed.
NO_CODE: Final = -1

#: A reason is cut to this length.
REASON: Final = 200


class Block(NamedTuple):
    """One chunk: grid points and samples from the first up to, not including, the last."""

    number: int
    scenarios: tuple[int, int]
    samples: tuple[int, int]

    @property
    def runs(self) -> int:
        """Number of runs."""
        return (self.scenarios[1] - self.scenarios[0]) * (self.samples[1] - self.samples[0])


class Layout(NamedTuple):
    """How a sweep is cut: entries of each dimension, and entries in a chunk of each."""

    scenarios: int
    samples: int
    scenarios_each: int
    samples_each: int

    @property
    def blocks(self) -> list[Block]:
        """All chunks, those of the same samples after each other."""
        starts = [
            (scenario, sample)
            for sample in range(0, self.samples, self.samples_each)
            for scenario in range(0, self.scenarios, self.scenarios_each)
        ]
        return [
            Block(
                number,
                (scenario, min(scenario + self.scenarios_each, self.scenarios)),
                (sample, min(sample + self.samples_each, self.samples)),
            )
            for number, (scenario, sample) in enumerate(starts)
        ]


def layout(scenarios: int, samples: int, most: int) -> Layout:
    """Cut a sweep into chunks of nearly equal size.

    Parameters
    ----------
    scenarios, samples
        How many.
    most
        Runs in a chunk.

    Examples
    --------
    >>> layout(3, 1000, 500)
    Layout(scenarios=3, samples=1000, scenarios_each=3, samples_each=143)
    >>> [block.runs for block in layout(5, 2, 3).blocks]
    [3, 2, 3, 2]
    """
    each = math.ceil(scenarios / math.ceil(scenarios / most))
    most_samples = max(1, most // each)
    return Layout(scenarios, samples, each, math.ceil(samples / math.ceil(samples / most_samples)))


def runs_at_once(pack: Pack) -> int:
    """Number of runs of a pack in a chunk, unless a sweep says otherwise."""
    # imported here, so that workers, which start often, do without xarray
    from ioscenario.batches import MOST_AT_ONCE, bytes_per_run

    return max(FEWEST, min(MOST_AT_ONCE, CHUNK_BYTES // bytes_per_run(pack)))


@dataclass(frozen=True)
class Work:
    """What every chunk of a sweep needs; goes to each worker once.

    Parameters
    ----------
    pack
        The pack.
    scenarios
        Grid points.
    paths
        Uncertain paths, in the order of positions.
    random
        Whether positions are probabilities.
    variables
        Names of the variables kept.
    years
        Positions of the years kept.
    holes
        Cells (year, dims) of a variable that have no value in the reference scenario either, such as
        the use of an input by a process that has no such input.
    simulator
        Gives results for inputs.
    """

    pack: Pack = field(repr=False)
    scenarios: tuple[Flat, ...] = field(repr=False)
    paths: tuple[str, ...]
    random: bool
    variables: tuple[str, ...]
    years: tuple[int, ...]
    holes: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict, repr=False)
    simulator: Simulator = simulate

    def draws(self, positions: Array) -> dict[str, Array]:
        """Values (point, sample) of every uncertain path in its canonical unit."""
        function = quantiles if self.random else spread
        return {
            path: function(self.pack.parameters[path], row) for path, row in zip(self.paths, positions, strict=True)
        }


def work_of(plan: Plan, random: bool, template: Mapping[str, Array], simulator: Simulator = simulate) -> Work:
    """Return what the chunks of a sweep need.

    Parameters
    ----------
    plan
        The sweep.
    random
        Whether positions are probabilities.
    template
        Variables kept of the reference scenario at central values, (year, dims).
    simulator
        Gives results for inputs.
    """
    years = plan.pack.structure.years
    holes = {name: np.isnan(values) for name, values in template.items() if values.dtype.kind == "f"}
    return Work(
        plan.pack,
        tuple(point.flat for point in plan.points),
        plan.uncertain,
        random,
        plan.keep.variables,
        tuple(years.index(year) for year in plan.keep.years),
        {name: hole for name, hole in holes.items() if hole.any()},
        simulator,
    )


@dataclass
class Outcome:
    """What became of a chunk.

    Parameters
    ----------
    block
        The chunk.
    arrays
        Variable name to (year, dims, scenario, sample); None once they are written.
    positions, draws
        Positions and values of the uncertain paths, (path, sample); of a path over several
        years the value of the last. None once they are written.
    status
        Codes of `STATUS`, (scenario, sample).
    reasons
        Place (scenario, sample) within the chunk to what went wrong.
    seconds
        Time it took.
    pid
        Process that did it.
    """

    block: Block
    arrays: dict[str, Array] | None
    positions: Array | None
    draws: Array | None
    status: Codes
    reasons: dict[tuple[int, int], str]
    seconds: float
    pid: int

    def forget(self) -> None:
        """Let go of what has been written."""
        self.arrays = self.positions = self.draws = None

    @property
    def failed(self) -> int:
        """Number of runs without results."""
        return int((self.status != OK).sum())


def perform(work: Work, block: Block, positions: Array) -> Outcome:
    """Simulate one chunk.

    Parameters
    ----------
    work
        What all chunks need.
    block
        Which grid points and samples.
    positions : ndarray, shape (path, sample)
        Positions of the chunk's samples.
    """
    started = time.perf_counter()
    scenarios = work.scenarios[slice(*block.scenarios)]
    draws = work.draws(positions)
    last = np.stack([values[-1] for values in draws.values()]) if draws else np.empty(positions.shape)
    arrays, status, reasons = _attempt(work, Design(scenarios, draws, block.samples[1] - block.samples[0]))
    return Outcome(block, arrays, positions, last, status, reasons, time.perf_counter() - started, os.getpid())


class _Part(NamedTuple):
    """Results of a design: as in `Outcome`."""

    arrays: dict[str, Array]
    status: Codes
    reasons: dict[tuple[int, int], str]


def _attempt(work: Work, design: Design) -> _Part:
    """Simulate a design; where that fails, its halves."""
    shape = (len(design.scenarios), design.samples)
    try:
        found = work.simulator(resolve(work.pack, design), work.variables)
        arrays = {name: _kept(found[name], work.years, shape) for name in work.variables}
    except MemoryError:
        if design.runs == 1:  # no fault of the run
            raise
    except Exception as error:
        if design.runs == 1:
            said = " ".join(f"{type(error).__name__}: {error}".split())[:REASON]
            return _Part({}, np.full(shape, RAISED, dtype=np.int8), {(0, 0): said})
    else:
        return _checked(work, arrays, shape)
    return _joined([(first, _attempt(work, half)) for first, half in _halves(design)], shape)


def _kept(array: Array, years: Sequence[int], shape: tuple[int, int]) -> Array:
    """The years kept, with the axis of runs split into scenario and sample."""
    chosen = array if len(years) == len(array) else array[list(years)]
    runs = shape[0] * shape[1]
    if chosen.shape[-1] != runs:
        chosen = np.broadcast_to(chosen, (*chosen.shape[:-1], runs))
    return chosen.reshape(*chosen.shape[:-1], *shape)


def _checked(work: Work, arrays: dict[str, Array], shape: tuple[int, int]) -> _Part:
    """Results with the runs flagged in which a quantity or amount of money is not a number.

    Ratios may have no value, such as a share of nothing, and so may cells that have none in
    the reference scenario.
    """
    status = np.zeros(shape, dtype=np.int8)
    reasons: dict[tuple[int, int], str] = {}
    for name, array in arrays.items():
        if array.dtype.kind != "f" or not VARIABLE[name].sums:
            continue
        cells = array.reshape(-1, *shape)
        if name in work.holes:
            cells = cells[~work.holes[name].ravel()]
        # A sum is not finite exactly when something in it is not (or huge), and is quick to form.
        with np.errstate(invalid="ignore", over="ignore"):
            wrong = ~np.isfinite(cells.sum(axis=0)) & (status == OK)
        for scenario, sample in np.argwhere(wrong):
            status[scenario, sample] = NOT_FINITE
            reasons[int(scenario), int(sample)] = f"{name} is not a finite number"
    if reasons:
        failed = status != OK
        arrays = {name: np.where(failed, missing(array.dtype), array) for name, array in arrays.items()}
    return _Part(arrays, status, reasons)


def missing(dtype: np.dtype[np.generic]) -> float | int:
    """What stands for a result that is not there: NaN, or a code that no category has."""
    return np.nan if dtype.kind == "f" else NO_CODE


def _halves(design: Design) -> list[tuple[tuple[int, int], Design]]:
    """A design in two, with the place of each half."""
    if design.samples > 1:
        middle = design.samples // 2
        return [
            ((0, first), replace(design, draws=_cut(design.draws, first, last), samples=last - first))
            for first, last in ((0, middle), (middle, design.samples))
        ]
    middle = len(design.scenarios) // 2
    return [
        ((first, 0), replace(design, scenarios=design.scenarios[first:last]))
        for first, last in ((0, middle), (middle, len(design.scenarios)))
    ]


def _cut(draws: Mapping[str, Array], first: int, last: int) -> dict[str, Array]:
    return {path: values[:, first:last] for path, values in draws.items()}


def _joined(parts: Sequence[tuple[tuple[int, int], _Part]], shape: tuple[int, int]) -> _Part:
    """Parts put together; a part without arrays failed as a whole."""
    whole: dict[str, Array] = {}
    status = np.full(shape, NOT_RUN, dtype=np.int8)
    reasons: dict[tuple[int, int], str] = {}
    for (scenario, sample), part in parts:
        rows, columns = part.status.shape
        place = (slice(scenario, scenario + rows), slice(sample, sample + columns))
        status[place] = part.status
        reasons |= {(scenario + row, sample + column): text for (row, column), text in part.reasons.items()}
        for name, array in part.arrays.items():
            if name not in whole:
                whole[name] = np.full((*array.shape[:-2], *shape), missing(array.dtype), dtype=array.dtype)
            whole[name][..., place[0], place[1]] = array
    return _Part(whole, status, reasons)
