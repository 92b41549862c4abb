"""Public cost of the levers, at first order: what is paid in the year, before any return."""

from __future__ import annotations

import numpy as np

from ioscenario.parameters import COSTED_LEVERS
from ioscenario.simulation.demand import Demand, growth_index
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import loan_gift, loan_share


def public_cost(inputs: Inputs, area: Array, supported: Array, demand: Demand, imports: Array) -> Array:
    """Cost of each lever, million KZT, (year, lever, run), levers in the order of `COSTED_LEVERS`.

    ============================  =================================================================
    lever                         cost in a year
    ============================  =================================================================
    reimbursement of drip         share x investment per ha x land newly put under drip
    elite seed subsidy            share x extra cost x elite area above that of the base year
    capital grant                 share x cost of modernisation and projects ordered
    programme loans               loan x its grant element, when it is granted
    enforcement                   share of the value of imports brought into tax
    market access                 share of the sales it adds
    local content                 premium x price x procurement moved to home producers
    ============================  =================================================================

    Parameters
    ----------
    inputs
        Rates and unit costs.
    area
        (year, run) hectares sown.
    supported
        (year, process, run) cost of modernisation and projects ordered, million KZT.
    demand
        Demand of all years.
    imports
        (year, commodity, run), own units.
    """
    costs = {
        "drip_reimbursement": inputs.drip_reimbursement * inputs.drip_capex * new_drip(inputs, area),
        "elite_seed_subsidy": inputs.elite_seed_subsidy * inputs.elite_seed_cost * new_elite(inputs, area),
        "capex_grant": (inputs.capex_grant * supported).sum(axis=1),
        "programme_loan_share": (loan_share(inputs) * loan_gift(inputs) * supported).sum(axis=1),
        "import_enforcement": enforcement(inputs, imports).sum(axis=1),
        "market_access": (inputs.market_access_cost * inputs.price * np.maximum(demand.access, 0.0)).sum(axis=1),
        "local_content": preference(inputs).sum(axis=1),
    }
    rows = [np.broadcast_to(costs[name], (len(inputs.years), inputs.runs)) for name in COSTED_LEVERS]
    return np.stack(rows, axis=1)


def new_drip(inputs: Inputs, area: Array) -> Array:
    """Land put under drip for the first time in the year, ha, (year, run).

    Land that lay fallow in a dry year and is sown again has its drip lines already.
    """
    equipped = np.maximum.accumulate(area * inputs.drip_share, axis=0)
    return np.asarray(np.diff(equipped, axis=0, prepend=equipped[:1]))


def new_elite(inputs: Inputs, area: Array) -> Array:
    """Land under elite seed above that of the base year, ha, (year, run)."""
    elite = area * inputs.elite_seed_share
    return np.maximum(elite - elite[:1], 0.0)


def enforcement(inputs: Inputs, imports: Array) -> Array:
    """Cost of bringing shadow imports into tax, million KZT, (year, commodity, run)."""
    formalised = inputs.shadow_import_share * inputs.import_enforcement * imports
    return inputs.enforcement_cost * inputs.price * formalised


def preference(inputs: Inputs) -> Array:
    """Extra cost of procurement moved to home producers, million KZT, (year, commodity, run)."""
    moved = np.maximum(inputs.local_content - inputs.local_content[:1], 0.0)
    bought = inputs.procurement * growth_index(inputs.market_growth)
    return inputs.procurement_premium * inputs.price * moved * bought
