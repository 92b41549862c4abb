"""Bridge, history, enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rows import put, text

from ioscenario.pack.derivation import evaluate

MONEY, PEOPLE = "million KZT", "job"
TOTAL, JOBS = "L01 * L07 / 100 * 1000", "L25 * T24_PAY / T24_PAY_LIGHT * 1000"

#: line, indicator, kind, measure, label, published (expression), unit, source, grade, note, names
BRIDGE = (
    ("output_leather", "output", "model", "production", "leather", "", MONEY, "IO24;S_ASTANA", "E",
     "All leather at the tannery's price.", "Leather", "Кожа", "Былғары"),
    ("output_footwear", "output", "model", "production", "footwear", "", MONEY, "S_MK", "E",
     "At the assumed price of a pair.", "Footwear", "Обувь", "Аяқ киім"),
    ("output_goods", "output", "residual", "branch_output", "leather_goods", "", MONEY, "L01;L07", "E",
     "Closes the published total: not observed.", "Other leather goods (residual)",
     "Прочие изделия из кожи (остаток)", "Өзге былғары бұйымдары (қалдық)"),
    ("output_difference", "output", "difference", "", "", TOTAL, MONEY, "L01;L07", "B",
     "6.5 % of the published output of light industry.", "Difference", "Расхождение", "Айырма"),
    ("jobs_tanning", "jobs", "model", "jobs_direct", "tanning", "", PEOPLE, "L25;IO24", "E", "Fitted.",
     "Tanning", "Выделка кожи", "Тері илеу"),
    ("jobs_shoemaking", "jobs", "model", "jobs_direct", "shoemaking", "", PEOPLE, "L25;IO24", "E", "Fitted.",
     "Footwear making", "Производство обуви", "Аяқ киім тігу"),
    ("jobs_goods", "jobs", "residual", "branch_jobs", "leather_goods", "", PEOPLE, "L25;IO24", "E",
     "Closes the total: not observed.", "Other leather goods (residual)", "Прочие изделия из кожи (остаток)",
     "Өзге былғары бұйымдары (қалдық)"),
    ("jobs_difference", "jobs", "difference", "", "", JOBS, PEOPLE, "L25;IO24", "E",
     "The branch's part of the pay of light industry, of 22 thousand people in early 2023.", "Difference",
     "Расхождение", "Айырма"),
)  # fmt: skip

HISTORY = (
    ("production", "leather", 2021, "H10 * 2 / 100", "million m2", "S_ASTANA"),
    ("production", "leather", 2022, "H02 / 10 * 12 / 100", "million m2", "S_ZTGZT"),
    ("production", "footwear", 2011, "H21", "thousand item", "S_CARAVAN"),
    ("production", "footwear", 2014, "H20", "thousand item", "S_CARAVAN"),
    ("production", "footwear", 2018, "H12 / 8 * 12", "thousand item", "S_MK"),
    ("exports", "hides", 2024, "H19 / 9 * 12", "t", "S_KAZINFORM"),
    ("exports", "hides", 2025, "H08 / 9 * 12", "t", "S_KAZINFORM"),
    ("sector_output", "", 2025, "L01 * L07 / 100", "billion KZT", "L01;L07"),
)  # fmt: skip

#: id, name, process, capacity, unit, year, investment, investment unit, source, grade, note
ENTERPRISES = (
    ("kazlegprom", "Kazlegprom-Almaty", "shoemaking", "150", "thousand item", "", "300", "million KZT", "E01;E25", "B",
     "Base enterprise of the programme; a line of 150 thousand pairs a year."),
    ("tarazkozhobuv", "TarazKozhObuv", "shoemaking", "", "", "", "", "", "E01", "B",
     "Base enterprise of the programme; no figures found."),
    ("taraz_footwear", "Footwear factory in Taraz", "shoemaking", "400", "thousand item", "", "", "", "S_KAZAKHTV", "C",
     "Made 135 thousand pairs; men's and uniform boots."),
    ("tanneries", "Ten tanneries together", "tanning", "1.74", "million m2", "", "", "", "S_NP;S_QAGANAT", "E",
     "At the 0.6 million hides held fit; 4 million are quoted as their capacity."),
)  # fmt: skip


def save(folder: Path, facts: Mapping[str, float], fitted: tuple[tuple[str, ...], ...]) -> None:
    """Write the four tables."""

    def figure(expression: str, digits: int = 6) -> str:
        return text(float(f"{evaluate(expression, facts):.{digits}g}")) if expression else ""

    put(folder / "bridge.csv",
        ("line", "indicator", "kind", "measure", "label", "factor", "published", "unit", "source", "grade", "note",
         "name_en", "name_ru", "name_kk"),
        ((*row[:5], "" if row[2] == "difference" else "1", figure(row[5]), *row[6:]) for row in BRIDGE))  # fmt: skip
    put(folder / "history.csv", ("variable", "label", "year", "value", "unit", "source"),
        ((*row[:2], str(row[2]), figure(row[3]), *row[4:]) for row in HISTORY))  # fmt: skip
    put(folder / "enterprises.csv",
        ("id", "name", "kind", "process", "capacity", "unit", "year", "investment", "investment_unit", "status",
         "source", "grade", "note"),
        ((*row[:2], "base", *row[2:8], "working", *row[8:]) for row in ENTERPRISES))  # fmt: skip
    put(folder / "fitted.csv",
        ("path", "indicator", "label", "year", "target", "unit", "source", "tolerance", "note"),
        ((*row[:3], "2025", figure(row[3], 9), row[4], row[5], "0.000001", row[6]) for row in fitted))  # fmt: skip
