"""Chart: jobs by stage of the chain and by scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ioscenario.charts import bars, lines, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner

#: Height of a row of bars, of a bar, and of the panel of lines, cm.
ROW, THICK, LINES = 0.78, 0.46, 4.4
HEAD, FOOT = 1.05, 0.7
#: Room for the total behind a bar, space between the two panels of bars, cm.
TOTAL, BETWEEN = 1.15, 0.35
#: Width from which lines may stand beside the bars, the part of it that they take, and the gap, cm.
WIDE, BESIDE, GAP = 19.0, 0.42, 0.4
#: Most scenarios whose bands can be told apart.
BANDS: Final = 3
OTHER_COLOUR = "#c9c9c9"


@dataclass(frozen=True)
class Row:
    """One bar: a scenario in a year, jobs by stage, those of other branches, farm work."""

    gid: str
    name: str
    title: str
    stages: dict[str, float]
    other: float
    farm: float

    @property
    def sector(self) -> float:
        """Jobs of the sector."""
        return sum(self.stages.values()) + self.other


@style.house
def jobs(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Jobs of the sector by stage in the base year and at the horizon, and over the years.

    Farm work is counted apart: it is outside the jobs of the sector.

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
        Bars carry the id ``jobs_direct:<process>:<scenario>:<year>`` (``other`` for the
        branches of the sector outside the chain); lines ``sector_jobs:<scenario>``.
        Values are in the unit of the axis.

    Raises
    ------
    InputError
        If the results have no such scenario.
    """
    view = View(results, language)
    words = view.language
    chosen = view.choose(scenarios)
    rows = _rows(view, chosen)
    largest = max(max(row.sector, row.farm) for row in rows)
    factor, unit = words.scale(largest, "job")
    # On a slide the lines stand beside the bars.
    flat = style.width() > WIDE and style.flat()
    names = min(max(style.text_width(row.name) for row in rows) + 0.5, 5.4 if flat else 4.3)
    air = style.tall(0.2, 0.08)
    heights = [max(style.tall(ROW), style.text_height(style.wrap(row.name, names - 0.35)) + air) for row in rows]
    key = style.key_rows(_entries(view, rows), style.width() - 0.3)
    line_names = min(max(style.text_width(view.scenario_titles[name]) for name in chosen) + 0.6, 4.3)
    needed = lines.label_room(view, chosen, line_names - lines.LEADER) + 0.1
    bars_height = sum(heights)
    key_height = len(key) * style.KEY_ROW
    start = style.width() * (1 - BESIDE) if flat else 0.0
    right = start - GAP if flat else style.width()
    panels = _panels(rows, factor, right - names)
    width = style.width() - start - lines.TICKS - line_names
    heads = {
        "sector": _heading(view, "sector", panels.sector + (BETWEEN - 0.2 if panels.farm else 0.0)),
        "farm": _heading(view, "farm", panels.farm),
        "years": _heading(view, "years", style.width() - start - 2 * style.LEFT),
    }
    more = max(text.count("\n") for text in heads.values()) * style.text_height("0", style.PANEL_SIZE)
    head = HEAD + more
    line_height = max(bars_height if flat else style.tall(LINES), needed)
    below = line_height - bars_height if flat else FOOT - 0.2 + line_height + head + 0.35
    body = below + bars_height + head + key_height + (FOOT - 0.2 if flat else 0.0)
    sheet = Sheet(
        _title(view, rows, factor, unit),
        body,
        source=view.source,
        note=_note(view, rows) + (view.band_note if len(chosen) <= BANDS else view.sample_note),
        alt=words("chart.jobs.alt", first=view.base_year, last=view.years[-1]),
    )
    sheet.key(key, style.LEFT, body)
    bottom = below + (FOOT - 0.2 if flat else 0.0)
    _bars(sheet, view, rows, heights, lines.Place(names, bottom, right - names, bars_height), panels, factor)
    place = lines.Place(start + lines.TICKS, FOOT - 0.2, width, line_height)
    shown = _lines(sheet, view, place, line_names, chosen)
    above = bars_height + bottom + 0.12
    sheet.panel_title(names, above, heads["sector"], unit)
    if panels.farm:
        sheet.panel_title(names + panels.sector + BETWEEN, above, heads["farm"], unit)
    sheet.panel_title(start + style.LEFT, place.bottom + place.height + 0.2, heads["years"], shown)
    return style.with_data(sheet.figure, _data(view, rows, chosen))


