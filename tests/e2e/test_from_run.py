"""`collect lab --from-run`: a network is studied without it, and gives the very bytes again."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from e2e.command import COLLECT, collect
from netcollect.lab import LabOptions, running_lab
from netcollect.lab.dialects import DIALECTS

ARGUMENTS = ("--job", "job.json", "--host-keys", "off", "--format", "json")


@contextmanager
def served(*arguments: str) -> Iterator[list[str]]:
    """What `collect lab --from-run` says while it serves; the inventory is `again.yaml`."""
    said: list[str] = []
    running = subprocess.Popen(
        [COLLECT, "lab", "--from-run", *arguments, "--write-inventory", "again.yaml"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr
    try:
        while not said or "Ctrl-C" not in said[-1]:
            said.append(running.stderr.readline())
            assert said[-1]
        yield said
    finally:
        running.send_signal(signal.SIGINT)
        said.append(running.communicate(timeout=20)[1])


def sums(document: dict[str, Any]) -> dict[tuple[str, str], object]:
    return {
        (device["device"], command["command"]): (command["status"], command["sha256"])
        for device in document["devices"]
        for command in device["commands"]
    }


@pytest.mark.parametrize(
    "more", [(), ("--layout", "command", "--redact")], ids=["device", "command redacted"]
)
def test_what_is_collected_from_a_run_is_what_the_run_has(here: Path, more: tuple[str, ...]) -> None:
    rows = {platform: list(dialect.commands) for platform, dialect in DIALECTS.items()}
    rows["cisco_ios"] += ["sh ver | i uptime", "show nosuch"]
    (here / "job.json").write_text(json.dumps({"platforms": rows}))
    with running_lab(LabOptions(devices=7, faults={"refuse": 0.1, "reject": 0.1})) as lab:
        (here / "devices.yaml").write_text(lab.inventory_text())
        first = collect("-i", "devices.yaml", *ARGUMENTS, *more).document
    with served("latest") as said:
        again = collect("-i", "again.yaml", *ARGUMENTS, *more).document
    assert sums(again) == sums(first)
    for key in ("device", "groups", "facts", "status", "sha256"):
        assert [each[key] for each in again["devices"]] == [each[key] for each in first["devices"]]
    assert [each["error"] and each["error"]["kind"] for each in again["devices"]] == [
        each["error"] and each["error"]["kind"] for each in first["devices"]
    ]
    assert again["changed"] is False
    assert "7 devices on 127.0.0.1" in said[-2]
    for note in (
        "show nosuch (rejected)",
        "fails as it did then (refused)",
        "as it did then (auth_rejected)",
    ):
        assert note in "".join(said)


def test_what_cannot_be_served_is_said(here: Path) -> None:
    done = collect("lab", "--from-run", "latest")
    assert done.status == 2
    assert "there is no finished run 'latest'" in done.err
    done = collect("lab", "--from-run", "latest", "--from-session-log", "x.log")
    assert done.status == 2
    assert "cannot be combined" in done.err
    del here
