"""The claims of the programme: verdicts that were worked out by hand beside those of the audit."""

from __future__ import annotations

import numpy as np
import pytest

from ioscenario.assessment.audit import Audit
from ioscenario.assessment.verdicts import Verdict
from tests.flagship.conftest import Run

#: Claims that hold only in the readings named here, whatever else may bring others about.
READ_AS = {
    "potential_jobs": {"spinning_third_woven", "scenario"},
    "potential_articles": {"garments", "by_weight"},
    "potential_value": {"output_neighbour"},
    "growth_2025": {"lint_alone"},
    "structure_textiles": {"with_lint"},
    "structure_clothing": {"with_lint"},
    "lint_exported_share": {"exports"},
    "deep_processed_share": {"not_exported", "later"},
    "home_share": {"recorded"},
    "gin_use": {"lint_2018"},
    "fibre_price": {"seed_cotton"},
    "tokyma_jobs": {"complete"},
    "yarn_new_mill": {"all_mills"},
}


@pytest.fixture(scope="module")
def audit(flagship: Run) -> Audit:
    return flagship.model.claims(samples=200)


def test_how_the_claims_of_the_programme_have_to_be_read(audit: Audit) -> None:
    frame = audit.frame
    for claim, readings in READ_AS.items():
        own = frame[frame["claim"] == claim]
        assert set(own.loc[own["verdict"] == "holds", "reading"]) == readings, claim
        assert audit.verdicts[claim].value == "holds_only_if"


def test_statistics_of_the_base_year_are_reproduced(audit: Audit) -> None:
    frame = audit.frame
    first = frame[(frame["kind"] == "statistic") & (frame["basis"] == "model")].groupby("claim").first()
    plain = [name for name in first.index if name.endswith("_2025") and name != "growth_2025"]
    assert len(plain) >= 8
    assert set(first.loc[plain, "verdict"]) == {"holds"}


def test_what_holds_by_calibration_is_said_to_be_no_test(audit: Audit) -> None:
    said = audit.claims["conclusion"].str.contains("no test of the model")
    assert set(said.index[said]) == {
        f"{name}_2025"
        for name in ("harvest", "lint", "lint_exports", "yarn_sold", "fabric", "articles", "sector_output")
    }


def test_one_mill_is_not_held_against_all(audit: Audit) -> None:
    rows = audit.frame[audit.frame["claim"] == "yarn_new_mill"].set_index("reading")
    assert rows.loc["one_mill", "model"] == pytest.approx(11_400 * 0.85 / 1000)
    assert rows.loc["one_mill", "verdict"] == "contradicts"


@pytest.mark.parametrize(
    ("claim", "reading", "expected"),
    [
        # 1.2 m2 x 0.185 kg x 1.15 t/t is 0.2553 kg of lint an article; 2.7 m2 of a garment 0.5744 kg
        ("potential_articles", "todays_articles", 1000 / 0.2553),
        ("potential_articles", "garments", 1000 / 0.574425),
        ("potential_articles", "bed_sheets", 249 / 0.217724),
        # 116 kt of lint is 103.6 kt of yarn, of 25 jobs a kt
        ("potential_jobs", "spinning", 116.067 / 1.12 * 25 / 1000),
        ("potential_jobs", "announced", 7.03),
        # 13.8 thousand dollars a tonne
        ("potential_value", "output_neighbour", 116.067 * 13.8 / 1000),
        # 0.66 t of product a tonne, 685 million dollars for 57 kt
        ("potential_value", "output_by_weight", 116.067 * 0.66 * 685 / 57 / 1000),
        # sewing per tonne of lint in it, and what spinning and weaving add today a tonne and a square metre
        # 0.66 t of product at 12 thousand dollars, less a tonne of lint at 800 thousand tenge
        ("potential_value", "value_added_border", 116.067 * (0.66 * 685 / 57 - 800 / 520) / 1000),
        (
            "potential_value",
            "value_added_chain",
            116_067 / 1.15 / 520e3
            * ((17_830 + 47_750) / (28.6e6 * 1.2 + 9e6 * 2.7) / 0.185e-3 + 559 / 1462 + 699 / 962),
        ),
        ("share_of_manufacturing", "yearly_rate", 100 * 260 / (24e3 * 1.2)),
        ("gin_use", "crop_2018", 100 * 343.6 / 800),
        # 11.4 kt of yarn, 47.3 million m2, 12 million articles
        ("tokyma_jobs", "complete", 11.4 * 25 + 47.3 * 12 + 12 * 110),
        ("growth_2025", "nominal", 100 * (260 * 0.935 / 204 - 1)),
    ],
)
def test_figures_worked_out_by_hand(audit: Audit, claim: str, reading: str, expected: float) -> None:
    frame = audit.frame.set_index(["claim", "reading"])
    assert frame.loc[(claim, reading), "model"] == pytest.approx(expected, rel=2e-3)


