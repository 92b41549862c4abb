"""Allocation of a year: what each process makes, who gets its output, what binds it.

Two passes along the acyclic chain. Backward, last stage to first: what each process
wants to make, ``Q* = min(capacity, demand)``. Forward, first to last: what its inputs
allow, each commodity shared among its users by the declared rule. Where a process with
several inputs is short of one, :mod:`ioscenario.simulation.rounds` shares what it leaves
of the others; where users compete by margin, or in order of service while some are short of
another input, :mod:`ioscenario.simulation.programme` finds the allocation.

Where no commodity has two users the result equals the linear programme that makes as
much as possible; with forks it is feasible and no process can make more while the
others are held, but sharing pro rata or by priority can stay below the programme's
optimum. That gap is the price of the rule.

Order of service of a commodity: export contracts, processors, owners' own channels abroad,
then the home market, what is put aside, other exports. Where buyers abroad want a given
quantity (exports are not open), home market and other exports share what is short in
proportion. Under ``exporters first`` exports come before processors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, LIMITS, MODERN
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.programme import in_turn, most_margin
from ioscenario.simulation.quantities import SAME, Chain, Year
from ioscenario.simulation.rationing import MARGIN, PRIORITY, shared
from ioscenario.simulation.rounds import Flags, settle, wants_after
from ioscenario.simulation.topology import EXPORT_DEMAND, Topology

__all__ = ["Flows", "Year", "allocate", "backward", "binding", "contested", "two_passes"]

#: Part of a limit from which it counts as reached.
NEAR = 1.0 - 1e-9


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

    def put(self, runs: NDArray[np.intp], part: Flows) -> None:
        """Replace some of the runs, in place, by an allocation of these runs alone."""
        for name, some in part._asdict().items():
            getattr(self, name)[..., runs] = some


def allocate(topology: Topology, year: Year) -> Flows:
    """Allocate one year in all runs.

    Parameters
    ----------
    topology
        How the chain hangs together.
    year
        Capacities, coefficients, demand and rule of the year.

    Returns
    -------
    Flows
        Activity, uses and deliveries, and for each process what bound it.
    """
    chain = Chain(topology, year)
    most, needs = backward(chain)
    two_passes(chain, most, needs)
    short = short_of_one_input(chain, most)
    nobody = np.zeros(chain.runs, dtype=bool)
    by_margin, by_priority = nobody, nobody
    if year.among is not None and year.among.any():
        competing = contested(chain, most)
        by_margin = competing & (year.among == MARGIN)
        by_priority = competing & short & (year.among == PRIORITY)
    wants = _settled(chain, most, np.flatnonzero(short & ~by_margin & ~by_priority))
    wants = _by_programme(chain, most, wants, most_margin, np.flatnonzero(by_margin))
    wants = _by_programme(chain, most, wants, in_turn, np.flatnonzero(by_priority))
    return _flows(chain, wants)


def backward(chain: Chain) -> tuple[Array, Array]:
    """What each process wants to make: ``min(capacity, demand for its output)``.

    Returns
    -------
    wants : ndarray
        (process, run).
    needs : ndarray
        (link, run) home-made input that it takes.
    """
    topology = chain.topology
    wants, needs = np.zeros(chain.made.shape), np.zeros(chain.taken.shape)
    for process in reversed(topology.order):
        commodity = topology.output[process]
        users = np.zeros(chain.runs)
        for link in topology.users_of[commodity]:
            users += needs[link]
        wants[process] = np.minimum(chain.total[process], chain.takers(commodity, users))
        for link in topology.links_of[process]:
            needs[link] = chain.home_need(link, wants[process])
    return wants, needs


def two_passes(chain: Chain, wants: Array, needs: Array) -> None:
    """Forward pass from a standing start: what the inputs allow of `wants`, first stage to last.

    Parameters
    ----------
    chain
        Quantities, changed in place.
    wants
        (process, run).
    needs
        (link, run) home-made input that `wants` takes.
    """
    for process in chain.topology.order:
        for commodity in chain.topology.first_used[process]:
            _share(chain, commodity, needs)
        _make(chain, process, wants[process], needs)


def _share(chain: Chain, commodity: int, needs: Array) -> None:
    """Share the supply of a commodity among its users."""
    links = list(chain.topology.users_of[commodity])
    if len(links) == 1:
        chain.taken[links[0]] = np.minimum(needs[links[0]], chain.offered(commodity))
        return
    users = [chain.topology.links[link][0] for link in links]
    rank = None if chain.year.rank is None else chain.year.rank[users]
    chain.taken[links] = shared(needs[links], chain.offered(commodity), chain.year.among, rank)


def _make(chain: Chain, process: int, wants: Array, needs: Array) -> None:
    """Make what the inputs granted allow; a process short of one input leaves some of the others."""
    topology = chain.topology
    made: Array = wants
    short: Flags | None = None
    for link in topology.links_of[process]:
        if topology.filled[link]:
            continue
        lacking = chain.taken[link] < needs[link] * (1.0 - SAME)
        if lacking.any():
            allowed = np.minimum(made, chain.allows(link, chain.taken[link]))
            made = np.where(lacking, allowed, made)
            short = lacking if short is None else short | lacking
    chain.made[process] = made
    if short is None:
        return
    for link in topology.links_of[process]:
        need = chain.home_need(link, made)
        fewer = np.minimum(chain.taken[link], need) if topology.filled[link] else need
        chain.taken[link] = np.where(short, fewer, chain.taken[link])


def short_of_one_input(chain: Chain, wants: Array) -> Flags:
    """Whether a process with several inputs makes less than it wants and so leaves some of them, (run)."""
    joins = list(chain.topology.joins)
    return np.asarray((chain.made[joins] < wants[joins] * (1.0 - SAME)).any(axis=0))


def _settled(chain: Chain, wants: Array, runs: NDArray[np.intp]) -> Array:
    """Rounds in the runs that need them."""
    if not runs.size:
        return wants
    part = chain.of(runs)
    after = np.array(wants)
    after[:, runs] = settle(part, wants[:, runs])
    chain.put(runs, part)
    return after


def contested(chain: Chain, most: Array) -> Flags:
    """Whether users compete for a commodity: one of several cannot make what it wants, (run).

    Elsewhere nobody gets less because another gets more, so that no rule could do better.

    Parameters
    ----------
    chain
        Quantities after the two passes.
    most
        (process, run) what each process wants to make.
    """
    users = list(chain.topology.competitors)
    return np.asarray((chain.made[users] < most[users] * NEAR).any(axis=0))


def _by_programme(
    chain: Chain,
    most: Array,
    wants: Array,
    programme: Callable[[Chain, Array], tuple[Array, Array]],
    runs: NDArray[np.intp],
) -> Array:
    """In some runs make what a programme says; the passes then bring the flows to it."""
    if not runs.size:
        return wants
    part = chain.of(runs)
    best, needs = programme(part, most[:, runs])
    part.made[:], part.taken[:] = 0.0, 0.0
    two_passes(part, best, needs)
    settle(part, best, more=False)
    after = np.array(wants)
    after[:, runs] = wants_after(part, most[:, runs], np.ones(best.shape, dtype=bool), reach=1.0)
    chain.put(runs, part)
    return after


def _flows(chain: Chain, wants: Array) -> Flows:
    """Deliveries by order of service once nothing moves any more."""
    topology, year = chain.topology, chain.year
    activity = np.empty_like(year.capacity)
    np.minimum(chain.made, year.capacity[:, MODERN], out=activity[:, MODERN])
    np.subtract(chain.made, activity[:, MODERN], out=activity[:, EXISTING])
    home, exports, aside, left = (np.empty((topology.commodities, chain.runs)) for _ in range(4))
    for commodity in range(topology.commodities):
        _deliver(chain, commodity, home, exports, aside, left)
    imported = np.zeros(chain.taken.shape)
    for link, (process, _) in enumerate(topology.links):
        if topology.filled[link]:
            np.maximum(chain.need(link, chain.made[process]) - chain.taken[link], 0.0, out=imported[link])
    return Flows(activity, chain.taken, imported, home, exports, aside, left, binding(chain, wants))


def _deliver(chain: Chain, commodity: int, home: Array, exports: Array, aside: Array, left: Array) -> None:
    """Home deliveries, exports, what is put aside and what is left of one commodity.

    After processors come owners' own channels abroad, then the home market and other buyers abroad.
    Where exports are open the home market is served first; where both want a given quantity, what is
    short is short for both alike.
    """
    year = chain.year
    supply = chain.supply(commodity)
    rest = supply - chain.processors(commodity)
    able = chain.exportable(commodity, supply)
    first: Array | float = 0.0
    if chain.reserves[commodity]:
        first = chain.reserved(commodity, supply)
        rest = rest - first
    rest = np.maximum(rest, 0.0)
    at_home = year.home[commodity]
    if chain.topology.exports[commodity] == EXPORT_DEMAND:
        if year.channel is not None:
            agreed = np.minimum(np.clip(year.channel[commodity] - first, 0.0, able - first), rest)
            first, rest = first + agreed, rest - agreed
        wanted = at_home + (able - first)
        part = np.divide(rest, wanted, out=np.ones_like(rest), where=wanted > rest)
        at_home = at_home * part
    np.minimum(at_home, rest, out=home[commodity])
    rest = rest - home[commodity]
    np.minimum(year.aside[commodity], rest, out=aside[commodity])
    rest -= aside[commodity]
    more = np.minimum(able - first, rest)
    np.add(first, more, out=exports[commodity])
    np.subtract(rest, more, out=left[commodity])


def binding(chain: Chain, wants: Array) -> NDArray[np.int8]:
    """What each process could not exceed: staff, capacity, price, demand, else an input, (process, run)."""
    year = chain.year
    code = np.full(wants.shape, LIMITS.index("input"), dtype=np.int8)
    code[chain.made >= wants * NEAR] = LIMITS.index("demand")
    full = chain.made >= chain.total * NEAR
    code[full] = LIMITS.index("capacity")
    able, technical = year.capacity.sum(axis=1), year.technical.sum(axis=1)
    code[full & (able < technical * NEAR)] = LIMITS.index("price")
    if year.ceiling is not None:
        code[full & (year.ceiling < able * NEAR)] = LIMITS.index("labour")
    return code
