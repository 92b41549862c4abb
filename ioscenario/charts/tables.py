"""Charts of an input-output table, and what they share: names, numbers, the source line.

They take an `ioscenario.IOTable` and know nothing of packs or scenarios.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioscenario.language import Language
from ioscenario.version import __version__

if TYPE_CHECKING:
    from ioscenario.table.iotable import IOTable

#: Names of sectors by label, in the reader's language.
Names = Mapping[Hashable, str] | None


class TableView:
    """A table as a chart sees it.

    Parameters
    ----------
    table
        An input-output table.
    language
        ``en``, ``ru`` or ``kk``.
    names
        Names of sectors by label; labels that it has not are shown as they are.
    """

    def __init__(self, table: IOTable, language: str, names: Names = None) -> None:
        self.table = table
        self.language = Language(language)
        given = names or {}
        self.names = [_name(label, given, len(table.regions) > 1) for label in table.labels]
        self.labels = [label_text(label) for label in table.labels]

    @property
    def source(self) -> str:
        """Source line: where the table is from, as it says itself."""
        about = self.table.source or self.table.name
        if not about:
            return self.language("chart.table.source_none", version=__version__)
        year = f", {self.table.year}" if self.table.year is not None else ""
        return self.language("chart.table.source", table=about.rstrip(". ") + year, version=__version__)

    def largest(self, most: int) -> NDArray[np.intp]:
        """Positions of the sectors with the largest output, in that order; idle ones left out."""
        output = self.table.x.to_numpy()
        order = np.argsort(-output, kind="stable")
        return order[output[order] > 0.0][:most]

    def quantity(self, what: str) -> str:
        """Name of a quantity of the table; an account that the catalogue does not have is itself."""
        key = f"chart.table.of.{what}"
        return self.language(key) if self.language.has(key) else what


def label_text(label: Hashable) -> str:
    """A label as text, region and sector joined."""
    return ":".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _name(label: Hashable, names: Mapping[Hashable, str], regional: bool) -> str:
    """Name of a sector, with its region where there are several."""
    if label in names or not isinstance(label, tuple):
        return names.get(label, label_text(label))
    own = names.get(label[-1], str(label[-1]))
    return f"{own} ({', '.join(map(str, label[:-1]))})" if regional else own
