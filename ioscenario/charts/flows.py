"""Chart: what flows through the chain, in tonnes, in two years."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.patheffects import Normal, Stroke

from ioscenario.charts import sankey, style
from ioscenario.charts.sankey import Band, Lane, Node
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.language.catalogue import NO_BREAK

#: Least height of a panel without its heading and of its bands, most and least room at
#: the right for names, width of a node, cm.
PANEL, BANDS, RIGHT, NARROW, NODE = 6.4, 1.5, 4.0, 3.2, 0.28
#: Least space between a label and the next column, cm.
GUTTER = 0.15
#: Flows below this share of the largest are nothing but rounding.
NEGLIGIBLE = 1e-9

SINKS: tuple[tuple[str, Lane], ...] = (
    ("exports", "upper"),
    ("home", "middle"),
    ("stocks", "lower"),
    ("losses", "lower"),
)
SINK_COLOURS = {"exports": style.INK, "home": style.INK, "stocks": style.SOFT, "losses": style.SOFT}


@dataclass(frozen=True)
class Chain:
    """The commodities and processes that are drawn, and how they connect."""

    view: View
    scope: tuple[str, ...]

    @cached_property
    def maker(self) -> dict[str, str]:
        """Process that makes a commodity as its main output."""
        outputs = self.view.coordinate("process_output")
        return {str(output): process for process, output in outputs.items()}

    @cached_property
    def inputs(self) -> dict[str, list[str]]:
        """Commodities in scope that each process uses in any scenario and year."""
        used = self.view.full["input_domestic"] + self.view.full["input_imported"]
        total = used.sum([dim for dim in used.dims if dim not in ("process", "commodity")])
        return {
            process: [name for name in self.scope if float(total.sel(process=process, commodity=name)) > 0]
            for process in self.view.process_names
        }

    @cached_property
    def processes(self) -> list[str]:
        """Processes drawn: makers and users of what is in scope, in the pack's order."""
        return [name for name in self.view.process_names if self.inputs[name] or self._output(name) in self.scope]

    def _output(self, process: str) -> str:
        return str(self.view.coordinate("process_output")[process])

    @cached_property
    def column(self) -> dict[str, int]:
        """Column of each process: steps from the start of what is drawn."""
        columns: dict[str, int] = {}

        def find(process: str) -> int:
            if process not in columns:
                # What no process makes comes from a node of its own, one column before.
                steps = [find(self.maker[name]) + 1 if name in self.maker else 1 for name in self.inputs[process]]
                columns[process] = max(steps, default=0)
            return columns[process]

        for process in self.processes:
            find(process)
        return columns


def _scope(view: View, whole: bool) -> tuple[str, ...]:
    """The raw material and all that is made of it; or every commodity that a process makes or uses."""
    everything = tuple(view.commodity_names)
    if whole:
        return everything
    outputs = {process: str(name) for process, name in view.coordinate("process_output").items()}
    chain = Chain(view, everything)
    found = {str(view.full.attrs["raw_material"])}
    for _ in everything:
        found |= {outputs[process] for process in view.process_names if found & set(chain.inputs[process])}
    return tuple(name for name in everything if name in found)


