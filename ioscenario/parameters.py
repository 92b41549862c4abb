"""The registry of fields: every parameter that can exist, declared once.

A field is a pattern of dotted paths with a unit, a kind, bounds and a default. The
braces of a pattern say over what the field runs and who needs it:

=============  ==========================================================================
brace          stands for
=============  ==========================================================================
``crop``       the crop process (a pack has at most one)
``process``    a process other than the crop
``technology`` ``existing`` or ``modern``
``input``      an input of the process
``filled``     an input of the process whose shortage is filled by imports
``coproduct``  a co-product of the process
``commodity``  any commodity
``final``      a commodity that the home market demands
``traded``     a commodity with ``exports: demand``
``exported``   a commodity with ``exports: demand`` or ``open`` that is no co-product
``raw``        a commodity that no process makes
``branch``     an exogenous branch
=============  ==========================================================================

In units a brace stands for the unit of the commodity, or of the process's main output.
Money is in millions of the pack's currency at prices of the base year, written
``million money``; flows are per year without saying so.

The module knows no pack: names of commodities and processes are in the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

Kind = Literal["quantity", "share", "rate", "index", "count"]

INFINITY: Final = float("inf")
BRACE: Final = re.compile(r"\{(\w+)\}")
ID: Final = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True)
class Field:
    """One parameter that can exist.

    Parameters
    ----------
    name
        Name of the array handed to the simulation, unique.
    pattern
        Dotted path with braces.
    unit
        Unit of the values handed to the simulation; rows may carry any convertible one.
    kind
        ``share``: in [0, 1], may be written in per cent; ``rate``: per year, may be
        written in per cent; ``index``: 1 in the base; ``count``: whole number.
    bounds
        Lowest and highest value that makes sense at all.
    text
        What it is, one sentence.
    default
        Value where a pack gives none; None: the pack must give it.
    lever
        Whether a policy can set it.
    payer
        Who pays for the lever.
    moves
        Variable that more of the lever moves, and the sign.
    cost
        Whether the lever has a column in ``public_cost``.
    """

    name: str
    pattern: str
    unit: str
    kind: Kind
    bounds: tuple[float, float]
    text: str
    default: float | None = None
    payer: str | None = None
    moves: tuple[str, int] | None = None
    cost: bool = False

    @property
    def lever(self) -> bool:
        """Whether a policy can set it."""
        return self.moves is not None

    @cached_property
    def braces(self) -> tuple[str, ...]:
        """Names of the braces, in the order of the path."""
        return tuple(BRACE.findall(self.pattern))

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Regular expression of the paths, with a group for each brace."""
        parts = BRACE.split(self.pattern)
        literal = [re.escape(part) for part in parts[0::2]]
        groups = [f"(?P<{name}>{ID})" for name in parts[1::2]]
        text = literal[0] + "".join(group + after for group, after in zip(groups, literal[1:], strict=True))
        return re.compile(text)


SHARE: Final = (0.0, 1.0)
POSITIVE: Final = (0.0, INFINITY)
RATE: Final = (-0.5, 1.0)

