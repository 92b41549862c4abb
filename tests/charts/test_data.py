"""What is drawn is what was computed: data read back from the artists."""

from __future__ import annotations

import json
from typing import Any, cast

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle

from ioscenario.charts import bullets, capacity, data, flows, goods, jobs, style
from ioscenario.charts.bullets import _unit
from ioscenario.charts.view import HasDataset, View
from ioscenario.dimensions import LIMITS
from ioscenario.pack import units

SCENARIO = "renewal_access"


def found(figure: Figure, start: str) -> dict[str, Artist]:
    """Artists whose id begins with a word, by the rest of it."""
    artists = figure.findobj(lambda item: str(item.get_gid() or "").startswith(start))
    return {str(item.get_gid()).removeprefix(start): item for item in artists if item.axes is not None}


def same(drawn: object, computed: object) -> None:
    """Equal to nine digits; tonnes below a gram are nothing."""
    actual, expected = (np.asarray(values, dtype=float) for values in (drawn, computed))
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-6)


def ydata(artist: Artist) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values of a line."""
    return np.asarray(cast(Line2D, artist).get_ydata(), dtype=float)


def thickness(patch: Artist) -> tuple[float, float]:
    """Height of a band where it begins and where it ends."""
    vertices = np.asarray(cast(PathPatch, patch).get_path().vertices)[:-1]
    half = len(vertices) // 2
    return vertices[0, 1] - vertices[-1, 1], vertices[half - 1, 1] - vertices[half, 1]


# ---------------------------------------------------------------------------------- flows


@pytest.fixture(scope="module", params=[False, True], ids=["from the raw material", "whole"])
def bands(request: pytest.FixtureRequest, results: HasDataset) -> dict[int, dict[tuple[str, str, str], float]]:
    """Thickness of the bands drawn, by year and (source, target, commodity)."""
    figure = flows(results, SCENARIO, (2020, 2035), whole=request.param)
    drawn: dict[int, dict[tuple[str, str, str], float]] = {}
    for axes in figure.axes:
        year = int(str(axes.get_gid()).removeprefix("flows:"))
        assert axes.get_ylim()[0] == 0
        for patch in axes.patches:
            kind, _, rest = str(patch.get_gid()).partition(":")
            if kind != "band":
                continue
            first, last = thickness(patch)
            same(first, last)
            source, target, item = rest.rsplit(":", 2)
            drawn.setdefault(year, {})[source, target, item] = first
    return drawn


def tonnes(results: HasDataset, variable: str, year: int, **where: Any) -> float:
    """Mass of a flow."""
    array = results.dataset[variable].sel(scenario=SCENARIO, year=year, **where)
    return float((array * results.dataset["commodity_mass"]).sum() if "commodity" in array.dims else array)


def mass(results: HasDataset, variable: str, name: str, year: int, **where: Any) -> float:
    """Mass of a flow of one commodity."""
    value = results.dataset[variable].sel(scenario=SCENARIO, year=year, commodity=name, **where)
    return float(value * results.dataset["commodity_mass"].sel(commodity=name))


@pytest.mark.parametrize("year", [2020, 2035])
def test_bands_leaving_a_process_are_its_output(results: HasDataset, bands: Any, year: int) -> None:
    outputs = results.dataset["process_output"].to_series()
    checked = 0
    for process, name in outputs.items():
        out = [value for key, value in bands[year].items() if key[0] == process and key[2] == name]
        if out:
            same(sum(out), mass(results, "production", name, year))
            checked += 1
    assert checked >= 5


@pytest.mark.parametrize("year", [2020, 2035])
def test_bands_of_inputs_exports_and_losses_are_the_dataset(results: HasDataset, bands: Any, year: int) -> None:
    for (source, target, name), value in bands[year].items():
        if source.startswith("imports:"):
            expected = mass(results, "input_imported", name, year, process=target)
        elif target == "losses":
            expected = float(results.dataset["loss"].sel(scenario=SCENARIO, year=year, process=source))
        elif source.startswith("drawn:") or ("drawn:" + name, target, name) in bands[year]:
            continue
        elif target == "exports":
            expected = mass(results, "exports", name, year)
        elif target == "stocks":
            expected = mass(results, "stock_change", name, year)
        elif target == "home":
            expected = mass(results, "final_use", name, year) - mass(results, "imports", name, year)
        else:
            expected = mass(results, "input_domestic", name, year, process=target)
        same(value, expected)


@pytest.mark.parametrize("year", [2020, 2035])
def test_processes_lose_nothing_but_losses(bands: Any, year: int) -> None:
    inside = {key[1] for key in bands[year]} & {key[0] for key in bands[year]}
    assert inside
    for process in inside:
        into = sum(value for key, value in bands[year].items() if key[1] == process)
        out = sum(value for key, value in bands[year].items() if key[0] == process)
        same(into, out)


def test_both_years_have_one_scale(results: HasDataset) -> None:
    figure = flows(results, SCENARIO)
    heights = [axes.get_ylim()[1] / axes.get_position().height for axes in figure.axes]
    same(heights, heights[0])


def test_imports_of_finished_goods_are_not_drawn(bands: Any) -> None:
    assert not [key for key in bands[2035] if key[0].startswith("imports:") and key[1] == "home"]


def test_coproduct_comes_from_the_process_that_makes_it(results: HasDataset) -> None:
    figure = flows(results, SCENARIO, (2035,), whole=True)
    assert "retting:exports:chaff" in found(figure, "band:")


# ---------------------------------------------------------------------------------- goods


def test_lines_of_goods_are_the_dataset(results: HasDataset) -> None:
    figure = goods(results)
    data = results.dataset
    for name in ("sacks", "hats"):
        for scenario, line in found(figure, f"production:{name}:").items():
            if isinstance(line, Line2D):
                expected = data["production"].sel(commodity=name, scenario=scenario) / 1e6
                same(ydata(line), expected)
    depth = found(figure, f"processing_depth::{SCENARIO}")
    (line,) = [item for item in depth.values() if isinstance(item, Line2D)]
    same(ydata(line), data["processing_depth"].sel(scenario=SCENARIO) * 100)


def test_reference_is_behind_every_scenario(results: HasDataset) -> None:
    behind = found(goods(results), "reference:exports:fibre:")
    assert set(behind) == set(results.dataset["scenario"].values)
    expected = results.dataset["exports"].sel(commodity="fibre", scenario="now") / 1e3
    for line in behind.values():
        same(ydata(line), expected)
        assert cast(Line2D, line).get_color() == style.REFERENCE


def test_scenarios_can_be_chosen_and_the_reference_stays(results: HasDataset) -> None:
    assert set(found(jobs(results, ["renewal"]), "sector_jobs:")) == {"now", "renewal"}


def test_samples_are_shown_by_their_mean(sampled: HasDataset) -> None:
    line = found(jobs(sampled), f"sector_jobs:{SCENARIO}")[""]
    expected = sampled.dataset["sector_jobs"].sel(scenario=SCENARIO).mean("sample") / 1e3
    same(ydata(line), expected)


# ----------------------------------------------------------------------------------- jobs


def test_bars_of_jobs_are_the_dataset(results: HasDataset) -> None:
    bars = found(jobs(results), "jobs_direct:")
    data = results.dataset["jobs_direct"].sum("technology") / 1e3
    for key, bar in bars.items():
        process, scenario, year = key.split(":")
        if process != "other":
            expected = data.sel(process=process, scenario=scenario, year=int(year))
            same(cast(Rectangle, bar).get_width(), expected)
    assert len(bars) == (1 + 3) * (6 + 1)


def test_bars_of_a_scenario_end_at_the_jobs_of_the_sector(results: HasDataset) -> None:
    bars = found(jobs(results), "jobs_direct:")
    widths = [
        cast(Rectangle, bar).get_width()
        for key, bar in bars.items()
        if key.endswith(f"{SCENARIO}:2035") and not key.startswith("tending:")
    ]
    expected = results.dataset["sector_jobs"].sel(scenario=SCENARIO, year=2035) / 1e3
    same(sum(widths), expected)


def test_farm_work_has_the_scale_of_the_sector(results: HasDataset) -> None:
    figure = jobs(results)
    panels = {str(axes.get_gid()): axes for axes in figure.axes}
    spans = [np.diff(panels[name].get_xlim())[0] / panels[name].get_position().width for name in ("jobs", "farm")]
    same(spans[0], spans[1])


# ------------------------------------------------------------------------------- capacity


def test_areas_of_capacity_are_the_dataset(results: HasDataset) -> None:
    areas = found(capacity(results, SCENARIO), "capacity:twisting:")
    data = results.dataset["capacity"].sel(scenario=SCENARIO, process="twisting") / 1e3
    for technology, area in areas.items():
        vertices = np.asarray(cast(PolyCollection, area).get_paths()[0].vertices)
        heights = [np.ptp(vertices[vertices[:, 0] == year, 1]) for year in results.dataset["year"].values]
        same(heights, data.sel(technology=technology))
    assert set(areas) == {"existing", "modern"}


def test_line_of_activity_is_the_dataset(results: HasDataset) -> None:
    line = found(capacity(results, SCENARIO), "activity:knotting")[""]
    expected = results.dataset["activity"].sel(scenario=SCENARIO, process="knotting").sum("technology") / 1e6
    same(ydata(line), expected)


def test_strip_says_what_binds_in_every_year(results: HasDataset) -> None:
    pieces = found(capacity(results, SCENARIO), "bottleneck:")
    codes = results.dataset["bottleneck"].sel(scenario=SCENARIO)
    seen: dict[tuple[str, int], str] = {}
    for key, piece in pieces.items():
        process, limit, first, last = key.split(":")
        assert cast(Rectangle, piece).get_x() == int(first) - 0.5
        assert cast(Rectangle, piece).get_width() == int(last) - int(first) + 1
        seen |= {(process, year): limit for year in range(int(first), int(last) + 1)}
    processes = [name for name in results.dataset["process"].values if name != "tending"]
    expected = {
        (str(name), int(year)): LIMITS[int(codes.sel(process=name, year=year))]
        for name in processes
        for year in results.dataset["year"].values
    }
    assert seen == expected


# -------------------------------------------------------------------------------- bullets


def test_bars_and_marks_are_relative_to_what_was_published(results: HasDataset) -> None:
    figure = bullets(results)
    drawn = {kind: found(figure, f"{kind}:") for kind in ("model", "statistic", "claim")}
    listed = json.loads(results.dataset.attrs["claims_json"])
    view = View(results, "en")
    base: dict[str, float] = {}
    for item in listed:
        key = f"{item['indicator']}:{item['label']}:{item['year']}"
        unit = _unit(view, item["indicator"], item["label"])
        value = item["value"] * units.factor(item["unit"], {"full-time job": "job"}.get(unit, unit))
        item |= {"key": key, "value": value}
        if item["kind"] == "statistic":
            base[key] = value
    for item in listed:
        array = results.dataset[item["indicator"]].sel(year=item["year"], scenario="now")
        dims = [dim for dim in array.dims if item["label"] in array[dim].values]
        model = float(array.sel({dims[0]: item["label"]}).sum() if dims else array.sum())
        whole = base.get(item["key"], model)
        bar = cast(Rectangle, drawn["model"][item["key"]])
        same(bar.get_width(), model / whole)
        mark = cast(Line2D, drawn[item["kind"]][item["key"]])
        same(mark.get_xdata(), [item["value"] / whole])


# -------------------------------------------------------------------------------- colours


def test_colours_belong_to_processes_by_order(results: HasDataset) -> None:
    view = View(results, "en")
    assert list(view.process_colours.values()) == list(style.PROCESSES[:6])
    bars = found(jobs(results), "jobs_direct:hat_making:now:2035")
    from matplotlib.colors import to_hex

    assert to_hex(cast(Rectangle, bars[""]).get_facecolor()).upper() == style.PROCESSES[5]
    nodes = found(flows(results, SCENARIO, (2035,)), "node:hat_making")
    assert to_hex(cast(Rectangle, nodes[""]).get_facecolor()).upper() == style.PROCESSES[5]


def test_colours_belong_to_scenarios_by_order_and_the_reference_is_grey(results: HasDataset) -> None:
    lines = found(jobs(results), "sector_jobs:")
    shown = {name: cast(Line2D, line).get_color() for name, line in lines.items()}
    assert shown == {"now": style.REFERENCE, "renewal": style.SCENARIOS[0], "renewal_access": style.SCENARIOS[1]}


def test_scenarios_beyond_the_colours_have_another_kind_of_line() -> None:
    count = 2 * len(style.SCENARIOS) + 1
    pairs = list(zip(style.scenario_colours(count), style.scenario_dashes(count), strict=True))
    assert len(set(pairs)) == count


# ------------------------------------------------------------------- numbers of the charts


def test_numbers_of_flows_are_the_bands(results: HasDataset) -> None:
    figure = flows(results, SCENARIO, (2035,))
    frame = data(figure)
    assert frame is not None
    drawn = {gid: thickness(band)[0] for gid, band in found(figure, "band:").items()}
    kept = {f"{row.source}:{row.target}:{row.commodity}": row.value for row in frame.itertuples()}
    assert set(kept) == set(drawn)
    for name, value in kept.items():
        same(drawn[name], value)


@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_numbers_of_jobs_are_the_dataset(request: pytest.FixtureRequest, kind: str) -> None:
    given: HasDataset = request.getfixturevalue(kind)
    frame = data(jobs(given))
    assert frame is not None
    total = given.dataset["sector_jobs"]
    low = total.quantile(0.05, "sample") if kind == "sampled" else None
    total = total.mean("sample") if kind == "sampled" else total
    lines = frame[frame["variable"] == "sector_jobs"].set_index(["scenario", "year"])
    same(lines["value"].loc[SCENARIO], total.sel(scenario=SCENARIO))
    if low is not None:
        same(lines["low"].loc[SCENARIO], low.sel(scenario=SCENARIO))
    bars = frame[(frame["variable"] == "jobs_direct") & (frame["process"] != "tending")]
    own = bars[(bars["scenario"] == SCENARIO) & (bars["year"] == 2035)]
    same(own["value"].sum(), total.sel(scenario=SCENARIO, year=2035))


def test_numbers_of_goods_and_capacity_are_the_dataset(results: HasDataset) -> None:
    frame = data(goods(results))
    assert frame is not None
    depth = frame[(frame["variable"] == "processing_depth") & (frame["scenario"] == SCENARIO)]
    same(depth["value"], results.dataset["processing_depth"].sel(scenario=SCENARIO))
    made = frame[(frame["commodity"] == "sacks") & (frame["scenario"] == SCENARIO)]
    same(made["value"], results.dataset["production"].sel(scenario=SCENARIO, commodity="sacks"))
    assert set(made["unit"]) == {"item"}
    frame = data(capacity(results, SCENARIO))
    assert frame is not None
    own = frame[frame["process"] == "twisting"]
    same(own["activity"], results.dataset["activity"].sel(scenario=SCENARIO, process="twisting").sum("technology"))
    modern = results.dataset["capacity"].sel(scenario=SCENARIO, process="twisting", technology="modern")
    same(own["capacity_modern"], modern)
