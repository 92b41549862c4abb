"""Whatever is given to the reader, it answers with a scenario or with InputError."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ioscenario.problems import InputError
from ioscenario.scenario.language import ParsedScenario, parse_scenario
from ioscenario.scenario.library import Library
from ioscenario.scenario.written import Scenario
from tests.scenario import tiny

PACK = tiny.pack(Path(tempfile.mkdtemp()))
PATHS = [tiny.GRANT, tiny.AREA, tiny.GESTATION, tiny.PROJECTS, tiny.PRICE]
WORDS = ["name", "extends", "set", "title", "facts", "rationing", "value", "from", "to", "times", "plus", "steps"]
SPELT = ["20 %", "0.2", "15", "2030", "2025", "160 thousand ha", "1e3", "-1", "mine", "base", "", "en", "series"]

quick = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
scalars = st.sampled_from(SPELT + PATHS) | st.text(max_size=8) | st.integers() | st.floats() | st.none() | st.booleans()
keys = st.sampled_from([*WORDS, *SPELT, *PATHS]) | st.text(max_size=8) | st.integers(2020, 2040)
trees = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))
tops = st.dictionaries(st.sampled_from(["name", "extends", "title", "note", "facts", "rationing", "set"]), trees)
files = st.fixed_dictionaries(
    {"name": st.just("mine"), "set": st.dictionaries(st.sampled_from(PATHS), trees, min_size=1)}
)

PIECES = [
    *("name: mine\n", "set:\n", "  growing.area: ", "{", "}", "[", "]", ": ", ", ", "\n", "  ", "- ", "2030", "20 %"),
    *("times", "&a ", "*a", "!!int ", "<<: ", "'", '"', "|", "#", "---\n", "\t", "\x00", "é", "\ud800", "? "),
]


def answered(content: Any) -> None:
    refused: InputError | None = None
    try:
        parsed = parse_scenario(content, PACK)
    except InputError as error:
        refused = error
    if refused is None:
        assert isinstance(parsed, ParsedScenario)
        assert parsed._repr_html_()
    else:
        assert refused.problems
        assert str(refused)


@quick
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    answered(text)


@quick
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_pieces_of_yaml(text: str) -> None:
    answered(text)


@quick
@given(tops | files)
def test_any_tree(tree: dict[str, Any]) -> None:
    answered(tree)


@quick
@given(tops | files)
def test_any_tree_as_text(tree: dict[str, Any]) -> None:
    try:
        scenario = Scenario(
            **{{"set": "settings"}.get(key, key): value for key, value in {"name": "mine", **tree}.items()}
        )
    except InputError:
        return
    answered(scenario)
    answered(scenario.text)


@quick
@given(st.binary(max_size=200))
def test_any_file(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = tiny.pack(Path(folder))
        tiny.write(pack.folder, {"base": tiny.pack_file("base")})
        (pack.folder / "scenarios" / "other.yaml").write_bytes(content)
        with contextlib.suppress(InputError):
            Library.read(pack)
