"""Threads, processes and a cluster: one word swaps them, and nothing else changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from e2e.canary import CANARY, WORD
from e2e.command import COLLECT, collect
from integration.faults import full_listener
from netcollect.lab import LabOptions, running_lab

EXECUTORS = ("thread", "process", "dask")


def told(document: dict[str, Any]) -> dict[str, Any]:
    """What a run says, without its times and its name."""
    dropped = ("seconds", "started", "finished", "run", "directory")
    rows = [{key: value for key, value in row.items() if key != "seconds"} for row in document["devices"]]
    for row in rows:
        row["commands"] = [{k: v for k, v in each.items() if k != "seconds"} for each in row["commands"]]
    return {key: value for key, value in document.items() if key not in dropped} | {"devices": rows}


@contextmanager
def scheduler() -> Iterator[tuple[str, int]]:
    """A cluster that was there before, a scheduler and two workers; gives its address and process group.

    What it says, logs and knows of the jobs at the end holds no secret.
    """
    code = (
        "import time\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    cluster = LocalCluster(n_workers=2, threads_per_worker=4, host='127.0.0.1',"
        " dashboard_address=':0', resources={'site-ams': 100})\n"
        "    print(cluster.scheduler_address, flush=True)\n"
        "    input()\n"
        "    known = cluster.scheduler\n"
        "    print(cluster.get_logs(), known.get_events(), list(known.transition_log), known.tasks)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            said, _ = process.communicate("\n", timeout=60)
            assert WORD not in said
            assert process.returncode or "netcollect-" in said


def test_results_kinds_files_and_status_are_the_same_in_every_executor(here: Path) -> None:
    faults = {"refuse": 0.1, "reject": 0.1, "cut": 0.1, "no_shell": 0.1}
    shape = LabOptions(devices=20, faults=faults, password=CANARY, secret=CANARY)
    with running_lab(shape) as lab, scheduler() as (address, _):
        (here / "lab.yaml").write_text(lab.inventory_text())
        arguments = ["-i", "lab.yaml", "-c", "show version", "-c", "show nonsense", "--format", "json"]
        ended = {name: collect(*arguments, "-o", name, "--executor", name) for name in EXECUTORS}
        existing = ("--executor", "dask", "--dask-scheduler", address, "--dask-pin", "site")
        ended["cluster"] = collect(*arguments, "-o", "cluster", *existing)
    assert {name: each.status for name, each in ended.items()} == dict.fromkeys(ended, 1)
    assert {name: each.err for name, each in ended.items()} == dict.fromkeys(ended, "")
    expected = told(ended["thread"].document)
    assert {row["error"]["kind"] for row in expected["devices"] if row["error"]} >= {
        "refused",
        "auth_rejected",
        "rejected",
    }
    for name, each in ended.items():
        assert told(each.document) == expected, name
        for row in each.document["devices"]:
            for command in row["commands"]:
                assert not command["file"] or Path(each.document["directory"], command["file"]).is_file()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_signal_ends_a_run_that_is_stuck(here: Path, executor: str) -> None:
    """Within 5 s; the test allows a slow machine some more. What it must tell it from is 30 s and more."""
    with running_lab(LabOptions(devices=4, faults={"freeze": 1.0})) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        flags = "-i lab.yaml --format json --connect-timeout 600 --read-timeout 600 --executor"
        running = subprocess.Popen(
            [COLLECT, *flags.split(), executor, "-c", "show version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 60
        while lab.journal.count("opened") < 1 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)
        sent = time.monotonic()
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=60)
        assert time.monotonic() - sent < 10
    assert running.returncode == 143
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["status"] == "interrupted"
    assert {row["error"]["kind"] for row in document["devices"]} == {"cancelled"}
    assert json.loads((Path(document["directory"]) / "manifest.json").read_text()) == document


@contextmanager
def stuck(
    here: Path, executor: str, *more: str, fault: str = "hang", opened: int = 1
) -> Iterator[subprocess.Popen[str]]:
    """A run in a process group of its own, as a terminal starts it, whose devices hang; leaves none open."""
    with running_lab(LabOptions(devices=4, faults={fault: 1.0})) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        flags = "-i lab.yaml --format json --connect-timeout 600 --read-timeout 600 --executor"
        # The tests themselves may run under nohup, and then so would what they start.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        running = subprocess.Popen(
            [COLLECT, *flags.split(), executor, "-c", "show version", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        signal.signal(signal.SIGHUP, before)
        until = time.monotonic() + 60
        while lab.journal.count("opened") < opened and time.monotonic() < until:
            time.sleep(0.05)
        try:
            yield running
            until = time.monotonic() + 20
            while lab.journal.open and time.monotonic() < until:
                time.sleep(0.05)
            assert lab.journal.open == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def others(group: int) -> list[int]:
    """The processes of a group that live, but the first: what it started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _parent, its, *_ = (process / "stat").read_text().rpartition(")")[2].split()
            if int(its) == group and state != "Z" and int(process.name) != group:
                found.append(int(process.name))
    return found


