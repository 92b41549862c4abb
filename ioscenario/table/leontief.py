"""One factorisation of a table: quantity, price, exogenous price, Ghosh and mixed models.

Notation: ``Z`` flows (n x n, rows sell to columns), ``x`` output, ``f`` final demand,
``v`` value added for each unit of output, ``A = Z diag(x)^-1`` input coefficients,
``B = diag(x)^-1 Z`` allocation coefficients, ``L = (I - A)^-1``, ``G = (I - B)^-1``.

All linear algebra goes to one BLAS, the one that SciPy carries: alternating between it
and NumPy's makes two pools of threads wait for each other. A matrix in C order is handed
over as its transpose, so nothing is copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg.blas import dgemm, dgemv
from scipy.linalg.lapack import dgetrf, dgetri, dgetrs

from ioscenario.problems import Findings, InputError, Problem
from ioscenario.table.labels import Array, Data, Sectors, axis_labels, kind_of

_MOST_NAMED = 20
_MOST_SWEEPS = 60

# Columns that LAPACK inverts together.
_BLOCK = 64


class Factors(NamedTuple):
    """LU factors of ``(I - A)'``, as LAPACK leaves them."""

    lu: Array
    pivots: NDArray[np.int32]
    singular: bool


# --- kernels -----------------------------------------------------------------------------


def factorise(A: Array) -> Factors:
    """LU factors of ``(I - A)'``; A (n, n) is left as it is."""
    system = np.negative(A, order="C")
    if not system.size:  # LAPACK knows no empty matrices
        return Factors(system, np.empty(0, dtype=np.int32), singular=False)
    system.ravel()[:: len(A) + 1] += 1.0
    lu, pivots, info = dgetrf(system.T, overwrite_a=True)
    return Factors(lu, pivots, info > 0)


def inverse_from(factors: Factors, *, overwrite: bool = False) -> Array:
    """``L = (I - A)^-1`` (n, n), C order, from the factors, which `overwrite` gives up."""
    if not factors.lu.size:
        return factors.lu
    # The workspace that is used by default leaves no room for blocks and takes three times as long.
    room = _BLOCK * len(factors.lu)
    inverse, _info = dgetri(factors.lu, factors.pivots, lwork=room, overwrite_lu=overwrite)
    return np.asarray(inverse.T)


def solved(factors: Factors, right: Array, *, transposed: bool = False) -> Array:
    """``(I - A)^-1 right`` for (n,) or (n, r); transposed ``(I - A)'^-1 right``."""
    if not right.size:
        return right.copy()
    solution, _info = dgetrs(factors.lu, factors.pivots, right, trans=not transposed)
    return np.asarray(solution)


def product(left: Array, right: Array) -> Array:
    """``left @ right`` of two matrices by SciPy's BLAS, without copying either."""
    first, second = left.flags.f_contiguous, right.flags.f_contiguous
    result = dgemm(1.0, left if first else left.T, right if second else right.T, trans_a=not first, trans_b=not second)
    return np.asarray(result)


def times_vector(matrix: Array, vector: Array, *, transposed: bool = False) -> Array:
    """``matrix @ vector``, or ``vector @ matrix``, of a matrix in C order, by SciPy's BLAS."""
    result: Array = dgemv(1.0, matrix.T, vector, trans=not transposed)
    return result


def partitioned(M: Array, fixed: list[int], known: Array, right: Array) -> tuple[Array, Array]:
    """Solve ``y = M y + g`` where some entries of `y` are known, and so the others of `g`.

    Parameters
    ----------
    M
        (n, n) coefficients.
    fixed
        Positions with known ``y``.
    known
        (c,) or (c, r) known values.
    right
        (n,) or (n, r); only the entries outside `fixed` are used.

    Returns
    -------
    tuple of ndarray
        ``y`` and ``g``, complete: ``y_R = (I - M_RR)^-1 (g_R + M_RC y_C)`` and
        ``g_C = y_C - M_CC y_C - M_CR y_R``.
    """
    free = np.setdiff1d(np.arange(len(M)), fixed)
    shape = np.broadcast_shapes(known.shape[1:], right.shape[1:])
    y, g = np.empty((len(M), *shape)), np.empty((len(M), *shape))
    y[fixed] = known if known.ndim > len(shape) else known[:, None]
    g[free] = right[free] if right.ndim > len(shape) else right[free][:, None]
    factors = factorise(M[np.ix_(free, free)])
    pull = M[free][:, fixed] @ y[fixed]
    y[free] = solved(factors, g[free] + pull)
    g[fixed] = y[fixed] - M[fixed] @ y
    return y, g


