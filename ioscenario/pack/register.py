"""The register of enterprises in the units that the model computes in.

Capacity comes in the unit of the process's output, investment in millions of the pack's currency at
prices of the base year: foreign money at the rate that a fact of the base year gives, money of
earlier years raised by the pack's expected inflation. Both steps are said of every entry.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ioscenario.language import Language
from ioscenario.pack.rows import convertible
from ioscenario.pack.summary import amount_of
from ioscenario.pack.tables import empty, records
from ioscenario.pack.units import convert

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack


@dataclass(frozen=True)
class Entry:
    """One row of the register.

    Parameters
    ----------
    id, name, kind, process, status, source, grade, note, line
        As written; `kind` is ``base`` or ``project``, `process` may be a branch outside the chain.
    year
        Year in which it started or is to start; None where unknown.
    capacity
        Yearly, in `unit`; None where unknown or outside the chain.
    unit
        Unit of the process's main output.
    jobs
        As published; None where unknown.
    investment, investment_low, investment_high
        Million money at prices of the base year; ends from the range of inflation; None where unknown
        or in a currency without a rate.
    money
        How the investment was converted: ``""``, ``"inflation"``, or the fact that gives the rate.
    """

    id: str
    name: str
    kind: str
    process: str
    year: int | None
    capacity: float | None
    unit: str
    jobs: float | None
    investment: float | None
    investment_low: float | None
    investment_high: float | None
    money: str
    status: str
    source: str
    grade: str
    note: str
    line: int


def entries(pack: Pack) -> tuple[Entry, ...]:
    """Rows of ``enterprises.csv`` in canonical units, in file order.

    Examples
    --------
    >>> import ioscenario as ios
    >>> [(item.id, item.capacity) for item in entries(ios.load("toy-chain").pack)][:2]
    [('old_mill', 800.0), ('old_loom', 3000000.0)]
    """
    return tuple(_entry(pack, row) for row in records(pack.enterprises))


def as_records(pack: Pack) -> list[dict[str, Any]]:
    """The same as plain records, to be kept with results."""
    return [asdict(item) for item in entries(pack)]


def _entry(pack: Pack, row: dict[str, Any]) -> Entry:
    structure = pack.structure
    inside = row["process"] in structure.process
    unit = structure.commodity[structure.process[row["process"]].output].unit if inside else ""
    known = inside and not empty(row["capacity"])
    year = None if empty(row["year"]) else int(row["year"])
    value, low, high, money = _money(pack, row, year)
    return Entry(
        row["id"], row["name"], row["kind"], row["process"], year,
        convert(row["capacity"], row["unit"], unit) if known else None, unit,
        None if empty(row["jobs"]) else float(row["jobs"]),
        value, low, high, money, row["status"], row["source"], row["grade"], row["note"], int(row["line"]),
    )  # fmt: skip


def _money(pack: Pack, row: dict[str, Any], year: int | None) -> tuple[float | None, float | None, float | None, str]:
    """Investment in million money at prices of the base year, its ends, and how it was converted.

    ``amount x (1 + inflation)^(base year - year)`` for own money of earlier years; foreign money at the
    rate of the base year, its own inflation left out.
    """
    if empty(row["investment"]):
        return None, None, None, ""
    structure = pack.structure
    amount, unit, own = float(row["investment"]), row["investment_unit"], f"million {structure.currency}"
    if convertible(unit, own):
        value = convert(amount, unit, own)
        behind = 0 if year is None else max(structure.base_year - year, 0)
        if not behind:
            return value, value, value, ""
        rates = [amount_of(pack, "market.economy.inflation", structure.base_year, which) or 0.0
                 for which in ("values", "lows", "highs")]  # fmt: skip
        now, low, high = (value * (1.0 + rate) ** behind for rate in rates)
        return now, low, high, "inflation"
    for code in ("USD", "EUR", "RUB"):
        if convertible(unit, f"million {code}"):
            rate = rate_of(pack, code)
            if rate is not None:
                value = convert(amount, unit, f"million {code}") * rate[0]
                return value, value, value, rate[1]
    return None, None, None, ""


def rate_of(pack: Pack, code: str) -> tuple[float, str] | None:
    """Rate of exchange of the base year, own money for one unit of `code`, and the fact that gives it.

    A fact of the base year whose unit is the currency, or its English name, per `code`; None without one.
    """
    structure = pack.structure
    words = Language("en")
    key = f"currency.{structure.currency}"
    names = {structure.currency, words(key) if words.has(key) else structure.currency}
    for row in records(pack.fact_table):
        if row["unit"] in {f"{name}/{code}" for name in names} and str(row["year"]) == str(structure.base_year):
            return float(row["value"]), str(row["id"])
    return None
