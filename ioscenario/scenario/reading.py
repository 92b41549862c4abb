"""What the parts of the scenario reader share: the pack, the folder and the findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.problems import Findings, nearest
from ioscenario.yamlnodes import Node

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Nearest names looked up for one file: looking up is slow, and a file with more
#: unknown names than this is wrong as a whole.
MAX_NEAREST: Final = 50
MAX_NAME: Final = 200


@dataclass
class Reading:
    """One scenario being read.

    Parameters
    ----------
    pack
        The pack it is read against.
    folder
        Folder in which its series files are.
    own
        Whether it ships with the pack, so that texts must be in all languages.
    findings
        Takes every problem.
    """

    pack: Pack
    folder: Path
    own: bool
    findings: Findings = field(default_factory=Findings)
    looked_up: int = 0

    def refuse(self, code: str, expected: str, node: Node, key: str, *, near: str | None = None) -> None:
        """Record that a value is wrong, at the place of the value."""
        self._add(code, expected, node.file, (node.line, node.column), key, node.shown, near)

    def refuse_key(self, code: str, expected: str, node: Node, name: str, key: str, *, near: str | None = None) -> None:
        """Record that a key of the mapping `node` is wrong, at the place of the key."""
        place = node.keys.get(name, (node.line, node.column))
        self._add(code, expected, node.file, place, key, None, near)

    def refuse_missing(self, expected: str, node: Node, key: str) -> None:
        """Record that a key is not there, at the place of the mapping that should have it."""
        self._add("missing-key", expected, node.file, (node.line, node.column), key, None, None)

    def near(self, name: str, valid: Iterable[str]) -> str | None:
        """Return the nearest valid name, within reason."""
        self.looked_up += 1
        if self.looked_up > MAX_NEAREST or len(name) > MAX_NAME:
            return None
        return nearest(name, valid)

    def _add(
        self, code: str, expected: str, file: str, place: tuple[int, int], key: str, value: str | None, near: str | None
    ) -> None:
        # A mapping made in Python has no lines: they are 0 there.
        line, column = (place[0] or None, place[1] or None)
        short = key if len(key) <= MAX_NAME else key[: MAX_NAME - 1] + "…"
        self.findings.add(code, expected, file=file, line=line, column=column, key=short, value=value, nearest=near)
