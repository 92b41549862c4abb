"""What a sceptic checks first: does each policy do what an economist expects of it?"""

from __future__ import annotations

import numpy as np
import pytest

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
