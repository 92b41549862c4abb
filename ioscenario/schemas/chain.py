"""The schema of ``chain.yaml``: that of the record which reads it."""

from __future__ import annotations

from typing import Any

from ioscenario.pack.structure import Structure


def chain_schema() -> dict[str, Any]:
    """Return the schema of ``chain.yaml``.

    Returns
    -------
    dict
        That references lead somewhere and the chain has no circle is for `ioscenario check`.
    """
    made = Structure.model_json_schema()
    return {**made, "title": "Structure of a data pack"}
