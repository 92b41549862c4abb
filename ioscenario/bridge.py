"""The bridge from the model's quantities to the published figures of the sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
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
        published total. A line of kind ``difference`` holds published less computed; it
        is printed and never spread over coefficients.
    """
    lines = results.bridge_lines.copy()
    computed = results.table("bridge", scenario=scenario, year=year)["bridge"]
    totals = {
        indicator: float(results.table(f"sector_{indicator}", scenario=scenario, year=year).to_numpy()[0, 0])
        for indicator in ("output", "jobs")
    }
    published = lines[lines["kind"] == "difference"].set_index("indicator")["published"].astype(float)
    missing = {indicator: total - totals[str(indicator)] for indicator, total in published.items()}
    lines["value"] = [
        missing[row["indicator"]] if row["kind"] == "difference" else computed[row["line"]]
        for row in lines.to_dict("records")
    ]
    lines["share"] = lines["value"] / lines["indicator"].map(published)
    return lines
