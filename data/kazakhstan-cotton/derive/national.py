"""The national table of 2025: the official one of 2024 brought forward by GRAS on growth rates.

Rates and not levels, since value added of a product and of the division of the same number
differ everywhere. What is used of the published figures, what is dropped and what is scaled
stands in ``table/controls.csv`` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import baseyear
import official
import pandas as pd
from official import FINAL, TAXES, Table
from sector_names import NAMES
from tables import plain, write
from tables import read as read_rows

from ioscenario.table.balance import Balanced, gras

#: Sections whose value added is that of administration, schools and hospitals, or of households: not scaled.
PUBLIC, OWN_ACCOUNT = ("O", "P", "Q"), "T"
GOODS = ("A", "B", "C", "D", "E", "F")
LIKE_GOVERNMENT = ("CPA_85", "CPA_86", "CPA_87_88")
UNCHANGED = "CPA_21"
#: A multiplier beyond this, or below its inverse, says that the controls contradict each other.
MOST_MULTIPLIER = 1.6
TOLERANCE = 1e-12
#: Decimals of million tenge in the files: the table is published in thousands.
DECIMALS = 3
#: Cells of the chain are put into the table of 2024 with this much to spare, since balancing moves them.
ROOM = 1.1
#: Chain process to the sector that holds it in the table.
HOSTS = {"growing": "CPA_01", "ginning": "CPA_01", "spinning": "CPA_13", "weaving": "CPA_13",
         "sewing_articles": "CPA_13", "sewing_garments": "CPA_14"}  # fmt: skip
LIGHT = {"CPA_13": ("spinning", "weaving", "sewing_articles", "other_textiles"), "CPA_14": ("sewing_garments",),
         "CPA_15": ("leather",)}  # fmt: skip

Macro = Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Control:
    """A published figure or a step, and what was made of it."""

    kind: str
    id: str
    status: str
    published: float | None
    used: float | None
    unit: str
    source: str
    reason: str


@dataclass
class Log:
    """Controls in the order in which they were decided."""

    rows: list[Control] = field(default_factory=list)

    def add(self, kind: str, name: str, status: str, published: float | None, used: float | None, unit: str,
            source: str, reason: str) -> None:  # fmt: skip
        """Record one."""
        self.rows.append(Control(kind, name, status, published, used, unit, source, reason))


def macro(reference: Path) -> Macro:
    """Published macro figures by indicator, code and year."""
    rows = read_rows(reference / "kazakhstan_macro_constraints.csv")
    return {(row["indicator"], row["item_code"], int(row["year"])): float(row["value"]) for row in rows}


def growth(figures: Macro, indicator: str, *codes: str) -> float:
    """Figure of 2025 over that of 2024, of several items together."""
    new, old = (sum(figures[indicator, code, year] for code in codes) for year in (2025, 2024))
    return new / old


def product_growth(figures: Macro, products: pd.DataFrame, added: pd.Series, log: Log) -> pd.Series:
    """Growth of every product's output: that of its division or section, as controls decide."""
    published = pd.Series({name: _published(figures, products.loc[name]) for name in products.index})
    government = growth(figures, "gdp_expenditure_nominal", "GOVERNMENT")
    used = published.copy()
    used[list(LIKE_GOVERNMENT)] = government
    used[UNCHANGED] = 1.0
    section = products["section"]
    market = ~section.isin([*GOODS, *PUBLIC, OWN_ACCOUNT])
    total = float(added.sum()) * growth(figures, "gva_nominal_by_section", "GVA")
    scale = float((total - (added * used)[~market].sum()) / (added * used)[market].sum())
    used[market] *= scale
    for name in products.index:
        status, reason = _decision(name, bool(market[name]), scale)
        log.add("growth", name, status, published[name], used[name], "1", "GVAS", reason)
    return used


def _published(figures: Macro, product: pd.Series) -> float:
    """Growth of value added of the product's division (industry) or section (the rest)."""
    if product["section"] not in ("B", "C"):
        return growth(figures, "gva_nominal_by_section", product["section"])
    first, _, last = product["kpved_code"].partition("-")
    return growth(figures, "gva_nominal_industry_division", *dict.fromkeys((first[:2], last[:2] or first[:2])))


def _decision(name: str, market: bool, scale: float) -> tuple[str, str]:
    if name in LIKE_GOVERNMENT:
        return "dropped", ("The published fall of education and health contradicts government consumption, which buys most "
                           "of them and grew; its growth is taken.")  # fmt: skip
    if name == UNCHANGED:
        return "dropped", "The published halving contradicts the purchases of health services; no growth is taken."
    if market:
        return "scaled", f"Times {scale:.4f}: market services give the growth of total value added that is published."
    return "used", "Growth of value added of the division, or of the section where no division is published."


