"""What a sceptic checks first: does each policy do what an economist expects of it?"""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario import Scenario
from ioscenario.dimensions import LIMITS
from ioscenario.results import Results
from tests.flagship.conftest import Run


@pytest.fixture(scope="module")
def results(flagship: Run) -> Results:
    return flagship.results


def gain(results: Results, variable: str, scenario: str, year: int, **labels: str) -> float:
    """Difference from the reference."""
    change = results.difference()[variable].sel({"scenario": scenario, "year": year, **labels})
    return float(change)


def test_a_flat_crop_lifts_lint_by_a_third_with_no_policy(results: Results) -> None:
    lint = results.dataset["production"].sel(scenario="baseline", commodity="lint")
    assert float(lint.sel(year=2026) / lint.sel(year=2025)) - 1 == pytest.approx(0.32, abs=0.02)


def test_growth_is_told_with_and_without_the_raw_material(results: Results) -> None:
    """Nearly all growth of 2026 is lint: without it the sector hardly grows."""
    data = results.dataset.sel(scenario="baseline")
    growth = {
        name: float(data[name].sel(year=2026) / data[name].sel(year=2025)) - 1
        for name in ("sector_output", "sector_output_processed")
    }
    assert growth["sector_output"] > 0.12
    assert growth["sector_output_processed"] < 0.06
    lint = (data["production"] * data["price"]).sel(commodity="lint")
    np.testing.assert_allclose(data["sector_output"] - data["sector_output_processed"], lint, rtol=1e-12)


def test_more_cotton_alone_is_exported_as_lint(results: Results) -> None:
    lint = gain(results, "production", "raw_material_base", 2035, commodity="lint")
    abroad = gain(results, "exports", "raw_material_base", 2035, commodity="lint")
    assert lint > 0
    assert abroad == pytest.approx(lint, rel=0.02)
    assert gain(results, "production", "raw_material_base", 2035, commodity="garments") == pytest.approx(0, abs=1)


def test_raw_material_scenario_stays_within_water(results: Results, flagship: Run) -> None:
    quota = flagship.model.pack.parameters["growing.water_quota"].values[0]
    water = results.dataset["water"].sel(scenario="raw_material_base")
    assert float(water.max()) <= quota * (1 + 1e-9)


def test_modernisation_alone_lowers_jobs_per_unit(results: Results) -> None:
    data = results.dataset.sel(year=2035)
    process = "sewing_articles"
    jobs, made = (data[name].sum("technology").sel(process=process) for name in ("jobs_direct", "activity"))
    per_unit = jobs / made
    assert float(per_unit.sel(scenario="modernisation")) < float(per_unit.sel(scenario="baseline"))


def test_support_brings_announced_projects(results: Results) -> None:
    assert gain(results, "capacity", "financial_support", 2035, process="spinning", technology="modern") > 0
    assert gain(results, "public_cost", "financial_support", 2028, lever="programme_loan_share") > 0


def test_demand_measures_raise_finished_goods_and_jobs(results: Results) -> None:
    for commodity in ("textile_articles", "garments"):
        assert gain(results, "production", "demand", 2030, commodity=commodity) > 0
    assert gain(results, "sector_jobs", "demand", 2030) > 0


def test_full_processing_keeps_lint_at_home(results: Results) -> None:
    depth = results.dataset["processing_depth"].sel(scenario="full_processing")
    assert float(depth.sel(year=2040)) > 0.7
    assert (np.diff(depth.sel(year=slice(2027, 2034)).values) > -0.02).all()


def test_stress_lowers_the_harvest_and_what_lint_earns(results: Results) -> None:
    harvest = results.difference()["harvest"].sel(scenario="stress")
    assert float(harvest.min()) < 0
    value = results.difference()["output_value"].sel(scenario="stress", process="ginning")
    assert float(value.min()) < 0


