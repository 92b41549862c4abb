"""From the rows of ``parameters.csv`` to one record for each path of the pack.

Values, lows and highs are converted to the unit that the model computes in. Every row
is checked on its own (path, year, unit, numbers, bounds, words), then the rows of a path
together, then whether a path is missing that has no default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, cast

from ioscenario.pack.expansion import paths
from ioscenario.pack.expansion import unit as canonical_unit
from ioscenario.pack.structure import Structure
from ioscenario.pack.tables import Columns, Row, Table
from ioscenario.pack.units import UnitProblem, convert
from ioscenario.parameters import FIELDS, Field
from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

Role = Literal["lever", "uncertain", "fixed"]

ROLES: Final = ("lever", "uncertain", "fixed")
DISTRIBUTIONS: Final = ("triangular", "uniform", "normal", "lognormal", "fixed")
GRADES: Final = ("A", "B", "C", "D", "E")

COLUMNS: Final = Columns(
    required=("path", "value", "unit", "source"),
    optional=("year", "low", "high", "distribution", "role", "grade", "derivation", "note"),
    numeric=("year", "value", "low", "high"),
)

#: Rows of years before the base year are for runs that start earlier (``starting.py``); none is earlier than this.
EARLIEST: Final = 1900

#: The nearest name is looked for in this many problems; after that it costs more than it helps.
MAX_NEAREST: Final = 50


@dataclass(frozen=True)
class Slot:
    """A path that the structure has: its field, names, place in the field's array and unit."""

    field: Field
    names: Mapping[str, str]
    position: tuple[int, ...]
    unit: str


@dataclass(frozen=True)
class Parameter:
    """One path of the pack, in the unit that the model computes in.

    Parameters
    ----------
    path
        Dotted path.
    field
        Its field in the registry.
    names
        Names in the braces of the field's pattern.
    position
        Place in the field's array, without year and run.
    unit
        Unit of `values`, `lows` and `highs`.
    years
        Years of the points of a line; empty for one value of all years.
    values, lows, highs
        As many as `years`, or one. Where no range is given, the value.
    shown_unit
        Unit that the first row writes.
    distribution
        Shape of the range.
    role
        Who may change it.
    grade
        Weakest grade of its rows, A to E; empty when none is given.
    source
        Ids of the sources of its rows, joined by ``;``.
    derivation, note
        Of the first row that has one.
    line
        Line of its first row; 0 for a default.
    given
        False when the pack has no row and the field's default stands.
    """

    path: str
    field: Field
    names: Mapping[str, str]
    position: tuple[int, ...]
    unit: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    shown_unit: str
    distribution: str = "triangular"
    role: Role = "fixed"
    grade: str = ""
    source: str = ""
    derivation: str = ""
    note: str = ""
    line: int = 0
    given: bool = True

    @property
    def ranged(self) -> bool:
        """Whether any of its values has a range."""
        return any(low < high for low, high in zip(self.lows, self.highs, strict=True))

    def at(self, year: int, which: Literal["values", "lows", "highs"] = "values") -> float:
        """Return the value in a year: straight lines between points, held outside.

        Parameters
        ----------
        year
            Any year.
        which
            The central value, or an end of the range.
        """
        points: tuple[float, ...] = getattr(self, which)
        if not self.years or year <= self.years[0]:
            return points[0]
        for index, (start, end) in enumerate(pairwise(self.years)):
            if year <= end:
                left, right = points[index], points[index + 1]
                return left + (right - left) * (year - start) / (end - start)
        return points[-1]


@dataclass(frozen=True)
class _Point:
    """One good row of a path."""

    row: Row
    year: int | None
    value: float
    low: float
    high: float


def slots(structure: Structure) -> dict[str, Slot]:
    """Return every path that the structure has, in the order of the registry.

    Parameters
    ----------
    structure
        The pack's structure.

    Returns
    -------
    dict
        Slot by path.
    """
    return {
        path: Slot(field, names, position, canonical_unit(field, names, structure))
        for field in FIELDS
        for path, (names, position) in paths(field, structure).items()
    }


