"""Sweeps: many grid points with many samples, in chunks, and the Dataset that comes of it."""

from __future__ import annotations

import math
import shutil
import sys
import time
import warnings
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr

from ioscenario.batches import MOST_BYTES
from ioscenario.dimensions import LANGUAGES
from ioscenario.explore import store as stores
from ioscenario.explore import workers as hands
from ioscenario.explore.analyses import Analyses
from ioscenario.explore.chunks import Array, Layout, Outcome, Simulator, Work, layout, runs_at_once, work_of
from ioscenario.explore.designs import Samples
from ioscenario.explore.store import ArraySpec, ChunkWriter, Store, disk_errors
from ioscenario.files import given_path, writable
from ioscenario.labelled import dataset
from ioscenario.problems import Findings, InputError, Problem
from ioscenario.scenario.resolve import Design, path_values, resolve
from ioscenario.simulation import simulate
from ioscenario.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from ioscenario.explore.sweepfile import Plan

#: Requests beyond these are carried out only after a word of confirmation.
MOST_SECONDS: Final = 3600.0
MOST_ON_DISK: Final = 20 * 2**30

#: Sweeps of fewer runs are not timed beforehand, and as many runs are timed of larger ones.
TIMED_FROM: Final = 20_000
TIMED: Final = 500

#: Grid points simulated at central values beforehand, to find levers that change nothing.
MOST_TRIED: Final = 2_000

#: Seconds between updates of the progress where nobody watches a terminal.
SLOW_UPDATES: Final = 10.0


class Sweep(Analyses):
    """A finished sweep: inputs and outputs in one Dataset. There is no model inside.

    Parameters
    ----------
    dataset
        Variables over ``scenario, sample, year, ...`` with ``draw`` and ``position`` over
        ``sample, path``; coordinates ``parent`` and the levers' paths along ``scenario``;
        ``status`` and ``reason`` of every run.
    path
        Folder it was read from; None for one in memory.
    manifest
        What made it, for one on disk.

    Examples
    --------
    >>> import ioscenario as ios
    >>> model = ios.load("toy-chain")
    >>> design = {"kind": "latin_hypercube", "samples": 20}
    >>> sweep = model.sweep({"name": "try", "scenarios": ["more_demand"], "design": design}, progress=False)
    >>> dict(sweep.dataset["jobs"].sizes)["sample"], sweep.reference, len(sweep.failed)
    (20, 'baseline', 0)
    """

    def __init__(
        self, dataset: xr.Dataset, path: Path | None = None, manifest: Mapping[str, Any] | None = None
    ) -> None:
        self.dataset = dataset
        self.path = path
        self.manifest = dict(manifest or {})

    @property
    def reference(self) -> str:
        """Name of the reference scenario."""
        return str(self.dataset.attrs["reference"])

    @property
    def scenarios(self) -> list[str]:
        """Names of the grid points, the reference first."""
        return [str(name) for name in self.dataset["scenario"].values]

    @property
    def levers(self) -> list[str]:
        """Paths of the levers of the grid; each is a coordinate along ``scenario``."""
        return [path for path in str(self.dataset.attrs["levers"]).split(" ") if path]

    @property
    def paths(self) -> list[str]:
        """Paths that were drawn."""
        return [str(path) for path in self.dataset["path"].values] if "path" in self.dataset.coords else []

    @property
    def failed(self) -> pd.DataFrame:
        """Runs without results: columns scenario, sample (where there are samples), status, reason."""
        import pandas as pd

        status = self.dataset["status"].values
        places = np.argwhere(status != 0)
        words = str(self.dataset["status"].attrs["flag_meanings"]).split()
        reasons = self.dataset["reason"].values if len(places) else np.empty(status.shape, dtype=object)
        rows = [
            {
                "scenario": str(self.dataset["scenario"].values[place[0]]),
                **({"sample": int(place[1])} if len(place) > 1 else {}),
                "status": words[int(status[tuple(place)])],
                "reason": str(reasons[tuple(place)]),
            }
            for place in places
        ]
        dims = list(map(str, self.dataset["status"].dims))
        return pd.DataFrame(rows, columns=[*dims, "status", "reason"])

    def __repr__(self) -> str:
        attrs, sizes = self.dataset.attrs, self.dataset.sizes
        samples = f" x {sizes['sample']:,} samples" if "sample" in sizes else ""
        return f"<Sweep {attrs['sweep']} of {attrs['pack']}: {sizes['scenario']:,} scenarios{samples}>"

    def _repr_html_(self) -> str:
        return str(self.dataset._repr_html_())


