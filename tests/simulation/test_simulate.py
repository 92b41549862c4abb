"""The small chain through all years: by hand, identities, limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ioscenario.dimensions import LIMITS
from ioscenario.parameters import COSTED_LEVERS
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.investment import grant_element
from tests.simulation.small import CLEAN, GIN, RAW, SEW, SHIRTS, YEARS, inputs, path


def test_base_year_by_hand() -> None:
    """Harvest 250; 80 + 150 reach the gin, which makes 115; sewing makes 60, a quarter from home."""
    out = simulate(inputs())
    assert out["harvest"][0, 0] == 250.0
    assert out["activity"][0, GIN].sum() == 115.0
    np.testing.assert_allclose(out["activity"][0, SEW].sum(), 60.0)
    np.testing.assert_allclose(out["input_domestic"][0, SEW, CLEAN], 15.0)
    np.testing.assert_allclose(out["input_imported"][0, SEW, CLEAN], 45.0)
    np.testing.assert_allclose(out["exports"][0, CLEAN], 100.0)
    np.testing.assert_allclose(out["stock"][0, RAW], 100.0)
    np.testing.assert_allclose(out["imports"][0, SHIRTS], 120.0 - 50.0)
    assert [LIMITS[code] for code in out["bottleneck"][0, :, 0]] == ["none", "input", "demand"]


def test_values_and_jobs_by_hand() -> None:
    """Sewing: 0.5 (0.5 x 60 + 0.5 x 100 x 0.8) = 35 jobs; 600 sold, 15 x 1 + 45 x 1 bought."""
    out = simulate(inputs())
    np.testing.assert_allclose(out["jobs_direct"][0, :, :, 0].sum(axis=1), [20.0, 11.5, 35.0])
    np.testing.assert_allclose(out["output_value"][0, SEW], 600.0)
    np.testing.assert_allclose(out["value_added_direct"][0, SEW], 540.0)
    np.testing.assert_allclose(out["value_added_direct"][0, 0], 250.0 * 0.1 - 100 * 0.1)
    np.testing.assert_allclose(out["wages"][0, 0], 20.0 * 1.0 + (11.5 + 35.0) * 2.0)
    np.testing.assert_allclose(out["unit_cost"][0, SEW, 0], 1.0 + 0.5 * 2.0)
    np.testing.assert_allclose(out["loss"][0, :, 0], [0.0, 115.0, 30.0])
    np.testing.assert_allclose(out["sector_output"][0], 115.0)
    np.testing.assert_allclose(out["sector_jobs"][0], 35.0)
    np.testing.assert_allclose(out["processing_depth"][0], 15.0 / 115.0)


def test_a_flat_crop_is_not_flat_lint() -> None:
    """The carry-over of a full crop (100 for 80) lifts the second year with no policy."""
    out = simulate(inputs())
    np.testing.assert_allclose(out["activity"][1, GIN].sum(), (100.0 + 150.0) / 2.0)


def test_one_per_cent_more_harvest_spreads_over_two_years() -> None:
    base = simulate(inputs())
    more = simulate(inputs(weather=path(1.01, 1.0)))
    lint = [run["activity"][:, GIN].sum(axis=1)[:, 0] for run in (base, more)]
    np.testing.assert_allclose(lint[1][0] / lint[0][0] - 1, 0.01 * 150.0 / 230.0, rtol=1e-9)
    np.testing.assert_allclose(lint[1][1] - lint[0][1], 0.01 * 250.0 * 0.4 / 2.0, rtol=1e-9)


def balance_error(out: dict[str, Array]) -> float:
    supply = out["production"] + out["imports"]
    use = out["intermediate_use"] + out["final_use"] + out["exports"] + out["stock_change"]
    return float(np.max(np.abs(supply - use) / np.maximum(supply, 1.0)))


def test_balances() -> None:
    assert balance_error(simulate(inputs())) < 1e-12


MAY_BE_NEGATIVE = (
    "stock_change", "value_added_direct", "value_added", "value_added_by_sector", "final_deliveries", "unit_cost",
    "bottleneck", "farm_income", "operating_margin", "unit_cost_component", "social_benefit", "revenue_by_effect",
    "public_cost",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_balances_and_limits_at_random(seed: int) -> None:
    rng = np.random.default_rng(seed)
    grant = np.zeros((len(YEARS), 3, 8))
    grant[1:] = rng.uniform(0, 1, (1, 3, 8))
    limit = np.ones((len(YEARS), 3, 8))
    limit[1:] = rng.choice([0.0, 0.3, 1.0], (1, 3, 8))
    announced = np.cumsum(rng.uniform(0, 40, (len(YEARS), 3, 8)), axis=0)
    given_ = inputs(
        runs=8,
        area=rng.uniform(50, 200, (len(YEARS), 8)),
        autumn_share=rng.uniform(0, 1, (len(YEARS), 8)),
        water_quota=rng.uniform(100, 1000, (len(YEARS), 8)),
        capacity=np.broadcast_to(rng.uniform(0, 300, (1, 3, 2, 8)), (len(YEARS), 3, 2, 8)),
        capex_grant=grant,
        export_limit=limit,
        project_capacity=announced,
        modernisation_rate=float(rng.uniform(0, 0.3)),
        committed_exports=float(rng.uniform(0, 0.5)),
        stock_building=[0.0, 5.0, 0.0],
    )
    out = simulate(given_)
    assert balance_error(out) < 1e-11
    for name, values in out.items():
        if name == "product_taxes":  # not known without the rest of the economy
            assert np.isnan(values).all()
        elif name not in MAY_BE_NEGATIVE:
            assert np.nanmin(values) >= -1e-9, name
    technical = out["capacity"] * 0.8
    assert (out["activity"][:, 1:] <= technical[:, 1:] + 1e-9).all()
    assert (np.diff(out["stock"][:, RAW], axis=0) <= out["harvest"][1:] + 1e-9).all()


def test_double_all_prices_and_nothing_real_changes() -> None:
    """Homogeneity: prices, wages and money parameters twice as high."""
    base = simulate(inputs())
    money: dict[str, Any] = {name: np.asarray(inputs().values[name]) * 2.0 for name in
             ("price", "import_price", "wage", "crop_wage", "crop_purchases", "capex", "electricity_price",
              "other_inputs", "drip_capex", "elite_seed_cost")}  # fmt: skip
    double = simulate(inputs(**money))
    for name in ("activity", "production", "imports", "exports", "jobs_direct", "capacity", "domestic_share"):
        np.testing.assert_array_equal(double[name], base[name], err_msg=name)
    for name in ("output_value", "value_added_direct", "wages", "public_cost", "investment"):
        np.testing.assert_allclose(double[name], 2 * base[name], err_msg=name)


def test_no_lever_no_cost() -> None:
    assert (simulate(inputs())["public_cost"] == 0.0).all()


def test_public_cost_by_hand() -> None:
    """Drip on 10 more ha at half of 2 a ha = 10; premium 20 % x price 10 x 0.25 x 20 = 10."""
    content = np.zeros((len(YEARS), 3, 1))
    content[:, SHIRTS, 0] = [0.5, 0.75, 0.75, 0.75, 0.75, 0.75]
    out = simulate(
        inputs(drip_share=path(0.25, 0.35), drip_reimbursement=0.5, local_content=content, procurement_premium=0.2)
    )
    cost = dict(zip(COSTED_LEVERS, out["public_cost"][1, :, 0], strict=True))
    np.testing.assert_allclose(cost["drip_reimbursement"], 10.0)
    np.testing.assert_allclose(cost["local_content"], 10.0)
    assert out["public_cost"][2, COSTED_LEVERS.index("drip_reimbursement"), 0] == pytest.approx(0.0, abs=1e-12)


def cost_of(lever: str, **changes: Any) -> list[float]:
    """Cost of a lever by year."""
    found = simulate(inputs(**changes))["public_cost"][:, COSTED_LEVERS.index(lever), 0]
    return [float(value) for value in found]


def later(value: float) -> Array:
    """A lever of every process or commodity, in force after the base year."""
    path_ = np.full((len(YEARS), 3, 1), value)
    path_[0] = 0.0
    return path_


def test_cost_of_a_grant_is_paid_when_the_project_is_decided() -> None:
    """100 announced for 2029 with a lag of 2 are decided in 2027; odds of 1 times e^(2 x 0.4) come, at 3 each."""
    announced = np.zeros((len(YEARS), 3, 1))
    announced[4:, SEW] = 100.0
    paid = cost_of("capex_grant", project_capacity=announced, gestation=2.0, capex_grant=later(0.4))
    odds = np.exp(2.0 * 0.4)
    np.testing.assert_allclose(paid, [0, 0, 0.4 * 3.0 * 100 * odds / (1 + odds), 0, 0, 0], atol=1e-9)


def test_cost_of_a_loan_is_its_gift() -> None:
    announced = np.zeros((len(YEARS), 3, 1))
    announced[4:, SEW] = 100.0
    paid = cost_of("programme_loan_share", project_capacity=announced, gestation=2.0, programme_loan_share=later(0.6))
    gift = float(grant_element(np.array(0.2), np.array(0.05), np.array(10.0)))
    odds = np.exp(2.0 * 0.6 * gift)
    np.testing.assert_allclose(paid[2], 0.6 * gift * 3.0 * 100 * odds / (1 + odds))
    assert paid[1] == paid[3] == 0.0


def test_cost_of_rebuilding_is_paid_when_it_is_ordered() -> None:
    """A tenth of 90 (100 less wear) sewing and of 180 gin capacity at 3, half of it paid."""
    rate = later(0.1)
    paid = cost_of("modernisation_grant", modernisation_rate=rate, modernisation_grant=later(0.5), gestation=2.0)
    np.testing.assert_allclose(paid[:2], [0.0, 0.5 * 3.0 * 0.1 * (90.0 + 180.0)])


def test_cost_of_elite_seed_counts_area_and_rate() -> None:
    """Rate 50 -> 100 % on 20 ha sown already, cost 0.01 a ha: 0.1 a year."""
    paid = cost_of("elite_seed_subsidy", elite_seed_share=0.2, elite_seed_subsidy=path(0.5, 1.0))
    np.testing.assert_allclose(paid, [0.0] + [0.1] * 5)
    paid = cost_of("elite_seed_subsidy", elite_seed_share=path(0.2, 0.4), elite_seed_subsidy=0.5)
    np.testing.assert_allclose(paid, [0.0] + [0.1] * 5)


def test_cost_of_enforcement_is_a_share_of_what_is_brought_into_tax() -> None:
    """Imports after enforcement x half in the shadow x all of it enforced x price 10 x 2 %."""
    changes: dict[str, Any] = {"import_enforcement": later(1.0), "enforcement_cost": 0.02}
    imports = simulate(inputs(**changes))["imports"][1, SHIRTS, 0]
    np.testing.assert_allclose(cost_of("import_enforcement", **changes)[1], imports * 0.5 * 10.0 * 0.02)


def test_market_access_pays_for_sales_it_adds_only() -> None:
    """Odds 2/3 -> 4/3: 40 -> 57.1 wanted; with capacity for 80 all is sold, with capacity for 56 in all only 6."""
    access: dict[str, Any] = {"market_access": later(1.0), "market_access_cost": 0.1}
    added = 400.0 / 7.0 - 40.0
    np.testing.assert_allclose(cost_of("market_access", **access, depreciation=0.0)[1], added * 10.0 * 0.1)
    little: dict[str, Any] = {"capacity": [[0, 0], [200, 0], [70, 0]], "export_demand": 0.0}
    short = cost_of("market_access", **access, depreciation=0.0, **little)
    np.testing.assert_allclose(short[1], (56.0 - 50.0) * 10.0 * 0.1)


def test_what_is_short_is_short_for_home_and_foreign_buyers_alike() -> None:
    """50 wanted at home and 10 abroad with capacity for 48 in all: four fifths each."""
    out = simulate(inputs(capacity=[[0, 0], [200, 0], [60, 0]]))
    sold_at_home = out["final_use"][0, SHIRTS] - out["imports"][0, SHIRTS]
    np.testing.assert_allclose([sold_at_home[0], out["exports"][0, SHIRTS, 0]], [40.0, 8.0])


def test_exporters_first_leaves_the_base_year_alone() -> None:
    first = np.ones((len(YEARS), 1), dtype=bool)
    first[0] = False
    neutral = inputs()
    given_ = replace(neutral, rationing=neutral.rationing._replace(exporters_first=first))
    out, base = simulate(given_), simulate(inputs())
    for name in ("activity", "exports", "imports"):
        np.testing.assert_array_equal(out[name][0], base[name][0])
    assert out["input_domestic"][1, SEW, CLEAN, 0] == 0.0
    assert base["input_domestic"][1, SEW, CLEAN, 0] > 0.0


def test_price_below_cost_stops_all_but_committed_sales() -> None:
    prices = np.broadcast_to(np.array([0.1, 1.0, 10.0])[None, :, None], (len(YEARS), 3, 1)).copy()
    prices[2:, SHIRTS] = 1.5
    out = simulate(inputs(price=prices))
    assert LIMITS[out["bottleneck"][2, SEW, 0]] == "price"
    np.testing.assert_allclose(out["activity"][2, SEW].sum(), 10.0)


def test_modern_runs_first_and_lifts_the_home_share() -> None:
    arrivals = np.zeros((len(YEARS), 3, 1))
    arrivals[1:, GIN] = 400.0
    out = simulate(inputs(project_capacity=arrivals, project_realisation=1.0))
    modern, existing = out["activity"][1, GIN, 1], out["activity"][1, GIN, 0]
    assert modern[0] > 0.0
    assert existing[0] == 0.0
    share = out["capacity"][1, GIN, 1] / out["capacity"][1, GIN].sum(axis=0)
    covered = out["input_domestic"][1, SEW, CLEAN] / out["intermediate_use"][1, CLEAN]
    np.testing.assert_allclose(covered, 0.25 + 0.5 * share)
