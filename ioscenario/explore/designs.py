"""Designs: which position in its range each uncertain path takes in each sample.

A position is a probability in the designs that draw (Latin hypercube, Sobol', Morris) and
a place between low (0), the central value (0.5) and high (1) in those that step through
ranges (one at a time, factorial). Designs give positions for any slice of the samples, so
that a sweep of any size holds only the slice it works on.

Random numbers are keyed by the seed and the name of the path. Adding a path therefore
leaves the positions of the others as they are: everywhere in a Latin hypercube; in the
base points and moves of Morris' trajectories; in the matrices A and B of Sobol' designs,
where the added path stands behind the others, because the points of a Sobol' sequence are
good only jointly and in its first dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ioscenario.explore.correlation import Correlation, correlated
from ioscenario.explore.draws import stratified, stream

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

#: Designs of uncertain paths, and the keys that go with each in a sweep file.
KINDS: Final = {
    "latin_hypercube": ("samples",),
    "sobol": ("samples",),
    "morris": ("trajectories", "levels"),
    "one_at_a_time": (),
    "factorial": ("levels",),
}

#: Bits of a point of the Sobol' sequence.
BITS: Final = 30


class Steps(NamedTuple):
    """How the samples of a design belong together; each of shape (sample,).

    In a Sobol' design `group` is the row of the base matrices and `step` 0 for A, 1 for B
    and from 2 on for A with one column of B. In Morris' it is the trajectory and the place
    along it. In a design one at a time there is one group, its first sample at central
    values. `moved` is the position of the path that was exchanged or moved, -1 for none.
    """

    group: Whole
    step: Whole
    moved: Whole


class Samples(Protocol):
    """A design of uncertain paths."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths, in the order of the rows of positions."""

    @property
    def size(self) -> int:
        """Number of samples."""

    @property
    def random(self) -> bool:
        """Whether positions are probabilities; otherwise places between low and high."""

    def positions(self, first: int, last: int) -> Array:
        """Return positions of the samples from `first` up to, not including, `last`: (path, sample)."""

    def steps(self, first: int, last: int) -> Steps | None:
        """Return how these samples belong together; None where each stands for itself."""


@dataclass(frozen=True)
class Hypercube:
    """Latin hypercube: see :func:`latin_hypercube`."""

    paths: tuple[str, ...]
    table: Array | Path = field(repr=False)
    size: int
    random: bool = True

    def positions(self, first: int, last: int) -> Array:
        """Return positions (path, sample)."""
        # A table on disk is mapped anew each time, so that what was read leaves memory again.
        table = np.load(self.table, mmap_mode="r") if isinstance(self.table, Path) else self.table
        return np.array(table[:, first:last])

    def steps(self, first: int, last: int) -> Steps | None:
        """Return None: samples stand for themselves."""
        return None


def latin_hypercube(
    paths: Sequence[str],
    samples: int,
    seed: int,
    correlations: Sequence[Correlation] = (),
    scratch: Path | None = None,
) -> Hypercube:
    """Latin hypercube, each path stratified by itself, with rank correlations imposed.

    Parameters
    ----------
    paths
        Names of the paths.
    samples
        Number of samples.
    seed
        Whole number from 0.
    correlations
        Rank correlations between pairs of paths; see :mod:`ioscenario.explore.correlation`.
    scratch
        File for the table of positions, paths x samples x 8 bytes; None: kept in memory.

    Examples
    --------
    >>> design = latin_hypercube(["growing.area", "growing.weather"], 4, 0)
    >>> [sorted(int(4 * p) for p in row) for row in design.positions(0, 4)]
    [[0, 1, 2, 3], [0, 1, 2, 3]]

    Notes
    -----
    McKay, Beckman and Conover (1979), Technometrics 21(2).
    """
    table: Array
    if scratch is None:
        table = np.empty((len(paths), samples))
    else:  # what is not flushed yet is seen by other readers of the file all the same
        table = np.lib.format.open_memmap(scratch, mode="w+", dtype=np.float64, shape=(len(paths), samples))
    tied = {name for item in correlations for name in item.paths}
    for place, path in enumerate(paths):
        if path not in tied:
            table[place] = stratified(path, samples, seed)
    for path, values in correlated(correlations, samples, seed).items():
        table[list(paths).index(path)] = values
    return Hypercube(tuple(paths), table if scratch is None else scratch, samples)


