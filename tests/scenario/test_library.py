import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.loading import Pack
from ioscenario.problems import InputError
from ioscenario.scenario.assumptions import assumptions_changed
from ioscenario.scenario.language import ParsedScenario, parse_scenario, read_scenario
from ioscenario.scenario.library import Library, content_hash, flatten
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.rationing import Rule
from ioscenario.scenario.written import FrozenMapping, Scenario
from tests.scenario import tiny


def bare(name: str, *parents: str, values: float | None = None) -> ParsedScenario:
    """A parsed scenario without a pack; its one operation carries its name."""
    own = () if values is None else (Operation("growing.area", "set", (), (values,), 2026, None, name),)
    nothing = FrozenMapping({})
    return ParsedScenario(name, nothing, nothing, (), parents, own, None, f"{name}.yaml", "", Scenario(name), 2)


def names(line: tuple[ParsedScenario, ...]) -> list[str]:
    return [item.name for item in line]


# --------------------------------------------------------------------------- lineage


def test_each_ancestor_once_depth_first_in_the_written_order() -> None:
    library = Library(
        [bare("a"), bare("b", "a"), bare("c", "a"), bare("d", "b", "c"), bare("e", "c", "b"), bare("f", "e", "a", "d")]
    )
    assert names(library.lineage("a")) == ["a"]
    assert names(library.lineage("d")) == ["a", "b", "c", "d"]
    assert names(library.lineage("e")) == ["a", "c", "b", "e"]
    assert names(library.lineage("f")) == ["a", "c", "b", "e", "d", "f"]


def test_long_chain_of_parents() -> None:
    chain = [bare("s0"), *(bare(f"s{number}", f"s{number - 1}") for number in range(1, 3000))]
    assert len(Library(chain).lineage("s2999")) == 3000


def test_unknown_name_has_a_nearest() -> None:
    with pytest.raises(InputError) as refused:
        Library([bare("baseline")]).lineage("basline")
    assert refused.value.problems[0].nearest == "baseline"


def test_unknown_parent_is_placed() -> None:
    with pytest.raises(InputError) as refused:
        Library([bare("baseline"), bare("more", "baselin")])
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.key, problem.value, problem.nearest) == (
        "more.yaml",
        2,
        "extends",
        "baselin",
        "baseline",
    )