def read_parameters(table: Table, structure: Structure, findings: Findings) -> dict[str, Parameter]:
    """Return every path of the structure with its numbers.

    Parameters
    ----------
    table
        Rows with the columns `COLUMNS`.
    structure
        The pack's structure.
    findings
        Takes every problem of every row.

    Returns
    -------
    dict
        By path, in the order of the registry; paths without a good row and without a
        default are left out, and there is a problem for each.
    """
    reader = _Reader(table, structure, findings)
    points: dict[str, list[_Point]] = {}
    named: set[str] = set()
    for row in table.rows:
        named.add(row["path"])
        point = reader.point(row)
        if point is not None:
            points.setdefault(row["path"], []).append(point)
    found: dict[str, Parameter] = {}
    for path, slot in reader.slots.items():
        if path in points:
            parameter = reader.assemble(path, slot, points[path])
            if parameter is not None:
                found[path] = parameter
        elif slot.field.default is not None:
            found[path] = _default(path, slot, slot.field.default)
        elif path not in named:
            expected = f"a row for this path, unit {slot.unit}: {slot.field.text}"
            findings.add("missing-parameter", expected, file=table.file, key=path)
    return found


def _default(path: str, slot: Slot, value: float) -> Parameter:
    """Return the parameter of a path that the pack gives no row."""
    role: Role = "lever" if slot.field.lever else "fixed"
    return Parameter(
        path, slot.field, slot.names, slot.position, slot.unit, (), (value,), (value,), (value,), slot.unit,
        role=role, given=False,
    )  # fmt: skip


