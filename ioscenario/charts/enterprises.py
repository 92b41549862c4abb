"""Chart: what an indicator would be without each enterprise, and with its projects later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.assessment.wording import quantity
from ioscenario.charts import bars, style
from ioscenario.charts.bars import Part
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import inner
from ioscenario.language import Language
from ioscenario.problems import InputError, Problem, nearest

#: Most room of the names, and room of the numbers, cm.
NAMES, NUMBERS = 5.6, 2.6
#: Colours of enterprises: in place, announced, both.
COLOURS: Final = {"base": style.BLUE, "project": style.ORANGE, "both": style.PURPLE}
#: Changes smaller than this share of the largest are none.
SEEN: Final = 1e-6


class Row(NamedTuple):
    """One bar: an enterprise, those left together, the joint effect, or all."""

    gid: str
    name: str
    change: float
    late: float
    colour: str


@style.house
def enterprises(
    contributions: xr.Dataset,
    indicator: str | None = None,
    *,
    scenario: str | None = None,
    year: int | None = None,
    most: int = 10,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Change of an indicator without each enterprise, and with its projects put off.

    Parameters
    ----------
    contributions
        What `Model.contributions` gives.
    indicator
        Name of an indicator there, such as ``sector_jobs``; none: the first.
    scenario
        One of its scenarios; none: the first.
    year
        A year; none: that of the last target of the indicator.
    most
        Enterprises shown, largest change first; the others are one row.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the ids ``without:<enterprise>``, ``without:rest``, ``without:interaction`` and
        ``without:together`` (none of them): less than nothing where the indicator would fall. Dots carry
        ``late:<enterprise>``, the change with projects put off by the longest delay computed.

    Raises
    ------
    InputError
        For an indicator, scenario, year or number of rows that there is not.
    """
    words = Language(language)
    at, late = _chosen(contributions, indicator, scenario, year)
    rows = _rows(at, late, words, bars.at_least_one(most))
    unit = str(at["unit"].values)
    name = str(at[f"indicator_name_{language}"].values)
    shown = [quantity(words, row.change, unit, signed=True) for row in rows]
    numbers = max(NUMBERS, max(map(style.text_width, shown)) * 1.02 + 0.3)
    room = min(max(style.text_width(row.name) for row in rows) * 1.02 + 0.3, NAMES)
    heights = bars.row_heights([row.name for row in rows], room - 0.2)
    key = style.key_rows(_entries(at, late, rows, words), style.width() - 0.3)
    heading = style.wrap(words("chart.enterprises.axis", indicator=inner(name)), style.width() - 0.4)
    top = len(key) * style.KEY_ROW + style.text_height(heading) + 0.3
    title = str(at[f"scenario_title_{language}"].values)
    told: dict[str, Any] = {"scenario": title, "year": int(at["year"]), "indicator": inner(name)}
    sheet = Sheet(
        _title(rows, told, unit, words),
        sum(heights) + top,
        source=str(contributions.attrs[f"source_line_{language}"]),
        note=f"{words('chart.enterprises.note')} {words('chart.at_central')}",
        alt=words("chart.enterprises.alt", scenario=title, year=told["year"]),
    )
    sheet.key(key, style.LEFT, sheet.body)
    sheet.text(style.LEFT, sum(heights) + 0.1, heading, va="bottom", color=style.SOFT)
    place = Place(room, 0.0, style.width() - room - numbers - style.LEFT, sum(heights))
    axes = bars.bar_axes(sheet, place, _ends(rows), "enterprises")
    for row, text, middle in zip(rows, shown, bars.middles(heights), strict=True):
        sheet.text(style.LEFT, middle, style.wrap(row.name, room - 0.2), va="center")
        bars.stack(axes, [Part(f"without:{row.gid}", row.change, row.colour)], middle)
        sheet.text(style.width() - style.LEFT, middle, text, va="center", ha="right")
        if np.isfinite(row.late):
            dot = axes.plot([row.late], [middle], marker="o", markersize=4.5, color=style.INK,
                             markeredgewidth=0.0, linestyle="none", clip_on=False)[0]  # fmt: skip
            dot.set_gid(f"late:{row.gid}")
    return style.with_data(sheet.figure, _frame(rows, at, unit))


