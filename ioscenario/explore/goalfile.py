"""Reading a goal file: which targets are wanted, with which levers, at the least of what.

All mistakes of a file are reported together, each with its line and column. Values are
written as in the scenario language, indicators as in sweeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ioscenario.explore.goal import COSTS, Aim, Chance, Goal, Knob, Objective
from ioscenario.explore.goalitems import Items
from ioscenario.outputs import VARIABLE
from ioscenario.pack import units
from ioscenario.problems import Findings, InputError
from ioscenario.scenario.language import ID, MAX_BYTES, PYTHON, in_file_order, parse_scenario, read_scenario
from ioscenario.scenario.library import Flat, Library, flatten
from ioscenario.scenario.reading import Reading
from ioscenario.scenario.settings import first_year
from ioscenario.scenario.values import ValueRefused, read_value
from ioscenario.scenario.written import Scenario, as_written, node_of
from ioscenario.yamlnodes import Node, read_text, read_yaml_text

if TYPE_CHECKING:
    from ioscenario.pack.loading import Pack
    from ioscenario.pack.parameters_table import Parameter

KEYS: Final = ("name", "note", "scenario", "levers", "targets", "probability", "minimise", "front", "seed")
LEVER_KEYS: Final = ("from", "to", "years", "by")
CHANCE_KEYS: Final = ("at_least", "samples", "together")
FRONT_KEYS: Final = ("objectives", "points")
OBJECTIVE_KEYS: Final = ("indicator", "label", "where", "year", "better")

#: The word that stands for the range of the pack.
PACK: Final = "pack"

MOST_LEVERS: Final = 30
MOST_SAMPLES: Final = 2_000
MOST_POINTS: Final = 60
LARGEST_SEED: Final = 2**63 - 1


def read_goal(source: str | Path | Mapping[str, Any], pack: Pack, library: Library | None = None) -> Goal:
    """Read a goal file, or the same as a mapping.

    Parameters
    ----------
    source
        A YAML file, or a mapping with the keys of one. In a mapping, ``scenario`` may be a
        `Scenario` object.
    pack
        The pack.
    library
        The pack's scenarios, if they are read already.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        With everything that is wrong in the file and in the scenario file it names.

    Examples
    --------
    >>> import ioscenario as ios
    >>> goal = read_goal(
    ...     {"name": "jobs", "levers": {"policy.shirts.market_access": "pack"},
    ...      "targets": [{"indicator": "sector_jobs", "year": 2030, "at_least": "1 thousand job"}]},
    ...     ios.load("toy-chain").pack)
    >>> goal.levers[0].high, goal.aims[0].target.value
    (1.0, 1000.0)
    """
    findings = Findings()
    given: Scenario | None = None
    if isinstance(source, Mapping):
        file, folder = PYTHON, Path.cwd()
        if isinstance(source.get("scenario"), Scenario):
            given = source["scenario"]
            source = {**source, "scenario": given.name}
        tree = as_written({key: _plain(value) for key, value in source.items() if value is not None})
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
    reader = _Reader(Reading(pack, folder, own=False), library or Library.read(pack), given)
    return reader.goal(root, text)


def _plain(value: Any) -> Any:
    """A value of a mapping, levers without a range under the word for it."""
    if isinstance(value, Mapping):
        return {key: PACK if item is None else _plain(item) for key, item in value.items()}
    return value


class _Reader(Items):
    """Reads the root of a goal file."""

    def __init__(self, reading: Reading, library: Library, given: Scenario | None) -> None:
        super().__init__(reading)
        self.library = library
        self.given = given

    def goal(self, root: Node, text: str) -> Goal:
        """The goal, or everything that is wrong."""
        reading = self.reading
        if not root.mapping:
            reading.refuse("goal", "a map with the keys " + ", ".join(KEYS), root, "goal")
            raise InputError(reading.findings)
        self.only(root, KEYS, "")
        name = self._name(root)
        note = root.mapping.get("note")
        if note is not None and not (note.text or "").strip():
            reading.refuse("text", "a text", note, "note")
        reference = flatten(self.pack.structure.reference, self.library)
        start = self._start(root, reference)
        levers = self._levers(root)
        aims = self._aims(root)
        minimise = self.choice(root, "minimise", COSTS, COSTS[0])
        chance = self._chance(root)
        objectives, points = self._front(root)
        seed = self.whole(root, "seed", "seed", 0, LARGEST_SEED, 0)
        if len(reading.findings):
            raise InputError(in_file_order(dict.fromkeys(reading.findings)))
        known = start.name in self.library and start.hash == flatten(start.name, self.library).hash
        return Goal(
            name, self.pack, reference, start, known, levers, aims, minimise, chance, objectives, points, seed,
            {one: flatten(one, self.library) for one in self.library} if objectives else {}, root.file, text,
        )  # fmt: skip

    # ------------------------------------------------------------------ small pieces

    def _name(self, root: Node) -> str:
        node = (root.mapping or {}).get("name")
        if node is None:
            self.reading.refuse_missing("the name of the goal", root, "name")
            return ""
        if node.text is None or not ID.fullmatch(node.text):
            expected = "an id of small letters, digits and _, at most 60, starting with a letter"
            self.reading.refuse("id", expected, node, "name")
        return node.text or ""

    # ---------------------------------------------------------------------- scenario

    def _start(self, root: Node, reference: Flat) -> Flat:
        """``scenario``: where to start from; without the key the reference."""
        node, reading = (root.mapping or {}).get("scenario"), self.reading
        if node is None:
            return reference
        text = node.text or ""
        try:
            if self.given is not None:
                return flatten(parse_scenario(self.given, self.pack), self.library)
            if text.endswith((".yaml", ".yml")):
                return flatten(read_scenario(reading.folder / text, self.pack), self.library)
        except InputError as error:
            reading.findings.extend(error.problems)
            return reference
        if text in self.library:
            return flatten(text, self.library)
        expected = "the name of a scenario of the pack, or a scenario file"
        reading.refuse("unknown-scenario", expected, node, "scenario", near=reading.near(text, self.library))
        return reference

    # ------------------------------------------------------------------------ levers

    def _levers(self, root: Node) -> tuple[Knob, ...]:
        """``levers``: ranges by path."""
        node = (root.mapping or {}).get("levers")
        if node is None:
            self.reading.refuse_missing("a map of levers to ranges", root, "levers")
            return ()
        if not node.mapping:
            self.reading.refuse("levers", "a map of levers to ranges, such as {from: 0 %, to: 30 %}", node, "levers")
            return ()
        if len(node.mapping) > MOST_LEVERS:
            expected = f"at most {MOST_LEVERS} levers; there are {len(node.mapping)}"
            self.reading.refuse("too-large", expected, node, "levers")
            return ()
        found = (self._lever(path, node, item) for path, item in node.mapping.items())
        return tuple(lever for lever in found if lever is not None)

    def _lever(self, path: str, node: Node, item: Node) -> Knob | None:
        """One lever; None when anything was refused."""
        reading, before = self.reading, len(self.reading.findings)
        levers = [name for name, one in self.pack.parameters.items() if one.field.lever]
        if path not in levers:
            known = path in self.pack.parameters
            expected = f"a lever of the pack {self.pack.name}" + (": no policy can set this" if known else "")
            code = "no-lever" if known else "unknown-path"
            reading.refuse_key(code, expected, node, path, path, near=reading.near(path, levers))
            return None
        parameter = self.pack.parameters[path]
        if item.mapping is None and not (item.empty or item.text == PACK):
            expected = f"{{from: value, to: value}}, or {PACK} for the range of the pack"
            reading.refuse("lever", expected, item, path)
            return None
        self.only(item, LEVER_KEYS, path)
        low, high = self._range(path, node, item, parameter)
        start, end, by = self._when(path, item)
        if len(reading.findings) > before:
            return None
        payer = parameter.field.payer or ""
        return Knob(path, parameter.unit, parameter.shown_unit, low, high, start, end, by, payer)

    def _range(self, path: str, node: Node, item: Node, parameter: Parameter) -> tuple[float, float]:
        """Lowest and highest value; by default those of the pack."""
        reading, year = self.reading, self.pack.structure.base_year
        ends = [parameter.at(year, "lows"), parameter.at(year, "highs")]
        for place, key in enumerate(("from", "to")):
            one = (item.mapping or {}).get(key)
            if one is None:
                continue
            try:
                ends[place] = read_value(one.text or "", parameter)
            except ValueRefused as refused:
                reading.refuse(refused.code, refused.expected, one, f"{path}.{key}", near=refused.nearest)
                return 0.0, 1.0
        if not ends[0] < ends[1]:
            given = bool({"from", "to"} & set(item.mapping or {}))
            expected = "`to` above `from`" if given else "{from: value, to: value}: the pack gives no range"
            reading.refuse_key("no-range", expected, node, path, path)
        return ends[0], ends[1]

    def _when(self, path: str, item: Node) -> tuple[int, int | None, int | None]:
        """First year, last year, and the year by which the value is reached."""
        reading, mapping = self.reading, item.mapping or {}
        first = first_year(reading)
        if "by" in mapping:
            if "years" in mapping:
                reading.refuse("lever", "either `by` or `years`", mapping["years"], f"{path}.years")
            return first, None, self.year(mapping["by"], f"{path}.by")
        if "years" not in mapping:
            return first, None, None
        years = mapping["years"]
        if not years.mapping:
            reading.refuse("years", "{from: year, to: year}", years, f"{path}.years")
            return first, None, None
        self.only(years, ("from", "to"), f"{path}.years")
        ends = {key: self.year(one, f"{path}.years.{key}") for key, one in years.mapping.items() if key in LEVER_KEYS}
        start, end = ends.get("from", first), ends.get("to")
        if end is not None and end < start:
            reading.refuse("span", f"`to` not before `from` ({start})", years.mapping["to"], f"{path}.years.to")
        return start, end, None

    # ----------------------------------------------------------------------- targets

    def _aims(self, root: Node) -> tuple[Aim, ...]:
        """``targets``: each a mapping, or the id of a target of the pack."""
        node = (root.mapping or {}).get("targets")
        if node is None:
            self.reading.refuse_missing("a list of targets", root, "targets")
            return ()
        if not node.sequence:
            expected = "a list of targets, such as {indicator: sector_jobs, year: 2035, at_least: 25 thousand job}"
            self.reading.refuse("targets", expected, node, "targets")
            return ()
        found: dict[str, Aim] = {}
        for item in node.sequence:
            aim = self.of_pack(item) if item.mapping is None else self.aim(item)
            if aim is None:
                continue
            if aim.id in found:
                self.reading.refuse("duplicate", "each target once, under an id of its own", item, "targets")
            found[aim.id] = aim
        return tuple(found.values())

    # ------------------------------------------------------------ probability, front

    def _chance(self, root: Node) -> Chance | None:
        """``probability``: a share, or a map with share, samples, together."""
        node, reading = (root.mapping or {}).get("probability"), self.reading
        if node is None:
            return None
        if node.mapping is None:
            return Chance(self._share(node, "probability"))
        self.only(node, CHANCE_KEYS, "probability")
        if "at_least" not in node.mapping:
            reading.refuse_missing("a share such as 80 %", node, "probability.at_least")
            return None
        share = self._share(node.mapping["at_least"], "probability.at_least")
        samples = self.whole(node, "samples", "probability.samples", 2, MOST_SAMPLES, Chance.samples)
        together = node.mapping.get("together")
        if together is not None and (together.text or "").lower() not in ("true", "false"):
            reading.refuse("value", "true or false", together, "probability.together")
        return Chance(share, samples, together is not None and (together.text or "").lower() == "true")

    def _share(self, node: Node, key: str) -> float:
        """A share above 0 and not above 1."""
        try:
            amount, unit = units.quantity(node.text or "")
            value = units.convert(amount, unit or "1", "1")
        except units.UnitProblem:
            value = 0.0
        if not 0.0 < value <= 1.0:
            self.reading.refuse("range", "a share such as 80 %, above 0 and up to 100 %", node, key)
        return value

    def _front(self, root: Node) -> tuple[tuple[Objective, ...], int]:
        """``front``: an objective, a list of them, or a map with objectives and points."""
        node, reading = (root.mapping or {}).get("front"), self.reading
        if node is None:
            return (), 12
        points, listed = 12, node
        if node.mapping is not None and "objectives" in node.mapping:
            self.only(node, FRONT_KEYS, "front")
            points = self.whole(node, "points", "front.points", 3, MOST_POINTS, points)
            listed = node.mapping["objectives"]
        items = listed.sequence if listed.sequence is not None else (listed,)
        if not items:
            reading.refuse("empty", "at least one objective", listed, "front")
        found: dict[str, Objective] = {}
        for item in items:
            objective = self._objective(item)
            if objective is not None:
                if objective.indicator.label in found:
                    reading.refuse("duplicate", "each objective once", item, "front")
                found[objective.indicator.label] = objective
        return tuple(found.values()), points

    def _objective(self, item: Node) -> Objective | None:
        """One second objective; a name alone is the total in the last year."""
        reading = self.reading
        if item.mapping is None:
            item = Node({"indicator": item}, item.file, item.line, item.column)
        self.only(item, OBJECTIVE_KEYS, "front")
        indicator, unit = self.indicator(item, "front")
        before = len(reading.findings)
        better = self.choice(item, "better", ("higher", "lower"), "")
        if indicator is None or len(reading.findings) > before:
            return None
        better = better or VARIABLE[indicator.variable].better
        if better not in ("higher", "lower"):
            expected = "higher or lower in `better`: neither is declared for this variable"
            reading.refuse("better", expected, item, "front.better")
            return None
        return Objective(indicator, unit, 1.0 if better == "higher" else -1.0)
