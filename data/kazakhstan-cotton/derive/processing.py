"""Parameter rows of the processes after the field."""

from __future__ import annotations

from collections.abc import Iterator

from tables import Row

INDUSTRY = ("ginning", "spinning", "weaving", "sewing_articles", "sewing_garments")
TECHNOLOGIES = ("existing", "modern")

TEXTILE_SHARE = "T24_TEX_OTHER / T24_TEX_OUTPUT"
APPAREL_SHARE = "(T24_APP_OTHER + T24_APP_TRADE) / T24_APP_OUTPUT"
MARGINS = (
    "Share of bought inputs in the table's column other than fibre, textiles, power and trade margins, times the price. "
    "Margins are left out because inputs are priced at the mill's gate here; with them the mills would not cover cost."
)

TRADE = (
    "Share of bought inputs in the table's column other than textiles and power, trade margins included, times the price: "
    "without them value added of these shops would exceed that of all clothing in the national table."
)

_GINNING = (
    Row("process.ginning.existing.input.seed_cotton", "t/t", None, 2.857, 3.125, "D", "G03;G04;G06",
        "Lint out-turn of 33 %; 32-35 % as the range. The ratio of the year's lint to the year's harvest, 25 %, is a "
        "matter of timing, not of technique.", derivation="1 / 0.33"),
    Row("process.ginning.modern.input.seed_cotton", "t/t", None, 2.857, 3.0303, "D", "G04;G15",
        "One point better out-turn on new lines.", derivation="1 / 0.34"),
    Row("process.ginning.existing.coproduct.cottonseed", "t/t", None, 1.576, 1.727, "D", "G05",
        "55 % of seed cotton is seed (52-57); the rest is trash.", derivation="G05 / 100 / 0.33"),
    Row("process.ginning.modern.coproduct.cottonseed", "t/t", None, 1.53, 1.68, "D", "G05",
        "55 % of seed cotton, of which less is needed per tonne of lint.", derivation="G05 / 100 / 0.34"),
    Row("process.ginning.existing.labour", "job/t", None, 0.005, 0.015, "E", "G15;G17",
        "120 workers for 9.2 kt of lint at one known gin.", derivation="G17 / 1000"),
    Row("process.ginning.modern.labour", "job/t", 0.006, 0.004, 0.009, "E", "G16;G17;K37",
        "About half: the low end of today's range."),
    Row("process.ginning.existing.electricity", "kWh/t", 170, 160, 290, "D", "G31;G32",
        "American saw gins 164-181; roller gins up to 288."),
    Row("process.ginning.modern.electricity", "kWh/t", 125, 115, 165, "C", "G15",
        "A new line is said to take 25-30 % less."),
    Row("process.ginning.existing.other_inputs", "thousand KZT/t", 30, 15, 45, "E", "ASSUMED;G30",
        "Wrapping, fuel for drying, repairs, haulage. The textile share of the table would be 28."),
    Row("process.ginning.modern.other_inputs", "thousand KZT/t", 30, 15, 45, "E", "ASSUMED;G30", "As on old lines."),
    Row("process.ginning.existing.capacity", "kt", None, 230, 300, "C", "G07;G08;G12",
        "800 kt of seed cotton a year as the association counted in 2018, at 33 %. The gin opened in December 2024 is "
        "taken to replace idle plant. Over a year it never binds; in autumn it can.", derivation="G07 * 0.33"),
    Row("process.ginning.modern.capacity", "kt", 0, 0, 0, "E", "ASSUMED",
        "What is modern among today's gins is not known; counted as existing.", "fixed"),
    Row("process.ginning.capex", "thousand KZT/t", 250, 60, 600, "E", "G15;G14;G16",
        "One billion tenge for 9.2 kt of lint in 2017, brought to prices of 2025."),
)  # fmt: skip

