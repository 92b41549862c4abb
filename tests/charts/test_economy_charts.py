"""Charts of the economy around a chain and of input-output tables: what is drawn is what was computed."""

from __future__ import annotations

import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ioscenario import IOTable, load
from ioscenario.charts import TABLE_CHARTS, Charts, alt, available, heatmap, linkages, multipliers, style, write_all
from ioscenario.charts.bars import Part, reach
from ioscenario.charts.style import title
from ioscenario.charts.view import HasDataset
from ioscenario.dimensions import LANGUAGES
from ioscenario.problems import InputError
from tests.charts.conftest import OUTSIDE
from tests.charts.everything import SIZES, TONGUES, code_of, in_tongue, of_table
from tests.charts.printable import assert_printable
from tests.charts.test_data import found, same


def widths(figure: Figure, start: str) -> dict[str, float]:
    """Lengths of bars whose id begins with a word, losses below zero."""
    return {name: float(bar.get_width()) for name, bar in found(figure, start).items() if isinstance(bar, Rectangle)}


# -------------------------------------------------------------------------------- effects


@pytest.mark.parametrize("variable", ["jobs", "value_added"])
@pytest.mark.parametrize("kind", ["results", "sampled"])
def test_bars_of_effects_are_the_dataset(request: pytest.FixtureRequest, variable: str, kind: str) -> None:
    results: HasDataset = request.getfixturevalue(kind)
    data = results.dataset[variable]
    data = data.mean("sample") if "sample" in data.dims else data
    bars = widths(Charts(results).effects(), variable + ":")
    levels = {name: width for name, width in bars.items() if name.count(":") == 2}
    assert len(levels) == 3 * 2
    assert len(bars) == 3 * (2 + 2)
    factors = {}
    for kind_of, chosen in (("level", levels), ("difference", {k: v for k, v in bars.items() if k not in levels})):
        ratios = []
        for name, width in chosen.items():
            effect, scenario, year, *_ = name.split(":")
            value = float(data.sel(effect=effect, scenario=scenario, year=int(year)))
            if kind_of == "difference":
                value -= float(data.sel(effect=effect, scenario="now", year=int(year)))
            ratios.append(value / width)
        factors[kind_of] = round(ratios[0])
        same(ratios, ratios[0])
        assert np.isclose(np.log10(ratios[0]), round(np.log10(ratios[0])))
    assert factors["level"] >= factors["difference"]


def test_losses_point_to_the_other_side() -> None:
    assert reach([[Part("a", -2.0, ""), Part("b", 1.0, "")]]) == (-2.0, 1.0)


def test_effects_of_the_reference_alone_are_levels(results: HasDataset) -> None:
    class Alone:
        dataset = results.dataset.sel(scenario=["now"])

    figure = Charts(Alone()).effects(language="ru")
    assert_printable(figure)
    assert not [name for name in widths(figure, "jobs:") if name.endswith("difference")]
    assert "sectors" not in available(Alone())


def test_title_of_effects_names_the_scenario_with_most_jobs(results: HasDataset) -> None:
    assert "renewal" in title(Charts(results).effects())


# -------------------------------------------------------------------------------- sectors


@pytest.mark.parametrize("variable", ["jobs", "value_added"])
def test_bars_of_sectors_are_the_difference_from_the_reference(results: HasDataset, variable: str) -> None:
    data = results.dataset[f"{variable}_by_sector"].sel(year=2030)
    change = (data.sel(scenario="renewal_access") - data.sel(scenario="now")).sel(sector=list(OUTSIDE)).to_series()
    figure = Charts(results).sectors("renewal_access", 2030, variable, most=5)
    bars = widths(figure, f"{variable}_by_sector:")
    order = change.sort_values(ascending=False).index[:5]
    assert list(bars) == [*order, "rest"]
    factor = change[order[0]] / bars[order[0]]
    same([bars[name] * factor for name in order], change[order])
    same(bars["rest"] * factor, change.drop(order).sum())
    same(sum(bars.values()) * factor, change.sum())


def test_sectors_are_of_the_scenario_that_brings_most_unless_one_is_named(results: HasDataset) -> None:
    charts = Charts(results)
    assert alt(charts.sectors()) == alt(charts.sectors("renewal_access"))


def test_where_losses_prevail_the_largest_losses_are_named(results: HasDataset) -> None:
    class Turned:
        dataset = results.dataset.assign_attrs(reference="renewal_access")

    bars = widths(Charts(Turned()).sectors("renewal", most=3), "jobs_by_sector:")
    assert all(width < 0 for name, width in bars.items() if name != "rest")
    assert "loss" in title(Charts(Turned()).sectors("renewal"))


