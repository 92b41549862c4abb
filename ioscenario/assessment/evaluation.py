"""Values of expressions over results, parameters and facts, in many runs at once.

The language is that of :mod:`ioscenario.pack.quantities`; names were bound to a pack by
:mod:`ioscenario.pack.binding`, so that everything here exists. Values are in root units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioscenario.batches import simulated
from ioscenario.outputs import VARIABLE
from ioscenario.pack.binding import Bound, Constant, Joined, Path, Result, leaves, members_of
from ioscenario.scenario.resolve import Design, path_values

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Runs:
    """Simulated runs: every scenario with every sample.

    Parameters
    ----------
    pack
        What was run.
    design
        Scenarios, draws and number of samples.
    arrays
        Variable name to array (year, dims of the variable, run), runs scenario-major.
    """

    pack: Pack
    design: Design
    arrays: Mapping[str, Array]

    @classmethod
    def made(cls, pack: Pack, design: Design, trees: Iterable[Bound]) -> Runs:
        """Simulate what some expressions need, and nothing if they need no result.

        Parameters
        ----------
        pack, design
            What is run.
        trees
            The expressions.
        """
        wanted = {leaf.variable for tree in trees for leaf in leaves(tree) if isinstance(leaf, Result)}
        return cls(pack, design, simulated(pack, design, wanted=sorted(wanted)) if wanted else {})

    def values(self, tree: Bound, scenario: str, year: int) -> Array:
        """Values of an expression, root units, (sample).

        Parameters
        ----------
        tree
            A bound expression.
        scenario
            Name of the scenario in which names without ``reference`` are read.
        year
            Year of names without one.

        Returns
        -------
        ndarray, shape (sample,)
            NaN where a result has no value, a divisor is zero, or the year is not simulated.
        """
        if isinstance(tree, Joined):
            left, right = self.values(tree.left, scenario, year), self.values(tree.right, scenario, year)
            return joined(tree.sign, left, right)
        if isinstance(tree, Constant):
            return np.full(self.design.samples, tree.value)
        reference = self.pack.structure.reference
        place = self._place(reference if tree.reference else scenario)
        asked, years = year if tree.year is None else tree.year, self.pack.structure.years
        if asked not in years:
            return np.full(self.design.samples, np.nan)
        when = years.index(asked)
        found = self._parameter(tree, place) if isinstance(tree, Path) else self._result(tree, place)
        return np.broadcast_to(found[when] * tree.size, (self.design.samples,))

    def _place(self, scenario: str) -> int:
        return [flat.name for flat in self.design.scenarios].index(scenario)

    def _parameter(self, leaf: Path, place: int) -> Array:
        """A parameter after the scenario's settings, canonical unit, (year, sample or 1)."""
        flat = self.design.scenarios[place]
        steps = [item for item in flat.operations if item.path == leaf.path]
        alone = Design((flat,), self.design.draws, self.design.samples)
        return path_values(self.pack.parameters[leaf.path], self.pack.structure.years, alone, [steps])

    def _result(self, leaf: Result, place: int) -> Array:
        """A variable at the members asked, the others added up, (year, sample)."""
        array = self.arrays[leaf.variable]
        full = np.broadcast_to(array, (*array.shape[:-1], self.design.runs))
        count = self.design.samples
        own = full[..., place * count : (place + 1) * count]
        where = dict(leaf.where)
        for dim in VARIABLE[leaf.variable].dims:  # the axis asked is always the first after the year
            own = own[:, members_of(dim, self.pack).index(where[dim])] if dim in where else _sum(own)
        return own


def _sum(values: Array) -> Array:
    """Sum along the first axis after the year, leaving out members without a value; NaN if none has one."""
    known = ~np.isnan(values)
    total: Array = np.where(known, values, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), total, np.nan)


def joined(sign: str, left: Array, right: Array) -> Array:
    """Two arrays joined by ``+ - * /``; NaN where a divisor is zero.

    Examples
    --------
    >>> joined("/", np.array([1.0, 1.0]), np.array([4.0, 0.0]))
    array([0.25,  nan])
    """
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return np.asarray(np.divide(left, right, out=np.full(left.shape, np.nan), where=right != 0.0))


def moved(pack: Pack, paths: Sequence[str], positions: Array) -> dict[str, Array]:
    """Draws that put parameters somewhere in their ranges.

    Parameters
    ----------
    pack
        The pack.
    paths
        Parameters.
    positions : ndarray, shape (path, sample)
        -1 for the low end, 0 for the central value, 1 for the high end, straight lines between.

    Returns
    -------
    dict of str to ndarray, shape (point, sample)
        Canonical unit; paths that stay central in every sample are left out. Counts are rounded.

    Examples
    --------
    Half of the way from the central value to the high end.

    >>> from ioscenario.pack.loading import find_pack, load_pack
    >>> pack = load_pack(find_pack("toy-chain"))
    >>> item = pack.parameters["process.tailor.existing.labour"]
    >>> (values,) = moved(pack, [item.path], np.array([[0.5]])).values()
    >>> bool(np.isclose(values[0, 0], (item.values[0] + item.highs[0]) / 2))
    True
    """
    found = {}
    for path, position in zip(paths, positions, strict=True):
        if not position.any():
            continue
        item = pack.parameters[path]
        low, middle, high = (np.array(ends)[:, None] for ends in (item.lows, item.values, item.highs))
        values = middle + np.where(position < 0, -position * (low - middle), position * (high - middle))
        found[path] = np.rint(values) if item.field.kind == "count" else values
    return found
