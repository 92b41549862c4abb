"""Scenario discovery: the conditions under which a target is missed (or reached).

The cases of interest are draws. PRIM (patient rule induction) finds a box: limits of a few
paths within which cases of interest are dense. CART splits the draws into a tree.
Coverage is the share of all cases of interest that a box holds, density the share of the
draws in it that are of interest.

References
----------
Friedman and Fisher (1999), Statistics and Computing 9(2); Bryant and Lempert (2010),
Technological Forecasting and Social Change 77(1); Breiman, Friedman, Olshen and Stone (1984),
*Classification and Regression Trees*.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from ioscenario.explore.indicators import independent, outcomes
from ioscenario.explore.targets import Target
from ioscenario.problems import Findings, InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Share of the draws that a peel takes off, and share of all draws below which no box goes.
PEEL: Final = 0.05
LEAST: Final = 0.05
#: Of few draws a peel takes more: the share of so many of all, since less says nothing.
SLICE: Final = 50
#: An input tells if chance would bring what any input shows less often than this; slices looked at for it.
SIGNIFICANCE: Final = 0.05
WIDER: Final = (1, 2, 4, 8)
#: Least variance of a count that is taken to be normal.
NORMAL: Final = 5.0


class Cases(NamedTuple):
    """Draws and whether each is of interest.

    Parameters
    ----------
    names, units
        Inputs: drawn paths, then levers of the grid that differ among the scenarios.
    inputs
        Values, (draw, input).
    interest
        Whether a draw is of interest, (draw).
    left_out
        Draws left out because their run failed.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    inputs: Array
    interest: Mask
    left_out: int


def cases(dataset: xr.Dataset, target: Target, scenarios: Sequence[str] | None = None, *, missed: bool = True) -> Cases:
    """The draws of some scenarios, and in which of them a target is missed.

    Parameters
    ----------
    dataset
        Results of a sweep with draws.
    target
        The target.
    scenarios
        Scenarios, whose draws are pooled; None: all but the reference, or the reference if it is alone.
    missed
        Whether draws that miss the target are of interest, or those that reach it.

    Raises
    ------
    InputError
        For designs without draws, for what the dataset does not have, and when all draws or none
        are of interest: then there is nothing to find.
    """
    data = independent(dataset, "scenario discovery")
    if "draw" not in data:
        expected = "a sweep, which keeps its draws beside its results"
        raise InputError([Problem("no-draws", expected, key="draw")])
    if scenarios is None:
        every = [str(name) for name in data["scenario"].values]
        scenarios = [name for name in every if name != data.attrs["reference"]] or every
    values = outcomes(data, target.indicator, scenarios).isel(indicator=0).transpose("scenario", "sample")
    reached = target.reached(values).values.ravel()
    known = np.isfinite(values.values).ravel()
    if values.sizes["scenario"] > 1:
        text = "the same draws count once for each scenario, so that limits look surer than they are: name one scenario"
        warnings.warn(text, UserWarning, stacklevel=4)
    names, units, inputs = _inputs(data, [str(name) for name in values["scenario"].values])
    interest = (~reached if missed else reached)[known]
    if interest.all() or not interest.any():
        word = "missed" if missed else "reached"
        often = "always" if len(interest) and interest.all() else "never"
        expected = f"a target that is {word} in some draws and not in others: here it is {often} {word}"
        raise InputError([Problem("nothing-to-find", expected, key=target.indicator.label, value=str(target.value))])
    return Cases(names, units, inputs[known], interest, int((~known).sum()))


def _inputs(dataset: xr.Dataset, scenarios: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], Array]:
    """Names, units and values (scenario and sample, input) of draws and of levers that differ."""
    draws = dataset["draw"].transpose("sample", "path").values
    names = [str(path) for path in dataset["path"].values]
    units = [str(unit) for unit in dataset["path_unit"].values]
    pooled = np.tile(draws, (len(scenarios), 1))
    for lever in str(dataset.attrs.get("levers", "")).split():
        column = dataset[lever].sel(scenario=scenarios)
        if column.dtype.kind == "f" and np.isfinite(column).all() and len(np.unique(column)) > 1:
            # a lever that is drawn as well is set by the grid, whatever was drawn
            place = names.index(lever) if lever in names else len(names)
            values = np.repeat(column.values, len(draws))[:, None]
            if place < len(names):
                pooled[:, place] = values[:, 0]
            else:
                names.append(lever)
                units.append(str(column.attrs.get("units", "")))
                pooled = np.hstack([pooled, values])
    return tuple(names), tuple(units), pooled


