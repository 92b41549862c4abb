"""The files of a pack: which there are, how they are named in messages, their hash."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ioscenario.problems import Findings

DATAPACKAGE: Final = "datapackage.json"
CHAIN: Final = "chain.yaml"
CLAIMS: Final = "claims.yaml"
SCENARIOS: Final = "scenarios"
GOALS: Final = "goals"

#: Folders of a pack that are no part of its data: what is asked of it, and how it was made.
APART: Final = (SCENARIOS, GOALS, "derive")

MAX_FILES: Final = 1000
MAX_BYTES: Final = 10 * 1024 * 1024
_TEXT: Final = frozenset({".csv", ".json", ".md", ".py", ".txt", ".yaml", ".yml"})


def shown(folder: Path, name: str = "") -> str:
    """Return how a file of a pack is named in messages: short, and as given where that is short.

    Examples
    --------
    >>> shown(Path("packs/mill"), "chain.yaml")
    'packs/mill/chain.yaml'
    """
    path = folder / name if name else folder
    if not path.is_absolute():
        return path.as_posix()
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return f"{folder.name}/{name}" if name else folder.name


def inside(folder: Path, name: str) -> Path | None:
    """Return the path of the file `name` of a folder, or None when it would lie outside.

    Symbolic links are followed before judging, ``..`` and absolute names are judged too.
    """
    try:
        path = folder / name
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL in the name
        return None


def list_files(folder: Path, findings: Findings) -> tuple[str, ...]:
    """Return the data files of a pack, sorted, as names relative to its folder with ``/``.

    Hidden files and what lies in `APART` are left out. A link that leads out of the
    folder is a problem wherever it lies, and so are huge files and an endless number of them.
    """
    names = []
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and inside(folder, name) is None:
            findings.add("outside-folder", "a file inside the pack's folder", file=shown(folder, name))
        elif path.is_file() and name.split("/")[0] not in APART:
            names.append(name)
            if path.stat().st_size > MAX_BYTES:
                findings.add("too-large", f"at most {MAX_BYTES // 1024} KiB", file=shown(folder, name))
        if len(names) > MAX_FILES:
            findings.add("too-large", f"at most {MAX_FILES} files", file=shown(folder))
            break
    return tuple(sorted(names))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and below, without entering links to folders."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)


def fingerprint(folder: Path, names: Iterable[str]) -> str:
    """Return the SHA-256 of files: the same on every platform for the same text.

    Parameters
    ----------
    folder
        The pack's folder.
    names
        Names relative to it. Their order does not matter; line ends in text files do not.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name in sorted(unicodedata.normalize("NFC", name) for name in names):
        content = (folder / name).read_bytes()
        if Path(name).suffix.lower() in _TEXT:
            content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        # Lengths first, so that no two lists of files run together to the same bytes.
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
