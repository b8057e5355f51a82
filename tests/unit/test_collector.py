"""The collector: one outcome for every job, whatever comes out of the future."""

from __future__ import annotations

import json
import logging
import shlex
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from netcollect.collector import GRACE, Collector
from netcollect.errors import DeviceError, ErrorKind
from netcollect.executors.callback import Callback
from netcollect.limits import Queue
from netcollect.model import CommandResult, Device, Failure, Job, Outcome, SessionOptions
from unit.fakes import Clock, HeldExecutor, InlineExecutor, device, job, ok, rejected

Worker = Callable[..., list[CommandResult]]


def collect(jobs: list[Job], worker: Worker, *, workers: int = 2, retries: int = 0) -> list[Outcome]:
    return list(
        Collector(InlineExecutor(), worker, Queue(jobs, retries), workers=workers, now=passing()).run()
    )


def passing() -> Callable[[], float]:
    """A clock with which a retry's pause is over the next time anybody looks."""
    now = Clock()

    def look() -> float:
        now.seconds += 100
        return now.seconds

    return look


def fine(device: Device, commands: tuple[str, ...], **_: Any) -> list[CommandResult]:
    return [ok(command) for command in commands]


def failing(error: BaseException) -> Worker:
    def worker(*_: Any, **__: Any) -> list[CommandResult]:
        raise error

    return worker


def test_one_outcome_for_every_job() -> None:
    outcomes = collect([job(f"R{number}") for number in range(50)], fine, workers=3)
    assert sorted(outcome.job.device.name for outcome in outcomes) == sorted(f"R{n}" for n in range(50))
    assert {outcome.status for outcome in outcomes} == {"ok"}
    assert {outcome.error for outcome in outcomes} == {None}


def test_the_worker_gets_device_commands_and_options() -> None:
    seen: list[Any] = []

    def worker(device: Device, commands: tuple[str, ...], **more: Any) -> list[CommandResult]:
        seen.append((device, commands, more))
        return []

    wanted = job("R1", "show a", "show b")
    collect([wanted], worker)
    assert seen == [
        (wanted.device, ("show a", "show b"), {"options": wanted.options, "logged_in": Callback(list)})
    ]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (DeviceError(ErrorKind.AUTH_REJECTED, "no", "hint"), ErrorKind.AUTH_REJECTED),
        (BrokenProcessPool("a child died"), ErrorKind.WORKER_LOST),
        (ZeroDivisionError("oops"), ErrorKind.INTERNAL),
    ],
)
def test_whatever_a_worker_raises_becomes_an_outcome(error: Exception, kind: ErrorKind) -> None:
    (outcome,) = collect([job("R1", "show a", "show b")], failing(error))
    assert outcome.error
    assert (outcome.status, outcome.error.kind) == ("failed", kind)
    assert [result.status for result in outcome.results] == ["not_run", "not_run"]


