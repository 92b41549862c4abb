"""What a sweep costs on top of the bare simulation of the same runs, without a store.

Run ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.sweep``. The bare simulation is `simulate(resolve(...))`
of the same chunks with the values drawn beforehand; both are timed chunk by chunk, in turn, in
processor time, and the median is given. Drawing is shown apart: it makes the inputs.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection
from time import process_time
from typing import Any

import numpy as np

import ioscenario as ios
from ioscenario.explore.chunks import layout, perform, runs_at_once, work_of
from ioscenario.explore.sweepfile import read_sweep
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs, simulate

TURNS = 3


def measure(pack: str | None, samples: int) -> dict[str, float]:
    """Microseconds a run: drawing positions, their values, the bare simulation, what the sweep adds."""
    model = ios.load(pack)
    keep = {"variables": ["jobs", "production", "public_cost"]}
    design = {"kind": "latin_hypercube", "samples": samples}
    plan = read_sweep({"name": "benchmark", "design": design, "keep": keep}, model.pack, model.library)
    started = process_time()
    drawn = plan.design()
    positions = (process_time() - started) / samples
    work = work_of(plan, drawn.random, {})
    times: dict[str, list[float]] = {"values": [], "bare": [], "sweep": []}
    for block in layout(1, samples, runs_at_once(model.pack)).blocks * TURNS:
        place = drawn.positions(*block.samples)
        marks = [process_time()]
        draws = work.draws(place)
        marks.append(process_time())
        simulate(resolve(model.pack, Design((plan.reference,), draws, block.runs)), work.variables)
        marks.append(process_time())
        perform(work, block, place)
        marks.append(process_time())
        for name, spent in zip(times, np.diff(marks), strict=True):
            times[name].append(float(spent) / block.runs)
    values, bare, sweep = (1e6 * float(np.median(found)) for found in times.values())
    return {"positions": 1e6 * positions, "values": values, "bare": bare, "added": sweep - values - bare}


def nothing(inputs: Inputs, wanted: Collection[str] | None = None) -> dict[str, np.ndarray[Any, Any]]:
    """A model that costs nothing: one number a run, the same as that of the peer."""
    value = np.asarray(inputs.price[0, 0] + inputs.price[0, 1])
    return {name: np.broadcast_to(value, (len(inputs.years), inputs.runs)) for name in wanted or ()}


def trivial(samples: int) -> float:
    """Microseconds a run of a sweep with two drawn paths and a model that costs nothing."""
    model = ios.load("toy-chain")
    ranged = [path for path, item in model.pack.parameters.items() if item.ranged and path.endswith("price")]
    written = {
        "name": "trivial",
        "uncertain": ranged[:2],
        "design": {"kind": "latin_hypercube", "samples": samples},
        "keep": {"variables": ["sector_jobs"]},
    }
    plan = read_sweep(written, model.pack, model.library)
    times = []
    for _ in range(TURNS):
        started = process_time()
        drawn = plan.design()
        work = work_of(plan, drawn.random, {}, nothing)
        for block in layout(1, samples, runs_at_once(model.pack)).blocks:
            perform(work, block, drawn.positions(*block.samples))
        times.append((process_time() - started) / samples)
    return 1e6 * min(times)


def peer(samples: int) -> float | None:
    """Microseconds an experiment of the EMA workbench with the same model; None where it is not installed."""
    try:
        from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments
    except ImportError:
        return None
    model = Model("trivial", function=lambda a, b: {"jobs": a + b})
    model.uncertainties = [RealParameter("a", 0.0, 1.0), RealParameter("b", 0.0, 1.0)]
    model.outcomes = [ScalarOutcome("jobs")]
    times = []
    for _ in range(TURNS):
        started = process_time()
        perform_experiments(model, samples)
        times.append((process_time() - started) / samples)
    return 1e6 * min(times)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10_000)
    samples = parser.parse_args().samples
    print(f"{'pack':20} {'positions':>10} {'values':>10} {'bare':>10} {'added':>10}   microseconds a run")
    for pack in ("toy-chain", None):
        found = measure(pack, samples)
        print(f"{pack or 'default':20} " + " ".join(f"{value:10.2f}" for value in found.values()))
    own, other = trivial(samples), peer(2_000)
    told = "not installed" if other is None else f"{other:.0f}, ratio {other / own:.0f}"
    print(f"a model that costs nothing: {own:.2f} microseconds a run; EMA workbench: {told}")


if __name__ == "__main__":
    main()
