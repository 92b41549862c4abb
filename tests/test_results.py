"""Results: labels, units, tables, files, provenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ioscenario as ios
from ioscenario.bridge import bridge_tables, unrecorded, unrecorded_text
from ioscenario.dimensions import LIMITS, ORDER
from ioscenario.language import Language
from ioscenario.outputs import VARIABLES
from ioscenario.provenance import changed_assumptions, choices, settings
from ioscenario.results import Results
from ioscenario.summary import figures


@pytest.fixture(scope="module")
def results() -> Results:
    return ios.load("kazakhstan-cotton").run("demand", "full_processing")


@pytest.fixture(scope="module")
def sampled() -> Results:
    return ios.load("toy-chain").run(samples=4, seed=7)


@pytest.fixture(scope="module")
def sheets(results: Results, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Sheets of the workbook of `results`."""
    return pd.read_excel(results.to_excel(tmp_path_factory.mktemp("book") / "tables.xlsx"), sheet_name=None)


def test_every_declared_variable_is_there_with_unit_and_names(results: Results) -> None:
    for item in VARIABLES:
        array = results.dataset[item.name]
        assert array.attrs["units"] == item.unit.replace("money", "KZT")
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


def test_workbook_holds_every_variable_with_units(sheets: dict[str, pd.DataFrame]) -> None:
    assert {item.name for item in VARIABLES} <= set(sheets)
    production = sheets["production"]
    row = production[(production["scenario"] == "baseline") & (production["commodity"] == "fabric")].iloc[0]
    assert row["unit"] == "m2"
    assert row[2025] == pytest.approx(5.2e6, rel=0.01)
    cost = sheets["unit_cost"]
    assert set(cost.loc[cost["process"] == "weaving", "unit"]) == {"million KZT per m2"}


def test_codes_of_samples_are_shown_by_the_most_frequent(tmp_path: Path) -> None:
    results = ios.load("toy-chain").run("baseline", samples=4)
    codes = np.zeros(results.dataset["bottleneck"].shape, dtype=np.int8)
    codes[:, :2], codes[:, 2:] = 1, 3  # the median is 2, which is in no sample
    codes[:, 2, :, 0] = 1
    data = results.dataset.assign(bottleneck=results.dataset["bottleneck"].copy(data=codes))
    table = Results(data).table("bottleneck", scenario="baseline")
    assert (table == 1).all(axis=None)
    assert all(dtype.kind == "i" for dtype in table.dtypes)
    sheet = pd.read_excel(Results(data).to_excel(tmp_path / "a.xlsx"), sheet_name="bottleneck")
    assert set(sheet[2025]) == {LIMITS[1]}


@pytest.mark.parametrize("given", [None, [], {}, 3], ids=repr)
def test_odd_variables_are_refused(results: Results, given: Any) -> None:
    for call in (results.table, results.variable, results.by_sector):
        with pytest.raises(ios.InputError):
            call(given)


@pytest.mark.parametrize("given", ["2030", [2030], 2030.5, 1999, True, {}], ids=repr)
def test_odd_years_and_scenarios_are_refused(results: Results, given: Any) -> None:
    with pytest.raises(ios.InputError):
        results.table("jobs", year=given)
    with pytest.raises(ios.InputError):
        results.table("jobs", scenario=given)
    with pytest.raises(ios.InputError):
        results.bridge(year=given)
    with pytest.raises(ios.InputError):
        results.difference(given)


