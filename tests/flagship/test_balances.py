"""Commodity balances of every year and scenario, each term summed anew from activity and parameters."""

from __future__ import annotations

import numpy as np

from ioscenario.simulation.inputs import Array
from tests.flagship.conftest import Run


def relative(error: Array, scale: Array) -> float:
    return float(np.max(np.abs(error) / np.maximum(np.abs(scale), 1.0)))


def test_published_terms_balance_for_every_commodity(flagship: Run) -> None:
    out = flagship.arrays
    supply = out["production"] + out["imports"]
    use = out["intermediate_use"] + out["final_use"] + out["exports"] + out["stock_change"]
    for commodity, name in enumerate(flagship.model.pack.structure.commodity):
        assert relative((supply - use)[:, commodity], supply[:, commodity]) < 1e-9, name


def test_each_term_from_activity_and_parameters(flagship: Run) -> None:
    given, out, topology = flagship.inputs, flagship.arrays, flagship.inputs.topology
    activity = out["activity"]
    shape = out["production"].shape
    production, use = np.zeros(shape), np.zeros(shape)
    for process, commodity in enumerate(topology.output):
        production[:, commodity] += activity[:, process].sum(axis=1)
    for link, (process, commodity) in enumerate(topology.coproducts):
        production[:, commodity] += (given.coproduct[:, link] * activity[:, process]).sum(axis=1)
    for link, (process, commodity) in enumerate(topology.links):
        use[:, commodity] += (given.input[:, link] * activity[:, process]).sum(axis=1)
    assert relative(out["production"] - production, production) < 1e-9
    assert relative(out["intermediate_use"] - use, use) < 1e-9
    years = np.arange(len(given.years))[:, None, None]
    growth = np.where(years == 0, 1.0, 1.0 + given.market_growth).cumprod(axis=0)
    market = (given.market_size + given.procurement) * growth
    assert relative(out["final_use"] - market, market) < 1e-9
    opening = np.concatenate([np.zeros((1, *shape[1:])), out["stock"][:-1]])
    crop = topology.output[topology.crop or 0]
    opening[0, crop] = given.carry_in[0]
    aside = np.minimum(given.stock_building, production)
    change = out["stock"] - opening + aside
    assert relative(out["stock_change"] - change, production) < 1e-9


def test_stock_of_the_crop_is_what_was_grown_and_not_ginned(flagship: Run) -> None:
    given, out, topology = flagship.inputs, flagship.arrays, flagship.inputs.topology
    crop = topology.output[topology.crop or 0]
    ginned = out["intermediate_use"][:, crop].cumsum(axis=0)
    expected = given.carry_in[:1] + out["harvest"].cumsum(axis=0) - ginned
    assert relative(out["stock"][:, crop] - expected, out["harvest"]) < 1e-9


def test_nothing_runs_above_its_limits(flagship: Run) -> None:
    given, out = flagship.inputs, flagship.arrays
    technical = out["capacity"] * given.utilisation_max[:, :, None]
    industry = [place for place in range(len(flagship.inputs.topology.output)) if place != given.topology.crop]
    assert (out["activity"][:, industry] <= technical[:, industry] * (1 + 1e-9)).all()
    assert (out["area"] <= given.area_limit * (1 + 1e-9)).all()
    assert (out["water"] <= given.water_quota * (1 + 1e-9)).all()
    assert np.nanmin(out["loss"]) >= -1e-6
