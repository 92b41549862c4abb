"""Demand by hand and its limits."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.simulation.demand import demand, growth_index, home_share, relative_price, scale_odds
from tests.simulation.small import CLEAN, SEW, SHIRTS, YEARS, inputs, path

NO_PROJECTS = np.zeros((len(YEARS), 3, 1))


def test_base_year_by_hand() -> None:
    """40 of 100 from the home market, half of 20 from procurement, 10 abroad."""
    wanted = demand(inputs(), NO_PROJECTS)
    np.testing.assert_allclose(wanted.home[0, SHIRTS, 0], 50.0)
    np.testing.assert_allclose(wanted.market[0, SHIRTS, 0], 120.0)
    np.testing.assert_allclose(wanted.exports[0, :, 0], [0.0, np.inf, 10.0])


def test_growth_starts_after_the_base_year() -> None:
    assert growth_index(np.full((3, 1), 0.1))[:, 0].tolist() == [1.0, 1.1, 1.1 * 1.1]


def test_tax_rise_with_shadow_imports_costs_share() -> None:
    """VAT 10 -> 20 %, half of imports untaxed: relative price 1.1/1.05 -> 1.2/1.1, by hand."""
    given_ = inputs(vat_rate=path(0.1, 0.2))
    ratio = (1.2 / 1.1) / (1.1 / 1.05)
    price = relative_price(given_)
    np.testing.assert_allclose(price[1, SHIRTS, 0] / price[0, SHIRTS, 0], ratio)
    odds = 0.4 / 0.6 * ratio**-2.0
    np.testing.assert_allclose(home_share(given_, 0.0)[1, SHIRTS, 0], odds / (1 + odds))


def test_without_shadow_imports_tax_is_neutral() -> None:
    share = home_share(inputs(vat_rate=path(0.1, 0.3), shadow_import_share=0.0), 0.0)
    np.testing.assert_allclose(share[1, SHIRTS, 0], 0.4)


def test_enforcement_raises_the_share() -> None:
    enforced = np.ones((len(YEARS), 3, 1))
    enforced[0] = 0.0
    share = home_share(inputs(import_enforcement=enforced), 0.0)
    odds = 0.4 / 0.6 * ((1.1 / 1.1) / (1.1 / 1.05)) ** -2.0
    np.testing.assert_allclose(share[1, SHIRTS, 0], odds / (1 + odds))


def test_new_projects_bring_their_own_channel() -> None:
    projects = np.zeros((len(YEARS), 3, 1))
    projects[1:, SEW] = 100.0
    wanted = demand(inputs(project_export_share=0.5), projects)
    assert wanted.channel[1, SHIRTS, 0] == 0.5 * 0.8 * 100.0
    assert wanted.exports[1, SHIRTS, 0] == 10.0 + 40.0
    assert np.isinf(wanted.exports[1, CLEAN, 0])


@given(st.floats(0, 1), st.floats(1e-3, 1e3))
def test_odds(share: float, factor: float) -> None:
    scaled = float(scale_odds(np.array(share), np.array(factor)))
    assert 0.0 <= scaled <= 1.0
    if 1e-6 < share < 1 - 1e-6:
        np.testing.assert_allclose(scaled / (1 - scaled), factor * share / (1 - share), rtol=1e-6)
