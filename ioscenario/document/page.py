"""A page of charts and tables in one file: to open, leaf through, mail and print.

The page needs no script: without one it is a list with links. The script adds keys, buttons and the
view of one chart at a time. A page whose pictures are inside forbids its reader's browser to fetch
anything at all (a content security policy), so that it can be opened anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.language import Language

#: Rows of a chart's numbers on the page; the rest is in its files.
ROWS: Final = 60


@dataclass(frozen=True)
class Section:
    """A table of a run with its title and what is to be said below it."""

    title: str
    frame: pd.DataFrame
    note: str = ""


@dataclass(frozen=True)
class Leaf:
    """One chart of the page.

    Parameters
    ----------
    id
        Anchor: letters, digits, ``-`` and ``_``.
    name
        Short name, in the list of contents.
    picture
        A PNG, which is put into the page, or the address of a picture.
    alt
        What it shows, for those who cannot see it.
    finding
        What it says, in one sentence.
    numbers
        The numbers that it shows.
    files
        Addresses of its files, relative to the page.
    """

    id: str
    name: str
    picture: bytes | str
    alt: str
    finding: str = ""
    numbers: pd.DataFrame | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Charts under one heading."""

    id: str
    title: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Page:
    """Everything that a page says.

    Parameters
    ----------
    title
        Its heading.
    language
        Language of its words and numbers.
    sections
        Tables; the first is open, the others are folded.
    groups
        Charts.
    files
        Names of the files beside it.
    footer
        Lines at its end: source, what made it.
    others
        The same page in other languages: code and address.
    """

    title: str
    language: Language
    sections: Sequence[Section] = ()
    groups: Sequence[Group] = ()
    files: Sequence[str] = ()
    footer: Sequence[str] = ()
    others: Sequence[tuple[str, str]] = ()


