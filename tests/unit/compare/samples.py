"""Runs of a small network on two days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from netcollect.archive import Run
from netcollect.model import CommandResult
from netcollect.store import Layout
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run

DAY = timedelta(days=1)
BRIEF = """\
Interface              IP-Address      OK? Method Status                Protocol
GigabitEthernet0/1     10.0.0.1        YES NVRAM  up                    up
GigabitEthernet0/3     10.0.0.2        YES NVRAM  {status:<22}{protocol}
"""


def config(ntp: int = 1, description: str = "uplink", clock: int = 1) -> str:
    """A running configuration; `clock` is volatile."""
    return f"""\
Building configuration...
!
! Last configuration change at 10:00:0{clock} UTC Mon Nov 23 2026 by lab
hostname R
!
banner motd ^C
 uptime
^C
interface GigabitEthernet0/1
 description {description}
!
router bgp 65001
 address-family ipv4
  network 10.0.0.0
!
ntp clock-period 1717973{clock}
ntp server 192.0.2.{ntp}
end
"""


def brief(status: str = "up") -> str:
    """`show ip interface brief` with the state of the third interface."""
    return BRIEF.format(status=status, protocol=status)


def first_day(output: Path, layout: Layout = "device") -> Run:
    """Five routers, and one that is gone the next day."""
    return Run(
        run(
            output,
            {
                **{f"R{n}": [ok("show run", config()), ok("sh ip int br", brief())] for n in range(1, 6)},
                "R9": [ok("show run", config())],
            },
            layout=layout,
        )
    )


def second_day(output: Path, layout: Layout = "device", **more: list[CommandResult]) -> Run:
    """R1 to R3 have another NTP server, R2 a description, R1 lost an interface; R5 fails, R7 is new."""
    rows = {
        f"R{n}": [
            ok("show run", config(9 if n < 4 else 1, "to \x1b[2J R3" if n == 2 else "uplink", clock=2)),
            ok("sh ip int br", brief("down" if n == 1 else "up")),
        ]
        for n in range(1, 5)
    }
    rows["R5"] = [rejected("show run")]
    rows["R7"] = [ok("show run", config())]
    return Run(run(output, rows | more, START + DAY, layout=layout))


#: Two secrets, and outputs that hold them where a line alone does not tell.
OLD, NEW = "S3CRETold1", "S3CRETnew2"
JUNOS = """\
snmp {{
    community {0} {{
        authorization {1};
    }}
}}
"""
VRF = """\
aaa group server radius corp
 server-private 192.0.2.9 key {0}
  timeout {1}
!
"""
NXOS = """\
Community            Group / Access      context    acl_filter
---------            --------------      -------    ----------
{0:<21}network-{1}
"""
IOS = """\
Community name: {0}
Community Index: cisco0
Community SecurityName: {0}
storage-type: {1}        active
"""
EOS = "Community name: {0}\nCommunity access: {1}\n"
#: One line of a key is the same on both days, and it begins with what says what it is.
KEY = """\
-----BEGIN RSA PRIVATE KEY-----
{1}
{0}KEYKEYKEY
{0}ABCDEFGH
SAMEsame
-----END RSA PRIVATE KEY-----
"""
FORTIOS = """\
config system snmp community
    edit 1
        set name "{0}"
        set status {1}
    next
end
"""
#: A platform, a command, and its output with a secret and another value.
CREDENTIALS = [
    ("juniper_junos", "show configuration", JUNOS),
    ("cisco_ios", "show running-config", VRF),
    ("cisco_nxos", "show snmp community", NXOS),
    ("cisco_ios", "show snmp community", IOS),
    ("arista_eos", "show snmp community", EOS),
    ("linux", "cat /etc/ssl/x.pem", KEY),
    ("fortinet", "show system snmp community", FORTIOS),
]


def edit(path: Path, ignore: Sequence[str] = (), facts: Mapping[str, str] | None = None) -> Run:
    """A stored run as if it had been made with these patterns, on devices with these facts."""
    manifest = path / "manifest.json"
    document = json.loads(manifest.read_text())
    devices = [{**each, "facts": dict(facts or {})} for each in document["devices"]]
    manifest.write_text(json.dumps({**document, "ignore": list(ignore), "devices": devices}))
    return Run(path)
