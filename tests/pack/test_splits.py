"""A stage split in the pack: knitting beside weaving, non-wovens beside spinning, without a line of code.

The recipe is the one of docs/packs.md, "Splitting a stage": the new stage starts as a copy
of the rows of the stage beside it.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from ioscenario.model import Model
from ioscenario.pack.loading import find_pack, load_pack
from ioscenario.results import Results
from ioscenario.scenario.national import Chain, blocks
from ioscenario.table.sectors import aggregate_table, hosts

#: Old id to new id, of each stage that is copied.
KNITTING = {"weaving": "knitting", "fabric": "knitted_fabric"}
BONDING = {"spinning": "bonding", "yarn": "nonwoven"}

#: Rows of the copies and of their user that are not those of the stage beside them.
CHANGED = {
    "process.sewing_garments.existing.input.fabric": (2.4, 2.2, 2.5),
    "process.sewing_garments.modern.input.fabric": (2.35, 2.2, 2.5),
    "process.sewing_garments.existing.input.knitted_fabric": (0.3, 0.28, 0.32),
    "process.sewing_garments.modern.input.knitted_fabric": (0.3, 0.28, 0.32),
    "market.knitted_fabric.export_demand": (0.1, 0.05, 0.2),
    "process.knitting.existing.capacity": (2, 1.5, 2.5),
    "market.nonwoven.export_demand": (0.1, 0.05, 0.2),
    "process.bonding.existing.capacity": (0.5, 0.4, 0.6),
}


def beside(rows: list[dict[str, str]], renamed: dict[str, str]) -> list[dict[str, str]]:
    """Copies of the rows that name a stage or its good, under the new names; announced projects stay where they are."""
    copies = []
    for row in rows:
        parts = [renamed.get(part, part) for part in row["path"].split(".")]
        about = ".".join(parts)
        # a row of another user of the good belongs to the split only where that user takes both
        other = parts[0] != "market" and parts[1] not in {*renamed.values(), "sewing_garments"}
        if about != row["path"] and not other and "project_capacity" not in about:
            copies.append({**row, "path": about})
    return copies


def split(folder: Path) -> None:
    """Write both splits into a copy of the flagship."""
    shutil.copytree(find_pack("kazakhstan-cotton"), folder, ignore=shutil.ignore_patterns("derive"))
    yaml = YAML(typ="safe", pure=True)
    tree = yaml.load((folder / "chain.yaml").read_text(encoding="utf-8"))
    goods = {item["id"]: item for item in tree["commodities"]}
    stages = {item["id"]: item for item in tree["processes"]}
    for renamed in (KNITTING, BONDING):
        (stage, new_stage), (good, new_good) = renamed.items()
        names = {"en": new_good, "ru": new_good, "kk": new_good}
        tree["commodities"].append({**goods[good], "id": new_good, "name": names})
        tree["processes"].append({**stages[stage], "id": new_stage, "name": names, "output": new_good})
    stages["sewing_garments"]["inputs"].append("knitted_fabric")
    # JSON is YAML
    (folder / "chain.yaml").write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")
    file = folder / "parameters.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows += [*beside(rows, KNITTING), *beside(rows, BONDING)]
    for row in rows:
        if row["path"] in CHANGED:
            row["value"], row["low"], row["high"] = map(str, CHANGED[row["path"]])
            row["derivation"] = ""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("split") / "kazakhstan-cotton"
    split(folder)
    return Model(load_pack(folder))


@pytest.fixture(scope="module")
def results(model: Model) -> Results:
    return model.run("baseline", "modernisation", "comprehensive")


def test_both_stages_work_side_by_side(results: Results) -> None:
    data = results.dataset.sel(scenario="baseline", year=2025)
    made = data["production"]
    for good in ("fabric", "knitted_fabric", "yarn", "nonwoven"):
        assert float(made.sel(commodity=good)) > 0, good
    used = data["input_domestic"].sel(process="sewing_garments")
    assert float(used.sel(commodity="fabric")) > 0
    assert float(used.sel(commodity="knitted_fabric")) > 0
    lint = data["input_domestic"].sel(commodity="lint")
    assert float(lint.sel(process="spinning")) > 0
    assert float(lint.sel(process="bonding")) > 0
    # yarn now has two users
    yarn = data["input_domestic"].sel(commodity="yarn")
    assert float(yarn.sel(process=["weaving", "knitting"]).min()) > 0


def test_every_good_balances(results: Results) -> None:
    data = results.dataset
    supply = data["production"] + data["imports"]
    use = sum(data[name] for name in ("intermediate_use", "final_use", "exports", "stock_change"))
    scale = supply.max(["year", "scenario"])
    assert float((np.abs(supply - use) / scale.where(scale > 0, 1.0)).max()) < 1e-9


def test_the_table_around_the_split_chain_goes_back(model: Model) -> None:
    chain = Chain.of(model.pack)
    items = [chain.sector(process) for process in range(len(chain.processes))]
    assert {"knitting", "bonding"} <= {item.name for item in items}
    whole = aggregate_table(chain.carved, hosts(items), rest="keep")
    for block, frame in blocks(chain.table).items():
        np.testing.assert_allclose(whole[block].loc[frame.index, frame.columns], frame, rtol=1e-9, atol=1e-6)


def test_the_manual_tells_the_same_steps() -> None:
    text = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
    section = re.search(r"## Splitting a stage\n(.*?)\n## ", text, re.DOTALL)
    assert section is not None
    for word in ("chain.yaml", "parameters.csv", "knitting", "knitted_fabric", "nonwoven", "project_capacity"):
        assert word in section[1], word
