"""``ioscenario run``: simulate scenarios, print what matters, write everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    wrapped,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.cli.page import write_page
from ioscenario.dimensions import LIMITS
from ioscenario.document.page import Section
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
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help="Write this too: csv, parquet, zarr or iamc. May be repeated."),
    ] = None,
) -> None:
    """Simulate scenarios: print the main results, the bottlenecks and warnings; with --out write everything.

    The pack's reference scenario is always run too and comes first.
    """
    from ioscenario.interchange import check_formats
    from ioscenario.model import load

    if seed is not None and samples is None:
        raise InputError([Problem("call", "--samples together with --seed", key="--seed", value=str(seed))])
    if formats and out is None:
        raise InputError([Problem("call", "--out together with --format", key="--format", value=", ".join(formats))])
    check_formats(formats or ())
    if out is not None:
        found = refusals(out, force=force)
        if found:
            raise InputError(found)
    with collected_warnings() as warned:
        results = load(pack).run(*(scenarios or ()), samples=samples, seed=seed)
    print_warnings(warned, as_json=as_json, strict=strict)
    files: list[str] = []
    if out is not None:
        files = write_run(results, out, language=language.value, charts=charts, formats=formats or ())
    _print(results, language.value, out, files, as_json=as_json)


def write_run(results: Results, out: Path, *, language: str, charts: bool, formats: Sequence[str] = ()) -> list[str]:
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
    formats
        Formats of `interchange.FORMATS` to write besides.

    Returns
    -------
    list of str
        Paths of the files, relative to `out`, the one to open first at the head.
    """
    from ioscenario.charts import write_all
    from ioscenario.interchange import write_format
    from ioscenario.language import Language
    from ioscenario.results import RUN_FILE
    from ioscenario.summary import figures
    from ioscenario.unmade import notes

    attributes = results.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "pack_hash": attributes["pack_hash"],
        "scenarios": list(results.scenarios),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with run_folder(out, facts) as folder:
        results.to_netcdf(folder / RUN_FILE)
        for name in dict.fromkeys(formats):
            write_format(results, name, folder)
        results.to_excel(folder / "tables.xlsx")
        summary = readable(results.summary(language))
        figures(results).to_csv(folder / "summary.csv", index=False, encoding="utf-8")
        told = wrapped(" ".join(notes(results.dataset, Language(language))))
        (folder / "summary.txt").write_text("\n".join([*frame_lines(summary), *told]) + "\n", encoding="utf-8")
        drawn = write_all(results, folder / "charts", language) if charts else []
        pictures = [path.name for path in drawn if path.suffix == ".svg"]
        write_page(results, folder, pictures, sections(results, language), language)
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

    from ioscenario.language import Language
    from ioscenario.samples import central

    say = Language(language)
    words = [say(f"limit.{limit}") for limit in LIMITS]
    held = central(results.dataset["bottleneck"]).transpose("scenario", "process", "year")
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


def sections(results: Results, language: str) -> list[Section]:
    """Tables of a run's page: the summary, what binds, choices and assumptions, public money, the bridge.

    Parameters
    ----------
    results
        What was simulated.
    language
        Language of words and numbers.
    """
    from ioscenario.bridge import bridge_tables, unrecorded, unrecorded_text
    from ioscenario.language import Language
    from ioscenario.provenance import choices
    from ioscenario.summary import headings, public_money
    from ioscenario.unmade import notes

    say = Language(language)
    found = [
        Section(say("summary.title"), readable(results.summary(language)), " ".join(notes(results.dataset, say))),
        Section(say("run.binds"), bottlenecks(results, language)),
        Section(say("run.choices"), choices(results, say)),
    ]
    if len(results.scenarios) > 1:
        reference = say("run.appraisal_note", scenario=headings(results, say)[results.reference])
        found.append(Section(say("run.appraisal"), public_money(results, say), reference))
    found += [Section(say("run.bridge", name=name), frame) for name, frame in bridge_tables(results, say).items()]
    if unrecorded(results)[0] > 0.0:
        found[-1] = replace(found[-1], note=unrecorded_text(results, say))
    return found


def numbers(results: Results) -> dict[str, object]:
    """A run as numbers, for programs."""
    from ioscenario.bridge import unrecorded
    from ioscenario.provenance import changed_assumptions, rationing
    from ioscenario.summary import figures

    amount, share = unrecorded(results)
    limits = bottlenecks(results, "en")
    changed, served = changed_assumptions(results), rationing(results)
    bridge = results.bridge()
    return {
        "pack": results.dataset.attrs["pack"],
        "version": results.dataset.attrs["version"],
        "scenarios": list(results.scenarios),
        "reference": results.reference,
        "choices": [
            {"scenario": name, "rationing": served[name], "assumptions_changed": changed[name]} for name in served
        ],
        "summary": [{**row, "commodity": row["commodity"] or None} for row in figures(results).to_dict("records")],
        "appraisal": appraised(results),
        "bottlenecks": limits.iloc[:, -1].rename("limits").reset_index(),
        "bridge": bridge[["indicator", "line", "kind", "value", "unit", "share", "published", "source"]],
        "unexplained": {"commodity": results.dataset.attrs["raw_material"], "amount": amount, "share": share},
    }


def appraised(results: Results) -> list[dict[str, object]]:
    """Figures of the appraisal, one entry for each figure and scenario but the reference; medians of samples."""
    figures = results.appraisal()
    return [
        {"figure": figure, "scenario": name, "value": float(row[name]), "unit": row["unit"]}
        for figure, row in figures.iterrows()
        for name in results.scenarios
        if name != results.reference
    ]


def _print(results: Results, language: str, out: Path | None, files: Sequence[str], *, as_json: bool) -> None:
    from ioscenario.language import Language

    if as_json:
        print_json({**numbers(results), "out": out, "files": list(files)})
        return
    say = Language(language)
    summary, limits, chosen, *others = sections(results, language)
    print_frame(summary.frame)
    for line in wrapped(summary.note) if summary.note else ():
        print_result(line)
    print_result()
    several = len(results.scenarios) > 1
    binding = only_different(limits.frame, results.reference)
    print_frame(binding, title=say("run.binds_different") if several else limits.title)
    print_result()
    print_result(chosen.title)
    for line in [*choice_lines(chosen.frame), *([chosen.note] if chosen.note else [])]:
        print_result(line)
    for section in others:
        print_result()
        print_frame(section.frame, title=section.title)
        if section.note:
            print_result(section.note)
    if out is not None:
        print_result()
        print_result(say("run.written", folder=out, files=", ".join(_folded(files))))
        print_result(say("run.open_first", file=out / "index.html"))


def choice_lines(chosen: pd.DataFrame) -> list[str]:
    """Choices and assumptions as lines; scenarios of which the same is to be said share one."""
    title, served, changed = chosen.columns
    lines = []
    for (who, paths), group in chosen.groupby([served, changed], sort=False):
        lines += wrapped(f"{', '.join(group[title])}: {who}; {changed[:1].lower()}{changed[1:]}: {paths}")
    return lines


def readable(summary: pd.DataFrame) -> pd.DataFrame:
    """The summary with scenarios in rows where they are too many for columns."""
    if len(summary.columns) <= MOST_COLUMNS:
        return summary
    label = summary.columns[0]
    return summary.set_index(label).T.rename_axis(None, axis=1).rename_axis("").reset_index()


def _folded(files: Sequence[str]) -> list[str]:
    """Names for a reader: a subfolder as one entry."""
    return list(dict.fromkeys(f"{name.split('/')[0]}/" if "/" in name else name for name in files))
