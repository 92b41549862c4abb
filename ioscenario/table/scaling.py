r"""The iteration behind RAS and GRAS, over plain arrays.

A step gives every row, then every column, the factor with which it meets its total:

.. math::

    r_i = \frac{u_i + \sqrt{u_i^2 + 4 p_i n_i}}{2 p_i}, \qquad
    p_i = \sum_j p_{ij} s_j, \quad n_i = \sum_j n_{ij} / s_j

and :math:`r_i = -n_i / u_i` where the row has no positive flow. Without negative flows this is
:math:`r_i = u_i / p_i`, which is RAS.

Each step minimises, over the logarithms of one side's multipliers, the convex function

.. math:: \sum_{ij} \left( p_{ij} r_i s_j + \frac{n_{ij}}{r_i s_j} \right) - \sum_i u_i \ln r_i - \sum_j v_j \ln s_j

Where the totals can only just be met, such steps creep. After `PATIENCE` of them each is preceded by
a Newton step on both sides at once, which does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ioscenario.table.labels import Array

#: Pairs of steps before Newton steps are added.
PATIENCE = 200


@dataclass(frozen=True)
class Scaling:
    """Where the iteration ended.

    Parameters
    ----------
    X
        (n, m) the scaled matrix.
    r, s
        (n,) and (m,) multipliers.
    iterations
        Pairs of a row step and a column step.
    deviations
        (n,) and (m,) distance of each line from its total, as a share of its flows without sign.
    """

    X: Array
    r: Array
    s: Array
    iterations: int
    deviations: tuple[Array, Array]

    @property
    def deviation(self) -> float:
        """The largest of the deviations."""
        return float(np.concatenate(self.deviations).max(initial=0.0))


def iterate(Z: Array, u: Array, v: Array, tolerance: float, most: int) -> Scaling:
    """Row and column steps in turn until every line is within `tolerance` of its total.

    Parameters
    ----------
    Z
        (n, m) flows of any sign.
    u, v
        (n,) and (m,) totals.
    tolerance
        Largest deviation at which to stop; a negative one never stops early.
    most
        Most iterations, 1 or more.

    Examples
    --------
    >>> done = iterate(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([2.0, 4.0]), np.array([3.0, 3.0]), 1e-9, 5)
    >>> done.X, done.iterations
    (array([[1., 1.],
           [2., 2.]]), 1)
    """
    P, N = np.maximum(Z, 0.0), np.maximum(-Z, 0.0)
    r, s = np.ones(len(u)), np.ones(len(v))
    p, n = P.sum(axis=1), N.sum(axis=1)
    done = 0
    while done < most:
        if done >= PATIENCE:
            r, s = _leap(P, N, r, s, u, v)
            p, n = P @ s, N @ (1.0 / s)
        done += 1
        r = factor(p, n, u)
        s = factor(r @ P, (1.0 / r) @ N, v)
        p, n = P @ s, N @ (1.0 / s)
        # The columns hold exactly after their step: the rows tell how far there is to go.
        if _share(r * p - n / r - u, r * p + n / r).max(initial=0.0) <= tolerance:
            break
    X = scaled(P, N, r, s)
    size = np.abs(X)
    deviations = _share(X.sum(axis=1) - u, size.sum(axis=1)), _share(X.sum(axis=0) - v, size.sum(axis=0))
    return Scaling(X, r, s, done, deviations)


def newton(X: Array, u: Array, v: Array) -> Array:
    r"""Changes of the logarithms of ``r s``, (n, m), by which the totals would hold if all were linear.

    They are :math:`\alpha_i + \beta_j` with :math:`\sum_j |x_{ij}| (\alpha_i + \beta_j) = u_i - \sum_j x_{ij}`
    and likewise for the columns.

    Parameters
    ----------
    X
        (n, m) flows.
    u, v
        (n,) and (m,) totals, with the same sum in every connected block of flows.

    Examples
    --------
    >>> newton(np.array([[2.0, 2.0]]), np.array([6.0]), np.array([3.0, 3.0])).round(9)
    array([[0.5, 0.5]])
    """
    alpha, beta = _newton(X, u, v)
    return np.asarray(alpha[:, None] + beta)


def _newton(X: Array, u: Array, v: Array) -> tuple[Array, Array]:
    """The two parts of :func:`newton`, of which only the sums are determined."""
    weight = np.abs(X)
    rows, columns = weight.sum(axis=1), weight.sum(axis=0)
    by_row, by_column = u - X.sum(axis=1), v - X.sum(axis=0)
    share = weight / np.where(rows > 0, rows, 1.0)[:, None]
    # Singular, since a constant may go from alpha to beta: a trace on the diagonal settles which.
    reduced = np.diag(np.where(columns > 0, columns * (1 + 1e-13), 1.0)) - weight.T @ share
    beta = np.linalg.solve(reduced, by_column - share.T @ by_row)
    alpha = (by_row - weight @ beta) / np.where(rows > 0, rows, 1.0)
    return np.asarray(alpha), np.asarray(beta)


def _leap(P: Array, N: Array, r: Array, s: Array, u: Array, v: Array) -> tuple[Array, Array]:
    """Multipliers after a Newton step, cut so that no flow changes by more than a factor of e.

    Within that length a Newton step cannot raise the function that is minimised.
    """
    X = scaled(P, N, r, s)
    alpha, beta = _newton(X, u, v)
    longest = float(np.abs(alpha[:, None] + beta)[X != 0].max(initial=0.0))
    length = 1.0 / max(longest, 1.0)
    return np.asarray(r * np.exp(length * alpha)), np.asarray(s * np.exp(length * beta))


def factor(positive: Array, negative: Array, total: Array) -> Array:
    """The positive root of ``r² positive - r total - negative = 0``; 1 for a line without flows.

    Of the two forms of the root the one that adds numbers of the same sign is used; it also gives
    ``-negative / total`` where there is no positive flow.

    Examples
    --------
    >>> factor(np.array([2.0, 0.0, 0.0]), np.array([0.0, 3.0, 0.0]), np.array([5.0, -2.0, 0.0]))
    array([2.5, 1.5, 1. ])
    """
    root = np.sqrt(total**2 + 4.0 * positive * negative)
    down = total < 0
    top = np.where(down, 2.0 * negative, total + root)
    bottom = np.where(down, root - total, 2.0 * positive)
    empty = (positive == 0) & (negative == 0)
    return np.asarray(np.where(empty, 1.0, top / np.where(empty, 1.0, bottom)))


def scaled(P: Array, N: Array, r: Array, s: Array) -> Array:
    """``r p s - n / (r s)``, (n, m).

    Examples
    --------
    >>> scaled(np.array([[3.0, 0.0]]), np.array([[0.0, 4.0]]), np.array([2.0]), np.array([1.0, 0.5]))
    array([[ 6., -4.]])
    """
    product = r[:, None] * s
    return np.asarray(P * product - N / product)


def _share(missing: Array, size: Array) -> Array:
    """Distance from the total as a share of the flows of the line."""
    return np.asarray(np.abs(missing) / np.where(size > 0, size, 1.0))
