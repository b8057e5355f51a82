"""A fleet, whole runs side by side with the peers: devices a second, processor time, memory, failures.

    python bench/fleet.py [--quick]
    python bench/fleet.py --executors [DEVICES [ROUNDS]]

The second form compares this project's own executors, `process` beside `thread`: whole runs that take
turns on one lab, at three distances.

In the first, every peer runs with its defaults in an environment of its own, and does the same work on the
same lab. Slow peers get fewer devices; a rate is a rate. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from common import Goal, Measured, adopt_orphans, lab, machine, measure, save, table, versions

COMMAND = "show ip interface brief"
#: The most threads with which all peers get through: scrapli waits with select(), which ends at 1,024 files.
EQUAL = 64


class Scene(NamedTuple):
    """What the devices are like: options of `collect lab`, and what the peers get as connect timeout."""

    title: str
    options: tuple[str, ...]
    #: At least so many times nornir; None where nothing was promised.
    goal: float | None = None
    timeout: int = 10


SCENES = (
    Scene("0 ms", (), 1.8),
    Scene("50 ms round trip", ("--rtt", "0.05"), 3),
    Scene("1 s to answer", ("--command-latency", "1"), 3),
    Scene("10 % dead", ("--fault", "hang=0.1"), None, 5),
)


#: Round trips in seconds, and the least rate of `process` as a share of that of `thread`.
DISTANCES = ((0.0, 1.0), (0.02, 0.95), (0.05, 0.95))


class Peer(NamedTuple):
    """Who runs: its script, its workers (0 is its own default), the most devices it gets, its options."""

    script: str
    workers: int
    devices: int = 500
    options: tuple[str, ...] = ()


def peers(scene: Scene) -> Iterator[Peer]:
    """This project first, then the others as they come, then those who keep up with equal workers."""
    seconds = str(scene.timeout)
    yield Peer("collect", 0, options=("--connect-timeout", seconds))
    yield Peer("netmiko", 5, 50, (seconds,))
    yield Peer("nornir", 20, options=(seconds,))
    yield Peer("ansible", 5, 20, (seconds,))
    yield Peer("scrapli", 20, options=(seconds,))
    yield Peer("scrapli", EQUAL, options=(seconds,))
    yield Peer("collect", 20, options=("--connect-timeout", seconds))
    yield Peer("collect", EQUAL, options=("--connect-timeout", seconds))


def run(scene: Scene, count: int) -> tuple[list[Measured], list[Goal]]:
    """One scene with all peers, in turn."""
    rows = []
    with lab(count, *scene.options) as devices:
        for peer in peers(scene):
            chosen = devices.only(min(peer.devices, count))
            rows.append(measure(peer.script, chosen, COMMAND, peer.workers, *peer.options))
            print(table(rows[-1:]).splitlines()[-1], file=sys.stderr)
    return rows, list(goals(scene, rows))


def goals(scene: Scene, rows: list[Measured]) -> Iterator[Goal]:
    """What was promised of a scene, and what came out."""
    mine, _, nornir, ansible, scrapli20, scrapli, twenty, equal = rows
    if scene.goal:
        yield Goal(f"{scene.title}: devices/s over nornir's", mine.rate / nornir.rate, scene.goal)
    if ansible.rate:
        yield Goal(f"{scene.title}: devices/s over Ansible's", mine.rate / ansible.rate, 100)
    if scrapli20.rate:
        yield Goal(f"{scene.title}: devices/s over scrapli's, 20 workers", twenty.rate / scrapli20.rate, 1)
    if scrapli.rate:
        yield Goal(f"{scene.title}: devices/s over scrapli's, {EQUAL} workers", equal.rate / scrapli.rate, 1)
    for peer in (nornir, ansible, scrapli20):
        # Whole processes, their start and imports included: what one run costs.
        share = mine.whole_cpu_each / peer.whole_cpu_each
        yield Goal(f"{scene.title}: CPU a device to {peer.peer}'s", share, 1, most=True)


def compare(count: int, rounds: int) -> int:
    """The executors at each distance, taking turns at going first; gives the exit status."""
    print(f"Machine: {machine()}\n")
    adopt_orphans()
    rows: list[Measured] = []
    reached: list[Goal] = []
    for rtt, goal in DISTANCES:
        title = f"{1000 * rtt:g} ms round trip"
        runs: dict[str, list[Measured]] = {"thread": [], "process": []}
        with lab(count, *(("--rtt", str(rtt)) if rtt else ())) as devices:
            for number in range(rounds):
                for name in list(runs)[:: -1 if number % 2 else 1]:
                    row = measure("collect", devices, COMMAND, 0, "--executor", name)
                    runs[name].append(replace(row, peer=name))
        print(f"### {title}\n\n{table([*runs['thread'], *runs['process']])}\n", flush=True)
        thread, process = (median(row.rate for row in each) for each in runs.values())
        reached.append(Goal(f"{title}: devices/s of process over thread's", process / thread, goal))
        rows += [*runs["thread"], *runs["process"]]
    print("| ratio of medians | measured | goal | |\n|---|---|---|---|")
    print("\n".join(map(str, reached)))
    save("executors", rows)
    return int(not all(goal.met for goal in reached))


def profile(count: int) -> str:
    """Where a run's processor time goes when the processor is the limit: functions by their own time."""
    code = (
        "import cProfile, pstats, sys, threading; from netcollect import collect, load_inventory, "
        "HostKeys, LimitOptions, RunOptions, SessionOptions, StorageOptions; "
        "devices = load_inventory(sys.argv[1]); chosen = RunOptions(limits=LimitOptions(workers=1, "
        "ramp=None), storage=StorageOptions(output=sys.argv[2]), "
        "session=SessionOptions(host_keys=HostKeys.OFF)); profiles = []\n"
        "def begin(*_): each = cProfile.Profile(); profiles.append(each); each.enable()\n"
        "threading.setprofile(begin)\n"
        f"collect(devices, '{COMMAND}', chosen)\n"
        "stats = pstats.Stats(*profiles); stats.sort_stats('tottime').print_stats(15)\n"
    )
    with lab(count) as devices:
        command = [
            sys.executable,
            "-c",
            code,
            str(devices.inventory),
            str(devices.inventory.with_name("out")),
        ]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main(count: int) -> int:
    """All scenes; gives the exit status."""
    print(f"Machine: {machine()}; {versions()}\n")
    rows: list[Measured] = []
    reached: list[Goal] = []
    for scene in SCENES:
        measured, found = run(scene, count)
        print(f"### {scene.title}\n\n{table(measured)}\n", flush=True)
        rows += measured
        reached += found
    print("| ratio | measured | goal | |\n|---|---|---|---|")
    print("\n".join(map(str, reached)))
    save("fleet", rows)
    missed = not all(goal.met for goal in reached)
    if missed:
        print(f"\nOne worker, under a profiler:\n\n{profile(30)}")
    return int(missed)


if __name__ == "__main__":
    if "--executors" in sys.argv[1:]:
        numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
        sys.exit(compare(*[*numbers, *(1000, 4)[len(numbers) :]]))
    sys.exit(main(60 if "--quick" in sys.argv[1:] else 500))
