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

#: Charts that need no national table.
OF_A_CHAIN = ("flows", "goods", "jobs", "capacity", "bullets", "value_added", "drivers", "job_costs")


@pytest.fixture(scope="module")
def results() -> Results:
    found = ios.load("toy-chain").run()
    # the version and the hash of the data are printed under a chart and change with neither
    for code in ("en", "ru", "kk"):
        found.dataset.attrs[f"source_line_{code}"] = "-"
    return found


@pytest.mark.parametrize("language", ["en", "kk"])
@pytest.mark.parametrize("chart", OF_A_CHAIN)
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50}, remove_text=False)
def test_picture(results: Results, chart: str, language: str) -> Figure:
    return CHARTS[chart](results, language=language)
