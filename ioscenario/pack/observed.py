"""What was observed: ``history.csv`` in the units of the results."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.outputs import VARIABLE
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.tables import empty, records
from ioscenario.pack.units import convert

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

Array = NDArray[np.float64]

#: A figure that rests on fewer months is shown and not scored: seasons differ.
LEAST_MONTHS: Final = 9
YEAR: Final = 12


def observations(pack: Pack) -> pd.DataFrame:
    """Return the observations of a pack.

    Parameters
    ----------
    pack
        A checked pack.

    Returns
    -------
    pandas.DataFrame
        Columns ``variable``, ``label``, ``year``, ``value`` and ``unit`` (of the results),
        ``months`` that the figure rests on, ``source``.

    Examples
    --------
    >>> import ioscenario as ios
    >>> list(observations(ios.load("toy-chain").pack).columns)[:3]
    ['variable', 'label', 'year']
    """
    rows = []
    for row in records(pack.history):
        unit = result_unit(VARIABLE[row["variable"]], row["label"], pack.structure)
        months = YEAR if empty(row["months"]) else int(row["months"])
        value = convert(row["value"], row["unit"], unit)
        rows.append((row["variable"], row["label"], int(row["year"]), value, unit, months, row["source"]))
    return pd.DataFrame(rows, columns=["variable", "label", "year", "value", "unit", "months", "source"])


def whole_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the observations that rest on enough months to stand for a year."""
    return frame[frame["months"] >= LEAST_MONTHS]


def series(
    frame: pd.DataFrame, variable: str, label: str, years: Sequence[int], known: Collection[int] | None = None
) -> Array:
    """Return the observations of one variable along years.

    Parameters
    ----------
    frame
        As :func:`observations` gives it.
    variable, label
        Which one.
    years
        Years wanted.
    known
        Years that may be looked at; None: all.

    Returns
    -------
    ndarray, shape (year,)
        NaN where nothing was observed, or may be looked at.
    """
    own = frame[(frame["variable"] == variable) & (frame["label"] == label)]
    values = dict(zip(own["year"], own["value"], strict=True))
    return np.array([
        values.get(year, np.nan) if known is None or year in known else np.nan for year in years
    ], dtype=np.float64)  # fmt: skip
