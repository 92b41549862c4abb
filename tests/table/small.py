"""Small tables for tests, balanced by construction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ioscenario.table.iotable import IOTable

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
TABLES = REFERENCE / "io_tables"
WHY = "the published tables are not beside the repository (../shared/reference)"


def random_blocks(n: int, seed: int = 0) -> dict[str, Any]:
    """Every block of a table of `n` sectors as plain arrays; rows and columns balance."""
    rng = np.random.default_rng(seed)
    Z, final, imports = rng.random((n, n)), rng.random((n, 3)), rng.random((n, n)) / 4
    taxes = rng.random((1, n)) / 4
    final[:, 0] += n
    rest = Z.sum(axis=1) + final.sum(axis=1) - Z.sum(axis=0) - imports.sum(axis=0) - taxes.sum(axis=0)
    return {
        "Z": Z,
        "final_demand": pd.DataFrame(final, columns=["households", "01", "exports"]),
        "value_added": pd.DataFrame(np.outer([0.4, 0.6], rest), index=["wages", "profit, net"]),
        "imports": imports,
        "final_imports": rng.random((n, 3)),
        "product_taxes": taxes,
        "final_taxes": rng.random((1, 3)),
        "satellites": {"jobs": rng.random(n), "co2": rng.random(n)},
    }


def miller_blair(**more: Any) -> IOTable:
    """The two-sector economy of Miller & Blair (2009), Table 2.3."""
    return IOTable(
        pd.DataFrame([[150.0, 500.0], [200.0, 100.0]], index=["1", "2"], columns=["1", "2"]),
        {"households": [350.0, 1700.0]},
        {"compensation": [650.0, 1400.0]},
        satellites={"jobs": [10.0, 30.0]},
        **more,
    )


def array(values: Any) -> NDArray[np.float64]:
    """Numbers of a labelled object."""
    return np.asarray(values, dtype=np.float64)
