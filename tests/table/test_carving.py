"""Carving new sectors out of their hosts: exact, or refused by name and amount."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.problems import InputError
from ioscenario.table.iotable import IOTable
from ioscenario.table.sectors import Carved, aggregate_table, carve_out, hosts

SECTORS = pd.Index(["farm", "textiles", "services"], name="sector")


def codes(refusal: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def blocks(index: pd.Index = SECTORS) -> dict[str, Any]:
    """An economy whose farm sells fibre to its own gin and whose textiles buy little from it."""
    copies = len(index) // 3
    Z = np.kron(np.eye(copies), [[100.0, 5.0, 2.0], [1.0, 44.0, 9.0], [30.0, 20.0, 50.0]])
    final = np.tile([[300.0, 93.0, -4.0], [20.0, 16.0, 2.0], [400.0, 10.0, 0.0]], (copies, 1))
    imports = np.tile([8.0, 5.0, 6.0], copies)
    taxes = np.tile([2.0, 1.0, 3.0], copies)
    wages = np.tile([90.0, 5.0, 200.0], copies)
    subsidies = np.tile([-20.0, 0.0, 0.0], copies)
    output = Z.sum(axis=1) + final.sum(axis=1)
    surplus = output - Z.sum(axis=0) - imports - taxes - wages - subsidies
    return {
        "Z": pd.DataFrame(Z, index, index),
        "final_demand": pd.DataFrame(final, index, ["homes", "exports", "stocks"]),
        "imports": pd.DataFrame([imports], ["abroad"], index),
        "product_taxes": pd.DataFrame([taxes], ["VAT"], index),
        "value_added": pd.DataFrame([wages, subsidies, surplus], ["wages", "subsidies", "surplus"], index),
        "satellites": pd.DataFrame([np.tile([500.0, 40.0, 600.0], copies)], ["jobs"], index),
    }


def economy(index: pd.Index = SECTORS) -> IOTable:
    return IOTable(**blocks(index), units={"jobs": "job"}, currency="billion")


GROWING = Carved(
    "growing",
    "farm",
    purchases={"farm": 9, "services": 4},
    sales={"ginning": 70},
    imports=3,
    product_taxes=0.5,
    value_added={"wages": 20, "subsidies": -5, "surplus": None},
    satellites=250,
    product="seed cotton",
)
GINNING = Carved(
    "ginning",
    "farm",
    purchases={"growing": 70, "services": 5},
    sales={"spinning": 4},
    final_demand={"exports": None},
    imports={"abroad": 1},
    value_added={"wages": 4, "surplus": 10},
    satellites={"jobs": 15},
    output=90,
    product="lint",
)
SPINNING = Carved(
    "spinning",
    "textiles",
    purchases={"services": 1},
    sales={"textiles": 7},
    value_added={"wages": 1, "surplus": None},
    satellites={"jobs": 6},
)
CHAIN = [GROWING, GINNING, SPINNING]


def restored(table: IOTable, chain: Iterable[Carved] = CHAIN) -> IOTable:
    return aggregate_table(table, hosts(chain), rest="keep")


def assert_same(one: IOTable, other: IOTable) -> None:
    assert list(one.blocks) == list(other.blocks)
    for name, block in one.blocks.items():
        pd.testing.assert_frame_equal(block, other.blocks[name], rtol=1e-12, atol=1e-12, check_names=False, obj=name)


def test_new_sectors_have_what_they_were_given_and_stand_behind_their_hosts() -> None:
    new = carve_out(economy(), CHAIN)
    assert list(new.labels) == ["farm", "growing", "ginning", "textiles", "spinning", "services"]
    assert new.Z.loc["growing", "ginning"] == 70
    assert new.Z.loc["ginning", "spinning"] == 4
    assert new.Z.loc["farm", "farm"] == 100 - 70 - 9
    assert new.Z.loc["farm", "textiles"] == 5 - 4
    assert new.final_demand.loc["ginning", "exports"] == 90 - 4
    assert new.x["growing"] == 70
    assert new.value_added["growing"].to_list() == [20, -5, 70 - 9 - 4 - 3 - 0.5 - 20 + 5]
    assert new.satellites.loc["jobs"].to_dict()["farm"] == 500 - 250 - 15
    assert new.notes[-1] == "carved out: growing from farm, ginning from farm, spinning from textiles"


def test_aggregating_back_gives_the_table_that_was_there() -> None:
    old = economy()
    assert_same(restored(carve_out(old, CHAIN)), old)


def test_plain_frames_are_carved_like_a_table() -> None:
    plain = carve_out(blocks(), CHAIN)
    assert isinstance(plain, dict)
    for name, block in carve_out(economy(), CHAIN).blocks.items():
        pd.testing.assert_frame_equal(
            plain[name], block, check_names=False, check_index_type=False, check_column_type=False
        )


def test_all_that_a_host_has_may_be_taken_and_leaves_zeros() -> None:
    whole = replace(SPINNING, sales={"farm": 1, "textiles": 3}, purchases={"farm": 5, "services": 1})
    new = carve_out(economy(), [whole])
    assert new.Z.loc["textiles", "farm"] == 0
    assert new.Z.loc["farm", "textiles"] == 0


def test_a_flow_that_the_host_cannot_hold_is_refused_by_name_and_amount() -> None:
    with pytest.raises(InputError) as refusal:
        carve_out(economy(), [GROWING, replace(GINNING, host="textiles"), SPINNING])
    assert [(problem.key, problem.value) for problem in refusal.value.problems] == [
        ("Z: farm -> textiles", "70: 65 too much (growing (seed cotton) -> ginning 70)"),
        ("final_demand: textiles -> exports", "86: 70 too much (ginning (lint) -> exports 86)"),
    ]
    assert set(codes(refusal)) == {"host-cannot-hold"}


def test_nothing_is_clipped_not_even_a_little() -> None:
    with pytest.raises(InputError, match=r"satellites: jobs -> farm: expected at most 500.*too much"):
        carve_out(economy(), [replace(GROWING, satellites=485.000001), GINNING, SPINNING])


def test_a_sign_that_the_host_has_not_is_refused_unless_it_is_allowed() -> None:
    stocks = replace(SPINNING, final_demand={"stocks": 3})
    with pytest.raises(InputError, match=r"final_demand: textiles -> stocks: expected at most 2.*'3: 1 too much"):
        carve_out(economy(), [stocks])
    new = carve_out(economy(), [stocks], any_sign=["stocks"])
    assert new.final_demand["stocks"].to_dict() == {"farm": -4, "textiles": -1, "spinning": 3, "services": 0}
    assert_same(restored(new, [stocks]), economy())


def test_a_sector_must_pay_what_it_sells() -> None:
    wrong = replace(SPINNING, value_added={"wages": 1, "surplus": 2}), GROWING, replace(GINNING, output=91)
    with pytest.raises(InputError) as refusal:
        carve_out(economy(), wrong)
    assert [str(problem) for problem in refusal.value.problems] == [
        "spinning: expected sales and costs of 7, found 'pays 8, difference +1' [carved-balance]",
        "ginning: expected sales and costs of 91, found 'pays 90, difference -1' [carved-balance]",
    ]


def test_open_ends_need_an_output_to_close_them() -> None:
    both = replace(SPINNING, final_demand={"homes": None})
    with pytest.raises(InputError, match="at most one None"):
        carve_out(economy(), [both])
    new = carve_out(economy(), [replace(both, output=12)])
    assert (new.x["spinning"], new.final_demand.loc["spinning", "homes"]) == (12, 5)
    assert_same(restored(new, [both]), economy())


def test_a_flow_between_new_sectors_may_be_given_on_either_side_but_only_in_one_size() -> None:
    once = carve_out(economy(), [replace(GROWING, sales={}), GINNING, SPINNING])
    other = carve_out(economy(), [GROWING, replace(GINNING, purchases={"services": 5}), SPINNING])
    assert_same(once, other)
    with pytest.raises(InputError, match="growing -> ginning: expected the same from both sides, found '60 and 70'"):
        carve_out(economy(), [replace(GROWING, sales={"ginning": 60}), GINNING, SPINNING])


def test_every_unknown_name_is_told_at_once() -> None:
    wrong = Carved(
        "yarn",
        "textiles",
        purchases={"servces": 1},
        sales={"textiles": float("nan")},
        final_demand={"home": 1},
        imports={"China": 1},
        value_added=3,
    )
    with pytest.raises(InputError) as refusal:
        carve_out(economy(), [wrong])
    assert codes(refusal) == [
        "unknown-label",
        "not-finite",
        "unknown-label",
        "unknown-label",
        "shape",
        "missing-account",
    ]
    assert refusal.value.problems[0].nearest == "services"
    with pytest.raises(InputError) as refusal:
        carve_out(economy(), [replace(SPINNING, host="textile"), replace(SPINNING, name="farm")])
    assert codes(refusal) == ["unknown-host", "duplicate-label"]


def test_blocks_that_the_table_has_not_are_refused() -> None:
    small = {name: block for name, block in blocks().items() if name in {"Z", "final_demand", "value_added"}}
    with pytest.raises(InputError) as refusal:
        carve_out(small, [SPINNING])
    assert codes(refusal) == ["missing-block"]


def test_regions_have_their_own_parts() -> None:
    index = pd.MultiIndex.from_product([["north", "south"], list(SECTORS)], names=["region", "sector"])
    chain = [replace(item, host=("south", item.host)) for item in CHAIN]
    old = economy(index)
    new = carve_out(old, chain)
    assert list(new.labels[3:6]) == [("south", "farm"), ("south", "growing"), ("south", "ginning")]
    assert new.Z.loc[("south", "growing"), ("south", "ginning")] == 70
    assert_same(restored(new, chain), old)


def test_the_table_given_stays_as_it_is() -> None:
    given_ = blocks()
    copies = {name: block.copy() for name, block in given_.items()}
    carve_out(given_, CHAIN)
    for name, block in given_.items():
        pd.testing.assert_frame_equal(block, copies[name])


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_whatever_fits_comes_back_exactly(seed: int, parts: int) -> None:
    """Random parts of random sectors, each with a share of every flow of its host."""
    rng = np.random.default_rng(seed)
    old = IOTable(**blocks())
    chain = []
    for k in range(parts):
        host = str(rng.choice(SECTORS))
        share = rng.uniform(0, 0.2)
        chain.append(
            Carved(
                f"part {k}",
                host,
                purchases=(old.Z[host] * share * rng.uniform(0, 1, 3)).to_dict(),
                sales=(old.Z.loc[host] * share * rng.uniform(0, 1, 3)).to_dict(),
                final_demand=(old.final_demand.loc[host] * share).to_dict(),
                imports=(old.imports[host] * share).to_dict(),
                value_added={"wages": old.value_added[host].to_dict()["wages"] * share, "surplus": None},
                satellites=(old.satellites[host] * share).to_dict(),
            )
        )
    new = carve_out(old, chain, any_sign=["surplus"])
    assert_same(restored(new, chain), old)
    assert new.x.sum() == pytest.approx(old.x.sum(), rel=1e-12)
