"""Multipliers and effects: what a unit of final demand, or of own effect, sets going.

Two things are called multiplier in practice, and both are here by name:

========== ================== =========================================================
kind       formula            reads
========== ================== =========================================================
``simple`` ``s' L``           total effect for each unit of final demand
``type1``  ``s' L / s``       total effect for each unit of direct effect
``type2``  ``s' Lc / s``      the same with households inside (``Lc`` from the closed table)
========== ================== =========================================================

and ``simple2`` is ``s' Lc``. With ``s = 1`` (output) the ratio and the effect are the same.

The closed table adds a household row ``h`` (income for each unit of output) and a
household column ``c`` (consumption for each unit of household income). Two columns are
in use: consumption over total *compensation*, or over total household *income*, which is
larger, so that multipliers are smaller; `consumption_coefficients` makes either. The row is
`coefficients(compensation, x)`, or of any other income.
"""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table.labels import Array, Data, Sectors, kind_of
from ioscenario.table.leontief import Leontief, as_leontief

MultiplierKind = Literal["simple", "type1", "simple2", "type2"]


def consumption_coefficients(consumption: Data, income: Data) -> Data:
    """Household column of the closed table: consumption over a total income.

    Parameters
    ----------
    consumption
        (n,) household consumption of the products of each sector, money.
    income
        The income to divide by, money: the vector or the sum of compensation, or total
        household income (with property income, transfers, profits of households).

    Returns
    -------
    ndarray, Series or DataArray
        (n,) consumption for each unit of household income.

    Raises
    ------
    InputError
        If the income is not above zero.

    Notes
    -----
    With compensation the part of income that is earned elsewhere is spent as well, so
    multipliers are upper bounds; official statistics that publish Type II divide by total
    income. Miller and Blair (2009), section 2.5 and 6.2.

    Examples
    --------
    >>> consumption_coefficients([50.0, 400.0], 1000.0)
    array([0.05, 0.4 ])
    """
    sectors = Sectors.of(consumption)
    total = float(np.sum(np.asarray(income, dtype=np.float64)))
    if not total > 0.0:
        raise InputError([Problem("income", "a household income above zero", key="income", value=str(total))])
    return sectors.vector(sectors.total(consumption, "consumption") / total)


def closed_coefficients(
    A: Data, household_row: Data, household_column: Data, *, corner: float = 0.0, household: str = "households"
) -> Data:
    """Coefficients with households as one more sector, ``[[A, c], [h, corner]]``.

    Parameters
    ----------
    A
        (n, n) input coefficients.
    household_row
        (n,) household income for each unit of output.
    household_column
        (n,) consumption for each unit of household income.
    corner
        Income that households pay to households, for each unit of their income.
    household
        Label of the added sector.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n + 1, n + 1).

    Raises
    ------
    InputError
        On NaN, and on other shapes or labels.

    Notes
    -----
    Miller and Blair (2009), eq. 2.29.

    Examples
    --------
    >>> closed_coefficients([[0.15, 0.25], [0.20, 0.05]], [0.30, 0.25], [0.05, 0.40], corner=0.05)
    array([[0.15, 0.25, 0.05],
           [0.2 , 0.05, 0.4 ],
           [0.3 , 0.25, 0.05]])
    """
    sectors = Sectors.of(A)
    h, c = sectors.rows(household_row, "household_row"), sectors.rows(household_column, "household_column")
    closed = np.block([[sectors.matrix(A, "A"), c[:, None]], [h[None, :], np.array([[corner]])]])
    return _extended(sectors, household).square(closed)


def _extended(sectors: Sectors, household: str) -> Sectors:
    """The sectors and households after them."""
    if sectors.index is None:
        return Sectors(sectors.kind, sectors.n + 1, None, sectors.dims)
    levels = sectors.index.nlevels
    added = sectors.index[:0].insert(0, household if levels == 1 else (household,) * levels)
    return Sectors(sectors.kind, sectors.n + 1, sectors.index.append(added), sectors.dims)


