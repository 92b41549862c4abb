"""Made-up sweeps: a known function in the place of the model, over the designs of the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.explore.designs import Samples

Array = npt.NDArray[np.float64]
Function = Callable[[Array], Array]

#: Names in the place of variables of the model, which analyses look for in the registry.
FIRST, SECOND = "sector_jobs", "sector_output"


def names(count: int) -> list[str]:
    """Paths x1, x2 and so on."""
    return [f"x{number}" for number in range(1, count + 1)]


def made(
    design: Samples,
    kind: str,
    functions: Mapping[str, Function],
    *,
    scenarios: Mapping[str, float] | None = None,
    failed: npt.NDArray[np.intp] | None = None,
) -> xr.Dataset:
    """Results of functions of positions.

    Parameters
    ----------
    design
        A design.
    kind
        Its name.
    functions
        Variable to function of positions (path, sample) that gives (sample).
    scenarios
        Name to what is added to every variable; the first is the reference.
    failed
        Samples whose run fails, in every scenario.
    """
    scenarios = scenarios or {"now": 0.0}
    position = design.positions(0, design.size)
    steps = design.steps(0, design.size)
    status = np.zeros((len(scenarios), design.size), dtype=np.int8)
    if failed is not None:
        status[:, failed] = 1
    data: dict[str, xr.Variable] = {
        "draw": xr.Variable(("sample", "path"), position.T),
        "position": xr.Variable(("sample", "path"), position.T),
        "status": xr.Variable(("scenario", "sample"), status),
    }
    for name, function in functions.items():
        values = np.stack([function(position) + more for more in scenarios.values()])[..., None]
        data[name] = xr.Variable(("scenario", "sample", "year"), values, {"units": "full-time job"})
    if steps is not None:
        data |= {name: xr.Variable("sample", values) for name, values in steps._asdict().items()}
    coords = {
        "scenario": list(scenarios),
        "sample": np.arange(design.size),
        "year": [2030],
        "path": list(design.paths),
        "path_unit": ("path", ["1"] * len(design.paths)),
    }
    return xr.Dataset(data, coords, {"design": kind, "reference": next(iter(scenarios)), "levers": ""})


def ishigami(position: Array) -> Array:
    """Ishigami and Homma's function of three probabilities."""
    x1, x2, x3 = (2 * position - 1) * np.pi
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


#: Weights of the g-function: the smaller, the more important.
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])


def g_function(position: Array) -> Array:
    """Sobol's g-function."""
    weights = WEIGHTS[:, None]
    return np.asarray(((np.abs(4 * position - 2) + weights) / (1 + weights)).prod(axis=0))


def linear(*slopes: float) -> Function:
    """A weighted sum."""
    return lambda position: np.asarray(np.array(slopes) @ position)
