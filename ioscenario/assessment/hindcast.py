"""Hindcasts: the model started in an earlier year, held against what happened.

The model gets the state of the start year and the drivers that ``hindcast.yaml`` names,
nothing else that is later. It is scored year by year beside two rivals that cost nothing:
no change since the start, and the straight line through earlier years. Where a year was
not observed yet, the same thing is a forecast.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from ioscenario.assessment import scores
from ioscenario.assessment.leaks import changed, later_facts
from ioscenario.dimensions import LANGUAGES
from ioscenario.explore.indicators import Indicator
from ioscenario.labelled import source_lines
from ioscenario.language import Language
from ioscenario.outputs import VARIABLE
from ioscenario.pack import files
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.hindcasts import FILE, HindcastEntry, Predicted
from ioscenario.pack.observed import observations, series, whole_years
from ioscenario.pack.starting import started
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.scenario.language import parse_scenario
from ioscenario.scenario.library import Library, flatten
from ioscenario.scenario.written import Scenario

if TYPE_CHECKING:
    from ioscenario.model import Model
    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.library import Flat

Array = NDArray[np.float64]

#: Ends of the interval: nine tenths of the draws lie between.
INTERVAL: Final = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Hindcast:
    """A prediction from an earlier start beside what was observed.

    Parameters
    ----------
    dataset
        Dimensions ``indicator, year``; variables ``observed``, ``months`` (that the observation
        rests on), ``scored``, ``predicted``, ``low`` and ``high`` (90 % of the draws; NaN
        without), ``no_change``, ``trend``. Coordinates along ``indicator``: ``variable``,
        ``label``, ``unit``, ``better``, names by language.
    later
        Numbers of the start that rest on facts of years to be predicted, ``path, grade, facts``: what could
        leak. ``effect`` is the largest relative change of a prediction (``indicator``) when the number is
        changed by a tenth.
    """

    dataset: xr.Dataset
    later: pd.DataFrame

    @property
    def id(self) -> str:
        """Id of the entry in ``hindcast.yaml``."""
        return str(self.dataset.attrs["id"])

    @property
    def start(self) -> int:
        """First year that was simulated."""
        return int(self.dataset.attrs["start"])

    def title(self, language: str = "en") -> str:
        """Title in a language."""
        return str(self.dataset.attrs[f"title_{language}"])

    def note(self, language: str = "en") -> str:
        """What is given and what is not, in a language; may be empty."""
        return str(self.dataset.attrs[f"note_{language}"])

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores by indicator over the years that were kept for validation and observed.

        Columns: ``variable``, ``label``, ``unit``; ``years`` scored; ``mape``, ``bias`` (mean percentage
        error), ``rmse`` of the model; the same of ``no_change`` and ``trend``; ``skill`` over no
        change, ``skill_trend``; ``gaining``, the share of the draws that have less error than no change;
        ``coverage`` of the 90 % interval. Shares, RMSE in the unit. An indicator without a scored year
        has no scores.
        """
        data = self.dataset
        seen = data["observed"].where(data["scored"]).values
        found: dict[str, Any] = {name: data[name].values for name in ("variable", "label", "unit")}
        found["years"] = np.isfinite(seen).sum(axis=-1)
        for rival in ("predicted", "no_change", "trend"):
            end = "" if rival == "predicted" else f"_{rival}"
            said = data[rival].values
            found |= {
                f"mape{end}": scores.mape(seen, said),
                f"bias{end}": scores.bias(seen, said),
                f"rmse{end}": scores.rmse(seen, said),
            }
        found["skill"] = scores.skill(found["mape"], found["mape_no_change"])
        found["skill_trend"] = scores.skill(found["mape"], found["mape_trend"])
        found["gaining"] = data["gaining"].values
        found["coverage"] = scores.coverage(seen, data["low"].values, data["high"].values)
        return pd.DataFrame(found, index=pd.Index(data["indicator"].values, name="indicator"))

    @cached_property
    def overall(self) -> dict[str, float]:
        """Scores over all indicators together, each year of each counting once: MAPE of the model and the rivals.

        Rivals are compared over the years that they have as well.
        """
        data = self.dataset
        seen = data["observed"].where(data["scored"]).values
        found: dict[str, float] = {"years": float(np.isfinite(seen).sum())}
        for name in ("predicted", "no_change", "trend"):
            found[name] = float(scores.mape(seen.ravel(), data[name].values.ravel()))
        common = np.where(np.isfinite(data["trend"].values), seen, np.nan)
        found["predicted_where_trend"] = float(scores.mape(common.ravel(), data["predicted"].values.ravel()))
        found["skill"] = float(scores.skill(found["predicted"], found["no_change"]))
        low, high = data["low"].values.ravel(), data["high"].values.ravel()
        found["coverage"] = float(scores.coverage(seen.ravel(), low, high))
        return found

    @cached_property
    def forecast(self) -> pd.DataFrame:
        """Predicted years after the last of which the pack has any observation, with the interval and the rivals."""
        data = self.dataset
        said = ["predicted", "low", "high", "no_change", "trend"]
        frame = data[said].where(data["wanted"] & (data["year"] > data.attrs["observed_to"])).to_dataframe()
        return frame.dropna(subset=["predicted"])[["variable", "label", "unit", *said]].reset_index()

    @cached_property
    def breaks(self) -> list[dict[str, Any]]:
        """What happened in single years that no driver carries: ``year, indicator, label, text, source``."""
        return list(json.loads(self.dataset.attrs["breaks_json"]))

    def table(self) -> pd.DataFrame:
        """Every indicator and year in rows: what was observed, predicted, and the rivals."""
        frame = self.dataset.drop_vars(["better"]).to_dataframe().reset_index()
        frame["error"] = scores.percentage_errors(frame["observed"], frame["predicted"])
        return frame

    def facts(self) -> dict[str, Any]:
        """Everything for programs, NaN where there is no value."""
        kept = ("id", "start", "scenario", "samples", "seed", "pack", "pack_hash", "vintage", "version")
        return {
            **{name: self.dataset.attrs[name] for name in kept},
            "title": {code: self.title(code) for code in LANGUAGES},
            "note": {code: self.note(code) for code in LANGUAGES},
            "scores": self.scores.reset_index(),
            "overall": self.overall,
            "forecast": self.forecast,
            "breaks": self.breaks,
            "later_facts": self.later,
        }

    def _repr_html_(self) -> str:
        return f"<h3>{self.title()}</h3>{self.scores.to_html(float_format='{:.3g}'.format)}"


