"""Where a number comes from: its formula with the numbers in it, what binds, and the rows it rests on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from ioscenario.assessment.asked import Asked, Wanted, asked
from ioscenario.assessment.explain_rows import Sensitivity, sensitivities
from ioscenario.assessment.explain_terms import Term, Traced
from ioscenario.assessment.explain_tree import tree
from ioscenario.assessment.explain_words import Words
from ioscenario.batches import simulated
from ioscenario.dimensions import LIMITS
from ioscenario.language.units import span
from ioscenario.pack.derivation import evaluate, names
from ioscenario.pack.tables import empty
from ioscenario.pack.units import convert
from ioscenario.problems import Findings, InputError, Problem
from ioscenario.scenario.compare import as_setting
from ioscenario.scenario.library import Flat
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation.inputs import Inputs
from ioscenario.simulation.simulate import reported

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

#: Quantiles of the number over the draws.
QUANTILES: Final = (0.05, 0.5, 0.95)
#: Rows of parameters printed in a text unless more are asked for.
SHOWN: Final = 12
#: Levels of the tree below the number.
DEPTH: Final = 3


@dataclass(frozen=True, eq=False)
class Explanation:
    """A number of the results, and where it comes from.

    Parameters
    ----------
    pack, scenario, year, asked
        What was asked.
    value, unit
        The number.
    tree
        Terms that add up to it.
    limits
        What bound each process in the year, by id.
    parameters
        Rows of the parameter table that it rests on, those first that move it most; see :func:`explain`.
    interval
        5 %, 50 % and 95 % quantile over the draws; None without samples.
    samples
        Number of draws.
    """

    pack: Pack = field(repr=False)
    scenario: Flat
    year: int
    asked: Asked
    value: float
    unit: str
    tree: Term = field(repr=False)
    limits: Mapping[str, str]
    parameters: pd.DataFrame = field(repr=False)
    interval: tuple[float, float, float] | None = None
    samples: int | None = None

    @property
    def formula(self) -> str:
        """How the variable follows from activity and parameters, in symbols."""
        return self.asked.variable.formula

    @property
    def values(self) -> pd.DataFrame:
        """The tree as a table: level, name, value, unit, formula with the numbers."""
        return self.table("en")

    def table(self, language: str = "en") -> pd.DataFrame:
        """The tree as a table for reading."""
        words = Words(self.pack, language)
        rows = [
            {"level": level, "name": words.name(term.name), "value": term.value, "unit": term.unit,
             "formula": words.product(term)}
            for level, term in _levels(self.tree)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def title(self, language: str = "en") -> str:
        """The number with its name, scenario and year."""
        words = Words(self.pack, language)
        return words.say(
            "explain.title",
            name=words.variable(self.asked.variable.name, self.asked.where),
            scenario=self.scenario.title_in(language),
            year=self.year,
            value=_shown(words, self.value, self.unit),
        )

    def text(self, language: str = "en", rows: int | None = SHOWN) -> str:
        """The whole explanation as text.

        Parameters
        ----------
        language
            ``en``, ``ru`` or ``kk``.
        rows
            Parameters shown; None: all.
        """
        words = Words(self.pack, language)
        lines = [self.title(language)]
        if self.interval is not None:
            low, _, high = (_shown(words, value, self.unit) for value in self.interval)
            lines.append(words.say("explain.interval", low=low, high=high, count=self.samples))
        lines += [words.say("explain.formula", formula=self._formula(words)), "", words.say("explain.terms")]
        lines += [_line(words, level, term) for level, term in _levels(self.tree)]
        lines += ["", words.say("explain.limits", limits=self._limits(words))]
        chosen = self.parameters if rows is None else self.parameters.head(rows)
        lines += ["", words.say("explain.rows", count=len(self.parameters), shown=len(chosen))]
        for row in chosen.itertuples():
            lines += ["", *_row_lines(words, row, self.unit)]
        return "\n".join(lines)

    def _formula(self, words: Words) -> str:
        key = f"formula.{self.asked.variable.name}"
        return words.say(key) if words.say.has(key) else self.formula

    def _limits(self, words: Words) -> str:
        told = ((words.member("process", name), words.say(f"limit.{limit}")) for name, limit in self.limits.items())
        return "; ".join(f"{name}: {limit}" for name, limit in told)

    def facts(self, language: str = "en") -> dict[str, Any]:
        """Everything for programs: plain numbers and strings."""
        words = Words(self.pack, language)
        return {
            "indicator": self.asked.variable.name,
            "where": dict(self.asked.where),
            "scenario": self.scenario.name,
            "year": self.year,
            "value": self.value,
            "unit": self.unit,
            "interval": None if self.interval is None else dict(zip(("q05", "q50", "q95"), self.interval, strict=True)),
            "samples": self.samples,
            "formula": self._formula(words),
            "terms": _as_facts(words, self.tree),
            "limits": dict(self.limits),
            "parameters": self.parameters,
        }

    def __repr__(self) -> str:
        return f"<Explanation: {self.title()}>"

    def _repr_html_(self) -> str:
        columns = ["name", "value", "unit", "low", "high", "grade", "effect", "later", "set_by", "titles"]
        frame = self.parameters[columns].to_html(escape=True)
        return f"<pre>{html.escape(self.text(rows=0))}</pre>{frame}"


def explain(
    pack: Pack,
    scenario: Flat,
    indicator: Wanted,
    year: int | None = None,
    where: Mapping[str, str] | None = None,
    *,
    samples: int | None = None,
    seed: int = 0,
) -> Explanation:
    """Say where a number of the results comes from.

    Parameters
    ----------
    pack
        The pack.
    scenario
        Scenario with its ancestors applied, run at central values.
    indicator
        A variable, or an indicator with members of its own.
    year
        A year; None: the last.
    where
        Members of its dimensions; dimensions left out are added up.
    samples
        Draws for the interval; None: no interval.
    seed
        Seed of the draws.

    Returns
    -------
    Explanation
        Its ``parameters`` are indexed by path: ``name``; ``value`` in the year, ``unit``, ``low``, ``high``;
        ``grade``, ``role``, ``given`` (False: the default stands); ``step``, one per cent of the value,
        or of its range where it is zero; ``up`` and ``down``, the change of the number when the path
        is raised or lowered by the step in all years, and ``later_up`` and ``later_down`` when in the
        years after the base year only; ``effect`` and ``later``, the same of a rise alone;
        ``elasticity``, per cent of the number for one per cent of the value; ``set_by``, where the scenario
        sets it; ``derivation`` and ``worked``, the same with the facts' values; ``sources``, ``titles``,
        ``urls``; ``note``. Exactly those rows are there that move the number.

    Raises
    ------
    InputError
        With everything that is wrong with the call.
    """
    findings = Findings()
    item = asked(pack, indicator, where, findings)
    years = pack.structure.years
    when = years[-1] if year is None else year
    if when not in years:
        findings.add("unknown-year", f"a year from {years[0]} to {years[-1]}", key="year", value=str(year))
    if samples is not None and (isinstance(samples, bool) or not isinstance(samples, int) or samples < 1):
        findings.add("range", "a whole number of samples from 1, or None", key="samples", value=repr(samples))
    findings.raise_if_any()
    assert item is not None  # otherwise there are findings
    inputs, place = resolve(pack, Design((scenario,))), years.index(when)
    report = reported(inputs)
    run = Traced(pack, report, inputs.values, place)
    value, found = sensitivities(pack, inputs, item, place)
    if not np.isfinite(value):
        expected = "a number that is defined in this year and scenario"
        raise InputError([Problem("no-value", expected, key=item.label, value=f"{scenario.name} {when}")])
    codes = np.asarray(report.bottleneck)[place, :, 0]
    return Explanation(
        pack,
        scenario,
        when,
        item,
        value,
        item.unit,
        tree(run, item, DEPTH),
        {process: LIMITS[int(code)] for process, code in zip(pack.structure.process, codes, strict=True)},
        rows(pack, scenario, inputs, found, value, place),
        None if samples is None else interval(pack, scenario, item, place, samples, seed),
        samples,
    )


def interval(
    pack: Pack, scenario: Flat, item: Asked, place: int, samples: int, seed: int
) -> tuple[float, float, float]:
    """5 %, 50 % and 95 % quantile of the number over draws of the uncertain parameters."""
    from ioscenario.explore.draws import draw

    design = Design((scenario,), draw(pack, samples, seed), samples)
    name = item.variable.name
    values = np.broadcast_to(item.of(simulated(pack, design, wanted=[name])[name])[place], (samples,))
    low, middle, high = np.nanquantile(values, QUANTILES)
    return float(low), float(middle), float(high)


# ------------------------------------------------------------------------------------ rows

#: Columns of the rows, so that a number that rests on none has them too.
COLUMNS: Final = (
    "path", "name", "value", "unit", "low", "high", "grade", "role", "given", "step", "up", "down", "later_up",
    "later_down", "effect", "later", "elasticity", "set_by", "derivation", "worked", "sources", "titles", "urls",
    "note",
)  # fmt: skip


def rows(
    pack: Pack, scenario: Flat, inputs: Inputs, found: list[Sensitivity], value: float, place: int
) -> pd.DataFrame:
    """Rows of the parameter table for the paths that move a number; columns as :func:`explain` says."""
    words, sources = Words(pack, "en"), pack.sources.set_index("id")
    table = [_row(pack, scenario, inputs, words, sources, item, value, place) for item in found]
    return pd.DataFrame(table, columns=list(COLUMNS)).set_index("path")


def _row(
    pack: Pack,
    scenario: Flat,
    inputs: Inputs,
    words: Words,
    sources: pd.DataFrame,
    found: Sensitivity,
    value: float,
    place: int,
) -> dict[str, Any]:
    item, year = pack.parameters[found.path], pack.structure.years[place]
    own = float(inputs.values[item.field.name][(place, *item.position, 0)])
    effect, later = _rise(found, "up", "down"), _rise(found, "later_up", "later_down")
    ids = list(dict.fromkeys(name.strip() for name in item.source.split(";") if name.strip()))
    known = sources.loc[[name for name in ids if name in sources.index]]
    relative = found.step / own if own and item.field.kind != "count" else float("nan")
    return {
        "path": found.path,
        "name": words.path(found.path),
        "value": convert(own, item.unit, item.shown_unit),
        "unit": item.shown_unit,
        "low": convert(item.at(year, "lows"), item.unit, item.shown_unit),
        "high": convert(item.at(year, "highs"), item.unit, item.shown_unit),
        "grade": item.grade,
        "role": item.role,
        "given": item.given,
        "step": convert(found.step, item.unit, item.shown_unit),
        **found.effects,
        "effect": effect,
        "later": later,
        "elasticity": effect / value / relative if value and relative == relative else float("nan"),  # noqa: PLR0124
        "set_by": "; ".join(
            f"{step.where}: {as_setting(step, item)}" for step in scenario.operations if step.path == found.path
        ),
        "derivation": item.derivation,
        "worked": worked(item, pack.facts),
        "sources": ";".join(ids),
        "titles": "; ".join(f"{row['publisher']}: {row['title']}" for _, row in known.iterrows()),
        "urls": " ".join(dict.fromkeys(str(url) for url in known["url"] if not empty(url))),
        "note": item.note,
    }


def _rise(found: Sensitivity, up: str, down: str) -> float:
    """Change of the number for a rise; where a bound leaves no room, that of a fall with the sign changed."""
    value = found.effects[up]
    return -found.effects[down] if np.isnan(value) else value


def worked(item: Parameter, facts: Mapping[str, float]) -> str:
    """A derivation, the same with the values of the facts in it, and what it gives.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> worked(SimpleNamespace(derivation="C01 / C07", shown_unit="t/ha"), {"C01": 465.9, "C07": 145.6})
    'C01 / C07 = 465.9 / 145.6 = 3.19986 t/ha'
    >>> worked(SimpleNamespace(derivation="C07", shown_unit="kha"), {"C07": 145.6})
    'C07 = 145.6 kha'
    """
    if not item.derivation:
        return ""
    used = names(item.derivation)
    text = re.sub(r"[A-Za-z]\w*", lambda m: f"{facts[m[0]]:.6g}" if m[0] in used else m[0], item.derivation)
    value = f"{evaluate(item.derivation, facts):.6g} {item.shown_unit}".removesuffix(" 1")
    steps = [item.derivation] if item.derivation in used else [item.derivation, text]
    return " = ".join([*steps, value])


# ------------------------------------------------------------------------------------ text


def _levels(term: Term, level: int = 0) -> Iterator[tuple[int, Term]]:
    """Terms with their level, in reading order."""
    yield level, term
    for child in term.terms:
        yield from _levels(child, level + 1)


def _shown(words: Words, value: float, unit: str, *, signed: bool = False) -> str:
    """The number asked for: a share as per cent."""
    if unit == "1":
        return words.say.percent(value, 1, signed=signed)
    return words.quantity(value, unit, signed=signed)


def _line(words: Words, level: int, term: Term) -> str:
    """A term with its factors, indented by its level."""
    made = f" = {words.product(term)}" if term.factors else ""
    return f"{'  ' * (level + 1)}{words.name(term.name)}: {words.quantity(term.value, term.unit)}{made}"


def _row_lines(words: Words, row: Any, unit: str) -> Iterator[str]:
    """A parameter row in a few lines."""
    item = words.pack.parameters[row.Index]
    ends = span(words.say, row.low, row.high, row.unit, 4)
    ranged = words.say("explain.range", range=ends) if row.low < row.high else ""
    grade = words.say("explain.grade", grade=row.grade) if row.grade else words.say("explain.default")
    value = words.as_written(row.value, row.unit, significant=6)
    yield f"{row.Index}"
    yield f"    {words.path(row.Index)} = {', '.join(part for part in (value, ranged, grade) if part)}"
    step = words.as_written(row.step, row.unit, signed=True)
    effect, later = (_shown(words, value, unit, signed=True) for value in (row.effect, row.later))
    yield "    " + words.say("explain.effect", step=step, effect=effect, later=later)
    told = (("set_by", row.set_by), ("derivation", row.worked), ("sources", row.titles), ("urls", row.urls))
    yield from (f"    {words.say(f'explain.{key}')}: {text}" for key, text in told if text)
    if item.note:
        yield f"    {item.note}"


def _as_facts(words: Words, term: Term) -> dict[str, Any]:
    """A term and those below it as nested mappings."""
    found: dict[str, Any] = {"name": words.name(term.name), "value": term.value, "unit": term.unit}
    if term.factors:
        found["factors"] = [
            {"name": words.name(item.name), "path": item.name.id if item.name.kind == "path" else None,
             "value": item.value, "unit": item.unit, "divides": item.divides, "complement": item.complement}
            for item in term.factors
        ]  # fmt: skip
    if term.terms:
        found["terms"] = [_as_facts(words, child) for child in term.terms]
    return found
