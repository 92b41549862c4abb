"""Facts and sources: from the collected reference, the official table, the press, and the shared pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rows import lines, put, text

from ioscenario.pack.derivation import FACT_ID

OFFICIAL = "io_tables/kazakhstan_2024_kazstat"
LEATHER, FOOD, POWER = "CPA_15", "CPA_10_11", "CPA_351"
LIGHT = ("CPA_13", "CPA_14", "CPA_15")
PUBLIC = ("CPA_84", "CPA_85", "CPA_86", "CPA_87_88")

Fact = tuple[str, float, str, str, str, str, str, str]
Source = tuple[str, str, str, str, str, str]

#: Facts of the collected reference that parameters or notes rest on.
CARRIED = ("E01", "E25", "L01", "L07", "L14", "L25", "P01", "P03", "P05", "P24", "X01", "X03", "X09")

#: id, value, unit, year, grade, source, indicator, note
PRESS: tuple[Fact, ...] = (
    ("H01", 1.8, "million hides", "2022-01/10", "B", "S_ZTGZT", "Cattle hides from slaughter",
     "2.6 million large hides in all."),
    ("H02", 130.1, "million dm2", "2022-01/10", "B", "S_ZTGZT", "Leather made", "24 % more than a year before."),
    ("H03", 220, "thousand hides", "2023-01/11", "B", "S_NP", "Cattle hides tanned",
     "Less than half of the year before."),
    ("H04", 4, "million hides", "2023", "B", "S_NP", "Capacity of the ten tanneries a year", "Upper end."),
    ("H05", 30, "%", "2023", "B", "S_NP", "Load of the tanneries", "Does not go with 220 thousand of 4 million hides."),
    ("H06", 0.6, "million hides", "2022", "C", "S_QAGANAT", "Hides fit for tanning", "Experts' estimate."),
    ("H07", 3.5, "million hides", "2022", "C", "S_QAGANAT", "Hides collected", "Experts' estimate."),
    ("H08", 428.5, "t", "2025-01/09", "A", "S_KAZINFORM", "Raw cattle hides exported", "State revenue committee."),
    ("H09", 312, "USD/t", "2025-01/09", "A", "S_KAZINFORM", "Price of raw hides sold to Uzbekistan",
     "430 from Nigeria a year before; the total value printed there does not go with either."),
    ("H10", 54, "million dm2", "2021-01/06", "B", "S_ASTANA", "Leather made", "15.2 % more than a year before."),
    ("H11", 2.4, "million USD", "2021-01/05", "B", "S_ASTANA", "Exports of leather goods",
     "Home footwear makers buy leather in small quantities; the rest is exported."),
    ("H12", 632, "thousand pairs", "2018-01/08", "B", "S_MK", "Footwear made", "A quarter less than a year before."),
    ("H13", 2.4, "%", "2018", "B", "S_MK", "Home share of the footwear market", "First quarter."),
    ("H14", 400, "thousand pairs", "2018", "C", "S_KAZAKHTV", "Capacity of the footwear factory in Taraz", ""),
    ("H15", 135, "thousand pairs", "2018", "C", "S_KAZAKHTV", "Made there in a year", "Year inferred."),
    ("H16", 700, "people", "", "C", "S_QSI", "Employed in leather and its products", "Undated."),
    ("H17", 2.86, "million hides", "2017", "B", "S_KSTNEWS", "Cattle hides from slaughter", "640 thousand were tanned."),
    ("H18", 2, "%", "2026", "B", "S_KAZPRAVDA", "Share of cattle hides that is processed", ""),
    ("H19", 625.2, "t", "2024-01/09", "A", "S_KAZINFORM", "Raw cattle hides exported", "State revenue committee."),
    ("H20", 713, "thousand pairs", "2014", "A", "S_CARAVAN", "Footwear made", ""),
    ("H21", 1389, "thousand pairs", "2011", "A", "S_CARAVAN", "Footwear made", ""),
)  # fmt: skip

BNS = "Bureau of National Statistics of Kazakhstan"
SOURCES: tuple[Source, ...] = (
    ("S_ZTGZT", "ztgzt.kz", "Хватит на всех? Как обеспечить сырьевую базу для кожевенников", "2023",
     "https://ztgzt.kz/hvatit-na-vseh-kak-obespechit-syrevuyu-bazu-dlya-kozhevennikov/", "B"),
    ("S_NP", "np.kz", "Шкурный вопрос (a senator's question to the government)", "2024",
     "https://np.kz/news/ekonomika/promyshlennost/shkurnyj-vopros", "B"),
    ("S_QAGANAT", "qaganat.info", "Миллиарды под ногами: этот мусор в Казахстане медленно превращается в сырьё", "2025",
     "https://www.qaganat.info/kazakhstan/item/185682-milliardy-pod-nogami-etot-musor-v-kazahstane-medlenno-prevraschaetsya-v-syre",
     "C"),
    ("S_KAZINFORM", "Kazinform (State Revenue Committee)",
     "Нигерияның орнына Өзбекстан: Қазақстанның тері экспорты 200 тоннаға қысқарды", "2025",
     "https://kaz.inform.kz/news/nigeriyanin-ornina-ozbekstan-kazakstannin-ter-eksporti-200-tonnaga-kiskardi-cbfc4f/",
     "A"),
    ("S_ASTANA", "The Astana Times (Ministry of Industry)",
     "Leather export industry grows in Kazakhstan, set to continue increase", "2021-08-09",
     "https://astanatimes.com/2021/08/leather-export-industry-grows-in-kazakhstan-set-to-continue-increase/", "B"),
    ("S_MK", "mk-kz.kz (Energyprom)", "Производство обуви в Казахстане за год упало на четверть", "2018-09-20",
     "https://mk-kz.kz/economics/2018/09/20/proizvodstvo-obuvi-v-kazakhstane-za-god-upalo-na-chetvert.html", "B"),
    ("S_KAZAKHTV", "Kazakh TV", "[Footwear factories in Taraz and Uralsk]", "2018",
     "http://kazakh-tv.kz/en/view/business/page_188086_", "C"),
    ("S_QSI", "qsi.kz", "[Leather industry: state and problems]", "", "https://qsi.kz/?p=832", "C"),
    ("S_KSTNEWS", "kstnews.kz (Ministry for Investment, Prosecutor General)",
     "[Ban on exports of raw cattle hides]", "2018", "https://kstnews.kz/newspaper/669/item-46465", "B"),
    ("S_KAZPRAVDA", "kazpravda.kz (Atameken)", "Шкурный интерес", "2026-03-05",
     "https://kazpravda.kz/n/shkurnyy-interes-9w/", "B"),
    ("S_CARAVAN", "caravan.kz (Statistics Committee)", "[Footwear output 2011-2014]", "2015",
     "https://www.caravan.kz/?p=346677", "A"),
    ("S_LEATHERMAG", "leathermag.com", "Banning the export of raw hides (Russia)", "2001",
     "https://www.leathermag.com/analysis/banning-the-export-of-raw-hides/", "D"),
    ("IO24", BNS, "Input-output tables of the Republic of Kazakhstan for 2024", "2025-12-19",
     "https://stat.gov.kz/ru/industries/economy/national-accounts/spreadsheets/?year=2024&name=19580", "A"),
    ("GDPE", BNS, "Gross domestic product by expenditure, current prices (table 4435)", "2026", "https://stat.gov.kz/",
     "A"),
    ("GVAS", BNS, "Gross value added by division of industry, current prices (table 5931)", "2026",
     "https://stat.gov.kz/", "A"),
    ("ASSUMED", "This pack", "Own assumption; the reasoning is in the note of the row", "2026", "", "E"),
)  # fmt: skip


def _sheet(reference: Path, name: str) -> dict[str, dict[str, float]]:
    """One file of the official table, million tenge (published in thousands)."""
    return {
        row["id"]: {key: float(cell) / 1000 for key, cell in row.items() if key != "id" and cell}
        for row in lines(reference / OFFICIAL / f"{name}.csv")
    }


def official(reference: Path) -> list[Fact]:
    """Figures of the table of 2024 that the pack rests on."""
    home, abroad, total = (
        _sheet(reference, f"use_{name}_basic_prices") for name in ("domestic", "imported", "total")
    )
    apart = (FOOD, LEATHER, POWER)
    other = sum(row[LEATHER] for name, row in total.items() if name.startswith("CPA_") and name not in apart)
    public = "bought by administration, education, health and social services"
    figures = (
        ("T24_HIDES", home[FOOD][LEATHER], "Home-made food-industry products bought by leather: raw hides"),
        ("T24_OWN_DOM", home[LEATHER][LEATHER], "Home-made leather bought by leather and footwear"),
        ("T24_OWN_IMP", abroad[LEATHER][LEATHER], "Imported leather bought by leather and footwear"),
        ("T24_HH_DOM", home[LEATHER]["HOUSEHOLDS"], "Home-made leather goods and footwear bought by households"),
        ("T24_HH_IMP", abroad[LEATHER]["HOUSEHOLDS"], "Imported leather goods and footwear bought by households"),
        ("T24_GOV_DOM", sum(home[LEATHER][user] for user in PUBLIC), f"Home-made leather goods and footwear {public}"),
        ("T24_GOV_IMP", sum(abroad[LEATHER][user] for user in PUBLIC), f"Imported leather goods and footwear {public}"),
        ("T24_OTHER", other, "Inputs of leather and footwear other than hides, leather and electricity"),
        ("T24_OUTPUT", total["OUTPUT"][LEATHER], "Output of leather and footwear"),
        ("T24_PAY", total["COMPENSATION"][LEATHER], "Compensation of employees in leather and footwear"),
        ("T24_PAY_LIGHT", sum(total["COMPENSATION"][name] for name in LIGHT),
         "Compensation of employees in textiles, clothing and leather"),
    )  # fmt: skip
    return [
        (name, value, "million KZT", "2024", "A", "IO24", indicator, "From the table's cells.")
        for name, value, indicator in figures
    ]


def accounts(reference: Path) -> list[Fact]:
    """Growth from 2024 to 2025 in the national accounts."""
    wanted = {
        ("gva_nominal_industry_division", "15"): ("GVA15", "GVAS", "Value added of leather and footwear"),
        ("gdp_expenditure_nominal", "HOUSEHOLDS"): ("GDPE_HH", "GDPE", "Household final consumption"),
        ("gdp_expenditure_nominal", "GOVERNMENT"): ("GDPE_GOV", "GDPE", "Government final consumption"),
    }
    return [
        (f"{name}_{row['year']}", float(row["value"]), "million KZT", row["year"], "A", source, indicator, "")
        for row in lines(reference / "kazakhstan_macro_constraints.csv")
        for name, source, indicator in [wanted.get((row["indicator"], row["item_code"]), ("", "", ""))]
        if name and row["year"] in ("2024", "2025")
    ]


def collect(reference: Path, shared: Path, used: Iterable[Mapping[str, str]]) -> tuple[list[Fact], list[Source]]:
    """Facts and sources of the pack.

    Parameters
    ----------
    reference
        The collected reference.
    shared
        The pack whose rows of the whole economy are used here as well.
    used
        Those rows: the facts and sources that they name come along.
    """
    carried = {row["id"]: row for row in lines(reference / "kazakhstan_facts.csv")}
    facts = [_carried(carried[name]) for name in CARRIED] + list(PRESS) + official(reference) + accounts(reference)
    sources = [_source(carried[name]) for name in CARRIED] + list(SOURCES)
    named = {name for row in used for name in FACT_ID.findall(row["derivation"])}
    cited = {name for row in used for name in row["source"].split(";")}
    facts += [_known(row) for row in lines(shared / "facts.csv") if row["id"] in named - {fact[0] for fact in facts}]
    cited |= {name for fact in facts for name in fact[5].split(";")}
    have = {source[0] for source in sources}
    sources += [_listed(row) for row in lines(shared / "sources.csv") if row["id"] in cited - have]
    return facts, sources


def _carried(row: Mapping[str, str]) -> Fact:
    return (row["id"], float(row["value"]), row["unit"], row["year"], row["quality"], row["id"], row["indicator"], "")


def _source(row: Mapping[str, str]) -> Source:
    return (row["id"], row["publisher"], row["title"] or row["indicator"], row["date"], row["url"], row["quality"])


def _known(row: Mapping[str, str]) -> Fact:
    return (row["id"], float(row["value"]), row["unit"], row["year"], row["grade"], row["source"], row["indicator"],
            row["note"])  # fmt: skip


def _listed(row: Mapping[str, str]) -> Source:
    return (row["id"], row["publisher"], row["title"], row["date"], row["url"], row["grade"])


def save(folder: Path, facts: Sequence[Fact], sources: Sequence[Source]) -> None:
    """Write ``facts.csv`` and ``sources.csv``."""
    header = ("id", "value", "unit", "year", "grade", "source", "indicator", "note")
    put(folder / "facts.csv", header, ((name, text(value), *rest) for name, value, *rest in facts))
    put(folder / "sources.csv", ("id", "publisher", "title", "date", "url", "grade"), sources)

