"""The national table of the pack: sums, controls, re-exports, balancing, carving."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from ioscenario.document.assessments import Asked, assess
from ioscenario.document.compose import Assessment
from ioscenario.model import load
from ioscenario.pack.loading import Pack, load_pack
from ioscenario.pack.national import NationalTable
from ioscenario.problems import InputError
from ioscenario.scenario.national import JOBS, Chain, blocks, economy
from ioscenario.table.balance import gras
from ioscenario.table.sectors import aggregate_table, hosts
from tests.flagship.conftest import NAME, Run

ROOT = Path(__file__).parents[2]
PACK = ROOT / "data" / NAME
REFERENCE = ROOT.parent / "shared" / "reference"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(NAME).pack


@pytest.fixture(scope="module")
def table(pack: Pack) -> NationalTable:
    assert pack.national is not None
    return pack.national


@pytest.fixture(scope="module")
def chain(pack: Pack) -> Chain:
    return Chain.of(pack)


def controls() -> list[dict[str, str]]:
    with (PACK / "table" / "controls.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def used(kind: str, name: str) -> float:
    return sum(float(row["used"]) for row in controls() if row["kind"] == kind and row["id"] == name)


# --- the table of 2025 ------------------------------------------------------------------


def test_every_sector_sells_what_it_pays(table: NationalTable) -> None:
    count = len(table.sectors)
    assert count == 68
    paid = (table.domestic + table.imported).sum(axis=0)[:count] + table.taxes[:count] + table.value_added.sum(axis=0)
    np.testing.assert_allclose(paid, table.output, rtol=0, atol=1e-6)


def test_product_is_the_same_by_production_and_by_expenditure(table: NationalTable) -> None:
    count = len(table.sectors)
    produced = table.value_added.sum() + table.taxes.sum()
    spent = table.domestic[:, count:].sum() + table.imported[:, count:].sum() + table.taxes[count:].sum()
    assert produced == pytest.approx(spent - table.imported.sum(), rel=1e-10)
    assert produced == pytest.approx(used("discrepancy", "GDP_2025"), rel=1e-9)


#: Published figures of 2024 and growth to 2025, million tenge: what the table must carry.
TOTALS = [
    ("imports", 35_189_319.089 * 41_918_767.7 / 35_189_319.1),
    ("taxes", 8_286_490.2 * 9_329_876.3 / 8_286_490.2),
    ("value added", 124_852_989.0 * 150_278_676.6 / 128_406_828.1),
    ("GOVERNMENT", 14_749_596.727 * 16_498_041.7 / 14_749_597.0),
    ("EXPORTS", 42_644_271.2 * 47_092_760.9 / 42_644_271.2),
    ("GFCF", 31_365_570.351 * 39_170_101.3 / 33_469_209.9),
]


@pytest.mark.parametrize(("what", "expected"), TOTALS, ids=[name for name, _ in TOTALS])
def test_published_totals_carried_forward(table: NationalTable, what: str, expected: float) -> None:
    found = {"imports": table.imported.sum(), "taxes": table.taxes.sum(), "value added": table.value_added.sum()}
    if what not in found:
        place = table.position(what)
        found[what] = table.domestic[:, place].sum() + table.imported[:, place].sum() + table.taxes[place]
    assert float(found[what]) == pytest.approx(expected, rel=1e-8)


def test_people_employed_are_those_of_the_survey(table: NationalTable) -> None:
    assert table.employed.sum() == pytest.approx(9_320_639, abs=10)
    assert (table.employed >= 0).all()


def test_ids_are_text_and_names_are_there_in_three_languages(table: NationalTable) -> None:
    assert table.sectors[0] == "CPA_01"
    for code in ("en", "ru", "kk"):
        assert len(set(table.names[code])) == 68
        assert all(table.names[code])


def test_reexports_are_out_of_home_sales(table: NationalTable) -> None:
    """Clothing 153.0 and 63.8, leather 38.3, textiles 29.3 billion; of clothing only the chain's own is exported."""
    moved = {"CPA_14": 216_797.5, "CPA_15": 38_289.5, "CPA_13": 29_344.2}
    for product, amount in moved.items():
        assert used("re-export", product) == pytest.approx(amount, abs=0.1)
    clothing, exports = table.position("CPA_14"), table.position("EXPORTS")
    assert 1_849 <= table.domestic[clothing, exports] < 2_100
    assert table.imported[clothing, exports] > 100_000


