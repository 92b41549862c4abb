"""An audit of claims as a user holds it: tables, text, and how it looks in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from ioscenario.assessment import claim_words as words
from ioscenario.assessment.claims import Finding, findings_of
from ioscenario.assessment.verdicts import Verdict, of_claim
from ioscenario.language import Language
from ioscenario.language.units import amount, span
from ioscenario.pack.units import convert
from ioscenario.problems import Findings

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ioscenario.charts.style import Size
    from ioscenario.model import Model
    from ioscenario.pack.claims import Claim
    from ioscenario.pack.loading import Pack
    from ioscenario.results import Results


@dataclass(frozen=True, eq=False)
class Audit:
    """What the model says of published figures and claims.

    Parameters
    ----------
    pack
        The pack that was asked.
    findings
        One for each reading, in the order of ``claims.yaml``.
    titles
        Titles of the scenarios that were asked, by name and language.
    samples, seed
        Draws that the ranges rest on.
    language
        Language of texts: ``en``, ``ru`` or ``kk``.
    version
        Version of the package.
    """

    pack: Pack
    findings: tuple[Finding, ...]
    titles: Mapping[str, Mapping[str, str]]
    samples: int
    seed: int
    language: str
    version: str

    @cached_property
    def say(self) -> Language:
        """Words of the audit's language."""
        return Language(self.language)

    def told_in(self, language: str) -> Audit:
        """The same audit in another language.

        Raises
        ------
        InputError
            For an unknown language.
        """
        Language(language)
        return replace(self, language=language)

    @property
    def by_claim(self) -> dict[str, list[Finding]]:
        """Findings of each claim."""
        found: dict[str, list[Finding]] = {}
        for item in self.findings:
            found.setdefault(item.claim.id, []).append(item)
        return found

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """Verdict on each claim."""
        return {name: of_claim([item.verdict for item in found]) for name, found in self.by_claim.items()}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a reading: what is claimed, what the model gives, the verdict and why.

        Columns: ``claim``, ``kind``, ``reading``, ``text``, ``expression``, ``scenario``, ``year``, ``sense``,
        ``claimed_low``, ``claimed_high``, ``unit``, ``basis`` (model or published), ``model``, ``q05``, ``q95``,
        ``below`` (share of draws below the claim), ``share`` (of draws that come as far as a claim that does not
        hold), ``verdict``, ``reason``, ``moves`` (path = value unit), ``reached``, ``reasoning``, ``facts``,
        ``source``.
        """
        import pandas as pd

        return pd.DataFrame([self._row(item) for item in self.findings])

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a claim: ``text``, ``verdict``, ``conclusion``, ``readings``, ``source``; index ``claim``."""
        import pandas as pd

        rows = []
        for name, found in self.by_claim.items():
            claim, verdict = found[0].claim, self.verdicts[name]
            rows.append(
                {
                    "claim": name,
                    "kind": claim.kind,
                    "text": words.in_language(claim.text, self.say),
                    "verdict": verdict.value,
                    "conclusion": words.verdict_of_claim(self.say, verdict, found),
                    "readings": len(found),
                    "source": "; ".join(words.said_by(claim, self.pack)),
                }
            )
        return pd.DataFrame(rows).set_index("claim")

    def _row(self, item: Finding) -> dict[str, Any]:
        meant = item.asked.meant
        return {
            "claim": item.claim.id,
            "kind": item.claim.kind,
            "reading": meant.reading.id,
            "text": words.reading_name(self.say, item),
            "expression": meant.reading.model,
            "scenario": item.asked.scenario if meant.modelled else "",
            "year": meant.year,
            "sense": meant.reading.sense,
            "claimed_low": meant.written[0],
            "claimed_high": meant.written[1],
            "unit": meant.unit,
            "basis": "model" if meant.modelled else "published",
            "model": item.model.central,
            "q05": item.model.low,
            "q95": item.model.high,
            "below": item.below,
            "share": item.share if item.model.draws and item.verdict is not Verdict.HOLDS else float("nan"),
            "verdict": item.verdict.value,
            "reason": item.reason,
            "moves": "; ".join(self._move(path, value) for path, value in item.moves),
            "reached": item.reached,
            "reasoning": self.reasoning(item),
            "facts": "; ".join(meant.facts),
            "source": item.claim.source,
        }

    def _move(self, path: str, value: float) -> str:
        parameter = self.pack.parameters[path]
        return f"{path} = {convert(value, parameter.unit, parameter.shown_unit):.6g} {parameter.shown_unit}"

    def reasoning(self, item: Finding) -> str:
        """Why a reading has its verdict."""
        titles = {
            name: title.get(self.language) or next(iter(title.values()), name) for name, title in self.titles.items()
        }
        return words.reasoning(self.say, item, self.pack, titles)

    def sources(self, found: Sequence[Finding]) -> list[str]:
        """What a claim and its readings rest on: id, publisher, title, date."""
        said = words.said_by(found[0].claim, self.pack)
        facts = dict.fromkeys(name for item in found for name in item.asked.meant.facts if "[" not in name)
        more = [words.source_line(self.pack, name) for name in facts]
        return list(dict.fromkeys([*said, *more]))

    def pages(self, size: Size = "column") -> list[Figure]:
        """The audit as a table for print; see :func:`ioscenario.charts.claims.pages`."""
        from ioscenario.charts.claims import pages

        return pages(self, size=size)

    # ------------------------------------------------------------------- as text

    def text(self) -> str:
        """The audit as plain text.

        Examples
        --------
        >>> import ioscenario as ios
        >>> print(ios.load("toy-chain").claims(samples=20).text().splitlines()[0])
        ✓ 1.5 million shirts were made in 2025.
        """
        lines: list[str] = []
        for name, found in self.by_claim.items():
            lines += [*self._told(found, self.verdicts[name]), ""]
        return "\n".join([*lines, self.about])

    def _told(self, found: Sequence[Finding], verdict: Verdict) -> list[str]:
        say, claim = self.say, found[0].claim
        lines = [f"{words.SIGNS[verdict]} {words.in_language(claim.text, say)}"]
        lines.append(f"  {words.verdict_of_claim(say, verdict, found)}")
        for item in found:
            head = f"{words.SIGNS[item.verdict]} {self._head(item)}"
            lines += [f"  {head}", f"      {self.reasoning(item)}"]
        if claim.note is not None:
            lines.append(f"  {words.in_language(claim.note, say)}")
        lines.append(f"  {say('claims.rests_on')} {'; '.join(self.sources(found))}")
        return lines

    def _head(self, item: Finding) -> str:
        """A reading in a line: how it is read, what is claimed, the verdict."""
        verdict = self.say(f"claims.verdict.{item.verdict.value}")
        return f"{words.reading_name(self.say, item)}: {words.claimed(self.say, item)} – {verdict}"

    @property
    def about(self) -> str:
        """What the ranges rest on."""
        title = words.in_language(self.pack.title, self.say)
        return self.say(
            "claims.about", self.samples, seed=self.seed, pack=title, hash=self.pack.hash[:8], version=self.version
        )

    def markdown(self) -> str:
        """The audit as Markdown: a heading for each claim, a table of its readings, reasoning below."""
        say = self.say
        lines = [f"# {say('claims.title')}", "", self.about, ""]
        heads = [say(f"claims.column.{name}") for name in ("reading", "claimed", "model", "verdict")]
        for name, found in self.by_claim.items():
            verdict = self.verdicts[name]
            claim = found[0].claim
            lines += [f"## {words.SIGNS[verdict]} {words.in_language(claim.text, say)}", ""]
            lines += [words.verdict_of_claim(say, verdict, found), ""]
            lines += ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
            lines += ["| " + " | ".join(cell.replace("|", "/") for cell in self.cells(item)) + " |" for item in found]
            lines += ["", *(f"- *{words.reading_name(say, item)}*: {self.reasoning(item)}" for item in found), ""]
            if claim.note is not None:
                lines += [words.in_language(claim.note, say), ""]
            lines += [f"{say('claims.rests_on')} {'; '.join(self.sources(found))}", ""]
        return "\n".join(lines)

    def claim_text(self, claim: Claim) -> str:
        """A claim in the audit's language."""
        return words.in_language(claim.text, self.say)

    def model_lines(self, item: Finding) -> tuple[str, ...]:
        """The model's figure, and its range below, in short."""
        meant, spread = item.asked.meant, item.model
        value = amount(self.say, spread.central, meant.unit)
        if not meant.modelled or spread.high <= spread.low:
            return (value,)
        return value, f"({span(self.say, spread.low, spread.high, '1')})"

    def cells(self, item: Finding) -> tuple[str, str, str, str]:
        """A reading as cells of a table: how it is read, what is claimed, what the model gives, the verdict."""
        say = self.say
        given = " ".join(self.model_lines(item))
        verdict = f"{words.SIGNS[item.verdict]} {say(f'claims.verdict.{item.verdict.value}')}"
        return words.reading_name(say, item), words.claimed(say, item), given, verdict

    def _repr_html_(self) -> str:
        say = self.say
        heads = [say(f"claims.column.{name}") for name in ("reading", "claimed", "model", "verdict", "why")]
        parts = [f"<h3>{escape(say('claims.title'))}</h3>"]
        for name, found in self.by_claim.items():
            verdict, claim = self.verdicts[name], found[0].claim
            parts.append(f"<h4>{words.SIGNS[verdict]} {escape(words.in_language(claim.text, say))}</h4>")
            parts.append(f"<p>{escape(words.verdict_of_claim(say, verdict, found))}</p>")
            rows = [[*self.cells(item), self.reasoning(item)] for item in found]
            parts.append(_table(heads, rows))
            if claim.note is not None:
                parts.append(f"<p>{escape(words.in_language(claim.note, say))}</p>")
            rests = f"{say('claims.rests_on')} {'; '.join(self.sources(found))}"
            parts.append(f"<p><small>{escape(rests)}</small></p>")
        return "".join([*parts, f"<p><small>{escape(self.about)}</small></p>"])

    def html(self) -> str:
        """The audit as a page of its own."""
        title = escape(self.say("claims.title"))
        style = "body{font-family:sans-serif;max-width:60em;margin:2em auto}td,th{vertical-align:top;text-align:left;"
        style += "padding:.2em .6em;border-bottom:1px solid #ddd}table{border-collapse:collapse}"
        head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
        body = f"<head>{head}</head><body>{self._repr_html_()}</body>"
        return f'<!doctype html><html lang="{self.language}">{body}</html>\n'

    def __repr__(self) -> str:
        told = list(self.verdicts.values())
        counts = ", ".join(f"{told.count(item)} {item.value}" for item in Verdict if item in told)
        return f"<Audit of {len(told)} claims of {self.pack.name}: {counts}>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of HTML."""
    lines = [("th", heads), *(("td", row) for row in rows)]
    body = "".join(
        "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>" for tag, cells in lines
    )
    return f"<table>{body}</table>"


