"""The answer to a goal: mix, cost, targets, what binds; as tables, in words, as a scenario."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from ioscenario.dimensions import LANGUAGES, LIMITS
from ioscenario.explore.candidates import Candidates
from ioscenario.explore.goal import Aim, Goal, Knob
from ioscenario.explore.goalfile import LARGEST_SEED, read_goal
from ioscenario.explore.goalseek import FRESH, Evidence, Found, Seeker, seek, surely_value
from ioscenario.explore.indicators import Indicator, over_years
from ioscenario.explore.targets import wilson
from ioscenario.language import Language
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.compare import central_values
from ioscenario.scenario.language import scenario_names
from ioscenario.scenario.written import Scenario

if TYPE_CHECKING:
    from ioscenario.model import Model
    from ioscenario.results import Results

Array = npt.NDArray[np.float64]

#: A lever is moved beyond its range by this share of it, to see whether that would help.
BEYOND: Final = 0.1
#: Missed by no more than this share of it, a target is still kept in later years: least cost leaves nothing to spare.
KEPT: Final = 0.01
#: Draws in which a mix found at central values is tried.
TRIED: Final = 200


@dataclass(frozen=True)
class GoalAnswer:
    """What came of a goal.

    Parameters
    ----------
    goal
        The goal.
    feasible
        Whether every target is reached. If not, mix and scenario are those that come nearest.
    scenario
        The mix as a scenario on top of the one it starts from.
    mix
        One row a lever: ``value`` (NaN: left as it is), ``unit``, ``low``, ``high``, ``at`` (low, high, inside
        or as_is), ``payer``; where targets are missed ``beyond``, by how much less the worst target
        would be missed, as a share of it, with the range longer by a tenth.
    targets
        One row a target: ``indicator``, ``unit``, ``year``, ``wanted``, ``direction``, ``start`` (in the start
        scenario), ``value``, ``margin`` (what is to spare; negative: what is missing), ``margin_share``,
        ``reached``, ``lost`` (the first later year in which it is missed by more than one per cent; NaN:
        none), ``assumed``; with draws ``probability``, ``low``, ``high`` (Wilson's interval of 95 %), and
        with the ending ``_fresh`` (always there) the same of draws that the search has not seen; ``one_more``, what one
        per cent more of the target would cost with the others kept (NaN: out of reach); where targets
        are missed instead ``alone``, the best value that this target could have by itself. With draws,
        values are those that as many draws reach as were asked for.
    limits
        What limited each process in each year of a target: ``year``, ``process``, ``limit``, ``share``
        of the draws.
    cost
        The figure that was minimised, mean of the draws.
    cost_range
        Its 5 and 95 % quantiles; None without draws.
    start_cost
        The same figure of the start scenario.
    evidence
        What the search can say for itself.
    together
        Share of the fresh draws in which all targets are reached; NaN where the pack has nothing to draw.
    results
        Runs of the reference, the start and the answer, made in the ordinary way.
    front
        Fronts of cost and further objectives; None where none was asked for.
    """

    goal: Goal
    feasible: bool
    scenario: Scenario
    mix: pd.DataFrame
    targets: pd.DataFrame
    limits: pd.DataFrame
    cost: float
    cost_range: tuple[float, float] | None
    start_cost: float
    evidence: Evidence
    together: float
    results: Results = field(repr=False)
    front: xr.Dataset | None = field(default=None, repr=False)

    @property
    def money(self) -> str:
        """Unit of costs."""
        return f"million {self.goal.pack.structure.currency}"

    @property
    def basins(self) -> pd.DataFrame:
        """Mixes at which the search ended, one for each place, before any rounding, with their cost; units of `mix`."""
        evidence, levers = self.evidence, self.goal.levers
        values = evidence.mixes / np.array([knob.factor for knob in levers])
        table = pd.DataFrame(values, columns=[knob.path for knob in levers])
        table.insert(0, "cost", list(evidence.basins))
        table.index.name = "basin"
        return table

    def to_yaml(self, path: str | Path) -> Path:
        """Write the mix as a scenario file that `Model.run` and ``ioscenario run`` take.

        Parameters
        ----------
        path
            A file with the ending ``.yaml``.
        """
        return self.scenario.to_yaml(path)

    def summary(self, language: str = "en") -> list[str]:
        """The answer in sentences.

        Parameters
        ----------
        language
            ``en``, ``ru`` or ``kk``.
        """
        from ioscenario.explore.goalwords import sentences

        return sentences(self, language)

    def facts(self) -> dict[str, Any]:
        """The answer as plain values, for programs."""
        evidence = self.evidence
        return {
            "goal": self.goal.name, "pack": self.goal.pack.name, "start": self.goal.start.name,
            "reference": self.goal.reference.name, "feasible": self.feasible, "minimise": self.goal.minimise,
            "cost": self.cost, "cost_range": self.cost_range, "start_cost": self.start_cost, "unit": self.money,
            "mix": self.mix.reset_index(), "targets": self.targets.reset_index(), "limits": self.limits,
            "together": self.together, "scenario": dict(self.scenario.tree()),
            "search": {
                "runs": evidence.runs, "seed": evidence.seed, "seconds": round(evidence.seconds, 2),
                "generations": list(evidence.generations.cost), "missed": list(evidence.generations.missed),
                "steps": list(evidence.steps), "starts": evidence.starts, "basins": list(evidence.basins),
                "gap_to_second_basin": evidence.gap, "mixes": self.basins.reset_index(),
                "smallest_step": evidence.smallest, "cost_of_rounding": evidence.rounding,
            },
        }  # fmt: skip

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{line}</p>" for line in self.summary())
        return f"<div><h3>{self.goal.name}</h3>{said}{self.mix.to_html()}{self.targets.to_html()}</div>"


def goal_seek(model: Model, goal: Goal | str | Path | Mapping[str, Any], *, seed: int | None = None) -> GoalAnswer:
    """Search for the least-cost mix of levers; see :meth:`ioscenario.model.Model.goal_seek`."""
    _check_call(goal, seed)
    read = goal if isinstance(goal, Goal) else read_goal(goal, model.pack, model.library)
    if seed is not None:
        read = replace(read, seed=int(seed))
    found = seek(read)
    return answer_of(model, read, found)


def _check_call(goal: object, seed: object) -> None:
    """Refuse a call that means nothing, everything that is wrong with it at once."""
    findings = Findings()
    if not isinstance(goal, Goal | str | Path | Mapping):
        findings.add("goal", "a goal file, or a mapping with the keys of one", key="goal", value=repr(goal)[:80])
    whole = not isinstance(seed, bool) and isinstance(seed, Integral) and 0 <= int(seed) <= LARGEST_SEED
    if seed is not None and not whole:
        findings.add("range", f"a whole number from 0 to {LARGEST_SEED}, or None", key="seed", value=repr(seed)[:80])
    findings.raise_if_any()


def answer_of(model: Model, goal: Goal, found: Found) -> GoalAnswer:
    """Run what was found in the ordinary way, and tell it."""
    scenario = written(goal, found.values)
    chance = goal.chance
    start: tuple[str | Scenario, ...] = (goal.start.name,) if goal.known else (_standing(goal),)
    with warnings.catch_warnings():  # stocks and idle settings of the pack's own scenarios are no news here
        warnings.simplefilter("ignore", UserWarning)
        samples, seed = (None, None) if chance is None else (chance.samples, goal.seed)
        results = model.run(*start, scenario, samples=samples, seed=seed)
    candidates = Candidates(goal, None if chance is None else chance.samples, goal.seed)
    fresh = _reached_in_fresh(goal, found.values[None, :])
    cost = _costs(results, goal, scenario.name)
    return GoalAnswer(
        goal=goal,
        feasible=found.feasible,
        scenario=scenario,
        mix=_mix(goal, found, candidates),
        targets=_targets(goal, found, results, scenario.name, fresh),
        limits=_limits(goal, results.dataset, scenario.name),
        cost=float(cost.mean()),
        cost_range=None if chance is None else (float(np.quantile(cost, 0.05)), float(np.quantile(cost, 0.95))),
        start_cost=float(_costs(results, goal, goal.start.name).mean()),
        evidence=found.evidence,
        together=math.nan if fresh is None else float(fresh.all(axis=0).mean()),
        results=results,
        front=found.front,
    )


def _costs(results: Results, goal: Goal, scenario: str) -> Array:
    """The figure minimised, from the appraisal of the ordinary run, (sample)."""
    from ioscenario.appraisal import appraise

    figures = appraise(results.dataset, goal.reference.name)
    return np.atleast_1d(figures[goal.minimise].sel(scenario=scenario).values)


# ------------------------------------------------------------------------ scenarios


def written(goal: Goal, values: Array) -> Scenario:
    """The mix as a scenario; one whose start is no scenario of the pack carries all its settings itself.

    Parameters
    ----------
    goal
        The goal.
    values
        Value of each lever, canonical; NaN: left as it is.
    """
    settings = {
        knob.path: knob.setting(value) for knob, value in zip(goal.levers, values, strict=True) if not np.isnan(value)
    }
    taken = (*scenario_names(goal.pack), goal.start.name)
    name = f"{goal.name}_goal" if goal.name in taken else goal.name
    title = {code: Language(code)("goalseek.title", goal=goal.name) for code in LANGUAGES}
    if goal.known:
        return Scenario(name, extends=goal.start.name, settings=settings, title=title)
    years = goal.pack.structure.years
    for path in goal.start.paths:
        operations = [item for item in goal.start.operations if item.path == path]
        acting = [
            knob.operation(value)
            for knob, value in zip(goal.levers, values, strict=True)
            if knob.path == path and not np.isnan(value)
        ]
        settings[path] = _by_year(goal, path, central_values([*operations, *acting], goal.pack.parameters[path], years))
    return Scenario(name, settings=settings, title=title, rationing=_rationing(goal))


def _standing(goal: Goal) -> Scenario:
    """The start scenario, which is none of the pack's, as one that stands by itself."""
    unset = np.full(len(goal.levers), np.nan)
    return replace(written(goal, unset), name=goal.start.name, title=dict(goal.start.title))


def _by_year(goal: Goal, path: str, values: tuple[float, ...]) -> dict[str, Any]:
    """A path year by year."""
    years = goal.pack.structure.years
    unit = goal.pack.parameters[path].unit
    knob = Knob(path, unit, unit, 0.0, 1.0, years[1], None, None, "")
    return {"steps": {str(year): knob.written(value) for year, value in zip(years[1:], values[1:], strict=True)}}


def _rationing(goal: Goal) -> dict[str, Any] | None:
    """The declared choice of the start scenario, as written."""
    rule = goal.start.rationing
    if rule is None:
        return None
    order = {"priority": rule.priority} if rule.priority else {}
    return {"first": rule.first, "among": rule.among, **order}


# --------------------------------------------------------------------------- tables


def _mix(goal: Goal, found: Found, candidates: Candidates) -> pd.DataFrame:
    """Levers with their values in the unit that people write."""
    rows = {}
    for knob, value in zip(goal.levers, found.values, strict=True):
        at = "as_is" if np.isnan(value) else "low" if value == knob.low else "high" if value == knob.high else "inside"
        rows[knob.path] = {
            "value": float(f"{value / knob.factor:.12g}"), "unit": knob.shown_unit,
            "low": float(f"{knob.low / knob.factor:.12g}"), "high": float(f"{knob.high / knob.factor:.12g}"),
            "at": at, "payer": knob.payer,
        }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "path"
    if not found.feasible:
        table["beyond"] = _beyond(goal, found, candidates)
    return table


def _beyond(goal: Goal, found: Found, candidates: Candidates) -> Array:
    """By how much less the worst target would be missed with a longer range, for levers at an end of theirs."""
    seeker = Seeker(goal, candidates)
    values = np.repeat(found.values[None, :], len(goal.levers) + 1, axis=0)
    for place, knob in enumerate(goal.levers):
        width = BEYOND * (knob.high - knob.low)
        if found.values[place] in (knob.low, knob.high):
            values[place + 1, place] += width if found.values[place] == knob.high else -width
    worst = seeker.margins(candidates.evaluate(values)).min(axis=0)
    return np.asarray(np.maximum(worst[1:] - worst[0], 0.0))


def _targets(
    goal: Goal, found: Found, results: Results, name: str, fresh: npt.NDArray[np.bool_] | None
) -> pd.DataFrame:
    """Targets with what is reached of them, from the ordinary run; `fresh` as `_reached_in_fresh` gives it."""
    rows = {}
    for place, aim in enumerate(goal.aims):
        draws = _indicator(results.dataset, aim, name)
        value = surely_value(draws, aim, goal)
        sign = 1.0 if aim.target.at_least else -1.0
        margin = sign * (value - aim.target.value)
        row: dict[str, object] = {
            "indicator": aim.target.indicator.label, "unit": aim.unit, "year": aim.target.year,
            "wanted": aim.target.value, "direction": "at_least" if aim.target.at_least else "at_most",
            "start": surely_value(_indicator(results.dataset, aim, goal.start.name), aim, goal), "value": value,
            "margin": margin, "margin_share": margin / abs(aim.target.value) if aim.target.value else np.nan,
            "reached": bool(margin >= 0.0), "lost": _lost(results.dataset, goal, aim, name, bool(margin >= 0.0)),
            "assumed": aim.assumed,
        }  # fmt: skip
        if goal.chance is not None:
            row |= _probability(sign * (draws - aim.target.value) >= 0.0, "")
        if fresh is not None:
            row |= _probability(fresh[place], "_fresh")
        if found.feasible:
            row["one_more"] = found.one_more[place]
        else:
            row["alone"] = found.alone[place]
        rows[aim.id] = row
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "target"
    return table


def _lost(data: xr.Dataset, goal: Goal, aim: Aim, scenario: str, reached: bool) -> float:
    """First year after its own in which a target that was reached is missed by more than a little; NaN: none.

    A target asks for one year, so a measure of that year alone may reach it: cheap, and of no use.
    """
    years = goal.pack.structure.years
    sign = 1.0 if aim.target.at_least else -1.0
    later = [year for year in years if reached and year > (aim.target.year or years[-1])]
    for year in later:
        short = sign * (aim.target.value - surely_value(_indicator(data, aim, scenario, year), aim, goal))
        if short > KEPT * abs(aim.target.value):
            return float(year)
    return math.nan


def _indicator(data: xr.Dataset, aim: Aim, scenario: str, year: int | None = None) -> Array:
    """Value of a target's indicator in every draw of a scenario, in its own year unless another is named, (sample)."""
    year = aim.target.year if year is None else year
    found = over_years(data, aim.target.indicator, [scenario], year)
    if aim.per:
        found = found / over_years(data, Indicator(aim.per, year), [scenario], year)
    return np.atleast_1d(found.sel(scenario=scenario).values)


def _reached_in_fresh(goal: Goal, values: Array) -> npt.NDArray[np.bool_] | None:
    """Whether each target is reached in draws that the search has not seen, (target, sample); None: nothing to draw.

    A mix found at central values has nothing to spare: half of the draws miss a target, more miss one of several.
    """
    samples = TRIED if goal.chance is None else FRESH * goal.chance.samples
    try:
        outcome = Candidates(goal, samples, goal.seed + 1).evaluate(values)
    except InputError:  # a pack without ranges; where a probability is asked for, reading the goal has refused it
        return None
    signs = np.array([1.0 if aim.target.at_least else -1.0 for aim in goal.aims])
    wanted = np.array([aim.target.value for aim in goal.aims])
    return np.asarray(signs[:, None] * (outcome.targets[:, 0] - wanted[:, None]) >= 0.0)


def _probability(reached: npt.NDArray[np.bool_], ending: str) -> dict[str, float]:
    """Share of draws with Wilson's interval."""
    low, high = wilson(np.array([reached.mean()]), np.array([reached.size]))
    shares = {"probability": reached.mean(), "low": low[0], "high": high[0]}
    return {f"{name}{ending}": float(share) for name, share in shares.items()}


def _limits(goal: Goal, data: xr.Dataset, scenario: str) -> pd.DataFrame:
    """What limited each process in the years of the targets; with draws what did so most often."""
    codes = data["bottleneck"].sel(scenario=scenario)
    rows = []
    for year in sorted({int(aim.target.year or goal.pack.structure.years[-1]) for aim in goal.aims}):
        for process in data["process"].values:
            found = np.atleast_1d(codes.sel(year=year, process=process).values)
            counts = np.bincount(found, minlength=len(LIMITS))
            rows.append(
                {
                    "year": year,
                    "process": str(process),
                    "limit": LIMITS[int(counts.argmax())],
                    "share": float(counts.max() / found.size),
                }
            )
    return pd.DataFrame(rows)
