"""Attribution: the axioms of the Shapley value, the exact value by brute force, the sampled one within its error."""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioscenario.assessment.asked import Asked, asked
from ioscenario.assessment.attribution import Game, attribute
from ioscenario.assessment.shapley import all_coalitions, exact, met, orders, sampled
from ioscenario.assessment.variants import Cell
from ioscenario.explore.draws import draw
from ioscenario.explore.indicators import Indicator
from ioscenario.model import Model, load
from ioscenario.problems import InputError
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.scenario.written import Scenario

#: Four levers that act on each other: plant and demand.
FOUR = {
    "policy.shirts.procurement_local_content": {"2027": "100 %"},
    "policy.shirts.market_access": {"2027": 1},
    "process.tailor.project_capacity": {"plus": 400000, "from": 2027},
    "process.tailor.modernisation_rate": "20 %",
}
PATHS = tuple(FOUR)


@pytest.fixture(scope="module")
def toy() -> Model:
    return load("toy-chain")


def mix(name: str = "mix", **more: object) -> Scenario:
    return Scenario(name, settings={**FOUR, **more}, extends="baseline")


def question(model: Model, *names: str) -> list[Asked]:
    found = [asked(model.pack, name, None) for name in names]
    return [item for item in found if item is not None]


# ------------------------------------------------------------------------------ the kernel


@st.composite
def games(draw: st.DrawFn) -> np.ndarray:
    players = draw(st.integers(1, 5))
    values = st.floats(-100, 100, allow_nan=False)
    return np.array(draw(st.lists(values, min_size=2**players, max_size=2**players)))


def by_permutations(worth: np.ndarray) -> np.ndarray:
    """The definition: the mean over all orders of what a player adds when it joins."""
    players = worth.shape[0].bit_length() - 1
    value = np.zeros(players)
    for order in permutations(range(players)):
        inside = 0
        for player in order:
            value[player] += worth[inside | 1 << player] - worth[inside]
            inside |= 1 << player
    return value / factorial(players)


@settings(max_examples=40, deadline=None)
@given(games())
def test_exact_value_is_the_mean_over_all_orders(worth: np.ndarray) -> None:
    np.testing.assert_allclose(exact(worth).value, by_permutations(worth), atol=1e-9)
    assert exact(worth).value.sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(games(), st.integers(0, 5))
