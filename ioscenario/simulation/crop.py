"""The field crop: area, water, harvest, and what of it is processed before New Year.

Growers answer to what a hectare is expected to bring (area) and to support (drip lines,
elite seed, fertiliser). Functions that take `when` give one year for a position and all
years for a slice, so that the loop over years and the accounts after it share one
equation.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import LIMITS
from ioscenario.simulation.demand import scale_odds
from ioscenario.simulation.inputs import Array, Inputs

#: All years.
ALL: Final = slice(None)

#: Growers expect at least this share of the base year's return: a logarithm needs a floor.
LEAST_RETURN: Final = 0.05

#: Growers pay at least this share of fertiliser as far as their response goes: at a price
#: of nothing a constant elasticity would have them buy without end.
LEAST_PAID: Final = 0.05

#: Largest change of log odds: beyond it a share is zero or one to the last digit anyway.
LARGEST_EXPONENT: Final = 50.0


class CropYear(NamedTuple):
    """The crop in one year; arrays are (run,) unless said otherwise."""

    area: Array
    """Area sown, ha."""
    harvest: Array
    """(technology, run): harvest of furrow and of drip land, own unit."""
    potential: Array
    """(technology, run): harvest if all land fit for the crop were sown."""
    water: Array
    """Water used, m3."""
    bound: NDArray[np.int8]
    """What held the area below what was wanted: code of `LIMITS`."""
    drip: Array
    """Share of the area equipped with drip lines."""
    yields: Array
    """(technology, run): yield of a hectare of furrow and of drip land, own unit per ha."""


class Growers(NamedTuple):
    """What growers carry from year to year; arrays are (run,)."""

    response: Array
    """Logarithm of the area wanted over the area planned."""
    drip: Array
    """Share of the area equipped with drip lines."""
    planned: Array
    """Share of the area that was planned to be under drip."""
    base_return: Array
    """Return expected per hectare in the base year, million."""
    base_bought: Array
    """What growers paid per hectare in the base year, million."""


def growers(inputs: Inputs, price: Array) -> Growers:
    """State of growers before the base year, in which they do what was observed.

    Parameters
    ----------
    inputs
        Fields of the crop.
    price
        (run,) price of the crop in the base year, million per own unit.
    """
    runs = np.zeros(inputs.runs)
    drip = inputs.drip_share[0] + runs
    bought = paid_per_hectare(inputs, 0, drip) + runs
    return Growers(runs, drip, drip, expected_return(inputs, 0, drip, price, bought) + runs, bought)


def grow(inputs: Inputs, year: int, state: Growers, price: Array) -> tuple[CropYear, Growers]:
    """Area, harvest and water of one year, and what growers carry on.

    The area wanted follows Nerlove's partial adjustment with naive expectations,

    ``wanted_t = plan_t exp(r_t)``,
    ``r_t = (1 - lambda) r_{t-1} + lambda eps ln(ret_t / ret_0)``, ``r_0 = 0``,

    so that a lasting rise of the return by ``x`` per cent moves area by ``lambda eps x``
    in the first year and by ``eps x`` in the end. The area sown is
    ``min(wanted, land, quota / water per ha)``, the harvest
    ``area ((1-d) y_furrow, d y_drip) seed fertiliser weather``.

    Parameters
    ----------
    inputs
        Fields of the crop, (year, run).
    year
        Position of the year; 0 is the base year.
    state
        What :func:`grow` of the year before gave; :func:`growers` for the base year.
    price
        (run,) price of the crop last year, the price that growers expect, million per own
        unit. Not used in the base year.

    Returns
    -------
    tuple of CropYear and Growers
        Land that drip lines do not reach is watered by furrow.

    Notes
    -----
    Elasticities of the area of a fibre crop: Pakistan 1970-2006 0.26 in the short and 1.09 in the long
    run, hence ``lambda = 0.24`` (Nosheen and Iqbal 2008); United States 0.3 and 0.45-0.92
    (Duffy and Wohlgenant 1991; Duffy et al. 1994).

    References
    ----------
    Nerlove, M. (1958), *The Dynamics of Supply: Estimation of Farmers' Response to Price*.

    Nosheen, M. and Iqbal, J. (2008), Acreage response of major crops in Pakistan
    (1970-71 to 2006-07), *ARPN Journal of Agricultural and Biological Science* 3.
    """
    drip = equipped(inputs, year, state)
    response = state.response if year == 0 else adjusted(inputs, year, state, drip, price)
    wanted = inputs.area[year] * np.exp(response)
    norm = water_norm(inputs, year, drip)
    watered = np.divide(inputs.water_quota[year], norm, out=np.full(inputs.runs, np.inf), where=norm > 0.0)
    area = np.minimum(np.minimum(wanted, inputs.area_limit[year]), watered)
    bound = np.where(
        area >= wanted,
        LIMITS.index("none"),
        np.where(watered <= inputs.area_limit[year], LIMITS.index("water"), LIMITS.index("capacity")),
    ).astype(np.int8)
    factor = yield_factor(inputs, year) * inputs.weather[year]
    yields = np.empty((2, inputs.runs))
    yields[0] = inputs.yield_furrow[year] * factor
    yields[1] = inputs.yield_drip[year] * factor
    mixed = np.stack([1.0 - drip, drip]) * yields
    grown = CropYear(area, area * mixed, inputs.area_limit[year] * mixed, area * norm, bound, drip, yields)
    return grown, state._replace(response=response, drip=drip, planned=inputs.drip_share[year] + np.zeros(inputs.runs))


def adjusted(inputs: Inputs, year: int, state: Growers, drip: Array, price: Array) -> Array:
    """Logarithm of the area wanted over the area planned, (run,); see :func:`grow`.

    Without a return in the base year there is nothing to answer to, and it is zero.
    """
    base = state.base_return
    earned = expected_return(inputs, year, drip, price, state.base_bought)
    ratio = np.divide(earned, base, out=np.ones(inputs.runs), where=base > 0.0)
    target = inputs.area_elasticity[year] * np.log(np.maximum(ratio, LEAST_RETURN))
    speed = inputs.area_adjustment[year]
    return np.asarray((1.0 - speed) * state.response + speed * target)


def expected_return(inputs: Inputs, year: int, drip: Array, price: Array, base_bought: Array) -> Array:
    """Return that growers expect of a hectare, million, (run,).

    ``(p_{t-1} + subsidy per unit) y_t + subsidy per ha - (paid_t - paid_0)`` with the
    yield of a normal year. Costs count by their change: elasticities of area are measured
    on prices and revenue.
    """
    furrow, drip_yield = inputs.yield_furrow[year], inputs.yield_drip[year]
    normal = (furrow + drip * (drip_yield - furrow)) * yield_factor(inputs, year)
    revenue = (price + inputs.price_subsidy[year]) * normal + inputs.area_subsidy[year]
    return np.asarray(revenue - (paid_per_hectare(inputs, year, drip) - base_bought))


def paid_per_hectare(inputs: Inputs, year: int, drip: Array) -> Array:
    """What growers pay for a hectare after support, million, (run,).

    Purchases less support of fertiliser and seed, water, and a year's part of their own
    cost of the drip lines that were added since the base year.
    """
    added = np.maximum(drip - inputs.drip_share[0], 0.0)
    lines = added * (1.0 - inputs.drip_reimbursement[year]) * inputs.drip_capex[year] / inputs.drip_life[year]
    water = inputs.water_tariff[year] * water_norm(inputs, year, drip)
    return np.asarray(purchases_per_hectare(inputs, year) - input_support(inputs, year) + water + lines)


# ------------------------------------------------------------------------------- inputs


def water_norm(inputs: Inputs, when: int | slice, drip: Array) -> Array:
    """Water norm of the mix of irrigation, m3/ha: d w_drip + (1-d) w_furrow."""
    return np.asarray(drip * inputs.water_drip[when] + (1.0 - drip) * inputs.water_furrow[when])


def equipped(inputs: Inputs, year: int, state: Growers) -> Array:
    """Share of the area that has drip lines, (run,).

    ``d_t = d_{t-1} + takeup_t max(plan_t - plan_{t-1}, 0) - max(plan_{t-1} - plan_t, 0)``,
    not below zero: of what is newly planned growers equip a share, and where the plan
    falls, so does what is equipped. Written as the gap to the plan, which is exactly
    nothing while all take up.
    """
    plan = inputs.drip_share[year]
    missed = (1.0 - drip_takeup(inputs, year)) * np.maximum(plan - state.planned, 0.0)
    return np.asarray(plan - np.minimum(state.planned - state.drip + missed, plan))


def drip_takeup(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Share of newly planned drip land that growers equip.

    ``T/(1-T) = T0/(1-T0) exp(response (change of reimbursement + change of the saving))``;
    the saving is the water charge that drip lines spare over their life, as a share of
    their cost. A share of one stays one, and of zero zero.

    Parameters
    ----------
    inputs
        Fields of the crop.
    when
        Position of a year, or a slice of years.

    Returns
    -------
    ndarray
        (run,) or (year, run).
    """
    tariff = inputs.water_tariff[when] - inputs.water_tariff[0]
    spared = tariff * (inputs.water_furrow[when] - inputs.water_drip[when]) * inputs.drip_life[when]
    cost = inputs.drip_capex[when]
    saving = np.divide(spared, cost, out=np.zeros(np.broadcast_shapes(spared.shape, cost.shape)), where=cost > 0.0)
    support = inputs.drip_reimbursement[when] - inputs.drip_reimbursement[0] + saving
    exponent = np.clip(inputs.drip_response[when] * support, -LARGEST_EXPONENT, LARGEST_EXPONENT)
    return scale_odds(inputs.drip_takeup[when], np.exp(exponent))


