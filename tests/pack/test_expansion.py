from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.outputs import VARIABLES
from ioscenario.pack.expansion import members, paths, result_unit, shape
from ioscenario.pack.parameters_table import slots
from ioscenario.pack.structure import Branch, Commodity, Process, Structure, Text
from ioscenario.pack.units import factor
from ioscenario.parameters import FIELDS, match
from tests.pack.tiny import structure_of

NAME = Text(en="x", ru="x", kk="x")
UNITS = st.sampled_from(["t", "m2", "item", "kWh"])


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    """Chains of any shape: each process takes commodities before its own output."""
    count = draw(st.integers(2, 6))
    goods = [f"good_{index}" for index in range(count)]
    commodities = tuple(
        Commodity(
            id=name, name=NAME, unit=draw(UNITS), exports=draw(st.sampled_from(["open", "demand", "none"])),
            imports=draw(st.sampled_from(["fill", "none"])), final=draw(st.booleans()),
        )
        for name in goods
    )  # fmt: skip
    made = draw(st.lists(st.sampled_from(range(1, count)), unique=True))
    processes = [
        Process(id=f"make_{index}", name=NAME, output=goods[index], host="x",
                inputs=tuple(draw(st.lists(st.sampled_from(goods[:index]), unique=True, max_size=3))))
        for index in made
    ]  # fmt: skip
    if draw(st.booleans()):
        processes.append(Process(id="field", name=NAME, output=goods[0], crop=True, host="x"))
    branches = tuple(Branch(id=f"branch_{index}", name=NAME, host="x") for index in range(draw(st.integers(0, 2))))
    return Structure(
        schema_version=1, base_year=2025, horizon=2030, currency="KZT", reference="baseline", raw_material=goods[0],
        commodities=commodities, processes=tuple(processes), branches=branches,
    )  # fmt: skip


@given(structures())
def test_every_path_belongs_to_one_field_and_one_place(structure: Structure) -> None:
    owners: dict[str, list[str]] = {}
    for field in FIELDS:
        places = [position for _, position in paths(field, structure).values()]
        assert len(set(places)) == len(places)
        size = shape(field, structure)
        for place in places:
            assert len(place) == len(size)
            assert all(0 <= index < length for index, length in zip(place, size, strict=True))
        for path in paths(field, structure):
            owners.setdefault(path, []).append(field.name)
    assert all(len(names) == 1 for names in owners.values())
    assert list(slots(structure)) == list(owners)


@given(structures())
def test_every_path_matches_exactly_one_pattern(structure: Structure) -> None:
    for path, slot in slots(structure).items():
        forms = [field.name for field in FIELDS if field.expression.fullmatch(path)]
        assert forms == [slot.field.name]
        assert match(path) == (slot.field, dict(slot.names))


@given(structures())
def test_every_unit_can_be_read(structure: Structure) -> None:
    for slot in slots(structure).values():
        assert factor(slot.unit, slot.unit) == 1
        assert "{" not in slot.unit
    for variable in VARIABLES:
        for label in members(variable, structure) or ("",):
            if " or " not in variable.unit and (label or "own" not in variable.unit):
                unit = result_unit(variable, label, structure)
                assert factor(unit, unit) == 1


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("process.pulping.existing.input.wood", "t/t"),
        ("process.binding.modern.input.pulp", "t/item"),
        ("process.pulping.modern.coproduct.bark", "t/t"),
        ("process.binding.capex", "million KZT/item"),
        ("market.book.price", "million KZT/item"),
        ("market.wood.supply", "t"),
        ("market.cards.output", "million KZT"),
        ("policy.binding.capex_grant", "1"),
    ],
)
def test_units_of_paths(path: str, unit: str) -> None:
    assert slots(structure_of())[path].unit == unit


@pytest.mark.parametrize(
    ("variable", "label", "unit"),
    [("production", "book", "item"), ("production", "pulp", "t"), ("activity", "binding", "item"),
     ("unit_cost", "binding", "million KZT/item"), ("harvest", "", "t"), ("jobs_direct", "binding", "job"),
     ("investment", "pulping", "million KZT"), ("utilisation", "pulping", "1")],
)  # fmt: skip
def test_units_of_results(variable: str, label: str, unit: str) -> None:
    (found,) = [item for item in VARIABLES if item.name == variable]
    assert result_unit(found, label, structure_of()) == unit
