"""A plain sheet, as tables are printed: recognised by its labels and proved by its sums.

::

                  sectors   total   categories of final demand   total
    sectors       Z                 final demand
    total
    imports       ...               ...
    product taxes ...               ...
    total
    components of value added
    value added
    output
    jobs, energy, ...

Rows and columns of totals are recognised by their names and compared with the sums of the
lines before them; they are never taken for sectors or components, and never believed
where they do not add up.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import Findings, InputError, Problem
from ioscenario.table.blocks import shown, texts
from ioscenario.table.vocabulary import column_role, row_role

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

Array = NDArray[np.float64]

#: Roles that a user can give to rows, as arguments of `from_frame`.
_GIVEN = ("value_added", "imports", "product_taxes", "satellites")
#: Difference of a printed total from its parts, relative to the total, that rounding explains.
_ROUNDING = 1e-4
#: Difference that arithmetic explains, relative to the largest number of a line.
_EXACT = 1e-9
#: A component that would be this small a part of value added is an error of print instead.
_SMALL = 0.01
_OTHER = "other value added"


@dataclass
class Sheet:
    """A sheet taken apart as it is read from top to bottom.

    Parameters
    ----------
    frame
        Numbers with labels; sectors come first in rows and columns.
    n
        Number of sectors.
    """

    frame: pd.DataFrame
    n: int
    blocks: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in _GIVEN})
    open: list[Array] = field(default_factory=list)
    extra: dict[str, Array] = field(default_factory=dict)
    gva: int | None = None
    output: Array | None = None
    closed: bool = False
    notes: list[str] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(
    path: Path,
    *,
    sheet: str | int = 0,
    header_rows: int = 1,
    label_columns: int = 1,
    **options: Any,
) -> IOTable:
    """Read a sheet from csv (also gzipped), tsv or xlsx.

    Parameters
    ----------
    path
        File.
    sheet
        Name or number of the sheet of a workbook.
    header_rows, label_columns
        1; or 2 for tables of several regions, region first.
    **options
        Of `from_frame`.

    Returns
    -------
    IOTable

    Raises
    ------
    InputError
        When a cell is no number, with its row and column; and as `from_frame`.
    """
    cells = _excel_cells(path, sheet) if path.suffix == ".xlsx" else text_cells(path)
    return from_frame(frame_of(cells, path, header_rows, label_columns), **options)


def text_cells(path: Path) -> list[list[str]]:
    """Cells of a text file; the separator is the one that the first line has most of."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError([Problem("not-utf8", "text in UTF-8", file=str(path))]) from error
    first = lines[0] if lines else ""
    separator = max(",;\t", key=first.count)
    return [row for row in csv.reader(lines, delimiter=separator) if any(cell.strip() for cell in row)]


def _excel_cells(path: Path, sheet: str | int) -> list[list[Any]]:
    """Cells of a sheet of a workbook."""
    from ioscenario.table.storage import workbook

    with workbook(path) as book:
        names = book.sheetnames
        wanted = names[sheet] if isinstance(sheet, int) and sheet < len(names) else sheet
        if wanted not in names:
            raise InputError([Problem("unknown-sheet", " | ".join(names), file=str(path), value=str(sheet))])
        rows = [list(row) for row in book[wanted].iter_rows(values_only=True)]
    return [row for row in rows if any(cell is not None for cell in row)]


def frame_of(cells: Sequence[Sequence[Any]], path: Path, header_rows: int = 1, label_columns: int = 1) -> pd.DataFrame:
    """Labels as text and numbers from cells; an empty cell is a missing number.

    Parameters
    ----------
    cells
        Rows of cells, headings first.
    path
        For messages.
    header_rows, label_columns
        How many rows and columns of labels; with two the first is the region.

    Raises
    ------
    InputError
        With each cell that is no number.

    Examples
    --------
    >>> frame_of([["", "01"], ["01", "1.5"]], Path("a.csv")).loc["01", "01"]
    np.float64(1.5)
    """
    findings = Findings()
    wide = max((len(row) for row in cells[:header_rows]), default=0)
    columns = [
        [row[place] if place < len(row) else "" for row in cells[:header_rows]] for place in range(label_columns, wide)
    ]
    body = cells[header_rows:]
    values = np.full((len(body), len(columns)), np.nan)
    for down, row in enumerate(body):
        for across, cell in enumerate(row[label_columns:wide]):
            number = _number(cell)
            if number is None:
                findings.add(
                    "not-a-number",
                    "a number",
                    file=str(path),
                    line=down + header_rows + 1,
                    column=across + label_columns + 1,
                    key=str(row[0]),
                    value=cell,
                )
            else:
                values[down, across] = number
    findings.raise_if_any()
    return pd.DataFrame(values, index=_labels(row[:label_columns] for row in body), columns=_labels(columns))


