"""The Bureau's published set of input-output tables, as its workbook or as csv files.

A set has ten numbered tables. Three of them make a table of domestic flows:

====== =========================== =====================================================
number csv file                    what
====== =========================== =====================================================
6      `use_total_basic_prices`    all flows, net product taxes, value added, output, imports
7      `use_imported_basic_prices` imported flows
8      `use_domestic_basic_prices` domestic flows
====== =========================== =====================================================

The coefficients that the set publishes (tables 9 and 10) divide *all* flows by output
*plus imports*: right for comparing with the publication (``flows="total"``), too large for
domestic multipliers, which need domestic flows over domestic output (``flows="domestic"``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ioscenario.problems import Findings, InputError, Problem
from ioscenario.readers.frames import Sheet, block_rows, categories, columns_of, frame_of, rows_of, text_cells
from ioscenario.table.blocks import shown, texts
from ioscenario.table.checks import decide, known_names
from ioscenario.table.core import strict_names
from ioscenario.table.storage import workbook
from ioscenario.table.vocabulary import plain, row_role

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

Flows = Literal["domestic", "total"]

#: Number of a table in a set to the stem of its csv file.
FILES = {6: "use_total_basic_prices", 7: "use_imported_basic_prices", 8: "use_domestic_basic_prices"}
_PRODUCTS = "products.csv"
_CODE = re.compile(r"^\d{1,3}([-–.,]\d{1,3})*(\D.*)?$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_HEADINGS = 25  # rows at the top of a sheet in which headings are looked for
_FIRST_COLUMNS = 4  # columns at the left of a sheet in which codes and names are looked for
_FEWEST = 3  # sectors below which a column of codes is a coincidence
_MONEY = re.compile(r"(тыс|млн|млрд|мың|thousand|million|billion)", re.IGNORECASE)


def read(path: Path, *, flows: Flows = "domestic", labels: str | None = None, **options: Any) -> IOTable:
    """Read a set of tables.

    Parameters
    ----------
    path
        Workbook (.xlsx) or folder of csv files.
    flows
        ``"domestic"``: domestic flows, with imports by product and product taxes beside
        them, and domestic output. ``"total"``: domestic and imported flows together, with
        output plus imports in place of output, as the published coefficients have it.
    labels
        Of sectors. Of a folder: the column of its ``products.csv``; default its ids.
        Of a workbook: ``"code"`` (default) or ``"name"``.
    **options
        Of `IOTable`.

    Returns
    -------
    IOTable
        Rows that are zero throughout, such as adjustments that are not used, are left out;
        ``table.notes`` says which.

    Raises
    ------
    InputError
        When tables are missing or do not have the same sectors and columns; when rows are
        not recognised; when totals do not add up (unless accepted).
    """
    if flows not in {"domestic", "total"}:
        raise InputError([Problem("unknown-flows", "domestic | total", key="flows", value=str(flows))])
    if path.is_dir():
        frames, names, money = _folder(path, labels)
    else:
        frames, names, money = _book(path, labels)
    wanted = [6] if flows == "total" else [6, 7, 8]
    lost = [number for number in wanted if number not in frames]
    if lost:
        raise InputError(
            Problem("missing-table", f"table {number} ({FILES[number]})", file=str(path)) for number in lost
        )
    options.setdefault("currency", money)
    return _assembled(frames, names, flows, options)


# --- putting tables together -----------------------------------------------------------------


def _assembled(
    frames: Mapping[int, pd.DataFrame], names: Sequence[str], flows: Flows, options: dict[str, Any]
) -> IOTable:
    """The table from its three sheets, whose sectors and columns must be the same."""
    from ioscenario.table.iotable import IOTable

    n = len(names)
    notes: list[str] = []
    used = {number: _without_idle_rows(frame, n, f"table {number}", notes) for number, frame in frames.items()}
    sheet = Sheet(used[6], n)
    main = sheet if flows == "total" else Sheet(used[8], n)
    columns = columns_of(main)
    rows_of(sheet)
    _refuse_unknown(sheet)
    _same_layout(used, main, columns)
    decide({"totals": sheet.wrong + (main.wrong if main is not sheet else [])}, *_words(options))
    final = categories(main, columns)
    blocks = _primary(sheet, columns, final)
    blocks |= _part(used[6], n, columns, final, "Z", "final_demand")
    if flows == "domestic":
        blocks |= _part(used[8], n, columns, final, "Z", "final_demand")
        blocks |= _part(used[7], n, columns, final, "imports", "final_imports")
    else:
        blocks["imports"] = _import_row(sheet)
    accepted = [f"accepted: {problem}" for problem in (*sheet.wrong, *(main.wrong if main is not sheet else []))]
    said = [*notes, *sheet.notes, *(main.notes if main is not sheet else []), *accepted]
    options["notes"] = (*options.get("notes", ()), *dict.fromkeys(said))
    return IOTable(**{**blocks, "labels": names, **options})


def _words(options: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that decide what is refused."""
    return strict_names(options.get("strict", True)), known_names(options.get("accept", ()), "accept")


