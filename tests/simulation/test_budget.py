"""Public cost lever by lever, by hand and by identities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.parameters import COSTED_LEVERS
from ioscenario.simulation import Inputs, simulate
from ioscenario.simulation.budget import Charged, plant_support, public_cost, really, running_support
from ioscenario.simulation.capital_cost import tax_gift
from ioscenario.simulation.cost import components
from ioscenario.simulation.demand import DemandYear
from ioscenario.simulation.farm import farm
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.investment import grant_element, support
from ioscenario.simulation.prices import Prices
from tests.simulation.small import CROP, GIN, SEW, SHIRTS, YEARS, inputs

RUNS = 1


def full(value: float, *axes: int) -> Array:
    return np.full((len(YEARS), *axes, RUNS), value)


def charged(**changes: Any) -> Charged:
    """Round numbers in every year: 100 ha, 250 harvested, plant for 50 announced and 30 induced."""
    given = Charged(
        area=full(100.0),
        projects=full(50.0, 3),
        rebuilt=full(20.0, 3),
        delivered=full(40.0, 3),
        imports=full(60.0, 3),
        induced=full(30.0, 3),
        activity=full(10.0, 3, 2),
        domestic=full(4.0, 2),
        harvest=full(250.0),
        labour_cost=full(70.0, 3),
        profit=full(200.0, 3),
        variable_cost=full(500.0, 3),
        exports=full(12.0, 3),
        promoted=full(5.0, 3),
    )
    return given._replace(**changes)


def demand() -> DemandYear:
    return DemandYear(*(full(value, 3) for value in (100.0, 50.0, 10.0, 15.0, 15.0, 0.0, 0.0)))


def later(value: float, *axes: int) -> Array:
    """A lever in force after the base year."""
    path = full(value, *axes)
    path[0] = 0.0
    return path


def at(process: int, value: float) -> Array:
    """A lever of one process or commodity, in force after the base year."""
    path = full(0.0, 3)
    path[1:, process] = value
    return path


def cost(lever: str, given: Charged | None = None, **changes: Any) -> Array:
    """Cost of one lever by year."""
    paid = public_cost(inputs(**changes), given or charged(), demand())
    assert paid.shape == (len(YEARS), len(COSTED_LEVERS), RUNS)
    return paid[:, COSTED_LEVERS.index(lever), 0]


LOAN = float(grant_element(np.array(0.2), np.array(0.05), np.array(10.0)))
LEASE = float(grant_element(np.array(0.2), np.array(0.1), np.array(10.0)))
HALF = float(grant_element(np.array(0.2), np.array(0.1), np.array(10.0)))

#: Lever, settings, cost of each year after the base year.
BY_HAND: list[tuple[str, dict[str, Any], float]] = [
    ("elite_seed_subsidy", {"elite_seed_subsidy": later(0.5), "elite_seed_share": 0.2}, 0.5 * 0.01 * 20.0),
    ("fertiliser_subsidy", {"fertiliser_subsidy": later(0.4), "fertiliser_cost": 0.05}, 0.4 * 0.05 * 100.0),
    ("price_subsidy", {"price_subsidy": later(0.02)}, 0.02 * 250.0),
    ("area_subsidy", {"area_subsidy": later(0.3)}, 0.3 * 100.0),
    ("capex_grant", {"capex_grant": at(SEW, 0.25)}, 0.25 * 80.0),
    ("programme_loan_share", {"programme_loan_share": at(SEW, 0.6)}, 0.6 * LOAN * 80.0),
    ("leasing_share", {"leasing_share": at(SEW, 0.3), "leasing_rate": 0.1}, 0.3 * LEASE * 80.0),
    ("interest_subsidy", {"interest_subsidy": at(SEW, 0.5), "debt_share": 0.6}, 0.6 * HALF * 80.0),
    ("modernisation_grant", {"modernisation_grant": at(GIN, 0.5)}, 0.5 * 20.0),
    ("tax_holiday", {"tax_holiday": at(SEW, 0.5), "profit_tax_rate": 0.2}, 0.5 * 0.2 * 200.0),
    ("working_capital_credit", {"working_capital_credit": at(SEW, 0.4), "working_capital": 0.25},
     0.4 * 0.25 * 0.15 * 500.0),
    ("wage_subsidy", {"wage_subsidy": at(SEW, 0.1)}, 0.1 * 70.0),
    ("electricity_subsidy", {"electricity_subsidy": at(SEW, 0.5), "electricity": 3.0, "electricity_price": 0.1},
     0.5 * 0.3 * 20.0),
    ("input_subsidy", {"input_subsidy": later(0.25, 2)}, 0.25 * (4.0 * 0.1 + 4.0 * 1.0)),
    ("output_subsidy", {"output_subsidy": at(SEW, 0.7)}, 0.7 * 20.0),
    ("import_enforcement", {"import_enforcement": at(SHIRTS, 0.8), "enforcement_cost": 0.02},
     0.02 * 10.0 * 0.5 * 0.8 * 60.0),
    ("market_access", {"market_access": at(SHIRTS, 1.0), "market_access_cost": [0.0, 0.0, 0.1]}, 0.0),
    ("local_content", {"local_content": 0.5 + at(SHIRTS, 0.25), "procurement_premium": 0.2},
     0.2 * 10.0 * 0.25 * 20.0 * 40.0 / 50.0),
    ("export_promotion", {"export_promotion_cost": [0.0, 0.0, 0.3]}, 0.0),
    ("training", {"training": later(50.0), "training_cost": 0.4}, 50.0 * 0.4),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "changes", "each"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_cost_by_hand(lever: str, changes: dict[str, Any], each: float) -> None:
    np.testing.assert_allclose(cost(lever, **changes), [0.0] + [each] * 5, atol=1e-12)


def test_what_a_measure_adds_and_delivers() -> None:
    """Of 50 wanted at home access adds 15: of 40 delivered 5 are its own; of 12 of 15 exports promotion's are 2."""
    early = charged(delivered=full(40.0, 3))
    early.delivered[0] = 35.0
    paid = cost("market_access", early, market_access_cost=[0.0, 0.0, 0.1])
    np.testing.assert_allclose(paid, [0.0] + [0.1 * 10.0 * 5.0] * 5)
    promoted = full(5.0, 3)
    promoted[0] = 0.0
    paid = cost("export_promotion", charged(promoted=promoted), export_promotion_cost=[0.0, 0.0, 0.3])
    np.testing.assert_allclose(paid, [0.0] + [0.3 * 10.0 * 2.0] * 5)


