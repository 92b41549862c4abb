"""From a pack's national table to the economy around its chain.

The processes of the chain are taken out of the sectors that hold them: what each bought,
paid and sold in the base year, from its activity, coefficients and prices. What is left is
the rest of the economy, and its coefficients are handed to the simulation as arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from ioscenario.problems import InputError
from ioscenario.simulation import Inputs, simulate
from ioscenario.simulation.economy import PRICED, Economy, channels, deliveries, price_response
from ioscenario.simulation.inputs import Array
from ioscenario.table.leontief import Leontief
from ioscenario.table.sectors import Carved, carve_out

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.national import NationalTable
    from ioscenario.pack.structure import NationalBlock
    from ioscenario.problems import Problem

JOBS: Final = "jobs"
TAXES: Final = "taxes"
#: What is left of deliveries below this share of them is rounding.
ROUNDING: Final = 1e-12


@lru_cache(maxsize=8)
def economy(pack: Pack) -> Economy | None:
    """The economy around the chain of a pack, prepared once for all runs.

    Parameters
    ----------
    pack
        A checked pack. One with other parameters than the file's keeps the economy of the
        file: what its chain buys more or less is then an effect like any other.

    Returns
    -------
    Economy or None
        None for a pack without a national table.

    Raises
    ------
    InputError
        Flows of the chain that its hosts cannot hold, each by name and amount.
    """
    if pack.origin is not None:
        return economy(pack.origin)
    return None if pack.national is None else Chain.of(pack).economy


def carving_problems(pack: Pack) -> list[Problem]:
    """Why the chain cannot be taken out of the table; empty if it can."""
    try:
        economy(pack)
    except InputError as error:
        return list(error.problems)
    return []


@dataclass(frozen=True, eq=False)
class Chain:
    """The chain of a pack in the base year, in terms of the national table.

    Parameters
    ----------
    pack
        The pack.
    table
        Its national table.
    block
        Which lines of the table play which part.
    hosts
        Sector that holds each process.
    inputs
        Parameters at central values, all years, one run.
    results
        What the simulation gives for them.
    """

    pack: Pack
    table: NationalTable
    block: NationalBlock
    hosts: Mapping[str, str]
    inputs: Inputs = field(repr=False)
    results: Mapping[str, Array] = field(repr=False)

    @classmethod
    def of(cls, pack: Pack, hosts: Mapping[str, str] | None = None) -> Chain:
        """The chain of a pack; `hosts` puts processes elsewhere than the pack does."""
        from ioscenario.scenario.resolve import central

        table, block = pack.national, pack.structure.table
        assert table is not None
        assert block is not None
        inputs = central(pack)
        own = {process.id: process.host for process in pack.structure.processes}
        return cls(pack, table, block, {**own, **(hosts or {})}, inputs, simulate(inputs))

    @property
    def processes(self) -> tuple[str, ...]:
        """Ids of the processes, in file order."""
        return tuple(self.hosts)

    def base(self, variable: str) -> Array:
        """A result in the base year, (dims of the variable)."""
        return np.asarray(self.results[variable][0, ..., 0])

    @cached_property
    def price(self) -> Array:
        """Base-year price by commodity, million a unit."""
        return np.asarray(self.inputs.price[0, :, 0])

    @cached_property
    def bought(self) -> Array:
        """(channel,) purchases outside the chain, million."""
        found = channels(self.inputs, self.results["activity"], self.results["area"], self.results["investment"])
        return np.asarray(found[0, :, 0])

    @cached_property
    def between(self) -> Array:
        """(process, process) home-made goods sold by the first to the second, million."""
        topology, used = self.inputs.topology, self.base("input_domestic")
        flows = np.zeros((topology.processes, topology.processes))
        for buyer, commodity in topology.links:
            seller = topology.sellers[commodity]
            if seller is not None:
                flows[seller, buyer] += used[buyer, commodity] * self.price[commodity]
        return flows

    def raw(self, process: int) -> dict[str, float]:
        """Home-made goods that no process makes and a process buys, million, by the sector that sells them.

        Their supply is given: what one more unit used at home takes is sold to nobody else. So they are part of
        what the process pays, and of no channel: they make no sector produce more.
        """
        topology, used = self.inputs.topology, self.base("input_domestic")
        found: dict[str, float] = {}
        for buyer, commodity in topology.links:
            if buyer == process and topology.sellers[commodity] is None:
                value = float(used[process, commodity] * self.price[commodity])
                found[self.home(commodity)] = found.get(self.home(commodity), 0.0) + value
        return found

    def home(self, commodity: int) -> str:
        """Sector of the table that holds a commodity: the host of the process that sells it, or its own."""
        seller = self.inputs.topology.sellers[commodity]
        if seller is not None:
            return self.hosts[self.processes[seller]]
        host = self.pack.structure.commodities[commodity].host
        assert host is not None  # packs with a table name one
        return host

    def imported(self, process: int) -> dict[str, float]:
        """Imported goods of the chain's own kinds that a process buys, by the sector that would make them."""
        topology, used = self.inputs.topology, self.base("input_imported")
        found: dict[str, float] = {}
        for link in topology.links_of[process]:
            commodity = topology.links[link][1]
            value = used[process, commodity] * float(self.inputs.import_price[0, link, 0])
            if value:
                sector = self.home(commodity)
                found[sector] = found.get(sector, 0.0) + value
        return found

    def mix(self, process: int) -> tuple[Array, Array, float]:
        """What a unit of a process's other inputs buys: home sectors, imported products, product taxes.

        The mix of its host's column, without electricity and without the sectors that make the material
        inputs of the chain there, all of which are stated apart. Nothing of the crop is: the whole column.
        """
        topology, sectors = self.inputs.topology, self.table.sectors
        column = sectors.index(self.hosts[self.processes[process]])
        home, abroad = (np.array(flows[:, column]) for flows in (self.table.domestic, self.table.imported))
        if process != topology.crop:
            fellows = [user for user, name in enumerate(self.processes) if self.hosts[name] == sectors[column]]
            materials = {commodity for user, commodity in topology.links if user in fellows}
            apart = {self.home(commodity) for commodity in materials}
            places = [sectors.index(name) for name in (*apart, self.block.electricity)]
            home[places] = abroad[places] = 0.0
        tax = float(self.table.taxes[column])
        total = home.sum() + abroad.sum() + tax
        return home / total, abroad / total, tax / total

    @cached_property
    def purchases(self) -> tuple[Array, Array, Array]:
        """What a unit of each channel buys: home sectors (sector, channel), abroad and taxes (channel,)."""
        mixes = [self.mix(process) for process in range(len(self.processes))]
        power = np.zeros(len(self.table.sectors))
        power[self.table.sectors.index(self.block.electricity)] = 1.0
        home = np.column_stack([*(mix[0] for mix in mixes), power, self.table.investment])
        abroad = [*(float(mix[1].sum()) for mix in mixes), 0.0, *self.table.investment_imports]
        taxes = [*(mix[2] for mix in mixes), 0.0, *self.table.investment_taxes]
        return home, np.array(abroad), np.array(taxes)

    def sector(self, process: int) -> Carved:
        """A process as a sector of the table: all it bought, paid and sold in the base year, million.

        Value added is output less purchases, by component as in the host: the pack's pay counts owners
        at work too, whom the accounts pay from surplus.
        """
        name, table = self.processes[process], self.table
        host = table.sectors.index(self.hosts[name])
        home, abroad, tax = self.mix(process)
        other = self.bought[process]
        domestic = dict(zip(table.sectors, (home * other).tolist(), strict=True))
        domestic[self.block.electricity] += self.electricity(process)
        for sector, value in self.raw(process).items():
            domestic[sector] += value
        imports = dict(zip(table.sectors, (abroad * other).tolist(), strict=True))
        for sector, value in self.imported(process).items():
            imports[sector] += value
        material = {self.processes[k]: float(self.between[k, process]) for k in range(len(self.processes))}
        output = float(self.base("output_value")[process])
        paid = sum(domestic.values()) + sum(imports.values()) + sum(material.values()) + tax * other
        share = table.value_added[:, host] / table.value_added[:, host].sum()
        sales, final = self.sales(process)
        return Carved(
            name,
            self.hosts[name],
            purchases=_some({**domestic, **material}),
            sales=_some(sales),
            final_demand=final,
            imports=_some(imports),
            product_taxes={TAXES: tax * other},
            value_added=dict(zip(table.components, (share * (output - paid)).tolist(), strict=True)),
            satellites={JOBS: float(self.base("jobs_direct")[process].sum())},
            output=output,
            product=self.pack.structure.process[name].output,
        )

    def electricity(self, process: int) -> float:
        """Electricity of a process, million."""
        used = (self.inputs.electricity[0, process, :, 0] * self.base("activity")[process]).sum()
        return float(used * self.inputs.electricity_price[0, 0])

    def sales(self, process: int) -> tuple[dict[str, float], dict[str, float]]:
        """What a process sold outside the chain: to other sectors, and to final demand, million.

        Exports and stock changes are known. Other deliveries at home go to those who buy the host's
        products, in proportion, the chain's hosts and fixed capital left out.
        """
        topology, table, block = self.inputs.topology, self.table, self.block
        made = [commodity for commodity in range(topology.commodities) if topology.sellers[commodity] == process]
        exports, stocks = (float((self.price * self.base(name))[made].sum()) for name in ("exports", "stock_change"))
        used = np.nansum(self.results["input_domestic"], axis=1)
        delivered = deliveries(self.inputs, self.results["production"], used)[0, process, 0]
        home = float(delivered) - exports - stocks
        if abs(home) <= ROUNDING * (abs(exports) + abs(stocks)):
            home = 0.0
        weights = np.array(table.domestic[table.sectors.index(self.hosts[self.processes[process]])])
        left_out = {*self.hosts.values(), block.capital, block.inventories, block.exports}
        weights[[table.position(name) for name in left_out]] = 0.0
        weights = np.maximum(weights, 0.0)
        if not weights.any():
            weights[table.position(block.households)] = 1.0
        shares = home * weights / weights.sum()
        count = len(table.sectors)
        final = dict(zip(table.final, shares[count:].tolist(), strict=True))
        final[block.exports] += exports
        final[block.inventories] += stocks
        return dict(zip(table.sectors, shares[:count].tolist(), strict=True)), final

    @cached_property
    def carved(self) -> dict[str, pd.DataFrame]:
        """The table with the chain's processes as sectors, each behind its host."""
        items = [self.sector(process) for process in range(len(self.processes))]
        return carve_out(blocks(self.table), items, any_sign=[self.block.inventories])

    @cached_property
    def economy(self) -> Economy:
        """Coefficients of the sectors outside the chain, as arrays."""
        table = self.carved
        rest, chain = list(self.table.sectors), list(self.processes)
        output = (table["Z"].sum(axis=1) + table["final_demand"].sum(axis=1))[rest].to_numpy(float)
        lines = [
            table["value_added"][rest].sum(),
            table["satellites"].loc[JOBS, rest],
            table["value_added"].loc[self.block.labour, rest],
            table["imports"][rest].sum(),
            table["product_taxes"].loc[TAXES, rest],
        ]
        home, abroad, taxes = self.purchases
        basket = table["final_demand"].loc[rest, self.block.households].to_numpy(float)
        foreign = float(table["final_imports"][self.block.households].sum())
        levied = float(table["final_taxes"][self.block.households].sum())
        total = float(table["final_demand"][self.block.households].sum()) + foreign + levied
        inverse = np.asarray(Leontief(_over(table["Z"].loc[rest, rest].to_numpy(float), output)).inverse)
        priced = [getattr(self.block, name) for name in PRICED]
        return Economy(
            inverse=inverse,
            purchases=home,
            imports=abroad,
            taxes=taxes,
            coefficients=_over(np.stack([line.to_numpy(float) for line in lines]), output),
            household=basket / total,
            household_imports=foreign / total,
            household_taxes=levied / total,
            sales=_over(table["Z"].loc[chain, rest].to_numpy(float), output),
            output=output,
            base=self.bought,
            price_response=price_response(
                inverse,
                home[:, : len(chain)],
                [None if name is None else rest.index(name) for name in priced],
            ),
        )


