"""Structural paths against a full enumeration."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from tests.table.economies import Economy, economy

SEEDS = st.integers(0, 10_000)


def every_path(e: Economy, depth: int) -> dict[tuple[int, ...], float]:
    """All paths up to a depth, one by one."""
    found = {}
    for length in range(depth + 1):
        for path in product(range(len(e.f)), repeat=length + 1):
            value = e.f[path[0]] * e.s[path[-1]]
            for buyer, seller in pairwise(path):
                value *= e.A[seller, buyer]
            found[path] = float(value)
    return found


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_largest_are_found_and_in_order(seed: int) -> None:
    e = economy(seed, n=4)
    table = io.structural_paths(e.A, e.f, e.s, most=25, depth=4)
    truth = sorted(every_path(e, 4).values(), reverse=True)[:25]
    np.testing.assert_allclose(table["value"], truth)
    full = every_path(e, 4)
    np.testing.assert_allclose(table["value"], [full[path] for path in table["path"]])
    np.testing.assert_allclose(table["order"], [len(path) - 1 for path in table["path"]])


def test_all_paths_together_are_the_whole_effect() -> None:
    e = economy(n=3)
    table = io.structural_paths(e.A * 0.5, e.f, e.s, most=100_000, share=1e-7)
    assert table["cumulative"].iloc[-1] == pytest.approx(1.0, abs=2e-3)
    whole = e.s @ io.quantity(e.A * 0.5, e.f)
    np.testing.assert_allclose(table["value"] / whole, table["share"])
    assert (table["share"] >= 1e-7).all()


def test_labels_and_one_product() -> None:
    e = economy()
    table = io.structural_paths(e.frame, np.where(np.arange(7) == 2, 1.0, 0.0), most=5)
    assert table["path"].iloc[0] == ("s2",)
    assert {path[0] for path in table["path"]} == {"s2"}


def test_negative_demand_and_no_demand() -> None:
    e = economy(n=3)
    table = io.structural_paths(e.A, [-1.0, 2.0, 0.0], e.s, most=10, depth=3)
    truth = every_path(e._replace(f=np.array([-1.0, 2.0, 0.0])), 3)
    np.testing.assert_allclose(table["value"].abs(), sorted(map(abs, truth.values()), reverse=True)[:10])
    assert io.structural_paths(e.A, np.zeros(3)).empty


def test_a_large_table_is_quick_work() -> None:
    e = economy(n=200, zeros=0.0)
    table = io.structural_paths(e.A, e.f, e.s, most=300)
    assert len(table) == 300
    assert table["value"].is_monotonic_decreasing


def test_layers_add_up() -> None:
    e = economy()
    layers = io.production_layers(e.frame, e.f, 400)
    np.testing.assert_allclose(layers.sum(axis=1), e.x)
    np.testing.assert_allclose(layers[1], e.A @ e.f)


def test_wrong_limits_together() -> None:
    e = economy()
    with pytest.raises(InputError) as refused:
        io.structural_paths(e.A, e.f, most=0, share=2.0, depth=-1)
    assert len(refused.value.problems) == 3
