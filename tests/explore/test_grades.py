"""What the variance rests on, by grade."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.explore.designs import saltelli
from ioscenario.explore.grades import (
    GroupedSaltelli,
    facts_of,
    grade_groups,
    text_of,
    variance_by_grade,
    variance_by_group,
)
from ioscenario.problems import InputError
from tests.explore import toy
from tests.explore.made import names

#: The parameter that moves jobs most in the toy chain, and one that moves nothing in them.
LARGE, NONE = "market.shirts.size", "market.economy.loan_rate"


@pytest.fixture(scope="module")
def graded() -> ios.Model:
    """The toy chain with a few better numbers."""
    table = toy.MODEL.parameters.copy()
    table.loc[table["path"] == LARGE, "grade"] = "A"
    table.loc[table["path"] == NONE, "grade"] = "B"
    return toy.MODEL.with_parameters(table)


def cell(table: pd.DataFrame, row: str, column: str) -> float:
    """One number of a table."""
    return float(table[column].to_dict()[row])


def test_groups_are_exchanged_together() -> None:
    base = saltelli(names(4), 8, 0)
    design = GroupedSaltelli(base, {"first": ("x1", "x4"), "second": ("x2", "x3")})
    positions = design.positions(0, design.size)
    assert positions.shape == (4, 32)
    np.testing.assert_array_equal(positions[:, :8], base.a)
    np.testing.assert_array_equal(positions[:, 8:16], base.b)
    np.testing.assert_array_equal(positions[[0, 3], 16:24], base.b[[0, 3]])
    np.testing.assert_array_equal(positions[[1, 2], 16:24], base.a[[1, 2]])
    np.testing.assert_array_equal(positions[[1, 2], 24:], base.b[[1, 2]])
    np.testing.assert_array_equal(design.positions(5, 27), positions[:, 5:27])
    with pytest.raises(ValueError, match="one group"):
        GroupedSaltelli(base, {"first": ("x1",)})


def test_grades_share_out_the_variance(graded: ios.Model) -> None:
    groups = grade_groups(graded.pack)
    assert list(groups) == ["A", "B", "E"]
    assert groups["A"] == (LARGE,)
    table = variance_by_grade(graded.pack, graded.scenario("baseline"), rows=256)
    assert table["share"].sum() == pytest.approx(1.0)
    assert table["paths"].tolist() == [1, 1, 65, 67]
    assert 0.05 < cell(table, "A", "share") < 0.95
    assert [cell(table, "B", name) for name in ("share", "total")] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert abs(cell(table, "interactions", "share")) < 0.1
    assert table.attrs == {"indicator": "sector_jobs", "year": 2030, "runs": 256 * 5, "left_out": 0}


def test_share_of_a_grade_with_one_path_is_the_index_of_that_path(graded: ios.Model) -> None:
    scenario = graded.scenario("baseline")
    paths = [LARGE, "process.tailor.existing.labour", "market.shirts.domestic_share"]
    asked = {
        "name": "x",
        "uncertain": paths,
        "design": {"kind": "sobol", "samples": 512},
        "keep": {"variables": ["sector_jobs"]},
    }
    single = graded.sweep(asked, progress=False).sobol("sector_jobs")
    groups = {"large": [LARGE], "rest": paths[1:]}
    table = variance_by_group(graded.pack, scenario, groups, rows=512)
    index = single.sel(scenario="baseline").isel(indicator=0)
    assert cell(table, "large", "share") == pytest.approx(float(index["first_order"].sel(path=LARGE)), abs=0.05)
    assert cell(table, "large", "total") == pytest.approx(float(index["total"].sel(path=LARGE)), abs=0.05)


def test_everything_rests_on_the_only_grade() -> None:
    table = variance_by_grade(toy.MODEL.pack, toy.MODEL.scenario("baseline"), rows=64)
    assert table.index.tolist() == ["E", "interactions"]
    assert cell(table, "E", "share") == pytest.approx(1.0, abs=1e-9)
    assert text_of(table).endswith("E 100% (67), interactions 0%")
    assert facts_of(table)["runs"] == 64 * 3


def test_small_batches_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = toy.MODEL.scenario("baseline")
    whole = variance_by_grade(toy.MODEL.pack, scenario, rows=64)
    monkeypatch.setattr("ioscenario.explore.grades.MOST_AT_ONCE", 50)
    np.testing.assert_allclose(variance_by_grade(toy.MODEL.pack, scenario, rows=64), whole, rtol=1e-9)


def test_a_pack_without_ranges_has_nothing_to_share_out() -> None:
    table = toy.MODEL.parameters.copy()
    table["low"] = table["high"] = table["value"]
    model = toy.MODEL.with_parameters(table)
    found = variance_by_grade(model.pack, model.scenario("baseline"))
    assert len(found) == 0
    assert text_of(found).endswith("none, nothing varies")


def test_calls_that_mean_nothing_are_refused() -> None:
    pack, scenario = toy.MODEL.pack, toy.MODEL.scenario("baseline")
    with pytest.raises(InputError) as refused:
        variance_by_group(pack, scenario, {"x": ["nothing", LARGE, LARGE]}, "production", 2050, rows=1)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["unknown-variable", "unknown-year", "range", "unknown-path", "duplicate"]
