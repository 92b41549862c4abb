"""Prices of a year: what the border, last year's cost, a glut and users of the crop do to the pack's paths.

Prices are recursive: a year's prices follow from that year's levers and from last year's
costs and leftovers, so that no fixed point is sought within a year. The paths of the pack
are the prices of a world in which nothing moves; whatever moves is measured from the base
year. In the base year prices are the paths themselves.

References
----------
Miller, R. E. and Blair, P. D. (2009), *Input-Output Analysis*, 2nd ed., section 2.6 (the
price model, with some prices given from outside).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.topology import OPEN_EXPORTS

#: Positions of commodities: some or all.
Goods = NDArray[np.intp] | slice
ALL: Final = slice(None)

#: Lowest price as a share of its path: a price at or below zero has no meaning here.
LOWEST: Final = 0.01
#: Input coefficients up to this are none: what a unit earns would be a quotient by nothing.
NOTHING: Final = 1e-100
#: Largest fall of a price through a glut.
LARGEST_GLUT: Final = 0.9


class Prices(NamedTuple):
    """Prices of one year."""

    home: Array
    """(commodity, run) price at the producer's gate, million per own unit."""
    imported: Array
    """(link, run) price of the imported input, duty paid, million per own unit."""
    competing: Array
    """(commodity, run) index of the price of competing imports, duty paid, 1 in the base year."""


def prices(inputs: Inputs, year: int, cost_change: Array, unsold: Array) -> Prices:
    r"""Prices of a year.

    .. math::

        p_t = \max\{[P_t + b \Delta_t + \psi (c_{t-1} - c_0)] [1 - \min(\gamma n_{t-1}, 0.9)],\; 0.01 P_t\}

    with the path :math:`P`, what the border does :math:`\Delta` (:func:`border_effect`) and its
    link :math:`b`, the maker's average unit cost :math:`c` and its pass-through :math:`\psi`,
    the share :math:`n` of last year's supply that nobody took and the discount :math:`\gamma`
    for it. The price of a crop is moved by its users as well, see :func:`growers_part`.
    Imports cost ``import price x W e (1+duty)/(1+duty_0)``, see :func:`world_index`.

    Parameters
    ----------
    inputs
        Paths and levers.
    year
        Position of the year.
    cost_change
        (commodity, run) last year's average unit cost of the maker less that of the base
        year, million per own unit; zero where nobody makes the commodity.
    unsold
        (commodity, run) share of last year's supply that nobody took.

    Returns
    -------
    Prices
        In the base year, without leftovers, the paths to the last bit.
    """
    topology = inputs.topology
    path = inputs.price[year]
    imports = import_index(inputs, year)
    home = path + inputs.cost_pass_through[year] * cost_change
    if inputs.border_link[year].any():
        home = home + inputs.border_link[year] * border_effect(inputs, year, imports)
    home = home * (1.0 - np.minimum(inputs.glut_discount[year] * unsold, LARGEST_GLUT))
    if topology.crop is not None:
        home[topology.output[topology.crop]] *= growers_part(inputs, year, home)
    competing = np.broadcast_to(imports, home.shape)
    bought = [commodity for _, commodity in topology.links]
    return Prices(np.maximum(home, LOWEST * path), inputs.import_price[year] * competing[bought], competing)


def world_index(inputs: Inputs, year: int, goods: Goods = ALL) -> Array:
    """World price in home money relative to the base year, (commodity, run or 1).

    ``W_t/W_0 x e_t/e_0`` with the world price `W` in foreign money and the exchange rate `e`;
    only of some commodities where positions are given.
    """
    exchange = inputs.exchange_rate[year] / inputs.exchange_rate[0]
    return np.asarray(inputs.world_price[year, goods] / inputs.world_price[0, goods] * exchange)


def import_index(inputs: Inputs, year: int) -> Array:
    """Price of recorded imports relative to the base year, (commodity, run or 1): ``W e (1+duty)/(1+duty_0)``."""
    return np.asarray(world_index(inputs, year) * ((1.0 + inputs.import_duty[year]) / (1.0 + inputs.import_duty[0])))


def freight(inputs: Inputs, year: int, goods: Goods = ALL) -> Array:
    """Cost between gate and border at the year's price of transport, million per own unit, (commodity, run or 1)."""
    return np.asarray(inputs.border_cost[year, goods] * (inputs.transport_price[year] / inputs.transport_price[0]))


