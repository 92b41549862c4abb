"""Prices by hand, their limits and signs, and what must leave them alone."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.simulation.economy import Economy
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import (
    Prices,
    at_border,
    border_price,
    earned,
    import_parity,
    prices,
    sector_costs,
)
from tests.simulation.small import CLEAN, CROP, RAW, SEW, SHIRTS, TOPOLOGY, YEARS, build, inputs, path

#: Change of cost, share unsold: nothing.
NONE = np.zeros((3, 1))


def at(inputs_: Inputs, year: int = 1, cost_change: Array = NONE, unsold: Array = NONE) -> Prices:
    return prices(inputs_, year, cost_change, unsold)


def of(commodity: int, *values: float) -> Array:
    """A field of one commodity over the years, zero for the others; the last value is held."""
    full = np.zeros((len(YEARS), 3, 1))
    full[:, commodity] = path(*values)
    return full


def vary(commodity: int, *values: float) -> Array:
    """The same around 1, for an index."""
    full = np.ones((len(YEARS), 3, 1))
    full[:, commodity] = path(*values)
    return full


def linked(**changes: object) -> Inputs:
    """The good in the middle is a price taker abroad: 1.0 at the gate, 0.25 to the border."""
    return build({"border_link": [0.0, 1.0, 0.0], "border_cost": [0.0, 0.25, 0.0], **changes})


# What nothing moves


def test_prices_without_levers_are_the_paths_to_the_last_bit() -> None:
    paths = np.linspace(0.1, 7.7, len(YEARS) * 3).reshape(len(YEARS), 3, 1)
    given_ = linked(
        price=paths, border_link=0.3, border_cost=0.17, cost_pass_through=0.7, glut_discount=0.9, export_duty=0.13,
        import_duty=0.07, world_price=1.3, exchange_rate=0.9, farm_gate_share=0.7, import_price=[0.0, 0.77],
    )  # fmt: skip
    for year in range(len(YEARS)):
        now = at(given_, year)
        np.testing.assert_array_equal(now.home, paths[year])
        np.testing.assert_array_equal(now.imported[:, 0], [0.0, 0.77])
        np.testing.assert_array_equal(now.competing, 1.0)


@given(st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0, 0.95), st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_base_year_prices_are_the_paths_to_the_last_bit(
    world: float, exchange: float, duty: float, import_duty: float, link: float, transmission: float
) -> None:
    given_ = inputs(
        world_price=world, exchange_rate=exchange, export_duty=duty, import_duty=import_duty, border_link=link,
        border_cost=0.3, price_transmission=transmission, farm_gate_share=0.6, transport_price=1.7,
    )  # fmt: skip
    now = at(given_, 0)
    np.testing.assert_array_equal(now.home, given_.price[0])
    np.testing.assert_array_equal(now.imported, given_.import_price[0])
    np.testing.assert_array_equal(now.competing, 1.0)


# The border


def test_duty_lowers_the_gate_price_by_its_share_of_the_border_price() -> None:
    """1.0 at the gate and 0.25 of freight are 1.25 at the border; 20 % of it is 0.25."""
    now = at(linked(export_duty=of(CLEAN, 0.0, 0.2)))
    np.testing.assert_allclose(now.home[:, 0], [0.1, 1.0 - 0.25, 10.0])


def test_a_duty_that_was_there_in_the_base_year_moves_nothing_and_its_end_raises_the_price() -> None:
    given_ = linked(export_duty=of(CLEAN, 0.2, 0.2, 0.0))
    np.testing.assert_array_equal(at(given_, 1).home[CLEAN], 1.0)
    np.testing.assert_allclose(at(given_, 2).home[CLEAN], 1.25 / 0.8 - 0.25)


def test_half_a_link_passes_half_on_and_no_link_none() -> None:
    duty = of(CLEAN, 0.0, 0.2)
    np.testing.assert_allclose(at(linked(export_duty=duty, border_link=0.5)).home[CLEAN], 1.0 - 0.125)
    np.testing.assert_array_equal(at(linked(export_duty=duty, border_link=0.0)).home[CLEAN], 1.0)


def test_world_price_and_exchange_rate_act_on_the_border_price() -> None:
    """10 % more of 1.25 is 0.125, at the gate 12.5 %: freight does not grow with it."""
    np.testing.assert_allclose(at(linked(world_price=vary(CLEAN, 1.0, 1.1))).home[CLEAN], 1.125)
    np.testing.assert_allclose(at(linked(exchange_rate=path(1.0, 1.1))).home[CLEAN], 1.125)


def test_only_changes_of_an_index_since_the_base_year_count() -> None:
    one = at(linked(exchange_rate=path(1.0, 1.1), world_price=vary(CLEAN, 1.0, 0.8)))
    other = at(linked(exchange_rate=path(2.0, 2.2), world_price=vary(CLEAN, 0.5, 0.4)))
    np.testing.assert_allclose(one.home, other.home)


def test_dearer_transport_costs_those_whose_price_is_set_abroad() -> None:
    now = at(linked(transport_price=path(1.0, 2.0)))
    np.testing.assert_allclose(now.home[:, 0], [0.1, 0.75, 10.0])


def test_exchange_rate_and_import_duty_raise_import_prices() -> None:
    given_ = inputs(exchange_rate=path(1.0, 1.2), import_duty=of(CLEAN, 0.05, 0.155))
    now = at(given_)
    np.testing.assert_allclose(now.imported[1], 1.0 * 1.2 * 1.1)
    np.testing.assert_allclose(now.competing[:, 0], [1.2, 1.32, 1.2])


@given(st.floats(0, 0.94), st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0, 1))
def test_border_price_of_a_price_taker_is_the_worlds(duty: float, world: float, exchange: float, before: float) -> None:
    """Whatever the duty, exporters get at the border what the world pays, unless the gate price is at its floor."""
    given_ = linked(
        export_duty=of(CLEAN, before * 0.9, duty),
        world_price=vary(CLEAN, 1.0, world),
        exchange_rate=path(1.0, exchange),
    )
    now = at(given_)
    if now.home[CLEAN, 0] > 0.0100001:
        worlds = 1.25 / (1.0 - before * 0.9) * world * exchange
        np.testing.assert_allclose(at_border(given_, 1, now.home)[CLEAN], worlds)


def test_border_price_of_a_price_set_at_home_carries_the_duty() -> None:
    given_ = linked(border_link=0.0, export_duty=of(CLEAN, 0.0, 0.2))
    home = np.stack([at(given_, year).home for year in range(len(YEARS))])
    np.testing.assert_allclose(border_price(given_, home)[:2, CLEAN, 0], [1.25, 1.25 / 0.8])


# Import parity


def test_a_good_that_is_bought_abroad_as_well_follows_imports() -> None:
    """20 % of devaluation and 10 % of duty, half of it passed on; freight and export duty are nothing to it."""
    levers: dict[str, object] = {
        "border_link": 0.5, "exchange_rate": path(1.0, 1.2), "import_duty": of(SHIRTS, 0.05, 0.155),
    }  # fmt: skip
    np.testing.assert_allclose(at(build(levers)).home[SHIRTS], 10.0 * (1 + 0.5 * 0.32))
    more = {"export_duty": of(SHIRTS, 0.0, 0.3), "border_cost": 2.0, "transport_price": path(1.0, 1.5)}
    np.testing.assert_array_equal(at(build({**levers, **more})).home[SHIRTS], at(build(levers)).home[SHIRTS])


def test_who_follows_imports() -> None:
    """The home market's good does; the input that imports fill does only if its exports are not open."""
    assert import_parity(inputs())[:, 0].tolist() == [False, False, True]
    some = replace(inputs(), topology=replace(TOPOLOGY, exports=(0, 1, 1)))
    assert import_parity(some)[:, 0].tolist() == [False, True, True]
    none = replace(inputs(market_size=0.0), topology=replace(TOPOLOGY, exports=(0, 1, 1), filled=(False, False)))
    assert import_parity(none)[:, 0].tolist() == [False, False, False]


