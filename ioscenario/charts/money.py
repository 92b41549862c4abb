"""Chart: what flows through the chain, in money, in two years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ioscenario.charts import sankey, style
from ioscenario.charts.chain import Chain, scope
from ioscenario.charts.flows import BANDS, PANEL, Columns, Label, Panel
from ioscenario.charts.sankey import Band
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, View
from ioscenario.language.catalogue import NO_BREAK

#: Variables that are quantities of goods, valued at the price at the producer's gate.
QUANTITIES = ("production", "exports", "stock_change", "input_domestic")
#: Opacity of the dark part of a stage's box.
DARK = 0.6


@dataclass(frozen=True)
class Valued:
    """Flows of goods in money, with the coordinates of results."""

    dataset: xr.Dataset


@style.house
def money(
    results: HasDataset,
    scenario: str | None = None,
    years: Sequence[int] | None = None,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Flows through the chain in money, in two years, to one scale, and where value is added.

    Goods made at home are valued at the producer's price, imported inputs at what they cost their user.
    Finished goods that the home market imports are left out.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    years
        Years to draw, one panel each; none: the base year and 2035, or the last year if
        the results end before; of these on a slide only the later, as there is room for one.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Each panel's axes carry the id ``money:<year>``; its vertical axis is in millions of the pack's
        currency. Bands carry the id ``band:<source>:<target>:<commodity>``, the dark part of a stage's box
        ``added:<process>``; their height is their value.

    Raises
    ------
    InputError
        If the results have no such scenario or year.
    """
    full = View(results, language)
    name = full.named(scenario or full.reference)
    usual = (full.base_year, min(2035, full.years[-1]))[style.flat() :]
    shown = [full.year(year) for year in years or usual]
    view = View(valued(full, name, shown), language)
    chain = Chain(view, scope(view, whole=False))
    panels = [MoneyPanel(chain, name, year) for year in shown]
    words = view.language
    factor, unit = words.scale([band.value for panel in panels for band in panel.bands], view.money)
    labels = [label for panel in panels for label in panel.standing_labels(factor)]
    columns = Columns.of(labels, max(chain.column.values()) + 1)
    for panel in panels:
        panel.set_nodes(columns)
    least = max(sankey.needed(panel.slots, 0.0) for panel in panels)
    height = max(style.tall(PANEL), least + style.tall(BANDS))
    scale = sankey.fitting_scale([panel.slots for panel in panels], height)
    whole_height = height + 0.9
    sheet = Sheet(
        _title(view, panels[-1], name),
        whole_height * len(panels),
        source=view.source,
        note=words("chart.money.note", unit=unit) + full.sample_note,
        alt=words("chart.money.alt", scenario=view.scenario_titles[name], years=", ".join(map(str, shown))),
    )
    for number, panel in enumerate(panels):
        bottom = (len(panels) - number - 1) * whole_height
        heading = words("chart.flows.panel", year=panel.year, unit=unit)
        sheet.panel_title(style.LEFT, bottom + height + 0.15, heading)
        axes = sheet.axes(0, bottom, style.width(), height)
        panel.draw(sheet, axes, bottom, height, scale)
    return style.with_data(sheet.figure, _data(panels, name, view.money))


