"""``ioscenario fan``: what the draws of a sweep or a run say of an indicator, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    Tongue,
    collected_warnings,
    print_frame,
    print_json,
    print_result,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.problems import Findings, InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ioscenario.explore.indicators import Indicator
    from ioscenario.explore.sweep import Sweep
    from ioscenario.language import Language
    from ioscenario.results import Results

#: Columns of the quantiles in files and JSON, by quantile.
COLUMNS: Final = {0.05: "q05", 0.25: "q25", 0.5: "q50", 0.75: "q75", 0.95: "q95"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("fan")(fan)


def fan(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="Folder of a sweep, or results of a run with --samples.")
    ],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="A variable of the results: sector_jobs.")],
    scenarios: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="NAME", help="A scenario; may be repeated. [default: all]"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Print this year; none: a few.")] = None,
    members: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="DIM=MEMBER", help="Part of the indicator: process=weaving. May be repeated."),
    ] = None,
    against: Annotated[
        bool, typer.Option("--against-reference", help="Differences from the reference scenario, draw by draw.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the chart (png, svg) and its numbers (csv) here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Show the spread of an indicator over the draws: 5, 25, 50, 75 and 95 % by scenario and year.

    Spread is that of the uncertain parameters within the ranges of the pack. Runs that failed are left
    out and counted. --json and --out have every year.
    """
    from ioscenario.language import Language

    findings = Findings()
    where = _members(members or (), findings)
    if out is not None:
        findings.extend(refusals(out, force=force))
    found = _checked(source, indicator, _Question(where, scenarios, year, against, out is not None), findings)
    files = [] if out is None else _write(found, out, language.value)
    shown = found.table if year is None else found.table[found.table["year"] == year]
    if as_json:
        print_json({**found.facts(), "fan": shown, "out": out, "files": files})
        return
    say = Language(language.value)
    _print(found, shown, year, say)
    if out is not None:
        print_result(say("run.written", folder=out, files=", ".join(files)))


@dataclass(frozen=True)
class _Question:
    """What is asked besides source and indicator."""

    where: dict[str, str]
    scenarios: Sequence[str] | None
    year: int | None
    against: bool
    drawn: bool


@dataclass(frozen=True)
class _Found:
    """The answer: who gave it, and a row for each scenario and year."""

    path: Path
    source: Results | Sweep
    item: Indicator
    unit: str
    draws: int
    failed: dict[str, int]
    table: pd.DataFrame

    @property
    def scenarios(self) -> list[str]:
        """Scenarios in the answer."""
        return list(self.failed)

    def facts(self) -> dict[str, object]:
        """What the rows are about, for programs."""
        return {
            "source": self.path,
            "variable": self.item.variable,
            "where": dict(self.item.where),
            "against_reference": self.item.against_reference,
            "unit": self.unit,
            "draws": self.draws,
            "failed": self.failed,
        }


def _members(texts: Sequence[str], findings: Findings) -> dict[str, str]:
    """Members by dimension from texts such as ``process=weaving``."""
    where: dict[str, str] = {}
    for text in texts:
        dim, sign, member = text.partition("=")
        if not (sign and dim and member) or dim in where:
            findings.add("call", "DIM=MEMBER, each dimension once", key="--where", value=text)
        else:
            where[dim] = member
    return where


# ------------------------------------------------------------------------- finding


def _checked(path: Path, variable: str, asked: _Question, findings: Findings) -> _Found:
    """The answer, or a refusal with everything that is wrong.

    Raises
    ------
    InputError
        With what `findings` hold already, and for a source that is not there or has no draws, an
        unknown indicator, scenario or year, and more scenarios than a chart holds.
    """
    from ioscenario.explore.indicators import Indicator
    from ioscenario.outputs import VARIABLE

    item = Indicator(variable, None, asked.where, asked.against)
    found: _Found | None = None
    try:
        source = _opened(path)
    except InputError as error:
        findings.extend(error.problems)
        if variable not in VARIABLE:
            near = nearest(variable, VARIABLE)
            findings.add("unknown-variable", "a variable of the results", key=variable, nearest=near)
    else:
        try:
            _require_draws(source.dataset, item, asked.scenarios)
            with collected_warnings():  # of quantiles of no value, which are shown as such
                found = _answer(path, source, item, asked.scenarios)
        except InputError as error:
            findings.extend(replace(problem, file=problem.file or str(path)) for problem in error.problems)
        _check_call(source.dataset, asked, findings)
    if found is not None and asked.drawn and not found.table[COLUMNS[0.5]].notna().any():
        findings.add("nothing-to-draw", "an indicator that has a value in some run", key=item.label, file=str(path))
    findings.raise_if_any()
    assert found is not None  # otherwise there are findings
    return found


def _opened(path: Path) -> Results | Sweep:
    """Results of a sweep or of a run."""
    from ioscenario.explore.store import is_sweep, part_of
    from ioscenario.explore.sweep import open_sweep
    from ioscenario.results import open_results

    if (path.is_dir() and is_sweep(path)) or (not path.exists() and part_of(path).is_dir()):
        return open_sweep(path)  # which says of an unfinished one that it is unfinished
    if not path.exists():
        expected = "the folder of a sweep, or a file or folder of results"
        raise InputError([Problem("missing-file", expected, file=str(path))])
    return open_results(path)


