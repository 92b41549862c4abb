"""Catalogue of matrices and vectors: letter, name, formula, unit, source.

One declaration for every derived thing of `IOTable`, so that the manual, ``describe``
and the shapes cannot drift apart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from ioscenario.problems import InputError, Problem, nearest

_MB = "Miller & Blair (2009), Input-Output Analysis, 2nd ed."


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue.

    Parameters
    ----------
    letter
        Attribute of `IOTable`.
    name
        What it is called.
    formula
        How it is computed.
    shape
        Its axes.
    unit
        Its unit; ``money`` stands for the currency of the table.
    source
        Where the definition is from.
    """

    letter: str
    name: str
    formula: str
    shape: str
    unit: str
    source: str

    def _repr_html_(self) -> str:
        return pd.Series(asdict(self)).to_frame().to_html(header=False, escape=True)


#: Everything that can be asked of a table by a letter.
ENTRIES: tuple[Entry, ...] = (
    Entry("Z", "domestic intermediate flows", "z_ij: sales of i to j", "sector x sector", "money", f"{_MB}, 2.2"),
    Entry("final_demand", "final demand by category", "f_ik", "sector x category", "money", f"{_MB}, 2.2"),
    Entry("value_added", "value added by component", "v_kj", "component x sector", "money", f"{_MB}, 2.2"),
    Entry("imports", "imported intermediate inputs", "m_ij", "import x sector", "money", f"{_MB}, 2.3"),
    Entry("final_imports", "imports for final use", "m_ik", "import x category", "money", f"{_MB}, 2.3"),
    Entry("product_taxes", "net taxes on products used as inputs", "t_kj", "tax x sector", "money", "SNA 2008, 14.131"),
    Entry("final_taxes", "net taxes on products for final use", "t_kk", "tax x category", "money", "SNA 2008, 14.131"),
    Entry("satellites", "satellite accounts", "s_kj", "account x sector", "unit of each account", f"{_MB}, 10.2"),
    Entry("x", "output", "x = Z 1 + f", "sector", "money", f"{_MB}, eq. 2.1"),
    Entry("f", "final demand, all categories", "f = F 1", "sector", "money", f"{_MB}, eq. 2.1"),
    Entry("v", "value added, all components", "v = 1'V", "sector", "money", f"{_MB}, 2.2"),
    Entry("A", "input coefficients", "A = Z x̂⁻¹", "sector x sector", "money per money", f"{_MB}, eq. 2.3"),
    Entry("L", "Leontief inverse", "L = (I - A)⁻¹", "sector x sector", "money per money", f"{_MB}, eq. 2.11"),
    Entry("B", "allocation coefficients", "B = x̂⁻¹ Z", "sector x sector", "money per money", f"{_MB}, eq. 12.1"),
    Entry("G", "Ghosh inverse", "G = (I - B)⁻¹ = x̂⁻¹ L x̂", "sector x sector", "money per money", f"{_MB}, eq. 12.3"),
)

ENTRY = {entry.letter: entry for entry in ENTRIES}


def entry(letter: str) -> Entry:
    """The entry of a letter.

    Raises
    ------
    InputError
        For a letter that is not in the catalogue, with the nearest one.

    Examples
    --------
    >>> entry("L").formula
    'L = (I - A)⁻¹'
    """
    if letter not in ENTRY:
        near = nearest(letter, ENTRY)
        expected = f"one of {', '.join(ENTRY)}"
        raise InputError([Problem("unknown-matrix", expected, key="describe", value=letter, nearest=near)])
    return ENTRY[letter]


def listing(entries: tuple[Entry, ...]) -> pd.DataFrame:
    """Entries as a table for reading, by letter.

    Examples
    --------
    >>> listing(ENTRIES).loc["A", "unit"]
    'money per money'
    """
    rows: list[dict[str, Any]] = [asdict(item) for item in entries]
    return pd.DataFrame(rows).set_index("letter")
