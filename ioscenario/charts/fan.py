"""Chart: an indicator over the years, with the spread of the draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import lines, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.sweepview import SweepView
from ioscenario.charts.view import HasDataset, inner
from ioscenario.explore.indicators import Indicator, listed, unit_of
from ioscenario.explore.targets import QUANTILES
from ioscenario.explore.targets import fan as computed
from ioscenario.problems import InputError, Problem

#: Most panels, and the least width of one with its margins, cm.
MOST: Final = 6
CELL: Final = 5.3
#: Height of a panel, room for its years, between panels, cm.
HEIGHT, FOOT, BETWEEN = 4.2, 0.55, 1.0
WIDE, NARROW = 0.16, 0.3


@style.house
def fan(
    sweep: HasDataset,
    indicator: str | Indicator,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Median and spread of an indicator over the draws, a panel for each scenario.

    Parameters
    ----------
    sweep
        Runs with draws: a sweep, or results with samples.
    indicator
        An indicator, or the name of a variable.
    scenarios
        Scenarios, at most 6; none: all.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Lines carry the ids ``median:<scenario>``, bands ``band90:<scenario>`` and ``band50:<scenario>``.
        Panels have one scale; values are in its unit.

    Raises
    ------
    InputError
        For designs without draws, an unknown indicator or scenario, and more scenarios than fit.
    """
    view = SweepView(sweep, language)
    words = view.language
    (item,) = listed(sweep.dataset, indicator)
    chosen = view.scenarios if scenarios is None else [view.named(name) for name in scenarios]
    if not 0 < len(chosen) <= MOST:
        expected = f"from 1 to {MOST} scenarios"
        raise InputError([Problem("range", expected, key="scenarios", value=str(len(chosen)))])
    found = computed(sweep.dataset, item, chosen)
    factor, unit = words.scale(found.values.ravel(), unit_of(sweep.dataset, item))
    columns, high = style.columns(CELL, len(chosen)), style.tall(HEIGHT)
    rows = math.ceil(len(chosen) / columns)
    width = (style.width() - lines.TICKS - style.LEFT - 0.3 - (columns - 1) * BETWEEN) / columns
    titles = [style.wrap(view.scenario_titles[name], width, style.PANEL_SIZE, bold=True) for name in chosen]
    head = max(style.text_height(text, style.PANEL_SIZE) for text in titles) + 0.15
    key = [[Entry(words("chart.fan.median"), style.SOFT, "line"), *_tints(view)]]
    top = style.KEY_ROW + style.text_height(unit) + 0.15
    sheet = style.Sheet(
        _title(view, item, found, unit),
        top + rows * (head + high + FOOT),
        source=view.source,
        note=words("chart.fan.note", count=_draws(view)) + view.compared(item)
        + view.left_out(int(found["left_out"].max()) if "left_out" in found.coords else 0),
        alt=words("chart.fan.alt", indicator=view.indicator_name(item), number=len(chosen)),
    )  # fmt: skip
    sheet.key(key, style.LEFT, sheet.body)
    sheet.text(style.LEFT, sheet.body - style.KEY_ROW - 0.05, unit, va="top", color=style.SOFT)
    ends = (float(np.nanmin(found.values)) / factor, float(np.nanmax(found.values)) / factor)
    for number, (name, title) in enumerate(zip(chosen, titles, strict=True)):
        row, column = divmod(number, columns)
        left = lines.TICKS + column * (width + BETWEEN)
        bottom = sheet.body - top - (row + 1) * (head + high + FOOT) + FOOT
        place = Place(left, bottom, width, high)
        axes = _panel(sheet, view, place, found.sel(scenario=name) / factor, ends, name)
        if column:
            axes.tick_params(labelleft=False)
        sheet.text(left, bottom + high + 0.1, title, va="bottom", size=style.PANEL_SIZE, weight="bold")
    return style.with_data(sheet.figure, view.tidy(found, item))


def _tints(view: SweepView) -> list[Entry]:
    """Entries of the key for the bands."""
    words = view.language
    inner_tint = 1 - (1 - WIDE) * (1 - NARROW)
    return [
        Entry(words("chart.fan.half"), style.SOFT, alpha=inner_tint),
        Entry(words("chart.fan.most"), style.SOFT, alpha=WIDE),
    ]


def _panel(
    sheet: Sheet, view: SweepView, place: Place, found: xr.DataArray, ends: tuple[float, float], name: str
) -> Axes:
    """Bands and median of one scenario."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(f"fan:{name}")
    lines.number_axis(view, axes, ends[1], low=ends[0])
    lines.year_axis(view, axes, most=3)
    years, colour = found["year"].values, view.scenario_colours[name]
    values = {float(share): found.sel(quantile=share).values for share in QUANTILES}
    for low, high, tint, gid in ((0.05, 0.95, WIDE, "band90"), (0.25, 0.75, NARROW, "band50")):
        band = axes.fill_between(years, values[low], values[high], color=colour, alpha=tint, linewidth=0)
        band.set_gid(f"{gid}:{name}")
    (line,) = axes.plot(years, values[0.5], color=colour)
    line.set_gid(f"median:{name}")
    if len(years) == 1:
        line.set_marker("o")
    return axes


def _draws(view: SweepView) -> int:
    """How many draws the lines rest on."""
    from ioscenario.explore.indicators import independent

    return int(independent(view.full, "a fan").sizes["sample"])


def _title(view: SweepView, item: Indicator, found: xr.DataArray, unit: str) -> str:
    """The spread in the last year, of the scenario with the highest median."""
    words = view.language
    last = found.isel(year=-1)
    name = str(found["scenario"].values[int(np.nanargmax(last.sel(quantile=0.5).values))])
    own = unit_of(view.full, item)
    low, high = (words.quantity(float(last.sel(scenario=name, quantile=share)), own) for share in (0.05, 0.95))
    return words(
        "chart.fan.title_one" if found.sizes["scenario"] == 1 else "chart.fan.title",
        indicator=view.indicator_name(item),
        year=int(found["year"].values[-1]),
        low=low,
        high=high,
        scenario=inner(view.scenario_titles[name]),
    )
