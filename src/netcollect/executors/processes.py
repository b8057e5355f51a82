"""Worker processes with threads in them, of which one may die without the others.

`ProcessPoolExecutor` has one job at a time for each process, and gives up all its work when one of them is
killed. Here every process has many sessions, as they mostly wait, and what is lost with a process is the jobs
it was on. Each of these may be what killed it. Submitted again, it runs alone in a process of its own: one
that kills twice takes nobody along, and one that happened to be there finds no other to die of.

Trying again is left to whoever submits: a job is a login, and how many of these there may be, when, and
whether the account can still take one, is not known here.
"""

from __future__ import annotations

import itertools
import math
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any

from netcollect.executors.callback import told
from netcollect.executors.child import NEWS, unpacked
from netcollect.executors.worker import Worker
from netcollect.processors import usable_processors

#: How many jobs that have lost a process run at a time, each in a process of its own.
ALONE = 8
#: How long processes with nothing to do may take to leave, and those that were killed (seconds).
PARTING, KEEPERS = 10.0, 1.0


_Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True, eq=False, slots=True)
class _Job:
    """A call, what it is pickled, and the future of its result."""

    future: Future[Any]
    asked: _Call
    call: bytes


class Processes(Executor):
    """Up to `workers` jobs at a time, on as many processes as there are processors.

    A job whose process dies ends in `BrokenExecutor`. Submitted again, it has a process to itself.
    """

    def __init__(self, workers: int, *, processes: int | None = None) -> None:
        self._workers = workers
        self._processes = min(workers, processes or usable_processors())
        self._threads = math.ceil(workers / self._processes)
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        #: The workers for everybody's jobs, those for one job each, and what all of them are doing.
        self._shared: list[Worker] = []
        self._alone: set[Worker] = set()
        self._doing: dict[Worker, dict[int, _Job]] = {}
        #: Jobs that have lost a process, known again by their arguments (a list: few, and not all can be
        #: hashed), and those of them that wait for a process of their own.
        self._suspects: list[_Call] = []
        self._isolated: deque[_Job] = deque()
        self._closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        try:
            job = _Job(future, (fn, args, kwargs), pickle.dumps((fn, args, kwargs)))
        except Exception as error:  # noqa: BLE001 (an argument's own class raises it)
            future.set_exception(error)
            return future
        with self._changed:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            (self._isolated if job.asked in self._suspects else self._waiting).append(job)
            self._feed()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `concurrent.futures.Executor.shutdown`."""
        with self._changed:
            self._closed = True
            dropped = [*self._waiting, *self._isolated] if cancel_futures else []
            if cancel_futures:
                self._waiting.clear()
                self._isolated.clear()
        for job in dropped:
            job.future.cancel()
        with self._changed:
            self._feed()
            if not wait:
                return
            self._changed.wait_for(lambda: not (self._waiting or self._isolated or self._running()))
            gone = self._changed.wait_for(lambda: not self._doing, timeout=PARTING)
        if not gone:
            self.terminate()

    def terminate(self) -> None:
        """Ends the processes, whatever they are doing, and takes nothing more."""
        self.shutdown(wait=False, cancel_futures=True)
        with self._changed:
            workers = list(self._doing)
        for worker in workers:
            worker.kill()
        # An interpreter that ends while their keepers do prints tracebacks.
        until = time.monotonic() + KEEPERS
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))

    def _running(self) -> int:
        return sum(map(len, self._doing.values()))

    def _feed(self) -> None:
        """Hands out what waits, as far as there is room; lets processes leave when nothing more will come."""
        self._feed_isolated()
        self._feed_shared()
        if self._closed and not self._waiting:
            self._part()
        self._changed.notify_all()

    def _feed_isolated(self) -> None:
        while self._isolated and len(self._alone) < ALONE and self._running() < self._workers:
            job = self._isolated.popleft()
            if job.future.set_running_or_notify_cancel():
                worker = self._new(1)
                self._alone.add(worker)
                self._hand(worker, job)

    def _feed_shared(self) -> None:
        while self._waiting and self._running() < self._workers:
            job = self._waiting.popleft()
            if job.future.set_running_or_notify_cancel():
                self._hand(self._least_busy(), job)

    def _part(self) -> None:
        """Lets the idle processes leave."""
        for worker in [each for each in self._shared if not self._doing[each]]:
            self._shared.remove(worker)
            worker.leave()

    def _least_busy(self) -> Worker:
        """The process with the fewest jobs; a new one while there are fewer than processors."""
        least = min(self._shared, key=lambda worker: len(self._doing[worker]), default=None)
        if least is not None and (not self._doing[least] or len(self._shared) == self._processes):
            return least
        worker = self._new(self._threads)
        self._shared.append(worker)
        return worker

    def _new(self, threads: int) -> Worker:
        worker = Worker(threads, self._answered, self._ended)
        self._doing[worker] = {}
        return worker

    def _hand(self, worker: Worker, job: _Job) -> None:
        number = next(self._numbers)
        self._doing[worker][number] = job
        worker.send(number, job.call)

    def _answered(self, worker: Worker, number: int, word: str, body: bytes) -> None:
        if word == NEWS:
            told(body.decode())
            return
        value, error = unpacked(word, body)
        with self._changed:
            job = self._doing[worker].pop(number)
            if job.asked in self._suspects:
                self._suspects.remove(job.asked)
            if worker in self._alone:
                worker.kill()
            self._feed()
        if error is None:
            job.future.set_result(value)
        else:
            job.future.set_exception(error)

    def _ended(self, worker: Worker, why: str, was_started: bool) -> None:
        with self._changed:
            lost = self._doing.pop(worker)
            self._alone.discard(worker)
            if worker in self._shared:
                self._shared.remove(worker)
            if was_started:
                self._suspects += [job.asked for job in lost.values() if job.asked not in self._suspects]
            self._feed()
        for job in lost.values():
            job.future.set_exception(
                BrokenExecutor(f"{why}, with {len(lost)} on it" if len(lost) > 1 else why)
            )
