"""Complaints about the rows of a pack's tables, placed at their line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ioscenario.pack import files
from ioscenario.pack.tables import empty, line_of, records
from ioscenario.pack.units import UnitProblem, factor
from ioscenario.problems import Problem
from ioscenario.yamlnodes import MAX_SHOWN

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack

Record = Mapping[str, Any]


def at_cell(
    pack: Pack, table: str, row: Record, column: str, code: str, expected: str, near: str | None = None
) -> Problem:
    """Return a problem of one cell of one table."""
    frame: pd.DataFrame = pack.frame if table == "parameters" else getattr(pack, _FRAMES[table])
    place: int | None = list(frame.columns).index(column) + 1
    value = row[column]
    text = None if empty(value) else f"{value:g}" if isinstance(value, float) else str(value)[:MAX_SHOWN]
    file = files.shown(pack.folder, f"{table}.csv")
    if table == "parameters" and row["path"] in pack.replaced:  # in a file with columns of its own
        file, place = pack.file_of(row["path"]), None
    return Problem(code, expected, file, line_of(row), place, column, text, near)


_FRAMES: Final[Mapping[str, str]] = {
    "sources": "sources", "facts": "fact_table", "history": "history",
    "bridge": "bridge", "enterprises": "enterprises", "fitted": "fitted",
}  # fmt: skip


def tables_of(pack: Pack) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every table of a pack by name, with its rows."""
    yield "parameters", records(pack.frame)
    for name, attribute in _FRAMES.items():
        yield name, records(getattr(pack, attribute))


def unit_problem(pack: Pack, table: str, row: Record, unit: str, to: str, column: str = "unit") -> Iterator[Problem]:
    """Yield a problem when a row's unit cannot be converted to the one of what it is about."""
    try:
        factor(unit, to)
    except UnitProblem as problem:
        yield at_cell(pack, table, row, column, "unit", f"{problem.expected} (here {to})", problem.nearest)


def year_problem(pack: Pack, table: str, row: Record) -> Iterator[Problem]:
    """Yield a problem when a row's year is no year up to the horizon."""
    year = row["year"]
    if empty(year) or not float(year).is_integer() or not 1900 <= year <= pack.structure.horizon:
        yield at_cell(pack, table, row, "year", "year", f"a year in 1900..{pack.structure.horizon}")


def at_claim(
    pack: Pack, line: int, claim: str, key: str, code: str, expected: str, value: str, near: str | None = None
) -> Problem:
    """Return a problem of one key of one claim, at the line where the claim starts."""
    file = files.shown(pack.folder, files.CLAIMS)
    return Problem(code, expected, file, line, None, f"{claim}.{key}", value, near)


def convertible(unit: str, to: str) -> bool:
    """Return whether one unit can be converted to another."""
    try:
        factor(unit, to)
    except UnitProblem:
        return False
    return True
