"""The crop by hand."""

from __future__ import annotations

import numpy as np

from ioscenario.dimensions import LIMITS
from ioscenario.simulation.crop import autumn, crop
from tests.simulation.small import inputs, path


def test_by_hand() -> None:
    """100 ha, a quarter under drip: 75 x 2 + 25 x 4 = 250; water 75 x 6 + 25 x 4 = 550."""
    grown = crop(inputs())
    assert grown.harvest[0, :, 0].tolist() == [150.0, 100.0]
    assert grown.water[0, 0] == 550.0
    assert LIMITS[grown.bound[0, 0]] == "none"


def test_water_binds_before_land() -> None:
    grown = crop(inputs(area=path(100, 130)))
    assert grown.area[1, 0] == 120.0
    assert LIMITS[grown.bound[1, 0]] == "water"
    assert grown.water[1, 0] == 660.0


def test_land_binds_when_there_is_water() -> None:
    grown = crop(inputs(area=path(100, 130), water_quota=1e6))
    assert grown.area[1, 0] == 120.0
    assert LIMITS[grown.bound[1, 0]] == "capacity"


def test_drip_stretches_the_quota() -> None:
    """All under drip the quota of 660 waters 165 ha, so that land binds."""
    grown = crop(inputs(area=path(100, 130), drip_share=path(0.25, 1.0)))
    assert LIMITS[grown.bound[1, 0]] == "capacity"
    assert grown.harvest[1].sum() == 480.0


def test_elite_seed_counts_from_the_base_year() -> None:
    grown = crop(inputs(elite_seed_share=path(0.2, 0.7)))
    np.testing.assert_allclose(grown.harvest.sum(axis=1)[:2, 0], [250.0, 250.0 * 1.05])


def test_weather_scales_the_harvest() -> None:
    grown = crop(inputs(weather=path(1.0, 0.7)))
    np.testing.assert_allclose(grown.harvest[1].sum(), 175.0)


def test_autumn_is_limited_by_the_season() -> None:
    one = np.ones(1)
    assert autumn(250.0 * one, 0.6 * one, 0.5 * one, 400.0 * one)[0] == 150.0
    assert autumn(250.0 * one, 0.6 * one, 0.25 * one, 400.0 * one)[0] == 100.0
