"""Sweep files: what they mean, and how mistakes in them are reported."""
# ruff: noqa: E501 - a table of mistakes, a line each

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioscenario as ios
from ioscenario.explore.sweepfile import Plan, read_sweep
from ioscenario.outputs import VARIABLES
from ioscenario.problems import InputError, Problem
from ioscenario.scenario.resolve import Design, resolve
from ioscenario.scenario.written import Scenario

MODEL = ios.load("toy-chain")
GRANT = "policy.mill.capex_grant"
PRICES = "market.fibre.price, market.thread.price, market.cloth.price"


def read(text: str, folder: Path) -> Plan:
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    return read_sweep(path, MODEL.pack, MODEL.library)


# --------------------------------------------------------------------------- meaning


def test_grid(tmp_path: Path) -> None:
    plan = read(
        f"""
name: grants
scenarios: [more_demand, baseline]
levers:
  {GRANT}: [0 %, 25 %, {{2030: 50 %}}]
  process.mill.modernisation_rate: {{from: 0 %, to: 20 %, steps: 3}}
""",
        tmp_path,
    )
    names = [point.flat.name for point in plan.points]
    assert len(names) == len(set(names)) == 1 + 2 * 3 * 3
    assert names[:3] == ["baseline", "more_demand__1_1", "more_demand__1_2"]
    point = plan.points[2]
    assert point.parent == "more_demand"
    assert [item.written for item in point.settings] == ["0 %", "10 %"]
    assert point.settings[1].operation.values == (0.1,)
    # on top of the scenario, so that it wins over what the scenario sets
    assert [item.path for item in point.flat.operations[-2:]] == [GRANT, "process.mill.modernisation_rate"]
    assert point.flat.operations[:-2] == MODEL.scenario("more_demand").operations
    assert [lever.numeric for lever in plan.levers] == [False, True]
    assert (plan.samples, plan.sampled, plan.seed) == (1, False, 0)
    assert plan.keep.variables == tuple(item.name for item in VARIABLES)


@pytest.mark.parametrize(
    ("written", "kind", "values", "years"),
    [
        ("[10 %, 0.2]", "set", [0.1, 0.2], (2026, None)),
        ("{values: [10 %, 20 %], from: 2027}", "set", [0.1, 0.2], (2027, None)),
        ("{values: {from: 0 %, to: 30 %, steps: 4}, from: 2027, to: 2029}", "set", [0, 0.1, 0.2, 0.3], (2027, 2029)),
        ("{times: [0.5, 2]}", "times", [0.5, 2.0], (2026, None)),
        ("{plus: {from: 0 %, to: 5 %, steps: 2}, from: 2028}", "plus", [0.0, 0.05], (2028, None)),
        ("[{from: 2027, to: 2028, value: 5 %}]", "set", [0.05], (2027, 2028)),
    ],
)
def test_forms_of_a_lever(
    written: str, kind: str, values: list[float], years: tuple[int, int | None], tmp_path: Path
) -> None:
    (lever,) = read(f"name: x\nlevers: {{{GRANT}: {written}}}", tmp_path).levers
    operations = [item.operation for item in lever.settings]
    assert [item.values[0] for item in operations] == values
    assert {item.kind for item in operations} == {kind}
    assert {(item.start, item.end) for item in operations} == {years}


@pytest.mark.parametrize(
    ("design", "samples"),
    [
        ("{kind: latin_hypercube, samples: 30}", 30),
        ("{kind: sobol, samples: 16}", 16 * 5),
        ("{kind: morris, trajectories: 10}", 40),
        ("{kind: one_at_a_time}", 7),
        ("{kind: factorial, levels: 3}", 27),
        ("{kind: factorial}", 8),
    ],
)
def test_designs(design: str, samples: int, tmp_path: Path) -> None:
    plan = read(f"name: x\nuncertain: [{PRICES}]\ndesign: {design}", tmp_path)
    assert plan.samples == samples
    assert plan.design().size == samples
    assert plan.design().positions(0, samples).shape == (3, samples)


