"""Who may start when: a policy without time of its own."""

from __future__ import annotations

import random

import pytest

from netcollect.errors import ErrorKind
from netcollect.limits import BACKOFF_MAX, TRANSIENT, Attempt, Queue
from unit.fakes import job


def queue(*names: str, retries: int = 0) -> Queue:
    return Queue([job(name) for name in names], retries, random.Random(7))


def test_jobs_start_in_order() -> None:
    jobs = queue("R1", "R2")
    taken = [jobs.take(0), jobs.take(0)]
    assert [attempt.job.device.name for attempt in taken if attempt] == ["R1", "R2"]
    assert jobs.take(0) is None
    assert len(jobs) == 0


def test_a_retry_comes_after_all_that_were_never_tried_and_after_its_pause() -> None:
    jobs = queue("R1", "R2", retries=1)
    first = jobs.take(0)
    assert first
    assert jobs.retry(first, ErrorKind.CLOSED, now=0)
    second = jobs.take(100)
    assert second
    assert second.job.device.name == "R2"
    pause = jobs.pause(0)
    assert pause
    assert 0.5 <= pause <= 1.5
    assert jobs.take(pause / 2) is None
    again = jobs.take(pause)
    assert again == Attempt(first.job, 2)


def test_the_pause_doubles_up_to_its_bound() -> None:
    jobs = queue(retries=100)
    pauses = []
    for number in range(1, 12):
        assert jobs.retry(Attempt(job(), number), ErrorKind.CLOSED, now=0)
        pauses.append(jobs.pause(0) or 0.0)
        jobs.drain()
    assert pauses[0] < pauses[2] < pauses[4]
    assert max(pauses) <= BACKOFF_MAX * 1.5


def test_tries_end() -> None:
    jobs = queue(retries=2)
    assert jobs.retry(Attempt(job(), 2), ErrorKind.CLOSED, now=0)
    assert not jobs.retry(Attempt(job(), 3), ErrorKind.CLOSED, now=0)


@pytest.mark.parametrize(
    "kind",
    [
        ErrorKind.AUTH_REJECTED,
        ErrorKind.ENABLE_REJECTED,
        ErrorKind.HOST_KEY_CHANGED,
        ErrorKind.HOST_KEY_UNKNOWN,
        ErrorKind.REJECTED,
        ErrorKind.QUESTION,
        ErrorKind.SSH_NEGOTIATION,
        ErrorKind.INTERNAL,
        ErrorKind.NO_CREDENTIAL,
        ErrorKind.DEADLINE,
        ErrorKind.BREAKER,
        ErrorKind.CANCELLED,
    ],
)
def test_what_is_certain_or_dangerous_is_never_repeated(kind: ErrorKind) -> None:
    assert kind not in TRANSIENT
    assert not queue(retries=9).retry(Attempt(job()), kind, now=0)


def test_draining_gives_everyone_who_waits() -> None:
    jobs = queue("R1", "R2", retries=1)
    first = jobs.take(0)
    assert first
    jobs.retry(first, ErrorKind.DNS, now=0)
    assert [(attempt.job.device.name, attempt.number) for attempt in jobs.drain()] == [("R2", 1), ("R1", 2)]
    assert len(jobs) == 0
    assert jobs.pause(0) is None
