"""How long the simulation takes beside a floor of plain numpy that moves the same numbers.

Run ``OPENBLAS_NUM_THREADS=1 python benchmarks/simulate.py [runs]``. The floor makes, for every year, process and
run, the few products and minima that the two passes cannot do without; the ratio to it is
what the rest (limits, balances, accounts, records) costs.
"""

from __future__ import annotations

import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ioscenario.batches import MOST_AT_ONCE, simulated
from ioscenario.explore.draws import draw
from ioscenario.model import load
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs, simulate

#: What a sweep of a programme usually keeps.
AGGREGATES = ("sector_output", "sector_jobs", "jobs", "value_added", "public_cost", "public_revenue")

warnings.simplefilter("ignore")


def floor(inputs: Inputs) -> float:
    """Seconds of plain numpy over (year, process, technology, run)."""
    runs = inputs.runs
    shape = (inputs.topology.processes, 2, runs)
    rng = np.random.default_rng(0)
    capacity, need, demand = rng.random(shape), rng.random(shape), rng.random(shape[0::2])
    start = time.perf_counter()
    for _ in inputs.years:
        made = np.minimum(capacity.sum(axis=1), demand)
        modern = np.minimum(made, capacity[:, 1])
        used = need[:, 1] * modern + need[:, 0] * (made - modern)
        capacity = capacity * 0.95 + 0.05 * used[:, None]
    return time.perf_counter() - start


def best_of(call: Callable[[], object], times: int = 3) -> float:
    """Seconds of a call, the best of a few."""
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return float(best)


def main(runs: int = 10_000) -> None:
    model = load()
    pack = model.pack
    flats = tuple(model.scenario(name) for name in model.library)
    few = resolve(pack, Design(flats))
    print(
        f"one labelled run: {best_of(lambda: model.run(model.pack.structure.reference), 10):.4f} s; "
        f"{len(flats)} scenarios x {len(few.years)} years, all variables: {best_of(lambda: simulate(few)):.3f} s"
    )
    samples = -(-runs // len(flats))
    design = Design(flats, draw(pack, samples, 0), samples)
    seconds = best_of(lambda: simulated(pack, design, wanted=AGGREGATES))
    batch = resolve(pack, replace(design, draws={}, samples=MOST_AT_ONCE // len(flats)))
    least = best_of(lambda: floor(batch)) * design.runs / batch.runs
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{design.runs} runs x {len(few.years)} years, {len(AGGREGATES)} aggregated variables, parameters resolved: "
        f"{seconds:.2f} s, floor {least:.3f} s, ratio {seconds / least:.0f}; peak {peak:.0f} MiB"
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
