"""The register: plausibility by hand, the sum against the sector, runs without each enterprise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import ioscenario as ios
from ioscenario.assessment.enterprises import flags, frame, judge, sector
from ioscenario.assessment.leaveout import Measure, contributions, measures, per_target
from ioscenario.language import Language
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.pack.loading import Pack
from ioscenario.pack.register import entries
from ioscenario.pack.targets import target_records
from ioscenario.problems import InputError

MODEL = ios.load("toy-chain")
#: Sector of the toy in money and people, and what it makes.
SHIRTS, JOBS = "production:shirts", "sector_jobs"


def changed(pack: Pack, enterprise: str, **cells: Any) -> Pack:
    """A pack in which the cells of an enterprise are others; the parameters stay."""
    table = pack.enterprises.copy()
    for column, value in cells.items():
        table.loc[table["id"] == enterprise, column] = value
    return replace(pack, enterprises=table)


def texts_of(pack: Pack, enterprise: str, language: str = "en") -> list[str]:
    (judged,) = [item for item in judge(pack) if item.id == enterprise]
    return flags(pack, judged, Language(language))


# ------------------------------------------------------------------------ plausibility


def test_needs_and_costs_by_hand() -> None:
    """A million pieces at 90 % with 0.0003 jobs each; 2 billion for 270 people."""
    table: Any = frame(MODEL.pack)
    row = table.loc[("new_tailor", "project")]
    assert row["jobs_expected"] == pytest.approx(1e6 * 0.9 * 0.0003)
    assert row["jobs_low"] == pytest.approx(1e6 * 0.85 * 0.00027)
    assert row["jobs_high"] == pytest.approx(1e6 * 0.95 * 0.00033)
    assert row["jobs_per_unit"] == pytest.approx(270 / 1e6)
    assert row["investment_expected"] == pytest.approx(2000.0)
    assert row["capital_per_unit"] == pytest.approx(0.002)
    assert row["capital_per_job"] == pytest.approx(2000 / 270)
    assert row["capital_per_job_low"] == pytest.approx(1800 / row["jobs_high"])
    assert row["capital_per_job_high"] == pytest.approx(2200 / row["jobs_low"])
    assert row["flags"] == []


def test_what_is_odd_is_said_with_numbers_and_sources() -> None:
    found = texts_of(changed(MODEL.pack, "new_tailor", jobs=500.0, investment=3700.0), "new_tailor")
    assert [text.replace(NO_BREAK, " ") for text in found] == [
        "500 jobs are more than the 230 jobs to 314 jobs that such plant takes (TOY)",
        "an investment of 3.7 bn tenge is more than the 1.8 bn tenge to 2.2 bn tenge that such plant costs (TOY)",
    ]
    found = texts_of(changed(MODEL.pack, "new_tailor", jobs=100.0, investment=2000.0), "new_tailor", "ru")
    assert [text.split(NO_BREAK)[0] for text in found] == ["100", "20"]  # too few people, so too much for each
    unknown = changed(MODEL.pack, "new_mill", capacity=np.nan)
    assert texts_of(unknown, "new_mill") == ["no capacity is known; not judged"]


def test_money_of_earlier_years_is_raised_by_inflation() -> None:
    pack = changed(MODEL.pack, "old_tailor", investment=1000.0, investment_unit="million KZT")
    rate = pack.parameters["market.economy.inflation"].at(2025)
    (item,) = [item for item in entries(pack) if item.id == "old_tailor"]
    assert item.investment == pytest.approx(1000.0 * (1.0 + rate) ** 10)
    (item,) = [item for item in entries(MODEL.pack) if item.id == "new_tailor"]
    assert (item.investment, item.money) == (2000.0, "")


def test_foreign_money_needs_a_rate_among_the_facts() -> None:
    pack = changed(MODEL.pack, "new_mill", investment=2.0, investment_unit="million USD")
    (item,) = [item for item in entries(pack) if item.id == "new_mill"]
    assert item.investment is None
    facts: Any = pack.fact_table.copy()
    rate = {"id": "RATE", "value": 500.0, "unit": "tenge/USD", "year": "2025"}
    facts.loc[len(facts)] = {**facts.iloc[0].to_dict(), **rate}
    (item,) = [item for item in entries(replace(pack, fact_table=facts)) if item.id == "new_mill"]
    assert item.investment == pytest.approx(1000.0)
    assert item.money == "RATE"


def test_the_flagship_finds_what_its_note_finds() -> None:
    """The note on the facts says that 23.3 billion is little for Hygeia's yarn."""
    pack = ios.load().pack
    assert any("23.3" in text and "less" in text and "E15" in text for text in texts_of(pack, "hygeia"))
    assert texts_of(pack, "tokyma") == []
    table: Any = sector(pack)
    assert table.loc["spinning", "registered_share"] == pytest.approx(1.0)
    assert table.loc["spinning", "announced"] == pytest.approx(48_900.0)
    assert table.loc["total", "jobs"] == 22_000.0
    published = frame(pack)["jobs"].dropna()
    assert table["jobs_announced"].drop("total").sum() == pytest.approx(published.xs("project", level="kind").sum())


