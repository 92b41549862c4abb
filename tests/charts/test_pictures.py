"""The charts as pictures, at low resolution, on the toy pack.

New baselines after a change that is meant: ``pytest tests/charts/test_pictures.py
--mpl-generate-path=tests/charts/baseline``, then look at every one of them.
"""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import ioscenario as ios
from ioscenario.charts import CHARTS
from ioscenario.results import Results

#: Charts that can be drawn of the toy pack, which has no national table.
OF_TOY = (
    "flows", "goods", "jobs", "capacity", "bullets", "value_added", "drivers", "job_costs",
    "dashboard", "money", "trajectories", "outlook", "history", "waterfall", "comparison",
    "targets", "gaps", "enterprise_targets",
)  # fmt: skip
#: Charts, each in one of the languages in turn, and a few in the other sizes.
LANGUAGES = ("en", "ru", "kk")
COLUMNS = [(name, LANGUAGES[place % 3], "column") for place, name in enumerate(OF_TOY)]
OTHERS = [("jobs", "ru", "slide"), ("goods", "kk", "slide"), ("job_costs", "ru", "slide"), ("flows", "en", "page")]


@pytest.fixture(scope="module")
def results() -> Results:
    found = ios.load("toy-chain").run()
    # the version and the hash of the data are printed under a chart and change with neither
    for code in ("en", "ru", "kk"):
        found.dataset.attrs[f"source_line_{code}"] = "-"
    return found


@pytest.mark.parametrize(("chart", "language", "size"), COLUMNS + OTHERS)
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50}, remove_text=False)
def test_picture(results: Results, chart: str, language: str, size: str) -> Figure:
    return CHARTS[chart](results, language=language, size=size)
