"""What a programme's folder holds: charts with their numbers, a workbook of them all, pages that hold pictures."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.charts import ASSESSMENT_CHARTS, CHARTS, available
from ioscenario.dimensions import LANGUAGES
from ioscenario.document.compose import Assessment, Document, plan, write
from ioscenario.document.drawing import Pen, Task, draw
from ioscenario.language import Language
from tests.document.conftest import Written

#: Most that may be mailed, bytes.
LARGEST = 15_000_000


class Reader(HTMLParser):
    """Anchors, links and addresses of pictures of a page; whether its elements are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.pictures += [found["src"]] if tag == "img" else []
        if tag not in ("meta", "link", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def test_every_chart_that_the_results_have_is_planned_in_each_language() -> None:
    results = ios.load("toy-chain").run()
    tasks, _ = plan(Document(results, ("ru", "kk")))
    wanted = {(chart, scenario) for chart, scenarios in available(results).items() for scenario in scenarios}
    for language in ("ru", "kk"):
        found = [(task.chart, task.scenario) for task in tasks if task.language == language]
        assert len(found) == len(wanted)
        assert set(found) == wanted
    assert len({(task.stem, task.language) for task in tasks}) == len(tasks)


def test_what_is_asked_for_is_drawn_in_both_languages(written: Written) -> None:
    for language in ("ru", "kk"):
        files = (written.folder / "charts").glob(f"*-{language}.svg")
        drawn = {path.name.removesuffix(f"-{language}.svg") for path in files}
        of_one = {"dashboard-baseline", "dashboard-more_demand", "waterfall-more_demand", "attribution-more_demand"}
        assert drawn == {"jobs", "goods", *of_one}
    assert not list((written.folder / "charts").glob("*-en.*"))
    assert {item["language"] for item in written.said["charts"]} == {"ru", "kk"}


def test_marker_lists_every_file(programme: Path) -> None:
    marker = json.loads((programme / "ioscenario-run.json").read_text(encoding="utf-8"))
    there = {path.relative_to(programme).as_posix() for path in programme.rglob("*") if path.is_file()}
    assert set(marker["files"]) == there - {"ioscenario-run.json"}
    assert marker["languages"] == ["ru", "kk"]


def test_every_number_beside_a_chart_is_in_the_workbook(written: Written) -> None:
    book = pd.read_excel(written.folder / "tables.xlsx", sheet_name=None)
    listed = set(book["contents"]["sheet"])
    assert listed == set(book)
    checked = 0
    for item in written.said["charts"]:
        for name in (file for file in item["files"] if file.endswith("-ru.csv")):
            numbers = pd.read_csv(written.folder / name).select_dtypes("number").to_numpy().ravel()
            sheet = book[f"chart_{item['chart']}"[:31]].select_dtypes("number").to_numpy().ravel()
            held = np.sort(sheet[np.isfinite(sheet)])
            for number in numbers[np.isfinite(numbers)]:
                near = held[np.clip(np.searchsorted(held, number) + np.array([-1, 0]), 0, len(held) - 1)]
                assert np.isclose(near, number, rtol=1e-9, atol=1e-12).any(), (name, number)
                checked += 1
    assert checked > 200


@pytest.mark.parametrize("page", ["index.html", "index-kk.html"])
def test_page_holds_its_pictures_and_its_links_lead_somewhere(written: Written, page: str) -> None:
    path = written.folder / page
    assert path.stat().st_size < LARGEST
    found = read(path)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert all(address.startswith("data:image/png;base64,") for address in found.pictures)
    code = "kk" if "kk" in page else "ru"
    assert len(found.pictures) == sum(item["language"] == code for item in written.said["charts"])
    for link in found.links:
        assert link[1:] in found.ids if link.startswith("#") else (written.folder / link).is_file(), link


def test_page_is_in_its_language(programme: Path) -> None:
    text = (programme / "index-kk.html").read_text(encoding="utf-8")
    assert '<html lang="kk">' in text
    assert Language("kk")("document.contents") in text
    assert Language("ru")("document.contents") not in text
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("chart", [*CHARTS, *ASSESSMENT_CHARTS, "tornado"])
def test_every_chart_has_a_short_name(chart: str, code: str) -> None:
    assert Language(code).has(f"document.name.{chart}")


def test_processes_draw_what_one_draws(tmp_path: Path) -> None:
    results = ios.load("toy-chain").run("more_demand")
    tasks = [Task(chart, "results", chart, "kk") for chart in ("jobs", "goods")]
    found = []
    for workers in (1, 2):  # svg is the faster format, png goes into the page
        folder = tmp_path / str(workers)
        folder.mkdir()
        stored = results.to_netcdf(tmp_path / f"{workers}.nc") if workers > 1 else results
        found.append(draw(tasks, {"results": stored}, Pen(folder, ("png", "svg")), workers))
    one, two = found
    assert [item.task for item in one] == [item.task for item in two] == tasks
    for first, second in zip(one, two, strict=True):
        assert (first.title, first.alt, first.files) == (second.title, second.alt, second.files)
        assert first.screen == second.screen
    for path in sorted((tmp_path / "1").iterdir()):
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_an_assessment_for_one_language_is_drawn_in_that_alone() -> None:
    results = ios.load("toy-chain").run("more_demand")
    items = [Assessment("claims", object(), language="ru", part="2"), Assessment("hindcast", object())]
    tasks, subjects = plan(Document(results, ("en", "ru"), assessments=items))
    found = [(task.stem, task.language) for task in tasks if task.subject != "results"]
    assert found == [("hindcast", "en"), ("claims-2", "ru"), ("hindcast", "ru")]
    assert len(subjects) == 3


def test_a_document_of_one_scenario_and_no_assessment(tmp_path: Path) -> None:
    results = ios.load("toy-chain").run("baseline")
    drawn: list[int] = []
    document = Document(results, ("en",), charts=("jobs", "outlook", "waterfall"))
    pictures = write(document, tmp_path, Pen(tmp_path / "charts", ("svg",)), done=drawn.append)
    assert sum(drawn) == len(pictures) == 2
    assert [item.task.chart for item in pictures] == ["jobs", "outlook"]
