"""What stands in a goal file once and again: targets, indicators, whole numbers, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.explore.goal import Aim
from ioscenario.explore.indicators import Indicator
from ioscenario.explore.targets import Target
from ioscenario.outputs import VARIABLE, Variable
from ioscenario.pack import units
from ioscenario.pack.expansion import members, result_unit
from ioscenario.pack.targets import amount_of_target, unit_of_target
from ioscenario.scenario.language import ID
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.settings import first_year, years_text
from ioscenario.yamlnodes import Node, number

if TYPE_CHECKING:
    from ioscenario.pack.targets import ProgrammeTarget

TARGET_KEYS: Final = ("id", "indicator", "label", "where", "year", "at_least", "at_most")

#: Results that are no numbers, or lines of a published table rather than quantities.
NO_INDICATORS: Final = ("bottleneck", "bridge")


class Items:
    """Reads what goal files hold once and again; problems go to the reading.

    Parameters
    ----------
    reading
        The pack, and where problems go.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.pack = reading.pack

    # ------------------------------------------------------------------ small pieces

    def only(self, node: Node, valid: Sequence[str], above: str) -> None:
        """Refuse keys other than the valid ones."""
        for key in node.mapping or {}:
            if key not in valid:
                near = self.reading.near(key, valid)
                full = f"{above}.{key}" if above else key
                self.reading.refuse_key("unknown-key", "one of " + ", ".join(valid), node, key, full, near=near)

    def choice(self, node: Node, name: str, valid: Sequence[str], default: str) -> str:
        """One of some words below a key."""
        item = (node.mapping or {}).get(name)
        if item is None:
            return default
        if item.text not in valid:
            near = self.reading.near(item.text or "", valid)
            self.reading.refuse("choice", "one of " + ", ".join(valid), item, name, near=near)
        return item.text or default

    def whole(self, node: Node, name: str, key: str, low: int, high: int, default: int | None) -> int:
        """A whole number below a key; without a default the key is needed."""
        item = (node.mapping or {}).get(name)
        expected = f"a whole number from {low} to {high}"
        if item is None:
            if default is None:
                self.reading.refuse_missing(expected, node, key)
            return default or 0
        value = _whole_number(item.text)
        if value is None or not low <= value <= high:
            self.reading.refuse("range", expected, item, key)
            return default or low
        return value

    def year(self, item: Node, key: str) -> int:
        """A year after the base year; the first such where it is none."""
        value, structure = _whole_number(item.text), self.pack.structure
        if value is None or not first_year(self.reading) <= value <= structure.horizon:
            self.reading.refuse("year", years_text(self.reading), item, key)
            return first_year(self.reading)
        return value

    # ----------------------------------------------------------------------- targets

    def of_pack(self, item: Node) -> Aim | None:
        """A target of the pack by its id."""
        reading = self.reading
        known = {one.id: one for one in self.pack.targets}
        if item.text not in known:
            expected = "a target {indicator: ..., year: ..., at_least: ...}, or the id of a target of the pack"
            near = reading.near(item.text or "", known)
            reading.refuse("unknown-target", expected, item, "targets", near=near)
            return None
        one = known[item.text]
        if one.enterprise:
            expected = "a target of the chain or of a stage: the model has no results of single enterprises"
            reading.refuse("enterprise-target", expected, item, "targets")
            return None
        return self._programme(one)

    def _programme(self, one: ProgrammeTarget) -> Aim:
        """A target of the pack, which the pack's own checks have passed."""
        where = self._members(VARIABLE[one.indicator], one.label)
        value = amount_of_target(one, self.pack.structure)
        target = Target(one.indicator, value, one.year, where, one.direction == "at_least")
        return Aim(one.id, target, unit_of_target(one, self.pack.structure), one.per, one.status == "assumption")

    def _members(self, variable: Variable, label: str) -> dict[str, str]:
        """The label of a pack's row as a member of the dimension it belongs to."""
        if not label:
            return {}
        dims = [dim for dim in ("process", "commodity", "effect") if dim in variable.dims]
        return {dims[0]: label} if dims else {}

    def aim(self, item: Node) -> Aim | None:
        """One target; None when anything was refused."""
        reading, before, mapping = self.reading, len(self.reading.findings), item.mapping or {}
        self.only(item, TARGET_KEYS, "targets")
        indicator, unit = self.indicator(item, "targets")
        chosen = [key for key in ("at_least", "at_most") if key in mapping]
        if len(chosen) != 1:
            reading.refuse("target", "exactly one of at_least, at_most", item, "targets")
        if "year" not in mapping:
            reading.refuse_missing("the year in which it is to be reached", item, "targets.year")
        if indicator is None or len(reading.findings) > before:
            return None
        value = self.amount(mapping[chosen[0]], unit, f"targets.{chosen[0]}")
        name = mapping.get("id")
        if name is not None and not ID.fullmatch(name.text or ""):
            reading.refuse("id", "an id of small letters, digits and _", name, "targets.id")
        if len(reading.findings) > before:
            return None
        target = Target(indicator.variable, value, indicator.year, indicator.where, chosen[0] == "at_least")
        return Aim(indicator.label if name is None else name.text or "", target, unit)

    def amount(self, item: Node, unit: str, key: str) -> float:
        """A value with its unit, in the unit of the results."""
        reading = self.reading
        example = "a value in per cent or from 0 to 1" if unit == "1" else f"a value, in {unit} or a unit that converts"
        try:
            amount, written = units.quantity(item.text or "")
            if unit == "1" and written is None and abs(amount) > 1.0:
                reading.refuse("share", f'"{amount:.10g} %" or "{amount / 100.0:.10g}", whichever is meant', item, key)
            return units.convert(amount, written or unit, unit)
        except units.UnitProblem as problem:
            reading.refuse("unit", example, item, key, near=problem.nearest)
        return 0.0

    # -------------------------------------------------------------------- indicators

    def indicator(self, item: Node, above: str) -> tuple[Indicator | None, str]:
        """``indicator``, ``label`` or ``where``, ``year``; and the unit of its values."""
        reading, before, mapping = self.reading, len(self.reading.findings), item.mapping or {}
        node = mapping.get("indicator")
        if node is None:
            reading.refuse_missing("a variable of the results", item, f"{above}.indicator")
            return None, ""
        variable = VARIABLE.get(node.text or "")
        if variable is None or variable.name in NO_INDICATORS:
            near = reading.near(node.text or "", VARIABLE)
            reading.refuse("unknown-variable", "a variable of the results", node, f"{above}.indicator", near=near)
            return None, ""
        where = self._where(variable, item, above)
        year = self.year(mapping["year"], f"{above}.year") if "year" in mapping else self.pack.structure.horizon
        if len(reading.findings) == before:
            self._check_sum(variable, where, node, above)
        if len(reading.findings) > before:
            return None, ""
        label = next((where[dim] for dim in ("commodity", "process") if dim in where), "")
        return Indicator(variable.name, year, where), result_unit(variable, label, self.pack.structure)

    def _where(self, variable: Variable, item: Node, above: str) -> dict[str, str]:
        """Members by dimension."""
        reading, mapping = self.reading, item.mapping or {}
        if "label" in mapping:
            one = mapping["label"]
            valid = members(variable, self.pack.structure)
            if "where" in mapping:
                reading.refuse("target", "either label or where", one, f"{above}.label")
            elif one.text not in valid:
                expected = "one of " + ", ".join(valid) if valid else f"no label: {variable.name} is one number"
                near = reading.near(one.text or "", valid)
                reading.refuse("unknown-name", expected, one, f"{above}.label", near=near)
            return self._members(variable, one.text or "")
        if "where" not in mapping:
            return {}
        node = mapping["where"]
        if not node.mapping:
            reading.refuse("where", "a map of dimensions to members, such as {process: name}", node, f"{above}.where")
            return {}
        for dim, one in node.mapping.items():
            valid = self._labels(dim) if dim in variable.dims else ()
            if dim not in variable.dims or not valid:
                expected = "a dimension of the variable: " + (", ".join(variable.dims) or "it has none")
                near = reading.near(dim, variable.dims)
                reading.refuse_key("unknown-dimension", expected, node, dim, f"{above}.where.{dim}", near=near)
            elif one.text not in valid:
                near = reading.near(one.text or "", valid)
                reading.refuse("unknown-name", "one of " + ", ".join(valid), one, f"{above}.where.{dim}", near=near)
        return {dim: one.text or "" for dim, one in node.mapping.items()}

    def _labels(self, dim: str) -> tuple[str, ...]:
        """Members of a dimension that may be named; none where the search has no use for it."""
        structure = self.pack.structure
        known: dict[str, Iterable[str]] = {
            "process": structure.process,
            "commodity": structure.commodity,
            "technology": TECHNOLOGIES,
            "effect": structure.effects,
        }
        return tuple(known.get(dim, ()))

    def _check_sum(self, variable: Variable, where: Mapping[str, str], node: Node, above: str) -> None:
        """Refuse sums over members that mean nothing."""
        left = [dim for dim in variable.dims if dim not in where]
        own = "own" in variable.unit and bool({"commodity", "process"} & set(left))
        if left and (not variable.sums or own):
            expected = f"a member of {', '.join(left)}: members of {variable.name} do not add up"
            self.reading.refuse("members", expected, node, f"{above}.indicator")


def _whole_number(text: str | None) -> int | None:
    """A whole number as written; None for any other text."""
    value = number(text) if text else None
    return int(value) if value is not None and text is not None and "." not in text else None
