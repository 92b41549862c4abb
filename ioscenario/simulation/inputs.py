"""What the simulation is given: every parameter as an array over years and runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioscenario.simulation.topology import Topology

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
    exporters_first
        (run,) whether exporters are served before processors.

    Notes
    -----
    The simulation is a function of this object alone.
    """

    years: tuple[int, ...]
    runs: int
    values: Mapping[str, Array]
    topology: Topology
    exporters_first: NDArray[np.bool_]

    def __getattr__(self, name: str) -> Array:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None
