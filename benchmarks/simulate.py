"""How long the simulation takes beside a floor of plain numpy that moves the same numbers.

Run ``python benchmarks/simulate.py [runs]``. The floor makes, for every year, process and
run, the few products and minima that the two passes cannot do without; the ratio to it is
what the rest (limits, balances, accounts, records) costs.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from ioscenario.explore.draws import draw
from ioscenario.model import load
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs, simulate


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


def timed(inputs: Inputs) -> float:
    """Seconds of one simulation, the best of three."""
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        simulate(inputs)
        best = min(best, time.perf_counter() - start)
    return float(best)


def main(runs: int = 10_000, chunk: int = 500) -> None:
    model = load("kazakhstan-cotton")
    flats = tuple(model.scenario(name) for name in model.library)
    start = time.perf_counter()
    few = resolve(model.pack, Design(flats))
    resolved = time.perf_counter() - start
    print(f"{len(flats)} scenarios x {len(few.years)} years: resolve {resolved:.3f} s, simulate {timed(few):.3f} s")
    samples = max(chunk // len(flats), 1)
    design = Design(flats, draw(model.pack, samples, 0), samples)
    inputs = resolve(model.pack, design)
    chunks = -(-runs // inputs.runs)
    seconds, least = timed(inputs) * chunks, floor(inputs) * chunks
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{chunks * inputs.runs} runs in chunks of {inputs.runs}: {seconds:.2f} s, floor {least:.2f} s, "
        f"ratio {seconds / least:.0f}; peak {peak:.0f} MiB"
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
