"""From the simulation's arrays to one labelled dataset, and nothing more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ioscenario.dimensions import COMPONENTS, LANGUAGES, LIMITS, STREAMS, TAXES, TECHNOLOGIES
from ioscenario.language import Language
from ioscenario.naming import names_of
from ioscenario.outputs import VARIABLES, Variable
from ioscenario.pack.observed import observations
from ioscenario.pack.register import as_records
from ioscenario.pack.targets import target_records
from ioscenario.parameters import COSTED_LEVERS
from ioscenario.scenario.compare import as_setting
from ioscenario.scenario.rationing import Rule
from ioscenario.scenario.resolve import Design

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter
    from ioscenario.scenario.library import Flat
    from ioscenario.scenario.operations import Operation

Array = NDArray[np.float64]


def dataset(
    pack: Pack, design: Design, arrays: Mapping[str, Array], *, seed: int | None, sampled: bool, version: str
) -> xr.Dataset:
    """All results of a set of runs with names, units and coordinates.

    Parameters
    ----------
    pack, design
        What was run.
    arrays
        Variable name to (year, dims, run) as `simulate` returns them.
    seed
        Seed of the draws, if any.
    sampled
        Whether the dimension ``sample`` is kept.
    version
        Version of the package.

    Returns
    -------
    xarray.Dataset
        Dimensions in the order of `dimensions.ORDER`; attributes are plain strings and
        numbers, so that netCDF and zarr take them.
    """
    languages = {code: Language(code) for code in LANGUAGES}
    data = {item.name: _variable(item, arrays[item.name], design, languages, sampled) for item in VARIABLES}
    for variable in data.values():
        variable.attrs["units"] = variable.attrs["units"].replace("money", pack.structure.currency)
    return xr.Dataset(data, _coordinates(pack, design, sampled), _attributes(pack, design, seed, version))


def _variable(
    item: Variable, array: Array, design: Design, languages: Mapping[str, Language], sampled: bool
) -> xr.Variable:
    """One variable: run axis split into scenario and sample and moved to the front."""
    scenarios, samples = len(design.scenarios), design.samples
    full = np.broadcast_to(array, (*array.shape[:-1], scenarios * samples))
    split = np.moveaxis(full.reshape(*full.shape[:-1], scenarios, samples), (-2, -1), (0, 1))
    dims = ("scenario", "sample", "year", *item.dims)
    if not sampled:
        split, dims = split[:, 0], ("scenario", "year", *item.dims)
    names = {f"long_name_{code}": languages[code](f"variable.{item.name}") for code in LANGUAGES if code != "en"}
    attrs: dict[str, object] = {"units": item.unit, "long_name": languages["en"](f"variable.{item.name}"), **names}
    if item.name == "bottleneck":
        attrs |= {"flag_values": np.arange(len(LIMITS), dtype=np.int8), "flag_meanings": " ".join(LIMITS)}
    return xr.Variable(dims, np.ascontiguousarray(split), attrs)


def _coordinates(pack: Pack, design: Design, sampled: bool) -> dict[str, object]:
    """Labels of every dimension, their names in all languages, and what charts need to know of them."""
    structure = pack.structure
    commodities, processes = structure.commodities, structure.processes
    unit = {item.id: item.unit for item in commodities}
    mass = {name: pack.parameters[f"market.{name}.mass"].values[0] for name in unit}
    coords: dict[str, object] = {
        "scenario": [flat.name for flat in design.scenarios],
        "year": list(structure.years),
        "process": [item.id for item in processes],
        "technology": list(TECHNOLOGIES),
        "commodity": [item.id for item in commodities],
        "effect": list(structure.effects),
        "sector": [*structure.process, *(() if pack.national is None else pack.national.sectors)],
        "lever": list(COSTED_LEVERS),
        "tax": list(TAXES),
        "component": list(COMPONENTS),
        "stream": list(STREAMS),
        "line": list(pack.bridge.loc[pack.bridge["kind"] != "difference", "line"]),
        "commodity_unit": ("commodity", [item.unit for item in commodities]),
        "commodity_final": ("commodity", [item.final for item in commodities]),
        "commodity_exports": ("commodity", [item.exports for item in commodities]),
        "commodity_mass": ("commodity", [mass[item.id] for item in commodities]),
        "process_unit": ("process", [unit[item.output] for item in processes]),
        "process_output": ("process", [item.output for item in processes]),
        "process_crop": ("process", [item.crop for item in processes]),
    }
    if sampled:
        coords["sample"] = list(range(design.samples))
    for code in LANGUAGES:
        coords[f"scenario_title_{code}"] = ("scenario", [_title(flat, code) for flat in design.scenarios])
        coords[f"process_name_{code}"] = ("process", [getattr(item.name, code) for item in processes])
        coords[f"sector_name_{code}"] = ("sector", _sector_names(pack, code))
        coords[f"commodity_name_{code}"] = ("commodity", [getattr(item.name, code) for item in commodities])
    return coords


@lru_cache(maxsize=8)
def labels(pack: Pack) -> Mapping[str, tuple[str, ...]]:
    """Members of every dimension of a variable, by name."""
    coords = _coordinates(pack, Design(()), sampled=False)
    return {str(name): tuple(map(str, values)) for name, values in coords.items() if isinstance(values, list)}


@lru_cache(maxsize=8)
def sizes(pack: Pack) -> Mapping[str, int]:
    """Length of every dimension of a variable, by name."""
    return {name: len(members) for name, members in labels(pack).items()}


def sector_names(pack: Pack, code: str) -> dict[str, str]:
    """Names of the members of the dimension ``sector`` in a language, by id."""
    return dict(zip(labels(pack)["sector"], _sector_names(pack, code), strict=True))


def _sector_names(pack: Pack, code: str) -> list[str]:
    """Names of the processes, then of the other sectors; a host is what the chain leaves of it."""
    names = [getattr(item.name, code) for item in pack.structure.processes]
    if pack.national is None:
        return names
    hosts, language = {item.host for item in pack.structure.processes}, Language(code)
    for sector, name in zip(pack.national.sectors, pack.national.names[code], strict=True):
        names.append(language("sector.rest", name=name) if sector in hosts else name)
    return names


def _title(flat: Flat, code: str) -> str:
    """Title of a scenario in a language, else in any, else its name."""
    return str(flat.title.get(code) or next(iter(flat.title.values()), flat.name))


def _attributes(pack: Pack, design: Design, seed: int | None, version: str) -> dict[str, str | int | float]:
    """What made the results: enough to explain them, and to run them again."""
    return {
        **_of_pack(pack, version),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": "" if seed is None else seed,
        "scenarios_json": _scenarios(pack, design),
    }


@lru_cache(maxsize=8)
def _of_pack(pack: Pack, version: str) -> Mapping[str, str | int | float]:
    """What the pack alone says; the same for every run, as a pack never changes."""
    structure = pack.structure
    source = source_lines(pack, version)
    titles = {f"pack_title_{code}": getattr(pack.title, code) for code in LANGUAGES}
    return {
        "title": pack.title.en,
        "pack": pack.name,
        "pack_hash": pack.hash,
        **titles,
        **source,
        "version": version,
        "reference": structure.reference,
        "raw_material": structure.raw_material,
        "raw_material_opening": _opening(pack),
        "base_year": structure.base_year,
        "currency": structure.currency,
        "parameters_csv": pack.frame.to_csv(index=False),
        "history_csv": pack.history.to_csv(index=False),
        "history_json": json.dumps(observations(pack).to_dict("records"), ensure_ascii=False),
        "names_json": json.dumps({code: names_of(pack, code) for code in LANGUAGES}, ensure_ascii=False),
        "bridge_csv": pack.bridge.to_csv(index=False),
        "fitted_csv": pack.fitted.to_csv(index=False),
        "sources_csv": pack.sources.to_csv(index=False),
        "claims_json": json.dumps(_compared(pack), ensure_ascii=False),
        "targets_json": json.dumps(target_records(pack), ensure_ascii=False),
        "enterprises_json": json.dumps(as_records(pack), ensure_ascii=False),
    }


def _compared(pack: Pack) -> list[dict[str, object]]:
    """Published figures that stand beside one indicator; readings are for the audit of claims."""
    beside = {"readings", "note"}
    return [claim.model_dump(exclude=beside) for claim in pack.claims if claim.indicator]


def _scenarios(pack: Pack, design: Design) -> str:
    """Provenance of every scenario as JSON."""
    return json.dumps({flat.name: _provenance(flat, pack) for flat in design.scenarios}, ensure_ascii=False)


def _provenance(flat: Flat, pack: Pack) -> dict[str, object]:
    """Where a scenario comes from and what it does, in the order in which it is applied."""
    return {
        "hash": flat.hash,
        "rationing": str(flat.rationing or Rule()),
        "operations": [_operation(item, pack.parameters[item.path]) for item in flat.operations],
    }


def _operation(item: Operation, parameter: Parameter) -> dict[str, object]:
    """A setting in the written form and in numbers, in the canonical unit of its path."""
    return {
        "path": item.path,
        "setting": as_setting(item, parameter),
        "kind": item.kind,
        "years": list(item.years),
        "values": list(item.values),
        "unit": parameter.unit,
        "from": item.start,
        "to": item.end,
        "where": item.where,
        "role": parameter.role,
    }


def _opening(pack: Pack) -> float:
    """Raw material in stock when the base year begins, own units: a crop may be carried in."""
    structure = pack.structure
    if structure.crop is None or structure.crop.output != structure.raw_material:
        return 0.0
    carried = [item for item in pack.parameters.values() if item.field.name == "carry_in"]
    return sum(item.at(structure.base_year) for item in carried)


def source_lines(pack: Pack, version: str) -> dict[str, str]:
    """Lines printed under charts, as attributes by language."""
    return {f"source_line_{code}": _source_line(pack, version, code) for code in LANGUAGES}


def _source_line(pack: Pack, version: str, code: str) -> str:
    """Line printed under every chart: the pack, how new its data are and which, and what calculated."""
    title, vintage = getattr(pack.title, code), _vintage(pack, code)
    return Language(code)("chart.source_line", pack=title, vintage=vintage, hash=pack.hash[:8], version=version)


def _vintage(pack: Pack, code: str) -> str:
    """Month, or year, of the newest source of a pack; of a pack without dated sources the base year.

    Dates sort as texts, as they begin with the year.
    """
    dates = [str(date)[:7] for date in pack.sources["date"] if str(date)[:4].isdigit()]
    newest = max(dates, default=str(pack.structure.base_year))
    return newest if code == "en" else ".".join(reversed(newest.split("-")))
