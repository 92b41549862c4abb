"""The page of a run that a reader opens first: main results, charts, files."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.results import Results

_WORDS: Final = {
    "en": {"summary": "Main results", "charts": "Charts", "files": "Files", "made": "Made by"},
    "ru": {"summary": "Основные результаты", "charts": "Графики", "files": "Файлы", "made": "Подготовлено программой"},
    "kk": {"summary": "Негізгі нәтижелер", "charts": "Диаграммалар", "files": "Файлдар", "made": "Бағдарлама:"},
}

_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #ddd; text-align: right }
th:first-child, td:first-child { text-align: left }
img { max-width: 100%; display: block; margin: 1.5rem 0 }
footer { color: #666; font-size: .85rem; margin-top: 3rem }
"""


def write_page(results: Results, folder: Path, charts: Sequence[str], language: str) -> None:
    """Write ``index.html`` into a run's folder.

    Parameters
    ----------
    results
        What was simulated.
    folder
        The run's folder, with the other files already in it.
    charts
        Names of the picture files in ``charts/``, in the order of the page.
    language
        Language of the page.
    """
    words = _WORDS[language]
    attributes = results.dataset.attrs
    title = escape(str(attributes[f"pack_title_{language}"]))
    files = sorted(path.name for path in folder.iterdir() if path.is_file())
    links = "\n".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in files)
    pictures = "\n".join(f'<img src="charts/{escape(name)}" alt="{escape(Path(name).stem)}">' for name in charts)
    source = escape(str(attributes[f"source_line_{language}"]))
    made = escape(f"{words['made']} ioscenario {attributes['version']}, {attributes['date']}")
    text = f"""<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<h2>{words["summary"]}</h2>
{html_table(results.summary(language))}
{f"<h2>{words['charts']}</h2>" if charts else ""}
{pictures}
<h2>{words["files"]}</h2>
<ul>
{links}
</ul>
<footer><p>{source}</p><p>{made}</p></footer>
</body>
</html>
"""
    (folder / "index.html").write_text(text, encoding="utf-8")


def html_table(frame: pd.DataFrame) -> str:
    """A frame as an HTML table, numbers short."""
    from ioscenario.cli.common import format_cell

    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame.columns)
    rows = [
        "<tr>" + "".join(f"<td>{escape(format_cell(value))}</td>" for value in row) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    ]
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
