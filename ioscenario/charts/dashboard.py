"""Chart: a scenario on one page - key figures, jobs, output, what binds, public money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ioscenario.charts import bars, lines, style
from ioscenario.charts.capacity import runs
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, Values, View, inner
from ioscenario.dimensions import LIMITS
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.unmade import LEAST, notes, unmade

#: Least width of a key figure and of a panel, space between them, cm.
TILE, PANEL, BETWEEN = 3.75, 5.4, 0.5
#: Height of a panel, room for its years, space over a name of a stage, cm.
HEIGHT, FOOT, ROW_AIR = 3.6, 0.55, 0.1
#: Most room for the names of stages, and for half a year at the right of a panel, cm.
NAMES, EDGE = 3.3, 0.42
#: Size of a key figure, points.
FIGURE_SIZE: Final = 13.0
#: Final goods among the key figures.
GOODS: Final = 2
#: Changes up to this share are none.
STILL: Final = 0.0005
UP, DOWN, LEVEL = "▲", "▼", "="


@dataclass(frozen=True)
class KeyFigure:
    """One key figure: its value at the horizon, in the base year, and in the reference, in the dataset's unit."""

    id: str
    name: str
    unit: str
    value: float
    base: float
    reference: float


@dataclass(frozen=True)
class Tile:
    """A key figure as it is written, in lines."""

    name: str
    value: str
    changes: str

    @property
    def height(self) -> float:
        """Height that it takes, cm."""
        return style.text_height(self.name) + style.text_height(self.value, FIGURE_SIZE) + style.text_height(
            self.changes
        )


@dataclass(frozen=True)
class Stages:
    """Names of the stages in lines, the room that they take, and the least heights of their rows, cm."""

    names: list[str]
    room: float
    heights: list[float]

    @classmethod
    def of(cls, view: View, width: float) -> Stages:
        """Names beside strips in a panel `width` cm wide."""
        room = min(max(map(style.text_width, view.process_names.values())) * 1.02 + 0.2, NAMES, 0.6 * width)
        names = [style.wrap(text, room - 0.15) for text in view.process_names.values()]
        return cls(names, room, [style.text_height(text) + ROW_AIR for text in names])


@style.house
def dashboard(
    results: HasDataset,
    scenario: str | None = None,
    *,
    language: str = "en",
    size: style.Size = "page",
    ax: Axes | None = None,
) -> Figure:
    """A scenario on one page: key figures with their changes, jobs, output, what binds each stage, public cost.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``page``, ``column`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Lines carry the ids ``sector_jobs:<scenario>`` and ``sector_output:<scenario>``, bars
        ``public_cost:<year>``, pieces of the strips ``bottleneck:<process>:<limit>:<first>:<last>``. Values
        are in the unit over the panel. With samples, means.

    Raises
    ------
    InputError
        If the results have no such scenario.
    """
    view = View(results, language)
    words = view.language
    name = view.named(scenario or view.reference)
    figures = [_figure(view, *item, name) for item in _indicators(view)]
    across = style.columns(TILE, len(figures))
    tile_width = (style.width() - style.LEFT) / across
    tiles = [_tile(view, figure, name, tile_width - 0.35) for figure in figures]
    tile_rows = [tiles[start : start + across] for start in range(0, len(tiles), across)]
    tile_heights = [max(tile.height for tile in row) + 0.35 for row in tile_rows]
    columns = style.columns(PANEL, 4)
    cell = (style.width() - style.LEFT + BETWEEN) / columns
    width = cell - BETWEEN
    limits = _limits(view, name)
    heading = _headings(view, width)
    head = max(style.text_height(text, style.PANEL_SIZE) for text in heading.values()) + style.text_height("0") + 0.25
    key = style.key_rows(_entries(view, limits), style.width() - 0.3)
    key_height = len(key) * style.KEY_ROW
    stages = Stages.of(view, width)
    high = max(style.tall(HEIGHT, 2.2), sum(stages.heights))
    rows = 4 // columns
    sheet = Sheet(
        _title(view, figures, name),
        sum(tile_heights) + 0.15 + rows * (head + high + FOOT) + key_height,
        source=view.source,
        note=" ".join([_note(view), *notes(view.full, words, [name])]),
        alt=words("chart.dashboard.alt", scenario=view.scenario_titles[name]),
    )
    top = _tiles(sheet, tile_rows, tile_heights, tile_width)
    draw: dict[str, Callable[[Place], str]] = {
        "sector_jobs": lambda place: _path(sheet, view, "sector_jobs", "job", name, place),
        "sector_output": lambda place: _path(sheet, view, "sector_output", view.money, name, place),
        "bottleneck": lambda place: _strips(sheet, view, limits, stages, place),
        "public_cost": lambda place: _cost(sheet, view, name, place),
    }
    for number, (id_, drawn) in enumerate(draw.items()):
        row, column = divmod(number, columns)
        left = style.LEFT + column * cell
        bottom = top - 0.15 - row * (head + high + FOOT) - head - high
        unit = drawn(Place(left, bottom, width, high))
        sheet.panel_title(left, bottom + high + 0.15, heading[id_], unit)
    sheet.key(key, style.LEFT, key_height)
    return style.with_data(sheet.figure, _data(view, figures, limits, name))


