"""Allocation of a year: what each process makes, who gets its output, what binds it.

Two passes along the acyclic chain. Backward, last stage to first: what each process
wants to make, ``Q* = min(capacity, demand)``. Forward, first to last: what its inputs
allow, each commodity shared pro rata to wants. What a fork leaves over is shared again,
what nobody takes is not made, until nothing moves.

Where no commodity has two users the result equals the linear programme that makes as
much as possible; with forks it is feasible and no process can make more while the
others are held, but pro rata sharing can stay below the programme's optimum. That gap
is the price of the rule.

Order of service of a commodity: export contracts, processors, home market, what is put
aside, other exports; under ``exporters first`` exports come before processors.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, LIMITS, MODERN
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.topology import Topology

#: Relative difference below which two quantities are the same.
SAME: Final = 1e-12

#: Rounds of sharing again pro rata and trimming; real chains need two or three.
ROUNDS: Final = 60

#: Rounds after which trimmed processes may reach further at a time.
PATIENCE: Final = 10

#: Relative growth worth another of the last rounds.
USED_UP: Final = 1e-10

#: Rounds in which what pro rata sharing left is used up one process after the other.
LAST_ROUNDS: Final = 20_000


class Year(NamedTuple):
    """What the allocation of one year is given; own units."""

    technical: Array
    """(process, technology, run) capacity at the technical maximum."""
    capacity: Array
    """The same less what the price keeps idle."""
    input: Array
    """(link, technology, run) input per unit of main output."""
    coproduct: Array
    """(co-product link, technology, run)."""
    share: Array
    """(link, run) largest share of the input that home supply can cover."""
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


class Flows(NamedTuple):
    """Allocation of one year; own units."""

    activity: Array
    """(process, technology, run) main output."""
    domestic: Array
    """(link, run) home-made input used."""
    imported: Array
    """(link, run) imported input used."""
    home: Array
    """(commodity, run) delivered to the home market and procurement."""
    exports: Array
    aside: Array
    left: Array
    """(commodity, run) supply that nobody took."""
    bound: NDArray[np.int8]
    """(process, run) code of what binds."""


class _Chain:
    """The quantities that the passes move, for one year.

    `made` (process, run) is main output, `taken` (link, run) home-made input in use.
    """

    def __init__(self, topology: Topology, year: Year) -> None:
        self.topology = topology
        self.year = year
        self.total = year.capacity.sum(axis=1)
        runs = year.capacity.shape[-1]
        self.made = np.zeros((topology.processes, runs))
        self.taken = np.zeros((len(topology.links), runs))

    def split(self, process: int, output: Array) -> tuple[Array, Array]:
        """Output of the modern and of the existing technology: modern runs first."""
        modern = np.minimum(output, self.year.capacity[process, MODERN])
        return modern, output - modern

    def need(self, link: int, output: Array) -> Array:
        """Input that `output` of the link's process requires."""
        modern, existing = self.split(self.topology.links[link][0], output)
        per_unit = self.year.input[link]
        return np.asarray(per_unit[MODERN] * modern + per_unit[EXISTING] * existing)

    def allows(self, link: int, quantity: Array) -> Array:
        """Output that `quantity` of the input allows: the inverse of `need`."""
        process = self.topology.links[link][0]
        per_unit = self.year.input[link]
        modern = np.broadcast_to(self.year.capacity[process, MODERN], quantity.shape)
        beyond = quantity - per_unit[MODERN] * modern
        with np.errstate(divide="ignore", invalid="ignore"):
            within = quantity / per_unit[MODERN]
            more = modern + beyond / per_unit[EXISTING]
        # a technology that needs none of the input is not limited by it
        within = np.where(per_unit[MODERN] > 0.0, within, modern)
        more = np.where(per_unit[EXISTING] > 0.0, more, np.inf)
        return np.where(beyond > 0.0, more, np.minimum(within, modern))

    def home_need(self, link: int, output: Array) -> Array:
        """Home-made input that `output` wants: all of it, or the largest home share."""
        return np.asarray(self.year.share[link] * self.need(link, output))

    def supply(self, commodity: int) -> Array:
        """Opening supply, main output and co-products."""
        topology = self.topology
        total = np.array(self.year.opening[commodity])
        maker = topology.maker[commodity]
        if maker is not None:
            total += self.made[maker]
        for link, (process, product) in enumerate(topology.coproducts):
            if product == commodity:
                modern, existing = self.split(process, self.made[process])
                total += self.year.coproduct[link, MODERN] * modern + self.year.coproduct[link, EXISTING] * existing
        return total

    def wanted_with_exports(self, commodity: int, at_home: Array) -> Array:
        """Supply for which there are takers: home use and the exports it permits."""
        limit = self.year.limit[commodity]
        with np.errstate(divide="ignore", invalid="ignore"):
            allowed = np.where(limit < 1.0, at_home * limit / (1.0 - limit), np.inf)
        return np.asarray(at_home + np.minimum(self.year.exports[commodity], allowed))

    def takers(self, commodity: int, by_processors: Array) -> Array:
        """Output for which there are takers, given what processors take."""
        at_home = self.year.home[commodity] + self.year.aside[commodity] + by_processors
        return np.asarray(np.maximum(self.wanted_with_exports(commodity, at_home) - self.year.opening[commodity], 0.0))

    def exportable(self, commodity: int, supply: Array) -> Array:
        """Exports wanted and permitted."""
        return np.asarray(np.minimum(self.year.exports[commodity], self.year.limit[commodity] * supply))

    def reserved(self, commodity: int, supply: Array) -> Array:
        """Supply that exporters take before processors."""
        able = self.exportable(commodity, supply)
        contracted = np.minimum(self.year.contracted[commodity] * supply, able)
        return np.where(self.year.exporters_first, able, contracted)

    def processors(self, commodity: int) -> Array:
        """Home-made input in use by all processors."""
        links = self.topology.users_of[commodity]
        return np.asarray(self.taken[list(links)].sum(axis=0)) if links else np.zeros(self.taken.shape[-1])

    def sold(self, commodity: int) -> Array:
        """Output for which there are takers while every user makes what it makes."""
        users = np.zeros(self.made.shape[-1])
        for link in self.topology.users_of[commodity]:
            users += self.home_need(link, self.made[self.topology.links[link][0]])
        return self.takers(commodity, users)

    def leftover(self, commodity: int) -> Array:
        """Supply that processors may still take."""
        supply = self.supply(commodity)
        free = supply - self.reserved(commodity, supply) - self.processors(commodity)
        return np.asarray(np.where(free > SAME * supply, free, 0.0))


