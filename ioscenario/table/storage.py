"""A table in one file and back without loss: csv, xlsx, parquet, netCDF.

The first three share one layout, that of a printed table: the blocks stand side by side as
they do on paper, every line with its block, region and label before it.

=========== ======== ========= ====== ===== ============ =====
block       region   label     unit   Z     final_demand  ...
                                      01    households
=========== ======== ========= ====== ===== ============ =====
Z           ...      01               150   350
value_added ...      wages            650
=========== ======== ========= ====== ===== ============ =====

Labels stay text (``"01"``), numbers keep every digit, and what is not a number (name,
source, units, how the table was checked) travels as JSON: a comment line of the csv,
a sheet, the metadata of the parquet file, an attribute of the netCDF file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ioscenario.files import written_beside
from ioscenario.problems import InputError, Problem
from ioscenario.table.blocks import AXES, texts
from ioscenario.table.core import About

if TYPE_CHECKING:
    import xarray as xr

    from ioscenario.table.iotable import IOTable

MARK = "ioscenario table"
_VERSION = 1
_HEAD = ("block", "region", "label", "unit")
_ABOVE = 3  # rows of headings: block, region, label
_LEFT = len(_HEAD)
_WIDEST = 16_384

Row = list[Any]


# --- what is not a number --------------------------------------------------------------------


def about_json(table: IOTable) -> str:
    """Everything about a table that is not a number in a block, as JSON.

    Examples
    --------
    >>> from ioscenario.table.iotable import IOTable
    >>> json.loads(about_json(IOTable([[1.0]], [1.0], name="tiny")))["name"]
    'tiny'
    """
    about = table.about
    said = {
        "format": MARK,
        "version": _VERSION,
        "name": about.name,
        "source": about.source,
        "currency": about.currency,
        "year": about.year,
        "units": dict(about.units),
        "household_income": about.household_income,
        "notes": list(about.notes),
        "strict": sorted(about.strict),
        "accept": sorted(about.accept),
        "tolerance": about.tolerance,
        "pairs": {name: [block.rows.nlevels > 1, block.columns.nlevels > 1] for name, block in table.blocks_.items()},
    }
    return json.dumps(said, ensure_ascii=False)


def _about(text: str, file: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from the JSON; a file of another kind or a later version is refused."""
    try:
        said: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError([Problem("not-a-table", "a table written by this package", file=str(file))]) from error
    if said.get("format") != MARK or said.get("version") != _VERSION:
        expected = f"{MARK} of version {_VERSION}"
        raise InputError([Problem("not-a-table", expected, file=str(file), value=str(said.get("version")))])
    return said


def _arguments(said: Mapping[str, Any]) -> dict[str, Any]:
    known = set(About.__dataclass_fields__)
    return {key: value for key, value in said.items() if key in known}


# --- the printed layout ----------------------------------------------------------------------


def rows_of(table: IOTable) -> Iterator[Row]:
    """The table as rows of cells, headings first; empty cells where no block stands.

    Parameters
    ----------
    table
        Any table.

    Yields
    ------
    list
        Texts and floats.
    """
    right = "final_demand"
    columns = [*_heads("Z", table.labels), *_heads(right, table.categories)]
    for level, title in enumerate(_HEAD[:_ABOVE]):
        yield [*([""] * (_LEFT - 1)), title, *(head[level] for head in columns)]
    yield [*_HEAD, *([""] * len(columns))]
    wide = len(table.categories)
    for name, pair in (("Z", right), ("imports", "final_imports"), ("product_taxes", "final_taxes")):
        yield from _band(table, name, pair, wide)
    for name in ("value_added", "satellites"):
        yield from _band(table, name, None, wide)
    if table._stated is not None:
        yield ["output", "", "output", "", *table._stated.tolist(), *[""] * wide]


def _heads(name: str, axis: pd.Index) -> list[tuple[str, str, str]]:
    """Block, region and label of every line of an axis."""
    return [
        (name, str(label[0]), str(label[1])) if isinstance(label, tuple) else (name, "", str(label)) for label in axis
    ]


