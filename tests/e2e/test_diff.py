"""`collect diff` and what a run says of itself, as people and cron see them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from e2e.command import collect
from unit.compare.samples import DAY, config, first_day, second_day
from unit.fakes import ok
from unit.store.test_directory import START
from unit.store.test_history import run


def test_what_changed_since_last_time_and_its_exit_status(here: Path) -> None:
    first_day(here / "output")
    assert collect("diff").status == 2
    assert "nothing could be compared" in collect("diff").err
    second_day(here / "output")
    done = collect("diff")
    assert done.status == 1
    assert "3 devices:" in done.out
    assert "+ ntp server 192.0.2.9" in done.out
    assert collect("diff", "-l", "R4").status == 0
    assert collect("diff", "-l", "R1", "-c", "show ip interface brief", "--stat").out.startswith(
        "R1  sh ip int br  +1 -1"
    )
    assert collect("diff", "latest", "latest", "-l", "R4").status == 0
    found = collect("diff", "2026-11-23", "latest", "--format", "json").document
    assert found["counts"]["changed"] == 3
    assert found["old"].startswith("20261123")
    done = collect("diff", "-l", "R99")
    assert done.status == 2
    assert "matches no device" in done.err
    assert collect("diff", "--stat", "--unified").status == 2
    assert "volatile" not in collect("diff", "-l", "R4", "--show-volatile").err
    assert collect("diff", "-l", "R4", "--show-volatile").status == 1


def test_an_earlier_run_that_is_damaged_is_told(here: Path) -> None:
    first, second = first_day(here / "output"), second_day(here / "output")
    run(here / "output", {"R4": [ok("show run", config(clock=3))]}, START + 2 * DAY)
    assert collect("diff", "-l", "R4").status == 0
    for damaged, status in ((second, 1), (first, 2)):
        (damaged.path / "manifest.json").write_text("x")
        done = collect("diff", "-l", "R4")
        assert done.status == status
        assert done.out.count("left out: ") == 2 - (damaged is second)
        assert f"{damaged.name}/manifest.json: is not a netcollect manifest" in done.out
    assert "R4 (in no earlier run that can be read)" in done.out


def test_a_patch_applies_to_the_older_run(here: Path) -> None:
    old = first_day(here / "output").path
    second_day(here / "output")
    patch = collect("diff", "--unified").out
    program = shutil.which("patch")
    assert program
    done = subprocess.run(
        [program, "-p0", "--fuzz=0"], input=patch, cwd=old, text=True, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stdout
    assert "ntp server 192.0.2.9" in (old / "R1.txt").read_text()


def test_a_run_says_what_changed_in_a_line_a_group(inventory: Path, here: Path) -> None:
    arguments = ("-i", "devices.yaml", "-l", "platform:cisco_ios", "-c", "show running-config")
    first = collect(*arguments, "--format", "json").document
    assert "changes" not in first
    for device in first["devices"]:
        # As if they had had another name server, and a community that must not be mailed, on the day before.
        path = here / first["directory"] / f"{device['device']}.txt"
        entry = device["commands"][0]
        text = path.read_bytes()
        output = text[entry["offset"] :].replace(
            b"\nend\n", b"\nntp server 192.0.2.1\nsnmp-server community s3cr3t\nend\n"
        )
        assert b"s3cr3t" in output
        path.write_bytes(text[: entry["offset"]] + output)
        rewrite(here / first["directory"] / "manifest.json", device["device"], output)
    done = collect(*arguments)
    assert "changed since last time:" in done.out
    assert "2 devices: show running-config:" in done.out
    assert "s3cr3t" not in done.out
    second = json.loads((here / "output/latest/manifest.json").read_text())
    (change,) = second["changes"]
    assert len(change["devices"]) == 2
    assert change["removed"][0] == "ntp server 192.0.2.1"
    assert "redacted" in change["removed"][1]


def rewrite(manifest: Path, name: str, output: bytes) -> None:
    """The manifest for another output of a device's one command."""
    document = json.loads(manifest.read_text())
    digest = hashlib.sha256(output).hexdigest()
    for device in document["devices"]:
        if device["device"] == name:
            device["commands"][0] |= {"bytes": len(output), "sha256": digest, "compared": digest}
    manifest.write_text(json.dumps(document))
