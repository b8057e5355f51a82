"""One session side by side with the peers: how many a second, at what cost, on the same lab in the same run.

    python bench/session.py [--quick]

Each figure is the median of three rounds, in which the peers take turns. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from common import HERE, Goal, Lab, Measured, lab, machine, measure, save, table

COMMANDS = {
    "cisco_ios": "show ip interface brief",
    "cisco_nxos": "show ip interface brief",
    "arista_eos": "show ip interface brief",
    "juniper_junos": "show interfaces terse",
    "huawei_vrp": "display ip interface brief",
}
MB = 1_000_000


def rounds(peers: Sequence[str], lab: Lab, command: str, workers: int, count: int) -> list[Measured]:
    """Each peer's median run; they take turns, so that what else the machine does meets all of them."""
    runs: dict[str, list[Measured]] = {peer: [] for peer in peers}
    for _ in range(count):
        for peer in peers:
            runs[peer].append(measure(peer, lab, command, workers, "10"))
    return [
        replace(
            each[0],
            ok=min(run.ok for run in each),
            failed=max(run.failed for run in each),
            seconds=median(run.seconds for run in each),
            cpu=median(run.cpu for run in each),
            lab_cpu=median(run.lab_cpu for run in each),
        )
        for each in runs.values()
    ]


def speed(platform: str, count: int, *, rtt: float = 0.0) -> tuple[list[Measured], list[Goal]]:
    """Five workers beside the plain script, twenty beside nornir."""
    options = ("--rtt", str(rtt)) if rtt else ()
    where = f"{platform}, {rtt * 1000:g} ms"
    with lab(40 if rtt else 100, *options, platforms=platform) as devices:
        command = COMMANDS[platform]
        ours5, plain = rounds(("send_show", "netmiko"), devices, command, 5, count)
        ours20, nornir = rounds(("send_show", "nornir"), devices, command, 20, count)
    goals = [
        Goal(
            f"{where}: sessions/s over plain netmiko, 5 workers", ours5.rate / plain.rate, 1.5 if rtt else 4
        ),
        Goal(f"{where}: sessions/s over nornir, 20 workers", ours20.rate / nornir.rate, 1.5 if rtt else 1.8),
    ]
    if not rtt:
        share = ours20.cpu_each / nornir.cpu_each
        goals.append(Goal(f"{where}: CPU a session to nornir's, 20 workers", share, 0.8, most=True))
    return [ours5, plain, ours20, nornir], goals


@contextmanager
def trickler(size: int, piece: int) -> Iterator[Lab]:
    """A device that gives `size` bytes in pieces."""
    command = [sys.executable, HERE / "trickle.py", str(size), str(piece)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        device = {"name": "R1", "host": "127.0.0.1", "port": port, "platform": "cisco_ios"}
        try:
            yield Lab(process.pid, Path(), [device])
        finally:
            process.terminate()


def long_outputs(count: int) -> tuple[list[Measured], list[Goal]]:
    """100 MB at once, and 8 MB in pieces of 1 kB."""
    with lab(1, "--output-bytes", str(100 * MB)) as device:
        whole = measure("collect", device, "show tech-support", 1, "--read-timeout", "300")
    runs: dict[str, list[Measured]] = {"send_show": [], "paramiko": []}
    with trickler(8 * MB, 1000) as device:
        for _ in range(count):
            for peer, each in runs.items():
                each.append(measure(peer, device, "show tech-support", 1, str(8 * MB)))
    ours, bare = (min(each, key=lambda run: run.cpu) for each in runs.values())
    return [whole, ours, bare], [
        Goal("100 MB of one device: peak memory in MB", whole.memory / MB, 400, most=True),
        Goal("8 MB in 1 kB pieces: CPU to a bare paramiko loop's", ours.cpu / bare.cpu, 2, most=True),
    ]


def main(count: int) -> int:
    """All of it; gives the exit status."""
    print(f"Machine: {machine()}; medians of {count} rounds\n")
    rows: list[Measured] = []
    goals: list[Goal] = []
    parts = [(f"{platform}, no latency", speed(platform, count)) for platform in COMMANDS]
    parts.append(("cisco_ios, 100 ms round trip", speed("cisco_ios", count, rtt=0.1)))
    parts.append(("Long outputs", long_outputs(count)))
    for title, (measured, reached) in parts:
        print(f"### {title}\n\n{table(measured)}\n", flush=True)
        rows += measured
        goals += reached
    print("| ratio | measured | goal | |\n|---|---|---|---|")
    print("\n".join(map(str, goals)))
    save("session", rows)
    return 0 if all(goal.met for goal in goals) and not any(row.failed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(1 if "--quick" in sys.argv[1:] else 3))
