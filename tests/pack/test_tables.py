from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack import tables
from ioscenario.pack.tables import Columns, Table, check_numbers, check_unique, parse_table, read_table
from ioscenario.problems import Findings, Problem

COLUMNS = Columns(("id", "value"), ("note",), numeric=("value",))


def parse(text: str) -> tuple[Table | None, list[Problem]]:
    findings = Findings()
    table = parse_table(text, "t.csv", COLUMNS, findings)
    if table is not None:
        check_numbers(table, findings)
        check_unique(table, ("id",), findings)
    return table, list(findings)


def test_rows_keep_the_line_they_start_in() -> None:
    table, problems = parse('id,value,note\r\na,1,"two\nlines"\r\n\r\n b , 2 ,x\r\n,,\r\nc,,\r\n')
    assert table is not None
    assert not problems
    assert [(row.line, row["id"], row["value"]) for row in table.rows] == [(2, "a", "1"), (5, "b", "2"), (7, "c", "")]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "key", "near"),
    [
        ("id,valeu,value\na,1,2\n", "unknown-column", 1, 2, "valeu", None),
        ("id,nota,value\na,1,2\n", "unknown-column", 1, 2, "nota", "note"),
        ("id,note\na,1\n", "missing-column", 1, None, "value", None),
        ("id,value,id\na,1,b\n", "duplicate-column", 1, 1, "id", None),
        ("id,value\na,1\nb\n", "cells", 3, None, None, None),
        ("id,value\na,1\nb,2,3\n", "cells", 3, None, None, None),
        ("id,value\na,1\nb,1e3\n", "number", 3, 2, "value", None),
        ("id,value\na,1\nb,1 000\n", "number", 3, 2, "value", None),
        ("id,value\na,20 %\n", "number", 2, 2, "value", None),
        ("id,value\na,1\nb,2\na,3\n", "duplicate", 4, 1, "id", None),
        ('id,value\na,"1"x\n', "syntax", 2, None, None, None),
        ('id,value\na,"1\n', "syntax", 2, None, None, None),
        ("", "empty-file", None, None, None, None),
        ("\n\n", "empty-file", None, None, None, None),
    ],
)
def test_refusals(
    text: str, code: str, line: int | None, column: int | None, key: str | None, near: str | None
) -> None:
    _, problems = parse(text)
    (problem,) = problems
    found = (problem.code, problem.file, problem.line, problem.column, problem.key, problem.nearest)
    assert found == (code, "t.csv", line, column, key, near)


def test_the_earlier_line_of_a_duplicate_is_named() -> None:
    _, problems = parse("id,value\na,1\nb,2\na,3\n")
    assert "line 2" in problems[0].expected


def test_files_are_bounded_and_in_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 2048)
    path = tmp_path / "t.csv"
    findings = Findings()
    path.write_text("id,value\n" + "a,1\n" * 1000, encoding="utf-8")
    assert read_table(path, "t.csv", COLUMNS, findings) is None
    path.write_bytes("id,value\nж,1\n".encode("cp1251"))
    assert read_table(path, "t.csv", COLUMNS, findings) is None
    path.unlink()
    assert read_table(path, "t.csv", COLUMNS, findings) is None
    path.write_bytes(b"\xef\xbb\xbfid,value\na,1\n")
    assert read_table(path, "t.csv", COLUMNS, findings) is not None
    assert [problem.code for problem in findings] == ["too-large", "encoding", "missing-file"]


def test_a_frame_has_numbers_texts_and_lines() -> None:
    table, _ = parse("value,id\n1.5,a\n,b\n")
    assert table is not None
    frame = table.frame()
    assert list(frame.columns) == ["value", "id", "note", "line"]
    assert frame["value"].dtype == float
    assert frame["note"].tolist() == ["", ""]
    assert frame["line"].tolist() == [2, 3]


def test_a_table_with_a_column_line_keeps_it() -> None:
    table = parse_table("line,value\na,1\n", "t.csv", Columns(("line", "value"), numeric=("value",)), Findings())
    assert table is not None
    frame = table.frame()
    assert frame["line"].tolist() == ["a"]
    assert frame["file_line"].tolist() == [2]


def test_a_frame_goes_there_and_back() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c"], "value": [1e-7, 2025.0, float("nan")], "note": [None, "x", "y "]})
    findings = Findings()
    table = Table.from_frame(frame, "<frame>", COLUMNS, findings)
    assert not len(findings)
    assert [row["value"] for row in table.rows] == ["0.0000001", "2025", ""]
    assert [row["note"] for row in table.rows] == ["", "x", "y"]
    Table.from_frame(frame.rename(columns={"value": "valeu"}), "<frame>", COLUMNS, findings)
    assert {problem.code for problem in findings} == {"unknown-column", "missing-column"}


@given(st.text(st.sampled_from('id,value\n\r"a1;\t \x00ж'), max_size=60))
def test_no_text_brings_more_than_problems(text: str) -> None:
    table, problems = parse(text)
    assert table is not None or problems
