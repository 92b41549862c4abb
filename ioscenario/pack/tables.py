"""Tables of a pack: csv files read with the line of every row kept.

Cells stay text here; what they mean is for the reader of the table. A row that starts
in line 12 of the file is reported as line 12, also when quoted cells run over lines.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.problems import Findings, nearest
from ioscenario.yamlnodes import MAX_SHOWN, number, read_text

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a frame that hold the line of the file.
LINE: Final = "line"
OTHER_LINE: Final = "file_line"

MAX_BYTES: Final = 10 * 1024 * 1024


@dataclass(frozen=True)
class Columns:
    """The columns that a table may have.

    Parameters
    ----------
    required, optional
        Names; a table without one of the required is refused, one with any other too.
    numeric
        Those that hold plain decimal numbers or nothing.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numeric: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, the required first."""
        return self.required + self.optional


@dataclass(frozen=True)
class Row:
    """One row: the line it starts in and its cells by column, without outer spaces."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell; empty when the table lacks the column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """The rows of one file.

    Parameters
    ----------
    file
        Name of the file in problems.
    header
        Columns in file order.
    rows
        Rows in file order.
    columns
        What the table may have.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Columns = field(default_factory=lambda: Columns(()))

    def add(
        self,
        findings: Findings,
        row: Row,
        column: str,
        code: str,
        expected: str,
        *,
        near: str | None = None,
        value: str | None = None,
    ) -> None:
        """Record a problem of one cell, placed at its line and field."""
        place = self.header.index(column) + 1 if column in self.header else None
        text = row[column] if value is None else value
        shown = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
        findings.add(code, expected, file=self.file, line=row.line, column=place, key=column, value=shown, nearest=near)

    def number(self, findings: Findings, row: Row, column: str) -> float | None:
        """Return the number in a cell; None when empty, or with a problem when it is none."""
        if not row[column]:
            return None
        value = number(row[column])
        if value is None:
            self.add(findings, row, column, "number", "a plain decimal number (the unit goes into its own column)")
        return value

    def frame(self) -> pd.DataFrame:
        """Return the table as a frame: numeric columns as float, the rest as text, and ``line``.

        The line of the file is in ``file_line`` where the table has a column ``line`` itself.
        """
        import pandas as pd

        # In the order of the file, so that a column's place in the frame is its place there.
        names = (*self.header, *(name for name in self.columns.names if name not in self.header))
        data: dict[str, list[object]] = {name: [row[name] for row in self.rows] for name in names}
        frame = pd.DataFrame(data, columns=list(names), dtype=object)
        for name in names:
            if name in self.columns.numeric:
                frame[name] = pd.Series([_float(row[name]) for row in self.rows], dtype=float)
            else:
                frame[name] = frame[name].astype(str)
        column = OTHER_LINE if LINE in names else LINE
        frame[column] = pd.Series([row.line for row in self.rows], dtype=int)
        return frame

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, file: str, columns: Columns, findings: Findings) -> Table:
        """Return a frame's rows as a table; its rows count from 2, as in a sheet with a header."""
        names = [str(name) for name in frame.columns]
        kept = [place for place, name in enumerate(names) if name != LINE or LINE in columns.names]
        header = tuple(names[place] for place in kept)
        if not _check_header(header, columns, file, findings):
            return cls(file, header, (), columns)
        rows = tuple(
            Row(line, {names[place]: _text(values[place]) for place in kept})
            for line, values in enumerate(frame.itertuples(index=False, name=None), start=2)
        )
        return cls(file, header, rows, columns)


def _float(text: str) -> float:
    value = number(text)
    return float("nan") if value is None else value


def _text(value: object) -> str:
    """Return a cell of a frame as it would be typed: no exponents, no trailing ``.0``; missing as nothing."""
    import pandas as pd

    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if not isinstance(value, Real | Decimal):
        return str(value)
    as_float = float(value)
    if math.isnan(as_float):
        return ""
    if as_float.is_integer():
        return str(int(as_float))
    return format(Decimal(repr(as_float)), "f")


def read_table(path: Path, file: str, columns: Columns, findings: Findings) -> Table | None:
    """Read a csv file.

    Parameters
    ----------
    path
        UTF-8, comma-separated, a header row, at most 10 MiB.
    file
        Name of the file in problems.
    columns
        What it must and may have.
    findings
        Takes every problem: a file that cannot be read, missing, unknown and double
        columns, rows with too few or too many cells.

    Returns
    -------
    Table or None
        The rows that have the right number of cells; None when there is no usable header.
    """
    text = read_text(path, file, MAX_BYTES, findings)
    return None if text is None else parse_table(text, file, columns, findings)


def parse_table(text: str, file: str, columns: Columns, findings: Findings) -> Table | None:
    r"""Read the text of a csv file; see :func:`read_table`.

    Examples
    --------
    >>> table = parse_table('id,note\na,"two\nlines"\nb,\n', "x.csv", Columns(("id", "note")), Findings())
    >>> [(row.line, row["id"]) for row in table.rows]
    [(2, 'a'), (4, 'b')]
    """
    records = _records(text, file, findings)
    first = next(records, None)
    if first is None:
        if not len(findings):
            findings.add("empty-file", "a header row", file=file)
        return None
    header = tuple(cell.strip() for cell in first[1])
    if not _check_header(header, columns, file, findings):
        return None
    rows = []
    for line, cells in records:
        if len(cells) != len(header):
            expected = f"{len(header)} cells as in the header"
            findings.add("cells", expected, file=file, line=line, value=f"{len(cells)} cells")
            continue
        rows.append(Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    return Table(file, header, tuple(rows), columns)


def _records(text: str, file: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the line each starts in; stop with a problem at malformed text."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            findings.add("syntax", "a csv table that can be read", file=file, line=start, value=str(error))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield start, cells


def check_numbers(table: Table, findings: Findings) -> None:
    """Record cells of numeric columns that hold anything but a plain decimal number."""
    for row in table.rows:
        for column in table.columns.numeric:
            table.number(findings, row, column)


def _check_header(header: Sequence[str], columns: Columns, file: str, findings: Findings) -> bool:
    """Record missing, unknown and double columns; return whether there were none."""
    before = len(findings)
    valid = columns.names
    for name, count in Counter(header).items():
        place = header.index(name) + 1
        if count > 1:
            findings.add("duplicate-column", "each column once", file=file, line=1, column=place, key=name)
        if name not in valid:
            expected = "one of the columns " + ", ".join(valid)
            near = nearest(name, set(valid) - set(header))
            findings.add("unknown-column", expected, file=file, line=1, column=place, key=name or None, nearest=near)
    for name in columns.required:
        if name not in header:
            findings.add("missing-column", "this column", file=file, line=1, key=name)
    return len(findings) == before


def check_unique(table: Table, columns: Sequence[str], findings: Findings) -> None:
    """Record rows that repeat the same cells in `columns`, naming the earlier line."""
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = tuple(row[name] for name in columns)
        if key in seen:
            expected = f"each {' and '.join(columns)} once; line {seen[key]} has it already"
            table.add(findings, row, columns[0], "duplicate", expected, value=" ".join(key).strip())
        else:
            seen[key] = row.line


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts by column."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def line_of(record: Mapping[str, Any]) -> int:
    """Return the line of the file in which a row of a frame starts."""
    return int(record.get(OTHER_LINE, record[LINE]))


def empty(value: object) -> bool:
    """Return whether a cell of a frame is empty: no text, or not a number."""
    return value == "" or value != value  # noqa: PLR0124 - only NaN differs from itself
