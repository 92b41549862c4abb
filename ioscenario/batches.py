"""Many runs in batches, so that memory goes into results and not into what leads to them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from ioscenario.labelled import Array, sizes
from ioscenario.outputs import VARIABLES
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Runs simulated at a time; with more, arrays no longer fit the cache.
MOST_AT_ONCE: Final = 1250

#: Results larger than this are refused, bytes.
MOST_BYTES: Final = 4 * 2**30


def bytes_per_run(pack: Pack) -> int:
    """Size of the results of one run: years x values of a year x 8."""
    size = sizes(pack)
    cells = sum(math.prod(size[dim] for dim in item.dims) for item in VARIABLES)
    return len(pack.structure.years) * cells * np.dtype(np.float64).itemsize


def check_size(pack: Pack, scenarios: int, samples: int) -> None:
    """Refuse more runs than results can be kept of.

    Parameters
    ----------
    pack
        What is to be run.
    scenarios, samples
        How many; each scenario is run with each sample.

    Raises
    ------
    InputError
        With the size of the results and the number of samples that would fit.
    """
    one = bytes_per_run(pack) * scenarios
    if one * samples <= MOST_BYTES:
        return
    fitting = MOST_BYTES // one
    room = f"at most {fitting}" if fitting else "fewer scenarios"
    expected = (
        f"{room}: results of {scenarios} scenarios with so many samples take {gibibytes(one * samples)}, "
        f"of which {gibibytes(MOST_BYTES)} are kept at most"
    )
    raise InputError([Problem("too-large", expected, key="samples", value=str(samples))])


def gibibytes(size: int) -> str:
    """A size in words.

    Examples
    --------
    >>> gibibytes(4 * 2**30), gibibytes(10**15)
    ('4 GiB', '931,322 GiB')
    """
    whole = size // 2**30  # sizes may be too large for a float
    return f"{whole:,} GiB" if whole >= 10 else f"{size / 2**30:.3g} GiB"


def simulated(
    pack: Pack, design: Design, most: int = MOST_AT_ONCE, wanted: Collection[str] | None = None
) -> dict[str, Array]:
    """Results of all runs of a design, simulated in batches of samples.

    Parameters
    ----------
    pack, design
        What is run.
    most
        Runs in a batch; at least one sample of every scenario is.
    wanted
        Names of the variables to work out; None: all of them.

    Returns
    -------
    dict
        Variable name to array (year, dims of the variable, run), the same to the last bit
        as in one batch.

    Raises
    ------
    InputError
        As `resolve`.
    """
    batches = list(_batches(design, most))
    if len(batches) == 1:
        return simulate(resolve(pack, design), wanted)
    whole: dict[str, Array] = {}
    scenarios = len(design.scenarios)
    for first, batch in batches:
        for name, array in simulate(resolve(pack, batch), wanted).items():
            shape = array.shape[:-1]
            if name not in whole:
                whole[name] = np.empty((*shape, scenarios, design.samples), dtype=array.dtype)
            part = np.broadcast_to(array, (*shape, batch.runs)).reshape(*shape, scenarios, batch.samples)
            whole[name][..., first : first + batch.samples] = part
    return {name: array.reshape(*array.shape[:-2], design.runs) for name, array in whole.items()}


def _batches(design: Design, most: int) -> Iterator[tuple[int, Design]]:
    """Position of the first sample of each batch, and the batch as a design.

    Batches are of nearly equal size: numpy adds up an axis of one run in another order than one of many.
    """
    count = math.ceil(design.samples / max(1, most // len(design.scenarios)))
    edges = [design.samples * place // count for place in range(count + 1)]
    for first, last in pairwise(edges):
        draws = {path: values[:, first:last] for path, values in design.draws.items()}
        yield first, replace(design, draws=draws, samples=last - first)