def test_added_demand_that_nobody_met_costs_nothing() -> None:
    np.testing.assert_array_equal(really(np.array([50.0, np.inf]), np.array([15.0, 0.0]), np.array([30.0, 9.0])), 0.0)


def test_drip_is_paid_on_land_new_under_it() -> None:
    share = full(0.25)
    share[2:] = 0.4
    paid = cost("drip_reimbursement", drip_share=share, drip_reimbursement=0.8)
    np.testing.assert_allclose(paid, [0.0, 0.0, 0.8 * 2.0 * 15.0, 0.0, 0.0, 0.0], atol=1e-12)


def test_every_lever_has_a_case() -> None:
    assert {row[0] for row in BY_HAND} | {"drip_reimbursement"} == set(COSTED_LEVERS)


def test_zero_subsidy_gives_zero_cost() -> None:
    nothing = public_cost(inputs(procurement_premium=0.2, training_cost=1.0), charged(), demand())
    np.testing.assert_array_equal(nothing, 0.0)


def test_rules_of_the_base_year_cost_nothing_and_their_end_is_a_saving() -> None:
    rule: dict[str, Any] = {"price_subsidy": 0.02, "wage_subsidy": 0.1, "area_subsidy": 0.3, "output_subsidy": 0.7}
    np.testing.assert_array_equal(public_cost(inputs(**rule), charged(), demand()), 0.0)
    ended = full(0.02)
    ended[1:] = 0.0
    np.testing.assert_allclose(cost("price_subsidy", price_subsidy=ended), [0.0] + [-0.02 * 250.0] * 5)


def test_support_of_new_plant_is_what_investors_see() -> None:
    """The shares charged to the budget are those that move announced projects, tax holidays apart."""
    given = inputs(capex_grant=0.2, leasing_share=0.3, leasing_rate=0.1, programme_loan_share=0.2,
                   interest_subsidy=0.5, debt_share=0.8, tax_holiday=0.5, profit_tax_rate=0.2)  # fmt: skip
    paid = sum(plant_support(given).values())
    seen = 1.0 - (1.0 - support(given)) / (1.0 - tax_gift(given))
    np.testing.assert_allclose(np.broadcast_to(paid, seen.shape), seen)
    assert (seen > 0.2).all()


def test_shares_beyond_the_whole_are_not_paid() -> None:
    """A grant of 70 % leaves 30 % for leases and loans."""
    shares: dict[str, Any] = {"capex_grant": at(SEW, 0.7), "programme_loan_share": at(SEW, 0.9)}
    np.testing.assert_allclose(cost("programme_loan_share", **shares)[1:], 0.3 * LOAN * 80.0)


