"""A goal: which targets are wanted, with which levers, at the least of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ioscenario.explore.indicators import Indicator
from ioscenario.explore.targets import Target
from ioscenario.pack import units
from ioscenario.scenario.language import PYTHON
from ioscenario.scenario.library import Flat
from ioscenario.scenario.operations import Operation

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: What may be minimised: figures of the appraisal, all against the reference scenario.
COSTS: Final = ("discounted_cost", "cost", "net_cost", "net_cost_all_effects")


@dataclass(frozen=True)
class Knob:
    """A lever that the search may set, and how far.

    Parameters
    ----------
    path
        Path of the parameter.
    unit, shown_unit
        Canonical unit of `low` and `high`, and the unit that people write.
    low, high
        Range.
    start, end
        Years in force; ``end`` None: up to the horizon.
    by
        Year by which the value is reached in a straight line, and held from then on; None: at once.
    payer
        Who pays for the lever.
    """

    path: str
    unit: str
    shown_unit: str
    low: float
    high: float
    start: int
    end: int | None
    by: int | None
    payer: str

    @property
    def factor(self) -> float:
        """What one shown unit is in the canonical unit."""
        return units.factor(self.shown_unit, self.unit)

    def written(self, value: float) -> str:
        """A value, canonical, as one writes it in a scenario."""
        number = format(Decimal(f"{value / self.factor:.12g}"), "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return number if self.shown_unit == "1" else f"{number} {self.shown_unit}"

    def setting(self, value: float) -> str | dict[str, str]:
        """The lever at a value, as a scenario file has it."""
        amount = self.written(value)
        if self.by is not None:
            return {str(self.by): amount}
        until = {} if self.end is None else {"to": str(self.end)}
        return {"from": str(self.start), **until, "value": amount}

    def operation(self, value: float) -> Operation:
        """The lever at a value, as an operation of a scenario."""
        if self.by is not None:
            return Operation(self.path, "line", (self.by,), (value,), self.start, None, "goal seek")
        return Operation(self.path, "set", (), (value,), self.start, self.end, "goal seek")


@dataclass(frozen=True)
class Aim:
    """A target of the goal.

    Parameters
    ----------
    id
        Name, its own within the goal.
    target
        What is to be reached, in the unit of the results.
    unit
        Unit of the results.
    per
        Variable without members that the indicator is divided by, in the same year; empty: none.
    assumed
        Whether the pack marks it as a working assumption.
    """

    id: str
    target: Target
    unit: str
    per: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Chance:
    """How surely the targets are to be reached.

    Parameters
    ----------
    at_least
        Share of the draws in which they must be.
    samples
        Number of draws.
    together
        Whether all targets are meant in the same draw, rather than each by itself.
    """

    at_least: float
    samples: int = 100
    together: bool = False


@dataclass(frozen=True)
class Objective:
    """What is gained on a front, beside the cost.

    Parameters
    ----------
    indicator
        What is looked at.
    unit
        Unit of the results.
    sign
        1 where more is better, -1 where less is.
    """

    indicator: Indicator
    unit: str
    sign: float


@dataclass(frozen=True)
class Goal:
    """A goal read against a pack: nothing in it is left to check.

    Parameters
    ----------
    name
        Id of the goal.
    pack
        The pack it was read against.
    reference
        The pack's reference scenario, which costs are compared with.
    start
        Scenario on which the levers act.
    known
        Whether `start` is one of the pack's own scenarios.
    levers
        Levers and their ranges.
    aims
        Targets.
    minimise
        One of `COSTS`.
    chance
        None: certain, that is at central values of the parameters.
    objectives
        Second objectives, a front for each.
    points
        Points of a front.
    seed
        Seed of draws and of the search.
    scenarios
        The pack's own scenarios, shown beside a front.
    file, text
        Where it was read, and the text.
    """

    name: str
    pack: Pack = field(repr=False)
    reference: Flat = field(repr=False)
    start: Flat = field(repr=False)
    known: bool
    levers: tuple[Knob, ...]
    aims: tuple[Aim, ...]
    minimise: str = COSTS[0]
    chance: Chance | None = None
    objectives: tuple[Objective, ...] = ()
    points: int = 12
    seed: int = 0
    scenarios: Mapping[str, Flat] = field(default_factory=dict, repr=False)
    file: str = PYTHON
    text: str = field(default="", repr=False)
