"""YAML read to nodes, so that every value keeps its file, line and column.

The text is turned into events by ruamel and the tree is built here, without a
constructor: nothing is executed, nothing is guessed about types, and what a data file
has no need of is refused: tags, anchors and aliases, merge keys, duplicate keys, a
second document, directives, deep nesting, large files, and numbers in other forms than
plain decimal (``0x1F``, ``1_000``, ``012``, ``1e3`` mean different things to different
readers). All refusals of one text are collected, as far as it can be read.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ioscenario.problems import Findings, nearest

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 20
MAX_NODES: Final = 50_000
MAX_SHOWN: Final = 80

#: Longest text taken for a number; longer ones carry digits that no float holds.
MAX_DIGITS: Final = 40

#: What the ids of packs and scenarios look like.
ID_PATTERN: Final = r"^[a-z][a-z0-9_]*$"

#: What a plain decimal number looks like.
NUMBER_PATTERN: Final = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"

_NUMBER: Final = re.compile(NUMBER_PATTERN)
#: Unquoted texts that some YAML reader takes for a number.
_NUMBERLIKE: Final = re.compile(
    r"""[+-]?(?:
        [0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?   # 012  1_000  5.  1e3
        |\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?              # .5
        |0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+
        |[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?     # 12:30
        |\.(?:inf|Inf|INF)
    )|\.(?:nan|NaN|NAN)""",
    re.VERBOSE,
)
#: Control characters, surrogates and non-characters, which escapes can bring in.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True)
class Node:
    r"""A value of a YAML text with the place where it stands.

    Parameters
    ----------
    value
        Text of a scalar exactly as written, a tuple of nodes, or a mapping of nodes by
        key, in file order.
    file, line, column
        Where it starts; lines and columns count from 1.
    quoted
        Whether a scalar was in quotes or a block, so that it is text whatever it looks like.
    keys
        Line and column of every key of a mapping.

    Examples
    --------
    >>> findings = Findings()
    >>> node = read_yaml_text("name: mill\nyears: [2030, 2035]", "a.yaml", findings)
    >>> node.mapping["years"].sequence[1].text, node.mapping["years"].line
    ('2035', 2)
    """

    value: str | tuple[Node, ...] | Mapping[str, Node]
    file: str
    line: int
    column: int
    quoted: bool = False
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for a list or mapping."""
        return self.value if isinstance(self.value, str) else None

    @property
    def sequence(self) -> tuple[Node, ...] | None:
        """The entries of a list; None for anything else."""
        return self.value if isinstance(self.value, tuple) else None

    @property
    def mapping(self) -> Mapping[str, Node] | None:
        """The entries of a mapping; None for anything else."""
        return None if isinstance(self.value, str | tuple) else self.value

    @property
    def empty(self) -> bool:
        """Whether nothing is written where a value should be."""
        return self.value == "" and not self.quoted

    @property
    def shown(self) -> str:
        """The value in short, for messages."""
        if isinstance(self.value, str):
            return self.value if len(self.value) <= MAX_SHOWN else self.value[: MAX_SHOWN - 1] + "…"
        return "a list" if isinstance(self.value, tuple) else "a mapping"


def number(text: str) -> float | None:
    """Return the value of a plain decimal number, or None for any other text.

    Plain decimal is an optional sign, digits without a leading zero, and an optional
    fraction. Exponents, thousands separators, hexadecimal, infinities and NaN are not.

    Examples
    --------
    >>> number("-3.90"), number("012"), number("1e3"), number("1_000"), number("nan")
    (-3.9, None, None, None, None)
    """
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        return None
    return float(text)


# ---------------------------------------------------------------------------- reading


def read_yaml(path: Path, findings: Findings, *, shown_as: str | None = None) -> Node | None:
    """Read a YAML file to nodes.

    Parameters
    ----------
    path
        The file: UTF-8, one document, at most 1 MiB.
    findings
        Takes every problem found.
    shown_as
        Name of the file in problems; by default `path` as given.

    Returns
    -------
    Node or None
        The root, or None when nothing usable could be read. A root may be returned
        together with problems.
    """
    file = shown_as if shown_as is not None else str(path)
    text = read_text(path, file, MAX_BYTES, findings)
    return None if text is None else read_yaml_text(text, file, findings)


def read_text(path: Path, file: str, limit: int, findings: Findings) -> str | None:
    """Text of a UTF-8 file of at most `limit` bytes; None with a problem otherwise."""
    try:
        if not path.is_file():
            findings.add("missing-file", "an existing file", file=file)
            return None
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        findings.add("unreadable-file", "a file that can be read", file=file, value=_reason(error))
        return None
    if len(raw) > limit:
        findings.add("too-large", f"at most {limit // 1024} KiB", file=file)
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.add("encoding", "text in UTF-8", file=file, line=line, value=f"byte 0x{raw[error.start]:02x}")
        return None


def _reason(error: Exception) -> str:
    """Why a file could not be opened, without its path."""
    return getattr(error, "strerror", None) or str(error)


def read_yaml_text(text: str, file: str, findings: Findings) -> Node | None:
    r"""Read YAML text to nodes; the arguments are those of :func:`read_yaml`.

    Examples
    --------
    >>> findings = Findings()
    >>> read_yaml_text("a: 1\na: 2", "a.yaml", findings) is None
    False
    >>> [str(problem) for problem in findings]
    ['a.yaml:2:1: a: expected each key once; it stands in line 1 already [duplicate-key]']
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    # Measured in characters first, so that an absurdly long text is not even encoded.
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        findings.add("too-large", f"at most {MAX_BYTES // 1024} KiB", file=file)
        return None
    builder = _Builder(file, findings)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _Stop:
        return None
    except YAMLError as error:
        _syntax(error, text, file, findings)
        return None
    except (ValueError, OverflowError) as error:  # an escape that names no character
        findings.add("syntax", "YAML that can be read", file=file, value=str(error))
        return None
    if builder.root is None:
        findings.add("empty-file", "some content", file=file)
    return builder.root


def _syntax(error: Exception, text: str, file: str, findings: Findings) -> None:
    """Record ruamel's error in the words and place it gives."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    position = getattr(error, "position", None)
    line = column = None
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(position, int):  # the reader's errors count characters
        line = text.count("\n", 0, position) + 1
    findings.add("syntax", "YAML that can be read", file=file, line=line, column=column, value=said)


class _Stop(Exception):  # noqa: N818 - it stops the reading, the problem is recorded
    """Nothing more of this text is worth reading."""


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    line: int
    column: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    key: Node | None = None


class _Builder:
    """Builds the tree from events and refuses what a data file has no need of."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._documents = 0
        self._nodes = 0

    def take(self, event: Any) -> None:
        """Work in one event of ruamel's parser."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._start_document(event)
        elif kind == "AliasEvent":
            self._refuse(event, "alias", "the value itself: aliases are not read", f"*{event.anchor}")
            self._place(self._node(event, ""))
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._check(event)
            self._deepen(event, kind == "MappingStartEvent")
        elif kind == "ScalarEvent":
            self._check(event)
            self._scalar(event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()

    def _refuse(self, event: Any, code: str, expected: str, value: str | None = None, key: str | None = None) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.findings.add(code, expected, file=self.file, line=line, column=column, key=key, value=value)

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "second-document", "one document in a file")
            raise _Stop
        if event.version or event.tags:
            self._refuse(event, "directive", "no % directive before the document")

    def _check(self, event: Any) -> None:
        """Refuse anchors and tags, and bound how much is read."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(event, "too-large", f"at most {MAX_NODES} values in a file")
            raise _Stop
        if event.anchor is not None:
            self._refuse(event, "anchor", "a value without anchor", f"&{event.anchor}")
        tag = event.ctag if hasattr(event, "ctag") else event.tag
        if tag is not None:
            self._refuse(event, "tag", "a value without tag", str(event.tag))

    def _deepen(self, event: Any, is_mapping: bool) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._refuse(event, "too-deep", f"at most {MAX_DEPTH} levels of nesting")
            raise _Stop
        self._open.append(_Open(event.start_mark.line + 1, event.start_mark.column + 1, is_mapping))

    def _close(self) -> None:
        done = self._open.pop()
        value: tuple[Node, ...] | Mapping[str, Node]
        value = done.entries if done.is_mapping else tuple(done.items)
        self._place(Node(value, self.file, done.line, done.column, keys=done.keys))

    def _node(self, event: Any, text: str, quoted: bool = False) -> Node:
        return Node(text, self.file, event.start_mark.line + 1, event.start_mark.column + 1, quoted)

    def _scalar(self, event: Any) -> None:
        text, quoted = event.value, event.style is not None
        found = _UNPRINTABLE.search(text)
        if found:
            self._refuse(event, "character", "printable text", f"U+{ord(found.group()):04X}")
            text = _UNPRINTABLE.sub("�", text)
        is_key = bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None
        if not quoted and not is_key and _NUMBERLIKE.fullmatch(text) and number(text) is None:
            expected = "a plain decimal number such as 1000 or 0.5 (or text in quotes)"
            self._refuse(event, "number", expected, text[:MAX_SHOWN])
        self._place(self._node(event, text, quoted))

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs: root, list, key or value."""
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self._key(node)
        else:
            self._entry(top, top.key, node)
            top.key = None

    def _key(self, node: Node) -> Node:
        """Return the node as a key; one that cannot be a key is refused and stands as its place."""
        if node.text is None or node.empty:
            self._refuse_key(node, "key", "a key of plain text", value=node.shown)
            return Node(f"?{node.line}:{node.column}", self.file, node.line, node.column, quoted=True)
        if node.text == "<<" and not node.quoted:
            expected = "the entries themselves: merge keys are not read"
            self._refuse_key(node, "merge-key", expected, value="<<")
        return node

    def _refuse_key(self, at: Node, code: str, expected: str, key: str | None = None, value: str | None = None) -> None:
        self.findings.add(code, expected, file=self.file, line=at.line, column=at.column, key=key, value=value)

    def _entry(self, top: _Open, key: Node, node: Node) -> None:
        name = str(key.value)
        if name in top.entries:
            expected = f"each key once; it stands in line {top.keys[name][0]} already"
            self._refuse_key(key, "duplicate-key", expected, key=key.shown)
            return
        if node.empty:  # ruamel places it at whatever comes next
            node = replace(node, line=key.line, column=key.column)
        top.entries[name] = node
        top.keys[name] = (key.line, key.column)


# ---------------------------------------------------------------------- plain values


def plain(node: Node) -> Any:
    """Return the tree as lists, dicts, numbers, booleans and texts.

    Returns
    -------
    object
        Unquoted plain decimals become int or float, unquoted ``true`` and ``false``
        bool, an empty value None; every other scalar stays text.

    Examples
    --------
    >>> plain(read_yaml_text("{a: 1, b: '1', c: yes, d: true, e: 0.5}", "a.yaml", Findings()))
    {'a': 1, 'b': '1', 'c': 'yes', 'd': True, 'e': 0.5}
    """
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    if not isinstance(node.value, str):
        return {key: plain(item) for key, item in node.value.items()}
    if node.quoted:
        return node.value
    if node.value == "":
        return None
    if node.value in ("true", "false"):
        return node.value == "true"
    value = number(node.value)
    if value is None:
        return node.value
    return value if "." in node.value else int(node.value)


# ------------------------------------------------------------------------ validation


def validate(schema: type[Schema], node: Node, findings: Findings) -> Schema | None:
    """Check a tree against a schema and build the record.

    Types are taken strictly: ``yes`` is no boolean, ``"3"`` in quotes no number.

    Parameters
    ----------
    schema
        A pydantic model.
    node
        The tree.
    findings
        Takes a problem for every error, at the line and column of the value or, for an
        unknown key, of the key.

    Returns
    -------
    BaseModel or None
        The record, or None when anything was wrong.
    """
    import json

    try:
        # By way of JSON, because only there strict types go with lists for tuples.
        return schema.model_validate_json(json.dumps(plain(node)), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            _translate(schema, node, item, findings)
        return None


_EXPECTED: Final = {
    "missing": "this key",
    "string_type": "text (a number or true/false as text needs quotes)",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "string_too_short": "text of at least {min_length} character(s)",
    "string_too_long": "text of at most {max_length} characters",
    "string_pattern_mismatch": "text of the form {pattern}",
    "literal_error": "{expected}",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "too_short": "at least {min_length} entries",
    "too_long": "at most {max_length} entries",
}
_CODES: Final = {"missing": "missing-key", "extra_forbidden": "unknown-key"}


def _translate(schema: type[BaseModel], root: Node, item: Any, findings: Findings) -> None:
    """One error of pydantic as a problem."""
    kind: str = item["type"]
    place, names, here = _locate(root, item["loc"])
    key = ".".join(names) or None
    if kind == "extra_forbidden":
        _unknown_key(schema, root, names, key, findings)
        return
    context = {name: value for name, value in item.get("ctx", {}).items() if name != "error"}
    template = _EXPECTED.get(kind)
    expected = template.format(**context) if template else str(item["msg"])
    if context.get("pattern") == ID_PATTERN:
        expected = "an id: small letters, digits and _, starting with a letter"
    value = here.shown if here is not None and kind != "missing" else None
    near = _nearest_choice(context.get("expected"), value) if kind == "literal_error" else None
    code, (line, column) = _CODES.get(kind, "value"), place
    findings.add(code, expected, file=root.file, line=line, column=column, key=key, value=value, nearest=near)


def _locate(root: Node, location: Iterable[str | int]) -> tuple[tuple[int, int], list[str], Node | None]:
    """Follow pydantic's location down the tree.

    Returns
    -------
    place
        Line and column of the deepest node reached.
    names
        The keys and positions followed; labels that pydantic puts in for unions are left out.
    here
        The node at the end, None when the last key is missing.
    """
    node, names = root, []
    steps = list(location)
    for index, step in enumerate(steps):
        if node.sequence is not None and isinstance(step, int) and 0 <= step < len(node.sequence):
            node = node.sequence[step]
            names.append(str(step + 1))
        elif node.mapping is not None and str(step) in node.mapping:
            node = node.mapping[str(step)]
            names.append(str(step))
        elif index == len(steps) - 1 and node.mapping is not None and step != "[key]":
            return (node.line, node.column), [*names, str(step)], None
    return (node.line, node.column), names, node


def _unknown_key(schema: type[BaseModel], root: Node, names: list[str], key: str | None, findings: Findings) -> None:
    """Record a key that the schema does not have, placed at the key and with the nearest that it has."""
    parent = root
    for name in names[:-1]:
        parent = parent.sequence[int(name) - 1] if parent.sequence is not None else (parent.mapping or {})[name]
    line, column = parent.keys.get(names[-1], (parent.line, parent.column))
    valid = sorted(_keys_at(schema, names[:-1]))
    expected = "one of the keys " + ", ".join(valid) if valid else "a known key"
    near = nearest(names[-1], valid)
    findings.add("unknown-key", expected, file=root.file, line=line, column=column, key=key, nearest=near)


def _keys_at(schema: type[BaseModel], names: list[str]) -> set[str]:
    """Keys that the schema has below the keys `names`."""
    found: set[Any] = {schema}
    for name in names:
        found = {below for item in found for below in _below(item, name)}
    return {field_name(key, info) for item in found for key, info in item.model_fields.items()}


def field_name(key: str, info: Any) -> str:
    """Return the name of a field in a file: its alias, if it has one."""
    return str(info.alias or key)


def _below(model: type[BaseModel], name: str) -> Iterator[type[BaseModel]]:
    """Models that stand under the key `name` of a model, or in its list."""
    if name.isdecimal():  # a position: the element models were reached with the list's key
        yield model
        return
    for key, info in model.model_fields.items():
        if field_name(key, info) == name:
            yield from _models(info.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models named anywhere in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models(argument)


def _nearest_choice(choices: object, value: str | None) -> str | None:
    """Return the nearest of the choices pydantic lists as ``'a', 'b' or 'c'``."""
    if value is None or not isinstance(choices, str):
        return None
    return nearest(value, re.findall(r"'([^']*)'", choices))
