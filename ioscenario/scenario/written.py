"""A scenario as its author writes it, before any pack is known."""

from __future__ import annotations

import html
import json
import numbers
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Union, cast

from ioscenario.dimensions import LANGUAGES
from ioscenario.files import output_file, written_beside
from ioscenario.problems import InputError, Problem, nearest
from ioscenario.yamlnodes import Node, number

Written = Union[str, tuple["Written", ...], "FrozenMapping"]

#: Deeper nesting than this is in no scenario; it stops a structure that contains itself.
MAX_DEPTH: Final = 20

#: What needs no quotes in a file, and words that other readers of YAML take for something else.
PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
UNIT: Final = re.compile(r"[A-Za-z0-9%/]+(?: [A-Za-z0-9%/]+)*")
RESERVED: Final = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


class FrozenMapping(Mapping[str, Any]):
    """A mapping that cannot change, so that a scenario can be hashed and shared.

    Examples
    --------
    >>> FrozenMapping({"a": "1"}) == {"a": "1"}
    True
    """

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)


@dataclass(frozen=True)
class Scenario:
    """A scenario as written: settings of parameter paths on top of its parents.

    What it says is checked when it meets a data pack, that is when it is run.

    Parameters
    ----------
    name
        Id of the scenario: small letters, digits and ``_``.
    extends
        Name of the parent, or several names in the order in which they are applied.
    settings
        Settings by parameter path, written as below ``set`` in a scenario file: numbers,
        texts such as ``"30 %"``, or mappings such as ``{"from": 2027, "value": "30 %"}``.
    title, note
        Texts by language (``en``, ``ru``, ``kk``), or one text in English.
    facts
        Ids of facts or sources of the pack that the scenario rests on.
    rationing
        ``processors_first``, ``exporters_first``, or a mapping such as
        ``{"first": "processors", "among": "margin"}``; None: as the parents say.
    folder
        Folder of series files; by default the pack's ``scenarios``.

    Examples
    --------
    >>> grants = Scenario("grants", extends="baseline", settings={"policy.mill.capex_grant": "30 %"})
    >>> grants.with_({"policy.mill.capex_grant": {2030: 0.5}}, name="more_grants").settings
    {'policy.mill.capex_grant': {'2030': '0.5'}}
    """

    name: str
    extends: str | Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    title: Mapping[str, str] | str = field(default_factory=dict)
    note: Mapping[str, str] | str = field(default_factory=dict)
    facts: Sequence[str] = ()
    rationing: str | Mapping[str, Any] | None = None
    folder: Path | None = None

    def __post_init__(self) -> None:
        given = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "folder"}
        for name in ("title", "note"):
            if isinstance(given[name], str):
                given[name] = {"en": given[name]}
        wrong = [name for name in ("settings", "title", "note") if not isinstance(given[name], Mapping)]
        if wrong:
            raise InputError(Problem("value", "a mapping", key=name, value=repr(given[name])[:80]) for name in wrong)
        if isinstance(given["extends"], str):
            given["extends"] = (given["extends"],)
        for name, value in given.items():
            object.__setattr__(self, name, None if value is None else as_written(value))

    def with_(self, settings: Mapping[str, Any] | None = None, /, **changes: Any) -> Scenario:
        """Return a copy with more settings; the scenario itself stays as it is.

        Parameters
        ----------
        settings
            Settings to add; one for a path that is set already replaces it.
        **changes
            Other fields to change, such as ``name``, ``extends`` or ``title``.

        Returns
        -------
        Scenario

        Raises
        ------
        InputError
            For a field that a scenario does not have, with the nearest that it has.

        Examples
        --------
        >>> served = Scenario("served", extends=["baseline", "grants"]).with_(rationing={"among": "margin"})
        >>> served.rationing, served.extends
        ({'among': 'margin'}, ('baseline', 'grants'))
        """
        known = [item.name for item in fields(self)]
        unknown = [name for name in changes if name not in known]
        if unknown:
            wanted = "one of " + ", ".join(known)
            raise InputError(Problem("unknown-key", wanted, key=name, nearest=nearest(name, known)) for name in unknown)
        more = changes.pop("settings", self.settings) if settings is None else {**self.settings, **settings}
        return replace(self, **{"settings": more, **changes})

    def tree(self) -> dict[str, Any]:
        """Return the content under the keys of a scenario file, empty ones left out."""
        renamed = {"settings": "set"}
        shown = [item.name for item in fields(self) if item.name not in ("settings", "folder")]
        content = {renamed.get(name, name): getattr(self, name) for name in (*shown, "settings")}
        return {key: value for key, value in content.items() if value is not None and len(value) > 0}

    @property
    def text(self) -> str:
        """The scenario as the text of a file."""
        return "".join(f"{key}:{_block(value)}\n" for key, value in self.tree().items())

    def to_yaml(self, path: str | Path) -> Path:
        """Write the scenario as a file that the command line and `Model.run` take.

        Parameters
        ----------
        path
            A file with the ending ``.yaml``. Series files are named relative to its folder.

        Raises
        ------
        InputError
            For anything but the path of such a file in a folder that can be written.
        """
        target = output_file(path, "a scenario file", ".yaml")
        with written_beside(target) as beside:
            beside.write_text(self.text, encoding="utf-8")
        return target

    def _repr_html_(self) -> str:
        title, note = cast(Mapping[str, str], self.title), cast(Mapping[str, str], self.note)
        return scenario_html(self.name, title, tuple(self.extends), note, self.settings)


