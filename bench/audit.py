"""Rules over many devices and runs: what an audit costs once the index is warm.

`python bench/audit.py` stores thirty runs of a thousand devices (some minutes), each with a configuration and
the rows of its interfaces, and judges them by forty rules. Every audit is a `collect audit` of its own,
measured from its start to its end; `--runs` says how many of the runs are there.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import machine
from query import COLLECT, COMMAND, INTERFACES, directory, finish, median, row, text

from netcollect.model import CommandResult, Device, Job, Outcome
from netcollect.store import RunDirectory

DEVICES, RUNS, RULES, ROUNDS = 1000, 30, 40, 3
#: A day's work on a fleet: one configuration in so many changes, and one interface goes up or down.
CHANGED = 50
CONFIGURATION = "show running-config"


def main() -> None:
    """Prints the figures beside their goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    count = parser.parse_args().runs
    with directory() as output:
        make_runs(output / "all", count)
        one = output / "one"
        latest = (output / "all" / "latest").resolve()
        shutil.copytree(latest, one / "runs" / latest.name)
        rules = output / "rules.yaml"
        rules.write_text(rules_text())
        cold = measured(one, rules)
        warm = [measured(one, rules) for _ in range(ROUNDS)]
        first = measured(output / "all", rules)
        history = [measured(output / "all", rules) for _ in range(ROUNDS)]
    print(f"{machine()}; {RULES} rules, {DEVICES} devices\n")
    print("| audit | seconds | CPU seconds | peak MB |\n|---|---|---|---|")
    for name, found in (
        ("one run, no index", [cold]),
        ("one run, warm index", warm),
        (f"{count} runs, no index", [first]),
        (f"{count} runs, warm index", history),
    ):
        figures = (median(found, "seconds"), median(found, "cpu"), median(found, "memory") / 1e6)
        print(f"| {name} | {figures[0]:.2f} | {figures[1]:.2f} | {figures[2]:.0f} |")
    print("\n| seconds | measured | goal | |\n|---|---|---|---|")
    row(f"{RULES} rules over {DEVICES} devices, warm index", median(warm, "seconds"), 5)
    row(f"the same with the history of {count} runs", median(history, "seconds"), 30)


def rules_text() -> str:
    """Rules of every kind: texts, lines in sections, rows, and one over the fleet."""
    rules = ["rules:"]
    for number in range(10):
        rules += [_rule(f"has-{number}", CONFIGURATION, f"contains: ntp server 192.0.2.{number}")]
        rules += [_rule(f"lacks-{number}", CONFIGURATION, f"lacks_match: '^ip host old-{number} '")]
        rules += [_rule(f"ports-{number}", CONFIGURATION, _ports(number))]
    for number in range(9):
        rules += [
            _rule(f"rows-{number}", COMMAND, f"no_row: \"interface LIKE '%{number}' AND status = 'down'\"")
        ]
    once = "SELECT device FROM show_ip_interface_brief GROUP BY device HAVING count(*) < 2"
    rules += [f'  - {{id: fleet, sql: "{once}"}}']
    assert len(rules) == RULES + 1
    return "\n".join(rules) + "\n"


def _rule(name: str, command: str, expect: str) -> str:
    return f"  - {{id: {name}, command: {command}, expect: [{{{expect}}}]}}"


def _ports(number: int) -> str:
    where = f"under: interface .*/{number}, where: [switchport mode access]"
    return f"{where}, lines: [spanning-tree bpduguard enable]"


def make_runs(output: Path, count: int) -> None:
    """Stores the runs."""
    os.fsync = lambda _descriptor: None  # what is lost with the machine is only the benchmark
    chance = random.Random(1)
    up = [[chance.random() < 0.9 for _ in range(INTERFACES)] for _ in range(DEVICES)]
    versions = [0] * DEVICES
    for number in range(count):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=number)
        made = RunDirectory.create(output, layout="command", now=at)
        rows = []
        for place in range(DEVICES):
            if chance.random() < 1 / CHANGED:
                versions[place] = number
                up[place][chance.randrange(INTERFACES)] ^= True
            device = Device(name=f"R{place:04}", host="192.0.2.1", platform="cisco_ios")
            outputs = {
                CONFIGURATION: configuration(place, versions[place]),
                COMMAND: text(place, up[place]),
            }
            results = tuple(
                CommandResult(command, f"{device.name}#", said, "ok", None, 0.1)
                for command, said in outputs.items()
            )
            rows.append(made.write(Outcome(Job(device, tuple(outputs)), results, None, 1, 0.5)))
        finish(made, at, rows)


def configuration(place: int, version: int) -> str:
    """A running configuration of about 400 lines, every device's its own."""
    lines = [f"hostname R{place:04}", "!", f"ip host old-{version % 20} 192.0.2.1", "!"]
    for port in range(48):
        lines += [
            f"interface GigabitEthernet1/0/{port}",
            f" description port {port} of {place}",
            " switchport mode access",
            f" switchport access vlan {10 + port % 4}",
        ]
        lines += [" spanning-tree bpduguard enable"] if port or version % 2 == 0 else []
        lines += ["!"]
    lines += [f"vlan {number}\n name v{number}\n!" for number in range(10, 50)]
    lines += [f"ntp server 192.0.2.{number}" for number in range(10)]
    return "\n".join([*lines, "end", ""])


def measured(output: Path, rules: Path) -> dict[str, float]:
    """One audit: seconds of the whole process, its processor time, its peak memory (bytes)."""
    started = time.perf_counter()
    asked = [COLLECT, "audit", "--rules", str(rules), "-o", str(output), "--format", "csv"]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise RuntimeError(said.decode())
    return {
        "seconds": time.perf_counter() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
    }


if __name__ == "__main__":
    main()
