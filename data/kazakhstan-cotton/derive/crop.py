"""Parameter rows of the field crop."""

from __future__ import annotations

from tables import Row

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
    Row("growing.labour", "job/ha", None, 0.1, 0.3, "E", "C26;C07",
        "70 thousand people, most of them for the season: 0.35 of a year each. Outside the 22 thousand jobs of light "
        "industry.", derivation="C26 * 0.35 / C07"),
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
)  # fmt: skip
