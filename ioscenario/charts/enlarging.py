"""A finished chart made larger or smaller as a whole, type and lines with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from ioscenario.charts.settings import RC


def enlarge(figure: Figure, factor: float) -> None:
    """Multiply the size of a figure and of all that is measured in points in it.

    What is placed by shares of the figure or by the data of its axes goes along by itself.

    Parameters
    ----------
    figure
        A figure whose artists are all made.
    factor
        How many times larger.
    """
    if factor == 1.0:
        return
    wide, high = figure.get_size_inches()
    figure.set_size_inches(float(wide) * factor, float(high) * factor)
    of_axes: set[int] = set()
    for axes in figure.findobj(Axes):
        assert isinstance(axes, Axes)
        for side, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
            # Ticks are made when they are drawn, from the settings of their axis.
            of_axes |= {id(part) for part in axis.findobj() if part is not axis.label}
            _ticks(axis, side, factor)
    for item in figure.findobj():
        if id(item) in of_axes:
            continue
        if isinstance(item, Text):
            _type(item, factor)
        elif isinstance(item, Line2D):
            item.set_linewidth(item.get_linewidth() * factor)
            item.set_markersize(item.get_markersize() * factor)
            item.set_markeredgewidth(item.get_markeredgewidth() * factor)
        elif isinstance(item, Patch):
            item.set_linewidth(item.get_linewidth() * factor)
        elif isinstance(item, Collection):
            item.set_linewidth((np.atleast_1d(item.get_linewidth()) * factor).tolist())
            if isinstance(item, PathCollection):
                item.set_sizes(item.get_sizes() * factor**2)


def _type(item: Text, factor: float) -> None:
    """Type, and how far an annotation stands off."""
    item.set_fontsize(float(item.get_fontsize()) * factor)
    if isinstance(item, Annotation) and item.anncoords == "offset points":
        across, up = item.xyann
        item.xyann = (across * factor, up * factor)


def _ticks(axis: Axis, side: str, factor: float) -> None:
    """Ticks, their labels and the grid of one side."""
    usual = {
        "length": f"{side}tick.major.size",
        "width": f"{side}tick.major.width",
        "pad": f"{side}tick.major.pad",
        "labelsize": f"{side}tick.labelsize",
        "grid_linewidth": "grid.linewidth",
    }
    settings: dict[str, Any] = {name: RC[key] for name, key in usual.items()} | (axis.get_tick_params() or {})
    larger: dict[str, Any] = {name: float(settings[name]) * factor for name in usual}
    axis.set_tick_params(**larger)
    axis.labelpad = axis.labelpad * factor