def border_effect(inputs: Inputs, year: int, imports: Array) -> Array:
    """Change of the gate price where the price is set abroad, million per own unit, (commodity, run or 1).

    *Export parity*. The price at the border, ``B_t = (P_t + tr_t)/(1 - duty_0)``, follows the
    world price and the exchange rate; the gate gets what duty and freight leave of it,

    ``B_t W_t e_t (1 - duty_t) - tr_t T_t - P_t``,

    with freight `tr` and the price of transport `T` relative to the base year. So an export
    duty lowers the gate price by ``duty x B``.

    *Import parity*, of goods that are bought abroad as well (:func:`import_parity`): the gate
    price follows what imports cost with their duty, ``P_t W_t e_t (1 + duty_t)/(1 + duty_0) - P_t``.
    An export duty then costs exports, not the price.

    Parameters
    ----------
    inputs
        Paths and levers.
    year
        Position of the year.
    imports
        (commodity, run or 1) price of recorded imports relative to the base year.

    Returns
    -------
    ndarray
        Exactly zero where nothing moved since the base year.

    Examples
    --------
    A duty of 10 % on a good that fetches 120 at the border, 20 of them freight:

    >>> from types import SimpleNamespace
    >>> one = np.ones((2, 1, 1))
    >>> levers = SimpleNamespace(price=100 * one, border_cost=20 * one, world_price=one, exchange_rate=one[:, 0],
    ...                          transport_price=one[:, 0], export_duty=np.array([[[0.0]], [[0.1]]]),
    ...                          import_duty=0 * one, market_size=0 * one,
    ...                          topology=SimpleNamespace(exports=(2,), links=(), filled=()))
    >>> round(float(border_effect(levers, 1, one[0])[0, 0]), 9)
    -12.0
    """
    path, cost = inputs.price[year], inputs.border_cost[year]
    kept = (1.0 - inputs.export_duty[year]) / (1.0 - inputs.export_duty[0])
    # written in changes, so that nothing moved gives zero to the last bit
    sold_abroad = (path + cost) * (world_index(inputs, year) * kept - 1.0) - (freight(inputs, year) - cost)
    bought_abroad = path * (imports - 1.0)
    return np.asarray(np.where(import_parity(inputs), bought_abroad, sold_abroad))


def import_parity(inputs: Inputs) -> NDArray[np.bool_]:
    """Goods whose price, where set abroad, is that of imports, (commodity, 1).

    Those that users or the home market buy abroad where home supply falls short, unless
    anyone can export them without limit: nobody then sells at home for less than abroad.
    """
    topology = inputs.topology
    bought = (inputs.market_size[0] > 0.0).any(axis=-1)
    for (_, commodity), filled in zip(topology.links, topology.filled, strict=True):
        bought[commodity] |= filled
    return np.asarray(bought & (np.array(topology.exports) != OPEN_EXPORTS))[:, None]


def at_border(inputs: Inputs, year: int, home: Array, goods: Goods = ALL) -> Array:
    """Price at the border before duty is paid, in home money, million per own unit, (commodity, run).

    ``(p_t + tr_t T_t)/(1 - duty_t)``: what an exporter must get to be left with the gate
    price. Where the price is set abroad this is the world's price in home money; where it
    is set at home, buyers abroad pay the duty.

    Parameters
    ----------
    inputs
        Freight and duty.
    year
        Position of the year.
    home
        (commodity, run) prices at the gate.
    goods
        Positions of the commodities asked for; all unless said.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> one = np.ones((1, 1, 1))
    >>> levers = SimpleNamespace(border_cost=20 * one, transport_price=one[:, 0], export_duty=0.1 * one)
    >>> round(float(at_border(levers, 0, np.array([[88.0]]))[0, 0]), 9)
    120.0
    """
    return np.asarray((home[goods] + freight(inputs, year, goods)) / (1.0 - inputs.export_duty[year, goods]))


def border_price(inputs: Inputs, home: Array) -> Array:
    """:func:`at_border` in all years, the base of the revenue from export duties.

    Parameters
    ----------
    inputs
        Freight and duty.
    home
        (year, commodity, run) prices at the gate.

    Returns
    -------
    ndarray
        (year, commodity, run), million per own unit.
    """
    return np.stack([at_border(inputs, year, home[year]) for year in range(len(home))])


def growers_part(inputs: Inputs, year: int, home: Array) -> Array:
    """What growers' share and users' earnings do to the price of the crop, a factor, (run or 1,).

    ``share_t/share_0 x [1 + transmission (R_t/R_0 - 1)]`` with the farm-gate share and what
    users earn on a unit of the crop, `R` (:func:`earned`). Paths of users' prices that move
    with the years are transmitted like anything else: the crop's own path is for what does
    not come through its users.

    Parameters
    ----------
    inputs
        Paths and levers.
    year
        Position of the year.
    home
        (commodity, run) this year's prices of what users make of the crop.
    """
    share = inputs.farm_gate_share[year] / inputs.farm_gate_share[0]
    if not inputs.price_transmission[year].any():
        return np.asarray(share)
    now, before = earned(inputs, year, home), earned(inputs, 0, np.broadcast_to(inputs.price[0], home.shape))
    change = np.divide(now, before, out=np.ones_like(now), where=before > 0.0) - 1.0
    return np.asarray(share * (1.0 + inputs.price_transmission[year] * change))


