"""The simulation: before (paths), the loop over years (state), after (accounts).

This module composes the kernels and holds no equation of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from ioscenario.dimensions import COMPONENTS, EXISTING, MODERN
from ioscenario.simulation.accounts import utilisation
from ioscenario.simulation.capital_cost import user_cost
from ioscenario.simulation.chain import Flows, allocate
from ioscenario.simulation.cost import SAME, average_cost, components, usable
from ioscenario.simulation.crop import CropYear, autumn, grow
from ioscenario.simulation.demand import demand_in, markets, owners_channels
from ioscenario.simulation.employment import labour_supply, productivity, staffed, wages_path
from ioscenario.simulation.induced import induced, on_order, profitability, viable_utilisation
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import Investment, coming, invest, projects, step, streams
from ioscenario.simulation.prices import Prices, bid_down, prices, sector_costs
from ioscenario.simulation.quantities import Year
from ioscenario.simulation.report import Report
from ioscenario.simulation.room import headroom, own_supply
from ioscenario.simulation.state import Done, Paths, State, start
from ioscenario.simulation.substitution import home_share_limit, modern_share


def simulate(inputs: Inputs, wanted: Collection[str] | None = None) -> dict[str, Array]:
    """Run all years of all runs.

    Parameters
    ----------
    inputs
        Every parameter as an array (year, dims, run).
    wanted
        Names of the variables to work out; None: all of them.

    Returns
    -------
    dict
        Variable name to array (year, dims of the variable, run); units of `outputs`.
    """
    return reported(inputs).variables(wanted)


def reported(inputs: Inputs) -> Report:
    """Run all years of all runs; variables, and what leads to them, are worked out of the report when asked for."""
    inputs = replace(inputs, values={**inputs.values, "labour": productivity(inputs)})
    paths = before(inputs)
    state = start(inputs, paths.prices)
    done: list[Done] = []
    for year in range(len(inputs.years)):
        result, state = run_year(inputs, paths, year, state)
        done.append(result)
    return Report(inputs, paths, done)


def before(inputs: Inputs) -> Paths:
    """Paths that need no state: projects, markets, wages, cost of capital, prices of the base year."""
    nothing = np.zeros((inputs.topology.commodities, inputs.runs))
    announced = projects(inputs)
    wage, services = wages_path(inputs), sector_costs(inputs)
    modern = modern_share(inputs.capacity[0])
    first = prices(inputs, 0, nothing, nothing)
    share = home_share_limit(inputs, 0, modern, modern, first, first)
    first, _ = settled(inputs, 0, first, share, wage[0], services[0], inputs.capacity[0])
    return Paths(
        announced,
        coming(inputs, announced),
        owners_channels(inputs, announced.capacity),
        markets(inputs),
        wage,
        services,
        user_cost(inputs),
        labour_supply(inputs),
        modern,
        first,
    )


def run_year(inputs: Inputs, paths: Paths, year: int, state: State) -> tuple[Done, State]:
    """One year: prices, crop, cost, demand, chain, investment, next state."""
    topology = inputs.topology
    now = prices(inputs, year, state.cost_change, state.unsold)
    grown, growers = (None, None)
    if state.growers is not None:
        grown, growers = grow(inputs, year, state.growers, state.crop_price)
    share = home_share_limit(inputs, year, paths.modern, modern_share(state.capacity), now, paths.prices)
    if inputs.extra_capacity is not None:
        state = state._replace(capacity=state.capacity + inputs.extra_capacity[year])
    technical = state.capacity * inputs.utilisation_max[year][:, None]
    now, parts = settled(inputs, year, now, share, paths.wage[year], paths.services[year], state.capacity)
    cost = parts.sum(axis=0)
    tied = inputs.fixed_labour_share[year][:, None] * parts[COMPONENTS.index("labour")]
    wanted = demand_in(inputs, year, paths.markets, now, paths.prices, paths.channel[year])
    chain = Year(
        technical,
        usable(topology, technical, cost, now.home, wanted.procurement + wanted.channel, tied),
        inputs.input[year],
        inputs.coproduct[year],
        share,
        opening(inputs, year, state, technical, grown),
        wanted.home,
        wanted.exports,
        inputs.export_limit[year],
        inputs.committed_exports[year],
        inputs.stock_building[year],
        inputs.rationing.exporters_first[year],
        inputs.rationing.among[year],
        inputs.rationing.rank,
        margin=now.home[list(topology.output)][:, None] - cost,
        quota=inputs.export_quota[year],
        channel=wanted.channel,
    )
    flows = staffed_flows(inputs, paths, year, state, chain)
    made = investment(inputs, paths, year, state, chain, flows, now, cost, grown)
    last = year + 1 == len(inputs.years)
    arrivals = np.zeros_like(made.ordered) if last else paths.projects.arrivals[year + 1]
    capacity, pipeline = step(inputs, year, state.capacity, state.pipeline, made, arrivals)
    stock = carried(inputs, state, flows, grown)
    ordered = streams(made, paths.projects.orders[year])
    unsold = share_unsold(inputs, year, technical, flows)
    done = Done(now, grown, wanted, flows, state.capacity, parts, ordered, stock, unsold)
    base_cost, cost_change = costs_carried(inputs, year, state, cost, flows)
    crop_price = state.crop_price
    if topology.crop is not None:
        grown_good = topology.output[topology.crop]
        crop_price = now.home[grown_good] * (1.0 - unsold[grown_good])
    return done, State(capacity, pipeline, stock, base_cost, cost_change, unsold, crop_price, growers)


def opening(inputs: Inputs, year: int, state: State, technical: Array, grown: CropYear | None) -> Array:
    """Supply at hand before the processes run, own units, (commodity, run).

    Stock carried over, the part of the harvest that reaches the first processors before
    New Year, and the outside supply of raw commodities.
    """
    topology = inputs.topology
    at_hand = np.array(state.stock)
    for commodity in topology.raw:
        at_hand[commodity] += inputs.supply[year, commodity]
    if topology.crop is not None and grown is not None:
        commodity = topology.output[topology.crop]
        yearly = np.zeros(inputs.runs)
        for link in topology.users_of[commodity]:
            yearly += (inputs.input[year, link] * technical[topology.links[link][0]]).sum(axis=0)
        harvest = grown.harvest.sum(axis=0)
        at_hand[commodity] += autumn(harvest, inputs.autumn_share[year], inputs.autumn_season_share[year], yearly)
    return at_hand


def staffed_flows(inputs: Inputs, paths: Paths, year: int, state: State, chain: Year) -> Flows:
    """Flows of the year, made again with less in the runs in which there are fewer people than jobs."""
    flows = allocate(inputs.topology, chain)
    ceiling = staffed(inputs, year, flows.activity, state.capacity, paths.labour[year])
    short = np.flatnonzero(np.isfinite(ceiling).any(axis=0))
    if short.size:
        flows.put(short, allocate(inputs.topology, chain._replace(ceiling=ceiling).of(short)))
    return flows


def investment(
    inputs: Inputs,
    paths: Paths,
    year: int,
    state: State,
    chain: Year,
    flows: Flows,
    now: Prices,
    cost: Array,
    grown: CropYear | None,
) -> Investment:
    """Orders of the year: wear rebuilt, the modernisation programme, what profit draws."""
    price = now.home[list(inputs.topology.output)]
    viable = cost <= price[:, None] * (1.0 + SAME)
    drawn = induced(
        inputs,
        year,
        state.capacity,
        on_order(state.pipeline, paths.coming[year]),
        profitability(inputs, year, now.home, cost, paths.user_cost[year]),
        viable_utilisation(flows.activity, state.capacity, viable),
        headroom(inputs.topology, chain, own_supply(inputs, year, grown), flows),
    )
    used = utilisation(flows.activity, state.capacity)
    return invest(inputs, year, state.capacity, state.pipeline, used, viable[:, MODERN], drawn)


def carried(inputs: Inputs, state: State, flows: Flows, grown: CropYear | None) -> Array:
    """Stock at the end of the year, own units, (commodity, run): what is left where it keeps.

    The part of the harvest that did not reach the processors before New Year is added.
    """
    topology = inputs.topology
    keeps = np.array(topology.storable)[:, None]
    stock = np.where(keeps, flows.left, 0.0)
    if topology.crop is not None and grown is not None:
        commodity = topology.output[topology.crop]
        taken = flows.home[commodity] + flows.exports[commodity] + flows.aside[commodity]
        for link in topology.users_of[commodity]:
            taken = taken + flows.domestic[link]
        stock[commodity] = state.stock[commodity] + grown.harvest.sum(axis=0) - taken
    return stock


def costs_carried(inputs: Inputs, year: int, state: State, cost: Array, flows: Flows) -> tuple[Array, Array]:
    """Average unit cost of the base year, (process, run), and its change by the commodity made, (commodity, run)."""
    topology = inputs.topology
    average = average_cost(cost, flows.activity, state.capacity)
    base = average if year == 0 else state.base_cost
    change = np.zeros((topology.commodities, inputs.runs))
    for process in topology.order:
        change[topology.output[process]] = average[process] - base[process]
    return base, change


def share_unsold(inputs: Inputs, year: int, technical: Array, flows: Flows) -> Array:
    """Share of the year's supply that nobody took, zero without any, (commodity, run).

    What plant could have made of inputs that lie unused counts as well: a good that cannot be
    kept is not made where nobody takes it, and presses on its price all the same.
    """
    topology = inputs.topology
    supply = flows.left + flows.home + flows.exports + flows.aside
    for link, (_, commodity) in enumerate(topology.links):
        supply[commodity] += flows.domestic[link]
    loose = np.array(flows.left)
    for process in topology.order:
        links = topology.links_of[process]
        if not links or any(topology.filled[link] for link in links):
            continue
        more = technical[process].sum(axis=0) - flows.activity[process].sum(axis=0)
        for link in links:
            need = np.broadcast_to(inputs.input[year, link, EXISTING], more.shape)
            fed = np.divide(flows.left[topology.links[link][1]], need, out=np.full_like(more, np.inf), where=need > 0.0)
            more = np.minimum(more, fed)
        loose[topology.output[process]] += np.maximum(more, 0.0)
        supply[topology.output[process]] += np.maximum(more, 0.0)
    return np.asarray(np.divide(loose, supply, out=np.zeros_like(supply), where=supply > 0.0))


def settled(
    inputs: Inputs, year: int, now: Prices, share: Array, wage: Array, services: Array, capacity: Array
) -> tuple[Prices, Array]:
    """Prices once the crop's has given way to what users can pay, and unit cost by component at these prices."""
    parts = components(inputs, year, now, share, wage, services)
    paid = bid_down(inputs, year, now, parts.sum(axis=0), capacity)
    return (now, parts) if paid is now else (paid, components(inputs, year, paid, share, wage, services))
