"""A commodity that no process makes, in a pack with a national table: some sector sells it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ioscenario.pack.loading import find_pack, load_pack
from ioscenario.problems import InputError, Problem

PACK = "kazakhstan-leather"


def refused(folder: Path, old: str, new: str) -> Problem:
    """The one problem of the pack with a text of its chain replaced."""
    target = folder / PACK
    shutil.copytree(find_pack(PACK), target, ignore=shutil.ignore_patterns("derive"))
    text = (target / "chain.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (target / "chain.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as found:
        load_pack(target)
    (problem,) = found.value.problems
    return problem


def test_without_a_host(tmp_path: Path) -> None:
    problem = refused(tmp_path, "    host: CPA_10_11\n", "")
    assert problem.code == "raw-commodity"
    assert problem.key == "hides"


def test_with_an_unknown_host(tmp_path: Path) -> None:
    problem = refused(tmp_path, "host: CPA_10_11", "host: CPA_10_12")
    assert (problem.code, problem.value, problem.nearest) == ("unknown-sector", "CPA_10_12", "CPA_10_11")


def test_a_good_of_the_chain_has_no_host_of_its_own(tmp_path: Path) -> None:
    old = "    exports: open\n    imports: fill\n"
    problem = refused(tmp_path, old, old + "    host: CPA_15\n")
    assert problem.code == "commodity-host"
    assert problem.line is not None
    assert problem.key == "commodities.2.host"
