"""The national table of a pack: the files of ``table/``, read and checked.

A table has one row and one column for every sector, columns of final demand, and is
valued at basic prices in millions of the pack's currency: what each user buys from home
producers, what it buys from abroad, the product taxes it pays, value added by component,
and people employed. Every sum that must hold is held here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import CAPITAL_GOODS
from ioscenario.pack import files
from ioscenario.pack.structure import NationalBlock, Structure
from ioscenario.pack.tables import Columns, Table, check_numbers, check_unique, read_table
from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.table import IOTable

Array = NDArray[np.float64]

FOLDER: Final = "table"
SECTORS: Final = Columns(("id", "name_en", "name_ru", "name_kk"), ("code", "section"))
EMPLOYMENT: Final = Columns(("id", "employed"), numeric=("employed",))
INVESTMENT: Final = Columns(("good", "sector", "origin", "share"), numeric=("share",))
ORIGINS: Final = ("domestic", "imported", "tax")

#: Largest gap between a sector's row and column, as a share of its output.
BALANCE: Final = 1e-6
#: Largest gap between shares that add up and one.
WHOLE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class NationalTable:
    """A national table at basic prices, million currency.

    Parameters
    ----------
    sectors
        Ids in file order.
    final
        Columns of final demand.
    names
        Names of the sectors by language.
    domestic, imported
        (sector, sector + final) purchases of home-made and of imported goods.
    taxes
        (sector + final,) net taxes on the products bought.
    components
        Names of the components of value added.
    value_added
        (component, sector).
    employed
        (sector,) people employed, jobs.
    investment
        (sector, good) what a unit of each capital good buys from each home sector, goods in the order of
        `ioscenario.dimensions.CAPITAL_GOODS`.
    investment_imports, investment_taxes
        (good,) the rest of that unit.

    Notes
    -----
    Balanced: every sector's sales equal its purchases, taxes and value added.
    """

    sectors: tuple[str, ...]
    final: tuple[str, ...]
    names: dict[str, tuple[str, ...]] = field(repr=False)
    domestic: Array = field(repr=False)
    imported: Array = field(repr=False)
    taxes: Array = field(repr=False)
    components: tuple[str, ...]
    value_added: Array = field(repr=False)
    employed: Array = field(repr=False)
    investment: Array = field(repr=False)
    investment_imports: Array = field(repr=False)
    investment_taxes: Array = field(repr=False)

    @cached_property
    def output(self) -> Array:
        """Output of every sector, (sector,)."""
        return np.asarray(self.domestic.sum(axis=1))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Sectors and columns of final demand."""
        return self.sectors + self.final

    def position(self, name: str) -> int:
        """Place of a sector or a column of final demand."""
        return self.columns.index(name)

    def iotable(self, labels: Sequence[str], *, currency: str, year: int, source: str = "") -> IOTable:
        """The same as an `IOTable`, with jobs as a satellite account.

        Parameters
        ----------
        labels
            Labels of the sectors: `sectors`, or their names in a language.
        currency, year
            Of the pack.
        source
            Where the table is from, for the line under charts.
        """
        import pandas as pd

        from ioscenario.table import IOTable

        count, rows, final = len(self.sectors), list(labels), list(self.final)
        taxes = ["net taxes"]
        return IOTable(
            pd.DataFrame(self.domestic[:, :count], rows, rows),
            pd.DataFrame(self.domestic[:, count:], rows, final),
            pd.DataFrame(self.value_added, list(self.components), rows),
            imports=pd.DataFrame(self.imported[:, :count], rows, rows),
            final_imports=pd.DataFrame(self.imported[:, count:], rows, final),
            product_taxes=pd.DataFrame([self.taxes[:count]], taxes, rows),
            final_taxes=pd.DataFrame([self.taxes[count:]], taxes, final),
            satellites={"jobs": self.employed},
            units={"jobs": "jobs"},
            currency=f"million {currency}",
            year=year,
            source=source,
        )


