"""Results: labels, units, tables, files, provenance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.dimensions import LIMITS, ORDER
from ioscenario.outputs import VARIABLES
from ioscenario.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    return ios.load("kazakhstan-cotton").run("demand", "full_processing")


@pytest.fixture(scope="module")
def sampled() -> Results:
    return ios.load("toy-chain").run(samples=4, seed=7)


def test_every_declared_variable_is_there_with_unit_and_names(results: Results) -> None:
    for item in VARIABLES:
        array = results.dataset[item.name]
        assert array.attrs["units"] == item.unit
        for name in ("long_name", "long_name_ru", "long_name_kk"):
            assert array.attrs[name]
        assert [dim for dim in ORDER if dim in array.dims] == list(array.dims)


def test_physical_units_are_never_thousands(results: Results) -> None:
    data = results.dataset.sel(scenario="baseline", year=2025)
    assert 1e5 < float(data["harvest"]) < 1e6
    assert float(data["production"].sel(commodity="fabric")) == pytest.approx(5.2e6, rel=0.01)
    assert float(data["sector_output"]) == pytest.approx(260_000, rel=0.01)


def test_bottleneck_carries_its_flags(results: Results) -> None:
    array = results.dataset["bottleneck"]
    assert array.dtype == np.int8
    assert array.attrs["flag_meanings"].split() == list(LIMITS)
    assert set(np.unique(array)) <= set(range(len(LIMITS)))


def test_attributes_are_plain(results: Results) -> None:
    for value in results.dataset.attrs.values():
        assert isinstance(value, str | int | float)


def test_difference_of_the_reference_is_zero(results: Results) -> None:
    change = results.difference()
    for name in change:
        values = change[name].sel(scenario="baseline").values
        assert np.nanmax(np.abs(values)) == 0.0


def test_difference_against_any_scenario(results: Results) -> None:
    change = results.difference("demand")["sector_jobs"]
    data = results.dataset["sector_jobs"]
    np.testing.assert_array_equal(
        change.sel(scenario="full_processing"), data.sel(scenario="full_processing") - data.sel(scenario="demand")
    )
    with pytest.raises(ios.InputError) as refused:
        results.difference("demnad")
    assert refused.value.problems[0].nearest == "demand"


def test_table_has_years_in_rows(results: Results) -> None:
    table = results.table("sector_jobs")
    assert table.index.name == "year"
    assert list(table.columns) == results.scenarios
    one = results.table("jobs_direct", scenario="baseline", year=2025)
    assert one.loc["sewing_garments", "existing"] == pytest.approx(11_800, rel=0.01)
    with pytest.raises(ios.InputError) as refused:
        results.table("sector_job")
    assert refused.value.problems[0].nearest == "sector_jobs"


def test_tables_of_samples_show_the_median(sampled: Results) -> None:
    table = sampled.table("sector_jobs", scenario="baseline")
    np.testing.assert_allclose(
        table["sector_jobs"], sampled.dataset["sector_jobs"].sel(scenario="baseline").median("sample")
    )


@pytest.mark.parametrize("name", ["results", "sampled"])
def test_netcdf_round_trip(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written: Results = request.getfixturevalue(name)
    back = ios.open_results(written.to_netcdf(tmp_path / "results.nc"))
    assert back.dataset.identical(written.dataset)


def test_open_results_refuses_anything_else(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nc"
    broken.write_text("not a netCDF file", encoding="utf-8")
    for path in (tmp_path / "absent.nc", broken):
        with pytest.raises(ios.InputError):
            ios.open_results(path)


def test_results_replay_from_what_they_carry(results: Results) -> None:
    """The parameters and scenarios inside give the same numbers again."""
    model = ios.load(results.dataset.attrs["pack"]).with_parameters(results.parameters)
    again = model.run(*results.scenarios)
    for item in VARIABLES:
        np.testing.assert_array_equal(again.dataset[item.name], results.dataset[item.name], err_msg=item.name)


def test_workbook_holds_every_variable_with_units(results: Results, tmp_path: Path) -> None:
    sheets = pd.read_excel(results.to_excel(tmp_path / "tables.xlsx"), sheet_name=None)
    assert {item.name for item in VARIABLES} <= set(sheets)
    production = sheets["production"]
    row = production[(production["scenario"] == "baseline") & (production["commodity"] == "fabric")].iloc[0]
    assert row["unit"] == "m2"
    assert row[2025] == pytest.approx(5.2e6, rel=0.01)
    cost = sheets["unit_cost"]
    assert set(cost.loc[cost["process"] == "weaving", "unit"]) == {"million KZT per m2"}


def test_bridge_adds_up(results: Results) -> None:
    bridge = results.bridge()
    for indicator, variable in (("output", "sector_output"), ("jobs", "sector_jobs")):
        lines = bridge[bridge["indicator"] == indicator]
        computed = lines.loc[lines["kind"] != "difference", "value"].sum()
        assert computed == pytest.approx(float(results.dataset[variable].sel(scenario="baseline", year=2025)))
        published = lines.loc[lines["kind"] == "difference", "published"].iloc[0]
        assert lines["value"].sum() == pytest.approx(published)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_summary_in_every_language(results: Results, language: str) -> None:
    summary = results.summary(language)
    assert len(summary) >= 6
    assert not summary.isna().any().any()
    with pytest.raises(ios.InputError):
        results.summary("de")
