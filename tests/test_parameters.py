from __future__ import annotations

import pytest

from ioscenario.outputs import VARIABLE
from ioscenario.parameters import BRACE, FIELD, FIELDS, Field, match

BRACES = {
    "crop", "process", "technology", "input", "filled", "coproduct",
    "commodity", "final", "traded", "exported", "raw", "branch",
}  # fmt: skip


def test_names_and_patterns_are_unique() -> None:
    assert len(FIELD) == len(FIELDS)
    assert len({field.pattern for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_whole(field: Field) -> None:
    assert field.text.endswith(".")
    assert set(field.braces) <= BRACES
    assert set(BRACE.findall(field.unit)) <= {*field.braces, "crop"}  # growing.* has no brace for it
    low, high = field.bounds
    assert low < high
    assert field.default is None or low <= field.default <= high
    if field.kind in ("share", "rate", "index"):
        assert field.unit == "1"
    if field.kind == "share":
        assert (low, 0.0 < high <= 1.0) == (0.0, True)


@pytest.mark.parametrize("field", [field for field in FIELDS if field.lever], ids=lambda field: field.name)
def test_a_lever_names_who_pays_and_what_it_moves(field: Field) -> None:
    assert field.payer
    assert field.moves is not None
    variable, sign = field.moves
    assert variable in VARIABLE
    assert sign in (-1, 1)


def test_only_levers_have_a_payer_or_a_cost() -> None:
    assert not [field.name for field in FIELDS if not field.lever and (field.payer or field.cost)]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_path_of_the_pattern_matches_it(field: Field) -> None:
    path = field.pattern.format(**{name: "modern" if name == "technology" else f"a_{name}" for name in field.braces})
    assert field.expression.fullmatch(path)
    found = match(path)
    assert found is not None


@pytest.mark.parametrize("path", ["", "growing", "growing.", "process.mill", "market..price", "Process.mill.wage",
                                  "process.mill.wage.x", "policy.mill.capex_grant ", "growing.area\n"])  # fmt: skip
def test_other_texts_match_nothing(path: str) -> None:
    assert match(path) is None