def _note(view: View) -> str:
    """What the lines mean."""
    reference = inner(view.scenario_titles[view.reference])
    return view.language("chart.dashboard.note", scenario=reference) + view.band_note


# ----------------------------------------------------------------------- key figures


def _indicators(view: View) -> list[tuple[str, str, str]]:
    """Id, name and unit of the key figures."""
    words, units = view.language, view.coordinate("commodity_unit")
    final = [name for name, is_final in view.coordinate("commodity_final").items() if is_final][:GOODS]
    found = [
        ("sector_output", words("variable.sector_output"), view.money),
        ("sector_jobs", words("variable.sector_jobs"), "job"),
        ("processing_depth", words("variable.processing_depth"), "1"),
    ]
    made = words("variable.production")
    found += [(f"production:{name}", f"{made}: {view.commodity_names[name]}", str(units[name])) for name in final]
    found.append(("public_cost", words("summary.cumulative", name=words("variable.public_cost")), view.money))
    return found


def _figure(view: View, id_: str, name: str, unit: str, scenario: str) -> KeyFigure:
    def at(which: str, year: int) -> float:
        if id_ == "public_cost":
            return float(_costs(view, which)[: view.years.index(year) + 1].sum())
        variable, _, good = id_.partition(":")
        return view.value(variable, scenario=which, year=year, **({"commodity": good} if good else {}))

    last = view.years[-1]
    return KeyFigure(id_, name, unit, at(scenario, last), at(scenario, view.base_year), at(view.reference, last))


def _costs(view: View, scenario: str) -> Values:
    """Cost to the budget by year."""
    return np.asarray(view.values("public_cost", scenario=scenario).sum(axis=-1))


def _tile(view: View, figure: KeyFigure, scenario: str, width: float) -> Tile:
    """Words of a key figure: name, value, change since the base year, difference from the reference."""
    words = view.language
    changes = []
    if figure.id != "public_cost":  # which begins with nothing
        changes.append(words("chart.dashboard.since", change=_change(view, figure, figure.base), year=view.base_year))
    if scenario != view.reference:
        changes.append(words("chart.dashboard.against", change=_change(view, figure, figure.reference)))
    return Tile(
        style.wrap(figure.name, width),
        # large type may need two lines: there number and unit may part
        style.wrap(words.quantity(figure.value, figure.unit).replace(NO_BREAK, " "), width, FIGURE_SIZE, bold=True),
        "\n".join(style.wrap(text, width) for text in changes),
    )


