"""The claims of the programme: verdicts that were worked out by hand beside those of the audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ioscenario.assessment.audit import Audit
from ioscenario.model import Model
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
}

#: Readings whose claimed figure lies so near to the 95th percentile that the seed decides.
AT_THE_EDGE = {"value_added_chain"}


@pytest.fixture(scope="module")
def audit(flagship: Run) -> Audit:
    return flagship.model.claims(samples=200)


def test_how_the_claims_of_the_programme_have_to_be_read(audit: Audit) -> None:
    frame = audit.frame
    for claim, readings in READ_AS.items():
        own = frame[frame["claim"] == claim]
        assert set(own.loc[own["verdict"] == "holds", "reading"]) - AT_THE_EDGE == readings, claim
        assert audit.verdicts[claim].value == "holds_only_if"


def test_statistics_of_the_base_year_are_reproduced(audit: Audit) -> None:
    frame = audit.frame
    first = frame[(frame["kind"] == "statistic") & (frame["basis"] == "model")].groupby("claim").first()
    plain = [name for name in first.index if name.endswith("_2025") and name != "growth_2025"]
    assert len(plain) >= 8
    assert set(first.loc[plain, "verdict"]) == {"holds"}


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
    frame = audit.frame.set_index(["claim", "reading"])
    asked = ("potential_jobs", "full_chain")
    assert frame.loc[asked, "verdict"] == "contradicts"
    rows = flagship.model.parameters
    rows = rows[rows["path"] == "process.sewing_articles.modern.labour"].copy()
    for column in ("value", "low", "high"):
        rows[column] = rows[column].astype(float) / 100
    model = flagship.model.with_parameters(rows.drop(columns="line"))
    only = tuple(claim for claim in model.pack.claims if claim.id == "potential_jobs")
    changed = Model(replace(model.pack, claims=only)).claims(samples=50).frame.set_index(["claim", "reading"])
    assert changed.loc[asked, "verdict"] != "contradicts"


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
