"""Chart: what the scenarios make of the chain, year by year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from ioscenario.charts import lines, style
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, View, inner

#: Height of a panel, of the name of a scenario above it, of the space below, and of the
#: years under the last row; room for numbers at the left and for the last value, cm.
PANEL, HEAD, BELOW, YEARS = 1.3, 0.5, 0.22, 0.55
#: Height of a panel beside the name of its scenario, cm.
PANEL_BESIDE = 1.0
LEFT, VALUE = 0.95, 1.05
#: Height below which an axis has room for its ends only, cm.
LOW = 1.1
#: Space between higher rows that stand close under one another, cm.
APART = 0.42
#: Most room for names beside the rows, cm.
NAMES = 4.4
#: Type beside lines stands out from panels by half a line, cm.
HALF_LINE = 0.15


@dataclass(frozen=True)
class Column:
    """One indicator of the chart."""

    gid: str
    title: str
    unit: str
    variable: str
    where: dict[str, str]
    top: float
    factor: float
    unit_label: str


@style.house
def goods(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Output of final goods, exports of the raw material and processing depth by scenario.

    Parameters
    ----------
    results
        Results of a run.
    scenarios
        Names of scenarios to show beside the reference; none: all.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each scenario, with the reference in grey; a column for each final good,
        for exports of the raw material and for the share of it that is processed at home.
        Lines carry the id ``<variable>:<commodity>:<scenario>``, or ``reference:…``;
        their values are in the column's unit.

    Raises
    ------
    InputError
        If the results have no such scenario.
    """
    view = View(results, language)
    names = view.choose(scenarios)
    columns = _columns(view, names)
    # On a slide names stand beside the rows, otherwise above them.
    beside = _beside(view, names)
    cell = (style.width() - beside) / len(columns)
    titles = [style.wrap(column.title, cell - 0.25, style.PANEL_SIZE, bold=True) for column in columns]
    head = max(style.text_height(title, style.PANEL_SIZE) for title in titles) + style.text_height("%") + 0.1
    texts = {name: style.wrap(view.scenario_titles[name], (beside or style.width()) - 0.3, bold=True) for name in names}
    panel = style.tall(PANEL)
    if beside:
        panel = max(style.tall(PANEL_BESIDE), *(style.text_height(text) - BELOW + 0.1 for text in texts.values()))
    above = 0.0 if beside else HEAD
    below = APART if beside and panel > LOW else BELOW
    whole = above + panel + below
    sheet = Sheet(
        _title(view, columns, names),
        head + len(names) * whole + YEARS - below,
        source=view.source,
        note=view.language("chart.goods.note", scenario=inner(view.scenario_titles[view.reference])) + view.band_note,
        alt=view.language("chart.goods.alt", last=view.years[-1], first=view.base_year),
    )
    for number, (column, title) in enumerate(zip(columns, titles, strict=True)):
        sheet.panel_title(beside + number * cell + style.LEFT, sheet.body - head + 0.1, title, column.unit_label)
    for row, name in enumerate(names):
        top = sheet.body - head - row * whole - above
        place, stands = (top - panel / 2, "center") if beside else (top + HALF_LINE + 0.02, "bottom")
        colour = view.scenario_colours[name] if name == view.reference else style.INK
        sheet.text(style.LEFT, place, texts[name], va=stands, weight="bold", color=colour)
        for number, column in enumerate(columns):
            box = lines.Place(beside + number * cell + LEFT, top - panel, cell - LEFT - VALUE, panel)
            _panel(sheet, view, column, box, name, last=row == len(names) - 1)
    return style.with_data(sheet.figure, _data(view, columns, names))


def _beside(view: View, names: Sequence[str]) -> float:
    """Room for the names of scenarios at the left of their rows, cm; none where they stand above."""
    if not style.flat():
        return 0.0
    return min(max(style.text_width(view.scenario_titles[name], bold=True) for name in names) * 1.03 + 0.4, NAMES)


