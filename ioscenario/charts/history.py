"""Chart: what was observed of an indicator, and how the scenarios go on from there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ioscenario.charts import lines, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, Values, View, year_ticks
from ioscenario.outputs import VARIABLE
from ioscenario.problems import InputError, Problem, nearest

#: Height of the panel, room for its years, width for the names of scenarios, cm.
HEIGHT, FOOT, NAMES = 6.0, 0.6, 4.6
#: A whole year has as many months.
YEAR: Final = 12
#: What is shown unless something else is asked for, if it was observed so often at least.
FIRST, OFTEN = "sector_output", 2


@dataclass(frozen=True)
class _Seen:
    """An indicator and what was observed of it, in the unit of the results."""

    variable: str
    label: str
    unit: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    months: tuple[int, ...]

    @property
    def id(self) -> str:
        """Variable and member."""
        return f"{self.variable}:{self.label}" if self.label else self.variable


@style.house
def history(
    results: HasDataset,
    indicator: str | None = None,
    label: str | None = None,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Observations of an indicator up to today and scenarios from there on, in one picture.

    Parameters
    ----------
    results
        Results of a run.
    indicator
        A variable with rows in the pack's history; none: output of the sector, or what was observed most often.
    label
        Its member, such as a commodity.
    scenarios
        Names of scenarios beside the reference; none: all.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Lines carry the ids ``<indicator>:<scenario>``, dots ``observed:<indicator>`` and
        ``part:<indicator>`` (part of a year, at a yearly rate); values are in the unit of the axis.

    Raises
    ------
    InputError
        For an indicator that was not observed, and unknown scenarios.
    """
    view = View(results, language)
    words = view.language
    seen = _chosen(observed(results), indicator, label)
    names = view.choose(scenarios)
    where = _where(view, seen)
    paths = {name: _along(view, seen, {**where, "scenario": name}) for name in names}
    bands = {view.reference: _band(view, seen, where)} if "sample" in view.full.dims else {}
    every = [*seen.values, *(float(value) for values in paths.values() for value in values)]
    factor, unit = words.scale(every, seen.unit)
    name = indicator_name(view, seen)
    room = min(NAMES, 0.3 * style.width())
    high = max(style.tall(HEIGHT), lines.label_room(view, names, room - lines.LEADER) - 0.3)
    top = style.KEY_ROW + style.text_height(unit) + 0.2
    sheet = Sheet(
        _title(view, seen, name, paths), top + high + FOOT, source=view.source,
        note=_note(view, seen), alt=words("chart.history.alt", indicator=name, year=view.base_year),
    )  # fmt: skip
    sheet.key([[Entry(words("chart.history.observed"), style.INK, "o")]], style.LEFT, sheet.body)
    sheet.text(style.LEFT, sheet.body - style.KEY_ROW - 0.05, unit, va="top", color=style.SOFT)
    place = lines.Place(style.LEFT + lines.TICKS, FOOT, style.width() - 2 * style.LEFT - lines.TICKS - room, high)
    shown = np.array([*every, *(edge for pair in bands.values() for end in pair for edge in end.tolist())]) / factor
    span = (min(0.0, float(np.nanmin(shown))), float(np.nanmax(shown)))
    axes = lines.scenario_lines(
        sheet, view, place, {key: values / factor for key, values in paths.items()}, names=room, gid=seen.id,
        band={key: (low / factor, end / factor) for key, (low, end) in bands.items()}, span=span,
    )  # fmt: skip
    _dots(axes, view, seen, factor)
    return style.with_data(sheet.figure, _data(view, seen, paths))


def observed(results: HasDataset) -> list[_Seen]:
    """Indicators that were observed, each with its years; those that these results do not have are left out."""
    rows: list[dict[str, Any]] = json.loads(results.dataset.attrs.get("history_json", "[]"))
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda item: int(item["year"])):
        if row["variable"] in results.dataset:
            grouped.setdefault((row["variable"], row["label"]), []).append(row)
    return [
        _Seen(variable, label, items[0]["unit"], *(
            tuple(item[key] for item in items) for key in ("year", "value", "months")
        ))
        for (variable, label), items in grouped.items()
    ]  # fmt: skip


