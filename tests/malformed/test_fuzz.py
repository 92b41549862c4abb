"""Whatever is in a file, the readers answer: with what it says, or with problems in words."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ioscenario as ios
from ioscenario.cli import main
from ioscenario.explore.sweepfile import read_sweep
from ioscenario.pack.chain import read_structure
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.language import read_scenario

HERE = Path(__file__).parent
MODEL = ios.load("toy-chain")
FOLDER = MODEL.pack.folder
SCRATCH = Path(tempfile.mkdtemp())

#: Nothing that is read may take as long; it takes milliseconds.
patient = settings(
    max_examples=30,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read_chain(path: Path) -> None:
    findings = Findings()
    structure = read_structure(path, str(path), findings)
    assert (structure is None) == bool(len(findings))
    findings.raise_if_any()


def read_parameters(path: Path) -> None:
    MODEL.with_parameters(path)


def read_scenario_file(path: Path) -> None:
    read_scenario(path, MODEL.pack)


def read_sweep_file(path: Path) -> None:
    read_sweep(path, MODEL.pack, MODEL.library)


#: Reader, ending, and good files to start from.
LOADERS: dict[str, tuple[Callable[[Path], None], str, list[Path]]] = {
    "scenario": (read_scenario_file, ".yaml", sorted((HERE / "scenarios").glob("*.mended.yaml"))),
    "sweep": (read_sweep_file, ".yaml", sorted((HERE / "sweeps").glob("*.mended.yaml"))),
    "parameters": (read_parameters, ".csv", sorted((HERE / "parameters").glob("*.mended.csv"))),
    "chain": (read_chain, ".yaml", [FOLDER / "chain.yaml"]),
}
GOOD = {kind: [path.read_text(encoding="utf-8") for path in files] for kind, (_, _, files) in LOADERS.items()}

WORDS = [
    *("name", "extends", "set", "levers", "uncertain", "design", "kind", "sobol", "samples", "keep", "commodities"),
    *("processes", "inputs", "output", "base_year", "horizon", "id", "exports", "policy.mill.capex_grant", "fibre"),
    *("2025", "2030", "99999", "-1", "1e9", "0x1F", "15", "20 %", "1000000000000000000000", "true", "null", "~", "NaN"),
    *(
        ": ",
        "- ",
        ", ",
        "{",
        "}",
        "[",
        "]",
        "\n",
        "\n  ",
        "\t",
        "'",
        '"',
        "|",
        ">",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "? ",
    ),
    *("---\n", "#", "%YAML 9\n", "\x00", "\ufeff", "é", "\U0001f4a5", "\r\n", ",,,", '""', "=1+1", "../", "? "),
]
pieces = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
edits = st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(WORDS) | st.text(max_size=4))


def edited(text: str, changes: list[tuple[float, int, str]]) -> str:
    """A text with pieces cut out and others put in."""
    for place, length, piece in changes:
        start = int(place * len(text))
        text = text[:start] + piece + text[start + length :]
    return text


def answer(kind: str, content: bytes) -> bool:
    """Whether a file is accepted; anything but an acceptance or a refusal in words fails."""
    reader, ending, _ = LOADERS[kind]
    path = SCRATCH / f"fuzz{ending}"
    path.write_bytes(content)
    try:
        reader(path)
    except InputError as error:
        refused = error.problems
    else:
        return True
    assert refused
    assert all(problem.code and problem.expected for problem in refused)
    assert str(InputError(refused))
    return False


@pytest.mark.parametrize("kind", LOADERS)
def test_good_files_are_accepted(kind: str) -> None:
    assert GOOD[kind]
    assert all(answer(kind, text.encode()) for text in GOOD[kind] if "series:" not in text)


@pytest.mark.parametrize("kind", LOADERS)
@patient
@given(content=st.binary(max_size=300))
def test_any_bytes(kind: str, content: bytes) -> None:
    answer(kind, content)


@pytest.mark.parametrize("kind", LOADERS)
@patient
@given(text=pieces)
def test_pieces_of_files(kind: str, text: str) -> None:
    answer(kind, text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", LOADERS)
@patient
@given(data=st.data(), changes=st.lists(edits, min_size=1, max_size=4))
def test_good_files_spoilt(kind: str, data: st.DataObject, changes: list[tuple[float, int, str]]) -> None:
    text = edited(data.draw(st.sampled_from(GOOD[kind])), changes)
    answer(kind, text.encode("utf-8", "surrogatepass"))


CELLS = st.sampled_from(
    ["market.fibre.supply", "policy.mill.capex_grant", "process.mill.gestation", "", "1", "15", "-1", "1e3", "1,5", "t",
     "kt", "%", "t/(", "million KZT/t", "uncertain", "lever", "fixed", "triangular", "lognormal", "E", "Z", "TOY",
     "TOY;TOY", "F1", "F1 / 0", "F1 ** 9", "2025", "2030", "2099", "(" * 60, "9" * 50]
)  # fmt: skip
NAMES = [
    "path",
    "value",
    "unit",
    "source",
    "year",
    "low",
    "high",
    "distribution",
    "role",
    "grade",
    "derivation",
    "note",
]


@patient
@given(
    names=st.lists(st.sampled_from([*NAMES, "x"]), max_size=8).map(lambda more: [*NAMES[:4], *more]),
    rows=st.lists(st.lists(CELLS, min_size=4, max_size=13), max_size=6),
)
def test_any_cells_of_parameters(names: list[str], rows: list[list[str]]) -> None:
    quoted = [",".join(f'"{cell}"' for cell in row) for row in [names, *rows]]
    answer("parameters", "\n".join(quoted).encode())


KEYS = st.sampled_from(
    ["schema_version", "base_year", "horizon", "currency", "reference", "raw_material", "commodities", "processes",
     "branches", "table", "scenarios", "id", "name", "en", "ru", "kk", "unit", "exports", "imports", "storable",
     "final", "output", "inputs", "coproducts", "crop", "host"]
)  # fmt: skip
VALUES = st.sampled_from(["a", "b", "open", "fill", "none", "t", "KZT", "economy", "", "é"]) | st.integers(-1, 9999)
TREES = st.recursive(
    VALUES | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@patient
@given(st.dictionaries(KEYS, TREES, max_size=12))
def test_any_tree_as_a_chain(tree: dict[str, object]) -> None:
    import json

    answer("chain", json.dumps(tree, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "{a: " * 5000,
        "- " * 5000,
        "a: &a [x]\nb: [*a, *a, *a, *a, *a, *a, *a, *a]\n" * 50,
        "name: x\nset:\n" + "".join(f"  policy.mill.capex_grant{n}: 1\n" for n in range(20_000)),
        "path,value,unit,source\n" + "market.fibre.suply,1,t,TOY\n" * 20_000,
        '"' * 10_000,
        "x" * (2 * 1024 * 1024),
        "9" * 100_000,
        "name: x\nlevers:\n  policy.mill.capex_grant: {from: 0 %, to: 1 %, steps: 99999999999999999999}\n",
        "name: x\nuncertain: all\ndesign: {kind: factorial, levels: 100}\n",
    ],
    ids=["lists", "maps", "dashes", "aliases", "keys", "rows", "quotes", "large", "digits", "steps", "factorial"],
)
@pytest.mark.parametrize("kind", LOADERS)
def test_what_would_take_for_ever_is_refused(kind: str, text: str) -> None:
    assert not answer(kind, text.encode())


@pytest.mark.parametrize("kind", LOADERS)
@settings(patient, max_examples=8)
@given(data=st.data(), changes=st.lists(edits, min_size=1, max_size=2))
def test_the_command_line_never_shows_a_traceback(
    kind: str, data: st.DataObject, changes: list[tuple[float, int, str]]
) -> None:
    path = SCRATCH / f"call{LOADERS[kind][1]}"
    path.write_bytes(edited(data.draw(st.sampled_from(GOOD[kind])), changes).encode("utf-8", "surrogatepass"))
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = main(["check", str(path), "--pack", "toy-chain"])
    assert code in (0, 2), complained.getvalue()
    assert "Traceback" not in complained.getvalue()
    assert bool(complained.getvalue()) == (code == 2)
