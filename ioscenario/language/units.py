"""Units as a pack writes them, in words, and figures with them.

`Language.quantity` knows the units of the dataset; here is what stands in tables of parameters and claims:
``job/kt``, ``item/t``, ``kg/m2``.
"""

from __future__ import annotations

from typing import Final

from ioscenario.language.catalogue import NO_BREAK, Language

#: Significant digits of figures.
DIGITS: Final = 3
#: Figures by a unit of something that are smaller than this are shown by the thousand or million of it.
SMALL: Final = 0.01


def unit_words(say: Language, unit: str) -> str:
    """A unit of a pack in a language.

    Parameters
    ----------
    say
        The language.
    unit
        A unit expression.

    Examples
    --------
    >>> [unit_words(Language("en"), unit).replace(NO_BREAK, " ") for unit in ("job/kt", "item/t", "job/million item")]
    ['jobs/thousand t', 'items/t', 'jobs/million items']
    """
    over, stroke, under = unit.partition("/")
    kind = "each" if len(under.split()) == 1 else "word"
    return _tokens(say, over, "word") + stroke + _tokens(say, under, kind)


def _tokens(say: Language, words: str, kind: str) -> str:
    """Words of a unit, of many or of each; one that the catalogue does not have is itself."""
    shown = []
    for word in words.split():
        keys = [f"unit.{group}.{word}" for group in (kind, "word")]
        shown.append(next((say(key) for key in keys if say.has(key)), word))
    return NO_BREAK.join(shown)


def readable(size: float, unit: str) -> tuple[float, str]:
    """Factor and unit that spare the reader zeros: 0.000012 jobs/m2 are 12 jobs a million m2.

    Parameters
    ----------
    size
        Largest figure to be shown, in `unit`.
    unit
        A unit expression.

    Returns
    -------
    factor : float
        Multiply the figures by it.
    unit : str
        Unit after the multiplication.

    Examples
    --------
    >>> readable(0.000012, "job/m2"), readable(0.00035, "t/item"), readable(1.2, "m2/item")
    ((1000000.0, 'job/million m2'), (1000.0, 'kg/item'), (1.0, 'm2/item'))
    """
    over, stroke, under = unit.partition("/")
    if not stroke or not 0.0 < size < SMALL or len(under.split()) != 1:
        return 1.0, unit
    if over == "t":
        return 1e3, f"kg/{under}"
    factor, word = (1e3, "thousand") if size >= SMALL / 10 else (1e6, "million")
    return factor, f"{over}/{word} {under}"


def amount(say: Language, value: float, unit: str, significant: int = DIGITS) -> str:
    """A figure with its unit.

    Examples
    --------
    >>> amount(Language("en"), 1650.0, "item/t").replace(NO_BREAK, " ")
    '1,650 items/t'
    >>> amount(Language("en"), 0.000012, "job/m2").replace(NO_BREAK, " ")
    '12 jobs/million m²'
    >>> amount(Language("en"), 8.5, "%")
    '8.5%'
    """
    return span(say, value, value, unit, significant)


def span(say: Language, low: float, high: float, unit: str, significant: int = DIGITS) -> str:
    """Two figures with one unit.

    Examples
    --------
    >>> span(Language("en"), 8.0, 9.0, "%"), span(Language("en"), -2.0, 9.0, "%")
    ('8–9%', '−2 … 9%')
    """
    factor, unit = readable(max(abs(low), abs(high)), unit)
    return joined(say, [factor * low, factor * high], "" if unit == "1" else unit, significant)


def joined(say: Language, ends: list[float], unit: str, significant: int = DIGITS, words: str | None = None) -> str:
    """One figure or a span of two behind which a unit stands; none behind a bare number."""
    numbers = [say.number(value, significant=significant) for value in ends]
    text = ("–" if min(ends) >= 0.0 else " … ").join(dict.fromkeys(numbers))
    if unit == "%":
        return say("quantity.percent", value=text)
    return say("quantity.join", value=text, unit=words or unit_words(say, unit)) if unit else text
