"""The economy around a small chain: textbook numbers, prices, capital goods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.dimensions import CAPITAL_GOODS
from ioscenario.simulation.economy import (
    EXTRA,
    JOBS,
    LABOUR,
    Economy,
    capital_goods,
    channels,
    price_response,
    surroundings,
)
from ioscenario.simulation.inputs import Array
from tests.simulation.small import TOPOLOGY, YEARS, inputs, path
from tests.table.economies import economy, inverse

SEEDS = st.integers(0, 10_000)


def textbook(purchases: Array) -> Economy:
    """Miller and Blair's two sectors, their jobs and households; the corner of 0.05 is in the share spent."""
    A = np.array([[0.15, 0.25], [0.20, 0.05]])
    coefficients = np.zeros((5, 2))
    coefficients[JOBS], coefficients[LABOUR] = [0.25, 0.15], [0.30, 0.25]
    count = purchases.shape[1]
    return Economy(
        np.linalg.inv(np.eye(2) - A), purchases, np.zeros(count), np.zeros(count), coefficients,
        np.array([0.05, 0.40]), 0.0, 0.0, np.zeros((0, 2)), np.zeros(2), np.zeros(count), np.zeros((2, 0)),
    )  # fmt: skip


def around(purchases: Array, bought: Array, share: float = 1.0) -> dict[str, Array]:
    """(indirect, induced) of each variable in the base year."""
    wide = np.zeros((len(YEARS), purchases.shape[1], 1)) + bought[:, None]
    given_ = inputs(consumption_share=share)
    found = surroundings(given_, textbook(purchases), wide, np.zeros((len(YEARS), 1)))
    return {name: array[0, :, 0] for name, array in found.totals.items()}


def test_new_industry_of_the_textbook() -> None:
    """Miller and Blair, section 13.2: dx = (43,564.36, 28,118.81), jobs 15,108.91."""
    purchases = np.array([[0.30], [0.18]])
    np.testing.assert_allclose(textbook(purchases).response[:, 0] * 1e5, [43_564.36, 28_118.81], atol=5e-3)
    found = around(purchases, np.array([100_000.0]))
    assert found["gross_output"][0] == pytest.approx(43_564.36 + 28_118.81, abs=1e-2)
    assert found["jobs"][0] == pytest.approx(15_108.91, abs=5e-3)


@pytest.mark.parametrize(("sector", "one", "two"), [(0, 1.4125, 1.6815), (1, 1.6722, 2.0568)])
def test_jobs_multipliers_of_the_textbook(sector: int, one: float, two: float) -> None:
    """Type I and type II jobs per job, with households spending what the corner of the closed table leaves."""
    purchases = np.eye(2)[:, [sector]]
    found = around(purchases, np.ones(1), share=1.0 / 0.95)
    direct = [0.25, 0.15][sector]
    assert found["jobs"][0] / direct == pytest.approx(one, abs=5e-5)
    assert found["jobs"].sum() / direct == pytest.approx(two, abs=5e-5)


# --- prices -----------------------------------------------------------------------------


@given(SEEDS, st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True))
@settings(max_examples=40, deadline=None)
def test_price_response_is_that_of_the_reduced_system(seed: int, places: list[int]) -> None:
    """(L_KK)^-1 L_K. against a price model solved with those prices one higher."""
    e = economy(seed)
    primary = 1.0 - e.A.sum(axis=0)
    found = price_response(inverse(e.A), np.eye(7), places)
    for row, place in zip(found, places, strict=True):
        raised = {other: 2.0 if other == place else 1.0 for other in places}
        prices = io.exogenous_price(e.A, primary, raised).price
        np.testing.assert_allclose(row, prices - 1.0, atol=1e-12)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_double_all_prices_and_every_price_doubles(seed: int) -> None:
    """Every sector given, a good costs what is bought at home of it; the rest is imports, pay and profit."""
    e = economy(seed)
    bought = np.random.default_rng(seed).dirichlet(np.ones(9), 4)[:, :7].T
    found = price_response(inverse(e.A), bought, range(7))
    np.testing.assert_allclose(found, bought, atol=1e-12)
    # two given, and what others pay for imports, labour and capital doubled too: all prices double
    L, places = inverse(e.A), [1, 4]
    free = [other for other in range(7) if other not in places]
    by_prices = price_response(L, np.eye(7), places).sum(axis=0)
    by_primary = np.zeros(7)
    reduced = np.eye(5) - e.A[np.ix_(free, free)]
    by_primary[free] = np.linalg.solve(reduced.T, (1.0 - e.A.sum(axis=0))[free])
    np.testing.assert_allclose(by_prices + by_primary, 1.0, rtol=1e-12)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_two_prices_together_rise_less_than_each_alone(seed: int) -> None:
    """Given prices do not pass each other's rise on: no cost is counted twice."""
    e = economy(seed)
    L, other = inverse(e.A), np.eye(7)[:, [6]]
    alone = [price_response(L, other, [place])[0, 0] for place in (0, 1)]
    together = price_response(L, other, [0, 1])
    assert (together[:, 0] <= np.array(alone) + 1e-15).all()
    assert together.sum() <= 1.0


def test_sector_that_is_not_named_moves_nothing() -> None:
    e = economy()
    L, bought = inverse(e.A), np.eye(7)[:, :3]
    found = price_response(L, bought, [2, None])
    np.testing.assert_array_equal(found[1], 0.0)
    np.testing.assert_allclose(found[0], price_response(L, bought, [2])[0])
    assert price_response(L, bought, [None, None]).tolist() == [[0.0] * 3] * 2


# --- capital goods ------------------------------------------------------------------------


def test_capital_goods_by_hand() -> None:
    invested = np.array([0.0, 60.0, 40.0])[None, :, None] * np.ones((len(YEARS), 1, 1))
    found = capital_goods(inputs(building_share=0.35, machinery_import_share=0.8), invested)
    assert dict(zip(CAPITAL_GOODS, found[0, :, 0], strict=True)) == pytest.approx(
        {"construction": 35.0, "home_machinery": 13.0, "imported_machinery": 52.0}
    )


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1e9))
def test_capital_goods_add_up_to_investment(buildings: float, abroad: float, money: float) -> None:
    invested = np.full((len(YEARS), 3, 1), money)
    found = capital_goods(inputs(building_share=buildings, machinery_import_share=abroad), invested)
    np.testing.assert_allclose(found.sum(axis=1), invested.sum(axis=1), rtol=1e-12)
    assert (found >= 0.0).all()


def test_channels_in_order() -> None:
    """Other inputs by process, crop by the hectare, electricity at the base-year price, capital goods last."""
    activity, area = np.zeros((len(YEARS), 3, 2, 2)), np.full((len(YEARS), 2), 50.0)
    activity[:, 1:, 0] = np.array([[100.0], [30.0]])
    given_ = inputs(
        runs=2, other_inputs=[0.0, 0.5, 2.0], electricity=[0.0, 3.0, 1.0], electricity_price=path(0.1, 0.9),
        building_share=path(0.0, 0.5), machinery_import_share=1.0,
    )  # fmt: skip
    invested = np.zeros((len(YEARS), 3, 2))
    invested[:, 2] = [10.0, 20.0]
    found = channels(given_, activity, area, invested)
    assert found.shape == (len(YEARS), TOPOLOGY.processes + len(EXTRA), 2)
    np.testing.assert_allclose(found[0, :, 1], [5.0, 50.0, 60.0, 33.0, 0.0, 0.0, 20.0])
    np.testing.assert_allclose(found[1, :, 0], [5.0, 50.0, 60.0, 33.0, 5.0, 0.0, 5.0])
