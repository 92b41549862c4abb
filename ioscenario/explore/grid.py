"""The grid of a sweep: every scenario with every combination of the levers' values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ioscenario.scenario.library import Flat, content_hash
from ioscenario.scenario.operations import Operation


@dataclass(frozen=True)
class Setting:
    """One value of a lever: what it does to the path, and how it is written.

    Parameters
    ----------
    operation
        Acts on top of a scenario.
    written
        As in the sweep file, or in the path's unit for a point of a range.
    """

    operation: Operation
    written: str


@dataclass(frozen=True)
class Lever:
    """A path and the values that the sweep tries.

    Parameters
    ----------
    path
        Path of the parameter.
    unit
        Unit of the values; of factors (``times``) 1.
    settings
        The values.
    """

    path: str
    unit: str
    settings: tuple[Setting, ...]

    @property
    def numeric(self) -> bool:
        """Whether one number says what a setting does: all differ in their value alone."""
        forms = {(item.operation.kind, item.operation.start, item.operation.end) for item in self.settings}
        return len(forms) == 1 and all(not item.operation.years for item in self.settings)


@dataclass(frozen=True)
class Point:
    """An entry of the dimension ``scenario``: a scenario with one setting of every lever.

    Parameters
    ----------
    flat
        What is run.
    parent
        Name of the scenario.
    settings
        One for each lever; empty for the reference scenario as it is.
    """

    flat: Flat
    parent: str
    settings: tuple[Setting, ...]


def points(reference: Flat, parents: Sequence[Flat], levers: Sequence[Lever], file: str) -> tuple[Point, ...]:
    """Every entry of the dimension ``scenario`` of a sweep.

    Parameters
    ----------
    reference
        The pack's reference scenario, which comes first as it is.
    parents
        Scenarios of the sweep.
    levers
        Levers; none: the scenarios as they are.
    file
        Name of the sweep file, for provenance.

    Returns
    -------
    tuple of Point
        Grid points are named ``parent__1_2``: the scenario, and which value of each lever, from 1.
        The last lever changes fastest.
    """
    first = Point(reference, reference.name, ())
    if not levers:
        return (first, *(Point(flat, flat.name, ()) for flat in parents if flat.name != reference.name))
    choices = [list(enumerate(lever.settings, start=1)) for lever in levers]
    found = [_point(parent, combination, levers, file) for parent in parents for combination in product(*choices)]
    return (first, *found)


def _point(parent: Flat, combination: Sequence[tuple[int, Setting]], levers: Sequence[Lever], file: str) -> Point:
    """One grid point."""
    name = f"{parent.name}__{'_'.join(str(number) for number, _ in combination)}"
    settings = tuple(setting for _, setting in combination)
    operations = (*parent.operations, *(setting.operation for setting in settings))
    said = ", ".join(f"{lever.path} = {item.written}" for lever, item in zip(levers, settings, strict=True))
    flat = Flat(
        name=name,
        title={code: f"{text}: {said}" for code, text in _titles(parent).items()},
        note=parent.note,
        operations=operations,
        rationing=parent.rationing,
        lineage=(*parent.lineage, name),
        files=(*parent.files, file),
        hash=content_hash(name, operations, parent.rationing),
    )
    return Point(flat, parent.name, settings)


def _titles(parent: Flat) -> Mapping[str, str]:
    """Titles of a scenario; its name where it has none."""
    return parent.title or {"en": parent.name}
