"""Chart: a hindcast beside what happened, a panel for each indicator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from ioscenario.charts import lines, style
from ioscenario.charts.style import Entry, Sheet
from ioscenario.charts.view import Values, View, year_ticks
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.pack.observed import YEAR

if TYPE_CHECKING:
    from ioscenario.assessment.hindcast import Hindcast

#: Least width of a panel with its margins, its height, room for its years, space between panels, cm.
CELL, HEIGHT, FOOT, BETWEEN = 5.0, 2.7, 0.6, 1.05
#: Years before the start that are shown.
BEFORE: Final = 5
TINT: Final = 0.16


@style.house
def hindcast(
    found: Hindcast, *, language: str = "en", size: style.Size = "column", ax: Axes | None = None
) -> Figure:
    """What was observed, what the model says from its start, and no change, a panel for each indicator.

    Parameters
    ----------
    found
        A hindcast.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Artists carry the ids ``observed:<indicator>``, ``part:<indicator>`` (part of a year, at a yearly rate),
        ``model:<indicator>``, ``band:<indicator>``, ``no_change:<indicator>`` and ``trend:<indicator>``.
    """
    view = View(found, language)
    words, data = view.language, found.dataset
    count = data.sizes["indicator"]
    columns = style.columns(CELL, count)
    rows = math.ceil(count / columns)
    width = (style.width() - style.LEFT - lines.TICKS - 0.3 - (columns - 1) * BETWEEN) / columns
    panels = [_panel_of(found, view, position, width) for position in range(count)]
    high = style.tall(HEIGHT)
    heads = [
        max(panel.head for panel in panels[row * columns : (row + 1) * columns]) + 0.2 for row in range(rows)
    ]
    key = style.key_rows(_entries(found, view), style.width() - 2 * style.LEFT)
    top = len(key) * style.KEY_ROW + 0.15
    sheet = Sheet(
        _title(found, view), top + sum(heads) + rows * (high + FOOT), source=view.source, note=_note(found, view),
        alt=words("chart.hindcast.alt", title=found.title(language), count=count),
    )  # fmt: skip
    sheet.key(key, style.LEFT, sheet.body)
    used = top
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        if number and not column:
            used += heads[row - 1] + high + FOOT
        left = style.LEFT + lines.TICKS + column * (width + BETWEEN)
        bottom = sheet.body - used - heads[row] - high
        axes = sheet.axes(left, bottom, width, high)
        _draw(axes, view, panel, found.start)
        sheet.text(left, bottom + high + 0.14, panel.under, va="bottom", color=style.SOFT)
        above = bottom + high + 0.14 + style.text_height(panel.under)
        sheet.text(left, above, panel.name, va="bottom", size=style.PANEL_SIZE, weight="bold")
    return style.with_data(sheet.figure, found.table())


@dataclass(frozen=True)
class _Panel:
    """One indicator: its name, the line beneath and its numbers in the unit of the axis."""

    gid: str
    name: str
    under: str
    data: xr.Dataset

    @property
    def head(self) -> float:
        """Height of its two texts, cm."""
        return style.text_height(self.name, style.PANEL_SIZE) + style.text_height(self.under)


_NUMBERS: Final = ("observed", "predicted", "low", "high", "no_change", "trend")


def _panel_of(found: Hindcast, view: View, position: int, width: float) -> _Panel:
    one, words = found.dataset.isel(indicator=position), view.language
    shown = [float(value) for name in _NUMBERS for value in one[name].values]
    factor, unit = words.scale(shown, str(one["unit"].values))
    gid = str(one["indicator"].values)
    score = found.scores.loc[gid].to_dict()
    parts = [unit]
    if score["years"]:
        error, rival = (words.percent(float(score[name]), 0) for name in ("mape", "mape_no_change"))
        told = words("chart.hindcast.error", error=error, rival=rival).split(", ")
        parts.append(", ".join(part.replace(" ", NO_BREAK) for part in told))
    name = style.wrap(str(one[f"name_{words.code}"].values), width, style.PANEL_SIZE, bold=True)
    scaled = one.assign({name: one[name] / factor for name in _NUMBERS})
    return _Panel(gid, name, "\n".join(style.wrap(part, width) for part in parts), scaled)


def _draw(axes: Axes, view: View, panel: _Panel, start: int) -> None:
    """Band and line of the model, the rivals, and what was observed on top."""
    data, gid = panel.data, panel.gid
    axes.set_gid(f"hindcast:{gid}")
    shown = np.concatenate([data[name].values for name in _NUMBERS])  # earlier years too: the scale is theirs as well
    lines.number_axis(view, axes, float(np.nanmax(shown)), ticks=3)
    lines.year_axis(view, axes, most=3)
    years = data["year"].values
    first = max(int(years[0]), start - BEFORE)
    axes.set_xlim(first - 0.3, years[-1] + 0.3)
    axes.xaxis.set_major_locator(FixedLocator(year_ticks(list(range(first, int(years[-1]) + 1)), 3)))
    if np.isfinite(data["low"].values).any():
        band = axes.fill_between(
            years, data["low"].values, data["high"].values, color=style.BLUE, alpha=TINT, linewidth=0
        )
        band.set_gid(f"band:{gid}")
    for name, colour, dashes in (("trend", style.ORANGE, (1.0, 1.5)), ("no_change", style.SOFT, (4.0, 2.0))):
        values = data[name].values
        if np.isfinite(values).any():
            (line,) = axes.plot(years, values, color=colour, linewidth=1.2)
            line.set_linestyle((0.0, dashes))
            line.set_gid(f"{name}:{gid}")
            _dot_alone(line, values)
    (line,) = axes.plot(years, data["predicted"].values, color=style.BLUE)
    line.set_gid(f"model:{gid}")
    months = data["months"].values
    inside = years >= first
    for name, kept, face in (("observed", months == YEAR, style.INK), ("part", months < YEAR, "white")):
        seen = np.where(kept & inside, data["observed"].values, np.nan)
        (dots,) = axes.plot(years, seen, linestyle="none", marker="o", markersize=4.5, color=style.INK,
                            markerfacecolor=face, zorder=4, clip_on=False)  # fmt: skip
        dots.set_gid(f"{name}:{gid}")
    axes.axvline(start, color=style.GRID, linewidth=1.0, zorder=0.5)


def _dot_alone(line: Line2D, values: Values) -> None:
    """Show a line of one point."""
    if np.isfinite(values).sum() == 1:
        line.set_marker("_")


def _entries(found: Hindcast, view: View) -> list[Entry]:
    """The key: only what is drawn."""
    words, data = view.language, found.dataset
    entries = [Entry(words("chart.hindcast.observed"), style.INK, "o")]
    entries.append(Entry(words("chart.hindcast.model"), style.BLUE, "line"))
    if np.isfinite(data["low"].values).any():
        entries.append(Entry(words("chart.hindcast.interval"), style.BLUE, alpha=TINT))
    if np.isfinite(data["no_change"].values).any():
        entries.append(Entry(words("chart.hindcast.no_change"), style.SOFT, "line"))
    if np.isfinite(data["trend"].values).any():
        entries.append(Entry(words("chart.hindcast.trend"), style.ORANGE, "line"))
    return entries


def _note(found: Hindcast, view: View) -> str:
    """What is given, what the marks mean, and what the pictures cannot show."""
    words, data = view.language, found.dataset
    part = bool(((data["months"] > 0) & (data["months"] < YEAR)).any())
    texts = [found.note(words.code), words("chart.hindcast.start", year=found.start)]
    texts += [words("chart.hindcast.note")] if found.scores["years"].any() else []
    texts += [words("chart.hindcast.part")] if part else []
    return " ".join(text for text in texts if text)


def _title(found: Hindcast, view: View) -> str:
    """How often the model does better than no change; of a forecast, one of its numbers."""
    words, scores = view.language, found.scores
    compared = scores["skill"].dropna()
    if len(compared) == 1:
        scored = scores.loc[str(compared.index[0])].to_dict()
        name = str(found.dataset[f"name_{words.code}"].sel(indicator=str(compared.index[0])).values)
        error, rival = (words.percent(float(scored[key]), 0) for key in ("mape", "mape_no_change"))
        return words("chart.hindcast.title_one", indicator=name, year=found.start, error=error, rival=rival)
    if len(compared):
        worst = str(scores["mape"].idxmax())
        name = str(found.dataset[f"name_{words.code}"].sel(indicator=worst).values)
        return words(
            "chart.hindcast.title", len(compared), wins=int((compared > 0.0).sum()), year=found.start,
            indicator=name, error=words.percent(float(scores["mape"].max()), 0),
        )  # fmt: skip
    said = found.dataset.isel(year=-1)
    whole = [place for place, label in enumerate(said["label"].values) if not str(label)]
    one = said.isel(indicator=whole[-2] if len(whole) > 1 else whole[0] if whole else 0)
    low, value, high = (
        words.quantity(float(one[name]), str(one["unit"].values)) for name in ("low", "predicted", "high")
    )
    key = "chart.hindcast.title_forecast" if np.isfinite(float(one["low"])) else "chart.hindcast.title_central"
    name = str(one[f"name_{words.code}"].values)
    return words(key, year=int(one["year"]), indicator=name, value=value, low=low, high=high)