def closed_inverse(
    A: Data, household_row: Data, household_column: Data, *, corner: float = 0.0, household: str = "households"
) -> Data:
    """Inverse of the closed table, ``(I - [[A, c], [h, corner]])^-1``.

    Parameters
    ----------
    A, household_row, household_column, corner, household
        As in `closed_coefficients`.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n + 1, n + 1); its last row is household income for each unit of final demand.

    Raises
    ------
    InputError
        If households spend more than all they earn, so that the closed table cannot produce.

    Notes
    -----
    Miller and Blair (2009), section 2.5.

    Examples
    --------
    >>> closed_inverse([[0.15, 0.25], [0.20, 0.05]], [0.30, 0.25], [0.05, 0.40], corner=0.05).round(4)
    array([[1.3651, 0.4253, 0.2509],
           [0.5273, 1.3481, 0.5954],
           [0.5698, 0.489 , 1.2885]])
    """
    return Leontief(
        closed_coefficients(A, household_row, household_column, corner=corner, household=household)
    ).labelled_inverse


def induced(L: Array, s: Array, row: Array, column: Array, corner: float, own: float) -> Array:
    """Kernel: what closing the table adds to ``s' L``, by the rank-one form of the closed inverse.

    ``(s' L c + own) (h' L) / (1 - corner - h' L c)``: spending a unit of income gives
    ``s' L c`` (and `own` in households themselves), a unit of final demand gives income
    ``h' L``, and the denominator is what income leaves out of the circle.

    Parameters
    ----------
    L
        (n, n) Leontief inverse.
    s
        (n,) or (m, n) direct coefficients.
    row, column
        (n,) household row and column.
    corner, own
        Household income from households, and the effect in households themselves, for
        each unit of household income.

    Returns
    -------
    ndarray
        The shape of `s`.
    """
    from ioscenario.table.leontief import times_vector

    spending = times_vector(L, column)
    income = times_vector(L, row, transposed=True)
    factor = (s @ spending + own) / (1.0 - corner - row @ spending)
    return np.asarray(np.multiply.outer(factor, income))


def multipliers(
    A: Data,
    s: Data = None,
    kind: MultiplierKind = "type1",
    *,
    household_row: Data = None,
    household_column: Data = None,
    corner: float = 0.0,
    own: float = 0.0,
) -> Data:
    """Multipliers of output, income, jobs, value added, imports, taxes or any satellite.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`, which saves the factorisation.
    s
        (n,) or (m, n) direct coefficients: jobs, income, ... for each unit of output.
        None: output.
    kind
        ``"simple"`` ``s' L``, for each unit of final demand; ``"type1"`` ``s' L / s``,
        for each unit of direct effect; ``"simple2"`` and ``"type2"`` the same with
        households inside.
    household_row, household_column, corner
        The household sector, for the two kinds that need it; `closed_coefficients` says what.
    own
        The effect in households themselves for each unit of their income: 0 leaves the
        household row out of output multipliers (truncated), 1 counts it.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        The shape of `s`. A sector without a direct effect has no ratio: NaN, and a
        warning that names it.

    Raises
    ------
    InputError
        On an unknown kind, an absent household sector, an `A` that cannot produce.

    Notes
    -----
    Miller and Blair (2009), section 6.2. The ratio of Type II to Type I income
    multipliers is the same for all sectors.

    Examples
    --------
    >>> A, jobs = [[0.15, 0.25], [0.20, 0.05]], [0.25, 0.15]
    >>> multipliers(A, jobs, "simple").round(6)
    array([0.353135, 0.250825])
    >>> multipliers(A, jobs).round(4)
    array([1.4125, 1.6722])
    >>> multipliers(A, jobs, "type2", household_row=[0.30, 0.25], household_column=[0.05, 0.40], corner=0.05).round(4)
    array([1.6815, 2.0568])
    """
    plan = _KINDS.get(kind)
    if plan is None:
        found = [Problem("kind", " | ".join(_KINDS), key="kind", value=str(kind), nearest=nearest(str(kind), _KINDS))]
        raise InputError(found)
    closed, ratio = plan
    model = as_leontief(A)
    sectors, direct = _direct(model, s)
    total = model.left(direct)
    if closed:
        total = total + _closing(model, sectors, direct, household_row, household_column, corner, own)
    if ratio and s is not None:
        total = _ratio(total, direct, sectors)
    return sectors.across(total, s)


# Whether households are inside, and whether the total is divided by the direct effect.
_KINDS: dict[str, tuple[bool, bool]] = {
    "simple": (False, False),
    "type1": (False, True),
    "simple2": (True, False),
    "type2": (True, True),
}


def _direct(model: Leontief, s: Data) -> tuple[Sectors, Array]:
    """Direct coefficients as numbers; None stands for output."""
    if s is None:
        return model.sectors, np.ones(model.n)
    sectors = model.sectors.joined_last(s)
    return sectors, sectors.columns(s, "s")


