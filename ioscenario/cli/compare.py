"""``ioscenario diff``: what two scenarios set differently, and what comes of it; how two results differ."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    Tongue,
    collected_warnings,
    format_cell,
    plain_table,
    print_frame,
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ioscenario.comparison import ResultsComparison
    from ioscenario.language import Language
    from ioscenario.results import Results
    from ioscenario.scenario.compare import Comparison, Difference

#: Rows of a table that are printed; ``--json`` gives all.
MOST: Final = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("diff")(diff)


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario or its file; or results: a file or folder.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    pack: PackOption = None,
    results: Annotated[
        bool, typer.Option("--results", help="Of scenarios: run both and compare the main results too.")
    ] = False,
    variable: Annotated[
        str | None, typer.Option("--variable", metavar="NAME", help="Of results: where this variable differs most.")
    ] = None,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Show in which paths, years and values two scenarios differ; with --results what follows.

    Of two results, as run or sweep wrote them: what they rest on, what only one covers, and every
    indicator that differs, with the largest difference.
    """
    paths = [Path(word) for word in (first, second)]
    stored = [_is_results(path) for path in paths]
    if all(stored):
        _diff_results(paths[0], paths[1], variable, language.value, as_json=as_json)
        return
    if any(stored):
        word = (first, second)[stored.index(False)]
        expected = "two scenarios, or two files or folders of results"
        raise InputError([Problem("call", expected, value=word)])
    if variable is not None:
        raise InputError([Problem("call", "two files or folders of results", key="--variable", value=variable)])
    from ioscenario.model import load
    from ioscenario.scenario.compare import compare

    model = load(pack)
    flats = [model.scenario(name) for name in (first, second)]
    comparison = compare(flats[0], flats[1], model.pack)
    outcome: pd.DataFrame | None = None
    if results:
        with collected_warnings() as warned:
            run = model.run(first, second)
        print_warnings(warned, as_json=as_json, strict=False)
        outcome = main_differences(run, flats[0].name, flats[1].name, language.value)
    if as_json:
        print_json(
            {
                "rationing": [None if rule is None else str(rule) for rule in comparison.rationing],
                "settings": comparison.frame().reset_index(),
                "results": outcome,
            }
        )
        return
    for line in comparison_lines(comparison, language.value):
        print_result(line)
    if outcome is not None:
        print_result()
        print_frame(outcome)


def comparison_lines(comparison: Comparison, language: str) -> list[str]:
    """A comparison as text: for each path the settings, then the values by year."""
    from ioscenario.language import Language
    from ioscenario.scenario.rationing import Rule

    say, lines = Language(language), []
    served = [(rule or Rule()).text(say) for rule in comparison.rationing]
    if served[0] != served[1]:
        lines.append(f"{say('column.rationing')}: {' / '.join(served)}")
    for item in comparison.differences:
        lines += ["", *_path_lines(item, comparison, say)]
    return lines[1:] if lines and not lines[0] else lines or [say("diff.none")]


def _path_lines(item: Difference, comparison: Comparison, say: Language) -> list[str]:
    """Settings and values of one path; years with the same values share a column."""
    lines = [f"{item.path} ({item.unit})"]
    for name, settings in ((comparison.first, item.first), (comparison.second, item.second)):
        lines.append(f"  {name}: {'; '.join(settings) or say('diff.as_pack')}")
    pairs = list(zip(comparison.years, item.first_values, item.second_values, strict=True))
    columns: list[tuple[str, float, float]] = []
    for (one, other), group in groupby(pairs, key=lambda pair: pair[1:]):
        span = [year for year, _, _ in group]
        columns.append((f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]), one, other))
    rows = [
        [comparison.first, *(format_cell(one) for _, one, _ in columns)],
        [comparison.second, *(format_cell(other) for _, _, other in columns)],
    ]
    table = plain_table(["", *(name for name, _, _ in columns)], rows, [False, *(True for _ in columns)])
    return [*lines, *(f"  {line}" for line in table)]


