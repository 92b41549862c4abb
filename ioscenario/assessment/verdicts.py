"""Verdicts on figures: pure functions of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Ends of the range of draws within which a figure agrees with the model.
RANGE: Final = (0.05, 0.95)
#: Share of the draws from which on a figure outside that range counts as reached. It is a share and not "any draw",
#: so that more draws make a verdict surer and not kinder.
REACHED: Final = 0.01


class Verdict(StrEnum):
    """What the numbers say of a figure."""

    HOLDS = "holds"
    ONLY_IF = "holds_only_if"
    CONTRADICTS = "contradicts"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Span:
    """A figure that is claimed: all numbers from `low` to `high`, either of which may be infinite.

    Examples
    --------
    >>> Span.claimed(5.0, 5.0, "at_least")
    Span(low=5.0, high=inf)
    """

    low: float
    high: float

    @classmethod
    def claimed(cls, low: float, high: float, sense: str) -> Span:
        """The span of a figure that is meant as it is, as ``at_least`` or as ``at_most``."""
        return cls(-np.inf if sense == "at_most" else low, np.inf if sense == "at_least" else high)

    def edge(self, value: float) -> float:
        """The end of the span that is nearest to a value outside it."""
        return self.low if value < self.low else self.high


@dataclass(frozen=True)
class Spread:
    """What the model gives: its central value, and the range of its draws.

    Parameters
    ----------
    central
        At central values of all parameters; NaN where it has no value.
    low, high
        5th and 95th percentile of the draws; the central value where nothing is drawn.
    draws
        How many draws have a value.
    """

    central: float
    low: float
    high: float
    draws: int

    @classmethod
    def of(cls, central: float, draws: Array) -> Spread:
        """The spread of some draws; those without a value are left out.

        Examples
        --------
        >>> Spread.of(1.0, np.array([0.0, 1.0, 2.0, np.nan])).draws
        3
        """
        known = draws[np.isfinite(draws)]
        low, high = np.quantile(known, RANGE) if known.size else (central, central)
        return cls(central, float(low), float(high), int(known.size))


def agrees(span: Span, spread: Spread, tolerance: float) -> bool:
    """Whether a claimed span meets the model's range, or its central value within a tolerance.

    Parameters
    ----------
    span
        What is claimed.
    spread
        What the model gives.
    tolerance
        How far the central value may be from the claim, relative to the central value.

    Examples
    --------
    >>> agrees(Span(10.0, 10.0), Spread(9.0, 8.0, 11.0, 500), 0.0)
    True
    >>> agrees(Span(10.0, 10.0), Spread(9.6, 9.6, 9.6, 1), 0.05), agrees(Span(10.0, 10.0), Spread(9.0, 9, 9, 1), 0.05)
    (True, False)
    """
    reach = tolerance * abs(spread.central)
    low = np.fmin(spread.low, spread.central - reach)
    high = np.fmax(spread.high, spread.central + reach)
    return bool(span.low <= high and span.high >= low)


def of_reading(agreeing: bool, needing: bool, alone: bool, share: float) -> Verdict:
    """The verdict on a reading of which the model has a value.

    One parameter within its range is a statement that can be checked: a norm can be measured. Several at the ends of
    their ranges at once are a coincidence, and how likely it is the draws say; so it is the draws that count there.

    Parameters
    ----------
    agreeing
        Whether the figure agrees with the model, under the reading's condition if it has one.
    needing
        Whether that takes the condition, or something outside the model.
    alone
        Whether one parameter within its range, all others central, gives the figure.
    share
        Share of the draws that come as far as the figure.

    Examples
    --------
    >>> [of_reading(*case).value for case in ((True, False, False, 0.2), (True, True, False, 0.2))]
    ['holds', 'holds_only_if']
    >>> [of_reading(False, False, *case).value for case in ((True, 0.0), (False, 0.02), (False, 0.002))]
    ['holds_only_if', 'holds_only_if', 'contradicts']
    """
    if agreeing and not needing:
        return Verdict.HOLDS
    if agreeing or alone or share >= REACHED:
        return Verdict.ONLY_IF
    return Verdict.CONTRADICTS


def of_claim(readings: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim from those on its readings.

    It holds if it does in every reading, holds only if read in one way if it does in some or under
    conditions, and contradicts the model if it does in none.

    Examples
    --------
    >>> of_claim([Verdict.HOLDS, Verdict.CONTRADICTS]).value
    'holds_only_if'
    """
    told = [verdict for verdict in readings if verdict is not Verdict.UNANSWERED]
    if not told:
        return Verdict.UNANSWERED
    if all(verdict is Verdict.HOLDS for verdict in told):
        return Verdict.HOLDS
    if all(verdict is Verdict.CONTRADICTS for verdict in told):
        return Verdict.CONTRADICTS
    return Verdict.ONLY_IF
