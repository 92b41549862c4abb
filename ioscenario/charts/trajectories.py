"""Chart: paths of the scenarios, a panel for each, stacked by stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import lines, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, Values, View, inner
from ioscenario.problems import InputError, Problem, nearest

#: Variables by stage that add up to something, and whether the crop is in it.
VARIABLES: Final = {"jobs_direct": False, "value_added_direct": True, "investment": True}
#: Least width of a panel with its margin, height of a panel, room for its years, between panels, cm.
CELL, HEIGHT, FOOT, BETWEEN = 4.4, 2.9, 0.55, 0.5
OTHER: Final = "other"
OTHER_COLOUR: Final = "#c9c9c9"


@dataclass(frozen=True)
class Path:
    """Values of one scenario over the years by stage, in the unit of the dataset."""

    stages: dict[str, Values]

    @property
    def total(self) -> Values:
        """Sum over the stages."""
        return np.asarray(np.sum(list(self.stages.values()), axis=0))

    def edges(self) -> tuple[Values, Values]:
        """Lower and upper edge of what is stacked: losses go down from zero."""
        every = np.stack(list(self.stages.values()))
        return every.clip(max=0.0).sum(axis=0), every.clip(min=0.0).sum(axis=0)


@style.house
def trajectories(
    results: HasDataset,
    variable: str = "jobs_direct",
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Paths of the scenarios by stage, a panel for each scenario on one scale, the reference as a dashed line.

    Parameters
    ----------
    results
        Results of a run.
    variable
        ``jobs_direct`` (jobs of the sector: stages but the crop, and its other branches),
        ``value_added_direct`` or ``investment`` (all stages).
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
        Bands carry the id ``stage:<process>:<scenario>`` (``other``: branches of the sector outside the
        chain), sums ``total:<scenario>``, the dashed lines ``reference:<scenario>``. Values are in the unit
        over the panels. With samples, means.

    Raises
    ------
    InputError
        For another variable or an unknown scenario.
    """
    if variable not in VARIABLES:
        expected = f"one of {', '.join(VARIABLES)}"
        near = nearest(str(variable), VARIABLES)
        raise InputError([Problem("unknown-variable", expected, key=str(variable), nearest=near)])
    view = View(results, language)
    words = view.language
    chosen = view.choose(scenarios)
    paths = {name: _path(view, variable, name) for name in chosen}
    unit = "job" if variable == "jobs_direct" else view.money
    lows, highs = zip(*(path.edges() for path in paths.values()), strict=True)
    factor, shown = words.scale(np.concatenate(highs), unit)
    columns = style.columns(CELL, len(chosen))
    rows = math.ceil(len(chosen) / columns)
    width = (style.width() - lines.TICKS - style.LEFT - 0.3 - (columns - 1) * BETWEEN) / columns
    titles = [style.wrap(view.scenario_titles[name], width, style.PANEL_SIZE, bold=True) for name in chosen]
    heads = [
        max(style.text_height(text, style.PANEL_SIZE) for text in titles[row * columns : (row + 1) * columns]) + 0.2
        for row in range(rows)
    ]
    high = style.tall(HEIGHT, 1.4)
    key = style.key_rows(_entries(view, paths), style.width() - 0.3)
    top = len(key) * style.KEY_ROW + style.text_height(shown) + 0.15
    sheet = Sheet(
        _title(view, variable, paths, unit),
        top + sum(heads) + rows * (high + FOOT),
        source=view.source,
        note=_note(view, variable, paths),
        alt=words("chart.trajectories.alt", indicator=_indicator(view, variable), number=len(chosen)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    sheet.text(style.LEFT, sheet.body - len(key) * style.KEY_ROW - 0.05, shown, va="top", color=style.SOFT)
    ends = (min(0.0, float(np.min(lows))) / factor, float(np.max(highs)) / factor)
    for number, (name, title) in enumerate(zip(chosen, titles, strict=True)):
        row, column = divmod(number, columns)
        left = lines.TICKS + column * (width + BETWEEN)
        bottom = sheet.body - top - sum(heads[: row + 1]) - row * (high + FOOT) - high
        axes = _panel(sheet, view, Place(left, bottom, width, high), paths, name, factor, ends)
        axes.tick_params(labelleft=column == 0)
        sheet.text(left, bottom + high + 0.1, title, va="bottom", size=style.PANEL_SIZE, weight="bold")
    return style.with_data(sheet.figure, _data(view, variable, paths, unit))


def _path(view: View, variable: str, scenario: str) -> Path:
    """Values by stage; of jobs, what is left to the jobs of the sector is its other branches."""
    names = list(view.process_names) if VARIABLES[variable] else view.industry
    found: dict[str, Values] = {}
    for name in names:
        values = view.values(variable, scenario=scenario, process=name)
        found[name] = values if values.ndim == 1 else values.sum(axis=-1)
    if variable == "jobs_direct":
        rest = view.values("sector_jobs", scenario=scenario) - np.sum(list(found.values()), axis=0)
        if np.abs(rest).max() > 1e-9 * np.abs(rest + 1.0).max():
            found[OTHER] = rest
    return Path(found)


def _colour(view: View, stage: str) -> str:
    return view.process_colours.get(stage, OTHER_COLOUR)


def _name(view: View, stage: str) -> str:
    return view.process_names.get(stage) or view.language("chart.jobs.other")


def _entries(view: View, paths: dict[str, Path]) -> list[Entry]:
    """The key: stages from the first to the last, then the line of the reference."""
    stages = dict.fromkeys(stage for path in paths.values() for stage in path.stages)
    found = [Entry(_name(view, stage), _colour(view, stage)) for stage in stages]
    if len(paths) > 1:
        found.append(Entry(view.scenario_titles[view.reference], style.INK, mark="line"))
    return found


def _panel(
    sheet: Sheet,
    view: View,
    place: Place,
    paths: dict[str, Path],
    name: str,
    factor: float,
    ends: tuple[float, float],
) -> Axes:
    """The stages of one scenario on top of one another, losses under zero."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(f"path:{name}")
    lines.number_axis(view, axes, ends[1], 3, low=ends[0])
    lines.year_axis(view, axes, most=3)
    # years at the ends stay over their own panel
    first, *_, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    below, above = np.zeros(len(view.years)), np.zeros(len(view.years))
    for stage, values in paths[name].stages.items():
        base = np.where(values >= 0.0, above, below)
        band = axes.fill_between(
            view.years, base / factor, (base + values) / factor, color=_colour(view, stage), linewidth=0
        )
        band.set_gid(f"stage:{stage}:{name}")
        above, below = above + values.clip(min=0.0), below + values.clip(max=0.0)
    if below.any():
        (total,) = axes.plot(view.years, paths[name].total / factor, color=style.INK, linewidth=1.0)
        total.set_gid(f"total:{name}")
    if name != view.reference:
        (line,) = axes.plot(view.years, paths[view.reference].total / factor, color=style.INK, linewidth=1.0)
        line.set_linestyle((0, (3, 1.5)))
        line.set_gid(f"reference:{name}")
    return axes


def _indicator(view: View, variable: str) -> str:
    return view.language("variable.sector_jobs" if variable == "jobs_direct" else f"variable.{variable}")


def _note(view: View, variable: str, paths: dict[str, Path]) -> str:
    parts = []
    if len(paths) > 1:
        parts.append(view.language("chart.trajectories.note", scenario=inner(view.scenario_titles[view.reference])))
    if variable == "jobs_direct":
        parts.append(view.language("chart.jobs.note"))
    return " ".join(parts) + view.sample_note


def _title(view: View, variable: str, paths: dict[str, Path], unit: str) -> str:
    """Where the scenarios begin and where they end."""
    words = view.language
    last = {name: float(path.total[-1]) for name, path in paths.items()}
    low, high = min(last, key=lambda name: last[name]), max(last, key=lambda name: last[name])
    said = {
        "indicator": _indicator(view, variable),
        "first": view.base_year,
        "last": view.years[-1],
        "now": words.quantity(float(paths[view.reference].total[0]), unit),
        "high": words.quantity(last[high], unit),
        "high_name": inner(view.scenario_titles[high]),
    }
    if low == high:
        return words("chart.trajectories.title_one", None, **said)
    same = words.scale(last[high], unit)[0]
    short = words.scale(last[low], unit)[0] == same
    least = words.number(last[low] / same) if short else words.quantity(last[low], unit)
    more = {"low": least, "low_name": inner(view.scenario_titles[low])}
    return words("chart.trajectories.title", None, **said, **more)


def _data(view: View, variable: str, paths: dict[str, Path], unit: str) -> pd.DataFrame:
    """A row for each scenario, stage and year."""
    rows = [
        (variable, scenario, stage, year, float(value), unit)
        for scenario, path in paths.items()
        for stage, values in path.stages.items()
        for year, value in zip(view.years, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["variable", "scenario", "process", "year", "value", "unit"])
