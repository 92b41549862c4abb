"""``rationing`` of a scenario file: both forms, every refusal, arrays and words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ioscenario.language import Language
from ioscenario.pack.loading import Pack
from ioscenario.pack.structure import Process, Structure
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.language import parse_scenario
from ioscenario.scenario.library import Library, flatten
from ioscenario.scenario.rationing import Rule, rationing
from ioscenario.scenario.written import Scenario
from ioscenario.simulation.rationing import AMONG, MARGIN, PRIORITY, PRO_RATA
from tests.scenario import tiny


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("processors_first", Rule()),
        ("exporters_first", Rule("exporters")),
        ("{first: exporters}", Rule("exporters")),
        ("{among: margin}", Rule("processors", "margin")),
        ("{first: exporters, among: pro_rata}", Rule("exporters")),
        ("{first: processors, among: priority, priority: [mill]}", Rule("processors", "priority", ("mill",))),
    ],
)
def test_forms(pack: Pack, written: str, rule: Rule) -> None:
    assert parse_scenario(f"name: mine\nrationing: {written}", pack).rationing == rule
    assert Rule.of(str(rule)) == rule


@pytest.mark.parametrize(
    ("written", "key", "code", "near"),
    [
        ("processor_first", "rationing", "choice", "processors_first"),
        ("{}", "rationing", "choice", None),
        ("[processors_first]", "rationing", "choice", None),
        ("{frist: exporters}", "rationing.frist", "unknown-key", "first"),
        ("{first: exporter}", "rationing.first", "choice", "exporters"),
        ("{among: prorata}", "rationing.among", "choice", "pro_rata"),
        ("{among: [margin]}", "rationing.among", "choice", None),
        ("{among: priority}", "rationing.priority", "missing-key", None),
        ("{among: priority, priority: []}", "rationing.priority", "value", None),
        ("{among: priority, priority: mill}", "rationing.priority", "value", None),
        ("{among: priority, priority: [mil]}", "rationing.priority", "unknown-process", "mill"),
        ("{among: priority, priority: [farm]}", "rationing.priority", "unknown-process", None),  # it uses no input
        ("{among: priority, priority: [mill, mill]}", "rationing.priority", "duplicate", None),
        ("{among: margin, priority: [mill]}", "rationing.priority", "not-used", None),
        ("{priority: [mill]}", "rationing.priority", "not-used", None),
    ],
)
def test_refusals(pack: Pack, written: str, key: str, code: str, near: str | None) -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(f"name: mine\nrationing: {written}", pack, "mine.yaml")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.key, problem.code) == ("mine.yaml", 2, key, code)
    assert problem.nearest == near


def test_all_mistakes_at_once_with_their_lines(pack: Pack) -> None:
    text = "name: mine\nrationing:\n  first: nobody\n  among: priority\n  priority: [mil,\n    farm]\n"
    with pytest.raises(InputError) as refused:
        parse_scenario(text, pack, "mine.yaml")
    found: list[Problem] = list(refused.value.problems)
    assert [(item.line, item.code, item.value) for item in found] == [
        (3, "choice", "nobody"),
        (5, "unknown-process", "mil"),
        (6, "unknown-process", "farm"),
    ]


def test_written_in_python_and_as_text_is_the_same(pack: Pack) -> None:
    choice: dict[str, Any] = {"first": "exporters", "among": "priority", "priority": ["mill"]}
    written = Scenario("mine", rationing=choice)
    here, there = parse_scenario(written, pack), parse_scenario(written.text, pack)
    assert here.rationing == there.rationing == Rule("exporters", "priority", ("mill",))
    assert here.written == there.written


def test_a_choice_replaces_the_parents_choice_whole(pack: Pack) -> None:
    tiny.write(
        pack.folder,
        {
            "one": tiny.pack_file("one", "base", "rationing: {first: exporters, among: margin}"),
            "two": tiny.pack_file("two", "one", "rationing: {among: pro_rata}"),
            "three": tiny.pack_file("three", "one"),
        },
    )
    library = Library.read(pack)
    assert flatten("two", library).rationing == Rule()
    assert flatten("three", library).rationing == Rule("exporters", "margin")
    assert library.frame().loc["one", "rationing"] == "exporters_first, margin"
    hashes = {flatten(name, library).hash for name in ("one", "two", "three")}
    assert len(hashes) == 3


def structure() -> Structure:
    """The crop, then mills a, b and c in this order."""
    base = tiny.structure()
    mills = [Process(id=name, name=tiny.text(name), output="cloth", inputs=("fibre",), host="S13") for name in "abc"]
    return base.model_copy(update={"processes": (base.processes[0], *mills)})


def test_arrays() -> None:
    rules = [None, Rule("exporters", "priority", ("c", "a")), Rule(among="margin")]
    chosen = rationing(structure(), rules, samples=2)
    assert chosen.exporters_first.shape == chosen.among.shape == (len(tiny.YEARS), 6)
    assert chosen.rank.shape == (4, 6)
    # scenario-major: two samples of each
    np.testing.assert_array_equal(chosen.exporters_first[1], [False, False, True, True, False, False])
    np.testing.assert_array_equal(chosen.among[1], np.repeat([PRO_RATA, PRIORITY, MARGIN], 2))
    # those not named come after, in file order: c, a, crop, b
    np.testing.assert_array_equal(chosen.rank[:, 2], [2, 1, 3, 0])
    np.testing.assert_array_equal(chosen.rank[:, 0], [0, 1, 2, 3])


def test_no_choice_acts_in_the_base_year() -> None:
    chosen = rationing(structure(), [Rule("exporters", "margin")], samples=1)
    assert not chosen.exporters_first[0].any()
    assert (chosen.among[0] == PRO_RATA).all()
    assert chosen.exporters_first[1:].all()


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_every_rule_has_words(code: str) -> None:
    language = Language(code)
    rules = [Rule(first, among) for first in ("processors", "exporters") for among in AMONG if among != "priority"]
    rules += [Rule(first, "priority", ("mill", "loom")) for first in ("processors", "exporters")]
    texts = [rule.text(language, {"mill": "Мельница"}) for rule in rules]
    assert len(set(texts)) == 6
    assert all("Мельница, loom" in text for text in texts[-2:])
    assert not any("{" in text for text in texts)
