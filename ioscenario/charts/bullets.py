"""Chart: the model beside published figures and claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.charts import style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.outputs import VARIABLE

#: Widths of the columns in a document's column: indicator, and each of the three columns of numbers, cm.
NAMES, NUMBERS = 5.0, 2.05
HEADER = 0.95
#: Widest ratio that is drawn to scale; what lies beyond is marked at the edge.
WIDEST = 2.5


@dataclass(frozen=True)
class Row:
    """One indicator: what the model gives, what was published, what is claimed.

    Values are in the unit of the dataset; ``base`` is what the bars are relative to:
    the published figure, or the model's where none was published.
    """

    indicator: str
    label: str
    year: int
    unit: str
    model: float
    statistics: list[float] = field(default_factory=list)
    claims: list[float] = field(default_factory=list)

    @property
    def base(self) -> float:
        """What stands for 100 %."""
        return self.statistics[0] if self.statistics else self.model

    @property
    def gid(self) -> str:
        """Id of the row."""
        return f"{self.indicator}:{self.label}:{self.year}"

    def ratio(self, value: float) -> float:
        """A value relative to the base."""
        return value / self.base


@style.house
def bullets(
    results: HasDataset,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Indicators of the model beside published figures and claims of them.

    Parameters
    ----------
    results
        Results of a run whose pack lists statistics or claims.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        One row for each indicator and year. Bars are relative to the published figure.
        They carry the id ``model:<indicator>:<label>:<year>``, markers ``statistic:…``
        and ``claim:…``; values themselves are in the columns of numbers.

    Raises
    ------
    ValueError
        If the results carry neither statistics nor claims of their own indicators.
    """
    view = View(results, language)
    words = view.language
    rows = _rows(view)
    if not rows:
        raise ValueError("these results carry no published figures or claims to compare with")
    names = [_label(view, row) for row in rows]
    heights = [_height(row, name) for row, name in zip(rows, names, strict=True)]
    entries = _entries(view, rows)
    key = style.key_rows(entries, style.width() - 0.3)
    key_height = len(key) * style.KEY_ROW + 0.15
    body = key_height + HEADER + sum(heights) + 0.45
    sheet = Sheet(
        _title(view, rows),
        body,
        source=view.source,
        note=words("chart.bullets.note", scenario=inner(view.scenario_titles[view.reference])) + view.sample_note,
        alt=words("chart.bullets.alt", year=view.base_year),
    )
    sheet.key(key, style.LEFT, body)
    top = body - key_height - HEADER
    edge = _edge(rows)
    axes = _axes(sheet, view, top - sum(heights), sum(heights), edge)
    headers = [words(f"chart.bullets.{name}") for name in ("model", "statistic", "claim")]
    for number, header in enumerate(headers):
        wrapped = style.wrap(header, NUMBERS - 0.1)
        sheet.text(_right(number), top + 0.1, wrapped, ha="right", va="bottom", color=style.SOFT)
    for row, name, height in zip(rows, names, heights, strict=True):
        top -= height
        middle = top + height / 2
        sheet.text(style.LEFT, middle, name, va="center")
        _bar(view, axes, row, middle - (body - key_height - HEADER - sum(heights)), edge)
        _numbers(sheet, view, row, middle)
    return style.with_data(sheet.figure, _data(rows))


def _rows(view: View) -> list[Row]:
    """Statistics and claims gathered by indicator, label and year; base year first."""
    rows: dict[tuple[str, str, int], Row] = {}
    for item in json.loads(str(view.full.attrs.get("claims_json", "[]"))):
        indicator, label, year = str(item["indicator"]), str(item.get("label") or ""), int(item["year"])
        if indicator not in view.full or year not in view.years:
            continue
        unit = _unit(view, indicator, label)
        key = (indicator, label, year)
        if key not in rows:
            rows[key] = Row(indicator, label, year, unit, _model(view, indicator, label, year))
        value = float(item["value"]) * _factor(view, str(item.get("unit") or unit), unit)
        (rows[key].statistics if item["kind"] == "statistic" else rows[key].claims).append(value)
    # Python's sort keeps the pack's order within a year.
    return sorted((row for row in rows.values() if row.base > 0), key=lambda row: row.year)


def _factor(view: View, unit: str, to: str) -> float:
    """Factor from a claim's unit to the dataset's."""
    from ioscenario.pack import units

    currency = str(view.full.attrs["currency"])
    names = {"tonne": "t", "full-time job": "job"}
    return 1.0 if unit == to else units.factor(unit, names.get(to, to).replace("money", currency))


def _select(view: View, indicator: str, label: str) -> dict[str, str]:
    """Which dimension the label is of."""
    dims = [str(dim) for dim in view.full[indicator].dims]
    for dim in dims:
        if dim not in ("scenario", "sample", "year") and label in view.full[dim].values.tolist():
            return {dim: label}
    return {}


def _model(view: View, indicator: str, label: str, year: int) -> float:
    return view.value(indicator, scenario=view.reference, year=year, **_select(view, indicator, label))


def _unit(view: View, indicator: str, label: str) -> str:
    """Unit of the dataset's values of an indicator."""
    unit = VARIABLE[indicator].unit
    if unit == "own":
        dimension = next(iter(_select(view, indicator, label)), "")
        return str(view.coordinate(f"{dimension}_unit")[label]) if dimension else unit
    return view.money if unit.startswith("million ") else unit


def _name(view: View, row: Row) -> str:
    """Name of the indicator, what it is of, and the year where it is not the base year."""
    name = view.language(f"variable.{row.indicator}")
    of = (view.commodity_names | view.process_names).get(row.label, "")
    name = f"{name}: {inner(of)}" if of else name
    if row.year != view.base_year:
        name = f"{name}, {row.year}"
    return name


