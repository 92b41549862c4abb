"""Rows, numbers and files: what every module of the derivation shares."""

from __future__ import annotations

import ast
import csv
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

#: Factor from a unit that rows are written in to the unit the simulation uses.
FACTOR = {
    "1": 1.0, "%": 0.01, "count": 1.0,
    "thousand ha": 1e3, "t/ha": 1.0, "m3/ha": 1.0, "million m3": 1e6,
    "t": 1.0, "kt": 1e3, "million m2": 1e6, "million item": 1e6,
    "job": 1.0, "thousand job": 1e3, "job/ha": 1.0, "job/t": 1.0, "job/m2": 1.0, "job/item": 1.0,
    "t/t": 1.0, "kg/m2": 1e-3, "m2/item": 1.0, "t/m2": 1.0, "kg/item": 1e-3,
    "kWh/t": 1.0, "MWh/t": 1e3, "kWh/m2": 1.0, "kWh/item": 1.0,
    "million KZT": 1.0, "billion KZT": 1e3, "million KZT/job": 1.0, "million KZT/ha": 1.0,
    "thousand KZT/ha": 1e-3, "thousand KZT/job": 1e-3, "KZT/m3": 1e-6,
    "thousand KZT/t": 1e-3, "KZT/m2": 1e-6, "KZT/item": 1e-6, "KZT/kWh": 1e-6,
}  # fmt: skip

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Row:
    """One line of ``parameters.csv``, in the unit it is written in.

    A row without `value` takes it from `derivation`; a row marked `fitted` takes it from
    the base year (`baseyear.fit`).
    """

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
    fitted: bool = False
    distribution: str = "triangular"


def plain(number: float) -> str:
    """`number` with nine significant digits and no exponent."""
    text = format(Decimal(f"{number:.9g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def evaluate(expression: str, facts: Mapping[str, float]) -> float:
    """Value of an arithmetic expression over fact ids."""

    def walk(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.Name):
            return facts[node.id]
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        raise ValueError(f"not arithmetic over facts: {expression}")

    return walk(ast.parse(expression, mode="eval").body)


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a csv file as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a csv file with LF line ends, the same bytes for the same rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
