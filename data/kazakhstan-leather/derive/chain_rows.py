"""Parameter rows of the chain: hides, tanning, leather, shoemaking, footwear."""

from __future__ import annotations

from collections.abc import Iterator

from rows import Row

PROCESSES = ("tanning", "shoemaking")
TECHNOLOGIES = ("existing", "modern")
GROWTH = "GVA15_2025 / GVA15_2024"
#: Raw hides that the table lets leather buy, and those that customs recorded as exported in a year, kt.
TANNED = f"T24_HIDES * {GROWTH} / 100"
SENT = "H08 / 9 * 12 / 1000"
OTHER = "T24_OTHER / T24_OUTPUT"
#: Part of the leather goods that households and public bodies buy which is footwear; the rest is bags and straps.
FOOTWEAR = "0.8"

_HIDES = (
    Row("market.hides.price", "thousand KZT/t", 100, 85, 120, "E", "S_KAZINFORM;S_ASTANA",
        "312 dollars a tonne at the border, some 162 thousand tenge, less freight and what the ban on exports takes off: "
        "after it hides lost four fifths of their price."),
    Row("market.hides.mass", "t/t", 1, 1, 1, "A", "ASSUMED", "Counted in tonnes.", "fixed"),
    Row("market.hides.supply", "kt", None, 5.5, 9, "E", "IO24;GVAS;S_KAZINFORM;S_QAGANAT",
        "Hides that are collected and fit for use: what leather bought from the food industry at 100 thousand tenge a "
        "tonne, and recorded exports. That is 0.3 million hides of 22 kg. Slaughter gives over 2 million, of which most "
        "are thrown away; experts hold 0.6 million fit for tanning, which would be 13 kt.",
        derivation=f"{TANNED} + {SENT}"),
    Row("market.hides.committed_exports", "1", None, 0.05, 0.12, "E", "S_KAZINFORM;IO24",
        "What left the country in 2025 as recorded, over the supply.", derivation=f"{SENT} / ({TANNED} + {SENT})"),
    Row("market.hides.border_cost", "thousand KZT/t", 40, 20, 60, "E", "ASSUMED",
        "Salt, sorting and freight to the border."),
    Row("market.hides.border_link", "1", 0.3, 0, 0.6, "E", "ASSUMED",
        "While exports are shut to all but a few, the price at home follows the one abroad little."),
    Row("policy.hides.export_limit", "%", 10, 0, 100, "E", "S_QAGANAT;S_ASTANA;S_KAZINFORM",
        "Exports of raw hides were shut in 2019, and again by later orders; a little still leaves. Read as a limit just "
        "above what was recorded in 2025.", "lever"),
)  # fmt: skip

_LEATHER = (
    Row("market.leather.price", "KZT/m2", 3600, 3300, 4100, "E", "S_ASTANA;ASSUMED",
        "Leather exported in 2021 brought some 5.3 dollars a square metre, which is tanned but not finished leather; at "
        "520 tenge 2,770. A third is taken to be finished, at about twice that."),
    Row("market.leather.mass", "kg/m2", 0.9, 0.8, 1.1, "E", "ASSUMED", "Shoe leather, dry, 1.2-1.4 mm."),
    Row("market.leather.border_cost", "KZT/m2", 150, 80, 300, "E", "ASSUMED", "Freight and handling."),
    Row("market.leather.border_link", "1", 1, 0.7, 1, "E", "S_ASTANA",
        "Nearly all is sold abroad, so the price is set there."),
    Row("market.leather.committed_exports", "1", 0, 0, 0.5, "E", "ASSUMED", "Standing contracts are not known."),
    Row("policy.leather.export_limit", "%", 100, 0, 100, "E", "ASSUMED", "No limit is known.", "lever"),
)  # fmt: skip

