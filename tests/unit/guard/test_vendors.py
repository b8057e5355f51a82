"""Vendors' commands from the field: which are sent, and what a refusal says to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.guard import objection, refusal
from netcollect.platforms import family_of, known_platforms
from unit.tables import each_row

ROWS = [
    line.split("\t", 3)
    for line in Path(__file__).with_name("vendors.tsv").read_text().splitlines()
    if not line.startswith("#")
]
REFUSED = [(platform, kind, command) for platform, verdict, kind, command in ROWS if verdict == "refused"]
#: Kinds whose refusal names another way in the reason itself; the others name what reads, or what permits it.
INSTEAD = ("endless", "asks", "writes", "clears", "remote", "privilege", "configures", "session", "mode")


@each_row(
    "platform, verdict, command", [(platform, verdict, command) for platform, verdict, _, command in ROWS]
)
def test_a_vendors_command_is_judged(platform: str, verdict: str, command: str) -> None:
    assert (objection(command, platform) is None) == (verdict == "sent")


@each_row("platform, kind, command", REFUSED)
def test_a_refusal_says_what_to_do(platform: str, kind: str, command: str) -> None:
    problem = refusal("--command", command, platform)
    assert problem is not None
    assert "--allow-command" in str(problem)
    if kind in INSTEAD:
        assert ": " in (objection(command, platform) or "")


@each_row("platform", sorted(known_platforms()))
def test_what_enters_another_mode_is_refused_on_every_platform(platform: str) -> None:
    if family_of(platform).grammar == "commands":
        assert all(objection(each, platform) for each in ("enable", "exit", "monitor x", "watch x"))


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "tftp", "scp", "sftp", "rcp"])
@pytest.mark.parametrize("verb", ["more", "dir", "verify", "show file"])
@pytest.mark.parametrize("platform", ["cisco_ios", "arista_eos", "cisco_asa", "huawei_vrp", "hp_procurve"])
def test_no_file_of_another_machine_is_read(platform: str, verb: str, scheme: str) -> None:
    assert objection(f"{verb} {scheme}://user:pw@10.0.0.1/x", platform)
