"""``ioscenario targets``: where scenarios stand to the targets of the programme, and the register of enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ioscenario.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    StrictOption,
    Tongue,
    collected_warnings,
    print_frame,
    print_json,
    print_result,
    print_warnings,
    wrapped,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.pack.tables import records
from ioscenario.problems import Findings, InputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from ioscenario.language import Language
    from ioscenario.model import Model
    from ioscenario.results import Results

Record = Mapping[str, Any]

#: Scenarios that are told in full; of more only the gap is shown, side by side.
MOST_IN_FULL: Final = 2


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("targets")(targets)


def targets(
    scenarios: Annotated[
        list[str] | None, typer.Argument(metavar="[SCENARIO]...", help="Names or YAML files; none: every scenario.")
    ] = None,
    pack: PackOption = None,
    samples: Annotated[
        int | None, typer.Option("--samples", min=1, help="Draw uncertain parameters so often, for probabilities.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the draws; needs --samples.")] = None,
    enterprises: Annotated[
        bool, typer.Option("--enterprises", help="Also judge the register of enterprises, and run without each.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write tables (csv) and charts (png, svg) here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    language: LanguageOption = Tongue.en,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Hold scenarios against the targets of the programme: gap, year in which each is reached, probability.

    The pack's reference scenario is always run too and comes first. With --enterprises the register: what
    its entries say beside what such plant takes, its sum against the sector, and what the indicators of the
    targets would be in the reference scenario (or the first named) without each enterprise, or with its
    projects later.
    """
    from ioscenario.language import Language
    from ioscenario.model import load

    found = _checked(load(pack), scenarios or [], _Call(samples, seed, enterprises, out, force, language.value))
    print_warnings(found.warned, as_json=as_json, strict=strict)
    files = [] if out is None else _write(found, out, language.value)
    if as_json:
        print_json({**found.facts(), "out": out, "files": files})
        return
    say = Language(language.value)
    _print(found, say)
    if out is not None:
        print_result(say("run.written", folder=out, files=", ".join(files)))


@dataclass(frozen=True)
class _Call:
    """What is asked besides the scenarios."""

    samples: int | None
    seed: int | None
    enterprises: bool
    out: Path | None
    force: bool
    language: str


@dataclass(frozen=True)
class _Found:
    """The answer."""

    model: Model
    results: Results
    table: pd.DataFrame
    entries: pd.DataFrame | None
    sector: pd.DataFrame | None
    contributions: xr.Dataset | None
    warned: list[str]

    def facts(self) -> dict[str, object]:
        """The answer for programs."""
        data = self.results.dataset
        from ioscenario.assessment.leaveout import per_target

        told: dict[str, object] = {
            "pack": self.model.pack.name,
            "reference": self.results.reference,
            "samples": data.sizes.get("sample"),
            "targets": self.table.reset_index(),
        }
        if self.entries is not None and self.sector is not None and self.contributions is not None:
            told["enterprises"] = self.entries.reset_index()
            told["register"] = self.sector.reset_index()
            told["contributions"] = contributions_frame(self.contributions)
            told["to_targets"] = per_target(self.contributions, self.results.targets).reset_index()
        return told


def _checked(model: Model, scenarios: list[str], call: _Call) -> _Found:
    """The answer, or a refusal with everything that is wrong."""
    findings = Findings()
    if not model.pack.targets:
        findings.add("no-targets", "a pack with targets.yaml", value=model.pack.name)
    if call.enterprises and model.pack.enterprises.empty:
        findings.add("no-enterprises", "a pack with enterprises.csv", key="--enterprises", value=model.pack.name)
    if call.seed is not None and call.samples is None:
        findings.add("call", "--samples together with --seed", key="--seed", value=call.seed)
    if call.out is not None:
        findings.extend(refusals(call.out, force=call.force))
    for name in scenarios:
        try:
            model.scenario(name)
        except InputError as error:
            findings.extend(error.problems)
    findings.raise_if_any()
    with collected_warnings() as warned:
        results = model.run(*scenarios, samples=call.samples, seed=call.seed)
    table = model.targets(results, call.language)
    if not call.enterprises:
        return _Found(model, results, table, None, None, None, warned)
    judged, summed = (model.enterprises(by, call.language) for by in ("entry", "process"))
    return _Found(model, results, table, judged, summed, model.contributions(*scenarios[:1]), warned)