def open_sweep(path: str | Path) -> Sweep:
    """Open a sweep that was written to a folder; values are read when they are used.

    Parameters
    ----------
    path
        Folder of a finished sweep.

    Raises
    ------
    InputError
        When there is no finished sweep, or zarr is not installed.
    """
    folder = given_path(path, "the folder of a sweep")
    if not folder.is_dir() and stores.part_of(folder).is_dir():
        expected = "a finished sweep; run the same sweep again to go on with this one"
        raise InputError([Problem("unfinished-sweep", expected, file=str(folder))])
    if not folder.is_dir():
        raise InputError([Problem("missing-folder", "the folder of a sweep", file=str(folder))])
    manifest = stores.read_manifest(folder)
    stores.zarr_module()
    found = xr.open_zarr(folder / stores.DATA, consolidated=False, chunks=None)
    texts = {name: _plain_text(item.variable) for name, item in found.coords.items() if item.dtype.kind in "OT"}
    return Sweep(found.assign_coords(texts), folder, manifest)


def _plain_text(texts: xr.Variable) -> xr.Variable:
    """Texts of any length as numpy's own, which every reader of labels knows."""
    return xr.Variable(texts.dims, np.array(texts.values.tolist(), dtype=str), texts.attrs)


# -------------------------------------------------------------------------- running


@dataclass(frozen=True)
class Calling:
    """How a sweep is run; nothing here changes its numbers.

    Parameters
    ----------
    out
        Folder to write; None: kept in memory.
    workers
        Processes; 1: this one.
    dask
        Address of a dask scheduler, instead.
    restart
        Whether an unfinished or other sweep in `out` may be replaced.
    confirm
        Whether a request that takes long or much room is meant.
    progress
        Whether progress is shown on stderr.
    simulator
        Gives results for inputs.
    """

    out: Path | None = None
    workers: int = 1
    dask: str | None = None
    restart: bool = False
    confirm: bool = False
    progress: bool = True
    simulator: Simulator = simulate


def run_sweep(plan: Plan, calling: Calling) -> Sweep:
    """Run a sweep, or what is missing of it.

    Parameters
    ----------
    plan
        Which runs, and what to keep.
    calling
        How.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        For a call that means nothing, a grid point that carries a path out of its bounds,
        another sweep in the folder, a costly request that was not confirmed.
    SweepStoppedError
        When the disk is full or a worker died; finished chunks are kept.

    Warns
    -----
    UserWarning
        For paths that are drawn but overridden, levers that change nothing, runs that failed.
    """
    _check_call(calling)
    cut = layout(len(plan.points), plan.samples, plan.chunk or runs_at_once(plan.pack))
    if calling.out is not None:
        stores.zarr_module()
        wanted = stores.identity(plan, cut)
        if stores.prepare(calling.out, wanted, restart=calling.restart):
            return open_sweep(calling.out)
    _check_scenarios(plan, cut)
    template = _template(plan)
    _check_cost(plan, calling, bytes_of_run(template))
    for text in warnings_of(plan, calling.simulator):
        warnings.warn(text, UserWarning, stacklevel=3)
    sweep = _in_memory(plan, calling, cut, template) if calling.out is None else _on_disk(plan, calling, cut, template)
    failed = int((sweep.dataset["status"].values != 0).sum())
    if failed:
        warnings.warn(f"{failed} of {plan.runs} runs failed: see `failed` and the variable `reason`", stacklevel=3)
    return sweep


def _check_call(calling: Calling) -> None:
    """Refuse a call that means nothing."""
    findings = Findings()
    if isinstance(calling.workers, bool) or not isinstance(calling.workers, int) or calling.workers < 1:
        findings.add("range", "a whole number of workers from 1", key="workers", value=repr(calling.workers))
    elif calling.workers > 1 and calling.dask is not None:
        findings.add("call", "either workers or dask", key="dask", value=calling.dask)
    if calling.out is not None and not writable(calling.out.parent):
        findings.add("output-folder", "a folder in a place that can be written", key="out", value=str(calling.out))
    findings.raise_if_any()


