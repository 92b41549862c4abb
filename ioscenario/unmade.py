"""The share processed at home, where raw material that nobody takes is not made at all.

Processing depth is home use of the raw material over its production. Where exports are closed and mills are few,
gins stop: what is not made is in neither, and the share reads 100 % while most of the crop lies unused.
Wherever the share is shown, these notes stand with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import xarray as xr

from ioscenario.dimensions import LIMITS
from ioscenario.samples import central

if TYPE_CHECKING:
    from ioscenario.language import Language

#: Part of what could be made from which not making it is told.
LEAST: Final = 0.05

#: Limits under which a maker stands still for want of buyers, at all or at its cost.
UNWANTED: Final = tuple(LIMITS.index(limit) for limit in ("demand", "price"))


def unmade(data: xr.Dataset) -> xr.DataArray:
    """Part of the raw material that could be had and is not, for want of buyers.

    The variable ``unsold`` of the raw material where its maker is limited by demand or price, else zero; zero in a
    pack in which no process but the crop makes the raw material, for then it is all counted as made.

    Parameters
    ----------
    data
        Results of a run; samples are judged by their median.

    Returns
    -------
    xarray.DataArray
        (scenario, year), 0 to 1. The share processed at home of all that could be made is depth times one less this.

    Examples
    --------
    >>> import ioscenario as ios
    >>> float(unmade(ios.load("toy-chain").run().dataset).max())
    0.0
    """
    raw = str(data.attrs["raw_material"])
    makers = data["process"].values[(data["process_output"] == raw).values & ~data["process_crop"].values]
    if not makers.size or not {"unsold", "bottleneck"} <= set(data.data_vars):
        return xr.zeros_like(central(data["processing_depth"]), dtype=float)
    idle = data["bottleneck"].sel(process=makers[0], drop=True).isin(UNWANTED)
    found: xr.DataArray = central(data["unsold"].sel(commodity=raw, drop=True).where(idle, 0.0))
    return found


def notes(data: xr.Dataset, language: Language, scenarios: Sequence[str] | None = None) -> list[str]:
    """A sentence for each scenario in which the share processed at home leaves out what is not made.

    Parameters
    ----------
    data
        Results of a run.
    language
        Language of the sentences.
    scenarios
        Scenarios to speak of; none: all.

    Returns
    -------
    list of str
        Each names the worst year; empty where there is nothing to tell.
    """
    if "processing_depth" not in data:
        return []
    share, depth = unmade(data), central(data["processing_depth"])
    titles = data[f"scenario_title_{language.code}"]
    named = str(data[f"commodity_name_{language.code}"].sel(commodity=str(data.attrs["raw_material"])).values)
    lines = []
    for scenario in data["scenario"].values.tolist() if scenarios is None else scenarios:
        row = share.sel(scenario=scenario)
        late = row["year"].values[(row > LEAST).values]
        if not late.size:
            continue
        worst = int(row["year"].values[int(row.argmax("year"))])
        lost = float(row.sel(year=worst))
        seen = float(depth.sel(scenario=scenario, year=worst))
        lines.append(
            language(
                "unmade.note",
                scenario=str(titles.sel(scenario=scenario).values),
                name=named[:1].lower() + named[1:],
                first=int(late[0]),
                year=worst,
                share=language.percent(lost, 0),
                depth=language.percent(seen, 0),
                possible=language.percent(seen * (1.0 - lost), 0),
            )
        )
    return lines