# --- what makes a table unable to produce --------------------------------------------------


def spectral_radius(A: Data) -> float:
    """Largest absolute eigenvalue of ``A``; below 1 an economy can produce.

    Parameters
    ----------
    A
        (n, n) coefficients, without unit.

    Returns
    -------
    float

    Notes
    -----
    Hawkins and Simon (1949); Miller and Blair (2009), section 2.4.

    Examples
    --------
    >>> round(spectral_radius([[0.9, 0.4], [0.3, 0.8]]), 3)
    1.2
    """
    from scipy.linalg import eigvals

    array = Sectors.of(A).matrix(A, "A")
    return float(np.abs(eigvals(array)).max())


def require_productive(A: Array, sectors: Sectors, factors: Factors | None = None, *, name: str = "A") -> None:
    """Refuse coefficients with a spectral radius of 1 or more, naming the sectors that cause it.

    Column sums below 1 settle the matter for ``A >= 0``. Else the answer is exact and still
    cheap: ``(I - A)' w = 1`` has a positive solution if and only if the spectral radius is below 1.
    Negative coefficients need eigenvalues, unless ``|A|`` already has a small radius.

    Raises
    ------
    InputError
        With one problem for each sector whose column sum, within a group of sectors that
        feed one another, is 1 or more; code ``not-productive``.
    """
    if len(A) == 0:
        return
    negative = A.min() < 0.0
    size = np.abs(A) if negative else A
    if size.sum(axis=0).max() < 1.0 or _productive(A, size, factors, negative=bool(negative)):
        return
    raise InputError(_not_productive(A, sectors, name))


def _productive(A: Array, size: Array, factors: Factors | None, *, negative: bool) -> bool:
    """Whether the spectral radius is below 1, where column sums do not say."""
    if not negative:
        factors = factors or factorise(A)
        if factors.singular:
            return False
        weights = solved(factors, np.ones(len(A)), transposed=True)
        return bool(np.isfinite(weights).all() and weights.min() > 0.0)
    bound = np.ones(len(A))
    for _sweep in range(_MOST_SWEEPS):
        bound = bound @ size
        if bound.max() < 1.0:
            return True
    return spectral_radius(A) < 1.0


def _not_productive(A: Array, sectors: Sectors, name: str) -> list[Problem]:
    """The sectors to blame, group by group of sectors that feed one another."""
    from scipy.sparse.csgraph import connected_components

    count, member = connected_components(A != 0.0, directed=True, connection="strong")
    problems: list[Problem] = []
    for group in range(count):
        inside = np.flatnonzero(member == group)
        block = A[np.ix_(inside, inside)]
        radius = spectral_radius(block)
        if radius < 1.0 and count > 1:
            continue
        sums = block.sum(axis=0)
        blamed = np.flatnonzero(sums >= 1.0) if (sums >= 1.0).any() else np.arange(len(inside))
        most = np.sort(blamed[np.argsort(-sums[blamed], kind="stable")][:_MOST_NAMED])
        found = f"spectral radius {radius:.6g}"
        problems += [
            Problem("not-productive", _EXPECTED, key=f"{name}[{label}]", value=f"column sum {sums[at]:.6g}, {found}")
            for at, label in zip(most, sectors.names(inside[most]), strict=True)
        ]
    return problems


_EXPECTED = "inputs that leave something over (spectral radius below 1)"


# --- coefficients --------------------------------------------------------------------------


def _output(x: Data, sectors: Sectors, accept: Iterable[str]) -> tuple[Array, NDArray[np.bool_] | None]:
    """Output, checked, and which sectors have none (None: all have some)."""
    output = sectors.rows(x, "x")
    output = output[:, 0] if output.shape[1:] == (1,) else output
    if output.ndim != 1:
        raise InputError([Problem("shape", "one output a sector", key="x", value=str(output.shape))])
    if output.min(initial=1.0) > 0.0:
        return output, None
    findings = Findings()
    idle = output == 0.0
    for at in np.flatnonzero(output < 0.0):
        findings.add("negative-output", "output of zero or more", key=sectors.names([int(at)])[0], value=output[at])
    if "zero_output" not in accept:
        for at in np.flatnonzero(idle):
            findings.add("zero-output", "output above zero", key=sectors.names([int(at)])[0], value=0.0)
    findings.raise_if_any()
    return output, idle


