"""A sweep on disk: a zarr group written chunk by chunk, with a manifest and a log.

The folder of a sweep holds ``data.zarr`` (open it with xarray alone if you like),
``manifest.json`` (what made it, every chunk with status and time), ``log.jsonl`` (a line
for every start, finished chunk and end, as they happened) and ``sweep.yaml`` (the sweep as
it was written). While a sweep runs, the folder stands beside the target as
``.NAME.part``; it takes the target's name when all is there.

A chunk counts as finished when its line is in the log, which is written after its files.
Whatever was under way when a process was killed is simulated again, with the same numbers.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ioscenario.explore.chunks import NOT_RUN, OK, STATUS, Array, Block, Layout, Outcome, missing
from ioscenario.explore.workers import SweepStoppedError
from ioscenario.problems import InputError, Problem
from ioscenario.version import __version__

if TYPE_CHECKING:
    import xarray as xr

    from ioscenario.explore.sweepfile import Plan

DATA: Final = "data.zarr"
MANIFEST: Final = "manifest.json"
LOG: Final = "log.jsonl"
FILE: Final = "sweep.yaml"
LOCK: Final = "lock"
SCRATCH: Final = "positions.npy"
OWN: Final = {DATA, MANIFEST, LOG, FILE, LOCK, SCRATCH}

#: Errors of a full disk or an exhausted quota.
FULL: Final = (errno.ENOSPC, errno.EDQUOT)

#: Values of a variable that quantiles are taken of at a time, bytes.
SLAB_BYTES: Final = 128 * 2**20

#: Variables that go with each run or sample besides results.
STEPS: Final = ("group", "step", "moved")


def zarr_module() -> Any:
    """The package zarr, or in words how to get it."""
    try:
        import zarr
    except ImportError as error:
        expected = "the extra `sweep` for sweeps on disk: pip install 'ioscenario[sweep]'"
        raise InputError([Problem("missing-package", expected, key="zarr")]) from error
    return zarr


# ----------------------------------------------------------------------- what it is


def identity(plan: Plan, layout: Layout) -> dict[str, Any]:
    """What a store must agree with to be gone on with.

    Parameters
    ----------
    plan, layout
        The sweep and how it is cut.
    """
    import hashlib

    grid = hashlib.sha256("".join(point.flat.hash for point in plan.points).encode("ascii")).hexdigest()
    return {
        "version": __version__,
        "pack": plan.pack.name,
        "pack_hash": plan.pack.hash,
        "sweep": plan.name,
        "sweep_hash": plan.hash,
        "seed": plan.seed,
        "scenarios": {flat.name: flat.hash for flat in (plan.reference, *plan.parents)},
        "levers": {lever.path: [item.written for item in lever.settings] for lever in plan.levers},
        "grid_hash": grid,
        "layout": list(layout),
    }


def changes(found: Mapping[str, Any], wanted: Mapping[str, Any], folder: Path) -> list[Problem]:
    """What differs between the sweep in a folder and the one that is to go on there."""
    keys = [key for key in wanted if found.get(key) != wanted[key]]
    # These two follow from the others, and are told only where those tell nothing.
    keys = [key for key in keys if key not in ("grid_hash", "layout")] or keys
    expected = "what the sweep there was made with, or --restart (restart=True) to begin anew"
    return [
        Problem("sweep-changed", expected, file=str(folder), key=key, value=_change(found.get(key), wanted[key]))
        for key in keys
    ]


def _change(old: Any, new: Any) -> str:
    """A change in short."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        return ", ".join(f"{name} {_change(old.get(name), new.get(name))}" for name in names)
    return f"{_short(old)} -> {_short(new)}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text[:8] if len(text) == 64 else text[:60]


# --------------------------------------------------------------------------- folder


def part_of(target: Path) -> Path:
    """Return the name that a sweep's folder has while it is written."""
    return target.parent / f".{target.name}.part"