def test_controls_say_what_was_used_dropped_and_scaled_and_why() -> None:
    rows = controls()
    assert {"used", "dropped", "scaled", "moved", "declared"} == {row["status"] for row in rows}
    assert all(row["reason"] for row in rows)
    growth = {row["id"]: row for row in rows if row["kind"] == "growth"}
    assert len(growth) == 68
    government = 16_498_041.7 / 14_749_597.0
    for product in ("CPA_85", "CPA_86", "CPA_87_88"):
        assert growth[product]["status"] == "dropped"
        assert float(growth[product]["used"]) == pytest.approx(government, rel=1e-7)
    assert float(growth["CPA_21"]["used"]) == 1.0
    factors = {float(row["used"]) / float(row["published"]) for row in growth.values() if row["status"] == "scaled"}
    assert max(factors) - min(factors) < 1e-6
    assert 0.95 < min(factors) < 0.97
    assert used("closing", "HOUSEHOLDS") == pytest.approx(86_000, rel=0.01)


def test_the_discrepancy_is_declared_and_not_spread() -> None:
    rows = [row for row in controls() if row["kind"] == "discrepancy"]
    assert {row["id"] for row in rows} == {"GDP_2024", "GDP_2025", "STATISTICAL_2024", "STATISTICAL_2025"}
    assert {row["status"] for row in rows} == {"declared"}