def test_sectors_without_a_change_say_so(results: HasDataset) -> None:
    data = results.dataset
    same_everywhere = data["jobs_by_sector"].sel(scenario="now", drop=True).broadcast_like(data["jobs_by_sector"])

    class Same:
        dataset = data.assign(jobs_by_sector=same_everywhere.transpose("scenario", "year", "sector"))

    figure = Charts(Same()).sectors("renewal", language="kk")
    assert_printable(figure)
    same(list(widths(figure, "jobs_by_sector:").values()), 0.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenario": "now"}, "other than the reference"),
        ({"scenario": "renewl"}, "renewal"),
        ({"variable": "job"}, "jobs"),
        ({"year": 1999}, "2020"),
        ({"most": 0}, "1 to"),
    ],
)
def test_sectors_refuse_what_there_is_not(results: HasDataset, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Charts(results).sectors(**arguments)


def test_without_a_national_table_both_charts_are_left_out(tmp_path: Path) -> None:
    results = load("toy-chain").run()
    assert not {"effects", "sectors"} & set(available(results))
    written = write_all(results, tmp_path, kinds=["svg"], charts={"effects", "sectors", "jobs"})
    assert {path.name.split("-")[0] for path in written} == {"jobs"}
    for name in ("effects", "sectors"):
        with pytest.raises(InputError, match="national table"):
            getattr(results.charts, name)()


# --------------------------------------------------------------------------------- tables


def made_up(count: int = 30) -> IOTable:
    """A table of many sectors that fit into one another."""
    rng = np.random.default_rng(5)
    flows = rng.lognormal(0.0, 2.0, (count, count)) * (rng.random((count, count)) < 0.6)
    final = flows.sum(axis=0) * rng.uniform(0.5, 2.0, count) + 20.0
    output = flows.sum(axis=1) + final
    short = np.maximum(flows.sum(axis=0) * 1.3 - output, 0.0)
    final, output = final + short, output + short
    added = output - flows.sum(axis=0)
    labels = [f"s{number:02}" for number in range(count)]
    return IOTable(
        flows,
        pd.DataFrame({"households": 0.5 * final, "exports": 0.5 * final}, index=labels),
        pd.DataFrame([0.6 * added, 0.4 * added], index=["compensation", "surplus"], columns=labels),
        labels=labels,
        satellites={"jobs": output * rng.uniform(0.01, 0.2, count)},
        units={"jobs": "job"},
        currency="million KZT",
        source="made-up table",
        year=2020,
    )


@pytest.fixture(scope="module")
def table() -> IOTable:
    return made_up()


def long_names(table: IOTable) -> dict[Any, str]:
    """Names, every third of them long."""
    more = " және өзге де қызметтер көрсету мен жабдықтарды жөндеу"
    return {label: f"Сала {label}" + (more if place % 3 == 0 else "") for place, label in enumerate(table.labels)}


@pytest.mark.parametrize("place", range(len(TONGUES)))
@pytest.mark.parametrize("name", TABLE_CHARTS)
def test_charts_of_a_table_are_printable(table: IOTable, name: str, place: int) -> None:
    """Every language with two of the sizes in turn, without and with long names."""
    tongue, turn = TONGUES[place], place + list(TABLE_CHARTS).index(name)
    for names, size in ((None, SIZES[turn % 3]), (long_names(table), SIZES[(turn + 1) % 3])):
        with in_tongue(tongue):
            figure = TABLE_CHARTS[name](table, names=names, language=code_of(tongue), size=size)
            assert_printable(figure, size)
        assert len(alt(figure)) > 40
        assert all(axes.patches or axes.lines or axes.collections for axes in figure.axes)
        frame = style.data(figure)
        assert frame is not None
        assert "unit" in frame


@pytest.mark.parametrize("name", TABLE_CHARTS)
def test_titles_of_table_charts_are_in_the_language(table: IOTable, name: str) -> None:
    assert len({title(TABLE_CHARTS[name](table, language=code)) for code in LANGUAGES}) == len(LANGUAGES)


def test_cells_of_the_heatmap_are_the_coefficients(table: IOTable) -> None:
    largest = table.x.sort_values(ascending=False).index[:12]
    mesh = cast(QuadMesh, found(heatmap(table, 12), "coefficients")[""])
    same(np.asarray(mesh.get_array()), table.A.loc[largest, largest])


def test_colours_of_the_heatmap_are_told_apart_in_grey() -> None:
    from matplotlib.colors import to_rgb

    from ioscenario.charts.heatmap import COLOURS

    grey = [float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722))) for colour in COLOURS]
    assert all(one - other > 0.05 for one, other in pairwise(grey))


