"""The base year by hand: what is fitted, and whether it adds up. Reads nothing of the simulation."""

from __future__ import annotations

from collections.abc import Mapping

Values = Mapping[str, float]

PAIRS = "H12 / 8 * 12 * 1000"
OWN_LEATHER = "T24_OWN_DOM * GVA15_2025 / GVA15_2024"
TANNERS, SHOEMAKERS = 150.0, 600.0

#: path, indicator, label, expression over facts (or a number), unit, source, note
FITTED = (
    ("market.footwear.domestic_share", "production", "footwear", PAIRS, "item", "S_MK",
     "Pairs at the rate of eight months of 2018, the last count found."),
    ("process.shoemaking.home_share.leather", "imports", "leather", f"{PAIRS} * 0.11 - ({OWN_LEATHER}) / 3600 * 1000000",
     "m2", "IO24;GVAS", "What footwear needs less what leather and footwear bought of home-made leather in the table."),
    ("process.tanning.existing.labour", "jobs_direct", "tanning", "150", "job", "L25;IO24",
     "Assumed part of the thousand jobs of the branch."),
    ("process.shoemaking.existing.labour", "jobs_direct", "shoemaking", "600", "job", "L25;IO24",
     "Assumed part of the thousand jobs of the branch."),
)  # fmt: skip


def staff(v: Values, process: str, output: float) -> float:
    """What the labour coefficient multiplies."""
    fixed, start = v[f"process.{process}.fixed_labour_share"], f"process.{process}"
    return (1 - fixed) * output + fixed * v[f"{start}.existing.capacity"] * v[f"{start}.utilisation_max"]


def fit(v: Values, pairs: float, imported: float) -> dict[str, float]:
    """Fitted parameters from the pairs made and the leather imported for them (m2)."""
    to_public = v["policy.footwear.procurement_local_content"] * v["market.footwear.procurement"]
    leather = v["process.shoemaking.existing.input.leather"] * pairs
    return {
        "market.footwear.domestic_share": (pairs - to_public - v["market.footwear.export_demand"])
        / v["market.footwear.size"],
        "process.shoemaking.home_share.leather": 1 - imported / leather,
        "process.tanning.existing.labour": TANNERS / staff(v, "tanning", tanned(v)),
        "process.shoemaking.existing.labour": SHOEMAKERS / staff(v, "shoemaking", pairs),
    }


def tanned(v: Values) -> float:
    """Leather made: what is left of hides after exports under contract."""
    left = v["market.hides.supply"] * (1 - v["market.hides.committed_exports"])
    return left / v["process.tanning.existing.input.hides"]


def made(v: Values) -> dict[str, float]:
    """Output by process."""
    home = v["market.footwear.domestic_share"] * v["market.footwear.size"]
    public = v["policy.footwear.procurement_local_content"] * v["market.footwear.procurement"]
    return {"tanning": tanned(v), "shoemaking": home + public + v["market.footwear.export_demand"]}


def exported(v: Values) -> float:
    """Exports of leather and footwear, million."""
    output = made(v)
    own = v["process.shoemaking.home_share.leather"] * v["process.shoemaking.existing.input.leather"]
    leather = output["tanning"] - own * output["shoemaking"]
    return leather * v["market.leather.price"] + v["market.footwear.export_demand"] * v["market.footwear.price"]


def power(v: Values) -> float:
    """Electricity of both processes, million."""
    used = sum(amount * v[f"process.{name}.existing.electricity"] for name, amount in made(v).items())
    return used * v["market.economy.electricity_price"]


def cost(v: Values, process: str, technology: str) -> tuple[float, float]:
    """Unit variable cost and price, million."""
    start = f"process.{process}.{technology}"
    goods = {"tanning": ("hides", "leather"), "shoemaking": ("leather", "footwear")}
    bought, sold = goods[process]
    price = v[f"market.{bought}.price"]
    share = v.get(f"process.{process}.home_share.{bought}", 1.0)
    price = share * price + (1 - share) * v.get(f"process.{process}.import_price.{bought}", 0.0)
    total = (
        v[f"{start}.input.{bought}"] * price
        + v[f"{start}.electricity"] * v["market.economy.electricity_price"]
        + v[f"{start}.labour"] * v[f"process.{process}.wage"]
        + v[f"{start}.other_inputs"]
    )
    return total, v[f"market.{sold}.price"]


def report(v: Values) -> tuple[list[str], list[str]]:
    """Lines that show the base year, and what is wrong in it."""
    shown, wrong = [], []
    for process, output in made(v).items():
        room = v[f"process.{process}.existing.capacity"] * v[f"process.{process}.utilisation_max"]
        jobs = v[f"process.{process}.existing.labour"] * staff(v, process, output)
        shown.append(f"{process:>12} {output:14,.0f} of {room:14,.0f} possible, {jobs:6.0f} jobs")
        if output > room:
            wrong.append(f"{process}: more made than capacity allows")
        for technology in ("existing", "modern"):
            unit, price = cost(v, process, technology)
            shown.append(f"{technology:>12} cost {1e6 * unit:10,.0f} of price {1e6 * price:10,.0f} KZT, "
                         f"margin {1 - unit / price:.1%}")  # fmt: skip
            if unit >= price:
                wrong.append(f"{process}, {technology}: unit cost above the price")
    return shown, wrong
