"""Are we on track: targets against results, the gap by year and scenario, and the probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import xarray as xr

from ioscenario.assessment.holdings import holding
from ioscenario.explore.indicators import SAME, Indicator, independent, over_years
from ioscenario.explore.targets import Target, wilson
from ioscenario.language import Language
from ioscenario.outputs import VARIABLE
from ioscenario.problems import InputError, Problem

Record = Mapping[str, Any]


class HasRuns(Protocol):
    """Anything with a dataset of results: those of a run, or a sweep."""

    @property
    def dataset(self) -> xr.Dataset:
        """Variables of the registry of outputs."""


#: Ends of the range shown beside the median.
ENDS: Final = (0.05, 0.95)

#: How a scenario stands to a target in its year: reached; reached before and lost again; reached only
#: later; never.
OUTCOMES: Final = ("met", "lost", "late", "missed")

#: What is copied from the record of a target to a coordinate.
FACTS: Final = ("indicator", "label", "per", "enterprise", "direction", "status", "grade", "source", "results_unit")


def values_of(dataset: xr.Dataset, target: Record, register: Sequence[Record] = ()) -> xr.DataArray:
    """The indicator of a target in every year and run, in ``results_unit``.

    Members that the label leaves open are added up; an enterprise has its part of the process, see
    `ioscenario.assessment.holdings`.

    Parameters
    ----------
    dataset
        Results.
    target
        A record of `Results.targets`.
    register
        Records of `Results.enterprises`; needed for targets of an enterprise only.

    Returns
    -------
    xarray.DataArray
        (scenario, year), with sample where there are samples; NaN where a run failed.
    """
    if target["enterprise"]:
        found = holding(dataset, register, target["enterprise"], target["indicator"], target["label"])
        if "status" in dataset:
            found = found.where(dataset["status"] == 0)
    else:
        found = over_years(dataset, Indicator(target["indicator"], where=_where(dataset, target)))
    if target["per"]:
        base = over_years(dataset, Indicator(target["per"]))
        found = found / base.where(base != 0.0)
    amount = float(target["amount"])
    # what only rounding tells from the target has reached it
    return found.where(~(abs(found - amount) <= SAME * abs(amount)), amount).reset_coords(drop=True)


def _where(dataset: xr.Dataset, target: Record) -> dict[str, str]:
    """Dimension of the label."""
    label = target["label"]
    dims = VARIABLE[target["indicator"]].dims
    return next(({dim: label} for dim in dims if label and label in dataset[dim].values.tolist()), {})


def gaps(
    dataset: xr.Dataset, targets: Sequence[Record], register: Sequence[Record] = (), language: str = "en"
) -> xr.Dataset:
    """How far every scenario is from every target in every year.

    Parameters
    ----------
    dataset
        Results of a run, or of a sweep that keeps the runs. Samples must be independent draws.
    targets, register
        As `Results.targets` and `Results.enterprises` give them.
    language
        Language of the texts.

    Returns
    -------
    xarray.Dataset
        Over (target, scenario, year): ``value`` (with samples the median, and ``low`` and ``high``, the
        5th and 95th percentiles), ``gap`` (value less target, or target less value where it is to be
        kept below: negative is short of the target), ``gap_share`` (of the target's size), and with
        samples ``probability`` of reaching it with ``probability_low`` and ``probability_high`` (Wilson,
        95 %) and ``runs``. Units differ by target: coordinate ``unit``. A target's own year is in
        ``target_year``.

    Raises
    ------
    InputError
        For designs whose samples are no draws, and results without what a target is about.

    Notes
    -----
    The probability is one within the ranges of the parameters, if these are right; Wilson (1927),
    Journal of the American Statistical Association 22(158).

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run("more_demand")
    >>> found = gaps(results.dataset, results.targets)
    >>> float(found["gap"].sel(target="shirts_2028", scenario="more_demand", year=2026))
    0.0
    """
    say = Language(language)
    data = independent(dataset, "the probability of a target") if "sample" in dataset.dims else dataset
    if not targets:
        raise InputError([Problem("no-targets", "a pack with targets.yaml", value=str(dataset.attrs.get("pack", "")))])
    parts = [_gap(values_of(data, item, register), item) for item in targets]
    found = xr.concat(parts, "target", coords="minimal", compat="override")
    coords: dict[str, Any] = {name: ("target", [str(item[name]) for item in targets]) for name in FACTS}
    coords |= {
        "unit": coords.pop("results_unit"),
        "target": [item["id"] for item in targets],
        "amount": ("target", [float(item["amount"]) for item in targets]),
        "target_year": ("target", [int(item["year"]) for item in targets]),
        "text": ("target", [str(item["text"][say.code]) for item in targets]),
    }
    return found.assign_coords(coords).assign_attrs(analysis="targets", reference=str(dataset.attrs["reference"]))


def _gap(values: xr.DataArray, target: Record) -> xr.Dataset:
    """Value, gap and probability of one target over scenario and year."""
    amount, sign = float(target["amount"]), 1.0 if target["direction"] == "at_least" else -1.0
    sampled = "sample" in values.dims
    middle = values.median("sample") if sampled else values
    gap = sign * (middle - amount)
    size = abs(amount) if amount else np.nan
    found = {"value": middle, "gap": gap, "gap_share": gap / size}
    if sampled:
        ends = values.quantile(list(ENDS), "sample")
        found |= {name: ends.sel(quantile=share, drop=True) for name, share in zip(("low", "high"), ENDS, strict=True)}
        found |= _probability(values, target)
    dims = ("scenario", "year")
    data = {name: (dims, array.transpose(*dims).values) for name, array in found.items()}
    return xr.Dataset(data, {dim: values[dim].values for dim in dims})


def _probability(values: xr.DataArray, target: Record) -> dict[str, xr.DataArray]:
    """Share of the draws that reach a target, with its interval."""
    aim = Target(target["indicator"], float(target["amount"]), at_least=target["direction"] == "at_least")
    known = values.notnull()
    runs = known.sum("sample")
    share = (aim.reached(values) & known).sum("sample") / runs.where(runs > 0)
    low, high = wilson(share.values, runs.values)
    return {
        "probability": share,
        "probability_low": share.copy(data=low),
        "probability_high": share.copy(data=high),
        "runs": runs,
    }


def first_years(gap: xr.DataArray) -> xr.DataArray:
    """First year in which a gap is closed, zero where it never is; year is dropped.

    Parameters
    ----------
    gap
        As `gaps` gives it, negative while short of the target.

    Examples
    --------
    >>> first_years(xr.DataArray([-2.0, 0.0, -1.0], {"year": [2025, 2026, 2027]}, dims="year")).item()
    2026
    """
    reached = gap >= 0.0
    years = gap["year"].where(reached)
    return years.min("year").fillna(0).astype(int)


def in_target_year(found: xr.Dataset) -> xr.Dataset:
    """The part of `gaps` in the year of each target, over (target, scenario); NaN beyond the last year."""
    wanted = found["year"] == found["target_year"]
    return found.where(wanted).max("year", keep_attrs=True)


def frame(found: xr.Dataset, titles: Mapping[str, str]) -> pd.DataFrame:
    """A row for each target and scenario.

    Parameters
    ----------
    found
        What `gaps` returns.
    titles
        Titles of the scenarios by name.

    Returns
    -------
    pandas.DataFrame
        Indexed by (target, scenario).
    """
    dims = ("target", "scenario")
    values = {str(name): array.transpose(*dims).values for name, array in in_target_year(found).items()}
    first = first_years(found["gap"]).transpose(*dims).values
    facts = {str(name): array.values.tolist() for name, array in found.coords.items() if array.dims == ("target",)}
    rows = []
    for row in range(found.sizes["target"]):
        about = {name: listed[row] for name, listed in facts.items()}
        for column, scenario in enumerate(map(str, found["scenario"].values)):
            at = {name: float(array[row, column]) for name, array in values.items()}
            names = {"scenario": scenario, "title": titles[scenario]}
            rows.append(_row(about, at, int(first[row, column]), names))
    return pd.DataFrame(rows).set_index(list(dims))


def _row(facts: Record, at: Record, year: int, scenario: Record) -> dict[str, Any]:
    """One row of the table."""
    nothing = float("nan")
    runs = at.get("runs", nothing)
    return {
        "target": facts["target"],
        **scenario,
        "text": facts["text"],
        **{name: facts[name] for name in ("indicator", "label", "per", "enterprise")},
        "year": facts["target_year"],
        "direction": facts["direction"],
        "amount": facts["amount"],
        "value": at["value"],
        "low": at.get("low", nothing),
        "high": at.get("high", nothing),
        "gap": at["gap"],
        "gap_share": at["gap_share"],
        "unit": facts["unit"],
        "outcome": outcome(at["gap"], year, facts["target_year"]),
        "first_year": year or pd.NA,
        **{name: at.get(name, nothing) for name in ("probability", "probability_low", "probability_high")},
        "runs": pd.NA if np.isnan(runs) else int(runs),
        **{name: facts[name] for name in ("status", "grade", "source")},
    }


def outcome(gap: float, first: int, year: int) -> str:
    """How a scenario stands to a target: one of `OUTCOMES`, empty without a value.

    Parameters
    ----------
    gap
        In the target's year, negative while short of it.
    first
        First year in which it is reached, 0 for none.
    year
        The target's year.

    Examples
    --------
    >>> outcome(0.0, 2028, 2030), outcome(-1.0, 2032, 2030), outcome(-1.0, 2028, 2030), outcome(-1.0, 0, 2030)
    ('met', 'late', 'lost', 'missed')
    """
    if np.isnan(gap):
        return ""
    if gap >= 0.0:
        return "met"
    if not first:
        return "missed"
    return "late" if first > year else "lost"


def table(results: HasRuns, targets: Sequence[Record], register: Sequence[Record], language: str) -> pd.DataFrame:
    """`gaps` of results as a table, see :meth:`ioscenario.Model.targets`."""
    say = Language(language)
    found = gaps(results.dataset, targets, register, say.code)
    named = results.dataset[f"scenario_title_{say.code}"]
    titles = dict(zip(map(str, named["scenario"].values), map(str, named.values), strict=True))
    return frame(found, titles)
