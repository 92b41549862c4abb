"""What the commands on a table share: reading it, words that name lines and changes, writing answers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    collected_warnings,
    print_frame,
    print_json,
    print_result,
    print_warnings,
    wrapped,
)
from ioscenario.problems import Findings, InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.table.iotable import IOTable
    from ioscenario.table.scenarios import How

#: Word for every sector.
ALL: Final = "all"

#: Endings of files that hold a whole table, and of files that hold an answer.
TABLE_FILES: Final = (".csv", ".xlsx", ".parquet", ".nc")
ANSWER_FILES: Final = (".csv", ".xlsx")

#: How problems name arguments of functions, and what the command line calls them.
_CALLED: Final = {
    "what": "--of",
    "sectors": "--sector",
    "most": "--top",
    "concordance": "--concordance",
    "accept": "--accept",
    "format": "--format",
    "share": "--share",
    "household_income": "--household-income",
    "households": "--households",
}
_HINT: Final = re.compile(r'accept=\("(\w+)",\)')
_NAMED: Final = re.compile("named by value_added, imports, product_taxes, satellites or ignore")
_OPTIONS: Final = "named by --value-added, --imports, --product-taxes, --satellite or --ignore"


def _options(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A table: csv, tsv, xlsx, parquet, netCDF, or the folder of a published set."
        ),
    ],
    layout: Annotated[
        str, typer.Option("--format", metavar="auto|ioscenario|frames|kazstat", help="How the file is laid out.")
    ] = "auto",
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="TEXT", help='Unit of money, such as "million EUR".')
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="CHECK", help="Use the table in spite of this check; may be repeated."),
    ] = None,
    accounts: Annotated[
        Path | None,
        typer.Option("--accounts", metavar="CSV", help="Accounts such as jobs: a row a sector, a column an account."),
    ] = None,
    household_income: Annotated[
        float | None,
        typer.Option("--household-income", metavar="MONEY", help="Income of households, for --households income."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook with a printed table.")
    ] = None,
    regions: Annotated[
        bool, typer.Option("--regions", help="A printed table with two headings: region, then sector.")
    ] = False,
    value_added: Annotated[
        list[str] | None, typer.Option("--value-added", metavar="ROW", help="This printed row is value added.")
    ] = None,
    imports: Annotated[
        list[str] | None, typer.Option("--imports", metavar="ROW", help="This printed row is imported inputs.")
    ] = None,
    product_taxes: Annotated[
        list[str] | None, typer.Option("--product-taxes", metavar="ROW", help="This printed row is taxes on products.")
    ] = None,
    satellite: Annotated[
        list[str] | None,
        typer.Option("--satellite", metavar="NAME", help="This printed row, or column of --accounts, is an account."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="LINE", help="Leave this printed row or column out.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the answer here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Options that every command has; only its signature is used."""


@dataclass(frozen=True)
class Source:
    """A file with what the user says of it.

    Parameters
    ----------
    file
        File or folder.
    layout
        Format of `ioscenario.readers.read_table`.
    words
        Further words for its reader.
    out
        Where the answer goes.
    """

    file: Path
    layout: str = "auto"
    words: Mapping[str, Any] = field(default_factory=dict)
    out: Path | None = None

    @cached_property
    def table(self) -> IOTable:
        """The table, read and checked."""
        return self.read()

    def read(self, **words: Any) -> IOTable:
        """The table, read with other words, such as ``strict=False``."""
        from ioscenario.readers import read_table

        return read_table(self.file, self.layout, **{**self.words, **words})

    def beside(self, file: Path) -> Source:
        """Another file of the same kind."""
        return replace(self, file=file)


