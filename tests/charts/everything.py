"""Every chart of every shipped scenario, language and size: can it be printed?

``python -m tests.charts.everything`` (or ``make charts-check``) goes through the full product, and through the
language with longer words, in a few minutes; names of packs, and of charts after ``--charts``, choose a part of
it. The tests of charts take a part that covers each chart, language, size and scenario once.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial

import xarray as xr
from matplotlib.figure import Figure

from ioscenario import load
from ioscenario.charts import CHARTS, TABLE_CHARTS, available, style
from ioscenario.charts.sweeps import SWEEP_CHARTS
from ioscenario.charts.view import HasDataset
from ioscenario.dimensions import LANGUAGES
from ioscenario.pack.loading import shipped
from tests.charts.printable import faults
from tests.charts.pseudo import pseudo, with_longer_names
from tests.charts.sweeps import DRAWN

#: Languages of the catalogue, and the one with longer words.
TONGUES = (*LANGUAGES, "pseudo")
SIZES = tuple(style.SIZES)


@dataclass(frozen=True)
class Given:
    """Results as charts know them."""

    dataset: xr.Dataset


@dataclass(frozen=True)
class Case:
    """One picture: what it is of, its language and size, and how it is drawn."""

    name: str
    tongue: str
    size: str
    draw: Callable[[], Figure]

    def faults(self) -> list[str]:
        """What is wrong with it."""
        with in_tongue(self.tongue):
            return faults(self.draw(), self.size)


def in_tongue(tongue: str) -> AbstractContextManager[None]:
    """Longer words, where they are asked for."""
    return pseudo() if tongue == "pseudo" else nullcontext()


def code_of(tongue: str) -> str:
    """Code that charts are told."""
    return "en" if tongue == "pseudo" else tongue


@cache
def run_of(pack: str) -> HasDataset:
    """All scenarios of a pack, run once."""
    return load(pack).run()


@cache
def _longer(pack: str) -> HasDataset:
    return Given(with_longer_names(run_of(pack).dataset))


def of_pack(pack: str) -> Iterator[Case]:
    """Charts of all scenarios of a pack."""
    for name, scenarios in available(run_of(pack)).items():
        for scenario in scenarios:
            for tongue in TONGUES:
                results = _longer(pack) if tongue == "pseudo" else run_of(pack)
                more = {"scenario": scenario} if scenario else {}
                for size in SIZES:
                    draw = partial(CHARTS[name], results, language=code_of(tongue), size=size, **more)
                    yield Case(f"{pack}/{name}{'/' + scenario if scenario else ''}", tongue, size, draw)


def of_table(pack: str) -> Iterator[Case]:
    """Charts of the national table of a pack; names of its sectors have one language or three."""
    model = load(pack)
    if model.pack.national is None:
        return
    for name, chart in TABLE_CHARTS.items():
        for tongue in TONGUES:
            names = dict(zip(model.pack.national.sectors, model.pack.national.names[code_of(tongue)], strict=True))
            for size in SIZES:
                draw = partial(chart, model.table(), names=names, language=code_of(tongue), size=size)
                yield Case(f"{pack}/{name}", tongue, size, draw)


def of_sweeps() -> Iterator[Case]:
    """Charts of sweeps of the toy chain."""
    for name in SWEEP_CHARTS:
        for tongue in TONGUES:
            for size in SIZES:
                yield Case(f"sweep/{name}", tongue, size, partial(DRAWN[name], language=code_of(tongue), size=size))


def cases(part: str) -> Iterator[Case]:
    """Cases of a pack, or of ``sweeps``."""
    if part == "sweeps":
        yield from of_sweeps()
    else:
        yield from of_pack(part)
        yield from of_table(part)


def report(part: str, tongue: str, charts: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many pictures there are in a language, and what is wrong with which."""
    count, wrong = 0, []
    for case in cases(part):
        if case.tongue != tongue or (charts and case.name.split("/")[1] not in charts):
            continue
        count += 1
        try:
            found = case.faults()
        except Exception as error:  # the rest is looked at as well
            found = [repr(error)]
        wrong += [f"{case.name} {case.tongue} {case.size}: {fault}" for fault in found]
    return count, wrong


def main(arguments: list[str] | None = None) -> int:
    """Look at everything, two languages at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="packs, or 'sweeps'; none: all")
    parser.add_argument("--charts", nargs="*", default=[])
    parser.add_argument("--tongues", nargs="*", default=list(TONGUES))
    asked = parser.parse_args(arguments)
    began, total, failed = time.perf_counter(), 0, 0
    work = [(part, tongue) for part in asked.parts or [*sorted(shipped()), "sweeps"] for tongue in asked.tongues]
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(report, part, tongue, tuple(asked.charts)) for part, tongue in work]
        for (part, tongue), job in zip(work, jobs, strict=True):
            count, wrong = job.result()
            total, failed = total + count, failed + len(wrong)
            print(f"{part}, {tongue}: {count} charts, {len(wrong)} faults", flush=True)
            print("".join(f"  {line}\n" for line in wrong), end="", flush=True)
    print(f"{total} charts in {time.perf_counter() - began:.0f} s, {failed} faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
