"""What each enterprise changes: runs without it and with it later, all in one batch.

An announced project is left out by taking what it announces off the announced capacity of its process;
what of it comes, what its owners sell abroad and what it is paid follow from that as always. A base
enterprise is left out by taking its part of the plant away at the start of the year after the base
year. What others then do (raw material that is exported instead, orders drawn by profit, prices) is in the
result: that is why effects of single enterprises need not add up to the effect of all. The rest is
shown as interaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ioscenario.assessment.wording import indicator_name
from ioscenario.dimensions import LANGUAGES, MODERN
from ioscenario.labelled import source_lines
from ioscenario.language import Language
from ioscenario.outputs import VARIABLE
from ioscenario.pack.expansion import result_unit
from ioscenario.pack.register import Entry, entries
from ioscenario.pack.structure import Commodity, Process
from ioscenario.pack.targets import ProgrammeTarget, target_records
from ioscenario.problems import Findings, InputError, Problem
from ioscenario.scenario.library import Flat
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import projects
from ioscenario.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack

#: Years by which projects are put off unless others are asked for.
DELAYS: Final = (1, 2, 3)

#: Indicators that are always looked at, besides those of the targets.
ALWAYS: Final = (("sector_jobs", "", ""), ("sector_output", "", ""))


@dataclass(frozen=True)
class Measure:
    """An indicator of the whole: a variable, one of its members or the sum of all, per another variable."""

    variable: str
    label: str = ""
    per: str = ""

    @property
    def name(self) -> str:
        """Short name: ``production:yarn``, ``harvest/area``."""
        return self.variable + (f":{self.label}" if self.label else "") + (f"/{self.per}" if self.per else "")


@dataclass(frozen=True)
class Variant:
    """What a run leaves out or puts off: enterprises, and by how many years; None: for good."""

    enterprises: tuple[str, ...]
    delay: int | None = None


def measures(targets: Iterable[Mapping[str, Any]]) -> list[Measure]:
    """Indicators of targets of the whole, each once, after those always looked at."""
    found = [(item["indicator"], item["label"], item["per"]) for item in targets if not item["enterprise"]]
    return [Measure(*parts) for parts in dict.fromkeys([*ALWAYS, *found])]


def contributions(pack: Pack, scenarios: Sequence[Flat], delays: Sequence[int] = DELAYS) -> xr.Dataset:
    """Effect of every enterprise on the indicators of the targets, in every scenario and year.

    Parameters
    ----------
    pack
        The pack.
    scenarios
        Scenarios with their ancestors applied, run at central values.
    delays
        Years by which announced projects are put off, whole numbers from 0.

    Returns
    -------
    xarray.Dataset
        ``value`` (scenario, indicator, year) as the scenario is; ``contribution`` (scenario, enterprise,
        indicator, year), the value less the one without the enterprise; ``together`` (scenario,
        indicator, year), less the one without all of them; ``interaction``, ``together`` less the sum of
        contributions; ``delayed`` (scenario, enterprise, delay, indicator, year), with the enterprise's
        projects put off less the value: NaN for enterprises without projects. Enterprises are those with
        a known capacity in the chain. Coordinates: ``unit`` of each indicator, names of indicators and
        titles of scenarios by language, ``target_year`` (the last of the targets of an indicator, else the
        last year), ``name`` and ``kind`` of each enterprise (base, project or both).

    Raises
    ------
    InputError
        For delays that mean nothing, a register without any known capacity, and what `resolve` refuses.

    Notes
    -----
    Central values: with draws each would need a run of its own. Announced projects come in the share that
    the scenario's realisation gives, so a contribution is an expected one.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> found = contributions(model.pack, [model.scenario("more_demand")])
    >>> found["contribution"].sel(enterprise="new_tailor", indicator="production:shirts").values.ravel()
    array([     0.,      0., 450000., 450000., 450000., 450000.])
    """
    check_delays(delays)
    register = [item for item in entries(pack) if item.capacity is not None]
    names = list(dict.fromkeys(item.id for item in register))
    if not names:
        expected = "a register with an enterprise whose capacity in the chain is known"
        raise InputError([Problem("no-enterprises", expected, value=pack.name)])
    later = [item.id for item in register if item.kind == "project"]
    moved = [name for name in names if name in later]
    variants = [
        Variant(()),
        *(Variant((name,)) for name in names),
        Variant(tuple(names)),
        *(Variant((name,), delay) for name in moved for delay in delays),
    ]
    looked = measures(target_records(pack))
    values = _values(pack, scenarios, register, variants, looked)
    whole, without, none = values[:, 0], values[:, 1 : 1 + len(names)], values[:, 1 + len(names)]
    contribution = whole[:, None] - without
    together = whole - none
    delayed = np.full((len(scenarios), len(names), len(delays), *values.shape[2:]), np.nan)
    put_off = values[:, 2 + len(names) :].reshape(len(scenarios), len(moved), len(delays), *values.shape[2:])
    delayed[:, [names.index(name) for name in moved]] = put_off - whole[:, None, None]
    dims = ("scenario", "indicator", "year")
    return xr.Dataset(
        {
            "value": (dims, whole),
            "contribution": (("scenario", "enterprise", "indicator", "year"), contribution),
            "together": (dims, together),
            "interaction": (dims, together - contribution.sum(axis=1)),
            "delayed": (("scenario", "enterprise", "delay", "indicator", "year"), delayed),
        },
        _coordinates(pack, scenarios, register, names, looked) | {"delay": list(delays)},
        {
            "analysis": "contributions",
            "pack": pack.name,
            "currency": pack.structure.currency,
            "reference": pack.structure.reference,
            **source_lines(pack, __version__),
        },
    )


def per_target(found: xr.Dataset, targets: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """What each enterprise contributes to each target of the whole, in the target's year.

    Parameters
    ----------
    found
        What `contributions` returns.
    targets
        Records as `Results.targets` gives them.

    Returns
    -------
    pandas.DataFrame
        Indexed by (scenario, target, enterprise): `contribution` in `unit`, its `share` of the target, and
        the change with the enterprise's projects later, `delay_<years>`. Rows ``interaction`` and
        ``together`` follow the enterprises.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> table = per_target(model.contributions("more_demand"), model.run("baseline").targets)
    >>> float(table.loc[("more_demand", "shirts_2028", "new_tailor"), "share"])
    0.25
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for item in targets:
        name = Measure(item["indicator"], item["label"], item["per"]).name
        if item["enterprise"] or item["year"] not in found["year"].values:
            continue
        for scenario in map(str, found["scenario"].values):
            at = found.sel(scenario=scenario, indicator=name, year=item["year"])
            base = {"scenario": scenario, "target": item["id"], "unit": str(at["unit"].values)}
            values = dict(zip(map(str, at["enterprise"].values), at["contribution"].values.tolist(), strict=True))
            values |= {part: float(at[part]) for part in ("interaction", "together")}
            delays = [f"delay_{delay}" for delay in at["delay"].values.tolist()]
            later = at["delayed"].transpose("enterprise", "delay").values.tolist()
            late = [dict(zip(delays, line, strict=True)) for line in later] + [{}, {}]
            rows += [
                {**base, "enterprise": one, "contribution": value, "share": value / item["amount"], **put_off}
                for (one, value), put_off in zip(values.items(), late, strict=True)
            ]
    return pd.DataFrame(rows).set_index(["scenario", "target", "enterprise"])


