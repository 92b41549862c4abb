"""Rounds after the two passes: what a process short of one input leaves of the others is used.

A process with several inputs that is short of one takes less of the others than it was
given. What it leaves is shared again, what nobody takes is not made, until nothing
moves. Only the runs in which such a process is short come here, and each run leaves
when nothing moves in it, so that no run depends on its neighbours.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ioscenario.simulation.inputs import Array
from ioscenario.simulation.quantities import SAME, Chain
from ioscenario.simulation.rationing import shared

Flags = NDArray[np.bool_]

#: Rounds of sharing again and trimming; real chains need two or three.
ROUNDS: Final = 60

#: Rounds after which trimmed processes may reach further at a time.
PATIENCE: Final = 10

#: Relative growth worth another of the last rounds.
USED_UP: Final = 1e-10

#: Rounds in which what sharing left is used up one process after the other.
LAST_ROUNDS: Final = 20_000


def settle(chain: Chain, wants: Array, *, more: bool = True) -> Array:
    """Share again and trim until nothing moves in any run.

    Parameters
    ----------
    chain
        Quantities after the two passes, changed in place.
    wants
        (process, run) what each process wants to make.
    more
        Whether processes may make more than that of what is left, for those who would take it.

    Returns
    -------
    ndarray
        (process, run) wants of processes that were trimmed are what their takers want.
    """
    trimmed = trim(chain)
    starve(chain)
    wants = wants_after(chain, wants, trimmed, reach=1.0)
    moving, quiet = np.arange(chain.runs), np.zeros(chain.runs, dtype=bool)
    for round_ in range(1, ROUNDS):
        part = chain.of(moving)
        still = ~forward(part, wants[:, moving], everyone=round_ % 2 == 0)
        cut = trim(part)
        still &= ~(cut.any(axis=0) | starve(part))
        trimmed[:, moving] |= cut
        wants[:, moving] = wants_after(
            part, wants[:, moving], trimmed[:, moving], reach=2.0 ** max(round_ - PATIENCE, 0)
        )
        chain.put(moving, part)
        # both kinds of sweep, with everyone and without those held back elsewhere, have found nothing
        moving, quiet = moving[~(still & quiet)], still[~(still & quiet)]
        if not moving.size:
            break
    if more:
        _use_up_all(chain)
    return wants_after(chain, wants, trimmed, reach=1.0)


def _use_up_all(chain: Chain) -> None:
    """Use up what sharing left, run by run until nothing moves in it."""
    moving = np.arange(chain.runs)
    for _ in range(LAST_ROUNDS):
        part = chain.of(moving)
        moved = use_up(part)
        chain.put(moving, part)
        moving = moving[moved]
        if not moving.size:
            return


def forward(chain: Chain, wants: Array, *, everyone: bool) -> Flags:
    """One forward sweep: share what is left of each commodity by the rule among unmet wants.

    Parameters
    ----------
    chain
        Quantities, changed in place.
    wants
        (process, run).
    everyone
        Whether all users share, or only those that no other exhausted input holds back:
        what the others cannot use is then not offered to them. Both kinds of sweep are
        needed, as an input may stop being exhausted in the course of a sweep.

    Returns
    -------
    ndarray
        (run) whether anything moved.
    """
    topology = chain.topology
    targets = wants if everyone else np.where(_exhausted(chain), chain.made, wants)
    grants = np.zeros_like(chain.taken)
    moved = np.zeros(chain.runs, dtype=bool)
    for process in topology.order:
        for commodity in topology.first_used[process]:
            _grant(chain, commodity, targets, grants)
        moved |= _grow(chain, process, targets, grants)
    return moved


def _exhausted(chain: Chain) -> Flags:
    """(process, run) whether an input that imports do not fill is used up."""
    out = np.zeros(chain.made.shape, dtype=bool)
    for link, (process, commodity) in enumerate(chain.topology.links):
        if not chain.topology.filled[link]:
            out[process] |= chain.leftover(commodity) <= 0.0
    return out


def _grant(chain: Chain, commodity: int, targets: Array, grants: Array) -> None:
    """Share the leftover of a commodity among its users by the rule, for what they still want."""
    links = list(chain.topology.users_of[commodity])
    users = [chain.topology.links[link][0] for link in links]
    full = np.stack([chain.home_need(link, targets[user]) for link, user in zip(links, users, strict=True)])
    rest = full - chain.taken[links]
    unmet = np.where(rest > SAME * full, rest, 0.0)
    rank = None if chain.year.rank is None else chain.year.rank[users]
    grants[links] = shared(unmet, chain.leftover(commodity), chain.year.among, rank)


def _grow(chain: Chain, process: int, wants: Array, grants: Array) -> Flags:
    """Let a process make what its granted inputs allow; returns the runs in which it grew."""
    topology = chain.topology
    possible = wants[process]
    for link in topology.links_of[process]:
        if not topology.filled[link]:
            possible = np.minimum(possible, chain.allows(link, chain.taken[link] + grants[link]))
    old = chain.made[process]
    grew = possible > old * (1.0 + SAME)
    made = np.where(grew, possible, old)
    chain.made[process] = made
    for link in topology.links_of[process]:
        if topology.filled[link]:
            more = np.minimum(chain.taken[link] + grants[link], chain.home_need(link, made))
            changed = more > chain.taken[link] * (1.0 + SAME)
        else:
            more, changed = chain.need(link, made), grew
        chain.taken[link] = np.where(changed, more, chain.taken[link])
        grew = grew | changed
    return np.asarray(grew)


def trim(chain: Chain) -> Flags:
    """Stop making what nobody takes, last stage to first; returns (process, run) where it did."""
    topology = chain.topology
    cut = np.zeros(chain.made.shape, dtype=bool)
    for process in reversed(topology.order):
        sold = chain.sold(topology.output[process])
        cut[process] = chain.made[process] > sold * (1.0 + SAME)
        if not cut[process].any():
            continue
        chain.made[process] = np.where(cut[process], sold, chain.made[process])
        for link in topology.links_of[process]:
            fewer = chain.home_need(link, chain.made[process])
            if topology.filled[link]:
                fewer = np.minimum(fewer, chain.taken[link])
            chain.taken[link] = np.where(cut[process], fewer, chain.taken[link])
    return cut


def starve(chain: Chain) -> Flags:
    """Take back, first stage to last, what is no longer there: trimming a process trims its co-products.

    Returns
    -------
    ndarray
        (run) whether anything was taken back.
    """
    topology = chain.topology
    moved = np.zeros(chain.runs, dtype=bool)
    for process in topology.order if topology.coproducts_used else ():
        for commodity in topology.first_used[process]:
            used, offered = chain.processors(commodity), chain.offered(commodity)
            over = used > offered * (1.0 + SAME)
            part = np.divide(offered, used, out=np.ones_like(used), where=over)
            for link in topology.users_of[commodity]:
                chain.taken[link] *= part
            moved |= over
        _shrink(chain, process)
    return moved


def _shrink(chain: Chain, process: int) -> None:
    """Make no more than the inputs in use allow."""
    links = [link for link in chain.topology.links_of[process] if not chain.topology.filled[link]]
    made = chain.made[process]
    for link in links:
        made = np.minimum(made, chain.allows(link, chain.taken[link]))
    fewer = made < chain.made[process] * (1.0 - SAME)
    chain.made[process] = np.where(fewer, made, chain.made[process])
    for link in chain.topology.links_of[process]:
        need = chain.home_need(link, chain.made[process])
        need = np.minimum(need, chain.taken[link]) if chain.topology.filled[link] else need
        chain.taken[link] = np.where(fewer, need, chain.taken[link])


def use_up(chain: Chain) -> Flags:
    """Let each process in turn make more of what is left, for those who would take it.

    Rounds can approach their end in ever smaller steps; this closes what they leave, so
    that no process can make more while the others are held. Nothing shrinks.

    Returns
    -------
    ndarray
        (run) whether anything moved.
    """
    topology = chain.topology
    moved = np.zeros(chain.runs, dtype=bool)
    for process in topology.order:
        possible = np.minimum(chain.total[process], chain.sold(topology.output[process]))
        for link in topology.links_of[process]:
            if not topology.filled[link]:
                at_hand = chain.taken[link] + chain.leftover(topology.links[link][1])
                possible = np.minimum(possible, chain.allows(link, at_hand))
        grew = possible > chain.made[process] * (1.0 + USED_UP)
        chain.made[process] = np.where(grew, possible, chain.made[process])
        for link in topology.links_of[process]:
            more = chain.home_need(link, chain.made[process])
            if topology.filled[link]:
                more = np.minimum(more, chain.taken[link] + chain.leftover(topology.links[link][1]))
            more_taken = more > chain.taken[link] * (1.0 + USED_UP)
            chain.taken[link] = np.where(grew | more_taken, np.maximum(more, chain.taken[link]), chain.taken[link])
            grew = grew | more_taken
        moved |= grew
    return moved


def wants_after(chain: Chain, wants: Array, trimmed: Flags, *, reach: float) -> Array:
    """Wants of the next round: a process that was trimmed wants no more than its takers do.

    Where its takers grow by the same small step each round, `reach` lets it make several
    steps at once; what goes too far is trimmed again.
    """
    after = np.array(wants)
    for process in chain.topology.order:
        if not trimmed[process].any():
            continue
        sold = chain.sold(chain.topology.output[process])
        made = chain.made[process]
        wanted = np.minimum(chain.total[process], made + reach * np.maximum(sold - made, 0.0))
        after[process] = np.where(trimmed[process], wanted, wants[process])
    return after
