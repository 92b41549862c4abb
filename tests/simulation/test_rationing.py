"""Rules of rationing against linear programmes, a published comparison, and their own promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.simulation.chain import Flows, Year, allocate, backward, contested, two_passes
from ioscenario.simulation.quantities import Chain
from ioscenario.simulation.rationing import AMONG, MARGIN, PRIORITY, PRO_RATA, in_order, neutral, pro_rata, shared
from ioscenario.simulation.topology import NO_EXPORTS, OPEN_EXPORTS, Topology
from tests.simulation.chains import Array, Case, best, graph_with_forks, numbers, with_coproducts, with_policies
from tests.table.cases import Case as Example

# ------------------------------------------------------------------------------- sharing

QUANTITIES = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=6)


@given(wants=QUANTITIES, supply=st.floats(0.0, 1e7), seed=st.integers(0, 1000))
def test_all_that_is_wanted_or_all_there_is_is_given(wants: list[float], supply: float, seed: int) -> None:
    wanted, at_hand = np.array(wants)[:, None], np.array([supply])
    rank = np.random.default_rng(seed).permutation(len(wants))[:, None]
    for given_ in (pro_rata(wanted, at_hand), in_order(wanted, at_hand, rank)):
        assert (given_ >= 0.0).all()
        assert (given_ <= wanted * (1 + 1e-12)).all()
        np.testing.assert_allclose(given_.sum(), min(supply, sum(wants)), rtol=1e-9, atol=1e-300)
    served = in_order(wanted, at_hand, rank)[np.argsort(rank[:, 0]), 0]
    full = wanted[np.argsort(rank[:, 0]), 0]
    # nobody gets anything before those ahead have all they want
    assert all((served[:turn] == full[:turn]).all() for turn in range(len(wants)) if served[turn] > 0.0)


def test_each_run_follows_its_own_rule() -> None:
    wants = np.tile(np.array([[6.0], [2.0]]), (1, 3))
    rank = np.tile(np.array([[1], [0]]), (1, 3))
    given_ = shared(wants, np.full(3, 4.0), np.array([PRO_RATA, PRIORITY, MARGIN], dtype=np.int8), rank)
    np.testing.assert_array_equal(given_, [[3.0, 2.0, 3.0], [1.0, 2.0, 1.0]])


def test_a_rule_without_what_it_needs_is_refused() -> None:
    topology, year = published()
    with pytest.raises(ValueError, match="order of service"):
        allocate(topology, year._replace(among=np.array([PRIORITY], dtype=np.int8)))
    with pytest.raises(ValueError, match="margins"):
        allocate(topology, year._replace(among=np.array([MARGIN], dtype=np.int8)))


# ------------------------------------------------------ the same shock under three rules

EXAMPLE = Example("derived_rationing_chain_three_rules")
UPSTREAM, DOWNSTREAM, SHOP = range(3)


def published(*, abroad: bool = False) -> tuple[Topology, Year]:
    """The example's chain; final users of the upstream good are a process of their own, or buyers.

    Raw material without end, upstream, downstream; the shop hands the upstream good on.
    """
    coefficient, demand = EXAMPLE["A"].loc["upstream", "downstream"], EXAMPLE["final_demand"]
    topology = Topology(
        output=(1, 2, 3),
        order=(UPSTREAM, DOWNSTREAM, SHOP),
        crop=None,
        links=((UPSTREAM, 0), (DOWNSTREAM, 1), (SHOP, 1)),
        filled=(False, False, False),
        coproducts=(),
        exports=(NO_EXPORTS, OPEN_EXPORTS, NO_EXPORTS, NO_EXPORTS),
        storable=(False,) * 4,
        raw=(0,),
        raw_material=0,
    )
    capacity = np.zeros((3, 2, 1))
    capacity[:, 0, 0] = EXAMPLE["capacity"]["upstream"], EXAMPLE["capacity"]["downstream"], 0.0 if abroad else 1e6
    nothing = np.zeros((4, 1))
    upstream, downstream = demand["upstream"], demand["downstream"]
    per_unit = np.array([1.0, coefficient, 1.0])[:, None, None]
    year = Year(
        technical=capacity,
        capacity=capacity,
        input=np.broadcast_to(per_unit, (3, 2, 1)),
        coproduct=np.zeros((0, 2, 1)),
        share=np.ones((3, 1)),
        opening=np.array([[1e6], [0.0], [0.0], [0.0]]),
        home=np.array([0.0, 0.0, downstream, 0.0 if abroad else upstream])[:, None],
        exports=np.array([0.0, upstream if abroad else 0.0, 0.0, 0.0])[:, None],
        limit=np.ones((4, 1)),
        contracted=nothing,
        aside=nothing,
        exporters_first=np.array([False]),
    )
    return topology, year


def check_example(rule: str, flows: Flows, *, abroad: bool = False) -> None:
    output = EXAMPLE.expected[f"output_{rule}"].copy()
    final = EXAMPLE.expected[f"final_{rule}"].copy()
    output[:] = flows.activity[[UPSTREAM, DOWNSTREAM], :, 0].sum(axis=1)
    final[:] = flows.exports[1, 0] if abroad else flows.home[3, 0], flows.home[2, 0]
    EXAMPLE.check(f"output_{rule}", output)
    EXAMPLE.check(f"final_{rule}", final)


def by_priority(year: Year, *order: int) -> Year:
    rank = np.argsort(np.array(order))[:, None]
    return year._replace(among=np.array([PRIORITY], dtype=np.int8), rank=rank)


def test_three_rules_among_users() -> None:
    topology, year = published()
    check_example("strict_proportional", allocate(topology, year))
    check_example("industry_priority", allocate(topology, by_priority(year, DOWNSTREAM, SHOP, UPSTREAM)))
    check_example("final_demand_priority", allocate(topology, by_priority(year, SHOP, DOWNSTREAM, UPSTREAM)))


def test_processors_and_exporters_first_are_two_of_the_rules() -> None:
    topology, year = published(abroad=True)
    check_example("industry_priority", allocate(topology, year), abroad=True)
    exporters = year._replace(exporters_first=np.array([True]))
    check_example("final_demand_priority", allocate(topology, exporters), abroad=True)


def test_margin_serves_whoever_earns_more_on_a_unit_of_what_is_short() -> None:
    """Downstream needs half a unit: 0.4 on its own unit beats 0.7 on the shop's, 0.3 does not."""
    topology, year = published()
    for own, rule in ((0.4, "industry_priority"), (0.3, "final_demand_priority")):
        margin = np.broadcast_to(np.array([0.1, own, 0.7])[:, None, None], (3, 2, 1))
        check_example(rule, allocate(topology, with_rule(year, MARGIN, margin)))