def check_delays(delays: Sequence[int]) -> None:
    """Refuse delays that are no whole numbers from 0, or come twice."""
    findings = Findings()
    for delay in delays:
        if isinstance(delay, bool) or not isinstance(delay, int) or delay < 0:
            findings.add("range", "a whole number of years from 0", key="delays", value=repr(delay))
    if len(set(delays)) < len(delays):
        findings.add("duplicate", "each delay once", key="delays", value=", ".join(map(str, delays)))
    findings.raise_if_any()


def _coordinates(
    pack: Pack, scenarios: Sequence[Flat], register: Sequence[Entry], names: Sequence[str], looked: Sequence[Measure]
) -> dict[str, Any]:
    structure = pack.structure
    called = {item.id: item.name for item in register}
    kinds = {name: sorted({item.kind for item in register if item.id == name}) for name in names}
    last = structure.years[-1]
    years = {item.name: [target.year for target in pack.targets if _is(target, item)] for item in looked}
    titles = {
        f"scenario_title_{code}": ("scenario", [str(flat.title.get(code) or flat.name) for flat in scenarios])
        for code in LANGUAGES
    }
    worded = {
        f"indicator_name_{code}": ("indicator", [_worded(item, pack, Language(code)) for item in looked])
        for code in LANGUAGES
    }
    return {
        **titles,
        **worded,
        "target_year": ("indicator", [max(years[item.name], default=last) for item in looked]),
        "scenario": [flat.name for flat in scenarios],
        "enterprise": list(names),
        "indicator": [item.name for item in looked],
        "year": list(structure.years),
        "unit": ("indicator", [unit_of(item, pack) for item in looked]),
        "variable": ("indicator", [item.variable for item in looked]),
        "label": ("indicator", [item.label for item in looked]),
        "name": ("enterprise", [called[name] for name in names]),
        "kind": ("enterprise", ["both" if len(kinds[name]) > 1 else kinds[name][0] for name in names]),
    }


