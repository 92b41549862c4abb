"""Rank correlations between drawn paths, imposed by reordering the samples of each.

Iman and Conover (1982), Communications in Statistics B 11(3): the values of a path stay
what they are, so that each path keeps its distribution and its strata; only which sample
has which changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ioscenario.explore.draws import stratified
from ioscenario.problems import InputError, Problem

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation wanted between two paths.

    Parameters
    ----------
    paths
        The two paths.
    rank
        Between -1 and 1, both excluded.
    """

    paths: tuple[str, str]
    rank: float


def groups(correlations: Sequence[Correlation]) -> list[tuple[str, ...]]:
    """Paths that hang together by correlations, by name; paths of different groups are independent.

    Examples
    --------
    >>> groups([Correlation(("b", "a"), 0.5), Correlation(("d", "c"), 0.5), Correlation(("a", "e"), 0.1)])
    [('a', 'b', 'e'), ('c', 'd')]
    """
    found: list[set[str]] = []
    for item in correlations:
        touching = [group for group in found if group & set(item.paths)]
        found = [group for group in found if group not in touching]
        found.append(set(item.paths).union(*touching))
    return sorted(tuple(sorted(group)) for group in found)


def target(paths: Sequence[str], correlations: Sequence[Correlation]) -> Array:
    """Correlation matrix of the normal scores that gives the rank correlations.

    Parameters
    ----------
    paths
        Paths of one group; pairs that no correlation names are independent.
    correlations
        Rank correlations ``s``.

    Returns
    -------
    ndarray, shape (path, path)
        ``2 sin(pi s / 6)`` off the diagonal (Pearson 1907, for normal scores).

    Examples
    --------
    >>> target(["a", "b"], [Correlation(("a", "b"), 0.5)]).round(4)
    array([[1.    , 0.5176],
           [0.5176, 1.    ]])
    """
    matrix = np.eye(len(paths))
    place = {path: index for index, path in enumerate(paths)}
    for item in correlations:
        if item.paths[0] in place:
            row, column = (place[path] for path in item.paths)
            matrix[row, column] = matrix[column, row] = 2.0 * np.sin(np.pi * item.rank / 6.0)
    return matrix


def possible(paths: Sequence[str], correlations: Sequence[Correlation]) -> bool:
    """Whether the rank correlations of a group can hold together.

    Examples
    --------
    Of three paths, two pairs cannot go up together and the third pair go against each other:

    >>> tied = [Correlation(("a", "b"), 0.9), Correlation(("b", "c"), 0.9), Correlation(("a", "c"), -0.9)]
    >>> possible(["a", "b", "c"], tied)
    False
    """
    return bool(np.linalg.eigvalsh(target(paths, correlations)).min() > 1e-9)


def correlated(correlations: Sequence[Correlation], samples: int, seed: int) -> dict[str, Array]:
    """Positions of all correlated paths.

    Parameters
    ----------
    correlations
        Rank correlations that can hold together.
    samples
        More than a group has paths.
    seed
        Whole number from 0.

    Returns
    -------
    dict of str to ndarray, shape (sample,)
        Of each path the positions of :func:`ioscenario.explore.draws.stratified` in another
        order; the first path of a group, by name, keeps its order.

    Examples
    --------
    >>> found = correlated([Correlation(("a", "b"), 0.6)], 1000, 0)
    >>> ranks = [row.argsort().argsort() for row in found.values()]
    >>> round(float(np.corrcoef(ranks)[0, 1]), 1)
    0.6
    """
    found: dict[str, Array] = {}
    for group in groups(correlations):
        drawn = np.stack([stratified(path, samples, seed) for path in group])
        found |= dict(zip(group, reordered(drawn, target(group, correlations)), strict=True))
    return found


def reordered(drawn: Array, wanted: Array) -> Array:
    """Each row in another order, so that the rows' normal scores have nearly a wanted correlation.

    With ``M`` the normal scores of the ranks, ``Q Q' = corr(M)`` and ``P P' = C``, rows take
    the ranks of ``P Q^-1 M``.

    Parameters
    ----------
    drawn : ndarray, shape (path, sample)
        Values, rows independent of each other.
    wanted : ndarray, shape (path, path)
        Correlation matrix ``C``, positive definite.

    Returns
    -------
    ndarray, shape (path, sample)
        The first row as it was.
    """
    from scipy.special import ndtri

    ranks = drawn.argsort(axis=1).argsort(axis=1)
    scores = ndtri((ranks + 1.0) / (drawn.shape[1] + 1.0))
    try:
        found = np.linalg.cholesky(np.corrcoef(scores))
    except np.linalg.LinAlgError:
        expected = f"more samples: {drawn.shape[1]} are too few to correlate {len(drawn)} paths"
        raise InputError([Problem("correlations", expected, key="samples", value=str(drawn.shape[1]))]) from None
    mixed = np.linalg.cholesky(wanted) @ np.linalg.solve(found, scores)
    order = mixed.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    order[0] = ranks[0]
    return np.take_along_axis(np.sort(drawn, axis=1), order, axis=1)
