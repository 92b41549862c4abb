"""What charts need of results: central values, names in the reader's language, colours."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ioscenario.charts import style
from ioscenario.language import Language
from ioscenario.naming import inner
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.samples import is_code, most_frequent

__all__ = ["HasDataset", "Values", "View", "inner", "year_ticks"]

Values = NDArray[np.float64]


class HasDataset(Protocol):
    """Anything with a dataset of results."""

    @property
    def dataset(self) -> xr.Dataset:
        """Variables of the registry of outputs."""


#: What was reduced over the samples, by identity of the dataset: charts in several languages and sizes ask
#: for the same again and again. Gone with the dataset.
_KEPT: Final[dict[int, tuple[weakref.ref[xr.Dataset], dict[tuple[str, str, str], Any]]]] = {}


def _reduced(dataset: xr.Dataset) -> dict[tuple[str, str, str], Any]:
    """What is kept of a dataset."""
    found = _KEPT.get(id(dataset))
    if found is None or found[0]() is not dataset:
        place = id(dataset)
        found = _KEPT[place] = (weakref.ref(dataset, lambda _: _KEPT.pop(place, None)), {})
    return found[1]


class View:
    """Results as a chart sees them.

    With samples, values are means over them: means keep every balance, so that flows
    add up and stacked bars end where the total is.

    Parameters
    ----------
    results
        Results of a run.
    language
        ``en``, ``ru`` or ``kk``.
    """

    def __init__(self, results: HasDataset, language: str) -> None:
        self.full = results.dataset
        self.language = Language(language)

    def central(self, variable: str, **where: object) -> xr.DataArray:
        """A variable at the chosen labels, without the dimension ``sample``."""
        key = ("central", variable, repr(where))
        kept = _reduced(self.full)
        if key not in kept:
            chosen = self.full[variable].sel(where)
            if "sample" in chosen.dims:
                chosen = most_frequent(chosen) if is_code(chosen) else chosen.mean("sample")
            kept[key] = chosen
        found: xr.DataArray = kept[key]
        return found

    @property
    def years(self) -> list[int]:
        """Years, the base year first."""
        return [int(year) for year in self.full["year"].values]

    @property
    def base_year(self) -> int:
        """The year that was observed."""
        return int(self.full.attrs["base_year"])

    @property
    def scenarios(self) -> list[str]:
        """Names of scenarios, the reference first."""
        return [str(name) for name in self.full["scenario"].values]

    @property
    def reference(self) -> str:
        """Name of the reference scenario."""
        return str(self.full.attrs["reference"])

    @property
    def source(self) -> str:
        """Source line of the results."""
        return str(self.full.attrs[f"source_line_{self.language.code}"])

    @property
    def money(self) -> str:
        """Unit of money in the dataset."""
        return f"million {self.full.attrs['currency']}"

    def _names(self, dimension: str, kind: str) -> dict[str, str]:
        labels = self.full[f"{dimension}_{kind}_{self.language.code}"].values
        return {str(key): str(name) for key, name in zip(self.full[dimension].values, labels, strict=True)}

    @cached_property
    def scenario_titles(self) -> dict[str, str]:
        """Titles by name of scenario."""
        return self._names("scenario", "title")

    @cached_property
    def process_names(self) -> dict[str, str]:
        """Names by id of process."""
        return self._names("process", "name")

    @cached_property
    def sector_names(self) -> dict[str, str]:
        """Names by id of sector: processes of the chain, then the rest of the economy."""
        return self._names("sector", "name")

    @cached_property
    def commodity_names(self) -> dict[str, str]:
        """Names by id of commodity."""
        return self._names("commodity", "name")

    @cached_property
    def process_colours(self) -> dict[str, str]:
        """Colours by id of process, fixed by their order."""
        return dict(zip(self.process_names, style.process_colours(len(self.process_names)), strict=True))

    @cached_property
    def scenario_colours(self) -> dict[str, str]:
        """Colours by name of scenario, the reference first and grey.

        A scenario has the colour of its place in the pack, whichever others were run; one that the pack does
        not have comes after those.
        """
        colours = style.scenario_colours(len(self._ordered))
        return {name: colour for name, colour in zip(self._ordered, colours, strict=True) if name in self.scenarios}

    @cached_property
    def scenario_dashes(self) -> dict[str, tuple[float, tuple[float, ...]]]:
        """Kinds of line by name of scenario."""
        return dict(zip(self._ordered, style.scenario_dashes(len(self._ordered)), strict=True))

    @cached_property
    def _ordered(self) -> list[str]:
        """Scenarios of the pack and of the results, the reference first."""
        pack = str(self.full.attrs.get("scenario_order", "")).split()
        return list(dict.fromkeys([self.reference, *pack, *self.scenarios]))

    def choose(self, scenarios: Sequence[str] | None) -> list[str]:
        """Scenarios to show, the reference first: those asked for, or all."""
        wanted = set(self.scenarios if scenarios is None else [self.named(name) for name in scenarios])
        return [name for name in self.scenario_colours if name in wanted | {self.reference}]

    def coordinate(self, name: str) -> dict[str, object]:
        """A coordinate such as ``process_output`` by the ids of its dimension."""
        array = self.full[name]
        dimension = str(array.dims[0])
        return {str(key): value for key, value in zip(self.full[dimension].values, array.values.tolist(), strict=True)}

    @cached_property
    def crops(self) -> list[str]:
        """Ids of the crop process, if there is one."""
        return [name for name, crop in self.coordinate("process_crop").items() if crop]

    @cached_property
    def industry(self) -> list[str]:
        """Ids of all processes but the crop."""
        return [name for name in self.process_names if name not in self.crops]

    def values(self, variable: str, **where: object) -> Values:
        """Central values of a variable as an array, dimensions in the dataset's order."""
        return np.asarray(self.central(variable, **where).values, dtype=np.float64)

    def value(self, variable: str, **where: object) -> float:
        """One central value, summed over dimensions that are left."""
        return float(self.values(variable, **where).sum())

    def band(self, variable: str, **where: object) -> tuple[Values, Values] | None:
        """Lines that 5 and 95 % of the samples are below; None without samples."""
        if "sample" not in self.full.dims:
            return None
        key = ("band", variable, repr(where))
        kept = _reduced(self.full)
        if key not in kept:
            chosen = self.full[variable].sel(where)
            axis = chosen.get_axis_num("sample")
            values = chosen.values
            known = np.quantile if np.isfinite(values).all() else np.nanquantile
            kept[key] = known(values, [0.05, 0.95], axis=axis)
        low, high = kept[key]
        return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)

    @property
    def sample_note(self) -> str:
        """What values are when there are samples, else nothing."""
        if "sample" not in self.full.dims:
            return ""
        return " " + self.language("chart.samples", count=self.full.sizes["sample"])

    @property
    def band_note(self) -> str:
        """What values and bands are when there are samples, else nothing."""
        return f"{self.sample_note} {self.language('chart.band')}" if self.sample_note else ""

    def named(self, name: str, dimension: str = "scenario") -> str:
        """The name itself, if the dimension has it.

        Raises
        ------
        InputError
            With the nearest valid name.
        """
        valid = [str(item) for item in self.full[dimension].values]
        if name not in valid:
            expected = f"a {dimension} of these results: {', '.join(valid)}"
            raise InputError(
                [Problem("unknown-name", expected, key=dimension, value=name, nearest=nearest(name, valid))]
            )
        return name

    def year(self, year: int) -> int:
        """The year itself, if the results have it; else :class:`InputError`."""
        if year not in self.years:
            expected = f"a year from {self.years[0]} to {self.years[-1]}"
            raise InputError([Problem("unknown-year", expected, key="year", value=str(year))])
        return year


def year_ticks(years: Sequence[int], most: int = 4) -> list[int]:
    """First and last year and round ones between, `most` at the most.

    Examples
    --------
    >>> year_ticks(range(2025, 2041))
    [2025, 2030, 2035, 2040]
    >>> year_ticks([2025, 2026, 2027])
    [2025, 2026, 2027]
    """
    first, last = years[0], years[-1]
    for step in (1, 2, 5, 10, 20, 50):
        ticks = [year for year in years if year % step == 0]
        near = max(1, step // 2 + 1)
        inner = [year for year in ticks if year - first >= near and last - year >= near]
        found = [first, *inner, last] if last > first else [first]
        if len(found) <= most:
            return found
    return [first, last]
