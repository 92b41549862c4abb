"""Shadow values: what one more unit of each limit brings in a year, as more runs and a difference.

Each limit is raised by one per cent in one year, in a run of its own; the effect in that
year, divided by the rise, is the shadow value. Where a limit has slack no output moves; idle
plant still keeps the part of staff that is tied to it. Values hold for a small rise: at some
point another limit takes over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, LIMITS
from ioscenario.outputs import VARIABLE, VARIABLES
from ioscenario.pack.expansion import paths, result_unit
from ioscenario.parameters import FIELD
from ioscenario.problems import Findings, nearest
from ioscenario.scenario.library import Flat
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from ioscenario.simulation.demand import growth_index
from ioscenario.simulation.inputs import Array, Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Indicators whose gain is shown unless others are asked for.
INDICATORS: Final = ("sector_jobs", "sector_output", "value_added")

#: Rise of a limit, as a share of it.
STEP: Final = 0.01

#: Fields that limit the chain, with the limit of `dimensions.LIMITS` that they are, and the growth of each.
FIELDS_OF_LIMITS: Final = (
    ("area", "input", None),
    ("supply", "input", None),
    ("area_limit", "capacity", None),
    ("water_quota", "water", None),
    ("market_size", "demand", "market_growth"),
    ("export_demand", "demand", "export_growth"),
    ("labour_supply", "labour", None),
)


@dataclass(frozen=True)
class Limit:
    """One limit in one year.

    Parameters
    ----------
    path
        Parameter that sets it.
    kind
        Limit of `dimensions.LIMITS`.
    unit
        Unit of `level` and `step`.
    level
        How much there is in the year.
    step
        By how much it is raised.
    growth
        What the path's value is multiplied with on the way to the level of the year.
    process
        Process whose existing plant is meant; None: a limit that the path sets in the year.
    """

    path: str
    kind: str
    unit: str
    level: float
    step: float
    growth: float = 1.0
    process: int | None = None


def shadow_values(pack: Pack, scenario: Flat, year: int, indicators: Sequence[str] = INDICATORS) -> pd.DataFrame:
    """Effect of one more unit of every limit.

    Limits are the existing plant of each process, the area meant and the land fit for the
    crop or the supply of raw commodities, the water quota, the home market for each final
    good, export demand, and the supply of labour where one is set.

    Parameters
    ----------
    pack
        The pack.
    scenario
        Scenario with its ancestors applied, run at central values.
    year
        A year after the base year, in which alone the limit is raised. What a harvest
        brings after New Year, and what prices and investment make of it later, is not in it.
    indicators
        Variables that may be added up; their dimensions are summed.

    Returns
    -------
    pandas.DataFrame
        Indexed by path: ``limit``, ``level`` and ``unit`` in the year, ``binds``, and for each
        indicator its change per unit of the limit.

    Raises
    ------
    InputError
        For a year that is not after the base year, or an unknown indicator.
    """
    check(pack, year, indicators)
    place = pack.structure.years.index(year)
    found = list(limits(pack, scenario, place))
    arrays = raised(pack, scenario, found, place)
    steps = np.array([limit.step for limit in found])
    table = pd.DataFrame(
        {
            "limit": [limit.kind for limit in found],
            "level": [limit.level for limit in found],
            "unit": [limit.unit for limit in found],
            "binds": binds(found, arrays, place),
        },
        index=pd.Index([limit.path for limit in found], name="path"),
    )
    for name in indicators:
        values = arrays[name][place]
        whole = values.sum(axis=tuple(range(values.ndim - 1)))
        table[name] = (whole[1:] - whole[0]) / steps
    return table


def check(pack: Pack, year: int, indicators: Sequence[str]) -> None:
    """Refuse years and indicators that mean nothing, all at once."""
    findings = Findings()
    first, last = pack.structure.years[1], pack.structure.years[-1]
    if year not in pack.structure.years[1:]:
        findings.add("unknown-year", f"a year from {first} to {last}", key="year", value=str(year))
    known = [item.name for item in VARIABLES if item.sums]
    for name in indicators:
        if name not in known:
            near = nearest(str(name), known)
            findings.add("unknown-variable", "a variable that may be added up", value=str(name), nearest=near)
    findings.raise_if_any()


def limits(pack: Pack, scenario: Flat, place: int) -> Iterator[Limit]:
    """Limits of a year, existing plant first.

    Parameters
    ----------
    pack, scenario
        What is run.
    place
        Position of the year.
    """
    structure = pack.structure
    inputs = resolve(pack, Design((scenario,)))
    capacity = simulate(inputs, ["capacity"])["capacity"][place]
    for path, (names, position) in paths(FIELD["capacity"], structure).items():
        process = position[0]
        if names["technology"] == "existing":
            level = float(capacity[process].sum())
            unit = result_unit(VARIABLE["capacity"], names["process"], structure)
            yield Limit(path, "capacity", unit, level, step_of(level), process=process)
    for name, kind, growth in FIELDS_OF_LIMITS:
        for path, (_, position) in paths(FIELD[name], structure).items():
            level = float(inputs.values[name][(place, *position, 0)])
            if FIELD[name].default is not None and level == FIELD[name].default != 0.0:
                continue  # the pack sets no limit
            index = 1.0 if growth is None else float(growth_index(inputs.values[growth])[(place, *position, 0)])
            unit = pack.parameters[path].unit
            yield Limit(path, kind, unit, level * index, step_of(level * index), index)


def step_of(level: float) -> float:
    """Rise of a limit: a share of it, or one unit where there is nothing."""
    return STEP * level if level > 0.0 else 1.0


def raised(pack: Pack, scenario: Flat, found: Sequence[Limit], place: int) -> dict[str, Array]:
    """Results of the scenario as it is, then with each limit raised in the year."""
    year = pack.structure.years[place]
    flats = (scenario, *(with_more(scenario, limit, year) for limit in found))
    inputs = resolve(pack, Design(flats))
    arrays = simulate(replace(inputs, extra_capacity=more_plant(inputs, found, place)))
    return {name: np.broadcast_to(array, (*array.shape[:-1], len(flats))) for name, array in arrays.items()}


def with_more(scenario: Flat, limit: Limit, year: int) -> Flat:
    """The scenario with a limit raised in a year; plant is added to the state instead."""
    if limit.process is not None:
        return scenario
    operation = Operation(limit.path, "plus", (), (limit.step / limit.growth,), year, year, "shadow value")
    return replace(scenario, operations=(*scenario.operations, operation))


def more_plant(inputs: Inputs, found: Sequence[Limit], place: int) -> Array:
    """Existing plant added at the start of the year, (year, process, technology, run); the first run has none."""
    extra = np.zeros((len(inputs.years), inputs.topology.processes, 2, len(found) + 1))
    for run, limit in enumerate(found, start=1):
        if limit.process is not None:
            extra[place, limit.process, EXISTING, run] = limit.step
    return extra


def binds(found: Sequence[Limit], arrays: Mapping[str, Array], place: int) -> NDArray[np.bool_]:
    """Whether each limit binds in the year.

    Plant does where it is what output was seen to be limited by; another limit where more
    of it moves the output of some process.

    Parameters
    ----------
    found
        The limits.
    arrays
        Results, the first run as it is.
    place
        Position of the year.
    """
    codes, activity = arrays["bottleneck"][place, :, 0], arrays["activity"][place].sum(axis=1)
    change = np.abs(activity[:, 1:] - activity[:, :1]) > 1e-9 * np.maximum(activity[:, :1], 1.0)
    moved = change.any(axis=0)
    seen = [limit.process is not None and LIMITS[int(codes[limit.process])] == limit.kind for limit in found]
    other = [limit.process is None for limit in found]
    return np.asarray(np.where(other, moved, seen))
