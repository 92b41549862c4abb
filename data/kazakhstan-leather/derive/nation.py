"""The national table: that of the pack with which this one shares the country, and two swaps in it.

Whatever is put into one cell is taken out of another, so that no total of the table changes.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from rows import lines, put

LEATHER, POWER, TRADE = "CPA_15", "CPA_351", "CPA_46"
COPIED = ("sectors", "product_taxes", "value_added", "employment", "investment")
#: Electricity is put in with this much to spare.
ROOM = 1.1

Grid = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Swap:
    """An amount moved, million tenge, and why."""

    cells: str
    amount: float
    reason: str


def grid(path: Path) -> Grid:
    """A table of flows by row and column."""
    return {row["id"]: {name: float(cell) for name, cell in row.items() if name != "id"} for row in lines(path)}


def power(home: Grid, needed: float) -> Swap:
    """Give leather the electricity that its plants use, for trade services; trade the other way."""
    amount = round(max(ROOM * needed - home[POWER][LEATHER], 0.0), 3)
    for user, sign in ((LEATHER, 1.0), (TRADE, -1.0)):
        home[POWER][user] += sign * amount
        home[TRADE][user] -= sign * amount
    return Swap(f"{POWER} instead of {TRADE} in {LEATHER}; {TRADE} the other way", amount,
                "The chain's kilowatt-hours cost more than the table gives the whole branch.")  # fmt: skip


def exports(home: Grid, abroad: Grid, own: float, coverage: float) -> Swap:
    """Leave home-made exports of leather that the chain can account for; households take the rest."""
    amount = round(home[LEATHER]["EXPORTS"] - coverage * own, 3)
    if amount <= 0:
        raise SystemExit(f"leather exports of the table, {home[LEATHER]['EXPORTS']:,.0f}, are below the chain's")
    for flows, sign in ((home, 1.0), (abroad, -1.0)):
        flows[LEATHER]["HOUSEHOLDS"] += sign * amount
        flows[LEATHER]["EXPORTS"] -= sign * amount
    return Swap(f"{LEATHER}: home-made from exports to households, imported from households to exports", amount,
                "With re-exports out the table still exports 92 % of home output and leaves households 0.15 billion, "
                "while footwear is made for home and leather exports are far smaller: more of them are re-exports.")  # fmt: skip


def save(folder: Path, shared: Path, needed: float, own: float, published: float) -> list[str]:
    """Write ``table/``.

    Parameters
    ----------
    folder, shared
        This pack and the one whose table is taken.
    needed
        Electricity of the chain, million.
    own
        Exports of the chain, million.
    published
        Output of the branch in industrial statistics, million: the table's is larger, and so are its exports.

    Returns
    -------
    list of str
        The swaps in words.
    """
    source, target = shared / "table", folder / "table"
    target.mkdir(exist_ok=True)
    for name in COPIED:
        shutil.copyfile(source / f"{name}.csv", target / f"{name}.csv")
    home, abroad = (grid(source / f"{name}.csv") for name in ("domestic", "imported"))
    coverage = sum(home[LEATHER].values()) / published
    swaps = [power(home, needed), exports(home, abroad, own, coverage)]
    for name, flows in (("domestic", home), ("imported", abroad)):
        header = ("id", *next(iter(flows.values())))
        put(target / f"{name}.csv", header, ((row, *map(amount, cells.values())) for row, cells in flows.items()))
    put(target / "corrections.csv", ("cells", "amount", "unit", "source", "reason"),
        ((swap.cells, amount(swap.amount), "million KZT", "IO24", swap.reason) for swap in swaps))  # fmt: skip
    return [f"{swap.amount:,.1f} million KZT, {swap.cells}" for swap in swaps]


def amount(value: float) -> str:
    """Millions with three decimals."""
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
