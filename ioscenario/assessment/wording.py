"""Names of targets and their units in the language of a reader, shared by tables and charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr

from ioscenario.language import Language

Record = Mapping[str, Any]


def member_name(dataset: xr.Dataset, label: str, say: Language) -> str:
    """Name of a commodity, process or effect; empty without a label."""
    for dim in ("commodity", "process"):
        if label and label in dataset[dim].values.tolist():
            return str(dataset[f"{dim}_name_{say.code}"].sel({dim: label}).values)
    return say(f"effect.{label}") if label and say.has(f"effect.{label}") else label


def indicator_name(variable: str, per: str, member: str, say: Language) -> str:
    """Name of an indicator: a variable, per another, of a member.

    Examples
    --------
    >>> indicator_name("harvest", "area", "", Language("en")), indicator_name("production", "", "Yarn", Language("en"))
    ('Yield per hectare', 'Output: Yarn')
    """
    name = say(f"variable.{variable}")
    if per:
        own = f"target.ratio.{variable}_{per}"
        name = say(own) if say.has(own) else say("target.per", name=name, of=say(f"variable.{per}"))
    return f"{name}: {member}" if member else name


def name_of(
    dataset: xr.Dataset, target: Record, register: Mapping[str, str], say: Language, *, year: bool = True
) -> str:
    """Short name of a target: what, of what, by whom, when.

    Parameters
    ----------
    dataset
        Results, for the names of goods and stages.
    target
        With ``indicator``, ``label``, ``per``, ``enterprise`` and ``year``.
    register
        Names of enterprises by id.
    say
        The language.
    year
        Whether the year is added.

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run("baseline")
    >>> name_of(results.dataset, results.targets[0], {}, Language("en"))
    'Output: Shirts, 2028'
    """
    member = member_name(dataset, target["label"], say)
    if target["enterprise"]:
        what = indicator_name(target["indicator"], target["per"], "", say)
        what = say("enterprise.jobs") if target["indicator"] == "jobs_direct" else what
        what = member if target["indicator"] == "production" else what  # what it makes says that it is made
        name = f"{register.get(target['enterprise'], target['enterprise'])}: {_inside(what)}"
    else:
        name = indicator_name(target["indicator"], target["per"], member, say)
    return f"{name}, {target['year']}" if year else name


def _inside(text: str) -> str:
    """A name inside a longer one: small first letter, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def quantity(say: Language, value: float, unit: str, *, signed: bool = False) -> str:
    """A value with its unit; people come whole, and a quotient has both units in words.

    Examples
    --------
    >>> quantity(Language("en"), 3.2, "t/ha").split()
    ['3.2', 'tonnes/ha']
    """
    if "/" not in unit:
        return say.quantity(float(round(value)) if unit == "job" and value == value else value, unit, signed=signed)  # noqa: PLR0124
    above, below = unit.split("/", 1)
    factor, words = say.scale(value, above)
    return f"{say.number(value / factor, signed=signed)}\N{NO-BREAK SPACE}{words}/{say.scale(1.0, below)[1]}"