def _number(cell: Any) -> float | None:
    """A cell as a number; None when it is something else."""
    if cell is None or (isinstance(cell, str) and cell.strip() in {"", "-", "–", "…", "..."}):
        return float("nan")
    try:
        return float(cell) if not isinstance(cell, str) else float(cell.replace("\u00a0", "").replace(" ", ""))
    except (TypeError, ValueError):
        return None


def _labels(parts: Iterable[Sequence[object]]) -> pd.Index:
    listed = [tuple(part) for part in parts]
    return texts([label[0] if len(label) == 1 else label for label in listed])


def from_frame(
    frame: pd.DataFrame,
    *,
    sectors: int | None = None,
    final_demand: Sequence[str] | None = None,
    value_added: Sequence[str] = (),
    imports: Sequence[str] = (),
    product_taxes: Sequence[str] = (),
    satellites: Any = (),
    ignore: Sequence[str] = (),
    **options: Any,
) -> IOTable:
    """A table from one frame that holds everything, as sheets are printed.

    Parameters
    ----------
    frame
        Sectors first in rows and columns; then categories of final demand to the right,
        and imports, taxes, value added, accounts below, with totals among them.
    sectors
        How many sectors; by default as many as rows and columns have labels in common
        from the first one on.
    final_demand
        Columns of final demand; by default all behind the sectors that are not totals.
    value_added, imports, product_taxes
        Rows that are not recognised by their names.
    satellites
        Rows that are satellite accounts; or accounts from elsewhere, as for `IOTable`.
    ignore
        Rows and columns to leave out, such as one that is part of another.
    **options
        Of `IOTable`. ``accept=("totals",)`` takes totals that do not add up for errors of print.

    Returns
    -------
    IOTable
        ``table.notes`` says which lines were totals and what was left out.

    Raises
    ------
    InputError
        With all rows that are not recognised, and all totals that do not add up.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"01": [150, 200, 350, 650, 1000], "02": [500, 100, 600, 1400, 2000],
    ...      "households": [350, 1700, 2050, None, None], "total": [1000, 2000, 3000, None, None]},
    ...     index=["01", "02", "total inputs", "wages", "output"])
    >>> table = from_frame(frame)
    >>> table.x.to_list(), list(table.value_added.index), len(table.notes)
    ([1000.0, 2000.0], ['wages'], 3)
    """
    from ioscenario.table.checks import decide, known_names
    from ioscenario.table.core import strict_names
    from ioscenario.table.iotable import IOTable

    labelled = frame.set_axis(texts(frame.index), axis=0).set_axis(texts(frame.columns), axis=1)
    labelled = _without(labelled, ignore)
    rows_given = isinstance(satellites, Sequence) and all(isinstance(item, str) for item in satellites)
    given = {"value_added": value_added, "imports": imports, "product_taxes": product_taxes}
    given["satellites"] = satellites if rows_given else ()
    sheet = Sheet(labelled, _count(labelled) if sectors is None else int(sectors))
    _known_rows(sheet, given)
    columns = columns_of(sheet, final_demand)
    rows_of(sheet, given)
    if sheet.unknown:
        expected = f"a row that is recognised, or named by {', '.join(_GIVEN)} or ignore"
        raise InputError(Problem("unknown-row", expected, key=label) for label in sheet.unknown)
    decide(
        {"totals": sheet.wrong},
        strict_names(options.get("strict", True)),
        known_names(options.get("accept", ()), "accept"),
    )
    blocks = _blocks(sheet, columns)
    if not rows_given:
        blocks["satellites"] = satellites
    notes = (*options.pop("notes", ()), *sheet.notes, *(f"accepted: {problem}" for problem in sheet.wrong))
    return IOTable(**blocks, notes=notes, **options)


