"""Appraisal: identities, by hand, and the table in three languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from ioscenario.appraisal import FIGURES, WIDE, appraise, frame
from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language

YEARS = np.arange(2025, 2036)
RATE = 0.08
FLOWS = ("public_cost", "public_revenue", "revenue_by_effect", "social_benefit", "sector_jobs", "jobs")
OVER = {"public_cost": "lever", "public_revenue": "tax", "revenue_by_effect": "effect", "jobs": "effect"}


def constant(value: float) -> np.ndarray:
    """A flow from the year after the base year on."""
    return np.where(YEARS > 2025, value, 0.0)


def results(
    *, rate: float = RATE, funds: float = 1.0, additional: float = 1.0, samples: int | None = None, **plan: Any
) -> xr.Dataset:
    """A reference with flows of its own and a plan that adds to them; half of each in either member."""
    rng = np.random.default_rng(1)
    data: dict[str, Any] = {}
    for name in FLOWS:
        reference = rng.uniform(50.0, 100.0, YEARS.size)
        added = np.asarray(plan.get(name, 0.0)) + np.zeros(YEARS.size)
        values = xr.DataArray(np.stack([reference, reference + added]), dims=("scenario", "year"))
        if samples is not None:
            scale = xr.DataArray(np.linspace(0.5, 1.5, samples), dims="sample")
            base = values.isel(scenario=0)
            values = base + (values - base) * scale
        if name in OVER:
            values = xr.concat([0.5 * values, 0.5 * values], OVER[name])
        data[name] = values
    data["public_cost"].attrs["units"] = "million KZT"
    data["discount_factor"] = ("year", (1.0 + rate) ** -(YEARS - 2025.0))
    data["funds_cost"] = ("year", np.full(YEARS.size, funds))
    data["additional_share"] = ("year", np.full(YEARS.size, additional))
    coords: dict[str, Any] = {"scenario": ["as_is", "plan"], "year": YEARS}
    return xr.Dataset(data, coords)


PLAN: dict[str, Any] = {
    "public_cost": constant(10.0),
    "public_revenue": constant(4.0),
    "revenue_by_effect": constant(12.0),
    "social_benefit": constant(15.0),
    "sector_jobs": constant(50.0),
    "jobs": constant(80.0),
}
ANNUITY = (1.0 - (1.0 + RATE) ** -10) / RATE


def plan(**changes: Any) -> xr.Dataset:
    """Figures of the plan."""
    return appraise(results(**{**PLAN, **changes}), "as_is").sel(scenario="plan")


def test_constant_streams_are_annuities() -> None:
    """Ten payments, worth (1 - (1+r)^-10)/r each, against raising the money at 1.3."""
    found = plan(funds=1.3)
    expected = {
        "cost": 100.0,
        "discounted_cost": 10.0 * ANNUITY,
        "discounted_revenue": 4.0 * ANNUITY,
        "discounted_revenue" + WIDE: 12.0 * ANNUITY,
        "net_cost": 6.0 * ANNUITY,
        "net_present_value": (4.0 - 13.0) * ANNUITY,
        "net_present_value" + WIDE: (12.0 - 13.0) * ANNUITY,
        "job_years": 500.0,
        "discounted_job_years": 50.0 * ANNUITY,
        "permanent_jobs": 50.0,
        "cost_per_job_year": 10.0 / 50.0,
        "cost_per_job_year" + WIDE: 10.0 / 80.0,
        "cost_per_permanent_job": 10.0 * ANNUITY / 50.0,
        "benefit_cost": 15.0 / 13.0,
    }
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, err_msg=name)


def test_reference_is_exactly_zero() -> None:
    found = appraise(results(**PLAN), "as_is").sel(scenario="as_is")
    for figure in FIGURES:
        if figure.missing_is_worst or figure.unit == "1":
            assert np.isnan(found[figure.name]), figure.name
        else:
            assert float(found[figure.name]) == 0.0, figure.name


def test_zero_subsidy_costs_and_returns_nothing() -> None:
    found = appraise(results(), "as_is").sel(scenario="plan")
    for name in ("cost", "discounted_revenue", "net_present_value", "net_cost", "job_years", "discounted_benefit"):
        assert float(found[name]) == 0.0
    assert np.isnan(found["cost_per_job_year"])


def test_a_free_measure_has_a_return_and_no_ratio() -> None:
    found = plan(public_cost=0.0)
    np.testing.assert_allclose(found["net_present_value"], 4.0 * ANNUITY)
    for name in ("cost_per_job_year", "cost_per_permanent_job", "benefit_cost", "payback_year"):
        assert np.isnan(found[name]), name


def test_full_deadweight_returns_nothing() -> None:
    found = plan(additional=0.0)
    for name in ("discounted_revenue", "discounted_revenue" + WIDE, "job_years", "permanent_jobs", "benefit_cost"):
        assert float(found[name]) == 0.0
    np.testing.assert_allclose(found["net_present_value"], -10.0 * ANNUITY)
    assert np.isnan(found["cost_per_job_year"])


def test_deadweight_takes_its_share_of_gains_and_none_of_cost() -> None:
    whole, part = plan(), plan(additional=0.4)
    for name in ("discounted_revenue", "job_years", "discounted_benefit", "benefit_cost"):
        np.testing.assert_allclose(part[name], 0.4 * whole[name], err_msg=name)
    np.testing.assert_allclose(part["cost"], whole["cost"])


def test_benefit_cost_is_free_of_scale() -> None:
    ten = {name: 10.0 * value for name, value in PLAN.items()}
    for name in ("benefit_cost", "cost_per_job_year", "payback_year" + WIDE):
        np.testing.assert_allclose(plan(**ten)[name], plan()[name], err_msg=name)


def test_only_differences_count() -> None:
    """What both scenarios have in common leaves no trace."""
    data = results(**PLAN)
    more = data.copy()
    for name in FLOWS:
        more[name] = data[name] + xr.DataArray(np.linspace(0.0, 500.0, YEARS.size), dims="year")
    more["public_cost"].attrs = data["public_cost"].attrs
    xr.testing.assert_allclose(appraise(more, "as_is"), appraise(data, "as_is"))


def test_net_cost_and_net_present_value_mirror_each_other_at_a_funds_cost_of_one() -> None:
    for ending in ("", WIDE):
        found = plan()
        np.testing.assert_allclose(found["net_cost" + ending], -found["net_present_value" + ending])


def test_payback_is_the_first_year_that_covers_what_was_spent() -> None:
    """100 at once for 30 a year from 2027: 2030 without discounting; never at a rate of 30 %."""
    spent, back = np.zeros(YEARS.size), np.zeros(YEARS.size)
    spent[1], back[2:] = 100.0, 30.0
    found = plan(public_cost=spent, public_revenue=back, rate=0.0)
    assert float(found["payback_year"]) == 2030.0
    never = plan(public_cost=spent, public_revenue=back, rate=0.3)
    assert np.isnan(never["payback_year"])
    assert float(never["net_present_value"]) < 0.0


def test_permanent_jobs_are_those_of_the_last_three_years() -> None:
    jobs = constant(50.0)
    jobs[-3:] = [10.0, 20.0, 60.0]
    np.testing.assert_allclose(plan(sector_jobs=jobs)["permanent_jobs"], 30.0)


def test_jobs_lost_have_no_cost_per_job() -> None:
    found = plan(sector_jobs=constant(-50.0))
    assert float(found["job_years"]) == -500.0
    assert np.isnan(found["cost_per_job_year"])


def test_a_missing_year_is_not_nothing() -> None:
    data = results(**PLAN)
    data["public_revenue"][{"year": 4, "scenario": 1}] = np.nan
    found = appraise(data, "as_is").sel(scenario="plan")
    assert np.isnan(found["net_present_value"])
    assert float(found["cost"]) == pytest.approx(100.0)


def test_samples_are_compared_with_themselves() -> None:
    """Draws that scale the plan's flows scale its figures: no spread comes from the reference."""
    found = appraise(results(samples=5, **PLAN), "as_is").sel(scenario="plan")
    np.testing.assert_allclose(found["cost"], 100.0 * np.linspace(0.5, 1.5, 5))
    np.testing.assert_allclose(found["benefit_cost"], 1.5)
    np.testing.assert_array_equal(appraise(results(samples=5, **PLAN), "as_is")["cost"].sel(scenario="as_is"), 0.0)


