"""Rows for a start in 2021: the state of that year, and the drivers observed since.

They change nothing from 2025 on. Figures of 2022 and later enter only where they say what
2021 was (a level over its growth), and as the index that brings money to prices of 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

import baseyear
import pandas as pd
from observed import TO_2025
from processing import INDUSTRY
from tables import FACTOR, Row, evaluate

START = 2021
#: Years between the start and the base year.
AHEAD = 4
#: Articles of January-April 2020 at a yearly rate, million.
ARTICLES = "T15 / 4 * 12"
#: Clothing of 2021 at prices of 2025, billion tenge.
CLOTHING = f"L14_CLOTHING / (1 + L15_CLOTHING / 100) * {TO_2025}"
#: Share of the crop of 2020 and 2021 that is ginned before New Year.
AUTUMN = 0.65
#: Jobs of 2025 by which those of the start are split: articles, garments, other textiles, leather.
SPLIT = {"sewing_articles": 5.0, "sewing_garments": 11.8, "other_textiles": 2.1, "leather": 1.0}

_AREA = (
    Row("growing.area", "thousand ha", 110, 105, 115, "C", "C33", "Spring figure of the region.", "lever", "C33", START),
    Row("growing.area", "thousand ha", 126.3, 126.3, 126.3, "B", "C31", "As sown.", "lever", "C31", 2022),
    Row("growing.area", "thousand ha", 111.4, 105, 118, "E", "C32",
        "The plan; what was sown was not published.", "lever", "C32", 2023),
    Row("growing.area", "thousand ha", 106.4, 106.4, 106.4, "B", "C21", "As sown.", "lever", "C21", 2024),
    Row("growing.drip_share", "1", 0, 0, 0.02, "E", "C12;ASSUMED", "Trial plots only.", "lever", "", START),
    Row("growing.drip_share", "1", 0, 0, 0.02, "E", "C12;ASSUMED", "Trial plots only.", "lever", "", 2023),
    Row("growing.drip_share", "1", None, 0, 0.03, "B", "C12;C21",
        "The first season of the pilot farm.", "lever", "C12 / C21", 2024),
)  # fmt: skip

_CROP = (
    Row("growing.yield_drip", "t/ha", None, 3.5, 4.9, "E", "C41;C40;C39;C37;C38;C35;C34;C56",
        "Furrow yield of 2016-2020 times the gain of drip and new varieties on trial land next door, 1.7 (1.5-1.9): what could "
        "be said without a harvest on drip land at home.",
        derivation="(C41 / (C40 - 25) + C39 / C40 + C37 / C38 + C35 / C34) / 4 * C56", year=START),
    Row("growing.autumn_share", "1", AUTUMN, 0.5, 0.8, "E", "G19;C35;ASSUMED",
        "35 kt of lint in January-April 2020 are 106 kt of seed cotton, a third of a crop like that of 2020.", year=START),
    Row("growing.carry_in", "kt", None, 63, 158, "E", "C35;G19;ASSUMED",
        "What the same share leaves of the crop of 2020.", derivation=f"C35 * (1 - {AUTUMN})", year=START),
    Row("market.lint.stock_building", "kt", 0, 0, 5, "E", "ASSUMED",
        "The unrecorded use of 2025 is no habit.", year=START),
)  # fmt: skip

_PLANT = (
    Row("process.ginning.existing.capacity", "kt", None, 230, 300, "C", "G07;G08", "As in 2018.", derivation="G07 * 0.33",
        year=START),
    Row("process.spinning.existing.capacity", "kt", 9.7, 5.2, 27, "E", "E02;E06;T16",
        "The two mills that ran, as in 2025; the four of 2020 are the upper side.", year=START),
    Row("process.weaving.existing.capacity", "million m2", None, 24.2, 35, "E", "E04;T17;T09",
        "Azala and the second Utex mill; less could not have woven the 20.5 million of the year.",
        derivation="E04 * 12 + 10.6", year=START),
    Row("process.sewing_articles.existing.capacity", "million item", 45, 30, 60, "E", "T15;ASSUMED",
        "Half used, as in 2025.", year=START),
    Row("process.sewing_garments.existing.capacity", "million item", 13, 10, 17, "E", "L14;ASSUMED",
        "Used as in 2025.", year=START),
    *(
        Row(f"process.{name}.modern.capacity", unit, 0, 0, 0, "E", "ASSUMED",
            "As in 2025: no plant of the new kind yet.", "fixed", year=START)
        for name, unit in (("ginning", "kt"), ("spinning", "kt"), ("weaving", "million m2"),
                           ("sewing_articles", "million item"), ("sewing_garments", "million item"))
    ),
)  # fmt: skip

_MARKETS = (
    Row("market.yarn.export_demand", "kt", 0.3, 0.2, 0.7, "E", "E06", "One mill lists 0.3 kt.", year=START),
    Row("market.fabric.export_demand", "million m2", 2, 0.5, 4, "E", "ASSUMED",
        "A tenth of the output; no figure before 2023 was found.", year=START),
    Row("market.textile_articles.export_demand", "million item", 1.2, 0.4, 2.5, "E", "IO24;ASSUMED",
        "Some 5 % of output, as in 2025.", year=START),
    Row("market.garments.export_demand", "million item", 0.2, 0.05, 0.5, "E", "IO24;ASSUMED", "A trace, as in 2025.", year=START),
    Row("market.other_textiles.output", "billion KZT", None, 8, 35, "E", "L14;G18;C46;L15;L20;T09;T15",
        "Textiles of 2022 less lint at the farm price of that year, at prices of 2025, over the year's growth, less yarn, fabric "
        "and articles. The second textile total, 36.6 against 52 % of the sector in 2019, shows how little it is known.",
        derivation=f"(L14 - L14_CLOTHING - L14_LEATHER - G18 * C46 / 0.33 / 1000) * {TO_2025} / (1 + L15_TEXTILE / 100)"
        f" - 0.3 * 1.5 - T09 * 0.45 - {ARTICLES} * 1.15", year=START),
    Row("market.leather.output", "billion KZT", None, 15, 21, "E", "L14;L15;L20", "At prices of 2025.",
        derivation=f"L14_LEATHER / (1 + L15_LEATHER / 100) * {TO_2025}", year=START),
)  # fmt: skip

#: Sizes that are brought back from 2025 with the growth of the pack: path and its growth.
_BACK = (
    ("market.textile_articles.size", 0.03), ("market.garments.size", 0.03),
    ("market.textile_articles.procurement", 0.03), ("market.garments.procurement", 0.03),
)  # fmt: skip


def rows(base: list[Row], facts: Mapping[str, float], calibration: pd.DataFrame) -> list[Row]:
    """All rows of the start, given those of the base year with their values."""
    early = [_evaluated(row, facts) for row in (*_AREA, *_CROP, *_PLANT, *_MARKETS)]
    early += _calibrated(calibration)
    early += [_back(row, growth) for path, growth in _BACK for row in base if row.path == path]
    values = {row.path: (row.value or 0.0) * FACTOR[row.unit] for row in base if row.year in (None, 2025)}
    values |= {row.path: (row.value or 0.0) * FACTOR[row.unit] for row in early if row.year == START}
    return early + _fitted(values, facts)


def _evaluated(row: Row, facts: Mapping[str, float]) -> Row:
    if row.value is not None:
        return row
    return _with(row, float(f"{evaluate(row.derivation, facts):.9g}"))


def _with(row: Row, value: float) -> Row:
    return Row(row.path, row.unit, value, row.low, row.high, row.grade, row.source, row.note, row.role, row.derivation, row.year)


def _calibrated(calibration: pd.DataFrame) -> list[Row]:
    """Normal yield and the weather around it, as fitted to the years before."""
    source = "C41;C40;C39;C37;C38;C35;C34"
    told = {
        "yield_furrow": "Fitted to the yields of 2016, 2017, 2018 and 2020 (calibration.csv).",
        "weather": "A year around the normal one, from the same four (calibration.csv); it is not given to the model.",
    }
    found = {str(row.path): row for row in calibration.itertuples()}
    return [
        Row(f"growing.{name}", str(found[name].unit), round(float(str(found[name].estimate)), 6),
            round(float(str(found[name].low)), 6), round(float(str(found[name].high)), 6), "E", source, note, year=START)
        for name, note in told.items()
    ]  # fmt: skip


def _back(row: Row, growth: float) -> Row:
    """A size of 2025 at the start, with wider ends."""
    share = (1 + growth) ** -AHEAD
    note = "The size of 2025 four years back at the growth of the pack. It only sets the scale: what is sold follows from output."
    value = float(f"{(row.value or 0.0) * share:.9g}")
    return Row(row.path, row.unit, value, round(row.low * share, 2), round(row.high * share, 2), "E", f"{row.source};ASSUMED",
               note, year=START)  # fmt: skip


def _fitted(v: dict[str, float], facts: Mapping[str, float]) -> list[Row]:
    """Home shares and jobs that meet what is known of the start: fabric, articles, clothing, jobs."""
    articles = evaluate(ARTICLES, facts) * 1e6
    garments = evaluate(CLOTHING, facts) * 1e3 / v["market.garments.price"]
    fabric = facts["T09"] * 1e6
    home = (fabric - v["market.fabric.export_demand"]) / baseyear.fabric_need(v, articles, garments)
    yarn = v["process.weaving.existing.input.yarn"] * fabric + v["market.yarn.export_demand"]
    ginned = v["growing.carry_in"] + v["growing.autumn_share"] * v["growing.area"] * v["growing.yield_furrow"]
    made = {"ginning": ginned / v["process.ginning.existing.input.seed_cotton"], "spinning": yarn, "weaving": fabric,
            "sewing_articles": articles, "sewing_garments": garments}  # fmt: skip
    before = sum(baseyear.jobs(v, made)[name] for name in INDUSTRY if name not in SPLIT)
    left = facts["L26"] * 1e3 - before
    jobs = {name: left * part / sum(SPLIT.values()) for name, part in SPLIT.items()}
    shares = {good: (amount - baseyear.away(v, good)) / v[f"market.{good}.size"]
              for good, amount in (("textile_articles", articles), ("garments", garments))}  # fmt: skip
    return [
        *(
            _near(f"process.{name}.home_share.fabric", "1", home, 0.35, "T09;T15;L14",
                  "Set so that the mills weave the 20.5 million m2 of the year.")
            for name in ("sewing_articles", "sewing_garments")
        ),
        _near("market.textile_articles.domestic_share", "1", shares["textile_articles"], 0.25, "T15",
              "Set so that articles are those of January-April 2020 at a yearly rate: 2021 is not published."),
        _near("market.garments.domestic_share", "1", shares["garments"], 0.15, "L14;L15;L20",
              "Set so that clothing has the output of the year at prices of 2025."),
        *(
            _near(f"process.{name}.existing.labour", "job/item", jobs[name] / baseyear.staff(v, name, made[name]), 0.15,
                  "L26", "Set so that the sector has the 17.9 thousand jobs of early 2020, split as in 2025.")
            for name in ("sewing_articles", "sewing_garments")
        ),
        *(
            _near(f"market.{name}.jobs", "thousand job", jobs[name] / 1e3, 0.3, "L26", "The same.")
            for name in ("other_textiles", "leather")
        ),
    ]  # fmt: skip


def _near(path: str, unit: str, value: float, spread: float, source: str, note: str) -> Row:
    """A row with ends that are `spread` away from its value."""
    return Row(path, unit, float(f"{value:.9g}"), float(f"{value * (1 - spread):.4g}"), float(f"{value * (1 + spread):.4g}"),
               "E", source, note, year=START)  # fmt: skip
