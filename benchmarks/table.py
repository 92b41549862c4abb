"""Time the static toolkit against the floor, and against pymrio where it is installed.

    python -m benchmarks.table              n = 45, 500, 2000
    python -m benchmarks.table --large      and 4000
    python -m benchmarks.table --markdown   as a table for the manual

Every job runs in the same process, turn by turn with the floor, on a seeded dense table;
the best of several turns counts, because other work on the machine only ever adds. pymrio
comes after a pause, because it uses NumPy's BLAS, whose threads would disturb the others.
On a machine that others use too, one thread (OPENBLAS_NUM_THREADS=1) gives steadier times.
Jobs after the first start from a known inverse, for everyone. Memory is the peak of what
a job allocates. Before anything is timed the answers are compared.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from benchmarks import floor
from ioscenario.table import Leontief, coefficients, leontief_inverse, multipliers, technology_scenarios, totals

CASES = 1000
SECONDS = 0.6
PAUSE = 0.3


class World(NamedTuple):
    """A table and what is asked of it."""

    Z: floor.Array
    x: floor.Array
    jobs: floor.Array
    f: floor.Array
    F: floor.Array
    at: NDArray[np.intp]
    D: floor.Array


class Job(NamedTuple):
    """One job in three hands; `scale` is how many times pymrio's call makes up the job."""

    name: str
    floor: Callable[[], object]
    ours: Callable[[], object]
    pymrio: Callable[[], object] | None
    scale: int


def world(n: int) -> World:
    """A dense table whose columns of A add up to 0.35 ... 0.65."""
    random = np.random.default_rng(n)
    A = random.random((n, n))
    A *= random.uniform(0.35, 0.65, n) / A.sum(axis=0)
    x = random.uniform(1.0, 10.0, n)
    at = random.integers(0, n, CASES)
    D = A[:, at] * random.uniform(-0.2, 0.2, (n, CASES))
    return World(A * x, x, random.random(n) + 0.1, x - A @ x, random.random((n, CASES)), at, D)


def our_technologies(model: Leontief, w: World) -> tuple[floor.Array, floor.Array]:
    """Output and jobs of all technology scenarios."""
    output = technology_scenarios(model, w.at, w.D, w.f)
    return output, totals(w.jobs, output)


def jobs_of(w: World) -> list[Job]:
    """The five jobs on one table."""
    A = coefficients(w.Z, w.x)
    model = Leontief(A)
    L = model.inverse
    peers = pymrio_calls(w) if importlib.util.find_spec("pymrio") else [(None, 1)] * 5
    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("A and L", lambda: floor.inverse(w.Z, w.x), lambda: leontief_inverse(coefficients(w.Z, w.x))),
        ("one demand", lambda: floor.demand(L, w.f), lambda: model.solve(w.f)),
        ("1,000 demands", lambda: floor.demands(L, w.F), lambda: model.solve(w.F)),
        (
            "1,000 technologies",
            lambda: floor.technologies(L, w.x, w.jobs, w.at, w.D),
            lambda: our_technologies(model, w),
        ),
        ("jobs multipliers", lambda: floor.jobs_multipliers(L, w.jobs), lambda: multipliers(model, w.jobs)),
    ]
    return [Job(name, plain, ours, *peer) for (name, plain, ours), peer in zip(pairs, peers, strict=True)]


