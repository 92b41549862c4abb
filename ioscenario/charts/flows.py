"""Chart: what flows through the chain, in tonnes, in two years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.patheffects import Normal, Stroke

from ioscenario.charts import sankey, style
from ioscenario.charts.chain import SINKS, Chain, Flows, scope
from ioscenario.charts.sankey import Band, Lane, Node
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.language.catalogue import NO_BREAK

#: Least height of a panel without its heading and of its bands, most and least room at
#: the right for names, width of a node, cm.
PANEL, BANDS, RIGHT, NARROW, NODE = 6.4, 1.5, 4.0, 3.2, 0.28
#: Least space between a label and the next column, cm.
GUTTER = 0.15

SINK_COLOURS = {"exports": style.INK, "home": style.INK, "stocks": style.SOFT, "losses": style.SOFT}


@style.house
def flows(
    results: HasDataset,
    scenario: str | None = None,
    years: Sequence[int] | None = None,
    *,
    whole: bool = False,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Physical flows through the chain in tonnes, in two years, to one scale.

    Finished goods that the home market imports are left out: they are many times what the
    chain makes.

    Parameters
    ----------
    results
        Results of a run.
    scenario
        Name of a scenario; none: the reference.
    years
        Years to draw, one panel each; none: the base year and 2035, or the last year if
        the results end before; of these on a slide only the later, as there is room for one.
    whole
        Begin with the crop and draw co-products too. By default the diagram begins with
        the raw material, beside which the later stages are wide enough to be seen.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Each panel's axes carry the id ``flows:<year>``; its vertical axis is in tonnes.
        Bands carry the id ``band:<source>:<target>:<commodity>``; their height is their
        value.

    Raises
    ------
    InputError
        If the results have no such scenario or year.
    """
    view = View(results, language)
    name = view.named(scenario or view.reference)
    usual = (view.base_year, min(2035, view.years[-1]))[style.flat() :]
    shown = [view.year(year) for year in years or usual]
    chain = Chain(view, scope(view, whole))
    panels = [Panel(chain, name, year) for year in shown]
    factor, unit = view.language.scale([band.value for panel in panels for band in panel.bands], "t")
    labels = [label for panel in panels for label in panel.standing_labels(factor)]
    columns = Columns.of(labels, max(chain.column.values()) + 1)
    for panel in panels:
        panel.set_nodes(columns)
    least = max(sankey.needed(panel.slots, 0.0) for panel in panels)
    height = max(style.tall(PANEL), least + style.tall(BANDS))
    scale = sankey.fitting_scale([panel.slots for panel in panels], height)
    whole_height = height + 0.9
    words = view.language
    sheet = Sheet(
        _title(view, name, shown),
        whole_height * len(panels),
        source=view.source,
        note=words("chart.flows.note", unit=unit) + view.sample_note,
        alt=words("chart.flows.alt", scenario=view.scenario_titles[name], years=", ".join(map(str, shown))),
    )
    for number, panel in enumerate(panels):
        bottom = (len(panels) - number - 1) * whole_height
        heading = words("chart.flows.panel", year=panel.year, unit=unit)
        sheet.panel_title(style.LEFT, bottom + height + 0.15, heading)
        axes = sheet.axes(0, bottom, style.width(), height)
        panel.draw(sheet, axes, bottom, height, scale)
    rows = [
        (name, panel.year, band.source, band.target, band.item, band.value) for panel in panels for band in panel.bands
    ]
    frame = pd.DataFrame(rows, columns=["scenario", "year", "source", "target", "commodity", "value"])
    return style.with_data(sheet.figure, frame.assign(unit="t"))


@dataclass(frozen=True)
class Label:
    """Label of a node, not yet in lines."""

    node: str
    column: int
    title: str
    text: str
    under: bool = False

    @property
    def narrowest(self) -> float:
        """Width of its widest word, cm."""
        title = max(style.text_width(word, bold=True) for word in self.title.split(" "))
        return 1.03 * max(title, *(style.text_width(word) for word in self.text.split(" ")))


