"""The audit of claims: each reading of each published figure against the model, with a verdict.

A verdict follows from numbers alone. Of a reading: it *holds* where the claimed figure lies in
the 5-95 % range of the model's draws, or within a stated tolerance of its central value; it
*holds only if* a stated condition is met, or one parameter takes another value within its range,
or where at least one draw in a hundred comes as far; else it *contradicts* the model, also where
several parameters at the ends of their ranges at once would give the figure, which is said. See
:func:`ioscenario.assessment.verdicts.of_reading`, and of a claim ``of_claim`` there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ioscenario.assessment.conditions import Answer, search
from ioscenario.assessment.evaluation import Runs, moved
from ioscenario.assessment.verdicts import Span, Spread, Verdict, agrees, of_reading
from ioscenario.explore.draws import can_be_drawn, draw
from ioscenario.pack.binding import Path, Result, leaves
from ioscenario.pack.claim_checks import Meant, meaning, unknown_scenarios
from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.scenario.paths import pack_path
from ioscenario.scenario.resolve import Design

if TYPE_CHECKING:
    from ioscenario.model import Model
    from ioscenario.pack.claims import Claim
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.library import Flat

Array = NDArray[np.float64]
#: Parameters that a reading's condition sets, with values in canonical units.
Condition = tuple[tuple[str, float], ...]

#: Draws that an audit makes at most.
MOST_SAMPLES: Final = 20_000


@dataclass(frozen=True)
class Asked:
    """A reading and the scenario in which the model is asked."""

    meant: Meant
    scenario: str

    @property
    def span(self) -> Span:
        """The claimed figure, root units."""
        return Span.claimed(self.meant.low, self.meant.high, self.meant.reading.sense)


@dataclass(frozen=True)
class Finding:
    """What the audit found of one reading; figures are in the reading's unit.

    Parameters
    ----------
    asked
        The reading.
    verdict
        What the numbers say.
    reason
        Why: ``range`` (within that of the draws), ``tolerance`` (of the central value), ``condition`` (the
        stated one is met), ``provided`` (it agrees, if something is so that the model does not have),
        ``parameter`` (one has to move), ``draws`` (enough of them come as far, though no single parameter
        does), ``together`` (only several parameters at once, and hardly a draw), ``beyond`` (nothing
        reaches it), ``published`` (published figures alone differ), ``nothing`` (no value).
    model
        Central value and 5-95 % range as the pack stands, under the stated condition if there is one.
    without
        The same without the stated condition.
    below
        Share of the draws below the claimed figure.
    hits
        Draws that reach the claimed figure, seen from the central value.
    moves
        Parameters that have to move and the values that they take in the year, canonical unit.
    reached
        The figure with these moves; of a contradiction the nearest that was reached.
    """

    asked: Asked
    verdict: Verdict
    reason: str
    model: Spread
    without: Spread | None = None
    below: float = float("nan")
    hits: int = 0
    moves: tuple[tuple[str, float], ...] = ()
    reached: float = float("nan")

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.asked.meant.claim

    @property
    def share(self) -> float:
        """Share of the draws that come as far as the claimed figure, 0 where nothing is drawn."""
        return self.hits / self.model.draws if self.model.draws else 0.0


@dataclass(eq=False)
class _Bench:
    """Runs of the readings of one condition, made when asked for."""

    pack: Pack
    flats: Mapping[str, Flat]
    condition: Condition
    draws: Mapping[str, Array]
    samples: int
    asked: list[Asked] = field(default_factory=list)

    def runs(self, draws: Mapping[str, Array], samples: int, scenarios: Sequence[str] | None = None) -> Runs:
        """Runs of what the readings need, with the condition met in every sample."""
        names = list(dict.fromkeys(self.flats)) if scenarios is None else list(scenarios)
        held = {path: np.full((_points(self.pack, path), samples), value) for path, value in self.condition}
        design = Design(tuple(self.flats[name] for name in names), {**draws, **held}, samples)
        return Runs.made(self.pack, design, [item.meant.tree for item in self.asked])

    def spreads(self) -> list[tuple[Spread, Array]]:
        """Central value and range of each reading, and its draws; root units."""
        central, drawn = self.runs({}, 1), self.runs(self.draws, self.samples)
        found = []
        for item in self.asked:
            middle = float(central.values(item.meant.tree, item.scenario, item.meant.year)[0])
            if not item.meant.modelled:
                found.append((Spread(middle, middle, middle, 0), np.array([])))
                continue
            values = drawn.values(item.meant.tree, item.scenario, item.meant.year)
            found.append((Spread.of(middle, values), values))
        return found


def findings_of(model: Model, ids: Sequence[str] = (), samples: int = 500, seed: int = 0) -> list[Finding]:
    """Ask the model about every reading of some claims.

    Parameters
    ----------
    model
        A model.
    ids
        Ids of claims; none: all of the pack.
    samples
        Number of draws of the uncertain parameters.
    seed
        Seed of the draws.

    Returns
    -------
    list of Finding
        In the order of the file.

    Raises
    ------
    InputError
        For unknown claims, scenarios that the pack does not have, and wrong numbers of samples.

    Examples
    --------
    >>> import ioscenario as ios
    >>> (found,) = findings_of(ios.load("toy-chain"), ["shirts_2025"], samples=20)
    >>> found.verdict.value, found.reason, round(found.model.central, 6)
    ('holds', 'range', 1.5)
    """
    asked = questions(model, ids, samples, seed)
    names = dict.fromkeys([model.pack.structure.reference, *(item.scenario for item in asked)])
    flats = {name: model.scenario(name) for name in names}
    draws = draw(model.pack, samples, seed)
    benches: dict[Condition, _Bench] = {}
    for item in asked:
        for condition in dict.fromkeys([(), item.meant.condition]):
            bench = benches.setdefault(condition, _Bench(model.pack, flats, condition, draws, samples))
            bench.asked.append(item)
    spreads = {condition: dict(zip(map(_key, bench.asked), bench.spreads(), strict=True))
               for condition, bench in benches.items()}  # fmt: skip
    first = [_judged(item, spreads) for item in asked]
    return _searched(first, benches)


def questions(model: Model, ids: Sequence[str], samples: int, seed: int) -> list[Asked]:
    """Readings of the claims asked for, or a refusal with everything that is wrong."""
    pack, findings = model.pack, Findings()
    known = {claim.id: claim for claim in pack.claims}
    for name in ids:
        if name not in known:
            findings.add("unknown-claim", "the id of a claim", value=name, nearest=nearest(name, known))
    if isinstance(samples, bool) or not 2 <= samples <= MOST_SAMPLES:
        findings.add("range", f"a number of samples from 2 to {MOST_SAMPLES}", key="samples", value=samples)
    if isinstance(seed, bool) or seed < 0:
        findings.add("range", "a whole number from 0", key="seed", value=seed)
    findings.extend(unknown_scenarios(pack, tuple(model.library)))
    findings.raise_if_any()
    chosen = [claim for claim in pack.claims if not ids or claim.id in ids]
    if not chosen:
        raise InputError([Problem("no-claims", "a pack with claims", value=pack.name)])
    found, problems = [], []
    for claim in chosen:
        for reading in claim.all_readings:
            meant, wrong = meaning(claim, reading, pack)
            if claim.readings or ids:  # an indicator in a unit of its own is a warning of the pack, no reading of it
                problems.extend(wrong)
            if meant is not None:
                found.append(Asked(meant, reading.scenario or pack.structure.reference))
    if problems:
        raise InputError(problems)
    return found


def _key(asked: Asked) -> tuple[str, str]:
    return asked.meant.claim.id, asked.meant.reading.id


def _points(pack: Pack, path: str) -> int:
    """Number of points of a parameter over the years."""
    return len(pack.parameters[path].values)


# --------------------------------------------------------------------------- judging


def _judged(asked: Asked, spreads: Mapping[Condition, Mapping[tuple[str, str], tuple[Spread, Array]]]) -> Finding:
    """Verdict without moving a parameter; what is not reached stays contradicted until it is looked for."""
    meant, size = asked.meant, asked.meant.size
    plain, _ = spreads[()][_key(asked)]
    spread, draws = spreads[meant.condition][_key(asked)]
    scaled = replace(spread, central=spread.central / size, low=spread.low / size, high=spread.high / size)
    bare = replace(plain, central=plain.central / size, low=plain.low / size, high=plain.high / size)
    without = bare if meant.condition else None
    known = draws[np.isfinite(draws)]
    middle = 0.5 * (meant.low + meant.high)
    below = float((known < middle).mean()) if known.size else float("nan")
    edge = asked.span.edge(spread.central)
    hits = int((known >= edge if edge > spread.central else known <= edge).sum())
    found = Finding(asked, Verdict.CONTRADICTS, "beyond", scaled, without, below, hits)
    if not np.isfinite(spread.central) and not known.size:
        return replace(found, verdict=Verdict.UNANSWERED, reason="nothing")
    span, tolerance = asked.span, meant.reading.tolerance
    outside = meant.reading.provided is not None
    if agrees(span, plain, tolerance):
        reason = "range" if agrees(span, plain, 0.0) and plain.draws else "tolerance"
        verdict = of_reading(True, outside, False, found.share)
        return replace(found, verdict=verdict, reason="provided" if outside else reason)
    if meant.condition and agrees(span, spread, tolerance):
        return replace(found, verdict=of_reading(True, True, False, found.share), reason="condition")
    return found if meant.modelled else replace(found, reason="published")


def _searched(found: Sequence[Finding], benches: Mapping[Condition, _Bench]) -> list[Finding]:
    """Findings in which what was not reached has been looked for within the ranges of the parameters."""
    open_ones: dict[tuple[Condition, str], list[int]] = {}
    for number, item in enumerate(found):
        if item.reason == "beyond" and np.isfinite(item.model.central):
            open_ones.setdefault((item.asked.meant.condition, item.asked.scenario), []).append(number)
    answered = list(found)
    for (condition, scenario), numbers in open_ones.items():
        own = [found[number] for number in numbers]
        for number, finding in zip(numbers, _looked_for(own, benches[condition], scenario), strict=True):
            answered[number] = finding
    return answered


def _looked_for(found: Sequence[Finding], bench: _Bench, scenario: str) -> list[Finding]:
    """What would have to be so for the readings of one condition and scenario."""
    pack = bench.pack
    fixed = {path for path, _ in bench.condition}
    paths = [
        item.path
        for item in pack.parameters.values()
        if item.role == "uncertain" and can_be_drawn(item) and item.path not in fixed
    ]
    asked = [item.asked for item in found]
    needed = list(dict.fromkeys([scenario, *_references(asked, pack)]))

    def evaluate(positions: Array) -> Array:
        count = positions.shape[1]
        own = _Bench(pack, bench.flats, bench.condition, {}, count, asked)
        runs = own.runs(moved(pack, paths, positions), count, needed)
        return np.stack([runs.values(item.meant.tree, scenario, item.meant.year) for item in asked])

    central = np.array([item.model.central * item.asked.meant.size for item in found])
    edges = np.array([item.asked.span.edge(value) for item, value in zip(found, central, strict=True)])
    answers = search(evaluate, len(paths), central, edges)
    return [_answered(item, answer, paths, pack) for item, answer in zip(found, answers, strict=True)]


def _references(asked: Sequence[Asked], pack: Pack) -> list[str]:
    """The reference scenario, if an expression asks for it."""
    named = (leaf for item in asked for leaf in leaves(item.meant.tree))
    wanted = any(isinstance(leaf, Path | Result) and leaf.reference for leaf in named)
    return [pack.structure.reference] if wanted else []


def _answered(found: Finding, answer: Answer, paths: Sequence[str], pack: Pack) -> Finding:
    """The finding with what was found of it."""
    alone = answer.reached and len(answer.moves) == 1
    verdict = of_reading(False, False, alone, found.share)
    moves = tuple((paths[number], _moved_to(pack, paths[number], position, found.asked.meant.year))
                  for number, position in answer.moves)  # fmt: skip
    if alone:
        reason = "parameter"
    elif verdict is Verdict.ONLY_IF:
        reason = "draws"
    else:  # draws may find what single steps do not: parameters that do nothing one by one
        reason = "together" if answer.reached or found.hits else "beyond"
    return replace(found, verdict=verdict, reason=reason, moves=moves, reached=answer.value / found.asked.meant.size)


def _moved_to(pack: Pack, path: str, position: float, year: int) -> float:
    """Value of the pack's parameter in a year, canonical unit, when it is moved within its range."""
    years = pack.structure.years
    (points,) = moved(pack, [path], np.array([[position]])).values()
    place = min(max(year - years[0], 0), len(years) - 1)
    return float(pack_path(pack.parameters[path], years, points)[place, 0])
