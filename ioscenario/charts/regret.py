"""Chart: regret of every scenario in every indicator, as coloured cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from ioscenario.charts import bars, style
from ioscenario.charts.heatmap import COLOURS
from ioscenario.charts.style import Entry
from ioscenario.charts.sweepview import SweepView
from ioscenario.charts.view import HasDataset
from ioscenario.explore.indicators import Indicator, Wanted, listed
from ioscenario.explore.regret import regret as computed
from ioscenario.problems import InputError, Problem

#: Most scenarios and indicators whose cells can be read.
MOST_ROWS: Final = 20
MOST_COLUMNS: Final = 5
NAMES: Final = 4.6
#: Upper ends of the classes of shares.
EDGES: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
SHADES: Final = COLOURS[:6]
#: From this class on numbers are white.
DARK: Final = 4


@style.house
def regret(
    sweep: HasDataset,
    indicators: Wanted | Iterable[Wanted],
    scenarios: Sequence[str] | None = None,
    better: Mapping[str, str] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """How much worse than the best scenario each one is on average, by indicator.

    Parameters
    ----------
    sweep
        Runs with draws, or without samples.
    indicators
        Indicators, or names of variables, at most 5.
    scenarios
        Scenarios to choose from, at most 20; none: all.
    better
        ``higher`` or ``lower`` by name of variable; see :func:`ioscenario.explore.regret.regret`.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        The mesh carries the id ``regret.cells``; its array is the mean regret over the mean distance of the
        worst scenario from the best, scenarios in rows. Numbers in cells are the mean regret.

    Raises
    ------
    InputError
        As :func:`ioscenario.explore.regret.regret`, and for more than fits.
    """
    view = SweepView(sweep, language)
    words = view.language
    wanted = listed(sweep.dataset, indicators)
    chosen = view.scenarios if scenarios is None else [view.named(name) for name in scenarios]
    for name, count, most in (("indicators", len(wanted), MOST_COLUMNS), ("scenarios", len(chosen), MOST_ROWS)):
        if not 0 < count <= most:
            raise InputError([Problem("range", f"from 1 to {most} {name}", key=name, value=str(count))])
    found = computed(sweep.dataset, wanted, chosen, better)
    titles = [view.scenario_titles[name] for name in chosen]
    room = min(max(map(style.text_width, titles)) * 1.02 + 0.4, NAMES)
    heights = [max(style.tall(1.0, 0.85), height) for height in bars.row_heights(titles, room - 0.3)]
    width = style.width() - room - style.LEFT
    cell = width / len(wanted)
    scales = [
        words.scale(found["mean_regret"].isel(indicator=place).values, str(found["unit"].values[place]))
        for place in range(len(wanted))
    ]
    headings = [
        style.wrap(_heading(view, item, found, place, scales[place][1]), cell - 0.2)
        for place, item in enumerate(wanted)
    ]
    head = max(map(style.text_height, headings)) + 0.15
    key = style.key_rows([Entry(words("chart.regret.scale"), "", mark=""), *_entries(view)], style.width())
    sheet = style.Sheet(
        _title(view, found, titles),
        sum(heights) + head + len(key) * style.KEY_ROW + 0.1,
        source=view.source,
        note=words("chart.regret.note", count=int(found.attrs["draws"])) + view.left_out(int(found["left_out"].max())),
        alt=words("chart.regret.alt", number=len(chosen), count=len(wanted)),
    )
    sheet.key(key, style.LEFT, sheet.body)
    for place, text in enumerate(headings):
        sheet.text(room + place * cell + 0.1, sum(heights) + 0.1, text, va="bottom", color=style.SOFT)
    axes = sheet.axes(room, 0.0, width, sum(heights))
    axes.set_gid("regret")
    shares = found["share"].transpose("scenario", "indicator").values
    edges = sum(heights) - np.concatenate([[0.0], np.cumsum(heights)])
    norm = BoundaryNorm(EDGES, len(SHADES))
    mesh = axes.pcolormesh(
        np.arange(len(wanted) + 1.0), edges, np.ma.masked_invalid(shares), cmap=ListedColormap(list(SHADES)), norm=norm,
        edgecolors="white", linewidth=1.2,
    )  # fmt: skip
    mesh.set_gid("regret.cells")
    axes.set_axis_off()
    for row, (title, middle) in enumerate(zip(titles, bars.middles(heights), strict=True)):
        sheet.text(style.LEFT, middle, style.wrap(title, room - 0.3), va="center")
        for column in range(len(wanted)):
            share = shares[row, column]
            dark = np.isfinite(share) and int(norm(min(share, 0.999))) >= DARK
            _cell(sheet, view, found, scales[column][0], (row, column), (room + (column + 0.5) * cell, middle), dark)
    frame = found[["mean_regret", "share"]].to_dataframe().reset_index()
    units = dict(zip(found["indicator"].values, found["unit"].values, strict=True))
    return style.with_data(sheet.figure, frame.assign(unit=frame["indicator"].map(units)))


def _cell(
    sheet: style.Sheet,
    view: SweepView,
    found: xr.Dataset,
    factor: float,
    place: tuple[int, int],
    at: tuple[float, float],
    dark: bool,
) -> None:
    """Mean regret, and the share of the draws in which the scenario is best."""
    words = view.language
    item = found.isel(scenario=place[0], indicator=place[1])
    mean = float(item["mean_regret"])
    column = found["mean_regret"].isel(indicator=place[1]).values / factor
    most = float(np.nanmax(column)) if np.isfinite(column).any() else 1.0
    digits = 0 if most >= 100 else 1 if most >= 10 else 2
    text = words.number(mean / factor, digits) if np.isfinite(mean) else words("chart.regret.no_value")
    share = float(item["best"])
    best = words("chart.regret.best", share=words.percent(share, 0)) if np.isfinite(share) else ""
    colour = "white" if dark else style.INK
    sheet.text(at[0], at[1] + 0.2, text, va="center", ha="center", weight="bold", color=colour)
    if best:
        sheet.text(at[0], at[1] - 0.2, best, va="center", ha="center", color=colour)


def _heading(view: SweepView, item: Indicator, found: xr.Dataset, place: int, unit: str) -> str:
    """Name of an indicator with its year, unit and what is better."""
    better = view.language(f"chart.regret.{found['better'].values[place]}")
    name = view.indicator_name(item)
    year = int(found["year"].values[place])
    return view.language("chart.regret.heading", name=name, year=year, better=better, unit=unit)


def _entries(view: SweepView) -> list[Entry]:
    """Classes of the scale."""
    percent = [view.language.number(100 * edge, 0) for edge in EDGES]
    return [Entry(f"{low}–{high}", shade) for low, high, shade in zip(percent, percent[1:], SHADES, strict=False)]


def _title(view: SweepView, found: xr.Dataset, titles: list[str]) -> str:
    """The scenario whose share of regret is least on average over the indicators."""
    words = view.language
    shares = found["share"].transpose("scenario", "indicator").values
    if not np.isfinite(shares).any():
        return words("chart.regret.title_none")
    lost = np.nanmean(shares[:, np.isfinite(shares).any(axis=0)], axis=1)
    place = int(np.argmin(lost))
    key = "chart.regret.title_one" if shares.shape[1] == 1 else "chart.regret.title"
    return words(key, scenario=titles[place], share=words.percent(float(lost[place]), 0))
