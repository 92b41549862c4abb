"""The register of enterprises, and the announced capacity that follows from its projects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tables import Row, plain, write

BASE_YEAR = 2025
OUT_TURN = 0.33
#: Mass of cloth, kg per m2, to turn announced tonnes of fabric into m2.
CLOTH = 0.175
#: Thousand garments a worker sews in a year: 9.0 million by 11.8 thousand.
PIECES = 0.76
#: Linear metre of denim to m2.
DENIM_WIDTH = 1.5
UNIT = {"ginning": "kt", "spinning": "kt", "weaving": "million m2",
        "sewing_articles": "million item", "sewing_garments": "million item"}  # fmt: skip


@dataclass(frozen=True)
class Enterprise:
    """One enterprise, process and step of capacity (an increment, not a running total)."""

    id: str
    name: str
    kind: str
    process: str
    capacity: float | None
    year: int | None
    status: str
    source: str
    grade: str
    note: str
    jobs: int | None = None
    investment: float | None = None
    investment_unit: str = ""


def _base(key: str, name: str, process: str, capacity: float | None, year: int | None, source: str, grade: str,
          note: str, jobs: int | None = None, investment: float | None = None,
          investment_unit: str = "") -> Enterprise:  # fmt: skip
    return Enterprise(key, name, "base", process, capacity, year, "working", source, grade, note, jobs, investment,
                      investment_unit)  # fmt: skip


def _project(key: str, name: str, process: str, capacity: float | None, year: int | None, status: str, source: str,
             grade: str, note: str, jobs: int | None = None, investment: float | None = None,
             investment_unit: str = "") -> Enterprise:  # fmt: skip
    return Enterprise(key, name, "project", process, capacity, year, status, source, grade, note, jobs, investment,
                      investment_unit)  # fmt: skip


TOKYMA = "Turkistan Tokyma (Xinjiang Lihua)"

#: All five firms named in March 2026 are here; two of them make footwear, a branch outside the chain.
ENTERPRISES = (
    _base("azala", "AZALA Group", "spinning", 5.2, 2019, "E01;E02;E03", "B",
          "6 kt of lint a year. Named in March 2026 as a base enterprise; staff of 700 at full load, of whom 450-490 "
          "worked in 2024. Jobs are those at work, weaving included.", 470),
    _base("azala", "AZALA Group", "weaving", 16.8, 2020, "E04;E05", "C", "1.4 million m2 a month."),
    _base("alliance", "Alliance", "spinning", 4.5, 2019, "E06;E27", "B", "Design capacity.", 78, 4.6, "billion KZT"),
    _base("qazaq_tigin", "Qazaq Tigin Fabrikasy", "sewing_garments", None, None, "E01", "B",
          "Base enterprise of the programme; no figures found."),
    _base("global_spetsodezhda", "Global-Spetsodezhda", "sewing_garments", None, None, "E01", "B",
          "Base enterprise of the programme; no figures found."),
    _base("kazlegprom", "Kazlegprom-Almaty", "leather", None, None, "E01;E25", "B",
          "Base enterprise of the programme, outside the chain. Footwear, a line of 150 thousand pairs a year.", None,
          0.3, "billion KZT"),
    _base("tarazkozhobuv", "TarazKozhObuv", "leather", None, None, "E01", "B",
          "Base enterprise of the programme, outside the chain; no figures found."),
    _base("zhanassyl", "Zhanassyl gin", "ginning", 80 * OUT_TURN, 2024, "G11;G12", "B",
          "80 kt of seed cotton a year, opened in December 2024."),
    _base("aaar", "AAAR gin", "ginning", 30, 2022, "G14", "C", "30 kt of lint a year.", None, 1.2, "million USD"),
    _base("myrzakent", "Myrzakent gin", "ginning", 9.2, 2017, "G15;G17", "C", "40 t of lint a day.", 120, 1,
          "billion KZT"),
    _base("jnray", "JNRAY", "sewing_garments", 300 * PIECES / 1000, 2024, "E21", "E",
          "300 people; pieces at the mean of the trade.", 300, 1.4, "billion KZT"),
    _base("uzynagash", "Uzynagash sewing mill", "sewing_garments", 0.06, 2023, "E22", "C",
          "5,000 sets of uniform a month.", 150),
    _base("kostanay", "Kostanay sewing mill", "sewing_garments", 0.088, 2025, "E23", "C", "Uniforms.", 300),
    _project("tokyma", TOKYMA, "spinning", 5.7, 2026, "opened 25 December 2025", "E07;E08;E10", "E",
             "First stage: half of the yarn assumed. Its 430 people fit spinning with some weaving.", 430),
    _project("tokyma", TOKYMA, "weaving", 15, 2026, "opened 25 December 2025", "E07;E09;E10", "E",
             "First stage: a third of the cloth assumed."),
    _project("tokyma", TOKYMA, "spinning", 5.7, 2027, "building", "E07;E08", "B",
             "Second stage, promised for December 2026.", 2000, 86.2, "billion KZT"),
    _project("tokyma", TOKYMA, "weaving", 32.3, 2027, "building", "E08;E09", "B", "Rest of 47.3 million m2."),
    _project("tokyma", TOKYMA, "sewing_articles", 12, 2027, "building", "E08", "E",
             "2 million bed sets, counted as four pieces each, and 4 million quilts. Sets are much larger than the "
             "mean piece of today."),
    _project("lihua_gins", "Xinjiang Lihua gins", "ginning", 80 * OUT_TURN, 2026, "working at the end of 2025", "G13",
             "B", "Two of four gins of 160 kt of seed cotton in all."),
    _project("lihua_gins", "Xinjiang Lihua gins", "ginning", 80 * OUT_TURN, 2027, "planned", "G13", "B",
             "The other two; year assumed.", None, 80, "billion KZT"),
    _project("hygeia", "Hygeia Textile", "spinning", 15, 2028, "foundation laid December 2025", "E15", "E",
             "First of two stages, half each; years assumed. 23.3 billion is little for 30 kt of yarn.", 1000, 23.3,
             "billion KZT"),
    _project("hygeia", "Hygeia Textile", "weaving", 5 * DENIM_WIDTH, 2028, "foundation laid December 2025", "E15",
             "E", "Half of 10 million metres of denim, 1.5 m wide."),
    _project("hygeia", "Hygeia Textile", "spinning", 15, 2030, "planned", "E15", "E", "Second stage, year assumed."),
    _project("hygeia", "Hygeia Textile", "weaving", 5 * DENIM_WIDTH, 2030, "planned", "E15", "E",
             "Second stage, year assumed."),
    _project("jetysay", "TST Jetysay Textile", "spinning", 7.5, 2028, "announced 2023, unconfirmed", "E20", "B",
             "Full output was due in July 2025 and was not found; last year of the agreement taken.", 1450, 41.5,
             "million USD"),
    _project("jetysay", "TST Jetysay Textile", "weaving", 5 / CLOTH, 2028, "announced 2023, unconfirmed", "E20", "B",
             "5 kt of fabric at 175 g/m2."),
    _project("jetysay", "TST Jetysay Textile", "sewing_garments", 0.8, 2028, "announced 2023, unconfirmed", "E20",
             "B", "0.8 million garments."),
    _project("global_textile", "Global Textile Turkistan", "ginning", 13.8, 2028, "planned", "E19", "B",
             "No date given; a cautious year. Spinning, dyeing and sewing are named without capacity and are not "
             "counted.", None, 21, "billion KZT"),
    _project("jnray", "JNRAY", "sewing_garments", 200 * PIECES / 1000, 2027, "planned", "E21", "E",
             "From 300 to 500 people; pieces at the mean of the trade, year assumed.", 200),
    _project("fangao", "FANGAO", "sewing_garments", 200 * PIECES / 1000, 2027, "planned", "E24", "E",
             "School wear, 200 people; pieces at the mean of the trade, year assumed.", 200),
)  # fmt: skip


def _level(path: str, unit: str, total: float, source: str, note: str, year: int) -> Row:
    return Row(path, unit, total, 0.5 * total, 2 * total, "E", source, note, "lever", year=year)


def capacity_rows() -> list[Row]:
    """Announced capacity in place by year: running totals of the projects."""
    rows: list[Row] = []
    for process, unit in UNIT.items():
        steps: dict[int, float] = {}
        cited: list[str] = []
        for item in ENTERPRISES:
            if item.kind == "project" and item.process == process and item.capacity and item.year:
                steps[item.year] = steps.get(item.year, 0.0) + item.capacity
                cited += [name for name in item.source.split(";") if name not in cited]
        path, source = f"process.{process}.project_capacity", ";".join(cited)
        rows.append(Row(path, unit, 0, 0, 0, "B", source, "Projects count from the year after the base year.",
                        "lever", year=BASE_YEAR))  # fmt: skip
        last, total = BASE_YEAR, 0.0
        for year in sorted(steps):
            if year > last + 1:  # hold the level until the year before, so that the line between is a step
                rows.append(_level(path, unit, total, source, "Nothing new until here.", year - 1))
            last, total = year, total + steps[year]
            rows.append(_level(path, unit, total, source,
                               "Running total of the projects in enterprises.csv; what comes of it is the realisation "
                               "share.", year))  # fmt: skip
    return rows


def save(folder: Path) -> None:
    """Write ``enterprises.csv``."""

    def text(number: float | None) -> str:
        return "" if number is None else plain(number)

    write(
        folder / "enterprises.csv",
        ("id", "name", "kind", "process", "capacity", "unit", "year", "jobs", "investment", "investment_unit",
         "status", "source", "grade", "note"),
        (
            (e.id, e.name, e.kind, e.process, text(e.capacity), UNIT.get(e.process, ""), text(e.year), text(e.jobs),
             text(e.investment), e.investment_unit, e.status, e.source, e.grade, e.note)
            for e in ENTERPRISES
        ),
    )  # fmt: skip
