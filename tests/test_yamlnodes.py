from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from ioscenario.problems import Findings, Problem
from ioscenario.yamlnodes import (
    MAX_BYTES,
    MAX_DEPTH,
    Node,
    number,
    plain,
    read_yaml,
    read_yaml_text,
    validate,
)


def read(text: str) -> tuple[Node | None, list[Problem]]:
    findings = Findings()
    return read_yaml_text(text, "a.yaml", findings), list(findings)


def good(text: str) -> Node:
    node, problems = read(text)
    assert not problems
    assert node is not None
    return node


def test_every_value_and_key_keeps_its_place() -> None:
    node = good("name: mill\nset:\n  a.b: {2030: 20 %}\n  list:\n    - 'x'\n")
    assert node.mapping is not None
    below = node.mapping["set"]
    assert (below.line, below.column) == (3, 3)
    assert below.keys["list"] == (4, 3)
    assert below.mapping is not None
    share = below.mapping["a.b"].mapping
    assert share is not None
    assert (share["2030"].text, share["2030"].line, share["2030"].column) == ("20 %", 3, 15)
    entry = (below.mapping["list"].sequence or ())[0]
    assert (entry.text, entry.quoted, entry.file) == ("x", True, "a.yaml")


def test_scalars_stay_as_written() -> None:
    assert plain(good("{a: 1.50, b: yes, c: 20 %, d: 2025-01-01, e: '012', f: true, g: -3, h: , i: ~}")) == {
        "a": 1.5, "b": "yes", "c": "20 %", "d": "2025-01-01", "e": "012", "f": True, "g": -3, "h": None, "i": "~",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "bad", "line", "column", "mended"),
    [
        ("tag", "a: !!python/object:os.system x", 1, 4, "a: x"),
        ("tag", "a: 1\nb: !!str 2", 2, 4, "a: 1\nb: '2'"),
        ("tag", "a: !local [1]", 1, 4, "a: [1]"),
        ("anchor", "a: &x 1", 1, 4, "a: 1"),
        ("alias", "a: 1\nb: *x", 2, 4, "a: 1\nb: 1"),
        ("merge-key", "a:\n  <<: {b: 1}", 2, 3, "a:\n  b: 1"),
        ("duplicate-key", "a: 1\nb: 2\na: 3", 3, 1, "a: 1\nb: 2"),
        ("duplicate-key", "a: 1\n'a': 3", 2, 1, "a: 1"),
        ("second-document", "a: 1\n---\nb: 2", 2, 1, "a: 1"),
        ("directive", "%YAML 1.1\n---\na: yes", 2, 1, "---\na: yes"),
        ("key", "? [1, 2]\n: 3", 1, 3, "a: 3"),
        ("number", "a: 0x1F", 1, 4, "a: 31"),
        ("number", "a: 012", 1, 4, "a: '012'"),
        ("number", "a: 1_000", 1, 4, "a: 1000"),
        ("number", "a: 1e3", 1, 4, "a: 1000"),
        ("number", "a: .5", 1, 4, "a: 0.5"),
        ("number", "a: 12:30", 1, 4, "a: '12:30'"),
        ("number", "a: .inf", 1, 4, "a: inf"),
        ("number", "a: -.INF", 1, 4, "a: '-.INF'"),
        ("number", "a: .nan", 1, 4, "a: nan"),
        ("character", 'a: "\\0"', 1, 4, 'a: "0"'),
        ("character", 'a: "\\ud800"', 1, 4, 'a: "ж"'),
        ("syntax", "a: [1, 2\nb: 3", 2, 2, "a: [1, 2]\nb: 3"),
        ("syntax", "a: 1\n\tb: 2", 2, 1, "a: 1\nb: 2"),
        ("syntax", "a: 1\nb: \x01", 2, None, "a: 1\nb: 1"),
        ("syntax", 'a: "\\U00110000"', None, None, 'a: "\\u0416"'),
        ("too-deep", "[" * (MAX_DEPTH + 1), 1, MAX_DEPTH + 1, "[" * MAX_DEPTH + "]" * MAX_DEPTH),
        ("empty-file", "# nothing\n", None, None, "a: 1"),
    ],
)
def test_refusals_with_place_and_mended_twin(
    code: str, bad: str, line: int | None, column: int | None, mended: str
) -> None:
    _, problems = read(bad)
    assert [problem.code for problem in problems] == [code]
    assert (problems[0].file, problems[0].line, problems[0].column) == ("a.yaml", line, column)
    good(mended)


