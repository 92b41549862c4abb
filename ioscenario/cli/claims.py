"""``ioscenario claims``: published figures and claims held against the model, with verdicts."""

from __future__ import annotations

import shutil
import textwrap
from datetime import UTC, datetime
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
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.cli.folder import refusals, run_folder
from ioscenario.problems import Findings, InputError

if TYPE_CHECKING:
    from ioscenario.assessment.audit import Audit

#: Lines are not longer than this.
WIDEST: Final = 100


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("claims")(claims)


def claims(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of claims; none: every claim of the pack.")
    ] = None,
    pack: PackOption = None,
    samples: Annotated[int, typer.Option("--samples", min=2, help="Draws of the uncertain parameters.")] = 500,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write table (csv), report (html, md) and charts here.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote to --out.")] = False,
    language: LanguageOption = Tongue.en,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Do published claims hold? Each way to read them against the model, with range, verdict and reasoning.

    A reading holds where the figure is within 5-95 % of the draws or within a stated tolerance; it holds only if
    a stated condition is met, one parameter takes another value within its range, or a draw in a hundred comes
    as far; else it is contradicted, and what comes nearest is said.
    """
    from ioscenario.model import load

    findings = Findings()
    if out is not None:
        findings.extend(refusals(out, force=force))
    try:
        with collected_warnings() as warned:
            found = load(pack).claims(samples=samples, seed=seed, language=language.value, ids=ids or ())
    except InputError as error:
        findings.extend(error.problems)
    findings.raise_if_any()
    print_warnings(warned, as_json=as_json, strict=strict)
    files = [] if out is None else _write(found, out)
    if as_json:
        print_json({**numbers(found), "out": out, "files": files})
        return
    _print(found)
    if out is not None:
        print_result()
        print_result(found.say("run.written", folder=out, files=", ".join(files)))


def numbers(found: Audit) -> dict[str, object]:
    """An audit as numbers, for programs."""
    return {
        "pack": found.pack.name,
        "pack_hash": found.pack.hash,
        "version": found.version,
        "samples": found.samples,
        "seed": found.seed,
        "claims": found.claims.reset_index(),
        "readings": found.frame,
    }


def _print(found: Audit) -> None:
    """The audit, as wide as the terminal but not wider than reads well."""
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    for line in found.text().splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        pieces = textwrap.wrap(line.strip(), width, initial_indent=indent, subsequent_indent=indent)
        for piece in pieces or [""]:
            print_result(piece)


def _write(found: Audit, out: Path) -> list[str]:
    """Table, report and charts in a folder; nothing under its final name until all is there."""
    from ioscenario.charts import save
    from ioscenario.charts.claims import pages

    facts = {
        "version": found.version,
        "pack": found.pack.name,
        "pack_hash": found.pack.hash,
        "claims": list(found.verdicts),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    stem = f"claims-{found.language}"
    with run_folder(out, facts) as folder:
        found.frame.to_csv(folder / f"{stem}.csv", index=False, encoding="utf-8")
        (folder / f"{stem}.html").write_text(found.html(), encoding="utf-8")
        (folder / f"{stem}.md").write_text(found.markdown(), encoding="utf-8")
        for number, figure in enumerate(pages(found), start=1):
            for kind in ("png", "svg"):
                save(figure, folder / f"{stem}-{number}.{kind}")
        return sorted(path.name for path in folder.iterdir())