def _change(view: View, figure: KeyFigure, other: float) -> str:
    """An arrow and the change from another value: points of a share, per cent of anything else."""
    words, change = view.language, figure.value - other
    if abs(change) <= STILL * max(abs(other), abs(figure.value)):
        return words("chart.dashboard.same", arrow=LEVEL)
    arrow = UP if change > 0 else DOWN
    if figure.unit == "1":
        return f"{arrow}{NO_BREAK}" + words("chart.dashboard.points", value=words.number(100 * change, 1, signed=True))
    if figure.id == "public_cost" or other == 0.0:
        return f"{arrow}{NO_BREAK}{words.quantity(change, figure.unit, signed=True)}"
    return f"{arrow}{NO_BREAK}{words.percent(change / abs(other), signed=True)}"


def _tiles(sheet: Sheet, rows: list[list[Tile]], heights: list[float], width: float) -> float:
    """Write the key figures; the height at which they end."""
    top = sheet.body
    for row, height in zip(rows, heights, strict=True):
        for number, tile in enumerate(row):
            left = style.LEFT + number * width
            sheet.line((left, left + width - 0.35), (top + 0.02, top + 0.02), color=style.BLUE, linewidth=1.2)
            y = top - 0.08
            sheet.text(left, y, tile.name, va="top", color=style.SOFT)
            y -= style.text_height(tile.name)
            sheet.text(left, y, tile.value, va="top", size=FIGURE_SIZE, weight="bold")
            y -= style.text_height(tile.value, FIGURE_SIZE)
            sheet.text(left, y, tile.changes, va="top")
        top -= height
    return top


# ----------------------------------------------------------------------------- panels


def _headings(view: View, width: float) -> dict[str, str]:
    """Titles of the panels in lines."""
    words = view.language
    found = {
        "sector_jobs": words("variable.sector_jobs"),
        "sector_output": words("variable.sector_output"),
        "bottleneck": words("chart.dashboard.limits"),
        "public_cost": words("variable.public_cost"),
    }
    return {id_: style.wrap(text, width, style.PANEL_SIZE, bold=True) for id_, text in found.items()}


def _path(sheet: Sheet, view: View, variable: str, unit: str, name: str, place: Place) -> str:
    """One indicator over the years, the reference behind; its unit."""
    both = {which: view.values(variable, scenario=which) for which in dict.fromkeys((view.reference, name))}
    band = view.band(variable, scenario=name)
    every = np.concatenate([*both.values(), *(band or ())])
    factor, shown = view.language.scale(every, unit)
    axes = sheet.axes(place.left + lines.TICKS, place.bottom, place.width - lines.TICKS - EDGE, place.height)
    axes.set_gid(variable)
    lines.number_axis(view, axes, float(np.nanmax(every)) / factor, 4)
    lines.year_axis(view, axes, most=3)
    if band:
        colour = view.scenario_colours[name]
        axes.fill_between(view.years, band[0] / factor, band[1] / factor, color=colour, alpha=0.14, linewidth=0)
    for which, values in both.items():
        (line,) = axes.plot(view.years, values / factor, color=view.scenario_colours[which], clip_on=False)
        line.set_gid(f"{variable}:{which}")
    return shown


def _limits(view: View, scenario: str) -> dict[str, list[str]]:
    """What binds each stage, by year."""
    return {
        process: [LIMITS[int(code)] for code in view.values("bottleneck", scenario=scenario, process=process)]
        for process in view.process_names
    }


def _entries(view: View, limits: dict[str, list[str]]) -> list[Entry]:
    """The key of the strips: limits that occur."""
    words = view.language
    seen = {limit for found in limits.values() for limit in found}
    named = [Entry(words(f"limit.{limit}"), style.LIMITS[limit]) for limit in LIMITS if limit in seen]
    return [Entry(words("chart.capacity.limits"), style.SOFT, mark=""), *named]


