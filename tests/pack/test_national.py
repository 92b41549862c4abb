"""The files of a national table: what is read of them and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ioscenario.dimensions import CAPITAL_GOODS
from ioscenario.pack.national import NationalTable, read_national
from ioscenario.problems import Findings, Problem
from tests.pack.tiny import CHAIN, structure_of

BLOCK = """
table:
  final: [HOUSEHOLDS, GFCF, INVENTORIES, EXPORTS]
  households: HOUSEHOLDS
  capital: GFCF
  inventories: INVENTORIES
  exports: EXPORTS
  labour: PAY
  electricity: D35
  transport: H49
"""

#: A tiny pack's chain with wood as a good that the forest sells.
SAWN = CHAIN.replace(
    "unit: t, exports: open, imports: fill}\n", "unit: t, exports: open, imports: fill, host: C17}\n", 1
)

FILES = {
    "sectors": "id,name_en,name_ru,name_kk\nC17,a,b,c\nC18,a,b,c\nD35,a,b,c\nH49,a,b,c\n",
    "domestic": (
        "id,C17,C18,D35,H49,HOUSEHOLDS,GFCF,INVENTORIES,EXPORTS\n"
        "C17,10,20,0,0,30,10,-5,35\nC18,0,5,5,0,80,0,5,5\nD35,10,10,5,5,20,0,0,0\nH49,5,5,5,5,20,0,0,0\n"
    ),
    "imported": (
        "id,C17,C18,D35,H49,HOUSEHOLDS,GFCF,INVENTORIES,EXPORTS\n"
        "C17,5,5,0,0,0,0,0,0\nC18,0,0,0,0,9,0,0,0\nD35,0,0,0,0,0,0,0,0\nH49,0,0,0,0,0,0,0,0\n"
    ),
    "product_taxes": "id,C17,C18,D35,H49,HOUSEHOLDS,GFCF,INVENTORIES,EXPORTS\ntaxes,2,3,1,1,8,1,0,0\n",
    "value_added": "id,C17,C18,D35,H49\nPAY,40,30,14,19\nSURPLUS,28,22,20,10\n",
    "employment": "id,employed\nC17,4\nC18,3\nD35,2\nH49,1\n",
    "investment": (
        "good,sector,origin,share\n"
        "construction,C17,domestic,0.9\nconstruction,,tax,0.1\n"
        "home_machinery,C18,domestic,0.5\nhome_machinery,H49,domestic,0.25\nhome_machinery,H49,domestic,0.25\n"
        "imported_machinery,,imported,0.75\nimported_machinery,H49,domestic,0.25\n"
    ),
}


def read(folder: Path, block: str = BLOCK, **files: str) -> tuple[NationalTable | None, list[Problem]]:
    """The tiny table with some files replaced, and what is wrong with it."""
    (folder / "table").mkdir()
    for name, text in {**FILES, **files}.items():
        (folder / "table" / f"{name}.csv").write_text(text, encoding="utf-8")
    findings = Findings()
    names = [f"table/{name}.csv" for name in FILES]
    return read_national(folder, structure_of(SAWN + block), names, findings), list(findings)


def test_capital_goods_by_sector_and_origin(tmp_path: Path) -> None:
    table, problems = read(tmp_path)
    assert not problems
    assert table is not None
    np.testing.assert_array_equal(table.investment, [[0.9, 0, 0], [0, 0.5, 0], [0, 0, 0], [0, 0.5, 0.25]])
    np.testing.assert_array_equal(table.investment_imports, [0, 0, 0.75])
    np.testing.assert_array_equal(table.investment_taxes, [0.1, 0, 0])
    assert CAPITAL_GOODS == ("construction", "home_machinery", "imported_machinery")


def test_transport_need_not_be_named(tmp_path: Path) -> None:
    table, problems = read(tmp_path, BLOCK.replace("  transport: H49\n", ""))
    assert not problems
    assert table is not None


@pytest.mark.parametrize(
    ("transport", "code", "near"),
    [("H94", "unknown-sector", "H49"), ("D35", "duplicate", None)],
)
def test_transport_is_a_sector_of_its_own(tmp_path: Path, transport: str, code: str, near: str | None) -> None:
    _, problems = read(tmp_path, BLOCK.replace("H49", transport))
    (problem,) = problems
    assert (problem.code, problem.key, problem.value, problem.nearest) == (code, "table.transport", transport, near)


INVESTMENT = FILES["investment"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (INVESTMENT.replace("construction,C17", "constructio,C17"),
         [("good", 2, "good", "construction"), ("shares", None, "construction", None)]),
        (INVESTMENT.replace("0.9", "0.8"), [("shares", None, "construction", None)]),
        (INVESTMENT.replace("0.9", "1.1").replace("tax,0.1", "tax,-0.1"), [("bounds", 3, "share", None)]),
        (INVESTMENT.replace("C18", "C81"), [("unknown-sector", 4, "sector", "C18")]),
        (INVESTMENT.replace(",imported,", ",import,"), [("origin", 7, "origin", "imported")]),
        (INVESTMENT.split("imported_machinery")[0], [("shares", None, "imported_machinery", None)]),
    ],
    ids=["good", "sum", "negative", "sector", "origin", "missing"],
)  # fmt: skip
def test_capital_goods_that_cannot_be(
    tmp_path: Path, text: str, found: list[tuple[str, int | None, str, str | None]]
) -> None:
    table, problems = read(tmp_path, investment=text)
    assert table is None
    assert [(item.code, item.line, item.key, item.nearest) for item in problems] == found
    assert all(item.file is not None and item.file.endswith("investment.csv") for item in problems)
