"""What the simulation is given: every parameter as an array over years and runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioscenario.simulation.rationing import Rationing
from ioscenario.simulation.topology import Topology

if TYPE_CHECKING:
    from ioscenario.simulation.economy import Economy

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Inputs:
    """Parameters of all runs.

    Parameters
    ----------
    years
        Years simulated, the base year first.
    runs
        Number of runs.
    values
        Field name to array (year, dims of the field, run); the run axis has size 1
        where a field is the same in all runs. Read as attributes: ``inputs.labour``.
    topology
        How the chain hangs together.
    rationing
        Who is served when a commodity is short, by year and run.
    economy
        The rest of the economy; None for a chain on its own.
    extra_capacity
        (year, process, technology, run) plant added at the start of a year beside all that is
        invested, for shadow values; None: none.

    Notes
    -----
    The simulation is a function of this object alone.
    """

    years: tuple[int, ...]
    runs: int
    values: Mapping[str, Array]
    topology: Topology
    rationing: Rationing
    economy: Economy | None = None
    extra_capacity: Array | None = None

    def __post_init__(self) -> None:
        # parameters are read thousands of times in a run: found at once, not through `__getattr__`
        vars(self).update(self.values)

    def __getattr__(self, name: str) -> Array:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None
