"""Calibration: what the years up to the start of the hindcast say of the crop, and nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import observed
import pandas as pd
from tables import FACTOR, Row, plain, write

from ioscenario.assessment.calibration import calibrate

#: Years that may be looked at. Later ones are kept for validation (hindcast.yaml).
YEARS = (2016, 2017, 2018, 2019, 2020, 2021)
CROP, COMMODITY = "growing", "seed_cotton"
FREE = ("yield_furrow", "area_elasticity", "area_adjustment")

NOTES = {
    "yield_furrow": "Yield of a normal year on furrow land. Nearly all land was watered by furrow then.",
    "weather": "A single year around the normal one. Four years that were all mild: droughts are not among them.",
    "area_elasticity": "Not told by history: farm prices are known for two years before 2022, in which they hardly "
    "differed. The range of the handbooks stands.",
    "area_adjustment": "Not told by history, as the elasticity.",
}


def table(facts: Mapping[str, float], rows: list[Row]) -> pd.DataFrame:
    """The fits; `rows` give the ranges before."""
    frame = pd.DataFrame(
        [
            (seen.variable, seen.label, seen.year, observed.value(seen, facts) * FACTOR[seen.unit], seen.months)
            for seen in observed.HISTORY
        ],
        columns=["variable", "label", "year", "value", "months"],
    )
    priors = {
        name: (row.low, row.value or 0.0, row.high)
        for name in FREE
        for row in rows
        if row.path == f"{CROP}.{name}" and row.year is None
    }
    return calibrate(frame, YEARS, COMMODITY, priors)


def save(folder: Path, found: pd.DataFrame) -> None:
    """Write ``calibration.csv``."""
    write(
        folder / "calibration.csv",
        ("path", "unit", "estimate", "low", "high", "prior_low", "prior_high", "years", "n", "residual_sd",
         "informative", "method", "note"),
        (
            (f"{CROP}.{row.path}", str(row.unit), plain(float(str(row.estimate))), plain(float(str(row.low))),
             plain(float(str(row.high))), plain(float(str(row.prior_low))), plain(float(str(row.prior_high))),
             str(row.years), str(row.n), "" if str(row.residual_sd) == "nan" else plain(float(str(row.residual_sd))),
             "yes" if row.informative else "no", str(row.method), NOTES[str(row.path)])
            for row in found.itertuples()
        ),
    )  # fmt: skip
