"""Linkages: how strongly a sector pulls on its suppliers and pushes to its users.

==================== ==================================================== ===================
measure              formula                                              source
==================== ==================================================== ===================
direct backward      ``1' A``                                             Chenery, Watanabe 1958
direct forward       ``B 1``                                              Chenery, Watanabe 1958
backward             ``1' L``                                             Rasmussen 1956
forward              ``L 1`` (Leontief) or ``G 1`` (Ghosh)                Rasmussen; Jones 1976
index                measure over its mean: power, sensitivity of         Rasmussen 1956
                     dispersion
variation            standard deviation of a column (row) over its mean   Rasmussen 1956
eigenvector          left Perron vector of ``A``, right one of ``B``      Dietzenbacher 1992
pure                 what a sector and the rest do for one another,       Sonis, Hewings,
                     own use taken out, money                             Guo 1996
==================== ==================================================== ===================
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table.labels import Array, Data, Sectors
from ioscenario.table.leontief import Leontief, as_leontief, product, times_vector

Forward = Literal["ghosh", "leontief"]

_FORWARD: tuple[str, ...] = get_args(Forward)
_SWEEPS = 2000
_TOLERANCE = 1e-13


class Pure(NamedTuple):
    """Pure linkages of every sector, (n,) each, money."""

    backward: Array
    forward: Array

    @property
    def total(self) -> Array:
        """Backward and forward together."""
        return self.backward + self.forward


# --- kernels -----------------------------------------------------------------------------


def index_of(measure: Array) -> Array:
    """A measure over its mean: above 1 is more than the average sector."""
    return np.asarray(measure / measure.mean())


def variation(matrix: Array, axis: int) -> Array:
    """Coefficient of variation along an axis, with n - 1 as Rasmussen has it.

    A high value says that a sector pulls on few others, a low one that it pulls evenly.
    """
    if matrix.shape[axis] < 2:
        return np.zeros(matrix.shape[1 - axis])
    return np.asarray(matrix.std(axis=axis, ddof=1) / matrix.mean(axis=axis))


def perron(matrix: Array) -> Array:
    """Left Perron vector ``q' M = radius q'`` of a matrix ``M >= 0`` with mean 1, (n,).

    Power iteration on ``M + c I``: the shift keeps cyclic matrices from swinging, and does
    not move the vectors. What power iteration leaves unsettled is taken from the
    eigenvectors. Without any flow all sectors are alike.
    """
    n = len(matrix)
    shift = matrix.sum(axis=0).mean() / 2.0
    vector = np.ones(n)
    if shift <= 0.0:
        return vector
    for _sweep in range(_SWEEPS):
        following = times_vector(matrix, vector, transposed=True) + shift * vector
        following *= n / following.sum()
        if np.abs(following - vector).max() < _TOLERANCE * n:
            return np.asarray(following)
        vector = following
    return _perron_by_eigenvectors(matrix)


def _perron_by_eigenvectors(matrix: Array) -> Array:
    """As `perron`, from a full eigenvalue problem."""
    from scipy.linalg import eig

    roots, vectors = eig(matrix.T)
    vector = np.abs(vectors[:, int(np.argmax(roots.real))].real)
    return np.asarray(vector * (len(matrix) / vector.sum()))


def pure(A: Array, L: Array, f: Array) -> Pure:
    """Pure linkages of all sectors at once.

    ``PBL_j = 1' D_r A_rj D_j f_j`` and ``PFL_j = D_j A_jr D_r f_r`` with
    ``D_j = 1 / (1 - a_jj)`` and ``D_r = (I - A_rr)^-1``. No inverse per sector is needed:
    ``D_r A_rj = L_rj / l_jj`` and ``A_jr D_r = L_jr / l_jj``.

    Parameters
    ----------
    A, L
        (n, n) coefficients and inverse.
    f
        (n,) final demand, money.

    Returns
    -------
    Pure
        Output of the rest that the sector calls for through its own final demand, and
        output of the sector that the rest calls for.
    """
    own, within = L.diagonal(), 1.0 / (1.0 - A.diagonal())
    backward = (L.sum(axis=0) - own) / own * within * f
    forward = within * (times_vector(L, f) - own * f) / own
    return Pure(backward, forward)


# --- labelled ------------------------------------------------------------------------------


def linkages(A: Data, x: Data = None, f: Data = None, *, forward: Forward = "ghosh") -> Data:
    """All linkages of all sectors in one table.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    x
        (n,) output, money; None: ``L f``. Without output and demand there is no ``B``: then
        `forward` is Leontief's and measures that need money are left out.
    f
        (n,) final demand, money, or (n, k) by category; None: ``x - A x``.
    forward
        Which forward linkage is put into indices and into ``key``: ``"ghosh"`` row sums of
        ``G``, or ``"leontief"`` row sums of ``L``.

    Returns
    -------
    DataFrame or Dataset
        By sector: ``direct_backward``, ``direct_forward``, ``backward``, ``forward``,
        ``backward_index``, ``forward_index``, ``backward_variation``,
        ``forward_variation``, ``backward_eigenvector``, ``forward_eigenvector``,
        ``backward_pure``, ``forward_pure``, ``total_pure``, and ``key``: ``"key"``,
        ``"backward"``, ``"forward"`` or ``"weak"``.

    Raises
    ------
    InputError
        As `Leontief`; on an output that is not above zero; on an unknown `forward`.

    Notes
    -----
    The sources stand at the head of this module. A sector is *key* if both of its indices
    are above 1.

    Examples
    --------
    >>> table = linkages([[0.15, 0.25], [0.20, 0.05]], x=[1000, 2000])
    >>> table[["backward", "forward", "backward_pure", "forward_pure"]].round(3)
       backward  forward  backward_pure  forward_pure
    0     1.518    1.914         86.687       526.316
    1     1.452    1.254        526.316        86.687
    """
    model = as_leontief(A)
    sectors, output, demand = _money(model, x, f)
    if forward not in _FORWARD:
        expected, close = " | ".join(_FORWARD), nearest(str(forward), _FORWARD)
        raise InputError([Problem("kind", expected, key="forward", value=str(forward), nearest=close)])
    backward_vector = perron(np.abs(model.A))
    if output is None or demand is None:
        return sectors.table(_columns(model.A, model.inverse, model.inverse, None, backward_vector))
    rows = model.inverse if forward == "leontief" else _exchanged(model.inverse, output)
    return sectors.table(_columns(model.A, model.inverse, rows, (output, demand), backward_vector))


def _money(model: Leontief, x: Data, f: Data) -> tuple[Sectors, Array | None, Array | None]:
    """Output and final demand, one from the other where only one is given."""
    given = x if x is not None else f
    sectors = model.sectors if given is None else model.sectors.joined(given)
    output = None if x is None else sectors.total(x, "x")
    demand = None if f is None else sectors.total(f, "f")
    if output is not None and demand is None:
        demand = output - times_vector(model.A, output)
    if demand is not None and output is None:
        output = model.right(demand)
    if output is not None and output.min(initial=1.0) <= 0.0:
        wrong = np.flatnonzero(output <= 0.0)
        raise InputError(
            Problem("zero-output", "output above zero", key=name, value=str(output[at]))
            for at, name in zip(wrong, sectors.names(wrong), strict=True)
        )
    return sectors, output, demand


def _exchanged(matrix: Array, output: Array) -> Array:
    """``diag(x)^-1 M diag(x)``: from ``A`` to ``B``, from ``L`` to ``G``."""
    return matrix * output / output[:, None]


def _columns(
    A: Array, L: Array, rows: Array, money: tuple[Array, Array] | None, backward_vector: Array
) -> dict[str, NDArray[np.generic]]:
    """The columns of `linkages` in the order of reading."""
    B = None if money is None else _exchanged(A, money[0])
    backward, forward = L.sum(axis=0), rows.sum(axis=1)
    columns: dict[str, NDArray[np.generic]] = {"direct_backward": A.sum(axis=0)}
    if B is not None:
        columns["direct_forward"] = B.sum(axis=1)
    columns |= {"backward": backward, "forward": forward}
    columns |= {"backward_index": index_of(backward), "forward_index": index_of(forward)}
    columns |= {"backward_variation": variation(L, 0), "forward_variation": variation(rows, 1)}
    columns["backward_eigenvector"] = backward_vector
    if B is not None and money is not None:
        parts = pure(A, L, money[1])
        columns["forward_eigenvector"] = perron(np.abs(B.T))
        columns |= {"backward_pure": parts.backward, "forward_pure": parts.forward, "total_pure": parts.total}
    columns["key"] = quadrant(index_of(backward), index_of(forward))
    return columns


def quadrant(backward: Array, forward: Array) -> NDArray[np.str_]:
    """Names of the quadrants of two indices: key, backward, forward, weak.

    Examples
    --------
    >>> [str(name) for name in quadrant(np.array([1.2, 0.8]), np.array([1.1, 1.3]))]
    ['key', 'forward']
    """
    names = np.array(["weak", "forward", "backward", "key"])
    return np.asarray(names[2 * (backward > 1.0) + (forward > 1.0)])


def key_sectors(A: Data, x: Data = None, f: Data = None, *, forward: Forward = "ghosh") -> Data:
    """Indices of backward and forward linkage, and the quadrant they fall in.

    Parameters
    ----------
    A, x, f, forward
        As in `linkages`.

    Returns
    -------
    DataFrame or Dataset
        ``backward_index``, ``forward_index``, ``key``.

    Raises
    ------
    InputError
        As `linkages`.

    Notes
    -----
    Rasmussen (1956); Hirschman (1958); Miller and Blair (2009), section 12.2.

    Examples
    --------
    >>> key_sectors([[0.15, 0.25], [0.20, 0.05]], x=[1000, 2000])["key"].to_list()
    ['key', 'weak']
    """
    return linkages(A, x, f, forward=forward)[["backward_index", "forward_index", "key"]]


def multiplier_product_matrix(A: Data) -> Data:
    """Multiplier product matrix ``(L 1)(1' L) / 1' L 1``: the landscape of an economy.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n); ordered by its row and column sums it falls from one corner.

    Raises
    ------
    InputError
        As `Leontief`.

    Notes
    -----
    Sonis, Hewings and Guo (1997).

    Examples
    --------
    >>> multiplier_product_matrix([[0.15, 0.25], [0.20, 0.05]]).round(3)
    array([[0.81 , 0.774],
           [0.708, 0.678]])
    """
    model = as_leontief(A)
    L = model.inverse
    rows, columns = L.sum(axis=1)[:, None], L.sum(axis=0)[None, :]
    return model.sectors.square(product(rows, columns) / L.sum())
