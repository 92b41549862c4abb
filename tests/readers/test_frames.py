"""Plain sheets: totals recognised, rows put where they belong, nothing swallowed."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ioscenario.problems import InputError
from ioscenario.readers import read_table
from ioscenario.readers.frames import from_frame
from ioscenario.table.iotable import IOTable
from tests.table.small import array, miller_blair

SHEET = """;01;002;Total;Households;Exports;Total final;Output
01;150;500;650;300;50;350;1000
002;200;100;300;1600;100;1700;2000
Total inputs, domestic;350;600;950;1900;150;2050;3000
Imports;50;100;150;10;0;10;160
Net taxes on products;10;20;30;5;0;5;35
Compensation of employees;400;700;1100;;;;
Gross operating surplus;190;580;770;;;;
Gross value added;590;1280;1870;;;;
Output;1000;2000;3000;;;;
Employment, persons;10;20;30;;;;
"""


def sheet(text: str = SHEET) -> pd.DataFrame:
    rows = [line.split(";") for line in text.splitlines()]
    values = [[float(cell) if cell else np.nan for cell in row[1:]] for row in rows[1:]]
    return pd.DataFrame(values, index=[row[0] for row in rows[1:]], columns=rows[0][1:])


def check(table: IOTable) -> None:
    assert list(table.labels) == ["01", "002"]
    assert list(table.categories) == ["Households", "Exports"]
    assert list(table.value_added.index) == ["Compensation of employees", "Gross operating surplus"]
    assert list(table.imports.index) == ["Imports"]
    assert table.x.to_list() == [1000.0, 2000.0]
    assert table.final_imports.to_numpy().tolist() == [[10.0, 0.0]]
    assert table.final_taxes.to_numpy().tolist() == [[5.0, 0.0]]
    assert table.direct("Employment, persons").to_list() == [10.0, 20.0]
    assert len([note for note in table.notes if "is a total" in note]) == 6


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.tsv", "t.xlsx"])
def test_files(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith("xlsx"):
        sheet().to_excel(path)
    elif name.endswith("gz"):
        path.write_bytes(gzip.compress(SHEET.encode()))
    else:
        path.write_text(SHEET.replace(";", "\t") if name.endswith("tsv") else SHEET, encoding="utf-8-sig")
    check(read_table(path))
    check(read_table(path, format="frames"))


def test_frame() -> None:
    check(from_frame(sheet()))


def test_totals_that_do_not_add_up_are_refused() -> None:
    wrong = sheet(SHEET.replace("350;1000", "350;1040").replace("1870", "1871").replace("590;1280", "590;1281"))
    with pytest.raises(InputError) as error:
        from_frame(wrong)
    assert [problem.key for problem in error.value.problems] == ["column Output, 01", "row Gross value added, 002"]
    accepted = from_frame(wrong, accept="totals")
    assert accepted.x.to_list() == [1000.0, 2000.0]
    assert len([note for note in accepted.notes if note.startswith("accepted")]) == 2


def test_totals_without_a_name_are_recognised_by_their_sums() -> None:
    rng = np.random.default_rng(0)
    Z, f = rng.random((4, 4)), rng.random((4, 2)) + 4.0
    labels = list("abcd")
    frame = pd.DataFrame(
        np.column_stack([Z, Z.sum(axis=1), f, f.sum(axis=1)]), labels, [*labels, "Σ", "x1", "x2", "Σ2"]
    )
    table = from_frame(frame)
    assert list(table.categories) == ["x1", "x2"]


def test_rows_that_nobody_knows_are_refused_by_name() -> None:
    frame = sheet(SHEET.replace("Gross operating surplus", "Mystery"))
    with pytest.raises(InputError, match="Mystery"):
        from_frame(frame)
    named = from_frame(frame, value_added=["Mystery"])
    assert "Mystery" in named.value_added.index


def test_components_that_are_not_all_there_leave_a_rest() -> None:
    lines = [line for line in SHEET.splitlines() if not line.startswith("Gross operating")]
    table = from_frame(sheet("\n".join(lines)))
    assert array(table.value_added)[1].tolist() == [190.0, 580.0]
    assert list(table.value_added.index) == ["Compensation of employees", "other value added"]


def test_value_added_above_its_components_is_not_counted_twice() -> None:
    lines = SHEET.splitlines()
    lines.insert(6, lines.pop(8))
    table = from_frame(sheet("\n".join(lines)))
    assert list(table.value_added.index) == ["Compensation of employees", "Gross operating surplus"]
    assert all(table.checks()["passed"])


def test_value_added_alone_is_the_component() -> None:
    lines = [line for line in SHEET.splitlines() if not line.startswith(("Gross operating", "Compensation"))]
    assert list(from_frame(sheet("\n".join(lines))).value_added.index) == ["Gross value added"]


def test_lines_can_be_left_out_or_chosen() -> None:
    frame = sheet().drop(columns=["Total", "Total final", "Output"])
    frame.insert(3, "of which rural", [100.0, 200.0, *[np.nan] * 8])
    with pytest.raises(InputError):
        from_frame(frame)
    for table in (
        from_frame(frame, ignore=["of which rural"]),
        from_frame(frame, final_demand=["Households", "Exports"]),
    ):
        assert table.x.to_list() == [1000.0, 2000.0]
    for options in ({"ignore": ["urban"]}, {"final_demand": ["urban"]}, {"imports": ["urban"]}):
        with pytest.raises(InputError, match="urban"):
            from_frame(frame, **options)  # type: ignore[arg-type]


def test_several_regions(tmp_path: Path) -> None:
    labels = pd.MultiIndex.from_product([["north", "south"], ["01", "02"]])
    columns = labels.append(pd.MultiIndex.from_tuples([("north", "households"), ("south", "households")]))
    frame = pd.DataFrame(np.ones((4, 6)), index=labels, columns=columns)
    frame.loc[("", "value added"), :] = [2.0] * 4 + [np.nan] * 2
    rows = [["", "", *columns.get_level_values(0)], ["", "", *columns.get_level_values(1)]]
    rows += [[*map(str, label), *map(str, row)] for label, row in zip(frame.index, frame.to_numpy(), strict=True)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(",".join(row) for row in rows).replace("nan", ""), encoding="utf-8")
    table = read_table(path, header_rows=2, label_columns=2)
    assert table.regions == ["north", "south"]
    assert list(table.categories) == [("north", "households"), ("south", "households")]
    assert table.direct("value_added").to_list() == [2.0] * 4


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x,a,b\na,1,2\nb,3,four\n", "four"),
        ("x,a,b\nc,1,2\nd,3,4\n", "same sectors first"),
        ("", "empty sheet"),
        ("x,a,b,f\na,1,,9\nb,1,2,9\n", "missing"),
    ],
)
def test_spoilt_files(text: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=named):
        read_table(path)


def test_a_word_among_numbers_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,a,f\na,1,nine\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_table(path)
    problem = error.value.problems[0]
    assert (problem.file, problem.line, problem.column, problem.value) == (str(path), 2, 3, "nine")


def test_paths_and_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="existing file"):
        read_table(tmp_path / "none.csv")
    path = tmp_path / "t.docx"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"\.parquet"):
        read_table(path)
    with pytest.raises(InputError, match="nearest: frames"):
        read_table(path, format="frame")
    with pytest.raises(InputError, match=r"\.nc"):
        read_table(path, format="ioscenario")
    bad = tmp_path / "t.csv"
    bad.write_bytes("x,a,f\nä,1,1\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_table(bad)
    book = tmp_path / "t.xlsx"
    sheet().to_excel(book)
    with pytest.raises(InputError, match="Sheet1"):
        read_table(book, sheet="Sheet7")


def test_a_frame_of_our_own_blocks() -> None:
    plain = miller_blair()
    frame = pd.concat([pd.concat([plain.Z, plain.final_demand], axis=1), plain.value_added, plain.satellites])
    again = from_frame(frame)
    np.testing.assert_array_equal(array(again.L), array(plain.L))
    assert list(again.blocks) == list(plain.blocks)
