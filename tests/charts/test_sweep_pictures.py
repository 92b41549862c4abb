"""Charts of sweeps as pictures, at low resolution, on the toy pack.

Baselines are made and looked at as `test_pictures` says.
"""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from tests.charts.sweeps import DRAWN


@pytest.mark.parametrize(("chart", "language"), [(name, ("en", "kk", "ru")[n % 3]) for n, name in enumerate(DRAWN)])
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50}, remove_text=False)
def test_picture_of_sweep(chart: str, language: str) -> Figure:
    return DRAWN[chart](language=language)
