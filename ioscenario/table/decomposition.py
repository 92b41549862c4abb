"""Structural decomposition: how much of a change comes from which of its factors.

A quantity is a product of factors, ``y = s L F ...``. Changing the factors one after
another from their first to their last value splits the change of ``y`` among them, and
the split depends on the order. Three ways out are in use:

- ``polar``: mean of the order as written and of its reverse;
- ``all``: mean over all k! orders. It needs only the 2^k combinations of old and new
  factors, because orders that share a past share a step (these are Shapley values);
- ``first``, ``last``: one order, as written or reversed, for a look at the spread.

Each can be additive (effects in units of ``y`` that add up to its change) or
multiplicative (indices that multiply to its ratio). Both hold exactly.

Sources: Dietzenbacher and Los (1998); Dietzenbacher, Hoen and Los (2000) on the
multiplicative form; Miller and Blair (2009), section 13.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from math import factorial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.labels import Array, Data, Sectors, aligned, axis_labels, kind_of, values
from ioscenario.table.leontief import Leontief, as_leontief

Method = Literal["polar", "all", "first", "last"]
Form = Literal["additive", "multiplicative"]

_METHODS: tuple[str, ...] = get_args(Method)
_FORMS: tuple[str, ...] = get_args(Form)
_MOST_FACTORS = 12


# --- kernels -----------------------------------------------------------------------------


def chain_product(factors: Sequence[Array]) -> Array:
    """Product of scalars, vectors and matrices, taken from the right.

    A vector at the end is a column; any other vector is a diagonal matrix, such as an
    intensity by sector.
    """

    def step(right: Array, left: Array) -> Array:
        if left.ndim == 2 and right.ndim:
            return np.asarray(left @ right)
        return (left[:, None] if left.ndim == 1 and right.ndim == 2 else left) * right

    return np.asarray(reduce(step, reversed(factors)))


def weights(count: int, method: str) -> Iterator[tuple[int, int, float]]:
    """Which steps a method takes: factor, set of factors already new (bits), weight.

    The weights of each factor add to 1. For ``all`` a set of m factors precedes the factor
    in ``m! (k - 1 - m)! / k!`` of the orders.
    """
    everything = (1 << count) - 1
    for factor in range(count):
        before, after = (1 << factor) - 1, everything & ~((1 << (factor + 1)) - 1)
        if method == "all":
            others = everything & ~(1 << factor)
            for past in range(everything + 1):
                if past & ~others == 0:
                    m = past.bit_count()
                    yield factor, past, factorial(m) * factorial(count - 1 - m) / factorial(count)
        elif method == "polar":
            yield factor, before, 0.5
            yield factor, after, 0.5
        else:
            yield factor, before if method == "first" else after, 1.0


def split(value: Callable[[int], Array], count: int, method: str, form: str) -> Array:
    """Effects of `count` factors on ``value(set)``, where the set (bits) says which are new.

    Returns
    -------
    ndarray
        (count, *shape of a value): effects that add up to ``value(all) - value(none)``, or
        indices that multiply to ``value(all) / value(none)``.
    """
    known: dict[int, Array] = {}

    def at(chosen: int) -> Array:
        if chosen not in known:
            known[chosen] = value(chosen) if form == "additive" else np.log(value(chosen))
        return known[chosen]

    parts = np.zeros((count, *at(0).shape))
    for factor, past, weight in weights(count, method):
        parts[factor] += weight * (at(past | 1 << factor) - at(past))
    return parts if form == "additive" else np.exp(parts)


# --- labelled ------------------------------------------------------------------------------


def decompose(
    A0: Data,
    f0: Data,
    A1: Data,
    f1: Data,
    *,
    s0: Data = None,
    s1: Data = None,
    parts: Literal["total", "level_mix"] = "total",
    method: Method = "polar",
    form: Form = "additive",
) -> Data:
    """Change of output, or of jobs or any effect, split by technology and final demand.

    ``x = L f``, or ``diag(s) L f`` with intensities `s`.

    Parameters
    ----------
    A0, A1
        (n, n) input coefficients of the two years at the same prices, or `Leontief` objects.
    f0, f1
        (n,) final demand, money, or (n, k) by category.
    s0, s1
        (n,) jobs, value added, ... for each unit of output, of the two years; both or neither.
    parts
        ``"total"``: final demand is one factor. ``"level_mix"``: it is three, its ``level``,
        the ``mix`` of categories, and the products each category buys (``products``);
        with one category only level and products.
    method
        ``"polar"``, ``"all"``, ``"first"`` or ``"last"``.
    form
        ``"additive"`` or ``"multiplicative"``.

    Returns
    -------
    DataFrame or Dataset
        By sector: ``before``, ``after``, ``change`` (difference or ratio), then a column for
        each factor: ``intensity`` (with `s0`), ``technology``, and ``final_demand`` or its
        parts. Effects add (multiply) to the change exactly.

    Raises
    ------
    InputError
        On unlike shapes or labels; in the multiplicative form on values that are not above zero.

    Notes
    -----
    Dietzenbacher and Los (1998). The two sources of polar error, order and interaction, are
    shared out, so there is no residual.

    Examples
    --------
    >>> decompose([[0.15, 0.25], [0.20, 0.05]], [350, 1700], [[0.15, 0.18], [0.20, 0.05]], [420, 2040]).round(1)
       before   after  change  technology  final_demand
    0  1000.0   993.1    -6.9      -189.6         182.8
    1  2000.0  2356.4   356.4       -39.9         396.4
    """
    before, after = as_leontief(A0), as_leontief(A1)
    if (s0 is None) != (s1 is None):
        raise InputError([Problem("factor", "intensities of both years, or of neither", key="s0, s1")])
    sectors = before.sectors.joined(f0).joined(f1)
    second = _in_order(after, sectors)
    factors: dict[str, tuple[Array, Array]] = {}
    if s0 is not None:
        factors["intensity"] = sectors.total(s0, "s0"), sectors.total(s1, "s1")
    factors["technology"] = before.inverse, second.inverse
    factors |= _demand_factors(sectors, f0, f1, parts)
    return sectors.table(_decomposed(factors, method, form, sectors))


def _in_order(model: Leontief, sectors: Sectors) -> Leontief:
    """The second year with its sectors in the order of the first."""
    own = model.sectors.index
    same = model.n == sectors.n and (own is None or sectors.index is None or own.equals(sectors.index))
    return model if same else Leontief(sectors.matrix(model.labelled_coefficients, "A1"))


def _demand_factors(sectors: Sectors, f0: Data, f1: Data, parts: str) -> dict[str, tuple[Array, Array]]:
    """Final demand as one factor, or as products by category, mix of categories, level."""
    if parts not in {"total", "level_mix"}:
        raise InputError([Problem("kind", "total | level_mix", key="parts", value=str(parts))])
    if parts == "total":
        return {"final_demand": (sectors.total(f0, "f0"), sectors.total(f1, "f1"))}
    first, last = sectors.rows(f0, "f0"), sectors.rows(_same_categories(f1, f0), "f1")
    if first.shape != last.shape:
        raise InputError([Problem("shape", f"shape {first.shape}, as f0", key="f1", value=str(last.shape))])
    sides = [_level_mix(item.reshape(sectors.n, -1)) for item in (first, last)]
    names = ("products", "mix", "level") if first.ndim == 2 and first.shape[1] > 1 else ("products", "level")
    return {name: (sides[0][name], sides[1][name]) for name in names}


def _same_categories(data: Data, template: Data) -> Data:
    """Final demand with its categories in the order of another one."""
    both = kind_of(data) != "array" and kind_of(template) != "array" and np.ndim(data) == np.ndim(template) == 2
    return aligned(data, axis_labels(template, 1), 1, "f1") if both else data


def _level_mix(f: Array) -> dict[str, Array]:
    """``f 1 = products (n, k) mix (k,) level``."""
    by_category = f.sum(axis=0)
    level = by_category.sum()
    if not level or not by_category.all():
        raise InputError([Problem("range", "categories of final demand with totals other than zero", key="f")])
    products = f / by_category
    if f.shape[1] == 1:
        return {"products": products[:, 0], "level": np.asarray(level)}
    # The level stands last, so the mix before it must not be read as a diagonal: it is a column.
    return {"products": products, "mix": (by_category / level)[:, None], "level": np.asarray([level])}


def _decomposed(
    factors: Mapping[str, tuple[Array, Array]], method: str, form: str, sectors: Sectors | None
) -> dict[str, Array]:
    """Columns ``before, after, change`` and one for each factor."""
    _check(len(factors), method, form)
    sides = list(factors.values())
    count = len(sides)

    def value(chosen: int) -> Array:
        result = chain_product([pair[chosen >> at & 1] for at, pair in enumerate(sides)])
        return result[:, 0] if result.ndim == 2 and result.shape[1] == 1 else result

    before, after = value(0), value((1 << count) - 1)
    if form == "multiplicative":
        _positive((before, after), sectors)
    effects = split(value, count, method, form)
    change = after - before if form == "additive" else after / before
    return {"before": before, "after": after, "change": change, **dict(zip(factors, effects, strict=True))}


def _check(count: int, method: str, form: str) -> None:
    """Refuse unknown methods and forms, and more factors than can be enumerated."""
    findings = Findings()
    for key, word, known in (("method", method, _METHODS), ("form", form, _FORMS)):
        if word not in known:
            findings.add("kind", " | ".join(known), key=key, value=word, nearest=nearest(str(word), known))
    if not 1 <= count <= _MOST_FACTORS:
        findings.add("factor", f"1 to {_MOST_FACTORS} factors", key="factors", value=count)
    findings.raise_if_any()


def _positive(sides: Sequence[Array], sectors: Sectors | None) -> None:
    """Refuse values that have no logarithm, by sector."""
    wrong = np.flatnonzero(np.any([side <= 0.0 for side in sides], axis=0))
    names = [str(at) for at in wrong] if sectors is None else sectors.names(wrong)
    if names:
        expected = "values above zero in both years for a multiplicative split"
        raise InputError(Problem("range", expected, key=name) for name in names)


def decompose_product(
    factors: Mapping[str, tuple[Data, Data]], *, method: Method = "polar", form: Form = "additive"
) -> Data:
    """Change of any product of factors, split among them.

    Parameters
    ----------
    factors
        Name to (first value, last value), in the order of the product. Values are scalars,
        vectors or matrices; a vector at the end is a column, any other a diagonal matrix.
    method, form
        As in `decompose`.

    Returns
    -------
    DataFrame or Dataset
        As `decompose`; rows are those of the product.

    Raises
    ------
    InputError
        On shapes that cannot be multiplied, and as `decompose`.

    Notes
    -----
    Dietzenbacher and Los (1998). Labels of values are those of the first one that has rows;
    the others must be in the same order.

    Examples
    --------
    >>> decompose_product({"price": (2.0, 3.0), "quantity": ([10.0], [12.0])}, method="all")
       before  after  change  price  quantity
    0    20.0   36.0    16.0   11.0       5.0
    """
    template = next((pair[0] for pair in factors.values() if np.ndim(pair[0])), None)
    sides = {name: (values(pair[0], name), values(pair[1], name)) for name, pair in factors.items()}
    unlike = [name for name, pair in sides.items() if pair[0].shape != pair[1].shape]
    if unlike:
        raise InputError(Problem("shape", "the same shape in both years", key=name) for name in unlike)
    sectors = None if template is None else Sectors.of(template)
    try:
        columns = _decomposed(sides, method, form, sectors)
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError([Problem("shape", "factors that can be multiplied", value=str(error))]) from error
    if sectors is None or columns["before"].shape != (sectors.n,):
        return pd.DataFrame({name: np.atleast_1d(column) for name, column in columns.items()})
    return sectors.table(columns)


def decompose_chain(
    years: Mapping[Any, tuple[Data, Data]], *, method: Method = "polar", form: Form = "additive"
) -> Data:
    """Change over several years, split year by year and chained.

    Parameters
    ----------
    years
        Year to ``(A, f)``, in order of time; prices of a common year.
    method, form
        As in `decompose`.

    Returns
    -------
    DataFrame or Dataset
        As `decompose` from the first year to the last: effects of the years are added, or
        multiplied, so that they still make up the whole change.

    Raises
    ------
    InputError
        With fewer than two years, and as `decompose`.

    Notes
    -----
    Chaining follows the path that the economy took; a split of first and last year alone
    knows only its ends. Dietzenbacher and Los (1998), section 5.

    Examples
    --------
    >>> A, f = [[0.15, 0.25], [0.20, 0.05]], np.array([350.0, 1700.0])
    >>> decompose_chain({2020: (A, f), 2021: (A, 1.1 * f), 2022: (A, 1.2 * f)}).round(1)
       before   after  change  technology  final_demand
    0  1000.0  1200.0   200.0         0.0         200.0
    1  2000.0  2400.0   400.0         0.0         400.0
    """
    if len(years) < 2:
        raise InputError([Problem("factor", "two years or more", key="years", value=str(len(years)))])
    steps = [
        decompose(first[0], first[1], last[0], last[1], method=method, form=form)
        for first, last in pairwise(years.values())
    ]
    result = steps[0].copy()
    for step in steps[1:]:
        for name in ("change", "technology", "final_demand"):
            result[name] = result[name] + step[name] if form == "additive" else result[name] * step[name]
        result["after"] = step["after"]
    return result


def technology_by_buyer(A0: Data, f0: Data, A1: Data, f1: Data) -> Data:
    """The technology effect on output, by the sector whose inputs changed.

    ``dL = L1 dA L0 = L0 dA L1``, so column j of ``dA`` has the effect
    ``1/2 (L1 dA_j (x0)_j + L0 dA_j (x1)_j)`` with each year's own output; the columns add
    up to the technology effect of the polar split.

    Parameters
    ----------
    A0, f0, A1, f1
        As in `decompose`.

    Returns
    -------
    ndarray, DataFrame or DataArray
        (n, n): change of the row sector's output through new inputs of the column sector.

    Raises
    ------
    InputError
        As `decompose`.

    Notes
    -----
    Miller and Blair (2009), eq. 13.9 to 13.12.

    Examples
    --------
    >>> technology_by_buyer([[0.15, 0.25], [0.20, 0.05]], [350, 1700], [[0.15, 0.18], [0.20, 0.05]], [420, 2040]).shape
    (2, 2)
    """
    before, after = as_leontief(A0), as_leontief(A1)
    sectors = before.sectors.joined(f0).joined(f1)
    last = _in_order(after, sectors)
    change = last.A - before.A
    x0, x1 = before.right(sectors.total(f0, "f0")), last.right(sectors.total(f1, "f1"))
    # L1 dA x0 = dL f0 and L0 dA x1 = dL f1: half of each is the polar mean.
    return sectors.square(0.5 * (last.inverse @ (change * x0) + before.inverse @ (change * x1)))
