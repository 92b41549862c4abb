"""Capacity: vintages, lags, projects, replacement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.dimensions import EXISTING, MODERN, STREAMS
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.investment import (
    Investment,
    Pipeline,
    coming,
    gate,
    grant_element,
    interest_gift,
    invest,
    lease_gift,
    loan_share,
    projects,
    shifted,
    step,
    streams,
    support,
)
from tests.simulation.small import SEW, YEARS, inputs

EMPTY = Pipeline(np.zeros((5, 3, 1)))


def test_vintages_by_hand() -> None:
    """K = 100, wear 5 %, 8 new a year: modern share 0.0777, 0.1474, 0.2102 (two-state vintage case)."""
    given_ = inputs(depreciation=0.05)
    capacity = np.zeros((3, 2, 1))
    capacity[SEW, EXISTING] = 100.0
    made = Investment(np.zeros((3, 1)), np.zeros((3, 1)))
    new = np.zeros((3, 1))
    new[SEW] = 8.0
    shares = []
    for _ in range(3):
        capacity, _ = step(given_, 0, capacity, EMPTY, made, new)
        shares.append(capacity[SEW, MODERN, 0] / capacity[SEW].sum())
    np.testing.assert_allclose(shares, [0.0777, 0.1474, 0.2102], atol=5e-5)


@pytest.mark.parametrize("lag", [1, 2, 4])
def test_modernisation_arrives_after_its_lag_and_scraps_then(lag: int) -> None:
    given_ = inputs(gestation=float(lag), depreciation=0.0)
    capacity = np.zeros((3, 2, 1))
    capacity[SEW, EXISTING] = 100.0
    pipeline = EMPTY
    for year in range(lag):
        assert capacity[SEW, :, 0].tolist() == [100.0, 0.0]
        order = np.zeros((3, 1))
        order[SEW] = 20.0 if year == 0 else 0.0
        capacity, pipeline = step(given_, 0, capacity, pipeline, Investment(np.zeros((3, 1)), order), np.zeros((3, 1)))
    assert capacity[SEW, :, 0].tolist() == [80.0, 20.0]


def test_replacement_keeps_capacity_where_it_is_used() -> None:
    capacity = np.zeros((3, 2, 1))
    capacity[SEW, EXISTING] = 100.0
    viable = np.ones((3, 1), dtype=bool)
    made = invest(inputs(), 0, capacity, EMPTY, np.full((3, 1), 0.7), viable)
    after, _ = step(inputs(), 0, capacity, EMPTY, made, np.zeros((3, 1)))
    assert after[SEW, :, 0].tolist() == [90.0, 10.0]
    idle = invest(inputs(), 0, capacity, EMPTY, np.full((3, 1), 0.4), viable)
    assert idle.replaced[SEW, 0] == 0.0
    dear = invest(inputs(), 0, capacity, EMPTY, np.full((3, 1), 0.7), ~viable)
    assert dear.replaced[SEW, 0] == 0.0


def test_gate_tapers() -> None:
    np.testing.assert_allclose(gate(np.array([0.4, 0.5, 0.55, 0.6, 0.9]), np.array(0.6)), [0, 0, 0.5, 1, 1], atol=1e-12)


def test_orders_do_not_count_what_is_ordered_already() -> None:
    capacity = np.zeros((3, 2, 1))
    capacity[SEW, EXISTING] = 100.0
    pending = np.zeros((5, 3, 1))
    pending[2, SEW] = 60.0
    viable = np.ones((3, 1), dtype=bool)
    made = invest(inputs(modernisation_rate=0.5), 0, capacity, Pipeline(pending), np.zeros((3, 1)), viable)
    assert made.ordered[SEW, 0] == 20.0


def announced(*values: float) -> Array:
    path = np.zeros((len(YEARS), 3, 1))
    path[:, SEW, 0] = [*values, *[values[-1]] * (len(YEARS) - len(values))]
    return path


def test_projects_come_in_part_and_are_ordered_before() -> None:
    came = projects(inputs(project_capacity=announced(0, 0, 40, 100), gestation=2.0))
    assert came.capacity[:, SEW, 0].tolist() == [0, 0, 20, 50, 50, 50]
    assert came.arrivals[:, SEW, 0].tolist() == [0, 0, 20, 30, 0, 0]
    # an equal part in each of the two years of building; the first was decided in the base year: not to be supported
    assert came.orders[:, SEW, 0].tolist() == [10, 25, 15, 0, 0, 0]
    assert came.decided[:, SEW, 0].tolist() == [0, 30, 0, 0, 0, 0]


def test_support_revives_projects_given_up_and_never_destroys() -> None:
    grant = np.zeros((len(YEARS), 3, 1))
    grant[2:4] = 0.5
    came = projects(inputs(project_capacity=announced(0, 100), capex_grant=grant))
    odds = np.exp(2.0 * 0.5)
    np.testing.assert_allclose(came.capacity[:, SEW, 0], [0, 50, 50, *[100 * odds / (1 + odds)] * 3])


def test_early_support_takes_nothing_from_later_projects() -> None:
    """Supported in 2026-27, announced again for 2029: what is new comes at the share of its own time."""
    grant = np.zeros((len(YEARS), 3, 1))
    grant[1:3] = 0.5
    path = announced(0, 100, 100, 100, 200)
    with_, without = (projects(inputs(project_capacity=path, capex_grant=by)) for by in (grant, 0.0))
    new = [came.capacity[4, SEW, 0] - came.capacity[3, SEW, 0] for came in (with_, without)]
    assert new == [50.0, 50.0]
    assert with_.capacity[3, SEW, 0] > without.capacity[3, SEW, 0]


def test_what_stands_in_the_base_year_is_no_arrival() -> None:
    came = projects(inputs(project_capacity=announced(30, 30, 60)))
    assert came.arrivals[:, SEW, 0].tolist() == [0, 0, 15, 0, 0, 0]


def test_loans_and_grants_share_the_cost() -> None:
    given_ = inputs(capex_grant=0.7, programme_loan_share=0.5)
    gift = float(grant_element(np.array(0.2), np.array(0.05), np.array(10.0)))
    np.testing.assert_allclose(support(given_)[0, SEW, 0], 0.7 + 0.3 * gift)


TERMS: dict[str, Any] = {
    "debt_share": 0.7, "leasing_rate": 0.07, "profit_tax_rate": 0.2, "depreciation_allowance": 0.6,
    "certainty_response": 1.5,
}  # fmt: skip


def of_sewing(**changes: object) -> float:
    found = support(inputs(**{**TERMS, **changes}))
    return float(np.broadcast_to(found, (len(YEARS), 3, 1))[0, SEW, 0])


def test_support_by_hand() -> None:
    """Grant, leases, programme loans and subsidised bank loans by their gifts; the holiday on top."""
    rate, term = np.array(0.2), np.array(10.0)
    lease, programme, bank = (float(grant_element(rate, np.array(cheap), term)) for cheap in (0.07, 0.05, 0.1))
    money = 0.1 + 0.2 * lease + 0.3 * programme + (0.7 * 0.9 - 0.5) * bank
    levers: dict[str, Any] = {
        "capex_grant": 0.1, "leasing_share": 0.2, "programme_loan_share": 0.3, "interest_subsidy": 0.5,
    }  # fmt: skip
    assert of_sewing(**levers) == pytest.approx(money)
    holiday = 1 - (1 / (1 - 0.6 * 0.2)) * (1 - 0.2)  # no tax at all against a fifth
    assert of_sewing(**levers, tax_holiday=1.0) == pytest.approx(1 - (1 - money) * (1 - holiday))
    given_ = inputs(**TERMS, **levers)
    assert loan_share(given_)[0, SEW, 0] == pytest.approx(0.3)
    assert lease_gift(given_)[0, 0, 0] == pytest.approx(lease)
    assert interest_gift(given_)[0, SEW, 0] == pytest.approx(bank)


@pytest.mark.parametrize(
    "lever", ["capex_grant", "leasing_share", "programme_loan_share", "interest_subsidy", "tax_holiday"]
)
def test_every_support_brings_more_of_what_is_announced(lever: str) -> None:
    """None at zero, all within one, and more of it brings more projects."""
    assert of_sewing(**{lever: 0.0}) == 0.0
    assert 0.0 < of_sewing(**{lever: 0.4}) < of_sewing(**{lever: 1.0}) <= 1.0
    path = announced(0, 0, 100)
    terms: list[dict[str, Any]] = [{**TERMS, lever: share} for share in (0.0, 0.4, 1.0)]
    came = [projects(inputs(**of, project_capacity=path)) for of in terms]
    first, some, all_ = (float(item.capacity[-1, SEW, 0]) for item in came)
    assert 50.0 == first < some < all_ < 100.0


def test_support_of_everything_at_once_is_not_more_than_the_cost() -> None:
    most = dict.fromkeys(
        ["capex_grant", "leasing_share", "programme_loan_share", "interest_subsidy", "tax_holiday"], 1.0
    )
    assert of_sewing(**most) == pytest.approx(1.0)
    assert 0.0 < of_sewing(**{**most, "capex_grant": 0.0}) <= 1.0


def test_certainty_counts_by_its_rise_since_the_base_year() -> None:
    """Rules as firm as they were change nothing; firmer ones act on what is decided from then on."""
    path = announced(0, 0, 0, 100)
    now, later = (np.array(values)[:, None] for values in ([0.6] * 6, [0.0, 0.0, 0.5, 0.5, 0.5, 0.5]))
    same = projects(inputs(**TERMS, project_capacity=path, policy_certainty=now))
    assert same.capacity[-1, SEW, 0] == 50.0
    firm = projects(inputs(**TERMS, project_capacity=path, policy_certainty=later))
    odds = np.exp(1.5 * 0.5)
    assert firm.capacity[-1, SEW, 0] == pytest.approx(100 * odds / (1 + odds))


def test_projects_under_way_are_known() -> None:
    given_ = inputs(project_capacity=announced(0, 0, 40, 100), gestation=2.0)
    came = projects(given_)
    assert coming(given_, came)[:, SEW, 0].tolist() == [20, 50, 30, 0, 0, 0]


def test_streams_in_order() -> None:
    made = Investment(np.full((3, 1), 1.0), np.full((3, 1), 3.0), np.full((3, 1), 4.0))
    assert streams(made, np.full((3, 1), 2.0))[:, SEW, 0].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert STREAMS == ("replacement", "projects", "modernisation", "induced")
    assert streams(Investment(made.replaced, made.ordered), made.ordered)[3].tolist() == [[0.0]] * 3


def test_grant_element_by_brute_force() -> None:
    """Present value of what a borrower saves, payment by payment."""
    rate, cheap, term = 0.18, 0.04, 7
    paid = sum((1 / term + cheap * (1 - year / term)) / (1 + rate) ** (year + 1) for year in range(term))
    np.testing.assert_allclose(float(grant_element(np.array(rate), np.array(cheap), np.array(term))), 1 - paid)


def test_shift_may_differ_by_run() -> None:
    values = np.arange(6.0)[:, None, None] * np.ones((1, 1, 2))
    moved = shifted(values, np.array([[[1.0, 2.0]]]))
    assert moved[:, 0, 0].tolist() == [0, 0, 1, 2, 3, 4]
    assert moved[:, 0, 1].tolist() == [0, 0, 0, 1, 2, 3]
    ahead = shifted(values, -np.array([[[1.0, 2.0]]]))
    assert ahead[:, 0, 1].tolist() == [2, 3, 4, 5, 0, 0]
