"""What differs between two sets of results: what they rest on, what they cover, and every indicator.

Differences are taken between values with the same labels; where only one of the two has
samples, between their medians and the other. How large one is, is judged
against the largest value of its kind: of the whole variable where its values can be set
beside each other, of the same commodity or process where each has a unit of its own.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from ioscenario.outputs import VARIABLE, Variable
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.samples import central, is_code

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Differences relative to the larger value that count as rounding.
TOLERANCE: Final = 1e-9

#: Attributes that say what results rest on.
ATTRIBUTES: Final = ("version", "pack", "pack_hash", "seed", "reference", "base_year", "currency")

COLUMNS: Final = ("indicator", "unit", "compared", "differ", "where", "first", "second", "difference", "share")

#: Dimensions that every variable has.
COMMON: Final = ("scenario", "sample", "year")


@dataclass(frozen=True)
class ResultsComparison:
    """What differs between two sets of results.

    Parameters
    ----------
    first, second
        The two datasets.
    tolerance
        Differences relative to the larger value that count as none.

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run("baseline")
    >>> results.compare(results).same
    True
    """

    first: xr.Dataset = field(repr=False)
    second: xr.Dataset = field(repr=False)
    tolerance: float = TOLERANCE

    @cached_property
    def provenance(self) -> pd.DataFrame:
        """What they rest on and that differs.

        Returns
        -------
        pandas.DataFrame
            Columns item, first, second: attributes, number of samples, scenarios of the same name
            that do something else, and parameters with another row.
        """
        rows = [
            (name, *pair)
            for name in ATTRIBUTES
            if (pair := tuple(str(data.attrs.get(name, "")) for data in (self.first, self.second)))[0] != pair[1]
        ]
        samples = tuple(str(data.sizes.get("sample", 0)) for data in (self.first, self.second))
        rows += [("samples", *samples)] if samples[0] != samples[1] else []
        rows += [*self._scenarios(), *self._parameters()]
        return pd.DataFrame(rows, columns=["item", "first", "second"])

    def _scenarios(self) -> list[tuple[str, str, str]]:
        """Scenarios with the same name and another content."""
        one, other = (_json(data, "scenarios_json") for data in (self.first, self.second))
        return [
            (f"scenario {name}", _short(one[name].get("hash")), _short(other[name].get("hash")))
            for name in one
            if name in other and one[name].get("hash") != other[name].get("hash")
        ]

    def _parameters(self) -> list[tuple[str, str, str]]:
        """Parameters of which the packs have other values."""
        one, other = (_values(data) for data in (self.first, self.second))
        return [
            (path, one.get(path, ""), other.get(path, ""))
            for path in dict.fromkeys([*one, *other])
            if one.get(path) != other.get(path)
        ]

    @cached_property
    def labels(self) -> pd.DataFrame:
        """What only one of them covers.

        Returns
        -------
        pandas.DataFrame
            Columns dimension, first, second: members of the dimensions of both that the other one
            lacks, joined by commas, and in a line ``variable`` the variables.
        """
        rows = []
        for name in [dim for dim in self.first.dims if dim in self.second.dims]:
            one, other = (_members(data, str(name)) for data in (self.first, self.second))
            rows.append((str(name), _only(one, other), _only(other, one)))
        variables = [[name for name in VARIABLE if name in data] for data in (self.first, self.second)]
        rows.append(("variable", _only(*variables), _only(*variables[::-1])))
        kept = [row for row in rows if row[1] or row[2]]
        return pd.DataFrame(kept, columns=["dimension", "first", "second"])

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Every variable that both have and that differs, the largest difference first.

        Returns
        -------
        pandas.DataFrame
            Columns `COLUMNS`: how many values were compared and differ; where the difference is
            largest, the two values there, second less first, and the share that it is of the
            largest value of its kind.
        """
        rows = [row for name in self._common if (row := self._indicator(name)) is not None]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        return frame.sort_values("share", ascending=False, kind="stable", ignore_index=True)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (len(self.provenance) or len(self.labels) or len(self.indicators))

    def cells(self, variable: str, most: int = 10) -> pd.DataFrame:
        """The largest differences of one variable.

        Parameters
        ----------
        variable
            A variable that both have.
        most
            How many.

        Returns
        -------
        pandas.DataFrame
            A column for each dimension, then first, second, difference, share.

        Raises
        ------
        InputError
            For another variable, with the nearest that there is.
        """
        if variable not in self._common:
            near = nearest(str(variable), self._common)
            expected = "a variable that both results have"
            raise InputError([Problem("unknown-variable", expected, value=str(variable), nearest=near)])
        one, other = self._pair(variable)
        share = self._share(VARIABLE[variable], one, other)
        order = np.argsort(-share.ravel(), kind="stable")[:most]
        places = [place for place in order if share.flat[place] > 0]
        rows = [(*_labels(one, place), *_values_at(one, other, place), float(share.flat[place])) for place in places]
        return pd.DataFrame(rows, columns=[*map(str, one.dims), "first", "second", "difference", "share"])

    # ------------------------------------------------------------------------ one variable

    @property
    def _common(self) -> list[str]:
        """Variables that both have."""
        return [name for name in VARIABLE if name in self.first and name in self.second]

    def _pair(self, name: str) -> tuple[xr.DataArray, xr.DataArray]:
        """The variable in both, cut to the labels that both have; samples of one alone by their median."""
        one, other = self.first[name], self.second[name]
        if ("sample" in one.dims) != ("sample" in other.dims):
            one, other = central(one), central(other)
        common = {}
        for dim in one.dims:
            known = set(_members(self.second, str(dim)))
            common[dim] = [label for label in _members(self.first, str(dim)) if label in known]
        return one.sel(common).load(), other.sel(common).load()

    def _share(self, item: Variable, one: xr.DataArray, other: xr.DataArray) -> NDArray[np.float64]:
        """Size of each difference against the largest value of its kind, 0 where there is none."""
        first, second = (array.values.astype(np.float64) for array in (one, other))
        both = np.isnan(first) & np.isnan(second)
        gap = np.where(both, 0.0, np.abs(second - first))
        size = np.maximum(np.abs(first), np.abs(second))
        with np.errstate(invalid="ignore"):
            gap = np.where(gap <= self.tolerance * size, 0.0, gap)
        if is_code(one):
            return (gap > 0).astype(np.float64)
        axes = tuple(place for place, dim in enumerate(one.dims) if dim in COMMON or "own" not in item.unit)
        largest = np.nanmax(size, axis=axes, keepdims=True, initial=0.0, where=np.isfinite(size)) if size.size else size
        share = np.divide(gap, largest, out=np.zeros_like(gap), where=largest > 0)
        # a number on one side and none on the other is as different as can be
        return np.where(np.isnan(gap), 1.0, share)

    def _indicator(self, name: str) -> tuple[object, ...] | None:
        """Line of one variable; None where nothing differs."""
        one, other = self._pair(name)
        share = self._share(VARIABLE[name], one, other)
        count = int(np.count_nonzero(share))
        if not count:
            return None
        place = int(share.argmax())
        where = ", ".join(map(str, _labels(one, place)))
        unit = self._unit(name, one, place)
        return (name, unit, share.size, count, where, *_values_at(one, other, place), float(share.flat[place]))

    def _unit(self, name: str, array: xr.DataArray, place: int) -> str:
        """Unit at a place: that of its commodity or process where they have their own."""
        unit = str(self.first[name].attrs.get("units", VARIABLE[name].unit))
        if "own" not in unit:
            return unit
        axis = "commodity" if "commodity" in array.dims else "process"
        label = dict(zip(array.dims, _labels(array, place), strict=True))[axis]
        own = str(self.first[f"{axis}_unit"].sel({axis: label}).item())
        return unit.replace("own unit", own).replace("own", own)


