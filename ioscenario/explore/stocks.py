"""Stocks that pile up: a sign that a scenario keeps goods from the market that nobody takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ioscenario.scenario.library import Flat
from ioscenario.simulation.inputs import Array

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack


def piling_up(pack: Pack, scenarios: Sequence[Flat], arrays: Mapping[str, Array]) -> list[tuple[str, str, int]]:
    """Commodities of which more than a year's production lies in stock.

    A limit on exports, or a price below cost, stops who processes a crop while it goes on
    growing: in this version the area does not respond. Such results are possible but
    hardly meant.

    Parameters
    ----------
    pack
        The pack.
    scenarios
        Scenarios run, in the order of the run axis.
    arrays
        Results of `simulate`; samples are judged by their median.

    Returns
    -------
    list of (scenario, commodity, first year)
    """
    stock, made = (_by_scenario(arrays[name], len(scenarios)) for name in ("stock", "production"))
    found = []
    for place, flat in enumerate(scenarios):
        for commodity, name in enumerate(pack.structure.commodity):
            late = np.flatnonzero(stock[:, commodity, place] > np.maximum(made[:, commodity, place], 0.0))
            if late.size:
                found.append((flat.name, name, pack.structure.years[late[0]]))
    return found


def _by_scenario(array: Array, scenarios: int) -> Array:
    """Median over samples, (year, commodity, scenario)."""
    return np.asarray(np.median(array.reshape(*array.shape[:-1], scenarios, -1), axis=-1))
