"""Reading a sweep file: which runs to make, and what to keep of them.

All mistakes of a file are reported together, each with its line and column. The forms of
a lever's values are those of the scenario language.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ioscenario.explore import designs
from ioscenario.explore.correlation import Correlation, groups, possible
from ioscenario.explore.draws import can_be_drawn, check_range
from ioscenario.explore.grid import Lever, Point, Setting, points
from ioscenario.outputs import VARIABLE
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.compare import as_setting
from ioscenario.scenario.language import ID, MAX_BYTES, PYTHON, in_file_order, read_scenario
from ioscenario.scenario.library import Flat, Library, flatten
from ioscenario.scenario.operations import Operation
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.settings import read_setting
from ioscenario.scenario.written import Scenario, as_written, node_of, written_of
from ioscenario.yamlnodes import Node, number, read_text, read_yaml_text

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

KEYS: Final = (
    "name", "note", "scenarios", "levers", "uncertain", "design", "correlations", "seed", "keep", "chunk",
)  # fmt: skip
KEEP_KEYS: Final = ("variables", "full", "years", "quantiles", "runs")

#: Keys of a lever that carry a list or range of values, and those that say when.
AMOUNTS: Final = ("values", "times", "plus")
RANGE: Final = ("from", "to", "steps")

MOST_POINTS: Final = 100_000
MOST_SAMPLES: Final = 100_000_000
LARGEST_SEED: Final = 2**63 - 1
MOST_CHUNK: Final = 100_000

ALL: Final = "all"


@dataclass(frozen=True)
class Keep:
    """What stays of the runs.

    Parameters
    ----------
    variables
        Names of variables.
    years
        Years.
    quantiles
        Quantiles over samples, from 0 to 1, rising; empty for none.
    runs
        Whether the values of every run stay; if not, only quantiles do.
    """

    variables: tuple[str, ...]
    years: tuple[int, ...]
    quantiles: tuple[float, ...] = ()
    runs: bool = True


@dataclass(frozen=True)
class Kind:
    """A design as chosen in the file.

    Parameters
    ----------
    name
        One of `designs.KINDS`.
    samples
        Number of samples, or of rows of a Sobol' design.
    trajectories, levels
        Of Morris' design and the factorial one.
    """

    name: str = "factorial"
    samples: int = 0
    trajectories: int = 0
    levels: int = 0

    def size(self, paths: int) -> int:
        """Number of samples with so many paths."""
        sizes: dict[str, Callable[[], int]] = {
            "latin_hypercube": lambda: self.samples,
            "sobol": lambda: self.samples * (paths + 2),
            "morris": lambda: self.trajectories * (paths + 1),
            "one_at_a_time": lambda: 1 + 2 * paths,
            "factorial": lambda: self.levels**paths,
        }
        return sizes[self.name]() if paths else 1


@dataclass(frozen=True)
class Plan:
    """A sweep read against a pack: nothing in it is left to check.

    Parameters
    ----------
    name
        Id of the sweep.
    pack
        The pack it was read against.
    reference
        The pack's reference scenario, always run and first.
    parents
        Scenarios of the sweep.
    levers
        Levers of the grid.
    uncertain
        Paths that are drawn, in the order of the file; empty: central values.
    kind
        Design of the uncertain paths.
    correlations
        Rank correlations of draws.
    seed
        Seed of draws.
    keep
        What stays.
    chunk
        Runs simulated at a time; None: chosen by their size.
    file, text
        Where it was read, and the text.
    """

    name: str
    pack: Pack = field(repr=False)
    reference: Flat = field(repr=False)
    parents: tuple[Flat, ...] = field(repr=False)
    levers: tuple[Lever, ...]
    uncertain: tuple[str, ...]
    kind: Kind
    correlations: tuple[Correlation, ...]
    seed: int
    keep: Keep
    chunk: int | None
    file: str
    text: str = field(repr=False)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Entries of the dimension ``scenario``, the reference first."""
        return points(self.reference, self.parents, self.levers, self.file)

    @property
    def sampled(self) -> bool:
        """Whether there is a dimension ``sample``."""
        return bool(self.uncertain)

    @property
    def samples(self) -> int:
        """Number of samples of each grid point."""
        return self.kind.size(len(self.uncertain))

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points) * self.samples

    def design(self, scratch: Path | None = None) -> designs.Samples:
        """Return the design of the uncertain paths.

        Parameters
        ----------
        scratch
            File for the positions of a Latin hypercube; None: kept in memory.
        """
        paths, kind = self.uncertain, self.kind
        if not paths or kind.name == "factorial":
            return designs.Factorial(paths, kind.levels)
        if kind.name == "latin_hypercube":
            return designs.latin_hypercube(paths, kind.samples, self.seed, self.correlations, scratch)
        if kind.name == "sobol":
            return designs.saltelli(paths, kind.samples, self.seed)
        if kind.name == "morris":
            return designs.morris(paths, kind.trajectories, kind.levels, self.seed)
        return designs.OneAtATime(paths)

    @cached_property
    def hash(self) -> str:
        """Of what the sweep does apart from its scenarios and levers: 64 hexadecimal digits."""
        kind, keep = self.kind, self.keep
        done = [
            self.name, self.uncertain, [kind.name, kind.samples, kind.trajectories, kind.levels],
            [[item.paths, item.rank] for item in self.correlations],
            [keep.variables, keep.years, keep.quantiles, keep.runs], self.chunk,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(done).encode("ascii")).hexdigest()