def contributions_frame(found: xr.Dataset) -> pd.DataFrame:
    """Effects of enterprises as a table: a row for each scenario, indicator, enterprise and year.

    Enterprises are followed by ``together`` and ``interaction``; delays are in columns ``delay_<years>``.
    """
    import pandas as pd

    order = ["scenario", "indicator", "enterprise", "year"]
    single = found["contribution"].to_dataframe()[["unit", "contribution"]]
    for delay in found["delay"].values.tolist():
        single[f"delay_{delay}"] = found["delayed"].sel(delay=delay, drop=True).to_dataframe()["delayed"]
    parts = [single.reset_index()]
    for name in ("interaction", "together"):
        whole = found[name].to_dataframe()[["unit", name]].rename(columns={name: "contribution"})
        parts.append(whole.reset_index().assign(enterprise=name))
    return pd.concat(parts, ignore_index=True)[[*order, *single.columns]]


# ------------------------------------------------------------------------- telling


def _print(found: _Found, say: Language) -> None:
    """Targets, then the register."""
    print_frame(_in_full(found, say) if len(found.results.scenarios) <= MOST_IN_FULL else _side_by_side(found, say),
                title=say("target.title"))  # fmt: skip
    print_result()
    _print_standing(found, say)
    if found.entries is None or found.sector is None or found.contributions is None:
        return
    print_result()
    print_frame(_entries(found, found.entries, say), title=say("enterprise.title"))
    _print_flags(found.entries["name"].tolist(), found.entries["flags"].tolist(), say)
    print_result()
    print_frame(_sector(found.sector, say), title=say("enterprise.sector"))
    _print_flags(found.sector["name"].tolist(), found.sector["flags"].tolist(), say)
    print_result()
    _print_contributions(found, found.contributions, say)


def _names(found: _Found, say: Language) -> dict[str, str]:
    """Short names of the targets by id; working assumptions are marked."""
    from ioscenario.assessment.wording import name_of

    called = {item["id"]: item["name"] for item in found.results.enterprises}
    return {
        item["id"]: name_of(found.results.dataset, item, called, say) + ("*" if item["status"] == "assumption" else "")
        for item in found.results.targets
    }


def _aim(row: Record, say: Language) -> str:
    from ioscenario.assessment.wording import quantity

    value = quantity(say, float(row["amount"]), row["unit"])
    return say("target.at_most", value=value) if row["direction"] == "at_most" else value


def _gap_text(row: Record, say: Language) -> str:
    return say.percent(float(row["gap_share"]), 0, signed=True)


def _in_full(found: _Found, say: Language) -> pd.DataFrame:
    """A row for each target and scenario."""
    import pandas as pd

    from ioscenario.assessment.wording import quantity

    names, sampled = _names(found, say), "sample" in found.results.dataset.dims
    rows = []
    for row in records(found.table.reset_index()):
        told = {
            say("target.target"): names[row["target"]],
            say("target.aim"): _aim(row, say),
            say("target.scenario"): row["title"],
            say("target.value"): quantity(say, float(row["value"]), row["unit"]),
            say("target.gap"): _gap_text(row, say),
            say("target.outcome"): say(f"target.{row['outcome']}") if row["outcome"] else "",
            say("target.first_year"): "" if pd.isna(row["first_year"]) else str(row["first_year"]),
        }
        if sampled:
            told[say("target.probability")] = _probability(row, say)
        rows.append(told)
    return pd.DataFrame(rows)


def _probability(row: Record, say: Language) -> str:
    share, low, high = (float(row[name]) for name in ("probability", "probability_low", "probability_high"))
    return f"{say.percent(share, 0)} ({say.number(100 * low, 0)}–{say.number(100 * high, 0)})"