def _divided(flows: Array, output: Array, idle: NDArray[np.bool_] | None, sectors: Sectors) -> Array:
    """``flows / output`` along the last axis; an idle sector has coefficients of zero, and must have no flows."""
    if idle is None:
        return flows / output
    used = np.flatnonzero(idle & (flows != 0.0).reshape(-1, len(output)).any(axis=0))
    if len(used):
        expected = "no flows where there is no output"
        raise InputError(Problem("flows-without-output", expected, key=item) for item in sectors.names(used))
    return np.divide(flows, output, out=np.zeros_like(flows), where=~idle)


def coefficients(Z: Data, x: Data, *, accept: Iterable[str] = ()) -> Data:
    """Input coefficients ``A = Z diag(x)^-1``, or the coefficients of any other block.

    Parameters
    ----------
    Z
        (n, n) flows, money; or (m, n) or (n,) of anything by sector: value added, imports, jobs.
    x
        (n,) output, the same money.
    accept
        ``"zero_output"`` gives an idle sector coefficients of zero, if it has no flows either.

    Returns
    -------
    ndarray, DataFrame, Series or DataArray
        As `Z`: amount for each unit of output.

    Raises
    ------
    InputError
        On sectors with output of zero (not accepted) or below, NaN, other shapes or labels.

    Notes
    -----
    Miller and Blair (2009), eq. 2.4.

    Examples
    --------
    >>> coefficients([[150, 500], [200, 100]], [1000, 2000])
    array([[0.15, 0.25],
           [0.2 , 0.05]])
    """
    sectors = Sectors.of(x, Z.T) if kind_of(x) == "array" and kind_of(Z) != "array" else Sectors.of(x)
    output, idle = _output(x, sectors, accept)
    if _is_square(Z, sectors):
        return sectors.square(_divided(sectors.matrix(Z, "Z"), output, idle, sectors))
    return sectors.across(_divided(sectors.columns(Z, "Z"), output, idle, sectors), Z)


def _is_square(Z: Data, sectors: Sectors) -> bool:
    """Whether a block is sectors by sectors, by its labels where it has some."""
    if np.shape(Z) != (sectors.n, sectors.n):
        return False
    rows = axis_labels(Z, 0)
    return rows is None or sectors.index is None or bool(rows.isin(sectors.index).any())


def allocation(Z: Data, x: Data, *, accept: Iterable[str] = ()) -> Data:
    """Allocation coefficients ``B = diag(x)^-1 Z``: where each unit of output is sold.

    Parameters
    ----------
    Z, x, accept
        As in `coefficients`, with `Z` (n, n).

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n), without unit.

    Raises
    ------
    InputError
        As in `coefficients`.

    Notes
    -----
    Ghosh (1958); Miller and Blair (2009), eq. 12.1.

    Examples
    --------
    >>> allocation([[150, 500], [200, 100]], [1000, 2000])
    array([[0.15, 0.5 ],
           [0.1 , 0.05]])
    """
    sectors = Sectors.of(Z, x)
    output, idle = _output(x, sectors, accept)
    return sectors.square(_divided(sectors.matrix(Z, "Z").T, output, idle, sectors).T)


# --- the factorisation -----------------------------------------------------------------------