def _part(
    frame: pd.DataFrame, n: int, columns: Sequence[int], final: Sequence[str], left: str, right: str
) -> dict[str, Any]:
    """Flows between sectors and to categories of one sheet, without labels of sectors."""
    numbers = frame.to_numpy()[:n]
    beside = pd.DataFrame(numbers[:, list(columns)], columns=texts(final))
    return {left: numbers[:, :n], right: beside}


def _primary(sheet: Sheet, columns: Sequence[int], final: Sequence[str]) -> dict[str, Any]:
    """Product taxes and value added, by the rows below the flows."""
    numbers = sheet.frame.to_numpy()
    blocks: dict[str, Any] = {}
    for name in ("value_added", "product_taxes"):
        rows = block_rows(sheet, name)
        if rows:
            index = texts([shown(sheet.frame.index[place]) for place in rows])
            blocks[name] = pd.DataFrame(numbers[rows, : sheet.n], index=index)
            if name == "product_taxes":
                beside = np.nan_to_num(numbers[np.ix_(rows, list(columns))])
                blocks["final_taxes"] = pd.DataFrame(beside, index=index, columns=texts(final))
    return blocks


def _import_row(sheet: Sheet) -> pd.DataFrame:
    """Imports of each product, which make output up to supply."""
    found = [place for place in range(sheet.n, len(sheet.frame)) if row_role(sheet.frame.index[place]) == "imports"]
    if len(found) != 1:
        raise InputError([Problem("missing-row", "one row of imports below output", value=str(len(found)))])
    return pd.DataFrame(sheet.frame.to_numpy()[found, : sheet.n], index=texts(["imports"]))


def _without_idle_rows(frame: pd.DataFrame, n: int, title: str, notes: list[str]) -> pd.DataFrame:
    """A sheet without rows below the sectors that are zero throughout."""
    empty = ~np.nan_to_num(frame.to_numpy()).any(axis=1)
    empty[:n] = False
    notes += [f"{title}: row {shown(label)} is zero throughout: left out" for label in frame.index[empty]]
    kept: pd.DataFrame = frame[~empty]
    return kept


def _refuse_unknown(sheet: Sheet) -> None:
    if sheet.unknown:
        raise InputError(
            Problem("unknown-row", "a row of product taxes, value added, output or a total", key=label)
            for label in sheet.unknown
        )


def _same_layout(frames: Mapping[int, pd.DataFrame], main: Sheet, columns: Sequence[int]) -> None:
    """Refuse sheets whose sectors or categories are not those of the first one."""
    findings = Findings()
    places = [*range(main.n), *columns]
    for number, frame in frames.items():
        for word, own, known in (
            ("sectors in rows", frame.index[: main.n], main.frame.index[: main.n]),
            ("columns", _taken(frame.columns, places), main.frame.columns[places]),
        ):
            if [plain(label) for label in own] != [plain(label) for label in known]:
                findings.add("other-layout", f"the same {word} in all tables", key=f"table {number}")
    findings.raise_if_any()


def _taken(labels: pd.Index, places: Sequence[int]) -> list[object]:
    return [labels[place] for place in places if place < len(labels)]