# ---------------------------------------------------------------------- entry points


def read_sweep(source: str | Path | Mapping[str, Any], pack: Pack, library: Library | None = None) -> Plan:
    """Read a sweep file, or the same as a mapping.

    Parameters
    ----------
    source
        A YAML file, or a mapping with the keys of one. In a mapping, ``scenarios`` may hold
        `Scenario` objects.
    pack
        The pack that is swept.
    library
        The pack's scenarios, if they are read already.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        With everything that is wrong in the file and in the scenario files it names.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> plan = read_sweep({"name": "try", "levers": {"policy.mill.capex_grant": ["0 %", "25 %"]}}, model.pack)
    >>> [point.flat.name for point in plan.points]
    ['baseline', 'baseline__1', 'baseline__2']
    """
    findings = Findings()
    objects: dict[str, Scenario] = {}
    if isinstance(source, Mapping):
        file, folder = PYTHON, Path.cwd()
        tree = as_written(_without_objects(source, objects))
        root: Node | None = node_of(tree, file)
        text = json.dumps(tree, ensure_ascii=False, default=dict)
    else:
        path = Path(source)
        file, folder = str(path), path.parent
        found = read_text(path, file, MAX_BYTES, findings)
        text = found or ""
        root = None if found is None else read_yaml_text(found, file, findings)
    if root is None or len(findings):
        raise InputError(findings)
    reader = _Reader(Reading(pack, folder, own=False), library or Library.read(pack), objects)
    return reader.plan(root, text)


def _without_objects(source: Mapping[str, Any], objects: dict[str, Scenario]) -> Mapping[str, Any]:
    """The mapping with names in the place of scenario objects, which are put into `objects`."""
    listed = source.get("scenarios")
    if isinstance(listed, Scenario):
        listed = [listed]
    if not isinstance(listed, list | tuple):
        return source
    objects |= {item.name: item for item in listed if isinstance(item, Scenario)}
    return {**source, "scenarios": [item.name if isinstance(item, Scenario) else item for item in listed]}


