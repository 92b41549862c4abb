r"""Fewer sectors, more sectors: aggregation and disaggregation with labels kept.

Aggregation adds, :math:`\tilde Z = S Z T^\top` with matrices of zeros and ones; disaggregation splits
in shares, :math:`Z = P \tilde Z Q^\top` with :math:`S P = I`, so that aggregating back gives what was
split. What concordances and shares may look like is said in `ioscenario.table.concordance`.

Functions on single matrices and vectors take arrays, pandas or xarray objects. Those on whole tables
(`aggregate_table`, `disaggregate_table`, `carve_out`) take an `IOTable` or a mapping of frames with
the same names of blocks, and give back the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.blocks import AXES
from ioscenario.table.carving import Carved, carve_out, hosts
from ioscenario.table.concordance import (
    Concordance,
    Rest,
    as_labels,
    identity,
    index_like,
    mixed_units,
    read,
    unknown,
)
from ioscenario.table.feasibility import name
from ioscenario.table.labels import Array, Data, axis_labels, like, values
from ioscenario.table.whole import frames, rebuilt

__all__ = ["Carved", "aggregate", "aggregate_table", "carve_out", "disaggregate", "disaggregate_table", "hosts"]

T = TypeVar("T")


def aggregate(
    data: Data,
    rows: Any = None,
    columns: Any = None,
    *,
    regions: Any = None,
    rest: Rest = "refuse",
    units: Mapping[Any, str] | None = None,
) -> Data:
    r"""Add the lines of a matrix or vector that a concordance puts together.

    .. math:: \tilde Z = S Z T^\top

    Parameters
    ----------
    data
        (n, m) or (n,); array, pandas or xarray object.
    rows, columns
        Concordances of the two axes; None leaves an axis as it is.
    regions
        Concordance of the regions, for every axis whose labels are pairs (region, label).
    rest
        Labels without a new one: ``"refuse"``, or ``"keep"`` them as they are.
    units
        Unit of the rows by label; rows of different units are not added.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        Of the kind of `data`, with the new labels; the sum of all entries is the same.

    Raises
    ------
    InputError
        Labels left out, unknown or assigned twice, entries of a concordance other than 0 and 1,
        different units; all at once.

    Examples
    --------
    >>> Z = pd.DataFrame([[1, 2, 3], [4, 5, 6], [7, 8, 9]], ["wheat", "milk", "cloth"], ["wheat", "milk", "cloth"])
    >>> farm = {"wheat": "farm", "milk": "farm"}
    >>> aggregate(Z, {**farm, "cloth": "industry"}, farm, rest="keep")
              farm  cloth
    farm      12.0    9.0
    industry  15.0    9.0
    """
    array = values(data)
    findings = Findings()
    new: list[pd.Index[Any] | None] = []
    for axis, spec in enumerate((rows, columns)[: array.ndim]):
        labels = axis_labels(data, axis)
        index = pd.RangeIndex(array.shape[axis]) if labels is None else labels
        areas = regions if index.nlevels > 1 else None
        found = _found(spec, index, areas, rest, ("rows", "columns")[axis], findings)
        if axis == 0 and units is not None:
            findings.extend(mixed_units(found, index, units))
        array = found.add(array, axis) if len(found.places) == array.shape[axis] else array
        new.append(None if labels is None else found.new)
    findings.raise_if_any()
    return like(array, template=data, rows=new[0], columns=new[1] if len(new) > 1 else None)


def _found(spec: Any, index: pd.Index[Any], regions: Any, rest: Rest, called: str, findings: Findings) -> Concordance:
    """A concordance, or one that changes nothing where the user's is refused or absent."""
    if spec is None and regions is None:
        return identity(index)
    try:
        return read(spec, index, regions=regions, rest=rest, called=called)
    except InputError as error:
        findings.extend(error.problems)
        return identity(index)


