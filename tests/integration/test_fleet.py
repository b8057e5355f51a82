"""Care for the network, seen from the servers' side; and what a run costs when devices are slow or dead."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from netcollect import (
    CommandResult,
    Device,
    InputError,
    LimitOptions,
    RunOptions,
    SessionOptions,
    StorageOptions,
    collect,
)
from netcollect.collector import Collector
from netcollect.executors import EXECUTORS, Pool
from netcollect.executors.processes import Processes
from netcollect.lab import Lab, LabDevice, LabOptions, running_lab
from netcollect.limits import Queue
from netcollect.model import HostKeys, Job, Outcome
from netcollect.processors import usable_processors

SESSION = SessionOptions(host_keys=HostKeys.OFF)


def as_device(device: LabDevice, **more: Any) -> Device:
    usual = {
        "name": device.name,
        "host": device.host,
        "port": device.port,
        "platform": device.platform,
        "username": "lab",
        "password": "lab",
        "facts": {"site": device.site},
    }
    return Device(**{**usual, **more})


def fleet(lab: Lab, **more: Any) -> list[Device]:
    return [as_device(device, **more) for device in lab.devices]


def peaks(lab: Lab, key: Callable[[LabDevice], str]) -> dict[str, int]:
    """The most sessions that were open at a time, as the devices' recorder has it."""
    where = {device.name: key(device) for device in lab.devices}
    now, most = Counter[str](), Counter[str]()
    for entry in lab.journal.entries():
        if entry.what in {"opened", "closed"}:
            now[where[entry.device]] += 1 if entry.what == "opened" else -1
            most[where[entry.device]] = max(most[where[entry.device]], now[where[entry.device]])
    return dict(most)


def options(tmp_path: Path, executor: str = "thread", **limits: Any) -> RunOptions:
    return RunOptions(
        executor=executor,
        limits=LimitOptions(**limits),
        storage=StorageOptions(output=tmp_path),
        session=SESSION,
    )


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_no_cap_is_ever_passed(tmp_path: Path, executor: str) -> None:
    lab_options = LabOptions(devices=60, platforms=("cisco_ios",), command_latency=0.05)
    with running_lab(lab_options) as lab:
        result = collect(
            fleet(lab), "show clock", options(tmp_path, workers=20, max_per={"site": 2}, executor=executor)
        )
        sites, everywhere = peaks(lab, lambda device: device.site), peaks(lab, lambda device: "all")
        assert result.counts.ok == 60
        assert len(sites) > 2
        # The cap was used up, and never passed.
        assert set(sites.values()) == {2}
        assert everywhere["all"] <= min(20, 2 * len(sites))


def test_one_address_has_one_session(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=1, platforms=("cisco_ios",))) as lab:
        (device,) = fleet(lab)
        same = [replace(device, name=f"R{number}") for number in range(10)]
        assert collect(same, "show clock", options(tmp_path)).counts.ok == 10
        assert peaks(lab, lambda device: device.name) == {lab.devices[0].name: 1}


@pytest.mark.parametrize("name", ["r1", "../R1", "e\u0301" * 99])
def test_devices_that_would_share_a_file_or_leave_the_directory_are_not_contacted(
    tmp_path: Path, name: str
) -> None:
    with running_lab(LabOptions(devices=2, platforms=("cisco_ios",))) as lab:
        one, other = fleet(lab)
        with pytest.raises(InputError, match="devices: "):
            collect([replace(one, name="R1"), replace(other, name=name)], "show clock", options(tmp_path))
        assert lab.journal.count("opened") == 0
    assert list(tmp_path.iterdir()) == []


def test_workers_are_a_cap(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=40, command_latency=0.05)) as lab:
        assert collect(fleet(lab), "show version", options(tmp_path, workers=4)).status != "interrupted"
        assert peaks(lab, lambda device: "all")["all"] == 4


def test_a_ramp_spreads_new_sessions(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=30, platforms=("cisco_ios",))) as lab:
        result = collect(fleet(lab), "show clock", options(tmp_path, ramp=15.0))
        opened = [entry.seconds for entry in lab.journal.entries("opened")]
    assert result.counts.ok == 30
    # 29 gaps of a fifteenth of a second, with jitter; without the ramp it is a fraction of that.
    assert max(opened) - min(opened) > 1.3


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_one_wrong_password_costs_three_logins(tmp_path: Path, executor: str) -> None:
    with running_lab(LabOptions(devices=500, platforms=("cisco_ios",))) as lab:
        result = collect(
            fleet(lab, password="wrong"), "show clock", options(tmp_path, executor=executor, retries=5)
        )
        assert lab.journal.count("rejected") == 3
        assert lab.journal.count("opened") == 3
    kinds = Counter(row.error.kind for row in result.devices if row.error)
    assert kinds == {"auth_rejected": 3, "breaker": 497}
    assert Counter(row.status for row in result.devices) == {"failed": 3, "skipped": 497}


