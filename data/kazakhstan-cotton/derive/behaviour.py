"""Parameter rows of how prices, trade and investors move, of work and of public money."""

from __future__ import annotations

from collections.abc import Iterator

from markets import FINAL
from tables import Row

_LINT = (
    "Cotlook ran from 75 to 79 cents within the autumn of 2025, but from 3,000 to 1,500 dollars a tonne within three years. "
    "Lint, yarn and cloth move together and draws do not, hence less than a year's history; see the stress scenario."
)
_GOODS = "Price of competing imports. Neighbours' sales below cost are what the mills of Shymkent complain of."
#: Range of the world price from 2026, in foreign money, and what is known of it.
_WORLD = {
    "lint": (0.94, 1.08, "G27;G28", _LINT),
    "cottonseed": (0.85, 1.2, "K40", "Follows vegetable oils as much as cotton."),
    "yarn": (0.96, 1.05, "G28;ASSUMED", "Follows lint, of which it is 60 %; see lint."),
    "fabric": (0.97, 1.04, "G28;ASSUMED", "Follows yarn at a distance; see lint. Cloth from abroad moves alike."),
    **dict.fromkeys(FINAL, (0.93, 1.06, "L30;ASSUMED", _GOODS)),
}


def _world() -> Iterator[Row]:
    for name, (low, high, source, note) in _WORLD.items():
        path = f"market.{name}.world_price"
        yield Row(path, "1", 1, 1, 1, "E", source, "The base year is the measure.", year=2025)
        yield Row(path, "1", 1, low, high, "E", source, note, year=2026)


_PRICES = (
    *_world(),
    Row("market.lint.border_cost", "thousand KZT/t", None, 35, 85, "E", "G27;M03",
        "Cotlook A, delivered in the Far East, less the 800 thousand tenge at the gin: freight, handling and grade.",
        derivation="G27 * 22.0462 * M03 / 1000 - 800"),
    Row("market.cottonseed.border_cost", "thousand KZT/t", 10, 0, 20, "E", "ASSUMED",
        "Most of it is pressed nearby; a short haul to the border is what ties it to oil abroad."),
    Row("market.yarn.border_cost", "thousand KZT/t", 60, 30, 90, "E", "ASSUMED", "As for lint, which travels as far."),
    Row("market.fabric.border_cost", "KZT/m2", 10, 5, 16, "E", "ASSUMED", "As for yarn by weight, 0.175 kg/m2."),
    *(
        Row(f"market.{name}.border_link", "1", value, low, 1, "E", source, note)
        for name, value, low, source, note in (
            ("lint", 1, 0.9, "G22;G27", "Six parts in seven go abroad at the world price; nobody sells at home for less."),
            ("cottonseed", 1, 0.5, "ASSUMED", "Sold at home and abroad; oil is traded freely."),
            ("yarn", 0.9, 0.7, "T20;E06",
             "What is not made here is imported, what is sold goes abroad; some have customers of their own."),
            ("fabric", 0.8, 0.5, "T13;ASSUMED",
             "Seven eighths of the cloth is imported and is the measure; own designs keep a part of a change away."),
        )
    ),
    *(
        Row(f"market.{name}.cost_pass_through", "1", 0.7, 0.4, 1, "E", "X02;X03;ASSUMED",
            "With a twentieth of the market home makers cannot set prices, but goods differ and many are made to order: "
            "most of a change of cost is passed on a year later.")
        for name in FINAL
    ),
    *(
        Row(f"market.{name}.export_elasticity", "1", 2, 1, 4, "D", "ASSUMED",
            "Like that of buyers at home between home and foreign goods; small sellers abroad face no flatter demand "
            "than that for long.")
        for name in ("yarn", "fabric", *FINAL)
    ),
    *(
        Row(f"market.{name}.export_promotion_cost", "1", None, 0.025, 0.2, "D", "OST15",
            "A dollar of promotion brought 15 of exports on average over many countries, 40 in an older estimate. New "
            "agencies do worse at first, hence the long upper side.", derivation="1 / EXPORT_PROMOTION_RETURN")
        for name in ("yarn", "fabric", *FINAL)
    ),
    Row("market.economy.exchange_rate", "1", 1, 1, 1, "E", "M01;M02;M03", "The base year is the measure.", year=2025),
    Row("market.economy.exchange_rate", "1", 1, 0.95, 1.05, "E", "M01;M02;M03",
        "Within 2025 the dollar cost 495 to 538 tenge against a mean of 520. The index is real: a fall that prices at home "
        "follow changes nothing.", year=2026),
    Row("market.economy.transport_price", "1", 1, 1, 1, "E", "ASSUMED", "The base year is the measure.", year=2025),
    Row("market.economy.transport_price", "1", 1, 0.95, 1.15, "E", "ASSUMED",
        "Rail tariffs of Kazakhstan are being raised towards cost; how far beyond other prices is not known.", year=2026),
)  # fmt: skip