def backward(chain: _Chain) -> Array:
    """What each process wants to make: ``min(capacity, demand for its output)``, (process, run)."""
    topology = chain.topology
    wants = np.zeros_like(chain.made)
    for process in reversed(topology.order):
        commodity = topology.output[process]
        users = np.zeros(wants.shape[-1])
        for link in topology.users_of[commodity]:
            users += chain.home_need(link, wants[topology.links[link][0]])
        wants[process] = np.minimum(chain.total[process], chain.takers(commodity, users))
    return wants


def _commodities_first_to_last(topology: Topology) -> tuple[int, ...]:
    """Commodities in an order in which inputs come before what is made of them."""
    made = [topology.output[process] for process in topology.order]
    return (*(item for item in range(topology.commodities) if item not in made), *made)


def _exhausted(chain: _Chain) -> NDArray[np.bool_]:
    """(process, run) whether an input that imports do not fill is used up."""
    out = np.zeros(chain.made.shape, dtype=bool)
    for link, (process, commodity) in enumerate(chain.topology.links):
        if not chain.topology.filled[link]:
            out[process] |= chain.leftover(commodity) <= 0.0
    return out


def _grant(chain: _Chain, commodity: int, targets: Array, grants: Array) -> None:
    """Share the leftover of a commodity among its users pro rata to what they still want."""
    links = list(chain.topology.users_of[commodity])
    if not links:
        return
    full = np.stack([chain.home_need(link, targets[chain.topology.links[link][0]]) for link in links])
    rest = full - chain.taken[links]
    unmet = np.where(rest > SAME * full, rest, 0.0)
    total = unmet.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(total > 0.0, np.minimum(chain.leftover(commodity) / total, 1.0), 0.0)
    grants[links] = part * unmet


