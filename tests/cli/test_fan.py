"""``ioscenario fan``."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.explore.indicators import Indicator
from ioscenario.explore.sweep import Sweep
from ioscenario.language import Language
from tests.cli.conftest import Call
from tests.explore import toy

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
COLUMNS = ["q05", "q25", "q50", "q75", "q95"]
MODEL = toy.MODEL


def _sweep(out: Path, **changes: object) -> Path:
    keep = {"variables": ["sector_jobs", "price", "production"], "quantiles": [f"{100 * s:.0f} %" for s in SHARES]}
    wanted = {
        "name": "fans", "scenarios": ["more_demand"], "uncertain": ["market.*", "process.mill.wage"],
        "design": {"kind": "latin_hypercube", "samples": 25}, "keep": keep | {"runs": changes.pop("runs", True)},
    }  # fmt: skip
    MODEL.sweep(wanted | changes, out=out, progress=False)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep with draws."""
    return _sweep(tmp_path_factory.mktemp("fan") / "sweep")


def _expected(sweep: Sweep, name: str, **where: str) -> np.ndarray:
    """Quantiles by scenario and year, straight from the values of the runs."""
    values = sweep.dataset[name].sel(where).transpose("scenario", "year", "sample").values
    return np.asarray(np.quantile(values, SHARES, axis=-1).reshape(len(SHARES), -1).T)


def test_numbers_are_the_quantiles_of_the_runs(call: Call, folder: Path) -> None:
    sweep = ios.open_sweep(folder)
    told = call("fan", folder, "sector_jobs", "--json").result
    frame = pd.DataFrame(told["fan"])
    np.testing.assert_allclose(frame[COLUMNS].to_numpy(), _expected(sweep, "sector_jobs"), rtol=1e-12)
    years = sweep.dataset["year"].values.tolist()
    assert frame["year"].tolist() == years * 2
    assert frame["scenario"].tolist() == [name for name in sweep.scenarios for _ in years]
    assert (told["unit"], told["draws"], told["failed"]) == (
        "full-time job", 25, {"baseline": 0, "more_demand": 0},
    )  # fmt: skip


def test_print_has_a_few_years_in_a_scale_that_suits(call: Call, folder: Path) -> None:
    done = call("fan", folder, "sector_jobs", "--scenario", "more_demand")
    assert done.code == 0, done.err
    sweep = ios.open_sweep(folder)
    years = sweep.dataset["year"].values
    rows = [line for line in done.out.splitlines() if re.search(r" 20\d\d ", line)]
    assert 2 <= len(rows) < len(years)
    last = _expected(sweep, "sector_jobs")[-1]
    factor, unit = Language("en").scale(last, "full-time job")
    assert f", {unit}:" in done.out.splitlines()[0]
    assert rows[-1].split()[-5:] == [Language("en").number(value / factor) for value in last]
    assert "25 draws" in done.out
    assert "0 runs failed" in done.out


def test_one_year_of_two_scenarios(call: Call, folder: Path) -> None:
    words = ("fan", folder, "sector_jobs", "--scenario", "more_demand", "--scenario", "baseline", "--year", "2030")
    frame = pd.DataFrame(call(*words, "--json").result["fan"])
    assert frame[["scenario", "year"]].to_numpy().tolist() == [["more_demand", 2030], ["baseline", 2030]]
    assert len([line for line in call(*words).out.splitlines() if "2030" in line]) == 2


