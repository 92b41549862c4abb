"""Chart: why jobs of a scenario differ from the reference, as a waterfall."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.bars import Part
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.decomposition import PARTS, jobs_change
from ioscenario.problems import InputError, Problem

#: Most room for the names, room for the numbers, cm.
NAMES, NUMBERS = 5.6, 1.7
#: Space under the heading of a panel and between panels, cm.
UNDER, BETWEEN = 0.12, 0.4
COLOURS: Final = {"scale": style.BLUE, "productivity": style.ORANGE, "joint": style.IMPORTS}
TOTAL: Final = style.INK


@dataclass(frozen=True)
class Split:
    """Difference in jobs by process and part."""

    parts: dict[str, dict[str, float]]

    def part(self, name: str) -> float:
        """One part over all processes."""
        return sum(parts[name] for parts in self.parts.values())

    def of(self, process: str) -> float:
        """Difference of one process."""
        return sum(self.parts[process].values())

    @property
    def total(self) -> float:
        """Difference of the chain."""
        return sum(map(self.of, self.parts))


@style.house
def drivers(
    results: HasDataset,
    scenario: str | None = None,
    year: int | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Difference in jobs of the chain from the reference: more output, other labour per unit, both together.

    Parameters
    ----------
    results
        Results of a run with more than the reference scenario.
    scenario
        Name of a scenario other than the reference; none: the one that differs most.
    year
        A year; none: the last.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars of the waterfall carry the id ``<part>`` and ``difference``, those by stage
        ``<part>:<process>``; parts are those of :func:`ioscenario.decomposition.jobs_change` and add
        up exactly. Values are in the unit of the heading. With samples, means.

    Raises
    ------
    InputError
        If the results have no such scenario or year, or nothing to compare with.
    """
    view = View(results, language)
    words = view.language
    when = view.years[-1] if year is None else view.year(year)
    name = _scenario(view, scenario, when)
    split = _split(view, name, when)
    labels = {part: words(f"chart.drivers.{part}") for part in (*PARTS, "difference")}
    everything = [*labels.values(), *view.process_names.values()]
    room = min(max(map(style.text_width, everything)) * 1.02 + 0.4, NAMES)
    factor, unit = words.scale([split.total, *map(split.of, split.parts), *map(split.part, PARTS)], "job")
    rows = {
        "all": bars.row_heights(list(labels.values()), room - 0.3),
        "by_stage": bars.row_heights(list(view.process_names.values()), room - 0.3),
    }
    heading = style.text_height("0", style.PANEL_SIZE) + style.text_height("0") + 0.04 + UNDER
    key = style.key_rows([Entry(labels[part], COLOURS[part]) for part in PARTS], style.width() - 0.3)
    key_height = len(key) * style.KEY_ROW + 0.1
    sheet = Sheet(
        _title(view, split, name, when, factor, unit),
        sum(map(sum, rows.values())) + 2 * heading + BETWEEN + key_height,
        source=view.source,
        note=words("chart.drivers.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.drivers.alt", scenario=view.scenario_titles[name], year=when),
    )
    ends = _ends(split, factor)
    top = sheet.body
    for kind, heights in rows.items():
        top -= heading if kind == "all" else heading + BETWEEN + key_height
        if kind == "by_stage":
            sheet.key(key, style.LEFT, top + heading + key_height)
        text = words("chart.effects.difference", unit=unit, year=when)
        sheet.panel_title(style.LEFT, top + UNDER, words(f"chart.drivers.{kind}"), text)
        place = Place(room, top - sum(heights), style.width() - style.LEFT - room - NUMBERS, sum(heights))
        if kind == "all":
            _waterfall(sheet, view, split, labels, place, heights, ends, factor)
        else:
            _by_stage(sheet, view, split, place, heights, ends, factor)
        top -= sum(heights)
    return style.with_data(sheet.figure, _data(split, name, when))


def _scenario(view: View, scenario: str | None, year: int) -> str:
    """The scenario asked for, or the one whose jobs differ most."""
    others = [name for name in view.scenarios if name != view.reference]
    if not others or (scenario is not None and view.named(scenario) == view.reference):
        expected = "a scenario other than the reference, with which it is compared"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=scenario or view.reference)])
    if scenario is not None:
        return scenario
    base = view.value("jobs_direct", scenario=view.reference, year=year)
    return max(others, key=lambda name: abs(view.value("jobs_direct", scenario=name, year=year) - base))


