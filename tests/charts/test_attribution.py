"""The waterfall of an attribution: numbers read back, order, words, whether it can be printed."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ioscenario.assessment.attributed import Attribution
from ioscenario.charts import style
from ioscenario.charts.attribution import attribution
from ioscenario.charts.style import Size
from ioscenario.language import Language
from ioscenario.model import load
from ioscenario.problems import InputError
from tests.charts.printable import faults


@pytest.fixture(scope="module")
def split() -> Attribution:
    """Twenty levers, of which some cost jobs."""
    return load("kazakhstan-cotton").attribute(["sector_jobs", "public_cost"], "comprehensive", 2035, permutations=20)


def bars(figure: object) -> dict[str, Rectangle]:
    found = figure.findobj(Rectangle)  # type: ignore[attr-defined]
    return {str(item.get_gid()): item for item in found if item.get_gid()}


@pytest.mark.parametrize("indicator", ["sector_jobs", "public_cost"])
def test_bars_hold_the_contributions_and_add_up(split: Attribution, indicator: str) -> None:
    figure = attribution(split, indicator, most=6)
    table, numbers = split.table(indicator), style.data(figure)
    assert numbers is not None
    whole = float(split.chosen(indicator)["difference"])
    drawn = bars(figure)
    factor = whole / drawn["difference"].get_width()
    shown = {gid: bar.get_width() * factor for gid, bar in drawn.items()}
    for gid, value in shown.items():
        expected = whole if gid == "difference" else table["shapley"].get(gid)
        if gid == "others":
            kept = [part for part in table.index if part in shown]
            expected = table["shapley"].drop(kept).sum()
        assert value == pytest.approx(expected, rel=1e-9), gid
    parts = [value for gid, value in shown.items() if gid != "difference"]
    assert sum(parts) == pytest.approx(whole, rel=1e-9)
    assert len(parts) == 7
    np.testing.assert_allclose(numbers["contribution"], list(shown.values()), rtol=1e-9)


def test_each_bar_begins_where_the_one_above_ends(split: Attribution) -> None:
    steps = [bar for gid, bar in bars(attribution(split)).items() if gid != "difference"]
    ends = np.cumsum([bar.get_width() for bar in steps])
    np.testing.assert_allclose([bar.get_x() for bar in steps], [0.0, *ends[:-1]], atol=1e-9)
    heights = [bar.get_y() for bar in steps]
    assert heights == sorted(heights, reverse=True)
    gains = [bar.get_width() for gid, bar in bars(attribution(split)).items() if gid not in ("others", "difference")]
    assert gains == sorted(gains, reverse=True)


@pytest.mark.parametrize("size", ["column", "page", "slide"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_can_be_printed(split: Attribution, language: str, size: Size) -> None:
    indicator = split.indicators[size == "page"]
    assert not faults(attribution(split, indicator, language=language, size=size), size)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_title_states_the_finding(split: Attribution, language: str) -> None:
    figure = attribution(split, language=language)
    title = " ".join(item.get_text() for item in figure.texts if item.get_gid() == "title")
    table, words = split.table(), Language(language)
    first = split.names(language)[str(table["shapley"].idxmax())]
    assert first[1:] in title.replace("\n", " ")
    assert words.number(float(split.chosen()["difference"]) / 1000, 2, signed=True) in title
    assert style.alt(figure)


def test_a_year_of_ones_own_and_few_levers() -> None:
    found = load("toy-chain").attribute("sector_jobs", "more_demand", 2030)
    early, late = (style.data(attribution(found, year=year)) for year in (2026, 2030))
    assert early is not None
    assert late is not None
    assert early["year"].unique().tolist() == [2026]
    assert not early["contribution"].equals(late["contribution"])
    with pytest.raises(InputError):
        attribution(found, "jobs")
    with pytest.raises(InputError):
        attribution(found, most=0)


def test_with_draws_lines_show_the_range() -> None:
    found = load("toy-chain").attribute("sector_jobs", "more_demand", 2030, samples=20)
    figure, table = attribution(found), found.table()
    lines = {str(line.get_gid()): line for line in figure.findobj(Line2D) if str(line.get_gid()).endswith(":range")}
    assert set(lines) == {*(f"{part}:range" for part in table.index), "difference:range"}
    numbers = style.data(figure)
    assert numbers is not None
    start = 0.0
    for part, value, low, high in numbers[["part", "contribution", "low", "high"]].values.tolist():
        begin = 0.0 if part == "difference" else start
        drawn = np.asarray(lines[f"{part}:range"].get_xdata(), dtype=float)
        np.testing.assert_allclose(drawn, [begin + low, begin + high])
        start += value
    assert not faults(figure)


def test_nothing_set_differently_is_refused() -> None:
    with pytest.raises(InputError, match="nothing-to-compare"):
        attribution(load("toy-chain").attribute("sector_jobs", "baseline"))