def test_the_sum_against_the_sector() -> None:
    table: Any = sector(MODEL.pack, "kk")
    assert table["registered_share"].drop("total").tolist() == [1.0, 1.0, 1.0]
    told = table.loc["tailor", ["announced", "jobs_announced", "jobs_expected"]]
    assert told.tolist() == pytest.approx([1e6, 270, 270])
    assert table.loc["total", "jobs"] == 860.0  # as the bridge has it published
    assert table.loc["total", "flags"] == []
    more: Any = sector(changed(MODEL.pack, "new_tailor", jobs=2000.0))
    (text,) = more.at["total", "flags"]
    assert text.replace(NO_BREAK, " ").startswith("2.06 thousand jobs are announced where")
    table = sector(changed(MODEL.pack, "old_mill", capacity=1600.0))
    (text,) = table.loc["mill", "flags"]
    assert text.startswith("registered capacity of 1.6")


# --------------------------------------------------------------------------- leave out


def of(found: Any, name: str, enterprise: str, indicator: str = SHIRTS, scenario: str = "more_demand") -> list[float]:
    where = {"enterprise": enterprise, "indicator": indicator, "scenario": scenario}
    return [float(value) for value in found[name].sel(where).values]


@pytest.fixture(scope="module")
def found() -> Any:
    return MODEL.contributions("baseline", "more_demand", delays=(0, 1, 2))


def test_contributions_and_interaction_are_the_difference_when_all_are_left_out(found: Any) -> None:
    total = found["contribution"].sum("enterprise") + found["interaction"]
    np.testing.assert_allclose(total.values, found["together"].values, rtol=1e-9, atol=1e-9)
    assert (found["together"].sel(indicator=JOBS, year=slice(2026, None)) > 0).all()
    together = found["interaction"].sel(indicator=JOBS, scenario="more_demand", year=2030)
    assert together < -1.0  # each needs the others, so that single ones count what is common several times
    assert (found["contribution"].sel(year=2025) == 0.0).all()


def test_a_delay_of_nothing_is_nothing(found: Any) -> None:
    now = found["delayed"].sel(delay=0)
    assert (now.where(now.notnull(), 0.0) == 0.0).all()
    assert found["delayed"].sel(enterprise="old_mill").isnull().all()


def test_left_out_is_a_scenario_without_the_project(found: Any) -> None:
    path = "process.tailor.project_capacity"
    without = ios.Scenario("without", "more_demand", {path: 0})
    later = ios.Scenario("later", "more_demand", {path: {"steps": {2026: 0, 2028: "1 million item"}}})
    runs = MODEL.run("more_demand", without, later).dataset
    for indicator, name, where in ((JOBS, "sector_jobs", {}), (SHIRTS, "production", {"commodity": "shirts"})):
        values = runs[name].sel(where)
        own = values.sel(scenario="more_demand")
        np.testing.assert_allclose(
            of(found, "contribution", "new_tailor", indicator), (own - values.sel(scenario="without")).values, atol=1e-9
        )
        np.testing.assert_allclose(
            found["delayed"].sel(enterprise="new_tailor", indicator=indicator, scenario="more_demand", delay=1).values,
            (values.sel(scenario="later") - own).values,
            atol=1e-9,
        )


