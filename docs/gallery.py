"""Make the gallery: ``python docs/gallery.py`` writes ``gallery.md`` and its pictures, the same each time.

Everything is of the default pack, so that a change of its numbers changes the pictures.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

import ioscenario as ios
from ioscenario import charts
from ioscenario.charts.sweeps import SWEEP_CHARTS
from ioscenario.document.assessments import goals_with_fronts
from ioscenario.document.drawing import on_screen
from ioscenario.explore.targets import Target
from ioscenario.model import Model
from ioscenario.results import Results

HERE = Path(__file__).parent
#: Width in pixels: small pictures, of which one sees what there is.
WIDTH = 560
SCENARIO = "comprehensive"
INDICATOR = "sector_jobs"
DRAWS = {"name": "gallery", "scenarios": "all", "uncertain": "all", "keep": {"variables": [INDICATOR, "public_cost"]}}

HEAD = (
    "# Charts\n\n"
    "Every chart in one house style, in English, Russian and Kazakh, for a column of text (16 cm), a page or a slide. "
    "`ioscenario programme` draws them all; from Python each is one call. All return a matplotlib figure:\n\n"
    "```python\n"
    "import ioscenario as ios\n\n"
    'results = ios.load().run("baseline", "comprehensive")\n'
    'figure = results.charts.jobs(language="kk", size="slide")\n'
    "```\n\n"
    '`ioscenario.charts.save(figure, "jobs.svg")` writes `.png` (300 dpi), `.svg` or `.pdf`; '
    "`ioscenario.charts.data(figure)` gives the numbers in it, `ioscenario.charts.alt(figure)` says it for those who "
    "cannot see it. More in [the notebook on charts](../notebooks/06_charts.ipynb).\n\n"
    "The pictures below are made by `python docs/gallery.py`, small.\n"
)


@dataclass(frozen=True)
class Shown:
    """A picture of the gallery: its file, the call that gives it, what it is, and the chart."""

    name: str
    call: str
    says: str
    draw: Callable[[], Figure]


def first_line(chart: Callable[..., Figure]) -> str:
    """What the documentation of a chart begins with."""
    return (inspect.getdoc(chart) or "").split("\n\n")[0].replace("\n", " ")


def of_results(results: Results) -> Iterator[Shown]:
    """Charts of results, of one scenario where they are of one."""
    for name, scenarios in charts.available(results).items():
        more: dict[str, Any] = {"scenario": SCENARIO} if scenarios != [None] else {}
        given = f'"{SCENARIO}"' if more else ""
        chart = charts.CHARTS[name]
        # a method of the same name, or the function
        call = f"results.charts.{name}({given})" if hasattr(results.charts, name) else f"charts.{name}(results)"
        yield Shown(name, call, first_line(chart), lambda chart=chart, more=more: chart(results, **more))  # type: ignore[misc]


def of_draws(model: Model) -> Iterator[Shown]:
    """Charts of runs with draws."""
    target = Target(INDICATOR, 32_000.0, 2035)
    plans = {
        "lhs": ({"kind": "latin_hypercube", "samples": 300}, ["baseline", "demand", SCENARIO]),
        "tornado": ({"kind": "one_at_a_time"}, [SCENARIO]),
        "morris": ({"kind": "morris", "trajectories": 6}, [SCENARIO]),
        "sobol": ({"kind": "sobol", "samples": 32}, [SCENARIO]),
    }
    swept = {
        kind: model.sweep({**DRAWS, "scenarios": scenarios, "design": design}, progress=False)
        for kind, (design, scenarios) in plans.items()
    }
    said: dict[str, tuple[str, tuple[Any, ...]]] = {
        "fan": ("lhs", (INDICATOR,)),
        "probability": ("lhs", (target,)),
        "sobol": ("sobol", (INDICATOR,)),
        "morris": ("morris", (INDICATOR,)),
        "tornado": ("tornado", (INDICATOR,)),
        "prim": ("lhs", (target, [SCENARIO])),
        "cart": ("lhs", (target, [SCENARIO])),
        "regret": ("lhs", ([INDICATOR, "public_cost"],)),
    }
    for name, chart in SWEEP_CHARTS.items():
        kind, arguments = said[name]
        words = "target" if isinstance(arguments[0], Target) else f'"{INDICATOR}"'
        draw = lambda chart=chart, kind=kind, arguments=arguments: chart(swept[kind], *arguments)  # noqa: E731
        yield Shown(name, f"sweep.charts.{name}({words})", first_line(chart), draw)


def of_tables(model: Model) -> Iterator[Shown]:
    """Charts of the national table."""
    table, names = model.table(), dict(model.table("en").names) if hasattr(model.table("en"), "names") else None
    for name, chart in charts.TABLE_CHARTS.items():
        draw = lambda chart=chart: chart(table, names=names)  # noqa: E731
        yield Shown(name, f"charts.{name}(model.table())", first_line(chart), draw)


def of_assessment(model: Model) -> Iterator[Shown]:
    """Charts of the assessment."""
    goal = next(iter(goals_with_fronts(model)))
    subjects: dict[str, tuple[str, Callable[[], Any]]] = {
        "front": (f'model.goal_seek("{goal.name}")', lambda: model.goal_seek(goal)),
        "attribution": (f'model.attribute("{INDICATOR}", "{SCENARIO}")', lambda: model.attribute(INDICATOR, SCENARIO)),
        "claims": ("model.claims()", lambda: model.claims(samples=200)),
        "enterprises": (f'model.contributions("{SCENARIO}")', lambda: model.contributions(SCENARIO)),
        "hindcast": ("model.hindcast(samples=200)", lambda: model.hindcast(samples=200, seed=0)),
    }
    for name, (call, subject) in subjects.items():
        chart = charts.ASSESSMENT_CHARTS[name]
        draw = lambda chart=chart, subject=subject: chart(subject(), language="en")  # noqa: E731
        yield Shown(name, f"charts.{name}({call})", first_line(chart), draw)


def in_languages(results: Results) -> Iterator[Shown]:
    """One chart in the other languages, one on a slide."""
    for code, language in (("ru", "Russian"), ("kk", "Kazakh")):
        call = f'results.charts.waterfall("{SCENARIO}", language="{code}")'
        draw = lambda code=code: charts.waterfall(results, SCENARIO, language=code)  # noqa: E731
        yield Shown(f"waterfall-{code}", call, f"In {language}.", draw)
    call = f'results.charts.dashboard("{SCENARIO}", size="slide")'
    yield Shown("dashboard-slide", call, "On a slide.", lambda: charts.dashboard(results, SCENARIO, size="slide"))


def section(title: str, items: Iterator[Shown]) -> str:
    """Write the pictures of one part; its text."""
    parts = [f"## {title}"]
    for item in items:
        figure = item.draw()
        (HERE / "gallery" / f"{item.name}.png").write_bytes(on_screen(figure, WIDTH))
        alt = charts.alt(figure).replace("[", "(").replace("]", ")")
        parts.append(f"### `{item.call}`\n\n{item.says}\n\n![{alt}](gallery/{item.name}.png)")
    return "\n\n".join(parts)


def main() -> None:
    """Write the gallery."""
    (HERE / "gallery").mkdir(exist_ok=True)
    model = ios.load()
    results = model.run()
    # the hash of the data is printed under a chart: here it would change every picture with every correction
    for code in ("en", "ru", "kk"):
        results.dataset.attrs[f"source_line_{code}"] = results.dataset.attrs[f"pack_title_{code}"]
    text = [
        HEAD,
        section("Of results", of_results(results)),
        section("In other languages, on a slide", in_languages(results)),
        section("Of draws", of_draws(model)),
        section("Of the assessment", of_assessment(model)),
        section("Of an input-output table", of_tables(model)),
    ]
    (HERE / "gallery.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
