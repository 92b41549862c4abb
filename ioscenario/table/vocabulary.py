"""What published tables call their lines: totals, value added, imports, taxes, jobs.

Statistical offices name the same line in many ways. The words are kept here once: the
readers recognise rows and columns by them, and `IOTable` finds the pay of employees and
the consumption of households by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Role = Literal["total", "output", "gva", "value_added", "imports", "product_taxes", "satellite", "supply"]

#: Order matters: the first pattern that is found decides.
_ROWS: tuple[tuple[Role, str], ...] = (
    ("satellite", r"employ(ment|ed)(?!.*(cost|compens))|\bjobs?\b|\bfte\b|persons?\b|workers?\b|hours|занят"),
    ("satellite", r"^(number of )?employees\b|жұмыспен"),
    ("satellite", r"\bco2\b|carbon|\bghg\b|emission|выброс|\b(energy|water|land) use"),
    ("supply", r"^(total )?(supply|resources)|ресурс|предложени|ұсыныс"),
    ("output", r"(?<!net )\boutput\b|gross production|^выпуск|валовой выпуск|всего выпуск|шығарылым"),
    ("gva", r"^(total )?(gva|gross value added|value added|vab?|gdp)\b|валовая добавленная|жалпы қосылған"),
    ("value_added", r"tax.* production|production tax|subsid.* production|налог.* на производств|өндіріске.*салық"),
    ("product_taxes", r"tax|vat\b|duties|налог|салық"),
    ("value_added", r"compens|wage|salar|labou?r|employment cost|income|оплата труда|еңбекақы"),
    ("value_added", r"surplus|profit|\bcapital\b|depreciation|\bcfc\b|\brent\b|interest|value.added"),
    ("value_added", r"прибыл|смешанн|потребление основного капитала|амортиз|пайда|негізгі капиталды тұтыну"),
    ("imports", r"^(total )?import|imported|импорт"),
    ("total", r"\b(sub)?tot(al)?s?\b|\bsum\b|intermediate (consumption|use|inputs?)$|^(итого|всего|барлығы|жиыны)"),
    ("total", r"purchasers|ценах покупател|использовано|\ball (sectors|industries|products)\b|domestic use basic"),
)

_COLUMNS: tuple[tuple[Role, str], ...] = (
    ("total", r"\b(sub)?tot(al)?s?\b|\bsum\b|^(final|intermediate) (demand|use|uses|consumption) all$"),
    ("total", r"^(итого|всего|барлығы|жиыны)|всего$|итого$"),
    ("output", r"^(gross )?output$|^выпуск|^шығарылым|gross production"),
)

_COMPENSATION = (
    r"compens.*employ|^compensation|\bwages?\b|\bsalar|employment cost|labou?r (cost|income)|оплата труда|^d1$"
)
_HOUSEHOLDS = r"\bhousehold|\bhh\b|private consumption|consumption.*private|домашн|үй шаруашы|\bp3 ?s14\b"


def plain(label: object) -> str:
    """A label in lower case with single spaces for underscores, dots and the like.

    Parameters
    ----------
    label
        A label, or the tuple of a label with its region, of which the last part counts.

    Examples
    --------
    >>> plain("TAXES_LESS_SUBSIDIES.PRODUCTS")
    'taxes less subsidies products'
    """
    text = str(label[-1]) if isinstance(label, tuple) else str(label)
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def row_role(label: object) -> Role | None:
    """What a row below the intermediate block is, judged by its name; None when unknown.

    Examples
    --------
    >>> row_role("Compensation of employees"), row_role("TOTAL_USE_PURCHASERS"), row_role("co2")
    ('value_added', 'total', 'satellite')
    >>> row_role("something else") is None
    True
    """
    return _first(_ROWS, plain(label))


def column_role(label: object) -> Role | None:
    """What a column right of the intermediate block is, if not a category of final demand.

    Examples
    --------
    >>> column_role("TOT_FC"), column_role("Households")
    ('total', None)
    """
    return _first(_COLUMNS, plain(label))


def _first(patterns: tuple[tuple[Role, str], ...], text: str) -> Role | None:
    return next((role for role, pattern in patterns if re.search(pattern, text)), None)


def compensation(labels: Iterable[object]) -> list[int]:
    """Positions of the pay of employees among components of value added.

    Examples
    --------
    >>> compensation(["operating surplus", "Compensation of employees"])
    [1]
    """
    return [place for place, label in enumerate(labels) if re.search(_COMPENSATION, plain(label))]


def households(labels: Iterable[object]) -> list[int]:
    """Positions of the consumption of households among categories of final demand.

    A column for non-profit institutions *serving* households is not theirs.

    Examples
    --------
    >>> households(["Non-profit instns serving households", "Households", "exports"])
    [1]
    """
    found = [place for place, label in enumerate(labels) if re.search(_HOUSEHOLDS, plain(label))]
    return [
        place
        for place in found
        if not re.search(
            r"serving|non profit|npish|некоммерч|обслуживающ|коммерциялық емес", plain(list(labels)[place])
        )
    ]
