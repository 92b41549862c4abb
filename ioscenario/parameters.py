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
    Field("area_elasticity", "growing.area_elasticity", "1", "quantity", (0.0, 3.0),
          "Long-run elasticity of the area with respect to the return expected per hectare.", 0.0),
    Field("area_adjustment", "growing.area_adjustment", "1", "share", SHARE,
          "Share of the way to the long-run area that growers go in a year.", 1.0),
    Field("drip_takeup", "growing.drip_takeup", "1", "share", SHARE,
          "Share of newly planned drip land that growers equip at today's support.", 1.0),
    Field("drip_response", "growing.drip_response", "1", "quantity", (0.0, 20.0),
          "Response of the log odds of taking up drip to support as a share of its cost.", 0.0),
    Field("drip_life", "growing.drip_life", "1", "quantity", (1.0, 50.0), "Years that drip lines last.", 10.0),
    Field("elite_seed_response", "growing.elite_seed_response", "1", "quantity", (0.0, 20.0),
          "Response of the log odds of sowing elite seed to its subsidy as a share of the extra cost.", 0.0),
    Field("fertiliser_cost", "growing.fertiliser_cost", "million money/ha", "quantity", POSITIVE,
          "Fertiliser at full price, the part of bought goods that the subsidy is paid on.", 0.0),
    Field("fertiliser_response", "growing.fertiliser_response", "1", "quantity", (0.0, 1.0),
          "Elasticity of the yield with respect to what growers pay for fertiliser, sign reversed.", 0.0),
    Field("fertiliser_yield", "growing.fertiliser_yield", "1", "quantity", (0.05, 1.0),
          "Elasticity of the yield with respect to fertiliser used.", 1.0),
    Field("picking_labour", "growing.picking_labour", "job/{crop}", "quantity", POSITIVE,
          "Seasonal work in full-time jobs per unit harvested, beside that per hectare.", 0.0),
    Field("price_transmission", "growing.price_transmission", "1", "share", SHARE,
          "How much of a change of what processors earn on a unit of the crop reaches its price.", 0.0),
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
    Field("home_share_elasticity", "process.{process}.home_share_elasticity.{filled}", "1", "quantity", (0.0, 20.0),
          "Elasticity of the odds of the home share with respect to the price of home over imported input.", 0.0),
    Field("working_capital", "process.{process}.working_capital", "1", "quantity", (0.0, 2.0),
          "Years of variable cost tied up in stocks and unpaid bills.", 0.0),
    Field("labour_productivity_growth", "process.{process}.labour_productivity_growth", "1", "rate", RATE,
          "Growth of output per job a year that no new plant brings; only where both technologies need the same labour.",
          0.0),
    Field("investment_response", "process.{process}.investment_response", "1", "quantity", (0.0, 10.0),
          "Share of capacity added a year when profit is twice the cost of capital.", 0.0),
    Field("investment_step", "process.{process}.investment_step", "1", "share", SHARE,
          "Largest share of capacity that profit adds in a year.", 0.0),
)

