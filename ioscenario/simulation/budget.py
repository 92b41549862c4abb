"""Public cost of the levers, at first order: what is paid in the year, before any return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np

from ioscenario.parameters import COSTED_LEVERS
from ioscenario.simulation.capital_cost import finance
from ioscenario.simulation.demand import growth_index
from ioscenario.simulation.farm import elite_area, fertiliser_bought, new_drip
from ioscenario.simulation.inputs import Array, Inputs
from ioscenario.simulation.investment import interest_gift, lease_gift, loan_gift
from ioscenario.simulation.revenue import foreign_value


class Charged(NamedTuple):
    """What levers are paid on; (year, ..., run). Money in million, quantities in own units."""

    area: Array
    """(year, run) hectares sown."""
    projects: Array
    """(year, process, run) cost of announced projects decided in the year."""
    rebuilt: Array
    """(year, process, run) cost of existing capacity ordered to be rebuilt."""
    delivered: Array
    """(year, commodity, run) delivered by home producers to the home market and procurement."""
    imports: Array
    """(year, commodity, run) final goods that the home market buys abroad."""
    induced: Array
    """(year, process, run) cost of capacity ordered because profit is high."""
    activity: Array
    """(year, process, technology, run)."""
    domestic: Array
    """(year, link, run) home-made inputs used."""
    harvest: Array
    """(year, run)."""
    labour_cost: Array
    """(year, process, run)."""
    profit: Array
    """(year, process, run) value added less labour cost."""
    variable_cost: Array
    """(year, process, run) purchases and labour cost, before support."""
    exports: Array
    """(year, commodity, run)."""
    promoted: Array
    """(year, commodity, run) export demand that promotion adds."""


class Wanted(Protocol):
    """Demand of all years, (year, commodity, run), own units."""

    @property
    def home(self) -> Array:
        """What the home market and procurement want from home producers."""

    @property
    def access(self) -> Array:
        """The part of `home` that market access adds."""

    @property
    def exports(self) -> Array:
        """Export demand: infinite where open."""


def public_cost(inputs: Inputs, charged: Charged, demand: Wanted) -> Array:
    """Cost of each lever, million, (year, lever, run), levers in the order of `COSTED_LEVERS`.

    What is paid on all takers, whether or not they would have acted without it; taxes that
    come back are revenue, not less cost. Two kinds of lines:

    - *investment* is paid in full when it is decided, after the base year;
    - *standing* measures count as far as more is paid than in the base year, so that today's
      rules on today's practice cost nothing here; less than then is a saving, below zero.
      No scenario touches the base year: the difference of two scenarios is the difference
      of what they pay.

    ======================  ==========  ===========================================================
    lever                   kind        paid in a year
    ======================  ==========  ===========================================================
    drip_reimbursement      investment  share x investment per ha x land newly put under drip
    elite_seed_subsidy      standing    rate x extra cost per ha x area sown with elite seed
    fertiliser_subsidy      standing    share x fertiliser bought, at full price
    price_subsidy           standing    rate x harvest
    area_subsidy            standing    rate x area sown
    interest_subsidy        investment  grant element of the lower rate x bank loans on new plant
    leasing_share           investment  grant element x share leased x new plant
    tax_holiday             standing    share forgiven x tax rate x profit, by process, no losses
    working_capital_credit  standing    share x working capital x (market - programme rate)
    wage_subsidy            standing    share x labour cost
    electricity_subsidy     standing    share x electricity bill
    input_subsidy           standing    share x home-made input at its price
    output_subsidy          standing    rate x main output
    capex_grant             investment  share x new plant
    programme_loan_share    investment  loan on new plant x its grant element, when granted
    modernisation_grant     investment  share x rebuilding ordered
    import_enforcement      standing    share of the value of imports brought into tax
    market_access           standing    share of the sales it adds, as far as delivered
    local_content           standing    premium x price x procurement moved to home producers and
                                        delivered
    export_promotion        standing    share of the exports it adds, as far as delivered
    training                standing    people trained x cost of each
    ======================  ==========  ===========================================================

    New plant is announced projects decided in the year and capacity that profit draws.

    Parameters
    ----------
    inputs
        Rates and unit costs; prices as they came out.
    charged
        What the levers are paid on.
    demand
        Demand of all years.

    References
    ----------
    English Partnerships (2008), *Additionality Guide*, 3rd ed.: gross cost on all takers,
    additionality on the side of the effects.
    """
    standing = {
        **{lever: paid.sum(axis=1) for lever, paid in running_support(inputs, charged).items()},
        "tax_holiday": forgiven(inputs, charged.profit).sum(axis=1),
        "import_enforcement": enforcement(inputs, charged.imports).sum(axis=1),
        "market_access": access(inputs, demand, charged.delivered).sum(axis=1),
        "local_content": preference(inputs, demand, charged.delivered).sum(axis=1),
        "export_promotion": promotion(inputs, demand, charged.exports, charged.promoted).sum(axis=1),
        "training": inputs.training * inputs.training_cost,
    }
    costs = {
        **{lever: paid - paid[:1] for lever, paid in standing.items()},
        **{lever: (share * new_plant(charged)).sum(axis=1) for lever, share in plant_support(inputs).items()},
        "drip_reimbursement": inputs.drip_reimbursement * inputs.drip_capex * new_drip(inputs, charged.area),
        "modernisation_grant": (inputs.modernisation_grant * charged.rebuilt).sum(axis=1),
    }
    rows = [np.broadcast_to(costs[lever], (len(inputs.years), inputs.runs)) for lever in COSTED_LEVERS]
    return np.stack(rows, axis=1)


# --------------------------------------------------------------------- running support


def running_support(inputs: Inputs, charged: Charged) -> Mapping[str, Array]:
    """What levers pay towards the running of each process, in full, million, (year, process, run).

    With ``sum(running_support(...).values())`` a process has its support of the year, as it
    enters the operating margin.

    Parameters
    ----------
    inputs
        Rates; prices as they came out.
    charged
        What they are paid on.

    Returns
    -------
    dict
        Lever to array.
    """
    power = inputs.electricity_price[:, None] * (inputs.electricity * charged.activity).sum(axis=2)
    seed = inputs.elite_seed_cost * elite_area(inputs, charged.area)
    return {
        "elite_seed_subsidy": to_crop(inputs, inputs.elite_seed_subsidy * seed),
        "fertiliser_subsidy": to_crop(inputs, inputs.fertiliser_subsidy * fertiliser_bought(inputs, charged.area)),
        "price_subsidy": to_crop(inputs, inputs.price_subsidy * charged.harvest),
        "area_subsidy": to_crop(inputs, inputs.area_subsidy * charged.area),
        "working_capital_credit": credit(inputs, charged.variable_cost),
        "wage_subsidy": inputs.wage_subsidy * charged.labour_cost,
        "electricity_subsidy": inputs.electricity_subsidy * power,
        "input_subsidy": on_inputs(inputs, charged.domestic),
        "output_subsidy": inputs.output_subsidy * charged.activity.sum(axis=2),
    }


def to_crop(inputs: Inputs, paid: Array) -> Array:
    """What the crop gets, (year, run), in the place of its process, (year, process, run)."""
    spread = np.zeros((paid.shape[0], inputs.topology.processes, paid.shape[-1]))
    if inputs.topology.crop is not None:
        spread[:, inputs.topology.crop] = paid
    return spread


def credit(inputs: Inputs, variable_cost: Array) -> Array:
    """Interest difference on working capital carried by programme loans, million, (year, process, run).

    ``share x years of variable cost tied up x variable cost x (market rate - programme rate)``,
    never below zero.
    """
    difference = np.maximum(inputs.loan_rate - inputs.programme_loan_rate, 0.0)[:, None]
    return inputs.working_capital_credit * inputs.working_capital * difference * variable_cost


def on_inputs(inputs: Inputs, domestic: Array) -> Array:
    """Subsidy on home-made inputs, million, (year, process, run): share x quantity x price."""
    topology = inputs.topology
    paid = inputs.input_subsidy * domestic * inputs.price[:, [commodity for _, commodity in topology.links]]
    spread = np.zeros((paid.shape[0], topology.processes, paid.shape[-1]))
    for link, (process, _) in enumerate(topology.links):
        spread[:, process] += paid[:, link]
    return spread


# ------------------------------------------------------------------------- investment


def new_plant(charged: Charged) -> Array:
    """Cost of new plant decided in the year, announced or drawn by profit, million, (year, process, run)."""
    return charged.projects + charged.induced


def plant_support(inputs: Inputs) -> Mapping[str, Array]:
    """What each lever gives towards new plant, as a share of its cost, (year, process, run).

    Leases, programme loans and bank loans with an interest subsidy count with their grant element.
    """
    paid = finance(inputs)
    return {
        "capex_grant": paid.grant,
        "leasing_share": paid.lease * lease_gift(inputs),
        "programme_loan_share": paid.programme * loan_gift(inputs),
        "interest_subsidy": paid.bank * interest_gift(inputs),
    }


# -------------------------------------------------------------------- taxes and markets


def forgiven(inputs: Inputs, profit: Array) -> Array:
    """Tax on profits forgone through holidays, million, (year, process, run): share x rate x profit above zero."""
    return inputs.tax_holiday * inputs.profit_tax_rate[:, None] * np.maximum(profit, 0.0)


def enforcement(inputs: Inputs, imports: Array) -> Array:
    """Cost of bringing shadow imports into tax, million, (year, commodity, run): a share of their value."""
    formalised = inputs.shadow_import_share * inputs.import_enforcement * imports
    return inputs.enforcement_cost * foreign_value(inputs, formalised)


def access(inputs: Inputs, demand: Wanted, delivered: Array) -> Array:
    """Cost of market access, million, (year, commodity, run): a share of the sales it really adds."""
    return inputs.market_access_cost * inputs.price * really(demand.home, demand.access, delivered)


def promotion(inputs: Inputs, demand: Wanted, exports: Array, promoted: Array) -> Array:
    """Cost of export promotion, million, (year, commodity, run): a share of the exports it really adds."""
    return inputs.export_promotion_cost * inputs.price * really(demand.exports, promoted, exports)


def really(wanted: Array, added: Array, delivered: Array) -> Array:
    """The part of added demand that was delivered: what is delivered beyond the rest of demand.

    Examples
    --------
    Of 100 wanted a measure added 30; 80 were delivered, 70 of them would have been without it.

    >>> float(really(np.array(100.0), np.array(30.0), np.array(80.0)))
    10.0
    """
    return np.clip(delivered - (wanted - added), 0.0, np.maximum(added, 0.0))


def preference(inputs: Inputs, demand: Wanted, delivered: Array) -> Array:
    """Extra cost of procurement moved to home producers and delivered, million, (year, commodity, run)."""
    moved = np.maximum(inputs.local_content - inputs.local_content[:1], 0.0)
    bought = inputs.procurement * growth_index(inputs.market_growth)
    met = np.divide(delivered, demand.home, out=np.zeros_like(delivered), where=demand.home > 0.0)
    return inputs.procurement_premium * inputs.price * moved * bought * met
