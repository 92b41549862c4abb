"""The scenario language: reading a scenario against a data pack.

A scenario file has the keys ``name``, ``extends``, ``title``, ``note``, ``facts``,
``rationing`` and ``set``; :mod:`ioscenario.scenario.settings` has the forms below
``set``, :mod:`ioscenario.scenario.rationing` those of ``rationing``. All mistakes of a
file are reported together, each with its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.dimensions import LANGUAGES
from ioscenario.pack.files import SCENARIOS, shown
from ioscenario.problems import Findings, InputError, Problem
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.rationing import Rule, read_rule
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.settings import read_setting
from ioscenario.scenario.written import FrozenMapping, Scenario, as_written, node_of, scenario_html, text_in, written_of
from ioscenario.yamlnodes import Node, read_text, read_yaml_text

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack

ID: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
KEYS: Final = ("name", "extends", "title", "note", "facts", "rationing", "set")
MAX_BYTES: Final = 1024 * 1024
PYTHON: Final = "<python>"

#: Codes of numbers and keys that the reader of YAML refuses.
OF_YAML: Final = ("number", "merge-key", "key")


@dataclass(frozen=True)
class ParsedScenario:
    """A scenario read against a pack: nothing in it is left to check.

    Parameters
    ----------
    name
        Its id.
    title, note
        Texts by language; empty where none are given.
    facts
        Ids of facts and sources of the pack.
    parents
        Names after ``extends``, in the written order.
    operations
        Its own settings, in the written order, in canonical units.
    rationing
        Who is served when a commodity is short; None: as the parents say.
    file
        The file it was read from.
    text
        The text it was read from.
    written
        The same as the author wrote it.
    line
        Line of ``extends``, for problems with parents.
    """

    name: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    facts: tuple[str, ...]
    parents: tuple[str, ...]
    operations: tuple[Operation, ...]
    rationing: Rule | None
    file: str
    text: str
    written: Scenario
    line: int | None = None

    def with_(self, settings: Mapping[str, Any] | None = None, /, **changes: Any) -> Scenario:
        """Return it as written, with more settings; they are checked when it is run.

        Parameters
        ----------
        settings
            Settings by path; one for a path that is set already replaces it.
        **changes
            Other fields to change. A scenario with another content needs another
            ``name``.

        Returns
        -------
        Scenario
        """
        return self.written.with_(settings, **changes)

    def title_in(self, language: str) -> str:
        """Return the title in a language, else in another one, else the name."""
        return text_in(self.title, language, self.name)

    def _repr_html_(self) -> str:
        return scenario_html(self.name, self.title, self.parents, self.note, self.written.settings)


# ---------------------------------------------------------------------- entry points


def read_scenario(path: Path, pack: Pack, *, known: Collection[str] | None = None) -> ParsedScenario:
    """Read a scenario file.

    Parameters
    ----------
    path
        The file. One in the pack's ``scenarios`` needs its title in every language.
    pack
        The data pack.
    known
        Names that ``extends`` may use; by default the names of the pack's scenarios.

    Returns
    -------
    ParsedScenario

    Raises
    ------
    InputError
        With everything that is wrong in the file and in its series files.
    """
    findings = Findings()
    file, own = _shown(Path(path), pack)
    text = read_text(Path(path), file, MAX_BYTES, findings)
    findings.raise_if_any()
    assert text is not None  # without a text there is a problem
    return _parse_text(text, pack, file, Path(path).parent, own, known)


def parse_scenario(
    content: str | Mapping[str, Any] | Scenario,
    pack: Pack,
    file: str = PYTHON,
    *,
    folder: Path | None = None,
    known: Collection[str] | None = None,
) -> ParsedScenario:
    """Read a scenario that is not in a file.

    Parameters
    ----------
    content
        Text of a scenario file, a mapping with its keys, or a scenario as written.
    pack
        The data pack.
    file
        Name to show in problems.
    folder
        Folder of series files; by default the scenario's own, else the pack's ``scenarios``.
    known
        Names that ``extends`` may use; by default the names of the pack's scenarios.

    Returns
    -------
    ParsedScenario

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    if isinstance(content, Scenario):
        folder = folder or content.folder
    folder = folder or scenario_folder(pack)
    if isinstance(content, str):
        return _parse_text(content, pack, file, folder, False, known)
    tree = as_written(content.tree() if isinstance(content, Scenario) else content)
    reading = Reading(pack, folder, own=False)
    parsed = read_node(node_of(tree, file), reading, scenario_names(pack) if known is None else known)
    return _finished(parsed, reading)


