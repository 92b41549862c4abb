"""The share of an input that home makers can cover."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import Prices, prices
from ioscenario.simulation.substitution import home_share_limit, relative_price
from tests.simulation.small import CLEAN, GIN, RAW, SEW, TOPOLOGY, YEARS, build, path

NONE = np.zeros((3, 1))
#: The link that imports fill.
LINK = 1


def modern(share: float) -> Array:
    """Modern share of capacity, that of the first maker varied."""
    found = np.zeros((3, 1))
    found[GIN] = share
    return found


def limit(given_: Inputs, year: int = 1, share: float = 0.0, before: float = 0.0) -> Array:
    now, base = (prices(given_, when, NONE, NONE) for when in (year, 0))
    return home_share_limit(given_, year, modern(before), modern(share), now, base)


def linked(**changes: object) -> Inputs:
    return build({"border_link": [0.0, 1.0, 0.0], "home_share_elasticity": 2.0, **changes})


def duty(rate: float) -> Array:
    full = np.zeros((len(YEARS), 3, 1))
    full[1:, CLEAN] = rate
    return full


def subsidised(rate: float) -> Array:
    full = np.zeros((len(YEARS), 2, 1))
    full[1:] = rate
    return full


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 2))
def test_without_elasticity_only_quality_counts(
    low: float, high: float, before: float, now: float, rate: float
) -> None:
    given_ = linked(
        home_share_elasticity=0.0, home_share=[0.0, low], home_share_max=[0.0, high], exchange_rate=path(1.0, rate)
    )
    rise = max((now - before) / (1.0 - before), 0.0) if before < 1.0 else 0.0
    share = limit(given_, share=now, before=before)
    np.testing.assert_allclose(share[:, 0], [1.0, low + max(high - low, 0.0) * min(rise, 1.0)], rtol=1e-14)


@given(st.floats(0, 1), st.floats(0, 20))
def test_the_base_year_has_the_observed_share_to_the_last_bit(low: float, elasticity: float) -> None:
    given_ = linked(home_share=[0.0, low], home_share_elasticity=elasticity, import_price=[0.0, 1.7])
    np.testing.assert_array_equal(limit(given_, year=0)[:, 0], [1.0, low])


def test_a_duty_that_cheapens_home_input_by_hand() -> None:
    """Home price 1.0 -> 0.8, squared: odds 1/3 x 1.5625, below the ceiling of 0.75."""
    odds = (0.25 / 0.75) * 0.8**-2.0
    np.testing.assert_allclose(limit(linked(export_duty=duty(0.2)))[LINK], odds / (1.0 + odds))


def test_price_acts_on_top_of_quality_and_never_beyond_the_ceiling() -> None:
    """Half of capacity modern: 0.25 + 0.5 x 0.5; then odds of 1 x 0.8^-2; a free fall ends at 0.75."""
    odds = 0.8**-2.0
    np.testing.assert_allclose(limit(linked(export_duty=duty(0.2)), share=0.5)[LINK], odds / (1.0 + odds))
    np.testing.assert_allclose(limit(linked(export_duty=duty(0.9)), share=0.5)[LINK], 0.75)


@pytest.mark.parametrize("change", ["import_duty", "exchange_rate", "input_subsidy"])
def test_what_makes_home_input_cheaper_raises_the_share(change: str) -> None:
    values: dict[str, dict[str, object]] = {
        "import_duty": {"import_duty": duty(0.2)},
        "exchange_rate": {"exchange_rate": path(1.0, 1.2), "border_link": 0.0},
        "input_subsidy": {"input_subsidy": subsidised(1.0 - 1.0 / 1.2)},
    }
    odds = (0.25 / 0.75) * 1.2**2.0
    given_ = linked(**values[change])
    np.testing.assert_allclose(limit(given_)[LINK], odds / (1.0 + odds))


def test_a_world_price_that_moves_both_moves_neither() -> None:
    """The home price is set abroad and imports cost the same more."""
    world = np.ones((len(YEARS), 3, 1))
    world[1:, CLEAN] = 1.4
    np.testing.assert_allclose(limit(linked(world_price=world))[LINK], 0.25)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.95), st.floats(0, 1), st.floats(0, 20), st.floats(0, 1))
@example(low=0.2, high=0.5, tax=0.0, subsidy=1.0, elasticity=20.0, quality=0.5)
def test_a_share_stays_between_zero_and_its_ceiling(
    low: float, high: float, tax: float, subsidy: float, elasticity: float, quality: float
) -> None:
    given_ = linked(
        home_share=[0.0, low], home_share_max=[0.0, high], export_duty=duty(tax), home_share_elasticity=elasticity,
        input_subsidy=subsidised(subsidy),
    )  # fmt: skip
    share = limit(given_, share=quality)
    assert share[0, 0] == 1.0
    assert 0.0 <= share[LINK, 0] <= max(low, high) + 1e-15


def test_doubling_all_money_changes_no_share() -> None:
    once = linked(export_duty=duty(0.2), border_cost=0.25)
    twice = linked(export_duty=duty(0.2), border_cost=0.5, price=[0.2, 2.0, 20.0], import_price=[0.0, 2.0])
    np.testing.assert_array_equal(limit(twice), limit(once))


def test_a_free_import_leaves_nothing_to_compare() -> None:
    given_ = linked(import_price=0.0)
    base = prices(given_, 0, NONE, NONE)
    np.testing.assert_array_equal(relative_price(given_, 1, LINK, base, base), 1.0)


def test_an_input_that_no_process_makes_keeps_its_share() -> None:
    topology = replace(TOPOLOGY, links=((GIN, RAW), (SEW, RAW)), crop=None, order=(GIN, SEW), output=(CLEAN, CLEAN, 2))
    given_ = replace(linked(), topology=topology)
    now = Prices(given_.price[0], given_.import_price[0], np.ones((3, 1)))
    np.testing.assert_array_equal(home_share_limit(given_, 1, modern(0.0), modern(1.0), now, now)[LINK], 0.25)