def test_coefficient_below_zero_has_a_colour_of_its_own() -> None:
    table = IOTable([[10, -5], [20, 10]], [95, 70], labels=["a", "b"], strict=False, accept=("signs",))
    figure = heatmap(table, language="en")
    assert "below zero" in [text.get_text() for text in figure.texts]
    mesh = cast(QuadMesh, found(figure, "coefficients")[""])
    figure.canvas.draw()
    from matplotlib.colors import to_hex

    assert to_hex(cast(Any, mesh.get_facecolor())[1]) == style.VERMILLION.lower()


@pytest.mark.parametrize("kind", ["simple", "type1", "simple2", "type2"])
@pytest.mark.parametrize("of", ["output", "jobs", "value_added"])
def test_parts_of_a_multiplier_add_up_to_it(table: IOTable, of: str, kind: Any) -> None:
    figure = multipliers(table, of, kind, 10)
    computed = table.multipliers(of, kind).sort_values(ascending=False)
    bars = pd.Series(widths(figure, f"{of}:"))
    totals = bars.groupby([name.split(":")[1] for name in bars.index], sort=False).sum()
    same(totals, computed[totals.index])
    same(totals, computed[:10])  # the largest in order; some may be equal
    median = cast(Line2D, found(figure, "median")[""])
    same(cast(Any, median.get_xdata())[0], computed.median())
    assert_printable(figure)


def test_sectors_without_direct_effect_are_not_drawn(table: IOTable) -> None:
    jobs = table.satellites.loc["jobs"].to_numpy().copy()
    jobs[3] = 0.0
    without = table.replace(satellites={"jobs": jobs})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = widths(multipliers(without, "jobs", most=200), "jobs:direct:")
    assert set(table.labels) - set(drawn) == {"s03"}


def test_unknown_kind_is_refused_with_the_nearest(table: IOTable) -> None:
    with pytest.raises(InputError, match="type1"):
        multipliers(table, kind=cast(Any, "type_1"))
    with pytest.raises(InputError, match="jobs"):
        multipliers(table, "job")


@pytest.mark.parametrize("forward", ["ghosh", "leontief"])
def test_dots_are_the_linkages(table: IOTable, forward: Any) -> None:
    computed = table.linkages(forward=forward)
    figure = linkages(table, forward=forward)
    for name, dots in found(figure, "linkages:").items():
        of = computed[computed["key"] == name]
        same(cast(PathCollection, dots).get_offsets(), of[["backward_index", "forward_index"]])
    key = computed[computed["key"] == "key"]
    leaders = figure.findobj(lambda item: str(item.get_gid() or "").startswith("leader:"))
    assert {str(item.get_gid()).removeprefix("leader:") for item in leaders} == set(key.index)


def test_only_as_many_key_sectors_are_named_as_asked(table: IOTable) -> None:
    figure = linkages(table, 2, names={"s00": "First"})
    leaders = figure.findobj(lambda item: str(item.get_gid() or "").startswith("leader:"))
    assert len(leaders) == 2


@pytest.mark.parametrize("name", TABLE_CHARTS)
def test_a_table_of_one_sector_and_one_of_two_regions_are_drawn(name: str) -> None:
    single = IOTable([[1.0]], [1.0], labels=["only"])
    pairs = pd.MultiIndex.from_product([["N", "S"], ["farms", "mills"]], names=["region", "sector"])
    regional = IOTable(pd.DataFrame(np.full((4, 4), 2.0), pairs, pairs), pd.Series([5.0, 6.0, 7.0, 8.0], pairs))
    for item in (single, regional):
        assert_printable(TABLE_CHARTS[name](item, language="ru"))
    texts = [text.get_text() for text in heatmap(regional).texts]
    assert "mills (S)" in texts


@pytest.mark.parametrize("name", TABLE_CHARTS)
def test_number_of_rows_is_checked(table: IOTable, name: str) -> None:
    for most in (0, -1, 1000, cast(Any, 2.5), True):
        with pytest.raises(InputError, match="whole number"):
            TABLE_CHARTS[name](table, most=most)


def test_charts_of_the_national_table_are_printable() -> None:
    """Each language and size with each chart, in turn."""
    every = list(of_table("kazakhstan-cotton"))
    assert len(every) == len(TABLE_CHARTS) * len(TONGUES) * len(SIZES)
    chosen = [
        case for case in every if (TONGUES.index(case.tongue) + SIZES.index(case.size)) % len(SIZES) == 0
    ]
    wrong = {f"{case.name} {case.tongue} {case.size}": case.faults() for case in chosen}
    assert not {name: found for name, found in wrong.items() if found}
