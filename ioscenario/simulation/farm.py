"""Accounts of the farms: what growers earn, pay and get, and what support of the crop is paid on.

After the loop over years: arrays are (year, run), `inputs.price` and `inputs.drip_share`
are prices and the share of land equipped as they came out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.dimensions import COMPONENTS, TECHNOLOGIES
from ioscenario.simulation.crop import elite_share, fertiliser_used, input_support, purchases_per_hectare, water_norm
from ioscenario.simulation.inputs import Array, Inputs


class Farm(NamedTuple):
    """Farm accounts, million, (year, run)."""

    revenue: Array
    """Harvest at the price of the year, whenever it is processed."""
    price_subsidy: Array
    area_subsidy: Array
    fertiliser_subsidy: Array
    elite_seed_subsidy: Array
    purchases: Array
    """Goods and services at full price, seed and fertiliser among them."""
    water_charge: Array
    drip_lines: Array
    """Growers' own part of the cost of new drip lines."""

    @property
    def subsidies(self) -> Array:
        """Support paid to growers, that of drip lines apart."""
        return self.price_subsidy + self.area_subsidy + self.fertiliser_subsidy + self.elite_seed_subsidy

    @property
    def income(self) -> Array:
        """Income of growers and of those who work for them.

        ``revenue + subsidies - purchases - water charge - own part of new drip lines``.
        Work is not taken off: most of it is the growers' own, and the rest is income of
        the same villages. Nor is the wear of what they have.
        """
        return self.revenue + self.subsidies - self.purchases - self.water_charge - self.drip_lines


def farm(inputs: Inputs, area: Array, harvest: Array) -> Farm:
    """Farm accounts of all years.

    Parameters
    ----------
    inputs
        Fields of the crop; a chain without a crop has no farm accounts.
    area
        (year, run) hectares sown.
    harvest
        (year, run) harvest that finds a taker, own unit.

    Returns
    -------
    Farm
        Parts and, as properties, their sums. Every subsidy counts in full, that of the
        base year's practice too.
    """
    crop = inputs.topology.crop
    assert crop is not None
    own_part = (1.0 - inputs.drip_reimbursement) * inputs.drip_capex
    return Farm(
        revenue=harvest * inputs.price[:, inputs.topology.output[crop]],
        price_subsidy=inputs.price_subsidy * harvest,
        area_subsidy=inputs.area_subsidy * area,
        fertiliser_subsidy=inputs.fertiliser_subsidy * fertiliser_bought(inputs, area),
        elite_seed_subsidy=inputs.elite_seed_subsidy * inputs.elite_seed_cost * elite_area(inputs, area),
        purchases=purchases(inputs, area),
        water_charge=water_charge(inputs, area),
        drip_lines=own_part * new_drip(inputs, area),
    )


def fertiliser_bought(inputs: Inputs, area: Array) -> Array:
    """Fertiliser bought, at full price, million, (year, run)."""
    return fertiliser_used(inputs) * area


def elite_area(inputs: Inputs, area: Array) -> Array:
    """Land sown with elite seed, ha, (year, run)."""
    return elite_share(inputs) * area


def purchases(inputs: Inputs, area: Array) -> Array:
    """Goods and services bought by growers, water apart, at full price, million, (year, run)."""
    return purchases_per_hectare(inputs) * area


def water_charge(inputs: Inputs, area: Array) -> Array:
    """What growers pay for water, million, (year, run): tariff x norm x area."""
    return inputs.water_tariff * water_norm(inputs, slice(None), inputs.drip_share) * area


def new_drip(inputs: Inputs, area: Array) -> Array:
    """Land equipped with drip lines for the first time in the year, ha, (year, run).

    Land that lay fallow in a dry year and is sown again has its drip lines already.
    """
    most = np.maximum.accumulate(area * inputs.drip_share, axis=0)
    return np.asarray(np.diff(most, axis=0, prepend=most[:1]))


def components(inputs: Inputs, wage: Array, yields: Array) -> Array:
    """Cost of a unit of the crop by component, million, (year, component, technology, run).

    Cost per hectare of furrow and of drip land over its yield: work, with that of picking,
    and as other inputs purchases and water; support is negative. The sum over components
    is the unit cost. NaN where nothing grows.

    Parameters
    ----------
    inputs
        Fields of the crop.
    wage
        (year, run) labour cost of a farm job.
    yields
        (year, technology, run) own unit per ha.

    Returns
    -------
    ndarray
        Components in the order of `COMPONENTS`, technologies in the order furrow, drip.
    """
    unit = np.divide(1.0, yields, out=np.full(yields.shape, np.nan), where=yields > 0.0)
    norms = np.stack(np.broadcast_arrays(inputs.water_furrow, inputs.water_drip), axis=1)
    other = purchases_per_hectare(inputs)[:, None] + inputs.water_tariff[:, None] * norms
    paid = (input_support(inputs) + inputs.area_subsidy)[:, None] * unit + inputs.price_subsidy[:, None]
    work = (inputs.crop_labour * wage)[:, None] * unit + (inputs.picking_labour * wage)[:, None]
    parts = np.zeros((len(inputs.years), len(COMPONENTS), len(TECHNOLOGIES), inputs.runs))
    parts[:, COMPONENTS.index("labour")] = work
    parts[:, COMPONENTS.index("other_inputs")] = other * unit
    parts[:, COMPONENTS.index("support")] = -paid
    return parts
