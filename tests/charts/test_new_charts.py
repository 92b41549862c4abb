"""Charts of a whole scenario: what is drawn is what was computed, and what has to add up does."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle

import ioscenario as ios
from ioscenario.charts import comparison, dashboard, data, money, outlook, style, trajectories, waterfall
from ioscenario.charts.money import valued
from ioscenario.charts.view import View
from ioscenario.dimensions import LIMITS
from ioscenario.language import Language
from ioscenario.problems import InputError
from ioscenario.results import Results

SCENARIO = "more_demand"


@pytest.fixture(scope="module")
def results() -> Results:
    return ios.load("toy-chain").run()


@pytest.fixture(scope="module")
def drawn() -> Results:
    return ios.load("toy-chain").run(SCENARIO, samples=12, seed=1)


def found(figure: Figure, start: str) -> dict[str, Artist]:
    """Artists whose id begins with a word, by the rest of it."""
    artists = figure.findobj(lambda item: str(item.get_gid() or "").startswith(start))
    return {str(item.get_gid()).removeprefix(start): item for item in artists if item.axes is not None}


def same(one: Any, other: Any) -> None:
    np.testing.assert_allclose(np.asarray(one, dtype=float), np.asarray(other, dtype=float), rtol=1e-9, atol=1e-9)


def scale(values: Any, unit: str) -> float:
    """Factor by which a chart in English divides values."""
    return Language("en").scale(np.ravel(values).tolist(), unit)[0]


def heights(band: Artist, count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Upper less lower edge of a filled area at each of its places."""
    path = cast(PolyCollection, band).get_paths()[0]
    vertices = np.asarray(path.vertices)
    lower, upper = vertices[1 : count + 1, 1], vertices[count + 2 : 2 * count + 2, 1][::-1]
    return np.asarray(np.abs(upper - lower), dtype=np.float64)


# --------------------------------------------------------------------- trajectories


def test_areas_of_stages_are_their_jobs_and_reach_the_jobs_of_the_sector(results: Results) -> None:
    figure = trajectories(results)
    numbers = data(figure)
    assert numbers is not None
    jobs = results.dataset["sector_jobs"]
    sums = numbers.groupby(["scenario", "year"])["value"].sum()
    for name in results.scenarios:
        same(sums[name], jobs.sel(scenario=name))
    factor = scale(jobs, "job")
    areas = found(figure, "stage:")
    direct = results.dataset["jobs_direct"].sum("technology")
    count = results.dataset.sizes["year"]
    for key, band in areas.items():
        stage, name = key.split(":")
        if stage in direct["process"].values:
            same(heights(band, count) * factor, direct.sel(process=stage, scenario=name))
    assert len(areas) >= 3 * len(results.scenarios)
    for name, line in found(figure, "reference:").items():
        assert name != results.reference
        same(np.asarray(cast(Line2D, line).get_ydata()) * factor, jobs.sel(scenario=results.reference))


@pytest.mark.parametrize("variable", ["value_added_direct", "investment"])
def test_other_variables_add_up_to_all_stages(results: Results, variable: str) -> None:
    numbers = data(trajectories(results, variable, language="ru"))
    assert numbers is not None
    same(numbers["value"].sum(), results.dataset[variable].sum())


def test_variables_that_do_not_add_up_are_refused(results: Results) -> None:
    with pytest.raises(InputError, match="jobs_direct"):
        trajectories(results, "jobs_direc")


# ------------------------------------------------------------------------ waterfall


def test_steps_of_the_waterfall_join_and_end_at_the_difference(results: Results) -> None:
    figure = waterfall(results, SCENARIO, 2030)
    change = results.difference().sel(scenario=SCENARIO, year=2030)
    for variable, unit in (("jobs", "job"), ("value_added", "million KZT")):
        bars = {key: cast(Rectangle, bar) for key, bar in found(figure, f"{variable}:").items()}
        total = float(change[variable].sum())
        steps = [bar for key, bar in bars.items() if key != "difference"]
        edges = [bar.get_x() + bar.get_width() for bar in steps]
        same([bar.get_x() for bar in steps[1:]], edges[:-1])
        assert steps[0].get_x() == 0.0
        same(edges[-1], bars["difference"].get_width())
        numbers = cast(pd.DataFrame, data(figure)).set_index(["variable", "part"])["value"]
        same(numbers[variable, "difference"], total)
        same(numbers[variable].drop("difference").sum(), total)
        factor = scale([*numbers[variable], total], unit)
        same(bars["difference"].get_width() * factor, total)


