"""Demand for what the chain makes: home market, procurement, exports."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import Goods, Prices, at_border, world_index
from ioscenario.simulation.topology import EXPORT_DEMAND, OPEN_EXPORTS


class Markets(NamedTuple):
    """Markets before prices are known, all years, own units; arrays are (year, commodity, run or 1)."""

    market: Array
    """Home market, whoever supplies it, procurement apart."""
    procurement: Array
    """Public procurement, whoever supplies it."""
    local: Array
    """The part of it that has to be bought at home."""
    exports: Array
    """Export demand at base-year prices without promotion, owners' channels apart."""


class DemandYear(NamedTuple):
    """Demand of one year, own units; arrays are (commodity, run)."""

    market: Array
    """Home market and procurement together, whoever supplies them."""
    home: Array
    """What the home market and procurement want from home producers."""
    procurement: Array
    """The part of `home` that procurement wants."""
    access: Array
    """The part of `home` that market access adds."""
    exports: Array
    """Export demand: infinite where open."""
    channel: Array
    """The part of `exports` that owners of new projects sell through their own channels."""
    promoted: Array
    """The part of `exports` that promotion adds."""


def growth_index(rate: Array) -> Array:
    """Index with 1 in the base year that grows at `rate` of each later year, along axis 0."""
    factor = 1.0 + rate
    factor[:1] = 1.0
    return np.asarray(np.cumprod(factor, axis=0), dtype=np.float64)


def scale_odds(share: Array, factor: Array) -> Array:
    """The share whose odds are `factor` times those of `share`: s k / (1 - s + s k).

    Examples
    --------
    >>> import numpy as np
    >>> float(scale_odds(np.array(0.5), np.array(3.0)))
    0.75
    """
    return share * factor / (1.0 - share + share * factor)


def markets(inputs: Inputs) -> Markets:
    """Size of the markets in all years: levels of the base year and their growth.

    Procurement has to buy ``local content x procurement`` at home; export demand at
    base-year prices is ``E0 (1+g)^t``.

    Parameters
    ----------
    inputs
        Fields of the markets.
    """
    growth = growth_index(inputs.market_growth)
    procurement = inputs.procurement * growth
    return Markets(
        inputs.market_size * growth,
        procurement,
        inputs.local_content * procurement,
        inputs.export_demand * growth_index(inputs.export_growth),
    )


def demand_in(inputs: Inputs, year: int, markets: Markets, prices: Prices, base: Prices, channel: Array) -> DemandYear:
    r"""Demand of a year at its prices.

    Home producers get all that procurement has to buy at home, and a share :math:`s` of the
    home market that answers in odds to the price after tax :math:`q` (:func:`after_tax`) and to
    market access :math:`a`,

    .. math:: \frac{s}{1-s} = \frac{s_0}{1-s_0} \left(\frac{q}{q_0}\right)^{-\epsilon} (1 + a).

    Odds of home goods are their quantity over that of imports: this is the demand of a
    constant elasticity of substitution between the two (Armington 1969), and a share stays
    one. Export demand is ``E0 (1+g)^t (1 + promotion)`` times :func:`export_response`, and what
    owners sell through their own channels; infinite where exports are open.

    Parameters
    ----------
    inputs
        Elasticities and levers.
    year
        Position of the year.
    markets
        Markets of all years.
    prices, base
        Prices of the year and of the base year.
    channel
        (commodity, run) exports through owners' own channels, own units.
    """
    shape = prices.home.shape
    local = np.broadcast_to(markets.local[year], shape)
    sales, without = home_sales(inputs, year, markets.market[year], prices, base)
    kinds = np.array(inputs.topology.exports)
    traded = np.flatnonzero(kinds == EXPORT_DEMAND)
    exports, promoted = np.zeros(shape), np.zeros(shape)
    wanted = markets.exports[year, traded] * export_response(inputs, year, traded, prices, base)
    promoted[traded] = wanted * inputs.export_promotion[year, traded]
    exports[traded] = wanted + promoted[traded] + channel[traded]
    exports[kinds == OPEN_EXPORTS] = np.inf
    market = np.broadcast_to(markets.market[year] + markets.procurement[year], shape)
    return DemandYear(market, sales + local, local, sales - without, exports, channel, promoted)


