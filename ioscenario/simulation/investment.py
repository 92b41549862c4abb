"""Investment: wear and its replacement, announced projects, the modernisation programme.

Three streams add modern capacity; the fourth, drawn by profit, is worked out in `induced` and
ordered, kept and put to work here like the others.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.simulation.capital_cost import bank_rate, finance, tax_gift
from ioscenario.simulation.demand import scale_odds
from ioscenario.simulation.inputs import Array, Inputs

#: Replacement tapers from full at the gate to none this far below it. A hard gate would
#: make capacity flicker between years and results jump with parameters.
TAPER: Final = 0.1

#: No capacity, for any number of processes and runs.
NOTHING: Final = np.zeros((1, 1))


class Projects(NamedTuple):
    """Announced projects; arrays are (year, process, run), own units of yearly capacity."""

    capacity: Array
    """Capacity that came, cumulative."""
    arrivals: Array
    """Capacity that starts to work in the year."""
    orders: Array
    """Capacity built and paid for in the year, an equal part in each year of building."""
    decided: Array
    """Capacity decided in the year, after the base year: what can be supported."""


class Pipeline(NamedTuple):
    """Modern capacity ordered and not yet working; announced projects apart.

    (lag, process, run): entry 0 arrives at the start of next year.
    """

    modern: Array
    """Ordered by the modernisation programme: existing capacity is scrapped when it arrives."""
    induced: Array = NOTHING[None]
    """Drawn by profit: it comes on top."""


class Investment(NamedTuple):
    """Investment of a year, own units of yearly capacity, (process, run)."""

    replaced: Array
    """Wear rebuilt as modern, at work next year."""
    ordered: Array
    """Ordered by the modernisation programme."""
    induced: Array = NOTHING
    """Ordered because it pays."""


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
    """Share of the cost that programme loans carry: what grants and leases leave at most, as in `finance`."""
    return finance(inputs).programme


def loan_gift(inputs: Inputs) -> Array:
    """Grant element of a programme loan, (year, 1, run)."""
    return grant_element(inputs.loan_rate, inputs.programme_loan_rate, inputs.loan_term)[:, None]


def lease_gift(inputs: Inputs) -> Array:
    """Gift contained in a subsidised lease, as a share of what it carries, (year, 1, run)."""
    return grant_element(inputs.loan_rate, inputs.leasing_rate, inputs.loan_term)[:, None]


def interest_gift(inputs: Inputs) -> Array:
    """Gift contained in the interest subsidy, as a share of the bank loan, (year, process or 1, run)."""
    return grant_element(inputs.loan_rate[:, None], bank_rate(inputs), inputs.loan_term[:, None])


def support(inputs: Inputs) -> Array:
    """Public support as a share of a project's cost, (year, process or 1, run).

    ``1 - (1 - grant - sum_j share_j x gift_j)(1 - h)``: the grant, the gifts in leases, programme
    loans and subsidised bank loans, and the tax holiday as the grant `h` that would lower the
    cost of capital as much.
    """
    paid = finance(inputs)
    money = (
        paid.grant
        + paid.lease * lease_gift(inputs)
        + paid.programme * loan_gift(inputs)
        + paid.bank * interest_gift(inputs)
    )
    return np.asarray(1.0 - (1.0 - money) * (1.0 - tax_gift(inputs)))


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
    return np.where(index > count - 1, 0.0, of_years(values, np.clip(index, 0, count - 1)))


def of_years(values: Array, index: NDArray[np.int_]) -> Array:
    """Values of other years, (year, process, run).

    Parameters
    ----------
    values
        (year, process or 1, run).
    index
        (year, process, run or 1) position of the year wanted.
    """
    shape = (values.shape[0], index.shape[1], max(values.shape[2], index.shape[2]))
    wide = np.broadcast_to(values, shape)
    if index.shape[2] == 1:  # whole rows at once
        return np.asarray(wide[index[..., 0], np.arange(shape[1])])
    return np.take_along_axis(wide, np.broadcast_to(index, shape), axis=0)


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
    share = np.broadcast_to(share, total.shape)
    for year, process in zip(*np.nonzero(new.any(axis=2)), strict=True):
        total[year:, process] += new[year, process] * np.maximum.accumulate(share[year:, process], axis=0)
    return total


def projects(inputs: Inputs) -> Projects:
    """Announced capacity that comes, and when it is ordered.

    A share of what is announced comes; its odds rise with public support and with policy
    certainty in the year of the decision, ``r/(1-r) = r0/(1-r0) exp(response x support +
    certainty response x rise of certainty since the base year)``.

    Returns
    -------
    Projects
        (year, process, run).
    """
    certainty = inputs.policy_certainty - inputs.policy_certainty[:1]
    response = inputs.support_response[:, None] * support(inputs) + (inputs.certainty_response * certainty)[:, None]
    realised = scale_odds(inputs.project_realisation, np.exp(response))
    lag = inputs.gestation[:1]
    # what stands at the start of the base year is in the capacity of the base year
    capacity = come(inputs.project_capacity - inputs.project_capacity[:1], shifted(realised, lag))
    arrivals = np.diff(capacity, axis=0, prepend=capacity[:1])
    decided = shifted(arrivals, -lag)
    decided[0] = 0.0
    return Projects(capacity, arrivals, built(arrivals, lag), decided)


def built(arrivals: Array, lag: Array) -> Array:
    """Capacity by the years in which it is built and paid for, (year, process, run).

    An equal part in each of the `lag` years before it starts to work. What was built before the base
    year is left out.

    Parameters
    ----------
    arrivals
        (year, process, run) capacity that starts to work in the year.
    lag
        (1, process, run) years of building.

    Examples
    --------
    >>> arrivals = np.array([0.0, 4.0, 0.0, 6.0])[:, None, None]
    >>> built(arrivals, np.array([[[2.0]]])).ravel()
    array([2., 3., 3., 0.])
    """
    spread = np.zeros(np.broadcast_shapes(arrivals.shape, lag.shape))
    for ahead in range(1, int(lag.max()) + 1):
        later = np.zeros_like(arrivals)
        later[:-ahead] = arrivals[ahead:]
        spread += np.where(ahead <= lag, later / np.maximum(lag, 1.0), 0.0)
    return spread


def coming(inputs: Inputs, announced: Projects) -> Array:
    """Capacity of announced projects that is decided and not yet at work, (year, process, run).

    Parameters
    ----------
    inputs
        Years from order to working capacity: projects keep those of the base year.
    announced
        What comes of announced projects, see `projects`.
    """
    count = announced.capacity.shape[0]
    ahead = np.minimum(np.arange(count)[:, None, None] + inputs.gestation[:1].astype(int), count - 1)
    return np.asarray(of_years(announced.capacity, ahead) - announced.capacity)


def gate(utilisation: Array, threshold: Array) -> Array:
    """Share of wear that is rebuilt: 1 from the threshold, 0 from `TAPER` below it."""
    return np.clip((utilisation - threshold) / TAPER + 1.0, 0.0, 1.0)


def invest(
    inputs: Inputs,
    year: int,
    capacity: Array,
    pipeline: Pipeline,
    utilisation: Array,
    viable: NDArray[np.bool_],
    induced: Array = NOTHING,
) -> Investment:
    """Replacement, modernisation and induced orders of a year.

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
    induced
        (process, run) capacity that profit draws, see `ioscenario.simulation.induced`.
    """
    wear = (inputs.depreciation[year] * capacity).sum(axis=1)
    open_gate = gate(utilisation, inputs.replacement_gate[year]) * viable
    replaced = inputs.replacement_rate[year] * open_gate * wear
    free = np.maximum(capacity[:, EXISTING] - pipeline.modern.sum(axis=0), 0.0)
    return Investment(replaced, inputs.modernisation_rate[year] * free, induced)


def streams(made: Investment, announced: Array) -> Array:
    """Capacity ordered in a year by where it comes from, (stream, process, run), in the order of `STREAMS`.

    Parameters
    ----------
    made
        Investment of the year.
    announced
        (process, run) announced projects ordered in the year.
    """
    return np.stack(np.broadcast_arrays(made.replaced, announced, made.ordered, made.induced))


def step(
    inputs: Inputs, year: int, capacity: Array, pipeline: Pipeline, made: Investment, arrivals: Array
) -> tuple[Array, Pipeline]:
    """Capacity and pipeline at the start of the next year.

    ``K' = K (1 - wear) - scrapped + arrived``. An existing line runs until the modern
    one that replaces it arrives; then it is scrapped. What profit drew comes on top.

    Parameters
    ----------
    inputs, year, capacity, pipeline
        As in `invest`.
    made
        Investment of the year.
    arrivals
        (process, run) projects that start to work next year.
    """
    lags = inputs.gestation[year].astype(int) - 1
    rebuilt, modern = queued(pipeline.modern, made.ordered, lags)
    drawn, induced = queued(np.broadcast_to(pipeline.induced, modern.shape), made.induced, lags)
    worn = capacity * (1.0 - inputs.depreciation[year])
    after = np.empty_like(worn)
    after[:, EXISTING] = np.maximum(worn[:, EXISTING] - rebuilt, 0.0)
    after[:, MODERN] = worn[:, MODERN] + made.replaced + rebuilt + drawn + arrivals
    return after, Pipeline(modern, induced)


def queued(waiting: Array, ordered: Array, lags: NDArray[np.int_]) -> tuple[Array, Array]:
    """What arrives of orders, (process, run), and what still waits a year later, (lag, process, run).

    Parameters
    ----------
    waiting
        (lag, process, run) orders of earlier years; entry 0 arrives.
    ordered
        (process, run) orders of this year.
    lags
        (process, run) whole years that those wait beyond the next.
    """
    arrives = waiting[0] + np.where(lags == 0, ordered, 0.0)
    after = np.concatenate([waiting[1:], np.zeros_like(waiting[:1])])
    for lag in np.unique(lags[lags > 0]):
        after[lag - 1] += np.where(lags == lag, ordered, 0.0)
    return arrives, after
