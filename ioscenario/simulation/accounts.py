"""After the loop: commodity balances, values and sector figures, whole arrays at once."""

from __future__ import annotations

import numpy as np

from ioscenario.dimensions import MODERN, TECHNOLOGIES
from ioscenario.simulation import farm
from ioscenario.simulation.demand import growth_index
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import sector_costs
from ioscenario.simulation.topology import Topology


def divide(top: Array, bottom: Array) -> Array:
    """Quotient, NaN where the divisor is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottom != 0.0, top / bottom, np.nan))


def production(topology: Topology, activity: Array, coproduct: Array, supply: Array) -> Array:
    """Production of each commodity, own units, (year, commodity, run).

    Main output and co-products of the processes (the harvest among them) and the part
    of the outside supply of a raw commodity that was drawn.

    Parameters
    ----------
    topology
        Positions.
    activity
        (year, process, technology, run).
    coproduct
        (year, co-product link, technology, run) per unit of main output.
    supply
        (year, commodity, run) of commodities that no process makes.
    """
    made = np.zeros((activity.shape[0], topology.commodities, activity.shape[-1]))
    for process, commodity in enumerate(topology.output):
        made[:, commodity] += activity[:, process].sum(axis=1)
    for link, (process, commodity) in enumerate(topology.coproducts):
        made[:, commodity] += (coproduct[:, link] * activity[:, process]).sum(axis=1)
    return made + supply


def by_pair(topology: Topology, per_link: Array) -> Array:
    """A (year, link, run) array spread over (year, process, commodity, run), NaN where no link is."""
    shape = (per_link.shape[0], topology.processes, topology.commodities, per_link.shape[-1])
    spread = np.full(shape, np.nan)
    for link, (process, commodity) in enumerate(topology.links):
        spread[:, process, commodity] = per_link[:, link]
    return spread


def by_commodity(topology: Topology, per_link: Array) -> Array:
    """Sum of a (year, link, run) array over the users of each commodity, (year, commodity, run)."""
    total = np.zeros((per_link.shape[0], topology.commodities, per_link.shape[-1]))
    for link, (_, commodity) in enumerate(topology.links):
        total[:, commodity] += per_link[:, link]
    return total


def output_value(inputs: Inputs, activity: Array, sold: Array | float = 1.0) -> Array:
    """Main output and co-products at their prices, million, (year, process, run).

    Parameters
    ----------
    inputs
        Prices.
    activity
        (year, process, technology, run), own units.
    sold
        (year, run) share of the crop that found a taker or waits for one in the usual way: what rots
        in the yards has no value.
    """
    topology = inputs.topology
    value: Array = activity.sum(axis=2) * inputs.price[:, list(topology.output)]
    if topology.crop is not None:
        value[:, topology.crop] *= sold
    for link, (process, commodity) in enumerate(topology.coproducts):
        value[:, process] += (inputs.coproduct[:, link] * activity[:, process]).sum(axis=1) * inputs.price[:, commodity]
    return value


def purchases(inputs: Inputs, activity: Array, domestic: Array, imported: Array, area: Array) -> Array:
    """Goods and services bought by each process, million, (year, process, run), at full price before support.

    Other inputs grow dearer with electricity and transport as in the unit cost; growers'
    purchases follow their use of seed and fertiliser.
    """
    topology = inputs.topology
    power = inputs.electricity * inputs.electricity_price[:, None, None]
    other = inputs.other_inputs * sector_costs(inputs)[:, :, None]
    bought: Array = ((power + other) * activity).sum(axis=2)
    for link, (process, commodity) in enumerate(topology.links):
        bought[:, process] += domestic[:, link] * inputs.price[:, commodity]
        bought[:, process] += imported[:, link] * inputs.import_price[:, link]
    if topology.crop is not None:
        bought[:, topology.crop] = farm.purchases(inputs, area)
    return bought


def loss(inputs: Inputs, activity: Array, used: Array) -> Array:
    """Mass lost in each process, tonnes, (year, process, run): inputs - main output - co-products.

    Zero for the crop, which has no inputs with mass.
    """
    topology = inputs.topology
    total = activity.sum(axis=2)
    lost: Array = -total * inputs.mass[:, list(topology.output)]
    for link, (process, commodity) in enumerate(topology.links):
        lost[:, process] += used[:, link] * inputs.mass[:, commodity]
    for link, (process, commodity) in enumerate(topology.coproducts):
        lost[:, process] -= (inputs.coproduct[:, link] * activity[:, process]).sum(axis=1) * inputs.mass[:, commodity]
    if topology.crop is not None:
        lost[:, topology.crop] = 0.0
    return lost


def bridge_values(inputs: Inputs, made: Array, exports: Array, jobs: Array) -> Array:
    """Lines of the bridge to the published sector figures, (year, line, run).

    A commodity's production or exports at its price and exogenous branches that grow at
    their own rate (million KZT), or direct jobs.

    Parameters
    ----------
    inputs
        Prices and branches.
    made, exports
        (year, commodity, run), own units.
    jobs
        (year, process, technology, run).
    """
    growth = growth_index(inputs.branch_growth)
    sources = {
        "production": made * inputs.price,
        "exports": exports * inputs.price,
        "jobs_direct": jobs.sum(axis=2),
        "branch_output": inputs.branch_output * growth,
        "branch_jobs": inputs.branch_jobs * growth,
    }
    values = np.empty((made.shape[0], len(inputs.topology.bridge), made.shape[-1]))
    for place, line in enumerate(inputs.topology.bridge):
        values[:, place] = line.factor * sources[line.measure][:, line.position]
    return values


def sector_total(topology: Topology, lines: Array, indicator: str) -> Array:
    """Sum of the lines of one indicator, (year, run)."""
    wanted = [place for place, line in enumerate(topology.bridge) if line.indicator == indicator]
    return np.asarray(lines[:, wanted].sum(axis=1))


def without_raw(topology: Topology, lines: Array) -> Array:
    """Sum of the output lines other than those of the raw material, (year, run).

    The raw material can grow with no one processing more of it: a crop carried over is enough.
    """
    output = [place for place, line in enumerate(topology.bridge) if line.indicator == "output"]
    raw = [
        place
        for place in output
        if topology.bridge[place].measure in ("production", "exports")
        and topology.bridge[place].position == topology.raw_material
    ]
    return np.asarray(lines[:, output].sum(axis=1) - lines[:, raw].sum(axis=1))


def utilisation(activity: Array, capacity: Array) -> Array:
    """Activity over capacity of both technologies, zero without capacity, (..., process, run)."""
    assert activity.shape[-2] == len(TECHNOLOGIES)
    total = capacity.sum(axis=-2)
    return np.asarray(np.divide(activity.sum(axis=-2), total, out=np.zeros_like(total), where=total > 0.0))


def operating_margin(value: Array, bought: Array, labour_cost: Array, support: Array, charges: Array) -> Array:
    """What a process keeps of its sales, million, (year, process, run).

    ``output value + support - purchases - charges - labour cost``, before tax, wear and interest.

    Parameters
    ----------
    value, bought, labour_cost
        (year, process, run): `output_value`, `purchases` at full price, jobs x wage.
    support
        (year, process, run): the sum over the levers of `budget.running_support`.
    charges
        (year, process, run): public charges, such as that of the crop for water.
    """
    return value + support - bought - charges - labour_cost


def social_benefit(inputs: Inputs, added: Array, wages: Array, duties: Array, capital: Array) -> Array:
    """Gain to the economy, million, (year, run): value added less what it takes from other uses.

    ``value added + duties - opportunity x labour cost - use of capital``, of the chain and, where the
    economy around it is known, of the suppliers of its running. Duties on exports and on imported
    inputs lower value added and go to the state: they change hands and are no loss. Value added in
    building plant is left out: it is what plant costs, charged as the use of capital. So is
    household spending: it would be spent on something else.

    Parameters
    ----------
    inputs
        Opportunity cost of labour as a share of its cost.
    added, wages
        (year, run), million, direct and of suppliers.
    duties
        (year, run), million: `revenue.transferred`.
    capital
        (year, run), million: `capital_used`.
    """
    return np.asarray(added + duties - inputs.labour_opportunity * wages - capital)


def capital_used(inputs: Inputs, capacity: Array, drip_area: Array) -> Array:
    """What the use of new plant and drip lines costs the economy in a year, million, (year, run).

    ``(wear + discount rate) x investment per unit x modern capacity``, and the same of drip
    lines with the inverse of their life as wear. Spread over the life of plant, what is built
    near the end of the period is not charged in full. Existing plant is sunk: it has no
    other use.

    Parameters
    ----------
    inputs
        Wear, investment per unit, discount rate of public money.
    capacity
        (year, process, technology, run), own units.
    drip_area
        (year, run), ha.
    """
    rate = inputs.discount_rate
    plant = (inputs.depreciation[:, :, MODERN] + rate[:, None]) * inputs.capex * capacity[:, :, MODERN]
    lines = (1.0 / inputs.drip_life + rate) * inputs.drip_capex * drip_area
    return np.asarray(plant.sum(axis=1) + lines)


def discount_factor(inputs: Inputs) -> Array:
    """Worth today of a unit of public money paid later, (year, run): ``1 / prod(1 + r)``, 1 in the base year."""
    return np.asarray(1.0 / growth_index(inputs.discount_rate))


def additional_share(inputs: Inputs) -> Array:
    """Share of gains that the measures really bring, (year, run).

    ``(1 - deadweight)(1 - displacement)(1 - leakage)``; the multiplier of the usual formula
    is the model's own.

    References
    ----------
    English Partnerships (2008), *Additionality Guide*, 3rd ed.
    """
    return np.asarray((1.0 - inputs.deadweight) * (1.0 - inputs.displacement) * (1.0 - inputs.leakage))