@style.house
def flows(
    results: HasDataset,
    scenario: str | None = None,
    years: Sequence[int] | None = None,
    *,
    whole: bool = False,
    language: str = "en",
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
        the results end before.
    whole
        Begin with the crop and draw co-products too. By default the diagram begins with
        the raw material, beside which the later stages are wide enough to be seen.
    language
        ``en``, ``ru`` or ``kk``.

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
    shown = [view.year(year) for year in years or (view.base_year, min(2035, view.years[-1]))]
    chain = Chain(view, _scope(view, whole))
    panels = [_Panel(chain, name, year) for year in shown]
    factor, unit = view.language.scale([band.value for panel in panels for band in panel.bands], "t")
    for panel in panels:
        panel.label(factor)
    labels = max(sankey.needed(panel.slots, 0.0) for panel in panels)
    height = max(PANEL, labels + BANDS)
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
        axes = sheet.axes(0, bottom, style.WIDTH, height)
        panel.draw(sheet, axes, bottom, height, scale)
    return sheet.figure


@dataclass(frozen=True)
class _Label:
    """Label of a node, not yet in lines."""

    node: str
    column: int
    title: str
    text: str
    under: bool

    @property
    def narrowest(self) -> float:
        """Width of its widest word, cm."""
        title = max(style.text_width(word, bold=True) for word in self.title.split(" "))
        return 1.03 * max(title, *(style.text_width(word) for word in self.text.split(" ")))


class _Panel:
    """The flows of one year: bands, nodes, labels, and their drawing."""

    def __init__(self, chain: Chain, scenario: str, year: int) -> None:
        self.chain, self.view, self.year = chain, chain.view, year
        self.where: dict[str, object] = {"scenario": scenario, "year": year}
        self.mass = {name: float(str(mass)) for name, mass in self.view.coordinate("commodity_mass").items()}
        found = [band for name in chain.scope for band in self._commodity(name)] + list(self._losses())
        largest = max((band.value for band in found), default=0.0)
        self.bands = [band for band in found if band.value > NEGLIGIBLE * largest]
        self.labels: dict[str, tuple[str, str]] = {}
        self.nodes: list[Node] = []
        self.standing: list[_Label] = []

    # ----------------------------------------------------------------------------- data

    def _tonnes(self, variable: str, name: str, **where: object) -> float:
        return self.view.value(variable, commodity=name, **where, **self.where) * self.mass[name]

    def _commodity(self, name: str) -> Iterator[Band]:
        """Bands of one commodity; what comes from stocks is shared over all home uses alike."""
        users = [item for item in self.chain.processes if name in self.chain.inputs[item]]
        domestic = {item: self._tonnes("input_domestic", name, process=item) for item in users}
        imported = {item: self._tonnes("input_imported", name, process=item) for item in users}
        bought_abroad = self._tonnes("imports", name) - sum(imported.values())
        uses = domestic | {
            "home": self._tonnes("final_use", name) - bought_abroad,
            "exports": self._tonnes("exports", name),
        }
        change = self._tonnes("stock_change", name)
        if change > 0:
            uses["stocks"] = change
        supply = {self._origin(name): sum(uses.values()) + min(change, 0.0)}
        if change < 0:
            supply[f"drawn:{name}"] = -change
        lanes = dict(SINKS)
        total = sum(supply.values())
        for source, given in supply.items():
            for target, used in uses.items():
                if total > 0:
                    yield Band(source, target, used * given / total, name, lanes.get(target, "middle"))
        for target, used in imported.items():
            yield Band(f"imports:{name}", target, used, name)

    def _origin(self, name: str) -> str:
        """Node that home supply of a commodity comes from."""
        if name in self.chain.maker:
            return self.chain.maker[name]
        made = self._tonnes("production", name)
        beside = [
            item for item in self.chain.processes if made and math.isclose(self._beside(item), made, rel_tol=1e-6)
        ]
        return beside[0] if beside else f"supply:{name}"

    def _beside(self, process: str) -> float:
        """What a process makes beside its main output: inputs that are neither in it nor lost."""
        used = sum(
            self._tonnes("input_domestic", name, process=process)
            + self._tonnes("input_imported", name, process=process)
            for name in self.chain.inputs[process]
        )
        main = self._tonnes("production", str(self.view.coordinate("process_output")[process]))
        return used - main - self.view.value("loss", process=process, **self.where)

    def _losses(self) -> Iterator[Band]:
        """Losses of the processes all of whose inputs are drawn."""
        for process in self.chain.processes:
            if self.chain.inputs[process]:
                value = self.view.value("loss", process=process, **self.where)
                yield Band(process, "losses", value, "loss", "lower")

    # --------------------------------------------------------------------------- labels

    def label(self, factor: float) -> None:
        """Set the nodes and their labels, values divided by `factor`."""
        self.factor = factor
        columns = self.chain.column
        last = max(columns.values()) + 1
        self.sinks = last
        ends = {band.source for band in self.bands} | {band.target for band in self.bands}
        for process in self.chain.processes:
            if process in ends:
                self._process_node(process, columns[process])
        for node in sorted({band.source for band in self.bands if ":" in band.source}):
            kind, _, name = node.partition(":")
            users = [columns[band.target] for band in self.bands if band.source == node and band.target in columns]
            maker = self.chain.maker.get(name)
            column = columns[maker] if maker in columns else max(min(users, default=1) - 1, 0)
            text = f"{inner(self.view.commodity_names[name])}{NO_BREAK}{self._number(self._sum(source=node))}"
            self._stand(node, column, self.view.language(f"chart.flows.{kind}"), text, under=True)
        self.pitches = self._columns()
        self._stand_nodes()
        for sink, lane in SINKS:
            if sink in ends:
                self._sink_node(sink, last, lane)
        self.slots = sankey.slots(self.nodes, self.bands)

    def _sum(self, *, source: str | None = None, target: str | None = None) -> float:
        return sum(band.value for band in self.bands if source in (None, band.source) and target in (None, band.target))

    def _number(self, value: float) -> str:
        """A value with one decimal, two significant digits where that would show next to nothing."""
        shown = value / self.factor
        if 0 < shown < 0.095:
            return self.view.language.number(shown, significant=1)
        return self.view.language.number(shown, 1)

    def _process_node(self, process: str, column: int) -> None:
        made = sum(band.value for band in self.bands if band.source == process and band.target != "losses")
        used = self._sum(target=process)
        text = self._number(made) if not used else f"{self._number(used)}{NO_BREAK}→{NO_BREAK}{self._number(made)}"
        self._stand(process, column, self.view.process_names[process], text)

    def _stand(self, node: str, column: int, title: str, text: str, *, under: bool = False) -> None:
        """Note the label of a node that stands above it, or under it where bands pass above."""
        self.standing.append(_Label(node, column, title, text, under))

    def _columns(self) -> list[float]:
        """Widths of the columns before the sinks: the widest word of each, and the rest alike."""
        needs = [0.0] * self.sinks
        for label in self.standing:
            needs[label.column] = max(needs[label.column], label.narrowest + GUTTER)
        free = style.WIDTH - NODE - style.LEFT - sum(needs)
        self.right = min(max(free, NARROW), RIGHT)  # long chains leave less for the names of the sinks
        rest = free - self.right
        return [need + rest / self.sinks for need in needs]

    def _stand_nodes(self) -> None:
        """Nodes with labels wrapped to their columns."""
        for label in self.standing:
            width = self.pitches[label.column] - GUTTER
            title, text = style.wrap(label.title, width, bold=True), style.wrap(label.text, width)
            self.labels[label.node] = (title, text)
            room = style.text_height(title) + style.text_height(text) + 0.14
            above, below = (0.25, room) if label.under else (room, 0.0)
            self.nodes.append(Node(label.node, label.column, "middle", above, 0.0, below))

    def _sink_node(self, sink: str, column: int, lane: Lane) -> None:
        """A node at the right with a list of what it gets beside it."""
        items: dict[str, float] = {}
        for band in self.bands:
            if band.target == sink and sink != "losses":  # of these, stages tell: used less made
                items[band.item] = items.get(band.item, 0.0) + band.value
        title = f"{self.view.language(f'chart.flows.{sink}')}{NO_BREAK}{self._number(self._sum(target=sink))}"
        title = style.wrap(title, self.right - 0.25, bold=True)
        names = self.view.commodity_names
        rows = [
            style.wrap(f"{inner(names[key])}{NO_BREAK}{self._number(value)}", self.right - 0.25)
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
        axes.set_xlim(0, style.WIDTH)
        axes.set_ylim(0, height / scale)
        placed = sankey.place(self.slots, self.nodes, self.bands, scale, height)
        lefts = [style.LEFT + sum(self.pitches[:column]) for column in range(len(self.slots))]
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