def hindcast(model: Model, name: str | None = None, samples: int | None = None, seed: int | None = None) -> Hindcast:
    """Run one of the pack's hindcasts.

    Parameters
    ----------
    model
        The model with its pack.
    name
        Id of an entry of ``hindcast.yaml``; None: the first.
    samples, seed
        Draws for the 90 % interval, as in `Model.run`; None: no interval.

    Returns
    -------
    Hindcast

    Raises
    ------
    InputError
        For a pack without hindcasts, an unknown id, or a start whose state is not known.
    """
    entry = find(model, name)
    later = model.starting(entry.start, entry.drivers)
    scenario = _scenario(model.pack, entry)
    run = scenario if isinstance(scenario, str) else scenario.name
    with warnings.catch_warnings():
        # of levers that move nothing and of stocks: no news for years that are over
        warnings.simplefilter("ignore", UserWarning)
        middle = later.run(scenario).dataset.sel(scenario=run)
        drawn = None if samples is None else later.run(scenario, samples=samples, seed=seed).dataset.sel(scenario=run)
    return Hindcast(_dataset(model, entry, middle, drawn, seed), _later(model, later, later.scenario(scenario), entry))


def find(model: Model, name: str | None) -> HindcastEntry:
    """Return an entry of the pack, by default the first.

    Raises
    ------
    InputError
        There is none, with the nearest id.
    """
    known = {entry.id: entry for entry in model.pack.hindcasts}
    if not known:
        raise InputError([Problem("no-hindcasts", "a pack with hindcast.yaml", value=model.pack.name)])
    if name is None:
        return next(iter(known.values()))
    if name not in known:
        expected = "one of the hindcasts " + ", ".join(known)
        raise InputError([Problem("unknown-hindcast", expected, value=name, nearest=nearest(name, known))])
    return known[name]


def _scenario(pack: Pack, entry: HindcastEntry) -> str | Scenario:
    """Return the scenario of an entry, with its settings on top where it has any."""
    parent = entry.scenario or pack.structure.reference
    if not entry.settings:
        return parent
    return Scenario(entry.id, extends=parent, settings=entry.settings)


def problems(pack: Pack) -> Iterator[Problem]:
    """Yield why hindcasts of a pack could not be run: a state that is missing, a scenario or setting that is wrong.

    Problems of a scenario are placed at the entry that uses it.
    """
    for entry in pack.hindcasts:
        try:
            later, scenario = started(pack, entry.start, entry.drivers), _scenario(pack, entry)
            flatten(scenario if isinstance(scenario, str) else parse_scenario(scenario, later), Library.read(later))
        except InputError as error:
            file = files.shown(pack.folder, FILE)
            for problem in error.problems:
                if problem.code == "missing-start":
                    yield problem
                else:
                    yield replace(problem, file=file, line=entry.line, column=None, key=f"{entry.id}.{problem.key}")


