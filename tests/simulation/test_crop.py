"""The crop by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.dimensions import LIMITS
from ioscenario.simulation.crop import (
    CropYear,
    autumn,
    drip_takeup,
    elite_share,
    fertiliser_used,
    grow,
    growers,
    purchases_per_hectare,
)
from ioscenario.simulation.inputs import Array, Inputs
from tests.simulation.small import YEARS, inputs, path


def run(given: Inputs, *prices: float) -> list[CropYear]:
    """The crop of all years at last year's prices, one a year; the last is held."""
    held = [*prices, *[prices[-1]] * (len(YEARS) - len(prices))]
    state = growers(given, np.full(given.runs, held[0]))
    years = []
    for year in range(len(YEARS)):
        grown, state = grow(given, year, state, np.full(given.runs, held[max(year - 1, 0)]))
        years.append(grown)
    return years


def planned(given: Inputs) -> CropYear:
    """The crop of all years stacked, with growers who do as planned."""
    return CropYear(*(np.stack(parts) for parts in zip(*run(given, 0.1), strict=True)))


def test_by_hand() -> None:
    """100 ha, a quarter under drip: 75 x 2 + 25 x 4 = 250; water 75 x 6 + 25 x 4 = 550."""
    grown = planned(inputs())
    assert grown.harvest[0, :, 0].tolist() == [150.0, 100.0]
    assert grown.water[0, 0] == 550.0
    assert LIMITS[grown.bound[0, 0]] == "none"


def test_water_binds_before_land() -> None:
    grown = planned(inputs(area=path(100, 130)))
    assert grown.area[1, 0] == 120.0
    assert LIMITS[grown.bound[1, 0]] == "water"
    assert grown.water[1, 0] == 660.0


def test_land_binds_when_there_is_water() -> None:
    grown = planned(inputs(area=path(100, 130), water_quota=1e6))
    assert grown.area[1, 0] == 120.0
    assert LIMITS[grown.bound[1, 0]] == "capacity"


def test_drip_stretches_the_quota() -> None:
    """All under drip the quota of 660 waters 165 ha, so that land binds."""
    grown = planned(inputs(area=path(100, 130), drip_share=path(0.25, 1.0)))
    assert LIMITS[grown.bound[1, 0]] == "capacity"
    assert grown.harvest[1].sum() == 480.0


def test_elite_seed_counts_from_the_base_year() -> None:
    grown = planned(inputs(elite_seed_share=path(0.2, 0.7)))
    np.testing.assert_allclose(grown.harvest.sum(axis=1)[:2, 0], [250.0, 250.0 * 1.05])


def test_weather_scales_the_harvest() -> None:
    grown = planned(inputs(weather=path(1.0, 0.7)))
    np.testing.assert_allclose(grown.harvest[1].sum(), 175.0)


def test_autumn_is_limited_by_the_season() -> None:
    one = np.ones(1)
    assert autumn(250.0 * one, 0.6 * one, 0.5 * one, 400.0 * one)[0] == 150.0
    assert autumn(250.0 * one, 0.6 * one, 0.25 * one, 400.0 * one)[0] == 100.0


# ------------------------------------------------------------------- growers' behaviour


def areas(years: list[CropYear]) -> Array:
    return np.stack([item.area for item in years])


#: Growers who answer prices, with land and water for it.
KEEN: dict[str, Any] = {"area_elasticity": 0.8, "area_adjustment": 0.3, "area_limit": 1e6, "water_quota": 1e9}


def test_growers_who_do_not_respond_follow_the_plan() -> None:
    """Whatever the price."""
    given = inputs(
        runs=2,
        area=path(100, 130, 90),
        drip_share=path(0.25, 0.5, 0.4),
        elite_seed_share=path(0.2, 0.7),
        weather=path(1.0, 0.7, 1.1),
        area_subsidy=path(0.0, 5.0),
        elite_seed_subsidy=path(0.0, 1.0),
        drip_reimbursement=path(0.0, 1.0),
        fertiliser_cost=0.05,
        fertiliser_subsidy=path(0.0, 0.5),
    )
    years = run(given, 0.1, 0.5)
    norm = given.drip_share * given.water_drip + (1.0 - given.drip_share) * given.water_furrow
    area = np.minimum(np.minimum(given.area, given.area_limit), given.water_quota / norm)
    seed = 1.0 + given.elite_seed_gain * (given.elite_seed_share - given.elite_seed_share[:1])
    mean = given.drip_share * given.yield_drip + (1.0 - given.drip_share) * given.yield_furrow
    np.testing.assert_allclose(areas(years), np.broadcast_to(area, areas(years).shape), rtol=1e-14)
    harvest = np.stack([item.harvest.sum(axis=0) for item in years])
    expected = area * mean * seed * given.weather
    np.testing.assert_allclose(harvest, np.broadcast_to(expected, harvest.shape), rtol=1e-13)
    water = np.stack([item.water for item in years])
    np.testing.assert_allclose(water, np.broadcast_to(area * norm, water.shape), rtol=1e-14)
    np.testing.assert_array_equal(np.stack([item.drip for item in years])[:, 0], given.drip_share[:, 0])


