"""Many mixes of levers, run at once.

A mix is a scenario with a value for each lever on top. The start scenario is resolved
once; for a batch of mixes only the arrays of the levers are written anew, so that the
simulation is nearly all of the time. What is found is run again as an ordinary scenario in
the end (:mod:`ioscenario.explore.goalseek`), which checks this short cut.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ioscenario.appraisal import LEVIES
from ioscenario.appraisal import SAME as ROUNDING
from ioscenario.batches import MOST_AT_ONCE
from ioscenario.dimensions import TAXES, TECHNOLOGIES
from ioscenario.explore.draws import draw
from ioscenario.explore.indicators import Indicator
from ioscenario.outputs import VARIABLE
from ioscenario.pack.expansion import paths
from ioscenario.scenario.operations import apply
from ioscenario.scenario.rationing import rationing
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate

if TYPE_CHECKING:
    from ioscenario.explore.goal import Goal, Knob
    from ioscenario.pack.structure import Structure
    from ioscenario.scenario.library import Flat
    from ioscenario.simulation.inputs import Inputs

Array = npt.NDArray[np.float64]

#: Variables that each figure of cost is made of.
MADE_OF: Final = {
    "discounted_cost": ("public_cost", "discount_factor"),
    "cost": ("public_cost",),
    "net_cost": ("public_cost", "discount_factor", "additional_share", "public_revenue"),
    "net_cost_all_effects": (
        "public_cost", "discount_factor", "additional_share", "public_revenue", "revenue_by_effect",
    ),
}  # fmt: skip


class Outcome(NamedTuple):
    """What becomes of mixes, for every sample."""

    cost: Array
    """The figure that is minimised, (mix, sample)."""
    targets: Array
    """Value of each target's indicator, (target, mix, sample)."""
    objectives: Array
    """Value of each second objective, (objective, mix, sample)."""


class Slot(NamedTuple):
    """Where a lever is among the inputs: path(v) = base + slope v."""

    field: str
    place: tuple[slice | int, ...]
    """In the field's array, all runs."""
    base: Array
    """(year, sample or 1)."""
    slope: Array
    """(year, 1)."""
    unset: Array
    """The path without the lever, (year, sample or 1)."""
    bounds: tuple[float, float]


