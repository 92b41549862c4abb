"""Direct, indirect and induced effects: identities, brute force, order of magnitude."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ioscenario.dimensions import CAPITAL_GOODS
from ioscenario.explore.draws import draw
from ioscenario.model import load
from ioscenario.outputs import VARIABLE
from ioscenario.pack.loading import Pack
from ioscenario.scenario.national import Chain, economy
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import Inputs, simulate
from ioscenario.simulation.economy import (
    EXTRA,
    IMPORTS,
    JOBS,
    LABOUR,
    TAXES,
    VALUE_ADDED,
    Economy,
    capital_goods,
    channels,
    deliveries,
    imported_inputs,
    spent,
    surroundings,
)
from ioscenario.simulation.inputs import Array
from tests.flagship.conftest import NAME, Run

EFFECTS = ("direct", "indirect", "induced")
BY_EFFECT = ("gross_output", "value_added", "jobs", "wages", "import_bill", "product_taxes")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(NAME).pack


@pytest.fixture(scope="module")
def around(pack: Pack) -> Economy:
    found = economy(pack)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def chain(pack: Pack) -> Chain:
    return Chain.of(pack)


@pytest.fixture(scope="module")
def sampled(flagship: Run) -> tuple[Inputs, dict[str, Array]]:
    """The reference and one other scenario with a few draws."""
    flats = (flagship.flats[0], flagship.model.scenario("comprehensive"))
    inputs = resolve(flagship.model.pack, Design(flats, draw(flagship.model.pack, 5, 3), 5))
    return inputs, simulate(inputs)


def links(inputs: Inputs, out: dict[str, Array], name: str) -> Array:
    """(year, link, run) of a result by process and commodity."""
    return np.stack([out[name][:, process, commodity] for process, commodity in inputs.topology.links], axis=1)


def of_run(array: Array, run: int) -> Array:
    """One run of an array whose run axis has size 1 where nothing varies."""
    return np.asarray(array[..., run if array.shape[-1] > 1 else 0])


def bought(inputs: Inputs, out: dict[str, Array]) -> Array:
    return channels(inputs, out["activity"], out["area"], out["investment"])


# --- the coefficients ---------------------------------------------------------------------


def test_a_unit_of_every_channel_is_spent_once(around: Economy) -> None:
    np.testing.assert_allclose(around.purchases.sum(axis=0) + around.imports + around.taxes, 1.0, rtol=1e-12)
    assert (around.purchases >= 0).all()


def test_a_unit_of_demand_ends_as_value_added_imports_taxes_and_chain_goods(around: Economy) -> None:
    """Per unit of demand for each sector: nothing is lost, nothing counted twice."""
    kept = around.coefficients[[VALUE_ADDED, IMPORTS, TAXES]].sum(axis=0) + around.sales.sum(axis=0)
    np.testing.assert_allclose(kept @ around.inverse, 1.0, rtol=1e-9)


def test_a_unit_of_each_channel_ends_the_same_way(around: Economy) -> None:
    kept = around.coefficients[[VALUE_ADDED, IMPORTS, TAXES]].sum(axis=0) + around.sales.sum(axis=0)
    ends = kept @ around.response + around.imports + around.taxes
    np.testing.assert_allclose(ends, 1.0, rtol=1e-9)


def test_multipliers_are_within_reason(around: Economy) -> None:
    output = around.inverse.sum(axis=0)
    assert output.min() >= 1.0
    assert output.max() < 2.5
    jobs = around.coefficients[JOBS] @ around.inverse
    assert jobs.min() >= 0.0
    assert jobs.max() < 1.0  # people per million tenge
    again = float(around.coefficients[LABOUR] @ around.spending)
    assert 0.1 < again < 0.4


# --- against a full solution --------------------------------------------------------------


def full(chain: Chain) -> tuple[Array, Array, Array, list[str]]:
    """Coefficients of the whole table with the chain in it, output, final demand, labels."""
    table = chain.carved
    names = [*chain.processes, *chain.table.sectors]
    output = (table["Z"].sum(axis=1) + table["final_demand"].sum(axis=1))[names].to_numpy(float)
    final = table["final_demand"].sum(axis=1)[names].to_numpy(float)
    return table["Z"].loc[names, names].to_numpy(float) / output, output, final, names


def test_base_year_of_the_mixed_model_is_the_table(chain: Chain) -> None:
    A, output, final, _ = full(chain)
    np.testing.assert_allclose(np.linalg.solve(np.eye(len(A)) - A, final), output, rtol=1e-10)


def test_residual_of_the_base_year_is_the_final_demand_of_the_table(chain: Chain, flagship: Run) -> None:
    _, _, final, names = full(chain)
    expected = dict(zip(names, final, strict=True))
    data = flagship.results.dataset["final_deliveries"].sel(scenario="baseline", year=2025)
    for process in chain.processes:
        assert float(data.sel(process=process)) == pytest.approx(expected[process], rel=1e-9), process


@pytest.mark.parametrize(("year", "run"), [(0, 0), (4, 3), (10, 7), (15, 9)])
def test_effects_by_brute_force(
    chain: Chain, around: Economy, sampled: tuple[Inputs, dict[str, Array]], year: int, run: int
) -> None:
    """The full system with identity rows for the chain and its new columns, solved with and without the chain."""
    inputs, out = sampled
    A, output, _, names = full(chain)
    processes = len(chain.processes)
    given, rest = slice(0, processes), slice(processes, len(names))
    money = bought(inputs, out)[year, :, run]
    price, tariff = of_run(inputs.price[0], run), float(of_run(inputs.electricity_price[0], run))
    made = np.zeros(processes)
    for commodity, seller in enumerate(inputs.topology.sellers):
        assert seller is not None
        made[seller] += out["production"][year, commodity, run] * price[commodity]
    power = (of_run(inputs.electricity[year], run) * out["activity"][year, ..., run]).sum(axis=1) * tariff
    columns = around.purchases[:, :processes] * money[:processes] + np.outer(around.purchases[:, processes], power)
    system = np.eye(len(names))
    system[rest, rest] -= A[rest, rest]
    system[rest, given] = -np.divide(columns, made, out=np.zeros_like(columns), where=made > 0)
    right = np.zeros(len(names))
    right[given] = made
    right[rest] = around.purchases[:, processes + 1 :] @ money[processes + 1 :]
    answer = np.linalg.solve(system, right)[rest]
    assert answer.sum() == pytest.approx(out["gross_output"][year, 1, run], rel=1e-10)
    for name, row in (("value_added", VALUE_ADDED), ("jobs", JOBS), ("wages", LABOUR)):
        assert around.coefficients[row] @ answer == pytest.approx(out[name][year, 1, run], rel=1e-10), name
    # households closed by one more row and column of the matrix
    share = float(of_run(inputs.consumption_share[year], run))
    closed = np.zeros((len(answer) + 1,) * 2)
    closed[:-1, :-1] = A[rest, rest]
    closed[:-1, -1] = around.household
    closed[-1, :-1] = share * around.coefficients[LABOUR]
    demand = np.append(around.purchases @ money, share * out["wages"][year, 0, run])
    both = np.linalg.solve(np.eye(len(closed)) - closed, demand)[:-1]
    assert both.sum() == pytest.approx(out["gross_output"][year, 1:, run].sum(), rel=1e-10)
    total = around.coefficients[JOBS] @ both
    assert total == pytest.approx(out["jobs"][year, 1:, run].sum(), rel=1e-10)
    by_sector = out["jobs_by_sector"][year, processes:, run]
    np.testing.assert_allclose(by_sector, around.coefficients[JOBS] * both, rtol=1e-9, atol=1e-9)
    # the residual: what the chain makes less what it and the others buy of it
    others = output[rest] + around.response @ (money - around.base)
    left = deliveries(inputs, out["production"], np.nansum(out["input_domestic"], axis=1))[year, :, run]
    np.testing.assert_allclose(out["final_deliveries"][year, :, run], left - around.sales @ others, rtol=1e-9)


# --- identities of the results ------------------------------------------------------------


def test_sectors_add_up_to_the_effects(sampled: tuple[Inputs, dict[str, Array]]) -> None:
    _, out = sampled
    for name in ("jobs", "value_added"):
        np.testing.assert_allclose(out[f"{name}_by_sector"].sum(axis=1), out[name].sum(axis=1), rtol=1e-10)


def test_what_the_chain_makes_becomes_income_imports_and_taxes(flagship: Run, around: Economy) -> None:
    """Output of the chain and its investment, less goods it sells itself: nothing lost and nothing twice."""
    inputs, out = flagship.inputs, flagship.arrays
    basic = slice(0, 1)  # the reference: prices stay as they were
    goods = capital_goods(inputs, out["investment"])
    direct_taxes = out["product_taxes"][:, 0] - np.einsum("g,ygr->yr", around.taxes[-goods.shape[1] :], goods)
    sold = (links(inputs, out, "input_domestic") * inputs.price[:, [c for _, c in inputs.topology.links]]).sum(axis=1)
    supply = out["output_value"].sum(axis=1) - sold + out["investment"].sum(axis=1)
    ends = (
        out["value_added"][:, :2].sum(axis=1)
        + out["import_bill"][:, :2].sum(axis=1)
        + out["product_taxes"][:, :2].sum(axis=1)
    )
    bills = bought(inputs, out)
    chain_goods = (around.sales @ around.response @ bills).sum(axis=1)
    np.testing.assert_allclose((ends + chain_goods)[:, basic], supply[:, basic], rtol=1e-9)
    assert (direct_taxes >= 0).all()


def test_direct_effects_are_those_of_the_chain_alone(flagship: Run) -> None:
    alone = simulate(replace(flagship.inputs, economy=None))
    for name in BY_EFFECT[:4]:
        np.testing.assert_array_equal(alone[name][:, 0], flagship.arrays[name][:, 0], err_msg=name)
        assert alone[name].shape[1] == 1
    for name, array in alone.items():
        around_too = {"effect", "sector"} & {*VARIABLE[name].dims}
        if not around_too and name not in ("final_deliveries", "social_benefit"):
            np.testing.assert_array_equal(array, flagship.arrays[name], err_msg=name)


def test_households_only_add(sampled: tuple[Inputs, dict[str, Array]]) -> None:
    """Type II is never below type I."""
    _, out = sampled
    for name in BY_EFFECT:
        assert (out[name][:, 2] >= 0).all(), name
        assert (out[name][:, 1] >= 0).all(), name


def test_no_chain_no_effects(around: Economy, flagship: Run) -> None:
    inputs = flagship.inputs
    nothing = np.zeros((len(inputs.years), inputs.topology.processes + len(EXTRA), inputs.runs))
    silent = surroundings(inputs, around, nothing, nothing[:, 0])
    assert all((array == 0).all() for array in silent.totals.values())
    assert (silent.everything == 0).all()


def test_twice_the_chain_twice_the_effects(around: Economy, flagship: Run) -> None:
    inputs, money = flagship.inputs, bought(flagship.inputs, flagship.arrays)
    wages = flagship.arrays["wages"][:, 0]
    once, twice = surroundings(inputs, around, money, wages), surroundings(inputs, around, 2 * money, 2 * wages)
    for name, array in once.totals.items():
        np.testing.assert_allclose(twice.totals[name], 2 * array, rtol=1e-12, err_msg=name)


def test_nothing_spent_nothing_induced(around: Economy, flagship: Run) -> None:
    share = np.zeros((1, 1))
    wages = flagship.arrays["wages"][:, 0]
    assert (spent(around, share, wages, wages) == 0).all()


def test_goods_of_the_chain_do_not_enter_twice(flagship: Run, around: Economy) -> None:
    """Seed cotton, lint, yarn and cloth that processes sell to each other buy nothing outside again."""
    inputs, out = flagship.inputs, flagship.arrays
    everything = accounts_purchases(inputs, out)
    inside = (links(inputs, out, "input_domestic") * inputs.price[:1, [c for _, c in inputs.topology.links]]).sum(
        axis=1
    )
    outside = bought(inputs, out)[:, : -len(CAPITAL_GOODS)].sum(axis=1) + imported_inputs(
        inputs, links(inputs, out, "input_imported")
    )
    np.testing.assert_allclose(outside[:, 0] + inside[:, 0], everything[:, 0], rtol=1e-9)
    assert around.sectors == 68


def accounts_purchases(inputs: Inputs, out: dict[str, Array]) -> Array:
    """All current purchases of the chain, (year, run)."""
    return np.asarray((out["output_value"] - out["value_added_direct"]).sum(axis=1))


def test_order_of_magnitude_in_the_base_year(flagship: Run) -> None:
    jobs = flagship.results.dataset["jobs"].sel(scenario="baseline", year=2025)
    direct, indirect, induced = (float(jobs.sel(effect=name)) for name in EFFECTS)
    assert direct == pytest.approx(43_400, rel=0.01)
    assert 0.05 < indirect / direct < 0.15
    assert 0.05 < induced / direct < 0.25


def test_by_sector_is_a_table_with_names(flagship: Run) -> None:
    frame = flagship.results.by_sector("jobs", scenario="baseline", language="ru")
    assert frame.loc["CPA_46", "name"] == "Оптовая торговля"
    assert "остальная" in str(frame.loc["CPA_13", "name"])
    assert [str(year) for year in frame.columns[1:]] == [str(year) for year in range(2025, 2041)]
    assert len(frame) == 74
    years = flagship.results.by_sector("value_added", year=2030)
    assert list(years.columns[1:]) == flagship.results.scenarios
    total = flagship.results.dataset["value_added"].sel(year=2030).sum("effect").values
    np.testing.assert_allclose(years[flagship.results.scenarios].sum().to_numpy(float), total, rtol=1e-9)
