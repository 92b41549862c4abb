"""What flows between the stages of a chain in a year, in tonnes, as the dataset has it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ioscenario.charts.sankey import Band, Lane
from ioscenario.charts.view import View

#: Flows below this share of the largest are nothing but rounding.
NEGLIGIBLE = 1e-9

#: Where what leaves the chain goes, and the lane in which it passes the other stages.
SINKS: tuple[tuple[str, Lane], ...] = (
    ("exports", "upper"),
    ("home", "middle"),
    ("stocks", "lower"),
    ("losses", "lower"),
)


@dataclass(frozen=True)
class Chain:
    """The commodities and processes that are drawn, and how they connect."""

    view: View
    scope: tuple[str, ...]

    @cached_property
    def maker(self) -> dict[str, str]:
        """Process that makes a commodity as its main output."""
        outputs = self.view.coordinate("process_output")
        return {str(output): process for process, output in outputs.items()}

    @cached_property
    def inputs(self) -> dict[str, list[str]]:
        """Commodities in scope that each process uses in any scenario and year."""
        # Of amounts, none of which is below zero, the mean is zero where all samples are.
        used = self.view.central("input_domestic") + self.view.central("input_imported")
        total = used.sum([dim for dim in used.dims if dim not in ("process", "commodity")])
        amounts = total.transpose("process", "commodity").to_series().to_dict()
        return {
            process: [name for name in self.scope if amounts[process, name] > 0]
            for process in self.view.process_names
        }

    @cached_property
    def processes(self) -> list[str]:
        """Processes drawn: makers and users of what is in scope, in the pack's order."""
        return [name for name in self.view.process_names if self.inputs[name] or self._output(name) in self.scope]

    def _output(self, process: str) -> str:
        return str(self.view.coordinate("process_output")[process])

    @cached_property
    def column(self) -> dict[str, int]:
        """Column of each process: steps from the start of what is drawn."""
        columns: dict[str, int] = {}

        def find(process: str) -> int:
            if process not in columns:
                # What no process makes comes from a node of its own, one column before.
                steps = [find(self.maker[name]) + 1 if name in self.maker else 1 for name in self.inputs[process]]
                columns[process] = max(steps, default=0)
            return columns[process]

        for process in self.processes:
            find(process)
        return columns


def scope(view: View, whole: bool) -> tuple[str, ...]:
    """The raw material and all that is made of it; or every commodity that a process makes or uses."""
    everything = tuple(view.commodity_names)
    if whole:
        return everything
    outputs = {process: str(name) for process, name in view.coordinate("process_output").items()}
    chain = Chain(view, everything)
    found = {str(view.full.attrs["raw_material"])}
    for _ in everything:
        found |= {outputs[process] for process in view.process_names if found & set(chain.inputs[process])}
    return tuple(name for name in everything if name in found)


class Flows:
    """The flows of one scenario and year.

    Parameters
    ----------
    chain
        What is drawn.
    scenario, year
        Whose flows.
    """

    def __init__(self, chain: Chain, scenario: str, year: int) -> None:
        self.chain, self.view = chain, chain.view
        self.where: dict[str, object] = {"scenario": scenario, "year": year}
        self.mass = {name: float(str(mass)) for name, mass in self.view.coordinate("commodity_mass").items()}

    def bands(self) -> list[Band]:
        """Every flow in tonnes, from the process that makes it, imports or stocks, to its user."""
        found = [band for name in self.chain.scope for band in self._commodity(name)] + list(self._losses())
        largest = max((band.value for band in found), default=0.0)
        return [band for band in found if band.value > NEGLIGIBLE * largest]

    def _tonnes(self, variable: str, name: str, **where: object) -> float:
        return self.view.value(variable, commodity=name, **where, **self.where) * self.mass[name]

    def _commodity(self, name: str) -> Iterator[Band]:
        """Bands of one commodity; what comes from stocks is shared over all home uses alike."""
        users = [item for item in self.chain.processes if name in self.chain.inputs[item]]
        domestic = {item: self._tonnes("input_domestic", name, process=item) for item in users}
        imported = {item: self._tonnes("input_imported", name, process=item) for item in users}
        bought_abroad = self._tonnes("imports", name) - sum(imported.values())
        uses = domestic | {
            "home": self._tonnes("final_use", name) - bought_abroad,
            "exports": self._tonnes("exports", name),
        }
        change = self._tonnes("stock_change", name)
        if change > 0:
            uses["stocks"] = change
        supply = {self._origin(name): sum(uses.values()) + min(change, 0.0)}
        if change < 0:
            supply[f"drawn:{name}"] = -change
        lanes = dict(SINKS)
        total = sum(supply.values())
        for source, given in supply.items():
            for target, used in uses.items():
                if total > 0:
                    yield Band(source, target, used * given / total, name, lanes.get(target, "middle"))
        for target, used in imported.items():
            yield Band(f"imports:{name}", target, used, name)

    def _origin(self, name: str) -> str:
        """Node that home supply of a commodity comes from."""
        if name in self.chain.maker:
            return self.chain.maker[name]
        made = self._tonnes("production", name)
        beside = [
            item for item in self.chain.processes if made and math.isclose(self._beside(item), made, rel_tol=1e-6)
        ]
        return beside[0] if beside else f"supply:{name}"

    def _beside(self, process: str) -> float:
        """What a process makes beside its main output: inputs that are neither in it nor lost."""
        used = sum(
            self._tonnes("input_domestic", name, process=process)
            + self._tonnes("input_imported", name, process=process)
            for name in self.chain.inputs[process]
        )
        main = self._tonnes("production", str(self.view.coordinate("process_output")[process]))
        return used - main - self.view.value("loss", process=process, **self.where)

    def _losses(self) -> Iterator[Band]:
        """Losses of the processes all of whose inputs are drawn."""
        for process in self.chain.processes:
            if self.chain.inputs[process]:
                value = self.view.value("loss", process=process, **self.where)
                yield Band(process, "losses", value, "loss", "lower")