def _strips(sheet: Sheet, view: View, limits: dict[str, list[str]], stages: Stages, place: Place) -> str:
    """What binds, a strip for each stage with its name, one piece for each run of years."""
    room = stages.room
    axes = sheet.axes(place.left + room, place.bottom, place.width - room - EDGE, place.height)
    axes.set_gid("bottleneck")
    lines.year_axis(view, axes, most=2)
    axes.set_xlim(view.years[0] - 0.5, view.years[-1] + 0.5)
    axes.set_ylim(0, place.height)
    axes.yaxis.set_visible(False)
    spare = (place.height - sum(stages.heights)) / len(stages.heights)
    heights = [height + spare for height in stages.heights]
    rows = zip(limits.items(), stages.names, heights, bars.middles(heights), strict=True)
    for (process, found), name, height, middle in rows:
        for limit, first, last in runs(view.years, found):
            low, thick = middle - 0.35 * height, 0.7 * height
            piece = Rectangle((first - 0.5, low), last - first + 1, thick, color=style.LIMITS[limit], linewidth=0)
            piece.set_gid(f"bottleneck:{process}:{limit}:{first}:{last}")
            axes.add_patch(piece)
        sheet.text(place.left, place.bottom + middle, name, va="center")
    return ""


def _cost(sheet: Sheet, view: View, name: str, place: Place) -> str:
    """Cost to the budget by year; its unit."""
    costs = _costs(view, name)
    factor, shown = view.language.scale(costs, view.money)
    axes = sheet.axes(place.left + lines.TICKS, place.bottom, place.width - lines.TICKS - EDGE, place.height)
    axes.set_gid("public_cost")
    lines.number_axis(view, axes, float(costs.max()) / factor, 4, low=min(0.0, float(costs.min()) / factor))
    lines.year_axis(view, axes, most=3)
    axes.set_xlim(view.years[0] - 0.5, view.years[-1] + 0.5)
    for year, cost in zip(view.years, costs, strict=True):
        bar = axes.bar(year, cost / factor, 0.7, color=view.scenario_colours[name], linewidth=0)[0]
        bar.set_gid(f"public_cost:{year}")
    return shown


def _title(view: View, figures: list[KeyFigure], name: str) -> str:
    """Output and jobs at the horizon, and the share of the raw material that is processed."""
    words = view.language
    by_id = {figure.id: figure for figure in figures}
    raw = inner(view.commodity_names[str(view.full.attrs["raw_material"])])
    lost = float(unmade(view.full).sel(scenario=name, year=view.years[-1]))
    # what is not made for want of buyers counts too: a share of all made alone would read as success
    hidden = lost > LEAST
    return words(
        "chart.dashboard.title_unmade" if hidden else "chart.dashboard.title",
        scenario=view.scenario_titles[name],
        year=view.years[-1],
        jobs=words.quantity(by_id["sector_jobs"].value, "job"),
        output=words.quantity(by_id["sector_output"].value, view.money),
        share=words.percent(by_id["processing_depth"].value * (1.0 - lost if hidden else 1.0)),
        name=raw,
    )


def _data(view: View, figures: list[KeyFigure], limits: dict[str, list[str]], name: str) -> pd.DataFrame:
    """Key figures, paths, costs and limits; the limit that binds is in words."""
    first, last, reference = view.base_year, view.years[-1], view.reference
    rows: list[tuple[str, str, str, int, float, str, str]] = []
    for item in figures:
        points = ((name, last, item.value), (name, first, item.base), (reference, last, item.reference))
        rows += [(f"key:{item.id}", which, "", year, value, item.unit, "") for which, year, value in points]
    for variable, unit in (("sector_jobs", "job"), ("sector_output", view.money)):
        for which in dict.fromkeys((reference, name)):
            values = view.values(variable, scenario=which)
            rows += [(variable, which, "", year, float(value), unit, "")
                     for year, value in zip(view.years, values, strict=True)]  # fmt: skip
    for year, cost in zip(view.years, _costs(view, name), strict=True):
        rows.append(("public_cost", name, "", year, float(cost), view.money, ""))
    for process, found in limits.items():
        rows += [("bottleneck", name, process, year, float("nan"), "", limit)
                 for year, limit in zip(view.years, found, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["indicator", "scenario", "process", "year", "value", "unit", "limit"])