def test_growers_get_what_the_budget_pays() -> None:
    levers: dict[str, Any] = {"price_subsidy": 0.02, "area_subsidy": 0.3, "fertiliser_subsidy": 0.4,
                              "fertiliser_cost": 0.05, "elite_seed_subsidy": 0.5, "elite_seed_share": 0.2}  # fmt: skip
    given = inputs(**levers)
    paid = np.broadcast_to(sum(running_support(given, charged()).values()), (len(YEARS), 3, RUNS))
    np.testing.assert_allclose(paid[:, CROP], farm(given, charged().area, charged().harvest).subsidies)
    np.testing.assert_array_equal(paid[:, GIN:], 0.0)


def test_growers_margin_and_income_agree() -> None:
    """Income of growers is their margin and the pay of farm work, less their own part of new drip lines."""
    share = full(0.25)
    share[2:] = 0.4
    levers: dict[str, Any] = {"price_subsidy": 0.02, "fertiliser_subsidy": later(0.4), "fertiliser_cost": 0.05,
                              "water_tariff": 0.001, "drip_share": share, "drip_reimbursement": 0.8}  # fmt: skip
    given = inputs(**levers)
    out = simulate(given)
    pay = out["jobs_direct"][:, CROP].sum(axis=1) * 1.0
    lines = 0.2 * 2.0 * np.maximum(np.diff(out["drip_area"], axis=0, prepend=out["drip_area"][:1]), 0.0)
    np.testing.assert_allclose(out["operating_margin"][:, CROP] + pay - lines, out["farm_income"])
    assert lines.max() > 0.0


def test_processes_get_what_their_unit_cost_shows() -> None:
    """Support per unit x output, where all staff moves with output and inputs come as the unit cost says."""
    given = inputs(fixed_labour_share=0.0, wage_subsidy=0.1, electricity=3.0, electricity_price=0.1,
                   electricity_subsidy=0.5, input_subsidy=0.2, output_subsidy=0.7, working_capital=0.25,
                   working_capital_credit=0.4)  # fmt: skip
    share, wage = np.array([[1.0], [0.25]]), np.full((3, 1), 2.0)
    prices = Prices(given.price[0], given.import_price[0], np.ones((3, 1)))
    parts = components(given, 0, prices, share, wage, np.ones((3, 1)))
    made = full(10.0, 3, 2)
    total = made.sum(axis=2)
    labour = (given.labour * made).sum(axis=2) * 2.0
    domestic = np.stack([(given.input[:, link] * made[:, process]).sum(axis=1) * share[link]
                         for link, (process, _) in enumerate(given.topology.links)], axis=1)  # fmt: skip
    before = np.broadcast_to((parts[:5, :, 0].sum(axis=0))[None] * total, (len(YEARS), 3, RUNS))
    base = charged(activity=made, domestic=domestic, labour_cost=labour, variable_cost=before)
    paid = sum(running_support(given, base).values())
    assert isinstance(paid, np.ndarray)
    np.testing.assert_allclose(paid[:, GIN:], -parts[-1, GIN:, 0][None] * total[:, GIN:])
    assert (paid[:, SEW] > 0.0).all()


def without_crop() -> Inputs:
    from dataclasses import replace

    given = inputs(price_subsidy=0.5, wage_subsidy=at(SEW, 0.1))
    return replace(given, topology=replace(given.topology, crop=None))


def test_a_chain_without_a_crop_pays_none() -> None:
    given = charged(area=full(0.0), harvest=full(0.0))
    paid = public_cost(without_crop(), given, demand())
    np.testing.assert_array_equal(paid[:, COSTED_LEVERS.index("price_subsidy")], 0.0)
    np.testing.assert_allclose(paid[1:, COSTED_LEVERS.index("wage_subsidy")], 7.0)


def test_no_holiday_on_a_loss() -> None:
    loss = charged(profit=full(-200.0, 3))
    np.testing.assert_array_equal(cost("tax_holiday", loss, tax_holiday=at(SEW, 0.5), profit_tax_rate=0.2), 0.0)


def test_enforcement_follows_the_price_of_imports() -> None:
    """A currency a fifth dearer makes imports of the same number dearer by a fifth."""
    rate = full(1.0)
    rate[1:] = 1.2
    changes: dict[str, Any] = {"import_enforcement": at(SHIRTS, 0.8), "enforcement_cost": 0.02}
    ratio = cost("import_enforcement", exchange_rate=rate, **changes)[1:] / cost("import_enforcement", **changes)[1:]
    np.testing.assert_allclose(ratio, 1.2)
