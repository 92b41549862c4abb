"""Units: what a row's unit is worth in the unit that the model computes in.

Only this module uses pint, with the definitions of ``units.txt`` and nothing of pint's
own, so that ``kt`` is a kilotonne and a currency has a dimension. The expressions are
parsed here: names, ``1`` and ``%``, joined by spaces or ``*`` (times) and ``/`` (by),
with parentheses. As in print, a space binds closer than a stroke: ``thousand KZT/thousand m2``
is a price per thousand square metres.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.problems import nearest
from ioscenario.yamlnodes import number

if TYPE_CHECKING:
    from pint import UnitRegistry

MAX_LENGTH: Final = 80
_TOKEN: Final = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9]*|%|1(?![0-9A-Za-z_.])|[*/()])")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_QUANTITY: Final = re.compile(r"\s*([+-]?[0-9][0-9.,_]*)\s*(.*?)\s*", re.DOTALL)


class UnitProblem(ValueError):  # noqa: N818 - the name says what it is to the caller
    """A unit is unknown, malformed or of the wrong dimension.

    Parameters
    ----------
    expected
        What should have stood there, in words.
    near
        The nearest known unit, if one is near.
    """

    def __init__(self, expected: str, near: str | None = None) -> None:
        super().__init__(expected + (f"; nearest: {near}" if near else ""))
        self.expected = expected
        self.nearest = near


@cache
def _registry() -> UnitRegistry[Any]:
    """Build pint's registry from the definitions of this package alone."""
    from pint import UnitRegistry

    path = Path(__file__).with_name("units.txt")
    # Fractions, so that a thousand thousandths are exactly one.
    return UnitRegistry(str(path), non_int_type=Fraction, cache_folder=None)


@cache
def names() -> frozenset[str]:
    """Return the names of all units of ``units.txt``, aliases included."""
    text = Path(__file__).with_name("units.txt").read_text(encoding="utf-8")
    found: set[str] = set()
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            first, _, *aliases = (part.strip() for part in line.split("="))
            found.update((first, *aliases))
    return frozenset(found - {"_"})


_currencies: set[str] = set()


def define_currency(code: str) -> None:
    """Make `code` known as a currency of its own.

    Parameters
    ----------
    code
        Three capital letters. A currency that is known already is left as it is.

    Raises
    ------
    UnitProblem
        `code` does not have that form.

    Examples
    --------
    >>> define_currency("UZS")
    >>> factor("bn UZS", "million UZS")
    1000.0
    """
    if not _CURRENCY.fullmatch(code):
        raise UnitProblem("a currency code of three capital letters")
    if code not in names() and code not in _currencies:
        _registry().define(f"{code} = [money_{code}]")
        _currencies.add(code)


@lru_cache(maxsize=4096)
def factor(unit: str, to: str) -> float:
    """Return what one `unit` is in units of `to`.

    Parameters
    ----------
    unit, to
        Unit expressions of the same dimension; ``1`` and ``%`` have none.

    Returns
    -------
    float
        Value in `to` = value in `unit` times this.

    Raises
    ------
    UnitProblem
        A name is unknown, the expression malformed, or the dimensions differ.

    Examples
    --------
    >>> factor("kt", "t"), factor("%", "1"), factor("thousand KZT/t", "million KZT/t")
    (1000.0, 0.01, 0.001)
    >>> factor("ha", "t")
    Traceback (most recent call last):
    ioscenario.pack.units.UnitProblem: a unit convertible to 't'
    """
    source, target = _Parser(unit).parse(), _Parser(to).parse()
    if source.dimensionality != target.dimensionality:
        raise UnitProblem(f"a unit convertible to {to!r}")
    ratio = source.to_root_units().magnitude / target.to_root_units().magnitude
    return float(ratio)


