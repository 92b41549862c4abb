"""Write the tables of the pack.

    python data/uzbekistan-cotton/derive/build.py --reference DIR [--out FOLDER]

Reads the collected facts in DIR. The same input gives the same bytes. Exit code 1 if a value is outside its range. The
package must be installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import chain_rows
import figures
import record
from rows import Row, put, text

from ioscenario.pack.derivation import evaluate

HERE = Path(__file__).resolve().parents[1]
HEADER = ("path", "year", "value", "low", "high", "unit", "distribution", "role", "grade", "source", "derivation",
          "note")  # fmt: skip


def resolved(row: Row, facts: Mapping[str, float]) -> Row:
    """The row with the value that its derivation gives."""
    return replace(row, value=float(f"{evaluate(row.derivation, facts):.9g}")) if row.derivation else row


def written(row: Row) -> tuple[str, ...]:
    """A row of the file."""
    year = "" if row.year is None else str(row.year)
    shape = "fixed" if row.role == "fixed" else "triangular"
    assert row.value is not None
    return (row.path, year, text(row.value), text(row.low), text(row.high), row.unit, shape, row.role, row.grade,
            row.source, row.derivation, row.note)  # fmt: skip


def main() -> int:
    """Write the files."""
    parser = argparse.ArgumentParser(description="Write the tables of the pack.")
    parser.add_argument("--reference", type=Path, required=True, help="folder with the collected figures")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the pack")
    given = parser.parse_args()
    facts, sources = figures.collect(given.reference)
    numbers = {fact[0]: fact[1] for fact in facts}
    rows = [resolved(row, numbers) for row in chain_rows.ROWS]
    wrong = [f"{row.path} {row.year or ''}: {row.value} outside {row.low}..{row.high}" for row in rows
             if row.value is None or not row.low <= row.value <= row.high]  # fmt: skip
    put(given.out / "parameters.csv", HEADER, map(written, rows))
    figures.save(given.out, facts, sources)
    record.save(given.out, numbers)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