_SPINNING = (
    Row("process.spinning.existing.input.lint", "t/t", 1.15, 1.11, 1.18, "B", "K01;T19", "Carded yarn: 87 % of lint."),
    Row("process.spinning.modern.input.lint", "t/t", 1.12, 1.1, 1.15, "B", "T19;K01",
        "Between the 0.90 that a new Shymkent mill was designed for and ordinary carded practice."),
    Row("process.spinning.existing.labour", "job/t", 0.07, 0.05, 0.095, "E", "E02;E03;E06",
        "Staff of the two live mills over their capacity. Above 0.1 they could not have sold yarn at 1.5 million."),
    Row("process.spinning.modern.labour", "job/t", 0.025, 0.017, 0.033, "E", "D09;K14",
        "25 jobs per kt at a large new mill of the same investor; 17-33 elsewhere.", derivation="D09 / 1000"),
    Row("process.spinning.existing.electricity", "MWh/t", None, 3.5, 5, "E", "K19;K20",
        "Ring frames take 1.34 kWh/kg and 30 % of a mill's power.", derivation="K19 / K20 * 100"),
    Row("process.spinning.modern.electricity", "MWh/t", 3.5, 3, 4, "E", "K19;K20;ASSUMED",
        "Newer drives and air conditioning; carded rather than combed."),
    Row("process.spinning.existing.other_inputs", "thousand KZT/t", None, 25, 90, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 1500"),
    Row("process.spinning.modern.other_inputs", "thousand KZT/t", None, 25, 90, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 1500"),
    Row("process.spinning.existing.capacity", "kt", 9.7, 5.2, 27, "E", "E02;E06;T16",
        "Mills with staff only: 5.2 kt at Azala (6 kt of lint) and 4.5 at Alliance. The four mills of 2020 would make "
        "27, two of them are mothballed."),
    Row("process.spinning.modern.capacity", "kt", 0, 0, 0, "B", "E07",
        "The first modern mill opened in the last days of December 2025; it is in the register of projects.", "fixed"),
    Row("process.spinning.capex", "thousand KZT/t", 1300, 800, 2800, "D", "K14;E06;D14",
        "Spinning alone. The 7.6 million per tonne of the Turkistan mill pays for weaving and sewing as well."),
)  # fmt: skip

_WEAVING = (
    Row("process.weaving.existing.input.yarn", "kg/m2", 0.185, 0.18, 0.194, "E", "T05;K05;E09",
        "A sheeting of 175 g/m2 and 5 % loss in weaving and finishing. Lihua's plan implies 0.24, too heavy for "
        "today's price of a metre."),
    Row("process.weaving.modern.input.yarn", "kg/m2", 0.18, 0.178, 0.19, "E", "T05;K05",
        "The same cloth with a loss of 3 %."),
    Row("process.weaving.existing.labour", "job/m2", 0.00003, 0.000022, 0.000034, "E", "E03;E04",
        "30 jobs per million m2: with spinning it gives the 550 people at work in the two live mills."),
    Row("process.weaving.modern.labour", "job/m2", 0.000012, 0.000008, 0.00002, "E", "K39;E10",
        "Shuttleless looms with several looms to a weaver, finishing included."),
    Row("process.weaving.existing.electricity", "kWh/m2", 0.7, 0.5, 1, "E", "K22;ASSUMED",
        "About 4 kWh per kg of cloth for weaving and finishing."),
    Row("process.weaving.modern.electricity", "kWh/m2", 0.6, 0.4, 0.9, "E", "K22;ASSUMED",
        "Faster looms need more air, newer finishing less power."),
    Row("process.weaving.existing.other_inputs", "KZT/m2", None, 8, 30, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 450"),
    Row("process.weaving.modern.other_inputs", "KZT/m2", None, 8, 30, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 450"),
    Row("process.weaving.existing.capacity", "million m2", None, 14, 35, "C", "E04;E02",
        "Azala only; the looms of the idle Utex mills, some 19 million, are the upper side.", derivation="E04 * 12"),
    Row("process.weaving.modern.capacity", "million m2", 0, 0, 0, "B", "E07",
        "None in the base year, see spinning.", "fixed"),
    Row("process.weaving.capex", "KZT/m2", 900, 500, 1300, "E", "E07;E09",
        "What is left of the Turkistan mill's 86.2 billion after spinning and sewing is about 1,200 per m2 with "
        "finishing; looms alone cost half."),
)  # fmt: skip

_ARTICLES = (
    Row("process.sewing_articles.existing.input.fabric", "m2/item", 1.2, 1.1, 1.3, "E", "T06;D02",
        "Small and light home textiles. The 0.61 kg of lint behind '1,650 units per tonne' would be 2.7 m2 each: 77 "
        "million m2 for today's output, all the cotton cloth of the country."),
    Row("process.sewing_articles.modern.input.fabric", "m2/item", 1.15, 1.1, 1.3, "D", "K08",
        "Computer-aided cutting: waste of 14 instead of 18 %."),
    Row("process.sewing_articles.existing.labour", "job/item", None, 0.00014, 0.000168, "E", "L25;D13;T03",
        "Fitted to 5.0 thousand jobs, what the 22 thousand leave after gins, mills, clothing, other textiles and "
        "leather. 5.7 thousand pieces a worker-year is more than measured mills do: simple goods, or jobs "
        "under-counted.", fitted=True),
    Row("process.sewing_articles.modern.labour", "job/item", 0.00011, 0.00008, 0.00015, "E", "K24;ASSUMED",
        "Efficiency of the line from 40 to nearly 60 % of standard."),
    Row("process.sewing_articles.existing.electricity", "kWh/item", 0.12, 0.06, 0.25, "E", "ASSUMED",
        "Sewing, pressing, light; small in cost."),
    Row("process.sewing_articles.modern.electricity", "kWh/item", 0.1, 0.05, 0.2, "E", "ASSUMED", "Servo motors."),
    Row("process.sewing_articles.existing.other_inputs", "KZT/item", None, 22, 55, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 1150"),
    Row("process.sewing_articles.modern.other_inputs", "KZT/item", None, 22, 55, "E", "IO24", MARGINS,
        derivation=f"{TEXTILE_SHARE} * 1150"),
    Row("process.sewing_articles.existing.capacity", "million item", 55, 40, 70, "E", "L30;E05",
        "Shops report working at half to two thirds of load."),
    Row("process.sewing_articles.modern.capacity", "million item", 0, 0, 0, "E", "ASSUMED",
        "Not known; counted as existing.", "fixed"),
    Row("process.sewing_articles.capex", "KZT/item", 800, 500, 1500, "E", "E21;D15",
        "4.7 million tenge per job at a new sewing mill, times jobs per piece."),
    Row("process.sewing_articles.home_share.fabric", "1", None, 0.03, 0.12, "E", "T02;T06;PB25",
        "Fitted: fabric made less fabric exported over the need of both sewing trades, the same share for both.",
        fitted=True),
    Row("process.sewing_articles.home_share_max.fabric", "1", 0.45, 0.25, 0.65, "E", "ASSUMED",
        "No observation. Sheeting of a new mill can replace much of what is bought abroad, but not prints, terry and "
        "blends. The most influential unknown for spinning and weaving."),
    Row("process.sewing_articles.home_share_elasticity.fabric", "1", 2, 0.5, 3.8, "E", "ASSUMED",
        "Below the elasticity that trade models use between home and foreign textiles, 3.8, because a shop keeps to the cloth that its patterns are made for."),
    Row("process.sewing_articles.import_price.fabric", "KZT/m2", 400, 360, 430, "E", "IO24",
        "Light cloth; dearer cloth would exceed what the table lets textiles import for themselves."),
)  # fmt: skip

_GARMENTS = (
    Row("process.sewing_garments.existing.input.fabric", "m2/item", 2.7, 2.4, 3, "E", "K25;IO24",
        "Workwear and uniforms; fabric is then 28 % of the price as in the table's clothing column."),
    Row("process.sewing_garments.modern.input.fabric", "m2/item", 2.6, 2.4, 2.9, "D", "K08",
        "Less cutting waste, as for articles."),
    Row("process.sewing_garments.existing.labour", "job/item", None, 0.0009, 0.0014, "E", "L25;E23;IO24",
        "Fitted to 11.8 thousand jobs, clothing's part of the pay in the table. 760 pieces a worker-year lies between "
        "uniform mills (290-400) and shirt lines.", fitted=True),
    Row("process.sewing_garments.modern.labour", "job/item", 0.00086, 0.0006, 0.0012, "E", "K24;ASSUMED",
        "As for articles."),
    Row("process.sewing_garments.existing.electricity", "kWh/item", 0.8, 0.4, 1.5, "E", "ASSUMED", "Small in cost."),
    Row("process.sewing_garments.modern.electricity", "kWh/item", 0.7, 0.35, 1.3, "E", "ASSUMED", "Servo motors."),
    Row("process.sewing_garments.existing.other_inputs", "KZT/item", None, 1200, 1650, "E", "IO24", TRADE,
        derivation=f"{APPAREL_SHARE} * 9244.44"),
    Row("process.sewing_garments.modern.other_inputs", "KZT/item", None, 1200, 1650, "E", "IO24", TRADE,
        derivation=f"{APPAREL_SHARE} * 9244.44"),
    Row("process.sewing_garments.existing.capacity", "million item", 16, 12, 20, "E", "L30;ASSUMED",
        "Load of a little over half, as in the rest of sewing."),
    Row("process.sewing_garments.modern.capacity", "million item", 0, 0, 0, "E", "ASSUMED",
        "Not known; counted as existing.", "fixed"),
    Row("process.sewing_garments.capex", "KZT/item", 5900, 3500, 9000, "E", "E21;D15",
        "4.7 million tenge per job times jobs per piece."),
    Row("process.sewing_garments.home_share.fabric", "1", None, 0.03, 0.12, "E", "T02;T06;PB25",
        "Fitted together with articles: one share for both users.", fitted=True),
    Row("process.sewing_garments.home_share_max.fabric", "1", 0.45, 0.25, 0.65, "E", "ASSUMED",
        "As for articles; workwear twill is within reach of the announced mills, suiting is not."),
    Row("process.sewing_garments.home_share_elasticity.fabric", "1", 2, 0.5, 3.8, "E", "ASSUMED",
        "As for articles."),
    Row("process.sewing_garments.import_price.fabric", "KZT/m2", 960, 700, 1100, "E", "IO24",
        "Heavier cloth; makes the imports add up to the imported textiles in the table's clothing column."),
)  # fmt: skip

#: Staff tied to capacity rather than to output, by process.
_FIXED_LABOUR = {
    "ginning": (0.0, 0.0, 0.2, "E", "G17", "Seasonal crews are hired by the tonne."),
    "spinning": (0.4, 0.2, 0.6, "E", "E03", "Azala kept 450-490 of 700 at work on a third of its load."),
    "weaving": (0.4, 0.2, 0.6, "E", "E03", "Azala kept 450-490 of 700 at work on a third of its load."),
    "sewing_articles": (0.2, 0.1, 0.3, "E", "ASSUMED", "Small shops shed and hire quickly."),
    "sewing_garments": (0.2, 0.1, 0.3, "E", "ASSUMED", "Small shops shed and hire quickly."),
}
_GESTATION = {"ginning": 1, "spinning": 2, "weaving": 2, "sewing_articles": 1, "sewing_garments": 1}
_EXPORT_SHARE = {
    "spinning": (0.6, 0.3, 0.9, "E11", "Foreign owners sell through their own houses abroad."),
    "weaving": (0.6, 0.3, 0.9, "E11", "Without it new looms would stand: sewing at home takes little home cloth."),
    "sewing_articles": (0.2, 0.0, 0.5, "E08", "Bed sets of the Turkistan mill are meant for both markets."),
    "sewing_garments": (0.05, 0.0, 0.3, "E24", "School wear and uniforms are for home."),
}

#: Years of variable cost tied up in stocks and bills.
_WORKING_CAPITAL = {
    "ginning": (0.4, 0.3, 0.5, "G15;ASSUMED", "The crop is paid in autumn and sold as lint until the next summer."),
    "spinning": (0.3, 0.2, 0.45, "E05;ASSUMED", "Lint for the months between two crops, yarn in store, bills abroad."),
    "weaving": (0.3, 0.2, 0.45, "E05;ASSUMED",
                "Four months. Azala had 5 billion tenge unsold in 2024, far more than that, but in a bad year."),
    "sewing_articles": (0.25, 0.15, 0.4, "E05;ASSUMED", "Cloth on the way from abroad, a season's goods in the shops."),
    "sewing_garments": (0.25, 0.15, 0.4, "E05;ASSUMED", "Cloth on the way from abroad; tenders are paid after delivery."),
}


def _common(process: str) -> Iterator[Row]:
    start = f"process.{process}"
    yield Row(f"{start}.wage", "million KZT/job", None, 3.15, 3.65, "E", "IO24;L25;M07;M09",
              "Pay of the three branches in the table over 22 thousand people, raised by 10.5 % to 2025: 283 thousand "
              "tenge a month with employer charges, 88 % of the Shymkent mean. More jobs than published would mean lower pay "
              "each, so the range is narrower than that of mean wages.",
              derivation="T24_COMP_LIGHT / L25 / 1000 * 1.105")  # fmt: skip
    for technology, wear, low, high in (("existing", 5.0, 3.0, 7.0), ("modern", 6.0, 4.0, 8.0)):
        yield Row(f"{start}.{technology}.depreciation", "%", wear, low, high, "E", "ASSUMED",
                  "Life of some 20 years for what stands, 16 for new plant that ages in fashion as well as in "
                  "iron.")  # fmt: skip
    yield Row(f"{start}.utilisation_max", "1", 0.85, 0.8, 0.92, "E", "ASSUMED",
              "Technical maximum after stops and changes of article; never adjusted to fit a figure.")  # fmt: skip
    value, low, high, grade, source, note = _FIXED_LABOUR[process]
    yield Row(f"{start}.fixed_labour_share", "1", value, low, high, grade, source, note)
    yield Row(f"{start}.replacement_rate", "1", 1, 0.5, 1, "E", "ASSUMED",
              "Owners rebuild what wears out where plant is well used.")  # fmt: skip
    yield Row(f"{start}.replacement_gate", "1", 0.6, 0.5, 0.7, "E", "E05;ASSUMED",
              "Below this load nobody renews machines: half-idle mills of Shymkent did not.")  # fmt: skip
    yield Row(f"{start}.modernisation_rate", "%", 0, 0, 15, "E", "K33;ASSUMED",
              "Nothing beyond replacement in the baseline; 15 points a year is the fastest change seen next door.",
              "lever")  # fmt: skip
    years = _GESTATION[process]
    yield Row(f"{start}.gestation", "1", years, years, years, "E", "E15;E20",
              "From order to working plant; announced mills that named a year mostly came later.", "fixed")  # fmt: skip
    yield Row(f"{start}.project_realisation", "1", 0.5, 0.2, 0.9, "E", "E20;L28",
              "Of what was announced in earlier years about half can be found at work.")  # fmt: skip
    if process in _EXPORT_SHARE:
        share, low, high, source, note = _EXPORT_SHARE[process]
        yield Row(f"{start}.project_export_share", "1", share, low, high, "E", source, note)
    value, low, high, source, note = _WORKING_CAPITAL[process]
    yield Row(f"{start}.working_capital", "1", value, low, high, "E", source, note)
    yield Row(f"{start}.investment_response", "1", 0.5, 0.2, 1, "D", "CFM99;DWE14",
              "Capital answers its cost with an elasticity of 0.25 to 1 in firms elsewhere. Nothing is known of Kazakh "
              "textiles, where profit has drawn hardly any capital yet.")  # fmt: skip
    yield Row(f"{start}.investment_step", "1", 0.15, 0.05, 0.25, "D", "K33",
              "15 points a year, the pace of Uzbekistan's mills between 2017 and 2021, the fastest known.")  # fmt: skip
    yield Row(f"policy.{process}.capex_grant", "%", 0, 0, 50, "E", "P24",
              "On new plant, announced or drawn by profit. None so far: general refunds of productivity cost are too small to "
              "count.", "lever")  # fmt: skip
    yield Row(f"policy.{process}.modernisation_grant", "%", 0, 0, 50, "E", "P24",
              "On rebuilding what stands. None so far: general refunds of productivity cost are too small to count.",
              "lever")  # fmt: skip
    yield Row(f"policy.{process}.programme_loan_share", "%", 0, 0, 85, "A", "P03;P05",
              "Loans at 3 % exist, with 15 % of the owner's money; how much of the announced cost they carry is "
              "unknown, so what they do today is inside the realisation share.", "lever")  # fmt: skip


ROWS = (
    *_GINNING, *_SPINNING, *_WEAVING, *_ARTICLES, *_GARMENTS,
    *(row for process in INDUSTRY for row in _common(process)),
)  # fmt: skip