class Candidates:
    """Runs mixes of the levers of a goal.

    Parameters
    ----------
    goal
        The goal.
    samples
        Draws of the uncertain parameters; None: central values. The same in every mix.
    seed
        Seed of the draws.
    most
        Runs in a batch.

    Attributes
    ----------
    runs : int
        Runs made so far.
    """

    def __init__(self, goal: Goal, samples: int | None = None, seed: int = 0, most: int = MOST_AT_ONCE) -> None:
        self.goal = goal
        self.samples = samples or 1
        self.most = most
        self.runs = 0
        self.indicators = [aim.target.indicator for aim in goal.aims]
        self.per = [aim.per for aim in goal.aims]
        self.others = [item.indicator for item in goal.objectives]
        self.wanted = tuple(
            dict.fromkeys(
                [
                    *MADE_OF[goal.minimise],
                    *(item.variable for item in (*self.indicators, *self.others)),
                    *(name for name in self.per if name),
                ]
            )
        )
        draws = {} if samples is None else draw(goal.pack, samples, seed)
        self._design = Design((goal.start,), draws, self.samples)
        self._base = resolve(goal.pack, self._design)
        self._slots = [_slot(knob, goal, self._base) for knob in goal.levers]
        self._reference = self._alone(goal.reference)

    def evaluate(self, values: Array) -> Outcome:
        """Run mixes.

        Parameters
        ----------
        values : ndarray, shape (mix, lever)
            Canonical units; NaN leaves a lever as the start scenario has it.
        """
        # numpy adds up an axis of one run in another order than one of many: one mix is run twice
        rows = np.repeat(values, 2, axis=0) if len(values) * self.samples == 1 else values
        count = math.ceil(len(rows) / max(1, self.most // self.samples))
        edges = [len(rows) * place // count for place in range(count + 1)]
        parts = [self._batch(rows[first:last]) for first, last in pairwise(edges)]
        self.runs += len(values) * self.samples
        found = Outcome(*(np.concatenate(pieces, axis=-2) for pieces in zip(*parts, strict=True)))
        return Outcome(*(item[..., : len(values), :] for item in found))

    def scenario(self, flat: Flat) -> Outcome:
        """The same of a scenario, mix of size 1."""
        self.runs += self.samples
        return self._outcome(self._alone(flat), 1)

    def start_path(self, lever: int) -> Array:
        """A lever's path in the start scenario, mean over samples, canonical unit, (year)."""
        unset = self._slots[lever].unset
        return np.asarray(unset.mean(axis=1))

    def _alone(self, flat: Flat) -> dict[str, Array]:
        """Results of a scenario, run on its own."""
        scenarios = (flat, flat) if self.samples == 1 else (flat,)
        arrays = simulate(resolve(self.goal.pack, replace(self._design, scenarios=scenarios)), self.wanted)
        return {name: array[..., : self.samples] for name, array in arrays.items()}

    def _batch(self, values: Array) -> Outcome:
        return self._outcome(simulate(self._inputs(values), self.wanted), len(values))

    def _inputs(self, values: Array) -> Inputs:
        """Inputs of a batch: those of the start scenario with the levers at their values."""
        mixes, samples = len(values), self.samples
        arrays = {name: _tiled(array, mixes, samples) for name, array in self._base.values.items()}
        written: set[str] = set()
        for slot, column in zip(self._slots, values.T, strict=True):
            if slot.field not in written:
                whole = arrays[slot.field]
                arrays[slot.field] = np.array(np.broadcast_to(whole, (*whole.shape[:-1], mixes * samples)))
                written.add(slot.field)
            path = slot.base[:, None, :] + slot.slope[:, None, :] * np.nan_to_num(column)[None, :, None]
            path = np.where(np.isnan(column)[None, :, None], slot.unset[:, None, :], np.clip(path, *slot.bounds))
            path = np.broadcast_to(path, (len(path), mixes, samples))
            arrays[slot.field][slot.place] = path.reshape(len(path), mixes * samples)
        rules = [self.goal.start.rationing] * mixes
        served = rationing(self.goal.pack.structure, rules, samples)
        return replace(self._base, runs=mixes * samples, values=arrays, rationing=served)

    def _outcome(self, arrays: Mapping[str, Array], mixes: int) -> Outcome:
        structure, shape = self.goal.pack.structure, (mixes, self.samples)
        cost = present_cost(self.goal.minimise, arrays, self._reference, shape)
        targets, objectives = (
            np.array([value_of(item, arrays, structure, shape) for item in listed]).reshape(len(listed), *shape)
            for listed in (self.indicators, self.others)
        )
        for place, (name, item) in enumerate(zip(self.per, self.indicators, strict=True)):
            if name:
                by = value_of(Indicator(name, item.year), arrays, structure, shape)
                targets[place] = np.divide(targets[place], by, out=np.full(shape, np.nan), where=by != 0.0)
        return Outcome(cost, targets, objectives)


def _slot(knob: Knob, goal: Goal, base: Inputs) -> Slot:
    """Where a lever acts. Operations are linear in their value, so that two values tell all others."""
    parameter, years = goal.pack.parameters[knob.path], goal.pack.structure.years
    position = paths(parameter.field, goal.pack.structure)[knob.path][1]
    place: tuple[slice | int, ...] = (slice(None), *position)
    unset = base.values[parameter.field.name][place]
    nothing = np.zeros((len(years), 1))
    slope = apply(knob.operation(1.0), nothing, years) - apply(knob.operation(0.0), nothing, years)
    bounds = parameter.field.bounds
    return Slot(parameter.field.name, place, apply(knob.operation(0.0), unset, years), slope, unset, bounds)


def _tiled(array: Array, mixes: int, samples: int) -> Array:
    """An array of the samples of one mix for all mixes; as it is where samples do not differ."""
    if array.shape[-1] == 1 or samples == 1:
        return array
    once = array[:1] if array.strides[0] == 0 else array
    reps = (*(1 for _ in array.shape[:-1]), mixes)
    return np.broadcast_to(np.tile(once, reps), (*array.shape[:-1], mixes * samples))


def value_of(item: Indicator, arrays: Mapping[str, Array], structure: Structure, shape: tuple[int, int]) -> Array:
    """An indicator in every run, (mix, sample); members that are left open are added up, NaN where none has a value."""
    year = structure.years[-1] if item.year is None else item.year
    labels: dict[str, Sequence[str]] = {
        "process": tuple(structure.process), "commodity": tuple(structure.commodity),
        "technology": TECHNOLOGIES, "effect": structure.effects,
    }  # fmt: skip
    found = arrays[item.variable][structure.years.index(year)]
    place = tuple(
        labels[dim].index(item.where[dim]) if dim in item.where else slice(None) for dim in VARIABLE[item.variable].dims
    )
    found = found[place]
    axes = tuple(range(found.ndim - 1))
    if axes:
        missing = np.isnan(found).all(axis=axes)
        found = np.where(missing, np.nan, np.nansum(found, axis=axes))
    return np.broadcast_to(found, (shape[0] * shape[1],)).reshape(shape)


def present_cost(figure: str, arrays: Mapping[str, Array], base: Mapping[str, Array], shape: tuple[int, int]) -> Array:
    r"""A figure of the appraisal in every run, against the reference scenario in the same sample, (mix, sample).

    With yearly cost :math:`C` and revenue :math:`R` less those of the reference, discount factor :math:`v` and
    additional share :math:`a`: ``cost`` is :math:`\sum C`, ``discounted_cost`` :math:`\sum v C`, ``net_cost``
    :math:`\sum v C - \sum v (a \max(R, 0) + \min(R, 0) + D)` with duties and charges :math:`D` in full, as in
    :mod:`ioscenario.appraisal`.

    Parameters
    ----------
    figure
        One of `MADE_OF`.
    arrays
        Results, (year, dims, run); run is mix x sample.
    base
        Those of the reference, (year, dims, sample).
    shape
        Mixes and samples.
    """

    def change(name: str, keep: Sequence[int] | None = None) -> Array:
        now, then = (_flow(one[name], keep) for one in (arrays, base))
        now = np.broadcast_to(now, (len(now), shape[0] * shape[1])).reshape(len(now), *shape)
        then = then[:, None, :]
        difference = now - then
        same = np.abs(difference) <= ROUNDING * np.maximum(np.abs(now), np.abs(then))
        return np.where(same, 0.0, difference)

    def factor(name: str) -> Array:
        # the same in every mix: no lever moves it
        return base[name][:, None, :]

    cost = change("public_cost")
    if figure == "cost":
        return np.asarray(cost.sum(axis=0))
    worth = factor("discount_factor")
    if figure == "discounted_cost":
        return np.asarray((worth * cost).sum(axis=0))
    duties = [TAXES.index(tax) for tax in LEVIES if tax in TAXES]
    levied = change("public_revenue", duties)
    others = [place for place in range(len(TAXES)) if place not in duties]
    revenue = change("public_revenue", others) if figure == "net_cost" else change("revenue_by_effect") - levied
    share = factor("additional_share")
    gained = worth * (share * np.maximum(revenue, 0.0) + np.minimum(revenue, 0.0) + levied)
    return np.asarray((worth * cost - gained).sum(axis=0))


def _flow(array: Array, keep: Sequence[int] | None) -> Array:
    """Sum over the members of the one dimension, or over some of them, (year, run)."""
    return np.asarray((array if keep is None else array[:, keep]).sum(axis=1))
