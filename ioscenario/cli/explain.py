"""``ioscenario explain``: where a number comes from, and what brings about a scenario's difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

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
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.problems import Findings

if TYPE_CHECKING:
    from ioscenario.assessment.attributed import Attribution
    from ioscenario.assessment.attribution import By
    from ioscenario.assessment.explain import Explanation
    from ioscenario.model import Model


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("explain")(explain)


def explain(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="A variable of the results: sector_jobs.")],
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME|FILE", help="A scenario. [default: the reference]"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="A year. [default: the last]")] = None,
    members: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="DIM=MEMBER", help="Part of the indicator: process=weaving. May be repeated."),
    ] = None,
    samples: Annotated[
        int | None, typer.Option("--samples", min=1, help="Draws for the 5-95 % range of the number, and of its parts.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Parameters printed, those that move it most first.")] = 12,
    attribute: Annotated[
        bool, typer.Option("--attribute", help="Split the difference from the reference by what the scenario sets.")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help="With --attribute: lever, path, place or parent.")
    ] = "lever",
    reference: Annotated[
        str | None,
        typer.Option("--reference", metavar="NAME|FILE", help="With --attribute: compare with this scenario."),
    ] = None,
    orders: Annotated[
        int | None, typer.Option("--orders", help="With --attribute: orders to draw. [default: all, or 200 of many]")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of draws and orders.")] = 0,
    pack: PackOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write text, numbers (csv) and charts here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    language: LanguageOption = Tongue.en,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say where a number of a scenario comes from.

    Its formula with the numbers in it, as terms that add up; what bound each stage in the year; and the rows of
    the parameter table that move it, with value, range, grade, sources and the effect of one per cent.
    """
    from ioscenario.model import load

    findings = Findings()
    where = where_of(members or (), findings)
    if out is not None:
        findings.extend(refusals(out, force=force))
    if attribute and scenario is None:
        findings.add("call", "--scenario, whose difference is split", key="--attribute")
    if not attribute and (reference is not None or orders is not None or by != "lever"):
        findings.add("call", "--by, --reference and --orders together with --attribute", key="--attribute")
    findings.raise_if_any()
    with collected_warnings() as warned:
        model = load(pack)
        told = model.explain(indicator, scenario, year, where, samples=samples, seed=seed)
        split = None if not attribute else _split(model, told, scenario or "", reference, by, orders, samples, seed)
    print_warnings(warned, as_json=as_json, strict=strict)
    files = [] if out is None else _write(told, split, out, language.value)
    if as_json:
        facts = told.facts(language.value)
        found = {**facts, "parameters": told.parameters.reset_index()}
        print_json({**found, "attribution": None if split is None else split.facts(), "out": out, "files": files})
        return
    _print(told, split, language.value, rows)
    if out is not None:
        from ioscenario.language import Language

        print_result()
        print_result(Language(language.value)("run.written", folder=out, files=", ".join(files)))


def where_of(texts: Sequence[str], findings: Findings) -> dict[str, str]:
    """Members by dimension from texts such as ``process=weaving``."""
    where: dict[str, str] = {}
    for text in texts:
        dim, sign, member = text.partition("=")
        if not (sign and dim and member) or dim in where:
            findings.add("call", "DIM=MEMBER, each dimension once", key="--where", value=text)
        else:
            where[dim] = member
    return where


def _split(
    model: Model,
    told: Explanation,
    scenario: str,
    reference: str | None,
    by: str,
    orders: int | None,
    samples: int | None,
    seed: int,
) -> Attribution:
    """The same number's difference, by what the scenario sets."""
    from ioscenario.explore.indicators import Indicator

    item = Indicator(told.asked.variable.name, None, told.asked.where)
    kind = cast("By", by)  # refused with the others if it is none
    return model.attribute(
        item, scenario, told.year, reference=reference, by=kind, permutations=orders, samples=samples, seed=seed
    )


def _print(told: Explanation, split: Attribution | None, language: str, rows: int) -> None:
    """The explanation, then the split."""
    print_result(told.text(language, rows))
    if split is not None:
        print_result()
        print_frame(split.shown_table(language), title=split.title(language))
        print_result(split.method(language))


def _write(told: Explanation, split: Attribution | None, out: Path, language: str) -> list[str]:
    """Text and numbers in a folder; nothing under its final name until all is there."""
    from ioscenario.charts import data, save
    from ioscenario.version import __version__

    facts = {
        "version": __version__,
        "pack": told.pack.name,
        "indicator": told.asked.label,
        "scenarios": [told.scenario.name],
        "year": told.year,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    files = [f"explanation-{language}.txt", f"terms-{language}.csv", "parameters.csv"]
    with run_folder(out, facts) as folder:
        (folder / files[0]).write_text(told.text(language, None) + "\n", encoding="utf-8")
        told.table(language).to_csv(folder / files[1], index=False, encoding="utf-8")
        told.parameters.to_csv(folder / files[2], encoding="utf-8")
        if split is not None and split.dataset.sizes["part"]:
            figure = split.chart(language=language)
            files += [save(figure, folder / f"attribution-{language}.{kind}").name for kind in ("png", "svg", "pdf")]
            numbers = data(figure)
            assert numbers is not None  # the chart keeps its numbers
            numbers.to_csv(folder / f"attribution-{language}.csv", index=False, encoding="utf-8")
            files.append(f"attribution-{language}.csv")
    return files
