"""Chart: two scenarios side by side, indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.problems import InputError, Problem

#: Most room for the names, least for each column of values, room for the differences, least for their bars, cm.
NAMES, VALUE, DIFFERENCE, LEAST = 6.2, 2.3, 1.6, 3.0
#: Space under the headings, cm.
UNDER: Final = 0.15
#: Bars end here, as a share of the other scenario's value; longer ones are cut and marked.
LONGEST: Final = 1.0
#: A gain beyond this share says only that there was next to nothing before.
MANIFOLD: Final = 9.99


@dataclass(frozen=True)
class Indicator:
    """An indicator in both scenarios, in the unit of the dataset.

    Parameters
    ----------
    id
        Its variable, with the good after a colon.
    name
        Its name.
    unit
        Its unit.
    first, second
        Values.
    low, high
        Ends of the interval of 90 % of the draws of the relative difference; None without samples.
    """

    id: str
    name: str
    unit: str
    first: float
    second: float
    low: float | None = None
    high: float | None = None

    @property
    def relative(self) -> float:
        """Difference as a share of the first value; NaN where that is zero."""
        return (self.second - self.first) / abs(self.first) if self.first else float("nan")


@style.house
def comparison(
    results: HasDataset,
    scenario: str | None = None,
    other: str | None = None,
    year: int | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Two scenarios side by side: what each indicator is in both, and by how much they differ.

    Parameters
    ----------
    results
        Results of a run with at least two scenarios.
    scenario
        Name of a scenario; none: the first beside the reference.
    other
        The scenario to compare it with; none: the reference.
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
        Bars carry the id ``difference:<variable>:<good>``, the second part missing where the indicator has
        none; they are relative differences in per cent, cut at 100. Lines with the id ``interval:...`` hold
        90 % of the draws.

    Raises
    ------
    InputError
        For an unknown scenario or year, the same scenario twice, or results of one scenario.
    """
    view = View(results, language)
    words = view.language
    second = _scenario(view, scenario)
    first = view.named(other) if other is not None else view.reference
    if first == second:
        raise InputError([Problem("nothing-to-compare", "two different scenarios", key="other", value=first)])
    when = view.years[-1] if year is None else view.year(year)
    found = [_indicator(view, *item, first, second, when) for item in _indicators(view)]
    scales = [words.scale([item.first, item.second], item.unit) for item in found]
    names = [f"{item.name}, {unit}" for item, (_, unit) in zip(found, scales, strict=True)]
    titles = [view.scenario_titles[name] for name in (first, second)]
    # a column is as wide as the widest word over it
    widest = max(style.text_width(word, bold=True) for title in titles for word in title.split(" "))
    value = max(VALUE, 1.05 * widest + 0.3)
    most = min(NAMES * style.width() / style.WIDTH, style.width() - 2 * value - DIFFERENCE - LEAST)
    room = min(max(map(style.text_width, names)) * 1.02 + 0.4, most)
    heights = bars.row_heights(names, room - 0.3)
    columns = [style.wrap(title, value - 0.25, bold=True) for title in titles]
    heading = style.wrap(words("chart.comparison.difference"), style.width() - room - 2 * value - 0.4, bold=True)
    head = max(style.text_height(text) for text in (*columns, heading)) + UNDER
    key = _key(view, found)
    sheet = Sheet(
        _title(view, found, first, second, when),
        sum(heights) + head + (style.KEY_ROW if key else 0.0),
        source=view.source,
        note=_note(view, found, when),
        alt=words(
            "chart.comparison.alt",
            first=view.scenario_titles[first],
            second=view.scenario_titles[second],
            year=when,
            number=len(found),
        ),
    )
    if key:
        sheet.key([key], style.LEFT, sheet.body)
    top = sum(heights)
    left = room + 2 * value + 0.4
    for text, right in zip(columns, (room + value, room + 2 * value), strict=True):
        for number, line in enumerate(reversed(text.split("\n"))):
            above = top + UNDER + style.text_height("0") * number
            sheet.text(right, above, line, va="bottom", ha="right", weight="bold")
    sheet.text(left, top + UNDER, heading, va="bottom", weight="bold")
    for item, text, (factor, _), middle in zip(found, names, scales, bars.middles(heights), strict=True):
        sheet.text(style.LEFT, middle, style.wrap(text, room - 0.3), va="center")
        for amount, right in ((item.first, room + value), (item.second, room + 2 * value)):
            sheet.text(right, middle, words.number(amount / factor), va="center", ha="right")
    place = Place(left, 0.0, style.width() - style.LEFT - left - DIFFERENCE, top)
    _bars(sheet, view, found, place, heights)
    return style.with_data(sheet.figure, _data(found, first, second, when))


def _scenario(view: View, scenario: str | None) -> str:
    """The scenario asked for, or the first beside the reference."""
    if scenario is not None:
        return view.named(scenario)
    others = [name for name in view.scenarios if name != view.reference]
    if not others:
        expected = "a scenario other than the reference, with which it is compared"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=view.reference)])
    return others[0]


