"""Fans, and the probability of reaching a target: value, year, indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.explore.indicators import Indicator, independent, over_years, unit_of
from ioscenario.outputs import VARIABLE
from ioscenario.problems import Findings, InputError, Problem

#: Lines of a fan.
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Target:
    """A value that an indicator is to reach.

    Parameters
    ----------
    variable
        Name of a variable of the results.
    value
        The value, in the unit of the results.
    year
        Year in which it is to be reached; None: the last one kept.
    where
        Members of its dimensions; members that are left open are added up.
    at_least
        Whether more is better; False: the value is to be kept below, or reached from above.
    against_reference
        Whether the difference from the reference scenario is meant.

    Examples
    --------
    >>> Target("sector_jobs", 25_000, 2030).indicator.label
    'sector_jobs 2030'
    """

    variable: str
    value: float
    year: int | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    at_least: bool = True
    against_reference: bool = False

    @property
    def indicator(self) -> Indicator:
        """What is looked at."""
        return Indicator(self.variable, self.year, self.where, self.against_reference)

    def reached(self, values: xr.DataArray) -> xr.DataArray:
        """Whether values reach it."""
        return values >= self.value if self.at_least else values <= self.value


def probability(dataset: xr.Dataset, target: Target, scenarios: Sequence[str] | None = None) -> xr.Dataset:
    """Share of the draws in which a target is reached.

    Parameters
    ----------
    dataset
        Results with draws: a plain run with samples, a Latin hypercube, or a Sobol' design, of
        which only the independent samples are used.
    target
        The target. With a year, only that year is looked at; without, every year is.
    scenarios
        Scenarios; None: all.

    Returns
    -------
    xarray.Dataset
        ``probability``, ``low`` and ``high`` (Wilson's interval of 95 %), ``runs`` (counted) and
        ``left_out`` (failed) over (scenario, year). NaN where every run failed.

    Raises
    ------
    InputError
        For designs without draws, and for what the dataset does not have.

    Notes
    -----
    The probability is one within the ranges given for the parameters, if these are right.
    In a Latin hypercube the share is at least about as precise as Wilson (1927), Journal of the
    American Statistical Association 22(158), says of independent draws.

    Examples
    --------
    >>> import ioscenario as ios
    >>> data = ios.load("toy-chain").run("baseline", samples=50).dataset
    >>> found = probability(data, Target("sector_jobs", 0.0, 2030))
    >>> float(found["probability"].sel(scenario="baseline", year=2030))
    1.0
    """
    _check_value(target)
    data = independent(dataset, "the probability of a target")
    if target.year is not None:
        _check_year(dataset, target.year)
    found = over_years(data, target.indicator, scenarios)
    if target.year is not None:
        found = found.sel(year=[target.year])
    known = found.notnull()
    runs = known.sum("sample")
    share = (target.reached(found) & known).sum("sample") / runs.where(runs > 0)
    low, high = wilson(share.values, runs.values)
    dims = share.dims
    return xr.Dataset(
        {
            "probability": share.variable,
            "low": xr.Variable(dims, low),
            "high": xr.Variable(dims, high),
            "runs": runs.variable,
            "left_out": (~known).sum("sample").variable,
        },
        {name: found.coords[name] for name in ("scenario", "year")},
        {
            "analysis": "probability",
            "variable": target.variable,
            "members": ", ".join(target.where.values()),
            "value": float(target.value),
            "unit": unit_of(dataset, target.indicator),
            "at_least": int(target.at_least),
            "against_reference": int(target.against_reference),
        },
    )


def _check_value(target: Target) -> None:
    """Refuse a value that is no number."""
    if isinstance(target.value, bool) or not np.isfinite(target.value):
        raise InputError([Problem("range", "a number", key="value", value=str(target.value))])


def _check_year(dataset: xr.Dataset, year: int) -> None:
    years = [int(item) for item in dataset["year"].values]
    if year not in years:
        expected = f"one of the years kept, {years[0]} to {years[-1]}"
        raise InputError([Problem("unknown-year", expected, key="year", value=str(year))])


def wilson(
    share: npt.NDArray[np.float64], count: npt.NDArray[np.int64], z: float = 1.959963984540054
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Wilson's interval of a share of so many independent draws.

    Parameters
    ----------
    share, count
        Observed shares and numbers of draws.
    z
        Quantile of the standard normal distribution.

    Examples
    --------
    >>> low, high = wilson(np.array([0.5]), np.array([100]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.4038, 0.5962)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
        half = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def fan(
    dataset: xr.Dataset,
    indicator: str | Indicator,
    scenarios: Sequence[str] | None = None,
    quantiles: Sequence[float] = QUANTILES,
) -> xr.DataArray:
    """Quantiles of an indicator over the draws, in every year.

    Parameters
    ----------
    dataset
        Results with draws, as in `probability`; or a sweep that kept quantiles only, of a
        variable without open dimensions.
    indicator
        An indicator, or the name of a variable; its year is not looked at.
    scenarios
        Scenarios; None: all.
    quantiles
        Shares of the draws that lie below each line.

    Returns
    -------
    xarray.DataArray
        (scenario, quantile, year), with ``left_out`` (failed runs) along (scenario, year).

    Raises
    ------
    InputError
        For designs without draws, shares outside 0 and 1, and for what the dataset does not have.

    Examples
    --------
    >>> import ioscenario as ios
    >>> data = ios.load("toy-chain").run("baseline", samples=50).dataset
    >>> fan(data, "sector_jobs").dims
    ('scenario', 'quantile', 'year')
    """
    item = Indicator(indicator) if isinstance(indicator, str) else indicator
    findings = Findings()
    for share in quantiles:
        if not 0.0 <= share <= 1.0:
            findings.add("range", "a share from 0 to 1", key="quantiles", value=share)
    findings.raise_if_any()
    data = independent(dataset, "a fan")
    if item.variable in VARIABLE and item.variable not in data and f"{item.variable}_quantile" in data:
        return _kept(data, item, scenarios, quantiles)
    found = over_years(data, item, scenarios)
    known = found.notnull()
    lines = found.quantile(list(quantiles), "sample", skipna=True).transpose("scenario", "quantile", "year")
    attrs = {"units": unit_of(dataset, item)}
    return lines.assign_coords(left_out=(("scenario", "year"), (~known).sum("sample").values)).assign_attrs(attrs)


def _kept(
    dataset: xr.Dataset, item: Indicator, scenarios: Sequence[str] | None, quantiles: Sequence[float]
) -> xr.DataArray:
    """Lines of a fan from the quantiles that a sweep kept; quantiles of members do not add up."""
    found = dataset[f"{item.variable}_quantile"]
    kept = [float(share) for share in dataset["quantile"].values]
    findings = Findings()
    for share in quantiles:
        if share not in kept:
            expected = "one of the quantiles kept: " + ", ".join(map(str, kept))
            findings.add("quantile", expected, key="quantiles", value=share)
    rest = [dim for dim in VARIABLE[item.variable].dims if dim not in item.where]
    if rest or item.against_reference:
        expected = "runs that were kept: quantiles of members or of scenarios do not add up"
        findings.add("members", expected, key=item.label)
    for dim, member in item.where.items():
        if dim not in found.dims or member not in found[dim].values:
            findings.add("unknown-name", "a member of the variable", key=item.variable, value=f"{dim}: {member}")
    findings.raise_if_any()
    names = [str(name) for name in dataset["scenario"].values] if scenarios is None else list(scenarios)
    lines = found.sel({"scenario": names, "quantile": list(quantiles), **item.where}).load()
    return lines.reset_coords(drop=True).transpose("scenario", "quantile", "year")
