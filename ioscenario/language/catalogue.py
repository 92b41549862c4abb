"""Words and numbers in the three languages.

The words are in ``en.yaml``, ``ru.yaml`` and ``kk.yaml``, which have the same keys. Of
Babel only digits and plural categories are used: its compact forms decline Russian
scale words wrongly, so scale words come from the catalogue as well.

Numbers never break over lines: the space between digits, and between a number and its
unit, is a no-break space.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ioscenario.dimensions import LANGUAGES
from ioscenario.problems import InputError, Problem, nearest

if TYPE_CHECKING:
    from babel import Locale

#: A template, or one for each plural category.
Entry = str | Mapping[str, str]

PLURAL_CATEGORIES: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"

_THOUSANDS: Final = ((1.0, "base"), (1e3, "thousand"), (1e6, "million"))
_VOLUME: Final = (*_THOUSANDS, (1e9, "billion"))

#: For each unit of the dataset the scales it may be shown in: factor and key.
SCALES: Final[Mapping[str, tuple[tuple[float, str], ...]]] = MappingProxyType(
    {
        "t": _THOUSANDS,
        "m2": _THOUSANDS,
        "item": _THOUSANDS,
        "ha": _THOUSANDS,
        "m3": _VOLUME,
        "job": _THOUSANDS,
        # Money is kept in millions, so a thousand of them is a billion.
        "money": ((1.0, "million"), (1e3, "billion"), (1e6, "trillion")),
        # A price or a cost of a unit, which may be far below a million.
        "price": ((1e-6, "base"), (1e-3, "thousand"), (1.0, "million"), (1e3, "billion")),
    }
)

#: Other spellings of the same units.
ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tonne": "t",
        "tonnes": "t",
        "full-time job": "job",
        "jobs": "job",
    }
)

MONEY: Final = re.compile(r"million (?P<currency>\w+)")
PRICE: Final = re.compile(r"million (?P<currency>\w+) per (?P<unit>\w+)")


def _leaves(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Entry]]:
    """Dotted key and entry of every leaf; a mapping of plural categories is a leaf."""
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not set(value) <= PLURAL_CATEGORIES:
            yield from _leaves(value, key + ".")
        elif isinstance(value, Mapping):
            yield key, {str(category): str(text) for category, text in value.items()}
        else:
            yield key, str(value)


@lru_cache(maxsize=len(LANGUAGES))
def read_catalogue(code: str) -> Mapping[str, Entry]:
    """All entries of one language by dotted key.

    Parameters
    ----------
    code
        ``en``, ``ru`` or ``kk``.
    """
    from ruamel.yaml import YAML

    text = resources.files(__package__).joinpath(f"{code}.yaml").read_text(encoding="utf-8")
    tree = YAML(typ="safe", pure=True).load(text)
    return MappingProxyType(dict(_leaves(tree)))


def placeholders(entry: Entry) -> frozenset[str]:
    """Names in braces of an entry, over all its plural forms.

    Examples
    --------
    >>> sorted(placeholders("{count} of {total}"))
    ['count', 'total']
    """
    texts = (entry,) if isinstance(entry, str) else tuple(entry.values())
    return frozenset(name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name)


@dataclass(frozen=True)
class Language:
    """Words and number formats of one language.

    Parameters
    ----------
    code
        ``en``, ``ru`` or ``kk``.

    Raises
    ------
    InputError
        If there is no catalogue of that language.

    Examples
    --------
    >>> Language("ru")("limit.demand")
    'спрос'
    >>> Language("en").quantity(116_100, "t").replace(NO_BREAK, " ")
    '116 thousand tonnes'
    """

    code: str

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            expected = "one of the languages " + ", ".join(LANGUAGES)
            problem = Problem(
                "unknown-language", expected, value=str(self.code), nearest=nearest(str(self.code), LANGUAGES)
            )
            raise InputError([problem])

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale(self.code)

    def has(self, key: str) -> bool:
        """Whether the catalogue has the key."""
        return key in read_catalogue(self.code)

    def plural(self, count: float) -> str:
        """Plural category of a number: ``one``, ``few``, ``many`` or ``other``."""
        return str(self._locale.plural_form(abs(count)))

    def __call__(self, key: str, /, count: float | None = None, **values: object) -> str:
        """The text under a key, with values put in.

        Parameters
        ----------
        key
            Dotted key of the catalogue.
        count
            Number that decides the plural form; it also fills ``{count}``.
        **values
            Values of the placeholders: fractional numbers are written in the language's
            format, all else (years among them) as it is.

        Raises
        ------
        KeyError
            If the catalogue has no such key, or a placeholder gets no value.
        """
        catalogue = read_catalogue(self.code)
        if key not in catalogue:
            raise KeyError(f"no text under {key!r} in language {self.code!r}")
        template = self._form(catalogue[key], count)
        shown = {name: self.number(value) if isinstance(value, float) else value for name, value in values.items()}
        if count is not None:
            shown.setdefault("count", self.number(count))
        missing = placeholders(template) - set(shown)
        if missing:
            raise KeyError(f"text {key!r} in language {self.code!r} needs values for {', '.join(sorted(missing))}")
        return template.format(**shown)

    def _form(self, entry: Entry, count: float | None) -> str:
        if isinstance(entry, str):
            return entry
        # Without a number the form of "many of them" is wanted, as on an axis.
        category = self.plural(count) if count is not None else "many"
        return entry.get(category, entry["other"])

    def number(
        self, value: float, digits: int | None = None, *, significant: int | None = None, signed: bool = False
    ) -> str:
        """A number in the language's digits.

        Parameters
        ----------
        value
            The number; NaN is shown as a dash.
        digits
            Digits after the decimal sign; none given: as many as `significant` needs.
        significant
            Significant digits to round to, 3 unless `digits` is given.
        signed
            Whether a plus is written.

        Examples
        --------
        >>> Language("en").number(25_934.2, 0), Language("en").number(0.0683)
        ('25,934', '0.0683')
        """
        from babel.numbers import format_decimal

        if not math.isfinite(value):
            return "–"
        if digits is None:
            value, digits = _round(value, significant or 3)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = str(format_decimal(value, format=pattern, locale=self._locale, decimal_quantization=True))
        text = text.replace("\u202f", NO_BREAK).replace("-", MINUS)
        if not text.strip(MINUS + "0.,"):
            return text.lstrip(MINUS)  # nothing is left of it after rounding: no sign
        return "+" + text if signed and value > 0 else text

    def percent(self, share: float, digits: int | None = None, *, signed: bool = False) -> str:
        """A share as per cent.

        Parameters
        ----------
        share
            Share, 1 for the whole.
        digits
            Digits after the decimal sign; none given: one below 10 %, none above.

        Examples
        --------
        >>> Language("en").percent(0.0683), Language("en").percent(1.124, signed=True)
        ('6.8%', '+112%')
        """
        if digits is None:
            digits = 1 if abs(share) < 0.0995 else 0
        return self("quantity.percent", value=self.number(100 * share, digits, signed=signed))

    def quantity(self, value: float, unit: str, *, significant: int = 3, signed: bool = False) -> str:
        """A number with its unit, in the scale that keeps it short.

        Parameters
        ----------
        value
            Value in `unit`.
        unit
            Unit of the dataset: ``t``, ``m2``, ``item``, ``ha``, ``m3``, ``full-time job``,
            ``million KZT`` and the like, ``million KZT per t``, or ``1`` for a share. An
            unknown unit is shown as it is written.

        Examples
        --------
        >>> Language("en").quantity(259_900, "million KZT").replace(NO_BREAK, " ")
        '260 bn tenge'
        >>> Language("en").quantity(0.8, "million KZT per t").replace(NO_BREAK, " ")
        '800 thousand tenge/t'
        """
        if not math.isfinite(value):
            return self.number(value)
        if unit == "1":
            return self.percent(value, signed=signed)
        factor, key, names = self._scale(abs(value), unit)
        shown, digits = _round(value / factor, significant)
        number = self.number(shown, digits, signed=signed)
        return self("quantity.join", value=number, unit=self._unit(key, names, shown))

    def scale(self, values: float | Iterable[float], unit: str) -> tuple[float, str]:
        """Factor and unit label for an axis that has to hold `values`.

        Parameters
        ----------
        values
            Values in `unit`; the largest decides.
        unit
            As in :meth:`quantity`.

        Returns
        -------
        factor : float
            Divide the values by it.
        label : str
            Unit after the division.

        Examples
        --------
        >>> Language("en").scale([1_460.0, 30_000.0], "t")
        (1000.0, 'thousand tonnes')
        """
        if unit == "1":
            return 0.01, "%"
        sizes = [values] if isinstance(values, float | int) else list(values)
        largest = max((abs(float(size)) for size in sizes if math.isfinite(size)), default=0.0)
        factor, key, names = self._scale(largest, unit)
        return factor, self._unit(key, names, None)

    def _scale(self, size: float, unit: str) -> tuple[float, str, dict[str, str]]:
        """Factor and key of the scale that suits a size, and the names that its words hold."""
        price, money = PRICE.fullmatch(unit), MONEY.fullmatch(unit)
        name = "price" if price else "money" if money else ALIASES.get(unit, unit)
        if name not in SCALES:
            return 1.0, unit, {}
        found = price or money
        # A size that rounds up to a scale is shown in it: 999.7 tonnes are a thousand.
        fitting = [(factor, key) for factor, key in SCALES[name] if size >= 0.9995 * factor]
        factor, key = fitting[-1] if fitting else SCALES[name][0]
        return factor, f"unit.{name}.{key}", found.groupdict() if found else {}

    def _unit(self, key: str, names: Mapping[str, str], count: float | None) -> str:
        """Words of a unit; a unit or currency that the catalogue does not have is itself."""
        if not self.has(key):
            return key
        groups = {"currency": "currency", "unit": "unit.per"}
        worded = {name: self._named(f"{groups[name]}.{value}", value) for name, value in names.items()}
        return self(key, count, **worded)

    def _named(self, key: str, otherwise: str) -> str:
        return self(key) if self.has(key) else otherwise


def _round(value: float, significant: int) -> tuple[float, int]:
    """A value rounded to significant digits and the decimals that show them.

    Examples
    --------
    >>> _round(25_934.2, 3), _round(1.4567, 3), _round(2.0, 3)
    ((25900.0, 0), (1.46, 2), (2.0, 0))
    """
    if value == 0 or not math.isfinite(value):
        return value, 0
    decimals = significant - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    text = f"{rounded:.{max(decimals, 0)}f}"
    shown = len(text.partition(".")[2].rstrip("0"))
    return rounded, shown
