"""How the chain hangs together, in positions instead of names.

The simulation knows commodities and processes only by their place on an axis, so that
no result can depend on what they are called.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

#: Codes of `Topology.exports`.
NO_EXPORTS: Final = 0
EXPORT_DEMAND: Final = 1
OPEN_EXPORTS: Final = 2


class BridgeLine(NamedTuple):
    """One line from the model's quantities to a published sector figure."""

    indicator: str
    """``output`` or ``jobs``."""
    measure: str
    """Variable that the line reads."""
    position: int
    """Place of the commodity, process or branch on its axis."""
    factor: float


@dataclass(frozen=True)
class Topology:
    """Positions and kinds of commodities and processes.

    Parameters
    ----------
    output
        Commodity that each process makes as its main output.
    order
        Processes other than the crop, first to last.
    crop
        Position of the crop process, if there is one.
    links
        (process, input commodity) of each link.
    filled
        For each link, whether imports fill a shortage.
    coproducts
        (process, commodity) of each co-product.
    exports
        For each commodity `NO_EXPORTS`, `EXPORT_DEMAND` or `OPEN_EXPORTS`.
    storable
        For each commodity, whether leftovers are carried into the next year.
    raw
        Commodities that no process makes.
    raw_material
        Commodity whose use at home is the processing depth.
    bridge
        Lines to the published sector figures.
    """

    output: tuple[int, ...]
    order: tuple[int, ...]
    crop: int | None
    links: tuple[tuple[int, int], ...]
    filled: tuple[bool, ...]
    coproducts: tuple[tuple[int, int], ...]
    exports: tuple[int, ...]
    storable: tuple[bool, ...]
    raw: tuple[int, ...]
    raw_material: int
    bridge: tuple[BridgeLine, ...] = ()

    @property
    def processes(self) -> int:
        """Number of processes."""
        return len(self.output)

    @property
    def commodities(self) -> int:
        """Number of commodities."""
        return len(self.exports)

    @cached_property
    def links_of(self) -> tuple[tuple[int, ...], ...]:
        """Links of each process."""
        return tuple(
            tuple(link for link, (process, _) in enumerate(self.links) if process == wanted)
            for wanted in range(self.processes)
        )

    @cached_property
    def users_of(self) -> tuple[tuple[int, ...], ...]:
        """Links that use each commodity."""
        return tuple(
            tuple(link for link, (_, commodity) in enumerate(self.links) if commodity == wanted)
            for wanted in range(self.commodities)
        )

    @cached_property
    def maker(self) -> tuple[int | None, ...]:
        """Process other than the crop that makes each commodity as its main output."""
        makers = {self.output[process]: process for process in self.order}
        return tuple(makers.get(commodity) for commodity in range(self.commodities))

    @cached_property
    def first_used(self) -> tuple[tuple[int, ...], ...]:
        """Inputs of each process that no process before it uses: by then all that bring them have run."""
        seen: set[int] = set()
        found: dict[int, tuple[int, ...]] = {}
        for process in self.order:
            inputs = [self.links[link][1] for link in self.links_of[process]]
            found[process] = tuple(item for item in inputs if item not in seen)
            seen.update(inputs)
        return tuple(found.get(process, ()) for process in range(self.processes))

    @cached_property
    def forks(self) -> tuple[int, ...]:
        """Commodities with several users, of which imports do not fill all: one user's gain is another's loss."""
        return tuple(
            commodity
            for commodity, links in enumerate(self.users_of)
            if len(links) > 1 and not all(self.filled[link] for link in links)
        )

    @cached_property
    def competitors(self) -> tuple[int, ...]:
        """Users of commodities with several, in the order of the processes."""
        return tuple(sorted({self.links[link][0] for commodity in self.forks for link in self.users_of[commodity]}))

    @cached_property
    def joins(self) -> tuple[int, ...]:
        """Processes with several inputs: short of one, they leave some of the others."""
        return tuple(process for process in self.order if len(self.links_of[process]) > 1)

    @cached_property
    def coproducts_of(self) -> tuple[tuple[int, ...], ...]:
        """Co-product links that bring each commodity."""
        return tuple(
            tuple(link for link, (_, commodity) in enumerate(self.coproducts) if commodity == wanted)
            for wanted in range(self.commodities)
        )

    @cached_property
    def coproducts_used(self) -> bool:
        """Whether a process uses what another makes beside its main output."""
        return any(self.users_of[commodity] for _, commodity in self.coproducts)

    @cached_property
    def sellers(self) -> tuple[int | None, ...]:
        """Process, the crop included, that sells each commodity, as main output or co-product."""
        found: dict[int, int] = {commodity: process for process, commodity in self.coproducts}
        found |= {commodity: process for process, commodity in enumerate(self.output)}
        return tuple(found.get(commodity) for commodity in range(self.commodities))
