"""Claims held against the model: a table of readings with what is claimed, what the model gives, and verdicts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.assessment.claim_words import calibrated
from ioscenario.assessment.verdicts import Verdict
from ioscenario.charts import style
from ioscenario.charts.style import Sheet
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    from ioscenario.assessment.audit import Audit
    from ioscenario.assessment.claims import Finding

#: Height of the rows of a page, cm, when they are laid out in a column.
ROOM: Final = 18.5
ROOM_OF_SLIDE: Final = 8.0
#: Widths of columns of a column of a document, cm; what is wider on other paper goes to the reading and the strip.
SIGN: Final = 0.5
CLAIMED: Final = 2.65
MODEL: Final = 2.85
STRIP: Final = 2.1
VERDICT: Final = 2.45
GAP: Final = 0.2
AIR: Final = 0.14
AXIS: Final = 0.45
#: The strip goes from one over this to this, as a multiple of the model's central value.
WIDEST: Final = 10.0

#: No-break spaces that are not inside a number.
_BREAKABLE: Final = re.compile(r"(?<![0-9])\u00a0|\u00a0(?![0-9])")

COLOURS: Final = {
    Verdict.HOLDS: style.GREEN,
    Verdict.ONLY_IF: style.ORANGE,
    Verdict.CONTRADICTS: style.VERMILLION,
    Verdict.UNANSWERED: style.SOFT,
}


@dataclass(frozen=True)
class _Row:
    """A claim (without a finding), or one of its readings, with its texts wrapped."""

    claim: str
    finding: Finding | None
    texts: tuple[str, ...]
    verdict: Verdict

    @property
    def height(self) -> float:
        """Height of the row, cm."""
        return max(map(style.text_height, self.texts)) + (AIR if self.finding else 2 * AIR)


@style.house
def claims(
    audit: Audit, page: int = 1, *, room: float = ROOM, language: str | None = None, size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:  # fmt: skip
    """Draw one page of an audit of claims.

    Parameters
    ----------
    audit
        From `Model.claims`.
    page
        Which page, from 1; claims are not parted unless one alone is higher than a page.
    room
        Height of the rows of a page, cm, as laid out in a column.
    language
        ``en``, ``ru`` or ``kk``; None: that of the audit.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Below each claim its readings: claimed figure, the model's with its range, a strip on which the
        model's central value is 1, and the verdict with a sign. Bars carry the id ``model:<claim>:<reading>``,
        diamonds ``claim:<claim>:<reading>``.

    Raises
    ------
    InputError
        For a page that the audit does not have.
    """
    told = audit if language is None else audit.told_in(language)
    columns = _Columns.of(style.width())
    parts = _parts(told, room)
    if not 1 <= page <= len(parts):
        raise InputError([Problem("range", f"a page from 1 to {len(parts)}", key="page", value=str(page))])
    rows = [row for row in _rows(told, columns) if _name(row) in parts[page - 1]]
    stretch = style.tall(AIR) - AIR
    heights = [row.height + stretch for row in rows]
    words = told.say
    title = _title(told) if len(parts) == 1 else words(
        "chart.claims.page", title=_title(told), page=page, pages=len(parts)
    )  # fmt: skip
    header = _header_height(told, columns)
    sheet = Sheet(
        title, header + sum(heights) + AXIS, source=told.about, note=_note(told),
        alt=words("chart.claims.alt"),
    )  # fmt: skip
    _header(sheet, told, columns, header)
    axes = _strip(sheet, columns, sum(heights))
    top = sum(heights)
    for row, height in zip(rows, heights, strict=True):
        _draw(sheet, axes, row, top, height, columns)
        top -= height
    shown = {_name(row) for row in rows if row.finding is not None}
    frame = told.frame
    kept = [(claim, reading) in shown for claim, reading in zip(frame["claim"], frame["reading"], strict=True)]
    return style.with_data(sheet.figure, frame[kept])


def pages(audit: Audit, *, language: str | None = None, size: style.Size = "column") -> list[Figure]:
    """Draw all pages of an audit of claims.

    Parameters
    ----------
    audit
        From `Model.claims`.
    language
        Language; None: that of the audit.
    size
        ``column``, ``page`` or ``slide``.
    """
    told = audit if language is None else audit.told_in(language)
    room = ROOM_OF_SLIDE if size == "slide" else ROOM
    count = len(_parts(told, room))
    return [claims(told, page, room=room, size=size) for page in range(1, count + 1)]


# ------------------------------------------------------------------------- layout


@dataclass(frozen=True)
class _Columns:
    """Where columns begin and how wide they are, cm."""

    reading: float
    strip: float

    @classmethod
    def of(cls, width: float) -> _Columns:
        """Columns of a sheet of some width."""
        fixed = 2 * style.LEFT + SIGN + CLAIMED + MODEL + VERDICT + 3 * GAP
        more = max(width - 16.0, 0.0)
        strip = STRIP + 0.3 * more
        return cls(width - fixed - strip, strip)

    @property
    def claimed(self) -> float:
        """Right edge of the claimed figures."""
        return style.LEFT + SIGN + self.reading + CLAIMED

    @property
    def model(self) -> float:
        """Right edge of the model's figures."""
        return self.claimed + MODEL

    @property
    def strip_left(self) -> float:
        """Left edge of the strip."""
        return self.model + 1.5 * GAP

    @property
    def verdict(self) -> float:
        """Left edge of the verdicts."""
        return self.strip_left + self.strip + 1.5 * GAP