def test_all_refusals_of_a_text_come_together() -> None:
    _, problems = read("a: &x 1\nb: *x\na: 2\nc: 0x1\n<<: {d: 1}\n")
    assert [problem.code for problem in problems] == ["anchor", "alias", "duplicate-key", "number", "merge-key"]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    text = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(100))
    node, problems = read(text)
    assert node is not None
    assert {problem.code for problem in problems} == {"anchor", "alias"}


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a: 1\n" * 100_000, "x " * 400_000])
def test_absurd_texts_end_soon(text: str) -> None:
    start = time.monotonic()
    read(text)
    assert time.monotonic() - start < 20


def test_size_is_bounded_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: " + "x" * (MAX_BYTES - 3), encoding="utf-8")
    findings = Findings()
    assert read_yaml(path, findings) is not None
    assert not len(findings)
    path.write_text("a: " + "x" * MAX_BYTES, encoding="utf-8")
    assert read_yaml(path, findings, shown_as="pack/a.yaml") is None
    (problem,) = findings
    assert (problem.code, problem.file) == ("too-large", "pack/a.yaml")
    assert read("ж" * (MAX_BYTES // 2 + 1))[1][0].code == "too-large"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    findings = Findings()
    assert read_yaml(tmp_path / "none.yaml", findings, shown_as="none.yaml") is None
    assert read_yaml(tmp_path, findings, shown_as="folder") is None
    (tmp_path / "b.yaml").write_bytes(b"a: 1\nb: \xff\n")
    assert read_yaml(tmp_path / "b.yaml", findings, shown_as="b.yaml") is None
    found = [(problem.code, problem.file, problem.line) for problem in findings]
    assert found == [("missing-file", "none.yaml", None), ("missing-file", "folder", None), ("encoding", "b.yaml", 2)]


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    findings = Findings()
    node = read_yaml(path, findings)
    assert node is not None
    assert not len(findings)
    assert plain(node) == {"a": 1, "b": 2}
    assert node.keys["b"] == (2, 1)


# ------------------------------------------------------------------------ numbers


@pytest.mark.parametrize("text", ["0", "-0", "+5", "12", "3.90", "-0.001", "1000000"])
def test_plain_decimals(text: str) -> None:
    assert number(text) == float(text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "012", "1.", ".5", "1e3", "1E-3", "0x1", "0b1", "0o7", "1_000", "1,000", "inf", "-inf", "nan",
     "٣", "１", "1.2.3", "--1", "1 000", "9" * 41, "1\n"],
)  # fmt: skip
def test_other_texts_are_no_numbers(text: str) -> None:
    assert number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_what_format_writes_is_read_back(value: object) -> None:
    text = f"{value:f}"
    assert number(text) == float(text)


@given(st.text(max_size=60))
def test_number_is_none_or_finite(text: str) -> None:
    value = number(text)
    assert value is None or abs(value) < float("inf")


# --------------------------------------------------------------------- validation


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    weight: float = Field(default=1.0, ge=0)
    kind: Literal["open", "closed"] = "open"
    ready: bool = False


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    year: int
    leaves: tuple[Leaf, ...]
    names: dict[str, str] = {}


def validated(text: str) -> tuple[Tree | None, list[Problem]]:
    findings = Findings()
    return validate(Tree, good(text), findings), list(findings)


def test_a_good_tree_becomes_a_record() -> None:
    tree, problems = validated("year: 2025\nleaves:\n  - {id: a, weight: 2}\nnames: {x: y}")
    assert not problems
    assert tree == Tree(year=2025, leaves=(Leaf(id="a", weight=2.0),), names={"x": "y"})


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "key", "value", "near"),
    [
        ("year: 2025\nleaves:\n  - {id: a, wieght: 2}", "unknown-key", 3, 13, "leaves.1.wieght", None, "weight"),
        ("year: 2025\nlaeves: []\nleaves: []", "unknown-key", 2, 1, "laeves", None, "leaves"),
        ("leaves: []", "missing-key", 1, 1, "year", None, None),
        ("year: 2025\nleaves:\n  - {weight: 2}", "missing-key", 3, 5, "leaves.1.id", None, None),
        ("year: 20x5\nleaves: []", "value", 1, 7, "year", "20x5", None),
        ("year: '2025'\nleaves: []", "value", 1, 7, "year", "2025", None),
        ("year: 2025.5\nleaves: []", "value", 1, 7, "year", "2025.5", None),
        ("year: true\nleaves: []", "value", 1, 7, "year", "true", None),
        ("year:\nleaves: []", "value", 1, 1, "year", "", None),
        ("year: 2025\nleaves: {a: 1}", "value", 2, 9, "leaves", "a mapping", None),
        ("year: 2025\nleaves:\n  - {id: A b}", "value", 3, 10, "leaves.1.id", "A b", None),
        ("year: 2025\nleaves:\n  - {id: a, ready: yes}", "value", 3, 20, "leaves.1.ready", "yes", None),
        ("year: 2025\nleaves:\n  - {id: a, kind: opne}", "value", 3, 19, "leaves.1.kind", "opne", "open"),
        ("year: 2025\nleaves:\n  - {id: a, weight: -1}", "value", 3, 21, "leaves.1.weight", "-1", None),
        ("year: 2025\nleaves: []\nnames: {x: 1}", "value", 3, 12, "names.x", "1", None),
        ("[1, 2]", "value", 1, 1, None, "a list", None),
        ("word", "value", 1, 1, None, "word", None),
    ],
)
def test_errors_are_placed(
    text: str, code: str, line: int, column: int, key: str | None, value: str | None, near: str | None
) -> None:
    tree, problems = validated(text)
    assert tree is None
    (problem,) = problems
    found = (problem.code, problem.line, problem.column, problem.key, problem.value, problem.nearest)
    assert found == (code, line, column, key, value, near)


