"""Parameter rows of the field crop."""

from __future__ import annotations

from tables import Row

#: Full-time jobs that pick a tonne, thousands per thousand tonnes.
PICKING = "0.3 / (C54 / 1000 * 250)"

#: How growers answer prices and support.
_RESPONSE = (
    Row("growing.area_elasticity", "1", 0.5, 0.3, 1.1, "D", "NI08;DW91",
        "Cotton land in Pakistan 1.1 in the long run, in the United States 0.3-0.9. Not estimated for Kazakhstan, whose area "
        "moved between 106 and 146 thousand ha in a decade for water and payment as much as for price."),
    Row("growing.area_adjustment", "1", 0.4, 0.24, 0.6, "D", "NI08;DW91",
        "Short over long run: 0.24 in Pakistan, 0.6 in the United States. A hectare changed from cotton needs other seed, "
        "other buyers and a year or two."),
    Row("growing.drip_takeup", "1", 0.8, 0.64, 1, "E", "C09;C10",
        "Only 32 of the 50 thousand ha reported as equipped in 2025 are confirmed as sown in the new way, the low end. The "
        "middle is between that and all."),
    Row("growing.drip_response", "1", 3, 1, 6, "E", "P13;ASSUMED",
        "As for projects of plant. When the refund went from 50 to 80 % the area went from 1 to 50 thousand ha, but with one "
        "large investor behind it, so nothing can be estimated."),
    Row("growing.drip_life", "1", 10, 6, 15, "E", "E13;ASSUMED",
        "Tape is laid anew every few seasons, pipes and pumps last ten years, canals longer."),
    Row("growing.elite_seed_response", "1", 2, 0.5, 4, "E", "C61;P18;ASSUMED",
        "A quarter more of the extra cost paid lifts the share of elite seed from 11.5 to 18 %. No series shows it: rates "
        "rose for 2026 only."),
    Row("growing.fertiliser_cost", "thousand KZT/ha", None, 25, 80, "E", "P19;P20;C18;ASSUMED",
        "9.5 billion tenge pay 60 % of 134 kt, 118 thousand tenge a tonne at full price; 0.4 t on a hectare of cotton assumed. "
        "The mean of all crops of the region, 0.22 t, is the low end.", derivation="P19 / P20 * 100 / 134 * 0.4 * 1000"),
    Row("growing.fertiliser_yield", "1", 0.2, 0.15, 0.3, "E", "ASSUMED",
        "A tenth more fertiliser lifts the yield by a fiftieth on land that is not starved of it; handbooks give less on "
        "rich and more on poor soils, trials of this region were not found."),
    Row("growing.fertiliser_response", "1", 0.05, 0, 0.12, "E", "ASSUMED",
        "Growers use a quarter of a percent less for a price one percent higher, and the yield follows by a fifth of that."),
    Row("growing.price_transmission", "1", 1, 0.7, 1, "E", "C24;C44;C46;G28",
        "Farm prices fell by a third from 2022 to 2025 while lint fell by half in dollars and rather less in tenge. All "
        "buyers sell the same lint abroad, so the whole change is passed on but for what strong gins keep."),
    Row("market.seed_cotton.glut_discount", "1", 0.5, 0, 1, "E", "C31;C32;ASSUMED",
        "When exports of lint stalled in 2022 gins owed growers 1.6 billion tenge, paid less and the plan was cut by a tenth. "
        "No rule follows from one year."),
)  # fmt: skip

