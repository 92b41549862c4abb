"""Every chart can be printed: nothing is cut off or overlaps, in any language."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ioscenario.charts import AGAINST_REFERENCE, CHARTS, ONE_SCENARIO, Charts, alt, available, save, style, write_all
from ioscenario.charts.view import HasDataset
from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.model import load
from ioscenario.pack.loading import shipped
from ioscenario.problems import InputError

CASES = [(name, code) for name in CHARTS for code in LANGUAGES]


def draw(results: HasDataset, name: str, code: str, **more: Any) -> Figure:
    """A chart, of the richest scenario where it is of one."""
    if name in ONE_SCENARIO:
        more.setdefault("scenario", str(results.dataset["scenario"].values[-1]))
    return CHARTS[name](results, language=code, **more)


def texts(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Every text that is drawn, with its box in pixels."""
    canvas = cast(Any, figure.canvas)
    canvas.draw()
    renderer = canvas.get_renderer()
    hidden: set[int] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            ticks = cast(Any, axis)._update_ticks() if axes.axison and axis.get_visible() else []
            kept = {id(label) for tick in ticks for label in (tick.label1, tick.label2) if label.get_visible()}
            hidden |= {id(item) for item in axis.findobj(Text)} - kept
    for item in figure.findobj(Text):
        assert isinstance(item, Text)
        if item.get_visible() and item.get_text().strip() and id(item) not in hidden:
            yield item.get_text(), item.get_window_extent(renderer)


def assert_printable(figure: Figure) -> None:
    """No text leaves the figure, none overlaps another, none is too small."""
    found = list(texts(figure))
    assert found
    page = figure.bbox
    outside = [
        text
        for text, box in found
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > page.x1 + 0.5 or box.y1 > page.y1 + 0.5
    ]
    assert not outside
    # Boxes hold the space above small letters too; half a pixel is rounding.
    overlapping = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    assert not overlapping
    sizes = [float(cast(Any, item).get_fontsize()) for item in figure.findobj(Text)]
    assert min(sizes) >= style.SIZE


@pytest.mark.parametrize(("name", "code"), CASES)
def test_chart_is_printable(results: HasDataset, name: str, code: str) -> None:
    assert_printable(draw(results, name, code))


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in ONE_SCENARIO])
def test_chart_with_samples_is_printable(sampled: HasDataset, name: str) -> None:
    assert_printable(draw(sampled, name, "ru"))


@pytest.fixture(scope="module", params=sorted(shipped()))
def of_pack(request: pytest.FixtureRequest) -> HasDataset:
    """Results of all scenarios of a shipped pack."""
    return load(str(request.param)).run()


@pytest.mark.parametrize("code", LANGUAGES)
def test_charts_of_shipped_packs_are_printable(of_pack: HasDataset, code: str) -> None:
    for name, scenarios in available(of_pack).items():
        for scenario in scenarios:
            more = {} if scenario is None else {"scenario": scenario}
            figure = draw(of_pack, name, code, **more)
            assert_printable(figure)
            assert figure.get_size_inches()[1] * style.CM_PER_INCH <= 24.0


@pytest.mark.parametrize("name", [name for name in ONE_SCENARIO if name not in AGAINST_REFERENCE])
def test_chart_of_the_reference_is_printable(results: HasDataset, name: str) -> None:
    assert_printable(draw(results, name, "kk", scenario="now"))


@pytest.mark.parametrize(("name", "code"), CASES)
def test_chart_is_as_wide_as_the_column(results: HasDataset, name: str, code: str) -> None:
    width, height = draw(results, name, code).get_size_inches() * style.CM_PER_INCH
    assert width == pytest.approx(style.WIDTH)
    assert height <= 24.0


@pytest.mark.parametrize(("name", "code"), CASES)
def test_source_line_is_under_the_chart(results: HasDataset, name: str, code: str) -> None:
    figure = draw(results, name, code)
    lines = [cast(Text, item).get_text() for item in figure.findobj(lambda item: item.get_gid() == "source")]
    assert " ".join(lines) == results.dataset.attrs[f"source_line_{code}"]