def test_odd_targets_are_refused_and_nothing_is_written(results: Results, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for target in (None, 3, tmp_path, tmp_path / "file" / "x.nc", Path("/proc/x.nc"), "a\0.nc", ""):
        with pytest.raises(ios.InputError):
            results.to_netcdf(target)  # type: ignore[arg-type]
    for target in (None, tmp_path, tmp_path / "foo.csv", tmp_path / "foo", tmp_path / "file" / "x.xlsx"):
        with pytest.raises(ios.InputError):
            results.to_excel(target)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_every_sheet_is_in_the_contents(results: Results, sheets: dict[str, pd.DataFrame]) -> None:
    assert list(sheets["contents"]["sheet"]) == list(sheets)
    summary = sheets["summary"]
    assert summary["Unit"].notna().all()
    assert summary.drop(columns=["Indicator", "Unit"]).apply(pd.api.types.is_numeric_dtype).all()
    money = sheets["appraisal"].set_index("figure")
    pd.testing.assert_series_equal(
        money[results.reference], results.appraisal()[results.reference], check_dtype=False, check_names=False
    )
    told = sheets["about"].set_index("item")["value"]
    assert told["pack"] == "kazakhstan-cotton"
    assert told["pack_hash"] == results.dataset.attrs["pack_hash"]
    assert "note" not in told.index


def test_workbook_says_that_values_are_medians(sampled: Results, tmp_path: Path) -> None:
    told = pd.read_excel(sampled.to_excel(tmp_path / "t.xlsx"), sheet_name="about").set_index("item")["value"]
    assert "medians" in told["note"]
    assert str(told["samples"]) == "4"
    assert str(told["seed"]) == "7"


def test_settings_in_force_are_told_with_role_and_rationing(tmp_path: Path) -> None:
    model = ios.load("kazakhstan-cotton")
    mine = ios.Scenario(
        name="mine",
        extends="baseline",
        settings={"growing.weather": 0.9, "growing.drip_share": {2030: "45 %"}},
        rationing="exporters_first",
    )
    results = model.run(mine)
    table = pd.read_excel(results.to_excel(tmp_path / "t.xlsx"), sheet_name="scenarios")
    assert list(table.columns) == list(settings(results).columns)
    own = table[(table["scenario"] == "mine") & table["where"].astype(str).str.startswith("<python>")]
    assert dict(zip(own["path"], own["role"], strict=True)) == {
        "growing.weather": "uncertain",
        "growing.drip_share": "lever",
    }
    assert set(own["rationing"]) == {"exporters_first, pro_rata"}
    listed = settings(results)
    drip = listed[(listed["scenario"] == "mine") & (listed["path"] == "growing.drip_share")].iloc[-1]
    assert list(drip[["setting", "kind", "years", "values"]]) == ["{2030: 45 %}", "line", "2030", "0.45"]
    inherited = set(table.loc[table["scenario"] == "baseline", "path"].dropna())
    assert inherited <= set(table.loc[table["scenario"] == "mine", "path"])
    assert changed_assumptions(results)["mine"] == [*changed_assumptions(results)["baseline"], "growing.weather"]
    told = choices(results, Language("en"))
    assert str(told.iloc[1, 1]).startswith("exporters first; ")
    assert "growing.weather" in str(told.iloc[1, 2])
    assert "growing.drip_share" not in str(told.iloc[1, 2])


def test_figures_of_the_summary_are_numbers(results: Results) -> None:
    frame = figures(results)
    assert list(frame.columns) == ["indicator", "commodity", "scenario", "year", "value", "unit"]
    assert pd.api.types.is_numeric_dtype(frame["value"])
    found = frame[(frame["indicator"] == "sector_jobs") & (frame["scenario"] == "demand") & (frame["year"] == 2025)]
    assert found["value"].item() == float(results.dataset["sector_jobs"].sel(scenario="demand", year=2025))


def test_scenarios_of_one_title_keep_columns_of_their_own() -> None:
    model = ios.load("toy-chain")
    twins = [ios.Scenario(name=name, extends="baseline", title="Twin") for name in ("one", "two")]
    assert model.run(*twins).summary().shape[1] == 2 + 3


def test_bridge_of_samples_closes() -> None:
    results = ios.load("toy-chain").run("baseline", samples=7, seed=2)
    for _, lines in results.bridge().groupby("indicator"):
        published = lines.loc[lines["kind"] == "difference", "published"].item()
        assert lines["value"].sum() == pytest.approx(published, rel=1e-12)
        assert lines["share"].sum() == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_bridge_for_a_reader_ends_with_the_published_total(results: Results, language: str) -> None:
    tables = bridge_tables(results, Language(language))
    assert len(tables) == 2
    lines = results.bridge()
    for frame, (_, own) in zip(tables.values(), lines.groupby("indicator", sort=False), strict=True):
        assert len(frame) == len(own) + 1
        assert frame.iloc[-1, 0] == Language(language)("summary.published")
        assert list(frame.iloc[:, 3][:-2]) == list(own["source"][:-1])


def test_unrecorded_raw_material_is_what_the_pack_puts_aside(results: Results) -> None:
    pack, raw = ios.load("kazakhstan-cotton").pack, results.dataset.attrs["raw_material"]
    amount, share = unrecorded(results)
    assert amount == pytest.approx(pack.parameters[f"market.{raw}.stock_building"].at(2025))
    made = float(results.dataset["production"].sel(scenario="baseline", year=2025, commodity=raw))
    assert share == pytest.approx(amount / made)
    assert "2025" in unrecorded_text(results, Language("kk"))


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
