"""Chart: the sectors outside the chain that a scenario brings most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.bars import Part
from ioscenario.charts.effects import require_effects, unit
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, Values, View, inner
from ioscenario.outputs import VARIABLES
from ioscenario.problems import InputError, Problem, nearest

#: Most room for the names, room for the numbers, cm.
NAMES, NUMBERS = 6.0, 1.6
#: Least share of the largest change that is worth a row.
SEEN = 1e-3
OTHER_COLOUR = "#c9c9c9"


@dataclass(frozen=True)
class Changes:
    """Difference from the reference by sector outside the chain, in the unit of the dataset."""

    names: dict[str, str]
    values: dict[str, float]

    @property
    def total(self) -> float:
        """Over all sectors outside the chain."""
        return sum(self.values.values())

    def shown(self, most: int) -> list[str]:
        """Sectors that gain, largest gain first; where losses prevail, those that lose, largest loss first."""
        sign = -1.0 if self.total < 0 else 1.0
        change = {name: sign * value for name, value in self.values.items()}
        least = SEEN * max(change.values(), default=0.0)
        ordered = sorted((name for name, value in change.items() if value > least), key=lambda name: -change[name])
        return ordered[:most]


@style.house
def sectors(
    results: HasDataset,
    scenario: str | None = None,
    year: int | None = None,
    variable: str = "jobs",
    most: int = 12,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Jobs or value added that a scenario brings to sectors outside the chain, less the reference.

    The sectors that gain most are named; if losses prevail, those that lose most.

    Parameters
    ----------
    results
        Results of a run of a pack with a national table and more than one scenario.
    scenario
        Name of a scenario other than the reference; none: the one that brings them most.
    year
        A year; none: the last one.
    variable
        ``"jobs"`` or ``"value_added"``.
    most
        Most sectors to name; what is left is added up in the last row.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the id ``<variable>_by_sector:<sector>``, and ``…:rest`` for what is
        left; values are in the unit of the heading.

    Raises
    ------
    InputError
        If the results have no such scenario or year, no variable of that name by sector,
        nothing to compare with, or know of the chain only.
    """
    require_effects(results)
    view = View(results, language)
    words = view.language
    chosen_year = view.years[-1] if year is None else view.year(year)
    name = _named(variable)
    chosen = _scenario(view, scenario, name, chosen_year)
    changes = _changes(view, chosen, name, chosen_year)
    shown = changes.shown(bars.at_least_one(most))
    rest = [sector for sector in changes.values if sector not in shown]
    values = {sector: changes.values[sector] for sector in shown} | {"rest": sum(changes.values[item] for item in rest)}
    labels = [changes.names[sector] for sector in shown] + [words("chart.sectors.rest", len(rest))]
    if not rest:
        values, labels = {sector: values[sector] for sector in shown}, labels[:-1]
    room = min(max(map(style.text_width, labels)) * 1.02 + 0.4, style.wider(NAMES, 0.6))
    heights = bars.row_heights(labels, room - 0.3)
    head = style.text_height("0", style.PANEL_SIZE) + style.text_height("0") + 0.25
    sheet = Sheet(
        _title(view, changes, shown, chosen, chosen_year, variable),
        sum(heights) + head,
        source=view.source,
        note=words("chart.sectors.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.sectors.alt", scenario=view.scenario_titles[chosen], year=chosen_year),
    )
    factor, label = words.scale(values.values(), unit(view, variable))
    heading = words("chart.effects.difference", unit=label, year=chosen_year)
    sheet.panel_title(room, sum(heights) + 0.12, words(f"chart.effects.{variable}"), heading)
    colours = {"rest": OTHER_COLOUR}
    stacks = [
        [Part(f"{name}:{sector}", value / factor, colours.get(sector, style.BLUE))] for sector, value in values.items()
    ]
    width = style.width() - style.LEFT - room
    axes = bars.bar_axes(sheet, Place(room, 0.0, width - NUMBERS, sum(heights)), bars.reach(stacks), name)
    digits = bars.digits(max(abs(parts[0].value) for parts in stacks), factor)
    for text, parts, middle in zip(labels, stacks, bars.middles(heights), strict=True):
        bars.stack(axes, parts, middle)
        sheet.text(style.LEFT, middle, style.wrap(text, room - 0.3), va="center")
        number = words.number(parts[0].value, digits, signed=True)
        sheet.text(room + width, middle, number, va="center", ha="right", weight="bold")
    rows = [(chosen, chosen_year, name, sector, value) for sector, value in values.items()]
    frame = pd.DataFrame(rows, columns=["scenario", "year", "variable", "sector", "difference"])
    return style.with_data(sheet.figure, frame.assign(unit=unit(view, variable)))


def _named(variable: str) -> str:
    """The variable by sector; else refused with the nearest."""
    known = [item.name.removesuffix("_by_sector") for item in VARIABLES if item.name.endswith("_by_sector")]
    if variable not in known:
        near = nearest(str(variable), known)
        raise InputError([Problem("unknown-variable", " or ".join(known), value=str(variable), nearest=near)])
    return f"{variable}_by_sector"


def _scenario(view: View, scenario: str | None, variable: str, year: int) -> str:
    """The scenario asked for, or the one that brings the sectors outside the chain most."""
    others = [name for name in view.scenarios if name != view.reference]
    if not others or (scenario is not None and view.named(scenario) == view.reference):
        expected = "a scenario other than the reference, with which it is compared"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=scenario or view.reference)])
    return scenario or max(others, key=lambda name: float(_outside(view, variable, name, year).sum()))


def _outside(view: View, variable: str, scenario: str, year: int) -> Values:
    """Values of the sectors that are no process of the chain."""
    outside = np.array([sector not in view.process_names for sector in view.sector_names])
    values: Values = view.values(variable, scenario=scenario, year=year)[outside]
    return values


def _changes(view: View, scenario: str, variable: str, year: int) -> Changes:
    change = _outside(view, variable, scenario, year) - _outside(view, variable, view.reference, year)
    names = {sector: text for sector, text in view.sector_names.items() if sector not in view.process_names}
    return Changes(names, dict(zip(names, map(float, change), strict=True)))


def _title(view: View, changes: Changes, shown: list[str], scenario: str, year: int, variable: str) -> str:
    """What all sectors outside the chain gain, and which gains most."""
    words = view.language

    def amount(value: float) -> str:
        return words.quantity(round(value) if variable == "jobs" else value, unit(view, variable), signed=True)

    title, total = view.scenario_titles[scenario], amount(changes.total)
    if not shown:
        return words("chart.sectors.title_none", scenario=title, year=year)
    first = changes.values[shown[0]]
    return words(
        f"chart.sectors.title_{'gain' if first > 0 else 'loss'}",
        scenario=title,
        year=year,
        total=total,
        sector=inner(changes.names[shown[0]]),
        value=amount(first),
    )
