"""A dask cluster as an executor: one that exists, or one on this machine for the time of a run.

The futures come from `Client.get_executor()`. What this adds: jobs go to workers near their device, a cluster
that has lost all its workers is noticed, and no credential crosses a network in the clear.
"""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from netcollect.errors import InputError
from netcollect.executors.callback import telling, told
from netcollect.executors.local_cluster import close, kill, nannies, start
from netcollect.executors.shield import shielded
from netcollect.session.dial import hang_up_all

#: How long an address is tried, and how long a cluster may be without any worker for a job (seconds).
CONNECT, WITHOUT_WORKERS = 10.0, 30.0
_LOOK_EVERY, _LOOKS = 2.0, 3
#: How long the sessions of a run that was ended are hung up for, and how often it is tried (seconds).
LEAVING, _AGAIN = 60.0, 0.05
#: How long leaving a cluster may take, and its workers when a run is ended (seconds).
CLOSE, _POLITE = 2.0, 0.5


class Cluster(Executor):
    """Jobs on dask workers; `resource` names, by a job's arguments, what a worker near its device has."""

    def __init__(
        self,
        workers: int,
        scheduler: str | None = None,
        resource: Callable[..., str | None] = lambda *_args: None,
    ) -> None:
        try:
            # An extra, slow to import, and mostly without types.
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise InputError.of(
                "executor", "dask is not installed", "pip install 'netcollect[dask]'"
            ) from None
        _quiet()
        self._resource = resource
        self._run = uuid4().hex
        # In a thread: a signal ends the waiting for it, not dask in the middle of its work.
        opening = ThreadPoolExecutor(1, thread_name_prefix="collect-cluster")
        try:
            self._local, self._client = opening.submit(_opened, distributed, workers, scheduler).result()
        except (OSError, ValueError) as error:
            asked = scheduler or "a cluster of this machine"
            hint = "is it running?" if scheduler else "try again, or use another executor"
            raise InputError.of(
                "scheduler" if scheduler else "executor", f"{asked} does not answer: {str(error)[:100]}", hint
            ) from None
        finally:
            opening.shutdown(wait=False)
        self._client.subscribe_topic(_topic(self._run), lambda event: told(event[1]))
        self._executors: dict[str | None, Executor] = {}
        self._lock = threading.Lock()
        self._open: dict[Future[Any], _Open] = {}
        self._closed = threading.Event()
        threading.Thread(target=self._watch, name="netcollect-cluster", daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `concurrent.futures.Executor.submit`."""
        if self._closed.is_set():
            raise RuntimeError("cannot schedule new futures after shutdown")
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        key = f"netcollect-{uuid4().hex}"
        inner = self._near(args).submit(partial(_quietly, self._run, fn), *args, key=key, **kwargs)
        with self._lock:
            self._open[inner] = _Open(outer, key, kwargs)
        inner.add_done_callback(self._finished)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `concurrent.futures.Executor.shutdown`; what stays open is lost."""
        if wait and not cancel_futures:
            for each in list(self._open.values()):
                with suppress(Exception, CancelledError):
                    each.outer.result()
        self._leave(CLOSE)

    def terminate(self) -> None:
        """Leaves the cluster; worker processes that were started here are ended, whatever they do."""
        workers = nannies(self._local)
        leaving = threading.Thread(target=self._hang_up_and_leave, name="netcollect-leaving", daemon=True)
        leaving.start()
        leaving.join(_POLITE)
        # Here, too: whoever ends a run does not wait for a client that is still leaving.
        kill(workers)
        leaving.join(CLOSE)

    def _hang_up_and_leave(self) -> None:
        if self._local is None:
            # Workers that belong to others go on; what this run has open there is hung up.
            with suppress(Exception):
                self._client.run(_end, self._run, on_error="ignore")
        self._leave(_POLITE)

    def _leave(self, patience: float) -> None:
        self._closed.set()
        with suppress(Exception):
            self._client.close(timeout=CLOSE)
        if self._local is not None:
            close(self._local, patience)
        self._lose("the cluster was left")

    def _near(self, args: tuple[Any, ...]) -> Executor:
        """The executor whose jobs go to workers with the resource that they want, if one is known."""
        resource = self._resource(*args)
        if resource is not None and resource not in self._offered():
            resource = None
        if resource not in self._executors:
            more = {"resources": {resource: 1}} if resource else {}
            self._executors[resource] = self._client.get_executor(pure=False, **more)
        return self._executors[resource]

    def _offered(self) -> set[str]:
        workers = self._client.scheduler_info(n_workers=-1).get("workers", {})
        return {name for worker in workers.values() for name in worker.get("resources", {})}

    def _finished(self, inner: Future[Any]) -> None:
        with self._lock:
            each = self._open.pop(inner, None)
        if each is None or each.outer.done():
            return
        outer = each.outer
        if inner.cancelled():
            outer.set_exception(BrokenExecutor("the cluster dropped it"))
        elif (error := inner.exception()) is not None:
            lost = type(error).__name__ in {"KilledWorker", "FutureCancelledError", "FutureCancelled"}
            outer.set_exception(BrokenExecutor("its worker died") if lost else error)
        else:
            good, value = inner.result()
            outer.set_result(value) if good else outer.set_exception(value)

    def _watch(self) -> None:
        """Gives up what waits when the cluster has had no worker for a while, and what dask has lost."""
        since = time.monotonic()
        while not self._closed.wait(_LOOK_EVERY):
            with suppress(Exception):
                if self._client.status == "running" and self._client.nthreads():
                    since = time.monotonic()
            if time.monotonic() - since > WITHOUT_WORKERS:
                self._lose(f"the cluster has had no worker for {WITHOUT_WORKERS:g} s")
            self._lose("its worker died with the result", self._forgotten)

    def _forgotten(self, each: _Open) -> bool:
        """Whether dask is through with a job, and its future was not told of it.

        That happens when a worker dies after its work, and before the result was fetched: the executor's
        own waiting then ends in an error that nobody sees (distributed/cfexecutor.py, `_cascade_future`).
        """
        state = self._client.futures.get(each.key)
        each.looks = 0 if state is not None and state.status == "pending" else each.looks + 1
        return each.looks > _LOOKS

    def _lose(self, why: str, which: Callable[[_Open], bool] = lambda _each: True) -> None:
        with self._lock:
            lost = {inner: each for inner, each in self._open.items() if which(each)}
            for inner in lost:
                del self._open[inner]
        for each in lost.values():
            if not each.outer.done():
                each.outer.set_exception(BrokenExecutor(why))


@dataclass(eq=False)
class _Open:
    """A job that the cluster has; `looks` is how often in a row it was found finished, and not here.

    What it was given is held so that it can be told of.
    """

    outer: Future[Any]
    key: str
    given: dict[str, Any]
    looks: int = 0


#: In a worker: the threads that work for each run, and the runs that were ended.
_working: dict[str, set[int]] = {}
_ended: set[str] = set()


def _quietly(run: str, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[bool, Any]:
    """The call's value, or its exception as a value: dask logs what is raised, with the arguments."""
    if run in _ended:
        return False, BrokenExecutor("the run was ended")
    threads, thread = _working.setdefault(run, set()), threading.get_ident()
    threads.add(thread)
    try:
        with telling(partial(_log, run)):
            return True, fn(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 (whatever it is, the collector settles it)
        return False, error.with_traceback(None)
    finally:
        threads.discard(thread)


def _topic(run: str) -> str:
    """What dask calls the news of a run."""
    return f"netcollect-{run}"


def _log(run: str, key: str) -> None:
    """In a worker: a key's way to the run is dask's log of events."""
    importlib.import_module("distributed").get_worker().log_event(_topic(run), key)


def _end(run: str) -> None:
    """In a worker: nothing more of a run begins; its sessions are hung up, those that are dialling later."""
    _ended.add(run)
    threading.Thread(target=_hang_up, args=(run,), name="netcollect-ending", daemon=True).start()


def _hang_up(run: str) -> None:
    until = time.monotonic() + LEAVING
    while (threads := set(_working.get(run, ()))) and time.monotonic() < until:
        hang_up_all(threads)
        time.sleep(_AGAIN)


def _opened(distributed: Any, workers: int, scheduler: str | None) -> tuple[Any, Any]:
    """The cluster, if it is one of this machine, and the client to it."""
    # Its profiler looks at all threads a hundred times a second, in which Python before 3.11.9 can deadlock
    # for good (python/cpython#106883; it did, in a worker).
    chosen = {
        "distributed.worker.profile.enabled": False,
        "distributed.worker.multiprocessing-method": "forkserver",
    }
    with shielded(), importlib.import_module("dask").config.set(chosen):
        local = None if scheduler else start(distributed, workers)
        try:
            return local, distributed.Client(scheduler or local, timeout=CONNECT, set_as_default=False)
        except BaseException:
            if local is not None:
                close(local, _POLITE)
            raise


def _quiet() -> None:
    """What dask logs goes to whoever asked for one, not to the terminal."""
    # dask gives each of its loggers a level and a handler of its own.
    for name in [*logging.root.manager.loggerDict, "distributed", "tornado", "bokeh"]:
        if name.partition(".")[0] in {"distributed", "tornado", "bokeh"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
