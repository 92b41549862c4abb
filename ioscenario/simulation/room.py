"""Room for new plant: what more could be sold, and what more could be fed, year after year.

Plant stands for decades, so investors look at what a year brings of itself and not at what lies
there once: stock carried in feeds no plant. And they see what makers would make if it were taken: under
an export ban gins stand still for want of buyers, and a mill would be fed all the same.
"""

from __future__ import annotations

import numpy as np

from ioscenario.dimensions import LIMITS, MODERN
from ioscenario.simulation.chain import Flows
from ioscenario.simulation.crop import CropYear
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.quantities import Chain, Year
from ioscenario.simulation.topology import Topology


def headroom(topology: Topology, year: Year, own: Array, flows: Flows) -> Array:
    """Output that new plant could both sell and feed, own units, (process, run), zero or more.

    Parameters
    ----------
    topology
        How the chain hangs together.
    year
        Wants, plant, coefficients and terms of the year.
    own
        (commodity, run) supply of the year itself, see `own_supply`.
    flows
        What was made and used.

    Returns
    -------
    ndarray
        ``min(market room, input room)``; infinite where exports are open and imports fill.
    """
    return np.minimum(market_room(topology, year), input_room(topology, year, own, flows))


def market_room(topology: Topology, year: Year) -> Array:
    """Output that could be sold beyond what plant in place can make, (process, run).

    Wants of the home market and procurement, of home users at their technical capacity, and from
    abroad as far as export limit and quota let it out; infinite where exports are open.
    """
    at_home = np.array(np.broadcast_to(year.home, (topology.commodities, year.technical.shape[-1])))
    for link, (process, commodity) in enumerate(topology.links):
        needed = (year.input[link] * year.technical[process]).sum(axis=0)
        at_home[commodity] += year.share[link] * needed
    with np.errstate(divide="ignore", invalid="ignore"):
        abroad = np.where(year.limit < 1.0, at_home * year.limit / (1.0 - year.limit), np.inf)
    abroad = np.minimum(year.exports, abroad)
    if year.quota is not None:
        abroad = np.minimum(abroad, year.quota)
    wanted = (at_home + abroad)[list(topology.output)]
    return np.asarray(np.maximum(wanted - year.technical.sum(axis=1), 0.0))


def input_room(topology: Topology, year: Year, own: Array, flows: Flows) -> Array:
    """Output that new plant could make, every year, of inputs that plant in place does not take, (process, run).

    ``(supply that the year itself can give - what exporters have first - home use - what idle plant of the
    process could use) / input of modern plant``; infinite where imports fill. A crop ginned partly after New
    Year counts in full in the year in which it grows. What plant in place gets of a stock counts as its use, so
    that a stock never adds room.

    Parameters
    ----------
    topology, year, own, flows
        As in `headroom`.

    Notes
    -----
    Other processes that use the same input and stand idle do not keep new plant away: they have no buyers,
    or they would take it. Two processes that both grow on one input see the same room in the same year.
    """
    chain = potential(topology, year, own, flows)
    room = np.full(chain.made.shape, np.inf)
    for link, (process, commodity) in enumerate(topology.links):
        if topology.filled[link]:
            continue
        idle = np.maximum(chain.need(link, chain.total[process]) - chain.taken[link], 0.0)
        free = np.maximum(chain.offered(commodity) - chain.processors(commodity) - idle, 0.0)
        need = np.broadcast_to(year.input[link, MODERN], free.shape)
        fed = np.divide(free, need, out=np.full_like(free, np.inf), where=need > 0.0)
        room[process] = np.minimum(room[process], fed)
    return room


def potential(topology: Topology, year: Year, own: Array, flows: Flows) -> Chain:
    """What makers could make of the year's own supply if all of it were taken, first stage to last.

    Of each good users keep what they use, and what is left goes to those who could use more, pro rata to
    how much more: nothing is counted twice, neither along the chain nor at a fork. Plant that its price
    keeps idle, or that has no staff, makes no more than it does.

    Parameters
    ----------
    topology, year, own, flows
        As in `headroom`.

    Returns
    -------
    Chain
        `made` is what could be made, `taken` the home-made input in use.
    """
    staffed = np.where(flows.bound == LIMITS.index("labour"), flows.activity.sum(axis=1), np.inf)
    chain = Chain(topology, year._replace(opening=own, ceiling=staffed))
    chain.taken = flows.domestic
    fed = np.zeros_like(flows.domestic)
    for process in topology.order:
        for commodity in topology.first_used[process]:
            _feed(chain, commodity, fed)
        made = np.array(chain.total[process])
        for link in topology.links_of[process]:
            if not topology.filled[link]:
                made = np.minimum(made, chain.allows(link, fed[link]))
        chain.made[process] = made
    return chain


def _feed(chain: Chain, commodity: int, fed: Array) -> None:
    """Share what a year gives of a good: what users use, less where that was of a stock, and then the rest."""
    links = list(chain.topology.users_of[commodity])
    used, offered = chain.taken[links], np.maximum(chain.offered(commodity), 0.0)
    total = used.sum(axis=0)
    lasting = used * np.divide(offered, total, out=np.ones_like(total), where=total > offered)
    whole = np.stack([chain.home_need(link, chain.total[chain.topology.links[link][0]]) for link in links])
    more = np.maximum(whole - used, 0.0)
    wanted, rest = more.sum(axis=0), np.maximum(offered - total, 0.0)
    fed[links] = lasting + more * np.divide(rest, wanted, out=np.ones_like(wanted), where=wanted > rest)


def own_supply(inputs: Inputs, year: int, grown: CropYear | None) -> Array:
    """Supply of the year itself beside what plant makes, own units, (commodity, run): harvest and raw goods.

    Parameters
    ----------
    inputs, year
        Parameters and position of the year.
    grown
        The crop of the year; None for a chain without.
    """
    topology = inputs.topology
    own = np.zeros((topology.commodities, inputs.runs))
    for commodity in topology.raw:
        own[commodity] += inputs.supply[year, commodity]
    if topology.crop is not None and grown is not None:
        own[topology.output[topology.crop]] += grown.harvest.sum(axis=0)
    return own
