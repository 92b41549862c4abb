"""Results: one labelled dataset and ways to read it. There is no model inside."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from ioscenario.files import given_path, output_file, written_beside
from ioscenario.language import Language
from ioscenario.outputs import VARIABLE, VARIABLES
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.samples import central

if TYPE_CHECKING:
    from ioscenario.charts import Charts
    from ioscenario.comparison import ResultsComparison

#: Name of the file of results in the folder of a run.
RUN_FILE: Final = "results.nc"


class Results:
    """Results of a set of runs.

    Parameters
    ----------
    dataset
        Labelled results as `ioscenario.labelled.dataset` builds them. The reference
        scenario comes first.

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run()
    >>> results.scenarios[0] == results.reference
    True
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset

    @property
    def reference(self) -> str:
        """Name of the reference scenario."""
        return str(self.dataset.attrs["reference"])

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the reference first."""
        return [str(name) for name in self.dataset["scenario"].values]

    @property
    def base_year(self) -> int:
        """First year of the results."""
        return int(self.dataset.attrs["base_year"])

    @property
    def charts(self) -> Charts:
        """Charts of these results: ``results.charts.jobs(language="ru")``."""
        from ioscenario.charts import Charts

        return Charts(self)

    @cached_property
    def history(self) -> pd.DataFrame:
        """Observed figures: variable, label, year, value, unit, source."""
        return self._table("history_csv")

    @cached_property
    def bridge_lines(self) -> pd.DataFrame:
        """Lines of the bridge to the published sector figures, as the pack writes them."""
        return self._table("bridge_csv")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Sources by id: publisher, title, date, address, grade."""
        return self._table("sources_csv")

    @cached_property
    def fitted(self) -> pd.DataFrame:
        """Parameters fitted to a published figure, with the figure."""
        return self._table("fitted_csv")

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """Parameter table of the pack that was run."""
        return self._table("parameters_csv")

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """Published figures and claims that the pack compares with."""
        return list(json.loads(self.dataset.attrs["claims_json"]))

    @cached_property
    def targets(self) -> list[dict[str, Any]]:
        """Targets of the programme as the pack writes them; ``amount`` is in the unit of the results."""
        return list(json.loads(self.dataset.attrs.get("targets_json", "[]")))

    @cached_property
    def enterprises(self) -> list[dict[str, Any]]:
        """Register of enterprises: capacity in the unit of the output, investment in million money."""
        return list(json.loads(self.dataset.attrs.get("enterprises_json", "[]")))

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(io.StringIO(self.dataset.attrs[name]), dtype={"label": str, "source": str, "id": str})

    def variable(self, name: str) -> xr.DataArray:
        """A variable by name.

        Raises
        ------
        InputError
            For a name that is not a variable, with the nearest one.
        """
        if not isinstance(name, str) or name not in VARIABLE:
            near = nearest(str(name), VARIABLE)
            raise InputError([Problem("unknown-variable", "a variable of the results", key=str(name), nearest=near)])
        return self.dataset[name]

    def table(self, variable: str, *, scenario: str | None = None, year: int | None = None) -> pd.DataFrame:
        """A variable as a table for reading: years in rows, everything else in columns.

        Samples are shown by their median, codes of categories by the most frequent.

        Parameters
        ----------
        variable
            Name of a variable.
        scenario, year
            One scenario or one year only.

        Returns
        -------
        pandas.DataFrame
            Values in ``dataset[variable].attrs["units"]``.
        """
        array = central(self.variable(variable))
        for dim, label, known in (("scenario", scenario, self.scenarios), ("year", year, None)):
            if label is not None:
                array = self._select(array, dim, label, known)
        plain = array.reset_coords(drop=True)
        if not plain.dims:
            return pd.DataFrame({variable: [float(plain)]})
        series = plain.to_series()
        if plain.ndim == 1:
            return series.to_frame()
        rows = "year" if "year" in plain.dims else plain.dims[0]
        return series.unstack([dim for dim in plain.dims if dim != rows])

    def _select(self, array: xr.DataArray, dim: str, label: object, known: list[str] | None) -> xr.DataArray:
        if not isinstance(label, str | int | np.integer) or label not in array[dim].values.tolist():
            near = nearest(str(label), known) if known else None
            raise InputError([Problem(f"unknown-{dim}", f"a {dim} of the results", value=str(label), nearest=near)])
        return array.sel({dim: label})

    def by_sector(
        self, variable: str = "jobs", *, scenario: str | None = None, year: int | None = None, language: str = "en"
    ) -> pd.DataFrame:
        """Jobs or value added by sector: the chain's processes, then the rest of the economy.

        A process has its direct effect, every other sector what the chain's suppliers and the spending
        of their households and of the chain's bring it (indirect and induced). Samples are shown by their
        median.

        Parameters
        ----------
        variable
            ``"jobs"`` or ``"value_added"``.
        scenario, year
            One scenario or one year only; both open: the last year.
        language
            Language of the names.

        Returns
        -------
        pandas.DataFrame
            Sectors in rows with their `name`; years in the other columns, or scenarios where one year
            is asked for.

        Raises
        ------
        InputError
            For another variable, an unknown scenario or year.

        Examples
        --------
        >>> import ioscenario as ios
        >>> results = ios.load("toy-chain").run("baseline")
        >>> frame = results.by_sector("jobs", scenario="baseline")
        >>> bool((frame.drop(columns="name").sum() > 0).all())
        True
        """
        name = f"{variable}_by_sector"
        if name not in VARIABLE:
            known = [item.name.removesuffix("_by_sector") for item in VARIABLES if item.name.endswith("_by_sector")]
            expected = "one of " + ", ".join(known)
            raise InputError(
                [Problem("unknown-variable", expected, value=str(variable), nearest=nearest(str(variable), known))]
            )
        if scenario is None and year is None:
            year = int(self.dataset["year"].values[-1])
        array = central(self.dataset[name])
        if scenario is not None:
            array = self._select(array, "scenario", scenario, self.scenarios)
        if year is not None:
            array = self._select(array, "year", year, None)
        names = [str(text) for text in self.dataset[f"sector_name_{Language(language).code}"].values]
        plain = array.reset_coords(drop=True)
        if plain.ndim == 1:
            frame = plain.to_series().to_frame(year)
        else:
            frame = plain.to_series().unstack(next(dim for dim in plain.dims if dim != "sector"))
        frame = frame.loc[plain["sector"].values]
        frame.insert(0, "name", names)
        return frame

    def difference(self, reference: str | None = None) -> xr.Dataset:
        """Every variable less its value in the reference scenario, sample by sample.

        Parameters
        ----------
        reference
            Scenario to compare with; default: the pack's reference.
        """
        name = self.reference if reference is None else reference
        numbers = self.dataset[[item.name for item in VARIABLES if item.name != "bottleneck"]]
        base = self._select(numbers["jobs"], "scenario", name, self.scenarios)
        change = numbers - numbers.sel(scenario=str(base["scenario"].values), drop=True)
        for item in change:
            change[item].attrs = dict(numbers[item].attrs)
        return change

    def compare(self, other: Results, tolerance: float = 1e-9) -> ResultsComparison:
        """What differs between these results and others: provenance, coverage, every indicator.

        Parameters
        ----------
        other
            Results of the same or another pack, version or seed.
        tolerance
            Differences relative to the larger value that count as none.

        Returns
        -------
        ResultsComparison
            With the frames ``provenance``, ``labels`` and ``indicators``.

        Examples
        --------
        >>> import ioscenario as ios
        >>> model = ios.load("toy-chain")
        >>> found = model.run(samples=2, seed=1).compare(model.run(samples=2, seed=2))
        >>> found.provenance.values.tolist()
        [['seed', '1', '2']]
        """
        from ioscenario.comparison import ResultsComparison

        return ResultsComparison(self.dataset, other.dataset, tolerance)

    def appraisal(self, reference: str | None = None, language: str = "en") -> pd.DataFrame:
        """Public money spent and returned, cost of a job, gain to the economy, against the reference.

        Parameters
        ----------
        reference
            Scenario to compare with; default: the pack's reference.
        language
            Language of names and units.

        Returns
        -------
        pandas.DataFrame
            Figures in rows with `name` and `unit`; scenarios in columns. With samples the median, and
            the 5th and 95th percentiles in columns of their own. :func:`ioscenario.appraisal.appraise`
            says what each figure means and gives every sample.

        Raises
        ------
        InputError
            For an unknown scenario or language.

        Examples
        --------
        >>> import ioscenario as ios
        >>> results = ios.load("toy-chain").run()
        >>> float(results.appraisal().loc["net_present_value", results.reference])
        0.0
        """
        from ioscenario.appraisal import appraise, frame

        name = self.reference if reference is None else reference
        self._select(self.dataset["jobs"], "scenario", name, self.scenarios)
        return frame(appraise(self.dataset, name), Language(language))

    def jobs_change(self, reference: str | None = None) -> xr.Dataset:
        """Difference in direct jobs from the reference, by process: scale, productivity, joint effect.

        Parameters
        ----------
        reference
            Scenario to compare with; default: the pack's reference.

        Returns
        -------
        xarray.Dataset
            Parts that add up to ``difference``, sample by sample; see
            :func:`ioscenario.decomposition.jobs_change`.

        Raises
        ------
        InputError
            For an unknown scenario.

        Examples
        --------
        >>> import ioscenario as ios
        >>> split = ios.load("toy-chain").run().jobs_change()
        >>> bool((split["productivity"].sel(scenario="more_capacity", year=2030) <= 0).all())
        True
        """
        from ioscenario.decomposition import jobs_change

        name = self.reference if reference is None else reference
        self._select(self.dataset["jobs"], "scenario", name, self.scenarios)
        return jobs_change(self.dataset, name)

    def bridge(self, year: int | None = None, scenario: str | None = None) -> pd.DataFrame:
        """Lines from the model's quantities to the published sector figures.

        Parameters
        ----------
        year, scenario
            Default: base year, reference scenario.

        Returns
        -------
        pandas.DataFrame
            Columns of the pack's bridge with ``value`` (million money or jobs), ``share``
            of the published total, and the line of the difference computed.
        """
        from ioscenario.bridge import computed_bridge

        first = self.base_year if year is None else year
        return computed_bridge(self, first, self.reference if scenario is None else scenario)

    def summary(self, language: str = "en") -> pd.DataFrame:
        """A few indicators of every scenario in the base year and the last year.

        Parameters
        ----------
        language
            ``en``, ``ru`` or ``kk``; labels and units come in it.
        """
        from ioscenario.summary import summary

        return summary(self, Language(language))

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the dataset as netCDF (written beside and renamed).

        Raises
        ------
        InputError
            For anything but the path of a file in a folder that can be written.
        """
        target = output_file(path, "a netCDF file")
        with written_beside(target) as beside:
            self.dataset.to_netcdf(beside, engine="h5netcdf")
        return target

    def to_excel(self, path: str | Path) -> Path:
        """Write every variable as a sheet of a workbook, with units and the parameters used.

        Raises
        ------
        InputError
            For anything but the path of a file with the ending ``.xlsx`` in a folder that can be written.
        """
        from ioscenario.workbook import write_workbook

        return write_workbook(self, output_file(path, "a workbook", ".xlsx"))

    def to_csv(self, path: str | Path, variables: Iterable[str] | None = None) -> Path:
        """Write every value as a row of a csv file: variable, dimensions, value, unit.

        Parameters
        ----------
        path
            A file with the ending ``.csv``.
        variables
            Names of variables; default: all.

        Raises
        ------
        InputError
            For anything but such a path, and for unknown variables.
        """
        from ioscenario.interchange import write_csv

        return write_csv(self.dataset, path, variables)

    def to_parquet(self, path: str | Path, variables: Iterable[str] | None = None) -> Path:
        """Write the same table as `to_csv` as parquet; needs the extra ``parquet``.

        Raises
        ------
        InputError
            For anything but the path of a file with the ending ``.parquet``, for unknown variables, and
            where the extra is not installed.
        """
        from ioscenario.interchange import write_parquet

        return write_parquet(self.dataset, path, variables)

    def to_zarr(self, path: str | Path) -> Path:
        """Write the dataset as a zarr group; needs the extra ``sweep``. `open_results` reads it back.

        Raises
        ------
        InputError
            For anything but the path of a folder with the ending ``.zarr`` that is new, empty or an
            earlier group, and where the extra is not installed.
        """
        from ioscenario.interchange import write_zarr

        return write_zarr(self.dataset, path)

    def to_iamc(
        self,
        path: str | Path,
        *,
        model: str | None = None,
        region: str | None = None,
        variables: Iterable[str] | None = None,
    ) -> Path:
        """Write the IAMC format: model, scenario, region, variable, unit and a column for each year.

        Parameters
        ----------
        path
            A file with the ending ``.csv`` or ``.xlsx``. A workbook has a sheet ``meta`` too.
        model
            Content of the column ``Model``; default: ``ioscenario`` and its version.
        region
            Content of the column ``Region``; default: the name of the pack.
        variables
            Names of variables; default: all but codes of categories.

        Raises
        ------
        InputError
            For anything but such a path, and for unknown variables.
        """
        from ioscenario.interchange import write_iamc

        return write_iamc(self, path, model=model, region=region, variables=variables)

    def __repr__(self) -> str:
        years = self.dataset["year"].values
        return f"<Results of {self.dataset.attrs['pack']}: {', '.join(self.scenarios)}; {years[0]}-{years[-1]}>"

    def _repr_html_(self) -> str:
        return f"<p>{self.dataset.attrs['pack_title_en']}</p>{self.summary().to_html(escape=True)}"


def open_results(path: str | Path) -> Results:
    """Read back what `Results.to_netcdf` or `Results.to_zarr` wrote.

    Parameters
    ----------
    path
        A netCDF file, a zarr folder, or the folder of a run.

    Raises
    ------
    InputError
        When the file is missing or does not hold results of this package.
    """
    from ioscenario.interchange import is_zarr, read_zarr

    source = given_path(path, "a netCDF file of results")
    if source.is_dir() and (source / RUN_FILE).is_file():
        source = source / RUN_FILE
    zarr = source.is_dir() and is_zarr(source)
    if not (zarr or source.is_file()):
        raise InputError([Problem("missing-file", "a netCDF file of results", file=str(path))])
    try:
        dataset = read_zarr(source) if zarr else xr.load_dataset(source, engine="h5netcdf")
    except (OSError, ValueError, KeyError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError([Problem("unreadable-file", "a netCDF file of results", file=str(path))]) from error
    missing = [item.name for item in VARIABLES if item.name not in dataset]
    if missing or "reference" not in dataset.attrs:
        raise InputError([Problem("not-results", "results of this package", file=str(path), key=", ".join(missing))])
    return Results(dataset)