_FOOTWEAR = (
    Row("market.footwear.price", "KZT/item", 10500, 9900, 11200, "E", "L01;L07;ASSUMED",
        "A pair at the factory gate without tax, boots for uniforms next to rubber boots. With more, footwear and leather "
        "alone would exceed the published total; the range is narrow for that reason."),
    Row("market.footwear.mass", "kg/item", 0.08, 0.07, 0.089, "E", "ASSUMED",
        "Of the leather in a pair alone: soles, linings and rubber are bought outside the chain."),
    Row("market.footwear.size", "million item", None, 35, 43, "E", "IO24;GDPE",
        "Pairs. Household use of leather goods and footwear at basic prices, raised with household spending, four fifths "
        "of it footwear, at the price of a pair: nearly two pairs a head.",
        derivation=f"(T24_HH_DOM + T24_HH_IMP) * GDPE_HH_2025 / GDPE_HH_2024 * {FOOTWEAR} / 10500"),
    Row("market.footwear.growth", "%", 3, 1, 4.5, "E", "GDPE;ASSUMED", "Real household demand over a long stretch."),
    Row("market.footwear.domestic_share", "1", None, 0.018, 0.026, "E", "S_MK;IO24",
        "Fitted: output less exports and sales to public bodies, over the home market. 2.4 % was counted in 2018."),
    Row("market.footwear.export_demand", "million item", 0.03, 0.01, 0.06, "E", "ASSUMED",
        "Some pairs go to Russia and Kyrgyzstan; no figure was found."),
    Row("market.footwear.export_growth", "%", 2, 0, 5, "E", "ASSUMED", "With the neighbours' markets."),
    Row("market.footwear.export_elasticity", "1", 2, 1, 4, "D", "ASSUMED", "Order of magnitude of trade models."),
    Row("market.footwear.price_elasticity", "1", 2.5, 1, 3.8, "D", "ASSUMED",
        "Between home and foreign pairs; habit and assortment make it less than trade models say."),
    Row("market.footwear.cost_pass_through", "1", 0.4, 0.2, 0.8, "E", "ASSUMED",
        "Buyers have 98 % of the market to turn to; makers pass on less than half of a rise of cost."),
    Row("market.footwear.shadow_import_share", "1", 0.4, 0.25, 0.55, "E", "X01;IO24",
        "Imports of the table are far above the whole market of clothing, textiles and footwear that customs figures "
        "gave for 2022."),
    Row("market.footwear.procurement", "million item", None, 0.25, 0.45, "E", "IO24;GDPE",
        "Leather goods and footwear used by administration, education, health and social services, raised with "
        "government consumption, four fifths of it footwear.",
        derivation=f"(T24_GOV_DOM + T24_GOV_IMP) * GDPE_GOV_2025 / GDPE_GOV_2024 * {FOOTWEAR} / 10500"),
    Row("market.footwear.procurement_premium", "1", 0.1, 0, 0.25, "E", "P01;ASSUMED",
        "No price comparison was found."),
    Row("market.footwear.market_access_cost", "1", 0.15, 0.05, 0.3, "E", "ASSUMED", "Shelf fees and fairs."),
    Row("market.footwear.enforcement_cost", "1", 0.015, 0.005, 0.04, "E", "ASSUMED", "Labelling and control."),
    Row("market.footwear.export_promotion_cost", "1", 0.2, 0.1, 0.4, "E", "ASSUMED", "Fairs and certification."),
    Row("policy.footwear.procurement_local_content", "1", None, 0.05, 1, "A", "IO24;P01",
        "Home share of what public bodies used in 2024. The decree of March 2026 shuts foreign light-industry goods out; "
        "how it works out is not known, so the baseline keeps the observed share.", "lever",
        "T24_GOV_DOM / (T24_GOV_DOM + T24_GOV_IMP)"),
    Row("policy.footwear.import_enforcement", "%", 0, 0, 60, "E", "ASSUMED",
        "Effort as it is today is inside the shadow share.", "lever"),
    Row("policy.footwear.market_access", "1", 0, 0, 0.6, "E", "ASSUMED", "No programme counted today.", "lever"),
    Row("policy.footwear.export_limit", "%", 100, 0, 100, "E", "ASSUMED", "No limit is known.", "lever"),
)  # fmt: skip

