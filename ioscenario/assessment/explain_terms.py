"""What a number is made of: terms that add up to it, and factors whose product a term is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ioscenario.assessment.asked import unit_of
from ioscenario.labelled import labels
from ioscenario.outputs import VARIABLE
from ioscenario.simulation.economy import BY_EFFECT
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.report import Report

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Members of a dimension that have a term of their own; the rest is pooled.
MOST_MEMBERS = 12
#: Relative gap between a number and what it is made of that is rounding.
ROUNDING = 1e-9

Where = Mapping[str, str]


class Name(NamedTuple):
    """What a term or a factor is called: a kind and an id, worded in the reader's language."""

    kind: str
    """``variable``, ``path``, ``part`` (a word of the catalogue), or a dimension."""
    id: str
    where: tuple[str, ...] = ()
    """Names of the members that a variable is looked at for, as ``dim=member``."""


@dataclass(frozen=True)
class Factor:
    """One factor of a product.

    Parameters
    ----------
    name
        What it is.
    value
        Its value, or that of which the complement is the factor.
    unit
        Its unit, in the words of a pack's tables.
    divides
        Whether the product is divided by it.
    complement
        Whether one less the value is meant.
    """

    name: Name
    value: float
    unit: str
    divides: bool = False
    complement: bool = False

    @property
    def taken(self) -> float:
        """What goes into the product."""
        value = 1.0 - self.value if self.complement else self.value
        return 1.0 / value if self.divides else value


@dataclass(frozen=True)
class Term:
    """A number with what it is made of.

    Parameters
    ----------
    name
        What it is.
    value, unit
        The number.
    terms
        Terms that add up to it.
    factors
        Without terms: factors whose product it is, with the sign of the number.
    """

    name: Name
    value: float
    unit: str
    terms: tuple[Term, ...] = ()
    factors: tuple[Factor, ...] = ()

    @property
    def gap(self) -> float:
        """Difference between the number and what it is made of, relative to the largest part."""
        if self.terms:
            parts = [term.value for term in self.terms]
            return abs(sum(parts) - self.value) / max(*map(abs, parts), abs(self.value), 1e-300)
        if self.factors:
            made = abs(prod(factor.taken for factor in self.factors))
            return abs(made - abs(self.value)) / max(made, abs(self.value), 1e-300)
        return 0.0

    @property
    def whole(self) -> Iterator[Term]:
        """The term and all terms below it."""
        yield self
        for term in self.terms:
            yield from term.whole

    @property
    def adds_up(self) -> bool:
        """Whether every number in the tree is what it is made of."""
        return all(term.gap <= ROUNDING for term in self.whole)


@dataclass(frozen=True, eq=False)
class Traced:
    """One run, looked into in one year.

    Parameters
    ----------
    pack
        The pack.
    report
        The run's report.
    planned
        Parameters as the scenario sets them, before prices and drip land come out of the run.
    place
        Position of the year.
    """

    pack: Pack
    report: Report
    planned: Mapping[str, Array]
    place: int
    _labels: Mapping[str, tuple[str, ...]] = field(init=False)
    _arrays: dict[str, Array] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_labels", labels(self.pack))

    # ---- places and names ----

    def members(self, dim: str) -> tuple[str, ...]:
        """Members of a dimension."""
        return self._labels[dim]

    def index(self, dim: str, member: str) -> int:
        """Position of a member on its axis."""
        return self._labels[dim].index(member)

    def process(self, where: Where) -> int:
        """Position of the process looked at."""
        return self.index("process", where["process"])

    def commodity(self, where: Where) -> int:
        """Position of the commodity looked at."""
        return self.index("commodity", where["commodity"])

    @cached_property
    def paths(self) -> Mapping[tuple[str, tuple[int, ...]], str]:
        """Path of each place of each field."""
        return {(item.field.name, item.position): path for path, item in self.pack.parameters.items()}

    # ---- numbers ----

    def at(self, array: Array, *index: int, back: int = 0) -> float:
        """Number of an array (year, dims, run) in the year, or `back` years before."""
        return float(np.asarray(array)[(self.place - back, *index, 0)])

    def array(self, variable: str) -> Array:
        """Array of a variable of the registry."""
        if variable not in self._arrays:  # some of the report's are worked out anew each time
            found: Any = self.report.effects[variable] if variable in BY_EFFECT else getattr(self.report, variable)
            self._arrays[variable] = np.asarray(found)
        return self._arrays[variable]

    def value(self, variable: str, where: Where) -> float:
        """A variable at a member of each of its dimensions."""
        return self.at(self.array(variable), *(self.index(dim, where[dim]) for dim in VARIABLE[variable].dims))

    def unit(self, variable: str, where: Where) -> str:
        """Its unit."""
        return unit_of(self.pack, VARIABLE[variable], where)

    @property
    def money(self) -> str:
        """Unit of money."""
        return f"million {self.pack.structure.currency}"

    # ---- factors and terms ----

    def parameter(
        self, name: str, *position: int, divides: bool = False, complement: bool = False, year: int | None = None
    ) -> Factor:
        """A parameter in the year (or at the position `year`) as a factor."""
        values = self.report.inputs.values[name]
        when = self.place if year is None else year
        value = float(values[(when, *position, 0)])
        path = self.paths.get((name, position))
        unit = "1" if path is None else self.pack.parameters[path].unit
        return Factor(Name("path", path or name), value, unit, divides, complement)

    def quantity(self, variable: str, where: Where, *, divides: bool = False, complement: bool = False) -> Factor:
        """A variable in the year as a factor."""
        value, unit = self.value(variable, where), self.unit(variable, where)
        return Factor(named(variable, where), value, unit, divides, complement)

    def part(self, key: str, value: float, unit: str, *, divides: bool = False) -> Factor:
        """Something on the way, called by a word of the catalogue, as a factor."""
        return Factor(Name("part", key), value, unit, divides)

    def leaf(self, variable: str, where: Where, sign: float = 1.0) -> Term:
        """A variable as a term that is not looked into."""
        return Term(named(variable, where), sign * self.value(variable, where), self.unit(variable, where))


def named(variable: str, where: Where) -> Name:
    """Name of a variable at some members."""
    return Name("variable", variable, tuple(f"{dim}={member}" for dim, member in where.items()))


def product(name: Name, unit: str, factors: Iterable[Factor], sign: float = 1.0) -> Term:
    """A term that is the product of factors."""
    parts = tuple(factors)
    return Term(name, sign * prod(factor.taken for factor in parts), unit, (), parts)


def present(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms that are something."""
    return tuple(term for term in terms if isfinite(term.value) and term.value != 0.0)
