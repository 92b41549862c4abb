"""The simulation: before (paths), the loop over years (state), after (accounts).

This module composes the kernels and holds no equation of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import MODERN
from ioscenario.simulation import accounts, economy
from ioscenario.simulation.budget import Charged, public_cost
from ioscenario.simulation.chain import Flows, Year, allocate
from ioscenario.simulation.cost import unit_cost, usable
from ioscenario.simulation.crop import Crop, autumn, crop
from ioscenario.simulation.demand import Demand, demand
from ioscenario.simulation.employment import jobs_direct, wages_path
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import Pipeline, Projects, invest, projects, step

#: Longest gestation that the pipeline holds, years (the bound of the field `gestation`).
LONGEST_LAG = 5


class Paths(NamedTuple):
    """What is known of all years before the loop."""

    crop: Crop | None
    projects: Projects
    demand: Demand
    wage: Array
    base_modern: Array


class State(NamedTuple):
    """What next year needs of this year; can be saved and restarted."""

    capacity: Array
    """(process, technology, run), per year."""
    pipeline: Pipeline
    stock: Array
    """(commodity, run) carried over and usable."""


class Done(NamedTuple):
    """Results of one year of the loop."""

    flows: Flows
    capacity: Array
    cost: Array
    invested: Array
    rebuilt: Array
    stock: Array


def simulate(inputs: Inputs) -> dict[str, Array]:
    """Run all years of all runs.

    Parameters
    ----------
    inputs
        Every parameter as an array (year, dims, run).

    Returns
    -------
    dict
        Variable name to array (year, dims of the variable, run); units of `outputs`.
    """
    paths = before(inputs)
    state = start(inputs)
    done: list[Done] = []
    for year in range(len(inputs.years)):
        result, state = run_year(inputs, paths, year, state)
        done.append(result)
    return after(inputs, paths, done)


def before(inputs: Inputs) -> Paths:
    """Paths that need no state: crop, projects, demand, wages."""
    realised = projects(inputs)
    return Paths(
        crop(inputs) if inputs.topology.crop is not None else None,
        realised,
        demand(inputs, realised.capacity),
        wages_path(inputs),
        modern_share(inputs.capacity[0]),
    )


def start(inputs: Inputs) -> State:
    """State at the start of the base year."""
    topology, runs = inputs.topology, inputs.runs
    capacity = np.array(np.broadcast_to(inputs.capacity[0], (topology.processes, 2, runs)))
    stock = np.zeros((topology.commodities, runs))
    if topology.crop is not None:
        stock[topology.output[topology.crop]] = inputs.carry_in[0]
    return State(capacity, Pipeline(np.zeros((LONGEST_LAG, topology.processes, runs))), stock)


def modern_share(capacity: Array) -> Array:
    """Modern share of capacity, zero without capacity, (process, run)."""
    total = capacity.sum(axis=1)
    return np.asarray(np.divide(capacity[:, MODERN], total, out=np.zeros_like(total), where=total > 0.0))


def largest_home_share(inputs: Inputs, year: int, base: Array, modern: Array) -> Array:
    """Largest share of each input that home supply can cover, (link, run).

    ``theta0 + (theta_max - theta0) x rise of the supplier's modern share``: 1 where
    imports do not fill. The rise is measured from the base year, when `theta0` was
    observed.

    Parameters
    ----------
    inputs, year
        Parameters and position of the year.
    base, modern
        (process, run) modern share of capacity in the base year and now.
    """
    topology = inputs.topology
    share = np.ones((len(topology.links), inputs.runs))
    for link, (_, commodity) in enumerate(topology.links):
        if not topology.filled[link]:
            continue
        maker = topology.maker[commodity]
        rise = np.zeros(inputs.runs)
        if maker is not None:
            left = 1.0 - base[maker]
            gain = np.divide(modern[maker] - base[maker], left, out=np.zeros_like(modern[maker]), where=left > 0.0)
            rise = np.clip(gain, 0.0, 1.0)
        low = inputs.home_share[year, link]
        share[link] = low + np.maximum(inputs.home_share_max[year, link] - low, 0.0) * rise
    return share


def opening(inputs: Inputs, paths: Paths, year: int, state: State, technical: Array) -> Array:
    """Supply at hand before the processes run, own units, (commodity, run).

    Stock carried over, the part of the harvest that reaches the first processors before
    New Year, and the outside supply of raw commodities.
    """
    topology = inputs.topology
    at_hand = np.array(state.stock)
    for commodity in topology.raw:
        at_hand[commodity] += inputs.supply[year, commodity]
    if topology.crop is not None and paths.crop is not None:
        commodity = topology.output[topology.crop]
        yearly = np.zeros(inputs.runs)
        for link in topology.users_of[commodity]:
            yearly += (inputs.input[year, link] * technical[topology.links[link][0]]).sum(axis=0)
        harvest = paths.crop.harvest[year].sum(axis=0)
        at_hand[commodity] += autumn(harvest, inputs.autumn_share[year], inputs.autumn_season_share[year], yearly)
    return at_hand


def run_year(inputs: Inputs, paths: Paths, year: int, state: State) -> tuple[Done, State]:
    """One year: cost, chain, investment, next state."""
    topology = inputs.topology
    technical = state.capacity * inputs.utilisation_max[year][:, None]
    share = largest_home_share(inputs, year, paths.base_modern, modern_share(state.capacity))
    cost = unit_cost(inputs, year, share, paths.wage[year])
    wanted = paths.demand
    committed = wanted.procurement[year] + wanted.channel[year]
    flows = allocate(
        topology,
        Year(
            technical,
            usable(topology, technical, cost, inputs.price[year], committed),
            inputs.input[year],
            inputs.coproduct[year],
            share,
            opening(inputs, paths, year, state, technical),
            wanted.home[year],
            wanted.exports[year],
            inputs.export_limit[year],
            inputs.committed_exports[year],
            inputs.stock_building[year],
            inputs.exporters_first[year],
        ),
    )
    used = accounts.utilisation(flows.activity, state.capacity)
    viable = cost[:, MODERN] <= inputs.price[year, list(topology.output)]
    made = invest(inputs, year, state.capacity, state.pipeline, used, viable)
    ordered = made.ordered + paths.projects.orders[year]
    last = year + 1 == len(inputs.years)
    arrivals = np.zeros_like(made.ordered) if last else paths.projects.arrivals[year + 1]
    capacity, pipeline = step(inputs, year, state.capacity, state.pipeline, made, arrivals)
    stock = carried(inputs, paths, year, state, flows)
    invested = inputs.capex[year] * (made.replaced + ordered)
    done = Done(flows, state.capacity, cost, invested, inputs.capex[year] * made.ordered, stock)
    return done, State(capacity, pipeline, stock)


def carried(inputs: Inputs, paths: Paths, year: int, state: State, flows: Flows) -> Array:
    """Stock at the end of the year, own units, (commodity, run): what is left where it keeps.

    The part of the harvest that did not reach the processors before New Year is added.
    """
    topology = inputs.topology
    keeps = np.array(topology.storable)[:, None]
    stock = np.where(keeps, flows.left, 0.0)
    if topology.crop is not None and paths.crop is not None:
        commodity = topology.output[topology.crop]
        taken = flows.home[commodity] + flows.exports[commodity] + flows.aside[commodity]
        for link in topology.users_of[commodity]:
            taken = taken + flows.domestic[link]
        stock[commodity] = state.stock[commodity] + paths.crop.harvest[year].sum(axis=0) - taken
    return stock


def after(inputs: Inputs, paths: Paths, done: list[Done]) -> dict[str, Array]:
    """Accounts of all years from what the loop recorded."""
    topology = inputs.topology
    activity = np.stack([year.flows.activity for year in done])
    capacity = np.stack([year.capacity for year in done])
    cost = np.stack([year.cost for year in done])
    domestic = np.stack([year.flows.domestic for year in done])
    imported = np.stack([year.flows.imported for year in done])
    bound: NDArray[Any] = np.stack([year.flows.bound for year in done])  # codes, whole numbers
    stock = np.stack([year.stock for year in done])
    nothing = np.zeros((len(inputs.years), inputs.runs))
    area, harvest, water = nothing, nothing, nothing
    drip = None
    if topology.crop is not None and paths.crop is not None:
        area = np.broadcast_to(paths.crop.area, nothing.shape)
        harvest = np.broadcast_to(paths.crop.harvest.sum(axis=1), nothing.shape)
        water = np.broadcast_to(paths.crop.water, nothing.shape)
        drip = inputs.drip_share
        activity[:, topology.crop] = paths.crop.harvest
        capacity[:, topology.crop] = paths.crop.potential
        bound[:, topology.crop] = paths.crop.bound
        yields = divide_by_land(paths.crop, drip)
        cost[:, topology.crop] = accounts.crop_cost(inputs, paths.wage[:, topology.crop], yields)
    jobs = jobs_direct(inputs, activity, capacity, area, drip)
    balance = balances(inputs, paths, done, activity, domestic, imported, stock)
    value = accounts.output_value(inputs, activity)
    added = value - accounts.purchases(inputs, activity, domestic, imported, area)
    bridge = accounts.bridge_values(inputs, balance["production"], balance["exports"], jobs)
    rebuilt = np.stack([year.rebuilt for year in done])
    delivered = np.stack([year.flows.home for year in done])
    invested = np.stack([year.invested for year in done])
    around = economy.results(
        inputs,
        inputs.economy,
        economy.Chain(
            activity,
            area,
            imported,
            accounts.by_commodity(topology, domestic),
            balance["production"],
            invested,
            jobs.sum(axis=2),
            (jobs.sum(axis=2) * paths.wage).sum(axis=1),
            added,
        ),
    )
    home_use = balance["intermediate_use"] + balance["final_use"]
    raw = topology.raw_material
    return {
        "area": area,
        "harvest": harvest,
        "water": water,
        **balance,
        "stock": stock,
        "input_domestic": accounts.by_pair(topology, domestic),
        "input_imported": accounts.by_pair(topology, imported),
        "loss": accounts.loss(inputs, activity, domestic + imported),
        "activity": activity,
        "capacity": capacity,
        "utilisation": accounts.utilisation(activity, capacity),
        "bottleneck": bound,
        "investment": invested,
        "unit_cost": cost,
        "output_value": value,
        "value_added_direct": added,
        "jobs_direct": jobs,
        **around,
        "public_cost": public_cost(
            inputs,
            Charged(area, inputs.capex * paths.projects.decided, rebuilt, delivered, balance["imports"]),
            paths.demand,
        ),
        "processing_depth": accounts.divide(
            accounts.by_commodity(topology, domestic)[:, raw], balance["production"][:, raw]
        ),
        "domestic_share": 1.0 - accounts.divide(balance["imports"], home_use),
        "sector_output": accounts.sector_total(topology, bridge, "output"),
        "sector_jobs": accounts.sector_total(topology, bridge, "jobs"),
        "bridge": bridge,
    }


def divide_by_land(grown: Crop, drip: Array) -> Array:
    """Yields of furrow and of drip land, own unit per ha, (year, technology, run)."""
    land = np.stack(np.broadcast_arrays((1.0 - drip) * grown.area, drip * grown.area), axis=1)
    return accounts.divide(grown.harvest, land)


def balances(
    inputs: Inputs, paths: Paths, done: list[Done], activity: Array, domestic: Array, imported: Array, stock: Array
) -> Mapping[str, Array]:
    """Terms of the commodity balance, own units, (year, commodity, run) each.

    ``production + imports = intermediate use + final use + exports + stock change``.
    The home market buys abroad what home producers do not deliver.
    """
    topology = inputs.topology
    home = np.stack([year.flows.home for year in done])
    aside = np.stack([year.flows.aside for year in done])
    initial = start(inputs).stock[None]
    drawn = np.zeros_like(home)
    for commodity in topology.raw:
        left = np.stack([year.flows.left[commodity] for year in done])
        kept = 0.0 if topology.storable[commodity] else left
        drawn[:, commodity] = inputs.supply[:, commodity] - kept
    return {
        "production": accounts.production(topology, activity, inputs.coproduct, drawn),
        "imports": accounts.by_commodity(topology, imported) + np.maximum(paths.demand.market - home, 0.0),
        "intermediate_use": accounts.by_commodity(topology, domestic + imported),
        "final_use": np.broadcast_to(paths.demand.market, home.shape),
        "exports": np.stack([year.flows.exports for year in done]),
        "stock_change": np.diff(stock, axis=0, prepend=initial) + aside,
    }
