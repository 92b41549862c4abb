"""Scores: worked by hand, against numpy as an oracle, and what must hold for any numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ioscenario.assessment import scores

YEARS = 6
POSITIVE = arrays(np.float64, YEARS, elements=st.floats(0.01, 1e6))
NAN = float("nan")


def test_worked_by_hand() -> None:
    observed, predicted = [100.0, 50.0, 200.0], [110.0, 60.0, 150.0]
    assert scores.mape(observed, predicted) == pytest.approx((0.1 + 0.2 + 0.25) / 3)
    assert scores.bias(observed, predicted) == pytest.approx((0.1 + 0.2 - 0.25) / 3)
    assert scores.rmse(observed, predicted) == pytest.approx(np.sqrt((100 + 100 + 2500) / 3))


def test_years_without_one_of_both_do_not_count() -> None:
    observed, predicted = [100.0, NAN, 100.0, 0.0], [110.0, 5.0, NAN, 3.0]
    assert scores.mape(observed, predicted) == pytest.approx(0.1)
    assert scores.rmse(observed, predicted) == pytest.approx(np.sqrt((100 + 9) / 2))
    assert np.isnan(scores.mape([NAN, NAN], [1.0, 2.0]))
    assert np.isnan(scores.coverage([NAN], [0.0], [1.0]))


@given(POSITIVE, POSITIVE, st.floats(0.01, 100.0))
def test_percentage_errors_do_not_know_the_unit(observed: np.ndarray, predicted: np.ndarray, factor: float) -> None:
    one, other = scores.mape(observed, predicted), scores.mape(factor * observed, factor * predicted)
    assert other == pytest.approx(float(one), rel=1e-9)
    assert abs(scores.bias(observed, predicted)) <= one * (1 + 1e-12)
    assert scores.rmse(factor * observed, factor * predicted) == pytest.approx(
        factor * float(scores.rmse(observed, predicted)), rel=1e-9, abs=1e-12
    )


@given(POSITIVE)
def test_a_perfect_prediction(observed: np.ndarray) -> None:
    assert scores.mape(observed, observed) == 0.0
    assert scores.coverage(observed, observed, observed) == 1.0
    rival = scores.mape(observed, observed * 1.1)
    assert scores.skill(scores.mape(observed, observed), rival) == 1.0


def test_skill() -> None:
    assert scores.skill(0.1, 0.2) == pytest.approx(0.5)
    assert scores.skill(0.3, 0.2) == pytest.approx(-0.5)
    assert np.isnan(scores.skill(0.1, 0.0))
    assert np.isnan(scores.skill(NAN, 0.1))


@given(POSITIVE, st.lists(st.booleans(), min_size=YEARS, max_size=YEARS))
def test_the_trend_is_the_line_of_least_squares(observed: np.ndarray, seen: list[bool]) -> None:
    years, wanted = np.arange(2016, 2016 + YEARS), np.array([2023, 2025])
    given_values = np.where(seen, observed, NAN)
    found = scores.trend(years, given_values, wanted)
    if sum(seen) < scores.LEAST_TREND:
        assert np.isnan(found).all()
        return
    line = np.polynomial.Polynomial.fit(years[seen], observed[seen], 1)
    assert found == pytest.approx(np.maximum(line(wanted), 0.0), rel=1e-6, abs=1e-6 * observed.max())


def test_no_change_is_the_last_year_observed() -> None:
    found = scores.no_change(np.array([[1.0, 2.0, NAN], [NAN, NAN, 3.0], [NAN, NAN, NAN]]))
    assert found[:2].tolist() == [2.0, 3.0]
    assert np.isnan(found[2])
    assert np.isnan(scores.no_change(np.empty((2, 0)))).all()


@given(
    arrays(np.float64, (3, YEARS), elements=st.floats(0.0, 1e3)), arrays(np.float64, 3, elements=st.floats(0.0, 1e3))
)
def test_the_share_of_draws_that_gain(errors: np.ndarray, rival: np.ndarray) -> None:
    found = scores.share_below(errors, rival)
    for row in range(3):
        assert found[row] == pytest.approx(sum(error < rival[row] for error in errors[row]) / YEARS)
    assert (scores.share_below(errors, rival + 1.0) >= found).all()  # a weaker rival is beaten no less often
    assert np.isnan(scores.share_below([[0.1, NAN]], [0.2])).all()
