"""Facts and sources: from the collected reference and from what was published on Uzbekistan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rows import lines, put, text

Fact = tuple[str, float, str, str, str, str, str, str]
Source = tuple[str, str, str, str, str, str]

#: Facts of the collected reference that parameters, scenarios or texts rest on.
CARRIED = ("D09", "K01", "K14", "K19", "K20", "K30", "K31", "K32", "K33", "K34", "P27", "T19")

#: id, value, unit, year, grade, source, indicator, note. A marketing year (August-July) is named by the year it ends in.
PRESS: tuple[Fact, ...] = (
    ("UZ_LINT_2017", 890, "kt", "2016/17", "D", "USDA17", "Lint output", ""),
    ("UZ_LINT_2018", 800, "kt", "2017/18", "D", "USDALIST", "Lint output", "Estimate of December 2017."),
    ("UZ_LINT_2019", 730, "kt", "2018/19", "D", "USDA19", "Lint output", ""),
    ("UZ_LINT_2020", 690, "kt", "2019/20", "D", "USDA20", "Lint output", ""),
    ("UZ_BALES_2021", 3.1, "million bales", "2020/21", "D", "TEXTILEFOCUS", "Lint output", "Bales of 480 pounds."),
    ("UZ_LINT_2023", 675, "kt", "2022/23", "D", "USDA22", "Lint output", "'Unchanged from the previous year at 675'."),
    ("UZ_LINT_2024", 621, "kt", "2023/24", "D", "USDA23", "Lint output", ""),
    ("UZ_LINT_2025", 699, "kt", "2024/25", "D", "K31", "Lint output", "Forecast of 2024."),
    ("BALE", 0.2177243, "kt per thousand bales", "", "A", "ASSUMED", "Weight of a bale of 480 pounds", "Definition."),
    ("UZ_USE_2017", 400, "kt", "2016/17", "D", "USDA17", "Lint used by mills at home", "Forecast of January 2017."),
    ("UZ_USE_2018", 520, "kt", "2018", "B", "AZERNEWS", "Lint used by mills at home", "Forecast of September 2018."),
    ("UZ_USE_2019", 580, "kt", "2018/19", "D", "USDA19", "Lint used by mills at home", ""),
    ("UZ_USE_2020", 670, "kt", "2019/20", "D", "USDA20", "Lint used by mills at home", ""),
    ("UZ_USE_2021", 600, "kt", "2020/21", "D", "TEXFASH", "Lint used by mills at home",
     "Forecast of December 2020, in the epidemic; officials say that all lint was spun at home in 2021."),
    ("UZ_USE_2024", 599, "kt", "2023/24", "D", "USDA23", "Lint used by mills at home",
     "Lower demand for yarn in Türkiye and Russia."),
    ("UZ_EXPORTS_MY2017", 520, "kt", "2016/17", "D", "USDA17", "Lint exported", "With some from stocks."),
    ("UZ_EXPORTS_MY2019", 150, "kt", "2018/19", "D", "USDA20", "Lint exported", ""),
    ("UZ_EXPORTS_MY2021", 50, "kt", "2020/21", "D", "TEXTILEFOCUS", "Lint exported", "Forecast."),
    ("UZ_EXPORTS_2015", 503.8, "kt", "2015", "A", "UZSTAT", "Lint exported", "Customs; 736.1 million dollars."),
    ("UZ_EXPORTS_2016", 416, "kt", "2016", "A", "UZSTAT", "Lint exported", "Customs; 637.3 million dollars."),
    ("UZ_EXPORTS_2017", 278.9, "kt", "2017", "A", "UZSTAT", "Lint exported", "Customs."),
    ("UZ_EXPORTS_2018", 115.6, "kt", "2018", "A", "UZSTAT", "Lint exported", "Customs; 222.1 million dollars."),
    ("UZ_EXPORTS_USD_2017", 477.1, "million USD", "2017", "A", "UZSTAT", "Lint exported", "Customs."),
    ("UZ_EXPORTS_USD_2019", 227.61, "million USD", "2019", "C", "TREND20", "Lint exported", ""),
    ("UZ_EXPORTS_USD_2020", 78.87, "million USD", "2020", "C", "TREND20", "Lint exported", ""),
    ("UZ_LINT_CALENDAR_2017", 951.9, "kt", "2017", "A", "SPUTNIK", "Lint output of the calendar year", "Official count."),
    ("UZ_HARVEST_2019", 2.3, "million t", "2018", "B", "XINHUA", "Seed cotton harvested in autumn 2018", ""),
    ("UZ_DEPTH_2014", 44, "%", "2014", "B", "PODROBNO", "Share of lint processed at home", "35 % in another report."),
    ("UZ_DEPTH_2016", 40, "%", "2016", "B", "FASHION", "Share of lint processed at home", ""),
    ("UZ_DEPTH_2019", 78, "%", "2019", "B", "TODAY", "Share of lint processed at home", "'Twice as much as in 2017'."),
    ("UZ_MILLS_2010", 270, "kt", "2010", "B", "TASHTIMES", "Lint that mills can spin in a year", ""),
    ("UZ_MILLS_2013", 450, "kt", "2013-02", "B", "TCA", "Lint that mills can spin in a year", "350 kt of yarn."),
    ("UZ_MILLS_2018", 720, "kt", "2018-09", "B", "AZERNEWS", "Lint that mills can spin in a year", ""),
    ("UZ_MILLS_2019", 920, "kt", "2019", "B", "TASHTIMES", "Lint that mills can spin in a year", ""),
    ("UZ_MILLS_2020", 1030, "kt", "2020", "B", "TASHTIMES", "Lint that mills can spin in a year", ""),
    ("UZ_PROGRAMME", 80, "%", "2017-10", "B", "TREND17", "Share of lint that mills are to be able to spin",
     "150 projects for over a billion dollars until 2019; announced before the clusters."),
    ("UZ_SOUM_2020", 10295, "soum/USD", "2020-09", "A", "TRENDLOANS", "Exchange rate", ""),
    ("UZ_CLUSTERS_2018", 15, "clusters", "2018", "C", "NEWCLOTH", "Cotton-textile clusters", ""),
    ("UZ_CLUSTERS_2020", 97, "clusters", "2020", "C", "NEWCLOTH", "Cotton-textile clusters", ""),
    ("UZ_DISCOUNT", 10, "%", "2019", "B", "ORIENT", "Discount on lint for home mills, gone with the state order", ""),
    ("UZ_PRIVATE", 7, "trn soum", "2019-2022", "B", "NAVOI", "Clusters' own investment beside 23 trn of loans", ""),
    ("UZ_TEXTILES_2017", 1.1, "bn USD", "2017", "C", "SULTON", "Textile exports", "Preliminary."),
    ("UZ_YARN_SHARE_2018", 58.4, "%", "2018-01/06", "A", "VYAPAR18", "Cotton yarn in textile exports", ""),
    ("UZ_TEXTILES_2020", 1.86, "bn USD", "2020", "A", "TREND21", "Textile exports", ""),
    ("UZ_YARN_SHARE_2020", 50.7, "%", "2020", "A", "TREND21", "Cotton yarn in textile exports", ""),
    ("UZ_TEXTILES_2021", 1.8917, "bn USD", "2021-01/08", "A", "BRIGHTYARN", "Textile exports, eight months", ""),
    ("UZ_YARN_SHARE_2021", 55.8, "%", "2021-01/08", "A", "BRIGHTYARN", "Cotton yarn in textile exports", ""),
    ("CHINA_YARN_KT", 170.449, "kt", "2017-01/02", "B", "CHINAYARN", "Cotton yarn imported by China", ""),
    ("CHINA_YARN_USD", 431, "million USD", "2017-01/02", "B", "CHINAYARN", "Cotton yarn imported by China", ""),
    ("INDORAMA_USD", 110, "million USD", "2015", "C", "UZA", "Cost of a spinning mill in Kokand", ""),
    ("INDORAMA_KT", 29, "kt", "2015", "C", "UZA", "Yarn it can make in a year", ""),
    ("UZ_POWER_2017", 204.3, "soum/kWh", "2017-07", "B", "TRENDPOWER", "Electricity, household tariff", ""),
    ("UZ_RATE_2017", 8100, "soum/USD", "2017-09", "A", "REPORT", "Exchange rate after unification", "3,959 on 1 July."),
    ("COTLOOK_LOW", 60.75, "US cents/pound", "2020-04", "C", "NCWSBA", "Cotlook A index, lowest", ""),
    ("COTLOOK_HIGH", 137.5, "US cents/pound", "2022-01", "C", "COTLOOK", "Cotlook A index", ""),
    ("UZ_REFINANCING", 14, "%", "2017-06", "A", "BRECORDER", "Refinancing rate of the central bank", ""),
    ("UZ_LOANS_2020", 24.3, "%", "2020-01", "C", "TRENDLOANS", "Bank loans to firms", "19.5 % in September 2020."),
)  # fmt: skip

USDA = "USDA Foreign Agricultural Service (GAIN)"
SOURCES: tuple[Source, ...] = (
    ("USDA17", USDA, "Uzbekistan: Cotton and Products Update", "2017-01-31",
     "https://fas.usda.gov/data/uzbekistan-cotton-and-products-update-2", "D"),
    ("USDALIST", USDA, "Reports on Uzbekistan of 5 April and 5 December 2017, as listed", "2017",
     "https://www.fas.usda.gov/data/search", "D"),
    ("USDA19", USDA, "Uzbekistan: Cotton and Products Update (2018/19)", "",
     "https://fas.usda.gov/data/uzbekistan-cotton-and-products-update-4", "D"),
    ("USDA20", USDA, "Uzbekistan: Cotton and Products Update (2019/20)", "",
     "https://fas.usda.gov/data/uzbekistan-cotton-and-products-update-5", "D"),
    ("USDA22", USDA, "Uzbekistan: Cotton and Products Annual, UZ2023-0001", "2023",
     "https://fas.usda.gov/data/uzbekistan-cotton-and-products-annual-6", "D"),
    ("USDA23", USDA, "Uzbekistan: Cotton and Products Update, UZ2023-0002", "2023-12-14",
     "https://www.scribd.com/document/786400126/Cotton-and-Products-Update-Tashkent-Uzbekistan-Republic-of-UZ2023-0002",
     "D"),
    ("TEXFASH", "texfash.com (USDA report of December 2020)", "Out of quarantine", "2022",
     "https://texfash.com/special/out-of-quarantine", "D"),
    ("TEXTILEFOCUS", "textilefocus.com", "Uzbekistan to prioritize local cotton for their textiles industry", "",
     "https://textilefocus.com/uzbekistan-prioritize-local-cotton-textiles-industry/", "D"),
    ("UZSTAT", "china-uz-friendship.com (State Committee on Statistics)", "[Exports of cotton lint 2015-2018]", "2019",
     "https://china-uz-friendship.com/?p=17415", "A"),
    ("TREND17", "Trend (O'zbekYengilSanoat)", "Around 100 Uzbek companies showcase textile products at int'l fair",
     "2017-10-24",
     "http://www.xebersaati.com/news/139117-around-100-uzbek-companies-showcase-textile-products-at-int-l-fair/", "B"),
    ("TREND20", "Trend (Fibre2Fashion TexPro)",
     "Uzbekistan's exports of finished textile products increased as exports of raw cotton declined", "2021-02-12",
     "https://en.trend.az/casia/uzbekistan/3379248.html", "C"),
    ("SPUTNIK", "Sputnik (official statistics)", "[The president: less cotton abroad, more processing]", "2018-03-30",
     "https://tj.sputniknews.ru/20180330/mirziyoev--plan-sokratit-eksport-hlopka-1025176004.html", "A"),
    ("XINHUA", "Xinhua", "[Decree on the textile industry of Uzbekistan]", "2019-02-12",
     "http://m.jitihe.com/n3/2019/0212/c31519-9545617.html", "B"),
    ("PODROBNO", "Podrobno.uz", "В 2015 году Узбекистан планирует переработать до 500 тысяч тонн хлопкового волокна",
     "2014", "https://podrobno.uz/cat/economic/pererabotka-xlopka-volokna/", "B"),
    ("FASHION", "fashionatingworld.com", "Uzbekistan plans textile revamp, to process cotton domestically", "2017",
     "https://www.fashionatingworld.com/new1-2/uzbekistan-plans-textile-revamp-to-process-cotton-domestically", "B"),
    ("TODAY", "Azernews (State Statistics Committee)", "[Russia is the main consumer of Uzbek textiles]", "2019-06-27",
     "http://www.today.az/news/regions/183928.html", "B"),
    ("TASHTIMES", "Tashkent Times (Uztextileprom)",
     "Uzbekistan will not export cotton fiber from 2020, says official of Ministry of Economy", "2020",
     "http://tashkenttimes.uz/economy/5421-uzbekistan-will-not-export-cotton-fiber-from-2020-says-official-of-ministry-of-economy",
     "B"),
    ("TCA", "The Times of Central Asia (Uzbeklegprom)", "Uzbekistan to build 21 textile mills", "2013-02-22",
     "https://timesca.com/index.php/news/14477-uzbekistan-to-build-21-textile-mills", "B"),
    ("AZERNEWS", "Azernews (Uztextileprom, RIA Novosti)", "[Uzbekistan to stop exports of cotton fibre by 2025]",
     "2018-09-04", "https://www.azernews.az/region/137102.html", "B"),
    ("NEWCLOTH", "newclothmarketonline.com", "List of yarn exporters from Uzbekistan", "2021",
     "https://newclothmarketonline.com/databankandreports/list-of-yarn-exporters-from-uzbekistan", "C"),
    ("ORIENT", "Orient.tm", "Uzbekistan renounced state order for cotton", "2020-03",
     "https://orient.tm/en/uzbekistan-renounced-state-order-for-cotton/", "B"),
    ("NAVOI", "Navoi.uz (the president's press service)", "[Meeting on textiles chaired by the president]", "2022",
     "http://m.navoi.uz/uz/news/prezident-raisligida-videoselektor-jiilishi-boshlandi-unda", "B"),
    ("BRIGHT21", "brightuzbekistan.uz", "More opportunities for cluster development", "2021-10-27",
     "https://brightuzbekistan.uz/en/more-opportunities-for-cluster-development/", "B"),
    ("SULTON", "sultontex.uz", "[Exports of Uzbek light industry in 2017]", "2018",
     "http://sultontex.uz/index.php/en/2018-01-16-03-33-32", "C"),
    ("VYAPAR18", "cottonvyapar.com (State Statistics Committee)", "[Textile exports of Uzbekistan, first half of 2018]",
     "2018-07-18", "http://cottonvyapar.com/news-circulars.php?id=4603", "A"),
    ("TREND21", "Trend (State Statistics Committee)", "[Textile exports of Uzbekistan in 2020]", "2021-03-10",
     "https://en.trend.az/casia/uzbekistan/3392902.html", "A"),
    ("BRIGHTYARN", "brightuzbekistan.uz", "Uzbekistan exported cotton yarn worth $ 1 billion", "2021",
     "https://brightuzbekistan.uz/en/-1111111111111111111111111111111119/", "A"),
    ("CHINAYARN", "bag-closingthread.com (statistics center of the China textile industry association)",
     "Domestic Cotton Resources Are Nervous", "2017-11-03",
     "https://www.bag-closingthread.com/news/domestic-cotton-resources-are-nervous-9636171.html", "B"),
    ("UZA", "UzA", "Textile industry improves production", "2015-11-04",
     "https://uza.uz/react/posts/textile-industry-improves-production-04-11-2015", "C"),
    ("NCWSBA", "National Council of Wool Selling Brokers of Australia", "Global cotton stocks lift to 95% of annual use",
     "2020", "https://mail.ncwsba.org.au/~woolbrok/resources/news/industry-news/441-global-cotton-stocks-lift-to-95-of-annual-use",
     "C"),
    ("COTLOOK", "Cotlook", "Cotlook Cottonquotes: A Index of 20 January 2022", "2022-01-20",
     "https://www.cotlook.com/cotlook-cottonquotes-2/", "C"),
    ("TRENDPOWER", "Trend (Uzbekenergo)", "Prices for gas, electricity to rise in Uzbekistan", "2017-07-01",
     "http://www.xebersaati.com/news/75825-prices-for-gas-electricity-to-rise-in-uzbekistan/", "B"),
    ("REPORT", "Report.az", "National currency of Uzbekistan depreciated by 48%", "2017-09-05",
     "https://report.az/en/finance/national-currency-of-uzbekistan-depreciated-by-48", "A"),
    ("BRECORDER", "Business Recorder (central bank)",
     "Uzbekistan's central bank raises refinancing rate to 14 percent", "2017-06-25",
     "https://brecorder.com/news/4514558/uzbekistans-central-bank-raises-refinancing-rate-to-14-percent-20170625192593",
     "A"),
    ("TRENDLOANS", "Trend (central bank)", "[Exchange rates of Uzbekistan; loan rates]", "2020-09-14",
     "https://en.trend.az/business/finance/3298853.html", "C"),
    ("CFM99", "Journal of Public Economics 74",
     "Chirinko, Fazzari and Meyer: How responsive is business capital formation to its user cost?", "1999", "", "D"),
    ("DWE14", "Economica 81", "Dwenger: User cost elasticity of capital revisited", "2014", "", "D"),
    ("ASSUMED", "This pack", "Own assumption; the reasoning is in the note of the row", "2026", "", "E"),
)  # fmt: skip


def collect(reference: Path) -> tuple[list[Fact], list[Source]]:
    """Facts and sources of the pack.

    Parameters
    ----------
    reference
        The collected reference.
    """
    carried = {row["id"]: row for row in lines(reference / "kazakhstan_facts.csv")}
    facts = [_carried(carried[name]) for name in CARRIED] + list(PRESS)
    return facts, [_source(carried[name]) for name in CARRIED] + list(SOURCES)


def _carried(row: Mapping[str, str]) -> Fact:
    return (row["id"], float(row["value"]), row["unit"], row["year"], row["quality"], row["id"], row["indicator"],
            row["note"])  # fmt: skip


def _source(row: Mapping[str, str]) -> Source:
    return (row["id"], row["publisher"], row["title"] or row["indicator"], row["date"], row["url"], row["quality"])


def save(folder: Path, facts: Sequence[Fact], sources: Sequence[Source]) -> None:
    """Write ``facts.csv`` and ``sources.csv``."""
    header = ("id", "value", "unit", "year", "grade", "source", "indicator", "note")
    put(folder / "facts.csv", header, ((name, text(value), *rest) for name, value, *rest in facts))
    put(folder / "sources.csv", ("id", "publisher", "title", "date", "url", "grade"), sources)