def final_demand(figures: Macro, table: Table, rows_total: float, log: Log) -> pd.Series:
    """Final demand of 2025 by category at purchasers' prices; households close the account."""
    before = table.uses[list(FINAL)].sum()
    after = before.copy()
    for name in FINAL:
        if name == "VALUABLES":
            log.add("final demand", name, "dropped", None, 1.0, "1", "GDPE", "No figure for 2025; kept as in 2024.")
            continue
        rate = growth(figures, "gdp_expenditure_nominal", name)
        after[name] *= rate
        if name != "HOUSEHOLDS":
            log.add("final demand", name, "used", rate, rate, "1", "GDPE", "Growth of the category.")
    rest = rows_total - float(after.sum())
    rate = growth(figures, "gdp_expenditure_nominal", "HOUSEHOLDS")
    after["HOUSEHOLDS"] += rest
    log.add("final demand", "HOUSEHOLDS", "scaled", rate, after["HOUSEHOLDS"] / before["HOUSEHOLDS"], "1", "GDPE",
            "Closes the account: what the other controls leave is put on the largest category.")  # fmt: skip
    log.add("closing", "HOUSEHOLDS", "declared", None, rest, "million KZT", "GDPE", "Amount of that closing.")
    return after


def bring_forward(table: Table, figures: Macro, products: pd.DataFrame, log: Log) -> tuple[Table, Balanced]:
    """The table of 2025 and the evidence of the balancing."""
    added = table.added.sum()
    rates = product_growth(figures, products, added, log)
    output = table.output * rates
    imports = growth(figures, "gdp_expenditure_nominal", "IMPORTS")
    taxes = growth(figures, "gva_nominal_by_section", "NET_TAXES")
    value = float((added * rates).sum() / added.sum())
    log.add("imports", "TOTAL", "used", imports, imports, "1", "GDPE", "One growth for imports of every product.")
    log.add("net taxes on products", "TOTAL", "used", taxes, taxes, "1", "GVAS", "Growth of net taxes on products.")
    log.add("value added", "TOTAL", "used", growth(figures, "gva_nominal_by_section", "GVA"), value, "1", "GVAS",
            "One growth for every component.")  # fmt: skip
    rows = pd.concat({
        "domestic": output,
        "imported": table.imported.sum(axis=1) * imports,
        "taxes": pd.Series({TAXES: float(table.taxes.sum()) * taxes}),
        "added": table.added.sum(axis=1) * value,
    })  # fmt: skip
    columns = pd.concat([output, final_demand(figures, table, float(rows.drop("domestic").sum()), log)])
    balanced = gras(table.uses, rows, columns, tolerance=TOLERANCE, most_multiplier=MOST_MULTIPLIER)
    return rounded(balanced.matrix, table.products), balanced


def rounded(uses: pd.DataFrame, products: list[str]) -> Table:
    """Flows in whole thousands of tenge; what rounding leaves of a column goes to its largest part of value added."""
    uses = uses.round(DECIMALS) + 0.0
    domestic, added = part(uses, "domestic"), part(uses, "added")[products].copy()
    gap = domestic.to_numpy(dtype=float).sum(axis=1) - uses[products].to_numpy(dtype=float).sum(axis=0)
    for place, name in enumerate(products):
        component = list(added.index)[int(added[name].to_numpy(dtype=float).argmax())]
        added.loc[component, name] = round(official.cell(added, component, name) + float(gap[place]), DECIMALS)
    return Table(domestic, part(uses, "imported"), part(uses, "taxes").iloc[0], added)


def part(uses: pd.DataFrame, name: str) -> pd.DataFrame:
    """One block of the use system."""
    return pd.DataFrame(uses.xs(name, level=0))


