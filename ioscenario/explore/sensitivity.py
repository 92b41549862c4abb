r"""First-order and total Sobol' indices with bootstrap intervals, for all indicators at once.

With the matrices A and B of independent draws and :math:`A_B^{(i)}`, which is A with what
belongs to part i (a path, or a group of paths) taken from B,

.. math::

    S_i = \frac{\tfrac1N \sum_j f(B)_j \,[f(A_B^{(i)})_j - f(A)_j]}{V}, \qquad
    S_{Ti} = \frac{\tfrac1{2N} \sum_j [f(A)_j - f(A_B^{(i)})_j]^2}{V},

with V the variance of f over A and B, and f taken as a difference from its mean.

References
----------
Saltelli et al. (2010), Computer Physics Communications 181(2), table 2, (b) and (f); the
total index is Jansen's (1999), Computer Physics Communications 117(1-2). Groups:
Saltelli et al. (2008), *Global Sensitivity Analysis: The Primer*, section 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.explore.indicators import (
    INDEPENDENT_STEPS,
    Wanted,
    check_call,
    counts_of_resamples,
    outcomes,
    require_design,
)
from ioscenario.problems import InputError, Problem

Array = npt.NDArray[np.float64]

#: Standard deviations below this share of the largest value are rounding: there is no variance to share out.
NO_SPREAD: Final = 1e-12

ABOUT: Final = (
    "Estimates: an index near zero may come out slightly negative. They are not cut off, so that their spread "
    "shows. first_order is the share of the variance that would go if the part were known; total includes all "
    "its interactions with others. Intervals: bootstrap percentiles over rows."
)


class Indices(NamedTuple):
    """Indices of parts.

    Parameters
    ----------
    first, first_low, first_high
        First-order indices and the ends of their intervals, (part, outcome).
    total, total_low, total_high
        Total indices, the same.
    variance
        Variance of each outcome, (outcome).
    left_out
        Rows left out because a run of theirs has no value, (outcome).
    """

    first: Array
    first_low: Array
    first_high: Array
    total: Array
    total_low: Array
    total_high: Array
    variance: Array
    left_out: npt.NDArray[np.int64]


def indices(
    a: Array,
    b: Array,
    exchanged: Array,
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
    large: float | None = None,
) -> Indices:
    """Sobol' indices of parts from outcomes of a Saltelli design.

    Parameters
    ----------
    a, b : ndarray, shape (row, outcome)
        Outcomes of the matrices A and B.
    exchanged : ndarray, shape (part, row, outcome)
        Outcomes of A with one part from B.
    level
        Level of the intervals.
    resamples
        Number of bootstrap resamples of rows.
    seed
        Seed of the resamples.
    large
        Parts whose total index is above it get Jansen's first-order index, ``1 - mean(f(B) -
        f(A_B))^2 / 2V``, which is the more precise one near 1; None: all get the one above.

    Returns
    -------
    Indices
        NaN for outcomes that do not vary.

    Examples
    --------
    The sum of a fair coin and one of twice its size: shares 1/5 and 4/5.

    >>> coins = np.array([[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 1, 1], [0, 1, 0, 0], [0, 1, 0, 1],
    ...                   [0, 1, 1, 0], [0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 1, 1],
    ...                   [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [1, 1, 1, 1]], dtype=float)
    >>> one, two, other, another = coins.T
    >>> a, b = one + 2 * two, other + 2 * another
    >>> found = indices(a[:, None], b[:, None], np.stack([other + 2 * two, one + 2 * another])[..., None])
    >>> found.first[:, 0], found.total[:, 0]
    (array([0.2, 0.8]), array([0.2, 0.8]))
    """
    valid = np.isfinite(a) & np.isfinite(b) & np.isfinite(exchanged).all(axis=0)
    rows = valid.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (np.where(valid, a, 0.0).sum(axis=0) + np.where(valid, b, 0.0).sum(axis=0)) / (2 * rows)
        a, b = (np.where(valid, matrix - middle, 0.0) for matrix in (a, b))
        variance = (a**2 + b**2).sum(axis=0) / (2 * rows)
        largest = np.maximum(np.abs(a).max(axis=0), np.abs(b).max(axis=0)) + np.abs(middle)
        scale = np.sqrt(variance)
        scale = np.where((scale > NO_SPREAD * largest) & (rows > 1), scale, np.nan)
        a, b = a / scale, b / scale
    counts = counts_of_resamples(len(a), resamples, seed)
    drawn_rows = counts @ valid.astype(np.float32)
    # Of each resample its own variance: what is shared out is estimated too.
    mean = _mean(counts, (a + b) / 2, drawn_rows)
    spread = _mean(counts, (a**2 + b**2) / 2, drawn_rows) - mean**2
    tails = [(1 - level) / 2, (1 + level) / 2]
    shape = (len(exchanged), a.shape[1])
    first, total = np.empty(shape), np.empty(shape)
    ends = np.empty((2, 2, *shape))
    for part, outcome in enumerate(exchanged):  # parts, not runs: the terms of all would fill the memory
        other = np.where(valid, outcome - middle, 0.0) / scale
        alone, jointly = b * (other - a), (a - other) ** 2 / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            above = jointly.sum(axis=0) / rows > (np.inf if large is None else large)
            alone = np.where(above, (a**2 + b**2 - (b - other) ** 2) / 2, alone)
            first[part], total[part] = (term.sum(axis=0) / rows for term in (alone, jointly))
            # What is taken from the variance is taken from that of the resample, which has a mean of its own.
            drawn = (
                _mean(counts, alone, drawn_rows) - np.where(above, mean**2, 0.0),
                _mean(counts, jointly, drawn_rows),
            )
            for place, values in enumerate(drawn):
                ends[place, :, part] = np.quantile(values / spread, tails, axis=0)
    variance = np.where(rows > 0, variance, np.nan)
    (first_low, first_high), (total_low, total_high) = ends
    return Indices(first, first_low, first_high, total, total_low, total_high, variance, len(a) - rows)


def _mean(counts: npt.NDArray[np.float32], terms: Array, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Means of terms (row, outcome) in every resample, (resample, outcome)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((counts @ terms.astype(np.float32)) / rows)


def sobol(
    dataset: xr.Dataset,
    indicators: Wanted | Iterable[Wanted] | None = None,
    scenarios: Sequence[str] | None = None,
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> xr.Dataset:
    """First-order and total Sobol' indices of every drawn path.

    Parameters
    ----------
    dataset
        Results of a sweep with the design ``sobol``.
    indicators
        Indicators, or names of variables; None: every variable kept that has a total, last year.
    scenarios
        Scenarios; None: all.
    level
        Level of the intervals.
    resamples, seed
        Number of bootstrap resamples, and their seed.

    Returns
    -------
    xarray.Dataset
        ``first_order``, ``total`` and their ``_low`` and ``_high`` over (scenario, indicator, path);
        ``variance`` and ``left_out`` (rows that hold a failed run) over (scenario, indicator).
        NaN where an indicator does not vary.

    Raises
    ------
    InputError
        For another design, part of a design, or indicators that the dataset does not have.

    Examples
    --------
    >>> import ioscenario as ios
    >>> paths = ["process.mill.capex", "process.mill.wage", "market.shirts.size"]
    >>> design = {"kind": "sobol", "samples": 64}
    >>> keep = {"variables": ["sector_jobs", "jobs"]}
    >>> sweep = ios.load("toy-chain").sweep(
    ...     {"name": "try", "uncertain": paths, "design": design, "keep": keep}, progress=False)
    >>> found = sobol(sweep.dataset, "sector_jobs")
    >>> found["total"].dims, int(found["left_out"].sum())
    (('scenario', 'indicator', 'path'), 0)
    """
    check_call(level, resamples, seed)
    require_design(dataset, "sobol", analysis="Sobol' indices")
    found = outcomes(dataset, indicators, scenarios)
    steps = matrices(dataset, found)  # (step, row, scenario, indicator)
    shape = steps.shape[2:]
    flat = steps.reshape(*steps.shape[:2], -1)
    result = indices(flat[0], flat[1], flat[INDEPENDENT_STEPS:], level=level, resamples=resamples, seed=seed)
    return labelled(result, shape, found, "path", [str(path) for path in dataset["path"].values], level, len(flat[0]))


def matrices(dataset: xr.Dataset, found: xr.DataArray) -> Array:
    """Outcomes of a Sobol' design by matrix and row, (step, row, scenario, indicator).

    Raises
    ------
    InputError
        Where samples of the design are missing.
    """
    row, step = dataset["group"].values, dataset["step"].values
    rows, steps = int(row.max()) + 1, dataset.sizes["path"] + INDEPENDENT_STEPS
    place = step * rows + row
    if len(place) != rows * steps or len(np.unique(place)) != len(place):
        expected = f"all {rows * steps} samples of the design: every row in every matrix"
        raise InputError([Problem("design", expected, key="sample", value=str(len(place)))])
    values = np.empty((rows * steps, *found.transpose("sample", "scenario", "indicator").shape[1:]))
    values[place] = found.transpose("sample", "scenario", "indicator").values
    return values.reshape(steps, rows, *values.shape[1:])


def labelled(
    result: Indices,
    shape: tuple[int, ...],
    found: xr.DataArray,
    part: str,
    names: Sequence[str],
    level: float,
    rows: int,
) -> xr.Dataset:
    """Indices with names, (scenario, indicator, part)."""
    coords = {name: found.coords[name] for name in ("scenario", "indicator", "variable", "year", "unit")}

    def spread_out(values: Array) -> xr.Variable:
        """(part, outcome) to (scenario, indicator, part)."""
        return xr.Variable(("scenario", "indicator", part), np.moveaxis(values.reshape(-1, *shape), 0, -1))

    data = {
        "first_order": spread_out(result.first),
        "first_order_low": spread_out(result.first_low),
        "first_order_high": spread_out(result.first_high),
        "total": spread_out(result.total),
        "total_low": spread_out(result.total_low),
        "total_high": spread_out(result.total_high),
        "variance": xr.Variable(("scenario", "indicator"), result.variance.reshape(shape)),
        "left_out": xr.Variable(("scenario", "indicator"), result.left_out.reshape(shape)),
    }
    attrs = {"analysis": "sobol", "rows": rows, "level": level, "about": ABOUT}
    return xr.Dataset(data, {**coords, part: list(names)}, attrs)
