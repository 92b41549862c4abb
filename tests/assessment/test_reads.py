"""What steps read, against the registry; every variable and every field is in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ioscenario.model import load
from ioscenario.outputs import VARIABLES
from ioscenario.parameters import FIELD
from ioscenario.reads import READS, fields_behind, steps_behind
from ioscenario.scenario.resolve import Design, resolve
from tests.assessment.tracing import STEP_OF, Recorder, trace


@pytest.fixture(scope="module")
def recorded() -> Recorder:
    """All scenarios of two packs, and of one without a published reading."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("toy-chain", "kazakhstan-cotton"):
            model = load(name)
            inputs = resolve(model.pack, Design(tuple(map(model.scenario, model.library))))
            trace(inputs, patch, recorder)
        trace(replace(inputs, topology=replace(inputs.topology, bridge=())), patch, recorder)
    return recorder


def parameters(names: set[str] | tuple[str, ...]) -> set[str]:
    return {name for name in names if not name.startswith(".")}


def test_every_step_reads_the_parameters_that_the_registry_says(recorded: Recorder) -> None:
    assert set(recorded.found) == set(READS)
    for step, names in recorded.found.items():
        assert parameters(names) == parameters(READS[step]), step


def test_every_step_after_the_loop_reads_the_steps_that_the_registry_says(recorded: Recorder) -> None:
    for step, names in recorded.found.items():
        if step not in STEP_OF.values() and step != "base_prices":
            assert names == set(READS[step]), step


def test_what_steps_of_the_loop_are_seen_to_read_is_in_the_registry(recorded: Recorder) -> None:
    for step in set(STEP_OF.values()):
        assert recorded.found[step] <= set(READS[step]), step


def test_registry_names_only_fields_and_steps() -> None:
    names = {name for reads in READS.values() for name in reads}
    assert {name[1:] for name in names if name.startswith(".")} <= set(READS)
    assert parameters(names) == set(FIELD)


def test_every_variable_is_a_step_and_every_step_leads_to_one() -> None:
    assert {item.name for item in VARIABLES} <= set(READS)
    assert set().union(*(steps_behind(item.name) for item in VARIABLES)) == set(READS)
    assert all(item.reads == READS[item.name] for item in VARIABLES)


def test_what_the_chain_does_rests_on_no_account_made_of_it_afterwards() -> None:
    after = {"discount_rate", "funds_cost", "leakage", "building_share", "branch_output", "crop_labour"}
    assert not after & fields_behind("activity")
    assert fields_behind("activity") < fields_behind("social_benefit")


def test_a_step_that_read_something_else_would_be_seen(recorded: Recorder) -> None:
    """The record is of what is read, not of the table."""
    assert "wage_growth" in recorded.found["pay"]
    assert "wage_growth" not in recorded.found["cost"]
