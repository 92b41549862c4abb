"""Chart: the value of every scenario against every target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.targetview import TargetView, shown_share
from ioscenario.charts.view import HasDataset, inner
from ioscenario.unmade import notes

#: Room of the names and of the aims as shares of a column, and the width of the narrowest column, cm.
NAMES, AIMS, NARROWEST = 0.36, 0.19, 10.5
#: Room of the names where there is little height.
FLAT_NAMES = 0.47
#: Space between columns, and above the axis for its numbers, cm.
BETWEEN, TICKS = 0.5, 0.5
#: Height over which marks of scenarios are spread, cm.
SPREAD = 0.46
#: Largest value drawn to scale, as a multiple of the target; what lies beyond is marked at the edge.
WIDEST: Final = 2.0
#: Marks of scenarios; when the colours begin again so does the next mark.
MARKS: Final = ("o", "s", "^", "v")


@style.house
def targets(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    enterprises: bool = False,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Value of each scenario in the year of each target, as a share of the target.

    Parameters
    ----------
    results
        Results of a run whose pack has targets.
    scenarios
        Scenarios beside the reference; none: all.
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
        Bars of the reference and marks of the other scenarios carry the id ``value:<target>:<scenario>``
        and are in per cent of the target; rhombi at 100 % carry ``target:<id>``; with samples lines
        ``interval:<target>`` are where 90 % of the draws of the reference lie.

    Raises
    ------
    ValueError
        If the results carry no targets.
    """
    view = TargetView(results, language, enterprises=enterprises)
    words = view.language
    chosen = view.choose(scenarios)
    columns = style.columns(NARROWEST, 2 if len(view.targets) > 6 else 1)
    wide = (style.width() - 2 * style.LEFT - (columns - 1) * BETWEEN) / columns
    room, aims = (FLAT_NAMES if style.flat() else NAMES) * wide, AIMS * wide
    blocks = _blocks(view.targets, _heights(view, view.targets, room, aims), columns)
    heights = [_heights(view, block, room, aims) for block in blocks]
    body = max(map(sum, heights))
    key = style.key_rows([_entry(view, name, place) for place, name in enumerate(chosen)], style.width() - 0.3)
    heading = style.wrap(words("chart.targets.axis"), wide - room - aims)
    head = style.text_height(heading) + 0.12
    sheet = Sheet(
        _title(view, chosen),
        TICKS + body + head + len(key) * style.KEY_ROW + 0.2,
        source=view.source,
        note=_note(view, chosen),
        alt=words("chart.targets.alt"),
    )
    sheet.key(key, style.LEFT, sheet.body)
    edge = _edge(view, chosen)
    for column, (block, sizes) in enumerate(zip(blocks, heights, strict=True)):
        left = style.LEFT + column * (wide + BETWEEN)
        low = TICKS + body - sum(sizes)
        axes = _axes(sheet, view, (left + room, low, wide - room - aims, sum(sizes)), edge)
        sheet.text(left + room, TICKS + body + 0.08, heading, va="bottom", color=style.SOFT)
        aim = words("chart.targets.aim")
        sheet.text(left + wide, TICKS + body + 0.08, aim, va="bottom", ha="right", color=style.SOFT)
        for target, middle, high in zip(block, bars.middles(sizes), sizes, strict=True):
            sheet.text(left, low + middle, style.wrap(view.names[target], room - 0.25), va="center")
            aim = style.wrap(view.aim(target), aims - 0.2)
            sheet.text(left + wide, low + middle, aim, va="center", ha="right")
            _row(axes, view, target, chosen, middle, high, edge)
    return style.with_data(sheet.figure, view.frame(chosen))


def _blocks(targets: Sequence[str], heights: Sequence[float], columns: int) -> list[list[str]]:
    """Targets in one or two columns, in order, so that the higher column is as low as can be.

    Examples
    --------
    >>> _blocks(["a", "b", "c"], [1.0, 1.0, 3.0], 2)
    [['a', 'b'], ['c']]
    """
    if columns == 1:
        return [list(targets)]
    places = range(1, len(targets))
    best = min(places, key=lambda place: max(sum(heights[:place]), sum(heights[place:])))
    return [list(targets[:best]), list(targets[best:])]


def _heights(view: TargetView, block: Sequence[str], room: float, aims: float) -> list[float]:
    """Heights of rows: their names and aims, cm."""
    names = bars.row_heights([view.names[target] for target in block], room - 0.25)
    other = bars.row_heights([view.aim(target) for target in block], aims - 0.2)
    return [max(pair) for pair in zip(names, other, strict=True)]


def _entry(view: TargetView, scenario: str, place: int) -> Entry:
    mark = "square" if scenario == view.reference else _mark(place)
    return Entry(view.scenario_titles[scenario], view.scenario_colours[scenario], mark=mark)


