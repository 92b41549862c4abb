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
    "component",
    "stream",
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

#: Parts of the variable cost of a unit, in the order of the component axis.
COMPONENTS: Final = (
    "home_inputs",
    "imported_inputs",
    "electricity",
    "labour",
    "other_inputs",
    "coproduct_credit",
    "support",
)

#: Where new capacity comes from, in the order of the stream axis.
STREAMS: Final = ("replacement", "projects", "modernisation", "induced")

#: Public revenue, in the order of the tax axis.
TAXES: Final = ("vat", "import_duty", "export_duty", "labour_tax", "profit_tax", "water_charge")

#: What investment buys, in the order in which the economy around the chain takes them.
CAPITAL_GOODS: Final = ("construction", "home_machinery", "imported_machinery")
