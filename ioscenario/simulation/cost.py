"""Unit variable cost by process and technology, and which capacity it keeps idle."""

from __future__ import annotations

import numpy as np

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.topology import Topology


def link_price(topology: Topology, price: Array, import_price: Array, share: Array) -> Array:
    """Price that each link pays: home share at the home price, the rest at the import price.

    Parameters
    ----------
    topology
        Links and which of them imports fill.
    price
        (commodity, run) producer prices, million KZT per own unit.
    import_price
        (link, run).
    share
        (link, run) share of home supply; 1 where imports do not fill.
    """
    home = price[[commodity for _, commodity in topology.links]]
    return share * home + (1.0 - share) * import_price


def unit_cost(inputs: Inputs, year: int, share: Array, wage: Array) -> Array:
    """Unit variable cost, million KZT per unit of main output, (process, technology, run).

    ``sum_c a_c p_c + electricity + labour x wage + other inputs - co-product credit``.
    Zero for the crop process, whose cost is per hectare.

    Parameters
    ----------
    inputs
        Coefficients and prices.
    year
        Position of the year.
    share
        (link, run) largest share of the input that home supply can cover.
    wage
        (process, run) labour cost of a job in the year, million KZT.
    """
    topology = inputs.topology
    paid = link_price(topology, inputs.price[year], inputs.import_price[year], share)
    own = (
        inputs.electricity[year] * inputs.electricity_price[year]
        + inputs.labour[year] * wage[:, None]
        + inputs.other_inputs[year]
    )
    cost = np.array(np.broadcast_to(own, (*own.shape[:2], inputs.runs)))
    for link, (process, _) in enumerate(topology.links):
        cost[process] += inputs.input[year, link] * paid[link]
    for link, (process, commodity) in enumerate(topology.coproducts):
        cost[process] -= inputs.coproduct[year, link] * inputs.price[year, commodity]
    return cost


def usable(topology: Topology, capacity: Array, cost: Array, price: Array, committed: Array) -> Array:
    """Capacity whose variable cost the price covers; the rest serves committed sales only.

    Parameters
    ----------
    topology
        Main outputs.
    capacity, cost
        (process, technology, run) technical maximum and unit cost.
    price
        (commodity, run).
    committed
        (commodity, run) sales agreed whatever the price: procurement and owners' channels.

    Returns
    -------
    ndarray
        (process, technology, run).
    """
    outputs = list(topology.output)
    viable = cost <= price[outputs][:, None]
    sales = committed[outputs]
    able = np.empty_like(capacity)
    able[:, MODERN] = np.where(viable[:, MODERN], capacity[:, MODERN], np.minimum(capacity[:, MODERN], sales))
    rest = np.maximum(sales - able[:, MODERN], 0.0)
    able[:, EXISTING] = np.where(viable[:, EXISTING], capacity[:, EXISTING], np.minimum(capacity[:, EXISTING], rest))
    return able
