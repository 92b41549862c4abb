r"""Balancing: the matrix nearest to an old one that has the totals wanted.

RAS scales rows and columns of a non-negative matrix, GRAS those of a matrix of mixed signs. Whether
any matrix with these signs can have these totals is settled before the first iteration, and every
result carries the evidence of how it came about.

With :math:`Z = P - N`, where `P` holds the positive flows and `N` the size of the negative ones, both
give

.. math:: x_{ij} = r_i\, p_{ij}\, s_j - \frac{n_{ij}}{r_i s_j}

with row multipliers `r` and column multipliers `s` such that the totals hold. It is the matrix that
minimises :math:`\sum |z_{ij}| (y_{ij} \ln y_{ij} - y_{ij})`, :math:`y_{ij} = x_{ij} / z_{ij}`, among
those with the same signs and the totals wanted.

References
----------
Stone, R. (1961), *Input-Output and National Accounts*, OECD (RAS). Junius, T. and Oosterhaven, J.
(2003), "The solution of updating or regionalizing a matrix with both positive and negative entries",
*Economic Systems Research* 15, 87-96. Lenzen, M., Wood, R. and Gallego, B. (2007), "Some comments on
the GRAS method", *Economic Systems Research* 19, 461-465 (the objective used here, under which a
matrix that already has its totals stays as it is). Temurshoev, U., Miller, R. E. and Bouwmeester,
M. C. (2013), "A note on the GRAS method", *Economic Systems Research* 25, 361-367 (lines without a
positive entry).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from ioscenario.problems import Findings, InputError, Problem
from ioscenario.table.feasibility import Flags, Task, amount, blocks, even, name, reasons
from ioscenario.table.labels import Array, Data, aligned, axis_labels, like, values
from ioscenario.table.scaling import Scaling, iterate

TOLERANCE = 1e-10
MOST = 10_000


@dataclass(frozen=True, eq=False, repr=False)
class Balanced:
    """A balanced matrix and how it came about.

    Parameters
    ----------
    matrix
        The balanced matrix, of the kind (array, DataFrame, DataArray) that was given.
    row_multipliers, column_multipliers
        `r` and `s`, labelled where the matrix is. Only the product of the two is determined: within
        each connected block of flows they are stated so that the mean of ``log s``, weighted by the
        size of the columns' flows before balancing, is 0. A line without flows has 1, a line whose
        flows all had to vanish 0.
    iterations
        Pairs of a row step and a column step; after 200 of them each comes with a Newton step.
    deviation
        Largest distance of a line from its total, as a share of the sum of its flows without sign.
    sign_changes
        Number of flows whose sign is not the one they had; a flow that vanished counts.
    vanished
        Row and column of every flow that is zero in all matrices with these totals.
    turned
        Rows and columns (axis, label) whose total has not the sign that it had.
    lines
        One row for each row and column of the matrix, with index ``axis, label`` and columns ``before``
        (total of the old matrix), ``target``, ``after``, ``deviation`` and ``multiplier``.

    Examples
    --------
    >>> ras([[5, 0.5], [4, 3]], [10, 2], [7, 5])
    Balanced 2 x 2 in ... iterations: deviation ..., largest multiplier 6.161 (row 1), 0 sign changes
    """

    matrix: Data
    row_multipliers: Data
    column_multipliers: Data
    iterations: int
    deviation: float
    sign_changes: int
    vanished: tuple[tuple[Hashable, Hashable], ...]
    turned: tuple[tuple[str, Hashable], ...]
    lines: pd.DataFrame

    @property
    def largest_multiplier(self) -> float:
        """How far the multiplier farthest from 1 is: the larger of it and its inverse."""
        return float(_distance(self.lines).max(initial=1.0))

    def __repr__(self) -> str:
        n, m = np.shape(self.matrix)
        distance = _distance(self.lines)
        worst = ""
        if distance.size:
            axis, label = list(self.lines.index)[int(distance.argmax())]
            worst = f" ({axis} {name(label)})"
        vanished = f", {len(self.vanished)} flows vanished" if self.vanished else ""
        return (
            f"Balanced {n} x {m} in {self.iterations} iterations: deviation {self.deviation:.1e}, "
            f"largest multiplier {self.largest_multiplier:.4g}{worst}, {self.sign_changes} sign changes{vanished}"
        )


def ras(
    Z: Data,
    rows: Data,
    columns: Data,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST,
    most_multiplier: float | None = None,
) -> Balanced:
    r"""Scale rows and columns of a non-negative matrix until it has the totals wanted.

    .. math:: x_{ij} = r_i\, z_{ij}\, s_j

    Parameters
    ----------
    Z
        (n, m) flows, none negative; array, DataFrame or DataArray.
    rows, columns
        (n,) and (m,) totals in the unit of `Z`, none negative; sequence, mapping, Series or DataArray.
        Labelled ones are matched by label.
    tolerance
        Largest `deviation` accepted. The sums of row and column totals may differ by this share; the
        difference is then put on the columns in proportion.
    most
        Most iterations.
    most_multiplier
        If given, a multiplier above it or below its inverse, and a flow that must vanish, are refused.

    Returns
    -------
    Balanced
        The matrix in the kind of `Z`, and the evidence.

    Raises
    ------
    InputError
        Negative or missing numbers, wrong labels or lengths, totals that cannot be met (every reason
        that :func:`feasible` finds), no convergence within `most`, multipliers beyond `most_multiplier`.

    Notes
    -----
    Stone (1961); Miller and Blair (2009), *Input-Output Analysis*, 2nd ed., section 7.4. Where the
    totals can only be met with some flows at zero, these are set to zero first: the result is the
    limit to which the plain iteration creeps.

    Examples
    --------
    >>> ras([[5, 0.5], [4, 3]], [10, 2], [7, 5]).matrix.round(4)
    array([[6.5902, 3.4098],
           [0.4098, 1.5902]])
    """
    task = _task(Z, rows, columns)
    _refuse_negatives(task)
    return _balance(Z, task, tolerance, most, most_multiplier)


def gras(
    Z: Data,
    rows: Data,
    columns: Data,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST,
    most_multiplier: float | None = None,
) -> Balanced:
    r"""Scale rows and columns of a matrix of mixed signs until it has the totals wanted.

    .. math:: x_{ij} = r_i\, p_{ij}\, s_j - n_{ij} / (r_i s_j)

    Each step gives a row the positive root of :math:`r^2 p - r u - n = 0`, with
    :math:`p = \sum_j p_{ij} s_j` and :math:`n = \sum_j n_{ij} / s_j`, and likewise each column.

    Parameters
    ----------
    Z
        (n, m) flows of any sign; array, DataFrame or DataArray.
    rows, columns
        (n,) and (m,) totals of any sign in the unit of `Z`; otherwise as in :func:`ras`.
    tolerance, most, most_multiplier
        As in :func:`ras`.

    Returns
    -------
    Balanced
        The matrix in the kind of `Z`, and the evidence. Signs and zeros are kept.

    Raises
    ------
    InputError
        As :func:`ras`, except that negative numbers are accepted.

    Notes
    -----
    Junius and Oosterhaven (2003) with the objective of Lenzen et al. (2007) and the lines without
    positive entries of Temurshoev et al. (2013). On a non-negative matrix it is RAS.

    Examples
    --------
    >>> Z = pd.DataFrame([[7, 3, -3], [-2, 9, 8]], ["goods", "services"], ["goods", "services", "exports"])
    >>> gras(Z, {"goods": 8, "services": 16}, {"goods": 6, "services": 12, "exports": 6}).matrix.round(3)
              goods  services  exports
    goods     7.783      2.98   -2.763
    services -1.783      9.02    8.763
    """
    return _balance(Z, _task(Z, rows, columns), tolerance, most, most_multiplier)


def feasible(Z: Data, rows: Data, columns: Data, *, tolerance: float = TOLERANCE) -> list[Problem]:
    """Why no matrix with the signs and zeros of `Z` can have these totals; empty if one can.

    Parameters
    ----------
    Z, rows, columns, tolerance
        As in :func:`gras`.

    Returns
    -------
    list of Problem
        Every reason found, with labels and amounts: totals that differ, lines without flows but with a
        total, lines whose flows all have the other sign, blocks of flows whose own totals differ, groups
        of lines that must hold more than the lines they reach.

    Raises
    ------
    InputError
        Missing numbers, wrong labels or lengths.

    Notes
    -----
    The last kind is decided by the linear programme that minimises what is missing from the totals;
    its dual names the groups.

    Examples
    --------
    >>> for problem in feasible([[1, 0], [2, 3]], [5, 4], [3, 6]):
    ...     print(problem)
    row 0: expected at most 3, all that column 0 can take, found '5: 2 too much' [unreachable-total]
    """
    return reasons(_task(Z, rows, columns), tolerance)[0]


# --- what was given -------------------------------------------------------------------------


def _task(Z: Data, rows: Data, columns: Data) -> Task:
    """Arrays and labels of what was given; every mistake in the totals refused at once."""
    matrix = values(Z, "Z")
    if matrix.ndim != 2:
        raise InputError([Problem("shape", "a matrix with two dimensions", key="Z", value=str(matrix.shape))])
    findings = Findings()
    u = _totals(rows, Z, 0, matrix.shape[0], findings)
    v = _totals(columns, Z, 1, matrix.shape[1], findings)
    findings.raise_if_any()
    labels = [axis_labels(Z, axis) for axis in (0, 1)]
    names = [range(size) if own is None else list(own) for own, size in zip(labels, matrix.shape, strict=True)]
    return Task(matrix, u, v, (names[0], names[1]))


def _totals(given: Data, Z: Data, axis: int, size: int, findings: Findings) -> Array:
    """Totals in the order of the matrix; what is wrong with them goes to `findings`."""
    called = ("row totals", "column totals")[axis]
    labels = axis_labels(Z, axis)
    try:
        if isinstance(given, Mapping):
            given = pd.Series(given, dtype=np.float64)
        elif isinstance(given, Iterable) and not hasattr(given, "__array__"):
            given = list(given)
        totals = values(aligned(given, labels, 0, called), called)
    except InputError as error:
        findings.extend(error.problems)
        return np.zeros(size)
    if totals.shape != (size,):
        findings.add("shape", f"{size} totals", key=called, value=totals.shape)
        return np.zeros(size)
    return totals


def _refuse_negatives(task: Task) -> None:
    """Refuse what RAS cannot scale."""
    findings = Findings()
    for i, j in np.argwhere(task.Z < 0):
        key = f"row {name(task.labels[0][i])}, column {name(task.labels[1][j])}"
        findings.add("negative-flow", "no negative flow (gras takes them)", key=key, value=amount(task.Z[i, j]))
    for axis, label, _, total in task.lines():
        if total < 0:
            expected = "no negative total (gras takes them)"
            findings.add("negative-total", expected, key=f"{axis} {label}", value=amount(total))
    findings.raise_if_any()


# --- scaling and its evidence ---------------------------------------------------------------


def _balance(Z: Data, task: Task, tolerance: float, most: int, most_multiplier: float | None) -> Balanced:
    """Refuse, or scale and give the evidence."""
    _check_settings(tolerance, most, most_multiplier)
    problems, gone = reasons(task, tolerance)
    if problems:
        raise InputError(problems)
    kept = np.where(gone, 0.0, task.Z)
    scaling = iterate(kept, task.rows, _even_blocks(kept, task.rows, task.columns), tolerance, most)
    # A comparison that is false for NaN too.
    if not scaling.deviation <= tolerance:
        raise InputError([_not_converged(task, scaling, tolerance)])
    balanced = _evidence(Z, task, kept, gone, scaling)
    if most_multiplier is not None:
        _refuse_extremes(balanced, most_multiplier)
    return balanced


def _check_settings(tolerance: float, most: int, most_multiplier: float | None) -> None:
    findings = Findings()
    if not tolerance > 0:
        findings.add("range", "a number above 0", key="tolerance", value=tolerance)
    if not most >= 1:
        findings.add("range", "1 or more", key="most", value=most)
    if most_multiplier is not None and not most_multiplier >= 1:
        findings.add("range", "1 or more", key="most_multiplier", value=most_multiplier)
    findings.raise_if_any()


def _even_blocks(Z: Array, u: Array, v: Array) -> Array:
    """Column totals whose sums fit the row totals in every block, since no step moves anything between blocks."""
    result = v.copy()
    for rows, columns in blocks(Z != 0):
        result[columns] = even(u[rows], v[columns])
    return result


def _not_converged(task: Task, scaling: Scaling, tolerance: float) -> Problem:
    """Where the iteration stood when it was given up."""
    deviations = np.concatenate(scaling.deviations)
    worst = int(deviations.argmax())
    axis, label, _, _ = list(task.lines())[worst]
    expected = f"every line within {tolerance:g} of its total after {scaling.iterations} iterations"
    value = f"{deviations[worst]:.3g} (a larger `most` or `tolerance` may do)"
    return Problem("no-convergence", expected, key=f"{axis} {label}", value=value)


def _evidence(Z: Data, task: Task, kept: Array, gone: Flags, scaling: Scaling) -> Balanced:
    """The result with labels, and how it came about."""
    r, s = _stated(kept, scaling.r, scaling.s)
    r = np.where(gone.any(axis=1) & ~kept.any(axis=1), 0.0, r)
    s = np.where(gone.any(axis=0) & ~kept.any(axis=0), 0.0, s)
    lines = _lines(task, scaling, r, s)
    turned = np.sign(lines["before"]) * np.sign(lines["target"]) < 0
    return Balanced(
        matrix=like(scaling.X, template=Z),
        row_multipliers=_by_line(r, Z, 0),
        column_multipliers=_by_line(s, Z, 1),
        iterations=scaling.iterations,
        deviation=scaling.deviation,
        sign_changes=int((np.sign(scaling.X) != np.sign(task.Z)).sum()),
        vanished=tuple((_label(task, 0, i), _label(task, 1, j)) for i, j in np.argwhere(gone)),
        turned=tuple(key for key, flag in zip(lines.index, turned, strict=True) if flag),
        lines=lines,
    )


def _label(task: Task, axis: int, place: int) -> Hashable:
    label: Hashable = task.labels[axis][place]
    return label


def _by_line(multipliers: Array, Z: Data, axis: int) -> Data:
    """Multipliers of an axis in the kind of the matrix."""
    dims = [str(Z.dims[axis])] if isinstance(Z, xr.DataArray) else None
    return like(multipliers, template=Z, rows=axis_labels(Z, axis), dims=dims)


def _stated(Z: Array, r: Array, s: Array) -> tuple[Array, Array]:
    """Multipliers with weighted mean of ``log s`` 0 in every block, weights the columns' flows."""
    r, s = r.copy(), s.copy()
    for rows, columns in blocks(Z != 0):
        weight = np.abs(Z[np.ix_(rows, columns)]).sum(axis=0)
        level = np.exp((weight * np.log(s[columns])).sum() / weight.sum())
        r[rows] *= level
        s[columns] /= level
    return r, s