class Leontief:
    """Input coefficients, factorised once and solved as often as needed.

    Nothing in it can be changed, so nothing in it goes stale: `with_column` gives another one.

    Parameters
    ----------
    A
        (n, n) input coefficients, without unit. Labelled ones give labelled results.

    Attributes
    ----------
    A : ndarray
        The coefficients, read-only.
    sectors : Sectors
        Number and labels of the sectors.
    inverse : ndarray
        ``L = (I - A)^-1``, read-only, computed at first use.

    Raises
    ------
    InputError
        If `A` is not square and finite, or its spectral radius is 1 or more.

    Notes
    -----
    ``x = L f`` (Leontief 1936), ``p' = v' L``; Miller and Blair (2009), ch. 2.

    Examples
    --------
    >>> model = Leontief([[0.15, 0.25], [0.20, 0.05]])
    >>> model.solve([600, 1500]).round(1)
    array([1247.5, 1841.6])
    """

    A: Array
    sectors: Sectors

    def __init__(self, A: Data) -> None:
        sectors = Sectors.of(A)
        array = np.array(sectors.matrix(A, "A"), order="C")
        self._set(array, sectors)
        if array.size and (array.min() < 0.0 or array.sum(axis=0).max() >= 1.0):
            require_productive(array, sectors, self._factors)

    def _set(self, A: Array, sectors: Sectors) -> None:
        A.flags.writeable = False
        self.__dict__.update(A=A, sectors=sectors)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Leontief object cannot be changed: {name}")

    def __repr__(self) -> str:
        return f"Leontief({self.n} sectors)"

    @property
    def n(self) -> int:
        """How many sectors."""
        return self.sectors.n

    @cached_property
    def _factors(self) -> Factors:
        return factorise(self.A)

    @cached_property
    def inverse(self) -> Array:
        """``L = (I - A)^-1``, (n, n): output of row for a unit of final demand for column."""
        inverse = inverse_from(self._factors)
        inverse.flags.writeable = False
        return inverse

    @property
    def labelled_inverse(self) -> Data:
        """`inverse` in the kind that `A` was given in."""
        return self.sectors.square(self.inverse)

    @property
    def labelled_coefficients(self) -> Data:
        """`A` in the kind that it was given in."""
        return self.sectors.square(self.A)

    def right(self, f: Array) -> Array:
        """``L f`` for plain (n,) or (n, r): by the inverse if it is there, else by the factors."""
        inverse = self.__dict__.get("inverse")
        if inverse is None:
            return solved(self._factors, f)
        return times_vector(inverse, f) if f.ndim == 1 else product(inverse, f)

    def left(self, v: Array) -> Array:
        """``v L`` for plain (n,) or (m, n)."""
        inverse = self.__dict__.get("inverse")
        if inverse is not None:
            return times_vector(inverse, v, transposed=True) if v.ndim == 1 else product(v, inverse)
        return solved(self._factors, v.T, transposed=True).T

    def solve(self, f: Data) -> Data:
        """Output ``x = L f`` that final demand needs.

        Parameters
        ----------
        f
            (n,) or (n, r) final demand, money; each column is a case.

        Returns
        -------
        ndarray, Series, DataFrame or DataArray
            Output, the shape of `f`.

        Raises
        ------
        InputError
            On NaN, and on other shapes or labels.

        Examples
        --------
        >>> Leontief([[0.5]]).solve([[1.0, 2.0]])
        array([[2., 4.]])
        """
        sectors = self.sectors.joined(f)
        return sectors.by(self.right(sectors.rows(f, "f")), f)

    def solve_transposed(self, v: Data) -> Data:
        """``v L``: prices from value added, or total effects from direct ones.

        Parameters
        ----------
        v
            (n,) or (m, n), for each unit of output; each row is a case.

        Returns
        -------
        ndarray, Series, DataFrame or DataArray
            The shape of `v`, for each unit of final demand.

        Raises
        ------
        InputError
            On NaN, and on other shapes or labels.

        Examples
        --------
        >>> Leontief([[0.15, 0.25], [0.20, 0.05]]).solve_transposed([0.65, 0.70])
        array([1., 1.])
        """
        sectors = self.sectors.joined_last(v)
        return sectors.across(self.left(sectors.columns(v, "v")), v)

    def with_column(self, sector: Any, column: Data) -> Leontief:
        """Another technology for one sector: a new object, updated by rank one.

        ``L + L d (row j of L) / (1 - (L d)_j)``, with ``d`` the change of column ``j``
        (Sherman and Morrison 1950).

        Parameters
        ----------
        sector
            Label or position of the sector.
        column
            (n,) its new input coefficients.

        Returns
        -------
        Leontief

        Raises
        ------
        InputError
            If the sector is unknown, or the new technology leaves nothing over.

        Examples
        --------
        >>> Leontief([[0.15, 0.25], [0.20, 0.05]]).with_column(1, [0.0, 0.0]).inverse.round(4)
        array([[1.1765, 0.    ],
               [0.2353, 1.    ]])
        """
        at = self.sectors.positions([sector])[0]
        A = self.A.copy()
        A[:, at] = self.sectors.rows(column, "column")
        change = self.right(A[:, at] - self.A[:, at])
        left = 1.0 - change[at]
        if A.min() < 0.0 or left <= 0.0:
            require_productive(A, self.sectors)
        other = object.__new__(Leontief)
        other._set(A, self.sectors)
        if abs(left) > 1e-8:
            inverse = self.inverse + np.multiply.outer(change / left, self.inverse[at])
            inverse.flags.writeable = False
            other.__dict__["inverse"] = inverse
        return other