def test_uncertain_paths(tmp_path: Path) -> None:
    free = {path for path, item in MODEL.pack.parameters.items() if item.role == "uncertain" and item.ranged}
    text = "name: x\ndesign: {kind: latin_hypercube, samples: 3}\n"
    assert set(read(text, tmp_path).uncertain) == free
    assert set(read(text + "uncertain: all", tmp_path).uncertain) == free
    some = read(text + f'uncertain: ["market.*.price", {GRANT}]', tmp_path).uncertain
    assert some[-1] == GRANT  # a lever, asked for by its path
    assert all(path.startswith("market.") and path.endswith(".price") for path in some[:-1])
    assert read("name: x", tmp_path).uncertain == ()


def test_keep(tmp_path: Path) -> None:
    plan = read(
        "name: x\ndesign: {kind: latin_hypercube, samples: 3}\nkeep:\n  variables: [jobs, exports]\n"
        "  years: [2030, 2025]\n  quantiles: [95 %, 0.05]\n  runs: false",
        tmp_path,
    )
    assert plan.keep.variables == ("exports", "jobs")  # in the order of the results
    assert plan.keep.years == (2025, 2030)
    assert plan.keep.quantiles == (0.05, 0.95)
    assert not plan.keep.runs


def test_scenario_files_and_objects(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"name: mine\nextends: baseline\nset: {{{GRANT}: 10 %}}", encoding="utf-8")
    assert [flat.name for flat in read("name: x\nscenarios: [mine.yaml]", tmp_path).parents] == ["mine"]
    made = Scenario("made", extends="baseline", settings={GRANT: "10 %"})
    plan = read_sweep({"name": "x", "scenarios": [made, "more_demand"]}, MODEL.pack)
    assert [flat.name for flat in plan.parents] == ["made", "more_demand"]
    assert [point.flat.name for point in plan.points] == ["baseline", "made", "more_demand"]


def test_mapping_and_file_are_the_same_sweep(tmp_path: Path) -> None:
    text = f"name: x\nlevers: {{{GRANT}: [0 %, 10 %]}}\ndesign: {{kind: sobol, samples: 8}}\nuncertain: [{PRICES}]"
    mapping = {
        "name": "x",
        "levers": {GRANT: [0, 0.1]},
        "design": {"kind": "sobol", "samples": 8},
        "uncertain": PRICES.split(", "),
    }
    first, second = read(text, tmp_path), read_sweep(mapping, MODEL.pack)
    assert first.hash == second.hash
    assert [point.flat.hash for point in first.points] == [point.flat.hash for point in second.points]


def test_every_point_resolves(tmp_path: Path) -> None:
    plan = read(f"name: x\nscenarios: all\nlevers: {{{GRANT}: [0 %, 10 %]}}", tmp_path)
    inputs = resolve(MODEL.pack, Design(tuple(point.flat for point in plan.points)))
    assert inputs.runs == 1 + 3 * 2


# -------------------------------------------------------------------------- mistakes

HEAD = "name: x\n"
DRAWN = f"{HEAD}uncertain: [{PRICES}]\n"
CUBE = f"{DRAWN}design: {{kind: latin_hypercube, samples: 20}}\n"

