"""From a field and a structure to paths, array positions and units.

The braces of a field's pattern name sets of the structure; this module is the one
place that says which sets, on which array axes they lie and what unit each path has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.outputs import Variable
from ioscenario.pack.structure import Commodity, Structure
from ioscenario.parameters import BRACE, Field

Names = dict[str, str]

#: Units of the registry of variables, where a pack's tables write another word.
_WORDS = {"tonne": "t", "full-time job": "job"}

#: Braces that range over commodities of a kind, all on the commodity axis.
COMMODITY_BRACES = ("commodity", "final", "traded", "exported", "raw")


def commodities_of(brace: str, structure: Structure) -> tuple[str, ...]:
    """Commodities that a commodity brace stands for.

    Parameters
    ----------
    brace
        One of `COMMODITY_BRACES`.
    structure
        The pack's structure.

    Returns
    -------
    tuple of str
        Ids in file order.
    """
    if brace == "raw":
        return structure.raw
    # what is made beside the main output cannot wait for buyers: nothing limits its sale
    beside = {name for _, name in structure.coproduct_links}
    tests: dict[str, Callable[[Commodity], bool]] = {
        "commodity": lambda item: True,
        "final": lambda item: item.final,
        "traded": lambda item: item.exports == "demand",
        "exported": lambda item: item.exports != "none" and item.id not in beside,
    }
    keep = tests[brace]
    return tuple(item.id for item in structure.commodities if keep(item))


def _filled(structure: Structure) -> list[tuple[int, tuple[str, str]]]:
    """Links whose input is filled by imports, with their position."""
    return [
        (position, link)
        for position, link in enumerate(structure.links)
        if structure.commodity[link[1]].imports == "fill"
    ]


def _members(field: Field, structure: Structure) -> Iterator[tuple[Names, tuple[int, ...]]]:
    """Names in the braces, technology apart, and their position on the leading axis."""
    braces = [name for name in field.braces if name != "technology"]
    if not braces:
        yield {}, ()
    elif braces == ["crop"]:
        if structure.crop is not None:
            yield {"crop": structure.crop.id}, ()
    elif braces == ["process", "input"]:
        for position, (process, name) in enumerate(structure.links):
            yield {"process": process, "input": name}, (position,)
    elif braces == ["process", "filled"]:
        for position, (process, name) in _filled(structure):
            yield {"process": process, "filled": name}, (position,)
    elif braces == ["process", "coproduct"]:
        for position, (process, name) in enumerate(structure.coproduct_links):
            yield {"process": process, "coproduct": name}, (position,)
    elif braces == ["process"]:
        for position, item in enumerate(structure.processes):
            if not item.crop:
                yield {"process": item.id}, (position,)
    elif braces == ["branch"]:
        for position, branch in enumerate(structure.branches):
            yield {"branch": branch.id}, (position,)
    else:
        (brace,) = braces
        ids = list(structure.commodity)
        for name in commodities_of(brace, structure):
            yield {brace: name}, (ids.index(name),)


def paths(field: Field, structure: Structure) -> dict[str, tuple[Names, tuple[int, ...]]]:
    """Every path of `field` that the structure has.

    Parameters
    ----------
    field
        A field of the registry.
    structure
        The pack's structure. Fields of the crop have no paths in a pack without one.

    Returns
    -------
    dict
        Path to (names in the braces, position in the field's array without year and run).
    """
    if field.pattern.startswith("growing.") and structure.crop is None:
        return {}
    found: dict[str, tuple[Names, tuple[int, ...]]] = {}
    technologies = TECHNOLOGIES if "technology" in field.braces else (None,)
    for (names, position), (index, technology) in product(list(_members(field, structure)), enumerate(technologies)):
        every = names if technology is None else {**names, "technology": technology}
        place = position if technology is None else (*position, index)
        found[field.pattern.format(**every)] = (every, place)
    return found


def shape(field: Field, structure: Structure) -> tuple[int, ...]:
    """Shape of the field's array without year and run.

    Axes run over all processes, all commodities, all links, so that positions agree
    between fields; places that no path fills have the field's default, or zero.
    """
    braces = [name for name in field.braces if name not in ("technology", "crop")]
    axes: tuple[int, ...] = ()
    if braces in (["process", "input"], ["process", "filled"]):
        axes = (len(structure.links),)
    elif braces == ["process", "coproduct"]:
        axes = (len(structure.coproduct_links),)
    elif braces == ["process"]:
        axes = (len(structure.processes),)
    elif braces == ["branch"]:
        axes = (len(structure.branches),)
    elif braces:
        axes = (len(structure.commodities),)
    return (*axes, len(TECHNOLOGIES)) if "technology" in field.braces else axes


def unit(field: Field, names: Names, structure: Structure) -> str:
    """Canonical unit of a path: the field's unit with every brace replaced.

    Examples
    --------
    A field with unit ``{input}/{process}`` gives ``t/t`` for a mill that turns tonnes
    into tonnes.
    """

    def replace(found: re.Match[str]) -> str:
        brace = found.group(1)
        if brace in ("crop", "process"):
            process = structure.crop if brace == "crop" else structure.process[names["process"]]
            assert process is not None  # paths of the crop exist only with one
            return structure.commodity[process.output].unit
        return structure.commodity[names[brace]].unit

    return BRACE.sub(replace, field.unit).replace("money", structure.currency)


def members(variable: Variable, structure: Structure) -> tuple[str, ...]:
    """Labels that a row about `variable` may carry: its processes or commodities.

    Parameters
    ----------
    variable
        A result.
    structure
        The pack's structure.

    Returns
    -------
    tuple of str
        Ids in file order; for other dimensions, and for results without one, empty.
    """
    if "process" in variable.dims:
        return tuple(structure.process)
    if "commodity" in variable.dims:
        return tuple(structure.commodity)
    return structure.effects if variable.dims == ("effect",) else ()


def result_unit(variable: Variable, label: str, structure: Structure) -> str:
    """Unit of a result for one member, in the words of a pack's tables.

    Parameters
    ----------
    variable
        A result.
    label
        One of its `members`; where there are none, anything.
    structure
        The pack's structure, for the units of its commodities and its currency.

    Returns
    -------
    str
        A unit expression, such as ``t`` or ``million KZT/m2``.
    """
    unit = _WORDS.get(variable.unit, variable.unit).replace("money", structure.currency)
    own = ""
    if "commodity" in variable.dims and label in structure.commodity:
        own = structure.commodity[label].unit
    elif label in structure.process:
        own = structure.commodity[structure.process[label].output].unit
    return unit.replace(" per own unit", f"/{own}") if " per own" in unit else unit.replace("own", own)
