"""The field crop: area, water, harvest, and what of it is processed before New Year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import LIMITS
from ioscenario.simulation.inputs import Array, Inputs


class Crop(NamedTuple):
    """The crop in all years; arrays are (year, run) unless said otherwise."""

    area: Array
    """Area sown, ha."""
    harvest: Array
    """(year, technology, run): harvest of furrow and of drip land, own unit."""
    potential: Array
    """(year, technology, run): harvest if all land fit for the crop were sown."""
    water: Array
    """Water used, m3."""
    bound: NDArray[np.int8]
    """What held the area below what was meant: code of `LIMITS`."""


def water_per_hectare(inputs: Inputs) -> Array:
    """Water norm of the mix of irrigation, m3/ha, (year, run): d w_drip + (1-d) w_furrow."""
    return inputs.drip_share * inputs.water_drip + (1.0 - inputs.drip_share) * inputs.water_furrow


def crop(inputs: Inputs) -> Crop:
    """Area, harvest and water of every year.

    ``area = min(meant, land, quota / water per ha)``,
    ``harvest = area (d y_drip, (1-d) y_furrow) (1 + gain (s - s_base)) weather``.

    Parameters
    ----------
    inputs
        Fields of the crop, (year, run).

    Returns
    -------
    Crop
        Arrays over years and runs. Nothing here depends on the state of the year before.
    """
    norm = water_per_hectare(inputs)
    with np.errstate(divide="ignore"):
        watered = np.where(norm > 0.0, inputs.water_quota / norm, np.inf)
    area = np.minimum(np.minimum(inputs.area, inputs.area_limit), watered)
    bound = np.where(
        area >= inputs.area,
        LIMITS.index("none"),
        np.where(watered <= inputs.area_limit, LIMITS.index("water"), LIMITS.index("capacity")),
    ).astype(np.int8)
    seed = 1.0 + inputs.elite_seed_gain * (inputs.elite_seed_share - inputs.elite_seed_share[:1])
    factor = seed * inputs.weather
    yields = np.stack(
        np.broadcast_arrays(
            (1.0 - inputs.drip_share) * inputs.yield_furrow * factor,
            inputs.drip_share * inputs.yield_drip * factor,
        ),
        axis=1,
    )
    return Crop(area, area[:, None] * yields, inputs.area_limit[:, None] * yields, area * norm, bound)


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
