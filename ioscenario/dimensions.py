"""The dimensions of results, their order, and the members that no pack names."""

from __future__ import annotations

from typing import Final

#: Order of dimensions in every result.
ORDER: Final = (
    "scenario",
    "sample",
    "year",
    "process",
    "technology",
    "commodity",
    "sector",
    "effect",
    "lever",
    "tax",
    "line",
)

#: The two technologies of a process, in the order of the technology axis.
TECHNOLOGIES: Final = ("existing", "modern")
EXISTING: Final = 0
MODERN: Final = 1

#: What can bind a process, in the order of the codes of the variable `bottleneck`.
LIMITS: Final = ("none", "capacity", "input", "demand", "water", "labour", "price")

#: In the chain itself, in its suppliers and theirs, and from the spending of those who work there.
EFFECTS: Final = ("direct", "indirect", "induced")

#: Languages in which every text that a reader sees is kept.
LANGUAGES: Final = ("en", "ru", "kk")