def scenario_folder(pack: Pack) -> Path:
    """Return the folder of the pack's scenarios."""
    return pack.folder / SCENARIOS


def scenario_files(pack: Pack) -> tuple[Path, ...]:
    """Return the scenario files of a pack, by name."""
    return tuple(sorted(scenario_folder(pack).glob("*.yaml")))


def _shown(path: Path, pack: Pack) -> tuple[str, bool]:
    """How a file is named in messages, and whether it is one of the pack's scenarios."""
    try:
        inside = path.resolve().relative_to(scenario_folder(pack).resolve())
    except (OSError, ValueError, RuntimeError):  # not below it, or a name that no file system takes
        return str(path), False
    return shown(pack.folder, f"{SCENARIOS}/{inside.as_posix()}"), True


def scenario_names(pack: Pack) -> tuple[str, ...]:
    """Return the names of a pack's scenarios, without reading more of them."""
    names = (name_of(_root(path)) for path in scenario_files(pack))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def name_of(node: Node | None) -> str | None:
    """Return the name that the root of a scenario file gives, if it gives one."""
    name = None if node is None else (node.mapping or {}).get("name")
    return None if name is None else name.text


def _root(path: Path) -> Node | None:
    """Root of a file, problems left to whoever reads the file in earnest."""
    findings = Findings()
    text = read_text(path, str(path), MAX_BYTES, findings)
    return None if text is None else read_yaml_text(text, str(path), findings)


def _parse_text(
    text: str, pack: Pack, file: str, folder: Path, own: bool, known: Collection[str] | None
) -> ParsedScenario:
    """Read the text of a file."""
    reading = Reading(pack, folder, own)
    root = read_yaml_text(text, file, reading.findings)
    if root is None:
        raise InputError(reading.findings)
    parsed = read_node(root, reading, scenario_names(pack) if known is None else known, text)
    return _finished(parsed, reading)


