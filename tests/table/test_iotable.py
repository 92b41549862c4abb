"""`IOTable`: identities, labels, immutability, and the faults found in other packages."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.problems import InputError
from ioscenario.table.checks import TableWarning
from ioscenario.table.iotable import IOTable
from tests.table.small import array, miller_blair, random_blocks

N = 7


@pytest.fixture(scope="module")
def table() -> IOTable:
    return IOTable(**random_blocks(N), labels=[f"0{place}" for place in range(N)], units={"jobs": "persons"})


def codes(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


# --- identities ------------------------------------------------------------------------------


def test_rows_and_columns_make_output(table: IOTable) -> None:
    np.testing.assert_allclose(table.x, array(table.Z).sum(axis=1) + table.f, rtol=1e-14)
    paid = sum(array(block).sum(axis=0) for block in (table.Z, table.imports, table.product_taxes, table.value_added))
    np.testing.assert_allclose(table.x, paid, rtol=1e-12)


def test_coefficients_and_inverses(table: IOTable) -> None:
    A, B, eye = array(table.A), array(table.B), np.eye(N)
    np.testing.assert_allclose(A * array(table.x), table.Z, rtol=1e-14)
    np.testing.assert_allclose(B * array(table.x)[:, None], table.Z, rtol=1e-14)
    np.testing.assert_allclose(array(table.L) @ (eye - A), eye, atol=1e-12)
    np.testing.assert_allclose(array(table.G) @ (eye - B), eye, atol=1e-12)
    np.testing.assert_allclose(array(table.L) @ array(table.f), table.x, rtol=1e-12)
    np.testing.assert_allclose(table.quantity(table.f), table.x, rtol=1e-12)
    np.testing.assert_allclose(table.ghosh(), table.x, rtol=1e-12)


def test_prices_are_one_until_something_changes(table: IOTable) -> None:
    np.testing.assert_allclose(table.price(), 1.0, rtol=1e-12)
    np.testing.assert_allclose(table.price({"01": 0.1}), 1.0 + 0.1 * array(table.L)[1], rtol=1e-12)
    priced = table.price(fixed={"02": 1.5})
    assert priced.price["02"] == 1.5


def test_everything_a_unit_of_demand_pays_adds_up_to_one(table: IOTable) -> None:
    parts = [table.multipliers(what, "simple") for what in ("value_added", "imports", "taxes")]
    np.testing.assert_allclose(sum(parts), 1.0, rtol=1e-12)


def test_effects_add_up_and_ratios_are_relative_to_direct(table: IOTable) -> None:
    effects = table.effects("jobs", "type2", consumption="households", income="wages")
    np.testing.assert_allclose(
        effects["direct"] + effects["indirect"] + effects["induced"], effects["total"], rtol=1e-12
    )
    simple = table.multipliers("jobs", "simple2")
    np.testing.assert_allclose(simple, effects["total"], rtol=1e-12)
    np.testing.assert_allclose(table.multipliers("jobs", "type2"), simple / table.coefficients("jobs"), rtol=1e-12)
    np.testing.assert_allclose(table.multipliers("output"), array(table.L).sum(axis=0), rtol=1e-12)


def test_type2_ratio_of_income_is_the_same_everywhere(table: IOTable) -> None:
    for households in ("compensation", 500.0):
        ratio = table.multipliers("income", "type2", households=households) / table.multipliers("income", "type1")
        np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-12)
    # A larger income that consumption is divided by leaves a smaller circle.
    assert (table.multipliers("output", "type2") > table.multipliers("output", "type2", households=500.0)).all()


def test_household_income_of_the_table(table: IOTable) -> None:
    richer = table.replace(household_income=500.0)
    expected = table.multipliers("output", "type2", households=500.0)
    pd.testing.assert_series_equal(richer.multipliers("output", "type2", households="income"), expected)
    with pytest.raises(InputError, match="household_income"):
        table.multipliers("output", "type2", households="income")
    with pytest.raises(InputError, match="households"):
        table.multipliers("output", "type2", households="wages")  # type: ignore[arg-type]


def test_structure_methods_agree_with_the_inverse(table: IOTable) -> None:
    linkages = table.linkages()
    np.testing.assert_allclose(linkages["backward"], array(table.L).sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(linkages["forward"], array(table.G).sum(axis=1), rtol=1e-12)
    assert list(table.key_sectors().columns) == ["backward_index", "forward_index", "key"]
    alone = table.extraction()
    for label in table.labels[:2]:
        assert table.extraction(label).total == pytest.approx(alone.loc[label, "loss"])
    assert table.influence().shape == table.inverse_important().shape == table.field_of_influence("00", "01").shape
    assert (table.paths("jobs", f={"03": 1.0}, most=5)["value"] > 0.0).all()
    mixed = table.mixed({"03": table.x["03"]})
    np.testing.assert_allclose(mixed.output, table.x, rtol=1e-10)


def test_decomposition_adds_up(table: IOTable) -> None:
    later = table.replace(final_demand=1.1 * table.final_demand, value_added=None, accept=("balance",))
    result = table.decompose(later, "jobs")
    parts = result.drop(columns=["before", "after", "change"]).sum(axis=1)
    np.testing.assert_allclose(parts, result["change"], atol=1e-12)


# --- ways in ---------------------------------------------------------------------------------


def test_frames_are_aligned_by_label() -> None:
    plain = miller_blair()
    shuffled = IOTable(
        plain.Z.loc[["1", "2"], ["2", "1"]],
        plain.final_demand.loc[["2", "1"]],
        plain.value_added[["2", "1"]],
        satellites=plain.satellites[["2", "1"]],
    )
    assert shuffled.equals(plain)


def test_arrays_series_mappings_and_dataarrays_are_the_same() -> None:
    plain = miller_blair()
    labels = ["1", "2"]
    arrays = IOTable([[150, 500], [200, 100]], [[350], [1700]], [650, 1400], labels=labels)
    series = IOTable(plain.Z, pd.Series([1700.0, 350.0], index=["2", "1"]), pd.Series([650.0, 1400.0], index=labels))
    data = IOTable(
        xr.DataArray(plain.Z.to_numpy(), dims=("sector", "sector_to"), coords={"sector": labels, "sector_to": labels}),
        {"households": [350, 1700]},
        {"compensation": pd.Series([1400.0, 650.0], index=["2", "1"])},
    )
    for other in (arrays, series, data):
        pd.testing.assert_series_equal(other.x, plain.x)
        np.testing.assert_array_equal(array(other.value_added), array(plain.value_added))


def test_final_demand_from_output() -> None:
    found = IOTable([[150, 500], [200, 100]], output=[1000, 2000], labels=["1", "2"])
    assert found.f.to_list() == [350.0, 1700.0]
    with pytest.raises(InputError, match="final demand"):
        IOTable([[1.0]])


def test_stated_output_divides_and_is_compared_with_the_rows() -> None:
    near = miller_blair(output=[1000, 2000.01])
    assert near.x["2"] == 2000.01
    assert near.A.loc["2", "2"] == 100 / 2000.01
    assert near.replace(name="other").x["2"] == 2000.01
    assert near.replace(final_demand=near.final_demand).x["2"] == 2000.0
    assert not near.equals(miller_blair())
    with pytest.raises(InputError, match="output: 2"):
        miller_blair(output=[1000, np.nan])
    with pytest.raises(InputError) as error:
        miller_blair(output=[1000, 2100])
    assert {problem.key for problem in error.value.problems} == {"2"}


def test_labels_stay_text() -> None:
    found = IOTable(np.eye(3), np.ones(3), labels=["01", "1", "1e5"])
    assert list(found.labels) == ["01", "1", "1e5"]
    assert list(found.A.index) == list(found.L.columns) == list(found.multipliers().index) == ["01", "1", "1e5"]
    numbers = IOTable(pd.DataFrame(np.eye(2), index=[10, 20], columns=[10, 20]), pd.Series([1.0, 2.0], index=[20, 10]))
    assert list(numbers.labels) == ["10", "20"]
    assert numbers.f.to_list() == [2.0, 1.0]


def test_several_regions() -> None:
    found = IOTable(
        np.full((4, 4), 1.0),
        pd.DataFrame(np.full((4, 2), 3.0), columns=pd.MultiIndex.from_product([["n", "s"], ["households"]])),
        {"wages": np.full(4, 2.0), "surplus": np.full(4, 4.0)},
        labels=["01", "02"],
        regions=["n", "s"],
    )
    assert found.regions == ["n", "s"]
    assert list(found.labels) == [("n", "01"), ("n", "02"), ("s", "01"), ("s", "02")]
    assert found.labels.names == ["region", "sector"]
    assert found.x["n", "02"] == 10.0
    accounts = found.accounts()
    assert accounts.shape[0] == 2
    assert found.spillovers().shape[0] == 4
    assert found.multipliers("income", "type2", households=48.0).shape == (4,)


def test_regions_of_a_frame_that_has_only_sectors() -> None:
    labels = ["a", "b", "a", "b"]
    found = IOTable(pd.DataFrame(np.eye(4), labels, labels), np.ones(4), regions=["n", "s"])
    assert list(found.labels) == [("n", "a"), ("n", "b"), ("s", "a"), ("s", "b")]
    assert list(IOTable(np.eye(2), np.ones(2), regions=["n", "s"]).labels) == [("n", "1"), ("s", "1")]


def test_ragged_regions() -> None:
    found = IOTable(np.eye(3), np.ones(3), labels=["a", "b", "a"], regions=["n", "n", "s"])
    assert list(found.labels) == [("n", "a"), ("n", "b"), ("s", "a")]


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        ({"value_added": pd.DataFrame([[650.0, 1400.0]], columns=["1", "3"])}, "labels", "unexpected: 3"),
        ({"value_added": [650.0, 1400.0, 1.0]}, "shape", "2 along the sector axis"),
        ({"value_added": {"wages": [650.0]}}, "shape", "2 numbers"),
        ({"value_added": [["a", "b"]]}, "not-a-number", "numbers only"),
        ({"value_added": np.zeros((1, 2, 2))}, "shape", "one or two dimensions"),
        ({"labels": ["1"]}, "labels", "2 labels"),
        ({"labels": ["1", "1"]}, "duplicate-label", "1"),
        ({"labels": ["1", None]}, "missing-label", "line 2"),
        ({"value_added": [np.inf, 1.0]}, "infinite", "inf"),
        ({"satellites": pd.DataFrame({"jobs": [1, 2]}, index=["1", "2"])}, "transposed", r"\.T"),
        ({"Z": 5}, "shape", "square"),
        ({"Z": np.ones((2, 3))}, "shape", "2 along the sector axis"),
        ({"year": "last"}, "not-a-number", "last"),
        ({"tolerance": None}, "not-a-number", "tolerance"),
        ({"accept": ("zero_outptu",)}, "unknown-check", "zero_output"),
        ({"strict": ["balances"]}, "unknown-check", "balance"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, object], code: str, named: str) -> None:
    given = {"Z": [[150, 500], [200, 100]], "final_demand": [350, 1700], "labels": ["1", "2"]}
    with pytest.raises(InputError, match=named) as error:
        IOTable(**{**given, **arguments})  # type: ignore[arg-type]
    assert code in codes(error)


def test_duplicate_labels_of_a_frame_are_refused() -> None:
    doubled = pd.DataFrame(np.eye(2), index=["a", "a"], columns=["a", "a"])
    with pytest.raises(InputError) as error:
        IOTable(doubled, [1.0, 1.0])
    assert codes(error) == {"duplicate-label"}


def test_all_blocks_that_do_not_fit_are_named_together() -> None:
    with pytest.raises(InputError) as error:
        miller_blair(imports=[1.0, 2.0, 3.0], product_taxes=["a", "b"])
    assert {problem.key for problem in error.value.problems} == {"imports", "product_taxes"}


# --- checks ----------------------------------------------------------------------------------


def test_imbalance_names_the_sectors() -> None:
    with pytest.raises(InputError) as error:
        IOTable([[150, 500], [200, 100]], [350, 1700], [650, 1401], labels=["farm", "mill"])
    assert [problem.key for problem in error.value.problems] == ["mill"]
    assert "+1" in str(error.value)
    accepted = IOTable([[150, 500], [200, 100]], [350, 1700], [650, 1401], labels=["farm", "mill"], accept="balance")
    report = accepted.checks()
    assert not report.loc["balance", "passed"]
    assert report.loc["balance", "accepted"]
    assert report.loc["balance", "largest"] == pytest.approx(1 / 2001)
    IOTable([[150, 500], [200, 100]], [350, 1700], [650, 1401], tolerance=1e-3)


def test_not_strict_warns_and_goes_on() -> None:
    with pytest.warns(TableWarning, match="farm"):
        found = IOTable([[150, 500], [200, 100]], [350, 1700], [600, 1400], labels=["farm", "mill"], strict=False)
    assert found.x["farm"] == 1000.0
    with pytest.warns(TableWarning, match="balance"):
        IOTable([[150, 500], [200, 100]], [350, 1700], [600, 1400], strict=("signs", "productive"))
    with pytest.raises(InputError):
        IOTable([[150, 500], [200, 100]], [350, 1700], [600, 1400], strict=("balance",))


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_zero_output_is_refused_or_idle(zero: float) -> None:
    Z = np.array([[150.0, 500.0, zero], [200.0, 100.0, zero], [zero, zero, zero]])
    with pytest.raises(InputError, match="idle") as error:
        IOTable(Z, [350, 1700, zero], labels=["1", "2", "idle"])
    assert codes(error) == {"zero-output"}
    found = IOTable(
        Z,
        [350, 1700, zero],
        [650, 1400, zero],
        labels=["1", "2", "idle"],
        accept="zero_output",
        satellites={"jobs": [1.0, 2.0, 0.0]},
    )
    for matrix in (found.A, found.B, found.L, found.G):
        assert np.isfinite(array(matrix)).all()
    assert found.L.loc["idle", "idle"] == 1.0
    assert np.isfinite(array(found.price())[:2]).all()
    assert found.linkages().loc["idle"].isna().all()
    with pytest.warns(RuntimeWarning, match="idle"):
        assert np.isnan(found.multipliers("jobs")["idle"])


def test_inputs_without_output_are_never_accepted() -> None:
    with pytest.raises(InputError, match="2") as error:
        IOTable([[1.0, 1.0], [0.0, 0.0]], [1.0, 0.0], labels=["1", "2"], accept="zero_output")
    assert codes(error) == {"zero-output"}


def test_negative_output_and_flows_are_refused() -> None:
    with pytest.raises(InputError, match="farm") as error:
        IOTable([[1.0, 1.0], [0.0, 1.0]], [-3.0, 1.0], labels=["farm", "mill"])
    assert "negative-output" in codes(error)
    with pytest.raises(InputError, match="farm -> mill") as error:
        IOTable([[1.0, -1.0], [0.0, 1.0]], [3.0, 1.0], labels=["farm", "mill"])
    assert codes(error) == {"signs"}
    assert IOTable([[1.0, -1.0], [0.0, 1.0]], [3.0, 1.0], accept="signs").x.sum() == 5.0


def test_missing_numbers_are_refused_or_zero_on_request() -> None:
    Z = [[150, np.nan], [200, 100]]
    with pytest.raises(InputError, match="1 -> 2") as error:
        IOTable(Z, [350, 1700], labels=["1", "2"])
    assert codes(error) == {"missing"}
    found = IOTable(Z, [350, 1700], labels=["1", "2"], accept="missing")
    assert found.Z.loc["1", "2"] == 0.0
    assert found.checks().loc["missing", "accepted"]


def test_a_table_that_cannot_produce_is_refused_by_name() -> None:
    # Spectral radius 1.2: peers return an inverse full of negative numbers.
    Z = np.array([[0.9, 0.4], [0.3, 0.8]]) * 100.0
    f = 100.0 - Z.sum(axis=1)
    with pytest.raises(InputError, match="farm") as error:
        IOTable(Z, f, labels=["farm", "mill"])
    assert "not-productive" in codes(error)
    accepted = IOTable(Z, f, labels=["farm", "mill"], accept="productive")
    assert array(accepted.A).sum() == pytest.approx(2.4)
    with pytest.raises(InputError, match="farm"):
        _ = accepted.L


def test_many_findings_are_counted_not_listed() -> None:
    n = 60
    with pytest.raises(InputError) as error:
        IOTable(np.eye(n), np.ones(n), np.full(n, 0.5))
    assert len(error.value.problems) == 21
    assert "40 more" in str(error.value)


# --- nothing goes stale ----------------------------------------------------------------------


def test_an_edit_is_refused_so_nothing_goes_stale() -> None:
    table = miller_blair()
    before = array(table.L).copy()
    for frame in (table.A, table.Z, table.L, table.final_demand):
        with pytest.raises(ValueError, match="read-only"):
            frame.iloc[0, 0] = 1.5
        with pytest.raises(ValueError, match="read-only"):
            frame.to_numpy()[0, 0] = 1.0
    with pytest.raises(AttributeError, match="replace"):
        table.Z = table.Z * 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del table.about
    np.testing.assert_array_equal(table.L, before)


def test_the_users_own_arrays_stay_his() -> None:
    Z, f = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([350.0, 1700.0])
    table = IOTable(Z, f)
    x = table.x.to_list()
    Z[:] = 0.0
    f[:] = 0.0
    assert table.x.to_list() == x
    assert Z.flags.writeable
    frame = table.Z
    frame["new"] = 1.0
    assert table.Z.shape == (2, 2)


def test_a_changed_table_is_a_new_one_with_new_results() -> None:
    table = miller_blair()
    doubled = table.replace(final_demand=2 * table.final_demand, value_added=2 * table.value_added, Z=2 * table.Z)
    np.testing.assert_allclose(doubled.x, 2 * table.x)
    np.testing.assert_allclose(doubled.A, table.A)
    assert not doubled.equals(table)
    assert doubled.about == table.about


def test_copies_are_equal() -> None:
    table = miller_blair(name="t")
    for other in (copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert other.equals(table)
        np.testing.assert_array_equal(other.L, table.L)


def test_import_leaves_logging_alone() -> None:
    code = (
        "import logging; logging.basicConfig(level=17); root = logging.getLogger(); "
        "before = (root.level, list(root.handlers), logging.root.manager.disable); "
        "from ioscenario.table.iotable import IOTable; from ioscenario.readers import read_table; "
        "IOTable([[1.0]], [1.0]).L; "
        "assert before == (root.level, list(root.handlers), logging.root.manager.disable)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_warning_where_all_is_well() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = miller_blair()
        table.multipliers("jobs", "type1")
        table.linkages()
        table._repr_html_()


# --- looking at it ---------------------------------------------------------------------------


def test_catalogue_says_what_everything_is() -> None:
    table = miller_blair(currency="million EUR", units={"jobs": "thousand persons"})
    entry = table.describe("L")
    assert (entry.letter, entry.formula, entry.unit) == ("L", "L = (I - A)⁻¹", "million EUR per million EUR")
    assert entry.name
    assert entry.source
    assert table.describe("satellites").unit == "jobs: thousand persons"
    listing = table.describe()
    for letter in listing.index:
        if letter not in {"imports", "final_imports", "product_taxes", "final_taxes"}:
            assert np.isfinite(array(getattr(table, letter))).all(), letter
    with pytest.raises(InputError, match="nearest: imports"):
        table.describe("import")


def test_formulas_of_the_catalogue_hold() -> None:
    table = miller_blair()
    Z, x, f = array(table.Z), array(table.x), array(table.f)
    given = {"Z": Z, "x": x, "f": f, "A": array(table.A), "B": array(table.B), "I": np.eye(2)}
    computed = {
        "x": Z @ np.ones(2) + f,
        "f": array(table.final_demand) @ np.ones(1),
        "v": np.ones(1) @ array(table.value_added),
        "A": Z @ np.diag(1 / x),
        "L": np.linalg.inv(given["I"] - given["A"]),
        "B": np.diag(1 / x) @ Z,
        "G": np.diag(1 / x) @ np.linalg.inv(given["I"] - given["A"]) @ np.diag(x),
    }
    for letter, value in computed.items():
        np.testing.assert_allclose(array(getattr(table, letter)), value, rtol=1e-12, err_msg=letter)


def test_quantities_are_found_by_name() -> None:
    table = miller_blair(units={"jobs": "persons"}, currency="EUR")
    assert table.direct("income").to_list() == table.direct("compensation").to_list() == [650.0, 1400.0]
    assert (table.unit("jobs"), table.unit("income")) == ("persons", "EUR")
    with pytest.raises(InputError, match="nearest: jobs"):
        table.multipliers("job")
    with pytest.raises(InputError, match="imports"):
        table.multipliers("imports")
    assert IOTable([[1.0]], [1.0]).value_added.shape == (0, 1)
    with pytest.raises(InputError, match="value_added"):
        _ = IOTable([[1.0]], [1.0]).v
    with pytest.raises(InputError, match="pay of employees"):
        IOTable([[1.0]], [1.0], {"all": [1.0]}).multipliers("income")


def test_html_is_escaped() -> None:
    table = miller_blair(name="<b>bold</b>", source="a & b", currency="<EUR>")
    text = table._repr_html_()
    assert "<b>bold</b>" not in text
    assert "&lt;b&gt;" in text
    assert "a &amp; b" in text
    assert "&lt;EUR&gt;" in text


def test_public_name() -> None:
    assert ios.IOTable is IOTable
    assert {"IOTable", "read_table"} <= set(dir(ios))
