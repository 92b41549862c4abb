"""What every step of the simulation reads: the registry of what depends on what.

A step gives a variable of the registry of outputs, or something on the way to one. It
reads parameters, by the name of their field, and other steps, with a leading dot. What a
variable can depend on at all follows by going back along the steps (:func:`fields_behind`).

Steps stand in the order in which they run: before the loop over years, in it, after it.
Those in the loop also read what they left a year ago. The economy around the chain and the
bridge to published figures are data without paths, and so no parameters here.

A test runs the simulation with inputs that record what is asked of them, and holds the
record against this table.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

Names = tuple[str, ...]

_SEED: Final[Names] = ("elite_seed_cost", "elite_seed_response", "elite_seed_share", "elite_seed_subsidy")
_FERTILISER: Final[Names] = ("fertiliser_cost", "fertiliser_response", "fertiliser_subsidy", "fertiliser_yield")
_WATER: Final[Names] = ("water_furrow", "water_drip", "water_tariff")
_YIELD: Final[Names] = ("yield_furrow", "yield_drip", "elite_seed_gain")
_DRIP: Final[Names] = ("drip_share", "drip_capex", "drip_life", "drip_reimbursement")
#: What a hectare costs, pays and brings.
_FARMS: Final[Names] = (*_SEED, *_FERTILISER, *_WATER, *_YIELD, *_DRIP,
                          "crop_purchases", "area_subsidy", "price_subsidy")  # fmt: skip
_PURCHASES: Final[Names] = ("crop_purchases", *_SEED, *_FERTILISER)
#: Loans, leases and tax on new plant.
_FINANCE: Final[Names] = (
    "capex_grant", "debt_share", "interest_subsidy", "leasing_rate", "leasing_share", "loan_rate",
    "programme_loan_rate", "programme_loan_share",
)  # fmt: skip
_CREDIT: Final[Names] = ("working_capital", "working_capital_credit", "loan_rate", "programme_loan_rate")
_BORDER: Final[Names] = ("border_cost", "transport_price", "export_duty")
_WORLD: Final[Names] = ("world_price", "exchange_rate", "import_duty")
_SHADOW: Final[Names] = ("shadow_import_share", "import_enforcement")
_SUPPORT: Final[Names] = (
    *_CREDIT, *_SEED, *_FERTILISER, "price_subsidy", "area_subsidy", "wage_subsidy", "electricity",
    "electricity_price", "electricity_subsidy", "input_subsidy", "output_subsidy",
)  # fmt: skip

#: What each step reads directly.
READS: Final[dict[str, Names]] = {
    # ---- before the loop ----
    "productivity": ("labour", "labour_productivity_growth"),
    "projects": (
        *_FINANCE, "certainty_response", "depreciation_allowance", "gestation", "loan_term", "policy_certainty",
        "profit_tax_rate", "project_capacity", "project_realisation", "support_response", "tax_holiday",
    ),
    "under_way": ("gestation", ".projects"),
    "channels": ("project_export_share", "utilisation_max", ".projects"),
    "markets": ("export_demand", "export_growth", "local_content", "market_growth", "market_size", "procurement"),
    "pay": ("wage", "crop_wage", "wage_growth"),
    "services": ("electricity_price", "transport_price"),
    "user_cost": (
        *_FINANCE, "certainty_hurdle", "depreciation", "depreciation_allowance", "hurdle_rate", "inflation",
        "policy_certainty", "profit_tax_rate", "tax_holiday",
    ),
    "labour_supply": ("labour_supply", "training", "training_success"),
    "base_prices": ("capacity", ".prices", ".home_share", ".cost", ".pay", ".services"),
    "start": (*_FARMS, "capacity", "carry_in", "gestation", ".base_prices"),
    # ---- every year ----
    "prices": (
        *_BORDER, *_WORLD, *_CREDIT, "border_link", "coproduct", "cost_pass_through", "farm_gate_share",
        "glut_discount", "import_price", "input", "input_subsidy", "market_size", "price", "price_transmission",
        ".cost", ".cost_change", ".plant", ".unsold",
    ),
    "crop": (
        *_FARMS, "area", "area_adjustment", "area_elasticity", "area_limit", "drip_response", "drip_takeup",
        "water_quota", "weather", ".prices", ".start", ".unsold",
    ),
    "home_share": (
        "home_share", "home_share_elasticity", "home_share_max", "input_subsidy", ".base_prices", ".plant", ".prices",
    ),
    "cost": (
        *_CREDIT, "coproduct", "electricity", "electricity_price", "electricity_subsidy", "input", "input_subsidy",
        "other_inputs", "output_subsidy", "wage_subsidy",
        ".home_share", ".prices", ".productivity", ".services", ".pay",
    ),
    "demand": (
        *_BORDER, *_WORLD, *_SHADOW, "domestic_share", "export_elasticity", "export_promotion", "market_access",
        "price_elasticity", "vat_rate", ".base_prices", ".channels", ".markets", ".prices",
    ),
    "chain": (
        "autumn_season_share", "autumn_share", "committed_exports", "coproduct", "export_limit", "export_quota",
        "fixed_labour_share", "input", "stock_building", "supply", "utilisation_max",
        ".cost", ".crop", ".demand", ".home_share", ".plant", ".prices", ".staff", ".stocks",
    ),
    "staff": ("fixed_labour_share", "utilisation_max", ".chain", ".labour_supply", ".plant", ".productivity"),
    "orders": (
        "capex", "depreciation", "gate_high", "gate_low", "investment_response", "investment_step",
        "modernisation_rate", "replacement_gate", "replacement_rate", "supply", "utilisation_max",
        ".chain", ".cost", ".crop", ".demand", ".home_share", ".plant", ".prices", ".projects", ".under_way",
        ".user_cost",
    ),
    "plant": ("depreciation", "gestation", ".orders", ".projects", ".start"),
    "stocks": (".chain", ".crop", ".start"),
    "cost_change": (".chain", ".cost", ".plant"),
    "unsold": ("input", ".chain", ".plant"),
    # ---- after the loop: crop ----
    "area": (".crop",),
    "harvest": (".crop",),
    "water": (".crop",),
    "drip_area": (".area", ".crop"),
    "farm_income": (
        *_PURCHASES, *_WATER, "area_subsidy", "drip_capex", "drip_reimbursement", "price_subsidy",
        ".area", ".crop", ".harvest", ".prices", ".sold",
    ),
    "farm_components": (
        *_PURCHASES, *_WATER, "area_subsidy", "crop_labour", "picking_labour", "price_subsidy", ".crop", ".pay",
    ),
    # ---- chain and balance ----
    "activity": (".chain", ".crop"),
    "capacity": (".crop", ".plant"),
    "utilisation": (".activity", ".capacity"),
    "bottleneck": (".chain", ".crop"),
    "domestic": (".chain",),
    "imported": (".chain",),
    "used": (".domestic",),
    "input_domestic": (".domestic",),
    "input_imported": (".imported",),
    "loss": ("coproduct", "mass", ".activity", ".domestic", ".imported"),
    "production": ("coproduct", "supply", ".activity", ".chain", ".exports"),
    "delivered": (".chain",),
    "foreign": (".delivered", ".demand"),
    "imports": (".foreign", ".imported"),
    "intermediate_use": (".domestic", ".imported"),
    "final_use": (".delivered", ".demand"),
    "exports": (".chain",),
    "stock": (".stocks",),
    "stock_change": ("carry_in", ".chain", ".stock"),
    "processing_depth": (".production", ".used"),
    "domestic_share": (".final_use", ".imports", ".intermediate_use"),
    # ---- prices, cost, value ----
    "price": (".prices",),
    "sold": (".unsold",),
    "unit_cost": (".cost", ".farm_components"),
    "unit_cost_component": (".cost", ".farm_components"),
    "output_value": ("coproduct", ".activity", ".prices", ".sold"),
    "purchases": (
        *_PURCHASES, "electricity", "electricity_price", "other_inputs", "transport_price",
        ".activity", ".area", ".domestic", ".imported", ".prices",
    ),
    "value_added_direct": (".output_value", ".purchases"),
    "labour_cost": (".jobs_direct", ".pay"),
    "operating_margin": (
        *_SUPPORT, *_WATER, ".area", ".charged", ".crop", ".labour_cost", ".output_value", ".prices", ".purchases",
    ),
    "investment_by_stream": ("capex", ".orders"),
    "investment": (".investment_by_stream",),
    # ---- work and the economy around ----
    "jobs_direct": (
        "crop_labour", "fixed_labour_share", "picking_labour", "utilisation_max",
        ".activity", ".area", ".capacity", ".crop", ".productivity",
    ),
    "around": (
        *_PURCHASES, "building_share", "consumption_share", "electricity", "electricity_price",
        "machinery_import_share", "other_inputs", ".activity", ".area", ".imported", ".investment", ".jobs_direct",
        ".labour_cost", ".production", ".used", ".value_added_direct",
    ),
    "effects": (".around", ".prices"),
    **dict.fromkeys(("gross_output", "value_added", "jobs", "wages", "import_bill", "product_taxes"), (".effects",)),
    "jobs_by_sector": (".around",),
    "value_added_by_sector": (".around",),
    "final_deliveries": (".around", ".prices"),
    "bridge": (
        "branch_growth", "branch_jobs", "branch_output", ".exports", ".jobs_direct", ".prices", ".production",
    ),
    # a pack without a published reading counts its own processes
    "sector_output": (".bridge", ".output_value"),
    "sector_output_processed": (".bridge", ".output_value"),
    "sector_jobs": (".bridge", ".jobs_direct"),
    # ---- public money ----
    "charged": (
        "capex", ".activity", ".area", ".delivered", ".demand", ".domestic", ".exports", ".foreign", ".harvest",
        ".investment_by_stream", ".labour_cost", ".projects", ".purchases", ".value_added_direct",
    ),
    "public_cost": (
        *_SUPPORT, *_FINANCE, *_WORLD, *_SHADOW, "drip_capex", "drip_reimbursement", "enforcement_cost",
        "export_promotion_cost", "loan_term", "local_content", "market_access_cost", "market_growth",
        "modernisation_grant", "procurement", "procurement_premium", "profit_tax_rate", "tax_holiday", "training",
        "training_cost", ".charged", ".crop", ".demand", ".prices",
    ),
    "public_revenue": (
        *_BORDER, *_WORLD, *_SHADOW, "labour_tax_rate", "profit_tax_rate", "vat_compliance", "vat_rate", "water_tariff",
        ".delivered", ".exports", ".foreign", ".imported", ".labour_cost", ".prices", ".value_added_direct", ".water",
    ),
    "revenue_by_effect": ("labour_tax_rate", "profit_tax_rate", ".effects", ".public_revenue"),
    "discount_factor": ("discount_rate",),
    "funds_cost": ("funds_cost",),
    "additional_share": ("deadweight", "displacement", "leakage"),
    "social_benefit": (
        *_BORDER, "capex", "depreciation", "discount_rate", "drip_capex", "drip_life", "import_duty",
        "labour_opportunity", ".around", ".capacity", ".drip_area", ".exports", ".imported", ".labour_cost", ".prices",
        ".value_added_direct", ),
}  # fmt: skip


@lru_cache(maxsize=256)
def steps_behind(step: str) -> frozenset[str]:
    """Every step that `step` rests on, itself among them.

    Examples
    --------
    >>> sorted(steps_behind("under_way"))
    ['projects', 'under_way']
    """
    found, waiting = {step}, [step]
    while waiting:
        fresh = {name[1:] for name in READS[waiting.pop()] if name.startswith(".")} - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def fields_behind(step: str) -> frozenset[str]:
    """Names of the fields that a step can depend on at all, directly or through other steps.

    Parameters
    ----------
    step
        A variable of the registry of outputs, or a step on the way to one.

    Examples
    --------
    >>> sorted(fields_behind("additional_share"))
    ['deadweight', 'displacement', 'leakage']
    >>> "loan_rate" in fields_behind("jobs"), "discount_rate" in fields_behind("jobs")
    (True, False)
    """
    return frozenset(name for item in steps_behind(step) for name in READS[item] if not name.startswith("."))
