"""The one house style: sizes, type, colours, and the frame that every chart stands in.

A chart is a :class:`Sheet` as wide as a document's column. Its finding is at the top, a
note and the source at the bottom, and panels are placed in the body in centimetres, so
that a point of type is the same in every chart and nothing is squeezed to fit.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")

#: Width of a document's column, cm.
WIDTH: Final = 16.0
CM_PER_INCH: Final = 2.54
#: Dots per inch of a chart in a notebook.
SCREEN: Final = 110
POINTS_PER_CM: Final = 72 / CM_PER_INCH
FONT: Final = "DejaVu Sans"
#: White space at the edges of a chart, cm; type and axes begin at `LEFT`.
LEFT: Final = 0.12

#: Sizes of type in points; nothing is smaller than `SIZE`.
SIZE: Final = 8.0
PANEL_SIZE: Final = 8.5
TITLE_SIZE: Final = 11.0
#: Height of a line of type as a multiple of its size.
LEADING: Final = 1.2
#: Where in a line its baseline is, below the middle, as a multiple of the size.
BASELINE: Final = 0.34

INK: Final = "#222222"
SOFT: Final = "#5c5c5c"
GRID: Final = "#e3e3e3"
IMPORTS: Final = "#9a9a9a"
REFERENCE: Final = "#767676"

# Okabe and Ito (2008), ordered so that neighbours in the chain differ for every reader.
GREEN: Final = "#009E73"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
BLUE: Final = "#0072B2"
PURPLE: Final = "#CC79A7"
VERMILLION: Final = "#D55E00"
YELLOW: Final = "#F0E442"
BLACK: Final = "#000000"

#: Colours of processes, by their order in the pack.
PROCESSES: Final = (GREEN, ORANGE, SKY, BLUE, PURPLE, VERMILLION, YELLOW, "#7F7F7F")
#: Colours of scenarios after the reference, by their order in the results.
SCENARIOS: Final = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
#: When the colours are used up, they begin again with the next kind of line.
DASHES: Final = ((0, ()), (0, (4, 1.5)), (0, (1, 1.5)))
#: Colours of what can bind a process.
LIMITS: Final = {
    "none": "#e6e6e6",
    "capacity": BLUE,
    "input": VERMILLION,
    "demand": ORANGE,
    "water": SKY,
    "labour": PURPLE,
    "price": BLACK,
}
MODEL: Final = BLUE
STATISTIC: Final = BLACK
CLAIM: Final = VERMILLION

RC: Final[Any] = {
    "font.family": FONT,
    "font.size": SIZE,
    "axes.titlesize": PANEL_SIZE,
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.size": 0.0,
    "xtick.major.pad": 2.5,
    "ytick.major.pad": 2.5,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "figure.dpi": 100.0,
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "path.simplify": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "ioscenario",
}


def house(chart: Callable[P, Figure]) -> Callable[P, Figure]:
    """Run a chart in the house style, whatever the user's own settings are."""

    @wraps(chart)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context(), mpl.rc_context(RC):
            return chart(*args, **kwargs)

    return styled


def process_colours(count: int) -> tuple[str, ...]:
    """Colours of the first `count` processes."""
    return tuple(PROCESSES[i % len(PROCESSES)] for i in range(count))


