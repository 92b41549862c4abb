"""Results in the formats of other programs: long tables, zarr, and the IAMC format.

Long tables have a row for every value: ``variable``, the dimensions, ``value``, ``unit``.
``docs/interchange.md`` has the rules by which variables are named in the IAMC format.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from ioscenario.dimensions import ORDER
from ioscenario.files import output_file, written_beside
from ioscenario.outputs import VARIABLE, Variable
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.samples import is_code

if TYPE_CHECKING:
    from ioscenario.results import Results

#: Formats that a run may be written in, by the name of the option, with the file they make.
FORMATS: Final[Mapping[str, str]] = {
    "csv": "results.csv",
    "parquet": "results.parquet",
    "zarr": "results.zarr",
    "iamc": "iamc.csv",
}

#: Columns of the IAMC format before the years.
IAMC: Final = ("Model", "Scenario", "Region", "Variable", "Unit")

#: Quantiles over samples by what they are called as the last part of a variable's name; the mean is there too.
QUANTILES: Final = {"5th Percentile": 0.05, "Median": 0.5, "95th Percentile": 0.95}
MEAN: Final = "Mean"

#: What stands for a variable without unit.
NO_UNIT: Final = "dimensionless"


# ------------------------------------------------------------------------ long tables


def chosen(names: Iterable[str] | None, data: xr.Dataset) -> list[Variable]:
    """Return the variables of a dataset with some names, in the order of the registry.

    Parameters
    ----------
    names
        Names; None: all.
    data
        A dataset of results.

    Raises
    ------
    InputError
        With every unknown name and the nearest that there is.
    """
    known = [name for name in VARIABLE if name in data]
    wanted = known if names is None else [names] if isinstance(names, str) else list(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputError(
            Problem("unknown-variable", "a variable of the results", value=str(name), nearest=nearest(str(name), known))
            for name in unknown
        )
    return [VARIABLE[name] for name in known if name in wanted]


def long_columns(data: xr.Dataset) -> list[str]:
    """Columns of the long table: those dimensions that the dataset has."""
    return ["variable", *(dim for dim in ORDER if dim in data.dims), "value", "unit"]


def long_frame(data: xr.Dataset, item: Variable) -> pd.DataFrame:
    """Return one variable as a long table.

    Parameters
    ----------
    data
        A dataset of results.
    item
        One of its variables.

    Returns
    -------
    pandas.DataFrame
        Columns as `long_columns`; a dimension that the variable does not have is empty. Values
        that do not exist, such as a share of nothing, have no row. Of codes, such as
        ``bottleneck``, the value is the code.

    Examples
    --------
    >>> import ioscenario as ios
    >>> data = ios.load("toy-chain").run("baseline").dataset
    >>> row = long_frame(data, VARIABLE["jobs_direct"]).iloc[0]
    >>> row["process"], row["technology"], int(row["year"]), row["unit"]
    ('mill', 'existing', 2025, 'full-time job')
    """
    array = data[item.name]
    frame = array.reset_coords(drop=True).to_series().rename("value").reset_index()
    frame["value"] = frame["value"].astype(np.float64)
    frame = frame.dropna(subset="value").reset_index(drop=True)
    frame["unit"] = units(data, item, frame)
    frame.insert(0, "variable", item.name)
    return frame.reindex(columns=long_columns(data))


def units(data: xr.Dataset, item: Variable, frame: pd.DataFrame) -> pd.Series[str]:
    """Return the unit of each row: that of its commodity, process or line where they have their own."""
    unit = str(data[item.name].attrs.get("units", item.unit))
    axis = unit_axis(item)
    if axis is None:
        return pd.Series(unit, index=frame.index, dtype=object)
    if axis == "line":
        lines = pd.read_csv(io.StringIO(str(data.attrs["bridge_csv"])), dtype=str).set_index("line")
        money, jobs = unit.split(" or ")
        by_label = {str(label): jobs if kind == "jobs" else money for label, kind in lines["indicator"].items()}
    else:
        own = data[f"{axis}_unit"].to_series()
        by_label = {str(name): unit.replace("own unit", word).replace("own", word) for name, word in own.items()}
    return frame[axis].map(by_label).astype(object)


def unit_axis(item: Variable) -> str | None:
    """Return the dimension whose members have units of their own; None where there is one unit.

    Examples
    --------
    >>> unit_axis(VARIABLE["activity"]), unit_axis(VARIABLE["bridge"]), unit_axis(VARIABLE["jobs"])
    ('process', 'line', None)
    """
    if " or " in item.unit:
        return "line"
    if "own" not in item.unit:
        return None
    return "commodity" if "commodity" in item.dims else "process"


def write_csv(data: xr.Dataset, path: str | Path, variables: Iterable[str] | None = None) -> Path:
    """Write a long table as csv, a variable at a time; see :meth:`ioscenario.results.Results.to_csv`."""
    target = output_file(path, "a csv file", ".csv")
    items = chosen(variables, data)
    with written_beside(target) as beside, beside.open("w", encoding="utf-8", newline="") as stream:
        pd.DataFrame(columns=long_columns(data)).to_csv(stream, index=False, lineterminator="\n")
        for item in items:
            long_frame(data, item).to_csv(stream, index=False, header=False, lineterminator="\n")
    return target


def write_parquet(data: xr.Dataset, path: str | Path, variables: Iterable[str] | None = None) -> Path:
    """Write a long table as parquet, a row group a variable; see :meth:`ioscenario.results.Results.to_parquet`."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise _missing("pyarrow", "parquet") from error
    target = output_file(path, "a parquet file", ".parquet")
    items = chosen(variables, data)
    kinds = {"year": pa.int32(), "sample": pa.int32(), "value": pa.float64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in long_columns(data)])
    with written_beside(target) as beside, parquet.ParquetWriter(beside, schema) as writer:
        for item in items:
            writer.write_table(pa.Table.from_pandas(_nullable(long_frame(data, item)), schema, preserve_index=False))
    return target


