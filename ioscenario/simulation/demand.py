"""Demand for what the chain makes: home market, procurement, exports."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.topology import EXPORT_DEMAND, OPEN_EXPORTS


class Demand(NamedTuple):
    """Demand in all years, own units; arrays are (year, commodity, run)."""

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


def relative_price(inputs: Inputs) -> Array:
    """Price of home goods over imports after tax: (1+v) p / (h + (1-h)(1+v)).

    `h` is the share of imports that escapes tax. The price of imports is the numeraire.

    Returns
    -------
    ndarray
        (year, commodity, run); only ratios between years matter.
    """
    tax = 1.0 + inputs.vat_rate[:, None]
    shadow = inputs.shadow_import_share * (1.0 - inputs.import_enforcement)
    return tax * inputs.price / (shadow + (1.0 - shadow) * tax)


def home_share(inputs: Inputs, access: Array | float) -> Array:
    """Domestic share of the home market, (year, commodity, run).

    ``s/(1-s) = s0/(1-s0) (relative price / base)^-elasticity (1 + market access)``.
    """
    price = relative_price(inputs)
    ratio = np.divide(price, price[:1], out=np.ones_like(price), where=price[:1] > 0.0)
    return scale_odds(inputs.domestic_share, ratio**-inputs.price_elasticity * (1.0 + access))


def demand(inputs: Inputs, projects: Array) -> Demand:
    """Home, procurement and export demand of every year.

    Parameters
    ----------
    inputs
        Fields of the markets.
    projects
        (year, process, run) capacity of announced projects that came, cumulative.

    Returns
    -------
    Demand
        Procurement buys ``local content x procurement`` at home; export demand is
        ``E0 (1+g)^t`` plus what new projects sell through their own channels.
    """
    growth = growth_index(inputs.market_growth)
    market = inputs.market_size * growth
    procurement = inputs.procurement * growth
    sales = home_share(inputs, inputs.market_access) * market
    without = home_share(inputs, 0.0) * market
    local = inputs.local_content * procurement
    channel = owners_channels(inputs, projects)
    exports = inputs.export_demand * growth_index(inputs.export_growth) + channel
    kinds = np.array(inputs.topology.exports)[None, :, None]
    exports = np.where(kinds == OPEN_EXPORTS, np.inf, np.where(kinds == EXPORT_DEMAND, exports, 0.0))
    return Demand(market + procurement, sales + local, local, sales - without, exports, channel)


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
