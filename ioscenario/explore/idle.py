"""Levers that a scenario sets and that change nothing: more runs and a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ioscenario.scenario.library import Flat
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack


def idle_levers(pack: Pack, scenarios: Sequence[Flat]) -> list[tuple[str, str]]:
    """Paths that a scenario sets and without which it gives the same results.

    Each scenario is run once as it is and once without each of its paths, all in one
    batch at central values.

    Parameters
    ----------
    pack
        The pack.
    scenarios
        Scenarios with their ancestors applied.

    Returns
    -------
    list of (scenario, path)
    """
    pairs = [(flat, path) for flat in scenarios for path in flat.paths]
    if not pairs:
        return []
    runs = (*scenarios, *(without(flat, path) for flat, path in pairs))
    arrays = simulate(resolve(pack, Design(runs, counterfactual=True)))
    index = {flat.name: place for place, flat in enumerate(scenarios)}
    same = np.ones(len(pairs), dtype=bool)
    whole = [index[flat.name] for flat, _ in pairs]
    for array in arrays.values():
        if array.shape[-1] == 1:
            continue
        less = array[..., len(scenarios) :]
        equal = (less == array[..., whole]) | (np.isnan(less) & np.isnan(array[..., whole]))
        same &= equal.all(axis=tuple(range(equal.ndim - 1)))
    return list(_idle(pairs, same))


def without(flat: Flat, path: str) -> Flat:
    """The scenario less its operations on a path."""
    kept = tuple(item for item in flat.operations if item.path != path)
    return replace(flat, operations=kept)


def _idle(
    pairs: Sequence[tuple[Flat, str]], same: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Iterator[tuple[str, str]]:
    for (flat, path), idle in zip(pairs, same, strict=True):
        if idle:
            yield flat.name, path
