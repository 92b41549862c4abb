"""The commands at work on the default pack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ioscenario.cli.common import plain
from ioscenario.cli.pack import payer_text
from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.model import Model, load
from ioscenario.pack.loading import find_pack
from ioscenario.parameters import FIELDS
from tests.cli.conftest import Call

TOY = ("--pack", "toy-chain")


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Scenarios of the default pack."""
    return list(load().library)


def test_run_prints_summary_and_bottlenecks(call: Call) -> None:
    done = call("run", "baseline")
    assert done.code == 0
    assert "Baseline" in done.out
    assert "What binds each stage" in done.out


def test_run_tells_choices_bridge_and_what_is_unexplained(call: Call, scenario: Callable[..., Path]) -> None:
    path = scenario("growing.weather: 0.9")
    path.write_text(path.read_text(encoding="utf-8") + "rationing: exporters_first\n", encoding="utf-8")
    done = call("run", path)
    assert done.code == 0, done.err
    text = " ".join(done.out.split())
    assert "Baseline: processors first" in text
    assert "Mine: exporters first" in text
    assert "growing.weather" in text
    for words in ("Published", "Difference", "L01", "Unexplained: ", "put aside"):
        assert words in text
    told = call("run", path, "--json").result
    assert told["choices"][1]["rationing"] == "exporters_first, pro_rata"
    assert "growing.weather" in told["choices"][1]["assumptions_changed"]
    output = [row for row in told["bridge"] if row["indicator"] == "output"]
    total = next(row["published"] for row in output if row["kind"] == "difference")
    assert sum(row["value"] for row in output) == pytest.approx(total)
    assert 0 < told["unexplained"]["share"] < 1


def test_run_tells_public_money_against_the_reference(call: Call) -> None:
    done = call("run", "capital_grants")
    title = "Public money against the reference scenario"
    assert title in done.out
    told = done.out.split(title)[1].splitlines()
    assert any(line.startswith("Capital grants alone") and "tenge" in line for line in told)
    assert title not in call("run", "baseline").out  # nothing to compare with
    figures = {row["figure"]: row for row in call("run", "capital_grants", "--json").result["appraisal"]}
    assert figures["discounted_cost"]["value"] > 0
    assert figures["net_present_value"]["scenario"] == "capital_grants"


ENGLISH = (
    "What binds", "Written to", "Open first", "Published", "Unexplained", "processors first", "assumptions changed",
    "who pays", "what it is", "today", "written in", "applied in this order", "Assumptions changed", "no path differs",
    "as in the pack", "difference", "indicator", "derivation:", "source:", "grade:", "extends",
)  # fmt: skip


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_command_mixes_languages(
    call: Call, scenario: Callable[..., Path], tmp_path: Path, language: str
) -> None:
    path = scenario("market.fibre.supply: 900 t", "policy.mill.capex_grant: {from: 2027, value: 30 %}")
    flagship = load().pack
    derived = next(p for p in flagship.parameters.values() if p.derivation)
    calls = (
        ["run", path, "--out", tmp_path / "out", "--no-charts"],
        ["levers"],
        ["scenarios"],
        ["show", path],
        ["show", derived.path, "--pack", flagship.name],
        ["show", "policy.mill.capex_grant"],
        ["diff", "baseline", path, "--results"],
        ["diff", "baseline", "baseline"],
    )
    for words in calls:
        done = call(*words, *(() if "--pack" in words else TOY), "--language", language)
        assert done.code == 0, done.err
        assert not [text for text in ENGLISH if text in done.out]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert not [text for text in (*ENGLISH, "Charts", "Files", "Made by") if text in page]
    assert "market.fibre.supply" in page


def test_every_payer_has_words() -> None:
    for code in LANGUAGES:
        words = Language(code)
        for item in FIELDS:
            if item.payer:
                shown = payer_text(item.payer, words)
                assert (shown == item.payer) == (code == "en")