def _without(frame: pd.DataFrame, ignore: Sequence[str]) -> pd.DataFrame:
    """The frame without the lines to leave out; a name that is nowhere is refused."""
    names = [ignore] if isinstance(ignore, str) else list(ignore)
    lost = [name for name in names if name not in frame.index and name not in frame.columns]
    if lost:
        raise InputError(
            Problem("unknown-line", "a row or column of the sheet", key="ignore", value=name) for name in lost
        )
    rows = [label not in names for label in frame.index]
    columns = [label not in names for label in frame.columns]
    return frame.loc[rows, columns]


def _count(frame: pd.DataFrame) -> int:
    """How many labels rows and columns have in common from the first one on, totals apart."""
    count = 0
    for row, column in zip(frame.index, frame.columns, strict=False):
        if row != column or column_role(row) == "total":
            break
        count += 1
    while count and row_role(frame.index[count - 1]) in {"imports", "product_taxes", "output"}:
        count -= 1
    if not count:
        expected = "the same sectors first in rows and columns, in the same order"
        found = f"{shown(frame.index[0])} / {shown(frame.columns[0])}" if frame.size else "an empty sheet"
        raise InputError([Problem("no-sectors", expected, value=found)])
    return count


def _known_rows(sheet: Sheet, given: dict[str, Sequence[str]]) -> None:
    """Refuse names of rows that the sheet does not have below the sectors."""
    below = set(_names(sheet.frame.index[sheet.n :]))
    problems = [
        Problem("unknown-line", "a row below the sectors", key=key, value=name)
        for key, names in given.items()
        for name in ([names] if isinstance(names, str) else names)
        if name not in below
    ]
    if problems:
        raise InputError(problems)


def _names(labels: pd.Index) -> list[str]:
    return [str(label[-1]) if isinstance(label, tuple) else str(label) for label in labels]


# --- columns -------------------------------------------------------------------------------


def columns_of(sheet: Sheet, wanted: Sequence[str] | None = None) -> list[int]:
    """Positions of the categories of final demand; totals are compared with their parts."""
    values = sheet.frame.to_numpy()[: sheet.n]
    names = _names(sheet.frame.columns)
    if wanted is not None:
        lost = [name for name in wanted if name not in names[sheet.n :]]
        if lost:
            expected = "a column behind the sectors"
            raise InputError(Problem("unknown-line", expected, key="final_demand", value=name) for name in lost)
        return [place for place in range(sheet.n, len(names)) if names[place] in wanted]
    lines = [values[:, place] for place in range(sheet.n)]
    kept: list[int] = []
    for place in range(sheet.n, len(names)):
        line, label = values[:, place], sheet.frame.columns[place]
        if _is_total(sheet, f"column {shown(label)}", line, lines, column_role(label) is not None, sheet.frame.index):
            continue
        kept.append(place)
        lines.append(line)
    return kept


def _is_total(sheet: Sheet, title: str, line: Array, lines: Sequence[Array], named: bool, across: pd.Index) -> bool:
    """Whether a line is a total: by its name, or because it is the sum of lines before it.

    Without a name three sectors and two lines that are not zero are asked for, so that it
    is no coincidence.
    """
    count = run_of(line, lines)
    if count and (named or (len(line) > 2 and count > 1 and np.abs(line).max() > 0.0)):
        apart = float(np.abs(np.nan_to_num(line) - _sum(lines[-count:], line)).max())
        within = f", within {apart:g}" if apart > _EXACT * np.nanmax(np.abs(line)) else ""
        sheet.notes.append(f"{title} is a total: it is the sum of the {count} lines before it{within}")
        return True
    if named:
        # Nothing adds up: the difference from all lines says most, unless those of final demand come near.
        everything, final = _sum(lines, line), _sum(lines[sheet.n :], line)
        gaps = [float(np.abs(np.nan_to_num(line) - total).sum()) for total in (everything, final)]
        least = final if gaps[1] < 0.1 * gaps[0] else everything
        sheet.wrong += _differences(title, line, least, across)
    return named


