"""A chain of one crop and two processes with round numbers, as inputs of the simulation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ioscenario.parameters import FIELDS
from ioscenario.simulation import Inputs, Topology
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.rationing import neutral as neutral_rationing
from ioscenario.simulation.topology import BridgeLine

YEARS = tuple(range(2025, 2031))
CROP, GIN, SEW = range(3)
RAW, CLEAN, SHIRTS = range(3)

TOPOLOGY = Topology(
    output=(RAW, CLEAN, SHIRTS),
    order=(GIN, SEW),
    crop=CROP,
    links=((GIN, RAW), (SEW, CLEAN)),
    filled=(False, True),
    coproducts=(),
    exports=(0, 2, 1),
    storable=(True, False, False),
    raw=(),
    raw_material=CLEAN,
    bridge=(BridgeLine("output", "production", CLEAN, 1.0), BridgeLine("jobs", "jobs_direct", SEW, 1.0)),
)

#: Size of the leading axis of a field, by its first brace.
AXES = {"process": 3, "commodity": 3, "final": 3, "traded": 3, "exported": 3, "raw": 3, "branch": 0}

#: What differs from the default of its field, or from zero.
VALUES: dict[str, object] = {
    "area": 100.0, "area_limit": 120.0, "drip_share": 0.25, "yield_furrow": 2.0, "yield_drip": 4.0,
    "elite_seed_gain": 0.1, "weather": 1.0, "autumn_share": 0.6, "autumn_season_share": 1.0, "carry_in": 80.0,
    "water_furrow": 6.0, "water_drip": 4.0, "water_quota": 660.0, "crop_labour": 0.2, "crop_wage": 1.0,
    "crop_purchases": 0.1, "drip_capex": 2.0, "elite_seed_cost": 0.01,
    "input": [2.0, 1.0], "labour": [0.0, 0.1, 0.5], "capacity": [[0, 0], [200, 0], [100, 0]], "depreciation": 0.1,
    "utilisation_max": 0.8, "fixed_labour_share": [0.0, 0.0, 0.5], "wage": 2.0, "replacement_rate": 1.0,
    "replacement_gate": 0.6, "capex": 3.0, "gestation": 1.0, "project_realisation": 0.5, "home_share": [0.0, 0.25],
    "home_share_max": [0.0, 0.75], "import_price": [0.0, 1.0], "price": [0.1, 1.0, 10.0], "mass": [1.0, 1.0, 0.5],
    "export_demand": [0.0, 0.0, 10.0], "market_size": [0.0, 0.0, 100.0], "domestic_share": [0.0, 0.0, 0.4],
    "price_elasticity": 2.0, "shadow_import_share": [0.0, 0.0, 0.5], "procurement": [0.0, 0.0, 20.0],
    "local_content": [0.0, 0.0, 0.5], "export_limit": 1.0, "vat_rate": 0.1, "loan_rate": 0.2,
    "programme_loan_rate": 0.05, "loan_term": 10.0, "support_response": 2.0,
}  # fmt: skip


def inputs(runs: int = 1, **changes: object) -> Inputs:
    """The chain with some fields replaced; a change is broadcast over the field's axes.

    A list runs over the leading axis of the field; an array with the years first and the
    runs last is taken as it is.
    """
    return build(changes, runs)


def build(changes: Mapping[str, object], runs: int = 1) -> Inputs:
    """The same with the changes in one mapping."""
    values = {}
    for field in FIELDS:
        braces = [name for name in field.braces if name not in ("technology", "crop")]
        axes: tuple[int, ...] = ()
        if braces[1:] in (["input"], ["filled"]):
            axes = (2,)
        elif braces[1:] == ["coproduct"]:
            axes = (0,)
        elif braces:
            axes = (AXES[braces[0]],)
        if "technology" in field.braces:
            axes = (*axes, 2)
        neutral = VALUES.get(field.name, field.default or 0.0)
        values[field.name] = _spread(changes.get(field.name, neutral), axes)
    return Inputs(YEARS, runs, values, TOPOLOGY, neutral_rationing(len(YEARS), 3, runs))


def _spread(value: object, axes: tuple[int, ...]) -> Array:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == len(axes) + 2:
        return array
    while array.ndim < len(axes):
        array = array[..., None]
    wide = np.broadcast_to(array, axes)
    return np.broadcast_to(wide[None, ..., None], (len(YEARS), *axes, 1)).copy()


def path(*values: float) -> Array:
    """A scalar field that changes over the years; the last value is held. (year, run)."""
    full = [*values, *[values[-1]] * (len(YEARS) - len(values))]
    return np.array(full)[:, None]