@dataclass(frozen=True)
class _Panels:
    """Widths of the panels of the sector and of farm work, 0 without, and cm per unit of both."""

    sector: float
    farm: float
    scale: float


def _panels(rows: Sequence[Row], factor: float, width: float) -> _Panels:
    """Panels of one scale, with room for the total behind each bar."""
    sector, farm = max(row.sector for row in rows) / factor, max(row.farm for row in rows) / factor
    count = 2 if farm > 0 else 1
    scale = (width - count * TOTAL - (count - 1) * BETWEEN) / (sector + farm)
    return _Panels(sector * scale + TOTAL, farm * scale + TOTAL if farm > 0 else 0.0, scale)


def _rows(view: View, scenarios: Sequence[str]) -> list[Row]:
    """The base year once (scenarios begin after it), then each scenario at the horizon."""
    last = view.years[-1]
    found = [_row(view, view.reference, view.base_year, str(view.base_year))]
    for name in scenarios:
        title = view.language("chart.jobs.row", scenario=view.scenario_titles[name], year=last)
        found.append(_row(view, name, last, title))
    return found


def _row(view: View, scenario: str, year: int, name: str) -> Row:
    stages = {item: view.value("jobs_direct", scenario=scenario, year=year, process=item) for item in view.industry}
    farm = sum(view.value("jobs_direct", scenario=scenario, year=year, process=item) for item in view.crops)
    other = view.value("sector_jobs", scenario=scenario, year=year) - sum(stages.values())
    return Row(f"{scenario}:{year}", name, view.scenario_titles[scenario], stages, max(other, 0.0), farm)


def _entries(view: View, rows: Sequence[Row]) -> list[Entry]:
    """The key: stages in the chain's order, other branches, farm work."""
    entries = [Entry(view.process_names[item], view.process_colours[item]) for item in view.industry]
    if any(row.other > 0 for row in rows):
        entries.append(Entry(view.language("chart.jobs.other"), OTHER_COLOUR))
    entries += [Entry(view.process_names[item], view.process_colours[item], hatch="////") for item in view.crops]
    return entries


def _bars(
    sheet: Sheet,
    view: View,
    rows: Sequence[Row],
    heights: Sequence[float],
    place: lines.Place,
    panels: _Panels,
    factor: float,
) -> None:
    """Bars of the sector and, in a panel of the same scale, of farm work."""
    digits = _digits(rows, factor)
    edges = np.concatenate([[0.0], np.cumsum(heights)])
    middles = place.height - (edges[:-1] + edges[1:]) / 2
    width, scale = panels.sector, panels.scale
    sector = _bar_axes(sheet, view, lines.Place(place.left, place.bottom, width, place.height), width / scale, "jobs")
    for row, middle in zip(rows, middles, strict=True):
        sheet.text(style.LEFT, place.bottom + middle, style.wrap(row.name, place.left - 0.35), va="center")
        _stack(view, sector, row, float(middle), factor, digits)
    if not panels.farm:
        return
    farm_place = lines.Place(place.left + width + BETWEEN, place.bottom, panels.farm, place.height)
    farm = _bar_axes(sheet, view, farm_place, farm_place.width / scale, "farm")
    for row, middle in zip(rows, middles, strict=True):
        item = view.crops[0]
        bar = farm.barh(
            middle,
            row.farm / factor,
            bars.thick(THICK),
            color=view.process_colours[item],
            hatch="////",
            edgecolor="white",
            linewidth=0,
        )[0]
        bar.set_gid(f"jobs_direct:{item}:{row.gid}")
        _total(view, farm, row.farm / factor, float(middle), digits)


def _heading(view: View, name: str, width: float) -> str:
    """Heading of a panel in lines."""
    return style.wrap(view.language(f"chart.jobs.{name}"), width, style.PANEL_SIZE, bold=True)


