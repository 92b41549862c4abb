"""What the names of an expression mean in a pack, and in which units: see :mod:`ioscenario.pack.quantities`.

Binding turns a tree of names into a tree of leaves that are known to exist, each with its
unit. Everything that is wrong with an expression is found in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ioscenario.dimensions import COMPONENTS, LIMITS, STREAMS, TAXES, TECHNOLOGIES
from ioscenario.outputs import VARIABLE, Variable
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.quantities import HISTORY, Name, Number, Operation, Quantity
from ioscenario.pack.units import UnitProblem, measure
from ioscenario.parameters import COSTED_LEVERS
from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Dimensions = tuple[tuple[str, float], ...]

#: Unit of a line of the bridge by its indicator; "money" is the pack's currency.
_LINES: Final = {"output": "million money", "jobs": "job"}


@dataclass(frozen=True)
class Constant:
    """A number in root units: written so, a fact, or an observation."""

    value: float
    dimensions: Dimensions
    name: str = ""


@dataclass(frozen=True)
class Path:
    """A parameter in a year (None: the year asked), `size` being its unit in root units."""

    path: str
    year: int | None
    reference: bool
    size: float
    dimensions: Dimensions


@dataclass(frozen=True)
class Result:
    """A variable of the results with members of its dimensions; the others are added up."""

    variable: str
    where: tuple[tuple[str, str], ...]
    year: int | None
    reference: bool
    size: float
    dimensions: Dimensions


@dataclass(frozen=True)
class Joined:
    """Two bound quantities and what joins them."""

    sign: Literal["+", "-", "*", "/"]
    left: Bound
    right: Bound

    @property
    def dimensions(self) -> Dimensions:
        """Dimensions of the result."""
        if self.sign in "+-":
            return self.left.dimensions
        return _times(self.left.dimensions, self.right.dimensions, 1.0 if self.sign == "*" else -1.0)


Bound = Constant | Path | Result | Joined


def leaves(tree: Bound) -> Iterator[Constant | Path | Result]:
    """Leaves of a bound expression, from left to right."""
    if isinstance(tree, Joined):
        yield from leaves(tree.left)
        yield from leaves(tree.right)
    else:
        yield tree


def bind(tree: Quantity, pack: Pack, findings: Findings) -> Bound:
    """Find what the names of an expression mean.

    Parameters
    ----------
    tree
        A parsed expression.
    pack
        The pack, whose variables, members, parameters, facts and observations may be named.
    findings
        Takes a problem for each unknown name, member, year and unit, and for sums of unlike things;
        without file and line, which the caller knows.

    Returns
    -------
    Bound
        What could not be found stands as a pure number; not to be used when there were problems.
    """
    if isinstance(tree, Operation):
        left, right = bind(tree.left, pack, findings), bind(tree.right, pack, findings)
        joined = Joined(tree.sign, left, right)
        if tree.sign in "+-" and not _unknown(left) and not _unknown(right) and left.dimensions != right.dimensions:
            findings.add("unit", "things of one kind to add up or take off", value=shown(right.dimensions))
        return joined
    if isinstance(tree, Number):
        size, dimensions = _measured(tree.unit, findings)
        return Constant(tree.value * size, dimensions)
    if tree.name == HISTORY:
        return _observation(tree, pack, findings)
    if "." in tree.name:
        return _parameter(tree, pack, findings)
    if tree.name in VARIABLE:
        return _result(tree, VARIABLE[tree.name], pack, findings)
    return _fact(tree, pack, findings)


def shown(dimensions: Dimensions) -> str:
    """Dimensions in words.

    Examples
    --------
    >>> shown((("[item]", -1.0), ("[mass]", 1.0))), shown(())
    ('mass by item', 'a pure number')
    """
    over = [name.strip("[]") for name, power in dimensions if power > 0]
    under = [name.strip("[]") for name, power in dimensions if power < 0]
    return (" ".join(over) + "".join(f" by {name}" for name in under)).strip() or "a pure number"


def _unknown(tree: Bound) -> bool:
    """Whether part of a tree could not be found, so that its dimensions say nothing."""
    return any(isinstance(leaf, Constant) and leaf.value != leaf.value for leaf in leaves(tree))


#: What stands for a name that could not be found.
_NOTHING: Final = Constant(float("nan"), ())


def _measured(unit: str, findings: Findings) -> tuple[float, Dimensions]:
    try:
        return measure(unit)
    except UnitProblem as problem:
        findings.add("unit", problem.expected, value=unit, nearest=problem.nearest)
        return float("nan"), ()


def _fact(name: Name, pack: Pack, findings: Findings) -> Constant:
    if name.name not in pack.facts:
        near = nearest(name.name, [*VARIABLE, *pack.facts])
        expected = "a variable of the results, a parameter's path, or the id of a fact with a number"
        findings.add("unknown-name", expected, value=name.name, nearest=near)
        return _NOTHING
    if name.members or name.year is not None or name.reference:
        findings.add("members", "nothing in [ ]: a fact is one number", value=name.name)
    rows = pack.fact_table.loc[pack.fact_table["id"] == name.name, "unit"]
    own = str(rows.iloc[0])
    if name.unit is None:
        return Constant(pack.facts[name.name], (), name.name) if not own else _own_unit(name.name, own, pack, findings)
    size, dimensions = _measured(name.unit, findings)
    try:
        told = measure(own)
    except UnitProblem:
        told = (size, dimensions)
    if told != (size, dimensions):
        findings.add("unit", f"the unit of the fact, {own}, or no braces", value=f"{name.name} {{{name.unit}}}")
    return Constant(pack.facts[name.name] * size, dimensions, name.name)


def _own_unit(name: str, unit: str, pack: Pack, findings: Findings) -> Constant:
    try:
        size, dimensions = measure(unit)
    except UnitProblem:
        expected = f"a unit in braces after the fact, for its own is in words ({unit}): {name} {{thousand job}}"
        findings.add("fact-unit", expected, value=name)
        return _NOTHING
    return Constant(pack.facts[name] * size, dimensions, name)


def _parameter(name: Name, pack: Pack, findings: Findings) -> Bound:
    parameter = pack.parameters.get(name.name)
    if parameter is None:
        near = nearest(name.name, pack.parameters)
        findings.add("unknown-name", "a parameter of the pack", value=name.name, nearest=near)
        return _NOTHING
    if name.members or name.unit is not None:
        expected = "a year or reference in [ ] at most, and no unit: a parameter has its own"
        findings.add("members", expected, value=name.name)
    _check_year(name, pack, findings)
    size, dimensions = _measured(parameter.unit, findings)
    return Path(parameter.path, name.year, name.reference, size, dimensions)


def _check_year(name: Name, pack: Pack, findings: Findings) -> None:
    years = pack.structure.years
    if name.year is not None and name.year not in years:
        findings.add("unknown-year", f"a year from {years[0]} to {years[-1]}", value=f"{name.name}[{name.year}]")


def _result(name: Name, variable: Variable, pack: Pack, findings: Findings) -> Bound:
    where: dict[str, str] = {}
    known = {dim: members_of(dim, pack) for dim in variable.dims}
    before = len(findings)
    for member in name.members:
        dim = next((dim for dim, members in known.items() if member in members and dim not in where), None)
        if dim is None:
            every = [item for members in known.values() for item in members]
            expected = f"a member of {name.name}" if every else f"nothing in [ ]: {name.name} has no members"
            findings.add("unknown-name", expected, value=member, nearest=nearest(member, every))
        else:
            where[dim] = member
    if name.unit is not None:
        findings.add("unit", "no unit in braces: a result has its own", value=f"{name.name} {{{name.unit}}}")
    _check_year(name, pack, findings)
    unit = _result_unit(variable, where, pack)
    rest = [dim for dim in variable.dims if dim not in where]
    if len(findings) > before:
        return _NOTHING
    if rest and (not variable.sums or unit is None):
        expected = f"a member of {', '.join(rest)} in [ ]: those of {name.name} do not add up"
        findings.add("members", expected, value=name.name)
    size, dimensions = _measured(unit or "1", findings)
    return Result(variable.name, tuple(where.items()), name.year, name.reference, size, dimensions)


def _result_unit(variable: Variable, where: dict[str, str], pack: Pack) -> str | None:
    """Unit of a result for its members; None where it depends on one that is not given."""
    if "line" in variable.dims:
        if "line" not in where:
            return None
        row = pack.bridge.loc[pack.bridge["line"] == where["line"]].iloc[0]
        return _LINES[str(row["indicator"])].replace("money", pack.structure.currency)
    member = where.get("commodity") or where.get("process") or ""
    if "own" in variable.unit and not member:
        return None
    return result_unit(variable, member, pack.structure)


def members_of(dim: str, pack: Pack) -> tuple[str, ...]:
    """Members of a dimension of the results.

    Parameters
    ----------
    dim
        A dimension of some variable.
    pack
        The pack.
    """
    structure = pack.structure
    if dim == "line":
        return tuple(pack.bridge.loc[pack.bridge["kind"] != "difference", "line"])
    sectors = () if pack.national is None else tuple(pack.national.sectors)
    found: dict[str, tuple[str, ...]] = {
        "commodity": tuple(structure.commodity),
        "process": tuple(structure.process),
        "technology": tuple(TECHNOLOGIES),
        "effect": tuple(structure.effects),
        "sector": (*structure.process, *sectors),
        "lever": tuple(COSTED_LEVERS),
        "tax": tuple(TAXES),
        "component": tuple(COMPONENTS),
        "stream": tuple(STREAMS),
        "limit": tuple(LIMITS),
    }
    return found[dim]


def _observation(name: Name, pack: Pack, findings: Findings) -> Constant:
    words = f"{HISTORY}[{', '.join([*name.members, str(name.year or '')])}]"
    if not 1 <= len(name.members) <= 2 or name.year is None or name.reference:
        expected = f"a variable, a member if it has any, and a year: {HISTORY}[production, yarn, 2024]"
        findings.add("members", expected, value=words)
        return _NOTHING
    variable, label = name.members[0], name.members[1] if len(name.members) > 1 else ""
    rows = pack.history
    found = rows[(rows["variable"] == variable) & (rows["label"] == label) & (rows["year"] == name.year)]
    if found.empty:
        known = sorted({f"{row.variable}, {row.label}".rstrip(", ") for row in rows.itertuples()})
        near = nearest(", ".join(name.members), known)
        findings.add("unknown-name", "an observation of the pack's history.csv", value=words, nearest=near)
        return _NOTHING
    size, dimensions = _measured(str(found["unit"].iloc[0]), findings)
    return Constant(float(found["value"].iloc[0]) * size, dimensions, words)


def _times(left: Dimensions, right: Dimensions, power: float) -> Dimensions:
    found = dict(left)
    for name, own in right:
        found[name] = found.get(name, 0.0) + power * own
    return tuple(sorted((name, own) for name, own in found.items() if own))
