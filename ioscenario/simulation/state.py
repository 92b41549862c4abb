"""What passes through the loop over years: paths known before it, the state, the record of a year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.simulation.chain import Flows
from ioscenario.simulation.crop import CropYear, Growers, growers
from ioscenario.simulation.demand import DemandYear, Markets
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import Pipeline, Projects
from ioscenario.simulation.prices import Prices


class Paths(NamedTuple):
    """What is known of all years before the loop."""

    projects: Projects
    coming: Array
    """(year, process, run) capacity of announced projects under way."""
    channel: Array
    """(year, commodity, run) exports through the channels of projects' owners."""
    markets: Markets
    wage: Array
    """(year, process, run) labour cost of a job."""
    services: Array
    """(year, process, run) price of other inputs relative to the base year."""
    user_cost: Array
    """(year, process, run) cost of capital."""
    labour: Array
    """(year, run) jobs that can be filled."""
    modern: Array
    """(process, run) modern share of capacity in the base year."""
    prices: Prices
    """Prices of the base year."""


class State(NamedTuple):
    """What next year needs of this year; can be saved and restarted."""

    capacity: Array
    """(process, technology, run), per year."""
    pipeline: Pipeline
    stock: Array
    """(commodity, run) carried over and usable."""
    base_cost: Array
    """(process, run) average unit cost of the base year; zero before it is known."""
    cost_change: Array
    """(commodity, run) rise of the maker's average unit cost since the base year, as last year left it."""
    unsold: Array
    """(commodity, run) share of last year's supply that nobody took."""
    crop_price: Array
    """(run,) what last year a unit of the crop brought, whether or not it was taken."""
    growers: Growers | None


class Done(NamedTuple):
    """Results of one year of the loop."""

    prices: Prices
    crop: CropYear | None
    demand: DemandYear
    flows: Flows
    capacity: Array
    """(process, technology, run) at work in the year."""
    components: Array
    """(component, process, technology, run) of unit cost."""
    ordered: Array
    """(stream, process, run) capacity ordered."""
    stock: Array
    """(commodity, run) at the end of the year."""
    unsold: Array
    """(commodity, run) share of the year's supply that nobody took."""


def start(inputs: Inputs, prices: Prices) -> State:
    """State at the start of the base year.

    Parameters
    ----------
    inputs
        Parameters of all runs.
    prices
        Prices of the base year.
    """
    topology, runs = inputs.topology, inputs.runs
    capacity = np.array(np.broadcast_to(inputs.capacity[0], (topology.processes, 2, runs)))
    nothing = np.zeros((topology.commodities, runs))
    # no order waits longer than the longest gestation
    orders = np.zeros((int(inputs.gestation.max()), topology.processes, runs))
    crop_price, farms = np.zeros(runs), None
    if topology.crop is not None:
        crop_price = prices.home[topology.output[topology.crop]]
        farms = growers(inputs, crop_price)
    costs = np.zeros((topology.processes, runs))
    stock = stock_at_start(inputs)
    return State(capacity, Pipeline(orders, orders), stock, costs, nothing, nothing, crop_price, farms)


def stock_at_start(inputs: Inputs) -> Array:
    """What is carried into the base year, own units, (commodity, run): of the crop alone anything is known."""
    topology = inputs.topology
    stock = np.zeros((topology.commodities, inputs.runs))
    if topology.crop is not None:
        stock[topology.output[topology.crop]] = inputs.carry_in[0]
    return stock
