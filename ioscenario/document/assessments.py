"""What of the assessment goes into a programme: what each of its charts is drawn of.

Here runs are made, by the model; drawing is left to :mod:`ioscenario.document.drawing`. What a pack has no
data for (claims, a hindcast, a register) is left out, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.charts import TABLE_CHARTS
from ioscenario.document.compose import Assessment
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    from ioscenario.charts.style import Size
    from ioscenario.model import Model
    from ioscenario.results import Results

#: The indicator that is taken apart: jobs in the sector.
INDICATOR: Final = "sector_jobs"
#: Draws behind the ranges of claims and hindcast, where the programme itself has none.
SAMPLES: Final = 200


@dataclass(frozen=True)
class Asked:
    """What the assessment is made of.

    Parameters
    ----------
    model, results
        The pack, and what was run.
    scenarios
        Scenarios beside the reference by name, as they were given: names, or files.
    languages
        Languages of the charts.
    samples, seed
        Draws of the programme; None: none.
    size
        Size of the charts.
    charts
        Names of the charts to draw; none: all.
    """

    model: Model
    results: Results
    scenarios: Mapping[str, str]
    languages: tuple[str, ...] = ("en",)
    samples: int | None = None
    seed: int | None = None
    size: Size = "column"
    charts: tuple[str, ...] = ()

    @property
    def makers(self) -> dict[str, Callable[[Asked], Iterator[Assessment]]]:
        """Makers of the charts that are asked for."""
        return {chart: maker for chart, maker in MAKERS.items() if not self.charts or chart in self.charts}


@dataclass(frozen=True)
class LeftOut:
    """A chart that the pack has no data for, and why."""

    chart: str
    reason: str


def assess(asked: Asked, done: Callable[[str], object] = lambda chart: None) -> Iterator[Assessment | LeftOut]:
    """Everything that the charts of the assessment are drawn of.

    Parameters
    ----------
    asked
        What is asked for.
    done
        Is told the name of each chart before it is worked on.

    Yields
    ------
    Assessment or LeftOut
        In the order of :data:`MAKERS`.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> found = list(assess(Asked(model, model.run("more_demand"), {"more_demand": "more_demand"}, samples=20)))
    >>> "attribution" in {item.chart for item in found}
    True
    """
    for chart, maker in asked.makers.items():
        done(chart)
        try:
            yield from maker(asked)
        except InputError as error:
            yield LeftOut(chart, "; ".join(map(str, error.problems)))


def _attribution(asked: Asked) -> Iterator[Assessment]:
    """What each lever adds, scenario by scenario."""
    for name, given in asked.scenarios.items():
        yield Assessment("attribution", asked.model.attribute(INDICATOR, given), scenario=name)


def _tornado(asked: Asked) -> Iterator[Assessment]:
    """Which parameters matter most, in the scenario whose jobs differ most from the reference."""
    name = _farthest(asked)
    if asked.scenarios.get(name, name) != name:  # sweeps take scenarios of the pack only
        name = asked.results.reference
    sweep = asked.model.sweep(
        {
            "name": "tornado",
            "scenarios": [name],
            "uncertain": "all",
            "design": {"kind": "one_at_a_time"},
            "keep": {"variables": [INDICATOR]},
        },
        progress=False,
    )
    yield Assessment("tornado", sweep, options={"indicator": INDICATOR, "scenario": name})


def _farthest(asked: Asked) -> str:
    """The scenario whose jobs differ most from the reference at the end; the reference where there is no other."""
    if not asked.scenarios:
        return asked.results.reference
    difference = asked.results.difference()[INDICATOR].isel(year=-1)
    if "sample" in difference.dims:
        difference = difference.mean("sample")
    return max(asked.scenarios, key=lambda name: abs(float(difference.sel(scenario=name))))


def _enterprises(asked: Asked) -> Iterator[Assessment]:
    """What each enterprise of the register adds."""
    name = _farthest(asked)
    yield Assessment("enterprises", asked.model.contributions(asked.scenarios.get(name, name)))


def _claims(asked: Asked) -> Iterator[Assessment]:
    """Verdicts on claims, as many pages as they take."""
    from ioscenario.charts.claims import ROOM, ROOM_OF_SLIDE, pages

    audit = asked.model.claims(samples=asked.samples or SAMPLES, seed=asked.seed or 0)
    room = ROOM_OF_SLIDE if asked.size == "slide" else ROOM
    for language in asked.languages:
        count = len(pages(audit, language=language, size=asked.size))
        for page in range(1, count + 1):
            options = {"page": page, "room": room}
            part = f"{page}" if count > 1 else ""
            yield Assessment("claims", audit, options=options, part=part, language=language)


def _hindcast(asked: Asked) -> Iterator[Assessment]:
    """The model started in an earlier year against what happened."""
    found = asked.model.hindcast(samples=asked.samples or SAMPLES, seed=asked.seed or 0)
    yield Assessment("hindcast", found)


def goals_with_fronts(model: Model) -> list[Path]:
    """Goal files of the pack that ask for a front."""
    from ioscenario.explore.goalfile import read_goal

    files = sorted((model.pack.folder / "goals").glob("*.yaml"))
    return [path for path in files if read_goal(path, model.pack, model.library).objectives]


def _front(asked: Asked) -> Iterator[Assessment]:
    """Public cost against what it brings, for each goal of the pack that asks for it."""
    goals = goals_with_fronts(asked.model)
    for path in goals:
        answer = asked.model.goal_seek(path)
        count = 0 if answer.front is None else answer.front.sizes["objective"]
        for number in range(count):
            part = f"{path.stem}-{number + 1}" if count > 1 or len(goals) > 1 else ""
            yield Assessment("front", answer, options={"objective": number}, part=part)


def _tables(chart: str) -> Callable[[Asked], Iterator[Assessment]]:
    """Maker of a chart of the pack's national table, which names its sectors in the language of the chart."""

    def made(asked: Asked) -> Iterator[Assessment]:
        if asked.model.pack.national is None:
            return  # a chain on its own: nothing is missing
        for language in asked.languages:
            yield Assessment(chart, asked.model.table(language), language=language)

    return made


#: How each chart's subject is made, in the order in which they are shown.
MAKERS: Final[dict[str, Callable[[Asked], Iterator[Assessment]]]] = {
    "attribution": _attribution,
    "tornado": _tornado,
    "front": _front,
    "enterprises": _enterprises,
    "claims": _claims,
    "hindcast": _hindcast,
    **{chart: _tables(chart) for chart in TABLE_CHARTS},
}


def as_problem(item: LeftOut) -> Problem:
    """A chart that is left out, as a message."""
    return Problem("left-out", f"data for the chart {item.chart}", key=item.chart, value=item.reason)
