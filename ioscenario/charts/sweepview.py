"""What charts of sweeps share: names of indicators and parameters, axes across, counts of failed runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ioscenario.charts import style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import Values, View
from ioscenario.explore.indicators import Indicator, unit_of
from ioscenario.naming import Names, names_in, path_name

#: Most room for the names of parameters, cm.
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

    @cached_property
    def _in_paths(self) -> Names:
        """Names of what stands in paths, which hold also where no variable of that dimension is kept."""
        return names_in(self.full.attrs, self.language.code)

    def parameter(self, path: str) -> str:
        """Name of a parameter in the reader's language."""
        return path_name(self.language, path, self._in_paths)

    def quoted(self, path: str) -> str:
        """Name of a parameter as it stands in a sentence."""
        return self.language("claims.quoted", text=self.parameter(path))

    def drawn(self, path: str) -> tuple[Values, str]:
        """Values of a parameter over the draws, or of a lever over the scenarios, and their unit."""
        at = np.flatnonzero(self.full["path"].values == path)
        if at.size:
            return self.full["draw"].isel(path=int(at[0])).values, str(self.full["path_unit"].values[at[0]])
        lever = self.full[path]
        return lever.values, str(lever.attrs.get("units", ""))

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


def rows_height(heights: Sequence[float]) -> float:
    """Height of all rows together, cm; room for an axis where there is none."""
    return sum(heights) or 0.56


def names_room(names: Sequence[str], most: float = NAMES) -> float:
    """Width that names of parameters take, cm; long ones are broken into lines."""
    most = style.wider(most, 0.75)
    return min(max(map(style.text_width, names), default=0.0) * 1.02 + 0.4, most)


def row_heights(names: Sequence[str], width: float, least: float = 0.56) -> list[float]:
    """Heights of rows in cm with names in lines of `width` cm."""
    air = style.tall(0.16, 0.08)
    return [max(style.tall(least), style.text_height(style.wrap(name, width)) + air) for name in names]


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


def named_rows(sheet: Sheet, names: Sequence[str], middles: Sequence[float], bottom: float, room: float) -> None:
    """Names of parameters at the left of their rows."""
    for name, middle in zip(names, middles, strict=True):
        sheet.text(style.LEFT, bottom + middle, style.wrap(name, room - 0.25), va="center")