def _check_scenarios(plan: Plan, cut: Layout) -> None:
    """Refuse grid points that resolve to what no model can run, at central values, before anything is written."""
    findings = Findings()
    flats = [point.flat for point in plan.points]
    for first in range(0, len(flats), cut.scenarios_each):
        try:
            resolve(plan.pack, Design(tuple(flats[first : first + cut.scenarios_each])))
        except InputError as error:
            findings.extend(error.problems)
    found = list(dict.fromkeys(findings))
    if found:
        raise InputError(found)


# ------------------------------------------------------------------- shape and cost


def _template(plan: Plan) -> xr.Dataset:
    """Results of the scenarios of the file as one run each would label them: coordinates, types, attributes."""
    parents = tuple(dict.fromkeys([plan.reference.name, *(flat.name for flat in plan.parents)]))
    flats = {flat.name: flat for flat in (*plan.parents, plan.reference)}
    design = Design(tuple(flats[name] for name in parents))
    # The reference is run alone; only its types and dimensions are used.
    arrays = simulate(resolve(plan.pack, Design((plan.reference,))))
    seed = plan.seed if plan.sampled else None
    found = dataset(plan.pack, design, arrays, seed=seed, sampled=False, version=__version__)
    return found.isel(scenario=0).sel(year=list(plan.keep.years))[list(plan.keep.variables)]


def bytes_of_run(template: xr.Dataset) -> int:
    """Size of what is kept of one run."""
    return sum(int(item.nbytes) for item in template.data_vars.values())


def size_of(plan: Plan) -> tuple[int, int]:
    """Return the number of chunks of a sweep and the size of its results before compression, bytes."""
    cut = layout(len(plan.points), plan.samples, plan.chunk or runs_at_once(plan.pack))
    return len(cut.blocks), bytes_of_run(_template(plan)) * plan.runs


def _check_cost(plan: Plan, calling: Calling, one: int) -> None:
    """Refuse what does not fit, and have what costs much confirmed."""
    runs = plan.runs - _finished(calling)
    size = one * runs
    if calling.out is None:
        if size > MOST_BYTES:
            expected = (
                f"out=FOLDER for a sweep of {room(size)}: at most {room(MOST_BYTES)} are kept in memory, "
                "or fewer variables, years or samples"
            )
            raise InputError([Problem("too-large", expected, key="out")])
        free = size
    else:
        place = next(folder for folder in (calling.out.absolute(), *calling.out.absolute().parents) if folder.exists())
        free = shutil.disk_usage(place).free
    seconds = seconds_of(plan, calling, runs)
    if calling.confirm or (size <= min(MOST_ON_DISK, free) and seconds <= MOST_SECONDS):
        return
    left = f", of which {room(free)} are free" if size > free else ""
    cost = f"{runs:,} runs would take about {duration(seconds)} and {room(size)} before compression{left}"
    raise CostlyError([Problem("costly", f"--yes (confirm=True) if this is meant: {cost}", key=plan.name)])


def _finished(calling: Calling) -> int:
    """Number of runs that an earlier call has finished."""
    if calling.out is None or calling.restart:
        return 0
    log = stores.read_log(stores.part_of(calling.out))
    return sum(entry["runs"] for entry in log if entry["event"] == "chunk")


class CostlyError(InputError):
    """A request that takes long or much room, and that was not confirmed."""


def seconds_of(plan: Plan, calling: Calling, runs: int) -> float:
    """Time that so many runs of a sweep would take, from a few of them; 0 for a small number."""
    if runs < TIMED_FROM:
        return 0.0
    samples = min(plan.samples, TIMED)
    design = replace(plan, kind=_small(plan, samples)).design() if plan.sampled else plan.design()
    samples = min(samples, design.size)
    work = work_of(plan, design.random, {})
    # a second time is what counts: the first includes what is prepared once
    for _ in range(2):
        started = time.perf_counter()
        draws = work.draws(design.positions(0, samples))
        simulate(resolve(plan.pack, Design((plan.reference,), draws, samples)), plan.keep.variables)
        spent = time.perf_counter() - started
    return spent / samples * runs / max(1, calling.workers)


def _small(plan: Plan, samples: int) -> Any:
    """The design with so few samples that it is quick to make."""
    from ioscenario.explore.sweepfile import Kind

    return Kind("latin_hypercube", max(samples, len(plan.uncertain) + 1))


