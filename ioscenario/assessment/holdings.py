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

import xarray as xr

from ioscenario.dimensions import EXISTING, MODERN, TECHNOLOGIES

Record = Mapping[str, Any]

#: Variables by technology that an enterprise has a part of.
BY_TECHNOLOGY: Final = {"activity": "activity", "production": "activity", "capacity": "capacity",
                        "jobs_direct": "jobs_direct"}  # fmt: skip


class Part(NamedTuple):
    """Shares of the plant of one process, over scenario, year and sample where there is one."""

    existing: xr.DataArray
    modern: xr.DataArray


def of_process(register: Sequence[Record], process: str, enterprise: str | None = None) -> list[Record]:
    """Entries of a process with a known capacity, of one enterprise or of all."""
    return [
        item
        for item in register
        if item["process"] == process and item["capacity"] is not None and enterprise in (None, item["id"])
    ]


def announced(entries: Sequence[Record], years: xr.DataArray) -> xr.DataArray:
    """Capacity that projects among the entries have announced to work by each year, cumulative, (year)."""
    total = xr.zeros_like(years, dtype=float)
    for item in entries:
        if item["kind"] == "project":
            total = total + item["capacity"] * (years >= item["year"])
    return total


def standing(entries: Sequence[Record]) -> float:
    """Capacity of base enterprises among the entries."""
    return float(sum(item["capacity"] for item in entries if item["kind"] == "base"))


def part(dataset: xr.Dataset, register: Sequence[Record], enterprise: str, process: str) -> Part:
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
    dataset
        Results.
    register
        Entries as `ioscenario.pack.register.as_records` gives them.
    enterprise, process
        Ids.
    """
    plant = dataset["capacity"].sel(process=process, drop=True)
    existing = plant.sel(technology=TECHNOLOGIES[EXISTING], drop=True)
    modern = plant.sel(technology=TECHNOLOGIES[MODERN], drop=True)
    first = plant.isel(year=0, drop=True).sum("technology")
    everyone, own = of_process(register, process), of_process(register, process, enterprise)
    whole = first.where(first > standing(everyone), standing(everyone))
    share = (standing(own) / whole.where(whole > 0.0)).fillna(0.0)
    new = (modern - modern.isel(year=0, drop=True)).clip(min=0.0)
    of_all, of_own = announced(everyone, dataset["year"]), announced(own, dataset["year"])
    come = new.where(new < of_all, of_all)
    projects = (come * of_own / of_all.where(of_all > 0.0)).fillna(0.0)
    left, lost = modern - come, (first - existing).clip(min=0.0)
    rebuilt = share * left.where(left < lost, lost)
    held = ((projects + rebuilt) / modern.where(modern > 0.0)).fillna(0.0)
    return Part(share.broadcast_like(existing), held)


def stages(register: Sequence[Record], enterprise: str, known: Sequence[str]) -> list[str]:
    """Processes of the chain in which an enterprise has a known capacity, in the order of the register."""
    found = [item["process"] for item in register if item["id"] == enterprise and item["capacity"] is not None]
    return [name for name in dict.fromkeys(found) if name in known]


def holding(
    dataset: xr.Dataset, register: Sequence[Record], enterprise: str, indicator: str, label: str = ""
) -> xr.DataArray:
    """An indicator of one enterprise: its share of each technology's value.

    ``v = share_existing v_existing + share_modern v_modern``, summed over its processes where no label is
    given. Output and jobs are those of the process: an enterprise sells as well and is staffed as its
    technology is, so jobs are labour per unit of the technology on the enterprise's part of its output
    and plant.

    Parameters
    ----------
    dataset, register, enterprise
        As in `part`.
    indicator
        ``production``, ``activity``, ``capacity`` or ``jobs_direct``.
    label
        The commodity made (``production``), or the process; empty: all processes of the enterprise.

    Returns
    -------
    xarray.DataArray
        (scenario, year), and sample where there are samples; in the unit of the results.

    Examples
    --------
    >>> import ioscenario as ios
    >>> results = ios.load("toy-chain").run("more_capacity")
    >>> mill = holding(results.dataset, results.enterprises, "new_mill", "capacity", "mill")
    >>> mill.sel(scenario="more_capacity").values
    array([  0.,   0., 200., 200., 200., 200.])
    """
    processes = stages(register, enterprise, [str(name) for name in dataset["process"].values])
    if label:
        outputs = dataset["process_output"].to_series()
        processes = [name for name in processes if label in (name, outputs[name])]
    total = xr.zeros_like(dataset["sector_jobs"])
    for process in processes:
        shares = part(dataset, register, enterprise, process)
        values = dataset[BY_TECHNOLOGY[indicator]].sel(process=process, drop=True)
        for technology, share in ((EXISTING, shares.existing), (MODERN, shares.modern)):
            total = total + share * values.sel(technology=TECHNOLOGIES[technology], drop=True)
    return total.reset_coords(drop=True)
