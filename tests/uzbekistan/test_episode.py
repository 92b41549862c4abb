"""Does the model follow the reform? What the README says is held here, with what it misses."""

from __future__ import annotations

import re
import runpy
import warnings
from pathlib import Path

import numpy as np
import pytest

from ioscenario.model import load
from ioscenario.pack.loading import find_pack
from ioscenario.unmade import unmade
from tests.uzbekistan.conftest import NAME, Run

OBSERVED = {2017: 45, 2018: 65, 2019: 79, 2020: 97, 2021: 100, 2024: 96}
YEARS = range(2017, 2026)


def told(first: str) -> list[str]:
    """Cells of a row of the README's tables, the first row that begins so."""
    text = (find_pack(NAME) / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {re.escape(first)} \|(.*)\|$", text, re.MULTILINE)
    assert found, first
    return [cell.strip() for cell in found.group(1).split("|")]


@pytest.mark.parametrize("name", ["baseline", "ban_only", "support_only", "reform", "reform_with_projects"])
def test_the_readme_prints_what_the_model_gives(uzbek: Run, name: str) -> None:
    assert told(f"`{name}`") == [f"{100 * uzbek.depth(name, year):.0f}" for year in YEARS]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("without loans and tax relief", "no_loans"),
        ("mills first from 2018", "mills_first"),
        ("without the programme of 2017", "no_programme"),
        ("nothing drawn by profit", "lazy"),
        ("largest step 15 % (Kazakh pack)", "flagship_step"),
        ("a year from order to work", "quick"),
    ],
)
def test_the_readme_prints_the_variants(uzbek: Run, label: str, name: str) -> None:
    assert told(label) == [f"{100 * uzbek.depth(name, year):.0f}" for year in YEARS]


def test_the_readme_prints_what_was_observed(uzbek: Run) -> None:
    seen = {int(row["year"]): float(row["value"]) for row in uzbek.model.pack.history.to_dict("records")
            if row["variable"] == "processing_depth"}  # fmt: skip
    for year, value in OBSERVED.items():
        assert seen[year] == pytest.approx(value, abs=0.6)
    assert told("observed") == [str(OBSERVED.get(year, "")) for year in YEARS]


def test_the_reform_doubles_the_depth_and_lags_and_nothing_else_does(uzbek: Run) -> None:
    assert uzbek.depth("reform", 2021) == pytest.approx(0.91, abs=0.02)
    assert uzbek.depth("reform", 2022) >= 0.99
    rise = [uzbek.depth("reform", year) for year in range(2017, 2023)]
    assert rise == sorted(rise)
    for year in (2018, 2019, 2020, 2021):
        # behind what happened, never ahead of it
        assert -0.13 < uzbek.depth("reform", year) - OBSERVED[year] / 100 < 0.0
        assert uzbek.depth("baseline", year) == pytest.approx(0.449, abs=1e-3)
    assert uzbek.depth("ban_only", 2021) < uzbek.depth("reform", 2021) - 0.05


def test_four_years_do_not_test_the_response_to_profit(uzbek: Run) -> None:
    """Without any capacity drawn by profit the depth of 2021 is the same."""
    for year in range(2018, 2022):
        for name in ("lazy", "flagship_step"):
            assert uzbek.depth(name, year) == pytest.approx(uzbek.depth("reform", year), abs=1e-9)
    # later it decides
    assert uzbek.depth("reform", 2023) - uzbek.depth("lazy", 2023) > 0.1


def test_mills_are_built_for_a_crop_and_not_for_what_lies_in_store(uzbek: Run) -> None:
    """Lint piles up in 2020 and 2021 and is spun later, but no mill is built for it."""
    spun = 1.15 * 0.85 * uzbek.value("capacity", "reform", 2025, process="spinning")
    crops = [uzbek.value("production", "reform", year, commodity="lint") for year in range(2018, 2026)]
    assert uzbek.value("stock", "reform", 2021, commodity="lint") > 1e5
    assert min(crops) < spun < max(crops)


def test_gins_as_a_stage_of_their_own_change_nothing_for_mills(uzbek: Run, tmp_path: Path) -> None:
    """Lint that is not ginned for want of takers is seen by investors as lint in store is."""
    script = find_pack(NAME) / "derive" / "gins.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(script.parent))
        with_gins = runpy.run_path(str(script))["with_gins"]
    model = load(with_gins(find_pack(NAME), tmp_path / NAME))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        data = model.run("ban_only", "reform").dataset
    plain = uzbek.results.dataset
    for name in ("baseline", "ban_only", "reform"):
        for variable, where in (("intermediate_use", {"commodity": "lint"}), ("capacity", {"process": "spinning"})):
            found, expected = (item[variable].sel({"scenario": name, **where}) for item in (data, plain))
            np.testing.assert_allclose(found.values, expected.values, rtol=1e-7)
    # the share of what is made reads 100 % from the ban on; of what could be made it is as without gins
    depth, lost = data["processing_depth"], unmade(data)
    np.testing.assert_allclose(depth.sel(scenario="ban_only", year=slice(2020, None)), 1.0)
    assert float(lost.sel(scenario="ban_only", year=2020)) == pytest.approx(1.0 - uzbek.depth("ban_only", 2020))
    assert any("could be made" in str(item.message) for item in caught)


def test_what_lifted_the_observed_depth(uzbek: Run) -> None:
    """A third the smaller crop, two fifths fuller use, a quarter new plant: parts of the logarithm add up."""
    facts = uzbek.model.pack.facts
    plant = 1.15e-3 * uzbek.value("capacity", "baseline", 2017, process="spinning") * 0.85
    crop = np.log(facts["UZ_LINT_2017"] / facts["UZ_LINT_2020"])
    fuller, new = np.log(plant / facts["UZ_USE_2017"]), np.log(facts["UZ_USE_2020"] / plant)
    whole = np.log((facts["UZ_USE_2020"] / facts["UZ_LINT_2020"]) / (facts["UZ_USE_2017"] / facts["UZ_LINT_2017"]))
    assert crop + fuller + new == pytest.approx(whole, rel=1e-12)
    np.testing.assert_allclose(np.array([crop, fuller, new]) / whole, [0.33, 0.40, 0.26], atol=0.01)


def test_the_hindcast_beats_no_change_and_is_too_sure(uzbek: Run) -> None:
    found = uzbek.model.hindcast("reform_since_2017", samples=100, seed=1).scores.loc["processing_depth"]
    assert found["mape"] == pytest.approx(0.113, abs=0.01)
    assert found["bias"] < 0.0
    assert found["skill"] == pytest.approx(0.77, abs=0.03)
    assert found["skill_trend"] > 0.7
    assert found["coverage"] <= 0.4


def test_draws_reach_full_processing_in_four_years_hardly_ever(uzbek: Run) -> None:
    depth = uzbek.model.run("reform", samples=200, seed=1).dataset["processing_depth"].sel(scenario="reform")
    low, middle, high = depth.sel(year=2021).quantile([0.05, 0.5, 0.95], "sample").values
    np.testing.assert_allclose([low, middle, high], [0.77, 0.85, 0.95], atol=0.03)
    reached = (depth >= 0.95).mean("sample")
    assert float(reached.sel(year=2021)) < 0.15
    assert float(reached.sel(year=2023)) > 0.6
