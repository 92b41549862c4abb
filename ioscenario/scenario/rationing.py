"""``rationing`` of a scenario: who is served when something is short.

Two forms: ``processors_first`` or ``exporters_first``, or a map with the keys ``first``,
``among`` and, where users are served by priority, ``priority``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ioscenario.language import Language
from ioscenario.scenario.reading import Reading
from ioscenario.simulation.rationing import AMONG, Rationing
from ioscenario.yamlnodes import Node

if TYPE_CHECKING:
    from ioscenario.pack.structure import Structure

FIRST: Final = ("processors", "exporters")
KEYS: Final = ("first", "among", "priority")
SHORTHANDS: Final = tuple(f"{first}_first" for first in FIRST)


@dataclass(frozen=True)
class Rule:
    """Who is served when a commodity is short.

    Parameters
    ----------
    first
        ``processors`` or ``exporters``.
    among
        Rule among processors: ``pro_rata``, ``priority`` or ``margin``.
    priority
        Ids of processes in the order of service; the others follow in file order.

    Examples
    --------
    >>> str(Rule()), str(Rule("exporters", "priority", ("mill", "loom")))
    ('processors_first, pro_rata', 'exporters_first, priority: mill, loom')
    >>> Rule.of("exporters_first, priority: mill, loom").priority
    ('mill', 'loom')
    """

    first: str = "processors"
    among: str = "pro_rata"
    priority: tuple[str, ...] = ()

    def __str__(self) -> str:
        order = f": {', '.join(self.priority)}" if self.priority else ""
        return f"{self.first}_first, {self.among}{order}"

    @property
    def short(self) -> str:
        """The shorthand of a scenario file, where there is one."""
        return f"{self.first}_first" if self.among == "pro_rata" else str(self)

    @classmethod
    def of(cls, text: str) -> Rule:
        """Return the rule that was written by ``str``: the form in which results carry it."""
        choice, _, order = text.partition(": ")
        first, among = choice.split(", ")
        return cls(first.removesuffix("_first"), among, tuple(order.split(", ")) if order else ())

    def text(self, language: Language, names: Mapping[str, str] | None = None) -> str:
        """Return the rule for a reader.

        Parameters
        ----------
        language
            Language of the words.
        names
            Names of processes by id; by default the ids.
        """
        order = ", ".join((names or {}).get(process, process) for process in self.priority)
        return language(f"rationing.{self.among}", first=language(f"rationing.{self.first}_first"), order=order)


def read_rule(node: Node | None, reading: Reading) -> Rule | None:
    """Read ``rationing``; None where the scenario makes no choice or a wrong one.

    Parameters
    ----------
    node
        What stands after the key.
    reading
        The pack; takes every problem.
    """
    if node is None:
        return None
    if node.mapping:
        return _read_map(node, reading)
    if node.text not in SHORTHANDS:
        near = reading.near(node.text or "", SHORTHANDS)
        expected = f"one of {', '.join(SHORTHANDS)}, or a map with the keys {', '.join(KEYS)}"
        reading.refuse("choice", expected, node, "rationing", near=near)
        return None
    return Rule(node.text.removesuffix("_first"))


def _read_map(node: Node, reading: Reading) -> Rule:
    """The long form."""
    content = node.mapping or {}
    for key in content:
        if key not in KEYS:
            near = reading.near(key, KEYS)
            reading.refuse_key(
                "unknown-key", "one of the keys " + ", ".join(KEYS), node, key, f"rationing.{key}", near=near
            )
    first = _choice("first", FIRST, node, reading)
    among = _choice("among", AMONG, node, reading)
    if "priority" in content:
        if among != "priority":
            reading.refuse_key(
                "not-used", "no order of processes, since among is not priority", node, "priority", "rationing.priority"
            )
        return Rule(first, among, _order(content["priority"], reading))
    if among == "priority":
        reading.refuse_missing("a list of processes in the order of service", node, "rationing.priority")
    return Rule(first, among)


def _choice(key: str, valid: Sequence[str], node: Node, reading: Reading) -> str:
    """One of some words; the first of them where the key is not there."""
    item = (node.mapping or {}).get(key)
    if item is None:
        return valid[0]
    text = item.text or ""
    if text not in valid:
        reading.refuse("choice", "one of " + ", ".join(valid), item, f"rationing.{key}", near=reading.near(text, valid))
        return valid[0]
    return text


def _order(node: Node, reading: Reading) -> tuple[str, ...]:
    """``priority``: processes that use inputs, each once."""
    valid = [process.id for process in reading.pack.structure.industry]
    if not node.sequence:
        reading.refuse("value", "a list of processes in the order of service", node, "rationing.priority")
        return ()
    order: dict[str, None] = {}
    for item in node.sequence:
        name = item.text or ""
        if name not in valid:
            near = reading.near(name, valid)
            reading.refuse("unknown-process", "a process that uses inputs", item, "rationing.priority", near=near)
        elif name in order:
            reading.refuse("duplicate", "each process once", item, "rationing.priority")
        order[name] = None
    return tuple(order)


def rationing(structure: Structure, rules: Sequence[Rule | None], samples: int) -> Rationing:
    """The choices of scenarios as arrays over years and runs; none acts in the base year.

    Parameters
    ----------
    structure
        The pack's years and processes.
    rules
        Choice of each scenario; None: the neutral one.
    samples
        Runs of each scenario.

    Returns
    -------
    Rationing
    """
    chosen = [rule or Rule() for rule in rules]
    after_base = np.arange(len(structure.years))[:, None] > 0
    first = np.array([rule.first == "exporters" for rule in chosen], dtype=bool)
    among = np.array([AMONG.index(rule.among) for rule in chosen], dtype=np.int8)
    names = [process.id for process in structure.processes]
    rank = np.array([_rank(names, rule.priority) for rule in chosen], dtype=np.intp).reshape(len(chosen), len(names))
    return Rationing(
        after_base & np.repeat(first, samples),
        np.where(after_base, np.repeat(among, samples), AMONG.index("pro_rata")).astype(np.int8),
        np.repeat(rank, samples, axis=0).T,
    )


def _rank(names: Sequence[str], order: Sequence[str]) -> list[int]:
    """Place of each process in the order of service; those not named follow in file order."""
    served = [*order, *(name for name in names if name not in order)]
    return [served.index(name) for name in names]