def of_results(data: xr.Dataset, item: Predicted) -> xr.DataArray:
    """Return one indicator of one scenario's results, (year,) or (sample, year); members left open are summed."""
    array = data[item.indicator]
    if item.label:
        dim = next(dim for dim in VARIABLE[item.indicator].dims if item.label in data[dim].values)
        array = array.sel({dim: item.label}, drop=True)
    return array.sum([dim for dim in array.dims if dim not in ("sample", "year")])


def _dataset(
    model: Model, entry: HindcastEntry, middle: xr.Dataset, drawn: xr.Dataset | None, seed: int | None
) -> xr.Dataset:
    """Put prediction, observations and rivals side by side."""
    frame = observations(model.pack)
    last = max(entry.validate_)
    earlier = [int(year) for item in entry.predict for year in _of(frame, item)["year"] if year < entry.start]
    years = list(range(min([*earlier, entry.start]), last + 1))
    parts = [_indicator(entry, item, frame, years, middle, drawn) for item in entry.predict]
    columns = {name: (("indicator", "year"), np.stack([part[name] for part in parts])) for name in parts[0]}
    items = [_as_indicator(item) for item in entry.predict]
    coordinates: dict[str, Any] = {
        "indicator": [item.label for item in items],
        "year": years,
        "variable": ("indicator", [item.indicator for item in entry.predict]),
        "label": ("indicator", [item.label for item in entry.predict]),
        "unit": ("indicator", [
            result_unit(VARIABLE[item.indicator], item.label, model.pack.structure) for item in entry.predict
        ]),
        "better": ("indicator", [VARIABLE[item.indicator].better for item in entry.predict]),
        "gaining": ("indicator", [
            _gaining(item, part, years, entry.start, drawn) for item, part in zip(entry.predict, parts, strict=True)
        ]),
    }  # fmt: skip
    for code in LANGUAGES:
        coordinates[f"name_{code}"] = ("indicator", [_name(model, item, code) for item in entry.predict])
    attributes = _attributes(model, entry, middle, 0 if drawn is None else int(drawn.sizes["sample"]), seed)
    return xr.Dataset(columns, coordinates, attributes)


def _indicator(
    entry: HindcastEntry, item: Predicted, frame: pd.DataFrame, years: Sequence[int], middle: xr.Dataset,
    drawn: xr.Dataset | None,
) -> dict[str, NDArray[Any]]:  # fmt: skip
    """Return one indicator's numbers, (year,) each; what is known of the future stays out of the rivals."""
    own = _of(frame, item)
    at = (item.indicator, item.label, years)
    seen, full = series(own, *at), series(whole_years(own), *at)
    months = dict(zip(own["year"], own["months"], strict=True))
    level = seen[years.index(entry.start)]
    predicted = _along(years, middle["year"].values, _anchored(of_results(middle, item), item, level).values)
    low, high = _interval(years, item, drawn, level)
    known = [year for year in (entry.calibrate or years) if year <= entry.start]
    # the same start for both: where nothing was observed, the model's own
    until = [year for year in years if year <= entry.start]
    last = scores.no_change(series(whole_years(own), item.indicator, item.label, until, known))
    if not np.isfinite(last):
        last = predicted[years.index(entry.start)]
    after = np.array([year > entry.start for year in years])
    known_years = sorted(set(known))
    line = scores.trend(known_years, series(whole_years(own), item.indicator, item.label, known_years), years)
    wanted = np.isin(years, entry.validate_)
    return {
        "observed": seen,
        "months": np.array([months.get(year, 0) for year in years]),
        "wanted": wanted,
        "scored": wanted & np.isfinite(full),
        "predicted": predicted,
        "low": low,
        "high": high,
        "no_change": np.where(after, last, np.nan),
        "trend": np.where(after, line, np.nan),
    }


def _gaining(
    item: Predicted, part: Mapping[str, NDArray[Any]], years: Sequence[int], start: int, drawn: xr.Dataset | None
) -> float:
    """Return the share of the draws that come closer than no change in the scored years; NaN without draws."""
    if drawn is None:
        return float("nan")
    values = _anchored(of_results(drawn, item), item, part["observed"][years.index(start)])
    said = values.transpose("sample", "year").reindex(year=years).values
    seen = np.where(part["scored"], part["observed"], np.nan)
    return float(scores.share_below(scores.mape(seen, said), scores.mape(seen, part["no_change"])))


def _of(frame: pd.DataFrame, item: Predicted) -> pd.DataFrame:
    return frame[(frame["variable"] == item.indicator) & (frame["label"] == item.label)]