@dataclass
class Store:
    """The folder of a sweep that is being written.

    Parameters
    ----------
    target
        Final name.
    identity
        As :func:`identity` gives it.
    layout
        How the sweep is cut.
    """

    target: Path
    identity: dict[str, Any]
    layout: Layout
    done: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Finished chunks by number: their lines in the log."""

    @property
    def part(self) -> Path:
        """The folder's name while it is written."""
        return part_of(self.target)

    @property
    def data(self) -> Path:
        """The zarr group."""
        return self.part / DATA

    def missing(self) -> list[Block]:
        """Chunks that are still to be simulated."""
        return [block for block in self.layout.blocks if block.number not in self.done]

    def open(self, skeleton: xr.Dataset, arrays: Mapping[str, ArraySpec], text: str) -> None:
        """Take up what is there, or begin.

        Parameters
        ----------
        skeleton
            Coordinates and attributes.
        arrays
            Arrays that chunks are written to.
        text
            The sweep as written.
        """
        if (self.part / MANIFEST).is_file():
            self.done = {entry["chunk"]: entry for entry in read_log(self.part) if entry["event"] == "chunk"}
            return
        shutil.rmtree(self.data, ignore_errors=True)
        _opened.cache_clear()
        _create(self.data, skeleton, arrays)
        (self.part / FILE).write_text(text, encoding="utf-8")
        self.write_manifest("started")

    def note(self, event: str, **entry: object) -> None:
        """Add a line to the log."""
        line = json.dumps({"event": event, "time": _now(), **entry}, ensure_ascii=False)
        with (self.part / LOG).open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def finish_chunk(self, outcome: Outcome) -> None:
        """Record that all files of a chunk are written."""
        entry = {
            "chunk": outcome.block.number, "runs": outcome.block.runs, "failed": outcome.failed,
            "seconds": round(outcome.seconds, 3), "pid": outcome.pid,
        }  # fmt: skip
        self.note("chunk", **entry)
        self.done[outcome.block.number] = entry

    def write_manifest(self, status: str) -> None:
        """Write the manifest beside and rename it."""
        chunks = [self._row(block) for block in self.layout.blocks]
        log = read_log(self.part)
        content = {
            "tool": "ioscenario sweep",
            "identity": self.identity,
            "status": status,
            "date": next((entry["time"] for entry in log), _now()),
            "python_packages": {"numpy": np.__version__},
            "runs": self.layout.scenarios * self.layout.samples,
            "runs_simulated": sum(entry["runs"] for entry in log if entry["event"] == "chunk"),
            "failed": sum(entry.get("failed", 0) for entry in self.done.values()),
            "chunks": chunks,
        }
        beside = self.part / f"{MANIFEST}.new"
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(self.part / MANIFEST)

    def _row(self, block: Block) -> dict[str, Any]:
        """A chunk in the manifest."""
        entry = self.done.get(block.number)
        row = {"chunk": block.number, "scenarios": block.scenarios, "samples": block.samples, "runs": block.runs}
        if entry is None:
            return {**row, "status": "missing"}
        return {**row, "status": "finished", **{key: entry[key] for key in ("failed", "seconds", "pid")}}

    def complete(self) -> None:
        """Give the folder its final name; what an earlier sweep left there goes last."""
        (self.part / SCRATCH).unlink(missing_ok=True)
        self.write_manifest("complete")
        self.note("complete")
        old = self.target.parent / f".{self.target.name}.old"
        shutil.rmtree(old, ignore_errors=True)
        if self.target.exists():
            self.target.rename(old)
        (self.part / LOCK).unlink(missing_ok=True)
        self.part.rename(self.target)
        shutil.rmtree(old, ignore_errors=True)


def prepare(target: Path, wanted: Mapping[str, Any], *, restart: bool) -> bool:
    """Look at what stands where a sweep is to be written.

    Parameters
    ----------
    target
        Final name of the folder.
    wanted
        Identity of the sweep.
    restart
        Whether another sweep there may be replaced, and an unfinished one begun anew.

    Returns
    -------
    bool
        Whether this very sweep is there already, complete.

    Raises
    ------
    InputError
        For a folder with anything but a sweep, and for another sweep without `restart`.
    """
    part = part_of(target)
    if target.exists():
        if not is_sweep(target) or not set(os.listdir(target)) <= OWN:
            expected = "a new folder, an empty one, or one with a sweep and nothing else"
            if not target.is_dir() or any(target.iterdir()):
                raise InputError([Problem("output-folder", expected, key="--out", value=str(target))])
        elif not restart:
            found = changes(read_manifest(target)["identity"], wanted, target)
            if found:
                raise InputError(found)
            return True
    if restart:
        _empty(part)
    elif (part / MANIFEST).is_file():
        found = changes(read_manifest(part)["identity"], wanted, part)
        if found:
            raise InputError(found)
    return False


def _empty(part: Path) -> None:
    """Remove what an unfinished sweep left, unless another process is writing it."""
    if not part.exists():
        return
    with locked(part):
        for found in part.iterdir():
            if found.name == LOCK:  # held
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["tool"] == "ioscenario sweep")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a sweep's folder."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([Problem("not-a-sweep", "the folder of a sweep", file=str(folder))]) from error
    if not isinstance(found, dict) or "identity" not in found:
        raise InputError([Problem("not-a-sweep", "the folder of a sweep", file=str(folder))])
    return found


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of the log; one that a kill cut short is left out."""
    try:
        lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and "event" in entry:
            found.append(entry)
    return found


@contextmanager
def locked(part: Path) -> Iterator[None]:
    """Hold a sweep's folder, so that no second process writes to it; a kill lets it go."""
    part.mkdir(parents=True, exist_ok=True)
    with (part / LOCK).open("a+") as stream:
        try:
            _lock(stream)
        except OSError as error:
            expected = "a sweep that no other process is writing"
            raise InputError([Problem("locked", expected, key="--out", value=str(part))]) from error
        yield


