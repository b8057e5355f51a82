"""What history costs: `collect diff` of two runs, differences of long texts, the comparable form.

    python bench/changes.py [--share]

Run it alone, with nothing else on the machine. With `--share` it only measures how much of a run's processor
time goes to the comparable form. Exit status 1 when that misses its goal.
"""

from __future__ import annotations

import difflib
import os
import random
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from common import Goal, Lab, lab

from netcollect.archive import RUNS
from netcollect.comparable import digest, rules_of
from netcollect.compare.lines import differing
from netcollect.document import build_result
from netcollect.model import CommandResult, Device, Job, Outcome
from netcollect.store import RunDirectory, look_back

DEVICES, CHANGED = 2000, 20
#: Per cent of a run's processor time that the comparable form may take where outputs have so many bytes.
SHARE, BYTES = 3, 19_000
#: `collect` with a clock around what a run asks of each output; says the share of the whole process.
CLOCKED = """
import sys, time
from netcollect.cli import main
from netcollect.store import directory

inside = 0.0

def clocked(call):
    def timed(*arguments):
        global inside
        begun = time.thread_time()
        try:
            return call(*arguments)
        finally:
            inside += time.thread_time() - begun
    return timed

directory.compare, directory.rules_of = clocked(directory.compare), clocked(directory.rules_of)
try:
    main()
finally:
    print(inside / time.process_time(), file=sys.stderr)
"""
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def config(interfaces: int, number: int = 0, clock: int = 0) -> str:
    """A configuration; `clock` is volatile."""
    lines = ["Building configuration...", "!", f"! Last configuration change at 10:00:{clock:02} by lab", "!"]
    for port in range(interfaces):
        lines += [f"interface Gi{port // 48}/{port % 48}", f" description port {port} of {number}"]
        lines += [" switchport mode access", f" switchport access vlan {port % 20}", "!"]
    return "\n".join([*lines, f"ntp clock-period 1717{clock}", "end", ""])


def outcome(number: int, day: int) -> Outcome:
    """What a device gave on a day: on the second one a few have another line."""
    device = Device(name=f"R{number:04}", host=f"10.0.{number >> 8}.{number & 255}", platform="cisco_ios")
    more = "ntp server 192.0.2.9\n" if day and number < CHANGED else ""
    texts = {
        "show running-config": more + config(24, number, day),
        "show version": f"R uptime is {day} days\nVersion 15.2({number})\n",
        "show ip interface brief": "Interface  IP-Address\nGi0/1  10.0.0.1\n",
    }
    results = tuple(CommandResult(each, "R#", text, "ok") for each, text in texts.items())
    return Outcome(Job(device, tuple(texts), place=number), results, None, 1, 0.1)


def store(output: Path, day: int) -> float:
    """Stores a run of a day; gives the seconds of processor time."""
    commands = outcome(0, day).job.commands
    begun = time.process_time()
    wanted = {(f"R{number:04}", command) for number in range(DEVICES) for command in commands}
    at = START + timedelta(days=day)
    directory = RunDirectory.create(output, layout="device", now=at, history=look_back(output, wanted))
    rows = [directory.write(outcome(number, day)) for number in range(DEVICES)]
    directory.finish(
        build_result(
            run=directory.run, started=at, finished=at, seconds=1.0, directory=str(directory.path),
            inventory=(), rows=rows, interrupted=False,
        )
    )  # fmt: skip
    return time.process_time() - begun


def diff_of_runs(output: Path) -> None:
    """`collect diff` as people run it."""
    program = Path(sysconfig.get_path("scripts"), "collect")
    begun = time.monotonic()
    done = subprocess.run([program, "diff", "-o", output], capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"collect diff, {DEVICES} devices x 3, {CHANGED} changed: {seconds:.2f} s, {peak:.0f} MB")
    print(f"  {done.stdout.splitlines()[-1]}")


def timed(call: Callable[[], object]) -> tuple[float, object]:
    """The milliseconds of processor time that a call took, and what it gave."""
    begun = time.process_time()
    found = call()
    return (time.process_time() - begun) * 1000, found


def lines_beside_others(name: str, old: Sequence[str], new: Sequence[str], folder: Path) -> None:
    """Changed lines and time of `differing`, GNU diff and, where it ends, difflib."""
    took, blocks = timed(lambda: differing(old, new))
    assert isinstance(blocks, list)
    ours = sum(each.old_end - each.old_begin + each.new_end - each.new_begin for each in blocks)
    for each, lines in (("old", old), ("new", new)):
        (folder / each).write_text("".join(f"{line}\n" for line in lines))
    begun = time.monotonic()
    done = subprocess.run(["diff", "old", "new"], cwd=folder, capture_output=True, text=True, check=False)
    gnu_took = (time.monotonic() - begun) * 1000
    gnu = sum(line[0] in "<>" for line in done.stdout.splitlines())
    took_plain, plain = timed(lambda: list(difflib.unified_diff(old, new, n=0)))
    assert isinstance(plain, list)
    theirs = sum(line[0] in "+-" for line in plain[2:])
    print(
        f"{name}: {ours} lines in {took:.0f} ms; GNU diff {gnu} in {gnu_took:.0f} ms;"
        f" difflib {theirs} in {took_plain:.0f} ms"
    )


def share(devices: Lab, command: str) -> float:
    """Per cent of the processor time of a run that its outputs' comparable form takes."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["-i", devices.inventory, "-c", command, "-o", "out", "--known-hosts", "hosts", "-q"]
        run = [sys.executable, "-c", CLOCKED, *map(str, options)]
        done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True)
    return 100 * float(done.stderr.split()[-1])


def share_of_a_run() -> bool:
    """What the comparable form takes of runs over 100 devices; whether that is as little as it should be."""
    with lab(100, "--output-bytes", str(BYTES)) as devices:
        short, long = (
            median(share(devices, command) for _ in range(5))
            for command in ("show running-config", "show tech-support")
        )
    print(f"comparable form: {short:.1f} % of a run where outputs have 1.4 kB")
    goal = Goal(f"comparable form, {BYTES / 1000:.0f} kB: % of a run", long, SHARE, most=True)
    print(goal)
    return goal.met


def main() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = store(folder / "out", 0), store(folder / "out", 1)
        print(f"storing {DEVICES} devices: {first:.1f} s of CPU, with a history {second:.1f} s")
        assert (folder / "out" / RUNS).is_dir()
        diff_of_runs(folder / "out")
        dice = random.Random(1)
        old = config(4000).splitlines()
        new = list(old)
        for _ in range(26):
            new[dice.randrange(len(new))] = f" description new {dice.randrange(10**6)}"
        lines_beside_others("scattered, 20,000 lines", old, new, folder)
        lines_beside_others("scattered, backwards", new, old, folder)
        old = ["interface x", " switchport", " no shutdown", "!"] * 5000
        new = old[:8000] + old[8026:]
        lines_beside_others("block removed from a repetitive text", old, new, folder)
        lines_beside_others("block added to it", new, old, folder)
    text, rules = config(200), rules_of("cisco_ios", "show running-config")
    took, _ = timed(lambda: [digest(text, rules) for _ in range(50)])
    print(f"comparable form of {len(text) / 1000:.0f} kB: {took / 50:.2f} ms")
    print(f"load: {os.getloadavg()[0]:.1f}; Python {sys.version.split()[0]}")


if __name__ == "__main__":
    if "--share" not in sys.argv[1:]:
        main()
    sys.exit(not share_of_a_run())