def elite_share(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Share of the area sown with elite seed.

    The planned share, its odds times ``exp(response x change of the subsidy)``.

    Parameters
    ----------
    inputs
        Fields of the crop.
    when
        Position of a year, or a slice of years.

    Returns
    -------
    ndarray
        (run,) or (year, run).
    """
    change = inputs.elite_seed_subsidy[when] - inputs.elite_seed_subsidy[0]
    return scale_odds(inputs.elite_seed_share[when], np.exp(inputs.elite_seed_response[when] * change))


def fertiliser_price(inputs: Inputs, when: int | slice = ALL) -> Array:
    """What growers pay for fertiliser relative to the base year: (1-s) / (1-s_0)."""
    paid = np.maximum(1.0 - inputs.fertiliser_subsidy[when], LEAST_PAID)
    return np.asarray(paid / np.maximum(1.0 - inputs.fertiliser_subsidy[0], LEAST_PAID))


def fertiliser_used(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Fertiliser used per hectare at full price, million.

    ``cost (price)^(-response / e)`` with `e` the elasticity of the yield with respect to
    fertiliser: what the yield gains must have been spread first.

    Parameters
    ----------
    inputs
        Fields of the crop.
    when
        Position of a year, or a slice of years.

    Returns
    -------
    ndarray
        (run,) or (year, run).
    """
    elasticity = inputs.fertiliser_response[when] / inputs.fertiliser_yield[when]
    return np.asarray(inputs.fertiliser_cost[when] * fertiliser_price(inputs, when) ** -elasticity)


def yield_factor(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Yield relative to the path of the pack by seed and fertiliser, weather apart.

    ``(1 + gain (elite_t - elite_0)) (price of fertiliser)^-response``, the same on furrow
    and on drip land.

    Parameters
    ----------
    inputs
        Fields of the crop.
    when
        Position of a year, or a slice of years.

    Returns
    -------
    ndarray
        (run,) or (year, run).
    """
    seed = 1.0 + inputs.elite_seed_gain[when] * (elite_share(inputs, when) - elite_share(inputs, 0))
    return np.asarray(seed * fertiliser_price(inputs, when) ** -inputs.fertiliser_response[when])


def purchases_per_hectare(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Goods and services bought for a hectare at full price, million; water apart.

    The pack's purchases hold the fertiliser and seed of the base year's practice; what is
    used beyond is added.

    Parameters
    ----------
    inputs
        Fields of the crop.
    when
        Position of a year, or a slice of years.

    Returns
    -------
    ndarray
        (run,) or (year, run).
    """
    fertiliser = fertiliser_used(inputs, when) - inputs.fertiliser_cost[when]
    seed = inputs.elite_seed_cost[when] * (elite_share(inputs, when) - elite_share(inputs, 0))
    return np.asarray(inputs.crop_purchases[when] + fertiliser + seed)


def input_support(inputs: Inputs, when: int | slice = ALL) -> Array:
    """Subsidies on fertiliser and elite seed for a hectare, million, (run,) or (year, run)."""
    fertiliser = inputs.fertiliser_subsidy[when] * fertiliser_used(inputs, when)
    return fertiliser + inputs.elite_seed_subsidy[when] * inputs.elite_seed_cost[when] * elite_share(inputs, when)


# ----------------------------------------------------------------------------- processing


def autumn(harvest: Array, share: Array, season: Array, yearly: Array) -> Array:
    """Part of the harvest that can be processed before New Year.

    ``min(lambda H, season share x yearly capacity of the first processors)``.

    Parameters
    ----------
    harvest
        Harvest of the year, own unit, (run,).
    share
        Share of the harvest that reaches the processors before New Year, (run,).
    season
        Share of a year's capacity that the autumn gives, (run,).
    yearly
        Yearly capacity of the first processors in units of the crop, (run,).
    """
    return np.minimum(share * harvest, season * yearly)