def test_an_internal_error_has_its_traceback_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("netcollect").propagate = True
    collect([job()], failing(ZeroDivisionError("oops")))
    assert "ZeroDivisionError: oops" in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    "said",
    [str, repr, ascii, json.dumps, shlex.quote, quote, quote_plus, lambda text: f"'{text}'"],
    ids=["text", "repr", "ascii", "json", "shell", "url", "form", "quotes"],
)
def test_an_internal_error_quotes_no_password(
    said: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    canary = 'hunter2\'s "100%s" \\n Ähunter2'
    ours = Job(device(password=canary, secret="other"), ("show version",))

    def quoting(*_: Any, **__: Any) -> list[CommandResult]:
        raise ValueError(f"not {said(canary)}!") from RuntimeError(f"because of {said(canary)}")

    (outcome,) = collect([ours], quoting)
    assert outcome.error is not None
    assert outcome.error.message.startswith("ValueError: not ")
    assert "***" in outcome.error.message
    assert "in quoting" in caplog.text
    assert "hunter2" not in outcome.error.message + caplog.text


def test_a_device_with_a_rejected_command_is_partial_and_says_which() -> None:
    (outcome,) = collect([job("R1", "show a", "shw x")], lambda *_, **__: [ok("show a"), rejected("shw x")])
    assert outcome.status == "partial"
    assert outcome.error
    assert outcome.error.message.startswith("shw x")


def test_a_device_with_nothing_but_rejected_commands_failed() -> None:
    (outcome,) = collect([job("R1", "shw x")], lambda *_, **__: [rejected()])
    assert outcome.status == "failed"


def test_transient_failures_are_tried_again_and_counted() -> None:
    tries: list[str] = []

    def worker(device: Device, *_: Any, **__: Any) -> list[CommandResult]:
        tries.append(device.name)
        if tries.count(device.name) < 3:
            raise DeviceError(ErrorKind.CLOSED, "later")
        return [ok()]

    (outcome,) = collect([job()], worker, retries=2)
    assert (outcome.status, outcome.attempts, len(tries)) == ("ok", 3, 3)


def test_each_attempt_knows_which_it_is() -> None:
    seen: list[SessionOptions] = []

    def worker(*_: Any, options: SessionOptions, **__: Any) -> list[CommandResult]:
        seen.append(options)
        raise DeviceError(ErrorKind.CLOSED, "later")

    wanted = job()
    collect([wanted], worker, retries=2)
    assert [each.attempt for each in seen] == [1, 2, 3]
    # Sessions that share a bastion are known by their options: a retry must not be a stranger there.
    assert set(seen) == {wanted.options}


def test_a_refused_login_is_tried_once() -> None:
    tries: list[str] = []

    def worker(device: Device, *_: Any, **__: Any) -> list[CommandResult]:
        tries.append(device.name)
        raise DeviceError(ErrorKind.AUTH_REJECTED, "no")

    (outcome,) = collect([job()], worker, retries=9)
    assert (outcome.attempts, len(tries)) == (1, 1)


def test_a_login_is_told_of_while_its_session_runs() -> None:
    """The first device of a credential takes its time over the commands: nobody waits for that."""

    class LoggedInAtOnce(HeldExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            kwargs["logged_in"]()
            return super().submit(fn, *args, **kwargs)

    now, began = Clock(), []
    members = [
        Job(replace(job(name).device, username="lab", password="lab"), ("show tech",)) for name in ("A", "B")
    ]

    def look() -> float:
        now.seconds += 0.05
        return now.seconds

    collector = Collector(
        LoggedInAtOnce(),
        fine,
        Queue(members),
        workers=5,
        on_start=lambda started: began.append(started.device.name),
        now=look,
    )
    # A silent first device would be waited for longer than this.
    list(collector.run(run_timeout=0.8))
    assert began == ["A", "B"]


def test_no_more_is_submitted_than_there_are_workers() -> None:
    executor, most = HeldExecutor(), 0

    def release(started: Job) -> None:
        nonlocal most
        most = max(most, len(executor.held) + 1)
        if len(executor.held) == 2:
            executor.release()

    queue = Queue([job(f"R{number}") for number in range(10)])
    run = Collector(executor, fine, queue, workers=3, on_start=release, now=Clock()).run()
    assert [next(run).job.device.name for _ in range(8)] == [f"R{number}" for number in range(8)]
    assert most == 3
    assert len(executor.held) == 2


def test_a_freed_place_is_given_away_before_the_outcome_is_handed_out() -> None:
    started: list[str] = []
    collector = Collector(
        InlineExecutor(),
        fine,
        Queue([job("R1"), job("R2"), job("R3")]),
        workers=1,
        on_start=lambda job: started.append(job.device.name),
        now=Clock(),
    )
    run = collector.run()
    assert next(run).job.device.name == "R1"
    assert started == ["R1", "R2"]


def test_stopping_keeps_what_is_done_and_says_why_the_rest_is_missing() -> None:
    why = Failure(ErrorKind.CANCELLED, "the run was ended by SIGINT")
    queue = Queue([job(f"R{number}") for number in range(5)])
    collector = Collector(InlineExecutor(), fine, queue, workers=1, now=Clock())
    outcomes = []
    for outcome in collector.run():
        outcomes.append(outcome)
        if len(outcomes) == 2:
            collector.stop(why)
    done = [outcome for outcome in outcomes if outcome.status == "ok"]
    rest = [outcome for outcome in outcomes if outcome.status != "ok"]
    # Two were handed out, a third had finished when the end came.
    assert [outcome.job.device.name for outcome in done] == ["R0", "R1", "R2"]
    assert [(outcome.status, outcome.error) for outcome in rest] == [("skipped", why)] * 2
    assert collector.left_behind


def test_what_runs_when_the_time_is_up_failed_by_deadline() -> None:
    now = Clock()
    executor = HeldExecutor()

    def begin(started: Job) -> None:
        now.seconds += 10

    queue = Queue([job("R1"), job("R2")])
    collector = Collector(executor, fine, queue, workers=1, on_start=begin, now=now)
    outcomes = list(collector.run(run_timeout=5))
    assert [(outcome.job.device.name, outcome.status) for outcome in outcomes] == [
        ("R1", "failed"),
        ("R2", "skipped"),
    ]
    assert {outcome.error.kind for outcome in outcomes if outcome.error} == {ErrorKind.DEADLINE}


@pytest.mark.parametrize("error", [BrokenProcessPool("gone"), EOFError(), ConnectionRefusedError("gone")])
def test_a_pool_that_takes_nothing_more_loses_no_job(error: Exception) -> None:
    class Broken(InlineExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            raise error

    outcomes = list(Collector(Broken(), fine, Queue([job("R1"), job("R2")]), workers=2, now=passing()).run())
    assert [outcome.error.kind for outcome in outcomes if outcome.error] == [ErrorKind.WORKER_LOST] * 2


def test_a_job_that_its_executor_lost_is_given_up() -> None:
    """Nobody waits for it without end, and who comes too late is not counted twice."""
    now, late = Clock(), Future[Any]()

    class Losing(InlineExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            return late if args[0].name == "lost" else super().submit(fn, *args, **kwargs)

    def later(started: Job) -> None:
        if started.device.name == "R2":
            now.seconds += started.options.device_timeout + GRACE + 1.0
        if started.device.name == "R4":
            late.set_result([ok()])

    names = ["lost", *(f"R{number}" for number in range(6))]
    collector = Collector(Losing(), fine, Queue(list(map(job, names))), workers=2, now=now, on_start=later)
    late.set_running_or_notify_cancel()
    outcomes = list(collector.run())
    assert sorted(outcome.job.device.name for outcome in outcomes) == sorted(names)
    (lost,) = (outcome for outcome in outcomes if outcome.error)
    assert (lost.job.device.name, lost.error and lost.error.kind) == ("lost", ErrorKind.DEADLINE)
    assert collector.left_behind
