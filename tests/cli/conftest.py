"""Helpers of the command-line tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ioscenario.cli import main
from ioscenario.pack.loading import find_pack


@dataclass(frozen=True)
class Outcome:
    """What a call gave back."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> Any:
        return json.loads(self.out)

    @property
    def messages(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = json.loads(self.err)
        return messages


Call = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _coarse_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the pictures of these tests; how fine a reader gets them is tested in tests/charts."""
    monkeypatch.setattr("ioscenario.charts.saving.PRINT", 50)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run ``ioscenario WORDS...`` in this process."""

    def run(*words: str | Path) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of a small pack that a test may spoil."""
    folder = tmp_path / "pack"
    shutil.copytree(find_pack("toy-chain"), folder, ignore=shutil.ignore_patterns("derive", "__pycache__"))
    return folder


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], Path]:
    """Write a scenario file with the given lines under ``set``."""

    def write(*settings: str, name: str = "mine") -> Path:
        path = tmp_path / f"{name}.yaml"
        lines = [f"name: {name}", "extends: baseline", "title: {en: Mine, ru: Моё, kk: Менікі}", "set:"]
        path.write_text("\n".join([*lines, *(f"  {setting}" for setting in settings)]) + "\n", encoding="utf-8")
        return path

    return write
