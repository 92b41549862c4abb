"""Sweeps: the same runs as the model makes one by one, however they are run."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import ioscenario as ios
from ioscenario.explore.chunks import Block, layout
from ioscenario.explore.draws import draw
from ioscenario.explore.store import read_log
from ioscenario.explore.sweep import CostlyError, Sweep, duration, idle, overridden, warnings_of
from ioscenario.explore.sweepfile import read_sweep
from ioscenario.explore.workers import SweepStoppedError
from ioscenario.problems import InputError
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.scenario.written import Scenario
from ioscenario.simulation import simulate
from tests.explore import toy

MODEL = toy.MODEL


@pytest.fixture(scope="module")
def small() -> Sweep:
    return toy.run()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return toy.run(tmp_path_factory.mktemp("sweeps") / "small")


# --------------------------------------------------------------------------- numbers


def test_numbers_are_those_of_the_simulation(small: Sweep) -> None:
    plan = toy.plan()
    draws = draw(MODEL.pack, 30, 5, plan.uncertain)
    for point in plan.points:
        arrays = simulate(resolve(MODEL.pack, Design((point.flat,), draws, 30)))
        for name in plan.keep.variables:
            found = small.dataset[name].sel(scenario=point.flat.name).values
            expected = np.moveaxis(np.broadcast_to(arrays[name], (*arrays[name].shape[:-1], 30)), -1, 0)
            np.testing.assert_allclose(found, expected, rtol=1e-12, err_msg=name)


def test_grid_points_are_the_scenarios_they_stand_for(small: Sweep) -> None:
    written = Scenario("mine", extends="more_demand", settings={toy.ACCESS: 0.5})
    results = MODEL.run(written)
    central = MODEL.sweep({"name": "x", "scenarios": ["more_demand"], "levers": {toy.ACCESS: [0, 0.5]}}, progress=False)
    found = central.dataset.sel(scenario="more_demand__2")
    for name in ("jobs", "production", "public_cost", "bottleneck"):
        np.testing.assert_array_equal(found[name].values, results.dataset[name].sel(scenario="mine").values)
    assert "sample" not in central.dataset.dims


def test_inputs_stand_beside_outputs(small: Sweep) -> None:
    data = small.dataset
    assert small.scenarios == ["baseline", "baseline__1", "baseline__2", "more_demand__1", "more_demand__2"]
    assert list(data["parent"].values) == ["baseline"] * 3 + ["more_demand"] * 2
    np.testing.assert_array_equal(data[toy.ACCESS].values, [np.nan, 0.0, 0.5, 0.0, 0.5])
    assert small.levers == [toy.ACCESS]
    draws = draw(MODEL.pack, 30, 5, small.paths)
    for path in small.paths:
        np.testing.assert_array_equal(data["draw"].sel(path=path).values, draws[path][-1])
    assert data["draw"].dims == ("sample", "path")
    assert data["jobs"].dims == ("scenario", "sample", "year", "effect")
    assert data["jobs"].attrs["units"] == "full-time job"
    assert (data["status"].values == 0).all()
    assert not len(small.failed)


def test_quantiles_are_over_samples(small: Sweep) -> None:
    for name in ("production", "jobs", "domestic_share"):
        expected = small.dataset[name].quantile([0.05, 0.5], dim="sample").transpose("scenario", "quantile", ...)
        np.testing.assert_allclose(small.dataset[f"{name}_quantile"].values, expected.values, rtol=1e-12)
    assert "bottleneck_quantile" not in small.dataset


def test_a_scenario_less_itself_is_zero_in_every_sample() -> None:
    twin = Scenario("twin", extends="baseline")
    sweep = MODEL.sweep({**toy.SMALL, "scenarios": [twin], "levers": {toy.GRANT: [0]}}, progress=False)
    assert sweep.scenarios == ["baseline", "twin__1"]
    for name in ("production", "jobs"):
        change = sweep.dataset[name].sel(scenario="twin__1") - sweep.dataset[name].sel(scenario="baseline")
        assert (change == 0.0).all()


def test_years_and_quantiles_alone() -> None:
    keep = {"variables": ["jobs"], "years": [2025, 2030], "quantiles": ["50 %"], "runs": "false"}
    part, whole = toy.run(what=toy.plan(keep=keep)).dataset, toy.run().dataset
    assert "jobs" not in part
    np.testing.assert_array_equal(
        part["jobs_quantile"].sel(quantile=0.5).values,
        whole["jobs_quantile"].sel(quantile=0.5, year=[2025, 2030]).values,
    )


@pytest.mark.parametrize(
    ("design", "samples"),
    [
        ({"kind": "sobol", "samples": 4}, 4 * 4),
        ({"kind": "morris", "trajectories": 3}, 9),
        ({"kind": "one_at_a_time"}, 5),
        ({"kind": "factorial", "levels": 3}, 9),
    ],
)
def test_other_designs_in_memory_and_on_disk(design: dict[str, object], samples: int, tmp_path: Path) -> None:
    plan = toy.plan(uncertain=[toy.PRICE, toy.SUPPLY], design=design, chunk=11)
    here, there = toy.run(what=plan), toy.run(tmp_path / "out", plan)
    toy.assert_same(here, there)
    data = here.dataset
    assert data.sizes["sample"] == samples
    steps = plan.design().steps(0, samples)
    assert ("group" in data) == (steps is not None)
    if steps is not None:
        for name, found in steps._asdict().items():
            np.testing.assert_array_equal(data[name].values, found)
    if design["kind"] == "one_at_a_time":
        pack = MODEL.pack.parameters[toy.PRICE]
        np.testing.assert_array_equal(
            data["draw"].sel(path=toy.PRICE).values[:3], [pack.values[0], pack.lows[0], pack.highs[0]]
        )


# ----------------------------------------------------------------------- many workers


def test_memory_and_disk_agree(small: Sweep, stored: Sweep) -> None:
    toy.assert_same(small, stored)


def test_workers_write_the_same_bytes(stored: Sweep, tmp_path: Path) -> None:
    # two workers: test_store.py, with an interruption
    sweep = toy.run(tmp_path / "out", workers=3)
    assert stored.path is not None
    assert toy.files(stored.path) == toy.files(tmp_path / "out")
    pids = {entry["pid"] for entry in read_log(tmp_path / "out") if entry["event"] == "chunk"}
    assert os.getpid() not in pids
    assert len(pids) <= 3
    assert (sweep.dataset["status"].values == 0).all()


def test_workers_without_a_store_and_a_dask_cluster(small: Sweep, stored: Sweep, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        toy.assert_same(small, toy.run(dask=cluster.scheduler_address))
        toy.run(tmp_path / "out", dask=cluster.scheduler_address)
    assert stored.path is not None
    assert toy.files(stored.path) == toy.files(tmp_path / "out")
    pids = {entry["pid"] for entry in read_log(tmp_path / "out") if entry["event"] == "chunk"}
    assert os.getpid() not in pids


def test_nobody_at_the_dask_address() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError) as refused:
        toy.run(dask="nonsense://127.0.0.1:1")
    assert refused.value.problems[0].code == "dask"


def dies(inputs: object, wanted: object) -> dict[str, object]:
    """A simulation that takes its process with it."""
    os._exit(3)


def test_a_worker_that_dies_is_said(tmp_path: Path) -> None:
    with pytest.raises(SweepStoppedError, match="worker process died"):
        toy.run(tmp_path / "out", toy.plan(levers=None), workers=2, simulator=dies)


# -------------------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("simulator", "status", "reason"),
    [
        (toy.raising, "raised", "ZeroDivisionError: the price is too high"),
        (toy.not_a_number, "not_finite", "jobs is not a finite number"),
    ],
)
@pytest.mark.parametrize("on_disk", [False, True])
def test_a_failing_run_is_a_flagged_row(
    simulator: object, status: str, reason: str, on_disk: bool, small: Sweep, tmp_path: Path
) -> None:
    with pytest.warns(UserWarning, match="runs failed"):
        sweep = toy.run(tmp_path / "out" if on_disk else None, simulator=simulator)
    dear = small.dataset["draw"].sel(path=toy.PRICE).values > 0.53
    assert 0 < dear.sum() < 10
    assert set(sweep.failed["sample"]) == set(np.flatnonzero(dear))
    assert len(sweep.failed) == 5 * dear.sum()
    assert set(sweep.failed["status"]) == {status}
    assert set(sweep.failed["reason"]) == {reason}
    for name in ("jobs", "production"):
        found, expected = sweep.dataset[name].values, small.dataset[name].values
        assert np.isnan(found[:, dear]).all()
        # halves of a chunk add up their rows in another order than the whole
        np.testing.assert_allclose(found[:, ~dear], expected[:, ~dear], rtol=1e-12)
    assert (sweep.dataset["bottleneck"].values[:, dear] == -1).all()
    # quantiles are over the runs that there are
    expected = np.quantile(small.dataset["jobs"].values[:, ~dear], [0.05, 0.5], axis=1)
    np.testing.assert_allclose(np.moveaxis(sweep.dataset["jobs_quantile"].values, 1, 0), expected, rtol=1e-12)


def always(inputs: object, wanted: object) -> dict[str, object]:
    raise RuntimeError("never\nworks")


def test_when_every_run_fails_every_row_says_so() -> None:
    with pytest.warns(UserWarning, match="150 of 150 runs failed"):
        sweep = toy.run(simulator=always)
    assert set(sweep.failed["reason"]) == {"RuntimeError: never works"}
    assert np.isnan(sweep.dataset["jobs"].values).all()
    assert np.isnan(sweep.dataset["jobs_quantile"].values).all()


def test_cells_without_a_value_are_no_failure() -> None:
    # a mill uses no cloth: the cell is empty in every run
    sweep = toy.run(what=toy.plan(keep={"variables": ["input_domestic", "jobs"]}))
    assert np.isnan(sweep.dataset["input_domestic"].values).any()
    assert not len(sweep.failed)


def test_a_grid_point_out_of_bounds_is_refused_before_anything_runs(tmp_path: Path) -> None:
    spec = {"name": "x", "levers": {"policy.shirts.procurement_local_content": {"times": [1, 3]}}}
    with pytest.raises(InputError) as refused:
        MODEL.sweep(spec, out=tmp_path / "out", progress=False)
    assert [problem.code for problem in refused.value.problems] == ["range"]
    assert list(tmp_path.iterdir()) == []


# -------------------------------------------------------------------------- warnings


def test_drawn_but_overridden() -> None:
    plan = toy.plan(levers={toy.PRICE: ["600 thousand KZT/t"]})
    assert overridden(plan) == [(toy.PRICE, "baseline__1"), (toy.PRICE, "more_demand__1")]
    assert overridden(toy.plan(levers={toy.PRICE: {"times": [1.1]}})) == []
    assert overridden(toy.plan(levers={toy.PRICE: [{2028: "600 thousand KZT/t"}]})) == []
    with pytest.warns(
        UserWarning, match=r"market\.fibre\.price is drawn but overridden in baseline__1, more_demand__1"
    ):
        toy.run(what=plan)


def test_levers_that_change_nothing() -> None:
    plan = toy.plan(
        levers={toy.ACCESS: [0, 1], "policy.fibre.export_limit": ["100 %", {"from": 2030, "value": "100 %"}]}
    )
    arrays = simulate(resolve(MODEL.pack, Design(tuple(point.flat for point in plan.points))))
    assert idle(plan, arrays) == ["policy.fibre.export_limit"]
    assert any("policy.fibre.export_limit changes nothing" in text for text in warnings_of(plan))
    assert warnings_of(toy.plan()) == []


# ------------------------------------------------------------------------------ cost


def test_what_is_absurd_says_its_cost_and_asks(tmp_path: Path) -> None:
    absurd = toy.plan(design={"kind": "latin_hypercube", "samples": 50_000_000}, chunk=None)
    with pytest.raises(CostlyError) as refused:
        toy.run(tmp_path / "out", absurd)
    text = refused.value.problems[0].expected
    assert "250,000,000 runs would take about" in text
    assert re.search(r"and [\d.,]+ GiB before compression", text)
    assert "--yes" in text
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError) as too_large:
        toy.run(None, absurd, confirm=True)
    assert too_large.value.problems[0].code == "too-large"


def test_a_word_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioscenario.explore.sweep.MOST_ON_DISK", 1000)
    with pytest.raises(CostlyError):
        toy.run(tmp_path / "out")
    assert toy.run(tmp_path / "out", confirm=True).dataset.sizes["sample"] == 30


def test_durations() -> None:
    assert [duration(seconds) for seconds in (0.2, 119, 120, 7200, 3e5)] == [
        "1 seconds", "119 seconds", "2 minutes", "2 hours", "3 days",
    ]  # fmt: skip


def test_calls_that_mean_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        toy.run(workers=0)
    assert refused.value.problems[0].key == "workers"
    with pytest.raises(InputError):
        toy.run(workers=2, dask="tcp://127.0.0.1:1")
    with pytest.raises(InputError):
        MODEL.sweep(3)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------- chunks


@pytest.mark.parametrize(
    ("scenarios", "samples", "most"), [(1, 1, 1), (3, 1000, 100), (70, 13, 20), (5, 7, 10**6), (9, 1, 4)]
)
def test_chunks_cover_every_run_once(scenarios: int, samples: int, most: int) -> None:
    cut = layout(scenarios, samples, most)
    seen = np.zeros((scenarios, samples), dtype=int)
    for block in cut.blocks:
        assert block.runs <= most
        seen[slice(*block.scenarios), slice(*block.samples)] += 1
        assert (block.scenarios[0] % cut.scenarios_each, block.samples[0] % cut.samples_each) == (0, 0)
    assert (seen == 1).all()
    assert [block.number for block in cut.blocks] == list(range(len(cut.blocks)))
    assert all(isinstance(block, Block) for block in cut.blocks)


def test_chunks_of_other_sizes_give_the_same_numbers() -> None:
    first, second = toy.run(), toy.run(what=replace(toy.plan(), chunk=64))
    np.testing.assert_allclose(first.dataset["jobs"].values, second.dataset["jobs"].values, rtol=1e-13)


def test_public_names() -> None:
    assert ios.Sweep is Sweep
    assert "open_sweep" in ios.__all__
    assert read_sweep(toy.SMALL, MODEL.pack).name == "small"
