"""Questions to many runs: what the first costs, and what each further one does.

`python bench/query.py` makes thirty runs of a thousand devices (some minutes), and asks. Every question is a
`collect query` of its own, measured from its start to its end.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import machine

from netcollect.document import DeviceResult, build_result
from netcollect.model import CommandResult, Device, Job, Outcome
from netcollect.store import RunDirectory

COLLECT = str(Path(sysconfig.get_path("scripts"), "collect"))
DEVICES, RUNS, INTERFACES = 1000, 30, 10
COMMAND = "show ip interface brief"
SQL = "SELECT site, count(*) FROM show_ip_interface_brief WHERE status = 'down' GROUP BY site"
HEAD = "Interface              IP-Address      OK? Method Status                Protocol\n"
ROUNDS = 5


def main() -> None:
    """Prints the figures beside their goals."""
    with directory() as output:
        make_runs(output)
        half = measured(output, f"last:{RUNS // 3}")
        (output / "index.sqlite").unlink()
        first = measured(output, "all")
        again = [measured(output, "all") for _ in range(ROUNDS)]
        latest = [measured(output, "latest") for _ in range(ROUNDS)]
        size = (output / "index.sqlite").stat().st_size
    second = median(again, "seconds")
    print(f"{machine()}; {RUNS} runs of {DEVICES} devices, {INTERFACES} rows each\n")
    print("| question | seconds | CPU seconds | peak MB |\n|---|---|---|---|")
    for name, found in (
        (f"first, {RUNS // 3} runs", [half]),
        (f"first, {RUNS} runs", [first]),
        (f"again, {RUNS} runs", again),
        ("again, latest run", latest),
    ):
        figures = (median(found, "seconds"), median(found, "cpu"), median(found, "memory") / 1e6)
        print(f"| {name} | {figures[0]:.2f} | {figures[1]:.2f} | {figures[2]:.0f} |")
    print(f"\nThe index has {size / 1e6:.1f} MB.\n")
    print("| ratio | measured | goal | |\n|---|---|---|---|")
    row("seconds of the first question over the second's", first["seconds"] / second, 20, more=True)
    row(f"seconds of a question to {RUNS} runs, once indexed", second, 1)
    row(f"peak memory of indexing {RUNS} runs to {RUNS // 3}'s", first["memory"] / half["memory"], 1.1)


def row(name: str, value: float, goal: float, *, more: bool = False) -> None:
    """A ratio beside its goal."""
    met = value >= goal if more else value <= goal
    print(f"| {name} | {value:.2f} | {'≥' if more else '≤'} {goal:g} | {'met' if met else 'MISSED'} |")


def median(found: list[dict[str, float]], what: str) -> float:
    """The middle one of some figures."""
    return statistics.median(each[what] for each in found)


@contextmanager
def directory() -> Iterator[Path]:
    """A directory that is removed in the end."""
    path = Path(tempfile.mkdtemp(prefix="bench-query-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def make_runs(output: Path) -> None:
    """Stores the runs; one interface in fifty changes from one to the next."""
    os.fsync = lambda _descriptor: None  # what is lost with the machine is only the benchmark
    chance = random.Random(1)
    up = [[chance.random() < 0.9 for _ in range(INTERFACES)] for _ in range(DEVICES)]
    for number in range(RUNS):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=number)
        made = RunDirectory.create(output, layout="device", now=at)
        rows = []
        for place in range(DEVICES):
            if chance.random() < 0.5:
                up[place][chance.randrange(INTERFACES)] ^= True
            device = Device(
                name=f"R{place:04}", host="192.0.2.1", platform="cisco_ios", facts={"site": f"s{place % 20}"}
            )
            result = CommandResult(COMMAND, f"{device.name}#", text(place, up[place]), "ok", None, 0.1)
            rows.append(made.write(Outcome(Job(device, (COMMAND,)), (result,), None, 1, 0.5)))
        finish(made, at, rows)


def finish(made: RunDirectory, at: datetime, rows: list[DeviceResult]) -> None:
    """Writes the manifest of a run."""
    made.finish(
        build_result(
            run=made.run,
            started=at,
            finished=at,
            seconds=1.0,
            directory=str(made.path),
            inventory=(),
            rows=rows,
            interrupted=False,
        )
    )


def text(place: int, up: list[bool]) -> str:
    """What a device answers."""
    lines = []
    for number, is_up in enumerate(up):
        address, status = f"10.{place // 250}.{place % 250}.{number}", "up" if is_up else "down"
        lines.append(f"GigabitEthernet0/{number:<5} {address:<15} YES NVRAM  {status:<21} {status}\n")
    return HEAD + "".join(lines)


def measured(output: Path, runs: str) -> dict[str, float]:
    """One question: seconds of the whole process, processor time with its workers', peak memory (bytes)."""
    started = time.perf_counter()
    asked = [COLLECT, "query", SQL, "--runs", runs, "-o", str(output), "--format", "csv"]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(said.decode())
    return {
        "seconds": time.perf_counter() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
    }


if __name__ == "__main__":
    main()
