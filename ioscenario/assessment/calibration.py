"""Calibration: the few free parameters that history can speak to, fitted to the years before a start.

Only parameters of the crop have observations of their own over several years: yields, and
areas beside the prices that growers had seen. Everything further down the chain is
observed in one or two years and set to meet them. What cannot be told from the years at
hand is said to be so: its interval is the range that it had before.

Interval: profile likelihood of least squares. A value belongs to it when the smallest sum
of squares with that value is at most ``S (1 + F / (n - p))``, with `F` the quantile of the
F distribution with 1 and ``n - p`` degrees of freedom (Seber and Wild 1989, *Nonlinear
Regression*, section 5.4). For a linear model it is the interval of the t distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.pack.observed import observations, series, whole_years

if TYPE_CHECKING:
    from ioscenario.pack.hindcasts import HindcastEntry
    from ioscenario.pack.loading import Pack

Array = NDArray[np.float64]
Residuals = Callable[[Array], Array]
#: low, value and high of a parameter before the fit.
Range = tuple[float, float, float]

LEVEL: Final = 0.90
#: A fitted interval of at least this part of the range before it has told nothing.
WIDE: Final = 0.95
#: Years that a spread takes at least.
LEAST_SPREAD: Final = 2
COLUMNS: Final = ("path", "unit", "estimate", "low", "high", "prior_low", "prior_high", "years", "n", "residual_sd",
                  "informative", "method")  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """Parameters fitted by bounded least squares.

    Parameters
    ----------
    estimate, low, high : ndarray, shape (parameter,)
        Values and ends of their 90 % intervals, within the bounds.
    sd
        Standard deviation of the residuals, ``sqrt(S / (n - p))``; NaN where ``n <= p``.
    n
        Number of observations.
    """

    estimate: Array
    low: Array
    high: Array
    sd: float
    n: int


def fit(residuals: Residuals, start: Sequence[float], bounds: Sequence[tuple[float, float]]) -> Fit:
    """Fit parameters by least squares within bounds, with profile intervals.

    Parameters
    ----------
    residuals
        From parameters, (parameter,), to residuals, (observation,).
    start
        Values to start from, within the bounds.
    bounds
        Lowest and highest value of each.

    Returns
    -------
    Fit
        With no more observations than parameters nothing can be told: the values are those
        of `start`, the intervals the bounds.

    Examples
    --------
    The mean of four numbers, with the interval of the t distribution:

    >>> data = np.array([1.0, 2.0, 3.0, 4.0])
    >>> found = fit(lambda x: data - x[0], [2.0], [(-10.0, 10.0)])
    >>> found.estimate.round(6), found.low.round(3), found.high.round(3)
    (array([2.5]), array([0.981]), array([4.019]))
    """
    low, high = np.array(bounds, dtype=np.float64).T
    first = np.array(start, dtype=np.float64)
    n, p = len(residuals(first)), len(first)
    if n <= p:
        return Fit(first, low, high, float("nan"), n)
    best = _least(residuals, first, low, high, ())
    free = n - p
    least = _squares(residuals, best)
    # where the fit is exact the interval is a point, and nothing is searched
    allowed = least * (1.0 + _f_quantile(free) / free)
    ends = [_ends(residuals, best, low, high, place, allowed) for place in range(p)]
    return Fit(best, np.array([e[0] for e in ends]), np.array([e[1] for e in ends]), float(np.sqrt(least / free)), n)


def _f_quantile(free: int) -> float:
    from scipy.stats import f

    return float(f.ppf(LEVEL, 1, free))


def _squares(residuals: Residuals, at: Array) -> float:
    return float(np.sum(residuals(at) ** 2))


def _least(residuals: Residuals, start: Array, low: Array, high: Array, held: Collection[int]) -> Array:
    """Return the parameters of least squares with those of `held` kept as in `start`."""
    from scipy.optimize import least_squares

    moved = [place for place in range(len(start)) if place not in held]
    if not moved:
        return start

    def of_moved(values: Array) -> Array:
        whole = start.copy()
        whole[moved] = values
        return residuals(whole)

    inside = np.clip(start[moved], np.nextafter(low[moved], high[moved]), np.nextafter(high[moved], low[moved]))
    found = least_squares(of_moved, inside, bounds=(low[moved], high[moved]), xtol=1e-14, ftol=1e-14, gtol=1e-14)
    result = start.copy()
    result[moved] = found.x
    return result


def _ends(
    residuals: Residuals, best: Array, low: Array, high: Array, place: int, allowed: float
) -> tuple[float, float]:
    """Return the ends of the profile interval of one parameter, at most its bounds."""
    from scipy.optimize import brentq

    def beyond(value: float) -> float:
        start = best.copy()
        start[place] = value
        return _squares(residuals, _least(residuals, start, low, high, (place,))) - allowed

    found = []
    for bound in (low[place], high[place]):
        if beyond(bound) <= 0.0:
            found.append(float(bound))
        elif beyond(best[place]) >= 0.0:  # an exact fit
            found.append(float(best[place]))
        else:
            first, last = sorted((float(best[place]), float(bound)))
            found.append(float(brentq(beyond, first, last, xtol=1e-12)))
    return found[0], found[1]


# ------------------------------------------------------------------------------- the crop


def normal_yield(harvest: Array, area: Array, prior: Range) -> Fit:
    """Fit the yield of a normal year: ``ln(H/A) = ln y + weather``.

    Parameters
    ----------
    harvest, area : ndarray, shape (year,)
        Years with both.
    prior
        Its range before.
    """
    seen = np.log(harvest / area)
    found = fit(lambda x: seen - x[0], [np.log(prior[1])], [(np.log(prior[0]), np.log(prior[2]))])
    return Fit(np.exp(found.estimate), np.exp(found.low), np.exp(found.high), found.sd, found.n)


def weather_range(sd: float, n: int) -> tuple[float, float]:
    """Return the 90 % interval of a single later year around the normal one, from `n` years.

    ``exp(± t sd sqrt(1 + 1/n))`` with `t` of ``n - 1`` degrees of freedom.

    Examples
    --------
    >>> [round(end, 3) for end in weather_range(0.03, 4)]
    [0.924, 1.082]
    """
    from scipy.stats import t

    reach = float(t.ppf(0.5 + LEVEL / 2.0, n - 1)) * sd * np.sqrt(1.0 + 1.0 / n)
    return float(np.exp(-reach)), float(np.exp(reach))


def area_response(area: Array, price: Array, elasticity: Range, adjustment: Range) -> Fit:
    """Fit the answer of area to price, as the model has it (Nerlove 1958).

    ``ln A_t = a + r_t``, ``r_t = (1 - λ) r_{t-1} + λ ε ln(p_{t-1} / p_0)`` with `p_0` the
    first price and no response in the first year. Parameters `a`, `ε`, `λ`.

    Parameters
    ----------
    area : ndarray, shape (year,)
        Areas of years in a row; NaN where there is none.
    price : ndarray, shape (year,)
        Real farm price of the year *before* each.
    elasticity, adjustment
        Their ranges before.
    """
    first = float(np.nanmean(np.log(area)))
    move = np.log(price / price[0])

    def residuals(x: Array) -> Array:
        response, gap = 0.0, []
        for seen, change in zip(np.log(area), move, strict=True):
            response = (1.0 - x[2]) * response + x[2] * x[1] * change
            gap.append(seen - x[0] - response)
        return np.array([value for value in gap if np.isfinite(value)])

    bounds = [(first - 1.0, first + 1.0), elasticity[::2], adjustment[::2]]
    return fit(residuals, [first, elasticity[1], adjustment[1]], bounds)


# ------------------------------------------------------------------------------ the table


def calibrate(frame: pd.DataFrame, years: Collection[int], crop: str, priors: Mapping[str, Range]) -> pd.DataFrame:
    """Fit what the years kept for calibration can tell of the crop.

    Parameters
    ----------
    frame
        Observations: ``variable``, ``label``, ``year``, ``value``, ``months``; of ``area``, ``harvest``
        and ``price`` of the crop's commodity.
    years
        Years that may be looked at; nothing else is.
    crop
        Commodity of the crop, the label of its price.
    priors
        Low, value, high of ``growing.yield_furrow``, ``growing.area_elasticity`` and
        ``growing.area_adjustment``, by the end of the path.

    Returns
    -------
    pandas.DataFrame
        A row for each parameter, columns `COLUMNS`; `informative` says whether the interval is
        narrower than the range before.
    """
    kept = whole_years(frame[frame["year"].isin(list(years))])
    rows = [*_yield_rows(kept, priors), *_area_rows(kept, crop, priors)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def calibrated(pack: Pack, entry: HindcastEntry) -> pd.DataFrame:
    """Fit the crop of a pack to the calibration years of one of its hindcasts.

    Returns
    -------
    pandas.DataFrame
        As :func:`calibrate`; empty for a pack without a crop.
    """
    crop = pack.structure.crop
    if crop is None:
        return pd.DataFrame(columns=list(COLUMNS))
    priors = {
        path.split(".", 1)[1]: (item.lows[0], item.values[0], item.highs[0])
        for path, item in pack.parameters.items()
        if path.startswith(f"{crop.id}.")
    }
    return calibrate(observations(pack), entry.calibrate, crop.output, priors)


def _yield_rows(frame: pd.DataFrame, priors: Mapping[str, Range]) -> list[tuple[object, ...]]:
    """Normal yield, and the spread of years around it."""
    years = sorted(set(frame["year"]))
    area, harvest = series(frame, "area", "", years), series(frame, "harvest", "", years)
    both = np.isfinite(area) & np.isfinite(harvest)
    used = ";".join(str(year) for year, known in zip(years, both, strict=True) if known)
    prior = priors["yield_furrow"]
    # a country's yields over the years vary more than the range of one year's level
    wide = (0.5 * prior[0], prior[1], 1.5 * prior[2])
    if both.sum() < LEAST_SPREAD:
        return [_row("yield_furrow", "t/ha", _untold(int(both.sum()), wide), 0, wide, used, "mean of logarithms")]
    found = normal_yield(harvest[both], area[both], wide)
    low, high = weather_range(found.sd, found.n)
    single = Fit(np.array([1.0]), np.array([low]), np.array([high]), found.sd, found.n)
    return [
        _row("yield_furrow", "t/ha", found, 0, wide, used, "mean of logarithms"),
        _row("weather", "1", single, 0, (0.5, 1.0, 1.5), used, "spread of single years around it"),
    ]


def _area_rows(frame: pd.DataFrame, crop: str, priors: Mapping[str, Range]) -> list[tuple[object, ...]]:
    """How area answers to price: the long-run elasticity and the speed."""
    seen = frame[(frame["variable"] == "price") & (frame["label"] == crop)]["year"]
    run = _longest_run([int(year) + 1 for year in sorted(seen)])
    area = series(frame, "area", "", run)
    price = series(frame, "price", crop, [year - 1 for year in run])
    elasticity, adjustment = priors["area_elasticity"], priors["area_adjustment"]
    known = np.isfinite(area)
    used = ";".join(str(year) for year, there in zip(run, known, strict=True) if there)
    if known.any():
        found = area_response(area, price, elasticity, adjustment)
    else:
        found = _untold(0, (0.0, 0.0, 0.0), elasticity, adjustment)
    method = "partial adjustment to last year's real farm price"
    return [
        _row("area_elasticity", "1", found, 1, elasticity, used, method),
        _row("area_adjustment", "1", found, 2, adjustment, used, method),
    ]


def _longest_run(years: Sequence[int]) -> list[int]:
    """Return the longest run of years that follow one another, of equal ones the last.

    Examples
    --------
    >>> _longest_run([2012, 2020, 2021, 2025])
    [2020, 2021]
    """
    runs: list[list[int]] = [[]]
    for year in years:
        if runs[-1] and year != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(year)
    return max(reversed(runs), key=len)


def _untold(n: int, *priors: Range) -> Fit:
    """Return what is known without a fit: the ranges before."""
    low, value, high = np.array(priors, dtype=np.float64).T
    return Fit(value, low, high, float("nan"), n)


def _row(
    name: str, unit: str, found: Fit, place: int, prior: Range, years: str, method: str
) -> tuple[object, ...]:
    low, high = float(found.low[place]), float(found.high[place])
    informative = high - low < WIDE * (prior[2] - prior[0])
    return (name, unit, float(found.estimate[place]), low, high, prior[0], prior[2], years, found.n, found.sd,
            informative, method)  # fmt: skip
