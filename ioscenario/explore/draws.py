"""Draws of the uncertain parameters of a pack.

A design says only which values a path takes in which sample. Each path has a stream of
its own, keyed by the seed and the name of the path, so that adding a path, or asking
for a few of them, never moves the draws of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

Array = npt.NDArray[np.float64]

#: Distance of the 95th percentile of the standard normal distribution from its mean.
Z95: Final = 1.6448536269514722


def draw(pack: Pack, samples: int, seed: int, paths: Iterable[str] | None = None) -> dict[str, Array]:
    """Draw a Latin hypercube of the uncertain parameters.

    Each path is stratified by itself: of `samples` equal slices of probability each
    holds one sample, in an order that is independent between paths. All points of a path
    over the years take the same quantile.

    Parameters
    ----------
    pack
        The data pack. By default the parameters of role ``uncertain`` are drawn.
    samples
        Number of samples, at least 1.
    seed
        Whole number from 0; 0 is a seed like any other.
    paths
        Paths to draw instead, of any role.

    Returns
    -------
    dict of str to ndarray, shape (point, samples)
        Values in the canonical unit of the path, one row for each point of the
        parameter's years (one row without years), in the order of the pack. A parameter
        whose ranges have no width, or whose distribution is ``fixed``, is left out.

    Raises
    ------
    InputError
        For a path that the pack does not have, a lognormal range that reaches zero,
        fewer samples than one or a negative seed.

    Notes
    -----
    Latin hypercube sampling: McKay, Beckman and Conover (1979), Technometrics 21(2).
    """
    findings = Findings()
    _check_call(samples, seed, findings)
    chosen = _chosen(pack, paths, findings)
    for parameter in chosen:
        check_range(parameter, pack, findings)
    findings.raise_if_any()
    return {item.path: quantiles(item, stratified(item.path, samples, seed)) for item in chosen}


def stream(path: str, seed: int) -> np.random.Generator:
    """Return the random numbers of a path, keyed by its name and the seed.

    Parameters
    ----------
    path
        Name that keys the stream.
    seed
        Whole number from 0.
    """
    digest = hashlib.sha256(path.encode()).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    # Bit generator and order spelled out: numpy may change its default and its shuffle.
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def stratified(path: str, samples: int, seed: int) -> Array:
    """Return probabilities of a path's samples, one in each of `samples` equal slices.

    Parameters
    ----------
    path
        Name that keys the stream.
    samples
        Number of samples.
    seed
        Whole number from 0.

    Returns
    -------
    ndarray, shape (samples,)
        Numbers in (0, 1).

    Examples
    --------
    >>> sorted(int(4 * u) for u in stratified("growing.area", 4, 0))
    [0, 1, 2, 3]
    """
    order, within = stream(path, seed).random((2, samples))
    slices = np.argsort(order)
    if (order[slices[1:]] == order[slices[:-1]]).any():  # how ties are ordered must not depend on the machine
        slices = np.argsort(order, kind="stable")
    # Quantile functions are infinite at 0 and 1 for unbounded distributions.
    tiny = np.finfo(np.float64).eps
    probability: Array = np.clip((slices + within) / samples, tiny, 1.0 - tiny)
    return probability


def spread(parameter: Parameter, position: Array) -> Array:
    """Return values of a parameter at positions in its range, whatever its distribution.

    Parameters
    ----------
    parameter
        Its ``low``, ``value`` and ``high`` have the positions 0, 0.5 and 1, with straight
        lines between.
    position : ndarray, shape (sample,)
        Numbers from 0 to 1.

    Returns
    -------
    ndarray, shape (point, sample)
        Canonical unit; counts are rounded to whole numbers.
    """
    points = zip(parameter.lows, parameter.values, parameter.highs, strict=True)
    values: Array = np.stack([np.interp(position, (0.0, 0.5, 1.0), ends) for ends in points])
    return np.rint(values) if parameter.field.kind == "count" else values


def quantiles(parameter: Parameter, probability: Array) -> Array:
    """Return values of a parameter at given probabilities.

    Parameters
    ----------
    parameter
        Its ``low`` and ``high`` are the ends of ``triangular`` (mode: the value) and
        ``uniform``, the 5th and 95th percentiles of ``normal`` and ``lognormal``. For
        these two the value plays no part, and what falls outside the bounds of the field
        is put on the bound.
    probability : ndarray, shape (sample,)
        Probabilities in (0, 1).

    Returns
    -------
    ndarray, shape (point, sample)
        Canonical unit; a point whose range has no width keeps its value; counts are
        rounded to whole numbers.
    """
    function = QUANTILES[parameter.distribution]
    points = zip(parameter.lows, parameter.values, parameter.highs, strict=True)
    rows = [
        function(probability, low, value, high) if low < high else np.full_like(probability, value)
        for low, value, high in points
    ]
    low, high = parameter.field.bounds
    values: Array = np.clip(np.stack(rows), low, high)
    return np.rint(values) if parameter.field.kind == "count" else values


def triangular(probability: Array, low: float, mode: float, high: float) -> Array:
    """Return quantiles of the triangular distribution.

    Examples
    --------
    >>> triangular(np.array([0.125, 0.5, 0.875]), 0.0, 1.0, 2.0)
    array([0.5, 1. , 1.5])
    """
    width = high - low
    rising = low + np.sqrt(probability * width * (mode - low))
    falling = high - np.sqrt((1.0 - probability) * width * (high - mode))
    found: Array = np.where(probability * width < mode - low, rising, falling)
    return found


def uniform(probability: Array, low: float, value: float, high: float) -> Array:
    """Return quantiles of the uniform distribution between `low` and `high`; `value` plays no part."""
    return low + probability * (high - low)


def normal(probability: Array, low: float, value: float, high: float) -> Array:
    """Return quantiles of the normal distribution with 5th percentile `low` and 95th `high`."""
    from scipy.special import ndtri

    score: Array = ndtri(probability)
    return 0.5 * (low + high) + score * (high - low) / (2.0 * Z95)


def lognormal(probability: Array, low: float, value: float, high: float) -> Array:
    """Return quantiles of the lognormal distribution with 5th percentile `low` and 95th `high`, both above 0."""
    logarithm = normal(probability, float(np.log(low)), value, float(np.log(high)))
    found: Array = np.exp(logarithm)
    return found


QUANTILES: Final[Mapping[str, Callable[[Array, float, float, float], Array]]] = {
    "triangular": triangular,
    "uniform": uniform,
    "normal": normal,
    "lognormal": lognormal,
}


def _check_call(samples: int, seed: int, findings: Findings) -> None:
    """Refuse fewer samples than one and a negative seed."""
    if samples < 1:
        findings.add("range", "a number of samples from 1", key="samples", value=samples)
    if seed < 0:
        findings.add("range", "a whole number from 0", key="seed", value=seed)


def _chosen(pack: Pack, paths: Iterable[str] | None, findings: Findings) -> list[Parameter]:
    """Parameters to draw, in the order of the pack, those without width left out."""
    if paths is None:
        chosen = [item for item in pack.parameters.values() if item.role == "uncertain"]
    else:
        wanted = set(paths)
        for path in sorted(wanted - set(pack.parameters)):
            near = nearest(path, pack.parameters)
            findings.add("unknown-path", "a parameter of the pack", key=path, nearest=near)
        chosen = [item for item in pack.parameters.values() if item.path in wanted]
    return [item for item in chosen if can_be_drawn(item)]


def can_be_drawn(parameter: Parameter) -> bool:
    """Whether any point of a parameter has a range and a distribution over it."""
    return parameter.distribution != "fixed" and parameter.ranged


def check_range(parameter: Parameter, pack: Pack, findings: Findings) -> None:
    """Refuse a lognormal range that reaches zero."""
    ranges = zip(parameter.lows, parameter.highs, strict=True)
    lowest = min((low for low, high in ranges if low < high), default=1.0)
    if parameter.distribution == "lognormal" and lowest <= 0.0:
        findings.add(
            "lognormal-range",
            "a low above 0 for a lognormal distribution",
            file=pack.file_of(parameter.path),
            line=parameter.line,
            key=parameter.path,
            value=lowest,
        )
