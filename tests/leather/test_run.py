"""The chain run: base year, balances, signs of the scenarios."""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario.dimensions import LIMITS
from ioscenario.pack.units import convert
from tests.leather.conftest import Run

#: Figures of 2025 (variable, label, value in the dataset's unit, how near).
PUBLISHED = [
    ("sector_output", None, 16_900.0, 1e-3),
    ("sector_jobs", None, 1_011.0, 1e-3),
    ("production", "footwear", 948_000.0, 1e-6),
    ("exports", "hides", 571.3, 1e-3),
    ("domestic_share", "footwear", 0.024, 0.15),
]


def base(run: Run, variable: str, **where: str) -> float:
    return float(run.results.dataset[variable].sel({"scenario": "baseline", "year": 2025, **where}).sum())


@pytest.mark.parametrize(("variable", "label", "value", "near"), PUBLISHED, ids=str)
def test_figures_of_the_base_year(leather: Run, variable: str, label: str | None, value: float, near: float) -> None:
    assert base(leather, variable, **({} if label is None else {"commodity": label})) == pytest.approx(value, rel=near)


def test_fitted_parameters_reach_their_targets(leather: Run) -> None:
    for row in leather.model.pack.fitted.to_dict("records"):
        axis = "process" if row["indicator"] == "jobs_direct" else "commodity"
        target = convert(float(row["target"]), row["unit"], row["unit"])
        assert base(leather, row["indicator"], **{axis: row["label"]}) == pytest.approx(target, rel=1e-6)


def test_every_commodity_balances_in_every_year_and_scenario(leather: Run) -> None:
    data = leather.results.dataset
    supply = data["production"] + data["imports"]
    use = sum(data[name] for name in ("intermediate_use", "final_use", "exports", "stock_change"))
    assert float(np.abs(supply - use).max()) < 1e-9 * float(supply.max())


def test_hides_limit_tanning_and_buyers_limit_footwear(leather: Run) -> None:
    bound = leather.results.dataset["bottleneck"].sel(scenario="baseline", year=2025)
    assert LIMITS[int(bound.sel(process="tanning"))] == "input"
    assert LIMITS[int(bound.sel(process="shoemaking"))] == "demand"


def last(leather: Run, variable: str, scenario: str, **where: str) -> float:
    return float(leather.results.dataset[variable].sel({"scenario": scenario, "year": 2035, **where}).sum())


def test_free_exports_send_hides_away_and_cost_tanners(leather: Run) -> None:
    before, after = (last(leather, "exports", name, commodity="hides") for name in ("baseline", "free_hide_exports"))
    assert after > 3 * before
    assert last(leather, "processing_depth", "free_hide_exports") < last(leather, "processing_depth", "baseline") - 0.2
    costs = [
        last(leather, "unit_cost", name, process="tanning", technology="modern")
        for name in ("baseline", "free_hide_exports")
    ]
    assert costs[1] > costs[0]
    made = [last(leather, "production", name, commodity="leather") for name in ("baseline", "free_hide_exports")]
    assert made[1] == pytest.approx(made[0], rel=0.05)


def test_modernisation_makes_more_leather_of_the_same_hides_with_fewer_hands(leather: Run) -> None:
    names = ("baseline", "modernisation")
    hides = [last(leather, "intermediate_use", name, commodity="hides") for name in names]
    made = [last(leather, "production", name, commodity="leather") for name in names]
    jobs = [last(leather, "jobs_direct", name, process="tanning") for name in names]
    assert hides[1] == pytest.approx(hides[0], rel=1e-9)
    assert made[1] > made[0]
    assert jobs[1] < jobs[0]
    bought = [last(leather, "imports", name, commodity="leather") for name in names]
    assert bought[1] < bought[0]


def test_demand_sells_more_footwear_and_tans_no_more_leather(leather: Run) -> None:
    names = ("baseline", "demand")
    pairs = [last(leather, "production", name, commodity="footwear") for name in names]
    made = [last(leather, "production", name, commodity="leather") for name in names]
    assert pairs[1] > 1.1 * pairs[0]
    assert made[1] == pytest.approx(made[0], rel=0.02)
    assert last(leather, "public_cost", "demand") > 0


def test_a_duty_in_place_of_the_ban_keeps_part_of_the_price_from_tanners(leather: Run) -> None:
    names = ("baseline", "comprehensive", "free_hide_exports")
    price = [last(leather, "price", name, commodity="hides") for name in names]
    assert price[0] < price[1] < price[2]
    paid = [last(leather, "public_revenue", name, tax="export_duty") for name in ("free_hide_exports", "comprehensive")]
    assert paid[0] == 0 < paid[1]


def test_the_programme_tans_most_leather(leather: Run) -> None:
    made = {
        name: last(leather, "production", name, commodity="leather")
        for name in map(str, leather.results.dataset["scenario"].values)
    }
    assert max(made, key=lambda name: made[name]) == "comprehensive"
