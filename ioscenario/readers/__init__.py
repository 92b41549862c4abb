"""Tables from files: one module a format, and `read_table` that recognises which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioscenario.problems import InputError, Problem, nearest

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

__all__ = ["FORMATS", "read_table"]


def read_table(path: str | Path, format: str = "auto", **options: Any) -> IOTable:  # noqa: A002 - the contract's name
    """Read an input-output table from a file or folder.

    Parameters
    ----------
    path
        File or folder.
    format
        ``"ioscenario"``
            What `IOTable.to_csv`, ``to_excel``, ``to_parquet`` and ``to_netcdf`` wrote.
        ``"frames"``
            One sheet as it is printed: sectors, then final demand to the right, imports,
            taxes and value added below; csv (also ``.gz``) or xlsx. See
            `ioscenario.readers.frames.from_frame`.
        ``"kazstat"``
            A set of tables 1 to 10 as the Bureau's workbook has them, or the same as csv
            files in a folder. See `ioscenario.readers.kazstat.read`.
        ``"auto"``
            Whichever of these the content shows.
    **options
        Of the reader; everything else goes to `IOTable`, such as ``accept``,
        ``satellites``, ``currency``.

    Returns
    -------
    IOTable
        Checked. ``table.notes`` says what was recognised, such as rows of totals.

    Raises
    ------
    InputError
        When the file is missing, of no known kind, or its content is refused.

    Examples
    --------
    >>> import tempfile
    >>> from ioscenario.table.iotable import IOTable
    >>> table = IOTable([[150, 500], [200, 100]], [350, 1700], labels=["01", "02"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_table(table.to_csv(Path(folder) / "table.csv")).equals(table)
    True
    """
    source = Path(path)
    known = ("auto", *FORMATS)
    if format not in known:
        near = nearest(str(format), known)
        raise InputError([Problem("unknown-format", " | ".join(known), key="format", value=str(format), nearest=near)])
    if not source.exists():
        raise InputError([Problem("missing-file", "an existing file or folder of a table", file=str(path))])
    return FORMATS[_recognised(source) if format == "auto" else format](source, options)


def _recognised(source: Path) -> str:
    """Format of a file or folder, judged by its content."""
    from ioscenario.readers import kazstat
    from ioscenario.table import storage

    if source.is_dir() or (source.suffix == ".xlsx" and kazstat.is_workbook(source)):
        return "kazstat"
    proofs = {".csv": storage.is_own_csv, ".xlsx": storage.is_own_excel}
    if source.suffix in {".parquet", ".nc"} or (source.suffix in proofs and proofs[source.suffix](source)):
        return "ioscenario"
    if source.suffix in {".csv", ".tsv", ".txt", ".gz", ".xlsx"}:
        return "frames"
    expected = "a file ending in .csv, .csv.gz, .tsv, .txt, .xlsx, .parquet or .nc, or a folder"
    raise InputError([Problem("unknown-format", expected, file=str(source), value=source.suffix)])


def _own(source: Path, options: dict[str, Any]) -> IOTable:
    from ioscenario.table.iotable import IOTable
    from ioscenario.table.storage import READERS

    if source.suffix not in READERS:
        expected = f"a file ending in {', '.join(READERS)}"
        raise InputError([Problem("unknown-format", expected, file=str(source), value=source.suffix)])
    return IOTable(**{**READERS[source.suffix](source), **options})


def _frames(source: Path, options: dict[str, Any]) -> IOTable:
    from ioscenario.readers.frames import read

    return read(source, **options)


def _kazstat(source: Path, options: dict[str, Any]) -> IOTable:
    from ioscenario.readers.kazstat import read

    return read(source, **options)


#: Format to its reader.
FORMATS: dict[str, Callable[[Path, dict[str, Any]], IOTable]] = {
    "ioscenario": _own,
    "frames": _frames,
    "kazstat": _kazstat,
}
