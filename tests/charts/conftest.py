"""A made-up chain with consistent flows: reed is grown, retted to fibre, spun, knotted, sewn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import xarray as xr

YEARS = list(range(2020, 2036))
SCENARIOS = ("now", "renewal", "renewal_access")
PROCESSES = ("tending", "retting", "twisting", "knotting", "sack_making", "hat_making")
COMMODITIES = ("reed", "fibre", "chaff", "twine", "mesh", "sacks", "hats")
EFFECTS = ("direct", "indirect", "induced")
COMPONENTS = ("home_inputs", "imported_inputs", "electricity", "labour", "other_inputs", "coproduct_credit", "support")
LEVERS = ("capex_grant", "market_access")
TAXES = ("vat", "profit_tax")
#: Sectors outside the chain: jobs and million money that a direct job brings in each.
OUTSIDE = {f"s{number:02}": (0.09 / (number + 1), 0.4 / (number + 2)) for number in range(16)}
LANGUAGES = ("en", "ru", "kk")

NAMES: dict[str, tuple[str, str, str]] = {
    "now": ("As it is", "Без изменений", "Өзгеріссіз"),
    "renewal": ("Renewal of mills", "Обновление фабрик", "Фабрикаларды жаңарту"),
    "renewal_access": (
        "Renewal and access to markets",
        "Обновление и доступ на рынки",
        "Жаңарту және нарықтарға қолжетімділік",
    ),
    "tending": ("Reed tending", "Выращивание тростника", "Қамыс өсіру"),
    "retting": ("Retting", "Мочка и трепание", "Жібіту және түту"),
    "twisting": ("Twisting", "Кручение", "Ширату"),
    "knotting": ("Knotting of mesh", "Вязание сетки", "Тор тоқу"),
    "sack_making": ("Making of household sacks", "Пошив мешков для хозяйства", "Шаруашылық қаптарын тігу"),
    "hat_making": ("Hat making", "Пошив шляп", "Қалпақ тігу"),
    "reed": ("Reed", "Тростник", "Қамыс"),
    "fibre": ("Reed fibre", "Тростниковое волокно", "Қамыс талшығы"),
    "chaff": ("Chaff", "Костра", "Қауыз"),
    "twine": ("Twine", "Шпагат", "Шпагат жібі"),
    "mesh": ("Mesh", "Сетка", "Тор"),
    "sacks": ("Household sacks", "Мешки хозяйственные", "Шаруашылық қаптары"),
    "hats": ("Hats", "Шляпы", "Қалпақтар"),
}

#: Input and its quantity per unit of main output, main output, tonnes per unit.
INPUT = {
    "retting": ("reed", 3.0),
    "twisting": ("fibre", 1.15),
    "knotting": ("twine", 0.0002),
    "sack_making": ("mesh", 1.2),
    "hat_making": ("mesh", 2.6),
}
OUTPUT = dict(zip(PROCESSES, ("reed", "fibre", "twine", "mesh", "sacks", "hats"), strict=True))
UNITS = {"reed": "t", "fibre": "t", "chaff": "t", "twine": "t", "mesh": "m2", "sacks": "item", "hats": "item"}
MASS = {"reed": 1.0, "fibre": 1.0, "chaff": 1.0, "twine": 1.0, "mesh": 0.00018, "sacks": 0.0002, "hats": 0.0004}
JOBS = {
    "tending": 0.05,
    "retting": 0.013,
    "twisting": 0.06,
    "knotting": 3e-5,
    "sack_making": 1.6e-4,
    "hat_making": 1.2e-3,
}


@dataclass(frozen=True)
class FakeResults:
    """Results as charts know them."""

    dataset: xr.Dataset


def _blank(*dims: str) -> xr.DataArray:
    coords: dict[str, Any] = {
        "scenario": list(SCENARIOS),
        "year": YEARS,
        "process": list(PROCESSES),
        "technology": ["existing", "modern"],
        "commodity": list(COMMODITIES),
        "effect": list(EFFECTS),
        "sector": [*PROCESSES, *OUTSIDE],
        "component": list(COMPONENTS),
        "lever": list(LEVERS),
        "tax": list(TAXES),
    }
    dims = ("scenario", "year", *dims)
    shape = [len(coords[dim]) for dim in dims]
    return xr.DataArray(np.zeros(shape), dims=dims, coords={dim: coords[dim] for dim in dims})


def _activity() -> xr.DataArray:
    """Main output by process: growing, and faster where policy does more."""
    base = {
        "tending": 420e3,
        "retting": 116e3,
        "twisting": 1.5e3,
        "knotting": 5.2e6,
        "sack_making": 28.6e6,
        "hat_making": 9e6,
    }
    growth = {
        "now": {"twisting": 0.02, "knotting": 0.02, "sack_making": 0.01, "hat_making": 0.015},
        "renewal": {"twisting": 0.12, "knotting": 0.1, "sack_making": 0.03, "hat_making": 0.02},
        "renewal_access": {"twisting": 0.2, "knotting": 0.17, "sack_making": 0.06, "hat_making": 0.04},
    }
    activity = _blank("process")
    for scenario in SCENARIOS:
        for process, start in base.items():
            rate = growth[scenario].get(process, 0.01)
            series = start * (1 + rate) ** np.arange(len(YEARS))
            activity.loc[{"scenario": scenario, "process": process}] = series
    return activity


def make_dataset() -> xr.Dataset:
    """A consistent dataset with the coordinates and attributes of results."""
    made = _activity()
    ds: dict[str, xr.DataArray] = {
        "input_domestic": _blank("process", "commodity"),
        "input_imported": _blank("process", "commodity"),
        "loss": _blank("process"),
    }
    for name in ("production", "imports", "intermediate_use", "final_use", "exports", "stock_change"):
        ds[name] = _blank("commodity")
    for process, name in OUTPUT.items():
        ds["production"].loc[{"commodity": name}] = made.sel(process=process)
    ds["production"].loc[{"commodity": "chaff"}] = 1.5 * made.sel(process="retting")
    for process, (name, per_unit) in INPUT.items():
        need = made.sel(process=process) * per_unit
        home = 0.3 * ds["production"].sel(commodity="mesh") if name == "mesh" else need
        ds["input_domestic"].loc[{"process": process, "commodity": name}] = home
        ds["input_imported"].loc[{"process": process, "commodity": name}] = need - home
        out = made.sel(process=process) * MASS[OUTPUT[process]]
        chaff = ds["production"].sel(commodity="chaff") if process == "retting" else 0.0
        ds["loss"].loc[{"process": process}] = need * MASS[name] - out - chaff
    used = ds["input_domestic"] + ds["input_imported"]
    ds["intermediate_use"] = used.sum("process").transpose("scenario", "year", "commodity")
    ds["imports"] = ds["input_imported"].sum("process").transpose("scenario", "year", "commodity")
    final = _blank("commodity")
    for name in ("sacks", "hats"):
        home_sales = 0.95 * ds["production"].sel(commodity=name)
        bought = 300e6 * (1 + 0 * home_sales)
        final.loc[{"commodity": name}] = home_sales + bought
        ds["imports"].loc[{"commodity": name}] += bought
    ds["final_use"] = final
    # Stocks of fibre grow, of reed are drawn on: a flow in either direction.
    ds["stock_change"].loc[{"commodity": "fibre"}] = 0.1 * ds["production"].sel(commodity="fibre")
    left = ds["production"] + ds["imports"] - ds["intermediate_use"] - ds["final_use"]
    ds["stock_change"].loc[{"commodity": "reed"}] = left.sel(commodity="reed")
    ds["exports"] = left - ds["stock_change"]
    modern = {"now": 0.0, "renewal": 0.5, "renewal_access": 0.7}
    share = xr.DataArray(
        [[modern[name] * i / (len(YEARS) - 1) for i in range(len(YEARS))] for name in SCENARIOS],
        dims=("scenario", "year"),
        coords={"scenario": list(SCENARIOS), "year": YEARS},
    )
    activity, capacity, jobs = (_blank("process", "technology") for _ in range(3))
    for technology, part in (("existing", 1 - share), ("modern", share)):
        activity.loc[{"technology": technology}] = made * part
        capacity.loc[{"technology": technology}] = made * part * 1.3 + 0.2 * made.isel(year=0) * part
        for process in PROCESSES:
            less = 0.7 if technology == "modern" else 1.0
            jobs.loc[{"technology": technology, "process": process}] = (
                made.sel(process=process) * part * JOBS[process] * less
            )
    capacity.loc[{"process": "tending"}] = np.nan
    ds |= {"activity": activity, "capacity": capacity, "jobs_direct": jobs}
    codes = np.zeros((len(SCENARIOS), len(YEARS), len(PROCESSES)), dtype=np.int8)
    codes[:, :, 1:] = 3
    codes[:, 8:, 2] = 1
    codes[1:, 4:, 3] = 2
    codes[:, :, 1] = 2
    codes[:, :, 0] = 4
    ds["bottleneck"] = _blank("process").astype(np.int8).copy(data=codes)
    industry = jobs.sel(process=list(PROCESSES[1:])).sum(["process", "technology"])
    ds["sector_jobs"] = industry + 3_100.0
    fibre = {"commodity": "fibre"}
    ds["processing_depth"] = ds["intermediate_use"].sel(fibre, drop=True) / ds["production"].sel(fibre, drop=True)
    ds["sector_output"] = ds["sector_jobs"] * 11.8
    ds |= _economy(jobs.sum("technology"))
    ds |= _prices(ds["input_domestic"] + ds["input_imported"], made, jobs)
    ds |= _public_money(ds["jobs"])
    dataset = xr.Dataset(ds)
    return _labelled(dataset)


def _economy(direct: xr.DataArray) -> dict[str, xr.DataArray]:
    """Jobs and value added by effect and by sector; the last of the sectors loses what the others gain."""
    found: dict[str, xr.DataArray] = {}
    for place, name in enumerate(("jobs", "value_added")):
        by_sector, by_effect = _blank("sector"), _blank("effect")
        own = direct * (1.0, 3.5)[place]
        by_sector.loc[{"sector": list(PROCESSES)}] = own.rename(process="sector")
        for sector, shares in OUTSIDE.items():
            sign = -1 if sector == "s15" else 1
            by_sector.loc[{"sector": sector}] = 5e4 + sign * shares[place] * direct.sum("process")
        outside = by_sector.sel(sector=list(OUTSIDE)).sum("sector")
        for effect, values in zip(EFFECTS, (own.sum("process"), 0.6 * outside, 0.4 * outside), strict=True):
            by_effect.loc[{"effect": effect}] = values
        found |= {name: by_effect, f"{name}_by_sector": by_sector}
    return found


#: Price of a unit, million; a co-product of retting and support of tending are deducted from their cost.
PRICES = {"reed": 0.05, "fibre": 0.4, "chaff": 0.01, "twine": 2.1, "mesh": 5e-4, "sacks": 1.1e-3, "hats": 9e-3}
WAGE = 2.5


def _prices(used: xr.DataArray, made: xr.DataArray, jobs: xr.DataArray) -> dict[str, xr.DataArray]:
    """Prices, cost of a unit and accounts of the processes; knotting costs more than it earns on existing plant."""
    price, cost, value, bought = _blank("commodity"), _blank("process", "technology", "component"), *_twice()
    for name, amount in PRICES.items():
        price.loc[{"commodity": name}] = amount
    for process, good in OUTPUT.items():
        item = {"process": process}
        inputs = (used.sel(item) * price).sum("commodity") / made.sel(item)
        for technology, thrift in (("existing", 1.0), ("modern", 0.8)):
            where = {**item, "technology": technology}
            imported = 0.7 if process.endswith("making") else 0.0
            cost.loc[{**where, "component": "home_inputs"}] = (1 - imported) * inputs
            cost.loc[{**where, "component": "imported_inputs"}] = imported * inputs
            cost.loc[{**where, "component": "electricity"}] = 0.04 * PRICES[good] * thrift
            cost.loc[{**where, "component": "labour"}] = JOBS[process] * WAGE * thrift
            cost.loc[{**where, "component": "other_inputs"}] = 0.07 * PRICES[good]
            cost.loc[{**where, "component": "coproduct_credit"}] = -0.015 if process == "retting" else 0.0
            cost.loc[{**where, "component": "support"}] = -0.004 if process == "tending" else 0.0
        value.loc[item] = made.sel(item) * PRICES[good] + (1.5 * made.sel(item) * 0.01 if process == "retting" else 0.0)
        bought.loc[item] = made.sel(item) * (inputs + 0.11 * PRICES[good])
    return {
        "price": price,
        "unit_cost_component": cost,
        "output_value": value,
        "value_added_direct": value - bought,
        "labour_cost": WAGE * jobs.sum("technology"),
    }


def _twice() -> tuple[xr.DataArray, xr.DataArray]:
    return _blank("process"), _blank("process")


def _public_money(jobs: xr.DataArray) -> dict[str, xr.DataArray]:
    """Money spent on renewal and on access, and what comes back."""
    cost, revenue, by_effect = _blank("lever"), _blank("tax"), _blank("effect")
    cost.loc[{"scenario": list(SCENARIOS[1:]), "lever": "capex_grant"}] = 700.0
    cost.loc[{"scenario": "renewal_access", "lever": "market_access"}] = 400.0
    revenue.loc[{"tax": "profit_tax"}] = 0.2 * jobs.sum("effect")
    by_effect += 0.1 * jobs
    one = _blank() + 1.0
    discount = one / 1.08 ** xr.DataArray(np.arange(len(YEARS)), dims="year", coords={"year": YEARS})
    return {
        "public_cost": cost.assign_attrs(units="million KZT"),
        "public_revenue": revenue,
        "revenue_by_effect": by_effect,
        "social_benefit": 2.0 * jobs.sum("effect"),
        "discount_factor": discount,
        "funds_cost": 1.2 * one,
        "additional_share": 0.8 * one,
    }


def _sector_name(sector: str, number: int) -> str:
    """A short or a long name of a sector outside the chain."""
    kind = ("Services", "Услуги", "Қызметтер")[number]
    long = (
        " to ponds and streams and repair of boats",
        " для прудов и ручьёв и ремонт лодок",
        " тоғандар мен бұлақтарға",
    )
    return f"{kind} {sector}" + (long[number] if int(sector[1:]) % 3 == 0 else "")


def _labelled(dataset: xr.Dataset) -> xr.Dataset:
    final = {"sacks", "hats"}
    coords: dict[str, Any] = {
        "process_unit": ("process", [UNITS[OUTPUT[name]] for name in PROCESSES]),
        "process_output": ("process", [OUTPUT[name] for name in PROCESSES]),
        "process_crop": ("process", [name == "tending" for name in PROCESSES]),
        "commodity_unit": ("commodity", [UNITS[name] for name in COMMODITIES]),
        "commodity_mass": ("commodity", [MASS[name] for name in COMMODITIES]),
        "commodity_final": ("commodity", [name in final for name in COMMODITIES]),
    }
    for dim, kind, ids in (
        ("scenario", "title", SCENARIOS),
        ("process", "name", PROCESSES),
        ("commodity", "name", COMMODITIES),
    ):
        for number, code in enumerate(LANGUAGES):
            coords[f"{dim}_{kind}_{code}"] = (dim, [NAMES[name][number] for name in ids])
    for number, code in enumerate(LANGUAGES):
        chain = [NAMES[name][number] for name in PROCESSES]
        coords[f"sector_name_{code}"] = ("sector", chain + [_sector_name(name, number) for name in OUTSIDE])
    sources = (
        "Source: made-up chain, pack 1.0; ioscenario 0.1, computed on 1 January 2026.",
        "Источник: вымышленная цепочка, пакет 1.0; ioscenario 0.1, расчёт от 1 января 2026 года.",
        "Дереккөз: ойдан шығарылған тізбек, 1.0 пакеті; ioscenario 0.1, 2026 жылғы 1 қаңтардағы есеп.",
    )
    attrs: dict[str, Any] = {f"source_line_{code}": text for code, text in zip(LANGUAGES, sources, strict=True)}
    attrs |= {
        "reference": "now",
        "raw_material": "fibre",
        "base_year": YEARS[0],
        "currency": "KZT",
        "claims_json": claims(),
        "history_json": history(),
    }
    return dataset.assign_coords(coords).assign_attrs(attrs)


def history() -> str:
    """Observations before the first year and in it, one of them of part of a year."""
    seen = [(2014, 9_000.0, 12), (2016, 11_000.0, 12), (2018, 10_500.0, 7), (2020, 12_400.0, 12)]
    common = {"variable": "sector_output", "label": "", "unit": "million KZT", "source": "R1"}
    rows = [{**common, "year": year, "value": value, "months": months} for year, value, months in seen]
    return json.dumps(rows)


def claims() -> str:
    """Statistics and claims of the made-up chain."""
    rows = [
        ("production", "fibre", 2020, 116, "thousand t", "statistic"),
        ("production", "twine", 2020, 1.4, "thousand t", "statistic"),
        ("production", "sacks", 2020, 28.6, "million item", "statistic"),
        ("production", "sacks", 2020, 192, "million item", "claim"),
        ("sector_jobs", "", 2020, 22000, "job", "statistic"),
        ("sector_jobs", "", 2020, 25000, "job", "claim"),
        ("sector_output", "", 2020, 210, "billion KZT", "statistic"),
        ("processing_depth", "", 2020, 0.15, "1", "claim"),
        ("exports", "fibre", 2020, 114, "thousand t", "statistic"),
        ("jobs_direct", "hat_making", 2035, 30000, "job", "claim"),
    ]
    keys = ("indicator", "label", "year", "value", "unit", "kind")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows])


@pytest.fixture(scope="session")
def results() -> FakeResults:
    """Results of three scenarios over 16 years."""
    return FakeResults(make_dataset())


@pytest.fixture(scope="session")
def sampled() -> FakeResults:
    """The same with 20 samples around it."""
    dataset = make_dataset()
    rng = np.random.default_rng(1)
    wobble = xr.DataArray(rng.uniform(0.8, 1.2, 20), dims="sample")
    numbers = {name: (array * wobble).transpose("scenario", "sample", ...) for name, array in dataset.items()}
    numbers["bottleneck"] = dataset["bottleneck"].expand_dims(sample=20, axis=1)
    return FakeResults(dataset.assign(numbers))
