"""Facts and sources: every figure carried over, and the figures computed from the official tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tables import plain, read, write

TABLE = "io_tables/kazakhstan_2024_kazstat"
GOVERNMENT = ("CPA_84", "CPA_85", "CPA_86", "CPA_87_88")
TEXTILES, APPAREL, LEATHER, FARMING = "CPA_13", "CPA_14", "CPA_15", "CPA_01"
WHOLESALE, POWER = "CPA_46", "CPA_351"
#: Rows of the use table above which everything is a bought good or service.
PRODUCT_PREFIX = "CPA_"


@dataclass(frozen=True)
class Fact:
    """A figure with its unit and where it was read."""

    id: str
    value: float
    unit: str
    year: str
    grade: str
    source: str
    indicator: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """A publication."""

    id: str
    publisher: str
    title: str
    date: str
    url: str
    grade: str


Sheet = dict[str, dict[str, float]]

BNS = "Bureau of National Statistics of Kazakhstan"

#: Publications that are not in the list of facts.
SOURCES = (
    Source("IO24", BNS, "Input-output tables of the Republic of Kazakhstan for 2024", "2025-12-19",
           "https://stat.gov.kz/ru/industries/economy/national-accounts/spreadsheets/?year=2024&name=19580", "A"),
    Source("GDPE", BNS, "Gross domestic product by expenditure, current prices (table 4435)", "2026",
           "https://stat.gov.kz/", "A"),
    Source("PB25", BNS, "Balance of resources and use of selected products, January-July 2025", "2025",
           "https://stat.gov.kz/", "A"),
    Source("S1", "akademindex.org", "CropWat study of cotton irrigation in Kashkadarya (2023.preprint.000135)", "2023",
           "https://akademindex.org/", "D"),
    Source("S2", "epk-forfait.kz", "Electricity tariffs for legal entities, Kostanay", "2025-01",
           "https://epk-forfait.kz/", "C"),
    Source("S3", "Revenue department of East Kazakhstan region", "Rates of social tax and individual income tax from 2026",
           "2026", "https://www.gov.kz/memleket/entities/kgd-vko", "B"),
    Source("GVAS", BNS, "Gross value added by section and by division of industry, current prices (tables 4439, 5931)",
           "2026", "https://stat.gov.kz/", "A"),
    Source("LFS", BNS, "Labour force survey: employed by section", "2026", "https://stat.gov.kz/", "A"),
    Source("LAB25", "Kazinform", "Түркістан облысында жұмыссыздықпен күрес қалай жүріп жатыр", "2025",
           "https://kaz.inform.kz/news/turkstan-oblisinda-zhumissizdikpen-kures-kalay-zhurp-zhatir-f94554/", "B"),
    Source("DAMU", "Baiterek holding", "Single comprehensive programme of support for small firms", "2025",
           "https://baiterek.gov.kz/en/programs/single-comprehensive-program", "B"),
    Source("OTEXA", "US Department of Commerce, Office of Textiles and Apparel",
           "Kazakhstan: import tariffs on textiles, apparel, footwear and travel goods", "",
           "http://web.ita.doc.gov/tacgi/overseasnew.nsf/alldata/Kazakhstan", "C"),
    Source("NI08", "ARPN Journal of Agricultural and Biological Science",
           "Nosheen and Iqbal: Acreage response of major crops in Pakistan (1970-2006)", "2008", "", "D"),
    Source("DW91", "Duffy and Wohlgenant", "Cotton supply elasticities of the United States, as listed in later studies",
           "1991", "", "D"),
    Source("CFM99", "Journal of Public Economics 74",
           "Chirinko, Fazzari and Meyer: How responsive is business capital formation to its user cost?", "1999", "", "D"),
    Source("DWE14", "Economica 81", "Dwenger: User cost elasticity of capital revisited", "2014", "", "D"),
    Source("OST15", "University of Geneva", "Olarreaga, Sperlich and Trachsel: Export promotion: what works?", "2015-08",
           "", "D"),
    Source("AG08", "English Partnerships", "Additionality Guide, third edition", "2008-10", "", "D"),
    Source("OMB92", "US Office of Management and Budget", "Circular A-94: guidelines and discount rates for benefit-cost "
           "analysis", "1992", "", "D"),
    Source("WBCPI", "World Bank, International Monetary Fund", "Consumer price index of Kazakhstan (2010 = 100)", "2025",
           "http://pt.knoema.com/atlas/EAEU/topics/Economia/Infla%C3%A7%C3%A3o-e-Pre%C3%A7os/"
           "%C3%8Dndice-de-pre%C3%A7os-ao-consumo-2010-100", "B"),
    Source("ASSUMED", "This pack", "Own assumption; the reasoning is in the note of the row", "2026", "", "E"),
)  # fmt: skip


def _sheet(path: Path) -> Sheet:
    return {row["id"]: {name: float(text) for name, text in row.items() if name != "id" and text} for row in read(path)}


def _table_facts(reference: Path) -> list[Fact]:
    """Figures of the input-output table, in million tenge (the file is in thousands)."""
    domestic = _sheet(reference / TABLE / "use_domestic_basic_prices.csv")
    imported = _sheet(reference / TABLE / "use_imported_basic_prices.csv")
    total = _sheet(reference / TABLE / "use_total_basic_prices.csv")

    def government(sheet: Sheet, product: str) -> float:
        return sum(sheet[product][user] for user in GOVERNMENT)

    def bought(user: str, without: tuple[str, ...]) -> float:
        return sum(
            columns[user]
            for product, columns in total.items()
            if product.startswith(PRODUCT_PREFIX) and product not in without
        )

    public = "bought by public administration, education, health and social services"
    other = "Inputs other than {}, wholesale services and electricity bought by {}"
    figures = (
        ("T24_GOV_TEX_DOM", government(domestic, TEXTILES), f"Home-made textiles {public}"),
        ("T24_GOV_TEX_IMP", government(imported, TEXTILES), f"Imported textiles {public}"),
        ("T24_GOV_APP_DOM", government(domestic, APPAREL), f"Home-made clothing {public}"),
        ("T24_GOV_APP_IMP", government(imported, APPAREL), f"Imported clothing {public}"),
        ("T24_HH_TEX_DOM", domestic[TEXTILES]["HOUSEHOLDS"], "Home-made textiles bought by households"),
        ("T24_HH_TEX_IMP", imported[TEXTILES]["HOUSEHOLDS"], "Imported textiles bought by households"),
        ("T24_HH_APP_DOM", domestic[APPAREL]["HOUSEHOLDS"],
         "Clothing booked as home-made bought by households (re-exports not yet removed)"),
        ("T24_HH_APP_IMP", imported[APPAREL]["HOUSEHOLDS"], "Imported clothing bought by households"),
        ("T24_REEXPORT_APP", -domestic[APPAREL]["INVENTORIES"],
         "Clothing booked as home-made that is re-exported or imported: the negative stock change"),
        ("T24_EXPORT_APP", domestic[APPAREL]["EXPORTS"], "Exports of clothing, re-exports included"),
        ("T24_TEX_OUTPUT", total["OUTPUT"][TEXTILES], "Output of textiles"),
        ("T24_APP_OUTPUT", total["OUTPUT"][APPAREL], "Output of clothing"),
        ("T24_TEX_OTHER", bought(TEXTILES, (FARMING, TEXTILES, WHOLESALE, POWER)),
         other.format("farm products, textiles", "textiles")),
        ("T24_APP_OTHER", bought(APPAREL, (TEXTILES, WHOLESALE, POWER)), other.format("textiles", "clothing")),
        ("T24_APP_TRADE", total[WHOLESALE][APPAREL], "Wholesale services bought by clothing"),
        ("T24_COMP_LIGHT", sum(total["COMPENSATION"][user] for user in (TEXTILES, APPAREL, LEATHER)),
         "Compensation of employees in textiles, clothing and leather"),
        ("T24_COMP_APP", total["COMPENSATION"][APPAREL], "Compensation of employees in clothing"),
        ("T24_FARM_OUTPUT", total["OUTPUT"][FARMING], "Output of agriculture"),
        ("T24_FARM_INPUTS", total["USE_PURCHASERS"][FARMING], "Intermediate inputs of agriculture, purchasers' prices"),
    )  # fmt: skip
    return [
        Fact(name, value / 1000, "million KZT", "2024", "A", "IO24", text, "Summed from the table's cells.")
        for name, value, text in figures
    ]


def _macro_facts(reference: Path) -> list[Fact]:
    rows = read(reference / "kazakhstan_macro_constraints.csv")

    def figure(indicator: str, code: str, item: str | None = None, year: str = "2025") -> float:
        (found,) = (
            float(row["value"])
            for row in rows
            if row["indicator"] == indicator
            and row["item_code"] == code
            and row["year"] == year
            and item in (None, row["item"])
        )
        return found

    expenditure, balance = "gdp_expenditure_nominal", "physical_balance_jan_jul"
    lint, yarn, cloth = "Cotton, carded or combed", "Cotton yarn and sewing thread", "Cotton fabrics"
    return [
        Fact("GDPE_GOV_2024", figure(expenditure, "GOVERNMENT", year="2024"), "million KZT", "2024", "A", "GDPE",
             "Government final consumption"),
        Fact("GDPE_GOV_2025", figure(expenditure, "GOVERNMENT"), "million KZT", "2025", "A", "GDPE",
             "Government final consumption"),
        Fact("GDPE_HH_2024", figure(expenditure, "HOUSEHOLDS", year="2024"), "million KZT", "2024", "A", "GDPE",
             "Household final consumption"),
        Fact("GDPE_HH_2025", figure(expenditure, "HOUSEHOLDS"), "million KZT", "2025", "A", "GDPE",
             "Household final consumption"),
        Fact("PB25_LINT", figure(balance, "production", lint) / 1000, "kt", "2025-01/07", "A", "PB25",
             "Lint made in January-July", "All of it from the crop of 2024: picking starts in September."),
        Fact("PB25_YARN_IMP", figure(balance, "imports", yarn) / 1000, "kt", "2025-01/07", "A", "PB25",
             "Yarn and sewing thread imported in January-July"),
        Fact("PB25_FABRIC", figure(balance, "production", cloth) / 1000, "million m2", "2025-01/07", "A", "PB25",
             "Cotton fabric made in January-July"),
        Fact("PB25_FABRIC_EXP", figure(balance, "exports", cloth) / 1000, "million m2", "2025-01/07", "A", "PB25",
             "Cotton fabric exported in January-July"),
        Fact("PB25_FABRIC_IMP", figure(balance, "imports", cloth) / 1000, "million m2", "2025-01/07", "A", "PB25",
             "Cotton fabric imported in January-July"),
    ]  # fmt: skip


#: Figures read for this pack that are not in the list of facts.
_READ = (
    Fact("LAB_UNEMPLOYED", 40, "thousand persons", "2025", "B", "LAB25", "Unemployed in the Turkestan region",
         "Nearly 40 thousand of 862 thousand people in the labour force."),
    Fact("LAB_SELF_EMPLOYED", 379.803, "thousand persons", "2025", "B", "LAB25",
         "Self-employed in the Turkestan region", "Of 822 thousand at work."),
    Fact("DAMU_RATE", 8, "% a year", "2025", "B", "DAMU", "Rate that small firms pay on subsidised bank loans",
         "The bank gets the base rate and 7 points; at most 20 million tenge for investment, 5 for working capital."),
    Fact("EXPORT_PROMOTION_RETURN", 15, "USD per USD", "2015", "D", "OST15", "Exports added by a dollar of promotion",
         "11-19 at 95 % confidence; an older estimate is 40 for the median agency."),
    Fact("L14_CLOTHING", 61.3, "bn tenge", "2022", "A", "L14", "Clothing output"),
    Fact("L14_LEATHER", 15.5, "bn tenge", "2022", "A", "L14", "Leather and footwear output"),
    Fact("L15_TEXTILE", 5.3, "%", "2022", "B", "L15", "Volume growth of textiles"),
    Fact("L15_CLOTHING", 7.8, "%", "2022", "B", "L15", "Volume growth of clothing"),
    Fact("L15_LEATHER", 3.7, "%", "2022", "B", "L15", "Volume growth of leather and footwear"),
    Fact("L18_CLOTHING", 7, "%", "2023", "B", "L18", "Volume growth of clothing"),
    Fact("L20_NOMINAL", 111.5, "%", "2024 H1", "C", "L20", "Clothing output over the first half of 2023, current prices"),
    Fact("L20_VOLUME", 103.8, "%", "2024 H1", "C", "L20", "Clothing output over the first half of 2023, volume"),
    *(
        Fact(f"CPI_{year}", value, "2010 = 100", str(year), "B", "WBCPI", "Consumer prices, mean of the year")
        for year, value in ((2011, 108.5), (2019, 189.3), (2020, 202.0), (2021, 218.3), (2022, 251.1), (2024, 313.5))
    ),
    Fact("CPI_RISE_2025", 11, "%", "2025", "E", "M04", "Rise of consumer prices in the mean of the year",
         "12.3 % in December; 10.5-11.5 in the mean of the year as read from that and the December before."),
)  # fmt: skip


def collect(reference: Path) -> tuple[dict[str, Fact], list[Source]]:
    """Every fact by id, and every source: one for each carried fact and the official tables."""
    carried = read(reference / "kazakhstan_facts.csv")
    facts = [
        Fact(row["id"], float(row["value"]), row["unit"], row["year"], row["quality"], row["id"], row["indicator"])
        for row in carried
    ]
    facts += _table_facts(reference) + _macro_facts(reference) + list(_READ)
    sources = [
        Source(row["id"], row["publisher"], row["title"] or row["indicator"], row["date"], row["url"], row["quality"])
        for row in carried
    ]
    return {fact.id: fact for fact in facts}, [*sources, *SOURCES]


def save(folder: Path, facts: dict[str, Fact], sources: list[Source]) -> None:
    """Write ``facts.csv`` and ``sources.csv``."""
    write(
        folder / "facts.csv",
        ("id", "value", "unit", "year", "grade", "source", "indicator", "note"),
        ((f.id, plain(f.value), f.unit, f.year, f.grade, f.source, f.indicator, f.note) for f in facts.values()),
    )
    write(
        folder / "sources.csv",
        ("id", "publisher", "title", "date", "url", "grade"),
        ((s.id, s.publisher, s.title, s.date, s.url, s.grade) for s in sources),
    )
