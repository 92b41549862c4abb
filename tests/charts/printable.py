"""Whether a chart can be printed: from the boxes of its texts, without drawing a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ioscenario.charts import style

#: Width, height (at most, in a column), and least type of the sizes: cm and points.
LIMITS = {
    "column": ([(16.0, 24.0)], 8.0),
    "page": ([(16.0, 24.0), (24.7, 15.3)], 8.0),
    "slide": ([(33.87, 19.05)], 12.0),
}


@cache
def _renderer(dpi: float) -> RendererAgg:
    """What measures type; it needs no picture as large as the chart."""
    made: RendererAgg = cast(Any, RendererAgg)(16, 16, dpi)
    return made


def texts(figure: Figure) -> Iterator[tuple[str, Bbox, float]]:
    """Every text that is drawn, with its box in pixels and its size in points."""
    renderer = _renderer(figure.dpi)
    hidden: set[int] = set()
    for axes in figure.findobj(Axes):
        assert isinstance(axes, Axes)
        axes.apply_aspect()
        for axis in (axes.xaxis, axes.yaxis):
            kept: set[int] = set()
            if axes.axison and axis.get_visible():
                ticks = cast(Any, axis)._update_ticks()
                kept = {id(label) for tick in ticks for label in (tick.label1, tick.label2) if label.get_visible()}
                kept.add(id(axis.label))
            hidden |= {id(item) for item in axis.findobj(Text)} - kept
    for item in figure.findobj(Text):
        assert isinstance(item, Text)
        if item.get_visible() and item.get_text().strip() and id(item) not in hidden:
            yield item.get_text(), item.get_window_extent(renderer), float(cast(Any, item).get_fontsize())


def faults(figure: Figure, size: str = "column") -> list[str]:
    """What is wrong with a chart: text outside or overlapping, too small, the wrong size of paper."""
    found = list(texts(figure))
    page = figure.bbox
    wrong = [] if found else ["no text"]
    wrong += [
        f"outside: {text!r}"
        for text, box, _ in found
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > page.x1 + 0.5 or box.y1 > page.y1 + 0.5
    ]
    # Boxes hold the space above small letters too; half a pixel is rounding.
    wrong += [
        f"overlap: {one!r} and {other!r}"
        for (one, a, _), (other, b, _) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    papers, type_size = LIMITS[size]
    smallest = min((points for _, _, points in found), default=type_size)
    if smallest < type_size - 1e-6:
        wrong.append(f"type of {smallest:.2f} points")
    width, height = (float(inches) * style.CM_PER_INCH for inches in figure.get_size_inches())
    fits = [abs(width - wide) < 0.01 and height <= high + 0.01 for wide, high in papers]
    if not any(fits) or (size == "slide" and abs(height - papers[0][1]) > 0.01):
        wrong.append(f"{width:.2f} x {height:.2f} cm")
    return wrong


def assert_printable(figure: Figure, size: str = "column") -> None:
    """No text leaves the figure, none overlaps another, none is too small, and the paper is the size asked for."""
    assert not faults(figure, size)
