"""Evidence that survives, from the outside: full disks, and kills at any moment."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect

RUN = ("-i", "devices.yaml", "-l", "platform:cisco_ios", "-c", "show version", "-c", "show running-config")
KILLS = 8


@pytest.mark.parametrize("blocks", [0, 1])
def test_a_full_disk_is_status_4_names_the_file_and_leaves_the_last_run_whole(
    inventory: Path, here: Path, blocks: int
) -> None:
    assert collect(*RUN, "--host-keys", "off").status == 0
    before = (here / "output/latest").resolve()
    # No file may be longer than so many blocks of 512 bytes: to a program that is a disk without room.
    limited = here / "limited"
    limited.write_text(f'#!/bin/sh\nulimit -f {blocks}\nexec "{COLLECT}" "$@"\n')
    limited.chmod(0o700)
    done = collect(*RUN, "--host-keys", "off", "--layout", "command", program=limited)
    assert done.status == 4
    said, hint = done.err.splitlines()
    assert said.startswith("error: cannot write output/runs/")
    assert said.endswith((".txt: File too large", "manifest.json: File too large"))
    assert hint == "       is the disk full, or may you not write there? earlier runs are untouched"
    assert (here / "output/latest").resolve() == before
    assert collect("verify").status == 0
    assert not list((here / "output").rglob(".*.tmp"))


@pytest.mark.soak
@pytest.mark.parametrize("executor", ["thread", "process"])
def test_kills_at_random_moments_leave_earlier_runs_and_latest_whole(
    inventory: Path, here: Path, executor: str
) -> None:
    command = (*RUN, "--executor", executor, "--last-good")
    assert collect(*command).status == 0
    chance = random.Random(executor)
    for _ in range(KILLS):
        with (
            (here / "told").open("a") as told,
            subprocess.Popen([COLLECT, *command], stdout=subprocess.DEVNULL, stderr=told) as child,
        ):
            try:
                child.wait(chance.uniform(0.1, 1.5))
            except subprocess.TimeoutExpired:
                child.kill()
        assert collect("verify").status == 0
    runs = sorted((here / "output/runs").iterdir())
    dead = [run for run in runs if not (run / "manifest.json").exists()]
    last = collect(*command)
    assert last.status == 0
    # Each was told of by the next run that lived long enough.
    told_of = (here / "told").read_text() + last.err
    assert all(f"{run.name} did not finish: it has no manifest" in told_of for run in dead)
    assert not list((here / "output").rglob(".*.tmp"))
    for run in set(runs) - set(dead):
        assert collect("verify", run.name).status == 0
