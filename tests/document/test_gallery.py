"""The gallery shows every chart there is, in small pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ioscenario.charts import ASSESSMENT_CHARTS, CHARTS, TABLE_CHARTS
from ioscenario.charts.sweeps import SWEEP_CHARTS

DOCS = Path(__file__).parents[2] / "docs"
#: Most that the pictures may take together, bytes.
LARGEST = 1_500_000


def shown() -> dict[str, str]:
    """Pictures of the gallery with their alt texts."""
    text = (DOCS / "gallery.md").read_text(encoding="utf-8")
    return {path: alt for alt, path in re.findall(r"!\[(.+?)\]\(gallery/(.+?)\.png\)", text)}


@pytest.mark.parametrize("chart", [*CHARTS, *ASSESSMENT_CHARTS, *SWEEP_CHARTS, *TABLE_CHARTS])
def test_every_chart_is_in_the_gallery(chart: str) -> None:
    assert len(shown()[chart]) > 40


def test_pictures_are_those_of_the_page_and_small() -> None:
    files = list((DOCS / "gallery").iterdir())
    assert {path.stem for path in files} == set(shown())
    assert sum(path.stat().st_size for path in files) < LARGEST
