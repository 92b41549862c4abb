"""From what the loop recorded to every variable: whole arrays, worked out when asked for.

Each variable of the registry is an attribute of its name; what several of them rest on is
worked out once. Accounts are kept at the prices and with the irrigation that came out, not
those planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import STREAMS
from ioscenario.outputs import VARIABLES
from ioscenario.simulation import accounts, budget, economy, farm, revenue
from ioscenario.simulation.demand import DemandYear
from ioscenario.simulation.employment import jobs_direct
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.state import Done, Paths, stock_at_start


class Report:
    """The variables of all runs; arrays are (year, dims of the variable, run).

    Parameters
    ----------
    inputs
        Parameters of all runs.
    paths
        What was known before the loop.
    done
        What the loop recorded, one entry a year.
    """

    def __init__(self, inputs: Inputs, paths: Paths, done: Sequence[Done]) -> None:
        self.paths = paths
        self.done = done
        self.topology = inputs.topology
        came_out = {
            "price": np.stack([year.prices.home for year in done]),
            "import_price": np.stack([year.prices.imported for year in done]),
        }
        if done[0].crop is not None:
            came_out["drip_share"] = self._crop("drip")
        self.inputs = replace(inputs, values={**inputs.values, **came_out})

    def variables(self, wanted: Collection[str] | None = None) -> dict[str, Array]:
        """Variables by name.

        Parameters
        ----------
        wanted
            Names; None: every variable of the registry.
        """
        names = [item.name for item in VARIABLES] if wanted is None else wanted
        return {name: self.effects[name] if name in economy.BY_EFFECT else getattr(self, name) for name in names}

    def _flows(self, name: str) -> Array:
        return np.stack([getattr(year.flows, name) for year in self.done])

    def _crop(self, name: str) -> Array:
        """An array of the crop over the years; zeros (year, run) without one."""
        if self.done[0].crop is None:
            return np.zeros((len(self.done), self.inputs.runs))
        return np.stack([getattr(year.crop, name) for year in self.done])

    @cached_property
    def demand(self) -> DemandYear:
        """Demand of all years, (year, commodity, run) each."""
        return DemandYear(*(np.stack(parts) for parts in zip(*(year.demand for year in self.done), strict=True)))

    # ---- crop ----

    @cached_property
    def area(self) -> Array:
        """Area sown."""
        return self._crop("area")

    @cached_property
    def harvest(self) -> Array:
        """Harvest of all land."""
        return self._crop("harvest") if self.topology.crop is None else self._crop("harvest").sum(axis=1)

    @cached_property
    def water(self) -> Array:
        """Water used by the crop."""
        return self._crop("water")

    @cached_property
    def drip_area(self) -> Array:
        """Land under drip."""
        return self.area * self._crop("drip")

    # ---- chain ----

    @cached_property
    def activity(self) -> Array:
        """Main output by technology; the harvest of furrow and drip land for the crop."""
        made = self._flows("activity")
        if self.topology.crop is not None:
            made[:, self.topology.crop] = self._crop("harvest")
        return made

    @cached_property
    def capacity(self) -> Array:
        """Plant at work; for the crop the harvest of all land fit for it."""
        plant = np.stack([year.capacity for year in self.done])
        if self.topology.crop is not None:
            plant[:, self.topology.crop] = self._crop("potential")
        return plant

    @cached_property
    def utilisation(self) -> Array:
        """Activity over capacity."""
        return accounts.utilisation(self.activity, self.capacity)

    @cached_property
    def bottleneck(self) -> NDArray[Any]:
        """Codes of what binds."""
        bound: NDArray[Any] = np.stack([year.flows.bound for year in self.done])  # codes, whole numbers
        if self.topology.crop is not None:
            bound[:, self.topology.crop] = self._crop("bound")
        return bound

    @cached_property
    def domestic(self) -> Array:
        """(year, link, run) home-made inputs used."""
        return self._flows("domestic")

    @cached_property
    def imported(self) -> Array:
        """(year, link, run) imported inputs used."""
        return self._flows("imported")

    @cached_property
    def used(self) -> Array:
        """(year, commodity, run) home-made inputs of all processes."""
        return accounts.by_commodity(self.topology, self.domestic)

    @cached_property
    def input_domestic(self) -> Array:
        """Home-made inputs by user."""
        return accounts.by_pair(self.topology, self.domestic)

    @cached_property
    def input_imported(self) -> Array:
        """Imported inputs by user."""
        return accounts.by_pair(self.topology, self.imported)

    @cached_property
    def loss(self) -> Array:
        """Mass lost in processing."""
        return accounts.loss(self.inputs, self.activity, self.domestic + self.imported)

    # ---- balance: production + imports = intermediate use + final use + exports + stock change ----

    @cached_property
    def production(self) -> Array:
        """Output, and the part of the outside supply that was drawn."""
        drawn = np.zeros_like(self.exports)
        for commodity in self.topology.raw:
            left = np.stack([year.flows.left[commodity] for year in self.done])
            kept = 0.0 if self.topology.storable[commodity] else left
            drawn[:, commodity] = self.inputs.supply[:, commodity] - kept
        return accounts.production(self.topology, self.activity, self.inputs.coproduct, drawn)

    @cached_property
    def delivered(self) -> Array:
        """(year, commodity, run) delivered by home producers to the home market and procurement."""
        return self._flows("home")

    @cached_property
    def foreign(self) -> Array:
        """(year, commodity, run) final goods that the home market buys abroad: what home producers do not deliver."""
        return np.maximum(self.demand.market - self.delivered, 0.0)

    @cached_property
    def imports(self) -> Array:
        """Inputs and final goods bought abroad."""
        return accounts.by_commodity(self.topology, self.imported) + self.foreign

    @cached_property
    def intermediate_use(self) -> Array:
        """Inputs of all processes."""
        return accounts.by_commodity(self.topology, self.domestic + self.imported)

    @cached_property
    def final_use(self) -> Array:
        """Home market and procurement."""
        return np.broadcast_to(self.demand.market, self.delivered.shape)

    @cached_property
    def exports(self) -> Array:
        """Deliveries abroad."""
        return self._flows("exports")

    @cached_property
    def stock(self) -> Array:
        """Stocks at the end of the year."""
        return np.stack([year.stock for year in self.done])

    @cached_property
    def stock_change(self) -> Array:
        """Carried out less carried in, and what was put aside."""
        before = stock_at_start(self.inputs)[None]
        return np.diff(self.stock, axis=0, prepend=before) + self._flows("aside")

    @cached_property
    def processing_depth(self) -> Array:
        """Home use of the raw material over its production."""
        raw = self.topology.raw_material
        return accounts.divide(self.used[:, raw], self.production[:, raw])

    @cached_property
    def domestic_share(self) -> Array:
        """Part of home use that is home-made."""
        return 1.0 - accounts.divide(self.imports, self.intermediate_use + self.final_use)

    # ---- prices and cost ----

    @cached_property
    def price(self) -> Array:
        """Prices at the gate as they came out."""
        return self.inputs.price

    @cached_property
    def unit_cost_component(self) -> Array:
        """(year, process, technology, component, run)."""
        parts = np.stack([np.moveaxis(year.components, 0, 2) for year in self.done])
        if self.topology.crop is not None:
            parts[:, self.topology.crop] = np.moveaxis(self.farm_components, 1, 2)
        return parts

    @cached_property
    def farm_components(self) -> Array:
        """(year, component, technology, run) of the crop's unit cost."""
        assert self.topology.crop is not None
        return farm.components(self.inputs, self.paths.wage[:, self.topology.crop], self._crop("yields"))

    @cached_property
    def unit_cost(self) -> Array:
        """Variable cost of a unit."""
        cost = np.stack([year.components.sum(axis=0) for year in self.done])
        if self.topology.crop is not None:
            cost[:, self.topology.crop] = self.farm_components.sum(axis=1)
        return cost

    @cached_property
    def output_value(self) -> Array:
        """Main output and co-products at their prices."""
        return accounts.output_value(self.inputs, self.activity, self.sold)

    @cached_property
    def unsold(self) -> Array:
        """(year, commodity, run) share of what was at hand, or could have been made of it, that nobody took."""
        return np.stack([year.unsold for year in self.done])

    @cached_property
    def sold(self) -> Array:
        """(year, run) share of the crop at hand that found a taker."""
        if self.topology.crop is None:
            return np.ones((len(self.done), 1))
        grown = self.topology.output[self.topology.crop]
        return 1.0 - self.unsold[:, grown]

    @cached_property
    def purchases(self) -> Array:
        """(year, process, run) goods and services bought, million."""
        return accounts.purchases(self.inputs, self.activity, self.domestic, self.imported, self.area)

    @cached_property
    def value_added_direct(self) -> Array:
        """Output value less purchases."""
        return self.output_value - self.purchases

    @cached_property
    def labour_cost(self) -> Array:
        """(year, process, run), million."""
        return np.asarray(self.jobs_direct.sum(axis=2) * self.paths.wage)

    @cached_property
    def operating_margin(self) -> Array:
        """What each process keeps before tax and interest."""
        support = np.sum(np.broadcast_arrays(*budget.running_support(self.inputs, self.charged).values()), axis=0)
        charges = budget.to_crop(self.inputs, farm.water_charge(self.inputs, self.area))
        return accounts.operating_margin(self.output_value, self.purchases, self.labour_cost, support, charges)

    @cached_property
    def farm_income(self) -> Array:
        """Zero without a crop."""
        if self.topology.crop is None:
            return np.zeros_like(self.area)
        return farm.farm(self.inputs, self.area, self.harvest * self.sold).income

    # ---- investment ----

    @cached_property
    def investment_by_stream(self) -> Array:
        """(year, process, stream, run)."""
        ordered = np.stack([np.moveaxis(year.ordered, 0, 1) for year in self.done])
        return np.asarray(self.inputs.capex[:, :, None] * ordered)

    @cached_property
    def investment(self) -> Array:
        """Investment of all streams."""
        return np.asarray(self.investment_by_stream.sum(axis=2))

    # ---- work and the economy around ----

    @cached_property
    def jobs_direct(self) -> Array:
        """Jobs by technology."""
        return jobs_direct(self.inputs, self.activity, self.capacity, self.area, self.inputs.drip_share)

    @cached_property
    def around(self) -> economy.Around:
        """The economy around the chain."""
        jobs = self.jobs_direct.sum(axis=2)
        chain = economy.Chain(
            self.activity,
            self.area,
            self.imported,
            self.used,
            self.production,
            self.investment,
            jobs,
            self.labour_cost.sum(axis=1),
            self.value_added_direct,
        )
        return economy.Around(self.inputs, self.inputs.economy, chain)

    @property
    def effects(self) -> Mapping[str, Array]:
        """Variables by effect, (year, effect, run)."""
        return self.around.effects

    @property
    def jobs_by_sector(self) -> Array:
        """Jobs by process and other sector."""
        return self.around.jobs_by_sector

    @property
    def value_added_by_sector(self) -> Array:
        """Value added by process and other sector."""
        return self.around.value_added_by_sector

    @property
    def final_deliveries(self) -> Array:
        """What leaves production, by process."""
        return self.around.final_deliveries

    @cached_property
    def bridge(self) -> Array:
        """Lines of the published reading."""
        return accounts.bridge_values(self.inputs, self.production, self.exports, self.jobs_direct)

    @cached_property
    def sector_output(self) -> Array:
        """Output in the published reading."""
        if not any(line.indicator == "output" for line in self.topology.bridge):
            return self._industry(self.output_value)
        return accounts.sector_total(self.topology, self.bridge, "output")

    @cached_property
    def sector_output_processed(self) -> Array:
        """The same without the raw material."""
        if not any(line.indicator == "output" for line in self.topology.bridge):
            made = [process for process in self.topology.order
                    if self.topology.output[process] != self.topology.raw_material]  # fmt: skip
            return np.asarray(self.output_value[:, made].sum(axis=1))
        return accounts.without_raw(self.topology, self.bridge)

    @cached_property
    def sector_jobs(self) -> Array:
        """Jobs in the published reading."""
        if not any(line.indicator == "jobs" for line in self.topology.bridge):
            return self._industry(self.jobs_direct.sum(axis=2))
        return accounts.sector_total(self.topology, self.bridge, "jobs")

    def _industry(self, by_process: Array) -> Array:
        """Sum over the processes other than the crop: the sector of a pack without a published reading."""
        return np.asarray(by_process[:, list(self.topology.order)].sum(axis=1))

    # ---- public money ----

    @cached_property
    def charged(self) -> budget.Charged:
        """What levers are paid on."""
        capex = self.inputs.capex
        rebuilt, drawn = (self.investment_by_stream[:, :, STREAMS.index(name)] for name in ("modernisation", "induced"))
        return budget.Charged(
            self.area,
            capex * self.paths.projects.decided,
            rebuilt,
            self.delivered,
            self.foreign,
            drawn,
            self.activity,
            self.domestic,
            self.harvest,
            self.labour_cost,
            self.value_added_direct - self.labour_cost,
            self.purchases + self.labour_cost,
            self.exports,
            self.demand.promoted,
        )

    @cached_property
    def public_cost(self) -> Array:
        """Cost of each lever."""
        return budget.public_cost(self.inputs, self.charged, self.demand)

    @cached_property
    def public_revenue(self) -> Array:
        """Revenue by tax."""
        taxed = revenue.Taxed(
            self.delivered,
            self.foreign,
            self.imported,
            self.exports,
            self.labour_cost,
            self.value_added_direct,
            self.water,
        )
        return revenue.public_revenue(self.inputs, taxed)

    @cached_property
    def revenue_by_effect(self) -> Array:
        """Revenue by effect."""
        wages, added, levied = (self.effects[name] for name in ("wages", "value_added", "product_taxes"))
        return revenue.revenue_by_effect(self.inputs, self.public_revenue, wages, added, levied)

    @cached_property
    def discount_factor(self) -> Array:
        """Worth today of public money of the year."""
        return accounts.discount_factor(self.inputs)

    @cached_property
    def funds_cost(self) -> Array:
        """Cost of raising public money."""
        return self.inputs.funds_cost

    @cached_property
    def additional_share(self) -> Array:
        """Share of gains that is additional."""
        return accounts.additional_share(self.inputs)

    @cached_property
    def social_benefit(self) -> Array:
        """Gain to the economy."""
        added = self.value_added_direct.sum(axis=1) + self.around.suppliers(economy.VALUE_ADDED)
        wages = self.labour_cost.sum(axis=1) + self.around.suppliers(economy.LABOUR)
        duties = revenue.transferred(self.inputs, self.imported, self.exports)
        capital = accounts.capital_used(self.inputs, self.capacity, self.drip_area)
        return accounts.social_benefit(self.inputs, added, wages, duties, capital)
