"""Submits jobs to an executor through a window, and turns whatever comes back into outcomes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from netcollect.errors import DeviceError, ErrorKind
from netcollect.executors.callback import Callback
from netcollect.limits import Attempt, Queue
from netcollect.logins import without_logins
from netcollect.model import CommandResult, Device, Failure, Job, Outcome

log = logging.getLogger("netcollect.collector")

#: A worker ends with its device's time; one that has not, so long after it, is not waited for (seconds).
GRACE = 30.0
_LOOK_EVERY = 5.0

#: What runs in the executor: `send_show`, or a fake of it with the same signature.
Worker = Callable[..., list[CommandResult]]


class Collector:
    """One run's flow: queue → submit → as completed → outcome.

    At most `workers` jobs are submitted at a time, so that what waits can still be decided on, and a
    fleet of any size costs the memory of a few. A finished future is settled, and its place given to the
    next job, before the outcome is handed out: slow writing does not keep workers idle.

    The worker is also given `logged_in`, to be called as soon as the device has taken the login: that alone
    shows that the credential is good. How a session ends does not: some devices ask for no login at all.
    """

    def __init__(
        self,
        executor: Executor,
        worker: Worker,
        queue: Queue,
        *,
        workers: int,
        on_start: Callable[[Job], None] = lambda _job: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._executor = executor
        self._worker = worker
        self._queue = queue
        self._workers = workers
        self._on_start = on_start
        self._now = now
        self._running: dict[Future[Any], tuple[Attempt, float]] = {}
        #: Futures that are done, attempts that have logged in, and None for a look at the clock.
        self._news: SimpleQueue[Future[Any] | Attempt | None] = SimpleQueue()
        self._stopped: Failure | None = None
        self._left_behind = False
        self._look_at = float("-inf")

    def run(self, *, run_timeout: float | None = None) -> Iterator[Outcome]:
        """Outcomes as they complete: exactly one for every job of the queue, whatever happens.

        When `run_timeout` (seconds) is up, or `stop` was called, nothing more is started and what has
        not finished is handed out as `deadline` or `cancelled`.
        """
        end = None if run_timeout is None else self._now() + run_timeout
        self._fill()
        while self._running or len(self._queue):
            yield from self._refused()
            news = self._next(end)
            if end is not None and self._now() >= end:
                self.stop(
                    Failure(
                        ErrorKind.DEADLINE, "the run's time was up", "give the run more time, or more workers"
                    )
                )
            if self._stopped:
                yield from self._rest()
                return
            if isinstance(news, Attempt):
                self._queue.logged_in(news)
            outcomes = self._settled(news) if isinstance(news, Future) else []
            outcomes += self._overdue()
            self._fill()
            yield from outcomes

    def stop(self, why: Failure) -> None:
        """Ends the run soon; may be called from a signal handler or another thread."""
        self._stopped = self._stopped or why
        self._news.put(None)

    @property
    def left_behind(self) -> bool:
        """Whether jobs may still be running: the run ended before they did, or without them."""
        return self._left_behind or self._stopped is not None

    def _fill(self) -> None:
        while len(self._running) < self._workers and not self._stopped:
            attempt = self._queue.take(self._now())
            if attempt is None:
                return
            self._on_start(attempt.job)
            self._submit(attempt)

    def _refused(self) -> Iterator[Outcome]:
        """Those that nobody contacts, because their credential was rejected too often elsewhere."""
        for attempt, credential in self._queue.refused():
            who = f"the bastion {credential.bastion}" if credential.bastion else "other devices"
            why = Failure(
                ErrorKind.BREAKER,
                f"not tried: {who} rejected the login of {credential.username} too often",
                "check the password, then run the failed devices again: further tries may lock the account",
            )
            yield _unfinished(attempt, why, 0.0, begun=attempt.begun)

    def _submit(self, attempt: Attempt) -> None:
        job = attempt.job
        options = replace(job.options, attempt=attempt.number, keys_only=attempt.keys is not None)
        logged_in = Callback(partial(self._news.put, attempt))
        try:
            future: Future[Any] = self._executor.submit(
                self._worker, job.device, job.commands, options=options, logged_in=logged_in
            )
        except Exception as error:  # noqa: BLE001 (a broken pool takes nothing more, nor a cluster that is gone)
            future = Future()
            future.set_exception(BrokenExecutor(f"it takes nothing more: {error}"))
        self._running[future] = (attempt, self._now())
        future.add_done_callback(self._news.put)

    def _next(self, end: float | None) -> Future[Any] | Attempt | None:
        """The next news; None when it is time to look at the clock or to stop."""
        if not self._running and not len(self._queue):
            return None
        # Never without end: somebody may have to be given up.
        pauses = [_LOOK_EVERY if self._running else 1.0]
        if len(self._running) < self._workers and (pause := self._queue.pause(self._now())) is not None:
            pauses.append(pause)
        if end is not None:
            pauses.append(max(0.0, end - self._now()))
        try:
            return self._news.get(timeout=min(pauses))
        except Empty:
            return None

    def _settled(self, future: Future[Any]) -> list[Outcome]:
        """The outcome; none when the job will be tried again."""
        attempt, started = self._running.pop(future, (None, 0.0))
        if attempt is None:
            return []  # it was given up
        outcome = settle(attempt, future, self._now() - started)
        kind = outcome.error.kind if outcome.error else None
        if self._queue.done(attempt, kind, self._now(), bastion=outcome.bastion, hung_up=outcome.hung_up):
            assert outcome.error
            why = "its keys were refused" if attempt.keys and kind is ErrorKind.AUTH_REJECTED else kind
            log.info("%s: %s; will be tried again", attempt.job.device.name, why)
            return []
        return [outcome]

    def _overdue(self) -> list[Outcome]:
        """Those that did not end with their device's time: an executor may lose a job and not say so."""
        why = Failure(
            ErrorKind.DEADLINE,
            "its worker did not end with the device's time",
            "is the machine or the cluster overloaded? or give each device more time",
        )
        outcomes: list[Outcome] = []
        if self._now() < self._look_at:
            return outcomes
        self._look_at = self._now() + _LOOK_EVERY
        for future, (attempt, started) in list(self._running.items()):
            job, seconds = attempt.job, self._now() - started
            if seconds > (job.device.device_timeout or job.options.device_timeout) + GRACE:
                del self._running[future]
                future.cancel()
                self._left_behind = True
                self._queue.done(attempt, why.kind, self._now())
                outcomes.append(_unfinished(attempt, why, seconds))
        return outcomes

    def _rest(self) -> Iterator[Outcome]:
        """What is left when the run ends early: finished work is kept, the rest says why it is not there."""
        assert self._stopped
        for running, (attempt, started) in list(self._running.items()):
            running.cancel()
            if running.done() and not running.cancelled():
                yield settle(attempt, running, self._now() - started)
            else:
                yield _unfinished(attempt, self._stopped, self._now() - started)
        self._running.clear()
        for attempt in self._queue.drain():
            yield _unfinished(attempt, self._stopped, 0.0, begun=attempt.begun)