def test_run_writes_everything(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    done = call("run", "baseline", *TOY, "--out", out, "--language", "ru")
    assert done.code == 0, done.err
    assert {path.name for path in out.iterdir()} == {
        "results.nc",
        "tables.xlsx",
        "summary.csv",
        "summary.txt",
        "index.html",
        "charts",
        "ioscenario-run.json",
    }
    drawn = {path.stem for path in (out / "charts").glob("*.png")}
    assert drawn
    assert drawn == {path.stem for path in (out / "charts").glob("*.svg")}
    assert 'lang="ru"' in (out / "index.html").read_text(encoding="utf-8")
    summary = pd.read_csv(out / "summary.csv")
    assert list(summary.columns) == ["indicator", "commodity", "scenario", "year", "value", "unit"]
    assert pd.api.types.is_float_dtype(summary["value"])
    assert "млн тенге" in (out / "summary.txt").read_text(encoding="utf-8")
    marker = json.loads((out / "ioscenario-run.json").read_text(encoding="utf-8"))
    assert {"tool", "version", "pack", "pack_hash", "scenarios", "date", "files"} <= set(marker)
    assert str(out / "index.html") in done.out

    again = call("run", "baseline", *TOY, "--out", out)
    assert again.code == 2
    assert "--force" in again.err
    assert call("run", "baseline", *TOY, "--out", out, "--force", "--no-charts").code == 0
    assert not (out / "charts").exists()


def test_run_json(call: Call, names: list[str]) -> None:
    done = call("run", "--json")
    assert done.code == 0, done.err
    assert done.result["scenarios"][0] == done.result["reference"]
    assert sorted(done.result["scenarios"]) == sorted(names)
    assert done.result["summary"]
    assert done.result["bottlenecks"]
    assert "NaN" not in done.out


def test_json_has_null_where_there_is_no_number(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = {"a": [np.float64("nan"), float("inf"), pd.NA], "b": pd.DataFrame({"c": [1.0, float("nan")]}), "d": Path("e")}
    assert plain(odd) == {"a": [None, None, None], "b": [{"c": 1.0}, {"c": None}], "d": "e"}
    assert plain(np.array([[1.5, -np.inf]])) == [[1.5, None]]
    run = Model.run

    def nothing_made(self: Model, *names: Any, **options: Any) -> Any:
        results = run(self, *names, **options)
        results.dataset["processing_depth"] = results.dataset["processing_depth"] * float("nan")
        return results

    monkeypatch.setattr(Model, "run", nothing_made)
    done = call("run", "baseline", "--json")
    assert done.code == 0, done.err
    assert "NaN" not in done.out
    depth = [row["value"] for row in done.result["summary"] if row["indicator"] == "processing_depth"]
    assert depth == [None, None]


def test_run_with_samples_repeats(call: Call) -> None:
    first, second = (call("run", "baseline", *TOY, "--samples", "8", "--seed", "3", "--json") for _ in range(2))
    assert first.code == 0, first.err
    assert first.out == second.out


def test_check_says_what_a_file_is(call: Call, pack: Path) -> None:
    assert call("check", pack, "--no-variance", "--json").result["kind"] == "pack"
    assert call("check", pack / "chain.yaml", "--json").result["kind"] == "chain"
    scenario = next((pack / "scenarios").glob("*.yaml"))
    assert call("check", scenario, "--json").result["kind"] == "scenario"


def test_check_shows_fitted_parameters_with_what_they_reach(call: Call, pack: Path) -> None:
    done = call("check", pack, "--no-variance")
    assert done.code == 0, done.err
    assert "a run tells it" not in done.out
    fitted = call("check", pack, "--no-variance", "--json").result["facts"]["fitted"]
    assert fitted
    for row in fitted:
        assert row["path"] in done.out
        assert row["reached"] == pytest.approx(row["target"], rel=1e-6)
        assert float(row["value"].split()[0]) > 0


def test_a_pack_without_bridge_and_fits_runs(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    shutil.copytree(find_pack("toy-chain"), folder)
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    bare = ("bridge.csv", "fitted.csv")
    described["resources"] = [item for item in described["resources"] if item["path"] not in bare]
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    for name in bare:
        (folder / name).unlink()
    assert call("check", folder, "--no-variance").code == 0
    for more in ([], ["--samples", "2"]):
        out = tmp_path / "-".join(["out", *more])
        done = call("run", "baseline", "--pack", folder, "--out", out, *more, "--no-charts")
        assert done.code == 0, done.err


def test_check_counts_in_words(call: Call, scenario: Callable[..., Path]) -> None:
    model = load("toy-chain")
    inherited = len(model.scenario(model.pack.structure.reference).operations)
    for count in (1, 2):
        lines = [f"policy.{process}.capex_grant: 30 %" for process in ("mill", "loom")[:count]]
        out = call("check", scenario(*lines), *TOY).out
        total = inherited + count
        assert f" {total} setting{'s' if total > 1 else ''} with" in out


def test_a_scenario_in_a_pack_is_checked_against_it(call: Call, pack: Path) -> None:
    path = pack / "scenarios" / "other.yaml"
    text = "name: other\nextends: only_here\ntitle: {en: O, ru: О, kk: О}\n"
    path.write_text(text, encoding="utf-8")
    parent = pack / "scenarios" / "only_here.yaml"
    parent.write_text("name: only_here\ntitle: {en: P, ru: П, kk: П}\n", encoding="utf-8")
    done = call("check", path)
    assert done.code == 0, done.err
    assert call("check", path, "--pack", "kazakhstan-cotton").code == 2


def test_levers(call: Call) -> None:
    listed = call("levers", "--json")
    assert listed.code == 0
    paths = {row["path"]: row for row in listed.result}
    assert "policy.economy.vat_rate" in paths
    assert all(row["does"] and row["unit"] for row in paths.values())
    assert "policy.economy.vat_rate" in call("levers").out


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_scenarios(call: Call, names: list[str], language: str) -> None:
    listed = call("scenarios", "--language", language, "--json")
    assert [row["name"] for row in listed.result] == names
    assert all(row["title"] for row in listed.result)
    assert call("scenarios", "--language", language).code == 0


def test_show_scenario_with_what_it_inherits(call: Call, scenario: Callable[..., Path]) -> None:
    less = "market.fibre.supply: {from: 2027, to: 2028, times: 0.8}"
    path = scenario("policy.shirts.market_access: {2030: 45 %}", less)
    shown = call("show", path, *TOY)
    assert shown.code == 0, shown.err
    assert "policy.shirts.market_access" in shown.out
    assert "mine.yaml:5" in shown.out
    assert "Assumptions changed" in shown.out
    listed = call("show", path, *TOY, "--json").result
    assert "market.fibre.supply" in listed["assumptions_changed"]
    assert "policy.shirts.market_access" not in listed["assumptions_changed"]


def test_show_says_where_a_number_comes_from(call: Call) -> None:
    model = load()
    derived = next(p for p in model.pack.parameters.values() if p.derivation)
    shown = call("show", derived.path)
    assert shown.code == 0, shown.err
    for text in (derived.path, derived.derivation, f"parameters.csv:{derived.line}", "source: "):
        assert text in shown.out
    facts = call("show", derived.path, "--json").result
    assert facts["sources"]
    assert facts["values"][0]["value"] is not None
    assert facts["with_numbers"]


def test_diff(call: Call, scenario: Callable[..., Path]) -> None:
    path = scenario("policy.mill.capex_grant: {from: 2027, to: 2029, value: 30 %}")
    shown = call("diff", "baseline", path, *TOY)
    assert shown.code == 0, shown.err
    assert "policy.mill.capex_grant" in shown.out
    assert call("diff", "baseline", "baseline", *TOY).out.strip() == "no path differs"
    share = scenario("policy.mill.capex_grant: 70 %", name="share")
    assert "value: 70 %" in call("diff", "baseline", share, *TOY).out
    both = call("diff", "baseline", path, *TOY, "--results", "--json")
    assert both.code == 0, both.err
    assert both.result["settings"]
    assert both.result["results"]


def test_strict_refuses_warnings_and_writes_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Model.run

    def warns(self: Model, *names: Any, **options: Any) -> Any:
        warnings.warn("policy.x changed nothing", UserWarning, stacklevel=1)
        return run(self, *names, **options)

    monkeypatch.setattr(Model, "run", warns)
    out = tmp_path / "out"
    refused = call("run", "baseline", *TOY, "--out", out, "--strict")
    assert refused.code == 2
    assert "warning: policy.x changed nothing" in refused.err
    assert not out.exists()
    assert call("run", "baseline", *TOY, "--out", out, "--no-charts").code == 0


def test_a_failure_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Model, *names: Any, **options: Any) -> Any:
        raise ZeroDivisionError("in the\nmiddle")

    monkeypatch.setattr(Model, "run", fail)
    monkeypatch.delenv("IOSCENARIO_DEBUG", raising=False)
    failed = call("run", *TOY)
    assert failed.code == 1
    assert failed.err == "failed while working: ZeroDivisionError: in the middle\n"
    assert json.loads(call("run", *TOY, "--json").err)[0]["severity"] == "failure"
    monkeypatch.setenv("IOSCENARIO_DEBUG", "1")
    assert "Traceback" in call("run", *TOY).err


def test_version_and_help(call: Call) -> None:
    assert call("--version").out.startswith("ioscenario ")
    for words in ([], ["--help"], ["run", "--help"]):
        shown = call(*words)
        assert shown.code == 0
        assert "Usage" in shown.out


def _process(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-m", "ioscenario", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_as_a_process(tmp_path: Path) -> None:
    done = _process("run", "baseline", *TOY, "--out", "out", "--no-charts", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "results.nc").is_file()
    refused = _process("run", "baselin", *TOY, cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "nearest: baseline" in refused.stderr
