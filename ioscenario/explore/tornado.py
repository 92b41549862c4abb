"""One at a time: what each path does to an indicator at the low and at the high end of its range."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from ioscenario.explore.indicators import Wanted, outcomes, require_design
from ioscenario.problems import InputError, Problem


def tornado(
    dataset: xr.Dataset,
    indicators: Wanted | Iterable[Wanted] | None = None,
    scenarios: Sequence[str] | None = None,
) -> xr.Dataset:
    """Indicators with each path at its low and at its high, all others at central values.

    Parameters
    ----------
    dataset
        Results of a sweep with the design ``one_at_a_time``.
    indicators
        Indicators, or names of variables; None: every variable kept that has a total, last year.
    scenarios
        Scenarios; None: all.

    Returns
    -------
    xarray.Dataset
        ``low`` and ``high`` over (scenario, indicator, path); ``central`` over (scenario, indicator);
        ``swing``, the width of what low, central value and high span; ``left_out`` (ends without a
        value) over (scenario, indicator).

    Raises
    ------
    InputError
        For another design, part of a design, or indicators that the dataset does not have.

    Examples
    --------
    >>> import ioscenario as ios
    >>> keep = {"variables": ["sector_jobs"]}
    >>> sweep = ios.load("toy-chain").sweep(
    ...     {"name": "try", "design": {"kind": "one_at_a_time"}, "keep": keep}, progress=False)
    >>> found = tornado(sweep.dataset).isel(scenario=0, indicator=0)
    >>> str(found["path"].values[found["swing"].values.argmax()])
    'market.shirts.size'
    """
    require_design(dataset, "one_at_a_time", analysis="a tornado")
    found = outcomes(dataset, indicators, scenarios).transpose("sample", "scenario", "indicator")
    step = dataset["step"].values
    paths = dataset.sizes["path"]
    if len(step) != 1 + 2 * paths or sorted(step.tolist()) != list(range(1 + 2 * paths)):
        expected = f"all {1 + 2 * paths} samples of the design"
        raise InputError([Problem("design", expected, key="sample", value=str(len(step)))])
    values = found.values[np.argsort(step)]
    central, ends = values[0], values[1:].reshape(paths, 2, *values.shape[1:])
    both = np.concatenate([ends, np.broadcast_to(central, (paths, 1, *central.shape))], axis=1)
    dims = ("scenario", "indicator", "path")
    data = {
        "central": xr.Variable(dims[:2], central),
        "low": xr.Variable(dims, np.moveaxis(ends[:, 0], 0, -1)),
        "high": xr.Variable(dims, np.moveaxis(ends[:, 1], 0, -1)),
        "swing": xr.Variable(dims, np.moveaxis(both.max(axis=1) - both.min(axis=1), 0, -1)),
        "left_out": xr.Variable(dims[:2], (~np.isfinite(ends)).sum(axis=(0, 1))),
    }
    coords = {name: found.coords[name] for name in ("scenario", "indicator", "variable", "year", "unit")}
    path = [str(name) for name in dataset["path"].values]
    return xr.Dataset(data, {**coords, "path": path}, {"analysis": "tornado"})