def test_a_waterfall_needs_something_to_compare_with(results: Results) -> None:
    with pytest.raises(InputError, match="other than the reference"):
        waterfall(results, results.reference)


# ----------------------------------------------------------------------- comparison


def test_bars_of_the_comparison_are_relative_differences(results: Results) -> None:
    figure = comparison(results, SCENARIO)
    numbers = cast(pd.DataFrame, data(figure)).set_index("indicator")
    last = results.dataset.isel(year=-1)
    jobs = last["sector_jobs"]
    same(numbers.loc["sector_jobs", [results.reference, SCENARIO]], jobs.sel(scenario=[results.reference, SCENARIO]))
    cost = results.dataset["public_cost"].sum(["lever", "year"])
    same(numbers.loc["public_cost", SCENARIO], cost.sel(scenario=SCENARIO))
    for key, bar in found(figure, "difference:").items():
        before, after = (float(cast(Any, numbers.loc[key, name])) for name in (results.reference, SCENARIO))
        relative = after / before - 1.0
        same(cast(Rectangle, bar).get_width(), 100 * np.clip(relative, -1.0, 1.0))


def test_two_scenarios_in_either_order_are_opposite(results: Results) -> None:
    there = cast(pd.DataFrame, data(comparison(results, SCENARIO)))
    back = cast(pd.DataFrame, data(comparison(results, results.reference, SCENARIO)))
    same(there["difference"], -back["difference"])


def test_intervals_of_the_comparison_are_of_the_same_draw(drawn: Results) -> None:
    figure = comparison(drawn, SCENARIO, year=2030)
    jobs = drawn.dataset["sector_jobs"].sel(year=2030)
    relative = (jobs.sel(scenario=SCENARIO) / jobs.sel(scenario=drawn.reference) - 1.0).values
    line = cast(Line2D, found(figure, "interval:")["sector_jobs"])
    same(line.get_xdata(), 100 * np.quantile(relative, (0.05, 0.95)))


def test_a_scenario_is_not_compared_with_itself(results: Results) -> None:
    with pytest.raises(InputError, match="two different scenarios"):
        comparison(results, SCENARIO, SCENARIO)


# -------------------------------------------------------------------------- outlook


def test_bands_of_the_outlook_are_quantiles_of_the_draws(drawn: Results) -> None:
    figure = outlook(drawn, SCENARIO)
    jobs = drawn.dataset["sector_jobs"].sel(scenario=SCENARIO).transpose("sample", "year").values
    low, middle, high = np.quantile(jobs, (0.05, 0.5, 0.95), axis=0)
    every = [*np.quantile(jobs, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0).ravel()]
    factor = scale(every, "job")
    same(np.asarray(cast(Line2D, found(figure, "median:")["sector_jobs"]).get_ydata()) * factor, middle)
    same(heights(found(figure, "band90:")["sector_jobs"], jobs.shape[1]) * factor, high - low)
    numbers = cast(pd.DataFrame, data(figure))
    assert (numbers["q05"] <= numbers["q25"]).all()
    assert (numbers["q75"] <= numbers["q95"]).all()


def test_without_draws_the_outlook_has_no_bands(results: Results) -> None:
    figure = outlook(results, SCENARIO)
    assert not found(figure, "band90:")
    line = cast(Line2D, found(figure, "median:")["processing_depth"])
    same(np.asarray(line.get_ydata()) * 0.01, results.dataset["processing_depth"].sel(scenario=SCENARIO))


# ------------------------------------------------------------------------ dashboard


def test_dashboard_shows_lines_costs_and_limits_of_the_scenario(results: Results) -> None:
    figure = dashboard(results, SCENARIO)
    chosen = results.dataset.sel(scenario=SCENARIO)
    lines = found(figure, "sector_output:")
    assert set(lines) == {results.reference, SCENARIO}
    factor = scale(results.dataset["sector_output"].sel(scenario=list(lines)), "million KZT")
    same(np.asarray(cast(Line2D, lines[SCENARIO]).get_ydata()) * factor, chosen["sector_output"])
    costs = chosen["public_cost"].sum("lever")
    factor = scale(costs, "million KZT")
    for year, bar in found(figure, "public_cost:").items():
        same(cast(Rectangle, bar).get_height() * factor, costs.sel(year=int(year)))
    for key in found(figure, "bottleneck:"):
        process, limit, first, last = key.split(":")
        codes = chosen["bottleneck"].sel(process=process, year=slice(int(first), int(last))).values
        assert {LIMITS[int(code)] for code in codes} == {limit}