_TANNING = (
    Row("process.tanning.existing.input.hides", "kg/m2", 7.6, 7, 8.4, "E", "S_LEATHERMAG;ASSUMED",
        "A salted hide of 22 kg gives 2.9 m2; next door 2.6 to 3.2 m2 were got from a hide."),
    Row("process.tanning.modern.input.hides", "kg/m2", 7.2, 6.8, 7.9, "E", "S_LEATHERMAG;ASSUMED",
        "Less is cut away and spoilt: 3.05 m2 from the same hide."),
    Row("process.tanning.existing.labour", "job/m2", None, 0.00011, 0.00017, "E", "L25;IO24",
        "Fitted to 150 jobs: a guess of how the thousand jobs of leather divide."),
    Row("process.tanning.modern.labour", "job/m2", 0.00008, 0.00006, 0.0001, "E", "ASSUMED", "Mechanised drums and toggling."),
    Row("process.tanning.existing.electricity", "kWh/m2", 2.5, 1.5, 4, "E", "ASSUMED",
        "Drums, pumps and drying. More than the table lets the whole branch buy; see table/corrections.csv."),
    Row("process.tanning.modern.electricity", "kWh/m2", 2.2, 1.3, 3.5, "E", "ASSUMED", "Newer drives."),
    *(
        Row(f"process.tanning.{technology}.other_inputs", "KZT/m2", None, 1000, 1500, "E", "IO24",
            "Chemicals, salt, water, freight: share of bought inputs in the table's column other than hides, leather "
            "and power, trade margins included, times the price.", derivation=f"{OTHER} * 3600")
        for technology in TECHNOLOGIES
    ),
    Row("process.tanning.existing.capacity", "million m2", None, 1.2, 3.5, "E", "S_QAGANAT;S_NP",
        "Plant for the 0.6 million hides held fit, at 2.9 m2. The 4 million hides that ministries quote count plant that "
        "has long stood still.", derivation="H06 * 2.9"),
    Row("process.tanning.capex", "KZT/m2", 4000, 2000, 8000, "E", "ASSUMED", "With treatment of waste water."),
)  # fmt: skip

_SHOEMAKING = (
    Row("process.shoemaking.existing.input.leather", "m2/item", 0.11, 0.1, 0.125, "E", "IO24;ASSUMED",
        "A leather boot takes 0.2 m2 or more; half of the pairs are rubber or cloth. With it imported leather is just "
        "under what the table has."),
    Row("process.shoemaking.modern.input.leather", "m2/item", 0.105, 0.1, 0.12, "E", "ASSUMED", "Cutting by machine."),
    Row("process.shoemaking.existing.labour", "job/item", None, 0.00045, 0.00065, "E", "L25;IO24",
        "Fitted to 600 jobs. 1,580 pairs a worker-year, rubber boots among them."),
    Row("process.shoemaking.modern.labour", "job/item", 0.00036, 0.00028, 0.00045, "E", "ASSUMED",
        "Injected soles and computer stitching."),
    Row("process.shoemaking.existing.electricity", "kWh/item", 1, 0.5, 2, "E", "ASSUMED", "Small in cost."),
    Row("process.shoemaking.modern.electricity", "kWh/item", 1, 0.5, 2, "E", "ASSUMED", "More machines, better drives."),
    *(
        Row(f"process.shoemaking.{technology}.other_inputs", "KZT/item", None, 3300, 4000, "E", "IO24",
            "Soles, linings, thread, glue, rubber: the same share of the price as in tanning.",
            derivation=f"{OTHER} * 10500")
        for technology in TECHNOLOGIES
    ),
    Row("process.shoemaking.existing.capacity", "million item", None, 1.3, 2.6, "E", "S_CARAVAN;S_KAZAKHTV",
        "Pairs: those of 2011, the most that was made in the years found, over the technical maximum. One factory alone "
        "says it can make 0.4 million and makes a third of it.", derivation="H21 / 1000 / 0.85"),
    Row("process.shoemaking.capex", "KZT/item", 3500, 2000, 6000, "E", "E25;ASSUMED",
        "300 million tenge for a line of 150 thousand pairs, at prices of 2025."),
    Row("process.shoemaking.home_share.leather", "1", None, 0.06, 0.2, "E", "IO24;S_ASTANA",
        "Fitted: home-made leather that leather and footwear bought in the table. Makers of uniform boots buy a little."),
    Row("process.shoemaking.home_share_max.leather", "1", 0.5, 0.25, 0.75, "E", "ASSUMED",
        "No observation: what finished home leather could cover if tanneries were modern."),
    Row("process.shoemaking.import_price.leather", "KZT/m2", 9000, 7500, 10500, "E", "IO24;ASSUMED",
        "Finished leather, and cut parts with it: some 17 dollars."),
)  # fmt: skip

