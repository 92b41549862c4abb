"""History: what was observed in earlier years, in units that compare with results.

Money of other years is brought to prices of 2025 where an index allows it, and then graded
E. A figure of part of a year is put at a yearly rate and carries the number of its months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tables import evaluate, plain, write

#: Prices of clothing rose by this factor a year, from the two growth rates of the first half of 2024.
CLOTHING_PRICE = "(L20_NOMINAL / L20_VOLUME)"
#: From clothing at prices of 2022 to prices of 2025: the same rise in each of three years.
TO_2025 = f"({CLOTHING_PRICE} * {CLOTHING_PRICE} * {CLOTHING_PRICE})"
#: Consumer prices of 2025 over those of another year.
CPI_2025 = "(CPI_2024 * (1 + CPI_RISE_2025 / 100))"

_DEFLATED = "At prices of 2025: clothing rose by 7.4 % in the year to the first half of 2024, taken for each of three years."
_CHAINED = (
    "At prices of 2025: published volume growth back from 2025; that of 2024 is not published, the growth of clothing in its "
    "first half stands for it."
)
_REAL = "Farm-gate price at prices of 2025 by consumer prices."
_MONTHS = "Yearly rate of part of the year."


@dataclass(frozen=True)
class Seen:
    """One observation."""

    variable: str
    label: str
    year: int
    expression: str
    unit: str
    source: str
    months: int = 12
    grade: str = ""
    note: str = ""


HISTORY = (
    Seen("area", "", 2016, "C40 - 25", "thousand ha", "C40"),
    Seen("area", "", 2017, "C40", "thousand ha", "C40"),
    Seen("area", "", 2018, "C38", "thousand ha", "C38"),
    Seen("area", "", 2019, "C36", "thousand ha", "C36"),
    Seen("area", "", 2020, "C34", "thousand ha", "C34"),
    Seen("area", "", 2021, "C33", "thousand ha", "C33"),
    Seen("area", "", 2022, "C31", "thousand ha", "C31"),
    Seen("area", "", 2024, "C21", "thousand ha", "C21"),
    Seen("area", "", 2025, "C07", "thousand ha", "C07"),
    Seen("harvest", "", 2013, "C42", "kt", "C42"),
    Seen("harvest", "", 2016, "C41", "kt", "C41"),
    Seen("harvest", "", 2017, "C39", "kt", "C39;C37"),
    Seen("harvest", "", 2018, "C37", "kt", "C37"),
    Seen("harvest", "", 2020, "C35", "kt", "C35"),
    Seen("harvest", "", 2022, "C30", "kt", "C30"),
    Seen("harvest", "", 2024, "C19", "kt", "C19"),
    Seen("harvest", "", 2025, "C01", "kt", "C01"),
    *(
        Seen("price", "seed_cotton", year, f"{fact} * {CPI_2025} / CPI_{year}", "thousand KZT/t",
             f"{fact};WBCPI;M04", 12, "E", _REAL)
        for year, fact in ((2011, "C51"), (2019, "C50"), (2020, "C48"), (2021, "C47"), (2022, "C46"), (2024, "C24"))
    ),
    Seen("price", "seed_cotton", 2025, "C44", "thousand KZT/t", "C44"),
    Seen("production", "lint", 2021, "G18 / 0.896", "kt", "G18"),
    Seen("production", "lint", 2022, "G18", "kt", "G18"),
    Seen("production", "lint", 2025, "G01", "kt", "G01"),
    Seen("exports", "lint", 2018, "G26", "kt", "G26"),
    Seen("exports", "lint", 2022, "G24", "kt", "G24"),
    Seen("exports", "lint", 2025, "G01 * G22 / 100", "kt", "G01;G22"),
    Seen("processing_depth", "", 2022, "G23", "%", "G23"),
    Seen("processing_depth", "", 2025, "100 - G22", "%", "G22"),
    Seen("exports", "yarn", 2025, "T01", "kt", "T01"),
    Seen("production", "fabric", 2020, "T10 / 4 * 12", "million m2", "T10", 4, "A", _MONTHS),
    Seen("production", "fabric", 2021, "T09", "million m2", "T09"),
    Seen("production", "fabric", 2022, "T08", "million m2", "T08"),
    Seen("production", "fabric", 2023, "T07 / 11 * 12", "million m2", "T07", 11, "A", _MONTHS),
    Seen("production", "fabric", 2025, "T02", "million m2", "T02"),
    Seen("exports", "fabric", 2023, "T14 / 11 * 12", "million m2", "T14", 11, "A", _MONTHS),
    Seen("exports", "fabric", 2025, "PB25_FABRIC_EXP / 7 * 12", "million m2", "PB25", 7, "A", _MONTHS),
    Seen("imports", "fabric", 2022, "T12 / 1.366 / 11 * 12", "million m2", "T12", 11, "A", _MONTHS),
    Seen("imports", "fabric", 2023, "T12 / 11 * 12", "million m2", "T12", 11, "A", _MONTHS),
    Seen("imports", "fabric", 2025, "PB25_FABRIC_IMP / 7 * 12", "million m2", "PB25", 7, "A", _MONTHS),
    Seen("production", "textile_articles", 2020, "T15 / 4 * 12", "million item", "T15", 4, "A", _MONTHS),
    Seen("production", "textile_articles", 2025, "T03", "million item", "T03"),
    Seen("output_value", "sewing_garments", 2021, f"L14_CLOTHING / (1 + L15_CLOTHING / 100) * {TO_2025}", "billion KZT",
         "L14;L15;L20", 12, "E", _DEFLATED),
    Seen("output_value", "sewing_garments", 2022, f"L14_CLOTHING * {TO_2025}", "billion KZT", "L14;L20", 12, "E", _DEFLATED),
    Seen("output_value", "sewing_garments", 2023, f"L14_CLOTHING * (1 + L18_CLOTHING / 100) * {TO_2025}", "billion KZT",
         "L14;L18;L20", 12, "E", _DEFLATED),
    Seen("output_value", "sewing_garments", 2025, "L01 * L06 / 100", "billion KZT", "L01;L06"),
    Seen("sector_output", "", 2021, "L01 / L02 * 100 / (L20_VOLUME / 100) / (1 + L18 / 100) / (1 + L15 / 100)",
         "billion KZT", "L01;L02;L20;L18;L15", 12, "E", _CHAINED),
    Seen("sector_output", "", 2022, "L01 / L02 * 100 / (L20_VOLUME / 100) / (1 + L18 / 100)", "billion KZT",
         "L01;L02;L20;L18", 12, "E", _CHAINED),
    Seen("sector_output", "", 2023, "L01 / L02 * 100 / (L20_VOLUME / 100)", "billion KZT", "L01;L02;L20", 12, "E", _CHAINED),
    Seen("sector_output", "", 2024, "L01 / L02 * 100", "billion KZT", "L01;L02"),
    Seen("sector_output", "", 2025, "L01", "billion KZT", "L01"),
    Seen("sector_jobs", "", 2020, "L26", "thousand job", "L26", note="First half of the year."),
    Seen("sector_jobs", "", 2023, "L25", "thousand job", "L25", note="First quarter."),
)  # fmt: skip


def value(seen: Seen, facts: Mapping[str, float]) -> float:
    """The figure of an observation in its unit, as it is written."""
    return float(f"{evaluate(seen.expression, facts):.6g}")


def save(folder: Path, facts: Mapping[str, float]) -> None:
    """Write ``history.csv``."""
    write(
        folder / "history.csv",
        ("variable", "label", "year", "value", "unit", "source", "months", "grade", "note"),
        (
            (seen.variable, seen.label, str(seen.year), plain(value(seen, facts)), seen.unit, seen.source,
             "" if seen.months == 12 else str(seen.months), seen.grade, seen.note)
            for seen in HISTORY
        ),
    )  # fmt: skip
