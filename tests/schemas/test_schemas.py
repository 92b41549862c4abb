"""The schemas accept what the readers accept, and refuse what a schema can refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import ioscenario as ios
from ioscenario.pack.loading import Pack, load_pack, shipped
from ioscenario.parameters import FIELDS, match
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.language import parse_scenario, scenario_files
from ioscenario.schemas import KINDS, file_name, file_text, schema
from ioscenario.schemas.scenario import today
from ioscenario.yamlnodes import plain, read_yaml, read_yaml_text
from tests.explore.test_sweepfile import MISTAKES, MODEL
from tests.pack.tiny import CHAIN
from tests.scenario import tiny
from tests.scenario.test_language import MALFORMED

FOLDER = Path(ios.__file__).parent / "schemas"

#: Mistakes that are no matter of form: what exists, what fits together, units, sizes. A schema of any pack
#: knows no names and years either.
BEYOND = {"unit", "span", "duplicate", "whole-number", "too-large", "unknown-path", "correlations", "keep", "range"}
OF_A_PACK = BEYOND | {"unknown-scenario", "cycle", "unknown-fact", "year", "no-range"}


def instance(text: str) -> Any:
    """What another reader of YAML would have; None where the text is refused before its content is looked at."""
    findings = Findings()
    node = read_yaml_text(text, "x.yaml", findings)
    return None if node is None or len(findings) else plain(node)


def validator(kind: str, pack: Pack | None = None) -> Draft202012Validator:
    content = schema(kind, pack)
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


GENERAL = {kind: validator(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_schemas_are_those_that_are_made(kind: str) -> None:
    """Renewed by ``python -m ioscenario.schemas``."""
    assert (FOLDER / file_name(kind)).read_text(encoding="utf-8") == file_text(schema(kind))


@pytest.mark.parametrize("name", shipped())
def test_everything_that_ships_is_accepted(name: str) -> None:
    pack = load_pack(shipped()[name])
    chain = read_yaml(pack.folder / "chain.yaml", Findings())
    assert chain is not None
    assert list(GENERAL["chain"].iter_errors(plain(chain))) == []
    own = validator("scenario", pack)
    files = scenario_files(pack)
    assert files
    for path in files:
        node = read_yaml(path, Findings())
        assert node is not None
        for checker in (GENERAL["scenario"], own):
            assert [error.message for error in checker.iter_errors(plain(node))] == [], path


#: Malformed text, code of the problem, the text mended.
CASES = {
    "scenario": [(wrong, expected[2], mended) for wrong, expected, mended in MALFORMED.values()],
    "sweep": [(case[0], case[3], case[5]) for case in MISTAKES],
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft202012Validator]:
    """Schemas of the packs that the malformed files are for."""
    folder = tmp_path_factory.mktemp("pack")
    tiny.write(folder, {"base": tiny.pack_file("base")})
    return {"scenario": validator("scenario", tiny.pack(folder)), "sweep": validator("sweep", MODEL.pack)}


@pytest.mark.parametrize("kind", CASES)
def test_malformed_files(own: dict[str, Draft202012Validator], kind: str) -> None:
    for wrong, code, mended in CASES[kind]:
        for checker, beyond in ((own[kind], BEYOND), (GENERAL[kind], OF_A_PACK)):
            assert checker.is_valid(instance(mended)), mended
            found = instance(wrong)
            assert found is None or not checker.is_valid(found) or code in beyond, wrong


@pytest.mark.parametrize("kind", CASES)
def test_most_mistakes_of_content_show_in_the_editor(own: dict[str, Draft202012Validator], kind: str) -> None:
    seen = [found for wrong, _, _ in CASES[kind] if (found := instance(wrong)) is not None]
    assert sum(not own[kind].is_valid(found) for found in seen) > 0.8 * len(seen)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema_version: 1", "schema_version: 2"),
        ("horizon: 2030", "horizon: soon"),
        ("exports: demand, imports: fill, final: true", "exports: free, imports: fill, final: true"),
        ("    host: C17\n", ""),
        ("raw_material: wood", "raw_materials: wood"),
        ("{id: cards,", "{id: Cards,"),
    ],
)
def test_malformed_chains(old: str, new: str) -> None:
    assert GENERAL["chain"].is_valid(instance(CHAIN))
    assert CHAIN.count(old) == 1
    assert not GENERAL["chain"].is_valid(instance(CHAIN.replace(old, new)))


def test_every_path_of_the_packs_matches_one_pattern() -> None:
    patterns = [schema("scenario")["properties"]["set"]["patternProperties"]]
    assert len(patterns[0]) == len(FIELDS)
    for folder in shipped().values():
        pack = load_pack(folder)
        paths = schema("scenario", pack)["properties"]["set"]["properties"]
        assert list(paths) == list(pack.parameters)
        for path in paths:
            content = {"name": "x", "set": {path: today(pack.parameters[path], pack)}}
            assert GENERAL["scenario"].is_valid(content), path
    assert not GENERAL["scenario"].is_valid({"name": "x", "set": {"policy.mill": 1}})
    assert not GENERAL["scenario"].is_valid({"name": "x", "set": {"process.mill.newest.labour": 1}})


def test_todays_value_is_written_so_that_it_reads_back() -> None:
    pack = MODEL.pack
    for path, parameter in pack.parameters.items():
        if not parameter.years:
            (operation,) = parse_scenario({"name": "x", "set": {path: today(parameter, pack)}}, pack).operations
            assert operation.values[0] == pytest.approx(parameter.values[0], rel=1e-9), path


PATHS = sorted(path for path in MODEL.pack.parameters if match(path))
NUMBERS = st.integers(-3, 120).map(str) | st.floats(0, 2).map(lambda value: f"{value:.3f}")
UNITS = st.sampled_from(["", " %", "%", " t", " thousand m2", " KZT/t", " kt", " million item"])
VALUES = st.tuples(NUMBERS, UNITS).map("".join) | st.floats(0, 1) | st.integers(0, 4)
YEARS = st.integers(2024, 2031).map(str)
MAPS = st.dictionaries(YEARS, VALUES, min_size=1, max_size=3)
SPANS = st.dictionaries(st.sampled_from(["from", "to"]), st.integers(2025, 2031), max_size=2)
FORMS = st.dictionaries(st.sampled_from(["value", "times", "plus"]), VALUES, min_size=1, max_size=1)
SETTINGS = VALUES | MAPS | MAPS.map(lambda years: {"steps": years}) | st.builds(lambda a, b: {**a, **b}, FORMS, SPANS)
OWN = validator("scenario", MODEL.pack)


@given(st.dictionaries(st.sampled_from(PATHS), SETTINGS, min_size=1, max_size=3))
def test_what_the_reader_takes_the_schema_takes(settings: dict[str, Any]) -> None:
    tree = {"name": "x", "extends": "baseline", "set": settings}
    try:
        parse_scenario(tree, MODEL.pack)
    except InputError:
        return
    for checker in (GENERAL["scenario"], OWN):
        assert [error.message for error in checker.iter_errors(tree)] == []


def test_texts_are_plain_json() -> None:
    for kind in KINDS:
        assert json.loads(file_text(schema(kind))) == schema(kind)
