"""Goal seek: the mix of levers that reaches the targets at the least cost, or the plain answer that none does.

A design like the others: more runs and a reduction. The search itself is in
:mod:`ioscenario.explore.search`, the batches of runs in :mod:`ioscenario.explore.candidates`.
What it finds is rounded to digits that one would write, put into a scenario, and run again
in the ordinary way; every figure of the answer is from that last run.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ioscenario.explore.candidates import Candidates, Outcome
from ioscenario.explore.descent import SMALLEST, Descent, descend, ends_of
from ioscenario.explore.goal import Aim, Goal, Knob
from ioscenario.explore.nearest import nearest
from ioscenario.explore.search import WORST, Evolution, Ledger, Scores, evolve, far_apart, missed, ranked, spread

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

#: A target is met with this much to spare, as a share of it, so that another order of adding up does not miss it.
SPARE: Final = 1e-9
#: Points spread over the ranges and points of a generation, up to so many levers; with more, twice as many.
FEW_LEVERS: Final = 8
SPREAD: Final = 256
POPULATION: Final = 64
GENERATIONS: Final = 40
#: Generations of a search with draws, which starts from what a search at central values has found.
DRAWN_GENERATIONS: Final = 8
#: Starts of the last step, and how far apart they are and two basins, as a share of some lever's range.
STARTS: Final = 5
APART: Final = 0.2
#: A lever that saves less than this share of the cost is left out of the mix.
WORTH: Final = 1e-4
#: How much more of a target is asked for to see what more of it costs, as a share, and steps of that search.
MORE: Final = 0.01
MORE_STEPS: Final = 20
#: How close to where the start scenario has it a lever counts as hardly moved, as a share of its range.
CLOSE: Final = 0.02
#: Values are rounded to this many steps of a decimal place within the range of a lever.
DIGITS: Final = 3
#: Roundings tried at once.
MOST_ROUNDINGS: Final = 256
#: A floor that is never reached: the search then raises the limit as far as it goes.
UNREACHED: Final = 1e3
#: Fresh draws on which a required probability is checked, for each draw of the search.
FRESH: Final = 4
#: Share of each margin that seeds of a search with draws are asked for beyond the target.
AHEAD: Final = (0.0, 0.01, 0.03, 0.1)


@dataclass(frozen=True)
class Evidence:
    """What the search can say for itself.

    Parameters
    ----------
    generations
        Of the evolution: best cost, and by how much the worst target was missed.
    steps
        Best cost after each step of the descent.
    basins
        Cost at the end of each basin reached, the best first.
    mixes
        The mixes there, before any rounding, canonical units, (basin, lever).
    starts
        Number of starts of the descent.
    smallest
        Smallest step of the descent at the answer, as a share of each lever's range.
    rounding
        By how much rounding to written digits raised the cost.
    runs
        Number of runs.
    seed
        Seed.
    seconds
        Time it took.
    """

    generations: Evolution
    steps: tuple[float, ...]
    basins: tuple[float, ...]
    mixes: Array
    starts: int
    smallest: float
    rounding: float
    runs: int
    seed: int
    seconds: float

    @property
    def gap(self) -> float | None:
        """By how much the second-best basin costs more, as a share; None where only one was found."""
        if len(self.basins) < 2 or self.basins[0] == 0.0:
            return None
        return (self.basins[1] - self.basins[0]) / abs(self.basins[0])


@dataclass(frozen=True)
class Found:
    """What the search found, before it is run again.

    Parameters
    ----------
    feasible
        Whether every target is reached.
    values
        Value of each lever in its canonical unit, NaN for one that is left as it is, (lever).
    alone
        Best reachable value of each target by itself, (target); NaN where all are reached.
    one_more
        What one per cent more of each target would cost, (target); NaN where it is out of reach.
    evidence
        What the search can say for itself.
    front
        The fronts; None where none was asked for.
    """

    feasible: bool
    values: Array
    alone: Array
    one_more: Array
    evidence: Evidence
    front: xr.Dataset | None = None


class Seeker:
    """One search.

    Parameters
    ----------
    goal
        What is wanted.
    candidates
        Runs mixes.
    """

    def __init__(self, goal: Goal, candidates: Candidates) -> None:
        self.goal = goal
        self.candidates = candidates
        self.eased: Array | None = None  # margins that the nearest mix is held to where not all targets can be had
        self.low = np.array([knob.low for knob in goal.levers])
        self.width = np.array([knob.high for knob in goal.levers]) - self.low
        start = candidates.scenario(goal.start)
        self.scales = scales([aim.target.value for aim in goal.aims], start.targets.mean(axis=(1, 2)))
        self.levels = start.objectives.mean(axis=(1, 2))
        self.steps = scales(self.levels, self.levels)
        self.ledger = Ledger(self.scores, len(goal.levers), len(goal.aims) + len(goal.objectives))

    def values(self, points: Array) -> Array:
        """Values of the levers at points of the unit cube; the ends are the ends of the ranges."""
        return np.asarray(np.where(points == 1.0, self.low + self.width, self.low + points * self.width))

    def points(self, values: Array) -> Array:
        """The other way round."""
        return np.asarray((values - self.low) / self.width)

    def scores(self, points: Array) -> Scores:
        """Mean cost; margin of each target; change of each second objective, as a share of the start's."""
        outcome = self.candidates.evaluate(self.values(points))
        signs = np.array([item.sign for item in self.goal.objectives])
        change = signs[:, None] * (outcome.objectives.mean(axis=2) - self.levels[:, None]) / self.steps[:, None]
        return Scores(outcome.cost.mean(axis=1), np.concatenate([self.margins(outcome), change]))

    def margins(self, outcome: Outcome) -> Array:
        """Margin of each target as a share of it, in as many draws as are asked for, (target, mix)."""
        signs = np.array([1.0 if aim.target.at_least else -1.0 for aim in self.goal.aims])
        wanted = np.array([aim.target.value for aim in self.goal.aims])
        each = (outcome.targets - wanted[:, None, None]) * (signs / self.scales)[:, None, None]
        return surely(np.nan_to_num(each, nan=-WORST), self.goal) - SPARE

    @property
    def floors(self) -> Array:
        """Every target reached (or what is held to instead), second objectives left free, (limit)."""
        asked = np.zeros(len(self.goal.aims)) if self.eased is None else self.eased
        return np.concatenate([asked, np.full(len(self.goal.objectives), -np.inf)])

    def search(self, generations: int = GENERATIONS, seeds: Array | None = None) -> tuple[Evolution, Descent, Array]:
        """Spread, evolve, descend; the descent's floors come third, (limit, start)."""
        ledger, seed = self.ledger, self.goal.seed
        times = 1 if len(self.goal.levers) <= FEW_LEVERS else 2
        if seeds is None:
            spread(ledger, SPREAD * times, seed, self.corners())
            population = POPULATION * times
        else:
            ledger(np.concatenate([self.corners(), seeds]))
            population = min(len(ledger.points), POPULATION * times // 2)
        evolution = evolve(ledger, self.floors, seed, population, generations)
        count = STARTS if seeds is None else 2
        chosen = far_apart(ledger.points, ranked(ledger.scores, self.floors), count, APART)
        floors = np.repeat(self.floors[:, None], len(chosen), axis=1)
        return evolution, descend(ledger, ledger.points[chosen], floors), floors

    def corners(self) -> Array:
        """The start scenario's own values, where they lie within the ranges."""
        return np.clip(self.points(self.today())[None, :], 0.0, 1.0)

    def today(self) -> Array:
        """Value of each lever in the start scenario, in the last year in force."""
        years = self.goal.pack.structure.years
        paths = map(self.candidates.start_path, range(len(self.goal.levers)))
        return np.array([path[_last(knob, years)] for path, knob in zip(paths, self.goal.levers, strict=True)])

    def alone(self) -> Array:
        """Best reachable value of each target by itself, (target)."""
        if self.goal.chance is not None and self.goal.chance.together:
            apart = replace(self.goal, chance=replace(self.goal.chance, together=False))
            other = Seeker(apart, self.candidates)
            other.ledger(self.ledger.points[ranked(self.ledger.scores, self.floors)[:POPULATION]])
            return other.alone()
        count, total = len(self.goal.aims), self.ledger.limits
        floors = np.full((total, count), -np.inf)
        floors[range(count), range(count)] = UNREACHED
        starts = np.stack([self.ledger.points[ranked(self.ledger.scores, column)[0]] for column in floors.T])
        ends = descend(self.ledger, starts, floors)
        outcome = self.candidates.evaluate(self.values(ends.points))
        found = [surely_value(outcome.targets[k, k], aim, self.goal) for k, aim in enumerate(self.goal.aims)]
        return np.array(found)

    def one_more(self, point: Array, cost: float) -> Array:
        """What one per cent more of each target would cost with the others kept, (target); NaN: out of reach."""
        count = len(self.goal.aims)
        floors = np.repeat(self.floors[:, None], count, axis=1)
        floors[range(count), range(count)] = MORE
        ends = descend(self.ledger, np.repeat(point[None, :], count, axis=0), floors, step=CLOSE, most=MORE_STEPS)
        return np.where(missed(ends.scores, floors) <= 0.0, np.maximum(ends.scores.cost - cost, 0.0), np.nan)

    # ------------------------------------------------------------- a mix to be written

    def simpler(self, point: Array) -> Array:
        """The mix less the levers that save next to nothing, one after the other; those are NaN then.

        A lever close to where the start scenario has it is tried with the others moved to make up for it.
        """
        free = [place for place, knob in enumerate(self.goal.levers) if self._may_stay(place, knob)]
        today, point = self.corners()[0], np.array(point)
        while free:
            tried = np.repeat(point[None, :], len(free), axis=0)
            tried[range(len(free)), free] = np.nan
            close = [row for row, place in enumerate(free) if abs(point[place] - today[place]) <= CLOSE]
            scores, here = self.ledger(tried), self.ledger(point[None, :])
            if close and not self._as_good(scores, here).any():
                floors = np.repeat(self.floors[:, None], len(close), axis=1)
                tried[close] = descend(self.ledger, tried[close], floors, step=CLOSE, most=12).points
                scores = self.ledger(tried)
            good = np.flatnonzero(self._as_good(scores, here))
            if not good.size:
                break
            best = int(good[ranked(scores.of(good), self.floors)[0]])
            point = tried[best]
            free.remove(free[best])
        return point

    def _as_good(self, scores: Scores, here: Scores) -> npt.NDArray[np.bool_]:
        """Whether points miss targets by no more, and cost hardly more."""
        kept = missed(scores, self.floors) <= missed(here, self.floors)[0]
        return np.asarray(kept & (scores.cost - here.cost[0] <= WORTH * abs(here.cost[0])))

    def _may_stay(self, place: int, knob: Knob) -> bool:
        """Whether the lever may be left as it is: the start scenario keeps it within the range."""
        years = self.goal.pack.structure.years
        path = self.candidates.start_path(place)
        inside = [knob.low <= path[at] <= knob.high for at, year in enumerate(years) if in_force(knob, year)]
        return all(inside)

    def rounded(self, point: Array) -> Array:
        """Values of a mix in digits that one would write, targets still reached, at the least cost."""
        values = self.values(point)
        best = missed(self.ledger(point[None, :]), self.floors)[0]
        for digits in range(DIGITS, DIGITS + 4):
            choices = [_roundings(value, knob, digits) for value, knob in zip(values, self.goal.levers, strict=True)]
            rows = np.array(_some(choices, self.goal.seed))
            points = self.points(rows)
            # what is run is what is written, to the last bit
            scores = self._of_values(rows)
            order = ranked(scores, self.floors)
            if missed(scores.of(order[:1]), self.floors)[0] <= best + 1e-3 * (best > 0.0):
                return rows[order[0]] if len(points) else values
        return values

    def _of_values(self, values: Array) -> Scores:
        outcome = self.candidates.evaluate(values)
        free = np.zeros((len(self.goal.objectives), len(values)))
        return Scores(outcome.cost.mean(axis=1), np.concatenate([self.margins(outcome), free]))


def scales(wanted: Sequence[float] | Array, start: Array) -> Array:
    """What a margin is a share of: the target; where that is zero, today's value; else one unit.

    Examples
    --------
    >>> scales([-4.0, 0.0, 0.0], np.array([1.0, -2.0, 0.0])).tolist()
    [4.0, 2.0, 1.0]
    """
    sizes = np.abs(np.asarray(wanted, dtype=np.float64))
    today = np.abs(np.nan_to_num(start))
    return np.where(sizes > 0.0, sizes, np.where(today > 0.0, today, 1.0))


def surely(margins: Array, goal: Goal) -> Array:
    """Margins that are reached in as many draws as a goal asks for.

    The margin that a share p of n draws reach is the one with rank ceil(p n) from the
    highest. Together: a draw's margin is that of its worst target, the same for all targets.

    Parameters
    ----------
    margins
        (target, mix, sample).
    goal
        With the probability asked for; without one there is a single sample.

    Returns
    -------
    ndarray, shape (target, mix)
    """
    if goal.chance is None:
        return margins[:, :, 0]
    if goal.chance.together:
        margins = np.broadcast_to(margins.min(axis=0), margins.shape)
    return np.asarray(np.sort(margins, axis=2)[:, :, -rank_of(goal.chance.at_least, margins.shape[2])])


def rank_of(share: float, samples: int) -> int:
    """How many of so many draws a share is, rounded up; 0.07 x 100 is 7.

    Examples
    --------
    >>> rank_of(0.8, 10), rank_of(0.81, 10), rank_of(0.07, 100), rank_of(0.001, 100)
    (8, 9, 7, 1)
    """
    return max(1, math.ceil(round(share * samples, 9)))


def surely_value(values: Array, aim: Aim, goal: Goal) -> float:
    """Value of a target's indicator that is reached in as many draws as a goal asks for, from (sample)."""
    if goal.chance is None:
        return float(values[0])
    sign = 1.0 if aim.target.at_least else -1.0
    return float(sign * np.sort(sign * values)[-rank_of(goal.chance.at_least, len(values))])


def in_force(knob: Knob, year: int) -> bool:
    """Whether a lever acts in a year."""
    return knob.start <= year and (knob.end is None or year <= knob.end)


def _last(knob: Knob, years: Sequence[int]) -> int:
    """Position of the last year in force."""
    return len(years) - 1 if knob.end is None else list(years).index(knob.end)


def _roundings(value: float, knob: Knob, digits: int) -> list[float]:
    """The value rounded down and up to a decimal place of the unit that people write, within the range."""
    if math.isnan(value) or value in (knob.low, knob.high):
        return [value]
    place = step_of(knob, digits)
    shown = value / knob.factor
    found = []
    for side in (math.floor, math.ceil):
        whole = side(round(shown / place, 9))
        exact = float(f"{whole * place:.12g}") * knob.factor  # as the written value will be read
        found.append(min(max(exact, knob.low), knob.high))
    return list(dict.fromkeys(found))


def step_of(knob: Knob, digits: int) -> float:
    """Decimal place of the shown unit to which a lever is rounded: a range of 50 % to 0.01 %.

    A power of ten, so many places below the first digit of the range.
    """
    return float(10.0 ** (math.floor(math.log10((knob.high - knob.low) / knob.factor)) - digits))


def _some(choices: Sequence[Sequence[float]], seed: int) -> list[tuple[float, ...]]:
    """All combinations of roundings, or as many as are tried at once."""
    total = math.prod(len(item) for item in choices)
    if total <= MOST_ROUNDINGS:
        return list(product(*choices))
    generator = np.random.default_rng([seed, 3])
    ends = [tuple(item[0] for item in choices), tuple(item[-1] for item in choices)]
    picked = [tuple(item[int(generator.integers(len(item)))] for item in choices) for _ in range(MOST_ROUNDINGS - 2)]
    return list(dict.fromkeys([*ends, *picked]))


def _seeker(goal: Goal) -> tuple[Seeker, tuple[Evolution, Descent, Array] | None]:
    """A search at central values; with draws one that has been brought on its way by such a search.

    A run with draws costs as many runs as there are draws. What is cheapest at central values, with
    nothing and with something to spare, is a good place to begin.
    """
    if goal.chance is None:
        return Seeker(goal, Candidates(goal)), None
    plain = Seeker(replace(goal, chance=None), Candidates(goal))
    _, descent, _ = plain.search()
    ledger, count = plain.ledger, len(goal.aims)
    seeds = [descent.points]
    for ahead in AHEAD:
        floors = plain.floors
        floors[:count] += ahead
        order = ranked(ledger.scores, floors)
        starts = ledger.points[far_apart(ledger.points, order, 2, APART)]
        seeds.append(descend(ledger, starts, np.repeat(floors[:, None], len(starts), axis=1), most=10).points)
        seeds.append(ledger.points[far_apart(ledger.points, order, 4, APART)])
    drawn = Seeker(goal, Candidates(goal, goal.chance.samples, goal.seed))
    drawn.candidates.runs += plain.candidates.runs
    return drawn, drawn.search(DRAWN_GENERATIONS, np.concatenate(seeds))


def seek(goal: Goal) -> Found:
    """Search for the mix of least cost.

    Parameters
    ----------
    goal
        What is wanted.

    Returns
    -------
    Found
        The cheapest mix that reaches every target; where none does, the one whose worst target is
        missed by the least share, and that reaches the others as far as it can.
    """
    began = time.perf_counter()
    seeker, earlier = _seeker(goal)
    evolution, descent, floors = earlier or seeker.search()
    kept = missed(descent.scores, floors)
    best = int(np.lexsort((descent.scores.cost, kept))[0])
    feasible = bool(kept[best] <= 0.0)
    nothing, point = np.full(len(goal.aims), np.nan), descent.points[best]
    alone = nothing if feasible else seeker.alone()
    if not feasible:
        point = nearest(seeker, point, alone)
    smooth = float(seeker.ledger(point[None, :]).cost[0])
    values = seeker.rounded(seeker.simpler(point))
    final = seeker._of_values(np.stack([values, values]))
    one_more = seeker.one_more(descent.points[best], smooth) if feasible else nothing
    front = None
    if goal.objectives:
        from ioscenario.explore.front import fronts

        front = fronts(seeker)
    ends = list(ends_of(descent, floors, APART / 4))
    evidence = Evidence(
        generations=evolution,
        steps=descent.best,
        basins=tuple(cost for _, cost in ends),
        mixes=seeker.values(descent.points[[place for place, _ in ends]]),
        starts=len(descent.points),
        smallest=max(float(descent.step[best]), SMALLEST / 2),
        rounding=float(final.cost[0]) - smooth,
        runs=seeker.candidates.runs,
        seed=goal.seed,
        seconds=time.perf_counter() - began,
    )
    return Found(feasible, values, alone, one_more, evidence, front)