def _split(view: View, scenario: str, year: int) -> Split:
    """Parts by process, means over samples: means add up as every sample does."""
    chosen = view.full[["jobs_direct", "activity"]].sel(scenario=[view.reference, scenario], year=year)
    found = jobs_change(chosen, view.reference).sel(scenario=scenario)
    if "sample" in found.dims:
        found = found.mean("sample", skipna=False)
    return Split(
        {process: {part: float(found[part].sel(process=process)) for part in PARTS} for process in view.process_names}
    )


def _ends(split: Split, factor: float) -> tuple[float, float]:
    """Ends of the axis of both panels."""
    steps = [0.0, *accumulate(split.part(part) / factor for part in PARTS)]
    stacks = [[Part("", value / factor, "") for value in parts.values()] for parts in split.parts.values()]
    low, high = bars.reach(stacks)
    low, high = min(low, *steps), max(high, *steps)
    return (low, high) if max(high, -low) > 1e-9 else (0.0, 1.0)


def _digits(split: Split, factor: float) -> int:
    return bars.digits(max(abs(value) for value in (split.total, *map(split.part, PARTS))) / factor, factor)


def _waterfall(
    sheet: Sheet,
    view: View,
    split: Split,
    labels: dict[str, str],
    place: Place,
    heights: list[float],
    ends: tuple[float, float],
    factor: float,
) -> None:
    """The parts one after the other, then their sum."""
    axes = bars.bar_axes(sheet, place, ends, "waterfall")
    starts = np.cumsum([0.0, *(split.part(part) for part in PARTS)])
    values = {part: (float(start), split.part(part)) for part, start in zip(PARTS, starts, strict=False)}
    values["difference"] = (0.0, split.total)
    middles = bars.middles(heights)
    for (part, (start, value)), middle in zip(values.items(), middles, strict=True):
        colour = COLOURS.get(part, TOTAL)
        bar = axes.barh(middle, value / factor, bars.thick(), left=start / factor, color=colour, linewidth=0)[0]
        bar.set_gid(part)
        _row(sheet, view, place, middle, labels[part], value / factor, _digits(split, factor))
    # a thin line leads from the end of each part to the next
    for number, upper in enumerate(middles[:-1]):
        edge = starts[number + 1] / factor
        axes.plot([edge, edge], [upper, middles[number + 1]], color=style.SOFT, linewidth=0.6)


def _by_stage(
    sheet: Sheet,
    view: View,
    split: Split,
    place: Place,
    heights: list[float],
    ends: tuple[float, float],
    factor: float,
) -> None:
    """Parts of each stage, and their sum."""
    axes = bars.bar_axes(sheet, place, ends, "by_stage")
    digits = _digits(split, factor)
    for (process, parts), middle in zip(split.parts.items(), bars.middles(heights), strict=True):
        shown = [Part(f"{part}:{process}", value / factor, COLOURS[part]) for part, value in parts.items()]
        bars.stack(axes, shown, middle)
        _row(sheet, view, place, middle, view.process_names[process], split.of(process) / factor, digits)


def _row(sheet: Sheet, view: View, place: Place, middle: float, label: str, value: float, digits: int) -> None:
    """Name and number of a row."""
    height = place.bottom + middle
    sheet.text(style.LEFT, height, style.wrap(label, place.left - 0.3), va="center")
    number = view.language.number(value, digits, signed=True)
    sheet.text(style.width() - style.LEFT, height, number, va="center", ha="right", weight="bold")


def _title(view: View, split: Split, scenario: str, year: int, factor: float, unit: str) -> str:
    """The difference and its parts, in the chart's scale."""
    words, digits = view.language, _digits(split, factor)
    title = view.scenario_titles[scenario]
    if round(split.total) == 0 and not any(round(split.part(part)) for part in PARTS):
        return words("chart.drivers.title_none", scenario=title, year=year)
    scale, productivity, joint = (words.number(split.part(part) / factor, digits, signed=True) for part in PARTS)
    total = words.number(split.total / factor, digits, signed=True)
    if factor == 1.0:
        joined = words.quantity(round(split.total), "job", significant=6, signed=True)
    else:
        joined = words("quantity.join", value=total, unit=unit)
    parts = {"scale": scale, "productivity": productivity, "joint": joint}
    return words("chart.drivers.title", None, scenario=title, year=year, total=joined, **parts)


def _data(split: Split, scenario: str, year: int) -> pd.DataFrame:
    """The numbers of the chart."""
    rows = [
        (scenario, year, process, *(parts[part] for part in PARTS), split.of(process))
        for process, parts in split.parts.items()
    ]
    columns = ["scenario", "year", "process", *PARTS, "difference"]
    return pd.DataFrame(rows, columns=columns).assign(unit="full-time job")