_CROP: Final = (
    Field("area", "growing.area", "ha", "quantity", POSITIVE, "Area meant to be sown.",
          payer="growers", moves=("harvest", 1)),
    Field("area_limit", "growing.area_limit", "ha", "quantity", POSITIVE, "Land fit for the crop: area never exceeds it."),
    Field("drip_share", "growing.drip_share", "1", "share", SHARE, "Share of the area under drip irrigation.",
          payer="growers and state", moves=("harvest", 1)),
    Field("yield_furrow", "growing.yield_furrow", "{crop}/ha", "quantity", POSITIVE, "Yield on furrow-irrigated land."),
    Field("yield_drip", "growing.yield_drip", "{crop}/ha", "quantity", POSITIVE, "Yield on drip-irrigated land."),
    Field("elite_seed_share", "growing.elite_seed_share", "1", "share", SHARE, "Share of the area sown with elite seed.",
          payer="growers and state", moves=("harvest", 1)),
    Field("elite_seed_gain", "growing.elite_seed_gain", "1", "share", SHARE, "Yield gain of elite over ordinary seed."),
    Field("weather", "growing.weather", "1", "index", (0.0, 3.0), "Yield relative to a normal year.", 1.0),
    Field("autumn_share", "growing.autumn_share", "1", "share", SHARE,
          "Share of the harvest processed before New Year; the rest is carried over."),
    Field("autumn_season_share", "growing.autumn_season_share", "1", "share", SHARE,
          "Share of the yearly capacity of the first processors that the autumn gives."),
    Field("carry_in", "growing.carry_in", "{crop}", "quantity", POSITIVE, "Crop carried into the start year."),
    Field("water_furrow", "growing.water_furrow", "m3/ha", "quantity", POSITIVE, "Water norm of furrow irrigation."),
    Field("water_drip", "growing.water_drip", "m3/ha", "quantity", POSITIVE, "Water norm of drip irrigation."),
    Field("water_quota", "growing.water_quota", "m3", "quantity", POSITIVE, "Water available to the crop in a season."),
    Field("crop_labour", "growing.labour", "job/ha", "quantity", POSITIVE, "Farm work in full-time jobs."),
    Field("crop_wage", "growing.wage", "million money/job", "quantity", POSITIVE, "Labour cost of a full-time farm job in a year."),
    Field("crop_purchases", "growing.purchases", "million money/ha", "quantity", POSITIVE, "Bought goods and services."),
    Field("drip_capex", "growing.drip_capex", "million money/ha", "quantity", POSITIVE, "Investment to put land under drip."),
    Field("elite_seed_cost", "growing.elite_seed_cost", "million money/ha", "quantity", POSITIVE, "Extra cost of elite seed."),
)

_PROCESS: Final = (
    Field("input", "process.{process}.{technology}.input.{input}", "{input}/{process}", "quantity", POSITIVE,
          "Input per unit of main output, losses included."),
    Field("coproduct", "process.{process}.{technology}.coproduct.{coproduct}", "{coproduct}/{process}", "quantity", POSITIVE,
          "Co-product per unit of main output."),
    Field("labour", "process.{process}.{technology}.labour", "job/{process}", "quantity", POSITIVE,
          "Jobs per unit of yearly output at the technical maximum."),
    Field("electricity", "process.{process}.{technology}.electricity", "kWh/{process}", "quantity", POSITIVE,
          "Electricity per unit of main output."),
    Field("other_inputs", "process.{process}.{technology}.other_inputs", "million money/{process}", "quantity", POSITIVE,
          "Other bought goods and services per unit of main output.", 0.0),
    Field("capacity", "process.{process}.{technology}.capacity", "{process}", "quantity", POSITIVE,
          "Capacity in place at the start of the base year, per year."),
    Field("depreciation", "process.{process}.{technology}.depreciation", "1", "rate", SHARE, "Wear of capacity a year."),
    Field("utilisation_max", "process.{process}.utilisation_max", "1", "share", SHARE, "Technical maximum of utilisation."),
    Field("fixed_labour_share", "process.{process}.fixed_labour_share", "1", "share", SHARE,
          "Share of staff tied to capacity rather than output."),
    Field("wage", "process.{process}.wage", "million money/job", "quantity", POSITIVE, "Labour cost of a job in a year."),
    Field("replacement_rate", "process.{process}.replacement_rate", "1", "share", SHARE,
          "Share of wear rebuilt as modern where utilisation is above the gate and modern cost below the price."),
    Field("replacement_gate", "process.{process}.replacement_gate", "1", "share", SHARE,
          "Utilisation from which wear is rebuilt in full; it tapers to none 10 points below."),
    Field("modernisation_rate", "process.{process}.modernisation_rate", "1", "rate", SHARE,
          "Share of existing capacity ordered to be scrapped and rebuilt as modern each year.", 0.0,
          payer="owners", moves=("investment", 1)),
    Field("capex", "process.{process}.capex", "million money/{process}", "quantity", POSITIVE,
          "Investment per unit of modern yearly capacity."),
    Field("gestation", "process.{process}.gestation", "1", "count", (1.0, 5.0),
          "Years from order to working capacity; announced projects keep that of the base year."),
    Field("project_capacity", "process.{process}.project_capacity", "{process}", "quantity", POSITIVE,
          "Announced new capacity in place by the year, cumulative.", 0.0,
          payer="investors", moves=("capacity", 1)),
    Field("project_realisation", "process.{process}.project_realisation", "1", "share", SHARE,
          "Share of announced capacity that comes without support.", 0.5),
    Field("project_export_share", "process.{process}.project_export_share", "1", "share", SHARE,
          "Share of the output of new projects sold through their owners' own channels abroad.", 0.0),
    Field("home_share", "process.{process}.home_share.{filled}", "1", "share", SHARE,
          "Largest share of the input that home supply can cover in the base year (quality, habit)."),
    Field("home_share_max", "process.{process}.home_share_max.{filled}", "1", "share", SHARE,
          "The same when the supplier is wholly modern."),
    Field("import_price", "process.{process}.import_price.{filled}", "million money/{filled}", "quantity", POSITIVE,
          "Price of the imported input."),
)