def test_a_drought_costs_nothing_in_drip_subsidies(results: Results) -> None:
    """Land sown again after a dry year has its drip lines already."""
    cost = results.dataset["public_cost"].sel(scenario="stress", lever="drip_reimbursement")
    assert float(cost.sum()) == 0.0


def test_comprehensive_is_more_than_any_part(results: Results) -> None:
    output = results.dataset["sector_output"].sel(year=2035)
    whole = float(output.sel(scenario="comprehensive"))
    for part in ("raw_material_base", "modernisation", "financial_support", "demand"):
        assert whole > float(output.sel(scenario=part))


def test_capital_grants_alone_run_into_demand(results: Results) -> None:
    """Plant comes and stands idle: a twentieth of what buyers bring is made, with the plant less used."""
    for commodity, process in (("textile_articles", "sewing_articles"), ("garments", "sewing_garments")):
        grants = gain(results, "production", "capital_grants", 2035, commodity=commodity)
        buyers = gain(results, "production", "demand", 2035, commodity=commodity)
        assert abs(grants) < 0.05 * buyers
        assert gain(results, "utilisation", "capital_grants", 2035, process=process) < 0.0


def test_full_processing_without_buyers_abroad_builds_idle_mills(flagship: Run) -> None:
    closed = Scenario(
        "closed",
        extends="full_processing",
        settings={
            "process.spinning.project_export_share": 0,
            "process.weaving.project_export_share": 0,
        },
    )
    data = flagship.model.run("full_processing", closed).dataset
    used = data["utilisation"].sel(year=2035, process=["spinning", "weaving"])
    assert (used.sel(scenario="closed") < 0.5 * used.sel(scenario="full_processing")).all()
    limits = data["bottleneck"].sel(scenario="closed", year=2035, process=["spinning", "weaving"])
    assert set(limits.values) == {LIMITS.index("demand")}


def test_a_duty_on_lint_helps_spinners_and_costs_growers(results: Results) -> None:
    assert gain(results, "operating_margin", "lint_export_duty", 2035, process="spinning") > 0.0
    assert gain(results, "farm_income", "lint_export_duty", 2035) < 0.0
    assert gain(results, "area", "lint_export_duty", 2035) < 0.0
    assert gain(results, "public_revenue", "lint_export_duty", 2035, tax="export_duty") > 0.0
    assert gain(results, "unit_cost", "lint_export_duty", 2035, process="spinning", technology="existing") < 0.0


def test_import_substitution_alone_brings_almost_no_tax(flagship: Run) -> None:
    """Where all imports pay, a home good that takes the place of one brings the tax that it paid."""
    honest = {f"market.{good}.shadow_import_share": 0 for good in ("textile_articles", "garments")}
    shelves = {f"policy.{good}.market_access": 0.5 for good in ("textile_articles", "garments")}
    data = flagship.model.run(
        Scenario("honest", extends="baseline", settings=honest),
        Scenario("replaced", extends="baseline", settings={**honest, **shelves}),
    ).dataset.sel(year=2035)
    vat = data["public_revenue"].sel(tax="vat")
    sold = (data["production"] * data["price"]).sel(commodity=["textile_articles", "garments"]).sum("commodity")
    more = float(sold.sel(scenario="replaced") - sold.sel(scenario="honest"))
    assert more > 10_000
    assert abs(float(vat.sel(scenario="replaced") - vat.sel(scenario="honest"))) < 0.2 * 0.16 * more


def test_the_package_against_the_sum_of_its_parts(results: Results) -> None:
    """Parts overlap (the same project comes once) and help each other; the whole is neither their sum nor less
    than the largest of them."""
    parts = [
        gain(results, "sector_output", name, 2035)
        for name in ("raw_material_base", "modernisation", "financial_support", "demand")
    ]
    whole = gain(results, "sector_output", "comprehensive", 2035)
    assert max(parts) < whole
    assert whole == pytest.approx(sum(parts), rel=0.25)
    assert whole != pytest.approx(sum(parts), rel=1e-3)
