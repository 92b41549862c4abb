"""Blocks of a table: arrays with the labels of their rows and columns, aligned once.

A table is a handful of blocks that share axes::

                     sectors            categories of final demand
    sectors          Z                  final_demand
    import rows      imports            final_imports
    tax rows         product_taxes      final_taxes
    components       value_added
    accounts         satellites

Imports, taxes and value added are kept apart: an import filed as a component of value
added would be counted as income.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import Findings, InputError, Problem

Array = NDArray[np.float64]
Axis = Literal["sector", "category", "import", "tax", "component", "account"]

#: Rows and columns of every block, in the order in which a table is written.
AXES: dict[str, tuple[Axis, Axis]] = {
    "Z": ("sector", "sector"),
    "final_demand": ("sector", "category"),
    "imports": ("import", "sector"),
    "final_imports": ("import", "category"),
    "product_taxes": ("tax", "sector"),
    "final_taxes": ("tax", "category"),
    "value_added": ("component", "sector"),
    "satellites": ("account", "sector"),
}

#: Name of the only line of a block that was given as one vector.
_ONE_LINE = {
    "final_demand": "final_demand",
    "imports": "imports",
    "final_imports": "imports",
    "product_taxes": "product_taxes",
    "final_taxes": "product_taxes",
    "value_added": "value_added",
    "satellites": "satellite",
}


@dataclass(frozen=True, eq=False)
class Block:
    """One block: read-only values with labels of rows and columns.

    Parameters
    ----------
    values
        Array of shape (rows, columns).
    rows, columns
        Labels: text, or (region, label) pairs as a MultiIndex.
    """

    values: Array
    rows: pd.Index
    columns: pd.Index

    def frame(self) -> pd.DataFrame:
        """The block as a frame on the read-only values: an edit of it is refused by numpy."""
        return frame(self.values, self.rows, self.columns)


def frame(values: Array, rows: pd.Index, columns: pd.Index) -> pd.DataFrame:
    """A frame that shares `values` instead of copying them."""
    return pd.DataFrame(values, index=rows, columns=columns, copy=False)


def frozen(values: Any) -> Array:
    """A private, read-only, C-ordered float copy of `values`."""
    own = np.array(values, dtype=np.float64, order="C", copy=True)
    own.setflags(write=False)
    return own


def texts(labels: Iterable[object], name: str = "") -> pd.Index:
    """Labels as text; pairs become a MultiIndex (region, label). A missing label stays NaN-like ''.

    Parameters
    ----------
    labels
        Labels of one axis.
    name
        Name of the last level.

    Examples
    --------
    >>> list(texts(["01", 2]))
    ['01', '2']
    >>> texts([("north", "01"), ("south", "01")], "sector").names
    FrozenList(['region', 'sector'])
    """
    listed = list(labels)
    if listed and all(isinstance(label, tuple) for label in listed):
        width = len(listed[0])  # type: ignore[arg-type]
        names = ["region", name or None] if width == 2 else [None] * width
        pairs = [tuple(_text(part) for part in label) for label in listed]  # type: ignore[attr-defined]
        return pd.MultiIndex.from_tuples(pairs, names=names)
    return pd.Index([_text(label) for label in listed], name=name or None, dtype=object)


def _text(label: object) -> str:
    """A label as text, without spaces around it; nothing for a missing one."""
    missing = label is None or (isinstance(label, float) and np.isnan(label)) or label is pd.NA
    return "" if missing else str(label).strip()


def shown(label: object) -> str:
    """A label for a message: ``region / sector`` for pairs.

    Examples
    --------
    >>> shown(("north", "01"))
    'north / 01'
    """
    return " / ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def sector_axis(Z: Any, labels: Sequence[object] | None, regions: Sequence[object] | None) -> pd.Index:
    """Labels of the sectors from those given, else from the frame, else numbers as text.

    Parameters
    ----------
    Z
        Intermediate flows as given by the user.
    labels
        Labels of all sectors, or of the sectors of one region when `regions` lists the
        regions once each.
    regions
        Region of each sector, or each region once.

    Raises
    ------
    InputError
        When the numbers of labels, regions and rows do not fit.
    """
    if not hasattr(Z, "__len__") or isinstance(Z, str | bytes):
        raise InputError([Problem("shape", "a square array or frame of flows", key="Z", value=type(Z).__name__)])
    size = len(Z)
    own = _own_rows(Z)
    if regions is None:
        names = list(labels) if labels is not None else own
        return _of_length(texts(range(1, size + 1) if names is None else names, "sector"), size)
    areas = list(regions)
    names = list(labels) if labels is not None else _of_one_region(own, size, areas)
    if len(areas) == len(names) == size:
        return texts(list(zip(areas, names, strict=True)), "sector")
    return _of_length(texts([(area, name) for area in areas for name in names], "sector"), size)


def relabelled(Z: Any) -> Any:
    """Flows without their own labels, for others to be put on, if rows and columns have the same ones.

    Examples
    --------
    >>> relabelled(pd.DataFrame([[1.0]], ["a"], ["a"]))
    array([[1.]])
    """
    return Z.to_numpy() if isinstance(Z, pd.DataFrame) and list(Z.index) == list(Z.columns) else Z


def _of_one_region(own: list[object] | None, size: int, areas: list[object]) -> list[object]:
    """Labels of the sectors of one region, or of all sectors when each has its region beside it."""
    once_each = len(set(map(str, areas))) == len(areas)
    each = size // max(len(areas), 1) if once_each else size
    if own is None:
        return [str(place + 1) for place in range(each)]
    return own[:each] if once_each and own == own[:each] * len(areas) else own


def _own_rows(Z: Any) -> list[object] | None:
    """Row labels that `Z` carries itself, if it does."""
    if isinstance(Z, pd.DataFrame):
        return _carried(Z.index)
    if hasattr(Z, "dims") and Z.dims[0] in Z.coords:
        return _carried(Z.get_index(Z.dims[0]))
    return None


def _of_length(axis: pd.Index, size: int) -> pd.Index:
    if len(axis) != size:
        raise InputError(
            [
                Problem(
                    "labels", f"{size} labels, one a row of the intermediate flows", key="labels", value=str(len(axis))
                )
            ]
        )
    return axis


def assemble(given: Mapping[str, Any], sectors: pd.Index) -> dict[str, Block]:
    """Every block given, aligned to the sectors and to the blocks it shares an axis with.

    Parameters
    ----------
    given
        Block name to array, list, mapping of lines, Series, DataFrame or DataArray; None
        where there is no such block.
    sectors
        Labels of the sectors, in the order the table keeps.

    Returns
    -------
    dict
        Block name to `Block`, in the order of `AXES`.

    Raises
    ------
    InputError
        With every block that has the wrong shape, text for numbers, or labels that do
        not match, the missing and the unexpected ones listed.

    Examples
    --------
    >>> made = assemble({"Z": [[1, 2], [3, 4]], "value_added": {"pay": [5, 6]}}, texts(["a", "b"]))
    >>> made["value_added"].rows[0], made["value_added"].values.shape
    ('pay', (1, 2))
    """
    findings = Findings()
    axes: dict[Axis, pd.Index] = {"sector": sectors}
    blocks: dict[str, Block] = {}
    for name, kinds in AXES.items():
        if given.get(name) is None:
            continue
        try:
            made = _block(name, given[name], axes)
        except InputError as error:
            findings.extend(error.problems)
            continue
        blocks[name] = made
        for kind, axis in zip(kinds, (made.rows, made.columns), strict=True):
            axes.setdefault(kind, axis)
    findings.raise_if_any()
    return blocks


def _block(name: str, value: Any, axes: Mapping[Axis, pd.Index]) -> Block:
    """One block, its rows and columns put in the order of the known axes."""
    row_kind, column_kind = AXES[name]
    values, rows, columns = _labelled(name, value, axes)
    _refuse_transposed(name, rows, columns, axes["sector"])
    own = (
        texts(rows, row_kind) if rows is not None else _default(name, row_kind, axes, values.shape[0]),
        texts(columns, column_kind) if columns is not None else _default(name, column_kind, axes, values.shape[1]),
    )
    places = [
        _places(name, kind, axis, axes.get(kind, axis), carried is not None)
        for kind, axis, carried in zip((row_kind, column_kind), own, (rows, columns), strict=True)
    ]
    final = [axes.get(kind, axis) for kind, axis in zip((row_kind, column_kind), own, strict=True)]
    ordered = values if all(place is None for place in places) else _reordered(values, places)
    return Block(frozen(ordered), final[0], final[1])


def _refuse_transposed(name: str, rows: list[object] | None, columns: list[object] | None, sectors: pd.Index) -> None:
    """Refuse a frame that has the sectors on its other side, and say how to turn it."""
    if rows is None or columns is None or AXES[name].count("sector") != 1:
        return
    sides = [set(texts(labels)) == set(sectors) for labels in (rows, columns)]
    right, wrong = sides if AXES[name][0] == "sector" else reversed(sides)
    if wrong and not right:
        side = "rows" if AXES[name][0] == "sector" else "columns"
        raise InputError([Problem("transposed", f"sectors in {side}: give the frame transposed (.T)", key=name)])


def _reordered(values: Array, places: Sequence[NDArray[np.intp] | None]) -> Array:
    for axis, place in enumerate(places):
        if place is not None:
            values = np.take(values, place, axis=axis)
    return values


def _labelled(
    name: str, value: Any, axes: Mapping[Axis, pd.Index]
) -> tuple[Array, list[object] | None, list[object] | None]:
    """Values of two dimensions with the labels that came with them, if any."""
    if hasattr(value, "dims") and hasattr(value, "to_pandas"):
        value = value.to_pandas()
    down = AXES[name][0] == "sector"  # one vector is a column of this block, else a row
    if isinstance(value, Mapping):
        lines = np.array([_line(name, item, axes) for item in value.values()], dtype=np.float64)
        return (lines.T, None, list(value)) if down else (lines, list(value), None)
    if isinstance(value, pd.Series):
        line = value.name if value.name is not None else _ONE_LINE.get(name, name)
        value = value.to_frame(line) if down else value.to_frame(line).T
    if isinstance(value, pd.DataFrame):
        return _numbers(name, value), _carried(value.index), _carried(value.columns)
    return _two_dimensions(name, value, down), None, None


def _carried(axis: pd.Index) -> list[object] | None:
    """Labels of a frame's axis; plain positions, as pandas puts where nobody gave labels, are none."""
    if isinstance(axis, pd.RangeIndex) and axis.start == 0 and axis.step == 1:
        return None
    return list(axis)