def _is(target: ProgrammeTarget, item: Measure) -> bool:
    """Whether a target of the whole is about an indicator."""
    return not target.enterprise and (target.indicator, target.label, target.per) == (
        item.variable,
        item.label,
        item.per,
    )


def _worded(item: Measure, pack: Pack, say: Language) -> str:
    """Name of an indicator in a language."""
    structure = pack.structure
    known: Sequence[Commodity | Process] = (*structure.commodities, *structure.processes)
    names = {one.id: str(getattr(one.name, say.code)) for one in known}
    return indicator_name(item.variable, item.per, names.get(item.label, item.label), say)


def unit_of(item: Measure, pack: Pack) -> str:
    """Unit of an indicator in the words of a pack's tables."""
    unit = result_unit(VARIABLE[item.variable], item.label, pack.structure)
    return f"{unit}/{result_unit(VARIABLE[item.per], '', pack.structure)}" if item.per else unit


# --------------------------------------------------------------------------------- runs


def _values(
    pack: Pack,
    scenarios: Sequence[Flat],
    register: Sequence[Entry],
    variants: Sequence[Variant],
    looked: Sequence[Measure],
) -> Array:
    """Indicators of every scenario and variant in one batch, (scenario, variant, indicator, year)."""
    flats = tuple(flat for flat in scenarios for _ in variants)
    inputs = resolve(pack, Design(flats, counterfactual=True))
    changed = replace(
        inputs,
        values={**inputs.values, "project_capacity": announced(pack, inputs, register, variants)},
        extra_capacity=taken(pack, scenarios, register, variants),
    )
    wanted = {name for item in looked for name in (item.variable, item.per) if name}
    arrays = simulate(changed, wanted)
    found = np.stack([picked(pack, arrays, item, len(flats)) for item in looked])  # (indicator, year, run)
    return np.moveaxis(found.reshape(*found.shape[:2], len(scenarios), len(variants)), (2, 3), (0, 1))


