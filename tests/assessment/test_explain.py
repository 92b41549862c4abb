"""Explanations: terms add up, and exactly those rows are listed that move the number."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from ioscenario.assessment.asked import asked
from ioscenario.assessment.explain import Explanation
from ioscenario.assessment.explain_rows import sensitivities
from ioscenario.assessment.explain_terms import Factor, Name, Term, Traced
from ioscenario.assessment.explain_tree import MADE_OF, tree
from ioscenario.assessment.variants import Cell
from ioscenario.labelled import labels
from ioscenario.model import Model, load
from ioscenario.outputs import VARIABLE, VARIABLES
from ioscenario.parameters import FIELD
from ioscenario.problems import InputError
from ioscenario.reads import fields_behind
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.simulation import simulate
from ioscenario.simulation.simulate import reported

WEAVING = {"process": "weaving"}


@pytest.fixture(scope="module")
def toy() -> Model:
    return load("toy-chain")


@pytest.fixture(scope="module")
def flagship() -> Model:
    return load("kazakhstan-cotton")


@pytest.fixture(scope="module")
def told(flagship: Model) -> Explanation:
    return flagship.explain("jobs_direct", "demand", 2035, WEAVING, samples=20, seed=1)


def questions(model: Model) -> list[tuple[str, dict[str, str]]]:
    """Every variable at every member, of sectors at a few; as a whole where members add up."""
    found = []
    for item in VARIABLES:
        if item.name == "bottleneck":
            continue
        known = {dim: names[:8] for dim, names in labels(model.pack).items()}
        every = product(*(known[dim] for dim in item.dims))
        found += [(item.name, dict(zip(item.dims, members, strict=True))) for members in every]
        if item.sums and "own" not in item.unit and " or " not in item.unit:
            found.append((item.name, {}))
    return found


def traced(model: Model, scenario: str, place: int) -> Traced:
    inputs = resolve(model.pack, Design((model.scenario(scenario),)))
    return Traced(model.pack, reported(inputs), inputs.values, place)


# ------------------------------------------------------------------------------- the tree


@pytest.mark.parametrize(("pack", "scenario"), [("toy", "more_demand"), ("flagship", "comprehensive")])
def test_every_variable_is_a_tree_that_adds_up(pack: str, scenario: str, request: pytest.FixtureRequest) -> None:
    model: Model = request.getfixturevalue(pack)
    arrays = simulate(resolve(model.pack, Design((model.scenario(scenario),))))
    deep = set()
    for place in (0, 1):
        run = traced(model, scenario, place)
        for name, where in questions(model):
            item = asked(model.pack, name, where)
            assert item is not None
            found = tree(run, item)
            gaps = [(term.name, term.gap) for term in found.whole if term.gap > 1e-9]
            assert not gaps, (name, where)
            np.testing.assert_allclose(found.value, item.of(arrays[name])[place, 0], rtol=1e-12, equal_nan=True)
            if any(term.terms or term.factors for term in found.whole):
                deep.add(name)
    crop = {"harvest", "water", "drip_area", "farm_income"}
    if pack == "flagship":
        assert set(MADE_OF) <= deep
    else:  # a chain without a crop and an economy around it
        assert set(MADE_OF) - deep <= crop | {"stock_change", "product_taxes"}


def test_a_tree_that_does_not_add_up_is_seen() -> None:
    one = Term(Name("part", "made"), 1.0, "t")
    assert Term(Name("part", "made"), 2.0, "t", (one, one)).adds_up
    assert not Term(Name("part", "made"), 2.1, "t", (one, one)).adds_up
    half = Factor(Name("part", "use"), 0.5, "1", complement=True)
    assert Term(Name("part", "made"), 0.5, "t", (), (half,)).adds_up
    assert not Term(Name("part", "made"), 0.6, "t", (), (half,)).adds_up


def test_jobs_of_a_stage_by_hand(flagship: Model, told: Explanation) -> None:
    """``l ((1 - f) Q + f K u)`` from the results and the parameter table."""
    data = flagship.run("demand").dataset.sel(scenario="demand", year=2035, process="weaving")
    value = {path: item.at(2035) for path, item in flagship.pack.parameters.items()}
    by_hand = 0.0
    for technology in ("existing", "modern"):
        labour = value[f"process.weaving.{technology}.labour"]
        tied = value["process.weaving.fixed_labour_share"]
        made = float(data["activity"].sel(technology=technology))
        plant = float(data["capacity"].sel(technology=technology)) * value["process.weaving.utilisation_max"]
        by_hand += labour * ((1 - tied) * made + tied * plant)
    assert told.value == pytest.approx(by_hand, rel=1e-12)
    paths = {factor.name.id for term in told.tree.whole for factor in term.factors if factor.name.kind == "path"}
    assert {"process.weaving.existing.labour", "process.weaving.fixed_labour_share"} <= paths


def test_number_and_limits_are_those_of_the_results(flagship: Model, told: Explanation) -> None:
    data = flagship.run("demand").dataset.sel(scenario="demand", year=2035)
    assert told.value == float(data["jobs_direct"].sel(process="weaving").sum())
    meanings = data["bottleneck"].attrs["flag_meanings"].split()
    codes = data["bottleneck"].to_series()
    assert told.limits == {process: meanings[code] for process, code in codes.items()}


# -------------------------------------------------------------------------------- the rows


def independent(model: Model, scenario: str, name: str, place: int, step: float) -> dict[str, bool]:
    """Whether each path moves the number, by other means: draws for the whole path, operations for later years."""
    pack, years = model.pack, model.pack.structure.years
    flat = model.scenario(scenario)
    inputs = resolve(pack, Design((flat,)))
    moved: dict[str, bool] = {}
    flats, names = [flat], [""]
    for path, item in pack.parameters.items():
        values = Cell(item.field.name, item.position).of(inputs)[1:, 0]
        nothing = 1e-6 if item.unit.startswith("million") else 1.0
        size = 1.0 if item.field.kind == "count" else step * (np.abs(values).max() or nothing)
        for sign in (1.0, -1.0):
            low, high = item.field.bounds
            if (values + sign * size >= low).all() and (values + sign * size <= high).all():
                more = Operation(path, "plus", (), (sign * size,), years[1], None, "here")
                flats.append(replace(flat, operations=(*flat.operations, more)))
                names.append(path)
    array = simulate(resolve(pack, Design(tuple(flats), counterfactual=True)), [name])[name]
    item_asked = asked(pack, name, None)
    assert item_asked is not None
    numbers = np.broadcast_to(item_asked.of(array)[place], (len(flats),))
    changes = np.abs(numbers - numbers[0]) > 1e-11 * abs(numbers[0])
    for path, change in zip(names[1:], changes[1:], strict=True):
        moved[path] = moved.get(path, False) or bool(change)
    return moved


@pytest.mark.parametrize("name", ["sector_jobs", "value_added", "public_revenue", "processing_depth"])
def test_rows_listed_move_the_number_and_those_left_out_do_not(toy: Model, name: str) -> None:
    place = len(toy.pack.structure.years) - 1
    inputs = resolve(toy.pack, Design((toy.scenario("more_demand"),)))
    item = asked(toy.pack, name, None)
    assert item is not None
    _, found = sensitivities(toy.pack, inputs, item, place)
    later = {
        one.path for one in found if max(abs(np.nan_to_num(one.effects[w])) for w in ("later_up", "later_down")) > 0
    }
    moved = {path for path, moves in independent(toy, "more_demand", name, place, 0.004).items() if moves}
    assert moved == later
    behind = fields_behind(name)
    assert {toy.pack.parameters[path].field.name for path in moved | {one.path for one in found}} <= behind
    assert len(found) > 5


def test_rows_of_the_whole_path_against_draws(toy: Model) -> None:
    """Draws replace the pack's value in all years; a tenth of the step of the explanation."""
    pack, place = toy.pack, len(toy.pack.structure.years) - 1
    flat, name = toy.scenario("baseline"), "sector_jobs"
    paths = [path for path, item in pack.parameters.items() if item.field.kind != "count"]
    draws, samples = {}, 1 + len(paths)
    for number, path in enumerate(paths, start=1):
        item = pack.parameters[path]
        values = np.repeat(np.array(item.values)[:, None], samples, axis=1)
        up = values[:, number] * 1.001
        values[:, number] = np.where(up <= item.field.bounds[1], up, values[:, number] * 0.999)
        draws[path] = values
    array = simulate(resolve(pack, Design((flat,), draws, samples)), [name])[name][place]
    moved = {path for path, value in zip(paths, array[1:], strict=True) if abs(value - array[0]) > 1e-11 * array[0]}
    jobs = asked(pack, name, None)
    assert jobs is not None
    _, found = sensitivities(pack, resolve(pack, Design((flat,))), jobs, place)
    relative = {one.path for one in found if max(abs(np.nan_to_num(one.effects[w])) for w in ("up", "down")) > 0}
    zero = {path for path in relative if not any(pack.parameters[path].values)}  # no share of nothing can be drawn
    counts = {path for path in relative if pack.parameters[path].field.kind == "count"}
    assert moved == relative - zero - counts