# --- csv -------------------------------------------------------------------------------------


def _folder(path: Path, labels: str | None) -> tuple[dict[int, pd.DataFrame], list[str], str]:
    """Sheets of a folder by number, labels of sectors, unit of money (not known here)."""
    found = {number: path / f"{stem}.csv" for number, stem in FILES.items() if (path / f"{stem}.csv").is_file()}
    if not found:
        expected = f"a folder with {', '.join(f'{stem}.csv' for stem in FILES.values())}"
        raise InputError([Problem("unknown-format", expected, file=str(path))])
    frames = {number: frame_of(text_cells(file), file) for number, file in found.items()}
    ids = _common([str(label) for label in frames[max(frames)].index], frames[max(frames)].columns)
    return frames, ids if labels in {None, "id"} else _from_products(path / _PRODUCTS, ids, str(labels)), ""


def _common(rows: Sequence[str], columns: Iterable[object]) -> list[str]:
    """Labels that stand first in rows and columns alike."""
    pairs = takewhile(lambda pair: pair[0] == str(pair[1]), zip(rows, columns, strict=False))
    return [row for row, _ in pairs]


def _from_products(file: Path, ids: Sequence[str], column: str) -> list[str]:
    """Labels from the list of products that comes with the csv files."""
    if not file.is_file():
        raise InputError([Problem("missing-file", "the list of products", file=str(file))])
    head, *body = text_cells(file)
    if column not in head or "id" not in head:
        expected = f"one of {', '.join(head)}"
        raise InputError([Problem("unknown-column", expected, file=str(file), key="labels", value=column)])
    label = {row[head.index("id")]: row[head.index(column)] for row in body}
    lost = [name for name in ids if name not in label]
    if lost:
        raise InputError(Problem("missing-label", "a product of the list", file=str(file), key=name) for name in lost)
    return [label[name] for name in ids]


# --- xlsx ------------------------------------------------------------------------------------


def is_workbook(path: Path) -> bool:
    """Whether the sheets of a workbook are numbered as a set of tables is."""
    with workbook(path) as book:
        return len(_numbered(book.sheetnames)) == len(FILES)


def _numbered(names: Sequence[str]) -> dict[int, str]:
    """Sheets of the tables that are read, by the number in their names."""
    found: dict[int, str] = {}
    for name in names:
        numbers = re.findall(r"\d+", name)
        if len(numbers) == 1 and int(numbers[0]) in FILES:
            found.setdefault(int(numbers[0]), name)
    return found


def _book(path: Path, labels: str | None) -> tuple[dict[int, pd.DataFrame], list[str], str]:
    """Sheets of a workbook by number, labels of sectors, unit of money."""
    if labels not in {None, "code", "name"}:
        raise InputError([Problem("unknown-column", "code | name", key="labels", value=labels)])
    with workbook(path) as book:
        sheets = {number: _cells(book[name]) for number, name in _numbered(book.sheetnames).items()}
    if not sheets:
        expected = "sheets numbered 6, 7 and 8"
        raise InputError([Problem("unknown-format", expected, file=str(path))])
    read_sheets = {number: _sheet(cells, f"table {number}", path) for number, cells in sheets.items()}
    frames = {number: frame for number, (frame, _) in read_sheets.items()}
    frame, names = read_sheets[max(read_sheets)]
    codes = [str(label) for label in frame.index[: len(names)]]
    return frames, names if labels == "name" else codes, _money(sheets[max(sheets)])


def _cells(sheet: Any) -> list[list[Any]]:
    """Cells of a sheet; a number shown with leading zeros becomes the text that is shown."""
    return [[_as_shown(cell) for cell in row] for row in sheet.iter_rows()]


def _as_shown(cell: Any) -> Any:
    value, form = cell.value, getattr(cell, "number_format", "") or ""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    return str(int(value)).zfill(len(form)) if whole and re.fullmatch(r"0{2,}", form) else value


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return re.sub(r"\s+", " ", str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)).strip()


