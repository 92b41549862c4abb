"""Charts as files, the words that stand for them, and the numbers that they show."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts.settings import RC
from ioscenario.charts.sizes import layout
from ioscenario.files import written_beside

if TYPE_CHECKING:
    import pandas as pd

#: Dots per inch of a picture in print.
PRINT: Final = 300


def alt(figure: Figure) -> str:
    """What a chart shows, for those who cannot see it."""
    return str(figure.get_label())


def title(figure: Figure) -> str:
    """The finding over a chart."""
    return " ".join(item.get_text() for item in figure.texts if item.get_gid() == "title")


_DATA: Final[WeakKeyDictionary[Figure | Axes, pd.DataFrame]] = WeakKeyDictionary()


def with_data(figure: Figure, frame: pd.DataFrame) -> Figure:
    """The chart, with the numbers that it shows kept for :func:`data`; in a user's axes, kept with these."""
    _DATA[layout().guest or figure] = frame
    return figure


def data(chart: Figure | Axes) -> pd.DataFrame | None:
    """The numbers that a chart shows, in the units of the results; None for a chart that keeps none.

    Parameters
    ----------
    chart
        A chart, or the axes it was drawn in.
    """
    return _DATA.get(chart)


def save(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write a chart, the same bytes for the same chart.

    Parameters
    ----------
    figure
        A chart.
    path
        Its file; the ending decides the format: ``.png`` at 300 dpi, ``.svg`` with letters as shapes, or
        ``.pdf`` with letters as letters and the font within.

    Returns
    -------
    pathlib.Path
        The file written. It is written beside and renamed, so that no half picture carries its name. What
        the chart shows is told in it for those who cannot see it: as the description of a png, as title and
        description of an svg, as title and subject of a pdf.

    Raises
    ------
    ValueError
        If the ending is none of these.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _METADATA:
        raise ValueError(f"a chart is written as .png, .svg or .pdf, not {target.name!r}")
    with written_beside(target) as beside, mpl.rc_context(), mpl.rc_context(RC):
        told = _METADATA[kind](title(figure), alt(figure))
        figure.savefig(beside, format=kind, dpi=PRINT, metadata=told)
        if kind == "svg":
            _describe(Path(beside), title(figure), alt(figure))
    return target


#: What is told in a file. Without date and version, it depends on the picture alone.
_METADATA: Final[dict[str, Callable[[str, str], dict[str, Any]]]] = {
    "png": lambda title, alt: {"Software": None, "Title": title, "Description": alt},
    "svg": lambda title, alt: {"Date": None, "Creator": None, "Description": alt},
    "pdf": lambda title, alt: {"CreationDate": None, "Creator": None, "Producer": None, "Title": title, "Subject": alt},
}


def _describe(path: Path, title: str, alt: str) -> None:
    """Title and description where readers of screens look for them: first within the picture."""
    text = path.read_text(encoding="utf-8")
    words = f"\n <title>{escape(title, quote=False)}</title>\n <desc>{escape(alt, quote=False)}</desc>"
    text = re.sub(r"<svg\b([^>]*)>", lambda found: f'<svg role="img"{found[1]}>{words}', text, count=1)
    path.write_text(text, encoding="utf-8")