def as_leontief(A: Data) -> Leontief:
    """The argument if it is factorised already, else its factorisation."""
    return A if isinstance(A, Leontief) else Leontief(A)


# --- models --------------------------------------------------------------------------------


def leontief_inverse(A: Data) -> Data:
    """Total requirements ``L = (I - A)^-1``.

    Parameters
    ----------
    A
        (n, n) input coefficients, without unit.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n): output of the row sector for a unit of final demand for the column sector.

    Raises
    ------
    InputError
        If `A` cannot produce (spectral radius of 1 or more): a negative inverse is never returned.

    Notes
    -----
    Miller and Blair (2009), eq. 2.11.

    Examples
    --------
    >>> leontief_inverse([[0.15, 0.25], [0.20, 0.05]]).round(4)
    array([[1.2541, 0.33  ],
           [0.264 , 1.1221]])
    """
    if isinstance(A, Leontief):
        return A.labelled_inverse
    sectors = Sectors.of(A)
    array = sectors.matrix(A, "A")
    factors = factorise(array)
    require_productive(array, sectors, factors)
    return sectors.square(inverse_from(factors, overwrite=True))


def quantity(A: Data, f: Data) -> Data:
    """Quantity model: output ``x = L f``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        (n,) or (n, r) final demand, money.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        Output, the shape of `f`.

    Raises
    ------
    InputError
        As `Leontief` and its `solve`.

    Notes
    -----
    Miller and Blair (2009), eq. 2.12.

    Examples
    --------
    >>> quantity([[0.15, 0.25], [0.20, 0.05]], [600, 1500]).round(1)
    array([1247.5, 1841.6])
    """
    return as_leontief(A).solve(f)


def price(A: Data, v: Data) -> Data:
    """Price model: ``p' = v' L``, prices that cover inputs and value added.

    Parameters
    ----------
    A
        (n, n) input coefficients of values, or a `Leontief`.
    v
        (n,) or (m, n) primary cost for each unit of output (value added, imports, taxes
        together); each row is a case.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        Index prices, the shape of `v`; 1 where `v` is that of the base year.

    Raises
    ------
    InputError
        As `Leontief` and its `solve_transposed`.

    Notes
    -----
    Miller and Blair (2009), section 2.6. The model is linear: with the change of `v` it
    gives the change of `p`.

    Examples
    --------
    >>> price([[0.15, 0.25], [0.20, 0.05]], [0.75, 0.70]).round(4)
    array([1.1254, 1.033 ])
    """
    return as_leontief(A).solve_transposed(v)


class Priced(NamedTuple):
    """Prices with some of them given."""

    price: Data
    """Index price of every sector."""
    value_added: Data
    """Primary cost a unit that goes with it; where the price is given, what it leaves over."""


class Mixed(NamedTuple):
    """Outputs and final demands with some outputs given."""

    output: Data
    """Output of every sector."""
    final_demand: Data
    """Final demand that goes with it; where output is given, what is left for it, which may be negative."""


def exogenous_price(A: Data, v: Data, fixed: Data) -> Priced:
    """Price model with prices of some sectors given, as world prices or regulated ones.

    ``p_N = (I - A_NN')^-1 (v_N + A_EN' p_E)``, ``v_E = p_E - A_EE' p_E - A_NE' p_N``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    v
        Primary cost for each unit of output, (n,) or given as `fixed` is; not used where the
        price is given.
    fixed
        Given index prices: a mapping or Series from sectors, or an array over all sectors
        with NaN where the price is free.

    Returns
    -------
    Priced
        Prices, and value added a unit: the margin of a sector whose price is given.

    Raises
    ------
    InputError
        On unknown sectors, sectors without `v`, and an `A` that cannot produce.

    Notes
    -----
    Miller and Blair (2009), section 2.6, with the partition of section 13.2 transposed.

    Examples
    --------
    >>> exogenous_price([[0.15, 0.25], [0.20, 0.05]], [0.65, 0.70], {0: 1.1}).price.round(4)
    array([1.1   , 1.0263])
    """
    return Priced(*_partition(A, v, fixed, ("v", "fixed"), transposed=True))


