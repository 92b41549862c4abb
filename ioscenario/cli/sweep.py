"""``ioscenario sweep``: many runs, in chunks that survive an interruption."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ioscenario.cli.common import (
    FAILED,
    JsonOption,
    LanguageOption,
    PackOption,
    StrictOption,
    Tongue,
    collected_warnings,
    print_failure,
    print_frame,
    print_json,
    print_result,
    print_warnings,
)
from ioscenario.problems import InputError, Problem

if TYPE_CHECKING:
    from ioscenario.explore.sweep import Calling, Sweep
    from ioscenario.explore.sweepfile import Plan
    from ioscenario.language import Language

#: Failed runs that are printed; ``--json`` gives all.
FAILED_SHOWN: Final = 10


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("sweep")(sweep)


def sweep(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sweep file; see docs/sweeps.md.")],
    pack: PackOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the sweep here.")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Number of processes.")] = 1,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="Scheduler of a dask cluster, instead of processes.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew: replace another or an unfinished sweep in --out.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Run it even if it takes long or much room.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file, say how large it is, run nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")] = False,
    language: LanguageOption = Tongue.en,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run a sweep: scenarios x values of levers x draws of uncertain parameters, chunk by chunk.

    A sweep that was interrupted goes on from its finished chunks when the same call is made again.
    """
    from ioscenario.explore.sweep import Calling, warnings_of
    from ioscenario.explore.sweepfile import read_sweep
    from ioscenario.explore.workers import SweepStoppedError
    from ioscenario.model import load

    if out is None and not dry_run:
        raise InputError([Problem("call", "--out DIR, the folder to write (or --dry-run)", key="--out")])
    model = load(pack)
    plan = read_sweep(file, model.pack, model.library)
    if strict:
        print_warnings(warnings_of(plan), as_json=as_json, strict=True)
    if dry_run:
        _print_plan(plan, language.value, as_json=as_json)
        return
    calling = Calling(out, workers, dask, restart, yes, progress=not (quiet or as_json))
    try:
        with collected_warnings() as warned:
            done = _confirmed(plan, calling, language.value, as_json=as_json)
    except SweepStoppedError as error:
        print_failure(str(error), as_json=as_json)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        said = "interrupted; finished chunks are kept, and the same call goes on from them"
        print_failure(said, as_json=as_json)
        raise typer.Exit(FAILED) from error
    print_warnings(warned, as_json=as_json, strict=False)
    _print(done, plan, language.value, as_json=as_json)


def _confirmed(plan: Plan, calling: Calling, language: str, *, as_json: bool) -> Sweep:
    """The sweep; one that costs much after a word from whoever sits at the terminal."""
    from dataclasses import replace

    from ioscenario.explore.sweep import CostlyError, run_sweep
    from ioscenario.language import Language

    try:
        return run_sweep(plan, calling)
    except CostlyError as error:
        if as_json or not sys.stdin.isatty():
            raise
        print(error.problems[0].expected, file=sys.stderr)
        if not typer.confirm(Language(language)("sweep.confirm"), err=True):
            raise
    return run_sweep(plan, replace(calling, confirm=True))


def _print_plan(plan: Plan, language: str, *, as_json: bool) -> None:
    """How large a sweep is."""
    from ioscenario.explore.sweep import room, size_of
    from ioscenario.language import Language

    chunks, size = size_of(plan)
    if as_json:
        print_json({**_counts(plan), "chunks": chunks, "bytes": size})
        return
    say = Language(language)
    print_result(_size(plan, say))
    print_result(say("sweep.plan", chunks=say.number(chunks, 0), size=room(size)))


def _counts(plan: Plan) -> dict[str, object]:
    return {
        "sweep": plan.name,
        "pack": plan.pack.name,
        "scenarios": len(plan.points),
        "samples": plan.samples,
        "runs": plan.runs,
    }


def _size(plan: Plan, say: Language) -> str:
    """How many runs, in words."""
    runs, scenarios, samples = (say.number(count, 0) for count in (plan.runs, len(plan.points), plan.samples))
    return say("sweep.runs", runs=runs, scenarios=scenarios, samples=samples)


def _print(done: Sweep, plan: Plan, language: str, *, as_json: bool) -> None:
    """What was run and where it is."""
    from ioscenario.explore.store import DATA
    from ioscenario.language import Language

    failed = done.failed
    if as_json:
        print_json({**_counts(plan), "failed": failed, "out": done.path})
        return
    say = Language(language)
    print_result(_size(plan, say))
    if len(failed):
        print_frame(failed.head(FAILED_SHOWN), title=say("sweep.failed", failed=say.number(len(failed), 0)))
    print_result(say("sweep.written", folder=done.path, data=DATA))
