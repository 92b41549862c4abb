"""Direct jobs and wages."""

from __future__ import annotations

import numpy as np

from ioscenario.simulation.demand import growth_index
from ioscenario.simulation.inputs import Array, Inputs


def wages_path(inputs: Inputs) -> Array:
    """Labour cost of a job, million KZT a year, (year, process, run); the crop has its own."""
    index = growth_index(inputs.wage_growth)[:, None]
    wage = inputs.wage * index
    if inputs.topology.crop is not None:
        wage = np.array(np.broadcast_to(wage, (*wage.shape[:2], inputs.runs)))
        wage[:, inputs.topology.crop] = inputs.crop_wage * index[:, 0]
    return wage


def jobs_direct(inputs: Inputs, activity: Array, capacity: Array, area: Array | None, drip: Array | None) -> Array:
    """Direct jobs by process and technology, (year, process, technology, run).

    ``l ((1 - f) Q + f K u)``: a share `f` of staff is tied to capacity in place, the
    rest to output. Farm work is per hectare of furrow and of drip land.

    Parameters
    ----------
    inputs
        Labour coefficients, jobs per unit of yearly output.
    activity, capacity
        (year, process, technology, run), own units.
    area, drip
        (year, run) area sown and share under drip; None without a crop.
    """
    fixed = inputs.fixed_labour_share[:, :, None]
    technical = capacity * inputs.utilisation_max[:, :, None]
    jobs = np.array(inputs.labour * ((1.0 - fixed) * activity + fixed * technical))
    if inputs.topology.crop is not None and area is not None and drip is not None:
        land = np.stack(np.broadcast_arrays((1.0 - drip) * area, drip * area), axis=1)
        jobs[:, inputs.topology.crop] = inputs.crop_labour[:, None] * land
    return jobs
