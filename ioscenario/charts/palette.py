"""Colours of the house style, fixed for each stage, scenario and limit over all charts."""

from __future__ import annotations

from typing import Final

INK: Final = "#222222"
SOFT: Final = "#5c5c5c"
GRID: Final = "#e3e3e3"
IMPORTS: Final = "#9a9a9a"
REFERENCE: Final = "#767676"

# The hues of Okabe and Ito (2008), ordered so that neighbours in the chain differ for every reader, and
# darkened as little as is needed to stand out from white by 3 : 1 (WCAG 2.2, 1.4.11) and from one another and
# the grey of the reference by 17 units of CIELAB, also with protanopia, deuteranopia and tritanopia.
GREEN: Final = "#009058"
ORANGE: Final = "#CE8300"
SKY: Final = "#009CE5"
BLUE: Final = "#0066A5"
PURPLE: Final = "#CA79AD"
VERMILLION: Final = "#BB4A00"
OLIVE: Final = "#779F4A"
BLACK: Final = "#000000"

#: Colours of processes, by their order in the pack.
PROCESSES: Final = (GREEN, ORANGE, SKY, BLUE, PURPLE, VERMILLION, OLIVE, "#4A4A4A")
#: Colours of scenarios after the reference, by their order in the results.
SCENARIOS: Final = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
#: When the colours are used up, they begin again with the next kind of line.
DASHES: Final = ((0, ()), (0, (4, 1.5)), (0, (1, 1.5)))
#: Colours of what can bind a process.
LIMITS: Final = {
    "none": "#e6e6e6",
    "capacity": BLUE,
    "input": VERMILLION,
    "demand": ORANGE,
    "water": SKY,
    "labour": PURPLE,
    "price": BLACK,
}
MODEL: Final = BLUE
STATISTIC: Final = BLACK
CLAIM: Final = VERMILLION


def process_colours(count: int) -> tuple[str, ...]:
    """Colours of the first `count` processes."""
    return tuple(PROCESSES[i % len(PROCESSES)] for i in range(count))


def scenario_dashes(count: int) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Kinds of line of `count` scenarios, the reference first."""
    later = (DASHES[i // len(SCENARIOS) % len(DASHES)] for i in range(count - 1))
    return (DASHES[0], *later)[:count]


def scenario_colours(count: int) -> tuple[str, ...]:
    """Colours of `count` scenarios: the reference, which is first, is grey."""
    return tuple(REFERENCE if i == 0 else SCENARIOS[(i - 1) % len(SCENARIOS)] for i in range(count))
