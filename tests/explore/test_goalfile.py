"""Goal files: what they mean, and every mistake at its place, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ioscenario as ios
from ioscenario.explore.goal import Goal
from ioscenario.explore.goalfile import read_goal
from tests.explore.toy import ACCESS, MODEL

GRANT = "policy.tailor.capex_grant"
TARGET = {"indicator": "sector_jobs", "year": 2030, "at_least": "1.1 thousand job"}
PLAIN: dict[str, Any] = {"name": "jobs", "levers": {ACCESS: None}, "targets": [TARGET]}


def read(**changes: Any) -> Goal:
    return read_goal({**PLAIN, **changes}, MODEL.pack, MODEL.library)


def refused(**changes: Any) -> tuple[str, str, str | None]:
    """Code, key and nearest name of the one problem."""
    with pytest.raises(ios.InputError) as caught:
        read(**changes)
    (problem,) = caught.value.problems
    return problem.code, problem.key or "", problem.nearest


def test_ranges_are_the_pack_s_or_one_s_own_and_years_by_default_all() -> None:
    goal = read(levers={ACCESS: "pack", GRANT: {"to": "30 %", "years": {"from": 2027, "to": 2028}}})
    access, grant = goal.levers
    assert (access.low, access.high, access.start, access.end) == (0.0, 1.0, 2026, None)
    assert (grant.low, grant.high, grant.start, grant.end) == (0.0, 0.3, 2027, 2028)
    assert grant.setting(0.125) == {"from": "2027", "to": "2028", "value": "12.5 %"}
    (ramp,) = read(levers={ACCESS: {"by": 2029}}).levers
    assert ramp.setting(0.5) == {"2029": "0.5"}
    assert ramp.operation(0.5).kind == "line"


def test_targets_have_units_members_and_ids() -> None:
    stage = {"id": "mill", "indicator": "jobs_direct", "label": "mill", "year": 2028, "at_most": 300}
    product = {"indicator": "production", "where": {"commodity": "shirts"}, "year": 2030, "at_least": "2 million item"}
    jobs, mill, shirts = read(targets=[TARGET, stage, product]).aims
    assert (jobs.id, jobs.target.value, jobs.unit) == ("sector_jobs 2030", 1100.0, "job")
    assert (mill.id, mill.target.where, mill.target.at_least) == ("mill", {"process": "mill"}, False)
    assert (shirts.target.value, shirts.unit) == (2e6, "item")
    (share,) = read(targets=[{"indicator": "processing_depth", "year": 2030, "at_least": "40 %"}]).aims
    assert share.target.value == 0.4


def test_targets_of_the_pack_go_by_their_id() -> None:
    own = next(item for item in MODEL.pack.targets if not item.enterprise and not item.per)
    (aim,) = read(targets=[own.id]).aims
    assert (aim.id, aim.target.variable, aim.target.year) == (own.id, own.indicator, own.year)
    assert aim.assumed is (own.status == "assumption")
    assert refused(targets=[own.id, own.id])[0] == "duplicate"


def test_chance_front_and_start() -> None:
    goal = read(
        scenario="more_capacity", probability="75 %", front=["sector_jobs", {"indicator": "area", "better": "lower"}],
        minimise="net_cost", seed=4,
    )  # fmt: skip
    assert goal.chance is not None
    assert (goal.chance.at_least, goal.chance.samples, goal.chance.together) == (0.75, 100, False)
    assert [(item.indicator.year, item.sign) for item in goal.objectives] == [(2030, 1.0), (2030, -1.0)]
    assert (goal.start.name, goal.known, goal.minimise, goal.seed) == ("more_capacity", True, "net_cost", 4)
    mine = read(scenario=ios.Scenario("mine", extends="baseline", settings={ACCESS: 0.2}))
    assert (mine.start.name, mine.known) == ("mine", False)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "two words"}, ("id", "name", None)),
        ({"levels": {}}, ("unknown-key", "levels", "levers")),
        ({"levers": {}}, ("levers", "levers", None)),
        ({"levers": {"policy.shirts.market_acces": None}}, ("unknown-path", "policy.shirts.market_acces", ACCESS)),
        ({"levers": {"market.fibre.price": {"from": 1, "to": 2}}}, ("no-lever", "market.fibre.price", None)),
        ({"levers": {"policy.mill.leasing_share": None}}, ("no-range", "policy.mill.leasing_share", None)),
        ({"levers": {GRANT: {"to": 30}}}, ("share", f"{GRANT}.to", None)),
        ({"levers": {GRANT: {"years": {"from": 2028, "to": 2026}}}}, ("span", f"{GRANT}.years.to", None)),
        ({"levers": {GRANT: [1, 2]}}, ("lever", GRANT, None)),
        ({"targets": []}, ("targets", "targets", None)),
        ({"targets": ["nonsense_at_all"]}, ("unknown-target", "targets", None)),
        ({"targets": [{**TARGET, "indicator": "sector_job"}]},
         ("unknown-variable", "targets.indicator", "sector_jobs")),
        ({"targets": [{**TARGET, "at_most": 3}]}, ("target", "targets", None)),
        ({"targets": [{**TARGET, "at_least": "5 t"}]}, ("unit", "targets.at_least", None)),
        ({"targets": [{**TARGET, "year": 2025}]}, ("year", "targets.year", None)),
        ({"targets": [{**TARGET, "indicator": "production"}]}, ("members", "targets.indicator", None)),
        ({"targets": [{**TARGET, "label": "mill"}]}, ("unknown-name", "targets.label", None)),
        ({"targets": [{**TARGET, "indicator": "bottleneck"}]}, ("unknown-variable", "targets.indicator", None)),
        ({"probability": "0 %"}, ("range", "probability", None)),
        ({"probability": {"at_least": "80 %", "together": "perhaps"}}, ("value", "probability.together", None)),
        ({"minimise": "costs"}, ("choice", "minimise", "cost")),
        ({"front": {"indicator": "area"}}, ("better", "front.better", None)),
        ({"front": {"objectives": ["sector_jobs"], "points": 2}}, ("range", "front.points", None)),
        ({"scenario": "baselin"}, ("unknown-scenario", "scenario", "baseline")),
        ({"seed": -1}, ("range", "seed", None)),
    ],
)  # fmt: skip
def test_one_mistake_one_problem(changes: dict[str, Any], problem: tuple[str, str, str | None]) -> None:
    code, key, near = refused(**changes)
    assert (code, key) == problem[:2]
    if problem[2] is not None:
        assert near == problem[2]


def test_all_mistakes_of_a_file_at_once_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "goal.yaml"
    file.write_text(
        "name: jobs\n"
        "levers:\n"
        "  policy.shirts.market_acces: pack\n"
        "  policy.tailor.capex_grant: {from: 15, to: 50 %}\n"
        "targets:\n"
        "  - {indicator: sector_job, year: 2030, at_least: 5}\n"
        "  - {indicator: sector_jobs, year: 2040, at_least: 5}\n"
        "minimise: costs\n",
        encoding="utf-8",
    )
    with pytest.raises(ios.InputError) as caught:
        read_goal(file, MODEL.pack)
    found = [(item.line, item.code) for item in caught.value.problems]
    assert found == [(3, "unknown-path"), (4, "share"), (6, "unknown-variable"), (7, "year"), (8, "choice")]
    assert all(item.file == str(file) for item in caught.value.problems)
    mended = file.read_text(encoding="utf-8").replace("acces:", "access:").replace("from: 15", "from: 15 %")
    file.write_text(
        mended.replace("sector_job,", "sector_jobs,").replace("2040", "2029").replace("costs", "cost"), encoding="utf-8"
    )
    assert len(read_goal(file, MODEL.pack).aims) == 2


def test_what_is_no_file_or_no_mapping_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "goal.yaml"
    for text in ("- 1\n", "", "name: [\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ios.InputError):
            read_goal(file, MODEL.pack)
    with pytest.raises(ios.InputError):
        read_goal(tmp_path / "none.yaml", MODEL.pack)


def test_the_page_s_example_and_the_goals_that_ship_are_read(tmp_path: Path) -> None:
    pack = ios.load("kazakhstan-cotton").pack
    page = (Path(__file__).parents[2] / "docs" / "goalseek.md").read_text(encoding="utf-8")
    example = tmp_path / "goal.yaml"
    example.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    goal = read_goal(example, pack)
    assert (len(goal.levers), len(goal.aims), len(goal.objectives)) == (3, 4, 2)
    shipped = sorted((pack.folder / "goals").glob("*.yaml"))
    assert [read_goal(path, pack).name for path in shipped] == [path.stem for path in shipped]