@pytest.mark.parametrize("rise", [0.3, -0.3])
def test_nerlove_in_closed_form(rise: float) -> None:
    """After n years area is up by (1+x)^(eps (1 - (1-lambda)^n)); at once by lambda eps."""
    area = areas(run(inputs(**KEEN), 0.1, 0.1 * (1 + rise)))[:, 0]
    after = np.array([0, 0, 1, 2, 3, 4])
    np.testing.assert_allclose(area, 100.0 * (1 + rise) ** (0.8 * (1 - 0.7**after)), rtol=1e-12)


def test_short_and_long_run_elasticity() -> None:
    """Nosheen and Iqbal (2008): 0.263 in the short and 1.09 in the long run; lambda is their ratio."""
    given = inputs(**KEEN | {"area_elasticity": 1.09, "area_adjustment": 0.263 / 1.09})
    state = growers(given, np.array([0.1]))
    logarithms = []
    for _ in range(200):
        grown, state = grow(given, 1, state, np.array([0.101]))
        logarithms.append(float(np.log(grown.area[0] / 100.0) / np.log(1.01)))
    assert logarithms[0] == pytest.approx(0.263, rel=1e-12)
    assert logarithms[-1] == pytest.approx(1.09, rel=1e-12)


def test_base_year_is_as_observed() -> None:
    given = inputs(**KEEN, price_subsidy=0.02, area_subsidy=0.1, fertiliser_subsidy=0.6, fertiliser_cost=0.05)
    grown, state = grow(given, 0, growers(given, np.array([0.1])), np.array([9.9]))
    assert grown.area[0] == 100.0
    assert state.response[0] == 0.0
    assert run(given, 0.1)[-1].area[0] == 100.0


def test_money_is_only_a_unit() -> None:
    """All prices, costs and subsidies in another money: the same area, drip and harvest."""
    money: dict[str, Any] = {"crop_purchases": 0.1, "drip_capex": 2.0, "elite_seed_cost": 0.01, "fertiliser_cost": 0.05}
    rates: dict[str, Any] = {
        "price_subsidy": path(0.0, 0.02),
        "area_subsidy": path(0.0, 0.1),
        "water_tariff": path(0.01, 0.03),
    }
    real: dict[str, Any] = {
        "drip_share": path(0.2, 0.5), "drip_takeup": 0.5, "drip_response": 2.0, "fertiliser_response": 0.1,
        "fertiliser_subsidy": path(0.0, 0.5), "elite_seed_share": 0.3, "elite_seed_response": 2.0,
        "elite_seed_subsidy": path(0.0, 0.5),
    }  # fmt: skip
    one = run(inputs(**KEEN, **real, **money, **rates), 0.1, 0.13)
    two = {name: 2.0 * value for name, value in (money | rates).items()}
    for first, second in zip(one, run(inputs(**KEEN, **real, **two), 0.2, 0.26), strict=True):
        np.testing.assert_allclose(second.area, first.area, rtol=1e-13)
        np.testing.assert_allclose(second.harvest, first.harvest, rtol=1e-13)
    assert one[1].area[0] != 100.0


@pytest.mark.parametrize(
    ("lever", "sign"),
    [
        ({"price_subsidy": path(0.0, 0.02)}, 1),
        ({"area_subsidy": path(0.0, 0.1)}, 1),
        ({"water_tariff": path(0.0, 0.01)}, -1),
        ({"fertiliser_subsidy": path(0.0, 0.5), "fertiliser_cost": 0.05}, 1),
        ({"elite_seed_subsidy": path(0.0, 1.0), "elite_seed_share": 0.3, "elite_seed_cost": 0.1}, 1),
        ({"crop_purchases": path(0.1, 0.12)}, -1),
        ({"yield_furrow": path(2.0, 2.2)}, 1),
        ({"weather": path(1.0, 1.2)}, 0),
    ],
)
def test_what_a_hectare_brings_moves_the_area(lever: dict[str, Any], sign: int) -> None:
    area = run(inputs(**KEEN, **lever), 0.1)[1].area[0]
    assert np.sign(area - 100.0) == sign