def _lock(stream: Any) -> None:
    """Lock a file or raise OSError."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def disk_errors(part: Path) -> Iterator[None]:
    """Say in words when the disk is full or gone."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            reason = "no room left on the disk"
        elif error.errno in (errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM):
            reason = f"cannot write: {error.strerror}"
        else:
            raise
        text = f"{reason} ({part}); finished chunks are kept, and the same call goes on from them"
        raise SweepStoppedError(text) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


# ----------------------------------------------------------------------------- data


@dataclass(frozen=True)
class ArraySpec:
    """An array of the store.

    Parameters
    ----------
    dims, shape, chunks
        Names of the dimensions, their lengths, and entries in a chunk.
    dtype
        Type of the values; ``"str"`` for texts.
    fill
        What stands where nothing is written yet.
    attrs
        Attributes.
    """

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: str
    fill: float | int | str
    attrs: Mapping[str, Any] = field(default_factory=dict)


def specifications(skeleton: xr.Dataset, variables: Mapping[str, xr.Variable], layout: Layout) -> dict[str, ArraySpec]:
    """Arrays that the chunks of a sweep are written to.

    Parameters
    ----------
    skeleton
        Coordinates.
    variables
        Variables kept, with dims (year, ...), type and attributes.
    layout
        How the sweep is cut.
    """
    sampled = "sample" in skeleton.coords
    dims: tuple[str, ...] = ("scenario", "sample") if sampled else ("scenario",)
    each = (layout.scenarios_each, layout.samples_each)[: len(dims)]
    size = (layout.scenarios, layout.samples)[: len(dims)]
    flags = {
        "flag_values": list(range(len(STATUS))),
        "flag_meanings": " ".join(STATUS),
        "long_name": "Status of the run",
    }
    found = {
        name: ArraySpec(
            (*dims, *map(str, item.dims)),
            (*size, *item.shape),
            (*each, *item.shape),
            str(item.dtype),
            missing(item.dtype),
            _plain(item.attrs),
        )
        for name, item in variables.items()
    }
    found["status"] = ArraySpec(dims, size, each, "int8", NOT_RUN, flags)
    found["reason"] = ArraySpec(dims, size, each, "str", "", {"long_name": "Why a run failed"})
    if "path" in skeleton.coords:
        paths = (skeleton.sizes["path"],)
        inputs = (("sample", "path"), (layout.samples, *paths), (layout.samples_each, *paths), "float64", np.nan)
        found["draw"] = ArraySpec(*inputs, {"long_name": "Value drawn, in path_unit; over years the last"})
        found["position"] = ArraySpec(*inputs, {"long_name": str(skeleton.attrs["position_meaning"])})
    for name, words in STEP_NAMES.items() if skeleton.attrs.get("steps") else ():
        found[name] = ArraySpec(
            ("sample",), (layout.samples,), (layout.samples_each,), "int32", -2, {"long_name": words}
        )
    return found


STEP_NAMES: Final = {
    "group": "Row of the base matrices, or trajectory",
    "step": "Place in the group: 0 A, 1 B, then A with a column of B; or steps along the trajectory",
    "moved": "Position of the path that differs, -1 for none",
}


