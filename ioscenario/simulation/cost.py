"""Unit variable cost by process, technology and component, and which capacity it keeps idle."""

from __future__ import annotations

from typing import Final

import numpy as np

from ioscenario.dimensions import COMPONENTS, EXISTING, MODERN
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import Prices
from ioscenario.simulation.topology import Topology

#: A loss up to this share of cost is rounding.
SAME: Final = 1e-9


def components(inputs: Inputs, year: int, prices: Prices, share: Array, wage: Array, factor: Array) -> Array:
    r"""Unit variable cost by component, million per unit of main output, (component, process, technology, run).

    .. math::

        c = \sum_i a_i s_i p_i + \sum_i a_i (1 - s_i) p^m_i + e\,\pi_e + l\,w + o\,\pi - \sum_j b_j p_j - \text{support}

    with inputs :math:`a` of which a share :math:`s` is home-made, electricity :math:`e`,
    labour :math:`l`, other inputs :math:`o` and the factor :math:`\pi` on their cost,
    co-products :math:`b`. Support is what :func:`support` says. The unit cost of a technology
    is the sum over components.

    Parameters
    ----------
    inputs
        Coefficients and levers.
    year
        Position of the year.
    prices
        Prices of the year.
    share
        (link, run) share of the input that is home-made; 1 where imports do not fill.
    wage
        (process, run) labour cost of a job in the year, million.
    factor
        (process, run) cost of other inputs relative to the base year.

    Returns
    -------
    ndarray
        Components in the order of `COMPONENTS`; co-product credit and support are negative.
        Zero for the crop process, whose cost is per hectare.
    """
    topology = inputs.topology
    parts = np.zeros((len(COMPONENTS), topology.processes, 2, inputs.runs))
    home, imported, power, work, other, credit, paid = parts  # views, in the order of `COMPONENTS`
    power += inputs.electricity[year] * inputs.electricity_price[year]
    work += inputs.labour[year] * wage[:, None]
    other += inputs.other_inputs[year] * factor[:, None]
    for link, (process, commodity) in enumerate(topology.links):
        home_made = inputs.input[year, link] * (share[link] * prices.home[commodity])
        home[process] += home_made
        imported[process] += inputs.input[year, link] * ((1.0 - share[link]) * prices.imported[link])
        paid[process] -= inputs.input_subsidy[year, link] * home_made
    for link, (process, commodity) in enumerate(topology.coproducts):
        credit[process] -= inputs.coproduct[year, link] * prices.home[commodity]
    paid -= support(inputs, year, power, work, home + imported + power + work + other)
    if topology.crop is not None:
        parts[:, topology.crop] = 0.0
    return parts


def support(inputs: Inputs, year: int, power: Array, work: Array, before: Array) -> Array:
    """Support of running a plant, input subsidies apart, million per unit of main output, (process, technology, run).

    Subsidised shares of the cost of electricity and of labour, a subsidy per unit of
    output, and the interest saved on working capital:
    ``years of cost tied up x share on programme loans x (market rate - programme rate)^+ x cost``.
    The interest itself is no part of variable cost, so that this credit is a gain on it.

    Parameters
    ----------
    inputs
        Levers and loan rates.
    year
        Position of the year.
    power, work, before
        (process, technology, run) cost of electricity, of labour, and all cost before
        credit and support.
    """
    saved = np.maximum(inputs.loan_rate[year] - inputs.programme_loan_rate[year], 0.0)
    tied = inputs.working_capital[year] * inputs.working_capital_credit[year] * saved
    return np.asarray(
        inputs.electricity_subsidy[year][:, None] * power
        + inputs.wage_subsidy[year][:, None] * work
        + inputs.output_subsidy[year][:, None]
        + tied[:, None] * before
    )


def average_cost(cost: Array, activity: Array, capacity: Array) -> Array:
    """Unit cost of a process over its technologies, million per unit of main output, (process, run).

    Weighted by activity; by capacity where nothing runs; that of the existing technology
    where there is no capacity either.

    Parameters
    ----------
    cost
        (process, technology, run) unit cost.
    activity, capacity
        (process, technology, run), own units.

    Examples
    --------
    A quarter is made at a cost of 8, the rest at 10; nothing runs; there is nothing:

    >>> cost = np.array([[[10.0, 10.0, 10.0], [8.0, 8.0, 8.0]]])
    >>> activity = np.array([[[3.0, 0.0, 0.0], [1.0, 0.0, 0.0]]])
    >>> capacity = np.array([[[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]])
    >>> average_cost(cost, activity, capacity)[0].tolist()
    [9.5, 9.0, 10.0]
    """
    modern = np.zeros_like(cost[:, MODERN])
    for weight in (capacity, activity):
        total = weight.sum(axis=1)
        np.divide(weight[:, MODERN], total, out=modern, where=total > 0.0)
    return np.asarray(cost[:, EXISTING] + modern * (cost[:, MODERN] - cost[:, EXISTING]))


def usable(
    topology: Topology, capacity: Array, cost: Array, price: Array, committed: Array, tied: Array | float = 0.0
) -> Array:
    r"""Capacity that the price keeps at work; the rest serves committed sales only.

    .. math:: K \cdot \mathrm{clip}(1 - (C - p) / C^{tied}, 0, 1)

    All plant runs whose unit variable cost :math:`C` the price covers. A loss does not stop it
    at once: pay of staff tied to plant, :math:`C^{tied}`, is due whether it runs or not, so that
    running is worth while down to the cost that can be avoided (the short-run shut-down rule).
    Plants of a technology are not alike: as the price falls from one bound to the other, the part
    that runs falls from all to none, and no whole branch stops over a hair's breadth of price.

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
    tied
        (process, technology, run) pay of tied staff in the unit cost; without any plant stops at its cost.

    Returns
    -------
    ndarray
        (process, technology, run).

    Examples
    --------
    A unit costs 10, of which 2 are pay of tied staff; at prices of 10, 9 and 7:

    >>> from types import SimpleNamespace
    >>> plant, cost = np.full((1, 2, 3), 50.0), np.full((1, 2, 3), 10.0)
    >>> price = np.array([[10.0, 9.0, 7.0]])
    >>> usable(SimpleNamespace(output=(0,)), plant, cost, price, 0 * price, np.full((1, 2, 3), 2.0))[0, 0].tolist()
    [50.0, 25.0, 0.0]
    """
    outputs = list(topology.output)
    loss = cost - price[outputs][:, None]
    part = np.divide(loss, tied, out=np.full_like(loss, np.inf), where=np.asarray(tied) > 0.0)
    runs = capacity * np.where(loss <= SAME * cost, 1.0, np.clip(1.0 - part, 0.0, 1.0))
    sales = committed[outputs]
    able = np.empty_like(runs)
    able[:, MODERN] = np.maximum(runs[:, MODERN], np.minimum(capacity[:, MODERN], sales))
    rest = np.maximum(sales - able[:, MODERN], 0.0)
    able[:, EXISTING] = np.maximum(runs[:, EXISTING], np.minimum(capacity[:, EXISTING], rest))
    return able