def _columns(view: View, names: Sequence[str]) -> list[Column]:
    """The indicators, goods in the pack's order."""
    units = view.coordinate("commodity_unit")
    raw = str(view.full.attrs["raw_material"])
    final = [name for name, is_final in view.coordinate("commodity_final").items() if is_final]
    found = [(f"production:{name}", view.commodity_names[name], str(units[name])) for name in final]
    name = inner(view.commodity_names[raw])
    found.append((f"exports:{raw}", view.language("chart.goods.exports", name=name), str(units[raw])))
    found.append(("processing_depth:", view.language("chart.goods.depth", name=name), "1"))
    return [_column(view, names, *item) for item in found]


def _column(view: View, names: Sequence[str], gid: str, title: str, unit: str) -> Column:
    variable, _, label = gid.partition(":")
    where = {"commodity": label} if label else {}
    series = [view.values(variable, scenario=name, **where) for name in names]
    bands = [view.band(variable, scenario=name, **where) for name in names]
    every = np.concatenate([*series, *(pair[1] for pair in bands if pair)])
    factor, unit_label = view.language.scale(every, unit)
    return Column(gid, title, unit, variable, where, float(np.nanmax(every)) / factor, factor, unit_label)


def _panel(sheet: Sheet, view: View, column: Column, place: lines.Place, name: str, *, last: bool) -> None:
    """One indicator in one scenario, the reference behind."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(f"panel:{column.gid}:{name}")
    lines.number_axis(view, axes, column.top, 3 if place.height > LOW else 1)
    if place.height <= LOW:  # rows are so near that the zero of one would touch the end of the next
        axes.yaxis.set_major_locator(FixedLocator([axes.get_ylim()[1]]))
    reference = view.values(column.variable, scenario=view.reference, **column.where) / column.factor
    (behind,) = axes.plot(view.years, reference, color=style.REFERENCE, linewidth=1.0, clip_on=False)
    behind.set_gid(f"reference:{column.gid}:{name}")
    values = reference
    if name != view.reference:
        values = view.values(column.variable, scenario=name, **column.where) / column.factor
        (line,) = axes.plot(view.years, values, color=view.scenario_colours[name], clip_on=False)
        line.set_gid(f"{column.gid}:{name}")
    band = view.band(column.variable, scenario=name, **column.where)
    if band:
        low, high = (edge / column.factor for edge in band)
        axes.fill_between(view.years, low, high, color=view.scenario_colours[name], alpha=0.15, linewidth=0)
    _years(view, axes, shown=last)
    height = place.bottom + place.height * float(values[-1] / axes.get_ylim()[1])
    value = view.language.number(float(values[-1]), 1 if column.top < 100 else 0)
    sheet.text(place.left + place.width + 0.08, height, value, va="center")


def _years(view: View, axes: Axes, *, shown: bool) -> None:
    """First and last year, under the last row only."""
    years = view.years
    axes.set_xlim(years[0], years[-1])
    axes.xaxis.set_major_locator(FixedLocator([years[0], years[-1]]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}" if shown else ""))
    axes.tick_params(axis="x", length=2.5 if shown else 0)


def _data(view: View, columns: Sequence[Column], names: Sequence[str]) -> pd.DataFrame:
    """The numbers of the chart."""
    frames = []
    for column in columns:
        for name in names:
            values = view.values(column.variable, scenario=name, **column.where)
            low, high = view.band(column.variable, scenario=name, **column.where) or (math.nan, math.nan)
            where = {"variable": column.variable, "commodity": column.where.get("commodity", ""), "scenario": name}
            numbers = {"year": view.years, "value": values, "low": low, "high": high}
            frames.append(pd.DataFrame(where | numbers).assign(unit=column.unit))
    return pd.concat(frames, ignore_index=True)


def _title(view: View, columns: Sequence[Column], names: Sequence[str]) -> str:
    """How far the scenarios move the output of final goods."""
    words = view.language
    moves = []
    for column in columns:
        if column.variable != "production":
            continue
        ends = [view.values("production", scenario=name, **column.where) for name in names]
        changes = sorted(float(values[-1] / values[0] - 1) for values in ends if values[0] > 0)
        if not changes:
            continue
        low, high = (words.percent(change, 0, signed=True) for change in (changes[0], changes[-1]))
        key = "chart.goods.move" if low == high else "chart.goods.range"
        moves.append(words(key, name=inner(column.title), low=low, high=high))
    return words("chart.goods.title", first=view.base_year, last=view.years[-1], moves="; ".join(moves))
