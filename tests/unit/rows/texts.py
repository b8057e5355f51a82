"""Outputs that several tests read, and directories of templates."""

from __future__ import annotations

from pathlib import Path

BRIEF = """\
Interface                  IP-Address      OK? Method Status                Protocol
GigabitEthernet0/0         192.0.2.1       YES NVRAM  up                    up
GigabitEthernet0/1         unassigned      YES NVRAM  administratively down down
Loopback0                  198.51.100.7    YES manual up                    up
"""
CLOCK = "15:11:00.123 UTC Mon Nov 23 2026\n"
ARP = """\
Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  192.0.2.1               -   0000.5e00.5301  ARPA   GigabitEthernet0/0
Internet  192.0.2.9              17   0000.5e00.5302  ARPA   GigabitEthernet0/0
"""

HEAD = "Template, Hostname, Platform, Command\n\n"
#: A template without `Error`, which passes over what it does not know.
PORTS = """\
Value Key PORT (\\S+)
Value STATE (up|down)

Start
  ^${PORT} is ${STATE} -> Record
"""


def directory(path: Path, index: str, **templates: str) -> Path:
    """A directory of templates; `a=` is the file `a.textfsm`."""
    path.mkdir(exist_ok=True)
    (path / "index").write_text(HEAD + index)
    for name, text in templates.items():
        (path / f"{name}.textfsm").write_text(text)
    return path
