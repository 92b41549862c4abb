"""Puts the commands together and turns whatever goes wrong into an exit code and a message."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from ioscenario.cli import (
    claims,
    compare,
    explain,
    fan,
    goalseek,
    hindcast,
    new,
    pack,
    programme,
    run,
    sweep,
    table,
    targets,
)
from ioscenario.cli.common import (
    DONE,
    FAILED,
    REFUSED,
    WarningsRefusedError,
    print_failure,
    print_refusal,
    print_wrong_call,
)
from ioscenario.problems import InputError

app = typer.Typer(
    name="ioscenario",
    help="Scenarios of a processing chain: what is made, where it sticks, jobs, money. Exit codes: "
    "0 done, 1 failed while working, 2 the input or the call is wrong and nothing was written.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (run, programme, pack, new, compare, explain, claims, sweep, fan, goalseek, hindcast, targets, table):
    group.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"ioscenario {version('ioscenario')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _is_usage_error(error: Exception) -> bool:
    """Whether typer refused the call. Where its classes live differs between its versions."""
    return hasattr(error, "format_message") and getattr(error, "exit_code", None) == REFUSED


def _forgive_terminals() -> None:
    """Let a terminal that lacks a letter show a substitute rather than end the run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Words after ``ioscenario``; by default those of the process.

    Returns
    -------
    int
        0 done, 1 failed while working, 2 the input or the call is wrong.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    _forgive_terminals()
    try:
        code = app(args=words, prog_name="ioscenario", standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        print_refusal(error, as_json=as_json)
        return REFUSED
    except WarningsRefusedError:
        return REFUSED
    except BrokenPipeError:
        # The reader (`| head`) has gone; leave nothing for the interpreter to flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print_failure("interrupted", as_json=as_json)
        return FAILED
    except Exception as error:
        if _is_usage_error(error):
            print_wrong_call(str(getattr(error, "format_message")()), as_json=as_json)  # noqa: B009
            return REFUSED
        if os.environ.get("IOSCENARIO_DEBUG") == "1":
            traceback.print_exc()
        print_failure(f"{type(error).__name__}: {error}", as_json=as_json)
        return FAILED
    return code if isinstance(code, int) else DONE