def employment(figures: Macro, table: Table, products: pd.DataFrame, values: Mapping[str, float],
               facts: Mapping[str, float], log: Log) -> pd.Series:  # fmt: skip
    """People employed by product: the labour force survey by section, split by compensation of employees.

    Textiles, clothing and leather are set first: jobs of the bridge, raised by what the table's output
    exceeds the published output of the branch.
    """
    pay, section = table.added.loc["COMPENSATION"], products["section"]
    light = light_jobs(table, values, facts)
    people = pd.Series(0.0, index=products.index)
    for code in sorted(set(section)):
        if ("employed_by_section", code, 2025) not in figures:
            log.add("employment", code, "dropped", None, 0.0, "job", "LFS", "No figure: own use of households.")
            continue
        total = figures["employed_by_section", code, 2025] * 1000.0
        members = list(section.index[section == code])
        fixed = light.reindex(members).dropna()
        rest = [name for name in members if name not in fixed.index]
        paid = pay.loc[rest].to_numpy(dtype=float)
        people[rest] = (total - float(fixed.to_numpy(dtype=float).sum())) * paid / paid.sum()
        people[list(fixed.index)] = fixed.to_numpy(dtype=float)
        log.add("employment", code, "used", total, float(people[members].sum()), "job", "LFS",
                "Split by compensation of employees.")  # fmt: skip
    for name, count in light.items():
        log.add("employment", str(name), "scaled", None, count, "job", "L25;LFS",
                "Jobs of the bridge, times table output over the branch's published output.")  # fmt: skip
    return people.round(1)


def light_jobs(table: Table, values: Mapping[str, float], facts: Mapping[str, float]) -> pd.Series:
    """Jobs in textiles, clothing and leather on the table's coverage."""
    jobs = baseyear.jobs(values, baseyear.quantities(values))
    jobs |= {name: values[f"market.{name}.jobs"] for name in ("other_textiles", "leather")}
    total = facts["L01"] * 1000.0
    shares = {"CPA_14": facts["L06"] / 100.0, "CPA_15": facts["L07"] / 100.0}
    shares["CPA_13"] = 1.0 - sum(shares.values())
    return pd.Series({
        name: sum(jobs[line] for line in lines) * float(table.output[name]) / (shares[name] * total)
        for name, lines in LIGHT.items()
    })  # fmt: skip


def power_needs(values: Mapping[str, float]) -> dict[str, float]:
    """Electricity of the plants hosted outside agriculture, million tenge, by host."""
    made = baseyear.quantities(values)
    needs: dict[str, float] = {}
    for process, host in HOSTS.items():
        if host != HOSTS["growing"]:
            used = values[f"process.{process}.existing.electricity"] * made[process]
            needs[host] = needs.get(host, 0.0) + used * values["market.economy.electricity_price"]
    return {host: round(ROOM * amount, DECIMALS) for host, amount in needs.items()}


def own_exports(values: Mapping[str, float], table: Table) -> dict[str, float]:
    """Exports of clothing in the chain, million tenge, where re-exports have left the table none."""
    amount = ROOM * values["market.garments.export_demand"] * values["market.garments.price"]
    return {} if official.cell(table.domestic, "CPA_14", "EXPORTS") >= amount else {"CPA_14": round(amount, DECIMALS)}


def declare(figures: Macro, old: Table, new: Table, log: Log) -> None:
    """Rows for what the table does not explain: its distance from the published product, kept apart."""
    for year, table in ((2024, old), (2025, new)):
        product = float(table.added.to_numpy().sum() + table.taxes.sum())
        published = figures["gva_nominal_by_section", "GDP", year]
        log.add(
            "discrepancy",
            f"GDP_{year}",
            "declared",
            published,
            product,
            "million KZT",
            "GVAS",
            "The accounts were revised after the table was made; the difference is left here and spread over nothing.",
        )
        log.add("discrepancy", f"STATISTICAL_{year}", "declared",
                figures["gdp_expenditure_nominal", "STAT_DISCREPANCY", year], 0.0, "million KZT", "GDPE",
                "Between production and expenditure, as published; the table has spread its own over the uses.")  # fmt: skip


def evidence(balanced: Balanced, log: Log) -> None:
    """How the balancing went."""
    lines = balanced.lines["multiplier"]
    for axis in ("row", "column"):
        of_axis = pd.Series(lines.xs(axis, level="axis"))
        ranked = of_axis.to_numpy(dtype=float)
        for what, place in (("least", int(ranked.argmin())), ("largest", int(ranked.argmax()))):
            label = of_axis.index[place]
            name = "_".join(map(str, label)) if isinstance(label, tuple) else str(label)
            log.add("multiplier", f"{axis} {name}", "declared", None, float(ranked[place]), "1", "IO24",
                    f"The {what} of the {axis}s.")  # fmt: skip
    log.add("rounds", "GRAS", "declared", None, float(balanced.iterations), "1", "IO24", "Until every line holds.")
    log.add(
        "sign changes", "GRAS", "declared", None, float(balanced.sign_changes), "1", "IO24", "Cells that changed sign."
    )


# ------------------------------------------------------------------------------- files