def test_one_wrong_password_beside_a_key_for_each_device_costs_three_logins(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=8, platforms=("cisco_ios",))) as lab:
        devices = []
        for device in fleet(lab, password="wrong"):
            asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / device.name)
            devices.append(replace(device, private_key=str(tmp_path / device.name)))
        result = collect(devices, "show clock", options(tmp_path / "output"))
    assert Counter(row.error.kind for row in result.devices if row.error) == {
        "auth_rejected": 3,
        "breaker": 5,
    }


def test_the_first_device_of_a_credential_holds_up_nobody_with_its_commands(tmp_path: Path) -> None:
    """It goes alone until it has logged in; what its commands take holds nobody up."""
    with running_lab(LabOptions(devices=8, platforms=("cisco_ios",), command_latency=0.7)) as lab:
        assert collect(fleet(lab), "show clock", options(tmp_path)).counts.ok == 8
        what = [entry.what for entry in lab.journal.entries() if entry.what in {"opened", "closed"}]
    assert what == ["opened"] * 8 + ["closed"] * 8


def test_another_credential_goes_on(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=40, platforms=("cisco_ios",))) as lab:
        devices = [
            replace(device, password="wrong" if number % 2 else "lab")
            for number, device in enumerate(fleet(lab))
        ]
        result = collect(devices, "show clock", options(tmp_path))
    assert Counter(row.status for row in result.devices) == {"ok": 20, "failed": 3, "skipped": 17}


def took(devices: list[Device], chosen: RunOptions) -> tuple[float, dict[str, int]]:
    started = time.monotonic()
    result = collect(devices, "show clock", chosen)
    return time.monotonic() - started, Counter(row.status for row in result.devices)


@pytest.mark.alone
def test_unreachable_devices_do_not_hold_up_the_rest(tmp_path: Path) -> None:
    """With 10% that take the connection and say nothing: the timeout, and 1.3 times what the rest takes."""
    # So many logins at a time that a slow machine gets through all of them within the timeout.
    timeout, limits = 10.0, LimitOptions(workers=60)
    session = replace(SESSION, connect_timeout=timeout)
    dead = {"hang": 0.1}
    with running_lab(LabOptions(devices=200, platforms=("cisco_ios",), faults=dead)) as lab:
        good = [device for device in fleet(lab) if device.name not in hanging(lab)]
        storage = StorageOptions(output=tmp_path / "without")
        without, counts = took(good, RunOptions(storage=storage, session=session, limits=limits))
        assert counts == {"ok": 180}
        storage = StorageOptions(output=tmp_path / "with")
        with_them, counts = took(fleet(lab), RunOptions(storage=storage, session=session, limits=limits))
        assert counts == {"ok": 180, "failed": 20}
    assert with_them < timeout + 1.3 * without + 1


def hanging(lab: Lab) -> set[str]:
    return {device.name for device in lab.devices if device.fault}


def test_the_longest_go_first(tmp_path: Path) -> None:
    """One slow device among 100, the last one in the inventory."""
    shape = LabOptions(devices=101, platforms=("cisco_ios",), faults={"slow": 0.01}, slow_seconds=3.0)
    with running_lab(shape) as lab:
        (slow,) = hanging(lab)
        devices = sorted(fleet(lab), key=lambda device: device.name == slow)
        chosen = options(tmp_path, workers=3)
        first, counts = took(devices, chosen)
        assert counts == {"ok": 101}
        second, counts = took(devices, chosen)
        assert counts == {"ok": 101}
    # The other 100 take longer than a second with three workers: that much is saved at least.
    assert second < first - 0.6


def dies_once(
    device: Device, commands: tuple[str, ...], *, options: SessionOptions, **_: Any
) -> list[CommandResult]:
    """A worker whose process is killed under some devices, the first time or always, or its parent."""
    mark = Path(device.facts["marks"], device.name)
    if device.name.startswith("always") or (device.name.startswith("once") and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if device.name == "server" and not mark.exists():
        mark.touch()
        os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.05)
    return [CommandResult(command, "R1#", f"{options.connect_timeout}\n", "ok") for command in commands]


def with_deaths(tmp_path: Path, executor: str, *deadly: str) -> dict[str, Outcome]:
    """Twenty devices and these, on four workers; what became of each."""
    jobs = [
        Job(
            Device(name=name, host=name, platform="cisco_ios", facts={"marks": str(tmp_path)}),
            ("show clock",),
        )
        for name in [*(f"R{number}" for number in range(20)), *deadly]
    ]
    with EXECUTORS[executor](Pool(workers=4)) as pool:
        outcomes = list(Collector(pool, dies_once, Queue(jobs), workers=4).run())
    assert len(outcomes) == len(jobs)
    return {outcome.job.device.name: outcome for outcome in outcomes}


