"""Scores of a prediction, and the rivals it has to beat.

Arrays are (..., year): any leading axes, years last. NaN means that nothing was observed
or predicted; such years do not count. Percentage errors are shares (0.1 is ten per cent)
of the observed value (Hyndman and Koehler 2006, *International Journal of Forecasting*
22, section 2); they ask for observations above zero, and a year observed as zero has no
percentage error.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: A straight line through fewer observations than this is no rival.
LEAST_TREND: Final = 3


def percentage_errors(observed: ArrayLike, predicted: ArrayLike) -> Array:
    """Return (predicted - observed) / observed, NaN where either is missing or nothing was observed.

    Examples
    --------
    >>> percentage_errors([100.0, 0.0, np.nan], [110.0, 1.0, 1.0])
    array([0.1, nan, nan])
    """
    seen, said = np.asarray(observed, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    seen, said = np.broadcast_arrays(seen, said)
    errors: Array = np.divide(said - seen, seen, out=np.full(seen.shape, np.nan), where=seen > 0.0)
    return errors


def mape(observed: ArrayLike, predicted: ArrayLike) -> Array:
    """Return the mean absolute percentage error, ``mean |p - o| / o``, over the years that have one.

    Parameters
    ----------
    observed, predicted : array_like, shape (..., year)
        In one unit.

    Returns
    -------
    ndarray, shape (...)
        Shares; NaN where no year counts.

    Examples
    --------
    >>> float(mape([100.0, 200.0], [110.0, 160.0]).round(12))
    0.15
    """
    return _mean(np.abs(percentage_errors(observed, predicted)))


def bias(observed: ArrayLike, predicted: ArrayLike) -> Array:
    """Return the mean percentage error: above zero where the prediction is too high.

    Examples
    --------
    >>> float(bias([100.0, 200.0], [110.0, 160.0]).round(12))
    -0.05
    """
    return _mean(percentage_errors(observed, predicted))


def rmse(observed: ArrayLike, predicted: ArrayLike) -> Array:
    """Return the root of the mean squared error, in the unit of what was observed.

    Examples
    --------
    >>> float(rmse([1.0, 2.0], [1.0, 4.0]).round(4))
    1.4142
    """
    gap = np.asarray(predicted, dtype=np.float64) - np.asarray(observed, dtype=np.float64)
    return np.sqrt(_mean(gap**2))


def skill(error: ArrayLike, rival: ArrayLike) -> Array:
    """Return ``1 - error / rival``: 1 without error, 0 as good as the rival, below 0 worse than it.

    NaN where the rival has no error, or one of them is missing.

    Examples
    --------
    >>> skill([0.1, 0.3, 0.1], [0.2, 0.2, 0.0])
    array([ 0.5, -0.5,  nan])
    """
    ours, theirs = np.broadcast_arrays(np.asarray(error, dtype=np.float64), np.asarray(rival, dtype=np.float64))
    ratio: Array = np.divide(ours, theirs, out=np.full(ours.shape, np.nan), where=theirs > 0.0)
    return 1.0 - ratio


def share_below(errors: ArrayLike, rival: ArrayLike) -> Array:
    """Return the share of draws whose error is below that of a rival: how sure a gain is within the ranges.

    One run at central values beats a rival or does not, and a single parameter may decide which. Where this
    share is near a half, a gain says nothing.

    Parameters
    ----------
    errors : array_like, shape (..., sample)
        One error for each draw.
    rival : array_like, shape (...)

    Returns
    -------
    ndarray, shape (...)
        NaN where an error is missing.

    Examples
    --------
    >>> share_below([[0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, np.nan]], [0.3, 0.3])
    array([0.5, nan])
    """
    ours, theirs = np.asarray(errors, dtype=np.float64), np.asarray(rival, dtype=np.float64)
    known = np.isfinite(ours).all(axis=-1) & np.isfinite(theirs)
    return np.asarray(np.where(known, (ours < theirs[..., None]).mean(axis=-1), np.nan))


def coverage(observed: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """Return the share of observed years that lie in the interval, NaN where no year has both.

    An interval that is honest covers about as often as it claims.

    Examples
    --------
    >>> float(coverage([1.0, 2.0, 9.0, np.nan], [0.0] * 4, [5.0] * 4).round(4))
    0.6667
    """
    seen, bottom, top = (np.asarray(item, dtype=np.float64) for item in (observed, low, high))
    known = np.isfinite(seen) & np.isfinite(bottom) & np.isfinite(top)
    inside = np.where(known, (bottom <= seen) & (seen <= top), np.nan)
    return _mean(np.asarray(inside, dtype=np.float64))


def no_change(observed: ArrayLike) -> Array:
    """Return the last value observed, the rival that says: as it was.

    Parameters
    ----------
    observed : array_like, shape (..., year)
        Observations up to the start, years rising.

    Returns
    -------
    ndarray, shape (...)
        NaN where nothing was observed.

    Examples
    --------
    >>> no_change([[1.0, 2.0, np.nan], [np.nan] * 3])
    array([ 2., nan])
    """
    seen = np.asarray(observed, dtype=np.float64)
    if not seen.shape[-1]:
        return np.full(seen.shape[:-1], np.nan)
    last = seen.shape[-1] - 1 - np.argmax(np.isfinite(seen)[..., ::-1], axis=-1)
    return np.asarray(np.take_along_axis(seen, last[..., None], axis=-1)[..., 0])


def trend(years: ArrayLike, observed: ArrayLike, wanted: ArrayLike) -> Array:
    """Return the straight line of least squares through what was observed, carried on; not below zero.

    Parameters
    ----------
    years : array_like, shape (year,)
        Years of the observations.
    observed : array_like, shape (..., year)
        NaN where there is none.
    wanted : array_like, shape (later,)
        Years to which the line is carried.

    Returns
    -------
    ndarray, shape (..., later)
        NaN where fewer than `LEAST_TREND` years were observed.

    Examples
    --------
    >>> trend([2018, 2019, 2020], [[1.0, 2.0, 3.0], [1.0, np.nan, 3.0]], [2022])
    array([[ 5.],
           [nan]])
    """
    seen = np.asarray(observed, dtype=np.float64)
    known = np.isfinite(seen)
    count = known.sum(axis=-1)
    at, then = np.asarray(years, dtype=np.float64), np.asarray(wanted, dtype=np.float64)
    enough = count >= LEAST_TREND
    share = np.where(enough, count, 1)
    middle = np.where(known, at, 0.0).sum(axis=-1) / share
    mean = np.where(known, seen, 0.0).sum(axis=-1) / share
    away = np.where(known, at - middle[..., None], 0.0)
    square = (away**2).sum(axis=-1)
    slope = np.divide(
        (away * np.where(known, seen - mean[..., None], 0.0)).sum(axis=-1), square,
        out=np.zeros(square.shape), where=enough & (square > 0.0),
    )  # fmt: skip
    line = mean[..., None] + slope[..., None] * (then - middle[..., None])
    return np.where(enough[..., None], np.maximum(line, 0.0), np.nan)


def _mean(values: Array) -> Array:
    """Mean over the last axis of what is no NaN; NaN where all are."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    mean: Array = np.divide(total, count, out=np.full(np.shape(total), np.nan), where=count > 0)
    return mean
