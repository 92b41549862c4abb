"""The flagship started in 2021: its scores are held, so that a change of the model is noticed."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ioscenario.assessment.hindcast import Hindcast
from ioscenario.model import Model, load
from ioscenario.pack.hindcasts import Predicted
from ioscenario.pack.observed import observations, whole_years
from tests.flagship.conftest import Run

#: Indicator: years scored, error and bias of the model, error of no change. The model loses on lint, of which
#: statistics recorded half in 2022 and nearly all in 2025, and on fabric: one mill stood still in 2022 and cut its
#: output since.
SCORES = {
    "production[lint]": (2, 0.328, -0.058, 0.323),
    "exports[yarn]": (1, 0.351, -0.351, 0.400),
    "production[fabric]": (3, 1.444, 1.444, 1.262),
    "production[textile_articles]": (1, 0.116, -0.116, 0.224),
    "output_value[sewing_garments]": (3, 0.053, -0.053, 0.119),
    "sector_output": (4, 0.097, -0.094, 0.171),
    "sector_jobs": (1, 0.166, -0.166, 0.186),
}
#: 2026, printed before its statistics: central value and ends of the interval, in units of the results.
FORECAST = {
    "harvest": (518e3, 453e3, 543e3),
    "production[lint]": (164.2e3, 151e3, 176e3),
    "production[fabric]": (16.2e6, 11.7e6, 22.1e6),
    "production[textile_articles]": (28.7e6, 24.1e6, 33.9e6),
    "sector_output": (307.4e3, 287e3, 337e3),
    "sector_jobs": (22.6e3, 20.3e3, 25.4e3),
}


@pytest.fixture(scope="module")
def found(flagship: Run) -> Hindcast:
    return flagship.model.hindcast("since_2021")


def test_scores_are_held(found: Hindcast) -> None:
    assert list(found.scores.index) == list(SCORES)
    for name, (years, error, bias, rival) in SCORES.items():
        row = found.scores.loc[name]
        assert row["years"] == years, name
        told = (row["mape"], row["bias"], row["mape_no_change"])
        assert told == pytest.approx((error, bias, rival), abs=0.003), name
    assert found.scores.index[found.scores["skill"] < 0].tolist() == ["production[lint]", "production[fabric]"]


def test_against_observations_the_model_wins_in_three_of_five(found: Hindcast, flagship: Run) -> None:
    """Where no whole year was observed by the start, no change is the model's own start: a gain over it is no win."""
    whole = whole_years(observations(flagship.model.pack))
    whole = whole[whole["year"] <= found.start]
    seen = set(zip(whole["variable"], whole["label"], strict=True))
    known = [pair in seen for pair in zip(found.scores["variable"], found.scores["label"], strict=True)]
    skill = found.scores.loc[known, "skill"]
    unseen = found.scores.index[[not item for item in known]]
    assert unseen.tolist() == ["exports[yarn]", "production[textile_articles]"]
    assert (len(skill), int((skill > 0.0).sum())) == (5, 3)


def test_the_harvest_is_held(flagship: Run) -> None:
    """Given areas and drip land only: better than no change and than the trend, and too low in every year."""
    row = flagship.model.hindcast("harvest_since_2021").scores.loc["harvest"]
    told = (row["mape"], row["bias"], row["mape_no_change"], row["mape_trend"])
    assert told == pytest.approx((0.0745, -0.0745, 0.165, 0.152), abs=0.001)


def test_the_crop_that_is_given_is_the_one_observed(flagship: Run) -> None:
    entry = flagship.model.pack.hindcasts[0]
    asked = entry.model_copy(update={"predict": (Predicted(indicator="harvest"),), "breaks": ()})
    pack = replace(flagship.model.pack, hindcasts=(asked,))
    harvest = Model(pack).hindcast().dataset.sel(indicator="harvest")
    assert harvest["scored"].sum() == 3
    assert harvest["predicted"].where(harvest["scored"], drop=True).values == pytest.approx(
        harvest["observed"].where(harvest["scored"], drop=True).values, rel=1e-4
    )


def test_the_start_meets_what_was_known_of_it(found: Hindcast) -> None:
    start = found.dataset.sel(year=2021)
    for name in ("production[lint]", "production[fabric]", "output_value[sewing_garments]", "sector_output"):
        one = start.sel(indicator=name)
        assert one["predicted"].item() == pytest.approx(one["observed"].item(), rel=1e-5), name
    jobs = found.dataset.sel(indicator="sector_jobs")
    assert jobs["predicted"].sel(year=2021).item() == pytest.approx(jobs["observed"].sel(year=2020).item(), rel=1e-5)


