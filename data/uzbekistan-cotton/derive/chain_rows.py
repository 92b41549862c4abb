"""Parameter rows: lint, mills, markets, the whole economy."""

from __future__ import annotations

from rows import Row

TECHNOLOGIES = ("existing", "modern")
#: Lint that mills could spin in the middle of 2016/17: on the line from February 2013 to September 2018, kt.
MILLS_2017 = "(UZ_MILLS_2013 + (UZ_MILLS_2018 - UZ_MILLS_2013) * 4 / 5.6)"
#: Yarn made of the lint used in 2017, and yarn sold abroad at China's price, kt.
YARN_2017 = "UZ_USE_2017 / 1.15"
#: Yarn of the programme of 2017: mills for four fifths of the lint as counted then, less those that stood, kt.
PROGRAMME = f"(UZ_PROGRAMME / 100 * UZ_LINT_CALENDAR_2017 - {MILLS_2017}) / 1.15"
YARN_SOLD = "UZ_TEXTILES_2017 * 1000 * UZ_YARN_SHARE_2018 / 100 / (CHINA_YARN_USD / CHINA_YARN_KT)"


def _lint(year: int, derivation: str, low: float, high: float, source: str, note: str, grade: str = "D") -> Row:
    return Row("market.lint.supply", "kt", None, low, high, grade, source, note, derivation=derivation, year=year)


_LINT = (
    _lint(2017, "UZ_LINT_2017", 811, 951.9, "USDA17;SPUTNIK", "The crop of autumn 2016. The official count of the calendar year is 951.9."),
    _lint(2018, "UZ_LINT_2018", 760, 840, "USDALIST", "Crops are observed drivers of every scenario: the plan of sowing was cut year by year since 2015."),
    _lint(2019, "UZ_LINT_2019", 695, 765, "USDA19;XINHUA", "2.3 million tonnes of seed cotton at a third would be 760."),
    _lint(2020, "UZ_LINT_2020", 655, 760, "USDA20", "Other estimates run to 729."),
    _lint(2021, "UZ_BALES_2021 * BALE * 1000", 640, 760, "TEXTILEFOCUS", "3.1 million bales; 756 in another estimate."),
    _lint(2023, "UZ_LINT_2023", 640, 710, "USDA22", "No figure was found for 2022, which lies between its neighbours."),
    _lint(2024, "UZ_LINT_2024", 590, 650, "USDA23", "Poor weather; some cotton was left unpicked."),
    _lint(2025, "UZ_LINT_2025", 660, 740, "K31", "A forecast."),
)  # fmt: skip

