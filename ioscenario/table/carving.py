r"""Carving: new sectors taken out of the sectors of a table that contain them.

The parts come with numbers of their own: what a new sector buys, pays, employs and sells. These are
taken from the row and the column of its host. With `g` the host of a new sector and each old sector
its own,

.. math:: z'_{ij} = z_{ij} - \sum_{g(k) = i,\ g(l) = j} e_{kl}

where `e` are the flows into and out of new sectors and :math:`z'` what the old ones keep. Aggregating
the result back gives the table that was there.

A flow that the host has not got cannot be taken from it. It is refused with its name and by how much,
never cut down to what is there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import Findings, nearest
from ioscenario.table.blocks import AXES
from ioscenario.table.concordance import Concordance, as_labels, index_like
from ioscenario.table.feasibility import amount, name
from ioscenario.table.labels import Array
from ioscenario.table.whole import frames, rebuilt

T = TypeVar("T")
Amounts = Mapping[Any, float | None]

#: What is left of a cell below this share of it is rounding, and set to zero.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Carved:
    """A new sector and all its flows, in the units of the table.

    Parameters
    ----------
    name
        Label of the new sector. In a table of several regions it is in the region of its host.
    host
        Label of the sector that contains it.
    purchases
        Domestic inputs by selling sector. The label of a new sector means that sector, the label of
        a host what is left of the host.
    sales
        Intermediate sales by buying sector, likewise. A flow between two new sectors may be given on
        either side, or on both if it is the same.
    final_demand
        Sales by category of final demand. One of them may be None: what is left of output.
    imports, product_taxes
        Imported inputs and net taxes on inputs by row of the table; a number where there is one row.
    value_added
        By component; a number where there is one. One of them may be None: what is left of output.
    satellites
        By account, every account of the table; a number where there is one.
    output
        Output. Needed only where a category and a component are both None; checked where given.
    product
        What it sells, for messages.

    Examples
    --------
    >>> Carved("dairy", "farm", purchases={"farm": 3.0}, sales={"industry": 5.0}, value_added={"income": None}).host
    'farm'
    """

    name: Hashable
    host: Hashable
    purchases: Amounts = field(default_factory=dict)
    sales: Amounts = field(default_factory=dict)
    final_demand: Amounts | float = field(default_factory=dict)
    imports: Amounts | float = field(default_factory=dict)
    product_taxes: Amounts | float = field(default_factory=dict)
    value_added: Amounts | float = field(default_factory=dict)
    satellites: Amounts | float = field(default_factory=dict)
    output: float | None = None
    product: str = ""


def carve_out(table: T, carved: Iterable[Carved], *, any_sign: Iterable[Hashable] = (), tolerance: float = 1e-9) -> T:
    """Make new sectors out of parts of the sectors that contain them.

    Parameters
    ----------
    table
        `IOTable`, or mapping of block names (`Z`, `final_demand`, `value_added`, ...) to frames.
    carved
        The new sectors with all their flows.
    any_sign
        Categories, components or accounts, such as changes in inventories or subsidies, in which what
        is left of the host may have another sign than the host had.
    tolerance
        Largest difference between what a new sector pays and sells, relative to its output.

    Returns
    -------
    IOTable or dict of DataFrame
        As `table`, each new sector behind its host, which keeps its label. With
        ``aggregate_table(result, hosts(carved), rest="keep")`` the table is back to 1e-12.

    Raises
    ------
    InputError
        All at once: unknown hosts, sectors and lines; names that exist already; a new sector that does
        not pay what it sells; two statements of one flow that differ; accounts without a number; and
        every flow that the host cannot hold, with the amount that is too much.

    Examples
    --------
    >>> names = ["farm", "industry"]
    >>> Z = pd.DataFrame([[2.0, 9.0], [4.0, 5.0]], names, names)
    >>> table = {
    ...     "Z": Z,
    ...     "final_demand": pd.DataFrame({"homes": [9.0, 11.0]}, names),
    ...     "value_added": pd.DataFrame([[14.0, 6.0]], ["income"], names),
    ... }
    >>> dairy = Carved(
    ...     "dairy", "farm", purchases={"farm": 1, "industry": 2}, sales={"industry": 5}, final_demand={"homes": 3},
    ...     value_added={"income": None})
    >>> carve_out(table, [dairy])["Z"]
              farm  dairy  industry
    farm       1.0    1.0       4.0
    dairy      0.0    0.0       5.0
    industry   2.0    2.0       5.0
    >>> carve_out(table, [Carved("dairy", "industry", {"farm": 2}, {"farm": 5}, {"homes": None}, value_added=6)])
    Traceback (most recent call last):
    ioscenario.problems.InputError: Z: industry -> farm: expected at most 4, what the table has there, found '5: 1
    too much (dairy -> farm 5)' [host-cannot-hold]
    """
    items = list(carved)
    blocks = frames(table)
    findings = Findings()
    axis = _Axis.read(items, blocks["Z"].index, findings)
    findings.raise_if_any()
    parts = _parts(items, blocks, axis, findings)
    _close(items, parts, axis, tolerance, findings)
    findings.raise_if_any()
    loose = set(any_sign)
    result = {block: _carve(block, frame, parts.get(block), axis, loose, findings) for block, frame in blocks.items()}
    findings.raise_if_any()
    told = ", ".join(f"{name(item.name)} from {name(item.host)}" for item in items)
    return rebuilt(table, result, note=f"carved out: {told}" if items else "")


def hosts(carved: Iterable[Carved]) -> dict[Hashable, Hashable]:
    """The concordance that puts carved sectors back into their hosts.

    Examples
    --------
    >>> hosts([Carved("dairy", "farm"), Carved("mine", ("north", "industry"))])
    {'dairy': 'farm', ('north', 'mine'): ('north', 'industry')}
    """
    return {_full(item): item.host for item in carved}


def _full(item: Carved) -> Hashable:
    """Label of a new sector, with the region of its host."""
    paired = isinstance(item.host, tuple) and not isinstance(item.name, tuple)
    return (*item.host[:-1], item.name) if paired else item.name  # type: ignore[index]


@dataclass(frozen=True, eq=False)
class _Axis:
    """The sectors: old ones first, then new ones; where each belongs, and in which order they are shown.

    Parameters
    ----------
    labels
        (n + m,) labels.
    old
        n.
    host
        (n + m,) position of the old sector that each belongs to; of an old one itself.
    products
        (n + m,) what each sells, for messages.
    """

    labels: list[Hashable]
    old: int
    host: NDArray[np.intp]
    products: list[str]
    index: pd.Index[Any]

    @classmethod
    def read(cls, items: Sequence[Carved], index: pd.Index[Any], findings: Findings) -> _Axis:
        labels = list(index)
        place = {label: at for at, label in enumerate(labels)}
        host = list(range(len(labels)))
        for item in items:
            at = place.get(as_labels([item.host], index)[0])
            if at is None:
                near = nearest(name(item.host), map(name, index))
                findings.add(
                    "unknown-host", "a sector of the table", key=name(item.name), value=name(item.host), nearest=near
                )
                continue
            new = _full(Carved(item.name, labels[at]))
            if new in labels:
                findings.add("duplicate-label", "a name that no sector has", key=name(new))
            labels.append(new)
            host.append(at)
        products = [""] * len(index) + [item.product for item in items]
        return cls(labels, len(index), np.array(host, dtype=np.intp), products, index)

    @property
    def order(self) -> NDArray[np.intp]:
        """Every new sector behind its host."""
        return np.argsort(self.host, kind="stable")

    @property
    def shown(self) -> pd.Index[Any]:
        """Labels in that order, with the level names of the old ones."""
        return index_like([self.labels[at] for at in self.order], self.index)

    def find(self, label: Hashable, region_of: Hashable) -> int | None:
        """Position of a sector; a bare name in a table of several regions is sought in the host's region."""
        key = as_labels([label], self.index)[0]
        if key not in self.labels and isinstance(region_of, tuple) and not isinstance(key, tuple):
            key = (*region_of[:-1], key)
        return self.labels.index(key) if key in self.labels else None


