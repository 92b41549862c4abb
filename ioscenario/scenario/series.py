"""Series files: the path of a parameter year by year, as csv with columns ``year,value``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.scenario.reading import Reading
from ioscenario.scenario.values import ValueRefused, read_value
from ioscenario.yamlnodes import Node, read_text

if TYPE_CHECKING:
    from ioscenario.pack.parameters_table import Parameter

MAX_BYTES: Final = 1024 * 1024
MAX_ROWS: Final = 1000
HEADER: Final = ["year", "value"]

YearReader = Callable[[str, Reading], int | None]


def read_series(
    key: str, node: Node, parameter: Parameter, reading: Reading, read_year: YearReader
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Read the points of a series file.

    Parameters
    ----------
    key
        Key for problems about the name of the file; problems in it name the file.
    node
        The name of the file, relative to the folder of the scenario file. It stays inside that
        folder, for a scenario of a pack inside the pack's.
    parameter
        The parameter it is for; values are written as in a scenario file.
    reading
        The folder, and where problems go.
    read_year
        Gives the year of a text, None when the scenario may not touch it.

    Returns
    -------
    years, values : tuple
        Rising years and values in the canonical unit; empty when the file was refused.
    """
    path = _inside(key, node, reading)
    if path is None:
        return (), ()
    file = str(path)
    text = read_text(path, file, MAX_BYTES, reading.findings)
    if text is None:
        return (), ()
    found: dict[int, float] = {}
    for line, cells in _rows(text, file, reading):
        year = read_year(cells[0].strip(), reading)
        if year is None or year in found:
            expected = "each year once" if year in found else _years_text(reading)
            reading.findings.add("year", expected, file=file, line=line, column=1, key="year", value=cells[0][:80])
            continue
        found[year] = _value(cells[1], parameter, file, line, reading)
    years = tuple(sorted(found))
    return years, tuple(found[year] for year in years)


def _years_text(reading: Reading) -> str:
    structure = reading.pack.structure
    return f"a year from {structure.base_year + 1} to {structure.horizon}"


def _inside(key: str, node: Node, reading: Reading) -> Path | None:
    """The file, if its name stays inside the folder and it exists."""
    name = node.text
    if not name:
        reading.refuse("file-name", "the name of a csv file", node, key)
        return None
    try:
        folder = reading.folder.resolve()
        pack = reading.pack.folder.resolve()
        limit = pack if folder.is_relative_to(pack) else folder
        path = (folder / name).resolve()
        inside = path.is_relative_to(limit) and path != limit
        exists = inside and path.is_file()
    except (OSError, ValueError, RuntimeError):  # names that no file system takes, loops of links
        reading.refuse("file-name", "the name of a csv file", node, key)
        return None
    if not inside:
        where = "the pack" if limit == pack else "the scenario file"
        reading.refuse("file-outside", f"a file inside the folder of {where}", node, key)
        return None
    if not exists:
        reading.refuse("missing-file", "an existing csv file in the folder of the scenario file", node, key)
        return None
    # Shown as the folder was given, not as resolved.
    beside = path.is_relative_to(folder)
    return reading.folder / path.relative_to(folder) if beside else reading.pack.folder / path.relative_to(pack)


def _rows(text: str, file: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Line number and the two cells of each row."""
    rows = csv.reader(text.splitlines(), strict=True)
    header: list[str] | None = None
    count = 0
    try:
        for cells in rows:
            if not cells:
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if header != HEADER:
                    _refuse_row("header", "the header year,value", file, rows.line_num, ",".join(cells), reading)
                    return
                continue
            count += 1
            if count > MAX_ROWS:
                _refuse_row("too-large", f"at most {MAX_ROWS} rows", file, rows.line_num, None, reading)
                return
            if len(cells) == len(HEADER):
                yield rows.line_num, cells
            else:
                _refuse_row("row", "two cells: year and value", file, rows.line_num, ",".join(cells), reading)
    except csv.Error as error:
        _refuse_row("csv", "a csv file that can be read", file, rows.line_num, str(error), reading)
        return
    if count == 0:
        _refuse_row("empty-file", "the header year,value and at least one row", file, None, None, reading)


def _refuse_row(code: str, expected: str, file: str, line: int | None, value: str | None, reading: Reading) -> None:
    reading.findings.add(code, expected, file=file, line=line, value=None if value is None else value[:80])


def _value(text: str, parameter: Parameter, file: str, line: int, reading: Reading) -> float:
    """The value of a row, or 0 with a problem."""
    try:
        return read_value(text, parameter)
    except ValueRefused as refused:
        reading.findings.add(
            refused.code, refused.expected, file=file, line=line, column=2, key=parameter.path, value=text[:80]
        )
        return 0.0