def _side_by_side(found: _Found, say: Language) -> pd.DataFrame:
    """Targets in rows, the gap of each scenario in columns; with samples the probability."""
    import pandas as pd

    names, sampled = _names(found, say), "sample" in found.results.dataset.dims
    rows = []
    for target, block in found.table.groupby(level="target", sort=False):
        standing = records(block.reset_index())
        told = {say("target.target"): names[str(target)], say("target.aim"): _aim(standing[0], say)}
        for row in standing:
            told[row["scenario"]] = say.percent(float(row["probability"]), 0) if sampled else _gap_text(row, say)
        rows.append(told)
    return pd.DataFrame(rows)


def _print_standing(found: _Found, say: Language) -> None:
    """How many targets each scenario meets, and what the signs mean."""
    from ioscenario.unmade import notes

    published = sum(item["status"] == "published" for item in found.results.targets)
    total = len(found.results.targets)
    print_result("* " + say("target.assumption"))
    print_result(say("target.summary", total=total, published=published, assumed=total - published))
    met = (found.table["outcome"] == "met").groupby(level="scenario").sum()
    titles = found.table["title"].groupby(level="scenario").first()
    for name in found.results.scenarios:
        print_result("  " + say("target.standing", scenario=titles[name], met=int(met[name]), total=total))
    if "sample" in found.results.dataset.dims:
        print_result(say("target.draws", int(found.results.dataset.sizes["sample"])))
    else:
        print_result(say("target.central"))
    if any(item["enterprise"] for item in found.results.targets):
        print_result(say("target.note"))
    if any(item["indicator"] == "processing_depth" for item in found.results.targets):
        for text in notes(found.results.dataset, say):
            print_result("\n".join(wrapped(text)))


def _entries(found: _Found, table: pd.DataFrame, say: Language) -> pd.DataFrame:
    """The register beside what such plant takes, ready to print."""
    import pandas as pd

    money = f"million {found.model.pack.structure.currency}"
    sizes = table[["investment", "investment_low", "investment_high"]].to_numpy(float).ravel()
    factor, unit = say.scale(sizes.tolist(), money)
    one, per_job = say.scale(table["capital_per_job"].to_numpy(float).tolist(), money)

    def span(row: Record, name: str, scale: float) -> str:
        low, high = (float(row[f"{name}_{end}"]) / scale for end in ("low", "high"))
        return "" if low != low else f"{say.number(low)}–{say.number(high)}"  # noqa: PLR0124 - NaN

    def plain(value: float, scale: float = 1.0) -> str:
        number = float(value) / scale
        return "" if number != number else say.number(number)  # noqa: PLR0124 - NaN

    rows = [
        {
            say("enterprise.name"): row["name"],
            say("enterprise.kind"): say(f"enterprise.{row['kind']}"),
            say("enterprise.jobs"): plain(row["jobs"]),
            say("enterprise.expected"): span(row, "jobs", 1.0),
            say("enterprise.investment", unit=unit): plain(row["investment"], factor),
            f"{say('enterprise.expected')} ": span(row, "investment", factor),
            say("enterprise.capital_per_job", unit=per_job): plain(row["capital_per_job"], one),
            f"{say('enterprise.expected')}  ": span(row, "capital_per_job", one),
        }
        for row in records(table.reset_index())
    ]
    return pd.DataFrame(rows)