_MARKET: Final = (
    Field("price", "market.{commodity}.price", "million money/{commodity}", "quantity", (1e-15, INFINITY), "Price at the producer's gate."),
    Field("mass", "market.{commodity}.mass", "t/{commodity}", "quantity", POSITIVE, "Mass of a unit (1 for tonnes)."),
    Field("stock_building", "market.{commodity}.stock_building", "{commodity}", "quantity", POSITIVE,
          "Put aside in the year and not seen again: stocks and unrecorded use.", 0.0),
    Field("supply", "market.{raw}.supply", "{raw}", "quantity", POSITIVE, "Supply of a commodity that no process makes."),
    Field("export_demand", "market.{traded}.export_demand", "{traded}", "quantity", POSITIVE, "Export demand at base-year level."),
    Field("export_growth", "market.{traded}.export_growth", "1", "rate", RATE, "Growth of export demand a year.", 0.0),
    Field("committed_exports", "market.{exported}.committed_exports", "1", "share", SHARE,
          "Share of supply under export contract before processors choose.", 0.0),
    Field("market_size", "market.{final}.size", "{final}", "quantity", POSITIVE, "Home market at base-year level, procurement apart."),
    Field("market_growth", "market.{final}.growth", "1", "rate", RATE, "Growth of the home market and of procurement a year."),
    Field("domestic_share", "market.{final}.domestic_share", "1", "share", SHARE, "Domestic share of the home market, base year."),
    Field("price_elasticity", "market.{final}.price_elasticity", "1", "quantity", (0.0, 20.0),
          "Elasticity of the odds of buying home goods with respect to their relative price after tax."),
    Field("shadow_import_share", "market.{final}.shadow_import_share", "1", "share", SHARE, "Share of imports that pays no tax."),
    Field("procurement", "market.{final}.procurement", "{final}", "quantity", POSITIVE, "Public procurement, base-year level.", 0.0),
    Field("procurement_premium", "market.{final}.procurement_premium", "1", "share", SHARE,
          "Extra price that procurement pays for a home good over the import it displaces.", 0.0),
    Field("market_access_cost", "market.{final}.market_access_cost", "1", "share", SHARE,
          "Public cost of market access as a share of the sales it adds.", 0.0),
    Field("enforcement_cost", "market.{final}.enforcement_cost", "1", "share", SHARE,
          "Public cost of enforcement as a share of the value of imports brought into tax.", 0.0),
    Field("electricity_price", "market.economy.electricity_price", "million money/kWh", "quantity", POSITIVE, "Electricity price."),
    Field("wage_growth", "market.economy.wage_growth", "1", "rate", RATE, "Growth of labour cost a year beyond what prices pass on."),
    Field("consumption_share", "market.economy.consumption_share", "1", "share", SHARE,
          "Share of labour cost that households spend; it drives the induced effects.", 1.0),
    Field("loan_rate", "market.economy.loan_rate", "1", "rate", SHARE, "Market rate on investment loans, nominal."),
    Field("programme_loan_rate", "market.economy.programme_loan_rate", "1", "rate", SHARE, "Rate on programme loans, nominal."),
    Field("loan_term", "market.economy.loan_term", "1", "count", (1.0, 30.0), "Years over which a programme loan is repaid."),
    Field("support_response", "market.economy.support_response", "1", "quantity", (0.0, 20.0),
          "Response of the log odds that an announced project comes to support as a share of its cost."),
    Field("branch_output", "market.{branch}.output", "million money", "quantity", POSITIVE, "Output of an exogenous branch."),
    Field("branch_jobs", "market.{branch}.jobs", "job", "quantity", POSITIVE, "Jobs of an exogenous branch."),
    Field("branch_growth", "market.{branch}.output_growth", "1", "rate", RATE, "Real growth of an exogenous branch a year."),
)

