"""Worker processes of which one may die without the others.

`ProcessPoolExecutor` gives up all its work when one of its processes is killed. This executor has a pool of
one process for each worker: what is lost then is the one job that the process was on.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.forkserver import ensure_running
from typing import Any

from netcollect.executors.shield import shielded

#: How long the threads that keep ended processes may take to end too (seconds).
KEEPERS = 1.0

Call = tuple[Future[Any], Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def _pool() -> ProcessPoolExecutor:
    # Forking a process that has threads can deadlock the child. A fork server has none, and with the
    # session imported once its children need not pay half a second for netmiko each.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["netcollect.session.show"])
    with shielded():
        ensure_running()
    return ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Lets a worker end when the run that it works for is killed.

    Its own copies of the queue's pipes hide from it that nobody is left to write to them (CPython 3.11 to
    3.13); it would wait for ever, and keep the run's stdout open.
    """
    parent = multiprocessing.parent_process()
    assert parent

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="netcollect-parent", daemon=True).start()


@dataclass(eq=False)
class _Lane:
    """One worker: a pool of one process, started with its first job."""

    pool: ProcessPoolExecutor = field(default_factory=_pool)
    busy: bool = False


class Processes(Executor):
    """Up to `workers` processes, each with one job at a time."""

    def __init__(self, workers: int) -> None:
        self._changed = threading.Condition()
        self._lanes = [_Lane() for _ in range(workers)]
        self._waiting: deque[Call] = deque()
        self._closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.append((future, fn, args, kwargs))
        self._feed()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `concurrent.futures.Executor.shutdown`."""
        with self._changed:
            self._closed = True
            dropped = list(self._waiting) if cancel_futures else []
            if cancel_futures:
                self._waiting.clear()
        for future, *_ in dropped:
            future.cancel()
        if wait:
            with self._changed:
                self._changed.wait_for(lambda: not self._waiting and not any(x.busy for x in self._lanes))
        for lane in self._lanes:
            lane.pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def terminate(self) -> None:
        """Ends the processes, whatever they are doing, and takes nothing more."""
        # A pool keeps its processes to itself in this Python, and forgets them in `shutdown`; the public
        # `active_children` is blind to whose they are.
        pools = [lane.pool for lane in self._lanes]
        processes = [
            process for pool in pools for process in (getattr(pool, "_processes", None) or {}).values()
        ]
        keepers = [getattr(pool, "_executor_manager_thread", None) for pool in pools]
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        # An interpreter that ends while they do prints tracebacks.
        until = time.monotonic() + KEEPERS
        for keeper in filter(None, keepers):
            keeper.join(max(0.0, until - time.monotonic()))

    def _feed(self) -> None:
        """Hands waiting calls to lanes that are idle."""
        while True:
            with self._changed:
                lane = next((lane for lane in self._lanes if not lane.busy), None)
                if lane is None or not self._waiting:
                    self._changed.notify_all()
                    return
                call = self._waiting.popleft()
                lane.busy = call[0].set_running_or_notify_cancel()
            if lane.busy:
                self._hand(lane, call)

    def _hand(self, lane: _Lane, call: Call) -> None:
        future, fn, args, kwargs = call
        try:
            try:
                inner = lane.pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                # Its process was killed while it was idle: nothing is lost.
                lane.pool = _pool()
                inner = lane.pool.submit(fn, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 (the fork server was killed, or the system has no room)
            lane.pool.shutdown(wait=False, cancel_futures=True)
            lane.pool = _pool()
            with self._changed:
                lane.busy = False
            future.set_exception(BrokenExecutor(f"no worker process could be started: {error!r}"))
            return
        inner.add_done_callback(partial(self._finished, lane, future))

    def _finished(self, lane: _Lane, future: Future[Any], inner: Future[Any]) -> None:
        error = None if inner.cancelled() else inner.exception()
        if isinstance(error, BrokenExecutor) and not self._closed:
            lane.pool = _pool()
        with self._changed:
            lane.busy = False
        if inner.cancelled():
            future.set_exception(BrokenExecutor("the worker was ended"))
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(inner.result())
        self._feed()