@dataclass(frozen=True)
class Saltelli:
    """Sobol' design: see :func:`saltelli`."""

    paths: tuple[str, ...]
    a: Array = field(repr=False)
    b: Array = field(repr=False)
    random: bool = True

    @property
    def rows(self) -> int:
        """Rows of the matrices A and B."""
        return int(self.a.shape[1])

    @property
    def size(self) -> int:
        """Rows x (paths + 2)."""
        return self.rows * (len(self.paths) + 2)

    def positions(self, first: int, last: int) -> Array:
        """Return positions (path, sample)."""
        row, step, moved = self.steps(first, last)
        found = np.where(step == 1, self.b[:, row], self.a[:, row])
        single = np.flatnonzero(moved >= 0)
        found[moved[single], single] = self.b[moved[single], row[single]]
        return found

    def steps(self, first: int, last: int) -> Steps:
        """Return rows and blocks: A, B, then A with one column of B for each path."""
        sample = np.arange(first, last)
        block = (sample // self.rows).astype(np.int32)
        return Steps((sample % self.rows).astype(np.int32), block, np.maximum(block - 2, -1).astype(np.int32))


def saltelli(paths: Sequence[str], rows: int, seed: int) -> Saltelli:
    """Matrices A, B and AB_i for first-order and total Sobol' indices of all paths.

    Parameters
    ----------
    paths
        Names of the paths; path number j takes the dimensions 2j (in A) and 2j + 1 (in B) of
        one Sobol' sequence, so that a path added at the end leaves the others where they are.
    rows
        Rows of A and of B, best a power of two: then every dimension, and the dimensions
        together, fill their range evenly.
    seed
        Whole number from 0.

    Returns
    -------
    Saltelli
        rows x (paths + 2) samples: A, B, then A with the column of one path after the other
        taken from B.

    Examples
    --------
    >>> design = saltelli(["growing.area", "growing.weather"], 8, 0)
    >>> design.size
    32
    >>> change = design.positions(16, 24) - design.positions(0, 8)   # AB_0 less A
    >>> bool((change[0] != 0).all()), bool((change[1] == 0).all())
    (True, True)

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181(2). The sequence is that of
    Joe and Kuo (2008), made random by a digital shift (the bits of all points of a
    dimension are flipped alike) and a random place within the last bit, both keyed by path.
    """
    from scipy.stats.qmc import Sobol

    engine = Sobol(2 * len(paths), scramble=False, bits=BITS)
    # Whole numbers below 2^30 are exact in floats.
    points = np.asarray(engine.random(rows) * 2**BITS, dtype=np.int64).T
    matrices: Array = np.empty((2, len(paths), rows))
    for place, path in enumerate(paths):
        generator = stream(path, seed)
        for matrix in (0, 1):
            flip = int(generator.random() * 2**BITS)
            matrices[matrix, place] = ((points[2 * place + matrix] ^ flip) + generator.random(rows)) / 2**BITS
    tiny = np.finfo(np.float64).eps
    a, b = np.clip(matrices, tiny, 1.0 - tiny)
    return Saltelli(tuple(paths), a, b)


@dataclass(frozen=True)
class Trajectories:
    """Morris' design: see :func:`morris`."""

    paths: tuple[str, ...]
    start: Array = field(repr=False)
    """Position at the first point of each trajectory, (path, trajectory)."""
    end: Array = field(repr=False)
    """Position once the path has moved."""
    turn: Whole = field(repr=False)
    """Step at which the path moves, from 1, (path, trajectory)."""
    random: bool = True

    @property
    def size(self) -> int:
        """Trajectories x (paths + 1)."""
        return int(self.start.shape[1]) * (len(self.paths) + 1)

    def positions(self, first: int, last: int) -> Array:
        """Return positions (path, sample)."""
        group, step, _ = self.steps(first, last)
        return np.where(self.turn[:, group] <= step, self.end[:, group], self.start[:, group])

    def steps(self, first: int, last: int) -> Steps:
        """Return trajectories, places along them, and the path moved to come there."""
        sample = np.arange(first, last)
        group, step = np.divmod(sample, len(self.paths) + 1)
        here = self.turn[:, group] == step
        moved = np.where(here.any(axis=0), here.argmax(axis=0), -1)
        return Steps(group.astype(np.int32), step.astype(np.int32), moved.astype(np.int32))


def morris(paths: Sequence[str], trajectories: int, levels: int, seed: int) -> Trajectories:
    """Morris' trajectories: from a random point, each path is moved once, in random order.

    Parameters
    ----------
    paths
        Names of the paths.
    trajectories
        Number of trajectories.
    levels
        Levels of a path, even. They are the middles (0.5 / levels, 1.5 / levels, ...) of
        slices of equal probability, so that distributions without ends have them all.
    seed
        Whole number from 0.

    Returns
    -------
    Trajectories
        trajectories x (paths + 1) samples; every move is half of all levels, that is 0.5 in
        probability.

    Examples
    --------
    >>> design = morris(["growing.area", "growing.weather"], 2, 4, 0)
    >>> bool((abs(np.diff(design.positions(0, 3))).sum(axis=0) == 0.5).all())   # one path moves at a time
    True

    Notes
    -----
    Morris (1991), Technometrics 33(2). With the jump of half of the levels all start levels
    and both directions have the same probability.
    """
    draws = np.stack([stream(path, seed).random((2, trajectories)) for path in paths])
    level = np.floor(draws[:, 0] * levels)
    half = levels // 2
    end = np.where(level < half, level + half, level - half)
    turn = draws[:, 1].argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
    return Trajectories(tuple(paths), (level + 0.5) / levels, (end + 0.5) / levels, turn.astype(np.int32))


@dataclass(frozen=True)
class OneAtATime:
    """Central values first, then each path at its low and at its high, the others central.

    Examples
    --------
    >>> OneAtATime(("growing.area", "growing.weather")).positions(0, 5)
    array([[0.5, 0. , 1. , 0.5, 0.5],
           [0.5, 0.5, 0.5, 0. , 1. ]])
    """

    paths: tuple[str, ...]
    random: bool = False

    @property
    def size(self) -> int:
        """1 + 2 x paths."""
        return 1 + 2 * len(self.paths)

    def positions(self, first: int, last: int) -> Array:
        """Return positions (path, sample)."""
        _, step, moved = self.steps(first, last)
        found = np.full((len(self.paths), last - first), 0.5)
        single = np.flatnonzero(moved >= 0)
        found[moved[single], single] = (step[single] - 1) % 2
        return found

    def steps(self, first: int, last: int) -> Steps:
        """Return one group; even steps (but 0) are highs."""
        sample = np.arange(first, last, dtype=np.int32)
        return Steps(np.zeros_like(sample), sample, (sample + 1) // 2 - 1)


@dataclass(frozen=True)
class Factorial:
    """All combinations of levels, evenly spaced from low over the central value to high.

    Examples
    --------
    >>> Factorial(("growing.area", "growing.weather"), 2).positions(0, 4)
    array([[0., 0., 1., 1.],
           [0., 1., 0., 1.]])
    """

    paths: tuple[str, ...]
    levels: int
    random: bool = False

    @property
    def size(self) -> int:
        """Levels to the power of paths."""
        return int(self.levels ** len(self.paths))

    def positions(self, first: int, last: int) -> Array:
        """Return positions (path, sample); the last path changes fastest."""
        sample = np.arange(first, last)
        found = np.empty((len(self.paths), last - first))
        for place in range(len(self.paths) - 1, -1, -1):
            sample, digit = np.divmod(sample, self.levels)
            found[place] = digit / (self.levels - 1) if self.levels > 1 else 0.5
        return found

    def steps(self, first: int, last: int) -> Steps | None:
        """Return None: samples stand for themselves."""
        return None
