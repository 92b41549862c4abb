"""The allocation of a year by margin or in order of service, as a linear programme of each run.

    maximise    sum over processes p and technologies k of  weight_pk Q_pk
    subject to  Q_pk <= capacity, sum over k of Q_pk <= capacity, staff;
                existing capacity runs only where modern capacity is full;
                of each commodity: use + home sales + exports <= opening + production;
                what is made is taken: production <= use + home sales + exports less opening;
                home-made use of an input that imports fill <= its largest home share;
                exports <= quota, limit x supply;  exports under contract are served first.

The order of the two technologies, and a few conditions of the last two lines where both
sides are open, are switches between 0 and 1, found by branch and bound: most runs never
break one. Solved by HiGHS (Huangfu and Hall 2018), one run at a time, so that no run
depends on its neighbours even where several allocations are as good.

By margin the weights are margins. In order of service the output of one competing user
after the other is made as large as it can be while those before it keep theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.inputs import Array
from ioscenario.simulation.quantities import Chain
from ioscenario.simulation.rationing import shared

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

#: Weight of activity that earns nothing, as a share of the largest: it serves commitments, after all that earns.
LEAST: Final = 1e-5

#: Activity, as a share of capacity, that counts as some.
SOME: Final = 1e-9

#: What those served before may lose to rounding, as a share of capacity.
ROUNDING: Final = 1e-9


#: Factors of variables, by column; arrays over runs.
Terms = dict[int, Array | float]


@dataclass(frozen=True)
class _Columns:
    """Places of the variables, all between 0 and 1: shares of capacity or of the largest supply."""

    processes: int
    commodities: int

    def activity(self, process: int, technology: int) -> int:
        return 2 * process + technology

    def modern_full(self, process: int) -> int:
        """Switch: modern capacity is full, so that existing capacity may run."""
        return 2 * self.processes + process

    def opening_used(self, process: int) -> int:
        """Switch: opening supply of its output is taken, so that the process may run."""
        return 3 * self.processes + process

    def use(self, commodity: int) -> int:
        """Home-made use by processors of a commodity that imports fill."""
        return 4 * self.processes + commodity

    def home(self, commodity: int) -> int:
        """Sold at home or put aside."""
        return 4 * self.processes + self.commodities + commodity

    def exports(self, commodity: int) -> int:
        return 4 * self.processes + 2 * self.commodities + commodity

    def exports_met(self, commodity: int) -> int:
        """Switch: all exports wanted are served, so that the contracted share need not be."""
        return 4 * self.processes + 3 * self.commodities + commodity

    @property
    def size(self) -> int:
        return 4 * (self.processes + self.commodities)


@dataclass
class _Rows:
    """Conditions ``row @ variables >= least``, (row, variable, run) and (row, run)."""

    size: int
    runs: int
    rows: list[Array] = field(default_factory=list)
    least: list[Array] = field(default_factory=list)

    def add(self, terms: Terms, least: Array | float) -> None:
        row = np.zeros((self.size, self.runs))
        for column, factor in terms.items():
            row[column] += factor
        self.rows.append(row)
        self.least.append(np.broadcast_to(np.asarray(least, dtype=np.float64), (self.runs,)))


@dataclass
class _Programme:
    """All runs of the programme; variables scaled to shares so that tolerances mean the same everywhere."""

    columns: _Columns
    rows: _Rows
    upper: Array
    """(variable, run)"""
    whole: NDArray[np.bool_]
    """(variable, run) switches that must be whole from the start."""


def most_margin(chain: Chain, most: Array) -> tuple[Array, Array]:
    """Main output and home-made use in the allocation with the largest total margin.

    Activity that earns nothing or loses is made all the same where it takes nothing from
    what earns: capacity that the price keeps idle is left out beforehand, so this is
    activity for committed sales.

    Parameters
    ----------
    chain
        The year; its ``margin`` gives price less unit cost by process and technology.
    most
        (process, run) what each process wants to make, a bound on the answer.

    Returns
    -------
    made : ndarray
        (process, run) main output, own units.
    needs : ndarray
        (link, run) home-made input. Of an input that imports fill, users get the same
        part of the largest home share: who gets it makes no difference to activity.
    """
    if chain.year.margin is None:
        raise ValueError("rationing by margin needs margins")
    programme, weight = _programme(chain), _margins(chain)
    shares = [_solve(programme, run, weight[:, run], []) for run in range(chain.runs)]
    return _in_own_units(chain, most, np.stack(shares, axis=-1), programme.columns)


def in_turn(chain: Chain, most: Array) -> tuple[Array, Array]:
    """Main output and home-made use when competing users are served in the order of service.

    Each makes as much as those before it leave possible, whatever that asks of the stages
    before it; at last all others make as much as they can.

    Parameters
    ----------
    chain
        The year; its ``rank`` gives the order of service.
    most
        (process, run) what each process wants to make, a bound on the answer.

    Returns
    -------
    made, needs : ndarray
        As for `most_margin`; of an input that imports fill, users are served in order too.
    """
    if chain.year.rank is None:
        raise ValueError("rationing by priority needs the order of service")
    programme = _programme(chain)
    users = chain.topology.competitors
    shares = []
    for run in range(chain.runs):
        rank = chain.year.rank[:, run % chain.year.rank.shape[-1]]
        shares.append(_one_after_the_other(programme, run, sorted(users, key=lambda process: rank[process])))
    return _in_own_units(chain, most, np.stack(shares, axis=-1), programme.columns)


def _one_after_the_other(programme: _Programme, run: int, users: list[int]) -> Array:
    """Variables of one run: users in order of service, then everybody."""
    columns = programme.columns
    kept: list[tuple[Array, float]] = []
    found: Array | None = None
    for process in users:
        own = np.zeros(columns.size)
        own[[columns.activity(process, EXISTING), columns.activity(process, MODERN)]] = 1.0
        found = _solve(programme, run, own, kept, found)
        kept.append((own, float(own @ found) - ROUNDING))
    everybody = np.zeros(columns.size)
    everybody[: 2 * columns.processes] = 1.0
    return _solve(programme, run, everybody, kept, found)


def _in_own_units(chain: Chain, most: Array, shares: Array, columns: _Columns) -> tuple[Array, Array]:
    """Main output (process, run) and home-made input (link, run) from the variables (variable, run)."""
    made = np.zeros_like(most)
    for process in chain.topology.order:
        both = shares[columns.activity(process, EXISTING)] + shares[columns.activity(process, MODERN)]
        made[process] = np.clip(both * chain.total[process], 0.0, most[process])
    return made, _home_made(chain, made, shares, columns)


def _home_made(chain: Chain, made: Array, shares: Array, columns: _Columns) -> Array:
    """Home-made input of each link, (link, run)."""
    topology, supply = chain.topology, _largest_supply(chain)
    needs = np.stack([chain.home_need(link, made[process]) for link, (process, _) in enumerate(topology.links)])
    for commodity, links in enumerate(topology.users_of):
        filled = [link for link in links if topology.filled[link]]
        if filled:
            users = [topology.links[link][0] for link in filled]
            rank = None if chain.year.rank is None else chain.year.rank[users]
            use = shares[columns.use(commodity)] * supply[commodity]
            needs[filled] = shared(needs[filled], use, chain.year.among, rank)
    return needs


def _programme(chain: Chain) -> _Programme:
    """Conditions, bounds and weights of all runs."""
    topology, runs = chain.topology, chain.runs
    columns = _Columns(topology.processes, topology.commodities)
    rows = _Rows(columns.size, runs)
    upper, whole = np.zeros((columns.size, runs)), np.zeros((columns.size, runs), dtype=bool)
    supply = _largest_supply(chain)
    for process in topology.order:
        _technologies(chain, process, columns, rows, upper)
    for commodity in range(topology.commodities):
        _commodity(chain, commodity, supply[commodity], columns, rows, upper, whole)
    return _Programme(columns, rows, upper, whole)


def _margins(chain: Chain) -> Array:
    """Margin of each process and technology at full capacity, relative to the largest, (variable, run)."""
    columns = _Columns(chain.topology.processes, chain.topology.commodities)
    assert chain.year.margin is not None  # checked by the caller
    worth = np.broadcast_to(chain.year.margin, chain.year.capacity.shape) * chain.total[:, None]
    able = (chain.total > 0.0)[:, None]
    largest = np.max(np.where(able, worth, 0.0), axis=(0, 1))
    share = worth / np.where(largest > 0.0, largest, 1.0)
    weight = np.zeros((columns.size, chain.runs))
    for process in chain.topology.order:
        for technology in (EXISTING, MODERN):
            weight[columns.activity(process, technology)] = np.maximum(share[process, technology], LEAST)
    return weight


def _largest_supply(chain: Chain) -> Array:
    """Supply of each commodity with all capacity in use; 1 where there is none, (commodity, run)."""
    topology, year = chain.topology, chain.year
    supply = np.array(np.broadcast_to(year.opening, (topology.commodities, chain.runs)))
    for process in topology.order:
        supply[topology.output[process]] += chain.total[process]
    for link, (process, commodity) in enumerate(topology.coproducts):
        supply[commodity] += year.coproduct[link].max(axis=0) * chain.total[process]
    return np.where(supply > 0.0, supply, 1.0)


def _technologies(chain: Chain, process: int, columns: _Columns, rows: _Rows, upper: Array) -> None:
    """Capacity, staff, and modern capacity first."""
    total = chain.total[process]
    capacity = chain.year.capacity[process] / np.where(total > 0.0, total, 1.0)
    existing, modern = columns.activity(process, EXISTING), columns.activity(process, MODERN)
    switch = columns.modern_full(process)
    upper[existing], upper[modern] = np.minimum(capacity[EXISTING], 1.0), np.minimum(capacity[MODERN], 1.0)
    upper[existing], upper[modern] = np.where(total > 0.0, upper[[existing, modern]], 0.0)
    upper[switch] = 1.0
    rows.add({existing: -1.0, modern: -1.0}, -1.0)
    rows.add({existing: -1.0, switch: upper[existing]}, 0.0)
    rows.add({modern: 1.0, switch: -upper[modern]}, 0.0)


def _add(terms: Terms, more: Terms, factor: Array | float = 1.0) -> None:
    """Add `factor` times some terms to others."""
    for column, value in more.items():
        terms[column] = terms.get(column, 0.0) + factor * value


def _activity(chain: Chain, process: int, amounts: Array, columns: _Columns) -> Terms:
    """Terms of a quantity per unit of activity, (technology, run)."""
    both = (EXISTING, MODERN)
    return {columns.activity(process, technology): amounts[technology] * chain.total[process] for technology in both}


def _needed(chain: Chain, links: list[int], scale: Array, columns: _Columns) -> Terms:
    """Largest home-made use of a commodity by some of its users."""
    terms: Terms = {}
    for link in links:
        per_unit = chain.year.input[link] * chain.year.share[link] / scale
        _add(terms, _activity(chain, chain.topology.links[link][0], per_unit, columns))
    return terms


def _commodity(
    chain: Chain, commodity: int, scale: Array, columns: _Columns, rows: _Rows, upper: Array, whole: NDArray[np.bool_]
) -> None:
    """Supply, takers and exports of a commodity, in shares of its largest supply."""
    topology, year = chain.topology, chain.year
    opening = year.opening[commodity] / scale
    home, use, exports = columns.home(commodity), columns.use(commodity), columns.exports(commodity)
    upper[home] = np.minimum(chain.at_home[commodity] / scale, 1.0)
    upper[exports] = np.minimum(chain.exports[commodity] / scale, 1.0)
    gone: Terms = {home: 1.0, exports: 1.0}
    users = topology.users_of[commodity]
    _add(gone, _needed(chain, [link for link in users if not topology.filled[link]], scale, columns))
    filled = [link for link in users if topology.filled[link]]
    if filled:
        upper[use], gone[use] = 1.0, 1.0
        rows.add({use: -1.0, **_needed(chain, filled, scale, columns)}, 0.0)
    made: Terms = {}
    maker = topology.maker[commodity]
    if maker is not None:
        _add(made, _activity(chain, maker, 1.0 / np.stack([scale, scale]), columns))
        _taken(maker, opening, gone, made, columns, rows, upper, whole)
    for link in topology.coproducts_of[commodity]:
        _add(made, _activity(chain, topology.coproducts[link][0], year.coproduct[link] / scale, columns))
    balance: Terms = dict(made)
    _add(balance, gone, -1.0)
    rows.add(balance, -opening)
    _exports(chain, commodity, scale, made, columns, rows, upper, whole)


def _taken(
    maker: int, opening: Array, gone: Terms, made: Terms, columns: _Columns, rows: _Rows, upper: Array,
    whole: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Nothing is made that nobody takes; opening supply goes first, so with any of it left nothing is made."""
    switch = columns.opening_used(maker)
    upper[switch] = 1.0
    whole[switch] = opening > 0.0
    taken: Terms = dict(gone)
    _add(taken, made, -1.0)
    _add(taken, {switch: -opening})
    rows.add(taken, 0.0)
    # activity is a share of capacity, so this only stops a process whose switch is off
    rows.add({columns.activity(maker, EXISTING): -1.0, columns.activity(maker, MODERN): -1.0, switch: 1.0}, 0.0)