class _Reader:
    """Reads the root of a sweep file."""

    def __init__(self, reading: Reading, library: Library, objects: Mapping[str, Scenario]) -> None:
        self.reading = reading
        self.pack = reading.pack
        self.library = library
        self.objects = objects

    def plan(self, root: Node, text: str) -> Plan:
        """The plan, or everything that is wrong."""
        if not root.mapping:
            self.reading.refuse("sweep", "a map with the keys " + ", ".join(KEYS), root, "sweep")
            raise InputError(self.reading.findings)
        self._only(root, KEYS, "")
        name = self._name(root)
        self._note(root)
        reference = flatten(self.pack.structure.reference, self.library)
        parents = self._scenarios(root, reference)
        levers = self._levers(root)
        self._grid_size(root, parents, levers)
        kind, listed = self._design(root)
        uncertain = self._uncertain(root, kind, listed)
        self._samples(root, kind, uncertain)
        correlations = self._correlations(root, kind, uncertain)
        seed = self._whole(root, "seed", "seed", 0, LARGEST_SEED, 0)
        keep = self._keep(root, uncertain)
        chunk = self._whole(root, "chunk", "chunk", 1, MOST_CHUNK, 0) or None
        if len(self.reading.findings):
            raise InputError(in_file_order(dict.fromkeys(self.reading.findings)))
        return Plan(
            name, self.pack, reference, parents, levers, uncertain, kind, correlations, seed, keep, chunk, root.file,
            text,
        )  # fmt: skip

    # ------------------------------------------------------------------ small pieces

    def _only(self, node: Node, valid: Sequence[str], above: str) -> None:
        """Refuse keys other than the valid ones."""
        for key in node.mapping or {}:
            if key not in valid:
                near = self.reading.near(key, valid)
                full = f"{above}.{key}" if above else key
                self.reading.refuse_key("unknown-key", "one of " + ", ".join(valid), node, key, full, near=near)

    def _whole(self, node: Node, name: str, key: str, low: int, high: int, default: int | None) -> int:
        """A whole number below a key; without a default the key is needed."""
        item = (node.mapping or {}).get(name)
        expected = f"a whole number from {low} to {high}"
        if item is None:
            if default is None:
                self.reading.refuse_missing(expected, node, key)
            return default or 0
        value = _whole_number(item.text)
        if value is None or not low <= value <= high:
            self.reading.refuse("range", expected, item, key)
            return default or low
        return value

    def _entries(self, node: Node, key: str, expected: str) -> list[Node]:
        """Texts of a list, each once; one text alone counts as a list."""
        items = (node,) if node.text else node.sequence
        if not items:
            self.reading.refuse("value", expected, node, key)
            return []
        kept: dict[str, Node] = {}
        for item in items:
            if not item.text:
                self.reading.refuse("value", expected, item, key)
            elif item.text in kept:
                self.reading.refuse("duplicate", "each once", item, key)
            else:
                kept[item.text] = item
        return list(kept.values())

    def _name(self, root: Node) -> str:
        node = (root.mapping or {}).get("name")
        if node is None:
            self.reading.refuse_missing("the name of the sweep", root, "name")
            return ""
        if node.text is None or not ID.fullmatch(node.text):
            expected = "an id of small letters, digits and _, at most 60, starting with a letter"
            self.reading.refuse("id", expected, node, "name")
        return node.text or ""

    def _note(self, root: Node) -> None:
        node = (root.mapping or {}).get("note")
        if node is not None and not (node.text or "").strip():
            self.reading.refuse("text", "a text", node, "note")

    # --------------------------------------------------------------------- scenarios

    def _scenarios(self, root: Node, reference: Flat) -> tuple[Flat, ...]:
        """``scenarios``: names, files, or all; without the key the reference alone."""
        node = (root.mapping or {}).get("scenarios")
        if node is None:
            return (reference,)
        if node.text == ALL:
            return tuple(flatten(name, self.library) for name in self.library)
        found: dict[str, Flat] = {}
        for item in self._entries(node, "scenarios", "the name of a scenario, a scenario file, or all"):
            flat = self._scenario(item)
            if flat is None:
                continue
            if flat.name in found or (flat.name == reference.name and flat.hash != reference.hash):
                self.reading.refuse("name-taken", "scenarios with names of their own", item, "scenarios")
            found[flat.name] = flat
        return tuple(found.values())

    def _scenario(self, item: Node) -> Flat | None:
        """One scenario with its ancestors applied; None when it was refused."""
        text = item.text or ""
        try:
            if text in self.objects:
                from ioscenario.scenario.language import parse_scenario

                return flatten(parse_scenario(self.objects[text], self.pack), self.library)
            if text.endswith((".yaml", ".yml")):
                return flatten(read_scenario(self.reading.folder / text, self.pack), self.library)
        except InputError as error:
            self.reading.findings.extend(error.problems)
            return None
        if text not in self.library:
            near = self.reading.near(text, self.library)
            self.reading.refuse("unknown-scenario", "the name of a scenario of the pack", item, "scenarios", near=near)
            return None
        return flatten(text, self.library)

    # ------------------------------------------------------------------------ levers

    def _levers(self, root: Node) -> tuple[Lever, ...]:
        """``levers``: values by path."""
        node = (root.mapping or {}).get("levers")
        if node is None:
            return ()
        if not node.mapping:
            self.reading.refuse("levers", "a map of parameter paths to lists or ranges of values", node, "levers")
            return ()
        found = (self._lever(path, node, item) for path, item in node.mapping.items())
        return tuple(lever for lever in found if lever is not None)

    def _lever(self, path: str, node: Node, item: Node) -> Lever | None:
        """One path with its values; None when anything was refused."""
        reading = self.reading
        if path not in self.pack.parameters:
            near = reading.near(path, self.pack.parameters)
            expected = f"a parameter path of the pack {self.pack.name}"
            reading.refuse_key("unknown-path", expected, node, path, path, near=near)
            return None
        before = len(reading.findings)
        operations = self._operations(path, item)
        if len(reading.findings) > before:
            return None
        parameter = self.pack.parameters[path]
        seen: dict[tuple[object, ...], Setting] = {}
        for operation, place in operations:
            done = (operation.kind, operation.years, operation.values, operation.start, operation.end)
            if done in seen:
                reading.refuse("duplicate", "each value once", place, path)
            seen[done] = Setting(operation, _written(operation, place, parameter))
        unit = "1" if any(item.operation.kind == "times" for item in seen.values()) else parameter.unit
        return Lever(path, unit, tuple(seen.values()))

    def _operations(self, path: str, item: Node) -> list[tuple[Operation, Node]]:
        """Operations of a lever, each with the node that says it."""
        mapping = item.mapping or {}
        if item.sequence is not None:
            return self._listed(path, item, lambda one: one)
        if set(mapping) & set(AMOUNTS):
            return self._with_years(path, item)
        if "steps" in mapping:
            self._only(item, RANGE, path)
            return self._range(path, item, lambda one: one)
        expected = "a list of values, {from: value, to: value, steps: number}, or {values: ..., from: year}"
        self.reading.refuse("lever", expected, item, path)
        return []

    def _with_years(self, path: str, item: Node) -> list[tuple[Operation, Node]]:
        """``{values: [...], from: 2027, to: 2031}``, and the same with ``times`` and ``plus``."""
        mapping = item.mapping or {}
        self._only(item, (*AMOUNTS, "from", "to"), path)
        chosen = [key for key in mapping if key in AMOUNTS]
        if len(chosen) > 1:
            self.reading.refuse("lever", "exactly one of " + ", ".join(AMOUNTS), item, path)
            return []
        form = "value" if chosen[0] == "values" else chosen[0]
        years = {key: mapping[key] for key in ("from", "to") if key in mapping}

        def with_years(one: Node) -> Node:
            if form == "value" and not years:
                return one
            keys = {**item.keys, form: item.keys.get(chosen[0], (one.line, one.column))}
            return Node({form: one, **years}, one.file, one.line, one.column, keys=keys)

        amounts = mapping[chosen[0]]
        if amounts.sequence is not None:
            return self._listed(path, amounts, with_years)
        if "steps" in (amounts.mapping or {}):
            self._only(amounts, RANGE, f"{path}.{chosen[0]}")
            return self._range(path, amounts, with_years)
        expected = "a list of values, or {from: value, to: value, steps: number}"
        self.reading.refuse("lever", expected, amounts, f"{path}.{chosen[0]}")
        return []

    def _listed(self, path: str, node: Node, form: Callable[[Node], Node]) -> list[tuple[Operation, Node]]:
        """Values of a list."""
        if not node.sequence:
            self.reading.refuse("empty", "at least one value", node, path)
        read = [(read_setting(path, form(one), self.reading), one) for one in node.sequence or ()]
        return [(operation, one) for operation, one in read if operation is not None]

    def _range(self, path: str, node: Node, form: Callable[[Node], Node]) -> list[tuple[Operation, Node]]:
        """``{from: 0 %, to: 30 %, steps: 4}``: evenly spaced, both ends included."""
        mapping = node.mapping or {}
        steps = self._whole(node, "steps", f"{path}.steps", 2, MOST_POINTS, None)
        ends: list[Operation] = []
        for key in ("from", "to"):
            if key not in mapping:
                self.reading.refuse_missing("the first and the last value of the range", node, f"{path}.{key}")
            elif mapping[key].text is None:
                self.reading.refuse("value", "a value, not a list or map", mapping[key], f"{path}.{key}")
            elif (operation := read_setting(path, form(mapping[key]), self.reading)) is not None:
                ends.append(operation)
        if len(ends) < 2:
            return []
        values = np.linspace(ends[0].values[0], ends[1].values[0], steps)
        count = self.pack.parameters[path].field.kind == "count" and ends[0].kind != "times"
        if count and not np.allclose(values, np.rint(values), rtol=0.0, atol=1e-9):
            self.reading.refuse("whole-number", "steps that give whole numbers", node, path)
            return []
        # ends as they are read, not as rounding leaves them
        exact = [ends[0].values[0], *(float(f"{value:.12g}") for value in values[1:-1]), ends[1].values[0]]
        return [(replace(ends[0], values=(value,)), node) for value in exact]

    def _grid_size(self, root: Node, parents: Sequence[Flat], levers: Sequence[Lever]) -> None:
        size = len(parents) * math.prod(len(lever.settings) for lever in levers)
        if size > MOST_POINTS:
            node = (root.mapping or {})["levers"]
            self.reading.refuse("too-large", f"a grid of at most {MOST_POINTS} points; this has {size}", node, "levers")

    # ------------------------------------------------------------------------ design

    def _design(self, root: Node) -> tuple[Kind, bool]:
        """``design``, and whether the file has one that can be read."""
        node = (root.mapping or {}).get("design")
        if node is None:
            return Kind(levels=2), False
        named = (node.mapping or {}).get("kind")
        if not node.mapping or named is None:
            expected = "a map with the key kind, one of " + ", ".join(designs.KINDS)
            if node.mapping:
                self.reading.refuse_missing(expected, node, "design.kind")
            else:
                self.reading.refuse("design", expected, node, "design")
            return Kind(levels=2), False
        name = named.text or ""
        if name not in designs.KINDS:
            near = self.reading.near(name, designs.KINDS)
            self.reading.refuse("choice", "one of " + ", ".join(designs.KINDS), named, "design.kind", near=near)
            return Kind(levels=2), False
        self._only(node, ("kind", *designs.KINDS[name]), "design")
        return self._sized(name, node), True

    def _sized(self, name: str, node: Node) -> Kind:
        """The numbers of a design."""
        samples = trajectories = 0
        levels = 4 if name == "morris" else 2
        if "samples" in designs.KINDS[name]:
            samples = self._whole(node, "samples", "design.samples", 1, MOST_SAMPLES, None)
        if name == "sobol" and samples & (samples - 1):
            expected = f"a power of two, such as {2 ** (samples.bit_length() - 1)} or {2 ** samples.bit_length()}"
            self.reading.refuse("power-of-two", expected, (node.mapping or {})["samples"], "design.samples")
        if "trajectories" in designs.KINDS[name]:
            trajectories = self._whole(node, "trajectories", "design.trajectories", 1, MOST_SAMPLES, None)
        if "levels" in designs.KINDS[name]:
            levels = self._whole(node, "levels", "design.levels", 2, 100, levels)
        if name == "morris" and levels % 2:
            self.reading.refuse("even", "an even number of levels", (node.mapping or {})["levels"], "design.levels")
        return Kind(name, samples, trajectories, levels)

    def _samples(self, root: Node, kind: Kind, uncertain: Sequence[str]) -> None:
        """Refuse more samples than any store holds."""
        node = (root.mapping or {}).get("design")
        # the size of a factorial design may have more digits than are worth computing
        huge = kind.name == "factorial" and len(uncertain) * math.log10(kind.levels) > 12
        if node is None or (not huge and kind.size(len(uncertain)) <= MOST_SAMPLES):
            return
        exponent = f"{kind.levels}^{len(uncertain)}" if kind.name == "factorial" else kind.size(len(uncertain))
        expected = f"a design of at most {MOST_SAMPLES} samples; this has {exponent}"
        self.reading.refuse("too-large", expected, node, "design")

    # --------------------------------------------------------------------- uncertain

    def _uncertain(self, root: Node, kind: Kind, designed: bool) -> tuple[str, ...]:
        """``uncertain``: paths, patterns, or all."""
        mapping = root.mapping or {}
        node = mapping.get("uncertain")
        free = [path for path, item in self.pack.parameters.items() if item.role == "uncertain" and can_be_drawn(item)]
        if node is None:
            paths = free if designed and kind.name != "factorial" else []
            self._check_ranges(paths, mapping.get("design", root))
            return tuple(paths)
        if "design" not in mapping:
            self.reading.refuse_missing("a design for the uncertain paths", root, "design")
        found: dict[str, Node] = {}
        for item in self._entries(node, "uncertain", "a path, a pattern such as market.*, or all"):
            for path in self._matching(item, free):
                if path in found and item.text == path:
                    self.reading.refuse("duplicate", "each path once", item, "uncertain")
                found.setdefault(path, item)
        for path, item in found.items():
            self._check_ranges([path], item)
        return tuple(found)

    def _matching(self, item: Node, free: Sequence[str]) -> Sequence[str]:
        """Paths that an entry means."""
        text, reading = item.text or "", self.reading
        if text == ALL:
            return free
        if "*" in text:
            chosen = [path for path in free if fnmatchcase(path, text)]
            if not chosen:
                expected = "a pattern that some uncertain path with a range matches"
                reading.refuse("unknown-path", expected, item, "uncertain")
            return chosen
        if text not in self.pack.parameters:
            near = reading.near(text, self.pack.parameters)
            expected = f"a parameter path of the pack {self.pack.name}"
            reading.refuse("unknown-path", expected, item, "uncertain", near=near)
            return []
        if not can_be_drawn(self.pack.parameters[text]):
            expected = "a path to which the pack gives low, high and a distribution"
            reading.refuse("no-range", expected, item, "uncertain", near=reading.near(text, free))
            return []
        return [text]

    def _check_ranges(self, paths: Iterable[str], node: Node) -> None:
        for path in paths:
            check_range(self.pack.parameters[path], self.pack, self.reading.findings)

    # ------------------------------------------------------------------ correlations

    def _correlations(self, root: Node, kind: Kind, uncertain: Sequence[str]) -> tuple[Correlation, ...]:
        """``correlations``: a list of ``{paths: [a, b], rank: 0.6}``."""
        node = (root.mapping or {}).get("correlations")
        if node is None:
            return ()
        if not node.sequence:
            self.reading.refuse("correlations", "a list of {paths: [a, b], rank: 0.6}", node, "correlations")
            return ()
        if kind.name != "latin_hypercube":
            expected = f"the design latin_hypercube: {kind.name} rests on independent paths"
            self.reading.refuse("design", expected, node, "correlations")
        found: dict[frozenset[str], Correlation] = {}
        for item in node.sequence:
            correlation = self._correlation(item, uncertain)
            if correlation is None:
                continue
            if frozenset(correlation.paths) in found:
                self.reading.refuse("duplicate", "each pair once", item, "correlations")
            found[frozenset(correlation.paths)] = correlation
        correlations = tuple(found.values())
        self._check_groups(node, kind, correlations)
        return correlations

    def _correlation(self, node: Node, uncertain: Sequence[str]) -> Correlation | None:
        """One pair; None when anything was refused."""
        reading, before = self.reading, len(self.reading.findings)
        mapping = node.mapping
        if not mapping:
            reading.refuse("correlations", "{paths: [a, b], rank: 0.6}", node, "correlations")
            return None
        self._only(node, ("paths", "rank"), "correlations")
        for key in ("paths", "rank"):
            if key not in mapping:
                reading.refuse_missing("two paths and their rank correlation", node, f"correlations.{key}")
        paths = mapping["paths"].sequence if "paths" in mapping else ()
        if "paths" in mapping and (paths is None or len(paths) != 2):
            reading.refuse("value", "a list of two paths", mapping["paths"], "correlations.paths")
        for item in paths or ():
            if item.text not in uncertain:
                near = reading.near(item.text or "", uncertain)
                reading.refuse("unknown-path", "a path that this sweep draws", item, "correlations.paths", near=near)
        rank = number((mapping["rank"].text or "").strip()) if "rank" in mapping else 0.0
        if rank is None or not -1.0 < rank < 1.0:
            expected = "a rank correlation between -1 and 1, both excluded"
            reading.refuse("range", expected, mapping["rank"], "correlations.rank")
        if len(reading.findings) > before or not paths:
            return None
        first, second = (item.text or "" for item in paths)
        if first == second:
            reading.refuse("duplicate", "two different paths", mapping["paths"], "correlations.paths")
            return None
        return Correlation((first, second), float(rank or 0.0))

    def _check_groups(self, node: Node, kind: Kind, correlations: Sequence[Correlation]) -> None:
        """Refuse correlations that cannot hold together, and too few samples for them."""
        for group in groups(correlations):
            if not possible(group, correlations):
                expected = "correlations that can hold together: those among " + ", ".join(group) + " cannot"
                self.reading.refuse("correlations", expected, node, "correlations")
            if kind.name == "latin_hypercube" and kind.samples <= len(group):
                expected = f"more samples than correlated paths ({len(group)})"
                self.reading.refuse("range", expected, node, "correlations")

    # -------------------------------------------------------------------------- keep

    def _keep(self, root: Node, uncertain: Sequence[str]) -> Keep:
        """``keep``: without it everything."""
        years, names = self.pack.structure.years, tuple(VARIABLE)
        node = (root.mapping or {}).get("keep")
        if node is None:
            return Keep(names, years)
        if not node.mapping:
            self.reading.refuse("keep", "a map with the keys " + ", ".join(KEEP_KEYS), node, "keep")
            return Keep(names, years)
        self._only(node, KEEP_KEYS, "keep")
        variables = self._variables(node, names)
        kept_years = self._years(node, years)
        quantiles = self._quantiles(node)
        runs = self._flag(node, "runs", True)
        if quantiles and not uncertain:
            expected = "no quantiles: without uncertain paths there are no samples"
            self.reading.refuse("keep", expected, node.mapping["quantiles"], "keep.quantiles")
        if not runs and not quantiles:
            self.reading.refuse("keep", "quantiles, where runs are not kept", node.mapping["runs"], "keep.runs")
        return Keep(variables, kept_years, quantiles, runs)

    def _variables(self, node: Node, names: tuple[str, ...]) -> tuple[str, ...]:
        mapping = node.mapping or {}
        full = self._flag(node, "full", False)
        if full and "variables" in mapping:
            self.reading.refuse("keep", "either variables or full: true", mapping["full"], "keep.full")
        if "variables" not in mapping:
            return names
        chosen = self._entries(mapping["variables"], "keep.variables", "the name of a variable of the results")
        for item in chosen:
            if item.text not in names:
                near = self.reading.near(item.text or "", names)
                expected = "a variable of the results"
                self.reading.refuse("unknown-variable", expected, item, "keep.variables", near=near)
        wanted = {item.text for item in chosen}
        return tuple(name for name in names if name in wanted)

    def _years(self, node: Node, years: tuple[int, ...]) -> tuple[int, ...]:
        item = (node.mapping or {}).get("years")
        if item is None:
            return years
        chosen = self._entries(item, "keep.years", "a year")
        for one in chosen:
            if _whole_number(one.text) not in years:
                self.reading.refuse("year", f"a year from {years[0]} to {years[-1]}", one, "keep.years")
        wanted = {_whole_number(one.text) for one in chosen}
        return tuple(year for year in years if year in wanted)

    def _quantiles(self, node: Node) -> tuple[float, ...]:
        item = (node.mapping or {}).get("quantiles")
        if item is None:
            return ()
        expected = "a share such as 5 % or 0.05"
        found = set()
        for one in self._entries(item, "keep.quantiles", expected):
            share = _share(one.text or "")
            if share is None or not 0.0 <= share <= 1.0:
                self.reading.refuse("range", f"{expected}, from 0 % to 100 %", one, "keep.quantiles")
            else:
                found.add(share)
        return tuple(sorted(found))

    def _flag(self, node: Node, name: str, default: bool) -> bool:
        item = (node.mapping or {}).get(name)
        if item is None:
            return default
        if (item.text or "").lower() not in ("true", "false"):
            self.reading.refuse("value", "true or false", item, f"keep.{name}")
        return (item.text or "").lower() == "true"


def _whole_number(text: str | None) -> int | None:
    """A whole number as written; None for any other text."""
    value = number(text) if text else None
    return int(value) if value is not None and text is not None and "." not in text else None


def _share(text: str) -> float | None:
    """A share written as per cent or as a number.

    Examples
    --------
    >>> _share("5 %"), _share("0.5"), _share("a")
    (0.05, 0.5, None)
    """
    plain = text.strip()
    if plain.endswith("%"):
        value = number(plain[:-1].strip())
        return None if value is None else float(f"{value / 100.0:.12g}")
    return number(plain)


def _written(operation: Operation, node: Node, parameter: Parameter) -> str:
    """How a setting is written: the text of the file, or the value of a range."""
    said = {"times": "times ", "plus": "plus "}.get(operation.kind, "")
    if node.text is not None:
        return said + node.text.strip()
    if node.sequence is None and "steps" in (node.mapping or {}) and not operation.years:
        # as_setting gives {from: 2026, value: 20 %}: what is wanted stands last
        return said + as_setting(operation, parameter)[:-1].rpartition(": ")[2]
    return json.dumps(written_of(node), ensure_ascii=False, default=dict)