def _chosen(known: list[_Seen], indicator: str | None, label: str | None) -> _Seen:
    """The indicator that was asked for."""
    if indicator is None and known:
        usual = [item for item in known if item.variable == FIRST and len(item.years) >= OFTEN]
        return usual[0] if usual else max(known, key=lambda item: len(item.years))
    found = [item for item in known if item.variable == indicator and label in (None, item.label)]
    if found:
        return found[0]
    wanted = f"{indicator}:{label}" if label else str(indicator)
    expected = "an indicator with observations: " + (", ".join(item.id for item in known) or "there is none")
    near = nearest(wanted, [item.id for item in known])
    raise InputError([Problem("no-observations", expected, key="indicator", value=wanted, nearest=near)])


def _where(view: View, seen: _Seen) -> dict[str, str]:
    """The dimension that the member belongs to."""
    if not seen.label:
        return {}
    dims = VARIABLE[seen.variable].dims
    dim = next(dim for dim in dims if seen.label in view.full[dim].values)
    return {dim: seen.label}


def _along(view: View, seen: _Seen, where: dict[str, str]) -> Values:
    """The values over the years, members that are left open added up."""
    array = view.central(seen.variable, **where)
    return np.asarray(array.sum([dim for dim in array.dims if dim != "year"]).values, dtype=np.float64)


def _band(view: View, seen: _Seen, where: dict[str, str]) -> tuple[Values, Values]:
    """Where nine tenths of the draws of the reference lie."""
    array = view.full[seen.variable].sel({**where, "scenario": view.reference})
    array = array.sum([dim for dim in array.dims if dim not in ("year", "sample")])
    low, high = (np.asarray(array.quantile(q, "sample").values, dtype=np.float64) for q in (0.05, 0.95))
    return low, high


def _dots(axes: Axes, view: View, seen: _Seen, factor: float) -> None:
    """What was observed, and an axis that reaches back to it."""
    first = min(*seen.years, view.base_year) if len(seen.years) else view.base_year
    axes.set_xlim(first - 0.5, view.years[-1])  # room for the first dot beside the numbers of the axis
    axes.xaxis.set_major_locator(FixedLocator(year_ticks(list(range(first, view.years[-1] + 1)), 5)))
    axes.axvline(view.base_year, color=style.GRID, linewidth=1.0, zorder=0.5)
    for name, face in (("observed", style.INK), ("part", "white")):
        whole = name == "observed"
        kept = [place for place, months in enumerate(seen.months) if (months == YEAR) == whole]
        if kept:
            (dots,) = axes.plot(
                [seen.years[place] for place in kept], [seen.values[place] / factor for place in kept],
                linestyle="none", marker="o", markersize=5, color=style.INK, markerfacecolor=face, zorder=4,
                clip_on=False,
            )  # fmt: skip
            dots.set_gid(f"{name}:{seen.id}")


def indicator_name(view: View, seen: _Seen) -> str:
    """The variable in the reader's words, with its member."""
    names = view.commodity_names | view.process_names
    variable = view.language(f"variable.{seen.variable}")
    return f"{variable}: {names.get(seen.label, seen.label)}" if seen.label else variable


def _title(view: View, seen: _Seen, name: str, paths: dict[str, Values]) -> str:
    """The last observation, and where the scenarios end."""
    words = view.language
    ends = [float(values[-1]) for values in paths.values()]
    first = words.quantity(seen.values[-1], seen.unit)
    whens = {"first_year": seen.years[-1], "last_year": view.years[-1]}
    if len(ends) == 1:
        last = words.quantity(ends[0], seen.unit)
        return words("chart.history.title", indicator=name, first=first, last=last, **whens)
    low, high = (words.quantity(value, seen.unit) for value in (min(ends), max(ends)))
    return words("chart.history.title_rise", indicator=name, first=first, low=low, high=high, **whens)


def _note(view: View, seen: _Seen) -> str:
    words = view.language
    texts = [words("chart.history.note", year=view.base_year)]
    texts += [words("chart.history.part")] if any(months < YEAR for months in seen.months) else []
    return " ".join(texts) + view.band_note


def _data(view: View, seen: _Seen, paths: dict[str, Values]) -> pd.DataFrame:
    """The numbers shown, in units of the results."""
    rows: list[tuple[object, ...]] = [
        ("", "observed", year, value, months)
        for year, value, months in zip(seen.years, seen.values, seen.months, strict=True)
    ]
    rows += [
        (name, "model", year, float(value), YEAR)
        for name, values in paths.items()
        for year, value in zip(view.years, values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["scenario", "kind", "year", "value", "months"])
    return frame.assign(indicator=seen.variable, member=seen.label, unit=seen.unit)
