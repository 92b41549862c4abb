"""Checks of the readings of claims: expressions, units, years, conditions, facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ioscenario.pack import files
from ioscenario.pack.binding import Bound, Path, Result, bind, leaves, shown
from ioscenario.pack.claims import Claim, Reading
from ioscenario.pack.quantities import QuantityProblem, parse
from ioscenario.pack.rows import convertible
from ioscenario.pack.units import UnitProblem, convert, measure, quantity
from ioscenario.problems import Findings, Problem, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter


@dataclass(frozen=True)
class Meant:
    """A reading with its expression bound to the pack and its claimed figure in root units.

    Parameters
    ----------
    claim, reading
        What was written.
    tree
        The expression.
    year
        Year of what has no year of its own.
    unit
        Unit of the claimed figure.
    size
        That unit in root units.
    written
        Ends of the claimed figure as it was written, in `unit`.
    condition
        Values of the parameters of the condition, canonical unit.
    """

    claim: Claim
    reading: Reading
    tree: Bound
    year: int
    unit: str
    size: float
    written: tuple[float, float]
    condition: tuple[tuple[str, float], ...]

    @property
    def low(self) -> float:
        """Lower end of the claimed figure, root units."""
        return self.written[0] * self.size

    @property
    def high(self) -> float:
        """Upper end of the claimed figure, root units."""
        return self.written[1] * self.size

    @property
    def modelled(self) -> bool:
        """Whether the model is asked, and not published figures alone."""
        return any(isinstance(leaf, Path | Result) for leaf in leaves(self.tree))

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts that it rests on, each once."""
        named = [getattr(leaf, "name", "") for leaf in leaves(self.tree)]
        return tuple(dict.fromkeys(name for name in (*named, *self.reading.facts) if name))


def check_readings(pack: Pack) -> Iterator[Problem]:
    """Refuse readings whose expression, unit, year, condition or facts do not fit the pack."""
    for claim in pack.claims:
        for reading in claim.readings:
            yield from meaning(claim, reading, pack)[1]


def unknown_scenarios(pack: Pack, scenarios: Collection[str]) -> Iterator[Problem]:
    """Refuse readings in scenarios that there are none of.

    Parameters
    ----------
    pack
        The pack.
    scenarios
        Names of its scenarios.
    """
    file = files.shown(pack.folder, files.CLAIMS)
    for claim in pack.claims:
        for reading in claim.readings:
            name = reading.scenario
            if name is not None and name not in scenarios:
                key, near = f"{claim.id}.{reading.id}.scenario", nearest(name, scenarios)
                yield Problem("unknown-scenario", "a scenario of the pack", file, reading.line, None, key, name, near)


def meaning(claim: Claim, reading: Reading, pack: Pack) -> tuple[Meant | None, list[Problem]]:
    """What a reading means in a pack, or what is wrong with it.

    Parameters
    ----------
    claim, reading
        A claim and one of its readings.
    pack
        The pack.

    Returns
    -------
    meant : Meant or None
        None when anything is wrong.
    problems : list of Problem
        At the line of the reading.
    """
    findings = Findings()
    tree = _tree(reading, pack, findings)
    year = claim.year if reading.year is None else reading.year
    years = pack.structure.years
    dated = tree is not None and any(isinstance(leaf, Path | Result) and leaf.year is None for leaf in leaves(tree))
    if dated and year not in years and claim.readings:  # of a bare indicator the model has no value then
        findings.add("year", f"a year from {years[0]} to {years[-1]}", key="year", value=year)
    unit = claim.unit if reading.unit is None else reading.unit
    size = _size(unit, tree if not len(findings) else None, findings)
    written = _claimed(claim, reading, unit, findings)
    condition = _condition(reading, pack, findings)
    for name in reading.facts:
        if name not in set(pack.fact_table["id"]):
            near = nearest(name, pack.fact_table["id"])
            findings.add("unknown-name", "the id of a fact", key="facts", value=name, nearest=near)
    file, start = files.shown(pack.folder, files.CLAIMS), f"{claim.id}.{reading.id}"
    problems = [replace(item, file=file, line=reading.line, key=f"{start}.{item.key or 'model'}") for item in findings]
    if problems or tree is None:
        return None, problems
    return Meant(claim, reading, tree, year, unit, size, written, condition), []


def _tree(reading: Reading, pack: Pack, findings: Findings) -> Bound | None:
    try:
        tree = parse(reading.model)
    except QuantityProblem as problem:
        findings.add("expression", problem.expected, value=problem.value)
        return None
    return bind(tree, pack, findings)


def _size(unit: str, tree: Bound | None, findings: Findings) -> float:
    """The unit in root units, refused where the expression is of another kind."""
    try:
        size, dimensions = measure(unit)
    except UnitProblem as problem:
        findings.add("unit", problem.expected, key="unit", value=unit, nearest=problem.nearest)
        return 1.0
    if tree is not None and tree.dimensions != dimensions:
        expected = f"a unit of what the expression gives, {shown(tree.dimensions)}"
        findings.add("unit", expected, key="unit", value=unit)
    return size


def _claimed(claim: Claim, reading: Reading, unit: str, findings: Findings) -> tuple[float, float]:
    """Ends of the claimed figure, in the reading's unit."""
    if reading.low is not None or reading.high is not None:
        if reading.low is None or reading.high is None or reading.value is not None or reading.low > reading.high:
            findings.add("value", "a value, or low and high in this order", key="low", value=reading.low)
            return 0.0, 0.0
        return reading.low, reading.high
    if reading.value is not None:
        return reading.value, reading.value
    if not convertible(claim.unit, unit):
        expected = f"a value in {unit}: that of the claim is in {claim.unit}"
        findings.add("value", expected, key="value")
        return 0.0, 0.0
    value = convert(claim.value, claim.unit, unit)
    return value, value


def _condition(reading: Reading, pack: Pack, findings: Findings) -> tuple[tuple[str, float], ...]:
    """Values of a condition in canonical units."""
    found = []
    for path, written in reading.condition.items():
        parameter = pack.parameters.get(path)
        if parameter is None:
            near = nearest(path, pack.parameters)
            findings.add("unknown-path", "a parameter of the pack", key="condition", value=path, nearest=near)
            continue
        value = _canonical(parameter, written, findings)
        if value is not None:
            found.append((path, value))
    return tuple(found)


def _canonical(parameter: Parameter, written: float | str, findings: Findings) -> float | None:
    key = f"condition.{parameter.path}"
    try:
        amount, unit = quantity(written) if isinstance(written, str) else (float(written), None)
        value = convert(amount, unit or parameter.shown_unit, parameter.unit)
    except UnitProblem as problem:
        findings.add("unit", problem.expected, key=key, value=written, nearest=problem.nearest)
        return None
    low, high = parameter.field.bounds
    if not low <= value <= high:
        findings.add("bounds", f"a value from {low:g} to {high:g} {parameter.unit}", key=key, value=written)
    return value