def aggregate_table(
    table: T,
    sectors: Any = None,
    *,
    regions: Any = None,
    categories: Any = None,
    components: Any = None,
    imports: Any = None,
    taxes: Any = None,
    accounts: Any = None,
    units: Mapping[str, str] | None = None,
    rest: Rest = "refuse",
) -> T:
    """Add sectors, regions or other lines of a whole table.

    Parameters
    ----------
    table
        `IOTable`, or mapping of block names (`Z`, `final_demand`, `value_added`, `imports`, ...) to frames.
    sectors, regions, categories, components, imports, taxes, accounts
        Concordances of the axes; None leaves an axis as it is. Import rows that are labelled as the
        sectors follow them unless they have a concordance of their own.
    units
        Unit of each account, for a mapping of frames; an `IOTable` brings its own.
    rest
        Labels without a new one: ``"refuse"``, or ``"keep"`` them as they are.

    Returns
    -------
    IOTable or dict of DataFrame
        As `table`. Every total is what it was.

    Raises
    ------
    InputError
        As :func:`aggregate`, for all axes at once.

    Examples
    --------
    >>> from ioscenario.table.iotable import IOTable
    >>> table = IOTable([[1, 2], [3, 4]], [5, 6], [4, 7], labels=["a", "b"])
    >>> small = aggregate_table(table, {"a": "all", "b": "all"})
    >>> small.Z.to_numpy().tolist(), small.x.to_dict()
    ([[10.0]], {'all': 21.0})
    """
    blocks = frames(table)
    index = blocks["Z"].index
    specs: dict[str, Any] = {
        "sector": sectors,
        "category": categories,
        "component": components,
        "import": imports,
        "tax": taxes,
        "account": accounts,
    }
    findings = Findings()
    found: dict[str, Concordance] = {}
    for block, frame in blocks.items():
        for axis, labels in zip(AXES[block], frame.axes, strict=True):
            if axis not in found:
                follows = axis == "import" and imports is None and list(labels) == list(index)
                spec = sectors if follows else specs[axis]
                areas = regions if labels.nlevels > 1 else None
                found[axis] = _found(spec, labels, areas, rest, _PLURAL[axis], findings)
    if regions is not None and index.nlevels < 2:
        findings.add("no-regions", "a table of several regions", key="regions", value=name(index[0]))
    known = getattr(table, "units", None) if units is None else units
    if "account" in found and known is not None:
        findings.extend(mixed_units(found["account"], blocks["satellites"].index, known))
    findings.raise_if_any()
    result = {block: _added(frame, *(found[axis] for axis in AXES[block])) for block, frame in blocks.items()}
    return rebuilt(table, result, **_new_units(table, found.get("account"), blocks))


_PLURAL = {
    "sector": "sectors",
    "category": "categories",
    "component": "components",
    "import": "imports",
    "tax": "taxes",
    "account": "accounts",
}


def _added(frame: pd.DataFrame, rows: Concordance, columns: Concordance) -> pd.DataFrame:
    array = columns.add(rows.add(frame.to_numpy(dtype=np.float64), 0), 1)
    return pd.DataFrame(array, index=rows.new, columns=columns.new)