def audit(model: Model, ids: Sequence[str] = (), *, samples: int = 500, seed: int = 0, language: str = "en") -> Audit:
    """Hold published figures and claims of a pack against the model.

    Parameters
    ----------
    model
        A model.
    ids
        Ids of claims; none: all.
    samples
        Draws of the uncertain parameters behind the ranges.
    seed
        Seed of the draws.
    language
        Language of texts.

    Returns
    -------
    Audit

    Raises
    ------
    InputError
        For an unknown claim, scenario or language, and samples or seeds that mean nothing.

    Examples
    --------
    >>> import ioscenario as ios
    >>> audit(ios.load("toy-chain"), samples=20)
    <Audit of 2 claims of toy-chain: 1 holds, 1 holds_only_if>
    """
    from ioscenario.version import __version__

    Language(language)
    found = findings_of(model, ids, samples, seed)
    names = dict.fromkeys(item.asked.scenario for item in found)
    titles = {name: dict(model.scenario(name).title) for name in names}
    return Audit(model.pack, tuple(found), titles, int(samples), int(seed), language, __version__)


def draws_of(results: Results, pack: Pack) -> tuple[int, int]:
    """Number of samples and seed of some results.

    Parameters
    ----------
    results
        Results of the same pack, run with samples.
    pack
        The pack.

    Raises
    ------
    InputError
        For results of another pack, or without samples.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> draws_of(model.run("baseline", samples=4, seed=7), model.pack)
    (4, 7)
    """
    data, findings = results.dataset, Findings()
    if data.attrs["pack_hash"] != pack.hash:
        expected = f"results of the pack {pack.name}, {pack.hash[:8]}"
        value = f"{data.attrs['pack']}, {str(data.attrs['pack_hash'])[:8]}"
        findings.add("other-pack", expected, key="results", value=value)
    if "sample" not in data.dims or str(data.attrs["seed"]) == "":
        findings.add("no-draws", "results of a run with samples", key="results")
    findings.raise_if_any()
    return int(data.sizes["sample"]), int(data.attrs["seed"])