@pytest.mark.parametrize("code", LANGUAGES)
def test_table_has_a_row_for_each_figure_in_every_language(code: str) -> None:
    figures = appraise(results(**PLAN), "as_is")
    table = frame(figures, Language(code))
    assert list(table.index) == [figure.name for figure in FIGURES]
    assert list(table.columns) == ["name", "unit", "as_is", "plan"]
    assert table["name"].is_unique
    assert table.loc["cost", "plan"] == pytest.approx(100.0)
    if code != "en":
        english = frame(figures, Language("en"))
        assert (table["name"] != english["name"]).all()


def test_table_of_samples_has_median_and_spread() -> None:
    table = frame(appraise(results(samples=101, **PLAN), "as_is"), Language("en"))
    assert list(table.columns) == ["name", "unit", "as_is", "as_is 5%", "as_is 95%", "plan", "plan 5%", "plan 95%"]
    np.testing.assert_allclose(table.loc["cost", ["plan", "plan 5%", "plan 95%"]].astype(float), [100, 55, 145])
    assert table.loc["cost_per_job_year", "unit"] == "million tenge per job-year"


def test_median_payback_counts_draws_that_never_pay_back() -> None:
    """Six of ten draws never pay back: no median, though the quickest do."""
    figures = appraise(results(samples=10, **PLAN), "as_is")
    years = figures["payback_year"].copy()
    years[{"scenario": 1}] = [2030, 2031, 2032, 2033, *[np.nan] * 6]
    figures["payback_year"] = years
    table = frame(figures, Language("en"))
    assert table["plan"].isna()["payback_year"]
    assert table.loc["payback_year", "plan 5%"] in (2030.0, 2031.0)
