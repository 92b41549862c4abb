"""Blocks of a table and everything that follows from them directly, immutable."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table import catalogue, checks, vocabulary
from ioscenario.table.blocks import AXES, Array, Block, assemble, frame, frozen, relabelled, sector_axis, shown, texts
from ioscenario.table.checks import CHECKS, NAMES, Checked, coefficient_values

if TYPE_CHECKING:
    from ioscenario.table.leontief import Leontief

#: Relative difference of rows and columns that published tables show through their last digits.
TOLERANCE = 1e-5


@dataclass(frozen=True)
class About:
    """What a table is, apart from its numbers.

    Parameters
    ----------
    name, source
        What the table is called and where it is from.
    currency
        Unit of money, such as ``"million EUR"``.
    year
        Year of the flows.
    units
        Unit of each satellite account.
    household_income
        Income of households from all sources, money; for multipliers closed by it.
    notes
        What a reader or an operation did to the table.
    strict, accept, tolerance
        How it was checked.
    """

    name: str = ""
    source: str = ""
    currency: str = ""
    year: int | None = None
    units: tuple[tuple[str, str], ...] = ()
    household_income: float | None = None
    notes: tuple[str, ...] = ()
    strict: frozenset[str] = frozenset(NAMES)
    accept: frozenset[str] = frozenset()
    tolerance: float = TOLERANCE


class Core:
    """Blocks, checks and derived matrices of an `IOTable`, which documents the parameters.

    Examples
    --------
    >>> Core([[1.0]], [1.0], labels=["a"]).A.loc["a", "a"]
    np.float64(0.5)
    """

    blocks_: Mapping[str, Block]
    about: About
    _x: Array
    _stated: Array | None
    _found: Mapping[str, tuple[Problem, ...]]

    def __init__(
        self,
        Z: Any,
        final_demand: Any = None,
        value_added: Any = None,
        *,
        output: Any = None,
        imports: Any = None,
        final_imports: Any = None,
        product_taxes: Any = None,
        final_taxes: Any = None,
        satellites: Any = None,
        units: Mapping[str, str] | None = None,
        regions: Sequence[object] | None = None,
        labels: Sequence[object] | None = None,
        currency: str = "",
        year: int | None = None,
        name: str = "",
        source: str = "",
        household_income: float | None = None,
        notes: Sequence[str] = (),
        strict: bool | Collection[str] = True,
        accept: Collection[str] | str = (),
        tolerance: float = TOLERANCE,
    ) -> None:
        about = About(
            name=str(name),
            source=str(source),
            currency=str(currency),
            year=None if year is None else int(_plain("year", year)),
            units=tuple((str(key), str(unit)) for key, unit in (units or {}).items()),
            household_income=None if household_income is None else _plain("household_income", household_income),
            notes=tuple(str(note) for note in notes),
            strict=strict_names(strict),
            accept=checks.known_names(accept, "accept"),
            tolerance=_plain("tolerance", tolerance),
        )
        given = {
            "Z": Z,
            "final_demand": final_demand,
            "value_added": value_added,
            "imports": imports,
            "final_imports": final_imports,
            "product_taxes": product_taxes,
            "final_taxes": final_taxes,
            "satellites": satellites,
        }
        blocks, stated = _read(given, output, labels, regions)
        blocks, missing = _complete(blocks, about)
        self._set("blocks_", blocks)
        self._set("about", about)
        self._set("_stated", stated)
        self._set("_x", _sold(blocks) if stated is None else stated)
        found = self._findings()
        self._set("_found", {key: tuple(problems) for key, problems in {"missing": missing, **found}.items()})
        checks.decide(found, about.strict, about.accept)

    def _set(self, key: str, value: object) -> None:
        """The only way in, used while the object is made."""
        self.__dict__[key] = value

    def __setattr__(self, key: str, value: object) -> NoReturn:
        raise AttributeError(f"a table cannot be changed; make another with table.replace({key}=...)")

    def __delattr__(self, key: str) -> NoReturn:
        raise AttributeError("a table cannot be changed")

    def _findings(self) -> dict[str, list[Problem]]:
        """What each check minds; what no word can accept is refused at once."""
        checked = Checked(self.blocks_, self._x, _sold(self.blocks_), self.about.tolerance)
        hopeless = checks.idle_only(checked)
        if hopeless:
            raise InputError(hopeless)
        return {key: check(checked) for key, check in CHECKS.items()}

    # -- labels ------------------------------------------------------------------------

    @property
    def labels(self) -> pd.Index:
        """Labels of the sectors; pairs (region, sector) for several regions."""
        return self.blocks_["Z"].rows

    @property
    def n(self) -> int:
        """Number of sectors, over all regions."""
        return len(self.labels)

    @property
    def regions(self) -> list[str]:
        """Names of the regions in order; empty for a table of one region without a name."""
        return list(dict.fromkeys(self.labels.get_level_values(0))) if self.labels.nlevels > 1 else []

    @property
    def categories(self) -> pd.Index:
        """Categories of final demand."""
        return self.blocks_["final_demand"].columns

    @property
    def currency(self) -> str:
        """Unit of money."""
        return self.about.currency

    @property
    def units(self) -> dict[str, str]:
        """Unit of each satellite account."""
        return dict(self.about.units)

    @property
    def year(self) -> int | None:
        """Year of the flows."""
        return self.about.year

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.about.name

    @property
    def source(self) -> str:
        """Where the table is from."""
        return self.about.source

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader or an operation did to the table."""
        return self.about.notes

    # -- blocks ------------------------------------------------------------------------

    @property
    def blocks(self) -> dict[str, pd.DataFrame]:
        """Every block that the table has, as frames; ``IOTable(**table.blocks)`` is the same table."""
        return {name: block.frame() for name, block in self.blocks_.items()}

    def _block(self, name: str) -> pd.DataFrame:
        if name in self.blocks_:
            return self.blocks_[name].frame()
        row_kind, column_kind = AXES[name]
        columns = self.labels if column_kind == "sector" else self.categories
        return frame(np.zeros((0, len(columns))), texts([], row_kind), columns)

    @property
    def Z(self) -> pd.DataFrame:
        """(n, n) domestic intermediate flows, money."""
        return self._block("Z")

    @property
    def final_demand(self) -> pd.DataFrame:
        """(n, k) domestic final demand by category, money."""
        return self._block("final_demand")

    @property
    def value_added(self) -> pd.DataFrame:
        """(m, n) value added by component, money; no rows when none was given."""
        return self._block("value_added")

    @property
    def imports(self) -> pd.DataFrame:
        """(p, n) imported intermediate inputs, money."""
        return self._block("imports")

    @property
    def final_imports(self) -> pd.DataFrame:
        """(p, k) imports for final use, money."""
        return self._block("final_imports")

    @property
    def product_taxes(self) -> pd.DataFrame:
        """(t, n) net taxes on products used as inputs, money."""
        return self._block("product_taxes")

    @property
    def final_taxes(self) -> pd.DataFrame:
        """(t, k) net taxes on products for final use, money."""
        return self._block("final_taxes")

    @property
    def satellites(self) -> pd.DataFrame:
        """(s, n) satellite accounts, each in its own unit."""
        return self._block("satellites")

    # -- derived -----------------------------------------------------------------------

    def _vector(self, values: Array, name: str) -> pd.Series:
        return pd.Series(values, index=self.labels, name=name, copy=False)

    def _square(self, values: Array) -> pd.DataFrame:
        return frame(values, self.labels, self.labels)

    @property
    def x(self) -> pd.Series:
        """Output ``x = Z 1 + f``, money; where output was given, that, which may differ in its last digits."""
        return self._vector(self._x, "x")

    @property
    def f(self) -> pd.Series:
        """Final demand, all categories, money."""
        return self._vector(self._f, "f")

    @property
    def v(self) -> pd.Series:
        """Value added, all components, money.

        Raises
        ------
        InputError
            When the table has no value added.
        """
        return self._vector(self.direct("value_added").to_numpy(), "v")

    @property
    def A(self) -> pd.DataFrame:
        """Input coefficients ``A = Z x̂⁻¹``, money per money."""
        return self._square(self._A)

    @property
    def B(self) -> pd.DataFrame:
        """Allocation coefficients ``B = x̂⁻¹ Z``, money per money."""
        return self._square(self._B)

    @property
    def L(self) -> pd.DataFrame:
        """Leontief inverse ``L = (I - A)⁻¹``, money of output per money of final demand."""
        return self._square(self.leontief.inverse)

    @cached_property
    def _f(self) -> Array:
        return frozen(self.blocks_["final_demand"].values.sum(axis=1))

    @cached_property
    def _A(self) -> Array:
        return _locked(coefficient_values(self.blocks_["Z"].values, self._x))

    @cached_property
    def _B(self) -> Array:
        return _locked(coefficient_values(self.blocks_["Z"].values.T, self._x).T)

    @cached_property
    def leontief(self) -> Leontief:
        """The coefficients factorised once: every model of this table solves with it.

        Raises
        ------
        InputError
            When the coefficients are not productive, however the table was accepted.
        """
        from ioscenario.table.leontief import Leontief

        return Leontief(self.A)

    @cached_property
    def _G(self) -> Array:
        # G = x̂⁻¹ L x̂ holds wherever there is output; an idle sector keeps the unit of L.
        if not self._x.all():
            from ioscenario.table.leontief import ghosh_inverse

            return _locked(np.asarray(ghosh_inverse(self._B)))
        return _locked(self.leontief.inverse * self._x / self._x[:, None])

    @property
    def G(self) -> pd.DataFrame:
        """Ghosh inverse ``G = (I - B)⁻¹``, money of output of the column per money of value added of the row."""
        return self._square(self._G)

    def direct(self, what: str = "output") -> pd.Series:
        """A quantity by sector, in its own unit: output, income, value added, imports, taxes, any account.

        Parameters
        ----------
        what
            ``"output"``, ``"income"`` (pay of employees), ``"value_added"``, ``"imports"``,
            ``"taxes"`` (net, on products used as inputs), or the name of a component of
            value added or of a satellite account.

        Returns
        -------
        pandas.Series
            (n,).

        Raises
        ------
        InputError
            When the table has no such quantity; with the nearest name.

        Examples
        --------
        >>> Core([[1.0]], [1.0], {"wages": [1.0]}, satellites={"jobs": [4.0]}, labels=["a"]).direct("jobs")
        sector
        a    4.0
        Name: jobs, dtype: float64
        """
        if what == "output":
            return self._vector(self._x, what)
        block = {"value_added": "value_added", "imports": "imports", "taxes": "product_taxes"}.get(what)
        if block is not None and block in self.blocks_:
            return self._vector(self.blocks_[block].values.sum(axis=0), what)
        for name in ("satellites", "value_added", "imports", "product_taxes"):
            found = self._lines(name, what)
            if found:
                return self._vector(self.blocks_[name].values[found].sum(axis=0), what)
        if what == "income":
            return self._vector(self._rows("value_added", vocabulary.compensation, what), what)
        raise InputError([self._unknown(what)])

    def _lines(self, name: str, label: str) -> list[int]:
        """Positions of the rows of a block with a label, in any region."""
        if name not in self.blocks_:
            return []
        rows = self.blocks_[name].rows
        return [place for place, row in enumerate(rows) if (row[-1] if isinstance(row, tuple) else row) == label]

    def _rows(self, name: str, find: Callable[[pd.Index], list[int]], what: str) -> Array:
        """Sum of the rows of a block that the vocabulary finds."""
        places = find(self.blocks_[name].rows) if name in self.blocks_ else []
        if not places:
            expected = "a component of value added that is recognised as the pay of employees; or name it"
            raise InputError([Problem("unknown-quantity", expected, key=what)])
        return np.asarray(self.blocks_[name].values[places].sum(axis=0))

    def _unknown(self, what: str) -> Problem:
        """A quantity the table does not have."""
        known = ["output", "income", "value_added", "imports", "taxes"]
        for name in ("value_added", "satellites"):
            if name in self.blocks_:
                known += [str(row[-1] if isinstance(row, tuple) else row) for row in self.blocks_[name].rows]
        return Problem(
            "unknown-quantity",
            f"a quantity of this table: {', '.join(known)}",
            key="what",
            value=str(what),
            nearest=nearest(str(what), known),
        )

    def unit(self, what: str) -> str:
        """Unit of a quantity of `direct`: that of its account, else the currency."""
        return self.units.get(what, "" if self._lines("satellites", what) else self.currency)

    # -- looking at it -----------------------------------------------------------------

    def describe(self, letter: str | None = None) -> Any:
        """What a matrix is: name, formula, shape, unit, source; without a letter all of them.

        Parameters
        ----------
        letter
            Attribute of the table: ``"Z"``, ``"A"``, ``"L"``, ``"x"``, ...

        Returns
        -------
        catalogue.Entry or pandas.DataFrame
            One entry; or all by letter.

        Raises
        ------
        InputError
            For an unknown letter.

        Examples
        --------
        >>> table = Core([[1.0]], [1.0], labels=["a"], currency="million EUR")
        >>> table.describe("x").unit
        'million EUR'
        """
        own = tuple(self._in_own_units(item) for item in catalogue.ENTRIES)
        if letter is None:
            return catalogue.listing(own)
        return self._in_own_units(catalogue.entry(letter))

    def _in_own_units(self, item: catalogue.Entry) -> catalogue.Entry:
        if item.letter == "satellites" and self.units:
            return replace(item, unit="; ".join(f"{name}: {unit}" for name, unit in self.units.items()))
        return replace(item, unit=item.unit.replace("money", self.currency) if self.currency else item.unit)

    def checks(self) -> pd.DataFrame:
        """What every check found, accepted or not.

        Returns
        -------
        pandas.DataFrame
            By check: ``passed``, ``accepted``, ``found`` (how many), ``largest`` (the largest
            relative difference, for the balance), ``message``.

        Examples
        --------
        >>> Core([[1.0]], [1.0], [1.0], labels=["a"]).checks()["passed"].all()
        np.True_
        """
        rows = [
            {
                "check": name,
                "passed": not problems,
                "accepted": bool(problems) and name in self.about.accept,
                "found": len(problems),
                "largest": self._imbalance if name == "balance" else np.nan,
                "message": "; ".join(str(problem) for problem in problems),
            }
            for name, problems in self._found.items()
        ]
        return pd.DataFrame(rows).set_index("check")

    @property
    def findings(self) -> dict[str, tuple[Problem, ...]]:
        """What every check minds, accepted or not, by check; `checks` shows the same as a table."""
        return dict(self._found)

    @cached_property
    def _imbalance(self) -> float:
        """Largest difference between rows and columns relative to output."""
        if "value_added" not in self.blocks_:
            return float("nan")
        paid = checks.costs(self.blocks_)
        size = np.maximum(np.abs(self._x), np.abs(paid))
        return float(
            np.divide(np.abs(paid - self._x), size, out=np.zeros_like(size), where=size > 0.0).max(initial=0.0)
        )

    def summary(self) -> pd.Series:
        """Totals of the table: money, and each satellite account in its unit."""
        lines = {
            "output": self._x.sum(),
            "final demand": self._f.sum(),
            "intermediate inputs, domestic": self.blocks_["Z"].values.sum(),
        }
        titles = {"imports": "intermediate inputs, imported", "product_taxes": "product taxes on inputs"}
        for name, title in {**titles, "value_added": "value added"}.items():
            if name in self.blocks_:
                lines[title] = self.blocks_[name].values.sum()
        named = {f"{title}, {self.currency}" if self.currency else title: total for title, total in lines.items()}
        if "satellites" in self.blocks_:
            block = self.blocks_["satellites"]
            for row, total in zip(block.rows, block.values.sum(axis=1), strict=True):
                unit = self.units.get(shown(row), "")
                named[f"{shown(row)}, {unit}" if unit else shown(row)] = total
        return pd.Series(named, name="total", dtype=np.float64)


