"""Direct jobs and wages, productivity, and the people there are for the work."""

from __future__ import annotations

from typing import Final

import numpy as np

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.demand import growth_index
from ioscenario.simulation.inputs import Array, Inputs

#: Relative excess of jobs over people that is rounding.
ROUNDING: Final = 1e-12


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
    rest to output. Farm work is per hectare of furrow and of drip land, and seasonal
    work per unit harvested.

    Parameters
    ----------
    inputs
        Labour coefficients, jobs per unit of yearly output.
    activity, capacity
        (year, process, technology, run), own units; the activity of the crop is its harvest.
    area, drip
        (year, run) area sown and share under drip; None without a crop.
    """
    fixed = inputs.fixed_labour_share[:, :, None]
    technical = capacity * inputs.utilisation_max[:, :, None]
    jobs = np.array(inputs.labour * ((1.0 - fixed) * activity + fixed * technical))
    if inputs.topology.crop is not None and area is not None and drip is not None:
        land = np.stack(np.broadcast_arrays((1.0 - drip) * area, drip * area), axis=1)
        picking = inputs.picking_labour[:, None] * activity[:, inputs.topology.crop]
        jobs[:, inputs.topology.crop] = inputs.crop_labour[:, None] * land + picking
    return jobs


def productivity(inputs: Inputs) -> Array:
    """Labour coefficients with disembodied growth of productivity, (year, process, technology, run).

    ``l_t = l / prod (1 + g)`` from the year after the base year. Where modern plant needs
    less labour than existing plant, growth comes with new plant and `g` must be zero: a
    trend beside it would count the same gain twice, and is refused when inputs are put
    together.

    Parameters
    ----------
    inputs
        Labour per unit of output and `labour_productivity_growth`.

    Examples
    --------
    The index that coefficients are divided by, at 3 % a year:

    >>> growth_index(np.array([0.03, 0.03, 0.03])).round(4).tolist()
    [1.0, 1.03, 1.0609]
    """
    return inputs.labour / growth_index(inputs.labour_productivity_growth)[:, :, None]


def labour_supply(inputs: Inputs) -> Array:
    """Largest number of jobs that the processes can fill, farm work apart, (year, run).

    ``S_t + sum of training_s x success_s over s < t``: who is trained works from the year after.

    Parameters
    ----------
    inputs
        Path of the supply, training and its success.
    """
    trained = inputs.training * inputs.training_success
    earlier = np.zeros_like(trained)
    earlier[1:] = np.cumsum(trained, axis=0)[:-1]
    return inputs.labour_supply + earlier


def staffed(inputs: Inputs, year: int, activity: Array, capacity: Array, supply: Array) -> Array:
    """Largest output that the people there are can make, own units, (process, run).

    Where the jobs of all processes exceed the supply of labour, staff that moves with output
    is cut by the same factor everywhere, ``f = (supply - fixed) / variable`` within [0, 1],
    and each process makes what ``f`` of that staff can, modern plant first: then jobs equal
    the supply. Staff tied to capacity stays; where it alone exceeds the supply, nothing
    that needs people is made.

    Parameters
    ----------
    inputs
        Labour coefficients (with growth of productivity), fixed share of staff.
    year
        Position of the year.
    activity
        (process, technology, run) output without regard to labour, modern plant first.
    capacity
        (process, technology, run) in place.
    supply
        (run,) largest number of jobs.

    Returns
    -------
    ndarray
        Infinite where labour does not bind: in runs with people enough, for processes whose
        output needs none, and for the crop.
    """
    labour = inputs.labour[year]
    fixed_share = inputs.fixed_labour_share[year][:, None]
    per_unit = (1.0 - fixed_share) * labour
    variable = per_unit * activity
    fixed = fixed_share * labour * capacity * inputs.utilisation_max[year][:, None]
    if inputs.topology.crop is not None:
        variable[inputs.topology.crop] = 0.0
        fixed[inputs.topology.crop] = 0.0
    moving, tied = variable.sum(axis=(0, 1)), fixed.sum(axis=(0, 1))
    ceiling = np.full((activity.shape[0], activity.shape[2]), np.inf)
    short = moving + tied > supply * (1.0 + ROUNDING)
    if not short.any():
        return ceiling
    factor = np.clip(np.divide(supply - tied, moving, out=np.zeros_like(moving), where=moving > 0.0), 0.0, 1.0)
    staff = variable.sum(axis=1)
    possible = output_of(per_unit, activity, variable, factor * staff)
    ceiling = np.where(short & (staff > 0.0), possible, ceiling)
    return np.where((tied > supply * (1.0 + ROUNDING)) & (staff + fixed.sum(axis=1) > 0.0), 0.0, ceiling)


def output_of(per_unit: Array, activity: Array, variable: Array, staff: Array) -> Array:
    """Output that a smaller variable staff can make, modern plant first, own units, (process, run).

    The inverse of ``v_new Q_new + v_old Q_old``: existing plant is left first.

    Parameters
    ----------
    per_unit
        (process, technology, run) variable staff per unit of output.
    activity, variable
        (process, technology, run) output and variable staff before the cut.
    staff
        (process, run) variable staff after it.
    """
    beyond = staff - variable[:, MODERN]
    modern, existing = per_unit[:, MODERN], per_unit[:, EXISTING]
    within = np.divide(staff, modern, out=np.array(activity[:, MODERN]), where=modern > 0.0)
    more = np.divide(beyond, existing, out=np.zeros_like(beyond), where=existing > 0.0)
    return np.where(beyond > 0.0, activity[:, MODERN] + more, np.minimum(within, activity[:, MODERN]))
