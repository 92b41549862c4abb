"""The page of a run that a reader opens first: main results, charts, files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ioscenario.cli.common import format_cell
from ioscenario.language import Language

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.results import Results

#: Words of the page that no chart or table has.
_WORDS: Final = {
    "en": {"charts": "Charts", "files": "Files", "made": "Made by"},
    "ru": {"charts": "Графики", "files": "Файлы", "made": "Подготовлено программой"},
    "kk": {"charts": "Диаграммалар", "files": "Файлдар", "made": "Бағдарлама:"},
}

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #ddd; text-align: right }
th:first-child, td:first-child { text-align: left }
summary { cursor: pointer; font-weight: 600; margin: 1rem 0 }
img { max-width: 100%; display: block; margin: 1.5rem 0 }
footer { color: #666; font-size: .85rem; margin-top: 3rem }
"""


def write_page(
    results: Results,
    folder: Path,
    pictures: Sequence[str],
    summary: pd.DataFrame,
    limits: pd.DataFrame,
    language: str,
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
    summary, limits
        Tables of the page.
    language
        Language of the page.
    """
    words, say = _WORDS[language], Language(language)
    attributes = results.dataset.attrs
    title = escape(str(attributes[f"pack_title_{language}"]))
    files = sorted(path.name for path in folder.iterdir() if path.is_file())
    links = "\n".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in files)
    charts = chart_sections(results, pictures, language)
    source = escape(str(attributes[f"source_line_{language}"]))
    made = escape(f"{words['made']} ioscenario {attributes['version']}, {attributes['date']}")
    text = f"""<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<h2>{escape(say("summary.title"))}</h2>
{html_table(summary)}
<details><summary>{escape(say("summary.limit"))}</summary>
{html_table(limits)}
</details>
{f"<h2>{words['charts']}</h2>" if charts else ""}
{charts}
<h2>{words["files"]}</h2>
<ul>
{links}
</ul>
<footer><p>{source}</p><p>{made}</p></footer>
</body>
</html>
"""
    (folder / "index.html").write_text(text, encoding="utf-8")


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