def test_rows_of_the_flagship_stay_within_the_closure(flagship: Model, told: Explanation) -> None:
    fields = {flagship.pack.parameters[path].field.name for path in told.parameters.index}
    assert fields <= fields_behind("jobs_direct")
    assert "discount_rate" not in fields_behind("jobs_direct")
    assert "discount_rate" in FIELD


def test_values_grades_and_sources_are_those_of_the_parameter_table(flagship: Model, told: Explanation) -> None:
    frame = flagship.parameters
    frame = frame[frame["year"].isna() | (frame["year"] >= flagship.pack.structure.base_year)]
    for path, row in told.parameters.iterrows():
        rows = frame[frame["path"] == path]
        if rows.empty:
            assert not row["given"], path
            continue
        assert row["grade"] == max(rows["grade"]), path
        ids = {name for cell in rows["source"] for name in cell.split(";")}
        assert set(row["sources"].split(";")) == ids, path
        if not row["set_by"] and len(rows) == 1:
            assert row["value"] == pytest.approx(float(rows["value"].iloc[0])), path
    assert told.parameters["effect"].abs().max() > 0


def test_what_the_scenario_sets_says_where_and_has_its_value(flagship: Model) -> None:
    found = flagship.explain("sector_jobs", "demand", 2035)
    path = "policy.garments.market_access"
    row = found.parameters.loc[path]
    flat = flagship.scenario("demand")
    operation = next(item for item in flat.operations if item.path == path)
    assert operation.where in row["set_by"]
    assert row["value"] > row["low"] or row["value"] != flagship.pack.parameters[path].at(2035)


