"""What the charts of targets share: gaps computed once for some results, names, rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from ioscenario.assessment.targets import gaps, in_target_year
from ioscenario.assessment.wording import name_of, quantity
from ioscenario.charts.view import HasDataset, View, inner
from ioscenario.language import Language
from ioscenario.results import Results

#: Marks a working assumption.
ASSUMED: Final = "*"


def has_targets(results: HasDataset, *, enterprises: bool = False) -> bool:
    """Whether results carry targets of their own years, of enterprises or of the whole."""
    data = results.dataset
    years = {int(year) for year in data["year"].values}
    listed = json.loads(str(data.attrs.get("targets_json", "[]")) or "[]")
    return any(item["year"] in years and bool(item["enterprise"]) == enterprises for item in listed)


@lru_cache(maxsize=4)
def _found(results: Results) -> xr.Dataset:
    """Gaps in the targets' own years; a chart is laid out several times over the same results."""
    years = [int(year) for year in results.dataset["year"].values]
    known = [item for item in results.targets if item["year"] in years and item["indicator"] in results.dataset]
    if not known:
        raise ValueError("these results carry no targets of their own years")
    return in_target_year(gaps(results.dataset, known, results.enterprises))


class TargetView(View):
    """Results as the charts of targets see them.

    Parameters
    ----------
    results
        Results of a run whose pack has targets.
    language
        ``en``, ``ru`` or ``kk``.
    enterprises
        Whether targets of enterprises are shown, or those of the whole. Where a pack has only one
        kind, that is shown.

    Raises
    ------
    ValueError
        If the results carry no targets in their years.
    """

    def __init__(self, results: HasDataset, language: str, *, enterprises: bool = False) -> None:
        super().__init__(results, language)
        self.results = results if isinstance(results, Results) else Results(results.dataset)
        whole = _found(self.results)
        wanted = (whole["enterprise"].values != "") == enterprises
        self.found = whole.isel(target=np.flatnonzero(wanted if wanted.any() else ~wanted))

    @cached_property
    def targets(self) -> list[str]:
        """Ids of the targets shown, in the order of the pack."""
        return [str(name) for name in self.found["target"].values]

    @cached_property
    def _numbers(self) -> dict[str, npt.NDArray[np.float64]]:
        """Arrays (target, scenario) by name: charts read them thousands of times."""
        return {str(name): array.transpose("target", "scenario").values for name, array in self.found.items()}

    @cached_property
    def _facts(self) -> dict[str, list[Any]]:
        """Coordinates of the targets by name."""
        coords = self.found.coords.items()
        return {str(name): array.values.tolist() for name, array in coords if array.dims == ("target",)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {str(name): place for place, name in enumerate(self.found["scenario"].values)}

    def fact(self, name: str, target: str) -> Any:
        """A coordinate of a target, such as ``amount`` or ``direction``."""
        return self._facts[name][self.targets.index(target)]

    @cached_property
    def names(self) -> dict[str, str]:
        """Short names by id; working assumptions are marked."""
        called = {item["id"]: item["name"] for item in self.results.enterprises}
        return {
            item["id"]: name_of(self.full, item, called, self.language) + (ASSUMED if self.assumed(item["id"]) else "")
            for item in self.results.targets
            if item["id"] in self.targets
        }

    def inside(self, target: str) -> str:
        """Name inside a sentence; that of an enterprise keeps its capital."""
        name = self.names[target].rstrip(ASSUMED)
        return name if self.fact("enterprise", target) else inner(name)

    def assumed(self, target: str) -> bool:
        """Whether a target is a working assumption."""
        return bool(self.fact("status", target) == "assumption")

    def number(self, name: str, target: str, scenario: str) -> float:
        """One number of a target in its year: ``value``, ``gap``, ``gap_share``, ``probability`` and the like."""
        return float(self._numbers[name][self.targets.index(target), self._columns[scenario]])

    def aim(self, target: str) -> str:
        """The target's value in words."""
        value = quantity(self.language, float(self.fact("amount", target)), self.fact("unit", target))
        return self.language("target.at_most", value=value) if self.fact("direction", target) == "at_most" else value

    @property
    def draws(self) -> int:
        """Number of draws, 0 without samples."""
        return int(self._numbers["runs"].max()) if "runs" in self._numbers else 0

    @property
    def medians(self) -> str:
        """What values are when there are samples, else nothing."""
        return self.language("chart.targets.medians", self.draws) if self.draws else ""

    def met(self, scenario: str) -> int:
        """How many targets a scenario meets in their years."""
        return int((self._numbers["gap"][:, self._columns[scenario]] >= 0.0).sum())

    def best(self, scenarios: Sequence[str]) -> str:
        """The scenario that meets most targets; of several the one that is less far from the others."""
        share = np.nan_to_num(np.minimum(self._numbers["gap_share"], 0.0))
        short = {name: float(share[:, self._columns[name]].sum()) for name in scenarios}
        return max(scenarios, key=lambda name: (self.met(name), short[name]))

    def frame(self, scenarios: Sequence[str]) -> pd.DataFrame:
        """Numbers of a chart: a row for each target and scenario, in units of the results."""
        found = self.found.sel(scenario=list(scenarios))
        columns = [name for name in ("value", "low", "high", "gap", "gap_share", "probability") if name in found]
        table = found[columns].to_dataframe().reset_index()
        return table[["target", "scenario", "target_year", "amount", *columns, "unit", "status"]]


def shown_share(say: Language, share: float) -> str:
    """A gap as signed per cent without the sign of per cent.

    Examples
    --------
    >>> shown_share(Language("en"), -0.472), shown_share(Language("en"), 0.0)
    ('−47', '0')
    """
    return say.number(100 * share, 0, signed=True)