def mixed(A: Data, f: Data, given: Data) -> Mixed:
    """Mixed model: output of some sectors is given, final demand of the others.

    ``x_R = (I - A_RR)^-1 (f_R + A_RC x_C)``, ``f_C = x_C - A_CC x_C - A_CR x_R``.

    Parameters
    ----------
    A
        (n, n) input coefficients, or a `Leontief`.
    f
        Final demand, money: (n,), (n, r), or given as `given` is; not used where output is given.
    given
        Given outputs: a mapping or Series from sectors, or an array over all sectors with
        NaN where output follows from demand. Values may be (r,), a case each.

    Returns
    -------
    Mixed
        Output and final demand of every sector; a negative final demand says that home use
        exceeds the output given.

    Raises
    ------
    InputError
        On unknown sectors, sectors without `f`, and an ``A`` that cannot produce.

    Notes
    -----
    Miller and Blair (2009), section 13.2.

    Examples
    --------
    >>> mixed([[0.15, 0.25], [0.20, 0.05]], {0: 450.0}, {1: 2000.0}).output.round(2)
    array([1117.65, 2000.  ])
    """
    return Mixed(*_partition(A, f, given, ("f", "given"), transposed=False))


def _partition(A: Data, right: Data, fixed: Data, names: tuple[str, str], *, transposed: bool) -> tuple[Data, Data]:
    """Read the arguments of the two partitioned models, solve, put the labels back."""
    if isinstance(A, Leontief):
        sectors, array = A.sectors, A.A
    else:
        sectors = Sectors.of(A, *(item for item in (right, fixed) if np.shape(item)[:1] == np.shape(A)[:1]))
        array = sectors.matrix(A, "A")
    at, known = sectors.given(fixed, names[1])
    filled = _spread(sectors, right, names[0], at)
    free = np.setdiff1d(np.arange(sectors.n), at)
    require_productive(array[np.ix_(free, free)], _part(sectors, free))
    y, g = partitioned(array.T if transposed else array, at, known, filled)
    template = right if np.ndim(right) == 2 else fixed
    return sectors.by(y, template), sectors.by(g, template)


def _part(sectors: Sectors, kept: NDArray[np.intp]) -> Sectors:
    """Some of the sectors, for messages that name them."""
    index = pd.Index(kept) if sectors.index is None else sectors.index[kept]
    return Sectors(sectors.kind, len(kept), index, sectors.dims)


def _spread(sectors: Sectors, right: Data, name: str, fixed: list[int]) -> Array:
    """The right-hand side over all sectors, zero where it is not needed; refused where it lacks."""
    at, numbers = sectors.given(right, name)
    missing = sorted(set(range(sectors.n)) - set(at) - set(fixed))
    if missing:
        expected = f"{name} of every sector whose own value is not given"
        raise InputError(Problem("missing-label", expected, key=item) for item in sectors.names(missing))
    filled = np.zeros((sectors.n, *numbers.shape[1:]))
    filled[at] = numbers
    return filled


def ghosh_inverse(B: Data) -> Data:
    """Output inverse ``G = (I - B)^-1`` of allocation coefficients.

    Parameters
    ----------
    B
        (n, n) allocation coefficients, without unit.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n): output of the column sector for a unit of value added in the row sector.

    Raises
    ------
    InputError
        As `leontief_inverse`.

    Notes
    -----
    Ghosh (1958); Miller and Blair (2009), eq. 12.4. ``G = diag(x)^-1 L diag(x)``.

    Examples
    --------
    >>> ghosh_inverse([[0.15, 0.50], [0.10, 0.05]]).round(4)
    array([[1.2541, 0.6601],
           [0.132 , 1.1221]])
    """
    return leontief_inverse(B)


def ghosh(B: Data, v: Data) -> Data:
    """Supply-driven model: ``x' = v' G``.

    Parameters
    ----------
    B
        (n, n) allocation coefficients, or their `Leontief`.
    v
        (n,) or (m, n) value added, money; each row is a case.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        Output, the shape of `v`.

    Raises
    ------
    InputError
        As `Leontief` and its `solve_transposed`.

    Notes
    -----
    Ghosh (1958); Miller and Blair (2009), section 12.1. Read as a price model
    (Dietzenbacher 1997) rather than as quantities pushed through the economy.

    Examples
    --------
    >>> ghosh([[0.15, 0.50], [0.10, 0.05]], [650, 1400]).round(6)
    array([1000., 2000.])
    """
    return as_leontief(B).solve_transposed(v)
