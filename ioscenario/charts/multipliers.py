"""Chart: multipliers of the sectors of an input-output table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.bars import Part
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.tables import Names, TableView
from ioscenario.charts.view import inner
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table.analysis import Closing, Kind

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

#: Most room for the names, room for the numbers, cm.
NAMES, NUMBERS = 6.0, 1.5
KINDS: Final[tuple[str, ...]] = get_args(Kind)
COLOURS: Final = {"direct": style.BLUE, "indirect": style.ORANGE, "induced": style.GREEN}


@style.house
def multipliers(
    table: IOTable,
    of: str = "output",
    kind: Kind = "type1",
    most: int = 20,
    *,
    households: Closing | float = "compensation",
    income: str | Sequence[str] | None = None,
    consumption: str | Sequence[str] | None = None,
    names: Names = None,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """The largest multipliers, their parts end to end: direct, indirect, induced.

    Parameters
    ----------
    table
        An input-output table.
    of
        A quantity of `IOTable.direct`: output, income, value_added, imports, taxes, an account.
    kind
        ``"type1"``, ``"type2"`` for each unit of direct effect; ``"simple"``, ``"simple2"``
        for each money of final demand.
    most
        How many sectors, largest multiplier first; at most 15 on a slide.
    households, income, consumption
        How ``"type2"`` and ``"simple2"`` close the table; see `IOTable.multipliers`.
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
        Bars carry the id ``<of>:<part>:<label>``, the line of the median ``median``. The sum
        of a sector's parts is its multiplier.

    Raises
    ------
    InputError
        On an unknown quantity or kind, a number of rows below 1, or a table that cannot
        be closed by households.

    Examples
    --------
    >>> from ioscenario import IOTable
    >>> table = IOTable([[150, 500], [200, 100]], [350, 1700], labels=["01", "02"])
    >>> figure = multipliers(table)
    >>> [round(float(bar.get_width()), 4) for bar in figure.axes[0].patches]
    [1.0, 0.5182, 1.0, 0.4521]
    """
    if kind not in KINDS:
        near = nearest(str(kind), KINDS)
        raise InputError([Problem("kind", " | ".join(KINDS), key="kind", value=str(kind), nearest=near)])
    view = TableView(table, language, names)
    words = view.language
    closing: dict[str, Any] = {"households": households, "income": income, "consumption": consumption}
    parts = _parts(table, of, kind, closing)
    rows = np.argsort(-parts["total"].to_numpy(), kind="stable")
    rows = rows[np.isfinite(parts["total"].to_numpy()[rows])][: bars.on_paper(bars.at_least_one(most))]
    median = float(parts["total"].median())
    texts = [view.names[place] for place in rows]
    room = min(max(map(style.text_width, texts), default=1.0) * 1.02 + 0.4, style.wider(NAMES, 0.6))
    heights = bars.row_heights(texts, room - 0.3)
    shown = [name for name in COLOURS if name != "induced" or kind.endswith("2")]
    entries = [Entry(words(f"effect.{name}"), COLOURS[name]) for name in shown]
    entries.append(Entry(words("chart.multipliers.median"), style.INK, mark="line"))
    key = style.key_rows(entries, style.width() - 0.3)
    heading = words(f"chart.multipliers.{kind}", name=view.quantity(of))
    heading = style.wrap(heading, style.width() - 2 * style.LEFT, style.PANEL_SIZE, bold=True)
    unit = style.wrap(_unit(view, of, kind), style.width() - 2 * style.LEFT)
    head = style.text_height(heading, style.PANEL_SIZE) + style.text_height(unit) + 0.4
    sheet = Sheet(
        _title(view, parts, rows, of, median),
        sum(heights) + head + len(key) * style.KEY_ROW,
        source=view.source,
        note=_note(view, parts, kind),
        alt=words("chart.multipliers.alt", number=len(rows)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    sheet.panel_title(style.LEFT, sum(heights) + 0.12, heading, unit)
    width = style.width() - style.LEFT - room
    stacks = [
        [Part(f"{of}:{name}:{view.labels[place]}", float(parts[name].iloc[place]), COLOURS[name]) for name in shown]
        for place in rows
    ]
    axes = bars.bar_axes(sheet, Place(room, 0.0, width - NUMBERS, sum(heights)), bars.reach(stacks), "multipliers")
    for text, stack, middle in zip(texts, stacks, bars.middles(heights), strict=True):
        bars.stack(axes, stack, middle)
        sheet.text(style.LEFT, middle, style.wrap(text, room - 0.3), va="center")
        sheet.text(room + width, middle, _number(view, sum(part.value for part in stack)), va="center", ha="right")
    axes.axvline(median, color=style.INK, linewidth=1.0).set_gid("median")
    frame = parts.iloc[rows].reset_index(drop=True)
    frame.insert(0, "sector", [view.labels[place] for place in rows])
    return style.with_data(sheet.figure, frame.assign(quantity=of, kind=kind, unit=_unit(view, of, kind)))


def _parts(table: IOTable, of: str, kind: str, closing: dict[str, Any]) -> pd.DataFrame:
    """Direct, indirect, induced and total effect, for each unit of direct effect where `kind` is a type."""
    found = table.effects(of, "type2" if kind.endswith("2") else "type1", **closing)
    parts = found[[*COLOURS, "total"]]
    if of == "output" or kind.startswith("simple"):
        return parts
    direct = parts["direct"].where(parts["direct"] != 0.0)
    return parts.div(direct, axis=0)


def _number(view: TableView, value: float) -> str:
    """A multiplier in two decimals, in three digits where it is small."""
    return view.language.number(value, 2) if abs(value) >= 0.1 else view.language.number(value, significant=3)


def _unit(view: TableView, of: str, kind: str) -> str:
    """What a multiplier is for each unit of."""
    words, table = view.language, view.table
    if kind.startswith("type") and of != "output":
        return words("chart.multipliers.per_direct")
    unit = table.unit(of)
    if not unit or unit == table.currency:
        return words("chart.multipliers.per_demand")
    shown = words.scale(1.0, unit)[1]
    currency = words.scale(1.0, table.currency)[1] if table.currency else words("chart.multipliers.money")
    return words("chart.multipliers.per_money", unit=shown, currency=currency)


def _title(view: TableView, parts: pd.DataFrame, rows: Sequence[int] | np.ndarray, of: str, median: float) -> str:
    """The largest multiplier and the middle one."""
    if not len(rows):
        return view.language("chart.multipliers.title_none", name=view.quantity(of))
    return view.language(
        "chart.multipliers.title",
        name=view.quantity(of),
        sector=inner(view.names[rows[0]]),
        value=_number(view, float(parts["total"].iloc[rows[0]])),
        median=_number(view, median),
    )


def _note(view: TableView, parts: pd.DataFrame, kind: str) -> str:
    """How many sectors there are and what the parts are."""
    note = view.language("chart.multipliers.note", len(parts))
    return f"{note} {view.language('chart.multipliers.note_induced')}" if kind.endswith("2") else note
