"""The simulation: a pure function of its inputs."""

from ioscenario.simulation.inputs import Inputs
from ioscenario.simulation.simulate import simulate
from ioscenario.simulation.topology import Topology

__all__ = ["Inputs", "Topology", "simulate"]
