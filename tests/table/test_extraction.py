"""Extraction by solving the smaller economy again, for every kind."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario import table as io
from ioscenario.problems import InputError
from ioscenario.table.extraction import ExtractionKind
from tests.table.economies import Array, Economy, economy, inverse

SEEDS = st.integers(0, 10_000)
ALONE: tuple[ExtractionKind, ...] = ("complete", "backward", "forward", "sales")


def again(e: Economy, out: list[int], kind: str, share: float = 1.0) -> Array:
    """Output after extraction, cell by cell and with another solver."""
    n = len(e.f)
    M = e.A * e.x / e.x[:, None] if kind == "forward" else e.A.copy()
    f = e.f.copy()
    for i in range(n):
        for j in range(n):
            row, column = i in out, j in out
            cut = {"complete": row or column, "backward": column, "forward": row, "sales": row}[kind]
            if cut:
                M[i, j] *= 1.0 - share
    if kind == "complete":
        f[out] *= 1.0 - share
    if kind == "forward":
        v = e.x - e.x @ (e.A * e.x / e.x[:, None])
        return np.asarray(v @ inverse(M))
    return np.asarray(inverse(M) @ f)


@given(SEEDS, st.sets(st.integers(0, 6), min_size=1, max_size=3), st.sampled_from(ALONE))
@settings(max_examples=50, deadline=None)
def test_groups_by_solving_again(seed: int, out: set[int], kind: ExtractionKind) -> None:
    e = economy(seed)
    result = io.extraction(e.A, e.f, sorted(out), kind)
    np.testing.assert_allclose(result.output, again(e, sorted(out), kind), atol=1e-10)
    np.testing.assert_allclose(result.output + result.loss, e.x)
    assert result.total == pytest.approx(result.loss.sum())


@given(SEEDS, st.sampled_from(ALONE))
@settings(max_examples=30, deadline=None)
def test_all_sectors_at_once_is_each_on_its_own(seed: int, kind: ExtractionKind) -> None:
    e = economy(seed, n=5)
    matrix, table = io.loss_matrix(e.A, e.f, kind), io.extractions(e.A, e.f, kind)
    for at in range(5):
        alone = io.extraction(e.A, e.f, at, kind)
        np.testing.assert_allclose(matrix[:, at], alone.loss, atol=1e-10)
        assert table["loss"][at] == pytest.approx(alone.total)
        assert table["share"][at] == pytest.approx(alone.share)
        assert table["elsewhere"][at] == pytest.approx(alone.total - alone.loss[at])
    assert sorted(table["rank"]) == [1, 2, 3, 4, 5]
    assert table["loss"].idxmax() == table["rank"].idxmin()


def test_complete_extraction_is_the_economy_without_the_sector() -> None:
    e = economy()
    result = io.extraction(e.frame, e.f, ["s1", "s4"])
    kept = [at for at in range(7) if at not in (1, 4)]
    np.testing.assert_allclose(result.output.iloc[kept], inverse(e.A[np.ix_(kept, kept)]) @ e.f[kept])
    np.testing.assert_allclose(result.output[["s1", "s4"]], 0.0)


@given(SEEDS, st.floats(0.0, 0.99))
@settings(max_examples=20, deadline=None)
def test_partial_extraction(seed: int, share: float) -> None:
    e = economy(seed)
    A = e.A.copy()
    A[2] *= 1.0 - share
    A[:, 2] *= 1.0 - share
    A[2, 2] = e.A[2, 2] * (1.0 - share)
    f = e.f.copy()
    f[2] *= 1.0 - share
    result = io.extraction(e.A, e.f, 2, "partial", share=share)
    np.testing.assert_allclose(result.output, inverse(A) @ f)


def test_more_taken_out_is_more_lost() -> None:
    e = economy()
    for kind in ALONE:
        lost = [io.extraction(e.A, e.f, 0, kind, share=share).total for share in (0.0, 0.25, 0.5, 1.0)]
        assert lost[0] == pytest.approx(0.0, abs=1e-10)
        assert lost == sorted(lost)


def test_own_use_may_stay() -> None:
    e = economy()
    stays = io.extraction(e.A, e.f, 0, "backward", own=False)
    A = e.A.copy()
    A[1:, 0] = 0.0
    np.testing.assert_allclose(stays.output, inverse(A) @ e.f)


def test_wrong_calls() -> None:
    e = economy()
    assert set(get_args(ExtractionKind)) == {*ALONE, "partial"}
    with pytest.raises(InputError, match="nearest: backward"):
        io.extraction(e.A, e.f, 0, "backwards")  # type: ignore[arg-type]
    for kind, share in (("complete", 1.5), ("partial", 1.0), ("complete", -0.1)):
        with pytest.raises(InputError, match="share"):
            io.extraction(e.A, e.f, 0, kind, share=share)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="s77"):
        io.extraction(e.frame, e.f, "s77")
    with pytest.raises(InputError, match="without a share"):
        io.extractions(e.A, e.f, "partial")
    with pytest.raises(InputError, match="zero-output"):
        io.extraction(np.zeros((2, 2)), [1.0, 0.0], 0, "forward")
