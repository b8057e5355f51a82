"""`--rerun-failed`: what failed in a run, and nothing else, in a run that says what it follows."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from netcollect.lab import LabOptions, running_lab


def test_what_failed_runs_again_and_nothing_else(here: Path) -> None:
    faults = {"refuse": 0.25, "cut": 0.25}
    with running_lab(LabOptions(devices=8, platforms=("cisco_ios",), faults=faults)) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        arguments = ("-i", "lab.yaml", "-c", "show version", "--format", "json")
        first = collect(*arguments).document
        failed = [row["device"] for row in first["devices"] if row["status"] != "ok"]
        assert failed
        assert len(failed) < 8

        (here / "lab.yaml").write_text(lab.inventory_text())
        second = collect(*arguments, "--rerun-failed", "latest")
    assert second.status == 1
    assert [row["device"] for row in second.document["devices"]] == failed
    assert second.document["follows"] == first["run"]


def test_nothing_failed(here: Path, inventory: Path) -> None:
    arguments = ("-i", inventory, "-l", "!platform:huawei_vrp", "-c", "show version")
    assert collect(*arguments).status == 0
    again = collect(*arguments, "--rerun-failed", "latest")
    assert (again.status, again.out) == (0, "")
    assert "nothing failed in 2" in again.err
    assert len(list(Path("output/runs").iterdir())) == 1


def test_a_limit_takes_some_of_what_failed(here: Path) -> None:
    with running_lab(LabOptions(devices=6, platforms=("cisco_ios",), faults={"refuse": 0.5})) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        arguments = ("-i", "lab.yaml", "-c", "show version", "--format", "json")
        first = collect(*arguments).document
        failed = [row["device"] for row in first["devices"] if row["status"] != "ok"]
        (good, *_) = (row["device"] for row in first["devices"] if row["status"] == "ok")
        # By its path, and without its first one.
        some = collect(*arguments, "--rerun-failed", first["directory"] + "/", "-l", f"!{failed[0]}")
        none = collect(*arguments, "--rerun-failed", first["run"], "-l", good)
    assert [row["device"] for row in some.document["devices"]] == failed[1:]
    assert some.document["follows"] == first["run"]
    assert (none.status, none.out) == (0, "")
    assert "nothing failed" in none.err


def test_a_run_that_was_interrupted_is_carried_on(here: Path) -> None:
    with running_lab(LabOptions(devices=4, platforms=("cisco_ios",), faults={"freeze": 0.5})) as lab:
        (here / "lab.yaml").write_text(lab.inventory_text())
        arguments = ("-i", "lab.yaml", "-c", "show version", "--format")
        running = subprocess.Popen([COLLECT, *arguments, "jsonl"], stdout=subprocess.PIPE, text=True)
        assert running.stdout
        good = {json.loads(running.stdout.readline())["device"] for _ in range(2)}
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
        (run,) = (path.name for path in Path("output/runs").iterdir())
        again = collect(*arguments, "json", "--rerun-failed", run, "--read-timeout", "1").document
    assert {row["device"] for row in again["devices"]} == {device.name for device in lab.devices} - good
    assert again["follows"] == run


@pytest.mark.parametrize("empty", ["", " "])
def test_a_variable_that_is_empty_does_not_run_the_whole_fleet(
    here: Path, inventory: Path, empty: str
) -> None:
    ended = collect("-i", inventory, "-c", "show version", "--rerun-failed", empty)
    assert ended.status == 2
    assert "no finished run" in ended.err


def test_there_is_no_such_run(here: Path, inventory: Path) -> None:
    ended = collect("-i", inventory, "-c", "show version", "--rerun-failed", "20200101T000000Z-0000")
    assert ended.status == 2
    assert "no finished run '20200101T000000Z-0000'" in ended.err


def test_a_device_that_failed_and_is_in_no_inventory(here: Path, inventory: Path) -> None:
    with running_lab(LabOptions(devices=2, faults={"refuse": 1.0})) as lab:
        (here / "gone.yaml").write_text(
            lab.inventory_text().replace("-ios-", "-old-").replace("-nxos-", "-old-")
        )
        assert collect("-i", "gone.yaml", "-c", "show version").status == 1
    ended = collect("-i", inventory, "-c", "show version", "--rerun-failed", "latest")
    assert ended.status == 2
    assert "has devices that no inventory names" in ended.err
