"""Print the tables of README.md: observed against model, what each lever and each assumption does.

    python data/uzbekistan-cotton/derive/answers.py [--samples 500]

Variants of the scenario `reform` are made here rather than shipped: each changes one thing. The package must be installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from gins import OUTTURN, with_gins

from ioscenario import Scenario, load

HERE = Path(__file__).resolve().parents[1]
YEARS = tuple(range(2017, 2026))
RAW, MILLS, YARN = "lint", "spinning", "yarn"
LOANS = {"policy.spinning.programme_loan_share": "0 %", "policy.spinning.tax_holiday": "0 %"}
OPEN = {"policy.lint.export_limit": "100 %"}
#: name, what it says, settings on top of `reform`.
VARIANTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("no_loans", "without loans and tax relief", LOANS),
    ("no_ban", "without the ban", OPEN),
    ("access_alone", "access to lint alone", {**LOANS, **OPEN}),
    ("access_2018", "mills first from 2018", {"market.lint.committed_exports": "0 %"}),
    ("yarn_held", "yarn exports held at 2017 and 2 % a year",
     {"policy.yarn.export_quota": {"steps": {year: f"{254.0 * 1.02 ** (year - 2017):.1f} kt" for year in range(2018, 2026)}}}),
    ("no_programme", "without the programme of 2017", {"process.spinning.project_capacity": "0 kt"}),
    ("lazy", "nothing drawn by profit", {"process.spinning.investment_response": "0"}),
    ("step_flagship", "largest step 15 % (Kazakh pack)", {"process.spinning.investment_step": "0.15"}),
    ("step_low", "largest step 5 % (leather pack)", {"process.spinning.investment_step": "0.05"}),
    ("response_low", "response 0.2", {"process.spinning.investment_response": "0.2"}),
    ("response_high", "response 1", {"process.spinning.investment_response": "1"}),
    ("one_year", "a year from order to work", {"process.spinning.gestation": "1"}),
    ("no_glut", "no glut discount", {"market.lint.glut_discount": "0"}),
)  # fmt: skip


def line(label: str, values: Any, digits: int = 0) -> str:
    """A row of a table in markdown; an empty cell where there is no value."""
    cells = ("" if np.isnan(value) else f"{value:.{digits}f}" for value in np.asarray(values, dtype=float))
    return f"| {label} | " + " | ".join(cells) + " |"


def head(first: str) -> str:
    """Header of a table over the years."""
    return f"\n| {first} | " + " | ".join(map(str, YEARS)) + " |\n|---|" + "---|" * len(YEARS)


def split(facts: Mapping[str, float], plant: float, most: float) -> str:
    """What lifted the observed depth from 2017 to 2020, in logarithms: crop, mills that stood, new mills.

    Parameters
    ----------
    facts
        Figures by id.
    plant
        Lint that the mills of 2017 could spin, kt.
    most
        Technical maximum of their use.
    """
    used, crop = facts["UZ_USE_2020"] / facts["UZ_USE_2017"], facts["UZ_LINT_2017"] / facts["UZ_LINT_2020"]
    stood = max(plant * most / facts["UZ_USE_2017"], 1.0)
    parts = np.log([crop, stood, used / stood])
    smaller, fuller, new = 100.0 * parts / parts.sum()
    return f"mills of {plant:.0f} kt of lint: crop {smaller:.0f} %, fuller use {fuller:.0f} %, new plant {new:.0f} %"


def show_gins() -> None:
    """What a ban does where gins are a stage of their own."""
    with TemporaryDirectory() as folder:
        data = load(with_gins(HERE, Path(folder) / HERE.name)).run("ban_only", "reform").dataset
    print(head("with gins as a stage"))
    for name in ("ban_only", "reform"):
        used = data["intermediate_use"].sel(scenario=name)
        print(line(f"`{name}` published depth, %", 100.0 * data["processing_depth"].sel(scenario=name)))
        print(line(f"`{name}` lint used, kt", used.sel(commodity=RAW) / 1e3))
        print(line(f"`{name}` seed cotton unginned, kt of lint", OUTTURN * data["stock"].sel(scenario=name, commodity="seed_cotton") / 1e3))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Print the tables of README.md.")
    parser.add_argument("--samples", type=int, default=500)
    given = parser.parse_args()
    model = load(HERE)
    history = model.pack.history
    seen = {
        int(row["year"]): float(row["value"])
        for row in history.to_dict("records")
        if row["variable"] == "processing_depth"
    }
    observed = np.array([seen.get(year, np.nan) for year in YEARS])
    variants = [Scenario(name, extends=["reform"], settings=what) for name, _, what in VARIANTS]
    data = model.run(*model.library, *variants).dataset
    depth = 100.0 * data["processing_depth"]
    print(head("depth, %"), line("observed", observed), sep="\n")
    for name in model.library:
        print(line(f"`{name}`", depth.sel(scenario=name)))
    print(line("`reform` less observed", depth.sel(scenario="reform").values - observed))
    plant = data["capacity"].sel(process=MILLS).sum("technology") / 1e3
    for label, values in (
        ("lint used, kt", data["intermediate_use"].sel(commodity=RAW) / 1e3),
        ("lint in stock, kt", data["stock"].sel(commodity=RAW) / 1e3),
        ("mills, kt of yarn", plant),
        ("yarn exports, kt", data["exports"].sel(commodity=YARN) / 1e3),
        ("price of lint, USD/t", data["price"].sel(commodity=RAW) * 1e6),
    ):
        print(head(label))
        for name in ("baseline", "ban_only", "reform", "reform_with_projects"):
            print(line(f"`{name}`", values.sel(scenario=name)))
    print(head("one thing changed, depth, %"), line("`reform`", depth.sel(scenario="reform")), sep="\n")
    for name, label, _ in VARIANTS:
        print(line(label, depth.sel(scenario=name)))
    show_gins()
    rows = model.parameters.set_index("path")
    print("\nWhat lifted the depth from 2017 to 2020:")
    for bound in ("low", "value", "high"):
        lint = 1.15 * rows[bound].astype(float)["process.spinning.existing.capacity"]
        print(split(model.pack.facts, lint, 0.85))
    if given.samples:
        drawn = 100.0 * model.run("reform", "ban_only", samples=given.samples, seed=1).dataset["processing_depth"]
        print(head(f"{given.samples} draws, depth, %"))
        for name in ("reform", "ban_only"):
            for percent in (5, 25, 50, 75, 95):
                print(line(f"`{name}` {percent} %", drawn.sel(scenario=name).quantile(percent / 100, "sample")))
        reached = drawn.sel(scenario="reform") >= 95.0
        print(line("share of draws at 95 % or more", 100.0 * reached.mean("sample")))


if __name__ == "__main__":
    main()
