"""Fitted parameters held against what they were fitted to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ioscenario.outputs import VARIABLE
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.units import convert
from ioscenario.samples import central

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack
    from ioscenario.results import Results

#: Decimals of a deviation: enough to hold it against any tolerance.
DECIMALS: Final = 9


def fitted_table(pack: Pack, results: Results) -> pd.DataFrame:
    """Each fitted parameter with its value, its target and what the model reaches.

    Parameters
    ----------
    pack
        The pack.
    results
        Results of its reference scenario.

    Returns
    -------
    pandas.DataFrame
        Columns path, value (with its unit), indicator, label, year, target, reached
        (both in `unit`), deviation (reached over target, less one).
    """
    import pandas as pd

    rows = []
    for row in pack.fitted.to_dict("records"):
        parameter, year = pack.parameters[row["path"]], int(row["year"])
        value = convert(parameter.at(year), parameter.unit, parameter.shown_unit)
        reached = reached_value(pack, results, row["indicator"], row["label"], year, row["unit"])
        rows.append(
            {
                "path": row["path"],
                "value": f"{value:.6g} {parameter.shown_unit.removesuffix('1')}".strip(),
                "indicator": row["indicator"],
                "label": row["label"],
                "year": year,
                "target": float(row["target"]),
                "reached": reached,
                "unit": row["unit"],
                "deviation": round(reached / row["target"] - 1.0, DECIMALS) if row["target"] else float("nan"),
            }
        )
    names = ["path", "value", "indicator", "label", "year", "target", "reached", "unit", "deviation"]
    return pd.DataFrame(rows, columns=names)


def reached_value(pack: Pack, results: Results, indicator: str, label: str, year: int, unit: str) -> float:
    """A result of the reference scenario in a unit, summed over dimensions that `label` does not fix."""
    array = central(results.dataset[indicator]).sel(scenario=results.reference, year=year)
    for dim in array.dims:
        if label in array[dim].values.tolist():
            array = array.sel({dim: label})
            break
    return convert(float(array.sum()), result_unit(VARIABLE[indicator], label, pack.structure), unit)
