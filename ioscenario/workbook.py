"""Results as a workbook: a sheet a variable, and the parameters and sources they rest on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ioscenario.files import written_beside
from ioscenario.outputs import VARIABLES, Variable

if TYPE_CHECKING:
    from ioscenario.results import Results


def write_workbook(results: Results, target: Path) -> Path:
    """Write every variable in long form, the summary, the bridge, parameters and sources.

    Parameters
    ----------
    results
        Results to write; samples are shown by their median.
    target
        Path ending in ``.xlsx``.

    Returns
    -------
    pathlib.Path
        `target`.
    """
    with written_beside(target) as beside, pd.ExcelWriter(beside, engine="openpyxl") as writer:
        _contents().to_excel(writer, sheet_name="contents", index=False)
        results.summary().to_excel(writer, sheet_name="summary", index=False)
        results.bridge().to_excel(writer, sheet_name="bridge_base_year", index=False)
        for item in VARIABLES:
            variable_sheet(results, item).to_excel(writer, sheet_name=item.name[:31], index=False)
        tables = {"parameters": results.parameters, "sources": results.sources, "fitted": results.fitted}
        for name, frame in tables.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return target


def variable_sheet(results: Results, item: Variable) -> pd.DataFrame:
    """A variable with labels in the first columns and years across.

    Returns
    -------
    pandas.DataFrame
        Rows: scenario and the variable's own dimensions; columns: unit, then years.
    """
    array = results.dataset[item.name]
    if "sample" in array.dims:
        array = array.median("sample")
    frame = array.reset_coords(drop=True).to_series().unstack("year").reset_index()
    if item.dims:
        frame = frame.dropna(how="all", subset=list(results.dataset["year"].values))
    frame.insert(len(item.dims) + 1, "unit", _units(results, item, frame))
    return frame


def _units(results: Results, item: Variable, frame: pd.DataFrame) -> list[str]:
    """Unit of each row: that of its commodity or process where they have their own."""
    if "own" not in item.unit:
        return [item.unit] * len(frame)
    axis = "commodity" if "commodity" in item.dims else "process"
    own = results.dataset[f"{axis}_unit"].to_series()
    return [item.unit.replace("own unit", own[label]).replace("own", own[label]) for label in frame[axis]]


def _contents() -> pd.DataFrame:
    """What each sheet holds."""
    return pd.DataFrame([{"sheet": item.name[:31], "unit": item.unit, "formula": item.formula} for item in VARIABLES])