def test_a_hundredfold_sewing_productivity_turns_the_verdict_on_jobs(flagship: Run, audit: Audit) -> None:
    """A mill of 2,430 people of whom 1,320 sew would be one of 866: 25 x 11.4, 12 x 47.3 and 1.1 x 12."""
    asked = ("tokyma_jobs", "complete")
    assert audit.frame.set_index(["claim", "reading"]).loc[asked, "verdict"] == "holds"
    rows = flagship.model.parameters
    rows = rows[rows["path"] == "process.sewing_articles.modern.labour"].copy()
    for column in ("value", "low", "high"):
        rows[column] = rows[column].astype(float) / 100
    model = flagship.model.with_parameters(rows.drop(columns="line"))
    changed = model.claims(samples=50, ids=asked[:1]).frame.set_index("reading")
    assert changed.loc[asked[1], "verdict"] == "contradicts"
    assert changed.loc[asked[1], "model"] == pytest.approx(865.8, rel=1e-6)


def test_what_readings_take_for_granted_is_of_the_size_that_they_say(flagship: Run, audit: Audit) -> None:
    """Numbers in words of the pack follow from its parameters: 350 and 455 million pieces, 9 and 16 times as many."""
    path, data = flagship.model.pack.parameters, flagship.results.dataset.sel(scenario="baseline", year=2025)
    made = data["production"].sel(commodity=["textile_articles", "garments"]).values
    names = [f"process.sewing_{good}.existing.input.fabric" for good in ("articles", "garments")]
    fabric = np.array([path[name].at(2025) for name in names])
    cloth = float(data["production"].sel(commodity="lint"))
    for name in ("process.spinning.existing.input.lint", "process.weaving.existing.input.yarn"):
        cloth /= path[name].at(2025)
    bought = [path[f"market.{good}.size"].at(2025) for good in ("textile_articles", "garments")]
    pieces = cloth * made.sum() / (made @ fabric)
    assert [pieces / 1e6, pieces / made.sum(), pieces / sum(bought)] == pytest.approx([350, 9.3, 0.6], rel=0.02)
    articles = cloth / fabric[0]
    assert [articles / 1e6, articles / made[0]] == pytest.approx([455, 16], rel=0.02)
    assert articles > bought[0]
    taken = {item.asked.meant.reading.id for item in audit.findings if item.asked.meant.reading.provided is not None}
    assert taken == {"value_added_sewn", "value_added_chain", "output_articles", "output_mix"}


def test_added_value_of_a_complete_chain_needs_buyers(audit: Audit) -> None:
    frame = audit.frame.set_index(["claim", "reading"])
    assert frame.loc[("potential_value", "value_added_chain"), "verdict"] == "holds_only_if"
    assert frame.loc[("potential_value", "value_added_border"), "verdict"] == "contradicts"


def test_seven_parameters_at_their_ends_are_a_contradiction(audit: Audit) -> None:
    """All lint spun and woven needs 9.5 thousand people; 5 thousand only where everything goes one way."""
    (found,) = [item for item in audit.findings if item.asked.meant.reading.id == "spinning_weaving"]
    assert (found.verdict, found.reason, found.hits) == (Verdict.CONTRADICTS, "together", 0)
    assert len(found.moves) > 3
    assert "7" in audit.reasoning(found)
    assert "None of 200 draws" in audit.reasoning(found)


def test_the_value_that_is_named_for_the_first_stage_of_a_mill_makes_it_hold(flagship: Run, audit: Audit) -> None:
    (found,) = [item for item in audit.findings if item.asked.meant.reading.id == "first_stage"]
    ((path, value),) = found.moves
    rows = flagship.model.parameters
    rows = rows[rows["path"] == path].copy()
    rows["value"], rows["unit"] = value, flagship.model.pack.parameters[path].unit
    rows["low"], rows["high"] = value, value
    frame = flagship.model.with_parameters(rows.drop(columns="line")).claims(samples=2, ids=[found.claim.id]).frame
    again = frame.set_index("reading").loc["first_stage"]
    assert again["verdict"] == "holds"
    assert again["model"] == pytest.approx(430, rel=2e-3)


def test_every_reading_has_its_facts_and_reasoning(audit: Audit) -> None:
    assert (audit.frame["reasoning"].str.len() > 40).all()
    known = set(audit.pack.sources["id"])
    assert {name for source in audit.frame["source"] for name in source.split(";")} <= known