class _Reader:
    """Checks rows and puts those of a path together."""

    def __init__(self, table: Table, structure: Structure, findings: Findings) -> None:
        self.table = table
        self.structure = structure
        self.findings = findings
        self.slots = slots(structure)
        self._unknown = 0

    def _add(self, row: Row, column: str, code: str, expected: str, near: str | None = None) -> None:
        self.table.add(self.findings, row, column, code, expected, near=near)

    # ------------------------------------------------------------------ one row

    def point(self, row: Row) -> _Point | None:
        """Return a row's numbers in canonical units, or None with problems."""
        before = len(self.findings)
        slot = self._slot(row)
        year = self._year(row)
        numbers = {name: self.table.number(self.findings, row, name) for name in ("value", "low", "high")}
        if not row["value"]:
            self._add(row, "value", "missing-value", "a number")
        self._words(row, slot)
        if slot is None or len(self.findings) > before:
            return None
        converted = {name: self._convert(row, slot, name, value) for name, value in numbers.items()}
        if len(self.findings) > before:
            return None
        self._range(row, slot, converted)
        if len(self.findings) > before:
            return None
        value, low, high = (converted[name] for name in ("value", "low", "high"))
        assert value is not None  # an empty cell was refused above
        return _Point(row, year, value, value if low is None else low, value if high is None else high)

    def _slot(self, row: Row) -> Slot | None:
        path = row["path"]
        if path in self.slots:
            return self.slots[path]
        self._unknown += 1
        near = nearest(path, self.slots) if self._unknown <= MAX_NEAREST and len(path) <= 200 else None
        self._add(row, "path", "unknown-path", "a path of this pack", near)
        return None

    def _year(self, row: Row) -> int | None:
        if not row["year"]:
            return None
        first, last = EARLIEST, self.structure.horizon
        value = self.table.number(self.findings, row, "year")
        if value is not None and (not value.is_integer() or not first <= value <= last):
            self._add(row, "year", "year", f"a year in {first}..{last}")
            return None
        return None if value is None else int(value)

    def _words(self, row: Row, slot: Slot | None) -> None:
        """Check the cells that take one of a few words."""
        for column, valid in (("distribution", DISTRIBUTIONS), ("role", ROLES), ("grade", GRADES)):
            if row[column] and row[column] not in valid:
                self._add(row, column, column, "one of " + ", ".join(valid), nearest(row[column], valid))
        if slot is not None and row["role"] == "lever" and not slot.field.lever:
            self._add(row, "role", "role", "uncertain or fixed: this field is no lever")
        if bool(row["low"]) != bool(row["high"]):
            self._add(row, "low" if row["high"] else "high", "range", "both low and high, or neither")
        elif not row["low"] and (row["role"] == "uncertain" or row["distribution"] in DISTRIBUTIONS[1:4]):
            self._add(row, "low", "range", "low and high for what is uncertain")

    def _convert(self, row: Row, slot: Slot, column: str, value: float | None) -> float | None:
        """Return a number in the canonical unit, within the field's bounds."""
        if value is None:
            return None
        if slot.field.kind in ("share", "rate") and abs(value) > 1 and row["unit"] == "1":
            expected = f"a share in [0, 1]: write {value / 100:g} with unit 1, or {value:g} with unit %"
            self._add(row, column, "share", expected)
            return None
        try:
            result = convert(value, row["unit"], slot.unit)
        except UnitProblem as problem:
            if column == "value":  # once a row
                self._add(row, "unit", "unit", f"{problem.expected} (the model's unit is {slot.unit})", problem.nearest)
            return None
        low, high = slot.field.bounds
        if not low <= result <= high:
            self._add(row, column, "bounds", f"a value in [{low:g}, {high:g}] {slot.unit}")
        elif slot.field.kind == "count" and not result.is_integer() and column == "value":
            self._add(row, column, "count", "a whole number")
        return result

    def _range(self, row: Row, slot: Slot, converted: Mapping[str, float | None]) -> None:
        value, low, high = (converted[name] for name in ("value", "low", "high"))
        if value is None or low is None or high is None:
            return
        if not low <= value <= high:
            expected = f"low <= value <= high, in {slot.unit}"
            self._add(row, "low" if value < low else "high", "range", expected)
        if row["distribution"] == "lognormal" and low <= 0:
            self._add(row, "low", "range", "a low end above 0 for a lognormal range")

    # ------------------------------------------------------------- the rows of a path

    def assemble(self, path: str, slot: Slot, points: Sequence[_Point]) -> Parameter | None:
        """Return the parameter that the good rows of a path make, or None with problems."""
        before = len(self.findings)
        base = self.structure.base_year
        current = [point for point in points if point.year is None or point.year >= base]
        self._check_years(points, current)
        self._check_agreement(points)
        if len(self.findings) > before:
            return None
        points = current  # what was before the base year plays no part from then on
        line = sorted(points, key=lambda point: point.year or 0)
        first = points[0].row
        return Parameter(
            path=path, field=slot.field, names=slot.names, position=slot.position, unit=slot.unit,
            years=tuple(point.year for point in line if point.year is not None),
            values=tuple(point.value for point in line),
            lows=tuple(point.low for point in line),
            highs=tuple(point.high for point in line),
            shown_unit=first["unit"],
            distribution=_first(points, "distribution") or "triangular",
            role=self._role(slot, points),
            grade=max((point.row["grade"] for point in points), default=""),
            source=";".join(dict.fromkeys(source for point in points for source in ids(point.row["source"]))),
            derivation=_first(points, "derivation"),
            note=_first(points, "note"),
            line=first.line,
        )  # fmt: skip

    def _check_years(self, points: Sequence[_Point], current: Sequence[_Point]) -> None:
        """Refuse two rows of one year, rows with and without year, and a line without a start.

        Rows before the base year may stand beside one without year, which holds from the base year on.
        """
        seen: dict[int | None, Row] = {}
        for point in (*current, *(point for point in points if point not in current)):
            if point.year in seen:
                expected = f"one row for a path and year; line {seen[point.year].line} has it already"
                self._add(point.row, "path", "duplicate", expected)
            elif point in current and seen and (None in seen) != (point.year is None):
                other = next(iter(seen.values())).line
                expected = f"a year in every row of a path or in none; compare line {other}"
                self._add(point.row, "year", "mixed-years", expected)
            seen.setdefault(point.year, point.row)
        base = self.structure.base_year
        if None not in seen and base not in seen:
            self._add(points[0].row, "year", "missing-base-year", f"a row of this path for the base year {base}")

    def _check_agreement(self, points: Sequence[_Point]) -> None:
        """Refuse rows of one path that give it different roles or shapes."""
        for column in ("distribution", "role"):
            given = _first(points, column)
            for point in points:
                if point.row[column] and point.row[column] != given:
                    self._add(point.row, column, column, f"the same in all rows of a path: {given}")

    @staticmethod
    def _role(slot: Slot, points: Sequence[_Point]) -> Role:
        given = _first(points, "role")
        if given:
            return cast(Role, given)
        if slot.field.lever:
            return "lever"
        return "uncertain" if any(point.low < point.high for point in points) else "fixed"


def _first(points: Iterable[_Point], column: str) -> str:
    """Return the first filled cell of a column."""
    return next((point.row[column] for point in points if point.row[column]), "")


def ids(text: str) -> tuple[str, ...]:
    """Return the ids of a cell that holds several, joined by ``;``.

    Examples
    --------
    >>> ids("S1; S2")
    ('S1', 'S2')
    """
    return tuple(part.strip() for part in text.split(";") if part.strip())
