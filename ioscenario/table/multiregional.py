"""Several regions: who produces what for whom, spillovers, value added in trade.

Sectors are pairs (region, sector): the two levels of the labels, or the argument
`regions` with one region for each row. Labels with one level and no `regions` are regions
of one sector each. Columns of final demand are regions, or pairs (region, category); for
plain arrays one column a region, in the order in which regions first come, or
`demand_regions` with one region for each column.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import InputError, Problem
from ioscenario.table.labels import Array, Data, Sectors, axis_labels, kind_of
from ioscenario.table.leontief import Leontief, as_leontief, product


class Regions(NamedTuple):
    """The regions of a table and the region of each row."""

    names: pd.Index[Any]
    of_row: NDArray[np.intp]

    @property
    def indicator(self) -> Array:
        """(G, n): 1 where a row belongs to a region."""
        return _membership(self.of_row, len(self.names))

    def wrapper(self, sectors: Sectors) -> Sectors:
        """What puts labels of regions on results, in the kind of the table's."""
        return Sectors(sectors.kind, len(self.names), self.names, ("region", "region_to"))


def _membership(of_item: NDArray[np.intp], count: int) -> Array:
    """(count, items): 1 where an item belongs to a region."""
    return np.equal.outer(np.arange(count), of_item).astype(np.float64)


def _regions(sectors: Sectors, regions: Iterable[Hashable] | None) -> Regions:
    """Regions from the argument, else from the labels, else one for each row."""
    if regions is not None:
        given = pd.Index(list(regions))
    elif sectors.index is not None:
        given = sectors.index.get_level_values(0)
    else:
        given = pd.Index(range(sectors.n))
    if len(given) != sectors.n:
        expected = f"one region for each of {sectors.n} sectors"
        raise InputError([Problem("shape", expected, key="regions", value=str(len(given)))])
    names = given.unique()
    return Regions(names.set_names("region") if names.nlevels == 1 else names, names.get_indexer(given))


def _demand_by_region(sectors: Sectors, regions: Regions, Y: Data, demand_regions: Iterable[Hashable] | None) -> Array:
    """Final demand of each region, categories added: (n, G)."""
    array = sectors.rows(Y, "Y")
    array = array[:, None] if array.ndim == 1 else array
    labels = axis_labels(Y, 1) if kind_of(Y) != "array" and np.ndim(Y) == 2 else None
    if demand_regions is not None:
        owner = pd.Index(list(demand_regions))
    elif labels is not None and labels.get_level_values(0).isin(regions.names).any():
        owner = labels.get_level_values(0)
    else:
        owner = regions.names
    if len(owner) != array.shape[1]:
        expected = f"final demand with a region for each of {array.shape[1]} columns"
        raise InputError([Problem("shape", expected, key="Y", value=str(len(owner)))])
    at = regions.names.get_indexer(owner)
    if (at < 0).any():
        wrong = owner[at < 0].unique()
        raise InputError(Problem("unknown-label", "a region of the table", key="Y", value=str(item)) for item in wrong)
    return product(array, _membership(at, len(regions.names)).T)