def test_multipliers_of_the_balancing_are_told_and_not_extreme() -> None:
    with (PACK / "table" / "multipliers.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    values = {(line["axis"], line["line"]): float(line["multiplier"]) for line in lines}
    assert len(values) == 68 + 68 + 1 + 4 + 68 + 7
    assert min(values.values()) >= 0.81
    assert max(values.values()) <= 1.52
    assert values["column", "GOVERNMENT"] == pytest.approx(1.0, abs=0.01)


def test_official_rates_without_treatment_are_refused_for_their_multipliers() -> None:
    """A column that must double while the rows it buys shrink: the same check that the derivation uses."""
    Z = np.array([[10.0, 5.0], [5.0, 10.0]])
    with pytest.raises(InputError):
        gras(Z, [8.0, 22.0], [24.0, 6.0], most_multiplier=1.6)


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference figures are not here")
def test_derivation_gives_the_shipped_files_again(tmp_path: Path) -> None:
    script = PACK / "derive" / "build.py"
    (tmp_path / "out").mkdir()
    done = subprocess.run(
        [sys.executable, str(script), "--reference", str(REFERENCE), "--out", str(tmp_path / "out")],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for made in sorted((tmp_path / "out" / "table").iterdir()):
        assert made.read_bytes() == (PACK / "table" / made.name).read_bytes(), made.name


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference figures are not here")
def test_official_growth_rates_as_they_stand_are_refused() -> None:
    """Education, health and pharmaceuticals against government consumption: the absurd answer is not accepted."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "import national, official\n"
        "national.LIKE_GOVERNMENT, national.UNCHANGED = (), 'CPA_22'\n"
        "original = national._published\n"
        "reference = Path(sys.argv[2])\n"
        "figures = national.macro(reference)\n"
        "raw, products = official.read(reference)\n"
        "table, _ = official.without_reexports(raw)\n"
        "national.bring_forward(table, figures, products, national.Log())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(PACK / "derive"), str(REFERENCE)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode != 0
    assert "InputError" in done.stderr
    assert "GOVERNMENT" in done.stderr


# --- the chain carved out ---------------------------------------------------------------


def test_aggregating_back_gives_the_national_table(chain: Chain, table: NationalTable) -> None:
    items = [chain.sector(place) for place in range(len(chain.processes))]
    back = aggregate_table(chain.carved, hosts(items), rest="keep")
    for block, frame in blocks(table).items():
        scale = np.maximum(np.abs(frame.to_numpy(float)), 1.0)
        gap = np.abs(back[block].loc[frame.index, frame.columns].to_numpy(float) - frame.to_numpy(float))
        assert (gap <= 1e-12 * scale.max()).all(), block
        assert (gap <= 1e-9 * scale).all(), block


def test_outputs_equal_activity_times_price(chain: Chain, pack: Pack) -> None:
    results = chain.results
    price = {name: pack.parameters[f"market.{name}.price"].values[0] for name in pack.structure.commodity}
    made = dict(zip(pack.structure.commodity, results["production"][0, :, 0], strict=True))
    sold = {process.id: [process.output, *process.coproducts] for process in pack.structure.processes}
    carved = chain.carved
    output = carved["Z"].sum(axis=1) + carved["final_demand"].sum(axis=1)
    for process, goods in sold.items():
        expected = sum(made[name] * price[name] for name in goods)
        assert expected > 0
        assert output[process] == pytest.approx(expected, rel=1e-9), process


def test_columns_equal_coefficients_times_prices(chain: Chain, pack: Pack) -> None:
    carved, data = chain.carved, pack.parameters
    activity = dict(zip(pack.structure.process, chain.results["activity"][0, :, :, 0].sum(axis=1), strict=True))

    def price(name: str) -> float:
        return data[f"market.{name}.price"].values[0]

    for process in pack.structure.industry:
        start = f"process.{process.id}.existing"
        made = activity[process.id]
        for name in process.inputs:
            need = data[f"{start}.input.{name}"].values[0] * made
            share = data.get(f"process.{process.id}.home_share.{name}")
            home = need if share is None else need * share.values[0]
            seller = pack.structure.maker[name]
            assert carved["Z"].loc[seller, process.id] == pytest.approx(home * price(name), rel=1e-6)
            if need > home * 1.01:
                abroad = (need - home) * data[f"process.{process.id}.import_price.{name}"].values[0]
                host = pack.structure.process[seller].host
                assert carved["imports"].loc[host, process.id] == pytest.approx(abroad, rel=1e-6)
        power = data[f"{start}.electricity"].values[0] * data["market.economy.electricity_price"].values[0] * made
        assert power > 0
        assert carved["Z"].loc["CPA_351", process.id] == pytest.approx(power, rel=1e-9)
        other = data[f"{start}.other_inputs"].values[0] * made
        stated = [*(pack.structure.maker[name] for name in process.inputs), "CPA_351"]
        inputs = [pack.structure.process[pack.structure.maker[name]].host for name in process.inputs]
        parts = (carved["Z"][process.id].drop(stated), carved["imports"][process.id].drop(inputs))
        rest = sum(float(part.sum()) for part in (*parts, carved["product_taxes"][process.id]))
        assert rest == pytest.approx(other, rel=1e-9), process.id
    crop = pack.structure.crop
    assert crop is not None
    bought = data["growing.purchases"].values[0] * data["growing.area"].values[0]
    column = sum(float(carved[block][crop.id].sum()) for block in ("Z", "imports", "product_taxes"))
    assert column == pytest.approx(bought, rel=1e-9)


def test_nothing_left_of_a_host_is_negative_but_stock_changes(chain: Chain) -> None:
    for block, frame in chain.carved.items():
        checked = frame.drop(columns="INVENTORIES", errors="ignore").drop(
            index="OTHER_NET_TAXES_PRODUCTION", errors="ignore"
        )
        if block not in ("product_taxes", "final_taxes"):
            assert checked.to_numpy(float).min() >= 0.0, block
    assert (chain.carved["satellites"].loc[JOBS, ["CPA_01", "CPA_13", "CPA_14"]] > 0).all()


def test_gins_hosted_among_textiles_are_refused_for_want_of_seed_cotton(pack: Pack) -> None:
    with pytest.raises(InputError) as refused:
        _ = Chain.of(pack, {"ginning": "CPA_13"}).carved
    (problem,) = [item for item in refused.value.problems if "seed_cotton" in str(item)]
    assert problem.key == "Z: CPA_01 -> CPA_13"
    short = float(str(problem.value).split(": ")[1].split(" too much")[0])
    assert short == pytest.approx(80_800, rel=0.01)  # about 78 billion where less was grown and textiles weigh more


def test_value_added_in_total_cannot_be_more_than_the_host_has(pack: Pack) -> None:
    """Without trade margins on its inputs, clothing in the chain would earn more than all clothing in the table."""
    changed = pack.frame[pack.frame["path"] == "process.sewing_garments.existing.other_inputs"].copy()
    changed[["value", "low", "high", "derivation"]] = ["660.9", "600", "700", ""]
    with pytest.raises(InputError) as refused:
        _ = Chain.of(pack.with_parameters(changed)).carved
    assert all("sewing_garments" in str(problem) for problem in refused.value.problems)


def test_other_parameters_keep_the_economy_of_the_pack(pack: Pack) -> None:
    changed = pack.frame[pack.frame["path"] == "market.garments.price"].copy()
    changed[["value", "high", "derivation"]] = ["10000", "11000", ""]
    assert economy(pack.with_parameters(changed)) is economy(pack)


# --- faults in the files are told ---------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / NAME
    shutil.copytree(PACK, target, ignore=shutil.ignore_patterns("derive", "__pycache__"))
    return target


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "table" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


FAULTS = [
    (replaced("employment.csv", "CPA_02,", "CPA_002,"), "unknown-sector", "CPA_02"),
    (replaced("employment.csv", "CPA_02,", "CPA_01,"), "duplicate", None),
    (replaced("investment.csv", ",imported,", ",importd,"), "origin", "imported"),
    (replaced("investment.csv", "home_machinery", "home_machine"), "good", "home_machinery"),
    (replaced("value_added.csv", "COMPENSATION", "PAY"), "unknown-row", None),
    (replaced("domestic.csv", "\nCPA_02,", "\nCPA_02,1"), "balance", None),
    (replaced("imported.csv", "\nCPA_01,", "\nCPA_01,x"), "number", None),
]


@pytest.mark.parametrize(("edit", "code", "near"), FAULTS, ids=[code for _, code, _ in FAULTS])
def test_faults_of_the_files_are_refused(copy: Path, edit: Callable[[Path], None], code: str, near: str | None) -> None:
    edit(copy)
    with pytest.raises(InputError) as refused:
        load_pack(copy)
    found = [problem for problem in refused.value.problems if problem.code == code]
    assert found
    if near is not None:
        assert near in {problem.nearest for problem in found}
    assert all(problem.file for problem in found)


def test_a_folder_without_its_block_is_told(copy: Path) -> None:
    chain = copy / "chain.yaml"
    text = chain.read_text(encoding="utf-8")
    chain.write_text(text[: text.index("\ntable:")], encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_pack(copy)
    assert [problem.key for problem in refused.value.problems] == ["table"]


def test_a_host_that_is_no_sector_is_told(copy: Path) -> None:
    chain = copy / "chain.yaml"
    chain.write_text(chain.read_text(encoding="utf-8").replace("host: CPA_14", "host: CPA_104", 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_pack(copy)
    assert "CPA_104" in {problem.value for problem in refused.value.problems}


def test_a_programme_draws_the_table_in_each_language(flagship: Run) -> None:
    asked = Asked(flagship.model, flagship.results, {}, ("ru", "kk"), charts=("heatmap", "linkages"))
    found = [item for item in assess(asked) if isinstance(item, Assessment)]
    assert [(item.chart, item.language) for item in found] == [
        (chart, language) for chart in ("heatmap", "linkages") for language in ("ru", "kk")
    ]
    subjects = [item.subject for item in found]
    assert "Сырая нефть" in cast(Any, subjects[0]).labels
    assert "Шикі мұнай" in cast(Any, subjects[1]).labels
    assert flagship.model.pack.hash[:8] in cast(Any, subjects[0]).source
