"""Shadow values against runs made by hand, and what is refused."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import ioscenario as ios

YEAR = 2027


@cache
def toy() -> ios.Model:
    return ios.load("toy-chain")


def changed(**values: float) -> ios.Model:
    """The toy chain with other values of paths, dots written as double underscores, in the unit of the row."""
    table = toy().parameters.copy()
    for name, value in values.items():
        rows = table["path"] == name.replace("__", ".")
        assert rows.any()
        table.loc[rows, ["value", "low", "high"]] = value
    return toy().with_parameters(table)


def total(model: ios.Model, variable: str, **setting: object) -> float:
    """A variable of the year, summed, in the reference or with a path set."""
    scenario = "baseline"
    if setting:
        paths = {path.replace("__", "."): value for path, value in setting.items()}
        scenario = ios.Scenario("more", extends="baseline", settings=paths)  # type: ignore[assignment]
    data = model.run(scenario).dataset[variable].isel(scenario=-1).sel(year=YEAR)
    return float(data.sum())


def test_shadow_value_is_the_difference_of_two_runs() -> None:
    """A thousand shirts more in the home market in the year, in a run of its own."""
    values = toy().shadow_values(year=YEAR)
    rise = {"plus": "1000 item", "from": YEAR, "to": YEAR}
    for name in ("sector_jobs", "sector_output", "value_added"):
        gain = total(toy(), name, market__shirts__size=rise) - total(toy(), name)
        assert values.loc["market.shirts.size", name] == pytest.approx(gain / 1000.0, rel=1e-6)
    assert bool(values.loc["market.shirts.size", "binds"])


def test_growth_is_taken_into_account() -> None:
    """The market of the year is 5 million x 1.1^2; a unit of it is worth the same wherever growth led."""
    grown = changed(market__shirts__growth=10.0).shadow_values(year=YEAR).loc["market.shirts.size"]
    still = toy().shadow_values(year=YEAR).loc["market.shirts.size"]
    assert grown["level"] == pytest.approx(5e6 * 1.21)
    assert grown["sector_jobs"] == pytest.approx(still["sector_jobs"], rel=1e-6)


def test_slack_has_no_value() -> None:
    """Demand binds everywhere: no plant and no fibre more would be used."""
    values = toy().shadow_values(year=YEAR)
    slack = values[~values["binds"]]
    assert set(slack["limit"]) == {"capacity", "input"}
    assert (slack["sector_output"] == 0.0).all()
    assert set(values.loc[values["binds"], "limit"]) == {"demand"}


def test_plant_that_binds_is_worth_what_it_makes() -> None:
    """Weaving for half of what is wanted: a square metre more of plant makes 0.9, which brings in 1,000 tenge each."""
    short = changed(process__loom__existing__capacity=0.5, process__loom__project_realisation=0.0)
    values = short.shadow_values(year=YEAR, indicators=("output_value", "jobs_direct"))
    plant = values.loc["process.loom.existing.capacity"]
    assert bool(plant["binds"])
    thread = 0.2e-3 * 2.0  # price of the thread in a square metre; the mill makes it more
    assert plant["output_value"] == pytest.approx(0.9 * (0.001 + thread), rel=1e-6)
    assert plant["jobs_direct"] == pytest.approx(0.9 * (0.0001 + 0.2e-3 * 0.1), rel=1e-6)
    assert not values.loc["market.cloth.export_demand", "binds"]


def test_raw_material_that_binds() -> None:
    """A tonne of fibre more makes 0.8 tonnes of thread."""
    values = changed(market__fibre__supply=100.0).shadow_values(year=YEAR, indicators=("production",))
    assert bool(values.loc["market.fibre.supply", "binds"])
    assert values.loc["market.fibre.supply", "level"] == 100.0
    assert values.loc["market.fibre.supply", "unit"] == "t"


def test_only_the_year_asked_for_is_raised() -> None:
    """Levels are those of the year: plant that opens later is not in it."""
    levels = [toy().shadow_values(year=year)["level"]["process.mill.existing.capacity"] for year in (2026, 2030)]
    assert levels[0] < levels[1]


def test_scenario_and_defaults() -> None:
    values = toy().shadow_values("more_demand")
    last = toy().shadow_values("more_demand", 2030)
    pd.testing.assert_frame_equal(values, last)
    assert list(values.columns) == ["limit", "level", "unit", "binds", "sector_jobs", "sector_output", "value_added"]


def test_a_crop_has_land_and_water_among_its_limits() -> None:
    values = ios.load().shadow_values(year=2026, indicators=("harvest", "water"))
    for path in ("growing.area", "growing.area_limit", "growing.water_quota"):
        assert path in values.index
    binding = values.loc["growing.area"] if values.loc["growing.area", "binds"] else values.loc["growing.water_quota"]
    assert binding["harvest"] > 0.0
    assert not values.loc["growing.area_limit", "binds"]


def test_all_mistakes_are_refused_at_once() -> None:
    with pytest.raises(ios.InputError) as refused:
        toy().shadow_values(year=2025, indicators=("sector_jbs", "bottleneck"))
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["unknown-year", "unknown-variable", "unknown-variable"]
    assert refused.value.problems[1].nearest == "sector_jobs"