def _nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """Dimensions that a variable does not have as missing values of any type."""
    nothing = pd.Series(None, index=frame.index, dtype=object)
    return frame.assign(**{name: nothing for name in frame.columns if frame[name].isna().all()})


def _missing(package: str, extra: str) -> InputError:
    expected = f"the extra `{extra}`: pip install 'ioscenario[{extra}]'"
    return InputError([Problem("missing-package", expected, key=package)])


# ------------------------------------------------------------------------------ zarr


def write_zarr(data: xr.Dataset, path: str | Path) -> Path:
    """Write the dataset as a zarr group; see :meth:`ioscenario.results.Results.to_zarr`."""
    import shutil
    import tempfile

    from ioscenario.explore.store import zarr_module

    zarr_module()
    target = output_folder(path)
    plain = data.copy()
    for name, item in data.variables.items():
        if item.dtype.kind == "U":  # texts of fixed length have no specification in zarr 3
            plain[name] = plain[name].astype(object)
        if any(isinstance(value, np.ndarray) for value in item.attrs.values()):
            plain[name].attrs = {key: _listed(value) for key, value in item.attrs.items()}
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        plain.to_zarr(beside / "data", mode="w", consolidated=False, zarr_format=3)
        if target.exists():
            shutil.rmtree(target)
        (beside / "data").rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def output_folder(path: str | Path) -> Path:
    """Return a path that a zarr group may be written to: new, empty, or an earlier group.

    Raises
    ------
    InputError
        For anything else.
    """
    from ioscenario.files import given_path, writable

    target = given_path(path, "a zarr folder")
    expected = "a new folder with the ending .zarr, or an earlier one of results"
    if not target.name.lower().endswith(".zarr"):
        raise InputError([Problem("file-name", expected, value=str(target))])
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or is_zarr(target))):
        raise InputError([Problem("output-folder", expected, value=str(target))])
    if not writable(target.parent):
        raise InputError([Problem("output-folder", "a folder in a place that can be written", value=str(target))])
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def is_zarr(folder: Path) -> bool:
    """Whether a folder is a zarr group."""
    return (folder / "zarr.json").is_file()