@dataclass(frozen=True)
class Part:
    """A frame of an answer.

    Parameters
    ----------
    key
        Its name in JSON and of its sheet.
    title
        Printed above it.
    frame
        All of it; the index is part of it.
    columns
        Columns to print; none: all.
    digits
        Significant digits to print.
    """

    key: str
    title: str
    frame: pd.DataFrame
    columns: Sequence[str] = ()
    digits: int = 4

    @property
    def flat(self) -> pd.DataFrame:
        """The frame with its index as first columns."""
        frame = self.frame.rename_axis(columns=None)
        return frame.reset_index(drop=frame.index.nlevels == 1 and frame.index.name is None)


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Parameters
    ----------
    parts
        Frames, the main one first: it is what a csv file gets.
    facts
        More for JSON.
    lines
        Remarks, printed below.
    table
        A new table, written by ``--out`` instead of the parts.
    """

    parts: Sequence[Part]
    facts: Mapping[str, object] = field(default_factory=dict)
    lines: Sequence[str] = ()
    table: IOTable | None = None


def add(app: typer.Typer, name: str, answer: Callable[..., Answer], *, writes: Sequence[str] = ANSWER_FILES) -> None:
    """Make a function of a `Source` a command that also has the options of every table.

    Parameters
    ----------
    app
        The group.
    name
        Name of the command.
    answer
        Takes a `Source` and its own options; its docstring is the help.
    writes
        Endings that ``--out`` may have.
    """
    own = list(inspect.signature(answer, eval_str=True).parameters.values())[1:]
    file, *common = inspect.signature(_options, eval_str=True).parameters.values()
    names = {parameter.name for parameter in own}

    def run(**words: Any) -> None:
        mine = {key: value for key, value in words.items() if key in names}
        said = {key: value for key, value in words.items() if key not in names}
        _deliver(answer, mine, said, writes)

    run.__doc__ = answer.__doc__
    parameters = [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in (file, *own, *common)]
    run.__annotations__ = {item.name: item.annotation for item in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app.command(name)(run)


def _deliver(
    answer: Callable[..., Answer], mine: Mapping[str, Any], said: Mapping[str, Any], writes: Sequence[str]
) -> None:
    """Read, compute, print, write."""
    out, as_json = said["out"], bool(said["as_json"])
    try:
        _check_out(out, writes, force=bool(said["force"]))
        with collected_warnings() as warned:
            found = answer(source_of(said), **mine)
    except InputError as error:
        raise InputError(_in_words(problem) for problem in error.problems) from error
    if out is not None:
        _write(found, out)
    print_warnings(warned, as_json=as_json, strict=False)
    if as_json:
        print_json({"file": said["file"], **found.facts, **{part.key: part.flat for part in found.parts}, "out": out})
        return
    for place, part in enumerate(found.parts):
        if place:
            print_result()
        shown = part.flat
        if part.columns:
            shown = shown[[name for name in shown.columns if name in part.columns]]
        print_frame(shown, title=part.title, digits=part.digits)
    for line in found.lines:
        print_result("\n".join(wrapped(line)))
    if out is not None:
        print_result(f"written: {out}")


def source_of(said: Mapping[str, Any]) -> Source:
    """The source that the common options describe.

    Parameters
    ----------
    said
        Values of the common options by name.

    Raises
    ------
    InputError
        When options of a printed sheet come with a format that is none.
    """
    words: dict[str, Any] = {key: said[key] for key in ("currency", "household_income") if said[key] is not None}
    if said["accept"]:
        words["accept"] = tuple(said["accept"])
    printed = {key: said[key] for key in ("value_added", "imports", "product_taxes", "ignore") if said[key]}
    if said["sheet"] is not None:
        printed["sheet"] = said["sheet"]
    if said["regions"]:
        printed |= {"header_rows": 2, "label_columns": 2}
    if said["accounts"] is not None:
        words["satellites"] = accounts_of(said["accounts"], said["satellite"] or ())
    elif said["satellite"]:
        printed["satellites"] = tuple(said["satellite"])
    layout = said["layout"]
    if printed and layout not in {"auto", "frames"}:
        names = ", ".join(sorted(printed)).replace("_", "-")
        expected = f"--format frames, since only a printed sheet has {names}"
        raise InputError([Problem("call", expected, key="--format", value=layout)])
    return Source(said["file"], "frames" if printed else layout, {**words, **printed}, said["out"])


def _check_out(out: Path | None, writes: Sequence[str], *, force: bool) -> None:
    """Refuse a file that cannot or must not be written, before anything is read."""
    from ioscenario.files import output_file

    if out is None:
        return
    if out.suffix.lower() not in writes:
        raise InputError([Problem("file-name", f"a file ending in {', '.join(writes)}", key="--out", value=str(out))])
    if output_file(out, "a file for the answer").exists() and not force:
        raise InputError([Problem("output-exists", "a file that is not there yet, or --force", file=str(out))])


def _in_words(problem: Problem) -> Problem:
    """A problem in the words of the command line."""
    key = _CALLED.get(problem.key or "", problem.key)
    expected = _NAMED.sub(_OPTIONS, _HINT.sub(r"--accept \1", problem.expected))
    return replace(problem, key=key, expected=expected)


def _write(found: Answer, out: Path) -> None:
    from ioscenario.files import written_beside

    if found.table is None and out.suffix.lower() not in ANSWER_FILES:
        expected = f"a file ending in {', '.join(ANSWER_FILES)}, since the answer is no whole table"
        raise InputError([Problem("file-name", expected, key="--out", value=str(out))])
    with written_beside(out) as beside:
        if found.table is not None:
            write_table(found.table, beside)
        elif out.suffix.lower() == ".csv":
            found.parts[0].flat.to_csv(beside, index=False, encoding="utf-8")
        else:
            _write_workbook(found.parts, beside)


def _write_workbook(parts: Iterable[Part], target: Path) -> None:
    """A sheet a part."""
    import pandas as pd

    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        for part in parts:
            part.flat.to_excel(writer, sheet_name=part.key[:31], index=False)


def write_table(table: IOTable, target: Path) -> None:
    """Write a whole table in the format that the ending of a file says."""
    writers = {
        ".csv": table.to_csv,
        ".xlsx": table.to_excel,
        ".parquet": table.to_parquet,
        ".nc": table.to_netcdf,
    }
    writers[target.suffix.lower()](target)


# --- files beside the table ------------------------------------------------------------------


def cells_of(path: Path) -> list[list[str]]:
    """Cells of a csv file.

    Raises
    ------
    InputError
        When there is no such file, or only a heading in it.
    """
    from ioscenario.readers.frames import text_cells

    if not path.is_file():
        raise InputError([Problem("missing-file", "an existing csv file", file=str(path))])
    cells = text_cells(path)
    if len(cells) < 2:
        raise InputError([Problem("empty-file", "a heading and at least one line", file=str(path))])
    return cells


def accounts_of(path: Path, names: Sequence[str] = ()) -> pd.DataFrame:
    """Accounts by sector, (account, sector), from a csv file with a row for each sector.

    Parameters
    ----------
    path
        File; its first column names sectors.
    names
        Columns to take; none: all.
    """
    from ioscenario.readers.frames import frame_of

    heading, *rows = cells_of(path)
    lost = [name for name in names if name not in heading[1:]]
    if lost:
        raise InputError(
            Problem("unknown-column", "a column", file=str(path), value=name, nearest=nearest(name, heading[1:]))
            for name in lost
        )
    taken = [0, *(place for place, name in enumerate(heading) if place and (not names or name in names))]
    kept = [[row[place] if place < len(row) else "" for place in taken] for row in (heading, *rows)]
    return frame_of(kept, path).T


def totals_of(path: Path) -> dict[str, float]:
    """Totals by label from a csv file with a heading and two columns, label and total.

    Raises
    ------
    InputError
        With every line that is no label and number, and every label that stands twice.
    """
    findings = Findings()
    totals: dict[str, float] = {}
    for line, row in enumerate(cells_of(path)[1:], start=2):
        label = row[0].strip()
        number = number_of(row[1]) if len(row) == 2 else None
        if number is None:
            findings.add("total", "a label and a number", file=str(path), line=line, value=",".join(row))
        elif label in totals:
            findings.add("duplicate-label", "each label once", file=str(path), line=line, value=label)
        else:
            totals[label] = number
    findings.raise_if_any()
    return totals


def concordance_of(path: Path) -> Any:
    """A concordance from a csv file: two columns, old and new; or old labels by new ones with zeros and ones."""
    from ioscenario.readers.frames import frame_of

    cells = cells_of(path)
    if len(cells[0]) != 2:
        return frame_of(cells, path)
    findings = Findings()
    pairs: dict[str, str] = {}
    for line, row in enumerate(cells[1:], start=2):
        old, new = ([cell.strip() for cell in row] + ["", ""])[:2]
        if not (old and new):
            findings.add("concordance", "an old and a new label", file=str(path), line=line, value=",".join(row))
        elif pairs.setdefault(old, new) != new:
            findings.add("several", "one new label", file=str(path), line=line, key=old, value=new)
    findings.raise_if_any()
    return pairs


# --- words ---------------------------------------------------------------------------------


def number_of(text: str) -> float | None:
    """A finite number, None when it is something else.

    Examples
    --------
    >>> number_of("1.5"), number_of("1 000"), number_of("ten"), number_of("nan")
    (1.5, 1000.0, None, None)
    """
    try:
        number = float(text.replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def share_of(text: str) -> float | None:
    """A percentage as a share; None for anything else.

    Examples
    --------
    >>> share_of("+10%"), share_of("-2.5 %"), share_of("0.1")
    (0.1, -0.025, None)
    """
    bare = text.strip()
    number = number_of(bare[:-1]) if bare.endswith("%") else None
    return None if number is None else number / 100.0


def operation(text: str) -> tuple[How, float] | None:
    """What is done to a number: ``set:5``, ``add:5``, ``scale:1.1``, and for short ``+5``, ``-5``, ``+10%``, ``-10%``.

    A number without word or sign is refused: it could mean any of the three.

    Examples
    --------
    >>> operation("set:5"), operation("+100"), operation("scale:90%")
    (('set', 5.0), ('add', 100.0), ('scale', 0.9))
    >>> operation("-10%"), operation("100") is None
    (('scale', 0.9), True)
    """
    word, colon, rest = text.strip().partition(":")
    share, number = share_of(rest), number_of(rest)
    if colon and word == "scale" and (share is not None or number is not None):
        return "scale", share if share is not None else float(number or 0.0)
    if colon and number is not None and word in {"set", "add"}:
        return ("set" if word == "set" else "add"), number
    if colon or word[:1] not in {"+", "-"}:
        return None
    share, number = share_of(word), number_of(word)
    if share is not None:
        return "scale", 1.0 + share
    return None if number is None else ("add", number)


def split(texts: Iterable[str], option: str, what: str, findings: Findings) -> list[tuple[str, str]]:
    """Pairs of name and value from words like ``NAME=VALUE``.

    Parameters
    ----------
    texts
        Words of the user.
    option
        The option that they stand with.
    what
        What they should look like.
    findings
        Takes those that look otherwise.

    Examples
    --------
    >>> split(["a=b=+1"], "--demand", "SECTOR=+100", Findings())
    [('a=b', '+1')]
    """
    pairs = []
    for text in texts:
        name, _, value = (part.strip() for part in text.rpartition("="))
        if name and value:
            pairs.append((name, value))
        else:
            findings.add("call", what, key=option, value=text)
    return pairs


def label_of(labels: pd.Index[Any], text: str) -> Any:
    """The label that a user means: itself, ``region / label`` for pairs, or its last part where that is unique.

    Returns
    -------
    object
        None when no label or several are meant.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.MultiIndex.from_tuples([("north", "a"), ("south", "a"), ("south", "b")])
    >>> label_of(pairs, "north/a"), label_of(pairs, "b"), label_of(pairs, "a")
    (('north', 'a'), ('south', 'b'), None)
    """
    if labels.nlevels == 1:
        return text if text in labels else None
    wanted = tuple(part.strip() for part in text.split("/"))
    found = [label for label in labels if label in (wanted, (text,)) or (len(wanted) == 1 and label[-1] == text)]
    return found[0] if len(found) == 1 else None


def labels_of(labels: pd.Index[Any], texts: Iterable[str], option: str, what: str = "a sector") -> list[Any]:
    """Labels that a user names, all of them known.

    Raises
    ------
    InputError
        With every name that means no label, or several, and the nearest label.
    """
    from ioscenario.table.blocks import shown

    asked = list(texts)
    found = [label_of(labels, text) for text in asked]
    known = [shown(label) for label in labels]
    wrong = [text for text, label in zip(asked, found, strict=True) if label is None]
    if wrong:
        raise InputError(
            Problem("unknown-label", f"{what} of the table", key=option, value=text, nearest=nearest(text, known))
            for text in wrong
        )
    return found


def pair_of(rows: pd.Index[Any], columns: pd.Index[Any], text: str) -> tuple[Any, Any] | None:
    """Two labels written ``ROW:COLUMN``, either of which may be ``all`` (None) or hold a colon itself.

    Examples
    --------
    >>> import pandas as pd
    >>> pair_of(pd.Index(["a:b", "c"]), pd.Index(["c"]), "a:b:c")
    ('a:b', 'c')
    >>> pair_of(pd.Index(["a"]), pd.Index(["a"]), "a:all"), pair_of(pd.Index(["a"]), pd.Index(["a"]), "a:z")
    (('a', None), None)
    """
    parts = text.split(":")
    for cut in range(1, len(parts)):
        names = ":".join(parts[:cut]).strip(), ":".join(parts[cut:]).strip()
        found = [
            label_of(axis, name) if name != ALL else None for axis, name in zip((rows, columns), names, strict=True)
        ]
        if all(label is not None or name == ALL for label, name in zip(found, names, strict=True)):
            return found[0], found[1]
    return None
