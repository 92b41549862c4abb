r"""Capacity that profit draws: where new plant earns more than it costs, is used, and has room.

.. math:: \Delta K = \min\{K \cdot \mathrm{clip}(\beta(\rho - 1), 0, \chi) \cdot gate,\ room\}

with :math:`\rho` what a unit of money in new plant earns over what it costs (user cost of
capital). The gate keeps idle branches from growing because their margins look good; the room
keeps them from growing beyond what can be sold and fed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import MODERN
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import Pipeline


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
        (process, run) output that could be sold and fed, see `room.headroom`.
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