@pytest.mark.parametrize(
    ("scenarios", "loops"),
    [
        ([bare("a", "a")], ["a -> a"]),
        ([bare("a", "b"), bare("b", "a")], ["a -> b -> a"]),
        ([bare("a", "b"), bare("b", "c"), bare("c", "a"), bare("d", "a")], ["a -> b -> c -> a"]),
        ([bare("d", "a"), bare("a", "b"), bare("b", "a")], ["a -> b -> a"]),
        ([bare("a", "b"), bare("b", "a"), bare("c", "d"), bare("d", "c")], ["a -> b -> a", "c -> d -> c"]),
    ],
)
def test_circles_are_named_once(scenarios: list[ParsedScenario], loops: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        Library(scenarios)
    assert [(item.code, item.value) for item in refused.value.problems] == [("cycle", loop) for loop in loops]


@given(st.integers(1, 8).flatmap(lambda size: st.tuples(*[st.permutations(range(i)).flatmap(
    lambda order: st.integers(0, len(order)).map(lambda cut: order[:cut])) for i in range(size)])))  # fmt: skip
def test_lineage_of_any_family(family: tuple[list[int], ...]) -> None:
    """Ancestors are exactly those reachable, each once, before their children, as a plain recursion gives them."""
    library = Library(bare(f"s{child}", *(f"s{parent}" for parent in parents)) for child, parents in enumerate(family))

    def recursion(child: int) -> list[int]:
        line = [item for parent in family[child] for item in recursion(parent)]
        return list(dict.fromkeys([*line, child]))

    for child in range(len(family)):
        line = names(library.lineage(f"s{child}"))
        assert line == [f"s{item}" for item in recursion(child)]
        assert len(set(line)) == len(line)
        for item in line:
            assert all(line.index(parent) < line.index(item) for parent in library[item].parents)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_any_graph_is_read_or_refused_with_a_true_circle(edges: list[tuple[int, int]]) -> None:
    parents = {child: list(dict.fromkeys(b for a, b in edges if a == child)) for child in range(6)}
    scenarios = [bare(f"s{child}", *(f"s{b}" for b in found)) for child, found in parents.items()]
    try:
        library = Library(scenarios)
    except InputError as refused:
        for problem in refused.problems:
            assert problem.value is not None
            loop = [int(name[1:]) for name in problem.value.split(" -> ")]
            assert loop[0] == loop[-1]
            assert all(after in parents[before] for before, after in itertools.pairwise(loop))
    else:
        assert all(library.lineage(name) for name in library)


# -------------------------------------------------------------------------- flatten


def test_flat_has_all_operations_in_order(pack: Pack) -> None:
    tiny.write(
        pack.folder,
        {
            "one": tiny.pack_file("one", "base", "rationing: exporters_first\nset: {growing.area: {times: 2}}"),
            "two": tiny.pack_file("two", "base", "set: {growing.area: {plus: 1 ha}}"),
            "both": tiny.pack_file("both", "[one, two]", "set: {growing.area: {plus: 2 ha}}"),
        },
    )
    flat = flatten("both", Library.read(pack))
    assert [(item.kind, item.values) for item in flat.operations] == [
        ("times", (2.0,)),
        ("plus", (1.0,)),
        ("plus", (2.0,)),
    ]
    assert flat.lineage == ("base", "one", "two", "both")
    assert flat.files[-1].endswith("scenarios/both.yaml")
    assert flat.rationing == Rule("exporters")
    assert flat.paths == (tiny.AREA,)
    assert flat.title_in("kk") == "both"
    assert re.fullmatch(r"[0-9a-f]{64}", flat.hash)


def test_last_choice_of_rationing_counts(pack: Pack) -> None:
    library = Library.read(pack).with_(
        tiny.parsed(pack, name="first", rationing="exporters_first"),
        tiny.parsed(pack, name="second", rationing="processors_first"),
    )
    choices = {}
    for order in (["first", "second"], ["second", "first"], ["base"]):
        tree = {"name": "mine", "extends": order}
        scenario = parse_scenario(tree, pack, known=library)
        choices[tuple(order)] = flatten(scenario, library).rationing
    assert choices == {
        ("first", "second"): Rule("processors"),
        ("second", "first"): Rule("exporters"),
        ("base",): None,
    }


def test_scenario_outside_the_library(pack: Pack) -> None:
    library = Library.read(pack)
    flat = flatten(tiny.parsed(pack, {tiny.GRANT: "30 %"}, extends="base"), library)
    assert flat.lineage == ("base", "mine")
    assert "mine" not in library


def test_name_of_another_scenario_is_refused(pack: Pack) -> None:
    library = Library.read(pack)
    with pytest.raises(InputError) as refused:
        flatten(tiny.parsed(pack, {tiny.GRANT: "30 %"}, name="base"), library)
    assert refused.value.problems[0].code == "name-taken"


def test_the_same_scenario_read_again_is_no_mistake(pack: Pack) -> None:
    library = Library.read(pack)
    again = read_scenario(pack.folder / "scenarios" / "base.yaml", pack)
    assert flatten(again, library) == flatten("base", library)


def test_hash_is_of_what_is_done() -> None:
    def hashed(value: float, where: str = "a.yaml:1", name: str = "x", rationing: Rule | None = None) -> str:
        return content_hash(name, [Operation("growing.area", "set", (), (value,), 2026, None, where)], rationing)

    assert hashed(1.0) == hashed(1.0, where="b.yaml:9")
    others = [hashed(1.0, rationing=rule) for rule in (Rule(), Rule("exporters"), Rule(among="margin"))]
    assert len({hashed(1.0), hashed(2.0), hashed(1.0, name="y"), *others}) == 6
    # Pinned: results of earlier versions are compared by it.
    assert hashed(0.1)[:16] == "410e1497ebd47cd8"
    assert hashed(0.1, rationing=Rule("exporters"))[:16] == "b171f29bb258b2d6"


# ----------------------------------------------------------------------------- read


def test_library_is_a_mapping_with_a_table(pack: Pack) -> None:
    body = "note: {en: n, ru: n, kk: n}\nset: {growing.area: 160}"
    tiny.write(pack.folder, {"more": tiny.pack_file("more", "base", body)})
    library = Library.read(pack)
    assert list(library) == ["base", "more"]
    assert len(library) == 2
    frame = library.frame("ru")
    assert frame.loc["more"].to_dict() == {
        "title": "more",
        "note": "n",
        "extends": "base",
        "settings": 1,
        "rationing": "",
    }
    assert "<code>more</code>" in library._repr_html_()
    assert repr(library) == "Library(base, more)"


def test_all_mistakes_of_all_files_at_once(pack: Pack) -> None:
    tiny.write(
        pack.folder,
        {
            "one": tiny.pack_file("one", "bose", "set: {growing.area: x}"),
            "three": "{",
            "two": tiny.pack_file("base"),
        },
    )
    (pack.folder / "scenarios" / "late.yml").write_text("name: late", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Library.read(pack)
    found = [(item.file or "", item.code) for item in refused.value.problems]
    assert sorted((file.rpartition("/")[2], code) for file, code in found) == [
        ("late.yml", "file-name"),
        ("one.yaml", "unknown-scenario"),
        ("one.yaml", "value"),
        ("three.yaml", "syntax"),
        ("two.yaml", "name-taken"),
    ]


def test_circle_in_files(pack: Pack) -> None:
    tiny.write(pack.folder, {"a": tiny.pack_file("a", "[base, b]"), "b": tiny.pack_file("b", "a")})
    with pytest.raises(InputError) as refused:
        Library.read(pack)
    (problem,) = refused.value.problems
    assert (problem.code, problem.value, problem.line) == ("cycle", "a -> b -> a", 2)
    assert problem.file is not None
    assert problem.file.endswith("scenarios/a.yaml")


def test_reference_must_be_there(pack: Pack) -> None:
    tiny.write(pack.folder, {"base": tiny.pack_file("bose")})
    with pytest.raises(InputError) as refused:
        Library.read(pack)
    (problem,) = refused.value.problems
    assert (problem.code, problem.nearest) == ("missing-scenario", "bose")


# ---------------------------------------------------------------------- assumptions


def test_assumptions_changed_are_those_on_what_is_no_lever(pack: Pack) -> None:
    scenario = tiny.parsed(pack, {tiny.GRANT: "30 %", tiny.WEATHER: 0.9, tiny.PRICE: 3, tiny.AREA: 160})
    changed = assumptions_changed(scenario.operations, pack)
    assert [item.path for item in changed] == [tiny.WEATHER, tiny.PRICE]
