"""A share processed at home of 100 % because nothing else is made is told wherever it is shown."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.cli.run import sections
from ioscenario.dimensions import LIMITS
from ioscenario.language import Language
from ioscenario.results import Results
from ioscenario.unmade import LEAST, notes, unmade

BAN = ios.Scenario(
    name="ban", extends="baseline", title={"en": "Ban", "ru": "Запрет", "kk": "Тыйым"},
    settings={"policy.lint.export_limit": {"from": 2027, "value": "0 %"}},
)  # fmt: skip


@pytest.fixture(scope="module")
def banned() -> tuple[Results, list[str]]:
    """The flagship with lint exports closed from 2027, and what it warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        return ios.load("kazakhstan-cotton").run(BAN), [str(item.message) for item in caught]


def test_the_published_share_reads_full_while_most_of_the_crop_lies_unused(banned: tuple[Results, list[str]]) -> None:
    data = banned[0].dataset
    share = unmade(data)
    assert share.dims == ("scenario", "year")
    assert float(data["processing_depth"].sel(scenario="ban", year=2027)) == pytest.approx(1.0)
    assert float(share.sel(scenario="ban", year=2027)) > 0.9
    assert float(share.sel(scenario="baseline").max()) == 0.0
    assert float(share.sel(scenario="ban", year=[2025, 2026]).max()) == 0.0
    # by hand: lint that gins could make of what lies unginned, at their technical maximum
    ban = data.sel(scenario="ban", year=2027)
    assert float(ban["unsold"].sel(commodity="lint")) == float(share.sel(scenario="ban", year=2027))
    gins = float(ban["capacity"].sel(process="ginning").sum())
    made = float(ban["production"].sel(commodity="lint"))
    possible = made / (1.0 - float(ban["unsold"].sel(commodity="lint")))
    assert made < possible < gins


def test_the_run_warns_and_names_the_share_of_what_could_be_made(banned: tuple[Results, list[str]]) -> None:
    (text,) = [line for line in banned[1] if "could be made" in line]
    assert text.startswith("Ban: from 2027 on raw material (cotton lint)")
    assert "100% of what is made is processed at home, and 7% of what could be made" in text


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_summary_dashboard_and_targets_say_so(banned: tuple[Results, list[str]], code: str) -> None:
    results = banned[0]
    (told,) = notes(results.dataset, Language(code))
    assert sections(results, code)[0].note == told
    for name, given in (("dashboard", {"scenario": "ban"}), ("targets", {})):
        figure = getattr(results.charts, name)(language=code, **given)
        words = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
        assert " ".join(told.split()) in words, name
    head = results.charts.dashboard(language=code, scenario="ban").texts[0].get_text()
    assert "100" not in head


def test_a_scenario_that_sells_its_lint_is_left_alone(banned: tuple[Results, list[str]]) -> None:
    assert notes(banned[0].dataset, Language("en"), ["baseline"]) == []
    calm = banned[0].charts.dashboard(scenario="baseline")
    assert not any("could be made" in text.get_text() for text in calm.texts)


def made(unsold: float, limit: str, **changes: Any) -> xr.Dataset:
    """One scenario, one year; ginning makes the raw material."""
    coords = {
        "scenario": ["s"], "year": [2030], "process": ["farm", "gin"], "commodity": ["raw", "lint"],
        "process_output": ("process", ["raw", "lint"]), "process_crop": ("process", [True, False]),
        "scenario_title_en": ("scenario", ["S"]), "commodity_name_en": ("commodity", ["Raw", "Lint"]),
    }  # fmt: skip
    data = {
        "processing_depth": (("scenario", "year"), [[0.8]]),
        "unsold": (("scenario", "year", "commodity"), [[[0.0, unsold]]]),
        "bottleneck": (("scenario", "year", "process"), np.array([[[0, LIMITS.index(limit)]]], dtype=np.int8)),
    }
    return xr.Dataset(data, coords, {"raw_material": "lint"}).assign_attrs(changes)


@pytest.mark.parametrize(
    ("unsold", "limit", "told"),
    [
        (0.5, "demand", True),
        (0.5, "price", True),
        (0.5, "input", False),
        (0.5, "capacity", False),
        (LEAST, "demand", False),
    ],
)
def test_only_what_nobody_takes_is_told(unsold: float, limit: str, told: bool) -> None:
    found = notes(made(unsold, limit), Language("en"))
    assert bool(found) is told
    if told:
        assert "80% of what is made is processed at home, and 40% of what could be made" in found[0]


def test_a_raw_material_that_no_plant_makes_is_all_counted_as_made() -> None:
    assert float(unmade(made(0.5, "demand", raw_material="raw")).max()) == 0.0
    assert notes(made(0.5, "demand").drop_vars("unsold"), Language("en")) == []
    assert notes(made(0.5, "demand").drop_vars("processing_depth"), Language("en")) == []


def test_no_shipped_scenario_has_it() -> None:
    """The flagship's are run with warnings as errors elsewhere."""
    assert float(unmade(ios.load("kazakhstan-leather").run().dataset).max()) <= LEAST
