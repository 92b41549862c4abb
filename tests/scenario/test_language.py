"""Reading: every written form, and what is refused, with its place."""

from pathlib import Path
from typing import Any

import pytest

from ioscenario.pack.loading import Pack
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.language import parse_scenario, read_scenario, scenario_names
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.rationing import Rule
from ioscenario.scenario.written import Scenario
from tests.scenario import tiny


def problems_of(text: str, pack: Pack, file: str = "mine.yaml") -> tuple[Problem, ...]:
    with pytest.raises(InputError) as refused:
        parse_scenario(text, pack, file)
    return refused.value.problems


# ----------------------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        (tiny.GRANT, "20 %", ("set", (), (0.2,), 2026, None)),
        (tiny.GRANT, "0.2", ("set", (), (0.2,), 2026, None)),
        (tiny.GRANT, "'20 %'", ("set", (), (0.2,), 2026, None)),
        (tiny.RATE, "{2030: 20 %, 2035: 40 %}", ("line", (2030, 2035), (0.2, 0.4), 2026, None)),
        (tiny.RATE, "{2035: 40 %, 2030: 20 %}", ("line", (2030, 2035), (0.2, 0.4), 2026, None)),
        (tiny.GRANT, "{from: 2027, to: 2031, value: 30 %}", ("set", (), (0.3,), 2027, 2031)),
        (tiny.GRANT, "{from: 2027, value: 30 %}", ("set", (), (0.3,), 2027, None)),
        (tiny.GRANT, "{from: 2027, to: 2027, value: 30 %}", ("set", (), (0.3,), 2027, 2027)),
        (tiny.RATE, "{steps: {2027: 10 %, 2030: 20 %}}", ("steps", (2027, 2030), (0.1, 0.2), 2027, None)),
        (tiny.AREA, "{times: 1.1}", ("times", (), (1.1,), 2026, None)),
        (tiny.AREA, "{times: 1.1, from: 2028}", ("times", (), (1.1,), 2028, None)),
        (tiny.AREA, "{times: 1.1, to: 2028}", ("times", (), (1.1,), 2026, 2028)),
        (tiny.GRANT, "{plus: 5 %, from: 2028, to: 2030}", ("plus", (), (0.05,), 2028, 2030)),
        (tiny.AREA, "{plus: -10}", ("plus", (), (-10_000.0,), 2026, None)),
        (tiny.AREA, "{plus: 500 ha}", ("plus", (), (500.0,), 2026, None)),
        (tiny.AREA, "{2030: 162 thousand ha}", ("line", (2030,), (162_000.0,), 2026, None)),
        (tiny.GESTATION, "3", ("set", (), (3.0,), 2026, None)),
        (tiny.GESTATION, "{steps: {2030: 3}}", ("steps", (2030,), (3.0,), 2030, None)),
        (tiny.GROWTH, "-2 %", ("set", (), (-0.02,), 2026, None)),
    ],
)
def test_forms(pack: Pack, path: str, written: str, expected: tuple[Any, ...]) -> None:
    scenario = parse_scenario(f"name: mine\nset:\n  {path}: {written}\n", pack, "dir/mine.yaml")
    kind, years, values, start, end = expected
    (found,) = scenario.operations
    assert found.values == pytest.approx(values)
    assert found == Operation(path, kind, years, found.values, start, end, "mine.yaml:3")


def test_whole_file(pack: Pack) -> None:
    text = """\
name: mine
extends: base
title: {en: Mine, ru: Моё}
note: {kk: Ескерту}
facts: [F01, s2]
rationing: exporters_first
set:
  policy.mill.capex_grant: 30 %
  growing.area: 160
"""
    scenario = parse_scenario(text, pack, "mine.yaml")
    assert (scenario.name, scenario.parents, scenario.rationing) == ("mine", ("base",), Rule("exporters"))
    assert scenario.title == {"en": "Mine", "ru": "Моё"}
    assert scenario.note == {"kk": "Ескерту"}
    assert scenario.facts == ("F01", "s2")
    assert [item.path for item in scenario.operations] == [tiny.GRANT, tiny.AREA]
    assert (scenario.file, scenario.text, scenario.line) == ("mine.yaml", text, 2)
    assert [scenario.title_in(language) for language in ("ru", "kk")] == ["Моё", "Mine"]


