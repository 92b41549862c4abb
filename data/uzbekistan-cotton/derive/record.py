"""What was observed, which hindcasts and charts read, and the register of what was announced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chain_rows import PROGRAMME
from rows import put, text

from ioscenario.pack.derivation import evaluate

NOTE = "Over 150 projects of all stages; the capacity is inferred from the goal, mills for 80 % of the lint."
BALES_2021 = "UZ_BALES_2021 * BALE * 1000"

#: variable, label, year, value (expression), unit, source. Marketing years, named by the year they end in.
HISTORY = (
    ("processing_depth", "", 2014, "UZ_DEPTH_2014", "%", "PODROBNO"),
    ("processing_depth", "", 2016, "UZ_DEPTH_2016", "%", "FASHION"),
    ("processing_depth", "", 2017, "UZ_USE_2017 / UZ_LINT_2017 * 100", "%", "USDA17"),
    ("processing_depth", "", 2018, "UZ_USE_2018 / UZ_LINT_2018 * 100", "%", "AZERNEWS;USDALIST"),
    ("processing_depth", "", 2019, "UZ_USE_2019 / UZ_LINT_2019 * 100", "%", "USDA19"),
    ("processing_depth", "", 2020, "UZ_USE_2020 / UZ_LINT_2020 * 100", "%", "USDA20"),
    ("processing_depth", "", 2021, "K33", "%", "K33;NAVOI"),
    ("processing_depth", "", 2024, "UZ_USE_2024 / UZ_LINT_2024 * 100", "%", "USDA23"),
    ("production", "lint", 2017, "UZ_LINT_2017", "kt", "USDA17"),
    ("production", "lint", 2018, "UZ_LINT_2018", "kt", "USDALIST"),
    ("production", "lint", 2019, "UZ_LINT_2019", "kt", "USDA19"),
    ("production", "lint", 2020, "UZ_LINT_2020", "kt", "USDA20"),
    ("production", "lint", 2021, BALES_2021, "kt", "TEXTILEFOCUS"),
    ("production", "lint", 2023, "UZ_LINT_2023", "kt", "USDA22"),
    ("production", "lint", 2024, "UZ_LINT_2024", "kt", "USDA23"),
    ("intermediate_use", "lint", 2017, "UZ_USE_2017", "kt", "USDA17"),
    ("intermediate_use", "lint", 2018, "UZ_USE_2018", "kt", "AZERNEWS"),
    ("intermediate_use", "lint", 2019, "UZ_USE_2019", "kt", "USDA19"),
    ("intermediate_use", "lint", 2020, "UZ_USE_2020", "kt", "USDA20"),
    ("intermediate_use", "lint", 2024, "UZ_USE_2024", "kt", "USDA23"),
    ("exports", "lint", 2017, "UZ_EXPORTS_MY2017", "kt", "USDA17"),
    ("exports", "lint", 2019, "UZ_EXPORTS_MY2019", "kt", "USDA20"),
    ("exports", "lint", 2021, "UZ_EXPORTS_MY2021", "kt", "TEXTILEFOCUS"),
)  # fmt: skip


def save(folder: Path, facts: Mapping[str, float]) -> None:
    """Write ``enterprises.csv`` and ``history.csv``."""
    capacity = text(float(f"{evaluate(PROGRAMME, facts):.9g}"))
    put(folder / "enterprises.csv",
        ("id", "name", "kind", "process", "capacity", "unit", "year", "jobs", "investment", "investment_unit", "status",
         "source", "grade", "note"),
        (("programme_2017", "Programme of 2017-2019", "project", "spinning", capacity, "kt", "2019", "", "1000",
          "million USD", "announced", "TREND17", "E", NOTE),))  # fmt: skip
    put(folder / "history.csv", ("variable", "label", "year", "value", "unit", "source"),
        ((variable, label, str(year), text(float(f"{evaluate(expression, facts):.6g}")), unit, source)
         for variable, label, year, expression, unit, source in HISTORY))  # fmt: skip
