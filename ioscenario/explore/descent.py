"""Steps along linear programmes: the third part of a search; see :mod:`ioscenario.explore.search`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ioscenario.explore.search import Array, Ledger, Scores, far_apart, missed, ranked

#: First and smallest step of the third part, as a share of the range of a lever.
STEP: Final = 0.1
SMALLEST: Final = 1e-4
#: A start this close to a better one, in every lever, has come to the same place.
SAME: Final = 0.01
LONGEST: Final = 0.25
#: Relative fall of the cost that counts as a better point, and below which steps become smaller all the same.
BETTER: Final = 1e-7
WORTHWHILE: Final = 1e-5
#: Steps of the third part at most.
MOST_STEPS: Final = 60


class Descent(NamedTuple):
    """Where the third step ended, for each start."""

    points: Array
    """(start, lever)."""
    scores: Scores
    step: Array
    """Smallest step taken, (start)."""
    best: tuple[float, ...]
    """Cost of the best start after each step."""


def descend(ledger: Ledger, starts: Array, floors: Array, step: float = STEP, most: int = MOST_STEPS) -> Descent:
    """Steps along linear programmes from several starts at once.

    Parameters
    ----------
    ledger
        Takes the points.
    starts
        (start, lever); NaN: the lever stays as it is.
    floors
        (limit, start).
    step
        First step.
    most
        Steps at most.

    Examples
    --------
    Least x + 2 y with x + y at least 1:

    >>> ledger = Ledger(lambda x: Scores(x @ np.array([1.0, 2.0]), x.sum(axis=1)[None]), 2, 1)
    >>> found = descend(ledger, np.array([[0.6, 0.7]]), np.array([[1.0]]))
    >>> found.points.round(4) + 0.0
    array([[1., 0.]])
    """
    points = np.array(starts)
    scores = ledger(points)
    reach, joined = np.full(len(points), step), list(range(len(points)))
    best: list[float] = []
    for _ in range(most):
        active = np.flatnonzero(reach >= SMALLEST)
        if not active.size:
            break
        polls = _polls(points[active], reach[active])
        seen = ledger(polls.reshape(-1, ledger.levers))
        tried = np.stack(
            [
                _proposals(points[start], scores.of(slice(start, start + 1)), polls[row], _rows(seen, row, polls),
                           floors[:, start])
                for row, start in enumerate(active)
            ]
        )  # fmt: skip
        outcome = ledger(tried.reshape(-1, ledger.levers))
        for row, start in enumerate(map(int, active)):
            near = np.concatenate([polls[row], tried[row]])
            value = _joined(_rows(seen, row, polls), _rows(outcome, row, tried))
            reach[start] = _move(start, points, scores, floors[:, start], near, value, float(reach[start]))
        order = np.lexsort((scores.cost, missed(scores, floors)))
        best.append(float(scores.cost[order[0]]))
        for behind, ahead in _merged(points, floors, order):
            if reach[behind] >= SMALLEST:
                joined[behind], reach[behind] = ahead, 0.5 * SMALLEST
    # a start that has joined another ends where that one ends
    ends = np.array([_end_of(start, joined) for start in range(len(points))], dtype=np.intp)
    return Descent(points[ends], scores.of(ends), reach[ends], tuple(best))


def _move(
    start: int, points: Array, scores: Scores, floors: Array, near: Array, value: Scores, reach: float
) -> float:
    """Move a start to the best point near it, if that is better; return its next step.

    Parameters
    ----------
    start
        The start; its row of `points` and its scores are written anew.
    points, scores
        Of all starts.
    floors
        (limit).
    near, value
        Points tried around the start, and their scores.
    reach
        The step.
    """
    choice = int(ranked(value, floors)[0])
    here, there = scores.of(slice(start, start + 1)), value.of(slice(choice, choice + 1))
    if not _is_better(there, here, floors, BETTER):
        return 0.5 * reach
    if not _is_better(there, here, floors, WORTHWHILE):
        following = 0.5 * reach
    else:
        far = np.nan_to_num(np.abs(near[choice] - points[start])).max() >= 0.99 * reach
        following = min(1.5 * reach, LONGEST) if far else reach
    points[start] = near[choice]
    scores.cost[start], scores.limits[:, start] = there.cost[0], there.limits[:, 0]
    return following


def _end_of(start: int, joined: list[int]) -> int:
    """The start that another has joined, or that that one has joined, and so on."""
    while joined[start] != start:
        start = joined[start]
    return start


def _merged(points: Array, floors: Array, order: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Starts that have come close to a better one under the same limits, each with that one."""
    found: list[tuple[int, int]] = []
    ahead: list[int] = []
    for place in order:
        near = [
            other
            for other in ahead
            if np.array_equal(floors[:, place], floors[:, other])
            and np.allclose(points[place], points[other], rtol=0.0, atol=SAME, equal_nan=True)
        ]
        if near:
            found.append((int(place), near[0]))
        else:
            ahead.append(int(place))
    return found


