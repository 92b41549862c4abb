"""Allocation against the linear programme, and its own promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.dimensions import LIMITS
from ioscenario.simulation.chain import Flows, Year, allocate
from ioscenario.simulation.topology import Topology
from tests.simulation.chains import (
    Array,
    Case,
    graph_with_forks,
    imbalance,
    line_of_processes,
    most,
    numbers,
    with_coproducts,
    with_policies,
)


@pytest.mark.parametrize("seed", range(300))
def test_without_forks_equals_the_linear_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    topology = line_of_processes(rng)
    case = Case(topology, numbers(topology, rng))
    made = allocate(topology, case.year).activity.sum(axis=1)[:, 0]
    np.testing.assert_allclose(made, most(case), rtol=1e-9, atol=1e-9)


def alone(case: Case, flows: Flows, process: int) -> float:
    """How much more one process could make with all others held and sell to those who would take it."""
    topology, year = case.topology, case.year
    made = flows.activity.sum(axis=1)[:, 0]
    room = year.capacity[process, :, 0].sum() - made[process]
    commodity = topology.output[process]
    wanted = year.home[commodity, 0] - flows.home[commodity, 0]
    wanted += year.exports[commodity, 0] - flows.exports[commodity, 0]
    for link in topology.users_of[commodity]:
        user = topology.links[link][0]
        need = (year.input[link, :, 0] * flows.activity[user, :, 0]).sum()
        wanted += year.share[link, 0] * need - flows.domestic[link, 0]
    more = min(room, max(wanted, 0.0))
    for link in topology.links_of[process]:
        if not topology.filled[link]:
            source = topology.links[link][1]
            spare = flows.left[source, 0]
            more = min(more, spare / year.input[link, :, 0].max())
    return float(more)


#: Chains whose pro rata rounds approach their end in ever smaller steps.
SLOW = (1542, 1673, 2486, 2639, 2722)


@pytest.mark.parametrize("seed", [*range(400), *SLOW])
def test_with_forks_feasible_and_none_can_make_more_alone(seed: int) -> None:
    rng = np.random.default_rng(10_000 + seed)
    topology = graph_with_forks(rng)
    case = Case(topology, numbers(topology, rng))
    flows = allocate(topology, case.year)
    assert imbalance(case, flows) < 1e-9
    assert (flows.activity <= case.year.capacity + 1e-9).all()
    for quantity in (flows.activity, flows.domestic, flows.imported, flows.home, flows.exports, flows.left):
        assert quantity.min() >= -1e-9
    made = [commodity for commodity in range(topology.commodities) if topology.maker[commodity] is not None]
    assert flows.left[made].max() < 1e-9
    for process in range(topology.processes):
        assert alone(case, flows, process) < 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_a_run_does_not_depend_on_its_neighbours(seed: int) -> None:
    """Bit for bit, with every rule and policy in the batch."""
    rng = np.random.default_rng(seed)
    topology = with_coproducts(graph_with_forks(rng) if seed % 3 else line_of_processes(rng))
    year = with_policies(topology, numbers(topology, rng, runs=9), rng)
    together = allocate(topology, year)
    for run in (0, 4, 8):
        single = allocate(topology, year.of(np.array([run])))
        for name, value in together._asdict().items():
            np.testing.assert_array_equal(value[..., [run]], getattr(single, name), err_msg=name)


@pytest.mark.parametrize("seed", range(60))
def test_every_commodity_balances_and_every_limit_holds(seed: int) -> None:
    """With co-products, stocks, contracts, limits, quotas, staff limits and every rule."""
    rng = np.random.default_rng(77_000 + seed)
    topology = with_coproducts(graph_with_forks(rng) if seed % 3 else line_of_processes(rng))
    year = with_policies(topology, numbers(topology, rng, runs=6), rng)
    flows = allocate(topology, year)
    assert imbalance(Case(topology, year), flows) < 1e-9
    for name in ("activity", "domestic", "imported", "home", "exports", "aside", "left"):
        assert getattr(flows, name).min() >= -1e-9, name
    assert year.ceiling is not None
    assert year.quota is not None
    made = flows.activity.sum(axis=1)
    assert (flows.activity <= year.capacity * (1 + 1e-9)).all()
    assert (made <= year.ceiling * (1 + 1e-9)).all()
    assert (flows.exports <= np.minimum(year.exports, year.quota) * (1 + 1e-9)).all()
    supply = flows.home + flows.exports + flows.aside + flows.left
    for link, (_, commodity) in enumerate(topology.links):
        supply[commodity] += flows.domestic[link]
    assert (flows.exports <= year.limit * supply * (1 + 1e-9) + 1e-9).all()
    able = np.minimum(np.minimum(year.exports, year.quota), year.limit * supply)
    first = np.where(year.exporters_first, able, np.minimum(year.contracted * supply, able))
    assert (flows.exports >= first * (1 - 1e-6) - 1e-9).all()
    need = np.stack(
        [(year.input[link] * flows.activity[user]).sum(axis=0) for link, (user, _) in enumerate(topology.links)]
    )
    assert (flows.domestic <= year.share * need * (1 + 1e-9) + 1e-9).all()


CASES = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=CASES, process=st.integers(0, 5), technology=st.integers(0, 1), factor=st.floats(1.0, 4.0))
def test_more_capacity_never_lowers_deliveries_without_forks(
    seed: int, process: int, technology: int, factor: float
) -> None:
    """What the last process delivers, which nothing limits but what stands before it."""
    rng = np.random.default_rng(seed)
    topology = line_of_processes(rng)
    year = numbers(topology, rng)
    capacity = np.array(year.capacity)
    capacity[process % topology.processes, technology] = (
        capacity[process % topology.processes, technology] * factor + 0.1
    )
    before = allocate(topology, year)
    after = allocate(topology, year._replace(technical=capacity, capacity=capacity))
    last = topology.output[-1]
    for name in ("home", "exports"):
        assert getattr(after, name)[last, 0] >= getattr(before, name)[last, 0] - 1e-9


@pytest.fixture
def mill() -> tuple[Topology, Year]:
    """10 t raw -> mill (2 t per unit, capacity 4) -> sewing (1 per unit, capacity 8); round numbers."""
    topology = Topology(
        output=(1, 2),
        order=(0, 1),
        crop=None,
        links=((0, 0), (1, 1)),
        filled=(False, True),
        coproducts=(),
        exports=(0, 2, 0),
        storable=(True, False, False),
        raw=(0,),
        raw_material=0,
    )
    capacity = np.array([[[4.0], [0.0]], [[8.0], [0.0]]])
    zero = np.zeros((3, 1))
    year = Year(
        technical=capacity,
        capacity=capacity,
        input=np.array([[[2.0], [2.0]], [[1.0], [1.0]]]),
        coproduct=np.zeros((0, 2, 1)),
        share=np.array([[1.0], [0.5]]),
        opening=np.array([[10.0], [0.0], [0.0]]),
        home=np.array([[0.0], [0.0], [6.0]]),
        exports=np.array([[0.0], [np.inf], [0.0]]),
        limit=np.ones((3, 1)),
        contracted=zero,
        aside=zero,
        exporters_first=np.array([False]),
    )
    return topology, year


def flat(value: Array) -> list[float]:
    return [float(number) for number in value.ravel()]


def test_by_hand(mill: tuple[Topology, Year]) -> None:
    """Sewing makes 6 for demand; half its cloth may be home-made: 3; the mill makes 4 and exports 1."""
    topology, year = mill
    flows = allocate(topology, year)
    assert flat(flows.activity.sum(axis=1)) == [4.0, 6.0]
    assert flat(flows.domestic) == [8.0, 3.0]
    assert flat(flows.imported) == [0.0, 3.0]
    assert flat(flows.exports) == [0.0, 1.0, 0.0]
    assert flat(flows.left) == [2.0, 0.0, 0.0]
    assert [LIMITS[code] for code in flows.bound[:, 0]] == ["capacity", "demand"]


def test_exporters_first_leaves_processors_the_rest(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    flows = allocate(topology, year._replace(exporters_first=np.array([True])))
    assert flat(flows.exports)[1] == 4.0
    assert flat(flows.domestic)[1] == 0.0
    assert flat(flows.imported)[1] == 6.0


def test_contracts_come_before_processors(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    flows = allocate(topology, year._replace(contracted=np.array([[0.0], [0.75], [0.0]])))
    assert flat(flows.exports)[1] == 3.0
    assert flat(flows.domestic)[1] == 1.0


def test_export_limit_idles_the_mill(mill: tuple[Topology, Year]) -> None:
    """With no exports allowed the mill makes the 3 that sewing takes and says that demand binds."""
    topology, year = mill
    flows = allocate(topology, year._replace(limit=np.array([[1.0], [0.0], [1.0]])))
    assert flat(flows.activity.sum(axis=1)) == [3.0, 6.0]
    assert LIMITS[flows.bound[0, 0]] == "demand"
    half = allocate(topology, year._replace(limit=np.array([[1.0], [0.1], [1.0]])))
    np.testing.assert_allclose(half.exports[1], 0.1 * half.activity[0].sum(axis=0))


def test_put_aside_before_exports(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    flows = allocate(topology, year._replace(aside=np.array([[0.0], [0.75], [0.0]])))
    assert flat(flows.aside)[1] == 0.75
    assert flat(flows.exports)[1] == 0.25


def test_quota_caps_exports(mill: tuple[Topology, Year]) -> None:
    """Of the 4 that the mill could make sewing takes 3 and half a unit may leave."""
    topology, year = mill
    quota = np.array([[1e15], [0.5], [1e15]])
    flows = allocate(topology, year._replace(quota=quota))
    assert flat(flows.exports)[1] == 0.5
    assert flat(flows.activity.sum(axis=1)) == [3.5, 6.0]
    assert LIMITS[flows.bound[0, 0]] == "demand"
    first = allocate(topology, year._replace(quota=quota, exporters_first=np.array([True])))
    assert flat(first.exports)[1] == 0.5
    assert flat(first.domestic)[1] == 3.0


def test_staff_binds_where_it_allows_less_than_capacity(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    flows = allocate(topology, year._replace(ceiling=np.array([[2.5], [np.inf]])))
    assert flat(flows.activity.sum(axis=1)) == [2.5, 6.0]
    assert [LIMITS[code] for code in flows.bound[:, 0]] == ["labour", "demand"]
    loose = allocate(topology, year._replace(ceiling=np.array([[7.0], [9.0]])))
    assert [LIMITS[code] for code in loose.bound[:, 0]] == ["capacity", "demand"]


def test_a_technology_that_needs_none_of_an_input_is_not_limited_by_it(mill: tuple[Topology, Year]) -> None:
    """Modern mills need no raw material (4 of capacity), then existing ones 2 t each of what there is, 1 t."""
    topology, year = mill
    free_modern = year._replace(
        input=np.array([[[2.0], [0.0]], [[1.0], [1.0]]]),
        capacity=np.array([[[4.0], [4.0]], [[8.0], [0.0]]]),
        technical=np.array([[[4.0], [4.0]], [[8.0], [0.0]]]),
        opening=np.array([[1.0], [0.0], [0.0]]),
    )
    assert flat(allocate(topology, free_modern).activity.sum(axis=1))[0] == 4.5
    free_existing = free_modern._replace(input=np.array([[[0.0], [2.0]], [[1.0], [1.0]]]))
    # modern mills come first and are short: 0.5 made; with 8 t they are full and the others run as well
    assert flat(allocate(topology, free_existing).activity.sum(axis=1))[0] == 0.5
    plenty = free_existing._replace(opening=np.array([[8.0], [0.0], [0.0]]))
    assert flat(allocate(topology, plenty).activity.sum(axis=1))[0] == 8.0


def test_short_input_binds(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    flows = allocate(topology, year._replace(opening=np.array([[5.0], [0.0], [0.0]])))
    assert flat(flows.activity.sum(axis=1)) == [2.5, 6.0]
    assert LIMITS[flows.bound[0, 0]] == "input"


def test_price_below_cost_is_named(mill: tuple[Topology, Year]) -> None:
    topology, year = mill
    idle = np.array(year.capacity)
    idle[0] = 0.0
    flows = allocate(topology, year._replace(capacity=idle))
    assert LIMITS[flows.bound[0, 0]] == "price"
    assert flat(flows.imported)[1] == 6.0
