"""``ioscenario diff``: what two scenarios set differently, and what comes of it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.language import Language
    from ioscenario.results import Results
    from ioscenario.scenario.compare import Comparison, Difference


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("diff")(diff)


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario or its file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    pack: PackOption = None,
    results: Annotated[bool, typer.Option("--results", help="Run both and compare the main results too.")] = False,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Show in which paths, years and values two scenarios differ; with --results what follows."""
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
