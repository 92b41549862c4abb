"""The flagship pack, run once for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ioscenario.model import Model, load
from ioscenario.results import Results
from ioscenario.scenario.library import Flat, flatten
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs, simulate
from ioscenario.simulation.inputs import Array

NAME = "kazakhstan-cotton"


@dataclass(frozen=True)
class Run:
    """All scenarios of the pack at central values: inputs, arrays, and the results made of them."""

    model: Model
    flats: tuple[Flat, ...]
    inputs: Inputs
    arrays: dict[str, Array]
    results: Results


@pytest.fixture(scope="session")
def flagship() -> Run:
    model = load(NAME)
    reference = model.pack.structure.reference
    names = [reference, *(name for name in model.library if name != reference)]
    flats = tuple(flatten(name, model.library) for name in names)
    inputs = resolve(model.pack, Design(flats))
    return Run(model, flats, inputs, simulate(inputs), model.run())
