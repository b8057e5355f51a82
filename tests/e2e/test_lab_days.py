"""Two days of the lab, collected and compared: what is told is the story of the lab, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from e2e.command import collect
from netcollect.lab import LabOptions, running_lab
from netcollect.lab.days import events, network
from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import Facts
from netcollect.lab.options import PLATFORMS
from story import is_support, touched

TOTAL, SEED = 10, 1
#: Whose row is another one when its host's port is down.
BRIEF = {
    "cisco_ios": "show ip interface brief",
    "cisco_nxos": "show interface status",
    "arista_eos": "show ip interface brief",
}


def job() -> str:
    """Everything that the lab's devices can be asked, but what joins other commands."""
    rows = {
        platform: [command for command in dialect.commands if not is_support(command)]
        for platform, dialect in DIALECTS.items()
    }
    return json.dumps({"inventory": ["devices.yaml"], "known_hosts": "known_hosts", "platforms": rows})


def told(difference: dict[str, Any]) -> dict[str, set[str]]:
    return {
        each["device"]: {command["command"] for command in each["commands"]}
        for each in difference["devices"]
        if each["status"] == "changed"
    }


def test_a_comparison_of_two_days_tells_what_happened_and_nothing_else(here: Path) -> None:
    today = network(TOTAL, PLATFORMS, SEED, 2)
    replaced = next(
        today[event.devices[0]].hostname for event in events(today, SEED, 2) if event.kind == "replaced"
    )
    with running_lab(LabOptions(devices=TOTAL, seed=SEED)) as lab:
        (here / "devices.yaml").write_text(lab.inventory_text())
        (here / "job.json").write_text(job())
        assert collect("--job", "job.json").status == 0
        lab.turn_to(2)
        # Another chassis has another host key: it is refused, and only it.
        done = collect("--job", "job.json", "--format", "json")
        assert done.status == 1
        errors = {each["device"]: each["error"]["kind"] for each in done.document["devices"] if each["error"]}
        assert errors == {replaced: "host_key_changed"}
        first = collect("diff", "--format", "json").document
        text = collect("diff", "-c", "show running-config", "-c", "display current-configuration").out
        (here / "known_hosts").unlink()
        assert collect("--job", "job.json", "--rerun-failed", "latest").status == 0
    second = collect("diff", "--format", "json").document
    assert {**told(first), **told(second)} == touched(today, SEED, 2)
    assert [each["device"] for each in first["devices"] if each["status"] == "not_collected"] == [replaced]
    rows_are_told({each["device"]: each for each in (*first["devices"], *second["devices"])}, today)
    assert "secrets not compared on 2 devices" in text
    # A line that several devices have stands there once for each way of writing it.
    assert text.count("+ ntp server 192.0.2.2\n") == 1


def rows_are_told(found: dict[str, Any], today: tuple[Facts, ...]) -> None:
    """A port that failed is a row that changed, where a template reads the platform's table."""
    for event in events(today, SEED, 2):
        for index, port in zip(event.devices, event.ports, strict=False):
            device = today[index]
            if device.platform not in BRIEF:
                continue
            (command,) = (
                each
                for each in found[device.hostname]["commands"]
                if each["command"] == BRIEF[device.platform]
            )
            changed = [row for row in command["rows"] if row["change"] == "changed"]
            assert [str(port) in str(row["key"]) for row in changed] == [True], device.hostname
