"""The base year by hand: what is fitted, and whether everything adds up.

A second, independent statement of the model's base year: quantities from demand back to
the field, jobs, unit costs. Nothing here reads the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processing import INDUSTRY, TECHNOLOGIES

Values = Mapping[str, float]

TOLERANCE = 1e-6
#: Tolerance where the target is no identity: lint follows from rounded shares.
LOOSE = 3e-3


@dataclass(frozen=True)
class Fit:
    """A parameter and the published figure that it was set to meet."""

    path: str
    indicator: str
    label: str
    target: float
    unit: str
    source: str
    note: str


HARVEST, FABRIC, ARTICLES, GARMENT_VALUE = 465_900.0, 5_200_000.0, 28_600_000.0, 83_200.0
ARTICLE_JOBS, GARMENT_JOBS = 5_000.0, 11_800.0

FITS = (
    Fit("growing.yield_drip", "harvest", "", HARVEST, "t", "C01",
        "Yield of furrow land and both areas are given, so the drip yield follows."),
    Fit("process.sewing_articles.home_share.fabric", "production", "fabric", FABRIC, "m2", "T02",
        "One share for both users of fabric."),
    Fit("process.sewing_garments.home_share.fabric", "production", "fabric", FABRIC, "m2", "T02",
        "One share for both users of fabric."),
    Fit("market.textile_articles.domestic_share", "production", "textile_articles", ARTICLES, "item", "T03",
        "What exports and public bodies do not take is sold on the home market."),
    Fit("market.garments.domestic_share", "output_value", "sewing_garments", GARMENT_VALUE, "million KZT", "L01;L06",
        "The same for clothing, whose value is published."),
    Fit("process.sewing_articles.existing.labour", "jobs_direct", "sewing_articles", ARTICLE_JOBS, "job", "L25",
        "Left of 22 thousand after the other lines; a guess of the split with other textiles."),
    Fit("process.sewing_garments.existing.labour", "jobs_direct", "sewing_garments", GARMENT_JOBS, "job", "L25;IO24",
        "Clothing's part of the pay of the three branches."),
)  # fmt: skip


def fabric_need(v: Values, articles: float, garments: float) -> float:
    return (
        v["process.sewing_articles.existing.input.fabric"] * articles
        + v["process.sewing_garments.existing.input.fabric"] * garments
    )


def away(v: Values, good: str) -> float:
    """Exports and sales to public bodies."""
    local = v[f"policy.{good}.procurement_local_content"] * v[f"market.{good}.procurement"]
    return v[f"market.{good}.export_demand"] + local


def staff(v: Values, process: str, output: float) -> float:
    """Quantity that the labour coefficient multiplies: moving and standing part."""
    fixed = v[f"process.{process}.fixed_labour_share"]
    capacity = v[f"process.{process}.existing.capacity"] * v[f"process.{process}.utilisation_max"]
    return (1 - fixed) * output + fixed * capacity


def fit(v: Values) -> dict[str, float]:
    """Values of the fitted parameters, in units of the simulation."""
    garments = GARMENT_VALUE / v["market.garments.price"]
    drip = v["growing.drip_share"]
    home = (FABRIC - v["market.fabric.export_demand"]) / fabric_need(v, ARTICLES, garments)
    return {
        "growing.yield_drip": (HARVEST / v["growing.area"] - (1 - drip) * v["growing.yield_furrow"]) / drip,
        "process.sewing_articles.home_share.fabric": home,
        "process.sewing_garments.home_share.fabric": home,
        "market.textile_articles.domestic_share": (ARTICLES - away(v, "textile_articles"))
        / v["market.textile_articles.size"],
        "market.garments.domestic_share": (garments - away(v, "garments")) / v["market.garments.size"],
        "process.sewing_articles.existing.labour": ARTICLE_JOBS / staff(v, "sewing_articles", ARTICLES),
        "process.sewing_garments.existing.labour": GARMENT_JOBS / staff(v, "sewing_garments", garments),
    }


def quantities(v: Values) -> dict[str, float]:
    """Quantities of the base year from the finished parameters."""
    drip = v["growing.drip_share"]
    harvest = v["growing.area"] * (drip * v["growing.yield_drip"] + (1 - drip) * v["growing.yield_furrow"])
    ginned = v["growing.autumn_share"] * harvest + v["growing.carry_in"]
    articles, garments = (
        v[f"market.{good}.domestic_share"] * v[f"market.{good}.size"] + away(v, good)
        for good in ("textile_articles", "garments")
    )
    home = v["process.sewing_articles.home_share.fabric"]
    fabric = home * fabric_need(v, articles, garments) + v["market.fabric.export_demand"]
    yarn = v["process.weaving.existing.input.yarn"] * fabric + v["market.yarn.export_demand"]
    lint = ginned / v["process.ginning.existing.input.seed_cotton"]
    spun = v["process.spinning.existing.input.lint"] * yarn
    return {
        "harvest": harvest,
        "water": v["growing.area"] * (drip * v["growing.water_drip"] + (1 - drip) * v["growing.water_furrow"]),
        "ginning": lint,
        "spinning": yarn,
        "weaving": fabric,
        "sewing_articles": articles,
        "sewing_garments": garments,
        "lint_spun": spun,
        "lint_exported": lint - spun - v["market.lint.stock_building"],
    }


def jobs(v: Values, made: Mapping[str, float]) -> dict[str, float]:
    """Direct jobs by process."""
    return {name: v[f"process.{name}.existing.labour"] * staff(v, name, made[name]) for name in INDUSTRY}


INPUTS = {
    "ginning": ("lint", ("seed_cotton",)),
    "spinning": ("yarn", ("lint",)),
    "weaving": ("fabric", ("yarn",)),
    "sewing_articles": ("textile_articles", ("fabric",)),
    "sewing_garments": ("garments", ("fabric",)),
}


def unit_cost(v: Values, process: str, technology: str) -> dict[str, float]:
    """Parts of unit variable cost, and the price, in million tenge."""
    start = f"process.{process}.{technology}"
    output, inputs = INPUTS[process]
    bought = 0.0
    for name in inputs:
        price = v[f"market.{name}.price"]
        home = v.get(f"process.{process}.home_share.{name}")
        if home is not None:
            price = home * price + (1 - home) * v[f"process.{process}.import_price.{name}"]
        bought += v[f"{start}.input.{name}"] * price
    return {
        "inputs": bought,
        "electricity": v[f"{start}.electricity"] * v["market.economy.electricity_price"],
        "labour": v[f"{start}.labour"] * v[f"process.{process}.wage"],
        "other": v[f"{start}.other_inputs"],
        "credit": 0.0 - v.get(f"{start}.coproduct.cottonseed", 0.0) * v["market.cottonseed.price"],
        "price": v[f"market.{output}.price"],
    }


def sector_output(v: Values, made: Mapping[str, float]) -> float:
    """Light industry as published, million tenge: the lines of bridge.csv."""
    lines = (
        made["ginning"] * v["market.lint.price"],
        v["market.yarn.export_demand"] * v["market.yarn.price"],
        made["weaving"] * v["market.fabric.price"],
        made["sewing_articles"] * v["market.textile_articles.price"],
        made["sewing_garments"] * v["market.garments.price"],
        v["market.other_textiles.output"],
        v["market.leather.output"],
    )
    return sum(lines)


def _near(name: str, value: float, target: float, tolerance: float) -> list[str]:
    gap = abs(value / target - 1)
    return [] if gap <= tolerance else [f"{name}: {value:.9g} instead of {target:.9g} ({gap:.1e})"]


def check(v: Values) -> list[str]:
    """Everything that must hold in the base year and does not."""
    made = quantities(v)
    work = jobs(v, made)
    faults = [
        *_near("harvest", made["harvest"], HARVEST, TOLERANCE),
        *_near("lint", made["ginning"], 116_100, LOOSE),
        *_near("fabric", made["weaving"], FABRIC, TOLERANCE),
        *_near("textile articles", made["sewing_articles"], ARTICLES, TOLERANCE),
        *_near("clothing", made["sewing_garments"] * v["market.garments.price"], GARMENT_VALUE, TOLERANCE),
        *_near("yarn", made["spinning"], 500 + 0.185e-3 * FABRIC, TOLERANCE),
        *_near("jobs in articles", work["sewing_articles"], ARTICLE_JOBS, TOLERANCE),
        *_near("jobs in garments", work["sewing_garments"], GARMENT_JOBS, TOLERANCE),
        *_near("jobs in ginning", work["ginning"], 1510, LOOSE),
        *_near("jobs in mills", work["spinning"] + work["weaving"], 560, 0.01),
        *_near("sector output", sector_output(v, made), 260_000, LOOSE),
        *_near("sector jobs", sum(work.values()) + 3100, 22_000, LOOSE),
    ]
    for process in INDUSTRY:
        for technology in TECHNOLOGIES:
            parts = unit_cost(v, process, technology)
            if sum(parts.values()) >= 2 * parts["price"]:
                faults.append(f"{process}, {technology}: unit cost above the price")
        room = v[f"process.{process}.existing.capacity"] * v[f"process.{process}.utilisation_max"]
        if made[process] > room:
            faults.append(f"{process}: more made than capacity allows")
    if made["water"] > v["growing.water_quota"]:
        faults.append("water above the quota")
    return faults


def report(v: Values) -> list[str]:
    """Lines that show the base year: quantities, jobs, unit costs."""
    made = quantities(v)
    work = jobs(v, made)
    lines = [f"{name:>16} {value:18,.1f}" for name, value in made.items()]
    lines += [f"{name + ' jobs':>22} {value:12,.1f}" for name, value in work.items()]
    lines.append(f"sector output {sector_output(v, made):,.1f} million KZT, jobs {sum(work.values()) + 3100:,.1f}")
    lines += [
        f"home share of {good}: {v[f'market.{good}.domestic_share']:.4f} of {v[f'market.{good}.size'] / 1e6:.1f} million,"
        f" public bodies {v[f'market.{good}.procurement'] / 1e6:.2f} million"
        f" at {v[f'policy.{good}.procurement_local_content']:.3f}"
        for good in ("textile_articles", "garments")
    ]
    lines.append(
        "unit cost, KZT (t, m2, item)     inputs  electricity  labour   other  credit     cost    price margin"
    )
    for process in INDUSTRY:
        for technology in TECHNOLOGIES:
            parts = unit_cost(v, process, technology)
            price = parts.pop("price")
            cost = sum(parts.values())
            figures = "".join(f"{1e6 * value:12,.1f}" for value in (*parts.values(), cost, price))
            lines.append(f"{process:>16} {technology:>9}{figures} {1 - cost / price:6.1%}")
    return lines
