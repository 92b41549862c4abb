"""Capacity that profit draws: thresholds, gate, room, and growth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.induced import induced, on_order, profitability, ramp, viable_utilisation
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.investment import Investment, Pipeline, invest, step
from tests.simulation.small import CROP, GIN, SEW, inputs

PULL: dict[str, Any] = {"investment_response": 0.5, "investment_step": 0.15}
NONE = np.zeros((3, 1))


def capacity(existing: float = 100.0, modern: float = 0.0) -> Array:
    plant = np.zeros((3, 2, 1))
    plant[SEW, :, 0] = existing, modern
    return plant


def drawn(profit: float, used: float = 0.9, room: float = np.inf, waiting: float = 0.0, **changes: object) -> float:
    """Capacity that profit draws into the last process, which has 100."""
    wide = [np.full((3, 1), value) for value in (waiting, profit, used, room)]
    given = inputs(**{**PULL, **changes})
    return float(induced(given, 0, capacity(60.0, 40.0), *wide)[SEW, 0])


def test_nothing_where_profit_does_not_pay_for_the_plant() -> None:
    assert drawn(0.99) == drawn(1.0) == drawn(-3.0) == 0.0
    assert drawn(1.1) == pytest.approx(100 * 0.5 * 0.1)


def test_step_is_the_most() -> None:
    assert drawn(1.29) < drawn(1.3) == pytest.approx(15.0)
    assert drawn(50.0) == 15.0


def test_gate_of_utilisation() -> None:
    assert drawn(2.0, used=0.6) == drawn(2.0, used=0.2) == 0.0
    assert drawn(2.0, used=0.7) == pytest.approx(7.5)
    assert drawn(2.0, used=0.8) == drawn(2.0, used=1.0) == 15.0
    assert float(ramp(np.array(0.61), np.array(0.6), np.array(0.6))) == 1.0


def test_room_less_what_is_on_order() -> None:
    """Room of 8 units of output is capacity of 10 at a technical maximum of 0.8."""
    assert drawn(2.0, room=8.0) == pytest.approx(10.0)
    assert drawn(2.0, room=8.0, waiting=4.0) == pytest.approx(6.0)
    assert drawn(2.0, room=8.0, waiting=11.0) == 0.0
    assert drawn(2.0, room=0.0) == 0.0


def test_neutral_without_a_response() -> None:
    assert drawn(5.0, investment_response=0.0) == 0.0
    assert drawn(5.0, investment_step=0.0) == 0.0


def test_profitability_by_hand() -> None:
    """(10 - 4) x 0.8 / (3 x 0.2) = 8; no plant to buy, no profit from it."""
    cost = np.full((3, 2, 1), 9.9)
    cost[SEW, MODERN] = 4.0
    user = np.full((3, 1), 0.2)
    price = np.array([[0.1], [1.0], [10.0]])
    found = profitability(inputs(capex=[0.0, 3.0, 3.0]), 0, price, cost, user)
    assert found[SEW, 0] == pytest.approx(8.0)
    assert found[CROP, 0] == 0.0
    assert found[GIN, 0] < 0.0


def test_use_of_capacity_that_the_price_covers() -> None:
    plant, made = capacity(50.0, 10.0), capacity(0.0, 9.0)
    viable = np.ones((3, 2, 1), dtype=bool)
    assert viable_utilisation(made, plant, viable)[SEW, 0] == pytest.approx(9 / 60)
    viable[SEW, EXISTING] = False
    assert viable_utilisation(made, plant, viable)[SEW, 0] == pytest.approx(0.9)
    assert viable_utilisation(made, plant, ~np.ones_like(viable))[SEW, 0] == 1.0


def test_growth_that_is_planned_exactly() -> None:
    """Wear rebuilt and a tenth added each year: capacity grows by a tenth, K_t = (1 + g)^t K_0."""
    given = inputs(investment_response=1.0, investment_step=0.1, replacement_rate=1.0, depreciation=0.07)
    plant = capacity(80.0, 20.0)
    pipeline = Pipeline(np.zeros((5, 3, 1)))
    high, wide = np.full((3, 1), 9.0), np.full((3, 1), np.inf)
    used, viable = np.full((3, 1), 0.8), np.ones((3, 1), dtype=bool)
    for year in range(1, 15):
        more = induced(given, 0, plant, on_order(pipeline, NONE), high, used, wide)
        made = invest(given, 0, plant, pipeline, used, viable, more)
        plant, pipeline = step(given, 0, plant, pipeline, made, NONE)
        assert plant[SEW].sum() == pytest.approx(100.0 * 1.1**year, rel=1e-13)


def test_growth_identity_of_the_dynamic_table() -> None:
    """x_t = (1 + g)^t x_0 with x_0 = (I - A - B k (g + delta))^-1 f_0, capacity moved by the kernels."""
    A = np.array([[0.1, 0.2, 0.0], [0.1, 0.0, 0.3], [0.2, 0.1, 0.1]])
    B = np.array([[0.3, 0.2, 0.1], [0.4, 0.5, 0.6], [0.1, 0.1, 0.1]])
    per_output, growth, wear = np.array([0.8, 1.2, 0.5]), 0.04, 0.06
    demand = np.array([10.0, 20.0, 30.0])
    start = np.linalg.solve(np.eye(3) - A - B * per_output * (growth + wear), demand)
    given = inputs(depreciation=wear, investment_response=1.0, investment_step=growth)
    plant = np.stack([0 * start, start], axis=1)[..., None]
    pipeline = Pipeline(np.zeros((5, 3, 1)))
    high, wide, viable = np.full((3, 1), 9.0), np.full((3, 1), np.inf), np.ones((3, 1), dtype=bool)
    for year in range(16):
        total = plant.sum(axis=1)
        more = induced(given, 0, plant, on_order(pipeline, NONE), high, viable * 1.0, wide)
        made = invest(given, 0, plant, pipeline, viable * 1.0, viable, more)
        bought = per_output * (made.replaced + made.induced)[:, 0]
        # what the table must make for investment and a final demand that grows: just what plant can
        needed = np.linalg.solve(np.eye(3) - A, B @ bought + demand * (1.0 + growth) ** year)
        np.testing.assert_allclose(needed, total[:, 0], rtol=1e-12)
        np.testing.assert_allclose(needed, start * (1.0 + growth) ** year, rtol=1e-12)
        plant, pipeline = step(given, 0, plant, pipeline, made, NONE)


@pytest.mark.parametrize("lag", [1, 3, 5])
def test_arrives_after_its_lag_and_scraps_nothing(lag: int) -> None:
    given = inputs(gestation=float(lag), depreciation=0.0)
    plant, pipeline = capacity(), Pipeline(np.zeros((5, 3, 1)))
    for year in range(lag):
        assert plant[SEW, :, 0].tolist() == [100.0, 0.0]
        order = np.where(np.arange(3)[:, None] == SEW, 20.0 if year == 0 else 0.0, 0.0)
        plant, pipeline = step(given, 0, plant, pipeline, Investment(NONE, NONE, order), NONE)
        assert on_order(pipeline, NONE)[SEW, 0] == (20.0 if year + 1 < lag else 0.0)
    assert plant[SEW, :, 0].tolist() == [100.0, 20.0]


def test_orders_do_not_overshoot_the_room() -> None:
    """Three years of gestation, room for 10 more: what is on order is not ordered again."""
    given = inputs(gestation=3.0, depreciation=0.0, investment_response=1.0, investment_step=0.05)
    plant, pipeline = capacity(), Pipeline(np.zeros((5, 3, 1)))
    high, used = np.full((3, 1), 9.0), np.full((3, 1), 0.8)
    for _ in range(12):
        room = np.maximum(88.0 - 0.8 * plant.sum(axis=1), 0.0)
        more = induced(given, 0, plant, on_order(pipeline, NONE), high, used, room)
        plant, pipeline = step(given, 0, plant, pipeline, Investment(NONE, NONE, more), NONE)
    assert plant[SEW].sum() == pytest.approx(110.0)
