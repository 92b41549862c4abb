"""The scenarios of a pack, their ancestry, and a scenario with its ancestors applied."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ioscenario.pack.files import SCENARIOS, shown
from ioscenario.problems import Findings, InputError, Problem, nearest
from ioscenario.scenario.language import (
    MAX_BYTES,
    ParsedScenario,
    in_file_order,
    name_of,
    read_node,
    scenario_files,
    scenario_folder,
)
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.rationing import Rule
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.written import text_in
from ioscenario.yamlnodes import Node, read_text, read_yaml_text

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.pack.loading import Pack


@dataclass(frozen=True)
class Flat:
    """A scenario with its ancestors applied: what a run needs to know of it.

    Parameters
    ----------
    name, title, note
        Those of the scenario itself.
    operations
        All operations, ancestors' first, in the order in which they act.
    rationing
        The choice of the scenario or, where it makes none, of the last ancestor that does.
    lineage
        Names of the ancestors in order, and its own last.
    files
        The files they were read from, in the same order.
    hash
        Of what the scenario does: name, choice and operations, not of layout and texts.
    """

    name: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    operations: tuple[Operation, ...]
    rationing: Rule | None
    lineage: tuple[str, ...]
    files: tuple[str, ...]
    hash: str

    def title_in(self, language: str) -> str:
        """Return the title in a language, else in another one, else the name."""
        return text_in(self.title, language, self.name)

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that it or an ancestor sets, each once."""
        return tuple(dict.fromkeys(item.path for item in self.operations))


class Library(Mapping[str, ParsedScenario]):
    """Scenarios by name; immutable.

    Parameters
    ----------
    scenarios
        Scenarios with different names.

    Raises
    ------
    InputError
        When two different scenarios have one name, a parent is unknown, or scenarios
        extend each other in a circle.

    Examples
    --------
    ``Library.read(pack)["baseline"].title_in("ru")``
    """

    def __init__(self, scenarios: Iterable[ParsedScenario] = ()) -> None:
        findings = Findings()
        self._scenarios: dict[str, ParsedScenario] = {}
        for item in scenarios:
            if _content(self._scenarios.setdefault(item.name, item)) != _content(item):
                findings.extend([_name_taken(item.name, item.file, None, self._scenarios[item.name].file)])
        findings.extend(ancestry_problems(self._scenarios))
        findings.raise_if_any()

    @classmethod
    def read(cls, pack: Pack) -> Library:
        """Read all scenarios of a pack.

        Parameters
        ----------
        pack
            The data pack; its scenarios are ``scenarios/*.yaml``.

        Returns
        -------
        Library

        Raises
        ------
        InputError
            With everything that is wrong in any of the files, and when the reference
            scenario is not among them.
        """
        findings = Findings()
        roots = _roots(pack, findings)
        names = _names(roots, findings)
        if pack.structure.reference not in names:
            findings.add(
                "missing-scenario",
                f"the reference scenario {pack.structure.reference} of chain.yaml",
                file=shown(pack.folder, SCENARIOS),
                nearest=nearest(pack.structure.reference, names),
            )
        parsed: dict[str, ParsedScenario] = {}
        for path, (text, root) in roots.items():
            reading = Reading(pack, path.parent, own=True)
            scenario = read_node(root, reading, names, text)
            findings.extend(in_file_order(reading.findings))
            if scenario is not None:
                parsed.setdefault(scenario.name, scenario)
        if not len(findings):
            findings.extend(ancestry_problems(parsed))
        findings.raise_if_any()
        place = {name: position for position, name in enumerate(pack.structure.scenarios)}
        return cls(sorted(parsed.values(), key=lambda item: (place.get(item.name, len(place)), item.name)))

    def with_(self, *scenarios: ParsedScenario) -> Library:
        """Return a library with more scenarios.

        Raises
        ------
        InputError
            As for the class. The same scenario once more is no mistake.
        """
        return Library((*self._scenarios.values(), *scenarios))

    def lineage(self, name: str) -> tuple[ParsedScenario, ...]:
        """Return the ancestors of a scenario, each once, and the scenario itself last.

        Ancestors are taken depth first in the order written after ``extends``: of
        ``extends: [a, b]``, all of a's ancestors, a, those of b's that have not come
        yet, b.

        Raises
        ------
        InputError
            For a name that the library does not have.
        """
        if name not in self._scenarios:
            near = nearest(name, self._scenarios)
            raise InputError([Problem("unknown-scenario", "the name of a scenario", value=name, nearest=near)])
        order, _ = _depth_first([name], self._scenarios)
        return tuple(self._scenarios[item] for item in order)

    def frame(self, language: str = "en") -> pd.DataFrame:
        """Return a table of the scenarios.

        Parameters
        ----------
        language
            Language of titles and notes.

        Returns
        -------
        DataFrame
            Indexed by name: title, note, extends, settings (their number, own ones
            only), rationing.
        """
        import pandas as pd

        rows = [
            {
                "name": item.name,
                "title": item.title_in(language),
                "note": text_in(item.note, language),
                "extends": ", ".join(item.parents),
                "settings": len(item.operations),
                "rationing": str(item.rationing or ""),
            }
            for item in self._scenarios.values()
        ]
        columns = ["name", "title", "note", "extends", "settings", "rationing"]
        return pd.DataFrame(rows, columns=columns).set_index("name")

    def __getitem__(self, name: str) -> ParsedScenario:
        return self._scenarios[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scenarios)

    def __len__(self) -> int:
        return len(self._scenarios)

    def __repr__(self) -> str:
        return f"Library({', '.join(self._scenarios)})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{html.escape(item.name)}</code></td><td>{html.escape(item.title_in('en'))}</td>"
            f"<td>{html.escape(', '.join(item.parents))}</td></tr>"
            for item in self._scenarios.values()
        )
        return f"<table><tr><th>scenario</th><th>title</th><th>extends</th></tr>{rows}</table>"


