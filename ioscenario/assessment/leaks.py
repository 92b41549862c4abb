"""What of later years could have got into a start, and whether it matters.

A pack's coefficients rest on publications of many years. Those that rest on facts of the
years to be predicted are listed, and each is changed by a tenth in a run of its own, all
in one batch: what moves no prediction has told nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from ioscenario.pack.tables import records

if TYPE_CHECKING:
    from ioscenario.pack.hindcasts import HindcastEntry
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter
    from ioscenario.scenario.library import Flat

Array = NDArray[np.float64]

#: Change of each number, as a share of it; of a zero, as a share of its range.
STEP: Final = 0.1
_FACT: Final = re.compile(r"[A-Za-z]\w*")


def later_facts(pack: Pack, facts: pd.DataFrame, entry: HindcastEntry) -> pd.DataFrame:
    """Return the paths, drivers apart, whose value at the start rests on facts of years to be predicted.

    Parameters
    ----------
    pack
        The pack as it was started.
    facts
        Facts of the pack, with their years.
    entry
        The hindcast.

    Returns
    -------
    pandas.DataFrame
        Columns ``path, grade, facts``.
    """
    late = {
        str(name) for name, year in zip(facts["id"], facts["year"].astype(str), strict=True)
        if any(str(wanted) in year for wanted in entry.validate_)
    }  # fmt: skip
    rows = []
    for row in records(pack.frame):
        if entry.drivers is not None and row["path"] in entry.drivers:
            continue
        named = {*str(row["source"]).split(";"), *_FACT.findall(str(row["derivation"]))} & late
        if named:
            rows.append((row["path"], row["grade"], ";".join(sorted(named))))
    return pd.DataFrame(rows, columns=["path", "grade", "facts"]).drop_duplicates("path", ignore_index=True)


def changed(pack: Pack, flat: Flat, paths: Sequence[str]) -> xr.Dataset:
    """Run a scenario as it is and with each of some parameters changed by a tenth.

    Parameters
    ----------
    pack
        The pack.
    flat
        The scenario.
    paths
        Parameters.

    Returns
    -------
    xarray.Dataset
        Results of the scenario along ``sample``: the first is unchanged, then one for each path.
    """
    from ioscenario.batches import simulated
    from ioscenario.labelled import dataset
    from ioscenario.scenario.resolve import Design
    from ioscenario.version import __version__

    samples = len(paths) + 1
    draws = {path: _stepped(pack.parameters[path], place + 1, samples) for place, path in enumerate(paths)}
    design = Design((flat,), draws, samples, counterfactual=True)
    data = dataset(pack, design, simulated(pack, design), seed=None, sampled=True, version=__version__)
    return data.sel(scenario=flat.name)


def _stepped(parameter: Parameter, sample: int, samples: int) -> Array:
    """Return the points of a parameter in every sample, (point, sample), changed in one, within its bounds."""
    low, value, high = np.array([parameter.lows, parameter.values, parameter.highs], dtype=np.float64)
    points = np.repeat(value[:, None], samples, axis=1)
    points[:, sample] += STEP * np.where(value != 0.0, value, high - low)
    bounded: Array = np.clip(points, *parameter.field.bounds)
    return np.rint(bounded) if parameter.field.kind == "count" else bounded
