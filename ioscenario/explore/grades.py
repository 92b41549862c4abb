"""How much of the variance of an indicator rests on parameters of each grade.

Parameters are moved in groups: all paths of one grade together. The share of a group is
what would go if all of its parameters were known; what groups have only together is left
over as interactions. All this holds within the ranges that the pack gives: a parameter
without a range, or with one too narrow, counts as known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ioscenario.batches import MOST_AT_ONCE
from ioscenario.explore.designs import Saltelli, saltelli
from ioscenario.explore.draws import can_be_drawn, quantiles
from ioscenario.explore.indicators import INDEPENDENT_STEPS, has_total
from ioscenario.explore.sensitivity import indices
from ioscenario.outputs import VARIABLE
from ioscenario.problems import Findings, nearest
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack
    from ioscenario.scenario.library import Flat

Array = npt.NDArray[np.float64]

#: Rows of the matrices A and B.
ROWS: Final = 512
#: Years after the base year in which the indicator is looked at, if the results go so far.
AFTER: Final = 10
#: From this total index on the first-order index is estimated in the way that is precise near 1.
LARGE: Final = 0.5
INDICATOR: Final = "sector_jobs"
UNGRADED: Final = "none"
#: Row of what groups have only together.
REST: Final = "interactions"


@dataclass(frozen=True)
class GroupedSaltelli:
    """Matrices A, B and, for each group of paths, A with the columns of the group from B.

    Parameters
    ----------
    base
        The design of single paths; its A and B are used.
    groups
        Paths by name of group; every path in one group.

    Examples
    --------
    >>> base = saltelli(["growing.area", "growing.weather", "growing.prices"], 4, 0)
    >>> design = GroupedSaltelli(base, {"land": ("growing.area", "growing.weather"), "money": ("growing.prices",)})
    >>> design.size
    16
    >>> change = design.positions(8, 12) - base.a   # A with the first group from B
    >>> (change != 0).any(axis=1)
    array([ True,  True, False])
    """

    base: Saltelli
    groups: Mapping[str, Sequence[str]]
    member: npt.NDArray[np.bool_] = field(init=False, repr=False)
    """Whether a path belongs to a group, (path, group)."""

    def __post_init__(self) -> None:
        place = {path: number for number, path in enumerate(self.base.paths)}
        member = np.zeros((len(place), len(self.groups)), dtype=bool)
        for number, paths in enumerate(self.groups.values()):
            member[[place[path] for path in paths], number] = True
        if not (member.sum(axis=1) == 1).all():
            raise ValueError("every path belongs to one group")
        object.__setattr__(self, "member", member)

    @property
    def size(self) -> int:
        """Rows x (groups + 2)."""
        return self.base.rows * (len(self.groups) + INDEPENDENT_STEPS)

    def positions(self, first: int, last: int) -> Array:
        """Return probabilities of the samples from `first` up to, not including, `last`: (path, sample)."""
        block, row = np.divmod(np.arange(first, last), self.base.rows)
        group = np.maximum(block - INDEPENDENT_STEPS, 0)
        from_b = (block == 1) | ((block >= INDEPENDENT_STEPS) & self.member[:, group])
        return np.where(from_b, self.base.b[:, row], self.base.a[:, row])


def grade_groups(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Uncertain paths with a range, by grade from A to E; those without a grade last."""
    found: dict[str, list[str]] = {}
    for item in pack.parameters.values():
        if item.role == "uncertain" and can_be_drawn(item):
            found.setdefault(item.grade or UNGRADED, []).append(item.path)
    return {grade: tuple(found[grade]) for grade in sorted(found, key=lambda grade: (grade == UNGRADED, grade))}