def test_key_figures_of_the_dashboard_are_the_results(results: Results) -> None:
    numbers = cast(pd.DataFrame, data(dashboard(results, SCENARIO)))
    keys = numbers[numbers["indicator"] == "key:public_cost"].set_index(["scenario", "year"])["value"]
    same(keys[SCENARIO, 2030], results.dataset["public_cost"].sel(scenario=SCENARIO).sum())


# ---------------------------------------------------------------------------- money


def test_bands_of_money_are_quantities_at_prices(results: Results) -> None:
    figure = money(results, SCENARIO, (2025, 2030))
    numbers = cast(pd.DataFrame, data(figure)).set_index(["year", "source", "target", "item"])["value"]
    ds = results.dataset.sel(scenario=SCENARIO)
    for axes in figure.axes:
        year = int(str(axes.get_gid()).removeprefix("money:"))
        bands = [patch for patch in axes.patches if str(patch.get_gid()).startswith("band:")]
        assert bands
        for patch in bands:
            source, target, item = str(patch.get_gid()).removeprefix("band:").rsplit(":", 2)
            vertices = np.asarray(cast(PathPatch, patch).get_path().vertices)[:-1]
            same(vertices[0, 1] - vertices[-1, 1], numbers[year, source, target, item])
        outside = ds.sel(year=year)
        for place, value in numbers[[year]].items():
            _, source, target, item = cast(tuple[int, str, str, str], place)
            if target == "exports":
                same(value, outside["exports"].sel(commodity=item) * outside["price"].sel(commodity=item))
            if item == "value_added":
                same(value, outside["value_added_direct"].sel(process=source))


@pytest.mark.parametrize("samples", [None, 3])
def test_a_stage_is_paid_for_what_goes_in_and_what_it_adds(samples: int | None) -> None:
    """Output value = home-made and imported inputs + electricity and other inputs + value added."""
    found = ios.load("toy-chain").run(SCENARIO, samples=samples, seed=0 if samples else None)
    flows = valued(View(found, "en"), SCENARIO, [2025, 2030]).dataset.sel(scenario=SCENARIO)
    ds = found.dataset.sel(scenario=SCENARIO, year=[2025, 2030])
    running = ds["unit_cost_component"].sel(component=["electricity", "other_inputs"]).sum("component")
    services = (running * ds["activity"]).sum("technology")
    paid = flows["input_domestic"].sum("commodity") + flows["input_imported"].sum("commodity")
    whole = ds["output_value"] - services
    if samples:
        whole = whole.mean("sample")
    mills = [name for name, crop in zip(ds["process"].values, ds["process_crop"].values, strict=True) if not crop]
    same((paid + flows["value_added_direct"]).sel(process=mills), whole.sel(process=mills))


def test_imported_inputs_cost_what_the_unit_cost_says(results: Results) -> None:
    flows = valued(View(results, "en"), SCENARIO, [2030]).dataset.sel(scenario=SCENARIO, year=2030)
    ds = results.dataset.sel(scenario=SCENARIO, year=2030)
    cost = (ds["unit_cost_component"].sel(component="imported_inputs") * ds["activity"]).sum("technology")
    imported = flows["input_imported"].sum("commodity")
    idle = ds["input_imported"].sum("commodity") == 0.0
    same(imported.where(idle, 0.0), 0.0 * imported)
    # planned and actual home shares may differ where home supply falls short; here they do not
    same(imported, cost)


# ------------------------------------------------------------------------- the rest


@pytest.mark.parametrize("chart", [comparison, dashboard, money, outlook, trajectories, waterfall])
def test_unknown_scenarios_are_refused_with_the_nearest(results: Results, chart: Any) -> None:
    arguments = {"scenarios": ["more_demnd"]} if chart is trajectories else {"scenario": "more_demnd"}
    with pytest.raises(InputError, match="nearest: more_demand"):
        chart(results, **arguments)


def test_a_chart_fills_the_axes_of_a_dashboard_of_ones_own(results: Results) -> None:
    figure = Figure(figsize=(16 / style.CM_PER_INCH, 20 / style.CM_PER_INCH))
    upper, lower = figure.subplots(2, 1)
    assert waterfall(results, SCENARIO, ax=upper) is figure
    trajectories(results, ax=lower)
    assert data(upper) is not None
    assert data(lower) is not None
