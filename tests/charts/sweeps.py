"""Small sweeps of the toy chain for charts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from matplotlib.figure import Figure

import ioscenario as ios
from ioscenario.dimensions import LANGUAGES
from ioscenario.explore.sweep import Sweep
from ioscenario.explore.targets import Target

DESIGNS: dict[str, dict[str, Any]] = {
    "latin_hypercube": {"samples": 400},
    "sobol": {"samples": 64},
    "morris": {"trajectories": 8, "levels": 4},
    "one_at_a_time": {},
}
UNCERTAIN = ["market.*", "process.tailor.*", "process.loom.existing.*"]
KEPT = ["sector_jobs", "production", "public_cost", "value_added"]


@cache
def swept(kind: str) -> Sweep:
    """A sweep with a design, all scenarios."""
    found = ios.load("toy-chain").sweep(
        {
            "name": "charts",
            "scenarios": "all",
            "uncertain": UNCERTAIN,
            "design": {"kind": kind, **DESIGNS[kind]},
            "keep": {"variables": KEPT},
        },
        progress=False,
    )
    # the version and the hash of the data are printed under a chart and change with neither
    for code in LANGUAGES:
        found.dataset.attrs[f"source_line_{code}"] = "-"
    return found


@cache
def target() -> Target:
    """A target that about half of the draws of one scenario reach."""
    jobs = swept("latin_hypercube").dataset["sector_jobs"].sel(scenario="more_demand", year=2030)
    return Target("sector_jobs", round(float(jobs.median())), 2030)


ONE = ["more_demand"]

#: Every chart with sensible arguments, by name.
DRAWN: dict[str, Callable[..., Figure]] = {
    "fan": lambda **more: swept("latin_hypercube").charts.fan("sector_jobs", **more),
    "probability": lambda **more: swept("latin_hypercube").charts.probability(target(), **more),
    "sobol": lambda **more: swept("sobol").charts.sobol("sector_jobs", **more),
    "morris": lambda **more: swept("morris").charts.morris("sector_jobs", **more),
    "tornado": lambda **more: swept("one_at_a_time").charts.tornado("sector_jobs", **more),
    "prim": lambda **more: swept("latin_hypercube").charts.prim(target(), ONE, **more),
    "cart": lambda **more: swept("latin_hypercube").charts.cart(target(), ONE, **more),
    "regret": lambda **more: swept("latin_hypercube").charts.regret(["sector_jobs", "public_cost"], **more),
}
