"""Every chart can be printed: nothing is cut off or overlaps, in any language and size."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from ioscenario.charts import (
    AGAINST_REFERENCE,
    CHARTS,
    ONE_SCENARIO,
    Charts,
    alt,
    available,
    data,
    saving,
    style,
    write_all,
)
from ioscenario.charts.style import title
from ioscenario.charts.view import HasDataset
from ioscenario.dimensions import LANGUAGES
from ioscenario.language import Language
from ioscenario.pack.loading import shipped
from ioscenario.problems import InputError
from tests.charts.conftest import FakeResults, make_dataset
from tests.charts.everything import SIZES, Case, Given, code_of, in_tongue, of_pack
from tests.charts.printable import assert_printable, faults
from tests.charts.pseudo import with_longer_names


@cache
def made_up(tongue: str = "en") -> HasDataset:
    """The made-up results, with longer names for the language of longer words."""
    dataset = make_dataset()
    return Given(with_longer_names(dataset)) if tongue == "pseudo" else FakeResults(dataset)


#: Charts that can be drawn of the made-up results; the others are drawn of shipped packs.
NAMES = list(available(made_up()))
CASES = [(name, code) for name in NAMES for code in LANGUAGES]


@cache
def kept(name: str, tongue: str, size: str = "column") -> Figure:
    """A chart of the made-up results, drawn once; not to be changed."""
    with in_tongue(tongue):
        return draw(made_up(tongue if tongue == "pseudo" else "en"), name, code_of(tongue), size=size)


def turn(name: str, code: str) -> str:
    """Size in which a chart is looked at in a language: each size once, others with the next chart."""
    return SIZES[(NAMES.index(name) + LANGUAGES.index(code)) % len(SIZES)]


def draw(results: HasDataset, name: str, code: str, **more: Any) -> Figure:
    """A chart, of the richest scenario where it is of one."""
    if name in ONE_SCENARIO:
        more.setdefault("scenario", str(results.dataset["scenario"].values[-1]))
    return CHARTS[name](results, language=code, **more)


@pytest.mark.parametrize(("name", "code"), CASES)
def test_chart_is_printable(name: str, code: str) -> None:
    size = turn(name, code)
    assert not faults(kept(name, code, size), size)


@pytest.mark.parametrize("size", ["column", "slide"])
@pytest.mark.parametrize("name", NAMES)
def test_chart_has_room_for_longer_words(name: str, size: str) -> None:
    with in_tongue("pseudo"):
        assert not faults(kept(name, "pseudo", size), size)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ONE_SCENARIO])
def test_chart_with_samples_is_printable(sampled: HasDataset, name: str) -> None:
    assert_printable(draw(sampled, name, "ru"))


def covering(pack: str) -> list[Case]:
    """Pictures of a pack with each of its scenarios, its charts in all, languages and sizes taken in turn.

    The full product is gone through by ``make charts-check``.
    """
    every = list(of_pack(pack))
    names = list(dict.fromkeys(case.name for case in every))
    known = {(case.name, case.tongue, case.size): case for case in every}
    turns = [(tongue, size) for size in SIZES for tongue in LANGUAGES]
    one = [name for name in names if name.count("/") == 2]
    whole = [name for name in names if name.count("/") == 1]
    scenarios = list(dict.fromkeys(name.split("/")[2] for name in one))
    kinds = list(dict.fromkeys(name.split("/")[1] for name in one))
    chosen = [known[name, *turns[place % len(turns)]] for place, name in enumerate(whole)]
    for place, scenario in enumerate(scenarios):
        for step in range(2):
            name = f"{pack}/{kinds[(2 * place + step) % len(kinds)]}/{scenario}"
            if name in names:
                chosen.append(known[name, *turns[(place + 4 * step) % len(turns)]])
    return chosen


@pytest.mark.parametrize("pack", sorted(shipped()))
def test_charts_of_shipped_packs_are_printable(pack: str) -> None:
    wrong = {f"{case.name} {case.tongue} {case.size}": case.faults() for case in covering(pack)}
    assert not {name: found for name, found in wrong.items() if found}


def test_charts_of_what_only_a_pack_has_are_printable() -> None:
    cases = [case for case in of_pack("toy-chain") if case.name.split("/")[1] not in NAMES]
    assert len({case.name for case in cases}) == len(set(CHARTS) - set(NAMES))
    wrong = {f"{case.name} {case.tongue} {case.size}": case.faults() for case in cases}
    assert not {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("name", [name for name in ONE_SCENARIO if name not in AGAINST_REFERENCE])
def test_chart_of_the_reference_is_printable(results: HasDataset, name: str) -> None:
    assert_printable(draw(results, name, "kk", scenario="now"))


@pytest.mark.parametrize(("name", "code"), CASES)
def test_source_line_is_under_the_chart(name: str, code: str) -> None:
    lines = [item.get_text() for item in kept(name, code, turn(name, code)).texts if item.get_gid() == "source"]
    assert " ".join(lines) == made_up().dataset.attrs[f"source_line_{code}"]


@pytest.mark.parametrize(("name", "code"), CASES)
def test_chart_has_a_text_for_those_who_cannot_see_it(name: str, code: str) -> None:
    assert len(alt(kept(name, code, turn(name, code)))) > 40


@pytest.mark.parametrize("name", NAMES)
def test_chart_keeps_its_numbers_with_their_units(name: str) -> None:
    frame = data(kept(name, "en"))
    assert frame is not None
    assert len(frame)
    assert "unit" in frame
    assert frame["unit"].notna().all()


@pytest.mark.parametrize("name", NAMES)
def test_no_panel_is_empty(name: str) -> None:
    for axes in kept(name, "en").axes:
        inside = axes.child_axes
        assert axes.patches or axes.lines or axes.collections or inside


# ------------------------------------------------------------------------------- sizes


def test_unknown_size_is_refused_with_the_nearest(results: HasDataset) -> None:
    with pytest.raises(InputError, match="slide"):
        Charts(results).jobs(size=cast(Any, "slid"))


def test_type_on_a_slide_is_larger_and_placed_by_the_same_rule() -> None:
    column, slide = kept("jobs", "en"), kept("jobs", "en", "slide")
    sizes = [{float(cast(Any, item).get_fontsize()) for item in figure.texts} for figure in (column, slide)]
    assert min(sizes[0]) == style.SIZE
    assert min(sizes[1]) / min(sizes[0]) == pytest.approx(max(sizes[1]) / max(sizes[0]))
    assert tuple(slide.get_size_inches() * style.CM_PER_INCH) == pytest.approx((33.87, 19.05))


def test_panels_are_stretched_to_fill_a_page() -> None:
    column, page = kept("flows", "en"), kept("flows", "en", "page")
    heights = [figure.axes[0].get_position().height * figure.get_size_inches()[1] for figure in (column, page)]
    assert heights[1] > 1.1 * heights[0]
    assert 23.8 <= page.get_size_inches()[1] * style.CM_PER_INCH <= 24.0


def test_a_flat_chart_lies_on_its_page() -> None:
    assert kept("jobs", "en", "page").get_size_inches()[0] * style.CM_PER_INCH == pytest.approx(24.7)


def test_chart_that_is_too_high_for_its_paper_is_made_smaller_as_a_whole() -> None:
    class Tower:
        """A chart of 60 rows that cannot be lower."""

    @style.house
    def tower(*, language: str = "en", size: style.Size = "column") -> Figure:
        sheet = style.Sheet("Tower", 60.0, source="-", alt=str(Tower.__doc__))
        sheet.text(1.0, 1.0, "row")
        return sheet.figure

    figure = tower(size="slide")
    assert figure.get_size_inches()[1] * style.CM_PER_INCH == pytest.approx(19.05)
    assert faults(figure, "slide") != []


@pytest.mark.parametrize("name", ["jobs", "flows", "costs"])
def test_chart_in_axes_of_the_user_has_no_frame(name: str) -> None:
    figure = Figure(figsize=(9.0, 9.0))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.05, 0.05, 0.9, 0.9))
    assert draw(made_up(), name, "ru", ax=axes) is figure
    assert axes.child_axes
    assert not [item for item in figure.findobj(Text) if item.get_gid() in ("title", "source", "note")]
    assert not [fault for fault in faults(figure) if fault.startswith(("outside", "overlap"))]
    assert data(axes) is not None


def test_axes_that_are_too_low_are_refused_with_the_height_that_is_needed() -> None:
    figure = Figure(figsize=(6.0, 1.0))
    FigureCanvasAgg(figure)
    with pytest.raises(InputError, match="cm high"):
        draw(made_up(), "jobs", "en", ax=figure.add_subplot())


def test_style_of_the_user_is_neither_used_nor_changed(results: HasDataset) -> None:
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
    for name in NAMES:
        scenario = {"scenario": "renewal_access"} if name in ONE_SCENARIO else {}
        drawn = getattr(charts, name)(language="ru", size=turn(name, "ru"), **scenario)
        assert alt(drawn) == alt(kept(name, "ru", turn(name, "ru")))


# ------------------------------------------------------------------------------- files


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of few dots: files are looked at, not pictures."""
    monkeypatch.setattr(saving, "PRINT", 30)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_chart_gives_the_same_file(coarse: None, results: HasDataset, tmp_path: Path, kind: str) -> None:
    files = [style.save(draw(results, "flows", "kk"), tmp_path / f"{number}.{kind}") for number in (1, 2)]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"1970" not in files[0].read_bytes()


