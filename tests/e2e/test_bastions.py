"""Devices behind a bastion with a login of its own, as people reach them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from e2e.canary import CANARY
from e2e.command import Ended, collect
from integration.test_bastion_logins import network

#: R2 is an address where nobody listens; the devices' password is nowhere, and a ping needs none.
INVENTORY = """\
defaults:
  platform: cisco_ios
  username: lab
  password: env:LAB_PASSWORD
  jump: {{host: 127.0.0.1, port: {port}, username: jump, password: env:GATE_PASSWORD}}
devices:
  - {{name: R1, host: 10.0.0.1}}
  - {{name: R2, host: 127.0.0.1, port: 1}}
"""


def ping(*more: str, **variables: str) -> Ended:
    known = {"GATE_PASSWORD": "own", **variables}
    return collect("ping", "-i", "devices.yaml", "--host-keys", "off", *more, env=known)


def rows(done: Ended) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def test_ping_asks_through_bastions(here: Path) -> None:
    with network("R1") as (bastion, gate, inside):
        (here / "devices.yaml").write_text(INVENTORY.format(port=bastion.port))
        done = ping("--format", "json")
        r1, r2 = rows(done)
        assert (done.status, r1["status"], r2["status"]) == (1, "ok", "failed"), done.err
        assert f"through the bastion 127.0.0.1:{bastion.port}" in r2["error"]["message"]
        # One login at the bastion for both, and none at the device.
        assert (gate.tries, inside.tries) == ([("user", "jump"), ("password", "own")], [])

        wrong = rows(ping("--format", "json", GATE_PASSWORD=CANARY))
        assert [row["error"]["kind"] for row in wrong] == ["auth_rejected"] * 2
        assert gate.tries.count(("password", CANARY)) == 1
        assert ping("--limit", "R1").status == 0


def test_what_keeps_a_ping_from_its_bastion_is_told_before_anybody_is_asked(here: Path) -> None:
    (here / "devices.yaml").write_text(INVENTORY.format(port=22))
    done = ping(GATE_PASSWORD="")
    assert (done.status, done.out) == (2, "")
    assert (
        "env:GATE_PASSWORD: the variable is empty; it is the password of the bastion 127.0.0.1:22" in done.err
    )
    done = ping("--icmp")
    assert done.status == 2
    assert "--icmp: 2 devices are behind a bastion (R1, R2), and no echo request goes through one" in done.err


def test_a_bastion_is_shown_without_its_secrets(here: Path) -> None:
    """Wherever devices are shown; and a job file's bastion stands in for those that the inventory lacks."""
    text = INVENTORY.format(port=2222).replace("env:GATE_PASSWORD", CANARY)
    (here / "devices.yaml").write_text(text)
    (here / "plain.yaml").write_text("- {name: R1, host: 10.0.0.1, device_type: cisco_ios}\n")
    (here / "job.yaml").write_text(
        "command: show clock\njump: [{host: gate, password: env:NOWHERE}, me@b:23]\n"
    )
    plan = ["-i", "devices.yaml", "-c", "show clock", "--dry-run"]
    done = collect(*plan)
    assert done.out.startswith("R1  cisco_ios  lab@10.0.0.1:22 through jump@127.0.0.1:2222\n"), done.err
    assert rows(collect(*plan, "--format", "json"))[0]["jump"] == ["jump@127.0.0.1:2222"]
    assert rows(collect("inventory", "-i", "devices.yaml", "--format", "json"))[0]["jump"]
    assert "jump@127.0.0.1:2222" in collect("inventory", "-i", "devices.yaml").out
    done = collect("--job", "job.yaml", "-i", "plain.yaml", "--dry-run")
    assert "R1  cisco_ios  10.0.0.1:22 through gate, me@b:23" in done.out, done.err
    done = collect("--job", "job.yaml", "-i", "plain.yaml", "-u", "lab", env={"COLLECT_PASSWORD": CANARY})
    assert done.status == 2
    assert "env:NOWHERE: the variable is not set; it is the password of the bastion gate" in done.err
