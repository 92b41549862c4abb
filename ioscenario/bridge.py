"""The bridge from the model's quantities to the published figures of the sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ioscenario.samples import central

if TYPE_CHECKING:
    from ioscenario.language import Language
    from ioscenario.results import Results


def computed_bridge(results: Results, year: int, scenario: str) -> pd.DataFrame:
    """Value of every line of the bridge in a year and scenario.

    Parameters
    ----------
    results
        Results whose attributes carry the bridge.
    year, scenario
        Which run to read; samples are shown by their median.

    Returns
    -------
    pandas.DataFrame
        The pack's columns with ``value`` in million money or jobs and ``share`` of the
        published total. A line of kind ``difference`` holds what the other lines leave of
        the published total; it is printed and never spread over coefficients.
    """
    lines = results.bridge_lines.copy()
    computed = results.table("bridge", scenario=scenario, year=year)["bridge"]
    totals = lines[lines["kind"] == "difference"].set_index("indicator")["published"].astype(float)
    lines["value"] = lines["line"].map(computed).astype(float)
    # of the lines as printed: medians of samples do not add up to the median of their sum
    told = lines.groupby("indicator")["value"].sum()
    closing = lines["kind"] == "difference"
    lines.loc[closing, "value"] = lines.loc[closing, "indicator"].map(totals - told)
    lines["share"] = lines["value"] / lines["indicator"].map(totals)
    return lines


def bridge_tables(results: Results, language: Language) -> dict[str, pd.DataFrame]:
    """The bridge of the base year for a reader.

    Parameters
    ----------
    results
        Results of a run.
    language
        Language of words and numbers.

    Returns
    -------
    dict
        For each indicator its name and a table of formatted text: lines with value, share
        of the published total and source, the difference, the published total.
    """
    columns = [language(f"column.{name}") for name in ("line", "value", "share", "source")]
    tables = {}
    for indicator, lines in results.bridge().groupby("indicator", sort=False):
        rows = []
        for row in lines.fillna({"source": ""}).to_dict("records"):
            closing = row["kind"] == "difference"
            name, source = row[f"name_{language.code}"] or row["line"], "" if closing else row["source"]
            rows.append((name, language.quantity(row["value"], row["unit"]), language.percent(row["share"], 1), source))
            if closing:
                total = language.quantity(row["published"], row["unit"])
                rows.append((language("summary.published"), total, language.percent(1.0, 1), row["source"]))
        title = f"{language(f'variable.sector_{indicator}')}, {results.base_year}"
        tables[title] = pd.DataFrame(rows, columns=columns)
    return tables


def unrecorded(results: Results) -> tuple[float, float]:
    """Raw material put aside in the base year without a recorded use.

    Returns
    -------
    amount : float
        In the unit of the raw material.
    share : float
        Of its production; NaN where nothing was produced.
    """
    data = results.dataset.sel(scenario=results.reference, year=results.base_year)
    stock, change, made = (
        float(central(data[name].sel(commodity=data.attrs["raw_material"])))
        for name in ("stock", "stock_change", "production")
    )
    # change = carried out - carried in + put aside
    amount = change - stock + float(data.attrs["raw_material_opening"])
    return amount, amount / made if made else float("nan")


def unrecorded_text(results: Results, language: Language) -> str:
    """What of the raw material stays unexplained in the base year, as a sentence."""
    amount, share = unrecorded(results)
    raw = results.dataset.attrs["raw_material"]
    names = results.dataset[f"commodity_name_{language.code}"].to_series()
    unit = results.dataset["commodity_unit"].to_series()[raw]
    shown = language.percent(share, 1) if share == share else language.number(share)  # noqa: PLR0124 - NaN
    return language(
        "run.unrecorded",
        name=names[raw],
        amount=language.quantity(amount, unit),
        share=shown,
        year=results.base_year,
    )
