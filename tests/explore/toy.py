"""Small sweeps of the toy chain, and simulators that fail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import ioscenario as ios
from ioscenario.explore.sweep import Calling, Sweep, run_sweep
from ioscenario.explore.sweepfile import Plan, read_sweep
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Array, Inputs

MODEL = ios.load("toy-chain")
GRANT = "policy.mill.capex_grant"
ACCESS = "policy.shirts.market_access"
PRICE = "market.fibre.price"
SUPPLY = "market.fibre.supply"

#: 1 + 2 x 2 grid points with 30 samples in 5 chunks.
SMALL: dict[str, Any] = {
    "name": "small",
    "scenarios": ["baseline", "more_demand"],
    "levers": {ACCESS: [0, 0.5]},
    "uncertain": ["market.*", "process.mill.wage"],
    "design": {"kind": "latin_hypercube", "samples": 30},
    "seed": 5,
    "keep": {"variables": ["production", "jobs", "bottleneck", "domestic_share"], "quantiles": ["5 %", "50 %"]},
    "chunk": 30,
}


def plan(**changes: Any) -> Plan:
    """The small sweep with changes; None takes a key out."""
    return read_sweep({key: value for key, value in (SMALL | changes).items() if value is not None}, MODEL.pack)


def run(out: Path | None = None, what: Plan | None = None, **calling: Any) -> Sweep:
    """Run the small sweep."""
    return run_sweep(what or plan(), Calling(out, progress=False, **calling))


def values(sweep: Sweep) -> dict[str, Any]:
    """Every variable and coordinate of a sweep as plain arrays."""
    return {str(name): item.values for name, item in sweep.dataset.variables.items()}


def assert_same(first: Sweep, second: Sweep) -> None:
    """Two sweeps agree to the last bit, in names, order and attributes too."""
    one, other = first.dataset, second.dataset
    assert set(one.variables) == set(other.variables)
    assert one.attrs == other.attrs
    for name in one.variables:
        left, right = one[name], other[name]
        assert left.dims == right.dims, name
        assert left.attrs == right.attrs, name
        np.testing.assert_array_equal(left.values, right.values, err_msg=str(name))


def files(folder: Path) -> dict[str, bytes]:
    """Files of a store's data by name."""
    data = folder / "data.zarr"
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def high_price(inputs: Inputs) -> Array:
    """Runs in which the raw material is dear."""
    return np.asarray(inputs.price[0, 0] > 0.53)


def raising(inputs: Inputs, wanted: Collection[str] | None = None) -> Mapping[str, Array]:
    """The simulation, but one that does not bear a high price."""
    if high_price(inputs).any():
        raise ZeroDivisionError("the price is too high")
    return simulate(inputs, wanted)


def not_a_number(inputs: Inputs, wanted: Collection[str] | None = None) -> Mapping[str, Array]:
    """The simulation, but with jobs that are no number where the price is high."""
    found = dict(simulate(inputs, wanted))
    wrong = np.broadcast_to(high_price(inputs), (inputs.runs,))
    found["jobs"] = np.where(wrong, np.nan, found["jobs"])
    return found
