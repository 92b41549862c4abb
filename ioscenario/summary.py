"""The summary on screen: a few indicators of every scenario in the first and the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import xarray as xr

from ioscenario.appraisal import FIGURES
from ioscenario.samples import central

if TYPE_CHECKING:
    from ioscenario.language import Language
    from ioscenario.results import Results


#: Indicators shown as a running total from the first year.
CUMULATIVE: Final = ("investment", "public_cost")


def indicators(results: Results) -> dict[str, tuple[xr.DataArray, str, str]]:
    """Indicators of the summary: key of the label, (values over scenario and year, unit, name in the label)."""
    data = results.dataset
    raw = data.attrs["raw_material"]
    units = data["commodity_unit"].to_series()
    found: dict[str, tuple[xr.DataArray, str, str]] = {
        "sector_output": (data["sector_output"], data["sector_output"].attrs["units"], ""),
        "sector_output_processed": (
            data["sector_output_processed"],
            data["sector_output_processed"].attrs["units"],
            "",
        ),
        "sector_jobs": (data["sector_jobs"], "full-time job", ""),
        "production": (data["production"].sel(commodity=raw), units[raw], raw),
        "processing_depth": (data["processing_depth"], "1", ""),
    }
    for name in data["commodity"].values[data["commodity_final"].values]:
        found[f"production:{name}"] = (data["production"].sel(commodity=name), units[name], str(name))
    found["investment"] = (data["investment"].sum("process").cumsum("year"), data["investment"].attrs["units"], "")
    found["public_cost"] = (data["public_cost"].sum("lever").cumsum("year"), data["public_cost"].attrs["units"], "")
    return found


def summary(results: Results, language: Language) -> pd.DataFrame:
    """Indicators in rows; scenarios in columns, in the base year and the last year.

    Parameters
    ----------
    results
        Results; samples are shown by their median.
    language
        Language of labels, numbers and units.

    Returns
    -------
    pandas.DataFrame
        Formatted text, ready to print.
    """
    numbers, unit = wide_figures(results, language), language("summary.unit")
    years = [name for name in numbers.columns if name not in (language("summary.indicator"), unit)]
    shown = numbers.drop(columns=unit).astype(object)
    for name in years:
        shown[name] = [language.quantity(*pair) for pair in zip(numbers[name], numbers[unit], strict=True)]
    return shown


def figures(results: Results) -> pd.DataFrame:
    """The summary as numbers.

    Parameters
    ----------
    results
        Results; samples are shown by their median.

    Returns
    -------
    pandas.DataFrame
        One row for each indicator, scenario and year of the summary: indicator, commodity
        (empty where there is none), scenario, year, value, unit.
    """
    years = (results.base_year, int(results.dataset["year"].values[-1]))
    rows = []
    for key, (values, unit, commodity) in indicators(results).items():
        array = central(values)
        rows += [
            (key.split(":")[0], commodity, scenario, year, float(array.sel(scenario=scenario, year=year)), unit)
            for scenario in results.scenarios
            for year in years
        ]
    return pd.DataFrame(rows, columns=["indicator", "commodity", "scenario", "year", "value", "unit"])


def wide_figures(results: Results, language: Language) -> pd.DataFrame:
    """The summary in its layout, with numbers and a column of units in the dataset's words."""
    data = results.dataset
    first, last = results.base_year, int(data["year"].values[-1])
    heads = headings(results, language)
    rows = []
    for key, (values, unit, name) in indicators(results).items():
        array = central(values)
        row: dict[str, object] = {
            language("summary.indicator"): label(results, language, key.split(":")[0], name),
            language("summary.unit"): unit,
            str(first): float(array.sel(scenario=results.reference, year=first)),
        }
        for scenario in results.scenarios:
            row[f"{heads[scenario]}, {last}"] = float(array.sel(scenario=scenario, year=last))
        rows.append(row)
    return pd.DataFrame(rows)


#: Figures of the appraisal that are printed.
APPRAISED: Final = (
    "discounted_cost",
    "discounted_revenue",
    "net_present_value",
    "permanent_jobs",
    "cost_per_job_year",
    "benefit_cost",
)


def public_money(results: Results, language: Language) -> pd.DataFrame:
    """What the scenarios cost and return against the reference, ready to print.

    Parameters
    ----------
    results
        Results of a run; samples are shown by their median.
    language
        Language of labels, numbers and units.

    Returns
    -------
    pandas.DataFrame
        Formatted text, a row for each scenario but the reference; a dash where a figure has no
        meaning. :meth:`Results.appraisal` gives all figures as numbers.
    """
    money = str(results.dataset["public_cost"].attrs["units"])
    units = {figure.name: money for figure in FIGURES if figure.unit.startswith("money")}
    units |= {figure.name: "full-time job" for figure in FIGURES if figure.unit == "job"}
    table = results.appraisal(language=language.code).loc[list(APPRAISED)]
    titles = headings(results, language)
    shown = {language("dimension.scenario"): [titles[name] for name in results.scenarios if name != results.reference]}
    for figure, row in table.iterrows():
        values = [float(row[name]) for name in results.scenarios if name != results.reference]
        unit = units.get(str(figure))
        shown[str(row["name"])] = [
            language.number(value) if unit is None or value != value else language.quantity(value, unit)  # noqa: PLR0124 - NaN
            for value in values
        ]
    return pd.DataFrame(shown)


def headings(results: Results, language: Language) -> dict[str, str]:
    """Titles by name of scenario; with the name where several have the same title."""
    titles = [str(title) for title in results.dataset[f"scenario_title_{language.code}"].values]
    return {
        name: f"{title} ({name})" if titles.count(title) > 1 else title
        for name, title in zip(results.scenarios, titles, strict=True)
    }


def label(results: Results, language: Language, variable: str, commodity: str) -> str:
    """Name of an indicator: its variable, with the commodity if it has one."""
    text = language(f"variable.{variable}")
    if variable in CUMULATIVE:
        return language("summary.cumulative", name=text)
    if not commodity:
        return text
    name = results.dataset[f"commodity_name_{language.code}"].sel(commodity=commodity).values
    return f"{text}: {name}"
