"""Worked examples with their sources: inputs as labelled objects, and what they must give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[1] / "data" / "cases"
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "cases"


def labelled(item: Any) -> Any:
    """A matrix as a frame, a vector as a Series, anything else as it is."""
    if isinstance(item, dict) and "rows" in item:
        return pd.DataFrame(item["values"], item["rows"], item["cols"], dtype=float)
    if isinstance(item, dict) and "labels" in item:
        return pd.Series(item["values"], item["labels"], dtype=float)
    return item


class Case:
    """One example."""

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.inputs = {key: labelled(item) for key, item in content["inputs"].items()}
        self.expected = {key: labelled(item) for key, item in content["expected"].items()}
        self._tolerance = content["tolerance"]

    def __getitem__(self, key: str) -> Any:
        return self.inputs[key]

    def check(self, key: str, got: Any) -> None:
        """Compare by label, with the tolerance that the example states: abs + rel * |got|."""
        tolerance = self._tolerance | self._tolerance.get("keys", {}).get(key, {})
        expected = self.expected[key]
        if isinstance(expected, pd.Series):
            got = got.loc[expected.index]
        elif isinstance(expected, pd.DataFrame):
            got = got.loc[expected.index, expected.columns]
        found, wanted = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
        # The examples print 12 significant digits, which two of them do not allow for.
        printed = 5e-12 * np.abs(wanted)
        allowed = tolerance["abs"] + tolerance["rel"] * np.abs(found) + printed
        assert (np.abs(found - wanted) <= allowed).all(), f"{key}: {found} against {wanted}"