def main_differences(results: Results, first: str, second: str, language: str) -> pd.DataFrame:
    """Main results of two scenarios in the last year, side by side.

    Parameters
    ----------
    results
        Results with both scenarios.
    first, second
        Their names.
    language
        Language of labels and numbers.

    Returns
    -------
    pandas.DataFrame
        Columns, named in the language: indicator, `first`, `second`, difference; formatted text.
    """
    import pandas as pd

    from ioscenario.language import Language
    from ioscenario.summary import indicators, label

    words = Language(language)
    last = int(results.dataset["year"].values[-1])
    rows = []
    for key, (values, unit, commodity) in indicators(results).items():
        one, other = (float(values.sel(scenario=name, year=last)) for name in (first, second))
        name = label(results, words, key.split(":", maxsplit=1)[0], commodity)
        change = words.quantity(other - one, unit, signed=True)
        rows.append((f"{name}, {last}", words.quantity(one, unit), words.quantity(other, unit), change))
    other_name = f"{second} " if second == first else second
    return pd.DataFrame(rows, columns=[words("summary.indicator"), first, other_name, words("column.difference")])


# --- results -----------------------------------------------------------------------------


def _is_results(path: Path) -> bool:
    """Whether a word of the call means results rather than a scenario."""
    from ioscenario.explore.store import is_sweep
    from ioscenario.interchange import is_zarr
    from ioscenario.results import RUN_FILE

    if path.is_dir():  # a scenario may have the name of a folder
        return (path / RUN_FILE).is_file() or is_zarr(path) or is_sweep(path)
    return path.name.lower().endswith((".nc", ".zarr"))


def _dataset(path: Path) -> xr.Dataset:
    """Results of a run or a sweep."""
    from ioscenario.explore.store import is_sweep
    from ioscenario.explore.sweep import open_sweep
    from ioscenario.results import open_results

    return open_sweep(path).dataset if path.is_dir() and is_sweep(path) else open_results(path).dataset


def _diff_results(first: Path, second: Path, variable: str | None, language: str, *, as_json: bool) -> None:
    from ioscenario.comparison import ResultsComparison
    from ioscenario.language import Language

    found = ResultsComparison(_dataset(first), _dataset(second))
    cells = None if variable is None else found.cells(variable, MOST)
    if as_json:
        print_json(
            {
                "same": found.same,
                "provenance": found.provenance,
                "labels": found.labels,
                "indicators": found.indicators,
                "cells": cells,
            }
        )
        return
    say = Language(language)
    if cells is not None:
        _print_part(cells, say("diff.cells", name=say(f"variable.{variable}")), say)
        return
    _print_results(found, say)


def _print_results(found: ResultsComparison, say: Language) -> None:
    """What differs, in words."""
    if found.same:
        print_result(say("diff.same"))
        return
    indicators = found.indicators.copy()
    indicators["indicator"] = [say(f"variable.{name}") for name in indicators["indicator"]]
    parts = {"provenance": found.provenance, "coverage": found.labels, "indicators": indicators}
    shown = [name for name, frame in parts.items() if len(frame)]
    for name in shown:
        if name != shown[0]:
            print_result()
        _print_part(parts[name], say(f"diff.{name}"), say)
    if not len(indicators):
        print_result(say("diff.same"))


def _print_part(frame: pd.DataFrame, title: str, say: Language) -> None:
    """A table cut to what can be read, with headings in the language."""
    headings = {
        "item": "diff.item", "dimension": "diff.item", "indicator": "summary.indicator", "unit": "column.unit",
        "compared": "diff.compared", "differ": "diff.differ", "where": "diff.largest",
        "difference": "column.difference", "share": "diff.relative",
    }  # fmt: skip
    cut = frame.head(MOST).rename(columns={"first": "A", "second": "B"})
    if "share" in cut:
        cut["share"] = [say.percent(share) for share in cut["share"]]
    names = {name: say(headings[name]) if name in headings else _heading(name, say) for name in map(str, cut.columns)}
    print_frame(_shortened(cut).rename(columns=names), title=title)
    if len(frame) > MOST:
        print_result(say("diff.more", rest=len(frame) - MOST))


def _heading(name: str, say: Language) -> str:
    return say(f"dimension.{name}") if say.has(f"dimension.{name}") else name


def _shortened(frame: pd.DataFrame, longest: int = 60) -> pd.DataFrame:
    """Long texts, such as hashes and lists of labels, cut."""
    return frame.map(
        lambda cell: cell if not isinstance(cell, str) or len(cell) <= longest else cell[: longest - 1] + "…"
    )
