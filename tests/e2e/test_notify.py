"""`notify:` in a job file: real programs, told of a real run."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from netcollect.app.notify import notify
from netcollect.archive import Run
from netcollect.options import Notifier
from unit.compare.samples import first_day, second_day

#: A device that the run leaves out: its references are followed by nobody.
SPARE = (
    "- {name: spare, host: 192.0.2.9, platform: cisco_ios, password: env:SPARE, secret: env:SPARE_SECRET}\n"
)
#: Variables that hold passwords: of our own, of that device, and of a job file where another one wins.
VARIABLES = ("COLLECT_PASSWORD", "COLLECT_SECRET", "JOB_SECRET", "SPARE", "SPARE_SECRET")
RULE = "rules: [{id: new, command: {cisco_ios: show version}, expect: [{contains: Version 99}]}]\n"
JOB = """\
inventory: [devices.yaml, spare.yaml]
limit: [platform:cisco_ios, '!spare']
secret: env:JOB_SECRET
rules: rules.yaml
notify:
- run: [sh, -c, 'cat > told.txt; env > environment.txt; echo sent']
  when: [violated, failed]
- {run: [sh, -c, 'exit 7']}
- {run: [no-such-program, x]}
- {run: [touch, unwanted], when: [fixed, recovered, changed]}
"""


def test_programs_are_told_of_what_they_wait_for_and_change_nothing(
    inventory: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inventory
    for name in VARIABLES:
        monkeypatch.setenv(name, "lab")
    (here / "spare.yaml").write_text(SPARE)
    (here / "rules.yaml").write_text(RULE)
    (here / "job.yaml").write_text(JOB)
    done = collect("--job", "job.yaml", "--format", "json", "--quiet")
    assert done.status == 3
    told = (here / "told.txt").read_text()
    run = json.loads(done.out)["run"]
    assert told.startswith(
        f"collect {run}: 2 devices, 2 ok\nsince last time: violated 2\n\nnew    new [medium]"
    )
    said = dict(
        line.split("=", 1) for line in (here / "environment.txt").read_text().splitlines() if "=" in line
    )
    assert said.keys().isdisjoint(VARIABLES)
    assert (said["COLLECT_RUN"], said["COLLECT_EVENTS"]) == (run, "violated")
    assert Path(said["COLLECT_DOCUMENT"]).read_text() == done.out
    assert done.err.splitlines() == [
        "sent",
        "warning: notify: sh ended with status 7",
        "warning: notify: no-such-program cannot be run: No such file or directory",
    ]
    assert not (here / "unwanted").exists()
    # The same again is no news.
    (here / "told.txt").unlink()
    assert collect("--job", "job.yaml", "--quiet").status == 3
    assert not (here / "told.txt").exists()


def is_gone(here: Path) -> bool:
    """Whether the process that the file `pid` names has ended; one that was killed is given a while."""
    state = Path(f"/proc/{(here / 'pid').read_text().strip()}/stat")
    for _ in range(200):
        try:
            if state.read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_a_program_that_hangs_is_stopped_with_all_that_it_started(here: Path) -> None:
    first_day(here)
    run = Run(second_day(here).path)
    script = "sleep 300 & echo $! > pid; wait"
    told = list(notify(run, [Notifier(("sh", "-c", script))], patience=5.0))
    assert told == ["notify: sh did not end in 5 s and was stopped"]
    assert is_gone(here)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_program_too(inventory: Path, here: Path, number: signal.Signals) -> None:
    del inventory
    (here / "job.yaml").write_text(
        "inventory: devices.yaml\nlimit: platform:cisco_ios\ncommands: [show version, show nosuch]\n"
        "notify: {run: [sh, -c, 'sleep 300 & echo $! > pid.part; mv pid.part pid; wait']}\n"
    )
    # What is ignored here would be ignored there; in place of a handler a program gets the default.
    before = signal.signal(number, lambda *_: None)
    running = subprocess.Popen([COLLECT, "--job", "job.yaml", "--quiet"], stderr=subprocess.PIPE)
    signal.signal(number, before)
    while not (here / "pid").exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(number)
    assert b"interrupted" in running.communicate(timeout=60)[1]
    assert running.returncode == 128 + number
    assert is_gone(here)


@pytest.mark.parametrize(("number", "name"), [(signal.SIGTERM, "SIGTERM"), (40, "signal 40")])
def test_a_program_that_a_signal_ends_is_told(here: Path, number: int, name: str) -> None:
    first_day(here)
    run = Run(second_day(here).path)
    told = list(notify(run, [Notifier(("sh", "-c", f"kill -{int(number)} $$"))]))
    assert told == [f"notify: sh was ended by {name}"]


def test_what_is_wrong_is_told_before_anyone_is_contacted(inventory: Path, here: Path) -> None:
    del inventory
    (here / "job.yaml").write_text("inventory: devices.yaml\ncommands: show version\nnotify: {when: fixed}\n")
    wrong = collect("--job", "job.yaml")
    assert wrong.status == 2
    assert "job.yaml:3:9: notify.run: is missing (for example {run: [mail" in wrong.err
    assert not (here / "output").exists()
