"""The Bureau's set of tables: csv files and workbooks give the same table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ioscenario.problems import InputError
from ioscenario.readers import read_table
from ioscenario.table.iotable import IOTable
from tests.readers.sets import CODES, NAMES, nudged, tables, write_book, write_folder
from tests.table.small import TABLES, WHY, array

PUBLISHED = TABLES / "kazakhstan_2024_kazstat"
N = len(CODES)


@pytest.fixture
def table(tmp_path: Path) -> IOTable:
    return read_table(write_folder(tmp_path / "set", tables()), currency="thousand")


def test_blocks_are_typed(table: IOTable) -> None:
    sheets = tables()
    np.testing.assert_array_equal(array(table.Z), sheets[8].iloc[:N, :N])
    np.testing.assert_array_equal(array(table.imports), sheets[7].iloc[:N, :N])
    np.testing.assert_array_equal(array(table.x), sheets[6].loc["OUTPUT"].to_numpy()[:N])
    assert list(table.categories) == ["HOUSEHOLDS", "GOVERNMENT", "GFCF", "EXPORTS"]
    assert len(table.value_added) == 4
    assert list(table.product_taxes.index) == ["NET_TAXES_PRODUCTS"]
    assert table.final_taxes.shape == (1, 4)
    assert table.final_imports.shape == (N, 4)
    assert table.checks()["passed"].all()


def test_totals_are_recognised_and_said(table: IOTable) -> None:
    notes = "\n".join(table.notes)
    for line in ("column IC_TOTAL", "column FINAL_CONSUMPTION_TOTAL", "column TOTAL_USE", "row TOTAL", "row GVA"):
        assert f"{line} is a total" in notes
    assert "RESIDENTS_ABROAD is zero throughout" in notes


def test_total_flows_over_supply(tmp_path: Path) -> None:
    sheets = tables()
    found = read_table(write_folder(tmp_path / "set", sheets), flows="total")
    supply = sheets[6].loc["SUPPLY_BASIC"].to_numpy()[:N]
    np.testing.assert_array_equal(array(found.x), supply)
    np.testing.assert_array_equal(array(found.A), sheets[6].iloc[:N, :N].to_numpy() / supply)


@pytest.mark.parametrize("labels", ["code", "name"])
def test_labels_from_the_list_of_products(labels: str, tmp_path: Path) -> None:
    found = read_table(write_folder(tmp_path / "set", tables()), labels=labels)
    assert list(found.labels) == (CODES if labels == "code" else NAMES)


@pytest.mark.parametrize("style", ["codes", "names"])
def test_workbook_is_the_same_table(style: str, table: IOTable, tmp_path: Path) -> None:
    found = read_table(write_book(tmp_path / "set.xlsx", tables(), style))
    assert list(found.labels) == CODES
    assert found.currency == "тысяч тенге"
    for name in ("Z", "final_demand", "imports", "final_imports", "product_taxes", "final_taxes", "value_added"):
        np.testing.assert_array_equal(array(found.blocks[name]), array(table.blocks[name]), err_msg=name)
    assert found.multipliers("income", "type2").notna().all()
    assert list(read_table(tmp_path / "set.xlsx", labels="name").labels) == NAMES


def test_codes_shown_with_zeros_keep_them(tmp_path: Path) -> None:
    codes = ["01", "02", "03", "10", "11"]
    renamed = {
        number: frame.rename(index=dict(zip(CODES, codes, strict=True)), columns=dict(zip(CODES, codes, strict=True)))
        for number, frame in tables().items()
    }
    found = read_table(write_book(tmp_path / "set.xlsx", renamed, "padded", codes))
    assert list(found.labels) == codes


def test_a_wrong_total_is_refused_by_place(tmp_path: Path) -> None:
    sheets = tables()
    sheets[6] = nudged(sheets[6], "GVA", CODES[1], 1.0)
    folder = write_folder(tmp_path / "set", sheets)
    with pytest.raises(InputError, match="row GVA, P_1") as error:
        read_table(folder)
    assert {problem.code for problem in error.value.problems} == {"totals"}
    assert any("accepted" in note for note in read_table(folder, accept="totals").notes)


def test_sheets_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    sheets = tables()
    sheets[7] = sheets[7].rename(columns={"HOUSEHOLDS": "GOVERNMENT", "GOVERNMENT": "HOUSEHOLDS"})
    with pytest.raises(InputError, match="table 7: expected the same columns"):
        read_table(write_folder(tmp_path / "set", sheets))


def test_an_adjustment_that_is_used_is_not_dropped(tmp_path: Path) -> None:
    sheets = tables()
    sheets[6] = nudged(sheets[6], "RESIDENTS_ABROAD", CODES[0], 1.0)
    with pytest.raises(InputError, match="RESIDENTS_ABROAD"):
        read_table(write_folder(tmp_path / "set", sheets))


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", {number: frame for number, frame in tables().items() if number != 7})
    with pytest.raises(InputError, match="table 7"):
        read_table(folder)
    assert read_table(folder, flows="total").n == N
    with pytest.raises(InputError, match=r"domestic \| total"):
        read_table(folder, flows="imported")
    with pytest.raises(InputError, match="code, name"):
        read_table(folder, flows="total", labels="title")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="a folder with"):
        read_table(tmp_path / "empty")


def test_accounts_from_elsewhere(tmp_path: Path) -> None:
    jobs = pd.Series(np.arange(1.0, N + 1), index=[f"P_{place}" for place in range(N)])
    found = read_table(write_folder(tmp_path / "set", tables()), satellites={"jobs": jobs}, units={"jobs": "persons"})
    assert found.direct("jobs").to_list() == jobs.to_list()


# --- the published set -----------------------------------------------------------------------


def published(name: str) -> pd.DataFrame:
    return pd.read_csv(PUBLISHED / f"{name}.csv", dtype={"id": str}, index_col="id")


@pytest.mark.skipif(not PUBLISHED.exists(), reason=WHY)
def test_published_coefficients() -> None:
    found = read_table(PUBLISHED, flows="total")
    np.testing.assert_allclose(found.A, published("published_direct_coefficients_A").iloc[:68, :68], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.L, published("published_total_coefficients_L").iloc[:68, :68], rtol=0, atol=1e-12)


@pytest.mark.skipif(not PUBLISHED.exists(), reason=WHY)
def test_published_table() -> None:
    found = read_table(PUBLISHED)
    assert found.labels[0] == "CPA_01"
    assert list(read_table(PUBLISHED, labels="kpved_code").labels[:5]) == ["01", "02", "03", "05", "061"]
    assert found.checks().loc["balance", "largest"] == 0.0
    known = published("derived_type1_domestic_multipliers")
    for what, kind, column in (
        ("output", "type1", "output_multiplier_type1_dom"),
        ("value_added", "simple", "gva_effect_type1_dom"),
        ("income", "simple", "compensation_effect_type1_dom"),
        ("imports", "simple", "import_effect_type1_dom"),
        ("taxes", "simple", "product_tax_effect_type1_dom"),
    ):
        np.testing.assert_allclose(found.multipliers(what, kind), known[column], rtol=0, atol=1e-11)  # type: ignore[arg-type]
    totals = found.summary()
    assert totals["output"] == 204046929354.0
    assert totals["value added"] == 124852989252.0


@pytest.mark.skipif(not PUBLISHED.exists(), reason=WHY)
def test_published_table_round_trip(tmp_path: Path) -> None:
    found = read_table(PUBLISHED)
    for path in (
        found.to_csv(tmp_path / "t.csv"),
        found.to_excel(tmp_path / "t.xlsx"),
        found.to_netcdf(tmp_path / "t.nc"),
    ):
        assert read_table(path).equals(found)