def _rows(scores: Scores, row: int, blocks: Array) -> Scores:
    """Scores of one block of points."""
    size = blocks.shape[1]
    return scores.of(slice(row * size, (row + 1) * size))


def _joined(first: Scores, second: Scores) -> Scores:
    return Scores(
        np.concatenate([first.cost, second.cost]), np.concatenate([first.limits, second.limits], axis=1)
    )


def _is_better(new: Scores, old: Scores, floors: Array, share: float) -> bool:
    """Whether a point misses limits by less, or keeps them at less cost, by more than a share."""
    before, after = float(missed(old, floors)[0]), float(missed(new, floors)[0])
    if before > 0.0 or after > 0.0:
        return after < before * (1.0 - share)
    return float(new.cost[0]) < float(old.cost[0]) - share * abs(float(old.cost[0]))


def _polls(points: Array, reach: Array) -> Array:
    """One step up and one step down in each lever, within the cube, (start, 2 x lever, lever)."""
    levers = points.shape[1]
    directions = np.concatenate([np.eye(levers), -np.eye(levers)])
    return np.asarray(np.clip(points[:, None, :] + reach[:, None, None] * directions, 0.0, 1.0))


#: Lengths at which the solution of a linear programme is tried.
LENGTHS: Final = (1.0, 0.6, 0.3, 0.1)
#: How far inside the limits a second programme aims, as a share of what a step moves them.
INSIDE: Final = 0.05


def _proposals(point: Array, here: Scores, polls: Array, seen: Scores, floors: Array) -> Array:
    """Points along the solutions of linear programmes around a point, (proposal, lever).

    Parameters
    ----------
    point, here
        The point and its scores.
    polls, seen
        A step up, then a step down in each lever, and their scores.
    floors
        (limit).
    """
    levers = len(point)
    room = np.nan_to_num(np.abs(polls - point)).max(axis=1)  # of a lever that is left as it is: none
    change = np.where(room > 0.0, seen.cost - here.cost[0], 0.0)
    rise = np.where(room > 0.0, seen.limits - here.limits, 0.0)
    binding = np.isfinite(floors)
    slack = (here.limits[:, 0] - floors)[binding]
    rise = rise[binding]
    found = []
    for inside in (0.0, INSIDE):
        spare = slack - inside * np.abs(rise).max(axis=1, initial=0.0)
        parts = _programme(np.nan_to_num(change, posinf=0.0, neginf=0.0), rise, spare, bool((slack < 0.0).any()))
        move = parts[:levers] * room[:levers] - parts[levers:] * room[levers:]
        found += [np.clip(point + length * move, 0.0, 1.0) for length in LENGTHS]
    return np.array(found)


def _programme(change: Array, rise: Array, slack: Array, short: bool) -> Array:
    """Parts of the single steps to take together, each from 0 to 1.

    Least ``change . p`` with ``slack + rise . p`` at least 0; where a limit is missed, or
    cannot be kept, least of the largest miss.

    Parameters
    ----------
    change
        Change of the cost with each step, (step).
    rise
        Change of each limit, (limit, step).
    slack
        How far above its floor each limit is, (limit).
    short
        Whether a limit is missed.
    """
    from scipy import optimize

    linprog: Any = optimize.linprog
    steps = len(change)
    if not short:
        done = linprog(change, A_ub=-rise, b_ub=slack, bounds=(0.0, 1.0))
        if done.status == 0:
            return np.asarray(done.x)
    # the largest miss t: slack + rise . p + t >= 0
    scale = np.abs(change).max(initial=0.0)
    weights = np.append(1e-4 * change / scale if scale > 0.0 else change, 1.0)
    above = np.concatenate([-rise, -np.ones((len(slack), 1))], axis=1)
    done = linprog(weights, A_ub=above, b_ub=slack, bounds=[(0.0, 1.0)] * steps + [(None, None)])
    return np.asarray(done.x[:steps]) if done.status == 0 else np.zeros(steps)


def ends_of(descent: Descent, floors: Array, distance: float) -> Iterator[tuple[int, float]]:
    """Ends of a descent from the best on, one of each basin, with its cost.

    Parameters
    ----------
    descent
        Where the starts ended.
    floors
        (limit, start).
    distance
        Ends that differ by less in every lever are one basin.
    """
    kept = missed(descent.scores, floors) <= 0.0
    order = np.lexsort((descent.scores.cost, ~kept))
    order = order[kept[order]]
    for place in far_apart(descent.points, order, len(order), distance):
        yield int(place), float(descent.scores.cost[place])
