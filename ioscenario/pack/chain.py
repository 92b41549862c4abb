"""Reading ``chain.yaml`` and checking that what it describes is a chain.

Every check is a small function of the structure and the tree it was read from, and
places what it finds at the line of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.pack.structure import Process, Structure
from ioscenario.pack.units import UnitProblem, define_currency, factor
from ioscenario.problems import Findings, nearest
from ioscenario.yamlnodes import Node, read_yaml, validate

#: Ids that stand for something else in paths.
RESERVED: Final = ("economy", *TECHNOLOGIES)
MAX_YEARS: Final = 100

Check = Callable[["_Chain"], None]


class _Chain:
    """A structure, its tree, and a way to complain about a place in it."""

    def __init__(self, structure: Structure, node: Node, findings: Findings) -> None:
        self.structure = structure
        self.node = node
        self.findings = findings

    def add(self, steps: Iterable[str | int], code: str, expected: str, near: str | None = None) -> None:
        """Record a problem at the value that the keys and positions `steps` lead to."""
        node, names = self.node, []
        for step in steps:
            below = node.sequence[step] if isinstance(step, int) and node.sequence else None
            if isinstance(step, str) and node.mapping and step in node.mapping:
                below = node.mapping[step]
            if below is None:
                break
            node = below
            names.append(str(step + 1) if isinstance(step, int) else step)
        self.findings.add(
            code, expected, file=node.file, line=node.line, column=node.column,
            key=".".join(names), value=node.shown, nearest=near,
        )  # fmt: skip


def read_structure(path: Path, file: str, findings: Findings) -> Structure | None:
    """Read and check ``chain.yaml``.

    Parameters
    ----------
    path
        The file.
    file
        Its name in problems.
    findings
        Takes every problem.

    Returns
    -------
    Structure or None
        None when anything was wrong, since no number can be placed then.
    """
    before = len(findings)
    node = read_yaml(path, findings, shown_as=file)
    if node is None:
        return None
    structure = validate(Structure, node, findings)
    if structure is None:
        return None
    chain = _Chain(structure, node, findings)
    for check in CHECKS:
        check(chain)
    return structure if len(findings) == before else None


def check_years(chain: _Chain) -> None:
    """Refuse a horizon before the base year, or absurdly far."""
    first = chain.structure.base_year
    if not first < chain.structure.horizon <= first + MAX_YEARS:
        chain.add(["horizon"], "years", f"a year in {first + 1}..{first + MAX_YEARS}")


def check_units(chain: _Chain) -> None:
    """Refuse unknown units of commodities and a currency that is no code."""
    try:
        define_currency(chain.structure.currency)
    except UnitProblem as problem:
        chain.add(["currency"], "unit", problem.expected)
    for position, item in enumerate(chain.structure.commodities):
        try:
            factor(item.unit, item.unit)
        except UnitProblem as problem:
            chain.add(["commodities", position, "unit"], "unit", problem.expected, problem.nearest)


def check_ids(chain: _Chain) -> None:
    """Refuse ids that are reserved or stand for two things."""
    seen: dict[tuple[str, str], str] = {}
    # A branch shares the namespace market.* with commodities and the bridge with processes.
    clashes = {"commodities": ("commodities", "branches"), "processes": ("processes", "branches"),
               "branches": ("commodities", "processes", "branches")}  # fmt: skip
    for kind, others in clashes.items():
        for position, item in enumerate(getattr(chain.structure, kind)):
            steps: tuple[str | int, ...] = (kind, position, "id")
            if item.id in RESERVED:
                chain.add(steps, "reserved-id", "an id other than " + ", ".join(RESERVED))
            other = next((seen[name, item.id] for name in others if (name, item.id) in seen), None)
            if other is not None:
                chain.add(steps, "duplicate-id", f"an id of its own; {other} has it already")
            seen[kind, item.id] = f"{kind}.{position + 1}"


def check_references(chain: _Chain) -> None:
    """Refuse commodities that do not exist."""
    known = chain.structure.commodity

    def check(name: str, steps: list[str | int]) -> None:
        if name not in known:
            chain.add(steps, "unknown-commodity", "the id of a commodity", nearest(name, known))

    check(chain.structure.raw_material, ["raw_material"])
    for position, item in enumerate(chain.structure.processes):
        check(item.output, ["processes", position, "output"])
        for key in ("inputs", "coproducts"):
            for index, name in enumerate(getattr(item, key)):
                check(name, ["processes", position, key, index])


def check_processes(chain: _Chain) -> None:
    """Refuse commodities named twice by a process, a second crop, and a crop with inputs."""
    crops = 0
    for position, item in enumerate(chain.structure.processes):
        named = {item.output}
        for key in ("inputs", "coproducts"):
            for index, name in enumerate(getattr(item, key)):
                if name in named and (key == "coproducts" or name != item.output):
                    chain.add(["processes", position, key, index], "duplicate", "each commodity once in a process")
                named.add(name)
        crops += item.crop
        if item.crop and crops > 1:
            chain.add(["processes", position, "crop"], "second-crop", "one crop in a pack")
        if item.crop and (item.inputs or item.coproducts):
            key = "inputs" if item.inputs else "coproducts"
            expected = "nothing: a crop is described by growing.* alone"
            chain.add(["processes", position, key], "crop-inputs", expected)


def check_makers(chain: _Chain) -> None:
    """Refuse a commodity that two processes make, or that is main output and co-product."""
    makers: dict[str, str] = {}
    for position, item in enumerate(chain.structure.processes):
        if item.output in makers:
            expected = f"a commodity that no other process makes; {makers[item.output]} does"
            chain.add(["processes", position, "output"], "second-maker", expected)
        makers.setdefault(item.output, item.id)
    for position, item in enumerate(chain.structure.processes):
        for index, name in enumerate(item.coproducts):
            if name in makers and name != item.output:
                expected = f"a commodity that is no main output; {makers[name]} makes it"
                chain.add(["processes", position, "coproducts", index], "second-maker", expected)


def check_commodity_hosts(chain: _Chain) -> None:
    """Refuse a host for a commodity that is made in the chain: its process has one."""
    for position, item in enumerate(chain.structure.commodities):
        if item.host is not None and item.id not in chain.structure.raw:
            expected = "a host of its process alone: only a commodity that no process makes has one of its own"
            chain.add(["commodities", position, "host"], "commodity-host", expected)


def check_outlets(chain: _Chain) -> None:
    """Refuse co-products that nothing can take: they come whether wanted or not."""
    known = chain.structure.commodity
    for position, item in enumerate(chain.structure.processes):
        for index, name in enumerate(item.coproducts):
            if name in known and known[name].exports != "open" and not known[name].storable:
                expected = "a co-product that is storable or has exports: open"
                chain.add(["processes", position, "coproducts", index], "outlet", expected)


def check_cycles(chain: _Chain) -> None:
    """Refuse processes that need, directly or by way of others, what they make."""
    makers: dict[str, list[Process]] = {}
    for item in chain.structure.processes:
        for name in (item.output, *item.coproducts):
            makers.setdefault(name, []).append(item)
    done: set[str] = set()
    positions = {item.id: position for position, item in enumerate(chain.structure.processes)}

    def visit(item: Process, trail: tuple[str, ...]) -> None:
        if item.id in trail:
            loop = " <- ".join((*trail[trail.index(item.id) :], item.id))
            steps: list[str | int] = ["processes", positions[trail[-1]], "inputs"]
            chain.add(steps, "cycle", f"a chain without a cycle; this one is {loop}")
            return
        if item.id in done:
            return
        for name in item.inputs:
            for maker in makers.get(name, []):
                visit(maker, (*trail, item.id))
        done.add(item.id)

    if len(positions) <= 500:  # bounds the depth of the walk
        for item in chain.structure.processes:
            visit(item, ())
    else:
        chain.add(["processes"], "too-large", "at most 500 processes")


CHECKS: Final[tuple[Check, ...]] = (
    check_years,
    check_units,
    check_ids,
    check_references,
    check_processes,
    check_makers,
    check_commodity_hosts,
    check_outlets,
    check_cycles,
)