def test_a_loss_is_served_last_but_served() -> None:
    """Committed sales at a loss: the shop gets nothing while downstream wants it, all it wants otherwise."""
    topology, year = published()
    margin = np.broadcast_to(np.array([0.1, 0.5, -0.7])[:, None, None], (3, 2, 1))
    check_example("industry_priority", allocate(topology, with_rule(year, MARGIN, margin)))


# ------------------------------------------------------------ random chains with forks


def random_case(seed: int) -> tuple[Case, Array]:
    """A chain with forks and joins, and margins."""
    rng = np.random.default_rng(10_000 + seed)
    topology = graph_with_forks(rng)
    year = numbers(topology, rng)
    return Case(topology, year), rng.uniform(0.1, 1.0, (topology.processes, 2, 1))


def earned(flows: Flows, margin: Array) -> float:
    return float((flows.activity * margin).sum())


def with_rule(year: Year, rule: int, margin: Array) -> Year:
    processes = year.capacity.shape[0]
    rank = np.arange(processes)[::-1, None]
    return year._replace(among=np.array([rule], dtype=np.int8), rank=rank, margin=margin)


def test_gap_of_each_rule_to_the_linear_programme() -> None:
    """By margin equals the programme; the gap of the others is the price of the rule, and printed."""
    gaps: dict[int, list[float]] = {PRO_RATA: [], PRIORITY: [], MARGIN: []}
    for seed in range(90):
        case, margin = random_case(seed)
        top = float((best(case, margin[..., 0]) * margin[..., 0]).sum())
        for rule, found in gaps.items():
            got = earned(allocate(case.topology, with_rule(case.year, rule, margin)), margin)
            assert got <= top * (1 + 1e-4) + 1e-7  # the programme's own tolerance
            found.append(1.0 - got / top if top > 0.0 else 0.0)
    for rule, found in gaps.items():
        print(f"gap by {AMONG[rule]}: mean {np.mean(found):.1%}, largest {np.max(found):.1%}")
    assert max(gaps[MARGIN]) < 1e-6
    assert 0.02 < np.mean(gaps[PRO_RATA]) < 0.3
    assert 0.02 < np.mean(gaps[PRIORITY]) < 0.4


