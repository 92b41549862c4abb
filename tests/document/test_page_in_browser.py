"""The page of a programme in a browser: nothing goes wrong, nothing is fetched, keys leaf through it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.document.browser import Tab, chromium, opened

pytestmark = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: apt-get install chromium")


def now(tab: Tab) -> int:
    """Number of the chart that is shown, from 0; -1 before the first."""
    return int(tab.value("[...document.querySelectorAll('.leaf')].findIndex(leaf => leaf.classList.contains('now'))"))


@pytest.mark.parametrize(("width", "height"), [(1300, 900), (400, 800)], ids=["wide", "narrow"])
def test_page_opens_without_a_complaint_and_without_the_network(
    programme: Path, tmp_path: Path, width: int, height: int
) -> None:
    page = programme / "index.html"
    with opened(page, tmp_path / "profile", width, height) as tab:
        tab.value("window.scrollTo(0, document.body.scrollHeight)")
        assert tab.complaints == []
        assert tab.requested == [page.resolve().as_uri()]
        # Nothing is wider than the window.
        assert tab.value("document.documentElement.scrollWidth") <= tab.value("window.innerWidth")
        assert len(tab.screenshot()) > 10_000


def test_every_picture_of_the_page_is_seen(programme: Path, tmp_path: Path) -> None:
    with opened(programme / "index.html", tmp_path / "profile") as tab:
        tab.value("[...document.images].forEach(image => { image.loading = 'eager' })")
        wait = "Promise.all([...document.images].map(image => image.decode())).then(() => true)"
        assert tab("Runtime.evaluate", expression=wait, awaitPromise=True, returnByValue=True)["result"]["value"]
        assert tab.value("Math.min(...[...document.images].map(image => image.naturalWidth))") > 500
        assert tab.value("[...document.images].filter(image => image.alt.length < 40).length") == 0


def test_arrow_keys_leaf_through_the_charts(programme: Path, tmp_path: Path) -> None:
    with opened(programme / "index.html", tmp_path / "profile") as tab:
        for step, key in enumerate(["ArrowRight", "ArrowRight", "ArrowRight"]):
            tab.key(key)
            assert now(tab) == step
        tab.key("ArrowLeft")
        time.sleep(0.2)  # what is scrolled past is noticed later
        assert now(tab) == 1
        shown = str(tab.value("document.querySelector('.leaf.now').id"))
        assert tab.value("document.querySelector('nav a[aria-current]').hash") == f"#{shown}"
        tab.value("document.querySelectorAll('.bar button')[2].click()")
        visible = "[...document.querySelectorAll('.leaf')].filter(leaf => leaf.offsetParent !== null).length"
        assert tab.value(visible) == 1
        assert tab.complaints == []


def test_a_script_that_is_slipped_in_does_not_run(programme: Path, tmp_path: Path) -> None:
    text = (programme / "index.html").read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.html"
    slipped = '<main><script>window.slipped = 1</script><img src="http://127.0.0.1:9/x.png">'
    spoilt.write_text(text.replace("<main>", slipped), encoding="utf-8")
    with opened(spoilt, tmp_path / "profile") as tab:
        assert tab.value("window.slipped") is None
        assert any("Content Security Policy" in text for text in tab.complaints)


def test_page_is_whole_without_scripts(programme: Path, tmp_path: Path) -> None:
    with opened(programme / "index.html", tmp_path / "profile", script=False) as tab:
        found = tab("DOM.getDocument", depth=-1)["root"]
        assert found
        leaves = tab("DOM.querySelectorAll", nodeId=found["nodeId"], selector=".leaf img")["nodeIds"]
        assert len(leaves) > 5
        assert not tab("DOM.querySelectorAll", nodeId=found["nodeId"], selector=".bar")["nodeIds"]
