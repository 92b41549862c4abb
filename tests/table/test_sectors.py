"""Aggregation and disaggregation: labels kept, totals kept, and concordances that are no concordances."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.problems import InputError
from ioscenario.table.iotable import IOTable
from ioscenario.table.sectors import aggregate, aggregate_table, disaggregate, disaggregate_table

SECTORS = ["wheat", "milk", "cloth", "power"]
FARM = {"wheat": "farm", "milk": "farm", "cloth": "industry", "power": "industry"}
REGIONS = pd.MultiIndex.from_product([["north", "south"], ["wheat", "milk"]], names=["region", "sector"])


def codes(refusal: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def blocks(index: pd.Index, seed: int = 0) -> dict[str, Any]:
    """A balanced table over the labels given, with imports by product."""
    rng = np.random.default_rng(seed)
    n = len(index)
    Z, imports = rng.uniform(0, 4, (n, n)), rng.uniform(0, 1, (n, n))
    final = rng.uniform(5, 20, (n, 2))
    taxes, wages = rng.uniform(0, 1, (1, n)), rng.uniform(1, 2, (1, n))
    output = Z.sum(axis=1) + final.sum(axis=1)
    surplus = output - Z.sum(axis=0) - imports.sum(axis=0) - taxes[0] - wages[0]
    return {
        "Z": pd.DataFrame(Z, index, index),
        "final_demand": pd.DataFrame(final, index, ["households", "exports"]),
        "imports": pd.DataFrame(imports, index, index),
        "product_taxes": pd.DataFrame(taxes, ["VAT"], index),
        "value_added": pd.DataFrame(np.vstack([wages, surplus]), ["wages", "surplus"], index),
        "satellites": pd.DataFrame(rng.uniform(1, 9, (2, n)), ["jobs", "CO2"], index),
    }


def table(index: pd.Index | None = None) -> IOTable:
    labels = pd.Index(SECTORS, name="sector") if index is None else index
    return IOTable(**blocks(labels), units={"jobs": "job", "CO2": "t"}, currency="million", year=2024)


def assert_same(one: IOTable, other: IOTable) -> None:
    assert list(one.blocks) == list(other.blocks)
    for name, block in one.blocks.items():
        pd.testing.assert_frame_equal(block, other.blocks[name], rtol=1e-12, atol=1e-12, check_names=False, obj=name)


# --- single matrices --------------------------------------------------------------------------


def ways_to_write(spec: dict[str, str]) -> list[Any]:
    zero_one = pd.crosstab(pd.Series(list(spec), name="old"), pd.Series(list(spec.values()), name="new"))
    return [spec, pd.Series(spec), zero_one, zero_one.T, zero_one.astype(bool), list(spec.values())]


@pytest.mark.parametrize("way", range(6))
def test_all_ways_to_write_a_concordance_agree_and_names_are_kept(way: int) -> None:
    Z = blocks(pd.Index(SECTORS))["Z"]
    spec = ways_to_write(FARM)[way]
    got = aggregate(Z, spec, spec)
    assert list(got.index) == list(got.columns) == ["farm", "industry"]
    np.testing.assert_allclose(
        got.loc["farm", "industry"], Z.loc[["wheat", "milk"], ["cloth", "power"]].to_numpy().sum()
    )
    assert got.to_numpy().sum() == pytest.approx(Z.to_numpy().sum(), rel=1e-14)


def test_the_order_of_a_frame_is_kept_and_the_order_of_its_rows_does_not_matter() -> None:
    frame = pd.DataFrame({"industry": [1, 0, 1, 0], "farm": [0, 1, 0, 1]}, ["power", "milk", "cloth", "wheat"])
    got = aggregate(pd.Series([1.0, 2, 3, 4], index=SECTORS), frame)
    assert got.to_dict() == {"industry": 7, "farm": 3}
    assert list(got.index) == ["industry", "farm"]


def test_arrays_and_xarray_come_back_as_they_came() -> None:
    plain = aggregate(np.eye(4), list(FARM.values()), list(FARM.values()))
    np.testing.assert_array_equal(plain, [[2, 0], [0, 2]])
    data = xr.DataArray(np.eye(4), {"seller": SECTORS, "buyer": SECTORS}, ["seller", "buyer"])
    got = aggregate(data, FARM)
    assert got.dims == ("seller", "buyer")
    assert list(got["seller"].values) == ["farm", "industry"]
    assert got.sel(seller="farm", buyer="milk") == 1


def test_labels_that_are_numbers_written_as_text_are_found() -> None:
    got = aggregate(pd.Series([1.0, 2.0], index=["13", "14"]), {13: "textiles", 14: "textiles"})
    assert got.to_dict() == {"textiles": 3}


def test_every_mistake_in_a_concordance_is_told_at_once() -> None:
    with pytest.raises(InputError) as refusal:
        aggregate(blocks(pd.Index(SECTORS))["Z"], {"wheat": "farm", "mlik": "farm"}, {"wheat": "farm"})
    assert (
        codes(refusal) == ["unknown-label", "missing-label", "missing-label", "missing-label"] + ["missing-label"] * 3
    )
    assert refusal.value.problems[0].nearest == "milk"


def test_a_frame_that_is_no_concordance_is_refused() -> None:
    frame = pd.DataFrame({"a": [1, 0.5, 0, 0], "b": [1, 0.5, 0, 0], "c": [0, 0, 0, 0]}, SECTORS)
    with pytest.raises(InputError) as refusal:
        aggregate(blocks(pd.Index(SECTORS))["Z"], frame)
    assert codes(refusal) == ["not-zero-one", "not-zero-one", "several", "empty"]
    with pytest.raises(InputError) as refusal:
        aggregate(
            pd.Series([1.0, 2, 3, 4], index=SECTORS), pd.DataFrame({"a": [1, 1, 0, 0], "b": [0, 0, 1, 0]}, SECTORS)
        )
    assert str(refusal.value) == "rows: power: expected a new label, found 'none' [missing-label]"


def test_a_matrix_without_names_is_refused_so_that_no_name_is_lost() -> None:
    with pytest.raises(InputError, match="a DataFrame, so that the new labels have names"):
        aggregate(pd.Series([1.0, 2, 3, 4], index=SECTORS), np.ones((1, 4)))


def test_rest_may_be_kept() -> None:
    got = aggregate(pd.Series([1.0, 2, 3, 4], index=SECTORS), {"wheat": "farm", "milk": "farm"}, rest="keep")
    assert got.to_dict() == {"farm": 3, "cloth": 3, "power": 4}


def test_lines_of_different_units_are_not_added() -> None:
    accounts = pd.DataFrame([[1.0], [2.0], [3.0]], ["CO2", "CH4", "jobs"], ["a"])
    spec = {"CO2": "gases", "CH4": "gases", "jobs": "jobs"}
    assert aggregate(accounts, spec, units={"CO2": "t", "CH4": "t", "jobs": "job"}).loc["gases", "a"] == 3
    with pytest.raises(InputError, match=r"gases: expected lines of one unit, found 'CO2 \(t\), CH4 \(kg\)'"):
        aggregate(accounts, spec, units={"CO2": "t", "CH4": "kg"})


# --- regions ----------------------------------------------------------------------------------


def test_a_concordance_of_sectors_holds_in_every_region() -> None:
    got = aggregate(pd.Series([1.0, 2, 3, 4], index=REGIONS), {"wheat": "farm", "milk": "farm"})
    assert got.to_dict() == {("north", "farm"): 3, ("south", "farm"): 7}
    assert list(got.index.names) == ["region", "sector"]


def test_regions_may_be_added_with_or_without_sectors() -> None:
    data = pd.Series([1.0, 2, 3, 4], index=REGIONS)
    land = {"north": "land", "south": "land"}
    assert aggregate(data, regions=land).to_dict() == {("land", "wheat"): 4, ("land", "milk"): 6}
    both = aggregate(data, {"wheat": "farm", "milk": "farm"}, regions=land)
    assert both.to_dict() == {("land", "farm"): 10}


def test_a_pair_may_go_its_own_way() -> None:
    spec = {("north", "milk"): "dairy", "wheat": "farm", "milk": "farm"}
    got = aggregate(pd.Series([1.0, 2, 3, 4], index=REGIONS), spec)
    assert got.to_dict() == {("north", "farm"): 1, ("north", "dairy"): 2, ("south", "farm"): 7}


def test_regions_of_a_table_without_regions_are_refused() -> None:
    with pytest.raises(InputError, match="no-regions"):
        aggregate_table(table(), regions={"north": "land"})


# --- whole tables -----------------------------------------------------------------------------


def test_a_table_keeps_its_totals_its_labels_and_its_attributes() -> None:
    old = table()
    new = aggregate_table(old, FARM)
    assert list(new.labels) == ["farm", "industry"]
    assert list(new.imports.index) == ["farm", "industry"]
    assert (new.currency, new.year, new.units) == (old.currency, old.year, old.units)
    for name, block in old.blocks.items():
        assert new.blocks[name].to_numpy().sum() == pytest.approx(block.to_numpy().sum(), rel=1e-14)
    np.testing.assert_allclose(new.x, aggregate(old.x, FARM), rtol=1e-14)


def test_other_axes_can_be_added_and_their_units_follow() -> None:
    new = aggregate_table(table(), categories={"households": "final", "exports": "final"}, components=["pay", "rest"])
    assert list(new.categories) == ["final"]
    assert list(new.value_added.index) == ["pay", "rest"]
    assert aggregate_table(table(), accounts={"jobs": "work", "CO2": "gas"}).units == {"work": "job", "gas": "t"}
    with pytest.raises(InputError, match="mixed-units"):
        aggregate_table(table(), accounts={"jobs": "all", "CO2": "all"})


def test_plain_frames_are_aggregated_like_a_table() -> None:
    plain = aggregate_table(blocks(pd.Index(SECTORS)), FARM)
    assert isinstance(plain, dict)
    pd.testing.assert_frame_equal(
        plain["Z"], aggregate_table(table(), FARM).Z, check_names=False, check_index_type=False, check_column_type=False
    )


def test_a_table_of_regions_is_aggregated_over_both() -> None:
    new = aggregate_table(table(REGIONS), {"wheat": "farm", "milk": "farm"}, regions={"north": "land", "south": "land"})
    assert list(new.labels) == [("land", "farm")]
    assert new.x.sum() == pytest.approx(table(REGIONS).x.sum(), rel=1e-14)


def test_frames_that_do_not_belong_together_are_refused() -> None:
    given_ = blocks(pd.Index(SECTORS))
    with pytest.raises(InputError) as refusal:
        aggregate_table({**given_, "satellites": given_["satellites"].drop(columns="milk"), "jobs": given_["Z"]}, FARM)
    assert codes(refusal) == ["unknown-block"]
    with pytest.raises(InputError) as refusal:
        aggregate_table({**given_, "satellites": given_["satellites"].drop(columns="milk")}, FARM)
    assert codes(refusal) == ["missing-label"]
    with pytest.raises(InputError, match="not-finite"):
        aggregate_table({**given_, "Z": given_["Z"].mask(given_["Z"] > 3.5)}, FARM)


def test_frames_in_another_order_are_matched_by_label() -> None:
    given_ = blocks(pd.Index(SECTORS))
    shuffled = {**given_, "final_demand": given_["final_demand"].iloc[::-1], "imports": given_["imports"].iloc[:, ::-1]}
    one, other = aggregate_table(shuffled, FARM), aggregate_table(given_, FARM)
    for name, block in one.items():
        pd.testing.assert_frame_equal(block, other[name])


# --- more sectors -----------------------------------------------------------------------------


def test_shares_split_a_line_and_the_parts_stand_where_it_stood() -> None:
    got = disaggregate(pd.Series([4.0, 2.0], index=["farm", "industry"]), {"farm": {"wheat": 0.25, "milk": 0.75}})
    assert got.to_dict() == {"wheat": 1, "milk": 3, "industry": 2}
    pairs = pd.Series({("farm", "wheat"): 0.25, ("farm", "milk"): 0.75})
    assert disaggregate(pd.Series([4.0, 2.0], index=["farm", "industry"]), pairs).equals(got)


def test_shares_that_are_none_are_refused() -> None:
    shares = {"farm": {"a": 0.5, "b": 0.4}, "industry": {"c": 1.5, "d": -0.5}, "shop": {"e": 1.0}}
    with pytest.raises(InputError) as refusal:
        disaggregate(pd.Series([4.0, 2.0], index=["farm", "industry"]), shares)
    assert codes(refusal) == ["unknown-label", "shares", "share", "share"]
    with pytest.raises(InputError, match="duplicate-label"):
        disaggregate(pd.Series([4.0, 2.0], index=["farm", "industry"]), {"farm": {"industry": 0.5, "b": 0.5}})


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=5), st.lists(st.floats(0.01, 1), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_a_split_table_aggregates_back(first: list[float], second: list[float]) -> None:
    shares = {
        sector: {f"{sector}{k}": share / sum(parts) for k, share in enumerate(parts)}
        for sector, parts in (("wheat", first), ("cloth", second))
    }
    back = {new: old for old, parts in shares.items() for new in parts}
    old = table()
    split = disaggregate_table(old, shares)
    assert split.n == 2 + len(first) + len(second)
    assert_same(aggregate_table(split, back, rest="keep"), old)


def test_a_split_changes_no_multiplier() -> None:
    split = disaggregate_table(table(), {"milk": {"cow": 0.4, "goat": 0.6}})
    old, new = table().multipliers("jobs"), split.multipliers("jobs")
    for part in ("cow", "goat"):
        assert new[part] == pytest.approx(old["milk"], rel=1e-12)


def test_a_split_of_a_sector_holds_in_every_region() -> None:
    split = disaggregate_table(table(REGIONS), {"milk": {"cow": 0.4, "goat": 0.6}})
    assert list(split.labels)[:3] == [("north", "wheat"), ("north", "cow"), ("north", "goat")]
    assert_same(aggregate_table(split, {"cow": "milk", "goat": "milk"}, rest="keep"), table(REGIONS))
