r"""Whether any matrix with given signs and zeros can have given totals, and if not, why.

A matrix of flows with row totals `u` and column totals `v` exists just when no group of rows must
hold more than the columns that can take it: for all sets of rows `R` and columns `C` such that every
positive flow out of `R` goes to `C` and every negative flow into `C` comes from `R`,

.. math:: \sum_{i \in R} u_i \le \sum_{j \in C} v_j

with equality for all rows and all columns (Hoffman's theorem on circulations in a network; the case
without negative flows is that of Gale). A linear programme finds the groups that break it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from ioscenario.problems import Problem
from ioscenario.table.labels import Array
from ioscenario.table.scaling import iterate, newton

Flags: TypeAlias = NDArray[np.bool_]
Axis: TypeAlias = Literal["row", "column"]
Places: TypeAlias = NDArray[np.intp]
Block: TypeAlias = tuple[Places, Places]

_MOST_NAMED = 8


@dataclass(frozen=True)
class Task:
    """A matrix, the totals wanted, and what messages call the lines.

    Parameters
    ----------
    Z
        (n, m) flows.
    rows, columns
        (n,) and (m,) totals.
    labels
        Names of rows and of columns.
    """

    Z: Array
    rows: Array
    columns: Array
    labels: tuple[Sequence[object], Sequence[object]]

    def lines(self) -> Iterator[tuple[Axis, str, Array, float]]:
        """Axis, name, flows and total of every row, then of every column."""
        for label, flows, total in zip(self.labels[0], self.Z, self.rows, strict=True):
            yield "row", name(label), flows, float(total)
        for label, flows, total in zip(self.labels[1], self.Z.T, self.columns, strict=True):
            yield "column", name(label), flows, float(total)


def reasons(task: Task, tolerance: float) -> tuple[list[Problem], Flags]:
    """Why the totals cannot be met, and which flows have to vanish if they can.

    Parameters
    ----------
    task
        What is to be balanced.
    tolerance
        Share of the totals that may be missing.

    Returns
    -------
    problems : list of Problem
        Every reason found: totals that differ, lines without flows, lines whose flows all have the
        other sign, blocks whose totals differ, groups of lines with more than can be placed.
    vanishing : ndarray
        (n, m) flows that are zero in every matrix that has the totals.

    Examples
    --------
    >>> task = Task(np.array([[1.0, 0.0], [2.0, 3.0]]), np.array([3.0, 6.0]), np.array([3.0, 6.0]), ("ab", "xy"))
    >>> reasons(task, 1e-9)
    ([], array([[False, False],
           [ True, False]]))
    """
    problems = [*_difference(task, tolerance), *_empty_lines(task), *_sign_conflicts(task)]
    vanishing = np.zeros(task.Z.shape, dtype=np.bool_)
    for block in blocks(task.Z != 0):
        found, gone = _block_reasons(task, block, tolerance)
        problems += found
        vanishing[np.ix_(*block)] = gone
    return problems, vanishing


def blocks(support: Flags) -> list[Block]:
    """Rows and columns of each connected block of flows; lines without flows are in none.

    Examples
    --------
    >>> [(rows.tolist(), columns.tolist()) for rows, columns in blocks(np.eye(2, 3, dtype=bool))]
    [([0], [0]), ([1], [1])]
    """
    n = len(support)
    count, member = _parts(support)
    found = [(np.flatnonzero(member[:n] == b), np.flatnonzero(member[n:] == b)) for b in range(count)]
    return [block for block in found if len(block[0]) and len(block[1])]


def even(u: Array, v: Array) -> Array:
    """Column totals with the sum of the row totals: the difference is spread in proportion to their size.

    Examples
    --------
    >>> even(np.array([6.0]), np.array([1.0, 2.0]))
    array([2., 4.])
    """
    weight = np.abs(v)
    return np.asarray(v + (u.sum() - v.sum()) * weight / (weight.sum() or 1.0))


# --- checks of single lines -----------------------------------------------------------------


def _difference(task: Task, tolerance: float) -> list[Problem]:
    """Sum of the row totals against that of the column totals."""
    if _agree(task.rows, task.columns, tolerance):
        return []
    value = _unequal(task.rows, task.columns)
    return [Problem("totals-differ", "row totals and column totals with the same sum", key="totals", value=value)]


def _agree(u: Array, v: Array, tolerance: float) -> bool:
    return bool(abs(u.sum() - v.sum()) <= tolerance * _size(u, v))


def _size(u: Array, v: Array) -> float:
    return float(max(np.abs(u).sum(), np.abs(v).sum()))


def _unequal(u: Array, v: Array) -> str:
    rows, columns = float(u.sum()), float(v.sum())
    return f"{amount(rows)} and {amount(columns)}: rows {rows - columns:+.10g}"


def _empty_lines(task: Task) -> list[Problem]:
    """Lines without a flow that should have a total."""
    return [
        Problem("no-flows", f"flows to spread its total of {amount(total)} over", key=f"{axis} {label}", value="none")
        for axis, label, flows, total in task.lines()
        if total and not flows.any()
    ]


def _sign_conflicts(task: Task) -> list[Problem]:
    """Lines whose flows all have the sign that their total has not."""
    return [
        Problem(
            "sign-conflict",
            f"a {_sign(total)} flow, since the total is {amount(total)}",
            key=f"{axis} {label}",
            value=f"only {_sign(-total)} ones, {amount(float(flows.sum()))} in all",
        )
        for axis, label, flows, total in task.lines()
        if total and flows.any() and not (flows * np.sign(total) > 0).any()
    ]


def _sign(value: float) -> str:
    return "positive" if value > 0 else "negative"


def _wrong_lines(Z: Array, u: Array, v: Array) -> tuple[Flags, Flags]:
    """Rows and columns without a flow of their total's sign."""
    rows = (u != 0) & ~(Z * np.sign(u)[:, None] > 0).any(axis=1)
    columns = (v != 0) & ~(Z * np.sign(v) > 0).any(axis=0)
    return rows, columns


