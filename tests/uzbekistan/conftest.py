"""The validation pack with its scenarios and some variants of the reform, run once for all tests of this folder."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import pytest

from ioscenario.model import Model, load
from ioscenario.results import Results
from ioscenario.scenario.written import Scenario

NAME = "uzbekistan-cotton"
#: Variants of `reform`: each changes one thing.
VARIANTS: dict[str, dict[str, Any]] = {
    "no_loans": {"policy.spinning.programme_loan_share": 0.0, "policy.spinning.tax_holiday": 0.0},
    "mills_first": {"market.lint.committed_exports": 0.0},
    "no_discount": {"policy.spinning.input_subsidy.lint": 0.0},
    "no_programme": {"process.spinning.project_capacity": 0.0},
    "yarn_held": {"policy.yarn.export_quota": "254 kt"},
    "lazy": {"process.spinning.investment_response": 0.0},
    "flagship_step": {"process.spinning.investment_step": 0.15},
    "quick": {"process.spinning.gestation": 1},
}



@dataclass(frozen=True)
class Run:
    """Scenarios and variants at central values."""

    model: Model
    results: Results

    def value(self, variable: str, scenario: str, year: int, **where: str) -> float:
        """A figure of the dataset, summed over what `where` leaves open."""
        return float(self.results.dataset[variable].sel({"scenario": scenario, "year": year, **where}).sum())

    def depth(self, scenario: str, year: int) -> float:
        """Lint used at home over lint made."""
        return self.value("processing_depth", scenario, year)


@pytest.fixture(scope="session")
def uzbek() -> Run:
    model = load(NAME)
    variants = [Scenario(name, extends=["reform"], settings=what) for name, what in VARIANTS.items()]
    with warnings.catch_warnings():
        # that a lever changes nothing, or that lint piles up, is what these runs are to show
        warnings.simplefilter("ignore", UserWarning)
        return Run(model, model.run(*model.library, *variants))
