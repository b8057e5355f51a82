"""How many workers a run takes."""

from __future__ import annotations

import os
import resource

import pytest

from netcollect.errors import InputError
from netcollect.limits import choose_workers, make_room


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Two processors, and limits of open files; gives what they are set to."""
    now = [(1024, 4096)]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(resource, "getrlimit", lambda _what: now[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _what, pair: now.append(pair))
    return now


@pytest.mark.parametrize(
    ("asked", "devices", "executor", "workers"),
    [
        (None, 3, "thread", 3),
        (None, 100_000, "thread", 256),
        (None, 100_000, "process", 256),
        (7, 100, "thread", 7),
        (100, 7, "thread", 7),
        (None, 0, "thread", 1),
    ],
)
def test_the_number(
    limits: list[tuple[int, int]], asked: int | None, devices: int, executor: str, workers: int
) -> None:
    assert choose_workers(asked, devices, executor) == workers
    make_room(workers, executor)
    assert limits == [(1024, 4096)]


def test_the_soft_limit_is_raised_to_fit(limits: list[tuple[int, int]]) -> None:
    assert choose_workers(1000, 5000, "thread") == 1000
    make_room(1000, "thread")
    assert limits[-1] == (2064, 4096)


def test_too_many_for_the_hard_limit_are_refused(limits: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match=r"LimitOptions\(workers=2016\)") as caught:
        choose_workers(3000, 5000, "thread")
    assert caught.value.problems[0].where == "workers"
    assert len(limits) == 1


def test_worker_processes_have_files_of_their_own(limits: list[tuple[int, int]]) -> None:
    assert choose_workers(500, 5000, "process") == 500
    make_room(500, "process")
    # 500 sessions of 2, 64 for all else, and 6 for each of 2 + 8 processes.
    assert limits[-1] == (1124, 4096)


def test_what_is_chosen_fits_into_the_hard_limit(limits: list[tuple[int, int]]) -> None:
    limits[0] = (100, 100)
    assert choose_workers(None, 5000, "thread") == 18