# --- what the new sectors bring -------------------------------------------------------------


def _parts(
    items: Sequence[Carved], blocks: Mapping[str, pd.DataFrame], axis: _Axis, findings: Findings
) -> dict[str, Array]:
    """Flows of new sectors by block, over old and new sectors; NaN for one that is to close a sector."""
    parts = {"Z": _flows_between(items, axis, findings)}
    for block, frame in blocks.items():
        if block == "final_demand":
            given = np.zeros((len(axis.labels), frame.shape[1]))
            for k, item in enumerate(items):
                given[axis.old + k] = _line(item, block, frame.columns, findings)
            parts[block] = given
        elif block != "Z" and AXES[block][1] == "sector":
            given = np.zeros((frame.shape[0], len(axis.labels)))
            for k, item in enumerate(items):
                given[:, axis.old + k] = _line(item, block, frame.index, findings)
            parts[block] = given
    for item in items:
        for block in ("final_demand", "imports", "product_taxes", "value_added", "satellites"):
            if block not in blocks and _is_given(getattr(item, block)):
                findings.add("missing-block", f"a table with {block}", key=f"{name(item.name)}: {block}")
    return parts


def _is_given(spec: Amounts | float) -> bool:
    return len(spec) > 0 if isinstance(spec, Mapping | pd.Series) else True


