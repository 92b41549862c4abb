"""Sizes of charts: a document's column, a page, a slide; and how a chart is fitted into them.

A chart is laid out in cm of paper with type of the house's size. For a size with larger type it is laid
out on smaller paper and enlarged as a whole, so that charts know one size of type only. What may be
higher or lower (panels, rows of bars) is given by :func:`tall`: :func:`house` tries how far it has to
be stretched for the chart to fill a page or to fit on a slide.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from types import MappingProxyType
from typing import Final, Literal, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts.enlarging import enlarge
from ioscenario.charts.settings import RC
from ioscenario.charts.typeface import CM_PER_INCH
from ioscenario.problems import InputError, Problem, nearest

P = ParamSpec("P")
Size = Literal["column", "page", "slide"]

#: Least and most stretch of what may be lower or higher.
LEAST: Final = 0.5
MOST: Final = 2.0
#: How near to the wanted height a stretched chart has to come, cm.
NEAR: Final = 0.1
#: Most layouts tried for one size.
TRIES: Final = 8


@dataclass(frozen=True)
class Format:
    """A piece of paper or a slide.

    Parameters
    ----------
    width, height
        Its width and most height, cm.
    type
        Size of type as a multiple of the house's sizes.
    filled
        Whether a chart is stretched to fill the height.
    low
        Whether a chart is taken that is lower even so.
    fixed
        Whether that chart gets the whole height.
    """

    width: float
    height: float
    type: float = 1.0
    filled: bool = False
    low: bool = True
    fixed: bool = False


#: Formats of each size, in the order in which they are tried: a chart that is too low for a page that stands
#: upright, or too high for large type, is given the next one. The column and the page are those of A4 paper
#: with margins of 2.5 cm and a caption of one line.
SIZES: Final[Mapping[str, tuple[Format, ...]]] = MappingProxyType(
    {
        "column": (Format(16.0, 24.0),),
        "page": (
            Format(16.0, 24.0, filled=True, low=False),
            Format(24.7, 15.3, 1.2, filled=True),
            Format(16.0, 24.0, filled=True),
        ),
        "slide": (
            Format(33.87, 19.05, 1.75, filled=True, fixed=True),
            Format(33.87, 19.05, 1.5, filled=True, fixed=True),
            Format(33.87, 19.05, 1.25, filled=True, fixed=True),
            Format(33.87, 19.05, filled=True, fixed=True),
        ),
    }
)


@dataclass(frozen=True)
class Layout:
    """The paper that a chart is laid out on: cm in which type has the house's size.

    Parameters
    ----------
    width
        Width, cm.
    least, most
        Heights between which a chart is taken; any other is reported by :class:`Misfit`.
    stretch
        Factor of what may be higher or lower.
    high
        Height of the paper, cm.
    height
        Height that a chart is given even if it is lower, cm; 0: its own.
    guest
        Axes of the user that the chart is drawn in.
    """

    width: float = 16.0
    least: float = 0.0
    most: float = float("inf")
    stretch: float = 1.0
    high: float = 24.0
    height: float = 0.0
    guest: Axes | None = None


class Misfit(Exception):  # noqa: N818 - nothing went wrong: a layout is tried again
    """A layout of the wrong height; raised before anything is drawn."""

    def __init__(self, height: float) -> None:
        super().__init__(height)
        self.height = height


_LAYOUT: Final[ContextVar[Layout]] = ContextVar("layout")
_COLUMN: Final = Layout()


def layout() -> Layout:
    """The paper of the chart that is being drawn."""
    return _LAYOUT.get(_COLUMN)


def width() -> float:
    """Width of the chart that is being drawn, cm: 16 in a column, more on a slide."""
    return layout().width


def tall(height: float, least: float = 0.0) -> float:
    """A height in cm that may be stretched or pressed to fill the paper, but not below `least` cm."""
    return max(height * layout().stretch, least)


def wider(room: float, share: float) -> float:
    """Room for names in cm that takes a share of what the paper is wider than a column."""
    return room + share * max(width() - _COLUMN.width, 0.0)


def flat() -> bool:
    """Whether the paper is much wider than high, as a slide is: what stands under one another has little room."""
    paper = layout()
    return bool(paper.width > 1.4 * paper.high)


def columns(least: float, count: int, most: int = 6) -> int:
    """Columns of a grid of `count` panels, each at least `least` cm wide with its margins.

    Parameters
    ----------
    least
        Least width of a column, cm.
    count
        Panels.
    most
        Most columns.

    Returns
    -------
    int
        As few columns as the rows that are needed anyway allow: four panels of which three fit beside one
        another stand two by two.

    Examples
    --------
    >>> columns(5.0, 4), columns(5.0, 2), columns(20.0, 3)
    (2, 2, 1)
    """
    fitting = max(1, min(most, count, int((width() + 1e-9) // least)))
    rows = -(-count // fitting)
    return -(-count // rows) if rows else 1


def house(chart: Callable[P, Figure]) -> Callable[P, Figure]:
    """Run a chart in the house style, whatever the user's own settings are, in the size that is asked for.

    Parameters
    ----------
    chart
        A function that lays out one :class:`~ioscenario.charts.style.Sheet` and returns its figure. Of its own
        keyword arguments `size` is a key of :data:`SIZES`, and `ax` are axes of the user: the chart fills
        their box, without title, note and source, and its panels are their child axes.

    Raises
    ------
    InputError
        From the chart, for an unknown size, and for axes that are too low for the chart.
    """
    parameters = inspect.signature(chart).parameters
    usual = str(parameters["size"].default) if "size" in parameters else "column"

    @wraps(chart)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        def draw() -> Figure:
            return chart(*args, **kwargs)

        ax = kwargs.get("ax")
        with mpl.rc_context(), mpl.rc_context(RC):
            if isinstance(ax, Axes):
                return _into(draw, ax)
            return _sized(draw, formats(str(kwargs.get("size", usual))))

    return styled


def formats(size: str) -> tuple[Format, ...]:
    """Formats of a size.

    Raises
    ------
    InputError
        If there is no such size.
    """
    if size not in SIZES:
        expected = f"one of the sizes {', '.join(SIZES)}"
        raise InputError([Problem("unknown-name", expected, key="size", value=size, nearest=nearest(size, SIZES))])
    return SIZES[size]


def _sized(draw: Callable[[], Figure], choices: tuple[Format, ...]) -> Figure:
    """A chart in the first of the formats that it fits, in the last if it fits none."""
    for form in choices:
        most = form.height / form.type
        asked = Layout(
            form.width / form.type,
            least=most - NEAR if form.filled else 0.0,
            most=most,
            high=most,
            height=most if form.fixed else 0.0,
        )
        found = _fitted(draw, asked, low_enough=form.low)
        if found is not None or form is choices[-1]:
            figure = found or _tried(draw, _any(asked, LEAST))
            # What is too high even so is made smaller as a whole: small type is better than a lost half.
            height = float(figure.get_size_inches()[1]) * CM_PER_INCH
            enlarge(figure, form.type * min(1.0, most / height))
            return figure
    raise AssertionError("a size has formats")


def _into(draw: Callable[[], Figure], ax: Axes) -> Figure:
    """A chart in the box of a user's axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_position(original=False)
    wide, high = (float(inches) * CM_PER_INCH for inches in figure.get_size_inches())
    high *= box.height
    ax.set_axis_off()
    asked = Layout(wide * box.width, high - NEAR, high, high=high, height=high, guest=ax)
    found = _fitted(draw, asked, low_enough=True)
    if found is None:
        least = _height(draw, replace(asked, stretch=LEAST))
        expected = f"axes at least {least:.1f} cm high for this chart at a width of {asked.width:.1f} cm"
        raise InputError([Problem("too-small", expected, key="ax", value=f"{high:.1f} cm")])
    return found


