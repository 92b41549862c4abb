"""Chart: jobs and value added in the chain, at its suppliers, and out of the labour income of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.bars import Part
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.problems import InputError, Problem

#: Most room for the names, room for the numbers, space between panels, cm.
NAMES, NUMBERS, BETWEEN = 4.4, 1.45, 0.5
#: Space under a heading and over it, cm.
UNDER, OVER = 0.1, 0.35
COLOURS: Final = {"direct": style.BLUE, "indirect": style.ORANGE, "induced": style.GREEN}
VARIABLES: Final = ("jobs", "value_added")


def has_effects(results: HasDataset) -> bool:
    """Whether the results know of more than the chain itself: their pack has a national table."""
    return results.dataset.sizes.get("effect", 0) > 1


def require_effects(results: HasDataset) -> None:
    """Refuse results of a pack without a national table."""
    if not has_effects(results):
        expected = "results of a pack with a national table: these know the direct effect only"
        raise InputError([Problem("no-national-table", expected, key="effect")])


@dataclass(frozen=True)
class Row:
    """One row of both panels: values by effect of each variable, in the unit of the dataset."""

    gid: str
    name: str
    values: dict[str, dict[str, float]]

    def total(self, variable: str) -> float:
        """Sum over the effects."""
        return sum(self.values[variable].values())

    def outside(self, variable: str) -> float:
        """Sum over the effects outside the chain."""
        return self.total(variable) - self.values[variable]["direct"]


@dataclass(frozen=True)
class Block:
    """Rows on one scale under one heading: levels, or differences."""

    kind: str
    rows: list[Row]

    def scale(self, view: View, variable: str) -> tuple[float, str]:
        """Factor and unit of a panel's numbers."""
        return view.language.scale([row.total(variable) for row in self.rows], unit(view, variable))

    def heading(self, view: View, variable: str, width: float) -> str:
        """What the numbers of a panel are, in lines."""
        shown = self.scale(view, variable)[1]
        return style.wrap(view.language(f"chart.effects.{self.kind}", unit=shown, year=view.years[-1]), width)


def unit(view: View, variable: str) -> str:
    """Unit of a variable that is jobs or money."""
    return "job" if variable.startswith("jobs") else view.money