@pytest.mark.parametrize(("name", "code"), CASES)
def test_chart_has_a_text_for_those_who_cannot_see_it(results: HasDataset, name: str, code: str) -> None:
    assert len(alt(draw(results, name, code))) > 40


@pytest.mark.parametrize("name", CHARTS)
def test_no_panel_is_empty(results: HasDataset, name: str) -> None:
    for axes in draw(results, name, "en").axes:
        assert axes.patches or axes.lines or axes.collections


def test_style_of_the_user_is_neither_used_nor_changed(results: HasDataset) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.family": "serif", "font.size": 30.0}):
        before = dict(mpl.rcParams)
        assert_printable(draw(results, "jobs", "en"))
        assert dict(mpl.rcParams) == before


def test_unknown_scenario_is_refused_with_the_nearest(results: HasDataset) -> None:
    with pytest.raises(InputError, match="renewal"):
        Charts(results).flows("renewl")
    with pytest.raises(InputError, match="renewal"):
        Charts(results).jobs(["renewl"])


def test_year_outside_the_results_is_refused(results: HasDataset) -> None:
    with pytest.raises(InputError, match="2020"):
        Charts(results).flows(years=(2020, 2050))


def test_methods_are_the_charts(results: HasDataset) -> None:
    charts = Charts(results)
    for name in CHARTS:
        figure = getattr(charts, name)(language="ru")
        assert alt(figure) == alt(CHARTS[name](results, language="ru"))


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_chart_gives_the_same_file(results: HasDataset, tmp_path: Path, kind: str) -> None:
    files = [save(draw(results, "flows", "kk"), tmp_path / f"{number}.{kind}") for number in (1, 2)]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"1970" not in files[0].read_bytes()


def test_other_formats_are_refused(results: HasDataset, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.png, \.svg or \.pdf"):
        save(draw(results, "jobs", "en"), tmp_path / "jobs.bmp")
    assert not list(tmp_path.iterdir())


def test_write_all_writes_each_chart_in_two_formats(results: HasDataset, tmp_path: Path) -> None:
    written = write_all(results, tmp_path / "charts", "en")
    assert sorted(written) == sorted((tmp_path / "charts").iterdir())
    scenarios = results.dataset.sizes["scenario"]
    pictures = len(ONE_SCENARIO) * scenarios - len(AGAINST_REFERENCE) + len(CHARTS) - len(ONE_SCENARIO)
    assert len([path for path in written if path.suffix != ".csv"]) == 2 * pictures
    assert all(path.stat().st_size > 1000 for path in written if path.suffix != ".csv")
    stems = {path.stem for path in written if path.suffix == ".svg"}
    numbers = [path for path in written if path.suffix == ".csv"]
    assert {"costs-en", "job_costs-en", "drivers-renewal-en", "value_added-now-en"} <= {path.stem for path in numbers}
    assert {path.stem for path in numbers} <= stems


def test_write_all_leaves_out_comparisons_that_have_nothing_to_compare(results: HasDataset, tmp_path: Path) -> None:
    class Bare:
        dataset = results.dataset.assign_attrs(claims_json="[]")

    names = {path.name for path in write_all(Bare(), tmp_path, "en")}
    assert not [name for name in names if name.startswith("bullets")]
    with pytest.raises(ValueError, match="no published figures"):
        Charts(Bare()).bullets()


def test_titles_are_in_the_language(results: HasDataset) -> None:
    for name in CHARTS:
        titles = {code: title(draw(results, name, code)) for code in LANGUAGES}
        assert len(set(titles.values())) == len(LANGUAGES)


def title(figure: Figure) -> str:
    """The finding over a chart."""
    return " ".join(cast(Text, item).get_text() for item in figure.findobj(lambda item: item.get_gid() == "title"))


def test_title_of_jobs_states_the_numbers(results: HasDataset) -> None:
    jobs = results.dataset["sector_jobs"]
    words = Language("en")
    text = title(draw(results, "jobs", "en"))
    assert words.number(float(jobs[0, 0]) / 1000, 1) in text
    assert words.number(float(jobs[:, -1].max()) / 1000, 1) in text
