"""Type of the house style: its sizes, how wide it is, how lines are broken and kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

CM_PER_INCH: Final = 2.54
POINTS_PER_CM: Final = 72 / CM_PER_INCH
FONT: Final = "DejaVu Sans"

#: Sizes of type in points; nothing is smaller than `SIZE`.
SIZE: Final = 8.0
PANEL_SIZE: Final = 8.5
TITLE_SIZE: Final = 11.0
#: Height of a line of type as a multiple of its size.
LEADING: Final = 1.2
#: Where in a line its baseline is, below the middle, as a multiple of the size.
BASELINE: Final = 0.34


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Width of one line of type in cm."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / POINTS_PER_CM


def wrap(text: str, width: float, size: float = SIZE, bold: bool = False) -> str:
    """Break a text at spaces so that no line is wider than `width` cm.

    No-break spaces are kept. A single word that is wider, such as the path of a parameter, is broken after
    dots and underscores; a piece that is wider still stands on a line of its own.
    """
    limit = width / 1.02  # drawn type is up to 2 % wider than measured
    lines: list[str] = []
    for word in text.split(" "):
        pieces = [word] if text_width(word, size, bold) <= limit else re.split(r"(?<=[._])(?=\w)", word)
        for number, piece in enumerate(pieces):
            joined = f"{lines[-1]}{'' if number else ' '}{piece}" if lines else piece
            if lines and text_width(joined, size, bold) <= limit:
                lines[-1] = joined
            else:
                lines.append(piece)
    return "\n".join(lines)


def text_height(text: str, size: float = SIZE) -> float:
    """Height in cm that a text takes, one leading for each of its lines."""
    return (text.count("\n") + 1) * size * LEADING / POINTS_PER_CM if text else 0.0


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres nearest to the wanted ones at which things of given sizes do not overlap.

    Parameters
    ----------
    wanted
        Wanted centres, in any order.
    sizes
        Sizes along the axis.
    low, high
        Ends between which all have to be, if they fit.

    Returns
    -------
    list of float
        Centres in the order of `wanted`.

    Notes
    -----
    Least squares by pooling adjacent violators: with the cumulated half sizes taken off,
    the condition is that centres do not fall.

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], [1.0, 1.0, 1.0], 0.0, 9.0)
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    offsets: list[float] = []
    for place, i in enumerate(order):
        before = offsets[-1] + (sizes[order[place - 1]] + sizes[i]) / 2 if place else 0.0
        offsets.append(before)
    pools: list[list[float]] = []  # mean, count
    for place, i in enumerate(order):
        pools.append([wanted[i] - offsets[place], 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * count) / (pools[-1][1] + count), pools[-1][1] + count]
    starts = [mean for mean, count in pools for _ in range(int(count))]
    if not starts:
        return []
    least = low + sizes[order[0]] / 2
    most = high - sizes[order[-1]] / 2 - offsets[-1]
    starts = [max(min(start, most), least) for start in starts]
    centres = [0.0] * len(wanted)
    for place, i in enumerate(order):
        centres[i] = starts[place] + offsets[place]
    return centres
