r"""Public revenue from the chain and from those around it, at effective rates.

Levels of all years, so that the gain of a scenario is a difference of two runs and nothing
is counted twice. For value-added tax that difference is

.. math:: \Delta VAT = \tau\, c\,[\Delta(p\,D) - (1 - s)\,\Delta(p^m M)^-],

tax on the gain of home producers on the home market less tax lost on displaced imports,
of which a share `s` never paid any. Where home goods merely take the place of imports that
paid, almost nothing is gained.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.dimensions import TAXES
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.prices import border_price, import_index


class Taxed(NamedTuple):
    """What taxes are paid on; quantities in own units, money in million."""

    delivered: Array
    """(year, commodity, run) final goods that home producers deliver to the home market and procurement."""
    foreign: Array
    """(year, commodity, run) final goods that the home market buys abroad."""
    imported: Array
    """(year, link, run) imported inputs."""
    exports: Array
    """(year, commodity, run)."""
    labour_cost: Array
    """(year, process, run)."""
    added: Array
    """(year, process, run) value added."""
    water: Array
    """(year, run) water used by the crop, m3."""


def public_revenue(inputs: Inputs, taxed: Taxed) -> Array:
    """Revenue from the chain itself, million, (year, tax, run), taxes in the order of `TAXES`.

    ============  ==============================================================================
    tax           revenue in a year
    ============  ==============================================================================
    vat           rate x compliance x (home sales at the producer's price + imports of final
                  goods that pay tax, at the base-year price x index of import prices)
    import_duty   rate x price before duty x (imported inputs + imports of final goods that pay)
    export_duty   rate x price at the border x exports
    labour_tax    rate x labour cost of the processes, the crop apart
    profit_tax    rate x (value added - labour cost), process by process, the crop apart, no
                  losses; before tax holidays, which are a cost
    water_charge  tariff x water used by the crop
    ============  ==============================================================================

    Value-added tax on inputs is deducted by who uses them and exports are free of it; trade
    margins are left out on both home goods and imports. Growers are taxed under rules of
    their own, on land, which production does not move.

    Parameters
    ----------
    inputs
        Rates; prices as they came out.
    taxed
        What is taxed.
    """
    processes = industry(inputs)
    profit = np.maximum(taxed.added - taxed.labour_cost, 0.0)
    duties = duty_on_inputs(inputs, taxed.imported).sum(axis=1) + duty_on_goods(inputs, taxed.foreign).sum(axis=1)
    revenue = {
        "vat": value_added_tax(inputs, taxed).sum(axis=1),
        "import_duty": duties,
        "export_duty": (inputs.export_duty * border_price(inputs, inputs.price) * taxed.exports).sum(axis=1),
        "labour_tax": inputs.labour_tax_rate * taxed.labour_cost[:, processes].sum(axis=1),
        "profit_tax": inputs.profit_tax_rate * profit[:, processes].sum(axis=1),
        "water_charge": inputs.water_tariff * taxed.water,
    }
    rows = [np.broadcast_to(revenue[tax], (len(inputs.years), inputs.runs)) for tax in TAXES]
    return np.stack(rows, axis=1)


def industry(inputs: Inputs) -> list[int]:
    """Positions of the processes other than the crop."""
    return [process for process in range(inputs.topology.processes) if process != inputs.topology.crop]


def foreign_value(inputs: Inputs, foreign: Array) -> Array:
    """Imports of final goods at what they cost, duty paid, million, (year, commodity, run).

    The price of home goods in the base year, moved by the index of import prices: goods
    that compete cost about the same.
    """
    index = np.stack([import_index(inputs, year) for year in range(len(inputs.years))])
    return inputs.price[:1] * index * foreign


def recorded(inputs: Inputs) -> Array:
    """Share of imports of final goods that pays tax, (year, commodity, run): all but the shadow that is left."""
    return 1.0 - inputs.shadow_import_share * (1.0 - inputs.import_enforcement)


def value_added_tax(inputs: Inputs, taxed: Taxed) -> Array:
    """Value-added tax on final goods sold at home, million, (year, commodity, run)."""
    sold = taxed.delivered * inputs.price + recorded(inputs) * foreign_value(inputs, taxed.foreign)
    return (inputs.vat_rate * inputs.vat_compliance)[:, None] * sold


def duty_within(duty: Array, paid: Array) -> Array:
    """Duty contained in a value with duty paid: ``value d/(1+d)``.

    Examples
    --------
    >>> round(float(duty_within(np.array(0.25), np.array(125.0))), 9)
    25.0
    """
    return np.asarray(duty / (1.0 + duty) * paid)


def duty_on_goods(inputs: Inputs, foreign: Array) -> Array:
    """Import duty on final goods that are recorded, million, (year, commodity, run)."""
    return duty_within(inputs.import_duty, recorded(inputs) * foreign_value(inputs, foreign))


def duty_on_inputs(inputs: Inputs, imported: Array) -> Array:
    """Import duty on imported inputs, million, (year, link, run)."""
    bought = [commodity for _, commodity in inputs.topology.links]
    return duty_within(inputs.import_duty[:, bought], inputs.import_price * imported)


def transferred(inputs: Inputs, imported: Array, exports: Array) -> Array:
    """Duties that value added of the chain bears and the state gets, million, (year, run).

    Export duty lowers prices at the gate, duty on inputs raises what is paid for them; both change hands.

    Parameters
    ----------
    inputs
        Rates; prices as they came out.
    imported, exports
        (year, link, run) and (year, commodity, run), own units.
    """
    levied = inputs.export_duty * border_price(inputs, inputs.price) * exports
    return np.asarray(levied.sum(axis=1) + duty_on_inputs(inputs, imported).sum(axis=1))


def revenue_by_effect(inputs: Inputs, revenue: Array, wages: Array, added: Array, product_taxes: Array) -> Array:
    """Revenue from the chain, from its suppliers and from household spending, million, (year, effect, run).

    Direct: the sum over taxes. Indirect and induced: ``labour tax x labour cost + profit
    tax x (value added - labour cost) + net taxes on the products bought``.

    Parameters
    ----------
    inputs
        Rates.
    revenue
        (year, tax, run) as `public_revenue` gives it.
    wages, added, product_taxes
        (year, effect, run) as `economy.results` gives them; of a chain without an economy
        only direct effects.
    """
    labour = inputs.labour_tax_rate[:, None] * wages[:, 1:]
    profit = inputs.profit_tax_rate[:, None] * (added - wages)[:, 1:]
    beyond = labour + profit + product_taxes[:, 1:]
    return np.concatenate([revenue.sum(axis=1, keepdims=True), beyond], axis=1)
