"""The Bureau's input-output table for 2024 in million tenge, and what is put right in it.

Thousands of tenge become millions here and nowhere else; the totals printed in the files
must come out. Two things are changed before the table is used: re-exports, booked as sales
of home producers, go to imports; and three cells that contradict the chain's own figures
are changed by swaps that leave every total as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

FOLDER = "io_tables/kazakhstan_2024_kazstat"
#: Columns of final demand, in the table's order and words.
FINAL = ("HOUSEHOLDS", "GOVERNMENT", "NPISH", "GFCF", "INVENTORIES", "VALUABLES", "EXPORTS")
COMPONENTS = ("COMPENSATION", "OTHER_NET_TAXES_PRODUCTION", "CFC", "NET_OPERATING_SURPLUS_MIXED_INCOME")
TAXES = "NET_TAXES_PRODUCTS"
WHOLESALE, TRANSPORT, POWER, BUILDING, MACHINERY = "CPA_46", "CPA_49", "CPA_351", "CPA_41_43", "CPA_28"

#: Totals of 2024 in million tenge as the national accounts print them; a factor of a thousand shows here.
PUBLISHED = {"output": 204_046_929.354, "imports": 35_189_319.089, "taxes": 8_286_490.2, "exports": 42_644_271.2}
ROUNDING = 0.002


@dataclass(frozen=True)
class Table:
    """A table of uses at basic prices, million tenge.

    `domestic` and `imported` are products by products and final demand, `taxes` a row over the same
    columns, `added` components of value added by products.
    """

    domestic: pd.DataFrame
    imported: pd.DataFrame
    taxes: pd.Series
    added: pd.DataFrame

    @property
    def products(self) -> list[str]:
        """Ids of the products, in order."""
        return list(self.domestic.index)

    @property
    def output(self) -> pd.Series:
        """What home producers sell."""
        return self.domestic.sum(axis=1)

    @property
    def uses(self) -> pd.DataFrame:
        """The whole system: domestic and imported products, taxes, value added, over all columns."""
        names = {"domestic": self.domestic, "imported": self.imported, "taxes": self.taxes.to_frame(TAXES).T}
        added = self.added.reindex(columns=self.domestic.columns, fill_value=0.0)
        return pd.concat({**names, "added": added})


@dataclass(frozen=True)
class Move:
    """An amount taken from one cell and put into another, million tenge."""

    kind: str
    product: str
    amount: float
    text: str


def cell(frame: pd.DataFrame, row: str, column: str) -> float:
    """One number of a frame."""
    return float(frame.loc[[row], [column]].to_numpy(dtype=float)[0, 0])


def shift(frame: pd.DataFrame, row: str, column: str, amount: float) -> None:
    """Add an amount to one cell."""
    frame.loc[row, column] = cell(frame, row, column) + amount


def sheet(reference: Path, name: str) -> pd.DataFrame:
    """One file of the table, million tenge."""
    frame = pd.read_csv(reference / FOLDER / f"{name}.csv", dtype={"id": str}).set_index("id")
    return frame / 1000.0


def read(reference: Path) -> tuple[Table, pd.DataFrame]:
    """The table of 2024, and the list of products."""
    products = pd.read_csv(reference / FOLDER / "products.csv", dtype=str).set_index("id")
    rows, columns = list(products.index), [*products.index, *FINAL]
    total = sheet(reference, "use_total_basic_prices")
    table = Table(
        sheet(reference, "use_domestic_basic_prices").loc[rows, columns],
        sheet(reference, "use_imported_basic_prices").loc[rows, columns],
        total.loc[[TAXES], columns].iloc[0],
        total.loc[list(COMPONENTS), rows],
    )
    _test(table, total)
    return table, products


def _test(table: Table, total: pd.DataFrame) -> None:
    """The printed totals, every column, and gross domestic product both ways."""
    found = {
        "output": float(table.output.sum()),
        "imports": float(table.imported.to_numpy().sum()),
        "taxes": float(table.taxes.sum()),
        "exports": float(table.uses["EXPORTS"].sum()),
    }
    wrong = [f"{name}: {found[name]:,.3f} instead of {value:,.3f}" for name, value in PUBLISHED.items()
             if abs(found[name] - value) > ROUNDING]  # fmt: skip
    bought, sold = (dict(zip(part.index, part.to_numpy(dtype=float), strict=True)) for part in (table.uses.sum(), table.output))
    for name in table.products:
        printed = cell(total, "OUTPUT", name)
        if max(abs(bought[name] - printed), abs(sold[name] - printed)) > ROUNDING:
            wrong.append(f"{name}: row {sold[name]:,.3f}, column {bought[name]:,.3f}, printed {printed:,.3f}")
    if wrong:
        raise SystemExit("The table of 2024 does not add up:\n" + "\n".join(wrong))


def without_reexports(table: Table) -> tuple[Table, list[Move]]:
    """Re-exports out of home producers' sales.

    All exports are booked as home-made; what was imported and sent on shows as a negative home and a
    positive imported stock change. The smaller of the two goes from home to imported exports as far as
    those reach, and the rest from home to imported household use.
    """
    domestic, imported = table.domestic.copy(), table.imported.copy()
    moves = []
    for name in table.products:
        left = min(-cell(domestic, name, "INVENTORIES"), cell(imported, name, "INVENTORIES"))
        for column in ("EXPORTS", "HOUSEHOLDS"):
            amount = min(left, cell(domestic, name, column))
            if amount <= 0:
                continue
            left -= amount
            _swap(domestic, imported, name, column, amount)
            text = f"{column.lower()} and stock change, between home-made and imported"
            moves.append(Move("re-export", name, amount, text))
    return Table(domestic, imported, table.taxes, table.added), moves


def _swap(domestic: pd.DataFrame, imported: pd.DataFrame, product: str, column: str, amount: float) -> None:
    """Move a use of a product from home-made to imported, and the stock change the other way."""
    shift(domestic, product, column, -amount)
    shift(domestic, product, "INVENTORIES", amount)
    shift(imported, product, column, amount)
    shift(imported, product, "INVENTORIES", -amount)


def with_power(table: Table, needs: dict[str, float]) -> tuple[Table, list[Move]]:
    """Electricity that the chain's plants use by their kilowatt-hours, added to what the table gives their sector.

    Taken from trade services in the same column; trade itself gives up the electricity and takes the
    trade services, so that no total changes.
    """
    domestic, moves = table.domestic.copy(), []
    for user, amount in needs.items():
        _exchange(domestic, POWER, WHOLESALE, user, amount)
        moves.append(Move("correction", user, amount, f"{POWER} instead of {WHOLESALE}; {WHOLESALE} the other way"))
    return Table(domestic, table.imported, table.taxes, table.added), moves


def _exchange(flows: pd.DataFrame, more: str, less: str, user: str, amount: float) -> None:
    """Raise the purchases of one product and lower those of another by a user, and the reverse by `less`."""
    if min(cell(flows, less, user), cell(flows, more, less)) < amount:
        raise SystemExit(f"{user}: {amount:,.0f} million tenge more of {more} cannot be had for {less}")
    for column, sign in ((user, 1.0), (less, -1.0)):
        shift(flows, more, column, sign * amount)
        shift(flows, less, column, -sign * amount)


def with_own_exports(table: Table, own: dict[str, float]) -> tuple[Table, list[Move]]:
    """Own exports of the chain that were lost among re-exports, put back: households take imports instead."""
    domestic, imported, moves = table.domestic.copy(), table.imported.copy(), []
    for name, amount in own.items():
        for flows, sign in ((domestic, 1.0), (imported, -1.0)):
            shift(flows, name, "EXPORTS", sign * amount)
            shift(flows, name, "HOUSEHOLDS", -sign * amount)
        moves.append(Move("correction", name, amount, "home-made exports; households take imported goods instead"))
    return Table(domestic, imported, table.taxes, table.added), moves


def investment_mix(reference: Path) -> dict[str, list[tuple[str, str, float]]]:
    """What a tenge of each capital good buys: (sector or nothing, origin, share).

    The mixes of construction and of machinery in fixed capital formation: basic prices, the margins of
    wholesale trade and transport, imports, product taxes. Machinery made at home and abroad bears the same
    margins and taxes; how much of it comes from abroad is a parameter.
    """
    names = ("use_domestic_basic_prices", "use_imported_basic_prices", "trade_margins", "transport_margins",
             "net_taxes_on_products")  # fmt: skip
    bought = {name: sheet(reference, name)["GFCF"] for name in names}
    buildings, machinery = ([float(bought[name][product]) for name in names] for product in (BUILDING, MACHINERY))
    goods = sum(machinery[:2])
    places = {
        "construction": _places(BUILDING, buildings),
        "home_machinery": _places(MACHINERY, [goods, 0.0, *machinery[2:]]),
        "imported_machinery": _places(MACHINERY, [0.0, goods, *machinery[2:]]),
    }
    return {good: [(sector, origin, amount) for sector, origin, amount in mix if amount]
            for good, mix in places.items()}  # fmt: skip


def _places(product: str, parts: list[float]) -> list[tuple[str, str, float]]:
    """Home product, import, trade margin, transport margin and tax as shares of what is paid."""
    where = ((product, "domestic"), ("", "imported"), (WHOLESALE, "domestic"), (TRANSPORT, "domestic"), ("", "tax"))
    return [(*place, part / sum(parts)) for place, part in zip(where, parts, strict=True)]


def machinery_imported(reference: Path) -> float:
    """Imported share of the machinery in fixed capital formation, basic prices."""
    home, abroad = (float(sheet(reference, f"use_{origin}_basic_prices")["GFCF"][MACHINERY])
                    for origin in ("domestic", "imported"))  # fmt: skip
    return abroad / (home + abroad)
