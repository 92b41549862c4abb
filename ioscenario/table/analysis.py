"""What can be asked of a table: every method hands its labelled blocks to a public function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ioscenario.problems import InputError, Problem, nearest
from ioscenario.table import vocabulary
from ioscenario.table.core import Core

if TYPE_CHECKING:
    from ioscenario.table.extraction import ExtractionKind
    from ioscenario.table.influence import Norm
    from ioscenario.table.leontief import Mixed
    from ioscenario.table.linkages import Forward
    from ioscenario.table.scenarios import ScenarioOutputs

Kind = Literal["simple", "type1", "simple2", "type2"]
Closing = Literal["compensation", "income"]


class Analysis(Core):
    """Methods of `IOTable` that analyse it; the functions that they call are public too."""

    # -- multipliers -------------------------------------------------------------------

    def coefficients(self, what: str = "output") -> pd.Series:
        """Direct coefficients ``s = amount / x``: unit of the quantity per money of output.

        Parameters
        ----------
        what
            A quantity of `IOTable.direct`.
        """
        from ioscenario.table.checks import coefficient_values

        direct = self.direct(what)
        return pd.Series(coefficient_values(direct.to_numpy(), self.x.to_numpy()), index=self.labels, name=what)

    def multipliers(
        self,
        what: str = "output",
        kind: Kind = "type1",
        *,
        households: Closing | float = "compensation",
        income: str | Sequence[str] | None = None,
        consumption: str | Sequence[str] | None = None,
    ) -> pd.Series:
        r"""Multipliers of output, income, jobs, value added, imports, taxes, any account.

        .. math:: m = s' L / s \quad (\text{type1}), \qquad m = s' L \quad (\text{simple})

        with ``s`` the direct coefficients. ``type2`` and ``simple2`` put households inside
        the table, which pays them ``income`` and to whom it sells ``consumption``.

        Parameters
        ----------
        what
            A quantity of `IOTable.direct`.
        kind
            ``"type1"``, ``"type2"``: total effect for each unit of direct effect, no unit.
            ``"simple"``, ``"simple2"``: total effect for each money of final demand.
        households
            What the consumption of households is divided by: all ``"compensation"`` that
            the table pays; ``"income"``, the ``household_income`` of the table; or a number.
        income, consumption
            Components of value added that are pay, and categories of final demand that
            households consume; by default those recognised by their names.

        Returns
        -------
        pandas.Series
            (n,); NaN, with a warning, where a sector has no direct effect.

        Raises
        ------
        InputError
            When the table lacks what is needed, or closing it makes it unproductive.

        Examples
        --------
        >>> from ioscenario.table.iotable import IOTable
        >>> table = IOTable(
        ...     [[150, 500], [200, 100]], {"households": [350, 1700]}, {"compensation": [650, 1400]},
        ...     labels=["01", "02"], satellites={"employment": [10, 20]})
        >>> table.multipliers("employment").round(4).to_list()
        [1.5182, 1.4521]
        """
        from ioscenario.table.multipliers import multipliers

        closed = self.household_sector(households, income, consumption) if kind in {"simple2", "type2"} else {}
        s = None if what == "output" else self.coefficients(what)
        found = multipliers(self.leontief, s, kind, **closed)
        return pd.Series(np.asarray(found), index=self.labels, name=what)

    def effects(
        self,
        what: str = "output",
        kind: Literal["type1", "type2"] = "type1",
        *,
        households: Closing | float = "compensation",
        income: str | Sequence[str] | None = None,
        consumption: str | Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Direct, indirect and (``type2``) induced effect for each money of final demand.

        Parameters
        ----------
        what, kind, households, income, consumption
            As for `multipliers`.

        Returns
        -------
        pandas.DataFrame
            By sector: ``direct``, ``first_round``, ``indirect``, ``induced``, ``total``.
        """
        from ioscenario.table.multipliers import effects

        closed = self.household_sector(households, income, consumption) if kind == "type2" else {}
        s = None if what == "output" else self.coefficients(what)
        return pd.DataFrame(effects(self.leontief, s, **closed))

    def household_sector(
        self,
        households: Closing | float = "compensation",
        income: str | Sequence[str] | None = None,
        consumption: str | Sequence[str] | None = None,
    ) -> dict[str, Any]:
        r"""Row and column that close the table by households.

        .. math:: h_j = w_j / x_j, \qquad c_i = f_{i,households} / Y

        with ``w`` the pay of employees and ``Y`` all pay, or all income of households.

        Parameters
        ----------
        households, income, consumption
            As for `multipliers`.

        Returns
        -------
        dict
            ``household_row`` and ``household_column``, no unit.

        Raises
        ------
        InputError
            When pay, consumption or income cannot be found in the table.
        """
        from ioscenario.table.checks import coefficient_values

        paid = self._chosen("value_added", income, vocabulary.compensation, "income").sum(axis=0)
        eaten = self._chosen("final_demand", consumption, vocabulary.households, "consumption").sum(axis=1)
        row = coefficient_values(np.asarray(paid, dtype=np.float64), self.x.to_numpy())
        total = self._spendable(households, float(paid.sum()))
        return {
            "household_row": pd.Series(row, index=self.labels),
            "household_column": pd.Series(eaten.to_numpy() / total, index=self.labels),
        }

    def _spendable(self, households: Closing | float, paid: float) -> float:
        """The income that household consumption is divided by, money."""
        known = {"compensation": paid, "income": self.about.household_income}
        if isinstance(households, str) and households not in known:
            expected = '"compensation", "income" or an amount of money'
            raise InputError([Problem("unknown-closing", expected, key="households", value=households)])
        total = known[households] if isinstance(households, str) else float(households)
        if total is None or not total > 0.0:
            expected = "an income of households above zero (household_income of the table, or households=amount)"
            raise InputError([Problem("household-income", expected, key="households", value=str(total))])
        return float(total)

    def _chosen(
        self, block: str, names: str | Sequence[str] | None, find: Callable[[pd.Index], list[int]], key: str
    ) -> pd.DataFrame:
        """Lines of a block by name, or those that the vocabulary recognises."""
        data = self._block(block)
        axis = data.index if block == "value_added" else data.columns
        last = [str(label[-1]) if isinstance(label, tuple) else str(label) for label in axis]
        if names is None:
            places = find(axis)
            wrong = [] if places else [Problem("unrecognised", f"a line of {block} named by {key}=...", key=key)]
        else:
            asked = [names] if isinstance(names, str) else list(names)
            wrong = [
                Problem("unknown-line", f"a line of {block}", key=key, value=name, nearest=nearest(name, last))
                for name in asked
                if name not in last
            ]
            places = [place for place, name in enumerate(last) if name in asked]
        if wrong:
            raise InputError(wrong)
        chosen: pd.DataFrame = data.iloc[places] if block == "value_added" else data.iloc[:, places]
        return chosen

    # -- models ------------------------------------------------------------------------

    def quantity(self, f: Any) -> Any:
        """Output that other final demand needs, ``x = L f``; see `ioscenario.table.leontief.quantity`.

        Parameters
        ----------
        f
            (n,) or (n, r) final demand, money.
        """
        return self.leontief.solve(f)

    def primary_costs(self) -> pd.Series:
        """Cost for each unit of output that is no domestic input: ``1 - 1'A``, with value added, imports and taxes.

        Zero for a sector without output.
        """
        share = 1.0 - self.A.to_numpy().sum(axis=0)
        return pd.Series(np.where(self.x.to_numpy() == 0.0, 0.0, share), index=self.labels)

    def price(self, change: Any = None, *, fixed: Any = None) -> Any:
        """Price model: index prices when primary costs change, or prices of some sectors are given.

        ``p' = (v + change)' L``, with ``v`` the primary costs (`primary_costs`), so that
        prices are 1 when nothing changes.

        Parameters
        ----------
        change
            (n,) or (m, n) change of primary costs for each unit of output: value added,
            taxes, imports. A Series or mapping may name some sectors only.
        fixed
            Given index prices by sector, such as ``{"energy": 1.2}``.

        Returns
        -------
        Series, DataFrame, or Priced
            Index prices; with `fixed` also the primary costs that are left.

        Examples
        --------
        >>> from ioscenario.table.iotable import IOTable
        >>> table = IOTable([[150, 500], [200, 100]], [350, 1700], labels=["01", "02"])
        >>> table.price({"01": 0.1}).round(4).to_list()
        [1.1254, 1.033]
        """
        from ioscenario.table.leontief import exogenous_price, price

        base = self.primary_costs()
        costs = base if change is None else base + self._over_sectors(change, "change")
        if fixed is not None:
            return exogenous_price(self.leontief, costs, fixed)
        return price(self.leontief, costs)

    def _over_sectors(self, change: Any, name: str) -> Any:
        """A change over all sectors, zero for those that a mapping or Series does not name."""
        if not isinstance(change, dict | pd.Series):
            return np.asarray(change, dtype=np.float64)
        from ioscenario.table.labels import Sectors

        at, numbers = Sectors.of(self.A).given(change, name)
        spread = np.zeros(self.n)
        spread[at] = numbers
        return spread

    def ghosh(self, v: Any = None) -> Any:
        """Supply-driven output, ``x' = v' G``; see `ioscenario.table.leontief.ghosh`.

        Parameters
        ----------
        v
            (n,) or (m, n) primary inputs, money; default: those of the table.
        """
        from ioscenario.table.leontief import ghosh

        primary = self.x - self.Z.to_numpy().sum(axis=0) if v is None else v
        return ghosh(self.B, primary)

    def mixed(self, output: Any, f: Any = None) -> Mixed:
        """Output of some sectors given, final demand of the others; see `ioscenario.table.leontief.mixed`.

        Parameters
        ----------
        output
            Given outputs by sector, money.
        f
            Final demand; default: that of the table.
        """
        from ioscenario.table.leontief import mixed

        return mixed(self.leontief, self.f if f is None else f, output)

    # -- structure ---------------------------------------------------------------------

    def linkages(self, *, forward: Forward = "ghosh") -> pd.DataFrame:
        """All linkages of all sectors; see `ioscenario.table.linkages.linkages`.

        An idle sector has none: its row is missing values, and means are taken without it.

        Parameters
        ----------
        forward
            Forward linkages by the ``"ghosh"`` or the ``"leontief"`` inverse.
        """
        from ioscenario.table.linkages import linkages

        active = self.labels[self.x.to_numpy() != 0.0]
        if len(active) == self.n:
            return pd.DataFrame(linkages(self.leontief, self.x, self.f, forward=forward))
        found = linkages(self.A.loc[active, active], self.x[active], self.f[active], forward=forward)
        return pd.DataFrame(found).reindex(self.labels)

    def key_sectors(self, *, forward: Forward = "ghosh") -> pd.DataFrame:
        """Indices of backward and forward linkage and their quadrant, of all sectors.

        Parameters
        ----------
        forward
            As for `linkages`.

        Returns
        -------
        pandas.DataFrame
            ``backward_index``, ``forward_index``, ``key`` (key, backward, forward, weak).
        """
        return self.linkages(forward=forward)[["backward_index", "forward_index", "key"]]

    def extraction(
        self, sectors: Any = None, kind: ExtractionKind = "complete", *, share: float = 1.0, own: bool = True
    ) -> Any:
        """Hypothetical extraction; see `ioscenario.table.extraction.extraction`.

        Parameters
        ----------
        sectors
            What is taken out, together; None: every sector on its own, in one table.
        kind, share, own
            As there.
        """
        from ioscenario.table.extraction import extraction, extractions

        if sectors is None:
            return extractions(self.leontief, self.f, kind)
        return extraction(self.leontief, self.f, sectors, kind, share=share, own=own)

    def influence(self, norm: Norm = "sum") -> pd.DataFrame:
        """Influence of every coefficient; see `ioscenario.table.influence.influence`.

        Parameters
        ----------
        norm
            As there.
        """
        from ioscenario.table.influence import influence

        return pd.DataFrame(influence(self.leontief, norm))

    def field_of_influence(self, row: Any, column: Any) -> pd.DataFrame:
        """First-order field of influence of one coefficient; see `ioscenario.table.influence`.

        Parameters
        ----------
        row, column
            Sectors that sell and buy.
        """
        from ioscenario.table.influence import field_of_influence

        return pd.DataFrame(field_of_influence(self.leontief, row, column))

    def inverse_important(self, *, change: float = 0.01, most: float | None = None) -> pd.DataFrame:
        """Coefficients that matter; see `ioscenario.table.influence.inverse_important`.

        Parameters
        ----------
        change, most
            As there.
        """
        from ioscenario.table.influence import inverse_important

        return pd.DataFrame(inverse_important(self.leontief, self.x, change=change, most=most))

    def decompose(self, later: Analysis, what: str = "output", **choices: Any) -> pd.DataFrame:
        """Change from this table to a later one at the same prices; see `ioscenario.table.decomposition.decompose`.

        Parameters
        ----------
        later
            Table of the same sectors.
        what
            A quantity of `direct`; by intensity, technology and final demand.
        **choices
            ``parts``, ``method``, ``form`` as there.
        """
        from ioscenario.table.decomposition import decompose

        pair: dict[str, Any] = (
            {} if what == "output" else {"s0": self.coefficients(what), "s1": later.coefficients(what)}
        )
        # With one category the level and the products are all there is to tell apart.
        demands = (self.final_demand, later.final_demand) if len(self.categories) > 1 else (self.f, later.f)
        return pd.DataFrame(decompose(self.leontief, demands[0], later.leontief, demands[1], **pair, **choices))

    def paths(self, what: str = "output", *, f: Any = None, most: int = 50, share: float = 0.0) -> pd.DataFrame:
        """Most important chains of purchases; see `ioscenario.table.paths.structural_paths`.

        Parameters
        ----------
        what
            A quantity of `direct`.
        f
            Final demand; default: that of the table. A mapping or Series may name some sectors only.
        most, share
            As there.
        """
        from ioscenario.table.paths import structural_paths

        demand = self.f if f is None else pd.Series(self._over_sectors(f, "f"), index=self.labels)
        s = None if what == "output" else self.coefficients(what)
        return structural_paths(self.leontief, demand, s, most=most, share=share)

    def scenarios(self, changes: Mapping[str, Any], *, invalid: Literal["refuse", "nan"] = "refuse") -> ScenarioOutputs:
        """Output of named scenarios of demand and technology; see `ioscenario.table.scenarios.run_scenarios`.

        Parameters
        ----------
        changes
            Name to one `Change` or several.
        invalid
            As there.
        """
        from ioscenario.table.scenarios import run_scenarios

        return run_scenarios(self.leontief, self.final_demand, changes, invalid=invalid)

    # -- several regions ---------------------------------------------------------------

    def accounts(self, what: str = "value_added") -> pd.DataFrame:
        """Production, consumption, imports and exports of every region in terms of a quantity.

        See `ioscenario.table.multiregional.regional_accounts`. Categories of final demand
        are pairs (region, category).

        Parameters
        ----------
        what
            A quantity of `direct`.
        """
        from ioscenario.table.multiregional import regional_accounts

        return pd.DataFrame(regional_accounts(self.leontief, self.coefficients(what), self.final_demand))

    def spillovers(self, what: str = "output") -> pd.DataFrame:
        """Multipliers by what stays, spills over, comes back; see `ioscenario.table.multiregional.spillovers`.

        Parameters
        ----------
        what
            A quantity of `direct`.
        """
        from ioscenario.table.multiregional import spillovers

        return pd.DataFrame(spillovers(self.leontief, None if what == "output" else self.coefficients(what)))

    def trade_in_value_added(self) -> pd.DataFrame:
        """Gross exports by whose value added they are; see `ioscenario.table.multiregional.trade_in_value_added`."""
        from ioscenario.table.multiregional import trade_in_value_added

        return pd.DataFrame(trade_in_value_added(self.leontief, self.coefficients("value_added"), self.final_demand))
