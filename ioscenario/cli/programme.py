"""``ioscenario programme``: every chart, the numbers behind them, and a page to leaf through."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from ioscenario.cli.common import (
    JsonOption,
    PackOption,
    StrictOption,
    collected_warnings,
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.dimensions import LANGUAGES
from ioscenario.document.drawing import FORMATS
from ioscenario.problems import Findings, nearest

if TYPE_CHECKING:
    from tqdm import tqdm

    from ioscenario.document.assessments import Asked
    from ioscenario.document.compose import Assessment
    from ioscenario.document.drawing import Picture
    from ioscenario.results import Results

#: The word for every language.
ALL: Final = "all"


class Size(StrEnum):
    """Sizes of charts."""

    column = "column"
    page = "page"
    slide = "slide"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("programme")(programme)


def programme(
    scenarios: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or YAML files; none: every scenario.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Write here.")] = Path("out"),
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--language", metavar="CODE", help="en, ru, kk, several with commas (ru,kk), or all. [default: en]"
        ),
    ] = None,
    samples: Annotated[int | None, typer.Option("--samples", min=1, help="Draw uncertain parameters so often.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the draws; needs --samples.")] = None,
    size: Annotated[
        Size, typer.Option("--size", help="For a column of text (16 cm), a full page, or a 16:9 slide.")
    ] = Size.column,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help="png, svg, pdf; several with commas. [default: all]"),
    ] = None,
    charts: Annotated[
        list[str] | None,
        typer.Option("--chart", metavar="NAME", help="Only this chart; several with commas. [default: all]"),
    ] = None,
    pack: PackOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier run in --out.")] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes that draw. [default: one for each core, at most 4]"),
    ] = None,
    assessment: Annotated[
        bool,
        typer.Option(
            "--assessment/--no-assessment", help="Also parts of each measure, claims, enterprises, past years."
        ),
    ] = True,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run scenarios and write all charts, the numbers behind them, and a page to leaf through.

    Open index.html in --out first. It holds its pictures and can be mailed as it is; charts/ has each chart as
    png (300 dpi), svg and pdf with its numbers as csv; tables.xlsx has every number.
    """
    from ioscenario.document.assessments import Asked
    from ioscenario.model import load

    findings = Findings()
    codes = chosen(languages or ["en"], (*LANGUAGES, ALL), "--language", findings)
    kinds = chosen(formats or FORMATS, FORMATS, "--format", findings)
    only = chosen(charts or (), drawable(), "--chart", findings)
    if seed is not None and samples is None:
        findings.add("call", "--samples together with --seed", key="--seed", value=str(seed))
    findings.extend(refusals(out, force=force))
    findings.raise_if_any()
    codes = LANGUAGES if ALL in codes else codes
    with collected_warnings() as warned:
        model = load(pack)
        results = model.run(*(scenarios or ()), samples=samples, seed=seed)
    print_warnings(warned, as_json=as_json, strict=strict)
    given = scenarios or [name for name in results.scenarios if name != results.reference]
    named = {model.scenario(item).name: item for item in given}
    others = {name: item for name, item in named.items() if name != results.reference}
    asked = Asked(model, results, others, codes, samples, seed, size.value, only)
    found = _assessed(asked, as_json=as_json) if assessment else []
    how = How(codes, kinds, size.value, workers or default_workers(), progress=not as_json, charts=only)
    pictures = write_programme(results, out, found, how)
    _tell(results, out, codes[0], pictures, as_json=as_json)


def chosen(words: Sequence[str], known: Sequence[str], key: str, findings: Findings) -> tuple[str, ...]:
    """Words of an option that may be repeated and hold several with commas, each once.

    Examples
    --------
    >>> chosen(["ru,kk", "ru"], ("en", "ru", "kk"), "--language", Findings())
    ('ru', 'kk')
    """
    found = [word.strip().lower() for text in words for word in text.split(",")]
    for word in dict.fromkeys(found):
        if word not in known:
            near = nearest(word, known)
            findings.add("call", f"one or several of {', '.join(known)}", key=key, value=word, nearest=near)
    return tuple(dict.fromkeys(found))


def drawable() -> tuple[str, ...]:
    """Names of the charts of a programme."""
    from ioscenario.charts import CHARTS
    from ioscenario.document.assessments import MAKERS

    return (*CHARTS, *MAKERS)


def default_workers() -> int:
    """A process for each core, but no more than help."""
    return min(os.cpu_count() or 1, 4)


def _assessed(asked: Asked, *, as_json: bool) -> list[Assessment]:
    """What the charts of the assessment are drawn of; what is left out is said on stderr."""
    from ioscenario.document.assessments import LeftOut, as_problem, assess

    with _bar(len(asked.makers), "assessment", shown=not as_json) as bar, collected_warnings():

        def begun(chart: str) -> None:
            bar.set_postfix_str(chart)
            bar.update()

        found = list(assess(asked, begun))
    left_out = [as_problem(item) for item in found if isinstance(item, LeftOut)]
    print_warnings(left_out, as_json=as_json, strict=False)
    return [item for item in found if not isinstance(item, LeftOut)]


@dataclass(frozen=True)
class How:
    """How a programme is written: languages, formats and size of charts, processes that draw, only which charts."""

    languages: tuple[str, ...]
    formats: tuple[str, ...]
    size: Literal["column", "page", "slide"]
    workers: int = 1
    progress: bool = False
    charts: tuple[str, ...] = ()


def write_programme(results: Results, out: Path, assessments: Sequence[Assessment], how: How) -> list[Picture]:
    """Write the programme's folder; nothing under its final name until all is there.

    Parameters
    ----------
    results
        Results of a run.
    out
        The folder, already found writable.
    assessments
        What else there is to draw.
    how
        Languages, formats, size.

    Returns
    -------
    list of Picture
        The charts.
    """
    from ioscenario.cli.run import sections
    from ioscenario.document.compose import CHARTS, Document, plan, write
    from ioscenario.document.drawing import Pen

    attributes = results.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "pack_hash": attributes["pack_hash"],
        "scenarios": list(results.scenarios),
        "languages": list(how.languages),
        "size": how.size,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    tables = {code: sections(results, code) for code in how.languages}
    document = Document(results, how.languages, tables, assessments, how.charts)
    with run_folder(out, facts) as folder, _bar(len(plan(document)[0]), "chart", shown=how.progress) as bar:
        return write(document, folder, Pen(folder / CHARTS, how.formats, how.size), how.workers, bar.update)


@contextmanager
def _bar(total: int, unit: str, *, shown: bool) -> Iterator[tqdm[Any]]:
    """How much is done, on stderr."""
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, disable=not shown, leave=False) as bar:
        yield bar


def _tell(results: Results, out: Path, language: str, pictures: Sequence[Picture], *, as_json: bool) -> None:
    """What was written."""
    from ioscenario.language import Language

    if as_json:
        charts = [
            {
                "chart": item.task.chart,
                "scenario": item.task.scenario,
                "language": item.task.language,
                "finding": item.title,
                "files": [f"charts/{name}" for name in item.files],
            }
            for item in pictures
        ]
        print_json({"out": out, "scenarios": list(results.scenarios), "charts": charts})
        return
    say = Language(language)
    print_result(say("document.drawn", len(pictures), folder=out))
    print_result(say("run.open_first", file=out / "index.html"))
