"""The flagship started in 2021: its scores are held, so that a change of the model is noticed."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ioscenario.assessment.hindcast import Hindcast
from ioscenario.model import load
from tests.flagship.conftest import Run

#: Indicator: years scored, error and bias of the model, error of no change. The model loses on fabric: one mill
#: stood still in 2022 and cut its output under cheap imports since.
SCORES = {
    "harvest": (3, 0.076, -0.076, 0.165),
    "production[lint]": (2, 0.286, -0.116, 0.323),
    "exports[yarn]": (1, 0.351, -0.351, 0.400),
    "production[fabric]": (3, 1.444, 1.444, 1.262),
    "production[textile_articles]": (1, 0.116, -0.116, 0.224),
    "output_value[sewing_garments]": (3, 0.053, -0.053, 0.119),
    "sector_output": (4, 0.112, -0.112, 0.171),
    "sector_jobs": (1, 0.169, -0.169, 0.186),
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
    assert (found.scores["skill"] > 0).sum() == 7
    assert found.scores["skill"]["production[fabric]"] < 0
    assert found.scores["skill_trend"]["harvest"] == pytest.approx(0.498, abs=0.02)


def test_the_start_meets_what_was_known_of_it(found: Hindcast) -> None:
    start = found.dataset.sel(year=2021)
    for name in ("production[lint]", "production[fabric]", "output_value[sewing_garments]", "sector_output"):
        one = start.sel(indicator=name)
        assert one["predicted"].item() == pytest.approx(one["observed"].item(), rel=1e-5), name
    jobs = found.dataset.sel(indicator="sector_jobs")
    assert jobs["predicted"].sel(year=2021).item() == pytest.approx(jobs["observed"].sel(year=2020).item(), rel=1e-5)


def test_nothing_fitted_to_a_later_figure_enters(found: Hindcast, flagship: Run) -> None:
    """Fitted parameters have rows of the start; what else rests on later facts is listed."""
    assert not set(flagship.model.pack.fitted["path"]) & set(found.later.loc[found.later["grade"] != "E", "path"])
    start = flagship.model.starting(2021, ["growing.area", "growing.drip_share"]).pack.parameters
    for path in flagship.model.pack.fitted["path"]:
        assert start[path].values != flagship.model.pack.parameters[path].values, path


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
