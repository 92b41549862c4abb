"""Structural decomposition: effects add (multiply) up exactly; orders enumerated by hand."""

from itertools import permutations
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from ioscenario.table.decomposition import Form, Method
from tests.table.economies import Array, economy, inverse

SEEDS = st.integers(0, 10_000)
METHODS: tuple[Method, ...] = get_args(Method)
FORMS: tuple[Form, ...] = get_args(Form)
NAMES = ["intensity", "technology", "products", "mix", "level"]


def two_years(seed: int) -> tuple[list[Array], list[Array], list[Array]]:
    """Coefficients, final demand by category (n, 3), intensities of two years."""
    first, last = economy(seed), economy(seed + 1)
    random = np.random.default_rng(seed)
    return [first.A, last.A], [random.uniform(1, 5, (7, 3)), random.uniform(1, 5, (7, 3))], [first.s, last.s]


@given(SEEDS, st.sampled_from(METHODS), st.sampled_from(FORMS), st.booleans())
@settings(max_examples=40, deadline=None)
def test_effects_make_up_the_whole_change(seed: int, method: Method, form: Form, fine: bool) -> None:
    A, f, s = two_years(seed)
    result = io.decompose(
        A[0], f[0], A[1], f[1], s0=s[0], s1=s[1], parts="level_mix" if fine else "total", method=method, form=form
    )
    names = NAMES if fine else ["intensity", "technology", "final_demand"]
    assert list(result.columns) == ["before", "after", "change", *names]
    before, after = (s[t] * (inverse(A[t]) @ f[t].sum(axis=1)) for t in (0, 1))
    np.testing.assert_allclose(result["before"], before)
    np.testing.assert_allclose(result["after"], after)
    made = result[names].sum(axis=1) if form == "additive" else result[names].prod(axis=1)
    np.testing.assert_allclose(made, after - before if form == "additive" else after / before, rtol=1e-9, atol=1e-9)


def by_hand(sides: list[tuple[Array, Array]], order: tuple[int, ...]) -> Array:
    """Effects in one order of change, ``diag(s) L f``."""
    now = [pair[0] for pair in sides]
    effects = np.zeros((3, len(now[0])))
    for factor in order:
        start = now[0] * (now[1] @ now[2])
        now[factor] = sides[factor][1]
        effects[factor] = now[0] * (now[1] @ now[2]) - start
    return effects


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_methods_are_means_over_orders(seed: int) -> None:
    A, f, s = two_years(seed)
    f = [item.sum(axis=1) for item in f]
    sides = [(s[0], s[1]), (inverse(A[0]), inverse(A[1])), (f[0], f[1])]
    orders: dict[str, list[tuple[int, ...]]] = {
        "all": list(permutations(range(3))),
        "polar": [(0, 1, 2), (2, 1, 0)],
        "first": [(0, 1, 2)],
        "last": [(2, 1, 0)],
    }
    for method in METHODS:
        mean = np.mean([by_hand(sides, order) for order in orders[method]], axis=0)
        result = io.decompose(A[0], f[0], A[1], f[1], s0=s[0], s1=s[1], method=method)
        np.testing.assert_allclose(result[["intensity", "technology", "final_demand"]].to_numpy().T, mean, atol=1e-9)


def test_a_factor_that_stays_has_no_effect() -> None:
    e = economy()
    for method in METHODS:
        result = io.decompose(e.A, e.f, e.A, 1.5 * e.f, method=method)
        np.testing.assert_allclose(result["technology"], 0.0, atol=1e-12)
        np.testing.assert_allclose(result["final_demand"], 0.5 * e.x)
    index = io.decompose(e.A, e.f, e.A, 1.5 * e.f, form="multiplicative")
    np.testing.assert_allclose(index["final_demand"], 1.5)


def test_two_years_changed_places_change_signs() -> None:
    A, f, _s = two_years(3)
    there, back = io.decompose(A[0], f[0], A[1], f[1]), io.decompose(A[1], f[1], A[0], f[0])
    np.testing.assert_allclose(there["technology"], -back["technology"])
    np.testing.assert_allclose(there["final_demand"], -back["final_demand"])


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_technology_by_buyer_adds_up_to_the_polar_effect(seed: int) -> None:
    A, f, _s = two_years(seed)
    by_buyer = io.technology_by_buyer(A[0], f[0], A[1], f[1])
    polar = io.decompose(A[0], f[0], A[1], f[1])["technology"]
    np.testing.assert_allclose(by_buyer.sum(axis=1), polar, atol=1e-9)


@pytest.mark.parametrize("form", FORMS)
def test_chained_years_make_up_the_whole(form: Form) -> None:
    years = {2000 + at: (economy(at).A, economy(at).f) for at in range(4)}
    chained = io.decompose_chain(years, form=form)
    parts = chained[["technology", "final_demand"]]
    whole = parts.sum(axis=1) if form == "additive" else parts.prod(axis=1)
    np.testing.assert_allclose(whole, chained["change"])
    end, start = economy(3).x, economy(0).x
    np.testing.assert_allclose(chained["change"], end - start if form == "additive" else end / start)
    np.testing.assert_allclose(chained["after"], end)


def test_any_product() -> None:
    result = io.decompose_product(
        {
            "price": (2.0, 3.0),
            "share": (np.eye(2), 2 * np.eye(2)),
            "quantity": (pd.Series([1.0, 2.0], ["a", "b"]), [2.0, 2.0]),
        }
    )
    np.testing.assert_allclose(result["after"], [12.0, 12.0])
    np.testing.assert_allclose(result[["price", "share", "quantity"]].sum(axis=1), result["change"])
    scalar = io.decompose_product({"a": (2.0, 3.0), "b": (5.0, 7.0)})
    assert scalar["change"][0] == pytest.approx(11.0)


def test_labels_of_categories_are_matched() -> None:
    A, f, _s = two_years(1)
    first, last = (pd.DataFrame(item, columns=["c", "g", "e"]) for item in f)
    one = io.decompose(A[0], first, A[1], last, parts="level_mix")
    other = io.decompose(A[0], first, A[1], last[["e", "c", "g"]], parts="level_mix")
    pd.testing.assert_frame_equal(one, other)


def test_wrong_calls() -> None:
    e = economy()
    with pytest.raises(InputError) as refused:
        io.decompose(e.A, e.f, e.A, e.f, method="pola", form="sum")  # type: ignore[arg-type]
    assert len(refused.value.problems) == 2
    with pytest.raises(InputError, match="both years"):
        io.decompose(e.A, e.f, e.A, e.f, s0=e.s)
    with pytest.raises(InputError, match="s2"):
        io.decompose(
            np.zeros((3, 3)),
            [1, 1, 0],
            np.zeros((3, 3)),
            pd.Series([1, 1, 1], ["s0", "s1", "s2"]),
            form="multiplicative",
        )
    with pytest.raises(InputError, match="two years"):
        io.decompose_chain({2020: (e.A, e.f)})
    with pytest.raises(InputError, match="shape"):
        io.decompose_product({"a": ([1.0], [1.0, 2.0])})
    with pytest.raises(InputError, match="multiplied"):
        io.decompose_product({"a": (np.eye(2), np.eye(2)), "b": ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])})