def test_part_of_an_indicator_against_the_reference(call: Call, folder: Path) -> None:
    words = ("fan", folder, "price", "--where", "commodity=cloth", "--against-reference", "--json")
    told = call(*words).result
    frame = pd.DataFrame(told["fan"]).set_index("scenario")
    assert not frame.loc["baseline", COLUMNS].to_numpy().any()
    sweep = ios.open_sweep(folder)
    lines = sweep.fan(Indicator("price", None, {"commodity": "cloth"}, against_reference=True), ["more_demand"])
    np.testing.assert_array_equal(frame.loc["more_demand", COLUMNS].to_numpy(), lines.values[0].T)
    assert told["where"] == {"commodity": "cloth"}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_out_has_the_chart_and_every_year(call: Call, folder: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "out"
    words = ("fan", folder, "sector_jobs", "--year", "2030", "--out", out, "--language", language)
    done = call(*words)
    assert done.code == 0, done.err
    stem = f"fan-sector_jobs-{language}"
    names = {f"{stem}.png", f"{stem}.svg", f"{stem}.csv"}
    assert {path.name for path in out.iterdir()} == names | {"ioscenario-run.json"}
    assert (out / f"{stem}.png").read_bytes().startswith(b"\x89PNG")
    assert 'id="median:more_demand"' in (out / f"{stem}.svg").read_text(encoding="utf-8")
    frame = pd.read_csv(out / f"{stem}.csv")
    sweep = ios.open_sweep(folder)
    np.testing.assert_allclose(frame[COLUMNS].to_numpy(), _expected(sweep, "sector_jobs"), rtol=1e-12)
    assert set(frame["unit"]) == {"full-time job"}
    assert Language(language)("fan.draws", 25) in done.out
    if language != "en":
        assert not [word for word in ("draws", "Scenario", "Year", "Written", "failed") if word in done.out]


def test_an_earlier_chart_is_replaced_only_when_told(call: Call, folder: Path, tmp_path: Path) -> None:
    words = (folder, "sector_jobs", "--out", tmp_path / "out", "--json")
    assert call("fan", *words).result["files"] == [f"fan-sector_jobs-en.{kind}" for kind in ("png", "svg", "csv")]
    assert _refused(call, *words) == [("output-exists", "--out", None)]
    assert call("fan", *words, "--force").code == 0


def test_failed_runs_are_left_out_and_counted(call: Call, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="runs failed"):
        sweep = toy.run(tmp_path / "sweep", simulator=toy.raising)
    failed = len(sweep.failed) // len(sweep.scenarios)
    assert failed > 0
    told = call("fan", tmp_path / "sweep", "production", "--where", "commodity=cloth", "--json").result
    assert set(told["failed"].values()) == {failed}
    frame = pd.DataFrame(told["fan"])
    assert set(frame["left_out"]) == {failed}
    values = sweep.dataset["production"].sel(commodity="cloth").transpose("scenario", "year", "sample").values
    middle = np.nanmedian(values, axis=-1).ravel()
    np.testing.assert_allclose(frame["q50"].to_numpy(), middle, rtol=1e-12)
    done = call("fan", tmp_path / "sweep", "production", "--where", "commodity=cloth")
    assert f"{len(sweep.failed)} runs failed" in done.out
    assert "without a value" in " ".join(done.out.split())


def test_a_sweep_of_which_only_quantiles_stay(call: Call, folder: Path, tmp_path: Path) -> None:
    kept = _sweep(tmp_path / "kept", runs=False)
    whole, few = (call("fan", path, "sector_jobs", "--json").result["fan"] for path in (folder, kept))
    np.testing.assert_allclose(pd.DataFrame(few)[COLUMNS], pd.DataFrame(whole)[COLUMNS], rtol=1e-12)
    done = call("fan", kept, "sector_jobs", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    refused = call("fan", kept, "sector_job", "--json")
    assert (refused.code, refused.messages[0]["nearest"]) == (2, "sector_jobs")


def test_results_of_a_run_with_samples(call: Call, tmp_path: Path) -> None:
    results = MODEL.run("more_demand", samples=15, seed=3)
    path = results.to_netcdf(tmp_path / "results.nc")
    told = call("fan", path, "sector_jobs", "--json").result
    values = results.dataset["sector_jobs"].transpose("scenario", "year", "sample").values
    np.testing.assert_allclose(pd.DataFrame(told["fan"])["q50"], np.median(values, axis=-1).ravel(), rtol=1e-12)
    assert told["draws"] == 15


def _refused(call: Call, *words: str | Path) -> list[tuple[str, str | None, str | None]]:
    """Code, key and nearest name of every problem, in the order told."""
    done = call("fan", *words, *(() if "--json" in words else ("--json",)))
    assert done.code == 2, done.err
    assert "Traceback" not in done.err
    return [(item["code"], item["key"], item["nearest"]) for item in done.messages]


def test_everything_wrong_is_told_at_once(call: Call, folder: Path, tmp_path: Path) -> None:
    words = (folder, "sector_job", "--scenario", "more_deman", "--year", "1999", "--where", "mill", "--out", Path.cwd())
    assert _refused(call, *words) == [
        ("call", "--where", None),
        ("output-folder", "--out", None),
        ("unknown-scenario", None, "more_demand"),
        ("unknown-variable", "sector_job", "sector_jobs"),
        ("unknown-year", "--year", None),
    ]


def test_members_that_do_not_fit(call: Call, folder: Path) -> None:
    assert _refused(call, folder, "price") == [("members", "price", None)]
    assert _refused(call, folder, "price", "--where", "commodity=cloht") == [("unknown-name", "price", "cloth")]
    assert _refused(call, folder, "price", "--where", "comodity=cloth")[0] == (
        "unknown-dimension", "price", "commodity",
    )  # fmt: skip


def test_no_samples(call: Call, tmp_path: Path) -> None:
    path = MODEL.run("baseline").to_netcdf(tmp_path / "results.nc")
    assert _refused(call, path, "sector_jobs") == [("no-draws", None, None)]
    assert _refused(call, path, "sector_job") == [
        ("no-draws", None, None), ("unknown-variable", "sector_job", "sector_jobs"),
    ]  # fmt: skip


def test_a_design_that_is_no_draw(call: Call, tmp_path: Path) -> None:
    kept = _sweep(tmp_path / "steps", design={"kind": "one_at_a_time"})
    assert _refused(call, kept, "sector_jobs") == [("no-draws", None, None)]


def test_sources_that_are_none(call: Call, tmp_path: Path) -> None:
    assert _refused(call, tmp_path / "nothing", "sector_job") == [
        ("missing-file", None, None), ("unknown-variable", "sector_job", "sector_jobs"),
    ]  # fmt: skip
    assert _refused(call, tmp_path, "sector_jobs") == [("missing-file", None, None)]
    text = tmp_path / "results.nc"
    text.write_text("no results", encoding="utf-8")
    assert _refused(call, text, "sector_jobs") == [("unreadable-file", None, None)]
    (tmp_path / ".half.part").mkdir()
    assert _refused(call, tmp_path / "half", "sector_jobs") == [("unfinished-sweep", None, None)]


def test_more_scenarios_than_a_chart_holds(call: Call, tmp_path: Path) -> None:
    many = _sweep(tmp_path / "many", levers={toy.ACCESS: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    assert _refused(call, many, "sector_jobs", "--out", tmp_path / "out") == [("call", "--out", None)]
    assert not (tmp_path / "out").exists()
    assert call("fan", many, "sector_jobs", "--year", "2030").code == 0
    assert call("fan", many, "sector_jobs", "--out", tmp_path / "out", "--scenario", "more_demand__1").code == 0


def test_a_chart_of_nothing_is_refused(call: Call, tmp_path: Path) -> None:
    few = toy.plan(levers=None, design={"kind": "latin_hypercube", "samples": 3})
    with pytest.warns(UserWarning, match="runs failed"):
        toy.run(tmp_path / "sweep", few, simulator=never)
    words = (tmp_path / "sweep", "production", "--where", "commodity=cloth")
    assert _refused(call, *words, "--out", tmp_path / "out") == [("nothing-to-draw", "production[cloth]", None)]
    told = call("fan", *words, "--json")
    assert {row["q50"] for row in told.result["fan"]} == {None}
    assert not told.err


def never(inputs: object, wanted: object) -> dict[str, object]:
    raise RuntimeError("never works")