def test_a_base_enterprise_left_out_takes_its_plant_with_it(found: Any) -> None:
    """Without the old tailor nobody sews until the new one opens; in 2026 everything is its own."""
    value = found["value"].sel(indicator=SHIRTS, scenario="more_demand").values
    assert of(found, "contribution", "old_tailor") == pytest.approx([0.0, *(value[1:] - [0, *[450_000.0] * 4])])


def test_halves_of_an_enterprise_are_the_whole_when_both_are_left_out() -> None:
    table = MODEL.pack.enterprises
    old = table[table["id"] == "old_tailor"].assign(capacity=1.0)
    halves = [old.assign(id=name) for name in ("left_half", "right_half")]
    import pandas as pd

    split = replace(MODEL.pack, enterprises=pd.concat([*halves, table[table["id"] == "new_tailor"]], ignore_index=True))
    one = replace(MODEL.pack, enterprises=table[table["process"] == "tailor"])
    flat = (MODEL.scenario("more_demand"),)
    apart, whole = contributions(split, flat, ()), contributions(one, flat, ())
    np.testing.assert_allclose(apart["together"].values, whole["together"].values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        of(apart, "contribution", "left_half"), of(apart, "contribution", "right_half"), rtol=1e-12
    )


def test_an_entry_of_no_capacity_changes_nothing() -> None:
    for name in ("old_loom", "new_loom"):
        pack = changed(MODEL.pack, name, capacity=0.0)
        effect = contributions(pack, (MODEL.scenario("more_demand"),), (1,)).sel(enterprise=name)
        assert (effect["contribution"] == 0.0).all()
    assert (effect["delayed"] == 0.0).all()


def test_no_scenario_depends_on_its_neighbours(found: Any) -> None:
    alone = MODEL.contributions("more_demand", delays=(0, 1, 2))
    for name in ("contribution", "delayed", "together"):
        np.testing.assert_array_equal(alone[name].sel(scenario="more_demand"), found[name].sel(scenario="more_demand"))


def test_every_target_of_the_whole_has_its_indicator(found: Any) -> None:
    names = [item.name for item in measures(target_records(MODEL.pack))]
    assert names == [JOBS, "sector_output", SHIRTS, "imports:cloth"] == found["indicator"].values.tolist()
    assert found["target_year"].values.tolist() == [2030, 2030, 2028, 2030]
    assert found["unit"].values.tolist() == ["job", "million KZT", "item", "m2"]
    assert Measure("harvest", "", "area").name == "harvest/area"


def test_contributions_to_each_target_are_those_of_its_indicator_and_year(found: Any) -> None:
    targets = MODEL.run("baseline").targets
    table: Any = per_target(found, targets)
    row = table.loc[("more_demand", "jobs_2030", "new_tailor")]
    at = found.sel(indicator=JOBS, scenario="more_demand", year=2030, enterprise="new_tailor")
    assert row["contribution"] == float(at["contribution"])
    assert row["share"] == pytest.approx(row["contribution"] / 900.0)
    assert row["delay_2"] == float(at["delayed"].sel(delay=2))
    parts = table["contribution"].xs(("more_demand", "shirts_2028"), level=("scenario", "target"))
    assert parts.drop("together").sum() == pytest.approx(parts["together"])
    assert set(table.index.get_level_values("target")) == {item["id"] for item in targets if not item["enterprise"]}


def test_refusals() -> None:
    with pytest.raises(InputError) as refused:
        MODEL.contributions(delays=(-1, True, 2, 2))
    assert [problem.code for problem in refused.value.problems] == ["range", "range", "duplicate"]
    with pytest.raises(InputError) as refused:
        MODEL.enterprises("proces")
    assert [(problem.code, problem.nearest) for problem in refused.value.problems] == [("call", "process")]
    unknown = MODEL.pack.enterprises.assign(capacity=np.nan)
    with pytest.raises(InputError) as refused:
        ios.Model(replace(MODEL.pack, enterprises=unknown)).contributions()
    assert [problem.code for problem in refused.value.problems] == ["no-enterprises"]
    bare = ios.Model(replace(MODEL.pack, enterprises=MODEL.pack.enterprises.iloc[:0]))
    for asked in (bare.enterprises, bare.contributions):
        with pytest.raises(InputError) as refused:
            asked()
        assert [problem.code for problem in refused.value.problems] == ["no-enterprises"]