@dataclass(frozen=True)
class Columns:
    """Widths of the columns before the sinks, and of the room for the names of the sinks, cm."""

    widths: tuple[float, ...]
    right: float

    @classmethod
    def of(cls, labels: Iterable[Label], count: int) -> Columns:
        """Each column as wide as its widest word, and the rest shared; the same in every panel."""
        needs = [0.0] * count
        for label in labels:
            needs[label.column] = max(needs[label.column], label.narrowest + GUTTER)
        free = style.width() - NODE - style.LEFT - sum(needs)
        right = min(max(free, NARROW), RIGHT)  # long chains leave less for the names of the sinks
        return cls(tuple(need + (free - right) / count for need in needs), right)


class Panel:
    """The flows of one year: bands, nodes, labels, and their drawing."""

    def __init__(self, chain: Chain, scenario: str, year: int) -> None:
        self.chain, self.view, self.year = chain, chain.view, year
        self.bands = Flows(chain, scenario, year).bands()
        self.labels: dict[str, tuple[str, str]] = {}
        self.nodes: list[Node] = []
        self.standing: list[Label] = []

    # --------------------------------------------------------------------------- labels

    def standing_labels(self, factor: float) -> list[Label]:
        """Labels that stand over or under nodes, values divided by `factor`."""
        self.factor = factor
        columns = self.chain.column
        ends = {band.source for band in self.bands} | {band.target for band in self.bands}
        self.standing = [self._process(name, columns[name]) for name in self.chain.processes if name in ends]
        for node in sorted({band.source for band in self.bands if ":" in band.source}):
            kind, _, name = node.partition(":")
            users = [columns[band.target] for band in self.bands if band.source == node and band.target in columns]
            maker = self.chain.maker.get(name)
            column = columns[maker] if maker in columns else max(min(users, default=1) - 1, 0)
            text = f"{inner(self.view.commodity_names[name])}{NO_BREAK}{self._number(self._sum(source=node))}"
            self.standing.append(Label(node, column, self.view.language(f"chart.flows.{kind}"), text, under=True))
        return self.standing

    def set_nodes(self, columns: Columns) -> None:
        """Nodes with their labels wrapped to the columns, and the slots of the layout."""
        self.columns = columns
        for label in self.standing:
            width = columns.widths[label.column] - GUTTER
            title, text = style.wrap(label.title, width, bold=True), style.wrap(label.text, width)
            self.labels[label.node] = (title, text)
            room = style.text_height(title) + style.text_height(text) + 0.14
            above, below = (0.25, room) if label.under else (room, 0.0)
            self.nodes.append(Node(label.node, label.column, "middle", above, 0.0, below))
        reached = {band.target for band in self.bands}
        for sink, lane in SINKS:
            if sink in reached:
                self._sink_node(sink, len(columns.widths), lane)
        self.slots = sankey.slots(self.nodes, self.bands)

    def _sum(self, *, source: str | None = None, target: str | None = None) -> float:
        return sum(band.value for band in self.bands if source in (None, band.source) and target in (None, band.target))

    def _number(self, value: float) -> str:
        """A value with one decimal, two significant digits where that would show next to nothing."""
        shown = value / self.factor
        if 0 < shown < 0.095:
            return self.view.language.number(shown, significant=1)
        return self.view.language.number(shown, 1)

    def _process(self, process: str, column: int) -> Label:
        made = sum(band.value for band in self.bands if band.source == process and band.target != "losses")
        used = self._sum(target=process)
        text = self._number(made) if not used else f"{self._number(used)}{NO_BREAK}→{NO_BREAK}{self._number(made)}"
        return Label(process, column, self.view.process_names[process], text)

    def _sink_node(self, sink: str, column: int, lane: Lane) -> None:
        """A node at the right with a list of what it gets beside it."""
        items: dict[str, float] = {}
        for band in self.bands:
            if band.target == sink and sink != "losses":  # of these, stages tell: used less made
                items[band.item] = items.get(band.item, 0.0) + band.value
        title = f"{self.view.language(f'chart.flows.{sink}')}{NO_BREAK}{self._number(self._sum(target=sink))}"
        title = style.wrap(title, self.columns.right - 0.25, bold=True)
        names = self.view.commodity_names
        rows = [
            style.wrap(f"{inner(names[key])}{NO_BREAK}{self._number(value)}", self.columns.right - 0.25)
            for key, value in items.items()
        ]
        text = "\n".join(rows)
        self.labels[sink] = (title, text)
        tall = style.text_height(title) + style.text_height(text) + 0.1
        self.nodes.append(Node(sink, column, lane, 0.1, tall))

    # -------------------------------------------------------------------------- drawing

    def draw(self, sheet: Sheet, axes: Axes, bottom: float, height: float, scale: float) -> None:
        """Draw the panel in axes with cm along x and tonnes along y."""
        axes.set_gid(f"flows:{self.year}")
        axes.set_axis_off()
        axes.set_xlim(0, style.width())
        axes.set_ylim(0, height / scale)
        placed = sankey.place(self.slots, self.nodes, self.bands, scale, height)
        lefts = [style.LEFT + sum(self.columns.widths[:column]) for column in range(len(self.slots))]
        for band, route in placed.routes:
            patch = PathPatch(
                sankey.band_path(route, band.value, lefts, NODE), facecolor=self._colour(band), alpha=0.6, linewidth=0
            )
            patch.set_gid(f"band:{band.source}:{band.target}:{band.item}")
            axes.add_patch(patch)
        for node in self.nodes:
            top, size, left = placed.tops[node.id], placed.sizes[node.id], lefts[node.column]
            box = Rectangle((left, top - size), NODE, size, color=self._node_colour(node.id), linewidth=0)
            box.set_gid(f"node:{node.id}")
            axes.add_patch(box)
            self._write(sheet, node, left, bottom + top * scale, bottom + (top - size) * scale)

    def _colour(self, band: Band) -> str:
        return self.view.process_colours.get(band.source, style.IMPORTS)

    def _node_colour(self, node: str) -> str:
        return self.view.process_colours.get(node) or SINK_COLOURS.get(node, style.IMPORTS)

    def _write(self, sheet: Sheet, node: Node, left: float, top: float, bottom: float) -> None:
        """The label of a node: above it, under it, or beside it at the right end."""
        title, text = self.labels[node.id]
        if node.id in SINK_COLOURS:
            left, top = left + NODE + 0.15, top + 0.06
            sheet.text(left, top, title, va="top", weight="bold")
            sheet.text(left, top - style.text_height(title), text, va="top")
            return
        # A white edge keeps the label legible where a band has to cross it.
        edge = [Stroke(linewidth=2.0, foreground="white"), Normal()]
        if node.below:
            under = bottom - 0.07
            sheet.text(left, under, title, va="top", weight="bold", path_effects=edge)
            sheet.text(left, under - style.text_height(title), text, va="top", path_effects=edge)
            return
        sheet.text(left, top + 0.07, text, va="bottom", path_effects=edge)
        above = top + 0.07 + style.text_height(text)
        sheet.text(left, above, title, va="bottom", weight="bold", path_effects=edge)


def _title(view: View, scenario: str, years: Sequence[int]) -> str:
    """The share of the raw material that is processed at home, in the years drawn."""
    words = view.language
    raw = inner(view.commodity_names[str(view.full.attrs["raw_material"])])
    shares = [view.value("processing_depth", scenario=scenario, year=year) for year in years]
    parts = [
        words("chart.flows.share", share=words.percent(share), year=year)
        for share, year in zip(shares, years, strict=True)
    ]
    return words("chart.flows.title", scenario=view.scenario_titles[scenario], name=raw, shares=", ".join(parts))