def flatten(scenario: ParsedScenario | str, library: Library) -> Flat:
    """Return a scenario with its ancestors applied.

    Parameters
    ----------
    scenario
        A scenario, or the name of one of the library.
    library
        Where its ancestors are. The scenario itself need not be in it, but may not
        share its name with another scenario that is.

    Returns
    -------
    Flat

    Raises
    ------
    InputError
        For an unknown name or parent, a name that is taken, or a circle.
    """
    if isinstance(scenario, ParsedScenario):
        library, name = library.with_(scenario), scenario.name
    else:
        name = scenario
    line = library.lineage(name)
    self = line[-1]
    operations = tuple(operation for item in line for operation in item.operations)
    rationing = next((item.rationing for item in reversed(line) if item.rationing is not None), None)
    lineage, files = tuple(item.name for item in line), tuple(item.file for item in line)
    return Flat(
        name, self.title, self.note, operations, rationing, lineage, files, content_hash(name, operations, rationing)
    )


def content_hash(name: str, operations: Iterable[Operation], rationing: Rule | None) -> str:
    """Return the hash of what a scenario does.

    Returns
    -------
    str
        64 hexadecimal digits, the same on every machine.
    """
    done = [[item.path, item.kind, item.years, item.values, item.start, item.end] for item in operations]
    rule = None if rationing is None else rationing.short
    text = json.dumps([name, rule, done], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


# -------------------------------------------------------------------------- ancestry


def ancestry_problems(scenarios: Mapping[str, ParsedScenario]) -> list[Problem]:
    """Return unknown parents and circles.

    Parameters
    ----------
    scenarios
        Scenarios by name.

    Returns
    -------
    list of Problem
        Circles with the names along them: at least one of scenarios that are caught in any.
    """
    found = [
        Problem(
            "unknown-scenario", "the name of a scenario", item.file, item.line, None, "extends", parent,
            nearest(parent, scenarios),
        )
        for item in scenarios.values()
        for parent in item.parents
        if parent not in scenarios
    ]  # fmt: skip
    _, loops = _depth_first(scenarios, scenarios)
    for loop in loops:
        first, shown = scenarios[loop[0]], " -> ".join(loop)
        expected = "scenarios that do not extend each other in a circle"
        found.append(Problem("cycle", expected, first.file, first.line, None, "extends", shown))
    return found


def _depth_first(names: Iterable[str], scenarios: Mapping[str, ParsedScenario]) -> tuple[list[str], list[list[str]]]:
    """Give the names and their ancestors, parents before children; and the circles met, each closed."""
    order: dict[str, None] = {}
    loops: list[list[str]] = []
    for name in names:
        trail = {} if name in order else {name: iter(scenarios[name].parents)}
        while trail:
            last, parents = next(reversed(trail.items()))
            parent = next(parents, None)
            if parent is None:
                order[last] = None
                trail.popitem()
            elif parent in trail:
                line = list(trail)
                loops.append([*line[line.index(parent) :], parent])
            elif parent not in order and parent in scenarios:
                trail[parent] = iter(scenarios[parent].parents)
    return list(order), loops


# --------------------------------------------------------------------------- reading


def _roots(pack: Pack, findings: Findings) -> dict[Path, tuple[str, Node]]:
    """Text and root of every file that can be read."""
    roots = {}
    for path in sorted(scenario_folder(pack).glob("*.yml")):
        # Not passed over in silence: its author waits for the scenario.
        file = shown(pack.folder, f"{SCENARIOS}/{path.name}")
        findings.add("file-name", "the ending .yaml", file=file, nearest=f"{path.stem}.yaml")
    for path in scenario_files(pack):
        file = shown(pack.folder, f"{SCENARIOS}/{path.name}")
        text = read_text(path, file, MAX_BYTES, findings)
        root = None if text is None else read_yaml_text(text, file, findings)
        if text is not None and root is not None:
            roots[path] = (text, root)
    return roots


def _names(roots: Mapping[Path, tuple[str, Node]], findings: Findings) -> dict[str, Path]:
    """File of every name; a name that two files give is refused."""
    names: dict[str, Path] = {}
    for path, (_, root) in roots.items():
        name = name_of(root)
        if name is None:
            continue
        if name in names:
            line = (root.mapping or {})["name"].line
            findings.extend([_name_taken(name, root.file, line, str(names[name]))])
        names.setdefault(name, path)
    return names


def _content(scenario: ParsedScenario) -> tuple[object, ...]:
    """What makes two scenarios the same one, wherever they were read."""
    done = tuple(replace(item, where="") for item in scenario.operations)
    return scenario.title, scenario.note, scenario.parents, scenario.rationing, done


def _name_taken(name: str, file: str, line: int | None, other: str) -> Problem:
    return Problem(
        "name-taken", f"a name of its own: {Path(other).name} has it already", file, line, None, "name", name
    )