def read_national(folder: Path, structure: Structure, names: Sequence[str], findings: Findings) -> NationalTable | None:
    """Read ``table/`` of a pack.

    Parameters
    ----------
    folder
        The pack's folder.
    structure
        The pack's structure; without a block ``table`` there is nothing to read.
    names
        Files of the pack.
    findings
        Takes every problem: missing files, sectors that one file has and another has
        not, cells that are no numbers, sectors whose row and column differ, shares that
        do not add up, a host or a role that names no sector.

    Returns
    -------
    NationalTable or None
        None without a block, or with problems.
    """
    block = structure.table
    if block is None:
        if any(name.startswith(f"{FOLDER}/") for name in names):
            expected = f"a block table, since there is a folder {FOLDER}/"
            findings.add("missing-key", expected, file=files.shown(folder, files.CHAIN), key="table")
        return None
    before = len(findings)
    reader = _Reader(folder, findings)
    sectors = reader.read("sectors", SECTORS)
    if sectors is None:
        return None
    check_unique(sectors, ("id",), findings)
    ids = tuple(row["id"] for row in sectors.rows)
    _check_roles(folder, structure, block, ids, findings)
    wide = Columns(("id", *ids, *block.final), numeric=(*ids, *block.final))
    narrow = Columns(("id", *ids), numeric=ids)
    domestic, imported, taxes = (reader.read(name, wide) for name in ("domestic", "imported", "product_taxes"))
    added, employed = reader.read("value_added", narrow), reader.read("employment", EMPLOYMENT)
    investment = reader.read("investment", INVESTMENT)
    if domestic is None or imported is None or taxes is None or added is None or employed is None or investment is None:
        return None
    for table in (domestic, imported, employed):
        reader.check_rows(table, ids)
    _check_single(taxes, findings)
    _check_investment(investment, ids, findings)
    if len(findings) > before:
        return None
    national = _assemble(ids, block, sectors, domestic, imported, taxes, added, employed, investment)
    _check_sums(national, block, domestic, added, findings)
    return national if len(findings) == before else None