def _labels(array: xr.DataArray, place: int) -> list[Any]:
    """Labels of a place in the flattened array."""
    index = np.unravel_index(place, array.shape)
    return [array[dim].values[number].item() for dim, number in zip(array.dims, index, strict=True)]


def _values_at(one: xr.DataArray, other: xr.DataArray, place: int) -> tuple[float, float, float]:
    """First, second and their difference."""
    first, second = float(one.values.flat[place]), float(other.values.flat[place])
    return first, second, second - first


def _members(data: xr.Dataset, dim: str) -> list[Any]:
    """Labels of a dimension."""
    if dim in data.coords:
        return list(data[dim].values.tolist())
    return list(range(data.sizes.get(dim, 0)))


def _only(one: list[Any], other: list[Any]) -> str:
    known = set(other)
    return ", ".join(str(label) for label in one if label not in known)


def _json(data: xr.Dataset, name: str) -> dict[str, dict[str, Any]]:
    return dict(json.loads(str(data.attrs.get(name) or "{}")))


def _values(data: xr.Dataset) -> Mapping[str, str]:
    """Rows of the parameter table by path: what they say of the number."""
    text = str(data.attrs.get("parameters_csv") or "path,value,unit\n")
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    kept = [name for name in ("year", "value", "low", "high", "unit", "distribution") if name in frame]
    found: dict[str, list[str]] = {}
    for path, cells in zip(frame["path"], frame[kept].to_dict("records"), strict=True):
        found.setdefault(path, []).append(_row_text({str(name): str(cell) for name, cell in cells.items()}))
    return {path: "; ".join(rows) for path, rows in found.items()}


def _row_text(cells: Mapping[str, str]) -> str:
    """A row of the parameter table in short."""
    number = {name: _number(cells.get(name, "")) for name in ("year", "value", "low", "high")}
    year = f"{number['year']}: " if number["year"] else ""
    ends = f" [{number['low']}, {number['high']}]" if number["low"] else ""
    shape = f" {cells['distribution']}" if cells.get("distribution") else ""
    return f"{year}{number['value']}{ends} {cells.get('unit', '')}{shape}"


def _number(text: str) -> str:
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def _short(text: object) -> str:
    return str(text or "")[:8]
