"""The folder of a run: written beside under another name, renamed when complete.

A folder may be replaced only when a marker file shows that this tool wrote it and that
nothing else has been put there since.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ioscenario.files import writable
from ioscenario.problems import Findings, Problem

TOOL: Final = "ioscenario"
MARKER: Final = "ioscenario-run.json"

#: What systems and office programs leave in a folder that is merely looked at.
_BYSTANDERS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")


def refusals(folder: Path, *, force: bool) -> list[Problem]:
    """Why `folder` may not be written; empty when it may.

    Parameters
    ----------
    folder
        Where the run is to go.
    force
        Whether an earlier run may be replaced.

    Returns
    -------
    list of Problem
        Codes ``output-folder`` and ``output-exists``.
    """
    found = Findings()
    shown = str(folder)
    try:
        _refuse(folder, shown, found, force=force)
    except OSError as error:  # a name too long, a folder that may not be listed
        expected = f"a folder that can be written ({error.strerror})"
        found.add("output-folder", expected, key="--out", value=shown)
    return list(found)


def _refuse(folder: Path, shown: str, found: Findings, *, force: bool) -> None:
    """Record why a folder may not be written."""
    target = folder.resolve()
    here = Path.cwd().resolve()
    if target == here or target in here.parents:
        found.add("output-folder", "a folder other than the current one and those above it", key="--out", value=shown)
    elif target.exists() and not target.is_dir():
        found.add("output-folder", "a folder, not a file", key="--out", value=shown)
    elif target.is_dir() and any(target.iterdir()):
        written = _files_of_earlier_run(target)
        if written is None:
            found.add("output-folder", "an empty folder, a new one, or one of an earlier run", key="--out", value=shown)
        elif not force:
            found.add("output-exists", "--force, to replace the earlier run there", key="--out", value=shown)
        else:
            for name in sorted(_files_in(target) - written - {MARKER}):
                found.add("output-folder", "only files of the earlier run: move yours first", file=str(folder / name))
    if not len(found) and not writable(target.parent):
        found.add("output-folder", "a folder in a place that can be written", key="--out", value=shown)


@contextmanager
def run_folder(folder: Path, facts: Mapping[str, object]) -> Iterator[Path]:
    """A temporary folder that takes the place of `folder` when the block ends well.

    Parameters
    ----------
    folder
        Final name. What stands there is removed last of all.
    facts
        Goes into the marker, with the names of the files written.

    Yields
    ------
    pathlib.Path
        Where to write. Removed if the block raises.
    """
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent))
    try:
        yield beside
        marker = {"tool": TOOL, **facts, "files": sorted(_files_in(beside))}
        (beside / MARKER).write_text(json.dumps(marker, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        beside.chmod(0o777 & ~_umask())
        _take_place(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _take_place(beside: Path, target: Path) -> None:
    if not target.exists():
        beside.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".old", dir=target.parent))
    target.rename(old / target.name)
    try:
        beside.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _files_of_earlier_run(folder: Path) -> set[str] | None:
    """Names in the marker of a run; None when there is no such marker."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(marker, dict) or marker.get("tool") != TOOL or not isinstance(marker.get("files"), list):
        return None
    return {str(name) for name in marker["files"]}


def _files_in(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and path.name not in _BYSTANDERS and not path.name.startswith("~$")
    }


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
