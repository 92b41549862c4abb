"""A scenario that makes mass from nothing is refused, and its mended twin runs."""

from __future__ import annotations

import pytest

import ioscenario as ios


def scenario(value: float) -> ios.Scenario:
    return ios.Scenario(name="x", extends="baseline", settings={"process.spinning.existing.input.lint": value})


def test_mass_from_nothing() -> None:
    model = ios.load("kazakhstan-cotton")
    with pytest.raises(ios.InputError) as refused:
        model.run(scenario(0.5))
    (problem,) = refused.value.problems
    assert problem.code == "mass"
    assert problem.key == "process.spinning.existing.input"
    assert "x" in str(problem.value)
    assert model.run(scenario(1.1)).scenarios == ["baseline", "x"]


def test_settings_that_balance_together() -> None:
    """Heavier yarn of more lint: either alone would not balance, and no one asks for either alone."""
    model = ios.load("kazakhstan-cotton")
    more = {f"process.spinning.{technology}.input.lint": {"times": 1.5} for technology in ("existing", "modern")}
    both = ios.Scenario(name="x", extends="baseline", settings={**more, "market.yarn.mass": 1.2})
    assert model.run(both).scenarios == ["baseline", "x"]
