"""Chart: value added along the chain, by stage and cumulated for each unit of the raw material."""

from __future__ import annotations

import math
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

#: Room for the years, for the numbers, space between panels, cm.
YEARS, NUMBERS, BETWEEN = 1.15, 1.45, 0.45
#: Most room for the names of stages beside their rows, cm.
NAMES: Final = 4.4
#: Space above a stage, under its heading, and above the headings of the panels, cm.
OVER, UNDER, ABOVE = 0.26, 0.08, 0.25
#: Part of the width that the panel of values takes.
LEFT_PART: Final = 0.54
#: Most years that are shown.
MOST: Final = 3
COLOURS: Final = {"purchases": "#c9c9c9", "labour": style.BLUE, "surplus": style.GREEN}
#: Of what cumulates: none of the colours of the other panel.
OWN: Final = style.ORANGE


@dataclass(frozen=True)
class Stage:
    """One stage in one year, million; per unit of the raw material not a number where nothing is made."""

    process: str
    year: int
    purchases: float
    labour: float
    added: float
    own: float
    """Value added of the stage per unit of the raw material."""
    cumulated: float
    """The same with all stages before it."""

    @property
    def surplus(self) -> float:
        """Value added less labour cost."""
        return self.added - self.labour


@style.house
def value_added(
    results: HasDataset,
    scenario: str | None = None,
    years: Sequence[int] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Value added by stage, and how it cumulates along the chain for each unit of the raw material.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    years
        Up to three years; none: the first and the last.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the id ``<part>:<process>:<year>``, parts ``purchases``, ``labour`` and
        ``surplus`` adding up to the value of output; the others ``cumulated:<process>:<year>``
        begin where the stages before end. Values are in the unit of the heading. With samples,
        means, and quotients of means.

    Raises
    ------
    InputError
        If the results have no such scenario or year, or for no year or more than three.

    Notes
    -----
    A stage after the raw material counts with what it adds to the goods made of one unit of it,
    whatever the origin of its inputs: as if all of them were home-made. A stage before it counts
    with what one unit of it needs.
    """
    view = View(results, language)
    words = view.language
    name = view.named(scenario or view.reference)
    shown = _years(view, years)
    stages = [stage for year in shown for stage in _stages(view, name, year)]
    raw = str(view.full.attrs["raw_material"])
    raw_unit = f"{view.money} per {view.coordinate('commodity_unit')[raw]}"
    money, money_label = words.scale([stage.purchases + stage.added for stage in stages], view.money)
    per, per_label = words.scale([stage.cumulated for stage in stages], raw_unit)
    # On a slide names of stages stand beside their rows, otherwise above them.
    room = _names_room(view) if style.flat() else 0.0
    start = room + YEARS
    left = (style.width() - start - BETWEEN - style.LEFT) * LEFT_PART
    right = style.width() - start - BETWEEN - style.LEFT - left
    places = {"value": (start, left), "cumulated": (start + left + BETWEEN, right)}
    heads = {
        "value": words("chart.value_added.value", unit=money_label),
        "cumulated": words("chart.value_added.cumulated", name=inner(view.commodity_names[raw]), unit=per_label),
    }
    heads = {item: style.wrap(text, places[item][1]) for item, text in heads.items()}
    entries = [Entry(words(f"chart.value_added.{part}"), colour) for part, colour in COLOURS.items()]
    key = style.key_rows(entries, style.width() - 0.3)
    head = len(key) * style.KEY_ROW + ABOVE + max(map(style.text_height, heads.values()))
    titles = {
        process: style.wrap(title, room - 0.3, style.PANEL_SIZE, bold=True) if room else title
        for process, title in view.process_names.items()
    }
    rows = len(shown) * style.tall(bars.ROW, 0.65 * bars.ROW)
    if room:
        rows = max(rows, *(style.text_height(title, style.PANEL_SIZE) for title in titles.values()))
    heading = 0.0 if room else style.text_height("0", style.PANEL_SIZE)
    sheet = Sheet(
        _title(view, stages, shown[-1], raw_unit, raw),
        head + len(view.process_names) * (style.tall(OVER, 0.1) + heading + UNDER + rows),
        source=view.source,
        note=words("chart.value_added.note", scenario=inner(view.scenario_titles[name])) + view.sample_note,
        alt=words("chart.value_added.alt", scenario=view.scenario_titles[name], years=", ".join(map(str, shown))),
    )
    sheet.key(key, style.LEFT, sheet.body)
    top = sheet.body - head
    for item, (start, _) in places.items():
        sheet.text(start, top, heads[item], va="bottom", color=style.SOFT)
    ends = {
        "value": bars.reach([_parts(stage, money) for stage in stages]),
        "cumulated": _ends(stages, per),
    }
    for process in view.process_names:
        own = [stage for stage in stages if stage.process == process]
        bottom = top - style.tall(OVER, 0.1) - heading - UNDER - rows
        height, stands = (bottom + rows / 2, "center") if room else (bottom + rows + UNDER, "bottom")
        sheet.text(style.LEFT, height, titles[process], size=style.PANEL_SIZE, weight="bold", va=stands)
        for item, (start, width) in places.items():
            place = Place(start, bottom, width - NUMBERS, rows)
            _panel(sheet, view, own, item, place, ends[item], money if item == "value" else per)
        top = bottom
    return style.with_data(sheet.figure, _data(stages, name).assign(unit=view.money, unit_per_raw_material=raw_unit))


def _names_room(view: View) -> float:
    """Room for the names of stages beside their rows, cm."""
    widest = max(style.text_width(name, style.PANEL_SIZE, bold=True) for name in view.process_names.values())
    return min(widest * 1.03 + 0.4, NAMES)


def _years(view: View, years: Sequence[int] | None) -> list[int]:
    """The years asked for, each once and in order; the first and the last if none are."""
    if years is None:
        return sorted({view.years[0], view.years[-1]})
    chosen = sorted({view.year(year) for year in years})
    if not 1 <= len(chosen) <= MOST:
        raise InputError([Problem("bounds", f"one to {MOST} years", key="years", value=str(list(years)))])
    return chosen


def _stages(view: View, scenario: str, year: int) -> list[Stage]:
    """All stages of a year."""
    where: dict[str, object] = {"scenario": scenario, "year": year}
    names = ("output_value", "value_added_direct", "labour_cost")
    value, added, labour = (dict(zip(view.process_names, view.values(name, **where), strict=True)) for name in names)
    own = _per_raw(view, added, **where)
    ways = _before(view, **where)
    found = []
    for process in view.process_names:
        cumulated = sum(share * own[other] for other, share in ways[process].items()) if process in ways else math.nan
        purchases = float(value[process] - added[process])
        numbers = (purchases, float(labour[process]), float(added[process]), own[process], cumulated)
        found.append(Stage(process, year, *numbers))
    return found


def _inputs(view: View, **where: object) -> dict[str, dict[str, float]]:
    """Input of each good per unit of main output, home-made and imported together, by process."""
    home, abroad = (view.values(f"input_{origin}", **where) for origin in ("domestic", "imported"))
    made = view.values("activity", **where).sum(axis=-1)
    goods = list(view.commodity_names)
    found: dict[str, dict[str, float]] = {}
    for place, process in enumerate(view.process_names):
        used = home[place] + abroad[place]
        linked = [(good, float(amount)) for good, amount in zip(goods, used, strict=True) if math.isfinite(amount)]
        per = 1.0 / made[place] if made[place] > 0.0 else math.nan
        found[process] = {good: amount * per for good, amount in linked if amount > 0.0 or made[place] <= 0.0}
    return found


def _makers(view: View) -> dict[str, str]:
    """Process that makes a good as its main output, by good."""
    return {str(good): process for process, good in view.coordinate("process_output").items()}


def _embodied(view: View, **where: object) -> dict[str, float]:
    """Raw material in a unit of each good made of it; 1 for the raw material."""
    inputs, makers = _inputs(view, **where), _makers(view)
    known: dict[str, float] = {str(view.full.attrs["raw_material"]): 1.0}

    def amount(good: str) -> float:
        if good not in known:
            used = inputs[makers[good]] if good in makers else {}
            known[good] = sum(per * amount(item) for item, per in used.items())
        return known[good]

    return {good: found for good in view.commodity_names if (found := amount(good)) > 0.0}


def _needed(view: View, **where: object) -> dict[str, float]:
    """What a unit of the raw material needs of each good before it; 1 of itself."""
    inputs, makers = _inputs(view, **where), _makers(view)
    found: dict[str, float] = {}

    def need(good: str, amount: float) -> None:
        found[good] = found.get(good, 0.0) + amount
        for item, per in (inputs[makers[good]] if good in makers else {}).items():
            need(item, amount * per)

    need(str(view.full.attrs["raw_material"]), 1.0)
    return found


def _per_raw(view: View, added: dict[str, float], **where: object) -> dict[str, float]:
    """Value added of each process per unit of the raw material; not a number off its way."""
    made = view.values("activity", **where).sum(axis=-1)
    after, before = _embodied(view, **where), _needed(view, **where)
    outputs = view.coordinate("process_output")
    found = {}
    for place, process in enumerate(view.process_names):
        good = str(outputs[process])
        units = before[good] if good in before else 1.0 / after[good] if good in after else math.nan
        found[process] = float(added[process] / made[place] * units) if made[place] > 0.0 else math.nan
    return found


def _before(view: View, **where: object) -> dict[str, dict[str, float]]:
    """Processes up to and with each one on the way of the raw material, with the part of a unit that goes through.

    Every process before the raw material counts in full; of two ways to a good each counts with
    the part of the raw material that it brings.
    """
    inputs, makers = _inputs(view, **where), _makers(view)
    after, before = _embodied(view, **where), _needed(view, **where)
    known: dict[str, dict[str, float]] = {}

    def way(process: str, good: str) -> dict[str, float]:
        if process not in known:
            found: dict[str, float] = {}
            used = {item: per for item, per in inputs[process].items() if item in makers}
            for item, per in used.items():
                part = 1.0 if good in before else per * after.get(item, 0.0) / after[good]
                for other, share in way(makers[item], item).items():
                    whole = found.get(other, 0.0) + part * share
                    found[other] = min(whole, 1.0) if good in before else whole
            known[process] = {**found, process: 1.0}
        return known[process]

    outputs = {process: str(good) for process, good in view.coordinate("process_output").items()}
    on_way = {process: good for process, good in outputs.items() if good in before or good in after}
    return {process: way(process, good) for process, good in on_way.items()}


def _parts(stage: Stage, factor: float) -> list[Part]:
    """Purchases, labour cost and surplus of a stage."""
    values = {"purchases": stage.purchases, "labour": stage.labour, "surplus": stage.surplus}
    return [
        Part(f"{part}:{stage.process}:{stage.year}", value / factor, COLOURS[part]) for part, value in values.items()
    ]


def _ends(stages: Sequence[Stage], factor: float) -> tuple[float, float]:
    """Ends of the axis of what cumulates."""
    reached = [edge / factor for stage in stages for edge in (stage.cumulated, stage.cumulated - stage.own)]
    shown = [0.0, *(edge for edge in reached if math.isfinite(edge))]
    return (min(shown), max(shown)) if max(shown) > min(shown) else (0.0, 1.0)


def _panel(
    sheet: Sheet,
    view: View,
    stages: Sequence[Stage],
    item: str,
    place: Place,
    ends: tuple[float, float],
    factor: float,
) -> None:
    """One stage in one of the two panels."""
    axes = bars.bar_axes(sheet, place, ends, f"{item}:{stages[0].process}")
    largest = max(abs(edge) for edge in ends)
    digits = 0 if largest >= 1000 else 1 if largest >= 10 else 2
    for stage, middle in zip(stages, bars.middles([place.height / len(stages)] * len(stages)), strict=True):
        if item == "value":
            left = place.left - YEARS + style.LEFT
            sheet.text(left, place.bottom + middle, str(stage.year), va="center", color=style.SOFT)
            bars.stack(axes, _parts(stage, factor), middle)
            number = stage.added
        else:
            number = stage.cumulated
            if math.isfinite(number):
                start = (stage.cumulated - stage.own) / factor
                bar = axes.barh(middle, stage.own / factor, bars.thick(), left=start, color=OWN, linewidth=0)[0]
                bar.set_gid(f"cumulated:{stage.process}:{stage.year}")
        text = view.language.number(number / factor, digits)
        right = place.left + place.width + NUMBERS
        sheet.text(right, place.bottom + middle, text, va="center", ha="right", weight="bold")


def _title(view: View, stages: Sequence[Stage], year: int, unit: str, raw: str) -> str:
    """What a unit of the raw material brings as such, and at most when it is processed further."""
    words = view.language
    shown = [stage for stage in stages if stage.year == year and math.isfinite(stage.cumulated)]
    known = {stage.process: stage.cumulated for stage in shown}
    name = inner(view.commodity_names[raw])
    if not known:
        return words("chart.value_added.title_none", year=year, name=name)
    last = max(known, key=lambda process: known[process])
    first = _makers(view).get(raw, next(iter(known)))
    first = first if first in known else next(iter(known))
    return words(
        "chart.value_added.title_one" if first == last else "chart.value_added.title",
        year=year,
        name=name,
        first=words.quantity(known[first], unit),
        last=words.quantity(known[last], unit),
        first_process=inner(view.process_names[first]),
        last_process=inner(view.process_names[last]),
    )


def _data(stages: Sequence[Stage], scenario: str) -> pd.DataFrame:
    """The numbers of the chart."""
    columns = ["scenario", "year", "process", "purchases", "labour", "surplus", "per_raw_material", "cumulated"]
    rows = [
        (scenario, item.year, item.process, item.purchases, item.labour, item.surplus, item.own, item.cumulated)
        for item in stages
    ]
    return pd.DataFrame(rows, columns=columns)
