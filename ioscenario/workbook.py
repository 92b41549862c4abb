"""Results as a workbook: a sheet a variable, and the parameters and sources they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from ioscenario.dimensions import LIMITS
from ioscenario.files import written_beside
from ioscenario.language import Language
from ioscenario.outputs import VARIABLES, Variable
from ioscenario.provenance import about, settings
from ioscenario.samples import central
from ioscenario.summary import wide_figures

if TYPE_CHECKING:
    from ioscenario.results import Results

#: What the sheets hold that are not a variable's.
SHEETS: Final = {
    "about": "what made these results",
    "summary": "main indicators, numbers in the units given",
    "appraisal": "public money spent and returned, cost of a job, gain to the economy, against the reference scenario",
    "scenarios": "every setting in force, in the order in which it is applied; values in the path's canonical unit",
    "bridge_base_year": "from the model's quantities to the published sector figures",
    "parameters": "the pack's parameters",
    "sources": "the pack's sources",
    "fitted": "parameters fitted to a published figure",
}

#: Longest name that a sheet may have.
LONGEST: Final = 31


class Sheet(NamedTuple):
    """A further sheet: its name, what it holds, its rows."""

    name: str
    holds: str
    frame: pd.DataFrame


def write_workbook(results: Results, target: Path, more: Sequence[Sheet] = ()) -> Path:
    """Write every variable, the summary, the appraisal, settings, the bridge, parameters and sources.

    Parameters
    ----------
    results
        Results to write; samples are shown by their median.
    target
        Path ending in ``.xlsx``.
    more
        Further sheets, after all others.

    Returns
    -------
    pathlib.Path
        `target`.
    """
    told = {
        "about": about(results),
        "summary": wide_figures(results, Language("en")),
        "appraisal": results.appraisal().reset_index(),
        "scenarios": settings(results),
        "bridge_base_year": results.bridge(),
    }
    evidence = {"parameters": results.parameters, "sources": results.sources, "fitted": results.fitted}
    variables = {item.name[:LONGEST]: variable_sheet(results, item) for item in VARIABLES}
    with written_beside(target) as beside, pd.ExcelWriter(beside, engine="openpyxl") as writer:
        listed = pd.DataFrame([{"sheet": item.name, "unit": "", "holds": item.holds} for item in more])
        pd.concat([contents(results), listed]).to_excel(writer, sheet_name="contents", index=False)
        further = {item.name: item.frame for item in more}
        for name, frame in (told | variables | evidence | further).items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return target


def variable_sheet(results: Results, item: Variable) -> pd.DataFrame:
    """A variable with labels in the first columns and years across.

    Returns
    -------
    pandas.DataFrame
        Rows: scenario and the variable's own dimensions; columns: unit, then years. What
        binds is given in words.
    """
    array = central(results.dataset[item.name])
    years = list(results.dataset["year"].values)
    # named again, for a variable without members has no years either (a pack without a bridge)
    frame = array.reset_coords(drop=True).to_series().unstack("year").reindex(columns=years).reset_index()
    if item.name == "bottleneck":
        frame[years] = frame[years].map(lambda code: LIMITS[int(code)])
    elif item.dims:
        frame = frame.dropna(how="all", subset=years)
    frame.insert(len(item.dims) + 1, "unit", _units(results, item, frame))
    return frame


def _units(results: Results, item: Variable, frame: pd.DataFrame) -> list[str]:
    """Unit of each row: that of its commodity or process where they have their own."""
    unit = str(results.dataset[item.name].attrs["units"])
    if "own" not in unit:
        return [unit] * len(frame)
    axis = "commodity" if "commodity" in item.dims else "process"
    own = results.dataset[f"{axis}_unit"].to_series()
    return [unit.replace("own unit", own[label]).replace("own", own[label]) for label in frame[axis]]


def contents(results: Results) -> pd.DataFrame:
    """What each sheet holds, in the order of the sheets."""
    last = list(SHEETS).index("parameters")
    head, tail = list(SHEETS)[:last], list(SHEETS)[last:]
    own = {name: {"sheet": name, "unit": "", "holds": text} for name, text in SHEETS.items()}
    variables = [
        {"sheet": item.name[:LONGEST], "unit": results.dataset[item.name].attrs["units"], "holds": item.formula}
        for item in VARIABLES
    ]
    first = {"sheet": "contents", "unit": "", "holds": "this list"}
    return pd.DataFrame([first, *(own[name] for name in head), *variables, *(own[name] for name in tail)])
