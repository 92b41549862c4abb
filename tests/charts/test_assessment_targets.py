"""Charts of targets and enterprises: what is drawn is what was computed, and it can be printed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

import ioscenario as ios
from ioscenario.assessment.targets import gaps as computed
from ioscenario.assessment.targets import in_target_year
from ioscenario.charts import available, data, enterprise_targets, enterprises, gaps, style, targets
from ioscenario.problems import InputError
from ioscenario.results import Results
from tests.charts.printable import assert_printable
from tests.charts.test_data import found, same

MODEL = ios.load("toy-chain")


@pytest.fixture(scope="module")
def results() -> Results:
    return MODEL.run(samples=20, seed=1)


@pytest.fixture(scope="module")
def effects() -> Any:
    return MODEL.contributions("more_demand")


@pytest.mark.parametrize("own", [False, True])
def test_marks_are_values_over_targets(results: Results, own: bool) -> None:
    figure = targets(results, enterprises=own)
    truth = in_target_year(computed(results.dataset, results.targets, results.enterprises))
    truth = truth.isel(target=np.flatnonzero((truth["enterprise"].values != "") == own))
    ratio = 100 * truth["value"] / truth["amount"]
    drawn = found(figure, "value:")
    assert len(drawn) == ratio.size
    for name, artist in drawn.items():
        target, scenario = name.split(":")
        value = float(ratio.sel(target=target, scenario=scenario))
        if scenario == results.reference:
            same(cast(Any, artist).get_width(), value)
        else:
            same(cast(Any, artist).get_xdata(), [value])
    for target, line in found(figure, "interval:").items():
        ends = truth[["low", "high"]].sel(target=target, scenario=results.reference)
        amount = float(truth["amount"].sel(target=target))
        same(cast(Any, line).get_xdata(), [100 * float(ends[name]) / amount for name in ends])
    table = data(figure)
    assert table is not None
    told = table.set_index(["target", "scenario"])["value"].unstack()
    told = told.loc[truth["target"].values, truth["scenario"].values]
    same(told, truth["value"].transpose("target", "scenario").values)


@pytest.mark.parametrize(("what", "name"), [("gap", "gap_share"), ("probability", "probability")])
def test_cells_are_gaps_and_probabilities(results: Results, what: Any, name: str) -> None:
    figure = gaps(results, what=what)
    truth = in_target_year(computed(results.dataset, results.targets, results.enterprises))
    truth = truth.isel(target=np.flatnonzero(truth["enterprise"].values == ""))
    same(np.asarray(cast(Any, found(figure, what)[""]).get_array()), truth[name].transpose("target", "scenario").values)


def test_bars_are_what_changes_without_each(effects: Any) -> None:
    figure = enterprises(effects, "production:shirts", most=3)
    at = effects.sel(scenario="more_demand", indicator="production:shirts", year=2028)
    bars = {name: float(cast(Any, artist).get_width()) for name, artist in found(figure, "without:").items()}
    assert bars["together"] == pytest.approx(-float(at["together"]))
    assert bars["old_tailor"] == pytest.approx(-1.8e6)
    same(sum(bars.values()) - bars["together"], bars["together"])  # single ones, the rest and the joint effect
    dots = {name: cast(Any, artist).get_xdata() for name, artist in found(figure, "late:").items()}
    same(dots["new_tailor"], [float(at["delayed"].sel(enterprise="new_tailor", delay=3))])


@pytest.mark.parametrize(("language", "size"), [("en", "column"), ("ru", "slide"), ("kk", "page")])
def test_they_can_be_printed(results: Results, effects: Any, language: str, size: style.Size) -> None:
    for figure in (
        targets(results, language=language, size=size),
        enterprise_targets(results, language=language, size=size),
        gaps(results, language=language, size=size),
        gaps(results, what="probability", enterprises=True, language=language, size=size),
        enterprises(effects, language=language, size=size),
    ):
        assert_printable(figure, size)


def test_titles_say_what_follows_from_the_numbers(results: Results, effects: Any) -> None:
    assert style.title(targets(results)) == "More demand meets all 3 targets"
    best = "The best scenario, More demand, meets 3 of 3 targets; the reference scenario meets 1"
    assert style.title(gaps(results)) == best
    assert "without Old tailor" in style.title(enterprises(effects))
    few = style.title(enterprise_targets(results, ["more_demand"]))
    assert few.startswith("No scenario meets any of the 2 targets")


def test_what_cannot_be_drawn_is_said(results: Results, effects: Any) -> None:
    assert {"targets", "gaps", "enterprise_targets"} <= set(available(results))
    bare = Results(results.dataset.assign_attrs(targets_json="[]"))
    assert not {"targets", "gaps", "enterprise_targets"} & set(available(bare))
    with pytest.raises(ValueError, match="no targets"):
        targets(bare)
    with pytest.raises(ValueError, match="samples"):
        gaps(MODEL.run("baseline"), what="probability")
    with pytest.raises(InputError) as refused:
        enterprises(effects, "sector_job", scenario="nowhere", year=1999)
    assert [problem.code for problem in refused.value.problems] == ["unknown-name", "unknown-name", "unknown-year"]
