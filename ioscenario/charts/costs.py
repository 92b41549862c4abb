"""Chart: what a unit of output costs, by component, beside its price."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
from ioscenario.dimensions import EXISTING, MODERN, TECHNOLOGIES

#: Most room for the names of technologies, room for each column of numbers, cm.
NAMES, NUMBERS = 4.2, 2.1
#: Least width of a process with its numbers, cm.
CELL = 10.2
#: Space above a process, under its heading, and above the headings of the columns, cm.
OVER, UNDER, ABOVE = 0.28, 0.08, 0.15
#: Share of the price at which the axis ends if no cost reaches further.
LEAST_END: Final = 1.05
COLOURS: Final = {
    "home_inputs": style.GREEN,
    "imported_inputs": style.IMPORTS,
    "electricity": style.OLIVE,
    "labour": style.BLUE,
    "other_inputs": style.ORANGE,
    "coproduct_credit": style.SKY,
    "support": style.PURPLE,
}


@dataclass(frozen=True)
class Row:
    """One technology of a process: components of the cost of a unit, million per own unit."""

    technology: str
    components: dict[str, float]

    @property
    def cost(self) -> float:
        """Cost of a unit."""
        return sum(self.components.values())


@dataclass(frozen=True)
class Stage:
    """One process: its price, million per own unit, and the cost of each technology."""

    process: str
    unit: str
    price: float
    rows: list[Row]

    def share(self, technology: int) -> float:
        """Cost of a technology over the price; not a number where there is none."""
        found = [row.cost for row in self.rows if row.technology == TECHNOLOGIES[technology]]
        return found[0] / self.price if found and self.price > 0.0 else math.nan


@style.house
def costs(
    results: HasDataset,
    scenario: str | None = None,
    year: int | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Variable cost of a unit by component, existing beside modern plant, relative to the price.

    Units differ between processes, so bars are shares of the price, and the cost in money
    stands beside them.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    year
        A year; none: the base year.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the id ``unit_cost_component:<process>:<technology>:<component>``, in per
        cent of the price; the line of the price is ``price:<process>``. With samples, means.

    Raises
    ------
    InputError
        If the results have no such scenario or year.
    """
    view = View(results, language)
    words = view.language
    name = view.named(scenario or view.reference)
    when = view.base_year if year is None else view.year(year)
    stages = [_stage(view, name, when, process) for process in view.process_names]
    stages = [stage for stage in stages if stage.rows]
    labels = {(stage.process, row.technology): _label(view, stage, row) for stage in stages for row in stage.rows}
    room = min(max((style.text_width(label) for label in labels.values()), default=2.0) * 1.02 + 0.4, NAMES)
    heights = {
        stage.process: bars.row_heights([labels[stage.process, row.technology] for row in stage.rows], room - 0.3)
        for stage in stages
    }
    present = {name for stage in stages for row in stage.rows for name, value in row.components.items() if value}
    entries = [Entry(words(f"component.{item}"), colour) for item, colour in COLOURS.items() if item in present]
    entries.append(Entry(words("chart.costs.price"), style.INK, mark="|"))
    key = style.key_rows(entries, style.width() - 0.3)
    heading = style.text_height("0", style.PANEL_SIZE)
    columns = [style.wrap(words(f"chart.costs.{column}"), NUMBERS - 0.2) for column in ("cost", "share")]
    head = len(key) * style.KEY_ROW + ABOVE + max(map(style.text_height, columns))
    over = style.tall(OVER, 0.12)
    beside = style.columns(CELL, len(stages))
    width = style.width() / beside
    # A price that has no room behind a name stands under it.
    under = {stage.process: style.text_height("0") * (not _one_line(view, stage, width)) for stage in stages}
    blocks = {name: over + heading + under[name] + UNDER + sum(rows) for name, rows in heights.items()}
    places = _arranged(blocks, beside)
    body = head + max(low for _, low in places.values())
    sheet = Sheet(
        _title(view, stages, name, when),
        body,
        source=view.source,
        note=words("chart.costs.note", scenario=inner(view.scenario_titles[name]), year=when) + view.sample_note,
        alt=words("chart.costs.alt", scenario=view.scenario_titles[name], year=when),
    )
    sheet.key(key, style.LEFT, body)
    top = body - head
    for number, column in enumerate(columns):
        for block in range(beside):
            right = (block + 1) * width - style.LEFT - (1 - number) * NUMBERS
            sheet.text(right, top, column, ha="right", va="bottom", color=style.SOFT)
    ends = _ends(stages)
    for stage in stages:
        rows = heights[stage.process]
        block, low = places[stage.process]
        place = Place(block * width + room, top - low, width - room - 2 * NUMBERS, sum(rows))
        shown = [labels[stage.process, row.technology] for row in stage.rows]
        _panel(sheet, view, stage, place, ends, rows, shown, block * width + style.LEFT, under[stage.process])
    return style.with_data(sheet.figure, _data(view, stages, name, when))


def _stage(view: View, scenario: str, year: int, process: str) -> Stage:
    where: dict[str, object] = {"scenario": scenario, "year": year}
    output = str(view.coordinate("process_output")[process])
    components = [str(item) for item in view.full["component"].values]
    rows = []
    for technology in TECHNOLOGIES:
        values = view.values("unit_cost_component", process=process, technology=technology, **where)
        if all(map(math.isfinite, values)) and values.any():
            rows.append(Row(technology, dict(zip(components, map(float, values), strict=True))))
    price = view.value("price", commodity=output, **where)
    return Stage(process, str(view.coordinate("process_unit")[process]), price, rows)


