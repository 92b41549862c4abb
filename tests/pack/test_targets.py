"""``targets.yaml``: every mistake at its place, and nothing once it is mended."""

from __future__ import annotations

import pytest

from ioscenario.pack.loading import load_pack
from tests.pack.tiny import Folder

TARGETS = """\
- id: T1
  indicator: production
  label: pulp
  year: 2030
  value: 0.2
  unit: kt
  direction: at_least
  status: published
  source: S1
  grade: B
  text: {en: Pulp, ru: Целлюлоза, kk: Целлюлоза}
- id: T2
  indicator: jobs_direct
  enterprise: E2
  year: 2029
  value: 10
  unit: job
  direction: at_least
  status: assumption
  source: S2
  grade: E
  note: Both stages.
  text: {en: Jobs, ru: Места, kk: Орын}
- id: T3
  indicator: sector_output
  per: sector_jobs
  year: 2030
  value: 5
  unit: million KZT/job
  direction: at_most
  status: assumption
  grade: E
  note: Made up.
  text: {en: Output per job, ru: Выпуск, kk: Өнім}
"""


@pytest.fixture
def targeted(folder: Folder) -> Folder:
    folder.texts["targets.yaml"] = TARGETS
    return folder


def test_good_targets_are_read(targeted: Folder) -> None:
    assert targeted.report().good, targeted.report().text
    pack = load_pack(targeted.path)
    told = [(item.id, item.line, item.enterprise) for item in pack.targets]
    assert told == [("T1", 1, ""), ("T2", 12, "E2"), ("T3", 24, "")]


def test_a_pack_may_have_none(folder: Folder) -> None:
    assert load_pack(folder.write()).targets == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "near"),
    [
        ("indicator: production", "indicator: prodution", "unknown-variable", 1, "T1.indicator", "production"),
        ("indicator: production", "indicator: bottleneck", "unknown-label", 1, "T1.label", None),
        ("label: pulp", "label: pulb", "unknown-label", 1, "T1.label", "pulp"),
        ("  label: pulp\n", "", "unknown-label", 1, "T1.label", None),
        ("indicator: production\n  label: pulp", "indicator: utilisation", "unknown-label", 1, "T1.label", None),
        ("unit: kt", "unit: ha", "unit", 1, "T1.unit", None),
        ("unit: kt", "unit: ktt", "unit", 1, "T1.unit", "kt"),
        ("year: 2030\n  value: 0.2", "year: 2025\n  value: 0.2", "year", 1, "T1.year", None),
        ("year: 2030\n  value: 0.2", "year: 2031\n  value: 0.2", "year", 1, "T1.year", None),
        ("value: 0.2", "value: much", "value", 5, "value", None),
        ("direction: at_least\n  status: p", "direction: at_lest\n  status: p", "value", 7, "direction", None),
        ("status: published", "status: rumour", "value", 8, "status", None),
        ("source: S1", "source: S7", "unknown-source", 1, "T1.source", None),
        ("  source: S1\n", "", "missing-source", 1, "T1.source", None),
        ("grade: B", "grade: F", "value", 10, "grade", None),
        ("{en: Pulp, ru: Целлюлоза, kk: Целлюлоза}", "{en: Pulp, ru: Целлюлоза}", "missing-key", 11, "text.kk", None),
        ("id: T2\n", "id: T1\n", "duplicate", 12, "id", None),
        ("id: T1\n  indicator", "id: T1\n  indicatr", "unknown-key", 2, "indicatr", "indicator"),
        ("enterprise: E2", "enterprise: E3", "unknown-enterprise", 12, "T2.enterprise", None),
        ("indicator: jobs_direct", "indicator: exports", "unknown-variable", 12, "T2.indicator", None),
        ("indicator: jobs_direct", "indicator: capacity\n  label: binding", "unknown-label", 12, "T2.label", None),
        ("grade: E\n  note: Both stages.", "grade: D\n  note: Both stages.", "grade", 12, "T2.grade", None),
        ("  note: Both stages.\n", "", "missing-reason", 12, "T2.note", None),
        ("per: sector_jobs", "per: sector_job", "unknown-variable", 24, "T3.per", "sector_jobs"),
        ("per: sector_jobs", "per: price", "unknown-variable", 24, "T3.per", None),
        ("unit: million KZT/job", "unit: million KZT", "unit", 24, "T3.unit", None),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(
    targeted: Folder, old: str, new: str, code: str, line: int, key: str, near: str | None
) -> None:
    targeted.edit("targets.yaml", old, new)
    found = [problem for problem in targeted.report().problems if problem.code == code]
    assert found, targeted.report().text
    problem = found[0]
    assert (problem.file or "").endswith("targets.yaml")
    assert (problem.line, problem.key) == (line, key), str(problem)
    if near is not None:
        assert problem.nearest == near
    targeted.texts["targets.yaml"] = TARGETS
    assert targeted.report().good


def test_all_mistakes_at_once(targeted: Folder) -> None:
    targeted.edit("targets.yaml", "unit: kt", "unit: ha").edit("targets.yaml", "enterprise: E2", "enterprise: E9")
    targeted.edit("targets.yaml", "per: sector_jobs", "per: sector_job")
    assert {problem.key for problem in targeted.report().problems} == {"T1.unit", "T2.enterprise", "T3.per"}


def test_a_list_is_wanted(folder: Folder) -> None:
    folder.texts["targets.yaml"] = "T1: 3\n"
    assert folder.problem("value").file.endswith("targets.yaml")  # type: ignore[union-attr]
