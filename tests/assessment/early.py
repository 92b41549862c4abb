"""The toy pack with the state of 2023, so that it can start there, and a hindcast."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from ioscenario.pack.loading import find_pack, load_pack
from ioscenario.pack.starting import STATE

START = 2023
#: What the state of the start is of that of the base year.
SHARE = 0.8

HINDCAST = """\
- id: since_2023
  title: {en: From 2023, ru: С 2023 года, kk: 2023 жылдан}
  start: 2023
  set:
    market.shirts.growth: 5 %
  drivers: [market.fibre.supply]
  predict:
    - {indicator: production, label: shirts}
    - {indicator: production, label: thread, anchored: true}
    - {indicator: sector_output}
  calibrate: [2023]
  validate: [2024, 2025, 2026]
  breaks:
    - {year: 2024, indicator: production, label: shirts, source: TOY, text: {en: Strike., ru: Забастовка., kk: Ереуіл.}}
"""

HISTORY = """\
variable,label,year,value,unit,source,months
production,shirts,2022,1.2,million item,TOY,6
production,shirts,2023,1.3,million item,TOY,
production,shirts,2024,1.4,million item,TOY,
production,shirts,2025,1.5,million item,TOY,4
production,thread,2023,400,t,TOY,
production,thread,2024,410,t,TOY,11
sector_output,,2024,5000,million KZT,TOY,
"""


def make(folder: Path, hindcast: str = HINDCAST, history: str = HISTORY, *, rows: bool = True) -> Path:
    """Write the pack into a new folder.

    Parameters
    ----------
    folder
        Where to; made.
    hindcast, history
        Texts of ``hindcast.yaml`` and ``history.csv``.
    rows
        Whether the rows of the start are added.
    """
    shutil.copytree(find_pack("toy-chain"), folder)
    (folder / "history.csv").write_text(history, encoding="utf-8")
    (folder / "hindcast.yaml").write_text(hindcast, encoding="utf-8")
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    if "hindcast.yaml" not in [item["path"] for item in described["resources"]]:
        described["resources"].append({"name": "hindcast", "path": "hindcast.yaml"})
    (folder / "datapackage.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    if rows:
        _add_rows(folder)
    return folder


def _add_rows(folder: Path) -> None:
    """Add a row of the start for everything that belongs to a year or was fitted."""
    pack = load_pack(find_pack("toy-chain"))
    path = folder / "parameters.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, old = list(reader.fieldnames or ()), list(reader)
    fitted = set(pack.fitted["path"])
    new = []
    for row in old:
        known = pack.parameters[row["path"]]
        if row["year"] in ("", "2025") and (known.field.name in STATE or row["path"] in fitted):
            share = SHARE if known.field.name in ("supply", "market_size", "capacity") else 1.0
            numbers = {name: f"{float(row[name]) * share:.10g}" for name in ("value", "low", "high") if row[name]}
            new.append({**row, **numbers, "year": str(START), "derivation": ""})
    supply = next(row for row in new if row["path"] == "market.fibre.supply")
    new.append({**supply, "year": "2024", "value": "700", "low": "650", "high": "750"})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*old, *new])
