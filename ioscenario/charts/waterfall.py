"""Chart: what makes up a scenario's difference from the reference, by stage and by effect, as waterfalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.problems import InputError, Problem

#: Most room for the names, room for the numbers, space between panels, cm.
NAMES, NUMBERS, BETWEEN = 4.6, 1.5, 0.5
#: Space under the heading of a panel, cm.
UNDER: Final = 0.15
VARIABLES: Final = ("jobs", "value_added")
#: The part of the variables that is given by stage.
BY_STAGE: Final = {"jobs": "jobs_direct", "value_added": "value_added_direct"}
OUTSIDE: Final = {"indirect": style.SOFT, "induced": style.IMPORTS}
TOTAL: Final = "difference"


@dataclass(frozen=True)
class Steps:
    """Parts of a difference by id of process or effect, in the unit of the dataset."""

    parts: dict[str, float]

    @property
    def total(self) -> float:
        """The whole difference."""
        return sum(self.parts.values())

    @property
    def starts(self) -> list[float]:
        """Where each part begins: where those before it end."""
        return [0.0, *np.cumsum(list(self.parts.values()))[:-1].tolist()]

    @property
    def reach(self) -> tuple[float, float]:
        """Least and most that the sum comes to on its way."""
        ends = [0.0, *np.cumsum(list(self.parts.values())).tolist()]
        return min(ends), max(ends)


@style.house
def waterfall(
    results: HasDataset,
    scenario: str | None = None,
    year: int | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Difference of a scenario from the reference in jobs and value added: stages, suppliers, household spending.

    Parameters
    ----------
    results
        Results of a run with more than the reference scenario.
    scenario
        A scenario other than the reference; none: the one whose jobs differ most.
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
        Bars carry the id ``<variable>:<process or effect>``, sums ``<variable>:difference``; they begin where
        the one above ends and add up exactly. Values are in the unit of the heading. With samples, means.

    Raises
    ------
    InputError
        If the results have no such scenario or year, or nothing to compare with.
    """
    view = View(results, language)
    words = view.language
    when = view.years[-1] if year is None else view.year(year)
    name = _scenario(view, scenario, when)
    found = {variable: _steps(view, variable, name, when) for variable in VARIABLES}
    names = _names(view, found["jobs"])
    room = min(max(map(style.text_width, names.values())) * 1.02 + 0.4, NAMES)
    heights = bars.row_heights(list(names.values()), room - 0.3)
    width = (style.width() - room - BETWEEN - style.LEFT) / 2
    scales = {item: words.scale(_sizes(steps), _unit(view, item)) for item, steps in found.items()}
    headings = {
        item: style.wrap(words(f"chart.waterfall.{item}", unit=scales[item][1]), width, style.PANEL_SIZE, bold=True)
        for item in VARIABLES
    }
    head = max(style.text_height(text, style.PANEL_SIZE) for text in headings.values()) + UNDER
    sheet = Sheet(
        _title(view, found, name, when),
        head + sum(heights),
        source=view.source,
        note=words("chart.waterfall.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.waterfall.alt", scenario=view.scenario_titles[name], year=when),
    )
    for (id_, text), middle in zip(names.items(), bars.middles(heights), strict=True):
        weight = "bold" if id_ == TOTAL else "normal"
        sheet.text(style.LEFT, middle, style.wrap(text, room - 0.3), va="center", weight=weight)
    for number, variable in enumerate(VARIABLES):
        left = room + number * (width + BETWEEN)
        sheet.text(left, sum(heights) + UNDER, headings[variable], va="bottom", size=style.PANEL_SIZE, weight="bold")
        place = Place(left, 0.0, width, sum(heights))
        _panel(sheet, view, variable, found[variable], place, heights, scales[variable][0])
    return style.with_data(sheet.figure, _data(view, found, name, when))


def _scenario(view: View, scenario: str | None, year: int) -> str:
    """The scenario asked for, or the one whose jobs differ most."""
    others = [name for name in view.scenarios if name != view.reference]
    if not others or (scenario is not None and view.named(scenario) == view.reference):
        expected = "a scenario other than the reference, with which it is compared"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=scenario or view.reference)])
    if scenario is not None:
        return scenario
    base = view.value("jobs", scenario=view.reference, year=year)
    return max(others, key=lambda name: abs(view.value("jobs", scenario=name, year=year) - base))


