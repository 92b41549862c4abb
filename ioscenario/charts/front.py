"""Chart: the least cost at which a second objective comes to each level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.sweepview import SweepView
from ioscenario.charts.view import HasDataset
from ioscenario.explore.indicators import Indicator
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    from matplotlib.axis import Axis

    from ioscenario.explore.goal import Goal

#: Least height of the panel, room for the numbers of its axes, for names beside it, cm.
HEIGHT, TICKS, BELOW, NAMES = 8.0, 1.05, 0.95, 4.4
#: From the panel to the names, least space between two names, cm.
LEADER, APART = 0.75, 0.06
#: Colours of the front, and of the spread over the draws.
FRONT: Final = style.BLUE
SPREAD: Final = style.SKY


class HasFront(Protocol):
    """An answer to a goal, as this chart sees it."""

    @property
    def front(self) -> xr.Dataset | None:
        """Fronts, as :func:`ioscenario.explore.front.fronts` gives them."""

    @property
    def goal(self) -> Goal:
        """The goal."""

    @property
    def results(self) -> HasDataset:
        """Runs, for names and the source line."""


@dataclass(frozen=True)
class Dots:
    """What is drawn, in units of the results."""

    cost: np.ndarray[tuple[int], np.dtype[np.float64]]
    value: np.ndarray[tuple[int], np.dtype[np.float64]]
    knee: int
    target: float
    scenarios: dict[str, tuple[float, float]]
    spread: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]


@style.house
def front(
    answer: HasFront,
    objective: int = 0,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Front of public cost and a second objective, with its knee, the target and the pack's own scenarios.

    Parameters
    ----------
    answer
        Answer to a goal with a ``front``.
    objective
        Which of its second objectives, from 0.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        The line ``front`` has a point for each mix; the mark ``knee`` is one of them; marks
        ``scenario:<name>`` are the pack's scenarios, the line ``target`` the goal's target; with draws
        lines ``cost:<point>`` and ``value:<point>`` go from the 5 to the 95 % quantile. Costs and values
        are in the units written at the axes.

    Raises
    ------
    InputError
        For an answer without a front, or without this objective.
    """
    found = _checked(answer, objective)
    view = SweepView(answer.results, language)
    words = view.language
    dots = _dots(found)
    unit = str(found["unit"].values)
    money, money_unit = words.scale([*dots.cost, *(cost for cost, _ in dots.scenarios.values())], view.money)
    scale, value_unit = words.scale([*dots.value, *(value for _, value in dots.scenarios.values())], unit)
    titles = {name: str(found[f"scenario_title_{words.code}"].sel(scenario=name).values) for name in dots.scenarios}
    texts = {name: style.wrap(title, NAMES - 0.1) for name, title in titles.items()}
    sizes = [style.text_height(text) + APART for text in texts.values()]
    height = max(style.tall(HEIGHT), sum(sizes) + 0.2)
    room = max((style.text_width(line) for text in texts.values() for line in text.split("\n")), default=0.0) * 1.02
    width = style.width() - TICKS - room - LEADER - 2 * style.LEFT
    entries = _entries(view, dots, unit)
    key = style.key_rows(entries, style.width() - 0.3)
    item = _indicator(answer, objective)
    axis = style.wrap(_axis(view, item, value_unit), style.width() - 0.3)
    head = style.text_height(axis) + 0.3
    sheet = Sheet(
        _title(view, item, dots, unit),
        BELOW + height + head + len(key) * style.KEY_ROW,
        source=view.source,
        note=_note(view, answer, found),
        alt=words("chart.front.alt", indicator=view.indicator_name(item), number=len(dots.cost)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    place = Place(TICKS, BELOW, width, height)
    axes = _panel(sheet, view, place, dots, (money, scale))
    sheet.text(style.LEFT, BELOW + height + 0.12, axis, va="bottom", color=style.SOFT)
    across = f"{words(f'appraisal.{answer.goal.minimise}')}, {money_unit}"
    sheet.text(TICKS + width, 0.05, style.wrap(across, TICKS + width), va="bottom", ha="right", color=style.SOFT)
    named = dict(zip(texts, zip(texts.values(), sizes, strict=True), strict=True))
    _names(sheet, place, axes, dots, (money, scale), named)
    return style.with_data(sheet.figure, _data(view, dots, unit))


def _checked(answer: HasFront, objective: int) -> xr.Dataset:
    """The front asked for."""
    if answer.front is None:
        expected = "an answer to a goal with a `front`"
        raise InputError([Problem("no-front", expected, key="front")])
    count = int(answer.front.sizes["objective"])
    if isinstance(objective, bool) or not isinstance(objective, int) or not 0 <= objective < count:
        expected = f"a whole number from 0 to {count - 1}"
        raise InputError([Problem("range", expected, key="objective", value=str(objective))])
    return answer.front.isel(objective=objective)


def _indicator(answer: HasFront, objective: int) -> Indicator:
    return answer.goal.objectives[objective].indicator


def _dots(found: xr.Dataset) -> Dots:
    """Points of the front, and of scenarios that have a value."""
    there = ~np.isnan(found["cost"].values)
    cost, value = (found[name].values[there] for name in ("cost", "value"))
    spread = {name: found[name].values[there] for name in found if str(name).endswith(("_low", "_high"))}
    scenarios = {
        str(name): (float(found["scenario_cost"].sel(scenario=name)), float(found["scenario_value"].sel(scenario=name)))
        for name in found["scenario"].values
    }
    known = {name: pair for name, pair in scenarios.items() if np.isfinite(pair).all()}
    return Dots(cost, value, int(found["knee"]), float(found["target"]), known, {str(k): v for k, v in spread.items()})


def _entries(view: SweepView, dots: Dots, unit: str) -> list[Entry]:
    words = view.language
    entries = [Entry(words("chart.front.front"), FRONT, "line")]
    if dots.knee >= 0:
        entries.append(Entry(words("chart.front.knee"), style.VERMILLION, "D"))
    if np.isfinite(dots.target):
        entries.append(Entry(words("chart.front.target", value=_amount(view, dots.target, unit)), style.INK, "line"))
    if dots.spread:
        entries.append(Entry(words("chart.front.spread"), SPREAD, "line"))
    return entries


def _amount(view: SweepView, value: float, unit: str) -> str:
    words = view.language
    return words.percent(value, 1) if unit == "1" else words.quantity(value, unit)


def _axis(view: SweepView, item: Indicator, unit: str) -> str:
    name = view.language("chart.front.value_axis", indicator=view.indicator_name(item), year=item.year)
    return f"{name}, {unit}" if unit else name


def _panel(sheet: Sheet, view: SweepView, place: Place, dots: Dots, scales: tuple[float, float]) -> Axes:
    """The front, its knee, the target, and the scenarios."""
    money, scale = scales
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid("front")
    axes.patch.set_visible(False)  # leaders to the names are under the dots
    xs, ys = dots.cost / money, dots.value / scale
    across = [*xs, *(cost / money for cost, _ in dots.scenarios.values())]
    up = [*ys, *(value / scale for _, value in dots.scenarios.values())]
    if np.isfinite(dots.target):
        up.append(dots.target / scale)
    for name, values in dots.spread.items():
        (across if name.startswith("cost") else up).extend(values / (money if name.startswith("cost") else scale))
    _axis_numbers(view, axes, axes.xaxis, across)
    _axis_numbers(view, axes, axes.yaxis, up)
    if np.isfinite(dots.target):
        line = axes.axhline(dots.target / scale, color=style.INK, linewidth=1.0, linestyle=(0, (4, 2)))
        line.set_gid("target")
    _bars(axes, dots, scales)
    (line,) = axes.plot(xs, ys, color=FRONT, marker="o", markersize=4, zorder=3, clip_on=False)
    line.set_gid("front")
    if dots.knee >= 0:
        (mark,) = axes.plot([xs[dots.knee]], [ys[dots.knee]], marker="D", markersize=7, color=style.VERMILLION)
        mark.set_zorder(5)
        mark.set_gid("knee")
    colours = style.scenario_colours(len(dots.scenarios))
    for (name, (cost, value)), colour in zip(dots.scenarios.items(), colours, strict=True):
        (mark,) = axes.plot([cost / money], [value / scale], marker="s", markersize=5, color=colour, zorder=4)
        mark.set(clip_on=False, markeredgecolor="white", markeredgewidth=0.5)
        mark.set_gid(f"scenario:{name}")
    return axes


def _bars(axes: Axes, dots: Dots, scales: tuple[float, float]) -> None:
    """From the 5 to the 95 % quantile of cost and value at each point, where there are draws."""
    if not dots.spread:
        return
    money, scale = scales
    ends = {name: values / (money if name.startswith("cost") else scale) for name, values in dots.spread.items()}
    for point, (cost, value) in enumerate(zip(dots.cost / money, dots.value / scale, strict=True)):
        across = [ends["cost_low"][point], ends["cost_high"][point]]
        up = [ends["value_low"][point], ends["value_high"][point]]
        for name, xs, ys in (("cost", across, [value, value]), ("value", [cost, cost], up)):
            (line,) = axes.plot(xs, ys, color=SPREAD, linewidth=1.2)
            line.set_gid(f"{name}:{point}")


def _axis_numbers(view: SweepView, axes: Axes, axis: Axis, values: list[float]) -> None:
    """Limits and round numbers of an axis."""
    low, high = min(values), max(values)
    edge = 0.05 * (high - low) or 0.1 * (abs(high) or 1.0)
    ticks = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low - edge, high + edge)
    kept = [float(tick) for tick in ticks if low - edge <= tick <= high + edge]
    step = float(ticks[1] - ticks[0])
    digits = next((number for number in range(8) if abs(round(step, number) - step) < 1e-9 * step), 8)
    axis.set_major_locator(FixedLocator(kept))
    axis.set_major_formatter(FuncFormatter(lambda value, _: view.language.number(value, digits)))
    axis.grid(True)
    (axes.set_xlim if axis is axes.xaxis else axes.set_ylim)(low - edge, high + edge)


def _names(
    sheet: Sheet, place: Place, axes: Axes, dots: Dots, scales: tuple[float, float], texts: dict[str, tuple[str, float]]
) -> None:
    """Names of scenarios beside the panel, in the order of their dots and moved apart, each led to by a thin line."""
    right = place.left + place.width
    (low_x, high_x), (low_y, high_y) = axes.get_xlim(), axes.get_ylim()
    order = sorted(texts, key=lambda name: dots.scenarios[name][1])
    ys = [
        place.bottom + place.height * (dots.scenarios[name][1] / scales[1] - low_y) / (high_y - low_y) for name in order
    ]
    centres = style.spread(ys, [texts[name][1] for name in order], place.bottom, place.bottom + place.height)
    for name, y, centre in zip(order, ys, centres, strict=True):
        x = place.left + place.width * (dots.scenarios[name][0] / scales[0] - low_x) / (high_x - low_x)
        sheet.text(right + LEADER, centre, texts[name][0], va="center")
        places = ((x, right + 0.2, right + LEADER - 0.08), (y, centre, centre))
        sheet.line(*places, color="#b5b5b5", linewidth=0.6, zorder=-1).set_gid(f"leader:{name}")


def _title(view: SweepView, item: Indicator, dots: Dots, unit: str) -> str:
    """How much faster the cost rises beyond the knee; without one, how far one comes."""
    words, name = view.language, view.indicator_name(item)
    if len(dots.cost) < 2:
        return words("chart.front.title_none", indicator=name)
    if dots.knee >= 0:
        rise = abs(np.diff(dots.cost[[0, dots.knee, -1]]) / np.diff(dots.value[[0, dots.knee, -1]]))
        return words(
            "chart.front.title", indicator=name, year=item.year, value=_amount(view, dots.value[dots.knee], unit),
            times=words.number(float(rise[1] / rise[0]), 1),
        )  # fmt: skip
    return words(
        "chart.front.title_straight", indicator=name, year=item.year, low=_amount(view, dots.value[0], unit),
        high=_amount(view, dots.value[-1], unit), cost=words.quantity(dots.cost[-1] - dots.cost[0], view.money),
    )  # fmt: skip


def _note(view: SweepView, answer: HasFront, found: xr.Dataset) -> str:
    """What the points are."""
    words = view.language
    note = words(
        "chart.front.note", len(answer.goal.levers), reference=view.scenario_titles[view.reference],
        number=len(answer.goal.levers),
    )  # fmt: skip
    chance = answer.goal.chance
    draws = words("chart.at_central") if chance is None else words("chart.front.note_draws", chance.samples)
    return f"{note} {draws}"


def _data(view: SweepView, dots: Dots, unit: str) -> pd.DataFrame:
    """The numbers of the chart."""
    rows = [
        ("front", str(place), float(cost), float(value), place == dots.knee)
        for place, (cost, value) in enumerate(zip(dots.cost, dots.value, strict=True))
    ]
    rows += [("scenario", name, cost, value, False) for name, (cost, value) in dots.scenarios.items()]
    frame = pd.DataFrame(rows, columns=["kind", "name", "cost", "value", "knee"])
    for name, values in dots.spread.items():
        frame[name] = np.append(values, np.full(len(dots.scenarios), np.nan))
    return frame.assign(target=dots.target, cost_unit=view.money, unit=unit)