def _new_units(table: Any, accounts: Concordance | None, blocks: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Units of the accounts after they were added, for a table that has units."""
    units = getattr(table, "units", None)
    if accounts is None or not units:
        return {}
    old = blocks["satellites"].index
    return {"units": {accounts.new[p]: units[a] for a, p in zip(old, accounts.places, strict=True) if a in units}}


def disaggregate(data: Data, rows: Any = None, columns: Any = None) -> Data:
    r"""Split lines of a matrix or vector in fixed shares.

    .. math:: Z = P \tilde Z Q^\top

    Parameters
    ----------
    data
        (n, m) or (n,); array, pandas or xarray object.
    rows, columns
        Shares of each axis: mapping of an old label to a mapping of its new labels to shares, or a
        Series over pairs (old, new). Labels not named stay as they are. For pairs (region, sector) an
        old label may be the whole pair, or a sector, which is then split alike in every region.

    Returns
    -------
    ndarray, Series, DataFrame or DataArray
        Of the kind of `data`; the new labels stand where the old one stood.

    Raises
    ------
    InputError
        Unknown labels, new labels that exist already, negative shares, shares that do not add up to 1
        (to 1e-9; what is missing within that is put on the largest share); all at once.

    Examples
    --------
    >>> disaggregate(pd.Series([10.0, 3.0], index=["farm", "industry"]), {"farm": {"wheat": 0.25, "milk": 0.75}})
    wheat       2.5
    milk        7.5
    industry    3.0
    dtype: float64
    """
    array = values(data)
    findings = Findings()
    new: list[pd.Index[Any] | None] = []
    for axis, spec in enumerate((rows, columns)[: array.ndim]):
        labels = axis_labels(data, axis)
        index = pd.RangeIndex(array.shape[axis]) if labels is None else labels
        split = _Split.read(spec, index, ("rows", "columns")[axis], findings)
        array = split.apply(array, axis)
        new.append(None if labels is None else split.labels)
    findings.raise_if_any()
    return like(array, template=data, rows=new[0], columns=new[1] if len(new) > 1 else None)


def disaggregate_table(table: T, sectors: Any) -> T:
    """Split sectors of a whole table in fixed shares.

    The new sectors have the input coefficients and the customers of the old one, in proportion: this
    changes no multiplier, and serves as a start for data on the parts (see :func:`carve_out`).

    Parameters
    ----------
    table
        `IOTable`, or mapping of block names to frames.
    sectors
        Shares as in :func:`disaggregate`.

    Returns
    -------
    IOTable or dict of DataFrame
        As `table`. Aggregating back gives it to 1e-12.

    Raises
    ------
    InputError
        As :func:`disaggregate`.

    Examples
    --------
    >>> from ioscenario.table.iotable import IOTable
    >>> table = IOTable([[1, 2], [3, 4]], [5, 6], [4, 7], labels=["a", "b"])
    >>> disaggregate_table(table, {"a": {"a1": 0.25, "a2": 0.75}}).x.to_dict()
    {'a1': 2.0, 'a2': 6.0, 'b': 13.0}
    """
    blocks = frames(table)
    index = blocks["Z"].index
    findings = Findings()
    split = _Split.read(sectors, index, "sectors", findings)
    findings.raise_if_any()
    same = [axis for axis in ("import",) if _labelled_as(blocks, axis, index)]
    result = {}
    for block, frame in blocks.items():
        array = frame.to_numpy(dtype=np.float64)
        labels = list(frame.axes)
        for position, axis in enumerate(AXES[block]):
            if axis == "sector" or axis in same:
                array, labels[position] = split.apply(array, position), split.labels
        result[block] = pd.DataFrame(array, index=labels[0], columns=labels[1])
    return rebuilt(table, result)


def _labelled_as(blocks: Mapping[str, pd.DataFrame], axis: str, index: pd.Index[Any]) -> bool:
    """Whether an axis of the blocks carries the labels of the sectors."""
    for block, frame in blocks.items():
        for own, labels in zip(AXES[block], frame.axes, strict=True):
            if own == axis:
                return list(labels) == list(index)
    return False


class _Split:
    """Shares read: for every new line the old one it comes from, and its share."""

    def __init__(self, labels: pd.Index[Any], origin: list[int], share: list[float]) -> None:
        self.labels = labels
        self.origin = np.array(origin, dtype=np.intp)
        self.share = np.array(share, dtype=np.float64)

    def apply(self, array: Array, axis: int) -> Array:
        share = self.share[:, None] if axis == 0 and array.ndim == 2 else self.share
        return np.asarray(np.take(array, self.origin, axis=axis) * share)

    @classmethod
    def read(cls, spec: Any, index: pd.Index[Any], called: str, findings: Findings) -> _Split:
        """Shares as the user wrote them; what is wrong goes to `findings`."""
        given = _shares(spec, index)
        names = [name(label) for label in index]
        for key in unknown(given, index):
            text = name(key)
            findings.add("unknown-label", "a label to split", key=called, value=text, nearest=nearest(text, names))
        new: list[Hashable] = []
        origin: list[int] = []
        share: list[float] = []
        for place, label in enumerate(index):
            parts = given.get(label, given.get(label[-1]) if isinstance(label, tuple) else None)
            checked = (
                _checked_shares(parts, f"{called}: {name(label)}", findings) if parts is not None else {label: 1.0}
            )
            for part, size in checked.items():
                pair = isinstance(label, tuple) and not isinstance(part, tuple)
                new.append((*label[:-1], part) if pair else part)
                origin.append(place)
                share.append(size)
        labels = index_like(new, index)
        for label in labels[labels.duplicated()].unique():
            findings.add("duplicate-label", "each new label once", key=called, value=name(label))
        return cls(labels, origin, share)


def _shares(spec: Any, index: pd.Index[Any]) -> dict[Hashable, Mapping[Hashable, float]]:
    """Old label to its new labels and their shares."""
    if spec is None:
        return {}
    if isinstance(spec, pd.Series):
        if spec.index.nlevels != 2:
            raise InputError(
                [Problem("shape", "a Series over pairs (old, new)", key="shares", value=str(spec.index.names))]
            )
        spec = {old: part.droplevel(0).to_dict() for old, part in spec.groupby(level=0, sort=False)}
    return dict(zip(as_labels(spec, index), spec.values(), strict=True))


def _checked_shares(parts: Mapping[Hashable, float], called: str, findings: Findings) -> dict[Hashable, float]:
    """Shares that add up to exactly 1."""
    shares = {part: float(size) for part, size in parts.items()}
    wrong = [part for part, size in shares.items() if not 0 <= size <= 1]
    for part in wrong:
        findings.add("share", "a share in [0, 1]", key=f"{called} -> {name(part)}", value=f"{shares[part]:g}")
    total = sum(shares.values())
    if not wrong and abs(total - 1) > 1e-9:
        findings.add("shares", "shares that add up to 1", key=called, value=f"{total:.12g}")
    elif not wrong:
        shares[max(shares, key=lambda part: shares[part])] += 1 - total
    return shares
