"""What the allocation of a year is given, and the quantities that its passes move."""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.topology import Topology

#: Relative difference below which two quantities are the same.
SAME: Final = 1e-12


class Year(NamedTuple):
    """What the allocation of one year is given; own units. A run axis of size 1 holds for all runs."""

    technical: Array
    """(process, technology, run) capacity at the technical maximum."""
    capacity: Array
    """The same less what the price keeps idle."""
    input: Array
    """(link, technology, run) input per unit of main output."""
    coproduct: Array
    """(co-product link, technology, run)."""
    share: Array
    """(link, run) largest share of the input that home supply can cover; 1 where imports do not fill."""
    opening: Array
    """(commodity, run) usable stock and outside supply."""
    home: Array
    """(commodity, run) wanted by the home market and procurement."""
    exports: Array
    """(commodity, run) wanted abroad, infinite where open."""
    limit: Array
    """(commodity, run) largest share of supply that may be exported."""
    contracted: Array
    """(commodity, run) share of supply under export contract."""
    aside: Array
    """(commodity, run) put aside where supply allows."""
    exporters_first: NDArray[np.bool_]
    """(run,)"""
    among: NDArray[np.int8] | None = None
    """(run,) code of the rule among processors; none: pro rata in all runs."""
    rank: NDArray[np.intp] | None = None
    """(process, run) place in the order of service; needed where `among` is by priority."""
    margin: Array | None = None
    """(process, technology, run) price less unit variable cost; needed where `among` is by margin."""
    quota: Array | None = None
    """(commodity, run) largest exports; none: no quota."""
    ceiling: Array | None = None
    """(process, run) largest output that staff allows; none: no such limit."""
    channel: Array | None = None
    """(commodity, run) the part of exports that owners sell through their own channels; none: nothing."""

    def of(self, runs: NDArray[np.intp]) -> Year:
        """Return the same year in some of the runs."""
        return Year(*(None if array is None else of_runs(array, runs) for array in self))  # type: ignore[arg-type]


def of_runs(array: NDArray[np.generic], runs: NDArray[np.intp]) -> NDArray[np.generic]:
    """Some runs of an array; one of run size 1 holds for all and stays as it is."""
    return array if array.shape[-1] == 1 else array[..., runs]


def _any(flags: NDArray[np.bool_]) -> list[bool]:
    """Whether any flag is set, for each place on the first axis."""
    return [bool(part.any()) for part in flags]


