"""Field of influence and tolerable limits against inverting again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from tests.table.economies import economy, inverse

SEEDS = st.integers(0, 10_000)
CELLS = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(SEEDS, CELLS, st.floats(-0.05, 0.1))
@settings(max_examples=40, deadline=None)
def test_changed_inverse_is_another_inverse(seed: int, cell: tuple[int, int], change: float) -> None:
    e = economy(seed)
    A = e.A.copy()
    A[cell] += change
    if np.abs(np.linalg.eigvals(A)).max() >= 1.0:
        with pytest.raises(InputError):
            io.changed_inverse(e.A, *cell, change)
        return
    np.testing.assert_allclose(io.changed_inverse(e.A, *cell, change), inverse(A), rtol=1e-9, atol=1e-12)
    field, L = io.field_of_influence(e.A, *cell), inverse(e.A)
    exact = change / (1.0 - change * L[cell[1], cell[0]]) * field
    np.testing.assert_allclose(inverse(A) - L, exact, rtol=1e-7, atol=1e-10)


def test_sizes_of_all_fields() -> None:
    e = economy(n=4)
    sums, roots = io.influence(e.A), io.influence(e.A, "frobenius")
    for i in range(4):
        for j in range(4):
            field = io.field_of_influence(e.A, i, j)
            assert sums[i, j] == pytest.approx(field.sum())
            assert roots[i, j] == pytest.approx(np.linalg.norm(field))


@given(SEEDS, st.floats(0.001, 0.2))
@settings(max_examples=25, deadline=None)
def test_at_the_limit_one_output_moves_by_just_so_much(seed: int, change: float) -> None:
    e = economy(seed)
    limits = io.inverse_important(e.A, e.x, change=change)
    assert np.isnan(limits[e.A == 0.0]).all()
    for i, j in np.argwhere(e.A > 0.0)[::5]:
        A = e.A.copy()
        A[i, j] *= 1.0 + limits[i, j]
        moved = inverse(A) @ e.f / e.x - 1.0
        assert moved.max() == pytest.approx(change, rel=1e-6)


def test_list_of_the_important_ones() -> None:
    e = economy()
    limits = io.inverse_important(e.frame, e.x)
    listed = io.inverse_important(e.frame, e.x, most=0.2)
    assert len(listed) == int((limits.to_numpy() <= 0.2).sum())
    assert listed["limit"].is_monotonic_increasing
    first = listed.iloc[0]
    assert limits.loc[first["row"], first["column"]] == first["limit"]
    assert e.frame.loc[first["row"], first["column"]] == first["coefficient"]


def test_wrong_calls() -> None:
    e = economy()
    with pytest.raises(InputError) as refused:
        io.inverse_important(e.A, np.where(np.arange(7) < 2, 0.0, e.x), change=0.0)
    assert len(refused.value.problems) == 3
    with pytest.raises(InputError, match="norm"):
        io.influence(e.A, "max")  # type: ignore[arg-type]
