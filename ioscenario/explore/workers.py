"""Who simulates the chunks: this process, several processes, or a dask cluster.

All three give outcomes as they come, and never have more chunks under way than keep the
workers busy, so that memory does not grow with the sweep.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Final

from ioscenario.explore.chunks import Array, Block, Outcome, Work, perform
from ioscenario.problems import InputError, Problem
from ioscenario.version import __version__

#: Chunks under way for each worker: one at work, one waiting.
AHEAD: Final = 2

#: Threads of linear algebra; more than one in each of several processes fight for the same cores.
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Task = tuple[Block, Array]


class SweepStoppedError(RuntimeError):
    """A sweep could not go on; what was finished is kept and can be resumed."""


Write = Callable[[Outcome], None]


def here(work: Work, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
    """Simulate chunks one after the other in this process."""
    for block, positions in tasks:
        yield perform(work, block, positions)


# ----------------------------------------------------------------------- processes

_work: Work
_write: Write | None


def processes(work: Work, tasks: Iterable[Task], write: Write | None, workers: int) -> Generator[Outcome, None, None]:
    """Simulate chunks in several processes.

    Parameters
    ----------
    work, tasks
        What is to be done.
    write
        Takes the arrays in the worker, which then does not send them back; None: they are sent.
    workers
        Number of processes.

    Raises
    ------
    SweepStoppedError
        When a worker dies.
    """
    import multiprocessing

    # New interpreters rather than copies of this one: copies of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    with _single_threads():
        pool = ProcessPoolExecutor(workers, context, initializer=_prepare, initargs=(work, write))
        try:
            yield from _in_turn(tasks, lambda task: pool.submit(_do, task), AHEAD * workers)
        except BrokenProcessPool as error:
            reason = (
                "a worker process died: too little memory, or a script that runs a sweep without the line "
                "`if __name__ == '__main__':`"
            )
            raise SweepStoppedError(reason) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _prepare(work: Work, write: Write | None) -> None:
    """Set up a worker."""
    global _work, _write  # a worker serves one sweep, and tasks should not carry it
    _work, _write = work, write
    # Ctrl-C reaches every process of the terminal; the parent decides what follows from it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this worker when its parent is gone, even by kill -9: nobody else would."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(task: Task) -> Outcome:
    """Simulate one chunk in a worker."""
    outcome = perform(_work, *task)
    if _write is not None:
        _write(outcome)
        outcome.forget()
    return outcome


@contextmanager
def _single_threads() -> Iterator[None]:
    """Let processes started meanwhile have one thread of linear algebra each."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _in_turn(tasks: Iterable[Task], submit: Callable[[Task], Any], most: int) -> Generator[Outcome, None, None]:
    """Outcomes as they come, with at most so many tasks under way."""
    under_way: set[Future[Outcome]] = set()
    try:
        for task in tasks:
            while len(under_way) >= most:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
            under_way.add(submit(task))
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in under_way:
            future.cancel()


# ---------------------------------------------------------------------------- dask


def dask(work: Work, tasks: Iterable[Task], address: str) -> Generator[Outcome, None, None]:
    """Simulate chunks on an existing dask cluster; arrays come back to this process.

    Parameters
    ----------
    work, tasks
        What is to be done.
    address
        Address of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    InputError
        When dask is not installed, nothing answers at the address, there are no workers, or
        theirs is another version of this package.
    """
    client = _client(address)
    try:
        _check_cluster(client, address)
        shared = client.scatter(work, broadcast=True, hash=False)
        most = AHEAD * max(1, sum(client.nthreads().values()))
        yield from _on_cluster(client, shared, tasks, most)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        expected = "the extra `dask`: pip install 'ioscenario[dask]'"
        raise InputError([Problem("missing-package", expected, key="--dask", value=address)]) from error
    try:
        connect: Any = distributed.Client
        return connect(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        expected = "the address of a dask scheduler that answers, such as tcp://127.0.0.1:8786"
        raise InputError([Problem("dask", expected, key="--dask", value=address)]) from error


def _check_cluster(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with another version of this package."""
    try:
        versions = client.run(_version)
    except Exception as error:
        expected = f"workers on which ioscenario {__version__} is installed"
        raise InputError([Problem("dask", expected, key="--dask", value=str(error)[:80])]) from error
    if not versions:
        raise InputError([Problem("dask", "a cluster with workers", key="--dask", value=address)])
    others = sorted(set(versions.values()) - {__version__})
    if others:
        expected = f"workers with ioscenario {__version__}"
        raise InputError([Problem("dask", expected, key="--dask", value=", ".join(others))])


def _version() -> str:
    return __version__


def _on_cluster(client: Any, shared: Any, tasks: Iterable[Task], most: int) -> Generator[Outcome, None, None]:
    """Outcomes as they come, with at most `most` tasks under way."""
    import distributed

    under_way: Any = getattr(distributed, "as_completed")()  # noqa: B009 - it has no types
    count = 0
    for block, positions in tasks:
        if count >= most:
            yield next(under_way).result()
            count -= 1
        under_way.add(client.submit(perform, shared, block, positions, pure=False))
        count += 1
    for future in under_way:
        yield future.result()
