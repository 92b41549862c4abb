"""Put a programme's document together: charts, workbook, page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.document.drawing import Pen, Picture, Task, draw
from ioscenario.document.page import Group, Leaf, Page, Section, html
from ioscenario.language import Language
from ioscenario.workbook import LONGEST, Sheet, write_workbook

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.results import Results

#: Names of files and folders in the programme's folder.
CHARTS, WORKBOOK, SUMMARY, PAGE = "charts", "tables.xlsx", "summary.csv", "index.html"
#: Name of the results among what charts are drawn of.
RESULTS: Final = "results"


@dataclass(frozen=True)
class Assessment:
    """What a chart that is not of results is drawn of.

    Parameters
    ----------
    chart
        Name of the chart.
    subject
        What it takes: an audit, a hindcast, a front.
    scenario
        The scenario that it is about; none: all or none.
    options
        Further named arguments of the chart.
    part
        Tells apart several pictures of one chart.
    language
        The language that it is for; none: all.
    """

    chart: str
    subject: object
    scenario: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""
    language: str | None = None


@dataclass(frozen=True)
class Document:
    """What is to be written.

    Parameters
    ----------
    results
        Results of a run.
    languages
        Languages of charts and pages; the first is that of ``index.html``.
    sections
        Tables of the page by language.
    assessments
        What else there is to draw.
    charts
        Names of the charts to draw; none: all.
    """

    results: Results
    languages: tuple[str, ...]
    sections: Mapping[str, Sequence[Section]] = field(default_factory=dict)
    assessments: Sequence[Assessment] = ()
    charts: Sequence[str] = ()


def plan(document: Document) -> tuple[list[Task], dict[str, object]]:
    """Charts to draw, language by language, and what they are drawn of, by name.

    Examples
    --------
    >>> import ioscenario as ios
    >>> tasks, subjects = plan(Document(ios.load("toy-chain").run(), ("en", "kk")))
    >>> list(subjects), {task.language for task in tasks} == {"en", "kk"}
    (['results'], True)
    """
    from ioscenario.charts import available

    drawn = available(document.results)
    subjects: dict[str, object] = {RESULTS: document.results}
    subjects |= {f"{number}": item.subject for number, item in enumerate(document.assessments)}
    tasks = []
    for language in document.languages:
        for chart, scenarios in drawn.items():
            tasks += [Task(chart, RESULTS, _stem(chart, name), language, name) for name in scenarios]
        for number, item in enumerate(document.assessments):
            if item.language not in (None, language):
                continue
            # The scenario is in the subject already; it only names the file.
            stem = _stem(item.chart, item.scenario or item.part or None)
            tasks.append(Task(item.chart, f"{number}", stem, language, None, item.options))
    return [task for task in tasks if not document.charts or task.chart in document.charts], subjects


def _stem(chart: str, scenario: str | None) -> str:
    return f"{chart}-{scenario}" if scenario else chart


def write(
    document: Document,
    folder: Path,
    pen: Pen,
    workers: int = 1,
    done: Callable[[int], object] = lambda count: None,
) -> list[Picture]:
    """Write charts, workbook, results and pages into a folder.

    Parameters
    ----------
    document
        What is to be written.
    folder
        An empty folder.
    pen
        Formats and size of charts; its folder is made.
    workers
        Number of processes that draw.
    done
        Is told how many charts have been finished since the last time.

    Returns
    -------
    list of Picture
        The charts.
    """
    from ioscenario.results import RUN_FILE
    from ioscenario.summary import figures

    stored = document.results.to_netcdf(folder / RUN_FILE)
    figures(document.results).to_csv(folder / SUMMARY, index=False, encoding="utf-8")
    pen.folder.mkdir(parents=True, exist_ok=True)
    tasks, subjects = plan(document)
    if workers > 1:
        subjects[RESULTS] = stored  # read by each process, which is faster than to send it
    pictures = draw(tasks, subjects, pen, workers, done)
    write_workbook(document.results, folder / WORKBOOK, sheets(pictures, document.languages[0]))
    beside = sorted(path.name for path in folder.iterdir() if path.is_file())
    for language in document.languages:
        page = compose(document, [item for item in pictures if item.task.language == language], language, beside)
        (folder / _page(document, language)).write_text(html(page), encoding="utf-8")
    return pictures


def _page(document: Document, language: str) -> str:
    """Name of the page in a language."""
    return PAGE if language == document.languages[0] else f"index-{language}.html"


# ------------------------------------------------------------------------------ page


def compose(document: Document, pictures: Sequence[Picture], language: str, files: Sequence[str]) -> Page:
    """The page in one language.

    Parameters
    ----------
    document
        What it is about.
    pictures
        Its charts.
    language
        Its language.
    files
        Names of the files beside it.
    """
    say, attributes = Language(language), document.results.dataset.attrs
    made = say("run.made", version=attributes["version"], date=attributes["date"])
    others = [(code, _page(document, code)) for code in document.languages if code != language]
    return Page(
        title=str(attributes[f"pack_title_{language}"]),
        language=say,
        sections=document.sections.get(language, ()),
        groups=groups(document.results, pictures, say),
        files=files,
        footer=(str(attributes[f"source_line_{language}"]), made),
        others=others,
    )


def groups(results: Results, pictures: Sequence[Picture], say: Language) -> list[Group]:
    """Charts of all scenarios, then those of each scenario, then the assessment."""
    titles = results.dataset[f"scenario_title_{say.code}"].to_series()
    own = [item for item in pictures if item.task.subject == RESULTS]
    found = [("across", say("document.across"), [item for item in own if item.task.scenario is None])]
    found += [
        (f"scenario-{name}", str(titles[name]), [item for item in own if item.task.scenario == name])
        for name in results.scenarios
    ]
    others = [item for item in pictures if item.task.subject != RESULTS]
    found.append(("assessment", say("document.assessment"), others))
    return [Group(id_, title, tuple(_leaf(item, say) for item in items)) for id_, title, items in found if items]


def _leaf(item: Picture, say: Language) -> Leaf:
    files = tuple(f"{CHARTS}/{name}" for name in item.files)
    name = chart_name(item.task.chart, say)
    return Leaf(item.task.stem, name, item.screen, item.alt, item.title, item.numbers, files)


def chart_name(chart: str, say: Language) -> str:
    """Short name of a chart; one that the catalogue does not have is its id."""
    key = f"document.name.{chart}"
    return say(key) if say.has(key) else chart.replace("_", " ")


# -------------------------------------------------------------------------- workbook


def sheets(pictures: Iterable[Picture], language: str) -> list[Sheet]:
    """Numbers behind the charts, a sheet for each kind of chart; of charts of one scenario all scenarios.

    Parameters
    ----------
    pictures
        Charts in any number of languages.
    language
        The language whose charts are taken: numbers are the same in all.
    """
    import pandas as pd

    frames: dict[str, list[pd.DataFrame]] = {}
    for item in pictures:
        if item.task.language == language and item.numbers is not None:
            frames.setdefault(item.task.chart, []).append(_told(item))
    return [
        Sheet(f"chart_{chart}"[:LONGEST], f"numbers behind the chart {chart}", pd.concat(parts, ignore_index=True))
        for chart, parts in frames.items()
    ]


def _told(item: Picture) -> pd.DataFrame:
    """Numbers of a picture with the scenario that it is of."""
    assert item.numbers is not None  # only such are asked for
    if item.task.scenario is None or "scenario" in item.numbers:
        return item.numbers
    frame = item.numbers.copy()
    frame.insert(0, "scenario", item.task.scenario)
    return frame
