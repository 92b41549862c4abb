"""Farm accounts by hand and by identity."""

from __future__ import annotations

from typing import Any

import numpy as np

from ioscenario.dimensions import COMPONENTS
from ioscenario.simulation.crop import paid_per_hectare
from ioscenario.simulation.farm import Farm, components, elite_area, farm, fertiliser_bought, new_drip, water_charge
from ioscenario.simulation.inputs import Array, Inputs
from tests.simulation.small import YEARS, inputs, path
from tests.simulation.test_crop import planned

#: Every kind of support, from the year after the base year.
SUPPORT: dict[str, Any] = {
    "price_subsidy": path(0.0, 0.01),
    "area_subsidy": path(0.0, 0.02),
    "fertiliser_subsidy": path(0.0, 0.5),
    "fertiliser_cost": 0.03,
    "elite_seed_subsidy": path(0.0, 0.5),
    "elite_seed_share": 0.3,
    "drip_reimbursement": path(0.0, 0.75),
}


def accounts(given: Inputs, area: float = 100.0, harvest: float = 250.0) -> Farm:
    shape = (len(YEARS), given.runs)
    return farm(given, np.full(shape, area), np.full(shape, harvest))


def test_by_hand() -> None:
    """250 x 0.1 less 100 x 0.1 and water 550 x 0.002."""
    books = accounts(inputs(water_tariff=0.002))
    assert books.revenue[0, 0] == 25.0
    assert books.purchases[0, 0] == 10.0
    np.testing.assert_allclose(books.water_charge[0, 0], 1.1)
    np.testing.assert_allclose(books.income[0, 0], 13.9)


def test_no_support_no_subsidies() -> None:
    """Income is then what the market leaves, and every line of support is exactly zero."""
    books = accounts(inputs(elite_seed_share=path(0.2, 0.4), fertiliser_cost=0.03))
    assert not books.subsidies.any()
    np.testing.assert_array_equal(books.income, books.revenue - books.purchases - books.water_charge - books.drip_lines)


def test_identity_with_every_lever() -> None:
    """250 x 0.01 + 100 x 0.02 + 100 x 0.03 x 0.5 + 30 ha x 0.01 x 0.5; drip of 10 ha at a quarter of 2."""
    books = accounts(inputs(**SUPPORT, drip_share=path(0.25, 0.35)))
    parts = [books.price_subsidy, books.area_subsidy, books.fertiliser_subsidy, books.elite_seed_subsidy]
    assert [round(float(part[1, 0]), 12) for part in parts] == [2.5, 2.0, 1.5, 0.15]
    np.testing.assert_allclose(books.drip_lines[:3, 0], [0.0, 5.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(books.income[1, 0], 25.0 + 6.15 - 10.0 - 5.0)


def test_subsidy_is_worth_what_it_costs() -> None:
    """Where nobody answers to it, income rises by the support paid, lever by lever."""
    without = accounts(inputs(fertiliser_cost=0.03, elite_seed_share=0.3)).income
    books = accounts(inputs(**SUPPORT))
    np.testing.assert_allclose(books.income - without, books.subsidies, atol=1e-13)


def test_income_follows_the_price_that_came_out() -> None:
    price = np.full((len(YEARS), 3, 1), 1.0)
    price[:, 0, 0] = path(0.1, 0.15)[:, 0]
    income = accounts(inputs(price=price)).income
    np.testing.assert_allclose(income[1] - income[0], 250.0 * 0.05)


def test_what_is_used_beyond_the_base_year_is_bought() -> None:
    """The pack's purchases hold seed and fertiliser of the base year; more of either is added."""
    more_seed = accounts(inputs(elite_seed_share=path(0.2, 0.5), elite_seed_cost=0.01))
    np.testing.assert_allclose(np.diff(more_seed.purchases[:2], axis=0), 100.0 * 0.3 * 0.01)
    dearer = accounts(inputs(fertiliser_cost=0.03, fertiliser_subsidy=path(0.5, 0.0), fertiliser_response=0.1))
    np.testing.assert_allclose(dearer.purchases[1], 10.0 + 100.0 * 0.03 * (2**-0.1 - 1.0))


def test_bases_of_the_levers() -> None:
    given = inputs(elite_seed_share=path(0.2, 0.5), fertiliser_cost=0.03, drip_share=path(0.25, 0.5))
    area: Array = path(100, 80, 120)
    np.testing.assert_allclose(elite_area(given, area)[:3, 0], [20.0, 40.0, 60.0])
    np.testing.assert_allclose(fertiliser_bought(given, area)[:3, 0], [3.0, 2.4, 3.6])
    np.testing.assert_allclose(new_drip(given, area)[:3, 0], [0.0, 15.0, 20.0])
    np.testing.assert_allclose(water_charge(inputs(water_tariff=0.1, drip_share=0.5), area)[:2, 0], [50.0, 40.0])


def test_land_sown_again_has_its_lines() -> None:
    assert new_drip(inputs(drip_share=0.5), path(100, 60, 100, 120))[:, 0].tolist() == [0.0, 0.0, 0.0, 10.0, 0.0, 0.0]


def test_what_growers_decide_on_is_what_they_pay() -> None:
    """A hectare's cost in the decision, lines apart, times area is purchases and water less support of inputs."""
    given = inputs(**SUPPORT, water_tariff=path(0.002, 0.01), fertiliser_response=0.1, elite_seed_response=1.0)
    books = accounts(given)
    for year in range(2):
        paid = paid_per_hectare(given, year, given.drip_share[year]) * 100.0
        support = books.fertiliser_subsidy + books.elite_seed_subsidy
        np.testing.assert_allclose(paid, (books.purchases + books.water_charge - support)[year], rtol=1e-13)


def test_unit_cost_adds_up_to_the_accounts() -> None:
    """Unit cost x harvest of both kinds of land = purchases + water + work - subsidies."""
    given = inputs(**SUPPORT, water_tariff=0.002, picking_labour=0.01, weather=path(1.0, 0.8))
    grown = planned(given)
    land = np.stack([0.75 * grown.area, 0.25 * grown.area], axis=1)
    parts = components(given, np.full((len(YEARS), 1), 1.5), grown.harvest / land)
    assert parts.shape == (len(YEARS), len(COMPONENTS), 2, 1)
    books = farm(given, grown.area, grown.harvest.sum(axis=1))
    work = 1.5 * (0.2 * grown.area + 0.01 * grown.harvest.sum(axis=1))
    total = (parts.sum(axis=1) * grown.harvest).sum(axis=1)
    np.testing.assert_allclose(total, books.purchases + books.water_charge + work - books.subsidies, rtol=1e-13)


def test_unit_cost_of_nothing_is_unknown() -> None:
    yields = np.zeros((len(YEARS), 2, 1))
    assert np.isnan(components(inputs(), np.ones((len(YEARS), 1)), yields).sum(axis=1)).all()