def test_axioms(worth: np.ndarray, seed: int) -> None:
    players = worth.shape[0].bit_length() - 1
    inside = all_coalitions(players)
    size = inside.sum(axis=0).astype(float)
    assert np.ptp(exact(size**2).value) == pytest.approx(0.0, abs=1e-9)  # equal players are treated alike
    other = np.random.default_rng(seed).normal(size=worth.shape)
    both = exact(worth).value + exact(other).value
    np.testing.assert_allclose(exact(worth + other).value, both, atol=1e-9)  # of a sum of games the sum
    dummy = np.concatenate([worth, worth])  # a last player that never adds anything
    np.testing.assert_allclose(exact(dummy).value, [*exact(worth).value, 0.0], atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(games(), st.integers(0, 5))
def test_sampled_value_adds_up_whatever_the_orders(worth: np.ndarray, seed: int) -> None:
    players = worth.shape[0].bit_length() - 1
    order = orders(players, 6, seed)
    coalitions, where = met(order)
    codes = (coalitions * (1 << np.arange(players))[:, None]).sum(axis=0)
    split = sampled(worth[codes], order, where)
    assert split.value.sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


def test_all_orders_sampled_give_the_exact_value() -> None:
    worth = np.random.default_rng(3).normal(size=2**4)
    order = np.array(list(permutations(range(4))))
    order = np.stack([order, order[:, ::-1]], axis=1).reshape(-1, 4)
    coalitions, where = met(order)
    codes = (coalitions * (1 << np.arange(4))[:, None]).sum(axis=0)
    np.testing.assert_allclose(sampled(worth[codes], order, where).value, exact(worth).value, atol=1e-12)


def test_standard_errors_are_as_large_as_errors_are() -> None:
    """Over many seeds the error in units of the standard error spreads by one."""
    worth = np.random.default_rng(8).normal(size=2**5)
    off = []
    for seed in range(150):
        order = orders(5, 60, seed)
        coalitions, where = met(order)
        split = sampled(worth[(coalitions * (1 << np.arange(5))[:, None]).sum(axis=0)], order, where)
        off.append((split.value - exact(worth).value) / split.error)
    assert np.std(off, axis=0) == pytest.approx(np.ones(5), abs=0.25)
    assert np.mean(off, axis=0) == pytest.approx(np.zeros(5), abs=0.35)


def test_orders_come_with_their_reverse_and_keep_their_seed() -> None:
    order = orders(7, 10, 4)
    assert (order[1::2] == order[::2, ::-1]).all()
    assert (np.sort(order, axis=1) == np.arange(7)).all()
    assert (order == orders(7, 10, 4)).all()
    assert not (order == orders(7, 10, 5)).all()


# ----------------------------------------------------------------------------- the scenario


def test_adds_up_for_several_indicators_in_all_years(toy: Model) -> None:
    wanted = [*question(toy, "sector_jobs", "value_added", "public_cost"),
              *question(toy, Indicator("production", None, {"commodity": "shirts"}))]  # type: ignore[arg-type]  # fmt: skip
    found = attribute(toy.pack, toy.scenario(mix()), toy.scenario("baseline"), wanted, by="path")
    assert found["part"].values.tolist() == list(PATHS)
    gap = found["shapley"].sum("part") - found["difference"]
    scale = abs(found["shapley"]).sum("part") + 1.0
    assert float((abs(gap) / scale).max()) < 1e-9
    assert (found["standard_error"] == 0.0).all()
    assert float(abs(found["difference"].sel(year=2030)).min()) > 0.0


def test_ends_are_those_of_runs(toy: Model) -> None:
    found = attribute(toy.pack, toy.scenario(mix()), toy.scenario("baseline"), question(toy, "sector_jobs"))
    data = toy.run("baseline", mix()).dataset["sector_jobs"]
    np.testing.assert_allclose(found["reference"][0], data.sel(scenario="baseline"), rtol=1e-12)
    np.testing.assert_allclose(found["scenario"][0], data.sel(scenario="mix"), rtol=1e-12)


def test_four_levers_by_brute_force_over_scenario_files(toy: Model) -> None:
    """All 24 orders, each coalition a scenario of its own that is run as a user would run it."""
    written = []
    for code in range(16):
        chosen = {path: FOUR[path] for number, path in enumerate(PATHS) if code >> number & 1}
        written.append(Scenario(f"s{code}", settings=chosen, extends="baseline"))
    jobs = toy.run(*written).dataset["sector_jobs"].sel(year=2030)
    worth = jobs.sel(scenario=[item.name for item in written]).values
    found = toy.attribute("sector_jobs", mix(), 2030, by="path").table()
    np.testing.assert_allclose(found["shapley"][list(PATHS)], by_permutations(worth), atol=1e-9)
    np.testing.assert_allclose(found["alone"][list(PATHS)], worth[[1, 2, 4, 8]] - worth[0], atol=1e-9)
    np.testing.assert_allclose(found["last"][list(PATHS)], worth[15] - worth[[14, 13, 11, 7]], atol=1e-9)


def test_sampled_is_near_the_exact_value(toy: Model) -> None:
    exactly = toy.attribute(["sector_jobs", "value_added"], mix(), by="path").dataset.sel(year=2030)
    drawn = toy.attribute(["sector_jobs", "value_added"], mix(), by="path", permutations=200, seed=1)
    split = drawn.dataset.sel(year=2030)
    assert split.attrs["method"] == "sampled"
    off = abs(split["shapley"] - exactly["shapley"])
    assert bool((off <= 3.0 * split["standard_error"] + 1e-9).all())
    assert float(off.max()) > 0.0  # drawn indeed
    gap = split["shapley"].sum("part") - split["difference"]
    assert float(abs(gap).max()) < 1e-9 * float(abs(split["difference"]).max())


def test_a_lever_that_does_nothing_gets_nothing(toy: Model) -> None:
    idle = {"policy.mill.modernisation_grant": "10 %"}  # nothing is rebuilt there
    found = toy.attribute("sector_jobs", mix(**idle), 2030, by="path").table()
    row = found.loc["policy.mill.modernisation_grant"]
    assert [row["shapley"], row["alone"], row["last"]] == [0.0, 0.0, 0.0]
    assert found["shapley"].abs().max() > 1.0


def test_a_player_that_is_there_twice_shares_with_itself(toy: Model) -> None:
    """The same path under two names: with either or both of them the run is that of the scenario, so each gets half."""
    first, second = (resolve(toy.pack, Design((toy.scenario(name),))) for name in ("baseline", mix()))
    item = toy.pack.parameters["policy.shirts.procurement_local_content"]
    cell = Cell(item.field.name, item.position)
    game = Game(first, second, [[cell], [cell]], None, tuple(question(toy, "sector_jobs")))
    worth = game.worth(all_coalitions(2))[:, 0, -1, 0]
    value = exact(worth).value
    assert value[0] == pytest.approx(value[1], abs=1e-9)
    assert value.sum() == pytest.approx(worth[1] - worth[0])
    assert value[0] > 1.0


def test_groups_are_sums_of_what_they_hold_and_named(toy: Model) -> None:
    scenario = toy.scenario("more_capacity")
    wanted = question(toy, "sector_jobs")
    levers = attribute(toy.pack, scenario, toy.scenario("baseline"), wanted, by="lever")
    assert levers["part"].values.tolist() == ["project_realisation", "modernisation_rate", "modernisation_grant"]
    assert levers["paths"].values[0].split() == [f"process.{p}.project_realisation" for p in ("mill", "loom", "tailor")]
    places = attribute(toy.pack, scenario, toy.scenario("baseline"), wanted, by="place")
    assert places["part"].values.tolist() == ["mill", "loom", "tailor"]
    parents = attribute(toy.pack, scenario, toy.scenario("baseline"), wanted, by="parent")
    assert parents["part"].values.tolist() == ["more_capacity"]
    assert float(parents["shapley"][0, -1, 0]) == pytest.approx(float(parents["difference"][0, -1]))


def test_two_scenarios_in_general_and_back(toy: Model) -> None:
    there = toy.attribute("sector_jobs", "more_capacity", 2030, reference="more_demand", by="path").table()
    back = toy.attribute("sector_jobs", "more_demand", 2030, reference="more_capacity", by="path").table()
    np.testing.assert_allclose(there["shapley"].sort_index(), -back["shapley"].sort_index(), atol=1e-9)
    assert len(there) == 7


def test_rationing_is_a_part_like_any_other(toy: Model) -> None:
    plain = Scenario("plain", settings=FOUR, extends="baseline")
    ruled = Scenario("ruled", settings=FOUR, extends="baseline", rationing="exporters_first")
    split = toy.attribute(Indicator("exports", None, {"commodity": "fibre"}), ruled, 2030, by="path")
    assert split.table().index.tolist().count("rationing") == 1
    only = toy.attribute("processing_depth", ruled, 2030, reference=plain, by="path")
    assert only.dataset["part"].values.tolist() == ["rationing"]
    whole = toy.run(plain, ruled).dataset["processing_depth"].sel(year=2030)
    gain = float(whole.sel(scenario="ruled") - whole.sel(scenario="plain"))
    assert float(only.table()["shapley"].iloc[0]) == pytest.approx(gain, abs=1e-12)
    assert gain < -0.1


def test_with_draws_every_draw_adds_up_and_is_that_of_runs(toy: Model) -> None:
    found = toy.attribute("sector_jobs", mix(), 2030, by="path", samples=30, seed=3)
    data = found.dataset
    assert data["shapley"].dims == ("sample", "indicator", "year", "part")
    gap = abs(data["shapley"].sum("part") - data["difference"])
    assert float(gap.max()) < 1e-9 * float(abs(data["scenario"]).max())
    runs = toy.run("baseline", mix(), samples=30, seed=3).dataset["sector_jobs"].sel(year=2030)
    for end, name in (("reference", "baseline"), ("scenario", "mix")):
        np.testing.assert_allclose(data[end].sel(year=2030)[:, 0], runs.sel(scenario=name), rtol=1e-12)
    one = {path: values[:, 4:5] for path, values in draw(toy.pack, 30, 3).items()}
    first, second = (resolve(toy.pack, Design((toy.scenario(name),), one, 1)) for name in ("baseline", mix()))
    cells = [[Cell(toy.pack.parameters[path].field.name, toy.pack.parameters[path].position)] for path in PATHS]
    game = Game(first, second, cells, None, tuple(question(toy, "sector_jobs")))
    worth = game.worth(all_coalitions(4))[:, 0, -1, 0]
    np.testing.assert_allclose(data["shapley"].sel(year=2030)[4, 0], by_permutations(worth), atol=1e-9)
    table = found.table()
    assert table["shapley"].sum() == pytest.approx(float(data["difference"].sel(year=2030).mean()), abs=1e-9)
    assert (table["low"] <= table["high"]).all()
    assert table["high"].max() > table["low"].max()
    assert "30" in found.method()


def test_more_runs_than_can_be_made_are_refused(toy: Model) -> None:
    with pytest.raises(InputError, match="draws of 16 runs"):
        toy.attribute("sector_jobs", mix(), by="path", samples=30_000)


def test_nothing_different_is_nothing_to_split(toy: Model) -> None:
    assert toy.attribute("sector_jobs", "baseline", permutations=4, samples=3).table().empty
    found = toy.attribute("sector_jobs", "baseline")
    assert found.dataset.sizes["part"] == 0
    assert found.table().empty
    assert found.method() == "The scenarios set nothing differently."
    assert found.method() in found.text()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_in_words(toy: Model, language: str) -> None:
    found = toy.attribute(["sector_jobs", Indicator("jobs_direct", None, {"process": "tailor"})], mix())
    text = found.text(language)
    assert text.startswith(found.title(language))
    assert "policy" not in text
    assert len(found.shown_table(language)) == 5
    label = "jobs_direct[tailor]"
    assert "[" not in found.indicator_name(language, label)
    assert found.facts()["indicators"][label]["difference"] == float(found.chosen(label)["difference"])
    assert found._repr_html_().count("<table") == 2


def test_wrong_calls_are_refused_all_at_once(toy: Model) -> None:
    with pytest.raises(InputError) as caught:
        toy.attribute(["sector_job", "production"], "more_demand", 1999, by="levr", permutations=3, seed=-1)  # type: ignore[arg-type]
    codes = sorted(item.code for item in caught.value.problems)
    assert codes == ["choice", "members", "range", "range", "unknown-variable", "unknown-year"]
    with pytest.raises(InputError, match="at least one"):
        toy.attribute([], "more_demand")
    found = toy.attribute("sector_jobs", "more_demand")
    with pytest.raises(InputError, match="indicators of the attribution"):
        found.table("jobs")
    with pytest.raises(InputError, match="a year from"):
        found.table(year=1999)
