"""Labels: matched by name, kept in results, refused by name; arrays stay arrays."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from ioscenario import table as io
from ioscenario.problems import InputError
from ioscenario.table.labels import Sectors, aligned, kind_of, like, values
from tests.table.economies import economy


def test_kind_given_is_kind_returned() -> None:
    e = economy()
    frame = e.frame
    array = xr.DataArray(e.A, dims=("good", "buyer"), coords={"good": e.names, "buyer": e.names})
    plain = io.leontief_inverse(e.A)
    assert type(plain) is np.ndarray
    assert isinstance(io.leontief_inverse(frame), pd.DataFrame)
    inverse = io.leontief_inverse(array)
    assert isinstance(inverse, xr.DataArray)
    assert inverse.dims == ("good", "buyer")
    np.testing.assert_array_equal(inverse, plain)
    output = io.quantity(array, xr.DataArray(e.f, dims="good", coords={"good": e.names}))
    assert output.dims == ("good",)
    assert isinstance(io.linkages(array), xr.Dataset)
    assert list(io.linkages(frame).index) == e.names


def test_one_labelled_argument_labels_the_result() -> None:
    e = economy()
    labelled = pd.Series(e.f, e.names)
    assert list(io.quantity(e.A, labelled).index) == e.names
    assert list(io.quantity(e.frame, e.f).index) == e.names
    assert list(io.multipliers(e.A, pd.Series(e.s, e.names)).index) == e.names


def test_another_order_of_labels_changes_nothing() -> None:
    e = economy()
    frame, f = e.frame, pd.Series(e.f, e.names)
    mixed_up = frame.iloc[::-1, [3, 1, 0, 2, 6, 5, 4]]
    pd.testing.assert_series_equal(io.quantity(frame, f.iloc[::-1]), io.quantity(frame, f))
    np.testing.assert_allclose(io.quantity(mixed_up, f).loc[e.names], io.quantity(frame, f))
    both = io.decompose(frame, f, mixed_up, f.iloc[::-1] * 2.0)
    np.testing.assert_allclose(both["technology"], 0.0, atol=1e-12)


def test_transposed_order_of_columns_only() -> None:
    e = economy()
    changed = e.frame[e.names[::-1]]
    np.testing.assert_allclose(io.leontief_inverse(changed), io.leontief_inverse(e.A))


def test_missing_and_unknown_labels_are_named_together() -> None:
    e = economy()
    wrong = pd.Series(e.f, [*e.names[:-1], "s66"])
    with pytest.raises(InputError) as refused:
        io.quantity(e.frame, wrong)
    codes = {problem.code: problem for problem in refused.value.problems}
    assert set(codes) == {"missing-label", "unknown-label"}
    assert codes["unknown-label"].nearest == "s6"


def test_duplicate_labels_are_refused() -> None:
    frame = pd.DataFrame(np.eye(2) * 0.1, ["a", "a"], ["a", "a"])
    with pytest.raises(InputError, match="duplicate-label"):
        io.leontief_inverse(frame)


def test_nan_and_infinity_are_named_by_label() -> None:
    e = economy()
    frame = e.frame
    frame.iloc[1, 2] = np.nan
    with pytest.raises(InputError, match=r"A\['s1', 's2'\]"):
        io.leontief_inverse(frame)
    with pytest.raises(InputError, match=r"f\[3\]"):
        io.quantity(e.A, np.where(np.arange(7) == 3, np.inf, e.f))


def test_many_bad_cells_are_counted_not_listed() -> None:
    with pytest.raises(InputError) as refused:
        values(np.full((200, 200), np.nan))
    assert len(refused.value.problems) < 20
    assert "40000 cells" in str(refused.value)


def test_large_finite_numbers_are_finite() -> None:
    big = np.full(20_000, 1e305)
    assert values(big) is big


def test_words_are_refused() -> None:
    with pytest.raises(InputError, match="not-a-number"):
        values(["a", "b"])


def test_shapes_are_refused() -> None:
    e = economy()
    calls: tuple[Callable[[], object], ...] = (
        lambda: io.leontief_inverse(e.A[:, :-1]),
        lambda: io.quantity(e.A, e.f[:-1]),
        lambda: io.multipliers(e.A, e.s[:-1]),
        lambda: io.leontief_inverse(3.0),
        lambda: io.coefficients(e.A, e.A),
    )
    for call in calls:
        with pytest.raises(InputError):
            call()


def test_pairs_of_region_and_sector_survive_in_every_kind() -> None:
    e = economy(n=6)
    index = pd.MultiIndex.from_product([["north", "south"], ["a", "b", "c"]], names=["region", "sector"])
    frame = pd.DataFrame(e.A, index, index)
    assert io.leontief_inverse(frame).index.equals(index)
    array: xr.DataArray = like(e.A, template=xr.DataArray(0.0), rows=index, columns=index, dims=("origin", "use"))
    inverse = io.leontief_inverse(array)
    np.testing.assert_allclose(inverse, io.leontief_inverse(e.A))
    assert inverse.indexes["origin"].equals(index)


def test_positions_come_by_label_or_number() -> None:
    sectors = Sectors.of(pd.Series([1.0, 2.0], index=["a", "b"]))
    assert sectors.positions("b") == [1]
    assert sectors.positions(["b", 0]) == [1, 0]
    for wrong in ("c", ["a", "a"], 7, True):
        with pytest.raises(InputError):
            sectors.positions(wrong)


def test_labels_that_are_numbers_are_labels() -> None:
    sectors = Sectors.of(pd.Series([1.0, 2.0], index=[10, 0]))
    assert sectors.positions([0]) == [1]


def test_kinds_of_plain_things() -> None:
    assert kind_of([1.0], np.ones(1)) == "array"
    data = pd.Series([1.0], index=["a"])
    assert aligned(data, None, 0, "f") is data


def test_arguments_are_left_alone() -> None:
    e = economy()
    A, f = e.A.copy(), e.f.copy()
    io.linkages(A, f=f)
    io.extraction(A, f, [1], "partial", share=0.5)
    io.decompose(A, f, A * 0.9, f * 2)
    io.structural_paths(A, f)
    io.run_scenarios(A, f, {"a": io.Change("coefficient", "scale", 0.5), "b": io.Change("demand", "set", 0.0)})
    np.testing.assert_array_equal(A, e.A)
    np.testing.assert_array_equal(f, e.f)


def test_frames_without_labels_are_taken_in_order() -> None:
    e = economy()
    unnamed = pd.DataFrame(e.A)
    np.testing.assert_allclose(io.quantity(unnamed, pd.Series(e.f, e.names)), e.x)
    mixed_up = pd.Series(e.f)[[3, 0, 1, 2, 6, 5, 4]]
    np.testing.assert_allclose(io.quantity(unnamed, mixed_up), e.x)


def test_output_may_be_a_column() -> None:
    e = economy()
    Z = e.frame * e.x
    np.testing.assert_allclose(io.coefficients(Z, pd.DataFrame({"x": e.x}, e.names)), e.A)
