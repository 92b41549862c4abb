"""Verdicts follow from numbers, and conditions that are named bring about what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioscenario as ios
from ioscenario.assessment.audit import Audit
from ioscenario.assessment.conditions import search
from ioscenario.assessment.verdicts import REACHED, Span, Spread, Verdict, agrees, of_claim, of_reading
from ioscenario.dimensions import LANGUAGES
from ioscenario.model import Model
from ioscenario.pack.claims import Claim, Reading
from ioscenario.problems import InputError

MODEL = ios.load("toy-chain")
SAMPLES = 40
WORDS = {"en": "x", "ru": "х", "kk": "х"}
#: Verdicts from the best to the worst.
RANK: Final = {Verdict.HOLDS: 0, Verdict.ONLY_IF: 1, Verdict.CONTRADICTS: 2}


@cache
def audited() -> Audit:
    """The claims of the toy chain."""
    return MODEL.claims(samples=SAMPLES)


def claim(model: str, *, value: float = 1.0, unit: str = "1", year: int = 2030, **reading: object) -> Claim:
    """A claim with one reading."""
    one = Reading.model_validate({"id": "r", "line": 1, "model": model, **reading})
    about = {"year": year, "value": value, "unit": unit, "text": WORDS, "source": "TOY", "kind": "claim"}
    return Claim.model_validate({"id": "c", "line": 1, "readings": (one,), **about})


def toy(claims: Sequence[Claim]) -> Model:
    """The toy chain with these claims instead of its own."""
    named = tuple(one.model_copy(update={"id": f"c{number}"}) for number, one in enumerate(claims))
    return Model(replace(MODEL.pack, claims=named))


def with_claim(model: str, **about: Any) -> Model:
    """The toy chain with one claim that has one reading."""
    return toy([claim(model, **about)])


def rows(*claims: Claim, samples: int = SAMPLES) -> pd.DataFrame:
    """One audit of several claims, a row each."""
    return toy(claims).claims(samples=samples).frame


def row(model: Model, samples: int = SAMPLES) -> dict[str, object]:
    """The one row of an audit."""
    return dict(model.claims(samples=samples).frame.iloc[0])


def with_value(model: Model, path: str, value: float) -> Model:
    """The model with one parameter at a value, canonical unit, its range widened if it must be."""
    parameter = model.pack.parameters[path]
    rows = model.parameters[model.parameters["path"] == path].copy()
    rows["unit"] = parameter.unit
    rows["value"] = value
    rows["low"] = min(value, *parameter.lows)
    rows["high"] = max(value, *parameter.highs)
    changed = model.with_parameters(rows.drop(columns="line"))
    return Model(replace(changed.pack, claims=model.pack.claims))


# ------------------------------------------------------------------ numbers of the model


def test_values_and_ranges_are_those_of_results() -> None:
    results = MODEL.run("more_demand", samples=SAMPLES, seed=3)
    jobs = results.dataset["sector_jobs"].sel(year=2030)
    gain = (jobs.sel(scenario="more_demand") - jobs.sel(scenario="baseline")).values
    central = MODEL.run("more_demand").dataset["sector_jobs"].sel(year=2030)
    model = with_claim(unit="job", scenario="more_demand", model="sector_jobs - sector_jobs[reference]")
    found = model.claims(samples=SAMPLES, seed=3).frame.iloc[0]
    np.testing.assert_allclose([found["q05"], found["q95"]], np.quantile(gain, [0.05, 0.95]), rtol=1e-12)
    expected = float(central.sel(scenario="more_demand") - central.sel(scenario="baseline"))
    assert found["model"] == pytest.approx(expected, rel=1e-12)
    assert model.claims(results).frame.iloc[0]["q05"] == found["q05"]  # the same draws by way of results


def test_members_are_picked_and_the_others_added_up() -> None:
    data = MODEL.run("baseline").dataset.sel(scenario="baseline", year=2030)
    expected = {
        "jobs_direct[tailor]": data["jobs_direct"].sel(process="tailor").sum(),
        "jobs_direct[tailor, modern]": data["jobs_direct"].sel(process="tailor", technology="modern"),
        "jobs_direct": data["jobs_direct"].sum(),
        "input_domestic[tailor, cloth] / 2 {m2/item} * 1 {job/item}":
            data["input_domestic"].sel(process="tailor", commodity="cloth") / 2,
    }  # fmt: skip
    found = rows(*(claim(model, unit="job") for model in expected), samples=2)
    np.testing.assert_allclose(found["model"], [float(value) for value in expected.values()], rtol=1e-12)


def test_parameters_follow_the_scenario() -> None:
    path = "process.tailor.modernisation_rate"
    asked = [("more_capacity", 2028), ("more_capacity", 2026), ("baseline", 2028)]
    found = rows(*(claim(path, year=year, scenario=scenario) for scenario, year in asked), samples=2)
    assert found["model"].tolist() == pytest.approx([0.2, 0.0, 0.0])


def test_units_are_converted() -> None:
    data = MODEL.run("baseline").dataset.sel(scenario="baseline", year=2025)
    value = float(data["output_value"].sel(process="tailor")) / 1e3
    found = rows(
        claim("output_value[tailor]", unit="billion KZT", year=2025, value=value),
        claim("output_value[tailor] / 500 {KZT/USD}", unit="million USD", year=2025),
        claim("domestic_share[shirts]", unit="%", value=30, year=2025),
        samples=2,
    )
    share = float(data["domestic_share"].sel(commodity="shirts"))
    assert found["model"].tolist() == pytest.approx([value, value * 1e3 / 500, 100 * share])


# ---------------------------------------------------------------------------- verdicts


def shirts(value: float, sense: str = "about", tolerance: float = 0.05) -> Claim:
    """So many million shirts made in 2025, where the model gives 1.5 million."""
    about: dict[str, Any] = {"unit": "million item", "year": 2025, "sense": sense, "tolerance": tolerance}
    return claim("production[shirts]", value=value, **about)


def test_scaling_a_claim_turns_its_verdict() -> None:
    found = rows(shirts(1.5), shirts(15.0), shirts(0.15))
    assert found["verdict"].tolist() == ["holds", "contradicts", "contradicts"]


def test_a_figure_farther_off_never_has_a_better_verdict() -> None:
    """Each way from the central value the verdicts go from holds to holds only if to contradicted."""
    steps = np.linspace(0.0, 0.4, 30)
    for way in (1.0, -1.0):
        found = rows(*(shirts(1.5 * (1 + way * step), tolerance=0.01) for step in steps), samples=200)
        ranks = [RANK[verdict] for verdict in found["verdict"]]
        assert ranks == sorted(ranks)
        assert set(ranks) == {0, 1, 2}
        only = found[found["verdict"] == "holds_only_if"]
        assert ((only["reason"] == "parameter") | (only["share"] >= REACHED)).all()
        beyond = found[found["verdict"] == "contradicts"]
        assert (beyond["share"] < REACHED).all()
        assert "together" in set(beyond["reason"])  # several parameters would do it, which does not save the claim


@given(st.booleans(), st.booleans(), st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_less_evidence_never_makes_a_better_verdict(
    agreeing: bool, needing: bool, alone: bool, share: float, other: float
) -> None:
    rank = RANK[of_reading(agreeing, needing, alone, share)]
    assert RANK[of_reading(agreeing, True, alone, share)] >= rank
    assert RANK[of_reading(agreeing, needing, False, min(share, other))] >= rank
    if not needing:
        assert RANK[of_reading(False, needing, alone, share)] >= max(rank, 1)


def test_a_hundredfold_productivity_turns_the_verdict_on_jobs() -> None:
    asked = with_claim(value=300, unit="job", model="process.tailor.project_capacity * process.tailor.modern.labour")
    assert row(asked)["verdict"] == "holds"
    path = "process.tailor.modern.labour"
    rows = MODEL.parameters[MODEL.parameters["path"] == path].copy()
    for column in ("value", "low", "high"):
        rows[column] = rows[column].astype(float) / 100
    faster = MODEL.with_parameters(rows.drop(columns="line"))
    assert row(Model(replace(faster.pack, claims=asked.pack.claims)))["verdict"] == "contradicts"


def test_senses() -> None:
    found = rows(*(shirts(value, sense, 0.0) for value in (1.0, 15.0) for sense in ("at_least", "at_most")))
    assert found["verdict"].tolist() == ["holds", "contradicts", "contradicts", "holds"]


def test_a_named_parameter_value_makes_the_claim_hold() -> None:
    model = "process.tailor.project_capacity * process.tailor.modern.labour"
    asked = with_claim(model, value=272, unit="job", tolerance=1e-3)
    (finding,) = asked.claims(samples=SAMPLES).findings
    assert (finding.verdict, finding.reason) == (Verdict.ONLY_IF, "parameter")
    ((path, value),) = finding.moves
    parameter = MODEL.pack.parameters[path]
    assert parameter.lows[0] <= value <= parameter.highs[0]
    assert value == pytest.approx(272e-6, rel=1e-3)  # a million shirts a year are announced
    moved = with_value(asked, path, value)
    (again,) = moved.claims(samples=SAMPLES).findings
    assert again.verdict is Verdict.HOLDS
    assert again.model.central == pytest.approx(finding.reached, rel=1e-9)


def test_several_named_values_together_give_the_figure_and_are_a_contradiction() -> None:
    asked = with_claim(value=1.68, unit="million item", year=2025, tolerance=1e-3, model="production[shirts]")
    (finding,) = asked.claims(samples=SAMPLES).findings
    assert (finding.verdict, finding.reason) == (Verdict.CONTRADICTS, "together")
    assert len(finding.moves) > 1
    moved = asked
    for path, value in finding.moves:
        moved = with_value(moved, path, value)
    central = moved.run("baseline").dataset["production"].sel(commodity="shirts", year=2025, scenario="baseline")
    assert float(central) / 1e6 == pytest.approx(finding.reached, rel=1e-9)
    assert finding.reached == pytest.approx(1.68, rel=2e-3)
    fewer = asked
    for path, value in finding.moves[:-1]:
        end = MODEL.pack.parameters[path]
        middle = end.values[0]
        fewer = with_value(fewer, path, end.lows[0] if value < middle else end.highs[0])
    less = fewer.run("baseline").dataset["production"].sel(commodity="shirts", year=2025, scenario="baseline")
    assert float(less) / 1e6 < 1.68  # all of them are needed, even at the ends of their ranges


def test_a_stated_condition() -> None:
    path = "process.tailor.existing.input.cloth"
    asked = with_claim(f"1 / {path}", value=0.25, unit="item/m2", condition={path: "4 m2/item"})
    found = row(asked)
    assert (found["verdict"], found["reason"], found["model"]) == ("holds_only_if", "condition", pytest.approx(0.25))
    (finding,) = asked.claims(samples=SAMPLES).findings
    assert finding.without is not None
    assert finding.without.central == pytest.approx(0.5)


def test_what_the_model_does_not_have_is_a_condition() -> None:
    provided = dict.fromkeys(LANGUAGES, "somebody buys them.")
    asked = [claim("production[shirts]", value=value, unit="million item", year=2025, provided=provided)
             for value in (1.5, 15.0)]  # fmt: skip
    audit = toy(asked).claims(samples=SAMPLES)
    assert audit.frame[["verdict", "reason"]].values.tolist() == [
        ["holds_only_if", "provided"], ["contradicts", "beyond"],
    ]  # fmt: skip
    assert all("somebody buys them." in told for told in audit.frame["reasoning"])


def test_draws_show_what_no_single_parameter_does() -> None:
    """Each factor is zero at its central value, so that neither parameter moves the product alone."""
    model = (
        "(process.tailor.modern.labour / 0.00003 {job/item} - 10)"
        " * (process.tailor.modern.input.cloth / 0.1 {m2/item} - 20)"
    )
    asked = with_claim(model, value=0.3)
    (finding,) = asked.claims(samples=400).findings
    assert (finding.verdict, finding.reason) == (Verdict.ONLY_IF, "draws")
    assert REACHED <= finding.share < 0.05
    assert row(with_claim(model, value=1.01), 400)["verdict"] == "contradicts"  # the corner is at 1


def test_published_figures_alone_have_no_range() -> None:
    found = row(with_claim(value=60, unit="%", model="F2 / F1"))
    assert (found["basis"], found["verdict"], found["model"]) == ("published", "holds", pytest.approx(62.5))
    assert row(with_claim(value=50, unit="%", model="F2 / F1"))["reason"] == "published"


def test_a_figure_without_a_value_is_unanswered() -> None:
    found = row(with_claim(unit="1", year=2025, model="jobs_direct[tailor, modern] / jobs_direct[tailor, modern]"))
    assert (found["verdict"], found["reason"]) == ("unanswered", "nothing")


def test_bare_indicators_of_other_years_or_units_do_not_stop_an_audit() -> None:
    about = {"indicator": "sector_jobs", "value": 1.0, "text": WORDS, "source": "TOY", "kind": "statistic", "line": 1}
    old = Claim.model_validate({"id": "old", "year": 2018, "unit": "job", **about})
    odd = Claim.model_validate({"id": "odd", "year": 2025, "unit": "item", **about})
    model = Model(replace(MODEL.pack, claims=(old, odd)))
    assert {name: verdict.value for name, verdict in model.claims(samples=2).verdicts.items()} == {"old": "unanswered"}
    with pytest.raises(InputError, match="unit of what the expression gives"):
        model.claims(samples=2, ids=["odd"])


@given(st.floats(-10, 10), st.floats(0, 5), st.floats(-10, 10), st.floats(0, 0.5))
def test_agreement_needs_the_range_or_the_tolerance(
    middle: float, width: float, claimed: float, tolerance: float
) -> None:
    spread = Spread(middle, middle - width, middle + width, 10)
    found = agrees(Span(claimed, claimed), spread, tolerance)
    reach = max(width, tolerance * abs(middle))
    assert found == (middle - reach <= claimed <= middle + reach)


def test_the_verdict_on_a_claim() -> None:
    holds, only, no, none = Verdict.HOLDS, Verdict.ONLY_IF, Verdict.CONTRADICTS, Verdict.UNANSWERED
    cases = {(holds, holds): holds, (holds, no): only, (no, no): no, (only, no): only, (holds, only): only,
             (none,): none, (none, no): no}  # fmt: skip
    assert [of_claim(list(case)) for case in cases] == list(cases.values())


# ------------------------------------------------------------------------------ search


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-2, 2).filter(lambda w: abs(w) > 0.01), min_size=1, max_size=5), st.floats(-12, 12)
)
def test_search_finds_the_smallest_number_of_moves(weights: list[float], edge: float) -> None:
    """For a sum of weighted positions the answer is known: the heaviest first, up to the figure."""
    heavy = sorted((abs(weight) for weight in weights), reverse=True)
    (answer,) = search(lambda place: (np.array(weights) @ place)[None], len(weights), np.zeros(1), np.array([edge]))
    assert answer.reached == (sum(heavy) >= abs(edge) - 1e-12)
    if answer.reached and abs(edge) > 1e-6:
        needed = next(count for count in range(1, len(heavy) + 1) if sum(heavy[:count]) >= abs(edge) - 1e-12)
        assert len(answer.moves) == needed
        place = np.zeros(len(weights))
        for path, position in answer.moves:
            assert -1.0 <= position <= 1.0
            place[path] = position
        assert abs(np.array(weights) @ place) >= abs(edge) * (1 - 1e-9)
        assert abs(np.array(weights) @ place - edge) <= sum(heavy) / 32**2 + 1e-9


def test_search_without_parameters() -> None:
    (answer,) = search(lambda place: np.zeros((1, place.shape[1])), 0, np.array([1.0]), np.array([2.0]))
    assert (answer.reached, answer.value) == (False, 1.0)


# --------------------------------------------------------------------------- the object


def test_the_audit_of_the_toy_chain() -> None:
    audit = audited()
    assert {name: verdict.value for name, verdict in audit.verdicts.items()} == {
        "shirts_2025": "holds", "jobs_promise": "holds_only_if",
    }  # fmt: skip
    assert list(audit.claims.index) == list(audit.verdicts)
    assert "contradicts" in set(audit.frame["verdict"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_are_in_every_language(code: str) -> None:
    told = audited().told_in(code)
    for text in (told.text(), told.markdown(), told.html(), told._repr_html_()):
        assert "✓" in text and "✗" in text and "TOY" in text  # noqa: PT018
        assert "{" not in text.split("<style>")[0]
    assert told.text() == MODEL.claims(samples=SAMPLES, language=code).text()


def test_the_same_seed_gives_the_same_audit() -> None:
    assert MODEL.claims(samples=SAMPLES).frame.equals(audited().frame)
    assert not MODEL.claims(samples=SAMPLES, seed=1).frame["q05"].equals(audited().frame["q05"])


def test_wrong_calls_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        MODEL.claims(samples=1, seed=-1, ids=["shirts_2026", "jobs_promise"])
    assert [(item.code, item.nearest) for item in caught.value.problems] == [
        ("unknown-claim", "shirts_2025"), ("range", None), ("range", None),
    ]  # fmt: skip
    with pytest.raises(InputError, match="samples"):
        MODEL.claims(MODEL.run("baseline"))
    with pytest.raises(InputError, match="language"):
        MODEL.claims(language="fr", samples=2)
    with pytest.raises(InputError, match="scenario"):
        with_claim(unit="job", scenario="more_demnd", model="sector_jobs").claims(samples=2)