def _finished(parsed: ParsedScenario | None, reading: Reading) -> ParsedScenario:
    """Return the scenario, or raise what was found, in the order of the file."""
    if len(reading.findings):
        raise InputError(in_file_order(reading.findings))
    assert parsed is not None  # without a scenario there is a problem
    return parsed


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, as files first come up, line and column.

    What is refused as YAML is not refused again for what it says.
    """
    found = list(problems)
    refused = {(item.file, item.line, item.column) for item in found if item.code in OF_YAML}
    found = [item for item in found if item.code in OF_YAML or (item.file, item.line, item.column) not in refused]
    files = list(dict.fromkeys(item.file for item in found))
    return sorted(found, key=lambda item: (files.index(item.file), item.line or 0, item.column or 0))


# --------------------------------------------------------------------------- reading


def read_node(root: Node, reading: Reading, known: Collection[str], text: str | None = None) -> ParsedScenario | None:
    """Read the root of a scenario file.

    Parameters
    ----------
    root
        The root.
    reading
        The pack and the folder; takes every problem.
    known
        Names that ``extends`` may use.
    text
        The text of the file; by default made from what is written.

    Returns
    -------
    ParsedScenario or None
        None when anything was refused, here or before.
    """
    if not root.mapping:
        reading.refuse("scenario", "a map with the keys " + ", ".join(KEYS), root, "scenario")
        return None
    _check_keys(root, reading)
    name = _name(root, reading)
    parents = _parents(root, name, reading, known)
    title = _texts("title", root, reading)
    note = _texts("note", root, reading)
    facts = _facts(root, reading)
    rationing = read_rule((root.mapping or {}).get("rationing"), reading)
    operations = _operations(root, reading)
    if len(reading.findings):
        return None
    settings = written_of(root.mapping["set"]) if "set" in root.mapping else FrozenMapping({})
    assert isinstance(settings, FrozenMapping)  # anything else was refused
    choice = written_of(root.mapping["rationing"]) if "rationing" in root.mapping else None
    assert not isinstance(choice, tuple)  # a list was refused
    written = Scenario(name, parents, settings, title, note, facts, choice, reading.folder)
    line = root.mapping["extends"].line if "extends" in root.mapping else None
    source = written.text if text is None else text
    return ParsedScenario(
        name, title, note, facts, parents, operations, rationing, root.file, source, written, line or None
    )


def _check_keys(root: Node, reading: Reading) -> None:
    """Refuse unknown keys."""
    for key in root.mapping or {}:
        if key not in KEYS:
            near = reading.near(key, KEYS)
            reading.refuse_key("unknown-key", "one of the keys " + ", ".join(KEYS), root, key, key, near=near)


def _name(root: Node, reading: Reading) -> str:
    """``name``, required."""
    node = (root.mapping or {}).get("name")
    if node is None:
        reading.refuse_missing("the name of the scenario", root, "name")
        return ""
    if node.text is None or not ID.fullmatch(node.text):
        reading.refuse("id", "an id of small letters, digits and _, at most 60, starting with a letter", node, "name")
    return node.text or ""


def _entries(key: str, node: Node, reading: Reading) -> list[Node]:
    """One text or a list of texts, each once; anything else is refused."""
    items = (node,) if node.text is not None else node.sequence
    if not items:
        reading.refuse("value", "one id or a list of ids", node, key)
        return []
    kept: dict[str, Node] = {}
    for item in items:
        if not item.text:
            reading.refuse("value", "an id", item, key)
        elif item.text in kept:
            reading.refuse("duplicate", "each id once", item, key)
        else:
            kept[item.text] = item
    return list(kept.values())


def _parents(root: Node, name: str, reading: Reading, known: Collection[str]) -> tuple[str, ...]:
    """``extends``: names of scenarios of the pack."""
    node = (root.mapping or {}).get("extends")
    entries = [] if node is None else _entries("extends", node, reading)
    for item in entries:
        text = item.text or ""
        if text == name:
            reading.refuse("cycle", f"another scenario: {name} -> {name} is a cycle", item, "extends")
        elif text not in known:
            near = reading.near(text, known)
            reading.refuse("unknown-scenario", "the name of a scenario of the pack", item, "extends", near=near)
    return tuple(item.text or "" for item in entries)


def _texts(key: str, root: Node, reading: Reading) -> FrozenMapping:
    """``title`` or ``note``: texts by language, all of them in a pack's own scenarios."""
    node = (root.mapping or {}).get(key)
    if node is None:
        if reading.own and key == "title":
            reading.refuse_missing("a title in en, ru and kk", root, key)
        return FrozenMapping({})
    if not node.mapping:
        reading.refuse("texts", "texts by language: {en: ..., ru: ..., kk: ...}", node, key)
        return FrozenMapping({})
    for language, item in node.mapping.items():
        if language not in LANGUAGES:
            near = reading.near(language, LANGUAGES)
            reading.refuse_key("unknown-key", "one of en, ru, kk", node, language, f"{key}.{language}", near=near)
        elif not (item.text or "").strip():
            reading.refuse("text", "a text", item, f"{key}.{language}")
    for language in LANGUAGES if reading.own else ():
        if language not in node.mapping:
            reading.refuse_missing("the text in every language, since the pack carries it", node, f"{key}.{language}")
    return FrozenMapping({language: item.text or "" for language, item in node.mapping.items()})


def _facts(root: Node, reading: Reading) -> tuple[str, ...]:
    """``facts``: ids of facts or sources of the pack."""
    node = (root.mapping or {}).get("facts")
    entries = [] if node is None else _entries("facts", node, reading)
    tables = (reading.pack.fact_table, reading.pack.sources) if entries else ()
    valid = {str(name) for table in tables for name in table["id"]}
    for item in entries:
        if item.text not in valid:
            near = reading.near(item.text or "", sorted(valid))
            reading.refuse("unknown-fact", "the id of a fact or source of the pack", item, "facts", near=near)
    return tuple(item.text or "" for item in entries)


def _operations(root: Node, reading: Reading) -> tuple[Operation, ...]:
    """``set``: settings by path."""
    node = (root.mapping or {}).get("set")
    if node is None:
        return ()
    if not node.mapping:
        reading.refuse("set", "a map of parameter paths to values", node, "set")
        return ()
    return tuple(
        operation
        for path, item in node.mapping.items()
        if (operation := _operation(path, node, item, reading)) is not None
    )


def _operation(path: str, node: Node, item: Node, reading: Reading) -> Operation | None:
    """One entry of ``set``."""
    if path not in reading.pack.parameters:
        near = reading.near(path, reading.pack.parameters)
        reading.refuse_key(
            "unknown-path", f"a parameter path of the pack {reading.pack.name}", node, path, path, near=near
        )
        return None
    return read_setting(path, item, reading)