def _grow(chain: _Chain, process: int, wants: Array, grants: Array) -> NDArray[np.bool_]:
    """Let a process make what its granted inputs allow; returns the runs in which it grew."""
    topology = chain.topology
    possible = wants[process]
    for link in topology.links_of[process]:
        if not topology.filled[link]:
            possible = np.minimum(possible, chain.allows(link, chain.taken[link] + grants[link]))
    old = chain.made[process]
    grew = possible > old * (1.0 + SAME)
    made = np.where(grew, possible, old)
    chain.made[process] = made
    for link in topology.links_of[process]:
        if topology.filled[link]:
            more = np.minimum(chain.taken[link] + grants[link], chain.home_need(link, made))
            changed = more > chain.taken[link] * (1.0 + SAME)
        else:
            more, changed = chain.need(link, made), grew
        chain.taken[link] = np.where(changed, more, chain.taken[link])
        grew = grew | changed
    return np.asarray(grew)


def forward(chain: _Chain, wants: Array, *, everyone: bool) -> bool:
    """One forward sweep: share what is left of each commodity pro rata to unmet wants.

    From a standing start, with everyone sharing, this is the first pro rata allocation;
    later sweeps hand out what a user limited elsewhere did not take. Runs in which nothing is left or wanted
    stay as they are to the last bit, so that no run depends on its neighbours.

    Parameters
    ----------
    chain
        Quantities, changed in place.
    wants
        (process, run).
    everyone
        Whether all users share, or only those that no other exhausted input holds back:
        what the others cannot use is then not offered to them. Both kinds of sweep are
        needed, as an input may stop being exhausted in the course of a sweep.

    Returns
    -------
    bool
        Whether anything moved in any run.
    """
    topology = chain.topology
    targets = wants if everyone else np.where(_exhausted(chain), chain.made, wants)
    grants = np.zeros_like(chain.taken)
    moved = False
    for commodity in _commodities_first_to_last(topology):
        maker = topology.maker[commodity]
        if maker is not None:
            moved |= bool(_grow(chain, maker, targets, grants).any())
        _grant(chain, commodity, targets, grants)
    return moved


def trim(chain: _Chain) -> NDArray[np.bool_]:
    """Stop making what nobody takes, last stage to first; returns (process, run) where it did."""
    topology = chain.topology
    cut = np.zeros(chain.made.shape, dtype=bool)
    for process in reversed(topology.order):
        commodity = topology.output[process]
        sold = chain.sold(commodity)
        cut[process] = chain.made[process] > sold * (1.0 + SAME)
        chain.made[process] = np.where(cut[process], sold, chain.made[process])
        for link in topology.links_of[process]:
            fewer = chain.home_need(link, chain.made[process])
            if topology.filled[link]:
                fewer = np.minimum(fewer, chain.taken[link])
            chain.taken[link] = np.where(cut[process], fewer, chain.taken[link])
    return cut


def allocate(topology: Topology, year: Year) -> Flows:
    """Allocate one year in all runs.

    Parameters
    ----------
    topology
        How the chain hangs together.
    year
        Capacities, coefficients and demand of the year.

    Returns
    -------
    Flows
        Activity, uses and deliveries, and for each process what bound it.
    """
    chain = _Chain(topology, year)
    wants = backward(chain)
    trimmed = np.zeros(wants.shape, dtype=bool)
    quiet = False
    for round_ in range(ROUNDS):
        moved = forward(chain, wants, everyone=round_ % 2 == 0)
        cut = trim(chain)
        still = not moved and not cut.any()
        if still and quiet:
            break
        quiet = still
        trimmed |= cut
        wants = _wants_after(chain, wants, trimmed, reach=2.0 ** max(round_ - PATIENCE, 0))
    for _ in range(LAST_ROUNDS):
        if not use_up(chain):
            break
    return _flows(chain, _wants_after(chain, wants, trimmed, reach=1.0))


