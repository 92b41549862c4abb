r"""Least cost under limits, where every number comes out of a simulation.

Cost and limits have kinks and steps: a workshop that cannot earn its cost stops, another
limit takes over. So derivatives are not relied on. A search has three steps, each a few
batches of runs:

1. points spread evenly over the ranges (Sobol'), with the corners that matter;
2. differential evolution (Storn and Price 1997, as in scipy), which keeps the better of parent and
   child: of two points that miss a limit the one that misses it less, before any that costs less;
3. from the best point, and from good points far from it, steps along a linear programme: differences
   over a finite step :math:`h` to either side of each lever are the slopes, those to the left and to
   the right kept apart; the programme's solution within :math:`h` is tried at several lengths, and so is
   every single step. Where nothing is better :math:`h` is halved.

The third step moves along a limit, where lowering one lever asks for raising another and steps in
single levers get stuck; the second finds the basin. All points are in the unit cube.

References
----------
Storn, R. and Price, K. (1997), Journal of Global Optimization 11, 341-359. Deb, K. (2000), Computer
Methods in Applied Mechanics and Engineering 186, 311-338 (limits before cost). Griffith, R. E. and
Stewart, R. A. (1961), Management Science 7(4), 379-392 (linear programmes in a small neighbourhood).
Kolda, T., Lewis, R. and Torczon, V. (2003), SIAM Review 45(3), 385-482 (steps without derivatives).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: What stands for a limit that has no value in a run: far from being kept.
WORST: Final = 1e6
#: First and smallest step of the third part, as a share of the range of a lever.
STEP: Final = 0.1
SMALLEST: Final = 2e-5
LONGEST: Final = 0.25
#: Relative fall of the cost that counts as a better point, and below which steps become smaller all the same.
BETTER: Final = 1e-7
WORTHWHILE: Final = 1e-5
#: Steps of the third part at most.
MOST_STEPS: Final = 60
#: Evolution stops when the best point has not become better by this share in so many generations.
STALE: Final = (1e-3, 10)


class Scores(NamedTuple):
    """What points are worth."""

    cost: Array
    """(point)."""
    limits: Array
    """(limit, point); a limit is kept where this is at least its floor."""

    def of(self, places: npt.NDArray[np.intp] | slice) -> Scores:
        """Scores of some points."""
        return Scores(self.cost[places], self.limits[:, places])


Evaluate = Callable[[Array], Scores]


@dataclass
class Ledger:
    """Every point that was run, with its scores; no point is run twice.

    Parameters
    ----------
    evaluate
        Scores of points (point, lever).
    levers, limits
        How many.

    Examples
    --------
    >>> ledger = Ledger(lambda x: Scores(x.sum(axis=1), x.T), 2, 2)
    >>> ledger(np.array([[0.0, 1.0], [0.0, 1.0]])).cost, len(ledger.points)
    (array([1., 1.]), 1)
    """

    evaluate: Evaluate
    levers: int
    limits: int
    points: Array = field(init=False)
    scores: Scores = field(init=False)
    _known: dict[bytes, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.points = np.empty((0, self.levers))
        self.scores = Scores(np.empty(0), np.empty((self.limits, 0)))

    def __call__(self, points: Array) -> Scores:
        """Scores of points (point, lever); those not known yet are run in one batch."""
        keys = [row.tobytes() for row in np.ascontiguousarray(points)]
        new = {key: place for place, key in enumerate(keys) if key not in self._known}
        if new:
            rows = points[list(new.values())]
            found = self.evaluate(rows)
            cost = np.nan_to_num(found.cost, nan=np.inf, posinf=np.inf, neginf=-np.inf)
            limits = np.clip(np.nan_to_num(found.limits, nan=-WORST, posinf=WORST, neginf=-WORST), -WORST, WORST)
            self._known |= {key: len(self.points) + place for place, key in enumerate(new)}
            self.points = np.concatenate([self.points, rows])
            self.scores = Scores(
                np.concatenate([self.scores.cost, cost]), np.concatenate([self.scores.limits, limits], axis=1)
            )
        return self.scores.of(np.array([self._known[key] for key in keys], dtype=np.intp))


def missed(scores: Scores, floors: Array) -> Array:
    """By how much the worst limit is missed, 0 where all are kept, (point).

    Parameters
    ----------
    scores
        Scores of points.
    floors
        (limit), or (limit, point); minus infinity: no limit.
    """
    if not len(floors):
        return np.zeros(len(scores.cost))
    short = (floors[:, None] if floors.ndim == 1 else floors) - scores.limits
    return np.asarray(np.maximum(short.max(axis=0), 0.0))


def ranked(scores: Scores, floors: Array) -> npt.NDArray[np.intp]:
    """Points from the best to the worst: limits before cost."""
    return np.lexsort((scores.cost, missed(scores, floors)))


# ------------------------------------------------------------------- first two steps


def spread(ledger: Ledger, count: int, seed: int, corners: Array) -> None:
    """Run points spread evenly over the ranges, the ends of all levers, and each lever alone at its ends.

    Parameters
    ----------
    ledger
        Takes the points.
    count
        Number of points spread, a power of two.
    seed
        Of the shift of the Sobol' sequence.
    corners
        Further points, (point, lever).
    """
    from scipy.stats.qmc import Sobol

    levers = ledger.levers
    ends = np.concatenate([np.zeros((1, levers)), np.ones((1, levers)), np.eye(levers), 1.0 - np.eye(levers)])
    even = Sobol(levers, scramble=True, rng=np.random.default_rng([seed, 1])).random(count)
    ledger(np.concatenate([corners, ends, even]))


@dataclass(frozen=True)
class Evolution:
    """How the second step went: best cost, and by how much limits are missed, by generation."""

    cost: tuple[float, ...]
    missed: tuple[float, ...]


def evolve(ledger: Ledger, floors: Array, seed: int, population: int, generations: int) -> Evolution:
    """Differential evolution from the best of the points that are known.

    Parameters
    ----------
    ledger
        Known points, and those to come.
    floors
        (limit).
    seed
        Of its random numbers.
    population, generations
        Points in a generation, and generations at most.
    """
    from scipy import optimize

    # the stubs know neither vectorised functions nor several constraints
    differential_evolution: Any = optimize.differential_evolution
    order = ranked(ledger.scores, floors)
    generator = np.random.default_rng([seed, 2])
    kept = order[: population // 2]
    others = generator.permutation(order[population // 2 :])[: population - len(kept)]
    first = ledger.points[np.concatenate([kept, others])]
    costs: list[float] = []
    misses: list[float] = []

    def note(intermediate_result: Any) -> None:
        best = int(ranked(ledger.scores, floors)[0])
        costs.append(float(ledger.scores.cost[best]))
        misses.append(float(missed(ledger.scores.of(slice(best, best + 1)), floors)[0]))
        if _stale(costs, misses):
            raise StopIteration

    def cost_of(points: Array) -> Array:
        return ledger(np.clip(np.atleast_2d(points.T), 0.0, 1.0)).cost

    def limits_of(points: Array) -> Array:
        return -missed(ledger(np.clip(np.atleast_2d(points.T), 0.0, 1.0)), floors)[None, :]

    differential_evolution(
        cost_of, [(0.0, 1.0)] * ledger.levers, init=first, maxiter=generations, tol=0.0, atol=0.0, polish=False,
        vectorized=True, updating="deferred", mutation=(0.4, 0.9), recombination=0.8, callback=note,
        constraints=(optimize.NonlinearConstraint(limits_of, 0.0, np.inf),), rng=generator,
    )  # fmt: skip
    return Evolution(tuple(costs), tuple(misses))


def _stale(costs: list[float], misses: list[float]) -> bool:
    """Whether nothing has become better lately."""
    share, wait = STALE
    if len(costs) <= wait:
        return False
    if misses[-1] > 0.0:
        return misses[-1 - wait] - misses[-1] <= share * misses[-1]
    return misses[-1 - wait] == 0.0 and costs[-1 - wait] - costs[-1] <= share * abs(costs[-1])


def far_apart(points: Array, order: npt.NDArray[np.intp], count: int, distance: float) -> npt.NDArray[np.intp]:
    """The best point, and the next best that are far from all chosen before.

    Parameters
    ----------
    points
        (point, lever).
    order
        Points from the best on.
    count
        How many at most.
    distance
        Least difference in some lever, as a share of its range.

    Examples
    --------
    >>> far_apart(np.array([[0.0], [0.1], [0.9]]), np.array([0, 1, 2]), 2, 0.5).tolist()
    [0, 2]
    """
    chosen: list[int] = []
    for place in order:
        if len(chosen) == count:
            break
        if all(np.abs(points[place] - points[other]).max() >= distance for other in chosen):
            chosen.append(int(place))
    return np.array(chosen, dtype=np.intp)


# ----------------------------------------------------------------------- third step


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
    reach = np.full(len(points), step)
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
        for row, start in enumerate(active):
            near = np.concatenate([polls[row], tried[row]])
            value = _joined(_rows(seen, row, polls), _rows(outcome, row, tried))
            choice = int(ranked(value, floors[:, start])[0])
            here = scores.of(slice(start, start + 1))
            there = value.of(slice(choice, choice + 1))
            if not _is_better(there, here, floors[:, start], BETTER):
                reach[start] *= 0.5
                continue
            if not _is_better(there, here, floors[:, start], WORTHWHILE):
                reach[start] *= 0.5
            elif np.nanmax(np.abs(near[choice] - points[start])) >= 0.99 * reach[start]:
                reach[start] = min(1.5 * reach[start], LONGEST)
            points[start] = near[choice]
            scores.cost[start], scores.limits[:, start] = there.cost[0], there.limits[:, 0]
        order = np.lexsort((scores.cost, missed(scores, floors)))
        best.append(float(scores.cost[order[0]]))
    return Descent(points, scores, reach, tuple(best))


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
