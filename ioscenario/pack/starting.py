"""A pack that starts in an earlier year.

The state of a start year (plant in place, crop carried in, area, markets of that year) is
rows of ``parameters.csv`` with that ``year``. From the base year on they change nothing:
they are read only when a start before it is asked for.

A row without a year holds from the base year on. So a path with rows for 2021 and one
without year is a line from 2021 to the base year and level afterwards. Coefficients that
have no earlier rows hold in earlier years as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ioscenario.pack.parameters_table import COLUMNS, Slot, read_parameters, slots
from ioscenario.pack.structure import Structure
from ioscenario.pack.tables import LINE, Row, Table
from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Fields whose value belongs to a year: what is in place, what was carried in, how large markets are and who
#: serves them. The others are coefficients, answers and prices: money is at prices of the pack's base year, and
#: relative prices hold where no earlier row says otherwise.
STATE: Final = (
    "area", "drip_share", "carry_in", "stock_building", "supply", "capacity", "home_share", "market_size",
    "procurement", "domestic_share", "export_demand", "branch_output", "branch_jobs",
)  # fmt: skip


def started(pack: Pack, year: int, drivers: Collection[str] | None = None) -> Pack:
    """Return the pack with `year` as its base year.

    Parameters
    ----------
    pack
        A checked pack.
    year
        The base year or an earlier one.
    drivers
        Paths whose rows after `year` are kept; every other path has its value of `year` in
        all years. None: all rows are kept.

    Returns
    -------
    Pack
        Without the national table, which is of the base year: effects are direct ones. The
        same pack for its own base year without `drivers`.

    Raises
    ------
    InputError
        With every path of the state that has no row of `year`, and unknown drivers.
    """
    base = pack.structure.base_year
    if year == base and drivers is None:
        return pack
    findings = Findings()
    if not isinstance(year, int) or not 1900 <= year <= base:
        findings.add("year", f"the base year {base} or an earlier year", key="year", value=str(year))
    for path in drivers or ():
        if path not in pack.parameters:
            findings.add("unknown-path", "a path of this pack", key=path, nearest=nearest(path, pack.parameters))
    findings.raise_if_any()
    national = pack.structure.table if year == base else None
    structure = _with(pack.structure, base_year=year, table=national)
    rows = tuple(_rows(pack, year, drivers, findings))
    findings.raise_if_any()
    table = Table(pack.file_of(""), COLUMNS.names, rows, COLUMNS)
    parameters = read_parameters(table, structure, findings)
    findings.raise_if_any()
    told = f"{pack.hash} {year} {drivers if drivers is None else sorted(drivers)}"
    return replace(
        pack, structure=structure, parameters=parameters, frame=table.frame(),
        national=pack.national if year == base else None, hash=hashlib.sha256(told.encode()).hexdigest(),
    )  # fmt: skip


def _with(structure: Structure, **changes: object) -> Structure:
    """Return a structure with other fields; what it has worked out is not carried over."""
    fields = {name: getattr(structure, name) for name in Structure.model_fields}
    return Structure(**{**fields, **changes})


def _rows(pack: Pack, year: int, drivers: Collection[str] | None, findings: Findings) -> Iterator[Row]:
    """Yield the rows of every path for a start in `year`; record the state that is missing."""
    places = slots(pack.structure)
    by_path: dict[str, list[Row]] = {}
    for row in _as_rows(pack):
        by_path.setdefault(row["path"], []).append(row)
    for path, rows in by_path.items():
        kept = _from(rows, year, pack.structure.base_year, places[path])
        if kept is None:
            expected = f"a row of the year {year}, unit {places[path].unit}: {places[path].field.text}"
            findings.add("missing-start", expected, file=pack.file_of(path), line=rows[0].line, key=path)
        elif drivers is not None and path not in drivers:
            yield _dated(kept[0], "")
        else:
            yield from kept if len(kept) > 1 else (_dated(kept[0], ""),)


def _from(rows: Sequence[Row], year: int, base: int, place: Slot) -> list[Row] | None:
    """Return the rows of a path from a start year on, the first of that year; None when its state is not known."""
    dated = sorted((_dated(row, row["year"] or str(base)) for row in rows), key=lambda row: int(row["year"]))
    later = [row for row in dated if int(row["year"]) >= year]
    if later and int(later[0]["year"]) == year:
        return later
    earlier = len(later) < len(dated) or (bool(later) and int(later[0]["year"]) < base)
    if earlier or place.field.name in STATE:
        return None
    # no earlier row: a coefficient, which held before the base year as it does in it
    return [_dated(later[0], str(year)), *(later if len(later) > 1 else ())]


def _as_rows(pack: Pack) -> list[Row]:
    """Return the parameter table as rows of text, with the lines of the file."""
    table = Table.from_frame(pack.frame, pack.file_of(""), COLUMNS, Findings())
    lines = [int(line) for line in pack.frame[LINE]]
    return [Row(line, row.cells) for line, row in zip(lines, table.rows, strict=True)]


def _dated(row: Row, year: str) -> Row:
    return Row(row.line, {**row.cells, "year": year})