def _exports(
    chain: Chain, commodity: int, scale: Array, made: Terms, columns: _Columns, rows: _Rows, upper: Array,
    whole: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Export limit, and what exporters get before processors: the contracted share, or all they want.

    In every run, needed or not, so that a run's programme does not depend on its neighbours.
    """
    year, exports = chain.year, columns.exports(commodity)
    opening, limit = year.opening[commodity] / scale, year.limit[commodity]
    allowed: Terms = {exports: -1.0}
    _add(allowed, made, limit)
    rows.add(allowed, -limit * opening)
    share = np.minimum(np.where(year.exporters_first, 1.0, year.contracted[commodity]), limit)
    wanted = chain.exports[commodity] / scale
    switch = columns.exports_met(commodity)
    upper[switch] = wanted < 1.0  # more than the largest supply cannot be served
    whole[switch] = (wanted < 1.0) & (share > 0.0)
    reserved: Terms = {exports: 1.0, switch: share}
    _add(reserved, made, -share)
    rows.add(reserved, share * opening)
    rows.add({exports: 1.0, switch: -np.minimum(wanted, 1.0)}, 0.0)


def _solve(
    programme: _Programme, run: int, weight: Array, kept: list[tuple[Array, float]], known: Array | None = None
) -> Array:
    """Variables of one run with the largest weighted sum, while some sums keep what they have.

    Branch and bound over the switches: where the programme without whole switches breaks
    one, it is solved with that switch off and on, and the better answer counts.
    """
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csc_array

    rows, columns = programme.rows, programme.columns
    matrix = [row[:, run] for row in rows.rows] + [row for row, _ in kept]
    least = [float(bound[run]) for bound in rows.least] + [bound for _, bound in kept]
    conditions = LinearConstraint(csc_array(np.stack(matrix)), np.array(least), np.inf)
    upper, whole = programme.upper[:, run], np.flatnonzero(programme.whole[:, run])
    best, waiting = known, [(np.zeros(columns.size), upper)]
    while waiting:
        low, high = waiting.pop()
        found = _linear(weight, Bounds(low, high), conditions)
        if found is None or (best is not None and weight @ found <= weight @ best):
            continue
        broken = _broken(found, upper, columns, whole, low < high)
        if broken is None:
            best = found
            continue
        off, on = np.array(high), np.array(low)
        off[broken], on[broken] = 0.0, 1.0
        waiting += [(low, off), (on, high)]
    if best is None:
        raise RuntimeError("no allocation of the year was found by the linear programme")
    return best


def _linear(weight: Array, bounds: Bounds, conditions: LinearConstraint) -> Array | None:
    """Variables with the largest weighted sum; none where the conditions contradict each other."""
    from scipy.optimize import milp

    for presolve in (True, False):  # presolve takes conditions that just touch for a contradiction
        found = milp(-weight, bounds=bounds, constraints=conditions, options={"presolve": presolve})
        if found.x is not None:
            return np.asarray(found.x)
    return None


def _broken(
    found: Array, upper: Array, columns: _Columns, whole: NDArray[np.intp], free: NDArray[np.bool_]
) -> int | None:
    """First free switch that must be whole and is not, or whose technologies do not keep their order."""
    parts = whole[free[whole] & (found[whole] > SOME) & (found[whole] < 1.0 - SOME)]
    if parts.size:
        return int(parts[0])
    existing = found[0 : 2 * columns.processes : 2]
    modern, full = found[1 : 2 * columns.processes : 2], upper[1 : 2 * columns.processes : 2]
    switches = free[columns.modern_full(0) : columns.modern_full(columns.processes)]
    wrong = np.flatnonzero(switches & (existing > SOME) & (modern < full - SOME))
    return columns.modern_full(int(wrong[0])) if wrong.size else None
