"""Nothing depends on what things are called."""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

import ioscenario
from ioscenario.model import Model, load
from ioscenario.pack.expansion import paths
from ioscenario.pack.loading import Pack, load_pack, shipped
from ioscenario.parameters import FIELDS
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from tests.flagship.conftest import Run

#: Columns of tables that hold ids or paths.
COLUMNS = {
    "parameters.csv": ("path",),
    "bridge.csv": ("label",),
    "history.csv": ("label",),
    "enterprises.csv": ("process",),
    "fitted.csv": ("path", "label"),
}


def new_names(pack: Pack) -> dict[str, str]:
    """Every id of the structure and every path, with another name."""
    structure = pack.structure
    ids = [*structure.commodity, *structure.process, *(branch.id for branch in structure.branches)]
    # no longer than before: expressions of claims have a length they may have
    renamed = {name: f"x{number}_{name[::-1][:4]}" for number, name in enumerate(ids)}
    for field in FIELDS:
        for path, (names, _) in paths(field, structure).items():
            renamed[path] = field.pattern.format(**{brace: renamed.get(name, name) for brace, name in names.items()})
    return renamed


def write_renamed(pack: Pack, folder: Path) -> None:
    """The pack with every id renamed, scenarios included."""
    shutil.copytree(pack.folder, folder, ignore=shutil.ignore_patterns("derive"))
    renamed = new_names(pack)
    for name, columns in COLUMNS.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update({column: renamed.get(row[column], row[column]) for column in columns})
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    yaml = YAML(typ="safe", pure=True)
    for path in (*folder.glob("*.yaml"), *(folder / "scenarios").glob("*.yaml")):
        tree = rename(yaml.load(path.read_text(encoding="utf-8")), renamed)
        # JSON is YAML, and keeps numbers and texts as they are
        path.write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")


def in_expression(text: str, renamed: dict[str, str]) -> str:
    """An expression with the ids and paths in it replaced; units in braces are left."""
    words = re.compile(r"\{[^}]*\}|[A-Za-z][A-Za-z0-9_.]*")
    return words.sub(lambda found: renamed.get(found.group(), found.group()), text)


def rename(tree: Any, renamed: dict[str, str]) -> Any:
    """Keys and values replaced where they are ids or paths; texts in languages are left."""
    if isinstance(tree, dict):
        return {
            renamed.get(key, key): in_expression(value, renamed) if key == "model" else rename(value, renamed)
            for key, value in tree.items()
        }
    if isinstance(tree, list):
        return [rename(item, renamed) for item in tree]
    return renamed.get(tree, tree) if isinstance(tree, str) else tree


def test_renamed_pack_gives_the_same_arrays_to_the_last_bit(flagship: Run, tmp_path: Path) -> None:
    folder = tmp_path / flagship.model.pack.name
    write_renamed(flagship.model.pack, folder)
    other = Model(load_pack(folder))
    assert not set(other.pack.structure.commodity) & set(flagship.model.pack.structure.commodity)
    flats = tuple(other.scenario(flat.name) for flat in flagship.flats)
    arrays = simulate(resolve(other.pack, Design(flats)))
    for name, array in flagship.arrays.items():
        np.testing.assert_array_equal(arrays[name], array, err_msg=name)


def test_no_string_of_the_code_is_an_id_of_a_pack() -> None:
    ids: set[str] = set()
    for folder in shipped().values():
        structure = load(folder).pack.structure
        ids |= {*structure.commodity, *structure.process, *(branch.id for branch in structure.branches)}
    root = Path(ioscenario.__file__).parent
    found = [
        f"{path.relative_to(root)}:{node.lineno} {node.value}"
        for path in root.rglob("*.py")
        if (root / "data") not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids
    ]
    assert not found


def test_no_country_or_crop_in_the_code() -> None:
    root = Path(ioscenario.__file__).parent
    word = re.compile(r"cotton|kazakh|turkestan|lint\b|хлоп|мақта", re.IGNORECASE)
    allowed = {"cli/app.py"}
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in (*root.rglob("*.py"), *root.rglob("*.yaml"))
        if (root / "data") not in path.parents and str(path.relative_to(root)) not in allowed
        for line in path.read_text(encoding="utf-8").splitlines()
        if word.search(line)
    ]
    assert not found