def _band(table: IOTable, left: str, right: str | None, wide: int) -> Iterator[Row]:
    """The rows of a block with the block beside it; either may be absent."""
    sides = [table.blocks_.get(left), table.blocks_.get(right) if right else None]
    present = [side for side in sides if side is not None]
    if not present:
        return
    blanks = (table.n, wide)
    units = table.units if left == "satellites" else {}
    for place, head in enumerate(_heads(left, present[0].rows)):
        cells: Row = [*head, units.get(head[2], "")]
        for side, blank in zip(sides, blanks, strict=True):
            cells += side.values[place].tolist() if side is not None else [""] * blank
        yield cells


def from_rows(rows: Sequence[Sequence[Any]], said: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from the rows of `rows_of` and its JSON.

    Raises
    ------
    InputError
        When the headings are not there or a cell is no number, with its row and column.
    """
    heads = _even(rows[: _ABOVE + 1])
    if len(heads) <= _ABOVE or tuple(heads[_ABOVE][:_LEFT]) != _HEAD:
        raise InputError([Problem("not-a-table", f"a row of headings {', '.join(_HEAD)}", file=str(file))])
    columns = [tuple(_cell(heads[level][place]) for level in range(_ABOVE)) for place in range(_LEFT, len(heads[0]))]
    edge = _edge(columns)
    blocks: dict[str, Any] = {}
    for name, group in groupby(rows[_ABOVE + 1 :], key=lambda row: _cell(row[0])):
        lines = _even(list(group), len(heads[0]))
        heads_down = [tuple(_cell(cell) for cell in row[:_ABOVE]) for row in lines]
        for block, start, stop in ((name, _LEFT, edge), (_BESIDE.get(name), edge, _LEFT + len(columns))):
            if block is None or all(_cell(cell) == "" for row in lines for cell in row[start:stop]):
                continue
            values = _values(lines, start, stop, file)
            across = columns[start - _LEFT : stop - _LEFT]
            if block == "output":
                blocks[block] = values[0]
                continue
            pairs = said["pairs"].get(block, [False, False])
            blocks[block] = pd.DataFrame(values, index=_axis(heads_down, pairs[0]), columns=_axis(across, pairs[1]))
    return {**_arguments(said), **blocks}


def _even(rows: Sequence[Sequence[Any]], wide: int = 0) -> list[Row]:
    """Rows of one length: a workbook leaves out empty cells at the end."""
    wide = max(wide, *(len(row) for row in rows), 0)
    return [[*row, *[""] * (wide - len(row))] for row in rows]


_BESIDE = {"Z": "final_demand", "imports": "final_imports", "product_taxes": "final_taxes"}


def _edge(columns: Sequence[tuple[Any, ...]]) -> int:
    """First column of the blocks of final demand."""
    return _LEFT + len([head for head in columns if head[0] == "Z"])


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _axis(heads: Sequence[tuple[Any, ...]], pairs: bool) -> pd.Index:
    """Labels of an axis, with their regions where they had some."""
    return texts([(head[1], head[2]) for head in heads] if pairs else [head[2] for head in heads])


def _values(lines: Sequence[Sequence[Any]], start: int, stop: int, file: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    try:
        return np.array([[float(cell) for cell in row[start:stop]] for row in lines], dtype=np.float64)
    except (TypeError, ValueError) as error:
        name = _cell(lines[0][0])
        raise InputError(
            [Problem("not-a-number", "numbers only", file=str(file), key=name, value=str(error))]
        ) from error


# --- csv -------------------------------------------------------------------------------------


def write_csv(table: IOTable, target: Path) -> Path:
    """Write one csv file: a comment line with JSON, then the printed layout."""
    with written_beside(target) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {about_json(table)}\n")
        csv.writer(file).writerows(rows_of(table))
    return target


def is_own_csv(path: Path) -> bool:
    """Whether a csv file was written by `write_csv`."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline(200).startswith(f'# {{"format": "{MARK}"')


def read_csv(path: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from a file of `write_csv`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = _about(file.readline().removeprefix("# "), path)
        return from_rows(list(csv.reader(file)), said, path)


# --- xlsx ------------------------------------------------------------------------------------


def write_excel(table: IOTable, target: Path) -> Path:
    """Write a workbook: sheet ``table`` in the printed layout, sheet ``about`` with the rest.

    Raises
    ------
    InputError
        When a sheet of a workbook cannot hold so many columns.
    """
    from openpyxl import Workbook

    wide = _LEFT + table.n + len(table.categories)
    if wide > _WIDEST:
        expected = f"at most {_WIDEST} columns, which is what a sheet holds; write csv, parquet or netCDF"
        raise InputError([Problem("too-wide", expected, file=str(target), value=str(wide))])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.freeze_panes = "E5"
    for row in rows_of(table):
        sheet.append([_excel_cell(sheet, cell) for cell in row])
    about = book.create_sheet("about")
    text = about_json(table)
    for key, value in json.loads(text).items():
        about.append([key, json.dumps(value, ensure_ascii=False)])
    with written_beside(target) as beside:
        book.save(beside)
    return target


def _excel_cell(sheet: Any, cell: Any) -> Any:
    """A cell as openpyxl takes it, so that it comes back as it was.

    openpyxl writes 16 digits of a number, one less than some numbers have, and takes a
    text that begins with ``=`` for a formula; both are told what they are.
    """
    if cell == "":
        return None
    if isinstance(cell, str):
        return _typed(sheet, cell, "s") if cell.startswith("=") else cell
    return cell if float(f"{cell:.16g}") == cell else _typed(sheet, repr(cell), "n")


def _typed(sheet: Any, text: str, kind: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = kind
    return cell


def read_excel(path: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from a file of `write_excel`."""
    with workbook(path) as book:
        pairs = [row for row in book["about"].iter_rows(values_only=True) if row and row[0]]
        said = _about("{" + ", ".join(f"{json.dumps(key)}: {value}" for key, value, *_ in pairs) + "}", path)
        return from_rows(list(book["table"].iter_rows(values_only=True)), said, path)


def is_own_excel(path: Path) -> bool:
    """Whether a workbook was written by `write_excel`."""
    with workbook(path) as book:
        return bool(book.sheetnames == ["table", "about"] and _cell(book["about"]["B1"].value) == json.dumps(MARK))


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """A workbook open for reading; a file that is none is refused."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise InputError([Problem("unreadable-file", "an xlsx workbook", file=str(path))]) from error
    try:
        yield book
    finally:
        book.close()


# --- parquet ---------------------------------------------------------------------------------


def write_parquet(table: IOTable, target: Path) -> Path:
    """Write one parquet file in the printed layout; empty cells are null.

    Raises
    ------
    InputError
        When pyarrow is not installed.
    """
    arrow, parquet = _pyarrow(target)
    rows = list(rows_of(table))
    heads, body = rows[:_ABOVE], rows[_ABOVE + 1 :]
    names = [*_HEAD, *(f"{a}|{b}|{c}" for a, b, c in zip(*(row[_LEFT:] for row in heads), strict=True))]
    columns = [_column(arrow, cells, place < _LEFT) for place, cells in enumerate(zip(*body, strict=True))]
    said = {MARK.encode(): about_json(table).encode(), b"heads": json.dumps(heads).encode()}
    with written_beside(target) as beside:
        parquet.write_table(arrow.Table.from_arrays(columns, names=names).replace_schema_metadata(said), beside)
    return target


def _column(arrow: Any, cells: Sequence[Any], text: bool) -> Any:
    values = list(cells) if text else [None if cell == "" else cell for cell in cells]
    return arrow.array(values, type=arrow.string() if text else arrow.float64())


def read_parquet(path: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from a file of `write_parquet`."""
    arrow, parquet = _pyarrow(path)
    try:
        stored = parquet.read_table(path)
    except arrow.ArrowInvalid as error:
        raise InputError([Problem("unreadable-file", "a parquet file", file=str(path))]) from error
    metadata = stored.schema.metadata or {}
    if MARK.encode() not in metadata:
        raise InputError([Problem("not-a-table", "a table written by this package", file=str(path))])
    said = _about(metadata[MARK.encode()].decode(), path)
    heads = json.loads(metadata[b"heads"])
    body = zip(*(column.to_pylist() for column in stored.columns), strict=True)
    return from_rows([*heads, list(_HEAD), *(list(row) for row in body)], said, path)


def _pyarrow(path: Path) -> tuple[Any, Any]:
    """The optional library, or how to get it."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        expected = 'pyarrow, which parquet files need: pip install "ioscenario[parquet]"'
        raise InputError([Problem("missing-library", expected, file=str(path))]) from error


# --- xarray and netCDF -----------------------------------------------------------------------

_DIMS = {
    "sector": "sector",
    "category": "category",
    "import": "import_row",
    "tax": "tax_row",
    "component": "component",
    "account": "account",
}


def dataset(table: IOTable) -> xr.Dataset:
    """Every block as a variable, with labels, regions and units.

    Parameters
    ----------
    table
        Any table.

    Returns
    -------
    xarray.Dataset
        Dimensions ``sector``, ``sector_to``, ``category``, ``import_row``, ``tax_row``,
        ``component``, ``account``. A dimension of pairs has its labels as a coordinate
        ``<dim>_label`` and its regions as ``<dim>_region``; attributes are plain text.

    Examples
    --------
    >>> from ioscenario.table.iotable import IOTable
    >>> dict(dataset(IOTable([[1.0]], [1.0], labels=["01"])).sizes)
    {'sector': 1, 'sector_to': 1, 'category': 1}
    """
    import xarray as xr

    data: dict[str, Any] = {}
    coordinates: dict[str, Any] = {}
    for name, block in table.blocks_.items():
        dims = _dims(name)
        unit = "own unit of each account" if name == "satellites" else table.currency
        data[name] = (dims, np.array(block.values), {"units": unit, "long_name": table.describe(name).name})
        for dim, axis in zip(dims, (block.rows, block.columns), strict=True):
            coordinates |= _coordinates(dim, axis)
    if "satellites" in table.blocks_:
        accounts = [table.units.get(str(label), "") for label in table.blocks_["satellites"].rows]
        coordinates["account_unit"] = ("account", np.array(accounts, dtype=object))
    if table._stated is not None:
        data["output"] = ("sector", np.array(table._stated), {"units": table.currency, "long_name": "output"})
    return xr.Dataset(data, coordinates, {"ioscenario_table": about_json(table), "title": table.name})


def _dims(name: str) -> tuple[str, str]:
    rows, columns = (_DIMS[kind] for kind in AXES[name])
    return rows, columns if name != "Z" else "sector_to"


def _coordinates(dim: str, axis: pd.Index) -> dict[str, Any]:
    if axis.nlevels == 1:
        return {dim: (dim, np.array(list(axis), dtype=object))}
    parts = {"region": 0, "label": 1}
    return {
        f"{dim}_{part}": (dim, np.array(list(axis.get_level_values(level)), dtype=object))
        for part, level in parts.items()
    }


def write_netcdf(table: IOTable, target: Path) -> Path:
    """Write `dataset` as netCDF."""
    with written_beside(target) as beside:
        dataset(table).to_netcdf(beside, engine="h5netcdf")
    return target


def read_netcdf(path: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from a file of `write_netcdf`.

    Raises
    ------
    InputError
        When the file does not hold a table.
    """
    import xarray as xr

    try:
        stored = xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError) as error:
        raise InputError([Problem("unreadable-file", "a netCDF file of a table", file=str(path))]) from error
    return from_dataset(stored, path)


def from_dataset(stored: xr.Dataset, path: Path) -> dict[str, Any]:
    """Arguments of `IOTable` from a Dataset of `dataset`."""
    if "ioscenario_table" not in stored.attrs:
        raise InputError([Problem("not-a-table", "a table written by this package", file=str(path))])
    said = _about(str(stored.attrs["ioscenario_table"]), path)
    blocks: dict[str, Any] = {}
    for name in AXES:
        if name in stored:
            rows, columns = (_stored_axis(stored, dim) for dim in _dims(name))
            blocks[name] = pd.DataFrame(stored[name].to_numpy(), index=rows, columns=columns)
    if "output" in stored:
        blocks["output"] = stored["output"].to_numpy()
    return {**_arguments(said), **blocks}


def _stored_axis(stored: xr.Dataset, dim: str) -> pd.Index:
    if dim in stored.coords:
        return texts(stored[dim].to_numpy().tolist())
    return texts(list(zip(stored[f"{dim}_region"].to_numpy(), stored[f"{dim}_label"].to_numpy(), strict=True)))


READERS = {".csv": read_csv, ".xlsx": read_excel, ".parquet": read_parquet, ".nc": read_netcdf}
