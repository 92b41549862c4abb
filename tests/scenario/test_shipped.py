"""The scenarios that ship read well and stay within every bound at central values."""

import itertools

import pytest

from ioscenario.pack.loading import load_pack, shipped
from ioscenario.scenario.compare import compare
from ioscenario.scenario.library import Library, flatten
from ioscenario.scenario.operations import apply
from ioscenario.scenario.paths import pack_path
from ioscenario.scenario.values import check_bounds


@pytest.mark.parametrize("name", shipped())
def test_scenarios_of_a_pack(name: str) -> None:
    pack = load_pack(shipped()[name])
    years = pack.structure.years
    library = Library.read(pack)
    flats = [flatten(scenario, library) for scenario in library]
    for flat in flats:
        for path in flat.paths:
            parameter, values = pack.parameters[path], pack_path(pack.parameters[path], years)
            for operation in flat.operations:
                values = apply(operation, values, years) if operation.path == path else values
            assert check_bounds(parameter, values, years, flat.operations) == ()
    assert len({flat.hash for flat in flats}) == len(flats)
    for first, second in itertools.combinations(flats, 2):
        found = compare(first, second, pack)
        assert found.differences or found.rationing[0] != found.rationing[1]
        for difference in found.differences:
            assert difference.first_values[0] == difference.second_values[0]
