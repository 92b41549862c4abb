"""Public cost of the levers, at first order: what is paid in the year, before any return."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ioscenario.parameters import COSTED_LEVERS
from ioscenario.simulation.demand import Demand, growth_index
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import loan_gift, loan_share


class Charged(NamedTuple):
    """What levers are paid on; (year, ..., run)."""

    area: Array
    """(year, run) hectares sown."""
    projects: Array
    """(year, process, run) cost of announced projects decided in the year, million KZT."""
    rebuilt: Array
    """(year, process, run) cost of existing capacity ordered to be rebuilt, million KZT."""
    delivered: Array
    """(year, commodity, run) delivered by home producers to the home market and procurement."""
    imports: Array
    """(year, commodity, run), own units."""


def public_cost(inputs: Inputs, charged: Charged, demand: Demand) -> Array:
    """Cost of each lever, million KZT, (year, lever, run), levers in the order of `COSTED_LEVERS`.

    ============================  =================================================================
    lever                         cost in a year
    ============================  =================================================================
    reimbursement of drip         share x investment per ha x land newly put under drip
    elite seed subsidy            extra cost x (rate x elite area), above that of the base year
    capital grant                 share x cost of announced projects decided
    programme loans               loan on the same cost x its grant element, when it is granted
    modernisation grant           share x cost of rebuilding ordered
    enforcement                   share of the value of imports brought into tax
    market access                 share of the sales it adds
    local content                 premium x price x procurement moved to home producers and delivered
    ============================  =================================================================

    Parameters
    ----------
    inputs
        Rates and unit costs.
    charged
        What the levers are paid on.
    demand
        Demand of all years.
    """
    costs = {
        "drip_reimbursement": inputs.drip_reimbursement * inputs.drip_capex * new_drip(inputs, charged.area),
        "elite_seed_subsidy": inputs.elite_seed_cost * elite_paid(inputs, charged.area),
        "capex_grant": (inputs.capex_grant * charged.projects).sum(axis=1),
        "programme_loan_share": (loan_share(inputs) * loan_gift(inputs) * charged.projects).sum(axis=1),
        "modernisation_grant": (inputs.modernisation_grant * charged.rebuilt).sum(axis=1),
        "import_enforcement": enforcement(inputs, charged.imports).sum(axis=1),
        "market_access": access(inputs, demand, charged.delivered).sum(axis=1),
        "local_content": preference(inputs, demand, charged.delivered).sum(axis=1),
    }
    rows = [np.broadcast_to(costs[name], (len(inputs.years), inputs.runs)) for name in COSTED_LEVERS]
    return np.stack(rows, axis=1)


def new_drip(inputs: Inputs, area: Array) -> Array:
    """Land put under drip for the first time in the year, ha, (year, run).

    Land that lay fallow in a dry year and is sown again has its drip lines already.
    """
    equipped = np.maximum.accumulate(area * inputs.drip_share, axis=0)
    return np.asarray(np.diff(equipped, axis=0, prepend=equipped[:1]))


def elite_paid(inputs: Inputs, area: Array) -> Array:
    """Elite area that the subsidy pays for above what it paid for in the base year, ha, (year, run)."""
    paid = inputs.elite_seed_subsidy * area * inputs.elite_seed_share
    return np.maximum(paid - paid[:1], 0.0)


def enforcement(inputs: Inputs, imports: Array) -> Array:
    """Cost of bringing shadow imports into tax, million KZT, (year, commodity, run)."""
    formalised = inputs.shadow_import_share * inputs.import_enforcement * imports
    return inputs.enforcement_cost * inputs.price * formalised


def access(inputs: Inputs, demand: Demand, delivered: Array) -> Array:
    """Cost of market access, million KZT, (year, commodity, run): a share of the sales it really adds."""
    without = demand.home - demand.access
    added = np.clip(delivered - without, 0.0, np.maximum(demand.access, 0.0))
    return inputs.market_access_cost * inputs.price * added


def preference(inputs: Inputs, demand: Demand, delivered: Array) -> Array:
    """Extra cost of procurement moved to home producers and delivered, million KZT, (year, commodity, run)."""
    moved = np.maximum(inputs.local_content - inputs.local_content[:1], 0.0)
    bought = inputs.procurement * growth_index(inputs.market_growth)
    met = np.divide(delivered, demand.home, out=np.zeros_like(delivered), where=demand.home > 0.0)
    return inputs.procurement_premium * inputs.price * moved * bought * met