# --- checks of groups of lines --------------------------------------------------------------


def _block_reasons(task: Task, block: Block, tolerance: float) -> tuple[list[Problem], Flags]:
    """Why the totals of a connected block cannot be met, and which of its flows have to vanish."""
    Z, u, v = task.Z[np.ix_(*block)], task.rows[block[0]], task.columns[block[1]]
    # The total of a line refused already is left open: what else is wrong must not hide behind it.
    wrong = _wrong_lines(Z, u, v)
    closed = not (wrong[0].any() or wrong[1].any())
    equal = _agree(u, v, tolerance)
    if closed and equal and _is_interior(Z, u, even(u, v)):
        return [], np.zeros(Z.shape, dtype=np.bool_)
    flows, duals = _least_missing(Z, u, v, wrong)
    gap = float(u.sum() - v.sum()) if closed else 0.0
    slack = tolerance * _size(u, v)
    groups = _groups(Z != 0, u, v, duals, both=not (closed and equal))
    problems = [_block_difference(task, block)] if closed and not equal and not _is_whole(task, block) else []
    problems += [
        _too_much(task, block, group)
        for group in groups
        if group.excess > max(gap if group.axis == "row" else -gap, 0.0) + slack
    ]
    return problems, _must_vanish(Z, flows)


def _is_whole(task: Task, block: Block) -> bool:
    """Whether a block holds every line with a total, so that its sums are those of the table."""
    rows, columns = np.flatnonzero(task.rows), np.flatnonzero(task.columns)
    return bool(np.isin(rows, block[0]).all() and np.isin(columns, block[1]).all())


def _block_difference(task: Task, block: Block) -> Problem:
    """Flows that connect with no others, and whose row and column totals differ."""
    key = f"{_names('row', task.labels[0], block[0])} with {_names('column', task.labels[1], block[1])}"
    value = _unequal(task.rows[block[0]], task.columns[block[1]])
    return Problem("block-totals-differ", "totals with the same sum, since no flow leads out", key=key, value=value)


@dataclass(frozen=True)
class _Group:
    """Lines of one axis that must hold more than the lines of the other axis that can take it."""

    axis: Axis
    lines: Places
    reached: Places
    excess: float


def _too_much(task: Task, block: Block, group: _Group) -> Problem:
    """A group of lines with more in all than can be placed."""
    here, there = (0, 1) if group.axis == "row" else (1, 0)
    lines, reached = block[here][group.lines], block[there][group.reached]
    totals = (task.rows, task.columns)
    held = amount(float(totals[there][reached].sum()))
    other, verb = ("column", "take") if group.axis == "row" else ("row", "give")
    reason = f"all that {_names(other, task.labels[there], reached)} can {verb}"
    value = f"{amount(float(totals[here][lines].sum()))}: {group.excess:.8g} too much"
    key = _names(group.axis, task.labels[here], lines)
    return Problem("unreachable-total", f"at most {held}, {reason}", key=key, value=value)


def _groups(support: Flags, u: Array, v: Array, duals: tuple[Array, Array], *, both: bool) -> list[_Group]:
    """Groups that the duals of :func:`_least_missing` name, each connected one on its own.

    Where row and column totals agree (`both` false), rows with too much and the rest of the columns
    with too little to draw on are one reason: told by the side that falls into more groups, else by
    the one with fewer names.
    """
    row, column = duals
    by_rows = (row > 0.5, column < -0.5)
    by_columns = (row < -0.5, column > 0.5) if both else (~by_rows[0], ~by_rows[1])
    sides = [
        [group for group in _connected(support, u, v, lines, axis) if group.excess > 0]
        for lines, axis in ((by_rows, "row"), (by_columns, "column"))
    ]
    return sides[0] + sides[1] if both else min(sides, key=_wordiness)


def _wordiness(groups: Sequence[_Group]) -> tuple[int, int]:
    return -len(groups), sum(len(group.lines) + len(group.reached) for group in groups)


