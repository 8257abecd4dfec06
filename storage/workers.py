"""Heavy work (typst, pyHanko) runs in worker processes, never in the event loop.

A job is a plain function of this library with picklable arguments and answer. It must
be repeatable: a job that loses its process to another job's time-out runs once more.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Self, TypeVar

T = TypeVar("T")


class WorkerTimeout(Exception):
    """The job took longer than it may; its process was stopped."""


class WorkerCrashed(Exception):
    """The job's process died, twice."""


class Workers:
    """A small pool of processes, started with the first job."""

    def __init__(self, processes: int | None = None, timeout_seconds: float = 30.0) -> None:
        """Take the number of processes (default: one per CPU) and the time one job may need."""
        self._processes = processes or os.cpu_count() or 1
        self._timeout_seconds = timeout_seconds
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, job: Callable[..., T], *args: object) -> T:
        """Run a job in a worker process and return its answer; its failures come through.

        Raises:
            WorkerTimeout: the job did not finish in time.
            WorkerCrashed: the process died, also at the second try.
        """
        for _ in range(2):
            pool = self._started()
            try:
                return await asyncio.wait_for(
                    asyncio.wrap_future(pool.submit(job, *args)), self._timeout_seconds
                )
            except BrokenProcessPool:
                self._discard(pool)
            except TimeoutError:
                self._discard(pool)
                raise WorkerTimeout(job.__name__) from None
        raise WorkerCrashed(job.__name__)

    def close(self) -> None:
        """Stop the processes; a later job starts new ones."""
        if self._pool:
            self._discard(self._pool)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A forked child would inherit the event loop, its sockets and half-held locks.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=spawn, initializer=_live_with_the_parent
            )
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        # shutdown() alone would wait for a job that never ends.
        processes = list((pool._processes or {}).values())  # noqa: SLF001  no public way to stop them
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def _live_with_the_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it has gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
