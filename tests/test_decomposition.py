"""A difference in jobs taken apart: identities, by hand, at the edges."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.decomposition import PARTS, jobs_change
from ioscenario.problems import InputError
from ioscenario.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    return ios.load("toy-chain").run(samples=3)


def made_up(jobs: tuple[float, float], made: tuple[float, float]) -> xr.Dataset:
    """The split of one process between a reference and a plan."""
    dims = ("scenario", "process", "technology")
    data = xr.Dataset(
        {"jobs_direct": (dims, np.reshape(jobs, (2, 1, 1))), "activity": (dims, np.reshape(made, (2, 1, 1)))},
        {"scenario": ["as_is", "plan"], "process": ["mill"]},
    )
    return jobs_change(data, "as_is").isel(process=0).sel(scenario="plan")


def test_parts_add_up_to_the_difference_in_every_sample(results: Results) -> None:
    split = jobs_change(results.dataset, results.reference)
    parts = sum(split[name] for name in PARTS)
    expected = results.difference()["jobs_direct"].sum("technology")
    assert float(np.abs(expected).max()) > 1.0
    np.testing.assert_allclose(parts, split["difference"], atol=1e-9)
    np.testing.assert_allclose(split["difference"], expected.transpose(*split["difference"].dims), atol=1e-9)
    assert split["scale"].dims == ("scenario", "sample", "year", "process")


def test_reference_less_itself_is_nothing(results: Results) -> None:
    split = jobs_change(results.dataset, results.reference).sel(scenario=results.reference)
    for name in (*PARTS, "difference"):
        np.testing.assert_allclose(split[name], 0.0, atol=1e-9)


def test_more_output_at_the_same_labour_is_scale() -> None:
    split = made_up((100.0, 130.0), (10.0, 13.0))
    assert [float(split[name]) for name in PARTS] == pytest.approx([30.0, 0.0, 0.0])


def test_less_labour_on_the_same_output_is_productivity() -> None:
    split = made_up((100.0, 70.0), (10.0, 10.0))
    assert [float(split[name]) for name in PARTS] == pytest.approx([0.0, -30.0, 0.0])


@pytest.mark.parametrize("jobs", [(0.0, 40.0), (5.0, 40.0)])
def test_a_stage_that_opens_or_closes_is_scale(jobs: tuple[float, float]) -> None:
    """With idle plant some staff is there without output."""
    opened, closed = made_up(jobs, (0.0, 8.0)), made_up(jobs[::-1], (8.0, 0.0))
    change = jobs[1] - jobs[0]
    assert [float(opened[name]) for name in PARTS] == [change, 0.0, 0.0]
    assert [float(closed[name]) for name in PARTS] == [-change, 0.0, 0.0]


def test_modernisation_of_the_toy_chain_saves_people_at_the_same_output(results: Results) -> None:
    split = results.jobs_change().sel(scenario="more_capacity", process="tailor").isel(year=-1)
    assert (split["productivity"] < 0.0).all()
    np.testing.assert_allclose(split["scale"], 0.0, atol=1e-6)


def test_missing_years_stay_missing() -> None:
    split = made_up((100.0, np.nan), (10.0, np.nan))
    assert all(np.isnan(split[name]) for name in (*PARTS, "difference"))


def test_unknown_reference_is_refused(results: Results) -> None:
    with pytest.raises(InputError, match="baseline"):
        results.jobs_change("baselin")
