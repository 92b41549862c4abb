"""The leather pack, run once for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ioscenario.model import Model, load
from ioscenario.results import Results
from ioscenario.scenario.library import flatten
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs

NAME = "kazakhstan-leather"


@dataclass(frozen=True)
class Run:
    """All scenarios of the pack at central values."""

    model: Model
    inputs: Inputs
    results: Results


@pytest.fixture(scope="session")
def leather() -> Run:
    model = load(NAME)
    reference = model.pack.structure.reference
    names = [reference, *(name for name in model.library if name != reference)]
    inputs = resolve(model.pack, Design(tuple(flatten(name, model.library) for name in names)))
    return Run(model, inputs, model.run())
