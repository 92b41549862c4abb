"""Charts of sweeps show what the analyses say, can be printed, and speak three languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

import numpy as np
import pytest
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ioscenario import charts
from ioscenario.charts import alt, style
from ioscenario.charts.style import title
from ioscenario.charts.sweeps import SWEEP_CHARTS
from ioscenario.dimensions import LANGUAGES
from ioscenario.explore.indicators import Indicator
from ioscenario.explore.targets import Target
from ioscenario.language import Language
from ioscenario.problems import InputError
from tests.charts.everything import SIZES, TONGUES, code_of, in_tongue
from tests.charts.printable import assert_printable, faults
from tests.charts.sweeps import DRAWN, ONE, swept, target


def drawn(figure: Figure, gid: str) -> Any:
    """The one thing with an id."""
    (found,) = figure.findobj(lambda item: item.get_gid() == gid)
    return found


def ends(figure: Figure, gid: str) -> tuple[float, float]:
    """Where a horizontal bar begins and ends."""
    bar = cast(Rectangle, drawn(figure, gid))
    return bar.get_x(), bar.get_x() + bar.get_width()


def first_name(figure: Figure, path: str) -> str:
    """Name of a parameter in the numbers of a chart."""
    frame = style.data(figure)
    assert frame is not None
    return str(frame.set_index("path").loc[path, "name"])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["tornado", "sobol", "morris", "prim", "cart"])
def test_parameters_are_named_and_not_by_their_paths(name: str, code: str) -> None:
    shown = [item.get_text() for item in kept(name, code).findobj(Text)]
    assert not [text for text in shown if re.search(r"[a-z]\.[a-z]", text) or "million KZT" in text]
    assert any("швей" in text.lower() or "тігін" in text.lower() or "tailor" in text.lower() for text in shown)


def test_every_chart_is_tried() -> None:
    assert set(DRAWN) == set(SWEEP_CHARTS)
    assert all(hasattr(charts, name) for name in charts.__all__)


@cache
def kept(name: str, tongue: str, size: str = "column") -> Figure:
    """A chart, drawn once; not to be changed."""
    with in_tongue(tongue):
        return DRAWN[name](language=code_of(tongue), size=size)


@pytest.mark.parametrize(("name", "place"), [(name, place) for name in DRAWN for place in range(len(TONGUES))])
def test_chart_is_printable(name: str, place: int) -> None:
    """Every language; the sizes in turn, the longer words and the widest type in a column and on a slide."""
    tongue = TONGUES[place]
    sizes = ("column", "slide") if tongue == "pseudo" else (SIZES[(place + list(DRAWN).index(name)) % len(SIZES)],)
    for size in sizes:
        with in_tongue(tongue):
            assert not faults(kept(name, tongue, size), size)


@pytest.mark.parametrize("name", list(DRAWN))
def test_chart_has_its_words_source_and_numbers(name: str) -> None:
    figure = kept(name, "en")
    assert len(alt(figure)) > 40
    assert [item.get_text() for item in figure.texts if item.get_gid() == "source"] == ["-"]
    frame = style.data(figure)
    assert frame is not None
    assert "unit" in frame


@pytest.mark.parametrize("name", list(DRAWN))
def test_titles_are_in_the_language(name: str) -> None:
    assert len({title(kept(name, code)) for code in LANGUAGES}) == len(LANGUAGES)


# --------------------------------------------------------------------------------- data


def test_fan_is_made_of_quantiles() -> None:
    sweep = swept("latin_hypercube")
    found = sweep.fan("sector_jobs").sel(scenario="more_demand")
    figure = DRAWN["fan"]()
    np.testing.assert_allclose(
        1000 * drawn(figure, "median:more_demand").get_ydata(), found.sel(quantile=0.5), rtol=1e-9
    )
    outline = cast(PolyCollection, drawn(figure, "band90:more_demand")).get_paths()[0]
    band = np.asarray(outline.vertices)[:, 1]
    assert 1000 * band.max() == pytest.approx(float(found.sel(quantile=0.95).max()), rel=1e-9)
    assert 1000 * band.min() == pytest.approx(float(found.sel(quantile=0.05).min()), rel=1e-9)
    low, high = (Language("en").quantity(float(found.isel(year=-1).sel(quantile=q)), "job") for q in (0.05, 0.95))
    assert low in title(figure)
    assert high in title(figure)


def test_lines_of_probability_are_shares_of_draws() -> None:
    sweep = swept("latin_hypercube")
    figure = DRAWN["probability"]()
    jobs = sweep.dataset["sector_jobs"].sel(scenario="more_demand")
    expected = 100 * (jobs >= target().value).mean("sample")
    np.testing.assert_allclose(drawn(figure, "probability:more_demand").get_ydata(), expected, rtol=1e-9)
    assert drawn(figure, "year").get_xdata()[0] == 2030
    assert Language("en").percent(float(expected[-1]) / 100, 0) in title(figure)


def test_bars_of_sobol_are_indices() -> None:
    found = swept("sobol").sobol("sector_jobs", ["more_capacity"]).isel(scenario=0, indicator=0)
    figure = swept("sobol").charts.sobol("sector_jobs", "more_capacity", most=5)
    order = found["path"].values[np.argsort(-found["total"].values)][:5]
    for path in order:
        here = found.sel(path=path)
        assert ends(figure, f"total:{path}") == pytest.approx((0, 100 * float(here["total"])), rel=1e-9)
        first = max(100 * float(here["first_order"]), 0.0)
        assert ends(figure, f"first_order:{path}") == pytest.approx((0, first), rel=1e-9)
        whisker = drawn(figure, f"interval:total:{path}").get_xdata()
        np.testing.assert_allclose(whisker, [100 * max(float(here[f"total_{end}"]), 0) for end in ("low", "high")])
    assert first_name(figure, order[0]) in title(figure)


def test_no_bar_is_drawn_below_zero() -> None:
    figure = swept("sobol").charts.sobol("sector_jobs", most=30)
    bars = figure.findobj(Rectangle)
    widths = [cast(Any, item).get_width() for item in bars if "first_order:" in str(item.get_gid())]
    assert min(widths) >= 0.0


def test_dots_of_morris_are_size_and_spread() -> None:
    found = swept("morris").morris("sector_jobs", ["more_demand"]).isel(scenario=0, indicator=0)
    figure = swept("morris").charts.morris("sector_jobs", "more_demand")
    dots = np.asarray(drawn(figure, "morris.dots").get_offsets())
    factor = float(found["mu_star"].max()) / dots[:, 0].max()
    np.testing.assert_allclose(factor * dots[:, 0], found["mu_star"], rtol=1e-9)
    np.testing.assert_allclose(factor * dots[:, 1], found["sigma"], rtol=1e-9)
    assert factor == pytest.approx(1.0)
    assert first_name(figure, found["path"].values[int(found["mu_star"].values.argmax())]) in title(figure)


def test_bars_of_tornado_reach_from_the_central_value_to_the_ends() -> None:
    found = swept("one_at_a_time").tornado("sector_jobs", ["more_demand"]).isel(scenario=0, indicator=0)
    figure = swept("one_at_a_time").charts.tornado("sector_jobs", "more_demand")
    central = float(found["central"])
    widest = found["path"].values[np.argsort(-found["swing"].values)]
    for path in widest[:12]:
        for end in ("low", "high"):
            value = float(found[end].sel(path=path))
            expected = sorted([central / 1000, value / 1000])
            assert sorted(ends(figure, f"{end}:{path}")) == pytest.approx(expected, rel=1e-9)
    assert first_name(figure, widest[0]) in title(figure)


def test_bars_of_prim_are_limits() -> None:
    sweep = swept("latin_hypercube")
    box = sweep.prim(target(), ONE)
    figure = DRAWN["prim"]()
    assert len(box.limits) > 0
    for path, row in box.limits.iterrows():
        values = sweep.dataset["draw"].sel(path=path).values
        low = row["low"] if np.isfinite(row["low"]) else values.min()
        high = row["high"] if np.isfinite(row["high"]) else values.max()
        expected = [(end - values.min()) / (values.max() - values.min()) for end in (low, high)]
        assert ends(figure, f"within:{path}") == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert Language("en").percent(box.density, 0) in title(figure)


def test_rows_of_cart_are_leaves() -> None:
    tree = swept("latin_hypercube").cart(target(), ONE)
    figure = DRAWN["cart"]()
    for row, density in enumerate(tree.leaves["density"]):
        assert ends(figure, f"density:{row}") == pytest.approx((0, 100 * density), rel=1e-9)


def test_cells_of_regret_are_shares() -> None:
    found = swept("latin_hypercube").regret(["sector_jobs", "public_cost"])
    mesh = cast(QuadMesh, drawn(DRAWN["regret"](), "regret.cells"))
    values = np.ma.filled(np.ma.masked_invalid(cast(Any, mesh.get_array())), np.nan).reshape(3, 2)
    np.testing.assert_allclose(values, found["share"].values, rtol=1e-9)


# ---------------------------------------------------------------------------- other cases


@pytest.mark.parametrize("code", LANGUAGES)
def test_members_and_differences_are_named(code: str) -> None:
    shirts = Indicator("production", 2030, {"commodity": "shirts"}, against_reference=True)
    figure = swept("one_at_a_time").charts.tornado(shirts, "more_demand", language=code)
    assert_printable(figure)
    name = str(swept("one_at_a_time").dataset[f"commodity_name_{code}"].sel(commodity="shirts").values)
    assert name in title(figure)
    notes = [cast(Text, item).get_text() for item in figure.findobj(lambda item: item.get_gid() == "note")]
    reference = str(swept("one_at_a_time").dataset[f"scenario_title_{code}"].values[0])
    assert reference in " ".join(notes)


@pytest.mark.parametrize("name", ["sobol", "morris", "tornado"])
def test_what_nothing_changes_is_said(name: str) -> None:
    kind = {"tornado": "one_at_a_time"}.get(name, name)
    less_itself = Indicator("sector_jobs", against_reference=True)
    figure = getattr(swept(kind).charts, name)(less_itself, "baseline")
    assert_printable(figure)
    assert any(word in title(figure) for word in ("no parameter changes it", "does not vary"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_failed_runs_are_told(code: str) -> None:
    sweep = swept("latin_hypercube")
    status = sweep.dataset["status"].copy()
    status[:, :3] = 1
    holder = type("Holder", (), {"dataset": sweep.dataset.assign(status=status)})()
    words = Language(code)("chart.sweep.left_out", 3)
    for name, first in (("fan", "sector_jobs"), ("probability", target()), ("regret", ["sector_jobs"])):
        figure = SWEEP_CHARTS[name](holder, first, language=code)
        assert_printable(figure)
        notes = " ".join(cast(Text, item).get_text() for item in figure.findobj(lambda item: item.get_gid() == "note"))
        assert words in notes, name


def test_box_without_limits_is_told() -> None:
    sweep = swept("latin_hypercube")
    rng = np.random.default_rng(0)
    noise = sweep.dataset["sector_jobs"].copy(data=rng.random(sweep.dataset["sector_jobs"].shape))
    holder = type("Holder", (), {"dataset": sweep.dataset.assign(sector_jobs=noise)})()
    for missed in (True, False):
        figure = SWEEP_CHARTS["prim"](holder, Target("sector_jobs", 0.5, 2030), ONE, missed=missed)
        assert "no condition stands out" in title(figure)


def test_what_does_not_fit_is_refused() -> None:
    sweep = swept("latin_hypercube")
    with pytest.raises(InputError, match="a sweep with the design sobol"):
        sweep.charts.sobol("sector_jobs")
    with pytest.raises(InputError, match="more_demand"):
        sweep.charts.fan("sector_jobs", ["more_demnd"])
    with pytest.raises(InputError, match="from 1 to 6 scenarios"):
        sweep.charts.fan("sector_jobs", [])
    with pytest.raises(InputError, match="from 1 to 5 indicators"):
        sweep.charts.regret([Indicator("sector_jobs", year) for year in range(2025, 2031)])
    with pytest.raises(InputError, match="most"):
        swept("one_at_a_time").charts.tornado("sector_jobs", most=0)


def test_fan_of_a_plain_run_with_samples() -> None:
    import ioscenario as ios

    assert_printable(SWEEP_CHARTS["fan"](ios.load("toy-chain").run("baseline", samples=20), "sector_jobs"))


def test_long_paths_of_levers_stay_in_their_place() -> None:
    import ioscenario as ios

    sweep = ios.load("toy-chain").sweep(
        {
            "name": "long",
            "scenarios": ["more_demand", "more_capacity"],
            "levers": {"process.tailor.modernisation_rate": {"values": ["0 %", "40 %"], "from": 2027}},
            "uncertain": ["market.*"],
            "design": {"kind": "latin_hypercube", "samples": 40},
            "keep": {"variables": ["sector_jobs", "value_added", "public_cost"]},
        },
        progress=False,
    )
    assert_printable(sweep.charts.fan("sector_jobs"))
    assert_printable(sweep.charts.probability(target()))
    assert_printable(sweep.charts.regret(["sector_jobs", "value_added", "public_cost"]))


def test_large_ranges_are_written_in_a_scale() -> None:
    figure = swept("one_at_a_time").charts.tornado("sector_jobs", "more_demand")
    shown = [cast(Any, item).get_text().replace("\N{NO-BREAK SPACE}", " ") for item in figure.findobj(Text)]
    sizes = [text for text in shown if "thousand" in text and "–" in text]
    assert sizes
    assert not [text for text in shown if ",000–" in text]


def test_a_notebook_shows_the_picture() -> None:
    picture = cast(Any, DRAWN["fan"]())._repr_png_()
    assert picture.startswith(b"\x89PNG")
