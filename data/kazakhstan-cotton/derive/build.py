"""Write the tables of the pack from the reference figures.

    python data/kazakhstan-cotton/derive/build.py --reference DIR [--out FOLDER]

Reads facts, official tables and macro figures in DIR; writes parameters, facts, sources,
history, bridge, enterprises, fitted and calibrated values and the national table. Structure, claims, scenarios and the
datapackage are written by hand. The same input gives the same bytes. Ends with the base
year on the screen and exit code 1 if anything in it does not add up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import baseyear
import behaviour
import calibrated
import crop
import crossing
import evidence
import levers
import markets
import national
import observed
import processing
import register
import startyear
from tables import FACTOR, Row, evaluate, plain, read, write

HEADER = ("path", "year", "value", "low", "high", "unit", "distribution", "role", "grade", "source", "derivation",
          "note")  # fmt: skip
#: How far a hand-written value may be from its own derivation.
DERIVED = 5e-3


def resolve(rows: list[Row], facts: Mapping[str, float]) -> list[Row]:
    """Rows with every derivation evaluated; fitted rows last, from the base year."""
    derived: list[Row] = []
    for row in rows:
        if not row.derivation:
            derived.append(row)
            continue
        value = evaluate(row.derivation, facts)
        if row.value is None:
            derived.append(replace(row, value=float(f"{value:.9g}")))
        elif abs(row.value - value) <= DERIVED * abs(value):
            derived.append(row)
        else:
            raise SystemExit(f"{row.path}: {row.value} is not {row.derivation} = {value:.6g}")
    fitted = baseyear.fit(canonical(derived))
    return [replace(row, value=fitted[row.path] / FACTOR[row.unit]) if row.fitted else row for row in derived]


def canonical(rows: list[Row]) -> dict[str, float]:
    """Base-year value of every path that has one, in units of the simulation."""
    values: dict[str, float] = {}
    for row in rows:
        if row.value is not None:
            values.setdefault(row.path, row.value * FACTOR[row.unit])
    return values


def faults(rows: list[Row], sources: set[str]) -> list[str]:
    """Rows that cannot be right."""
    found = []
    for row in rows:
        if row.value is None or not row.low <= row.value <= row.high:
            found.append(f"{row.path} {row.year or ''}: {row.low} <= {row.value} <= {row.high} does not hold")
        found += [f"{row.path}: no source {name}" for name in row.source.split(";") if name not in sources]
    return found


def save(folder: Path, rows: list[Row]) -> None:
    """Write ``parameters.csv``."""
    write(
        folder / "parameters.csv",
        HEADER,
        (
            (row.path, "" if row.year is None else str(row.year), plain(row.value or 0.0), plain(row.low),
             plain(row.high), row.unit, "fixed" if row.role == "fixed" else row.distribution, row.role, row.grade, row.source, row.derivation, row.note)
            for row in rows
        ),
    )  # fmt: skip


def save_fitted(folder: Path) -> None:
    """Write ``fitted.csv``."""
    write(
        folder / "fitted.csv",
        ("path", "indicator", "label", "year", "target", "unit", "source", "tolerance", "note"),
        (
            (fit.path, fit.indicator, fit.label, "2025", plain(fit.target), fit.unit, fit.source,
             plain(baseyear.TOLERANCE), fit.note)
            for fit in baseyear.FITS
        ),
    )  # fmt: skip


def reread(folder: Path) -> dict[str, float]:
    """Base-year values as a reader of ``parameters.csv`` gets them."""
    values: dict[str, float] = {}
    for row in read(folder / "parameters.csv"):
        values.setdefault(row["path"], float(row["value"]) * FACTOR[row["unit"]])
    return values


def main() -> int:
    """Build the tables and show the base year."""
    parser = argparse.ArgumentParser(description="Write the tables of the pack from the reference figures.")
    parser.add_argument("--reference", type=Path, required=True, help="folder with the reference figures")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent, help="folder of the pack")
    arguments = parser.parse_args()
    facts, sources = evidence.collect(arguments.reference)
    figures = {name: fact.value for name, fact in facts.items()}
    rows = [
        *crop.ROWS, *processing.ROWS, *register.capacity_rows(), *markets.ROWS, *behaviour.ROWS, *levers.ROWS,
    ]  # fmt: skip
    rows = resolve(rows, figures)
    calibration = calibrated.table(figures, rows)
    rows += startyear.rows(rows, figures, calibration)
    problems = faults(rows, {source.id for source in sources})
    save(arguments.out, rows)
    calibrated.save(arguments.out, calibration)
    save_fitted(arguments.out)
    evidence.save(arguments.out, facts, sources)
    observed.save(arguments.out, figures)
    crossing.save(arguments.out)
    register.save(arguments.out)
    values = reread(arguments.out)
    problems += baseyear.check(values)
    print("\n".join(baseyear.report(values)))
    print("\n".join(national.save(arguments.out, arguments.reference, values, figures)))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
