"""The one house style: what every chart takes its sizes, type, colours and frame from.

A chart is a :class:`Sheet` as wide as a document's column, a page or a slide. Its finding is at the top, a
note and the source at the bottom, and panels are placed in the body in centimetres, so
that a point of type is the same in every chart and nothing is squeezed to fit.

This module only gathers: type is in ``typeface``, colours in ``palette``, sizes in ``sizes``, the frame in
``sheet``, files in ``saving``.
"""

from __future__ import annotations

from typing import Final

from ioscenario.charts.palette import (
    BLACK,
    BLUE,
    CLAIM,
    DASHES,
    GREEN,
    GRID,
    IMPORTS,
    INK,
    LIMITS,
    MODEL,
    OLIVE,
    ORANGE,
    PROCESSES,
    PURPLE,
    REFERENCE,
    SCENARIOS,
    SKY,
    SOFT,
    STATISTIC,
    VERMILLION,
    process_colours,
    scenario_colours,
    scenario_dashes,
)
from ioscenario.charts.saving import alt, data, save, title, with_data
from ioscenario.charts.settings import RC
from ioscenario.charts.sheet import KEY_ROW, LEFT, Chart, Entry, Sheet, key_rows
from ioscenario.charts.sizes import SIZES, Format, Size, columns, flat, house, tall, wider, width
from ioscenario.charts.typeface import (
    BASELINE,
    CM_PER_INCH,
    FONT,
    LEADING,
    PANEL_SIZE,
    POINTS_PER_CM,
    SIZE,
    TITLE_SIZE,
    spread,
    text_height,
    text_width,
    wrap,
)

#: Width of a document's column, cm.
WIDTH: Final = 16.0

__all__ = [
    "BASELINE",
    "BLACK",
    "BLUE",
    "CLAIM",
    "CM_PER_INCH",
    "DASHES",
    "FONT",
    "GREEN",
    "GRID",
    "IMPORTS",
    "INK",
    "KEY_ROW",
    "LEADING",
    "LEFT",
    "LIMITS",
    "MODEL",
    "OLIVE",
    "ORANGE",
    "PANEL_SIZE",
    "POINTS_PER_CM",
    "PROCESSES",
    "PURPLE",
    "RC",
    "REFERENCE",
    "SCENARIOS",
    "SIZE",
    "SIZES",
    "SKY",
    "SOFT",
    "STATISTIC",
    "TITLE_SIZE",
    "VERMILLION",
    "WIDTH",
    "Chart",
    "Entry",
    "Format",
    "Sheet",
    "Size",
    "alt",
    "columns",
    "data",
    "flat",
    "house",
    "key_rows",
    "process_colours",
    "save",
    "scenario_colours",
    "scenario_dashes",
    "spread",
    "tall",
    "text_height",
    "text_width",
    "title",
    "wider",
    "width",
    "with_data",
    "wrap",
]
