"""What an audit found, in words: figures with their units, and the reasoning behind each verdict.

All words are in the language catalogue under ``claims``; numbers are put into them here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ioscenario.assessment.verdicts import Spread, Verdict
from ioscenario.language.catalogue import Language
from ioscenario.language.units import amount, span
from ioscenario.naming import figures, measure, names_of, path_name
from ioscenario.pack.claims import AS_STATED

if TYPE_CHECKING:
    from ioscenario.assessment.claims import Finding
    from ioscenario.pack.claims import Claim
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.structure import Text

#: Signs of verdicts, which do not rely on colour.
SIGNS: Final[Mapping[Verdict, str]] = {
    Verdict.HOLDS: "✓",
    Verdict.ONLY_IF: "◐",
    Verdict.CONTRADICTS: "✗",
    Verdict.UNANSWERED: "–",
}
#: Significant digits of claimed figures, which are shown as they were written.
WRITTEN: Final = 6
#: Parameters of a joint condition that are named; of the others the number is said.
MOST_NAMED: Final = 3


def claimed(say: Language, found: Finding) -> str:
    """The claimed figure of a reading, as it was written."""
    meant = found.asked.meant
    shown = span(say, *meant.written, meant.unit, WRITTEN)
    sense = meant.reading.sense
    return shown if sense == "about" else say(f"claims.sense.{sense}", value=shown)


def reading_name(say: Language, found: Finding) -> str:
    """How the claim is read."""
    text = found.asked.meant.reading.text
    return say("claims.as_stated") if text is None else in_language(text, say)


def in_language(text: Text, say: Language) -> str:
    """A text of the pack in a language."""
    return str(getattr(text, say.code))


def reasoning(say: Language, found: Finding, pack: Pack, titles: Mapping[str, str]) -> str:
    """Why a reading has its verdict.

    Parameters
    ----------
    say
        The language.
    found
        The finding.
    pack
        The pack, for parameters.
    titles
        Titles of scenarios by name.
    """
    provided = found.asked.meant.reading.provided
    parts = [_given(say, found, titles), _why(say, found, pack)]
    if provided is not None and found.reason != "provided":
        parts.append(say("claims.why.assumed", provided=in_language(provided, say)))
    note = found.asked.meant.reading.note
    if note is not None:
        parts.append(in_language(note, say))
    return " ".join(part for part in parts if part)


def _given(say: Language, found: Finding, titles: Mapping[str, str]) -> str:
    """What the model, or what was published, gives."""
    meant, spread = found.asked.meant, found.model
    if found.reason == "nothing":
        return ""
    value = amount(say, spread.central, meant.unit)
    if not meant.modelled:
        return say("claims.published", value=value)
    title = titles[found.asked.scenario]
    if _same(spread):
        return say("claims.model_exact", value=value, year=meant.year, scenario=title)
    shown = span(say, spread.low, spread.high, meant.unit)
    return say("claims.model", value=value, span=shown, year=meant.year, scenario=title)


def _same(spread: Spread) -> bool:
    """Whether the draws do not move the figure."""
    return spread.high - spread.low <= 1e-9 * abs(spread.central)


def _why(say: Language, found: Finding, pack: Pack) -> str:
    """How the claimed figure stands to it."""
    meant = found.asked.meant
    figure = claimed(say, found)
    if found.reason in ("range", "nothing"):
        return say(f"claims.why.{found.reason}", claimed=figure)
    if found.reason == "tolerance":
        return say("claims.why.tolerance", tolerance=say.percent(meant.reading.tolerance, 0), claimed=figure)
    if found.reason == "condition":
        assert found.without is not None  # there is a condition
        without = amount(say, found.without.central, meant.unit)
        return say("claims.why.condition", condition=conditions(say, found, pack), without=without, claimed=figure)
    if found.reason == "provided":
        provided = meant.reading.provided
        assert provided is not None  # else there is no such reason
        return say("claims.why.provided", claimed=figure, provided=in_language(provided, say))
    if found.reason in ("parameter", "draws", "together"):
        return _moves(say, found, pack)
    way, count = _times(found)
    reached = amount(say, found.reached, meant.unit)
    return say(f"claims.why.{found.reason}_{way}", count, claimed=figure, reached=reached)


def _times(found: Finding) -> tuple[str, float | None]:
    """Whether the claim is above or below what was found, and how many times, as it is shown."""
    meant, central = found.asked.meant, found.model.central
    edge = found.asked.span.edge(central * meant.size) / meant.size
    if edge * central <= 0.0:
        return "apart", None
    ratio = abs(edge / central)
    return ("above", float(f"{ratio:.2g}")) if ratio > 1.0 else ("below", float(f"{1.0 / ratio:.2g}"))


def conditions(say: Language, found: Finding, pack: Pack) -> str:
    """Parameters that the reading itself sets."""
    pairs = found.asked.meant.condition
    return "; ".join(setting(say, pack, path, value, found.asked.meant.year) for path, value in pairs)


def _moves(say: Language, found: Finding, pack: Pack) -> str:
    """What would have to move to give the figure, and how many draws come as far."""
    figure, count = claimed(say, found), len(found.moves)
    moves = _listed(say, found, pack)
    if found.reason == "draws":
        told = say("claims.why.draws", found.hits, claimed=figure, **_of_draws(say, found))
        return f"{told} {say('claims.why.fewest', count, moves=moves)}" if count else told
    if found.reason == "parameter":
        told = say("claims.why.parameter", claimed=figure, moves=moves)
    elif count:
        told = say("claims.why.together", count, claimed=figure, moves=moves)
    else:
        told = say("claims.why.scattered", claimed=figure)
    if not found.hits:
        return f"{told} {say('claims.why.none', found.model.draws)}"
    return f"{told} {say('claims.why.some', found.hits, **_of_draws(say, found))}"


def _listed(say: Language, found: Finding, pack: Pack) -> str:
    """The strongest of the parameters that move, and how many more there are."""
    year, named = found.asked.meant.year, found.moves[:MOST_NAMED]
    listed = "; ".join(setting(say, pack, path, value, year) for path, value in named)
    rest = len(found.moves) - len(named)
    return listed + (say("claims.why.more", count=rest) if rest else "")


def _of_draws(say: Language, found: Finding) -> dict[str, object]:
    """Share of the draws that come as far, and their number."""
    return {"share": say.percent(found.share), "draws": found.model.draws}


def setting(say: Language, pack: Pack, path: str, value: float, year: int) -> str:
    """A parameter with a value, today's value and range, all in one unit."""
    item = pack.parameters[path]
    ends = [value, item.at(year), item.at(year, "lows"), item.at(year, "highs")]
    factor, unit = measure(say, path, item.unit, ends)
    value, today, low, high = (end / factor for end in ends)
    name = path_name(say, path, names_of(pack, say.code))
    shown, base, span_of = (figures(say, of, unit) for of in ([value], [today], [low, high]))
    return say("claims.setting", name=name, path=path, value=shown, today=base, span=span_of)