# -------------------------------------------------------------------------------- PRIM


@dataclass(frozen=True)
class Box:
    """Limits within which cases of interest are dense.

    Parameters
    ----------
    limits
        Table of limited inputs: ``low`` and ``high`` (NaN: not limited at that end) in the unit of
        the input, ``unit``, ``kept`` (share of all draws within the limit taken alone) and ``chance``:
        how often a random choice among the draws within the other limits alone would be as dense.
    coverage, density, mass
        Share of the cases of interest in the box, share of the draws in it that are of interest,
        share of all draws in it.
    trajectory
        Every box on the way: ``coverage``, ``density``, ``mass``, ``limits`` (how many inputs are
        limited), from the whole range on.
    draws, left_out
        Number of draws, and of those left out because their run failed.
    base_rate
        Share of all draws that are of interest.
    missed
        Whether draws that miss the target are of interest.
    target
        The target.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    trajectory: pd.DataFrame
    draws: int
    left_out: int
    base_rate: float
    missed: bool
    target: Target

    def __repr__(self) -> str:
        said = f"coverage {self.coverage:.0%}, density {self.density:.0%} (of all draws {self.base_rate:.0%})"
        return f"<Box of {len(self.limits)} limits: {said}>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>{self.limits.to_html(escape=True)}"


def prim(
    dataset: xr.Dataset,
    target: Target,
    scenarios: Sequence[str] | None = None,
    *,
    missed: bool = True,
    density: float | None = None,
    peel: float | None = None,
    least: float = LEAST,
) -> Box:
    """Find the conditions under which a target is missed, by patient rule induction.

    Parameters
    ----------
    dataset
        Results of a sweep with draws.
    target
        The target.
    scenarios
        Scenarios, whose draws are pooled; None: all but the reference. Levers of the grid that
        differ among them are inputs as well.
    missed
        Whether the draws that miss the target are of interest, or those that reach it.
    density
        Density wanted: the largest box on the way that has it; None: the box that holds most cases
        of interest beyond those that as many draws chosen at random would hold.
    peel
        Share of the draws in the box that one step takes off; None: 5 %, of fewer than 1,000 draws
        the share that 50 are of all, at most a quarter.
    least
        Share of all draws below which no box goes.

    Returns
    -------
    Box
        With limits only of inputs that tell more than chance does (:func:`telling`); with none where
        no input does.

    Raises
    ------
    InputError
        For designs without draws, for what the dataset does not have, when all draws or none are of
        interest, and when no box is as dense as wanted.

    Examples
    --------
    >>> import ioscenario as ios
    >>> design = {"kind": "latin_hypercube", "samples": 400}
    >>> keep = {"variables": ["sector_jobs"]}
    >>> sweep = ios.load("toy-chain").sweep({"name": "try", "design": design, "keep": keep}, progress=False)
    >>> middle = float(sweep.dataset["sector_jobs"].sel(year=2030).median())
    >>> box = prim(sweep.dataset, Target("sector_jobs", middle, 2030))
    >>> box.density > box.base_rate, "market.shirts.size" in box.limits.index
    (True, True)
    """
    _check_shares(density=density, peel=peel, least=least)
    found = cases(dataset, target, scenarios, missed=missed)
    peel = min(max(PEEL, SLICE / len(found.interest)), 0.25) if peel is None else peel
    chosen, width = telling(found.inputs, found.interest, peel, least), found.inputs.shape[1]
    boxes = peeled(found.inputs[:, chosen], found.interest, peel, least) if len(chosen) else [np.empty((2, 0))]
    path = [_widened(ends, chosen, width) for ends in boxes]
    ends = pasted(found.inputs, found.interest, path[_chosen(path, found, density)], peel)
    return _box(found, ends, path, target, missed)


def _check_shares(**shares: float | None) -> None:
    """Refuse shares outside 0 and 1."""
    findings = Findings()
    for name, share in shares.items():
        most = 1.0 if name == "density" else 0.5
        if share is not None and not 0.0 < share <= most:
            findings.add("range", f"a share above 0 and up to {most:g}", key=name, value=share)
    findings.raise_if_any()


def inside(inputs: Array, ends: Array) -> Mask:
    """Which draws lie within limits.

    Parameters
    ----------
    inputs : ndarray, shape (draw, input)
        Values.
    ends : ndarray, shape (2, input)
        Low and high limits, both within; infinite where there is none.
    """
    within = np.ones(len(inputs), dtype=bool)
    for place in np.flatnonzero(np.isfinite(ends).any(axis=0)):
        within &= (inputs[:, place] >= ends[0, place]) & (inputs[:, place] <= ends[1, place])
    return within


def peeled(inputs: Array, interest: Mask, peel: float = PEEL, least: float = LEAST) -> list[Array]:
    """Boxes from the whole range on, each the last one less a thin slice at one end of one input.

    Of all slices the one is taken off after which the share of cases of interest has risen most
    for each draw lost. Slices hold the share `peel` of the draws in the box, or all that are equal
    where values repeat.

    Parameters
    ----------
    inputs : ndarray, shape (draw, input)
        Values.
    interest : ndarray of bool, shape (draw,)
        Cases of interest.
    peel, least
        As in `prim`.

    Returns
    -------
    list of ndarray, shape (2, input)
        Low and high limits, infinite where there is none.

    Examples
    --------
    >>> even = np.linspace(0.005, 0.995, 100)[:, None]
    >>> last = peeled(even, even[:, 0] > 0.8)[-1]
    >>> bool(0.7 < last[0, 0] <= 0.81), float(last[1, 0])
    (True, inf)
    """
    size, width = inputs.shape
    columns = np.ascontiguousarray(inputs.T)
    order = np.argsort(columns, axis=1, kind="stable").astype(np.int32)  # draws in the box by rising value
    ends = np.stack([np.full(width, -np.inf), np.full(width, np.inf)])
    path = [ends]
    while True:
        cut = _best_cut(columns, order, interest, peel, max(1.0, least * size))
        if cut is None:
            return path
        place, high, limit = cut
        ends = ends.copy()
        ends[int(high), place] = limit
        path.append(ends)
        stays = (columns[place] <= limit) if high else (columns[place] >= limit)
        order = order[stays[order]].reshape(width, -1)


def _best_cut(
    columns: Array, order: npt.NDArray[np.int32], interest: Mask, peel: float, least: float
) -> tuple[int, bool, float] | None:
    """Input, end and new limit of the best slice of a box; None where no slice raises the density or may go.

    Parameters
    ----------
    columns
        Values of all draws, (input, draw).
    order
        Draws in the box by rising value, (input, rank).
    """
    size = order.shape[1]
    slice_size = max(1, int(peel * size))
    if size - slice_size < least:
        return None
    hits = int(interest[order[0]].sum())
    best: tuple[float, int, bool, float] | None = None
    for high in (False, True):
        ranked = order[:, ::-1] if high else order  # from the end at which the slice is
        lost = _lost(columns, ranked, slice_size)
        most = max(int(lost.max()), 1)
        lost_hits = (interest[ranked[:, :most]] & (np.arange(most) < lost[:, None])).sum(axis=1)
        left = size - lost
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where((lost > 0) & (left >= least), ((hits - lost_hits) / left - hits / size) / lost, -np.inf)
        place = int(np.argmax(gain))
        if gain[place] > (best[0] if best else 0.0):
            limit = columns[place, ranked[place, lost[place]]]
            best = (float(gain[place]), place, high, float(limit))
    return None if best is None else best[1:]


def _lost(columns: Array, ranked: npt.NDArray[np.int32], slice_size: int) -> npt.NDArray[np.intp]:
    """How many draws a slice at the first ranks of each input takes: `slice_size`, or all that are equal.

    Where the slice would end between equal values it ends before them.
    """
    ends = np.take_along_axis(columns, ranked[:, : slice_size + 1], axis=1)
    count: npt.NDArray[np.intp] = (ends[:, :-1] != ends[:, -1:]).sum(axis=1)
    for place in np.flatnonzero(count == 0):  # inputs whose values repeat
        values = columns[place, ranked[place]]
        # all draws equal: nothing to take
        count[place] = (values == values[0]).sum() % len(values)
    return count


def pasted(inputs: Array, interest: Mask, ends: Array, peel: float = PEEL) -> Array:
    """Limits moved out again by thin slices, as long as the density does not fall.

    Parameters
    ----------
    inputs, interest
        As in `peeled`.
    ends : ndarray, shape (2, input)
        Limits.
    peel
        Size of a slice as a share of the draws in the box.
    """
    ends = ends.copy()
    for end, place in zip(*np.nonzero(np.isfinite(ends)), strict=True):
        others = ends.copy()
        others[end, place] = -np.inf if end == 0 else np.inf
        within = inside(inputs, others)
        column, hit = inputs[within, place], interest[within]
        while True:
            now = column >= ends[0, place] if end == 0 else column <= ends[1, place]
            outside = np.sort(column[~now])
            if not len(outside):
                ends[end, place] = others[end, place]
                break
            size = min(len(outside), max(1, int(peel * now.sum())))
            limit = outside[-size] if end == 0 else outside[size - 1]
            wider = column >= limit if end == 0 else column <= limit
            if hit[wider].mean() < hit[now].mean():
                break
            ends[end, place] = limit
    return ends


def _chosen(path: Sequence[Array], found: Cases, density: float | None) -> int:
    """Which box on the way is wanted."""
    numbers = np.array([_measures(found, ends) for ends in path])
    dense, mass = numbers[:, 1], numbers[:, 2]
    if density is None:
        return int(np.argmax(mass * (dense - found.interest.mean())))
    enough = np.flatnonzero(dense >= density)
    if not len(enough):
        expected = f"a density up to {dense.max():.2f}, the highest that a box reaches"
        raise InputError([Problem("density", expected, key="density", value=str(density))])
    return int(enough[0])


def _measures(found: Cases, ends: Array) -> tuple[float, float, float]:
    """Coverage, density and mass of a box."""
    within = inside(found.inputs, ends)
    hits = float((within & found.interest).sum())
    return hits / float(found.interest.sum()), hits / max(float(within.sum()), 1.0), float(within.mean())


def telling(inputs: Array, interest: Mask, peel: float = PEEL, least: float = LEAST) -> npt.NDArray[np.intp]:
    """Inputs that tell of the cases of interest more than chance does.

    With many inputs and few draws some thin slice of some input is dense by accident, and peeling
    runs after it. An input tells if, in the whole or in a box made of what tells most, the share of
    cases of interest in some slice at its ends differs from that of the box by more than the largest
    of as many slices would by chance.

    Parameters
    ----------
    inputs, interest, peel, least
        As in `peeled`; slices are one, two, four and eight times as large.

    Returns
    -------
    ndarray
        Positions of the inputs, rising.

    Examples
    --------
    >>> draws = np.random.default_rng(0).random((1000, 20))
    >>> telling(draws, (draws[:, 3] > 0.4) & (draws[:, 7] < 0.7)).tolist()
    [3, 7]
    """
    from scipy.stats import norm

    size, width = inputs.shape
    columns = np.ascontiguousarray(inputs.T)
    order = np.argsort(columns, axis=1, kind="stable").astype(np.int32)
    # Two ends and two signs.
    enough = float(norm.isf(SIGNIFICANCE / (4 * len(WIDER) * width)))
    chosen: set[int] = set()
    while True:
        scores, lost = _scores(columns, order, interest, peel, max(1.0, least * size))
        chosen |= {int(place) for place in np.flatnonzero((np.abs(scores) > enough).any(axis=(0, 1)))}
        end, slice_number, place = np.unravel_index(int(np.argmax(scores)), scores.shape)
        if not scores[end, slice_number, place] > enough:
            return np.array(sorted(chosen), dtype=np.intp)
        count = int(lost[end, slice_number, place])
        gone = order[place, -count:] if end else order[place, :count]
        stays = np.ones(size, dtype=bool)
        stays[gone] = False
        order = order[stays[order]].reshape(width, -1)


def _scores(
    columns: Array, order: npt.NDArray[np.int32], interest: Mask, peel: float, least: float
) -> tuple[Array, npt.NDArray[np.intp]]:
    """How many standard deviations slices lack of the cases of interest of the box, and their sizes.

    Returns
    -------
    scores, lost : ndarray, shape (end, width of slice, input)
        Scores are 0 for slices that may not be taken.
    """
    width, size = order.shape
    shape = (2, len(WIDER), width)
    scores, taken = np.zeros(shape), np.zeros(shape, dtype=np.intp)
    hits = int(interest[order[0]].sum())
    density = hits / size
    for end in (0, 1):
        ranked = order[:, ::-1] if end else order
        sums = np.cumsum(interest[ranked], axis=1, dtype=np.int32)
        for number, times in enumerate(WIDER):
            slice_size = max(1, int(times * peel * size))
            if size - slice_size < least or slice_size >= size:
                continue
            lost = _lost(columns, ranked, slice_size)
            held = np.where(lost > 0, sums[np.arange(width), np.maximum(lost, 1) - 1], 0)
            deviation = np.sqrt(lost * density * (1 - density) * (1 - lost / size))
            # In smaller slices counts are not near the normal distribution.
            allowed = (size - lost >= least) & (lost * density * (1 - density) >= NORMAL) & (deviation > 0)
            scores[end, number] = np.where(allowed, (lost * density - held) / np.where(allowed, deviation, 1.0), 0.0)
            taken[end, number] = lost
    return scores, taken


def _widened(ends: Array, chosen: npt.NDArray[np.intp], width: int) -> Array:
    """Limits of chosen inputs as limits of all."""
    whole = np.stack([np.full(width, -np.inf), np.full(width, np.inf)])
    whole[:, chosen] = ends
    return whole


def _chance(found: Cases, ends: Array, place: int) -> float:
    """How often as many draws, chosen at random within the other limits, hold as many cases of interest.

    Binomial, as in Bryant and Lempert (2010).
    """
    from scipy.stats import binom

    without = ends.copy()
    without[:, place] = (-np.inf, np.inf)
    wide, narrow = inside(found.inputs, without), inside(found.inputs, ends)
    hits = int((narrow & found.interest).sum())
    rate = float(found.interest[wide].mean()) if wide.any() else 0.0
    return float(binom.sf(hits - 1, int(narrow.sum()), rate))


def _box(found: Cases, ends: Array, path: Sequence[Array], target: Target, missed: bool) -> Box:
    """The result, with names."""
    import pandas as pd

    limited = np.flatnonzero(np.isfinite(ends).any(axis=0))
    low, high = np.where(np.isfinite(ends), ends, np.nan)
    limits = pd.DataFrame(
        {
            "low": low[limited],
            "high": high[limited],
            "unit": [found.units[place] for place in limited],
            "kept": [_alone(found.inputs[:, place], ends[:, place]) for place in limited],
            "chance": [_chance(found, ends, int(place)) for place in limited],
        },
        index=pd.Index([found.names[place] for place in limited], name="path"),
    )
    limits = limits.sort_values("kept", kind="stable")
    rows = [(*_measures(found, item), int(np.isfinite(item).any(axis=0).sum())) for item in path]
    trajectory = pd.DataFrame(rows, columns=["coverage", "density", "mass", "limits"])
    coverage, density, mass = _measures(found, ends)
    return Box(
        limits, coverage, density, mass, trajectory, len(found.interest), found.left_out,
        float(found.interest.mean()), missed, target,
    )  # fmt: skip


def _alone(column: Array, ends: Array) -> float:
    """Share of draws within one limit."""
    return float(((column >= ends[0]) & (column <= ends[1])).mean())


# -------------------------------------------------------------------------------- CART


@dataclass(frozen=True)
class Tree:
    """A classification tree of the draws.

    Parameters
    ----------
    leaves
        Table of the leaves, the densest first: ``conditions`` (list of (path, sign, limit)),
        ``density``, ``coverage``, ``mass``.
    importance
        By input: the part that splits by it have in lowering the impurity; inputs without splits left out.
    draws, left_out, base_rate, missed, target
        As in `Box`.
    """

    leaves: pd.DataFrame
    importance: pd.Series[float]
    draws: int
    left_out: int
    base_rate: float
    missed: bool
    target: Target


def cart(
    dataset: xr.Dataset,
    target: Target,
    scenarios: Sequence[str] | None = None,
    *,
    missed: bool = True,
    depth: int = 3,
    least: float = LEAST,
) -> Tree:
    """Split the draws into a tree whose leaves miss a target often or seldom.

    Parameters
    ----------
    dataset, target, scenarios, missed
        As in `prim`.
    depth
        Most conditions on the way to a leaf, up to 10.
    least
        Least share of all draws in a leaf.

    Raises
    ------
    InputError
        As `prim`; and where scikit-learn is not installed.

    Examples
    --------
    >>> import ioscenario as ios
    >>> design = {"kind": "latin_hypercube", "samples": 400}
    >>> keep = {"variables": ["sector_jobs"]}
    >>> sweep = ios.load("toy-chain").sweep({"name": "try", "design": design, "keep": keep}, progress=False)
    >>> middle = float(sweep.dataset["sector_jobs"].sel(year=2030).median())
    >>> tree = cart(sweep.dataset, Target("sector_jobs", middle, 2030), depth=2)
    >>> tree.importance.index[0], round(float(tree.leaves["coverage"].sum()), 6)
    ('market.shirts.size', 1.0)
    """
    import pandas as pd

    classifier = _classifier()
    _check_shares(least=least)
    if isinstance(depth, bool) or not isinstance(depth, int) or not 1 <= depth <= 10:
        raise InputError([Problem("range", "a whole number from 1 to 10", key="depth", value=str(depth))])
    found = cases(dataset, target, scenarios, missed=missed)
    # The seed decides only between splits that are equally good.
    tree = classifier(max_depth=depth, min_samples_leaf=max(1, int(least * len(found.interest))), random_state=0)
    tree.fit(found.inputs, found.interest)
    leaf = tree.apply(found.inputs)
    rows = []
    for node, conditions in _conditions(tree.tree_, found.names):
        within = leaf == node
        hits = float((within & found.interest).sum())
        rows.append((conditions, hits / within.sum(), hits / found.interest.sum(), float(within.mean())))
    leaves = pd.DataFrame(rows, columns=["conditions", "density", "coverage", "mass"])
    leaves = leaves.sort_values(["density", "coverage"], ascending=False, kind="stable").reset_index(drop=True)
    importance = pd.Series(tree.feature_importances_, index=pd.Index(found.names, name="path"))
    importance = importance[importance > 0].sort_values(ascending=False, kind="stable")
    return Tree(leaves, importance, len(found.interest), found.left_out, float(found.interest.mean()), missed, target)


def _classifier() -> Any:
    """The classifier of scikit-learn, or in words how to get it."""
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError as error:
        expected = 'scikit-learn, for trees: pip install "ioscenario[discovery]"; prim needs nothing more'
        raise InputError([Problem("missing-package", expected, key="cart")]) from error
    return DecisionTreeClassifier


def _conditions(tree: Any, names: Sequence[str]) -> list[tuple[int, list[tuple[str, str, float]]]]:
    """Every leaf with the conditions on the way to it, of one input and sign the tightest."""
    found: list[tuple[int, list[tuple[str, str, float]]]] = []
    open_nodes: list[tuple[int, dict[tuple[str, str], float]]] = [(0, {})]
    while open_nodes:
        node, above = open_nodes.pop()
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:  # a leaf has no children
            found.append((node, [(name, sign, limit) for (name, sign), limit in above.items()]))
            continue
        name, limit = names[int(tree.feature[node])], float(tree.threshold[node])
        # Deeper limits are tighter: they split what is left.
        open_nodes.append((right, {**above, (name, ">"): limit}))
        open_nodes.append((left, {**above, (name, "<="): limit}))
    return found
