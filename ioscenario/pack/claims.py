"""Published figures and claims: ``claims.yaml``, and the ways in which each may be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from ioscenario.pack import files
from ioscenario.pack.structure import Id, Strict, Text
from ioscenario.problems import Findings
from ioscenario.yamlnodes import Node, read_yaml, validate

ClaimId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=60)]

#: Id of the one reading of a claim that is written without any.
AS_STATED: Final = "as_stated"

#: What rounding to two significant digits can move a figure at most, relative: 1.05 is written as 1.0 or 1.1.
ROUNDING = 0.05
#: A claim with more readings than this says nothing.
MOST_READINGS = 20


class ReadingText(Strict):
    """One way to read a claim, as ``claims.yaml`` writes it."""

    id: ClaimId
    text: Text | None = None
    """The reading in words; without one, the claim as it stands."""
    model: str
    """What stands for the claimed figure: an expression over results, parameters and facts."""
    value: float | None = None
    """The claimed figure in this reading; without one (or low and high), that of the claim."""
    low: float | None = None
    high: float | None = None
    """Ends of a claimed span, instead of a value."""
    unit: str | None = None
    """Unit of the claimed figure; without one, that of the claim."""
    sense: Literal["about", "at_least", "at_most"] = "about"
    """Whether the figure itself is claimed, or that it is at least (over) or at most (below) so much."""
    scenario: Id | None = None
    """Scenario in which the model is asked; without one, the reference."""
    year: int | None = None
    """Year of the results; without one, that of the claim."""
    tolerance: Annotated[float, Field(ge=0.0, le=1.0)] = ROUNDING
    """How far from the model's central value a figure may be and still agree, relative."""
    condition: dict[str, float | str] = Field(default_factory=dict)
    """Parameters that have other values in this reading: number in the row's unit, or with a unit."""
    provided: Text | None = None
    """What has to be so besides, of which the model has nothing; such a reading holds at best under this condition."""
    facts: tuple[str, ...] = ()
    """Further facts that bear on it, besides those in the expression."""
    note: Text | None = None
    """What a reader should know besides the numbers."""


class Reading(ReadingText):
    """One way to read a claim, with its line in the file."""

    line: int


class ClaimText(Strict):
    """A published figure, as ``claims.yaml`` writes it."""

    id: ClaimId
    indicator: str = ""
    """A variable of the results; may be left out where there are readings."""
    label: str = ""
    """Member of the variable's dimension, such as a commodity; empty for the whole."""
    year: int
    value: float
    unit: str
    text: Text
    source: str
    kind: Literal["statistic", "claim"]
    note: Text | None = None
    """What a reader should know besides the numbers."""
    readings: Annotated[tuple[ReadingText, ...], Field(max_length=MOST_READINGS)] = ()
    """Ways to read it; without any, the indicator in the reference scenario."""


class Claim(ClaimText):
    """A published figure that results are held against, with its line in the file."""

    line: int
    readings: tuple[Reading, ...] = ()

    @property
    def all_readings(self) -> tuple[Reading, ...]:
        """Its readings; without any, the indicator as it stands."""
        if self.readings:
            return self.readings
        member = f"[{self.label}]" if self.label else ""
        return (Reading(id=AS_STATED, model=f"{self.indicator}{member}", line=self.line),)


def read_claims(folder: Path, findings: Findings) -> tuple[Claim, ...]:
    """Read ``claims.yaml``, which is a list.

    Parameters
    ----------
    folder
        The pack's folder, which has the file.
    findings
        Takes every problem.

    Returns
    -------
    tuple of Claim
        Those that could be read.
    """
    file = files.shown(folder, files.CLAIMS)
    node = read_yaml(folder / files.CLAIMS, findings, shown_as=file)
    if node is None:
        return ()
    if node.sequence is None:
        findings.add("value", "a list of claims", file=file, line=node.line, column=node.column, value=node.shown)
        return ()
    found: dict[str, Claim] = {}
    for item in node.sequence:
        written = validate(ClaimText, item, findings)
        if written is None:
            continue
        claim = _placed(written, item)
        _check_ids(claim, found, file, findings)
        found[claim.id] = claim
    return tuple(found.values())


def _placed(written: ClaimText, item: Node) -> Claim:
    """The claim with the lines of itself and of its readings."""
    below = (item.mapping or {}).get("readings")
    nodes = () if below is None else below.sequence or ()
    readings = tuple(
        Reading.model_validate({**dict(reading), "line": node.line})
        for reading, node in zip(written.readings, nodes, strict=True)
    )
    return Claim.model_validate({**dict(written), "line": item.line, "readings": readings})


def _check_ids(claim: Claim, found: Mapping[str, Claim], file: str, findings: Findings) -> None:
    """Refuse ids that come twice, and a claim of nothing."""
    if claim.id in found:
        expected = f"an id of its own; line {found[claim.id].line} has it already"
        findings.add("duplicate", expected, file=file, line=claim.line, key="id", value=claim.id)
    if not claim.indicator and not claim.readings:
        findings.add("missing", "an indicator, or readings", file=file, line=claim.line, key=claim.id)
    lines: dict[str, int] = {}
    for reading in claim.readings:
        if reading.id in lines:
            expected = f"an id of its own; line {lines[reading.id]} has it already"
            findings.add("duplicate", expected, file=file, line=reading.line, key=f"{claim.id}.id", value=reading.id)
        lines[reading.id] = reading.line
