"""Malformed files: each is refused at the place of its mistake, and accepted once that is mended.

Beside every file ``CASE.yaml`` or ``CASE.csv`` stands ``CASE.mended.*``; ``expected.csv`` has line, key,
code and nearest valid name of the one problem. All are for the pack ``toy-chain``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import ioscenario as ios
from ioscenario.explore.sweepfile import read_sweep
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.resolve import Design, resolve
from tests.cli.conftest import Call, call

HERE = Path(__file__).parent
MODEL = ios.load("toy-chain")

__all__ = ["call"]


def read_scenario(path: Path) -> None:
    resolve(MODEL.pack, Design((MODEL.scenario(path),)))


def read_sweep_file(path: Path) -> None:
    read_sweep(path, MODEL.pack, MODEL.library)


def read_parameters(path: Path) -> None:
    MODEL.with_parameters(path)


READERS: dict[str, Callable[[Path], None]] = {
    "scenarios": read_scenario,
    "sweeps": read_sweep_file,
    "parameters": read_parameters,
}


def cases() -> list[tuple[str, dict[str, str]]]:
    found = []
    for kind in READERS:
        with (HERE / kind / "expected.csv").open(encoding="utf-8", newline="") as stream:
            found += [(kind, row) for row in csv.DictReader(stream)]
    return found


CASES = cases()


def files_of(kind: str, case: str) -> tuple[Path, Path]:
    """The malformed file and its mended twin."""
    ending = "csv" if kind == "parameters" else "yaml"
    return HERE / kind / f"{case}.{ending}", HERE / kind / f"{case}.mended.{ending}"


def expected(row: dict[str, str]) -> tuple[int | None, str, str, str]:
    return int(row["line"]) if row["line"] else None, row["key"], row["code"], row["nearest"]


def found(problem: Problem) -> tuple[int | None, str, str, str]:
    return problem.line, problem.key or "", problem.code, problem.nearest or ""


def test_there_are_enough_and_each_has_a_twin() -> None:
    assert len(CASES) >= 60
    for kind, row in CASES:
        for path in files_of(kind, row["case"]):
            assert path.is_file(), path
    named = {path.name for kind, row in CASES for path in files_of(kind, row["case"])}
    there = {path.name for kind in READERS for path in (HERE / kind).iterdir()}
    assert there - named == {"expected.csv", "market_size.csv"}


@pytest.mark.parametrize(("kind", "row"), CASES, ids=[f"{kind}-{row['case']}" for kind, row in CASES])
def test_mistake_is_told_with_its_place_and_the_twin_passes(kind: str, row: dict[str, str]) -> None:
    wrong, mended = files_of(kind, row["case"])
    with pytest.raises(InputError) as refused:
        READERS[kind](wrong)
    (problem,) = refused.value.problems
    assert found(problem) == expected(row), str(problem)
    assert Path(problem.file or "").name == wrong.name
    assert problem.expected
    READERS[kind](mended)


@pytest.mark.parametrize("kind", READERS)
def test_the_command_line_says_the_same(call: Call, kind: str) -> None:
    """Every fifth of them: the readers are the same."""
    for row in [row for name, row in CASES if name == kind][::5]:
        wrong, mended = files_of(kind, row["case"])
        refused = call("check", wrong, "--pack", "toy-chain", "--json")
        assert (refused.code, refused.out) == (2, "")
        (problem,) = refused.messages
        told = (problem["line"], problem["key"] or "", problem["code"], problem["nearest"] or "")
        assert told == expected(row)
        assert problem["file"].endswith(wrong.name)
        passed = call("check", mended, "--pack", "toy-chain", "--json")
        assert passed.code == 0, passed.err
        assert passed.result["kind"] == kind.removesuffix("s") or kind == "parameters"
