"""Starts in earlier years: the state is asked for as a whole, and changes nothing from the base year on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from ioscenario.model import Model, load
from ioscenario.pack.starting import STATE, started
from ioscenario.parameters import FIELD
from ioscenario.problems import InputError
from tests.assessment.early import START, make

SUPPLY = "market.fibre.supply"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return load(make(tmp_path_factory.mktemp("early") / "toy"))


def test_the_state_is_fields() -> None:
    assert set(STATE) <= set(FIELD)


def test_what_is_missing_is_listed_as_a_whole() -> None:
    with pytest.raises(InputError) as error:
        load("toy-chain").starting(2023)
    problems = error.value.problems
    assert {problem.code for problem in problems} == {"missing-start"}
    assert SUPPLY in [problem.key for problem in problems]
    assert len(problems) > 10
    assert all(problem.line and problem.file and "2023" in problem.expected for problem in problems)
    with pytest.raises(InputError, match="2025 or an earlier year"):
        load("toy-chain").starting(2026)
    with pytest.raises(InputError, match=SUPPLY):
        load("toy-chain").starting(2025, ["market.fibre.suply"])


def test_the_base_year_is_the_model_itself(model: Model) -> None:
    assert model.starting(2025) is model


def test_earlier_rows_change_nothing_from_the_base_year_on(model: Model, tmp_path: Path) -> None:
    """The same digits with the rows and without them, central and drawn."""
    plain = load(make(tmp_path / "toy", "[]", rows=False))
    assert len(plain.parameters) < len(model.parameters)
    for more in ({}, {"samples": 5, "seed": 3}):
        one, other = (item.run(**more).dataset for item in (plain, model))
        xr.testing.assert_equal(one, other)  # numbers, not attributes


def test_a_row_without_year_holds_from_the_base_year_on(model: Model) -> None:
    supply = started(model.pack, START).parameters[SUPPLY]
    assert (supply.years, supply.values) == ((2023, 2024, 2025), (800.0, 700.0, 1000.0))
    assert model.pack.parameters[SUPPLY].years == ()
    assert model.pack.parameters[SUPPLY].values == (1000.0,)


def test_only_drivers_move_after_the_start(model: Model) -> None:
    driven = started(model.pack, START, [SUPPLY]).parameters
    assert driven[SUPPLY].values == (800.0, 700.0, 1000.0)
    for path, item in driven.items():
        assert path == SUPPLY or item.years == (), path
    held = started(model.pack, START, []).parameters[SUPPLY]
    assert (held.years, held.values) == ((), (800.0,))
    # a path with later rows only is level at its first
    assert driven["process.mill.project_capacity"].values == (0.0,)


def test_another_start_is_another_pack(model: Model) -> None:
    hashes = {started(model.pack, START, drivers).hash for drivers in (None, [], [SUPPLY])} | {model.pack.hash}
    assert len(hashes) == 4
    later = model.starting(START)
    assert later.pack.structure.years == tuple(range(START, 2031))
    assert np.isfinite(later.run("baseline").dataset["sector_output"].values).all()
