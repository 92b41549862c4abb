"""The model as a user holds it, on the toy pack."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return ios.load("toy-chain")


def test_packs_lists_what_ships() -> None:
    listed = ios.packs()
    assert {"kazakhstan-cotton", "toy-chain"} <= set(listed.index)
    assert listed["default"].sum() == 1


def test_default_pack_is_the_marked_one() -> None:
    assert ios.load().pack.default


def test_unknown_pack_names_the_nearest() -> None:
    with pytest.raises(ios.InputError) as refused:
        ios.load("toy-chian")
    assert refused.value.problems[0].nearest == "toy-chain"


def test_reference_always_runs_and_comes_first(model: Model) -> None:
    results = model.run("more_demand")
    assert results.scenarios == ["baseline", "more_demand"]
    assert model.run("more_demand", "baseline").scenarios == results.scenarios


def test_no_name_runs_all(model: Model) -> None:
    assert set(model.run().scenarios) == set(model.library)


def test_sample_is_a_dimension_exactly_when_asked_for(model: Model) -> None:
    assert "sample" not in model.run().dataset.dims
    assert model.run(samples=1).dataset.sizes["sample"] == 1


def test_same_seed_same_numbers_and_zero_is_a_seed(model: Model) -> None:
    first, again, other = (model.run(samples=5, seed=seed).dataset["jobs"].values for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_a_scenario_from_python(model: Model) -> None:
    path = next(path for path, item in model.pack.parameters.items() if item.field.name == "market_size")
    scenario = ios.Scenario(name="half", extends="baseline", settings={path: {"times": 0.5}})
    results = model.run(scenario)
    assert results.scenarios == ["baseline", "half"]
    change = results.difference()["production"].sel(scenario="half", year=results.dataset["year"].values[-1])
    assert float(change.min()) < 0


def test_an_idle_lever_is_a_warning(model: Model) -> None:
    path = next(path for path, item in model.pack.parameters.items() if item.field.name == "export_limit")
    scenario = ios.Scenario(name="idle", extends="baseline", settings={path: "99 %"})
    with pytest.warns(UserWarning, match="changes nothing"):
        model.run(scenario)


def test_other_parameters_make_another_model(model: Model) -> None:
    path = next(path for path, item in model.pack.parameters.items() if item.field.name == "market_size")
    rows = model.parameters[model.parameters["path"] == path].copy()
    rows[["value", "low", "high"]] = rows[["value", "low", "high"]].astype(float) * 2
    other = model.with_parameters(rows)
    assert other.pack.parameters[path].values[0] == 2 * model.pack.parameters[path].values[0]
    assert other.pack.hash != model.pack.hash


def test_parameters_from_a_workbook(model: Model, tmp_path: Path) -> None:
    file = tmp_path / "parameters.xlsx"
    model.parameters.to_excel(file, index=False)
    same = model.with_parameters(file)
    assert {path: item.values for path, item in same.pack.parameters.items()} == {
        path: item.values for path, item in model.pack.parameters.items()
    }
    with pytest.raises(ios.InputError):
        model.with_parameters(tmp_path / "absent.xlsx")


def test_two_scenarios_of_one_name_are_refused(model: Model) -> None:
    path = next(path for path, item in model.pack.parameters.items() if item.field.name == "market_size")
    first, second = (ios.Scenario(name="x", extends="baseline", settings={path: {"times": by}}) for by in (2, 3))
    with pytest.raises(ios.InputError):
        model.run(first, second)


def test_levers_say_what_they_do_and_who_pays(model: Model) -> None:
    levers = model.levers
    assert {"does", "unit", "today", "low", "high", "payer", "source"} <= set(levers.columns)
    assert (levers["payer"].str.len() > 0).all()


def test_html_views(model: Model) -> None:
    assert "<table" in model._repr_html_()
    assert "<table" in model.run()._repr_html_()
    assert isinstance(model.scenarios, pd.DataFrame)
