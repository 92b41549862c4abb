"""Goal seek: against brute force, and against runs made in the ordinary way."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import ioscenario as ios
from ioscenario.appraisal import appraise
from ioscenario.explore import goalseek
from ioscenario.explore.candidates import Candidates
from ioscenario.explore.front import fronts
from ioscenario.explore.goal import COSTS, Goal, Knob
from ioscenario.explore.goalanswer import TRIED, GoalAnswer
from ioscenario.explore.goalfile import read_goal
from ioscenario.explore.goalseek import Seeker, rank_of, seek
from ioscenario.explore.search import spread
from tests.explore.toy import ACCESS, MODEL

Array = npt.NDArray[np.float64]

PROCUREMENT = "policy.shirts.procurement_local_content"
ENFORCEMENT = "policy.shirts.import_enforcement"
GRANT = "policy.tailor.capex_grant"

JOBS: dict[str, Any] = {
    "name": "jobs",
    "levers": {ACCESS: None, PROCUREMENT: None, ENFORCEMENT: {"by": 2028}},
    "targets": [{"indicator": "sector_jobs", "year": 2030, "at_least": "1100 job"}],
}


@pytest.fixture(autouse=True, scope="module")
def _few_runs() -> Any:
    """Smaller searches: the toy chain has few basins."""
    with pytest.MonkeyPatch.context() as patch:
        small = {"SPREAD": 64, "POPULATION": 32, "GENERATIONS": 12, "STARTS": 3}
        for name, value in (small | {"DRAWN_GENERATIONS": 3, "AHEAD": (0.0, 0.05)}).items():
            patch.setattr(goalseek, name, value)
        yield


@cache
def _goal(text: str) -> Goal:
    return read_goal({**JOBS, **json.loads(text)}, MODEL.pack)


def goal(**changes: Any) -> Goal:
    return _goal(json.dumps(changes))


@cache
def _found(text: str) -> goalseek.Found:
    return seek(_goal(text))


def found(**changes: Any) -> goalseek.Found:
    return _found(json.dumps(changes))


@cache
def answer() -> GoalAnswer:
    return MODEL.goal_seek(JOBS)


@cache
def infeasible() -> GoalAnswer:
    return MODEL.goal_seek({**JOBS, "targets": CONTRADICTORY})


def jobs(direction: str, number: int, year: int = 2030) -> dict[str, object]:
    return {"id": f"{direction}_{number}", "indicator": "sector_jobs", "year": year, direction: number}


#: More jobs than there can be, and fewer than there must be then.
CONTRADICTORY = [jobs("at_least", 1100), jobs("at_most", 900)]


def grid(wanted: Goal, steps: int = 21) -> tuple[Array, Array, Array]:
    """Every combination of values: levers, cost, targets."""
    values = np.array(list(product(*(np.linspace(knob.low, knob.high, steps) for knob in wanted.levers))))
    outcome = Candidates(wanted).evaluate(values)
    return values, outcome.cost[:, 0], outcome.targets[:, :, 0]


def cost_of(wanted: Goal, values: Array) -> float:
    return float(Candidates(wanted).evaluate(values[None, :]).cost[0, 0])


# ---------------------------------------------------------------------- brute force


def test_within_one_per_cent_of_brute_force_on_three_levers() -> None:
    _, cost, reached = grid(goal())
    best = cost[reached[0] >= 1100].min()
    assert answer().feasible
    assert answer().cost <= best * 1.01
    # and no better than it can be: the finest grid around it finds nothing cheaper by more than 1 %
    values = found().values
    axes = [
        np.unique(np.clip(np.nan_to_num(value, nan=knob.low) + steps_of(knob), knob.low, knob.high))
        for value, knob in zip(values, goal().levers, strict=True)
    ]
    near = np.array(list(product(*axes)))
    outcome = Candidates(goal()).evaluate(near)
    kept = outcome.cost[outcome.targets[0, :, 0] >= 1100]
    assert kept.min() >= answer().cost * 0.99


def steps_of(knob: Knob) -> Array:
    return np.linspace(-0.05, 0.05, 11) * (knob.high - knob.low)


def test_contradictory_targets_are_recognised_and_missed_by_the_least() -> None:
    result = infeasible()
    assert not result.feasible
    _, _, reached = grid(goal(targets=CONTRADICTORY))
    short = np.maximum((1100 - reached[0]) / 1100, (reached[1] - 900) / 900)
    assert -result.targets["margin_share"].min() <= short.min() + 1e-3
    # the best of each by itself is that of brute force
    assert result.targets["alone"].iloc[0] == pytest.approx(reached[0].max(), rel=1e-3)
    assert result.targets["alone"].iloc[1] == pytest.approx(reached[1].min(), rel=1e-3)
    assert not result.targets["reached"].all()


def test_what_can_be_had_is_reached_beside_what_cannot_at_the_least_cost() -> None:
    """No lever moves the price of cloth: without a second look the nearest mix would leave jobs where they are."""
    out_of_reach = {"indicator": "price", "label": "cloth", "year": 2030, "at_least": "1 million KZT/m2"}
    result = MODEL.goal_seek({**JOBS, "targets": [jobs("at_least", 1100), out_of_reach]})
    assert not result.feasible
    assert result.targets["reached"].tolist() == [True, False]
    assert result.cost == pytest.approx(answer().cost, rel=0.01)
    first, second = result.targets["alone"]
    assert first >= 1100
    assert second == pytest.approx(result.targets["value"].iloc[1], rel=1e-9)


# ------------------------------------------------------- run again in the ordinary way


def test_the_answer_run_again_reaches_the_targets_at_the_cost_that_is_told(tmp_path: Path) -> None:
    path = answer().to_yaml(tmp_path / "jobs.yaml")
    results = MODEL.run(path)
    value = float(results.dataset["sector_jobs"].sel(scenario="jobs", year=2030))
    assert value >= 1100
    assert value == answer().targets["value"].iloc[0]
    figures = appraise(results.dataset, "baseline").sel(scenario="jobs")
    assert float(figures["discounted_cost"]) == answer().cost
    # the short cut of the search is the ordinary run
    assert cost_of(answer().goal, found().values) == pytest.approx(answer().cost, rel=1e-12)


@pytest.mark.parametrize("figure", COSTS)
@pytest.mark.parametrize("samples", [None, 6])
def test_costs_are_those_of_the_appraisal(figure: str, samples: int | None) -> None:
    wanted = goal(minimise=figure)
    values = np.array([[0.4, 0.7, 0.3], [np.nan, 0.2, np.nan]])
    outcome = Candidates(wanted, samples, 2).evaluate(values)
    settings = [
        {knob.path: knob.setting(value) for knob, value in zip(wanted.levers, row, strict=True) if not np.isnan(value)}
        for row in values
    ]
    scenarios = [ios.Scenario(f"s{place}", extends="baseline", settings=item) for place, item in enumerate(settings)]
    results = MODEL.run(*scenarios, samples=samples, seed=None if samples is None else 2)
    expected = appraise(results.dataset, "baseline")[figure].sel(scenario=["s0", "s1"]).values.reshape(2, -1)
    assert outcome.cost == pytest.approx(expected, rel=1e-9, abs=1e-6)
    told = results.dataset["sector_jobs"].sel(scenario=["s0", "s1"], year=2030).values.reshape(2, -1)
    assert outcome.targets[0] == pytest.approx(told, rel=1e-12)


def test_runs_do_not_depend_on_the_size_of_a_batch() -> None:
    values = np.random.default_rng(0).random((23, 3)) * 0.8 + 0.1
    whole = Candidates(goal()).evaluate(values)
    for most in (2, 7, 100):
        parts = Candidates(goal(), most=most).evaluate(values)
        for one, other in zip(whole, parts, strict=True):
            assert np.array_equal(one, other)
    drawn = Candidates(goal(), 5).evaluate(values)
    assert np.array_equal(drawn.cost, Candidates(goal(), 5, most=10).evaluate(values).cost)


def test_same_seed_same_digits() -> None:
    first, again = found(levers={ACCESS: None}), seek(goal(levers={ACCESS: None}))
    assert np.array_equal(again.values, first.values, equal_nan=True)
    assert again.evidence.generations == first.evidence.generations


def test_a_start_that_is_no_scenario_of_the_pack_is_written_out(tmp_path: Path) -> None:
    start = ios.Scenario(
        "mine", extends="more_capacity", settings={ACCESS: {"2028": 0.1}}, rationing={"among": "margin"}
    )
    wanted = {**JOBS, "scenario": start, "levers": {ACCESS: None}, "targets": [jobs("at_least", 1000)]}
    result = MODEL.goal_seek(wanted)
    assert result.feasible
    results = MODEL.run(result.to_yaml(tmp_path / "jobs.yaml"), start)
    assert float(results.dataset["sector_jobs"].sel(scenario="jobs", year=2030)) >= 1000
    assert result.start_cost == pytest.approx(
        float(appraise(results.dataset, "baseline")["discounted_cost"].sel(scenario="mine"))
    )
    assert result.scenario.rationing == {"first": "processors", "among": "margin"}


# ---------------------------------------------------------------------------- economics


def test_more_levers_are_never_dearer_and_a_higher_target_never_cheaper() -> None:
    one = found(levers={ACCESS: None})
    cost = [cost_of(goal(levers={ACCESS: None}), one.values), answer().cost]
    assert cost[1] <= cost[0] * 1.001
    lower = {"levers": {ACCESS: None}, "targets": [jobs("at_least", 1000)]}
    assert 0.0 < cost_of(goal(**lower), found(**lower).values) <= cost[0]


def test_one_per_cent_more_costs_what_a_search_for_it_finds() -> None:
    more = found(targets=[jobs("at_least", 1111)])
    rise = cost_of(goal(), more.values) - answer().cost
    assert float(answer().targets["one_more"].iloc[0]) == pytest.approx(rise, rel=0.1)


def test_a_target_that_is_reached_already_costs_nothing_and_needs_no_lever() -> None:
    result = found(levers={ACCESS: None, PROCUREMENT: None}, targets=[jobs("at_least", 700)])
    assert result.feasible
    assert np.isnan(result.values).all()


def test_a_forced_range_is_kept() -> None:
    """A lever whose range leaves out what the start scenario does is never left out of the mix."""
    wanted = {"levers": {ACCESS: {"from": 0.2, "to": 0.6}}, "targets": [jobs("at_least", 700)]}
    assert found(**wanted).values[0] == 0.2


def test_values_are_written_in_digits_one_would_write() -> None:
    for path, row in answer().mix.iterrows():
        if row["at"] == "inside":
            place = 10.0 ** (np.floor(np.log10(row["high"] - row["low"])) - 3)
            assert abs(row["value"] / place - round(row["value"] / place)) < 1e-6, path
    assert answer().evidence.rounding <= 0.002 * answer().cost


def test_what_limits_and_longer_ranges_are_told() -> None:
    table = infeasible().limits
    assert set(table["process"]) == {"mill", "loom", "tailor"}
    data = infeasible().results.dataset["bottleneck"].sel(scenario="jobs", year=2030)
    assert table["limit"].tolist() == [data.attrs["flag_meanings"].split()[int(code)] for code in data.values]
    result = MODEL.goal_seek({**JOBS, "levers": {ACCESS: {"to": 0.3}}})
    assert not result.feasible
    assert result.mix.loc[ACCESS, "at"] == "high"
    assert float(result.mix["beyond"].loc[ACCESS]) > 0.0


def test_no_point_of_a_grid_beats_the_front() -> None:
    wanted = goal(levers={ACCESS: None, PROCUREMENT: None}, front={"objectives": ["sector_jobs"], "points": 5})
    seeker = Seeker(wanted, Candidates(wanted))
    spread(seeker.ledger, 32, 0, seeker.corners())
    front = fronts(seeker).isel(objective=0)
    cost, jobs_there = front["cost"].values, front["value"].values
    assert (np.diff(cost) > 0.0).all()
    assert (np.diff(jobs_there) > 0.0).all()
    _, costs, reached = grid(wanted, 41)
    assert jobs_there[-1] >= reached[0].max() * (1.0 - 1e-6)
    for least, level in zip(cost, jobs_there, strict=True):
        assert least <= costs[reached[0] >= level].min() * 1.01 + 1e-6
    # the mixes, run again, give the values that are told
    again = Candidates(wanted).evaluate(front["mix"].values)
    assert again.cost[:, 0] == pytest.approx(cost, rel=1e-12)
    assert front["scenario_value"].sel(scenario="baseline").item() == pytest.approx(793.428571, rel=1e-6)


# -------------------------------------------------------------------------- probability


def test_certain_and_probable_agree_where_ranges_have_no_width() -> None:
    frame = MODEL.parameters.copy()
    ranged = frame["role"] == "uncertain"
    frame.loc[ranged, "low"] = frame.loc[ranged, "high"] = frame.loc[ranged, "value"]
    model = MODEL.with_parameters(frame)
    wanted = {**JOBS, "levers": {ACCESS: {"from": 0, "to": 1}, PROCUREMENT: {"from": "0 %", "to": "100 %"}}}
    certain = read_goal(wanted, model.pack)
    probable = read_goal({**wanted, "probability": {"at_least": "80 %", "samples": 4}}, model.pack)
    # the same problem at every mix, so the same answer
    points = np.random.default_rng(0).random((12, 2))
    first = Seeker(certain, Candidates(certain)).scores(points)
    second = Seeker(probable, Candidates(probable, 4)).scores(points)
    assert second.cost == pytest.approx(first.cost, rel=1e-12)
    assert second.limits == pytest.approx(first.limits, rel=1e-9)


def test_margins_are_those_that_enough_draws_reach() -> None:
    wanted = goal(probability={"at_least": "75 %", "samples": 8})
    candidates = Candidates(wanted, 8, 1)
    seeker = Seeker(wanted, candidates)
    outcome = candidates.evaluate(np.array([[0.5, 0.8, 0.1]]))
    margin = float(seeker.margins(outcome)[0, 0])
    own = (outcome.targets[0, 0] - 1100) / 1100
    assert (own >= margin).sum() == 6
    assert rank_of(0.75, 8) == 6


def test_together_is_harder_than_each_by_itself() -> None:
    both = [jobs("at_least", 1000), {"indicator": "production", "label": "shirts", "year": 2030, "at_least": 1_000_000}]
    each = goal(targets=both, probability={"at_least": "60 %", "samples": 10})
    together = goal(targets=both, probability={"at_least": "60 %", "samples": 10, "together": "true"})
    values = np.random.default_rng(1).random((5, 3))
    outcome = Candidates(each, 10).evaluate(values)
    margins = [Seeker(item, Candidates(item, 10)).margins(outcome) for item in (each, together)]
    assert (margins[1] <= margins[0] + 1e-12).all()
    assert np.array_equal(margins[1][0], margins[1][1])


def test_probability_is_told_with_fresh_draws() -> None:
    result = MODEL.goal_seek({**JOBS, "levers": {ACCESS: None}, "targets": [jobs("at_least", 950)],
                              "probability": {"at_least": "70 %", "samples": 12}})  # fmt: skip
    row = result.targets.iloc[0]
    assert result.feasible
    assert row["probability"] >= 0.7
    assert row["low"] < row["probability"] < row["high"]
    assert 0.3 < row["probability_fresh"] <= 1.0
    low, high = result.cost_range or (0.0, 0.0)
    assert low < result.cost < high


# -------------------------------------------------------------------------------- words


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_answer_in_words(language: str) -> None:
    said = answer().summary(language)
    assert all("{" not in line for line in said)
    assert any(ACCESS not in line for line in said)
    plain = infeasible().summary(language)
    assert len(plain) > 4
    assert said[0] != plain[0]


def test_calls_that_mean_nothing_are_refused_at_once() -> None:
    with pytest.raises(ios.InputError) as caught:
        MODEL.goal_seek(5, seed=-1)  # type: ignore[arg-type]
    assert [item.key for item in caught.value.problems] == ["goal", "seed"]


def test_answer_for_programs_is_plain() -> None:
    from ioscenario.cli.common import plain

    text = json.dumps(plain(infeasible().facts()), allow_nan=False)
    assert json.loads(text)["feasible"] is False
    assert "<table" in infeasible()._repr_html_()


@pytest.mark.parametrize("years", [{"from": 2028, "to": 2028}, {"from": 2028}])
def test_a_target_that_is_reached_and_not_kept_is_told(years: dict[str, int]) -> None:
    """A measure of one year against the same that goes on; the value of every later year by the ordinary run."""
    target = {"indicator": "sector_jobs", "year": 2028, "at_least": "905 job"}
    found = MODEL.goal_seek({"name": "short", "levers": {ACCESS: {"years": years}}, "targets": [target]})
    jobs = MODEL.run("baseline", found.scenario).dataset["sector_jobs"].sel(scenario=found.scenario.name)
    missed = [int(year) for year in jobs["year"].values if year > 2028 and jobs.sel(year=year) < 905.0 * 0.99]
    lost = float(found.targets["lost"].iloc[0])
    assert found.feasible
    assert (lost == missed[0]) if missed else np.isnan(lost)
    assert bool(missed) == ("to" in years)
    assert any("not any more" in line for line in found.summary()) == bool(missed)


def test_how_surely_a_mix_found_at_central_values_reaches_the_targets() -> None:
    """Counted again in ordinary runs with the same draws."""
    wanted = [{"indicator": "sector_jobs", "year": year, "at_least": "905 job"} for year in (2028, 2030)]
    found = MODEL.goal_seek({"name": "central", "levers": {ACCESS: {"years": {"from": 2028}}}, "targets": wanted})
    data = MODEL.run("baseline", found.scenario, samples=TRIED, seed=found.goal.seed + 1).dataset
    jobs = data["sector_jobs"].sel(scenario=found.scenario.name, year=[2028, 2030]).transpose("year", "sample").values
    assert found.feasible
    assert found.targets["probability_fresh"].tolist() == (jobs >= 905.0).mean(axis=1).tolist()
    assert found.together == (jobs >= 905.0).all(axis=0).mean() < 1.0
    assert "probability" not in found.targets
    assert any("with nothing to spare" in line for line in found.summary())


def test_targets_that_are_only_reached_in_different_draws_are_not_missed_by_less_than_nothing() -> None:
    """Each target in half of the draws, but opposite ones: no sentence gives a negative shortfall."""
    opposite = [
        {"id": "many", "indicator": "sector_jobs", "year": 2026, "at_least": "850 job"},
        {"id": "few", "indicator": "sector_jobs", "year": 2026, "at_most": "849.999 job"},
    ]
    found = MODEL.goal_seek({
        "name": "opposite", "levers": {ACCESS: {"years": {"from": 2029}}}, "targets": opposite,
        "probability": {"at_least": "40 %", "samples": 20, "together": "true"},
    })  # fmt: skip
    assert not found.feasible
    assert found.targets["reached"].all()
    assert found.together == 0.0
    assert "though the mix below reaches each" in " ".join(found.summary())
    assert "missed by" not in " ".join(found.summary())
