"""Files: every format gives the table back to the last bit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from ioscenario.problems import InputError
from ioscenario.readers import read_table
from ioscenario.table.iotable import IOTable
from tests.table.small import miller_blair, random_blocks

Write = Callable[[IOTable, Path], Path]

WRITERS: dict[str, Write] = {
    "t.csv": IOTable.to_csv,
    "t.xlsx": IOTable.to_excel,
    "t.nc": IOTable.to_netcdf,
    "t.parquet": IOTable.to_parquet,
}
#: Parquet is an extra; without it these files cannot be written or read.
PARQUET = pytest.param(
    "t.parquet", marks=pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed")
)
EVERYTHING: dict[str, Any] = {
    "name": 'a "name", é',
    "source": "first line\nsecond line",
    "currency": "млн €",
    "year": 2020,
    "units": {"jobs": "persons", "co2": "kt"},
    "household_income": 1 / 3,
    "notes": ["one", "two"],
    "accept": ("signs",),
    "strict": ("balance", "productive"),
    "tolerance": 1e-7,
}


def tables() -> dict[str, IOTable]:
    one = IOTable(**random_blocks(6), labels=["01", "002", "=x y", "a,b", "é", "1e5"], **EVERYTHING)
    several = IOTable(**random_blocks(6), labels=["01", "02", "#N/A"], regions=["north", "007"], **EVERYTHING)
    pairs = pd.MultiIndex.from_product([["north", "007"], ["households"]])
    final = pd.DataFrame(np.full((2, 2), 1 / 3), columns=pairs)
    return {
        "everything": one,
        "regions": several,
        "pairs of categories": IOTable(np.eye(2), final, labels=["01"], regions=["north", "007"]),
        "output as published": miller_blair(output=[1000.0, 2000.01]),
        "least": IOTable([[0.1 + 0.2]], [1.0], labels=["01"]),
        "tiny and huge": IOTable([[5e-324]], [1.7e308], labels=["01"]),
    }


@pytest.mark.parametrize("which", list(tables()))
@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.nc", PARQUET])
def test_round_trip(name: str, which: str, tmp_path: Path) -> None:
    table = tables()[which]
    found = read_table(WRITERS[name](table, tmp_path / name))
    assert found.equals(table)
    assert list(found.labels) == list(table.labels)
    assert found.units == table.units
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_options_of_reading_win(tmp_path: Path) -> None:
    path = miller_blair().to_csv(tmp_path / "t.csv")
    assert read_table(path, currency="EUR").currency == "EUR"
    assert read_table(path, format="ioscenario").equals(miller_blair())


def test_csv_is_the_printed_layout(tmp_path: Path) -> None:
    lines = miller_blair(units={"jobs": "persons"}).to_csv(tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# {")
    assert lines[1] == ",,,block,Z,Z,final_demand"
    assert lines[3] == ",,,label,1,2,households"
    assert lines[5] == "Z,,1,,150.0,500.0,350.0"
    assert lines[-1] == "satellites,,jobs,persons,10.0,30.0,"


def test_xlsx_holds_text_labels_and_numbers(tmp_path: Path) -> None:
    table = IOTable([[0.1 + 0.2]], [1.0], labels=["01"])
    book = load_workbook(table.to_excel(tmp_path / "t.xlsx"))
    assert book["table"]["C5"].value == "01"
    assert book["table"]["E5"].data_type == "n"


def test_dataset_is_labelled() -> None:
    data = miller_blair(currency="EUR", units={"jobs": "persons"}).to_xarray()
    assert data["Z"].dims == ("sector", "sector_to")
    assert data["Z"].attrs["units"] == "EUR"
    assert float(data["final_demand"].sel(sector="1", category="households")) == 350.0
    assert data["account_unit"].to_numpy().tolist() == ["persons"]


def test_parquet_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r'pip install "ioscenario\[parquet\]"'):
        miller_blair().to_parquet(tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


def test_too_wide_for_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioscenario.table.storage._WIDEST", 5)
    with pytest.raises(InputError, match="parquet"):
        miller_blair().to_excel(tmp_path / "t.xlsx")


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.nc", PARQUET])
def test_other_files_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"# nothing of the kind")
    with pytest.raises(InputError) as error:
        read_table(path, format="ioscenario")
    assert all(problem.file == str(path) for problem in error.value.problems)


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    path = miller_blair().to_csv(tmp_path / "t.csv")
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8")
    with pytest.raises(InputError, match="version 1"):
        read_table(path)


def test_an_edited_cell_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = miller_blair().to_csv(tmp_path / "t.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("500.0", "five hundred"), encoding="utf-8")
    with pytest.raises(InputError, match="five hundred"):
        read_table(path)


def test_a_workbook_edited_out_of_balance_is_refused(tmp_path: Path) -> None:
    path = miller_blair().to_excel(tmp_path / "t.xlsx")
    book = load_workbook(path)
    book["table"]["F5"].value = 600.0
    book.save(path)
    with pytest.raises(InputError) as error:
        read_table(path)
    assert {problem.key for problem in error.value.problems} == {"1", "2"}


def test_empty_workbook(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "t.xlsx")
    with pytest.raises(InputError):
        read_table(tmp_path / "t.xlsx")
