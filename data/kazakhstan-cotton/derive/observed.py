"""History: what was observed in earlier years, in units that compare with results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tables import evaluate, plain, write

#: variable, commodity or process, year, expression over facts, unit, sources.
#: Values in money of other years are left out: results are at prices of 2025.
HISTORY = (
    ("area", "", 2016, "C40 - 25", "thousand ha", "C40"),
    ("area", "", 2017, "C40", "thousand ha", "C40"),
    ("area", "", 2018, "C38", "thousand ha", "C38"),
    ("area", "", 2019, "C36", "thousand ha", "C36"),
    ("area", "", 2020, "C34", "thousand ha", "C34"),
    ("area", "", 2021, "C33", "thousand ha", "C33"),
    ("area", "", 2022, "C31", "thousand ha", "C31"),
    ("area", "", 2024, "C21", "thousand ha", "C21"),
    ("area", "", 2025, "C07", "thousand ha", "C07"),
    ("harvest", "", 2013, "C42", "kt", "C42"),
    ("harvest", "", 2016, "C41", "kt", "C41"),
    ("harvest", "", 2017, "C39", "kt", "C39;C37"),
    ("harvest", "", 2018, "C37", "kt", "C37"),
    ("harvest", "", 2020, "C35", "kt", "C35"),
    ("harvest", "", 2022, "C30", "kt", "C30"),
    ("harvest", "", 2024, "C19", "kt", "C19"),
    ("harvest", "", 2025, "C01", "kt", "C01"),
    ("production", "lint", 2021, "G18 / 0.896", "kt", "G18"),
    ("production", "lint", 2022, "G18", "kt", "G18"),
    ("production", "lint", 2025, "G01", "kt", "G01"),
    ("exports", "lint", 2018, "G26", "kt", "G26"),
    ("exports", "lint", 2022, "G24", "kt", "G24"),
    ("exports", "lint", 2025, "G01 * G22 / 100", "kt", "G01;G22"),
    ("processing_depth", "", 2022, "G23", "%", "G23"),
    ("processing_depth", "", 2025, "100 - G22", "%", "G22"),
    ("exports", "yarn", 2025, "T01", "kt", "T01"),
    ("production", "fabric", 2021, "T09", "million m2", "T09"),
    ("production", "fabric", 2022, "T08", "million m2", "T08"),
    ("production", "fabric", 2023, "T07 / 11 * 12", "million m2", "T07"),
    ("production", "fabric", 2025, "T02", "million m2", "T02"),
    ("exports", "fabric", 2023, "T14 / 11 * 12", "million m2", "T14"),
    ("exports", "fabric", 2025, "PB25_FABRIC_EXP / 7 * 12", "million m2", "PB25"),
    ("imports", "fabric", 2022, "T12 / 1.366 / 11 * 12", "million m2", "T12"),
    ("imports", "fabric", 2023, "T12 / 11 * 12", "million m2", "T12"),
    ("imports", "fabric", 2025, "PB25_FABRIC_IMP / 7 * 12", "million m2", "PB25"),
    ("production", "textile_articles", 2025, "T03", "million item", "T03"),
    ("output_value", "sewing_garments", 2025, "L01 * L06 / 100", "billion KZT", "L01;L06"),
    ("sector_output", "", 2024, "L01 / L02 * 100", "billion KZT", "L01;L02"),
    ("sector_output", "", 2025, "L01", "billion KZT", "L01"),
    ("sector_jobs", "", 2020, "L26", "thousand job", "L26"),
    ("sector_jobs", "", 2023, "L25", "thousand job", "L25"),
)


def save(folder: Path, facts: Mapping[str, float]) -> None:
    """Write ``history.csv``."""
    write(
        folder / "history.csv",
        ("variable", "label", "year", "value", "unit", "source"),
        (
            (variable, label, str(year), plain(float(f"{evaluate(expression, facts):.6g}")), unit, source)
            for variable, label, year, expression, unit, source in HISTORY
        ),
    )
