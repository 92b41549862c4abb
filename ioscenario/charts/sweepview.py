"""What charts of sweeps share: names of indicators and paths, axes across, counts of failed runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import View
from ioscenario.explore.indicators import Indicator, unit_of

#: Most room for the names of paths, cm.
NAMES: Final = 6.2
#: Room under a panel for the numbers of its axis, cm.
BELOW: Final = 0.55
#: Most rows that can be read.
MOST: Final = 30


class SweepView(View):
    """Runs of a sweep as a chart sees them."""

    def indicator_name(self, item: Indicator) -> str:
        """Name of an indicator in the reader's language, with its members."""
        name = self.language(f"variable.{item.variable}")
        members = [self._member(dim, member) for dim, member in item.where.items()]
        return self.language("chart.sweep.members", name=name, members=", ".join(members)) if members else name

    def _member(self, dim: str, member: str) -> str:
        """Name of a member in the reader's language, where the dataset has one."""
        named = f"{dim}_name_{self.language.code}"
        return str(self.full[named].sel({dim: member}).values) if named in self.full.coords else member

    def one_scenario(self, scenario: str | None) -> str:
        """The scenario asked for; without one the first beside the reference, or the reference alone."""
        if scenario is not None:
            return self.named(scenario)
        return next((name for name in self.scenarios if name != self.reference), self.reference)

    def tidy(self, found: xr.DataArray, item: Indicator) -> pd.DataFrame:
        """Values of an indicator, a row each, with its id and unit."""
        frame = found.reset_coords(drop=True).to_dataframe("value").reset_index()
        frame.insert(0, "indicator", str(item.variable))
        return frame.assign(unit=unit_of(self.full, item))

    def left_out(self, count: int) -> str:
        """How many runs were left out because they failed; nothing where none was."""
        return " " + self.language("chart.sweep.left_out", count) if count else ""

    def compared(self, item: Indicator) -> str:
        """That values are differences from the reference, where they are."""
        if not item.against_reference:
            return ""
        return " " + self.language("chart.sweep.against", scenario=self.scenario_titles[self.reference])


def path_lines(path: str, width: float) -> str:
    """A path in lines no wider than `width` cm, broken after dots.

    Examples
    --------
    >>> path_lines("process.finishing_of_goods.existing.labour", 4.0).split()
    ['process.finishing_of_goods.', 'existing.labour']
    """
    parts = path.split(".")
    pieces = [f"{part}." for part in parts[:-1]] + parts[-1:]
    lines = [""]
    for piece in pieces:
        if lines[-1] and style.text_width(lines[-1] + piece) * 1.02 > width:
            lines.append(piece)
        else:
            lines[-1] += piece
    return "\n".join(lines)


def scaled(view: View, values: Iterable[float], unit: str) -> tuple[float, str]:
    """Factor of the values of a parameter and the unit to write behind them, nothing for a share or an index."""
    if unit == "1":
        return 1.0, ""
    factor, shown = view.language.scale(values, unit)
    return factor, f" {shown}"


def rows_height(heights: Sequence[float]) -> float:
    """Height of all rows together, cm; room for an axis where there is none."""
    return sum(heights) or 0.56


def names_room(paths: Sequence[str], most: float = NAMES) -> float:
    """Width that the names of paths take, cm."""
    return min(max(map(style.text_width, paths), default=0.0) * 1.02 + 0.4, most)


def row_heights(paths: Sequence[str], width: float, least: float = 0.56) -> list[float]:
    """Heights of rows in cm with the names of paths in lines of `width` cm."""
    return [max(style.tall(least), style.text_height(path_lines(path, width)) + 0.16) for path in paths]


def across_axes(sheet: Sheet, view: View, place: Place, ends: tuple[float, float], gid: str, ticks: int = 5) -> Axes:
    """Axes of rows with numbers along the bottom; heights in cm, so that rows may differ.

    The axis ends at the ticks around `ends`.
    """
    low, high = ends
    high = high if high > low else low + (abs(low) or 1.0) * 0.01
    axes = sheet.axes(place.left, place.bottom, place.width, place.height)
    axes.set_gid(gid)
    axes.set_ylim(0, place.height)
    axes.yaxis.set_visible(False)
    found = MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    step = float(found[1] - found[0])
    edge = 0.02 * (high - low)
    kept = [float(tick) for tick in found if low - step + edge < tick < high + step - edge]
    axes.set_xlim(min(kept[0], low), max(kept[-1], high))
    axes.xaxis.set_major_locator(FixedLocator(kept))
    digits = next(digits for digits in range(8) if abs(round(step, digits) - step) < 1e-9 * step)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: view.language.number(value, digits)))
    axes.xaxis.grid(True)
    # Numbers at the ends stay inside the sheet.
    labels = axes.get_xticklabels()
    if labels and place.left + place.width > style.width() - 0.6:
        labels[-1].set_horizontalalignment("right")
    return axes


def named_rows(sheet: Sheet, paths: Sequence[str], middles: Sequence[float], bottom: float, room: float) -> None:
    """Names of paths at the left of their rows."""
    for path, middle in zip(paths, middles, strict=True):
        sheet.text(style.LEFT, bottom + middle, path_lines(path, room - 0.25), va="center")
