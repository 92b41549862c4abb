"""Draw a list of charts into files, in this process or in several.

A *subject* is what a chart is drawn of: results, an audit of claims, a hindcast. It comes as a file of
results or as an object that can be sent to another process; the charts themselves know nothing of files.
"""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.files import written_beside

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from PIL import Image

#: Formats in which charts are written.
FORMATS: Final = ("png", "svg", "pdf")
#: Width in pixels, and most colours, of a picture inside a page.
WIDTH: Final = 945
COLOURS: Final = 64
#: Threads of linear algebra: more than one in each of several processes fight for the same cores.
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True)
class Task:
    """One chart to draw.

    Parameters
    ----------
    chart
        Name of the chart.
    subject
        Name of what it is drawn of; see :func:`draw`.
    stem
        Name of its files without language and ending.
    language
        Language of its words.
    scenario
        The scenario that it shows; none: all.
    options
        Further named arguments of the chart.
    """

    chart: str
    subject: str
    stem: str
    language: str
    scenario: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """A chart that was drawn.

    Parameters
    ----------
    task
        What was asked for.
    title
        Its finding.
    alt
        What it shows, for those who cannot see it.
    files
        Names of the files written, without the folder.
    numbers
        The numbers that it shows; None where it keeps none.
    screen
        A PNG for a page.
    """

    task: Task
    title: str
    alt: str
    files: tuple[str, ...]
    numbers: pd.DataFrame | None
    screen: bytes


@dataclass(frozen=True)
class Pen:
    """How charts are drawn: where to, in which formats, at which size."""

    folder: Path
    formats: tuple[str, ...] = FORMATS
    size: str = "column"


def draw(
    tasks: Sequence[Task],
    subjects: Mapping[str, object],
    pen: Pen,
    workers: int = 1,
    done: Callable[[int], object] = lambda count: None,
) -> list[Picture]:
    """Draw charts and write them with their numbers.

    Parameters
    ----------
    tasks
        What to draw.
    subjects
        By name what charts are drawn of: an object, or the path of a file of results.
    pen
        Where to and how.
    workers
        Number of processes.
    done
        Is told how many charts have been finished since the last time.

    Returns
    -------
    list of Picture
        In the order of `tasks`, the same whatever the number of processes.
    """
    found: dict[int, Picture] = {}
    for number, picture in _drawn(tasks, subjects, pen, min(workers, len(tasks))):
        found[number] = picture
        done(1)
    return [found[number] for number in range(len(tasks))]


def _drawn(
    tasks: Sequence[Task], subjects: Mapping[str, object], pen: Pen, workers: int
) -> Iterator[tuple[int, Picture]]:
    """Number and picture of each task, as they are finished."""
    if workers <= 1:
        opened = _opened(subjects)
        for number, task in enumerate(tasks):
            yield number, picture(task, opened[task.subject], pen)
        return
    import multiprocessing
    from concurrent.futures import as_completed

    # New interpreters rather than copies of this one: copies of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        with ProcessPoolExecutor(workers, context, initializer=_prepare, initargs=(dict(subjects), pen)) as pool:
            numbers = {pool.submit(_do, task): number for number, task in enumerate(tasks)}
            for future in as_completed(numbers):
                yield numbers[future], future.result()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


_subjects: dict[str, object]
_pen: Pen


def _prepare(subjects: Mapping[str, object], pen: Pen) -> None:
    """Set up a worker."""
    global _subjects, _pen  # a worker draws for one document, and tasks should not carry it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what follows from Ctrl-C
    _subjects, _pen = _opened(subjects), pen


def _do(task: Task) -> Picture:
    return picture(task, _subjects[task.subject], _pen)


def _opened(subjects: Mapping[str, object]) -> dict[str, object]:
    """Subjects with files of results read."""
    from ioscenario.results import open_results

    return {name: open_results(item) if isinstance(item, Path) else item for name, item in subjects.items()}


def picture(task: Task, subject: object, pen: Pen) -> Picture:
    """Draw one chart and write its files."""
    from ioscenario import charts
    from ioscenario.charts import style
    from ioscenario.charts.sweeps import SWEEP_CHARTS

    known = charts.CHARTS | charts.ASSESSMENT_CHARTS | SWEEP_CHARTS | charts.TABLE_CHARTS
    more = {"scenario": task.scenario} if task.scenario else {}
    figure = known[task.chart](subject, **more, **task.options, language=task.language, size=pen.size)
    name = f"{task.stem}-{task.language}"
    files = [charts.save(figure, pen.folder / f"{name}.{kind}").name for kind in pen.formats]
    numbers = charts.data(figure)
    if numbers is not None:
        with written_beside(pen.folder / f"{name}.csv") as beside:
            numbers.to_csv(beside, index=False, encoding="utf-8")
        files.append(f"{name}.csv")
    screen = reduced(pen.folder / f"{name}.png") if "png" in pen.formats else on_screen(figure)
    return Picture(task, style.title(figure), charts.alt(figure), tuple(files), numbers, screen)


def on_screen(figure: Figure, width: int = WIDTH) -> bytes:
    """A small PNG of a chart: few colours, the same bytes for the same chart.

    Parameters
    ----------
    figure
        A chart.
    width
        Its width in pixels.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    from ioscenario.charts import style

    before = figure.dpi
    canvas: Any = FigureCanvasAgg(figure)
    try:
        with mpl.rc_context(), mpl.rc_context(style.RC):
            figure.dpi = width / float(figure.get_size_inches()[0])
            canvas.draw()
            pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    finally:
        figure.dpi = before
    return _few_colours(pixels)


def reduced(path: Path, width: int = WIDTH) -> bytes:
    """The same of a chart that was written as PNG, which is faster than to draw it again; about as wide."""
    from PIL import Image

    with Image.open(path) as image:
        return _few_colours(image.convert("RGB").reduce(max(1, round(image.width / width))))


def _few_colours(image: Image.Image) -> bytes:
    from PIL import Image

    few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG")
    return file.getvalue()