def nobody_left(group: int) -> bool:
    """Whether what a run started ends soon after it."""
    until = time.monotonic() + 20
    while others(group) and time.monotonic() < until:
        time.sleep(0.05)
    return not others(group)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_terminal_s_signal_goes_to_every_process_and_only_the_run_answers(
    here: Path, executor: str, number: signal.Signals, status: int
) -> None:
    with stuck(here, executor) as running:
        os.killpg(running.pid, number)
        out, err = running.communicate(timeout=60)
        assert nobody_left(running.pid)
    assert (running.returncode, err) == (status, "")
    assert json.loads(out)["status"] == "interrupted"
    assert {row["error"]["kind"] for row in json.loads(out)["devices"]} == {"cancelled"}


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_second_signal_leaves_at_once_and_nobody_behind(here: Path, executor: str) -> None:
    with stuck(here, executor) as running:
        running.send_signal(signal.SIGTERM)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
        assert nobody_left(running.pid)
    assert running.returncode in (128 + signal.SIGTERM, 128 + signal.SIGINT)
    assert err == ""


@pytest.mark.parametrize("executor", EXECUTORS)
def test_worker_processes_end_with_a_run_that_was_killed(here: Path, executor: str) -> None:
    with stuck(here, executor) as running:
        assert bool(others(running.pid)) == (executor != "thread")
        running.kill()
        running.communicate(timeout=60)
        assert nobody_left(running.pid)


@pytest.mark.parametrize("fault", ["hang", "freeze"])
def test_the_sessions_on_a_cluster_that_goes_on_are_closed_too(here: Path, fault: str) -> None:
    with (
        scheduler() as (address, _),
        stuck(here, "dask", "--dask-scheduler", address, fault=fault, opened=2) as running,
    ):
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (143, "")
    assert json.loads(out)["counts"]["failed"] + json.loads(out)["counts"]["skipped"] == 4


def test_a_cluster_that_dies_costs_what_was_left(here: Path) -> None:
    with (
        scheduler() as (address, group),
        stuck(here, "dask", "--dask-scheduler", address, opened=2) as running,
    ):
        os.killpg(group, signal.SIGKILL)
        out, err = running.communicate(timeout=90)
    assert (running.returncode, err) == (1, "")
    assert {row["error"]["kind"] for row in json.loads(out)["devices"]} == {"worker_lost"}


def test_a_signal_ends_a_run_that_waits_for_its_cluster(here: Path, inventory: Path) -> None:
    """Nobody has been contacted yet: there is nothing to keep."""
    with full_listener() as peer:
        flags = "--executor dask --dask-scheduler"
        running = subprocess.Popen(
            [COLLECT, "-i", inventory, *flags.split(), f"tcp://127.0.0.1:{peer.port}", "-c", "show version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        threads = Path(f"/proc/{running.pid}/task")
        until = time.monotonic() + 60
        while len(list(threads.iterdir())) < 3 and time.monotonic() < until:
            time.sleep(0.02)
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (143, "", "error: interrupted\n")
    assert not (here / "output").exists()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_run_s_time_ends_it_in_the_same_way(here: Path, executor: str) -> None:
    with running_lab(LabOptions(devices=2, faults={"hang": 1.0})) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        began = time.monotonic()
        done = collect(
            *("-i", "lab.yaml", "-c", "show version", "--executor", executor, "--format", "json"),
            *("--run-timeout", "4", "--connect-timeout", "600"),
        )
        # What it must tell it from is the 600 s of the connection; a cluster takes its time to come up.
        assert time.monotonic() - began < 110
    assert done.status == 1
    assert {row["error"]["kind"] for row in done.document["devices"]} == {"deadline"}


def test_a_cluster_that_is_not_there(here: Path, inventory: Path) -> None:
    done = collect(
        "-i", inventory, "-c", "show version", "--executor", "dask", "--dask-scheduler", "tcp://127.0.0.1:9"
    )
    assert done.status == 2
    assert "tcp://127.0.0.1:9 does not answer" in done.err


def test_credentials_do_not_travel_in_the_clear(here: Path, inventory: Path) -> None:
    done = collect(
        "-i",
        inventory,
        "-c",
        "show version",
        "--executor",
        "dask",
        "--dask-scheduler",
        "tcp://192.0.2.1:8786",
    )
    assert done.status == 2
    assert "unencrypted" in done.err
