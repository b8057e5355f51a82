"""`collect init`, by options and by asking."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from netcollect import load_inventory

GIVEN = (
    "--host",
    "192.0.2.1",
    "--platform",
    "cisco_ios",
    "-u",
    "lab",
    "-c",
    "show version",
    "-c",
    'sh "x": y',
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_three_files_and_the_next_command(here: Path) -> None:
    done = collect("init", *GIVEN)
    assert done.status == 0, done.err
    assert "next: collect --job job.yaml --ask-pass" in done.err
    (device,) = load_inventory("devices.yaml")
    assert (device.host, device.platform, device.username) == ("192.0.2.1", "cisco_ios", "lab")
    dry = collect("--job", "job.yaml", "--dry-run", "--allow-command", 'sh "x": y')
    assert dry.status == 0, dry.err
    assert 'sh "x": y' in dry.out
    assert sorted(path.name for path in here.iterdir()) == ["devices.yaml", "job.yaml", "rules.yaml"]


@pytest.mark.usefixtures("here")
def test_a_command_that_no_run_sends_is_told() -> None:
    done = collect("init", *GIVEN[:6], "-c", "show clock", "-c", "reload")
    assert done.status == 0
    (line,) = [line for line in done.err.splitlines() if line.startswith("warning")]
    assert line.startswith("warning: --command: 'reload': it is no reading command of cisco_ios")
    assert line.endswith("(if it is meant: --allow-command reload)")


def test_nothing_is_overwritten(here: Path) -> None:
    (here / "job.yaml").write_text("mine\n")
    done = collect("init", *GIVEN)
    assert done.status == 2
    assert "job.yaml: is there already" in done.err
    assert (here / "job.yaml").read_text() == "mine\n"
    assert not (here / "devices.yaml").exists()
    assert collect("init", *GIVEN, "--directory", "new").status == 0
    assert collect("--job", "new/job.yaml", "--dry-run", "--allow-command", ".*").status == 0


@pytest.mark.usefixtures("here")
def test_wrong_and_missing_answers_are_told_at_once() -> None:
    done = collect("init", "--host", "a b", "--platform", "cisco_oss", "-u", "lab", "-c", "show version")
    assert done.status == 2
    assert "--host: 'a b' is neither" in done.err
    assert "--platform: netmiko has no platform 'cisco_oss' (did you mean cisco_ios" in done.err
    done = collect("init", "--platform", "cisco_ios", "-u", "lab")
    assert [line.split(":")[1].strip() for line in done.err.splitlines() if line.startswith("error")] == [
        "--host",
        "--command",
    ]


def test_it_asks_on_a_terminal(here: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"192.0.2.7\n\nlab\n\n")
    done = subprocess.run(
        [COLLECT, "init"], stdin=theirs, capture_output=True, text=True, timeout=60, check=False
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    (device,) = load_inventory(here / "devices.yaml")
    assert (device.host, device.platform, device.username) == ("192.0.2.7", "cisco_ios", "lab")
    assert "show version" in (here / "job.yaml").read_text()
