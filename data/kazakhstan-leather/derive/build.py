"""Write the tables of the pack.

    python data/kazakhstan-leather/derive/build.py --reference DIR [--shared PACK] [--out FOLDER]

Reads facts, the official table and the national accounts in DIR, and from PACK, the cotton pack beside this one, the
national table of 2025 and the rows of the whole economy. The same input gives the same bytes. Ends with the
base year on the screen and exit code 1 if anything in it does not add up. The package must be installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import baseyear
import chain_rows
import figures
import nation
import papers
from rows import Row, lines, put, text

from ioscenario.pack.derivation import evaluate
from ioscenario.pack.units import convert
from ioscenario.parameters import match

HERE = Path(__file__).resolve().parents[1]
HEADER = ("path", "year", "value", "low", "high", "unit", "distribution", "role", "grade", "source", "derivation",
          "note")  # fmt: skip
#: Paths of the whole economy, the same in every pack of the country; what is of one region is left out.
SHARED, OWN = ("market.economy.", "policy.economy."), ("market.economy.labour_supply",)
BASE_YEAR = 2025


def economy_rows(shared: Path) -> list[dict[str, str]]:
    """Rows of the whole economy in the shared pack."""
    return [
        row for row in lines(shared / "parameters.csv") if row["path"].startswith(SHARED) and row["path"] not in OWN
    ]


def canonical(path: str, value: float, unit: str) -> float:
    """A value in the unit of its field, where commodities are counted in t, m2 and item."""
    known = match(path)
    if known is None:
        raise SystemExit(f"{path}: no such parameter")
    field, names = known
    units = {"hides": "t", "leather": "m2", "footwear": "item", "tanning": "m2", "shoemaking": "item"}
    to = field.unit.replace("million money", "million KZT")
    for brace, name in names.items():
        to = to.replace(f"{{{brace}}}", units.get(name, ""))
    return convert(value, unit, to)


def resolve(rows: Sequence[Row], facts: Mapping[str, float], shared: Sequence[Mapping[str, str]]) -> list[Row]:
    """Rows with values: derivations first, then what is fitted to the base year."""
    known = [
        replace(row, value=float(f"{evaluate(row.derivation, facts):.9g}")) if row.derivation else row for row in rows
    ]
    values = base_values(known, shared)
    pairs, imported = (evaluate(baseyear.FITTED[place][3], facts) for place in (0, 1))
    fitted = baseyear.fit(values, pairs, imported)
    # A fitted row is written in the unit of its field, so that nothing is lost on the way.
    return [replace(row, value=fitted[row.path]) if row.value is None else row for row in known]


def base_values(rows: Sequence[Row], shared: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Values of the base year by path, in the units of the simulation."""
    found = {row.path: canonical(row.path, row.value, row.unit) for row in rows if row.value is not None}
    for row in shared:
        if row["year"] in ("", str(BASE_YEAR)):
            found.setdefault(row["path"], canonical(row["path"], float(row["value"]), row["unit"]))
    return found


def written(row: Row) -> tuple[str, ...]:
    """A row of the file."""
    year = "" if row.year is None else str(row.year)
    shape = "fixed" if row.role == "fixed" else "triangular"
    assert row.value is not None
    return (row.path, year, text(row.value), text(row.low), text(row.high), row.unit, shape, row.role, row.grade,
            row.source, row.derivation, row.note)  # fmt: skip


def main() -> int:
    """Write the files and show the base year."""
    parser = argparse.ArgumentParser(description="Write the tables of the pack.")
    parser.add_argument("--reference", type=Path, required=True, help="folder with the collected figures")
    parser.add_argument("--shared", type=Path, default=HERE.parent / "kazakhstan-cotton", help="pack with the table")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the pack")
    given = parser.parse_args()
    shared = economy_rows(given.shared)
    facts, sources = figures.collect(given.reference, given.shared, shared)
    numbers = {fact[0]: fact[1] for fact in facts}
    rows = resolve(chain_rows.ROWS, numbers, shared)
    wrong = [f"{row.path}: {row.value} outside {row.low}..{row.high}" for row in rows
             if row.value is None or not row.low <= row.value <= row.high]  # fmt: skip
    economy = (tuple(row[name] for name in HEADER) for row in shared)
    put(given.out / "parameters.csv", HEADER, (*map(written, rows), *economy))
    figures.save(given.out, facts, sources)
    papers.save(given.out, numbers, baseyear.FITTED)
    values = base_values(rows, shared)
    told, faults = baseyear.report(values)
    published = evaluate(papers.TOTAL, numbers)
    told += nation.save(given.out, given.shared, baseyear.power(values), baseyear.exported(values), published)
    print("\n".join(told))
    for problem in (*wrong, *faults):
        print(problem, file=sys.stderr)
    return 1 if wrong or faults else 0


if __name__ == "__main__":
    sys.exit(main())