_FIXED = {"tanning": (0.4, 0.2, 0.6, "Drums and waste water need people whatever is tanned."),
          "shoemaking": (0.3, 0.1, 0.5, "Shops work by the order; foremen and cutters stay.")}  # fmt: skip


def _common(process: str) -> Iterator[Row]:
    start = f"process.{process}"
    yield Row(f"{start}.modern.capacity", "million m2" if process == "tanning" else "million item", 0, 0, 0, "E",
              "ASSUMED", "What is modern today is not known; counted as existing.", "fixed")  # fmt: skip
    yield Row(f"{start}.wage", "million KZT/job", None, 3.1, 3.7, "E", "IO24;L25",
              "Pay of textiles, clothing and leather in the table over 22 thousand people, raised by 10.5 % to 2025.",
              derivation="T24_PAY_LIGHT / L25 / 1000 * 1.105")  # fmt: skip
    for technology, wear, low, high in (("existing", 5.0, 3.0, 7.0), ("modern", 6.0, 4.0, 8.0)):
        yield Row(f"{start}.{technology}.depreciation", "%", wear, low, high, "E", "ASSUMED",
                  "Life of some 20 years for what stands, 16 for new plant.")  # fmt: skip
    yield Row(f"{start}.utilisation_max", "1", 0.85, 0.8, 0.92, "E", "ASSUMED", "Technical maximum, never fitted.")
    value, low, high, note = _FIXED[process]
    yield Row(f"{start}.fixed_labour_share", "1", value, low, high, "E", "ASSUMED", note)
    yield Row(f"{start}.replacement_rate", "1", 1, 0.5, 1, "E", "ASSUMED", "Owners renew plant that is well used.")
    yield Row(f"{start}.replacement_gate", "1", 0.6, 0.5, 0.7, "E", "ASSUMED", "Below this load nobody renews machines.")
    yield Row(f"{start}.modernisation_rate", "%", 0, 0, 15, "E", "ASSUMED", "Nothing beyond replacement today.", "lever")
    yield Row(f"{start}.gestation", "1", 1, 1, 1, "E", "ASSUMED", "From order to working plant.", "fixed")
    yield Row(f"{start}.working_capital", "1", 0.3, 0.15, 0.5, "E", "ASSUMED", "Hides are bought at the autumn slaughter.")
    yield Row(f"{start}.investment_response", "1", 0.1, 0, 0.3, "E", "ASSUMED",
              "Twice the cost of capital draws a tenth of capacity a year where plant is well used.")  # fmt: skip
    yield Row(f"{start}.investment_step", "1", 0.05, 0.02, 0.1, "E", "ASSUMED", "What builders and banks manage in a year.")
    yield Row(f"policy.{process}.capex_grant", "%", 0, 0, 50, "E", "P24", "None of note today.", "lever")
    yield Row(f"policy.{process}.modernisation_grant", "%", 0, 0, 50, "E", "P24", "None of note today.", "lever")
    yield Row(f"policy.{process}.programme_loan_share", "%", 0, 0, 85, "A", "P03;P05",
              "Loans at 3 % exist, with 15 % of the owner's money; how much they carry is unknown.", "lever")  # fmt: skip


_GOODS = (
    Row("market.leather_goods.output", "billion KZT", None, 3, 5, "E", "L01;L07",
        "Residual: the published total less leather and footwear. Bags, saddles, sheepskin.",
        derivation=f"L01 * L07 / 100 - ({TANNED}) / 7.6 * 3.6 - H12 / 8 * 12 / 1000 * 10.5"),
    Row("market.leather_goods.jobs", "thousand job", None, 0.15, 0.5, "E", "L25;IO24",
        "Residual: the branch's part of the pay of light industry, of 22 thousand jobs, less 150 and 600.",
        derivation="L25 * T24_PAY / T24_PAY_LIGHT - 0.75"),
    Row("market.leather_goods.output_growth", "%", 3, 0, 5, "E", "ASSUMED", "With the economy."),
)  # fmt: skip

ROWS = (
    *_HIDES, *_LEATHER, *_FOOTWEAR, *_TANNING, *_SHOEMAKING,
    *(row for process in PROCESSES for row in _common(process)),
    *_GOODS,
)  # fmt: skip
