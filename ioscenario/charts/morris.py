"""Chart: Morris' elementary effects, mean size against spread."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.sweepview import BELOW, MOST, SweepView
from ioscenario.charts.view import HasDataset, inner
from ioscenario.explore.indicators import Indicator, listed, unit_of
from ioscenario.explore.morris import morris as computed

#: Height of the panel, room for the numbers at its left, most room for names, cm.
HEIGHT, TICKS, NAMES = 7.0, 1.25, 5.2
LEADER: Final = 0.55
APART: Final = 0.1


@style.house
def morris(
    sweep: HasDataset,
    indicator: str | Indicator,
    scenario: str | None = None,
    most: int = 8,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Mean size of the elementary effects of every parameter (across) against their spread (up).

    Parameters
    ----------
    sweep
        A sweep with the design ``morris``.
    indicator
        An indicator, or the name of a variable.
    scenario
        A scenario; none: the first beside the reference.
    most
        How many parameters are named, by their mean size.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Dots carry the id ``morris.dots``, in the order of the paths of the sweep; lines through those that
        are named are intervals of 95 % of the mean size, ``interval:<path>``. Values are in the unit
        of the axes.

    Raises
    ------
    InputError
        For another design, an unknown indicator or scenario.
    """
    view = SweepView(sweep, language)
    words = view.language
    name = view.one_scenario(scenario)
    (item,) = listed(sweep.dataset, indicator)
    found = computed(sweep.dataset, item, [name]).isel(scenario=0, indicator=0)
    strength = found["mu_star"].values
    order = np.argsort(-np.where(np.isfinite(strength), strength, -1.0), kind="stable")[: bars.at_least_one(most, MOST)]
    order = order[strength[order] > 0]
    paths = [str(path) for path in found["path"].values[order]]
    factor, unit = words.scale([*strength, *found["sigma"].values], unit_of(sweep.dataset, item))
    texts = [style.wrap(view.parameter(path), style.wider(NAMES, 0.75)) for path in paths]
    heights = [style.text_height(text) + APART for text in texts]
    height = max(style.tall(HEIGHT), sum(heights) + 0.2)
    room = max((style.text_width(line) for text in texts for line in text.split("\n")), default=0.0) * 1.02
    head = style.text_height("0") + 0.25
    below = BELOW + style.text_height("0") + 0.1
    sheet = style.Sheet(
        _title(view, item, name, int(found["year"]), paths, strength[order]),
        below + height + head,
        source=view.source,
        note=words("chart.morris.note", scenario=view.scenario_titles[name], number=int(found.attrs["trajectories"]))
        + view.compared(item)
        + view.left_out(int(found["left_out"])),
        alt=words("chart.morris.alt", indicator=view.indicator_name(item), year=int(found["year"]), number=len(paths)),
    )
    place = Place(TICKS, below, style.width() - TICKS - room - LEADER - 2 * style.LEFT, height)
    axes = _dots(sheet, view, place, found, factor, order)
    up, across = (words(f"chart.morris.{axis}", unit=unit) for axis in ("spread", "size"))
    sheet.text(style.LEFT, below + height + 0.1, up, va="bottom", color=style.SOFT)
    sheet.text(TICKS, 0.0, across, va="bottom", color=style.SOFT)
    _leaders(sheet, place, axes, found, factor, order, texts)
    columns = ("mu_star", "mu_star_low", "mu_star_high", "sigma")
    numbers = {name: found[name].values for name in columns}
    every = found["path"].values
    names = [view.parameter(str(path)) for path in every]
    frame = pd.DataFrame({"path": every, "name": names, **numbers, "unit": unit_of(sweep.dataset, item)})
    return style.with_data(sheet.figure, frame)


def _dots(sheet: Sheet, view: SweepView, place: Place, found: xr.Dataset, factor: float, named: np.ndarray) -> Axes:
    """Every parameter as a dot, intervals through those that are named."""
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid("morris")
    axes.patch.set_visible(False)  # leaders to the names are under the dots
    x, y = found["mu_star"].values / factor, found["sigma"].values / factor
    right = float(np.nanmax([0.0, *x, *(found["mu_star_high"].values[named] / factor)])) or 1.0
    for axis, top in ((axes.xaxis, right), (axes.yaxis, float(np.nanmax([0.0, *y])) or 1.0)):
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, top)
        step = float(ticks[1] - ticks[0])
        digits = next(digits for digits in range(14) if abs(round(step, digits) - step) < 1e-9 * step)
        kept = [float(tick) for tick in ticks if -0.5 * step < tick <= top * 1.02]
        axis.set_major_locator(FixedLocator(kept))
        axis.set_major_formatter(FuncFormatter(lambda value, _, shown=digits: view.language.number(value, shown)))
        axis.grid(True)
        (axes.set_xlim if axis is axes.xaxis else axes.set_ylim)(0.0, top * 1.04)
    for at in named:
        ends = [float(found[f"mu_star_{end}"].values[at]) / factor for end in ("low", "high")]
        (line,) = axes.plot(ends, [y[at], y[at]], color=style.BLUE, linewidth=0.9, alpha=0.6)
        line.set_gid(f"interval:{found['path'].values[at]}")
    dots = axes.scatter(x, y, s=22, color=style.BLUE, linewidth=0.5, edgecolor="white", zorder=3, clip_on=False)
    dots.set_gid("morris.dots")
    return axes


def _leaders(
    sheet: Sheet, place: Place, axes: Axes, found: xr.Dataset, factor: float, named: np.ndarray, texts: list[str]
) -> None:
    """Names beside the panel, in the order of the dots and moved apart, each led to by a thin line."""
    right = place.left + place.width
    (_, high_x), (_, high_y) = axes.get_xlim(), axes.get_ylim()
    xs = place.left + place.width * found["mu_star"].values[named] / factor / high_x
    ys = place.bottom + place.height * found["sigma"].values[named] / factor / high_y
    sizes = [style.text_height(text) + APART for text in texts]
    centres = style.spread(list(map(float, ys)), sizes, place.bottom, place.bottom + place.height)
    for text, x, y, centre in zip(texts, xs, ys, centres, strict=True):
        sheet.text(right + LEADER, centre, text, va="center")
        sheet.line(
            (float(x), right + 0.2, right + LEADER - 0.08),
            (float(y), centre, centre),
            color="#b5b5b5",
            linewidth=0.6,
            zorder=-1,
        )


def _title(view: SweepView, item: Indicator, scenario: str, year: int, paths: list[str], size: np.ndarray) -> str:
    """Which parameter has the largest effect."""
    words = view.language
    said: dict[str, Any] = {
        "indicator": view.indicator_name(item),
        "year": year,
        "scenario": inner(view.scenario_titles[scenario]),
    }
    if not paths:
        return words("chart.morris.title_none", **said)
    value = words.quantity(float(size[0]), unit_of(view.full, item))
    return words("chart.morris.title", path=view.quoted(paths[0]), value=value, **said)
