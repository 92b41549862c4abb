"""Scenarios on a table: thousands of demands or technologies, one factorisation.

Demand scenarios are columns of one right-hand side. A technology scenario changes a few
columns (or rows) of ``A``; its output follows from the base by a low-rank update
(Sherman and Morrison 1950; Woodbury 1950), never by another inverse. One matrix product
serves all scenarios together.

What a change means is said, not guessed: `Change` names the thing (final demand, flow or
coefficient) and the operation (set, add, scale).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.labels import Array, Data, Sectors, axis_labels, kind_of, values
from ioscenario.table.leontief import Leontief, as_leontief, product, times_vector

On = Literal["demand", "flow", "coefficient"]
How = Literal["set", "add", "scale"]
Invalid = Literal["refuse", "nan"]

_ON: tuple[str, ...] = get_args(On)
_HOW: tuple[str, ...] = get_args(How)

#: From this part of all sectors on, a new factorisation is cheaper than an update.
_MANY = 0.25

# Rows that are looked at together, and what rounding may leave below zero.
_ROWS = 64
_ROUNDING = 1e-12


# --- kernels -----------------------------------------------------------------------------


def single_columns(model: Leontief, at: NDArray[np.intp], changes: Array, base: Array) -> tuple[Array, Array]:
    """Output when one column of ``A`` changes, for many cases at once.

    ``x' = x + L d x_j / (1 - (L d)_j)``: one matrix product for all cases. A case can
    produce if and only if ``1 - (L d)_j > 0``, given coefficients that are not negative.

    Parameters
    ----------
    model
        The base.
    at
        (r,) the column that changes in each case.
    changes
        (n, r) what is added to it.
    base
        (n,) or (n, r) output without the change.

    Returns
    -------
    tuple of ndarray
        Output (n, r), and ``1 - (L d)_j`` (r,).
    """
    cases = np.arange(len(at))
    result = model.right(changes)
    left = 1.0 - result[at, cases]
    buyers = base[at] if base.ndim == 1 else base[at, cases]
    with np.errstate(divide="ignore", invalid="ignore"):
        result *= buyers / left
        result += base if base.ndim == 2 else base[:, None]
    return result, left


def several_columns(model: Leontief, at: Sequence[int], changes: Array, base: Array) -> Array | None:
    """Output (n,) when the columns `at` of ``A`` change by `changes` (n, k); None if it cannot be made.

    ``x' = x + L D (I - (L D)_J)^-1 x_J``. Along the straight line from old to new
    coefficients the economy stops being able to produce where an eigenvalue of ``(L D)_J``
    reaches 1.
    """
    return _updated(model.right(changes), list(at), base)


def _updated(pushed: Array, at: list[int], base: Array) -> Array | None:
    """The Woodbury step from ``L D`` (n, k)."""
    core = pushed[at]
    if not _stays_productive(core):
        return None
    return np.asarray(base + pushed @ np.linalg.solve(np.eye(len(at)) - core, base[at]))


def several_rows(model: Leontief, at: Sequence[int], changes: Array, base: Array) -> Array | None:
    """Output (n,) when the rows `at` of ``A`` change by `changes` (k, n); None if it cannot be made.

    ``x' = x + L_I (I - D L_I)^-1 D x`` with the columns ``L_I`` of the inverse.
    """
    pushed = model.inverse[:, list(at)]
    core = changes @ pushed
    if not _stays_productive(core):
        return None
    return np.asarray(base + pushed @ np.linalg.solve(np.eye(len(at)) - core, changes @ base))


def _stays_productive(core: Array) -> bool:
    """Whether no real eigenvalue of the small matrix is 1 or more."""
    roots = np.linalg.eigvals(core)
    real = np.abs(roots.imag) <= 1e-12 * np.maximum(1.0, np.abs(roots))
    return not bool((roots.real[real] >= 1.0).any())


# --- arrays of scenarios ---------------------------------------------------------------------


def demand_scenarios(A: Data, F: Data) -> Data:
    """Output of many demand scenarios, ``X = L F``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    F
        (n, r) final demand, a column for each scenario, money.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, r) output.

    Raises
    ------
    InputError
        As `Leontief` and its `solve`.

    Notes
    -----
    Miller and Blair (2009), section 2.3.

    Examples
    --------
    >>> demand_scenarios([[0.5]], [[1.0, 2.0, 3.0]])
    array([[2., 4., 6.]])
    """
    return as_leontief(A).solve(F)


def technology_scenarios(
    A: Data,
    columns: Sequence[Any] | NDArray[Any],
    changes: Data,
    f: Data,
    *,
    invalid: Invalid = "refuse",
) -> Data:
    """Output of many scenarios in each of which one sector has another technology.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`, which saves the factorisation.
    columns
        (r,) the sector that changes in each scenario: label or position.
    changes
        (n, r) what is added to its input coefficients.
    f
        (n,) final demand of all scenarios, or (n, r) one for each; money.
    invalid
        What happens to scenarios that cannot be: ``"refuse"`` all are named, ``"nan"``
        their columns become NaN.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, r) output.

    Raises
    ------
    InputError
        On unlike shapes; on a scenario with a negative coefficient, or that leaves nothing over.

    Notes
    -----
    Sherman and Morrison (1950); see `single_columns`.

    Examples
    --------
    >>> x = technology_scenarios([[0.15, 0.25], [0.20, 0.05]], [1, 0], [[0.05, 0.0], [0.0, -0.1]], [350, 1700])
    >>> x.round(1)
    array([[1127.1,  968.1],
           [2026.8, 1891.4]])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(changes).joined(f)
    at = _columns(sectors, columns)
    added, demand = sectors.rows(changes, "changes"), sectors.rows(f, "f")
    _same_cases(len(at), added, demand)
    negative = _negative_cases(model.A, at, added)
    output, left = single_columns(model, at, added, model.right(demand))
    # A base with negative coefficients has no simple test; there the sign of what is left still is one.
    failed = negative | ~(left > 0.0)
    if failed.any():
        _refuse_or_blank(output, failed, negative, _case_names(changes, len(at)), invalid)
    return sectors.by(output, changes)


def totals(s: Data, X: Data) -> Data:
    """A total such as jobs or imports of every scenario, ``s' X``.

    Parameters
    ----------
    s
        (n,) direct coefficients, or (m, n) of several accounts: for each unit of output.
    X
        (n, r) output by scenario, or (n,).

    Returns
    -------
    ndarray, Series, DataFrame, DataArray or float
        (r,) or (m, r), with the labels of the scenarios.

    Raises
    ------
    InputError
        On unlike shapes or labels.

    Notes
    -----
    The product stays on the BLAS that made `X`; NumPy's would wake a second pool of threads.

    Examples
    --------
    >>> totals([0.3, 0.25], [[1000.0, 1100.0], [2000.0, 2100.0]])
    array([800., 855.])
    """
    sectors = Sectors.of(X, *([s] if np.ndim(s) == 1 else []))
    output, direct = sectors.rows(X, "X"), sectors.columns(s, "s")
    cases = Sectors(sectors.kind, output.shape[-1], _case_labels(X), _case_dims(X))
    if output.ndim == 1:
        result = direct @ output
        return float(result) if result.ndim == 0 else result
    if direct.ndim == 1:
        order = output.flags.f_contiguous
        return cases.vector(times_vector(output.T if order else output, direct, transposed=not order))
    return cases.across(product(direct, output), s)


def _case_labels(X: Data) -> pd.Index[Any] | None:
    """Labels of scenarios, the columns of `X`."""
    return axis_labels(X, 1) if kind_of(X) != "array" and np.ndim(X) == 2 else None


def _case_dims(X: Data) -> tuple[str, str]:
    """Dimension names for results by scenario."""
    name = str(X.dims[1]) if kind_of(X) == "xarray" and np.ndim(X) == 2 else "case"
    return name, f"{name}_to"


def technology_effects(
    A: Data,
    columns: Sequence[Any] | NDArray[Any],
    changes: Data,
    f: Data,
    s: Data,
    *,
    invalid: Invalid = "refuse",
) -> Data:
    """A total of each technology scenario (jobs, imports) without the outputs it comes from.

    ``s' x' = s' x + (s' L d) x_j / (1 - (L d)_j)``: two dot products a scenario instead of
    a matrix product.

    Parameters
    ----------
    A, columns, changes, f, invalid
        As in `technology_scenarios`.
    s
        (n,) direct coefficients, as they are in all scenarios.

    Returns
    -------
    ndarray, Series or DataArray
        (r,) totals, with the labels of the scenarios that `changes` brings.

    Raises
    ------
    InputError
        As `technology_scenarios`.

    Notes
    -----
    Sherman and Morrison (1950).

    Examples
    --------
    >>> technology_effects([[0.15, 0.25], [0.20, 0.05]], [1], [[0.05], [0.0]], [350, 1700], [0.3, 0.25]).round(2)
    array([844.82])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(changes).joined(f)
    at = _columns(sectors, columns)
    added, demand = sectors.rows(changes, "changes"), sectors.rows(f, "f")
    direct = sectors.total(s, "s")
    _same_cases(len(at), added, demand)
    negative = _negative_cases(model.A, at, added)
    base = model.right(demand)
    left = 1.0 - np.einsum("rn,nr->r", model.inverse[at], added)
    buyers = base[at] if base.ndim == 1 else base[at, np.arange(len(at))]
    with np.errstate(divide="ignore", invalid="ignore"):
        result = direct @ base + (model.left(direct) @ added) * buyers / left
    failed = negative | ~(left > 0.0)
    if failed.any():
        _refuse_or_blank(result, failed, negative, _case_names(changes, len(at)), invalid)
    return Sectors(sectors.kind, len(at), _case_labels(changes), _case_dims(changes)).vector(result)


def _columns(sectors: Sectors, columns: Sequence[Any] | NDArray[Any]) -> NDArray[np.intp]:
    """Positions of the sectors that change, one for each scenario and so perhaps several times."""
    given = np.asarray(columns)
    if given.dtype.kind in "iu" and given.ndim == 1 and (sectors.index is None or sectors.index.dtype.kind not in "iu"):
        if len(given) and not 0 <= given.min() <= given.max() < sectors.n:
            expected = f"positions from 0 to {sectors.n - 1}"
            raise InputError([Problem("sector", expected, key="columns", value=f"{given.min()} ... {given.max()}")])
        return given.astype(np.intp)
    different = list(dict.fromkeys(columns))
    at = dict(zip(different, sectors.positions(different, "columns"), strict=True))
    return np.array([at[item] for item in columns], dtype=np.intp)


def _same_cases(count: int, changes: Array, f: Array) -> None:
    """Refuse changes or demands for another number of scenarios."""
    findings = Findings()
    if changes.ndim != 2 or changes.shape[1] != count:
        findings.add("shape", f"a column of changes for each of {count} scenarios", key="changes", value=changes.shape)
    if f.ndim == 2 and f.shape[1] != count:
        findings.add("shape", f"one demand, or one for each of {count} scenarios", key="f", value=f.shape)
    findings.raise_if_any()


def _negative_cases(A: Array, at: NDArray[np.intp], changes: Array) -> NDArray[np.bool_]:
    """(r,) whether a scenario pushes a coefficient below zero that was not there before."""
    lowest = np.zeros(len(at))
    # Some rows at a time, so that what is added up stays in the cache.
    for start in range(0, len(A), _ROWS):
        new = A[start : start + _ROWS].take(at, axis=1)
        new += changes[start : start + _ROWS]
        np.minimum(lowest, new.min(axis=0), out=lowest)
    suspects = np.flatnonzero(lowest < -_ROUNDING)
    negative = np.zeros(len(at), dtype=np.bool_)
    old = A[:, at[suspects]]
    added = changes[:, suspects]
    negative[suspects] = ((old + added < -_ROUNDING) & (added < 0.0)).any(axis=0)
    return negative


def _case_names(changes: Data, count: int) -> list[str]:
    """Names of scenarios for messages."""
    labels = _case_labels(changes)
    return [str(item) for item in (range(count) if labels is None else labels)]


def _refuse_or_blank(
    results: Array, failed: NDArray[np.bool_], negative: NDArray[np.bool_], names: Sequence[str], invalid: str
) -> None:
    """Name the scenarios that cannot be, or set their results to NaN."""
    if invalid == "nan":
        results[..., failed] = np.nan
        return
    raise InputError(
        Problem("negative-coefficient", "coefficients of zero or more", key=f"scenario {names[at]}")
        if negative[at]
        else Problem("not-productive", "a technology that leaves something over", key=f"scenario {names[at]}")
        for at in map(int, np.flatnonzero(failed))
    )


# --- scenarios in words ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a scenario, with its meaning.

    Parameters
    ----------
    on
        ``"demand"`` final demand, money; ``"coefficient"`` input coefficients; ``"flow"``
        intermediate flows at the base year's output, money: they are turned into
        coefficients by dividing by the base output of the buyer.
    how
        ``"set"`` to the value, ``"add"`` the value, ``"scale"`` by the value (1.1 is 10 % more).
    value
        A number, or one for each sector where `row` is None.
    row
        The selling sector, or several; None: all.
    column
        The buying sector, or several, for flows and coefficients (None: all); the category
        of final demand (None: the total, spread over categories as they are).

    Examples
    --------
    >>> Change("coefficient", "scale", 0.9, row="energy")
    Change(on='coefficient', how='scale', value=0.9, row='energy', column=None)
    """

    on: On
    how: How
    value: Any
    row: Any = None
    column: Any = None

    def __post_init__(self) -> None:
        findings = Findings()
        for key, word, known in (("on", self.on, _ON), ("how", self.how, _HOW)):
            if word not in known:
                findings.add("kind", " | ".join(known), key=key, value=word, nearest=nearest(str(word), known))
        findings.raise_if_any()


class ScenarioOutputs(NamedTuple):
    """Results of named scenarios."""

    output: Data
    """(n, r) output of every scenario."""
    change: Data
    """(n, r) its difference to the base."""
    failed: dict[str, str]
    """Scenarios that cannot be, with the reason; their results are NaN."""


def run_scenarios(
    A: Data, f: Data, scenarios: Mapping[str, Change | Iterable[Change]], *, invalid: Invalid = "refuse"
) -> ScenarioOutputs:
    """Output of named scenarios, each a list of changes of demand and technology.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) final demand, money, or (n, k) by category.
    scenarios
        Name to one change or several, which are made in the order written.
    invalid
        ``"refuse"``: scenarios that cannot be are named, all at once; ``"nan"``: their
        results are NaN and ``failed`` gives the reason.

    Returns
    -------
    ScenarioOutputs
        Output and its difference to the base, labelled by sector and scenario.

    Raises
    ------
    InputError
        On unknown sectors and categories, and with `invalid` as said.

    Notes
    -----
    Woodbury (1950). A scenario that changes a few columns is updated by columns, one that
    changes a few rows by rows, one that changes a large part of ``A`` is factorised anew.

    Examples
    --------
    >>> result = run_scenarios([[0.15, 0.25], [0.20, 0.05]], [350, 1700], {
    ...     "more demand": Change("demand", "add", 100.0, row=0),
    ...     "saving": Change("coefficient", "scale", 0.9, row=0, column=1)})
    >>> result.change.round(1)
    array([[125.4, -62.3],
           [ 26.4, -13.1]])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(f)
    demand = sectors.rows(f, "f")
    base = model.right(demand if demand.ndim == 1 else demand.sum(axis=1))
    world = _World(
        model, sectors, demand, axis_labels(f, 1) if np.ndim(f) == 2 and kind_of(f) != "array" else None, base
    )
    made = [_made(world, name, [item] if isinstance(item, Change) else list(item)) for name, item in scenarios.items()]
    output, failed = _solved(model, made)
    if failed and invalid == "refuse":
        raise InputError(Problem("scenario", reason, key=f"scenario {name}") for name, reason in failed.items())
    names = pd.Index(list(scenarios), name="scenario")
    wrapped = [_by_scenario(sectors, array, names) for array in (output, output - base[:, None])]
    return ScenarioOutputs(wrapped[0], wrapped[1], failed)


def _by_scenario(sectors: Sectors, array: Array, names: pd.Index[Any]) -> Data:
    """Sectors by scenario, with a dimension of that name."""
    wrapped = sectors.by(array, columns=names)
    return wrapped.rename({"case": "scenario"}) if sectors.kind == "xarray" else wrapped


class _World(NamedTuple):
    """What scenarios start from."""

    model: Leontief
    sectors: Sectors
    demand: Array
    categories: pd.Index[Any] | None
    base: Array


class _Made(NamedTuple):
    """A scenario as numbers."""

    name: str
    demand: Array
    """(n,) final demand."""
    at: list[int]
    """Columns, or rows, of ``A`` that change."""
    added: Array
    """(n, k) what is added to the columns, or (k, n) to the rows."""
    by_columns: bool
    reason: str
    """Why it cannot be, if it cannot."""


def _made(world: _World, name: str, changes: list[Change]) -> _Made:
    """Make the changes of one scenario, in order."""
    demand = world.demand.copy() if world.demand.ndim == 2 else world.demand[:, None].copy()
    blocks = []
    for item in changes:
        rows = _chosen(world.sectors, item.row, f"{name}: row")
        if item.on == "demand":
            _change_demand(world, demand, rows, item, name)
        else:
            blocks.append((rows, _chosen(world.sectors, item.column, f"{name}: column"), item))
    total = demand.sum(axis=1)
    if not blocks:
        return _Made(name, total, [], np.empty((world.model.n, 0)), True, "")
    at, added, by_columns, reason = _changed_coefficients(world, blocks, name)
    return _Made(name, total, at, added, by_columns, reason)


def _changed_coefficients(
    world: _World, blocks: list[tuple[NDArray[np.intp], NDArray[np.intp], Change]], name: str
) -> tuple[list[int], Array, bool, str]:
    """What a scenario adds to some columns of ``A``, or to some rows where these are fewer."""
    rows = np.unique(np.concatenate([block[0] for block in blocks]))
    columns = np.unique(np.concatenate([block[1] for block in blocks]))
    by_columns = len(columns) <= len(rows)
    old = world.model.A[:, columns] if by_columns else world.model.A[rows]
    new = old.copy()
    for chosen_rows, chosen_columns, item in blocks:
        unit = world.base[chosen_columns] if item.on == "flow" else np.ones(len(chosen_columns))
        if not unit.all():
            raise InputError([Problem("zero-output", "output of the buyer above zero", key=name)])
        place = (
            np.ix_(chosen_rows, np.searchsorted(columns, chosen_columns))
            if by_columns
            else np.ix_(np.searchsorted(rows, chosen_rows), chosen_columns)
        )
        new[place] = _operated(new[place] * unit, item, name) / unit
    reason = "coefficients of zero or more" if ((new < -_ROUNDING) & (new < old)).any() else ""
    return [int(at) for at in (columns if by_columns else rows)], new - old, by_columns, reason


def _chosen(sectors: Sectors, chosen: Any, name: str) -> NDArray[np.intp]:
    """Positions; None stands for all sectors."""
    return np.arange(sectors.n) if chosen is None else np.array(sectors.positions(chosen, name), dtype=np.intp)


def _change_demand(world: _World, demand: Array, rows: NDArray[np.intp], item: Change, name: str) -> None:
    """Change a category, or the total in the proportions that its categories have."""
    if item.column is not None:
        category = _chosen(Sectors("array", demand.shape[1], world.categories), item.column, f"{name}: category")
        demand[np.ix_(rows, category)] = _operated(demand[np.ix_(rows, category)], item, name)
        return
    old = demand[rows].sum(axis=1, keepdims=True)
    new = _operated(old, item, name)
    even = np.full(demand[rows].shape, 1.0 / demand.shape[1])
    shares = np.divide(demand[rows], old, out=even, where=old != 0.0)
    demand[rows] = shares * new


def _operated(block: Array, item: Change, name: str) -> Array:
    """``set``, ``add`` or ``scale`` a block (rows, columns); a vector of values runs along the rows."""
    value = values(item.value, f"{name}: value")
    if value.ndim == 1:
        value = value[:, None]
    try:
        value = np.broadcast_to(value, block.shape)
    except ValueError as error:
        expected = f"one value, or one for each of {len(block)} rows"
        raise InputError([Problem("shape", expected, key=name, value=str(np.shape(item.value)))]) from error
    operated = {"set": value, "add": block + value, "scale": block * value}[item.how]
    return np.array(operated, dtype=np.float64)


def _solved(model: Leontief, made: Sequence[_Made]) -> tuple[Array, dict[str, str]]:
    """Output (n, r) of all scenarios, and why some have none."""
    failed = {item.name: item.reason for item in made if item.reason}
    if not made:
        return np.empty((model.n, 0)), failed
    output = np.array(model.right(np.column_stack([item.demand for item in made])))
    single = [at for at, item in enumerate(made) if len(item.at) == 1 and item.by_columns]
    if single:
        columns = np.array([made[at].at[0] for at in single])
        changes = np.column_stack([made[at].added for at in single])
        output[:, single], left = single_columns(model, columns, changes, output[:, single])
        for at in (at for at, rest in zip(single, left, strict=True) if not rest > 0.0):
            failed.setdefault(made[at].name, _NOTHING_LEFT)
    for at, item in enumerate(made):
        if item.at and (len(item.at) > 1 or not item.by_columns):
            solved = _several(model, item, output[:, at])
            output[:, at] = np.nan if solved is None else solved
            if solved is None:
                failed.setdefault(item.name, _NOTHING_LEFT)
    output[:, [item.name in failed for item in made]] = np.nan
    return output, failed


_NOTHING_LEFT = "a technology that leaves something over (spectral radius below 1)"


def _several(model: Leontief, item: _Made, base: Array) -> Array | None:
    """Output of a scenario that changes several columns or rows, or so many that `A` is factorised anew."""
    if len(item.at) > _MANY * model.n:
        coefficients = model.A.copy()
        coefficients[(slice(None), item.at) if item.by_columns else item.at] += item.added
        return _anew(coefficients, item.demand)
    return (several_columns if item.by_columns else several_rows)(model, item.at, item.added, base)


def _anew(coefficients: Array, demand: Array) -> Array | None:
    """Output by another factorisation, None if it cannot be made."""
    try:
        return Leontief(coefficients).right(demand)
    except InputError:
        return None