_LEVERS = (
    Row("market.lint.glut_discount", "1", 0.5, 0, 1, "E", "C31;C32;ASSUMED",
        "Where a limit keeps lint in the country, half of the share that finds no buyer comes off its price: home mills and "
        "gins bargain over what cannot leave. No such year is on record here."),
    Row("policy.growing.fertiliser_subsidy", "%", None, 0, 80, "C", "P20", "Paid to makers, who sell at the lower price.",
        "lever", "P20"),
    Row("policy.growing.price_subsidy", "thousand KZT/t", 0, 0, 40, "B", "P22",
        "None found for 2024-2026. 12 thousand tenge a tonne were paid in 2019, 8 % of the price then.", "lever"),
    Row("policy.growing.area_subsidy", "thousand KZT/ha", 0, 0, 100, "C", "P23",
        "None found today; 12 thousand tenge a hectare in 2011, when a tonne cost 105 thousand.", "lever"),
    Row("policy.growing.water_tariff", "KZT/m3", None, 0.6, 18, "E", "P15;P14",
        "The middle of the tariffs of 4.01-9 tenge, half of it subsidised. On drip land up to 85 % is paid, the low end; "
        "the high end is twice the dearest tariff with no subsidy.", "lever", "(4.01 + 9) / 2 * (1 - P15 / 100)", 2025),
    Row("policy.growing.water_tariff", "KZT/m3", 3.903, 0.6, 18, "E", "P15;P14",
        "From 2026 40 % of the tariff is subsidised in every scenario.", "lever", "(4.01 + 9) / 2 * (1 - 40 / 100)", 2026),
    Row("policy.growing.farm_gate_share", "1", None, 0.75, 0.9, "E", "C44;G04;G05;K40",
        "Farm price over what a gin earns on a tonne: 0.33 t of lint and 0.55 t of seed at the prices of this pack, 297 "
        "thousand tenge. What is left has to carry the gin: above 0.91 it stops.", "lever",
        "C44 / (0.33 * 800 + G05 / 100 * 60)"),
)  # fmt: skip

