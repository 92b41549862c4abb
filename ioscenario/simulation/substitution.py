"""How much of a bought input home makers can cover: quality, habit and price."""

from __future__ import annotations

from typing import Final

import numpy as np

from ioscenario.dimensions import MODERN
from ioscenario.simulation.demand import scale_odds
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import Prices

#: Lowest relative price that is told apart from none: a good that is free would take everything.
LOWEST: Final = 1e-6


def modern_share(capacity: Array) -> Array:
    """Modern share of capacity, zero without capacity, (process, run).

    Parameters
    ----------
    capacity
        (process, technology, run), existing before modern.

    Examples
    --------
    >>> modern_share(np.array([[[3.0, 0.0], [1.0, 0.0]]])).tolist()
    [[0.25, 0.0]]
    """
    total = capacity.sum(axis=1)
    return np.asarray(np.divide(capacity[:, MODERN], total, out=np.zeros_like(total), where=total > 0.0))


def home_share_limit(
    inputs: Inputs, year: int, base_modern: Array, modern: Array, prices: Prices, base: Prices
) -> Array:
    r"""Largest share of each input that home supply can cover, (link, run).

    .. math::

        \theta = \min\{\text{odds}^{-1}[\text{odds}(\theta_0 + (\theta_{max} - \theta_0)^+ m)\,(q/q_0)^{-\eta}],\;
                  \max(\theta_0, \theta_{max})\}

    with the rise :math:`m` of the supplier's modern share since the base year, when
    :math:`\theta_0` was observed, and what the buyer pays for home over imported input,
    :math:`q = p (1 - \text{input subsidy}) / p^m`. It is 1 where imports do not fill.

    Shares of home and imported goods in one use as a function of their relative price follow
    Armington (1969), *A Theory of Demand for Products Distinguished by Place of Production*,
    IMF Staff Papers 16; with a constant elasticity of substitution it is the ratio of
    quantities, hence the odds of the share, that moves, so a share stays one.

    Parameters
    ----------
    inputs
        Shares, elasticities, subsidies.
    year
        Position of the year.
    base_modern, modern
        (process, run) modern share of capacity in the base year and now.
    prices, base
        Prices of the year and of the base year.
    """
    topology = inputs.topology
    share = np.ones((len(topology.links), inputs.runs))
    for link, (_, commodity) in enumerate(topology.links):
        if not topology.filled[link]:
            continue
        maker = topology.maker[commodity]
        rise = np.zeros(inputs.runs) if maker is None else modern_rise(base_modern[maker], modern[maker])
        low = inputs.home_share[year, link]
        gain = np.maximum(inputs.home_share_max[year, link] - low, 0.0)
        share[link] = low + gain * rise
        elasticity = inputs.home_share_elasticity[year, link]
        if elasticity.any():
            factor = relative_price(inputs, year, link, prices, base) ** -elasticity
            share[link] = np.minimum(scale_odds(share[link], factor), low + gain)
    return share


def modern_rise(base: Array, now: Array) -> Array:
    """Rise of the modern share since the base year as a part of what was left to rise, 0 to 1.

    Examples
    --------
    >>> modern_rise(np.array([0.2, 0.2, 1.0]), np.array([0.6, 0.1, 1.0])).round(12).tolist()
    [0.5, 0.0, 0.0]
    """
    left = 1.0 - base
    gain = np.divide(now - base, left, out=np.zeros_like(now), where=left > 0.0)
    return np.clip(gain, 0.0, 1.0)


def relative_price(inputs: Inputs, year: int, link: int, prices: Prices, base: Prices) -> Array:
    """What a buyer pays for home over imported input, relative to the base year, (run,).

    ``[p (1 - subsidy) / p^m] / [p_0 (1 - subsidy_0) / p^m_0]``; 1 where there is nothing to compare with.
    """
    commodity = inputs.topology.links[link][1]
    home = prices.home[commodity] * base.imported[link] * (1.0 - inputs.input_subsidy[year, link])
    abroad = base.home[commodity] * prices.imported[link] * (1.0 - inputs.input_subsidy[0, link])
    comparable = (abroad > 0.0) & (base.imported[link] > 0.0)
    return np.asarray(np.maximum(np.divide(home, abroad, out=np.ones_like(home), where=comparable), LOWEST))
