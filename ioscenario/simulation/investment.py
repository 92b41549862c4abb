"""Investment: wear and its replacement, announced projects, the modernisation programme.

Three streams add modern capacity; a fourth, induced by profit, has its place in
`step` and comes with the behaviour of prices and demand.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.demand import scale_odds
from ioscenario.simulation.inputs import Array, Inputs

#: Replacement tapers from full at the gate to none this far below it. A hard gate would
#: make capacity flicker between years and results jump with parameters.
TAPER: Final = 0.1


class Projects(NamedTuple):
    """Announced projects; arrays are (year, process, run), own units of yearly capacity."""

    capacity: Array
    """Capacity that came, cumulative."""
    arrivals: Array
    """Capacity that starts to work in the year."""
    orders: Array
    """Capacity ordered in the year; what was decided by the base year counts in the year after it."""
    decided: Array
    """The part of `orders` that was decided after the base year, and can be supported."""


class Pipeline(NamedTuple):
    """Modern capacity ordered by the modernisation programme and not yet working.

    (lag, process, run): entry 0 arrives at the start of next year.
    """

    modern: Array


class Investment(NamedTuple):
    """Investment of a year, own units of yearly capacity, (process, run)."""

    replaced: Array
    ordered: Array


def grant_element(market: Array, programme: Array, term: Array) -> Array:
    """Gift contained in a loan below the market rate, as a share of the loan.

    ``(1 - r/d) (1 - (1 - (1+d)^-N) / (d N))`` for equal principal payments over `N`
    years without grace, discounted at the market rate `d` (the usual grant element of
    development finance).

    Parameters
    ----------
    market, programme
        Yearly rates, any shape.
    term
        Years.

    Examples
    --------
    A loan at the market rate has none; one at no interest and endless term is all gift.

    >>> import numpy as np
    >>> float(grant_element(np.array(0.2), np.array(0.2), np.array(10.0)))
    0.0
    >>> round(float(grant_element(np.array(0.2), np.array(0.03), np.array(10.0))), 4)
    0.4936
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (1.0 - programme / market) * (1.0 - (1.0 - (1.0 + market) ** -term) / (market * term))
    return np.where(market > 0.0, np.maximum(value, 0.0), 0.0)


def loan_share(inputs: Inputs) -> Array:
    """Share of the cost that programme loans carry: what grants leave at most, (year, process, run)."""
    return np.minimum(inputs.programme_loan_share, 1.0 - inputs.capex_grant)


def loan_gift(inputs: Inputs) -> Array:
    """Grant element of a programme loan, (year, 1, run)."""
    return grant_element(inputs.loan_rate, inputs.programme_loan_rate, inputs.loan_term)[:, None]


def support(inputs: Inputs) -> Array:
    """Public support as a share of a project's cost: grant + loan share x its gift, (year, process, run)."""
    return inputs.capex_grant + loan_share(inputs) * loan_gift(inputs)


def shifted(values: Array, lag: Array) -> Array:
    """Values of `lag` years before, the first year's before that; lag may differ by run.

    Parameters
    ----------
    values
        (year, process, run).
    lag
        (1, process, run), whole numbers; negative looks ahead and gives zero past the end.
    """
    count = values.shape[0]
    index = np.arange(count)[:, None, None] - lag.astype(int)
    shape = (count, values.shape[1], max(values.shape[2], index.shape[2]))
    wide = np.broadcast_to(values, shape)
    taken = np.take_along_axis(wide, np.broadcast_to(np.clip(index, 0, count - 1), shape), axis=0)
    return np.where(index > count - 1, 0.0, taken)