def test_pro_rata_earns_most_where_nobody_competes() -> None:
    """Whatever the margins; and there the three rules are one."""
    checked = 0
    for seed in range(300):
        case, margin = random_case(seed)
        chain = Chain(case.topology, case.year)
        wants, needs = backward(chain)
        two_passes(chain, wants, needs)
        if contested(chain, wants)[0] or not case.topology.forks:
            continue
        flows = allocate(case.topology, case.year)
        checked += 1
        top = float((best(case, margin[..., 0]) * margin[..., 0]).sum())
        np.testing.assert_allclose(earned(flows, margin), top, rtol=1e-4, atol=1e-7)
        for rule in (PRIORITY, MARGIN):
            other = allocate(case.topology, with_rule(case.year, rule, margin))
            np.testing.assert_allclose(other.activity, flows.activity, rtol=1e-9, atol=1e-9)
    assert checked > 10


def test_the_first_in_the_order_makes_all_it_could() -> None:
    """As much as the programme finds when nothing counts but that process."""
    for seed in range(80):
        case, margin = random_case(seed)
        topology = replace(case.topology, filled=(False,) * len(case.topology.links))
        if not topology.competitors:
            continue
        case = Case(topology, case.year._replace(share=np.ones_like(case.year.share)))
        year = with_rule(case.year, PRIORITY, margin)
        first = max(topology.competitors)  # the order of service is that of the processes, reversed
        alone = np.zeros((topology.processes, 2))
        alone[first] = 1.0
        made = allocate(topology, year).activity.sum(axis=1)[first, 0]
        np.testing.assert_allclose(made, best(case, alone)[first].sum(), rtol=1e-4, atol=1e-6)


SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, process=st.integers(0, 6), factor=st.floats(1.0, 3.0))
def test_more_existing_capacity_never_lowers_what_is_earned(seed: int, process: int, factor: float) -> None:
    """By margin. Modern capacity can lower it: it comes first and buys less of the stages before it."""
    rng = np.random.default_rng(seed)
    topology = graph_with_forks(rng)
    year = numbers(topology, rng)
    margin = rng.uniform(0.1, 1.0, (topology.processes, 2, 1))
    more = np.array(year.capacity)
    more[process % topology.processes, 0] = more[process % topology.processes, 0] * factor + 0.1
    before = earned(allocate(topology, with_rule(year, MARGIN, margin)), margin)
    larger = year._replace(technical=more, capacity=more)
    after = earned(allocate(topology, with_rule(larger, MARGIN, margin)), margin)
    assert after >= before * (1 - 1e-6) - 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_margin_beats_pro_rata_under_any_policy(seed: int) -> None:
    """Contracts, stocks, limits, co-products and staff limits included; losses count nothing."""
    rng = np.random.default_rng(90_000 + seed)
    topology = with_coproducts(graph_with_forks(rng))
    year = with_policies(topology, numbers(topology, rng, runs=4), rng)
    assert year.margin is not None
    worth = np.maximum(year.margin, 0.0)
    by_margin = allocate(topology, year._replace(among=np.full(4, MARGIN, dtype=np.int8)))
    shares = allocate(topology, year._replace(among=None))
    gain = ((by_margin.activity - shares.activity) * worth).sum(axis=(0, 1))
    assert gain.min() >= -1e-4


def test_neutral_choice_is_no_choice() -> None:
    rng = np.random.default_rng(3)
    topology = graph_with_forks(rng)
    year = numbers(topology, rng, runs=5)
    chosen = neutral(2, topology.processes, 5)
    same = year._replace(
        exporters_first=chosen.exporters_first[1], among=chosen.among[1], rank=chosen.rank,
        quota=np.full_like(year.limit, np.inf), ceiling=np.full_like(year.capacity[:, 0], np.inf),
    )  # fmt: skip
    with_it, without = allocate(topology, same), allocate(topology, year)
    for name, value in without._asdict().items():
        np.testing.assert_array_equal(getattr(with_it, name), value, err_msg=name)
