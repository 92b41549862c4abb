"""Sweeps on disk: killed, resumed, changed, and when there is no room."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import ioscenario as ios
from ioscenario.explore import store as stores
from ioscenario.explore.store import ChunkWriter, locked, part_of, read_log
from ioscenario.explore.workers import SweepStoppedError
from ioscenario.problems import InputError
from tests.explore import toy

ROOT = Path(__file__).parents[2]

#: As many chunks; the two kills of a test come well before the last.
CHUNKS = 40

LONG = f"""
name: long
uncertain: ["market.*"]
design: {{kind: latin_hypercube, samples: {20 * CHUNKS}}}
keep: {{variables: [jobs, production], quantiles: [50 %]}}
chunk: 20
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The long sweep in one go."""
    folder = tmp_path_factory.mktemp("whole")
    file = folder / "sweep.yaml"
    file.write_text(LONG, encoding="utf-8")
    toy.MODEL.sweep(file, out=folder / "out", progress=False)
    return folder / "out"


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """The long sweep in a process of its own."""
    file = folder / "sweep.yaml"
    file.write_text(LONG, encoding="utf-8")
    call = [sys.executable, "-m", "ioscenario", "sweep", str(file), "--pack", "toy-chain", "--quiet", *words]
    call += ["--out", str(folder / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def chunks_in(folder: Path) -> list[dict[str, Any]]:
    return [entry for entry in read_log(folder) if entry["event"] == "chunk"]


def wait_for(process: subprocess.Popen[bytes], part: Path, chunks: int) -> None:
    """Wait until so many chunks are finished."""
    until = time.monotonic() + 120
    while len(chunks_in(part)) < chunks and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)


def modified(data: Path, entries: list[dict[str, Any]]) -> dict[Path, int]:
    """Time of the files of finished chunks: one sample chunk each, of every variable."""
    names = ("jobs", "production", "status", "draw", "position")
    found = {}
    for entry in entries:
        for name in names:
            keys = [str(entry["chunk"]), "0"] if name in ("draw", "position") else ["0", str(entry["chunk"])]
            folder = data / name / "c"
            path = folder.joinpath(*keys)
            path = next(iter(path.rglob("*"))) if path.is_dir() else path
            while path.is_dir():
                path = next(iter(path.iterdir()))
            found[path] = path.stat().st_mtime_ns
    return found


def test_killed_at_several_moments_and_resumed(whole: Path, tmp_path: Path) -> None:
    part = part_of(tmp_path / "out")
    finished: dict[int, dict[str, Any]] = {}
    times: dict[Path, int] = {}
    for moment in (1, 15):
        process = start(tmp_path)
        wait_for(process, part, moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert not (tmp_path / "out").exists()
        entries = chunks_in(part)
        # what was finished before was not done again
        assert len({entry["chunk"] for entry in entries}) == len(entries)
        assert finished.items() <= {entry["chunk"]: entry for entry in entries}.items()
        assert {path: path.stat().st_mtime_ns for path in times} == times
        finished = {entry["chunk"]: entry for entry in entries}
        times = modified(part / "data.zarr", entries)
    missing = CHUNKS - len(finished)
    assert 0 < missing < CHUNKS
    process = start(tmp_path)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    out = tmp_path / "out"
    assert toy.files(out) == toy.files(whole)
    for path, when in times.items():
        assert (out / path.relative_to(part)).stat().st_mtime_ns == when
    log = read_log(out)
    last = max(place for place, entry in enumerate(log) if entry["event"] == "start")
    assert log[last]["missing"] == missing
    assert sum(entry["runs"] for entry in log[last:] if entry["event"] == "chunk") == missing * 20
    assert stores.read_manifest(out)["runs_simulated"] == stores.read_manifest(out)["runs"] == 20 * CHUNKS


def test_two_workers_killed_interrupted_and_resumed(whole: Path, tmp_path: Path) -> None:
    part = part_of(tmp_path / "out")
    process = start(tmp_path, "--workers", "2")
    wait_for(process, part, 3)
    process.kill()
    process.communicate()
    pids = {entry["pid"] for entry in chunks_in(part)}
    assert process.pid not in pids
    until = time.monotonic() + 60
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)  # workers leave with their parent
    before = len(chunks_in(part))

    process = start(tmp_path, "--workers", "2")
    wait_for(process, part, before + 3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said.decode()
    assert b"Traceback" not in said
    assert b"the same call goes on" in said
    assert stores.read_manifest(part)["status"] == "stopped"
    assert CHUNKS > len(chunks_in(part)) >= before + 3

    toy.MODEL.sweep(tmp_path / "sweep.yaml", out=tmp_path / "out", progress=False)
    assert toy.files(tmp_path / "out") == toy.files(whole)
    assert len(chunks_in(tmp_path / "out")) == CHUNKS


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# ---------------------------------------------------------------------------- no room


def test_full_disk_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0
    put = ChunkWriter._put

    def full(self: ChunkWriter, array: Any, place: Any, found: Any) -> None:
        nonlocal written
        written += 1
        if written > 15:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(self, array, place, found)

    monkeypatch.setattr(ChunkWriter, "_put", full)
    with pytest.raises(SweepStoppedError, match="no room left on the disk"):
        toy.run(tmp_path / "out")
    part = part_of(tmp_path / "out")
    done = [entry["chunk"] for entry in chunks_in(part)]
    assert done == [0, 1]  # six arrays each
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(ChunkWriter, "_put", put)
    toy.assert_same(toy.run(tmp_path / "out"), toy.run())
    assert [entry["chunk"] for entry in chunks_in(tmp_path / "out")] == [0, 1, 2, 3, 4]


# ---------------------------------------------------------------------------- changes


def unfinished(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin the small sweep and stop after two chunks."""
    with monkeypatch.context() as patch:
        count = 0
        finish = stores.Store.finish_chunk

        def stop(self: stores.Store, outcome: Any) -> None:
            nonlocal count
            finish(self, outcome)
            count += 1
            if count == 2:
                raise KeyboardInterrupt

        patch.setattr(stores.Store, "finish_chunk", stop)
        with pytest.raises(KeyboardInterrupt):
            toy.run(out)


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({"seed": 6}, {"seed"}),
        ({"design": {"kind": "latin_hypercube", "samples": 31}}, {"sweep_hash"}),
        ({"levers": {toy.ACCESS: [0, 0.6]}}, {"levers"}),
        ({"scenarios": ["baseline"]}, {"scenarios"}),
        ({"keep": {"variables": ["jobs"]}}, {"sweep_hash"}),
    ],
)
def test_another_sweep_is_noticed(
    changed: dict[str, Any], keys: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    unfinished(out, monkeypatch)
    with pytest.raises(InputError) as refused:
        toy.run(out, toy.plan(**changed))
    assert {problem.key for problem in refused.value.problems} == keys
    assert {problem.code for problem in refused.value.problems} == {"sweep-changed"}
    assert len(chunks_in(part_of(out))) == 2
    assert toy.run(out, toy.plan(**changed), restart=True).path == out
    # and so is one that is complete
    with pytest.raises(InputError):
        toy.run(out)


def test_another_version_or_pack_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    unfinished(out, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(stores, "__version__", "99.0")
        with pytest.raises(InputError) as refused:
            toy.run(out)
    (problem,) = refused.value.problems
    assert problem.key == "version"
    assert "99.0" in str(problem.value)
    frame = toy.MODEL.parameters.query("path == 'market.fibre.price'").assign(value="510")
    with pytest.raises(InputError) as refused:
        toy.MODEL.with_parameters(frame).sweep(toy.SMALL, out=out, progress=False)
    assert [problem.key for problem in refused.value.problems] == ["pack_hash"]
    assert toy.run(out).path == out  # the same again goes on


def test_a_finished_sweep_is_not_run_again(tmp_path: Path) -> None:
    toy.run(tmp_path / "out")
    log = read_log(tmp_path / "out")
    toy.run(tmp_path / "out", simulator=toy.raising)  # would fail if it ran
    assert read_log(tmp_path / "out") == log
    toy.run(tmp_path / "out", restart=True)
    assert len(read_log(tmp_path / "out")) == len(log)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


# ----------------------------------------------------------------------------- folder


def test_manifest(tmp_path: Path) -> None:
    toy.run(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    identity = manifest["identity"]
    assert identity["version"] == ios.__version__
    assert identity["pack_hash"] == toy.MODEL.pack.hash
    assert identity["seed"] == 5
    assert identity["scenarios"]["more_demand"] == toy.MODEL.scenario("more_demand").hash
    assert manifest["status"] == "complete"
    assert [row["status"] for row in manifest["chunks"]] == ["finished"] * 5
    assert sum(row["runs"] for row in manifest["chunks"]) == manifest["runs"] == manifest["runs_simulated"] == 150


def test_xarray_alone_opens_the_data(tmp_path: Path) -> None:
    sweep = toy.run(tmp_path / "out")
    data = xr.open_zarr(tmp_path / "out" / "data.zarr", consolidated=False)
    assert data["jobs"].dims == sweep.dataset["jobs"].dims
    assert data["status"].attrs["flag_meanings"] == "ok raised not_finite not_run"
    reopened = ios.open_sweep(tmp_path / "out")
    toy.assert_same(sweep, reopened)


def test_runs_that_are_not_kept_leave_no_files(tmp_path: Path) -> None:
    keep = {"variables": ["jobs"], "quantiles": ["50 %"], "runs": "false"}
    sweep = toy.run(tmp_path / "out", toy.plan(keep=keep))
    assert "jobs" not in sweep.dataset
    assert not (tmp_path / "out" / "data.zarr" / "jobs").exists()
    toy.assert_same(sweep, toy.run(what=toy.plan(keep=keep)))


@pytest.mark.parametrize("what", ["file", "folder with something", "changed sweep"])
def test_nothing_else_is_replaced(what: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if what == "file":
        out.write_text("mine", encoding="utf-8")
    elif what == "folder with something":
        out.mkdir()
        (out / "mine.txt").write_text("mine", encoding="utf-8")
    else:
        toy.run(out)
        (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        toy.run(out, restart=True)
    assert refused.value.problems[0].code == "output-folder"


def test_two_processes_do_not_write_one_sweep(tmp_path: Path) -> None:
    with locked(part_of(tmp_path / "out")), pytest.raises(InputError) as refused:
        toy.run(tmp_path / "out")
    assert refused.value.problems[0].code == "locked"


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished(tmp_path / "out", monkeypatch)
    (tmp_path / "empty").mkdir()
    for name, code in (("out", "unfinished-sweep"), ("none", "missing-folder"), ("empty", "not-a-sweep")):
        with pytest.raises(InputError) as refused:
            ios.open_sweep(tmp_path / name)
        assert refused.value.problems[0].code == code


def test_without_zarr_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(InputError) as refused:
        toy.run(tmp_path / "out")
    assert "ioscenario[sweep]" in refused.value.problems[0].expected
    assert toy.run().dataset.sizes["sample"] == 30  # in memory it is not needed
