"""How long it takes to draw and write all charts of a document in three languages.

Run ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.charts``: eight scenarios of the default pack with 1,000
samples, every chart as PNG at 300 dpi and as SVG, a process for each core. Seconds of the clock are given,
and of the processor, which other work on the machine does not change; ``--profile`` shows where they go.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

import ioscenario as ios
from ioscenario.charts import available, write_all
from ioscenario.charts.style import SIZES, Size
from ioscenario.dimensions import LANGUAGES
from ioscenario.results import Results

#: Filled before the processes are begun, so that each has the results without a copy.
_RUN: dict[str, Results] = {}


def draw(language: str, name: str | None, folder: str, size: Size) -> tuple[str, int, float]:
    """A chart in a language, or all of them; how many pictures, and seconds of the processor."""
    began = process_time()
    charts = None if name is None else {name}
    files = write_all(_RUN["results"], Path(folder), language, size=size, charts=charts)
    return name or "all", sum(path.suffix == ".png" for path in files), process_time() - began


def _line(name: str, pictures: int, seconds: float) -> str:
    return f"{name}: {pictures} pictures, {seconds:.1f} s of the processor"


def main() -> None:
    """Measure, and print one line a language and the whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", default=None)
    parser.add_argument("--scenarios", type=int, default=8)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--size", choices=list(SIZES), default="column")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="English alone, in this process")
    asked = parser.parse_args()
    model = ios.load(asked.pack)
    began = perf_counter()
    _RUN["results"] = model.run(*list(model.library)[: asked.scenarios], samples=asked.samples, seed=1)
    print(f"run: {perf_counter() - began:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        if asked.profile:
            profile = cProfile.Profile()
            print(_line(*profile.runcall(draw, "en", name=None, folder=folder, size=asked.size)))
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
            return
        began = perf_counter()
        with ProcessPoolExecutor(asked.workers) as pool:
            work = [(language, name) for name in available(_RUN["results"]) for language in LANGUAGES]
            jobs = [pool.submit(draw, *item, folder, asked.size) for item in work]
            found = [job.result() for job in jobs]
    for name in available(_RUN["results"]):
        own = [item for item in found if item[0] == name]
        print(_line(name, sum(item[1] for item in own), sum(item[2] for item in own)))
    print(f"all: {perf_counter() - began:.1f} s by the clock, {sum(item[2] for item in found):.1f} s of the processor")


if __name__ == "__main__":
    main()
