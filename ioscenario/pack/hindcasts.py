"""The hindcasts of a pack: what ``hindcast.yaml`` asks to be predicted from an earlier start.

A hindcast starts the model in a year that is over, gives it what was observed of its
drivers afterwards and nothing else, and is scored against what was observed of its
results. An entry whose years are not over yet is a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from ioscenario.pack import files
from ioscenario.pack.structure import Id, Strict, Text
from ioscenario.pack.table_checks import about
from ioscenario.pack.tables import empty, records
from ioscenario.problems import Findings, Problem, nearest
from ioscenario.yamlnodes import read_yaml, validate

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

FILE: Final = "hindcast.yaml"


class Predicted(Strict):
    """A result that is held against ``history.csv``."""

    indicator: str
    """A variable of the results."""
    label: str = ""
    """Member of its dimension, such as a commodity; empty for the whole."""
    anchored: bool = False
    """Whether statistics record a part only, so that the change since the start is predicted, from the observation
    of the start year: observed(start) x model(year) / model(start)."""


class Break(Strict):
    """Something that happened in a year and that no driver carries."""

    year: int
    text: Text
    indicator: str = ""
    """The variable that it broke; empty for all."""
    label: str = ""
    source: str = ""
    """Id of a source or fact of the pack."""


class HindcastText(Strict):
    """One entry of ``hindcast.yaml``."""

    id: Id
    title: Text
    note: Text | None = None
    """What is given and what is not."""
    start: int
    """First year that is simulated."""
    scenario: Id | None = None
    """A scenario of the pack; by default the reference."""
    settings: dict[str, Any] = Field(default_factory=dict, alias="set")
    """Settings on top of the scenario, written as in a scenario file."""
    drivers: tuple[str, ...] | None = None
    """Paths whose rows after the start are used; all others keep their value of the start year."""
    predict: tuple[Predicted, ...] = Field(min_length=1)
    calibrate: tuple[int, ...] = ()
    """Years that fits, no-change and trend may use."""
    validate_: tuple[int, ...] = Field(alias="validate", min_length=1)
    """Years that are scored or, without an observation, forecast."""
    breaks: tuple[Break, ...] = ()


class HindcastEntry(HindcastText):
    """An entry with its line in the file."""

    line: int


def read_hindcasts(folder: Path, findings: Findings) -> tuple[HindcastEntry, ...]:
    """Return the entries of ``hindcast.yaml``, which is a list.

    Parameters
    ----------
    folder
        The pack's folder.
    findings
        Takes every problem of the file.
    """
    file = files.shown(folder, FILE)
    node = read_yaml(folder / FILE, findings, shown_as=file)
    if node is None:
        return ()
    if node.sequence is None:
        findings.add("value", "a list of hindcasts", file=file, line=node.line, column=node.column, value=node.shown)
        return ()
    found: dict[str, HindcastEntry] = {}
    for item in node.sequence:
        written = validate(HindcastText, item, findings)
        if written is None:
            continue
        entry = HindcastEntry.model_validate({**written.model_dump(by_alias=True), "line": item.line})
        if entry.id in found:
            expected = f"an id of its own; line {found[entry.id].line} has it already"
            findings.add("duplicate", expected, file=file, line=item.line, key="id", value=entry.id)
        found[entry.id] = entry
    return tuple(found.values())


# ----------------------------------------------------------------------------- checks


def check_hindcasts(pack: Pack) -> Iterator[Problem]:
    """Refuse hindcasts of what the model does not give, from what it does not know, or that look ahead."""
    for entry in pack.hindcasts:
        yield from _check_years(pack, entry)
        yield from _check_drivers(pack, entry)
        for place, predicted in enumerate(entry.predict):
            yield from _check_about(pack, entry, f"predict[{place}]", predicted.indicator, predicted.label)
            if predicted.anchored and not _seen(pack, predicted, entry.start):
                expected = f"an observation of the whole year {entry.start} in history.csv, to start from"
                yield _at(pack, entry, f"predict[{place}].anchored", "no-anchor", expected, "true")
        yield from _check_fitted(pack, entry)
        for place, item in enumerate(entry.breaks):
            if item.indicator:
                yield from _check_about(pack, entry, f"breaks[{place}]", item.indicator, item.label)
            known = {*pack.sources["id"], *pack.fact_table["id"]}
            if item.source and item.source not in known:
                expected, near = "the id of a source or fact of this pack", nearest(item.source, known)
                yield _at(pack, entry, f"breaks[{place}].source", "unknown-source", expected, item.source, near)


def _check_about(pack: Pack, entry: HindcastEntry, where: str, indicator: str, label: str) -> Iterator[Problem]:
    """Yield a problem of what is not among the results."""
    wrong = about(pack, indicator, label)
    if wrong is not None:
        column, expected, near = wrong
        key, value = ("indicator", indicator) if column == "variable" else (column, label)
        yield _at(pack, entry, f"{where}.{key}", f"unknown-{column}", expected, value, near)


def _check_years(pack: Pack, entry: HindcastEntry) -> Iterator[Problem]:
    """Yield problems of the years: no fit may see a year that is scored."""
    base, horizon = pack.structure.base_year, pack.structure.horizon
    if not 1900 <= entry.start <= base:
        yield _at(pack, entry, "start", "year", f"the base year {base} or an earlier year", str(entry.start))
    for year in entry.calibrate:
        if year > entry.start:
            expected = f"years up to the start, {entry.start}: later ones are kept for validation"
            yield _at(pack, entry, "calibrate", "year", expected, str(year))
    for year in entry.validate_:
        if not entry.start < year <= horizon:
            yield _at(pack, entry, "validate", "year", f"a year from {entry.start + 1} to {horizon}", str(year))


def _check_drivers(pack: Pack, entry: HindcastEntry) -> Iterator[Problem]:
    if entry.drivers is None and entry.start != pack.structure.base_year:
        expected = "the paths that are known after the start; without them figures of later years would leak in"
        yield _at(pack, entry, "drivers", "missing-key", expected)
    for path in entry.drivers or ():
        if path not in pack.parameters or not pack.parameters[path].given:
            near = nearest(path, pack.parameters)
            yield _at(pack, entry, "drivers", "unknown-path", "a path that parameters.csv gives", path, near)


def _check_fitted(pack: Pack, entry: HindcastEntry) -> Iterator[Problem]:
    """Yield parameters fitted to a later figure that have no row of their own for the start."""
    dated = {(row["path"], int(row["year"])) for row in records(pack.frame) if not empty(row["year"])}
    for row in records(pack.fitted):
        if empty(row["year"]) or row["year"] <= entry.start or (row["path"], entry.start) in dated:
            continue
        expected = f"a row of {row['path']} for {entry.start}: it was fitted to {row['indicator']} of {row['year']:g}"
        yield _at(pack, entry, "start", "leak", expected, str(entry.start))


def _seen(pack: Pack, item: Predicted, year: int) -> bool:
    """Return whether the whole year of an indicator was observed."""
    frame = pack.history
    own = (frame["variable"] == item.indicator) & (frame["label"] == item.label) & (frame["year"] == year)
    return bool((own & frame["months"].isna()).any())


def _at(
    pack: Pack, entry: HindcastEntry, key: str, code: str, expected: str, value: str | None = None,
    near: str | None = None,
) -> Problem:  # fmt: skip
    """Return a problem of one key of an entry, at the line where the entry starts."""
    file = files.shown(pack.folder, FILE)
    return Problem(code, expected, file, entry.line, None, f"{entry.id}.{key}", value, near)
