"""Chart: the probability of reaching a target over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import lines, style
from ioscenario.charts.lines import Place
from ioscenario.charts.sweepview import SweepView
from ioscenario.charts.view import HasDataset, inner
from ioscenario.explore.indicators import unit_of
from ioscenario.explore.targets import Target
from ioscenario.explore.targets import probability as computed

#: Height of the panel, cm.
HEIGHT: Final = 6.0
BELOW: Final = 0.5
#: Most scenarios whose intervals can be told apart.
BANDS: Final = 3


@style.house
def probability(
    sweep: HasDataset,
    target: Target,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Share of the draws that reach a target, in every year and for every scenario.

    Parameters
    ----------
    sweep
        Runs with draws: a sweep, or results with samples.
    target
        The target; every year is shown, its own is marked.
    scenarios
        Scenarios to show beside the reference; none: all.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Lines carry the ids ``probability:<scenario>``, in per cent; bands of up to three scenarios
        are intervals of 95 % for the number of draws.

    Raises
    ------
    InputError
        For designs without draws, and for what the sweep does not have.
    """
    view = SweepView(sweep, language)
    words = view.language
    chosen = view.choose(scenarios)
    year = view.year(view.years[-1] if target.year is None else target.year)
    found = 100 * computed(sweep.dataset, replace(target, year=None), chosen)[["probability", "low", "high"]]
    left_out = int(computed(sweep.dataset, replace(target, year=None), chosen)["left_out"].max())
    names = min(max(style.text_width(view.scenario_titles[name]) for name in chosen) + 0.6, 4.3)
    height = max(style.tall(HEIGHT), lines.label_room(view, chosen, names - lines.LEADER) + 0.1)
    heading = words("chart.probability.axis")
    draws = int(computed(sweep.dataset, replace(target, year=None), chosen)["runs"].max())
    band = {
        name: (found["low"].sel(scenario=name).values, found["high"].sel(scenario=name).values)
        for name in chosen
        if len(chosen) <= BANDS
    }
    note = words("chart.probability.note", count=draws) + (" " + words("chart.probability.band") if band else "")
    sheet = style.Sheet(
        _title(view, target, found["probability"], year),
        BELOW + height + style.text_height(heading) + 0.3,
        source=view.source,
        note=note + view.compared(target.indicator) + view.left_out(left_out),
        alt=words("chart.probability.alt", indicator=view.indicator_name(target.indicator), number=len(chosen)),
    )
    place = Place(lines.TICKS, BELOW, style.width() - lines.TICKS - names, height)
    series = {name: found["probability"].sel(scenario=name).values for name in chosen}
    axes = lines.scenario_lines(
        sheet, view, place, series, names=names, gid="probability", band=band, span=(0.0, 100.0)
    )
    if target.year is not None:
        axes.axvline(year, color=style.SOFT, linewidth=0.8, linestyle=(0, (2, 2))).set_gid("year")
    sheet.text(style.LEFT, BELOW + height + 0.2, heading, va="bottom", color=style.SOFT)
    frame = (found / 100).reset_coords(drop=True).to_dataframe().reset_index()
    return style.with_data(sheet.figure, frame.assign(unit="1"))


def _title(view: SweepView, target: Target, found: xr.DataArray, year: int) -> str:
    """Probability in the target's year, and its range over the scenarios."""
    words = view.language
    values = found.sel(year=year).values / 100.0
    value = words.quantity(float(target.value), unit_of(view.full, target.indicator))
    said: dict[str, Any] = {
        "indicator": view.indicator_name(target.indicator),
        "target": words("chart.sweep.at_least" if target.at_least else "chart.sweep.at_most", value=value),
        "year": year,
    }
    known = np.flatnonzero(np.isfinite(values))
    names = [view.scenario_titles[str(name)] for name in found["scenario"].values]
    if not len(known):
        return words("chart.probability.title_none", **said)
    low, high = (int(known[place(values[known])]) for place in (np.argmin, np.argmax))
    if values[low] == values[high]:
        return words("chart.probability.title_one", high=words.percent(float(values[high]), 0), **said)
    return words(
        "chart.probability.title",
        low=words.percent(float(values[low]), 0),
        high=words.percent(float(values[high]), 0),
        low_name=inner(names[low]),
        high_name=inner(names[high]),
        **said,
    )
