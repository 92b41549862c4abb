import pickle
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.loading import Pack
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.language import parse_scenario, read_scenario
from ioscenario.scenario.written import FrozenMapping, Scenario, as_written, node_of, text_in, written_of
from ioscenario.yamlnodes import number, read_yaml_text
from tests.scenario import tiny


def test_made_before_any_pack_is_known() -> None:
    scenario = Scenario(name="x", extends="baseline", settings={"policy.spinning.capex_grant": "30 %"})
    assert scenario.extends == ("baseline",)
    assert scenario.settings == {"policy.spinning.capex_grant": "30 %"}


def test_does_not_change() -> None:
    settings: dict[str, Any] = {"a.b": {2030: 1}}
    scenario = Scenario("x", ["a", "b"], settings)
    settings["a.b"][2035] = 2
    assert scenario.settings == {"a.b": {"2030": "1"}}
    assert scenario.extends == ("a", "b")
    with pytest.raises(AttributeError):
        scenario.name = "y"  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.settings["a.b"]["2030"] = 3
    assert hash(scenario) == hash(Scenario("x", ("a", "b"), {"a.b": {"2030": 1}}))


def test_pickles() -> None:
    scenario = Scenario("x", settings={"a.b": {2030: 1}}, title="X")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_with_replaces_and_adds() -> None:
    first = Scenario("x", settings={"a.b": 1, "c.d": 2})
    second = first.with_({"c.d": 3, "e.f": 4}, name="y", title="Y")
    assert second.settings == {"a.b": "1", "c.d": "3", "e.f": "4"}
    assert (second.name, second.title) == ("y", {"en": "Y"})
    assert first.settings == {"a.b": "1", "c.d": "2"}


def test_with_changes_any_field_and_nothing_else() -> None:
    first = Scenario("x", extends="a", settings={"a.b": 1}, rationing="exporters_first")
    second = first.with_(name="y", extends=["a", "b"], rationing={"first": "exporters", "priority": ["mill"]})
    assert (second.extends, second.settings) == (("a", "b"), first.settings)
    assert second.rationing == {"first": "exporters", "priority": ("mill",)}
    assert first.with_(settings={}).settings == {}
    assert first.extends == ("a",)
    assert isinstance(hash(second), int)
    with pytest.raises(InputError) as refused:
        first.with_({"a.b": 2}, nme="y")
    assert [(item.code, item.nearest) for item in refused.value.problems] == [("unknown-key", "name")]


def test_written_to_a_file_it_is_the_same_scenario(pack: Pack, tmp_path: Path) -> None:
    settings = {tiny.GRANT: {"from": 2027, "value": "30 %"}, tiny.AREA: "160 thousand ha", tiny.RATE: {2030: 0.2}}
    rationing = {"first": "exporters", "among": "priority", "priority": ["mill"]}
    made = Scenario("made", "base", settings, {"en": "A: title"}, "no", ["F01"], rationing)
    path = made.to_yaml(tmp_path / "made.yaml")
    assert "  policy.mill.capex_grant: {from: 2027, value: 30 %}\n" in path.read_text(encoding="utf-8")
    read, direct = read_scenario(path, pack), parse_scenario(made, pack)
    done = [[replace(item, where="") for item in found.operations] for found in (read, direct)]
    assert done[0] == done[1]
    assert (read.title, read.note, read.facts, read.rationing, read.parents) == (
        direct.title, direct.note, direct.facts, direct.rationing, direct.parents,
    )  # fmt: skip
    with pytest.raises(InputError, match=r"\.yaml"):
        made.to_yaml(tmp_path / "made.txt")


@pytest.mark.parametrize("wrong", [{"settings": 5}, {"title": 5}, {"note": ["x"]}, {"settings": ["a"]}])
def test_what_is_no_mapping_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="a mapping"):
        Scenario("x", **wrong)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.2, "0.2"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (np.float64(0.3), "0.3"),
        (np.int64(3), "3"),
        (-0.5, "-0.5"),
        ("20 %", "20 %"),
        ([1, "a"], ("1", "a")),
        ({2030: {"x": 1.5}}, {"2030": {"x": "1.5"}}),
    ],
)
def test_python_values_as_written(value: object, written: object) -> None:
    assert as_written(value) == written


@given(st.floats(-1e9, 1e9))
def test_numbers_keep_their_value(value: float) -> None:
    text = as_written(value)
    assert isinstance(text, str)
    assert float(text) == value
    if len(text) <= 40:
        assert number(text) == value
    assert Decimal(text) == Decimal(repr(value))


def test_a_structure_that_contains_itself_ends() -> None:
    endless: dict[str, Any] = {}
    endless["a"] = endless
    assert as_written(endless)


plain_text = st.text(st.characters(min_codepoint=32, exclude_categories=["C", "Z"]), max_size=10)
keys = plain_text.filter(bool)
trees = st.recursive(plain_text, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))


@given(st.dictionaries(keys, trees, min_size=1, max_size=3))
def test_text_reads_back(settings: dict[str, Any]) -> None:
    scenario = Scenario("x", settings=settings)
    findings = Findings()
    root = read_yaml_text(scenario.text, "x.yaml", findings)
    assert root is not None
    assert list(findings) == []
    assert written_of(root) == as_written(scenario.tree())


@given(trees)
def test_nodes_and_back(tree: object) -> None:
    written = as_written(tree)
    assert written_of(node_of(written, "x")) == written


def test_text_in_the_next_best_language() -> None:
    texts = {"kk": "Өсу", "ru": "Рост"}
    assert [text_in(texts, language) for language in ("en", "ru", "kk")] == ["Рост", "Рост", "Өсу"]
    assert text_in({}, "en", "growth") == "growth"


def test_html_escapes(pack: Pack) -> None:
    scenario = Scenario("x", settings={tiny.AREA: "<b>"}, title="<script>", note="a & b")
    shown = scenario._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "a &amp; b" in shown
    parsed = tiny.parsed(pack, {tiny.RATE: {2030: "20 %"}}, extends="base")
    assert "{2030: 20 %}" in parsed._repr_html_()


def test_frozen_mapping_is_a_mapping() -> None:
    frozen = FrozenMapping({"a": "1"})
    assert dict(frozen) == {"a": "1"} == frozen
    assert repr(frozen) == "{'a': '1'}"
    assert hash(frozen) == hash(FrozenMapping({"a": "1"}))