def announced(pack: Pack, inputs: Inputs, register: Sequence[Entry], variants: Sequence[Variant]) -> Array:
    """Announced capacity in every run, (year, process, run): what a variant leaves out or puts off taken off.

    Where a scenario announces less than the register, there is only so much to take; what remains never
    falls from one year to the next.
    """
    change = np.stack([_moved(pack, register, variant) for variant in variants], axis=-1)
    runs = np.tile(change, (1, 1, inputs.runs // len(variants)))
    left = np.maximum(inputs.project_capacity + runs, 0.0)
    touched = (runs != 0.0).any(axis=0)
    steady = np.minimum.accumulate(left[::-1], axis=0)[::-1]
    return np.where(touched, steady, inputs.project_capacity)


def _moved(pack: Pack, register: Sequence[Entry], variant: Variant) -> Array:
    """Change of the announced capacity, (year, process)."""
    structure = pack.structure
    years = np.array(structure.years)
    order = list(structure.process)
    change = np.zeros((len(years), len(order)))
    for item in register:
        if item.kind != "project" or item.id not in variant.enterprises:
            continue
        assert item.year is not None  # projects are checked to have one
        assert item.capacity is not None  # others are not among these
        later = np.zeros(len(years)) if variant.delay is None else 1.0 * (years >= item.year + variant.delay)
        change[:, order.index(item.process)] += item.capacity * (later - (years >= item.year))
    return change


def taken(
    pack: Pack, scenarios: Sequence[Flat], register: Sequence[Entry], variants: Sequence[Variant]
) -> Array | None:
    """Plant of base enterprises taken away a year after the base year, (year, process, technology, run).

    Their share of all that stands then and is no announced project; None where nothing is taken.
    """
    share = np.stack([_shares(pack, register, variant) for variant in variants], axis=-1)  # (process, variant)
    if not share.any():
        return None
    inputs = resolve(pack, Design(tuple(scenarios), counterfactual=True))
    plant = np.broadcast_to(
        simulate(inputs, ["capacity"])["capacity"][1], (*inputs.capacity.shape[1:3], len(scenarios))
    ).copy()
    plant[:, MODERN] -= np.broadcast_to(projects(inputs).capacity[1], plant[:, MODERN].shape)
    own = share[:, None, None] * np.maximum(plant, 0.0)[..., None]  # (process, technology, scenario, variant)
    found = np.zeros((len(pack.structure.years), *own.shape[:2], len(scenarios) * len(variants)))
    found[1] = -own.reshape(*own.shape[:2], -1)
    return found


def _shares(pack: Pack, register: Sequence[Entry], variant: Variant) -> Array:
    """Share of the plant of the base year that the variant's base enterprises hold, (process)."""
    structure = pack.structure
    found = np.zeros(len(structure.process))
    if variant.delay is not None:
        return found
    for place, process in enumerate(structure.process):
        base = [item for item in register if item.kind == "base" and item.process == process]
        named = sum(item.capacity or 0.0 for item in base)
        own = sum(item.capacity or 0.0 for item in base if item.id in variant.enterprises)
        if own > 0.0:
            found[place] = min(own / max(named, plant_of(pack, process)), 1.0)
    return found


def plant_of(pack: Pack, process: str) -> float:
    """Plant of the base year, both technologies, own units."""
    year = pack.structure.base_year
    found = (pack.parameters.get(f"process.{process}.{name}.capacity") for name in ("existing", "modern"))
    return sum(item.at(year) for item in found if item is not None)


def picked(pack: Pack, arrays: Mapping[str, Array], item: Measure, runs: int) -> NDArray[np.float64]:
    """One indicator in every year and run, (year, run)."""
    structure = pack.structure
    members = {"process": list(structure.process), "commodity": list(structure.commodity),
               "effect": list(structure.effects)}  # fmt: skip
    values = arrays[item.variable]
    axis = 1
    for dim in VARIABLE[item.variable].dims:
        if item.label in members.get(dim, ()):
            values = np.asarray(values.take(members[dim].index(item.label), axis=axis))
        else:
            axis += 1
    whole: Array = np.asarray(values.sum(axis=tuple(range(1, values.ndim - 1))))
    if item.per:
        base = picked(pack, arrays, Measure(item.per), runs)
        whole = np.divide(whole, base, out=np.full_like(base, np.nan), where=base != 0.0)
    return np.broadcast_to(whole, (len(whole), runs))
