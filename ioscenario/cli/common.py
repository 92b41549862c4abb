"""What every command shares: exit codes, options, messages, tables."""

from __future__ import annotations

import json
import math
import shutil
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

#: Exit codes.
DONE: Final = 0
FAILED: Final = 1
REFUSED: Final = 2

#: Warnings of one kind are all shown up to this many; of more, the first few.
MOST_SHOWN: Final = 5
FEW_SHOWN: Final = 3


class Tongue(StrEnum):
    """Languages of what a reader sees."""

    en = "en"
    ru = "ru"
    kk = "kk"


PackOption = Annotated[
    str | None,
    typer.Option("--pack", metavar="NAME|DIR", help="Name of a shipped pack, or a folder. [default: the default pack]"),
]
LanguageOption = Annotated[Tongue, typer.Option("--language", help="Language of names and labels.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Results and messages as JSON.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Warnings are refusals: exit code 2, nothing written.")]


class WarningsRefusedError(Exception):
    """There were warnings, already printed, and ``--strict`` was given."""


def message(problem: Problem, severity: str = "problem") -> dict[str, object]:
    """A problem as a JSON object.

    Examples
    --------
    >>> found = message(Problem("range", "a share", key="policy.x", value="15"))
    >>> found["severity"], found["code"], found["value"]
    ('problem', 'range', '15')
    """
    return {"severity": severity, **asdict(problem), "message": str(problem)}