def embodied_flows(
    A: Data,
    s: Data,
    Y: Data,
    *,
    regions: Iterable[Hashable] | None = None,
    demand_regions: Iterable[Hashable] | None = None,
) -> Data:
    """Effect in each region that final demand of each region supports, ``R diag(s) L Y``.

    Parameters
    ----------
    A
        (n, n) input coefficients of all regions, or a `Leontief`.
    s
        (n,) jobs, value added, emissions ... for each unit of output.
    Y
        (n, G) final demand of each region, or (n, G k) by category; money.
    regions, demand_regions
        Region of each row of `A`, and of each column of `Y`, where labels do not say.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (G, G): from the region of the effect (row) to the region of demand (column). With
        value added for `s` this is trade in value added.

    Raises
    ------
    InputError
        On regions that do not fit, and as `Leontief`.

    Notes
    -----
    Miller and Blair (2009), section 3.4; Johnson and Noguera (2012) for value added.

    Examples
    --------
    >>> embodied_flows([[1 / 3, 1], [0, 0]], [2 / 3, 0], [[30, 20], [50, 0]]).round(6)
    array([[80., 20.],
           [ 0.,  0.]])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(Y)
    known = _regions(sectors, regions)
    return known.wrapper(sectors).square(_embodied(model, sectors, known, s, Y, demand_regions))


def _embodied(
    model: Leontief, sectors: Sectors, known: Regions, s: Data, Y: Data, demand_regions: Iterable[Hashable] | None
) -> Array:
    """The numbers of `embodied_flows`, (G, G)."""
    output = model.right(_demand_by_region(sectors, known, Y, demand_regions))
    return product(known.indicator, sectors.total(s, "s")[:, None] * output)


def regional_accounts(
    A: Data,
    s: Data,
    Y: Data,
    *,
    regions: Iterable[Hashable] | None = None,
    demand_regions: Iterable[Hashable] | None = None,
    direct: Data = None,
) -> Data:
    """Production, consumption, import and export account of every region.

    Parameters
    ----------
    A, s, Y, regions, demand_regions
        As in `embodied_flows`.
    direct
        (G,) effect of households themselves, which counts as production and consumption.

    Returns
    -------
    DataFrame or Dataset
        By region: ``production`` (where the effect is), ``consumption`` (for whose final
        demand), ``imports`` and ``exports`` embodied in trade, ``balance`` exports less
        imports. ``production - exports + imports = consumption``, and the two totals are equal.

    Raises
    ------
    InputError
        As `embodied_flows`.

    Notes
    -----
    Peters (2008); Kitzes (2013).

    Examples
    --------
    >>> regional_accounts([[1 / 3, 1], [0, 0]], [2 / 3, 0], [[30, 20], [50, 0]]).round(6)
            production  consumption  imports  exports  balance
    region
    0            100.0         80.0      0.0     20.0     20.0
    1              0.0         20.0     20.0      0.0    -20.0
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(Y)
    known = _regions(sectors, regions)
    flows = _embodied(model, sectors, known, s, Y, demand_regions)
    home = flows.diagonal()
    wrapper = known.wrapper(sectors)
    own = np.zeros(len(home)) if direct is None else wrapper.rows(direct, "direct")
    exports, imports = flows.sum(axis=1) - home, flows.sum(axis=0) - home
    columns = {"production": flows.sum(axis=1) + own, "consumption": flows.sum(axis=0) + own}
    return wrapper.table(columns | {"imports": imports, "exports": exports, "balance": exports - imports})


def regional_multipliers(A: Data, s: Data = None, *, regions: Iterable[Hashable] | None = None) -> Data:
    """Where the effect of a unit of final demand arises: ``R diag(s) L``.

    Parameters
    ----------
    A, regions
        As in `embodied_flows`.
    s
        (n,) direct coefficients; None: output.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (G, n): effect in the region of the row for each unit of final demand for the column.

    Raises
    ------
    InputError
        As `embodied_flows`.

    Notes
    -----
    Miller and Blair (2009), section 6.3.

    Examples
    --------
    >>> regional_multipliers([[0.15, 0.25], [0.20, 0.05]]).round(4)
    array([[1.2541, 0.33  ],
           [0.264 , 1.1221]])
    """
    model = as_leontief(A)
    known = _regions(model.sectors, regions)
    direct = np.ones(model.n) if s is None else model.sectors.total(s, "s")
    result = model.left(known.indicator * direct)
    return model.sectors.across(result, rows=known.names)


def spillovers(A: Data, s: Data = None, *, regions: Iterable[Hashable] | None = None) -> Data:
    """Multipliers split into what stays in the region, what spills over, what comes back.

    Parameters
    ----------
    A, regions
        As in `embodied_flows`.
    s
        (n,) direct coefficients; None: output.

    Returns
    -------
    DataFrame or Dataset
        By sector, for each unit of its final demand: ``within`` its own region, of which
        ``feedback`` returns through other regions (``within`` less what the region's own
        block ``(I - A_rr)^-1`` gives), ``spillover`` to other regions, ``total``.

    Raises
    ------
    InputError
        As `embodied_flows`.

    Notes
    -----
    Miller and Blair (2009), sections 3.3 and 6.3.

    Examples
    --------
    >>> spillovers([[0.15, 0.25], [0.20, 0.05]]).round(4)
       within  feedback  spillover   total
    0  1.2541    0.0777      0.264  1.5182
    1  1.1221    0.0695      0.330  1.4521
    """
    model = as_leontief(A)
    known = _regions(model.sectors, regions)
    direct = np.ones(model.n) if s is None else model.sectors.total(s, "s")
    by_region = model.left(known.indicator * direct)
    within = by_region[known.of_row, np.arange(model.n)]
    isolated = np.empty(model.n)
    for region in range(len(known.names)):
        rows = np.flatnonzero(known.of_row == region)
        isolated[rows] = Leontief(model.A[np.ix_(rows, rows)]).left(direct[rows])
    total = by_region.sum(axis=0)
    columns = {"within": within, "feedback": within - isolated, "spillover": total - within, "total": total}
    return model.sectors.table(columns)