def pymrio_calls(w: World) -> list[tuple[Callable[[], object] | None, int]]:
    """The same jobs through pymrio's public functions; loops are cut short and scaled up."""
    import pandas as pd

    pymrio = importlib.import_module("pymrio")

    labels = [f"s{at}" for at in range(len(w.x))]
    Z, x = pd.DataFrame(w.Z, labels, labels), pd.DataFrame({"x": w.x}, labels)
    A = pymrio.calc_A(Z, x)
    L = pymrio.calc_L(A)
    f, S = pd.Series(w.f, labels), pd.DataFrame([w.jobs], ["jobs"], labels)
    demands = [pd.Series(w.F[:, k], labels) for k in range(20)]

    def loop() -> None:
        for column in demands:
            pymrio.calc_x_from_L(L, column)

    def technology() -> object:
        changed = A.copy()
        changed.iloc[:, w.at[0]] += w.D[:, 0]
        return S @ pymrio.calc_x_from_L(pymrio.calc_L(changed), f)

    return [
        (lambda: pymrio.calc_L(pymrio.calc_A(Z, x)), 1),
        (lambda: pymrio.calc_x_from_L(L, f), 1),
        (loop, CASES // len(demands)),
        (technology, CASES),
        (lambda: pymrio.calc_M(S, L) / S, 1),
    ]


def agree(w: World) -> None:
    """Our answers are the floor's, and the floor's are those of solving again."""
    A, L = floor.inverse(w.Z, w.x)
    model = Leontief(A)
    output, jobs = our_technologies(model, w)
    plain, plain_jobs = floor.technologies(L, w.x, w.jobs, w.at, w.D)
    changed = A.copy()
    changed[:, w.at[0]] += w.D[:, 0]
    np.testing.assert_allclose(plain[:, 0], np.linalg.solve(np.eye(len(A)) - changed, w.f), rtol=1e-9)
    np.testing.assert_allclose(leontief_inverse(A), L, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(model.solve(w.F), L @ w.F, rtol=1e-9)
    np.testing.assert_allclose(output, plain, rtol=1e-9)
    np.testing.assert_allclose(jobs, plain_jobs, rtol=1e-9)
    np.testing.assert_allclose(multipliers(model, w.jobs), floor.jobs_multipliers(L, w.jobs), rtol=1e-9)


def best_times(calls: list[Callable[[], object]]) -> list[float]:
    """Best seconds of each call, taken turn by turn."""
    numbers = []
    for call in calls:
        start = time.perf_counter()
        call()
        numbers.append(max(1, int(0.005 / max(time.perf_counter() - start, 1e-7))))
    best = [float("inf")] * len(calls)
    for turn in range(200):
        started = time.perf_counter()
        for at, (call, number) in enumerate(zip(calls, numbers, strict=True)):
            start = time.perf_counter()
            for _repeat in range(number):
                call()
            best[at] = min(best[at], (time.perf_counter() - start) / number)
        spent = time.perf_counter() - started
        if turn >= (4 if spent < 1.0 else 2) and (turn + 1) * spent > SECONDS * len(calls):
            break
    return best


def peak(call: Callable[[], object]) -> float:
    """Peak of what a call allocates, MiB."""
    tracemalloc.start()
    call()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def shown(seconds: float) -> str:
    """Seconds in a unit that fits."""
    for unit, size in (("min", 100.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / (60.0 if unit == 'min' else size):.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def line(n: int, job: Job) -> list[str]:
    """One row of the table: times, ratios, memory."""
    times = best_times([job.floor, job.ours])
    if job.pymrio is not None:
        time.sleep(PAUSE)
        times += best_times([job.pymrio])
        time.sleep(PAUSE)
    cells = [job.name, str(n), shown(times[0]), shown(times[1]), f"{times[1] / times[0]:.2f}"]
    if len(times) > 2:
        peer = times[2] * job.scale
        cells += [
            shown(peer) + (" *" if job.scale > 1 else ""),
            f"{peer / times[1]:,.{0 if peer > 10 * times[1] else 1}f}",
        ]
    else:
        cells += ["–", "–"]
    return [*cells, f"{peak(job.floor):.1f}", f"{peak(job.ours):.1f}"]


HEAD = ["job", "n", "floor", "ioscenario", "ratio", "pymrio", "pymrio / ours", "floor MiB", "ours MiB"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", action="store_true", help="also n = 4000")
    options.add_argument("--markdown", action="store_true", help="print a table for the manual")
    chosen = options.parse_args()
    between = " | " if chosen.markdown else "  "
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "all")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, BLAS threads: {threads}"
    print(f"numpy {np.__version__}, scipy {scipy.__version__}, {machine}\n")
    widths = [20, 5, 9, 11, 6, 11, 14, 10, 9]
    print(between.join(word.ljust(width) for word, width in zip(HEAD, widths, strict=True)).strip())
    if chosen.markdown:
        print(between.join(["---", *["---:"] * 8]))
    for n in (45, 500, 2000, *([4000] if chosen.large else [])):
        w = world(n)
        agree(w)
        time.sleep(PAUSE)
        for job in jobs_of(w):
            print(between.join(word.ljust(width) for word, width in zip(line(n, job), widths, strict=True)).strip())


if __name__ == "__main__":
    main()
