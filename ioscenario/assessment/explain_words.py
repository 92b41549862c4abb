"""Names and numbers of explanations in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ioscenario.assessment.explain_terms import Factor, Name, Term
from ioscenario.labelled import sector_names
from ioscenario.language import Language
from ioscenario.language.catalogue import MINUS
from ioscenario.language.units import amount
from ioscenario.naming import field_name, names_of, path_name
from ioscenario.parameters import FIELD

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Name of the part that stands for the rationing rule.
RATIONING = "rationing"
#: Significant digits of the numbers in a formula.
DIGITS = 4


@dataclass(frozen=True)
class Words:
    """Words for what a pack and the registries name.

    Parameters
    ----------
    pack
        The pack.
    language
        ``en``, ``ru`` or ``kk``.
    """

    pack: Pack
    language: str

    @cached_property
    def say(self) -> Language:
        """The catalogue."""
        return Language(self.language)

    @cached_property
    def _pack_names(self) -> Mapping[str, Mapping[str, str]]:
        """Names that the pack gives, by dimension and id."""
        code = self.language
        lines = self.pack.bridge.set_index("line")
        return {
            **names_of(self.pack, code),
            "sector": sector_names(self.pack, code),
            "line": {str(line): str(row[f"name_{code}"] or line) for line, row in lines.iterrows()},
        }

    def member(self, dim: str, member: str) -> str:
        """Name of a member of a dimension."""
        if dim in self._pack_names:
            return self._pack_names[dim].get(member, member)
        key = f"{dim}.{member}"
        return self.say(key) if self.say.has(key) else member

    def anything(self, member: str) -> str:
        """Name of a member of whichever dimension has it."""
        dims = ("process", "commodity", "line", "sector", "technology", "effect", "lever", "tax", "component", "stream")
        return next((name for dim in dims if (name := self.member(dim, member)) != member), member)

    def field(self, name: str) -> str:
        """Short name of a parameter."""
        return field_name(self.say, name)

    def path(self, path: str) -> str:
        """Name of a path: the parameter, and what it is about."""
        return self.field(path) if path in FIELD else path_name(self.say, path, self._pack_names)

    def place(self, name: str) -> str:
        """Name of a stage, good or branch, or of the economy."""
        for dim in ("process", "commodity", "branch"):
            if name in self._pack_names[dim]:
                return self._pack_names[dim][name]
        return self.say("attribution.economy") if name == "economy" else name

    def player(self, by: str, name: str, titles: Mapping[str, str] | None = None) -> str:
        """Name of a part of what two scenarios set differently."""
        if name == RATIONING:
            return self.say("attribution.rationing")
        if by == "parent":
            return (titles or {}).get(name, name)
        return {"lever": self.field, "path": self.path, "place": self.place}[by](name)

    def variable(self, name: str, where: Mapping[str, str]) -> str:
        """Name of a variable at some members."""
        members = ", ".join(self._member_of(dim, member, where) for dim, member in where.items())
        return self.say(f"variable.{name}") + (f" ({members})" if members else "")

    def _member_of(self, dim: str, member: str, where: Mapping[str, str]) -> str:
        crop = self.pack.structure.crop
        irrigated = dim == "technology" and crop is not None and where.get("process") == crop.id
        named = "irrigation" if irrigated else "plant" if dim == "technology" else dim
        return self.member(named, member)

    def name(self, name: Name) -> str:
        """Name of a term or a factor."""
        if name.kind == "variable":
            return self.variable(name.id, dict(pair.split("=", 1) for pair in name.where))
        if name.kind == "path":
            return self.path(name.id)
        return self.say(f"explain.part.{name.id}") if name.kind == "part" else self.member(name.kind, name.id)

    def quantity(self, value: float, unit: str, *, significant: int = DIGITS, signed: bool = False) -> str:
        """A number with its unit, which may be written as in a pack's tables."""
        money = f"million {self.pack.structure.currency}"
        if unit.startswith(f"{money}/"):
            unit = f"{money} per {unit.removeprefix(f'{money}/')}"
        if unit == "1":
            return self.say.number(value, significant=significant, signed=signed)
        if "/" in unit:
            return self.as_written(value, unit, significant=significant, signed=signed)
        return self.say.quantity(value, unit, significant=significant, signed=signed)

    def as_written(self, value: float, unit: str, *, significant: int = DIGITS, signed: bool = False) -> str:
        """A number in the unit in which a pack writes it, with the words of the language."""
        text = amount(self.say, abs(value), unit, significant)
        sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
        return f"{sign}{text}"

    def factor(self, factor: Factor) -> str:
        """A factor with its name, as it stands in a product."""
        number = self.quantity(factor.value, factor.unit)
        if factor.complement:
            number = f"(1 − {number})"
        return f"{number} [{self.name(factor.name)}]"

    def product(self, term: Term) -> str:
        """The factors of a term, multiplied."""
        text = " ".join(f"{'÷' if item.divides else '×'} {self.factor(item)}" for item in term.factors)
        return ("− " if term.value < 0 else "") + text.removeprefix("× ")
