"""Demand by hand and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.simulation.demand import (
    DemandYear,
    demand_in,
    growth_index,
    markets,
    owners_channels,
    scale_odds,
)
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import prices
from tests.simulation.small import CLEAN, RAW, SEW, SHIRTS, YEARS, build, inputs, path

NONE = np.zeros((3, 1))


def at(given_: Inputs, year: int = 1, cost_change: float = 0.0, channel: float = 0.0) -> DemandYear:
    """Demand of a year; shirts cost `cost_change` more to make than in the base year."""
    change, sold = np.zeros((3, 1)), np.zeros((3, 1))
    change[SHIRTS], sold[SHIRTS] = cost_change, channel
    now, base = prices(given_, year, change, NONE), prices(given_, 0, NONE, NONE)
    return demand_in(given_, year, markets(given_), now, base, sold)


def share(wanted: DemandYear) -> float:
    """Share of home makers in the market of 100, procurement apart."""
    return float((wanted.home - wanted.procurement)[SHIRTS, 0]) / 100.0


def later(value: float) -> Array:
    """A lever on every good from the year after the base year."""
    full = np.zeros((len(YEARS), 3, 1))
    full[1:] = value
    return full


def odds_share(odds: float) -> float:
    return odds / (1.0 + odds)


def test_base_year_by_hand() -> None:
    """40 of 100 from the home market, half of 20 from procurement, 10 abroad."""
    wanted = at(inputs(), 0)
    np.testing.assert_allclose(wanted.home[SHIRTS, 0], 50.0)
    np.testing.assert_allclose(wanted.procurement[SHIRTS, 0], 10.0)
    np.testing.assert_allclose(wanted.market[SHIRTS, 0], 120.0)
    np.testing.assert_array_equal(wanted.exports[:, 0], [0.0, np.inf, 10.0])
    np.testing.assert_array_equal(wanted.promoted[:, 0], 0.0)
    np.testing.assert_array_equal(wanted.access[:, 0], 0.0)


def test_base_year_share_is_the_observed_one_whatever_price_tax_and_duty() -> None:
    given_ = inputs(price=[0.3, 1.7, 9.1], vat_rate=0.16, import_duty=0.12, exchange_rate=1.3, export_duty=0.2)
    np.testing.assert_allclose(share(at(given_, 0)), 0.4, rtol=1e-14)


def test_markets_grow_from_the_year_after_the_base_year() -> None:
    known = markets(inputs(market_growth=0.1, export_growth=0.2))
    np.testing.assert_allclose(known.market[:3, SHIRTS, 0], [100.0, 110.0, 121.0])
    np.testing.assert_allclose(known.procurement[:2, SHIRTS, 0], [20.0, 22.0])
    np.testing.assert_allclose(known.local[:2, SHIRTS, 0], [10.0, 11.0])
    np.testing.assert_allclose(known.exports[:3, SHIRTS, 0], [10.0, 12.0, 14.4])


# Tax, duty, shadow imports


def test_tax_rise_with_shadow_imports_costs_share_in_the_year() -> None:
    """VAT 10 -> 20 %, half of imports untaxed: relative price 1.1/1.05 -> 1.2/1.1, by hand."""
    ratio = (1.2 / 1.1) / (1.1 / 1.05)
    np.testing.assert_allclose(share(at(inputs(vat_rate=path(0.1, 0.2)))), odds_share(0.4 / 0.6 * ratio**-2.0))


def test_tax_is_neutral_where_all_imports_pay_it() -> None:
    np.testing.assert_allclose(share(at(inputs(vat_rate=path(0.1, 0.3), shadow_import_share=0.0))), 0.4)


def test_duty_acts_in_full_where_all_imports_pay_it_and_not_at_all_where_none_does() -> None:
    paid = share(at(inputs(import_duty=later(0.25), shadow_import_share=0.0)))
    np.testing.assert_allclose(paid, odds_share(0.4 / 0.6 * 1.25**2.0))
    np.testing.assert_allclose(share(at(inputs(import_duty=later(0.25), shadow_import_share=1.0))), 0.4)


def test_shadow_imports_brought_into_tax_pay_the_duty_too() -> None:
    """Half escapes VAT of 10 % and a duty of 20 %: imports cost 0.5 + 0.5 x 1.32, enforced 1.32."""
    given_ = inputs(import_duty=0.2, import_enforcement=later(1.0))
    np.testing.assert_allclose(share(at(given_)), odds_share(0.4 / 0.6 * (1.32 / 1.16) ** 2.0))


# Prices


def test_share_falls_with_the_price_at_its_elasticity() -> None:
    """10 % dearer: odds of 2/3 x 1.1^-2."""
    np.testing.assert_allclose(share(at(inputs(cost_pass_through=1.0), cost_change=1.0)), odds_share(2 / 3 / 1.21))
    np.testing.assert_allclose(share(at(inputs(cost_pass_through=0.0), cost_change=1.0)), 0.4)


def test_dearer_imports_of_any_cause_raise_the_share_alike() -> None:
    by_rate = share(at(inputs(exchange_rate=path(1.0, 1.25))))
    by_world = share(at(inputs(world_price=1.0 + later(0.25))))
    assert by_rate == by_world == pytest.approx(odds_share(2 / 3 * 1.25**2))


def test_market_access_multiplies_the_odds_and_is_reported() -> None:
    wanted = at(inputs(market_access=later(0.5)))
    np.testing.assert_allclose(share(wanted), 0.5)
    np.testing.assert_allclose(wanted.access[SHIRTS, 0], 10.0)


def test_local_content_moves_procurement_alone() -> None:
    """From 10 to 16 of 20."""
    wanted = at(inputs(local_content=path(0.5, 0.8)[:, None] * np.array([0.0, 0.0, 1.0])[:, None]))
    np.testing.assert_allclose([wanted.home[SHIRTS, 0], wanted.procurement[SHIRTS, 0]], [56.0, 16.0])
    np.testing.assert_allclose(wanted.market[SHIRTS, 0], 120.0)


# Exports


def test_export_demand_falls_with_the_price_abroad() -> None:
    """10 % dearer at home, elasticity 2; a weaker currency by 10 % makes up for it."""
    levers = {"export_elasticity": 2.0, "cost_pass_through": 1.0}
    np.testing.assert_allclose(at(build(levers), cost_change=1.0).exports[SHIRTS], 10.0 / 1.21)
    weak = at(build({**levers, "exchange_rate": path(1.0, 1.1)}), cost_change=1.0)
    np.testing.assert_allclose(weak.exports[SHIRTS], 10.0)


def test_export_duty_costs_exports_where_the_price_is_set_at_home() -> None:
    """Buyers abroad pay it: 1/0.8 the price, elasticity 2."""
    wanted = at(inputs(export_elasticity=2.0, export_duty=later(0.2)))
    np.testing.assert_allclose(wanted.exports[SHIRTS], 10.0 * 0.64)


def test_export_duty_leaves_demand_abroad_alone_where_the_price_is_set_there() -> None:
    levers = {"export_duty": later(0.2), "border_link": 1.0, "border_cost": 0.5, "market_size": 0.0}
    wanted = at(build({"export_elasticity": 2.0, **levers}))
    np.testing.assert_allclose(wanted.exports[SHIRTS], 10.0)


def test_freight_damps_the_answer_of_exports() -> None:
    """10 % of a price of 10 is 5 % of 20 at the border."""
    wanted = at(inputs(export_elasticity=2.0, cost_pass_through=1.0, border_cost=10.0), cost_change=1.0)
    np.testing.assert_allclose(wanted.exports[SHIRTS], 10.0 * 1.05**-2.0)


def test_promotion_adds_to_what_the_price_leaves_but_not_to_owners_channels() -> None:
    levers = {"export_elasticity": 1.0, "cost_pass_through": 1.0, "export_promotion": later(0.3)}
    wanted = at(build(levers), cost_change=10.0, channel=7.0)
    np.testing.assert_allclose(wanted.promoted[:, 0], [0.0, 0.0, 1.5])
    np.testing.assert_allclose(wanted.exports[:, 0], [0.0, np.inf, 5.0 + 1.5 + 7.0])
    np.testing.assert_array_equal(wanted.channel[:, 0], [0.0, 0.0, 7.0])


def test_goods_without_exports_stay_at_home_and_open_ones_are_unlimited() -> None:
    wanted = at(inputs(export_demand=5.0, export_promotion=later(1.0), export_elasticity=1.0))
    assert wanted.exports[RAW, 0] == 0.0
    assert np.isinf(wanted.exports[CLEAN, 0])
    assert wanted.promoted[RAW, 0] == wanted.promoted[CLEAN, 0] == 0.0


# All at once


@given(st.floats(0, 1), st.floats(0, 20), st.floats(0.01, 10), st.floats(0, 0.9), st.floats(0, 1), st.floats(-1e3, 1e3))
def test_home_makers_never_want_more_than_the_market_or_less_than_nothing(
    domestic: float, elasticity: float, exchange: float, tax: float, shadow: float, change: float
) -> None:
    given_ = inputs(
        domestic_share=domestic, price_elasticity=elasticity, exchange_rate=path(1.0, exchange), market_access=0.5,
        vat_rate=path(0.1, tax), shadow_import_share=shadow, cost_pass_through=1.0, export_elasticity=elasticity,
    )  # fmt: skip
    wanted = at(given_, cost_change=change)
    assert (wanted.home >= 0.0).all()
    assert (wanted.home <= wanted.market * (1.0 + 1e-12)).all()
    assert (wanted.access >= 0.0).all()
    assert not np.isnan(wanted.exports).any()


@given(st.floats(-0.5, 0.5), st.floats(0.01, 0.5))
def test_a_dearer_good_never_sells_more(change: float, more: float) -> None:
    given_ = inputs(cost_pass_through=1.0, export_elasticity=1.5)
    one, other = at(given_, cost_change=change), at(given_, cost_change=change + more)
    assert other.home[SHIRTS, 0] < one.home[SHIRTS, 0]
    assert other.exports[SHIRTS, 0] < one.exports[SHIRTS, 0]


def test_doubling_all_money_changes_no_quantity() -> None:
    """Powers of two: exact."""
    levers = {
        "export_elasticity": 2.0, "cost_pass_through": 0.5, "import_duty": later(0.2), "border_link": 0.5,
        "exchange_rate": path(1.0, 1.2), "export_duty": later(0.1),
    }  # fmt: skip
    once = at(build({**levers, "border_cost": 0.25}), cost_change=1.0)
    twice = at(build({**levers, "border_cost": 0.5, "price": [0.2, 2.0, 20.0], "import_price": 2.0}), cost_change=2.0)
    for one, other in zip(once, twice, strict=True):
        np.testing.assert_array_equal(one, other)


def test_every_run_has_its_own_demand() -> None:
    rates = np.ones((len(YEARS), 3))
    rates[1:] = [0.8, 1.0, 1.5]
    given_ = inputs(runs=3, exchange_rate=rates)
    now, base = (prices(given_, year, np.zeros((3, 3)), np.zeros((3, 3))) for year in (1, 0))
    together = demand_in(given_, 1, markets(given_), now, base, np.zeros((3, 3)))
    for run, rate in enumerate((0.8, 1.0, 1.5)):
        alone = at(inputs(exchange_rate=path(1.0, rate)))
        for every, one in zip(together, alone, strict=True):
            assert every.shape == (3, 3)
            np.testing.assert_array_equal(every[:, [run]], one)


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 1), st.floats(0, 2))
def test_share_in_odds_by_hand(tax: float, later_tax: float, shadow: float, enforced: float, access: float) -> None:
    given_ = inputs(
        vat_rate=path(tax, later_tax), shadow_import_share=shadow, import_enforcement=later(enforced),
        market_access=later(access), market_growth=0.03,
    )  # fmt: skip
    escaped = shadow * (1.0 - enforced)
    before = (1.0 + tax) / (shadow + (1.0 - shadow) * (1.0 + tax))
    after = (1.0 + later_tax) / (escaped + (1.0 - escaped) * (1.0 + later_tax))
    odds = 0.4 / 0.6 * (after / before) ** -2.0 * (1.0 + access)
    wanted = at(given_)
    np.testing.assert_allclose(wanted.home[SHIRTS, 0], 1.03 * (100.0 * odds_share(odds) + 10.0))


# Parts


def test_growth_starts_after_the_base_year() -> None:
    assert growth_index(np.full((3, 1), 0.1))[:, 0].tolist() == [1.0, 1.1, 1.1 * 1.1]


def test_new_projects_bring_their_own_channel() -> None:
    """Half of 0.8 of 100."""
    projects = np.zeros((len(YEARS), 3, 1))
    projects[1:, SEW] = 100.0
    channel = owners_channels(inputs(project_export_share=0.5), projects)
    np.testing.assert_array_equal(channel[:2, :, 0], [[0.0, 0.0, 0.0], [0.0, 0.0, 40.0]])


@given(st.floats(0, 1), st.floats(1e-3, 1e3))
def test_odds(share: float, factor: float) -> None:
    scaled = float(scale_odds(np.array(share), np.array(factor)))
    assert 0.0 <= scaled <= 1.0
    if 1e-6 < share < 1 - 1e-6:
        np.testing.assert_allclose(scaled / (1 - scaled), factor * share / (1 - share), rtol=1e-6)
