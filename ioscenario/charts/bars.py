"""Rows of horizontal bars that may point both ways: what several charts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from ioscenario.charts import style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.problems import InputError, Problem

#: Least height of a row and thickness of its bar, cm.
ROW, THICK = 0.56, 0.34
#: Space above and below a name of several lines, cm.
AIR = 0.16
#: Most rows of a table on a slide.
FLAT = 15
#: Least share of a bar's longer side that the other needs to be seen.
VISIBLE = 0.05


class Part(NamedTuple):
    """One part of a stacked bar, in the unit of the axis."""

    gid: str
    value: float
    colour: str


def row_heights(names: Sequence[str], width: float) -> list[float]:
    """Heights of rows in cm whose names are broken into lines of `width` cm."""
    air = style.tall(AIR, AIR / 2)
    return [max(style.tall(ROW), style.text_height(style.wrap(name, width)) + air) for name in names]


def thick(usual: float = THICK) -> float:
    """Thickness of a bar in cm: with its row, but never a thread."""
    return style.tall(usual, 0.8 * usual)


def middles(heights: Sequence[float]) -> list[float]:
    """Middles of rows above the lower edge of the last one, first row on top, cm.

    Examples
    --------
    >>> middles([1.0, 2.0])
    [2.5, 1.0]
    """
    left, found = sum(heights), []
    for height in heights:
        found.append(left - height / 2)
        left -= height
    return found


def reach(stacks: Sequence[Sequence[Part]]) -> tuple[float, float]:
    """Ends of an axis from zero that holds every stack.

    Examples
    --------
    >>> reach([[Part("a", 2.0, ""), Part("b", -0.5, "")], [Part("c", 1.0, "")]])
    (-0.5, 2.0)
    """
    low = min((sum(min(part.value, 0.0) for part in parts) for parts in stacks), default=0.0)
    high = max((sum(max(part.value, 0.0) for part in parts) for parts in stacks), default=0.0)
    return (low, high) if high > low else (0.0, 1.0)


def bar_axes(sheet: Sheet, place: Place, ends: tuple[float, float], gid: str) -> Axes:
    """Axes of horizontal bars with a line at zero; heights in cm, so that rows may differ."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(gid)
    axes.set_ylim(0, place.height)
    axes.set_xlim(*ends)
    axes.yaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.set_major_locator(FixedLocator([]))
    axes.axvline(0, color=style.SOFT, linewidth=0.6, clip_on=False)
    return axes


def stack(axes: Axes, parts: Sequence[Part], middle: float) -> None:
    """Parts end to end: gains to the right of zero, losses to the left; their sum is marked where both are."""
    ends = {True: 0.0, False: 0.0}
    for part in parts:
        gain = part.value >= 0
        bar = axes.barh(middle, part.value, thick(), left=ends[gain], color=part.colour, linewidth=0)[0]
        bar.set_gid(part.gid)
        ends[gain] += part.value
    if min(ends[True], -ends[False]) > VISIBLE * max(ends[True], -ends[False]):
        total = ends[True] + ends[False]
        axes.plot([total], [middle], marker="|", markersize=13, markeredgewidth=1.6, color=style.INK, clip_on=False)


def digits(largest: float, factor: float) -> int:
    """Digits after the decimal sign for numbers up to `largest` that were divided by `factor`.

    Examples
    --------
    >>> digits(46.7, 1000.0), digits(5.1, 1000.0), digits(812.0, 1.0)
    (1, 2, 0)
    """
    return 0 if factor == 1 or largest >= 1000 else 1 if largest >= 10 else 2


def on_paper(most: int) -> int:
    """The number of rows asked for, or what has room on flat paper."""
    return min(most, FLAT) if style.flat() else most


def at_least_one(most: int, limit: int = 200) -> int:
    """The number of rows asked for, if it is one.

    Raises
    ------
    InputError
        If it is no whole number from 1 to `limit`.
    """
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= limit:
        raise InputError([Problem("bounds", f"a whole number from 1 to {limit}", key="most", value=str(most))])
    return most
