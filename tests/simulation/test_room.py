"""Room for new plant: by hand, against the allocation itself, and that nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.dimensions import EXISTING, LIMITS, MODERN
from ioscenario.simulation import simulate
from ioscenario.simulation.chain import Flows, Year, allocate
from ioscenario.simulation.room import headroom, input_room, market_room, own_supply, potential
from tests.simulation.chains import (
    Array,
    graph_with_forks,
    line_of_processes,
    numbers,
    with_coproducts,
    with_policies,
)
from tests.simulation.small import CLEAN, GIN, RAW, SEW, TOPOLOGY, inputs, path

#: The gin needs 2.0 of raw cotton a unit, modern 1.5; sewing 1.0. Imports fill the lint of sewing here.
INPUT = np.array([[[2.0], [1.5]], [[1.0], [1.0]]])
#: The same without imports of lint.
CLOSED = replace(TOPOLOGY, filled=(False, False))


def a_year(**changes: Any) -> Year:
    """Gin 160 and sewing 80 at their most; shirts wanted 100 at home and 10 abroad."""
    technical = np.zeros((3, 2, 1))
    technical[GIN, EXISTING], technical[SEW, EXISTING] = 160.0, 80.0
    values: dict[str, Any] = {
        "technical": technical,
        "capacity": technical,
        "input": INPUT,
        "coproduct": np.zeros((0, 2, 1)),
        "share": np.array([[1.0], [0.25]]),
        "opening": np.zeros((3, 1)),
        "home": np.array([[0.0], [0.0], [100.0]]),
        "exports": np.array([[0.0], [np.inf], [10.0]]),
        "limit": np.ones((3, 1)),
        "contracted": np.zeros((3, 1)),
        "aside": np.zeros((3, 1)),
        "exporters_first": np.zeros(1, dtype=bool),
    }
    return Year(**{**values, **changes})


def some_flows(gin: float = 120.0, sewing: float = 20.0, domestic: tuple[float, float] = (240.0, 5.0)) -> Flows:
    """120 of lint made of 240, sewing made 20."""
    activity, nothing = np.zeros((3, 2, 1)), np.zeros((3, 1))
    activity[GIN, EXISTING], activity[SEW, EXISTING] = gin, sewing
    used = np.array(domestic)[:, None]
    return Flows(activity, used, 0 * used, nothing, nothing, nothing, nothing, np.zeros((3, 1), dtype=np.int8))


HARVEST = np.array([[300.0], [0.0], [0.0]])


def test_market_room_counts_users_home_and_abroad() -> None:
    room = market_room(TOPOLOGY, a_year(quota=np.full((3, 1), 1e15)))
    assert room[SEW, 0] == pytest.approx(100 + 10 - 80)
    assert room[GIN, 0] > 1e14
    assert market_room(TOPOLOGY, a_year(exports=np.zeros((3, 1))))[GIN, 0] == 0.0  # users take 0.25 x 80 of 160
    some = market_room(TOPOLOGY, a_year(exports=np.zeros((3, 1)), share=np.array([[1.0], [3.0]])))
    assert some[GIN, 0] == pytest.approx(3 * 80 - 160)


@pytest.mark.parametrize(
    ("terms", "room"),
    [({"limit": np.zeros((3, 1))}, 0.0), ({"quota": np.full((3, 1), 200.0)}, 20.0 + 200 - 160)],
)
def test_market_room_ends_where_exports_are_forbidden(terms: dict[str, Any], room: float) -> None:
    assert market_room(TOPOLOGY, a_year(**terms))[GIN, 0] == pytest.approx(room)


def test_input_room_is_what_plant_in_place_cannot_take() -> None:
    """A full gin leaves 80 of 400 for new plant; one that makes 120 of 160 would take the 80 itself."""
    crop = HARVEST + np.array([[100.0], [0.0], [0.0]])
    room = input_room(TOPOLOGY, a_year(), crop, some_flows(gin=160.0, domestic=(320.0, 5.0)))
    assert room[GIN, 0] == pytest.approx(80 / 1.5)
    assert room[SEW, 0] == np.inf  # imports fill
    idle = some_flows(gin=130.0, domestic=(260.0, 5.0))
    assert input_room(TOPOLOGY, a_year(), crop, idle)[GIN, 0] == pytest.approx((140 - 60) / 1.5)
    assert input_room(TOPOLOGY, a_year(), HARVEST, idle)[GIN, 0] == 0.0


def test_exports_that_come_first_leave_no_input() -> None:
    """Of 500 a tenth is contracted and 320 are ginned."""
    crop, full = HARVEST + np.array([[200.0], [0.0], [0.0]]), some_flows(gin=160.0, domestic=(320.0, 5.0))
    contract = a_year(exports=np.array([[np.inf], [np.inf], [10.0]]), contracted=np.array([[0.1], [0.0], [0.0]]))
    assert input_room(TOPOLOGY, contract, crop, full)[GIN, 0] == pytest.approx((500 * 0.9 - 320) / 1.5)
    first = contract._replace(exporters_first=np.ones(1, dtype=bool))
    assert input_room(TOPOLOGY, first, crop, full)[GIN, 0] == 0.0


def test_what_nobody_takes_counts_though_it_is_not_made() -> None:
    """A ban: gins make the 80 that mills take, and could make 150 of the crop. Mills of 70 more would be fed."""
    banned = some_flows(gin=80.0, sewing=80.0, domestic=(160.0, 80.0))
    year = a_year(limit=np.zeros((3, 1)))
    found = potential(CLOSED, year, HARVEST, banned)
    assert found.made[GIN, 0] == pytest.approx(150.0)
    room = input_room(CLOSED, year, HARVEST, banned)
    assert room[SEW, 0] == pytest.approx(150 - 80)
    assert room[GIN, 0] == 0.0  # the idle gin would take the 140 that lie unused


def test_two_stages_that_stand_still_count_once() -> None:
    """Raw cotton, gin, spinning, sewing: only sewing sells. Spinning and gins are idle and would feed a new shop."""
    topology = replace(
        CLOSED, output=(0, 1, 2, 3), order=(1, 2, 3), links=((1, 0), (2, 1), (3, 2)), filled=(False,) * 3,
        exports=(0, 0, 0, 1), storable=(True, False, False, False),
    )  # fmt: skip
    plant = np.zeros((4, 2, 1))
    plant[1:, EXISTING, 0] = 90.0, 60.0, 20.0
    wide = np.zeros((4, 1))
    year = a_year(
        technical=plant, capacity=plant, input=np.full((3, 2, 1), 2.0), share=np.ones((3, 1)), opening=wide, aside=wide,
        home=wide + np.array([[0.0], [0.0], [0.0], [500.0]]), exports=wide, limit=wide + 1.0, contracted=wide,
    )  # fmt: skip
    own = wide + np.array([[1000.0], [0.0], [0.0], [0.0]])
    made = allocate(topology, year._replace(opening=own))
    assert made.activity.sum(axis=1)[:, 0].tolist() == [0.0, 80.0, 40.0, 20.0]
    # 90 of gins feed 45 of spinning, which feed 22.5 of sewing: 2.5 more than there is
    assert potential(topology, year, own, made).made[:, 0].tolist() == [0.0, 90.0, 45.0, 20.0]
    assert input_room(topology, year, own, made)[3, 0] == pytest.approx(2.5)


def test_a_stock_adds_no_room() -> None:
    """400 were ginned of a crop of 300 and a stock of 100: no gin is short of plant to come."""
    eaten = some_flows(gin=160.0, domestic=(400.0, 5.0))
    assert input_room(TOPOLOGY, a_year(opening=HARVEST + 100.0), HARVEST, eaten)[GIN, 0] == 0.0
    # and lint made of the stock is not lint of every year: 150 of the crop, not 160
    room = input_room(CLOSED, a_year(), HARVEST, some_flows(gin=160.0, sewing=80.0, domestic=(320.0, 80.0)))
    assert room[SEW, 0] == pytest.approx(150 - 80)


def test_a_crop_that_is_ginned_after_new_year_needs_no_new_gin() -> None:
    """A first crop of 300, of which 180 are ginned in autumn; the gin is idle until the rest comes."""
    assert input_room(TOPOLOGY, a_year(), HARVEST, some_flows(gin=90.0, domestic=(180.0, 5.0)))[GIN, 0] == 0.0


def test_plant_that_its_price_keeps_idle_does_not_count() -> None:
    """Half of the gins cannot gin at the price: they make no lint for mills and keep no new gin away."""
    banned = some_flows(gin=80.0, sewing=80.0, domestic=(160.0, 80.0))
    year = a_year()
    year = year._replace(capacity=year.technical * np.array([1.0, 0.5, 1.0])[:, None, None])
    room = input_room(CLOSED, year, HARVEST, banned)
    assert room[SEW, 0] == 0.0
    assert room[GIN, 0] == pytest.approx(140 / 1.5)


def test_plant_without_staff_makes_no_more_than_it_does() -> None:
    short = some_flows(gin=80.0, sewing=80.0, domestic=(160.0, 80.0))
    short.bound[GIN] = LIMITS.index("labour")
    assert potential(CLOSED, a_year(), HARVEST, short).made[GIN, 0] == pytest.approx(80.0)


def test_headroom_is_the_smaller() -> None:
    both = market_room(TOPOLOGY, a_year()), input_room(TOPOLOGY, a_year(), HARVEST, some_flows())
    found = headroom(TOPOLOGY, a_year(), HARVEST, some_flows())
    np.testing.assert_array_equal(found, np.minimum(*both))
    assert (found >= 0.0).all()
    assert found[SEW, 0] == 30.0


# ------------------------------------------------------------------ against the allocation


@pytest.mark.parametrize("seed", range(60))
def test_potential_is_what_the_allocation_makes_where_all_would_be_taken(seed: int) -> None:
    """On chains without forks: open the market for one good, and its maker makes its potential."""
    rng = np.random.default_rng(seed)
    topology = line_of_processes(rng)
    year = numbers(topology, rng)
    found = potential(topology, year, year.opening, allocate(topology, year))
    for process in topology.order:
        exports = np.array(year.exports)
        exports[topology.output[process]] = np.inf
        made = allocate(topology, year._replace(exports=exports)).activity[process].sum()
        assert found.made[process, 0] == pytest.approx(made, rel=1e-9, abs=1e-9)


def random_chain(seed: int) -> tuple[Any, Year, Array, Flows]:
    """Forks, joins, co-products, stocks, contracts, bans, short staff; three runs."""
    rng = np.random.default_rng(seed)
    topology = with_coproducts(graph_with_forks(rng))
    base = numbers(topology, rng, runs=3)
    year = with_policies(topology, base, rng)
    own = np.pad(base.opening, ((0, topology.commodities - base.opening.shape[0]), (0, 0)))
    return topology, year, own, allocate(topology, year)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000))
def test_plant_in_place_and_new_plant_never_take_more_than_the_year_gives(seed: int) -> None:
    """What plant could use of each good, at forks too, is at most what is there; nothing is made of stocks."""
    topology, year, own, flows = random_chain(seed)
    found = potential(topology, year, own, flows)
    room = input_room(topology, year, own, flows)
    for commodity in range(topology.commodities):
        offered = found.offered(commodity)
        closed = [link for link in topology.users_of[commodity] if not topology.filled[link]]
        taken = sum((found.need(link, found.made[topology.links[link][0]]) for link in closed), np.zeros(3))
        assert (taken <= offered * (1.0 + 1e-9) + 1e-9).all()
        for link in closed:
            new = room[topology.links[link][0]] * year.input[link, MODERN]
            used = flows.domestic[list(topology.users_of[commodity])].sum(axis=0)
            assert (np.where(new > 0.0, new + used, 0.0) <= offered * (1.0 + 1e-9)).all()
    assert (room >= 0.0).all()
    assert (found.made <= year.capacity.sum(axis=1) * (1.0 + 1e-12)).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_room_is_never_more_than_the_crop_gives(seed: int) -> None:
    """On a line without imports new plant makes at most own supply over the least input of each stage."""
    rng = np.random.default_rng(seed)
    topology = replace(line_of_processes(rng), coproducts=())
    topology = replace(topology, filled=(False,) * len(topology.links))
    year = numbers(topology, rng, runs=3)
    stock = rng.uniform(0.0, 50.0, year.opening.shape)
    flows = allocate(topology, year._replace(opening=year.opening + stock))
    room = input_room(topology, year._replace(opening=year.opening + stock), year.opening, flows)
    best = np.array(year.opening)
    for process in topology.order:
        links = topology.links_of[process]
        most = np.min([best[topology.links[link][1]] / year.input[link, MODERN] for link in links], axis=0)
        assert (room[process] <= most * (1.0 + 1e-9)).all()
        best[topology.output[process]] = most


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 100_000))
def test_no_run_depends_on_its_neighbours(seed: int) -> None:
    topology, year, own, flows = random_chain(seed)
    together = headroom(topology, year, own, flows)
    for run in range(3):
        one = np.array([run])
        alone = Flows(*(item[..., one] for item in flows))  # type: ignore[arg-type]
        np.testing.assert_array_equal(headroom(topology, year.of(one), own[:, one], alone)[:, 0], together[:, run])


# ------------------------------------------------------------------------- over the years

#: Mills that earn many times their cost, are built in a year, and sell all they sew.
CHEAP: dict[str, Any] = {
    "investment_response": 10.0, "investment_step": 1.0, "gate_low": 0.3, "gate_high": 0.4, "capex": 0.5,
    "export_demand": [0.0, 0.0, 1e6], "replacement_rate": 1.0, "depreciation": 0.0, "autumn_share": 1.0,
    "carry_in": 0.0,
}  # fmt: skip
#: Exports of lint are closed from the second year on.
BAN = np.stack([np.ones((6, 1)), np.concatenate([np.ones((1, 1)), np.zeros((5, 1))]), np.ones((6, 1))], axis=1)


def years(**changes: Any) -> dict[str, Array]:
    """The small chain without imports of lint, through its six years."""
    return simulate(replace(inputs(**{**CHEAP, **changes}), topology=CLOSED))


def mills(out: dict[str, Array]) -> list[float]:
    """Capacity of sewing by year."""
    return [float(value) for value in out["capacity"][:, SEW, :, 0].sum(axis=1)]


def test_under_a_ban_mills_are_built_until_the_crop_is_spun_and_no_further() -> None:
    """A crop of 250 is 125 of lint; mills of 156.25 sew that at four fifths."""
    out = years(export_limit=BAN)
    assert mills(out)[-1] == pytest.approx(125 / 0.8)
    np.testing.assert_allclose(out["activity"][-1, SEW, :, 0].sum(), 125.0)
    assert out["exports"][1:, CLEAN, 0].max() == 0.0
    assert out["stock"][-1, RAW, 0] == pytest.approx(out["stock"][-2, RAW, 0])  # the whole crop is used
    assert max(mills(out)) == mills(out)[-1]


def test_a_stock_that_lies_there_once_builds_no_mill() -> None:
    """A stock of 2,000 of raw cotton, eight crops: the gin works full for years, mills stay as large."""
    with_stock, without = years(export_limit=BAN, carry_in=2000.0), years(export_limit=BAN)
    assert with_stock["production"][1, CLEAN, 0] >= without["production"][1, CLEAN, 0]
    assert mills(with_stock)[-1] == pytest.approx(mills(without)[-1])


def test_supply_that_is_contracted_away_builds_no_mill() -> None:
    """Nine tenths of 125 go abroad under contract: nothing is left for more than the mills that stand."""
    contract = {"committed_exports": [0.0, 0.9, 0.0]}
    assert mills(years(**contract))[-1] == pytest.approx(100.0)
    assert mills(years())[-1] == pytest.approx(125 / 0.8)


def test_goods_that_balance_and_what_is_unsold() -> None:
    """Before the mills are there, what gins could have made and did not is told as unsold lint."""
    out = years(export_limit=BAN, investment_response=0.0)
    supply = out["production"] + out["imports"]
    use = out["intermediate_use"] + out["final_use"] + out["exports"] + out["stock_change"]
    np.testing.assert_allclose(supply, use, atol=1e-9 * float(supply.max()))
    np.testing.assert_allclose(out["processing_depth"][1:, 0], 1.0)
    # 80 sewn of 125 that could be ginned in the first year of the ban, later more of what lies there
    np.testing.assert_allclose(out["unsold"][1, CLEAN, 0], (125 - 80) / 125)
    assert out["unsold"][0, CLEAN, 0] == 0.0


def test_own_supply_is_the_crop_and_raw_goods() -> None:
    class Grown:
        """A crop of 40 and 60."""

        harvest = np.array([[40.0], [60.0]])

    found = own_supply(inputs(), 0, Grown())  # type: ignore[arg-type]
    assert found[:, 0].tolist() == [100.0, 0.0, 0.0]
    given_ = inputs(supply=path(7.0, 9.0)[:, None, :].repeat(3, axis=1))
    bought = replace(given_, topology=replace(TOPOLOGY, crop=None, raw=(RAW,)))
    assert own_supply(bought, 1, None)[RAW, 0] == 9.0
