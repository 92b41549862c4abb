"""Chart: what brings about a scenario's difference from another one, as a waterfall by lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ioscenario.assessment.attributed import Attribution
from ioscenario.charts import bars, style
from ioscenario.charts.lines import Place
from ioscenario.charts.style import Sheet
from ioscenario.charts.view import inner
from ioscenario.labelled import source_lines
from ioscenario.language import Language
from ioscenario.problems import InputError, Problem
from ioscenario.version import __version__

#: Most room for the names as a share of the width, room for the numbers and for the shares, cm.
NAMES, NUMBERS, SHARES = 0.42, 1.6, 1.5
#: Space between the heading and the first row, cm.
UNDER: Final = 0.15
GAIN, LOSS, REST, TOTAL = style.BLUE, style.VERMILLION, style.IMPORTS, style.INK
#: Shares are told when the whole is at least this part of the sum of all contributions without their signs.
CLEAR: Final = 0.2
#: Row that pools the small contributions, and the row of the sum.
OTHERS, WHOLE = "others", "difference"


@dataclass(frozen=True)
class Step:
    """One row: what it adds, between what ends with draws, and where it begins, in the unit of the indicator."""

    id: str
    name: str
    value: float
    start: float
    spread: tuple[float, float] | None = None

    @property
    def reached(self) -> tuple[float, ...]:
        """Where the row comes to on the axis."""
        return (self.start + self.value, *(self.start + end for end in self.spread or ()))

    @property
    def colour(self) -> str:
        """Colour of its bar."""
        fixed = {OTHERS: REST, WHOLE: TOTAL}
        return fixed.get(self.id, GAIN if self.value >= 0 else LOSS)


@dataclass(frozen=True)
class Scale:
    """The unit in which all numbers of the chart are shown, and its digits."""

    factor: float
    unit: str
    digits: int
    words: Language

    @classmethod
    def of(cls, values: Sequence[float], unit: str, words: Language) -> Scale:
        """The scale that suits the largest value."""
        factor, shown = words.scale(values, unit)
        return cls(factor, shown, bars.digits(max(map(abs, values)) / factor, factor), words)

    def number(self, value: float) -> str:
        """A value with its sign."""
        return self.words.number(value / self.factor, self.digits, signed=True)


@style.house
def attribution(
    split: Attribution,
    indicator: str | None = None,
    year: int | None = None,
    most: int = 10,
    *,
    language: str = "en",
    size: style.Size = "column",
    ax: Axes | None = None,
) -> Figure:
    """Contribution of each part of what a scenario sets to its difference from the reference.

    Parameters
    ----------
    split
        What `Model.attribute` gave.
    indicator
        Label of one of its indicators; none: the first.
    year
        A year; none: that of the split.
    most
        Parts with a row of their own; the others are pooled.
    language
        ``en``, ``ru`` or ``kk``.
    size
        ``column``, ``page`` or ``slide``.
    ax
        Axes whose box the chart fills, without title, note and source; none: a figure of its own.

    Returns
    -------
    matplotlib.figure.Figure
        Bars carry the id of their part, the pooled one ``others`` and the sum ``difference``; each begins where
        the one above ends, and they add up exactly. Values are in the unit of the heading. With draws they are
        means, and lines ``<part>:range`` reach from the 5 % to the 95 % quantile.

    Raises
    ------
    InputError
        For an indicator or a year that the split does not have, or scenarios that set nothing differently.
    """
    words = Language(language)
    found = split.chosen(indicator, year)
    steps = _steps(split, indicator, year, bars.at_least_one(most), language)
    reached = [step.value for step in steps]
    scale = Scale.of(reached, _unit(str(found["unit"].values)), words)
    whole, gross = steps[-1].value, sum(abs(step.value) for step in steps[:-1])
    shares = abs(whole) >= CLEAR * gross > 0.0
    names = [step.name for step in steps]
    room = min(max(map(style.text_width, names)) * 1.02 + 0.4, NAMES * style.width())
    heights = bars.row_heights(names, room - 0.3)
    right = NUMBERS + (SHARES if shares else 0.0)
    width = style.width() - style.LEFT - room - right
    heading = style.wrap(words("chart.attribution.axis", unit=scale.unit), style.width() - room - style.LEFT)
    sheet = Sheet(
        _title(split, found, steps, scale, language),
        sum(heights) + style.text_height(heading) + UNDER,
        source=source_lines(split.pack, __version__)[f"source_line_{language}"],
        note=_note(split, language),
        alt=_alt(split, found, language),
    )
    axes = bars.bar_axes(sheet, Place(room, 0.0, width, sum(heights)), _ends(steps, scale.factor), "attribution")
    sheet.text(room, sum(heights) + UNDER, heading, va="bottom", color=style.SOFT)
    middles = bars.middles(heights)
    for step, middle in zip(steps, middles, strict=True):
        length, left = step.value / scale.factor, step.start / scale.factor
        bar = axes.barh(middle, length, bars.thick(), left=left, color=step.colour, linewidth=0)[0]
        bar.set_gid(step.id)
        if step.spread is not None:
            ends = [(step.start + end) / scale.factor for end in step.spread]
            axes.plot(ends, [middle, middle], color="white", linewidth=2.6, clip_on=False)  # to be seen on any bar
            axes.plot(ends, [middle, middle], color=style.INK, linewidth=1.0, gid=f"{step.id}:range", clip_on=False)
        _row(sheet, step, middle, room, scale, share=step.value / whole if shares else None)
    for step, upper, lower in zip(steps, middles, middles[1:], strict=False):
        edge = (step.start + step.value) / scale.factor
        axes.plot([edge, edge], [upper, lower], color=style.SOFT, linewidth=0.6)
    return style.with_data(sheet.figure, _data(split, found, steps))


def _unit(unit: str) -> str:
    """Unit as the catalogue writes it: a price is per unit."""
    money, slash, good = unit.partition("/")
    return f"{money} per {good}" if slash and money.startswith("million") else unit


def _steps(split: Attribution, indicator: str | None, year: int | None, most: int, language: str) -> list[Step]:
    """Gains, largest first, the pooled rest, losses, largest last, and the sum."""
    names, frame = split.names(language), split.table(indicator, year)
    values = {str(part): float(value) for part, value in frame["shapley"].items()}
    if not values or not all(np.isfinite(value) for value in values.values()):
        expected = "scenarios that set something differently, and an indicator with a value in both"
        raise InputError([Problem("nothing-to-compare", expected, key="scenario", value=split.scenario.name)])
    drawn = "low" in frame
    spread = {str(part): (float(row["low"]), float(row["high"])) for part, row in frame.iterrows()} if drawn else {}
    moving = [part for part, value in values.items() if value != 0.0]  # the largest first
    kept = moving if len(moving) <= most + 1 else moving[:most]
    rest = sum(values[part] for part in moving if part not in kept)
    gains = [(part, names[part], values[part]) for part in kept if values[part] > 0.0]
    losses = [(part, names[part], values[part]) for part in reversed(kept) if values[part] < 0.0]
    pooled = Language(language)("chart.attribution.others", len(moving) - len(kept))
    rows = [*gains, *([(OTHERS, pooled, rest)] if len(kept) < len(moving) else []), *losses]
    steps, level = [], 0.0
    for part, name, value in rows:
        steps.append(Step(part, name, value, level, spread.get(part)))
        level += value
    found, whole = split.chosen(indicator, year), Language(language)("chart.attribution.whole")
    ends = None
    if spread:
        ends = (float(found["difference_low"]), float(found["difference_high"]))
    return [*steps, Step(WHOLE, whole, float(found["difference"]), 0.0, ends)]


def _ends(steps: list[Step], factor: float) -> tuple[float, float]:
    """Ends of the axis."""
    reached = [0.0, *(end for step in steps for end in step.reached)]
    low, high = min(reached) / factor, max(reached) / factor
    return (low, high) if high > low else (0.0, 1.0)


def _row(sheet: Sheet, step: Step, middle: float, room: float, scale: Scale, *, share: float | None) -> None:
    """Name, number and share of a row."""
    weight = "bold" if step.id == WHOLE else "normal"
    sheet.text(style.LEFT, middle, style.wrap(step.name, room - 0.3), va="center", weight=weight)
    end = style.width() - style.LEFT
    if share is not None:
        sheet.text(end, middle, scale.words.percent(share, 0), va="center", ha="right", color=style.SOFT)
        end -= SHARES
    sheet.text(end, middle, scale.number(step.value), va="center", ha="right", weight="bold")


def _title(split: Attribution, found: xr.Dataset, steps: list[Step], scale: Scale, language: str) -> str:
    """The difference, and the part that brings most of it."""
    words = Language(language)
    whole = steps[-1].value
    texts = {
        "name": inner(split.indicator_name(language, str(found["indicator"].values))),
        "scenario": split.scenario.title_in(language),
        "year": int(found["year"]),
        "total": words("quantity.join", value=scale.number(whole), unit=scale.unit),
    }
    told = [step for step in steps[:-1] if step.id != OTHERS and step.value * whole > 0.0]
    if whole == 0.0 or not told:
        return words("chart.attribution.title_none", None, **texts)
    first = max(told, key=lambda step: abs(step.value))
    return words(
        "chart.attribution.title",
        None,
        **texts,
        part=inner(first.name),
        value=scale.number(first.value),
    )


def _note(split: Attribution, language: str) -> str:
    """How it was split, and against what."""
    words = Language(language)
    reference = inner(split.reference.title_in(language))
    text = words("chart.attribution.note", scenario=reference, method=split.method(language))
    return f"{text} {words('chart.attribution.range' if split.dataset.attrs['samples'] else 'chart.at_central')}"


def _alt(split: Attribution, found: xr.Dataset, language: str) -> str:
    """What the picture shows."""
    return Language(language)(
        "chart.attribution.alt",
        name=split.indicator_name(language, str(found["indicator"].values)),
        scenario=split.scenario.title_in(language),
        year=int(found["year"]),
    )


def _data(split: Attribution, found: xr.Dataset, steps: list[Step]) -> pd.DataFrame:
    """The numbers of the chart."""
    chosen: dict[str, object] = {
        "scenario": split.scenario.name,
        "reference": split.reference.name,
        "indicator": str(found["indicator"].values),
        "year": int(found["year"]),
        "unit": str(found["unit"].values),
    }
    rows = []
    for step in steps:
        ends = {} if step.spread is None else dict(zip(("low", "high"), step.spread, strict=True))
        rows.append({**chosen, "part": step.id, "contribution": step.value, **ends})
    return pd.DataFrame(rows)