def _plain(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as JSON has them."""
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in attrs.items()}


def _create(path: Path, skeleton: xr.Dataset, arrays: Mapping[str, ArraySpec]) -> None:
    """Write coordinates and attributes, and empty arrays."""
    zarr = zarr_module()
    # texts of any length: those of fixed length have no specification in zarr 3
    texts = {name: item.astype(object) for name, item in skeleton.coords.items() if item.dtype.kind == "U"}
    skeleton.assign_coords(texts).to_zarr(path, mode="w", consolidated=False, zarr_format=3)
    group = zarr.open_group(path, mode="a")
    for name, item in arrays.items():
        group.create_array(
            name, shape=item.shape, chunks=item.chunks, dtype=str if item.dtype == "str" else item.dtype,
            fill_value=item.fill, dimension_names=item.dims, attributes=dict(item.attrs),
        )  # fmt: skip


@lru_cache(maxsize=2)
def _opened(path: str) -> dict[str, Any]:
    """Arrays of a store, opened once a process."""
    return dict(zarr_module().open_group(path, mode="a").arrays())


@dataclass(frozen=True)
class ChunkWriter:
    """Writes the arrays of finished chunks; goes to the workers.

    Parameters
    ----------
    path
        The zarr group.
    sampled
        Whether there is a dimension ``sample``.
    """

    path: str
    sampled: bool

    def __call__(self, outcome: Outcome) -> None:
        """Write one chunk: whole zarr chunks of its own, so that nobody else touches their files."""
        arrays, block = _opened(self.path), outcome.block
        place = (slice(*block.scenarios), slice(*block.samples))
        with disk_errors(Path(self.path).parent):
            for name, array in filled(arrays, outcome).items():
                # axes (year, dims, scenario, sample) to (scenario, sample, year, dims)
                block_array = np.moveaxis(array, (-2, -1), (0, 1))
                self._put(arrays[name], place, block_array)
            self._put(arrays["status"], place, outcome.status)
            self._put(arrays["reason"], place, _texts(outcome))
            if block.scenarios[0] == 0 and "draw" in arrays and outcome.draws is not None:
                arrays["draw"][place[1]] = outcome.draws.T
                arrays["position"][place[1]] = np.asarray(outcome.positions).T

    def _put(self, array: Any, place: tuple[slice, slice], values: np.ndarray[Any, Any]) -> None:
        if self.sampled:
            array[place] = np.ascontiguousarray(values)
        else:
            array[place[0]] = np.ascontiguousarray(values[:, 0])


def filled(names: Iterable[str], outcome: Outcome) -> dict[str, Array]:
    """Arrays of an outcome; none when the whole chunk failed, which leaves what stands for missing results."""
    return {name: array for name, array in (outcome.arrays or {}).items() if name in names}


def _texts(outcome: Outcome) -> np.ndarray[Any, Any]:
    """Reasons as an array (scenario, sample)."""
    texts = np.full(outcome.status.shape, "", dtype=object)
    for place, text in outcome.reasons.items():
        texts[place] = text
    return texts


def write_steps(path: Path, steps: Mapping[str, np.ndarray[Any, Any]], first: int, last: int) -> None:
    """Write how samples belong together, for a slice of the samples."""
    arrays = _opened(str(path))
    for name, values in steps.items():
        arrays[name][first:last] = values


# ------------------------------------------------------------------------ quantiles


def write_quantiles(path: Path, names: Iterable[str], levels: tuple[float, ...]) -> None:
    """Add quantiles over samples of every variable, runs that failed left out.

    Parameters
    ----------
    path
        The zarr group, all chunks finished.
    names
        Variables.
    levels
        Quantiles wanted.

    Notes
    -----
    Variables are read a scenario at a time, and of long ones a few years at a time, so that
    memory stays bounded. Quantiles interpolate between order statistics (Hyndman and Fan's
    type 7, numpy's default).
    """
    group = zarr_module().open_group(path, mode="a")
    status = group["status"]
    for name in names:
        source = group[name]
        if source.dtype.kind != "f":
            continue  # of codes there are no quantiles
        dims = source.metadata.dimension_names
        shape = (source.shape[0], len(levels), *source.shape[2:])
        target = group.create_array(
            f"{name}_quantile", shape=shape, chunks=(1, *shape[1:]), dtype="float64", fill_value=np.nan,
            dimension_names=(dims[0], "quantile", *dims[2:]), attributes=dict(source.attrs), overwrite=True,
        )  # fmt: skip
        for scenario in range(shape[0]):
            ran = status[scenario] == OK
            target[scenario] = _quantiles_of(source, scenario, ran, levels)


def _quantiles_of(source: Any, scenario: int, ran: np.ndarray[Any, Any], levels: tuple[float, ...]) -> Array:
    """Quantiles of one scenario, (quantile, year, dims)."""
    years = source.shape[2]
    a_year = max(1, 8 * source.shape[1] * int(np.prod(source.shape[3:], dtype=np.int64)))
    each = max(1, SLAB_BYTES // a_year)
    parts = [nan_quantile(source[scenario, :, first : first + each][ran], levels) for first in range(0, years, each)]
    return np.concatenate(parts, axis=1)


def nan_quantile(values: Array, levels: tuple[float, ...]) -> Array:
    """Quantiles over the first axis, ratios without a value left out; NaN where nothing is left.

    Examples
    --------
    >>> nan_quantile(np.array([[1.0, np.nan], [3.0, np.nan]]), (0.5,))
    array([[ 2., nan]])
    """
    if not len(values):
        return np.full((len(levels), *values.shape[1:]), np.nan)
    found: Array = np.quantile(values, levels, axis=0)
    holes = np.isnan(values).any(axis=0)
    if holes.any():
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # all NaN is NaN
            found[:, holes] = np.nanquantile(values[:, holes], levels, axis=0)
    return found


def drop(path: Path, names: Iterable[str]) -> None:
    """Remove variables of which only quantiles are wanted."""
    for name in names:
        shutil.rmtree(path / name, ignore_errors=True)