def _sum(lines: Sequence[Array], like: Array) -> Array:
    """Sum of lines, missing numbers left out."""
    return np.sum([np.nan_to_num(item) for item in lines], axis=0) if lines else np.zeros_like(like)


def run_of(line: Array, lines: Sequence[Array], rounding: float = _ROUNDING) -> int:
    """How many of the lines before a total add up to it, the last one first.

    Parameters
    ----------
    line
        (n,) what may be a total.
    lines
        Lines before it, totals left out.
    rounding
        Difference allowed, relative to the total.

    Returns
    -------
    int
        Length of the run; 0 when none adds up to the line.

    Examples
    --------
    >>> run_of(np.array([5.0, 7.0]), [np.array([1.0, 1.0]), np.array([2.0, 3.0]), np.array([3.0, 4.0])])
    2
    """
    running = np.zeros_like(line)
    total = np.nan_to_num(line)
    size = np.abs(total).max(initial=0.0)
    for count, earlier in enumerate(reversed(lines), start=1):
        running = running + np.nan_to_num(earlier)
        # Printed digits are the same for small and large cells of a line, hence the second term.
        if (np.abs(total - running) <= rounding * np.abs(running) + _EXACT * size).all():
            return count
    return 0


def _differences(title: str, line: Array, total: Array, across: pd.Index) -> list[Problem]:
    """One problem for each place where a total is not the sum of its parts."""
    gap = np.nan_to_num(line) - total
    places = np.flatnonzero(np.abs(gap) > _ROUNDING * np.abs(total))
    return [
        Problem(
            "totals",
            f"the sum of its parts {total[place]:.12g}",
            key=f"{title}, {shown(across[place])}",
            value=f"{line[place]:.12g} (difference {gap[place]:+.6g})",
        )
        for place in places[np.argsort(-np.abs(gap[places]))][:20]
    ]


# --- rows ----------------------------------------------------------------------------------


def rows_of(sheet: Sheet, given: Mapping[str, Sequence[str]] | None = None) -> None:
    """Put every row below the sectors where it belongs, from top to bottom."""
    values = sheet.frame.to_numpy()[:, : sheet.n]
    names = _names(sheet.frame.index)
    sheet.open = [values[place] for place in range(sheet.n)]
    for place in range(sheet.n, len(names)):
        chosen = [key for key in _GIVEN if names[place] in _listed((given or {}).get(key, ()))]
        role = chosen[0] if chosen else row_role(sheet.frame.index[place])
        _one_row(sheet, place, values[place], role)


