"""The registry of variables: every result that can exist, declared once.

Labels of charts and tables, units, the formulas printed by explanations and the
dataset's attributes are read from here. Long names are in the language catalogue under
``variable.<name>``. A unit of ``own`` means the unit of the commodity, or of the
process's main output, given in the coordinates ``commodity_unit`` and ``process_unit``;
``money`` stands for the pack's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ioscenario.reads import READS


@dataclass(frozen=True)
class Variable:
    """One result.

    Parameters
    ----------
    name
        Name in the dataset.
    dims
        Dimensions besides scenario, sample and year, in the order of the contract.
    unit
        Unit of the dataset's values.
    better
        Which direction a programme wants.
    formula
        How it follows from activity and parameters, in words and symbols.
    sums
        Whether values of members of its dimensions may be added up.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    better: Literal["higher", "lower", "neither"]
    formula: str
    sums: bool = True

    @property
    def reads(self) -> tuple[str, ...]:
        """What the step that works it out reads directly: parameters by field name, other steps with a leading dot."""
        return READS[self.name]


_PT: Final = ("process", "technology")
_P: Final = ("process",)
_C: Final = ("commodity",)
_PC: Final = ("process", "commodity")
_E: Final = ("effect",)

VARIABLES: Final[tuple[Variable, ...]] = (
    Variable("area", (), "ha", "neither", "min(area meant, land limit, water quota / water per ha)"),
    Variable("harvest", (), "tonne", "higher", "area x (d y_drip + (1-d) y_furrow) x seed gain x weather"),
    Variable("water", (), "m3", "lower", "area x (d w_drip + (1-d) w_furrow)"),
    Variable("drip_area", (), "ha", "higher", "area x share equipped: d(t-1) + take-up x rise of the plan"),
    Variable("farm_income", (), "million money", "higher", "harvest x price + subsidies - purchases - water charge - own part of new drip"),
    Variable("price", _C, "million money per own unit", "neither",
             "pack's price x border effect + pass-through of last year's cost, less a discount for what was left unsold", False),
    Variable("production", _C, "own", "higher", "main output and co-products of the processes; harvest; supply"),
    Variable("imports", _C, "own", "lower", "inputs and home market not covered by home supply"),
    Variable("intermediate_use", _C, "own", "neither", "sum over processes of requirement x activity"),
    Variable("final_use", _C, "own", "neither", "home market + procurement"),
    Variable("exports", _C, "own", "higher", "contracted share, export demand, or all that is left where open"),
    Variable("stock_change", _C, "own", "neither", "carried out - carried in + put aside"),
    Variable("stock", _C, "own", "neither", "carried into the next year", False),
    Variable("unsold", _C, "1", "lower",
             "(left + what plant could make of inputs left) / (supply + the same): found no taker this year", False),
    Variable("input_domestic", _PC, "own", "higher", "home-made input used by the process"),
    Variable("input_imported", _PC, "own", "lower", "imported input used by the process"),
    Variable("loss", _P, "tonne", "lower", "mass of inputs - mass of main output and co-products"),
    Variable("activity", _PT, "own", "higher", "main output, modern capacity first"),
    Variable("capacity", _PT, "own", "neither", "K(t) = K(t-1)(1-wear) - scrapped + arrived"),
    Variable("utilisation", _P, "1", "higher", "activity / capacity", False),
    Variable("bottleneck", _P, "1", "neither", "the limit that activity equals", False),
    Variable("investment", _P, "million money", "neither", "capex x (replacement + modernisation + projects + drawn by profit)"),
    Variable("investment_by_stream", ("process", "stream"), "million money", "neither", "capex x capacity ordered, by where it comes from"),
    Variable("unit_cost", _PT, "million money per own unit", "lower",
             "inputs x prices + electricity + labour + other inputs - co-product credit", False),
    Variable("unit_cost_component", ("process", "technology", "component"), "million money per own unit", "lower",
             "each part of the unit cost; co-products and support are negative"),
    Variable("output_value", _P, "million money", "higher", "main output and co-products x price"),
    Variable("value_added_direct", _P, "million money", "higher", "output value - inputs bought"),
    Variable("labour_cost", _P, "million money", "neither", "jobs x labour cost of a job"),
    Variable("operating_margin", _P, "million money", "higher", "output value + support - purchases - charges - labour cost"),
    Variable("jobs_direct", _PT, "full-time job", "higher", "l ((1-f) Q + f K u)"),
    Variable("gross_output", _E, "million money", "higher", "direct: output of the chain at base-year prices; then L_R x purchases"),
    Variable("value_added", _E, "million money", "higher", "direct: sum over processes; then coefficient x output of each sector"),
    Variable("jobs", _E, "full-time job", "higher", "direct: sum over processes, farm work included; then people per output x output"),
    Variable("wages", _E, "million money", "higher", "direct: jobs x labour cost; then compensation per output x output"),
    Variable("import_bill", _E, "million money", "lower", "direct: imported inputs and investment goods; then of suppliers; of households"),
    Variable("product_taxes", _E, "million money", "neither", "net taxes on the products that each buys"),
    Variable("jobs_by_sector", ("sector",), "full-time job", "higher", "processes: direct; other sectors: indirect + induced"),
    Variable("value_added_by_sector", ("sector",), "million money", "higher", "processes: direct; other sectors: indirect + induced"),
    Variable("final_deliveries", _P, "million money", "neither", "output - use in the chain - use by other sectors, base-year prices"),
    Variable("public_cost", ("lever",), "million money", "lower", "what each lever costs the budget in the year, at first order"),
    Variable("public_revenue", ("tax",), "million money", "higher", "effective rate x what each tax is paid on, in the chain"),
    Variable("revenue_by_effect", _E, "million money", "higher",
             "direct: sum over taxes; then labour tax x labour cost + profit tax x surplus + product taxes"),
    Variable("discount_factor", (), "1", "neither", "1 / prod(1 + r)", False),
    Variable("funds_cost", (), "1", "lower", "cost to the economy of a unit of public money", False),
    Variable("additional_share", (), "1", "higher", "(1 - deadweight)(1 - displacement)(1 - leakage)", False),
    Variable("social_benefit", (), "million money", "higher", "value added - opportunity cost of labour - use of new plant; direct and indirect"),
    Variable("processing_depth", (), "1", "higher", "home use of the raw material / its production", False),
    Variable("domestic_share", _C, "1", "higher", "1 - imports / (intermediate use + final use)", False),
    Variable("sector_output", (), "million money", "higher", "lines of the bridge, published reading; without one, processes but the crop"),
    Variable("sector_output_processed", (), "million money", "higher", "lines of the bridge less those of the raw material"),
    Variable("sector_jobs", (), "full-time job", "higher", "lines of the bridge, published reading; without one, processes but the crop"),
    Variable("bridge", ("line",), "million money or full-time job", "neither", "each line of the bridge"),
)

#: Variables by name.
VARIABLE: Final[dict[str, Variable]] = {variable.name: variable for variable in VARIABLES}