#: (wrong text, line, key, code, nearest, mended text)
MISTAKES: list[tuple[str, int | None, str, str, str | None, str]] = [
    ("scenarios: [baseline]", 1, "name", "missing-key", None, f"{HEAD}scenarios: [baseline]"),
    ("name: My sweep", 1, "name", "id", None, "name: my_sweep"),
    (f"{HEAD}levrs: {{}}", 2, "levrs", "unknown-key", "levers", HEAD),
    (f"{HEAD}note: ''", 2, "note", "text", None, f"{HEAD}note: why"),
    (f"{HEAD}scenarios: [more_demnd]", 2, "scenarios", "unknown-scenario", "more_demand", f"{HEAD}scenarios: [more_demand]"),
    (f"{HEAD}scenarios: [baseline, baseline]", 2, "scenarios", "duplicate", None, f"{HEAD}scenarios: [baseline]"),
    (f"{HEAD}scenarios: {{a: b}}", 2, "scenarios", "value", None, f"{HEAD}scenarios: all"),
    (f"{HEAD}levers: 3", 2, "levers", "levers", None, f"{HEAD}levers: {{{GRANT}: [0 %]}}"),
    (f"{HEAD}levers:\n  policy.mill.capex_grnt: [0 %]", 3, "policy.mill.capex_grnt", "unknown-path", GRANT, f"{HEAD}levers:\n  {GRANT}: [0 %]"),
    (f"{HEAD}levers:\n  {GRANT}:\n    - 0 %\n    - 15", 5, GRANT, "share", None, f"{HEAD}levers:\n  {GRANT}:\n    - 0 %\n    - 15 %"),
    (f"{HEAD}levers: {{{GRANT}: 20 %}}", 2, GRANT, "lever", None, f"{HEAD}levers: {{{GRANT}: [20 %]}}"),
    (f"{HEAD}levers: {{{GRANT}: []}}", 2, GRANT, "empty", None, f"{HEAD}levers: {{{GRANT}: [0 %]}}"),
    (f"{HEAD}levers: {{{GRANT}: [10 %, 0.1]}}", 2, GRANT, "duplicate", None, f"{HEAD}levers: {{{GRANT}: [10 %, 0.2]}}"),
    (f"{HEAD}levers: {{{GRANT}: {{from: 0 %, to: 30 %, steps: 1}}}}", 2, f"{GRANT}.steps", "range", None, f"{HEAD}levers: {{{GRANT}: {{from: 0 %, to: 30 %, steps: 2}}}}"),
    (f"{HEAD}levers: {{{GRANT}: {{from: 0 %, steps: 3}}}}", 2, f"{GRANT}.to", "missing-key", None, f"{HEAD}levers: {{{GRANT}: {{from: 0 %, to: 30 %, steps: 3}}}}"),
    (f"{HEAD}levers: {{{GRANT}: {{from: 0 %, to: 30 %, steps: 3, stop: 2030}}}}", 2, f"{GRANT}.stop", "unknown-key", "to", f"{HEAD}levers: {{{GRANT}: {{values: {{from: 0 %, to: 30 %, steps: 3}}, from: 2027, to: 2030}}}}"),
    (f"{HEAD}levers: {{{GRANT}: {{values: [0 %, 10 %], from: 2025}}}}", 2, f"{GRANT}.from", "year", None, f"{HEAD}levers: {{{GRANT}: {{values: [0 %, 10 %], from: 2026}}}}"),
    (f"{HEAD}levers: {{{GRANT}: {{values: [0 %], times: [1]}}}}", 2, GRANT, "lever", None, f"{HEAD}levers: {{{GRANT}: {{plus: [5 %, 10 %]}}}}"),
    (f"{HEAD}levers: {{{GRANT}: {{values: 5 %}}}}", 2, f"{GRANT}.values", "lever", None, f"{HEAD}levers: {{{GRANT}: {{values: [5 %]}}}}"),
    (f"{HEAD}levers: {{{GRANT}: [110 %]}}", 2, GRANT, "range", None, f"{HEAD}levers: {{{GRANT}: [100 %]}}"),
    (f"{HEAD}levers:\n  process.mill.gestation: {{from: 1, to: 2, steps: 3}}", 3, "process.mill.gestation", "whole-number", None, f"{HEAD}levers:\n  process.mill.gestation: {{from: 1, to: 3, steps: 3}}"),
    (DRAWN, 1, "design", "missing-key", None, CUBE),
    (f"{DRAWN}design: sobol", 3, "design", "design", None, f"{DRAWN}design: {{kind: one_at_a_time}}"),
    (f"{DRAWN}design: {{samples: 9}}", 3, "design.kind", "missing-key", None, f"{DRAWN}design: {{kind: latin_hypercube, samples: 9}}"),
    (f"{DRAWN}design:\n  kind: latin_hypercub\n  samples: 9", 4, "design.kind", "choice", "latin_hypercube", f"{DRAWN}design:\n  kind: latin_hypercube\n  samples: 9"),
    (f"{DRAWN}design: {{kind: latin_hypercube}}", 3, "design.samples", "missing-key", None, CUBE),
    (f"{DRAWN}design: {{kind: latin_hypercube, samples: 1.5}}", 3, "design.samples", "range", None, CUBE),
    (f"{DRAWN}design: {{kind: sobol, samples: 100}}", 3, "design.samples", "power-of-two", None, f"{DRAWN}design: {{kind: sobol, samples: 128}}"),
    (f"{DRAWN}design: {{kind: morris, trajectories: 4, levels: 5}}", 3, "design.levels", "even", None, f"{DRAWN}design: {{kind: morris, trajectories: 4, levels: 6}}"),
    (f"{DRAWN}design: {{kind: one_at_a_time, samples: 5}}", 3, "design.samples", "unknown-key", None, f"{DRAWN}design: {{kind: one_at_a_time}}"),
    (f"{HEAD}uncertain: all\ndesign: {{kind: factorial, levels: 3}}", 3, "design", "too-large", None, f"{DRAWN}design: {{kind: factorial, levels: 3}}"),
    (f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: [market.fibre.prce]", 3, "uncertain", "unknown-path", "market.fibre.price", f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: [market.fibre.price]"),
    (f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: ['markt.*']", 3, "uncertain", "unknown-path", None, f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: ['market.*']"),
    (f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: [market.fibre.mass]", 3, "uncertain", "no-range", "market.fibre.supply", f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: [market.fibre.price]"),
    (f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: []", 3, "uncertain", "value", None, f"{HEAD}design: {{kind: one_at_a_time}}\nuncertain: all"),
    (f"{CUBE}correlations: [{{paths: [market.fibre.price], rank: 0.5}}]", 4, "correlations.paths", "value", None, f"{CUBE}correlations: [{{paths: [market.fibre.price, market.cloth.price], rank: 0.5}}]"),
    (f"{CUBE}correlations: [{{paths: [market.fibre.price, market.shirts.price], rank: 0.5}}]", 4, "correlations.paths", "unknown-path", "market.fibre.price", f"{CUBE}correlations: [{{paths: [market.fibre.price, market.cloth.price], rank: -0.5}}]"),
    (f"{CUBE}correlations:\n  - paths: [market.fibre.price, market.cloth.price]\n    rank: 1.2", 6, "correlations.rank", "range", None, f"{CUBE}correlations:\n  - paths: [market.fibre.price, market.cloth.price]\n    rank: 0.9"),
    (f"{CUBE}correlations: [{{paths: [market.fibre.price, market.cloth.price]}}]", 4, "correlations.rank", "missing-key", None, f"{CUBE}correlations: [{{paths: [market.fibre.price, market.cloth.price], rank: 0}}]"),
    (f"{DRAWN}design: {{kind: sobol, samples: 8}}\ncorrelations: [{{paths: [market.fibre.price, market.cloth.price], rank: 0.1}}]", 4, "correlations", "design", None, f"{DRAWN}design: {{kind: sobol, samples: 8}}"),
    (f"{CUBE}correlations:\n - {{paths: [market.fibre.price, market.cloth.price], rank: 0.9}}\n - {{paths: [market.cloth.price, market.thread.price], rank: 0.9}}", 5, "correlations", "correlations", None, f"{CUBE}correlations:\n - {{paths: [market.fibre.price, market.cloth.price], rank: 0.9}}\n - {{paths: [market.cloth.price, market.thread.price], rank: 0.1}}"),
    (f"{HEAD}seed: -1", 2, "seed", "range", None, f"{HEAD}seed: 0"),
    (f"{HEAD}chunk: 0", 2, "chunk", "range", None, f"{HEAD}chunk: 100"),
    (f"{HEAD}keep: jobs", 2, "keep", "keep", None, f"{HEAD}keep: {{variables: jobs}}"),
    (f"{HEAD}keep: {{variables: [jbs]}}", 2, "keep.variables", "unknown-variable", "jobs", f"{HEAD}keep: {{variables: [jobs]}}"),
    (f"{HEAD}keep: {{variable: [jobs]}}", 2, "keep.variable", "unknown-key", "variables", f"{HEAD}keep: {{variables: [jobs]}}"),
    (f"{HEAD}keep: {{variables: [jobs], full: true}}", 2, "keep.full", "keep", None, f"{HEAD}keep: {{full: true}}"),
    (f"{HEAD}keep: {{full: perhaps}}", 2, "keep.full", "value", None, f"{HEAD}keep: {{full: true}}"),
    (f"{HEAD}keep: {{years: [2040]}}", 2, "keep.years", "year", None, f"{HEAD}keep: {{years: [2030]}}"),
    (f"{CUBE}keep: {{quantiles: [5 %, 120 %]}}", 4, "keep.quantiles", "range", None, f"{CUBE}keep: {{quantiles: [5 %, 20 %]}}"),
    (f"{HEAD}keep: {{quantiles: [5 %]}}", 2, "keep.quantiles", "keep", None, f"{CUBE}keep: {{quantiles: [5 %]}}"),
    (f"{CUBE}keep: {{runs: false}}", 4, "keep.runs", "keep", None, f"{CUBE}keep: {{runs: false, quantiles: [50 %]}}"),
    (f"{HEAD}name: y", 2, "name", "duplicate-key", None, HEAD),
    (f"{HEAD}seed: &a 1", 2, "", "anchor", None, f"{HEAD}seed: 1"),
    (f"{HEAD}seed: 1e3", 2, "", "number", None, f"{HEAD}seed: 1000"),
    ("- x", 1, "sweep", "sweep", None, HEAD),
    ("", None, "", "empty-file", None, HEAD),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "line", "key", "code", "near", "mended"), MISTAKES)
