"""What of a scenario brings about its difference from another one, adding up exactly.

The players are what the two scenarios set differently: paths, taken together by lever, by
whom they are for, or by the parent that set them, and the rationing rule. A coalition is a
run in which its members are as in the scenario and all else as in the reference; every
coalition wanted is a run of one batch, and the gain is split by the Shapley value
(:mod:`ioscenario.assessment.shapley`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import xarray as xr

from ioscenario.assessment.asked import Asked, Wanted, asked
from ioscenario.assessment.attributed import Attribution
from ioscenario.assessment.explain_words import RATIONING
from ioscenario.assessment.shapley import Split, all_coalitions, exact, met, orders, sampled
from ioscenario.assessment.variants import Cell, Mask, mixed, simulated_in_parts
from ioscenario.dimensions import LANGUAGES
from ioscenario.explore.draws import draw
from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.scenario.library import Flat
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation.inputs import Array, Inputs

if TYPE_CHECKING:
    from ioscenario.model import Model
    from ioscenario.pack.loading import Pack

By = Literal["lever", "path", "place", "parent"]

#: What a gain may be split by: kind of lever, path, the stage or good that it is for, the parent that set it.
BY: Final[tuple[str, ...]] = get_args(By)
#: Up to so many players every coalition is run; beyond, orders are drawn.
MOST_EXACT: Final = 12
#: Runs that a split may take at most.
MOST_RUNS: Final = 400_000
#: Orders drawn where none are asked for, and the most that may be.
ORDERS: Final = 200
MOST_ORDERS: Final = 20_000


@dataclass(frozen=True)
class Player:
    """A part of what two scenarios set differently.

    Parameters
    ----------
    name
        Name of the part.
    paths
        Its paths; of the rationing rule none.
    """

    name: str
    paths: tuple[str, ...]


def attribute(
    pack: Pack,
    scenario: Flat,
    reference: Flat,
    indicators: Sequence[Asked],
    *,
    by: By = "lever",
    permutations: int | None = None,
    samples: int | None = None,
    seed: int = 0,
) -> xr.Dataset:
    """Split the difference between two scenarios, in every year.

    Parameters
    ----------
    pack
        The pack.
    scenario, reference
        Scenarios with their ancestors applied.
    indicators
        What is to be split.
    by
        ``lever``: all paths of one field are one player; ``path``: each path; ``place``: all paths of
        one stage, good or of the economy; ``parent``: all that one of the scenario's ancestors set last.
    permutations
        Orders to draw, an even number; None: every coalition for up to `MOST_EXACT` players, `ORDERS`
        drawn orders for more.
    samples
        Draws of the uncertain parameters, the same in all runs; None: central values.
    seed
        Seed of orders and draws.

    Returns
    -------
    xarray.Dataset
        With the dimension ``sample`` exactly when `samples` is given. Over (indicator, year):
        ``reference``, ``scenario`` and ``difference``. Over (indicator, year, part): ``shapley``, which
        adds up to the difference; ``standard_error``, zero where it is exact; ``alone``, the gain if
        only this part is set; ``last``, what is lost without it. Coordinates: ``unit`` and ``variable``
        by indicator, ``paths`` by part. Attributes: ``by``, ``method``, ``players``, ``orders``,
        ``samples``, ``seed``, names of the scenarios.

    Raises
    ------
    InputError
        For a call that means nothing, or scenarios that do not resolve.
    """
    findings = Findings()
    _check(by, permutations, samples, seed, findings)
    findings.raise_if_any()
    draws = {} if samples is None else draw(pack, samples, seed)
    first, second = (resolve(pack, Design((flat,), draws, samples or 1)) for flat in (reference, scenario))
    players = found_players(pack, scenario, reference, first, second, by)
    game = Game(first, second, [_cells(pack, player) for player in players], _rule(players), tuple(indicators))
    number = len(players)
    every = number == 0 or (permutations is None and number <= MOST_EXACT)
    count = 0 if every else permutations or ORDERS
    order = orders(number, count, seed)
    coalitions, where = met(order) if count else (all_coalitions(number), order)
    game.check(coalitions.shape[1])
    ends = game.worth(np.array([[False, True]] * number).reshape(number, 2))
    alone = game.worth(np.eye(number, dtype=bool)) - ends[0]
    last = ends[1] - game.worth(~np.eye(number, dtype=bool))
    worth = game.worth(coalitions)
    split = sampled(worth, order, where) if count else exact(worth)
    found = _dataset(pack, indicators, players, ends, split, alone, last)
    if samples is None:
        found = found.isel(sample=0, drop=True)
    return found.assign_attrs(
        analysis="attribution",
        scenario=scenario.name,
        reference=reference.name,
        by=by,
        method="sampled" if count else "exact",
        players=number,
        orders=count,
        samples=samples or 0,
        seed=seed,
    )


def attributed(
    model: Model,
    scenario: Flat,
    reference: Flat,
    indicators: Sequence[Wanted],
    year: int | None,
    *,
    by: By,
    permutations: int | None,
    samples: int | None,
    seed: int,
) -> Attribution:
    """Check what is asked, split it and put the split into words; see :func:`attribute`."""
    pack, findings = model.pack, Findings()
    items = [asked(pack, item, None, findings) for item in indicators]
    years = pack.structure.years
    when = years[-1] if year is None else year
    if when not in years:
        findings.add("unknown-year", f"a year from {years[0]} to {years[-1]}", key="year", value=str(year))
    if not items:
        findings.add("empty", "at least one indicator", key="indicators")
    _check(by, permutations, samples, seed, findings)
    findings.raise_if_any()
    known = [item for item in items if item is not None]
    found = attribute(pack, scenario, reference, known, by=by, permutations=permutations, samples=samples, seed=seed)
    lineage = {name: model.library[name] for name in scenario.lineage if name in model.library}
    titles = {name: {code: item.title_in(code) for code in LANGUAGES} for name, item in lineage.items()}
    return Attribution(pack, scenario, reference, found, when, titles)


def _check(by: str, permutations: int | None, samples: int | None, seed: int, findings: Findings) -> None:
    """Record what of a call means nothing."""
    if by not in BY:
        findings.add("choice", "one of " + ", ".join(BY), key="by", value=str(by), nearest=nearest(str(by), BY))
    if permutations is not None and not _whole(permutations, 2, MOST_ORDERS, even=True):
        expected = f"an even number of orders from 2 to {MOST_ORDERS}, or None"
        findings.add("range", expected, key="permutations", value=repr(permutations))
    if samples is not None and not _whole(samples, 1, MOST_RUNS):
        findings.add("range", "a whole number of samples from 1, or None", key="samples", value=repr(samples))
    if not _whole(seed, 0, 2**63 - 1):
        findings.add("range", "a whole number from 0", key="seed", value=repr(seed))


def _whole(value: object, low: int, high: int, *, even: bool = False) -> bool:
    """Whether a value is a whole number in a range."""
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return low <= value <= high and not (even and value % 2)


def found_players(
    pack: Pack, scenario: Flat, reference: Flat, first: Inputs, second: Inputs, by: str
) -> tuple[Player, ...]:
    """Parts of what differs, in the order in which the scenario sets them; the rationing rule last.

    Parameters
    ----------
    pack, scenario, reference
        The scenarios.
    first, second
        Inputs of the reference and of the scenario.
    by
        One of `BY`.
    """
    grouped: dict[str, list[str]] = {}
    for path in dict.fromkeys((*scenario.paths, *reference.paths)):
        cell = _cell(pack, path)
        if not np.array_equal(cell.of(first), cell.of(second)):
            grouped.setdefault(_part(pack, scenario, reference, path, by), []).append(path)
    parts = [Player(name, tuple(paths)) for name, paths in grouped.items()]
    old, new = first.rationing, second.rationing
    same = np.array_equal(old.exporters_first, new.exporters_first) and np.array_equal(old.among, new.among)
    return tuple(parts) if same and np.array_equal(old.rank, new.rank) else (*parts, Player(RATIONING, ()))


def _part(pack: Pack, scenario: Flat, reference: Flat, path: str, by: str) -> str:
    """Name of the part that a path belongs to."""
    if by == "lever":
        return pack.parameters[path].field.name
    if by == "place":
        return place_of(pack, path)
    if by == "parent":
        return _set_by(scenario, path) or _set_by(reference, path) or scenario.name
    return path


def place_of(pack: Pack, path: str) -> str:
    """The stage, good or branch that a path is about; ``economy`` for what is about all."""
    crop = pack.structure.crop
    return crop.id if path.startswith("growing.") and crop is not None else path.split(".")[1]


def _set_by(flat: Flat, path: str) -> str | None:
    """The scenario of a lineage that sets a path last, told by its file; its own name for one without a file."""
    last = [item.where for item in flat.operations if item.path == path][-1:]
    files = {PurePath(file).name: name for name, file in zip(flat.lineage, flat.files, strict=False)}
    return next((files.get(PurePath(where.rpartition(":")[0]).name, flat.name) for where in last), None)


def _cell(pack: Pack, path: str) -> Cell:
    item = pack.parameters[path]
    return Cell(item.field.name, item.position)


def _cells(pack: Pack, player: Player) -> tuple[Cell, ...]:
    return tuple(_cell(pack, path) for path in player.paths)


def _rule(players: Sequence[Player]) -> int | None:
    """Position of the player that stands for the rationing rule."""
    return next((place for place, player in enumerate(players) if not player.paths), None)


@dataclass(frozen=True, eq=False)
class Game:
    """What coalitions are worth.

    Parameters
    ----------
    first, second
        Inputs of the reference and of the scenario, one run a draw.
    parts
        Paths of each player.
    rule
        Position of the player that stands for the rationing rule, if there is one.
    indicators
        What the worth is measured in.
    """

    first: Inputs
    second: Inputs
    parts: Sequence[Sequence[Cell]]
    rule: int | None
    indicators: tuple[Asked, ...]

    def check(self, count: int) -> None:
        """Refuse more coalitions than can be run with all draws."""
        if count * self.first.runs > MOST_RUNS:
            expected = f"at most {MOST_RUNS // count} draws of {count} runs, or fewer parts or orders"
            raise InputError([Problem("too-large", expected, key="samples", value=str(self.first.runs))])

    def worth(self, coalitions: Mask) -> Array:
        """Indicators of every coalition, (coalition, indicator, year, draw).

        Parameters
        ----------
        coalitions
            (player, coalition).
        """
        count, draws, years = coalitions.shape[1], self.first.runs, len(self.first.years)
        found = np.empty((count, len(self.indicators), years, draws))
        names = list(dict.fromkeys(item.variable.name for item in self.indicators))

        def inputs(chosen: slice) -> Inputs:
            return mixed(self.first, self.second, self.parts, self.rule, coalitions[:, chosen])

        for chosen, arrays in simulated_in_parts(count, inputs, names, draws):
            for place, item in enumerate(self.indicators):
                numbers = item.of(arrays[item.variable.name]).reshape(years, -1, draws)
                found[chosen, place] = numbers.transpose(1, 0, 2)
        return found


def _dataset(
    pack: Pack,
    indicators: Sequence[Asked],
    players: Sequence[Player],
    ends: Array,
    split: Split,
    alone: Array,
    last: Array,
) -> xr.Dataset:
    """Label the arrays; those by player are (player, indicator, year, draw)."""
    whole, parts = ("sample", "indicator", "year"), ("sample", "indicator", "year", "part")
    by_player: Mapping[str, Array] = {
        "shapley": split.value, "standard_error": split.error, "alone": alone, "last": last
    }  # fmt: skip
    data = {
        "reference": xr.Variable(whole, np.moveaxis(ends[0], -1, 0)),
        "scenario": xr.Variable(whole, np.moveaxis(ends[1], -1, 0)),
        "difference": xr.Variable(whole, np.moveaxis(ends[1] - ends[0], -1, 0)),
        **{name: xr.Variable(parts, np.moveaxis(array, (-1, 0), (0, -1))) for name, array in by_player.items()},
    }
    coords = {
        "indicator": [item.label for item in indicators],
        "year": list(pack.structure.years),
        "part": [player.name for player in players],
        "variable": ("indicator", [item.variable.name for item in indicators]),
        "unit": ("indicator", [item.unit for item in indicators]),
        "paths": ("part", [" ".join(player.paths) for player in players]),
    }
    return xr.Dataset(data, coords)