def verdict_of_claim(say: Language, verdict: Verdict, found: Sequence[Finding]) -> str:
    """The verdict on a claim in a sentence.

    Parameters
    ----------
    say
        The language.
    verdict
        What :func:`ioscenario.assessment.verdicts.of_claim` gives of the findings.
    found
        Findings of all its readings.
    """
    if calibrated(found):
        return f"{say('claims.of_claim.holds', 1)} {say('claims.of_claim.calibrated')}"
    if verdict is Verdict.CONTRADICTS and _around(found):
        return say("claims.of_claim.between", len(found))
    if len(found) == 1 or verdict is not Verdict.ONLY_IF:
        return say(f"claims.of_claim.{verdict.value}", len(found))
    holding = [item for item in found if item.verdict is Verdict.HOLDS]
    if not holding:
        return say("claims.of_claim.conditions")
    quoted = [say("claims.quoted", text=reading_name(say, item)) for item in holding]
    return say("claims.of_claim.readings", readings="; ".join(quoted))


def calibrated(found: Sequence[Finding]) -> bool:
    """Whether a claim holds because the base year is calibrated to it: a statistic read as it stands.

    Parameters
    ----------
    found
        Findings of all its readings.
    """
    first = found[0]
    as_it_stands = len(found) == 1 and first.asked.meant.reading.id == AS_STATED
    return as_it_stands and first.claim.kind == "statistic" and first.verdict is Verdict.HOLDS


def _around(found: Sequence[Finding]) -> bool:
    """Whether some readings give more than is claimed in them and others less, where all are contradicted."""
    sizes = [(item, item.model.central * item.asked.meant.size) for item in found if np.isfinite(item.model.central)]
    return len({value > item.asked.span.edge(value) for item, value in sizes}) > 1


def said_by(claim: Claim, pack: Pack) -> list[str]:
    """Who said it: id, publisher, title and date of each source.

    Parameters
    ----------
    claim
        The claim.
    pack
        The pack, for its sources.
    """
    return [source_line(pack, name.strip()) for name in claim.source.split(";") if name.strip()]


def source_line(pack: Pack, name: str) -> str:
    """Id, publisher, title and date of a source or of a fact's source."""
    rows = pack.sources[pack.sources["id"] == name]
    if rows.empty:
        facts = pack.fact_table[pack.fact_table["id"] == name]
        rows = pack.sources[pack.sources["id"].isin([] if facts.empty else str(facts["source"].iloc[0]).split(";"))]
    if rows.empty:
        return name
    row = rows.iloc[0]
    told = [str(row[key]) for key in ("publisher", "title", "date") if key in row and str(row[key]) not in ("", "nan")]
    return f"{name}: {', '.join(told)}" if told else name
