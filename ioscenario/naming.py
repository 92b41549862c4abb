"""Parameters in a reader's words: the name of a path, and figures of it with a unit that suits them.

Paths (``process.tailor.modern.labour``) are for files. What a reader sees is built here, from the registry of
fields, the catalogue and the names of a pack; explanations, audits and charts say it the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ioscenario.language.catalogue import Language
from ioscenario.language.units import joined, readable, unit_words
from ioscenario.parameters import match

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: Names of what stands in paths, by ``process``, ``commodity`` or ``branch`` and id.
Names = Mapping[str, Mapping[str, str]]

#: Braces of patterns that are not of a commodity.
_OWN: Final = ("process", "technology", "branch")


def inner(name: str) -> str:
    """A name as it stands inside a sentence: without its capital, unless it is an abbreviation.

    Examples
    --------
    >>> inner("Raw fibre"), inner("PVC film")
    ('raw fibre', 'PVC film')
    """
    head, rest = name[:1], name[1:]
    return name if rest[:1].isupper() else head.lower() + rest


def names_of(pack: Pack, code: str) -> Names:
    """Names of processes, commodities and branches of a pack in a language."""
    structure = pack.structure
    return {
        "process": {item.id: getattr(item.name, code) for item in structure.processes},
        "commodity": {item.id: getattr(item.name, code) for item in structure.commodities},
        "branch": {item.id: getattr(item.name, code) for item in structure.branches},
    }


def names_in(attrs: Mapping[Any, Any], code: str) -> Names:
    """The same out of the attributes of results; nothing where an earlier version made them."""
    found: Names = json.loads(str(attrs.get("names_json", "{}"))).get(code, {})
    return found


def field_name(say: Language, field: str) -> str:
    """Short name of a field of the registry.

    Examples
    --------
    >>> field_name(Language("en"), "labour"), field_name(Language("ru"), "vat_rate")
    ('Jobs per unit of output', 'Ставка налога на добавленную стоимость')
    """
    for key in (f"lever.{field}", f"parameter.{field}"):
        if say.has(key):
            return say(key)
    return field


def path_name(say: Language, path: str, names: Names) -> str:
    """Name of a path: the parameter, and what it is about.

    Parameters
    ----------
    say
        The language.
    path
        Dotted path; one that no field has the form of is itself.
    names
        Names of processes, commodities and branches in that language.

    Examples
    --------
    >>> path_name(Language("en"), "process.tailor.modern.labour", {"process": {"tailor": "Sewing"}})
    'Jobs per unit of output: sewing, modern plant'
    >>> path_name(Language("en"), "growing.weather", {})
    'Weather of the year'
    """
    found = match(path)
    if found is None:
        return path
    field, braces = found
    about = [_member(say, brace, member, names) for brace, member in braces.items() if brace != "crop"]
    return ": ".join([field_name(say, field.name), *([", ".join(about)] if about else [])])


def _member(say: Language, brace: str, member: str, names: Names) -> str:
    """Name of what stands in a brace of a path."""
    if brace == "technology":
        return say(f"plant.{member}")
    return inner(names.get(brace if brace in _OWN else "commodity", {}).get(member, member))


def measure(say: Language, path: str, unit: str, values: Sequence[float]) -> tuple[float, str]:
    """What values of a parameter are divided by to be read, and the unit behind them.

    Parameters
    ----------
    say
        The language.
    path
        Dotted path, which tells a share from an index.
    unit
        Unit of `values`, of the dataset.
    values
        All that stand together; the largest decides, the least where all are small.

    Returns
    -------
    factor : float
        Divide the values by it.
    label : str
        Unit after the division; ``%`` of a share or a rate, nothing of an index.

    Examples
    --------
    >>> measure(Language("en"), "process.tailor.modern.labour", "job/item", [0.00086])[1].replace(chr(160), " ")
    'jobs/million items'
    >>> measure(Language("en"), "process.tailor.modern.other_inputs", "million KZT/item", [0.0082, 0.0106])
    (0.001, 'thousand tenge/item')
    >>> measure(Language("en"), "market.shirts.domestic_share", "1", [0.2])
    (0.01, '%')
    """
    if unit == "1":
        found = match(path)
        return (0.01, "%") if found is not None and found[0].kind in ("share", "rate") else (1.0, "")
    over, stroke, under = unit.partition("/")
    if not stroke or (over.startswith("million ") and say.has(f"unit.per.{under}")):
        return say.scale(values, f"{over} per {under}" if stroke else unit)
    sizes = [abs(value) for value in values if np.isfinite(value) and value] or [0.0]
    factor, shown = readable(max(sizes), unit)
    if factor > 1.0:  # spared zeros are spared at both ends: 600 to 1,200 a million rather than 0.6 to 1.2 a thousand
        factor, shown = readable(min(sizes), unit)
    return 1.0 / factor, unit_words(say, shown)


def figures(say: Language, ends: Sequence[float], label: str) -> str:
    """One value, or the two ends of a range, with the unit behind them.

    Parameters
    ----------
    say
        The language.
    ends
        Values after the division by the factor of :func:`measure`.
    label
        Its unit.

    Examples
    --------
    >>> figures(Language("en"), [8.2, 10.6], "%"), figures(Language("en"), [1.5], "")
    ('8.2–10.6%', '1.5')
    """
    return joined(say, list(ends), label, words=label)
