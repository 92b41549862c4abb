"""Targets against results: gap, year, probability; what an enterprise holds of a process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

import ioscenario as ios
from ioscenario.assessment.holdings import holding, part
from ioscenario.assessment.targets import first_years, gaps, in_target_year, outcome, values_of
from ioscenario.assessment.wording import name_of, quantity
from ioscenario.explore.targets import Target, probability
from ioscenario.language import Language
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.pack.targets import amount_of_target, unit_of_target
from ioscenario.problems import InputError
from ioscenario.results import Results, open_results

MODEL = ios.load("toy-chain")
#: Draws of the sampled run: few, as probabilities are compared and not believed.
DRAWS = 60


@pytest.fixture(scope="module")
def results() -> Results:
    return MODEL.run()


@pytest.fixture(scope="module")
def sampled() -> Results:
    return MODEL.run("more_demand", samples=DRAWS, seed=3)


def target(**changes: Any) -> dict[str, Any]:
    """A target of the whole: 1.5 million shirts in 2028, as many as the baseline makes."""
    plain = {
        "id": "t", "indicator": "production", "label": "shirts", "per": "", "enterprise": "", "year": 2028,
        "amount": 1.5e6, "results_unit": "item", "direction": "at_least", "status": "assumption", "grade": "E",
        "source": "TOY", "text": {"en": "e", "ru": "r", "kk": "k"},
    }  # fmt: skip
    return {**plain, **changes}


def gap_of(results: Results, year: int = 2028, scenario: str = "baseline", **changes: Any) -> float:
    found = gaps(results.dataset, [target(**changes)], results.enterprises)
    return float(found["gap"].sel(target="t", scenario=scenario, year=year))


def test_a_target_exactly_met_has_no_gap(results: Results) -> None:
    assert gap_of(results) == 0.0
    assert gap_of(results, direction="at_most") == 0.0
    assert gap_of(results, amount=1.5e6 * (1 + 1e-12)) == 0.0  # what only rounding tells apart
    assert gap_of(results, amount=1.5e6 * (1 + 1e-6)) == pytest.approx(-1.5)


def test_short_is_negative_in_the_direction_that_is_wanted(results: Results) -> None:
    assert gap_of(results, amount=1.6e6) == pytest.approx(-0.1e6)
    assert gap_of(results, amount=1.4e6) == pytest.approx(0.1e6)
    assert gap_of(results, amount=1.6e6, direction="at_most") == pytest.approx(0.1e6)
    assert gap_of(results, amount=1.4e6, direction="at_most") == pytest.approx(-0.1e6)


def test_years_by_hand(results: Results) -> None:
    """With more demand the old tailor runs at 90 % of 2 million from 2026, half a million more open in 2027."""
    table: Any = MODEL.targets(results)
    shirts = table.loc[("shirts_2028", "more_demand")]
    assert (shirts["value"], shirts["first_year"], shirts["outcome"]) == (2.25e6, 2026, "met")
    assert table.loc[("shirts_2028", "baseline"), "outcome"] == "missed"
    late = gaps(results.dataset, [target(amount=2.0e6, year=2026)])
    assert int(first_years(late["gap"]).sel(target="t", scenario="more_demand")) == 2027
    assert outcome(float(in_target_year(late)["gap"].sel(target="t", scenario="more_demand")), 2027, 2026) == "late"
    # 270 people in 2027, fewer once the old tailor is rebuilt as well
    tailor = table.loc[("new_tailor_jobs_2030", "more_capacity")]
    assert (tailor["first_year"], tailor["outcome"]) == (2027, "lost")


def test_a_year_beyond_the_results_has_no_value(results: Results) -> None:
    found = gaps(results.dataset, [target(year=2040)])
    assert np.isnan(in_target_year(found)["gap"]).all()
    assert outcome(float("nan"), 2026, 2040) == ""


def test_members_left_open_are_added_up_and_quotients_formed(results: Results) -> None:
    data = results.dataset
    jobs = values_of(data, target(indicator="jobs_direct", label=""))
    assert jobs.values == pytest.approx(data["jobs_direct"].sum(["process", "technology"]).values, rel=1e-12)
    ratio = values_of(data, target(indicator="sector_output", label="", per="sector_jobs"))
    assert ratio.values == pytest.approx((data["sector_output"] / data["sector_jobs"]).values, rel=1e-12)


def test_the_table_says_what_the_dataset_says(results: Results, sampled: Results) -> None:
    for some in (results, sampled):
        table = MODEL.targets(some, "ru")
        found = in_target_year(gaps(some.dataset, some.targets, some.enterprises))
        for name in [name for name in ("value", "low", "high", "gap", "probability") if name in found]:
            told = table[name].unstack().loc[found["target"].values, found["scenario"].values]
            computed = found[name].transpose("target", "scenario").values
            assert told.to_numpy(float) == pytest.approx(computed, nan_ok=True)
    assert table.loc[("jobs_2030", "baseline"), "text"] == "В 2030 году в цепочке работают 900 человек."
    assert table["runs"].tolist() == [DRAWS] * len(table)
    assert MODEL.targets(results)["probability"].isna().all()


def test_the_probability_is_that_of_the_engine(sampled: Results) -> None:
    found = gaps(sampled.dataset, [target(indicator="sector_jobs", label="", amount=1200.0, year=2030)])
    engine = probability(sampled.dataset, Target("sector_jobs", 1200.0, 2030))
    for ours, theirs in (("probability", "probability"), ("probability_low", "low"), ("probability_high", "high")):
        assert found[ours].sel(target="t", year=2030).values == pytest.approx(engine[theirs].sel(year=2030).values)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.floats(5e5, 3e6), min_size=2, max_size=6))
def test_more_is_never_likelier(sampled: Results, values: list[float]) -> None:
    rising = [target(id=f"t{place}", amount=value) for place, value in enumerate(sorted(values))]
    found = gaps(sampled.dataset, rising)["probability"]
    assert (np.diff(found.values, axis=0) <= 0.0).all()
    falling = [{**item, "direction": "at_most"} for item in rising]
    assert (np.diff(gaps(sampled.dataset, falling)["probability"].values, axis=0) >= 0.0).all()


def test_median_and_ends_are_those_of_the_draws(sampled: Results) -> None:
    found = gaps(sampled.dataset, [target()]).sel(target="t", scenario="more_demand", year=2030)
    draws = sampled.dataset["production"].sel(scenario="more_demand", year=2030, commodity="shirts").values
    expected = np.quantile(draws, [0.05, 0.5, 0.95])
    assert [float(found[name]) for name in ("low", "value", "high")] == pytest.approx(expected.tolist())


# ------------------------------------------------------------------------- enterprises


def test_parts_of_enterprises_by_hand(results: Results) -> None:
    data, register = results.dataset, results.enterprises

    def told(enterprise: str, indicator: str, scenario: str, year: int, label: str = "") -> float:
        return float(holding(data, register, enterprise, indicator, label).sel(scenario=scenario, year=year))

    # half of the announced 200 t comes, modern plant runs first at 90 %
    assert told("new_mill", "capacity", "baseline", 2027) == 100.0
    assert told("new_mill", "production", "baseline", 2027, "thread") == pytest.approx(90.0)
    assert told("new_mill", "jobs_direct", "baseline", 2027) == pytest.approx(90.0 * 0.05)
    assert told("old_mill", "production", "baseline", 2025, "thread") == 500.0
    # a fifth of the old tailor is rebuilt each year: it stays as large, and the new one keeps to what it announced
    assert told("old_tailor", "capacity", "more_capacity", 2030) == pytest.approx(2e6)
    assert told("new_tailor", "capacity", "more_capacity", 2030) == pytest.approx(1e6)


def test_unnamed_plant_belongs_to_nobody(results: Results) -> None:
    """Register half the old mill: half of its plant is told, and never more than is there."""
    half = [{**item, "capacity": 400.0} if item["id"] == "old_mill" else item for item in results.enterprises]
    found = holding(results.dataset, half, "old_mill", "capacity", "mill")
    assert found.sel(scenario="baseline").values == pytest.approx([400.0] * 6)
    double = [{**item, "capacity": 1600.0} if item["id"] == "old_mill" else item for item in results.enterprises]
    found = holding(results.dataset, double, "old_mill", "capacity", "mill")
    assert found.sel(scenario="baseline").values == pytest.approx([800.0] * 6)


plant = arrays_of.arrays(np.float64, (2, 5), elements=st.integers(0, 400).map(lambda quarter: quarter / 4.0))
entry = st.builds(
    lambda kind, capacity, year: {"kind": kind, "capacity": capacity, "year": year},
    st.sampled_from(["base", "project"]), st.integers(0, 80).map(float), st.integers(2024, 2032),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(plant, plant, st.lists(entry, min_size=1, max_size=5))
def test_parts_are_shares_and_never_more_than_the_whole(
    existing: np.ndarray[Any, Any], modern: np.ndarray[Any, Any], entries: list[dict[str, Any]]
) -> None:
    years = np.arange(2025, 2030)
    parts = [part(existing, modern, years, [item], entries) for item in entries]
    for shares in (sum(item.existing for item in parts), sum(item.modern for item in parts)):
        assert (np.asarray(shares) <= 1.0 + 1e-9).all()
    assert all((item.existing >= 0.0).all() and (item.modern >= -1e-12).all() for item in parts)
    together = part(existing, modern, years, entries, entries)
    assert sum(item.modern for item in parts) == pytest.approx(together.modern, abs=1e-9)


# ------------------------------------------------------------------------ around them


def test_targets_travel_with_the_results(results: Results, tmp_path: Path) -> None:
    again = open_results(results.to_netcdf(tmp_path / "r.nc"))
    assert again.targets == results.targets
    assert again.enterprises == results.enterprises
    assert MODEL.targets(again).equals(MODEL.targets(results))


def test_every_pack_that_ships_has_targets_in_convertible_units() -> None:
    packs = [MODEL.pack, *(ios.load(name).pack for name in ("kazakhstan-cotton", "kazakhstan-leather"))]
    for pack in packs:
        assert pack.targets
        for item in pack.targets:
            assert np.isfinite(amount_of_target(item, pack.structure)), item.id
            assert item.status == "published" or (item.grade == "E" and item.note), item.id
    yields = {item.id: item for item in packs[1].targets}["yield_2030"]
    assert (unit_of_target(yields, packs[1].structure), yields.value) == ("t/ha", 6.0)


def test_names_and_units_in_words(results: Results) -> None:
    called = {item["id"]: item["name"] for item in results.enterprises}
    by_id = {item["id"]: item for item in results.targets}
    assert name_of(results.dataset, by_id["new_mill_2027"], called, Language("ru")) == "New mill: нить, 2027"
    assert name_of(results.dataset, by_id["jobs_2030"], called, Language("en"), year=False) == "Jobs in the sector"
    assert quantity(Language("ru"), 3.2, "t/ha").replace(NO_BREAK, " ") == "3,2 тонн/га"
    assert quantity(Language("en"), 43.2, "job").replace(NO_BREAK, " ") == "43 jobs"


def test_a_sweep_is_held_against_targets_too() -> None:
    grid = {"name": "plant", "levers": {"process.tailor.project_realisation": ["0 %", "100 %"]}}
    sweep = MODEL.sweep(grid, progress=False)
    table: Any = MODEL.targets(sweep)
    plant = table.loc["new_tailor_jobs_2030", "value"]
    assert plant.tolist()[1:] == pytest.approx([0.0, 270.0])
    sweep = MODEL.sweep({**grid, "keep": {"variables": ["sector_jobs", "production", "imports"]}}, progress=False)
    with pytest.raises(InputError) as refused:
        MODEL.targets(sweep)
    assert [problem.key for problem in refused.value.problems] == ["capacity", "activity"]
    late = sweep.dataset.isel(year=slice(1, None))
    with pytest.raises(InputError) as refused:  # parts are measured from the plant of the base year
        holding(late, MODEL.run("baseline").enterprises, "new_mill", "capacity")
    assert [problem.key for problem in refused.value.problems] == ["capacity", "year"]


def test_refusals(results: Results) -> None:
    with pytest.raises(InputError) as refused:
        ios.load("kazakhstan-leather").targets(results)
    assert [problem.code for problem in refused.value.problems] == ["other-pack"]
    with pytest.raises(InputError) as refused:
        MODEL.targets(results, "de")
    assert [problem.code for problem in refused.value.problems] == ["unknown-language"]
    bare = ios.Model(replace(MODEL.pack, targets=()))
    with pytest.raises(InputError) as refused:
        bare.targets(results)
    assert [problem.code for problem in refused.value.problems] == ["no-targets"]