def _listed(names: Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _one_row(sheet: Sheet, place: int, line: Array, role: str | None) -> None:
    """Put one row where it belongs."""
    label = shown(sheet.frame.index[place])
    if role in {"satellite", "satellites"}:
        sheet.blocks["satellites"].append(place)
    elif sheet.closed:
        # Below output stand accounts, and supply of the same goods from elsewhere.
        if role is None:
            sheet.blocks["satellites"].append(place)
            sheet.notes.append(f"row {label} stands below output: taken as an account")
        else:
            sheet.notes.append(f"row {label} stands below output and is no input: left out")
    elif role == "gva":
        _gross(sheet, place, line, label)
    elif role in {"total", "output", "supply"}:
        wrong = len(sheet.wrong)
        _is_total(sheet, f"row {label}", line, sheet.open, True, sheet.frame.columns)
        sheet.closed = role in {"output", "supply"}
        if role == "output" and len(sheet.wrong) == wrong and np.isfinite(line).all():
            sheet.output = line
    elif role in _GIVEN:
        _input(sheet, str(role), place, line)
    elif not _is_total(sheet, f"row {label}", line, sheet.open, False, sheet.frame.columns):
        sheet.unknown.append(label)


def _input(sheet: Sheet, block: str, place: int, line: Array) -> None:
    """A row of inputs. Components that stand below their own sum are not added to it again."""
    sheet.blocks[block].append(place)
    if not (block == "value_added" and sheet.gva is not None):
        sheet.open.append(line)


def _gross(sheet: Sheet, place: int, line: Array, label: str) -> None:
    """Value added as a whole: the sum of its components, more than those listed, or all there is."""
    parts = sheet.blocks["value_added"]
    if not parts:
        sheet.gva = place
        sheet.open.append(line)
        return
    listed = sheet.frame.to_numpy()[parts, : sheet.n].sum(axis=0)
    _complete(sheet, line, listed, f"row {label}")


def _complete(sheet: Sheet, line: Array, listed: Array, title: str) -> None:
    """Compare value added with the components listed; what they leave is a component of its own."""
    rest = line - listed
    if (np.abs(rest) <= _ROUNDING * np.abs(line)).all():
        sheet.notes.append(f"{title} is a total: it is the sum of its components")
    elif np.abs(rest).sum() <= _SMALL * np.abs(line).sum():
        sheet.wrong += _differences(title, line, listed, sheet.frame.columns)
    else:
        sheet.extra[_OTHER] = rest
        sheet.open.append(rest)
        sheet.notes.append(f"{title} is more than the components listed: the rest is the component {_OTHER!r}")


# --- blocks --------------------------------------------------------------------------------


def _blocks(sheet: Sheet, columns: list[int]) -> dict[str, Any]:
    """Arguments of `IOTable` from what was recognised."""
    _settle(sheet)
    n, frame = sheet.n, sheet.frame
    blocks: dict[str, Any] = {"Z": frame.iloc[:n, :n], "final_demand": frame.iloc[:n, columns]}
    for name, final in (("imports", "final_imports"), ("product_taxes", "final_taxes")):
        rows = sheet.blocks[name]
        if rows:
            blocks[name] = frame.iloc[rows, :n]
            beside = frame.iloc[rows, columns]
            if beside.notna().to_numpy().any():
                blocks[final] = beside.fillna(0.0)
    added = frame.iloc[sheet.blocks["value_added"], :n]
    for name, line in sheet.extra.items():
        extra = pd.DataFrame([line], index=_like(added.index, name), columns=added.columns)
        added = pd.concat([added, extra])
    if len(added):
        blocks["value_added"] = added
    if sheet.output is not None:
        blocks["output"] = pd.Series(sheet.output, index=frame.columns[:n])
    if sheet.blocks["satellites"]:
        blocks["satellites"] = frame.iloc[sheet.blocks["satellites"], :n]
    for name in ("value_added", "satellites"):
        _mention(sheet, name, columns)
    return blocks


def categories(sheet: Sheet, columns: Sequence[int]) -> list[str]:
    """Labels of the categories of final demand at `columns`."""
    return [shown(sheet.frame.columns[place]) for place in columns]


def block_rows(sheet: Sheet, name: str) -> list[int]:
    """Positions of the rows of a block, after `rows_of`."""
    _settle(sheet)
    return list(sheet.blocks[name])


def _like(index: pd.Index, name: str) -> pd.Index:
    """One more label, with an empty region where labels are pairs."""
    return texts([("", name)] if index.nlevels > 1 else [name])


def _settle(sheet: Sheet) -> None:
    """Value added that stood above its components: one of the two is kept."""
    if sheet.gva is None:
        return
    parts = sheet.blocks["value_added"]
    if not parts:
        sheet.blocks["value_added"], sheet.gva = [sheet.gva], None
        return
    numbers = sheet.frame.to_numpy()[:, : sheet.n]
    gva, sheet.gva = sheet.gva, None
    _complete(sheet, numbers[gva], numbers[parts].sum(axis=0), f"row {shown(sheet.frame.index[gva])}")


def _mention(sheet: Sheet, name: str, columns: list[int]) -> None:
    """Note what rows without a place for it have in columns of final demand."""
    for place in sheet.blocks[name]:
        beside = sheet.frame.iloc[place, columns].fillna(0.0)
        if beside.to_numpy().any():
            label = shown(sheet.frame.index[place])
            sheet.notes.append(f"row {label}: {beside.sum():g} in columns of final demand left out")