def _label(view: View, stage: Stage, row: Row) -> str:
    """Name of a technology; of a crop it is the way of irrigation."""
    kind = "chart.costs" if stage.process in view.crops else "technology"
    names = {"existing": "furrow", "modern": "drip"} if stage.process in view.crops else {}
    return view.language(f"{kind}.{names.get(row.technology, row.technology)}")


def _arranged(blocks: Mapping[str, float], columns: int) -> dict[str, tuple[int, float]]:
    """Column of each block, and how far under the top its lower edge is, cm; columns of like height, in order.

    Examples
    --------
    >>> _arranged({"a": 1.0, "b": 1.0, "c": 2.0}, 2)
    {'a': (0, 1.0), 'b': (0, 2.0), 'c': (1, 2.0)}
    """
    part = sum(blocks.values()) / columns
    found: dict[str, tuple[int, float]] = {}
    column, low = 0, 0.0
    for name, height in blocks.items():
        if column < columns - 1 and low + height / 2 > part:
            column, low = column + 1, 0.0
        low += height
        found[name] = (column, low)
    return found


def _ends(stages: Sequence[Stage]) -> tuple[float, float]:
    """Ends of the axis of all processes, per cent of the price."""
    stacks = [
        [Part("", 100 * value / stage.price, "") for value in row.components.values()]
        for stage in stages
        for row in stage.rows
    ]
    low, high = bars.reach(stacks)
    return low, max(high, 100 * LEAST_END)


def _unit(view: View, stage: Stage) -> str:
    """Unit of the price and the cost."""
    return f"{view.money} per {stage.unit}"


def _price(view: View, stage: Stage) -> tuple[float, str]:
    """Factor of the money of a process, and its price in words."""
    words = view.language
    factor, unit = words.scale([stage.price, *(row.cost for row in stage.rows)], _unit(view, stage))
    number = words.number(stage.price / factor, significant=3)
    return factor, words("chart.costs.price_is", price=number, unit=unit)


def _name_width(name: str) -> float:
    """Width of the name of a process and the space behind it, cm."""
    return style.text_width(name, style.PANEL_SIZE, bold=True) * 1.03 + 0.3


def _one_line(view: View, stage: Stage, width: float) -> bool:
    """Whether the price of a process has room behind its name."""
    name, price = view.process_names[stage.process], _price(view, stage)[1]
    return _name_width(name) + style.text_width(price) * 1.02 < width - 2 * style.LEFT


def _panel(
    sheet: Sheet,
    view: View,
    stage: Stage,
    place: Place,
    ends: tuple[float, float],
    heights: Sequence[float],
    labels: Sequence[str],
    left: float,
    under: float,
) -> None:
    """Bars of one process under its name and price, the names of rows from `left`."""
    words = view.language
    factor, price = _price(view, stage)
    # as many digits for every cost as show three of the price
    digits = max(0, 2 - math.floor(math.log10(stage.price / factor))) if stage.price > 0.0 else 2
    name = view.process_names[stage.process]
    head = place.bottom + place.height + UNDER
    sheet.text(left, head + under, name, size=style.PANEL_SIZE, weight="bold", va="bottom")
    sheet.text(left if under else left + _name_width(name), head, price, color=style.SOFT, va="bottom")
    axes = bars.bar_axes(sheet, place, ends, f"costs:{stage.process}")
    for row, label, middle in zip(stage.rows, labels, bars.middles(heights), strict=True):
        parts = [
            Part(
                f"unit_cost_component:{stage.process}:{row.technology}:{component}",
                100 * value / stage.price,
                COLOURS[component],
            )
            for component, value in row.components.items()
        ]
        bars.stack(axes, parts, middle)
        height = place.bottom + middle
        sheet.text(left, height, style.wrap(label, place.left - left - 0.18), va="center")
        numbers = (words.number(row.cost / factor, digits), words.percent(row.cost / stage.price, 0))
        for number, text in enumerate(numbers):
            right = place.left + place.width + (number + 1) * NUMBERS - style.LEFT
            sheet.text(right, height, text, ha="right", va="center", weight="bold" if number else "normal")
    line = axes.axvline(100, color=style.INK, linewidth=1.4)
    line.set_gid(f"price:{stage.process}")


def _title(view: View, stages: Sequence[Stage], scenario: str, year: int) -> str:
    """Where cost leaves least of the price, on existing plant."""
    industry = [stage for stage in stages if stage.process not in view.crops and math.isfinite(stage.share(EXISTING))]
    if not industry:
        return view.language("chart.costs.title_none", year=year)
    where: dict[str, object] = {"scenario": scenario, "year": year, "technology": TECHNOLOGIES[EXISTING]}
    # what no machine of the kind makes is no finding
    at_work = [stage for stage in industry if view.value("capacity", process=stage.process, **where) > 0.0]
    tight = max(at_work or industry, key=lambda stage: stage.share(EXISTING))
    existing, modern = (view.language.percent(tight.share(item), 0) for item in (EXISTING, MODERN))
    return view.language(
        "chart.costs.title",
        year=year,
        process=inner(view.process_names[tight.process]),
        existing=existing,
        modern=modern,
    )


def _data(view: View, stages: Sequence[Stage], scenario: str, year: int) -> pd.DataFrame:
    """The numbers of the chart."""
    rows = [
        (scenario, year, stage.process, row.technology, component, value, stage.price, _unit(view, stage))
        for stage in stages
        for row in stage.rows
        for component, value in row.components.items()
    ]
    columns = ["scenario", "year", "process", "technology", "component", "cost", "price", "unit"]
    return pd.DataFrame(rows, columns=columns)
