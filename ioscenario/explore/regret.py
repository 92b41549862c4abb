r"""Regret: how much worse than the best scenario each one is, in every draw.

With :math:`v_{sj}` an indicator in scenario s and draw j of which more is better, the regret is
:math:`\max_k v_{kj} - v_{sj}`: what one would wish to have chosen, had one known the draw.

References
----------
Savage (1951), Journal of the American Statistical Association 46(253); Lempert, Popper and
Bankes (2003), *Shaping the Next One Hundred Years*, RAND.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import xarray as xr

from ioscenario.explore.indicators import Indicator, Wanted, independent, listed, outcomes
from ioscenario.outputs import VARIABLE
from ioscenario.problems import Findings, nearest

#: Share of the draws in which regret is below `high_regret`.
HIGH: Final = 0.95
#: Differences below this share of the value are rounding.
ROUNDING: Final = 1e-9


def regret(
    dataset: xr.Dataset,
    indicators: Wanted | Iterable[Wanted],
    scenarios: Sequence[str] | None = None,
    better: Mapping[str, str] | None = None,
) -> xr.Dataset:
    """Regret of every scenario in every indicator.

    Parameters
    ----------
    dataset
        Results with draws, the same in every scenario; or without samples: then of the one run.
    indicators
        Indicators, or names of variables.
    scenarios
        Scenarios to choose from; None: all.
    better
        ``higher`` or ``lower`` by name of variable, where neither is declared or the other is meant.

    Returns
    -------
    xarray.Dataset
        Over (scenario, indicator): ``mean_regret``, ``high_regret`` (95 % of the draws are below),
        ``max_regret``, ``best`` (share of the draws in which no scenario is better); ``share``, the
        mean regret over the mean distance of the worst from the best, 0 where the scenario is always
        best and 1 where it is always worst, NaN where scenarios do not differ. Over (scenario,
        sample, indicator): ``regret``. ``left_out`` counts by indicator the draws in which a
        scenario failed: there, none is compared.

    Raises
    ------
    InputError
        For designs without draws, indicators of which it is not known what is better, and for what
        the dataset does not have.

    Examples
    --------
    >>> import ioscenario as ios
    >>> data = ios.load("toy-chain").run(samples=20).dataset
    >>> found = regret(data, ["sector_jobs", "public_cost"])
    >>> bool((found["max_regret"].min("scenario") >= 0).all())
    True
    """
    data = independent(dataset, "regret") if "sample" in dataset.dims else dataset
    wanted = listed(data, indicators)
    signs = _signs(wanted, better or {})
    values = outcomes(data, wanted, scenarios)
    if "sample" not in values.dims:
        values = values.expand_dims(sample=[0])
    values = values.transpose("scenario", "sample", "indicator")
    known = values.notnull().all("scenario")
    sign = xr.DataArray(signs, dims="indicator")
    good = (values * sign).where(known)
    best = good.max("scenario")
    # Differences within rounding are none.
    rounding = ROUNDING * abs(good).max("scenario")
    lost = (best - good).where(lambda difference: ~(difference <= rounding), 0.0)
    # without draws that all scenarios finished there is nothing to say: NaN
    mean = lost.mean("sample")
    distance = (best - good.min("scenario")).mean("sample")
    result = xr.Dataset(
        {
            "mean_regret": mean,
            "high_regret": lost.quantile(HIGH, "sample").drop_vars("quantile"),
            "max_regret": lost.max("sample"),
            "best": (lost == 0).where(known).mean("sample"),
            "share": mean / distance.where(distance > 0),
            "regret": lost,
            "left_out": (~known).sum("sample"),
        }
    )
    result = result.drop_vars([name for name in result.coords if name not in KEPT])
    order = ("scenario", "sample", "indicator")
    result.attrs = {"analysis": "regret", "draws": int(values.sizes["sample"])}
    names = ["lower" if sign < 0 else "higher" for sign in signs]
    return result.transpose(*(dim for dim in order if dim in result.dims)).assign_coords(better=("indicator", names))


#: Coordinates of the result.
KEPT: Final = ("scenario", "sample", "indicator", "variable", "year", "unit")


def _signs(wanted: Sequence[Indicator], better: Mapping[str, str]) -> list[float]:
    """1 where more is better, -1 where less is."""
    findings = Findings()
    names = [item.variable for item in wanted]
    for name, word in better.items():
        if name not in names:
            expected = "a variable of the indicators"
            findings.add("unknown-variable", expected, key="better", value=name, nearest=nearest(name, names))
        if word not in ("higher", "lower"):
            findings.add("value", "higher or lower", key=f"better.{name}", value=word)
    found = []
    for name in names:
        word = better.get(name, VARIABLE[name].better if name in VARIABLE else "higher")
        if word == "neither":
            expected = "higher or lower in `better`: neither is declared for this variable"
            findings.add("better", expected, key=name)
        found.append(-1.0 if word == "lower" else 1.0)
    findings.raise_if_any()
    return found