def _chosen(
    found: xr.Dataset, indicator: str | None, scenario: str | None, year: int | None
) -> tuple[xr.Dataset, int | None]:
    """The part of the contributions that is drawn, and the longest delay."""
    names = {"indicator": indicator, "scenario": scenario}
    problems = []
    for dim, name in names.items():
        known = [str(item) for item in found[dim].values]
        if name is not None and name not in known:
            near = nearest(str(name), known)
            problems.append(Problem("unknown-name", "one of " + ", ".join(known), key=dim, value=name, nearest=near))
    years = [int(item) for item in found["year"].values]
    if year is not None and year not in years:
        problems.append(Problem("unknown-year", f"a year from {years[0]} to {years[-1]}", key="year", value=str(year)))
    if problems:
        raise InputError(problems)
    where = {dim: str(found[dim].values[0]) if name is None else name for dim, name in names.items()}
    at = found.sel(where)
    at = at.sel(year=int(at["target_year"]) if year is None else year)
    delays = found["delay"].values.tolist()
    return at, max(delays) if delays else None


def _rows(at: xr.Dataset, late: int | None, words: Language, most: int) -> list[Row]:
    """Bars, the largest change first, then those left together, the joint effect, and all."""
    change = -at["contribution"].values
    put_off = at["delayed"].sel(delay=late).values if late is not None else np.full_like(change, np.nan)
    names, kinds, ids = (at[name].values for name in ("name", "kind", "enterprise"))
    order = [int(place) for place in np.argsort(-np.abs(change), kind="stable")]
    kept, left = order[:most], order[most:]
    rows = [
        Row(str(ids[i]), str(names[i]), float(change[i]), float(put_off[i]), COLOURS[str(kinds[i])]) for i in kept
    ]
    if left:
        text = words("chart.enterprises.rest", len(left))
        rows.append(Row("rest", text, float(change[left].sum()), np.nan, style.IMPORTS))
    rows.append(Row("interaction", words("enterprise.interaction"), -float(at["interaction"]), np.nan, style.REFERENCE))
    rows.append(Row("together", words("enterprise.together"), -float(at["together"]), np.nan, style.SOFT))
    return rows


def _entries(at: xr.Dataset, late: int | None, rows: Sequence[Row], words: Language) -> list[Entry]:
    kinds = [kind for kind in COLOURS if kind in at["kind"].values and any(row.colour == COLOURS[kind] for row in rows)]
    entries = [Entry(words("chart.enterprises.without"), "", mark="")]
    entries += [Entry(words(f"chart.enterprises.{kind}"), COLOURS[kind]) for kind in kinds]
    if late is not None and any(np.isfinite(row.late) for row in rows):
        entries.append(Entry(words("chart.enterprises.delayed", late), style.INK, mark="o"))
    return entries


def _ends(rows: Sequence[Row]) -> tuple[float, float]:
    """Ends of the axis: all bars and dots, and zero."""
    values = [value for row in rows for value in (row.change, row.late) if np.isfinite(value)]
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (0.0, 1.0)


def _title(rows: Sequence[Row], told: dict[str, Any], unit: str, words: Language) -> str:
    """The enterprise without which the indicator would change most."""
    largest = max((row for row in rows if row.gid not in ("rest", "interaction", "together")),
                  key=lambda row: abs(row.change))  # fmt: skip
    if not abs(largest.change) > 0.0:
        return words("chart.enterprises.title_none", **told)
    change = quantity(words, largest.change, unit, signed=True)
    return words("chart.enterprises.title", name=largest.name, change=change, **told)


def _frame(rows: Sequence[Row], at: xr.Dataset, unit: str) -> pd.DataFrame:
    """Numbers of the chart in the unit of the results."""
    facts = {"scenario": str(at["scenario"].values), "indicator": str(at["indicator"].values), "year": int(at["year"])}
    return pd.DataFrame(
        [{**facts, "enterprise": row.gid, "without": row.change, "late": row.late, "unit": unit} for row in rows]
    )