def _line(name: str, value: Any, axes: Mapping[Axis, pd.Index]) -> Array:
    """One line of a block given as a mapping, put in the order of the axis it runs along."""
    kinds = AXES[name]
    kind = kinds[0] if kinds[0] == "sector" else kinds[1]
    axis = axes.get(kind)
    values = _numbers(name, value)
    if values.ndim != 1 or (axis is not None and len(values) != len(axis)):
        expected = f"{'' if axis is None else len(axis)} numbers, one a {kind}"
        raise InputError([Problem("shape", expected, key=name, value="x".join(str(size) for size in values.shape))])
    if isinstance(value, pd.Series) and axis is not None:
        places = _places(name, kind, texts(value.index, kind), axis, True)
        return values if places is None else values[places]
    return values


def _numbers(name: str, value: Any) -> Array:
    """Numbers of a frame, series, list or array; text is refused, not read as NaN."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError([Problem("not-a-number", "numbers only", key=name, value=str(error))]) from error


def _two_dimensions(name: str, value: Any, down: bool) -> Array:
    """An array of two dimensions; a vector becomes one column (or one row)."""
    values = _numbers(name, value)
    if values.ndim == 1:
        return values[:, None] if down else values[None, :]
    if values.ndim != 2:
        found = "x".join(str(size) for size in values.shape)
        raise InputError([Problem("shape", "an array of one or two dimensions", key=name, value=found)])
    return values


def _default(name: str, kind: Axis, axes: Mapping[Axis, pd.Index], size: int) -> pd.Index:
    """Labels for an axis that came without: those of the known axis, else the block's name."""
    known = axes.get(kind)
    if known is not None:
        if len(known) != size:
            problem = Problem("shape", f"{len(known)} along the {kind} axis", key=name, value=str(size))
            raise InputError([problem])
        return known
    if size == 1:
        return texts([_ONE_LINE[name]], kind)
    if kind == "import" and size == len(axes["sector"]):
        return axes["sector"].copy()
    return texts([f"{kind} {place + 1}" for place in range(size)], kind)