def _read(
    given: Mapping[str, Any], output: Any, labels: Sequence[object] | None, regions: Sequence[object] | None
) -> tuple[dict[str, Block], Array | None]:
    """Blocks with labels, and the output that was stated, in the order of the sectors."""
    if given["final_demand"] is None and output is None:
        raise InputError([Problem("missing-block", "final demand, or the output to find it from", key="final_demand")])
    sectors = sector_axis(given["Z"], labels, regions)
    if labels is not None or regions is not None:
        given = {**given, "Z": relabelled(given["Z"])}
    blocks = assemble(given, sectors)
    problems = checks.labels(blocks)
    if problems:
        raise InputError(problems)
    if output is None:
        return blocks, None
    Z = blocks["Z"].values
    stated = assemble({"Z": Z, "final_demand": output}, sectors)["final_demand"].values.sum(axis=1)
    if not np.isfinite(stated).all():
        wrong = sectors[~np.isfinite(stated)]
        raise InputError(Problem("missing", "a finite number", key=f"output: {shown(label)}") for label in wrong)
    if "final_demand" in blocks:
        return blocks, frozen(stated)
    made = assemble({**given, "Z": Z, "final_demand": stated - Z.sum(axis=1)}, sectors)
    return {name: made[name] for name in AXES if name in made}, None


