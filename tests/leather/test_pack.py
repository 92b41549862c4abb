"""The pack itself: what it must hold to be honest, and the table around its chain."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from ioscenario.pack.checks import check_pack
from ioscenario.pack.loading import find_pack
from ioscenario.scenario.national import Chain, blocks
from ioscenario.table.sectors import aggregate_table, hosts
from tests.leather.conftest import NAME, Run

FLAGSHIP = "kazakhstan-cotton"
ECONOMY = ("market.economy.", "policy.economy.")


def rows(pack: str, file: str) -> list[dict[str, str]]:
    path: Path = find_pack(pack) / file
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_pack_has_no_problems_and_says_how_much_is_inferred() -> None:
    report = check_pack(find_pack(NAME))
    assert report.good, report.text
    assert not report.warnings, report.text
    grades = Counter(row["grade"] for row in rows(NAME, "parameters.csv"))
    share = grades["E"] / grades.total()
    assert share > 0.5
    assert "Most of it is inferred" in (find_pack(NAME) / "README.md").read_text(encoding="utf-8")


def test_what_is_inferred_has_a_range_and_a_reason() -> None:
    for row in rows(NAME, "parameters.csv"):
        if row["grade"] == "E" and row["role"] != "fixed" and not row["path"].startswith(ECONOMY):
            assert float(row["low"]) < float(row["high"]), row["path"]
            assert row["note"], row["path"]


def test_rows_of_the_whole_economy_are_those_of_the_flagship() -> None:
    own = [row for row in rows(NAME, "parameters.csv") if row["path"].startswith(ECONOMY)]
    theirs = {(row["path"], row["year"]): row for row in rows(FLAGSHIP, "parameters.csv")}
    assert own
    for row in own:
        assert row == theirs[row["path"], row["year"]]


@pytest.mark.parametrize("axis", ["id", "column"])
def test_swaps_in_the_table_leave_every_total(axis: str) -> None:
    sums: dict[str, dict[str, int]] = {}
    for pack in (NAME, FLAGSHIP):
        found: defaultdict[str, int] = defaultdict(int)
        for file in ("table/domestic.csv", "table/imported.csv"):
            for row in rows(pack, file):
                for column, cell in row.items():
                    if column != "id":
                        label = row["id"] if axis == "id" else column
                        # home-made and imported products apart, columns of both together
                        found[f"{file if axis == 'id' else ''}{label}"] += round(1000 * float(cell))
        sums[pack] = found
    assert sums[NAME] == sums[FLAGSHIP]


def test_the_chain_is_carved_out_and_goes_back(leather: Run) -> None:
    chain = Chain.of(leather.model.pack)
    items = [chain.sector(process) for process in range(len(chain.processes))]
    whole = aggregate_table(chain.carved, hosts(items), rest="keep")
    for block, frame in blocks(chain.table).items():
        back = whole[block].loc[frame.index, frame.columns]
        np.testing.assert_allclose(back, frame, rtol=1e-9, atol=1e-6, err_msg=block)
    # what is left of the host still buys and employs
    host = leather.model.pack.structure.processes[0].host
    assert chain.carved["satellites"][host].sum() > 0


def test_raw_hides_are_bought_from_the_sector_that_sells_them(leather: Run) -> None:
    chain = Chain.of(leather.model.pack)
    data = leather.results.dataset.sel(scenario="baseline", year=2025)
    price = leather.model.pack.parameters["market.hides.price"].at(2025)
    paid = float(data["intermediate_use"].sel(commodity="hides")) * price
    assert chain.raw(0) == {"CPA_10_11": pytest.approx(paid)}
    other = chain.mix(0)[0] * chain.bought[0]
    bought = chain.carved["Z"].loc["CPA_10_11", "tanning"]
    assert bought == pytest.approx(paid + other[chain.table.sectors.index("CPA_10_11")])
