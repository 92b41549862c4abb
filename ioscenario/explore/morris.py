r"""Morris' elementary effects: which paths matter, from few runs.

The elementary effect of a path is the change of an indicator over the move of the path in
probability (always one half, up or down), so that it is the change per full range. Over
trajectories, :math:`\mu` is their mean, :math:`\mu^*` the mean of their sizes, :math:`\sigma`
their standard deviation: large where the effect depends on the other paths or is curved.

References
----------
Morris (1991), Technometrics 33(2); :math:`\mu^*`: Campolongo, Cariboni and Saltelli (2007),
Environmental Modelling & Software 22(10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.explore.indicators import Wanted, check_call, counts_of_resamples, outcomes, require_design
from ioscenario.problems import InputError, Problem

Array = npt.NDArray[np.float64]


def elementary_effects(values: Array, move: Array, moved: npt.NDArray[np.intp]) -> Array:
    """Elementary effects of every path in every trajectory.

    Parameters
    ----------
    values : ndarray, shape (trajectory, step, outcome)
        Outcomes along the trajectories.
    move : ndarray, shape (trajectory, step - 1)
        Move of the path, in probability.
    moved : ndarray of int, shape (trajectory, step - 1)
        Position of the path that moved; each once in a trajectory.

    Returns
    -------
    ndarray, shape (trajectory, path, outcome)
        NaN where a run at either end of a move has no value.

    Examples
    --------
    >>> along = np.array([[[0.0], [1.0], [1.5]]])
    >>> elementary_effects(along, np.array([[0.5, -0.5]]), np.array([[1, 0]]))[0, :, 0]
    array([-1.,  2.])
    """
    effects = np.diff(values, axis=1) / move[..., None]
    found = np.empty_like(effects)
    np.put_along_axis(found, np.broadcast_to(moved[..., None], effects.shape), effects, axis=1)
    return found


def morris(
    dataset: xr.Dataset,
    indicators: Wanted | Iterable[Wanted] | None = None,
    scenarios: Sequence[str] | None = None,
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> xr.Dataset:
    """Mean, mean size and spread of the elementary effects of every drawn path.

    Parameters
    ----------
    dataset
        Results of a sweep with the design ``morris``.
    indicators
        Indicators, or names of variables; None: every variable kept that has a total, last year.
    scenarios
        Scenarios; None: all.
    level
        Level of the intervals of the mean size.
    resamples, seed
        Number of bootstrap resamples of trajectories, and their seed.

    Returns
    -------
    xarray.Dataset
        ``mu``, ``mu_star``, ``mu_star_low``, ``mu_star_high``, ``sigma`` over (scenario, indicator,
        path), in the unit of the indicator per full range of the path; ``left_out`` (effects that
        rest on a failed run) over (scenario, indicator).

    Raises
    ------
    InputError
        For another design, part of a design, or indicators that the dataset does not have.

    Examples
    --------
    >>> import ioscenario as ios
    >>> design = {"kind": "morris", "trajectories": 5, "levels": 4}
    >>> keep = {"variables": ["sector_jobs"]}
    >>> sweep = ios.load("toy-chain").sweep({"name": "try", "design": design, "keep": keep}, progress=False)
    >>> found = morris(sweep.dataset)
    >>> bool((found["mu_star"] >= abs(found["mu"]) - 1e-9).all())
    True
    """
    check_call(level, resamples, seed)
    require_design(dataset, "morris", analysis="Morris' elementary effects")
    found = outcomes(dataset, indicators, scenarios)
    effects = _effects(dataset, found)  # (trajectory, path, scenario, indicator)
    known = np.isfinite(effects)
    count = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        filled = np.where(known, effects, 0.0)
        mu = filled.sum(axis=0) / count
        mu_star = np.abs(filled).sum(axis=0) / count
        sigma = np.sqrt((np.where(known, effects - mu, 0.0) ** 2).sum(axis=0) / (count - 1))
        low, high = _interval(np.abs(filled), known, level, resamples, seed)
    sigma = np.where(count > 1, sigma, np.nan)
    coords = {name: found.coords[name] for name in ("scenario", "indicator", "variable", "year", "unit")}
    parts = {"mu": mu, "mu_star": mu_star, "mu_star_low": low, "mu_star_high": high, "sigma": sigma}
    dims = ("scenario", "indicator", "path")
    data = {name: xr.Variable(dims, np.moveaxis(values, 0, -1)) for name, values in parts.items()}
    data["left_out"] = xr.Variable(dims[:2], (~known).sum(axis=(0, 1)))
    attrs = {
        "analysis": "morris",
        "trajectories": len(effects),
        "level": level,
        "about": "Unit of the indicator per full range of the path in probability.",
    }
    return xr.Dataset(data, {**coords, "path": [str(path) for path in dataset["path"].values]}, attrs)


def _effects(dataset: xr.Dataset, found: xr.DataArray) -> Array:
    """Elementary effects, (trajectory, path, scenario, indicator)."""
    group, step = dataset["group"].values, dataset["step"].values
    paths, groups = dataset.sizes["path"], int(group.max()) + 1
    order = np.lexsort((step, group))
    if len(order) != groups * (paths + 1) or not (step[order].reshape(-1, paths + 1) == np.arange(paths + 1)).all():
        expected = f"all {groups * (paths + 1)} samples of the design: every step of every trajectory"
        raise InputError([Problem("design", expected, key="sample", value=str(len(order)))])
    values = found.transpose("sample", "scenario", "indicator").values[order]
    moved = dataset["moved"].values[order].reshape(groups, paths + 1)[:, 1:].astype(np.intp)
    position = dataset["position"].transpose("sample", "path").values[order].reshape(groups, paths + 1, paths)
    move = np.take_along_axis(np.diff(position, axis=1), moved[..., None], axis=2)[..., 0]
    flat = values.reshape(groups, paths + 1, -1)
    return elementary_effects(flat, move, moved).reshape(groups, paths, *values.shape[1:])


def _interval(sizes: Array, known: npt.NDArray[np.bool_], level: float, resamples: int, seed: int) -> Array:
    """Ends of the intervals of the mean size, (2, path, scenario, indicator)."""
    counts = counts_of_resamples(len(sizes), resamples, seed).astype(np.float64)
    ends = np.empty((2, *sizes.shape[1:]))
    tails = [(1 - level) / 2, (1 + level) / 2]
    for path in range(sizes.shape[1]):  # paths, not runs
        flat, there = (array[:, path].reshape(len(sizes), -1) for array in (sizes, known))
        means = (counts @ flat) / (counts @ there)
        ends[:, path] = np.quantile(means, tails, axis=0).reshape(2, *sizes.shape[2:])
    return ends
