"""An inventory against what its devices said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from netcollect.app.lint import Finding, lint
from netcollect.errors import InputError
from netcollect.model import CommandResult, Device
from unit.archive.samples import edit
from unit.compare.samples import DAY
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run

VERSION = """\
Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.2(4)M1, RELEASE SOFTWARE (fc1)
{name} uptime is 1 week, 2 days
System image file is "flash0:c2900.bin"
cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.
Processor board ID {serial}
Configuration register is 0x2102
"""
NEXUS = "Cisco Nexus Operating System (NX-OS) Software\n  system: version 9.3(5)\n"


def version(name: str, serial: str) -> list[CommandResult]:
    return [ok("show version", VERSION.format(name=name, serial=serial))]


def findings(output: Path, *names: str, platform: str = "cisco_ios", days: float = 30) -> Sequence[Finding]:
    devices = [Device(name=name, host=name, platform=platform) for name in names]
    return lint(devices, output, days=days, now=START + 3 * DAY).findings


def test_what_fits_is_not_told(tmp_path: Path) -> None:
    run(tmp_path, {"R1": version("R1", "FTX1"), "R2.example.net": version("r2", "FTX2")})
    assert findings(tmp_path, "R1", "R2.example.net") == ()


def test_a_platform_that_does_not_fit_what_the_device_said(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("sh ver", NEXUS)], "R2": [ok("show version", "nobody knows this")]})
    message = "is cisco_ios, but its 'sh ver' reads like cisco_nxos"
    assert findings(tmp_path, "R1", "R2") == (Finding("R1", "platform", message),)
    # The words of IOS XE include those of IOS, and the two are of one family.
    xe = [ok("show version", "Cisco IOS XE Software, Version 17\nCisco IOS Software [Bengaluru]\n")]
    run(tmp_path / "xe", {"R1": xe})
    assert findings(tmp_path / "xe", "R1") == ()
    assert findings(tmp_path / "xe", "R1", platform="cisco_xe") == ()


@pytest.mark.parametrize(
    ("name", "prompt", "fits"),
    [
        ("R1", "R1#", True),
        ("r1.example.net", "R1>", True),
        ("R1", "lab@R1-re0>", True),
        ("R1", "lab@R1:~$", True),
        ("R1", "[edit]\nlab@R1#", True),
        ("R1", "R10#", False),
        ("R1", "<R1>", True),
        ("ams-distribution-left-1", "ams-distribution-lef#", True),
        ("ams-1", "ams#", False),
        ("192.0.2.1", "R1#", True),
    ],
)
def test_a_name_that_is_not_the_one_in_the_prompt(
    tmp_path: Path, name: str, prompt: str, *, fits: bool
) -> None:
    run(tmp_path, {name: [replace(ok("show clock", "12:00\n"), prompt=prompt)]}, layout="device")
    shown = prompt.rpartition("\n")[2]
    expected = () if fits else (Finding(name, "name", f"has the prompt {shown!r}"),)
    assert findings(tmp_path, name, platform="linux") == expected


def test_a_name_that_the_device_says_itself_counts_before_its_prompt(tmp_path: Path) -> None:
    run(tmp_path, {"R1": version("R7", "FTX1")})
    assert findings(tmp_path, "R1") == (Finding("R1", "name", "calls itself 'R7'"),)


def test_serial_numbers_that_moved(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": version("R1", "FTX1"), "R2": version("R2", "FTX2")}).name
    second = run(tmp_path, {"R1": version("R1", "FTX2"), "R2": version("R2", "FTX2")}, START + DAY).name
    assert findings(tmp_path, "R1", "R2") == (
        Finding("R1", "serial", f"has the serial number FTX2 now, and had FTX1 in {first}"),
        Finding("R1", "serial", f"has the serial number FTX2, which R2 had in {second}"),
        Finding("R2", "serial", f"has the serial number FTX2, which R1 had in {second}"),
    )


def test_devices_that_were_not_seen_for_long(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": version("R1", "A"), "R2": version("R2", "B")}).name
    run(tmp_path, {"R1": [rejected("show version")], "R2": version("R2", "B")}, START + 2 * DAY)
    assert findings(tmp_path, "R1", "R2", "R3", days=2) == (
        Finding("R1", "unseen", f"was last collected in {first}, more than 2 days ago"),
        Finding("R3", "unseen", f"was never collected; the oldest run is {first}"),
    )
    assert [each.device for each in findings(tmp_path, "R1", "R2", days=4)] == []


def test_without_a_finished_run_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no such run"):
        findings(tmp_path, "R1")


def test_what_was_changed_or_removed_since_says_nothing_and_that_is_told(tmp_path: Path) -> None:
    path = run(tmp_path, {"R1": [ok("show version", NEXUS)], "R2": version("R2", "FTX2")})
    message = f"was not checked by what is not as it was stored: 'show version' in {path.name}"

    def forget(document: dict[str, list[dict[str, list[dict[str, str]]]]]) -> None:
        document["devices"][0]["commands"][0]["sha256"] = "0" * 64

    edit(path, forget)
    assert findings(tmp_path, "R1", "R2", days=9) == (Finding("R1", "unreadable", message),)
    (path / "R2" / "show_version.txt").unlink()
    both = (Finding("R1", "unreadable", message), Finding("R2", "unreadable", message))
    assert findings(tmp_path, "R1", "R2", days=9) == both
    (tmp_path / "index.sqlite").unlink()
    assert findings(tmp_path, "R1", "R2", days=9) == both
