"""Evidence that survives: full disks, kills, and two runs at a time, with real processes."""

from __future__ import annotations

import fcntl
import hashlib
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from netcollect.archive import Run

RUNS = 25
LENGTH = 200_000

#: What a child process does first; `limit` is the size in bytes that no file may pass.
PRELUDE = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from netcollect.document import build_result
from netcollect.errors import OutputError
from netcollect.model import CommandResult, Device, Job, Outcome
from netcollect.store import RunDirectory

def begin():
    return RunDirectory.create(Path(sys.argv[1]), layout="command", now=datetime.now(UTC)), datetime.now(UTC)

def outcome(name, size):
    results = tuple(CommandResult(f"show {n}", "R#", f"{n}" * size, "ok") for n in range(3))
    device = Device(name=name, host="192.0.2.1", platform="cisco_ios")
    return Outcome(Job(device, tuple(r.command for r in results)), results, None, 1, 0.1)

def end(run, started, rows):
    run.finish(build_result(run=run.run, started=started, finished=datetime.now(UTC), seconds=0.1,
        directory=str(run.path), inventory=["x" * 3000], rows=rows, interrupted=False))

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

def whole_run():
    run, started = begin()
    end(run, started, [run.write(outcome(f"R{n}", LENGTH)) for n in range(4)])
    return run
"""

#: A run that finishes when it is told to.
SLOW = """
run, started = begin()
print("begun", flush=True)
sys.stdin.readline()
end(run, started, [])
"""


def start(output: Path, script: str) -> subprocess.Popen[str]:
    program = f"LENGTH = {LENGTH}\n{PRELUDE}" + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", program, str(output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(output: Path, script: str) -> str:
    with start(output, script) as child:
        text, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    return text


def check(run: Path) -> None:
    """A finished run is whole: every file is there and has the bytes that the manifest tells."""
    for device in Run(run).document.devices:
        for entry in device.commands:
            data = (run / str(entry.file)).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (entry.bytes, entry.sha256)


def unfinished(output: Path) -> list[Path]:
    return [path for path in output.rglob("*") if path.name.endswith(".tmp")]


@pytest.mark.parametrize(
    ("size", "what"),
    [(100, "R9/show_0.txt"), (2000, "manifest.json")],
)
def test_a_full_disk_names_the_file_and_leaves_the_last_run_whole(
    tmp_path: Path, size: int, what: str
) -> None:
    before = said(tmp_path, "print(whole_run().path)").strip()
    text = said(
        tmp_path,
        f"""
        run, started = begin()
        limit({size})
        try:
            end(run, started, [run.write(outcome("R9", 1000))])
        except OutputError as error:
            print(error.path.removeprefix(str(run.path) + "/"), error.reason, sep=": ")
        """,
    )
    assert text == f"{what}: File too large\n"
    assert (tmp_path / "latest").resolve() == Path(before)
    check(tmp_path / "latest")
    assert unfinished(tmp_path) == []


@pytest.mark.soak
def test_a_kill_at_any_moment_leaves_earlier_runs_and_latest_valid(tmp_path: Path) -> None:
    chance = random.Random(7)
    said(tmp_path, "whole_run()")
    moved = Run(tmp_path / "latest").document.started
    for _ in range(RUNS):
        with start(tmp_path, "print('go', flush=True)\nwhile True: whole_run()") as child:
            assert child.stdout
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            child.kill()
        check(tmp_path / "latest")
        before, moved = moved, Run(tmp_path / "latest").document.started
        assert before <= moved
    for manifest in tmp_path.glob("runs/*/manifest.json"):
        check(manifest.parent)
    # What has its final name is whole, also in a run that was killed.
    for path in tmp_path.glob("runs/*/*/show_*.txt"):
        assert path.stat().st_size == LENGTH + 1


def test_nothing_of_a_killed_run_goes_on_running(tmp_path: Path) -> None:
    script = """
        import time
        from netcollect.executors.processes import Processes
        pool = Processes(2)
        busy, idle = pool.submit(time.sleep, 600), pool.submit(int)
        idle.result()
        print("go", flush=True)
        sys.stdin.readline()
        """
    with start(tmp_path, script) as child:
        assert child.stdout
        child.stdout.readline()
        child.kill()
        # Its workers have the other end of this pipe: it ends when the last of them has.
        assert child.communicate(timeout=60)[0] == ""


def test_runs_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    children = [start(tmp_path, "for _ in range(10): whole_run()") for _ in range(4)]
    for child in children:
        with child:
            assert child.wait(60) == 0
    runs = list((tmp_path / "runs").iterdir())
    assert len(runs) == 40
    for run in runs:
        check(run)
    assert Run(tmp_path / "latest").document.started == max(Run(run).document.started for run in runs)
    assert unfinished(tmp_path) == []


def test_a_slow_run_does_not_take_the_place_of_one_that_began_later(tmp_path: Path) -> None:
    with start(tmp_path, SLOW) as child:
        assert child.stdout
        child.stdout.readline()
        later = said(tmp_path, "print(whole_run().path)").strip()
        child.communicate("go on\n", timeout=60)
    assert child.returncode == 0
    assert len(list(tmp_path.glob("runs/*/manifest.json"))) == 2
    assert (tmp_path / "latest").resolve() == Path(later)


def test_latest_is_not_moved_while_another_process_has_the_lock(tmp_path: Path) -> None:
    before = said(tmp_path, "print(whole_run().path)").strip()
    with start(tmp_path, SLOW) as child:
        assert child.stdout
        assert child.stdin
        child.stdout.readline()
        with (tmp_path / ".lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            child.stdin.write("go on\n")
            child.stdin.flush()
            patience = time.monotonic() + 60
            while len(list(tmp_path.glob("runs/*/manifest.json"))) < 2:
                assert child.poll() is None
                assert time.monotonic() < patience, "the manifest waits for the lock"
                time.sleep(0.01)
            # Without the lock it would be done by now, or soon.
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(0.3)
            assert (tmp_path / "latest").resolve() == Path(before)
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert child.wait(60) == 0
    assert (tmp_path / "latest").resolve() != Path(before)


def test_what_a_killed_run_left_is_told_and_only_its_temporary_files_are_removed(tmp_path: Path) -> None:
    finished = Path(said(tmp_path, "print(whole_run().path)").strip())
    dying = """
        run, started = begin()
        run.write(outcome("R1", LENGTH))
        half = run.path / "R1" / ".half.tmp"
        half.write_text("half")
        print(run.path, flush=True)
        sys.stdin.readline()
        """
    with start(tmp_path, dying) as child:
        assert child.stdout
        dead = Path(child.stdout.readline().strip())
        # It is still alive: nobody cleans up behind it.
        assert told(tmp_path) == []
        assert (dead / "R1" / ".half.tmp").exists()
        (tmp_path / "latest").unlink()
        (tmp_path / "latest").symlink_to(f"runs/{finished.name}")
        child.kill()
    said_of_it = f"{dead} did not finish: it has no manifest; 3 files kept, 1 half-written file removed"
    assert told(tmp_path) == [said_of_it]
    assert sorted(path.name for path in dead.rglob("*")) == ["R1", "show_0.txt", "show_1.txt", "show_2.txt"]
    assert (tmp_path / "latest").resolve() == finished
    check(finished)
    # A finished run behind it ends the story.
    said(tmp_path, "whole_run()")
    assert told(tmp_path) == []


def told(output: Path) -> list[str]:
    """What the beginning of a run says of others; that run does not finish, and is killed cleanly."""
    script = """
        import logging
        logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")
        run, started = begin()
        run.path.rmdir()
        """
    return said(output, script).splitlines()
