"""What differs between two results is found, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import ioscenario as ios
from ioscenario.comparison import COLUMNS, ResultsComparison
from ioscenario.results import Results

MODEL = ios.load("toy-chain")
RUN = MODEL.run("more_demand")


def changed(variable: str, place: dict[str, object], value: float) -> Results:
    """The results with one value replaced."""
    data = RUN.dataset.copy(deep=True)
    data[variable].loc[place] = value
    return Results(data)


def test_results_do_not_differ_from_themselves() -> None:
    found = RUN.compare(Results(RUN.dataset.copy(deep=True)))
    assert found.same
    assert [len(frame) for frame in (found.provenance, found.labels, found.indicators)] == [0, 0, 0]
    assert tuple(found.indicators.columns) == COLUMNS


def test_one_changed_value_is_found_where_it_is() -> None:
    place = {"scenario": "more_demand", "year": 2028, "commodity": "cloth"}
    before = float(RUN.dataset["exports"].sel(place))
    found = RUN.compare(changed("exports", place, before + 7.0))
    (row,) = found.indicators.to_dict("records")
    assert (row["indicator"], row["unit"], row["compared"], row["differ"]) == ("exports", "m2", 2 * 6 * 4, 1)
    assert (row["where"], row["first"], row["second"]) == ("more_demand, 2028, cloth", before, before + 7.0)
    assert row["difference"] == pytest.approx(7.0, rel=1e-9)
    cloth = RUN.dataset["exports"].sel(commodity="cloth").values
    assert row["share"] == pytest.approx(7.0 / max(cloth.max(), before + 7.0))
    assert len(found.provenance) == len(found.labels) == 0
    assert not found.same
    (cell,) = found.cells("exports").to_dict("records")
    assert (cell["scenario"], cell["year"], cell["commodity"]) == ("more_demand", 2028, "cloth")
    assert len(found.cells("jobs")) == 0


def test_largest_difference_is_relative_where_units_differ() -> None:
    """A tenth more thread counts for more than a hundred shirts more, which are many more units."""
    thread = {"scenario": "baseline", "year": 2027, "commodity": "thread"}
    shirts = {"scenario": "baseline", "year": 2027, "commodity": "shirts"}
    data = changed("production", thread, 1.1 * float(RUN.dataset["production"].sel(thread))).dataset
    data["production"].loc[shirts] += 100.0
    (row,) = RUN.compare(Results(data)).indicators.to_dict("records")
    assert (row["where"], row["unit"], row["differ"]) == ("baseline, 2027, thread", "t", 2)
    cells = RUN.compare(Results(data)).cells("production")
    assert cells["commodity"].tolist() == ["thread", "shirts"]


@pytest.mark.parametrize(("factor", "differs"), [(1 + 1e-12, False), (1 + 1e-6, True)])
def test_rounding_is_no_difference(factor: float, differs: bool) -> None:
    place = {"scenario": "baseline", "year": 2027}
    value = float(RUN.dataset["sector_output"].sel(place))
    assert RUN.compare(changed("sector_output", place, factor * value)).same is not differs
    exact = ResultsComparison(RUN.dataset, changed("sector_output", place, factor * value).dataset, 0.0)
    assert not exact.same


def test_a_missing_number_differs_from_any_and_not_from_another() -> None:
    place = {"scenario": "baseline", "year": 2027}
    gone = changed("sector_output", place, np.nan)
    (row,) = RUN.compare(gone).indicators.to_dict("records")
    assert (row["differ"], row["share"]) == (1, 1.0)
    assert gone.compare(Results(gone.dataset.copy(deep=True))).same


def test_codes_differ_or_do_not() -> None:
    place = {"scenario": "baseline", "year": 2027, "process": "loom"}
    code = int(RUN.dataset["bottleneck"].sel(place))
    (row,) = RUN.compare(changed("bottleneck", place, code + 1)).indicators.to_dict("records")
    assert (row["indicator"], row["differ"], row["share"]) == ("bottleneck", 1, 1.0)


def test_what_they_rest_on() -> None:
    frame = MODEL.parameters[MODEL.parameters["path"] == "market.shirts.size"].assign(value="5.2")
    other_pack = MODEL.with_parameters(frame).run("more_demand", samples=2, seed=3)
    found = RUN.compare(other_pack)
    assert found.provenance["item"].tolist() == ["pack_hash", "seed", "samples", "market.shirts.size"]
    (row,) = found.provenance[found.provenance["item"] == "market.shirts.size"].to_dict("records")
    assert (row["first"], row["second"]) == (
        "5 [4.5, 5.5] million item triangular",
        "5.2 [4.5, 5.5] million item triangular",
    )
    # samples of one alone are compared by their median
    assert "production" in set(found.indicators["indicator"])
    one = ios.Scenario("mine", extends="baseline", settings={"policy.mill.capex_grant": "10 %"})
    other = one.with_({"policy.mill.capex_grant": "20 %"})
    assert MODEL.run(one).compare(MODEL.run(other)).provenance["item"].tolist() == ["scenario mine"]


def test_what_only_one_covers() -> None:
    other = MODEL.run("more_capacity").dataset.sel(year=slice(2025, 2028)).drop_vars("jobs")
    found = ResultsComparison(RUN.dataset, other)
    rows = {row["dimension"]: (row["first"], row["second"]) for row in found.labels.to_dict("records")}
    assert rows == {
        "scenario": ("more_demand", "more_capacity"),
        "year": ("2029, 2030", ""),
        "variable": ("jobs", ""),
    }
    assert len(found.indicators) == 0  # the baseline, which both have, is the same
    with pytest.raises(ios.InputError) as refused:
        found.cells("jobs")
    assert refused.value.problems[0].code == "unknown-variable"
