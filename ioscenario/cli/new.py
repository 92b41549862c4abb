"""``ioscenario new``: a scenario, a pack or schemas to start from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from ioscenario.cli.common import JsonOption, LanguageOption, PackOption, Tongue, print_json, print_result
from ioscenario.language import Language
from ioscenario.problems import Findings, InputError, Problem

#: What the name of a pack looks like.
PACK_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")

ForceOption = Annotated[bool, typer.Option("--force", help="Replace files that are there.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    group = typer.Typer(
        name="new", help="Write a scenario, a pack or schemas for an editor to start from.", rich_markup_mode=None
    )
    group.command("scenario")(scenario)
    group.command("pack")(pack)
    group.command("schema")(schema)
    group.callback(invoke_without_command=True)(_root)
    app.add_typer(group)


def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


# ------------------------------------------------------------------------- scenario


def scenario(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the scenario: small letters, digits and _.")],
    pack: PackOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="[default: NAME.yaml]")] = None,
    force: ForceOption = False,
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Write a scenario file with every form of a setting and every lever of the pack as examples."""
    from ioscenario.model import load
    from ioscenario.scenario.template import template

    target = Path(f"{name}.yaml") if out is None else out
    findings = Findings()
    model = load(pack)
    _check_name(name, list(model.library), findings)
    _check_file(target, (".yaml", ".yml"), findings, force=force)
    findings.raise_if_any()
    say = Language(language.value)
    _write({target: template(name, model.pack, say, str(target))})
    _tell([target], say, say("new.scenario.next", file=target), as_json=as_json)


def _check_name(name: str, taken: list[str], findings: Findings) -> None:
    """Refuse what is no id, and names that the pack has."""
    from ioscenario.scenario.language import ID

    if not ID.fullmatch(name):
        expected = "an id of small letters, digits and _, at most 60, starting with a letter"
        near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
        findings.add("id", expected, key="NAME", value=name, nearest=near if ID.fullmatch(near) else None)
    elif name in taken:
        findings.add("name-taken", "a name that no scenario of the pack has", key="NAME", value=name)


# ----------------------------------------------------------------------------- pack


def pack(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder; its name is the pack's.")],
    base_year: Annotated[int, typer.Option("--base-year", metavar="YEAR", help="Year that is observed.")] = 2025,
    horizon: Annotated[int | None, typer.Option("--horizon", metavar="YEAR", help="[default: 10 years on]")] = None,
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="Three capital letters.")] = "KZT",
    language: LanguageOption = Tongue.en,
    as_json: JsonOption = False,
) -> None:
    """Write a pack that runs: one material made into one product, every number a placeholder of grade E."""
    from ioscenario.pack.starter import Starter

    findings = Findings()
    last = base_year + 10 if horizon is None else horizon
    _check_folder(folder, findings)
    _check_pack(folder, base_year, last, currency, findings)
    findings.raise_if_any()
    starter = Starter(folder.resolve().name, base_year, last, currency, language.value)
    files = {folder / file: text for file, text in starter.files().items()}
    _write(files)
    say = Language(language.value)
    _tell(list(files), say, say("new.pack.next", folder=folder), as_json=as_json)


def _check_folder(folder: Path, findings: Findings) -> None:
    """Refuse a folder with anything in it, or a place that cannot be written."""
    from ioscenario.files import writable

    shown = str(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            findings.add("output-folder", "a new folder, or an empty one", key="FOLDER", value=shown)
        elif not writable(folder.parent):
            findings.add("output-folder", "a folder in a place that can be written", key="FOLDER", value=shown)
    except (OSError, ValueError):
        findings.add("output-folder", "the name of a folder", key="FOLDER", value=shown[:80])


def _check_pack(folder: Path, base_year: int, horizon: int, currency: str, findings: Findings) -> None:
    """Refuse a name, years or a currency that no pack can have."""
    from ioscenario.pack.chain import MAX_YEARS
    from ioscenario.pack.units import UnitProblem, define_currency

    name = folder.resolve().name
    if not PACK_NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:100]
        expected = "a folder named with small letters, digits, -, _ and ."
        findings.add("id", expected, key="FOLDER", value=name, nearest=near or None)
    if not 1900 <= base_year <= 2200:
        findings.add("years", "a year in 1900..2200", key="--base-year", value=base_year)
    elif not base_year < horizon <= min(base_year + MAX_YEARS, 2200):
        expected = f"a year in {base_year + 1}..{min(base_year + MAX_YEARS, 2200)}"
        findings.add("years", expected, key="--horizon", value=horizon)
    try:
        define_currency(currency)
    except UnitProblem as problem:
        findings.add("unit", problem.expected, key="--currency", value=currency)


# --------------------------------------------------------------------------- schema


def schema(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")],
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack", metavar="NAME|DIR", help="List the paths, years and scenarios of this pack. [default: any pack]"
        ),
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Tongue.en,
) -> None:
    """Write JSON Schemas of scenario files, sweep files and chain.yaml, with which editors complete keys."""
    from ioscenario.model import load
    from ioscenario.schemas import KINDS, file_name, write_schemas

    findings = Findings()
    for kind in KINDS:
        _check_file(out / file_name(kind), (".json",), findings, force=force)
    findings.raise_if_any()
    files = write_schemas(out, None if pack is None else load(pack).pack)
    say = Language(language.value)
    _tell(files, say, say("new.schema.next", file=files[0]), as_json=as_json)


# -------------------------------------------------------------------------- writing


def _check_file(target: Path, endings: tuple[str, ...], findings: Findings, *, force: bool) -> None:
    """Refuse a file that cannot or must not be written."""
    from ioscenario.files import output_file

    if not target.name.lower().endswith(endings):
        expected = f"a file ending in {' or '.join(endings)}"
        findings.add("file-name", expected, key="--out", value=str(target))
        return
    try:
        if output_file(target, "a file to write").exists() and not force:
            findings.add("output-exists", "a file that is not there yet, or --force", file=str(target))
    except InputError as error:
        findings.extend(error.problems)
    except OSError:
        findings.extend([Problem("output-file", "a file that can be written", value=str(target)[:80])])


def _write(files: Mapping[Path, str]) -> None:
    from ioscenario.files import written_beside

    for target, text in files.items():
        with written_beside(target) as beside:
            beside.write_text(text, encoding="utf-8")


def _tell(files: list[Path], say: Language, hint: str, *, as_json: bool) -> None:
    """Which files were written, and what to do with them."""
    if as_json:
        print_json({"files": files})
        return
    print_result(say("new.written", files=", ".join(str(path) for path in files)))
    print_result(hint)
