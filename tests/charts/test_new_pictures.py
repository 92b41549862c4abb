"""Charts of a whole scenario as pictures, at low resolution, on the toy pack.

New baselines after a change that is meant: ``pytest tests/charts/test_new_pictures.py
--mpl-generate-path=tests/charts/baseline``, then look at every one of them.
"""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import ioscenario as ios
from ioscenario.charts import CHARTS
from ioscenario.results import Results

SCENARIO = "more_demand"


@pytest.fixture(scope="module")
def results() -> Results:
    found = ios.load("toy-chain").run(SCENARIO, samples=20, seed=1)
    # the version and the hash of the data are printed under a chart and change with neither
    for code in ("en", "ru", "kk"):
        found.dataset.attrs[f"source_line_{code}"] = "-"
    return found


@pytest.mark.parametrize("chart", ["comparison", "dashboard", "money", "outlook", "trajectories", "waterfall"])
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50}, remove_text=False)
def test_picture_of_a_scenario(results: Results, chart: str) -> Figure:
    which = {} if chart == "trajectories" else {"scenario": SCENARIO}
    return CHARTS[chart](results, **which, language="kk", size="slide" if chart == "dashboard" else "column")
