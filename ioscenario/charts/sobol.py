"""Chart: shares of the variance of an indicator, first-order and total, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry
from ioscenario.charts.sweepview import (
    BELOW,
    MOST,
    SweepView,
    across_axes,
    named_rows,
    names_room,
    row_heights,
    rows_height,
)
from ioscenario.charts.view import HasDataset, inner
from ioscenario.explore.indicators import Indicator, listed
from ioscenario.explore.sensitivity import sobol as computed

FIRST, TOTAL = style.BLUE, style.SKY
#: Thickness of a bar and distance of the two of a row from its middle, cm.
THICK, APART = 0.2, 0.12


@style.house
def sobol(
    sweep: HasDataset,
    indicator: str | Indicator,
    scenario: str | None = None,
    most: int = 12,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """First-order and total Sobol' indices of the parameters that matter most.

    Parameters
    ----------
    sweep
        A sweep with the design ``sobol``.
    indicator
        An indicator, or the name of a variable.
    scenario
        A scenario; none: the first beside the reference.
    most
        How many parameters, by their total index.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the ids ``first_order:<path>`` and ``total:<path>``, in per cent; an estimate below
        zero is drawn as zero. Lines over them are intervals of 95 %.

    Raises
    ------
    InputError
        For another design, an unknown indicator or scenario.
    """
    view = SweepView(sweep, language)
    words = view.language
    name = view.one_scenario(scenario)
    (item,) = listed(sweep.dataset, indicator)
    found = computed(sweep.dataset, item, [name]).isel(scenario=0, indicator=0)
    total = found["total"].values
    order = np.argsort(-np.where(np.isfinite(total), total, -1.0), kind="stable")[: bars.at_least_one(most, MOST)]
    order = order[total[order] > 0]
    paths = [str(path) for path in found["path"].values[order]]
    names = [view.parameter(path) for path in paths]
    room = names_room(names) if paths else 1.0
    heights = row_heights(names, room - 0.25, 0.62)
    key = [[Entry(words("chart.sobol.first"), FIRST), Entry(words("chart.sobol.total"), TOTAL)]]
    heading = words("chart.sobol.axis")
    body = BELOW + rows_height(heights) + style.text_height(heading) + 0.15 + style.KEY_ROW + 0.1
    shares = found["first_order"].values
    sheet = style.Sheet(
        _title(view, item, name, int(found["year"]), paths, total[order]),
        body,
        source=view.source,
        note=_note(view, name, shares, int(found.attrs["rows"])) + view.compared(item)
        + view.left_out(int(found["left_out"])),
        alt=words("chart.sobol.alt", indicator=view.indicator_name(item), year=int(found["year"]), number=len(paths)),
    )  # fmt: skip
    sheet.key(key, style.LEFT, body)
    place = Place(room, BELOW, style.width() - room - 0.35, rows_height(heights))
    edge = max([1.0, *(100 * found["total_high"].values[order]), *(100 * found["first_order_high"].values[order])])
    axes = across_axes(sheet, view, place, (0.0, float(edge)), "sobol")
    middles = bars.middles(heights)
    named_rows(sheet, names, middles, BELOW, room)
    sheet.text(room, BELOW + rows_height(heights) + 0.08, heading, va="bottom", color=style.SOFT)
    for place_of, (path, middle) in enumerate(zip(paths, middles, strict=True)):
        at = order[place_of]
        for kind, colour, shift in (("first_order", FIRST, APART), ("total", TOTAL, -APART)):
            values = [100 * float(found[f"{kind}{end}"].values[at]) for end in ("", "_low", "_high")]
            _bar(axes, f"{kind}:{path}", values, middle + shift, colour)
    axes.axvline(0, color=style.SOFT, linewidth=0.6)
    columns = [f"{kind}{end}" for kind in ("first_order", "total") for end in ("", "_low", "_high")]
    shown = {column: found[column].values[order] for column in columns}
    return style.with_data(sheet.figure, pd.DataFrame({"path": paths, "name": names, **shown, "unit": "1"}))


def _bar(axes: Axes, gid: str, values: list[float], middle: float, colour: str) -> None:
    """A bar and its interval, of which nothing below zero is drawn."""
    value, low, high = (max(number, 0.0) for number in values)
    axes.barh(middle, value, style.tall(THICK, 0.8 * THICK), color=colour, linewidth=0)[0].set_gid(gid)
    (line,) = axes.plot([low, high], [middle, middle], color=style.INK, linewidth=0.9, solid_capstyle="butt")
    line.set_gid(f"interval:{gid}")


def _title(view: SweepView, item: Indicator, scenario: str, year: int, paths: list[str], total: np.ndarray) -> str:
    """Which parameter has the largest part."""
    words = view.language
    said: dict[str, Any] = {
        "indicator": view.indicator_name(item),
        "year": year,
        "scenario": inner(view.scenario_titles[scenario]),
    }
    if not paths:
        return words("chart.sobol.title_none", **said)
    return words("chart.sobol.title", path=view.quoted(paths[0]), share=words.percent(float(total[0]), 0), **said)


def _note(view: SweepView, scenario: str, shares: np.ndarray, rows: int) -> str:
    """What the bars are, and what all first-order shares add up to."""
    together = view.language.percent(float(np.nansum(shares)), 0)
    return view.language(
        "chart.sobol.note",
        scenario=view.scenario_titles[scenario],
        together=together,
        rows=view.language.number(rows, 0),
    )
