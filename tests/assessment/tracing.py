"""Which parameters and steps each step of the simulation reads, recorded while it runs.

Inputs, paths and records are replaced by ones that note what is asked of them, and the steps
of the loop by ones that say when they begin and end. A step within a step notes for itself.
"""

from __future__ import annotations

import functools
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

from ioscenario.outputs import VARIABLES
from ioscenario.parameters import FIELD
from ioscenario.simulation.economy import BY_EFFECT, Around
from ioscenario.simulation.inputs import Inputs
from ioscenario.simulation.report import Report

#: The module, whose name in the package is that of its function.
loop = sys.modules["ioscenario.simulation.simulate"]

#: Functions that `simulate` calls, and the step that each belongs to.
STEP_OF = {
    "productivity": "productivity",
    "projects": "projects",
    "coming": "under_way",
    "owners_channels": "channels",
    "markets": "markets",
    "wages_path": "pay",
    "sector_costs": "services",
    "user_cost": "user_cost",
    "labour_supply": "labour_supply",
    "start": "start",
    "prices": "prices",
    "bid_down": "prices",
    "grow": "crop",
    "home_share_limit": "home_share",
    "components": "cost",
    "demand_in": "demand",
    "run_year": "chain",
    "staffed": "staff",
    "investment": "orders",
    "step": "plant",
    "carried": "stocks",
    "costs_carried": "cost_change",
    "share_unsold": "unsold",
}

#: Members of `Paths` and of `Done` by the step that gives them.
PATHS = {
    "projects": "projects", "coming": "under_way", "channel": "channels", "markets": "markets", "wage": "pay",
    "services": "services", "user_cost": "user_cost", "labour": "labour_supply", "modern": "base_prices",
    "prices": "base_prices",
}  # fmt: skip
DONE = {
    "prices": "prices", "crop": "crop", "demand": "demand", "flows": "chain", "capacity": "plant",
    "components": "cost", "ordered": "orders", "stock": "stocks", "unsold": "unsold",
}  # fmt: skip

#: Inputs that the simulation puts in the place of the pack's, and the step that makes them.
DERIVED = {"labour": "productivity", "price": "prices", "import_price": "prices", "drip_share": "crop"}


class Recorder:
    """What each step read: field names, and other steps with a leading dot."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = defaultdict(set)
        self.active: list[str] = []
        self.given: Mapping[str, Any] = {}

    def note(self, name: str) -> None:
        """The step at work reads something."""
        if self.active and name != f".{self.active[-1]}":
            self.found[self.active[-1]].add(name)

    @contextmanager
    def at(self, step: str) -> Any:
        """A step at work; reading a parameter within it is its own."""
        self.found[step]  # a step that reads nothing is one, too
        self.active.append(step)
        try:
            yield
        finally:
            self.active.pop()


class TracedInputs(Inputs):
    """Inputs that say which parameter is read."""

    recorder: Recorder

    def __getattribute__(self, name: str) -> Any:
        if name in FIELD and exists(self, name):
            recorder = TracedInputs.recorder
            values = object.__getattribute__(self, "values")
            derived = name in DERIVED and values.get(name) is not recorder.given.get(name)
            recorder.note(f".{DERIVED[name]}" if derived else name)
        return object.__getattribute__(self, name)


def exists(inputs: Inputs, name: str) -> bool:
    """Whether the chain has such a parameter: one without a crop is asked for the crop's in vain."""
    topology = object.__getattribute__(inputs, "topology")
    return topology.crop is not None or not FIELD[name].pattern.startswith("growing.")


class Noted:
    """A record that says which of its members is read."""

    def __init__(self, record: Any, names: Mapping[str, str], recorder: Recorder) -> None:
        self._record, self._names, self._recorder = record, names, recorder

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            self._recorder.note(f".{self._names[name]}")
        return getattr(self._record, name)


def traced_step(function: Callable[..., Any], step: str, recorder: Recorder) -> Callable[..., Any]:
    """The function, with all that it reads noted under a step."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with recorder.at(step):
            return function(*args, **kwargs)

    return run


def traced_report(recorder: Recorder) -> type[Report]:
    """`Report` with every property a step of its own, read by whatever asks for it."""

    def wrapped(name: str, function: Callable[[Any], Any]) -> property:
        def ask(self: Any) -> Any:
            recorder.note(f".{name}")
            known = self.__dict__.setdefault("_known", {})
            if name not in known:
                with recorder.at(name):
                    known[name] = function(self)
                    if name == "around":
                        bought_and_spent(known[name])
            return known[name]

        return property(ask)

    steps = {
        name: wrapped(name, item.func if isinstance(item, cached_property) else cast(Any, item.fget))
        for name, item in vars(Report).items()
        if isinstance(item, cached_property | property)
    }
    return type("TracedReport", (Report,), steps)


def bought_and_spent(around: Around) -> None:
    """Have the purchases of the chain and the spending of its people worked out, which wait until asked for."""
    around.bought  # noqa: B018
    if around.economy is not None:
        around.outside  # noqa: B018


def trace(inputs: Inputs, monkeypatch: Any, recorder: Recorder) -> None:
    """Run a simulation and note what every step of it reads.

    Parameters
    ----------
    inputs
        Parameters of a few runs.
    monkeypatch
        Puts the functions back afterwards.
    recorder
        Takes what is read, beside what it has from runs before.
    """
    TracedInputs.recorder = recorder
    recorder.given = inputs.values
    fields = {name: getattr(inputs, name) for name in inputs.__dataclass_fields__}
    with monkeypatch.context() as patch:
        for name, step in STEP_OF.items():
            patch.setattr(loop, name, traced_step(getattr(loop, name), step, recorder))
        patch.setattr(loop, "before", before(loop.before, recorder))
        patch.setattr(loop, "Report", lambda given, paths, done: reported(given, paths, done, recorder))
        report = loop.reported(TracedInputs(**fields))
        for item in VARIABLES:
            if item.name in BY_EFFECT:
                with recorder.at(item.name):
                    report.effects  # noqa: B018 - asked for, not used
            else:
                getattr(report, item.name)


def before(function: Callable[..., Any], recorder: Recorder) -> Callable[..., Any]:
    """What is read before the loop, steps of their own apart, is for the prices of the base year."""
    return traced_step(function, "base_prices", recorder)


def reported(inputs: Inputs, paths: Any, done: Sequence[Any], recorder: Recorder) -> Report:
    """The report of a traced run."""
    known: Any = [Noted(year, DONE, recorder) for year in done]
    before_loop: Any = Noted(paths, PATHS, recorder)
    return traced_report(recorder)(inputs, before_loop, known)