def _flows_between(items: Sequence[Carved], axis: _Axis, findings: Findings) -> Array:
    """Flows into and out of new sectors, each stated once or twice in the same size."""
    flows = np.zeros((len(axis.labels), len(axis.labels)))
    said: dict[tuple[int, int], float] = {}
    for k, item in enumerate(items):
        own = axis.old + k
        region = axis.labels[own]
        for block in ("purchases", "sales"):
            for label, size in getattr(item, block).items():
                at = axis.find(label, region)
                called = f"{name(item.name)}: {block}"
                if at is None:
                    near = nearest(name(label), map(name, axis.labels))
                    findings.add("unknown-label", "a sector, old or new", key=called, value=name(label), nearest=near)
                    continue
                value = _number(size, f"{called}: {name(label)}", findings)
                cell = (at, own) if block == "purchases" else (own, at)
                if cell in said and not np.isclose(said[cell], value, rtol=1e-9, atol=0.0):
                    seller, buyer = (name(axis.labels[end]) for end in cell)
                    sizes = f"{amount(said[cell])} and {amount(value)}"
                    findings.add("stated-twice", "the same from both sides", key=f"{seller} -> {buyer}", value=sizes)
                said[cell] = value
                flows[cell] = value
    return flows


def _number(size: object, called: str, findings: Findings) -> float:
    """A finite number; anything else is refused."""
    try:
        value = float(size)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        value = np.nan
    if not np.isfinite(value):
        findings.add("not-finite", "a number", key=called, value=size)
        return 0.0
    return value


def _line(item: Carved, block: str, labels: pd.Index[Any], findings: Findings) -> Array:
    """Amounts of a new sector over the lines of a block; NaN for the one to close it."""
    spec: Any = getattr(item, block)
    called = f"{name(item.name)}: {block}"
    result = np.zeros(len(labels))
    if not isinstance(spec, Mapping | pd.Series):
        if len(labels) != 1:
            findings.add("shape", f"amounts by {', '.join(map(name, labels))}", key=called, value=spec)
            return result
        spec = {labels[0]: spec}
    keys = as_labels(spec.keys(), labels)
    for key, size in zip(keys, spec.values() if isinstance(spec, Mapping) else spec.to_list(), strict=True):
        if key not in labels:
            near = nearest(name(key), map(name, labels))
            findings.add("unknown-label", f"a line of {block}", key=called, value=name(key), nearest=near)
            continue
        open_end = size is None and block in {"final_demand", "value_added"}
        result[labels.get_loc(key)] = np.nan if open_end else _number(size, f"{called}: {name(key)}", findings)
    if block == "satellites":
        for label in labels.difference(pd.Index(keys, tupleize_cols=False), sort=False):
            findings.add("missing-account", "a number, which may be 0", key=f"{called}: {name(label)}")
    return result


