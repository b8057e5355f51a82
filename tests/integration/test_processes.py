"""Worker processes with threads in them: how many, who is where, and what becomes of those that are lost."""

from __future__ import annotations

import os
import re
import signal
import time
from collections import Counter
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from netcollect.alarm import alarm
from netcollect.executors import worker
from netcollect.executors.processes import Processes

LONG = 60.0


def wait_for(directory: Path, count: int) -> None:
    until = time.monotonic() + LONG
    while len(list(directory.iterdir())) < count:
        assert time.monotonic() < until, "the others did not come"
        time.sleep(0.01)


def meet(directory: Path, name: int, count: int) -> int:
    """Waits until so many are there at the same time; gives the process."""
    (directory / str(name)).touch()
    wait_for(directory, count)
    return os.getpid()


def stay(directory: Path, name: str) -> None:
    """Says in which process it is, and stays there until it is told to go."""
    (directory / f"{name}.{os.getpid()}").touch()
    until = time.monotonic() + LONG
    while not (directory / "go").exists() and time.monotonic() < until:
        time.sleep(0.01)


def where(directory: Path, name: str) -> list[int]:
    return [int(path.suffix[1:]) for path in directory.glob(f"{name}.*")]


def seen(directory: Path, name: str, times: int = 1) -> list[int]:
    until = time.monotonic() + LONG
    while len(found := where(directory, name)) < times and time.monotonic() < until:
        time.sleep(0.01)
    assert len(found) == times
    return found


def lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_sessions_are_spread_over_as_many_processes_as_asked_for(tmp_path: Path) -> None:
    with Processes(8, processes=2) as pool:
        where_they_were = Counter(pool.map(meet, [tmp_path] * 8, range(8), [8] * 8))
    assert list(where_they_were.values()) == [4, 4]


@pytest.mark.parametrize(("workers", "processes"), [(1, 4), (3, 4), (9, 2)])
def test_never_more_processes_than_workers(tmp_path: Path, workers: int, processes: int) -> None:
    with Processes(workers, processes=processes) as pool:
        took = set(pool.map(meet, [tmp_path] * workers, range(workers), [workers] * workers))
    assert len(took) == min(workers, processes)


def read_without_end() -> None:
    """Reads a text with a regular expression that backtracks for ever, until an alarm ends it."""
    with alarm(0.05):
        re.match("(a+)+$", "a" * 60 + "b")


def test_an_alarm_ends_the_one_job_that_a_process_has() -> None:
    with Processes(2, processes=2) as pool:
        futures = [pool.submit(read_without_end) for _ in range(4)]
        assert {type(each.exception(timeout=LONG)) for each in futures} == {TimeoutError}


def test_no_more_than_the_workers_run_at_a_time(tmp_path: Path) -> None:
    with Processes(2, processes=2) as pool:
        first = [pool.submit(stay, tmp_path, f"first{number}") for number in range(2)]
        seen(tmp_path, "first*", 2)
        third = pool.submit(stay, tmp_path, "third")
        assert not third.running()
        (tmp_path / "go").touch()
        assert [future.result(LONG) for future in [*first, third]] == [None] * 3


def test_who_waits_may_be_cancelled_and_shutdown_does_so(tmp_path: Path) -> None:
    pool = Processes(1)
    running = pool.submit(stay, tmp_path, "running")
    seen(tmp_path, "running")
    cancelled, dropped = pool.submit(abs, -1), pool.submit(abs, -2)
    assert cancelled.cancel()
    pool.shutdown(wait=False, cancel_futures=True)
    assert dropped.cancelled()
    (tmp_path / "go").touch()
    running.result(LONG)
    with pytest.raises(RuntimeError):
        pool.submit(abs, -3)


def test_the_processes_end_with_the_pool(tmp_path: Path) -> None:
    with Processes(2, processes=2) as pool:
        took = set(pool.map(meet, [tmp_path] * 2, range(2), [2] * 2))
    assert [lives(pid) for pid in took] == [False, False]


def test_what_cannot_be_pickled_fails_alone() -> None:
    with Processes(2) as pool:
        bad = pool.submit(lambda: None)
        assert pool.submit(abs, -1).result(LONG) == 1
        assert bad.exception(LONG)


def test_terminate_ends_what_is_stuck_and_what_is_stopped(tmp_path: Path) -> None:
    pool = Processes(2, processes=2)
    stuck = [pool.submit(stay, tmp_path, f"{number}") for number in range(2)]
    pids = [seen(tmp_path, f"{number}")[0] for number in range(2)]
    os.kill(pids[0], signal.SIGSTOP)
    pool.terminate()
    for future in stuck:
        assert isinstance(future.exception(LONG), BrokenExecutor)


def test_a_process_that_is_stopped_does_not_stop_the_run(tmp_path: Path) -> None:
    """It takes nothing any more: a megabyte would fill its line, and whoever writes to that would wait."""
    pool = Processes(4, processes=1)
    pool.submit(stay, tmp_path, "here")
    (pid,) = seen(tmp_path, "here")
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    waiting = [pool.submit(len, bytes(1_000_000)) for _ in range(3)]
    assert time.monotonic() - began < LONG / 2
    pool.terminate()
    assert all(isinstance(future.exception(LONG), BrokenExecutor) for future in waiting)


def test_whoever_has_lost_a_process_is_alone_the_next_time(tmp_path: Path) -> None:
    with Processes(4, processes=1) as pool:

        def submit(name: str) -> Future[Any]:
            return pool.submit(stay, tmp_path, name)

        first = [submit("a"), submit("b")]
        (shared,) = set(seen(tmp_path, "a") + seen(tmp_path, "b"))
        os.kill(shared, signal.SIGKILL)
        for future in first:
            assert "killed by SIGKILL" in str(future.exception(LONG))
        again = [submit("a"), submit("b"), submit("c"), submit("d")]
        a, b, c, d = (set(seen(tmp_path, each, 2 if each in "ab" else 1)) - {shared} for each in "abcd")
        assert c == d
        assert len(a | b | c) == 3
        (tmp_path / "go").touch()
        assert [future.result(LONG) for future in again] == [None] * 4
        # It has proved that it kills nobody: from now on it is one of many.
        ask = pool.submit(stay, tmp_path, "a")
        ask.result(LONG)
        assert set(where(tmp_path, "a")) - {shared} == a | c


def test_a_process_that_cannot_be_started_costs_its_jobs_and_accuses_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_room(_threads: int) -> Any:
        raise OSError("no room")

    with Processes(2, processes=1) as pool:
        with monkeypatch.context() as patch:
            patch.setattr(worker, "_started", no_room)
            for future in [pool.submit(abs, -1), pool.submit(abs, -2)]:
                assert "no room" in str(future.exception(LONG))
        assert pool.submit(abs, -1).result(LONG) == 1
        assert not pool._suspects
