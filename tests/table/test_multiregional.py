"""Several regions: accounts add up, exports are explained, spillovers by isolated regions."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from tests.table.economies import Array, Economy, economy, inverse

SEEDS = st.integers(0, 10_000)
REGIONS = ["north", "north", "north", "south", "south", "east"]
NAMES = ["north", "south", "east"]


def world(seed: int) -> tuple[Economy, Array]:
    """Six sectors of three regions of unlike size, and final demand (6, 3)."""
    e = economy(seed, n=6)
    shares = np.random.default_rng(seed).dirichlet(np.ones(3), size=6)
    return e, e.f[:, None] * shares


def labelled(e: Economy, Y: Array) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """The same with labels and two categories a region, in another order."""
    index = pd.MultiIndex.from_arrays([REGIONS, list("abcabc")], names=["region", "sector"])
    columns = pd.MultiIndex.from_product([NAMES, ["households", "investment"]])
    demand = pd.DataFrame(np.repeat(Y / 2.0, 2, axis=1), index, columns)
    return pd.DataFrame(e.A, index, index), pd.Series(e.s, index), demand.iloc[::-1, ::-1]


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_accounts_add_up(seed: int) -> None:
    e, Y = world(seed)
    accounts = io.regional_accounts(e.A, e.s, Y, regions=REGIONS)
    flows = io.embodied_flows(e.A, e.s, Y, regions=REGIONS)
    total = e.s @ e.x
    assert accounts["production"].sum() == pytest.approx(total)
    assert accounts["consumption"].sum() == pytest.approx(total)
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(
        accounts["production"] - accounts["exports"] + accounts["imports"], accounts["consumption"]
    )
    by_region = pd.Series(e.s * e.x).groupby(REGIONS, sort=False).sum()
    np.testing.assert_allclose(accounts["production"], by_region)
    for to in range(3):
        origin = pd.Series(e.s * (inverse(e.A) @ Y[:, to])).groupby(REGIONS, sort=False).sum()
        np.testing.assert_allclose(flows[:, to], origin)


def test_labels_do_what_arguments_do() -> None:
    e, Y = world(1)
    A, s, demand = labelled(e, Y)
    plain = io.regional_accounts(e.A, e.s, Y, regions=REGIONS)
    named = io.regional_accounts(A, s, demand)
    assert list(named.index) == NAMES
    np.testing.assert_allclose(named, plain)
    flows = io.embodied_flows(A, s, demand)
    assert list(flows.columns) == NAMES
    owners = np.repeat(NAMES, 2)
    again = io.embodied_flows(e.A, e.s, np.repeat(Y / 2, 2, axis=1), regions=REGIONS, demand_regions=owners)
    np.testing.assert_allclose(flows, again)


def test_effects_of_households_themselves() -> None:
    e, Y = world(2)
    without = io.regional_accounts(e.A, e.s, Y, regions=REGIONS)
    own = io.regional_accounts(e.A, e.s, Y, regions=REGIONS, direct=[1.0, 2.0, 3.0])
    np.testing.assert_allclose((own - without)["production"], [1.0, 2.0, 3.0])
    np.testing.assert_allclose((own - without)["imports"], 0.0)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_gross_exports_are_explained_by_nine_terms(seed: int) -> None:
    e, Y = world(seed)
    v = 1.0 - e.A.sum(axis=0)
    table = io.trade_in_value_added(e.A, v, Y, regions=REGIONS)
    owner = np.array([NAMES.index(name) for name in REGIONS])
    for region, name in enumerate(NAMES):
        inside, outside = owner == region, owner != region
        sold = (e.A * e.x)[np.ix_(inside, outside)].sum() + np.delete(Y[inside], region, axis=1).sum()
        assert table["exports"].iloc[region] == pytest.approx(sold), name
    np.testing.assert_allclose(table["rest"], 0.0, atol=1e-9)
    flows = io.embodied_flows(e.A, v, Y, regions=REGIONS)
    absorbed = flows.sum(axis=1) - flows.diagonal()
    np.testing.assert_allclose(table["absorbed_abroad"], absorbed)
    contents = ["absorbed_abroad", "returning_home", "foreign_value_added", "double_counted"]
    np.testing.assert_allclose(table[contents].sum(axis=1), table["exports"])
    domestic = table[[f"term_{number}" for number in range(1, 7)]].sum(axis=1)
    np.testing.assert_allclose(domestic + table["vertical_specialisation"], table["exports"])


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_spillovers_and_feedback(seed: int) -> None:
    e, _Y = world(seed)
    table = io.spillovers(e.A, e.s, regions=REGIONS)
    np.testing.assert_allclose(table["within"] + table["spillover"], table["total"])
    np.testing.assert_allclose(table["total"], e.s @ inverse(e.A))
    north = inverse(e.A[:3, :3])
    np.testing.assert_allclose((table["within"] - table["feedback"])[:3], e.s[:3] @ north)
    assert (table["feedback"] >= -1e-12).all()
    by_region = io.regional_multipliers(e.A, e.s, regions=REGIONS)
    np.testing.assert_allclose(by_region.sum(axis=0), table["total"])


def test_regions_without_trade_have_no_spillovers() -> None:
    e, _Y = world(1)
    owner = pd.factorize(np.array(REGIONS))[0]
    alone = np.where(np.equal.outer(owner, owner), e.A, 0.0)
    table = io.spillovers(alone, regions=REGIONS)
    np.testing.assert_allclose(table[["feedback", "spillover"]], 0.0, atol=1e-12)


def test_xarray_keeps_its_kind() -> None:
    e, Y = world(1)
    A = xr.DataArray(e.A, dims=("sector", "sector_to"))
    flows = io.embodied_flows(A, e.s, Y, regions=REGIONS)
    assert flows.dims == ("region", "region_to")
    assert list(flows["region"].to_numpy()) == NAMES
    accounts = io.regional_accounts(A, e.s, Y, regions=REGIONS)
    assert isinstance(accounts, xr.Dataset)


def test_wrong_calls() -> None:
    e, Y = world(1)
    with pytest.raises(InputError, match="one region for each"):
        io.spillovers(e.A, regions=["north"])
    with pytest.raises(InputError, match="region for each of 3 columns"):
        io.regional_accounts(e.A, e.s, Y)
    with pytest.raises(InputError, match="west"):
        io.regional_accounts(e.A, e.s, Y, regions=REGIONS, demand_regions=["north", "south", "west"])
