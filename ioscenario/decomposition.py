r"""A difference in jobs taken apart: more output, other labour per unit, and both together.

With jobs :math:`n = l x` of a process, its main output :math:`x` and jobs per unit of it
:math:`l`, the difference between a scenario and the reference is exactly

.. math:: n_1 - n_0 = l_0 (x_1 - x_0) + (l_1 - l_0) x_0 + (l_1 - l_0)(x_1 - x_0),

scale, productivity and joint effect. Nothing is shared out between the two: the joint term is
shown as what it is. Jobs per unit are of both technologies together, so that productivity holds
the change from existing to modern plant and the fuller use of staff that plant keeps anyway.

References
----------
Dietzenbacher, E. and Los, B. (1998), Structural decomposition techniques: sense and sensitivity,
*Economic Systems Research* 10, 307-324: why the joint term has no natural share.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

#: Parts of a difference in jobs, in the order in which they are shown.
PARTS = ("scale", "productivity", "joint")


def jobs_change(dataset: xr.Dataset, reference: str) -> xr.Dataset:
    """Split of every scenario's difference from the reference in direct jobs, by process.

    ============  =========================================================================
    variable      meaning, full-time jobs
    ============  =========================================================================
    scale         more or less output at the reference's jobs per unit
    productivity  other jobs per unit on the reference's output
    joint         other jobs per unit on the output that is more or less
    difference    their sum: jobs of the scenario less those of the reference
    ============  =========================================================================

    Where a process makes nothing in one of the two, jobs per unit are not defined there and the
    whole difference is scale: a stage that is opened or closed.

    Parameters
    ----------
    dataset
        Results with ``jobs_direct`` and ``activity``, (..., process, technology).
    reference
        Scenario to compare with.

    Returns
    -------
    xarray.Dataset
        Dimensions of ``jobs_direct`` without the technology, sample by sample.

    Examples
    --------
    Output doubles while jobs per unit fall by a quarter: 100 + (-25) + (-25) = 50.

    >>> data = xr.Dataset(
    ...     {"jobs_direct": (("scenario", "process", "technology"), [[[100.0, 0.0]], [[0.0, 150.0]]]),
    ...      "activity": (("scenario", "process", "technology"), [[[10.0, 0.0]], [[0.0, 20.0]]])},
    ...     {"scenario": ["as_is", "plan"], "process": ["mill"]})
    >>> split = jobs_change(data, "as_is").sel(scenario="plan", process="mill")
    >>> [float(split[name]) for name in ("scale", "productivity", "joint", "difference")]
    [100.0, -25.0, -25.0, 50.0]
    """
    jobs = dataset["jobs_direct"].sum("technology", skipna=False)
    made = dataset["activity"].sum("technology", skipna=False)
    before, output = jobs.sel(scenario=reference, drop=True), made.sel(scenario=reference, drop=True)
    difference = jobs - before
    running = (made > 0.0) & (output > 0.0)
    per_unit = before / output.where(running)
    more, less_work = made - output, jobs / made.where(running) - per_unit
    found = {
        "scale": (per_unit * more).where(running, difference),
        "productivity": (less_work * output).where(running, 0.0),
        "joint": (less_work * more).where(running, 0.0),
        "difference": difference,
    }
    split = xr.Dataset({name: values.transpose(*jobs.dims) for name, values in found.items()})
    # a year without results stays without them
    missing = np.isnan(difference)
    for name in found:
        split[name] = split[name].where(~missing).assign_attrs(units="full-time job")
    return split
