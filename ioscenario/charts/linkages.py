"""Chart: backward and forward linkages of the sectors of an input-output table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.tables import Names, TableView
from ioscenario.charts.view import inner

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable
    from ioscenario.table.linkages import Forward

#: Least height of the panel, space for the numbers of its axes, room for names, cm.
HEIGHT, TICKS, BELOW, NAMES = 9.5, 0.95, 0.95, 5.4
#: From the panel to the names, least space between two names, cm.
LEADER, APART = 0.75, 0.06
#: Most names that find room beside the panel.
MOST: Final = 30
#: Colours of the quadrants, the key sectors first.
COLOURS: Final = {"key": style.BLUE, "backward": style.ORANGE, "forward": style.GREEN, "weak": style.IMPORTS}


@style.house
def linkages(
    table: IOTable,
    most: int = 20,
    *,
    forward: Forward = "ghosh",
    names: Names = None,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Backward against forward linkage of every sector; key sectors, above 1 in both, are named.

    Parameters
    ----------
    table
        An input-output table.
    most
        Most key sectors to name, those with the largest sum of both first; at most 30.
    forward
        Forward linkages by the ``"ghosh"`` or the ``"leontief"`` inverse.
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
        Dots of a quadrant (``key``, ``backward``, ``forward``, ``weak``) carry the id
        ``linkages:<quadrant>``; their offsets are both indices, in the table's order.
        A line from a dot to its name carries ``leader:<label>``.

    Raises
    ------
    InputError
        If `most` is no number from 1 to 30, or `forward` is neither.

    Notes
    -----
    Rasmussen (1956); Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 12.2.
    """
    view = TableView(table, language, names)
    words = view.language
    bars.at_least_one(most, MOST)
    found = table.linkages(forward=forward)[["backward_index", "forward_index", "key"]]
    found = found.set_axis(range(len(found))).dropna()
    named = _named(found, most)
    texts = [style.wrap(view.names[place], style.wider(NAMES, 0.5) - 0.1) for place in named]
    sizes = [style.text_height(text) + APART for text in texts]
    height = max(style.tall(HEIGHT), sum(sizes) + 0.2)
    room = max((style.text_width(line) for text in texts for line in text.split("\n")), default=0.0) * 1.02
    width = style.width() - TICKS - (room + LEADER if named else 0.4) - 2 * style.LEFT
    counts = found["key"].value_counts()
    entries = [
        Entry(words(f"chart.linkages.{name}", number=int(counts.get(name, 0))), colour, mark="o")
        for name, colour in COLOURS.items()
    ]
    key = style.key_rows(entries, style.width() - 0.3)
    head = style.text_height("0") + 0.3
    sheet = Sheet(
        _title(view, found, named),
        BELOW + height + head + len(key) * style.KEY_ROW,
        source=view.source,
        note=_note(view, int(counts.get("key", 0)), len(named), forward),
        alt=words("chart.linkages.alt", number=len(found)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    place = Place(TICKS, BELOW, width, height)
    axes = _dots(sheet, view, place, found)
    sheet.text(style.LEFT, BELOW + height + 0.12, words("chart.linkages.forward_axis"), va="bottom", color=style.SOFT)
    sheet.text(TICKS + width, 0.05, words("chart.linkages.backward_axis"), va="bottom", ha="right", color=style.SOFT)
    _leaders(sheet, view, place, axes, found, dict(zip(named, zip(texts, sizes, strict=True), strict=True)))
    frame = found.assign(sector=[view.labels[place] for place in found.index], unit="1")
    return style.with_data(sheet.figure, frame.reset_index(drop=True))


def _named(found: pd.DataFrame, most: int) -> list[int]:
    """Positions of the key sectors to name, the strongest first."""
    key = found[found["key"] == "key"]
    strength = key["backward_index"] + key["forward_index"]
    return [int(place) for place in strength.sort_values(ascending=False, kind="stable").index[:most]]


def _dots(sheet: Sheet, view: TableView, place: Place, found: pd.DataFrame) -> Axes:
    """Every sector as a dot, the means as lines."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid("linkages")
    axes.patch.set_visible(False)  # leaders to the names are under the dots
    for axis, column in ((axes.xaxis, "backward_index"), (axes.yaxis, "forward_index")):
        low, high = min(float(found[column].min()), 1.0), max(float(found[column].max()), 1.0)
        edge = 0.05 * (high - low) or 0.1
        ticks = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low - edge, high + edge)
        kept = [float(tick) for tick in ticks if low - edge <= tick <= high + edge]
        step = float(ticks[1] - ticks[0])
        digits = next(number for number in range(8) if abs(round(step, number) - step) < 1e-9)
        axis.set_major_locator(FixedLocator(kept))
        axis.set_major_formatter(FuncFormatter(lambda value, _, shown=digits: view.language.number(value, shown)))
        axis.grid(True)
        (axes.set_xlim if axis is axes.xaxis else axes.set_ylim)(low - edge, high + edge)
    axes.axvline(1, color=style.SOFT, linewidth=0.9)
    axes.axhline(1, color=style.SOFT, linewidth=0.9)
    for name, colour in COLOURS.items():
        chosen = found[found["key"] == name]
        dots = axes.scatter(
            chosen["backward_index"], chosen["forward_index"], s=24, color=colour, linewidth=0.5, edgecolor="white"
        )
        dots.set(zorder=3, clip_on=False)
        dots.set_gid(f"linkages:{name}")
    return axes


def _leaders(
    sheet: Sheet, view: TableView, place: Place, axes: Axes, found: pd.DataFrame, named: dict[int, tuple[str, float]]
) -> None:
    """Names beside the panel, in the order of the dots and moved apart, each led to by a thin line."""
    right = place.left + place.width
    (low_x, high_x), (low_y, high_y) = axes.get_xlim(), axes.get_ylim()
    chosen = found.loc[list(named)]
    xs = place.left + place.width * (chosen["backward_index"].to_numpy() - low_x) / (high_x - low_x)
    ys = place.bottom + place.height * (chosen["forward_index"].to_numpy() - low_y) / (high_y - low_y)
    sizes = [size for _, size in named.values()]
    centres = style.spread(list(map(float, ys)), sizes, place.bottom, place.bottom + place.height)
    for (position, (text, _)), x, y, centre in zip(named.items(), xs, ys, centres, strict=True):
        sheet.text(right + LEADER, centre, text, va="center")
        line = sheet.line(
            (float(x), right + 0.2, right + LEADER - 0.08),
            (float(y), centre, centre),
            color="#b5b5b5",
            linewidth=0.6,
            zorder=-1,
        )
        line.set_gid(f"leader:{view.labels[position]}")


def _title(view: TableView, found: pd.DataFrame, named: list[int]) -> str:
    """How many key sectors there are, and the strongest."""
    number = int((found["key"] == "key").sum())
    if not named:
        return view.language("chart.linkages.title_none", len(found))
    return view.language("chart.linkages.title", number, total=len(found), sector=inner(view.names[named[0]]))


def _note(view: TableView, number: int, named: int, forward: str) -> str:
    """What the indices are, and how many names are left out."""
    note = view.language(f"chart.linkages.note_{forward}")
    return note if named >= number else f"{note} {view.language('chart.linkages.note_named', named)}"
