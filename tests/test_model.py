"""The model as a user holds it, on the toy pack."""

from __future__ import annotations

import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.batches import MOST_BYTES, bytes_per_run, simulated
from ioscenario.explore.draws import draw
from ioscenario.model import Model
from ioscenario.outputs import VARIABLES
from ioscenario.scenario.library import flatten
from ioscenario.scenario.resolve import Design


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


def _refused(code: str, key: str | None = None) -> Any:
    """Expect a refusal with one problem of a code."""
    return pytest.raises(ios.InputError, match=rf"{key or ''}.*\[{code}\]")


@pytest.mark.parametrize("given", [["baseline"], ("a", "b"), {"a"}, [], np.array(["a"])], ids=repr)
def test_names_are_given_one_by_one(model: Model, given: Any) -> None:
    with pytest.raises(ios.InputError, match=r'run\("a", "b"\)'):
        model.run(given)


@pytest.mark.parametrize("given", [None, 3, True, {"a": 1}, b"x", object()], ids=lambda given: type(given).__name__)
def test_run_refuses_what_is_no_scenario(model: Model, given: Any) -> None:
    for call in (model.run, model.scenario):
        with _refused("scenario"):
            call(given)


@pytest.mark.parametrize("samples", [2.5, "5", True, 0, -1, float("nan"), decimal.Decimal(3), [1]], ids=repr)
def test_run_refuses_odd_samples(model: Model, samples: Any) -> None:
    with _refused("range", "samples"):
        model.run(samples=samples)


@pytest.mark.parametrize("seed", [1.5, "a", -1, 10**30, True, [1]], ids=repr)
def test_run_refuses_odd_seeds(model: Model, seed: Any) -> None:
    with _refused("range", "seed"):
        model.run(samples=2, seed=seed)


def test_every_mistake_of_a_call_is_told(model: Model) -> None:
    with pytest.raises(ios.InputError) as refused:
        model.run(3, None, samples=0, seed=-1)  # type: ignore[arg-type]
    assert [problem.key for problem in refused.value.problems] == ["run", "run", "samples", "seed"]


@pytest.mark.parametrize("seed", [0, 1])
def test_a_seed_without_samples_is_refused(model: Model, seed: int) -> None:
    with _refused("call", "seed"):
        model.run(seed=seed)


def test_numbers_of_numpy_will_do(model: Model) -> None:
    results = model.run("baseline", samples=np.int64(3), seed=np.int64(1))  # type: ignore[arg-type]
    assert results.dataset.attrs["seed"] == 1


@pytest.mark.parametrize("samples", [10**12, 10**400], ids=["10^12", "10^400"])
def test_results_too_large_are_refused_with_what_would_fit(model: Model, samples: int) -> None:
    with pytest.raises(ios.InputError) as refused:
        model.run(samples=samples)
    (problem,) = refused.value.problems
    fitting = MOST_BYTES // (bytes_per_run(model.pack) * len(model.library))
    assert f"at most {fitting}" in problem.expected
    assert "GiB" in problem.expected


def test_estimate_is_the_size_of_the_results(model: Model) -> None:
    data = model.run(samples=2).dataset
    size = sum(data[item.name].size * 8 for item in VARIABLES)
    assert size == bytes_per_run(model.pack) * 2 * len(model.library)


@pytest.mark.parametrize("name", ["toy-chain", "kazakhstan-cotton"])
def test_batches_give_the_same_to_the_last_bit(name: str) -> None:
    pack, samples = ios.load(name).pack, 23
    library = ios.load(name).library
    flats = tuple(flatten(scenario, library) for scenario in library)
    design = Design(flats, draw(pack, samples, 5), samples)
    whole = simulated(pack, design)
    for most in (1, 7 * len(flats), 10 * len(flats)):
        parts = simulated(pack, design, most)
        for item in VARIABLES:
            one = np.broadcast_to(whole[item.name], parts[item.name].shape)
            assert parts[item.name].dtype == one.dtype
            np.testing.assert_array_equal(parts[item.name], one, err_msg=item.name, strict=True)


@pytest.mark.parametrize("given", [3, 1.5, True, [], {}, b"x", "a\0", "x" * 5000], ids=lambda given: repr(given)[:10])
def test_load_refuses_what_is_no_pack(given: Any) -> None:
    with _refused("unknown-pack"):
        ios.load(given)


@pytest.mark.parametrize("given", [None, [1], {"a": 1}, 3, pd.Series([1])], ids=lambda given: type(given).__name__)
def test_parameters_are_a_frame_or_a_path(model: Model, given: Any) -> None:
    with _refused("path"):
        model.with_parameters(given)


def test_parameters_from_other_files_are_refused(model: Model, tmp_path: Path) -> None:
    for name, code in (("a.csv", "missing-column"), ("a.txt", "file-name"), ("a.xlsx", "unreadable-file")):
        (tmp_path / name).write_text("path,value\n", encoding="utf-8")
        with _refused(code):
            model.with_parameters(tmp_path / name)
    with _refused("missing-file"):
        model.with_parameters(tmp_path)


def test_parameters_from_a_csv_file_are_those_of_the_same_frame(model: Model, tmp_path: Path) -> None:
    changed = model.parameters.head(3).assign(value="1", low="1", high="1", derivation="", year="")
    changed.drop(columns="line").to_csv(tmp_path / "mine.csv", index=False)
    one, other = model.with_parameters(tmp_path / "mine.csv"), model.with_parameters(changed)
    assert one.pack.parameters == other.pack.parameters
    assert one.pack.parameters != model.pack.parameters
    (tmp_path / "mine.csv").write_text("path,value,unit,source\nmarket.x,1,t,\n", encoding="utf-8")
    with pytest.raises(ios.InputError) as refused:
        model.with_parameters(tmp_path / "mine.csv")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.code) == (str(tmp_path / "mine.csv"), 2, "unknown-path")


def test_odd_frames_of_parameters_are_refused(model: Model) -> None:
    numbered, twice = model.parameters.copy(), model.parameters.copy()
    numbered.columns = pd.RangeIndex(numbered.shape[1])
    twice.columns = pd.Index([*twice.columns[:2], twice.columns[0], *twice.columns[3:]])
    for frame, code in ((numbered, "unknown-column"), (twice, "duplicate-column"), (pd.DataFrame(), "missing-column")):
        with _refused(code):
            model.with_parameters(frame)
    cells: list[Any] = [[1, 2], pd.Timestamp("2020-01-01"), float("inf"), object()]
    for cell in cells:
        odd = model.parameters.astype(object)
        odd.iat[0, list(odd.columns).index("value")] = cell
        with _refused("number"):
            model.with_parameters(odd)