def _plain(key: str, value: Any) -> float:
    """A single number among the arguments."""
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise InputError([Problem("not-a-number", "a number", key=key, value=str(value))]) from error


def _sold(blocks: Mapping[str, Block]) -> Array:
    """Output by rows: sales to sectors and to final demand, (n,)."""
    return frozen(blocks["Z"].values.sum(axis=1) + blocks["final_demand"].values.sum(axis=1))


def _complete(blocks: dict[str, Block], about: About) -> tuple[dict[str, Block], list[Problem]]:
    """Blocks without gaps, and the gaps; infinite numbers and gaps that stay are refused."""
    missing, infinite = checks.finite(blocks)
    if infinite:
        raise InputError([*infinite, *missing])
    if not missing:
        return blocks, []
    checks.decide({"missing": missing}, about.strict, about.accept)
    filled = {name: replace(block, values=_locked(np.nan_to_num(block.values))) for name, block in blocks.items()}
    return filled, missing


def strict_names(strict: bool | Collection[str]) -> frozenset[str]:
    """Names of the checks that refuse.

    Parameters
    ----------
    strict
        True: all; False: none; or their names.

    Examples
    --------
    >>> sorted(strict_names(["balance"]))
    ['balance']
    """
    if isinstance(strict, bool):
        return frozenset(NAMES) if strict else frozenset()
    return checks.known_names(strict, "strict")


def _locked(values: Array) -> Array:
    """The same array, read-only from now on."""
    values.setflags(write=False)
    return values
