"""What is wrong with an input, said in full and all at once.

Every refusal in the package raises :class:`InputError`, which carries one
:class:`Problem` for each mistake found. A reader of the message can go to the
file, line and key, see the value that stands there and what should.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One mistake in an input.

    Parameters
    ----------
    code
        Short stable name of the kind of mistake, such as ``"unknown-key"``.
    expected
        What should have stood there, in words.
    file, line, column
        Where it stands; lines and columns count from 1. For a table, ``line`` is the
        line of the text file and ``column`` the number of the field.
    key
        The key, path or column name concerned.
    value
        The value as it was written.
    nearest
        The nearest valid name, if one is near.

    Examples
    --------
    >>> print(Problem("unknown-key", "a key of a scenario", file="a.yaml", line=3, key="titel", nearest="title"))
    a.yaml:3: titel: expected a key of a scenario; nearest: title [unknown-key]
    """

    code: str
    expected: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    value: str | None = None
    nearest: str | None = None

    @property
    def place(self) -> str:
        """``file:line:column`` as far as known."""
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.place, self.key) if part)
        found = f", found {self.value!r}" if self.value is not None else ""
        near = f"; nearest: {self.nearest}" if self.nearest else ""
        text = f"expected {self.expected}{found}{near} [{self.code}]"
        return f"{head}: {text}" if head else text


class InputError(ValueError):
    """An input was refused; ``problems`` lists every reason found.

    Examples
    --------
    >>> try:
    ...     raise InputError([Problem("missing-file", "an existing file", file="chain.yaml")])
    ... except InputError as error:
    ...     error.problems[0].code
    'missing-file'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Findings:
    """Collects problems while an input is read, to report them together.

    Examples
    --------
    >>> findings = Findings()
    >>> findings.add("range", "a share in [0, 1]", key="policy.x.y", value="15")
    >>> len(findings)
    1
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(
        self,
        code: str,
        expected: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        key: str | None = None,
        value: object = None,
        nearest: str | None = None,
    ) -> None:
        """Record one problem; the arguments are those of :class:`Problem`."""
        text = None if value is None else str(value)
        self._problems.append(Problem(code, expected, file, line, column, key, text, nearest))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Record several problems."""
        self._problems.extend(problems)

    def raise_if_any(self) -> None:
        """Raise :class:`InputError` with all that was recorded, if anything was."""
        if self._problems:
            raise InputError(self._problems)

    def __len__(self) -> int:
        return len(self._problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name most like `name`, or None when none is like it.

    Examples
    --------
    >>> nearest("sipnning", ["spinning", "weaving"])
    'spinning'
    """
    found = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return found[0] if found else None