def html(page: Page) -> str:
    """The page as text.

    Examples
    --------
    >>> import pandas as pd
    >>> from ioscenario.language import Language
    >>> text = html(Page("Reed & rush", Language("en"), [Section("Summary", pd.DataFrame({"jobs": [12.0]}))]))
    >>> "<h1>Reed &amp; rush</h1>" in text, "default-src 'none'" in text
    (True, True)
    """
    say = page.language
    style, script = _asset("page.css"), _asset("page.js")
    inside = all(isinstance(leaf.picture, bytes) for group in page.groups for leaf in group.leaves)
    return f"""<!doctype html>
<html lang="{say.code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{_policy(style, script) if inside else ""}
<link rel="icon" href="data:,">
<title>{escape(page.title)}</title>
<style>{style}</style>
</head>
<body data-all="{escape(say("document.all"))}" data-one="{escape(say("document.one"))}"
 data-previous="{escape(say("document.previous"))}" data-next="{escape(say("document.next"))}">
{_navigation(page)}
<main>
<header><h1>{escape(page.title)}</h1>{_others(page)}</header>
{_tables(page)}
{"".join(_group(page, group) for group in page.groups)}
{_files(page)}
<footer>{"".join(f"<p>{escape(line)}</p>" for line in page.footer)}</footer>
</main>
<script>{script}</script>
</body>
</html>
"""


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the browser may use: pictures that are in the page, this style and this script, nothing else."""
    allowed = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# ------------------------------------------------------------------------- contents


def _navigation(page: Page) -> str:
    """The list of contents: tables, groups of charts, files."""
    say = page.language
    tables = f'<li><a href="#tables">{escape(page.sections[0].title)}</a></li>' if page.sections else ""
    groups = "".join(
        f"<li><details{' open' if number == 0 else ''}><summary>{escape(group.title)}</summary><ul>"
        + "".join(f'<li><a href="#{leaf.id}">{escape(leaf.name)}</a></li>' for leaf in group.leaves)
        + "</ul></details></li>"
        for number, group in enumerate(page.groups)
    )
    files = f'<li><a href="#files">{escape(say("run.files"))}</a></li>' if page.files else ""
    label = escape(say("document.contents"))
    return f'<nav aria-label="{label}"><p>{label}</p><ul>{tables}{groups}{files}</ul></nav>'


def _others(page: Page) -> str:
    links = " ".join(f'<a href="{escape(address)}" lang="{code}">{escape(name)}</a>'
                     for code, address, name in _named(page.others))  # fmt: skip
    return f'<p class="languages">{links}</p>' if links else ""


def _named(others: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    from ioscenario.language import Language

    return [(code, address, Language(code)("language")) for code, address in others]


def _tables(page: Page) -> str:
    """The tables: the first open, the others folded."""
    if not page.sections:
        return ""
    first, *others = page.sections
    folded = "".join(
        f"<details><summary>{escape(section.title)}</summary>{_section(page, section)}</details>" for section in others
    )
    return f'<section id="tables"><h2>{escape(first.title)}</h2>{_section(page, first)}{folded}</section>'


def _section(page: Page, section: Section) -> str:
    note = f"<p>{escape(section.note)}</p>" if section.note else ""
    return table(section.frame, page.language) + note


def _group(page: Page, group: Group) -> str:
    leaves = "".join(_leaf(page, group, leaf) for leaf in group.leaves)
    return f'<section class="group" id="{group.id}"><h2>{escape(group.title)}</h2>{leaves}</section>'


def _leaf(page: Page, group: Group, leaf: Leaf) -> str:
    """A chart with its finding, files and numbers."""
    links = " · ".join(
        f'<a href="{escape(address)}">{escape(address.rpartition(".")[2].upper())}</a>' for address in leaf.files
    )
    return (
        f'<figure class="leaf" id="{leaf.id}">'
        f"<h3>{escape(leaf.name)}<small>{escape(group.title)}</small></h3>"
        f'<img src="{_address(leaf.picture)}" alt="{escape(leaf.alt)}" loading="lazy">'
        f"<figcaption>{escape(leaf.finding)}{f'<span>{links}</span>' if links else ''}</figcaption>"
        f"{_numbers(page, leaf)}</figure>\n"
    )


def _address(picture: bytes | str) -> str:
    if isinstance(picture, str):
        return escape(picture)
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _numbers(page: Page, leaf: Leaf) -> str:
    """The numbers of a chart, folded; of many rows the first."""
    if leaf.numbers is None or leaf.numbers.empty:
        return ""
    say, count = page.language, len(leaf.numbers)
    frame = leaf.numbers.head(ROWS).rename(columns=lambda name: heading(str(name), say))
    rest = f"<p>{escape(say('document.first_rows', count, shown=ROWS))}</p>" if count > ROWS else ""
    return f"<details><summary>{escape(say('document.numbers'))}</summary>{table(frame, say)}{rest}</details>"


def _files(page: Page) -> str:
    if not page.files:
        return ""
    links = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in page.files)
    return f'<section id="files"><h2>{escape(page.language("run.files"))}</h2><ul>{links}</ul></section>'


# --------------------------------------------------------------------------- tables


def heading(name: str, say: Language) -> str:
    """A column's name in words, where the catalogue has them."""
    keys = (f"dimension.{name}", f"column.{name}", f"summary.{name}", f"variable.{name}", f"effect.{name}")
    return next((say(key) for key in keys if say.has(key)), name.replace("_", " "))


def table(frame: pd.DataFrame, say: Language) -> str:
    """A frame as an HTML table, numbers in the reader's digits.

    Examples
    --------
    >>> import pandas as pd
    >>> from ioscenario.language import Language
    >>> "<td>2025</td><td>1,235</td>" in table(pd.DataFrame({"year": [2025], "jobs": [1234.6]}), Language("en"))
    True
    """
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value, say))}</td>" for value in row) + "</tr>\n"
        for row in frame.itertuples(index=False, name=None)
    )
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>'


def _cell(value: object, say: Language) -> str:
    """A value as text: nothing for what is missing, years and counts as they are."""
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return say.number(value, 0) if abs(value) >= 1000 else say.number(value, significant=4)
    return "" if value is None else str(value)
