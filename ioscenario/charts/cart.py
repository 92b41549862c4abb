"""Chart: a classification tree of the draws, leaf by leaf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.prim import condition, target_words
from ioscenario.charts.style import Entry
from ioscenario.charts.sweepview import BELOW, SweepView, across_axes
from ioscenario.charts.view import HasDataset
from ioscenario.explore.discovery import Tree
from ioscenario.explore.discovery import cart as computed
from ioscenario.explore.targets import Target
from ioscenario.naming import measure

#: Room for the conditions, for a column of numbers, cm.
CONDITIONS, COLUMN = 8.4, 1.7
#: Most conditions of a leaf on a slide.
FLAT: Final = 2
#: Room for the number behind a bar, cm.
NUMBER = 1.25
COLOUR: Final = style.VERMILLION


@style.house
def cart(
    sweep: HasDataset,
    target: Target,
    scenarios: Sequence[str] | None = None,
    *,
    missed: bool = True,
    depth: int = 3,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Leaves of a tree of the draws: the conditions of each, and how often a target is missed there.

    Parameters
    ----------
    sweep
        A sweep with draws.
    target
        The target.
    scenarios
        Scenarios, whose draws are pooled; none: all but the reference.
    missed
        Whether the draws that miss the target are of interest, or those that reach it.
    depth
        Most conditions of a leaf, up to 4, and up to 2 on a slide, where more cannot be read.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the ids ``density:<row>``, in per cent, rows from 0 and the densest first.

    Raises
    ------
    InputError
        As :func:`ioscenario.explore.discovery.cart`.
    """
    view = SweepView(sweep, language)
    words = view.language
    tree = computed(sweep.dataset, target, scenarios, missed=missed, depth=min(depth, FLAT if style.flat() else 4))
    word = "missed" if missed else "reached"
    texts = [_conditions(view, tree, row) for row in range(len(tree.leaves))]
    heights = [max(style.tall(bars.ROW), style.text_height(text) + style.tall(0.24, 0.08)) for text in texts]
    headings = [words(f"chart.cart.{name}") for name in (f"density_{word}", "coverage", "mass")]
    left = style.width() - 2 * COLUMN - style.LEFT
    widths = [left - style.wider(CONDITIONS, 0.8) - 0.15, COLUMN - 0.15, COLUMN - 0.15]
    headings = [style.wrap(text, width) for text, width in zip(headings, widths, strict=True)]
    head = max(map(style.text_height, headings)) + 0.12
    key = [[Entry(words("chart.cart.all", base=words.percent(tree.base_rate, 0)), style.INK, "line")]]
    sheet = style.Sheet(
        _title(view, tree, word),
        BELOW + sum(heights) + head + style.KEY_ROW + 0.05,
        source=view.source,
        note=words("chart.cart.note", draws=words.number(tree.draws, 0)) + view.compared(target.indicator)
        + view.left_out(tree.left_out),
        alt=words("chart.cart.alt", indicator=view.indicator_name(target.indicator), number=len(texts)),
    )  # fmt: skip
    sheet.key(key, style.LEFT, sheet.body)
    top = BELOW + sum(heights) + 0.08
    for text, x in zip(headings, (style.wider(CONDITIONS, 0.8), left, left + COLUMN), strict=True):
        sheet.text(x, top, text, va="bottom", color=style.SOFT)
    place = Place(style.wider(CONDITIONS, 0.8), BELOW, left - style.wider(CONDITIONS, 1.05) - NUMBER, sum(heights))
    axes = across_axes(sheet, view, place, (0.0, 100.0), "cart", ticks=4)
    middles = bars.middles(heights)
    edge = BELOW + sum(heights)
    for row, (text, middle) in enumerate(zip(texts, middles, strict=True)):
        leaf = tree.leaves.iloc[row]
        sheet.text(style.LEFT, BELOW + middle, text, va="center")
        axes.barh(middle, 100 * leaf["density"], bars.thick(), color=COLOUR, alpha=0.85, linewidth=0)[0].set_gid(
            f"density:{row}"
        )
        numbers = [words.percent(float(leaf[name]), 0) for name in ("density", "coverage", "mass")]
        for number, x in zip(numbers, (left - NUMBER + 0.1, left, left + COLUMN), strict=True):
            sheet.text(x, BELOW + middle, number, va="center", weight="bold" if number is numbers[0] else "normal")
        edge -= heights[row]
        if row < len(texts) - 1:
            sheet.line((style.LEFT, style.width() - style.LEFT), (edge, edge), color=style.GRID, linewidth=0.6)
    axes.axvline(100 * tree.base_rate, color=style.INK, linewidth=1.2).set_gid("base_rate")
    paths = [_as_paths(leaf) for leaf in tree.leaves["conditions"]]
    frame = tree.leaves.assign(conditions=paths, name=[text.replace("\n", " ") for text in texts], unit="1")
    return style.with_data(sheet.figure, frame)


def _conditions(view: SweepView, tree: Tree, row: int) -> str:
    """Conditions of a leaf, one below the other, or one after another on a slide, where lines are few and long."""
    limits: dict[str, dict[str, float]] = {}
    for path, sign, limit in tree.leaves.iloc[row]["conditions"]:
        limits.setdefault(path, {})[sign] = float(limit)
    said = [_condition(view, path, both) for path, both in limits.items()]
    width = style.wider(CONDITIONS, 0.8) - 0.4
    if not said:
        return view.language("chart.cart.no_condition")
    return style.wrap("; ".join(said), width) if style.flat() else "\n".join(style.wrap(one, width) for one in said)


def _condition(view: SweepView, path: str, limits: dict[str, float]) -> str:
    """A parameter with its limit or limits."""
    values, written = view.drawn(path)
    factor, unit = measure(view.language, path, written, [float(value) for value in values])
    low, high = (limits.get(sign, float("nan")) / factor for sign in (">", "<="))
    said = condition(view, low, high, unit, above=">")
    return f"{view.parameter(path)}{':' if len(limits) == 2 else ''} {said}"


def _as_paths(conditions: Sequence[tuple[str, str, float]]) -> str:
    """Conditions of a leaf for a table: paths and canonical units."""
    return "; ".join(f"{path} {sign} {limit:g}" for path, sign, limit in conditions)


def _title(view: SweepView, tree: Tree, word: str) -> str:
    """How often the target is missed in the densest leaf and in the least dense one."""
    words = view.language
    said = target_words(view, tree.target)
    ends = [words.number(100 * float(tree.leaves["density"].iloc[place]), 0) for place in (-1, 0)]
    span = words("quantity.percent", value="–".join(dict.fromkeys(ends)))
    return words(f"chart.cart.title_{word}", span=span, base=words.percent(tree.base_rate, 0), **said)
