"""Results in other formats say the same as the dataset."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.dimensions import ORDER
from ioscenario.interchange import FORMATS, NO_UNIT, check_formats, iamc_frame, long_columns, worded
from ioscenario.outputs import VARIABLES
from ioscenario.results import Results

MODEL = ios.load("toy-chain")
RUN = MODEL.run()
DRAWN = MODEL.run("more_demand", samples=5, seed=2)
BOTH = pytest.mark.parametrize("results", [RUN, DRAWN], ids=["central", "samples"])


# ------------------------------------------------------------------------ long tables


def assert_long(frame: pd.DataFrame, results: Results) -> None:
    """Every value that exists is there once, under its labels."""
    data = results.dataset
    assert list(frame.columns) == long_columns(data)
    dims = [name for name in frame.columns if name in data.dims]
    assert not frame.duplicated(["variable", *dims]).any()
    for item in VARIABLES:
        array = data[item.name]
        rows = frame[frame["variable"] == item.name]
        assert len(rows) == int(array.notnull().sum())
        own = [str(dim) for dim in array.dims]
        assert rows[[dim for dim in dims if dim not in own]].isna().all(axis=None)
        if len(rows):
            found = rows.set_index(own)["value"].to_xarray().reindex_like(array)
            np.testing.assert_array_equal(found.transpose(*own).values, array.values.astype(np.float64))


@BOTH
def test_csv_holds_every_value(results: Results, tmp_path: Path) -> None:
    path = results.to_csv(tmp_path / "all.csv")
    kinds: Any = {dim: str for dim in ORDER if dim not in ("year", "sample")}
    assert_long(pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""]), results)


@BOTH
def test_parquet_is_the_same_table(results: Results, tmp_path: Path) -> None:
    frame = pd.read_parquet(results.to_parquet(tmp_path / "all.parquet"))
    assert frame["value"].dtype == np.float64
    assert frame["year"].dtype == np.int32
    assert_long(frame, results)


def test_units_of_rows_are_those_of_their_members(tmp_path: Path) -> None:
    frame = pd.read_csv(RUN.to_csv(tmp_path / "some.csv", ["production", "price", "bridge", "unit_cost"]))
    assert set(frame["variable"]) == {"production", "price", "bridge", "unit_cost"}

    def units(variable: str, dim: str) -> dict[str, str]:
        rows = frame[frame["variable"] == variable]
        assert (rows.groupby(dim)["unit"].nunique() == 1).all()
        return dict(rows.groupby(dim)["unit"].first())

    assert units("production", "commodity") == {"fibre": "t", "thread": "t", "cloth": "m2", "shirts": "item"}
    assert units("price", "commodity")["cloth"] == "million KZT per m2"
    assert units("unit_cost", "process")["tailor"] == "million KZT per item"
    lines = units("bridge", "line")
    assert (lines["output_cloth"], lines["jobs_loom"]) == ("million KZT", "full-time job")


@pytest.mark.parametrize("name", ["csv", "parquet", "iamc"])
def test_unknown_variables_and_wrong_paths_are_refused(name: str, tmp_path: Path) -> None:
    write = getattr(RUN, f"to_{name}")
    ending = {"iamc": "csv"}.get(name, name)
    with pytest.raises(ios.InputError) as refused:
        write(tmp_path / f"x.{ending}", variables=["jobs", "job", "expots"])
    assert [item.nearest for item in refused.value.problems] == ["jobs", "exports"]
    for path in (tmp_path / "x.txt", tmp_path, None):
        with pytest.raises(ios.InputError):
            write(path)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------ zarr


@BOTH
def test_zarr_reads_back_as_the_same_results(results: Results, tmp_path: Path) -> None:
    path = results.to_zarr(tmp_path / "all.zarr")
    back = ios.open_results(path)
    assert back.compare(results).same
    assert back.dataset.attrs == results.dataset.attrs
    results.to_netcdf(tmp_path / "all.nc")
    xr.testing.assert_identical(back.dataset, ios.open_results(tmp_path / "all.nc").dataset)
    assert len(back.summary()) == len(results.summary())
    assert results.to_zarr(path) == path  # an earlier group is replaced
    assert [item.name for item in tmp_path.iterdir() if item.suffix == ".zarr"] == ["all.zarr"]
    assert not list(tmp_path.glob(".*"))


def test_zarr_replaces_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "mine.zarr"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    for path in (folder, tmp_path / "mine", tmp_path / "mine.nc"):
        with pytest.raises(ios.InputError):
            RUN.to_zarr(path)
    assert [item.name for item in folder.iterdir()] == ["notes.txt"]
    with pytest.raises(ios.InputError):
        ios.open_results(folder)


# ------------------------------------------------------------------------------ IAMC


def test_iamc_layout(tmp_path: Path) -> None:
    frame = pd.read_csv(RUN.to_iamc(tmp_path / "x.csv", region="Kazakhstan"))
    assert list(frame.columns) == [
        "Model", "Scenario", "Region", "Variable", "Unit", *map(str, range(2025, 2031)),
    ]  # fmt: skip
    assert set(frame["Model"]) == {f"ioscenario {RUN.dataset.attrs['version']}"}
    assert frame["Scenario"].drop_duplicates().tolist() == RUN.scenarios
    assert set(frame["Region"]) == {"Kazakhstan"}
    assert not frame.duplicated(["Scenario", "Variable"]).any()
    assert frame["Unit"].notna().all()
    assert frame.notna().any(axis="columns").all()
    # one unit a variable, however many scenarios
    assert (frame.groupby("Variable")["Unit"].nunique() == 1).all()
    assert set(frame[frame["Variable"] == "Processing Depth"]["Unit"]) == {NO_UNIT}
    assert not frame["Variable"].str.startswith("Bottleneck").any()


def test_iamc_values_are_those_of_the_dataset() -> None:
    frame = iamc_frame(RUN.dataset).set_index(["Scenario", "Variable"]).drop(columns=["Model", "Region", "Unit"])
    data = RUN.dataset
    checked = 0
    for item in VARIABLES:
        if item.name == "bottleneck":
            continue
        array = data[item.name].transpose("scenario", *item.dims, "year")
        for labels in itertools.product(*(data[dim].values for dim in ("scenario", *item.dims))):
            values = array.sel(dict(zip(("scenario", *item.dims), labels, strict=True))).values
            name = "|".join(worded(str(part)) for part in (item.name, *labels[1:]))
            if np.isfinite(values).any():
                np.testing.assert_array_equal(frame.loc[(labels[0], name)].to_numpy(dtype=float), values)
                checked += 1
    assert checked > 400


def test_iamc_totals_are_sums_of_what_has_one_unit() -> None:
    frame = iamc_frame(RUN.dataset)
    rows = frame[frame["Scenario"] == "more_capacity"].set_index("Variable")[2030]
    for total, parts in (
        ("Jobs", ["Jobs|Direct"]),
        ("Jobs Direct", ["Jobs Direct|Mill", "Jobs Direct|Loom", "Jobs Direct|Tailor"]),
        ("Jobs Direct|Loom", ["Jobs Direct|Loom|Existing", "Jobs Direct|Loom|Modern"]),
        ("Activity|Loom", ["Activity|Loom|Existing", "Activity|Loom|Modern"]),
        ("Public Cost", [name for name in rows.index if name.startswith("Public Cost|")]),
    ):
        assert rows[total] == pytest.approx(rows[parts].sum(), rel=1e-12)
    # metres and items are not added up, nor ratios
    assert not {"Activity", "Production", "Bridge", "Utilisation", "Unit Cost|Loom"} & set(rows.index)


def test_iamc_of_samples_has_statistics_of_each_variable_and_of_totals() -> None:
    frame = iamc_frame(DRAWN.dataset, variables=["jobs_direct"])
    rows = frame[frame["Scenario"] == "more_demand"].set_index("Variable")[2030]
    values = DRAWN.dataset["jobs_direct"].sel(scenario="more_demand", year=2030)
    total = values.sum(["process", "technology"]).values
    loom = values.sel(process="loom", technology="modern").values
    for name, draws in (("Jobs Direct", total), ("Jobs Direct|Loom|Modern", loom)):
        assert rows[f"{name}|Mean"] == pytest.approx(draws.mean(), rel=1e-12)
        assert rows[f"{name}|Median"] == pytest.approx(np.median(draws), rel=1e-12)
        for level in (5, 95):
            assert rows[f"{name}|{level}th Percentile"] == pytest.approx(np.quantile(draws, level / 100), rel=1e-12)
    assert all(name.rsplit("|", 1)[1] in ("Mean", "Median", "5th Percentile", "95th Percentile") for name in rows.index)


def test_iamc_of_samples_leaves_out_what_has_no_value() -> None:
    data = DRAWN.dataset.copy(deep=True)
    data["sector_output"].loc[{"sample": 0}] = np.nan
    left = iamc_frame(data, variables=["sector_output"]).set_index(["Scenario", "Variable"])[2030]
    values = data["sector_output"].sel(scenario="baseline", year=2030).values[1:]
    assert left[("baseline", "Sector Output|Mean")] == pytest.approx(values.mean(), rel=1e-12)
    assert left[("baseline", "Sector Output|Median")] == pytest.approx(np.median(values), rel=1e-12)
    data["sector_output"][:] = np.nan
    assert len(iamc_frame(data, variables=["sector_output"])) == 0


def test_names_are_words_and_lead_back() -> None:
    data = ios.load().run("baseline").dataset
    names = [item.name for item in VARIABLES]
    labels = [str(label) for dim in ORDER if dim in data.coords and dim != "year" for label in data[dim].values]
    for known in (names, labels):
        assert len({worded(name) for name in known}) == len(set(known))
        assert all("|" not in worded(name) for name in known)


def test_workbook_has_what_made_each_scenario(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(DRAWN.to_iamc(tmp_path / "x.xlsx"), read_only=True)
    assert book.sheetnames == ["data", "meta"]
    head, *rows = book["meta"].iter_rows(values_only=True)
    assert head[:3] == ("Model", "Scenario", "title")
    assert [row[1] for row in rows] == DRAWN.scenarios
    made = dict(zip(head, rows[1], strict=True))
    assert (made["pack"], made["seed"], made["samples"]) == ("toy-chain", "2", "5")
    assert made["pack_hash"] == DRAWN.dataset.attrs["pack_hash"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@BOTH
def test_pyam_reads_it_back(results: Results, ending: str, tmp_path: Path) -> None:
    pyam = pytest.importorskip("pyam")
    frame = iamc_frame(results.dataset)
    found = pyam.IamDataFrame(results.to_iamc(tmp_path / f"x.{ending}"))
    assert found.scenario == sorted(results.scenarios)
    assert found.variable == sorted(frame["Variable"].unique())
    assert set(found.unit) == set(frame["Unit"])
    back = found.timeseries().droplevel(["model", "region", "unit"])
    own = frame.set_index(["Scenario", "Variable"]).drop(columns=["Model", "Region", "Unit"])
    # its reader of csv files rounds
    np.testing.assert_allclose(back.to_numpy(), own.loc[list(back.index)].to_numpy(dtype=float), rtol=1e-11)
    if results is RUN:
        for total in ("Jobs", "Jobs Direct", "Public Revenue"):
            assert found.check_aggregate(total) is None  # nothing differs


# --------------------------------------------------------------------------- formats


def test_formats_of_a_run() -> None:
    check_formats(list(FORMATS))
    with pytest.raises(ios.InputError) as refused:
        check_formats(["csv", "parket", "exel"])
    assert [(item.value, item.nearest) for item in refused.value.problems] == [("parket", "parquet"), ("exel", None)]


def test_missing_packages_are_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import builtins
    import importlib.util

    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] in ("pyarrow", "zarr"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    for write, path, extra in ((RUN.to_parquet, "x.parquet", "parquet"), (RUN.to_zarr, "x.zarr", "sweep")):
        with pytest.raises(ios.InputError, match=rf"ioscenario\[{extra}\]"):
            write(tmp_path / path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ios.InputError) as refused:
        check_formats(["csv", "zarr", "parquet"])
    assert [item.key for item in refused.value.problems] == ["pyarrow", "zarr"]
