"""`collect inventory --lint`, against what a lab's devices say."""

from __future__ import annotations

import json
from pathlib import Path

from e2e.command import collect
from netcollect.lab import Lab


def test_an_inventory_is_held_against_the_runs(inventory: Path, here: Path, lab: Lab) -> None:
    wrong = collect("inventory", "-i", inventory, "--lint")
    assert (wrong.status, "--output: output has no such run" in wrong.err) == (2, True)
    assert collect("-i", inventory, "--ask", "facts").status == 0
    fits = collect("inventory", "-i", inventory, "--lint")
    assert (fits.status, fits.out) == (0, "")
    assert fits.err == f"nothing found on {len(lab.devices)} devices, by 1 run\n"
    ios = next(each.name for each in lab.devices if each.platform == "cisco_ios")
    text = inventory.read_text().replace("platform: cisco_ios", "platform: arista_eos", 1)
    inventory.write_text(text.replace(f"name: {ios}", "name: another"))
    found = collect("inventory", "-i", inventory, "--lint", "--unseen-days", "0")
    assert found.status == 1
    assert "another: unseen: was never collected; the oldest run is " in found.out
    # One more second than nothing has passed since.
    assert found.out.count(": unseen: was last collected in ") == len(lab.devices) - 1
    told = json.loads(collect("inventory", "-i", inventory, "--lint", "--format", "json").out)
    assert [(each["device"], each["kind"]) for each in told] == [("another", "unseen")]
    inventory.write_text(text)
    (line,) = collect("inventory", "-i", inventory, "--lint").out.splitlines()
    assert line == f"{ios}: platform: is arista_eos, but its 'show version' reads like cisco_ios"
