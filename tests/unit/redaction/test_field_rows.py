"""Lines from the field: secrets in all their places, and what only looks like one.

`field.tsv` and `lookalikes.txt` grow by a line for each fault that is reported.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.redaction import MASK, redact
from unit.tables import each_row

HERE = Path(__file__).parent
SECRETS = [
    line.split("\t", 1)
    for line in (HERE / "field.tsv").read_text().splitlines()
    if line and not line.startswith("#")
]
#: Those that nothing stands in front of.
PLAIN = [row for row in SECRETS if row[1][0].isalnum() and "#" not in row[1]]
#: Rows of the field that hold no secret, and why.
JUDGED = {
    ("cisco_ios", "ppp chap hostname HUNTER"): "the name that is shown to the peer, no secret",
    ("cisco_ios", "crypto key pubkey-chain rsa HUNTER"): "public keys; IOS takes no value here",
    ("cisco_ios", "ip rcmd remote-username HUNTER"): "a user's name",
    ("cisco_ios", "ip sla key-chain HUNTER"): "a key chain's name",
    (
        "cisco_ios",
        'action 1.0 cli command "enable HUNTER"',
    ): "`enable` takes a level or a view, never a password",
    (
        "juniper_junos",
        "set snmp trap-group HUNTER targets 1.1.1.1",
    ): "a group's name, which `show snmp` and traps show; the older corpus keeps it",
    ("juniper_junos", "set snmp v3 target-address x tag-list HUNTERTAG"): "a tag",
    ("juniper_junos", "set protocols pim rp x authentication HUNTER"): "no such statement",
    (
        "juniper_junos",
        "set services advanced-anti-malware connection authentication tls-profile HUNTERTLS",
    ): "a profile's name",
    ("fortinet", "set http-username-template HUNT"): "a template of user names",
    ("fortinet", "set compartment-id HUNTERID"): "an identifier of a cloud's compartment",
    (
        "mikrotik_routeros",
        "/ip dhcp-server option add value=HUNT",
    ): "an option's value of any kind, an address as a rule",
    (
        "linux",
        "1.1.1.1   HUNTER   3",
    ): "three columns of any table; only the file's name would tell a RADIUS client's file",
    ("f5_tmsh", "recv HUNT"): "the answer that a monitor expects",
}
BLOCKS = [
    (
        "fortinet",
        'config system snmp community\n    edit 1\n        set name "HUNTER"\n        config hosts\n'
        "            edit 1\n"
        "            next\n        end\n    next\n    edit 2\n        set name HUNTER2\n    next\nend\n"
        "config system interface\n  set name KEPT\nend\n",
    ),
    (
        "mikrotik_routeros",
        "/snmp community\nset [ find default=yes ] name=HUNTER\nadd addresses=10.0.0.1 name=HUNTER2\n"
        "/system identity\nset name=KEPT\n",
    ),
    (
        "juniper_junos",
        '"snmp" : { "community" : [\n { "name" : "HUNTER", "clients" : [ {"name" : "KEPT/8"} ] },\n'
        ' { "name" : "HUNTER2" } ] },\n'
        ' "policy" : { "community" : [ { "name" : "C", "members" : ["65000:1"] } ]\n',
    ),
    (
        "juniper_junos",
        "<snmp>\n<community>\n<name>HUNTER</name>\n<authorization>ro</authorization></community></snmp>\n"
        "<community>\n<name>KEPT</name>\n<members>65000:1</members>\n",
    ),
    (
        "cisco_s300",
        "---- BEGIN SSH2 PRIVATE KEY ----\nComment: RSA Private Key\nHUNTER\n---- END SSH2 PRIVATE KEY ----\n"
        "---- BEGIN SSH2 PUBLIC KEY ----\nKEPT\n",
    ),
    (
        "nokia_sros",
        'community "KEPT"\n    members "65000:100"\nexit\ncommunity "HUNTER"\n    access-permissions r\n',
    ),
    ("linux", "PuTTY-User-Key-File-2: ssh-rsa\nKEPT\nPrivate-Lines: 2\nHUNTER\nHUNTER\nPrivate-MAC: abc\n"),
    ("linux", "KEPT * HUNTER *\n# KEPT\nops * HUNTER2 *\n# the file's end\n"),
    ("cisco_ios", "-----BEGIN CERTIFICATE-----\nKEPT\n-----END CERTIFICATE-----\nenable secret HUNTER\n"),
]


def lookalikes() -> dict[str, list[str]]:
    families: dict[str, list[str]] = {}
    for line in (HERE / "lookalikes.txt").read_text().splitlines():
        if line.startswith("== "):
            rows = families[line.removeprefix("== ")] = []
        else:
            rows.append(line)
    return families


LOOKALIKES = lookalikes()


@pytest.mark.no_cover
@each_row("platform, line", SECRETS)
def test_no_secret_of_the_field_is_left(platform: str, line: str) -> None:
    assert "HUNT" in line
    masked = redact(line, platform)
    assert "HUNT" not in masked
    assert redact(masked, platform) == masked


@pytest.mark.no_cover
@each_row("platform, line", PLAIN)
def test_no_secret_is_left_behind_what_may_stand_in_front_of_a_line(platform: str, line: str) -> None:
    for front in ("+", "-", "    ", "R1(config)#"):
        assert "HUNT" not in redact(front + line, platform)


@each_row("platform, line", JUDGED)
def test_what_the_field_took_for_a_secret_stays(platform: str, line: str) -> None:
    assert redact(line, platform) == line


@pytest.mark.parametrize(("platform", "text"), BLOCKS)
def test_a_secret_is_masked_that_another_line_announces(platform: str, text: str) -> None:
    masked = redact(text, platform)
    assert "HUNT" not in masked
    assert "KEPT" in masked
    assert redact(masked, platform) == masked


@pytest.mark.parametrize("platform", LOOKALIKES)
def test_nothing_is_damaged_in_what_a_platform_prints(platform: str) -> None:
    text = "\n".join(LOOKALIKES[platform])
    assert redact(text, platform).splitlines() == text.splitlines()


@pytest.mark.parametrize("platform", LOOKALIKES)
def test_a_secret_between_look_alikes_is_the_only_thing_that_changes(platform: str) -> None:
    text = "".join(f"{line}\npassword: Hunter-2-hunter\n" for line in LOOKALIKES[platform])
    assert MASK.sub("Hunter-2-hunter", redact(text, platform)) == text
