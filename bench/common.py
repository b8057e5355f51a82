"""What the benchmarks share: environments for the peers, a lab in a process of its own, one measured run."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent
PEERS = HERE / "peers"
ENVIRONMENTS = HERE / "environments"

#: What each peer needs beside the interpreter; the same netmiko and paramiko as here, where it uses them.
_NETMIKO = ("netmiko==4.8.*", "paramiko==4.*")
REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "nornir": ("nornir", "nornir-netmiko", *_NETMIKO),
    "scrapli": ("scrapli",),
    "ansible": ("ansible==12.3.*", "ansible-pylibssh"),
}


@dataclass
class Measured:
    """One peer's run: `cpu` and `lab_cpu` are seconds of processor time, `memory` bytes at its peak."""

    peer: str
    devices: int
    workers: int
    ok: int
    failed: int
    seconds: float
    cpu: float
    lab_cpu: float
    memory: int
    #: Of the whole process, interpreter and imports included.
    total_seconds: float
    total_cpu: float
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Devices a second that gave their output."""
        return self.ok / self.seconds if self.seconds else 0.0

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time a device, the client's alone."""
        return 1000 * self.cpu / self.devices

    @property
    def whole_cpu_each(self) -> float:
        """The same of the whole process, interpreter and imports included."""
        return 1000 * self.total_cpu / self.devices


class Goal(NamedTuple):
    """A ratio and what it should be; `most` where less is better."""

    what: str
    value: float
    goal: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.value <= self.goal if self.most else self.value >= self.goal

    def __str__(self) -> str:
        sign = "≤" if self.most else "≥"
        return (
            f"| {self.what} | {self.value:.2f} | {sign} {self.goal:g} | {'met' if self.met else 'MISSED'} |"
        )


def python_for(peer: str) -> str:
    """The interpreter of a peer's own environment, which is made when it is missing."""
    needs = REQUIREMENTS.get(peer)
    if needs is None:
        return sys.executable
    interpreter = ENVIRONMENTS / peer / "bin" / "python"
    if not (ENVIRONMENTS / peer / "ready").exists():
        print(f"making an environment for {peer}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENTS / peer], check=True)
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *needs], check=True)
        (ENVIRONMENTS / peer / "ready").touch()
    return str(interpreter)


@dataclass
class Lab:
    """Simulated devices in a process of their own."""

    pid: int
    inventory: Path
    devices: list[dict[str, Any]]

    def cpu(self) -> float:
        """Seconds of processor time so far (proc(5): utime and stime are fields 14 and 15)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def only(self, count: int) -> Lab:
        """So many of the devices, taken evenly from all, as an inventory of their own."""
        step = max(1, len(self.devices) // count)
        chosen = self.devices[::step][:count]
        inventory = self.inventory.with_name(f"lab-{count}.yaml")
        login = {"username": "lab", "password": "lab"}
        inventory.write_text(json.dumps({"devices": [{**device, **login} for device in chosen]}))
        return Lab(self.pid, inventory, chosen)


@contextmanager
def lab(devices: int, *options: str, platforms: str = "cisco_ios") -> Iterator[Lab]:
    """`collect lab` with these options, until the block ends."""
    with tempfile.TemporaryDirectory() as directory:
        inventory = Path(directory) / "lab.yaml"
        command = [sys.executable, "-m", "netcollect", "lab", "--devices", str(devices)]
        command += ["--platforms", platforms, "--write-inventory", str(inventory), *options]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            until = time.monotonic() + 60
            while not inventory.exists() or not inventory.read_text().endswith("\n"):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the lab did not start: {process.stderr and process.stderr.read()!r}")
                time.sleep(0.1)
            time.sleep(0.3)
            read = yaml.safe_load(inventory.read_text())
            yield Lab(process.pid, inventory, _devices(read))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _devices(inventory: dict[str, Any]) -> list[dict[str, Any]]:
    shared = inventory.get("defaults", {})
    wanted = ("name", "host", "port", "platform")
    return [{key: {**shared, **device}[key] for key in wanted} for device in inventory["devices"]]


def adopt_orphans() -> None:
    """Makes what a peer leaves behind our child: a fork server of worker processes outlives it.

    prctl(2), PR_SET_CHILD_SUBREAPER; where that is missing, their processor time is missing too.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _orphans_cpu(*, within: float) -> float:
    """Seconds of processor time of those that were adopted, with all that they had waited for."""
    seconds, until = 0.0, time.monotonic() + within
    while time.monotonic() < until:
        pid, _, usage = os.wait4(-1, os.WNOHANG)
        if pid:
            seconds += usage.ru_utime + usage.ru_stime
        elif not _left_behind():
            break
        else:
            time.sleep(0.02)
    return seconds


def _left_behind() -> bool:
    """Whether we have another child than the lab."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return len(children) > 1


def measure(peer: str, lab: Lab, command: str, workers: int, *options: str) -> Measured:
    """Runs a peer's script over all devices of the lab, in a process of its own."""
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        task = {
            "devices": lab.devices,
            "inventory": str(lab.inventory),
            "command": command,
            "workers": workers,
            "options": options,
            "directory": directory,
        }
        (work / "task.json").write_text(json.dumps(task))
        before, started = lab.cpu(), time.monotonic()
        log = (work / "log").open("wb")
        with log:
            process = subprocess.Popen(
                [python_for(peer), PEERS / f"{peer}_peer.py", directory],
                cwd=directory,
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": directory},
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        total = time.monotonic() - started
        orphans = _orphans_cpu(within=2.0)
        if process.returncode:
            raise RuntimeError(f"{peer} failed: {(work / 'log').read_text()[-2000:]}")
        said = json.loads((work / "result.json").read_text())
        return Measured(
            peer=peer,
            devices=len(lab.devices),
            workers=workers,
            ok=said["ok"],
            failed=len(lab.devices) - said["ok"],
            seconds=said["seconds"],
            cpu=said["cpu"] + orphans,
            lab_cpu=lab.cpu() - before,
            memory=said.get("memory", usage.ru_maxrss * 1024),
            total_seconds=total,
            total_cpu=usage.ru_utime + usage.ru_stime + orphans,
            notes=said.get("notes", {}),
        )


def table(rows: Sequence[Measured]) -> str:
    """The runs side by side, as Markdown."""
    lines = [
        "| | devices | workers | devices/s | CPU ms a device | with its start | lab's CPU ms a device "
        "| peak MB | failed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.peer} | {row.devices} | {row.workers} | {row.rate:.1f} | {row.cpu_each:.1f} "
        f"| {row.whole_cpu_each:.1f} "
        f"| {1000 * row.lab_cpu / row.devices:.1f} | {row.memory / 1e6:.0f} | {row.failed} |"
        for row in rows
    ]
    return "\n".join(lines)


def machine() -> str:
    """What this was measured on, in one line."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def versions() -> str:
    """The peers' releases, from their own environments."""
    told = []
    for peer, (first, *_) in {"netmiko": ("netmiko",), **REQUIREMENTS}.items():
        package = first.partition("=")[0]
        code = f"from importlib.metadata import version; print(version({package!r}))"
        done = subprocess.run([python_for(peer), "-c", code], capture_output=True, text=True, check=True)
        told.append(f"{package} {done.stdout.strip()}")
    return ", ".join(told)


def save(name: str, rows: Sequence[Measured]) -> None:
    """Keeps the runs as JSON below `bench/results`."""
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), "runs": [asdict(row) for row in rows]}, indent=1)
    (results / f"{name}.json").write_text(text + "\n")