def _check_call(data: xr.Dataset, asked: _Question, findings: Findings) -> None:
    """Record an unknown year, and more scenarios than a chart holds."""
    from ioscenario.charts.fan import MOST

    years = [int(item) for item in data["year"].values]
    if asked.year is not None and asked.year not in years:
        expected = f"one of the years kept, {years[0]} to {years[-1]}"
        findings.add("unknown-year", expected, key="--year", value=asked.year)
    count = data.sizes["scenario"] if asked.scenarios is None else len(set(asked.scenarios))
    if asked.drawn and count > MOST:
        findings.add("call", f"--scenario, for at most {MOST} of them in a chart", key="--out", value=count)


def _require_draws(data: xr.Dataset, item: Indicator, scenarios: Sequence[str] | None) -> None:
    """Refuse results without draws, together with an indicator or scenario that they do not have."""
    from ioscenario.explore.indicators import DRAWN, design_of, over_years

    if design_of(data) in DRAWN:
        return
    expected = f"results with draws: of a run with --samples, or of a sweep with the design {' or '.join(DRAWN)}"
    problems = [Problem("no-draws", expected, value=design_of(data) or "no samples")]
    try:
        over_years(data, item, scenarios)
    except InputError as error:
        problems.extend(error.problems)
    raise InputError(problems)


def _answer(path: Path, source: Results | Sweep, item: Indicator, scenarios: Sequence[str] | None) -> _Found:
    """Quantiles of an indicator by scenario and year, and what they rest on."""
    import pandas as pd

    from ioscenario.explore.indicators import independent, unit_of
    from ioscenario.explore.targets import fan as computed

    chosen = None if scenarios is None else list(dict.fromkeys(scenarios))
    lines = computed(source.dataset, item, chosen, tuple(COLUMNS))
    data = independent(source.dataset, "a fan")
    names = [str(name) for name in lines["scenario"].values]
    # Plain runs have no status: one that fails stops the whole.
    status = data["status"].sel(scenario=names) if "status" in data else None
    counts = [0] * len(names) if status is None else (status != 0).sum("sample").values.tolist()
    failed = dict(zip(names, map(int, counts), strict=True))
    years = [int(year) for year in lines["year"].values]
    values = lines.transpose("scenario", "year", "quantile").values.reshape(-1, len(COLUMNS))
    table = pd.DataFrame(values, columns=list(COLUMNS.values()))
    table.insert(0, "scenario", [name for name in names for _ in years])
    table.insert(1, "year", years * len(names))
    # Of quantiles that a sweep kept, only failed runs are known to be left out.
    known = "left_out" in lines.coords
    left_out = lines["left_out"].values.ravel() if known else [failed[name] for name in names for _ in years]
    table["left_out"] = [int(count) for count in left_out]
    return _Found(path, source, item, unit_of(data, item), int(data.sizes["sample"]), failed, table)


# ------------------------------------------------------------------------- telling


def _print(found: _Found, shown: pd.DataFrame, year: int | None, say: Language) -> None:
    """The quantiles of a year, or of a few."""
    from ioscenario.charts.sweepview import SweepView
    from ioscenario.charts.view import year_ticks

    if year is None:
        shown = shown[shown["year"].isin(year_ticks(sorted(set(shown["year"].tolist()))))]
    view = SweepView(found.source, say.code)
    columns = list(COLUMNS.values())
    factor, unit = say.scale(shown[columns].to_numpy().ravel().tolist(), found.unit)
    frame = shown[columns].map(lambda value: say.number(value / factor))
    frame.columns = [say.percent(share, 0) for share in COLUMNS]
    frame.insert(0, say("dimension.scenario"), [view.scenario_titles[name] for name in shown["scenario"]])
    frame.insert(1, say("dimension.year"), shown["year"].tolist())
    if shown["left_out"].any():
        frame[say("fan.left_out")] = shown["left_out"].tolist()
    print_frame(frame, title=say("fan.title", indicator=view.indicator_name(found.item), unit=unit))
    compared = view.compared(found.item).strip()
    for line in (compared, say("fan.draws", found.draws), say("fan.failed", sum(found.failed.values()))):
        if line:
            print_result(line)


def _write(found: _Found, out: Path, language: str) -> list[str]:
    """Chart and numbers in a folder; nothing under its final name until all is there."""
    from ioscenario.charts import save
    from ioscenario.charts.fan import fan as drawn

    attributes = found.source.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "source": str(found.path),
        "indicator": found.item.label,
        "scenarios": found.scenarios,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    stem = "-".join(["fan", found.item.variable, *found.item.where.values(), language])
    figure = drawn(found.source, found.item, found.scenarios, language=language)
    with run_folder(out, facts) as folder:
        for kind in ("png", "svg"):
            save(figure, folder / f"{stem}.{kind}")
        told = found.table.assign(indicator=found.item.label, unit=found.unit)
        told.to_csv(folder / f"{stem}.csv", index=False, encoding="utf-8")
    return [f"{stem}.{kind}" for kind in ("png", "svg", "csv")]
