"""Fronts: the least cost at which a second objective comes to each level, targets left aside.

For every level the cheapest mix is searched that reaches it (the epsilon-constraint method),
all levels in the same batches, each from the best mix that any search before it has run. So
all points are least-cost mixes, spread evenly over what can be reached, and none is
dominated by another.

References
----------
Haimes, Y., Lasdon, L. and Wismer, D. (1971), IEEE Transactions on Systems, Man, and
Cybernetics 1(3), 296-297. The knee is the point farthest from the line between the ends, both
axes scaled to their range: Das, I. (1999), Structural Optimization 18, 107-115.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.dimensions import LANGUAGES
from ioscenario.explore.descent import descend
from ioscenario.explore.search import Ledger, missed, ranked

if TYPE_CHECKING:
    from ioscenario.explore.goalseek import Seeker

Array = npt.NDArray[np.float64]

#: Rounds of searches; after the first, levels start from what their neighbours have found.
ROUNDS: Final = 2
#: Steps of a round.
STEPS: Final = 25
#: Quantiles shown where there are draws.
SPREAD: Final = (0.05, 0.95)
#: A floor that is never reached: the objective is then raised as far as it goes.
UNREACHED: Final = 1e3


def fronts(seeker: Seeker) -> xr.Dataset:
    """Fronts of the cost against each second objective of a goal.

    Parameters
    ----------
    seeker
        A search that has been made; its points are used and added to.

    Returns
    -------
    xarray.Dataset
        Over (objective, point), points from the cheapest on and NaN beyond the last: ``cost`` and
        ``value``, with draws their means, and ``cost_low``, ``cost_high``, ``value_low``,
        ``value_high`` (5 and 95 %); ``mix`` (objective, point, lever) in the canonical unit of each
        lever; ``knee`` (objective), the position of the knee, -1 where a front has fewer than three
        points; ``scenario_cost`` (scenario) and ``scenario_value`` (objective, scenario) of the pack's
        own scenarios. Coordinates ``unit``, ``variable``, ``year``, ``better``, ``target`` along
        ``objective`` (the goal's target for the same indicator, NaN without), ``lever_unit``.
    """
    goal, ledger = seeker.goal, seeker.ledger
    count = len(goal.objectives)
    first = len(goal.aims)
    points = [_one(ledger, first + place, goal.points) for place in range(count)]
    size = max(len(item) for item in points)
    mixes = np.full((count, size, len(goal.levers)), np.nan)
    for place, item in enumerate(points):
        mixes[place, : len(item)] = seeker.values(item)
    there = ~np.isnan(mixes).all(axis=2)
    outcome = seeker.candidates.evaluate(mixes[there])
    cost, value = (np.full((count, size, seeker.candidates.samples), np.nan) for _ in range(2))
    cost[there] = outcome.cost
    which = np.nonzero(there)[0]
    value[there] = outcome.objectives[which, np.arange(len(which))]
    return _labelled(seeker, mixes, cost, value)


def _one(ledger: Ledger, limit: int, points: int) -> Array:
    """Mixes of one front from the cheapest on, (point, lever)."""
    free = np.full(ledger.limits, -np.inf)
    most = free.copy()
    most[limit] = UNREACHED
    ends = []
    for floors in (free, most):
        starts = ledger.points[ranked(ledger.scores, floors)[:2]]
        ends.append(descend(ledger, starts, np.repeat(floors[:, None], len(starts), axis=1), most=STEPS))
    # the cheapest mix of all, at the most that it gives for this cost; and the most that can be had
    cheapest = ledger.scores.cost.min()
    low = ledger.scores.limits[limit, ledger.scores.cost <= cheapest + 1e-9 * abs(cheapest)].max()
    high = ledger.scores.limits[limit].max()
    levels = np.linspace(low, high, points)
    floors = np.repeat(free[:, None], points, axis=1)
    floors[limit] = levels - 1e-9 * np.maximum(np.abs(levels), 1.0)
    for _ in range(ROUNDS):
        starts = np.stack([ledger.points[ranked(ledger.scores, column)[0]] for column in floors.T])
        descend(ledger, starts, floors, most=STEPS)
    best = [int(ranked(ledger.scores, column)[0]) for column in floors.T]
    best = [place for place, column in zip(best, floors.T, strict=True) if not _short(ledger, place, column)]
    kept = undominated(ledger.scores.cost[best], ledger.scores.limits[limit, best])
    return ledger.points[np.array(best, dtype=np.intp)[kept]]


def _short(ledger: Ledger, place: int, floors: Array) -> bool:
    return bool(missed(ledger.scores.of(slice(place, place + 1)), floors)[0] > 0.0)


def undominated(cost: Array, gain: Array) -> npt.NDArray[np.intp]:
    """Points that no other beats in both cost and gain, from the cheapest on, each once.

    Examples
    --------
    >>> undominated(np.array([1.0, 2.0, 3.0, 2.0]), np.array([1.0, 3.0, 2.0, 3.0])).tolist()
    [0, 1]
    """
    order = np.lexsort((-gain, cost))
    kept: list[int] = []
    for place in order:
        if not kept or gain[place] > gain[kept[-1]]:
            kept.append(int(place))
    return np.array(kept, dtype=np.intp)


def knee_of(cost: Array, gain: Array) -> int:
    """Position of the point farthest above the line between the ends, -1 without a point between them.

    Parameters
    ----------
    cost, gain
        Of a front from the cheapest point on, (point).

    Examples
    --------
    >>> knee_of(np.array([0.0, 1.0, 4.0, 10.0]), np.array([0.0, 5.0, 8.0, 9.0]))
    2
    """
    if len(cost) < 3 or cost[-1] <= cost[0] or gain[-1] <= gain[0]:
        return -1
    above = (gain - gain[0]) / (gain[-1] - gain[0]) - (cost - cost[0]) / (cost[-1] - cost[0])
    place = int(np.argmax(above))
    return place if above[place] > 1e-6 else -1


def _labelled(seeker: Seeker, mixes: Array, cost: Array, value: Array) -> xr.Dataset:
    """The fronts with names, units and coordinates."""
    goal = seeker.goal
    names = [item.indicator.label for item in goal.objectives]
    signs = np.array([item.sign for item in goal.objectives])
    at = ("objective", "point")
    found = xr.Dataset(
        {"cost": (at, cost.mean(axis=2)), "value": (at, value.mean(axis=2)), "mix": ((*at, "lever"), mixes)},
        coords={
            "objective": names, "point": np.arange(cost.shape[1]), "lever": [knob.path for knob in goal.levers],
            "unit": ("objective", [item.unit for item in goal.objectives]),
            "variable": ("objective", [item.indicator.variable for item in goal.objectives]),
            "year": ("objective", [int(item.indicator.year or 0) for item in goal.objectives]),
            "better": ("objective", ["higher" if sign > 0 else "lower" for sign in signs]),
            "target": ("objective", [_target(seeker, place) for place in range(len(names))]),
            "lever_unit": ("lever", [knob.unit for knob in goal.levers]),
        },
    )  # fmt: skip
    if goal.chance is not None:
        for name, array in (("cost", cost), ("value", value)):
            for ending, share in zip(("low", "high"), SPREAD, strict=True):
                found[f"{name}_{ending}"] = (at, np.quantile(array, share, axis=2))
    knees = []
    for place, sign in enumerate(signs):
        known = ~np.isnan(cost[place, :, 0])
        knees.append(knee_of(cost[place, known].mean(axis=1), sign * value[place, known].mean(axis=1)))
    found["knee"] = ("objective", knees)
    return _with_scenarios(seeker, found)


def _target(seeker: Seeker, place: int) -> float:
    """The goal's target for the indicator of an objective; NaN without one."""
    wanted = seeker.goal.objectives[place].indicator
    values = [aim.target.value for aim in seeker.goal.aims if aim.target.indicator.label == wanted.label]
    return values[0] if values else float("nan")


def _with_scenarios(seeker: Seeker, found: xr.Dataset) -> xr.Dataset:
    """The same figures of the pack's own scenarios."""
    goal = seeker.goal
    outcomes = {name: seeker.candidates.scenario(flat) for name, flat in goal.scenarios.items()}
    found["scenario_cost"] = ("scenario", [item.cost.mean() for item in outcomes.values()])
    values = np.array([item.objectives.mean(axis=(1, 2)) for item in outcomes.values()])
    found["scenario_value"] = (("objective", "scenario"), values.T)
    found = found.assign_coords(scenario=list(outcomes))
    for code in LANGUAGES:
        found[f"scenario_title_{code}"] = ("scenario", [flat.title_in(code) for flat in goal.scenarios.values()])
    found = found.set_coords([f"scenario_title_{code}" for code in LANGUAGES])
    money = f"million {goal.pack.structure.currency}"
    for name in ("cost", "cost_low", "cost_high", "scenario_cost"):
        if name in found:
            found[name].attrs = {"units": money}
    found.attrs = {
        "analysis": "front", "goal": goal.name, "pack": goal.pack.name, "reference": goal.reference.name,
        "cost": goal.minimise, "start": goal.start.name, "seed": goal.seed,
    }  # fmt: skip
    return found
