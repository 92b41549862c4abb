"""Chart: what a job costs the public budget, by scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from ioscenario.appraisal import FIGURES, WIDE, appraise, percentiles
from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.problems import InputError, Problem
from ioscenario.samples import central

#: Most room for the names, room for each column of numbers, cm.
NAMES, NUMBERS = 4.6, 1.6
#: Space under the heading of a panel, under its axis, and between it and the next, cm.
UNDER, AXIS, BETWEEN = 0.1, 0.5, 0.45
#: Least width of a panel where two stand beside one another, and the gap between them, cm.
CELL, GAP = 10.0, 0.5
#: By how much the marks of a row are apart from its middle, cm.
APART: Final = 0.11
#: Space between zero and words that stand for a value that there is not, cm.
INDENT: Final = 0.15
PANELS: Final = {"cost_per_job_year": "money_per_job_year", "cost_per_permanent_job": "money_per_job"}
#: Mark and colour of jobs of the sector and of all jobs.
KINDS: Final = {"sector": ("o", style.BLUE), "all": ("D", style.ORANGE)}
ENDINGS: Final = {"sector": "", "all": WIDE}


@dataclass(frozen=True)
class Cost:
    """Cost of a job in a scenario, million; not a number where there is none, with the reason."""

    value: float
    low: float
    high: float
    reason: str

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return math.isfinite(self.value)


@style.house
def job_costs(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Public cost of a job-year and of a permanent job against the reference, by scenario.

    Costs are those of :func:`ioscenario.appraisal.appraise`: discounted public cost, before any
    revenue, over additional jobs. Where no money is spent or no jobs are gained there is no such
    cost, and the chart says which.

    Parameters
    ----------
    results
        Results of a run with more than the reference scenario.
    scenarios
        Names of scenarios to show; none: all.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Marks carry the id ``<figure>:<sector or all>:<scenario>``, with figures
        ``cost_per_job_year`` and ``cost_per_permanent_job``; with samples they are medians, and
        lines ``interval:…`` from the 5th to the 95th percentile. Values are in the unit of the
        heading.

    Raises
    ------
    InputError
        If the results have no such scenario, or none but the reference.
    """
    view = View(results, language)
    words = view.language
    names = [name for name in view.choose(scenarios) if name != view.reference]
    if not names:
        expected = "a scenario other than the reference, with which it is compared"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=view.reference)])
    figures = appraise(view.full, view.reference)
    kinds = [kind for kind in KINDS if kind == "sector" or _wider(figures)]
    known = {
        (figure, kind, name): _cost(figures, figure, kind, name)
        for figure in PANELS
        for kind in kinds
        for name in names
    }
    room = min(max(style.text_width(view.scenario_titles[name]) for name in names) * 1.02 + 0.4, NAMES)
    heights = bars.row_heights([view.scenario_titles[name] for name in names], room - 0.3)
    entries = [Entry(words(f"chart.job_costs.{kind}"), KINDS[kind][1], mark=KINDS[kind][0]) for kind in kinds]
    if "sample" in view.full.dims:
        entries.append(Entry(words("chart.job_costs.interval"), style.SOFT, mark="line"))
    key = style.key_rows(entries, style.width() - 0.3)
    columns = style.columns(CELL, len(PANELS))
    width = (style.width() - style.LEFT - room - (columns - 1) * GAP) / columns
    wide = width if columns > 1 else style.width() - 2 * style.LEFT
    titles = {
        figure: style.wrap(words(f"chart.job_costs.{figure}"), wide, style.PANEL_SIZE, bold=True) for figure in PANELS
    }
    high = max(style.text_height(title, style.PANEL_SIZE) for title in titles.values())
    head = high + style.text_height("0") + 0.04 + UNDER
    panel = head + sum(heights) + AXIS
    sheet = Sheet(
        _title(view, known, names),
        len(key) * style.KEY_ROW + len(PANELS) // columns * (BETWEEN + panel),
        source=view.source,
        note=_note(view, kinds),
        alt=words("chart.job_costs.alt"),
    )
    sheet.key(key, style.LEFT, sheet.body)
    for number, figure in enumerate(PANELS):
        row, column = divmod(number, columns)
        bottom = sheet.body - len(key) * style.KEY_ROW - row * (BETWEEN + panel) - BETWEEN - head - sum(heights)
        place = Place(room + column * (width + GAP), bottom, width - len(kinds) * NUMBERS, sum(heights))
        if column == 0:
            for name, middle in zip(names, bars.middles(heights), strict=True):
                title = style.wrap(view.scenario_titles[name], room - 0.3)
                sheet.text(style.LEFT, bottom + middle, title, va="center")
        start = style.LEFT if columns == 1 else place.left
        sheet.panel_title(start, bottom + place.height + UNDER, titles[figure], _scale(view, figure, known)[1])
        _panel(sheet, view, figure, known, names, kinds, place, heights)
    return style.with_data(sheet.figure, _data(view, known))


def _wider(figures: xr.Dataset) -> bool:
    """Whether farms, suppliers or households have jobs besides those of the sector."""
    apart = figures["job_years" + WIDE] - figures["job_years"]
    return bool((abs(apart) > 1e-6 * (1.0 + abs(figures["job_years"]))).any())


def _cost(figures: xr.Dataset, figure: str, kind: str, scenario: str) -> Cost:
    """Cost of a job in a scenario."""
    name = figure + ENDINGS[kind]
    values = figures[name].sel(scenario=scenario)
    if "sample" in values.dims:
        about = next(item for item in FIGURES if item.name == name)
        low, value, high = (float(item) for item in percentiles(values, about))
    else:
        low = value = high = float(values)
    spent = float(central(figures["discounted_cost"].sel(scenario=scenario)))
    reason = "" if math.isfinite(value) else "not_spent" if spent == 0.0 else "saved" if spent < 0.0 else "no_jobs"
    return Cost(value, low, high, reason)


