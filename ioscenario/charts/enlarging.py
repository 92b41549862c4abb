"""A finished chart made larger or smaller as a whole, type and lines with it."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text


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
    figure.set_size_inches(figure.get_size_inches() * factor)
    axes = figure.findobj(Axes)
    sides = [axis for item in axes if isinstance(item, Axes) for axis in (item.xaxis, item.yaxis)]
    # Ticks are made when they are drawn, from settings of their axis.
    of_axes = {id(part) for axis in sides for part in axis.findobj() if part is not axis.label}
    for axis in sides:
        _ticks(axis, factor)
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
            item.set_linewidth([float(width) * factor for width in item.get_linewidth()])
            if isinstance(item, PathCollection):
                item.set_sizes(item.get_sizes() * factor**2)


def _type(item: Text, factor: float) -> None:
    """Type, and how far an annotation stands off."""
    item.set_fontsize(float(item.get_fontsize()) * factor)
    if isinstance(item, Annotation) and item.anncoords == "offset points":
        item.xyann = tuple(offset * factor for offset in item.xyann)


def _ticks(axis: Axis, factor: float) -> None:
    """Ticks, their labels and the grid of one side."""
    side = axis.axis_name
    settings = axis.get_tick_params()
    usual = {
        "length": f"{side}tick.major.size",
        "width": f"{side}tick.major.width",
        "pad": f"{side}tick.major.pad",
        "labelsize": f"{side}tick.labelsize",
        "grid_linewidth": "grid.linewidth",
    }
    asked = {name: settings.get(name, mpl.rcParams[key]) for name, key in usual.items()}
    axis.set_tick_params(**{name: float(value) * factor for name, value in asked.items()})
    axis.labelpad = axis.labelpad * factor