def test_subsidy_of_a_tenth_of_the_price_is_a_rise_of_a_tenth() -> None:
    area = run(inputs(**KEEN, price_subsidy=path(0.0, 0.01)), 0.1)[1].area[0]
    assert area == pytest.approx(100.0 * 1.1**0.24, rel=1e-12)


def test_subsidy_per_hectare_is_weighed_against_revenue() -> None:
    """A hectare brings 2.5 t x 0.1; 0.05 more are a fifth."""
    area = run(inputs(**KEEN, area_subsidy=path(0.0, 0.05)), 0.1)[1].area[0]
    assert area == pytest.approx(100.0 * 1.2**0.24, rel=1e-12)


def test_ruin_has_a_floor() -> None:
    """Costs above revenue count as a twentieth of the base year's return."""
    area = run(inputs(**KEEN, crop_purchases=path(0.1, 50.0)), 0.1)[1].area[0]
    assert area == pytest.approx(100.0 * 0.05**0.24, rel=1e-12)


def test_no_return_in_the_base_year_is_no_ground_for_a_response() -> None:
    given = inputs(**KEEN, yield_furrow=path(0.0, 2.0), yield_drip=path(0.0, 4.0))
    assert areas(run(given, 0.1))[:, 0].tolist() == [100.0] * len(YEARS)


def test_wish_for_more_land_meets_water_and_land() -> None:
    """A wish of 150 ha and more: the quota of 660 waters 120 at 5.5 a hectare; with water, land of 120."""
    keen: dict[str, Any] = {"area_elasticity": 1.0, "area_adjustment": 1.0}
    dry = run(inputs(**keen, area_limit=500.0), 0.1, 0.2)[2]
    assert dry.area[0] == pytest.approx(120.0)
    assert LIMITS[dry.bound[0]] == "water"
    full = run(inputs(**keen, area_limit=110.0, water_quota=1e6), 0.1, 0.2)[2]
    assert full.area[0] == 110.0
    assert LIMITS[full.bound[0]] == "capacity"
    free = run(inputs(**keen, area_limit=500.0, water_quota=1e6), 0.1, 0.2)[2]
    assert free.area[0] == pytest.approx(200.0)
    assert LIMITS[free.bound[0]] == "none"


# ------------------------------------------------------------------- drip, seed, fertiliser


def drip(**changes: Any) -> list[float]:
    return [float(item.drip[0]) for item in run(inputs(**changes), 0.1)]


def test_share_of_new_drip_land_is_equipped() -> None:
    """Half of what is newly planned; where the plan falls, the same land falls out."""
    plan = path(0.2, 0.4, 0.6, 0.5, 0.1, 0.3)
    assert drip(drip_share=plan, drip_takeup=0.5) == pytest.approx([0.2, 0.3, 0.4, 0.3, 0.0, 0.1])


def test_takeup_of_all_and_of_none() -> None:
    plan = path(0.2, 0.37, 0.61, 0.5)
    moved: dict[str, Any] = {"drip_response": 5.0, "drip_reimbursement": path(0.8, 0.0)}
    assert drip(drip_share=plan, drip_takeup=1.0, **moved) == plan[:, 0].tolist()
    assert drip(drip_share=path(0.2, 0.4), drip_takeup=0.0, **moved) == [0.2] * len(YEARS)


def test_takeup_rises_with_reimbursement_in_odds() -> None:
    given = inputs(drip_takeup=0.5, drip_response=2.0, drip_reimbursement=path(0.3, 0.8))
    assert drip_takeup(given)[:2, 0].tolist() == pytest.approx([0.5, np.exp(1.0) / (1.0 + np.exp(1.0))])


def test_dear_water_is_support_of_drip() -> None:
    """A tariff up by 0.01 spares (6 - 4) x 0.01 x 10 years = 0.2 of a cost of 2: a tenth."""
    by_tariff = inputs(drip_takeup=0.5, drip_response=2.0, water_tariff=path(0.02, 0.03))
    by_refund = inputs(drip_takeup=0.5, drip_response=2.0, drip_reimbursement=path(0.3, 0.4))
    np.testing.assert_allclose(drip_takeup(by_tariff), drip_takeup(by_refund), rtol=1e-13)