def _sector(table: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Sum of the register against the sector, ready to print."""
    import pandas as pd

    def amount(row: Record, name: str) -> str:
        value = float(row[name])
        return "" if value != value else say.quantity(value, row["unit"])  # noqa: PLR0124 - NaN

    def share(row: Record, name: str) -> str:
        value = float(row[f"{name}_share"])
        return amount(row, name) + ("" if value != value else f" ({say.percent(value, 0)})")  # noqa: PLR0124 - NaN

    rows = [
        {
            say("enterprise.stage"): row["name"],
            say("enterprise.capacity"): amount(row, "capacity"),
            say("enterprise.registered"): share(row, "registered"),
            say("enterprise.announced"): share(row, "announced"),
            **{
                say(f"enterprise.{name}"): say.number(float(row[name]))
                for name in ("jobs", "jobs_registered", "jobs_announced")
            },
            say("enterprise.expected"): say.number(float(row["jobs_expected"])),
        }
        for row in records(table)
    ]
    return pd.DataFrame(rows)


def _print_flags(names: list[str], flags: list[list[str]], say: Language) -> None:
    """What is odd, a line each."""
    lines = [f"{name}: {text}" for name, texts in zip(names, flags, strict=True) for text in texts]
    if lines:
        print_result(say("enterprise.flags") + ":")
        for line in lines:
            print_result("\n".join(wrapped(line)))


def _print_contributions(found: _Found, effects: xr.Dataset, say: Language) -> None:
    """Jobs of the sector without each enterprise in the year of the last target of them, else the last."""
    import pandas as pd

    from ioscenario.assessment.wording import quantity

    indicator, scenario = str(effects["indicator"].values[0]), str(effects["scenario"].values[0])
    years = [item["year"] for item in found.results.targets if item["indicator"] == indicator]
    year = max(years, default=int(effects["year"].values[-1]))
    at = effects.sel(scenario=scenario, indicator=indicator, year=year)
    unit = str(at["unit"].values)
    rows = []
    for place, name in enumerate(at["name"].values):
        one = at.isel(enterprise=place)
        told = {
            say("enterprise.name"): str(name),
            say("enterprise.kind"): say(f"enterprise.{one['kind'].item()}"),
            say("enterprise.contribution"): quantity(say, float(one["contribution"]), unit, signed=True),
        }
        for delay in at["delay"].values.tolist() if at["delayed"].notnull().any() else ():
            late = float(one["delayed"].sel(delay=delay))
            told[say("enterprise.delay", delay)] = "" if late != late else quantity(say, late, unit, signed=True)  # noqa: PLR0124
        rows.append(told)
    rest = {
        say(f"enterprise.{name}"): quantity(say, float(at[name]), unit, signed=True)
        for name in ("interaction", "together")
    }
    for called, value in rest.items():
        rows.append({say("enterprise.name"): called, say("enterprise.contribution"): value})
    title = str(found.results.dataset[f"scenario_title_{say.code}"].sel(scenario=scenario).values)
    name = say(f"variable.{indicator}")
    heading = say("enterprise.contributions", scenario=title, year=year, indicator=name)
    print_frame(pd.DataFrame(rows).fillna(""), title=heading)


def _write(found: _Found, out: Path, language: str) -> list[str]:
    """Tables and charts in a folder; nothing under its final name until all is there."""
    from ioscenario.charts import data, save

    attributes = found.results.dataset.attrs
    facts = {
        "version": attributes["version"],
        "pack": attributes["pack"],
        "pack_hash": attributes["pack_hash"],
        "scenarios": list(found.results.scenarios),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    told = found.facts()
    figures = _figures(found, language)
    with run_folder(out, facts) as folder:
        for name in ("targets", "enterprises", "register", "contributions", "to_targets"):
            if name in told:
                _flat(told[name]).to_csv(folder / f"{name}.csv", index=False, encoding="utf-8")
        for name, figure in figures.items():
            for kind in ("png", "svg"):
                save(figure, folder / f"{name}-{language}.{kind}")
            numbers = data(figure)
            if numbers is not None:
                numbers.to_csv(folder / f"{name}-{language}.csv", index=False, encoding="utf-8")
        return sorted(path.name for path in folder.iterdir())


def _figures(found: _Found, language: str) -> dict[str, Figure]:
    """Charts of what was asked, by name."""
    from ioscenario import charts
    from ioscenario.charts.targetview import has_targets

    of_results = found.results.charts
    drawn: dict[str, Figure] = {}
    for kind, own in (("", False), ("enterprise_", True)):
        if not has_targets(found.results, enterprises=own):
            continue
        drawn[f"{kind}targets"] = of_results.targets(enterprises=own, language=language)
        drawn[f"{kind}gaps"] = of_results.gaps(enterprises=own, language=language)
        if "sample" in found.results.dataset.dims:
            drawn[f"{kind}probability"] = of_results.gaps(what="probability", enterprises=own, language=language)
    if found.contributions is not None:
        drawn["without"] = charts.enterprises(found.contributions, language=language)
    return drawn


def _flat(table: object) -> pd.DataFrame:
    """A table whose lists of texts are joined, for csv."""
    import pandas as pd

    assert isinstance(table, pd.DataFrame)  # the facts named here are tables
    return table.assign(flags=table["flags"].map(" | ".join)) if "flags" in table else table
