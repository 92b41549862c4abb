from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioscenario.pack.loading import Pack
from ioscenario.problems import Findings
from ioscenario.scenario.compare import as_setting, compare
from ioscenario.scenario.language import parse_scenario
from ioscenario.scenario.library import Library, flatten
from ioscenario.scenario.operations import Operation, OperationKind
from ioscenario.scenario.rationing import Rule
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.settings import read_setting
from ioscenario.yamlnodes import read_yaml_text
from tests.scenario import tiny


def test_difference_of_two_scenarios(pack: Pack) -> None:
    body = "set: {policy.mill.capex_grant: 30 %, growing.area: {times: 1.1}}"
    tiny.write(pack.folder, {"one": tiny.pack_file("one", "base", body)})
    library = Library.read(pack)
    other = parse_scenario(
        {
            "name": "two",
            "extends": "one",
            "rationing": "exporters_first",
            "set": {tiny.GRANT: {"from": 2030, "to": 2031, "value": "50 %"}, tiny.PROJECTS: {2026: 100}},
        },
        pack,
    )
    found = compare(flatten("one", library), flatten(other, library), pack)
    assert (found.first, found.second, found.rationing) == ("one", "two", (None, Rule("exporters")))
    projects, grant = found.differences  # in the order of the registry
    assert grant.path == tiny.GRANT
    assert grant.first == ("{from: 2026, value: 30 %} (one.yaml:4)",)
    assert grant.second == (*grant.first, "{from: 2030, to: 2031, value: 50 %} (<python>)")
    assert grant.first_values == (0.1, *10 * [0.3])
    assert grant.second_values == (0.1, *4 * [0.3], 0.5, 0.5, *4 * [0.3])
    assert projects.unit == "m2"
    assert len(projects.first) == 0
    assert list(projects.first_values) == [0, 50, 100, 150, 200, 250, 300, 300, 300, 300, 300]
    assert list(projects.second_values) == [0, *10 * [100]]
    frame = found.frame()
    assert frame[2030].to_dict()[tiny.GRANT, "two"] == 0.5
    assert list(frame.columns) == ["unit", "settings", *tiny.YEARS]
    assert "capex_grant" in found._repr_html_()


def test_no_difference(pack: Pack) -> None:
    flat = flatten("base", Library.read(pack))
    found = compare(flat, flat, pack)
    assert found.differences == ()
    assert found.frame().empty


def test_small_values_are_not_rounded_away(pack: Pack) -> None:
    library = Library.read(pack)
    scenario = tiny.parsed(pack, {"market.economy.electricity_price": "0.000000012345 million KZT/kWh"})
    (found,) = compare(flatten("base", library), flatten(scenario, library), pack).differences
    assert found.second_values[1] == pytest.approx(1.2345e-8, rel=1e-9)


PARAMETERS = tiny.parameters()
shares = st.integers(1, 1000).map(lambda number: number / 1000)  # a price is above 0


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    path = draw(st.sampled_from([tiny.GRANT, tiny.AREA, tiny.PRICE, tiny.ACCESS]))
    kind: OperationKind = draw(st.sampled_from(["set", "line", "steps", "times", "plus"]))
    if kind in ("line", "steps"):
        years = tuple(sorted(draw(st.sets(st.integers(2026, 2035), min_size=1))))
        start = 2026 if kind == "line" else years[0]
        return Operation(path, kind, years, tuple(draw(shares) for _ in years), start, None, "x.yaml:1")
    start = draw(st.integers(2026, 2035))
    end = draw(st.none() | st.integers(start, 2035))
    return Operation(path, kind, (), (draw(shares),), start, end, "x.yaml:1")


@given(operations())
def test_written_form_reads_back(operation: Operation) -> None:
    reading = Reading(tiny.pack(Path("nowhere")), Path("nowhere"), own=False)
    node = read_yaml_text(as_setting(operation, PARAMETERS[operation.path]), "x.yaml", Findings())
    assert node is not None
    again = read_setting(operation.path, node, reading)
    assert list(reading.findings) == []
    assert again is not None
    assert again.values == pytest.approx(operation.values, rel=1e-12)
    assert (again.kind, again.years, again.start, again.end) == (
        operation.kind,
        operation.years,
        operation.start,
        operation.end,
    )
