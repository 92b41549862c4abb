"""The pack to start from is complete, and says that it is made up."""

from __future__ import annotations

import csv
import io

import pytest

from ioscenario.pack.parameters_table import slots
from ioscenario.pack.starter import BY_FIELD, BY_PATH, Starter, placeholder
from ioscenario.parameters import FIELD

STARTER = Starter("x")
SLOTS = slots(STARTER.structure)


def test_every_number_that_is_needed_is_meant() -> None:
    """None is left to the number that is taken where no other is known."""
    needed = {path: slot for path, slot in SLOTS.items() if slot.field.default is None}
    assert not [path for path, slot in needed.items() if path not in BY_PATH and slot.field.name not in BY_FIELD]
    assert set(BY_PATH) <= set(SLOTS)
    assert set(BY_FIELD) <= set(FIELD)
    for path, slot in SLOTS.items():
        low, high = slot.field.bounds
        assert low <= placeholder(path, slot) <= high


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_rows_are_inferences_to_be_replaced(language: str) -> None:
    rows = list(csv.DictReader(io.StringIO(Starter("x", language=language).files()["parameters.csv"])))
    assert len(rows) > 30
    for row in rows:
        assert (row["grade"], row["source"]) == ("E", "")
        assert row["note"]
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
