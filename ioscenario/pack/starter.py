"""A pack to start from: one material made into one product, every number a placeholder.

Rows are made for every path that the structure calls for and that has no default, so that
the pack is complete whatever the registry of fields holds.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.pack.parameters_table import Slot, slots
from ioscenario.pack.structure import Commodity, Process, Structure, Text
from ioscenario.pack.units import convert

MATERIAL: Final = "material"
PRODUCT: Final = "product"
PLANT: Final = "plant"
REFERENCE: Final = "baseline"
EXAMPLE: Final = "example"

COLUMNS: Final = ("path", "value", "low", "high", "unit", "role", "grade", "source", "note")

#: Values by path; money in millions of the currency, all else in the unit of the field.
BY_PATH: Final = {
    f"market.{MATERIAL}.price": 0.25,
    f"market.{PRODUCT}.price": 1.5,
    f"process.{PLANT}.modern.capacity": 0.0,
    f"process.{PLANT}.modern.input.{MATERIAL}": 1.3,
    f"process.{PLANT}.modern.labour": 0.01,
    f"process.{PLANT}.modern.electricity": 400.0,
}

#: Values by name of the field.
BY_FIELD: Final = {
    "input": 1.4, "labour": 0.02, "electricity": 500.0, "other_inputs": 0.3, "capacity": 2000.0,
    "depreciation": 0.05, "utilisation_max": 0.9, "fixed_labour_share": 0.3, "wage": 4.0,
    "replacement_rate": 1.0, "replacement_gate": 0.6, "capex": 2.0, "gestation": 1.0,
    "supply": 2500.0, "mass": 1.0, "market_size": 4000.0, "market_growth": 0.02, "domestic_share": 0.4,
    "price_elasticity": 2.0, "shadow_import_share": 0.0, "export_demand": 100.0,
    "electricity_price": 0.00003, "wage_growth": 0.01, "loan_rate": 0.15, "programme_loan_rate": 0.05,
    "loan_term": 10.0, "support_response": 3.0, "local_content": 1.0, "vat_rate": 0.12,
}  # fmt: skip

#: Fields that are what they are: no range.
EXACT: Final = ("mass", "gestation", "loan_term", "local_content", "vat_rate")

#: A range of so much on either side.
SPREAD: Final = 0.2


@dataclass(frozen=True)
class Starter:
    """What a new pack is told to be.

    Parameters
    ----------
    name
        Name of the pack.
    base_year, horizon
        First and last year.
    currency
        Code of the currency.
    language
        Language of remarks and notes.
    """

    name: str
    base_year: int = 2025
    horizon: int = 2035
    currency: str = "KZT"
    language: str = "en"

    @property
    def structure(self) -> Structure:
        """The chain: one process."""
        return Structure(
            schema_version=1,
            base_year=self.base_year,
            horizon=self.horizon,
            currency=self.currency,
            reference=REFERENCE,
            raw_material=MATERIAL,
            commodities=(
                Commodity(id=MATERIAL, name=text_of(MATERIAL), unit="t", exports="open", imports="none"),
                Commodity(id=PRODUCT, name=text_of(PRODUCT), unit="t", exports="demand", imports="fill", final=True),
            ),
            processes=(Process(id=PLANT, name=text_of(PLANT), output=PRODUCT, inputs=(MATERIAL,), host="INDUSTRY"),),
        )

    def files(self) -> dict[str, str]:
        """Texts of all files by their name in the folder."""
        say = Language(self.language)
        return {
            "README.md": _readme(self, say),
            "datapackage.json": _datapackage(self),
            "chain.yaml": _chain(self, say),
            "parameters.csv": _parameters(self, say),
            "sources.csv": "id,publisher,title,date,url,grade\n",
            f"scenarios/{REFERENCE}.yaml": _scenario(REFERENCE, "", ""),
            f"scenarios/{EXAMPLE}.yaml": _scenario(EXAMPLE, REFERENCE, _settings(self)),
        }


def text_of(key: str) -> Text:
    """Return a text of the catalogue in the three languages.

    Examples
    --------
    >>> text_of("material").en
    'Material'
    """
    return Text(**{code: Language(code)(f"new.pack.{key}") for code in LANGUAGES})


def _readme(starter: Starter, say: Language) -> str:
    steps = [say(f"new.pack.readme_{step}") for step in ("chain", "check", "numbers", "scenarios")]
    listed = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, start=1))
    return f"# {starter.name}\n\n{say('new.pack.readme')}\n\n{listed}"


def _flow(text: Text) -> str:
    """A text in three languages as YAML."""
    return "{" + ", ".join(f'{code}: "{getattr(text, code)}"' for code in LANGUAGES) + "}"


def _datapackage(starter: Starter) -> str:
    listed = [("readme", "README.md"), ("chain", "chain.yaml"), ("parameters", "parameters.csv")]
    listed.append(("sources", "sources.csv"))
    content = {
        "name": starter.name,
        "title": text_of("title").model_dump(),
        "version": "0.1.0",
        "licences": [{"name": "CC0-1.0"}],
        "resources": [{"name": name, "path": path} for name, path in listed],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _chain(starter: Starter, say: Language) -> str:
    structure = starter.structure
    lines = [
        f"# {say('new.pack.chain')}",
        "schema_version: 1",
        f"base_year: {structure.base_year}",
        f"horizon: {structure.horizon}",
        f"currency: {structure.currency}",
        f"reference: {structure.reference}",
        f"raw_material: {structure.raw_material}",
        "",
        f"# {say('new.pack.commodities')}",
        "commodities:",
    ]
    for item in structure.commodities:
        lines += [f"  - id: {item.id}", f"    name: {_flow(item.name)}", f"    unit: {item.unit}"]
        lines += [f"    exports: {item.exports}", f"    imports: {item.imports}"]
        lines += ["    final: true"] if item.final else []
    lines += ["", f"# {say('new.pack.processes')}", "processes:"]
    for process in structure.processes:
        lines += [f"  - id: {process.id}", f"    name: {_flow(process.name)}", f"    output: {process.output}"]
        lines += [f"    inputs: [{', '.join(process.inputs)}]", f"    host: {process.host}"]
    return "\n".join(lines) + "\n"


def _scenario(name: str, parent: str, settings: str) -> str:
    extends = f"extends: {parent}\n" if parent else ""
    title, note = _flow(text_of(f"{name}_title")), _flow(text_of(f"{name}_note"))
    return f"name: {name}\n{extends}title: {title}\nnote: {note}\n{settings}"


def _settings(starter: Starter) -> str:
    """What the scenario of example decides."""
    first, last = starter.base_year + 1, starter.horizon
    until = min(first + 4, last)
    return (
        "set:\n"
        f"  process.{PLANT}.modernisation_rate: {{from: {first}, to: {until}, value: 10 %}}\n"
        f"  policy.{PRODUCT}.market_access: {{{until}: 0.3}}\n"
    )


# ------------------------------------------------------------------------ parameters


def _parameters(starter: Starter, say: Language) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(starter, say("new.pack.placeholder")))
    return stream.getvalue()


def _rows(starter: Starter, note: str) -> Iterator[dict[str, str]]:
    """A row for every path without a default, and for those of which the default is no number to start with."""
    for path, slot in slots(starter.structure).items():
        if slot.field.default is None or slot.field.name in BY_FIELD:
            yield {"path": path, **_cells(path, slot, starter.currency), "grade": "E", "source": "", "note": note}


def _cells(path: str, slot: Slot, currency: str) -> dict[str, str]:
    """Value, range, unit and role."""
    low, high = slot.field.bounds
    value = placeholder(path, slot)
    ends = (value, value)
    if slot.field.name not in EXACT and value:
        ends = (max(low, value * (1.0 - SPREAD)), min(high, value * (1.0 + SPREAD)))
    unit = _unit(slot, value, currency)
    cells = [_digits(convert(number, slot.unit, unit)) for number in (value, *ends)]
    role = "lever" if slot.field.lever else "uncertain" if ends[0] < ends[1] else "fixed"
    return dict(zip(("value", "low", "high"), cells, strict=True)) | {"unit": unit, "role": role}


def placeholder(path: str, slot: Slot) -> float:
    """Return the value of a path: one that makes sense, else the one next to 1 that is allowed."""
    low, high = slot.field.bounds
    return BY_PATH.get(path, BY_FIELD.get(slot.field.name, min(max(1.0, low), high)))


def _unit(slot: Slot, value: float, currency: str) -> str:
    """A unit in which the value has few digits."""
    if slot.field.kind in ("share", "rate"):
        return "%"
    money = f"million {currency}/"
    if slot.unit.startswith(money) and 0.0 < value < 1.0:
        return slot.unit.replace("million ", "thousand " if value >= 0.001 else "")
    return slot.unit


def _digits(value: float) -> str:
    """A number as a plain decimal."""
    return format(Decimal(f"{value:.10g}").normalize(), "f")