_POLICY: Final = (
    Field("drip_reimbursement", "policy.{crop}.drip_reimbursement", "1", "share", SHARE,
          "Share of drip investment reimbursed.", 0.0, payer="state budget", moves=("public_cost", 1), cost=True),
    Field("elite_seed_subsidy", "policy.{crop}.elite_seed_subsidy", "1", "share", SHARE,
          "Share of the extra cost of elite seed that is paid.", 0.0,
          payer="state budget", moves=("public_cost", 1), cost=True),
    Field("capex_grant", "policy.{process}.capex_grant", "1", "share", SHARE,
          "Share of the cost of announced projects paid as a grant: makes more of them come.", 0.0,
          payer="state budget", moves=("capacity", 1), cost=True),
    Field("programme_loan_share", "policy.{process}.programme_loan_share", "1", "share", SHARE,
          "Share of the cost of announced projects carried by programme loans.", 0.0,
          payer="state budget (interest difference)", moves=("capacity", 1), cost=True),
    Field("modernisation_grant", "policy.{process}.modernisation_grant", "1", "share", SHARE,
          "Share of the cost of rebuilding existing capacity as modern paid as a grant.", 0.0,
          payer="state budget", moves=("public_cost", 1), cost=True),
    Field("import_enforcement", "policy.{final}.import_enforcement", "1", "share", SHARE,
          "Share of shadow imports brought into tax.", 0.0,
          payer="state budget", moves=("domestic_share", 1), cost=True),
    Field("market_access", "policy.{final}.market_access", "1", "quantity", (0.0, 5.0),
          "Rise of the odds of buying home goods by access to retail chains.", 0.0,
          payer="state budget", moves=("domestic_share", 1), cost=True),
    Field("local_content", "policy.{final}.procurement_local_content", "1", "share", SHARE,
          "Share of procurement bought from home producers.",
          payer="procuring bodies", moves=("domestic_share", 1), cost=True),
    Field("export_limit", "policy.{exported}.export_limit", "1", "share", SHARE,
          "Largest share of supply that may be exported (100 %: no limit).", 1.0,
          payer="growers and exporters", moves=("exports", 1)),
    Field("vat_rate", "policy.economy.vat_rate", "1", "share", SHARE, "Value-added tax rate.",
          payer="buyers", moves=("domestic_share", -1)),
)

#: Every parameter that can exist.
FIELDS: Final[tuple[Field, ...]] = _CROP + _PROCESS + _MARKET + _POLICY

#: Fields by name.
FIELD: Final[dict[str, Field]] = {field.name: field for field in FIELDS}

#: Levers with a column in ``public_cost``, in order.
COSTED_LEVERS: Final[tuple[str, ...]] = tuple(field.name for field in FIELDS if field.cost)


def match(path: str) -> tuple[Field, dict[str, str]] | None:
    """The one field whose pattern `path` has the form of, with the names in its braces.

    Whether those names exist in a pack is for the pack to say.

    Parameters
    ----------
    path
        Dotted path.

    Returns
    -------
    tuple or None
        Field and ``{brace: name}``; None when no pattern has the form.

    Examples
    --------
    >>> field, names = match("process.mill.modern.labour")
    >>> field.name, names
    ('labour', {'process': 'mill', 'technology': 'modern'})
    """
    for field in FIELDS:
        found = field.expression.fullmatch(path)
        if found:
            return field, found.groupdict()
    return None
