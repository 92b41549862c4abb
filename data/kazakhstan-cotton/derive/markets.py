"""Parameter rows of markets, prices, branches and policy."""

from __future__ import annotations

from collections.abc import Iterator

from tables import Row

FINAL = ("textile_articles", "garments")
HOUSEHOLD_GROWTH = "GDPE_HH_2025 / GDPE_HH_2024"
GOVERNMENT_GROWTH = "GDPE_GOV_2025 / GDPE_GOV_2024"
#: Value of articles over value of articles and other textile goods made at home: billions of tenge.
ARTICLES_SHARE = "32.89 / (32.89 + 31)"

_PRICES = (
    Row("market.seed_cotton.price", "thousand KZT/t", None, 235, 258, "B", "C44;C43",
        "The ministry's final price; regional reports say 250-270. It follows lint: 200 to 380 was paid within five "
        "years, but always with lint to match, so the range for an independent draw is narrow.", derivation="C44"),
    Row("market.lint.price", "thousand KZT/t", 800, 775, 850, "E", "G27;M03",
        "858 at the world price and 520 tenge to the dollar, delivered in the Far East; 58 off for freight and grade. "
        "World price and farm price together are moved in the stress scenario."),
    Row("market.cottonseed.price", "thousand KZT/t", 60, 45, 90, "E", "K40",
        "Seed is 10-15 % of a grower's income elsewhere. Without the credit for it every gin would lose money."),
    Row("market.yarn.price", "thousand KZT/t", 1500, 1420, 1620, "E", "G27;M03",
        "About 2.9 dollars a kilogram of carded yarn; lint is 60 % of it."),
    Row("market.fabric.price", "KZT/m2", 450, 440, 500, "E", "T05;K26",
        "Grey and plainly finished sheeting, some 0.87 dollars; yarn is 60 % of it."),
    Row("market.textile_articles.price", "KZT/item", 1150, 1110, 1260, "E", "X11;L05",
        "At the factory gate without tax. The whole textile output other than lint is 67 billion, so 28.6 million "
        "pieces cannot be worth the 8.7 dollars each that the potential of 1.67 billion dollars implies; nor much more "
        "than the top of this range."),
    Row("market.garments.price", "KZT/item", None, 8200, 10600, "E", "L01;L06",
        "Clothing output over 9.0 million pieces. The number of pieces is not published: 760 a worker-year.",
        derivation="L01 * L06 / 100 / 9 * 1000"),
)  # fmt: skip

_MASSES = (
    *(
        Row(f"market.{name}.mass", "t/t", 1, 1, 1, "A", "ASSUMED", "Counted in tonnes.", "fixed")
        for name in ("seed_cotton", "lint", "cottonseed", "yarn")
    ),
    Row("market.fabric.mass", "kg/m2", 0.175, 0.165, 0.178, "E", "T05;K04;K05;K07",
        "Between 150 and 180 g/m2; must not exceed the yarn in it."),
    Row("market.textile_articles.mass", "kg/item", 0.172, 0.155, 0.18, "E", "K08",
        "1.2 m2 of 175 g less 18 % cut away; the same piece from 1.15 m2 with 14.5 %."),
    Row("market.garments.mass", "kg/item", 0.387, 0.35, 0.395, "E", "K08",
        "2.7 m2 of 175 g less 18 % cut away. Real workwear cloth is heavier; fabric has one mass here."),
)  # fmt: skip

_TRADE = (
    Row("market.lint.stock_building", "kt", 15.7, 0, 16, "E", "G01;G22;T21",
        "Unexplained: 15 % of lint is said to stay at home, spinning accounts for 1.7 kt. Stocks, wadding, "
        "unregistered use.", derivation="G01 * (1 - G22 / 100) - 1.15 * 1.462", year=2025),
    Row("market.lint.stock_building", "kt", 0, 0, 16, "E", "T21;ASSUMED",
        "Not carried forward: a gap in the figures of one year is no demand. The upper end would repeat it.",
        year=2026),
    Row("market.lint.committed_exports", "1", 0, 0, 0.5, "E", "G22;ASSUMED",
        "The 85 % exported in 2025 is an outcome: what home mills did not want. Standing contracts are not known."),
    Row("market.yarn.export_demand", "kt", 0.5, 0.3, 0.7, "E", "T01;E06",
        "The yarn that statistics record as made is read as yarn sold, and sold abroad: one mill alone lists 0.3 kt.",
        derivation="T01"),
    Row("market.fabric.export_demand", "million m2", 1.2, 0.7, 3.9, "A", "PB25;T14",
        "0.72 million in seven months; 3.9 in eleven months of 2023."),
    Row("market.textile_articles.export_demand", "million item", 1.4, 0.5, 3, "E", "IO24",
        "Some 5 % of output: what the table's textile exports leave once re-exports are out."),
    Row("market.garments.export_demand", "million item", 0.2, 0.05, 0.5, "E", "IO24",
        "The 153 billion of clothing exports in the table exceed output: they are re-exports. A trace is left."),
    *(
        Row(f"market.{name}.export_growth", "%", 2, 0, 5, "E", "ASSUMED",
            "Old customers grow a little with their own markets; new ones come with projects.")
        for name in ("yarn", "fabric", "textile_articles", "garments")
    ),
)  # fmt: skip

