"""What is asked about: one number a run, picked out of the arrays of a simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ioscenario.explore.indicators import Indicator
from ioscenario.labelled import labels
from ioscenario.outputs import VARIABLE, Variable
from ioscenario.pack.expansion import result_unit
from ioscenario.problems import Findings, nearest
from ioscenario.simulation.inputs import Array

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

#: What a caller may write: a name stands for the total of the variable.
Wanted = str | Indicator


@dataclass(frozen=True)
class Asked:
    """A variable, the members looked at, and their unit.

    Parameters
    ----------
    variable
        The variable.
    where
        Dimension to member; dimensions left out are added up.
    places
        Position of each member on its axis, in the order of the variable's dimensions; None: all.
    unit
        Unit of the number, in the words of a pack's tables.
    """

    variable: Variable
    where: Mapping[str, str]
    places: tuple[int | None, ...]
    unit: str

    @property
    def label(self) -> str:
        """Short name, the same for the same question."""
        return Indicator(self.variable.name, None, self.where).label

    def of(self, array: Array) -> Array:
        """The number in every year and run.

        Parameters
        ----------
        array
            (year, dims of the variable, run); NaN stands where there is nothing.

        Returns
        -------
        ndarray
            (year, run); NaN where no member has a value.
        """
        chosen = array[(slice(None), *(slice(None) if place is None else place for place in self.places))]
        open_axes = tuple(range(1, chosen.ndim - 1))
        if not open_axes:
            return np.asarray(chosen, dtype=np.float64)
        known = ~np.isnan(chosen)
        total = np.where(known, chosen, 0.0).sum(axis=open_axes)
        return np.where(known.any(axis=open_axes), total, np.nan)


def asked(
    pack: Pack, indicator: Wanted, where: Mapping[str, str] | None, findings: Findings | None = None
) -> Asked | None:
    """Check one question.

    Parameters
    ----------
    pack
        The pack.
    indicator
        Name of a variable, or an indicator with members of its own; its year is not looked at.
    where
        Members, beside those of the indicator.
    findings
        Takes every problem; none given: they are raised.

    Returns
    -------
    Asked or None
        None when there is a problem.

    Raises
    ------
    InputError
        Without `findings`, with all problems: an unknown variable, dimension or member, codes of
        categories, members that do not add up.
    """
    found = Findings() if findings is None else findings
    before = len(found)
    item = indicator if isinstance(indicator, Indicator) else Indicator(str(indicator))
    members = {**item.where, **(where or {})}
    variable = VARIABLE.get(item.variable)
    if variable is None:
        near = nearest(item.variable, VARIABLE)
        found.add("unknown-variable", "a variable of the results", key=item.variable, nearest=near)
    elif variable.name == "bottleneck":
        found.add("categories", "a variable with numbers: this one has codes of categories", key=variable.name)
    else:
        _check_members(pack, variable, members, found)
    if len(found) > before or variable is None:
        if findings is None:
            found.raise_if_any()
        return None
    known = labels(pack)
    places = tuple(known[dim].index(members[dim]) if dim in members else None for dim in variable.dims)
    return Asked(variable, members, places, unit_of(pack, variable, members))


def _check_members(pack: Pack, variable: Variable, members: Mapping[str, str], findings: Findings) -> None:
    """Refuse what the variable does not have, and sums that mean nothing."""
    known = labels(pack)
    for dim, member in members.items():
        if dim not in variable.dims:
            expected = "a dimension of the variable: " + (", ".join(variable.dims) or "it has none")
            near = nearest(dim, variable.dims)
            findings.add("unknown-dimension", expected, key=variable.name, value=dim, nearest=near)
        elif member not in known[dim]:
            near = nearest(str(member), known[dim])
            expected = f"a {dim} of the results"
            findings.add("unknown-name", expected, key=f"{variable.name}.{dim}", value=str(member), nearest=near)
    left = [dim for dim in variable.dims if dim not in members]
    units = {unit_of(pack, variable, {**members, own: name}) for own in _own(variable, left) for name in known[own]}
    if left and not variable.sums:
        expected = f"a member of {', '.join(left)}: members of {variable.name} do not add up"
        findings.add("members", expected, key=variable.name)
    elif len(units) > 1:
        expected = f"a member of {', '.join(_own(variable, left))}: members of {variable.name} have units of their own"
        findings.add("members", expected, key=variable.name)


def _own(variable: Variable, left: Sequence[str]) -> tuple[str, ...]:
    """Of the dimensions left open the one that decides on the unit."""
    if " or " in variable.unit:
        return tuple(dim for dim in left if dim == "line")
    if "own" not in variable.unit:
        return ()
    deciding = "commodity" if "commodity" in variable.dims else "process"
    return tuple(dim for dim in left if dim == deciding)


@lru_cache(maxsize=8)
def _indicators(pack: Pack) -> Mapping[str, str]:
    """Indicator of each line of the bridge."""
    return dict(zip(map(str, pack.bridge["line"]), map(str, pack.bridge["indicator"]), strict=True))


def unit_of(pack: Pack, variable: Variable, where: Mapping[str, str]) -> str:
    """Unit of a variable for some members, in the words of a pack's tables."""
    if "line" in where:
        return f"million {pack.structure.currency}" if _indicators(pack)[where["line"]] == "output" else "job"
    member = where.get("commodity", where.get("process", ""))
    return result_unit(variable, member, pack.structure)