def variance_by_grade(
    pack: Pack,
    scenario: Flat,
    indicator: str = INDICATOR,
    year: int | None = None,
    *,
    rows: int = ROWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of the variance of an indicator that rests on parameters of each grade.

    Parameters
    ----------
    pack
        The pack.
    scenario
        Scenario that is run.
    indicator
        Name of a variable that has a total.
    year
        The year; None: ten years after the base year, or the last.
    rows
        Rows of the design, best a power of two; runs are rows x (grades + 2).
    seed
        Seed of the draws.

    Returns
    -------
    pandas.DataFrame
        By grade ``paths`` (how many), ``share`` (first-order index of the group), ``low``, ``high``
        (interval of 95 %), ``total`` (with interactions). A row ``interactions`` holds what the
        shares leave. NaN where nothing varies. ``attrs``: ``indicator, year, runs, left_out``.

    Raises
    ------
    InputError
        For a variable without a total, or a year outside the results.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> table = variance_by_grade(model.pack, model.scenario("baseline"), rows=64)
    >>> table.index.tolist(), int(table.loc["E", "paths"])   # every number of the toy chain is made up
    (['E', 'interactions'], 67)
    """
    return variance_by_group(pack, scenario, grade_groups(pack), indicator, year, rows=rows, seed=seed)


def variance_by_group(
    pack: Pack,
    scenario: Flat,
    groups: Mapping[str, Sequence[str]],
    indicator: str = INDICATOR,
    year: int | None = None,
    *,
    rows: int = ROWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of the variance of an indicator that rests on each group of paths.

    Parameters
    ----------
    pack, scenario, indicator, year, rows, seed
        As in `variance_by_grade`.
    groups
        Paths that can be drawn by name of group, each path in one; all others stay at central values.

    Returns
    -------
    pandas.DataFrame
        As `variance_by_grade`.
    """
    import pandas as pd

    years = pack.structure.years
    when = min(years[0] + AFTER, years[-1]) if year is None else year
    _check(pack, groups, indicator, when, years, rows)
    paths = [path for group in groups.values() for path in group]
    columns = ["paths", "share", "low", "high", "total"]
    if not paths:
        table = pd.DataFrame(columns=columns)
        table.attrs = {"indicator": indicator, "year": when, "runs": 0, "left_out": 0}
        return table
    design = GroupedSaltelli(saltelli(paths, rows, seed), groups)
    values = np.concatenate(list(_values(pack, scenario, design, indicator, years.index(when))))
    steps = values.reshape(-1, rows, 1)
    found = indices(steps[0], steps[1], steps[INDEPENDENT_STEPS:], seed=seed, large=LARGE)
    table = pd.DataFrame(
        {
            "paths": [len(group) for group in groups.values()],
            "share": found.first[:, 0],
            "low": found.first_low[:, 0],
            "high": found.first_high[:, 0],
            "total": found.total[:, 0],
        },
        index=pd.Index(list(groups), name="grade"),
    )
    rest = {"paths": len(paths), "share": 1.0 - float(found.first[:, 0].sum())}
    table.loc[REST] = pd.Series(rest, dtype=object).reindex(columns)
    table = table.astype({"paths": int, "share": float, "low": float, "high": float, "total": float})
    table.attrs = {
        "indicator": indicator,
        "year": when,
        "runs": design.size,
        "left_out": int(found.left_out[0]),
    }
    return table


def text_of(table: pd.DataFrame) -> str:
    """The shares in one line.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"paths": [3, 9, 12], "share": [0.1, 0.87, 0.03]}, index=["B", "E", "interactions"])
    >>> table.attrs = {"indicator": "sector_jobs", "year": 2035, "runs": 2048, "left_out": 0}
    >>> text_of(table)
    'variance of sector_jobs 2035 by grade of the uncertain parameters: B 10% (3), E 87% (9), interactions 3%'
    """
    said = table.attrs
    head = f"variance of {said['indicator']} {said['year']} by grade of the uncertain parameters"
    if table["share"].isna().all():
        return f"{head}: none, nothing varies"
    # Estimates of small shares may come out below zero.
    parts = [
        f"{grade} {max(float(row['share']), 0.0):.0%}" + ("" if grade == REST else f" ({int(row['paths'])})")
        for grade, row in table.iterrows()
    ]
    left_out = f"; {said['left_out']} rows of failed runs left out" if said["left_out"] else ""
    return f"{head}: {', '.join(parts)}{left_out}"


def facts_of(table: pd.DataFrame) -> dict[str, Any]:
    """The same, ready for JSON but for the frame under ``shares``."""
    told = {str(name): value for name, value in table.attrs.items()}
    return {**told, "shares": table.rename_axis("grade").reset_index()}


def _check(
    pack: Pack, groups: Mapping[str, Sequence[str]], indicator: str, year: int, years: Sequence[int], rows: int
) -> None:
    """Refuse what the pack does not have, all at once."""
    findings = Findings()
    totals = [item.name for item in VARIABLE.values() if has_total(item)]
    if indicator not in totals:
        near = nearest(str(indicator), totals)
        findings.add("unknown-variable", "a variable that has a total", value=indicator, nearest=near)
    if year not in years:
        findings.add("unknown-year", f"a year from {years[0]} to {years[-1]}", key="year", value=year)
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 2:
        findings.add("range", "a whole number of rows from 2", key="rows", value=rows)
    seen: set[str] = set()
    for path in (path for group in groups.values() for path in group):
        if path not in pack.parameters or not can_be_drawn(pack.parameters[path]):
            near = nearest(path, pack.parameters)
            findings.add("unknown-path", "a parameter of the pack with a range", key=path, nearest=near)
        if path in seen:
            findings.add("duplicate", "each path in one group", key=path)
        seen.add(path)
    findings.raise_if_any()


def _values(pack: Pack, scenario: Flat, design: GroupedSaltelli, indicator: str, year: int) -> Iterator[Array]:
    """The indicator in every sample, batch by batch."""
    for first in range(0, design.size, MOST_AT_ONCE):
        last = min(first + MOST_AT_ONCE, design.size)
        positions = design.positions(first, last)
        draws = {
            path: quantiles(pack.parameters[path], row) for path, row in zip(design.base.paths, positions, strict=True)
        }
        array = simulate(resolve(pack, Design((scenario,), draws, last - first)), [indicator])[indicator][year]
        total = array.reshape(-1, array.shape[-1]).sum(axis=0)
        yield np.broadcast_to(total, (last - first,))
