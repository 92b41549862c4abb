"""Parameters that a number rests on, and how much it moves with each: one batch of runs.

Every path of the pack that the number can depend on at all is moved up and down by one per
cent of itself, once over all years and once over the years after the base year only. The
first says what the row of the pack does. The second is what a scenario can do: a price that
is a third higher in all years alike is no change, one that rises is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ioscenario.assessment.asked import Asked
from ioscenario.assessment.variants import Cell, Change, changed, simulated_in_parts
from ioscenario.reads import fields_behind
from ioscenario.simulation.inputs import Array, Inputs

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

#: Step, as a share of the value.
STEP: Final = 0.01
#: Step of a count.
ONE: Final = 1.0
#: Change relative to the number, or to the largest change, up to which there is none.
NOTHING: Final = 1e-11
#: Ways in which a path is moved: (column, sign, first year moved).
WAYS: Final = (("up", 1.0, 0), ("down", -1.0, 0), ("later_up", 1.0, 1), ("later_down", -1.0, 1))


@dataclass(frozen=True)
class Sensitivity:
    """What one path does to the number.

    Parameters
    ----------
    path
        The path.
    step
        By how much it is moved in the year, canonical unit; where it is zero, a hundredth of its range.
    effects
        Way of `WAYS` to the change of the number; NaN where a bound leaves no room for the step.
    """

    path: str
    step: float
    effects: Mapping[str, float]

    @property
    def largest(self) -> float:
        """Largest change, whatever its sign."""
        return max((abs(value) for value in self.effects.values() if not np.isnan(value)), default=0.0)


def sensitivities(pack: Pack, inputs: Inputs, asked: Asked, place: int) -> tuple[float, list[Sensitivity]]:
    """The number, and the paths that move it, those first that move it most.

    Parameters
    ----------
    pack
        The pack.
    inputs
        Inputs of the scenario, one run.
    asked
        The number.
    place
        Position of the year.

    Returns
    -------
    value : float
        The number as it is.
    list of Sensitivity
        Paths with a change that is not nothing.
    """
    possible = fields_behind(asked.variable.name)
    paths = [item for item in pack.parameters.values() if item.field.name in possible]
    moves = [(item, way, change) for item in paths for way, change in _changes(pack, item, inputs)]
    numbers = _numbers(inputs, [change for _, _, change in moves], asked, place)
    value, rest = float(numbers[0]), numbers[1:]
    effects: dict[str, dict[str, float]] = {item.path: {} for item in paths}
    for (item, way, _), number in zip(moves, rest, strict=True):
        effects[item.path][way] = float(number) - value
    steps = {item.path: _step_in(pack, item, inputs, place) for item in paths}
    names = [way for way, _, _ in WAYS]
    found = [Sensitivity(p, steps[p], {way: e.get(way, float("nan")) for way in names}) for p, e in effects.items()]
    least = NOTHING * max([abs(value) if np.isfinite(value) else 0.0, *(item.largest for item in found)])
    return value, sorted((item for item in found if item.largest > least), key=lambda item: -item.largest)


def _numbers(inputs: Inputs, changes: Sequence[Change], asked: Asked, place: int) -> Array:
    """The number as it is, then with each change, (1 + change,)."""
    cell = changes[0].cell if changes else Cell("price", (0,))
    same = Change(cell, cell.of(inputs)[:, 0])
    every = [same, *changes]
    found = np.empty(len(every))

    def some(chosen: slice) -> Inputs:
        return changed(inputs, every[chosen])

    for chosen, arrays in simulated_in_parts(len(every), some, [asked.variable.name]):
        found[chosen] = asked.of(arrays[asked.variable.name])[place]
    return found


def _step_in(pack: Pack, item: Parameter, inputs: Inputs, place: int) -> float:
    """Step of a path in one year."""
    return float(_steps(pack, item, Cell(item.field.name, item.position).of(inputs)[:, 0])[place])


def _changes(pack: Pack, item: Parameter, inputs: Inputs) -> Iterator[tuple[str, Change]]:
    """Changes of a path that its bounds have room for, by way."""
    cell = Cell(item.field.name, item.position)
    values = cell.of(inputs)[:, 0]
    low, high = item.field.bounds
    for way, sign, first in WAYS:
        moved = np.array(values)
        moved[first:] += sign * _steps(pack, item, values[first:])
        if (moved >= low).all() and (moved <= high).all():
            yield way, Change(cell, moved)


def _steps(pack: Pack, item: Parameter, values: Array) -> Array:
    """Step of a path in the years in which it is moved, canonical unit, (year,).

    One per cent of the value of each year, so that zeros stay; the same in all years where all are zero.
    """
    if item.field.kind == "count":
        return np.full(values.shape, ONE)
    size = np.abs(values)
    return STEP * size if size.any() else np.full(values.shape, STEP * _scale(pack, item))


def _scale(pack: Pack, item: Parameter) -> float:
    """What counts as the size of a path that is zero.

    Its size elsewhere, else the width of its range, else one for shares (so that the step is a point)
    and a tenth for rates of growth (a tenth of a point), else the largest of its kind in the same unit, else
    the price where it is money per unit.
    """
    largest = max(map(abs, item.values))
    spread = max(high - low for low, high in zip(item.lows, item.highs, strict=True))
    usual = {"share": 1.0, "index": 1.0, "rate": 0.1}.get(item.field.kind, 0.0)
    if largest or spread or usual:
        return largest or spread or usual
    alike = [other for other in pack.parameters.values() if other.field is item.field and other.unit == item.unit]
    known = max(abs(value) for other in alike for value in other.values)
    return known or _price_behind(pack, item) or 1.0


def _price_behind(pack: Pack, item: Parameter) -> float:
    """Price of the good that a path is money per unit of; zero for other paths."""
    structure = pack.structure
    process = structure.process.get(item.names.get("process", ""))
    good = next((name for name in item.names.values() if name in structure.commodity), None)
    if good is None and process is not None:
        good = process.output
    if good is None or not item.unit.startswith("million"):
        return 0.0
    return pack.parameters[f"market.{good}.price"].values[0]