def _steps(view: View, variable: str, scenario: str, year: int) -> Steps:
    """Direct difference by stage, then the effects outside the chain."""

    def change(name: str, **where: object) -> float:
        after = view.value(name, scenario=scenario, year=year, **where)
        return after - view.value(name, scenario=view.reference, year=year, **where)

    parts = {process: change(BY_STAGE[variable], process=process) for process in view.process_names}
    effects = [str(name) for name in view.full["effect"].values if name in OUTSIDE]
    return Steps(parts | {effect: change(variable, effect=effect) for effect in effects})


def _unit(view: View, variable: str) -> str:
    return "job" if variable == "jobs" else view.money


def _sizes(steps: Steps) -> list[float]:
    return [*steps.parts.values(), *steps.reach]


def _names(view: View, steps: Steps) -> dict[str, str]:
    """Names of the rows, the sum last."""
    words = view.language
    names = {id_: view.process_names.get(id_) or words(f"chart.waterfall.{id_}") for id_ in steps.parts}
    return names | {TOTAL: words("chart.drivers.difference")}


def _panel(
    sheet: Sheet, view: View, variable: str, steps: Steps, place: Place, heights: list[float], factor: float
) -> None:
    """One waterfall, with its numbers in a column at the right."""
    low, high = steps.reach
    ends = (low / factor, high / factor) if high > low else (0.0, 1.0)
    axes = bars.bar_axes(sheet, Place(place.left, place.bottom, place.width - NUMBERS, place.height), ends, variable)
    middles = bars.middles(heights)
    values = {**steps.parts, TOTAL: steps.total}
    starts = [*steps.starts, 0.0]
    digits = bars.digits(max(map(abs, _sizes(steps))) / factor, factor)
    for (id_, value), start, middle in zip(values.items(), starts, middles, strict=True):
        colour = view.process_colours.get(id_) or OUTSIDE.get(id_, style.INK)
        bar = axes.barh(middle, value / factor, bars.thick(), left=start / factor, color=colour, linewidth=0)[0]
        bar.set_gid(f"{variable}:{id_}")
        text = view.language.number(value / factor, digits, signed=True)
        weight = "bold" if id_ == TOTAL else "normal"
        sheet.text(place.left + place.width, place.bottom + middle, text, va="center", ha="right", weight=weight)
    # a thin line leads from the end of each part to the next
    reached = np.cumsum(list(steps.parts.values())) / factor
    for edge, upper, lower in zip(reached, middles[:-1], middles[1:], strict=True):
        axes.plot([edge, edge], [upper, lower], color=style.SOFT, linewidth=0.6)


def _title(view: View, found: dict[str, Steps], scenario: str, year: int) -> str:
    """Both differences, and where most of the jobs come about."""
    words = view.language
    title, jobs, money = view.scenario_titles[scenario], found["jobs"], found["value_added"]
    if not any(round(value) for value in jobs.parts.values()) and abs(money.total) < 0.5:
        return words("chart.waterfall.title_none", scenario=title, year=year)
    largest = max(jobs.parts, key=lambda id_: abs(jobs.parts[id_]))
    return words(
        "chart.waterfall.title",
        scenario=title,
        year=year,
        jobs=words.quantity(round(jobs.total), "job", signed=True),
        money=words.quantity(money.total, view.money, signed=True),
        part=inner(_names(view, jobs)[largest]),
        value=words.quantity(round(jobs.parts[largest]), "job", signed=True),
    )


def _data(view: View, found: dict[str, Steps], scenario: str, year: int) -> pd.DataFrame:
    """A row for each part, and the sums."""
    rows = [
        (scenario, year, variable, id_, value, _unit(view, variable))
        for variable, steps in found.items()
        for id_, value in {**steps.parts, TOTAL: steps.total}.items()
    ]
    return pd.DataFrame(rows, columns=["scenario", "year", "variable", "part", "value", "unit"])