@pytest.mark.parametrize("executor", ["process", "dask"])
def test_a_killed_worker_costs_only_what_it_was_on(tmp_path: Path, executor: str) -> None:
    told = with_deaths(tmp_path, executor, "once")
    assert {outcome.status for outcome in told.values()} == {"ok"}
    again = {name for name, outcome in told.items() if outcome.attempts > 1}
    # Both have as many processes as there are processors, with threads in each: others may have been there.
    assert again >= {"once"}
    assert len(again) <= math.ceil(4 / usable_processors())


def test_the_fork_server_may_be_killed_too(tmp_path: Path) -> None:
    """At most what it was about to start is lost with it, and tried once more."""
    told = with_deaths(tmp_path, "process", "server")
    assert {outcome.status for outcome in told.values()} == {"ok"}
    assert Counter(outcome.attempts for outcome in told.values())[2] <= 4


@pytest.mark.parametrize("executor", ["process", "dask"])
def test_a_device_that_kills_every_worker_is_tried_twice(tmp_path: Path, executor: str) -> None:
    lost = with_deaths(tmp_path, executor, "always")["always"]
    assert lost.error
    assert lost.error.kind == "worker_lost"
    assert lost.attempts == 2


class Punctual(random.Random):
    """Lets all that failed together come back together."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def dies_late(
    device: Device, commands: tuple[str, ...], *, options: SessionOptions, **_: Any
) -> list[CommandResult]:
    """A worker that is killed by some devices, always, while others are still on it."""
    if device.name.startswith("always"):
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(1)
    return [CommandResult(command, "R1#", f"{options.connect_timeout}\n", "ok") for command in commands]


def test_devices_that_kill_every_worker_cost_themselves_alone() -> None:
    """Whoever was on a killed process is tried again apart from all others: the innocent cannot lose two."""
    names = ["always0", "always1", "R0", "R1"]
    jobs = [Job(Device(name=name, host=name, platform="cisco_ios"), ("show clock",)) for name in names]
    with Processes(4, processes=1) as pool:
        queue = Queue(jobs, random=Punctual())
        told = {each.job.device.name: each for each in Collector(pool, dies_late, queue, workers=4).run()}
    assert {name for name, outcome in told.items() if outcome.error} == {"always0", "always1"}
    assert {outcome.error.kind for outcome in told.values() if outcome.error} == {"worker_lost"}
    assert {outcome.attempts for outcome in told.values()} == {2}


def profiled() -> bool:
    import dask  # noqa: PLC0415 (slow, and for this alone)

    return bool(dask.config.get("distributed.worker.profile.enabled"))


def test_a_cluster_of_our_own_has_no_profiler() -> None:
    """In which Python 3.11 can deadlock."""
    with EXECUTORS["dask"](Pool(workers=1)) as pool:
        assert pool.submit(profiled).result() is False


def test_a_script_without_a_main_block_is_not_run_once_more_by_each_process(tmp_path: Path) -> None:
    """Its workers end; every session is lost, which the one run that there is tells."""
    with running_lab(LabOptions(devices=2, platforms=("cisco_ios",))) as lab:
        (tmp_path / "lab.yaml").write_text(lab.inventory_text())
        (tmp_path / "lab.yaml").chmod(0o600)
        (tmp_path / "script.py").write_text(
            "from netcollect import RunOptions, collect, load_inventory\n"
            "options = RunOptions(executor='process')\n"
            "print(collect(load_inventory('lab.yaml'), 'show clock', options).status)\n"
        )
        done = subprocess.run(
            [sys.executable, "script.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    assert done.stdout == "failed\n"
    assert "put the call below `if __name__ == '__main__':`" in done.stderr
    assert len([*(tmp_path / "output/runs").iterdir()]) == 1


def test_processes_are_an_executor() -> None:
    with EXECUTORS["process"](Pool(workers=2)) as pool:
        assert list(pool.map(abs, range(-5, 5))) == [abs(number) for number in range(-5, 5)]
        future = pool.submit(divmod, 7, 0)
        with pytest.raises(ZeroDivisionError):
            future.result()
    with pytest.raises(RuntimeError):
        pool.submit(abs, 1)


_FLEET = """
import resource, sys, tempfile, time
import netcollect.app.collect as app
from netcollect.model import CommandResult, Device
from netcollect.options import LimitOptions, RunOptions, StorageOptions
from netcollect.store import directory