def _bar_axes(sheet: Sheet, view: View, place: lines.Place, span: float, gid: str) -> Axes:
    """Axes of horizontal bars; heights in cm, so that rows may differ."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(gid)
    axes.set_ylim(0, place.height)
    axes.set_xlim(0, span)
    axes.yaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=style.SOFT, linewidth=0.6)
    axes.xaxis.set_major_locator(FixedLocator([]))
    return axes


def _stack(view: View, axes: Axes, row: Row, middle: float, factor: float, digits: int) -> None:
    """The stages of one bar, end to end, and the total behind."""
    left = 0.0
    parts = [(item, value, view.process_colours[item]) for item, value in row.stages.items()]
    parts.append(("other", row.other, OTHER_COLOUR))
    for item, value, colour in parts:
        bar = axes.barh(middle, value / factor, bars.thick(THICK), left=left, color=colour, linewidth=0)[0]
        bar.set_gid(f"jobs_direct:{item}:{row.gid}")
        left += value / factor
    _total(view, axes, left, middle, digits)


def _total(view: View, axes: Axes, value: float, middle: float, digits: int) -> None:
    text = view.language.number(value, digits)
    axes.annotate(text, (value, middle), xytext=(3, 0), textcoords="offset points", va="center_baseline", weight="bold")


def _lines(sheet: Sheet, view: View, place: lines.Place, names: float, scenarios: Sequence[str]) -> str:
    """Jobs of the sector over the years; the unit of the axis."""
    series = {name: view.values("sector_jobs", scenario=name) for name in scenarios}
    factor, unit = view.language.scale(np.concatenate(list(series.values())), "job")
    bands = {name: view.band("sector_jobs", scenario=name) for name in scenarios if len(scenarios) <= BANDS}
    band = {name: (pair[0] / factor, pair[1] / factor) for name, pair in bands.items() if pair}
    scaled = {name: values / factor for name, values in series.items()}
    lines.scenario_lines(sheet, view, place, scaled, names=names, gid="sector_jobs", band=band)
    return unit


def _data(view: View, rows: Sequence[Row], scenarios: Sequence[str]) -> pd.DataFrame:
    """The numbers of the chart: the bars, and the lines of the sector."""
    found: list[tuple[object, ...]] = []
    for row in rows:
        scenario, year = row.gid.split(":")
        parts = row.stages | {"other": row.other} | ({view.crops[0]: row.farm} if view.crops else {})
        found += [("jobs_direct", name, scenario, int(year), one, math.nan, math.nan) for name, one in parts.items()]
    for name in scenarios:
        values, band = view.values("sector_jobs", scenario=name), view.band("sector_jobs", scenario=name)
        low, high = band or (np.full_like(values, math.nan), np.full_like(values, math.nan))
        found += [("sector_jobs", "", name, *item) for item in zip(view.years, values, low, high, strict=True)]
    columns = ["variable", "process", "scenario", "year", "value", "low", "high"]
    return pd.DataFrame(found, columns=columns).assign(unit="full-time job")


def _note(view: View, rows: Sequence[Row]) -> str:
    keys = ["note", "note_farm", "note_years"] if any(row.farm > 0 for row in rows) else ["note", "note_years"]
    return " ".join(view.language(f"chart.jobs.{key}") for key in keys)


def _digits(rows: Sequence[Row], factor: float) -> int:
    """Digits after the decimal sign that all numbers of the chart have."""
    largest = max(max(row.sector, row.farm) for row in rows) / factor
    return 0 if factor == 1 or largest >= 1000 else 1 if largest >= 10 else 2


def _title(view: View, rows: Sequence[Row], factor: float, unit: str) -> str:
    """Jobs now, and the range of the scenarios at the horizon."""
    words, digits = view.language, _digits(rows, factor)

    def shown(jobs: float) -> str:
        """A number of jobs with its unit, in the chart's scale."""
        if factor == 1:
            return words.quantity(round(jobs), "job", significant=6)
        return words("quantity.join", value=words.number(jobs / factor, digits), unit=unit)

    now, *later = rows
    low, high = min(later, key=lambda row: row.sector), max(later, key=lambda row: row.sector)
    return words(
        "chart.jobs.title_one" if low is high else "chart.jobs.title",
        first=view.base_year,
        last=view.years[-1],
        now=shown(now.sector),
        low=words.number(low.sector / factor, digits),
        high=shown(high.sector),
        low_name=inner(low.title),
        high_name=inner(high.title),
    )
