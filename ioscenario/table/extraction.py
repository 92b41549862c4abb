"""Hypothetical extraction: what an economy loses when a sector stops trading.

========== ===================================================== ==========================
kind       what is taken out                                     model
========== ===================================================== ==========================
complete   the sector's row and column of ``A`` and its final    ``x = L f``
           demand: all of it, home needs are imported
backward   its column of ``A``: it buys nothing at home          ``x = L f``
forward    its row of ``B``: it sells nothing to other sectors   ``x' = v' G``
sales      its row of ``A``: users import what it sold them      ``x = L f``
========== ===================================================== ==========================

``"partial"`` is ``"complete"`` by a share; every kind takes a `share`. Sources: Strassert
(1968); Schultz (1977); Dietzenbacher and van der Linden (1997); on shares Dietzenbacher
and Lahr (2013); Miller and Blair (2009), section 12.2.6.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table.labels import Array, Data, Sectors
from ioscenario.table.leontief import Leontief, as_leontief

ExtractionKind = Literal["complete", "backward", "forward", "sales", "partial"]

_KINDS: tuple[str, ...] = get_args(ExtractionKind)


class Extraction(NamedTuple):
    """What is left and what is lost when sectors are taken out together."""

    output: Data
    """Output that is left, by sector, money."""
    loss: Data
    """Output lost, by sector: before less after."""
    total: float
    """Output lost in all."""
    share: float
    """The same as a share of all output before."""


# --- kernels -----------------------------------------------------------------------------


def cut(matrix: Array, chosen: list[int], share: float, *, rows: bool, columns: bool, own: bool) -> Array:
    """Coefficients with a share of some rows and columns taken out.

    With `own` False the trade of the chosen sectors among and within themselves stays.
    """
    left = matrix.copy()
    kept = matrix[np.ix_(chosen, chosen)]
    if rows:
        left[chosen] *= 1.0 - share
    if columns:
        left[:, chosen] *= 1.0 - share
    left[np.ix_(chosen, chosen)] = kept * (1.0 - share) if own else kept
    return left


def output_after(A: Array, x: Array, f: Array, chosen: list[int], kind: str, share: float, own: bool) -> Array:
    """Output (n,) when sectors are taken out together, by solving again."""
    if kind == "forward":
        allocated = A * x / x[:, None]
        value_added = x - x @ allocated
        left = cut(allocated, chosen, share, rows=True, columns=False, own=own)
        return Leontief(left).left(value_added)
    both = kind in {"complete", "partial"}
    left = cut(A, chosen, share, rows=both or kind == "sales", columns=both or kind == "backward", own=own)
    demand = f.copy()
    if both:
        demand[chosen] *= 1.0 - share
    return Leontief(left).right(demand)


def losses(L: Array, x: Array, f: Array, kind: str) -> Array:
    """Loss by sector (row) when each sector (column) is taken out on its own, (n, n).

    All sectors at once and without solving again, from the inverse of the partition:

    - complete ``l_ik x_k / l_kk``
    - backward ``(l_ik - d_ik) x_k / l_kk``
    - forward ``(g_ki - d_ki) x_k / g_kk``, with ``g_ki = l_ki x_i / x_k``
    - sales ``l_ik (x_k - f_k) / l_kk``
    """
    own = L.diagonal()
    if kind == "complete":
        return L * (x / own)
    if kind == "sales":
        return L * ((x - f) / own)
    chain = L - np.eye(len(L))
    if kind == "backward":
        return chain * (x / own)
    return np.asarray((chain / own[:, None]).T * x[:, None])


# --- labelled ------------------------------------------------------------------------------


def extraction(
    A: Data, f: Data, sectors: Any, kind: ExtractionKind = "complete", *, share: float = 1.0, own: bool = True
) -> Extraction:
    """Take one sector, or several together, out of the economy.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) final demand, money, or (n, k) by category.
    sectors
        Label, or labels, of what is taken out; positions for plain arrays.
    kind
        ``"complete"``, ``"backward"``, ``"forward"``, ``"sales"`` or ``"partial"``: see the
        head of this module.
    share
        Part that is taken out, from 0 to 1. ``"partial"`` wants one below 1.
    own
        Whether trade of the chosen sectors among themselves is taken out too.

    Returns
    -------
    Extraction
        Output left and lost by sector, in all, and as a share.

    Raises
    ------
    InputError
        On unknown sectors or kinds and on a share outside [0, 1].

    Notes
    -----
    The loss includes the sector's own output. The sources stand at the head of the module.

    Examples
    --------
    >>> result = extraction([[0.15, 0.25], [0.20, 0.05]], [350, 1700], 0)
    >>> result.loss.round(1), round(result.share, 4)
    (array([1000. ,  210.5]), 0.4035)
    """
    model = as_leontief(A)
    _check(kind, share)
    known = model.sectors.joined(f)
    demand = known.total(f, "f")
    chosen = known.positions(sectors)
    before = model.right(demand)
    if kind == "forward":
        _positive(before, known)
    after = output_after(model.A, before, demand, chosen, kind, share, own)
    loss = before - after
    return Extraction(known.vector(after), known.vector(loss), float(loss.sum()), float(loss.sum() / before.sum()))


def extractions(A: Data, f: Data, kind: ExtractionKind = "complete") -> Data:
    """Every sector taken out on its own: which one the economy would miss most.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) final demand, money, or (n, k) by category.
    kind
        As in `extraction`; shares and groups are there.

    Returns
    -------
    DataFrame or Dataset
        By sector taken out: ``loss`` of output in all, money; ``elsewhere``, the part of it
        outside the sector; ``share`` of all output; ``rank``, 1 the largest loss.

    Raises
    ------
    InputError
        As `extraction`.

    Notes
    -----
    Exact and without an inverse per sector: see `losses`.

    Examples
    --------
    >>> extractions([[0.15, 0.25], [0.20, 0.05]], [350, 1700]).round(3)
          loss  elsewhere  share  rank
    0  1210.526    210.526  0.404     2
    1  2588.235    588.235  0.863     1
    """
    known, before, lost = _each(A, f, kind)
    total = lost.sum(axis=0)
    rank = np.empty(len(total), dtype=np.int64)
    rank[np.argsort(-total, kind="stable")] = np.arange(1, len(total) + 1)
    columns = {"loss": total, "elsewhere": total - lost.diagonal(), "share": total / before.sum(), "rank": rank}
    return known.table(columns)


def loss_matrix(A: Data, f: Data, kind: ExtractionKind = "complete") -> Data:
    """Loss of each sector (row) when each sector (column) is taken out on its own.

    Parameters
    ----------
    A, f, kind
        As in `extractions`.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n), money.

    Raises
    ------
    InputError
        As `extractions`.

    Notes
    -----
    See `losses`.

    Examples
    --------
    >>> loss_matrix([[0.15, 0.25], [0.20, 0.05]], [350, 1700]).round(1)
    array([[1000. ,  588.2],
           [ 210.5, 2000. ]])
    """
    known, _before, lost = _each(A, f, kind)
    return known.square(lost)


def _each(A: Data, f: Data, kind: str) -> tuple[Sectors, Array, Array]:
    """Sectors, output before, and `losses`, from the arguments of the functions for all sectors."""
    model = as_leontief(A)
    _check(kind, 0.5)
    if kind == "partial":
        raise InputError([Problem("kind", "a kind without a share; extraction() takes shares", key="kind", value=kind)])
    known = model.sectors.joined(f)
    demand = known.total(f, "f")
    before = model.right(demand)
    if kind == "forward":
        _positive(before, known)
    return known, before, losses(model.inverse, before, demand, kind)


def _check(kind: str, share: float) -> None:
    """Refuse an unknown kind and a share that cannot be one."""
    if kind not in _KINDS:
        close = nearest(str(kind), _KINDS)
        raise InputError([Problem("kind", " | ".join(_KINDS), key="kind", value=str(kind), nearest=close)])
    most = "below 1, with 'complete' for all of it" if kind == "partial" else "to 1"
    if not 0.0 <= share <= 1.0 or (kind == "partial" and share == 1.0):
        raise InputError([Problem("range", f"a share from 0 {most}", key="share", value=str(share))])


def _positive(output: Array, sectors: Sectors) -> None:
    """Refuse outputs that allocation coefficients cannot be divided by."""
    wrong = np.flatnonzero(output <= 0.0)
    if len(wrong):
        raise InputError(
            Problem("zero-output", "output above zero", key=name, value=str(output[at]))
            for at, name in zip(wrong, sectors.names(wrong), strict=True)
        )