def use_up(chain: _Chain) -> bool:
    """Let each process in turn make more of what is left, for those who would take it.

    Pro rata rounds can approach their end in ever smaller steps; this closes what they
    leave, so that no process can make more while the others are held. Nothing shrinks.

    Returns
    -------
    bool
        Whether anything moved in any run.
    """
    topology = chain.topology
    moved = False
    for process in topology.order:
        commodity = topology.output[process]
        possible = np.minimum(chain.total[process], chain.sold(commodity))
        for link in topology.links_of[process]:
            if not topology.filled[link]:
                at_hand = chain.taken[link] + chain.leftover(topology.links[link][1])
                possible = np.minimum(possible, chain.allows(link, at_hand))
        grew = possible > chain.made[process] * (1.0 + USED_UP)
        chain.made[process] = np.where(grew, possible, chain.made[process])
        for link in topology.links_of[process]:
            more = chain.home_need(link, chain.made[process])
            if topology.filled[link]:
                more = np.minimum(more, chain.taken[link] + chain.leftover(topology.links[link][1]))
            more_taken = more > chain.taken[link] * (1.0 + USED_UP)
            chain.taken[link] = np.where(grew | more_taken, np.maximum(more, chain.taken[link]), chain.taken[link])
            grew = grew | more_taken
        moved |= bool(grew.any())
    return moved


def _wants_after(chain: _Chain, wants: Array, trimmed: NDArray[np.bool_], *, reach: float) -> Array:
    """Wants of the next round: a process that was trimmed wants no more than its takers do.

    Where its takers grow by the same small step each round, `reach` lets it make several
    steps at once; what goes too far is trimmed again.
    """
    if not trimmed.any():
        return wants
    after = np.array(wants)
    for process in chain.topology.order:
        commodity = chain.topology.output[process]
        sold = chain.sold(commodity)
        made = chain.made[process]
        wanted = np.minimum(chain.total[process], made + reach * np.maximum(sold - made, 0.0))
        after[process] = np.where(trimmed[process], wanted, wants[process])
    return after


def _flows(chain: _Chain, wants: Array) -> Flows:
    """Deliveries by order of service once nothing moves any more."""
    topology, year = chain.topology, chain.year
    activity = np.empty_like(year.capacity)
    for process in range(topology.processes):
        activity[process, MODERN], activity[process, EXISTING] = chain.split(process, chain.made[process])
    delivered = [_deliveries(chain, commodity) for commodity in range(topology.commodities)]
    home, exports, aside, left = (np.stack(parts) for parts in zip(*delivered, strict=True))
    imported = np.zeros_like(chain.taken)
    for link, (process, _) in enumerate(topology.links):
        if topology.filled[link]:
            imported[link] = np.maximum(chain.need(link, chain.made[process]) - chain.taken[link], 0.0)
    return Flows(activity, chain.taken, imported, home, exports, aside, left, binding(chain, wants))


def _deliveries(chain: _Chain, commodity: int) -> tuple[Array, Array, Array, Array]:
    """Home deliveries, exports, what is put aside and what is left of one commodity."""
    year = chain.year
    supply = chain.supply(commodity)
    first = chain.reserved(commodity, supply)
    rest = np.maximum(supply - first - chain.processors(commodity), 0.0)
    home = np.minimum(year.home[commodity], rest)
    aside = np.minimum(year.aside[commodity], rest - home)
    after = rest - home - aside
    more = np.minimum(chain.exportable(commodity, supply) - first, after)
    return home, first + more, aside, after - more


def binding(chain: _Chain, wants: Array) -> NDArray[np.int8]:
    """What each process could not exceed: capacity, price, demand, else an input, (process, run)."""
    near = 1.0 - 1e-9
    technical = chain.year.technical.sum(axis=1)
    code = np.full(wants.shape, LIMITS.index("input"), dtype=np.int8)
    code[chain.made >= wants * near] = LIMITS.index("demand")
    full = chain.made >= chain.total * near
    code[full] = LIMITS.index("capacity")
    code[full & (chain.total < technical * near)] = LIMITS.index("price")
    return code
