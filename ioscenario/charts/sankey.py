"""Layout of a flow diagram: nodes in columns, bands of proportional width between them.

Bands that pass a column without ending there get a slot in it, so that nothing is drawn
across a node or its label. Each column has three lanes: the upper and the lower for what
leaves the chain, the middle for the chain itself. The module knows nothing of what flows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.path import Path

Lane = Literal["upper", "middle", "lower"]

#: Where between two columns a band turns, as shares of the way: late, to leave room for
#: the labels of the nodes that it comes from.
TURN = (0.78, 0.62)

#: Space between bands that pass a column, cm.
PASSING = 0.06


@dataclass(frozen=True)
class Node:
    """A box that bands begin or end at.

    Parameters
    ----------
    id
        Unique id.
    column
        Column from the left, from 0.
    lane
        Lane of the column; nodes of a lane keep their order.
    above
        Space that its label takes above it, cm.
    tall
        Height that its label beside it takes from its top, cm.
    below
        Space that its label takes under it, cm.
    """

    id: str
    column: int
    lane: Lane = "middle"
    above: float = 0.0
    tall: float = 0.0
    below: float = 0.0


@dataclass(frozen=True)
class Band:
    """A flow from a node to a node further right.

    Parameters
    ----------
    source, target
        Ids of nodes.
    value
        Its size; the width drawn is proportional to it.
    item
        What flows.
    lane
        Lane in which it passes columns.
    """

    source: str
    target: str
    value: float
    item: str
    lane: Lane = "middle"


@dataclass(frozen=True)
class Slot:
    """A node, or the place of a band in a column that it passes, with its height set."""

    id: str
    column: int
    lane: Lane
    value: float
    above: float
    tall: float
    below: float
    node: bool
    order: tuple[float, ...]
    top: float = 0.0

    def under(self, scale: float) -> float:
        """Height in cm that it takes from its top downwards."""
        return max(self.value * scale, self.tall) + self.below


@dataclass(frozen=True)
class Placed:
    """A diagram laid out: tops of slots and the route of every band, values along y.

    Heights are measured upwards, in the unit of the values.
    """

    tops: dict[str, float]
    sizes: dict[str, float]
    routes: tuple[tuple[Band, tuple[tuple[int, float], ...]], ...]


def slots(nodes: Sequence[Node], bands: Iterable[Band]) -> list[list[Slot]]:
    """Slots of every column from top to bottom, not yet placed."""
    bands = list(bands)
    column = {node.id: node.column for node in nodes}
    columns: list[list[Slot]] = [[] for _ in range(max(column.values()) + 1)]
    for order, node in enumerate(nodes):
        value = max(
            sum(band.value for band in bands if band.source == node.id),
            sum(band.value for band in bands if band.target == node.id),
        )
        slot = Slot(
            node.id, node.column, node.lane, value, node.above, node.tall, node.below, True, (1.0, float(order))
        )
        columns[node.column].append(slot)
    places = {node.id: float(order) for order, node in enumerate(nodes)}
    for number, band in enumerate(bands):
        for passed in range(column[band.source] + 1, column[band.target]):
            # In the upper lane what started first stays outside; in the lower lane too,
            # where outside is below.
            start = float(column[band.source])
            order_key = (0.0, start if band.lane == "upper" else -start, places[band.target])
            slot = Slot(f"{number}@{passed}", passed, band.lane, band.value, PASSING, 0.0, 0.0, False, order_key)
            columns[passed].append(slot)
    lanes = {"upper": 0, "middle": 1, "lower": 2}
    return [sorted(items, key=lambda slot: (lanes[slot.lane], slot.order)) for items in columns]


def needed(columns: Sequence[Sequence[Slot]], scale: float) -> float:
    """Height in cm that the fullest column takes at a scale in cm per unit of value."""
    rest = [sum(slot.above + slot.under(scale) for slot in column) - column[0].above for column in columns if column]
    return _lead(columns) + max(rest, default=0.0)


def _lead(columns: Sequence[Sequence[Slot]]) -> float:
    """Height of the labels over the first slots: all columns begin below it, so that the upper lane is level."""
    return max((column[0].above for column in columns if column), default=0.0)


def fitting_scale(diagrams: Sequence[Sequence[Sequence[Slot]]], height: float) -> float:
    """Largest scale (cm per unit of value) at which all diagrams fit the height.

    Found by bisection, as labels make the height needed a kinked function of the scale.
    """
    low, high = 0.0, height / max(slot.value for columns in diagrams for column in columns for slot in column)
    for _ in range(60):
        middle = (low + high) / 2
        if all(needed(columns, middle) <= height for columns in diagrams):
            low = middle
        else:
            high = middle
    return low


def place(
    columns: Sequence[Sequence[Slot]], nodes: Sequence[Node], bands: Sequence[Band], scale: float, height: float
) -> Placed:
    """Put the slots of every column in their places and thread the bands through them.

    Parameters
    ----------
    columns
        From :func:`slots`.
    nodes, bands
        As given to :func:`slots`.
    scale
        Drawn height of a unit of value, cm.
    height
        Height of the diagram, cm.
    """
    tops: dict[str, float] = {}
    for column in columns:
        for slot in _stack(column, scale, height - _lead(columns) + column[0].above):
            tops[slot.id] = slot.top / scale
    sizes = {slot.id: slot.value for column in columns for slot in column}
    chains = {number: _chain(number, band, nodes) for number, band in enumerate(bands)}
    leaving = _ports(chains, bands, tops, start=True)
    arriving = _ports(chains, bands, tops, start=False)
    routes = []
    for number, band in enumerate(bands):
        inner = [(column, tops[slot]) for slot, column in chains[number][1:-1]]
        first, last = chains[number][0][1], chains[number][-1][1]
        routes.append((band, ((first, leaving[number]), *inner, (last, arriving[number]))))
    return Placed(tops, sizes, tuple(routes))


def _stack(column: Sequence[Slot], scale: float, height: float) -> list[Slot]:
    """Slots of one column with their tops in cm: room that is left goes between the lanes."""
    extents = [slot.above + slot.under(scale) for slot in column]
    free = max(height - sum(extents), 0.0)
    gaps = [0.0] * len(column)
    # The upper lane keeps to the top and the lower to the bottom; nodes between share the room.
    middle = [i for i, slot in enumerate(column) if slot.lane == "middle" and slot.node]
    first_lower = next((i for i, slot in enumerate(column) if slot.lane == "lower"), None)
    shares = list(middle) + ([first_lower] if first_lower is not None else [])
    loose = [i for i in shares if i > 0] or []
    for i in loose:
        gaps[i] = free / (len(loose) if first_lower is not None else len(loose) + 1)
    placed: list[Slot] = []
    y = height
    for slot, extent, gap in zip(column, extents, gaps, strict=True):
        y -= gap
        placed.append(replace(slot, top=y - slot.above))
        y -= extent
    return placed


def _chain(number: int, band: Band, nodes: Sequence[Node]) -> list[tuple[str, int]]:
    """Slots that a band runs through, with their columns."""
    column = {node.id: node.column for node in nodes}
    first, last = column[band.source], column[band.target]
    passed = [(f"{number}@{middle}", middle) for middle in range(first + 1, last)]
    return [(band.source, first), *passed, (band.target, last)]


def _ports(
    chains: dict[int, list[tuple[str, int]]], bands: Sequence[Band], tops: dict[str, float], *, start: bool
) -> dict[int, float]:
    """Tops of the bands at their nodes, ordered by where they come from or go to."""
    end, beside = (0, 1) if start else (-1, -2)
    ports: dict[int, float] = {}
    for node in {chain[end][0] for chain in chains.values()}:
        here = [number for number, chain in chains.items() if chain[end][0] == node]
        here.sort(key=lambda number: -tops[chains[number][beside][0]])
        top = tops[node]
        for number in here:
            ports[number] = top
            top -= bands[number].value
    return ports


def band_path(route: Sequence[tuple[int, float]], value: float, lefts: Sequence[float], width: float) -> Path:
    """Outline of a band: level inside columns, a cubic curve between, `value` high throughout.

    Parameters
    ----------
    route
        Column and top at each slot.
    value
        Height of the band.
    lefts
        Left edge of each column.
    width
        Width of a column.
    """
    upper: list[tuple[float, float]] = []
    codes: list[int] = []
    for number, (column, top) in enumerate(route):
        left, right = lefts[column], lefts[column] + width
        if number == 0:
            upper.append((right, top))
            codes.append(int(Path.MOVETO))
            continue
        x, y = upper[-1]
        turns = [x + share * (left - x) for share in TURN]
        upper += [(turns[0], y), (turns[1], top), (left, top)]
        codes += [int(Path.CURVE4)] * 3
        if number < len(route) - 1:
            upper.append((right, top))
            codes.append(int(Path.LINETO))
    lower = [(x, y - value) for x, y in reversed(upper)]
    # Going back, every piece keeps its kind: the code of a vertex belongs to the way to it.
    back = [int(Path.LINETO), *reversed(codes[1:])]
    return Path([*upper, *lower, upper[0]], [*codes, *back, int(Path.CLOSEPOLY)])