def _rows(audit: Audit, columns: _Columns) -> Iterator[_Row]:
    """Rows of all pages: each claim, then its readings."""
    whole = SIGN + columns.reading + CLAIMED + MODEL + columns.strip + VERDICT + 3 * GAP - 0.3
    for name, found in audit.by_claim.items():
        verdict = audit.verdicts[name]
        said = style.wrap(audit.claim_text(found[0].claim), whole - SIGN, style.SIZE, bold=True)
        yield _Row(name, None, (said,), verdict)
        for item in found:
            reading, claimed, _, told = audit.cells(item)
            texts = (
                style.wrap(reading, columns.reading - GAP),
                _figure(claimed, CLAIMED - GAP),
                "\n".join(_figure(line, MODEL - GAP) for line in audit.model_lines(item)),
                style.wrap(told.partition(" ")[2], VERDICT),
            )
            yield _Row(name, item, texts, item.verdict)


def _figure(text: str, width: float) -> str:
    """A figure with its unit, broken between words of the unit if it must be, never inside a number."""
    return style.wrap(_BREAKABLE.sub(" ", text), width)


def _name(row: _Row) -> tuple[str, str]:
    return row.claim, "" if row.finding is None else row.finding.asked.meant.reading.id


def _parts(audit: Audit, room: float) -> list[set[tuple[str, str]]]:
    """Claims and readings of each page, as they fit a column, whatever the paper."""
    blocks: dict[str, list[_Row]] = {}
    for row in _rows(audit, _Columns.of(16.0)):
        blocks.setdefault(row.claim, []).append(row)
    parts: list[set[tuple[str, str]]] = [set()]
    used = 0.0
    for block in blocks.values():
        height = sum(row.height for row in block)
        if used and used + height > room:
            parts.append(set())
            used = 0.0
        for row in block:
            if used and used + row.height > room:  # a claim that is higher than a page
                parts.append({_name(block[0])})
                used = block[0].height
            parts[-1].add(_name(row))
            used += row.height
    return parts


def _title(audit: Audit) -> str:
    """How many claims hold; of a single claim, how many of its readings."""
    one = len(audit.verdicts) == 1
    told = [item.verdict for item in audit.findings] if one else list(audit.verdicts.values())
    counts = {key: told.count(item) for key, item in (
        ("holds", Verdict.HOLDS), ("only_if", Verdict.ONLY_IF), ("contradicts", Verdict.CONTRADICTS)
    )}  # fmt: skip
    return audit.say("chart.claims.title_one" if one else "chart.claims.title", len(told), **counts)


def _note(audit: Audit) -> str:
    """How to read the table, and how many claims hold because the model is calibrated to them."""
    count = sum(calibrated(found) for found in audit.by_claim.values())
    note = audit.say("chart.claims.note")
    return f"{note} {audit.say('chart.claims.calibrated', count)}" if count else note


# ------------------------------------------------------------------------ drawing


def _headings(audit: Audit, columns: _Columns) -> dict[str, str]:
    """Headings of columns, wrapped."""
    words = audit.say
    widths = {"reading": columns.reading, "claimed": CLAIMED - GAP, "model": MODEL - GAP, "verdict": VERDICT}
    found = {key: style.wrap(words(f"claims.column.{key}"), width) for key, width in widths.items()}
    return found | {"strip": style.wrap(words("chart.claims.strip"), columns.strip + 0.2)}


def _header_height(audit: Audit, columns: _Columns) -> float:
    """Height of the headings with the line below them, cm."""
    return max(map(style.text_height, _headings(audit, columns).values())) + 0.15


