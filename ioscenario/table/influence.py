"""Field of influence and inverse-important coefficients: which cell of ``A`` matters."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table.labels import Array, Data
from ioscenario.table.leontief import as_leontief

Norm = Literal["sum", "frobenius"]

_NORMS: tuple[str, ...] = get_args(Norm)


def field_of_influence(A: Data, row: Any, column: Any) -> Data:
    """Field of influence of one coefficient, ``F(i,j) = (column i of L)(row j of L)``.

    A change ``d`` of ``a_ij`` changes the inverse by ``d / (1 - d l_ji) F(i,j)`` exactly.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    row, column
        Label or position of the selling and the buying sector of the coefficient.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n), without unit.

    Raises
    ------
    InputError
        On unknown sectors.

    Notes
    -----
    Sonis and Hewings (1992); Sherman and Morrison (1950).

    Examples
    --------
    >>> field_of_influence([[0.15, 0.25], [0.20, 0.05]], 0, 1).round(4)
    array([[0.3311, 1.4073],
           [0.0697, 0.2963]])
    """
    model = as_leontief(A)
    (i,), (j,) = model.sectors.positions([row], "row"), model.sectors.positions([column], "column")
    return model.sectors.square(np.multiply.outer(model.inverse[:, i], model.inverse[j]))


def changed_inverse(A: Data, row: Any, column: Any, change: float) -> Data:
    """The Leontief inverse after one coefficient has changed, exactly.

    Parameters
    ----------
    A, row, column
        As in `field_of_influence`.
    change
        What is added to the coefficient.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n).

    Raises
    ------
    InputError
        On unknown sectors, and if the economy could not produce after the change.

    Notes
    -----
    ``L + d / (1 - d l_ji) F(i,j)``; the same sources.

    Examples
    --------
    >>> changed_inverse([[0.15, 0.25], [0.20, 0.05]], 0, 1, 0.05).round(4)
    array([[1.2709, 0.4013],
           [0.2676, 1.1371]])
    """
    model = as_leontief(A)
    (i,), (j,) = model.sectors.positions([row], "row"), model.sectors.positions([column], "column")
    buyer = model.A[:, j].copy()
    buyer[i] += change
    return model.with_column(j, buyer).labelled_inverse


def influence(A: Data, norm: Norm = "sum") -> Data:
    """Size of the field of influence of every coefficient at once.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    norm
        ``"sum"`` of the field's cells, ``(1' L)_i (L 1)_j``, or ``"frobenius"``, the root
        of the sum of their squares. Neither needs the n^2 fields themselves.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n): in row i, column j the influence of ``a_ij``.

    Raises
    ------
    InputError
        On an unknown norm.

    Notes
    -----
    Sonis and Hewings (1992).

    Examples
    --------
    >>> influence([[0.15, 0.25], [0.20, 0.05]]).round(4)
    array([[2.405 , 2.1044],
           [2.3004, 2.0129]])
    """
    if norm not in _NORMS:
        close = nearest(str(norm), _NORMS)
        raise InputError([Problem("kind", " | ".join(_NORMS), key="norm", value=str(norm), nearest=close)])
    model = as_leontief(A)
    L = model.inverse
    if norm == "sum":
        return model.sectors.square(np.multiply.outer(L.sum(axis=0), L.sum(axis=1)))
    return model.sectors.square(np.multiply.outer(np.sqrt((L**2).sum(axis=0)), np.sqrt((L**2).sum(axis=1))))


def tolerable_limits(A: Array, L: Array, x: Array, change: float) -> Array:
    """Kernel of `inverse_important`: relative change of each cell that moves some output by `change`.

    ``d x_k / x_k = d l_ki x_j / (x_k (1 - d l_ji))``. The first output to reach `change` is the
    one with the largest ``l_ki / x_k``, whatever ``j``; solved for ``d`` and divided by ``a_ij``.
    """
    steepest = (L / x[:, None]).max(axis=0)
    step = change / (np.multiply.outer(steepest, x) + change * L.T)
    return np.asarray(np.divide(step, A, out=np.full_like(A, np.nan), where=A != 0.0))


def inverse_important(A: Data, x: Data, *, change: float = 0.01, most: float | None = None) -> Data:
    """How far each coefficient may rise before some output moves by a given share.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    x
        (n,) output, money; final demand stays as it is.
    change
        Share of output that counts, such as 0.01 for 1 %.
    most
        Give only the coefficients with a limit up to this share, as a list.

    Returns
    -------
    ndarray, DataFrame or DataArray; a DataFrame with `most`
        (n, n) relative change of ``a_ij`` at which the first output moves by `change`:
        small is important; NaN where there is no coefficient. With `most` the rows
        ``row, column, coefficient, limit`` sorted by limit.

    Raises
    ------
    InputError
        On a `change` or an output that is not above zero.

    Notes
    -----
    Tolerable limits: Jilek (1971); Schintke and Staeglin (1988). The limit is exact for a
    change of one coefficient, not the first-order approximation.

    Examples
    --------
    >>> inverse_important([[0.15, 0.25], [0.20, 0.05]], [1000, 2000]).round(4)
    array([[0.0526, 0.0159],
           [0.0886, 0.1765]])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(x)
    output = sectors.total(x, "x")
    wrong = np.flatnonzero(output <= 0.0)
    problems = [Problem("zero-output", "output above zero", key=name) for name in sectors.names(wrong)]
    if not change > 0.0:
        problems.append(Problem("range", "a share above 0", key="change", value=str(change)))
    if problems:
        raise InputError(problems)
    limits = tolerable_limits(model.A, model.inverse, output, change)
    return sectors.square(limits) if most is None else _listed(model.A, limits, most, sectors.index)


def _listed(A: Array, limits: Array, most: float, index: Any) -> Data:
    """The important cells as rows, the most important first."""
    import pandas as pd

    with np.errstate(invalid="ignore"):
        cells = np.argwhere(limits <= most)
    cells = cells[np.argsort(limits[tuple(cells.T)], kind="stable")]
    rows, columns = cells.T
    named = (rows, columns) if index is None else (index[rows], index[columns])
    frame = {"row": list(named[0]), "column": list(named[1]), "coefficient": A[rows, columns]}
    return pd.DataFrame(frame | {"limit": limits[rows, columns]})
