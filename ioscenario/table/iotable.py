"""`IOTable`: a national or multi-regional input-output table, immutable and checked once."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioscenario.table.analysis import Analysis
from ioscenario.table.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

    from ioscenario.table.sectors import Carved


class IOTable(Analysis):
    """An input-output table of one region or several, immutable and checked once.

    Everything derived is computed from the blocks when it is first asked for. Nothing can
    go stale: the blocks cannot be changed, and a changed table is a new object
    (`replace`). Frames that it gives out share its read-only numbers, so that an edit of
    them is refused.

    Parameters
    ----------
    Z
        (n, n) domestic intermediate flows, sales of the row to the column; money. A frame
        brings the labels of sectors; pairs (region, sector) make a table of several regions.
    final_demand
        (n, k) by category, or (n,). None: what is left of `output`.
    value_added
        (m, n) by component, (n,), or a mapping of components. Without it the balance of
        columns is not checked.
    output
        (n,) output as published, by which coefficients are divided; by default the sum
        of the rows, from which it may differ by `tolerance`. Without `final_demand`, that is
        ``output - Z 1``.
    imports
        (n, n) or (p, n) imported intermediate inputs, or (n,).
    final_imports
        (p, k) imports for final use.
    product_taxes, final_taxes
        (t, n) or (n,), and (t, k) net taxes on products.
    satellites
        (s, n) accounts in any unit, such as ``{"employment": jobs}``.
    units
        Mapping of satellite account to its unit.
    regions
        Regions once each, or one a sector.
    labels
        Labels of sectors where `Z` is a plain array. Kept as text: ``"01"`` stays ``"01"``.
    currency, year, name, source
        What the table is.
    household_income
        Income of households from all sources, money, for ``households="income"``.
    notes
        What was done to the table before.
    strict
        Checks that refuse; True: all of them, False: none, they warn. See
        `ioscenario.table.checks`.
    accept
        Checks whose findings are accepted without a word, such as ``("zero_output",)``.
    tolerance
        Allowed difference between output by rows and by columns, relative to output.

    Raises
    ------
    InputError
        With everything that is wrong at once, the sectors named.

    Examples
    --------
    >>> table = IOTable(
    ...     [[150, 500], [200, 100]], {"households": [350, 1700]}, {"compensation": [650, 1400]},
    ...     labels=["01", "02"], satellites={"employment": [10, 20]}, currency="million EUR")
    >>> table.x
    sector
    01    1000.0
    02    2000.0
    Name: x, dtype: float64
    >>> table.L.round(4)
    sector      01      02
    sector
    01      1.2541  0.3300
    02      0.2640  1.1221
    >>> table.multipliers("output").round(4).to_dict()
    {'01': 1.5182, '02': 1.4521}
    """

    # -- new tables --------------------------------------------------------------------

    def replace(self, **changes: Any) -> IOTable:
        """A new table with some blocks or attributes other than in this one.

        Parameters
        ----------
        **changes
            Arguments of `IOTable`.

        Returns
        -------
        IOTable
            Checked as a whole; this table stays as it is.

        Examples
        --------
        >>> table = IOTable([[1.0]], [1.0], labels=["a"])
        >>> table.replace(final_demand=[3.0]).x.to_list(), table.x.to_list()
        ([4.0], [2.0])
        """
        arguments = self.arguments()
        if not {"Z", "final_demand", "output"}.isdisjoint(changes):
            arguments.pop("output", None)  # the output of other flows
        return IOTable(**{**arguments, **changes})

    def arguments(self) -> dict[str, Any]:
        """Everything that makes this table: ``IOTable(**table.arguments())`` equals it."""
        about = self.about
        return {
            **self.blocks,
            **({} if self._stated is None else {"output": self.x}),
            "units": self.units,
            "currency": about.currency,
            "year": about.year,
            "name": about.name,
            "source": about.source,
            "household_income": about.household_income,
            "notes": about.notes,
            "strict": about.strict,
            "accept": about.accept,
            "tolerance": about.tolerance,
        }

    def aggregate(self, sectors: Any = None, **concordances: Any) -> IOTable:
        """Fewer sectors, regions or other lines; see `ioscenario.table.sectors.aggregate_table`.

        Parameters
        ----------
        sectors
            Concordance: mapping, Series or frame from old to new labels.
        **concordances
            ``regions``, ``categories``, ``components``, ``imports``, ``taxes``,
            ``accounts``, ``rest`` as there.

        Examples
        --------
        >>> table = IOTable([[150, 500], [200, 100]], [350, 1700], labels=["01", "02"])
        >>> table.aggregate({"01": "all", "02": "all"}).x.to_dict()
        {'all': 3000.0}
        """
        from ioscenario.table.sectors import aggregate_table

        return aggregate_table(self, sectors, **concordances)

    def disaggregate(self, sectors: Any) -> IOTable:
        """More sectors, split in fixed shares; see `ioscenario.table.sectors.disaggregate_table`.

        Parameters
        ----------
        sectors
            Shares by old and new label.
        """
        from ioscenario.table.sectors import disaggregate_table

        return disaggregate_table(self, sectors)

    def carve_out(self, carved: Iterable[Carved], **choices: Any) -> IOTable:
        """New sectors taken out of those that contain them; see `ioscenario.table.sectors.carve_out`.

        Parameters
        ----------
        carved
            The new sectors with all their flows.
        **choices
            ``any_sign``, ``tolerance`` as there.
        """
        from ioscenario.table.sectors import carve_out

        return carve_out(self, carved, **choices)

    def equals(self, other: object) -> bool:
        """Whether another table has the same numbers to the last bit, labels, units and notes.

        Examples
        --------
        >>> table = IOTable([[1.0]], [1.0], labels=["a"])
        >>> table.equals(IOTable(**table.arguments()))
        True
        """
        if not isinstance(other, IOTable) or self.about != other.about or list(self.blocks_) != list(other.blocks_):
            return False
        same_output = (self._stated is None) == (other._stated is None) and self._x.tobytes() == other._x.tobytes()
        return same_output and all(_same(block, other.blocks_[name]) for name, block in self.blocks_.items())

    def __repr__(self) -> str:
        title = " ".join(part for part in (self.name, str(self.year or "")) if part)
        where = f", {len(self.regions)} regions" if len(self.regions) > 1 else ""
        unit = f", {self.currency}" if self.currency else ""
        return f"<IOTable{' ' + title if title else ''}: {self.n} sectors{where}{unit}>"

    def _repr_html_(self) -> str:
        report = self.checks()
        failed = ", ".join(report.index[~report["passed"]]) or "none"
        totals = self.summary().to_frame().to_html(float_format="{:,.6g}".format, escape=True)
        return (
            f"<p><b>{html.escape(repr(self)[1:-1])}</b></p><p>{html.escape(self.source)}</p>{totals}"
            f"<p>checks with findings that were accepted: {html.escape(failed)}</p>"
        )

    # -- files -------------------------------------------------------------------------

    def to_csv(self, path: str | Path) -> Path:
        """Write the whole table as one csv file that `read_table` reads back without loss."""
        from ioscenario.table.storage import write_csv

        return write_csv(self, Path(path))

    def to_excel(self, path: str | Path) -> Path:
        """Write the whole table as a workbook (sheets ``table`` and ``about``); see `to_csv`."""
        from ioscenario.table.storage import write_excel

        return write_excel(self, Path(path))

    def to_parquet(self, path: str | Path) -> Path:
        """Write the whole table as one parquet file; needs ``pip install "ioscenario[parquet]"``."""
        from ioscenario.table.storage import write_parquet

        return write_parquet(self, Path(path))

    def to_netcdf(self, path: str | Path) -> Path:
        """Write `to_xarray` as netCDF; see `to_csv`."""
        from ioscenario.table.storage import write_netcdf

        return write_netcdf(self, Path(path))

    def to_xarray(self) -> xr.Dataset:
        """Every block as a variable over named dimensions, with units."""
        from ioscenario.table.storage import dataset

        return dataset(self)


def _same(one: Block, other: Block) -> bool:
    return (
        one.values.shape == other.values.shape
        and one.values.tobytes() == other.values.tobytes()
        and one.rows.equals(other.rows)
        and one.columns.equals(other.columns)
    )
