"""Parameters are named in every language, and their figures keep their size."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.language.catalogue import NO_BREAK
from ioscenario.naming import figures, measure, path_name
from ioscenario.parameters import BRACE, FIELDS

NAMES = {"process": {"a": "Mill"}, "commodity": {"a": "Yarn"}, "branch": {"a": "Leather"}}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_field_has_a_name_of_its_own_in_words(code: str) -> None:
    say = Language(code)
    found: dict[str, str] = {}
    for field in FIELDS:
        path = BRACE.sub(lambda brace: "modern" if brace[1] == "technology" else "a", field.pattern)
        name = path_name(say, path, NAMES)
        assert not re.search(r"[a-z]\.[a-z]|_|\{", name), name
        assert found.setdefault(name, path) == path  # no two parameters share a name
    assert len(found) == len(FIELDS)


def test_names_say_what_a_parameter_is_about() -> None:
    path = "process.a.modern.labour"
    assert path_name(Language("en"), path, NAMES) == "Jobs per unit of output: mill, modern plant"
    assert path_name(Language("ru"), path, NAMES) == "Рабочие места на единицу продукции: mill, современные мощности"
    assert path_name(Language("en"), "market.a.jobs", NAMES).endswith(": leather")
    assert path_name(Language("en"), "no.such.path", NAMES) == "no.such.path"


@pytest.mark.parametrize(
    ("path", "unit", "ends", "expected"),
    [
        ("process.a.modern.labour", "job/item", [0.00086], "860 рабочих мест/млн штук"),
        ("process.a.modern.labour", "job/item", [0.0006, 0.0012], "600–1 200 рабочих мест/млн штук"),
        ("process.a.modern.other_inputs", "million KZT/item", [0.0082, 0.0106], "8,2–10,6 тыс. тенге/шт."),
        ("process.a.modern.input.a", "t/m2", [0.00018], "0,18 кг/м²"),
        ("market.a.domestic_share", "1", [0.18, 0.22], "18–22 %"),
        ("market.a.export_elasticity", "1", [1.5, 2.0], "1,5–2"),
        ("growing.area", "ha", [145_600.0], "146 тыс. га"),
        ("market.economy.wage_growth", "1", [-0.01, 0.02], "−1 … 2 %"),
    ],
)
def test_figures_have_units_that_suit_them(path: str, unit: str, ends: list[float], expected: str) -> None:
    say = Language("ru")
    factor, label = measure(say, path, unit, ends)
    assert figures(say, [end / factor for end in ends], label).replace(NO_BREAK, " ") == expected


@given(st.floats(1e-8, 1e9), st.sampled_from(["job/item", "t/m2", "million KZT/t", "million KZT/kWh", "m3/ha", "item"]))
def test_a_figure_is_shown_without_many_zeros(value: float, unit: str) -> None:
    factor, label = measure(Language("en"), "process.a.modern.labour", unit, [value])
    assert factor > 0
    assert label
    assert "million KZT" not in label
    if unit in ("job/item", "t/m2") and value > 1e-5:
        assert value / factor >= 0.00999
