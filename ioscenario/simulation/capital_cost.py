"""The cost of capital: what the use of a unit of new plant costs its owner in a year.

Real throughout: a loan costs its nominal rate less the inflation that investors expect, so
that a loan at 3 % under inflation of 10 % costs -7 %. Public money enters in five places:
grants, leases, programme loans, interest subsidy, tax holiday. Firm rules lower the return that
owners ask for.

References
----------
Hall, R. E. and Jorgenson, D. W. (1967), Tax policy and investment behavior, *American
Economic Review* 57, 391-414.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ioscenario.dimensions import MODERN
from ioscenario.simulation.inputs import Array, Inputs

#: Lowest cost of capital a year: support beyond it makes plant no cheaper than free.
LEAST: Final = 1e-3

#: Highest tax on profit: one that takes all leaves no return that would pay for plant.
MOST_TAX: Final = 0.99

Numbers = Array | float


class Finance(NamedTuple):
    """Who pays for new plant, shares of its cost that add up to 1.

    (year, process, run), axes of size 1 where nothing varies.
    """

    grant: Array
    lease: Array
    programme: Array
    """Programme loans."""
    bank: Array
    """Bank loans."""
    own: Array


def cost_of_capital(
    depreciation: Numbers,
    interest: Numbers,
    inflation: Numbers,
    *,
    tax: Numbers = 0.0,
    allowance: Numbers = 0.0,
    credit: Numbers = 0.0,
    deduction_tax: Numbers | None = None,
    basis_cut: Numbers = 1.0,
    credit_share: Numbers = 1.0,
    property_tax: Numbers = 0.0,
) -> Array:
    r"""Cost of using a unit of plant for a year, depreciation included, before tax on profit.

    .. math:: c = \frac{\delta + r - \pi}{1 - u} [1 - \nu k - u_d z (1 - \psi k)] + w

    With :math:`\psi = \nu = 1` and :math:`u_d = u` the bracket over :math:`1 - u` is
    :math:`(1 - k)(1 - uz)/(1 - u)`. What is earned after depreciation is :math:`c - \delta`.

    Parameters
    ----------
    depreciation
        :math:`\delta`, share of plant that wears out in a year. All parameters may be arrays that
        broadcast.
    interest, inflation
        :math:`r`, nominal return that those who pay for the plant ask for, and :math:`\pi`, a year.
    tax
        :math:`u`, tax on profit.
    allowance
        :math:`z`, present value of the depreciation that tax law allows on a unit.
    credit
        :math:`k`, grant or tax credit as a share of the cost.
    deduction_tax
        :math:`u_d`, tax rate at which depreciation is deducted; None: `tax`.
    basis_cut
        :math:`\psi`, share of the grant by which the depreciated value is cut.
    credit_share
        :math:`\nu`, share of the grant that can be used.
    property_tax
        :math:`w`, tax on the value of plant.

    References
    ----------
    Hall and Jorgenson (1967).

    Examples
    --------
    >>> round(float(cost_of_capital(0.1, 0.10, 0.02, tax=0.2, allowance=0.6)), 4)
    0.198

    A grant of a fifth that is not depreciated takes off a fifth:

    >>> round(float(cost_of_capital(0.1, 0.10, 0.02, tax=0.2, allowance=0.6, credit=0.2)), 4)
    0.1584
    """
    deducted = tax if deduction_tax is None else deduction_tax
    kept = 1.0 - credit_share * np.asarray(credit) - deducted * np.asarray(allowance) * (1.0 - basis_cut * credit)
    return np.asarray((depreciation + np.asarray(interest) - inflation) / (1.0 - tax) * kept + property_tax)


def pulled(lever: Array) -> Array:
    """A lever as it is, or one zero where no run pulls it: what follows then needs no axis of processes."""
    return lever if lever.any() else np.zeros((1,) * lever.ndim)


def finance(inputs: Inputs) -> Finance:
    """Who pays for new plant.

    Grants come first, then leases and programme loans as far as something is left; bank loans
    bring debt to its usual share of what grants leave; owners pay the rest.

    Returns
    -------
    Finance
        Shares of the cost.
    """
    grant = np.clip(pulled(inputs.capex_grant), 0.0, 1.0)
    left = 1.0 - grant
    lease = np.minimum(pulled(inputs.leasing_share), left)
    programme = np.minimum(pulled(inputs.programme_loan_share), left - lease)
    bank = np.maximum(inputs.debt_share[:, None] * left - lease - programme, 0.0)
    return Finance(grant, lease, programme, bank, left - lease - programme - bank)


def bank_rate(inputs: Inputs) -> Array:
    """Nominal rate paid on bank loans for new plant after interest subsidy, (year, process or 1, run)."""
    return inputs.loan_rate[:, None] * (1.0 - pulled(inputs.interest_subsidy))


def hurdle(inputs: Inputs) -> Array:
    """Real return that owners ask for on their own money; certainty lowers it, (year, run)."""
    return np.asarray(np.maximum(inputs.hurdle_rate - inputs.policy_certainty * inputs.certainty_hurdle, 0.0))


def profit_tax(inputs: Inputs) -> Array:
    """Tax on the profit of new plant after tax holidays, (year, process or 1, run)."""
    return np.asarray(np.minimum(inputs.profit_tax_rate[:, None] * (1.0 - pulled(inputs.tax_holiday)), MOST_TAX))


def user_cost(inputs: Inputs) -> Array:
    r"""Real cost of using a unit of new plant for a year, per unit of its cost, (year, process, run).

    .. math:: c = \left[\delta + \sum_j s_j r_j\right] (1 - g) \frac{1 - uz}{1 - u}

    with :math:`\delta` the wear of modern plant, :math:`s_j` the shares of leases, loans and own
    money in what the grant :math:`g` leaves, :math:`r_j` their real rates, :math:`u` the tax on profit
    and :math:`z` the allowance for depreciation. At least `LEAST`. It holds the tax: profit before tax
    is compared with it.

    Parameters
    ----------
    inputs
        Rates, shares and taxes.

    Notes
    -----
    Hall and Jorgenson (1967); see `cost_of_capital`. Owners weigh the real hurdle rate, lenders a
    nominal one.
    """
    paid = finance(inputs)
    inflation = inputs.inflation[:, None]
    asked = (
        paid.lease * (inputs.leasing_rate[:, None] - inflation)
        + paid.programme * (inputs.programme_loan_rate[:, None] - inflation)
        + paid.bank * (bank_rate(inputs) - inflation)
        + paid.own * hurdle(inputs)[:, None]
    )
    left = np.broadcast_to(1.0 - paid.grant, asked.shape)
    real = np.divide(asked, left, out=np.zeros_like(asked), where=left > 0.0)
    cost = cost_of_capital(
        inputs.depreciation[:, :, MODERN],
        real,
        0.0,
        tax=profit_tax(inputs),
        allowance=inputs.depreciation_allowance[:, None],
        credit=paid.grant,
    )
    return np.asarray(np.maximum(cost, LEAST))


def tax_gift(inputs: Inputs) -> Array:
    r"""The grant that lowers the cost of capital as much as the tax holiday does, (year, process or 1, run).

    .. math:: 1 - \frac{(1 - uz)/(1 - u)}{(1 - u_0 z)/(1 - u_0)}

    with :math:`u` the tax on profit in the holiday and :math:`u_0` without it.
    """
    allowance = inputs.depreciation_allowance[:, None]
    full = np.minimum(inputs.profit_tax_rate[:, None], MOST_TAX)
    reduced = profit_tax(inputs)
    ratio = (1.0 - reduced * allowance) / (1.0 - reduced) / ((1.0 - full * allowance) / (1.0 - full))
    return np.asarray(np.maximum(1.0 - ratio, 0.0))
