from __future__ import annotations

import pytest

from ioscenario.problems import Findings, InputError, Problem, nearest


def test_a_problem_says_place_key_value_expected_nearest_and_code() -> None:
    problem = Problem("range", "a share in [0, 1]", "p.csv", 3, 2, "value", "15", "0.15")
    assert str(problem) == "p.csv:3:2: value: expected a share in [0, 1], found '15'; nearest: 0.15 [range]"


def test_a_problem_without_place_or_value_is_short() -> None:
    assert str(Problem("x", "something")) == "expected something [x]"
    assert str(Problem("x", "something", key="a.b")) == "a.b: expected something [x]"
    assert Problem("x", "y", "f", 2).place == "f:2"


def test_input_error_carries_and_says_all_problems() -> None:
    problems = [Problem("a", "one"), Problem("b", "two")]
    error = InputError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == ["expected one [a]", "expected two [b]"]
    assert isinstance(error, ValueError)


def test_findings_collect_and_raise_together() -> None:
    findings = Findings()
    findings.raise_if_any()
    findings.add("a", "one", value=15)
    findings.extend([Problem("b", "two")])
    assert len(findings) == 2
    with pytest.raises(InputError) as caught:
        findings.raise_if_any()
    assert [problem.code for problem in caught.value.problems] == ["a", "b"]
    assert caught.value.problems[0].value == "15"


def test_nearest_is_near_or_nothing() -> None:
    assert nearest("wevaing", ["weaving", "spinning"]) == "weaving"
    assert nearest("zzz", ["weaving", "spinning"]) is None
    assert nearest("x", []) is None