def as_written(value: object, depth: int = 0) -> Written:
    """Return a Python value as a scenario file would have it: texts, tuples and mappings of them.

    Examples
    --------
    >>> as_written({2030: 0.2, 2035: "40 %"})
    {'2030': '0.2', '2035': '40 %'}
    """
    if depth > MAX_DEPTH:
        return "..."
    if isinstance(value, Mapping):
        return FrozenMapping({_scalar(key): as_written(item, depth + 1) for key, item in value.items()})
    if isinstance(value, tuple | list):
        return tuple(as_written(item, depth + 1) for item in value)
    return _scalar(value)


def _scalar(value: object) -> str:
    """Text of a number or text; numbers as plain decimals, never with an exponent."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return value if type(value) is str else str(value)
    if isinstance(value, numbers.Integral):
        return str(int(value))
    return format(Decimal(repr(float(value))), "f")


def node_of(value: Written, file: str) -> Node:
    """Return the written value as nodes without lines, for the same reader as a file's."""
    if isinstance(value, str):
        return Node(value, file, 0, 0, quoted=True)
    if isinstance(value, tuple):
        return Node(tuple(node_of(item, file) for item in value), file, 0, 0)
    return Node(MappingProxyType({key: node_of(item, file) for key, item in value.items()}), file, 0, 0)


def written_of(node: Node) -> Written:
    """Return nodes as a written value: the other way round."""
    if node.text is not None:
        return node.text
    if node.sequence is not None:
        return tuple(written_of(item) for item in node.sequence)
    return FrozenMapping({key: written_of(item) for key, item in (node.mapping or {}).items()})


def _block(value: Written) -> str:
    """What stands after a key: mappings an entry a line, everything else in flow style."""
    if not isinstance(value, FrozenMapping):
        return f" {_flow(value)}"
    return "".join(f"\n  {_scalar_text(key)}: {_flow(item)}" for key, item in value.items())


def _flow(value: Written) -> str:
    """Text in flow style."""
    if isinstance(value, str):
        return _scalar_text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_flow(item) for item in value)}]"
    return f"{{{', '.join(f'{_scalar_text(key)}: {_flow(item)}' for key, item in value.items())}}}"


def _scalar_text(text: str) -> str:
    """Ids, paths and numbers with their unit as they are; all else in the quotes of JSON.

    Examples
    --------
    >>> _scalar_text("policy.mill.capex_grant"), _scalar_text("30 %"), _scalar_text("1e3"), _scalar_text("no")
    ('policy.mill.capex_grant', '30 %', '"1e3"', '"no"')
    """
    first, _, unit = text.partition(" ")
    measured = number(first) is not None and (not unit or UNIT.fullmatch(unit))
    if measured or (PLAIN.fullmatch(text) and text not in RESERVED):
        return text
    return json.dumps(text, ensure_ascii=False)


def text_in(texts: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """Return the text in a language, or the next best one.

    Examples
    --------
    >>> text_in({"ru": "Рост"}, "kk", "growth"), text_in({}, "en", "growth")
    ('Рост', 'growth')
    """
    return next((texts[name] for name in (language, *LANGUAGES) if name in texts), otherwise)


def scenario_html(
    name: str, title: Mapping[str, str], parents: tuple[str, ...], note: Mapping[str, str], settings: Mapping[str, Any]
) -> str:
    """Return a scenario as a small table for a notebook."""
    heading = html.escape(text_in(title, "en", name))
    below = f" (<code>{html.escape(name)}</code>, on {html.escape(', '.join(parents) or 'the pack alone')})"
    rows = "".join(
        f"<tr><td><code>{html.escape(path)}</code></td><td>{html.escape(_shown(value))}</td></tr>"
        for path, value in settings.items()
    )
    note_text = html.escape(text_in(note, "en"))
    return f"<div><b>{heading}</b>{below}<br>{note_text}<table>{rows}</table></div>"


def _shown(value: Written) -> str:
    """A written value without quotes."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