def read_zarr(folder: Path) -> xr.Dataset:
    """Read a zarr group into memory, texts as numpy's own."""
    from ioscenario.explore.store import zarr_module

    zarr_module()
    found: xr.Dataset = xr.open_zarr(folder, consolidated=False, chunks=None).load()
    for name, item in found.variables.items():
        if item.dtype.kind in "OT":
            found[name] = (item.dims, np.array(item.values.tolist(), dtype=str), item.attrs)
    return found


# ------------------------------------------------------------------------------ IAMC


def worded(name: str) -> str:
    """Return a name or id as a part of a variable's name in the IAMC format.

    Underscores become spaces and words begin with a capital; codes with capitals of their own
    stay as they are.

    Examples
    --------
    >>> worded("jobs_direct"), worded("sewing_garments"), worded("C13")
    ('Jobs Direct', 'Sewing Garments', 'C13')
    """
    if name != name.lower():
        return name
    return " ".join(part[:1].upper() + part[1:] for part in name.split("_"))


def iamc_frame(
    data: xr.Dataset, *, model: str | None = None, region: str | None = None, variables: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return results in the IAMC format.

    Parameters
    ----------
    data
        A dataset of results.
    model
        Content of the column ``Model``; default: ``ioscenario`` and its version.
    region
        Content of the column ``Region``; default: the name of the pack.
    variables
        Names; default: all but codes.

    Returns
    -------
    pandas.DataFrame
        Columns ``Model, Scenario, Region, Variable, Unit`` and the years. A variable is called
        after its name and its members, joined by ``|``: ``Jobs|Direct``. Where members have one
        unit and may be added up, their totals are there too: ``Jobs``. With samples, each
        variable stands for its statistics: ``Jobs|Direct|Median``.

    Examples
    --------
    >>> import ioscenario as ios
    >>> frame = iamc_frame(ios.load("toy-chain").run("baseline").dataset, variables=["jobs_direct"])
    >>> frame["Variable"].tolist()[:3]
    ['Jobs Direct', 'Jobs Direct|Loom', 'Jobs Direct|Loom|Existing']
    """
    items = chosen(variables, data)
    parts = [frame for item in items if not is_code(data[item.name]) for frame in _iamc_parts(data, item)]
    years = [int(year) for year in data["year"].values]
    head = ["Scenario", "Variable", "Unit"]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*head, *years])
    place = {str(name): number for number, name in enumerate(data["scenario"].values)}
    whole = whole.dropna(how="all", subset=years)
    whole.insert(0, "Model", model or f"ioscenario {data.attrs['version']}")
    whole.insert(2, "Region", region or str(data.attrs["pack"]))
    order = whole["Scenario"].map(place)
    whole = whole.assign(order=order).sort_values(["order", "Variable"], kind="stable", ignore_index=True)
    return whole[[*IAMC, *years]]


def _iamc_parts(data: xr.Dataset, item: Variable) -> Iterator[pd.DataFrame]:
    """Values of one variable and its totals, years across."""
    array = data[item.name].reset_coords(drop=True)
    own = [dim for dim in ORDER if dim in item.dims]
    yield _iamc_part(data, item, array, own)
    dims = [*own]
    while item.sums and dims and dims[-1] != unit_axis(item):
        array = array.sum(dims.pop(), min_count=1)
        yield _iamc_part(data, item, array, dims)


def _iamc_part(data: xr.Dataset, item: Variable, array: xr.DataArray, own: Sequence[str]) -> pd.DataFrame:
    """One variable over some of its dimensions."""
    statistics = _statistics(array) if "sample" in array.dims else {"": array}
    frames = []
    for suffix, values in statistics.items():
        long = values.transpose("scenario", *own, "year").to_series()
        frame = long.unstack("year").reset_index()
        names = ["|".join(worded(str(part)) for part in (item.name, *labels)) for labels in _rows(frame, own)]
        unit = units(data, item, frame).replace({"1": NO_UNIT, "": NO_UNIT})
        named = [f"{name}|{suffix}" if suffix else name for name in names]
        years = [int(year) for year in data["year"].values]
        head = {"Scenario": frame["scenario"].astype(object), "Variable": named, "Unit": unit}
        frames.append(pd.concat([pd.DataFrame(head), frame[years]], axis="columns"))
    return pd.concat(frames, ignore_index=True)


def _rows(frame: pd.DataFrame, own: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Members of each row."""
    return iter(frame[list(own)].itertuples(index=False, name=None)) if own else iter([()] * len(frame))


def _statistics(array: xr.DataArray) -> dict[str, xr.DataArray]:
    """Statistics over samples; values that do not exist are left out."""
    from ioscenario.explore.store import nan_quantile

    first = array.transpose("sample", ...)
    quantiles = nan_quantile(first.values, tuple(QUANTILES.values()))
    found = {name: first[0].copy(data=values) for name, values in zip(QUANTILES, quantiles, strict=True)}
    exists = first.notnull()
    found[MEAN] = first.where(exists, 0.0).sum("sample") / exists.sum("sample").where(lambda count: count > 0)
    return found


def write_iamc(results: Results, path: str | Path, **choice: Any) -> Path:
    """Write the IAMC format as csv or xlsx; see :meth:`ioscenario.results.Results.to_iamc`."""
    target = output_file(path, "a csv file or workbook")
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError([Problem("file-name", "a file ending in .csv or .xlsx", value=str(target))])
    frame = iamc_frame(results.dataset, **choice)
    with written_beside(target) as beside:
        if target.suffix.lower() == ".csv":
            frame.to_csv(beside, index=False, encoding="utf-8", lineterminator="\n")
        else:
            with pd.ExcelWriter(beside, engine="openpyxl") as writer:
                frame.to_excel(writer, sheet_name="data", index=False)
                iamc_meta(results, frame).to_excel(writer, sheet_name="meta", index=False)
    return target


def iamc_meta(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    """What made each scenario: pack, its hash, version, date, seed and samples, as the sheet ``meta``."""
    data = results.dataset
    made = {name: str(data.attrs[name]) for name in ("pack", "pack_hash", "version", "date")}
    made |= {"seed": str(data.attrs["seed"]), "samples": str(data.sizes.get("sample", 0))}
    titles = data["scenario_title_en"].to_series()
    model = frame["Model"].iloc[0] if len(frame) else ""
    rows = [{"Model": model, "Scenario": name, "title": titles[name], **made} for name in results.scenarios]
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------- all formats


def write_format(results: Results, name: str, folder: Path) -> Path:
    """Write results into a folder in one of `FORMATS`.

    Parameters
    ----------
    results
        Results.
    name
        Name of a format.
    folder
        An existing folder.
    """
    writers: dict[str, Callable[[Path], Path]] = {
        "csv": results.to_csv,
        "parquet": results.to_parquet,
        "zarr": results.to_zarr,
        "iamc": results.to_iamc,
    }
    return writers[name](folder / FORMATS[name])


def check_formats(names: Sequence[str]) -> None:
    """Refuse names that are no format, and formats whose package is not there.

    Raises
    ------
    InputError
        With every one of them.
    """
    from importlib.util import find_spec

    problems = [
        Problem("choice", "one of " + ", ".join(FORMATS), key="--format", value=name, nearest=nearest(name, FORMATS))
        for name in names
        if name not in FORMATS
    ]
    needed = {"parquet": ("pyarrow", "parquet"), "zarr": ("zarr", "sweep")}
    for name, (package, extra) in needed.items():
        if name in names and find_spec(package) is None:
            problems.extend(_missing(package, extra).problems)
    if problems:
        raise InputError(problems)