def test_all_errors_come_together() -> None:
    _, problems = validated("yaer: 2025\nleaves:\n  - {id: 5}\n  - {id: a, weight: x}")
    assert {problem.key for problem in problems} == {"yaer", "year", "leaves.1.id", "leaves.2.weight"}


# --------------------------------------------------------------------------- fuzz

PIECES = st.sampled_from(
    ["a", "b", ":", ": ", "- ", "\n", "  ", "{", "}", "[", "]", ",", "&x ", "*x", "!!str ", "!<", "<<: ", "? ", "|\n",
     ">-\n", "'", '"', "\\", "\\x", "#", "%", "---", "...", "1", "0x1", "20 %", "\t", "\r", "\u2028", "é", "\x85", "~",
     "2030", "@", "`", "\ufeff", "\ud800"]
)  # fmt: skip


@settings(max_examples=400, deadline=5000)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_brings_more_than_problems(text: str) -> None:
    findings = Findings()
    node = read_yaml_text(text, "a.yaml", findings)
    assert node is not None or len(findings)
    if node is not None:
        assert node.line >= 1
        plain(node)
        assert validate(Tree, node, findings) is not None or len(findings)
    for problem in findings:
        str(problem)


@settings(max_examples=200, deadline=5000)
@given(st.binary(max_size=200))
def test_no_bytes_bring_more_than_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.yaml"
    path.write_bytes(content)
    findings = Findings()
    node = read_yaml(path, findings)
    assert node is not None or len(findings)


TREES = st.recursive(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f\xad"), max_size=12)
    .filter(lambda text: not any(0x7F <= ord(c) <= 0x9F for c in text)),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1, max_size=5), below, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=5000)
@given(TREES)
def test_what_json_writes_is_read_back(tree: object) -> None:
    import json

    text = json.dumps(tree, ensure_ascii=False)
    assert plain(good(text)) == tree