_INVESTMENT = (
    Row("market.economy.inflation", "%", 10, 7, 12.3, "E", "M04",
        "Between the 12.3 % of December 2025 and what is hoped for; it turns nominal rates into real ones, so that 3 % is "
        "less than nothing."),
    Row("market.economy.debt_share", "1", 0.7, 0.5, 0.85, "E", "P05;ASSUMED",
        "The fund asks for at least 15 % of the owner's money, the high end; 30 % is usual with banks."),
    Row("market.economy.hurdle_rate", "%", 15, 10, 25, "E", "ASSUMED",
        "Real return on own money in a trade with idle plant and dumping next door. Not observed."),
    Row("market.economy.certainty_hurdle", "%", 2, 0, 5, "E", "ASSUMED",
        "Points off the hurdle if rules were fixed for good. No measurement; a year of country risk costs about as much."),
    Row("market.economy.certainty_response", "1", 0.5, 0, 1, "E", "E20;ASSUMED",
        "Fixed rules lift the share of announced projects that come from a half to 0.62. No measurement."),
    Row("market.economy.leasing_rate", "%", None, 5, 9, "B", "P21", "Preferential leasing of 2025, that of farm machines.",
        derivation="P21"),
    Row("market.economy.investment_gate_low", "1", 0.6, 0.5, 0.7, "E", "E05;ASSUMED",
        "Nobody adds to plant that stands half idle, as in Shymkent in 2024."),
    Row("market.economy.investment_gate_high", "1", 0.8, 0.75, 0.9, "E", "ASSUMED",
        "A little below the technical maximum of 0.85."),
    Row("market.economy.building_share", "1", 0.35, 0.2, 0.5, "E", "ASSUMED",
        "Buildings and site works in the cost of mills and sewing shops; spinning nearer the low end, sewing in new halls "
        "nearer the high one. No plant has published its budget by kind."),
    Row("market.economy.machinery_import_share", "1", 0.812, 0.75, 1, "D", "IO24",
        "Imported over all machinery bought as fixed capital in the table of 2024, basic prices: 2,501 of 3,080 billion "
        "tenge. Textile machines are hardly made at home, so the high end is all."),
)  # fmt: skip

_WORK = (
    Row("market.economy.labour_supply", "thousand job", None, 28, 80, "E", "L25;LAB25;ASSUMED",
        "Today's 18.9 thousand jobs in the chain after the field, and half of the 40 thousand unemployed of the Turkestan "
        "region. Low: a quarter of them. High: a tenth of the 380 thousand self-employed and some of other regions as well. "
        "Hands are there; how many have learnt to sew is not known.",
        derivation="L25 - 2.1 - 1 + 0.5 * LAB_UNEMPLOYED"),
    Row("market.economy.training_success", "1", 0.6, 0.4, 0.85, "E", "ASSUMED",
        "Owners say that many leave after training; no count was found."),
    Row("market.economy.training_cost", "thousand KZT/job", 400, 200, 900, "E", "ASSUMED",
        "Some months of a course and stipend at or below the minimum wage of 85 thousand tenge. No price list was found."),
)  # fmt: skip

_PUBLIC = (
    Row("market.economy.vat_compliance", "1", 0.97, 0.85, 1, "E", "IO24;X04;X05",
        "Of what is due on recorded sales. Net product taxes were 9.8 % of what households spent on these goods in 2024; "
        "with 45 % of imports outside all taxes, 12 % tax and duty on the rest give as much at nearly full compliance. "
        "The shadow share is counted once, apart."),
    Row("market.economy.labour_tax_rate", "1", 0.13, 0.1, 0.16, "D", "S3",
        "Income tax of 10 % after the deduction and social tax of 6 %, over labour cost. Pension savings and health "
        "contributions are no revenue of the budget."),
    Row("market.economy.profit_tax_rate", "1", 0.08, 0, 0.2, "E", "P09;P12;L08",
        "20 % by law, nothing in special zones, little under the turnover rules of the 97 % that are small."),
    Row("market.economy.depreciation_allowance", "1", 0.5, 0.3, 0.7, "E", "ASSUMED",
        "Machines written off at a quarter and buildings at a tenth of the balance a year, at nominal rates near 20 %, are "
        "worth 0.56 and 0.33 of their cost today."),
    Row("market.economy.discount_rate", "%", 7, 5, 10, "D", "OMB92", "Real; the usual rate of public appraisals of this kind."),
    Row("market.economy.funds_cost", "1", 1.15, 1, 1.3, "D", "OMB92",
        "1.25 is asked for in the United States, 1 where oil pays the budget at the margin."),
    Row("market.economy.deadweight", "1", 0.1, 0, 0.25, "D", "AG08",
        "Beyond the reference run, which takes off what comes by itself: little to low in the terms of the guide."),
    Row("market.economy.displacement", "1", 0.25, 0, 0.5, "D", "AG08",
        "Low (25 %) to medium (50 %): home makers outside the list of supported firms lose some of the sales, most are won "
        "from imports."),
    Row("market.economy.leakage", "1", 0.1, 0, 0.25, "D", "AG08;E11",
        "Low (10 %): foreign owners take part of the gain abroad, workers are from the country."),
    Row("market.economy.labour_opportunity", "1", 0.5, 0.3, 0.8, "E", "C26;LAB25;ASSUMED",
        "Self-employment and seasonal farm work are what most would do otherwise, at about half the pay of a mill."),
)  # fmt: skip

ROWS = (*_PRICES, *_INVESTMENT, *_WORK, *_PUBLIC)
