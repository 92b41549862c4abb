"""Chart: capacity, its use, and what binds each stage in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ioscenario.charts import lines, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, Values, View
from ioscenario.dimensions import LIMITS, TECHNOLOGIES

#: Heights of a panel's axes, of the strip of limits, of what stands between and below, cm.
PANEL, STRIP, BETWEEN = 2.9, 0.3, 0.12
#: Least width of a panel with its margins, cm.
CELL = 5.3
FOOT = 0.85
EXISTING, MODERN = "#cfcfcf", style.SKY


@dataclass(frozen=True)
class Stage:
    """One stage over the years, in its own unit."""

    process: str
    unit: str
    capacity: Values
    activity: Values
    limits: tuple[str, ...]


@style.house
def capacity(
    results: HasDataset,
    scenario: str | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Existing and modern capacity, output, and the limit that binds, by stage.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each process but the crop. Areas carry the id
        ``capacity:<process>:<technology>``, lines ``activity:<process>``, pieces of the
        strip ``bottleneck:<process>:<limit>:<first year>:<last year>``.

    Raises
    ------
    InputError
        If the results have no such scenario.
    """
    view = View(results, language)
    name = view.named(scenario or view.reference)
    stages = [_stage(view, name, process) for process in view.industry]
    columns = style.columns(CELL, len(stages))
    rows = -(-len(stages) // columns)
    cell = style.width() / columns
    entries = _entries(view, stages)
    free = rows * columns - len(stages) if len(entries) * style.KEY_ROW <= style.tall(PANEL) else 0
    titles = [_panel_title(view, stage, cell) for stage in stages]
    heads = [max(_head(title) for title in titles[row * columns : (row + 1) * columns]) for row in range(rows)]
    high = style.tall(PANEL)
    panel = high + BETWEEN + STRIP + FOOT
    # The key stands in the cell that is left over, or in rows beneath.
    key = [[entry] for entry in entries] if free else style.key_rows(entries, style.width() - 0.3)
    key_room = 0.0 if free else len(key) * style.KEY_ROW + 0.15
    sheet = Sheet(
        _title(view, name, stages),
        sum(heads) + rows * panel + key_room - 0.35,
        source=view.source,
        note=view.language("chart.capacity.note") + view.sample_note,
        alt=view.language("chart.capacity.alt", scenario=view.scenario_titles[name]),
    )
    for number, stage in enumerate(stages):
        row, column = divmod(number, columns)
        bottom = sheet.body - sum(heads[: row + 1]) - row * panel - high
        place = lines.Place(column * cell + lines.TICKS, bottom, cell - lines.TICKS - 0.4, high)
        unit = _draw(sheet, view, stage, place)
        sheet.panel_title(column * cell + style.LEFT, bottom + high + 0.2, titles[number], unit)
    if free:
        sheet.key(key, (columns - free) * cell + style.LEFT, panel - 0.35 + 0.3)
    else:
        sheet.key(key, style.LEFT, key_room - 0.15)
    return style.with_data(sheet.figure, _data(view, name, stages))


def _stage(view: View, scenario: str, process: str) -> Stage:
    codes = view.values("bottleneck", scenario=scenario, process=process).astype(int)
    where = {"scenario": scenario, "process": process}
    by_technology = [view.values("capacity", technology=technology, **where) for technology in TECHNOLOGIES]
    activity = [view.values("activity", technology=technology, **where) for technology in TECHNOLOGIES]
    return Stage(
        process,
        str(view.coordinate("process_unit")[process]),
        np.stack(by_technology),
        np.sum(activity, axis=0),
        tuple(LIMITS[code] for code in codes),
    )


def _entries(view: View, stages: Sequence[Stage]) -> list[Entry]:
    """The key: capacity, output, and the limits that occur."""
    words = view.language
    entries = [
        Entry(words("chart.capacity.activity"), style.INK, mark="line"),
        Entry(words("chart.capacity.modern"), MODERN),
        Entry(words("chart.capacity.existing"), EXISTING),
    ]
    entries.append(Entry(words("chart.capacity.limits"), style.SOFT, mark=""))
    seen = {limit for stage in stages for limit in stage.limits}
    entries += [Entry(words(f"limit.{limit}"), style.LIMITS[limit]) for limit in LIMITS if limit in seen]
    return entries


def _panel_title(view: View, stage: Stage, cell: float) -> str:
    return style.wrap(view.process_names[stage.process], cell - 0.4, style.PANEL_SIZE, bold=True)


def _head(title: str) -> float:
    """Height of what stands over a panel."""
    return style.text_height(title, style.PANEL_SIZE) + style.text_height("%") + 0.35


def _draw(sheet: Sheet, view: View, stage: Stage, place: lines.Place) -> str:
    """The panel of one stage; its unit."""
    total = stage.capacity.sum(axis=0)
    factor, unit = view.language.scale(np.concatenate([total, stage.activity]), stage.unit)
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(f"capacity:{stage.process}")
    lines.number_axis(view, axes, float(max(total.max(), stage.activity.max())) / factor, 3)
    bounds = np.vstack([np.zeros_like(total), np.cumsum(stage.capacity, axis=0)]) / factor
    for number, (technology, colour) in enumerate(zip(TECHNOLOGIES, (EXISTING, MODERN), strict=True)):
        area = axes.fill_between(view.years, bounds[number], bounds[number + 1], color=colour, linewidth=0)
        area.set_gid(f"capacity:{stage.process}:{technology}")
    (line,) = axes.plot(view.years, stage.activity / factor, color=style.INK, clip_on=False)
    line.set_gid(f"activity:{stage.process}")
    axes.set_xlim(view.years[0] - 0.5, view.years[-1] + 0.5)
    axes.tick_params(bottom=False, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    strip = sheet.axes(place.left, place.bottom - BETWEEN - STRIP, place.width, STRIP)
    _strip(view, strip, stage)
    return unit


def _strip(view: View, axes: Axes, stage: Stage) -> None:
    """What binds, one piece for each run of years."""
    lines.year_axis(view, axes, most=3)
    axes.set_xlim(view.years[0] - 0.5, view.years[-1] + 0.5)
    axes.set_ylim(0, 1)
    axes.yaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    for limit, first, last in runs(view.years, stage.limits):
        piece = Rectangle((first - 0.5, 0), last - first + 1, 1, color=style.LIMITS[limit], linewidth=0)
        piece.set_gid(f"bottleneck:{stage.process}:{limit}:{first}:{last}")
        axes.add_patch(piece)


def runs(years: Sequence[int], limits: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Runs of years with the same limit: limit, first year, last year.

    Examples
    --------
    >>> list(runs([2025, 2026, 2027], ["input", "input", "demand"]))
    [('input', 2025, 2026), ('demand', 2027, 2027)]
    """
    for limit, group in groupby(zip(limits, years, strict=True), key=lambda pair: pair[0]):
        span = [year for _, year in group]
        yield limit, span[0], span[-1]


def _data(view: View, scenario: str, stages: Sequence[Stage]) -> pd.DataFrame:
    """The numbers of the chart."""
    frames = [
        pd.DataFrame(
            {
                "scenario": scenario,
                "process": stage.process,
                "year": view.years,
                **{f"capacity_{name}": stage.capacity[place] for place, name in enumerate(TECHNOLOGIES)},
                "activity": stage.activity,
                "limit": stage.limits,
                "unit": stage.unit,
            }
        )
        for stage in stages
    ]
    return pd.concat(frames, ignore_index=True)


def _title(view: View, scenario: str, stages: Sequence[Stage]) -> str:
    """What binds the most stages at the horizon."""
    words = view.language
    last = Counter(stage.limits[-1] for stage in stages)
    del last["none"]
    title, year = view.scenario_titles[scenario], view.years[-1]
    if not last:
        return words("chart.capacity.title_none", scenario=title, year=year)
    limit, number = max(last.items(), key=lambda item: item[1])
    word = words(f"limit.{limit}")
    return words("chart.capacity.title", len(stages), scenario=title, year=year, limit=word, number=number)