def valued(view: View, scenario: str, years: Sequence[int]) -> Valued:
    r"""Flows of goods in money, million, means over samples.

    With quantities :math:`q`, prices :math:`p` at the producer's gate and goods and services bought
    :math:`B = X - VA`, imported inputs of a process cost what is left of :math:`B` when home-made inputs
    :math:`\sum_c q_c p_c`, electricity and other inputs are taken off. Of several imported inputs each has
    its part by quantity at the home price.

    Parameters
    ----------
    view
        The results.
    scenario, years
        What of them.

    Returns
    -------
    Valued
        `QUANTITIES`, ``final_use``, ``imports`` and ``input_imported`` in million, masses of 1, no losses.
    """
    data = view.full.sel(scenario=[scenario], year=sorted(set(years)))
    price = data["price"]
    found = {name: data[name] * price for name in QUANTITIES}
    running = data["unit_cost_component"].sel(component=["electricity", "other_inputs"]).sum("component")
    services = (running * data["activity"]).sum("technology")
    bought = data["output_value"] - data["value_added_direct"]
    abroad = bought - found["input_domestic"].sum("commodity") - services
    weight = data["input_imported"] * price
    total = weight.sum("commodity")
    found["input_imported"] = (weight / total.where(total > 0.0)).fillna(0.0) * abroad.clip(min=0.0)
    # Goods that come in for others than the chain's processes, at the home price: they are not drawn.
    rest = (data["imports"] - data["input_imported"].sum("process")) * price
    found["imports"] = rest + found["input_imported"].sum("process")
    found["final_use"] = data["final_use"] * price
    found["value_added_direct"] = data["value_added_direct"]
    found["loss"] = 0.0 * data["loss"]
    means = {name: array.mean("sample") if "sample" in array.dims else array for name, array in found.items()}
    kept = [name for name in data.coords if "sample" not in data[name].dims and name != "sample"]
    flat = xr.Dataset(means).assign_attrs(data.attrs).assign_coords({name: data[name] for name in kept})
    return Valued(flat.assign_coords(commodity_mass=("commodity", [1.0] * flat.sizes["commodity"])))


class MoneyPanel(Panel):
    """The flows of one year in money: boxes of stages are as high as their output, dark where value is added."""

    def added(self, process: str) -> float:
        """Value added of a process, million."""
        return self.view.value("value_added_direct", scenario=self.scenario, year=self.year, process=process)

    def __init__(self, chain: Chain, scenario: str, year: int) -> None:
        super().__init__(chain, scenario, year)
        self.scenario = scenario

    def _process(self, process: str, column: int) -> Label:
        made = self._number(sum(band.value for band in self.bands if band.source == process))
        added = self.view.language("chart.money.added", value=self._number(self.added(process)))
        return Label(process, column, self.view.process_names[process], f"{made} {added.replace(' ', NO_BREAK)}")

    def draw(self, sheet: Sheet, axes: Axes, bottom: float, height: float, scale: float) -> None:
        """Draw the panel in axes with cm along x and million along y."""
        super().draw(sheet, axes, bottom, height, scale)
        axes.set_gid(f"money:{self.year}")
        boxes = {str(patch.get_gid()).removeprefix("node:"): patch for patch in axes.patches}
        for process in self.chain.processes:
            value, box = self.added(process), boxes.get(process)
            if value <= 0.0 or not isinstance(box, Rectangle):
                continue
            part = Rectangle(box.get_xy(), box.get_width(), value, color=style.INK, alpha=DARK, linewidth=0)
            part.set_gid(f"added:{process}")
            axes.add_patch(part)


def _left(bands: Sequence[Band], targets: tuple[str, ...]) -> float:
    return sum(band.value for band in bands if band.target in targets)


def _title(view: View, panel: MoneyPanel, scenario: str) -> str:
    """What leaves the chain in the last year drawn, what is added on the way, what is imported."""
    words = view.language
    imported = sum(band.value for band in panel.bands if band.source.startswith("imports:"))
    return words(
        "chart.money.title",
        scenario=view.scenario_titles[scenario],
        year=panel.year,
        sold=words.quantity(_left(panel.bands, ("exports", "home")), view.money),
        added=words.quantity(sum(map(panel.added, panel.chain.processes)), view.money),
        imported=words.quantity(imported, view.money),
    )


def _data(panels: Sequence[MoneyPanel], scenario: str, unit: str) -> pd.DataFrame:
    """A row for each band, and for the value added of each stage."""
    rows = [
        (scenario, panel.year, band.source, band.target, band.item, band.value, unit)
        for panel in panels
        for band in panel.bands
    ]
    rows += [
        (scenario, panel.year, process, "", "value_added", panel.added(process), unit)
        for panel in panels
        for process in panel.chain.processes
    ]
    return pd.DataFrame(rows, columns=["scenario", "year", "source", "target", "item", "value", "unit"])
