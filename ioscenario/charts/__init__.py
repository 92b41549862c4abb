"""Charts of results, one file a chart, in one house style and three languages.

Charts read the dataset of results and nothing else. They return matplotlib figures that
belong to no window; :func:`save` writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure

from ioscenario.charts.bullets import bullets
from ioscenario.charts.capacity import capacity
from ioscenario.charts.flows import flows
from ioscenario.charts.goods import goods
from ioscenario.charts.jobs import jobs
from ioscenario.charts.style import alt, save
from ioscenario.charts.view import HasDataset

__all__ = ["CHARTS", "Charts", "alt", "bullets", "capacity", "flows", "goods", "jobs", "save", "write_all"]

#: Every chart by name.
CHARTS: Final[dict[str, Callable[..., Figure]]] = {
    "flows": flows,
    "goods": goods,
    "jobs": jobs,
    "capacity": capacity,
    "bullets": bullets,
}

#: Charts of one scenario.
ONE_SCENARIO: Final = ("flows", "capacity")


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
    ) -> Figure:
        """Physical flows through the chain in tonnes; see :func:`ioscenario.charts.flows`."""
        return flows(self._results, scenario, years, whole=whole, language=language)

    def goods(self, scenarios: Sequence[str] | None = None, *, language: str = "en") -> Figure:
        """Output of final goods, exports, processing depth; see :func:`ioscenario.charts.goods`."""
        return goods(self._results, scenarios, language=language)

    def jobs(self, scenarios: Sequence[str] | None = None, *, language: str = "en") -> Figure:
        """Jobs by stage and by scenario; see :func:`ioscenario.charts.jobs`."""
        return jobs(self._results, scenarios, language=language)

    def capacity(self, scenario: str | None = None, *, language: str = "en") -> Figure:
        """Capacity, its use and what binds; see :func:`ioscenario.charts.capacity`."""
        return capacity(self._results, scenario, language=language)

    def bullets(self, *, language: str = "en") -> Figure:
        """The model beside published figures and claims; see :func:`ioscenario.charts.bullets`."""
        return bullets(self._results, language=language)


def write_all(results: HasDataset, folder: str | os.PathLike[str], language: str = "en") -> list[Path]:
    """Write every chart as PNG and SVG.

    Parameters
    ----------
    results
        Results of a run.
    folder
        Where to; made if it is not there.
    language
        ``en``, ``ru`` or ``kk``.

    Returns
    -------
    list of pathlib.Path
        Files written: ``<chart>-<language>.png`` and ``.svg``, charts of one scenario as
        ``<chart>-<scenario>-<language>``. The chart of published figures is left out
        where the results carry none.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    scenarios = [str(name) for name in results.dataset["scenario"].values]
    written: list[Path] = []
    for name, chart in CHARTS.items():
        if name == "bullets" and results.dataset.attrs.get("claims_json", "[]") in ("", "[]"):
            continue
        choices = (
            [(scenario, f"{name}-{scenario}") for scenario in scenarios] if name in ONE_SCENARIO else [(None, name)]
        )
        for scenario, stem in choices:
            figure = chart(results, **({"scenario": scenario} if scenario else {}), language=language)
            written += [save(figure, target / f"{stem}-{language}.{kind}") for kind in ("png", "svg")]
    return written