class _Reader:
    """Reads files of the folder and keeps where they are."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.folder = folder
        self.findings = findings

    def read(self, name: str, columns: Columns) -> Table | None:
        """One file; None with problems."""
        file = f"{FOLDER}/{name}.csv"
        table = read_table(self.folder / file, files.shown(self.folder, file), columns, self.findings)
        if table is None:
            return None
        check_numbers(table, self.findings)
        for row in table.rows:
            for column in columns.numeric:
                if not row[column]:
                    table.add(self.findings, row, column, "missing-value", "a number")
        return table

    def check_rows(self, table: Table, ids: Sequence[str]) -> None:
        """Record rows that are no sector, double ones, and sectors without a row."""
        check_unique(table, ("id",), self.findings)
        found = {row["id"] for row in table.rows}
        for row in table.rows:
            if row["id"] not in ids:
                near = nearest(row["id"], ids)
                table.add(self.findings, row, "id", "unknown-sector", "a sector of sectors.csv", near=near)
        for name in ids:
            if name not in found:
                self.findings.add("missing-sector", "a row for every sector of sectors.csv", file=table.file, key=name)


def _check_roles(
    folder: Path, structure: Structure, block: NationalBlock, ids: Sequence[str], findings: Findings
) -> None:
    """Refuse hosts and roles that name no sector, and a chain that the table cannot hold at all."""
    file = files.shown(folder, files.CHAIN)
    named = {f"processes.{place}.host": item.host for place, item in enumerate(structure.processes, start=1)}
    named |= {f"branches.{place}.host": item.host for place, item in enumerate(structure.branches, start=1)}
    named["table.electricity"] = block.electricity
    if block.transport is not None:
        named["table.transport"] = block.transport
        if block.transport == block.electricity:
            expected = "another sector than that of electricity: each has a price of its own"
            findings.add("duplicate", expected, file=file, key="table.transport", value=block.transport)
    for key, name in named.items():
        if name not in ids:
            near = nearest(name, ids)
            findings.add(
                "unknown-sector", "a sector of the national table", file=file, key=key, value=name, nearest=near
            )
    _check_raw(structure, file, ids, findings)
    for role in ("households", "capital", "inventories", "exports"):
        name = getattr(block, role)
        if name not in block.final:
            findings.add("unknown-column", "one of the columns named under final", file=file,
                         key=f"table.{role}", value=name, nearest=nearest(name, block.final))  # fmt: skip


def _check_raw(structure: Structure, file: str, ids: Sequence[str], findings: Findings) -> None:
    """Refuse commodities that no process makes and no sector sells: every good of the chain is sold by a sector."""
    for name in structure.raw:
        host = structure.commodity[name].host
        if host is None:
            expected = "a host: the sector of the national table that sells a commodity which no process makes"
            findings.add("raw-commodity", expected, file=file, key=name)
        elif host not in ids:
            near = nearest(host, ids)
            findings.add("unknown-sector", "a sector of the national table", file=file, key=f"commodities.{name}.host",
                         value=host, nearest=near)  # fmt: skip


def _check_single(table: Table, findings: Findings) -> None:
    if len(table.rows) != 1:
        findings.add("rows", "one row of net taxes", file=table.file, value=f"{len(table.rows)} rows")


def _check_investment(table: Table, ids: Sequence[str], findings: Findings) -> None:
    """Refuse unknown goods, origins and sectors, and shares of a good that do not add up to one."""
    totals = dict.fromkeys(CAPITAL_GOODS, 0.0)
    for row in table.rows:
        share, good = table.number(findings, row, "share") or 0.0, row["good"]
        if good in totals:
            totals[good] += share
        else:
            near = nearest(good, CAPITAL_GOODS)
            table.add(findings, row, "good", "good", "one of " + ", ".join(CAPITAL_GOODS), near=near)
        if share < 0.0:
            table.add(findings, row, "share", "bounds", "a share of 0 or more")
        if row["origin"] not in ORIGINS:
            near = nearest(row["origin"], ORIGINS)
            table.add(findings, row, "origin", "origin", "one of " + ", ".join(ORIGINS), near=near)
        elif row["origin"] == "domestic" and row["sector"] not in ids:
            near = nearest(row["sector"], ids)
            table.add(findings, row, "sector", "unknown-sector", "a sector of sectors.csv", near=near)
    for good, total in totals.items():
        if abs(total - 1.0) > WHOLE:
            expected = "shares of each good that add up to 1"
            findings.add("shares", expected, file=table.file, key=good, value=f"{total:.9g}")


def _numbers(table: Table, ids: Sequence[str] | None = None) -> pd.DataFrame:
    frame = table.frame().set_index("id")[list(table.columns.numeric)]
    return frame if ids is None else frame.loc[list(ids)]


def _assemble(
    ids: tuple[str, ...], block: NationalBlock, sectors: Table, domestic: Table, imported: Table, taxes: Table,
    added: Table, employed: Table, investment: Table,
) -> NationalTable:  # fmt: skip
    buys = np.zeros((len(ids), len(CAPITAL_GOODS)))
    rest = {"imported": np.zeros(len(CAPITAL_GOODS)), "tax": np.zeros(len(CAPITAL_GOODS))}
    for row in investment.rows:
        good = CAPITAL_GOODS.index(row["good"])
        if row["origin"] == "domestic":
            buys[ids.index(row["sector"]), good] += float(row["share"])
        else:
            rest[row["origin"]][good] += float(row["share"])
    return NationalTable(
        sectors=ids,
        final=tuple(block.final),
        names={code: tuple(row[f"name_{code}"] for row in sectors.rows) for code in ("en", "ru", "kk")},
        domestic=_numbers(domestic, ids).to_numpy(float),
        imported=_numbers(imported, ids).to_numpy(float),
        taxes=_numbers(taxes).to_numpy(float)[0],
        components=tuple(row["id"] for row in added.rows),
        value_added=_numbers(added).to_numpy(float),
        employed=_numbers(employed, ids).to_numpy(float)[:, 0],
        investment=buys,
        investment_imports=rest["imported"],
        investment_taxes=rest["tax"],
    )


def _check_sums(table: NationalTable, block: NationalBlock, domestic: Table, added: Table, findings: Findings) -> None:
    """Refuse sectors without output or out of balance, negative jobs, and an unknown labour component."""
    lines = {row["id"]: row.line for row in domestic.rows}
    for sector, expected, value in _faults(table):
        findings.add("balance", expected, file=domestic.file, line=lines[sector], key=sector, value=value)
    for place in np.flatnonzero(table.employed < 0.0):
        findings.add("bounds", "people employed, 0 or more", file=f"{FOLDER}/employment.csv", key=table.sectors[place])
    if block.labour not in table.components:
        near = nearest(block.labour, table.components)
        findings.add("unknown-row", "a component of value added that pays labour", file=added.file, key="table.labour",
                     value=block.labour, nearest=near)  # fmt: skip


def _faults(table: NationalTable) -> Iterator[tuple[str, str, str]]:
    """Sectors whose output is not positive, or whose row and column differ."""
    count = len(table.sectors)
    bought = (table.domestic + table.imported).sum(axis=0)[:count]
    columns = bought + table.taxes[:count] + table.value_added.sum(axis=0)
    for name, row, column in zip(table.sectors, table.output, columns, strict=True):
        if row <= 0.0:
            yield name, "a positive output", f"{row:,.3f}"
        elif abs(row - column) > BALANCE * row:
            yield name, f"a column of {row:,.3f} as the row sells", f"{column:,.3f}"
