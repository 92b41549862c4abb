"""Charts of prices, cost and public money: what is drawn is what was computed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ioscenario import load
from ioscenario.appraisal import FIGURES, WIDE, appraise, percentiles
from ioscenario.charts import CHARTS, Charts, available, data, style
from ioscenario.charts.style import title
from ioscenario.charts.view import HasDataset
from ioscenario.decomposition import PARTS, jobs_change
from ioscenario.dimensions import TECHNOLOGIES
from ioscenario.problems import InputError
from tests.charts.conftest import COMPONENTS, INPUT, OUTPUT, PROCESSES, UNITS
from tests.charts.printable import assert_printable
from tests.charts.test_data import found, same
from tests.charts.test_economy_charts import widths

LAST = 2035


def mean(array: xr.DataArray) -> xr.DataArray:
    """Without samples."""
    return array.mean("sample") if "sample" in array.dims else array


# ---------------------------------------------------------------------------------- costs


@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_bars_of_costs_are_shares_of_the_price(request: pytest.FixtureRequest, kind: str) -> None:
    results: HasDataset = request.getfixturevalue(kind)
    bars = widths(Charts(results).costs("renewal", 2030), "unit_cost_component:")
    chosen = mean(results.dataset["unit_cost_component"].sel(scenario="renewal", year=2030))
    price = mean(results.dataset["price"].sel(scenario="renewal", year=2030))
    assert len(bars) == len(PROCESSES) * 2 * len(COMPONENTS)
    for name, width in bars.items():
        process, technology, component = name.split(":")
        cost = chosen.sel(process=process, technology=technology, component=component)
        same(width, 100 * float(cost) / float(price.sel(commodity=OUTPUT[process])))


def test_line_of_the_price_is_at_its_whole(results: HasDataset) -> None:
    lines = found(Charts(results).costs(), "price:")
    assert set(lines) == set(PROCESSES)
    for line in lines.values():
        same(cast(Any, line).get_xdata(), 100.0)


def test_costs_keep_their_numbers_in_units_of_the_results(results: HasDataset) -> None:
    frame = data(Charts(results).costs())
    assert frame is not None
    total = frame.groupby(["process", "technology"])["cost"].sum()
    expected = results.dataset["unit_cost_component"].sel(scenario="now", year=2020).sum("component").to_series()
    same(total, expected.loc[total.index])
    assert dict(zip(frame["process"], frame["unit"], strict=True)) == {
        process: f"million KZT per {UNITS[good]}" for process, good in OUTPUT.items()
    }


def test_title_of_costs_names_the_stage_with_least_left(results: HasDataset) -> None:
    chosen = results.dataset.sel(scenario="now", year=2020)
    cost = chosen["unit_cost_component"].sel(technology="existing").sum("component")
    price = chosen["price"]
    share = {name: float(cost.sel(process=name) / price.sel(commodity=OUTPUT[name])) for name in PROCESSES[1:]}
    tight = max(share, key=lambda name: share[name])
    text = title(Charts(results).costs())
    assert {"knotting": "knotting of mesh"}[tight] in text
    assert f"{100 * share[tight]:.0f}%" in text


def test_a_technology_without_a_cost_is_left_out(results: HasDataset) -> None:
    cost = results.dataset["unit_cost_component"].copy()
    cost.loc[{"process": "tending", "technology": "modern"}] = np.nan

    class Dry:
        dataset = results.dataset.assign(unit_cost_component=cost)

    figure = Charts(Dry()).costs(language="kk")
    assert_printable(figure)
    assert not [name for name in widths(figure, "unit_cost_component:") if name.startswith("tending:modern")]


def test_costs_of_packs_add_up_to_the_unit_cost() -> None:
    results = load("kazakhstan-leather").run("comprehensive")
    frame = data(results.charts.costs("comprehensive", 2035))
    assert frame is not None
    expected = results.dataset["unit_cost"].sel(scenario="comprehensive", year=2035).to_series()
    total = frame.groupby(["process", "technology"])["cost"].sum()
    same(total, expected.loc[total.index])


# ---------------------------------------------------------------------------- value added


@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_parts_of_a_stage_add_up_to_its_output(request: pytest.FixtureRequest, kind: str) -> None:
    results: HasDataset = request.getfixturevalue(kind)
    figure = Charts(results).value_added("renewal_access")
    bars = {part: widths(figure, f"{part}:") for part in ("purchases", "labour", "surplus")}
    for name in bars["labour"]:
        process, year = name.split(":")
        chosen = results.dataset.sel(scenario="renewal_access", process=process, year=int(year))
        same(sum(bars[part][name] for part in bars) * 1e3, float(mean(chosen["output_value"])))
        same(bars["labour"][name] * 1e3, float(mean(chosen["labour_cost"])))
        same((bars["labour"][name] + bars["surplus"][name]) * 1e3, float(mean(chosen["value_added_direct"])))
    assert len(bars["labour"]) == 2 * len(PROCESSES)


def test_value_added_cumulates_along_the_chain(results: HasDataset) -> None:
    """By hand: a tonne of fibre needs 3 of reed, gives 1 / 1.15 of twine, and so on; two goods are made of mesh."""
    figure = Charts(results).value_added("now", [LAST])
    chosen = results.dataset.sel(scenario="now", year=LAST)
    per = chosen["value_added_direct"] / chosen["activity"].sum("technology")
    units = {"tending": 3.0, "retting": 1.0, "twisting": 1 / 1.15}
    units["knotting"] = units["twisting"] / INPUT["knotting"][1]
    units |= {name: units["knotting"] / INPUT[name][1] for name in ("sack_making", "hat_making")}
    own = {name: float(per.sel(process=name)) * amount for name, amount in units.items()}
    before = {"tending": 0.0}
    for name in ("retting", "twisting", "knotting", "sack_making"):
        earlier = PROCESSES[PROCESSES.index(name) - 1]
        before[name] = before[earlier] + own[earlier]
    before["hat_making"] = before["sack_making"]
    bars = found(figure, "cumulated:")
    for name in PROCESSES:
        bar = cast(Rectangle, bars[f"{name}:{LAST}"])
        same(bar.get_x(), before[name])
        same(bar.get_width(), own[name])


def test_a_good_of_two_makings_counts_each_way_with_its_part() -> None:
    """Half a tonne of raw material each way: by a mill that adds 10, and by hand that adds nothing."""
    dims, processes, goods = ("process", "commodity"), ["mill", "hand", "shop"], ["raw", "yarn", "felt", "coat"]
    used = np.full((3, 4), np.nan)
    used[0, 0], used[1, 0], used[2, 1], used[2, 2] = 1.0, 1.0, 1.0, 1.0
    names = {"process_name_en": ("process", processes), "commodity_name_en": ("commodity", goods)}
    flows = {"input_domestic": (dims, used), "input_imported": (dims, 0.0 * used)}
    values = {
        "output_value": [15.0, 5.0, 40.0],
        "value_added_direct": [10.0, 0.0, 20.0],
        "labour_cost": [4.0, 0.0, 9.0],
    }
    dataset = xr.Dataset(
        {
            **flows,
            **{name: ("process", numbers) for name, numbers in values.items()},
            "activity": (("process", "technology"), [[1.0, 0.0], [1.0, 0.0], [2.0, 0.0]]),
        },
        {"process": processes, "commodity": goods, "technology": list(TECHNOLOGIES), **names},
    ).expand_dims(scenario=["now"], year=[2020])
    dataset = dataset.assign_coords(
        {
            **names,
            "scenario_title_en": ("scenario", ["As it is"]),
            "process_output": ("process", ["yarn", "felt", "coat"]),
            "process_crop": ("process", [False] * 3),
            "commodity_unit": ("commodity", ["t", "t", "t", "item"]),
        }
    ).assign_attrs(raw_material="raw", currency="KZT", reference="now", base_year=2020, source_line_en="-")

    class Made:
        pass

    Made.dataset = dataset  # type: ignore[attr-defined]
    frame = data(Charts(cast(HasDataset, Made())).value_added())
    assert frame is not None
    shown = frame.set_index("process")
    # a coat holds a tonne of raw material; half of it went through the mill
    same(shown.loc["mill", "cumulated"], 10.0)
    same(shown.loc["shop", "per_raw_material"], 10.0)
    same(shown.loc["shop", "cumulated"], 10.0 + 0.5 * 10.0 + 0.5 * 0.0)


@pytest.mark.parametrize("years", [[], [2020, 2021, 2022, 2023]])
def test_no_year_and_too_many_are_refused(results: HasDataset, years: list[int]) -> None:
    with pytest.raises(InputError, match="years"):
        Charts(results).value_added(years=years)


# -------------------------------------------------------------------------------- drivers


@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_waterfall_is_the_split_and_adds_up(request: pytest.FixtureRequest, kind: str) -> None:
    results: HasDataset = request.getfixturevalue(kind)
    figure = Charts(results).drivers("renewal_access", 2030)
    split = mean(jobs_change(results.dataset, "now").sel(scenario="renewal_access", year=2030).to_array("part")) / 1e3
    artists = figure.findobj(lambda item: item.get_gid() in (*PARTS, "difference"))
    bars = {str(item.get_gid()): cast(Rectangle, item) for item in artists}
    end = 0.0
    for part in PARTS:
        same(bars[part].get_width(), float(split.sel(part=part).sum()))
        same(bars[part].get_x(), end)
        end += bars[part].get_width()
        for process, width in widths(figure, f"{part}:").items():
            same(width, float(split.sel(part=part, process=process)))
    same(bars["difference"].get_width(), end)
    jobs = mean(results.dataset["jobs"]).sel(effect="direct", year=2030)
    same(end * 1e3, float(jobs.sel(scenario="renewal_access") - jobs.sel(scenario="now")))


def test_drivers_are_of_the_scenario_that_differs_most_unless_one_is_named(results: HasDataset) -> None:
    jobs = results.dataset["jobs_direct"].sel(year=LAST).sum(["process", "technology"]).to_series()
    far = str((jobs - jobs["now"]).abs().idxmax())
    assert title(Charts(results).drivers()) == title(Charts(results).drivers(far))


def test_no_difference_is_said_in_words(results: HasDataset) -> None:
    chosen = results.dataset[["jobs_direct", "activity"]]
    flat = (0.0 * chosen + chosen.sel(scenario="now", drop=True)).transpose("scenario", ...)
    same_everywhere = results.dataset.assign({name: flat[name] for name in ("jobs_direct", "activity")})

    class Same:
        dataset = same_everywhere

    figure = Charts(Same()).drivers("renewal")
    assert_printable(figure)
    assert "no job" in title(figure)


# ------------------------------------------------------------------------------ job costs


@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_marks_are_the_appraisal(request: pytest.FixtureRequest, kind: str) -> None:
    results: HasDataset = request.getfixturevalue(kind)
    figure, expected = Charts(results).job_costs(), appraise(results.dataset, "now")
    about = {item.name: item for item in FIGURES}
    drawn = 0
    for name in ("cost_per_job_year", "cost_per_permanent_job"):
        marks, intervals = found(figure, f"{name}:"), found(figure, f"interval:{name}:")
        for group, ending in (("sector", ""), ("all", WIDE)):
            for scenario in ("renewal", "renewal_access"):
                values = expected[name + ending].sel(scenario=scenario)
                low, middle, high = (
                    (float(values),) * 3 if kind == "results" else map(float, percentiles(values, about[name + ending]))
                )
                mark = marks.get(f"{group}:{scenario}")
                assert (mark is not None) == np.isfinite(middle)
                if mark is None:
                    continue
                drawn += 1
                same(cast(Line2D, mark).get_xdata(), middle)
                if kind == "sampled" and np.isfinite(high) and low < high:
                    same(cast(Line2D, intervals[f"{group}:{scenario}"]).get_xdata(), [low, high])
    assert drawn >= 4


def rows_of(figure: Any) -> list[str]:
    """Words in a chart."""
    return [text.get_text() for text in figure.texts]


def test_a_scenario_without_a_cost_is_named_as_such(results: HasDataset) -> None:
    spent = results.dataset["public_cost"].copy()
    spent.loc[{"scenario": "renewal"}] = 0.0

    class Free:
        dataset = results.dataset.assign(public_cost=spent)

    saved = spent.copy()
    saved.loc[{"scenario": "renewal"}] = -5.0

    class Saving:
        dataset = results.dataset.assign(public_cost=saved)

    assert rows_of(Charts(Free()).job_costs()).count("no public money is spent") == 2
    assert rows_of(Charts(Saving()).job_costs()).count("public money is saved") == 2
    frame = data(Charts(Free()).job_costs())
    assert frame is not None
    reasons = frame.set_index("scenario")["reason"]
    assert set(reasons["renewal"]) == {"not_spent"}
    assert frame.loc[frame["scenario"] == "renewal", "value"].isna().all()


def test_money_without_jobs_is_named_as_such() -> None:
    results = load("toy-chain").run("more_capacity")
    assert rows_of(results.charts.job_costs()).count("no jobs are gained") == 2
    assert "No scenario gains jobs" in title(results.charts.job_costs())


def test_title_of_job_costs_is_the_range(results: HasDataset) -> None:
    costs = appraise(results.dataset, "now")["cost_per_job_year"].to_series().dropna()
    text = title(Charts(results).job_costs())
    assert f"{costs.min():.3g}" in text
    assert ("from" in text) == (len(costs) > 1)


@pytest.mark.parametrize("name", ["drivers", "job_costs"])
def test_the_reference_alone_is_compared_with_nothing(results: HasDataset, name: str) -> None:
    class Alone:
        dataset = results.dataset.sel(scenario=["now"])

    assert name not in available(Alone())
    with pytest.raises(InputError, match="other than the reference"):
        CHARTS[name](Alone())


# ------------------------------------------------------------------------------- in general


@pytest.mark.parametrize("name", ["costs", "value_added", "drivers", "job_costs"])
def test_numbers_of_a_chart_do_not_depend_on_the_language(results: HasDataset, name: str) -> None:
    one, other = (data(CHARTS[name](results, language=code)) for code in ("en", "kk"))
    assert one is not None
    assert other is not None
    pd.testing.assert_frame_equal(one, other)


def test_colours_of_parts_differ() -> None:
    from ioscenario.charts.costs import COLOURS as COSTS
    from ioscenario.charts.drivers import COLOURS as DRIVERS

    for colours in (COSTS, DRIVERS):
        assert len(set(colours.values())) == len(colours)
    assert set(COSTS) == set(COMPONENTS)
    assert style.INK not in COSTS.values()
