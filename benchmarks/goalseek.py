"""How good and how fast goal seek is: against a grid, and against its own parts alone.

Run ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.goalseek``. Three levers of the flagship pack and two
targets are searched on a grid of 41 x 41 x 41, then by goal seek, by its evolution alone, and by the
descent alone from the best points of the spread. With eight levers, where no grid is possible, the same
three are compared, each with several seeds. Runs, processor time, and cost at the answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from time import process_time
from typing import Any, Final

import numpy as np

import ioscenario as ios
from ioscenario.explore.candidates import Candidates
from ioscenario.explore.descent import descend
from ioscenario.explore.goal import Goal
from ioscenario.explore.goalfile import read_goal
from ioscenario.explore.goalseek import APART, GENERATIONS, POPULATION, SPREAD, STARTS, Seeker, seek
from ioscenario.explore.search import evolve, far_apart, missed, ranked, spread

TARGETS: Final = [
    {"indicator": "sector_jobs", "year": 2035, "at_least": "31 thousand job"},
    {"indicator": "value_added", "year": 2035, "at_least": "370 bn KZT"},
]
THREE: Final = {
    "policy.garments.market_access": {"by": 2030},
    "policy.textile_articles.market_access": {"by": 2030},
    "policy.garments.export_promotion": {"by": 2030},
}
EIGHT: Final = {
    **THREE,
    "policy.textile_articles.export_promotion": {"by": 2030},
    "policy.garments.import_enforcement": {"by": 2030},
    "policy.sewing_garments.capex_grant": {"years": {"from": 2026, "to": 2032}},
    "policy.sewing_articles.wage_subsidy": {"years": {"from": 2026, "to": 2035}},
    "policy.spinning.capex_grant": {"years": {"from": 2026, "to": 2032}},
}
STEPS: Final = 41


def goal_of(levers: Mapping[str, Any], seed: int = 0) -> Goal:
    """A goal of the flagship pack."""
    model = ios.load("kazakhstan-cotton")
    return read_goal({"name": "bench", "levers": dict(levers), "targets": TARGETS, "seed": seed}, model.pack)


def brute_force(goal: Goal) -> tuple[int, float]:
    """Runs, and cost of the best point of the grid."""
    axes = [np.linspace(knob.low, knob.high, STEPS) for knob in goal.levers]
    values = np.array(list(product(*axes)))
    outcome = Candidates(goal).evaluate(values)
    wanted = np.array([aim.target.value for aim in goal.aims])
    reached = (outcome.targets[:, :, 0] >= wanted[:, None]).all(axis=0)
    return len(values), float(outcome.cost[reached, 0].min())


def whole(goal: Goal) -> tuple[int, float]:
    """Goal seek as it is: runs, and cost of the mix in written digits."""
    found = seek(goal)
    cost = Candidates(goal).evaluate(found.values[None, :]).cost[0, 0]
    return found.evidence.runs, float(cost) if found.feasible else float("nan")


def evolution(goal: Goal) -> tuple[int, float]:
    """Spread and evolution, three times as many generations, no descent."""
    seeker = _spread(goal)
    evolve(seeker.ledger, seeker.floors, goal.seed, POPULATION, 3 * GENERATIONS)
    return seeker.candidates.runs, _best(seeker)


def descent(goal: Goal) -> tuple[int, float]:
    """Spread and descent, no evolution."""
    seeker = _spread(goal)
    ledger = seeker.ledger
    chosen = far_apart(ledger.points, ranked(ledger.scores, seeker.floors), STARTS, APART)
    descend(ledger, ledger.points[chosen], np.repeat(seeker.floors[:, None], len(chosen), axis=1))
    return seeker.candidates.runs, _best(seeker)


def _spread(goal: Goal) -> Seeker:
    seeker = Seeker(goal, Candidates(goal))
    spread(seeker.ledger, SPREAD, goal.seed, seeker.corners())
    return seeker


def _best(seeker: Seeker) -> float:
    """Cost of the best point run; not a number where none reaches the targets."""
    scores = seeker.ledger.scores
    best = ranked(scores, seeker.floors)[:1]
    return float(scores.cost[best][0]) if missed(scores.of(best), seeker.floors)[0] == 0.0 else float("nan")


WAYS: Final[dict[str, Callable[[Goal], tuple[int, float]]]] = {
    "goal seek": whole,
    "evolution alone": evolution,
    "descent alone": descent,
}


def rows(seeds: int) -> Iterator[tuple[int, str, int, int, float, float]]:
    """Levers, way, seed, runs, seconds of processor time, cost."""
    started = process_time()
    runs, cost = brute_force(goal_of(THREE))
    yield len(THREE), f"grid of {STEPS}^{len(THREE)}", 0, runs, process_time() - started, cost
    for levers in (THREE, EIGHT):
        goal = goal_of(levers)
        for name, way in WAYS.items():
            for seed in range(seeds):
                started = process_time()
                runs, cost = way(replace(goal, seed=seed))
                yield len(levers), name, seed, runs, process_time() - started, cost


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    import scipy.optimize
    import scipy.stats.qmc  # so that loading is not timed

    assert scipy.optimize
    print("| levers | way | seed | runs | seconds | cost, million KZT |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for levers, name, seed, runs, seconds, cost in rows(seeds):
        print(f"| {levers} | {name} | {seed} | {runs:,} | {seconds:.1f} | {cost:,.1f} |", flush=True)


if __name__ == "__main__":
    main()
