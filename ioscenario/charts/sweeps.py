"""Charts of sweeps: spread, targets, sensitivity, conditions of failure, regret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from matplotlib.figure import Figure

from ioscenario.charts.cart import cart
from ioscenario.charts.fan import fan
from ioscenario.charts.morris import morris
from ioscenario.charts.prim import prim
from ioscenario.charts.probability import probability
from ioscenario.charts.regret import regret
from ioscenario.charts.sobol import sobol
from ioscenario.charts.style import Size
from ioscenario.charts.tornado import tornado
from ioscenario.charts.view import HasDataset
from ioscenario.explore.indicators import Indicator, Wanted
from ioscenario.explore.targets import Target

#: Every chart of a sweep by name.
SWEEP_CHARTS: Final[dict[str, Callable[..., Figure]]] = {
    "fan": fan,
    "probability": probability,
    "sobol": sobol,
    "morris": morris,
    "tornado": tornado,
    "prim": prim,
    "cart": cart,
    "regret": regret,
}


class SweepCharts:
    """The charts of a sweep, as methods.

    Parameters
    ----------
    sweep
        A sweep, or anything with such a dataset.
    """

    def __init__(self, sweep: HasDataset) -> None:
        self._sweep = sweep

    def fan(
        self,
        indicator: str | Indicator,
        scenarios: Sequence[str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Median and spread of an indicator over the years; see :func:`ioscenario.charts.fan.fan`."""
        return fan(self._sweep, indicator, scenarios, language=language, size=size)

    def probability(
        self,
        target: Target,
        scenarios: Sequence[str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Probability of reaching a target; see :func:`ioscenario.charts.probability.probability`."""
        return probability(self._sweep, target, scenarios, language=language, size=size)

    def sobol(
        self,
        indicator: str | Indicator,
        scenario: str | None = None,
        most: int = 12,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """First-order and total Sobol' indices; see :func:`ioscenario.charts.sobol.sobol`."""
        return sobol(self._sweep, indicator, scenario, most, language=language, size=size)

    def morris(
        self,
        indicator: str | Indicator,
        scenario: str | None = None,
        most: int = 8,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Elementary effects; see :func:`ioscenario.charts.morris.morris`."""
        return morris(self._sweep, indicator, scenario, most, language=language, size=size)

    def tornado(
        self,
        indicator: str | Indicator,
        scenario: str | None = None,
        most: int = 12,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Each parameter at the ends of its range; see :func:`ioscenario.charts.tornado.tornado`."""
        return tornado(self._sweep, indicator, scenario, most, language=language, size=size)

    def prim(
        self,
        target: Target,
        scenarios: Sequence[str] | None = None,
        *,
        missed: bool = True,
        density: float | None = None,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Conditions under which a target is missed, as a box; see :func:`ioscenario.charts.prim.prim`."""
        return prim(self._sweep, target, scenarios, missed=missed, density=density, language=language, size=size)

    def cart(
        self,
        target: Target,
        scenarios: Sequence[str] | None = None,
        *,
        missed: bool = True,
        depth: int = 3,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """Conditions under which a target is missed, as a tree; see :func:`ioscenario.charts.cart.cart`."""
        return cart(self._sweep, target, scenarios, missed=missed, depth=depth, language=language, size=size)

    def regret(
        self,
        indicators: Wanted | Iterable[Wanted],
        scenarios: Sequence[str] | None = None,
        better: Mapping[str, str] | None = None,
        *,
        language: str = "en",
        size: Size = "column",
    ) -> Figure:
        """How much worse than the best each scenario is; see :func:`ioscenario.charts.regret.regret`."""
        return regret(self._sweep, indicators, scenarios, better, language=language, size=size)
