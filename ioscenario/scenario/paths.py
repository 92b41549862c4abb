"""From the points that a pack gives for a parameter to a path over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ioscenario.scenario.operations import Array

if TYPE_CHECKING:
    from ioscenario.pack.parameters_table import Parameter


def pack_path(parameter: Parameter, years: Sequence[int], points: Array | None = None) -> Array:
    """Return the path of a parameter before any scenario.

    Parameters
    ----------
    parameter
        A parameter of a pack. Its years are points of a line, held before the first and
        after the last; a parameter without years is the same in every year.
    years : sequence of int, length year
        The years wanted.
    points : ndarray, shape (point, run), optional
        Drawn values of the points; by default the pack's central values.

    Returns
    -------
    ndarray, shape (year, run)
        Values in the canonical unit, not to be written to; run has length 1 for central values.

    Examples
    --------
    With points ``(2025, 10)`` and ``(2027, 14)`` the years 2025 to 2028 are 10, 12, 14
    and 14.
    """
    given = np.asarray(parameter.values, dtype=np.float64)[:, None] if points is None else points
    if not parameter.years:
        # a view that takes no room: most parameters are the same in every year
        return np.broadcast_to(given[:1], (len(years), given.shape[1]))
    weights = line_weights(parameter.years, years)
    path: Array = weights @ given
    return path


def line_weights(knots: Sequence[int], years: Sequence[int]) -> Array:
    """Return the weights of linear interpolation, held at both ends.

    Parameters
    ----------
    knots : sequence of int, length point
        Years of the points, rising.
    years : sequence of int, length year
        The years wanted.

    Returns
    -------
    ndarray, shape (year, point)
        Rows sum to 1, so that ``weights @ values`` is the line through the points.

    Examples
    --------
    >>> line_weights((2025, 2027), (2025, 2026, 2028))
    array([[1. , 0. ],
           [0.5, 0.5],
           [0. , 1. ]])
    """
    columns = [np.interp(years, knots, unit) for unit in np.eye(len(knots))]
    return np.stack(columns, axis=1)
