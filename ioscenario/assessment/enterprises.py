"""How plausible the register of enterprises is: each entry against its stages, the sum against the sector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from ioscenario.language import Language
from ioscenario.pack.register import Entry, entries
from ioscenario.pack.structure import Branch, Process
from ioscenario.pack.tables import empty, records

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

#: Technology that the entries of a kind are judged by.
TECHNOLOGY: Final = {"base": "existing", "project": "modern"}


class Span(NamedTuple):
    """A central value with the ends of its range."""

    value: float
    low: float
    high: float

    def __add__(self, other: object) -> Span:
        if not isinstance(other, Span):
            return NotImplemented
        return Span(*(one + two for one, two in zip(self, other, strict=True)))

    def times(self, factor: float) -> Span:
        """The span times a number."""
        return Span(*(factor * item for item in self))

    def over(self, other: Span) -> Span:
        """Quotient: the low end over the other's high end, and the other way round."""
        pairs = ((self.value, other.value), (self.low, other.high), (self.high, other.low))
        return Span(*(up / down if down else np.nan for up, down in pairs))


NOTHING: Final = Span(0.0, 0.0, 0.0)
UNKNOWN: Final = Span(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Judged:
    """An enterprise's entries of one kind, and what such plant takes by the parameters of its stages.

    Parameters
    ----------
    id, name, kind
        As the register writes them.
    rows
        Its entries.
    jobs
        Published jobs; NaN where unknown.
    needs
        Jobs that its capacity takes at the technical maximum of use, with the range of the stages.
    investment
        Published, million money at prices of the base year, with the range of inflation.
    costs
        What its capacity costs by the stages' capital per unit.
    complete
        Whether every entry has a capacity in the chain.
    """

    id: str
    name: str
    kind: str
    rows: tuple[Entry, ...]
    jobs: float
    needs: Span
    investment: Span
    costs: Span
    complete: bool

    @property
    def capital_per_job(self) -> float:
        """Published investment over published jobs, million money."""
        return self.investment.value / self.jobs if self.jobs else np.nan

    @property
    def capital_per_job_range(self) -> Span:
        """The same of the stages: cost of the capacity over the jobs that it takes."""
        return self.costs.over(self.needs) if self.complete else UNKNOWN


def judge(pack: Pack) -> list[Judged]:
    """Enterprises of the register, base and project apart, in file order.

    Jobs that a plant of capacity ``K`` takes are ``sum K u l`` over its stages, with technical maximum of
    utilisation ``u`` and labour per unit ``l`` (existing plant for base enterprises, modern for projects); its
    cost is ``sum K x capex``. Ends of the ranges are those of the parameters, all at their low or all at their
    high end. Jobs and money are published for an enterprise as a whole, so they are compared as such.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for item in entries(pack):
        groups.setdefault((item.id, item.kind), []).append(item)
    return [_judged(pack, rows) for rows in groups.values()]


def _judged(pack: Pack, rows: Sequence[Entry]) -> Judged:
    first = rows[0]
    known = [item for item in rows if item.capacity is not None]
    money = [item for item in rows if item.investment is not None]
    jobs = [item.jobs for item in rows if item.jobs is not None]
    investment = sum((Span(item.investment or 0.0, item.investment_low or 0.0, item.investment_high or 0.0)
                      for item in money), NOTHING)  # fmt: skip
    return Judged(
        first.id, first.name, first.kind, tuple(rows),
        sum(jobs) if jobs else np.nan,
        sum((needs_of(pack, item) for item in known), NOTHING) if known else UNKNOWN,
        investment if money else UNKNOWN,
        sum((costs_of(pack, item) for item in known), NOTHING) if known else UNKNOWN,
        len(known) == len(rows),
    )  # fmt: skip


def needs_of(pack: Pack, item: Entry) -> Span:
    """Jobs that the capacity of an entry takes at the technical maximum of use."""
    labour = _span(pack, f"process.{item.process}.{TECHNOLOGY[item.kind]}.labour")
    use = _span(pack, f"process.{item.process}.utilisation_max")
    capacity = item.capacity or 0.0
    return Span(*(capacity * one * two for one, two in zip(labour, use, strict=True)))


def costs_of(pack: Pack, item: Entry) -> Span:
    """Investment that the capacity of an entry takes, million money."""
    return _span(pack, f"process.{item.process}.capex").times(item.capacity or 0.0)


def _span(pack: Pack, path: str) -> Span:
    """A parameter in the base year with its range."""
    item: Parameter = pack.parameters[path]
    year = pack.structure.base_year
    return Span(item.at(year), item.at(year, "lows"), item.at(year, "highs"))


def _sources(pack: Pack, judged: Judged, field: str) -> str:
    """Sources of the register's rows and of the stages' parameter, joined by commas."""
    technology = TECHNOLOGY[judged.kind]
    found: list[str] = []
    for item in judged.rows:
        found += item.source.split(";")
        path = f"process.{item.process}.{field.format(technology=technology)}"
        if path in pack.parameters:
            found += pack.parameters[path].source.split(";")
    return ", ".join(dict.fromkeys(name.strip() for name in found if name.strip()))


# ------------------------------------------------------------------------------- flags


def flags(pack: Pack, judged: Judged, say: Language) -> list[str]:
    """What is odd about an enterprise, in words, with the sources that it rests on."""
    return list(_flags(pack, judged, say))


def _flags(pack: Pack, judged: Judged, say: Language) -> Iterator[str]:
    inside = [item for item in judged.rows if item.process in pack.structure.process]
    if not inside:
        yield say("enterprise.outside")
        return
    if not judged.complete:
        yield say("enterprise.no_capacity")
        return
    money = f"million {pack.structure.currency}"
    staff = Span(judged.jobs, judged.jobs, judged.jobs)
    per_job = Span(judged.capital_per_job, *(
        end / judged.jobs if judged.jobs else np.nan for end in (judged.investment.low, judged.investment.high)
    ))  # fmt: skip
    for name, found, range_, unit, field in (
        ("jobs", staff, judged.needs, "job", "{technology}.labour"),
        ("capital", judged.investment, judged.costs, money, "capex"),
        ("capital_per_job", per_job, judged.capital_per_job_range, money, "capex"),
    ):
        side = "above" if found.low > range_.high else "below" if found.high < range_.low else ""
        if side:
            yield say(
                f"enterprise.{name}_{side}",
                value=_shown(say, found.value, unit),
                low=_shown(say, range_.low, unit),
                high=_shown(say, range_.high, unit),
                sources=_sources(pack, judged, field),
            )


def _shown(say: Language, value: float, unit: str) -> str:
    """A quantity; people come whole."""
    return say.quantity(round(value) if unit == "job" else value, unit)


def frame(pack: Pack, language: str = "en") -> pd.DataFrame:
    """A row for each enterprise and kind: published jobs and money beside what such plant takes.

    Parameters
    ----------
    pack
        The pack.
    language
        Language of names of stages and of flags.

    Returns
    -------
    pandas.DataFrame
        Indexed by (enterprise, kind): `name`, `stages`, `jobs` with `jobs_expected` and its range,
        `jobs_per_unit` (one stage only), `investment` (million money, prices of the base year) with
        `investment_expected` and its range, `capital_per_unit` (one stage only), `capital_per_job` with
        its range, `money` (how the investment was converted), `flags` (list of texts), `source`, `grade`.
    """
    say = Language(language)
    rows = [_row(pack, item, say) for item in judge(pack)]
    return pd.DataFrame(rows).set_index(["enterprise", "kind"])


def _row(pack: Pack, judged: Judged, say: Language) -> dict[str, Any]:
    known: Sequence[Process | Branch] = (*pack.structure.processes, *pack.structure.branches)
    names = {item.id: getattr(item.name, say.code) for item in known}
    stages = list(dict.fromkeys(item.process for item in judged.rows))
    single = len(stages) == 1 and judged.complete
    capacity = sum(item.capacity or 0.0 for item in judged.rows)
    per_job = judged.capital_per_job_range
    grades = [item.grade for item in judged.rows if item.grade]
    return {
        "enterprise": judged.id,
        "kind": judged.kind,
        "name": judged.name,
        "stages": ", ".join(names[stage] for stage in stages),
        "capacity": capacity if single else np.nan,
        "unit": judged.rows[0].unit if single else "",
        "jobs": judged.jobs,
        "jobs_expected": judged.needs.value,
        "jobs_low": judged.needs.low,
        "jobs_high": judged.needs.high,
        "jobs_per_unit": judged.jobs / capacity if single and capacity else np.nan,
        "investment": judged.investment.value,
        "investment_expected": judged.costs.value,
        "investment_low": judged.costs.low,
        "investment_high": judged.costs.high,
        "capital_per_unit": judged.investment.value / capacity if single and capacity else np.nan,
        "capital_per_job": judged.capital_per_job,
        "capital_per_job_expected": per_job.value,
        "capital_per_job_low": per_job.low,
        "capital_per_job_high": per_job.high,
        "money": ", ".join(dict.fromkeys(item.money for item in judged.rows if item.money)),
        "flags": flags(pack, judged, say),
        "source": "; ".join(dict.fromkeys(item.source for item in judged.rows)),
        "grade": max(grades, default=""),
    }


# --------------------------------------------------------------------------- the sector


def sector(pack: Pack, language: str = "en") -> pd.DataFrame:
    """Sum of the register by process against the sector as the parameters have it.

    Jobs of an enterprise with several stages are shared among them in proportion to what each takes.

    Parameters
    ----------
    pack
        The pack.
    language
        Language of names and of flags.

    Returns
    -------
    pandas.DataFrame
        By process: `unit`, `capacity` of the base year, `registered` (base enterprises) and its share,
        `announced` (projects until the horizon), `announced_share` of the capacity, `jobs` of the model
        in the base year, `jobs_registered`, `jobs_announced` as published, `jobs_expected` of what is
        announced, `flags`. The last row, ``total``, has the jobs; `jobs` there is what is published of
        the sector where the bridge has it, else the sum.
    """
    say = Language(language)
    judged = judge(pack)
    jobs = jobs_of_base_year(pack)
    rows = [_process_row(pack, process.id, judged, jobs[process.id], say) for process in pack.structure.industry]
    table = pd.DataFrame(rows).set_index("process")
    total: dict[str, Any] = dict.fromkeys(table.columns, np.nan)
    for name in ("jobs", "jobs_registered", "jobs_announced", "jobs_expected"):
        total[name] = table[name].sum()
    closing = [row for row in records(pack.bridge) if (row["indicator"], row["kind"]) == ("jobs", "difference")]
    published = [row["published"] for row in closing if not empty(row["published"])]
    total |= {"name": say("enterprise.total"), "unit": "", "jobs": published[0] if published else total["jobs"]}
    total["flags"] = _announced_jobs(judged, say)
    table.loc["total"] = total
    return table


def _announced_jobs(judged: Sequence[Judged], say: Language) -> list[str]:
    """Whether the jobs that projects announce together are outside what their plant takes."""
    told = [item for item in judged if item.kind == "project" and item.complete and not np.isnan(item.jobs)]
    value, needs = sum(item.jobs for item in told), sum((item.needs for item in told), NOTHING)
    if needs.low <= value <= needs.high:
        return []
    low, high = (_shown(say, end, "job") for end in (needs.low, needs.high))
    return [say("enterprise.announced_jobs", value=_shown(say, value, "job"), low=low, high=high)]


def _process_row(pack: Pack, process: str, judged: Sequence[Judged], jobs: float, say: Language) -> dict[str, Any]:
    from ioscenario.assessment.leaveout import plant_of

    structure = pack.structure
    unit = structure.commodity[structure.process[process].output].unit
    capacity = plant_of(pack, process)
    base = [(whole, item) for whole in judged for item in whole.rows if whole.kind == "base"]
    new = [(whole, item) for whole in judged for item in whole.rows if whole.kind == "project"]
    registered, announced = (_capacity(pairs, process) for pairs in (base, new))
    row = {
        "process": process,
        "name": getattr(structure.process[process].name, say.code),
        "unit": unit,
        "capacity": capacity,
        "registered": registered,
        "registered_share": registered / capacity if capacity else np.nan,
        "announced": announced,
        "announced_share": announced / capacity if capacity else np.nan,
        "jobs": jobs,
        "jobs_registered": _jobs(pack, base, process),
        "jobs_announced": _jobs(pack, new, process),
        "jobs_expected": sum(needs_of(pack, item).value for _, item in new
                             if item.process == process and item.capacity is not None),
        "flags": [],
    }  # fmt: skip
    if registered > capacity * (1.0 + 1e-9):
        row["flags"] = [
            say(
                "enterprise.more_than_sector",
                value=say.quantity(registered, unit),
                capacity=say.quantity(capacity, unit),
            )
        ]
    return row


def _capacity(pairs: Sequence[tuple[Judged, Entry]], process: str) -> float:
    return float(sum(item.capacity or 0.0 for _, item in pairs if item.process == process))


def _jobs(pack: Pack, pairs: Sequence[tuple[Judged, Entry]], process: str) -> float:
    """Published jobs of a process: of each enterprise the part that its capacity there takes."""
    total = 0.0
    for whole, item in pairs:
        if item.process != process or np.isnan(whole.jobs):
            continue
        if item.capacity is not None and whole.needs.value:
            total += whole.jobs * needs_of(pack, item).value / whole.needs.value
        elif len(whole.rows) == 1:
            total += whole.jobs
    return total


def jobs_of_base_year(pack: Pack) -> dict[str, float]:
    """Jobs of every process in the base year of the model, central values."""
    from ioscenario.scenario.resolve import central
    from ioscenario.simulation import simulate

    jobs = simulate(central(pack), ["jobs_direct"])["jobs_direct"][0, ..., 0].sum(axis=-1)
    return dict(zip(pack.structure.process, map(float, jobs), strict=True))
