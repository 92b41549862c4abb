"""The cost of capital: published numbers, signs, shares that add up."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ioscenario.simulation.capital_cost import (
    LEAST,
    bank_rate,
    cost_of_capital,
    finance,
    hurdle,
    tax_gift,
    user_cost,
)
from tests.simulation.small import SEW, inputs, path

#: Money and taxes that make every support count.
MONEY: dict[str, Any] = {
    "debt_share": 0.7, "hurdle_rate": 0.15, "inflation": 0.1, "leasing_rate": 0.07, "certainty_hurdle": 0.05,
    "profit_tax_rate": 0.2, "depreciation_allowance": 0.6,
}  # fmt: skip


def cost(**changes: object) -> float:
    """User cost of the last process in the base year."""
    return float(user_cost(inputs(**{**MONEY, **changes}))[0, SEW, 0])


def test_number_of_the_cost_of_capital_calculator() -> None:
    """Its test suite: delta .1, z .1, w .01, u = u_d .3, k .08, psi = nu = 1, pi .02, r .05; net of depreciation."""
    gross = cost_of_capital(0.1, 0.05, 0.02, tax=0.3, allowance=0.1, credit=0.08, property_tax=0.01)
    assert float(gross) - 0.1 == pytest.approx(0.07573143, abs=5e-9)


def test_grant_of_a_fifth_takes_off_a_fifth() -> None:
    terms = {"tax": 0.2, "allowance": 0.6}
    full = float(cost_of_capital(0.1, 0.10, 0.02, **terms))
    less = float(cost_of_capital(0.1, 0.10, 0.02, credit=0.2, **terms))
    assert [full, less] == pytest.approx([0.198, 0.1584])
    # desired capital at elasticities of 0.25 and 1: +5.7 % and +25 %
    assert [(less / full) ** -0.25, (less / full) ** -1.0] == pytest.approx([1.057, 1.25], abs=1e-3)


def test_grant_that_is_depreciated_is_worth_more() -> None:
    def of(cut: float) -> float:
        return float(cost_of_capital(0.1, 0.1, 0.02, tax=0.2, allowance=0.6, credit=0.2, basis_cut=cut))

    assert of(0.0) < of(1.0)
    assert of(1.0) - of(0.0) == pytest.approx(0.18 / 0.8 * 0.2 * 0.6 * 0.2)


def test_unused_grant_changes_the_depreciated_value_alone() -> None:
    without = float(cost_of_capital(0.1, 0.1, 0.02, tax=0.2, allowance=0.6))
    unused = float(cost_of_capital(0.1, 0.1, 0.02, tax=0.2, allowance=0.6, credit=0.2, credit_share=0.0))
    assert unused - without == pytest.approx(0.18 / 0.8 * 0.2 * 0.6 * 0.2)
    other = float(cost_of_capital(0.1, 0.1, 0.02, tax=0.2, allowance=0.6, deduction_tax=0.1))
    assert other - without == pytest.approx(0.18 / 0.8 * 0.1 * 0.6)


def test_cheap_loan_is_negative_in_real_terms() -> None:
    """A loan at 3 % under inflation of 10 % costs -7 %: all of the plant on it, no tax."""
    terms: dict[str, Any] = {"programme_loan_rate": 0.03, "inflation": 0.1, "depreciation": 0.2}
    given = inputs(programme_loan_share=1.0, **terms)
    assert user_cost(given)[0, SEW, 0] == pytest.approx(0.2 - 0.07)
    assert user_cost(inputs(programme_loan_share=1.0, **{**terms, "depreciation": 0.05}))[0, SEW, 0] == LEAST


def test_user_cost_by_hand() -> None:
    """Grant 10 %; of the rest lease 20 points, programme 30, bank up to 70 %, owners the others."""
    supports: dict[str, Any] = {
        "capex_grant": 0.1, "leasing_share": 0.2, "programme_loan_share": 0.3, "interest_subsidy": 0.5,
        "tax_holiday": 0.5, "policy_certainty": 0.4,
    }  # fmt: skip
    money = 0.2 * (0.07 - 0.1) + 0.3 * (0.05 - 0.1) + 0.13 * (0.2 * 0.5 - 0.1) + 0.27 * (0.15 - 0.4 * 0.05)
    expected = (0.1 * 0.9 + money) * (1 - 0.1 * 0.6) / (1 - 0.1)
    assert cost(**supports) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("lever", "steps"),
    [
        ("capex_grant", [0.0, 0.2, 0.5, 0.9, 1.0]),
        ("interest_subsidy", [0.0, 0.3, 0.6, 1.0]),
        ("programme_loan_share", [0.0, 0.3, 0.7, 1.0]),
        ("leasing_share", [0.0, 0.3, 0.7, 1.0]),
        ("tax_holiday", [0.0, 0.5, 1.0]),
        ("policy_certainty", [0.0, 0.5, 1.0]),
        ("depreciation_allowance", [0.0, 0.5, 1.0]),
        ("inflation", [0.0, 0.05, 0.12]),
    ],
)
def test_support_lowers_it(lever: str, steps: list[float]) -> None:
    costs = [cost(**{"depreciation": 0.3, lever: step}) for step in steps]
    assert all(after < before for before, after in pairwise(costs)), costs


@pytest.mark.parametrize("lever", ["loan_rate", "hurdle_rate", "profit_tax_rate", "depreciation", "leasing_rate"])
def test_dearer_money_taxes_and_wear_raise_it(lever: str) -> None:
    assert cost(**{"leasing_share": 0.2, lever: 0.35}) > cost(**{"leasing_share": 0.2, lever: 0.21})


def test_tax_holiday_is_nothing_where_profit_is_not_taxed() -> None:
    assert cost(profit_tax_rate=0.0, tax_holiday=1.0) == cost(profit_tax_rate=0.0)
    assert tax_gift(inputs(tax_holiday=1.0)).max() == 0.0


def test_tax_holiday_as_a_grant_costs_the_same() -> None:
    holiday = {**MONEY, "tax_holiday": 0.7, "depreciation": 0.3}
    gift = float(tax_gift(inputs(**holiday))[0, SEW, 0])
    assert gift > 0.0
    assert cost(depreciation=0.3, capex_grant=gift) == pytest.approx(cost(depreciation=0.3, tax_holiday=0.7))


@pytest.mark.parametrize("grant", [0.0, 0.4, 0.9, 1.0, 1.3])
@pytest.mark.parametrize("lease", [0.0, 0.5, 1.0])
def test_shares_add_up_whatever_is_offered(grant: float, lease: float) -> None:
    given = inputs(**{**MONEY, "capex_grant": grant, "leasing_share": lease, "programme_loan_share": 0.8})
    shares = np.array(np.broadcast_arrays(*finance(given)))
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, rtol=1e-12)
    assert shares.min() >= -1e-15
    found = user_cost(given)
    assert np.isfinite(found).all()
    assert found.min() >= LEAST


def test_tax_that_takes_all_stays_finite() -> None:
    assert np.isfinite(user_cost(inputs(**{**MONEY, "profit_tax_rate": 1.0}))).all()


def test_each_run_has_its_own() -> None:
    rates = np.broadcast_to(np.array([[0.1, 0.3]]), (6, 2))
    found = user_cost(inputs(runs=2, **{**MONEY, "loan_rate": rates}))
    assert found.shape == (6, 3, 2)
    assert found[0, SEW].tolist() == [cost(loan_rate=0.1), cost(loan_rate=0.3)]


def test_rates_that_change_over_the_years() -> None:
    given = inputs(**{**MONEY, "policy_certainty": path(0.0, 0.5, 1.0)})
    np.testing.assert_allclose(hurdle(given)[:3, 0], [0.15, 0.125, 0.1])
    assert (hurdle(inputs(**{**MONEY, "policy_certainty": 1.0, "certainty_hurdle": 0.4})) == 0.0).all()
    assert bank_rate(inputs(interest_subsidy=0.25))[0, SEW, 0] == pytest.approx(0.15)