def _close(
    items: Sequence[Carved], parts: Mapping[str, Array], axis: _Axis, tolerance: float, findings: Findings
) -> None:
    """Fill in what was left open, and refuse new sectors that do not pay what they sell."""
    if "final_demand" not in parts:
        return
    paid_in = [parts[block] for block in ("Z", "imports", "product_taxes", "value_added") if block in parts]
    for k, item in enumerate(items):
        own = axis.old + k
        final = parts["final_demand"][own]
        value_added = parts["value_added"][:, own] if "value_added" in parts else np.zeros(0)
        paid = float(sum(np.nansum(block[:, own]) for block in paid_in))
        sold = float(parts["Z"][own].sum() + np.nansum(final))
        open_ends = int(np.isnan(final).sum()), int(np.isnan(value_added).sum())
        called = name(axis.labels[own])
        if max(open_ends) > 1 or (min(open_ends) == 1 and item.output is None):
            expected = "at most one None in final_demand and in value_added, and `output` where both have one"
            findings.add("open", expected, key=called, value=f"{open_ends[0]} and {open_ends[1]}")
            continue
        output = item.output if item.output is not None else (paid if open_ends[0] else sold)
        final[np.isnan(final)] = output - sold
        value_added[np.isnan(value_added)] = output - paid
        sold, paid = sold if not open_ends[0] else output, paid if not open_ends[1] else output
        for word, total in (("sells", sold), *((("pays", paid),) if "value_added" in parts else ())):
            if abs(total - output) > tolerance * max(abs(total), abs(output)):
                value = f"{word} {amount(total)}, difference {total - output:+.6g}"
                findings.add("carved-balance", f"sales and costs of {amount(output)}", key=called, value=value)


# --- taking it from the hosts ---------------------------------------------------------------


def _carve(
    block: str, frame: pd.DataFrame, part: Array | None, axis: _Axis, loose: set[Hashable], findings: Findings
) -> pd.DataFrame:
    """A block with the new lines in, and what is left in the old ones; cells that cannot hold it are refused."""
    if part is None:
        return frame
    sector_rows, sector_columns = (kind == "sector" for kind in AXES[block])
    before = frame.to_numpy(dtype=np.float64)
    adding = Concordance(axis.index, axis.host)
    taken = adding.add(part, 0) if sector_rows else part
    taken = adding.add(taken, 1) if sector_columns else taken
    left = before - taken
    left[np.abs(left) <= ROUNDING * np.maximum(np.abs(before), np.abs(taken))] = 0.0
    for i, j in np.argwhere((left != 0) & (left * before <= 0)):
        if not loose & {frame.index[i], frame.columns[j]} - set(axis.index):
            _refuse(block, frame, (int(i), int(j)), part, float(taken[i, j]), axis, findings)
    result = part.copy()
    result[: len(left) if sector_rows else None, : left.shape[1] if sector_columns else None] = left
    rows, columns = frame.index, frame.columns
    if sector_rows:
        result, rows = result[axis.order], axis.shown
    if sector_columns:
        result, columns = result[:, axis.order], axis.shown
    return pd.DataFrame(result, index=rows, columns=columns)


def _refuse(
    block: str,
    frame: pd.DataFrame,
    cell: tuple[int, int],
    part: Array,
    taken: float,
    axis: _Axis,
    findings: Findings,
) -> None:
    """Name a cell that cannot hold what is to be taken out of it, by how much, and who wants it."""
    before = float(frame.to_numpy(dtype=np.float64)[cell])
    members = [
        np.flatnonzero(axis.host == at) if kind == "sector" else np.array([at])
        for kind, at in zip(AXES[block], cell, strict=True)
    ]
    sellers, buyers = (
        axis.labels if kind == "sector" else list(labels) for kind, labels in zip(AXES[block], frame.axes, strict=True)
    )
    wanted = []
    for i in members[0]:
        product = axis.products[i] if AXES[block][0] == "sector" else ""
        sold = f"{name(sellers[i])}{f' ({product})' if product else ''}"
        wanted += [f"{sold} -> {name(buyers[j])} {amount(float(part[i, j]))}" for j in members[1] if part[i, j]]
    value = f"{amount(taken)}: {abs(taken - before):.8g} too much ({', '.join(wanted)})"
    key = f"{block}: {name(frame.index[cell[0]])} -> {name(frame.columns[cell[1]])}"
    findings.add("host-cannot-hold", f"at most {amount(before)}, what the table has there", key=key, value=value)