def scenario_dashes(count: int) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Kinds of line of `count` scenarios, the reference first."""
    later = (DASHES[i // len(SCENARIOS) % len(DASHES)] for i in range(count - 1))
    return (DASHES[0], *later)[:count]


def scenario_colours(count: int) -> tuple[str, ...]:
    """Colours of `count` scenarios: the reference, which is first, is grey."""
    return tuple(REFERENCE if i == 0 else SCENARIOS[(i - 1) % len(SCENARIOS)] for i in range(count))


# ---------------------------------------------------------------------------------- type


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Width of one line of type in cm."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / POINTS_PER_CM


def wrap(text: str, width: float, size: float = SIZE, bold: bool = False) -> str:
    """Break a text at spaces so that no line is wider than `width` cm.

    No-break spaces are kept. A single word that is wider, such as the path of a parameter, is broken after
    dots and underscores; a piece that is wider still stands on a line of its own.
    """
    limit = width / 1.02  # drawn type is up to 2 % wider than measured
    lines: list[str] = []
    for word in text.split(" "):
        pieces = [word] if text_width(word, size, bold) <= limit else re.split(r"(?<=[._])(?=\w)", word)
        for number, piece in enumerate(pieces):
            joined = f"{lines[-1]}{'' if number else ' '}{piece}" if lines else piece
            if lines and text_width(joined, size, bold) <= limit:
                lines[-1] = joined
            else:
                lines.append(piece)
    return "\n".join(lines)


def text_height(text: str, size: float = SIZE) -> float:
    """Height in cm that a text takes, one leading for each of its lines."""
    return (text.count("\n") + 1) * size * LEADING / POINTS_PER_CM if text else 0.0


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres nearest to the wanted ones at which things of given sizes do not overlap.

    Parameters
    ----------
    wanted
        Wanted centres, in any order.
    sizes
        Sizes along the axis.
    low, high
        Ends between which all have to be, if they fit.

    Returns
    -------
    list of float
        Centres in the order of `wanted`.

    Notes
    -----
    Least squares by pooling adjacent violators: with the cumulated half sizes taken off,
    the condition is that centres do not fall.

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], [1.0, 1.0, 1.0], 0.0, 9.0)
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    offsets: list[float] = []
    for place, i in enumerate(order):
        before = offsets[-1] + (sizes[order[place - 1]] + sizes[i]) / 2 if place else 0.0
        offsets.append(before)
    pools: list[list[float]] = []  # mean, count
    for place, i in enumerate(order):
        pools.append([wanted[i] - offsets[place], 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * count) / (pools[-1][1] + count), pools[-1][1] + count]
    starts = [mean for mean, count in pools for _ in range(int(count))]
    if not starts:
        return []
    least = low + sizes[order[0]] / 2
    most = high - sizes[order[-1]] / 2 - offsets[-1]
    starts = [max(min(start, most), least) for start in starts]
    centres = [0.0] * len(wanted)
    for place, i in enumerate(order):
        centres[i] = starts[place] + offsets[place]
    return centres


# --------------------------------------------------------------------------------- sheet


@dataclass(frozen=True)
class Entry:
    """One entry of a key: a mark and what it stands for; without a mark, a heading."""

    text: str
    colour: str
    mark: str = "square"
    hatch: str | None = None
    alpha: float = 1.0

    @property
    def width(self) -> float:
        """Width in cm, with the space to the next entry."""
        return (0.5 if self.mark else 0.0) + text_width(self.text) * 1.02 + 0.4


def key_rows(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    """Entries broken into rows no wider than `width` cm."""
    rows: list[list[Entry]] = []
    used = 0.0
    for entry in entries:
        if rows and used + entry.width - 0.4 <= width:
            rows[-1].append(entry)
        else:
            rows.append([entry])
            used = 0.0
        used += entry.width
    return rows


#: Height of a row of a key, cm.
KEY_ROW: Final = 0.45


class Chart(Figure):
    """A figure that a notebook shows as a picture.

    Notebooks draw figures of ``pyplot`` only, which keeps them open; a chart belongs to no window.
    """

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        with mpl.rc_context(), mpl.rc_context(RC):
            self.savefig(picture, format="png", dpi=SCREEN)
        return picture.getvalue()


class Sheet:
    """A figure with its finding, note and source, and a body measured in cm.

    Parameters
    ----------
    title
        The finding, in words.
    body
        Height of the body, cm.
    source
        Source line.
    note
        What the reader has to know to read the chart.
    alt
        What the picture shows, for those who cannot see it; kept as the figure's label.
    """

    PAD: Final = LEFT
    GAP: Final = 0.3

    def __init__(self, title: str, body: float, *, source: str, note: str = "", alt: str = "") -> None:
        inner = WIDTH - 2 * self.PAD
        title = wrap(title, inner, TITLE_SIZE, bold=True)
        note, source = wrap(note, inner) if note else "", wrap(source, inner)
        head = self.PAD + text_height(title, TITLE_SIZE) + self.GAP
        foot = self.PAD + text_height(note) + text_height(source) + self.GAP
        self.body = body
        self.height = head + body + foot
        self.base = foot
        self.figure = Chart(figsize=(WIDTH / CM_PER_INCH, self.height / CM_PER_INCH))
        FigureCanvasAgg(self.figure)
        self.figure.set_label(alt or title.replace("\n", " "))
        self.text(
            self.PAD,
            body + self.GAP + text_height(title, TITLE_SIZE),
            title,
            va="top",
            size=TITLE_SIZE,
            weight="bold",
            gid="title",
        )
        self.text(self.PAD, -self.GAP, note, va="top", color=SOFT, gid="note")
        self.text(self.PAD, -self.GAP - text_height(note), source, va="top", color=SOFT, gid="source")

    def text(self, x: float, y: float, text: str, *, va: str = "baseline", size: float = SIZE, **more: Any) -> None:
        """Text at a place of the body, in cm from its lower left corner.

        Lines are set one by one: matplotlib's own spacing depends on the letters in them.

        Parameters
        ----------
        x, y
            Place, cm.
        text
            Text in lines.
        va
            What of the text stands at `y`: ``top``, ``center``, ``bottom``, or ``baseline``
            of the first line.
        size
            Size of type, points.
        **more
            Further properties of a text.
        """
        lines = text.split("\n")
        step = size * LEADING / POINTS_PER_CM
        drop = step / 2 + BASELINE * size / POINTS_PER_CM
        top = {"top": y, "center": y + step * len(lines) / 2, "bottom": y + step * len(lines), "baseline": y + drop}[va]
        for number, line in enumerate(lines):
            height = (self.base + top - number * step - drop) / self.height
            self.figure.text(x / WIDTH, height, line, size=size, va="baseline", **more)

    def axes(self, left: float, bottom: float, width: float, height: float, **more: Any) -> Axes:
        """Axes at a place of the body, in cm from its lower left corner."""
        box = (left / WIDTH, (self.base + bottom) / self.height, width / WIDTH, height / self.height)
        return self.figure.add_axes(box, **more)

    def panel_title(self, left: float, bottom: float, title: str, unit: str = "") -> None:
        """Title of a panel in bold and the unit beneath it, their lower edge at `bottom`."""
        if unit:
            self.text(left, bottom, unit, color=SOFT, va="bottom")
            bottom += text_height(unit) + 0.04
        self.text(left, bottom, title, size=PANEL_SIZE, weight="bold", va="bottom")

    def key(self, rows: Sequence[Sequence[Entry]], left: float, top: float) -> None:
        """A key in rows, hung from `top`; entries may be one to a row."""
        for number, row in enumerate(rows):
            x = left
            middle = top - (number + 0.5) * KEY_ROW
            for entry in row:
                if entry.mark:
                    self._mark(entry, x, middle)
                start = x + 0.5 if entry.mark else x
                self.text(start, middle, entry.text, va="center", color=INK if entry.mark else SOFT)
                x += entry.width

    def _mark(self, entry: Entry, x: float, y: float) -> None:
        """The mark of an entry, centred on height `y`."""
        to_figure = self.figure.transFigure
        if entry.mark == "square":
            corner = (x / WIDTH, (self.base + y - 0.13) / self.height)
            size = (0.36 / WIDTH, 0.26 / self.height)
            patch = Rectangle(
                corner, *size, transform=to_figure, facecolor=entry.colour, alpha=entry.alpha, linewidth=0
            )
            if entry.hatch:
                patch.set(hatch=entry.hatch, edgecolor="white")
            self.figure.add_artist(patch)
            return
        xs = (x / WIDTH, (x + 0.36) / WIDTH)
        height = (self.base + y) / self.height
        if entry.mark == "line":
            line = Line2D(xs, (height, height), color=entry.colour, linewidth=1.6, transform=to_figure)
        else:
            centre = (xs[0] + xs[1]) / 2
            line = Line2D(
                (centre,),
                (height,),
                color=entry.colour,
                marker=entry.mark,
                markersize=6,
                linestyle="none",
                markeredgewidth=1.6 if entry.mark == "|" else 0,
                transform=to_figure,
            )
        self.figure.add_artist(line)


def alt(figure: Figure) -> str:
    """What a chart shows, for those who cannot see it."""
    return str(figure.get_label())


_DATA: Final[WeakKeyDictionary[Figure, pd.DataFrame]] = WeakKeyDictionary()


def with_data(figure: Figure, frame: pd.DataFrame) -> Figure:
    """The chart, with the numbers that it shows kept for :func:`data`."""
    _DATA[figure] = frame
    return figure


def data(figure: Figure) -> pd.DataFrame | None:
    """The numbers that a chart shows, in the units of the results; None for a chart that keeps none."""
    return _DATA.get(figure)


def save(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write a chart, the same bytes for the same chart.

    Parameters
    ----------
    figure
        A chart.
    path
        Its file; the ending decides the format: ``.png`` at 300 dpi, or ``.svg``.

    Returns
    -------
    pathlib.Path
        The file written. It is written beside and renamed, so that no half picture
        carries its name.

    Raises
    ------
    ValueError
        If the ending is neither.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    # Without date and version, the file depends on the picture alone.
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": None, "Description": alt(figure)},
        "svg": {"Date": None, "Creator": None, "Description": alt(figure)},
    }
    if kind not in metadata:
        raise ValueError(f"a chart is written as .png or .svg, not {target.name!r}")
    beside = target.with_name(f".{target.name}.part")
    with mpl.rc_context(), mpl.rc_context(RC):
        figure.savefig(beside, format=kind, dpi=300, metadata=metadata[kind])
    os.replace(beside, target)
    return target
