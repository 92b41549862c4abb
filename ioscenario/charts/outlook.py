"""Chart: main indicators of one scenario over the years, with the spread of the draws where there are draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import lines, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, Values, View, inner

#: Least width of a panel with its margins, height of a panel, room for its years, between panels, cm.
CELL, HEIGHT, FOOT, BETWEEN = 4.5, 3.4, 0.55, 0.45
#: Tints of the bands of 90 and 50 % of the draws.
WIDE, NARROW = 0.16, 0.3
SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Fan:
    """Quantiles of an indicator by year, all the same without samples, and the median of the reference."""

    id: str
    name: str
    unit: str
    quantiles: dict[float, Values]
    reference: Values


@style.house
def outlook(
    results: HasDataset,
    scenario: str | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Main indicators of a scenario over the years, beside the reference; of draws the median and the spread.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the first beside the reference, or the reference alone.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Lines carry the ids ``median:<indicator>`` and ``reference:<indicator>``, bands
        ``band90:<indicator>`` and ``band50:<indicator>``; values are in the unit over the panel.

    Raises
    ------
    InputError
        If the results have no such scenario.
    """
    view = View(results, language)
    words = view.language
    name = view.named(scenario) if scenario else _first(view)
    fans = [_fan(view, *item, name) for item in _indicators(view)]
    scales = [words.scale(_all(fan), fan.unit) for fan in fans]
    columns = style.columns(CELL, len(fans))
    rows = math.ceil(len(fans) / columns)
    cell = (style.width() - style.LEFT) / columns
    width = cell - lines.TICKS - BETWEEN
    titles = [style.wrap(fan.name, cell - BETWEEN, style.PANEL_SIZE, bold=True) for fan in fans]
    heads = [
        max(style.text_height(text, style.PANEL_SIZE) for text in titles[row * columns : (row + 1) * columns])
        + style.text_height("0") + 0.4
        for row in range(rows)
    ]  # fmt: skip
    high = style.tall(HEIGHT, 1.6)
    colour = view.scenario_colours[name]
    key = style.key_rows(_entries(view, name, colour), style.width() - 0.3)
    key_height = len(key) * style.KEY_ROW + 0.1
    sheet = Sheet(
        _title(view, name),
        key_height + sum(heads) + rows * (high + FOOT),
        source=view.source,
        note=_note(view),
        alt=words("chart.outlook.alt", scenario=view.scenario_titles[name], number=len(fans)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    for number, (fan, title, (factor, unit)) in enumerate(zip(fans, titles, scales, strict=True)):
        row, column = divmod(number, columns)
        left = style.LEFT + column * cell
        bottom = sheet.body - key_height - sum(heads[: row + 1]) - row * (high + FOOT) - high
        _panel(sheet, view, Place(left + lines.TICKS - style.LEFT, bottom, width, high), fan, name, factor)
        sheet.panel_title(left, bottom + high + 0.2, title, unit)
    return style.with_data(sheet.figure, _data(view, fans, name))


def _drawn(view: View) -> bool:
    """Whether there are draws."""
    return "sample" in view.full.dims


def _note(view: View) -> str:
    words = view.language
    return words("chart.outlook.note", view.full.sizes["sample"]) if _drawn(view) else words("chart.outlook.note_one")


def _first(view: View) -> str:
    return next((name for name in view.scenarios if name != view.reference), view.reference)


def _indicators(view: View) -> list[tuple[str, str, str]]:
    """Id, name and unit of what is shown, final goods in the pack's order."""
    words, units = view.language, view.coordinate("commodity_unit")
    final = [name for name, is_final in view.coordinate("commodity_final").items() if is_final][:3]
    found = [("sector_jobs", words("variable.sector_jobs"), "job")]
    if "sector_output" in view.full:
        found.append(("sector_output", words("variable.sector_output"), view.money))
    found.append(("processing_depth", words("variable.processing_depth"), "1"))
    made = words("variable.production")
    return found + [(f"production:{name}", f"{made}: {view.commodity_names[name]}", str(units[name])) for name in final]


def _values(view: View, id_: str, scenario: str) -> xr.DataArray:
    variable, _, good = id_.partition(":")
    where = {"scenario": scenario} | ({"commodity": good} if good else {})
    array = view.full[variable].sel(where)
    return (array if _drawn(view) else array.expand_dims("sample")).transpose("sample", "year")


def _fan(view: View, id_: str, name: str, unit: str, scenario: str) -> Fan:
    """Quantiles over the draws that have a value."""
    values = np.nanquantile(_values(view, id_, scenario).values, SHARES, axis=0)
    reference = np.nanmedian(_values(view, id_, view.reference).values, axis=0)
    return Fan(id_, name, unit, dict(zip(SHARES, values, strict=True)), reference)


def _all(fan: Fan) -> list[float]:
    return [float(value) for values in (*fan.quantiles.values(), fan.reference) for value in values]


def _entries(view: View, name: str, colour: str) -> list[Entry]:
    words = view.language
    found = [Entry(words("chart.fan.median") if _drawn(view) else view.scenario_titles[name], colour, "line")]
    if _drawn(view):
        found.append(Entry(words("chart.fan.half"), colour, alpha=1 - (1 - WIDE) * (1 - NARROW)))
        found.append(Entry(words("chart.fan.most"), colour, alpha=WIDE))
    if name != view.reference:
        text = view.scenario_titles[view.reference]
        text = words("chart.outlook.reference", scenario=inner(text)) if _drawn(view) else text
        found.append(Entry(text, style.REFERENCE, "line"))
    return found


def _panel(sheet: Sheet, view: View, place: Place, fan: Fan, name: str, factor: float) -> None:
    """Bands and median of one indicator, the reference's median behind."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(f"outlook:{fan.id}")
    shown = np.asarray(_all(fan)) / factor
    lines.number_axis(view, axes, float(np.nanmax(shown)), 4, low=float(np.nanmin(shown)))
    lines.year_axis(view, axes, most=3)
    colour = view.scenario_colours[name]
    bands = ((0.05, 0.95, WIDE, "band90"), (0.25, 0.75, NARROW, "band50"))
    for low, high, tint, kind in bands if _drawn(view) else ():
        edges = (fan.quantiles[low] / factor, fan.quantiles[high] / factor)
        band = axes.fill_between(view.years, *edges, color=colour, alpha=tint, linewidth=0)
        band.set_gid(f"{kind}:{fan.id}")
    if name != view.reference:
        (behind,) = axes.plot(view.years, fan.reference / factor, color=style.REFERENCE, linewidth=1.4)
        behind.set_gid(f"reference:{fan.id}")
    (line,) = axes.plot(view.years, fan.quantiles[0.5] / factor, color=colour)
    line.set_gid(f"median:{fan.id}")


def _title(view: View, name: str) -> str:
    """Jobs at the horizon; of draws the interval, and in how many they are more than in the reference."""
    words, year = view.language, view.years[-1]
    jobs = _values(view, "sector_jobs", name).sel(year=year).values
    base = _values(view, "sector_jobs", view.reference).sel(year=year).values
    kept = np.isfinite(jobs) & np.isfinite(base)
    low, high = (float(value) for value in np.quantile(jobs[kept], (0.05, 0.95)))
    if not _drawn(view):
        key = "chart.outlook.title_one_reference" if name == view.reference else "chart.outlook.title_one"
        said = {"scenario": view.scenario_titles[name], "year": year, "jobs": words.quantity(high, "job")}
        return words(key, None, **said, base=words.quantity(float(base[0]), "job"))
    said = {
        "scenario": view.scenario_titles[name],
        "year": year,
        "low": words.number(low / words.scale(high, "job")[0]),
        "high": words.quantity(high, "job"),
    }
    if name == view.reference:
        return words("chart.outlook.title_reference", None, **said)
    share = words.percent(float((jobs > base)[kept].mean()), 0)
    return words("chart.outlook.title", None, **said, share=share)


def _data(view: View, fans: list[Fan], name: str) -> pd.DataFrame:
    """A row for each indicator and year; ``reference`` is the median of the reference scenario."""
    columns = [f"q{100 * share:02.0f}" for share in SHARES]
    frames = [
        pd.DataFrame(dict(zip(columns, fan.quantiles.values(), strict=True))).assign(
            reference=fan.reference, unit=fan.unit
        )
        for fan in fans
    ]
    for frame, fan in zip(frames, fans, strict=True):
        frame.insert(0, "scenario", name)
        frame.insert(1, "indicator", fan.id)
        frame.insert(2, "year", view.years)
    return pd.concat(frames, ignore_index=True)
