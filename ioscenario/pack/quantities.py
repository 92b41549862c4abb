"""Quantities: expressions over results, parameters and facts of a pack, with units.

    production[yarn] / M03              a result and a fact
    jobs_direct[weaving, 2030]          a member, and a year of its own
    sector_jobs - sector_jobs[reference]    against the reference scenario
    process.spinning.existing.labour    a parameter's path
    history[sector_output, 2024]        an observation
    L05 {%} * 1000 {m2/item}            the unit of a fact whose own is in words, and of a number

Numbers, names, ``+ - * /``, a leading minus and parentheses, and nothing else. An
expression is parsed here into a tree, and its names and units are checked against a pack;
:mod:`ioscenario.assessment.evaluation` gives it values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from ioscenario.yamlnodes import number

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 50

#: A member that stands for the reference scenario instead of the one asked.
REFERENCE: Final = "reference"
#: The name under which observations are asked for.
HISTORY: Final = "history"

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9][0-9.]*(?![A-Za-z_]))|(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)"
    r"|\[(?P<members>[A-Za-z0-9_, ]*)\]|\{(?P<unit>[^{}]*)\}|(?P<sign>[-+*/()]))"
)
_YEAR: Final = re.compile(r"[0-9]{4}")


class QuantityProblem(ValueError):  # noqa: N818 - the name says what it is to the caller
    """An expression cannot be read.

    Parameters
    ----------
    expected
        What should have stood there, in words.
    value
        The part that is wrong.
    """

    def __init__(self, expected: str, value: str) -> None:
        super().__init__(f"expected {expected}, found {value!r}")
        self.expected = expected
        self.value = value


@dataclass(frozen=True)
class Number:
    """A plain decimal number, with a unit if one is written."""

    value: float
    unit: str = "1"


@dataclass(frozen=True)
class Name:
    """A name with what is in its brackets and braces.

    Parameters
    ----------
    name
        A variable of the results, a parameter's path, a fact's id, or ``history``.
    members
        Words in brackets, years and ``reference`` apart.
    year
        The year in brackets.
    reference
        Whether the reference scenario is meant.
    unit
        Unit in braces.
    """

    name: str
    members: tuple[str, ...] = ()
    year: int | None = None
    reference: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class Operation:
    """Two quantities and what joins them."""

    sign: Literal["+", "-", "*", "/"]
    left: Quantity
    right: Quantity


Quantity = Number | Name | Operation


def parse(text: str) -> Quantity:
    """Return the tree of an expression.

    Parameters
    ----------
    text
        At most 500 characters.

    Raises
    ------
    QuantityProblem
        With the part that cannot be read.

    Examples
    --------
    >>> parse("production[yarn, 2030] / 2")
    Operation(sign='/', left=Name(name='production', members=('yarn',), year=2030, reference=False, unit=None), \
right=Number(value=2.0, unit='1'))
    """
    if len(text) > MAX_LENGTH:
        raise QuantityProblem(f"an expression of at most {MAX_LENGTH} characters", f"{len(text)} characters")
    parser = _Parser(_tokens(text), text)
    tree = parser.sum(0)
    parser.finish()
    return tree


def names(tree: Quantity) -> Iterator[Name]:
    """Names in an expression, from left to right.

    Examples
    --------
    >>> [name.name for name in names(parse("a * (b + 1)"))]
    ['a', 'b']
    """
    if isinstance(tree, Operation):
        yield from names(tree.left)
        yield from names(tree.right)
    elif isinstance(tree, Name):
        yield tree


@dataclass
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    stripped = text.rstrip()
    while place < len(stripped):
        token = _TOKEN.match(stripped, place)
        if token is None:
            expected = "numbers, names, members in [ ], units in { }, + - * / and parentheses"
            raise QuantityProblem(expected, stripped[place : place + 20].strip())
        kind = str(token.lastgroup)
        found.append(_Token(kind, token.group(kind)))
        place = token.end()
    return found


@dataclass
class _Parser:
    """Recursive descent over: sum := product (± product)*, product := atom (*/ atom)*."""

    tokens: list[_Token]
    text: str
    place: int = field(default=0)

    def finish(self) -> None:
        """Refuse what is left over."""
        if self.place < len(self.tokens):
            raise QuantityProblem("+, -, * or / between two quantities, and matching parentheses", self._shown())

    def sum(self, depth: int) -> Quantity:
        """A sum of products."""
        tree = self._product(depth)
        while (sign := self._sign("+-")) is not None:
            tree = Operation("+" if sign == "+" else "-", tree, self._product(depth))
        return tree

    def _product(self, depth: int) -> Quantity:
        tree = self._atom(depth)
        while (sign := self._sign("*/")) is not None:
            tree = Operation("*" if sign == "*" else "/", tree, self._atom(depth))
        return tree

    def _atom(self, depth: int) -> Quantity:
        if depth > MAX_DEPTH:
            raise QuantityProblem(f"at most {MAX_DEPTH} nested parentheses and signs", self.text[:20])
        if self._sign("-") is not None:
            return Operation("*", Number(-1.0), self._atom(depth + 1))
        if self._sign("(") is not None:
            tree = self.sum(depth + 1)
            if self._sign(")") is None:
                raise QuantityProblem("a closing parenthesis", self._shown())
            return tree
        token = self._next()
        if token is None or token.kind not in ("number", "name"):
            raise QuantityProblem("a number or a name", self._shown())
        self.place += 1
        return self._number(token.text) if token.kind == "number" else self._name(token.text)

    def _number(self, text: str) -> Number:
        value = number(text)
        if value is None:
            raise QuantityProblem("a plain decimal number such as 1000 or 0.5", text)
        return Number(value, self._taken("unit") or "1")

    def _name(self, text: str) -> Name:
        written = [word.strip() for word in (self._taken("members") or "").split(",") if word.strip()]
        years = [int(word) for word in written if _YEAR.fullmatch(word)]
        if len(years) > 1:
            raise QuantityProblem("one year", f"{text}[{', '.join(written)}]")
        members = tuple(word for word in written if word != REFERENCE and not _YEAR.fullmatch(word))
        year = years[0] if years else None
        return Name(text, members, year, REFERENCE in written, self._taken("unit"))

    def _next(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _taken(self, kind: str) -> str | None:
        token = self._next()
        if token is None or token.kind != kind:
            return None
        self.place += 1
        return token.text

    def _sign(self, signs: str) -> str | None:
        token = self._next()
        if token is None or token.kind != "sign" or token.text not in signs:
            return None
        self.place += 1
        return token.text

    def _shown(self) -> str:
        token = self._next()
        return "the end" if token is None else token.text
