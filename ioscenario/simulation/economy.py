"""The economy around the chain: who delivers to it, and what those who work there spend.

Activity of the chain is given (its sectors are exogenous); the rest of the economy follows
by the mixed model of input-output analysis,

.. math:: x_R = (I - A_{RR})^{-1} (A_{RC} x_C + f_R),

in which the chain's columns ``A_RC x_C`` are what its processes buy in each year and run.
Purchases fall into a few channels of fixed composition (other inputs of each process,
electricity, investment), so that the answer of all sectors to a unit of each channel is
worked out once and every run is a matrix product. Purchases from other processes of the
chain never enter: those processes are given themselves.

Households are closed in the usual way (type II): labour cost paid in the chain and by its
suppliers is spent in part, and so on. As all households buy the same basket, this closure
has rank one and needs a scalar for each year and run.

Quantities are valued at base-year prices. Coefficients of the rest of the economy do not
change over the years: no growth of its productivity is assumed.

References
----------
Miller, R. E. and Blair, P. D. (2009), *Input-Output Analysis*, 2nd ed., sections 2.5, 6.2
and 13.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from ioscenario.simulation.inputs import Array, Inputs

#: Rows of `Economy.coefficients`.
VALUE_ADDED, JOBS, LABOUR, IMPORTS, TAXES = range(5)
#: Channels after those of the processes.
EXTRA: Final = ("electricity", "investment")


@dataclass(frozen=True, eq=False)
class Economy:
    """The rest of the economy, prepared once for all runs and years.

    Sectors are positions ``R`` of the table with the chain carved out; channels are the
    processes' other inputs in order, then `EXTRA`.

    Parameters
    ----------
    inverse
        (R, R) ``(I - A_RR)^-1``.
    purchases
        (R, channel) what a unit of each channel buys from home sectors.
    imports, taxes
        (channel,) what of it goes abroad and to product taxes. With `purchases` each adds up to 1.
    coefficients
        (5, R) value added, jobs, labour cost, imports, product taxes per unit of output. Jobs per
        million, the rest per unit of money.
    household
        (R,) what a unit of household spending buys from home sectors.
    household_imports, household_taxes
        The rest of that unit.
    sales
        (process, R) what each sector buys from each process of the chain, per unit of its output.
    output
        (R,) output in the base year, million.
    base
        (channel,) the chain's purchases in the base year, million.
    """

    inverse: Array
    purchases: Array
    imports: Array
    taxes: Array
    coefficients: Array
    household: Array
    household_imports: float
    household_taxes: float
    sales: Array
    output: Array
    base: Array

    @property
    def sectors(self) -> int:
        """Number of sectors outside the chain."""
        return len(self.output)

    @cached_property
    def response(self) -> Array:
        """(R, channel) output of every sector for a unit of each channel, type I."""
        return np.asarray(self.inverse @ self.purchases)

    @cached_property
    def spending(self) -> Array:
        """(R,) output of every sector for a unit of household spending, without what it induces in turn."""
        return np.asarray(self.inverse @ self.household)


class Chain(NamedTuple):
    """What the accounts of the chain say; money in million."""

    activity: Array
    """(year, process, technology, run), own units."""
    area: Array
    """(year, run) land sown."""
    imported: Array
    """(year, link, run) imported inputs, own units."""
    used: Array
    """(year, commodity, run) home-made inputs of all processes, own units."""
    production: Array
    """(year, commodity, run), own units."""
    invested: Array
    """(year, process, run)."""
    jobs: Array
    """(year, process, run)."""
    wages: Array
    """(year, run) labour cost."""
    added: Array
    """(year, process, run) value added."""


def results(inputs: Inputs, economy: Economy | None, chain: Chain) -> Mapping[str, Array]:
    """Every variable by effect and by sector, (year, effect or sector or process, run).

    Parameters
    ----------
    inputs
        Parameters.
    economy
        The rest of the economy; None: direct effects only, and product taxes are not known.
    chain
        Accounts of the chain.

    Returns
    -------
    dict
        ``gross_output, value_added, jobs, wages, import_bill, product_taxes`` by effect;
        ``jobs_by_sector, value_added_by_sector``: processes first, then the other sectors;
        ``final_deliveries`` by process.
    """
    delivered = deliveries(inputs, chain.production, chain.used)
    direct = {
        "gross_output": produced(inputs, chain.production),
        "value_added": chain.added.sum(axis=1),
        "jobs": chain.jobs.sum(axis=1),
        "wages": chain.wages,
        "import_bill": imported_inputs(inputs, chain.imported),
        "product_taxes": np.full(chain.wages.shape, np.nan),
    }
    if economy is None:
        alone = {name: value[:, None] for name, value in direct.items()}
        sectors = {"jobs_by_sector": chain.jobs, "value_added_by_sector": chain.added}
        return {**alone, **sectors, "final_deliveries": delivered}
    bought = channels(inputs, chain.activity, chain.area, chain.invested)
    direct["import_bill"] = direct["import_bill"] + economy.imports @ bought
    direct["product_taxes"] = economy.taxes @ bought
    outside = surroundings(inputs, economy, bought, chain.wages)
    return {
        **{name: np.concatenate([value[:, None], outside.totals[name]], axis=1) for name, value in direct.items()},
        "jobs_by_sector": by_sector(economy, JOBS, chain.jobs, outside.everything),
        "value_added_by_sector": by_sector(economy, VALUE_ADDED, chain.added, outside.everything),
        "final_deliveries": delivered - taken(economy, bought),
    }


class Surroundings(NamedTuple):
    """What the rest of the economy adds."""

    totals: Mapping[str, Array]
    """Variable to (year, effect, run): indirect, induced."""
    everything: Array
    """(year, channel + 1, run) purchases by channel and household spending, million."""


def by_sector(economy: Economy, row: int, direct: Array, everything: Array) -> Array:
    """A direct effect by process and both others by sector, (year, process + R, run).

    Parameters
    ----------
    economy
        Answer of every sector to a unit of each channel and of household spending.
    row
        Row of `Economy.coefficients`.
    direct
        (year, process, run).
    everything
        (year, channel + 1, run), million.
    """
    answer = economy.coefficients[row][:, None] * np.column_stack([economy.response, economy.spending])
    years, processes, runs = direct.shape
    # Written in place: these are the largest arrays of all.
    found = np.empty((years, processes + economy.sectors, runs))
    found[:, :processes] = direct
    np.matmul(answer, everything, out=found[:, processes:])
    return found


def produced(inputs: Inputs, production: Array) -> Array:
    """Output of the chain at base-year prices, million, (year, run); raw goods that no process makes left out."""
    made = [commodity for commodity, seller in enumerate(inputs.topology.sellers) if seller is not None]
    return np.asarray((production[:, made] * inputs.price[:1, made]).sum(axis=1))


def deliveries(inputs: Inputs, production: Array, used: Array) -> Array:
    """Output of each process less what the chain uses of it, at base-year prices, million, (year, process, run).

    Parameters
    ----------
    inputs
        Prices.
    production, used
        (year, commodity, run) made, and home-made inputs of all processes, own units.
    """
    left = np.zeros((production.shape[0], inputs.topology.processes, production.shape[-1]))
    for commodity, seller in enumerate(inputs.topology.sellers):
        if seller is not None:
            left[:, seller] += (production[:, commodity] - used[:, commodity]) * inputs.price[:1, commodity]
    return left


def channels(inputs: Inputs, activity: Array, area: Array, invested: Array) -> Array:
    """What the chain buys outside itself by channel, million, (year, channel, run).

    Parameters
    ----------
    inputs
        Coefficients; electricity is valued at its base-year price.
    activity
        (year, process, technology, run).
    area
        (year, run) land sown, for the crop's purchases.
    invested
        (year, process, run), million.
    """
    shape = (len(inputs.years), inputs.topology.processes + len(EXTRA), inputs.runs)
    bought = np.empty(shape)
    last = inputs.topology.processes
    bought[:, :last] = (inputs.other_inputs * activity).sum(axis=2)
    if inputs.topology.crop is not None:
        bought[:, inputs.topology.crop] = inputs.crop_purchases * area
    power = (inputs.electricity * activity).sum(axis=(1, 2))
    bought[:, last] = power * inputs.electricity_price[:1]
    bought[:, last + 1] = invested.sum(axis=1)
    return bought


def imported_inputs(inputs: Inputs, imported: Array) -> Array:
    """Imported goods of the chain's own kinds, at base-year prices, million, (year, run).

    Parameters
    ----------
    inputs
        Import prices.
    imported
        (year, link, run), own units.
    """
    return np.asarray((imported * inputs.import_price[:1]).sum(axis=1))


def spent(economy: Economy, share: Array, direct: Array, indirect: Array) -> Array:
    """Household spending out of labour cost in the chain, its suppliers, and what the spending induces.

    ``Y = c (W_direct + W_indirect) / (1 - c w' L_RR h)``.

    Parameters
    ----------
    economy
        Response to spending and labour cost of output.
    share
        `c`, share of labour cost that is spent, (year, run).
    direct, indirect
        (year, run) labour cost, million.

    Examples
    --------
    Half of labour cost spent, 40 % of it on one sector at home that pays half of its output to labour:

    >>> one = np.ones((1, 1))
    >>> economy = Economy(one, one, one[0] * 0, one[0] * 0, np.array([[1.0], [0.0], [0.5], [0.0], [0.0]]),
    ...                   np.array([0.4]), 0.6, 0.0, one, one[0], one[0])
    >>> float(spent(economy, np.array([[0.5]]), np.array([[9.0]]), np.array([[0.0]]))[0, 0])
    5.0
    """
    again = float(economy.coefficients[LABOUR] @ economy.spending)
    return np.asarray(share * (direct + indirect) / (1.0 - share * again))


def surroundings(inputs: Inputs, economy: Economy, bought: Array, wages: Array) -> Surroundings:
    """Indirect and induced effects of all years and runs.

    Parameters
    ----------
    inputs
        Share of labour cost that is spent.
    economy
        The rest of the economy.
    bought
        (year, channel, run) purchases of the chain outside itself, million.
    wages
        (year, run) labour cost in the chain, million.
    """
    indirect = (economy.coefficients @ economy.response) @ bought
    spending = spent(economy, inputs.consumption_share, wages, indirect[:, LABOUR])
    induced = (economy.coefficients @ economy.spending)[:, None] * spending[:, None]
    induced[:, IMPORTS] += economy.household_imports * spending
    induced[:, TAXES] += economy.household_taxes * spending
    rows = {"value_added": VALUE_ADDED, "jobs": JOBS, "wages": LABOUR, "import_bill": IMPORTS, "product_taxes": TAXES}
    totals = {name: np.stack([indirect[:, row], induced[:, row]], axis=1) for name, row in rows.items()}
    made = [economy.response.sum(axis=0) @ bought, economy.spending.sum() * spending]
    return Surroundings(
        {"gross_output": np.stack(made, axis=1), **totals}, np.concatenate([bought, spending[:, None]], axis=1)
    )


def taken(economy: Economy, bought: Array) -> Array:
    """What the rest of the economy buys from each process, million, (year, process, run).

    ``A_CR x_R`` with ``x_R = x_R0 + L_RR (A_RC x_C - A_RC x_C0)``: final demand for the other sectors stays as it
    was in the base year.
    """
    change = bought - economy.base[:, None]
    return np.asarray((economy.sales @ economy.output)[:, None] + (economy.sales @ economy.response) @ change)