def home_sales(inputs: Inputs, year: int, market: Array, prices: Prices, base: Prices) -> tuple[Array, Array]:
    """What the home market wants of home producers, with and without market access, own units, (commodity, run) each.

    Parameters
    ----------
    inputs
        Shares of the base year, elasticities and levers.
    year
        Position of the year.
    market
        (commodity, run or 1) size of the home market.
    prices, base
        Prices of the year and of the base year.
    """
    sales, without = np.zeros(prices.home.shape), np.zeros(prices.home.shape)
    # most goods of a chain have no home market, and powers are dear
    final = np.flatnonzero((market > 0.0).any(axis=-1))
    relative = after_tax(inputs, year, final, prices) / after_tax(inputs, 0, final, base)
    factor = relative ** -inputs.price_elasticity[year, final]
    share = inputs.domestic_share[year, final]
    access = 1.0 + inputs.market_access[year, final]
    sales[final] = scale_odds(share, factor * access) * market[final]
    without[final] = scale_odds(share, factor) * market[final]
    return sales, without


def after_tax(inputs: Inputs, year: int, goods: Goods, prices: Prices) -> Array:
    """Price of a home good over imports after tax, (commodity, run); only ratios between years matter.

    ``(1+v) p / {q [h/(1+duty) + (1-h) (1+v)]}`` with value-added tax `v`, the price `q` of recorded
    imports, duty paid, and the share `h` of imports that escapes both duty and tax.

    Parameters
    ----------
    inputs
        Tax, duty, shadow imports and enforcement.
    year
        Position of the year.
    goods
        Positions of commodities.
    prices
        Prices of the year.

    Examples
    --------
    Half of imports escape a tax of 10 %, which so costs home goods 1.10 / 1.05:

    >>> from types import SimpleNamespace
    >>> one = np.ones((1, 1, 1))
    >>> given = SimpleNamespace(vat_rate=0.1 * one[0], shadow_import_share=0.5 * one, import_enforcement=0 * one,
    ...                         import_duty=0 * one)
    >>> round(float(after_tax(given, 0, np.array([0]), Prices(one[0], one[0], one[0]))[0, 0]), 6)
    1.047619
    """
    tax = 1.0 + inputs.vat_rate[year]
    shadow = inputs.shadow_import_share[year, goods] * (1.0 - inputs.import_enforcement[year, goods])
    imports = shadow / (1.0 + inputs.import_duty[year, goods]) + (1.0 - shadow) * tax
    return np.asarray(tax * prices.home[goods] / (prices.competing[goods] * imports))


def export_response(inputs: Inputs, year: int, goods: Goods, prices: Prices, base: Prices) -> Array:
    """Export demand relative to that at base-year prices, (commodity, run): ``(q / q_0)^-elasticity``.

    ``q = price at the border / (W e)``: what buyers abroad pay, freight and duty included
    (:func:`~ioscenario.simulation.prices.at_border`), over what they pay others. So a duty
    on a good whose price is set at home costs it exports, and a dearer currency does; where
    the price is set abroad neither does.

    Parameters
    ----------
    inputs
        Elasticities, world prices, duties and freight.
    year
        Position of the year.
    goods
        Positions of commodities.
    prices, base
        Prices of the year and of the base year.
    """
    elasticity = inputs.export_elasticity[year, goods]
    if not elasticity.any():
        return np.ones_like(prices.home[goods])
    asked = at_border(inputs, year, prices.home, goods) / world_index(inputs, year, goods)
    return np.asarray((asked / at_border(inputs, 0, base.home, goods)) ** -elasticity)


def owners_channels(inputs: Inputs, projects: Array) -> Array:
    """Exports through the channels of new projects: export share x technical output.

    Returns
    -------
    ndarray
        (year, commodity, run).
    """
    topology = inputs.topology
    sold = inputs.project_export_share * inputs.utilisation_max * projects
    channel = np.zeros((sold.shape[0], topology.commodities, sold.shape[-1]))
    for process in topology.order:
        channel[:, topology.output[process]] += sold[:, process]
    return channel