OUTPUT = ("GigabitEthernet0/0/1 is up, line protocol is up" + chr(10)) * 420
app.send_show = lambda device, commands, **_: [
    CommandResult(command, "R1#", OUTPUT, "ok", None, 0.1) for command in commands
]
# The disk is none of this test's business.
directory.write_whole = lambda path, parts: sum(map(len, parts))
directory.sync_directory = lambda path: None
count = int(sys.argv[1])
devices = [
    Device(name=f"R{n}", host=f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", platform="cisco_ios",
           username="lab", password="lab")
    for n in range(count)
]
calls = 0


def called(*_):
    global calls
    calls += 1


# Counting costs time: not in the run whose time is taken.
sys.setprofile(called if "count" in sys.argv else None)
result = app.collect(
    devices,
    "show version",
    RunOptions(
        limits=LimitOptions(ramp=None, workers=20), storage=StorageOptions(output=tempfile.mkdtemp())
    ),
)
sys.setprofile(None)
assert result.counts.ok == count
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, calls)
"""


def cost(devices: int, *how: str) -> tuple[float, float, int]:
    """Seconds of processor time, the start included; the peak in MB; with `count`, how many calls it made."""
    done = subprocess.run(
        [sys.executable, "-c", _FLEET, str(devices), *how], capture_output=True, text=True, check=True
    )
    seconds, memory, calls = done.stdout.split()
    return float(seconds), float(memory), int(calls)


@pytest.mark.soak
def test_a_fleet_costs_memory_and_time_in_proportion() -> None:
    """12,000 devices with outputs of 20 kB: what is kept of each is its row of the manifest, below 1 kB."""
    _, small, _ = cost(1_000)
    few, _, _ = cost(4_000)
    many, large, _ = cost(12_000)
    assert large - small < 11.3
    # Processor time: on a busy machine caches take their share; what is quadratic costs nine times as much.
    assert many < 6 * few


@pytest.mark.soak
def test_a_fleet_s_work_grows_with_it_and_no_faster() -> None:
    """Of the run alone, without its start, and counted: no other load of the machine changes that."""
    _, _, few = cost(500, "count")
    _, _, many = cost(2_000, "count")
    assert few > 10_000
    assert many < 4.4 * few


_PLAN = """
import gc, sys, time, yaml
from pathlib import Path
from netcollect import load_inventory
from netcollect.plan import plan

gc.disable()  # the second would go through all that the first has made
started = time.process_time()
planned = plan(load_inventory(sys.argv[1]), "show version")
seconds = time.process_time() - started
started = time.process_time()
yaml.load(Path(sys.argv[1]).read_text(), yaml.CSafeLoader)
print(len(planned.jobs), seconds / (time.process_time() - started))
"""


@pytest.mark.soak
def test_an_inventory_of_20_000_devices_is_planned_in_a_few_times_what_yaml_takes(tmp_path: Path) -> None:
    """About twice what PyYAML's own loader in C takes for the file; what is quadratic takes far more."""
    path = tmp_path / "devices.yaml"
    path.write_text(
        "defaults: {username: lab, password: lab}\ngroups: {core: {}}\ndevices:\n"
        + "".join(
            f"  - {{name: R{n}, host: 10.0.{n >> 8}.{n & 255}, platform: cisco_ios, "
            f"groups: [core], site: s{n % 50}}}\n"
            for n in range(20_000)
        )
    )
    done = subprocess.run([sys.executable, "-c", _PLAN, path], capture_output=True, text=True, check=True)
    number, ratio = done.stdout.split()
    assert int(number) == 20_000
    assert float(ratio) < 4


@pytest.mark.soak
def test_outputs_of_a_megabyte_are_written_and_released(tmp_path: Path) -> None:
    shape = LabOptions(devices=100, platforms=("cisco_ios",), output_bytes=1_000_000)
    code = (
        "import resource, sys\n"
        "from netcollect import HostKeys, RunOptions, SessionOptions, StorageOptions\n"
        "from netcollect import collect, load_inventory\n"
        "storage, session = StorageOptions(output=sys.argv[2]), SessionOptions(host_keys=HostKeys.OFF)\n"
        "chosen = RunOptions(storage=storage, session=session)\n"
        "result = collect(load_inventory(sys.argv[1]), 'show tech-support', chosen)\n"
        "assert result.counts.ok == 100, result.counts\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    with running_lab(shape) as lab:
        (tmp_path / "lab.yaml").write_text(lab.inventory_text())
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "lab.yaml", tmp_path / "output"],
            capture_output=True,
            text=True,
            check=True,
        )
    assert float(done.stdout) < 500


def test_retries_are_counted_in_the_manifest(tmp_path: Path) -> None:
    with running_lab(LabOptions(devices=4, platforms=("cisco_ios",), faults={"refuse": 0.5})) as lab:
        result = collect(fleet(lab), "show clock", options(tmp_path, retries=1))
        attempts = {row.device: row.attempts for row in result.devices}
        assert attempts == {device.name: 2 if device.fault else 1 for device in lab.devices}