def _places(name: str, kind: Axis, own: pd.Index, known: pd.Index, carried: bool) -> NDArray[np.intp] | None:
    """Where each label of `known` stands in `own`; None when the order is the same already.

    Raises
    ------
    InputError
        With the labels missing from the block and those it has in addition.
    """
    if len(own) == len(known) and own.nlevels == known.nlevels and list(own) == list(known):
        return None
    if not own.is_unique or not known.is_unique:
        # Named by the check of labels; without unique labels there is nothing to align by.
        doubled = ", ".join(shown(label) for label in dict.fromkeys(own[own.duplicated()]))
        raise InputError([Problem("duplicate-label", "each label once", key=name, value=doubled or None)])
    missing = [label for label in known if label not in own]
    unexpected = [label for label in own if label not in known]
    if missing or unexpected:
        raise InputError([Problem("labels", _mismatch(kind, missing, unexpected), key=name)])
    return own.get_indexer(known) if carried else None


def _mismatch(kind: Axis, missing: Sequence[object], unexpected: Sequence[object]) -> str:
    said = [f"the labels of the {kind} axis"]
    for word, labels in (("missing", missing), ("unexpected", unexpected)):
        if labels:
            more = f" and {len(labels) - 8} more" if len(labels) > 8 else ""
            said.append(f"{word}: {', '.join(shown(label) for label in labels[:8])}{more}")
    return "; ".join(said)