ROWS = (
    Row("growing.area", "thousand ha", None, 144.5, 162, "A", "C07;C08;C18",
        "Final count of the statistics bureau. The ministry says 144.5. The regional plan for 2026 is 162, which is "
        "the top of the lever; the baseline stays at what was sown.", "lever", "C07"),
    Row("growing.area_limit", "thousand ha", 190, 162, 223.7, "E", "C18;C21",
        "Land that could carry cotton in rotation: between the 2026 plan and the 223.7 thousand ha sown twenty years "
        "ago. With today's water the quota binds first."),
    Row("growing.drip_share", "1", None, 0.22, 0.8, "B", "C09;C10;C07",
        "50 thousand ha were equipped; only 32 thousand are confirmed as sown by the new method, the low end. The high "
        "end is what a programme could reach.", "lever", "C09 / C07"),
    Row("growing.yield_furrow", "t/ha", 2.83, 2.6, 2.96, "E", "C15;C20",
        "The mean of 2024, when nearly all land was watered by furrow, kept for the same land in 2025.",
        derivation="C20"),
    Row("growing.yield_drip", "t/ha", None, 3.5, 4.5, "E", "C01;C16;C11",
        "Fitted: with 2.83 on the rest it gives the final harvest. 4.5 is reported for the 32 thousand ha of one "
        "investor and must not be combined with 50 thousand.", fitted=True),
    Row("growing.elite_seed_share", "%", None, 9.5, 40, "B", "C61",
        "Published for all crops; none for cotton alone.", "lever", "C61"),
    Row("growing.elite_seed_gain", "1", 0.08, 0.03, 0.15, "E", "C56;ASSUMED",
        "Better seed adds some percent on the same water. The Kyrgyz gain of 1.7 times is drip and new varieties "
        "together, so only a small part of it is put here."),
    Row("growing.weather", "1", 1, 1, 1, "E", "C13;C20",
        "The base year is the norm by definition.", year=2025),
    Row("growing.weather", "1", 1, 0.86, 1.06, "E", "C35;C30;C20",
        "Mean yields ran from 24.3 (2020) to 28.6 centners per hectare (2022) against 28.3 taken as normal.",
        year=2026),
    Row("growing.autumn_share", "1", 0.6236, 0.55, 0.7, "E", "G01;PB25;C01",
        "Not fitted: lint of the calendar year less the January-July lint, turned back into seed cotton, over the "
        "harvest. The lint of 2025 is therefore no independent check of the model.",
        derivation="(G01 - PB25_LINT) / 0.33 / C01", year=2025),
    Row("growing.autumn_share", "1", 0.62, 0.5, 0.8, "E", "G01;PB25;G19;C19",
        "Later crops like that of 2025. The crop of 2024 reads as 0.80, that of 2019 about 0.7: the share hangs on "
        "rain, prices and the length of the queue at the gin.", year=2026),
    Row("growing.autumn_season_share", "1", 0.5, 0.45, 0.6, "E", "G15;G17;ASSUMED",
        "About 110 of the 230 days that gins work in a year fall between mid-September and New Year."),
    Row("growing.carry_in", "kt", None, 50, 75, "E", "PB25",
        "Seed cotton of 2024 still in the yards on 1 January 2025: the lint made from January to July over the "
        "out-turn. What was never registered cannot be ginned and is left out.", derivation="PB25_LINT / 0.33"),
    Row("growing.water_furrow", "m3/ha", 6000, 5000, 6800, "D", "S1;C58",
        "Field norms next door are 3,500-6,900. Above 6,800 the area of 2025 could not have been watered out of the "
        "canal limit, which bounds the range."),
    Row("growing.water_drip", "m3/ha", None, 3200, 5000, "D", "C57;S1",
        "Up to 30 % less than furrow.", derivation="6000 * (1 - C57 / 100)"),
    Row("growing.water_quota", "million m3", None, 800, 960, "B", "C58",
        "Season limit of the Dostyk canal, which feeds the main cotton districts; losses on the way are outside the "
        "norms used here. Other crops compete for it, other sources add to it.", derivation="C58"),
    Row("growing.labour", "job/ha", None, 0.05, 0.2, "E", "C26;C07;C01;C54",
        "70 thousand people, most of them for the season: 0.35 of a year each, less what picks the crop. Outside the 22 "
        "thousand jobs of light industry.", derivation=f"C26 * 0.35 / C07 - {PICKING} * C01 / C07"),
    Row("growing.picking_labour", "job/t", None, 0.01, 0.035, "E", "C48;C53;C54;ASSUMED",
        "55 kg a day by hand, 250 days to a full-time job, three tenths of the crop picked by hand: combines took more than "
        "half of it in 2020, and drip land is laid out for them.", derivation=PICKING),
    Row("growing.wage", "million KZT/job", 1.8, 1.02, 3, "E", "M08;M10;ASSUMED",
        "150 thousand tenge a month, between the minimum wage of 85 and the pay the region's firms report. Much of it "
        "is the family's own income."),
    Row("growing.purchases", "million KZT/ha", None, 0.2, 0.45, "E", "IO24;C01;C07;C44",
        "The input share of all agriculture applied to the value of a hectare of cotton (0.8 million tenge).",
        derivation="T24_FARM_INPUTS / T24_FARM_OUTPUT * C01 * C44 / C07 / 1000"),
    Row("growing.drip_capex", "million KZT/ha", None, 0.9, 1.6, "E", "E13;E14",
        "58 billion tenge for the first stage on 60 thousand ha: canals, pumps and drip lines. Later stages will add "
        "to it, hence the long upper side.", derivation="58 / E13"),
    Row("growing.elite_seed_cost", "million KZT/ha", 0.015, 0.008, 0.03, "E", "C18;ASSUMED",
        "22 kg of seed per hectare at some 700 tenge a kilogram above ordinary seed."),
    Row("policy.growing.drip_reimbursement", "%", None, 0, 90, "B", "P13",
        "The state refunds 80 % of the cost since 2024 (50 % before).", "lever", "P13"),
    Row("policy.growing.elite_seed_subsidy", "%", 50, 0, 100, "E", "P17;P18",
        "Seed is subsidised on the whole cotton area, rates rose 1.5-2 times for 2026, the tenge rates were not seen: "
        "half of the extra cost assumed.", "lever"),
    *_RESPONSE, *_LEVERS,
)  # fmt: skip
