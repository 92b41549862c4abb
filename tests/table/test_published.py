"""Published multipliers of two statistical offices and two textbooks, through the readers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from ioscenario.problems import InputError
from ioscenario.readers import read_table
from ioscenario.table.iotable import IOTable
from tests.table.small import TABLES, WHY, array

SCOTLAND = TABLES / "scotland_2015"
UK = TABLES / "uk_2010_ons"
TEXTBOOK = TABLES / "textbook_cases"

Kind = Literal["type1", "type2"]


def csv(path: Path) -> pd.DataFrame:
    """A csv file with its labels as text."""
    frame = pd.read_csv(path, dtype={"id": str})
    return frame.set_index("id") if "id" in frame else frame


# --- Scotland 2015: both types, 98 industries, one of them idle --------------------------------


@pytest.fixture(scope="module")
def scotland() -> IOTable:
    jobs = csv(SCOTLAND / "fte_employment_recovered_2015.csv.gz")["fte_recovered"]
    income = pd.read_csv(SCOTLAND / "household_income.csv")["household_income_total_million_gbp"][0]
    return read_table(
        SCOTLAND / "ixi_2015.csv.gz",
        accept="zero_output",
        satellites={"employment": jobs},
        units={"employment": "full-time equivalents"},
        household_income=income,
        currency="million GBP",
        year=2015,
    )


@pytest.mark.skipif(not SCOTLAND.exists(), reason=WHY)
def test_scotland_has_an_idle_industry() -> None:
    with pytest.raises(InputError, match="IOC098_019") as error:
        read_table(SCOTLAND / "ixi_2015.csv.gz")
    assert {problem.code for problem in error.value.problems} == {"zero-output"}


@pytest.mark.skipif(not SCOTLAND.exists(), reason=WHY)
def test_scotland_inverse(scotland: IOTable) -> None:
    known = csv(SCOTLAND / "published_leontief_type1_2015.csv.gz")
    active = array(scotland.x) > 0.0
    np.testing.assert_allclose(array(scotland.L)[:, active], known.to_numpy()[:, active], rtol=0, atol=1e-6)


@pytest.mark.skipif(not SCOTLAND.exists(), reason=WHY)
@pytest.mark.filterwarnings("ignore:no direct effect")
@pytest.mark.parametrize("kind", ["type1", "type2"])
@pytest.mark.parametrize(
    ("what", "column"),
    [("output", "Output"), ("income", "Income"), ("employment", "Employment"), ("value_added", "GVA")],
)
def test_scotland_multipliers(scotland: IOTable, kind: Kind, what: str, column: str) -> None:
    known = csv(SCOTLAND / f"published_multipliers_{kind}_2015.csv.gz")
    active = array(scotland.x) > 0.0
    there = array(scotland.direct(what)) != 0.0  # imputed rents pay nobody: no ratio
    found = scotland.multipliers(what, kind, households="income")
    np.testing.assert_allclose(array(found)[there], known[f"{column}_M"][there], rtol=1e-6)
    if what != "output":
        effect = scotland.effects(what, kind, households="income")["total"]
        np.testing.assert_allclose(array(effect)[active], known[f"{column}_E"][active], rtol=1e-6)


# --- United Kingdom 2010: 127 products -----------------------------------------------------------


@pytest.fixture(scope="module")
def uk() -> IOTable:
    return read_table(UK / "pxp_domestic_use.csv.gz", currency="million GBP", year=2010)


@pytest.mark.skipif(not UK.exists(), reason=WHY)
def test_uk_inverse(uk: IOTable) -> None:
    assert uk.n == 127
    assert list(uk.labels[:4]) == ["01", "02", "03", "05"]
    np.testing.assert_allclose(uk.L, csv(UK / "published_leontief_type1.csv.gz"), rtol=0, atol=1e-10)


@pytest.mark.skipif(not UK.exists(), reason=WHY)
@pytest.mark.parametrize(
    ("what", "kind", "column"),
    [
        ("output", "type1", "output_multiplier"),
        ("value_added", "type1", "gva_multiplier"),
        ("value_added", "simple", "gva_effect"),
        ("income", "simple", "employment_cost_effect"),
    ],
)
def test_uk_multipliers(uk: IOTable, what: str, kind: Kind, column: str) -> None:
    known = csv(UK / "published_multipliers_effects_type1.csv")[column]
    assert list(known.index) == list(uk.labels)
    np.testing.assert_allclose(uk.multipliers(what, kind), known, rtol=1e-10)


@pytest.mark.skipif(not UK.exists(), reason=WHY)
def test_uk_multiplier_without_direct_effect_is_missing_and_said(uk: IOTable) -> None:
    known = csv(UK / "published_multipliers_effects_type1.csv")["employment_cost_multiplier"]
    with pytest.warns(RuntimeWarning, match="68-2IMP"):
        found = array(uk.multipliers("income"))
    there = array(uk.direct("income")) != 0.0
    assert np.isnan(found[~there]).all()
    np.testing.assert_allclose(found[there], known[there], rtol=1e-10)


# --- textbooks -----------------------------------------------------------------------------------


def printed(case: str, measure: str) -> list[float]:
    known = pd.read_csv(TEXTBOOK / "published_results.csv")
    return known.query("case == @case and measure == @measure")["published_value"].to_list()


@pytest.mark.skipif(not TEXTBOOK.exists(), reason=WHY)
def test_germany_1995() -> None:
    table = read_table(TEXTBOOK / "germany_1995_siot_beutel.csv", currency="million EUR", year=1995)
    # One row total is printed 46 too low: it is recognised, the difference is said, the parts count.
    assert any("total_final_use" in note and "within 46" in note for note in table.notes)
    assert table.x["industry_group"] == 1079446.0
    for what, kind, measure in (
        ("output", "type1", "output_multiplier_backward_linkage"),
        ("value_added", "simple", "gva_effect"),
        ("employment_domestic_total", "simple", "employment_effect_persons_thousand_per_million_eur"),
    ):
        found = table.multipliers(what, kind)  # type: ignore[arg-type]
        np.testing.assert_allclose(found, printed("germany_1995", measure), rtol=0, atol=5.1e-5)


@pytest.mark.skipif(not TEXTBOOK.exists(), reason=WHY)
def test_netherlands_2000() -> None:
    path = TEXTBOOK / "netherlands_2000_siot.csv"
    with pytest.raises(InputError, match="total_use"):
        read_table(path)  # households are part of private consumption and would be counted twice
    table = read_table(path, ignore="final_consumption_households")
    np.testing.assert_allclose(
        table.multipliers("income"), printed("netherlands_2000", "income_multiplier_type1"), rtol=0, atol=5.1e-4
    )
    assert list(table.value_added.index) == ["compensation_employees", "other value added"]
