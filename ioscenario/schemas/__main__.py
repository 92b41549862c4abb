"""Renews the schemas that ship: ``python -m ioscenario.schemas``."""

from __future__ import annotations

from pathlib import Path

from ioscenario.schemas import write_schemas

if __name__ == "__main__":
    for path in write_schemas(Path(__file__).parent):
        print(path.name)