class ReportedError(InputError):
    """A refusal that comes with warnings; the user sees both."""

    def __init__(self, problems: Iterable[Problem], warned: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.warned = tuple(warned)


def print_refusal(error: InputError, *, as_json: bool) -> None:
    """Print every problem on stderr, after the warnings if there are any: one a line, or one JSON list."""
    warned = error.warned if isinstance(error, ReportedError) else ()
    if as_json:
        listed = [message(item, "warning") for item in warned] + [message(item) for item in error.problems]
        _print_error(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for line in warning_lines(warned):
        _print_error(line)
    for problem in error.problems:
        _print_error(str(problem))
    count = len(error.problems)
    _print_error("refused: 1 problem" if count == 1 else f"refused: {count} problems")


def print_wrong_call(text: str, *, as_json: bool) -> None:
    """Print on stderr that the words of the call are wrong."""
    line = " ".join(text.split())
    if as_json:
        problem = Problem("call", "a call as shown by ioscenario --help")
        _print_error(json.dumps([{**message(problem), "message": line}], ensure_ascii=False, indent=2))
    else:
        _print_error(f"{line} See: ioscenario --help [call]")


def print_failure(text: str, *, as_json: bool) -> None:
    """Print on stderr that the work failed, in one line."""
    line = " ".join(text.split())
    if as_json:
        line = json.dumps([{"severity": "failure", "code": "failed", "message": line}], ensure_ascii=False)
    else:
        line = f"failed while working: {line}"
    _print_error(line)


def print_warnings(texts: Sequence[Problem | str], *, as_json: bool, strict: bool) -> None:
    """Print warnings on stderr.

    Raises
    ------
    WarningsRefusedError
        With `strict`, when there is a warning.
    """
    if not texts:
        return
    problems = [text if isinstance(text, Problem) else None for text in texts]
    if as_json:
        objects = [
            {"severity": "warning", "code": "warning", "message": str(text)}
            if problem is None
            else message(problem, "warning")
            for text, problem in zip(texts, problems, strict=True)
        ]
        _print_error(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        for line in warning_lines(texts):
            _print_error(line)
    if strict:
        if not as_json:
            _print_error("refused: there are warnings, and --strict was given")
        raise WarningsRefusedError


def warning_lines(texts: Sequence[Problem | str]) -> list[str]:
    """Warnings a line each; of a kind that comes often the first few and a count.

    Examples
    --------
    >>> for line in warning_lines([Problem("range", "a range", line=n) for n in range(9)]):
    ...     print(line)
    warning: 0: expected a range [range]
    warning: 1: expected a range [range]
    warning: 2: expected a range [range]
    warning: and 6 more of this kind [range]; --json lists all
    """
    codes = [text.code if isinstance(text, Problem) else "" for text in texts]
    often = {code for code in codes if code and codes.count(code) > MOST_SHOWN}
    seen: dict[str, int] = {}
    lines = []
    for code, text in zip(codes, texts, strict=True):
        seen[code] = seen.get(code, 0) + 1
        if code not in often or seen[code] <= FEW_SHOWN:
            lines.append(f"warning: {text}")
        elif seen[code] == FEW_SHOWN + 1:
            lines.append(f"warning: and {codes.count(code) - FEW_SHOWN} more of this kind [{code}]; --json lists all")
    return lines


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Collect the package's warnings, each text once, in the order of appearance.

    Warnings for programmers (deprecations and the like) are dropped: a user of the
    command line can do nothing about them.
    """
    texts: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        yield texts
    texts.extend(dict.fromkeys(str(item.message) for item in caught))


def print_result(text: str = "") -> None:
    """Print a line of the result on stdout."""
    print(text)


def print_json(value: object) -> None:
    """Print the result as one JSON document on stdout; frames become lists of records, missing numbers null."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def print_frame(frame: pd.DataFrame, *, title: str = "", digits: int = 4) -> None:
    """Print a table: drawn on a terminal, plain aligned text anywhere else.

    Parameters
    ----------
    frame
        One row a line; the index is not printed.
    title
        Printed above.
    digits
        Significant digits of numbers that are not whole.
    """
    if sys.stdout.isatty():
        _print_drawn(frame, title, digits)
        return
    if title:
        print(title)
    print("\n".join(frame_lines(frame, digits)))


def frame_lines(frame: pd.DataFrame, digits: int = 4) -> list[str]:
    """Lines of a frame as plain aligned text, the index left out."""
    return plain_table([str(column) for column in frame.columns], _cells(frame, digits), _numeric(frame))


def wrapped(text: str) -> list[str]:
    """Lines of running text, indented, as wide as the terminal but not wider than reads well."""
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def plain_table(names: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Lines of an aligned table; a long heading runs over several lines rather than widen its column.

    Examples
    --------
    >>> for line in plain_table(["year", "jobs in all"], [["2025", "70 500"], ["2026", "110"]], [True, True]):
    ...     print(line)
    year     jobs
           in all
    2025   70 500
    2026      110
    """
    narrow = [max((len(row[i]) for row in rows), default=0) for i in range(len(names))]
    heads = [
        textwrap.wrap(name, max(width, max(map(len, name.split()), default=1)), break_long_words=False) or [""]
        for name, width in zip(names, narrow, strict=True)
    ]
    widths = [max(width, *map(len, head)) for width, head in zip(narrow, heads, strict=True)]
    height = max(map(len, heads))
    head_rows = [[head[i] if i < len(head) else "" for head in heads] for i in range(height)]
    lines = []
    for cells in [*head_rows, *rows]:
        padded = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def format_cell(value: object, digits: int = 4) -> str:
    """A cell as text: nothing for missing, thin grouping for large numbers.

    Examples
    --------
    >>> format_cell(21957.4), format_cell(0.06844), format_cell(float("nan")), format_cell(2025)
    ('21 957', '0.06844', '', '2025')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if abs(value) >= 1000:
            return f"{value:,.0f}".replace(",", " ")
        return f"{value:.{digits}g}"
    return "" if value is None else str(value)


def _cells(frame: pd.DataFrame, digits: int) -> list[list[str]]:
    return [[format_cell(value, digits) for value in row] for row in frame.itertuples(index=False, name=None)]


def _numeric(frame: pd.DataFrame) -> list[bool]:
    return [all(_is_number(value) for value in frame[column]) for column in frame.columns]


def _print_drawn(frame: pd.DataFrame, title: str, digits: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left")
    for name, to_right in zip(frame.columns, _numeric(frame), strict=True):
        table.add_column(str(name), justify="right" if to_right else "left", overflow="fold")
    for row in _cells(frame, digits):
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _is_number(value: object) -> bool:
    return value is None or (hasattr(value, "__float__") and not isinstance(value, str))


def plain(value: object) -> object:
    """A value as JSON has it: frames as lists of records, numbers that are none as null.

    Examples
    --------
    >>> plain({"a": (1, float("nan"), float("inf")), 2: 0.5})
    {'a': [1, None, None], '2': 0.5}
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return plain(value.to_dict(orient="records"))
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    # pandas' missing values and paths
    return None if type(value).__name__ in ("NAType", "NaTType") else str(value)


def _print_error(text: str) -> None:
    print(text, file=sys.stderr)
