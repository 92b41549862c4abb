r"""The Shapley value: a gain split among those who brought it about, adding up exactly.

Of a game with the worth ``v(S)`` of every coalition, a player gets the mean over all orders
of what it adds when it joins,

.. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!} [v(S \cup i) - v(S)].

It is the only split that adds up to ``v(N) - v(0)``, treats equal players alike, gives
nothing to one who never adds anything, and of a sum of games is the sum.

References
----------
Shapley, L. S. (1953), A value for n-person games, *Contributions to the Theory of Games* II.
Castro, J., Gómez, D. and Tejada, J. (2009), Polynomial calculation of the Shapley value based on
sampling, *Computers & Operations Research* 36(5).
Mitchell, R., Cooper, J., Frank, E. and Holmes, G. (2022), Sampling permutations for Shapley value
estimation, *Journal of Machine Learning Research* 23(43): an order and its reverse together.
"""

from __future__ import annotations

from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Split(NamedTuple):
    """A gain by player; arrays are (player, ...)."""

    value: Array
    """Shapley value."""
    error: Array
    """Its standard error; zero where all orders were looked at."""


def all_coalitions(players: int) -> Mask:
    """Every coalition, (player, coalition): number `c` has the players whose bit of `c` is set.

    Examples
    --------
    >>> all_coalitions(2).astype(int).tolist()
    [[0, 1, 0, 1], [0, 0, 1, 1]]
    """
    return (np.arange(2**players) >> np.arange(players)[:, None] & 1).astype(bool)


def exact(worth: Array) -> Split:
    """The split from the worth of every coalition.

    Parameters
    ----------
    worth
        (coalition, ...) in the order of `all_coalitions`.

    Examples
    --------
    One right glove and two left ones; a pair is worth 1, and the single right glove gets most:

    >>> pairs = [0, 0, 0, 1, 0, 1, 0, 1]   # the first player has the right one
    >>> exact(np.array(pairs, dtype=float)).value.round(4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    players = worth.shape[0].bit_length() - 1
    inside = all_coalitions(players)
    size = inside.sum(axis=0)
    weights = [factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)]
    value = np.empty((players, *worth.shape[1:]))
    for player in range(players):
        without = np.flatnonzero(~inside[player])
        weight = np.array(weights)[size[without]]
        gains = worth[without | 1 << player] - worth[without]
        value[player] = np.tensordot(weight, gains, axes=1)
    return Split(value, np.zeros_like(value))


def orders(players: int, count: int, seed: int) -> Whole:
    """Random orders of the players, each followed by its reverse, (order, place).

    Parameters
    ----------
    players
        Number of players.
    count
        Number of orders, even.
    seed
        Whole number from 0.
    """
    generator = np.random.default_rng([seed, players])
    drawn = generator.permuted(np.tile(np.arange(players), (count // 2, 1)), axis=1)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(count, players)


def met(order: Whole) -> tuple[Mask, Whole]:
    """Coalitions met on the way through some orders, each once.

    Parameters
    ----------
    order
        (order, place).

    Returns
    -------
    coalitions : ndarray
        (player, coalition).
    where : ndarray
        (order, place + 1) which of them stands before the first player, after the first, and so on.
    """
    count, players = order.shape
    rank = order.argsort(axis=1)
    after = rank[:, None, :] < np.arange(players + 1)[:, None]  # (order, place + 1, player)
    found, where = np.unique(after.reshape(-1, players), axis=0, return_inverse=True)
    return found.T, np.asarray(where).reshape(count, players + 1)


def sampled(worth: Array, order: Whole, where: Whole) -> Split:
    """The split from the worth of the coalitions met on the way through random orders.

    What players add along an order adds up to the whole, and so does the mean over orders. The
    standard error is that of the means of pairs, an order and its reverse, which are
    independent of each other.

    Parameters
    ----------
    worth
        (coalition, ...) as `met` lists them.
    order, where
        As `orders` and `met` give them.
    """
    steps = np.diff(worth[where], axis=1)  # (order, place, ...)
    place = order.argsort(axis=1)
    gains = np.take_along_axis(steps, place.reshape(*place.shape, *[1] * (steps.ndim - 2)), axis=1)
    pairs = gains.reshape(-1, 2, *gains.shape[1:]).mean(axis=1)
    spread = pairs.std(axis=0, ddof=1) if len(pairs) > 1 else np.full(pairs.shape[1:], np.nan)
    return Split(gains.mean(axis=0), spread / np.sqrt(len(pairs)))
