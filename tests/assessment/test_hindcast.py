"""Hindcasts of a small pack: a perfect model has no error, later figures move nothing, entries are checked."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest

from ioscenario.assessment.hindcast import Hindcast, problems
from ioscenario.assessment.leaks import changed
from ioscenario.model import Model, load
from ioscenario.pack.checks import check_pack
from ioscenario.pack.hindcasts import FILE, HindcastEntry, check_hindcasts, read_hindcasts
from ioscenario.pack.observed import LEAST_MONTHS, observations, series
from ioscenario.pack.starting import started
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.written import Scenario
from tests.assessment.early import HINDCAST, HISTORY, START, make


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("early") / "toy")


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return load(folder)


@pytest.fixture(scope="module")
def found(model: Model) -> Hindcast:
    return model.hindcast(samples=20, seed=1)


def read_text(text: str) -> tuple[HindcastEntry, ...]:
    """The entries of a file with this text, which has the right form."""
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8")
        findings = Findings()
        entries = read_hindcasts(Path(folder), findings)
    assert not len(findings)
    return entries


def with_history(folder: Path, target: Path, text: str) -> Model:
    """The pack with another history."""
    shutil.copytree(folder, target)
    (target / "history.csv").write_text(text, encoding="utf-8")
    return load(target)


def test_side_by_side(found: Hindcast, model: Model) -> None:
    data = found.dataset
    assert dict(data.sizes) == {"indicator": 3, "year": 5}
    shirts = data.sel(indicator="production[shirts]")
    assert shirts["observed"].values[:4].tolist() == [1.2e6, 1.3e6, 1.4e6, 1.5e6]
    # the first is of half a year, the last of four months: neither is scored
    assert shirts["scored"].values.tolist() == [False, False, True, False, False]
    assert np.isnan(shirts["predicted"].values[0])
    assert np.isfinite(shirts["predicted"].values[1:]).all()
    assert shirts["no_change"].values[2:].tolist() == [1.3e6] * 3
    inside = data["low"] <= data["high"]
    assert bool(inside.where(data["year"] >= START, True).all())
    assert found.start == START
    assert found.title("kk") == "2023 жылдан"
    assert str(shirts["name_ru"].values) == "Выпуск: Рубашки"


def test_predicted_is_the_run_from_the_start(found: Hindcast, model: Model) -> None:
    entry = model.pack.hindcasts[0]
    assert entry.drivers is not None
    later = model.starting(START, entry.drivers)
    assert later.pack.structure.base_year == START
    assert later.pack.national is None
    results = later.run("baseline").dataset
    made = results["production"].sel(scenario="baseline", commodity="shirts", year=START).item()
    assert found.dataset["predicted"].sel(indicator="production[shirts]", year=START).item() == made


def test_an_anchored_indicator_starts_from_what_was_observed(found: Hindcast, model: Model) -> None:
    thread = found.dataset.sel(indicator="production[thread]")
    assert thread["predicted"].sel(year=START).item() == 400.0
    assert thread["low"].sel(year=START).item() == thread["high"].sel(year=START).item() == 400.0
    plain = model.pack.hindcasts[0].predict[1].model_copy(update={"anchored": False})
    assert plain.label == "thread"
    rise = thread["predicted"].sel(year=2026).item() / 400.0
    assert 1.0 < rise < 1.3


def test_a_perfect_model_has_no_error(folder: Path, found: Hindcast, tmp_path: Path) -> None:
    """The model's own figures as history: no error, all of it covered, full skill."""
    rows = ["variable,label,year,value,unit,source,months"]
    for name, variable, label in (
        ("production[shirts]", "production", "shirts"),
        ("sector_output", "sector_output", ""),
    ):
        one = found.dataset.sel(indicator=name)
        unit = str(one["unit"].values)
        made = {year: one["predicted"].sel(year=year).item() for year in (2023, 2024, 2025)}
        rows += [f"{variable},{label},{year},{value!r},{unit},TOY," for year, value in made.items()]
    rows.append("production,thread,2023,400,t,TOY,")
    perfect = with_history(folder, tmp_path / "toy", "\n".join(rows) + "\n").hindcast(samples=20, seed=1)
    scored = perfect.scores.loc[["production[shirts]", "sector_output"]]
    assert scored["years"].tolist() == [2, 2]
    assert scored["mape"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert scored["skill"].to_numpy() == pytest.approx(1.0)
    assert scored["coverage"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("old", "new"), [(",2024,1.4,", ",2024,1.54,"), (",2024,410,", ",2024,451,")])
def test_what_is_scored_enters_neither_the_prediction_nor_its_rivals(
    folder: Path, found: Hindcast, tmp_path: Path, old: str, new: str
) -> None:
    changed = with_history(folder, tmp_path / "toy", HISTORY.replace(old, new)).hindcast(samples=20, seed=1)
    for name in ("predicted", "low", "high", "no_change", "trend"):
        np.testing.assert_array_equal(changed.dataset[name].values, found.dataset[name].values)
    assert not changed.scores["mape"].equals(found.scores["mape"])


def test_scores_and_the_whole(found: Hindcast) -> None:
    shirts = found.scores.loc["production[shirts]"]
    one = found.dataset.sel(indicator="production[shirts]", year=2024)
    error = one["predicted"].item() / 1.4e6 - 1
    assert shirts["years"] == 1
    assert shirts["mape"] == pytest.approx(abs(error))
    assert shirts["bias"] == pytest.approx(error)
    assert shirts["skill"] == pytest.approx(1 - abs(error) / (1 / 14))
    assert np.isnan(shirts["mape_trend"])
    assert found.overall["years"] == found.scores["years"].sum()
    assert found.overall["predicted"] == pytest.approx(found.scores["mape"].mean())  # a year each


def test_only_years_after_the_last_observation_are_a_forecast(found: Hindcast) -> None:
    assert set(found.forecast["year"]) == {2026}
    assert list(found.forecast["indicator"]) == list(found.dataset["indicator"].values)


def test_breaks_and_facts(found: Hindcast) -> None:
    (strike,) = found.breaks
    assert (strike["year"], strike["label"], strike["text"]["ru"]) == (2024, "shirts", "Забастовка.")
    told = found.facts()
    assert told["samples"] == 20
    assert told["start"] == START
    assert len(told["scores"]) == 3
    assert "<table" in found._repr_html_()


def test_numbers_are_changed_one_by_one(model: Model) -> None:
    """The first run is the scenario as it is; what plays no part moves nothing, a larger market moves what is sold."""
    pack, flat = started(model.pack, START, []), model.starting(START, []).scenario("baseline")
    paths = ["market.shirts.size", "market.economy.discount_rate", "process.mill.modern.capacity"]
    data = changed(pack, flat, paths)
    plain = model.starting(START, []).run("baseline").dataset.sel(scenario="baseline")
    for name in ("production", "sector_output", "jobs_direct"):
        np.testing.assert_array_equal(data[name].isel(sample=0).values, plain[name].values)
        np.testing.assert_array_equal(data[name].isel(sample=2).values, plain[name].values)
    shirts = data["production"].sel(commodity="shirts", year=START)
    first = plain["production"].sel(commodity="shirts", year=START).item()
    sold = shirts.isel(sample=1).item() - first
    assert 0 < sold < 0.11 * first


def test_without_samples_there_is_no_interval(model: Model, found: Hindcast) -> None:
    plain = model.hindcast("since_2023")
    assert np.isnan(plain.dataset["low"].values).all()
    assert plain.scores["coverage"].isna().all()
    np.testing.assert_array_equal(plain.dataset["predicted"].values, found.dataset["predicted"].values)


def test_how_sure_a_gain_is(model: Model, found: Hindcast) -> None:
    """Draw by draw against no change, from runs of one's own; the anchored one from what was observed."""
    entry = model.pack.hindcasts[0]
    own = Scenario("own", extends=model.pack.structure.reference, settings=entry.settings)
    data = model.starting(START, entry.drivers).run(own, samples=20, seed=1).dataset.sel(scenario="own")
    made = data["production"].sel(year=[START, 2024])
    shirts = made.sel(commodity="shirts", year=2024).values
    spun = made.sel(commodity="thread")
    thread = (spun.sel(year=2024) / spun.sel(year=START) * 400.0).values
    told = found.scores["gaining"]
    assert told["production[shirts]"] == np.mean(abs(shirts - 1.4e6) < 0.1e6)
    assert told["production[thread]"] == np.mean(abs(thread - 410.0) < 10.0)
    assert model.hindcast("since_2023").scores["gaining"].isna().all()


def test_unknown_and_absent(model: Model) -> None:
    with pytest.raises(InputError, match="since_2023"):
        model.hindcast("since_2032")
    with pytest.raises(InputError, match=r"hindcast\.yaml"):
        load("kazakhstan-leather").hindcast()


def test_observations_are_in_the_units_of_results(model: Model) -> None:
    frame = observations(model.pack)
    assert set(frame["unit"]) == {"item", "t", "million KZT"}
    assert series(frame, "production", "shirts", [2022, 2024, 2030], {2024, 2030}).tolist()[1] == 1.4e6
    months = dict(zip(frame["year"], frame["months"], strict=True))
    assert min(frame["months"]) == 4 < LEAST_MONTHS
    assert months[2023] == 12


#: What is written, what is put in its place, and the key and code of the problem.
WRONG = (
    ("validate: [2024, 2025, 2026]", "validate: [2023]", "validate", "year"),
    ("calibrate: [2023]", "calibrate: [2024]", "calibrate", "year"),
    ("label: shirts}", "label: shorts}", "predict[0].label", "unknown-label"),
    ("label: thread, anchored: true}", "label: cloth, anchored: true}", "predict[1].anchored", "no-anchor"),
    ("market.fibre.supply]", "market.fiber.supply]", "drivers", "unknown-path"),
    ("source: TOY", "source: TOYS", "breaks[0].source", "unknown-source"),
)
WRONG_SCENARIOS = (
    ("market.shirts.growth: 5 %", "market.shirts.growht: 5 %", "market.shirts.growht", "unknown-path"),
    ("market.shirts.growth: 5 %", "market.shirts.growth: {2023: 5 %}", "market.shirts.growth.2023", "year"),
    ("  start: 2023", "  start: 2023\n  scenario: basline", "extends", "unknown-scenario"),
)


def test_entries_are_checked_all_at_once(tmp_path: Path) -> None:
    text = HINDCAST
    for old, new, _, _ in WRONG:
        text = text.replace(old, new, 1)
    told = [(problem.key, problem.code, problem.line) for problem in check_pack(make(tmp_path / "toy", text)).problems]
    assert sorted(told) == sorted((f"since_2023.{key}", code, 1) for _, _, key, code in WRONG)


@pytest.mark.parametrize(("old", "new", "key", "code"), WRONG_SCENARIOS)
def test_scenarios_of_entries_are_checked(model: Model, old: str, new: str, key: str, code: str) -> None:
    entries = read_text(HINDCAST.replace(old, new, 1))
    (problem,) = problems(replace(model.pack, hindcasts=entries))
    assert (problem.key, problem.code, problem.line) == (f"since_2023.{key}", code, 1)


def test_a_start_after_the_base_year_is_refused(model: Model) -> None:
    entries = read_text(HINDCAST.replace("start: 2023", "start: 2026"))
    told = list(check_hindcasts(replace(model.pack, hindcasts=entries)))
    assert ("since_2023.start", "year") in [(problem.key, problem.code) for problem in told]


def test_drivers_have_to_be_named_for_an_earlier_start(model: Model) -> None:
    entries = read_text(HINDCAST.replace("  drivers: [market.fibre.supply]\n", ""))
    (problem,) = check_hindcasts(replace(model.pack, hindcasts=entries))
    assert (problem.key, problem.code) == ("since_2023.drivers", "missing-key")


def test_unknown_keys_and_broken_files(tmp_path: Path) -> None:
    report = check_pack(make(tmp_path / "toy", HINDCAST.replace("  predict:", "  predikt:")))
    told = [(problem.code, problem.line, problem.nearest) for problem in report.problems]
    assert ("unknown-key", 7, "predict") in told
    assert any(code == "missing-key" for code, _, _ in told)
    (problem,) = check_pack(make(tmp_path / "other", "since: 2023\n")).problems
    assert (problem.code, problem.expected) == ("value", "a list of hindcasts")


def test_a_state_that_is_missing_is_found_by_the_check(tmp_path: Path) -> None:
    folder = make(tmp_path / "toy")
    text = (folder / "parameters.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lost = "process.mill.existing.capacity"
    kept = [line for line in text if not line.startswith(f"{lost},{START},")]
    (folder / "parameters.csv").write_text("".join(kept), encoding="utf-8")
    assert [(item.code, item.key) for item in check_pack(folder).problems] == [("missing-start", lost)]


def test_a_fitted_parameter_needs_a_row_of_the_start(tmp_path: Path) -> None:
    folder = make(tmp_path / "toy")
    text = (folder / "parameters.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    fitted = pd.read_csv(folder / "fitted.csv")["path"][0]
    kept = [line for line in text if not (line.startswith(f"{fitted},{START},"))]
    assert len(kept) == len(text) - 1
    (folder / "parameters.csv").write_text("".join(kept), encoding="utf-8")
    assert ("since_2023.start", "leak") in [(item.key, item.code) for item in check_pack(folder).problems]