def _lines(task: Task, scaling: Scaling, r: Array, s: Array) -> pd.DataFrame:
    """Every row and column before and after."""
    n, m = task.Z.shape
    labels = pd.Index([*task.labels[0], *task.labels[1]], tupleize_cols=False, dtype=object)
    return pd.DataFrame(
        {
            "before": np.concatenate([task.Z.sum(axis=1), task.Z.sum(axis=0)]),
            "target": np.concatenate([task.rows, task.columns]),
            "after": np.concatenate([scaling.X.sum(axis=1), scaling.X.sum(axis=0)]),
            "deviation": np.concatenate(scaling.deviations),
            "multiplier": np.concatenate([r, s]),
        },
        index=pd.MultiIndex.from_arrays([["row"] * n + ["column"] * m, labels], names=["axis", "label"]),
    )


def _refuse_extremes(balanced: Balanced, most: float) -> None:
    """Refuse multipliers beyond `most` and flows that vanished."""
    findings = Findings()
    table = balanced.lines
    for place in np.flatnonzero(_distance(table) > most):
        axis, label = table.index[int(place)]
        before, target, multiplier = (table[column].iloc[place] for column in ("before", "target", "multiplier"))
        expected = f"a multiplier between {1 / most:.4g} and {most:.4g}"
        value = f"{multiplier:.4g}: total {amount(before)} before, {amount(target)} wanted"
        findings.add("extreme-multiplier", expected, key=f"{axis} {name(label)}", value=value)
    for row, column in balanced.vanished:
        key = f"row {name(row)}, column {name(column)}"
        findings.add("vanished-flow", "totals that leave every flow its sign", key=key, value="zero")
    findings.raise_if_any()


def _distance(lines: pd.DataFrame) -> Array:
    """How far each multiplier is from 1: the larger of it and its inverse."""
    multipliers = lines["multiplier"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(multipliers, 1.0 / multipliers))