def test_nothing_fitted_to_a_later_figure_enters(found: Hindcast, flagship: Run) -> None:
    """Rows of the start rest on no figure of a later year, but for those that say what the start was."""
    pack, entry = flagship.model.pack, flagship.model.pack.hindcasts[0]
    start = flagship.model.starting(entry.start, entry.drivers).pack
    for path in pack.fitted["path"]:
        assert start.parameters[path].values != pack.parameters[path].values, path
    history = pack.history
    known, kept = (
        {name for cell in history.loc[rows, "source"] for name in cell.split(";")}
        for rows in (history["year"] <= entry.start, history["year"].isin(entry.validate_))
    )
    rows = start.frame[start.frame["year"].isna() & ~start.frame["path"].isin(entry.drivers or ())]
    own = {(row["path"], row["line"]) for row in pack.frame[pack.frame["year"] == entry.start].to_dict("records")}
    used = {
        name
        for row in rows.to_dict("records")
        if (row["path"], row["line"]) in own
        for name in f"{row['source']};{row['derivation']}".replace(" ", ";").replace("(", "").split(";")
    }
    # the farm price of 2022 takes lint out of the textiles of that year, whose level over its growth is that of 2021
    assert used & (kept - known) == {"C46"}
    assert len(own) > 30


def test_what_rests_on_later_figures_is_weighed(found: Hindcast) -> None:
    """Of the coefficients that rest on later publications few move a prediction, and none by more than its change."""
    later = found.later.set_index("path")
    assert len(later) > 100
    assert later["effect"].max() == pytest.approx(0.1, rel=1e-6)
    assert (later["effect"] >= 0.01).sum() == 13
    # pay, costs of growing and the plan of 2026 tell nothing of what is predicted
    for path in ("growing.purchases", "growing.labour", "growing.wage", "growing.area_limit"):
        assert later["effect"][path] < 1e-9, path


def test_the_forecast_is_held(flagship: Run) -> None:
    found = flagship.model.hindcast("forecast_2026", samples=300, seed=0)
    told = found.forecast.set_index("indicator")
    assert set(told["year"]) == {2026}
    for name, ends in FORECAST.items():
        row = told.loc[name]
        assert row["predicted"] == pytest.approx(ends[0], rel=0.01), name
        assert (row["low"], row["high"]) == pytest.approx(ends[1:], rel=0.06), name
    # harvest by hand: planned area, of which the share equipped as in 2025
    area, drip = 162e3, 0.343406593
    assert told.loc["harvest", "predicted"] == pytest.approx(area * (drip * 3.90704 + (1 - drip) * 2.83), rel=0.002)


def test_no_statistic_of_2026_is_in_the_history(flagship: Run) -> None:
    assert flagship.model.pack.history["year"].max() == 2025


def test_earlier_rows_change_no_parameter_from_2025_on(flagship: Run, tmp_path: Path) -> None:
    """Without the rows of earlier years every parameter is the same, to the digit."""
    folder = tmp_path / "plain"
    shutil.copytree(flagship.model.pack.folder, folder, ignore=shutil.ignore_patterns("derive"))
    (folder / "hindcast.yaml").unlink()
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [item for item in described["resources"] if item["path"] != "hindcast.yaml"]
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    with (folder / "parameters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    kept = [row for row in rows if not (row[1].isdigit() and int(row[1]) < 2025)]
    assert len(kept) < len(rows)
    with (folder / "parameters.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)
    assert load(folder).pack.parameters == flagship.model.pack.parameters


def test_yearly_rates_of_part_years_are_marked(found: Hindcast) -> None:
    fabric = found.dataset.sel(indicator="production[fabric]")
    assert fabric["months"].sel(year=[2020, 2023]).values.tolist() == [4, 11]
    assert fabric["scored"].sel(year=[2022, 2023, 2024, 2025]).values.tolist() == [True, True, False, True]
    articles = found.dataset.sel(indicator="production[textile_articles]", year=2020)
    assert articles["months"].item() == 4
    assert not articles["scored"].item()
    assert np.isfinite(articles["observed"].item())