def _mark(place: int) -> str:
    """Mark of a scenario by its place after the reference."""
    return MARKS[(place - 1) // len(style.SCENARIOS) % len(MARKS)]


def _edge(view: TargetView, scenarios: Sequence[str]) -> float:
    """Right end of the axis, % of the target."""
    ratios = [_ratio(view, target, name) for target in view.targets for name in scenarios]
    return 100 * min(max(1.15, max(filter(np.isfinite, ratios)) * 1.04), WIDEST)


def _ratio(view: TargetView, target: str, scenario: str, name: str = "value") -> float:
    amount = float(view.fact("amount", target))
    return view.number(name, target, scenario) / amount if amount else float("nan")


def _axes(sheet: Sheet, view: TargetView, box: tuple[float, float, float, float], edge: float) -> Axes:
    """Axes in per cent of the target along and cm upward, with the line of the target."""
    axes = sheet.axes(*box)
    axes.set_gid("targets")
    axes.set_xlim(0, edge)
    axes.set_ylim(0, box[3])
    ticks = [tick for tick in (0.0, 50.0, 100.0, 150.0, 200.0) if tick <= edge]
    axes.set_xticks(ticks, [view.language.number(tick, 0) for tick in ticks])
    axes.xaxis.grid(True)
    axes.yaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.axvline(100, color=style.INK, linewidth=1.0, clip_on=False)
    return axes


def _row(
    axes: Axes, view: TargetView, target: str, scenarios: Sequence[str], middle: float, high: float, edge: float
) -> None:
    """Bar of the reference, marks of the others above one another, the rhombus of the target."""
    others = [name for name in scenarios if name != view.reference]
    base = 100 * _ratio(view, target, view.reference)
    bar = axes.barh(middle, base, bars.thick(), color=style.REFERENCE, alpha=0.45, linewidth=0)[0]
    bar.set_gid(f"value:{target}:{view.reference}")
    if "low" in view.found:
        ends = [100 * _ratio(view, target, view.reference, name) for name in ("low", "high")]
        axes.plot(ends, [middle, middle], color=style.INK, linewidth=0.8)[0].set_gid(f"interval:{target}")
    for place, name in enumerate(others):
        level = middle + min(high, SPREAD) * (0.5 - (place + 0.5) / len(others))
        value = 100 * _ratio(view, target, name)
        colour = view.scenario_colours[name]
        look: dict[str, Any] = {"color": colour, "markersize": 3.6, "markeredgewidth": 0.0, "zorder": 4.0}
        mark = axes.plot([value], [level], marker=_mark(place + 1), **look)[0]
        mark.set_gid(f"value:{target}:{name}")
        if value > edge:
            axes.plot([edge], [level], marker=">", clip_on=False, **look)
    fill = "white" if view.assumed(target) else style.INK
    rhombus = axes.plot(
        [100], [middle], marker="D", markersize=4.2, markerfacecolor=fill, markeredgecolor=style.INK,
        markeredgewidth=0.9, zorder=3.0, clip_on=False,
    )[0]  # fmt: skip
    rhombus.set_gid(f"target:{target}")


def _note(view: TargetView, scenarios: Sequence[str]) -> str:
    """What the marks mean."""
    words = view.language
    parts = [words("chart.targets.note")]
    if (view.found["enterprise"].values != "").any():
        parts.append(words("chart.targets.note_enterprise"))
    if "low" in view.found:
        parts.append(view.medians)
        parts.append(words("chart.targets.interval", scenario=inner(view.scenario_titles[view.reference])))
    if (view.found["indicator"].values == "processing_depth").any():
        parts += notes(view.full, words, scenarios)
    return " ".join(parts)


def _title(view: TargetView, scenarios: Sequence[str]) -> str:
    """How many targets the best scenario meets, and what it is farthest from."""
    words = view.language
    best, count = view.best(scenarios), len(view.targets)
    title = view.scenario_titles[best]
    if view.met(best) == count:
        return words("chart.targets.title_all", count, scenario=title)
    share = {target: view.number("gap_share", target, best) for target in view.targets}
    far = min((target for target in share if np.isfinite(share[target])), key=lambda target: share[target])
    gap = words("quantity.percent", value=shown_share(words, share[far]))
    if not view.met(best):
        return words("chart.targets.title_none", count, scenario=title, name=view.inside(far), gap=gap)
    return words("chart.targets.title", count, scenario=title, met=view.met(best), name=view.inside(far), gap=gap)


def enterprise_targets(
    results: HasDataset,
    scenarios: Sequence[str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Targets of single enterprises; see :func:`targets`."""
    return targets(results, scenarios, enterprises=True, language=language, size=size, ax=ax)