def test_files_tell_what_they_show(coarse: None, tmp_path: Path) -> None:
    from PIL import Image

    figure = kept("jobs", "kk")
    said = alt(figure)
    with Image.open(style.save(figure, tmp_path / "jobs.png")) as picture:
        assert cast(Any, picture).text["Description"] == said
    drawn = style.save(figure, tmp_path / "jobs.svg").read_text(encoding="utf-8")
    assert f"<title>{title(figure)}</title>" in drawn
    assert f"<desc>{said}</desc>" in drawn
    assert 'role="img"' in drawn
    written = style.save(figure, tmp_path / "jobs.pdf").read_bytes()
    assert said.encode("utf-16-be") in _unescaped(written)


def _unescaped(text: bytes) -> bytes:
    """Strings of a pdf without the backslashes before brackets."""
    for sign in (b"(", b")", b"\\"):
        text = text.replace(b"\\" + sign, sign)
    return text


def test_letters_of_a_pdf_are_letters_of_a_font_within(tmp_path: Path) -> None:
    """TrueType (Type 42), embedded, with a table from glyphs to Unicode that has the letters of Kazakh."""
    import re
    import zlib

    @style.house
    def letters(*, language: str = "kk") -> Figure:
        return style.Sheet("ӘҒҚҢӨҰҮҺІ әғқңөұүһі", 1.0, source="Дереккөз", alt="-").figure

    text = style.save(letters(), tmp_path / "letters.pdf").read_bytes()
    assert b"/FontFile2" in text
    assert b"/Subtype /Type3" not in text
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", text, re.S)
    unpacked = [zlib.decompress(item) if item[:1] == b"x" else item for item in streams]
    tables = b"".join(item for item in unpacked if b"beginbfchar" in item or b"beginbfrange" in item).lower()
    for letter in "ӘҒҚҢӨҰҮҺІәғқңөұүһі":
        assert f"<{ord(letter):04x}>".encode() in tables, letter


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.png, \.svg or \.pdf"):
        style.save(kept("jobs", "en"), tmp_path / "jobs.bmp")
    assert not list(tmp_path.iterdir())


