"""Unit cost by hand, by component, and what support takes off it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.dimensions import COMPONENTS, EXISTING, MODERN
from ioscenario.simulation.cost import average_cost, components, usable
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import Prices, prices
from tests.simulation.small import CLEAN, CROP, GIN, SEW, SHIRTS, TOPOLOGY, YEARS, build, inputs

NONE = np.zeros((3, 1))
#: A quarter of the second link's input is made at home.
SHARE = np.array([[1.0], [0.25]])
WAGE = np.full((3, 1), 2.0)
ONE = np.ones((3, 1))

#: A chain in which every component has a value; the second process sells its waste.
FULL: dict[str, object] = {
    "electricity": [0.0, 10.0, 4.0], "electricity_price": 0.01, "other_inputs": [0.0, 0.02, 3.0],
    "price": [0.1, 1.0, 10.0], "import_price": [0.0, 2.0],
}  # fmt: skip


def full(**changes: object) -> Inputs:
    """Gin: 2 of crop at 0.1, 0.5 of waste at 0.1 each unit. Sewing: 1 of clean, 0.5 jobs."""
    given_ = build({**FULL, **changes})
    waste = np.full((len(YEARS), 1, 2, 1), 0.5)
    return replace(
        given_, topology=replace(TOPOLOGY, coproducts=((GIN, 0),)), values={**given_.values, "coproduct": waste}
    )


def built(given_: Inputs, year: int = 1, factor: Array = ONE) -> Array:
    return components(given_, year, prices(given_, year, NONE, NONE), SHARE, WAGE, factor)


def of_sewing(parts: Array) -> dict[str, float]:
    return dict(zip(COMPONENTS, parts[:, SEW, EXISTING, 0].tolist(), strict=True))


def test_components_by_hand() -> None:
    """A quarter at 1.0, the rest abroad at 2.0; 4 kWh at 0.01; half a job at 2.0; 3.0 of other inputs, 10 % dearer."""
    parts = built(full(), factor=1.1 * ONE)
    assert parts.shape == (len(COMPONENTS), 3, 2, 1)
    assert of_sewing(parts) == pytest.approx(
        {
            "home_inputs": 0.25, "imported_inputs": 1.5, "electricity": 0.04, "labour": 1.0, "other_inputs": 3.3,
            "coproduct_credit": 0.0, "support": 0.0,
        }
    )  # fmt: skip
    np.testing.assert_allclose(parts[:, GIN, MODERN, 0], [0.2, 0.0, 0.1, 0.2, 0.022, -0.05, 0.0])


def test_the_crop_has_no_cost_by_unit() -> None:
    np.testing.assert_array_equal(built(full(electricity=9.0, labour=1.0, working_capital=1.0))[:, CROP], 0.0)


@given(
    st.floats(0, 3), st.floats(0, 100), st.floats(0, 5), st.floats(0, 5), st.floats(0, 1), st.floats(0.01, 10),
    st.floats(0, 3),
)  # fmt: skip
def test_without_levers_components_add_up_to_the_cost_at_the_paths(
    per_unit: float, power: float, labour: float, other: float, share: float, price: float, abroad: float
) -> None:
    """``sum a (s p + (1-s) m) + electricity + labour x wage + other inputs - co-product credit``, each in turn."""
    given_ = full(
        input=[per_unit, 1.0], electricity=[0.0, power, power], labour=[0.0, labour, 0.5], import_price=[0.0, abroad],
        other_inputs=[0.0, other, other], price=[0.1, price, 10.0],
    )  # fmt: skip
    shares = np.array([[1.0], [share]])
    parts = components(given_, 1, prices(given_, 1, NONE, NONE), shares, WAGE, ONE)
    ginning = per_unit * 0.1 + power * 0.01 + labour * 2.0 + other - 0.5 * 0.1
    sewing = share * price + (1.0 - share) * abroad + power * 0.01 + 0.5 * 2.0 + other
    np.testing.assert_allclose(parts.sum(axis=0)[[GIN, SEW], EXISTING, 0], [ginning, sewing], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(parts[:, :, MODERN], parts[:, :, EXISTING])
    assert (parts[-1] == 0.0).all()


@pytest.mark.parametrize(
    ("lever", "value", "saved"),
    [
        ("input_subsidy", 0.4, 0.4 * 0.25),
        ("electricity_subsidy", 0.5, 0.5 * 0.04),
        ("wage_subsidy", 0.3, 0.3 * 1.0),
        ("output_subsidy", 0.7, 0.7),
    ],
)
def test_support_takes_its_share_off_what_it_is_paid_on(lever: str, value: float, saved: float) -> None:
    without, given_ = built(full()), built(full(**{lever: value}))
    np.testing.assert_array_equal(without[:-1], given_[:-1])
    assert of_sewing(given_)["support"] == pytest.approx(-saved)


def test_cheap_working_capital_saves_the_difference_of_interest() -> None:
    """Half a year of cost of 5.79, 60 % of it at 5 instead of 20 %."""
    parts = built(full(working_capital=0.5, working_capital_credit=0.6))
    assert of_sewing(parts)["support"] == pytest.approx(-0.5 * 0.6 * 0.15 * 5.79)
    dear = built(full(working_capital=0.5, working_capital_credit=0.6, programme_loan_rate=0.3))
    assert (dear[-1] == 0.0).all()


def test_support_of_imported_input_is_not_paid() -> None:
    given_ = full(input_subsidy=1.0)
    none_at_home = components(given_, 1, prices(given_, 1, NONE, NONE), np.zeros((2, 1)), WAGE, ONE)
    assert (none_at_home[-1] == 0.0).all()


def test_doubling_all_money_doubles_every_component() -> None:
    """Powers of two: exact."""
    levers = {
        "input_subsidy": 0.2, "electricity_subsidy": 0.1, "wage_subsidy": 0.3, "working_capital": 0.4,
        "working_capital_credit": 0.5,
    }  # fmt: skip
    double = {
        "electricity_price": 0.02, "other_inputs": [0.0, 0.04, 6.0], "price": [0.2, 2.0, 20.0],
        "import_price": [0.0, 4.0], "output_subsidy": 0.2,
    }  # fmt: skip
    once, twice = full(output_subsidy=0.1, **levers), full(**double, **levers)
    now = components(twice, 1, prices(twice, 1, NONE, NONE), SHARE, 2.0 * WAGE, ONE)
    np.testing.assert_array_equal(now, 2.0 * built(once))


def test_dearer_currency_cheapens_what_is_bought_abroad() -> None:
    rates = np.array([[1.0], [0.8], [0.8], [0.8], [0.8], [0.8]])
    dear, today = of_sewing(built(full(exchange_rate=rates))), of_sewing(built(full()))
    assert dear["imported_inputs"] == pytest.approx(0.8 * today["imported_inputs"])
    assert {name for name in today if dear[name] != today[name]} == {"imported_inputs"}


def test_every_run_has_its_own_cost() -> None:
    given_ = full()
    alone = built(given_)
    three = replace(given_, runs=3)
    wages = np.array([1.0, 2.0, 3.0]) * np.ones((3, 1))
    flat = prices(three, 1, np.zeros((3, 3)), np.zeros((3, 3)))
    together = components(three, 1, flat, np.tile(SHARE, 3), wages, np.ones((3, 3)))
    np.testing.assert_array_equal(together[..., 1], alone[..., 0])
    np.testing.assert_allclose(together[COMPONENTS.index("labour"), SEW, EXISTING], [0.5, 1.0, 1.5])


@given(*[st.floats(0, 10)] * 6)
def test_average_cost_lies_between_those_of_the_technologies(
    old: float, new: float, made_old: float, made_new: float, can_old: float, can_new: float
) -> None:
    cost = np.array([[[old], [new]]])
    mean = average_cost(cost, np.array([[[made_old], [made_new]]]), np.array([[[can_old], [can_new]]]))[0, 0]
    assert min(old, new) - 1e-12 <= mean <= max(old, new) + 1e-12
    if made_old + made_new > 1e-6:
        weighted = (old * made_old + new * made_new) / (made_old + made_new)
        np.testing.assert_allclose(mean, weighted, rtol=1e-9, atol=1e-12)


def test_average_cost_does_not_move_with_the_scale_of_activity() -> None:
    cost = np.array([[[10.0], [8.0]]])
    activity, capacity = np.array([[[3.0], [1.0]]]), np.array([[[9.0], [9.0]]])
    np.testing.assert_array_equal(average_cost(cost, activity, capacity), average_cost(cost, 4.0 * activity, capacity))


def test_capacity_runs_where_the_price_covers_its_cost_and_for_committed_sales() -> None:
    """Gin: both cover. Sewing: the existing plant does not and makes what of 50 the modern 30 leaves."""
    capacity = np.array([[[0.0], [0.0]], [[20.0], [10.0]], [[40.0], [30.0]]])
    cost = np.array([[[0.0], [0.0]], [[1.0], [0.5]], [[11.0], [10.0]]])
    committed = np.array([[0.0], [0.0], [50.0]])
    able = usable(TOPOLOGY, capacity, cost, inputs().price[1], committed)
    np.testing.assert_array_equal(able[:, :, 0], [[0.0, 0.0], [20.0, 10.0], [20.0, 30.0]])


@given(st.floats(0.1, 20), st.just(0.0) | st.floats(0.01, 5), st.floats(0, 10))
def test_plant_stops_between_its_cost_and_the_cost_that_can_be_avoided(price: float, paid: float, sales: float) -> None:
    """All of 8 runs at a price of 10, none below 10 less pay of tied staff, and committed sales always are served."""
    capacity, cost, tied = np.full((3, 2, 1), 8.0), np.full((3, 2, 1), 10.0), np.full((3, 2, 1), paid)
    prices_, committed = np.full((3, 1), price), np.full((3, 1), sales)
    able = usable(TOPOLOGY, capacity, cost, prices_, committed, tied)[SEW, :, 0]
    part = 1.0 if price >= 10.0 else max(1.0 - (10.0 - price) / paid, 0.0) if paid > 0.0 else 0.0
    modern = max(8.0 * part, min(8.0, sales))
    np.testing.assert_allclose(able, [max(8.0 * part, min(8.0, sales - min(sales, modern))), modern], atol=1e-9)


def test_a_duty_on_the_input_keeps_a_plant_running_that_would_stand() -> None:
    """Sewing costs 10.79 of home input at 1.0 against a price of 10.5; a duty that cheapens the input lets it run."""
    given_ = full(border_link=[0.0, 1.0, 0.0], other_inputs=[0.0, 0.0, 8.75], price=[0.1, 1.0, 10.5])
    duty = np.zeros((len(YEARS), 3, 1))
    duty[1:, CLEAN] = 0.4
    taxed = replace(given_, values={**given_.values, "export_duty": duty})
    capacity = np.full((3, 2, 1), 5.0)
    able = []
    for case in (given_, taxed):
        now: Prices = prices(case, 1, NONE, NONE)
        cost = components(case, 1, now, np.ones((2, 1)), WAGE, ONE).sum(axis=0)
        able.append(usable(TOPOLOGY, capacity, cost, now.home, NONE)[SEW].sum())
    assert able == [0.0, 10.0]
    assert TOPOLOGY.output[SEW] == SHIRTS
