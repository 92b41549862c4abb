"""Structural paths: along which chains of purchases a final demand has its effect."""

from __future__ import annotations

import heapq
from itertools import count
from typing import NamedTuple

import numpy as np
import pandas as pd

from ioscenario.problems import Findings
from ioscenario.table.labels import Array, Data, Sectors
from ioscenario.table.leontief import Leontief, as_leontief


class Path(NamedTuple):
    """One chain of purchases."""

    sectors: tuple[int, ...]
    """Positions from the sector of final demand back to the one where the effect is."""
    value: float
    """The effect."""


def largest_paths(A: Array, s: Array, f: Array, most: int, least: float, depth: int) -> list[Path]:
    """The largest terms of ``s' f + s' A f + s' A A f + ...``, the largest first.

    Best first: everything beyond a node together is at most ``amount (|s|' L)_node``, so a
    branch is left as soon as it can bring nothing larger than what is already kept. The
    result is exact, whatever the depth of the tree.

    Parameters
    ----------
    A
        (n, n) input coefficients.
    s
        (n,) effect for each unit of output.
    f
        (n,) final demand.
    most
        How many paths to keep.
    least
        Size below which a path does not count.
    depth
        Largest number of purchases in a path.
    """
    beyond = Leontief(np.abs(A)).left(np.abs(s))
    buys = np.ascontiguousarray(A.T)
    ticket = count()
    kept: list[tuple[float, int, Path]] = []
    open_: list[tuple[float, int, tuple[int, ...], float]] = [
        (-abs(f[j]) * beyond[j], next(ticket), (int(j),), float(f[j])) for j in np.flatnonzero(f)
    ]
    heapq.heapify(open_)
    while open_:
        bound, _number, path, amount = heapq.heappop(open_)
        floor = max(least, kept[0][0]) if len(kept) == most else least
        if -bound < floor or bound == 0.0:
            break
        value = s[path[-1]] * amount
        if abs(value) >= floor and value:
            heapq.heappush(kept, (float(abs(value)), -next(ticket), Path(path, float(value))))
            if len(kept) > most:
                heapq.heappop(kept)
        if len(path) > depth:
            continue
        amounts = buys[path[-1]] * amount
        bounds = np.abs(amounts) * beyond
        for i in np.flatnonzero((bounds >= floor) & (bounds > 0.0)):
            heapq.heappush(open_, (-float(bounds[i]), next(ticket), (*path, int(i)), float(amounts[i])))
    return [item for _size, _number, item in sorted(kept, reverse=True)]


def structural_paths(
    A: Data, f: Data, s: Data = None, *, most: int = 50, share: float = 0.0, depth: int = 20
) -> pd.DataFrame:
    """The most important chains of purchases behind an effect.

    A path ``j, i, h`` says that final demand for ``j`` makes ``j`` buy from ``i``, which buys
    from ``h``, and there is the effect: ``s_h a_hi a_ij f_j``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) final demand, or (n, k) by category; for one product put zeros elsewhere.
    s
        (n,) jobs, value added, emissions ... for each unit of output; None: output.
    most
        How many paths to give.
    share
        Give only paths with at least this share of the whole effect.
    depth
        Largest number of purchases in a path.

    Returns
    -------
    DataFrame
        The largest first: ``path`` (labels, from final demand back), ``order`` (number of
        purchases), ``value`` in the unit of `s` times `f`, ``share`` of the whole effect
        ``s' L f``, ``cumulative`` share.

    Raises
    ------
    InputError
        On an unproductive ``|A|``, and on limits that make no sense.

    Notes
    -----
    Defourny and Thorbecke (1984); Lenzen (2003). The search is exact: no path larger than
    those given is left out.

    Examples
    --------
    >>> structural_paths([[0.15, 0.25], [0.20, 0.05]], [0, 100], [0.3, 0.2], most=3).round(3)
            path  order   value  share  cumulative
    0       (1,)      0  20.000  0.618       0.618
    1     (1, 0)      1   7.500  0.232       0.850
    2  (1, 0, 0)      2   1.125  0.035       0.885
    """
    _check(most, share, depth)
    model = as_leontief(A)
    sectors = model.sectors.joined(f)
    demand = sectors.total(f, "f")
    direct = np.ones(sectors.n) if s is None else sectors.total(s, "s")
    whole = float(model.left(direct) @ demand)
    found = largest_paths(model.A, direct, demand, most, share * abs(whole), depth)
    return _listed(found, whole, sectors)


def _check(most: int, share: float, depth: int) -> None:
    """Refuse limits that make no sense."""
    findings = Findings()
    if most < 1:
        findings.add("range", "one path or more", key="most", value=most)
    if not 0.0 <= share <= 1.0:
        findings.add("range", "a share from 0 to 1", key="share", value=share)
    if depth < 0:
        findings.add("range", "zero purchases or more", key="depth", value=depth)
    findings.raise_if_any()


def _listed(found: list[Path], whole: float, sectors: Sectors) -> pd.DataFrame:
    """Paths as rows, with labels and shares."""
    index = sectors.index
    named = [item.sectors if index is None else tuple(index[at] for at in item.sectors) for item in found]
    sizes = np.array([item.value for item in found], dtype=np.float64)
    shares = sizes / whole if whole else np.full(len(sizes), np.nan)
    columns = {"path": pd.Series(named, dtype=object), "order": [len(item.sectors) - 1 for item in found]}
    return pd.DataFrame(columns | {"value": sizes, "share": shares, "cumulative": np.cumsum(shares)})


def production_layers(A: Data, f: Data, rounds: int = 10) -> Data:
    """Output round by round: final demand, what its making needs, what that needs, ...

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) final demand, money, or (n, k) by category.
    rounds
        How many rounds of purchases after final demand itself.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, rounds + 1): column k is ``A^k f``; all rounds for ever add up to ``L f``.

    Raises
    ------
    InputError
        As `Leontief`.

    Notes
    -----
    Waugh (1950); Miller and Blair (2009), section 2.4.

    Examples
    --------
    >>> production_layers([[0.15, 0.25], [0.20, 0.05]], [600, 1500], 2)
    array([[ 600.  ,  465.  ,  118.5 ],
           [1500.  ,  195.  ,  102.75]])
    """
    model = as_leontief(A)
    sectors = model.sectors.joined(f)
    layers = [sectors.total(f, "f")]
    for _round in range(rounds):
        layers.append(model.A @ layers[-1])
    return sectors.by(np.column_stack(layers), columns=range(rounds + 1))
