"""Chart: what each parameter does to an indicator at the ends of its range."""

from __future__ import annotations

import re
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
from ioscenario.explore.indicators import Indicator, listed, unit_of
from ioscenario.explore.tornado import tornado as computed
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.naming import figures, measure

LOW, HIGH = style.SKY, style.ORANGE
#: Most room for the ranges of parameters, cm.
RANGES = 3.6


@style.house
def tornado(
    sweep: HasDataset,
    indicator: str | Indicator,
    scenario: str | None = None,
    most: int = 12,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """An indicator with one parameter at a time at the low and at the high end of its range.

    Parameters
    ----------
    sweep
        A sweep with the design ``one_at_a_time``.
    indicator
        An indicator, or the name of a variable.
    scenario
        A scenario; none: the first beside the reference.
    most
        How many parameters, by the width of what they do.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the ids ``low:<path>`` and ``high:<path>``; they begin at the central value.
        Values are in the unit of the axis.

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
    swing = found["swing"].values
    order = np.argsort(-np.where(np.isfinite(swing), swing, -1.0), kind="stable")[: bars.at_least_one(most, MOST)]
    order = order[swing[order] > 0]
    paths = [str(path) for path in found["path"].values[order]]
    low, high = found["low"].values[order], found["high"].values[order]
    central = float(found["central"])
    year = int(found["year"])
    shown = [central, *low, *high]
    factor, unit = words.scale(shown, unit_of(sweep.dataset, item))
    ranges = _ranges(view, paths)
    names = [view.parameter(path) for path in paths]
    room = names_room(names) if paths else 1.0
    beside = min(max(map(style.text_width, [*ranges, words("chart.tornado.range")])) * 1.02 + 0.3, RANGES)
    texts = [style.wrap(text, beside) for text in ranges]
    heights = [
        max(height, style.text_height(text) + 0.14)
        for height, text in zip(row_heights(names, room - 0.25), texts, strict=True)
    ]
    key = [[Entry(words("chart.tornado.low"), LOW), Entry(words("chart.tornado.high"), HIGH)]]
    head = style.text_height(unit) + 0.15
    body = BELOW + rows_height(heights) + head + style.KEY_ROW + 0.1
    sheet = style.Sheet(
        _title(view, item, name, year, paths, low, high),
        body,
        source=view.source,
        note=words("chart.tornado.note", scenario=view.scenario_titles[name])
        + view.compared(item)
        + view.left_out(int(found["left_out"])),
        alt=words("chart.tornado.alt", indicator=view.indicator_name(item), year=year, number=len(paths)),
    )
    sheet.key(key, style.LEFT, body)
    place = Place(room, BELOW, style.width() - room - beside - 0.25, rows_height(heights))
    ends = (float(np.nanmin(shown)) / factor, float(np.nanmax(shown)) / factor)
    axes = across_axes(sheet, view, place, ends, "tornado", ticks=4)
    middles = bars.middles(heights)
    named_rows(sheet, names, middles, BELOW, room)
    above = BELOW + rows_height(heights) + 0.08
    sheet.text(room, above, unit, va="bottom", color=style.SOFT)
    sheet.text(style.width() - beside, above, words("chart.tornado.range"), va="bottom", color=style.SOFT)
    for row, middle in enumerate(middles):
        for value, colour, kind in ((low[row], LOW, "low"), (high[row], HIGH, "high")):
            bar = axes.barh(
                middle, (value - central) / factor, bars.thick(), left=central / factor, color=colour, linewidth=0
            )
            bar[0].set_gid(f"{kind}:{paths[row]}")
        sheet.text(style.width() - beside, BELOW + middle, texts[row], va="center", color=style.SOFT)
    axes.axvline(central / factor, color=style.INK, linewidth=0.8).set_gid("central")
    own = unit_of(sweep.dataset, item)
    frame = pd.DataFrame({"path": paths, "name": names, "low": low, "central": central, "high": high, "unit": own})
    return style.with_data(sheet.figure, frame)


def _ranges(view: SweepView, paths: list[str]) -> list[str]:
    """Low and high end of each parameter, with its unit."""
    data = view.full
    found = []
    for path in paths:
        place = int(np.flatnonzero(data["path"].values == path)[0])
        values = data["draw"].values[data["moved"].values == place, place]
        unit = str(data["path_unit"].values[place])
        factor, label = measure(view.language, path, unit, [float(value) for value in values])
        ends = [float(value) / factor for value in sorted(values)]
        # a long unit may break, as the column is narrow; groups of digits do not
        found.append(re.sub(rf"{NO_BREAK}(?=\D)", " ", figures(view.language, ends, label)))
    return found


def _title(
    view: SweepView, item: Indicator, scenario: str, year: int, paths: list[str], low: np.ndarray, high: np.ndarray
) -> str:
    """Which parameter moves the indicator most, and how far."""
    words = view.language
    said: dict[str, Any] = {
        "indicator": view.indicator_name(item),
        "year": year,
        "scenario": inner(view.scenario_titles[scenario]),
    }
    if not paths:
        return words("chart.tornado.title_none", **said)
    unit = unit_of(view.full, item)
    ends = [words.quantity(float(value), unit) for value in (low[0], high[0])]
    return words("chart.tornado.title", path=view.quoted(paths[0]), low=ends[0], high=ends[1], **said)