def test_at_import_parity_home_and_imported_input_grow_dearer_alike() -> None:
    given_ = replace(linked(import_duty=of(CLEAN, 0.0, 0.3)), topology=replace(TOPOLOGY, exports=(0, 1, 1)))
    now, base = at(given_), at(given_, 0)
    np.testing.assert_allclose(now.home[CLEAN] / base.home[CLEAN], 1.3)
    np.testing.assert_allclose(now.imported[1] / base.imported[1], 1.3)


# Cost, gluts, floor


@pytest.mark.parametrize(("share", "moved"), [(0.0, 0.0), (0.5, 1.0), (1.0, 2.0)])
def test_pass_through_of_last_years_cost(share: float, moved: float) -> None:
    change = np.array([[0.0], [0.0], [2.0]])
    now = at(inputs(cost_pass_through=share), cost_change=change)
    np.testing.assert_array_equal(now.home[:, 0], [0.1, 1.0, 10.0 + moved])


def test_a_glut_lowers_the_price_by_no_more_than_nine_tenths() -> None:
    unsold = np.array([[0.0], [0.0], [0.2]])
    np.testing.assert_allclose(at(inputs(glut_discount=0.5), unsold=unsold).home[SHIRTS], 9.0)
    np.testing.assert_allclose(at(inputs(glut_discount=5.0), unsold=unsold).home[SHIRTS], 1.0)


