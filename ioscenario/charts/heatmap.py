"""Chart: who buys from whom in an input-output table."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ioscenario.charts import bars, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.tables import Names, TableView
from ioscenario.charts.view import inner

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

#: Most room for the names with their numbers, and for the numbers alone, cm.
NAMES, NUMBER = 6.6, 0.6
#: Most sectors whose names can be read.
MOST: Final = 40
#: Lower ends of the classes after the first: three or so to each power of ten, one colour each.
EDGES: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
#: From light to dark in one hue, so that the order is seen by every reader and in grey.
COLOURS: Final = ("#f4f6f8", "#d6e4f0", "#a9cbe4", "#6faad2", "#3a82b8", "#155a94", "#06294f")
#: Coefficients below zero.
NEGATIVE: Final = style.VERMILLION


@style.house
def heatmap(
    table: IOTable,
    most: int = 20,
    *,
    names: Names = None,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Input coefficients of the largest sectors: what each buys at home from each, as a share of its output.

    Parameters
    ----------
    table
        An input-output table.
    most
        How many sectors, by output; at most 40, and 15 on a slide.
    names
        Names of sectors by label; by default the labels themselves.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        The mesh carries the id ``coefficients``; its array is ``A`` of the sectors shown,
        sellers in rows, largest output first. Colours are in classes of a logarithmic
        scale.

    Raises
    ------
    InputError
        If `most` is no number from 1 to 40.

    Examples
    --------
    >>> from ioscenario import IOTable
    >>> table = IOTable([[150, 500], [200, 100]], [350, 1700], labels=["01", "02"])
    >>> heatmap(table, names={"01": "Farms", "02": "Mills"}).axes[0].get_gid()
    'heatmap'
    """
    view = TableView(table, language, names)
    words = view.language
    chosen = view.largest(bars.on_paper(bars.at_least_one(most, MOST)))
    values = table.A.to_numpy()[np.ix_(chosen, chosen)]
    texts = [view.names[place] for place in chosen]
    widest = max(map(style.text_width, [*texts, words("chart.heatmap.seller")]))
    room = min(widest * 1.02 + NUMBER + 0.35, style.wider(NAMES, 0.75))
    air = style.tall(0.1, 0.03)
    heights = [max(style.tall(0.46), style.text_height(style.wrap(text, room - NUMBER - 0.25)) + air) for text in texts]
    heading = Entry(words("chart.heatmap.scale"), "", mark="")
    key = [[heading], *style.key_rows(_entries(view, values), style.width() - 0.3)]
    top = len(key) * style.KEY_ROW + 0.2 + 2 * style.text_height("0") + 0.15
    height = sum(heights)
    sheet = Sheet(
        _title(view, values, texts),
        top + height + 0.05,
        source=view.source,
        note=words("chart.heatmap.note"),
        alt=words("chart.heatmap.alt", number=len(chosen)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    width = style.width() - room - style.LEFT
    axes = sheet.axes(room, 0.05, width, height)
    _mesh(axes, values, heights)
    for number, (text, middle) in enumerate(zip(texts, bars.middles(heights), strict=True), start=1):
        sheet.text(NUMBER - 0.1, middle + 0.05, str(number), va="center", ha="right", color=style.SOFT)
        sheet.text(NUMBER, middle + 0.05, style.wrap(text, room - NUMBER - 0.25), va="center")
    cell = width / len(chosen)
    step = int(np.ceil((style.text_width(str(len(chosen))) + 0.06) / cell))
    above = height + 0.12
    for number in range(1, len(chosen) + 1, step):
        sheet.text(room + (number - 0.5) * cell, above, str(number), va="bottom", ha="center", color=style.SOFT)
    sheet.text(NUMBER, above, words("chart.heatmap.seller"), va="bottom", color=style.SOFT)
    line = above + style.text_height("0") + 0.03
    sheet.text(room, line, words("chart.heatmap.buyer"), va="bottom", color=style.SOFT)
    labels = [view.labels[place] for place in chosen]
    frame = pd.DataFrame(values, pd.Index(labels, name="seller"), pd.Index(labels, name="buyer"))
    cells = frame.reset_index().melt("seller", var_name="buyer", value_name="coefficient")
    return style.with_data(sheet.figure, cells.assign(unit="1"))


def _mesh(axes: Axes, values: NDArray[np.float64], heights: list[float]) -> None:
    """Cells in colours of classes, as high as their rows."""
    axes.set_gid("heatmap")
    count = len(values)
    edges = sum(heights) - np.concatenate([[0.0], np.cumsum(heights)])
    colours = ListedColormap(list(COLOURS)).with_extremes(under=NEGATIVE, over=COLOURS[-1])
    norm = BoundaryNorm([0.0, *EDGES, 10.0], len(COLOURS))
    mesh = axes.pcolormesh(
        np.arange(count + 1.0), edges, values, cmap=colours, norm=norm, edgecolors="white", linewidth=0.7
    )
    mesh.set_gid("coefficients")
    axes.set_xlim(0, count)
    axes.set_ylim(0, sum(heights))
    axes.set_axis_off()


def _entries(view: TableView, values: NDArray[np.float64]) -> list[Entry]:
    """The classes of the scale, least first."""
    words = view.language
    shown = [words.number(100 * edge, significant=1) for edge in EDGES]
    texts = [
        words("chart.heatmap.below", value=shown[0]),
        *(f"{low}–{high}" for low, high in pairwise(shown)),
        words("chart.heatmap.above", value=shown[-1]),
    ]
    entries = [Entry(text, colour) for text, colour in zip(texts, COLOURS, strict=True)]
    if (values < 0).any():
        entries.append(Entry(words("chart.heatmap.negative"), NEGATIVE))
    return entries


def _title(view: TableView, values: NDArray[np.float64], texts: list[str]) -> str:
    """The largest purchase of one sector from another."""
    between = np.where(np.eye(len(values), dtype=bool), 0.0, values)
    seller, buyer = np.unravel_index(int(np.argmax(between)), between.shape)
    if not between[seller, buyer] > 0:
        return view.language("chart.heatmap.title_none", len(texts))
    return view.language(
        "chart.heatmap.title",
        len(texts),
        seller=inner(texts[seller]),
        buyer=inner(texts[buyer]),
        share=view.language.percent(float(between[seller, buyer]), 0),
    )