def _sheet(cells: list[list[Any]], title: str, path: Path) -> tuple[pd.DataFrame, list[str]]:
    """A sheet as a frame with codes of sectors first, and the names of the sectors.

    The column of codes is the one at the left with most cells that look like codes; the
    sectors are its longest run. The same codes, or the names beside them, stand in one of
    the rows of headings: that is where the columns of sectors are.
    """
    wide = max((len(row) for row in cells), default=0)
    grid = [[*row, *[None] * (wide - len(row))] for row in cells]
    name_column = _name_column(grid)
    code_column, first, stop = _code_run(grid, name_column)
    if stop - first < _FEWEST:
        raise InputError([Problem("no-sectors", "a column with codes of sectors", file=str(path), key=title)])
    codes = [_text(row[code_column]) for row in grid[first:stop]]
    names = [_text(row[name_column]) for row in grid[first:stop]]
    start = _columns_start(grid[:first], [codes, names])
    if start is None:
        expected = "a row of headings with the codes or names of the sectors"
        raise InputError([Problem("no-sectors", expected, file=str(path), key=title)])
    right = [
        place for place in range(start + len(codes), wide) if any(row[place] is not None for row in grid[first:stop])
    ]
    heads = [*codes, *(_heading(grid[:first], place) for place in right)]
    below = [row for row in grid[stop:] if any(_is_number(cell) for cell in row[start:])]
    labels = [*codes, *(_label(row, start) for row in below)]
    body = [*grid[first:stop], *below]
    taken = [*range(start, start + len(codes)), *right]
    plain_rows = [
        ["", *heads],
        *([label, *(row[place] for place in taken)] for label, row in zip(labels, body, strict=True)),
    ]
    return frame_of(plain_rows, path), names


def _code_run(grid: Sequence[Sequence[Any]], name_column: int) -> tuple[int, int, int]:
    """Column of codes, and first and last row (exclusive) of its longest run of distinct codes.

    Of a running number and a code, both of which look like codes, the one next to the names
    is the code.
    """
    runs = [(column, *run) for column in range(name_column) for run in _runs(grid, column)]
    return max(runs, key=lambda run: (run[2] - run[1], run[0]), default=(0, 0, 0))


def _runs(grid: Sequence[Sequence[Any]], column: int) -> Iterator[tuple[int, int]]:
    """First and last row (exclusive) of runs of distinct codes in rows of numbers."""
    start, seen = 0, set[str]()
    for place, row in enumerate(grid):
        text = _text(row[column])
        numbers = sum(_is_number(cell) for cell in row[_FIRST_COLUMNS:]) >= _FEWEST
        if numbers and _CODE.match(text) and text not in seen:
            seen.add(text)
            continue
        yield start, place
        start, seen = place + 1, set()
    yield start, len(grid)


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _name_column(grid: Sequence[Sequence[Any]]) -> int:
    """The column at the left with most words."""
    wide = min(_FIRST_COLUMNS, len(grid[0]) if grid else 0)
    return max(range(wide), key=lambda column: sum(bool(_WORD.search(_text(row[column]))) for row in grid), default=0)


def _columns_start(headings: Sequence[Sequence[Any]], wanted: Sequence[Sequence[str]]) -> int | None:
    """Column at which the sectors begin in a row of headings."""
    for row in headings[-_HEADINGS:]:
        found = [_text(cell) for cell in row]
        for labels in wanted:
            for start in range(1, len(found) - len(labels) + 1):
                if found[start : start + len(labels)] == list(labels):
                    return start
    return None


def _heading(headings: Sequence[Sequence[Any]], place: int) -> str:
    """The lowest text above a column; a running number is none."""
    heads = [_text(row[place]) for row in headings]
    return next((text for text in reversed(heads) if text and not text.isdigit()), f"column {place + 1}")


def _label(row: Sequence[Any], start: int) -> str:
    """The longest text at the left of a row."""
    return max((_text(cell) for cell in row[:start]), key=len, default="")


def _money(cells: Sequence[Sequence[Any]]) -> str:
    """The unit that a sheet states above its headings, as it is written."""
    for row in cells[:_HEADINGS]:
        for cell in row:
            if isinstance(cell, str) and len(cell) < 40 and _MONEY.search(cell):
                return cell.strip(" ()\n")
    return ""
