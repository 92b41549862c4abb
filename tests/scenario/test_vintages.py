"""Growth of productivity beside modern plant that saves labour is refused; its mended twins run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ioscenario as ios

GROWTH = "process.mill.labour_productivity_growth"
EXISTING = "process.mill.existing.labour"
MODERN = "process.mill.modern.labour"


@pytest.fixture(scope="module")
def model() -> ios.Model:
    """In this pack existing plant of the mill needs 0.1 jobs a tonne and modern plant 0.05."""
    return ios.load("toy-chain")


def refusal(model: ios.Model, *scenarios: ios.Scenario | Path | str, samples: int | None = None) -> list[ios.Problem]:
    with pytest.raises(ios.InputError) as refused:
        model.run(*scenarios, samples=samples, seed=None if samples is None else 1)
    return list(refused.value.problems)


def written(folder: Path, *lines: str, name: str = "x", extends: str = "baseline") -> Path:
    body = "".join(f"  {line}\n" for line in lines)
    file = folder / f"{name}.yaml"
    file.write_text(f"name: {name}\nextends: {extends}\nset:\n{body}", encoding="utf-8")
    return file


def test_trend_beside_vintages_is_refused_where_it_was_written(model: ios.Model, tmp_path: Path) -> None:
    (problem,) = refusal(model, written(tmp_path, "process.mill.capex: {times: 1.1}", f"{GROWTH}: 2 %"))
    assert (problem.code, problem.key, problem.line, problem.value) == ("vintages", GROWTH, 5, "0.02 a year")
    assert problem.file is not None
    assert problem.file.endswith("x.yaml")


def test_trend_where_both_technologies_need_the_same_labour(model: ios.Model, tmp_path: Path) -> None:
    mended = written(tmp_path, f"{GROWTH}: 2 %", f"{MODERN}: 0.1")
    assert model.run(mended).scenarios == ["baseline", "x"]


@pytest.mark.filterwarnings("ignore:x. process.mill.labour_productivity_growth changes nothing")
def test_no_growth_is_no_trend(model: ios.Model, tmp_path: Path) -> None:
    assert model.run(written(tmp_path, f"{GROWTH}: 0 %")).scenarios == ["baseline", "x"]


def test_each_process_and_each_setting_once(model: ios.Model) -> None:
    trend = {GROWTH: 0.02, "process.loom.labour_productivity_growth": 0.01}
    first = ios.Scenario(name="first", extends="baseline", settings=trend)
    again = ios.Scenario(name="again", extends="baseline", settings=trend)
    found = sorted(str(item.key) for item in refusal(model, first, again))
    assert found == ["process.loom.labour_productivity_growth", GROWTH]


def with_trend(model: ios.Model, labour: float) -> ios.Model:
    """The pack with a trend of its own and `labour` in both technologies, the modern with a range."""
    rows = [
        {"path": GROWTH, "value": 1.0, "low": 0.0, "high": 2.0, "unit": "%"},
        {"path": EXISTING, "value": 0.1, "low": 0.09, "high": 0.11, "unit": "job/t"},
        {"path": MODERN, "value": labour, "low": 0.05, "high": 0.12, "unit": "job/t"},
    ]
    frame = pd.DataFrame(rows).assign(source="TOY", grade="E", distribution="triangular", role="uncertain")
    return model.with_parameters(frame)


def test_trend_of_the_pack_itself_names_its_row(model: ios.Model) -> None:
    (problem,) = refusal(with_trend(model, 0.05), "baseline")
    assert (problem.code, problem.key) == ("vintages", GROWTH)
    assert (problem.file, problem.line) == ("<frame>", 2)  # the first row of the frame that stands for the pack's


def test_scenario_that_moves_labour_apart_beside_the_trend_of_the_pack(model: ios.Model, tmp_path: Path) -> None:
    file = written(tmp_path, f"{MODERN}: 0.06")
    (problem,) = refusal(with_trend(model, 0.1), file)
    assert (problem.key, problem.line) == (GROWTH, 4)
    assert str(problem.file).endswith("x.yaml")


def test_draws_that_move_equal_technologies_apart_are_no_vintages(model: ios.Model) -> None:
    results = with_trend(model, 0.1).run("baseline", samples=3, seed=1)
    assert results.dataset.sizes["sample"] == 3


def test_drawn_trend_beside_vintages_is_refused(model: ios.Model) -> None:
    (problem,) = refusal(with_trend(model, 0.05), "baseline", samples=3)
    assert problem.code == "vintages"
