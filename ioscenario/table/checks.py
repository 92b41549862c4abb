"""Named checks of a table: each a small function that names the sectors it minds.

======================  =====================================================================
``missing``             a number that is missing, which counts as zero when accepted
``zero_output``         a sector without output, whose coefficients would be infinite; when
                        accepted it must be idle: no inputs either
``negative_output``     a sector with output below zero
``signs``               an intermediate flow, domestic or imported, below zero
``balance``             output by rows other than output by columns
``productive``          a spectral radius of the coefficients of 1 or more: no final demand can
                        be met by outputs that are all positive; when accepted, ``A`` can be
                        looked at, but a Leontief inverse of it is still refused
``totals``              a total printed in a file other than the sum of its parts (readers)
======================  =====================================================================

Labels that are missing or twice there, infinite numbers and shapes that do not fit are
always refused: no calculation could be trusted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.blocks import Array, Block, shown
from ioscenario.table.labels import Sectors
from ioscenario.table.leontief import require_productive

#: Sectors named in one refusal of one check; the rest is counted.
MOST_NAMED = 20


class TableWarning(UserWarning):
    """Something a check of a table minds that the user did not ask to be refused."""


@dataclass(frozen=True)
class Checked:
    """What the checks look at.

    Parameters
    ----------
    blocks
        Blocks of the table; numbers are finite.
    output
        (n,) output, money: as given, or by rows.
    sold
        (n,) output by rows: what is sold to sectors and to final demand.
    tolerance
        Allowed difference of rows and columns, relative to output.
    """

    blocks: Mapping[str, Block]
    output: Array
    sold: Array
    tolerance: float

    @property
    def sectors(self) -> pd.Index:
        """Labels of the sectors."""
        return self.blocks["Z"].rows


def costs(blocks: Mapping[str, Block]) -> Array:
    r"""Output by columns: everything a sector pays.

    .. math:: c_j = \sum_i z_{ij} + \sum_i m_{ij} + \sum_k t_{kj} + \sum_k v_{kj}

    Parameters
    ----------
    blocks
        Blocks of a table.

    Returns
    -------
    ndarray
        (n,), money.
    """
    paid = [
        blocks[name].values.sum(axis=0) for name in ("Z", "imports", "product_taxes", "value_added") if name in blocks
    ]
    return np.asarray(sum(paid), dtype=np.float64)


def zero_output(table: Checked) -> list[Problem]:
    """Sectors whose output is zero, minus zero included."""
    return _named(table.output == 0.0, table, "zero_output", "an output other than zero", table.output)


def idle_only(table: Checked) -> list[Problem]:
    """Sectors without output that have inputs all the same: never acceptable."""
    active = np.abs(costs_by_cell(table)) > 0.0
    wrong = (table.output == 0.0) & active
    return _named(wrong, table, "zero_output", "no inputs of a sector without output", costs_by_cell(table))


def costs_by_cell(table: Checked) -> Array:
    """(n,) sum of the sizes of all inputs of a sector, so that signs cannot cancel."""
    names = [name for name in ("Z", "imports", "product_taxes", "value_added") if name in table.blocks]
    return np.asarray(sum(np.abs(table.blocks[name].values).sum(axis=0) for name in names), dtype=np.float64)


def negative_output(table: Checked) -> list[Problem]:
    """Sectors whose output is below zero."""
    return _named(table.output < 0.0, table, "negative_output", "an output above zero", table.output)


def signs(table: Checked) -> list[Problem]:
    """Intermediate flows below zero, domestic or imported, by the sector that buys."""
    problems = []
    for name in ("Z", "imports"):
        block = table.blocks.get(name)
        if block is None or not block.values.min(initial=0.0) < 0.0:
            continue
        cells = np.argwhere(block.values < 0.0)
        problems += [
            Problem(
                "signs",
                "an intermediate flow of zero or more",
                key=f"{name}: {shown(block.rows[row])} -> {shown(block.columns[column])}",
                value=f"{block.values[row, column]:g}",
            )
            for row, column in cells[:MOST_NAMED]
        ]
        problems += _rest(len(cells), "signs", f"intermediate flows of zero or more in {name}")
    return problems


def balance(table: Checked) -> list[Problem]:
    """Sectors whose output is not what they pay, or not what they sell."""
    problems = []
    if "value_added" in table.blocks:
        problems += _differences(table, costs(table.blocks), "everything the sector pays equal to its output")
    return problems + _differences(table, table.sold, "intermediate and final sales equal to output")


def _differences(table: Checked, other: Array, expected: str) -> list[Problem]:
    gap = other - table.output
    wrong = np.abs(gap) > table.tolerance * np.maximum(np.abs(table.output), np.abs(other))
    order = [place for place in np.argsort(-np.abs(gap), kind="stable") if wrong[place]]
    problems = [
        Problem(
            "balance",
            f"{expected} {table.output[place]:.12g}",
            key=shown(table.sectors[place]),
            value=f"{other[place]:.12g} (difference {gap[place]:+.6g})",
        )
        for place in order[:MOST_NAMED]
    ]
    return problems + _rest(len(order), "balance", expected)


def productive(table: Checked) -> list[Problem]:
    """Sectors that keep the coefficients from leaving anything over: a spectral radius of 1 or more."""
    A = coefficient_values(table.blocks["Z"].values, table.output)
    try:
        require_productive(A, Sectors("pandas", len(A), table.sectors))
    except InputError as error:
        return list(error.problems)
    return []


def coefficient_values(flows: Array, output: Array) -> Array:
    r"""Input coefficients, with a column of zeros for an idle sector.

    .. math:: a_{ij} = z_{ij} / x_j

    Parameters
    ----------
    flows
        (m, n) flows, money.
    output
        (n,) output, money.

    Returns
    -------
    ndarray
        (m, n), money per money.

    Examples
    --------
    >>> coefficient_values(np.array([[1.0, 0.0]]), np.array([4.0, -0.0]))
    array([[0.25, 0.  ]])
    """
    if output.all():
        return np.asarray(flows / output)
    return np.divide(flows, output, out=np.zeros_like(flows), where=(output != 0.0) & np.ones_like(flows, dtype=bool))


#: The checks in the order in which they are reported.
CHECKS: dict[str, Callable[[Checked], list[Problem]]] = {
    "zero_output": zero_output,
    "negative_output": negative_output,
    "signs": signs,
    "balance": balance,
    "productive": productive,
}

#: Every word that `accept` and `strict` take.
NAMES = ("missing", *CHECKS, "totals")


def _named(wrong: NDArray[np.bool_], table: Checked, name: str, expected: str, values: Array) -> list[Problem]:
    places = np.flatnonzero(wrong)
    problems = [
        Problem(name.replace("_", "-"), expected, key=shown(table.sectors[place]), value=f"{values[place]:g}")
        for place in places[:MOST_NAMED]
    ]
    return problems + _rest(len(places), name.replace("_", "-"), expected)


def _rest(found: int, code: str, expected: str) -> list[Problem]:
    if found <= MOST_NAMED:
        return []
    return [Problem(code, expected, value=f"{found - MOST_NAMED} more")]


def known_names(words: Collection[str] | str, key: str) -> frozenset[str]:
    """The names of checks in `accept` or `strict`.

    Raises
    ------
    InputError
        For a word that is no check, with the nearest one.

    Examples
    --------
    >>> known_names("zero_output", "accept")
    frozenset({'zero_output'})
    """
    listed = [words] if isinstance(words, str) else list(words)
    wrong = [word for word in listed if word not in NAMES]
    if wrong:
        expected = f"checks among {', '.join(NAMES)}"
        raise InputError(
            Problem("unknown-check", expected, key=key, value=str(word), nearest=nearest(str(word), NAMES))
            for word in wrong
        )
    return frozenset(listed)


def labels(blocks: Mapping[str, Block]) -> list[Problem]:
    """Labels that are missing or stand twice on one axis of any block."""
    problems: list[Problem] = []
    seen: set[int] = set()
    for name, block in blocks.items():
        for axis in (block.rows, block.columns):
            if id(axis) in seen:
                continue
            seen.add(id(axis))
            empty = [place + 1 for place, label in enumerate(axis) if _empty(label)]
            if empty:
                value = ", ".join(str(place) for place in empty[:MOST_NAMED])
                problems.append(Problem("missing-label", "a label for every line", key=name, value=f"line {value}"))
            doubled = [label for label in dict.fromkeys(axis[axis.duplicated()]) if not _empty(label)]
            problems += [Problem("duplicate-label", "each label once", key=name, value=shown(item)) for item in doubled]
    return problems


def _empty(label: object) -> bool:
    """Whether there is no label. A line for all regions has none of them, but has a label."""
    return not (label[-1] if isinstance(label, tuple) else label)


def finite(blocks: Mapping[str, Block]) -> tuple[list[Problem], list[Problem]]:
    """Numbers that are missing, and numbers that are infinite, each with its place.

    Returns
    -------
    tuple
        Problems of missing numbers; problems of infinite numbers.
    """
    missing: list[Problem] = []
    infinite: list[Problem] = []
    for name, block in blocks.items():
        if np.isfinite(block.values).all():
            continue
        missing += _cells(name, block, np.isnan(block.values), "missing")
        infinite += _cells(name, block, np.isinf(block.values), "infinite")
    return missing, infinite


def _cells(name: str, block: Block, wrong: NDArray[np.bool_], code: str) -> list[Problem]:
    cells = np.argwhere(wrong)
    problems = [
        Problem(
            code,
            "a finite number",
            key=f"{name}: {shown(block.rows[row])} -> {shown(block.columns[column])}",
            value=str(block.values[row, column]),
        )
        for row, column in cells[:MOST_NAMED]
    ]
    return problems + _rest(len(cells), code, f"finite numbers in {name}")


def decide(found: Mapping[str, Sequence[Problem]], strict: frozenset[str], accept: frozenset[str]) -> None:
    """Refuse what is strict, warn of the rest, keep silent on what was accepted.

    Parameters
    ----------
    found
        Check name to what it minds.
    strict
        Checks that refuse.
    accept
        Checks that the user said to accept.

    Raises
    ------
    InputError
        With everything found by strict checks that is not accepted.
    """
    refused = Findings()
    for name, problems in found.items():
        if name in accept:
            continue
        if name in strict:
            refused.extend(_refusal(name, problems))
        else:
            for problem in problems:
                warnings.warn(f"{name}: {problem}", TableWarning, stacklevel=4)
    refused.raise_if_any()


def _refusal(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of one check, the first of which says how to accept them all."""
    hint = f'; or accept=("{name}",) to use the table as it is'
    return [replace(problem, expected=problem.expected + hint * (place == 0)) for place, problem in enumerate(problems)]
