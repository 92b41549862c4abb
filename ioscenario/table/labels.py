"""Labels at the edges, arrays inside: how public functions read and give back their arguments.

A function of this room takes plain arrays, pandas objects or xarray objects and returns
the kind that it was given. Labelled arguments are matched *by label*: another order is
put right, missing or unknown labels are refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from ioscenario.problems import Findings, InputError, Problem, nearest

Array: TypeAlias = NDArray[np.float64]
Kind = Literal["array", "pandas", "xarray"]

#: An array, nested lists, a Series or DataFrame, or a DataArray. The static type says
#: nothing more, because what comes back depends on what went in.
Data: TypeAlias = Any

#: Names of the two sector dimensions where an argument brings none.
SECTOR_DIMS = ("sector", "sector_to")

_MOST_NAMED = 12

_PANDAS = (pd.Series, pd.DataFrame)

# Below this many cells a dot product is the quickest pass, above it a sum, which starts no threads.
_SMALL = 10_000


def kind_of(*data: Data) -> Kind:
    """Kind of the first labelled argument, else ``"array"``.

    Examples
    --------
    >>> kind_of([1.0, 2.0], pd.Series([1.0]))
    'pandas'
    """
    for item in data:
        if type(item) is np.ndarray:  # the quick way out: nothing else is asked of plain arrays
            continue
        if isinstance(item, _PANDAS):
            return "pandas"
        if isinstance(item, xr.DataArray):
            return "xarray"
    return "array"


def axis_labels(data: Data, axis: int) -> pd.Index[Any] | None:
    """Labels along an axis, None where there are none.

    Examples
    --------
    >>> list(axis_labels(pd.Series([1.0], index=["wheat"]), 0))
    ['wheat']
    """
    if isinstance(data, _PANDAS):
        return data.axes[axis]
    if isinstance(data, xr.DataArray):
        return data.indexes.get(data.dims[axis])
    return None


def values(data: Data, name: str = "data") -> Array:
    """The numbers of an argument as float64; what is not a finite number is refused by place.

    Parameters
    ----------
    data
        Array, nested lists, pandas or xarray object.
    name
        What messages call it.

    Returns
    -------
    ndarray
        A view where possible: do not write into it.

    Raises
    ------
    InputError
        With every NaN, infinity or word named by its labels.

    Examples
    --------
    >>> values(pd.Series([1, 2], index=["a", "b"]))
    array([1., 2.])
    >>> values(pd.Series([1.0, np.nan], index=["a", "b"]), "f")
    Traceback (most recent call last):
    ioscenario.problems.InputError: f['b']: expected a finite number, found 'nan' [not-finite]
    """
    try:
        array = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError([Problem("not-a-number", "numbers only", key=name, value=str(error))]) from error
    if not _finite(array):
        raise InputError(_not_finite(data, array, name))
    return array


def _finite(array: Array) -> bool:
    """Whether all is finite: one pass, and only an overflow makes a second one necessary."""
    if array.size < _SMALL:
        flat = array if array.ndim == 1 else array.ravel(order="K")
        return math.isfinite(flat.dot(flat)) or bool(np.isfinite(array).all())
    with np.errstate(invalid="ignore", over="ignore"):
        total = array.sum()
    return math.isfinite(total) or bool(np.isfinite(array).all())


def _not_finite(data: Data, array: Array, name: str) -> list[Problem]:
    """One problem for each of the first cells that hold no finite number."""
    cells = np.argwhere(~np.isfinite(array))
    problems = [
        Problem("not-finite", "a finite number", key=f"{name}[{_place(data, cell)}]", value=str(array[tuple(cell)]))
        for cell in cells[:_MOST_NAMED]
    ]
    if len(cells) > _MOST_NAMED:
        problems.append(Problem("not-finite", "finite numbers", key=name, value=f"{len(cells)} cells in all"))
    return problems


def _place(data: Data, cell: NDArray[np.intp]) -> str:
    """Labels of a cell, positions where there are no labels."""
    labels = (axis_labels(data, axis) for axis in range(len(cell)))
    return ", ".join(repr(int(at) if index is None else index[at]) for at, index in zip(cell, labels, strict=True))


def like(
    result: Array,
    *,
    template: Data,
    rows: Iterable[Hashable] | None = None,
    columns: Iterable[Hashable] | None = None,
    dims: Sequence[str] | None = None,
) -> Data:
    """A result in the kind of `template`: array, Series or frame, or DataArray.

    Parameters
    ----------
    result
        Numbers with one or two axes.
    template
        Decides the kind, and gives labels and dimension names that are not given here.
    rows, columns
        Labels along the axes.
    dims
        Dimension names, used for xarray only.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray

    Examples
    --------
    >>> like(np.array([1.0, 2.0]), template=pd.DataFrame(np.eye(2)), rows=["a", "b"])
    a    1.0
    b    2.0
    dtype: float64
    """
    kind = kind_of(template)
    if kind == "array":
        return result
    known = template.ndim
    labels = [
        given if given is not None else (axis_labels(template, axis) if axis < known else None)
        for axis, given in enumerate((rows, columns)[: result.ndim])
    ]
    names = tuple(dims) if dims is not None else _dims(template, result.ndim)
    return _wrapped(result, kind, [None if item is None else _index(item) for item in labels], names)


def _dims(template: Data, axes: int) -> tuple[str, ...]:
    """Dimension names of a template, filled up with the usual ones."""
    own = tuple(str(item) for item in template.dims) if isinstance(template, xr.DataArray) else ()
    return (own + SECTOR_DIMS[len(own) :])[:axes]


def _index(labels: Iterable[Hashable]) -> pd.Index[Any]:
    """Labels as an index; an index stays what it is."""
    return labels if isinstance(labels, pd.Index) else pd.Index(list(labels))


def _wrapped(result: Array, kind: Kind, labels: Sequence[pd.Index[Any] | None], dims: Sequence[str]) -> Data:
    """Numbers with labels put on, in the kind asked for."""
    if kind == "array":
        return result
    if kind == "pandas":
        if result.ndim == 1:
            return pd.Series(result, index=labels[0])
        return pd.DataFrame(result, index=labels[0], columns=labels[1])
    coordinates = xr.Coordinates()
    for number, (dim, index) in enumerate(zip(dims, labels, strict=True)):
        if index is not None:
            coordinates = coordinates.assign(_coordinates(dim, index, second=number > 0))
    return xr.DataArray(result, dims=tuple(dims), coords=coordinates)


def _coordinates(dim: str, index: pd.Index[Any], *, second: bool) -> xr.Coordinates:
    """Coordinates of a dimension; levels of a second one get names of their own, as xarray wants."""
    if not isinstance(index, pd.MultiIndex):
        return xr.Coordinates({dim: (dim, index)})
    names = [str(name) if name is not None else f"{dim}_{level}" for level, name in enumerate(index.names)]
    if second:
        names = [name if name.endswith("_to") else f"{name}_to" for name in names]
    return xr.Coordinates.from_pandas_multiindex(index.set_names(names), dim)


def aligned(data: Data, labels: pd.Index[Any] | None, axis: int, name: str) -> Data:
    """`data` with an axis in the order of `labels`.

    Arguments without labels, or with the plain positions 0 ... n-1 as labels, are taken
    in the order they have; so is everything where `labels` are such positions, unless it
    has whole numbers as labels too.

    Raises
    ------
    InputError
        If labels are missing, unknown or twice there.

    Examples
    --------
    >>> aligned(pd.Series([1.0, 2.0], index=["b", "a"]), pd.Index(["a", "b"]), 0, "f")
    a    2.0
    b    1.0
    dtype: float64
    """
    own = axis_labels(data, axis)
    if labels is None or own is None or own is labels or _positional(own) or own.equals(labels):
        return data
    if _positional(labels) and not pd.api.types.is_integer_dtype(own.dtype):
        return data
    _same_labels(own, labels, name)
    order = own.get_indexer(labels)
    if isinstance(data, xr.DataArray):
        return data.isel({data.dims[axis]: order})
    return data.take(order, axis=axis)


def _positional(index: pd.Index[Any]) -> bool:
    """Whether labels are only the positions 0 ... n-1."""
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1


def _same_labels(own: pd.Index[Any], labels: pd.Index[Any], name: str) -> None:
    """Refuse labels that are missing, unknown or twice there, all of them at once."""
    findings = Findings()
    known = {str(item) for item in labels}
    for item in own[own.duplicated()].unique():
        findings.add("duplicate-label", "every label once", key=name, value=item)
    for item in labels.difference(own, sort=False):
        findings.add("missing-label", f"a value for {item!r}", key=name)
    for item in own.difference(labels, sort=False):
        findings.add("unknown-label", "a known label", key=name, value=item, nearest=nearest(str(item), known))
    findings.raise_if_any()


@dataclass(frozen=True, slots=True)
class Sectors:
    """The sectors of a table: how many, what they are called, and in which kind results go back.

    Parameters
    ----------
    kind
        Kind of the results.
    n
        How many.
    index
        Their labels, None where arguments were plain arrays.
    dims
        Names of the two sector dimensions for xarray.

    Examples
    --------
    >>> sectors = Sectors.of(pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "b"]))
    >>> sectors.rows(pd.Series([2.0, 1.0], index=["b", "a"]), "f")
    array([1., 2.])
    """

    kind: Kind
    n: int
    index: pd.Index[Any] | None
    dims: tuple[str, str] = SECTOR_DIMS

    @classmethod
    def of(cls, *data: Data) -> Sectors:
        """Sectors of arguments whose first axis is the sectors; the first labelled one names them."""
        kind = kind_of(*data)
        first = data[0]
        shape = first.shape if hasattr(first, "shape") else np.shape(first)
        if not shape:
            raise InputError([Problem("shape", "a matrix or vector over sectors", value=str(first))])
        if kind == "array":
            return cls(kind, shape[0], None)
        template = next(item for item in data if kind_of(item) != "array")
        index = axis_labels(template, 0)
        if index is not None and not index.is_unique:
            _same_labels(index, index.unique(), "labels")
        return cls(kind, shape[0], index, _sector_dims(template))

    def joined(self, data: Data) -> Sectors:
        """These sectors, or those of `data` where only it has labels (first axis the sectors)."""
        return self if self.kind != "array" or kind_of(data) == "array" else Sectors.of(data)

    def joined_last(self, data: Data) -> Sectors:
        """As `joined`, where the last axis of `data` is the sectors."""
        if type(data) is np.ndarray or self.kind != "array" or kind_of(data) == "array":
            return self
        return Sectors.of(data.T)

    def matrix(self, data: Data, name: str) -> Array:
        """A square matrix over the sectors as (n, n), both axes in the order of the sectors."""
        data = aligned(aligned(data, self.index, 0, name), self.index, 1, name) if self._labels(data, 2) else data
        return self._shaped(values(data, name), (self.n, self.n), name)

    def rows(self, data: Data, name: str) -> Array:
        """(n,) or (n, k): the first axis is the sectors."""
        data = aligned(data, self.index, 0, name) if self.index is not None and self._labels(data, 1) else data
        array = values(data, name)
        if array.shape == (self.n,):
            return array
        return self._shaped(array, (self.n, *array.shape[1:2]), name)

    def total(self, data: Data, name: str) -> Array:
        """(n,): several columns, such as categories of final demand, are added."""
        array = self.rows(data, name)
        return array if array.ndim == 1 else array.sum(axis=1)

    def columns(self, data: Data, name: str) -> Array:
        """(n,) or (m, n): the last axis is the sectors."""
        labelled = self.index is not None and self._labels(data, 1)
        data = aligned(data, self.index, data.ndim - 1, name) if labelled else data
        array = values(data, name)
        if array.shape == (self.n,):
            return array
        return self._shaped(array, (*array.shape[:-1][:1], self.n), name)

    def positions(self, chosen: Data, name: str = "sectors") -> list[int]:
        """Positions of sectors that are named by one label, several labels or positions."""
        single = isinstance(chosen, str | int | np.integer | tuple)
        items = [chosen] if single else list(chosen)
        found = [self._position(item) for item in items]
        known = [] if self.index is None else [str(item) for item in self.index]
        wrong = [item for item, at in zip(items, found, strict=True) if at is None]
        if wrong or len(set(found)) < len(found):
            wrong = wrong or [item for at, item in enumerate(items) if found[at] in found[:at]]
            raise InputError(
                Problem("sector", "a sector, once", key=name, value=str(item), nearest=nearest(str(item), known))
                for item in wrong
            )
        return [at for at in found if at is not None]

    def _position(self, item: Any) -> int | None:
        """Position of one sector; a label comes before a position."""
        if self.index is not None and item in self.index:
            at = self.index.get_loc(item)
            return int(at) if isinstance(at, int | np.integer) else None
        whole = isinstance(item, int | np.integer) and not isinstance(item, bool)
        return int(item) if whole and 0 <= item < self.n else None

    def given(self, data: Data, name: str) -> tuple[list[int], Array]:
        """Values that are given for some sectors: positions and numbers, (k,) or (k, r).

        `data` is a mapping or a Series over some sectors, or an array over all of them
        with NaN where nothing is given.
        """
        if isinstance(data, Mapping):
            return self.positions(list(data), name), values(list(data.values()), name)
        own = axis_labels(data, 0)
        if own is not None and self.index is not None and not _positional(own):
            return self._finite_part(np.asarray(data, dtype=np.float64), self.positions(list(own), name), name)
        array = np.asarray(data, dtype=np.float64)
        return self._finite_part(self._shaped(array, (self.n, *array.shape[1:2]), name), list(range(self.n)), name)

    def _finite_part(self, array: Array, positions: list[int], name: str) -> tuple[list[int], Array]:
        """The rows that hold numbers; a row that is NaN throughout says that nothing is given."""
        kept = np.flatnonzero(~np.isnan(array.reshape(len(positions), -1)).all(axis=1))
        return [positions[at] for at in kept], values(array[kept], name)

    def names(self, positions: Iterable[int]) -> list[str]:
        """Names for messages: labels, else positions."""
        return [str(at if self.index is None else self.index[at]) for at in positions]

    def vector(self, array: Array) -> Data:
        """Wrap (n,)."""
        return array if self.kind == "array" else _wrapped(array, self.kind, [self.index], self.dims[:1])

    def square(self, array: Array) -> Data:
        """Wrap (n, n)."""
        return array if self.kind == "array" else _wrapped(array, self.kind, [self.index, self.index], self.dims)

    def by(self, array: Array, template: Data = None, *, columns: Iterable[Hashable] | None = None) -> Data:
        """Wrap (n,), or (n, k) with the column labels given or those of `template`."""
        if self.kind == "array":
            return array
        if array.ndim == 1:
            return self.vector(array)
        labels, dim = _other(template, 1, columns, "case")
        return _wrapped(array, self.kind, [self.index, labels], (self.dims[0], dim))

    def across(self, array: Array, template: Data = None, *, rows: Iterable[Hashable] | None = None) -> Data:
        """Wrap (n,), or (m, n) with the row labels given or those of `template`."""
        if self.kind == "array":
            return array
        if array.ndim == 1:
            return self.vector(array)
        labels, dim = _other(template, 0, rows, "account")
        return _wrapped(array, self.kind, [labels, self.index], (dim, self.dims[0]))

    def table(self, columns: Mapping[str, NDArray[Any]]) -> Data:
        """Several measures by sector: a Dataset for xarray, else a DataFrame."""
        if self.kind == "xarray":
            return xr.Dataset({name: self.vector(column) for name, column in columns.items()})
        return pd.DataFrame(dict(columns), index=self.index)

    def _labels(self, data: Data, axes: int) -> bool:
        """Whether an argument brings labels to match; its number of axes is tested later."""
        return self.index is not None and kind_of(data) != "array" and bool(data.ndim >= axes)

    def _shaped(self, array: Array, shape: tuple[int, ...], name: str) -> Array:
        """The array, if it has the shape that it must have."""
        if array.shape != shape:
            expected = f"shape {shape} for {self.n} sectors"
            raise InputError([Problem("shape", expected, key=name, value=str(array.shape))])
        return array


def _sector_dims(template: Data) -> tuple[str, str]:
    """Names of the two sector dimensions that a DataArray suggests."""
    if not isinstance(template, xr.DataArray):
        return SECTOR_DIMS
    first = str(template.dims[0])
    square = template.ndim == 2 and template.shape[0] == template.shape[1]
    return (first, str(template.dims[1])) if square else (first, f"{first}_to")


def _other(template: Data, axis: int, labels: Iterable[Hashable] | None, dim: str) -> tuple[pd.Index[Any] | None, str]:
    """Labels and dimension name of the axis that is not the sectors."""
    if labels is not None:
        return _index(labels), dim
    if template is None or kind_of(template) == "array" or template.ndim < 2:
        return None, dim
    name = str(template.dims[axis]) if isinstance(template, xr.DataArray) else dim
    return axis_labels(template, axis), name
