"""What would have to be so for a figure to be reached: a search within the ranges of the parameters.

A *question* is a figure that the model does not give at central values. First each
parameter is moved alone to each end of its range; if one of them reaches the figure, that
which has to move least is named, with the value that it takes. Otherwise parameters are put
to their better end together, the strongest first, until the figure is reached: the smallest
number that does it is named. If all together do not reach it, nothing within the ranges does,
as far as effects of single parameters show the way to go.

Every step is one batch of runs; the model itself is a function given by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Positions (path, sample) in -1..1 to values (question, sample); 0 is the central value, -1 and 1 the ends.
Evaluate = Callable[[Array], Array]

#: Steps of each of the two grids on which the way to the figure is followed.
GRID: Final = 32
#: Effects below this share of what is missing are none.
NO_EFFECT: Final = 1e-9
#: Parameters that are moved together at most, the strongest ones.
MOST_TOGETHER: Final = 60


@dataclass(frozen=True)
class Answer:
    """Whether and how a figure is reached.

    Parameters
    ----------
    reached
        Whether it is.
    moves
        Position of each parameter that has to move, by its number, the strongest first.
    value
        The figure where the moves lead, or the nearest that was found.
    """

    reached: bool
    moves: tuple[tuple[int, float], ...]
    value: float


def search(evaluate: Evaluate, count: int, central: Array, edges: Array) -> list[Answer]:
    """Look for the smallest move within the ranges that reaches each figure.

    Parameters
    ----------
    evaluate
        The model.
    count
        Number of parameters.
    central : ndarray, shape (question,)
        Values at central values of all parameters.
    edges : ndarray, shape (question,)
        Figures to be reached.

    Returns
    -------
    list of Answer
        One for each question.

    Examples
    --------
    Of ``x + 3 y`` with both within -1 and 1, the figure 1.5 takes half of the way of the second.

    >>> model = lambda place: (place[0] + 3 * place[1])[None, :]
    >>> search(model, 2, np.array([0.0]), np.array([1.5]))
    [Answer(reached=True, moves=((1, 0.5),), value=1.5)]
    """
    if not len(edges):
        return []
    if not count:
        return [Answer(False, (), float(value)) for value in central]
    sign = np.where(edges >= central, 1.0, -1.0)
    missing = np.abs(edges - central)
    ends = evaluate(_ends(count))
    gain = np.nan_to_num((ends - central[:, None]) * sign[:, None], nan=-np.inf)
    orders = [_order(row, need) for row, need in zip(gain, missing, strict=True)]
    together, nearest = _together(evaluate, count, orders, central, edges)
    chosen = [moves[:size] if size else () for moves, size in zip(orders, together, strict=True)]
    solved = _follow(evaluate, count, chosen, edges, sign)
    answers = []
    for number, moves in enumerate(chosen):
        if not moves:
            best = central[number] + sign[number] * max(0.0, float(gain[number].max()))
            near = max((best, nearest[number]), key=lambda value: sign[number] * value)
            answers.append(Answer(False, (), float(near)))
        else:
            share, value = solved[number]
            placed = tuple((path, direction * share) for path, direction in moves)
            answers.append(Answer(True, placed, value))
    return answers


def _ends(count: int) -> Array:
    """Each parameter alone at its low, then at its high end, (path, 2 x path)."""
    positions = np.zeros((count, 2 * count))
    numbers = np.arange(count)
    positions[numbers, 2 * numbers] = -1.0
    positions[numbers, 2 * numbers + 1] = 1.0
    return positions


def _order(gain: Array, need: float) -> list[tuple[int, float]]:
    """Parameters with the end that helps, the strongest first."""
    pairs = gain.reshape(-1, 2)
    best = pairs.max(axis=1)
    helping = [int(path) for path in np.argsort(-best, kind="stable") if best[path] > NO_EFFECT * max(need, 1e-300)]
    return [(path, -1.0 if pairs[path, 0] >= pairs[path, 1] else 1.0) for path in helping]


def _together(
    evaluate: Evaluate, count: int, orders: Sequence[list[tuple[int, float]]], central: Array, edges: Array
) -> tuple[list[int], list[float]]:
    """Smallest number of parameters at their better ends that reaches each figure (0: none does), nearest values."""
    sizes = [min(len(order), MOST_TOGETHER) for order in orders]
    blocks = []
    for order, size in zip(orders, sizes, strict=True):
        block = np.zeros((count, size + 1))
        for place, (path, direction) in enumerate(order[:size]):
            block[path, place:] = direction
        for path, direction in order:  # the last column: all of them
            block[path, size] = direction
        blocks.append(block)
    values = evaluate(np.concatenate(blocks, axis=1))
    found, nearest, first = [], [], 0
    for number, size in enumerate(sizes):
        own = values[number, first : first + size + 1]
        first += size + 1
        hit = _hits(own, edges[number], central[number])
        smallest = int(hit.argmax()) + 1 if hit.any() else 0
        found.append(len(orders[number]) if smallest == size + 1 else smallest)
        known = own[np.isfinite(own)]
        up = edges[number] >= central[number]
        nearest.append(float(known.max() if up else known.min()) if known.size else float(central[number]))
    return found, nearest


def _hits(values: Array, edge: float, central: float) -> NDArray[np.bool_]:
    """Whether values reach an edge, seen from the central value."""
    return np.asarray(values >= edge if edge >= central else values <= edge)


def _follow(
    evaluate: Evaluate, count: int, chosen: Sequence[Sequence[tuple[int, float]]], edges: Array, sign: Array
) -> dict[int, tuple[float, float]]:
    """Share of the way to the ends at which each figure is first reached, and the value there."""
    asked = [number for number, moves in enumerate(chosen) if moves]
    if not asked:
        return {}
    low = dict.fromkeys(asked, 0.0)
    high = dict.fromkeys(asked, 1.0)
    value = dict.fromkeys(asked, float("nan"))
    for _ in range(2):  # a coarse grid, then one within the step that holds the figure
        shares = {number: np.linspace(low[number], high[number], GRID + 1)[1:] for number in asked}
        blocks = []
        for number in asked:
            block = np.zeros((count, GRID))
            for path, direction in chosen[number]:
                block[path] = direction * shares[number]
            blocks.append(block)
        values = evaluate(np.concatenate(blocks, axis=1))
        for place, number in enumerate(asked):
            own = values[number, place * GRID : (place + 1) * GRID]
            hit = np.flatnonzero(sign[number] * own >= sign[number] * edges[number])
            if not hit.size:  # rounding at the very end
                continue
            step = int(hit[0])
            low[number] = low[number] if step == 0 else float(shares[number][step - 1])
            high[number], value[number] = float(shares[number][step]), float(own[step])
    return {number: (high[number], value[number]) for number in asked}
