"""Colours of the house style, fixed for each stage, scenario and limit over all charts."""

from __future__ import annotations

from typing import Final

INK: Final = "#222222"
SOFT: Final = "#5c5c5c"
GRID: Final = "#e3e3e3"
IMPORTS: Final = "#9a9a9a"
REFERENCE: Final = "#767676"

# Okabe and Ito (2008), ordered so that neighbours in the chain differ for every reader.
GREEN: Final = "#009E73"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
BLUE: Final = "#0072B2"
PURPLE: Final = "#CC79A7"
VERMILLION: Final = "#D55E00"
YELLOW: Final = "#F0E442"
BLACK: Final = "#000000"

#: Colours of processes, by their order in the pack.
PROCESSES: Final = (GREEN, ORANGE, SKY, BLUE, PURPLE, VERMILLION, YELLOW, "#7F7F7F")
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
