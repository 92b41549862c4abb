r"""Least cost under limits, where every number comes out of a simulation.

Cost and limits have kinks and steps: a workshop that cannot earn its cost stops, another
limit takes over. So derivatives are not relied on. A search has three steps, each a few
batches of runs:

1. points spread evenly over the ranges (Sobol'), with the corners that matter;
2. differential evolution (Storn and Price 1997, as in scipy), which keeps the better of parent and
   child: of two points that miss a limit the one that misses it less, before any that costs less;
3. from the best point, and from good points far from it, steps along a linear programme
   (:mod:`ioscenario.explore.descent`): differences over a finite step :math:`h` to either side of each
   lever are the slopes, those to the left and to the right kept apart; the programme's solution within
   :math:`h` is tried at several lengths, and so is every single step. Where nothing is better :math:`h` is
   halved.

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

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: What stands for a limit that has no value in a run: far from being kept.
WORST: Final = 1e6
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