def test_effects_are_signed_differences(toy: Model) -> None:
    """More jobs per shirt is as many more jobs when nothing else moves with it: half a per cent, by hand."""
    found = toy.explain("jobs_direct", "baseline", 2026, {"process": "mill"})
    row = found.parameters.loc["process.mill.existing.labour"]
    assert row["effect"] == pytest.approx(0.01 * found.value, rel=0.02)
    assert row["up"] == pytest.approx(-row["down"], rel=1e-6)
    assert row["elasticity"] == pytest.approx(row["effect"] / found.value * 100, rel=1e-9)
    order = found.parameters[["up", "down", "later_up", "later_down"]].abs().max(axis=1)
    assert order.is_monotonic_decreasing


def test_derivations_come_with_their_numbers(flagship: Model) -> None:
    found = flagship.explain("sector_jobs", year=2025)
    derived = found.parameters[found.parameters["derivation"] != ""]
    assert len(derived) > 0
    for path, row in derived.iterrows():
        item = flagship.pack.parameters[str(path)]
        first, *middle, right = row["worked"].split(" = ")
        assert first == item.derivation == row["derivation"]
        left = middle[0] if middle else str(flagship.pack.facts[first])
        assert eval(left) == pytest.approx(float(right.split()[0]), rel=1e-4)


# -------------------------------------------------------------------------- words and calls


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_text_has_the_number_the_terms_and_the_rows(told: Explanation, language: str) -> None:
    text = told.text(language)
    assert text.splitlines()[0] == told.title(language)
    assert "process.weaving.utilisation_max" in text
    assert "{" not in text
    assert "https://" in text
    assert len(told.table(language)) == len(list(told.tree.whole))


def test_interval_is_that_of_the_draws(flagship: Model, told: Explanation) -> None:
    data = flagship.run("demand", samples=20, seed=1).dataset
    draws = data["jobs_direct"].sel(scenario="demand", year=2035, process="weaving").sum("technology")
    assert told.interval == pytest.approx(np.quantile(draws, [0.05, 0.5, 0.95]))


def test_explanation_is_shown_in_notebooks_and_given_to_programs(told: Explanation) -> None:
    assert "<table" in told._repr_html_()
    facts = told.facts()
    assert facts["terms"]["value"] == told.value
    assert isinstance(facts["parameters"], pd.DataFrame)
    assert told.formula == VARIABLE["jobs_direct"].formula


def test_wrong_calls_are_refused_all_at_once(toy: Model) -> None:
    with pytest.raises(InputError) as caught:
        toy.explain("jobs_dirct", year=1999, samples=0)
    assert {item.code for item in caught.value.problems} == {"unknown-variable", "unknown-year", "range"}
    with pytest.raises(InputError) as caught:
        toy.explain("jobs_direct", where={"proces": "mill", "technology": "mordern"})
    assert {item.nearest for item in caught.value.problems} == {"process", "modern"}
    for name, where in (("production", {}), ("unit_cost", {"process": "mill"}), ("bridge", {}), ("bottleneck", {})):
        with pytest.raises(InputError):
            toy.explain(name, where=where)


def test_a_number_that_is_not_defined_is_refused(toy: Model) -> None:
    with pytest.raises(InputError, match="no-value"):
        toy.explain("product_taxes")
