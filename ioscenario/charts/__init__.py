"""Charts of results and of input-output tables, one file a chart, in one house style and three languages.

Charts of results read the dataset and nothing else; `heatmap`, `multipliers` and `linkages`
take an `ioscenario.IOTable`; those in `SWEEP_CHARTS` take a sweep. They return matplotlib figures that
belong to no window; :func:`save` writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final, Literal

from matplotlib.figure import Figure

from ioscenario.charts.attribution import attribution
from ioscenario.charts.bullets import bullets
from ioscenario.charts.capacity import capacity
from ioscenario.charts.claims import claims
from ioscenario.charts.comparison import comparison
from ioscenario.charts.costs import costs
from ioscenario.charts.dashboard import dashboard
from ioscenario.charts.drivers import drivers
from ioscenario.charts.effects import effects, has_effects
from ioscenario.charts.enterprises import enterprises
from ioscenario.charts.flows import flows
from ioscenario.charts.front import front
from ioscenario.charts.gaps import gaps
from ioscenario.charts.goods import goods
from ioscenario.charts.heatmap import heatmap
from ioscenario.charts.hindcast import hindcast
from ioscenario.charts.history import history, observed
from ioscenario.charts.job_costs import job_costs
from ioscenario.charts.jobs import jobs
from ioscenario.charts.linkages import linkages
from ioscenario.charts.money import money
from ioscenario.charts.multipliers import multipliers
from ioscenario.charts.outlook import outlook
from ioscenario.charts.sectors import sectors
from ioscenario.charts.style import Size, alt, data, save
from ioscenario.charts.sweeps import SWEEP_CHARTS, SweepCharts
from ioscenario.charts.targets import enterprise_targets, targets
from ioscenario.charts.targetview import has_targets
from ioscenario.charts.trajectories import trajectories
from ioscenario.charts.value_added import value_added
from ioscenario.charts.view import HasDataset
from ioscenario.charts.waterfall import waterfall
from ioscenario.files import written_beside

__all__ = [
    "ASSESSMENT_CHARTS",
    "CHARTS",
    "SWEEP_CHARTS",
    "TABLE_CHARTS",
    "Charts",
    "SweepCharts",
    "alt",
    "attribution",
    "available",
    "bullets",
    "capacity",
    "claims",
    "comparison",
    "costs",
    "dashboard",
    "data",
    "drivers",
    "effects",
    "enterprise_targets",
    "enterprises",
    "flows",
    "front",
    "gaps",
    "goods",
    "heatmap",
    "hindcast",
    "history",
    "job_costs",
    "jobs",
    "linkages",
    "money",
    "multipliers",
    "outlook",
    "save",
    "sectors",
    "targets",
    "trajectories",
    "value_added",
    "waterfall",
    "write_all",
]

#: Every chart of results by name.
CHARTS: Final[dict[str, Callable[..., Figure]]] = {
    "dashboard": dashboard,
    "flows": flows,
    "money": money,
    "goods": goods,
    "jobs": jobs,
    "trajectories": trajectories,
    "outlook": outlook,
    "history": history,
    "capacity": capacity,
    "effects": effects,
    "sectors": sectors,
    "costs": costs,
    "value_added": value_added,
    "drivers": drivers,
    "waterfall": waterfall,
    "comparison": comparison,
    "job_costs": job_costs,
    "bullets": bullets,
    "targets": targets,
    "gaps": gaps,
    "enterprise_targets": enterprise_targets,
}

#: Every chart of an assessment by name: of an attribution, an audit, a hindcast and the like.
ASSESSMENT_CHARTS: Final[dict[str, Callable[..., Figure]]] = {
    "attribution": attribution,
    "claims": claims,
    "enterprises": enterprises,
    "front": front,
    "hindcast": hindcast,
}

#: Every chart of an input-output table by name.
TABLE_CHARTS: Final[dict[str, Callable[..., Figure]]] = {
    "heatmap": heatmap,
    "multipliers": multipliers,
    "linkages": linkages,
}

#: Charts of one scenario.
ONE_SCENARIO: Final = (
    "dashboard",
    "flows",
    "money",
    "capacity",
    "sectors",
    "value_added",
    "drivers",
    "waterfall",
    "comparison",
    "outlook",
)
#: Those of one scenario that compare it with the reference.
AGAINST_REFERENCE: Final = ("sectors", "drivers", "waterfall", "comparison")


def available(results: HasDataset) -> dict[str, list[str | None]]:
    """What can be drawn of some results.

    Parameters
    ----------
    results
        Results of a run.

    Returns
    -------
    dict
        By name of chart the scenarios of which there is one; ``[None]`` where one picture
        shows all. Charts that the results have no data for are left out: published
        figures, effects outside the chain, a scenario beside the reference.
    """
    data = results.dataset
    scenarios: list[str | None] = [str(name) for name in data["scenario"].values]
    compared = [name for name in scenarios if name != data.attrs["reference"]]
    all_in_one: list[str | None] = [None]
    choices = dict.fromkeys(CHARTS, all_in_one) | dict.fromkeys(ONE_SCENARIO, scenarios)
    choices |= dict.fromkeys(AGAINST_REFERENCE, compared)
    absent = {"bullets"} if data.attrs.get("claims_json", "[]") in ("", "[]") else set()
    absent |= set() if has_effects(results) else {"effects", "sectors"}
    absent |= set() if observed(results) else {"history"}
    absent |= set() if has_targets(results) else {"targets", "gaps"}
    absent |= set() if has_targets(results, enterprises=True) else {"enterprise_targets"}
    absent |= set() if compared else {"job_costs"}
    return {name: chosen for name, chosen in choices.items() if name not in absent and chosen}


class Charts:
    """The charts of some results, as methods.

    Parameters
    ----------
    results
        Results of a run.
    """

    def __init__(self, results: HasDataset) -> None:
        self._results = results

    def flows(
        self,
        scenario: str | None = None,
        years: Sequence[int] | None = None,
        *,
        whole: bool = False,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Physical flows through the chain in tonnes; see :func:`ioscenario.charts.flows`."""
        return flows(self._results, scenario, years, whole=whole, language=language, size=size)

    def goods(self, scenarios: Sequence[str] | None = None, *, language: str = "en", size: Size = "column") -> Figure:
        """Output of final goods, exports, processing depth; see :func:`ioscenario.charts.goods`."""
        return goods(self._results, scenarios, language=language, size=size)

    def jobs(self, scenarios: Sequence[str] | None = None, *, language: str = "en", size: Size = "column") -> Figure:
        """Jobs by stage and by scenario; see :func:`ioscenario.charts.jobs`."""
        return jobs(self._results, scenarios, language=language, size=size)

    def capacity(self, scenario: str | None = None, *, language: str = "en", size: Size = "column") -> Figure:
        """Capacity, its use and what binds; see :func:`ioscenario.charts.capacity`."""
        return capacity(self._results, scenario, language=language, size=size)

    def effects(self, scenarios: Sequence[str] | None = None, *, language: str = "en", size: Size = "column") -> Figure:
        """Jobs and value added by effect; see :func:`ioscenario.charts.effects`."""
        return effects(self._results, scenarios, language=language, size=size)

    def sectors(
        self,
        scenario: str | None = None,
        year: int | None = None,
        variable: str = "jobs",
        most: int = 12,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Sectors outside the chain that gain most; see :func:`ioscenario.charts.sectors`."""
        return sectors(self._results, scenario, year, variable, most, language=language, size=size)

    def costs(
        self,
        scenario: str | None = None,
        year: int | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Cost of a unit by component beside its price; see :func:`ioscenario.charts.costs`."""
        return costs(self._results, scenario, year, language=language, size=size)

    def value_added(
        self,
        scenario: str | None = None,
        years: Sequence[int] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Value added along the chain; see :func:`ioscenario.charts.value_added`."""
        return value_added(self._results, scenario, years, language=language, size=size)

    def drivers(
        self,
        scenario: str | None = None,
        year: int | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Why jobs differ from the reference; see :func:`ioscenario.charts.drivers`."""
        return drivers(self._results, scenario, year, language=language, size=size)

    def job_costs(
        self,
        scenarios: Sequence[str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Public cost of a job by scenario; see :func:`ioscenario.charts.job_costs`."""
        return job_costs(self._results, scenarios, language=language, size=size)

    def history(
        self,
        indicator: str | None = None,
        label: str | None = None,
        scenarios: Sequence[str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Observations and scenarios in one picture; see :func:`ioscenario.charts.history`."""
        return history(self._results, indicator, label, scenarios, language=language, size=size)

    def targets(
        self,
        scenarios: Sequence[str] | None = None,
        *,
        enterprises: bool = False,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Scenarios against the targets of the programme; see :func:`ioscenario.charts.targets`."""
        return targets(self._results, scenarios, enterprises=enterprises, language=language, size=size)

    def enterprise_targets(
        self, scenarios: Sequence[str] | None = None, *, language: str = "en", size: Size = "column"
    ) -> Figure:
        """Scenarios against the targets of enterprises; see :func:`ioscenario.charts.targets`."""
        return enterprise_targets(self._results, scenarios, language=language, size=size)

    def gaps(
        self,
        scenarios: Sequence[str] | None = None,
        *,
        what: Literal["gap", "probability"] = "gap",
        enterprises: bool = False,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """How far scenarios are from targets, in coloured cells; see :func:`ioscenario.charts.gaps`."""
        return gaps(self._results, scenarios, what=what, enterprises=enterprises, language=language, size=size)

    def bullets(self, *, language: str = "en", size: Size = "column") -> Figure:
        """The model beside published figures and claims; see :func:`ioscenario.charts.bullets`."""
        return bullets(self._results, language=language, size=size)

    def money(
        self,
        scenario: str | None = None,
        years: Sequence[int] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Flows through the chain in money; see :func:`ioscenario.charts.money`."""
        return money(self._results, scenario, years, language=language, size=size)

    def trajectories(
        self,
        variable: str = "jobs_direct",
        scenarios: Sequence[str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Paths of the scenarios by stage; see :func:`ioscenario.charts.trajectories`."""
        return trajectories(self._results, variable, scenarios, language=language, size=size)

    def waterfall(
        self, scenario: str | None = None, year: int | None = None, *, language: str = "en", size: Size = "column"
    ) -> Figure:
        """Difference from the reference by stage and by effect; see :func:`ioscenario.charts.waterfall`."""
        return waterfall(self._results, scenario, year, language=language, size=size)

    def comparison(
        self,
        scenario: str | None = None,
        other: str | None = None,
        year: int | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Two scenarios side by side; see :func:`ioscenario.charts.comparison`."""
        return comparison(self._results, scenario, other, year, language=language, size=size)

    def outlook(self, scenario: str | None = None, *, language: str = "en", size: Size = "column") -> Figure:
        """Main indicators of a scenario over the years; see :func:`ioscenario.charts.outlook`."""
        return outlook(self._results, scenario, language=language, size=size)

    def dashboard(self, scenario: str | None = None, *, language: str = "en", size: Size = "page") -> Figure:
        """A scenario on one page; see :func:`ioscenario.charts.dashboard`."""
        return dashboard(self._results, scenario, language=language, size=size)


def write_all(
    results: HasDataset,
    folder: str | os.PathLike[str],
    language: str = "en",
    *,
    size: Size = "column",
    kinds: Sequence[str] = ("png", "svg"),
    charts: Collection[str] | None = None,
) -> list[Path]:
    """Write every chart as PNG and SVG, or in other formats.

    Parameters
    ----------
    results
        Results of a run.
    folder
        Where to; made if it is not there.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    kinds
        Formats: of ``png``, ``svg`` and ``pdf``.
    charts
        Names of charts; None: all that the results have data for.

    Returns
    -------
    list of pathlib.Path
        Files written: ``<chart>-<language>.png`` and ``.svg``, charts of one scenario as
        ``<chart>-<scenario>-<language>``, and of charts that keep their numbers
        (:func:`~ioscenario.charts.style.data`) ``.csv``. Charts that the results have no data for are left
        out; see :func:`available`.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, scenarios in available(results).items():
        for scenario in scenarios if charts is None or name in charts else ():
            figure = CHARTS[name](results, **({"scenario": scenario} if scenario else {}), language=language, size=size)
            stem = f"{name}-{scenario}" if scenario else name
            written += [save(figure, target / f"{stem}-{language}.{kind}") for kind in kinds]
            written += _write_data(figure, target / f"{stem}-{language}.csv")
    return written


def _write_data(figure: Figure, path: Path) -> list[Path]:
    """The numbers of a chart as csv, if it keeps them; written beside and renamed."""
    frame = data(figure)
    if frame is None:
        return []
    with written_beside(path) as beside:
        frame.to_csv(beside, index=False, encoding="utf-8")
    return [path]
