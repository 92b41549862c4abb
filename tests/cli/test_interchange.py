"""Other formats of a run, and results held against each other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.interchange import FORMATS
from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of results: ``one.nc`` and, with less fibre, ``other.nc``; a folder ``sweep``."""
    folder = tmp_path_factory.mktemp("runs")
    model = ios.load("toy-chain")
    model.run("more_demand").to_netcdf(folder / "one.nc")
    fibre = model.parameters[model.parameters["path"] == "market.fibre.supply"].assign(value="950")
    model.with_parameters(fibre).run("more_demand").to_netcdf(folder / "other.nc")
    grants = {"policy.mill.capex_grant": ["0 %", "10 %"]}
    model.sweep({"name": "x", "levers": grants, "keep": {"variables": ["jobs"]}}, out=folder / "sweep", progress=False)
    return folder


def test_formats_are_written_beside_the_rest(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    chosen = [word for name in FORMATS for word in ("--format", name)]
    ran = call("run", "more_demand", *TOY, "--out", out, "--no-charts", *chosen, "--json")
    assert ran.code == 0, ran.err
    assert set(FORMATS.values()) <= {name.split("/")[0] for name in ran.result["files"]}
    results = ios.open_results(out)
    assert ios.open_results(out / FORMATS["zarr"]).compare(results).same
    table = pd.read_csv(out / FORMATS["csv"], low_memory=False)
    assert len(table) == len(pd.read_parquet(out / FORMATS["parquet"]))
    assert set(pd.read_csv(out / FORMATS["iamc"])["Scenario"]) == {"baseline", "more_demand"}
    again = call("run", *TOY, "--out", out, "--no-charts", "--force")
    assert again.code == 0, again.err
    assert not (out / FORMATS["zarr"]).exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "csv"], "--out together with --format"),
        (["--format", "parket", "--out", "out"], "nearest: parquet"),
    ],
)
def test_formats_refused(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = call("run", *TOY, *words)
    assert refused.code == 2
    assert said in refused.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What they rest on", "market.fibre.supply", "Exports", "baseline, 2025, fibre"]),
        ("ru", ["На чём они основаны", "Экспорт"]),
        ("kk", ["Олар неге негізделген", "Экспорт"]),
    ],
)
def test_diff_of_results(call: Call, runs: Path, language: str, words: list[str]) -> None:
    shown = call("diff", runs / "one.nc", runs / "other.nc", "--language", language)
    assert shown.code == 0, shown.err
    for word in words:
        assert word in shown.out


def test_diff_of_results_for_programs(call: Call, runs: Path) -> None:
    words = ("diff", runs / "one.nc", runs / "other.nc", "--variable", "exports", "--json")
    found = call(*words).result
    assert not found["same"]
    assert {row["item"] for row in found["provenance"]} == {"pack_hash", "market.fibre.supply"}
    assert {row["indicator"] for row in found["indicators"]} == {"exports", "production", "processing_depth"}
    assert found["cells"][0]["difference"] == pytest.approx(-50.0)
    same = call("diff", runs / "one.nc", runs / "one.nc", "--json").result
    assert (same["same"], same["indicators"]) == (True, [])
    assert call("diff", runs / "one.nc", runs / "one.nc").out == "no value differs\n"
    cells = call("diff", runs / "one.nc", runs / "other.nc", "--variable", "exports").out
    assert "more_demand" in cells
    assert "fibre" in cells


def test_a_sweep_is_compared_by_what_it_kept(call: Call, runs: Path) -> None:
    found = call("diff", runs / "one.nc", runs / "sweep", "--json").result
    assert found["indicators"] == []  # the reference, which both have, is the same
    only = {row["dimension"]: row for row in found["labels"]}
    assert only["scenario"] == {"dimension": "scenario", "first": "more_demand", "second": "baseline__1, baseline__2"}
    assert "production" in only["variable"]["first"]


def test_diff_refused(call: Call, runs: Path, tmp_path: Path) -> None:
    (tmp_path / "text.nc").write_text("no results", encoding="utf-8")
    one = runs / "one.nc"
    for words, code in (
        ([one, "baseline"], "call"),
        ([one, tmp_path / "none.nc"], "missing-file"),
        ([one, tmp_path / "text.nc"], "unreadable-file"),
        ([one, one, "--variable", "export"], "unknown-variable"),
        (["baseline", "baseline", "--variable", "exports"], "call"),
    ):
        refused = call("diff", *words, "--json")
        assert refused.code == 2
        assert [item["code"] for item in refused.messages] == [code]


def test_a_folder_with_the_name_of_a_scenario_does_not_hide_it(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baseline").mkdir()
    assert call("diff", "baseline", "baseline").out.strip() == "no path differs"
