"""Public revenue tax by tax, and what a scenario changes in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.dimensions import TAXES
from ioscenario.simulation import simulate
from ioscenario.simulation.accounts import (
    additional_share,
    capital_used,
    discount_factor,
    operating_margin,
    social_benefit,
)
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.revenue import Taxed, public_revenue, revenue_by_effect
from tests.simulation.small import CLEAN, SHIRTS, YEARS, inputs, path

RATES: dict[str, Any] = {"vat_rate": 0.16, "vat_compliance": 0.75, "labour_tax_rate": 0.2, "profit_tax_rate": 0.1}


def full(value: float, *axes: int) -> Array:
    return np.full((len(YEARS), *axes, 1), value)


def goods(value: float) -> Array:
    """A quantity of shirts in every year."""
    amount = full(0.0, 3)
    amount[:, SHIRTS] = value
    return amount


def taxed(**changes: Any) -> Taxed:
    nothing = Taxed(goods(0.0), goods(0.0), full(0.0, 2), goods(0.0), full(0.0, 3), full(0.0, 3), full(0.0))
    return nothing._replace(**changes)


def revenue(tax: str, given: Taxed, **changes: Any) -> Array:
    found = public_revenue(inputs(**changes), given)
    assert found.shape == (len(YEARS), len(TAXES), 1)
    return found[:, TAXES.index(tax), 0]


# ------------------------------------------------------------------- value-added tax


def vat(home: float, foreign: float, **changes: Any) -> Array:
    return revenue("vat", taxed(delivered=goods(home), foreign=goods(foreign)), **{**RATES, **changes})


@pytest.mark.parametrize("shadow", [0.0, 0.3, 1.0])
def test_gain_of_vat_is_on_domestic_gain_less_displaced_imports_that_paid(shadow: float) -> None:
    """tau x compliance x [domestic gain - displaced imports x (1 - shadow share)], both at 10 a shirt."""
    share = [0.0, 0.0, shadow]
    gain = vat(48.0, 55.0, shadow_import_share=share) - vat(40.0, 60.0, shadow_import_share=share)
    np.testing.assert_allclose(gain, 0.16 * 0.75 * (80.0 - 50.0 * (1.0 - shadow)))


def test_import_substitution_alone_brings_almost_no_vat() -> None:
    """8 shirts more from home and 8 fewer imported: nothing if imports paid, and the shadow part if they did not."""
    paid = vat(48.0, 52.0, shadow_import_share=0.0) - vat(40.0, 60.0, shadow_import_share=0.0)
    np.testing.assert_allclose(paid, 0.0, atol=1e-12)
    half = vat(48.0, 52.0, shadow_import_share=0.05) - vat(40.0, 60.0, shadow_import_share=0.05)
    np.testing.assert_allclose(half, 0.05 * 0.16 * 0.75 * 80.0)


def test_enforcement_brings_shadow_imports_into_tax() -> None:
    """Half of 60 is in the shadow; 40 % of that is brought out."""
    rise = vat(0.0, 60.0, import_enforcement=0.4) - vat(0.0, 60.0)
    np.testing.assert_allclose(rise, 0.16 * 0.75 * 600.0 * 0.5 * 0.4)


def test_dearer_imports_pay_more_tax() -> None:
    """World price x exchange rate x duty move the price of imports; that of home goods is not touched."""
    world = full(1.0, 3)
    world[1:] = 1.1
    found = vat(40.0, 60.0, world_price=world, exchange_rate=path(1.0, 1.2))
    np.testing.assert_allclose(found[1:] / (0.16 * 0.75), 400.0 + 0.5 * 600.0 * 1.32)


# ---------------------------------------------------------------------------- duties


def test_import_duty_is_on_the_price_before_duty() -> None:
    """Duty 25 % from the second year: 30 recorded shirts cost 10 before it, 60 inputs 1 before it (1.25 with it)."""
    duty = full(0.0, 3)
    duty[1:] = 0.25
    price = full(0.0, 2)
    price[:, 1] = 1.25
    price[0, 1] = 1.0
    imported = full(0.0, 2)
    imported[:, 1] = 60.0
    found = revenue("import_duty", taxed(foreign=goods(60.0), imported=imported), import_duty=duty, import_price=price)
    np.testing.assert_allclose(found, [0.0] + [0.25 * (300.0 + 60.0)] * 5)


def test_export_duty_is_on_the_price_at_the_border() -> None:
    """Left with 10 after a duty of a fifth and freight of 2, an exporter gets 15 at the border: 3 of it is duty."""
    found = revenue("export_duty", taxed(exports=goods(7.0)), export_duty=0.2, border_cost=2.0)
    np.testing.assert_allclose(found, 7.0 * 3.0)


# -------------------------------------------------------------- labour, profit, water


def test_labour_and_profit_are_taxed_by_process_without_the_crop_and_without_losses() -> None:
    labour, added = full(0.0, 3), full(0.0, 3)
    labour[:, :, 0] = [100.0, 20.0, 70.0]
    added[:, :, 0] = [900.0, 5.0, 170.0]
    given = taxed(labour_cost=labour, added=added)
    np.testing.assert_allclose(revenue("labour_tax", given, **RATES), 0.2 * 90.0)
    np.testing.assert_allclose(revenue("profit_tax", given, **RATES), 0.1 * 100.0)


def test_water_charge() -> None:
    np.testing.assert_allclose(revenue("water_charge", taxed(water=full(500.0)), water_tariff=path(0.0, 0.01)),
                               [0.0] + [5.0] * 5)  # fmt: skip


def test_no_rate_no_revenue() -> None:
    everything = taxed(delivered=goods(40.0), foreign=goods(60.0), exports=goods(7.0), labour_cost=full(70.0, 3),
                       added=full(170.0, 3), water=full(500.0))  # fmt: skip
    np.testing.assert_array_equal(public_revenue(inputs(vat_rate=0.0), everything), 0.0)


# --------------------------------------------------------------------------- effects


def test_revenue_by_effect() -> None:
    """Direct: the taxes; beyond: 20 % of 50 labour cost + 10 % of the other 30 + 4 on products."""
    direct = public_revenue(inputs(**RATES), taxed(delivered=goods(40.0)))
    wages, added, taxes = full(50.0, 3), full(80.0, 3), full(4.0, 3)
    found = revenue_by_effect(inputs(**RATES), direct, wages, added, taxes)
    np.testing.assert_allclose(found[:, 0], direct.sum(axis=1))
    np.testing.assert_allclose(found[:, 1:], 10.0 + 3.0 + 4.0)


def test_revenue_of_a_chain_alone_is_direct() -> None:
    direct = public_revenue(inputs(**RATES), taxed(delivered=goods(40.0)))
    one = full(50.0, 1)
    found = revenue_by_effect(inputs(**RATES), direct, one, one, np.full_like(one, np.nan))
    assert found.shape == (len(YEARS), 1, 1)
    np.testing.assert_allclose(found[:, 0], direct.sum(axis=1))


# ------------------------------------------------------- accounts beside public money


def test_social_benefit_leaves_out_what_labour_and_capital_would_make_elsewhere() -> None:
    """140 added, half of 80 paid for work that would be done anyway, 7 of capital; 5 of duties changed hands."""
    given = inputs(labour_opportunity=0.5)
    found = social_benefit(given, full(140.0), full(80.0), full(5.0), full(7.0))
    np.testing.assert_allclose(found, 140.0 + 5.0 - 40.0 - 7.0)


def test_a_duty_changes_hands_and_is_no_loss() -> None:
    """What a duty on a price taker takes from value added is what the state gets, and no more."""
    duty = np.zeros((len(YEARS), 3, 1))
    duty[1:, CLEAN] = 0.1
    link = [0.0, 1.0, 0.0]
    out, base = simulate(inputs(border_link=link, export_duty=duty)), simulate(inputs(border_link=link))
    lost = base["value_added_direct"][1].sum() - out["value_added_direct"][1].sum()
    assert lost > 0.0
    assert out["social_benefit"][1, 0] >= base["social_benefit"][1, 0] - 0.1 * lost


def test_use_of_capital_is_worth_what_was_invested() -> None:
    """Over the life of plant kept up for ever: PV of (wear + r) x capex = what it costs to build and rebuild it."""
    rate, wear = 0.08, 0.1
    given = inputs(discount_rate=rate, depreciation=wear, capex=[0.0, 0.0, 3.0], drip_capex=0.0, drip_life=10.0)
    plant = full(50.0, 3, 2)
    charge = capital_used(given, plant, full(0.0))[0, 0]
    np.testing.assert_allclose(charge / rate, 150.0 + wear * 150.0 / rate)
    drip = inputs(discount_rate=rate, capex=0.0, drip_capex=2.0, drip_life=10.0)
    np.testing.assert_allclose(capital_used(drip, plant, full(25.0)), (0.1 + 0.08) * 2.0 * 25.0)


def test_operating_margin() -> None:
    values = [full(value, 3) for value in (600.0, 200.0, 70.0, 20.0, 5.0)]
    np.testing.assert_allclose(operating_margin(*values), 345.0)


def test_discount_factor_follows_the_rate_of_each_year() -> None:
    rate = path(0.5, 0.1, 0.2)
    np.testing.assert_allclose(discount_factor(inputs(discount_rate=rate))[:3, 0], [1.0, 1 / 1.1, 1 / 1.32])


def test_additional_share() -> None:
    found = additional_share(inputs(deadweight=0.2, displacement=0.5, leakage=0.1))
    np.testing.assert_allclose(found, 0.36)
    np.testing.assert_array_equal(additional_share(inputs(deadweight=1.0, displacement=0.5)), 0.0)