def test_least_file(pack: Pack) -> None:
    scenario = parse_scenario("name: mine", pack)
    assert (scenario.operations, scenario.parents, scenario.facts) == ((), (), ())
    assert scenario.title_in("ru") == "mine"


def test_user_file_has_parents_in_the_pack_and_series_beside_it(pack: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "area.csv").write_text("year,value\n2027,160\n2029,170 thousand ha\n", encoding="utf-8")
    file = folder / "mine.yaml"
    file.write_text("name: mine\nextends: base\nset:\n  growing.area: {series: area.csv}\n", encoding="utf-8")
    (found,) = read_scenario(file, pack).operations
    assert found == Operation(tiny.AREA, "series", (2027, 2029), (160e3, 170e3), 2027, None, "mine.yaml:4")


def test_file_of_the_pack_is_named_from_the_pack(pack: Pack) -> None:
    scenario = read_scenario(pack.folder / "scenarios" / "base.yaml", pack)
    assert scenario.file == f"{pack.folder.name}/scenarios/base.yaml"


def test_missing_file(pack: Pack, tmp_path: Path) -> None:
    for name in ("none.yaml", "nul\0.yaml", "x" * 300):
        with pytest.raises(InputError) as refused:
            read_scenario(tmp_path / name, pack)
        assert refused.value.problems[0].code in ("missing-file", "unreadable-file")


def test_names_are_read_lightly(pack: Pack) -> None:
    tiny.write(pack.folder, {"broken": "{", "wrong": "name: wrong\nset: 5", "list": "- 1"})
    assert scenario_names(pack) == ("base", "wrong")


# ------------------------------------------------------------------------- refusals

HEAD = "name: mine\nextends: base\nset:\n"