def come(announced: Array, share: Array) -> Array:
    """Capacity that came of what was announced, cumulative, (year, process, run).

    Each year's announcement comes in the share that held when it was decided, or the
    largest since: later support revives what had been given up, and support that ends
    takes nothing away. ``R(t) = sum_i announced_i x max(share_i .. share_t)``.

    Parameters
    ----------
    announced
        Cumulative announced capacity by the year in which it is to work.
    share
        Share that comes, by the year in which what is decided starts to work.

    Examples
    --------
    >>> import numpy as np
    >>> announced = np.array([0.0, 10.0, 10.0, 20.0])[:, None, None]
    >>> share = np.array([0.5, 0.5, 0.8, 0.5])[:, None, None]
    >>> come(announced, share).ravel()
    array([ 0.,  5.,  8., 13.])
    """
    new = np.maximum(np.diff(announced, axis=0, prepend=np.zeros_like(announced[:1])), 0.0)
    total = np.zeros(np.broadcast_shapes(new.shape, share.shape))
    for year in range(new.shape[0]):
        total[year:] += new[year] * np.maximum.accumulate(share[year:], axis=0)
    return total


def projects(inputs: Inputs) -> Projects:
    """Announced capacity that comes, and when it is ordered.

    A share of what is announced comes; its odds rise with public support in the year of
    the decision, ``r/(1-r) = r0/(1-r0) exp(response x support)``.

    Returns
    -------
    Projects
        (year, process, run).
    """
    response = inputs.support_response[:, None] * support(inputs)
    realised = scale_odds(inputs.project_realisation, np.exp(response))
    lag = inputs.gestation[:1]
    # what stands at the start of the base year is in the capacity of the base year
    capacity = come(inputs.project_capacity - inputs.project_capacity[:1], shifted(realised, lag))
    arrivals = np.diff(capacity, axis=0, prepend=capacity[:1])
    decided = shifted(arrivals, -lag)
    decided[0] = 0.0
    orders = np.array(decided)
    early = np.arange(arrivals.shape[0])[:, None, None] <= lag
    orders[1] += np.where(early, arrivals, 0.0).sum(axis=0)
    return Projects(capacity, arrivals, orders, decided)


def gate(utilisation: Array, threshold: Array) -> Array:
    """Share of wear that is rebuilt: 1 from the threshold, 0 from `TAPER` below it."""
    return np.clip((utilisation - threshold) / TAPER + 1.0, 0.0, 1.0)


def invest(
    inputs: Inputs, year: int, capacity: Array, pipeline: Pipeline, utilisation: Array, viable: NDArray[np.bool_]
) -> Investment:
    """Replacement and modernisation orders of a year.

    Parameters
    ----------
    inputs
        Wear, gate and modernisation rate.
    year
        Position of the year.
    capacity
        (process, technology, run) at work in the year.
    pipeline
        Orders not yet working.
    utilisation
        (process, run) activity over capacity.
    viable
        (process, run) whether the price covers the unit cost of modern capacity.
    """
    wear = (inputs.depreciation[year] * capacity).sum(axis=1)
    open_gate = gate(utilisation, inputs.replacement_gate[year]) * viable
    replaced = inputs.replacement_rate[year] * open_gate * wear
    free = np.maximum(capacity[:, EXISTING] - pipeline.modern.sum(axis=0), 0.0)
    return Investment(replaced, inputs.modernisation_rate[year] * free)


def step(
    inputs: Inputs, year: int, capacity: Array, pipeline: Pipeline, made: Investment, arrivals: Array
) -> tuple[Array, Pipeline]:
    """Capacity and pipeline at the start of the next year.

    ``K' = K (1 - wear) - scrapped + arrived``. An existing line runs until the modern
    one that replaces it arrives; then it is scrapped.

    Parameters
    ----------
    inputs, year, capacity, pipeline
        As in `invest`.
    made
        Investment of the year.
    arrivals
        (process, run) projects that start to work next year.
    """
    orders = np.array(pipeline.modern)
    lags = inputs.gestation[year].astype(int) - 1
    for lag in range(orders.shape[0]):
        orders[lag] += np.where(lags == lag, made.ordered, 0.0)
    arriving = orders[0]
    worn = capacity * (1.0 - inputs.depreciation[year])
    after = np.empty_like(worn)
    after[:, EXISTING] = np.maximum(worn[:, EXISTING] - arriving, 0.0)
    after[:, MODERN] = worn[:, MODERN] + made.replaced + arriving + arrivals
    moved = np.concatenate([orders[1:], np.zeros_like(orders[:1])])
    return after, Pipeline(moved)