_HOME = (
    Row("market.textile_articles.size", "million item", None, 320, 455, "E", "IO24;GDPE;X10",
        "Household use of textiles at basic prices, raised with household spending, at 1,150 tenge; 14 % taken off for "
        "carpets (some 20 million m2 a year at about 3,500 tenge) and cloth by the metre.",
        derivation=f"(T24_HH_TEX_DOM + T24_HH_TEX_IMP) * {HOUSEHOLD_GROWTH} * 0.86 / 1150"),
    Row("market.garments.size", "million item", None, 155, 235, "E", "IO24;GDPE;X04",
        "Household use of clothing at basic prices, raised with household spending, at the price of a piece. Imports "
        "in the table are about twice those that customs record.",
        derivation=f"(T24_HH_APP_DOM + T24_HH_APP_IMP) * {HOUSEHOLD_GROWTH} / 9244.44"),
    Row("market.textile_articles.domestic_share", "1", None, 0.045, 0.065, "E", "T03;IO24;X08",
        "Fitted: output less exports less sales to public bodies, over the home market. The table's own share for "
        "households is 5.5 % in 2024, blankets 5.7 %.", fitted=True),
    Row("market.garments.domestic_share", "1", None, 0.03, 0.042, "E", "L06;IO24;X02;X03",
        "Fitted in the same way. The table gives 3.5 % with re-exports out; the 8-9 % often quoted compares with "
        "customs imports only.", fitted=True),
    Row("market.textile_articles.procurement", "million item", None, 28, 54, "E", "IO24;GDPE",
        "Textiles used by administration, education, health and social services, raised with government consumption, at "
        "1,150 tenge. Hospitals also buy gauze and nonwovens: only the share that articles have in home output of "
        "finished textiles (51 %) is counted.",
        derivation=f"(T24_GOV_TEX_DOM + T24_GOV_TEX_IMP) * {GOVERNMENT_GROWTH} * {ARTICLES_SHARE} / 1150"),
    Row("market.garments.procurement", "million item", None, 2.2, 4.2, "E", "IO24;GDPE",
        "Clothing used by the same bodies, raised with government consumption, at the price of a piece.",
        derivation=f"(T24_GOV_APP_DOM + T24_GOV_APP_IMP) * {GOVERNMENT_GROWTH} / 9244.44"),
)  # fmt: skip


def _final(name: str) -> Iterator[Row]:
    start = f"market.{name}"
    yield Row(f"{start}.growth", "%", 3, 1, 4.5, "E", "GDPE;ASSUMED", "Real household demand over a long stretch.")
    yield Row(f"{start}.price_elasticity", "1", 2.5, 1, 3.8, "D", "ASSUMED",
              "Order of magnitude that trade models use between home and foreign clothing is the top; habit and "
              "assortment make it less. With the fabric ceiling it decides most results.")  # fmt: skip
    yield Row(f"{start}.shadow_import_share", "1", 0.45, 0.3, 0.6, "E", "X04;X05;IO24",
              "Imports in the table against those that customs record: the only measure there is.")  # fmt: skip
    yield Row(f"{start}.procurement_premium", "1", 0.1, 0, 0.25, "E", "P01;ASSUMED",
              "Closed tenders cost the buyer something; no price comparison was found.")  # fmt: skip
    yield Row(f"{start}.market_access_cost", "1", 0.15, 0.05, 0.3, "E", "ASSUMED",
              "Trade houses, shelf fees and fairs per tenge of sales they add.")  # fmt: skip
    yield Row(f"{start}.enforcement_cost", "1", 0.015, 0.005, 0.04, "E", "ASSUMED",
              "Labelling and control per tenge of goods brought into tax: about a tenth of the tax they then pay.")  # fmt: skip
    yield Row(f"policy.{name}.import_enforcement", "%", 0, 0, 60, "E", "ASSUMED",
              "Effort as it is today is inside the shadow share.", "lever")  # fmt: skip
    yield Row(f"policy.{name}.market_access", "1", 0, 0, 0.6, "E", "ASSUMED",
              "No programme to put home goods on the shelves of chains counted today.", "lever")  # fmt: skip


