"""A programme of the toy pack in two languages, written once."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ioscenario.cli import main

#: Charts of all scenarios, of each, of those beside the reference, and of the assessment.
DRAWN = ("jobs", "goods", "dashboard", "waterfall", "attribution")


@dataclass(frozen=True)
class Written:
    """A programme's folder and what the command said of it."""

    folder: Path
    said: dict[str, Any]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A programme in Russian and Kazakh; some charts and one format, to save time."""
    out = tmp_path_factory.mktemp("programme") / "out"
    what = ["more_demand", "--pack", "toy-chain", "--language", "ru,kk", "--format", "svg", "--workers", "1"]
    what += ["--chart", ",".join(DRAWN)]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert main(["programme", *what, "--out", str(out), "--json"]) == 0
    return Written(out, json.loads(said.getvalue()))


@pytest.fixture(scope="session")
def programme(written: Written) -> Path:
    """Folder of the programme."""
    return written.folder