def _closing(
    model: Leontief,
    sectors: Sectors,
    direct: Array,
    household_row: Data,
    household_column: Data,
    corner: float,
    own: float,
) -> Array:
    """Induced effects, after a look at whether households can be a sector of this table."""
    absent = [
        name
        for name, item in (("household_row", household_row), ("household_column", household_column))
        if item is None
    ]
    if absent:
        raise InputError(Problem("household", "the household row and column", key=name) for name in absent)
    h, c = sectors.rows(household_row, "household_row"), sectors.rows(household_column, "household_column")
    circle = corner + h @ model.right(c)
    if not circle < 1.0:
        expected = "households that do not respend all they earn (below 1 of each unit of income)"
        raise InputError([Problem("not-productive", expected, key="households", value=f"{circle:.6g}")])
    return induced(model.inverse, direct, h, c, corner, own)


def _ratio(total: Array, direct: Array, sectors: Sectors) -> Array:
    """``total / direct``; NaN with a warning where there is nothing to divide by."""
    if np.count_nonzero(direct) == direct.size:
        ratio: Array = total / direct
        return ratio
    without = (direct == 0.0).reshape(-1, sectors.n).any(axis=0)
    names = ", ".join(sectors.names(np.flatnonzero(without)))
    warnings.warn(f"no direct effect, so no multiplier (NaN): {names}", RuntimeWarning, stacklevel=3)
    return np.divide(total, direct, out=np.full_like(total, np.nan), where=direct != 0.0)


def effects(
    A: Data,
    s: Data = None,
    *,
    household_row: Data = None,
    household_column: Data = None,
    corner: float = 0.0,
    own: float = 0.0,
) -> Data:
    """Direct, indirect and induced effect for each unit of final demand, and their total.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    s
        (n,) direct coefficients; None: output.
    household_row, household_column, corner, own
        The household sector, as in `multipliers`; without it nothing is induced.

    Returns
    -------
    DataFrame or Dataset
        By sector: ``direct`` ``s``, ``first_round`` ``s' A``, ``indirect`` ``s' L - s``
        (first round included), ``induced`` ``s' Lc - s' L``, ``total``.

    Raises
    ------
    InputError
        As `multipliers`.

    Notes
    -----
    Miller and Blair (2009), section 6.2; ``total = direct + indirect + induced`` exactly.

    Examples
    --------
    >>> effects([[0.15, 0.25], [0.20, 0.05]], [0.25, 0.15]).round(4)
       direct  first_round  indirect  induced   total
    0    0.25       0.0675    0.1031      0.0  0.3531
    1    0.15       0.0700    0.1008      0.0  0.2508
    """
    model = as_leontief(A)
    sectors, direct = _direct(model, s)
    if direct.ndim != 1:
        raise InputError([Problem("shape", "one effect at a time", key="s", value=str(direct.shape))])
    closed = household_row is not None or household_column is not None
    more = (
        _closing(model, sectors, direct, household_row, household_column, corner, own)
        if closed
        else np.zeros(sectors.n)
    )
    open_total = model.left(direct)
    return sectors.table(
        {
            "direct": direct,
            "first_round": direct @ model.A,
            "indirect": open_total - direct,
            "induced": more,
            "total": open_total + more,
        }
    )


def supported(A: Data, s: Data, f: Data) -> Data:
    """Which final demand supports how much of an effect, where: ``E = diag(s) L diag(f)``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    s
        (n,) direct coefficients: jobs, emissions, value added for each unit of output.
    f
        (n,) final demand, or (n, k) by category, which are added.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n): effect in the row sector that final demand for the column sector supports.
        Row sums are the effect where it happens, column sums where it is consumed.

    Raises
    ------
    InputError
        As `Leontief`.

    Notes
    -----
    Kitzes (2013); Miller and Blair (2009), section 10.2.

    Examples
    --------
    >>> supported([[0.5, 5 / 12], [0.25, 1 / 6]], [0.5, 1 / 3], [3, 6]).sum(axis=0).round(1)
    array([4.8, 7.2])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined_last(s) if kind_of(s) != "array" else model.sectors.joined(f)
    direct, demand = sectors.rows(s, "s"), sectors.total(f, "f")
    return sectors.square(direct[:, None] * model.inverse * demand)
