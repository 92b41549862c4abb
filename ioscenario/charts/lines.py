"""Lines over years with their names at the ends: the panel that several charts share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import style
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import Values, View, year_ticks

#: Space at the left of a panel for the numbers of its axis, cm.
TICKS = 1.05
#: Space between the end of the lines and their names, cm.
LEADER = 0.35
#: Least space between the names of two lines, cm.
APART = 0.1
#: Least space between two years of an axis, cm.
YEARS_APART = 0.15


@dataclass(frozen=True)
class Place:
    """A panel's axes in the body of a sheet, cm."""

    left: float
    bottom: float
    width: float
    height: float


def number_axis(view: View, axes: Axes, top: float, ticks: int = 4, low: float = 0.0) -> None:
    """A value axis with round ticks, numbers in the reader's format, a light grid.

    It begins at zero, or at the tick below `low`, and ends at the tick above `top`.
    """
    # a path that is flat but for rounding has no range to be divided
    top = top if top - low > 1e-9 * max(abs(low), abs(top)) else low + 1.0
    found = MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, top)
    step = float(found[1] - found[0])
    kept = [float(tick) for tick in found if low - step * 0.999 < tick < top + step * 0.999]
    axes.set_ylim(kept[0], kept[-1])
    axes.yaxis.set_major_locator(FixedLocator(kept))
    digits = next(digits for digits in range(8) if abs(round(step, digits) - step) < 1e-9 * step)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: view.language.number(value, digits)))
    axes.yaxis.grid(True)


def year_axis(view: View, axes: Axes, most: int = 4) -> None:
    """An axis of years with few ticks, as many as have room, the first and last year among them."""
    years = view.years
    axes.set_xlim(years[0], years[-1])
    figure = axes.get_figure(root=True)
    assert figure is not None
    wide = axes.get_position().width * float(figure.get_size_inches()[0]) * style.CM_PER_INCH
    choices = (year_ticks(years, count) for count in range(most, 1, -1))
    fitting = (ticks for ticks in choices if _apart(ticks, wide))
    axes.xaxis.set_major_locator(FixedLocator(next(fitting, [years[0], years[-1]])))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def _apart(years: Sequence[int], width: float) -> bool:
    """Whether the years of an axis of `width` cm do not touch one another."""
    if len(years) < 2:
        return True
    least = min(later - year for year, later in pairwise(years)) / (years[-1] - years[0])
    return least * width > style.text_width(str(years[-1])) + YEARS_APART


def label_room(view: View, scenarios: Sequence[str], width: float) -> float:
    """Height in cm that the names of the scenarios take under one another."""
    return sum(style.text_height(style.wrap(view.scenario_titles[name], width)) + APART for name in scenarios)


def scenario_lines(
    sheet: Sheet,
    view: View,
    place: Place,
    lines: Mapping[str, Values],
    *,
    names: float,
    gid: str,
    band: Mapping[str, tuple[Values, Values]] | None = None,
    span: tuple[float, float] | None = None,
) -> Axes:
    """One line for each scenario, named at its end; the axis spans what the lines do.

    Parameters
    ----------
    sheet
        Sheet to draw on.
    view
        The results.
    place
        Where the axes stand; names are to the right of it.
    lines
        Values over the years by scenario, in the unit of the axis.
    names
        Width for the names, cm.
    gid
        What is shown; lines carry ``<gid>:<scenario>``.
    band
        Low and high lines by scenario, drawn as a tint.
    span
        Ends of the axis; None: what is shown.
    """
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(gid)
    band = band or {}
    shown = [*lines.values(), *(edge for pair in band.values() for edge in pair)]
    low, high = span or (float(np.nanmin(np.concatenate(shown))), float(np.nanmax(np.concatenate(shown))))
    number_axis(view, axes, high, low=low)
    year_axis(view, axes)
    for name, values in lines.items():
        colour = view.scenario_colours[name]
        if name in band:
            axes.fill_between(view.years, *band[name], color=colour, alpha=0.12, linewidth=0)
        # The reference is wide and beneath: it shows at both sides of what coincides with it.
        reference = name == view.reference
        width, order = (3.2, 2.0) if reference else (1.4, 2.5)
        (line,) = axes.plot(view.years, values, color=colour, clip_on=False, linewidth=width, zorder=order)
        line.set_linestyle(view.scenario_dashes[name])
        line.set_gid(f"{gid}:{name}")
    _end_names(sheet, view, place, axes, lines, names)
    return axes


def _end_names(sheet: Sheet, view: View, place: Place, axes: Axes, lines: Mapping[str, Values], width: float) -> None:
    """Names beside the ends of the lines, moved apart, each led to by a thin line."""
    low, high = axes.get_ylim()
    texts = {name: style.wrap(view.scenario_titles[name], width - LEADER) for name in lines}
    ends = [place.bottom + place.height * float((values[-1] - low) / (high - low)) for values in lines.values()]
    sizes = [style.text_height(text) + APART for text in texts.values()]
    centres = style.spread(ends, sizes, place.bottom - 0.1, place.bottom + place.height + 0.2)
    right = place.left + place.width
    for (name, text), end, centre in zip(texts.items(), ends, centres, strict=True):
        sheet.text(right + LEADER, centre, text, va="center")
        across = (right + 0.06, right + LEADER - 0.06)
        sheet.line(across, (end, centre), color=view.scenario_colours[name], linewidth=1.0)
