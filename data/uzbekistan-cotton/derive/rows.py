"""A line of the parameter table, and how tables are read and written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One parameter. Without `value` it comes from `derivation`, or from the fit of the base year."""

    path: str
    unit: str
    value: float | None
    low: float
    high: float
    grade: str
    source: str
    note: str
    role: str = "uncertain"
    derivation: str = ""
    year: int | None = None


def text(number: float) -> str:
    """A number with nine significant digits, written out."""
    return format(Decimal(f"{number:.9g}"), "f")


def lines(path: Path) -> list[dict[str, str]]:
    """Rows of a csv file, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(path: Path, header: Sequence[str], content: Iterable[Sequence[str]]) -> None:
    """Write a csv file with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(content)
