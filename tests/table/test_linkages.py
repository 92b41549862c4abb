"""Linkages against their definitions, worked out the long way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from ioscenario.table.linkages import perron
from tests.table.economies import economy, inverse

SEEDS = st.integers(0, 10_000)


def without(matrix: np.ndarray, at: int) -> np.ndarray:
    """A matrix without a row and column."""
    return np.delete(np.delete(matrix, at, 0), at, 1)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_pure_linkages_by_partition(seed: int) -> None:
    e = economy(seed, n=5)
    table = io.linkages(e.A, f=e.f)
    for j in range(5):
        own = 1.0 / (1.0 - e.A[j, j])
        rest = inverse(without(e.A, j))
        backward = rest @ np.delete(e.A[:, j], j) * own * e.f[j]
        forward = own * np.delete(e.A[j], j) @ rest @ np.delete(e.f, j)
        assert table["backward_pure"][j] == pytest.approx(backward.sum())
        assert table["forward_pure"][j] == pytest.approx(forward)
    np.testing.assert_allclose(table["total_pure"], table["backward_pure"] + table["forward_pure"])


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_indices_and_variation(seed: int) -> None:
    e = economy(seed)
    L = inverse(e.A)
    table = io.linkages(e.A, e.x, forward="leontief")
    n = len(L)
    np.testing.assert_allclose(table["backward"], L.sum(axis=0))
    np.testing.assert_allclose(table["forward"], L.sum(axis=1))
    np.testing.assert_allclose(table["backward_index"], n * L.sum(axis=0) / L.sum())
    np.testing.assert_allclose(table["forward_index"], n * L.sum(axis=1) / L.sum())
    for j in range(n):
        mean = L[:, j].mean()
        rasmussen = np.sqrt(((L[:, j] - mean) ** 2).sum() / (n - 1)) / mean
        assert table["backward_variation"][j] == pytest.approx(rasmussen)
    ghosh = inverse(e.A * e.x / e.x[:, None])
    np.testing.assert_allclose(io.linkages(e.A, e.x)["forward"], ghosh.sum(axis=1))


@given(SEEDS, st.integers(2, 9))
@settings(max_examples=25, deadline=None)
def test_eigenvector_linkages(seed: int, n: int) -> None:
    e = economy(seed, n, zeros=0.0)
    table = io.linkages(e.A, e.x)
    radius = io.spectral_radius(e.A)
    q, z = table["backward_eigenvector"].to_numpy(), table["forward_eigenvector"].to_numpy()
    np.testing.assert_allclose(q @ e.A, radius * q, atol=1e-9)
    np.testing.assert_allclose((e.A * e.x / e.x[:, None]) @ z, radius * z, atol=1e-9)
    assert q.mean() == pytest.approx(1.0)
    assert z.mean() == pytest.approx(1.0)


def test_eigenvectors_of_a_cycle_and_of_nothing() -> None:
    cycle = np.array([[0.0, 0.5, 0.0], [0.0, 0.0, 0.5], [0.5, 0.0, 0.0]])
    np.testing.assert_allclose(perron(cycle), 1.0)
    np.testing.assert_allclose(perron(np.zeros((3, 3))), 1.0)
    slow = np.array([[0.5, 1e-7], [1e-7, 0.5]]) + np.diag([1e-9, 0.0])
    vector = perron(slow)
    np.testing.assert_allclose(vector @ slow, io.spectral_radius(slow) * vector, atol=1e-9)


@given(SEEDS, st.floats(0.01, 1000.0))
@settings(max_examples=15, deadline=None)
def test_units_of_money_do_not_matter(seed: int, unit: float) -> None:
    e = economy(seed)
    one, other = io.linkages(e.A, e.x), io.linkages(e.A, unit * e.x)
    names = [name for name in one.columns if not name.endswith("pure") and name != "key"]
    np.testing.assert_allclose(one[names], other[names])
    np.testing.assert_allclose(unit * one["total_pure"], other["total_pure"])


def test_output_and_demand_give_the_same_table() -> None:
    e = economy()
    np.testing.assert_allclose(
        io.linkages(e.A, e.x).drop(columns="key").astype(float),
        io.linkages(e.A, f=e.f).drop(columns="key").astype(float),
    )


def test_key_sectors_are_those_above_average_both_ways() -> None:
    e = economy()
    table = io.key_sectors(e.frame, e.x)
    key = (table["backward_index"] > 1.0) & (table["forward_index"] > 1.0)
    assert (key == (table["key"] == "key")).all()
    assert set(table["key"]) <= {"key", "backward", "forward", "weak"}


def test_without_money_only_what_coefficients_say() -> None:
    table = io.linkages(economy().A)
    assert "direct_forward" not in table
    assert "total_pure" not in table


def test_one_sector() -> None:
    table = io.linkages([[0.5]], [2.0])
    assert table["backward"][0] == pytest.approx(2.0)
    assert table["backward_variation"][0] == 0.0


def test_product_matrix_has_the_margins_of_the_inverse() -> None:
    e = economy()
    L, M = inverse(e.A), io.multiplier_product_matrix(e.A)
    np.testing.assert_allclose(M.sum(axis=0), L.sum(axis=0))
    np.testing.assert_allclose(M.sum(axis=1), L.sum(axis=1))


def test_wrong_calls() -> None:
    e = economy()
    with pytest.raises(InputError, match="nearest: ghosh"):
        io.linkages(e.A, e.x, forward="gosh")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="s3"):
        io.linkages(e.frame, np.where(np.arange(7) == 3, 0.0, e.x))
