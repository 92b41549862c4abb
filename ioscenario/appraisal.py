r"""Appraisal of scenarios: public money spent and returned, jobs, gain to the economy.

Everything is a difference from the reference scenario, sample by sample, so that what would
have come anyway is taken off. With the yearly cost :math:`C`, revenue :math:`R`, jobs
:math:`n` and gain to the economy :math:`B` as such differences, the discount factor
:math:`v`, the share :math:`a` of gains that is additional and the cost :math:`\mu` of
raising public money,

.. math::

    NPV = \sum_t v_t (a_t R_t - \mu_t C_t), \qquad
    BCR = \frac{\sum_t v_t a_t B_t}{\sum_t v_t \mu_t C_t}, \qquad
    \text{cost per job-year} = \frac{\sum_t v_t C_t}{\sum_t v_t a_t n_t}.

Revenue and jobs are given twice: of the chain itself, and (``_all_effects``) with its
suppliers and what households spend.

References
----------
English Partnerships (2008), *Additionality Guide*, 3rd ed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xarray as xr

if TYPE_CHECKING:
    from ioscenario.language import Language

#: Ending of the figures that count suppliers and household spending as well.
#: Differences from the reference up to this share of the level are rounding.
SAME: Final = 1e-12

#: Taxes that are measures themselves: nothing of them would come without being levied.
LEVIES: Final = ("import_duty", "export_duty", "water_charge")

WIDE: Final = "_all_effects"
#: Years at the end of the period whose mean stands for what stays.
LAST_YEARS: Final = 3
#: Percentiles shown beside the median.
SPREAD: Final = (0.05, 0.95)


@dataclass(frozen=True)
class Figure:
    """One figure of the appraisal.

    Parameters
    ----------
    name
        Name in the dataset; its label is ``appraisal.<name>`` in the catalogue.
    unit
        Unit; ``money`` stands for the unit of public cost.
    missing_is_worst
        Whether no value means worse than any: costs per job of a measure that brings
        none, the year in which a measure that never pays back does.
    """

    name: str
    unit: str
    missing_is_worst: bool = False


#: Figures in the order in which they are shown.
FIGURES: Final = (
    Figure("cost", "money"),
    Figure("discounted_cost", "money"),
    Figure("discounted_revenue", "money"),
    Figure("discounted_revenue" + WIDE, "money"),
    Figure("net_cost", "money"),
    Figure("net_cost" + WIDE, "money"),
    Figure("net_present_value", "money"),
    Figure("net_present_value" + WIDE, "money"),
    Figure("payback_year", "year", True),
    Figure("payback_year" + WIDE, "year", True),
    Figure("job_years", "job_year"),
    Figure("job_years" + WIDE, "job_year"),
    Figure("discounted_job_years", "job_year"),
    Figure("discounted_job_years" + WIDE, "job_year"),
    Figure("permanent_jobs", "job"),
    Figure("permanent_jobs" + WIDE, "job"),
    Figure("cost_per_job_year", "money_per_job_year", True),
    Figure("cost_per_job_year" + WIDE, "money_per_job_year", True),
    Figure("cost_per_permanent_job", "money_per_job", True),
    Figure("cost_per_permanent_job" + WIDE, "money_per_job", True),
    Figure("discounted_benefit", "money"),
    Figure("benefit_cost", "1"),
)


def appraise(dataset: xr.Dataset, reference: str) -> xr.Dataset:
    """Appraise every scenario against the reference.

    ==========================  ===================================================================
    figure                      meaning
    ==========================  ===================================================================
    cost                        sum of yearly cost
    discounted_cost             the same, discounted
    discounted_revenue          additional revenue, discounted
    net_cost                    discounted cost less discounted revenue
    net_present_value           discounted revenue less cost of raising the money spent
    payback_year                first year, money having been spent, in which discounted revenue
                                has covered the cost of raising it; NaN: never within the period
    job_years                   additional jobs, summed over the years
    discounted_job_years        the same, discounted
    permanent_jobs              additional jobs, mean of the last three years
    cost_per_job_year           discounted cost over discounted job-years
    cost_per_permanent_job      discounted cost over permanent jobs
    discounted_benefit          additional gain to the economy, discounted
    benefit_cost                that over the discounted cost of raising the money
    ==========================  ===================================================================

    Ratios are NaN where nothing is spent, costs per job also where no jobs are gained.

    Parameters
    ----------
    dataset
        Results with ``public_cost, public_revenue, revenue_by_effect, social_benefit,
        sector_jobs, jobs, discount_factor, funds_cost, additional_share``.
    reference
        Scenario to compare with. Its own figures are zero.

    Returns
    -------
    xarray.Dataset
        One variable a figure, (scenario, sample), with its unit.

    Examples
    --------
    100 spent in the first year for 30 a year in the three after it, at no discount:

    >>> years = np.arange(4)
    >>> data = xr.Dataset(
    ...     {"public_cost": (("scenario", "year", "lever"), [[[0.0]] * 4, [[100.0], [0.0], [0.0], [0.0]]]),
    ...      "public_revenue": (("scenario", "year", "tax"), [[[0.0]] * 4, [[0.0], [30.0], [30.0], [30.0]]]),
    ...      "revenue_by_effect": (("scenario", "year", "effect"), [[[0.0]] * 4, [[0.0], [50.0], [50.0], [50.0]]]),
    ...      "jobs": (("scenario", "year", "effect"), [[[0.0]] * 4, [[0.0], [9.0], [9.0], [9.0]]]),
    ...      "sector_jobs": (("scenario", "year"), [[0.0] * 4, [0.0, 5.0, 5.0, 5.0]]),
    ...      "social_benefit": (("scenario", "year"), [[0.0] * 4, [0.0, 40.0, 40.0, 40.0]]),
    ...      **{name: ("year", np.ones(4)) for name in ("discount_factor", "funds_cost", "additional_share")}},
    ...     {"scenario": ["as_is", "plan"], "year": years})
    >>> plan = appraise(data, "as_is").sel(scenario="plan")
    >>> [round(float(plan[name]), 2) for name in ("net_present_value", "cost_per_job_year", "benefit_cost")]
    [-10.0, 6.67, 1.2]
    >>> float(plan["payback_year"]), float(plan["payback_year_all_effects"])
    (nan, 2.0)
    """
    worth, additional = dataset["discount_factor"], dataset["additional_share"]
    cost = against(dataset["public_cost"].sum("lever", skipna=False), reference)
    raised = worth * dataset["funds_cost"] * cost
    benefit = total(worth * kept(against(dataset["social_benefit"], reference), additional))
    found = {
        "cost": total(cost),
        "discounted_cost": total(worth * cost),
        "discounted_benefit": benefit,
        "benefit_cost": ratio(benefit, total(raised), total(cost) > 0.0),
    }
    levied = levies(dataset["public_revenue"])
    revenue = {"": dataset["public_revenue"].sum("tax", skipna=False) - levied,
               WIDE: dataset["revenue_by_effect"].sum("effect", skipna=False) - levied}  # fmt: skip
    jobs = {"": dataset["sector_jobs"], WIDE: dataset["jobs"].sum("effect", skipna=False)}
    for ending in ("", WIDE):
        gained = worth * (kept(against(revenue[ending], reference), additional) + against(levied, reference))
        figures = {
            **returns(gained, found["discounted_cost"], raised),
            **employment(kept(against(jobs[ending], reference), additional), worth, found["discounted_cost"]),
        }
        found |= {name + ending: value for name, value in figures.items()}
    return labelled(found, dataset)


def kept(change: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """What of a change is due to the measures: the additional share of a gain, the whole of a loss.

    Examples
    --------
    >>> import xarray as xr
    >>> kept(xr.DataArray([10.0, -10.0]), xr.DataArray(0.6)).values
    array([  6., -10.])
    """
    return share * change.clip(min=0.0) + change.clip(max=0.0)


def levies(revenue: xr.DataArray) -> xr.DataArray:
    """Revenue from duties and charges: paid because they are levied, whoever would have acted without."""
    named = [tax for tax in revenue["tax"].values if tax in LEVIES]
    return revenue.sel(tax=named).sum("tax", skipna=False)


def returns(gained: xr.DataArray, cost: xr.DataArray, raised: xr.DataArray) -> dict[str, xr.DataArray]:
    """Figures of public money.

    Parameters
    ----------
    gained
        Additional revenue, discounted, by year.
    cost
        Discounted cost.
    raised
        Discounted cost of raising the money spent, by year.
    """
    net = gained - raised
    return {
        "discounted_revenue": total(gained),
        "net_cost": cost - total(gained),
        "net_present_value": total(net),
        "payback_year": payback(net, raised),
    }


def employment(gained: xr.DataArray, worth: xr.DataArray, cost: xr.DataArray) -> dict[str, xr.DataArray]:
    """Figures of jobs.

    Parameters
    ----------
    gained
        Additional jobs by year.
    worth
        Discount factor.
    cost
        Discounted cost.
    """
    discounted = total(worth * gained)
    stays = gained.isel(year=slice(-LAST_YEARS, None)).mean("year", skipna=False)
    return {
        "job_years": total(gained),
        "discounted_job_years": discounted,
        "permanent_jobs": stays,
        "cost_per_job_year": ratio(cost, discounted, (cost > 0.0) & (discounted > 0.0)),
        "cost_per_permanent_job": ratio(cost, stays, (cost > 0.0) & (stays > 0.0)),
    }


def against(values: xr.DataArray, reference: str) -> xr.DataArray:
    """Values less those of the reference scenario, sample by sample; what only rounding tells apart is the same."""
    base = values.sel(scenario=reference, drop=True)
    change = values - base
    return change.where(~(abs(change) <= SAME * np.maximum(abs(values), abs(base))), 0.0)


def total(flow: xr.DataArray) -> xr.DataArray:
    """Sum over the years; a missing year is not nothing."""
    return flow.sum("year", skipna=False)


def ratio(top: xr.DataArray, bottom: xr.DataArray, defined: xr.DataArray) -> xr.DataArray:
    """Quotient where it is defined, else NaN."""
    return (top / bottom.where(defined)).where(defined)


def payback(net: xr.DataArray, raised: xr.DataArray) -> xr.DataArray:
    """First year in which what has come back covers what has been spent.

    Parameters
    ----------
    net
        Discounted return less cost, by year.
    raised
        Discounted cost, by year; years before anything is spent do not count.
    """
    covered = (net.cumsum("year", skipna=False) >= 0.0) & (raised.cumsum("year", skipna=False) > 0.0)
    return net["year"].where(covered).min("year")


def labelled(found: dict[str, xr.DataArray], dataset: xr.Dataset) -> xr.Dataset:
    """The figures in their order, with units."""
    names = {name for name in dataset.coords if dataset[name].dims == ("scenario",)}
    spare = [name for name in dataset.coords if name not in names and name != "sample"]
    money = str(dataset["public_cost"].attrs.get("units", "million money"))
    result = xr.Dataset({figure.name: found[figure.name].drop_vars(spare, errors="ignore") for figure in FIGURES})
    units = {
        "money": money,
        "job": "full-time job",
        "job_year": "job-year",
        "money_per_job": f"{money} per job",
        "money_per_job_year": f"{money} per job-year",
    }
    for figure in FIGURES:
        result[figure.name].attrs = {"units": units.get(figure.unit, figure.unit)}
    return result


def frame(figures: xr.Dataset, language: Language) -> pd.DataFrame:
    """The appraisal as a table.

    Parameters
    ----------
    figures
        As `appraise` gives them.
    language
        Language of names and units.

    Returns
    -------
    pandas.DataFrame
        Figures in rows; columns ``name``, ``unit`` and one for each scenario. With samples
        the median, and the 5th and 95th percentiles in further columns.
    """
    rows = {
        figure.name: {"name": language(f"appraisal.{figure.name}"), "unit": _unit(figures, figure, language)}
        | _row(figures[figure.name], figure)
        for figure in FIGURES
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "figure"
    return table


def _unit(figures: xr.Dataset, figure: Figure, language: Language) -> str:
    """Unit of a figure in words; none for a ratio and a year."""
    if figure.unit in ("1", "year"):
        return ""
    money = language.scale(1.0, str(figures["cost"].attrs["units"]))[1]
    if figure.unit == "money":
        return money
    return language(f"appraisal.unit.{figure.unit}", money=money)


def _row(values: xr.DataArray, figure: Figure) -> dict[str, float]:
    """Value of each scenario; with samples the median, then the spread."""
    if "sample" not in values.dims:
        return {str(item["scenario"].values): float(item) for item in values}
    found = percentiles(values, figure)
    row: dict[str, float] = {}
    for name in values["scenario"].values:
        row[str(name)] = float(found.sel(scenario=name, quantile=0.5))
        for share in SPREAD:
            row[f"{name} {share:.0%}"] = float(found.sel(scenario=name, quantile=share))
    return row


def percentiles(values: xr.DataArray, figure: Figure) -> xr.DataArray:
    """Median and spread over samples, (quantile, scenario).

    Where no value is worse than any, it counts as such: half of the draws never paying
    back gives no median. Years are not interpolated.
    """
    shares = [SPREAD[0], 0.5, SPREAD[1]]
    if not figure.missing_is_worst:
        return values.quantile(shares, "sample", skipna=False)
    found = values.fillna(np.inf).quantile(shares, "sample", method="higher")
    return found.where(np.isfinite(found))
