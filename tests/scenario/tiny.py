"""A small pack made of objects: the least that the scenario language needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ioscenario.pack.expansion import paths, unit
from ioscenario.pack.loading import Pack
from ioscenario.pack.parameters_table import Parameter
from ioscenario.pack.structure import Branch, Commodity, Process, Structure, Text
from ioscenario.parameters import FIELDS, Field
from ioscenario.scenario.language import ParsedScenario, parse_scenario

BASE = 2025
HORIZON = 2035
YEARS = tuple(range(BASE, HORIZON + 1))

GRANT = "policy.mill.capex_grant"
RATE = "process.mill.modernisation_rate"
GROWTH = "market.cloth.growth"
AREA = "growing.area"
GESTATION = "process.mill.gestation"
WEATHER = "growing.weather"
ACCESS = "policy.cloth.market_access"
PROJECTS = "process.mill.project_capacity"
LOAN = "market.economy.loan_rate"
PRICE = "market.cloth.price"

#: Rows other than the defaults below: path -> changes of the Parameter.
ROWS: dict[str, dict[str, Any]] = {
    GRANT: {"values": (0.1,)},
    AREA: {"values": (150_000.0,), "lows": (140_000.0,), "highs": (170_000.0,), "shown_unit": "thousand ha"},
    GESTATION: {"values": (2.0,), "lows": (1.0,), "highs": (4.0,), "role": "uncertain"},
    WEATHER: {"values": (1.0,), "lows": (0.8,), "highs": (1.1,), "role": "uncertain"},
    GROWTH: {"values": (0.02,), "lows": (0.01,), "highs": (0.04,), "role": "uncertain"},
    PROJECTS: {
        "years": (2025, 2027, 2031),
        "values": (0.0, 100.0, 300.0),
        "lows": (0.0, 50.0, 200.0),
        "highs": (0.0, 120.0, 400.0),
    },
    PRICE: {"values": (0.002,), "shown_unit": "thousand KZT/m2"},
}


def text(word: str) -> Text:
    return Text(en=word, ru=word, kk=word)


def structure() -> Structure:
    def commodity(name: str, unit_name: str, **more: Any) -> Commodity:
        return Commodity(id=name, name=text(name), unit=unit_name, **more)

    return Structure(
        schema_version=1,
        base_year=BASE,
        horizon=HORIZON,
        currency="KZT",
        reference="base",
        raw_material="fibre",
        commodities=(
            commodity("fibre", "t", exports="open", imports="none", storable=True),
            commodity("cloth", "m2", exports="demand", imports="fill", final=True),
        ),
        processes=(
            Process(id="farm", name=text("farm"), output="fibre", crop=True, host="S01"),
            Process(id="mill", name=text("mill"), output="cloth", inputs=("fibre",), host="S13"),
        ),
        branches=(Branch(id="felt", name=text("felt"), host="S13"),),
    )


def parameter(
    path: str, field: Field, names: Mapping[str, str], position: tuple[int, ...], canonical: str
) -> Parameter:
    low, high = field.bounds
    value = field.default if field.default is not None else min(max(0.5, low), high)
    row: dict[str, Any] = {
        "years": (),
        "values": (value,),
        "shown_unit": canonical,
        "distribution": "triangular",
        "role": "lever" if field.lever else "fixed",
    } | ROWS.get(path, {})
    return Parameter(
        path=path,
        field=field,
        names=names,
        position=position,
        unit=canonical,
        lows=row.pop("lows", row["values"]),
        highs=row.pop("highs", row["values"]),
        grade="A",
        source="s1",
        derivation="",
        note="",
        line=2,
        given=True,
        **row,
    )


def parameters() -> dict[str, Parameter]:
    shape = structure()
    return {
        path: parameter(path, field, names, position, unit(field, names, shape))
        for field in FIELDS
        for path, (names, position) in paths(field, shape).items()
    }


def pack(folder: Path, changed: Sequence[Parameter] = ()) -> Pack:
    nothing = pd.DataFrame()
    return Pack(
        name="tiny",
        folder=folder,
        hash=hashlib.sha256(b"tiny").hexdigest(),
        title=text("tiny"),
        note=None,
        default=False,
        structure=structure(),
        parameters=parameters() | {item.path: item for item in changed},
        frame=nothing,
        sources=pd.DataFrame({"id": ["s1", "s2"]}),
        history=nothing,
        bridge=nothing,
        enterprises=nothing,
        fitted=nothing,
        facts={"F01": 1.0, "F02": 2.0},
        claims=(),
        fact_table=pd.DataFrame({"id": ["F01", "F02"]}),
    )


def parsed(pack: Pack, settings: Mapping[str, Any] | None = None, name: str = "mine", **more: Any) -> ParsedScenario:
    """A scenario from settings."""
    tree = {"name": name, **more} | ({} if settings is None else {"set": settings})
    return parse_scenario(tree, pack)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Scenario files of a pack folder, by name."""
    (folder / "scenarios").mkdir(exist_ok=True, parents=True)
    for name, content in files.items():
        (folder / "scenarios" / f"{name}.yaml").write_text(content, encoding="utf-8")


def pack_file(name: str, extends: str = "", body: str = "") -> str:
    """Text of a scenario file with all that one of a pack needs."""
    parents = f"extends: {extends}\n" if extends else ""
    return f"name: {name}\n{parents}title: {{en: {name}, ru: {name}, kk: {name}}}\n{body}"