class Chain:
    """The quantities that the passes move, for one year.

    `made` (process, run) is main output, `taken` (link, run) home-made input in use.

    Parameters
    ----------
    topology
        How the chain hangs together.
    year
        What the year brings.
    """

    def __init__(self, topology: Topology, year: Year) -> None:
        self.topology = topology
        self.year = year
        self.total = year.capacity.sum(axis=1)
        if year.ceiling is not None:
            self.total = np.minimum(self.total, year.ceiling)
        self.exports = year.exports if year.quota is None else np.minimum(year.exports, year.quota)
        self.at_home = year.home + year.aside
        self.made = np.zeros(self.total.shape)
        self.taken = np.zeros((len(topology.links), self.runs))

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.total.shape[-1])

    def of(self, runs: NDArray[np.intp]) -> Chain:
        """Return a copy of some of the runs."""
        chain = Chain(self.topology, self.year.of(runs))
        chain.made, chain.taken = self.made[:, runs], self.taken[:, runs]
        return chain

    def put(self, runs: NDArray[np.intp], chain: Chain) -> None:
        """Take over what a copy of some of the runs has come to."""
        self.made[:, runs], self.taken[:, runs] = chain.made, chain.taken

    @cached_property
    def limited(self) -> list[bool]:
        """Whether exports of each commodity are limited to a share of supply in any run."""
        return _any(self.year.limit < 1.0)

    @cached_property
    def reserves(self) -> list[bool]:
        """Whether exporters of each commodity come before processors in any run."""
        if self.year.exporters_first.any():
            return [True] * self.topology.commodities
        return _any(self.year.contracted > 0.0)

    @cached_property
    def never_needed(self) -> list[bool]:
        """Whether a technology needs none of the input in any run, for each link."""
        return _any(self.year.input <= 0.0)

    def split(self, process: int, output: Array) -> tuple[Array, Array]:
        """Output of the modern and of the existing technology: modern runs first."""
        modern = np.minimum(output, self.year.capacity[process, MODERN])
        return modern, output - modern

    def need(self, link: int, output: Array) -> Array:
        """Input that `output` of the link's process requires: ``a_new Q_new + a_old Q_old``."""
        modern, existing = self.split(self.topology.links[link][0], output)
        per_unit = self.year.input[link]
        return np.asarray(per_unit[MODERN] * modern + per_unit[EXISTING] * existing)

    def allows(self, link: int, quantity: Array) -> Array:
        """Output that `quantity` of the input allows: the inverse of `need`, the largest where it is not unique."""
        modern = self.year.capacity[self.topology.links[link][0], MODERN]
        per_unit = self.year.input[link]
        within = np.minimum(quantity, per_unit[MODERN] * modern)
        beyond = quantity - within
        if not self.never_needed[link]:
            return np.asarray(within / per_unit[MODERN] + beyond / per_unit[EXISTING])
        with np.errstate(divide="ignore", invalid="ignore"):
            by_modern = np.where(per_unit[MODERN] > 0.0, within / per_unit[MODERN], modern)
            # the existing technology starts when the modern one has all it needs
            full = quantity >= per_unit[MODERN] * modern
            by_existing = np.where(per_unit[EXISTING] > 0.0, beyond / per_unit[EXISTING], np.where(full, np.inf, 0.0))
        return np.asarray(by_modern + by_existing)

    def home_need(self, link: int, output: Array) -> Array:
        """Home-made input that `output` wants: all of it, or the largest home share."""
        need = self.need(link, output)
        return np.asarray(self.year.share[link] * need) if self.topology.filled[link] else need

    def supply(self, commodity: int) -> Array:
        """Opening supply, main output and co-products."""
        topology = self.topology
        total = self.year.opening[commodity]
        maker = topology.maker[commodity]
        if maker is not None:
            total = total + self.made[maker]
        for link in topology.coproducts_of[commodity]:
            process = topology.coproducts[link][0]
            modern, existing = self.split(process, self.made[process])
            per_unit = self.year.coproduct[link]
            total = total + per_unit[MODERN] * modern + per_unit[EXISTING] * existing
        return np.asarray(total)

    def takers(self, commodity: int, by_processors: Array) -> Array:
        """Output for which there are takers, given what processors take: home use and the exports it permits."""
        at_home = self.at_home[commodity] + by_processors
        abroad = self.exports[commodity]
        if self.limited[commodity]:
            limit = self.year.limit[commodity]
            with np.errstate(divide="ignore", invalid="ignore"):
                abroad = np.minimum(abroad, np.where(limit < 1.0, at_home * limit / (1.0 - limit), np.inf))
        return np.asarray(np.maximum(at_home + abroad - self.year.opening[commodity], 0.0))

    def exportable(self, commodity: int, supply: Array) -> Array:
        """Exports wanted and permitted."""
        return np.asarray(np.minimum(self.exports[commodity], self.year.limit[commodity] * supply))

    def reserved(self, commodity: int, supply: Array) -> Array:
        """Supply that exporters take before processors."""
        able = self.exportable(commodity, supply)
        contracted = np.minimum(self.year.contracted[commodity] * supply, able)
        return np.where(self.year.exporters_first, able, contracted)

    def offered(self, commodity: int) -> Array:
        """Supply that processors may take, whatever they have taken already."""
        supply = self.supply(commodity)
        return supply - self.reserved(commodity, supply) if self.reserves[commodity] else supply

    def processors(self, commodity: int) -> Array:
        """Home-made input in use by all processors."""
        used = np.zeros(self.runs)
        for link in self.topology.users_of[commodity]:
            used += self.taken[link]
        return used

    def wanted_by_users(self, commodity: int, output: Array) -> Array:
        """Home-made input that all users want when each makes `output` (process, run)."""
        wanted = np.zeros(self.runs)
        for link in self.topology.users_of[commodity]:
            wanted += self.home_need(link, output[self.topology.links[link][0]])
        return wanted

    def sold(self, commodity: int) -> Array:
        """Output for which there are takers while every user makes what it makes."""
        return self.takers(commodity, self.wanted_by_users(commodity, self.made))

    def leftover(self, commodity: int) -> Array:
        """Supply that processors may still take."""
        supply = self.supply(commodity)
        free = supply - self.reserved(commodity, supply) - self.processors(commodity)
        return np.asarray(np.where(free > SAME * supply, free, 0.0))
