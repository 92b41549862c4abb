"""What part of a process an enterprise of the register holds, read from results alone.

The model knows processes and technologies, not firms. An enterprise is given a part of each by its
capacity, with these rules:

- plant of the base year belongs to base enterprises in proportion to their registered capacity; what no
  entry names belongs to nobody in particular;
- modern plant beyond that of the base year is counted to announced projects first, each in proportion
  to what it has announced by then, and at most that;
- what is left of it is what base enterprises rebuilt, at most as much as of theirs has worn or was
  scrapped; the rest (new firms, drawn by profit or by a scenario) belongs to nobody in particular.

So parts never add up to more than the process has. That announced projects come first favours them
where profit or replacement also bring modern plant: `leaveout` gives what a project changes instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.dimensions import EXISTING, MODERN
from ioscenario.problems import InputError, Problem

Record = Mapping[str, Any]
Array = npt.NDArray[np.float64]

#: Variables by technology that an enterprise has a part of.
BY_TECHNOLOGY: Final = {"activity": "activity", "production": "activity", "capacity": "capacity",
                        "jobs_direct": "jobs_direct"}  # fmt: skip


class Part(NamedTuple):
    """Shares of the plant of one process, (..., year)."""

    existing: Array
    modern: Array


def of_process(register: Sequence[Record], process: str, enterprise: str | None = None) -> list[Record]:
    """Entries of a process with a known capacity, of one enterprise or of all."""
    return [
        item
        for item in register
        if item["process"] == process and item["capacity"] is not None and enterprise in (None, item["id"])
    ]


def announced(entries: Sequence[Record], years: npt.NDArray[np.int_]) -> Array:
    """Capacity that projects among the entries have announced to work by each year, cumulative, (year)."""
    total = np.zeros(len(years))
    for item in entries:
        if item["kind"] == "project":
            total += item["capacity"] * (years >= item["year"])
    return total


def standing(entries: Sequence[Record]) -> float:
    """Capacity of base enterprises among the entries."""
    return float(sum(item["capacity"] for item in entries if item["kind"] == "base"))


def part(
    existing: Array, modern: Array, years: npt.NDArray[np.int_], own: Sequence[Record], everyone: Sequence[Record]
) -> Part:
    """Share of a process's existing and modern plant that an enterprise holds.

    With plant ``K``, of the base year ``K_0`` (both technologies), registered capacity ``k`` of the
    enterprise and ``k_all`` of all base enterprises, announced capacity ``a`` and ``a_all``::

        s         = k / max(K_0, k_all)
        new       = max(K_modern - K_0,modern, 0)
        projects  = min(new, a_all) a / a_all
        rebuilt   = s min(K_modern - min(new, a_all), max(K_0 - K_existing, 0))
        existing  = s,   modern = (projects + rebuilt) / K_modern

    Parameters
    ----------
    existing, modern
        (..., year) plant of the process, own units, the base year first.
    years
        (year).
    own, everyone
        Entries of the process: of the enterprise, and of all.
    """
    first = (existing + modern)[..., :1]
    whole = np.maximum(first, standing(everyone))
    share = np.divide(standing(own), whole, out=np.zeros_like(whole), where=whole > 0.0)
    of_all, of_own = announced(everyone, years), announced(own, years)
    come = np.minimum(np.maximum(modern - modern[..., :1], 0.0), of_all)
    projects = come * np.divide(of_own, of_all, out=np.zeros_like(of_all), where=of_all > 0.0)
    rebuilt = share * np.minimum(modern - come, np.maximum(first - existing, 0.0))
    held = np.divide(projects + rebuilt, modern, out=np.zeros_like(modern), where=modern > 0.0)
    return Part(np.broadcast_to(share, existing.shape), held)


def stages(register: Sequence[Record], enterprise: str, known: Sequence[str]) -> list[str]:
    """Processes of the chain in which an enterprise has a known capacity, in the order of the register."""
    found = [item["process"] for item in register if item["id"] == enterprise and item["capacity"] is not None]
    return [name for name in dict.fromkeys(found) if name in known]


def holding(
    dataset: xr.Dataset, register: Sequence[Record], enterprise: str, indicator: str, label: str = ""
) -> xr.DataArray:
    """An indicator of one enterprise: its share of each technology's value.

    ``v = share_existing v_existing + share_modern v_modern``, summed over its processes where no label is
    given. An enterprise sells as well and is staffed as its technology is, so jobs are labour per unit of
    the technology on the enterprise's part of its output and plant.

    Parameters
    ----------
    dataset
        Results.
    register
        Entries as `ioscenario.pack.register.as_records` gives them.
    enterprise
        Its id.
    indicator
        ``production``, ``activity``, ``capacity`` or ``jobs_direct``.
    label
        The commodity made (``production``), or the process; empty: all processes of the enterprise.

    Returns
    -------
    xarray.DataArray
        (scenario, year), and sample where there are samples; in the unit of the results.

    Raises
    ------
    InputError
        For a sweep that did not keep capacity by technology, the indicator, or the base year.

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run("more_capacity")
    >>> mill = holding(results.dataset, results.enterprises, "new_mill", "capacity", "mill")
    >>> mill.sel(scenario="more_capacity").values
    array([  0.,   0., 200., 200., 200., 200.])
    """
    wanted = ("capacity", BY_TECHNOLOGY[indicator])
    expected = "a variable whose runs the sweep keeps, for the targets of enterprises"
    missing = [Problem("unknown-variable", expected, key=name) for name in dict.fromkeys(wanted) if name not in dataset]
    first = int(dataset.attrs["base_year"])
    if first not in dataset["year"].values[:1]:
        expected = f"the base year {first} among the years that the sweep keeps, for the targets of enterprises"
        missing.append(Problem("unknown-year", expected, key="year", value=str(dataset["year"].values[0])))
    if missing:
        raise InputError(missing)
    processes = stages(register, enterprise, [str(name) for name in dataset["process"].values])
    if label:
        outputs = dataset["process_output"].to_series()
        processes = [name for name in processes if label in (name, outputs[name])]
    runs = [str(dim) for dim in dataset["capacity"].dims if dim not in ("process", "technology", "year")]
    years = dataset["year"].values
    total = np.zeros([dataset.sizes[dim] for dim in (*runs, "year")])
    for process in processes:
        plant, values = (
            dataset[name].sel(process=process).transpose("technology", *runs, "year").values
            for name in wanted
        )
        everyone, own = of_process(register, process), of_process(register, process, enterprise)
        shares = part(plant[EXISTING], plant[MODERN], years, own, everyone)
        total += shares.existing * values[EXISTING] + shares.modern * values[MODERN]
    return xr.DataArray(total, {dim: dataset[dim] for dim in (*runs, "year")}, (*runs, "year"))
