"""The analyses as methods of a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import xarray as xr

from ioscenario.explore.indicators import Indicator, Wanted
from ioscenario.explore.targets import QUANTILES, Target

if TYPE_CHECKING:
    from ioscenario.charts.sweeps import SweepCharts
    from ioscenario.explore.discovery import Box, Tree


class Analyses:
    """What can be asked of inputs and outputs that stand in one Dataset."""

    dataset: xr.Dataset

    def fan(
        self,
        indicator: str | Indicator,
        scenarios: Sequence[str] | None = None,
        quantiles: Sequence[float] = QUANTILES,
    ) -> xr.DataArray:
        """Quantiles over the draws in every year; see :func:`ioscenario.explore.targets.fan`."""
        from ioscenario.explore.targets import fan

        return fan(self.dataset, indicator, scenarios, quantiles)

    def probability(self, target: Target, scenarios: Sequence[str] | None = None) -> xr.Dataset:
        """Share of the draws that reach a target; see :func:`ioscenario.explore.targets.probability`."""
        from ioscenario.explore.targets import probability

        return probability(self.dataset, target, scenarios)

    def sobol(
        self,
        indicators: Wanted | Iterable[Wanted] | None = None,
        scenarios: Sequence[str] | None = None,
        *,
        level: float = 0.95,
        resamples: int = 1000,
        seed: int = 0,
    ) -> xr.Dataset:
        """First-order and total Sobol' indices; see :func:`ioscenario.explore.sensitivity.sobol`."""
        from ioscenario.explore.sensitivity import sobol

        return sobol(self.dataset, indicators, scenarios, level=level, resamples=resamples, seed=seed)

    def morris(
        self,
        indicators: Wanted | Iterable[Wanted] | None = None,
        scenarios: Sequence[str] | None = None,
        *,
        level: float = 0.95,
        resamples: int = 1000,
        seed: int = 0,
    ) -> xr.Dataset:
        """Morris' elementary effects; see :func:`ioscenario.explore.morris.morris`."""
        from ioscenario.explore.morris import morris

        return morris(self.dataset, indicators, scenarios, level=level, resamples=resamples, seed=seed)

    def tornado(
        self, indicators: Wanted | Iterable[Wanted] | None = None, scenarios: Sequence[str] | None = None
    ) -> xr.Dataset:
        """Each path at its low and its high; see :func:`ioscenario.explore.tornado.tornado`."""
        from ioscenario.explore.tornado import tornado

        return tornado(self.dataset, indicators, scenarios)

    def prim(
        self,
        target: Target,
        scenarios: Sequence[str] | None = None,
        *,
        missed: bool = True,
        density: float | None = None,
    ) -> Box:
        """Conditions under which a target is missed, as a box; see :func:`ioscenario.explore.discovery.prim`."""
        from ioscenario.explore.discovery import prim

        return prim(self.dataset, target, scenarios, missed=missed, density=density)

    def cart(
        self, target: Target, scenarios: Sequence[str] | None = None, *, missed: bool = True, depth: int = 3
    ) -> Tree:
        """Conditions under which a target is missed, as a tree; see :func:`ioscenario.explore.discovery.cart`."""
        from ioscenario.explore.discovery import cart

        return cart(self.dataset, target, scenarios, missed=missed, depth=depth)

    def regret(
        self,
        indicators: Wanted | Iterable[Wanted],
        scenarios: Sequence[str] | None = None,
        better: Mapping[str, str] | None = None,
    ) -> xr.Dataset:
        """How much worse than the best each scenario is; see :func:`ioscenario.explore.regret.regret`."""
        from ioscenario.explore.regret import regret

        return regret(self.dataset, indicators, scenarios, better)

    @property
    def charts(self) -> SweepCharts:
        """Charts of these runs: ``sweep.charts.tornado("sector_jobs", language="ru")``."""
        from ioscenario.charts.sweeps import SweepCharts

        return SweepCharts(self)
