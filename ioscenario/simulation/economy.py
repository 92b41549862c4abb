"""The economy around the chain: who delivers to it, and what those who work there spend.

Activity of the chain is given (its sectors are exogenous); the rest of the economy follows
by the mixed model of input-output analysis,

.. math:: x_R = (I - A_{RR})^{-1} (A_{RC} x_C + f_R),

in which the chain's columns ``A_RC x_C`` are what its processes buy in each year and run.
Purchases fall into a few channels of fixed composition (other inputs of each process,
electricity, construction, home-made and imported machinery), so that the answer of all
sectors to a unit of each channel is worked out once and every run is a matrix product.
Purchases from other processes of the chain never enter: those processes are given themselves.

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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from ioscenario.dimensions import CAPITAL_GOODS
from ioscenario.simulation.crop import purchases_per_hectare
from ioscenario.simulation.inputs import Array, Inputs

#: Rows of `Economy.coefficients`.
VALUE_ADDED, JOBS, LABOUR, IMPORTS, TAXES = range(5)
#: Variables by effect.
BY_EFFECT: Final = ("gross_output", "value_added", "jobs", "wages", "import_bill", "product_taxes")
#: Channels after those of the processes.
EXTRA: Final = ("electricity", *CAPITAL_GOODS)
#: Rows of `Economy.price_response`: sectors whose price a scenario can move.
PRICED: Final = ("electricity", "transport")


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
    price_response
        (2, process) rise of the price of each process's other inputs when the price of a sector of
        `PRICED` rises by one, see `price_response`; zero for a sector that the pack does not name.
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
    price_response: Array

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


class Surroundings(NamedTuple):
    """What the rest of the economy adds."""

    totals: Mapping[str, Array]
    """Variable to (year, effect, run): indirect, induced."""
    everything: Array
    """(year, channel + 1, run) purchases by channel and household spending, million."""


@dataclass(frozen=True, eq=False)
class Around:
    """The chain and what it moves around it, worked out when asked for.

    Parameters
    ----------
    inputs
        Parameters.
    economy
        The rest of the economy; None: direct effects only, and product taxes are not known.
    chain
        Accounts of the chain.
    """

    inputs: Inputs
    economy: Economy | None
    chain: Chain

    @cached_property
    def bought(self) -> Array:
        """(year, channel, run) what the chain buys outside itself, million."""
        return channels(self.inputs, self.chain.activity, self.chain.area, self.chain.invested)

    @cached_property
    def outside(self) -> Surroundings:
        """Indirect and induced effects; there are some only where the economy is known."""
        assert self.economy is not None
        return surroundings(self.inputs, self.economy, self.bought, self.chain.wages)

    @cached_property
    def effects(self) -> Mapping[str, Array]:
        """Variables of `BY_EFFECT`, (year, effect, run)."""
        direct = {
            "gross_output": produced(self.inputs, self.chain.production),
            "value_added": self.chain.added.sum(axis=1),
            "jobs": self.chain.jobs.sum(axis=1),
            "wages": self.chain.wages,
            "import_bill": imported_inputs(self.inputs, self.chain.imported),
            "product_taxes": np.full(self.chain.wages.shape, np.nan),
        }
        if self.economy is None:
            return {name: value[:, None] for name, value in direct.items()}
        direct["import_bill"] = direct["import_bill"] + weighted(self.economy.imports[None], self.bought)[:, 0]
        direct["product_taxes"] = weighted(self.economy.taxes[None], self.bought)[:, 0]
        around = self.outside.totals
        return {name: np.concatenate([value[:, None], around[name]], axis=1) for name, value in direct.items()}

    def suppliers(self, row: int) -> Array:
        """A coefficient of those who deliver to the running of the chain, (year, run); builders of plant apart.

        Parameters
        ----------
        row
            Row of `Economy.coefficients`.
        """
        if self.economy is None:
            return np.zeros(self.chain.wages.shape)
        running = self.bought.shape[1] - len(CAPITAL_GOODS)
        answer = self.economy.coefficients[row] @ self.economy.response[:, :running]
        return weighted(answer[None], self.bought[:, :running])[:, 0]

    @property
    def jobs_by_sector(self) -> Array:
        """(year, process + R, run): direct by process, then the other effects by sector."""
        return self._by_sector(JOBS, self.chain.jobs)

    @property
    def value_added_by_sector(self) -> Array:
        """(year, process + R, run), million."""
        return self._by_sector(VALUE_ADDED, self.chain.added)

    @property
    def final_deliveries(self) -> Array:
        """Output less what the chain and the other sectors buy of it, million, (year, process, run)."""
        delivered = deliveries(self.inputs, self.chain.production, self.chain.used)
        return delivered if self.economy is None else delivered - taken(self.economy, self.bought)

    def _by_sector(self, row: int, direct: Array) -> Array:
        if self.economy is None:
            return direct
        return by_sector(self.economy, row, direct, self.outside.everything)


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
    weighted(answer, everything, found[:, processes:])
    return found


def weighted(weights: Array, amounts: Array, out: Array | None = None) -> Array:
    """Sums of amounts with given weights, (year, row, run): ``weights @ amounts`` in every year.

    Added up channel by channel: a library's matrix product may round differently when the number of
    runs does, and no run may depend on its neighbours.

    Parameters
    ----------
    weights
        (row, channel).
    amounts
        (year, channel, run).
    out
        Where to write the sums; None: a new array.

    Examples
    --------
    >>> weighted(np.array([[1.0, 2.0]]), np.array([[[3.0, 4.0], [10.0, 20.0]]])).tolist()
    [[[23.0, 44.0]]]
    """
    years, channels, runs = amounts.shape
    total = np.empty((years, len(weights), runs)) if out is None else out
    total[:] = 0.0
    part = np.empty((len(weights), runs))
    for year in range(years):
        for channel in range(channels):
            np.multiply(weights[:, channel, None], amounts[year, channel], out=part)
            total[year] += part
    return total


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
        bought[:, inputs.topology.crop] = purchases_per_hectare(inputs) * area
    power = (inputs.electricity * activity).sum(axis=(1, 2))
    bought[:, last] = power * inputs.electricity_price[:1]
    bought[:, last + 1 :] = capital_goods(inputs, invested)
    return bought


def capital_goods(inputs: Inputs, invested: Array) -> Array:
    """What investment buys, million, (year, good, run), in the order of `CAPITAL_GOODS`.

    Construction takes the share of buildings, machinery the rest; of machinery a share is imported. The
    three add up to investment. Margins and product taxes are in each; of imported machinery they
    stay at home.

    Parameters
    ----------
    inputs
        Shares of buildings and of imported machinery.
    invested
        (year, process, run), million.
    """
    total = invested.sum(axis=1)
    buildings = inputs.building_share * total
    abroad = inputs.machinery_import_share * (total - buildings)
    return np.stack(np.broadcast_arrays(buildings, total - buildings - abroad, abroad), axis=1)


def price_response(inverse: Array, purchases: Array, places: Sequence[int | None]) -> Array:
    r"""Rise of the price of what is bought when prices of some sectors are raised, (sector given, channel).

    In the Leontief price model with prices of the sectors `K` given, all others follow their cost:

    .. math:: \Delta p = \Delta p_K L_{KK}^{-1} L_{K\cdot}, \qquad L = (I - A)^{-1},

    which for sectors outside `K` is :math:`\Delta p_K A_{KN} (I - A_{NN})^{-1}`. Wages, profits and
    prices of imports stay as they are.

    Parameters
    ----------
    inverse
        (R, R) :math:`L`.
    purchases
        (R, channel) what a unit of each channel buys from each sector.
    places
        Sectors whose prices are given; None: a row of zeros.

    References
    ----------
    Miller and Blair (2009), section 2.6; exogenous prices as in the mixed model.

    Examples
    --------
    The second sector spends a fifth of its output on the first; a good that is half of each:

    >>> L = np.array([[1.0, 0.2], [0.0, 1.0]])
    >>> price_response(L, np.array([[0.5], [0.5]]), (0,))
    array([[0.6]])
    """
    given = [place for place in places if place is not None]
    rows = iter(np.linalg.solve(inverse[np.ix_(given, given)], inverse[given] @ purchases))
    return np.stack([np.zeros(purchases.shape[1]) if place is None else next(rows) for place in places])


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
    ...                   np.array([0.4]), 0.6, 0.0, one, one[0], one[0], one)
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
    indirect = weighted(economy.coefficients @ economy.response, bought)
    spending = spent(economy, inputs.consumption_share, wages, indirect[:, LABOUR])
    induced = (economy.coefficients @ economy.spending)[:, None] * spending[:, None]
    induced[:, IMPORTS] += economy.household_imports * spending
    induced[:, TAXES] += economy.household_taxes * spending
    rows = {"value_added": VALUE_ADDED, "jobs": JOBS, "wages": LABOUR, "import_bill": IMPORTS, "product_taxes": TAXES}
    totals = {name: np.stack([indirect[:, row], induced[:, row]], axis=1) for name, row in rows.items()}
    made = [weighted(economy.response.sum(axis=0)[None], bought)[:, 0], economy.spending.sum() * spending]
    return Surroundings(
        {"gross_output": np.stack(made, axis=1), **totals}, np.concatenate([bought, spending[:, None]], axis=1)
    )


def taken(economy: Economy, bought: Array) -> Array:
    """What the rest of the economy buys from each process, million, (year, process, run).

    ``A_CR x_R`` with ``x_R = x_R0 + L_RR (A_RC x_C - A_RC x_C0)``: final demand for the other sectors stays as it
    was in the base year.
    """
    change = bought - economy.base[:, None]
    return np.asarray((economy.sales @ economy.output)[:, None] + weighted(economy.sales @ economy.response, change))
