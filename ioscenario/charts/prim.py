"""Chart: the box of conditions under which a target is missed or reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry
from ioscenario.charts.sweepview import SweepView, named_rows, names_room, row_heights
from ioscenario.charts.view import HasDataset
from ioscenario.explore.discovery import Box
from ioscenario.explore.discovery import prim as computed
from ioscenario.explore.indicators import unit_of
from ioscenario.explore.targets import Target
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.naming import figures, measure

WHOLE, WITHIN = "#dcdcdc", style.VERMILLION
#: Room at both ends of a range for its numbers, cm.
ENDS: Final = 1.75
ROW: Final = 0.95


@style.house
def prim(
    sweep: HasDataset,
    target: Target,
    scenarios: Sequence[str] | None = None,
    *,
    missed: bool = True,
    density: float | None = None,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Conditions under which a target is missed: what part of the range of each parameter.

    Parameters
    ----------
    sweep
        A sweep with draws.
    target
        The target.
    scenarios
        Scenarios, whose draws are pooled; none: all but the reference.
    missed
        Whether the draws that miss the target are of interest, or those that reach it.
    density
        Density wanted; see :func:`ioscenario.explore.discovery.prim`.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the ids ``within:<path>``, as shares of the way from the least to the largest value
        that was drawn; grey bars behind, ``range:<path>``, are all of it.

    Raises
    ------
    InputError
        As :func:`ioscenario.explore.discovery.prim`.
    """
    view = SweepView(sweep, language)
    words = view.language
    box = computed(sweep.dataset, target, scenarios, missed=missed, density=density)
    paths = [str(path) for path in box.limits.index]
    names = [view.parameter(path) for path in paths]
    room = names_room(names) if paths else 3.0
    heights = [max(height, style.tall(ROW, 0.7)) for height in row_heights(names, room - 0.25)]
    word = "missed" if missed else "reached"
    key = style.key_rows(
        [
            Entry(words("chart.prim.within"), WITHIN, alpha=0.85),
            Entry(words("chart.prim.range"), WHOLE),
        ],
        style.width(),
    )
    measures = style.wrap(_measures(view, box, word), style.width() - 0.3)
    top = style.text_height(measures) + 0.15 + len(key) * style.KEY_ROW
    sheet = style.Sheet(
        _title(view, box, word),
        sum(heights) + top + 0.1,
        source=view.source,
        note=words("chart.prim.note") + view.compared(target.indicator) + view.left_out(box.left_out),
        alt=words("chart.prim.alt", indicator=view.indicator_name(target.indicator), number=len(paths)),
    )
    sheet.text(style.LEFT, sheet.body, measures, va="top")
    sheet.key(key, style.LEFT, sheet.body - style.text_height(measures) - 0.1)
    style.with_data(sheet.figure, box.limits.assign(name=names).rename_axis("path").reset_index())
    if not paths:
        return sheet.figure
    place = Place(room + ENDS, 0.0, style.width() - room - 2 * ENDS - style.LEFT, sum(heights))
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid("prim")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, place.height)
    axes.set_axis_off()
    middles = bars.middles(heights)
    named_rows(sheet, names, middles, 0.0, room)
    for path, middle in zip(paths, middles, strict=True):
        _row(sheet, view, axes, place, box, path, middle)
    return sheet.figure


def _row(sheet: style.Sheet, view: SweepView, axes: Axes, place: Place, box: Box, path: str, middle: float) -> None:
    """The range of one parameter, the part of it that the box has, and the numbers of both."""
    words = view.language
    values, written = view.drawn(path)
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    limits: Any = box.limits.loc[path]
    low, high = (
        float(limit) if np.isfinite(limit) else end for limit, end in ((limits["low"], least), (limits["high"], most))
    )
    width = (most - least) or 1.0
    ends = [(low - least) / width, (high - least) / width]
    axes.barh(middle - 0.12, 1.0, 0.16, color=WHOLE, linewidth=0)[0].set_gid(f"range:{path}")
    axes.barh(middle - 0.12, ends[1] - ends[0], 0.3, left=ends[0], color=WITHIN, alpha=0.85, linewidth=0)[0].set_gid(
        f"within:{path}"
    )
    factor, unit = measure(words, path, written, (least, most))
    for value, x, side in ((least, place.left - 0.1, "right"), (most, place.left + place.width + 0.1, "left")):
        sheet.text(x, middle - 0.12, words.number(value / factor), va="center", ha=side, color=style.SOFT)
    said = condition(view, limits["low"] / factor, limits["high"] / factor, unit)
    where = place.left + place.width * (ends[0] + ends[1]) / 2
    half = style.text_width(said, bold=True) * 0.51
    where = min(max(where, place.left - ENDS + half), style.width() - style.LEFT - half)
    sheet.text(where, middle + 0.08, said, va="bottom", ha="center", weight="bold")


def condition(view: SweepView, low: float, high: float, unit: str, above: str = "≥") -> str:
    """A limit or two in symbols, with a unit; NaN: not limited at that end."""
    ends = [float(end) for end in (low, high) if np.isfinite(end)]
    sign = "" if len(ends) == 2 else f"{above}{NO_BREAK}" if np.isfinite(low) else f"≤{NO_BREAK}"
    return sign + figures(view.language, ends, unit).replace(" ", NO_BREAK)


def _measures(view: SweepView, box: Box, word: str) -> str:
    """Density, coverage and mass in words."""
    percent = view.language.percent
    return view.language(
        f"chart.prim.measures_{word}",
        density=percent(box.density, 0),
        base=percent(box.base_rate, 0),
        coverage=percent(box.coverage, 0),
        mass=percent(box.mass, 0),
        draws=view.language.number(box.draws, 0),
    )


def target_words(view: SweepView, target: Target) -> dict[str, Any]:
    """A target for a title: indicator, value, year."""
    value = view.language.quantity(float(target.value), unit_of(view.full, target.indicator))
    return {
        "indicator": view.indicator_name(target.indicator),
        "target": view.language("chart.sweep.at_least" if target.at_least else "chart.sweep.at_most", value=value),
        "year": view.years[-1] if target.year is None else target.year,
    }


def _title(view: SweepView, box: Box, word: str) -> str:
    """How often the target is missed or reached within the box, and in all draws."""
    words = view.language
    said = target_words(view, box.target)
    base = words.percent(box.base_rate, 0)
    if not len(box.limits):
        return words(f"chart.prim.title_{word}_none", base=base, **said)
    density = words.percent(box.density, 0)
    return words(f"chart.prim.title_{word}", len(box.limits), density=density, base=base, **said)
