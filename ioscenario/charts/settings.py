"""Settings of matplotlib that every chart is drawn and written with."""

from __future__ import annotations

from typing import Any, Final

from ioscenario.charts.palette import GRID, INK, SOFT
from ioscenario.charts.typeface import FONT, PANEL_SIZE, SIZE

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
    "ytick.major.width": 0.6,
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
    # Letters stay letters in a pdf: they can be searched and edited, and the font is within the file.
    "pdf.fonttype": 42,
}