def settle(attempt: Attempt, future: Future[Any], seconds: float) -> Outcome:
    """Turns what came out of a future into an outcome; the one place where exceptions become data."""
    job = attempt.job
    try:
        results: tuple[CommandResult, ...] = tuple(future.result())
    except DeviceError as error:
        return replace(
            _failed(attempt, Failure.of(error), seconds), bastion=error.bastion, hung_up=error.hung_up
        )
    except CancelledError:
        return _failed(attempt, Failure(ErrorKind.CANCELLED, "cancelled before it began"), seconds)
    except BrokenExecutor as error:
        failure = Failure(ErrorKind.WORKER_LOST, f"the worker process died: {error}", "run it again")
        return _failed(attempt, failure, seconds)
    except Exception as error:
        shown = _shown(error, job.device)
        log.error("%s: internal error", job.device.name, exc_info=shown)  # noqa: TRY400 (not as it is)
        failure = Failure(
            ErrorKind.INTERNAL,
            str(shown),
            "a defect of netcollect: the full log has a traceback",
        )
        return _failed(attempt, failure, seconds)
    first = next((result.error for result in results if result.error), None)
    return Outcome(job, results, first, attempt.number, seconds)


def _shown(error: BaseException, device: Device) -> Exception:
    """An exception that says the same, with the same traceback, and quotes none of the device's passwords."""
    text = f"{type(error).__name__}: {error}"
    shown = Exception(without_logins(text, device)).with_traceback(error.__traceback__)
    if error.__cause__:  # a worker process's own traceback
        shown.__cause__ = _shown(error.__cause__, device)
    return shown


def _failed(attempt: Attempt, failure: Failure, seconds: float) -> Outcome:
    results = tuple(CommandResult(command, "", "", "not_run") for command in attempt.job.commands)
    return Outcome(attempt.job, results, failure, attempt.number, seconds)


def _unfinished(attempt: Attempt, why: Failure, seconds: float, *, begun: bool = True) -> Outcome:
    outcome = _failed(attempt, why, seconds)
    if begun:
        return outcome
    return Outcome(outcome.job, outcome.results, why, 0, 0.0)