def duration(seconds: float) -> str:
    """A time in words.

    Examples
    --------
    >>> duration(75), duration(7300), duration(1e6), duration(1e10)
    ('75 seconds', '2 hours', '12 days', '317 years')
    """
    for size, word in ((365.25 * 86400, "years"), (86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{math.floor(seconds / size + 0.5):,} {word}"
    return f"{math.ceil(seconds)} seconds"


def room(size: float) -> str:
    """A size in words.

    Examples
    --------
    >>> room(300), room(5_000_000), room(3e10), room(2e15)
    ('300 bytes', '4.77 MiB', '27.9 GiB', '1,819 TiB')
    """
    for power, word in ((40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")):
        amount = size / 2**power
        if amount >= 1.0:
            return f"{amount:.3g} {word}" if amount < 100 else f"{amount:,.0f} {word}"
    return f"{size:.0f} bytes"


def _skeleton(plan: Plan, design: Samples, template: xr.Dataset) -> xr.Dataset:
    """Coordinates and attributes of the sweep's Dataset."""
    points = plan.points
    kept = {str(name): item.variable for name, item in template.coords.items() if "scenario" not in str(name)}
    titles = {
        f"scenario_title_{code}": ("scenario", [point.flat.title_in(code) for point in points]) for code in LANGUAGES
    }
    coords: dict[str, Any] = {
        **kept,
        "scenario": [point.flat.name for point in points],
        "parent": ("scenario", [point.parent for point in points]),
        **titles,
    }
    for place, lever in enumerate(plan.levers):
        settings = [point.settings[place] if point.settings else None for point in points]
        attrs = {"units": lever.unit, "long_name": "Value of the lever"}
        if lever.numeric:
            values: list[Any] = [item.operation.values[0] if item else math.nan for item in settings]
        else:
            values, attrs = [item.written if item else "" for item in settings], {"long_name": "Setting of the lever"}
        coords[lever.path] = xr.Variable(("scenario",), values, attrs)
    if plan.sampled:
        coords["sample"] = np.arange(plan.samples)
        coords["path"] = list(plan.uncertain)
        coords["path_unit"] = ("path", [plan.pack.parameters[path].unit for path in plan.uncertain])
    if plan.keep.quantiles:
        coords["quantile"] = list(plan.keep.quantiles)
    made = {name: value for name, value in template.attrs.items() if name != "date"}
    made |= {
        "sweep": plan.name,
        "design": plan.kind.name if plan.sampled else "",
        "levers": " ".join(lever.path for lever in plan.levers),
        "steps": int(plan.sampled and design.steps(0, 1) is not None),
        "position_meaning": "Probability of the draw" if design.random else "0 low, 0.5 central value, 1 high",
    }
    return xr.Dataset(coords=coords, attrs=made)


def _variables(template: xr.Dataset) -> dict[str, xr.Variable]:
    """Variables kept, (year, dims), with types and attributes."""
    return {str(name): item.variable for name, item in template.data_vars.items()}


def _central(template: xr.Dataset) -> dict[str, Array]:
    """Variables kept of the reference scenario, (year, dims)."""
    return {str(name): item.values for name, item in template.data_vars.items()}


# ------------------------------------------------------------------------- the runs


def _outcomes(
    work: Work, tasks: Iterator[hands.Task], calling: Calling, write: hands.Write | None
) -> Generator[Outcome, None, None]:
    """Outcomes from whoever is to do the work."""
    if calling.dask is not None:
        return hands.dask(work, tasks, calling.dask)
    if calling.workers > 1:
        return hands.processes(work, tasks, write, calling.workers)
    return hands.here(work, tasks)


def _tasks(blocks: list[Any], design: Samples) -> Iterator[hands.Task]:
    """Chunks with the positions of their samples, made when they are asked for."""
    for block in blocks:
        yield block, design.positions(*block.samples)


def _in_memory(plan: Plan, calling: Calling, cut: Layout, template: xr.Dataset) -> Sweep:
    """Run a sweep and keep it."""
    design = plan.design()
    skeleton = _skeleton(plan, design, template)
    sink = Memory(stores.specifications(skeleton, _variables(template), cut))
    work = work_of(plan, design.random, _central(template), calling.simulator)
    source = _outcomes(work, _tasks(cut.blocks, design), calling, None)
    with _progress(calling, plan.runs, 0) as bar, closing(source) as outcomes:
        for outcome in outcomes:
            sink.write(outcome)
            bar.update(outcome.block.runs)
    steps = design.steps(0, design.size)
    if skeleton.attrs["steps"] and steps is not None:
        sink.whole |= dict(zip(stores.STEPS, steps, strict=True))
    return Sweep(sink.dataset(skeleton, plan))


class Memory:
    """Takes outcomes into arrays (year, dims, scenario, sample), which need no transposing.

    Parameters
    ----------
    arrays
        Arrays of the Dataset.
    """

    def __init__(self, arrays: Mapping[str, ArraySpec]) -> None:
        self.arrays = arrays
        self.whole: dict[str, np.ndarray[Any, Any]] = {}

    def write(self, outcome: Outcome) -> None:
        """Take in one chunk."""
        place = (..., slice(*outcome.block.scenarios), slice(*outcome.block.samples))
        for name, array in (outcome.arrays or {}).items():
            self._of(name)[place] = array
        self._of("status")[place] = outcome.status
        reasons = self._of("reason")
        for (scenario, sample), text in outcome.reasons.items():
            reasons[outcome.block.scenarios[0] + scenario, outcome.block.samples[0] + sample] = text
        if "draw" in self.arrays and outcome.block.scenarios[0] == 0:
            self._of("draw")[place[2]] = np.asarray(outcome.draws).T
            self._of("position")[place[2]] = np.asarray(outcome.positions).T

    def _of(self, name: str) -> np.ndarray[Any, Any]:
        """The array of a variable, made when it is first written to."""
        if name not in self.whole:
            item = self.arrays[name]
            shape = item.shape
            if item.dims[0] == "scenario":
                runs = 2 if "sample" in item.dims else 1
                shape = (*shape[runs:], *(*shape[:runs], 1)[:2])
            dtype = object if item.dtype == "str" else item.dtype
            self.whole[name] = np.full(shape, item.fill, dtype=dtype)
        return self.whole[name]

    def dataset(self, skeleton: xr.Dataset, plan: Plan) -> xr.Dataset:
        """The Dataset."""
        found: dict[str, xr.Variable] = {}
        for name, item in self.arrays.items():
            array = self._of(name) if name not in self.whole else self.whole[name]
            if item.dims[0] == "scenario":
                array = np.moveaxis(array, (-2, -1), (0, 1))
                array = array if "sample" in item.dims else array[:, 0]
            found[name] = xr.Variable(
                item.dims, array.astype(str) if array.dtype == object else array, dict(item.attrs)
            )
        ran = found["status"].values == 0
        for name in plan.keep.variables if plan.keep.quantiles else ():
            if found[name].dtype.kind == "f":
                each = [
                    stores.nan_quantile(values[kept], plan.keep.quantiles)
                    for values, kept in zip(found[name].values, ran, strict=True)
                ]
                dims = ("scenario", "quantile", *found[name].dims[2:])
                found[f"{name}_quantile"] = xr.Variable(dims, np.stack(each), found[name].attrs)
        dropped = set() if plan.keep.runs else set(plan.keep.variables)
        return skeleton.assign({name: item for name, item in found.items() if name not in dropped})


def _on_disk(plan: Plan, calling: Calling, cut: Layout, template: xr.Dataset) -> Sweep:
    """Run a sweep, or what is missing of it, into a folder."""
    assert calling.out is not None  # the caller has looked
    store = Store(calling.out, stores.identity(plan, cut), cut)
    with disk_errors(store.part), stores.locked(store.part):
        design = plan.design(store.part / stores.SCRATCH)
        skeleton = _skeleton(plan, design, template)
        store.open(skeleton, stores.specifications(skeleton, _variables(template), cut), plan.text)
        store.note(
            "start", version=__version__, workers=calling.workers, dask=calling.dask or "", missing=len(store.missing())
        )
        try:
            _fill(plan, calling, store, design, template)
            _close(plan, store, design)
        except BaseException as error:
            _note_end(store, error)
            raise
        store.complete()
    return open_sweep(calling.out)


def _fill(plan: Plan, calling: Calling, store: Store, design: Samples, template: xr.Dataset) -> None:
    """Simulate the chunks that are missing."""
    blocks = store.missing()
    if not blocks:
        return
    write = ChunkWriter(str(store.data), plan.sampled)
    work = work_of(plan, design.random, _central(template), calling.simulator)
    ran = plan.runs - sum(block.runs for block in blocks)
    source = _outcomes(work, _tasks(blocks, design), calling, write)
    with _progress(calling, plan.runs, ran) as bar, closing(source) as outcomes:
        for outcome in outcomes:
            if outcome.positions is not None:  # not written where it was made
                write(outcome)
            store.finish_chunk(outcome)
            bar.update(outcome.block.runs)


def _close(plan: Plan, store: Store, design: Samples) -> None:
    """Write what rests on all runs."""
    events = {entry["event"] for entry in stores.read_log(store.part)}
    if plan.sampled and design.steps(0, 1) is not None:
        each = store.layout.samples_each
        for first in range(0, plan.samples, each):
            last = min(first + each, plan.samples)
            found = design.steps(first, last)
            assert found is not None  # designs have steps or not
            stores.write_steps(store.data, found._asdict(), first, last)
    if plan.keep.quantiles and "quantiles" not in events:
        stores.write_quantiles(store.data, plan.keep.variables, plan.keep.quantiles)
        store.note("quantiles")
    if not plan.keep.runs:
        stores.drop(store.data, plan.keep.variables)


def _note_end(store: Store, error: BaseException) -> None:
    """Say in log and manifest that the work ended early, if that can still be written."""
    try:
        store.note("stopped", reason=type(error).__name__)
        store.write_manifest("stopped")
    except OSError:
        pass


def _progress(calling: Calling, runs: int, done: int) -> Any:
    """A bar with rate and time left, on stderr."""
    if not calling.progress:
        # In a notebook without widgets the other one warns when it is imported.
        from tqdm import tqdm as silent

        return silent(disable=True)
    from tqdm.auto import tqdm

    every = 0.1 if sys.stderr.isatty() else SLOW_UPDATES
    return tqdm(total=runs, initial=done, unit="run", unit_scale=True, mininterval=every)


# ------------------------------------------------------------------------- warnings


def warnings_of(plan: Plan, simulator: Simulator = simulate) -> list[str]:
    """Return what a user should know before a sweep is run.

    Parameters
    ----------
    plan
        The sweep.
    simulator
        Gives results for inputs.

    Returns
    -------
    list of str
        Paths that are drawn but that a grid point sets, whatever was drawn; levers of the grid that
        change nothing at central values.
    """
    found: dict[str, list[str]] = {}
    for path, scenario in overridden(plan):
        found.setdefault(path, []).append(scenario)
    texts = []
    for path, scenarios in found.items():
        names = ", ".join(scenarios[:3]) + (f" and {len(scenarios) - 3} more" if len(scenarios) > 3 else "")
        texts.append(f"{path} is drawn but overridden in {names}")
    return texts + [f"{path} changes nothing at central values in this sweep" for path in _idle(plan, simulator)]


def overridden(plan: Plan) -> list[tuple[str, str]]:
    """Drawn paths that a grid point sets in every year after the base year, so that draws do not matter.

    Returns
    -------
    list of (path, scenario)
    """
    years = plan.pack.structure.years
    found = []
    for path in plan.uncertain:
        parameter = plan.pack.parameters[path]
        ends = np.stack([parameter.lows, parameter.highs], axis=1)
        design = Design((plan.reference,), {path: ends}, 2)
        for point in plan.points:
            operations = [item for item in point.flat.operations if item.path == path]
            if not operations:
                continue
            values = path_values(parameter, years, design, [operations])[1:]
            if (values[:, 0] == values[:, 1]).all():
                found.append((path, point.flat.name))
    return found


def _idle(plan: Plan, simulator: Simulator) -> list[str]:
    """Levers of the grid that change nothing at central values; none where that costs much or fails."""
    if not plan.levers or len(plan.points) > MOST_TRIED:
        return []
    try:
        arrays = simulator(resolve(plan.pack, Design(tuple(point.flat for point in plan.points))), None)
    except Exception:  # which run fails, and why, is found out chunk by chunk
        return []
    return idle(plan, arrays)


def idle(plan: Plan, arrays: Mapping[str, Array]) -> list[str]:
    """Levers of which no value gives other results than another, all else the same.

    Parameters
    ----------
    plan
        The sweep.
    arrays
        Results of all grid points at central values.
    """
    shape = (len(plan.parents), *(len(lever.settings) for lever in plan.levers))
    same = dict.fromkeys((lever.path for lever in plan.levers if len(lever.settings) > 1), True)
    for array in arrays.values():
        if array.shape[-1] == 1:
            continue
        grid = array[..., 1:].reshape(-1, *shape)  # the first is the reference as it is
        for place, lever in enumerate(plan.levers):
            if same.get(lever.path):
                axis = place + 2
                first = np.take(grid, [0], axis=axis)
                same[lever.path] = bool(((grid == first) | (np.isnan(grid) & np.isnan(first))).all())
    return [path for path, unchanged in same.items() if unchanged]
