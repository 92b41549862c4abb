"""Indicators: one number a run, picked out of the results that are analysed.

Runs that failed, and runs in which an indicator has no value, are NaN here. Every analysis
leaves them out and says how many it left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.outputs import VARIABLE, VARIABLES, Variable
from ioscenario.problems import Findings, InputError, Problem, nearest

Array = npt.NDArray[np.float64]

#: Dimensions of a run rather than of a result.
RUN: Final = ("scenario", "sample")
#: Designs whose samples are draws from the distributions of the parameters.
DRAWN: Final = ("latin_hypercube", "sobol")
#: In a Sobol' design, samples of the matrices A and B are independent draws; the others repeat their values.
INDEPENDENT_STEPS: Final = 2


@dataclass(frozen=True)
class Indicator:
    """What of the results of a run is looked at.

    Parameters
    ----------
    variable
        Name of a variable of the results.
    year
        The year; None: the last one kept.
    where
        Members of its dimensions, such as ``{"process": "mill"}``; members that are left open
        are added up.
    against_reference
        Whether the value of the reference scenario in the same sample is taken off.

    Examples
    --------
    >>> Indicator("jobs_direct", 2030, {"process": "mill"}).label
    'jobs_direct[mill] 2030'
    """

    variable: str
    year: int | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    against_reference: bool = False

    @property
    def label(self) -> str:
        """Short name, the same for the same indicator."""
        members = f"[{', '.join(self.where.values())}]" if self.where else ""
        year = "" if self.year is None else f" {self.year}"
        return f"{self.variable}{members}{year}" + (" less reference" if self.against_reference else "")


#: What an analysis takes for an indicator: the name of a variable stands for its total in the last year.
Wanted = str | Indicator


def outcomes(
    dataset: xr.Dataset, indicators: Wanted | Iterable[Wanted] | None = None, scenarios: Sequence[str] | None = None
) -> xr.DataArray:
    """Values of indicators in every run.

    Parameters
    ----------
    dataset
        Results with or without ``sample``.
    indicators
        Indicators, or names of variables; None: every variable kept that has a total.
    scenarios
        Scenarios; None: all.

    Returns
    -------
    xarray.DataArray
        (scenario, sample, indicator), without ``sample`` where the results have none; NaN where a
        run failed. Coordinates along ``indicator``: ``variable``, ``year``, ``unit``.

    Raises
    ------
    InputError
        For variables, years, members and scenarios that the dataset does not have, all at once.

    Examples
    --------
    >>> import ioscenario as ios
    >>> data = ios.load("toy-chain").run("baseline", samples=3).dataset
    >>> outcomes(data, ["sector_jobs", Indicator("production", 2030, {"commodity": "shirts"})]).sizes
    Frozen({'scenario': 1, 'sample': 3, 'indicator': 2})
    """
    findings = Findings()
    chosen = chosen_scenarios(dataset, scenarios, findings)
    wanted = listed(dataset, indicators)
    for item in wanted:
        _check(dataset, item, findings)
    findings.raise_if_any()
    wanted = [_dated(dataset, item) for item in wanted]
    parts = [_values(dataset, item, chosen) for item in wanted]
    found = xr.concat(parts, "indicator", coords="minimal", compat="override")
    dims = [dim for dim in (*RUN, "indicator") if dim in found.dims]
    return found.transpose(*dims).assign_coords(
        indicator=[item.label for item in wanted],
        variable=("indicator", [item.variable for item in wanted]),
        year=("indicator", [int(item.year or 0) for item in wanted]),
        unit=("indicator", [unit_of(dataset, item) for item in wanted]),
    )


def listed(dataset: xr.Dataset, indicators: Wanted | Iterable[Wanted] | None) -> list[Indicator]:
    """Indicators from what a caller gives; None: all variables with a total, in the last year."""
    if indicators is None:
        found = [Indicator(item.name) for item in VARIABLES if item.name in dataset and has_total(item)]
        if not found:
            expected = "results with values of runs of a variable that has a total: keep some in the sweep"
            raise InputError([Problem("nothing-kept", expected, key="indicators")])
        return found
    if isinstance(indicators, str | Indicator):
        indicators = [indicators]
    items = [Indicator(item) if isinstance(item, str) else item for item in indicators]
    if not items:
        raise InputError([Problem("empty", "at least one indicator", key="indicators")])
    return items


def has_total(item: Variable) -> bool:
    """Whether members of a variable add up to one number of one unit."""
    return not item.dims or (item.sums and "own" not in item.unit and " or " not in item.unit)


def chosen_scenarios(dataset: xr.Dataset, scenarios: Sequence[str] | str | None, findings: Findings) -> list[str]:
    """Scenarios asked for; None: all."""
    known = [str(name) for name in dataset["scenario"].values]
    if scenarios is None:
        return known
    chosen = [scenarios] if isinstance(scenarios, str) else list(scenarios)
    for name in chosen:
        if name not in known:
            expected = "a scenario of the results"
            findings.add("unknown-scenario", expected, value=name, nearest=nearest(str(name), known))
    return chosen


def _check(dataset: xr.Dataset, item: Indicator, findings: Findings) -> None:
    """Refuse what the dataset does not have, and sums that mean nothing."""
    name = item.variable
    kept = [variable.name for variable in VARIABLES if variable.name in dataset]
    if name not in kept:
        known = name in VARIABLE
        expected = "a variable whose runs the sweep keeps" if known else "a variable of the results"
        # A sweep may have kept quantiles and no runs.
        names = kept or [variable.name for variable in VARIABLES if f"{variable.name}_quantile" in dataset]
        near = None if known and not kept else nearest(name, names)
        findings.add("unknown-variable", expected, key=name, nearest=near)
        return
    if dataset[name].dtype.kind != "f":
        findings.add("categories", "a variable with numbers: this one has codes of categories", key=name)
        return
    years = [int(year) for year in dataset["year"].values]
    if item.year is not None and item.year not in years:
        findings.add("unknown-year", "one of the years kept, " + _span(years), key=item.label, value=item.year)
    for dim, member in item.where.items():
        _check_member(dataset, item, dim, member, findings)
    variable = VARIABLE[name]
    open_dims = [dim for dim in variable.dims if dim not in item.where]
    if open_dims and not variable.sums:
        expected = f"a member of {', '.join(open_dims)}: members of {name} do not add up"
        findings.add("members", expected, key=item.label)
    elif "own" in variable.unit and {"commodity", "process", "line"} & set(open_dims):
        expected = f"a member of {', '.join(open_dims)}: members of {name} have units of their own"
        findings.add("members", expected, key=item.label)


def _check_member(dataset: xr.Dataset, item: Indicator, dim: str, member: str, findings: Findings) -> None:
    dims = VARIABLE[item.variable].dims
    if dim not in dims:
        expected = "a dimension of the variable: " + (", ".join(dims) or "it has none")
        findings.add("unknown-dimension", expected, key=item.variable, value=dim, nearest=nearest(dim, dims))
        return
    known = [str(name) for name in dataset[dim].values]
    if member not in known:
        expected = f"a {dim} of the results"
        findings.add("unknown-name", expected, key=item.variable, value=member, nearest=nearest(str(member), known))


def _span(years: Sequence[int]) -> str:
    """Years in words.

    Examples
    --------
    >>> _span([2025, 2026, 2030]), _span([2030])
    ('2025 to 2030', '2030')
    """
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _dated(dataset: xr.Dataset, item: Indicator) -> Indicator:
    """The indicator with its year."""
    year = int(dataset["year"].values[-1]) if item.year is None else item.year
    return Indicator(item.variable, year, item.where, item.against_reference)


def _values(dataset: xr.Dataset, item: Indicator, scenarios: list[str]) -> xr.DataArray:
    """One indicator, (scenario, sample)."""
    whole = over_years(dataset, item, scenarios, item.year)
    return whole.drop_vars([name for name in whole.coords if name not in RUN])


#: Differences from the reference up to this share of the level are rounding.
SAME: Final = 1e-9


def over_years(
    dataset: xr.Dataset, item: Indicator, scenarios: Sequence[str] | None = None, year: int | None = None
) -> xr.DataArray:
    """An indicator in every year, (scenario, sample, year), or in one; NaN where a run failed.

    Parameters
    ----------
    dataset
        Results.
    item
        The indicator; its year is not looked at.
    scenarios
        Scenarios; None: all.
    year
        One year only.

    Raises
    ------
    InputError
        As `outcomes`.
    """
    findings = Findings()
    chosen = chosen_scenarios(dataset, scenarios, findings)
    _check(dataset, item, findings)
    findings.raise_if_any()
    reference = str(dataset.attrs["reference"])
    names = list(dict.fromkeys([*chosen, reference])) if item.against_reference else chosen
    where: dict[str, object] = {"scenario": names, **item.where, **({} if year is None else {"year": year})}
    found = dataset[item.variable].sel(where).load()
    rest = [dim for dim in found.dims if dim not in (*RUN, "year")]
    # Members may have no value, such as an input that a process does not use; if none has, there is no sum.
    found = found.sum(rest, skipna=True, min_count=1) if rest else found
    if "status" in dataset:
        found = found.where(dataset["status"].sel(scenario=names) == 0)
    if item.against_reference:
        base = found.sel(scenario=reference, drop=True)
        change = found - base
        # what only rounding tells apart is the same, and must not look like an effect
        found = change.where(~(abs(change) <= SAME * np.maximum(abs(found), abs(base))), 0.0)
    return found.sel(scenario=chosen)


def unit_of(dataset: xr.Dataset, item: Indicator) -> str:
    """Unit of an indicator; that of the member where members have units of their own."""
    name = item.variable if item.variable in dataset else f"{item.variable}_quantile"
    unit = str(dataset[name].attrs.get("units", VARIABLE[item.variable].unit))
    for dim in ("commodity", "process"):
        if dim in item.where and f"{dim}_unit" in dataset.coords:
            own = str(dataset[f"{dim}_unit"].sel({dim: item.where[dim]}).values)
            return unit.replace("own unit", own).replace("own", own)
    return unit


# ----------------------------------------------------------------------------- designs


def design_of(dataset: xr.Dataset) -> str:
    """Kind of the design of the samples; empty where there are none.

    Results of a plain run with samples have no name of a design: they are a Latin hypercube.
    """
    if "sample" not in dataset.dims:
        return ""
    return str(dataset.attrs.get("design") or "latin_hypercube")


def require_design(dataset: xr.Dataset, *kinds: str, analysis: str) -> None:
    """Refuse results whose design does not fit an analysis.

    Parameters
    ----------
    dataset
        Results.
    *kinds
        Designs that fit.
    analysis
        Name of the analysis, for the message.

    Raises
    ------
    InputError
        With the designs that fit.
    """
    found = design_of(dataset)
    if found not in kinds:
        expected = f"a sweep with the design {' or '.join(kinds)} for {analysis}"
        raise InputError([Problem("design", expected, key="design", value=found or "no samples")])


def independent(dataset: xr.Dataset, analysis: str) -> xr.Dataset:
    """Results whose samples are independent draws, each of the same weight.

    Parameters
    ----------
    dataset
        Results.
    analysis
        Name of the analysis, for the message.

    Returns
    -------
    xarray.Dataset
        All samples of a Latin hypercube; of a Sobol' design those of the matrices A and B.

    Raises
    ------
    InputError
        For designs that step through ranges, whose samples are no draws.
    """
    require_design(dataset, *DRAWN, analysis=analysis)
    if design_of(dataset) != "sobol":
        return dataset
    return dataset.isel(sample=np.flatnonzero(dataset["step"].values < INDEPENDENT_STEPS))


def counts_of_resamples(size: int, resamples: int, seed: int) -> npt.NDArray[np.float32]:
    """How often each of `size` things is drawn in each bootstrap resample.

    Parameters
    ----------
    size
        Number of things, and of draws in a resample.
    resamples
        Number of resamples.
    seed
        Whole number from 0.

    Returns
    -------
    ndarray, shape (resample, thing)
        Counts; a product with terms (thing, ...) gives the sums of all resamples at once.

    Examples
    --------
    >>> counts_of_resamples(4, 2, 0).sum(axis=1)
    array([4., 4.], dtype=float32)
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    found = np.empty((resamples, size), dtype=np.float32)
    for row in range(resamples):  # resamples, not runs: the table of all draws would be large
        found[row] = np.bincount(generator.integers(size, size=size), minlength=size)
    return found


def check_call(level: float, resamples: int, seed: int) -> None:
    """Refuse a level, a number of resamples or a seed that means nothing."""
    findings = Findings()
    if not 0.0 < level < 1.0:
        findings.add("range", "a share between 0 and 1", key="level", value=level)
    if isinstance(resamples, bool) or not isinstance(resamples, int) or not 2 <= resamples <= 100_000:
        findings.add("range", "a whole number of resamples from 2 to 100000", key="resamples", value=resamples)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        findings.add("range", "a whole number from 0", key="seed", value=seed)
    findings.raise_if_any()
