"""Concordances: which old label belongs to which new one, however the user wrote it down.

A concordance gives every old label exactly one new one. It may be written as a mapping or Series
from old to new, as a frame of zeros and ones with old labels on one side and new ones on the other,
or as a sequence of new labels in the order of the old ones. For pairs (region, sector) it may speak
of whole pairs, or of sectors alone, which then holds in every region.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.feasibility import name
from ioscenario.table.labels import Array

Rest = Literal["refuse", "keep"]


@dataclass(frozen=True, eq=False)
class Concordance:
    """New labels, and for every old one the position of its new one.

    Parameters
    ----------
    new
        New labels in order.
    places
        (n,) position in `new` of each old label.

    Examples
    --------
    >>> found = read({"wheat": "farm", "milk": "farm", "cloth": "industry"}, pd.Index(["wheat", "cloth", "milk"]))
    >>> list(found.new), found.places
    (['farm', 'industry'], array([0, 1, 0]))
    >>> found.add(np.array([1.0, 2.0, 3.0]), axis=0)
    array([4., 2.])
    """

    new: pd.Index[Any]
    places: NDArray[np.intp]

    def add(self, array: Array, axis: int) -> Array:
        """Sums over the old labels of each new one along an axis of an array of one or two dimensions."""
        n, k = len(self.places), len(self.new)
        adding = sparse.csr_array((np.ones(n), (self.places, np.arange(n))), shape=(k, n))
        if array.ndim == 1 or axis == 0:
            return np.asarray(adding @ array)
        return np.ascontiguousarray(np.asarray(adding @ array.T).T)


def read(
    spec: Any, labels: pd.Index[Any], *, regions: Any = None, rest: Rest = "refuse", called: str = "concordance"
) -> Concordance:
    """A concordance from what the user wrote.

    Parameters
    ----------
    spec
        Mapping or Series from old to new; frame of zeros and ones; sequence of new labels in the order
        of the old ones; None to leave the labels as they are (which makes sense with `regions`).
    labels
        Old labels.
    regions
        The same for the regions of pairs (region, sector).
    rest
        Labels without a new one: refused, or kept as they are.
    called
        What messages call it.

    Returns
    -------
    Concordance
        New labels in the order of the frame, else of first appearance.

    Raises
    ------
    InputError
        Old labels without a new one or with several, labels that do not exist, entries of a frame that
        are not 0 or 1, new labels of a frame without an old one; all at once.

    Examples
    --------
    >>> pairs = pd.MultiIndex.from_product([["north", "south"], ["wheat", "milk"]])
    >>> list(read({"wheat": "farm", "milk": "farm"}, pairs).new)
    [('north', 'farm'), ('south', 'farm')]
    >>> list(read(None, pairs, regions={"north": "land", "south": "land"}).new)
    [('land', 'wheat'), ('land', 'milk')]
    """
    findings = Findings()
    areas = _areas(regions, labels, rest, findings)
    given, order = _mapping(spec, labels, called, findings)
    findings.raise_if_any()
    found = [_target(label, given, areas, rest) for label in labels]
    _check_cover(given, labels, found, called, findings)
    findings.raise_if_any()
    return _ordered([target for target in found if target is not None], order, labels)


def identity(labels: pd.Index[Any]) -> Concordance:
    """The concordance that changes nothing.

    Examples
    --------
    >>> identity(pd.Index(["a", "b"])).places
    array([0, 1])
    """
    return Concordance(labels, np.arange(len(labels)))


def as_labels(keys: Iterable[Hashable], labels: pd.Index[Any]) -> list[Hashable]:
    """Keys as text where the labels are text, so that 13 finds ``"13"``.

    Examples
    --------
    >>> as_labels([13, ("north", 14)], pd.Index(["13", "14"]))
    ['13', ('north', '14')]
    """
    parts = [part for label in labels[:1] for part in (label if isinstance(label, tuple) else (label,))]
    if not parts or not all(isinstance(part, str) for part in parts):
        return list(keys)
    return [tuple(map(str, key)) if isinstance(key, tuple) else str(key) for key in keys]


def unknown(keys: Iterable[Hashable], labels: pd.Index[Any]) -> list[Hashable]:
    """Keys that are neither a label nor, for pairs, the sector of one.

    Examples
    --------
    >>> unknown(["wheat", "oats"], pd.MultiIndex.from_tuples([("north", "wheat")]))
    ['oats']
    """
    known = set(labels)
    if labels.nlevels > 1:
        known |= set(labels.get_level_values(-1))
    return [key for key in keys if key not in known]


def _areas(regions: Any, labels: pd.Index[Any], rest: Rest, findings: Findings) -> Mapping[Hashable, Hashable] | None:
    """New name of every region, None where labels have no region or regions stay."""
    if regions is None:
        return None
    if labels.nlevels < 2:
        findings.add("no-regions", "labels that are pairs (region, sector)", key="regions", value=name(labels[0]))
        return None
    own = pd.Index(labels.get_level_values(0).unique())
    try:
        found = read(regions, own, rest=rest, called="regions")
    except InputError as error:
        findings.extend(error.problems)
        return None
    return {old: found.new[place] for old, place in zip(own, found.places.tolist(), strict=True)}


def _mapping(
    spec: Any, labels: pd.Index[Any], called: str, findings: Findings
) -> tuple[dict[Hashable, Hashable], list[Hashable]]:
    """Old to new, and the order of the new labels where the user gave one."""
    if spec is None:
        return {label: label for label in labels}, []
    if isinstance(spec, pd.DataFrame):
        return _from_frame(spec, labels, called, findings)
    if isinstance(spec, pd.Series):
        twice = spec.index[spec.index.duplicated()].unique()
        for label in twice:
            findings.add("duplicate-label", "each old label once", key=called, value=name(label))
        spec = dict(zip(spec.index, spec.tolist(), strict=True))
    if isinstance(spec, Mapping):
        empty = [key for key, value in spec.items() if value == "" or (np.ndim(value) == 0 and pd.isna(value))]
        for key in empty:
            findings.add("missing-label", "a new label", key=f"{called}: {name(key)}")
        return dict(zip(as_labels(spec, labels), spec.values(), strict=True)), []
    if np.ndim(spec) == 2:
        expected = "a DataFrame, so that the new labels have names"
        findings.add("unnamed", expected, key=called, value=f"an array of shape {np.shape(spec)}")
        return {}, []
    return _from_sequence(list(spec), labels, called, findings)


def _from_sequence(
    new: Sequence[Hashable], labels: pd.Index[Any], called: str, findings: Findings
) -> tuple[dict[Hashable, Hashable], list[Hashable]]:
    """New labels in the order of the old ones."""
    if len(new) != len(labels):
        findings.add("shape", f"{len(labels)} new labels, one for each old one", key=called, value=len(new))
        return {}, []
    return dict(zip(labels, new, strict=True)), []


def _from_frame(
    frame: pd.DataFrame, labels: pd.Index[Any], called: str, findings: Findings
) -> tuple[dict[Hashable, Hashable], list[Hashable]]:
    """A frame of zeros and ones; the side with the old labels is found by the labels."""
    if _overlap(frame.columns, labels) > _overlap(frame.index, labels):
        frame = frame.T
    old = as_labels(frame.index, labels)
    new: list[Hashable] = list(frame.columns)
    entries = frame.to_numpy(dtype=np.float64)
    for i, j in np.argwhere((entries != 0) & (entries != 1)):
        key = f"{called}: {name(old[i])} in {name(new[j])}"
        findings.add("not-zero-one", "0 or 1 (shares are for disaggregate)", key=key, value=entries[i, j])
    for i in np.flatnonzero((entries == 1).sum(axis=1) > 1):
        several = ", ".join(name(new[j]) for j in np.flatnonzero(entries[i] == 1))
        findings.add("several", "one new label", key=f"{called}: {name(old[i])}", value=several)
    for j in np.flatnonzero(~entries.any(axis=0)):
        findings.add("empty", "at least one old label", key=f"{called}: {name(new[j])}")
    return {old[i]: new[j] for i, j in np.argwhere(entries == 1)}, new


def _overlap(index: pd.Index[Any], labels: pd.Index[Any]) -> int:
    keys = as_labels(index, labels)
    return len(keys) - len(unknown(keys, labels))


def _target(
    label: Hashable, given: Mapping[Hashable, Hashable], areas: Mapping[Hashable, Hashable] | None, rest: Rest
) -> Hashable | None:
    """New label of an old one: by the whole pair, else by its sector, else itself if the rest is kept."""
    if not isinstance(label, tuple):
        return given.get(label, label if rest == "keep" else None)
    area = label[0] if areas is None else areas[label[0]]
    target = given.get(label, given.get(label[-1], label if rest == "keep" else None))
    if target is None:
        return None
    if target == label:
        target = label[-1]
    return target if isinstance(target, tuple) else (area, target)


def _check_cover(
    given: Mapping[Hashable, Hashable],
    labels: pd.Index[Any],
    found: Sequence[Hashable | None],
    called: str,
    findings: Findings,
) -> None:
    """Refuse old labels without a new one, and labels that do not exist."""
    names = [name(label) for label in labels]
    for key in unknown(given, labels):
        findings.add("unknown-label", "an old label", key=called, value=name(key), nearest=nearest(name(key), names))
    for label, target in zip(labels, found, strict=True):
        if target is None:
            findings.add("missing-label", "a new label", key=f"{called}: {name(label)}", value="none")


def _ordered(found: Sequence[Hashable], order: Sequence[Hashable], labels: pd.Index[Any]) -> Concordance:
    """Positions of the new labels: regions as they appear, then the order given, then first appearance."""
    seen = {target: place for place, target in reversed(list(enumerate(found)))}
    areas = {target[0]: place for place, target in reversed(list(enumerate(found))) if isinstance(target, tuple)}
    wanted = {target: place for place, target in enumerate(order)}

    def rank(target: Hashable) -> tuple[int, int, int]:
        area, sector = 0, target
        if isinstance(target, tuple):
            area, sector = areas[target[0]], target if target in wanted else target[-1]
        return area, wanted.get(sector, len(wanted)), seen[target]

    new = sorted(seen, key=rank)
    positions = {target: place for place, target in enumerate(new)}
    places = np.array([positions[target] for target in found], dtype=np.intp)
    return Concordance(index_like(new, labels), places)


def index_like(new: Sequence[Hashable], labels: pd.Index[Any]) -> pd.Index[Any]:
    """New labels with the level names of the old ones.

    Examples
    --------
    >>> index_like(["farm", "mine"], pd.Index(["a"], name="sector")).name
    'sector'
    """
    if new and all(isinstance(label, tuple) for label in new):
        names = labels.names if labels.nlevels > 1 else None
        return pd.MultiIndex.from_tuples([label for label in new if isinstance(label, tuple)], names=names)
    found: pd.Index[Any] = pd.Index(list(new), name=labels.name, tupleize_cols=False)
    return found


def mixed_units(found: Concordance, labels: pd.Index[Any], units: Mapping[Any, str]) -> list[Problem]:
    """Lines that would be added although their units differ.

    Parameters
    ----------
    found
        What is to be added.
    labels
        Old labels.
    units
        Unit of each old label; labels that it does not name have none.

    Examples
    --------
    >>> labels = pd.Index(["co2", "jobs"])
    >>> for problem in mixed_units(read({"co2": "all", "jobs": "all"}, labels), labels, {"co2": "t", "jobs": "job"}):
    ...     print(problem)
    all: expected lines of one unit, found 'co2 (t), jobs (job)' [mixed-units]
    """
    problems = []
    for place, new in enumerate(found.new):
        parts = [(label, str(units.get(label, ""))) for label in labels[found.places == place]]
        if len({unit for _, unit in parts}) > 1:
            value = ", ".join(f"{name(label)} ({unit or 'no unit'})" for label, unit in parts)
            problems.append(Problem("mixed-units", "lines of one unit", key=name(new), value=value))
    return problems