def trade_in_value_added(
    A: Data,
    v: Data,
    Y: Data,
    *,
    regions: Iterable[Hashable] | None = None,
    demand_regions: Iterable[Hashable] | None = None,
) -> Data:
    """Gross exports of each region, split by whose value added they are and where it ends.

    Parameters
    ----------
    A, Y, regions, demand_regions
        As in `embodied_flows`.
    v
        (n,) value added for each unit of output.

    Returns
    -------
    DataFrame or Dataset
        By region, money: ``exports``, gross; ``term_1`` ... ``term_9`` of the source;
        ``absorbed_abroad`` (1-3) and ``returning_home`` (4, 5) domestic value added;
        ``foreign_value_added`` (7, 8); ``double_counted`` (6, 9);
        ``vertical_specialisation`` (7-9); ``rest``, what of exports no term explains: zero
        when `v` is all that is paid besides inputs.

    Raises
    ------
    InputError
        As `embodied_flows`.

    Notes
    -----
    Koopman, Wang and Wei (2014), eq. 36.

    Examples
    --------
    >>> table = trade_in_value_added([[1 / 3, 1], [0, 0]], [2 / 3, 0], [[30, 20], [50, 0]])
    >>> table[["exports", "absorbed_abroad", "returning_home", "foreign_value_added"]].round(6)
            exports  absorbed_abroad  returning_home  foreign_value_added
    region
    0          70.0             20.0            50.0                  0.0
    1          50.0              0.0             0.0                 50.0
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(Y)
    known = _regions(sectors, regions)
    demand = _demand_by_region(sectors, known, Y, demand_regions)
    exports, terms = nine_terms(model, sectors.total(v, "v"), demand, known)
    columns = {"exports": exports} | {f"term_{number + 1}": column for number, column in enumerate(terms)}
    columns |= {
        "absorbed_abroad": terms[:3].sum(axis=0),
        "returning_home": terms[3:5].sum(axis=0),
        "foreign_value_added": terms[6:8].sum(axis=0),
        "double_counted": terms[5] + terms[8],
        "vertical_specialisation": terms[6:].sum(axis=0),
        "rest": exports - terms.sum(axis=0),
    }
    return known.wrapper(sectors).table(columns)


def nine_terms(model: Leontief, v: Array, Y: Array, regions: Regions) -> tuple[Array, Array]:
    """Kernel of `trade_in_value_added`.

    Parameters
    ----------
    model
        Coefficients of all regions.
    v
        (n,) value added for each unit of output.
    Y
        (n, G) final demand by region.
    regions
        Regions of the rows.

    Returns
    -------
    tuple of ndarray
        Gross exports (G,) and the nine terms (9, G), money. ``h = (I - A_rr)^-1 Y_rr`` and
        ``e = (I - A_rr)^-1 E_r`` are output for home use and for exports, ``x = h + e``.
    """
    A, of_row, n = model.A, regions.of_row, model.n
    x = model.right(np.ascontiguousarray(Y.sum(axis=1)))
    home_demand = Y[np.arange(n), of_row]
    h = np.empty(n)
    for region in range(len(regions.names)):
        rows = np.flatnonzero(of_row == region)
        h[rows] = Leontief(A[np.ix_(rows, rows)]).right(home_demand[rows])
    e = x - h
    contained = model.left(regions.indicator * v)  # (G, n): value added of a region in a unit of each product
    exports, terms = np.empty(len(regions.names)), np.empty((9, len(regions.names)))
    for region in range(len(regions.names)):
        inside, outside = of_row == region, of_row != region
        sold = Y[inside].sum(axis=1) - home_demand[inside]  # final goods sold abroad
        parts = A[np.ix_(inside, outside)]
        exports[region] = sold.sum() + (parts @ x[outside]).sum()
        own, foreign = contained[region], contained[:, inside].sum(axis=0) - contained[region, inside]
        back = A[np.ix_(outside, inside)]
        abroad = own[outside]
        third = Y[outside].sum(axis=1) - home_demand[outside] - Y[outside, region]
        terms[:, region] = (
            own[inside] @ sold,
            abroad @ home_demand[outside],
            abroad @ third,
            abroad @ Y[outside, region],
            abroad @ (back @ h[inside]),
            abroad @ (back @ e[inside]),
            foreign @ sold,
            foreign @ (parts @ h[outside]),
            foreign @ (parts @ e[outside]),
        )
    return exports, terms
