"""Charts of the economy and of tables as pictures, at low resolution, on made-up data.

Baselines are made and looked at as `test_pictures` says.
"""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from ioscenario.charts import CHARTS, TABLE_CHARTS
from ioscenario.charts.view import HasDataset
from ioscenario.table.iotable import IOTable
from tests.charts.test_economy_charts import long_names, made_up

LOW = {"dpi": 50}


@pytest.mark.parametrize(("chart", "language"), [("effects", "en"), ("sectors", "kk"), ("costs", "ru")])
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs=LOW, remove_text=False)
def test_picture(results: HasDataset, chart: str, language: str) -> Figure:
    return CHARTS[chart](results, language=language)


@pytest.fixture
def no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is printed under a chart and changes with every release."""
    monkeypatch.setattr("ioscenario.charts.tables.__version__", "0")


@pytest.mark.parametrize(("chart", "language"), list(zip(TABLE_CHARTS, ("en", "kk", "ru"), strict=True)))
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs=LOW, remove_text=False)
def test_picture_of_table(no_version: None, chart: str, language: str) -> Figure:
    table: IOTable = made_up()
    return TABLE_CHARTS[chart](table, names=long_names(table), language=language)