_MARKET: Final = (
    Field("price", "market.{commodity}.price", "million money/{commodity}", "quantity", (1e-15, INFINITY), "Price at the producer's gate."),
    Field("mass", "market.{commodity}.mass", "t/{commodity}", "quantity", POSITIVE, "Mass of a unit (1 for tonnes)."),
    Field("stock_building", "market.{commodity}.stock_building", "{commodity}", "quantity", POSITIVE,
          "Put aside in the year and not seen again: stocks and unrecorded use.", 0.0),
    Field("supply", "market.{raw}.supply", "{raw}", "quantity", POSITIVE, "Supply of a commodity that no process makes."),
    Field("export_demand", "market.{traded}.export_demand", "{traded}", "quantity", POSITIVE, "Export demand at base-year level."),
    Field("export_elasticity", "market.{traded}.export_elasticity", "1", "quantity", (0.0, 20.0),
          "Elasticity of export demand with respect to the price abroad, sign reversed.", 0.0),
    Field("export_promotion_cost", "market.{traded}.export_promotion_cost", "1", "share", SHARE,
          "Public cost of export promotion as a share of the exports it adds.", 0.0),
    Field("world_price", "market.{commodity}.world_price", "1", "index", (0.01, 10.0),
          "World price in foreign money relative to the base year.", 1.0),
    Field("border_cost", "market.{commodity}.border_cost", "million money/{commodity}", "quantity", POSITIVE,
          "Freight and handling between the producer's gate and the border.", 0.0),
    Field("border_link", "market.{commodity}.border_link", "1", "share", SHARE,
          "How much of a change of the price at the border reaches the producer's gate; 1: the price is set abroad.", 0.0),
    Field("cost_pass_through", "market.{commodity}.cost_pass_through", "1", "share", SHARE,
          "How much of a change of the maker's unit cost its price follows a year later.", 0.0),
    Field("glut_discount", "market.{commodity}.glut_discount", "1", "quantity", (0.0, 5.0),
          "Fall of the price per share of last year's supply that nobody took.", 0.0),
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
    Field("exchange_rate", "market.economy.exchange_rate", "1", "index", (0.01, 10.0),
          "Real exchange rate, home for foreign money, relative to the base year.", 1.0),
    Field("transport_price", "market.economy.transport_price", "1", "index", (0.01, 10.0),
          "Real price of transport relative to the base year.", 1.0),
    Field("inflation", "market.economy.inflation", "1", "rate", RATE, "Inflation that investors expect.", 0.0),
    Field("debt_share", "market.economy.debt_share", "1", "share", SHARE,
          "Share of an investment that loans and leases carry.", 0.0),
    Field("hurdle_rate", "market.economy.hurdle_rate", "1", "rate", SHARE,
          "Real return that owners ask for on their own money.", 0.0),
    Field("certainty_hurdle", "market.economy.certainty_hurdle", "1", "rate", SHARE,
          "Points by which full policy certainty lowers the hurdle rate.", 0.0),
    Field("certainty_response", "market.economy.certainty_response", "1", "quantity", (0.0, 20.0),
          "Rise of the log odds that announced projects come under full policy certainty.", 0.0),
    Field("leasing_rate", "market.economy.leasing_rate", "1", "rate", SHARE,
          "Rate on subsidised leasing of equipment, nominal.", 0.0),
    Field("gate_low", "market.economy.investment_gate_low", "1", "share", SHARE,
          "Utilisation below which profit adds no capacity.", 0.6),
    Field("gate_high", "market.economy.investment_gate_high", "1", "share", SHARE,
          "Utilisation from which profit adds capacity in full.", 0.8),
    Field("building_share", "market.economy.building_share", "1", "share", SHARE,
          "Share of buildings in the chain's investment.", 0.0),
    Field("machinery_import_share", "market.economy.machinery_import_share", "1", "share", SHARE,
          "Share of imports in the machinery that the chain invests in.", 1.0),
    Field("labour_supply", "market.economy.labour_supply", "job", "quantity", POSITIVE,
          "Largest number of jobs that the processes of the chain can fill, farm work apart.", 1e12),
    Field("training_success", "market.economy.training_success", "1", "share", SHARE,
          "Share of those trained who stay in the trade.", 1.0),
    Field("training_cost", "market.economy.training_cost", "million money/job", "quantity", POSITIVE,
          "Public cost of training one person.", 0.0),
    Field("vat_compliance", "market.economy.vat_compliance", "1", "share", SHARE,
          "Share of the value-added tax due on recorded sales that is collected.", 1.0),
    Field("labour_tax_rate", "market.economy.labour_tax_rate", "1", "share", SHARE,
          "Taxes and contributions collected on labour, as a share of labour cost.", 0.0),
    Field("profit_tax_rate", "market.economy.profit_tax_rate", "1", "share", SHARE,
          "Tax collected on profits, as a share of value added less labour cost.", 0.0),
    Field("depreciation_allowance", "market.economy.depreciation_allowance", "1", "share", SHARE,
          "Present value of the depreciation that tax law allows on a unit of investment.", 0.0),
    Field("discount_rate", "market.economy.discount_rate", "1", "rate", SHARE, "Real discount rate of public money.", 0.0),
    Field("funds_cost", "market.economy.funds_cost", "1", "quantity", (0.0, 5.0),
          "Cost to the economy of raising a unit of public money.", 1.0),
    Field("deadweight", "market.economy.deadweight", "1", "share", SHARE,
          "Share of the gain that would have come without the measures, beyond what the model itself takes off.", 0.0),
    Field("displacement", "market.economy.displacement", "1", "share", SHARE,
          "Share of the gain taken from other firms in the country.", 0.0),
    Field("leakage", "market.economy.leakage", "1", "share", SHARE,
          "Share of the gain that goes to those whom the programme does not mean.", 0.0),
    Field("labour_opportunity", "market.economy.labour_opportunity", "1", "share", SHARE,
          "What those employed would produce elsewhere, as a share of their labour cost.", 0.0),
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
    Field("fertiliser_subsidy", "policy.{crop}.fertiliser_subsidy", "1", "share", SHARE,
          "Share of the cost of fertiliser that is paid.", 0.0,
          payer="state budget", moves=("harvest", 1), cost=True),
    Field("price_subsidy", "policy.{crop}.price_subsidy", "million money/{crop}", "quantity", POSITIVE,
          "Subsidy per unit of the crop delivered.", 0.0, payer="state budget", moves=("harvest", 1), cost=True),
    Field("area_subsidy", "policy.{crop}.area_subsidy", "million money/ha", "quantity", POSITIVE,
          "Subsidy per hectare sown.", 0.0, payer="state budget", moves=("area", 1), cost=True),
    Field("water_tariff", "policy.{crop}.water_tariff", "million money/m3", "quantity", POSITIVE,
          "What growers pay for a cubic metre of water.", 0.0, payer="growers", moves=("water", -1)),
    Field("farm_gate_share", "policy.{crop}.farm_gate_share", "1", "share", SHARE,
          "Share of what processors earn on a unit of the crop that growers get.", 1.0,
          payer="first processors", moves=("farm_income", 1)),
    Field("interest_subsidy", "policy.{process}.interest_subsidy", "1", "share", SHARE,
          "Share of the interest on bank loans for new plant that is paid.", 0.0,
          payer="state budget", moves=("investment", 1), cost=True),
    Field("leasing_share", "policy.{process}.leasing_share", "1", "share", SHARE,
          "Share of the cost of new plant carried by subsidised leasing.", 0.0,
          payer="state budget (interest difference)", moves=("investment", 1), cost=True),
    Field("tax_holiday", "policy.{process}.tax_holiday", "1", "share", SHARE,
          "Share of the tax on profits that is forgiven.", 0.0,
          payer="state budget (tax forgone)", moves=("investment", 1), cost=True),
    Field("working_capital_credit", "policy.{process}.working_capital_credit", "1", "share", SHARE,
          "Share of working capital carried by programme loans.", 0.0,
          payer="state budget (interest difference)", moves=("unit_cost", -1), cost=True),
    Field("wage_subsidy", "policy.{process}.wage_subsidy", "1", "share", SHARE,
          "Share of labour cost that is paid.", 0.0, payer="state budget", moves=("unit_cost", -1), cost=True),
    Field("electricity_subsidy", "policy.{process}.electricity_subsidy", "1", "share", SHARE,
          "Share of the cost of electricity that is paid.", 0.0,
          payer="state budget", moves=("unit_cost", -1), cost=True),
    Field("input_subsidy", "policy.{process}.input_subsidy.{input}", "1", "share", SHARE,
          "Share of the price of a home-made input that is paid.", 0.0,
          payer="state budget", moves=("unit_cost", -1), cost=True),
    Field("output_subsidy", "policy.{process}.output_subsidy", "million money/{process}", "quantity", POSITIVE,
          "Subsidy per unit of main output.", 0.0, payer="state budget", moves=("unit_cost", -1), cost=True),
    Field("capex_grant", "policy.{process}.capex_grant", "1", "share", SHARE,
          "Share of the cost of new plant, announced or drawn by profit, paid as a grant.", 0.0,
          payer="state budget", moves=("capacity", 1), cost=True),
    Field("programme_loan_share", "policy.{process}.programme_loan_share", "1", "share", SHARE,
          "Share of the cost of new plant, announced or drawn by profit, carried by programme loans.", 0.0,
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
    Field("export_quota", "policy.{exported}.export_quota", "{exported}", "quantity", (0.0, 1e15),
          "Largest quantity that may be exported.", 1e15, payer="growers and exporters", moves=("exports", 1)),
    Field("export_duty", "policy.{exported}.export_duty", "1", "share", (0.0, 0.9),
          "Duty on exports as a share of the price at the border; to stop exports there is the limit.", 0.0,
          payer="growers and exporters", moves=("exports", -1)),
    Field("import_duty", "policy.{commodity}.import_duty", "1", "share", SHARE,
          "Duty on imports that are recorded, as a share of their price before duty.", 0.0,
          payer="buyers", moves=("domestic_share", 1)),
    Field("export_promotion", "policy.{traded}.export_promotion", "1", "quantity", (0.0, 5.0),
          "Rise of export demand by fairs, trade houses and certification.", 0.0,
          payer="state budget", moves=("exports", 1), cost=True),
    Field("policy_certainty", "policy.economy.policy_certainty", "1", "share", SHARE,
          "How firmly rules and support are fixed for years ahead, above today.", 0.0,
          payer="nobody: a commitment", moves=("capacity", 1)),
    Field("training", "policy.economy.training", "job", "quantity", POSITIVE,
          "People trained for the trade in the year, beyond today's schools.", 0.0,
          payer="state budget", moves=("public_cost", 1), cost=True),
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