def test_write_all_writes_each_chart_in_two_formats(coarse: None, results: HasDataset, tmp_path: Path) -> None:
    chosen = {"jobs", "costs", "value_added"}
    written = write_all(results, tmp_path / "charts", "en", charts=chosen)
    assert sorted(written) == sorted((tmp_path / "charts").iterdir())
    pictures = sum(len(scenarios) for name, scenarios in available(results).items() if name in chosen)
    assert pictures == 2 + results.dataset.sizes["scenario"]
    by_kind = {kind: {path.stem for path in written if path.suffix == f".{kind}"} for kind in ("png", "svg", "csv")}
    assert len(by_kind["png"]) == pictures
    assert by_kind["png"] == by_kind["svg"] == by_kind["csv"]
    assert all(path.stat().st_size > 1000 for path in written if path.suffix != ".csv")


def test_what_there_is_nothing_to_compare_with_is_left_out(results: HasDataset) -> None:
    bare = Given(results.dataset.assign_attrs(claims_json="[]"))
    assert "bullets" in available(results)
    assert "bullets" not in available(bare)
    with pytest.raises(ValueError, match="no published figures"):
        Charts(bare).bullets()


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_in_the_language(name: str) -> None:
    assert len({title(kept(name, code, turn(name, code))) for code in LANGUAGES}) == len(LANGUAGES)


def test_title_of_jobs_states_the_numbers(results: HasDataset) -> None:
    jobs = results.dataset["sector_jobs"]
    words = Language("en")
    text = title(kept("jobs", "en"))
    assert words.number(float(jobs[0, 0]) / 1000, 1) in text
    assert words.number(float(jobs[:, -1].max()) / 1000, 1) in text