_SPINNING = (
    Row("process.spinning.existing.input.lint", "t/t", 1.15, 1.11, 1.18, "D", "K01;T19", "Carded yarn: 87 % of lint."),
    Row("process.spinning.modern.input.lint", "t/t", 1.12, 1.1, 1.15, "D", "K01;T19", "Less is lost on new frames."),
    Row("process.spinning.existing.labour", "job/t", 0.05, 0.03, 0.09, "E", "D09;ASSUMED", "Mills built in the 2000s with foreign owners: twice new plant."),
    Row("process.spinning.modern.labour", "job/t", None, 0.017, 0.033, "D", "D09", "25 jobs per kt at a large new mill.", derivation="D09 / 1000"),
    Row("process.spinning.existing.electricity", "MWh/t", None, 3.5, 5, "D", "K19;K20", "Ring frames take 30 % of a mill's power.",
        derivation="K19 / K20 * 100"),
    Row("process.spinning.modern.electricity", "MWh/t", 3.5, 3, 4, "E", "K19;K20", "Newer drives and air conditioning."),
    *(
        Row(f"process.spinning.{technology}.other_inputs", "USD/t", 100, 50, 175, "E", "ASSUMED",
            "Parts, packing, haulage: as in the Kazakh pack, 97 dollars.")
        for technology in TECHNOLOGIES
    ),
    Row("process.spinning.existing.capacity", "kt", None, 450, 626, "E", "TCA;AZERNEWS",
        "Between the 450 kt of lint that mills could spin in February 2013 and the 720 of September 2018, over 1.15. The low end "
        "is what the use of 2017 needs. So mills stood a third idle before the reform.",
        derivation=f"{MILLS_2017} / 1.15"),
    Row("process.spinning.capex", "USD/t", None, 2000, 5500, "D", "UZA;K14",
        "A mill in Kokand, 29 kt for 110 million. The large mill in Xinjiang cost 2.7 thousand a tonne.",
        derivation="INDORAMA_USD / INDORAMA_KT * 1000"),
    Row("process.spinning.investment_response", "1", 0.5, 0.2, 1, "D", "CFM99;DWE14",
        "The Kazakh pack's value: capital answers its cost with an elasticity of 0.25 to 1 in firms elsewhere. Not set to this episode."),
    Row("process.spinning.investment_step", "1", 0.186, 0.08, 0.25, "E", "TASHTIMES;TCA",
        "Mills grew from 270 to 450 kt of lint between 2010 and 2013, 18.6 % a year, before anything here was decided. The Kazakh "
        "pack's 15 % is read off the episode itself and is not used for that reason."),
    *(
        Row("process.spinning.project_capacity", "kt", 0, 0, 0, "E", "TREND17", "Nothing of the programme yet.", "lever", year=year)
        for year in (2017, 2018)
    ),
    Row("process.spinning.project_capacity", "kt", None, 50, 160, "E", "TREND17;SPUTNIK",
        "The programme of 2017 as announced in October: mills for 80 % of the lint, 951.9 kt as counted then, until 2019. Not what was built.",
        "lever", PROGRAMME, 2019),
    Row("process.spinning.project_realisation", "1", 0.5, 0.2, 0.9, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("policy.spinning.programme_loan_share", "%", 0, 0, 85, "E", "K34", "Beside what was inside the usual terms.", "lever"),
    Row("policy.spinning.tax_holiday", "%", 0, 0, 100, "E", "ASSUMED", "Single firms had them before; none is counted.", "lever"),
    Row("policy.spinning.input_subsidy.lint", "%", None, 0, 15, "B", "ORIENT",
        "Mills bought a tenth below the exchange's first price until the state order ended.", "lever", "UZ_DISCOUNT"),
)  # fmt: skip


_AS_KAZAKH = (
    Row("process.spinning.modern.capacity", "kt", 0, 0, 0, "E", "ASSUMED", "Counted as existing.", "fixed"),
    Row("process.spinning.wage", "USD/job", 2400, 1800, 3200, "E", "ASSUMED",
        "Some 200 dollars a month with charges at the rate after September 2017; no figure of the branch was found."),
    Row("process.spinning.existing.depreciation", "%", 5, 3, 7, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("process.spinning.modern.depreciation", "%", 6, 4, 8, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("process.spinning.utilisation_max", "1", 0.85, 0.8, 0.92, "E", "ASSUMED", "As in the Kazakh pack: technical, never fitted."),
    Row("process.spinning.fixed_labour_share", "1", 0.4, 0.2, 0.6, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("process.spinning.replacement_rate", "1", 1, 0.5, 1, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("process.spinning.replacement_gate", "1", 0.6, 0.5, 0.7, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("process.spinning.gestation", "1", 2, 2, 2, "E", "ASSUMED",
        "As in the Kazakh pack. A textile complex was offered to investors with 13-16 months.", "fixed"),
    Row("process.spinning.working_capital", "1", 0.3, 0.2, 0.45, "E", "ASSUMED", "As in the Kazakh pack."),
)  # fmt: skip

_MARKETS = (
    Row("market.lint.price", "USD/t", None, 1500, 1700, "E", "UZSTAT",
        "What customs recorded in 2017, less a hundred dollars to the border.",
        derivation="UZ_EXPORTS_USD_2017 / UZ_EXPORTS_2017 * 1000 - 100"),
    Row("market.lint.mass", "t/t", 1, 1, 1, "A", "ASSUMED", "Counted in tonnes.", "fixed"),
    Row("market.lint.border_cost", "USD/t", 100, 70, 160, "E", "ASSUMED", "Freight; 110 dollars in the Kazakh pack."),
    Row("market.lint.border_link", "1", 1, 0.9, 1, "E", "ASSUMED", "The exchange's first price follows the world's."),
    Row("market.lint.glut_discount", "1", 0.5, 0, 1, "E", "ASSUMED", "As in the Kazakh pack: lint that may not leave presses on its price."),
    Row("market.lint.committed_exports", "1", None, 0.5, 0.6, "E", "USDA17;K33",
        "State traders sold this part abroad before mills got theirs: lint made less lint used at home. With the 40 % of officials 0.6.",
        derivation="1 - UZ_USE_2017 / UZ_LINT_2017"),
    Row("market.yarn.price", "USD/t", None, 2300, 2560, "E", "CHINAYARN",
        "What China paid on average in early 2017, less a hundred dollars of freight.",
        derivation="CHINA_YARN_USD / CHINA_YARN_KT * 1000 - 100"),
    Row("market.yarn.mass", "t/t", 1, 1, 1, "A", "ASSUMED", "Counted in tonnes.", "fixed"),
    Row("market.yarn.border_cost", "USD/t", 100, 60, 160, "E", "ASSUMED", "As for lint."),
    Row("market.yarn.border_link", "1", 1, 0.9, 1, "E", "ASSUMED", "Most of it is sold abroad."),
    Row("market.yarn.size", "kt", None, 70, 150, "E", "SULTON;VYAPAR18;CHINAYARN",
        "Weavers and knitters at home, and thread: yarn made less yarn sold abroad, over the home share. Yarn abroad is its share in "
        "textile exports at China's price.", derivation=f"({YARN_2017} - {YARN_SOLD}) / 0.95"),
    Row("market.yarn.growth", "%", 5, 0, 10, "E", "BRIGHT21", "Finished goods tripled in five years, it is said. With open exports it decides nothing."),
    Row("market.yarn.domestic_share", "1", 0.95, 0.9, 0.99, "E", "ASSUMED", "Little cotton yarn comes in."),
    Row("market.yarn.price_elasticity", "1", 2.5, 1, 3.8, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("market.yarn.shadow_import_share", "1", 0, 0, 0.1, "E", "ASSUMED", "None known."),
    Row("policy.yarn.procurement_local_content", "%", 100, 0, 100, "E", "ASSUMED", "Public bodies buy no yarn.", "lever"),
    Row("policy.lint.export_limit", "%", 100, 0, 100, "B", "P27", "None in 2017; closed from January 2020.", "lever"),
    Row("policy.yarn.export_limit", "%", 100, 0, 100, "E", "ASSUMED", "None.", "lever"),
)  # fmt: skip

_ECONOMY = (
    Row("market.economy.electricity_price", "USD/kWh", None, 0.02, 0.05, "E", "TRENDPOWER;REPORT",
        "The tariff of households in July 2017 at the rate of September; that of industry was near it.",
        derivation="UZ_POWER_2017 / UZ_RATE_2017"),
    Row("market.economy.wage_growth", "%", 0, 0, 1, "E", "ASSUMED", "As in the Kazakh pack: prices stand still here."),
    Row("market.economy.loan_rate", "%", 20, 16, 24.3, "E", "BRECORDER;TRENDLOANS",
        "In soum: above the refinancing rate of 14 %, up to the mean of January 2020."),
    Row("market.economy.programme_loan_rate", "%", 8, 4, 14, "E", "NAVOI;BRECORDER",
        "Called preferential; 4 % in foreign money for exporters in 2023, hardly above the refinancing rate at worst."),
    Row("market.economy.loan_term", "1", 7, 7, 7, "E", "ASSUMED", "As usual for equipment.", "fixed"),
    Row("market.economy.inflation", "%", 14, 10, 18, "E", "BRECORDER", "The refinancing rate was raised to 14 % to meet it."),
    Row("market.economy.debt_share", "1", 0.7, 0.5, 0.85, "E", "ASSUMED", "As in the Kazakh pack. Loans of 23 trn to 7 of own money later: 0.77."),
    Row("market.economy.hurdle_rate", "%", 15, 10, 25, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("market.economy.support_response", "1", 3, 1, 6, "E", "ASSUMED", "As in the Kazakh pack; no projects are announced here."),
    Row("market.economy.investment_gate_low", "1", 0.6, 0.5, 0.7, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("market.economy.investment_gate_high", "1", 0.8, 0.75, 0.9, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("market.economy.profit_tax_rate", "%", 12, 7, 20, "E", "ASSUMED", "No effective rate was found."),
    Row("market.economy.discount_rate", "%", 7, 5, 10, "E", "ASSUMED", "As in the Kazakh pack."),
    Row("policy.economy.vat_rate", "%", 20, 12, 20, "E", "ASSUMED", "Only for the tax account, which the question does not use.", "lever"),
)  # fmt: skip

ROWS = (*_LINT, *_SPINNING, *_AS_KAZAKH, *_MARKETS, *_ECONOMY)