def test_mistake_and_its_mended_twin(
    wrong: str, line: int | None, key: str, code: str, near: str | None, mended: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        read(wrong, tmp_path)
    (problem,) = refused.value.problems
    assert (problem.line, problem.key or "", problem.code, problem.nearest) == (line, key, code, near), str(problem)
    assert problem.file == str(tmp_path / "sweep.yaml")
    assert read(mended, tmp_path).name


def test_all_mistakes_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        f"name: x\nscenarios: [nope]\nlevers: {{{GRANT}: [15]}}\nseed: x\ndesign: {{kind: sobol, samples: 3}}\nkeep: 1"
    )
    with pytest.raises(InputError) as refused:
        read(text, tmp_path)
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4, 5, 6]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_sweep(tmp_path / "none.yaml", MODEL.pack)
    assert refused.value.problems[0].code == "missing-file"


def test_mistakes_of_a_scenario_file_name_that_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"name: mine\nset: {{{GRANT}: 15}}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read("name: x\nscenarios: [mine.yaml]", tmp_path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.code) == (str(tmp_path / "mine.yaml"), 2, "share")


def test_a_huge_grid_is_refused_before_it_is_made(tmp_path: Path) -> None:
    levers = "".join(
        f"\n  policy.{name}: {{from: 0 %, to: 40 %, steps: 1000}}"
        for name in ("mill.capex_grant", "loom.capex_grant", "tailor.capex_grant")
    )
    with pytest.raises(InputError) as refused:
        read(f"name: x\nlevers:{levers}", tmp_path)
    assert refused.value.problems[0].code == "too-large"


WORDS = st.sampled_from(
    ["name", "levers", "uncertain", "design", "kind", "sobol", "samples", "keep", "values", "from", "to", "steps", "all",
     GRANT, "market.*", "5 %", "1e9", "-1", "2030", "true", "x", "", "correlations", "paths", "rank", "scenarios"]
)  # fmt: skip
TREES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(WORDS, TREES, max_size=8))
def test_anything_is_read_or_refused_in_words(tree: dict[str, object]) -> None:
    try:
        read_sweep({"name": "x", **tree}, MODEL.pack, MODEL.library)
    except InputError as error:
        assert all(isinstance(problem, Problem) and problem.expected for problem in error.problems)  # noqa: PT017
