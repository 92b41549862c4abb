"""Economic simulation of processing chains: scenarios, jobs, public money.

>>> import ioscenario as ios
>>> model = ios.load("toy-chain")
>>> results = model.run()

Names are imported when they are first used, so that ``import ioscenario`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ioscenario.explore.indicators import Indicator
    from ioscenario.explore.sweep import Sweep, open_sweep
    from ioscenario.explore.targets import Target
    from ioscenario.model import Model, load, packs
    from ioscenario.problems import InputError, Problem
    from ioscenario.readers import read_table
    from ioscenario.results import Results, open_results
    from ioscenario.scenario.written import Scenario
    from ioscenario.table.iotable import IOTable
    from ioscenario.version import __version__

_HOME = {
    "IOTable": "table.iotable",
    "Indicator": "explore.indicators",
    "InputError": "problems",
    "Model": "model",
    "Problem": "problems",
    "Results": "results",
    "Scenario": "scenario.written",
    "Sweep": "explore.sweep",
    "Target": "explore.targets",
    "__version__": "version",
    "load": "model",
    "open_results": "results",
    "open_sweep": "explore.sweep",
    "packs": "model",
    "read_table": "readers",
}

__all__ = [
    "IOTable",
    "Indicator",
    "InputError",
    "Model",
    "Problem",
    "Results",
    "Scenario",
    "Sweep",
    "Target",
    "__version__",
    "load",
    "open_results",
    "open_sweep",
    "packs",
    "read_table",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