def test_takeup_stays_a_share_at_any_price_of_water() -> None:
    given = inputs(drip_takeup=0.5, drip_response=20.0, water_tariff=path(0.0, 1e9), drip_capex=1e-9)
    assert 0.5 < drip_takeup(given)[1, 0] <= 1.0
    assert np.isfinite(drip_takeup(inputs(drip_takeup=0.5, drip_response=20.0, drip_capex=0.0))).all()


def test_land_without_lines_is_watered_by_furrow() -> None:
    """Half planned, a third equipped beyond the quarter of the base year: water and harvest follow the lines."""
    grown = run(inputs(drip_share=path(0.25, 0.5), drip_takeup=0.5), 0.1)[1]
    assert grown.drip[0] == 0.375
    assert grown.water[0] == pytest.approx(100.0 * (0.375 * 4.0 + 0.625 * 6.0))
    assert grown.harvest[:, 0].tolist() == pytest.approx([125.0, 150.0])
    assert grown.yields[:, 0].tolist() == [2.0, 4.0]


def test_growers_weigh_their_own_part_of_new_lines() -> None:
    """A quarter more land under lines of 2 over 10 years, half of it refunded: 0.025 of a return of 0.2."""
    same: dict[str, Any] = {"yield_furrow": 2.0, "yield_drip": 2.0, "drip_share": path(0.25, 0.5)}
    paid = run(inputs(**KEEN, **same, drip_reimbursement=0.5), 0.1)[1]
    assert paid.area[0] == pytest.approx(100.0 * (1.0 - 0.025 / 0.2) ** 0.24)
    assert run(inputs(**KEEN, **same, drip_reimbursement=1.0), 0.1)[1].area[0] == 100.0


def test_elite_seed_answers_its_subsidy() -> None:
    """Odds of 0.2 doubled are a third: 0.1 x (1/3 - 0.2) more yield."""
    lever: dict[str, Any] = {
        "elite_seed_share": 0.2,
        "elite_seed_response": np.log(2.0) / 0.5,
        "elite_seed_subsidy": path(0.1, 0.6),
    }
    odds = (0.2 / 0.8) * 2.0
    used = odds / (1.0 + odds)
    np.testing.assert_allclose(elite_share(inputs(**lever))[:2, 0], [0.2, used], rtol=1e-12)
    harvest = [float(item.harvest.sum()) for item in run(inputs(**lever), 0.1)]
    np.testing.assert_allclose(harvest[:2], [250.0, 250.0 * (1.0 + 0.1 * (used - 0.2))], rtol=1e-12)


def test_fertiliser_answers_what_growers_pay() -> None:
    """Paid 0.8 in the base year and 0.4 after: half. Yields up by 2^0.1, use by 2^(0.1 / 0.25)."""
    given = inputs(
        fertiliser_cost=0.05, fertiliser_response=0.1, fertiliser_yield=0.25, fertiliser_subsidy=path(0.2, 0.6)
    )
    np.testing.assert_allclose(fertiliser_used(given)[:2, 0], [0.05, 0.05 * 2**0.4], rtol=1e-13)
    harvest = [float(item.harvest.sum()) for item in run(given, 0.1)]
    np.testing.assert_allclose(harvest[:2], [250.0, 250.0 * 2**0.1], rtol=1e-13)
    np.testing.assert_allclose(purchases_per_hectare(given)[:2, 0], [0.1, 0.1 + 0.05 * (2**0.4 - 1.0)], rtol=1e-13)


def test_free_fertiliser_has_an_end() -> None:
    given = inputs(fertiliser_cost=0.05, fertiliser_response=0.1, fertiliser_subsidy=path(0.0, 0.95, 1.0))
    used = fertiliser_used(given)[:, 0]
    assert used[1] == pytest.approx(0.05 * 20**0.1)
    assert used[2] == pytest.approx(used[1], rel=1e-12)


def test_runs_do_not_know_of_each_other() -> None:
    many = inputs(runs=3, **KEEN | {"area_elasticity": np.broadcast_to([0.2, 0.5, 0.8], (len(YEARS), 3))})
    together = areas(run(many, 0.1, 0.13))
    for place, elasticity in enumerate((0.2, 0.5, 0.8)):
        alone = areas(run(inputs(**KEEN | {"area_elasticity": elasticity}), 0.1, 0.13))
        np.testing.assert_array_equal(together[:, place], alone[:, 0])
