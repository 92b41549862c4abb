"""A number of the results as a tree of terms that add up, a few levels down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Final

import numpy as np

from ioscenario.assessment import explain_chain as chain
from ioscenario.assessment import explain_money as money
from ioscenario.assessment.asked import Asked
from ioscenario.assessment.explain_terms import MOST_MEMBERS, Factor, Name, Term, Traced, Where, named
from ioscenario.outputs import VARIABLE
from ioscenario.simulation.economy import BY_EFFECT

#: What a variable is made of at one member of each of its dimensions. Those that are not here are outcomes of
#: the allocation or of a limit, or parameters themselves.
MADE_OF: Final[Mapping[str, Callable[[Traced, Where], tuple[Term, ...]]]] = {
    "harvest": chain.harvest,
    "water": chain.water,
    "drip_area": chain.drip_area,
    "farm_income": money.farm_income,
    "price": money.price,
    "production": chain.production,
    "imports": chain.imports,
    "intermediate_use": chain.intermediate_use,
    "final_use": chain.final_use,
    "exports": chain.exports,
    "stock_change": chain.stock_change,
    "input_domestic": chain.input_domestic,
    "input_imported": chain.input_imported,
    "loss": chain.loss,
    "activity": chain.activity,
    "capacity": chain.capacity,
    "utilisation": chain.utilisation,
    "investment": money.investment,
    "investment_by_stream": money.investment_by_stream,
    "unit_cost": money.unit_cost,
    "output_value": money.output_value,
    "value_added_direct": money.value_added_direct,
    "labour_cost": money.labour_cost,
    "operating_margin": money.operating_margin,
    "jobs_direct": chain.jobs_direct,
    **{name: partial(money.by_effect, name) for name in BY_EFFECT},
    **{name: partial(money.by_sector, name) for name in ("jobs_by_sector", "value_added_by_sector")},
    "final_deliveries": money.final_deliveries,
    "public_revenue": money.public_revenue,
    "revenue_by_effect": money.revenue_by_effect,
    "discount_factor": money.discount_factor,
    "additional_share": money.additional_share,
    "social_benefit": money.social_benefit,
    "processing_depth": chain.processing_depth,
    "domestic_share": chain.domestic_share,
    "bridge": money.bridge,
    **{name: partial(money.sector, name) for name in ("sector_output", "sector_output_processed", "sector_jobs")},
}


def tree(run: Traced, asked: Asked, depth: int = 3) -> Term:
    """What a number is made of.

    Parameters
    ----------
    run
        The run and the year.
    asked
        The number.
    depth
        Levels below it.

    Returns
    -------
    Term
        Terms add up to what is above them, and factors multiply to their term, to rounding. Members of a
        dimension are shown largest first, beyond `MOST_MEMBERS` pooled.
    """
    return _node(run, asked.variable.name, dict(asked.where), depth)


def _node(run: Traced, variable: str, where: Where, depth: int) -> Term:
    """A variable, summed over the dimensions that are open."""
    left = [dim for dim in VARIABLE[variable].dims if dim not in where]
    name, unit = named(variable, where), run.unit(variable, where)
    if not left:
        value = run.value(variable, where)
        return Term(name, value, unit, *_made_of(run, variable, where, depth))
    value = _total(run, variable, where)
    if depth == 0:
        return Term(name, value, unit)
    return Term(name, value, unit, _members(run, variable, where, left[0], depth))


def _made_of(
    run: Traced, variable: str, where: Where, depth: int
) -> tuple[tuple[Term, ...], tuple[Factor, ...]]:
    """Terms, or the factors where a single product is all."""
    value = run.value(variable, where)
    if depth == 0 or variable not in MADE_OF or not isfinite(value) or value == 0.0:
        return (), ()
    terms = MADE_OF[variable](run, where)
    if depth > 1:
        terms = tuple(_line_by_line(run, term, depth) for term in terms)
    if variable in money.DIRECT and where.get("effect") == "direct" and depth > 1:
        terms = tuple(_node(run, money.DIRECT[variable], {"process": term.name.id}, depth - 1) for term in terms)
    if len(terms) == 1 and terms[0].factors:
        return (), terms[0].factors
    return terms, ()


def _line_by_line(run: Traced, term: Term, depth: int) -> Term:
    """A line of the bridge that is the jobs of a process, looked into like these; other terms as they are."""
    if term.name.kind != "line":
        return term
    line = run.report.topology.bridge[run.index("line", term.name.id)]
    if line.measure != "jobs_direct" or line.factor != 1.0:
        return term
    below = _node(run, "jobs_direct", {"process": run.members("process")[line.position]}, depth - 1)
    return replace(term, terms=below.terms, factors=())


def _members(run: Traced, variable: str, where: Where, dim: str, depth: int) -> tuple[Term, ...]:
    """A term for each member of a dimension, largest first; the smallest of many pooled."""
    members = {member: _total(run, variable, {**where, dim: member}) for member in run.members(dim)}
    known = sorted((m for m, v in members.items() if isfinite(v) and v != 0.0), key=lambda m: -abs(members[m]))
    shown = known if len(known) <= MOST_MEMBERS + 1 else known[:MOST_MEMBERS]
    terms = [_node(run, variable, {**where, dim: member}, depth - 1) for member in shown]
    if len(shown) < len(known):
        rest = sum(members[member] for member in known[len(shown) :])
        terms.append(Term(Name("part", "others"), rest, run.unit(variable, where)))
    return tuple(terms)


def _total(run: Traced, variable: str, where: Where) -> float:
    """Sum over the open dimensions; NaN where no member has a value."""
    chosen = run.array(variable)[run.place, ..., 0]
    places = (run.index(dim, where[dim]) if dim in where else slice(None) for dim in VARIABLE[variable].dims)
    values = np.asarray(chosen[tuple(places)], dtype=np.float64)
    known = ~np.isnan(values)
    return float(values[known].sum()) if known.any() else float("nan")