def _header(sheet: Sheet, audit: Audit, columns: _Columns, height: float) -> None:
    heads, line = _headings(audit, columns), sheet.body - height
    middle = columns.strip_left + columns.strip / 2
    places = {
        "reading": (style.LEFT + SIGN, "left"),
        "claimed": (columns.claimed, "right"),
        "model": (columns.model, "right"),
        "strip": (middle, "center"),
        "verdict": (columns.verdict, "left"),
    }
    for key, (place, side) in places.items():
        sheet.text(place, line + 0.1, heads[key], ha=side, va="bottom", color=style.SOFT)
    sheet.line((style.LEFT, sheet.width - style.LEFT), (line, line), color=style.SOFT, linewidth=0.6)


def _strip(sheet: Sheet, columns: _Columns, height: float) -> Axes:
    """Axes with heights in cm and multiples of the central value, on a log scale, along."""
    axes = sheet.axes(columns.strip_left, AXIS, columns.strip, height)
    axes.set_gid("strip")
    axes.set_xscale("log")
    axes.set_xlim(1 / WIDEST, WIDEST)
    axes.set_ylim(0, height)
    axes.set_xticks([1 / WIDEST, 1.0, WIDEST], ["×1/10", "×1", "×10"])
    axes.minorticks_off()
    axes.yaxis.set_visible(False)
    axes.axvline(1.0, color=style.GRID, linewidth=0.8)
    return axes


def _draw(sheet: Sheet, axes: Axes, row: _Row, top: float, height: float, columns: _Columns) -> None:
    """A row with its upper edge at `top`, cm above the axis."""
    from ioscenario.assessment.claim_words import SIGNS

    middle = AXIS + top - height / 2
    sign, colour = SIGNS[row.verdict], COLOURS[row.verdict]
    if row.finding is None:
        lower = AXIS + top - height / 2 - AIR / 3
        sheet.line((style.LEFT, sheet.width - style.LEFT), (AXIS + top, AXIS + top), color=style.GRID, linewidth=0.6)
        axes.axhspan(top - height + 0.01, top - 0.01, color="white", zorder=3)
        sheet.text(style.LEFT, lower, sign, va="center", color=colour, weight="bold", size=style.PANEL_SIZE)
        sheet.text(style.LEFT + SIGN, lower, row.texts[0], va="center", weight="bold")
        return
    reading, claimed, model, verdict = row.texts
    sheet.text(style.LEFT + 0.12, middle, sign, va="center", color=colour, weight="bold")
    sheet.text(style.LEFT + SIGN, middle, reading, va="center")
    sheet.text(columns.claimed, middle, claimed, va="center", ha="right")
    sheet.text(columns.model, middle, model, va="center", ha="right")
    sheet.text(columns.verdict, middle, verdict, va="center")
    _marks(axes, row, top - height / 2)


def _marks(axes: Axes, row: _Row, middle: float) -> None:
    """The range of the draws and the claim, over the central value; nothing where signs differ."""
    finding = row.finding
    assert finding is not None
    meant, spread = finding.asked.meant, finding.model
    name = f"{row.claim}:{meant.reading.id}"
    if not math.isfinite(spread.central) or spread.central == 0.0:
        return
    low, high = sorted((spread.low / spread.central, spread.high / spread.central))
    if low <= 0.0:  # a range on both sides of zero has no place on a scale of multiples
        return
    if not meant.modelled:
        (mark,) = axes.plot([1.0], [middle], marker="|", markersize=9, markeredgewidth=1.6, color=style.STATISTIC)
        mark.set_gid(f"published:{name}")
    else:
        left, right = max(low, 1 / WIDEST), min(max(high, 1 / WIDEST), WIDEST)
        (bar,) = axes.plot([left, right], [middle, middle], color=style.MODEL, linewidth=3.2, solid_capstyle="butt")
        bar.set_gid(f"model:{name}")
    ratio = 0.5 * (meant.low + meant.high) / meant.size / spread.central
    if ratio <= 0.0:
        return
    outside = 0 if 1 / WIDEST <= ratio <= WIDEST else 1 if ratio > 1 else -1
    marker = {0: "D", 1: ">", -1: "<"}[outside]
    place = min(max(ratio, 1.06 / WIDEST), WIDEST / 1.06)
    (mark,) = axes.plot(
        [place], [middle], marker=marker, markersize=5.0, markeredgewidth=0.0, color=style.CLAIM, clip_on=False
    )
    mark.set_gid(f"claim:{name}")
