"""The frame that every chart stands in: its finding, note and source, a key, and a body measured in cm."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from ioscenario.charts.palette import INK, SOFT
from ioscenario.charts.settings import RC
from ioscenario.charts.sizes import Misfit, layout
from ioscenario.charts.typeface import (
    BASELINE,
    CM_PER_INCH,
    LEADING,
    PANEL_SIZE,
    POINTS_PER_CM,
    SIZE,
    TITLE_SIZE,
    text_height,
    text_width,
    wrap,
)

#: Dots per inch of a chart in a notebook.
SCREEN: Final = 110
#: White space at the edges of a chart, cm; type and axes begin at `LEFT`.
LEFT: Final = 0.12


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

    In the axes of a user (see :func:`~ioscenario.charts.style.house`) there is the body alone.

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

    Attributes
    ----------
    width
        Width of the body, cm.
    body
        Height of the body, cm.
    figure
        The figure.
    """

    PAD: Final = LEFT
    GAP: Final = 0.3

    def __init__(self, title: str, body: float, *, source: str, note: str = "", alt: str = "") -> None:
        paper = layout()
        self.width, self.body, self.guest = paper.width, body, paper.guest
        inner = self.width - 2 * self.PAD
        title = wrap(title, inner, TITLE_SIZE, bold=True)
        note, source = wrap(note, inner) if note else "", wrap(source, inner)
        head = self.PAD + text_height(title, TITLE_SIZE) + self.GAP
        foot = self.PAD + text_height(note) + text_height(source) + self.GAP
        if self.guest is not None:
            head = foot = 0.0
        height = head + body + foot
        if not paper.least <= height <= paper.most:
            raise Misfit(height)
        self.height = max(height, paper.height)
        spare = (self.height - height) / 2
        self.base = foot + spare
        self.figure = self._figure()
        if self.guest is not None:
            return
        self.figure.set_label(alt or title.replace("\n", " "))
        top = body + spare + self.GAP + text_height(title, TITLE_SIZE)
        self.text(self.PAD, top, title, va="top", size=TITLE_SIZE, weight="bold", gid="title")
        under = -self.GAP - spare
        self.text(self.PAD, under, note, va="top", color=SOFT, gid="note")
        self.text(self.PAD, under - text_height(note), source, va="top", color=SOFT, gid="source")

    def _figure(self) -> Figure:
        """A figure of its own, or the user's."""
        if self.guest is not None:
            figure = self.guest.get_figure(root=True)
            assert figure is not None
            return figure
        figure = Chart(figsize=(self.width / CM_PER_INCH, self.height / CM_PER_INCH))
        FigureCanvasAgg(figure)
        return figure

    def _share(self, x: float, y: float) -> tuple[float, float]:
        """A place of the body in cm as shares of the figure, or of the user's axes."""
        return x / self.width, (self.base + y) / self.height

    @property
    def _whole(self) -> Transform:
        """What turns shares into a place."""
        return self.figure.transFigure if self.guest is None else self.guest.transAxes

    def add(self, artist: Artist) -> None:
        """Add an artist whose place is given in shares of the sheet; see :meth:`line`."""
        artist.set_transform(self._whole)
        if self.guest is None:
            self.figure.add_artist(artist)
        else:
            artist.set_clip_on(False)
            self.guest.add_artist(artist)

    def line(self, xs: Sequence[float], ys: Sequence[float], **more: Any) -> Line2D:
        """A line through places of the body, in cm from its lower left corner."""
        places = [self._share(x, y) for x, y in zip(xs, ys, strict=True)]
        line = Line2D([x for x, _ in places], [y for _, y in places], **more)
        self.add(line)
        return line

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
            place = self._share(x, top - number * step - drop)
            if self.guest is None:
                self.figure.text(*place, line, size=size, va="baseline", **more)
            else:
                self.guest.text(*place, line, size=size, va="baseline", transform=self._whole, clip_on=False, **more)

    def axes(self, left: float, bottom: float, width: float, height: float, **more: Any) -> Axes:
        """Axes at a place of the body, in cm from its lower left corner."""
        box = (*self._share(left, bottom), width / self.width, height / self.height)
        return self.figure.add_axes(box, **more) if self.guest is None else self.guest.inset_axes(box, **more)

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
        if entry.mark == "square":
            size = (0.36 / self.width, 0.26 / self.height)
            patch = Rectangle(
                self._share(x, y - 0.13), *size, facecolor=entry.colour, alpha=entry.alpha, linewidth=0
            )
            if entry.hatch:
                patch.set(hatch=entry.hatch, edgecolor="white")
            self.add(patch)
        elif entry.mark == "line":
            self.line((x, x + 0.36), (y, y), color=entry.colour, linewidth=1.6)
        else:
            edge = 1.6 if entry.mark == "|" else 0
            mark = {"marker": entry.mark, "markersize": 6, "linestyle": "none", "markeredgewidth": edge}
            self.line((x + 0.18,), (y,), color=entry.colour, **mark)
