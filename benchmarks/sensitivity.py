"""How long Sobol' indices take, runs included, and the indices alone beside scipy and SALib.

Run ``python benchmarks/sensitivity.py [rows]``. The sweep has 20 uncertain paths of the
default pack and rows x 22 runs. scipy and SALib get the same outcomes; they work on one
indicator at a time, so that their time for all indicators is that of one times the number.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from ioscenario.explore.indicators import outcomes
from ioscenario.explore.sensitivity import matrices, sobol
from ioscenario.explore.sweep import Sweep
from ioscenario.model import load

PATHS = 20
RESAMPLES = 1000
#: Variables kept: every one that has a total becomes an indicator.
VARIABLES = (
    "harvest", "investment", "output_value", "value_added_direct", "jobs_direct", "gross_output", "value_added", "jobs",
    "wages", "import_bill", "public_cost", "public_revenue", "processing_depth", "sector_output", "sector_jobs",
)  # fmt: skip


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Seconds of a call, the best of a few."""
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return float(best)


def swept(rows: int) -> Sweep:
    """A Sobol' sweep of the reference scenario."""
    model = load("kazakhstan-cotton")
    paths = [item.path for item in model.pack.parameters.values() if item.role == "uncertain" and item.ranged]
    chosen = [paths[place] for place in np.linspace(0, len(paths) - 1, PATHS, dtype=int)]
    design = {"kind": "sobol", "samples": rows}
    keep = {"variables": list(VARIABLES)}
    return model.sweep({"name": "sobol", "uncertain": chosen, "design": design, "keep": keep}, progress=False)


def main(rows: int = 1024) -> None:
    start = time.perf_counter()
    sweep = swept(rows)
    ran = time.perf_counter() - start
    found = sobol(sweep.dataset, resamples=RESAMPLES)
    whole = time.perf_counter() - start
    indicators = found.sizes["indicator"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sweep.dataset.sizes['sample']} runs, {PATHS} paths, {indicators} indicators, {RESAMPLES} resamples")
    print(f"pack, runs, indices and intervals: {whole:.2f} s, of which runs {ran:.2f} s; peak {peak:.0f} MiB")

    one = outcomes(sweep.dataset, "sector_jobs")
    values = matrices(sweep.dataset, one)[:, :, 0, 0]
    function: Any = {"f_A": values[:1], "f_B": values[1:2], "f_AB": values[2:, None]}

    def theirs() -> None:
        stats.sobol_indices(func=function, n=rows, method="saltelli_2010").bootstrap(n_resamples=RESAMPLES)

    ours, scipys = seconds(lambda: sobol(sweep.dataset, "sector_jobs", resamples=RESAMPLES)), seconds(theirs, 1)
    everything = seconds(lambda: sobol(sweep.dataset, resamples=RESAMPLES))
    print(f"one indicator: {ours:.3f} s, scipy {scipys:.3f} s, ratio {ours / scipys:.2f}")
    scipys_all = indicators * scipys
    print(f"all {indicators}: {everything:.3f} s, scipy {scipys_all:.2f} s, ratio {everything / scipys_all:.3f}")
    try:
        from SALib.analyze import sobol as salib
    except ImportError:
        return
    names = [str(path) for path in sweep.dataset["path"].values]
    problem = {"num_vars": PATHS, "names": names, "bounds": [[0, 1]] * PATHS}
    interleaved = np.stack([values[0], *values[2:], values[1]], axis=1).ravel()
    other = seconds(
        lambda: salib.analyze(problem, interleaved, calc_second_order=False, num_resamples=RESAMPLES, seed=1), 1
    )
    print(f"one indicator: SALib {other:.3f} s, ratio {ours / other:.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