@given(
    st.floats(-1e3, 1e3), st.floats(0, 1), st.floats(0, 0.95), st.floats(0.01, 10), st.floats(0, 1), st.floats(0.01, 1)
)
def test_no_price_falls_below_a_hundredth_of_its_path(
    change: float, unsold: float, duty: float, world: float, link: float, share: float
) -> None:
    given_ = inputs(
        border_link=link, border_cost=0.4, cost_pass_through=0.8, glut_discount=4.0, price_transmission=1.0,
        export_duty=of(CLEAN, 0.0, duty), world_price=vary(CLEAN, 1.0, world), farm_gate_share=path(1.0, share),
    )  # fmt: skip
    now = at(given_, cost_change=np.full((3, 1), change), unsold=np.full((3, 1), unsold))
    assert (now.home >= 0.01 * given_.price[1]).all()
    assert np.isfinite(now.home).all()


# The crop


def test_growers_get_their_share_of_what_users_earn() -> None:
    """A price taker's 10 % (12.5 % at the gate) reach growers by half; a cut of their share in full."""
    given_ = linked(world_price=vary(CLEAN, 1.0, 1.1), price_transmission=0.5)
    np.testing.assert_allclose(at(given_).home[RAW], 0.1 * (1 + 0.5 * 0.125))
    np.testing.assert_allclose(at(inputs(farm_gate_share=path(0.8, 0.6))).home[RAW], 0.1 * 0.75)


def test_duty_on_what_users_sell_costs_growers_and_full_transmission_passes_all_on() -> None:
    duty = of(CLEAN, 0.0, 0.2)
    raw = [at(linked(export_duty=duty, price_transmission=share)).home[RAW, 0] for share in (0.0, 0.4, 1.0)]
    np.testing.assert_allclose(raw, [0.1, 0.09, 0.075])


def test_earnings_of_users_count_by_products() -> None:
    """2 of crop give 1 of main output at 1.0 and 0.5 of a by-product at 0.6: 0.65 a unit."""
    topology = replace(TOPOLOGY, coproducts=((1, SHIRTS),))
    values = {**inputs().values, "coproduct": np.full((len(YEARS), 1, 2, 1), 0.5)}
    given_ = replace(inputs(), topology=topology, values=values)
    np.testing.assert_allclose(earned(given_, 0, np.array([[0.1], [1.0], [0.6]])), 0.65)


def test_a_user_that_needs_none_of_the_crop_says_nothing_about_its_worth() -> None:
    topology = replace(TOPOLOGY, links=((1, RAW), (SEW, RAW)))
    values = {**inputs().values, "input": inputs(input=[2.0, 0.0]).input}
    given_ = replace(inputs(), topology=topology, values=values)
    np.testing.assert_allclose(earned(given_, 0, given_.price[0]), 0.5)
    nobody = replace(given_, values={**values, "input": inputs(input=0.0).input})
    np.testing.assert_array_equal(at(nobody).home[RAW], 0.1)


def test_a_chain_without_crop_has_prices() -> None:
    given_ = replace(inputs(), topology=replace(TOPOLOGY, crop=None))
    np.testing.assert_array_equal(at(given_).home, given_.price[1])