#: Malformed text; its line, key, code, a part of what is expected, the nearest; and the text mended.
MALFORMED = {
    "unknown key": (
        "name: mine\ntitel: {en: Mine}",
        (2, "titel", "unknown-key", "title", "title"),
        "name: mine\ntitle: {en: Mine}",
    ),
    "no name": ("extends: base", (1, "name", "missing-key", "name", None), "name: mine\nextends: base"),
    "name is no id": (
        "name: My scenario",
        (1, "name", "id", "small letters", None),
        "name: my_scenario",
    ),
    "name is a list": ("name: [mine]", (1, "name", "id", "small letters", None), "name: mine"),
    "not a map": ("- name", (1, "scenario", "scenario", "name, extends", None), "name: mine"),
    "unknown parent": (
        "name: mine\nextends: bsae",
        (2, "extends", "unknown-scenario", "scenario of the pack", "base"),
        "name: mine\nextends: base",
    ),
    "own parent": (
        "name: mine\nextends: [base, mine]",
        (2, "extends", "cycle", "mine -> mine", None),
        "name: mine\nextends: [base]",
    ),
    "parent twice": (
        "name: mine\nextends: [base, base]",
        (2, "extends", "duplicate", "once", None),
        "name: mine\nextends: [base]",
    ),
    "no parents": ("name: mine\nextends: []", (2, "extends", "value", "one id", None), "name: mine"),
    "parents as a map": ("name: mine\nextends: {a: b}", (2, "extends", "value", "one id", None), "name: mine"),
    "unknown language": (
        "name: mine\ntitle: {en: Mine, kz: Менің}",
        (2, "title.kz", "unknown-key", "en, ru, kk", None),
        "name: mine\ntitle: {en: Mine, kk: Менің}",
    ),
    "title without language": (
        "name: mine\ntitle: Mine",
        (2, "title", "texts", "by language", None),
        "name: mine\ntitle: {en: Mine}",
    ),
    "empty title": ("name: mine\ntitle: {}", (2, "title", "texts", "by language", None), "name: mine"),
    "blank note": (
        "name: mine\nnote: {en: ' '}",
        (2, "note.en", "text", "a text", None),
        "name: mine\nnote: {en: A note}",
    ),
    "unknown fact": (
        "name: mine\nfacts: [F01, F002]",
        (2, "facts", "unknown-fact", "fact or source", "F02"),
        "name: mine\nfacts: [F01, F02]",
    ),
    "unknown rationing": (
        "name: mine\nrationing: processor_first",
        (2, "rationing", "choice", "exporters_first", "processors_first"),
        "name: mine\nrationing: processors_first",
    ),
    "empty set": ("name: mine\nset: {}", (2, "set", "set", "parameter paths", None), "name: mine"),
    "set without content": ("name: mine\nset:", (2, "set", "set", "parameter paths", None), "name: mine"),
    "unknown path": (
        HEAD + "  policy.mil.capex_grant: 30 %",
        (4, "policy.mil.capex_grant", "unknown-path", "pack tiny", tiny.GRANT),
        HEAD + "  policy.mill.capex_grant: 30 %",
    ),
    "path of another process": (
        HEAD + "  policy.farm.capex_grant: 30 %",
        (4, "policy.farm.capex_grant", "unknown-path", "pack tiny", tiny.GRANT),
        HEAD + "  policy.mill.capex_grant: 30 %",
    ),
    "path twice": (
        HEAD + "  growing.area: 160\n  growing.area: 161",
        (5, "growing.area", "duplicate-key", "once", None),
        HEAD + "  growing.area: 161",
    ),
    "share above one": (
        HEAD + "  policy.mill.capex_grant: 15",
        (4, tiny.GRANT, "share", '"15 %" or "0.15"', None),
        HEAD + "  policy.mill.capex_grant: 15 %",
    ),
    "share above a hundred per cent": (
        HEAD + "  policy.mill.capex_grant: 150 %",
        (4, tiny.GRANT, "range", "from 0 % to 100 %", None),
        HEAD + "  policy.mill.capex_grant: 50 %",
    ),
    "share in a year above one": (
        HEAD + "  policy.mill.capex_grant:\n    2030: 10 %\n    2031: 15",
        (6, f"{tiny.GRANT}.2031", "share", '"15 %" or "0.15"', None),
        HEAD + "  policy.mill.capex_grant:\n    2030: 10 %\n    2031: 0.15",
    ),
    "unit of another dimension": (
        HEAD + "  growing.area: 160 kt",
        (4, tiny.AREA, "unit", "thousand ha", None),
        HEAD + "  growing.area: 160 thousand ha",
    ),
    "unknown unit": (
        HEAD + "  growing.area: 160 thousnd ha",
        (4, tiny.AREA, "unit", "thousand ha", "thousand"),
        HEAD + "  growing.area: 160 thousand ha",
    ),
    "number with an exponent": (
        HEAD + "  growing.area: 1e3",
        (4, None, "number", "plain decimal", None),
        HEAD + "  growing.area: 1000",
    ),
    "number with a separator": (
        HEAD + "  growing.area: 1_000",
        (4, None, "number", "plain decimal", None),
        HEAD + "  growing.area: 1000",
    ),
    "no number": (
        HEAD + "  growing.area: plenty",
        (4, tiny.AREA, "value", "plain decimal", None),
        HEAD + "  growing.area: 170",
    ),
    "no value": (
        HEAD + "  growing.area:",
        (4, tiny.AREA, "value", "plain decimal", None),
        HEAD + "  growing.area: 170",
    ),
    "list of values": (
        HEAD + "  growing.area: [160, 161]",
        (4, tiny.AREA, "value", "not a list", None),
        HEAD + "  growing.area: {2026: 160, 2027: 161}",
    ),
    "empty setting": (
        HEAD + "  growing.area: {}",
        (4, tiny.AREA, "empty", "a map of years", None),
        HEAD + "  growing.area: {2026: 160}",
    ),
    "base year": (
        HEAD + "  growing.area: {2025: 160, 2030: 165}",
        (4, f"{tiny.AREA}.2025", "year", "2026 to 2035", None),
        HEAD + "  growing.area: {2026: 160, 2030: 165}",
    ),
    "year beyond the horizon": (
        HEAD + "  growing.area: {steps: {2036: 160}}",
        (4, f"{tiny.AREA}.steps.2036", "year", "2026 to 2035", None),
        HEAD + "  growing.area: {steps: {2035: 160}}",
    ),
    "year with a fraction": (
        HEAD + "  growing.area: {2030.0: 160}",
        (4, f"{tiny.AREA}.2030.0", "year", "2026 to 2035", None),
        HEAD + "  growing.area: {2030: 160}",
    ),
    "years and words mixed": (
        HEAD + "  growing.area: {2030: 160, to: 2032}",
        (4, f"{tiny.AREA}.to", "year", "2026 to 2035", None),
        HEAD + "  growing.area: {2030: 160, 2032: 160}",
    ),
    "in force from the base year": (
        HEAD + "  growing.area: {from: 2025, value: 160}",
        (4, f"{tiny.AREA}.from", "year", "the base year 2025 is given", None),
        HEAD + "  growing.area: {from: 2026, value: 160}",
    ),
    "to before from": (
        HEAD + "  growing.area:\n    from: 2030\n    to: 2028\n    value: 160",
        (6, f"{tiny.AREA}.to", "span", "not before `from` (2030)", None),
        HEAD + "  growing.area:\n    from: 2030\n    to: 2030\n    value: 160",
    ),
    "to not a year": (
        HEAD + "  growing.area: {times: 1.1, to: [2028]}",
        (4, f"{tiny.AREA}.to", "year", "2026 to 2035", None),
        HEAD + "  growing.area: {times: 1.1, to: 2028}",
    ),
    "value without from": (
        HEAD + "  growing.area: {value: 160, to: 2030}",
        (4, f"{tiny.AREA}.from", "missing-key", "first year in force", None),
        HEAD + "  growing.area: {value: 160, from: 2026, to: 2030}",
    ),
    "from without value": (
        HEAD + "  growing.area: {from: 2027, to: 2030}",
        (4, tiny.AREA, "setting", "exactly one of value", None),
        HEAD + "  growing.area: {from: 2027, to: 2030, value: 160}",
    ),
    "two forms": (
        HEAD + "  growing.area: {times: 1.1, plus: 3}",
        (4, tiny.AREA, "setting", "exactly one of value", None),
        HEAD + "  growing.area: {times: 1.1}",
    ),
    "unknown form": (
        HEAD + "  growing.area: {time: 1.1}",
        (4, f"{tiny.AREA}.time", "unknown-key", "times", "times"),
        HEAD + "  growing.area: {times: 1.1}",
    ),
    "steps with from": (
        HEAD + "  growing.area: {steps: {2027: 160}, from: 2027}",
        (4, f"{tiny.AREA}.from", "unknown-key", "its own years", None),
        HEAD + "  growing.area: {steps: {2027: 160}}",
    ),
    "steps without years": (
        HEAD + "  growing.area: {steps: 160}",
        (4, f"{tiny.AREA}.steps", "steps", "map of years", None),
        HEAD + "  growing.area: {steps: {2027: 160}}",
    ),
    "factor in per cent": (
        HEAD + "  growing.area: {times: 10 %}",
        (4, f"{tiny.AREA}.times", "factor", "ten per cent more", None),
        HEAD + "  growing.area: {times: 1.1}",
    ),
    "amount in per cent of a quantity": (
        HEAD + "  growing.area: {plus: 5 %}",
        (4, f"{tiny.AREA}.plus", "unit", "thousand ha", None),
        HEAD + "  growing.area: {plus: 5}",
    ),
    "amount of a share above one": (
        HEAD + "  policy.mill.capex_grant: {plus: 5}",
        (4, f"{tiny.GRANT}.plus", "share", '"5 %" or "0.05"', None),
        HEAD + "  policy.mill.capex_grant: {plus: 5 %}",
    ),
    "value as a map": (
        HEAD + "  growing.area: {from: 2027, value: {a: 1}}",
        (4, f"{tiny.AREA}.value", "value", "not a list or map", None),
        HEAD + "  growing.area: {from: 2027, value: 1}",
    ),
    "half a year": (
        HEAD + "  process.mill.gestation: 2.5",
        (4, tiny.GESTATION, "whole-number", "whole number", None),
        HEAD + "  process.mill.gestation: 3",
    ),
    "count in a line": (
        HEAD + "  process.mill.gestation: {2030: 4}",
        (4, tiny.GESTATION, "whole-number", "steps", None),
        HEAD + "  process.mill.gestation: {steps: {2030: 4}}",
    ),
    "tag": (HEAD + "  growing.area: !!float 3", (4, None, "tag", "without tag", None), HEAD + "  growing.area: 3"),
    "alias": (
        HEAD + "  growing.area: &a 3\n  growing.weather: *a",
        (5, None, "alias", "aliases", None),
        HEAD + "  growing.area: 3\n  growing.weather: 1",
    ),
    "second document": (
        "name: mine\n---\nname: other",
        (2, None, "second-document", "one document", None),
        "name: mine",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_and_mended(pack: Pack, case: str) -> None:
    malformed, (line, key, code, expected, near), mended = MALFORMED[case]
    found = problems_of(malformed, pack)
    (problem,) = [item for item in found if item.code == code]
    assert (problem.file, problem.line, problem.nearest) == ("mine.yaml", line, near)
    assert problem.column is not None
    assert key is None or problem.key == key
    assert expected in problem.expected
    assert parse_scenario(mended, pack, "mine.yaml").name


def test_column_is_that_of_the_value_or_of_the_unknown_key(pack: Pack) -> None:
    places = [
        (item.line, item.column) for item in problems_of(HEAD + "  growing.area: {tims: 2}\n  growing.weather: 9", pack)
    ]
    assert places == [(4, 18), (5, 20)]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file(pack: Pack) -> None:
    text = "extend: base\nrationing: none\nset:\n  a.b: 1\n  growing.area: {2020: 3, 2030: x}\nfacts: [F9]\n"
    found = problems_of(text, pack)
    assert [item.code for item in found] == [
        "unknown-key",
        "missing-key",
        "choice",
        "unknown-path",
        "year",
        "value",
        "unknown-fact",
    ]
    assert [item.line for item in found] == [1, 1, 2, 4, 5, 5, 6]


def test_scenario_of_a_pack_needs_all_languages(pack: Pack) -> None:
    tiny.write(
        pack.folder, {"mine": "name: mine\ntitle: {en: Mine, ru: Моё}\nnote: {en: A note}\n", "bare": "name: bare\n"}
    )
    with pytest.raises(InputError) as refused:
        read_scenario(pack.folder / "scenarios" / "mine.yaml", pack)
    assert [item.key for item in refused.value.problems] == ["title.kk", "note.ru", "note.kk"]
    with pytest.raises(InputError) as refused:
        read_scenario(pack.folder / "scenarios" / "bare.yaml", pack)
    assert [item.key for item in refused.value.problems] == ["title"]
    tiny.write(pack.folder, {"mine": tiny.pack_file("mine", "base")})
    assert read_scenario(pack.folder / "scenarios" / "mine.yaml", pack).parents == ("base",)


def test_nearest_names_are_not_looked_up_without_end(pack: Pack) -> None:
    paths = "".join(f"  policy.mill.capex_grant{number}: 1\n" for number in range(2000))
    found = problems_of("name: mine\nset:\n" + paths, pack)
    assert len(found) == 2000
    assert found[0].nearest == tiny.GRANT
    assert found[-1].nearest is None


# ------------------------------------------------------------------------- in Python


def test_python_scenario_is_the_same_as_its_file(pack: Pack) -> None:
    written = Scenario(
        "mine",
        extends="base",
        settings={
            tiny.GRANT: {"from": 2027, "to": 2031, "value": "30 %"},
            tiny.RATE: {2030: 0.2},
            tiny.AREA: 160,
            tiny.GESTATION: {"steps": {2030: 3}},
        },
        title={"en": "Mine: «all»", "kk": "Менің"},
        facts=("F01",),
        rationing="exporters_first",
    )
    here = parse_scenario(written, pack)
    there = parse_scenario(written.text, pack, "mine.yaml")
    assert here.written == there.written
    assert [(item.kind, item.values) for item in here.operations] == [
        (item.kind, item.values) for item in there.operations
    ]
    assert {item.where for item in here.operations} == {"<python>"}


def test_python_mapping(pack: Pack) -> None:
    scenario = parse_scenario({"name": "mine", "set": {tiny.GRANT: 0.25}}, pack)
    assert scenario.operations[0].values == (0.25,)


def test_problems_of_python_scenarios_have_no_line(pack: Pack) -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(Scenario("mine", settings={tiny.GRANT: 15, "growing.aera": 1}), pack)
    first, second = refused.value.problems
    assert (first.file, first.line, first.column, first.key) == ("<python>", None, None, tiny.GRANT)
    assert second.nearest == tiny.AREA


def test_with_goes_through_the_same_reader(pack: Pack) -> None:
    parsed = tiny.parsed(pack, {tiny.GRANT: "10 %", tiny.AREA: 160})
    more = parsed.with_({tiny.GRANT: "20 %", tiny.GROWTH: "3 %"}, name="more")
    again = parse_scenario(more, pack)
    assert [(item.path, item.values[0]) for item in again.operations] == [
        (tiny.GRANT, 0.2),
        (tiny.AREA, 160e3),
        (tiny.GROWTH, pytest.approx(0.03)),
    ]
    assert parsed.operations[0].values == (0.1,)
    with pytest.raises(InputError):
        parse_scenario(parsed.with_({tiny.GRANT: 20}), pack)