def blocks(table: NationalTable) -> dict[str, pd.DataFrame]:
    """A national table as labelled blocks, in the words of `ioscenario.table`."""
    sectors, final, count = list(table.sectors), list(table.final), len(table.sectors)
    return {
        "Z": pd.DataFrame(table.domestic[:, :count], sectors, sectors),
        "final_demand": pd.DataFrame(table.domestic[:, count:], sectors, final),
        "imports": pd.DataFrame(table.imported[:, :count], sectors, sectors),
        "final_imports": pd.DataFrame(table.imported[:, count:], sectors, final),
        "product_taxes": pd.DataFrame(table.taxes[None, :count], [TAXES], sectors),
        "final_taxes": pd.DataFrame(table.taxes[None, count:], [TAXES], final),
        "value_added": pd.DataFrame(table.value_added, list(table.components), sectors),
        "satellites": pd.DataFrame(table.employed[None], [JOBS], sectors),
    }


def _some(amounts: Mapping[str, float]) -> dict[str, float]:
    """Amounts other than zero."""
    return {name: value for name, value in amounts.items() if value}


def _over(flows: Array, output: Array) -> Array:
    """Flows per unit of output of their column; zero where a sector was carved out whole."""
    return np.divide(flows, output, out=np.zeros_like(flows), where=output > 0.0)