_LOCAL_CONTENT_NOTE = (
    "Home share of what public bodies used in 2024. A decree of March 2026 shuts foreign light-industry goods out of "
    "public procurement; how it works out is not known, a like one of 2024 did not shut them out, so the baseline "
    "keeps the observed share."
)

_ECONOMY = (
    Row("market.economy.electricity_price", "KZT/kWh", 33, 28, 40, "C", "S2",
        "29.14 without tax for firms in Kostanay in January 2025, plus the rises of the year."),
    Row("market.economy.wage_growth", "%", 0, 0, 0.5, "E", "M07;ASSUMED",
        "Real pay stood still in 2025. This is growth beyond what prices pass on; prices of goods stay as in 2025 here, so "
        "pay does. At 1 % a year old sewing shops could not pay it for fifteen years."),
    Row("market.economy.consumption_share", "1", 0.7, 0.55, 0.85, "E", "S3;ASSUMED",
        "What workers spend of labour cost: about 0.14 of it goes to social tax and contributions of the employer, and a "
        "fifth of the rest to pension, health contribution and income tax; little is saved at this pay. 1 is the textbook."),
    Row("market.economy.loan_rate", "%", 20, 17, 23, "E", "ASSUMED", "Bank lending to firms, nominal."),
    Row("market.economy.programme_loan_rate", "%", None, 3, 9, "A", "P03;P04",
        "Ceiling of the Industrial Development Fund for budget money; 9 % when blended.", derivation="P03"),
    Row("market.economy.loan_term", "1", 10, 10, 10, "B", "P05",
        "The fund lends up to 20 years; half of that is taken as usual.", "fixed"),
    Row("market.economy.support_response", "1", 3, 1, 6, "E", "E21;ASSUMED",
        "Support worth 30 % of the cost lifts the chance of a project from a half to 0.7. No study of it was found."),
    Row("market.other_textiles.output", "billion KZT", 31, 20, 40, "E", "L01;L05;L06;L07;E28;X10",
        "Residual: textiles less lint, yarn sold, fabric and articles. Carpets, nonwovens, wool, wadding.",
        derivation="L01 * (1 - L06 / 100 - L07 / 100) - G01 * 0.8 - 0.75 - 2.34 - 32.89"),
    Row("market.other_textiles.jobs", "thousand job", 2.1, 1.5, 3, "E", "L25",
        "Residual: closes the 22 thousand."),
    Row("market.other_textiles.output_growth", "%", 3, 0, 5, "E", "ASSUMED", "With the economy."),
    Row("market.leather.output", "billion KZT", 16.9, 16, 17.5, "B", "L01;L07",
        "6.5 % of the published total.", derivation="L01 * L07 / 100"),
    Row("market.leather.jobs", "thousand job", 1, 0.8, 1.6, "E", "L25;IO24",
        "Leather's part of the pay in the table."),
    Row("market.leather.output_growth", "%", 3, 0, 5, "E", "ASSUMED", "With the economy."),
)  # fmt: skip

_POLICY = (
    Row("policy.textile_articles.procurement_local_content", "1", None, 0.05, 1, "A", "IO24;P01;P02",
        _LOCAL_CONTENT_NOTE, "lever", "T24_GOV_TEX_DOM / (T24_GOV_TEX_DOM + T24_GOV_TEX_IMP)"),
    Row("policy.garments.procurement_local_content", "1", None, 0.4, 1, "A", "IO24;P01;P02",
        _LOCAL_CONTENT_NOTE, "lever", "T24_GOV_APP_DOM / (T24_GOV_APP_DOM + T24_GOV_APP_IMP)"),
    *(
        Row(f"policy.{name}.export_limit", "%", 100, 0, 100, "B", "P27",
            "No limit is known in Kazakhstan; Uzbekistan and Turkmenistan closed raw-cotton exports.", "lever")
        for name in ("lint", "yarn", "fabric", *FINAL)
    ),
    Row("policy.economy.vat_rate", "%", None, 12, 12, "A", "P08", "Until the end of 2025.", "lever", "P08", 2025),
    Row("policy.economy.vat_rate", "%", None, 12, 20, "A", "P06",
        "From 2026 in every scenario.", "lever", "P06", 2026),
)  # fmt: skip

ROWS = (
    *_PRICES, *_MASSES, *_TRADE, *_HOME,
    *(row for name in FINAL for row in _final(name)),
    *_ECONOMY, *_POLICY,
)  # fmt: skip