def _along(years: Sequence[int], given: NDArray[Any], values: Array) -> Array:
    """Return values of the years given along other years, NaN where they have none."""
    found = dict(zip(given.tolist(), values.tolist(), strict=True))
    return np.array([found.get(year, np.nan) for year in years], dtype=np.float64)


def _anchored(values: xr.DataArray, item: Predicted, level: float) -> xr.DataArray:
    """Return the values, or for an anchored indicator the observation of the start moved as the model moves."""
    if not item.anchored:
        return values
    first = values.isel(year=0)
    return values / first.where(first != 0.0) * level


def _interval(
    years: Sequence[int], item: Predicted, drawn: xr.Dataset | None, level: float
) -> tuple[Array, Array]:
    """Return the ends of the 90 % interval of the draws, NaN without draws."""
    if drawn is None:
        nothing = np.full(len(years), np.nan)
        return nothing, nothing
    ends = _anchored(of_results(drawn, item), item, level).quantile(INTERVAL, "sample").transpose("quantile", "year")
    low, high = (_along(years, drawn["year"].values, end) for end in ends.values)
    return low, high


def _as_indicator(item: Predicted) -> Indicator:
    """Return the indicator under the name that other analyses give it."""
    dims = VARIABLE[item.indicator].dims
    return Indicator(item.indicator, None, {dims[0]: item.label} if item.label else {})


def _name(model: Model, item: Predicted, code: str) -> str:
    """Return the name of an indicator: the variable, and its member where it has one."""
    language = Language(code)
    name = language(f"variable.{item.indicator}")
    if not item.label:
        return name
    structure = model.pack.structure
    members: Mapping[str, Any] = {**structure.process, **structure.commodity, **{b.id: b for b in structure.branches}}
    return f"{name}: {getattr(members[item.label].name, code)}" if item.label in members else name


def _attributes(
    model: Model, entry: HindcastEntry, middle: xr.Dataset, samples: int, seed: int | None
) -> dict[str, Any]:
    """Return what is said of the whole, in plain strings and numbers."""
    told = [
        {"year": item.year, "indicator": item.indicator, "label": item.label, "source": item.source,
         "text": item.text.model_dump()}
        for item in entry.breaks
    ]  # fmt: skip
    texts = {f"title_{code}": getattr(entry.title, code) for code in LANGUAGES}
    notes = {f"note_{code}": "" if entry.note is None else getattr(entry.note, code) for code in LANGUAGES}
    lines = source_lines(model.pack, str(middle.attrs["version"]))
    return {
        "id": entry.id, "start": entry.start, "scenario": entry.scenario or model.pack.structure.reference,
        "observed_to": int(model.pack.history["year"].max()) if len(model.pack.history) else entry.start,
        "samples": samples, "seed": int(seed or 0), "pack": model.pack.name, "pack_hash": model.pack.hash,
        "version": middle.attrs["version"], "vintage": vintage(model), "currency": model.pack.structure.currency,
        "breaks_json": json.dumps(told, ensure_ascii=False), **texts, **notes, **lines,
    }  # fmt: skip


def vintage(model: Model) -> str:
    """Return the date of the latest publication that the pack rests on; empty where it gives no dates."""
    dates = [text for text in model.pack.sources["date"].astype(str) if re.fullmatch(r"\d{4}(-\d\d){0,2}", text)]
    return max(dates, default="")


def _later(model: Model, later: Model, flat: Flat, entry: HindcastEntry) -> pd.DataFrame:
    """Return numbers of the start that rest on facts of predicted years, the weightiest first.

    `effect` is the largest relative change of a prediction when the number is changed by a tenth,
    `indicator` the prediction that it moves most.
    """
    frame = later_facts(later.pack, model.pack.fact_table, entry)
    if frame.empty:
        return frame.assign(effect=np.array([], dtype=np.float64), indicator=np.array([], dtype=object))
    data = changed(later.pack, flat, frame["path"].tolist()).sel(year=list({entry.start, *entry.validate_}))
    moves = np.stack([_moves(data.sortby("year"), item) for item in entry.predict])
    names = np.array([_as_indicator(item).label for item in entry.predict])
    most = moves.max(axis=0)
    frame = frame.assign(effect=most, indicator=np.where(most > 0.0, names[moves.argmax(axis=0)], ""))
    return frame.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def _moves(data: xr.Dataset, item: Predicted) -> Array:
    """Return the largest relative change of one prediction after the start for each changed number."""
    values = _anchored(of_results(data, item), item, 1.0).transpose("sample", "year").values[:, 1:]
    base = values[:1]
    ratio = np.divide(values[1:], base, out=np.ones_like(values[1:]), where=base > 0.0)
    return np.asarray(np.abs(ratio - 1.0).max(axis=1))
