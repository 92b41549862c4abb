"""Chart: how far every scenario is from every target, as a table of coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.targetview import TargetView, shown_share
from ioscenario.charts.view import HasDataset

#: Widest names of targets, and narrowest and widest cell, cm.
NAMES, NARROW, CELL = 6.2, 0.75, 1.5
#: The same on paper that has no room for names of several lines.
WIDE_NAMES = 9.0
#: Ends of the classes of the gap, shares of the target, and their colours: from short in orange to met in blue.
EDGES: Final = (-0.5, -0.25, -0.1, 0.0, 0.1, 0.25)
COLOURS: Final = ("#a34700", "#e08a3c", "#f5c08a", "#fae3cc", "#d6e6f2", "#8fbfe0", "#2f7fb8")
#: The same of the probability.
CHANCES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
CHANCE_COLOURS: Final = ("#e08a3c", "#f5c08a", "#fae3cc", "#d6e6f2", "#8fbfe0", "#2f7fb8")
#: Classes whose cells are dark enough for white type.
DARK: Final = frozenset({"#a34700"})


@style.house
def gaps(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    what: Literal["gap", "probability"] = "gap",
    enterprises: bool = False,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Gap, or probability, of every target in its year in every scenario.

    Parameters
    ----------
    results
        Results of a run whose pack has targets; with samples for the probability.
    scenarios
        Scenarios beside the reference; none: all.
    what
        ``gap``: value against the target, negative where it is missed; ``probability`` of reaching it.
    enterprises
        Targets of enterprises instead of those of the whole.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        The mesh carries the id ``gap`` or ``probability``; its array has targets in rows, first on top, and
        scenarios in columns, as shares.

    Raises
    ------
    ValueError
        If the results carry no targets, or no samples for the probability.
    """
    view = TargetView(results, language, enterprises=enterprises)
    if what == "probability" and "probability" not in view.found:
        raise ValueError("the probability of a target needs results with samples")
    words = view.language
    chosen = view.choose(scenarios)
    name = "gap_share" if what == "gap" else "probability"
    values = np.array([[view.number(name, target, scenario) for scenario in chosen] for target in view.targets])
    aims = max(style.text_width(view.aim(target)) for target in view.targets) * 1.02 + 0.3
    names = WIDE_NAMES if style.flat() else NAMES
    cell = min(max((style.width() - 2 * style.LEFT - aims - names) / len(chosen), NARROW), CELL)
    room = style.width() - 2 * style.LEFT - aims - cell * len(chosen)
    heights = bars.row_heights([view.names[target] for target in view.targets], room - 0.2)
    key, numbered = _keys(view, chosen, what)
    top = (len(key) + len(numbered)) * style.KEY_ROW + 0.25 + style.text_height("0") + 0.15
    sheet = Sheet(
        _title(view, chosen),
        sum(heights) + top + 0.05,
        source=view.source,
        note=_note(view, what),
        alt=words("chart.gaps.alt"),
    )
    sheet.key([*key, *numbered], style.LEFT, sheet.body)
    left = style.LEFT + room + aims
    _mesh(sheet.axes(left, 0.05, cell * len(chosen), sum(heights)), values, heights, what)
    for target, middle, row in zip(view.targets, bars.middles(heights), values, strict=True):
        sheet.text(style.LEFT, middle + 0.05, style.wrap(view.names[target], room - 0.2), va="center")
        sheet.text(left - 0.15, middle + 0.05, view.aim(target), va="center", ha="right", color=style.SOFT)
        for column, value in enumerate(row):
            text, colour = _cell(view, float(value), what)
            sheet.text(left + (column + 0.5) * cell, middle + 0.05, text, va="center", ha="center", color=colour)
    above = sum(heights) + 0.12
    for number in range(1, len(chosen) + 1):
        sheet.text(left + (number - 0.5) * cell, above, str(number), va="bottom", ha="center", color=style.SOFT)
    sheet.text(left - 0.15, above, words("chart.targets.aim"), va="bottom", ha="right", color=style.SOFT)
    return style.with_data(sheet.figure, view.frame(chosen))


def _classes(what: str) -> tuple[tuple[float, ...], tuple[str, ...]]:
    return (EDGES, COLOURS) if what == "gap" else (CHANCES, CHANCE_COLOURS)


def _place(value: float, what: str) -> int:
    """Class of a value; a target that is exactly met is met."""
    return int(np.searchsorted(_classes(what)[0], value, side="right"))


def _cell(view: TargetView, value: float, what: str) -> tuple[str, str]:
    """Text of a cell and its colour."""
    if value != value:  # noqa: PLR0124 - NaN
        return view.language.number(value), style.SOFT
    text = shown_share(view.language, value) if what == "gap" else view.language.number(100 * value, 0)
    return text, "white" if _classes(what)[1][_place(value, what)] in DARK else style.INK


def _mesh(axes: Axes, values: npt.NDArray[np.float64], heights: Sequence[float], what: str) -> None:
    """Cells in the colours of their classes, as high as their rows."""
    ends, colours = _classes(what)
    axes.set_gid("gaps")
    edges = sum(heights) - np.concatenate([[0.0], np.cumsum(heights)])
    norm = BoundaryNorm([-1e9, *ends, 1e9], len(colours))
    mesh = axes.pcolormesh(
        np.arange(values.shape[1] + 1.0), edges, values, cmap=ListedColormap(list(colours)), norm=norm,
        edgecolors="white", linewidth=0.9,
    )  # fmt: skip
    mesh.set_gid(what)
    axes.set_xlim(0, values.shape[1])
    axes.set_ylim(0, sum(heights))
    axes.set_axis_off()


def _keys(view: TargetView, scenarios: Sequence[str], what: str) -> tuple[list[list[Entry]], list[list[Entry]]]:
    """The classes of the scale, least first; and the numbers of the columns."""
    words, (ends, colours) = view.language, _classes(what)
    heading = Entry(words(f"chart.gaps.{what}") + ":", "", mark="")
    shown = [shown_share(words, end) if what == "gap" else words.number(100 * end, 0) for end in ends]
    texts = [f"< {shown[0]}", *(f"{low} … {high}" for low, high in pairwise(shown)), f"≥ {shown[-1]}"]
    entries = [Entry(text, colour) for text, colour in zip(texts, colours, strict=True)]
    titles = [f"{place}\N{NO-BREAK SPACE}{view.scenario_titles[name]}" for place, name in enumerate(scenarios, 1)]
    numbered = [Entry(title, "", mark="") for title in titles]
    wide = style.width() - 0.3
    return style.key_rows([heading, *entries], wide), style.key_rows(numbered, wide)


def _note(view: TargetView, what: str) -> str:
    """What the colours mean, and what the numbers are of."""
    words = view.language
    if what == "probability":
        return words("chart.gaps.note_probability", view.draws)
    return " ".join(part for part in (words("chart.gaps.note"), view.medians) if part)


def _title(view: TargetView, scenarios: Sequence[str]) -> str:
    """How many targets the best scenario and the reference meet."""
    words, count = view.language, len(view.targets)
    best = view.best(scenarios)
    title = view.scenario_titles[best]
    if best == view.reference or len(scenarios) == 1:
        return words("chart.gaps.title_one", count, scenario=title, met=view.met(best))
    return words("chart.gaps.title", count, scenario=title, met=view.met(best), base=view.met(view.reference))
