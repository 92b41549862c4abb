"""Files written beside and renamed, so that nothing half-written carries a final name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
