"""The page of a run that a reader opens first: main results, charts, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.cli.common import format_cell
from ioscenario.language import Language

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.results import Results

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #ddd; text-align: right }
th:first-child, td:first-child { text-align: left }
summary { cursor: pointer; font-weight: 600; margin: 1rem 0 }
img { max-width: 100%; display: block; margin: 1.5rem 0 }
footer { color: #666; font-size: .85rem; margin-top: 3rem }
"""


@dataclass(frozen=True)
class Section:
    """A table of a run with its title and what is to be said below it."""

    title: str
    frame: pd.DataFrame
    note: str = ""


def write_page(
    results: Results, folder: Path, pictures: Sequence[str], sections: Sequence[Section], language: str
) -> None:
    """Write ``index.html`` into a run's folder.

    Parameters
    ----------
    results
        What was simulated.
    folder
        The run's folder, with the other files already in it.
    pictures
        Names of the picture files in ``charts/``.
    sections
        Tables of the page; the first is open, the others are folded.
    language
        Language of the page.
    """
    say, attributes = Language(language), results.dataset.attrs
    title = escape(str(attributes[f"pack_title_{language}"]))
    files = sorted(path.name for path in folder.iterdir() if path.is_file())
    links = "\n".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in files)
    charts = chart_sections(results, pictures, language)
    source = escape(str(attributes[f"source_line_{language}"]))
    made = escape(say("run.made", version=attributes["version"], date=attributes["date"]))
    first, *others = sections
    text = f"""<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<h2>{escape(first.title)}</h2>
{html_section(first)}
{"".join(map(_folded, others))}
{f"<h2>{escape(say('run.charts'))}</h2>" if charts else ""}
{charts}
<h2>{escape(say("run.files"))}</h2>
<ul>
{links}
</ul>
<footer><p>{source}</p><p>{made}</p></footer>
</body>
</html>
"""
    (folder / "index.html").write_text(text, encoding="utf-8")


def html_section(section: Section) -> str:
    """A section without its title."""
    note = f"\n<p>{escape(section.note)}</p>" if section.note else ""
    return html_table(section.frame) + note


def _folded(section: Section) -> str:
    return f"<details><summary>{escape(section.title)}</summary>\n{html_section(section)}\n</details>\n"


def chart_sections(results: Results, pictures: Sequence[str], language: str) -> str:
    """Charts of all scenarios first, then those of each scenario, folded but for the reference."""
    titles = results.dataset[f"scenario_title_{language}"].to_series()
    own = {
        scenario: [name for name in pictures if name.endswith(f"-{scenario}-{language}.svg")]
        for scenario in results.scenarios
    }
    taken = {name for names in own.values() for name in names}
    parts = [_picture(name) for name in pictures if name not in taken]
    for scenario, names in own.items():
        if names:
            state = " open" if scenario == results.reference else ""
            shown = "\n".join(map(_picture, names))
            parts.append(f"<details{state}><summary>{escape(titles[scenario])}</summary>\n{shown}\n</details>")
    return "\n".join(parts)


def _picture(name: str) -> str:
    return f'<img src="charts/{escape(name)}" alt="{escape(Path(name).stem)}" loading="lazy">'


def html_table(frame: pd.DataFrame) -> str:
    """A frame as an HTML table, numbers short."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame.columns)
    rows = [
        "<tr>" + "".join(f"<td>{escape(format_cell(value))}</td>" for value in row) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    ]
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
