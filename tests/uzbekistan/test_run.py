"""The chain run: base year, balances, mass, signs of the levers."""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario.dimensions import LIMITS
from tests.uzbekistan.conftest import VARIANTS, Run

SHIPPED = ("baseline", "ban_only", "support_only", "reform", "reform_with_projects")

#: Figures of 2016/17 (variable, label, value in the dataset's unit, how near, why not nearer).
PUBLISHED = [
    ("production", "lint", 890_000.0, 1e-9),
    ("intermediate_use", "lint", 400_000.0, 1e-6),
    ("exports", "lint", 520_000.0, 0.06),  # 30 kt came from stocks, which the model does not hold
    ("production", "yarn", 350_000.0, 0.01),  # what mills of 450 kt of lint were said to make in 2013, at other load
    ("exports", "yarn", 1.1e9 * 0.584 / 2528.6, 1e-3),
]


@pytest.mark.parametrize(("variable", "label", "value", "near"), PUBLISHED, ids=str)
def test_figures_of_the_base_year(uzbek: Run, variable: str, label: str, value: float, near: float) -> None:
    assert uzbek.value(variable, "baseline", 2017, commodity=label) == pytest.approx(value, rel=near)


def test_the_depth_of_2017_lies_between_the_two_published_figures(uzbek: Run) -> None:
    """45 % by the American balance, 40 % by officials."""
    assert uzbek.depth("baseline", 2017) == pytest.approx(0.449, abs=5e-4)
    claimed = {claim.id: claim.value for claim in uzbek.model.pack.claims}
    assert claimed["depth_2017"] == pytest.approx(100 * uzbek.depth("baseline", 2017), abs=5.0)
    assert float(np.ptp(uzbek.results.dataset["processing_depth"].sel(year=2017).values)) == 0.0


def test_every_commodity_balances_in_every_year_and_scenario(uzbek: Run) -> None:
    data = uzbek.results.dataset
    supply = data["production"] + data["imports"]
    use = sum(data[name] for name in ("intermediate_use", "final_use", "exports", "stock_change"))
    assert float(np.abs(supply - use).max()) < 1e-9 * float(supply.max())
    opening = data["stock"].shift(year=1, fill_value=0.0)
    assert float(np.abs(data["stock"] - opening - data["stock_change"]).max()) < 1e-9 * float(supply.max())


def test_yarn_weighs_less_than_the_lint_in_it(uzbek: Run) -> None:
    data = uzbek.results.dataset
    made = data["activity"].sel(process="spinning")
    need = 1.15 * made.sel(technology="existing") + 1.12 * made.sel(technology="modern")
    used = data["intermediate_use"].sel(commodity="lint")
    np.testing.assert_allclose(used, need, rtol=1e-9)
    assert bool((used > data["production"].sel(commodity="yarn")).all())


def test_crops_are_the_observed_ones_in_every_scenario(uzbek: Run) -> None:
    made = uzbek.results.dataset["production"].sel(commodity="lint")
    assert float(np.ptp(made.values, axis=0).max()) == 0.0
    for row in uzbek.model.pack.history.to_dict("records"):
        if (row["variable"], row["label"]) == ("production", "lint"):
            seen = float(made.sel(scenario="baseline", year=int(row["year"])))
            assert seen == pytest.approx(1000.0 * float(row["value"]), rel=1e-6)


def bound(run: Run, scenario: str, year: int) -> str:
    limit = run.results.dataset["bottleneck"].sel(scenario=scenario, year=year, process="spinning")
    return LIMITS[int(limit)]


def test_under_the_state_order_lint_and_not_plant_limits_mills(uzbek: Run) -> None:
    for year in (2017, 2020, 2024):
        assert bound(uzbek, "baseline", year) == "input"
    assert uzbek.value("utilisation", "baseline", 2017, process="spinning") < 0.65
    # freed of the order, plant limits them
    assert bound(uzbek, "reform", 2020) == bound(uzbek, "reform", 2021) == "capacity"


def test_a_ban_without_mills_piles_up_lint_and_lowers_its_price(uzbek: Run) -> None:
    assert uzbek.value("exports", "ban_only", 2020, commodity="lint") == 0.0
    assert uzbek.depth("ban_only", 2019) == uzbek.depth("baseline", 2019)
    left = uzbek.value("stock", "ban_only", 2021, commodity="lint")
    assert left > 0.3 * uzbek.value("production", "ban_only", 2021, commodity="lint")
    price = [uzbek.value("price", name, 2022, commodity="lint") for name in ("ban_only", "reform", "baseline")]
    assert price[0] < price[1] < price[2]
    assert 0.75 < uzbek.depth("ban_only", 2021) < 0.85
    assert bound(uzbek, "ban_only", 2021) == "capacity"


def test_loans_without_lint_change_nothing(uzbek: Run) -> None:
    for year in range(2018, 2026):
        assert uzbek.depth("support_only", year) == pytest.approx(uzbek.depth("baseline", year), abs=1e-12)


def test_signs_of_the_levers(uzbek: Run) -> None:
    plant = {name: uzbek.value("capacity", name, 2023, process="spinning") for name in ("reform", *VARIANTS)}
    assert plant["no_loans"] < 0.9 * plant["reform"]
    # loans revive the programme of 2017 as well, and without profit nothing else comes
    assert plant["no_loans"] < plant["lazy"] < 0.9 * plant["reform"]
    assert plant["no_programme"] < plant["reform"]
    assert uzbek.depth("mills_first", 2018) > uzbek.depth("reform", 2018) + 0.1
    assert uzbek.depth("yarn_held", 2021) < uzbek.depth("reform", 2021) - 0.2
    assert uzbek.depth("quick", 2021) > uzbek.depth("reform", 2021)
    cost = [
        uzbek.value("unit_cost", name, 2018, process="spinning", technology="modern")
        for name in ("reform", "no_discount")
    ]
    price = uzbek.value("price", "reform", 2018, commodity="lint")
    assert cost[1] - cost[0] == pytest.approx(0.1 * 1.12 * price, rel=1e-9)


def test_support_is_paid_only_where_it_is_given(uzbek: Run) -> None:
    paid = uzbek.results.dataset["public_cost"].sel(lever="programme_loan_share")
    assert float(paid.sel(scenario=["baseline", "ban_only", "no_loans"]).sum()) == 0.0
    assert float(paid.sel(scenario="reform", year=slice(2019, 2022)).sum()) > 0.0
    assert float(paid.sel(scenario="reform", year=[2018, 2023]).sum()) == 0.0


def test_mills_that_were_built_go_in_as_given(uzbek: Run) -> None:
    facts = uzbek.model.pack.facts
    for year, fact in ((2020, "UZ_MILLS_2020"), (2022, "K33")):
        told = 1200.0 if fact == "K33" else facts[fact]
        plant = uzbek.value("capacity", "reform_with_projects", year, process="spinning")
        assert plant == pytest.approx(1000.0 * told / 1.15, rel=2e-3)


def test_balances_hold_in_draws(uzbek: Run) -> None:
    data = uzbek.model.run("reform", samples=40, seed=3).dataset
    supply = data["production"] + data["imports"]
    use = sum(data[name] for name in ("intermediate_use", "final_use", "exports", "stock_change"))
    assert float(np.abs(supply - use).max()) < 1e-9 * float(supply.max())
    assert float(data["stock"].min()) >= 0.0
    assert set(SHIPPED) == set(uzbek.model.library)
