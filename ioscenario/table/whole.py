"""Whole tables taken apart into frames, and put together again in the kind that was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.table.blocks import AXES
from ioscenario.table.feasibility import name

T = TypeVar("T")


def frames(table: Any) -> dict[str, pd.DataFrame]:
    """Blocks of an `IOTable` or of a mapping of frames, every axis in one order.

    Parameters
    ----------
    table
        Object with ``blocks``, or mapping of block names to frames. Of a block with one line a Series
        over the sectors will do.

    Returns
    -------
    dict of DataFrame
        In the order of `AXES`.

    Raises
    ------
    InputError
        Unknown blocks, no `Z`, labels that are not the same wherever an axis occurs, numbers missing.

    Examples
    --------
    >>> Z = pd.DataFrame([[1.0]], ["a"], ["a"])
    >>> frames({"Z": Z, "satellites": pd.Series([2.0], index=["a"], name="jobs")})["satellites"]
            a
    jobs  2.0
    """
    given = getattr(table, "blocks", table)
    if not isinstance(given, Mapping):
        raise InputError([Problem("table", "an IOTable or a mapping of frames", value=type(table).__name__)])
    findings = Findings()
    for block in given:
        if block not in AXES:
            findings.add("unknown-block", f"one of {', '.join(AXES)}", value=block, nearest=nearest(str(block), AXES))
    if "Z" not in given:
        findings.add("missing-block", "intermediate flows", key="Z")
    findings.raise_if_any()
    result: dict[str, pd.DataFrame] = {}
    known: dict[str, pd.Index[Any]] = {}
    for block in (block for block in AXES if given.get(block) is not None):
        frame = _frame(block, given[block])
        for position, axis in enumerate(AXES[block]):
            frame = _in_order(block, frame, position, known.setdefault(axis, frame.axes[position]), findings)
        if not np.isfinite(frame.to_numpy(dtype=np.float64)).all():
            findings.add("not-finite", "finite numbers", key=block)
        result[block] = frame
    findings.raise_if_any()
    return result


def _frame(block: str, given: Any) -> pd.DataFrame:
    """A block as a frame of floats."""
    if isinstance(given, pd.Series):
        line = given.name if given.name is not None else block
        given = given.to_frame(line) if AXES[block][0] == "sector" else given.to_frame(line).T
    if not isinstance(given, pd.DataFrame):
        raise InputError([Problem("frame", "a DataFrame", key=block, value=type(given).__name__)])
    return given.astype(np.float64)


def _in_order(
    block: str, frame: pd.DataFrame, position: int, labels: pd.Index[Any], findings: Findings
) -> pd.DataFrame:
    """A frame with one axis in the order of the labels that the axis has elsewhere."""
    own = frame.axes[position]
    twice = own[own.duplicated()].unique()
    for label in twice:
        findings.add("duplicate-label", "each label once", key=block, value=name(label))
    if len(twice) or own.equals(labels):
        return frame
    missing, unexpected = labels.difference(own, sort=False), own.difference(labels, sort=False)
    for label in missing:
        findings.add("missing-label", f"a line for {name(label)}", key=block)
    for label in unexpected:
        findings.add("unknown-label", "a label that the axis has elsewhere", key=block, value=name(label))
    return (
        frame
        if len(missing) or len(unexpected)
        else (frame.reindex(labels) if position == 0 else frame.reindex(columns=labels))
    )


def rebuilt(table: T, blocks: Mapping[str, pd.DataFrame], note: str = "", **attributes: Any) -> T:
    """Blocks in the kind of `table`: an `IOTable` with the same attributes, or a dict of frames.

    Parameters
    ----------
    table
        What was given.
    blocks
        The new blocks.
    note
        What was done, added to the notes of an `IOTable`.
    **attributes
        Attributes of an `IOTable` that change.

    Examples
    --------
    >>> Z = pd.DataFrame([[1.0]], ["a"], ["a"])
    >>> list(rebuilt({"Z": Z}, {"Z": 2 * Z})["Z"]["a"])
    [2.0]
    """
    if hasattr(table, "replace") and hasattr(table, "blocks"):
        notes = (*getattr(table, "notes", ()), note) if note else getattr(table, "notes", ())
        result: T = table.replace(**blocks, **attributes, notes=notes)
        return result
    return dict(blocks)  # type: ignore[return-value]
