"""Operations: what a scenario does to the path of a parameter over the years.

An operation does not hold numbers of a run but an instruction, so that it acts alike on
the pack's central values, on drawn values and on what a parent scenario left behind.

With ``y`` the path as it stands, ``t0`` the first year (never touched) and ``inside``
the years from ``start`` to ``end``:

==========  ============================================================================
kind        the path afterwards
==========  ============================================================================
``set``     the value inside, ``y`` outside
``line``    straight lines through ``(t0, y[t0])`` and the points, held after the last
``steps``   each point's value from its year until the next point, ``y`` before the first
``series``  from the first point on: straight lines through the points, held after the
            last; ``y`` before the first
``times``   ``y`` times the value inside, ``y`` outside
``plus``    ``y`` plus the value inside, ``y`` outside
==========  ============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Years = npt.NDArray[np.int64]
OperationKind = Literal["set", "line", "steps", "series", "times", "plus"]


@dataclass(frozen=True)
class Operation:
    """One instruction about one path.

    Parameters
    ----------
    path
        Dotted path of the parameter.
    kind
        What is done; see the table of the module.
    years
        Years of the points of ``line``, ``steps`` and ``series``, rising; otherwise empty.
    values
        Values of the points, or the one value of ``set``, ``times`` and ``plus``, in the
        path's canonical unit (``times``: a factor).
    start, end
        First and last year in force; ``end`` None: up to the horizon.
    where
        Where it was written, such as ``"file.yaml:12"``.
    """

    path: str
    kind: OperationKind
    years: tuple[int, ...]
    values: tuple[float, ...]
    start: int
    end: int | None
    where: str


def apply(operation: Operation, path_values: Array, years: Sequence[int]) -> Array:
    """Return the path after an operation.

    Parameters
    ----------
    operation
        The instruction.
    path_values : ndarray, shape (year, run)
        The path as it stands, in its canonical unit. It is left as it is.
    years : sequence of int, length year
        The years of the first axis, rising; the first is the base year.

    Returns
    -------
    ndarray, shape (year, run)
        A new array, equal to `path_values` in the first year.

    Raises
    ------
    ValueError
        When the shapes do not agree, or a point of a ``line`` does not lie after the
        first year.

    Examples
    --------
    >>> import numpy as np
    >>> double = Operation("growing.area", "times", (), (2.0,), 2026, 2026, "here")
    >>> apply(double, np.array([[1.0], [1.0], [1.0]]), (2025, 2026, 2027)).ravel()
    array([1., 2., 1.])
    """
    time = np.asarray(years, dtype=np.int64)
    if path_values.ndim != 2 or path_values.shape[0] != time.size:
        raise ValueError(f"expected an array (year, run) with {time.size} years, found shape {path_values.shape}")
    after = np.array(path_values, dtype=np.float64)
    inside = in_force(operation, time)
    if inside.any():
        after[inside] = KERNELS[operation.kind](operation, after, time, inside)
    return after


def in_force(operation: Operation, time: Years) -> npt.NDArray[np.bool_]:
    """Return the years on which an operation acts; never the first.

    Parameters
    ----------
    operation
        The instruction.
    time : ndarray of int, shape (year,)
        The years.

    Returns
    -------
    ndarray of bool, shape (year,)
    """
    inside = time >= operation.start
    if operation.end is not None:
        inside &= time <= operation.end
    inside[:1] = False
    return inside


Kernel = Callable[[Operation, Array, Years, npt.NDArray[np.bool_]], Array]


def _set(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """Value itself, shape (1, 1)."""
    return np.full((1, 1), operation.values[0])


def _line(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """``w(t) y[t0] + p(t)``: the polyline is linear in the base-year value, shape (inside, run)."""
    if operation.years[0] <= time[0]:
        raise ValueError(f"expected points of a line after {time[0]}, found {operation.years[0]}")
    knots = (time[0], *operation.years)
    weight: Array = np.interp(time[inside], knots, (1.0, *(0.0 for _ in operation.years)))
    points: Array = np.interp(time[inside], knots, (0.0, *operation.values))
    polyline: Array = weight[:, None] * path[0] + points[:, None]
    return polyline


def _steps(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """Last point not after the year, shape (inside, 1)."""
    last = np.searchsorted(operation.years, time[inside], side="right") - 1
    return np.asarray(operation.values)[last][:, None]


def _series(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """Straight lines through the points, shape (inside, 1)."""
    found: Array = np.interp(time[inside], operation.years, operation.values)
    return found[:, None]


def _times(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """Shape (inside, run)."""
    return path[inside] * operation.values[0]


def _plus(operation: Operation, path: Array, time: Years, inside: npt.NDArray[np.bool_]) -> Array:
    """Shape (inside, run)."""
    return path[inside] + operation.values[0]


KERNELS: Final[dict[OperationKind, Kernel]] = {
    "set": _set,
    "line": _line,
    "steps": _steps,
    "series": _series,
    "times": _times,
    "plus": _plus,
}