def _scale(view: View, figure: str, known: dict[tuple[str, str, str], Cost]) -> tuple[float, str]:
    """Factor and unit of a panel."""
    values = [cost.value for (of, _, _), cost in known.items() if of == figure and cost.known]
    factor, money = view.language.scale(values or [1.0], view.money)
    return factor, view.language(f"appraisal.unit.{PANELS[figure]}", money=money)


def _panel(
    sheet: Sheet,
    view: View,
    figure: str,
    known: dict[tuple[str, str, str], Cost],
    names: Sequence[str],
    kinds: Sequence[str],
    place: Place,
    heights: Sequence[float],
) -> None:
    """Marks of one figure, a row for each scenario."""
    factor, _ = _scale(view, figure, known)
    own = {(kind, name): cost for (of, kind, name), cost in known.items() if of == figure}
    edge = _edge([cost for cost in own.values() if cost.known]) / factor
    axes = bars.bar_axes(sheet, place, (0.0, edge), figure)
    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, edge)
    ticks = [float(tick) for tick in found if tick <= edge]
    if any(cost.known for cost in own.values()):
        digits = next(digits for digits in range(8) if abs(round(ticks[1], digits) - ticks[1]) < 1e-9)
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.set_xticks(ticks, [view.language.number(tick, digits) for tick in ticks])
        axes.xaxis.grid(True)
    largest = max((cost.value for cost in own.values() if cost.known), default=1.0) / factor
    shown = 0 if largest >= 1000 else 1 if largest >= 10 else 2
    for number, kind in enumerate(kinds):
        mark, colour = KINDS[kind]
        left = place.left + place.width + (number + 1) * NUMBERS - 0.4
        sheet.key([[Entry("", colour, mark=mark)]], left, place.bottom + place.height + UNDER + style.KEY_ROW)
    for name, middle in zip(names, bars.middles(heights), strict=True):
        for number, kind in enumerate(kinds):
            cost = own[kind, name]
            height = middle + (0.5 * (len(kinds) - 1) - number) * 2 * APART
            _mark(axes, cost, f"{figure}:{kind}:{name}", height, kind, factor, edge)
            right = place.left + place.width + (number + 1) * NUMBERS
            text = view.language.number(cost.value / factor, shown)
            sheet.text(right, place.bottom + middle, text, ha="right", va="center")
        reasons = list(dict.fromkeys(own[kind, name].reason for kind in kinds if own[kind, name].reason))
        if len(reasons) == 1 and not any(own[kind, name].known for kind in kinds):
            text = view.language(f"chart.job_costs.{reasons[0]}")
            plain = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
            sheet.text(place.left + INDENT, place.bottom + middle, text, va="center", color=style.SOFT, bbox=plain)


def _edge(costs: Sequence[Cost]) -> float:
    """End of the axis: a tenth beyond the largest value, and no interval so wide that values shrink to nothing."""
    largest = max((cost.value for cost in costs), default=1.0)
    widest = max((cost.high for cost in costs if math.isfinite(cost.high)), default=largest)
    return 1.1 * min(widest, 3.0 * largest) if costs else 1.0


def _mark(axes: Axes, cost: Cost, gid: str, height: float, kind: str, factor: float, edge: float) -> None:
    """Mark of a value and the line of its interval; an arrow where the interval goes on."""
    if not cost.known:
        return
    marker, colour = KINDS[kind]
    if cost.high != cost.low:
        ends = [cost.low / factor, cost.high / factor if math.isfinite(cost.high) else edge]
        (line,) = axes.plot(ends, [height, height], color=colour, linewidth=1.2, alpha=0.8)
        line.set_gid(f"interval:{gid}")
        if ends[1] >= edge:
            (arrow,) = axes.plot([edge * 0.99], [height], marker=">", markersize=4.5, color=colour, clip_on=False)
            arrow.set_markeredgewidth(0)
    (mark,) = axes.plot([cost.value / factor], [height], marker=marker, markersize=5, color=colour, markeredgewidth=0)
    mark.set_gid(gid)


def _note(view: View, kinds: Sequence[str]) -> str:
    words = view.language
    keys = ["note", *(["note_all"] if len(kinds) > 1 else [])]
    notes = [words(f"chart.job_costs.{key}", scenario=inner(view.scenario_titles[view.reference])) for key in keys]
    if "sample" in view.full.dims:
        notes.append(words("chart.job_costs.samples", view.full.sizes["sample"]))
    return " ".join(notes)


def _title(view: View, known: dict[tuple[str, str, str], Cost], names: Sequence[str]) -> str:
    """Range of the public cost of a job-year in the sector."""
    words = view.language
    found = {name: known["cost_per_job_year", "sector", name] for name in names}
    values = {name: cost.value for name, cost in found.items() if cost.known}
    if not values:
        return words("chart.job_costs.title_none")
    low, high = min(values, key=lambda name: values[name]), max(values, key=lambda name: values[name])
    return words(
        "chart.job_costs.title_one" if low == high else "chart.job_costs.title",
        low=words.quantity(values[low], view.money),
        high=words.quantity(values[high], view.money),
        low_name=inner(view.scenario_titles[low]),
        high_name=inner(view.scenario_titles[high]),
    )


def _data(view: View, known: dict[tuple[str, str, str], Cost]) -> pd.DataFrame:
    """The numbers of the chart."""
    rows = [
        (name, figure, kind, cost.value, cost.low, cost.high, cost.reason, view.money)
        for (figure, kind, name), cost in known.items()
    ]
    return pd.DataFrame(rows, columns=["scenario", "figure", "jobs", "value", "low", "high", "reason", "unit"])