def _indicators(view: View) -> list[tuple[str, str, str]]:
    """Id, name and unit of what is compared."""
    words, units = view.language, view.coordinate("commodity_unit")
    money = view.money
    raw = str(view.full.attrs["raw_material"])
    final = [name for name, is_final in view.coordinate("commodity_final").items() if is_final]
    found = [("sector_output", money)] if "sector_output" in view.full else []
    found += [("sector_jobs", "job"), ("jobs", "job"), ("value_added", money)]
    named = [(id_, words(f"chart.comparison.{id_}"), unit) for id_, unit in found]
    goods = [(f"production:{name}", name) for name in (raw, *final)]
    named += [(id_, f"{words('variable.production')}: {view.commodity_names[name]}", str(units[name]))
              for id_, name in goods]  # fmt: skip
    named.append(("processing_depth", words("variable.processing_depth"), "1"))
    later = [name for name in ("investment", "public_cost", "public_revenue") if name in view.full]
    named += [(name, words("summary.cumulative", name=words(f"variable.{name}")), money) for name in later]
    return named


#: Variables that are added up from the base year on.
CUMULATIVE: Final = ("investment", "public_cost", "public_revenue")


def _draws(view: View, id_: str, scenario: str, year: int) -> xr.DataArray:
    """An indicator in one scenario, draw by draw."""
    variable, _, good = id_.partition(":")
    array = view.full[variable].sel(scenario=scenario)
    array = array.sel(year=slice(None, year)).sum("year") if variable in CUMULATIVE else array.sel(year=year)
    if good:
        array = array.sel(commodity=good)
    return array.sum([dim for dim in array.dims if dim != "sample"])


def _indicator(view: View, id_: str, name: str, unit: str, first: str, second: str, year: int) -> Indicator:
    """An indicator in both scenarios; with samples, means, and the spread of the difference draw by draw."""
    before, after = (_draws(view, id_, scenario, year) for scenario in (first, second))
    low = high = None
    if "sample" in before.dims:
        relative = ((after - before) / abs(before.where(before != 0.0))).values
        relative = relative[np.isfinite(relative)]
        if relative.size:
            low, high = (float(value) for value in np.quantile(relative, (0.05, 0.95)))
        before, after = before.mean("sample"), after.mean("sample")
    return Indicator(id_, name, unit, float(before), float(after), low, high)


def _key(view: View, found: list[Indicator]) -> list[Entry]:
    if all(item.low is None for item in found):
        return []
    return [Entry(view.language("chart.job_costs.interval"), style.INK, mark="line")]


def _bars(sheet: Sheet, view: View, found: list[Indicator], place: Place, heights: list[float]) -> None:
    """Relative differences as bars, cut where they are longer than the other value, with their numbers."""
    shown = [value for item in found for value in (item.relative, item.low, item.high) if value is not None]
    finite = [float(np.clip(value, -LONGEST, LONGEST)) for value in shown if np.isfinite(value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    axes = bars.bar_axes(sheet, place, (100 * low, 100 * high) if high > low else (0.0, 1.0), "difference")
    for item, middle in zip(found, bars.middles(heights), strict=True):
        text = _text(view, item)
        sheet.text(style.width() - style.LEFT, place.bottom + middle, text, va="center", ha="right", weight="bold")
        if not np.isfinite(item.relative):
            continue
        value = 100 * float(np.clip(item.relative, -LONGEST, LONGEST))
        colour = style.BLUE if value >= 0 else style.VERMILLION
        bar = axes.barh(middle, value, bars.thick(), color=colour, linewidth=0)[0]
        bar.set_gid(f"difference:{item.id}")
        if item.low is not None and item.high is not None:
            ends = 100 * np.clip([item.low, item.high], -LONGEST, LONGEST)
            (line,) = axes.plot(ends, [middle, middle], color=style.INK, linewidth=1.2)
            line.set_gid(f"interval:{item.id}")


def _text(view: View, item: Indicator) -> str:
    """The relative difference in words; what begins at zero has only an amount."""
    if item.relative > MANIFOLD:
        return "> " + view.language.percent(MANIFOLD, 0, signed=True)
    if np.isfinite(item.relative):
        return view.language.percent(item.relative, signed=True)
    return view.language("chart.comparison.new" if item.second else "chart.comparison.none")


def _note(view: View, found: list[Indicator], year: int) -> str:
    words = view.language
    parts = [words("chart.comparison.note", first=view.base_year, year=year)]
    if any(np.isfinite(item.relative) and abs(item.relative) > LONGEST for item in found):
        parts.append(words("chart.comparison.note_cut"))
    return " ".join(parts) + view.sample_note


def _title(view: View, found: list[Indicator], first: str, second: str, year: int) -> str:
    """Jobs and output of the two, and how far they are apart."""
    words = view.language
    by_id = {item.id: item for item in found}
    jobs, money = by_id["sector_jobs"], by_id["value_added"]
    return words(
        "chart.comparison.title",
        scenario=view.scenario_titles[second],
        other=inner(view.scenario_titles[first]),
        year=year,
        jobs=words.quantity(round(jobs.second - jobs.first), "job", signed=True),
        money=words.quantity(money.second - money.first, view.money, signed=True),
    )


def _data(found: list[Indicator], first: str, second: str, year: int) -> pd.DataFrame:
    """A row for each indicator; ``low`` and ``high`` are of the relative difference."""
    rows = [
        (item.id, year, item.first, item.second, item.second - item.first, item.relative, item.low, item.high)
        for item in found
    ]
    columns = ["indicator", "year", first, second, "difference", "relative", "low", "high"]
    return pd.DataFrame(rows, columns=columns).assign(unit=[item.unit for item in found])