def _scale(view: View, row: Row) -> tuple[float, str]:
    return view.language.scale(row.model or row.base, row.unit)


def _label(view: View, row: Row) -> str:
    """Name of the indicator with the unit of its numbers, in lines."""
    name, unit = _name(view, row), _scale(view, row)[1].replace(" ", NO_BREAK)
    return style.wrap(name if row.unit == "1" else f"{name}, {unit}", style.wider(NAMES, 0.75) - 0.3)


def _entries(view: View, rows: Sequence[Row]) -> list[Entry]:
    words = view.language
    entries = [Entry(words("chart.bullets.model"), style.MODEL)]
    if any(row.statistics for row in rows):
        entries.append(Entry(words("chart.bullets.statistic"), style.STATISTIC, mark="|"))
    if any(row.claims for row in rows):
        entries.append(Entry(words("chart.bullets.claim"), style.CLAIM, mark="D"))
    return entries


def _edge(rows: Iterable[Row]) -> float:
    """Right end of the axis: 125 % at least, `WIDEST` at most."""
    largest = max(row.ratio(value) for row in rows for value in (row.model, *row.statistics, *row.claims))
    return min(max(1.25, largest * 1.08), WIDEST)


def _axes(sheet: Sheet, view: View, bottom: float, height: float, edge: float) -> Axes:
    """Axes with heights in cm, relative values along, published figure = 100 %."""
    left = style.wider(NAMES, 0.75)
    axes = sheet.axes(left, bottom, style.width() - left - 3 * NUMBERS - 0.2, height)
    axes.set_gid("bullets")
    axes.set_ylim(0, height)
    axes.set_xlim(0, edge)
    ticks = [0.0, 0.5, 1.0] if edge < 1.5 else [0.0, 1.0, 2.0]
    axes.set_xticks(ticks, [view.language.percent(tick, 0) for tick in ticks])
    axes.xaxis.grid(True)
    axes.yaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return axes


def _bar(view: View, axes: Axes, row: Row, middle: float, edge: float) -> None:
    """Bar of the model, markers of what was published and claimed."""
    bar = axes.barh(middle, row.ratio(row.model), 0.26, color=style.MODEL, linewidth=0)[0]
    bar.set_gid(f"model:{row.gid}")
    marks = [("statistic", value, "|", style.STATISTIC, 13.0, 2.0) for value in row.statistics]
    marks += [("claim", value, "D", style.CLAIM, 5.5, 0.0) for value in row.claims]
    for kind, value, marker, colour, size, edge_width in marks:
        (mark,) = axes.plot(
            [row.ratio(value)], [middle], marker=marker, markersize=size, markeredgewidth=edge_width, color=colour
        )
        mark.set_gid(f"{kind}:{row.gid}")
    for value, colour in ((row.model, style.MODEL), *((claim, style.CLAIM) for claim in row.claims)):
        if row.ratio(value) > edge:
            _beyond(view, axes, row.ratio(value), middle, colour, edge)


def _beyond(view: View, axes: Axes, ratio: float, middle: float, colour: str, edge: float) -> None:
    """An arrow at the edge for a value off the scale, with its ratio."""
    axes.plot([edge * 0.985], [middle], marker=">", markersize=6, color=colour, clip_on=False, markeredgewidth=0)
    axes.annotate(
        _times(view, ratio),
        (edge * 0.985, middle),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="center_baseline",
        color=colour if colour != style.MODEL else "white",
    )


def _times(view: View, ratio: float) -> str:
    """How many times the base, in two significant digits and the plural form of what is shown."""
    shown = float(f"{ratio:.2g}")
    return view.language("chart.bullets.times", shown)


def _right(number: int) -> float:
    """Right edge of a column of numbers."""
    return style.width() - 0.2 - (2 - number) * NUMBERS


def _height(row: Row, name: str) -> float:
    """Height of a row, cm: its name, or the values under one another."""
    values = max(len(row.statistics), len(row.claims)) * style.text_height("0")
    return max(style.text_height(name), values) + style.tall(0.3, 0.12)


def _numbers(sheet: Sheet, view: View, row: Row, middle: float) -> None:
    """The values themselves, in one scale a row."""
    factor, _ = _scale(view, row)
    for number, column in enumerate(([row.model], row.statistics, row.claims)):
        shown = [_short(view, value, factor, row.unit) for value in column]
        if shown:
            sheet.text(_right(number), middle, "\n".join(shown), ha="right", va="center")


def _short(view: View, value: float, factor: float, unit: str) -> str:
    return view.language.percent(value) if unit == "1" else view.language.number(value / factor, significant=3)


def _data(rows: Sequence[Row]) -> pd.DataFrame:
    """The numbers of the chart."""
    found = [
        (row.indicator, row.label, row.year, kind, value, row.unit)
        for row in rows
        for kind, values in (("model", [row.model]), ("statistic", row.statistics), ("claim", row.claims))
        for value in values
    ]
    return pd.DataFrame(found, columns=["indicator", "label", "year", "kind", "value", "unit"])


def _title(view: View, rows: Sequence[Row]) -> str:
    """How far the model is from what was published, at most."""
    words = view.language
    published = [row for row in rows if row.statistics]
    if not published:
        return words("chart.bullets.title_claims", year=view.base_year)
    far = max(published, key=lambda row: abs(row.ratio(row.model) - 1))
    gap = far.ratio(far.model) - 1
    if abs(gap) < 0.0005:
        return words("chart.bullets.title_exact", year=far.year)
    gap_text = words.percent(gap, 1, signed=True)
    name = inner(_name(view, far))
    return words("chart.bullets.title", len(published), gap=gap_text, indicator=name, year=far.year)
