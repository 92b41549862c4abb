from __future__ import annotations

from pathlib import Path

import pytest

from ioscenario.pack.chain import read_structure
from ioscenario.pack.structure import Structure
from ioscenario.problems import Findings, Problem
from tests.pack.tiny import CHAIN

LINES = CHAIN.splitlines()


def line(piece: str) -> int:
    """Number of the one line of the tiny chain that holds `piece`."""
    (found,) = [number for number, text in enumerate(LINES, start=1) if piece in text]
    return found


def read(tmp_path: Path, text: str) -> tuple[Structure | None, list[Problem]]:
    path = tmp_path / "chain.yaml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    return read_structure(path, "chain.yaml", findings), list(findings)


def test_the_tiny_chain_is_good(tmp_path: Path) -> None:
    structure, problems = read(tmp_path, CHAIN)
    assert not problems
    assert structure is not None
    assert structure.links == (("pulping", "wood"), ("binding", "pulp"))
    assert structure.raw == ("wood",)


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "key", "near"),
    [
        ("horizon: 2030", "horizon: 2025", "years", "horizon", "horizon", None),
        ("horizon: 2030", "horizon: 2200", "years", "horizon", "horizon", None),
        ("currency: KZT", "currency: tenge", "unit", "currency", "currency", None),
        ("id: wood, name: {en: Wood, ru: Древесина, kk: Ағаш}, unit: t",
         "id: wood, name: {en: Wood, ru: Древесина, kk: Ағаш}, unit: tonnne",
         "unit", "id: wood", "commodities.1.unit", "tonne"),
        ("raw_material: wood", "raw_material: wod", "unknown-commodity", "raw_material", "raw_material", "wood"),
        ("inputs: [wood]", "inputs: [wod]", "unknown-commodity", "inputs: [wood]", "processes.1.inputs.1", "wood"),
        ("output: book", "output: books", "unknown-commodity", "output: book", "processes.2.output", "book"),
        ("coproducts: [bark]", "coproducts: [barkk]",
         "unknown-commodity", "coproducts", "processes.1.coproducts.1", "bark"),
        ("id: binding", "id: economy", "reserved-id", "id: binding", "processes.2.id", None),
        ("id: binding", "id: modern", "reserved-id", "id: binding", "processes.2.id", None),
        ("id: binding", "id: pulping", "duplicate-id", "id: binding", "processes.2.id", None),
        ("id: cards", "id: book", "duplicate-id", "id: cards", "branches.1.id", None),
        ("id: cards", "id: binding", "duplicate-id", "id: cards", "branches.1.id", None),
        ("inputs: [pulp]", "inputs: [pulp, pulp]", "duplicate", "inputs: [pulp]", "processes.2.inputs.2", None),
        ("output: book", "output: pulp", "second-maker", "output: book", "processes.2.output", None),
        ("inputs: [wood]", "inputs: [wood, book]", "cycle", "inputs: [pulp]", "processes.2.inputs", None),
        ("inputs: [wood]", "inputs: [wood, pulp]", "cycle", "inputs: [wood]", "processes.1.inputs", None),
        ("inputs: [wood]", "inputs: [wood]\n    crop: true",
         "crop-inputs", "inputs: [wood]", "processes.1.inputs", None),
        ("unit: t, exports: open, imports: none", "unit: t, exports: none, imports: none",
         "outlet", "coproducts", "processes.1.coproducts.1", None),
        ("exports: open, imports: none", "exports: opne, imports: none",
         "value", "id: bark", "commodities.3.exports", "open"),
        ("    host: C17", "    hots: C17", "unknown-key", "host: C17", "processes.1.hots", "host"),
    ],
)  # fmt: skip
def test_refusals_at_their_lines(
    tmp_path: Path, old: str, new: str, code: str, at: str, key: str, near: str | None
) -> None:
    assert CHAIN.count(old) == 1
    structure, problems = read(tmp_path, CHAIN.replace(old, new))
    assert structure is None
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert (found[0].file, found[0].line, found[0].key, found[0].nearest) == ("chain.yaml", line(at), key, near)


def test_a_cycle_is_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path, CHAIN.replace("inputs: [wood]", "inputs: [wood, book]"))
    (problem,) = problems
    assert "pulping <- binding <- pulping" in problem.expected


def test_a_cycle_by_way_of_a_coproduct_is_found(tmp_path: Path) -> None:
    text = CHAIN.replace("inputs: [pulp]", "inputs: [pulp]\n    coproducts: [dust]").replace(
        "inputs: [wood]", "inputs: [wood, dust]"
    )
    dust = "  - {id: dust, name: {en: D, ru: П, kk: Ш}, unit: t, exports: open, imports: none}\nprocesses:"
    _, problems = read(tmp_path, text.replace("processes:", dust))
    assert [problem.code for problem in problems] == ["cycle"]


def test_a_commodity_cannot_be_main_output_and_coproduct(tmp_path: Path) -> None:
    text = CHAIN.replace("inputs: [pulp]", "inputs: [wood]\n    coproducts: [pulp]")
    _, problems = read(tmp_path, text)
    assert [problem.code for problem in problems] == ["second-maker", "outlet"]
    assert problems[0].key == "processes.2.coproducts.1"


def test_two_crops_are_refused_and_one_is_good(tmp_path: Path) -> None:
    first = CHAIN.replace("inputs: [wood]\n    coproducts: [bark]", "crop: true")
    structure, problems = read(tmp_path, first)
    assert structure is not None
    assert not problems
    _, problems = read(tmp_path, first.replace("inputs: [pulp]", "crop: true"))
    assert [problem.code for problem in problems] == ["second-crop"]


def test_all_problems_come_together(tmp_path: Path) -> None:
    text = CHAIN.replace("inputs: [pulp]", "inputs: [palp]").replace("id: cards", "id: economy")
    _, problems = read(tmp_path, text.replace("raw_material: wood", "raw_material: x"))
    assert [problem.code for problem in problems] == ["reserved-id", "unknown-commodity", "unknown-commodity"]
