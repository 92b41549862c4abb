"""The summary on screen: a few indicators of every scenario in the first and the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import xarray as xr

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
        "sector_output": (data["sector_output"], "million KZT", ""),
        "sector_jobs": (data["sector_jobs"], "full-time job", ""),
        "production": (data["production"].sel(commodity=raw), units[raw], raw),
        "processing_depth": (data["processing_depth"], "1", ""),
    }
    for name in data["commodity"].values[data["commodity_final"].values]:
        found[f"production:{name}"] = (data["production"].sel(commodity=name), units[name], str(name))
    found["investment"] = (data["investment"].sum("process").cumsum("year"), "million KZT", "")
    found["public_cost"] = (data["public_cost"].sum("lever").cumsum("year"), "million KZT", "")
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
    data = results.dataset
    first, last = results.base_year, int(data["year"].values[-1])
    titles = data[f"scenario_title_{language.code}"].to_series()
    rows = []
    for key, (values, unit, name) in indicators(results).items():
        array = values.median("sample") if "sample" in values.dims else values
        row = {language("summary.indicator"): label(results, language, key.split(":")[0], name)}
        row[str(first)] = language.quantity(float(array.sel(scenario=results.reference, year=first)), unit)
        for scenario in results.scenarios:
            row[f"{titles[scenario]}, {last}"] = language.quantity(float(array.sel(scenario=scenario, year=last)), unit)
        rows.append(row)
    return pd.DataFrame(rows)


def label(results: Results, language: Language, variable: str, commodity: str) -> str:
    """Name of an indicator: its variable, with the commodity if it has one."""
    text = language(f"variable.{variable}")
    if variable in CUMULATIVE:
        return language("summary.cumulative", name=text)
    if not commodity:
        return text
    name = results.dataset[f"commodity_name_{language.code}"].sel(commodity=commodity).values
    return f"{text}: {name}"
