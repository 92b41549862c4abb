"""Readings in ``claims.yaml``: old files stay good, mistakes are told with their line, all at once."""

from __future__ import annotations

import pytest

from ioscenario.pack.loading import load_pack
from tests.pack.tiny import Folder

TAIL = "  kind: claim\n"
READINGS = """\
  kind: claim
  readings:
    - id: staff
      text: {en: staff, ru: персонал, kk: қызметкерлер}
      model: process.binding.existing.capacity * process.binding.existing.labour
      condition: {process.binding.existing.labour: 0.5}
      facts: [F1]
    - id: span
      low: 80
      high: 120
      model: jobs_direct[binding]
      sense: at_least
"""


def test_a_claim_without_readings_has_its_indicator(folder: Folder) -> None:
    (claim,) = load_pack(folder.write()).claims
    assert not claim.readings
    assert [reading.model for reading in claim.all_readings] == ["jobs_direct[binding]"]


def test_readings_know_their_lines_and_units(folder: Folder) -> None:
    (claim,) = load_pack(folder.edit("claims.yaml", TAIL, READINGS).write()).claims
    assert [(item.id, item.line) for item in claim.readings] == [("staff", 11), ("span", 16)]
    assert dict(claim.readings[0].condition) == {"process.binding.existing.labour": 0.5}


def test_a_claim_may_be_about_an_expression_alone(folder: Folder) -> None:
    text = folder.edit("claims.yaml", TAIL, READINGS).texts["claims.yaml"]
    folder.texts["claims.yaml"] = text.replace("  indicator: jobs_direct\n  label: binding\n", "")
    (claim,) = load_pack(folder.write()).claims
    assert claim.indicator == ""


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "near"),
    [
        ("model: jobs_direct[binding]", "model: jobs_drect[binding]", "unknown-name", 16, "C1.span.model",
         "jobs_direct"),
        ("model: jobs_direct[binding]", "model: jobs_direct[bindng]", "unknown-name", 16, "C1.span.model", "binding"),
        ("model: jobs_direct[binding]", "model: production[book]", "unit", 16, "C1.span.unit", None),
        ("model: jobs_direct[binding]", "model: open('x')", "expression", 16, "C1.span.model", None),
        ("low: 80", "low: 130", "value", 16, "C1.span.low", None),
        ("facts: [F1]", "facts: [F1, Z9]", "unknown-name", 11, "C1.staff.facts", None),
        ("labour: 0.5}", "labour: 0.5 t}", "unit", 11, "C1.staff.condition.process.binding.existing.labour", None),
        ("condition: {process.binding.existing.labour", "condition: {process.bindin.existing.labour", "unknown-path",
         11, "C1.staff.condition", "process.binding.existing.labour"),
        ("- id: span", "- id: staff", "duplicate", 16, "C1.id", None),
        ("sense: at_least", "sense: at_lest", "value", 20, "sense", "at_least"),
        ("      sense: at_least\n", "      unit: jib\n", "unit", 16, "C1.span.unit", "job"),
        ("      sense: at_least\n", "      year: 1900\n", "year", 16, "C1.span.year", None),
        ("      sense: at_least\n", "      scenario: basline\n", "unknown-scenario", 16, "C1.span.scenario",
         "baseline"),
        ("      sense: at_least\n", "      sens: at_least\n", "unknown-key", 20, "sens", "sense"),
    ],
)  # fmt: skip
def test_mistakes_are_told(
    folder: Folder, old: str, new: str, code: str, line: int, key: str, near: str | None
) -> None:
    problem = folder.edit("claims.yaml", TAIL, READINGS).edit("claims.yaml", old, new).problem(code)
    assert str(problem.file).endswith("claims.yaml")
    assert problem.line == line
    assert str(problem.key).endswith(key)
    assert near is None or problem.nearest == near


def test_all_mistakes_of_all_readings_come_together(folder: Folder) -> None:
    folder.edit("claims.yaml", TAIL, READINGS)
    folder.edit("claims.yaml", "existing.capacity *", "existing.capcity *")
    folder.edit("claims.yaml", "jobs_direct[binding]\n      sense", "jobs_drect[binding]\n      sense")
    assert [item.line for item in folder.report().problems if item.code == "unknown-name"] == [11, 16]


def test_a_claim_of_nothing_is_refused(folder: Folder) -> None:
    text = folder.texts["claims.yaml"]
    folder.texts["claims.yaml"] = text.replace("  indicator: jobs_direct\n  label: binding\n", "")
    assert folder.problem("missing").line == 1
