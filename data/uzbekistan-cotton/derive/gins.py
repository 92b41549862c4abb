"""The pack with gins as a stage of their own, to see what that does to a ban (README.md, corrected because of this test)."""

from __future__ import annotations

import shutil
from pathlib import Path

from rows import lines, put, text

OUTTURN = 0.33
COMMODITY = """commodities:
  - id: seed_cotton
    name: {en: Seed cotton, ru: Хлопок-сырец, kk: Шитті мақта}
    unit: t
    exports: none
    imports: none
    storable: true
"""
PROCESS = """processes:
  - id: ginning
    name: {en: Ginning, ru: Хлопкоочистка, kk: Мақта тазалау}
    output: lint
    inputs: [seed_cotton]
    host: TEXTILES
"""
#: path, value, unit: round numbers, for what is shown does not hang on them.
ROWS = (
    ("market.seed_cotton.price", 260, "USD/t"), ("market.seed_cotton.mass", 1, "t/t"),
    ("process.ginning.wage", 2400, "USD/job"), ("process.ginning.utilisation_max", 0.85, "1"),
    ("process.ginning.fixed_labour_share", 0, "1"), ("process.ginning.replacement_rate", 1, "1"),
    ("process.ginning.replacement_gate", 0.6, "1"), ("process.ginning.gestation", 1, "1"),
    ("process.ginning.capex", 500, "USD/t"), ("process.ginning.existing.capacity", 1400, "kt"),
    ("process.ginning.modern.capacity", 0, "kt"),
    *((f"process.ginning.{technology}.{name}", value, unit)
      for technology in ("existing", "modern")
      for name, value, unit in (("input.seed_cotton", 1 / OUTTURN, "t/t"), ("labour", 0.013, "job/t"),
                                ("electricity", 170, "kWh/t"), ("depreciation", 5, "%"))),
)  # fmt: skip


def with_gins(pack: Path, folder: Path) -> Path:
    """A copy of the pack in `folder` in which lint is ginned of seed cotton that is given."""
    shutil.copytree(pack, folder, ignore=shutil.ignore_patterns("derive", "README.md"))
    chain = (pack / "chain.yaml").read_text(encoding="utf-8")
    chain = chain.replace("commodities:\n", COMMODITY).replace("processes:\n", PROCESS)
    (folder / "chain.yaml").write_text(chain, encoding="utf-8")
    rows = lines(pack / "parameters.csv")
    for row in rows:
        if row["path"] == "market.lint.supply":
            row["path"], row["derivation"] = "market.seed_cotton.supply", ""
            row.update({name: text(float(row[name]) / OUTTURN) for name in ("value", "low", "high")})
    for path, value, unit in ROWS:
        number = text(value)
        rows.append(dict.fromkeys(rows[0], "") | {"path": path, "value": number, "low": number, "high": number,
                                                  "unit": unit, "distribution": "fixed", "role": "fixed", "grade": "E",
                                                  "source": "ASSUMED", "note": "A variant."})  # fmt: skip
    put(folder / "parameters.csv", tuple(rows[0]), (tuple(row.values()) for row in rows))
    listed = (folder / "datapackage.json").read_text(encoding="utf-8")
    (folder / "datapackage.json").write_text(
        listed.replace('    {"name": "readme", "path": "README.md"},\n', ""), encoding="utf-8"
    )
    return folder
