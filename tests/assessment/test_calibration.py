"""Calibration: intervals against textbook ones, known parameters found again, nothing of later years looked at."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ioscenario.assessment.calibration import (
    LEVEL,
    area_response,
    calibrate,
    calibrated,
    fit,
    normal_yield,
    weather_range,
)
from ioscenario.model import Model, load
from ioscenario.pack.observed import observations

#: Digits that the pack's table keeps.
DIGITS = 2e-8


@pytest.fixture(scope="module")
def flagship() -> Model:
    return load("kazakhstan-cotton")


def test_the_profile_of_a_line_is_its_t_interval() -> None:
    x, y = np.arange(8.0), np.array([1.1, 1.9, 3.2, 3.8, 5.3, 5.7, 7.4, 7.9])
    found = fit(lambda p: y - p[0] - p[1] * x, [0.0, 0.0], [(-50.0, 50.0)] * 2)
    line = stats.linregress(x, y)
    reach = stats.t.ppf(0.5 + LEVEL / 2, 6)
    assert found.estimate == pytest.approx([line.intercept, line.slope], rel=1e-7)
    assert [found.low[1], found.high[1]] == pytest.approx(
        [line.slope - reach * line.stderr, line.slope + reach * line.stderr], rel=1e-6
    )
    assert found.low[0] == pytest.approx(line.intercept - reach * line.intercept_stderr, rel=1e-5)


def test_ends_stay_within_the_bounds() -> None:
    data = np.array([1.0, 2.0, 3.0, 4.0])
    found = fit(lambda p: data - p[0], [2.0], [(2.2, 2.9)])
    assert (found.estimate[0], found.low[0], found.high[0]) == pytest.approx((2.5, 2.2, 2.9))
    beyond = fit(lambda p: data - p[0], [5.0], [(4.0, 6.0)])
    assert beyond.estimate[0] == pytest.approx(4.0, abs=1e-6)


def test_too_few_observations_tell_nothing() -> None:
    found = fit(lambda p: np.array([1.0]) - p[0] * p[1], [0.5, 0.4], [(0.3, 1.1), (0.2, 0.6)])
    assert found.estimate.tolist() == [0.5, 0.4]
    assert found.low.tolist() == [0.3, 0.2]
    assert found.high.tolist() == [1.1, 0.6]
    assert np.isnan(found.sd)


def test_the_answer_of_area_is_found_again() -> None:
    price = np.array([1.0, 1.3, 1.2, 0.8, 0.9, 1.5, 1.4, 1.1])
    response, areas = 0.0, []
    for change in np.log(price / price[0]):
        response = 0.65 * response + 0.35 * 0.7 * change
        areas.append(np.exp(np.log(120.0) + response))
    found = area_response(np.array(areas), price, (0.1, 0.5, 1.5), (0.1, 0.5, 0.9))
    assert found.estimate[1:] == pytest.approx([0.7, 0.35], rel=1e-4)
    assert (found.low <= found.estimate + 1e-9).all()
    assert (found.estimate <= found.high + 1e-9).all()


def test_normal_yield_and_the_weather_around_it() -> None:
    area = np.array([100.0, 110.0, 120.0])
    seen = np.array([2.0, 2.5, 3.0])
    found = normal_yield(area * seen, area, (1.0, 2.5, 5.0))
    logs = np.log(seen)
    assert found.estimate[0] == pytest.approx(np.exp(logs.mean()))
    assert found.sd == pytest.approx(logs.std(ddof=1))
    reach = stats.t.ppf(0.95, 2) * logs.std(ddof=1)
    assert found.high[0] == pytest.approx(np.exp(logs.mean() + reach / np.sqrt(3)), rel=1e-6)
    assert weather_range(found.sd, 3)[1] == pytest.approx(np.exp(reach * np.sqrt(4 / 3)))


def test_no_observation_kept_for_validation_moves_a_fit(flagship: Model) -> None:
    """The whole table, bit for bit, whichever observation of a later year is changed by a tenth."""
    entry = flagship.pack.hindcasts[0]
    frame, crop = observations(flagship.pack), flagship.pack.structure.crop
    assert crop is not None
    priors = {
        "yield_furrow": (2.6, 2.83, 2.96),
        "area_elasticity": (0.3, 0.5, 1.1),
        "area_adjustment": (0.24, 0.4, 0.6),
    }
    before = calibrate(frame, entry.calibrate, crop.output, priors)
    late = frame.index[frame["year"].isin(entry.validate_)]
    assert len(late) > 10
    for place in late:
        changed = frame.copy()
        changed.loc[place, "value"] *= 1.1
        after = calibrate(changed, entry.calibrate, crop.output, priors)
        pd.testing.assert_frame_equal(after, before, check_exact=True)
    early = frame.copy()
    early.loc[(early["variable"] == "harvest") & (early["year"] == entry.calibrate[0]), "value"] *= 1.1
    assert not calibrate(early, entry.calibrate, crop.output, priors).equals(before)


def test_the_table_of_the_pack_is_what_the_fit_gives(flagship: Model) -> None:
    told = flagship.pack.calibration
    found = calibrated(flagship.pack, flagship.pack.hindcasts[0])
    assert told is not None
    assert len(told) == len(found) == 4
    assert [path.split(".")[1] for path in told["path"]] == found["path"].tolist()
    for column in ("estimate", "low", "high"):
        assert told[column].to_numpy() == pytest.approx(found[column].to_numpy(), rel=DIGITS)
    assert told["years"].tolist() == found["years"].tolist()
    assert (told["informative"] == "yes").tolist() == found["informative"].tolist() == [True, True, False, False]


def test_the_start_takes_the_fitted_yield(flagship: Model) -> None:
    entry = flagship.pack.hindcasts[0]
    start = flagship.starting(entry.start, entry.drivers).pack
    told = flagship.pack.calibration
    assert told is not None
    assert start.parameters["growing.yield_furrow"].values[0] == pytest.approx(told["estimate"][0], rel=1e-6)


def test_packs_without_a_crop_have_nothing_to_fit(flagship: Model) -> None:
    pack = load("toy-chain").pack
    assert calibrated(pack, flagship.pack.hindcasts[0]).empty
