"""Fixtures: good packs to be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pack.tiny import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A good pack, not yet written."""
    return Folder(tmp_path / "books")


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[[str], Folder]:
    """Make several good packs in folders of these names."""
    return lambda name: Folder(tmp_path / name)