def bid_down(inputs: Inputs, year: int, now: Prices, cost: Array, capacity: Array) -> Prices:
    r"""Prices of a year with that of the crop no higher than its users can pay.

    .. math:: p \le \max_u [p - (C_u - p_u) / C_u'(p)]

    A user whose unit cost :math:`C_u` is above the price :math:`p_u` of what it makes would stop,
    and the crop would rot at a price that nobody pays. What growers get is what is left: the
    price gives way until the user that can pay most breaks even, as a rent does (Ricardo).

    Parameters
    ----------
    inputs, year
        Parameters and position of the year.
    now
        Prices before users answer.
    cost
        (process, technology, run) unit cost at these prices.
    capacity
        (process, technology, run): existing plant sets the price where there is some.

    Returns
    -------
    Prices
        The same object where all users can pay.
    """
    topology = inputs.topology
    if topology.crop is None:
        return now
    crop = topology.output[topology.crop]
    ceiling = np.full(inputs.runs, -np.inf)
    saved = np.maximum(inputs.loan_rate[year] - inputs.programme_loan_rate[year], 0.0)
    for link in topology.users_of[crop]:
        process = topology.links[link][0]
        plant = np.where(capacity[process, EXISTING] > 0.0, EXISTING, MODERN)
        credit = inputs.working_capital[year, process] * inputs.working_capital_credit[year, process] * saved
        loss = np.where(plant == EXISTING, cost[process, EXISTING], cost[process, MODERN])
        loss = loss - now.home[topology.output[process]]
        need = np.where(plant == EXISTING, inputs.input[year, link, EXISTING], inputs.input[year, link, MODERN])
        slope = need * (1.0 - inputs.input_subsidy[year, link] - credit)
        fall = np.divide(loss, slope, out=np.zeros_like(loss), where=slope > 0.0)
        ceiling = np.maximum(ceiling, now.home[crop] - fall)
    if not topology.users_of[crop] or (ceiling >= now.home[crop]).all():
        return now
    home = np.array(now.home)
    home[crop] = np.minimum(home[crop], np.maximum(ceiling, LOWEST * inputs.price[year, crop]))
    return now._replace(home=home)


def earned(inputs: Inputs, year: int, home: Array) -> Array:
    """What users earn on a unit of the crop, million, (run,): the mean over them.

    ``(price of main output + value of co-products) / input coefficient`` of the existing
    technology, by-products per unit of main output.

    Parameters
    ----------
    inputs
        Coefficients.
    year
        Position of the year that the coefficients are of.
    home
        (commodity, run) prices.
    """
    topology = inputs.topology
    total, users = np.zeros(home.shape[-1]), np.zeros(home.shape[-1])
    if topology.crop is None:
        return total
    for link in topology.users_of[topology.output[topology.crop]]:
        process = topology.links[link][0]
        value = np.array(home[topology.output[process]])
        for place, (maker, product) in enumerate(topology.coproducts):
            if maker == process:
                value += inputs.coproduct[year, place, EXISTING] * home[product]
        per_unit = np.broadcast_to(inputs.input[year, link, EXISTING], value.shape)
        using = per_unit > NOTHING
        total += np.divide(value, per_unit, out=np.zeros_like(value), where=using)
        users += using
    return np.asarray(total / np.maximum(users, 1.0))


def sector_costs(inputs: Inputs) -> Array:
    r"""Cost of other inputs relative to the base year, (year, process, run or 1).

    The Leontief price model with the prices of electricity and transport given from outside:
    a rise :math:`\Delta_K` of theirs raises other sectors' prices by :math:`\Delta_K A_{KE}
    (I - A_{EE})^{-1}`, and what a process buys by that answer to its basket,

    ``1 + sum_K Delta_K x price_response[K, process]``.

    Parameters
    ----------
    inputs
        Paths of the two prices; `price_response` (2, process) of the economy, rows
        electricity and transport, columns the baskets of other inputs.

    Returns
    -------
    ndarray
        1 where there is no economy around the chain, and in the base year. Electricity
        that a process itself buys is not in it: that has its own price.

    Examples
    --------
    Electricity doubles in price and is a tenth of the cost of what the process buys:

    >>> from types import SimpleNamespace
    >>> economy = SimpleNamespace(price_response=np.array([[0.1], [0.05]]))
    >>> prices = SimpleNamespace(years=(2025, 2026), topology=SimpleNamespace(processes=1), economy=economy,
    ...                          electricity_price=np.array([[30.0], [60.0]]), transport_price=np.ones((2, 1)))
    >>> sector_costs(prices)[:, 0, 0].tolist()
    [1.0, 1.1]
    """
    if inputs.economy is None:
        return np.ones((len(inputs.years), inputs.topology.processes, 1))
    electricity, transport = inputs.economy.price_response[:, None, :, None]
    return np.asarray(
        1.0 + electricity * rise(inputs.electricity_price)[:, None] + transport * rise(inputs.transport_price)[:, None]
    )


def rise(path: Array) -> Array:
    """Relative change of a price since the base year, along axis 0; zero for a good that was free.

    Examples
    --------
    >>> rise(np.array([[4.0], [5.0]]))[:, 0].tolist()
    [0.0, 0.25]
    """
    first = np.broadcast_to(path[:1], path.shape)
    return np.divide(path, first, out=np.ones_like(path), where=first > 0.0) - 1.0