def _fitted(draw: Callable[[], Figure], asked: Layout, *, low_enough: bool) -> Figure | None:
    """A chart stretched or pressed until it has the height asked for; None if that cannot be.

    With `low_enough`, a chart that is too low even at the most stretch is taken.
    """
    try:
        return _tried(draw, asked)
    except Misfit as misfit:
        natural = misfit.height
    end = MOST if natural < asked.least else LEAST
    extreme = _height(draw, replace(asked, stretch=end))
    if end == LEAST and extreme > asked.most:
        return None
    if end == MOST and extreme < asked.least:
        return _tried(draw, _any(asked, MOST)) if low_enough else None
    below, above = ((1.0, natural), (MOST, extreme)) if end == MOST else ((LEAST, extreme), (1.0, natural))
    target = asked.most - NEAR / 2
    for _ in range(TRIES):
        if below[1] >= asked.most - NEAR:
            break
        # Between the two ends height rises with stretch, by pieces of straight lines.
        share = (target - below[1]) / (above[1] - below[1])
        stretch = below[0] + min(max(share, 0.02), 0.98) * (above[0] - below[0])
        height = _height(draw, replace(asked, stretch=stretch))
        below, above = ((stretch, height), above) if height <= asked.most else (below, (stretch, height))
    return _tried(draw, _any(asked, below[0]))


def _any(asked: Layout, stretch: float) -> Layout:
    """The layout at a stretch, whatever height comes of it."""
    return replace(asked, stretch=stretch, least=0.0, most=float("inf"))


def _height(draw: Callable[[], Figure], asked: Layout) -> float:
    """Height of a chart on some paper, cm; nothing is drawn."""
    try:
        _tried(draw, replace(asked, least=float("inf")))
    except Misfit as misfit:
        return misfit.height
    raise AssertionError("a chart in the house style lays out a sheet")


def _tried(draw: Callable[[], Figure], asked: Layout) -> Figure:
    """A chart on some paper."""
    token = _LAYOUT.set(asked)
    try:
        return draw()
    finally:
        _LAYOUT.reset(token)