@lru_cache(maxsize=4096)
def measure(unit: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Return the size of a unit in root units, and its dimensions with their powers.

    Parameters
    ----------
    unit
        A unit expression.

    Returns
    -------
    size : float
        Value in root units = value in `unit` times this.
    dimensions : tuple of (str, float)
        Sorted; empty for a pure number.

    Raises
    ------
    UnitProblem
        A name is unknown or the expression malformed.

    Examples
    --------
    >>> measure("kg/item"), measure("%")
    ((0.001, (('[item]', -1.0), ('[mass]', 1.0))), (0.01, ()))
    """
    found = _Parser(unit).parse()
    size = float(found.to_root_units().magnitude)
    return size, tuple(sorted((str(name), float(power)) for name, power in found.dimensionality.items()))


def convert(value: float, unit: str, to: str) -> float:
    """Return `value` in units of `to`, rounded once: 57 % is 0.57 and not 0.5700000000000001.

    Raises
    ------
    UnitProblem
        As :func:`factor`.

    Examples
    --------
    >>> convert(57.0, "%", "1")
    0.57
    """
    ratio = factor(unit, to)
    inverse = factor(to, unit)
    return value / inverse if ratio < 1 and inverse.is_integer() else value * ratio


def quantity(text: str) -> tuple[float, str | None]:
    """Split a text into its number and its unit.

    Parameters
    ----------
    text
        A plain decimal number, then a unit or nothing.

    Returns
    -------
    tuple
        The number as written, and the unit's text (not looked up) or None.

    Raises
    ------
    UnitProblem
        The text does not start with a plain decimal number.

    Examples
    --------
    >>> quantity("162 thousand ha"), quantity("20 %"), quantity("3.9")
    ((162.0, 'thousand ha'), (20.0, '%'), (3.9, None))
    """
    found = _QUANTITY.fullmatch(text) if len(text) <= 2 * MAX_LENGTH else None
    value = number(found.group(1)) if found else None
    if found is None or value is None:
        raise UnitProblem("a plain decimal number such as 1000 or 0.5, and a unit if need be")
    return value, found.group(2) or None


class _Parser:
    """Recursive descent over: product := term (stroke term)*, term := atom (times? atom)*."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._split(text)
        self.place = 0

    @staticmethod
    def _split(text: str) -> list[str]:
        if len(text) > MAX_LENGTH:
            raise UnitProblem(f"a unit of at most {MAX_LENGTH} characters")
        tokens, place = [], 0
        stripped = text.rstrip()
        while place < len(stripped):
            found = _TOKEN.match(stripped, place)
            if found is None:
                raise UnitProblem("a unit of names, 1, %, spaces, *, / and parentheses")
            tokens.append(found.group(1))
            place = found.end()
        return tokens

    def parse(self) -> Any:
        """Return the whole expression as a pint quantity."""
        value = self._product()
        if self.place < len(self.tokens):
            raise UnitProblem("a unit with matching parentheses")
        return value

    def _next(self) -> str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _product(self) -> Any:
        value = self._term()
        while self._next() == "/":
            self.place += 1
            value = value / self._term()
        return value

    def _term(self) -> Any:
        value = self._atom()
        while self._next() not in (None, "/", ")"):
            if self._next() == "*":
                self.place += 1
            value = value * self._atom()
        return value

    def _atom(self) -> Any:
        token = self._next()
        self.place += 1
        if token == "(":
            value = self._product()
            if self._next() != ")":
                raise UnitProblem("a unit with matching parentheses")
            self.place += 1
            return value
        if token is None or token in "*/)":
            raise UnitProblem("a unit such as t, thousand ha or million KZT/t (1 for none)")
        return self._named(token)

    @staticmethod
    def _named(token: str) -> Any:
        registry = _registry()
        if token == "1":
            return registry.Quantity(Fraction(1))
        name = "percent" if token == "%" else token
        # pint would also take plurals and prefixes apart, and read "ms" as metres.
        if name not in names() and name not in _currencies:
            raise UnitProblem("a known unit", nearest(name, sorted(names() | _currencies)))
        return registry.Quantity(Fraction(1), name)