# All at once


def test_doubling_all_money_doubles_prices_and_nothing_else() -> None:
    """Powers of two: exact. Indices, duties and shares are not money."""
    changes = {
        "border_link": 0.6, "cost_pass_through": 0.5, "glut_discount": 0.5, "price_transmission": 0.7,
        "export_duty": of(CLEAN, 0.1, 0.3), "import_duty": of(CLEAN, 0.1, 0.3), "exchange_rate": path(1.0, 1.3),
    }  # fmt: skip
    money = {"price": [0.1, 1.0, 10.0], "border_cost": [0.0, 0.25, 0.5], "import_price": [0.0, 1.0]}
    double = {name: [2.0 * value for value in values] for name, values in money.items()}
    change, unsold = np.array([[0.0], [0.1], [-0.7]]), np.full((3, 1), 0.1)
    once = at(build({**changes, **money}), cost_change=change, unsold=unsold)
    twice = at(build({**changes, **double}), cost_change=2.0 * change, unsold=unsold)
    np.testing.assert_array_equal(twice.home, 2.0 * once.home)
    np.testing.assert_array_equal(twice.imported, 2.0 * once.imported)
    np.testing.assert_array_equal(twice.competing, once.competing)


def test_every_run_has_its_own_prices() -> None:
    rates = np.ones((len(YEARS), 3))
    rates[1:] = [0.8, 1.0, 1.5]
    together = prices(replace(linked(exchange_rate=rates), runs=3), 1, np.zeros((3, 3)), np.zeros((3, 3)))
    assert together.home.shape == together.competing.shape == (3, 3)
    assert together.imported.shape == (2, 3)
    for run, rate in enumerate((0.8, 1.0, 1.5)):
        alone = at(linked(exchange_rate=path(1.0, rate)))
        np.testing.assert_array_equal(together.home[:, [run]], alone.home)
        np.testing.assert_array_equal(together.imported[:, [run]], alone.imported)


# Sectors around the chain


def around(**changes: object) -> Inputs:
    """Electricity is 10, 20, 30 % and transport 5, 0, 10 % of what the processes buy."""
    economy = SimpleNamespace(price_response=np.array([[0.1, 0.2, 0.3], [0.05, 0.0, 0.1]]))
    return replace(build({"electricity_price": 30.0, **changes}), economy=cast(Economy, economy))


def test_other_inputs_follow_electricity_and_transport() -> None:
    dearer = sector_costs(around(electricity_price=path(30.0, 45.0), transport_price=path(1.0, 1.2)))
    np.testing.assert_array_equal(dearer[0], 1.0)
    np.testing.assert_allclose(dearer[1, :, 0], [1 + 0.05 + 0.01, 1 + 0.1, 1 + 0.15 + 0.02])


def test_other_inputs_stay_where_nothing_moves_or_no_economy_is() -> None:
    np.testing.assert_array_equal(sector_costs(around()), 1.0)
    alone = sector_costs(inputs(electricity_price=path(30.0, 45.0)))
    np.testing.assert_array_equal(alone, np.ones((len(YEARS), 3, 1)))
    assert np.isfinite(sector_costs(around(electricity_price=0.0))).all()


def test_price_model_of_three_sectors_by_the_whole_inverse() -> None:
    """Against the textbook price model, p' = v'(I - A)^-1, with electricity made dearer by its own value added."""
    table = np.array([[0.1, 0.05, 0.2], [0.3, 0.1, 0.1], [0.05, 0.2, 0.15]])  # electricity first
    value = 1.0 - table.sum(axis=0)
    basket = np.array([0.1, 0.5, 0.3])
    inverse = np.linalg.inv(np.eye(3) - table)
    value[0] += 0.2
    whole = value @ inverse
    answer = (inverse[0] / inverse[0, 0]) @ basket  # per unit of the rise of electricity's own price
    rise = whole[0] - 1.0
    economy = SimpleNamespace(price_response=np.array([[answer] * 3, [0.0] * 3]))
    given_ = replace(inputs(electricity_price=path(1.0, 1.0 + rise)), economy=cast(Economy, economy))
    np.testing.assert_allclose(sector_costs(given_)[1, CROP, 0] - 1.0, (whole - 1.0) @ basket)
