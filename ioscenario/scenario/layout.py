"""From the names of a pack to the positions that the simulation works with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ioscenario.pack.structure import Structure
from ioscenario.simulation.topology import EXPORT_DEMAND, NO_EXPORTS, OPEN_EXPORTS, BridgeLine, Topology

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

EXPORTS: Final = {"none": NO_EXPORTS, "demand": EXPORT_DEMAND, "open": OPEN_EXPORTS}

#: Variable that a line of the bridge reads, and the axis of its label.
MEASURES: Final = {
    "production": "commodity",
    "exports": "commodity",
    "jobs_direct": "process",
    "branch_output": "branch",
    "branch_jobs": "branch",
}


def order(structure: Structure) -> tuple[str, ...]:
    """Processes other than the crop, first to last; ties in file order.

    A process comes after the makers of all its inputs. The structure is known to be
    acyclic: packs are checked when they are read.
    """
    waiting = [process.id for process in structure.industry]
    ready: list[str] = []
    while waiting:
        free = next(name for name in waiting if not _makers_of_inputs(structure, name) & set(waiting))
        waiting.remove(free)
        ready.append(free)
    return tuple(ready)


def _makers_of_inputs(structure: Structure, process: str) -> set[str]:
    """Processes whose main output or co-product the process uses."""
    inputs = set(structure.process[process].inputs)
    return {item.id for item in structure.industry if inputs & {item.output, *item.coproducts}}


def bridge_lines(pack: Pack) -> tuple[BridgeLine, ...]:
    """Lines of the pack's bridge that a run computes."""
    structure = pack.structure
    positions = {
        "commodity": list(structure.commodity),
        "process": list(structure.process),
        "branch": [branch.id for branch in structure.branches],
    }
    computed = pack.bridge[pack.bridge["kind"] != "difference"]
    return tuple(
        BridgeLine(
            str(row["indicator"]),
            str(row["measure"]),
            positions[MEASURES[str(row["measure"])]].index(str(row["label"])),
            float(row["factor"]),
        )
        for row in computed.to_dict("records")
    )


@lru_cache(maxsize=8)
def topology(pack: Pack) -> Topology:
    """How the pack's chain hangs together, in positions.

    Parameters
    ----------
    pack
        A checked pack.

    Returns
    -------
    Topology
        Positions follow the order of the pack's files, never names.
    """
    structure = pack.structure
    commodities, processes = list(structure.commodity), list(structure.process)
    crop = structure.crop

    def at(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((processes.index(process), commodities.index(name)) for process, name in pairs)

    return Topology(
        output=tuple(commodities.index(process.output) for process in structure.processes),
        order=tuple(processes.index(name) for name in order(structure)),
        crop=None if crop is None else processes.index(crop.id),
        links=at(structure.links),
        filled=tuple(structure.commodity[name].imports == "fill" for _, name in structure.links),
        coproducts=at(structure.coproduct_links),
        exports=tuple(EXPORTS[item.exports] for item in structure.commodities),
        storable=tuple(item.storable for item in structure.commodities),
        raw=tuple(commodities.index(name) for name in structure.raw),
        raw_material=commodities.index(structure.raw_material),
        bridge=bridge_lines(pack),
    )