@style.house
def effects(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Jobs and value added by effect: levels, and each scenario at the horizon less the reference.

    Parameters
    ----------
    results
        Results of a run of a pack with a national table.
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
        Bars carry the id ``<variable>:<effect>:<scenario>:<year>``, with a last part
        ``:difference`` where they are less the reference; variables are ``jobs`` and
        ``value_added``. Values are in the unit of the heading.

    Raises
    ------
    InputError
        If the results have no such scenario, or know of the direct effect only.
    """
    require_effects(results)
    view = View(results, language)
    words = view.language
    blocks = _blocks(view, view.choose(scenarios))
    everything = [row for block in blocks for row in block.rows]
    names = min(max(style.text_width(row.name) for row in everything) * 1.02 + 0.4, NAMES)
    width = (style.width() - names - BETWEEN - style.LEFT) / 2
    heights = [bars.row_heights([row.name for row in block.rows], names - 0.3) for block in blocks]
    heads = [max(style.text_height(block.heading(view, name, width)) for name in VARIABLES) for block in blocks]
    entries = [Entry(words(f"effect.{name}"), colour) for name, colour in COLOURS.items()]
    key = style.key_rows([Entry(words("chart.effects.key"), "", mark=""), *entries], style.width())
    key_height = len(key) * style.KEY_ROW
    over = style.tall(OVER, OVER / 2)
    titles = {
        item: style.wrap(words(f"chart.effects.{item}"), width, style.PANEL_SIZE, bold=True) for item in VARIABLES
    }
    title_height = max(style.text_height(text, style.PANEL_SIZE) for text in titles.values()) + 0.1
    body = key_height + title_height + sum(map(sum, heights)) + sum(heads) + len(blocks) * (UNDER + over)
    sheet = Sheet(
        _title(view, blocks),
        body,
        source=view.source,
        note=words("chart.effects.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.effects.alt", first=view.base_year, last=view.years[-1]),
    )
    sheet.key(key, style.LEFT, body)
    top = body - key_height - title_height
    lefts = {name: names + number * (width + BETWEEN) for number, name in enumerate(VARIABLES)}
    for variable, left in lefts.items():
        sheet.panel_title(left, top - 0.15, titles[variable])
    for block, rows, head in zip(blocks, heights, heads, strict=True):
        bottom = top - over - head - UNDER - sum(rows)
        for row, middle in zip(block.rows, bars.middles(rows), strict=True):
            sheet.text(style.LEFT, bottom + middle, style.wrap(row.name, names - 0.3), va="center")
        for variable, left in lefts.items():
            _panel(sheet, view, block, variable, Place(left, bottom, width, sum(rows)), rows)
        top = bottom
    return style.with_data(sheet.figure, _data(view, blocks))


def _blocks(view: View, scenarios: Sequence[str]) -> list[Block]:
    """Levels of the reference in the first and last year; what every other scenario adds in the last."""
    first, last, base = view.base_year, view.years[-1], view.reference
    levels = [_row(view, base, first, str(first))]
    if last > first:
        name = view.language("chart.jobs.row", scenario=view.scenario_titles[base], year=last)
        levels.append(_row(view, base, last, name))
    others = [name for name in scenarios if name != base]
    differences = [_less(_row(view, name, last, view.scenario_titles[name]), levels[-1]) for name in others]
    return [Block("level", levels), *([Block("difference", differences)] if differences else [])]


def _row(view: View, scenario: str, year: int, name: str) -> Row:
    effects_ = [str(item) for item in view.full["effect"].values]
    values = {item: view.values(item, scenario=scenario, year=year) for item in VARIABLES}
    return Row(
        f"{scenario}:{year}",
        name,
        {item: dict(zip(effects_, map(float, array), strict=True)) for item, array in values.items()},
    )


def _less(row: Row, base: Row) -> Row:
    change = {
        variable: {effect: value - base.values[variable][effect] for effect, value in values.items()}
        for variable, values in row.values.items()
    }
    return Row(f"{row.gid}:difference", row.name, change)


def _panel(sheet: Sheet, view: View, block: Block, variable: str, place: Place, heights: Sequence[float]) -> None:
    """Bars of one variable with their sums in a column at the right."""
    factor, _ = block.scale(view, variable)
    heading = block.heading(view, variable, place.width)
    sheet.text(place.left, place.bottom + place.height + UNDER, heading, va="bottom", color=style.SOFT)
    stacks = [
        [
            Part(f"{variable}:{effect}:{row.gid}", value / factor, COLOURS[effect])
            for effect, value in row.values[variable].items()
        ]
        for row in block.rows
    ]
    bar_place = Place(place.left, place.bottom, place.width - NUMBERS, place.height)
    axes = bars.bar_axes(sheet, bar_place, bars.reach(stacks), f"{variable}:{block.kind}")
    totals = [row.total(variable) / factor for row in block.rows]
    shown = bars.digits(max(map(abs, totals)), factor)
    for parts, total, middle in zip(stacks, totals, bars.middles(heights), strict=True):
        bars.stack(axes, parts, middle)
        text = view.language.number(total, shown, signed=block.kind == "difference")
        sheet.text(place.left + place.width, place.bottom + middle, text, va="center", ha="right", weight="bold")


def _data(view: View, blocks: Sequence[Block]) -> pd.DataFrame:
    """The numbers of the chart: levels, and differences from the reference."""
    rows = [
        (block.kind, variable, effect, *row.gid.split(":")[:2], value, unit(view, variable))
        for block in blocks
        for row in block.rows
        for variable, values in row.values.items()
        for effect, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["kind", "variable", "effect", "scenario", "year", "value", "unit"])


def _title(view: View, blocks: Sequence[Block]) -> str:
    """What the scenarios add at the horizon, and how much of it outside the chain."""
    words = view.language

    def shown(value: float) -> str:
        return words.quantity(round(value), "job", signed=True)

    if len(blocks) == 1:
        now = blocks[0].rows[0]
        share = words.percent(now.outside("jobs") / now.total("jobs"), 0)
        jobs = words.quantity(round(now.total("jobs")), "job")
        return words("chart.effects.title_level", year=view.base_year, jobs=jobs, share=share)
    best = max(blocks[1].rows, key=lambda row: row.total("jobs"))
    return words(
        "chart.effects.title",
        scenario=inner(best.name),
        year=view.years[-1],
        jobs=shown(best.total("jobs")),
        outside=shown(best.outside("jobs")),
        money=words.quantity(best.total("value_added"), view.money, signed=True),
    )
