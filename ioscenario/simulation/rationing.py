"""Who is served when a commodity is short: a declared choice."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Rules among processors, in the order of their codes.
AMONG: Final = ("pro_rata", "priority", "margin")
PRO_RATA: Final = 0
PRIORITY: Final = 1
MARGIN: Final = 2


class Rationing(NamedTuple):
    """The choice of every year and run. The base year is observed, so no choice acts in it."""

    exporters_first: NDArray[np.bool_]
    """(year, run) whether exporters are served before processors."""
    among: NDArray[np.int8]
    """(year, run) code of the rule among processors, a position in `AMONG`."""
    rank: NDArray[np.intp]
    """(process, run) place of each process in the order of service, 0 first; read where the rule is by priority."""


def neutral(years: int, processes: int, runs: int) -> Rationing:
    """Processors before exporters and pro rata among them, in all years and runs."""
    return Rationing(
        np.zeros((years, runs), dtype=bool),
        np.full((years, runs), PRO_RATA, dtype=np.int8),
        np.zeros((processes, runs), dtype=np.intp),
    )


def pro_rata(wants: Array, supply: Array) -> Array:
    """Each gets the same part of what it wants: ``min(supply / sum of wants, 1)`` of it.

    Parameters
    ----------
    wants
        (user, run).
    supply
        (run).

    Returns
    -------
    ndarray
        (user, run).

    Examples
    --------
    >>> pro_rata(np.array([[6.0], [2.0]]), np.array([4.0])).ravel().tolist()
    [3.0, 1.0]
    """
    total = np.zeros(wants.shape[-1])
    for wanted in wants:  # one after the other, so that a run's sum does not depend on how many runs there are
        total += wanted
    with np.errstate(over="ignore"):  # plenty for next to nothing: all of it
        part = np.divide(supply, total, out=np.zeros_like(total), where=total > 0.0)
    return np.asarray(np.minimum(part, 1.0) * wants)


def in_order(wants: Array, supply: Array, rank: NDArray[np.intp]) -> Array:
    """Each in its turn gets all it wants, as far as supply goes.

    Parameters
    ----------
    wants
        (user, run).
    supply
        (run).
    rank
        (user, run) place in the order of service; ties in the order of the users.

    Returns
    -------
    ndarray
        (user, run).

    Examples
    --------
    >>> in_order(np.array([[6.0], [2.0]]), np.array([4.0]), np.array([[1], [0]])).ravel().tolist()
    [2.0, 2.0]
    """
    order = np.argsort(np.broadcast_to(rank, wants.shape), axis=0, kind="stable")
    in_turn = np.take_along_axis(wants, order, axis=0)
    served = np.empty_like(in_turn)
    rest = np.array(supply)
    for turn, wanted in enumerate(in_turn):
        served[turn] = np.minimum(wanted, rest)
        rest = rest - served[turn]
    given = np.empty_like(served)
    np.put_along_axis(given, order, served, axis=0)
    return given


def shared(
    wants: Array, supply: Array, among: NDArray[np.int8] | None = None, rank: NDArray[np.intp] | None = None
) -> Array:
    """What each user gets by the rule of its run; by margin starts from pro rata.

    Parameters
    ----------
    wants
        (user, run).
    supply
        (run).
    among
        (run) codes; none: pro rata in all runs.
    rank
        (user, run); needed where `among` is by priority.

    Returns
    -------
    ndarray
        (user, run).
    """
    given = pro_rata(wants, supply)
    if among is None or not (among == PRIORITY).any():
        return given
    if rank is None:
        raise ValueError("rationing by priority needs the order of service")
    return np.where(among == PRIORITY, in_order(wants, supply, rank), given)