def build(
    reference: Path, values: Mapping[str, float], facts: Mapping[str, float]
) -> tuple[Table, pd.Series, Balanced, Log, pd.DataFrame]:
    """Everything: table of 2025, people employed, evidence, controls, products."""
    figures, log = macro(reference), Log()
    raw, products = official.read(reference)
    table, moves = official.without_reexports(raw)
    table, more = official.with_own_exports(table, own_exports(values, table))
    table, power = official.with_power(table, power_needs(values))
    for move in (*moves, *more, *power):
        reason = {"re-export": "Negative home against positive imported stock change.",
                  "correction": "The chain's own figures exceed the cell; no total of the table changes."}[move.kind]  # fmt: skip
        log.add(move.kind, move.product, "moved", None, move.amount, "million KZT", "IO24", f"{move.text}. {reason}")
    new, balanced = bring_forward(table, figures, products, log)
    people = employment(figures, new, products, values, facts, log)
    declare(figures, raw, new, log)
    evidence(balanced, log)
    return new, people, balanced, log, products


def save(folder: Path, reference: Path, values: Mapping[str, float], facts: Mapping[str, float]) -> list[str]:
    """Write ``table/`` and give lines that show it."""
    new, people, balanced, log, products = build(reference, values, facts)
    target = folder / "table"
    target.mkdir(exist_ok=True)
    write(target / "sectors.csv", ("id", "code", "section", "name_en", "name_ru", "name_kk"),
          ((name, str(code).split(",")[0], str(section), *NAMES[name])
           for name, code, section in zip(products.index, products["kpved_code"], products["section"], strict=True)))  # fmt: skip
    for name, frame in (("domestic", new.domestic), ("imported", new.imported), ("value_added", new.added),
                        ("product_taxes", new.taxes.to_frame(TAXES).T)):  # fmt: skip
        write(
            target / f"{name}.csv",
            ("id", *frame.columns),
            (
                (str(label), *(amount(value) for value in row))
                for label, row in zip(frame.index, frame.to_numpy(), strict=True)
            ),
        )
    write(target / "employment.csv", ("id", "employed"), ((str(name), plain(count)) for name, count in people.items()))
    write(
        target / "investment.csv",
        ("good", "sector", "origin", "share"),
        ((good, sector, origin, f"{share:.9f}")
         for good, mix in official.investment_mix(reference).items() for sector, origin, share in whole(mix)),
    )  # fmt: skip
    _save_evidence(target, balanced, log)
    imported = official.machinery_imported(reference)
    return [*report(new, people, balanced, log), f"machinery imported: {imported:.4f} of what is invested in"]


def whole(mix: list[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Shares that add up to one as written."""
    shares = [(sector, origin, round(share, 9)) for sector, origin, share in mix]
    sector, origin, share = shares[0]
    return [(sector, origin, share + 1.0 - sum(item[2] for item in shares)), *shares[1:]]


def amount(value: float) -> str:
    """A flow with its thousands of tenge, without trailing zeros."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _save_evidence(target: Path, balanced: Balanced, log: Log) -> None:
    write(
        target / "controls.csv",
        ("kind", "id", "status", "published", "used", "unit", "source", "reason"),
        (
            (
                c.kind,
                c.id,
                c.status,
                *("" if v is None else plain(v) for v in (c.published, c.used)),
                c.unit,
                c.source,
                c.reason,
            )
            for c in log.rows
        ),
    )
    lines = balanced.lines.reset_index()
    rows = []
    for line in lines.to_dict("records"):
        label = " ".join(map(str, line["label"])) if isinstance(line["label"], tuple) else str(line["label"])
        before, after, factor = (float(line[name]) for name in ("before", "target", "multiplier"))
        rows.append((str(line["axis"]), label, amount(before), amount(after), f"{factor:.6f}"))
    write(target / "multipliers.csv", ("axis", "line", "before", "target", "multiplier"), rows)


def report(new: Table, people: pd.Series, balanced: Balanced, log: Log) -> list[str]:
    """Lines that show the table of 2025."""
    told = (
        f"output {new.output.sum():,.0f}",
        f"value added {new.added.to_numpy().sum():,.0f}",
        f"imports {new.imported.to_numpy().sum():,.0f}",
        f"people {people.sum():,.0f}",
        f"{balanced.iterations} rounds",
        f"deviation {balanced.deviation:.1e}",
    )
    lines = ["table of 2025: " + ", ".join(told)]
    shown = ("closing", "discrepancy", "multiplier", "re-export", "correction")
    lines += [f"{c.kind:>12} {c.id:<28} {plain(c.used or 0.0)} {c.unit}" for c in log.rows if c.kind in shown]
    return lines