def _connected(support: Flags, u: Array, v: Array, lines: tuple[Flags, Flags], axis: str) -> Iterator[_Group]:
    """Connected parts of a group of rows and columns, with what each has too much."""
    rows, columns = np.flatnonzero(lines[0]), np.flatnonzero(lines[1])
    count, member = _parts(support[np.ix_(rows, columns)])
    for part in range(count):
        r, c = rows[member[: len(rows)] == part], columns[member[len(rows) :] == part]
        excess = float(u[r].sum() - v[c].sum())
        yield _Group("row", r, c, excess) if axis == "row" else _Group("column", c, r, -excess)


def _parts(support: Flags) -> tuple[int, NDArray[np.int32]]:
    """Number of connected parts, and the part of each row and then each column."""
    n, m = support.shape
    i, j = np.nonzero(support)
    graph = sparse.coo_array((np.ones(len(i)), (i, n + j)), shape=(n + m, n + m))
    count, member = connected_components(graph, directed=False)
    return int(count), np.asarray(member, dtype=np.int32)


def _least_missing(Z: Array, u: Array, v: Array, free: tuple[Flags, Flags]) -> tuple[Array, tuple[Array, Array]]:
    """Flows of the signs of `Z` that miss the totals least, and the duals of the totals.

    The linear programme: minimise the sum over all lines but the `free` ones of the distance from
    their total. At an optimum the duals are -1, 0 or 1, and the lines at 1 and -1 are in conflict.
    """
    n, m = Z.shape
    i, j = np.nonzero(Z)
    k = np.arange(len(i))
    sign = np.sign(Z[i, j])
    # Totals of 1 on average, so that the solver's absolute tolerances mean the same for every table.
    scale = float(np.abs(np.concatenate([u, v])).mean()) or 1.0
    into = (np.concatenate([i, n + j]), np.concatenate([k, k]))
    flows = sparse.coo_array((np.concatenate([sign, sign]), into), shape=(n + m, len(i)))
    slack = sparse.eye_array(n + m)
    constraints: Any = sparse.hstack([flows, slack, -slack], format="csc")
    price = np.where(np.concatenate(free), 0.0, 1.0)
    cost: Array = np.concatenate([np.zeros(len(i)), price, price])
    found = linprog(cost, A_eq=constraints, b_eq=np.concatenate([u, v]) / scale, method="highs")
    if found.x is None:
        raise RuntimeError(f"the linear programme of the feasibility test failed: {found.message}")
    result = np.zeros((n, m))
    result[i, j] = sign * found.x[: len(i)] * scale
    duals = np.asarray(found.eqlin.marginals, dtype=np.float64)
    return result, (duals[:n], duals[n:])


def _must_vanish(Z: Array, flows: Array) -> Flags:
    """Flows of `Z` that are zero in every matrix with the totals of `flows` and the signs of `Z`.

    From one such matrix every other is reached by adding along cycles, up on positive flows and down
    on those that are not at zero. So a flow at zero can rise just when some cycle leads through it,
    which is when its row and column are in one strongly connected part of the graph of moves.
    """
    size = np.abs(flows)
    held = size > 1e-12 * np.minimum(size.sum(axis=1)[:, None], size.sum(axis=0))
    onward = (Z > 0) | ((Z < 0) & held)
    back = (Z < 0) | ((Z > 0) & held)
    graph: Any = sparse.block_array([[None, sparse.csr_array(onward)], [sparse.csr_array(back.T), None]])
    _, member = connected_components(graph, directed=True, connection="strong")
    together = member[: len(Z), None] == member[len(Z) :]
    return np.asarray((Z != 0) & ~held & ~together)


def _is_interior(Z: Array, u: Array, v: Array) -> bool:
    r"""Whether a few steps already prove that the totals can be met with every flow kept.

    After some steps of scaling the flows `x` miss the totals by little. With the Newton step
    :math:`d_{ij}` the matrix :math:`x_{ij} + |x_{ij}| d_{ij}` has the totals, and the signs of `Z` where
    :math:`|d_{ij}| < 1`. A cheap proof that spares the linear programme; that it fails proves nothing.
    """
    with np.errstate(all="ignore"):
        flows = iterate(Z, u, v, tolerance=-1.0, most=10).X
        if not np.isfinite(flows).all() or not flows[Z != 0].all():
            return False
        try:
            step = newton(flows, u, v)
        except np.linalg.LinAlgError:
            return False
    return bool((np.abs(step[Z != 0]) < 0.9).all())


# --- words ----------------------------------------------------------------------------------


def name(label: object) -> str:
    """A label in a message.

    Examples
    --------
    >>> name(("north", "mining"))
    'north / mining'
    """
    return " / ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def amount(value: float) -> str:
    """A number in a message.

    Examples
    --------
    >>> amount(1234.5)
    '1234.5'
    """
    return f"{value:.10g}"


def _names(axis: str, labels: Sequence[object], places: Places) -> str:
    """Lines in a message; a long list is cut."""
    if not len(places):
        return f"no {axis}"
    shown = ", ".join(name(labels[int(place)]) for place in places[:_MOST_NAMED])
    more = len(places) - _MOST_NAMED
    return f"{axis}{'s' if len(places) > 1 else ''} {shown}{f' and {more} more' if more > 0 else ''}"
