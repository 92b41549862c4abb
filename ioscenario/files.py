"""Files written beside and renamed, so that nothing half-written carries a final name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ioscenario.problems import InputError, Problem


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A path in the same folder to write to; it is renamed to `target` when all went well.

    Parameters
    ----------
    target
        Final path. Its folder is created.

    Yields
    ------
    pathlib.Path
        Where to write. Nothing is left there when writing fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def given_path(path: object, what: str) -> Path:
    """A path that a user gives.

    Parameters
    ----------
    path
        Anything; only text and paths will do.
    what
        What it should lead to, in words.

    Raises
    ------
    InputError
        For anything but a path.

    Examples
    --------
    >>> given_path(None, "a netCDF file of results")
    Traceback (most recent call last):
    ioscenario.problems.InputError: expected the path of a netCDF file of results, found 'None' [path]
    """
    if isinstance(path, str | os.PathLike) and isinstance(os.fspath(path), str) and "\0" not in os.fspath(path):
        return Path(path)
    raise InputError([Problem("path", f"the path of {what}", value=repr(path)[:80])])


def output_file(path: object, what: str, ending: str = "") -> Path:
    """A path that a file may be written to.

    Parameters
    ----------
    path
        Where a user wants the file.
    what
        What it is, in words.
    ending
        Ending that it must have, such as ``.xlsx``.

    Raises
    ------
    InputError
        For anything but a path, a folder, another ending, or a place that cannot be written.
    """
    target = given_path(path, what)
    if not target.name.lower().endswith(ending):
        raise InputError([Problem("file-name", f"{what}, with the ending {ending}", value=str(target))])
    if not target.name or target.is_dir():
        raise InputError([Problem("output-file", f"{what}, not a folder", value=str(target))])
    if not writable(target.parent):
        raise InputError([Problem("output-file", f"{what} in a folder that can be written", value=str(target))])
    return target


def writable(folder: Path) -> bool:
    """Whether something can be written into a folder, which need not exist yet.

    The nearest folder that exists is tried: permission bits say little on file systems
    that only the system may write, and to a superuser.
    """
    try:
        nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
        with tempfile.TemporaryDirectory(prefix=".ioscenario-", dir=nearest):
            return True
    except OSError:
        return False
