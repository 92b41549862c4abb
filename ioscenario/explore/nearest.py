"""Goal seek where no mix reaches all targets: the nearest mix, which still reaches those that can be had.

A mix whose worst target is missed by the least share says nothing of the other targets: levers that do
nothing for the worst one could stay where they are. So there is a second stage (lexicographic goal
programming; Ignizio 1976, *Goal Programming and Extensions*): what cannot be had comes as near as in that mix,
what can be had by itself is reached, and of all such mixes the cheapest is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ioscenario.explore.descent import descend
from ioscenario.explore.search import missed, ranked

if TYPE_CHECKING:
    from ioscenario.explore.goalseek import Seeker

Array = npt.NDArray[np.float64]

#: By how much of its miss a target that cannot be had may be missed more, so that the others can be reached.
GIVEN: Final = 1e-6
#: Good points from which the second stage begins, besides the mix itself.
STARTS: Final = 2


def nearest(seeker: Seeker, point: Array, alone: Array) -> Array:
    """Reach what can be had, with what cannot be had as near as it is.

    Parameters
    ----------
    seeker
        The search; its floors are eased to what is then asked for, if that can be had.
    point : ndarray, shape (lever,)
        The mix whose worst target is missed by the least share, in the unit cube of the ranges.
    alone : ndarray, shape (target,)
        Best reachable value of each target by itself, canonical unit.

    Returns
    -------
    ndarray, shape (lever,)
        The mix of the second stage; `point` where the targets that can be had cannot be had together with it.
    """
    aims = [aim.target for aim in seeker.goal.aims]
    wanted = np.array([aim.value for aim in aims])
    signs = np.array([1.0 if aim.at_least else -1.0 for aim in aims])
    within = signs * (alone - wanted) >= 0.0
    if not within.any() or within.all():
        return point
    here = seeker.ledger(point[None, :]).limits[: len(aims), 0]
    seeker.eased = np.where(within, 0.0, here - GIVEN * np.abs(here))
    floors = seeker.floors
    best = seeker.ledger.points[ranked(seeker.ledger.scores, floors)[:STARTS]]
    starts = np.concatenate([point[None, :], best])
    ends = descend(seeker.ledger, starts, np.repeat(floors[:, None], len(starts), axis=1))
    first = int(ranked(ends.scores, floors)[0])
    if missed(ends.scores, floors)[first] > 0.0:
        seeker.eased = None
        return point
    return np.asarray(ends.points[first])
