r"""Capacity that profit draws: where new plant earns more than it costs, is used, and has room.

.. math:: \Delta K = \min\{K \cdot \mathrm{clip}(\beta(\rho - 1), 0, \chi) \cdot gate,\ room\}

with :math:`\rho` what a unit of money in new plant earns over what it costs (user cost of
capital). The gate keeps idle branches from growing because their margins look good; the room
keeps them from growing beyond what can be sold and fed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import MODERN
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import Pipeline


class Outlook(NamedTuple):
    """What investors see in a year, own units."""

    technical: Array
    """(process, technology, run) output that plant in place can make."""
    share: Array
    """(link, run) largest share of the input that home supply can cover."""
    home: Array
    """(commodity, run) wanted from home producers by the home market and procurement."""
    exports: Array
    """(commodity, run) wanted abroad, infinite where open."""
    opening: Array
    """(commodity, run) supply at hand before the processes run."""
    activity: Array
    """(process, technology, run) main output."""
    domestic: Array
    """(link, run) home-made input used."""


def profitability(inputs: Inputs, year: int, price: Array, cost: Array, user: Array) -> Array:
    """What a unit of money in new plant earns before tax, over its cost of capital, (process, run).

    ``(price - unit cost of modern plant) x technical maximum of utilisation / capex / user cost``;
    zero for a process that no money can build.

    Parameters
    ----------
    inputs, year
        Parameters and position of the year.
    price
        (commodity, run) producer prices.
    cost
        (process, technology, run) unit variable cost.
    user
        (process, run) user cost of capital, which holds the tax on profit.
    """
    margin = (price[list(inputs.topology.output)] - cost[:, MODERN]) * inputs.utilisation_max[year]
    paid = np.broadcast_to(inputs.capex[year] * user, margin.shape)
    return np.asarray(np.divide(margin, paid, out=np.zeros_like(margin), where=paid > 0.0))


def viable_utilisation(activity: Array, capacity: Array, viable: NDArray[np.bool_]) -> Array:
    """Use of the capacity whose unit cost the price covers, (process, run); full where there is none.

    Parameters
    ----------
    activity, capacity
        (process, technology, run).
    viable
        (process, technology, run) whether the price covers the unit cost.

    Examples
    --------
    Obsolete lines that stand idle do not keep new ones away:

    >>> import numpy as np
    >>> made, plant = np.array([[[0.0], [9.0]]]), np.array([[[50.0], [10.0]]])
    >>> float(viable_utilisation(made, plant, np.array([[[False], [True]]]))[0, 0])
    0.9
    """
    able = np.where(viable, capacity, 0.0).sum(axis=1)
    used = np.where(viable, activity, 0.0).sum(axis=1)
    return np.asarray(np.divide(used, able, out=np.ones_like(able), where=able > 0.0))


def ramp(value: Array, low: Array, high: Array) -> Array:
    """0 up to `low`, 1 from `high`, straight between.

    Examples
    --------
    >>> import numpy as np
    >>> ramp(np.array([0.5, 0.7, 0.9]), np.array(0.6), np.array(0.8)).round(6)
    array([0. , 0.5, 1. ])
    """
    width = np.maximum(high - low, 1e-9)
    return np.clip((value - low) / width, 0.0, 1.0)


def market_room(inputs: Inputs, year: int, outlook: Outlook) -> Array:
    """Output that could be sold beyond what plant in place can make, (process, run).

    Wants of the home market and procurement, of home users at their technical capacity, and from
    abroad as far as export limit and quota let it out; infinite where exports are open.
    """
    topology = inputs.topology
    at_home = np.array(np.broadcast_to(outlook.home, (topology.commodities, outlook.technical.shape[-1])))
    for link, (process, commodity) in enumerate(topology.links):
        needed = (inputs.input[year, link] * outlook.technical[process]).sum(axis=0)
        at_home[commodity] += outlook.share[link] * needed
    limit = inputs.export_limit[year]
    with np.errstate(divide="ignore", invalid="ignore"):
        allowed = np.where(limit < 1.0, at_home * limit / (1.0 - limit), np.inf)
    abroad = np.minimum(np.minimum(outlook.exports, inputs.export_quota[year]), allowed)
    wanted = (at_home + abroad)[list(topology.output)]
    return np.asarray(np.maximum(wanted - outlook.technical.sum(axis=1), 0.0))


def input_room(inputs: Inputs, year: int, outlook: Outlook) -> Array:
    """Output that new plant could make of inputs that no home user takes now, (process, run).

    Supply less what exporters have first, less the present use of all home users, over the input that
    modern plant needs; infinite where imports fill.
    """
    topology = inputs.topology
    supply = np.array(np.broadcast_to(outlook.opening, (topology.commodities, outlook.activity.shape[-1])))
    for process in topology.order:
        supply[topology.output[process]] += outlook.activity[process].sum(axis=0)
    for link, (process, commodity) in enumerate(topology.coproducts):
        supply[commodity] += (inputs.coproduct[year, link] * outlook.activity[process]).sum(axis=0)
    able = np.minimum(np.minimum(outlook.exports, inputs.export_quota[year]), inputs.export_limit[year] * supply)
    contracted = np.minimum(inputs.committed_exports[year] * supply, able)
    free = supply - np.where(inputs.rationing.exporters_first[year], able, contracted)
    for link, (_, commodity) in enumerate(topology.links):
        free[commodity] -= outlook.domestic[link]
    room = np.full((topology.processes, free.shape[-1]), np.inf)
    for link, (process, commodity) in enumerate(topology.links):
        if topology.filled[link]:
            continue
        need = np.broadcast_to(inputs.input[year, link, MODERN], free[commodity].shape)
        left = np.maximum(free[commodity], 0.0)
        fed = np.divide(left, need, out=np.full_like(left, np.inf), where=need > 0.0)
        room[process] = np.minimum(room[process], fed)
    return room


def headroom(inputs: Inputs, year: int, outlook: Outlook) -> Array:
    """Output that new plant could both sell and feed, own units, (process, run), zero or more.

    Parameters
    ----------
    inputs, year
        Parameters and position of the year.
    outlook
        Wants, plant and flows of the year.

    Returns
    -------
    ndarray
        ``min(market room, input room)``; infinite where exports are open and imports fill.
    """
    return np.minimum(market_room(inputs, year, outlook), input_room(inputs, year, outlook))


def induced(
    inputs: Inputs,
    year: int,
    capacity: Array,
    waiting: Array,
    profit: Array,
    utilisation: Array,
    room: Array,
) -> Array:
    """Capacity ordered because it pays, own units of yearly capacity, (process, run).

    ``min(K clip(response (profit - 1), 0, step) gate, room / technical maximum - waiting)``.

    Parameters
    ----------
    inputs, year
        Response, largest step, gate; position of the year.
    capacity
        (process, technology, run) at work in the year.
    waiting
        (process, run) new capacity ordered earlier and not yet at work, see `on_order`.
    profit
        (process, run) what new plant earns over its cost of capital, see `profitability`.
    utilisation
        (process, run) use of viable capacity, see `viable_utilisation`.
    room
        (process, run) output that could be sold and fed, see `headroom`.
    """
    pull = np.clip(inputs.investment_response[year] * (profit - 1.0), 0.0, inputs.investment_step[year])
    wanted = capacity.sum(axis=1) * pull * ramp(utilisation, inputs.gate_low[year], inputs.gate_high[year])
    most = np.broadcast_to(inputs.utilisation_max[year], room.shape)
    places = np.divide(room, most, out=np.zeros_like(room), where=most > 0.0) - waiting
    return np.asarray(np.minimum(wanted, np.maximum(places, 0.0)))


def on_order(pipeline: Pipeline, announced: Array) -> Array:
    """New capacity ordered and not yet at work, (process, run); what only replaces old lines is left out.

    Parameters
    ----------
    pipeline
        Orders of the model's own.
    announced
        (process, run) announced projects under way, a year of `investment.coming`.
    """
    return np.asarray(pipeline.induced.sum(axis=0) + announced)
