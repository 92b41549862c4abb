"""How fine a picture in print is."""

from __future__ import annotations

import struct
from pathlib import Path

from matplotlib.figure import Figure

from ioscenario.charts.saving import save


def test_a_picture_has_300_dots_to_the_inch(tmp_path: Path) -> None:
    path = save(Figure(figsize=(2.0, 1.0)), tmp_path / "empty.png")
    assert struct.unpack(">2I", path.read_bytes()[16:24]) == (600, 300)  # width and height in the header
