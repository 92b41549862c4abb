"""``ioscenario run``: simulate scenarios, print what matters, write everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    StrictOption,
    Tongue,
    collected_warnings,
    frame_lines,
    print_frame,
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.cli.page import write_page
from ioscenario.dimensions import LIMITS
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.results import Results

#: Columns of a summary beyond which scenarios are put in rows.
MOST_COLUMNS: Final = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("run")(run)


def run(
    scenarios: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or YAML files; none: every scenario.")
    ] = None,
    pack: PackOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write results and charts here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier run in --out.")] = False,
    language: LanguageOption = Tongue.en,
    samples: Annotated[int | None, typer.Option("--samples", min=1, help="Draw uncertain parameters so often.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the draws; needs --samples.")] = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    charts: Annotated[bool, typer.Option("--charts/--no-charts", help="Draw charts into --out.")] = True,
) -> None:
    """Simulate scenarios: print the main results, the bottlenecks and warnings; with --out write everything.

    The pack's reference scenario is always run too and comes first.
    """
    from ioscenario.model import load

    if seed is not None and samples is None:
        raise InputError([Problem("call", "--samples together with --seed", key="--seed", value=str(seed))])
    if out is not None:
        found = refusals(out, force=force)
        if found:
            raise InputError(found)
    with collected_warnings() as warned:
        results = load(pack).run(*(scenarios or ()), samples=samples, seed=seed)
    print_warnings(warned, as_json=as_json, strict=strict)
    files: list[str] = []
    if out is not None:
        files = write_run(results, out, language=language.value, charts=charts)
    _print(results, language.value, out, files, as_json=as_json)


def write_run(results: Results, out: Path, *, language: str, charts: bool) -> list[str]:
    """Write a run's folder; nothing under its final name until all is there.

    Parameters
    ----------
    results
        What was simulated.
    out
        The folder, already found writable.
    language
        Language of the tables and charts.
    charts
        Whether to draw.

    Returns
    -------
    list of str
        Paths of the files, relative to `out`, the one to open first at the head.
    """
    from ioscenario.charts import write_all

    attributes = results.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "pack_hash": attributes["pack_hash"],
        "scenarios": list(results.scenarios),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with run_folder(out, facts) as folder:
        results.to_netcdf(folder / "results.nc")
        results.to_excel(folder / "tables.xlsx")
        summary = results.summary(language)
        summary.to_csv(folder / "summary.csv", index=False, encoding="utf-8-sig")  # the mark makes Excel read Cyrillic
        (folder / "summary.txt").write_text("\n".join(frame_lines(readable(summary))) + "\n", encoding="utf-8")
        drawn = write_all(results, folder / "charts", language) if charts else []
        pictures = [path.name for path in drawn if path.suffix == ".svg"]
        write_page(results, folder, pictures, readable(summary), bottlenecks(results, language), language)
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return ["index.html", *(name for name in names if name != "index.html")]


def bottlenecks(results: Results, language: str) -> pd.DataFrame:
    """Which limit bound each process in which years.

    Parameters
    ----------
    results
        What was simulated. With samples, the limit that bound in most of them.
    language
        Language of the words.

    Returns
    -------
    pandas.DataFrame
        Index scenario, process (ids); columns, named in the language: scenario, process
        and limits with their years.
    """
    import pandas as pd

    from ioscenario.charts.view import most_frequent
    from ioscenario.language import Language

    say = Language(language)
    words = [say(f"limit.{limit}") for limit in LIMITS]
    codes = results.dataset["bottleneck"]
    if "sample" in codes.dims:
        codes = most_frequent(codes)
    held = codes.transpose("scenario", "process", "year")
    years = held["year"].values.tolist()
    titles, names = held[f"scenario_title_{language}"].values, held[f"process_name_{language}"].values
    index = pd.MultiIndex.from_product([held["scenario"].values, held["process"].values], names=["scenario", "process"])
    rows = [
        (title, name, spells(years, [words[code] for code in row]))
        for title, block in zip(titles, held.values, strict=True)
        for name, row in zip(names, block, strict=True)
    ]
    columns = [say("dimension.scenario"), say("dimension.process"), say("summary.limit")]
    return pd.DataFrame(rows, index=index, columns=columns)


def only_different(limits: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Lines of the reference, and those of other scenarios that differ from it."""
    text = limits.iloc[:, -1]
    base = text.xs(reference, level="scenario")
    scenarios, processes = (limits.index.get_level_values(name) for name in ("scenario", "process"))
    shown: pd.DataFrame = limits[(scenarios == reference) | (text.to_numpy() != base.loc[processes].to_numpy())]
    return shown


def spells(years: Sequence[int], words: Sequence[str]) -> str:
    """Words by year as spells.

    Examples
    --------
    >>> spells([2025, 2026, 2027, 2028], ["demand", "demand", "capacity", "demand"])
    'demand 2025-2026, capacity 2027, demand 2028'
    """
    parts = []
    for word, group in groupby(zip(years, words, strict=True), key=lambda pair: pair[1]):
        span = [year for year, _ in group]
        parts.append(f"{word} {span[0]}" + (f"-{span[-1]}" if len(span) > 1 else ""))
    return ", ".join(parts)


def numbers(results: Results) -> list[dict[str, object]]:
    """The summary as numbers: one record for each indicator, scenario and year shown."""
    from ioscenario.summary import indicators

    years = (results.base_year, int(results.dataset["year"].values[-1]))
    records: list[dict[str, object]] = []
    for key, (values, unit, commodity) in indicators(results).items():
        array = values.median("sample") if "sample" in values.dims else values
        records += [
            {
                "indicator": key.split(":")[0],
                "commodity": commodity or None,
                "scenario": scenario,
                "year": year,
                "value": float(array.sel(scenario=scenario, year=year)),
                "unit": unit,
            }
            for scenario in results.scenarios
            for year in years
        ]
    return records


def _print(results: Results, language: str, out: Path | None, files: Sequence[str], *, as_json: bool) -> None:
    limits = bottlenecks(results, language)
    if as_json:
        print_json(
            {
                "pack": results.dataset.attrs["pack"],
                "version": results.dataset.attrs["version"],
                "scenarios": list(results.scenarios),
                "reference": results.reference,
                "summary": numbers(results),
                "bottlenecks": limits.iloc[:, -1].rename("limits").reset_index(),
                "out": out,
                "files": list(files),
            }
        )
        return
    print_frame(readable(results.summary(language)))
    print_result()
    others = "; other scenarios only where it differs" if len(results.scenarios) > 1 else ""
    print_frame(only_different(limits, results.reference), title=f"What binds each process{others}")
    if out is not None:
        print_result()
        print_result(f"Written to {out}: {', '.join(_folded(files))}")
        print_result(f"Open first: {out / 'index.html'}")


def readable(summary: pd.DataFrame) -> pd.DataFrame:
    """The summary with scenarios in rows where they are too many for columns."""
    if len(summary.columns) <= MOST_COLUMNS:
        return summary
    label = summary.columns[0]
    return summary.set_index(label).T.rename_axis(None, axis=1).rename_axis("").reset_index()


def _folded(files: Sequence[str]) -> list[str]:
    """Names for a reader: a subfolder as one entry."""
    return list(dict.fromkeys(f"{name.split('/')[0]}/" if "/" in name else name for name in files))
